//! What a document is: its schema, its text as a delta, its blocks, and the replica that holds it.
//!
//! Nothing here knows who changes a document or how the change travels.

mod attributes;
mod block;
mod blocks;
mod copying;
mod delta;
mod document;
mod items;
mod patch;
mod pen;
mod replica;
mod rewriting;
pub mod schema;
mod stroke;
mod style;
pub mod utf16;
pub mod value;

pub use attributes::Attributes;
pub use block::{Block, BlockId, Run};
pub use blocks::{Blocks, Located};
pub use delta::{Content, Delta, Op};
pub use document::{Document, Signed};
pub use patch::Patch;
pub use replica::{Replica, UpdateError, seed};
pub use schema::{Align, Direction, EmbedKind, ListKind, Mark, Script};
pub use style::{LOOK_NAMES, Look, Style, StyleSheet};
