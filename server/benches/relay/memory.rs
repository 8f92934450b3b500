//! The memory that a server takes for those who are there and do nothing, and for the documents that they have open.
//!
//! Each on a server of its own: what joining takes for a moment is not always given back, and the next would be made of it.

use std::io;
use std::path::Path;
use std::time::Duration;

use super::client::Client;
use super::contender::{Contender, Keeping, Running, resident};
use super::documents::grown;
use super::figures::fresh;
use super::sheet::Sheet;

const CONNECTIONS: usize = 5_000;
const ROOMS: usize = 2_000;
/// Connections of which is told how much of a room's memory is that of its connection.
const CONTROL: usize = 3_000;
/// Rooms in which somebody is before anything is measured.
const WARM: usize = 100;
/// Characters of a text, and how many rooms have such a one.
const TEXTS: [(usize, usize); 2] = [(20_000, 1_000), (200_000, 200)];
/// Characters in each warm room before those are measured: all together more than the store's cache holds.
const WARM_TEXT: usize = 200_000;
/// A document that nobody writes in leaves Octavo's memory after a minute. So that the bench need not wait so long, after a
/// second here; and it waits for so long.
const SETTINGS: [&str; 2] = ["--room-idle", "1"];
const SILENCE: Duration = Duration::from_secs(4);
/// The most that an idle room may take over its text, in bytes.
const OVER_TEXT: f64 = 8e3;

/// Those who are there and do nothing.
pub async fn of_connections(contenders: &[Contender], folder: &Path, sheet: &mut Sheet) -> io::Result<()> {
    let (octavo, others) = (&contenders[0], &contenders[1..]);
    let own = connections(octavo, folder).await?;
    let mut figures = Vec::new();
    for other in others {
        figures.push(connections(other, folder).await);
    }
    for (index, count) in [CONNECTIONS, 2 * CONNECTIONS].into_iter().enumerate() {
        sheet.add(&format!("memory of an idle connection, {count} of them"), own[index] / 1e3, 12.0, "kB");
        sheet.beside(others, figures.iter().map(|each| kilobytes(each, |each| each[index])));
    }
    Ok(())
}

/// Documents that somebody has open.
pub async fn of_rooms(contenders: &[Contender], folder: &Path, sheet: &mut Sheet) -> io::Result<()> {
    // The bare broadcaster has no rooms.
    let (octavo, others) = (&contenders[0], &contenders[1..contenders.len() - 1]);
    let own = rooms(octavo, folder).await?;
    sheet.add("memory of an idle room, empty, beside its connection", own.alone / 1e3, OVER_TEXT / 1e3, "kB");
    beside(others, sheet, &own, async |other| rooms(other, folder).await).await;
    for (characters, count) in TEXTS {
        let text = characters as f64;
        let own = texts(octavo, folder, characters, count).await?;
        println!(
            "  ({count} idle rooms of {} kB of text, {:.0} kB encoded: the server has {:.0} MB)",
            text / 1e3,
            grown(characters).len() as f64 / 1e3,
            own.server / 1e6
        );
        let what = format!("memory of an idle room with {} kB of text, over the text", text / 1e3);
        sheet.add(&what, (own.alone - text) / 1e3, OVER_TEXT / 1e3, "kB");
        beside(others, sheet, &own, async |other| texts(other, folder, characters, count).await).await;
    }
    Ok(())
}

/// The same of others: with the connection, for what a connection takes of itself is lost in what their engine collects.
async fn beside(
    others: &[Contender],
    sheet: &Sheet,
    own: &Rooms,
    measure: impl AsyncFn(&Contender) -> io::Result<Rooms>,
) {
    println!("      with its connection: {:8.2} kB", own.each / 1e3);
    let mut figures = Vec::new();
    for other in others {
        figures.push(kilobytes(&measure(other).await, |rooms| rooms.each));
    }
    sheet.beside(others, figures);
}

