//! The load, in a process of its own: people who type a character at a time, as yrs encodes it, and people who read. All
//! updates are made before the clock runs, so that making them costs nothing while it does.

use std::collections::HashMap;
use std::io::{self, BufRead, Write};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use tokio::sync::watch;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message as Frame;
use yrs::{ClientID, Doc, OffsetKind, Options, Text, Transact};

use octavo_shared::sync::Message;

use super::client::{Dialect, Socket, Speech, set_no_delay};

/// Updates of one writer in a second.
const RATE: u64 = 10;
/// How long the last updates may take to arrive. What comes later is not counted.
const DRAIN: Duration = Duration::from_secs(10);

/// How many people do what, for how long.
#[derive(Debug, Clone, Copy)]
pub struct Load {
    pub writers: usize,
    pub readers: usize,
    pub seconds: u64,
}

impl Load {
    /// For the command line of the process that makes the load.
    pub fn arguments(self) -> [String; 3] {
        [self.writers.to_string(), self.readers.to_string(), self.seconds.to_string()]
    }
}

/// When each update was sent, by writer and clock.
type Sent = Arc<Mutex<HashMap<(u64, u64), Instant>>>;

#[derive(Default)]
struct Received {
    updates: u64,
    latencies: Vec<Duration>,
}

/// `load ADDRESS nothing|yjs|hocuspocus WRITERS READERS SECONDS`: prints `ready`, waits for a line, then prints what arrived, what should
/// have, and the latencies.
pub fn run(arguments: &[String]) {
    let [address, speaks, counts @ ..] = arguments else { panic!("see the code") };
    let counts: Vec<u64> = counts.iter().map(|count| count.parse().expect("a number")).collect();
    let load = Load { writers: counts[0] as usize, readers: counts[1] as usize, seconds: counts[2] };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(put_on(address, speaks, load));
}

async fn put_on(address: &str, speaks: &str, load: Load) {
    let name = format!("bench-{}", std::process::id());
    let room = format!("ws://{address}/{name}");
    let speech = match speaks {
        "nothing" => Speech::Nothing,
        "hocuspocus" => Speech::Hocuspocus,
        _ => Speech::Yjs,
    };
    let dialect = Dialect::of(speech, &name);
    let sent = Sent::default();
    let (stop, stopped) = watch::channel(());
    let mut readers = Vec::new();
    for reader in 0..load.readers + load.writers {
        let (socket, _) = connect_async(&room).await.expect("the server takes a connection");
        set_no_delay(&socket);
        let (mut sink, stream) = socket.split();
        for frame in dialect.greeting() {
            sink.send(frame).await.expect("it is open");
        }
        let writer = (reader >= load.readers).then_some(reader - load.readers);
        // Few are asked for times: taking them is not what is measured.
        let times = (writer.is_none() && reader % 10 == 0).then(|| sent.clone());
        let (answers, sink) = if writer.is_some() { (None, Some(sink)) } else { (Some(sink), None) };
        let all = load.writers as u64 * load.seconds * RATE;
        let task = tokio::spawn(read(dialect.clone(), stream, answers, times, all, stopped.clone()));
        readers.push((task, writer.zip(sink)));
    }
    let updates: Vec<Vec<(u64, Frame)>> =
        (0..load.writers).map(|writer| make_updates(&dialect, writer, load.seconds)).collect();
    tokio::time::sleep(Duration::from_millis(500)).await;
    println!("ready");
    io::stdout().flush().expect("it is read");
    io::stdin().lock().read_line(&mut String::new()).expect("the other side says go");

    let expected: u64 =
        updates.iter().map(|updates| updates.len() as u64).sum::<u64>() * (load.readers as u64);
    let mut tasks = Vec::new();
    let mut writing = Vec::new();
    let mut updates: Vec<_> = updates.into_iter().map(Some).collect();
    for (task, writer) in readers {
        if let Some((writer, sink)) = writer {
            let own = updates[writer].take().expect("each writer is one");
            writing.push(tokio::spawn(write(sink, writer, load.writers, own, sent.clone())));
        } else {
            tasks.push(task);
        }
    }
    let mut sinks = Vec::new();
    for task in writing {
        sinks.push(task.await.expect("a writer does not panic"));
    }
    let mut total = Received::default();
    let late = tokio::spawn(async move {
        tokio::time::sleep(DRAIN).await;
        drop(stop);
    });
    for task in tasks {
        let received = task.await.expect("a reader does not panic");
        total.updates += received.updates;
        total.latencies.extend(received.latencies);
    }
    late.abort();
    total.latencies.sort();
    let at = |part: f64| {
        let index = (total.latencies.len() as f64 * part) as usize;
        total
            .latencies
            .get(index)
            .or(total.latencies.last())
            .map_or(f64::NAN, |latency| latency.as_secs_f64() * 1e3)
    };
    println!("{} {expected} {} {}", total.updates, at(0.5), at(0.99));
}

