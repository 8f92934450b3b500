//! The fuzzers' inputs that were worth keeping, replayed. A crash that a fuzzer finds is fixed and becomes a file here.
//!
//! `OCTAVO_WRITE_CORPUS=1` writes the seeds anew.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use octavo_shared::model::seed;
use octavo_shared::sync::Message;
use octavo_shared::sync::presence::{self, PresenceEntry};
use octavo_shared::testing::exercise::{self, joined, pieces};
use octavo_shared::testing::hostile::Attacker;
use octavo_shared::testing::network::Person;
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::path::PathBuf;
use std::{env, fs};
use support::Writer;

fn folder(target: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target)
}

fn replay(target: &str, exercise: fn(&[u8])) {
    if env::var("OCTAVO_WRITE_CORPUS").is_ok() {
        write(target);
    }
    let mut replayed = 0;
    for file in fs::read_dir(folder(target)).unwrap() {
        let path = file.unwrap().path();
        eprintln!("replaying {}", path.display());
        exercise(&fs::read(&path).unwrap());
        replayed += 1;
    }
    assert!(replayed >= 80, "the corpus of {target} is not there");
}

fn honest(client: u64) -> Vec<Vec<u8>> {
    let mut writer = Writer::new(client);
    writer.apply(&seed());
    let mut rng = StdRng::seed_from_u64(client);
    let edits = (0..30).map(|_| writer.edit(&mut rng)).filter(|update| !update.is_empty());
    [seed()].into_iter().chain(edits.collect::<Vec<_>>()).collect()
}

fn hostile(seed: u64) -> Vec<Vec<u8>> {
    let mut attacker = Attacker::new(seed);
    (0..20)
        .map(|_| {
            let update = attacker.update();
            attacker.accepted();
            update
        })
        .collect()
}

fn write(target: &str) {
    for number in 0..3u64 {
        for (name, updates) in [("honest", honest(number + 100)), ("hostile", hostile(number))] {
            let bytes = match target {
                "update" => [vec![number as u8], joined(updates.iter().map(Vec::as_slice))].concat(),
                _ => {
                    let entry = PresenceEntry { client: 7, clock: 1, state: Some("{\"user\":{}}") };
                    let presence = presence::encode([entry]);
                    let mut frames = vec![
                        Message::SyncStep1 { state_vector: &[0] }.encode(),
                        Message::Presence { update: &presence }.encode(),
                    ];
                    frames.extend(updates.iter().map(|update| Message::Update { update }.encode()));
                    joined(frames.iter().map(Vec::as_slice))
                }
            };
            fs::write(folder(target).join(format!("{name}-{number}")), bytes).unwrap();
        }
    }
}

#[test]
fn kept_updates_do_no_harm() {
    replay("update", exercise::updates);
}

#[test]
fn kept_frames_do_no_harm() {
    replay("room", exercise::frames);
}

#[test]
fn pieces_are_taken_apart_as_they_were_put_together() {
    assert_eq!(pieces(&joined([&b"ab"[..], b"", b"c"])), [&b"ab"[..], b"", b"c"]);
    assert_eq!(pieces(&[0, 9, 1]), [&[1]]);
}
