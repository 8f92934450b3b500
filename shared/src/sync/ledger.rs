//! What was written in one tab of a browser, by number, and how far each change has come: onto this device's disk, onto the server's.
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
    written: u64,
    changes: VecDeque<Change>,
    found: Vec<Found>,
    /// The highest key of each client whose changes were found that is saved.
    found_saved: BTreeMap<u64, u64>,
    /// Up to which key the storage has been told that all of a client's changes are saved.
    told: BTreeMap<u64, u64>,
    /// The highest key of this tab of which something is saved.
    saved: Option<u64>,
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
        self.written += 1;
        self.changes.push_back(Change { number: self.last, key: None, being_stored: true });
        self.last
    }

    /// The change is on this device's disk under `key`, or cannot be stored (`None`).
    pub fn stored(&mut self, number: u64, key: Option<u64>) {
        if let Some(change) = self.changes.iter_mut().find(|change| change.number == number) {
            change.being_stored = false;
            change.key = key.max(change.key);
        }
    }

    /// The number of the last change.
    pub fn last(&self) -> u64 {
        self.last
    }

    /// All changes of this tab up to `number` are on this device's disk, together, under `key`: there was no room for one of them.
    pub fn stored_together(&mut self, number: u64, key: u64) {
        let mut is_saved = true;
        for change in self.changes.iter_mut().filter(|change| change.number <= number) {
            change.key = change.key.max(Some(key));
            is_saved = false;
        }
        if is_saved {
            self.saved = self.saved.max(Some(key));
        }
    }

    /// The server has the change `number` on its disk.
    pub fn saved(&mut self, number: u64) {
        if let Some(at) = self.found.iter().position(|found| found.number == number) {
            let Found { client, key, .. } = self.found.swap_remove(at);
            let saved = self.found_saved.entry(client).or_default();
            *saved = key.max(*saved);
        } else if let Some(at) = self.changes.iter().position(|change| change.number == number) {
            let change = self.changes.remove(at);
            self.saved = change.and_then(|change| change.key).max(self.saved);
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

    /// How many changes were made in this tab, wherever they are.
    pub fn written(&self) -> u64 {
        self.written
    }

    /// A change that was found cannot be read: it is on its way nowhere.
    pub fn lost(&mut self, number: u64) {
        self.found.retain(|found| found.number != number);
    }

    /// How many changes are still on their way to this device's disk.
    pub fn unstored(&self) -> u64 {
        self.changes.iter().filter(|change| change.being_stored).count() as u64
    }

    /// What the storage should remember as saved, as pairs of client and key, `own` being this tab's client: all changes of the
    /// client up to the key are. Each piece of news is told once.
    pub fn take_news(&mut self, own: u64) -> Vec<(u64, u64)> {
        let found = &self.found;
        let first = |client| found.iter().filter(|found| found.client == client).map(|found| found.key).min();
        let through = |(client, saved): (&u64, &u64)| {
            (*client, first(*client).map_or(*saved, |first| first.saturating_sub(1).min(*saved)))
        };
        // What was stored together has one key, and is saved with the last of it.
        let unsaved = self.changes.iter().filter_map(|change| change.key).min();
        let mine = self.saved.map(|saved| unsaved.map_or(saved, |first| first.saturating_sub(1).min(saved)));
        let saved: Vec<(u64, u64)> =
            self.found_saved.iter().map(through).chain(mine.map(|key| (own, key))).collect();
        let told = &mut self.told;
        saved
            .into_iter()
            .filter(|(client, key)| *key > told.insert(*client, *key).unwrap_or_default())
            .collect()
    }

    /// The storage has not taken this news: it is told again.
    pub fn news_is_lost(&mut self, news: &[(u64, u64)]) {
        for (client, _) in news {
            self.told.remove(client);
        }
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
        let numbers = [ledger.find(7, 11), ledger.find(7, 12)];
        assert_eq!((ledger.unsaved(), ledger.own_unsaved()), (2, 0));
        numbers.into_iter().for_each(|number| ledger.saved(number));
        assert_eq!(ledger.unsaved(), 0);
        assert_eq!(ledger.take_news(9), [(7, 12)]);
        assert!(ledger.take_news(9).is_empty());
    }

    #[test]
    fn a_change_that_cannot_be_read_is_not_waited_for() {
        let mut ledger = Ledger::default();
        let number = ledger.find(7, 11);
        ledger.write();
        ledger.lost(number);
        assert_eq!((ledger.unsaved(), ledger.written()), (1, 1));
    }

    #[test]
    fn a_change_that_is_saved_says_nothing_of_one_before_it_that_is_held_back() {
        let mut ledger = Ledger::default();
        let (first, second) = (ledger.find(7, 11), ledger.find(7, 14));
        let own = ledger.write();
        ledger.saved(second);
        assert_eq!((ledger.unsaved(), ledger.take_news(9)), (2, vec![(7, 10)]));
        ledger.saved(first);
        assert_eq!((ledger.unsaved(), ledger.take_news(9)), (1, vec![(7, 14)]));
        ledger.stored(own, Some(20));
        ledger.saved(own);
        assert_eq!((ledger.unsaved(), ledger.take_news(9)), (0, vec![(9, 20)]));
    }

    #[test]
    fn what_was_stored_together_is_saved_with_the_last_of_it() {
        let mut ledger = Ledger::default();
        let (first, second) = (ledger.write(), ledger.write());
        ledger.stored(first, Some(4));
        ledger.stored(second, None);
        ledger.stored_together(ledger.last(), 6);
        ledger.saved(first);
        assert_eq!(ledger.take_news(9), [(9, 5)], "the second is in it too");
        ledger.saved(second);
        assert_eq!(ledger.take_news(9), [(9, 6)]);
        ledger.stored_together(ledger.last(), 7);
        assert_eq!(ledger.take_news(9), [(9, 7)], "nothing in it is unsaved");
    }

    #[test]
    fn news_that_the_storage_has_not_taken_is_told_again() {
        let mut ledger = Ledger::default();
        let number = ledger.write();
        ledger.stored(number, Some(5));
        ledger.saved(number);
        let news = ledger.take_news(9);
        ledger.news_is_lost(&news);
        assert_eq!(ledger.take_news(9), news);
    }

    #[test]
    fn the_storage_is_told_the_highest_key_that_is_saved_once() {
        let mut ledger = Ledger::default();
        let numbers = [5, 6, 8].map(|key| {
            let number = ledger.write();
            ledger.stored(number, Some(key));
            number
        });
        ledger.saved(numbers[0]);
        ledger.saved(numbers[1]);
        assert_eq!(ledger.take_news(9), [(9, 6)]);
        assert!(ledger.take_news(9).is_empty());
        ledger.saved(numbers[2]);
        assert_eq!(ledger.take_news(9), [(9, 8)]);
    }
}