/// A second's typing, for every second: each update appends one character.
fn make_updates(dialect: &Dialect, writer: usize, seconds: u64) -> Vec<(u64, Frame)> {
    let mut options = Options::with_guid_and_client_id("load".into(), ClientID::new(client(writer)));
    options.offset_kind = OffsetKind::Utf16;
    let doc = Doc::with_options(options);
    let text = doc.get_or_insert_text("quill");
    (0..seconds * RATE)
        .map(|clock| {
            let mut txn = doc.transact_mut();
            text.insert(&mut txn, clock as u32, "x");
            (clock, dialect.frame(&Message::Update { update: &txn.encode_update_v1() }))
        })
        .collect()
}

fn client(writer: usize) -> u64 {
    1_000_000 + writer as u64
}

async fn write(
    mut sink: SplitSink<Socket, Frame>,
    writer: usize,
    writers: usize,
    updates: Vec<(u64, Frame)>,
    sent: Sent,
) -> SplitSink<Socket, Frame> {
    let pause = Duration::from_millis(1000 / RATE);
    // People do not type in step, neither with others nor with a clock. Every server has the same moments.
    let mut random = StdRng::seed_from_u64(writer as u64);
    let mut next = tokio::time::Instant::now() + pause.mul_f64(writer as f64 / writers as f64);
    for (clock, frame) in updates {
        tokio::time::sleep_until(next).await;
        next += pause.mul_f64(random.random_range(0.0..2.0));
        sent.lock().expect("nobody panics").insert((client(writer), clock), Instant::now());
        sink.send(frame).await.expect("the connection lasts");
    }
    sink
}

async fn read(
    dialect: Dialect,
    mut stream: SplitStream<Socket>,
    mut answers: Option<SplitSink<Socket, Frame>>,
    times: Option<Sent>,
    all: u64,
    mut stopped: watch::Receiver<()>,
) -> Received {
    let mut received = Received::default();
    while times.is_none() && answers.is_none() || received.updates < all {
        let frame = tokio::select! {
            frame = stream.next() => frame,
            _ = stopped.changed() => return received,
        };
        let Some(Ok(frame)) = frame else { return received };
        let Frame::Binary(bytes) = frame else { continue };
        match Message::decode(dialect.message(&bytes)) {
            Ok(Message::Update { update }) => {
                let now = Instant::now();
                for (client, clock) in typed(update) {
                    received.updates += 1;
                    let at = times
                        .as_ref()
                        .and_then(|sent| sent.lock().expect("nobody panics").get(&(client, clock)).copied());
                    received.latencies.extend(at.map(|at| now - at));
                }
            }
            Ok(Message::SyncStep1 { .. }) => {
                if let Some(answers) = &mut answers {
                    // An empty update: this reader has nothing that the server lacks.
                    let answer = dialect.frame(&Message::SyncStep2 { update: &[0, 0] });
                    answers.send(answer).await.expect("the connection lasts");
                }
            }
            _ => {}
        }
    }
    received
}

/// The characters in an update, as writer and clock: runs of text, whatever they are merged into.
fn typed(update: &[u8]) -> Vec<(u64, u64)> {
    let mut rest = update;
    let mut characters = Vec::new();
    let clients = number(&mut rest);
    for _ in 0..clients {
        let structs = number(&mut rest);
        let client = number(&mut rest);
        let mut clock = number(&mut rest);
        for _ in 0..structs {
            let (info, after) = rest.split_first().expect("a struct has an info byte");
            rest = after;
            assert_eq!(info & 31, 4, "the load is text");
            for _ in 0..(info >> 7) + (info >> 6 & 1) {
                number(&mut rest);
                number(&mut rest);
            }
            if info & 0xC0 == 0 {
                // The root that the first character of a writer names.
                let is_root = number(&mut rest);
                assert_eq!(is_root, 1);
                let length = number(&mut rest) as usize;
                rest = &rest[length..];
            }
            let length = number(&mut rest);
            rest = &rest[length as usize..];
            characters.extend((clock..clock + length).map(|clock| (client, clock)));
            clock += length;
        }
    }
    characters
}

/// A LEB128 number.
fn number(rest: &mut &[u8]) -> u64 {
    let mut value = 0;
    for shift in (0..).step_by(7) {
        let (byte, after) = rest.split_first().expect("a number ends");
        *rest = after;
        value |= u64::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            break;
        }
    }
    value
}
