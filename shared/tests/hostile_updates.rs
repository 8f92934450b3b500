//! What the validator passes never harms the engine. Each run is a process of its own: memory that is corrupted ends
//! it, and that is seen.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use octavo_shared::model::Replica;
use octavo_shared::sync::guard::{Roots, Update, World, read_state_vector};
use octavo_shared::testing::hostile::Attacker;
use octavo_shared::testing::network::Person;
use octavo_shared::testing::seeds;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use std::env;
use std::process::Command;
use support::Writer;
use yrs::updates::decoder::Decode;

const FIRST: &str = "OCTAVO_HOSTILE_FIRST";
const END: &str = "OCTAVO_HOSTILE_END";

/// Runs a test of this file in a process of its own and says how it ended.
fn in_a_child(test: &str, runs: u64) {
    let seeds = seeds(runs);
    // A server's worker thread has 2 MiB of stack, and so has a test's thread.
    let output = Command::new(env::current_exe().unwrap())
        .args([test, "--exact", "--ignored", "--nocapture"])
        .env(FIRST, seeds.start.to_string())
        .env(END, seeds.end.to_string())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    let last = errors.lines().rfind(|line| line.starts_with("seed ")).unwrap_or("before the first seed");
    assert!(output.status.success(), "{test} ended with {:?}, {last}\n{told}\n{errors}", output.status);
    told.lines().filter(|line| line.starts_with("tally")).for_each(|line| println!("{line}"));
}

fn child_seeds() -> std::ops::Range<u64> {
    let number = |name| env::var(name).unwrap().parse::<u64>().unwrap();
    number(FIRST)..number(END)
}

fn clocks(replica: &Replica) -> Vec<(u64, u32)> {
    read_state_vector(&replica.state_vector()).unwrap()
}

fn deleted(state: &[u8]) -> yrs::IdSet {
    yrs::Update::decode_v1(state).unwrap().delete_set().clone()
}

/// A document as a server and a reader of it have it.
struct Victim {
    world: World,
    replica: Replica,
    trimmed: Replica,
    reader: Option<Writer>,
}

impl Victim {
    fn new(roots: Roots) -> Self {
        let reader = (roots == Roots::Document).then(Writer::blank);
        Victim { world: World::new(roots), replica: Replica::new(0), trimmed: Replica::new(0), reader }
    }

    /// Whether the update passed. What passed must apply, and the world must know how far the replica is.
    fn take(&mut self, bytes: &[u8]) -> bool {
        let Ok(update) = Update::parse(bytes) else { return false };
        let Ok(fresh) = self.world.check(&update) else { return false };
        self.replica.apply(bytes).unwrap();
        if let Some(fresh) = &fresh {
            self.trimmed.apply(fresh).unwrap();
            if let Some(reader) = &mut self.reader {
                reader.apply(fresh);
            }
        }
        for (client, clock) in clocks(&self.replica) {
            assert_eq!(self.world.clock(client), clock, "the world and the replica differ");
        }
        let (mut whole, mut trimmed) = (clocks(&self.replica), clocks(&self.trimmed));
        whole.sort_unstable();
        trimmed.sort_unstable();
        assert_eq!(whole, trimmed, "what was left out was needed");
        true
    }

    fn finish(&mut self, roots: Roots) {
        let state = self.replica.encode();
        let rebuilt = World::of_state(roots, &state).unwrap();
        for (client, clock) in clocks(&self.replica) {
            assert_eq!(rebuilt.clock(client), clock);
        }
        assert!(
            deleted(&state) == deleted(&self.trimmed.encode()),
            "the trimmed updates delete something else"
        );
        if let Some(reader) = &self.reader {
            reader.content();
        }
        assert!(Replica::new(9).apply(&state).is_ok());
    }
}

#[test]
fn updates_that_mean_harm_are_refused_or_harmless() {
    in_a_child("attacks", 400);
}

#[test]
#[ignore = "a child of updates_that_mean_harm_are_refused_or_harmless"]
fn attacks() {
    let (mut passed, mut made) = (0u64, 0u64);
    for seed in child_seeds() {
        eprintln!("seed {seed}");
        let roots = if seed.is_multiple_of(2) { Roots::Document } else { Roots::Open };
        let mut attacker = Attacker::new(seed);
        let mut victim = Victim::new(roots);
        for _ in 0..60 {
            made += 1;
            if victim.take(&attacker.update()) {
                attacker.accepted();
                passed += 1;
            }
        }
        victim.finish(roots);
    }
    println!("tally: {made} hostile updates, {passed} passed");
    assert!(passed > made / 20, "hardly anything passes: this tests nothing");
}

#[test]
fn honest_updates_with_bytes_changed_are_refused_or_harmless() {
    in_a_child("mutations", 300);
}

#[test]
#[ignore = "a child of honest_updates_with_bytes_changed_are_refused_or_harmless"]
fn mutations() {
    let (mut passed, mut made) = (0u64, 0u64);
    for seed in child_seeds() {
        eprintln!("seed {seed}");
        let mut rng = StdRng::seed_from_u64(seed);
        let mut writer = Writer::new(7);
        let mut victim = Victim::new(Roots::Document);
        let mut honest = vec![];
        for _ in 0..40 {
            let update = writer.edit(&mut rng);
            if update.is_empty() {
                continue;
            }
            for _ in 0..6 {
                let mut bad = update.clone();
                for _ in 0..rng.random_range(1..4) {
                    mutate(&mut bad, &honest, &mut rng);
                }
                made += 1;
                passed += u64::from(victim.take(&bad));
            }
            victim.take(&update);
            honest.push(update);
        }
        victim.finish(Roots::Document);
    }
    println!("tally: {made} mutated updates, {passed} passed");
    assert!(passed > 0, "nothing passes: this tests nothing");
}

fn mutate(bytes: &mut Vec<u8>, others: &[Vec<u8>], rng: &mut StdRng) {
    if bytes.is_empty() {
        return bytes.push(rng.random());
    }
    let at = rng.random_range(0..bytes.len());
    match rng.random_range(0..6) {
        0 => bytes[at] = rng.random(),
        1 => bytes[at] ^= 1 << rng.random_range(0..8),
        2 => bytes[at] = bytes[at].wrapping_add(if rng.random() { 1 } else { 255 }),
        3 => drop(bytes.remove(at)),
        4 => bytes.insert(at, rng.random()),
        _ => {
            if let Some(other) = others.choose(rng) {
                let from = rng.random_range(0..other.len());
                bytes.truncate(at);
                bytes.extend_from_slice(&other[from..]);
            }
        }
    }
}
