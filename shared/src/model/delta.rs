//! Quill's delta: a document as a run of inserts, and a change as inserts, retains and deletes.
//!
//! The algebra (compose, transform, invert) is that of the `quill-delta` package, and so is the JSON form. Lengths are
//! in UTF-16 code units; an embed counts one.

use super::{Attributes, utf16};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::VecDeque;

/// What an insert puts in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Text; a `"\n"` ends a paragraph and carries its attributes.
    Text(String),
    /// A thing of length one that is no text, as `{"image": "…"}`.
    Embed(Value),
}

impl Content {
    /// The length in UTF-16 code units.
    pub fn len(&self) -> usize {
        match self {
            Content::Text(text) => utf16::len(text),
            Content::Embed(_) => 1,
        }
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The part before `offset` and the part from there on. An embed has none before and all of it from 0 on.
    pub(crate) fn split_at(self, offset: usize) -> (Content, Content) {
        match self {
            Content::Text(text) => {
                let (head, tail) = utf16::split_at(&text, offset);
                (Content::Text(head.to_owned()), Content::Text(tail.to_owned()))
            }
            Content::Embed(_) => unreachable!("an embed has length one and is never split"),
        }
    }
}

/// One step of a delta.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Op {
    /// Puts content in, with its attributes in full.
    Insert(Content, Attributes),
    /// Passes over `usize` code units, and changes their attributes.
    Retain(usize, Attributes),
    /// Takes out `usize` code units.
    Delete(usize),
}

impl Op {
    /// How many code units the step is long.
    pub fn len(&self) -> usize {
        match self {
            Op::Insert(content, _) => content.len(),
            Op::Retain(len, _) | Op::Delete(len) => *len,
        }
    }

    /// Whether the step does nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn split_at(self, offset: usize) -> (Op, Op) {
        match self {
            Op::Insert(content, attributes) => {
                let (head, tail) = content.split_at(offset);
                (Op::Insert(head, attributes.clone()), Op::Insert(tail, attributes))
            }
            Op::Retain(len, attributes) => {
                (Op::Retain(offset, attributes.clone()), Op::Retain(len - offset, attributes))
            }
            Op::Delete(len) => (Op::Delete(offset), Op::Delete(len - offset)),
        }
    }
}

/// A document (inserts alone) or a change of one. A change passes over whatever follows its last step.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "WireDelta", into = "WireDelta")]
pub struct Delta {
    ops: Vec<Op>,
}

impl Delta {
    /// The change that does nothing, and the empty document.
    pub const fn new() -> Self {
        Delta { ops: Vec::new() }
    }

    /// The steps. Neighbours that could be one step are one step.
    pub fn ops(&self) -> &[Op] {
        &self.ops
    }

    /// The steps, given away.
    pub fn into_ops(self) -> Vec<Op> {
        self.ops
    }

    /// Whether it does nothing.
    pub fn is_empty(&self) -> bool {
        self.ops.is_empty()
    }

    /// The sum of the lengths of all inserts: for a document, its length.
    pub fn inserted_len(&self) -> usize {
        self.ops.iter().filter(|op| matches!(op, Op::Insert(..))).map(Op::len).sum()
    }

    /// The text of all inserts, an embed as U+FFFC.
    pub fn text(&self) -> String {
        let content = |op: &Op| match op {
            Op::Insert(Content::Text(text), _) => text.clone(),
            Op::Insert(Content::Embed(_), _) => "\u{fffc}".to_owned(),
            _ => String::new(),
        };
        self.ops.iter().map(content).collect()
    }

    /// With text put in.
    pub fn insert(mut self, text: &str, attributes: Attributes) -> Self {
        self.push(Op::Insert(Content::Text(text.to_owned()), attributes));
        self
    }

    /// With an embed put in.
    pub fn embed(mut self, value: Value, attributes: Attributes) -> Self {
        self.push(Op::Insert(Content::Embed(value), attributes));
        self
    }

    /// With `len` code units passed over.
    pub fn retain(mut self, len: usize) -> Self {
        self.push(Op::Retain(len, Attributes::new()));
        self
    }

    /// With `len` code units formatted.
    pub fn format(mut self, len: usize, attributes: Attributes) -> Self {
        self.push(Op::Retain(len, attributes));
        self
    }

    /// With `len` code units taken out.
    pub fn delete(mut self, len: usize) -> Self {
        self.push(Op::Delete(len));
        self
    }

