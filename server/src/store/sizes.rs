//! How much the logs and snapshots of all documents are, for who runs a server. Counting goes over the whole file, so it is done
//! only as often as is a hundredth of the time.

use std::sync::Mutex;
use std::time::Instant;

use redb::{ReadTransaction, ReadableTableMetadata};

use super::StoreError;
use super::record::{LOG, SNAPSHOTS};

/// How many times as long as counting took it is not counted again.
const REST: u32 = 100;

/// What logs and snapshots are, beside what the file needs around them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sizes {
    /// Entries of all logs.
    pub entries: u64,
    /// Their bytes.
    pub log_bytes: u64,
    /// Bytes of all snapshots.
    pub snapshot_bytes: u64,
}

pub(super) fn count(txn: &ReadTransaction) -> Result<Sizes, StoreError> {
    let (log, snapshots) = (txn.open_table(LOG)?, txn.open_table(SNAPSHOTS)?);
    Ok(Sizes {
        entries: log.len()?,
        log_bytes: log.stats()?.stored_bytes(),
        snapshot_bytes: snapshots.stats()?.stored_bytes(),
    })
}

/// The sizes as they were counted last.
#[derive(Debug, Default)]
pub(super) struct Counted(Mutex<Last>);

#[derive(Debug, Default)]
struct Last {
    sizes: Sizes,
    /// Until when they stand; `None` before the first time.
    until: Option<Instant>,
    is_counting: bool,
}

impl Counted {
    /// The sizes if they still stand, or somebody counts already. Who gets `None` counts, and says so with [`Counted::done`].
    pub fn look(&self) -> Option<Sizes> {
        let mut last = self.0.lock().expect("nothing panics while it holds the sizes");
        if last.is_counting || last.until.is_some_and(|until| Instant::now() < until) {
            return Some(last.sizes);
        }
        last.is_counting = true;
        None
    }

    /// What counting gave that began at `since`; nothing where it failed. Gives the sizes as they are known.
    pub fn done(&self, since: Instant, sizes: Option<Sizes>) -> Sizes {
        let mut last = self.0.lock().expect("nothing panics while it holds the sizes");
        last.sizes = sizes.unwrap_or(last.sizes);
        last.until = Some(Instant::now() + since.elapsed().saturating_mul(REST));
        last.is_counting = false;
        last.sizes
    }
}
