//! A store on a disk that loses power, fills up and fails, over and over: nothing that was acknowledged is ever missing, and
//! nothing that comes back is torn.
//!
//! `OCTAVO_FAULT_ROUNDS` asks for more rounds; a round that fails names its seed. At the end it says what was tried.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::collections::BTreeMap;
use std::sync::Arc;

use octavo_server::room::folding::fold_log;
use octavo_server::store::{Dossier, NewEntry, Store};
use octavo_server::upkeep;
use octavo_shared::model::{Attributes, Delta, Document, Replica, seed};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use support::disk::FaultyDisk;

fn rounds() -> u64 {
    std::env::var("OCTAVO_FAULT_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(60)
}

/// What was tried in all rounds.
#[derive(Debug, Default)]
struct Tally {
    power_cuts: u64,
    cuts_while_opening: u64,
    full_disks: u64,
    broken_disks: u64,
    failed_syncs: u64,
    failed_writes: u64,
    failed_reads: u64,
    appends: u64,
    acknowledged: u64,
    snapshots: u64,
}

/// A document as those who write in it know it.
struct Paper {
    name: Arc<str>,
    writer: Document,
    /// The updates that were acknowledged, oldest first.
    acknowledged: Vec<Vec<u8>>,
    /// What the room holds: as many of them, and the last sequence number.
    replica: Replica,
    last: u64,
    time_ms: u64,
}

impl Paper {
    fn new(number: u64) -> Paper {
        let mut writer = Document::new(100 + number);
        writer.merge([&*seed()]).unwrap();
        let mut replica = Replica::new(0);
        replica.apply(&seed()).unwrap();
        Paper {
            name: format!("00000000-0000-4000-8000-{number:012}").into(),
            writer,
            acknowledged: Vec::new(),
            replica,
            last: 1,
            time_ms: 0,
        }
    }

    fn write(&mut self, random: &mut StdRng) {
        let length = self.writer.len();
        let at = random.random_range(0..length);
        if length > 20 && random.random_bool(0.2) {
            self.writer.edit(&Delta::new().retain(at.min(length - 2)).delete(1));
            return;
        }
        let text = "x".repeat(1 << random.random_range(0..12));
        self.writer.edit(&Delta::new().retain(at).insert(&text, Attributes::new()));
    }
}

#[tokio::test]
async fn whatever_the_disk_does_what_was_acknowledged_is_there() {
    let mut tally = Tally::default();
    for seed in 0..rounds() {
        round(seed, &mut tally).await;
    }
    eprintln!("{} rounds: {tally:?}", rounds());
    let Tally { power_cuts, cuts_while_opening, full_disks, broken_disks, .. } = tally;
    let Tally { failed_syncs, failed_writes, failed_reads, snapshots, .. } = tally;
    for count in [
        power_cuts,
        cuts_while_opening,
        full_disks,
        broken_disks,
        failed_syncs,
        failed_writes,
        failed_reads,
        snapshots,
    ] {
        assert!(count > 0, "{tally:?}");
    }
}

async fn round(seed_number: u64, tally: &mut Tally) {
    let mut random = StdRng::seed_from_u64(seed_number);
    let disk = FaultyDisk::with_seed(seed_number);
    let mut store = disk.store();
    let mut papers: BTreeMap<u64, Paper> = (0..3).map(|number| (number, Paper::new(number))).collect();
    for paper in papers.values() {
        store.create(paper.name.clone(), 0, seed()).await.unwrap();
    }
    for _ in 0..random.random_range(1..5) {
        let fault = random.random_range(0..8);
        match fault {
            0 => {
                disk.cut_power_after(random.random_range(1..40));
                tally.power_cuts += 1;
            }
            1 => {
                disk.cut_power_at_step(random.random_range(1..1500));
                tally.power_cuts += 1;
            }
            2 => {
                disk.leave_space(random.random_range(0..200_000));
                tally.full_disks += 1;
            }
            _ => {}
        }
        for step in 0..random.random_range(5..40) {
            match (fault, step) {
                (3, 5) => {
                    disk.break_sync();
                    tally.broken_disks += 1;
                }
                (4..=5, 0 | 10 | 20) => {
                    disk.fail_a_sync_after(random.random_range(1..8));
                    tally.failed_syncs += 1;
                }
                (6, 0 | 10 | 20) => {
                    disk.fail_a_write_after(random.random_range(1..100));
                    tally.failed_writes += 1;
                }
                // What was read once is in memory: the disk is read again after another failure.
                (7, 0 | 10 | 20) => {
                    disk.fail_a_sync_after(random.random_range(1..4));
                    disk.fail_a_read_after(random.random_range(1..30));
                    tally.failed_reads += 1;
                }
                _ => {}
            }
            let paper = papers.get_mut(&random.random_range(0..3)).unwrap();
            if random.random_bool(0.15) {
                store.save_snapshot(paper.name.clone(), paper.last, paper.replica.encode(), fold_log);
                tally.snapshots += 1;
            }
            write(&store, paper, &mut random, tally).await;
        }
        store.close().await;
        drop(store);
        disk.heal();
        disk.restore_power(random.random());
        while random.random_bool(0.4) {
            disk.cut_power_at_step(random.random_range(1..120));
            let opened = disk.try_store();
            if let Ok(store) = &opened {
                store.close().await;
            }
            tally.cuts_while_opening += u64::from(disk.is_off());
            drop(opened);
            disk.restore_power(random.random());
        }
        store = disk.store();
        let mut found = Vec::new();
        let is_whole = upkeep::verify(&store, &mut found).unwrap();
        assert!(is_whole, "round {seed_number}: {}", String::from_utf8_lossy(&found));
        for paper in papers.values_mut() {
            check(seed_number, &store.dossier(&paper.name).unwrap(), paper);
        }
    }
}

/// Appends a change. One that is not acknowledged may be there or not; whoever made it has it and sends it again with the next.
async fn write(store: &Store, paper: &mut Paper, random: &mut StdRng, tally: &mut Tally) {
    paper.write(random);
    let known = paper.replica.state_vector();
    // As a client does: all that the room lacks.
    let missing = paper.writer.replica().diff(&known).unwrap();
    paper.time_ms += 1000;
    let entry = NewEntry { author: "guest:ada".into(), client: 1, update: missing.clone().into() };
    tally.appends += 1;
    if let Ok(Ok(last)) = store.append(paper.name.clone(), paper.time_ms, vec![entry]).await {
        tally.acknowledged += 1;
        paper.replica.apply(&missing).unwrap();
        paper.acknowledged.push(missing);
        paper.last = last;
    }
}

/// The units that a document has, and which of them are deleted.
fn extent(replica: &Replica) -> (Vec<u8>, Vec<u8>) {
    let (mut clocks, mut deletions) =
        (replica.state_vector(), replica.diff(&replica.state_vector()).unwrap());
    clocks.sort_unstable();
    deletions.sort_unstable();
    (clocks, deletions)
}

/// The store has at least what was acknowledged, and the room goes on from what it has.
fn check(seed_number: u64, dossier: &Dossier, paper: &mut Paper) {
    let mut found = Replica::new(0);
    dossier.entries.iter().for_each(|entry| found.apply(&entry.update).unwrap());
    for update in &paper.acknowledged {
        let before = extent(&found);
        found.apply(update).unwrap();
        assert_eq!(extent(&found), before, "round {seed_number}: an acknowledged update is gone");
    }
    paper.replica = found;
    paper.last = dossier.entries.last().map_or(0, |entry| entry.last);
}
