//! Whether a document's log is whole: every entry can be taken in after those before it, nothing is missing between them, and
//! the snapshot says the same as the log. For who checks a store or a copy of it.

use super::guard::{Roots, Update, World};
use crate::model::Replica;
use std::collections::BTreeMap;
use thiserror::Error;

/// What is wrong with a log.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
pub enum Fault {
    /// An entry is no update, or the document does not take it.
    #[error("entry {0} cannot be read: {1}")]
    Entry(usize, String),
    /// Something that an entry builds on is not before it.
    #[error("entry {0} builds on something that is missing")]
    Hole(usize),
    /// The state that the log amounts to is not one that a room can hold.
    #[error("the document cannot be opened: {0}")]
    State(String),
    /// The snapshot is no update.
    #[error("the snapshot cannot be read: {0}")]
    Snapshot(String),
    /// The snapshot and the log up to it differ.
    #[error("the snapshot is not what the log amounts to")]
    Differs,
}

/// Checks a log: its updates, oldest first, and the snapshot with the number of entries that it stands for.
pub fn audit(roots: Roots, log: &[&[u8]], snapshot: Option<(usize, &[u8])>) -> Result<(), Fault> {
    let mut replica = Replica::new(0);
    let mut known: BTreeMap<u64, u32> = BTreeMap::new();
    for (at, bytes) in log.iter().enumerate() {
        if let Some((_, snapshot)) = snapshot.filter(|(entries, _)| *entries == at) {
            compare(&replica, snapshot)?;
        }
        let unreadable = |error: &dyn std::fmt::Display| Fault::Entry(at, error.to_string());
        let update = Update::parse(bytes).map_err(|error| unreadable(&error))?;
        if update.hole(|client| known.get(&client).copied().unwrap_or(0)).is_some() {
            return Err(Fault::Hole(at));
        }
        replica.apply(bytes).map_err(|error| unreadable(&error))?;
        for (client, clocks) in update.spans() {
            let end = known.entry(client).or_default();
            *end = clocks.end.max(*end);
        }
    }
    if let Some((_, snapshot)) = snapshot.filter(|(entries, _)| *entries >= log.len()) {
        compare(&replica, snapshot)?;
    }
    World::of_state(roots, &replica.encode()).map_err(|error| Fault::State(error.to_string()))?;
    Ok(())
}

/// Whether a snapshot holds the units that the replica holds, and the same of them deleted.
fn compare(replica: &Replica, snapshot: &[u8]) -> Result<(), Fault> {
    let unreadable = |error: &dyn std::fmt::Display| Fault::Snapshot(error.to_string());
    Update::parse(snapshot).map_err(|error| unreadable(&error))?;
    let mut other = Replica::new(0);
    other.apply(snapshot).map_err(|error| unreadable(&error))?;
    if extent(replica) == extent(&other) { Ok(()) } else { Err(Fault::Differs) }
}

/// The units that a replica holds: of each client the next clock, and what is deleted as client, first and end clock.
type Extent = (BTreeMap<u64, u32>, Vec<(u64, u32, u32)>);

/// What a replica holds. Deleted parts that touch are one.
fn extent(replica: &Replica) -> Extent {
    let state = replica.encode();
    let Ok(update) = Update::parse(&state) else { return Default::default() };
    let clocks = update.spans().map(|(client, clocks)| (client, clocks.end)).collect();
    let mut deleted: Vec<(u64, u32, u32)> = Vec::new();
    let mut ranges: Vec<_> =
        update.deletions().map(|(client, part)| (client, part.start, part.end)).collect();
    ranges.sort_unstable();
    for (client, start, end) in ranges {
        match deleted.last_mut() {
            Some((last, _, last_end)) if *last == client && *last_end >= start => {
                *last_end = end.max(*last_end)
            }
            _ => deleted.push((client, start, end)),
        }
    }
    (clocks, deleted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Attributes, Delta, Document, seed};

    fn log() -> Vec<Vec<u8>> {
        let mut document = Document::new(100);
        document.merge([&*seed()]).unwrap_or_default();
        let typed = document.edit(&Delta::new().insert("one two", Attributes::new()));
        let deleted = document.edit(&Delta::new().delete(4));
        vec![seed(), typed, deleted]
    }

    fn check(log: &[Vec<u8>], snapshot: Option<(usize, &[u8])>) -> Result<(), Fault> {
        audit(Roots::Document, &log.iter().map(Vec::as_slice).collect::<Vec<_>>(), snapshot)
    }

    fn state(log: &[Vec<u8>]) -> Vec<u8> {
        let mut replica = Replica::new(0);
        log.iter().for_each(|update| assert_eq!(replica.apply(update), Ok(())));
        replica.encode()
    }

    #[test]
    fn a_whole_log_is_whole_with_and_without_its_snapshot() {
        let log = log();
        assert_eq!(check(&log, None), Ok(()));
        for entries in 0..=3 {
            assert_eq!(check(&log, Some((entries, &state(&log[..entries])))), Ok(()), "{entries}");
        }
    }

    #[test]
    fn what_is_missing_broken_or_different_is_found() {
        let log = log();
        assert_eq!(check(&[log[0].clone(), log[2].clone()], None), Err(Fault::Hole(1)));
        assert_eq!(check(&log[1..], None), Err(Fault::Hole(0)));
        let broken = vec![log[0].clone(), log[1][..5].to_vec()];
        assert!(matches!(check(&broken, None), Err(Fault::Entry(1, _))));
        assert_eq!(check(&log, Some((3, &state(&log[..2])))), Err(Fault::Differs));
        assert_eq!(check(&log, Some((2, &state(&log)))), Err(Fault::Differs));
        assert!(matches!(check(&log, Some((1, b"x"))), Err(Fault::Snapshot(_))));
    }
}
