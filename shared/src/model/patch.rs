//! What a change does to the blocks on the screen, as data.

use super::{Block, BlockId};
use std::sync::Arc;

/// One step from the blocks before a change to the blocks after it. Steps are taken in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Patch {
    /// The block is gone.
    Remove(BlockId),
    /// The block of the same id looks like this now.
    Update(Arc<Block>),
    /// These new blocks stand behind `after`; behind `None` they stand first.
    Insert {
        /// The block before them.
        after: Option<BlockId>,
        /// The new blocks, at least one.
        blocks: Vec<Arc<Block>>,
    },
}
