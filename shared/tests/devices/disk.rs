//! What is in a browser's storage, and what is noted beside it.

use octavo_shared::sync::{Kept, Record};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Default)]
pub struct Disk {
    last: u64,
    pub kept: Kept,
    /// Takes no more just now.
    pub is_full: bool,
    /// What each record has in it of what was typed here, whether it is there still or not.
    pub typed: BTreeMap<u64, Vec<String>>,
    /// Which records were said to be lost.
    pub told_lost: BTreeSet<u64>,
    /// How many changes were not at the server when that was noted last. `None` if nothing is kept here.
    pub noted: Option<u64>,
    /// Whether something has come to the disk since that may be more.
    pub is_note_stale: bool,
}

impl Disk {
    /// Answers with the record's key, or with nothing if there is no room.
    pub fn append(&mut self, client: Option<u64>, update: Vec<u8>, typed: Vec<String>) -> Option<u64> {
        if self.is_full {
            return None;
        }
        self.last += 1;
        self.kept.records.push(Record { key: self.last, client, update });
        self.is_note_stale |= client.is_some();
        self.typed.insert(self.last, typed);
        Some(self.last)
    }

    pub fn mark(&mut self, client: u64, through: u64) -> bool {
        if !self.is_full {
            let mark = self.kept.marks.entry(client).or_default();
            *mark = through.max(*mark);
        }
        !self.is_full
    }

    /// Puts one record in the place of those under `keys`.
    pub fn fold(&mut self, snapshot: Vec<u8>, keys: &[u64]) {
        if self.append(None, snapshot, Vec::new()).is_some() {
            self.kept.records.retain(|record| !keys.contains(&record.key));
            self.kept.damaged.retain(|record| !keys.contains(&record.key));
        }
    }

    /// A record is not any more what was written.
    pub fn spoil(&mut self, place: usize) {
        let record = self.kept.records.remove(place);
        self.kept.damaged.push(Record { update: Vec::new(), ..record });
    }

    /// The browser removes all that it keeps, but for the note. Gives what was in it that the server was not known to have.
    pub fn evict(&mut self) -> Vec<String> {
        let kept = std::mem::take(&mut self.kept);
        let all = kept.records.iter().chain(&kept.damaged);
        let unsaved = all.filter(|record| kept.is_unsaved(record));
        unsaved.flat_map(|record| self.typed.get(&record.key).cloned().unwrap_or_default()).collect()
    }

    pub fn unsaved(&self) -> impl Iterator<Item = &Record> {
        self.kept.records.iter().filter(|record| self.kept.is_unsaved(record))
    }
}
