//! What a device keeps of a document: every update of it in the order of arrival, and up to where the server has each tab's. Which of
//! it the server is not known to have, who sees to that, and what one snapshot may stand for. How it is stored is the shell's.

use std::collections::BTreeMap;

/// An update as it was kept.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its place in the order of arrival; grows, and is never used twice.
    pub key: u64,
    /// The client of this browser that made it; `None` for what came from elsewhere and for snapshots.
    pub client: Option<u64>,
    /// The update itself.
    pub update: Vec<u8>,
}

/// All that is kept of a document.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// In the order of arrival.
    pub records: Vec<Record>,
    /// For each client of this browser, the key up to which the server has its updates on disk.
    pub marks: BTreeMap<u64, u64>,
    /// What is there and is not what was written, as far as that can be read: without the update.
    pub damaged: Vec<Record>,
}

impl Kept {
    /// Whether the server is not known to have this record on its disk.
    pub fn is_unsaved(&self, record: &Record) -> bool {
        record
            .client
            .is_some_and(|client| self.marks.get(&client).is_none_or(|through| record.key > *through))
    }

    /// How many changes the server is not known to have are lost with what is damaged.
    pub fn lost(&self) -> u64 {
        self.damaged.iter().filter(|record| self.is_unsaved(record)).count() as u64
    }

    /// What nobody sees to: the unsaved records of tabs that are not among `living`, which see to theirs themselves. The second is the
    /// rest.
    pub fn left_over(&self, living: &[u64]) -> (Vec<Record>, Vec<Record>) {
        let is_left_over = |record: &Record| {
            self.is_unsaved(record) && record.client.is_some_and(|client| !living.contains(&client))
        };
        self.records.iter().cloned().partition(is_left_over)
    }

    /// The unsaved records of a tab that has ended.
    pub fn left_by(&self, tab: u64) -> Vec<Record> {
        let is_left = |record: &&Record| record.client == Some(tab) && self.is_unsaved(record);
        self.records.iter().filter(is_left).cloned().collect()
    }

    /// What one snapshot may stand for: all that the server has. What it does not have stays as it is, so that it is known apart.
    pub fn foldable(&self) -> impl Iterator<Item = &Record> {
        self.records.iter().filter(|record| !self.is_unsaved(record))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept() -> Kept {
        let record = |key, client| Record { key, client, update: Vec::new() };
        Kept {
            records: vec![record(1, None), record(2, Some(7)), record(3, Some(8)), record(4, Some(7))],
            marks: BTreeMap::from([(7, 3)]),
            damaged: vec![record(5, Some(7)), record(6, None)],
        }
    }

    fn keys(records: &[Record]) -> Vec<u64> {
        records.iter().map(|record| record.key).collect()
    }

    #[test]
    fn what_the_server_has_of_one_tab_says_nothing_of_another() {
        let kept = kept();
        let folded: Vec<Record> = kept.foldable().cloned().collect();
        assert_eq!((keys(&folded), kept.lost()), (vec![1, 2], 1));
    }

    #[test]
    fn a_tab_that_lives_sees_to_its_own_changes() {
        let (left_over, rest) = kept().left_over(&[8]);
        assert_eq!((keys(&left_over), keys(&rest)), (vec![4], vec![1, 2, 3]));
        assert_eq!(keys(&kept().left_by(8)), [3]);
    }
}
