//! The fuzzers' inputs that were worth keeping, replayed. A crash that a fuzzer finds is fixed and becomes a file here.
//!
//! Inputs that chance makes of each go with them. `OCTAVO_WRITE_CORPUS=1` writes the seeds anew.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use octavo_shared::model::seed;
use octavo_shared::sync::Message;
use octavo_shared::sync::presence::{self, PresenceEntry};
use octavo_shared::testing::exercise::{self, joined, pieces};
use octavo_shared::testing::hostile::Attacker;
use octavo_shared::testing::network::Person;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::path::PathBuf;
use std::{env, fs};
use support::Writer;

fn folder(target: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target)
}

/// Every input that is kept, and inputs made of each by chance.
fn replay(target: &str, least: usize, exercise: fn(&[u8])) {
    if env::var("OCTAVO_WRITE_CORPUS").is_ok() {
        write(target);
    }
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder(target)).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= least, "the corpus of {target} is not there");
    let mut rng = StdRng::seed_from_u64(4);
    for path in files {
        eprintln!("replaying {}", path.display());
        let kept = fs::read(&path).unwrap();
        exercise(&kept);
        for round in 0..mutations() {
            let bytes = mutated(&kept, &mut rng);
            let failed = std::panic::catch_unwind(|| exercise(&bytes)).is_err();
            if failed {
                let found = env::temp_dir().join(format!("{target}-found"));
                fs::write(&found, &bytes).unwrap();
                panic!("round {round} of {}: its input is in {}", path.display(), found.display());
            }
        }
    }
}

/// How many inputs are made of each that is kept; `OCTAVO_FUZZ_ROUNDS` asks for more.
fn mutations() -> usize {
    env::var("OCTAVO_FUZZ_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(5)
}

/// The bytes with something changed: single bytes, or whole pieces that are gone, come twice or stand elsewhere.
fn mutated(bytes: &[u8], rng: &mut StdRng) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..rng.random_range(1..4) {
        let choice = rng.random_range(0..6);
        if choice < 3 && !bytes.is_empty() {
            let at = rng.random_range(0..bytes.len());
            match choice {
                0 => bytes[at] = rng.random(),
                1 => bytes[at] ^= 1 << rng.random_range(0..8),
                _ => bytes.truncate(at),
            }
            continue;
        }
        let (head, rest) = bytes.split_at(bytes.len().min(1));
        let mut parts = pieces(rest);
        if parts.is_empty() {
            continue;
        }
        let (one, other) = (rng.random_range(0..parts.len()), rng.random_range(0..parts.len()));
        match choice {
            3 => drop(parts.remove(one)),
            4 => parts.insert(other, parts[one]),
            _ => parts.swap(one, other),
        }
        bytes = [head, &joined(parts)].concat();
    }
    bytes
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
    fs::create_dir_all(folder(target)).unwrap();
    for number in 0..3u64 {
        for (name, updates) in [("honest", honest(number + 100)), ("hostile", hostile(number))] {
            let entry = PresenceEntry { client: 7, clock: 1, state: Some("{\"user\":{}}") };
            let shown = presence::encode([entry]);
            let mut frames = vec![
                Message::SyncStep1 { state_vector: &[0] }.encode(),
                Message::SyncStep2 { update: &updates[0] }.encode(),
                Message::Presence { update: &shown }.encode(),
            ];
            frames.extend(updates.iter().map(|update| Message::Update { update }.encode()));
            let updates = updates.iter().map(Vec::as_slice);
            let bytes = match target {
                "update" => [vec![number as u8], joined(updates)].concat(),
                "room" => joined(frames.iter().map(Vec::as_slice)),
                "mend" => joined(updates),
                "presence" => shown,
                "life" => {
                    [vec![number as u8 | 0x80], lived(&frames, &[0x00, 0x03, 0x04, 0x12, 0x05, 0x06, 0x07])]
                        .concat()
                }
                "session" => lived(&frames, &[0x00, 0x03, 0x02, 0x04, 0x01, 0x05]),
                _ => lived(&frames, &[0x00, 0x10, 0x02, 0x03, 0x04, 0x01]),
            };
            fs::write(folder(target).join(format!("{name}-{number}")), bytes).unwrap();
        }
    }
}

/// The frames, with something else that happens after each few of them.
fn lived(frames: &[Vec<u8>], happenings: &[u8]) -> Vec<u8> {
    let mut pieces: Vec<Vec<u8>> = (0..4).map(|who| vec![who << 4, 0x83 + who]).collect();
    let mut happenings = happenings.iter().cycle();
    for (at, frame) in frames.iter().enumerate() {
        let who = (at % 4) as u8;
        pieces.push([&[who << 4 | 0x0f][..], frame].concat());
        if at % 2 == 0 {
            // What waits is written, and answered.
            pieces.extend([vec![3, at as u8], vec![4, 0]]);
        }
        if at % 5 == 4 {
            pieces.push(vec![*happenings.next().unwrap(), at as u8]);
        }
    }
    joined(pieces.iter().map(Vec::as_slice))
}

#[test]
fn kept_updates_do_no_harm() {
    replay("update", 80, exercise::updates);
}

#[test]
fn kept_frames_do_no_harm() {
    replay("room", 80, exercise::frames);
}

#[test]
fn kept_lives_of_a_room_end_well() {
    replay("life", 6, exercise::life);
}

#[test]
fn what_a_server_may_send_does_a_client_no_harm() {
    replay("session", 6, exercise::session);
}

#[test]
fn what_tabs_may_send_does_the_one_that_speaks_for_them_no_harm() {
    replay("relay", 6, exercise::relay);
}

#[test]
fn what_is_left_of_a_store_is_sorted_out_in_any_order() {
    replay("mend", 6, exercise::mending);
}

#[test]
fn kept_presence_reads_as_it_was_written() {
    replay("presence", 6, exercise::presence);
}

#[test]
fn pieces_are_taken_apart_as_they_were_put_together() {
    assert_eq!(pieces(&joined([&b"ab"[..], b"", b"c"])), [&b"ab"[..], b"", b"c"]);
    assert_eq!(pieces(&[0, 9, 1]), [&[1]]);
}
