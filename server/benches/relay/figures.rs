//! What the server takes for what it has to hold: time until it is ready, memory, the first look at a large document, and the
//! wait for an acknowledgement. Each figure is printed beside its limit.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt, future};
use rustix::process::{Resource, getrlimit, setrlimit};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use uuid::Uuid;
use yrs::{ClientID, Doc, Options, ReadTxn, StateVector, Text, Transact};

use octavo_server::store::Store;
use octavo_shared::model::seed;
use octavo_shared::sync::{Message, SUBPROTOCOL};

use super::contender::{Contender, Running, cpu_time};
use super::load::{Socket, binary, set_no_delay};
use super::past;

/// Documents in the store of a server that starts.
const DOCUMENTS: usize = 10_000;
const IDLE_CONNECTIONS: usize = 5_000;
const IDLE_ROOMS: usize = 2_000;
/// Rooms in which somebody is before anything is measured.
const WARM: usize = 100;
/// Characters of the large document, in pieces that stay apart, as those of a text that was worked on do: some 4 MB encoded.
const LARGE: usize = 1_800_000;
const PIECE: usize = 9;
/// Rooms in each of which two people type a letter in so many seconds, and how often.
const SLOW_ROOMS: usize = 5_000;
const SLOW_PAUSE: Duration = Duration::from_secs(10);
const SLOW_LETTERS: u64 = 3;
/// Updates a second in so many rooms, for so many seconds.
const TYPISTS: usize = 50;
const RATE: usize = 4;
const SECONDS: usize = 10;

/// Measures all of it, or those parts that are wanted; false when a figure is over its limit.
pub fn measure(octavo: &Contender, program: &Path, wanted: &[String]) -> io::Result<bool> {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    setrlimit(Resource::Nofile, limit)?;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("figures-{}", std::process::id()));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    println!("\nwhat it takes");
    let mut sheet = Sheet { is_within: true };
    let measured: io::Result<()> = runtime.block_on(async {
        let is_wanted = |part: &str| wanted.is_empty() || wanted.iter().any(|name| name == part);
        if is_wanted("start") {
            sheet.add("the program with the web app", size(program)? / 1e6, 30.0, "MB");
            start(octavo, &fresh(&folder)?, &mut sheet).await?;
        }
        if is_wanted("memory") {
            memory(octavo, &folder, &mut sheet).await?;
        }
        if is_wanted("join") {
            join_large(octavo, &fresh(&folder)?, &mut sheet).await?;
        }
        if is_wanted("acknowledge") {
            acknowledge(octavo, &fresh(&folder)?, &mut sheet).await?;
        }
        if is_wanted("slow") {
            type_slowly(octavo, &fresh(&folder)?, &mut sheet).await?;
        }
        if is_wanted("past") {
            past::measure(octavo, &fresh(&folder)?, &mut sheet).await?;
        }
        Ok(())
    });
    // It is not there when nothing was wanted that there is.
    let _ = fs::remove_dir_all(&folder);
    measured.map(|()| sheet.is_within)
}

/// The figures with their limits.
pub struct Sheet {
    is_within: bool,
}

impl Sheet {
    pub fn add(&mut self, what: &str, value: f64, limit: f64, unit: &str) {
        let verdict = if value <= limit { "within" } else { "OVER" };
        println!("  {what:<52} {value:8.2} {unit}   limit {limit:7.2}   {verdict}");
        self.is_within &= value <= limit;
    }
}

fn fresh(folder: &Path) -> io::Result<PathBuf> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    Ok(folder.to_owned())
}

fn size(program: &Path) -> io::Result<f64> {
    Ok(fs::metadata(program)?.len() as f64)
}

