//! Many who do not read: what they cost. Alone in its file, since it measures the memory of its process.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::time::{Duration, Instant};

use octavo_server::config::Config;
use octavo_server::store::Store;
use support::peer::Peer;
use support::raw;
use support::server::TestServer;
use tokio::task::JoinSet;

const SLEEPERS: usize = 50;
const ROUNDS: u32 = 150;
/// In all more than the ring and the socket of a sleeper can hold.
const LINE: usize = 40_000;

/// Ada writes and Ben reads along. Gives back the longest that something took from her to him.
async fn write(ada: &mut Peer, ben: &mut Peer) -> Duration {
    let line = "x".repeat(LINE);
    let mut longest = Duration::ZERO;
    for round in 1..=ROUNDS {
        let since = Instant::now();
        ada.type_text(&line).await;
        ben.until_length(round * LINE as u32).await;
        longest = longest.max(since.elapsed());
    }
    ada.until_saved().await;
    longest
}

/// A line of what the system says of this process, in bytes.
fn memory(name: &str) -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).unwrap();
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() << 10
}

/// How much more memory is in use at the end of some work than before, and how much more at most in between.
async fn costs<T>(work: impl Future<Output = T>) -> (T, usize, usize) {
    let before = memory("VmRSS");
    // The highest use begins to be noted anew.
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let done = work.await;
    let more = |name| memory(name).saturating_sub(before);
    (done, more("VmRSS"), more("VmHWM"))
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_who_never_read_cost_bounded_memory_delay_nobody_and_share_what_they_lack() {
    let folder = tempfile::tempdir().unwrap();
    // Of documents in an open room nothing is shown in lists, so that nothing else reads them meanwhile.
    let config = Config { is_open: true, ..Config::default() };
    let server = TestServer::start(Store::open(folder.path()).unwrap(), config).await;
    let (calm, slept) = ("calm", "slept");
    let mut ada = Peer::join(server.address, calm, 10).await;
    let mut ben = Peer::join(server.address, calm, 11).await;
    let (_, _, alone) = costs(write(&mut ada, &mut ben)).await;

    let mut sleepers = Vec::new();
    for _ in 0..SLEEPERS {
        sleepers.push(raw::sleeper(server.address, slept).await);
    }
    let mut cleo = Peer::join(server.address, slept, 20).await;
    let mut dan = Peer::join(server.address, slept, 21).await;
    let (longest, _, among_sleepers) = costs(write(&mut cleo, &mut dan)).await;
    assert!(longest < Duration::from_secs(5), "somebody waited for {longest:?}");
    // Each has what waits for its socket, beside what all have.
    let allowed = alone + SLEEPERS * (256 << 10) + (16 << 20);
    assert!(among_sleepers < allowed, "{} MiB, {} MiB without sleepers", among_sleepers >> 20, alone >> 20);

    // They wake, all at once, and lack some six megabytes each.
    let (counts, _, waking) = costs(async {
        let mut readers = JoinSet::new();
        for mut sleeper in sleepers {
            readers.spawn(async move { raw::read_until(&mut sleeper, b"the end").await });
        }
        cleo.type_text("the end").await;
        readers.join_all().await
    })
    .await;
    let text = ROUNDS as usize * LINE;
    assert!(counts.iter().all(|count| *count > text), "{counts:?}");
    assert!(waking < SLEEPERS * text / 3, "{} MiB for what all lack", waking >> 20);
    println!(
        "{} MiB alone, {} MiB among sleepers who then take {} MiB, longest {longest:?}",
        alone >> 20,
        among_sleepers >> 20,
        waking >> 20
    );
}
