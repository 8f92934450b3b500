//! A large change that is made in portions, so that nobody waits for it: between two of them the page is drawn, others' changes
//! come in, and the person may go on.

use super::Selection;
use crate::model::{Content, Delta, Op};
use std::collections::VecDeque;

/// How much a portion puts in, in code units.
const PORTION: usize = 128 << 10;
/// What an insert costs apart from its text, in code units.
const OF_AN_INSERT: usize = 48;

/// What of a change is not made yet: inserts, all of them at one place.
#[derive(Debug)]
pub struct Portions {
    rest: VecDeque<Delta>,
    /// Where the first one began: the caret waits there.
    start: usize,
    /// Whether it does not wait there: it was elsewhere when the paste began.
    is_left: bool,
    /// Where the next one goes.
    at: usize,
    total: usize,
}

impl Portions {
    /// Parts a change that puts much in at one place from the first portion of it, which does everything else that it does.
    /// `Err` is the change, where it is not large.
    pub fn part(change: Delta) -> Result<(Delta, Portions), Delta> {
        if change.inserted_len() <= 2 * PORTION {
            return Err(change);
        }
        let mut ops: VecDeque<Op> = change.into_ops().into();
        let mut first = Delta::new();
        let mut at = 0;
        while let Some(Op::Retain(len, _)) = ops.front() {
            at += len;
            first.extend(ops.pop_front());
        }
        let start = at;
        let mut rest = cut(&mut ops);
        let total = rest.len();
        let begun = rest.pop_front().unwrap_or_default();
        at += begun.inserted_len();
        first.extend(begun.into_ops());
        first.extend(ops);
        Ok((first, Portions { rest, start, is_left: false, at, total }))
    }

    /// The next portion, and where it ends; `None` behind the last.
    pub fn next(&mut self) -> Option<(Delta, usize)> {
        let inserts = self.rest.pop_front()?;
        let start = self.at;
        let end = start + inserts.inserted_len();
        let mut change = Delta::new().retain(start);
        change.extend(inserts.into_ops());
        Some((change, end))
    }

    /// Goes along with a change of the body.
    pub fn follow(&mut self, change: &Delta) {
        self.start = change.transform_position(self.start, false);
        self.at = change.transform_position(self.at, false);
    }

    /// The next portion goes to another place.
    pub fn move_to(&mut self, at: usize) {
        self.at = at;
    }

    /// Where the first portion began.
    pub fn start(&self) -> usize {
        self.start
    }

    /// The caret is elsewhere, and stays there.
    pub fn leave(&mut self) {
        self.is_left = true;
    }

    /// Whether this is the caret that waits where the first portion began.
    pub fn has_caret(&self, selection: Selection) -> bool {
        !self.is_left && selection == Selection::caret(self.start)
    }

    /// Whether that was all.
    pub fn is_done(&self) -> bool {
        self.rest.is_empty()
    }

    /// How much of it is done, from 0 to 1.
    pub fn done(&self) -> f64 {
        1.0 - self.rest.len() as f64 / self.total.max(1) as f64
    }
}

/// Takes the inserts at the front of `ops` and makes portions of them.
fn cut(ops: &mut VecDeque<Op>) -> VecDeque<Delta> {
    let mut portions = VecDeque::from([Delta::new()]);
    let mut cost = 0;
    while let Some(Op::Insert(..)) = ops.front() {
        let Some(Op::Insert(content, attributes)) = ops.pop_front() else { break };
        let pieces = match content {
            Content::Text(text) => pieces(&text),
            embed => vec![embed],
        };
        for piece in pieces {
            if cost > PORTION {
                portions.push_back(Delta::new());
                cost = 0;
            }
            cost += piece.len() + OF_AN_INSERT;
            if let Some(portion) = portions.back_mut() {
                portion.push(Op::Insert(piece, attributes.clone()));
            }
        }
    }
    portions
}

/// Text in pieces that are no longer than a portion.
fn pieces(text: &str) -> Vec<Content> {
    let (mut pieces, mut piece, mut len) = (Vec::new(), String::new(), 0);
    for character in text.chars() {
        piece.push(character);
        len += character.len_utf16();
        if len >= PORTION {
            pieces.push(Content::Text(std::mem::take(&mut piece)));
            len = 0;
        }
    }
    if !piece.is_empty() {
        pieces.push(Content::Text(piece));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Attributes;

    #[test]
    fn the_portions_together_are_the_change() {
        let bold = Attributes::new().with("bold", true);
        let base = Delta::new().insert("one two\n", Attributes::new());
        let mut change = Delta::new().retain(3);
        for line in 0..9_000 {
            change = change.insert(&format!("😀 line {line}"), bold.clone()).insert("\n", Attributes::new());
            change = change.embed(serde_json::json!({ "image": "a" }), Attributes::new());
        }
        change = change.insert(&"long 😀".repeat(60_000), Attributes::new());
        change = change.delete(2).retain(2).format(1, Attributes::new().with("header", 1));
        let (first, mut portions) = Portions::part(change.clone()).expect("it is large");
        let mut body = base.compose(&first);
        let mut count = 0;
        while let Some((portion, end)) = portions.next() {
            assert!(portion.inserted_len() <= 2 * PORTION);
            body = body.compose(&portion);
            portions.move_to(end);
            count += 1;
        }
        assert!(count > 5);
        assert_eq!(body, base.compose(&change));
        assert!((portions.done() - 1.0).abs() < f64::EPSILON);
    }

    #[test]
    fn a_change_that_is_not_large_stays_whole() {
        let change = Delta::new().retain(1).insert("word", Attributes::new());
        assert_eq!(Portions::part(change.clone()).err(), Some(change));
    }
}
