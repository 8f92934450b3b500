//! What was written in this tab, by number, and how far each change has come: onto this device's disk, onto the server's.
//!
//! Pure bookkeeping. Numbers count the changes of this tab from 1; keys are the storage's.

use std::collections::{BTreeMap, VecDeque};

/// A change that is not known to be on the server's disk.
#[derive(Clone, Copy, Debug)]
struct Change {
    number: u64,
    /// Its key in the storage, once it is there.
    key: Option<u64>,
    /// Whether it is on its way to the storage.
    being_stored: bool,
}

/// A change that another tab made and did not bring to the server, found in the storage.
#[derive(Clone, Copy, Debug)]
struct Found {
    number: u64,
    client: u64,
    key: u64,
}

/// The changes of this tab, and those it has found, and how far they have come.
#[derive(Debug, Default)]
pub struct Ledger {
    last: u64,
    changes: VecDeque<Change>,
    found: Vec<Found>,
    /// Up to which key the changes of a client are saved, as far as that is news to the storage.
    found_news: BTreeMap<u64, u64>,
    news: Option<u64>,
}

impl Ledger {
    /// Takes note of a change of `client` that lies in the storage under `key` and is not saved. Answers with its number.
    pub fn find(&mut self, client: u64, key: u64) -> u64 {
        self.last += 1;
        self.found.push(Found { number: self.last, client, key });
        self.last
    }

    /// A change was made. Answers with its number.
    pub fn write(&mut self) -> u64 {
        self.last += 1;
        self.changes.push_back(Change { number: self.last, key: None, being_stored: true });
        self.last
    }

    /// The change is on this device's disk under `key`, or cannot be stored (`None`).
    pub fn stored(&mut self, number: u64, key: Option<u64>) {
        if let Some(change) = self.changes.iter_mut().find(|change| change.number == number) {
            change.being_stored = false;
            change.key = key;
        }
    }

    /// The server has on its disk every change up to the number `through`.
    pub fn saved(&mut self, through: u64) {
        let found = std::mem::take(&mut self.found);
        let (saved, found) = found.into_iter().partition(|found| found.number <= through);
        self.found = found;
        for Found { client, key, .. } in saved {
            let through = self.found_news.entry(client).or_default();
            *through = key.max(*through);
        }
        while let Some(change) = self.changes.front().filter(|change| change.number <= through) {
            self.news = change.key.or(self.news);
            self.changes.pop_front();
        }
    }

    /// How many changes are not on the server's disk.
    pub fn unsaved(&self) -> u64 {
        self.found.len() as u64 + self.own_unsaved()
    }

    /// How many changes that were made in this tab are not on the server's disk.
    pub fn own_unsaved(&self) -> u64 {
        self.changes.len() as u64
    }

    /// How many changes are still on their way to this device's disk.
    pub fn unstored(&self) -> u64 {
        self.changes.iter().filter(|change| change.being_stored).count() as u64
    }

    /// What the storage should remember as saved, as pairs of client and key, `own` being this tab's client. Each piece of
    /// news is told once.
    pub fn take_news(&mut self, own: u64) -> Vec<(u64, u64)> {
        let found = std::mem::take(&mut self.found_news);
        found.into_iter().chain(self.news.take().map(|key| (own, key))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_unsaved_until_the_server_has_it_and_unstored_until_the_disk_has_it() {
        let mut ledger = Ledger::default();
        let (first, second) = (ledger.write(), ledger.write());
        assert_eq!((ledger.unsaved(), ledger.unstored()), (2, 2));
        ledger.stored(first, Some(40));
        assert_eq!((ledger.unsaved(), ledger.unstored()), (2, 1));
        ledger.saved(first);
        assert_eq!((ledger.unsaved(), ledger.unstored()), (1, 1));
        ledger.stored(second, None);
        assert_eq!((ledger.unsaved(), ledger.unstored()), (1, 0));
    }

    #[test]
    fn changes_of_earlier_visits_count_until_the_server_has_them() {
        let mut ledger = Ledger::default();
        ledger.find(7, 11);
        let number = ledger.find(7, 12);
        assert_eq!((ledger.unsaved(), ledger.own_unsaved()), (2, 0));
        ledger.saved(number - 1);
        assert_eq!((ledger.unsaved(), ledger.take_news(9)), (1, vec![(7, 11)]));
        ledger.saved(number);
        assert_eq!(ledger.unsaved(), 0);
        assert_eq!(ledger.take_news(9), [(7, 12)]);
        assert!(ledger.take_news(9).is_empty());
    }

    #[test]
    fn the_storage_is_told_the_highest_key_that_is_saved_once() {
        let mut ledger = Ledger::default();
        for key in [5, 6, 8] {
            let number = ledger.write();
            ledger.stored(number, Some(key));
        }
        ledger.saved(2);
        assert_eq!(ledger.take_news(9), [(9, 6)]);
        ledger.saved(2);
        assert!(ledger.take_news(9).is_empty());
        ledger.saved(3);
        assert_eq!(ledger.take_news(9), [(9, 8)]);
    }
}
