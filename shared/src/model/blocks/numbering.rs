//! The numbers of list items: each follows from the items before it.
//!
//! A level counts on its own. A paragraph that is no item, or an item of a higher level, ends the counting; an item can
//! say its number, or that it goes on from the last item of its level above, whatever stands between.

use super::{Blocks, Index};
use crate::model::schema::{ListStart, MAX_INDENT, list_start};
use crate::model::{Block, BlockId, ListKind};
use std::sync::Arc;

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

impl Blocks {
    /// Numbers the list items from `index` on: the next `count` blocks, and those behind whose number follows from
    /// them; with `reaches_far` also those that go on from a list which is not their own. Gives the names of those that
    /// changed.
    pub(super) fn renumber(&mut self, index: Index, count: usize, reaches_far: bool) -> Vec<BlockId> {
        let mut changed = Vec::new();
        let mut next = self.renumber_list(index, count, &mut changed);
        while let Some(far) = next.filter(|_| reaches_far).and_then(|settled| self.next_continuing(settled)) {
            next = self.renumber_list(far, 1, &mut changed);
        }
        changed
    }

    /// Numbers `count` blocks, and on to one whose number is as it was and from which no more follow; gives that one.
    fn renumber_list(&mut self, index: Index, count: usize, changed: &mut Vec<BlockId>) -> Option<Index> {
        let mut counters = self.counters_before(index);
        let mut cursor = Some(index);
        let mut seen = 0;
        while let Some(index) = cursor {
            let block = self.block(index);
            let ordinal = counters.number(block, |level| self.last_ordinal(index, level));
            let settled = ordinal == block.ordinal && (block.list().is_none() || block.indent() == 0);
            if seen >= count && settled {
                return Some(index);
            }
            if ordinal != block.ordinal {
                changed.push(block.id);
                Arc::make_mut(&mut self.chunks[index.chunk].blocks[index.block]).ordinal = ordinal;
            }
            seen += 1;
            cursor = self.next(index);
        }
        None
    }

    fn counters_before(&self, index: Index) -> Counters {
        let mut counters = Counters::default();
        let mut shallowest = usize::MAX;
        let mut cursor = self.previous(index);
        while let Some(index) =
            cursor.filter(|index| counters.take_above(self.block(*index), &mut shallowest))
        {
            cursor = self.previous(index);
        }
        counters
    }

    /// The number of the last numbered item of a level before `index`; 0 where there is none.
    fn last_ordinal(&self, index: Index, level: u8) -> u32 {
        let above = std::iter::successors(self.previous(index), |index| self.previous(*index));
        let mut blocks = above.map(|index| self.block(index));
        blocks.find(|block| block.ordinal > 0 && block.indent() == level).map_or(0, |block| block.ordinal)
    }

    /// The first item from `index` on that goes on from a list above.
    fn next_continuing(&self, index: Index) -> Option<Index> {
        (index.chunk..self.chunks.len()).filter(|chunk| self.chunks[*chunk].continues).find_map(|chunk| {
            let from = if chunk == index.chunk { index.block } else { 0 };
            let blocks = self.chunks[chunk].blocks.iter().enumerate().skip(from);
            blocks.into_iter().find(|(_, block)| continues(block)).map(|(block, _)| Index { chunk, block })
        })
    }
}
