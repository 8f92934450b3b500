//! A large paste that is made in portions, so that nobody waits for it: between two of them the page is drawn, others' changes
//! come in, and the person may go on. Nothing goes through all of it at once.

use super::pasting::with_first_style;
use super::typing::{continued, inserts};
use super::{Selection, Slice};
use crate::model::{Attributes, Content, Delta, Op, utf16};
use std::collections::VecDeque;

/// How much a portion puts in, in code units.
const PORTION: usize = 128 << 10;
/// What an insert costs apart from its text, in code units.
const OF_AN_INSERT: usize = 48;

/// What of a paste is not put in yet; all of it goes to one place.
#[derive(Debug)]
pub struct Portions {
    rest: Rest,
    /// Where the first one began: the caret waits there.
    start: usize,
    /// Whether it does not wait there: it was elsewhere when the paste began.
    is_left: bool,
    /// Where the next one goes.
    at: usize,
}

#[derive(Debug)]
enum Rest {
    /// A piece of a document. The end of its first line takes a style, where it is still to come.
    Content { ops: VecDeque<Op>, total: usize, first_style: Option<Attributes> },
    /// Plain text from a byte on, what it looks like, and what the next paragraph that ends in it is.
    Text { text: String, from: usize, inline: Attributes, block: Attributes },
}

impl Portions {
    /// Whether a slice is put in in portions.
    pub fn are_for(slice: &Slice) -> bool {
        slice.content().inserted_len() > 2 * PORTION
    }

    /// The beginning of a slice, and the portions that follow it when it was put in at `start`. `inline` is how plain text looks
    /// there, `block` the paragraph that is there; where it `goes_on` before `start`, what is pasted takes its style.
    pub fn part(
        slice: Slice,
        start: usize,
        inline: Attributes,
        block: &Attributes,
        goes_on: bool,
    ) -> (Slice, Portions) {
        let (beginning, rest) = if slice.plain_text().is_some() {
            let text = slice.into_text();
            let end = end_of_portion(&text);
            let beginning = &text[..end];
            let block = if beginning.contains('\n') { continued(block) } else { block.clone() };
            (Slice::from_text(beginning), Rest::Text { from: end, inline, block, text })
        } else {
            let (content, slice) = slice.without_content();
            let mut ops: VecDeque<Op> = content.into_ops().into();
            let total = ops.len();
            let beginning = take_portion(&mut ops);
            let is_styled = beginning.text().contains('\n') || !goes_on;
            let first_style = (!is_styled).then(|| block.clone());
            (slice.with_content(beginning), Rest::Content { ops, total, first_style })
        };
        let at = start + beginning.content().inserted_len();
        (beginning, Portions { rest, start, is_left: false, at })
    }

    /// The next portion, and where it ends; `None` behind the last.
    pub fn next(&mut self) -> Option<(Delta, usize)> {
        if self.is_done() {
            return None;
        }
        let put_in = match &mut self.rest {
            Rest::Content { ops, first_style, .. } => {
                let portion = take_portion(ops);
                match first_style.take_if(|_| portion.text().contains('\n')) {
                    Some(style) => with_first_style(&portion, Some(&style)),
                    None => portion,
                }
            }
            Rest::Text { text, from, inline, block } => {
                let start = *from;
                *from += end_of_portion(&text[start..]);
                let lines = &text[start..*from];
                let portion = inserts(lines, inline, block);
                if lines.contains('\n') {
                    *block = continued(block);
                }
                portion
            }
        };
        let start = self.at;
        let end = start + put_in.inserted_len();
        let mut change = Delta::new().retain(start);
        change.extend(put_in.into_ops());
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
        match &self.rest {
            Rest::Content { ops, .. } => ops.is_empty(),
            Rest::Text { text, from, .. } => *from == text.len(),
        }
    }

    /// How much of it is done, from 0 to 1.
    pub fn done(&self) -> f64 {
        let (left, total) = match &self.rest {
            Rest::Content { ops, total, .. } => (ops.len(), *total),
            Rest::Text { text, from, .. } => (text.len() - from, text.len()),
        };
        1.0 - left as f64 / total.max(1) as f64
    }
}

/// Takes as many inserts off the front as a portion holds.
fn take_portion(ops: &mut VecDeque<Op>) -> Delta {
    let mut portion = Delta::new();
    let mut cost = 0;
    while cost <= PORTION {
        let Some(op) = ops.pop_front() else { break };
        match op {
            Op::Insert(Content::Text(text), attributes) if text.len() > PORTION => {
                let (head, tail) = utf16::split_at(&text, PORTION);
                if !tail.is_empty() {
                    ops.push_front(Op::Insert(Content::Text(tail.to_owned()), attributes.clone()));
                }
                cost += PORTION;
                portion.push(Op::Insert(Content::Text(head.to_owned()), attributes));
            }
            op => {
                cost += op.len() + OF_AN_INSERT;
                portion.push(op);
            }
        }
    }
    portion
}

/// At which byte of plain text a portion of it ends. Each line is an insert, and so is its end.
fn end_of_portion(text: &str) -> usize {
    let mut cost = 0;
    let mut characters = text.char_indices();
    let behind = characters.find(|(_, character)| {
        let is_full = cost > PORTION;
        cost += character.len_utf16() + if *character == '\n' { 2 * OF_AN_INSERT } else { 0 };
        is_full
    });
    behind.map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a slice puts in, whole; and what its portions put in, one behind the other.
    fn both(slice: Slice) -> (Delta, Delta, usize) {
        let whole = slice.content().clone();
        let (beginning, mut portions) =
            Portions::part(slice, 0, Attributes::new(), &Attributes::new(), false);
        let mut body = beginning.content().clone();
        let mut count = 0;
        while let Some((portion, end)) = portions.next() {
            assert!(portion.inserted_len() <= 2 * PORTION);
            assert!((0.0..=1.0).contains(&portions.done()));
            body = body.compose(&portion);
            portions.move_to(end);
            count += 1;
        }
        assert!(portions.is_done() && (portions.done() - 1.0).abs() < f64::EPSILON);
        (whole, body, count)
    }

    #[test]
    fn the_portions_together_are_the_slice() {
        let bold = Attributes::new().with("bold", true);
        let mut content = Delta::new();
        for line in 0..9_000 {
            content =
                content.insert(&format!("😀 line {line}"), bold.clone()).insert("\n", Attributes::new());
            content = content.embed(serde_json::json!({ "image": "a" }), Attributes::new());
        }
        content = content.insert(&"long 😀".repeat(60_000), Attributes::new());
        let (whole, body, count) = both(Slice::from_body(content));
        assert!(count > 5);
        assert_eq!(body, whole);
    }

    #[test]
    fn the_portions_of_plain_text_are_all_of_it_too() {
        for text in ["a line 😀\n".repeat(60_000), "long 😀".repeat(90_000)] {
            let slice = Slice::from_text(&text);
            assert!(Portions::are_for(&slice));
            let (whole, body, count) = both(slice);
            assert!(count > 2);
            assert_eq!(body.text(), whole.text());
        }
    }

    #[test]
    fn what_is_not_large_stays_whole() {
        assert!(!Portions::are_for(&Slice::from_text("word")));
    }
}
