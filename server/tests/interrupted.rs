//! The real program, killed in the middle of what happens seldom: folding a long log, recovering from the kill before, being
//! copied, and bringing a file of an older format up to this one. Nothing that was acknowledged or seen is ever missing.
//!
//! `OCTAVO_KILL_ROUNDS` asks for more rounds. At the end it says what was tried.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::collections::HashSet;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use octavo_server::store::STORE_FILE;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use redb::{Database, ReadableDatabase, TableDefinition};
use support::peer::Peer;
use support::program::{Program, command};
use support::server::{request, within};

const META: TableDefinition<'_, &str, u64> = TableDefinition::new("meta");
/// A document is written in for so many rounds.
const ROUNDS_OF_A_DOCUMENT: u64 = 40;
/// Documents that somebody opens, writes in and leaves, over and over, so that they are folded each time.
const VISITED: u64 = 3;
/// What a store of the format before does not have.
const NEW_BOOKS: [&str; 10] = [
    "cards",
    "marks",
    "folders",
    "inside",
    "passkeys",
    "identities",
    "keys",
    "hooks",
    "deliveries",
    "happenings",
];

fn rounds() -> u64 {
    std::env::var("OCTAVO_KILL_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(16)
}

/// What was tried in all rounds.
#[derive(Debug, Default)]
struct Tally {
    kills_under_load: u64,
    kills_while_starting: u64,
    kills_while_copying: u64,
    whole_copies: u64,
    kills_while_upgrading: u64,
    upgrades_before_the_kill: u64,
    snapshots: u64,
    words: u64,
}

/// A document, and what of it was acknowledged or seen.
struct Paper {
    id: String,
    words: HashSet<String>,
}

impl Paper {
    fn new(number: u64) -> Paper {
        Paper { id: format!("00000000-0000-4000-8000-{number:012}"), words: HashSet::new() }
    }

    /// Everything that was promised is there.
    async fn check(&self, program: &Program, when: &str) {
        let text = Peer::join(program.address, &self.id, 1_000_000).await.text();
        let there: HashSet<&str> = text.trim_end().split('.').collect();
        let gone: Vec<_> = self.words.iter().filter(|word| !there.contains(word.as_str())).collect();
        assert!(gone.is_empty(), "{when}: {gone:?} were promised and are gone from {}", self.id);
    }
}

fn start(folder: &Path) -> Program {
    let mut command = command(folder);
    command.args(["--room-idle", "0"]);
    Program::start_as(command)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_while_it_folds_recovers_is_copied_or_upgraded_loses_nothing() {
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut random = StdRng::seed_from_u64(40);
    let mut tally = Tally::default();
    let mut papers: Vec<Paper> = (0..=VISITED).map(Paper::new).collect();
    let mut clients = 2_000_000;
    for round in 0..rounds() {
        let when = format!("round {round}");
        if round > 0 && round % ROUNDS_OF_A_DOCUMENT == 0 {
            tally.words += papers.iter().map(|paper| paper.words.len() as u64).sum::<u64>();
            let first = round / ROUNDS_OF_A_DOCUMENT * (VISITED + 1);
            papers = (first..=first + VISITED).map(Paper::new).collect();
        }
        match round % 4 {
            1 => kill_while_starting(folder.path(), &mut random, &mut tally),
            2 if round > 2 => kill_while_upgrading(folder.path(), &mut random, &mut tally),
            _ => {}
        }
        let program = start(folder.path());
        for paper in &papers {
            request(program.address, &format!("PUT /api/documents/{}", paper.id)).await;
            paper.check(&program, &when).await;
        }
        let before = papers[0].words.clone();
        let copy = (round % 4 == 3).then(|| elsewhere.path().join(format!("{round}.redb")));
        let patience =
            Duration::from_millis(random.random_range(if copy.is_some() { 5..80 } else { 30..300 }));
        let mut copying = None;
        let meanwhile = || copying = copy.as_ref().map(|copy| backup(folder.path(), copy));
        write_until_killed(program, &mut papers, &mut clients, meanwhile, patience).await;
        tally.kills_under_load += 1;
        if let (Some(copy), Some(mut copying)) = (copy, copying) {
            tally.kills_while_copying += 1;
            if copying.wait().unwrap().success() {
                tally.whole_copies += 1;
                check_copy(&copy, &papers[0].id, &before, &when).await;
            } else {
                assert!(!copy.exists(), "{when}: a copy that was cut short has the name of a whole one");
            }
        }
    }
    let program = start(folder.path());
    for paper in &papers {
        paper.check(&program, "at the end").await;
    }
    program.terminate();
    octavo(&["verify", "--data"], &[folder.path()], "at the end");
    tally.words += papers.iter().map(|paper| paper.words.len() as u64).sum::<u64>();
    tally.snapshots = count_snapshots(folder.path());
    eprintln!("{} rounds: {tally:?}", rounds());
    assert!(tally.words > 0 && tally.snapshots > 0 && tally.kills_while_starting > 0, "{tally:?}");
    assert!(tally.kills_while_copying > 0 && tally.kills_while_upgrading > 0, "{tally:?}");
}

/// Writes in all documents until the program is killed, so long after `meanwhile`, and adds what was acknowledged or seen to the papers.
async fn write_until_killed(
    program: Program,
    papers: &mut [Paper],
    clients: &mut u64,
    meanwhile: impl FnOnce(),
    patience: Duration,
) {
    let address = program.address;
    let mut writers = Vec::new();
    for at in 0..3 + papers.len() - 1 {
        *clients += 1_000;
        // Three write in the first one, one in each other.
        let (paper, stays) = (at.saturating_sub(2), at < 3);
        let (id, first) = (papers[paper].id.clone(), *clients);
        let said = Arc::new(Mutex::new(HashSet::new()));
        let task = tokio::spawn({
            let said = said.clone();
            async move {
                for client in first.. {
                    let Some(mut peer) = Peer::try_join(address, &id, client).await else { return };
                    if !write_words(&mut peer, client, if stays { usize::MAX } else { 40 }, &said).await {
                        return;
                    }
                    peer.leave().await;
                }
            }
        });
        writers.push((paper, said, task));
    }
    let watching = Peer::try_join(address, &papers[0].id, 1_000_001).await.map(|mut peer| {
        tokio::spawn(async move {
            while peer.read_on().await {}
            peer.text()
        })
    });
    meanwhile();
    tokio::time::sleep(patience).await;
    program.kill();
    for (paper, said, task) in writers {
        within(task).await.unwrap();
        papers[paper].words.extend(said.lock().unwrap().drain());
    }
    if let Some(watching) = watching {
        let seen = within(watching).await.unwrap();
        papers[0].words.extend(seen.trim_end().split('.').filter(|word| !word.is_empty()).map(str::to_owned));
    }
}

/// Types words, each its own, and puts those that are acknowledged into `said`. False when the connection has ended.
async fn write_words(peer: &mut Peer, client: u64, count: usize, said: &Mutex<HashSet<String>>) -> bool {
    let mut waiting = Vec::new();
    let mut is_there = true;
    for number in 0..count {
        let word = format!("c{client}n{number}");
        let update = peer.edit_at_end(&format!(".{word}."));
        is_there = peer.try_send(&update).await;
        waiting.push((peer.sent(), word));
        // Up to 16 of them are on their way at a time.
        while is_there && peer.sent() - peer.acked > 16 {
            is_there = peer.read_on().await;
        }
        if !is_there {
            break;
        }
    }
    while is_there && peer.acked < peer.sent() {
        is_there = peer.read_on().await;
    }
    // What came before the end is read to the end.
    while !is_there && peer.read_on().await {}
    said.lock()
        .unwrap()
        .extend(waiting.into_iter().filter(|(number, _)| *number <= peer.acked).map(|(_, word)| word));
    is_there
}

fn kill_while_starting(folder: &Path, random: &mut StdRng, tally: &mut Tally) {
    for _ in 0..random.random_range(1..4) {
        let mut child = command(folder).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(random.random_range(0..40_000)));
        child.kill().unwrap();
        child.wait().unwrap();
        tally.kills_while_starting += 1;
    }
}

/// Makes the store one of the format before, and kills the program while it brings it up to this one.
fn kill_while_upgrading(folder: &Path, random: &mut StdRng, tally: &mut Tally) {
    let file = folder.join(STORE_FILE);
    let kept = folder.join(format!("{STORE_FILE}.format-4"));
    let _ = std::fs::remove_file(&kept);
    let database = Database::open(&file).unwrap();
    let txn = database.begin_write().unwrap();
    txn.open_table(META).unwrap().insert("format", 4).unwrap();
    for book in NEW_BOOKS {
        assert!(txn.delete_table(TableDefinition::<&[u8], &[u8]>::new(book)).unwrap(), "{book}");
    }
    txn.commit().unwrap();
    drop(database);
    let mut child = command(folder).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(Duration::from_micros(random.random_range(0..150_000)));
    child.kill().unwrap();
    child.wait().unwrap();
    tally.kills_while_upgrading += 1;
    tally.upgrades_before_the_kill += u64::from(format_of(&file) == 5);
    // The next start does what is left of it.
    start(folder).kill();
    assert_eq!((format_of(&file), format_of(&kept)), (5, 4), "it is upgraded, and the copy is as it was");
}

fn format_of(file: &Path) -> u64 {
    let database = Database::open(file).unwrap();
    let meta = database.begin_read().unwrap().open_table(META).unwrap();
    meta.get("format").unwrap().unwrap().value()
}

fn count_snapshots(folder: &Path) -> u64 {
    let database = Database::open(folder.join(STORE_FILE)).unwrap();
    let snapshots = TableDefinition::<u64, &[u8]>::new("snapshots");
    redb::ReadableTableMetadata::len(&database.begin_read().unwrap().open_table(snapshots).unwrap()).unwrap()
}

fn backup(folder: &Path, copy: &Path) -> std::process::Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_octavo"));
    command.args(["backup", "--data"]).arg(folder).arg(copy);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Does what the program does besides serving; it has to succeed.
fn octavo(arguments: &[&str], paths: &[&Path], when: &str) {
    let output = Command::new(env!("CARGO_BIN_EXE_octavo")).args(arguments).args(paths).output().unwrap();
    assert!(output.status.success(), "{when}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A copy is whole, and has all that was promised before it was begun.
async fn check_copy(copy: &Path, id: &str, before: &HashSet<String>, when: &str) {
    octavo(&["verify"], &[copy], when);
    let restored = tempfile::tempdir().unwrap();
    octavo(&["restore", "--data"], &[restored.path(), copy], when);
    std::fs::remove_file(copy).unwrap();
    let program = start(restored.path());
    Paper { id: id.to_owned(), words: before.clone() }.check(&program, when).await;
}