fn kilobytes<T>(measured: &io::Result<T>, bytes: impl Fn(&T) -> f64) -> io::Result<String> {
    match measured {
        Ok(measured) => Ok(format!("{:8.2} kB", bytes(measured) / 1e3)),
        Err(error) => Err(io::Error::other(error.to_string())),
    }
}

/// What an idle connection takes, of so many and of twice as many.
async fn connections(contender: &Contender, folder: &Path) -> io::Result<[f64; 2]> {
    let (server, address) = contender.start(&fresh(folder)?, Keeping::Nothing)?;
    let mut kept = warm(contender, &address).await?;
    let before = resident(&server)?;
    let mut each = [0.0; 2];
    for number in 0..2 * CONNECTIONS {
        kept.push(contender.join(&address, &format!("warm-{}", number % WARM)).await?);
        let count = number + 1;
        if count % CONNECTIONS == 0 {
            each[count / CONNECTIONS - 1] = (resident(&server)? - before) / count as f64;
        }
    }
    Ok(each)
}

/// What rooms take in each of which somebody is who does nothing, in bytes.
struct Rooms {
    each: f64,
    /// Each without its connection.
    alone: f64,
    /// The whole server.
    server: f64,
}

/// Rooms with nothing in them.
async fn rooms(contender: &Contender, folder: &Path) -> io::Result<Rooms> {
    let (server, address) = contender.start(&fresh(folder)?, Keeping::Nothing)?;
    let mut kept = warm(contender, &address).await?;
    let connection = control(contender, &server, &address, &mut kept).await?;
    let before = resident(&server)?;
    for room in 0..ROOMS {
        kept.push(contender.join(&address, &format!("idle-{room}")).await?);
    }
    let after = resident(&server)?;
    let each = (after - before) / ROOMS as f64;
    Ok(Rooms { each, alone: each - connection, server: after })
}

/// Rooms with a text that was worked on, and in which nobody writes any more.
async fn texts(contender: &Contender, folder: &Path, characters: usize, count: usize) -> io::Result<Rooms> {
    let (server, address) = contender.start_with(&fresh(folder)?, Keeping::Nothing, &SETTINGS)?;
    let mut kept = Vec::new();
    let connection = control(contender, &server, &address, &mut kept).await?;
    kept.extend(fill(contender, &address, "warm", WARM_TEXT, WARM).await?);
    let before = at_rest(&server).await?;
    kept.extend(fill(contender, &address, "idle", characters, count).await?);
    let after = at_rest(&server).await?;
    let each = (after - before) / count as f64;
    Ok(Rooms { each, alone: each - connection, server: after })
}

/// What a connection takes in a room in which others are.
async fn control(
    contender: &Contender,
    server: &Running,
    address: &str,
    kept: &mut Vec<Client>,
) -> io::Result<f64> {
    let mut before = 0.0;
    for number in 0..CONTROL + WARM {
        if number == WARM {
            before = resident(server)?;
        }
        kept.push(contender.join(address, &format!("control-{}", number % WARM)).await?);
    }
    Ok((resident(server)? - before) / CONTROL as f64)
}

/// Somebody in each of a few rooms, so that what a server takes but once is taken.
async fn warm(contender: &Contender, address: &str) -> io::Result<Vec<Client>> {
    let mut kept = Vec::new();
    for room in 0..WARM {
        kept.push(contender.join(address, &format!("warm-{room}")).await?);
    }
    Ok(kept)
}

/// Rooms with a text in each, and who put it there.
async fn fill(
    contender: &Contender,
    address: &str,
    name: &str,
    characters: usize,
    count: usize,
) -> io::Result<Vec<Client>> {
    let update = grown(characters);
    let mut kept = Vec::new();
    for room in 0..count {
        let mut client = contender.join(address, &format!("{name}-{room}")).await?;
        client.update(&update).await?;
        client.until_taken().await?;
        kept.push(client);
    }
    Ok(kept)
}

async fn at_rest(server: &Running) -> io::Result<f64> {
    tokio::time::sleep(SILENCE).await;
    resident(server)
}
