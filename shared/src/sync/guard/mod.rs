//! The validator in front of the CRDT: structure first ([`Update::parse`]), then meaning ([`World::check`]).
//!
//! yrs must not be fed with bytes from strangers: a few of them exhaust memory, overflow the stack, panic, or reach
//! freed memory. What passes here is well-formed within bounds, has no holes, puts every item between neighbours of one
//! sequence, and puts into every sequence only what belongs there. Nothing here integrates anything: merging is the
//! replica's.

pub(crate) mod cursor;
mod ranges;
mod sequences;
mod splice;
mod structs;
mod world;

pub use sequences::Roots;
pub use splice::Spliced;
pub use structs::{Update, read_state_vector, write_state_vector};
pub use world::World;

use thiserror::Error;

/// The identity of one unit of a document: who made it, and as its how-manieth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id {
    /// The client that made it, below 2^53.
    pub client: u64,
    /// How many units that client had made before, below 2^31.
    pub clock: u32,
}

/// Why bytes are not an update, a state vector or a presence update.
#[derive(Debug, Clone, Copy, Error, PartialEq, Eq)]
pub enum Malformed {
    /// They end before what they announce.
    #[error("the bytes end before what they announce")]
    Truncated,
    /// Something follows the end.
    #[error("bytes follow the end")]
    Trailing,
    /// A number of more bits than it may have.
    #[error("a number is out of bounds")]
    Number,
    /// A client id of 2^53 or more.
    #[error("a client id is out of bounds")]
    Client,
    /// A clock of 2^31 or more.
    #[error("a clock is out of bounds")]
    Clock,
    /// A client has two sections.
    #[error("client {0} has two sections")]
    ClientTwice(u64),
    /// A section, an item or a range of nothing.
    #[error("a section, an item or a range is empty")]
    Empty,
    /// A tag or flag that the encoding does not have.
    #[error("unknown tag {0}")]
    Tag(u8),
    /// Text that is not UTF-8.
    #[error("text is not UTF-8")]
    Utf8,
    /// Text that is not JSON, or JSON that nests too deeply.
    #[error("a value is not JSON")]
    Json,
}

/// Why a document does not take a well-formed update.
#[derive(Debug, Clone, Copy, Error, PartialEq, Eq)]
pub enum Refused {
    /// A kind of content that no current client writes or that the engine cannot hold (subdocuments, weak links).
    #[error("content of kind {0} is not supported")]
    ContentKind(u8),
    /// A kind of shared type that the engine cannot hold.
    #[error("a shared type of kind {0} is not supported")]
    TypeKind(u8),
    /// Arrays and objects nested too deeply in a value.
    #[error("a value nests too deeply")]
    ValueDepth,
    /// Shared types nested too deeply in each other.
    #[error("shared types nest too deeply")]
    TypeDepth,
    /// Items that depend on each other in a circle.
    #[error("items depend on each other in a circle")]
    Circular,
    /// An item between neighbours that are not in one sequence.
    #[error("an item's neighbours are not in one sequence")]
    Neighbours,
    /// An item in something that holds no items.
    #[error("an item's parent is not a shared type")]
    Parent,
    /// A root that this document does not have.
    #[error("the document has no such root")]
    Root,
    /// Content that the place it is put into does not hold.
    #[error("content of kind {0} does not belong there")]
    Misplaced(u8),
    /// The answer to "send me all that I lack" lacks something itself.
    #[error("the state that was sent lacks something it builds on")]
    Incomplete,
    /// A change that would make the document larger than the server takes. What only deletes is taken.
    #[error("the document would be larger than this server takes")]
    TooLarge,
    /// A change of somebody who may look at the document and not write in it.
    #[error("you may view this document, not change it")]
    NoRight,
}

/// Why an update is not taken. The world is as it was.
#[derive(Debug, Clone, Copy, Error, PartialEq, Eq)]
pub enum Rejection {
    /// The bytes are not an update: close the connection.
    #[error("malformed: {0}")]
    Malformed(#[from] Malformed),
    /// It builds on something that is not here: ask for it.
    #[error("something is missing before client {} clock {}", .0.client, .0.clock)]
    Hole(Id),
    /// The document does not take it.
    #[error("refused: {0}")]
    Refused(#[from] Refused),
}
