//! What was written in this tab, by number, and how far each change has come: onto this device's disk, onto the server's.
//!
//! Pure bookkeeping. Numbers count the changes of this tab from 1; keys are the storage's.

use std::collections::VecDeque;

/// A change that is not known to be on the server's disk.
#[derive(Clone, Copy, Debug)]
struct Change {
    number: u64,
    /// Its key in the storage, once it is there.
    key: Option<u64>,
    /// Whether it is on its way to the storage.
    being_stored: bool,
}

/// The changes of this tab and how far they have come.
#[derive(Debug, Default)]
pub struct Ledger {
    last: u64,
    changes: VecDeque<Change>,
    /// Unsaved changes of earlier visits, found in the storage. Together they have one number.
    found: u64,
    found_number: u64,
    /// For each client of the changes found, its last key.
    found_through: Vec<(u64, u64)>,
    /// Up to which key the changes of this tab are saved, if that is news to the storage.
    news: Option<u64>,
    found_news: bool,
}

impl Ledger {
    /// Takes note of `count` unsaved changes of earlier visits, and of each client's last key among them. Answers with the
    /// number that stands for all of them.
    pub fn find(&mut self, count: u64, through: Vec<(u64, u64)>) -> u64 {
        self.last += 1;
        self.found = count;
        self.found_number = self.last;
        self.found_through = through;
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
        if self.found > 0 && self.found_number <= through {
            self.found = 0;
            self.found_news = true;
        }
        while let Some(change) = self.changes.front().filter(|change| change.number <= through) {
            self.news = change.key.or(self.news);
            self.changes.pop_front();
        }
    }

    /// How many changes are not on the server's disk.
    pub fn unsaved(&self) -> u64 {
        self.found + self.changes.len() as u64
    }

    /// How many changes are still on their way to this device's disk.
    pub fn unstored(&self) -> u64 {
        self.changes.iter().filter(|change| change.being_stored).count() as u64
    }

    /// What the storage should remember as saved, as pairs of client and key, `own` being this tab's client. Each piece of
    /// news is told once.
    pub fn take_news(&mut self, own: u64) -> Vec<(u64, u64)> {
        let found = if std::mem::take(&mut self.found_news) {
            std::mem::take(&mut self.found_through)
        } else {
            Vec::new()
        };
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
        let number = ledger.find(3, vec![(7, 12)]);
        assert_eq!(ledger.unsaved(), 3);
        ledger.saved(number - 1);
        assert_eq!((ledger.unsaved(), ledger.take_news(9)), (3, vec![]));
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
