//! A paragraph of the document, as the screen shows it.

use super::schema::{self, ListKind};
use super::{Attributes, Content, Delta, Op, Style};
use std::sync::Arc;

/// Names a block on this screen for as long as it is there. It means nothing to other replicas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlockId(pub u64);

/// A stretch of a block with the same attributes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// What is in it; never a line terminator.
    pub content: Content,
    /// What is said about it.
    pub attributes: Attributes,
}

/// A paragraph: the runs up to a line terminator, and what the terminator says about them.
///
/// The last block of a body may have no terminator yet (a client of Yjs need not write one); such a block is plain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Its name.
    pub id: BlockId,
    /// Its content.
    pub runs: Arc<[Run]>,
    /// The attributes of its terminator.
    pub attributes: Attributes,
    /// Whether a line terminator ends it.
    pub terminated: bool,
    /// Its number where it is an item of a numbered list, counted from 1; else 0. Follows from the blocks before it.
    pub ordinal: u32,
    text_len: usize,
}

impl Block {
    pub(super) fn new(id: BlockId, runs: Vec<Run>, attributes: Attributes, terminated: bool) -> Self {
        let text_len = runs.iter().map(|run| run.content.len()).sum();
        Block { id, runs: runs.into(), attributes, terminated, ordinal: 0, text_len }
    }

    /// The length of its content in UTF-16 code units, without the terminator.
    pub fn text_len(&self) -> usize {
        self.text_len
    }

    /// The length with the terminator, where there is one.
    pub fn len(&self) -> usize {
        self.text_len + usize::from(self.terminated)
    }

    /// Whether it has no content.
    pub fn is_empty(&self) -> bool {
        self.text_len == 0
    }

    /// Its text, an embed as U+FFFC.
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(self.text_len);
        for run in self.runs.iter() {
            match &run.content {
                Content::Text(part) => text.push_str(part),
                Content::Embed(_) => text.push('\u{fffc}'),
            }
        }
        text
    }

    /// What it is.
    pub fn style(&self) -> Style {
        Style::in_attributes(&self.attributes)
    }

    /// The list it is an item of.
    pub fn list(&self) -> Option<ListKind> {
        schema::list_kind(&self.attributes)
    }

    /// How far it is indented.
    pub fn indent(&self) -> u8 {
        schema::indent(&self.attributes)
    }

    /// The attributes of the character before `offset`, counted from the block's start.
    pub fn attributes_before(&self, offset: usize) -> Option<&Attributes> {
        self.attributes_at(offset.checked_sub(1)?)
    }

    /// The attributes of the character at `offset`, counted from the block's start.
    pub fn attributes_at(&self, offset: usize) -> Option<&Attributes> {
        let mut end = 0;
        self.runs.iter().find_map(|run| {
            end += run.content.len();
            (offset < end).then_some(&run.attributes)
        })
    }

    /// Whether what stands at `offset`, counted from the block's start, is no text: a picture or its like.
    pub fn is_embed_at(&self, offset: usize) -> bool {
        let mut end = 0;
        let run = self.runs.iter().find(|run| {
            end += run.content.len();
            offset < end
        });
        run.is_some_and(|run| matches!(run.content, Content::Embed(_)))
    }

    pub(super) fn push_onto(&self, delta: &mut Delta) {
        delta.extend(self.runs.iter().map(|run| Op::Insert(run.content.clone(), run.attributes.clone())));
        if self.terminated {
            delta.push(Op::Insert(Content::Text("\n".to_owned()), self.attributes.clone()));
        }
    }

    /// Whether the two look the same, whatever they are called.
    pub(super) fn looks_like(&self, other: &Block) -> bool {
        self.terminated == other.terminated && self.attributes == other.attributes && self.runs == other.runs
    }
}
