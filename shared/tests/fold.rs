//! A folded log says the same as the log: who wrote what, and what the document is.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use octavo_shared::model::{Delta, Document, Op, Replica, seed};
use octavo_shared::sync::fold::{Folded, Logged, fold};
use octavo_shared::sync::guard::{Roots, Update, World};
use octavo_shared::testing::network::Person;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use support::Writer;

const WINDOW: u64 = 60_000;

/// A log as a room writes it: each update is reduced to what is new.
#[derive(Default)]
struct Log {
    authors: Vec<&'static str>,
    times: Vec<u64>,
    updates: Vec<Vec<u8>>,
}

impl Log {
    fn push(&mut self, author: &'static str, time_ms: u64, update: &[u8]) {
        self.authors.push(author);
        self.times.push(time_ms);
        self.updates.push(update.to_vec());
    }

    fn fold(&self) -> Vec<Folded> {
        let entries: Vec<_> = (0..self.updates.len())
            .map(|at| Logged { author: self.authors[at], time_ms: self.times[at], update: &self.updates[at] })
            .collect();
        fold(&entries, WINDOW)
    }

    fn bytes(&self) -> usize {
        self.updates.iter().map(Vec::len).sum()
    }
}

fn state<'a>(updates: impl IntoIterator<Item = &'a Vec<u8>>) -> State {
    let mut replica = Replica::new(9);
    for update in updates {
        replica.apply(update).unwrap();
    }
    state_of(&replica)
}

/// What a document is: its text, the units that it has, and those that are deleted. How the engine cuts them into blocks
/// depends on the way that they came, and in which order it writes clients and fields on chance.
type State = (Delta, Vec<u8>, Vec<u8>);

fn state_of(replica: &Replica) -> State {
    let mut clocks = replica.state_vector();
    let mut deletions = replica.diff(&clocks).unwrap();
    let mut document = Document::new(9);
    document.merge([&*replica.encode()]).unwrap();
    clocks.sort_unstable();
    deletions.sort_unstable();
    (document.body(), clocks, deletions)
}

/// A document that holds what `log` holds, for its next writer.
fn document(client: u64, log: &Log) -> Document {
    let mut document = Document::new(client);
    document.merge(log.updates.iter().map(Vec::as_slice)).unwrap();
    document
}

fn typed(at: usize, text: &str) -> Delta {
    let content = octavo_shared::model::Content::Text(text.to_owned());
    [Op::Retain(at, Default::default()), Op::Insert(content, Default::default())].into_iter().collect()
}

fn deleted(at: usize, length: usize) -> Delta {
    [Op::Retain(at, Default::default()), Op::Delete(length)].into_iter().collect()
}

/// Ada and Ben, each in a document that holds the seed, and their log.
fn two_people() -> (Document, Document, Log) {
    let mut log = Log::default();
    log.push("octavo", 0, &seed());
    (document(100, &log), document(200, &log), log)
}

#[test]
fn what_one_person_types_within_a_minute_is_one_entry_of_about_its_letters() {
    let (mut ada, _, mut log) = two_people();
    for (at, letter) in "the quick brown fox jumps over the lazy dog".char_indices() {
        let update = ada.edit(&typed(at, &letter.to_string()));
        log.push("ada", 1000 + at as u64 * 100, &update);
    }
    let folded = log.fold();
    assert_eq!(folded.len(), 2, "the seed and what Ada wrote");
    assert_eq!((folded[1].of, folded[1].unit.clone()), (1, 0..44));
    assert_eq!((folded[1].from_ms, folded[1].to_ms), (1000, 5200));
    assert!(folded[1].update.len() < 70, "{} bytes for 43 letters", folded[1].update.len());
    assert!(log.bytes() > 500, "{} bytes before", log.bytes());
    assert_eq!(state(folded.iter().map(|entry| &entry.update)), state(&log.updates));
}

#[test]
fn two_who_type_in_turns_in_different_places_are_two_entries() {
    let (mut ada, mut ben, mut log) = two_people();
    let first = ada.edit(&typed(0, "Ada: \nBen: "));
    log.push("ada", 0, &first);
    ben.merge([&*first]).unwrap();
    for round in 0..10 {
        let update = ada.edit(&typed(5 + round, "a"));
        log.push("ada", 1 + round as u64, &update);
        ben.merge([&*update]).unwrap();
        let update = ben.edit(&typed(12 + 2 * round, "b"));
        log.push("ben", 1 + round as u64, &update);
        ada.merge([&*update]).unwrap();
    }
    let folded = log.fold();
    let authors: Vec<_> = folded.iter().map(|entry| log.authors[entry.of]).collect();
    assert_eq!(authors, ["octavo", "ada", "ben"]);
    assert_eq!(state(folded.iter().map(|entry| &entry.update)), state(&log.updates));
}

