//! Octavo's document engine: what a document is (`model`), how one person changes it (`edit`), how replicas agree
//! (`sync`), and how it is written for other programs (`export`).
//!
//! Everything here is pure: it reads no clock, draws no random number, waits for nothing, and knows no socket, screen
//! or file. Time and randomness come in as arguments, effects go out as data. `edit` and `sync` both build on `model`
//! and do not know each other; `export` builds on `model` alone.

pub mod edit;
pub mod export;
pub mod model;
pub mod sync;
#[cfg(feature = "test-support")]
pub mod testing;
