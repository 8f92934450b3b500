//! The headings of a body: its outline, and what a table of contents lists.

use crate::model::{Block, BlockId, Blocks, Patch, Style};
use std::sync::Arc;

/// A heading with something in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// Its paragraph.
    pub block: BlockId,
    /// Its level, 1 to 6.
    pub level: u8,
    /// Its text on one line, without embeds.
    pub text: String,
    /// Where it starts in the body, in UTF-16 code units.
    pub offset: usize,
}

/// The headings of a body, in order. Walks over all of it.
pub fn headings(blocks: &Blocks) -> Vec<Heading> {
    let mut offset = 0;
    let heading = |block: &Arc<Block>| {
        let entry = Entry::of(block);
        offset += block.len();
        entry.map(|entry| entry.located(offset - block.len()))
    };
    blocks.iter().filter_map(heading).collect()
}

/// The headings as text, a line each, the lower ones set in.
pub(super) fn in_lines(blocks: &Blocks) -> String {
    let headings = headings(blocks);
    let lowest = headings.iter().map(|heading| heading.level).min().unwrap_or(1);
    let line = |heading: &Heading| "    ".repeat(usize::from(heading.level - lowest)) + &heading.text;
    headings.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The headings of a body, brought along by every change: a letter elsewhere costs nothing.
#[derive(Debug, Clone, Default)]
pub struct Outline {
    entries: Vec<Entry>,
    version: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    block: BlockId,
    level: u8,
    text: String,
}

impl Entry {
    fn of(block: &Block) -> Option<Self> {
        let (Style::Heading(level), None) = (block.style(), block.list()) else { return None };
        let text = block.text().replace('\u{fffc}', " ");
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (!text.is_empty()).then_some(Entry { block: block.id, level, text })
    }

    fn located(self, offset: usize) -> Heading {
        Heading { block: self.block, level: self.level, text: self.text, offset }
    }
}

impl Outline {
    /// The outline of a body.
    pub fn new(blocks: &Blocks) -> Self {
        Outline { entries: blocks.iter().filter_map(|block| Entry::of(block)).collect(), version: 0 }
    }

    /// A number that changes whenever a heading comes, goes, or reads otherwise.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Brings it behind a change. `blocks` is the body after it.
    pub fn update(&mut self, patches: &[Patch], blocks: &Blocks) {
        let mut is_new_place = false;
        let mut has_changed = false;
        for patch in patches {
            match patch {
                Patch::Remove(id) => {
                    let before = self.entries.len();
                    self.entries.retain(|entry| entry.block != *id);
                    has_changed |= self.entries.len() != before;
                }
                Patch::Update(block) => {
                    let known = self.entries.iter().position(|entry| entry.block == block.id);
                    match (known, Entry::of(block)) {
                        (None, None) => {}
                        (None, Some(_)) => is_new_place = true,
                        (Some(index), None) => {
                            self.entries.remove(index);
                            has_changed = true;
                        }
                        (Some(index), Some(entry)) => {
                            has_changed |= self.entries[index] != entry;
                            self.entries[index] = entry;
                        }
                    }
                }
                Patch::Insert { blocks, .. } => {
                    is_new_place |= blocks.iter().any(|block| Entry::of(block).is_some());
                }
            }
        }
        if is_new_place {
            self.entries = Outline::new(blocks).entries;
        }
        if is_new_place || has_changed {
            self.version += 1;
        }
    }

    /// The headings, in order. `blocks` is the body that the outline is of.
    pub fn headings(&self, blocks: &Blocks) -> Vec<Heading> {
        let located = |entry: &Entry| Some(entry.clone().located(blocks.get(entry.block)?.start));
        self.entries.iter().filter_map(located).collect()
    }

    /// Which heading the text at `offset` stands under, counted from 0; `None` above the first.
    pub fn index_at(&self, offset: usize, blocks: &Blocks) -> Option<usize> {
        let is_before = |entry: &Entry| blocks.get(entry.block).is_some_and(|it| it.start <= offset);
        self.entries.partition_point(is_before).checked_sub(1)
    }
}
