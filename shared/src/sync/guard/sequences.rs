//! The sequences of a document: every list of a shared type, and every key of it, is one. Items are neighbours only
//! within a sequence.
//!
//! Entries are only ever added, so that a refused update is taken back by cutting off the end. Which items are in a
//! sequence is [`super::World`]'s to know; the order of them is nobody's here.

use super::structs::{Content, Shared};
use super::{Id, Refused};
use crate::model::schema;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How deep shared types may stand in each other. yrs deletes them by recursion.
const TYPE_DEPTH: u8 = 16;

/// Which roots a document may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Roots {
    /// Those of an Octavo document, each with its type. Shared types stand in maps and arrays alone: one inside a text
    /// overflows the stack of Quill.
    Document,
    /// Those of the review of an Octavo document: what is said about it, beside it.
    Review,
    /// Any name, for editors that bring their own document. A root holds whatever some shared type may hold.
    Open,
}

const DOCUMENT_ROOTS: &[(&str, Shared)] = &[
    (schema::BODY, Shared::Text),
    (schema::META, Shared::Map),
    ("tables", Shared::Map),
    ("notes", Shared::Map),
    ("header", Shared::Text),
    ("footer", Shared::Text),
];

const REVIEW_ROOTS: &[(&str, Shared)] = &[("comments", Shared::Map), (schema::META, Shared::Map)];

impl Roots {
    /// Each with its type; `None` where any will do.
    fn table(self) -> Option<&'static [(&'static str, Shared)]> {
        match self {
            Roots::Document => Some(DOCUMENT_ROOTS),
            Roots::Review => Some(REVIEW_ROOTS),
            Roots::Open => None,
        }
    }
}

/// Index of a [`Holder`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct HolderIndex(u32);

/// Index of a sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SequenceIndex(u32);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Name {
    Root(Arc<str>),
    Item(Id),
}

/// A shared type that holds, or was said to hold, something.
#[derive(Debug, Clone)]
struct Holder {
    name: Name,
    /// `None` for a root of unknown type.
    shared: Option<Shared>,
    /// How many shared types are around what it holds, itself included.
    depth: u8,
    list: Option<SequenceIndex>,
    keys: BTreeMap<Arc<str>, SequenceIndex>,
}

#[derive(Debug, Clone)]
struct Sequence {
    holder: HolderIndex,
    key: Option<Arc<str>>,
}

/// All sequences of a document.
#[derive(Debug, Clone)]
pub(super) struct Sequences {
    roots: Roots,
    holders: Vec<Holder>,
    sequences: Vec<Sequence>,
    by_root: BTreeMap<Arc<str>, HolderIndex>,
    by_item: BTreeMap<Id, HolderIndex>,
}

/// A state of [`Sequences`] to go back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    holders: usize,
    sequences: usize,
}

impl Sequences {
    pub(super) fn new(roots: Roots) -> Self {
        Sequences {
            roots,
            holders: Vec::new(),
            sequences: Vec::new(),
            by_root: BTreeMap::new(),
            by_item: BTreeMap::new(),
        }
    }

    pub(super) fn mark(&self) -> Mark {
        Mark { holders: self.holders.len(), sequences: self.sequences.len() }
    }

    /// Forgets everything that was added since `mark`.
    pub(super) fn rewind(&mut self, mark: Mark) {
        for Sequence { holder, key } in self.sequences.drain(mark.sequences..).rev() {
            let holder = &mut self.holders[holder.0 as usize];
            match key {
                Some(key) => drop(holder.keys.remove(&key)),
                None => holder.list = None,
            }
        }
        for holder in self.holders.drain(mark.holders..).rev() {
            match holder.name {
                Name::Root(name) => self.by_root.remove(&name),
                Name::Item(id) => self.by_item.remove(&id),
            };
        }
    }