async fn start(octavo: &Contender, folder: &Path, sheet: &mut Sheet) -> io::Result<()> {
    let store = Store::open(folder).map_err(io::Error::other)?;
    let create = |_| store.create(Uuid::new_v4().to_string().into(), 0, seed());
    let made = future::join_all((0..DOCUMENTS).map(create)).await;
    if let Some(error) = made.into_iter().find_map(Result::err) {
        return Err(io::Error::other(error));
    }
    store.close().await;
    let (mut times, mut memory) = (Vec::new(), 0.0f64);
    for _ in 0..5 {
        let since = Instant::now();
        let (server, address) = octavo.start(folder)?;
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

/// Rooms and connections on a server each: what joining takes for a moment is not given back, and the next would be made of it.
async fn memory(octavo: &Contender, folder: &Path, sheet: &mut Sheet) -> io::Result<()> {
    let (server, address) = octavo.start(&fresh(folder)?)?;
    let mut kept = warm(&address).await;
    let before = resident(&server)?;
    let mut each = f64::INFINITY;
    for number in 0..2 * IDLE_CONNECTIONS {
        kept.push(join(&format!("{address}/warm-{}", number % WARM)).await.0);
        let count = number + 1;
        if count % IDLE_CONNECTIONS == 0 {
            let now = (resident(&server)? - before) / count as f64;
            sheet.add(&format!("memory of an idle connection, {count} of them"), now / 1e3, 12.0, "kB");
            each = each.min(now);
        }
    }
    drop((kept, server));

    let (server, address) = octavo.start(&fresh(folder)?)?;
    let mut kept = warm(&address).await;
    let before = resident(&server)?;
    for room in 0..IDLE_ROOMS {
        kept.push(join(&format!("{address}/idle-{room}")).await.0);
    }
    let room = (resident(&server)? - before) / IDLE_ROOMS as f64 - each;
    sheet.add("memory of an idle room beside that of its connection", room / 1e3, 8.0, "kB");
    Ok(())
}

/// Somebody in each of a few rooms, so that what a server takes but once is taken.
async fn warm(address: &str) -> Vec<Socket> {
    let mut kept = Vec::new();
    for room in 0..WARM {
        kept.push(join(&format!("{address}/warm-{room}")).await.0);
    }
    kept
}

async fn join_large(octavo: &Contender, folder: &Path, sheet: &mut Sheet) -> io::Result<()> {
    let update = large();
    let (server, address) = octavo.start(folder)?;
    let room = format!("{address}/large");
    let (mut socket, ..) = join(&room).await;
    send(&mut socket, &Message::Update { update: &update }).await;
    until(&mut socket, |message| matches!(message, Message::Ack { count: 2 })).await;
    drop((socket, server));
    let (mut cold, mut warm) = (Vec::new(), Vec::new());
    for _ in 0..5 {
        let (_server, address) = octavo.start(folder)?;
        let room = format!("{address}/large");
        for times in [&mut cold, &mut warm] {
            let (_socket, took, bytes) = join(&room).await;
            if bytes < LARGE {
                return Err(io::Error::other("the large document did not come"));
            }
            times.push(took);
        }
    }
    println!("  (the large document: {:.1} MB encoded)", update.len() as f64 / 1e6);
    sheet.add("cold join of 1,800,000 characters, median", at(&mut cold, 0.5), 160.0, "ms");
    sheet.add("warm join of them, median", at(&mut warm, 0.5), 20.0, "ms");
    Ok(())
}

/// A text that grew from its end to its beginning.
fn large() -> Vec<u8> {
    let doc = Doc::with_options(Options::with_guid_and_client_id("load".into(), ClientID::new(1_000_000)));
    let text = doc.get_or_insert_text("quill");
    let mut txn = doc.transact_mut();
    for _ in 0..LARGE / PIECE {
        text.insert(&mut txn, 0, "and so on");
    }
    txn.encode_diff_v1(&StateVector::default())
}

async fn acknowledge(octavo: &Contender, folder: &Path, sheet: &mut Sheet) -> io::Result<()> {
    let (_server, address) = octavo.start(folder)?;
    let mut fsyncs = fsync_times(folder).await?;
    let mut tasks = Vec::new();
    for typist in 0..TYPISTS {
        let (socket, ..) = join(&format!("{address}/typing-{typist}")).await;
        tasks.push(tokio::spawn(type_on(socket, typist)));
    }
    let mut waits = Vec::new();
    for task in tasks {
        waits.extend(task.await.map_err(io::Error::other)?);
    }
    fsyncs.extend(fsync_times(folder).await?);
    let (median, slow) = (at(&mut fsyncs, 0.5), at(&mut fsyncs, 0.99));
    println!("  (an fsync of this disk at 200/s: median {median:.2} ms, 99th percentile {slow:.2} ms)");
    println!("  (acknowledgement: median {:.2} ms)", at(&mut waits, 0.5));
    sheet.add(
        "acknowledgement at 200/s in 50 rooms, 99th percentile",
        at(&mut waits, 0.99),
        2.0 * slow,
        "ms",
    );
    Ok(())
}

async fn type_on(mut socket: Socket, typist: usize) -> Vec<Duration> {
    let doc = Doc::with_options(Options::with_guid_and_client_id("load".into(), ClientID::new(7)));
    let text = doc.get_or_insert_text("quill");
    let pause = Duration::from_millis(1000 / RATE as u64);
    let mut next = tokio::time::Instant::now() + pause.mul_f64(typist as f64 / TYPISTS as f64);
    let mut waits = Vec::new();
    for number in 0..(SECONDS * RATE) as u64 {
        tokio::time::sleep_until(next).await;
        next += pause;
        let update = {
            let mut txn = doc.transact_mut();
            text.insert(&mut txn, number as u32, "x");
            txn.encode_update_v1()
        };
        let since = Instant::now();
        send(&mut socket, &Message::Update { update: &update }).await;
        // The first that was counted is the answer to the server's sync step 1.
        until(&mut socket, |message| matches!(message, Message::Ack { count } if *count == number + 2)).await;
        waits.push(since.elapsed());
    }
    waits
}

/// Many rooms with two people each, who type now and then.
async fn type_slowly(octavo: &Contender, folder: &Path, sheet: &mut Sheet) -> io::Result<()> {
    let (server, address) = octavo.start(folder)?;
    let mut pairs = Vec::new();
    while pairs.len() < SLOW_ROOMS {
        // Many at a time: the first must not wait so long that the server takes them for gone.
        let rooms = (pairs.len()..SLOW_ROOMS).take(100).map(|room| format!("{address}/slow-{room}"));
        let both = rooms.map(async |room| [join(&room).await.0, join(&room).await.0]);
        pairs.extend(future::join_all(both).await);
    }
    let before = cpu_time(server.0.id())?;
    let start = tokio::time::Instant::now();
    let tasks: Vec<_> = pairs
        .into_iter()
        .enumerate()
        .map(|(room, pair)| {
            let first = start + SLOW_PAUSE.mul_f64(room as f64 / SLOW_ROOMS as f64);
            tokio::spawn(type_in_turns(pair, first))
        })
        .collect();
    let mut waits = Vec::new();
    for task in tasks {
        waits.extend(task.await.map_err(io::Error::other)?);
    }
    let used = cpu_time(server.0.id())? - before;
    let updates = waits.len() as f64;
    println!(
        "  (5,000 rooms: {updates} updates at {:.0} a second, all seen; median {:.2} ms, {:.0} us CPU each)",
        updates / start.elapsed().as_secs_f64(),
        at(&mut waits, 0.5),
        used.as_secs_f64() * 1e6 / updates,
    );
    sheet.add("5,000 rooms of 2 typing: seen, 99th percentile", at(&mut waits, 0.99), 20.0, "ms");
    sheet.add("memory of a server with them", resident(&server)? / 1e6, 300.0, "MB");
    Ok(())
}

/// Each types a letter, in turns; how long until the other has it.
async fn type_in_turns(mut pair: [Socket; 2], first: tokio::time::Instant) -> Vec<Duration> {
    let mut next = first;
    let mut waits = Vec::new();
    let docs = [7, 8].map(|client| {
        Doc::with_options(Options::with_guid_and_client_id("load".into(), ClientID::new(client)))
    });
    for letter in 0..SLOW_LETTERS {
        for (doc, other) in docs.iter().zip([1, 0]) {
            tokio::time::sleep_until(next).await;
            next += SLOW_PAUSE / 2;
            let update = {
                let text = doc.get_or_insert_text("quill");
                let mut txn = doc.transact_mut();
                text.insert(&mut txn, letter as u32, "x");
                txn.encode_update_v1()
            };
            let since = Instant::now();
            send(&mut pair[1 - other], &Message::Update { update: &update }).await;
            until(&mut pair[other], |message| matches!(message, Message::Update { .. })).await;
            waits.push(since.elapsed());
        }
    }
    waits
}

/// How long it takes to make a page of a file durable, as often in a second as the typists write: a disk, and a processor, that
/// has slept for a moment answers later than one that is never let go.
async fn fsync_times(folder: &Path) -> io::Result<Vec<Duration>> {
    let mut file = File::create(folder.join("fsync"))?;
    let mut times = Vec::new();
    let mut rhythm = tokio::time::interval(Duration::from_secs(1) / (TYPISTS * RATE) as u32);
    for _ in 0..SECONDS * TYPISTS * RATE / 2 {
        rhythm.tick().await;
        file.write_all(&[7; 4096])?;
        let since = Instant::now();
        file.sync_data()?;
        times.push(since.elapsed());
    }
    Ok(times)
}

/// Joins a room with nothing, and says when all that it holds had come, and how many bytes that was.
async fn join(room: &str) -> (Socket, Duration, usize) {
    let mut request = format!("ws://{room}").into_client_request().expect("it is an address");
    request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static(SUBPROTOCOL));
    let since = Instant::now();
    let (mut socket, _) = connect_async(request).await.expect("the server takes a connection");
    set_no_delay(&socket);
    send(&mut socket, &Message::SyncStep1 { state_vector: &[0] }).await;
    let mut came = None;
    until(&mut socket, |message| {
        if let Message::SyncStep2 { update } = message {
            came = Some((since.elapsed(), update.len()));
        }
        matches!(message, Message::SyncStep1 { .. })
    })
    .await;
    send(&mut socket, &Message::SyncStep2 { update: &[0, 0] }).await;
    until(&mut socket, |message| matches!(message, Message::Ack { count: 1 })).await;
    let (took, bytes) = came.expect("the answer comes before the question");
    (socket, took, bytes)
}

async fn send(socket: &mut Socket, message: &Message<'_>) {
    socket.send(binary(message)).await.expect("the connection lasts");
}

async fn until(socket: &mut Socket, mut is_it: impl FnMut(&Message<'_>) -> bool) {
    loop {
        let frame = socket.next().await.expect("the connection lasts").expect("the frames are whole");
        if let Frame::Binary(bytes) = frame
            && Message::decode(&bytes).is_ok_and(|message| is_it(&message))
        {
            return;
        }
    }
}

/// The time, in milliseconds, that `part` of them do not exceed.
fn at(times: &mut [Duration], part: f64) -> f64 {
    times.sort();
    let index = ((times.len() as f64 * part) as usize).min(times.len() - 1);
    times[index].as_secs_f64() * 1e3
}

/// The memory of a process that is in use, in bytes.
fn resident(server: &Running) -> io::Result<f64> {
    let status = fs::read_to_string(format!("/proc/{}/status", server.0.id()))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse().map_err(io::Error::other)?;
    Ok(kilobytes * 1024.0)
}