    /// Adds a step and joins it to the last where the two are one. An insert at the place of a delete stands before it.
    pub fn push(&mut self, op: Op) {
        if op.is_empty() {
            return;
        }
        let behind_delete = matches!(op, Op::Insert(..)) && matches!(self.ops.last(), Some(Op::Delete(_)));
        let at = self.ops.len() - usize::from(behind_delete);
        match (at.checked_sub(1).map(|last| &mut self.ops[last]), op) {
            (Some(Op::Delete(last)), Op::Delete(len)) => *last += len,
            (Some(Op::Retain(last, have)), Op::Retain(len, attributes)) if *have == attributes => {
                *last += len
            }
            (Some(Op::Insert(Content::Text(last), have)), Op::Insert(Content::Text(text), attributes))
                if *have == attributes =>
            {
                last.push_str(&text);
            }
            (_, op) => self.ops.insert(at, op),
        }
    }

    /// Drops a last step that only passes over text.
    pub fn chop(mut self) -> Self {
        if matches!(self.ops.last(), Some(Op::Retain(_, attributes)) if attributes.is_empty()) {
            self.ops.pop();
        }
        self
    }

    /// The change that brings this text into a new document, which is one empty paragraph. Every paragraph of it ends with a "\n", the
    /// last one too.
    pub fn onto_new(self) -> Self {
        let mut ops = self.into_ops();
        match ops.pop() {
            Some(Op::Insert(Content::Text(last), attributes)) => {
                // The end of the last paragraph is that of the one that is there.
                let line = last.strip_suffix('\n').unwrap_or(&last);
                let text = ops.into_iter().collect::<Delta>().insert(line, attributes.clone());
                text.format(1, attributes).chop()
            }
            last => ops.into_iter().chain(last).collect(),
        }
    }

    /// This, then `next`, as one delta.
    pub fn compose(&self, next: &Delta) -> Delta {
        let (mut first, mut second) = (Steps::of(self), Steps::of(next));
        let mut composed = Delta::new();
        while !first.is_done() || !second.is_done() {
            if matches!(second.peek(), Some(Op::Insert(..))) {
                composed.extend(second.take(usize::MAX));
                continue;
            }
            if matches!(first.peek(), Some(Op::Delete(_))) {
                composed.extend(first.take(usize::MAX));
                continue;
            }
            let len = first.peek_len().min(second.peek_len());
            match (first.take(len), second.take(len)) {
                (Some(Op::Insert(content, have)), Some(Op::Retain(_, change))) => {
                    composed.push(Op::Insert(content, have.compose(&change, false)));
                }
                (Some(Op::Insert(..)), Some(Op::Delete(_))) => {}
                (Some(Op::Retain(_, have)), Some(Op::Retain(len, change))) => {
                    composed.push(Op::Retain(len, have.compose(&change, true)));
                }
                (Some(Op::Retain(..)), Some(delete)) => composed.push(delete),
                (Some(op), None) | (None, Some(op)) => composed.push(op),
                (first, second) => {
                    unreachable!("inserts and deletes were taken before: {first:?}, {second:?}")
                }
            }
        }
        composed.chop()
    }

    /// `other` as it is meant after this, both made from the same state. With `this_first`, where both insert at one
    /// place this one's text stands before, and where both set an attribute this one's value stays.
    pub fn transform(&self, other: &Delta, this_first: bool) -> Delta {
        let (mut this, mut that) = (Steps::of(self), Steps::of(other));
        let mut transformed = Delta::new();
        while !this.is_done() || !that.is_done() {
            let this_inserts = matches!(this.peek(), Some(Op::Insert(..)));
            let that_inserts = matches!(that.peek(), Some(Op::Insert(..)));
            if this_inserts && (this_first || !that_inserts) {
                transformed
                    .push(Op::Retain(this.take(usize::MAX).map_or(0, |op| op.len()), Attributes::new()));
                continue;
            }
            if that_inserts {
                transformed.extend(that.take(usize::MAX));
                continue;
            }
            let len = this.peek_len().min(that.peek_len());
            match (this.take(len), that.take(len)) {
                (Some(Op::Delete(_)), _) => {}
                (_, Some(Op::Delete(len))) => transformed.push(Op::Delete(len)),
                (Some(Op::Retain(_, mine)), Some(Op::Retain(len, theirs))) => {
                    transformed.push(Op::Retain(len, theirs.transform(&mine, this_first)));
                }
                (None, Some(op)) => transformed.push(op),
                (_, None) => break,
                (Some(Op::Insert(..)), _) | (_, Some(Op::Insert(..))) => {
                    unreachable!("inserts were taken before")
                }
            }
        }
        transformed.chop()
    }

