//! Updates that are well-formed and mean harm: neighbours in different sequences, content where it does not belong,
//! overlaps, holes, circles, types in each other, deletions of anything.
//!
//! The bytes are made by hand, without an engine. An attacker remembers what was accepted, so that its next update
//! builds on that and comes as far as it can.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};

/// One item that was accepted, and where its maker believes it to be.
#[derive(Clone, Copy)]
struct Made {
    client: u64,
    clock: u64,
    length: u64,
    sequence: u32,
    is_type: bool,
}

/// Makes one hostile update after another for one document.
pub struct Attacker {
    rng: StdRng,
    next: [u64; 4],
    made: Vec<Made>,
    tried: Vec<Made>,
    tried_next: [u64; 4],
}

const ROOTS: [&str; 6] = ["body", "meta", "tables", "notes", "header", "other"];

fn var(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn text(bytes: &mut Vec<u8>, text: &str) {
    var(bytes, text.len() as u64);
    bytes.extend_from_slice(text.as_bytes());
}

impl Attacker {
    /// The attacker with that number.
    pub fn new(seed: u64) -> Self {
        let rng = StdRng::seed_from_u64(seed);
        Attacker { rng, next: [0; 4], made: Vec::new(), tried: Vec::new(), tried_next: [0; 4] }
    }

    /// The last update was accepted.
    pub fn accepted(&mut self) {
        self.made.append(&mut self.tried);
        self.next = self.tried_next;
    }

    /// The next update: decodes, and may be anything else.
    pub fn update(&mut self) -> Vec<u8> {
        self.tried.clear();
        self.tried_next = self.next;
        let mut clients: Vec<usize> = (0..4).filter(|_| self.rng.random_bool(0.4)).collect();
        if clients.is_empty() {
            clients.push(self.rng.random_range(0..4));
        }
        let mut bytes = Vec::new();
        var(&mut bytes, clients.len() as u64);
        for client in clients {
            self.section(client, &mut bytes);
        }
        self.deletions(&mut bytes);
        bytes
    }

    fn section(&mut self, client: usize, bytes: &mut Vec<u8>) {
        let count = self.rng.random_range(1..5);
        let next = self.next[client];
        // Now and then it begins before what is known, or after a hole.
        let start = match self.rng.random_range(0..20) {
            0 | 1 => next.saturating_sub(self.rng.random_range(0..4)),
            2 => next + 1,
            _ => next,
        };
        var(bytes, count);
        var(bytes, client as u64 + 2);
        var(bytes, start);
        let mut clock = start;
        for _ in 0..count {
            clock += self.item(client, clock, bytes);
        }
        self.tried_next[client] = clock.max(next);
    }

    /// Something to build on: accepted before, or in this very update.
    fn neighbour(&mut self, sequence: Option<u32>) -> Option<Made> {
        let fits = |made: &&Made| sequence.is_none_or(|sequence| made.sequence == sequence);
        let all: Vec<Made> = self.made.iter().chain(&self.tried).filter(fits).copied().collect();
        all.choose(&mut self.rng).copied()
    }

    fn item(&mut self, client: usize, clock: u64, bytes: &mut Vec<u8>) -> u64 {
        let kind: u8 = *[0, 1, 1, 3, 4, 4, 4, 5, 6, 6, 7, 7, 7, 8, 8].choose(&mut self.rng).unwrap_or(&4);
        if kind == 0 {
            let length = self.rng.random_range(1..4);
            bytes.push(if self.rng.random_bool(0.02) { 10 } else { 0 });
            var(bytes, length);
            return length;
        }
        let origin = if self.rng.random_bool(0.5) { self.neighbour(None) } else { None };
        let honest = self.rng.random_bool(0.9);
        let near = origin.filter(|_| honest).map(|made| made.sequence);
        let right = if self.rng.random_bool(0.5) { self.neighbour(near) } else { None };
        let keyed = self.rng.random_bool(0.4);
        let mut info = kind;
        info |= if origin.is_some() { 0x80 } else { 0 };
        info |= if right.is_some() { 0x40 } else { 0 };
        info |= if keyed { 0x20 } else { 0 };
        bytes.push(info);
        for made in [origin, right].into_iter().flatten() {
            var(bytes, made.client);
            var(bytes, made.clock + self.rng.random_range(0..made.length));
        }
        let sequence = match origin.or(right) {
            Some(made) => made.sequence,
            None => self.parent(keyed, bytes),
        };
        let length = self.content(kind, bytes);
        let is_type = kind == 7;
        self.tried.push(Made { client: client as u64 + 2, clock, length, sequence, is_type });
        length
    }

    fn parent(&mut self, keyed: bool, bytes: &mut Vec<u8>) -> u32 {
        let types: Vec<Made> =
            self.made.iter().chain(&self.tried).filter(|made| made.is_type).copied().collect();
        let any = self.neighbour(None);
        let item = if self.rng.random_bool(0.95) { types.choose(&mut self.rng).copied() } else { any };
        let holder = match item.filter(|_| self.rng.random_bool(0.5)) {
            Some(made) => {
                bytes.push(0);
                var(bytes, made.client);
                var(bytes, made.clock);
                1_000 + (made.client * 100_000 + made.clock) as u32 * 4
            }
            None => {
                let roots = if self.rng.random_bool(0.02) { 6 } else { 5 };
                let root = self.rng.random_range(0..roots);
                bytes.push(1);
                text(bytes, ROOTS[root]);
                root as u32 * 4
            }
        };
        if !keyed {
            return holder;
        }
        let key = self.rng.random_range(0..3);
        text(bytes, ["k", "title", "cell"][key as usize]);
        holder + 1 + key
    }

    fn content(&mut self, kind: u8, bytes: &mut Vec<u8>) -> u64 {
        match kind {
            1 => {
                let length = self.rng.random_range(1..4);
                var(bytes, length);
                length
            }
            3 => {
                text(bytes, "bin");
                1
            }
            4 => {
                let words = ["a", "bc", "🦀", "d🦀e", "\n"];
                let word = words[self.rng.random_range(0..words.len())];
                text(bytes, word);
                word.encode_utf16().count() as u64
            }
            5 => {
                text(bytes, r#"{"image":"x"}"#);
                1
            }
            6 => {
                text(bytes, "bold");
                text(bytes, ["true", "null"][self.rng.random_range(0..2)]);
                1
            }
            7 => {
                let shared = *[0, 1, 1, 2, 2, 3, 4, 6].choose(&mut self.rng).unwrap_or(&1);
                bytes.push(shared);
                if shared == 3 {
                    text(bytes, "p");
                }
                1
            }
            _ => {
                let length = self.rng.random_range(1..3);
                var(bytes, length);
                (0..length).for_each(|_| bytes.extend([125, 5]));
                length
            }
        }
    }

    fn deletions(&mut self, bytes: &mut Vec<u8>) {
        let clients: Vec<usize> = (0..4).filter(|_| self.rng.random_bool(0.2)).collect();
        let clients: Vec<usize> = clients.into_iter().filter(|client| self.tried_next[*client] > 0).collect();
        var(bytes, clients.len() as u64);
        for client in clients {
            let count = self.rng.random_range(1..3);
            var(bytes, client as u64 + 2);
            var(bytes, count);
            for _ in 0..count {
                let start = self.rng.random_range(0..self.tried_next[client]);
                let longest = self.tried_next[client] - start + u64::from(self.rng.random_bool(0.02));
                var(bytes, start);
                var(bytes, self.rng.random_range(1..=longest.clamp(1, 6)));
            }
        }
    }
}
