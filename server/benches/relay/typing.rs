//! What typing costs and how long its answers take: the acknowledgement beside the disk's own time, many rooms in which little
//! happens, and a large document beside an empty one.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use futures_util::future;

use octavo_shared::sync::Message;

use super::client::Client;
use super::contender::{Contender, Keeping, cpu_time, resident};
use super::documents::{blank, grown, letter};
use super::figures::fresh;
use super::joining::MIDDLING;
use super::sheet::{Sheet, at, median};

/// Updates a second in so many rooms, for so many seconds, and how often that is measured.
const TYPISTS: usize = 50;
const RATE: usize = 4;
const SECONDS: usize = 5;
const ROUNDS: usize = 7;
/// Rooms in each of which two people type a letter in so many seconds, and how often.
const SLOW_ROOMS: usize = 5_000;
const SLOW_PAUSE: Duration = Duration::from_secs(10);
const SLOW_LETTERS: u64 = 3;
/// Letters that are typed into a document, more than from one snapshot to the next, and how often.
const LETTERS: u32 = 1_200;
const TURNS: usize = 5;

pub async fn acknowledge(octavo: &Contender, folder: &Path, sheet: &mut Sheet) -> io::Result<()> {
    let folder = fresh(folder)?;
    let (_server, address) = octavo.start(&folder, Keeping::Documents)?;
    let mut typists = Vec::new();
    for typist in 0..TYPISTS {
        typists.push((octavo.join(&address, &format!("typing-{typist}")).await?, blank(7), 0));
    }
    let (mut ratios, mut medians) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let mut fsyncs = fsync_times(&folder).await?;
        let typing =
            typists.drain(..).enumerate().map(|(number, typist)| tokio::spawn(type_on(typist, number)));
        let mut waits = Vec::new();
        for typist in future::join_all(typing).await {
            let (typist, own) = typist.map_err(io::Error::other)??;
            typists.push(typist);
            waits.extend(own);
        }
        fsyncs.extend(fsync_times(&folder).await?);
        let times = [at(&mut waits, 0.5), at(&mut waits, 0.99), at(&mut fsyncs, 0.5), at(&mut fsyncs, 0.99)];
        let [wait, slow_wait, fsync, slow_fsync] = times;
        println!(
            "  (acknowledgement: median {wait:.2} ms, 99th percentile {slow_wait:.2}; an fsync at 200/s: {fsync:.2}, {slow_fsync:.2})"
        );
        ratios.push(slow_wait / slow_fsync);
        medians.push(wait / fsync);
    }
    println!("  (medians: an acknowledgement takes {:.2} fsyncs)", median(medians.into_iter()));
    let what = "acknowledgement at 200/s in 50 rooms, 99th percentile";
    sheet.add(what, median(ratios.into_iter()), 2.0, "of an fsync's");
    Ok(())
}

