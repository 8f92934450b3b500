//! What the server takes for what it has to hold, beside what others take for the same where they can do it: time until it is
//! ready, memory, coming to a document, typing, searching, and what a kill costs. Each figure is printed beside its limit or its aim.

use std::fs;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::Instant;

use futures_util::future;
use uuid::Uuid;

use octavo_server::store::Store;
use octavo_shared::model::seed;

use super::contender::{Contender, Keeping, resident};
use super::sheet::{Sheet, at};
use super::{joining, kills, memory, past, searching, typing};

/// The parts that can be asked for.
const PARTS: [&str; 11] = [
    "program",
    "start",
    "connections",
    "rooms",
    "join",
    "acknowledge",
    "slow",
    "large",
    "kill",
    "past",
    "search",
];
/// Documents in the store of a server that starts.
const DOCUMENTS: usize = 10_000;

/// Measures all of it, or those parts that are wanted; false when a figure is over its limit.
pub fn measure(contenders: &[Contender], wanted: &[String]) -> io::Result<bool> {
    if let Some(unknown) = wanted.iter().find(|part| !PARTS.contains(&part.as_str())) {
        let parts = PARTS.join(", ");
        return Err(io::Error::other(format!("{unknown:?} is none of the parts, which are {parts}")));
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("figures-{}", std::process::id()));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    println!("\nwhat it takes");
    let mut sheet = Sheet::new();
    let mut measured = Ok(());
    for part in PARTS {
        if measured.is_ok() && (wanted.is_empty() || wanted.iter().any(|name| name == part)) {
            measured = runtime.block_on(measure_part(part, contenders, &folder, &mut sheet));
        }
    }
    // It is not there when no part needed it.
    let _ = fs::remove_dir_all(&folder);
    measured.map(|()| sheet.is_within())
}

async fn measure_part(
    part: &str,
    contenders: &[Contender],
    folder: &Path,
    sheet: &mut Sheet,
) -> io::Result<()> {
    let octavo = &contenders[0];
    match part {
        "start" => start(octavo, folder, sheet).await,
        "connections" => memory::of_connections(contenders, folder, sheet).await,
        "rooms" => memory::of_rooms(contenders, folder, sheet).await,
        "join" => joining::measure(contenders, folder, sheet).await,
        "acknowledge" => typing::acknowledge(octavo, folder, sheet).await,
        "slow" => typing::slowly(contenders, folder, sheet).await,
        "large" => typing::in_a_large_document(contenders, folder, sheet).await,
        "kill" => kills::measure(contenders, folder, sheet).await,
        "past" => past::measure(octavo, &fresh(folder)?, sheet).await,
        "search" => searching::measure(&fresh(folder)?, sheet).await,
        _ => {
            if let Contender::Octavo(program) = octavo {
                let megabytes = fs::metadata(program)?.len() as f64 / 1e6;
                sheet.add("the program with the web app", megabytes, 30.0, "MB");
            }
            Ok(())
        }
    }
}

/// An empty folder.
pub fn fresh(folder: &Path) -> io::Result<PathBuf> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    Ok(folder.to_owned())
}

async fn start(octavo: &Contender, folder: &Path, sheet: &mut Sheet) -> io::Result<()> {
    let folder = fresh(folder)?;
    let store = Store::open(&folder).map_err(io::Error::other)?;
    let create = |_| store.create(Uuid::new_v4().to_string().into(), 0, seed());
    let made = future::join_all((0..DOCUMENTS).map(create)).await;
    if let Some(error) = made.into_iter().find_map(Result::err) {
        return Err(io::Error::other(error));
    }
    store.close().await;
    let (mut times, mut memory) = (Vec::new(), 0.0f64);
    for _ in 0..5 {
        let since = Instant::now();
        let (server, address) = octavo.start(&folder, Keeping::Documents)?;
        get(&address, "/readyz")?;
        times.push(since.elapsed());
        memory = memory.max(resident(&server)?);
    }
    sheet.add("start to ready with 10,000 documents, slowest of 5", at(&mut times, 1.0), 300.0, "ms");
    sheet.add("memory of a server in which nobody is", memory / 1e6, 40.0, "MB");
    Ok(())
}

/// What a server answers, when all is well, and its head.
pub fn get(address: &str, path: &str) -> io::Result<String> {
    let host = address.trim_end_matches("/ws");
    let mut socket = TcpStream::connect(host)?;
    write!(socket, "GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n")?;
    let mut answer = String::new();
    socket.read_to_string(&mut answer)?;
    if answer.starts_with("HTTP/1.1 200") { Ok(answer) } else { Err(io::Error::other(answer)) }
}
