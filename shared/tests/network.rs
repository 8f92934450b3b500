//! People over a bad network and a bad disk end with one document, and were never told or shown what was lost.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use octavo_shared::model::seed;
use octavo_shared::testing::for_seeds;
use octavo_shared::testing::network::{Network, Person, Tally};
use std::cell::Cell;
use support::Writer;

/// Runs one schedule; answers with what was done in it.
fn run(number: u64, people: u64, steps: u32) -> Tally {
    let mut writers: Vec<Writer> = (0..people).map(|person| Writer::new(100 + person)).collect();
    let start = number.is_multiple_of(2).then(seed);
    if let Some(start) = &start {
        // Everybody who has a new document has its first line.
        writers.iter_mut().for_each(|writer| writer.apply(start));
    }
    let mut network = Network::new(number, writers, start);
    for _ in 0..steps {
        network.step();
    }
    network.settle();
    let tally = network.tally;
    assert!(tally.edits > 0 && tally.applied > 0 && tally.drops > 0, "nothing happened: {tally:?}");
    tally
}

fn run_all(schedules: u64, people: u64, run: impl Fn(u64) -> Tally) {
    let (tried, edits, rests, told) = (Cell::new(0), Cell::new(0), Cell::new(0), Cell::new(0));
    for_seeds(schedules, |seed| {
        let tally = run(seed);
        edits.set(edits.get() + tally.edits);
        rests.set(rests.get() + tally.rests);
        told.set(told.get() + tally.told);
        tried.set(tried.get() + 1);
    });
    // One that is repeated need not do all that there is.
    let is_alone = tried.get() == 1;
    assert!(is_alone || rests.get() > 0, "the room never laid its document aside");
    assert!(is_alone || told.get() > 0, "the room never answered from its log");
    println!("{} schedules of {people} people: {} changes, each there once", tried.get(), edits.get());
}

#[test]
fn two_people_agree_in_the_end_and_nothing_saved_or_seen_is_lost() {
    run_all(20, 2, |seed| run(seed, 2, 800));
}

#[test]
fn five_people_agree_in_the_end_and_nothing_saved_or_seen_is_lost() {
    run_all(15, 5, |seed| run(seed + 1_000_000, 5, 1500));
}