#[test]
fn what_builds_on_what_another_did_in_between_comes_after_it() {
    let (mut ada, mut ben, mut log) = two_people();
    let first = ada.edit(&typed(0, "one "));
    let second = {
        ben.merge([&*first]).unwrap();
        ben.edit(&typed(4, "two "))
    };
    ada.merge([&*second]).unwrap();
    let third = ada.edit(&typed(8, "three"));
    let fourth = ada.edit(&deleted(4, 2));
    for (author, update) in [("ada", &first), ("ben", &second), ("ada", &third), ("ada", &fourth)] {
        log.push(author, 1, update);
    }
    let folded = log.fold();
    let authors: Vec<_> = folded.iter().map(|entry| log.authors[entry.of]).collect();
    assert_eq!(authors, ["octavo", "ada", "ben", "ada"]);
    assert_eq!(state(folded.iter().map(|entry| &entry.update)), state(&log.updates));
}

#[test]
fn a_window_ends_where_the_minute_does_and_an_entry_that_is_no_update_stays() {
    let (mut ada, _, mut log) = two_people();
    for (at, time) in [59_000, 59_999, 60_000, 61_000].into_iter().enumerate() {
        let update = ada.edit(&typed(at, "x"));
        log.push("ada", time, &update);
    }
    log.push("ada", 62_000, b"no update");
    let update = ada.edit(&typed(4, "x"));
    log.push("ada", 63_000, &update);
    let folded = log.fold();
    let units: Vec<_> = folded.iter().map(|entry| entry.unit.clone()).collect();
    assert_eq!(units, [0..3, 0..3, 3..5, 5..6, 6..7]);
    assert_eq!(folded[3].update, b"no update");
}

#[test]
fn what_was_typed_and_deleted_again_is_in_the_log_as_before() {
    let (mut ada, _, mut log) = two_people();
    for update in [ada.edit(&typed(0, "secret")), ada.edit(&deleted(0, 6))] {
        log.push("ada", 1, &update);
    }
    let folded = log.fold();
    assert_eq!(folded.len(), 2);
    assert!(folded[1].update.windows(6).any(|bytes| bytes == b"secret"));
}

/// Random people write, merge and reorder; whatever they do, the folded log is taken in entry by entry without a hole and
/// amounts to the same document, and each unit to the same state as before.
#[test]
fn random_logs_amount_to_the_same_document() {
    for seed_number in 0..30 {
        let mut random = StdRng::seed_from_u64(seed_number);
        let names = ["ada", "ben", "cleo"];
        let mut people: Vec<Writer> = (0..4).map(|at| Writer::new(100 + at)).collect();
        let mut world = World::new(Roots::Document);
        let mut log = Log::default();
        let mut time = 0;
        let seed = seed();
        people.iter_mut().for_each(|person| person.apply(&seed));
        world.check(&Update::parse(&seed).unwrap()).unwrap();
        log.push("octavo", 0, &seed);
        let mut room = Replica::new(1);
        room.apply(&seed).unwrap();
        let mut seen = [1; 4];
        for _ in 0..150 {
            time += random.random_range(0..2_000);
            let who = random.random_range(0..people.len());
            if random.random_bool(0.3) {
                // He has seen all that the room has.
                log.updates[seen[who]..].iter().for_each(|update| people[who].apply(update));
                seen[who] = log.updates.len();
            }
            people[who].edit(&mut random);
            if random.random_bool(0.6) {
                // Two of them are one person with two devices; all that is new to the room goes there.
                let update = people[who].replica().diff(&room.state_vector()).unwrap();
                if let Ok(Some(fresh)) = world.check(&Update::parse(&update).unwrap()) {
                    log.push(names[who % 3], time, &fresh);
                    room.apply(&fresh).unwrap();
                }
            }
        }
        let folded = log.fold();
        assert!(folded.len() < log.updates.len(), "seed {seed_number}: nothing was folded");
        let mut world = World::new(Roots::Document);
        let mut replica = Replica::new(2);
        for (at, entry) in folded.iter().enumerate() {
            let update = Update::parse(&entry.update).unwrap();
            world.check(&update).unwrap_or_else(|error| panic!("seed {seed_number}, entry {at}: {error}"));
            replica.apply(&entry.update).unwrap();
            let ends_unit = folded.get(at + 1).is_none_or(|next| next.unit != entry.unit);
            if ends_unit {
                let before = state(&log.updates[..entry.unit.end]);
                assert_eq!(state_of(&replica), before, "seed {seed_number}, unit {:?}", entry.unit);
            }
        }
    }
}
