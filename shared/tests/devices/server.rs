//! The server of one document: its room, its log with the disk under it, and the clock on its wall, which somebody sets now and then.

use octavo_shared::model::{Replica, seed};
use octavo_shared::sync::fold::{Logged, fold};
use octavo_shared::sync::guard::{Roots, read_state_vector};
use octavo_shared::sync::{Addition, Effect, Event, Limits, Policy, Room};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How much time of the log is folded into one entry of each person, in milliseconds.
const WINDOW_MS: u64 = 60_000;

struct Entry {
    author: String,
    time_ms: u64,
    update: Arc<[u8]>,
}

pub struct Server {
    pub room: Room,
    pub wall_ms: u64,
    log: Vec<Entry>,
    /// How much of the log was folded.
    folded: usize,
    durable: Replica,
    in_flight: Option<Vec<Addition>>,
}

impl Server {
    pub fn new() -> Server {
        let first = Entry { author: "server".into(), time_ms: 0, update: seed().into() };
        let mut durable = Replica::new(0);
        durable.apply(&first.update).unwrap();
        let room = open([&*first.update]);
        Server { room, wall_ms: 1_700_000_000_000, log: vec![first], folded: 0, durable, in_flight: None }
    }

    pub fn log(&self) -> impl Iterator<Item = &[u8]> {
        self.log.iter().map(|entry| &*entry.update)
    }

    /// The next clock of each client, as far as it is on the disk.
    pub fn durable(&self) -> BTreeMap<u64, u32> {
        read_state_vector(&self.durable.state_vector()).unwrap().into_iter().collect()
    }

    pub fn append(&mut self, additions: Vec<Addition>) {
        assert!(self.in_flight.replace(additions).is_none(), "one append after the other");
    }

    pub fn is_appending(&self) -> bool {
        self.in_flight.is_some()
    }

    /// The append comes to the disk, or does not.
    pub fn finish_append(&mut self, now_ms: u64, is_stored: bool) -> Vec<Effect> {
        let Some(additions) = self.in_flight.take() else { return Vec::new() };
        let mut effects = Vec::new();
        match is_stored {
            true => {
                self.store(additions);
                self.room.handle(now_ms, Event::Stored, &mut effects);
            }
            false => {
                let reason = "the disk is full".into();
                self.room.handle(now_ms, Event::NotStored { reason }, &mut effects);
            }
        }
        effects
    }

    fn store(&mut self, additions: Vec<Addition>) {
        // A clock that was set back does not reorder the log.
        let time_ms = self.wall_ms.max(self.log.last().map_or(0, |entry| entry.time_ms));
        for Addition { connection, update, .. } in additions {
            self.durable.apply(&update).unwrap();
            self.log.push(Entry { author: format!("{}", connection.0 % 5), time_ms, update });
        }
    }

    /// It ends, whatever it is at; an append that was under way is there after that, or is not. The log is read anew.
    pub fn restart(&mut self, is_stored: bool) {
        let additions = self.in_flight.take();
        self.store(additions.filter(|_| is_stored).unwrap_or_default());
        self.room = open(self.log());
    }

    /// Puts what each person did within a minute into one entry.
    pub fn fold_log(&mut self) {
        let part = self.log.split_off(self.folded);
        let logged: Vec<Logged<'_>> = part
            .iter()
            .map(|it| Logged { author: &it.author, time_ms: it.time_ms, update: &it.update })
            .collect();
        for folded in fold(&logged, WINDOW_MS) {
            let author = part[folded.of].author.clone();
            self.log.push(Entry { author, time_ms: folded.to_ms, update: folded.update.into() });
        }
        self.folded = self.log.len();
        let mut replica = Replica::new(0);
        replica.apply_all(self.log()).unwrap();
        let reaches = |replica: &Replica| -> BTreeMap<u64, u32> {
            read_state_vector(&replica.state_vector()).unwrap().into_iter().collect()
        };
        assert_eq!(reaches(&replica), reaches(&self.durable), "a folded log says the same");
    }
}

fn open<'a>(log: impl IntoIterator<Item = &'a [u8]>) -> Room {
    let policy = Policy { roots: Roots::Document, limits: Limits::default() };
    Room::open(policy, log).unwrap()
}