    /// Where a place at `offset` is after this. Text put in at the very place moves it when `insert_moves`.
    pub fn transform_position(&self, offset: usize, insert_moves: bool) -> usize {
        let (mut at, mut moved) = (0, offset);
        for op in &self.ops {
            if at > moved {
                break;
            }
            match op {
                Op::Retain(len, _) => at += len,
                Op::Delete(len) => moved -= (*len).min(moved - at),
                Op::Insert(content, _) => {
                    if at < moved || insert_moves {
                        moved += content.len();
                    }
                    at += content.len();
                }
            }
        }
        moved
    }

    /// The change that takes this one back. `base(start, end)` gives the text that was there before, as inserts.
    pub fn invert(&self, base: impl Fn(usize, usize) -> Delta) -> Delta {
        let (mut inverse, mut at) = (Delta::new(), 0);
        for op in &self.ops {
            match op {
                Op::Insert(content, _) => inverse.push(Op::Delete(content.len())),
                Op::Retain(len, change) if change.is_empty() => {
                    inverse.push(Op::Retain(*len, Attributes::new()));
                    at += len;
                }
                Op::Retain(len, change) => {
                    for old in base(at, at + len).ops {
                        let Op::Insert(content, attributes) = old else { continue };
                        inverse.push(Op::Retain(content.len(), attributes.invert(change)));
                    }
                    at += len;
                }
                Op::Delete(len) => {
                    base(at, at + len).ops.into_iter().for_each(|op| inverse.push(op));
                    at += len;
                }
            }
        }
        inverse.chop()
    }
}

impl Extend<Op> for Delta {
    fn extend<I: IntoIterator<Item = Op>>(&mut self, ops: I) {
        ops.into_iter().for_each(|op| self.push(op));
    }
}

impl FromIterator<Op> for Delta {
    fn from_iter<I: IntoIterator<Item = Op>>(ops: I) -> Self {
        let mut delta = Delta::new();
        delta.extend(ops);
        delta
    }
}

/// The steps of a delta, taken in pieces of any length.
struct Steps {
    ops: VecDeque<Op>,
}

impl Steps {
    fn of(delta: &Delta) -> Self {
        Steps { ops: delta.ops.iter().cloned().collect() }
    }

    fn is_done(&self) -> bool {
        self.ops.is_empty()
    }

    fn peek(&self) -> Option<&Op> {
        self.ops.front()
    }

    /// The length of the next step; behind the last one the rest of the document is passed over.
    fn peek_len(&self) -> usize {
        self.ops.front().map_or(usize::MAX, Op::len)
    }

    fn take(&mut self, len: usize) -> Option<Op> {
        let op = self.ops.pop_front()?;
        if op.len() <= len {
            return Some(op);
        }
        let (head, tail) = op.split_at(len);
        self.ops.push_front(tail);
        Some(head)
    }
}

/// The JSON form: `{"ops": [{"insert": "text", "attributes": {…}}, {"retain": 3}, {"delete": 1}]}`.
#[derive(Serialize, Deserialize)]
struct WireDelta {
    ops: Vec<WireOp>,
}

#[derive(Default, Serialize, Deserialize)]
struct WireOp {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    insert: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retain: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    delete: Option<usize>,
    #[serde(default, skip_serializing_if = "Attributes::is_empty")]
    attributes: Attributes,
}

impl From<WireDelta> for Delta {
    fn from(wire: WireDelta) -> Self {
        let op = |op: WireOp| match op {
            WireOp { insert: Some(Value::String(text)), attributes, .. } => {
                Some(Op::Insert(Content::Text(text), attributes))
            }
            WireOp { insert: Some(value), attributes, .. } => {
                Some(Op::Insert(Content::Embed(value), attributes))
            }
            WireOp { retain: Some(len), attributes, .. } => Some(Op::Retain(len, attributes)),
            WireOp { delete: Some(len), .. } => Some(Op::Delete(len)),
            _ => None,
        };
        wire.ops.into_iter().filter_map(op).collect()
    }
}

impl From<Delta> for WireDelta {
    fn from(delta: Delta) -> Self {
        let op = |op: Op| match op {
            Op::Insert(Content::Text(text), attributes) => {
                WireOp { insert: Some(Value::String(text)), attributes, ..WireOp::default() }
            }
            Op::Insert(Content::Embed(value), attributes) => {
                WireOp { insert: Some(value), attributes, ..WireOp::default() }
            }
            Op::Retain(len, attributes) => WireOp { retain: Some(len), attributes, ..WireOp::default() },
            Op::Delete(len) => WireOp { delete: Some(len), ..WireOp::default() },
        };
        WireDelta { ops: delta.ops.into_iter().map(op).collect() }
    }
}
