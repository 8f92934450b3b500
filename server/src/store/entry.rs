//! A document as the store gives it and takes it: its kind, its log, its snapshot. No redb here.

use std::sync::Arc;

/// How a document came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Made by Octavo, with the seed; only Octavo's roots are allowed in it.
    Document,
    /// Opened by name on a server that runs with `--open`; any root is allowed in it.
    Open,
    /// What is said about a document, beside it; made when somebody first writes in it.
    Review,
}

/// Who did something, by the name that the server knows the person by: `guest:UUID`, or `octavo` for the server itself.
/// Empty is nobody in particular: what was written before the log kept authors. Cheap to clone.
pub type Person = Arc<str>;

/// The server as an author: what every new document is seeded with.
pub const SERVER: &str = "octavo";

/// An update to be appended to a document's log.
#[derive(Debug, Clone)]
pub struct NewEntry {
    /// Who did it.
    pub author: Person,
    /// The client id that its items bear.
    pub client: u64,
    /// The update.
    pub update: Arc<[u8]>,
}

/// An entry of a document's log. What several entries did may have been folded, by person: then the entries of one unit
/// have the same `first` and `last`, and only together do they amount to a state of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The sequence numbers that its unit stands for.
    pub first: u64,
    /// The last of them: the entry under which the state after the unit is asked for.
    pub last: u64,
    /// When the server took in the first of what this person did here, in milliseconds since 1970. Never less than what
    /// is before it in the log, also when the clock was set back.
    pub from_ms: u64,
    /// When it took in the last.
    pub to_ms: u64,
    /// Who did it.
    pub author: Person,
    /// The client id that its items bear; of several, the first.
    pub client: u64,
    /// The update.
    pub update: Vec<u8>,
}

/// Folds a part of a log: fewer entries that say the same. It keeps the units' sequence numbers: what it gives stands for
/// the same numbers, in order. No rule of the store's; see [`super::Store::save_snapshot`].
pub type Fold = fn(&[Entry]) -> Vec<Entry>;

/// All that the store has of a document, of one moment.
#[derive(Debug)]
pub struct Dossier {
    /// How the document came to be.
    pub kind: Kind,
    /// Its snapshot, and the last entry in it.
    pub snapshot: Option<(u64, Vec<u8>)>,
    /// Its log, oldest first.
    pub entries: Vec<Entry>,
}

/// A document as it lies in the store.
#[derive(Debug)]
pub struct Loaded {
    /// How the document came to be; `None` when the store does not know it.
    pub kind: Option<Kind>,
    /// The whole document up to some entry, as one update.
    pub snapshot: Option<Vec<u8>>,
    /// The updates after the snapshot, oldest first.
    pub tail: Vec<Vec<u8>>,
    /// The sequence number of the last entry; 0 when there is none.
    pub last: u64,
}
