//! How long it takes until somebody who comes sees a document, and what coming costs the server.

use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};

use super::contender::{Contender, Keeping, cpu_time};
use super::documents::grown;
use super::figures::fresh;
use super::sheet::{Sheet, at, median};

/// Characters of the large document, some 4 MB encoded, and of one of 1.24 MB encoded.
const LARGE: usize = 1_800_000;
pub const MIDDLING: usize = 570_000;
const ROUNDS: usize = 5;
/// Joins of which the cost is measured, to so many rooms, so many at a time, so often.
const JOINS: usize = 4_000;
const ROOMS: usize = 100;
const AT_A_TIME: usize = 50;

pub async fn measure(contenders: &[Contender], folder: &Path, sheet: &mut Sheet) -> io::Result<()> {
    // The bare broadcaster has no documents.
    let (octavo, others) = (&contenders[0], &contenders[1..contenders.len() - 1]);
    let update = grown(LARGE);
    println!("  (a document of 1,800,000 characters is {:.1} MB encoded)", update.len() as f64 / 1e6);
    let (cold, warm) = large(octavo, folder, &update).await?;
    sheet.add("cold join of 1,800,000 characters, median", cold, 160.0, "ms");
    sheet.add("warm join of them, median", warm, 20.0, "ms");
    let mut figures = Vec::new();
    for other in others {
        let times = large(other, folder, &update).await;
        figures.push(times.map(|(cold, warm)| format!("{cold:8.2} ms cold, {warm:8.2} ms warm")));
    }
    sheet.beside(others, figures);
    let (cold, warm) = large(octavo, folder, &grown(MIDDLING)).await?;
    sheet.add("cold join of 1.24 MB encoded, median", cold, 80.0, "ms");
    sheet.add("warm join of it, median", warm, 8.0, "ms");

    let (cost, rate) = many(octavo, folder).await?;
    sheet.aim("joins: CPU time of the server for one", cost, 250.0, "us");
    println!("      ({rate:.0} a second, with those who join on the same processors; the aim is 4,000)");
    let mut figures = Vec::new();
    for other in others {
        let joins = many(other, folder).await;
        figures.push(joins.map(|(cost, rate)| format!("{cost:8.2} us, {rate:.0} a second")));
    }
    sheet.beside(others, figures);
    Ok(())
}

/// How long a join takes, in milliseconds: the first after a start, and the next.
async fn large(contender: &Contender, folder: &Path, update: &[u8]) -> io::Result<(f64, f64)> {
    let folder = fresh(folder)?;
    let (server, address) = contender.start(&folder, Keeping::Documents)?;
    let mut client = contender.join(&address, "large").await?;
    client.update(update).await?;
    client.until_taken().await?;
    drop(client);
    contender.until_kept().await;
    drop(server);
    let (mut cold, mut warm) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let (_server, address) = contender.start(&folder, Keeping::Documents)?;
        let mut kept = Vec::new();
        for times in [&mut cold, &mut warm] {
            // What it is encoded to may differ by some bytes from what was sent.
            let joined = contender.join_whole(&address, "large", update.len() * 9 / 10).await?;
            times.push(joined.took);
            kept.push(joined.client);
        }
    }
    Ok((at(&mut cold, 0.5), at(&mut warm, 0.5)))
}

/// The server's CPU time for one join, in microseconds, and how many there are in a second.
async fn many(contender: &Contender, folder: &Path) -> io::Result<(f64, f64)> {
    let (server, address) = contender.start(&fresh(folder)?, Keeping::Nothing)?;
    let mut kept = Vec::new();
    for room in 0..ROOMS {
        kept.push(contender.join(&address, &format!("room-{room}")).await?);
    }
    let (mut costs, mut times) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let (before, since) = (cpu_time(server.0.id())?, Instant::now());
        let rooms: Vec<String> = (0..JOINS).map(|join| format!("room-{}", join % ROOMS)).collect();
        let joins = stream::iter(&rooms).map(|room| contender.join(&address, room));
        let joined: Vec<_> = joins.buffer_unordered(AT_A_TIME).collect().await;
        times.push(since.elapsed());
        costs.push((cpu_time(server.0.id())? - before).as_secs_f64() * 1e6 / JOINS as f64);
        joined.into_iter().collect::<io::Result<Vec<_>>>()?;
        // They leave, which is not counted.
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    Ok((median(costs.into_iter()), JOINS as f64 * 1e3 / at(&mut times, 0.5)))
}
