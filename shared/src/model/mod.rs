//! What a document is: its schema, its text as a delta, its blocks, and the replica that holds it.
//!
//! Nothing here knows who changes a document or how the change travels.

mod replica;
pub mod schema;

pub use replica::{Replica, UpdateError, seed};