/// Types for some seconds, and gives how long each acknowledgement took.
async fn type_on(
    (mut client, doc, mut typed): (Client, yrs::Doc, u32),
    number: usize,
) -> io::Result<((Client, yrs::Doc, u32), Vec<Duration>)> {
    let pause = Duration::from_millis(1000 / RATE as u64);
    let mut next = tokio::time::Instant::now() + pause.mul_f64(number as f64 / TYPISTS as f64);
    let mut waits = Vec::new();
    for _ in 0..SECONDS * RATE {
        tokio::time::sleep_until(next).await;
        next += pause;
        let update = letter(&doc, typed);
        typed += 1;
        let since = Instant::now();
        client.update(&update).await?;
        client.until_taken().await?;
        waits.push(since.elapsed());
    }
    Ok(((client, doc, typed), waits))
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

/// What many rooms with two people in each, who type now and then, gave.
struct Slow {
    updates: usize,
    a_second: f64,
    /// Until the other one sees a letter, in milliseconds.
    median: f64,
    slow: f64,
    /// Microseconds of CPU time at the server for each letter.
    cost: f64,
    /// The server's memory, in MB.
    memory: f64,
}

pub async fn slowly(contenders: &[Contender], folder: &Path, sheet: &mut Sheet) -> io::Result<()> {
    // The bare broadcaster has no rooms.
    let (octavo, others) = (&contenders[0], &contenders[1..contenders.len() - 1]);
    let own = type_slowly(octavo, folder).await?;
    println!(
        "  (5,000 rooms: {} updates at {:.0} a second, all seen; median {:.2} ms)",
        own.updates, own.a_second, own.median
    );
    sheet.add("5,000 rooms of 2 typing: seen, 99th percentile", own.slow, 20.0, "ms");
    sheet.aim("the same, on a machine that does nothing else", own.slow, 5.0, "ms");
    sheet.aim("CPU time of the server for one of their letters", own.cost, 60.0, "us");
    sheet.add("memory of a server with them", own.memory, 300.0, "MB");
    sheet.aim("the same", own.memory, 150.0 * 1.048_576, "MB");
    let mut figures = Vec::new();
    for other in others {
        let slow = type_slowly(other, folder).await;
        figures.push(slow.map(|slow| {
            format!(
                "99th percentile {:.2} ms, {:.0} us CPU a letter, {:.0} MB, {} seen",
                slow.slow, slow.cost, slow.memory, slow.updates
            )
        }));
    }
    sheet.beside(others, figures);
    Ok(())
}

async fn type_slowly(contender: &Contender, folder: &Path) -> io::Result<Slow> {
    let (server, address) = contender.start(&fresh(folder)?, Keeping::Nothing)?;
    let mut pairs = Vec::new();
    while pairs.len() < SLOW_ROOMS {
        // Many at a time: the first must not wait so long that the server takes them for gone.
        let both = (pairs.len()..SLOW_ROOMS).take(100).map(async |room| {
            let room = format!("slow-{room}");
            Ok([contender.join(&address, &room).await?, contender.join(&address, &room).await?])
        });
        pairs.extend(future::try_join_all(both).await.map_err(|error: io::Error| error)?);
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
    let (mut waits, mut kept) = (Vec::new(), Vec::new());
    for task in tasks {
        let (pair, own) = task.await.map_err(io::Error::other)??;
        kept.push(pair);
        waits.extend(own);
    }
    let used = cpu_time(server.0.id())? - before;
    Ok(Slow {
        updates: waits.len(),
        a_second: waits.len() as f64 / start.elapsed().as_secs_f64(),
        median: at(&mut waits, 0.5),
        slow: at(&mut waits, 0.99),
        cost: used.as_secs_f64() * 1e6 / waits.len() as f64,
        memory: resident(&server)? / 1e6,
    })
}

/// Each types a letter, in turns; how long until the other has it.
async fn type_in_turns(
    mut pair: [Client; 2],
    first: tokio::time::Instant,
) -> io::Result<([Client; 2], Vec<Duration>)> {
    let mut next = first;
    let mut waits = Vec::new();
    let docs = [blank(7), blank(8)];
    for at in 0..SLOW_LETTERS {
        for (doc, other) in docs.iter().zip([1, 0]) {
            tokio::time::sleep_until(next).await;
            next += SLOW_PAUSE / 2;
            let update = letter(doc, at as u32);
            let since = Instant::now();
            pair[1 - other].update(&update).await?;
            pair[other].until(|message| matches!(message, Message::Update { .. })).await?;
            waits.push(since.elapsed());
        }
    }
    Ok((pair, waits))
}

/// Typing in a document of 1.24 MB beside typing in an empty one, each letter after the acknowledgement of the one before.
pub async fn in_a_large_document(
    contenders: &[Contender],
    folder: &Path,
    sheet: &mut Sheet,
) -> io::Result<()> {
    let (octavo, others) = (&contenders[0], &contenders[1..contenders.len() - 1]);
    let (empty, ratio) = compare_sizes(octavo, folder).await?;
    println!("  (a letter in an empty document: {empty:.0} us CPU of the server)");
    sheet.add("a letter in a document of 1.24 MB, of one in an empty one", ratio, 1.3, "times");
    let mut figures = Vec::new();
    for other in others {
        let sizes = compare_sizes(other, folder).await;
        figures.push(
            sizes.map(|(empty, ratio)| format!("{ratio:8.2} times, {empty:.0} us CPU in an empty one")),
        );
    }
    sheet.beside(others, figures);
    Ok(())
}

/// The CPU time for a letter in an empty document, in microseconds, and how many times that is taken in a large one.
async fn compare_sizes(contender: &Contender, folder: &Path) -> io::Result<(f64, f64)> {
    let (server, address) = contender.start(&fresh(folder)?, Keeping::Nothing)?;
    let mut large = contender.join(&address, "large").await?;
    large.update(&grown(MIDDLING)).await?;
    large.until_taken().await?;
    let mut small = contender.join(&address, "small").await?;
    let docs = [blank(7), blank(8)];
    let (mut costs, mut ratios) = (Vec::new(), Vec::new());
    for turn in 0..TURNS as u32 {
        let mut each = [0.0; 2];
        for ((client, doc), each) in [&mut small, &mut large].into_iter().zip(&docs).zip(&mut each) {
            let before = cpu_time(server.0.id())?;
            for number in 0..LETTERS {
                client.update(&letter(doc, turn * LETTERS + number)).await?;
                if contender.speech() == super::client::Speech::Octavo {
                    client.until_taken().await?;
                }
            }
            client.until_taken().await?;
            *each = (cpu_time(server.0.id())? - before).as_secs_f64() * 1e6 / f64::from(LETTERS);
        }
        costs.push(each[0]);
        ratios.push(each[1] / each[0]);
    }
    Ok((median(costs.into_iter()), median(ratios.into_iter())))
}