    /// The root of that name. `None` if the document has no such root; never `None` for a trusted name.
    pub(super) fn root(&mut self, name: &str, trusted: bool) -> Option<HolderIndex> {
        if let Some(&known) = self.by_root.get(name) {
            return Some(known);
        }
        let shared = match self.roots.table() {
            None => None,
            Some(roots) => match roots.iter().find(|(root, _)| *root == name) {
                Some((_, shared)) => Some(*shared),
                None if trusted => None,
                None => return None,
            },
        };
        let name: Arc<str> = name.into();
        let index = self.add(Holder {
            name: Name::Root(Arc::clone(&name)),
            shared,
            depth: 0,
            list: None,
            keys: BTreeMap::new(),
        });
        self.by_root.insert(name, index);
        Some(index)
    }

    /// The shared type that is the item `id`, which stands in the sequence `within`.
    pub(super) fn item(&mut self, id: Id, shared: Shared, within: SequenceIndex) -> HolderIndex {
        if let Some(&known) = self.by_item.get(&id) {
            return known;
        }
        let depth = self.holder_of(within).depth.saturating_add(1);
        let index = self.add(Holder {
            name: Name::Item(id),
            shared: Some(shared),
            depth,
            list: None,
            keys: BTreeMap::new(),
        });
        self.by_item.insert(id, index);
        index
    }

    fn add(&mut self, holder: Holder) -> HolderIndex {
        self.holders.push(holder);
        HolderIndex((self.holders.len() - 1) as u32)
    }

    /// The sequence of `holder` under `key`, or its list.
    pub(super) fn sequence(&mut self, holder: HolderIndex, key: Option<&str>) -> SequenceIndex {
        let entry = &mut self.holders[holder.0 as usize];
        let known = match key {
            Some(key) => entry.keys.get(key).copied(),
            None => entry.list,
        };
        if let Some(known) = known {
            return known;
        }
        let index = SequenceIndex(self.sequences.len() as u32);
        let key: Option<Arc<str>> = key.map(Arc::from);
        match &key {
            Some(key) => drop(entry.keys.insert(Arc::clone(key), index)),
            None => entry.list = Some(index),
        }
        self.sequences.push(Sequence { holder, key });
        index
    }

    fn holder_of(&self, sequence: SequenceIndex) -> &Holder {
        &self.holders[self.sequences[sequence.0 as usize].holder.0 as usize]
    }

    /// Whether `content` of that length may stand in `sequence`.
    pub(super) fn admit(
        &self,
        sequence: SequenceIndex,
        content: Content,
        length: u32,
    ) -> Result<(), Refused> {
        let holder = self.holder_of(sequence);
        let in_list = self.sequences[sequence.0 as usize].key.is_none();
        // A key has one value. yrs loses track of the first of several when it splits them, and frees what it is in.
        if !in_list && length > 1 && content != Content::Deleted {
            return Err(Refused::Misplaced(content.kind()));
        }
        if matches!(content, Content::Type(_)) && holder.depth + 1 >= TYPE_DEPTH {
            return Err(Refused::TypeDepth);
        }
        let belongs = match (content, in_list) {
            (Content::Deleted, _) => true,
            (Content::Type(_), true) if self.roots != Roots::Open => holder.shared == Some(Shared::Array),
            (_, true) => match holder.shared {
                None => true,
                Some(Shared::Text | Shared::XmlText) => {
                    matches!(content, Content::Text | Content::Embed | Content::Format | Content::Type(_))
                }
                Some(Shared::Array) => {
                    matches!(content, Content::Binary | Content::Values | Content::Type(_))
                }
                Some(Shared::XmlElement | Shared::XmlFragment) => matches!(content, Content::Type(_)),
                Some(Shared::Map) => false,
            },
            (_, false) => match holder.shared {
                Some(Shared::Array | Shared::XmlFragment) => false,
                _ => matches!(content, Content::Binary | Content::Values | Content::Type(_)),
            },
        };
        if belongs { Ok(()) } else { Err(Refused::Misplaced(content.kind())) }
    }
}
