//! The numbers of list items: each follows from the items before it.
//!
//! A level counts on its own. A paragraph that is no item, or an item of a higher level, ends the counting; an item can
//! say its number, or that it goes on from the last item of its level above, whatever stands between.

use super::schema::{ListStart, MAX_INDENT, list_start};
use super::{Block, ListKind};

/// The last number given at each level; 0 where the next item begins anew.
#[derive(Debug, Default)]
pub struct Counters {
    levels: [u32; MAX_INDENT as usize + 1],
}

impl Counters {
    /// The number of the next block; 0 for one that has none. `last` finds the number of the last numbered item above
    /// it of that level, across whatever stands between.
    pub fn number(&mut self, block: &Block, last: impl FnOnce(u8) -> u32) -> u32 {
        let Some(list) = block.list() else {
            *self = Counters::default();
            return 0;
        };
        let level = usize::from(block.indent());
        self.levels[level + 1..].fill(0);
        self.levels[level] = match (list, list_start(&block.attributes)) {
            (ListKind::Ordered, Some(ListStart::At(number))) => number,
            (ListKind::Ordered, Some(ListStart::Continue)) => last(block.indent()) + 1,
            (ListKind::Ordered, None) => self.levels[level] + 1,
            _ => 0,
        };
        self.levels[level]
    }

    /// Takes in an item above those that are to be numbered; they are gone through upwards. Answers whether those
    /// further up count, too.
    pub fn take_above(&mut self, block: &Block, shallowest: &mut usize) -> bool {
        if block.list().is_none() {
            return false;
        }
        let level = usize::from(block.indent());
        if level < *shallowest {
            self.levels[level] = block.ordinal;
            *shallowest = level;
        }
        level > 0
    }
}

/// Whether a block's number follows from items that stand anywhere above it.
pub fn continues(block: &Block) -> bool {
    block.list() == Some(ListKind::Ordered) && list_start(&block.attributes) == Some(ListStart::Continue)
}
