//! Putting text in the place of what was found.

use super::finder::{FindQuery, Finder};
use super::matches::text_of;
use crate::edit::command::{Plan, State};
use crate::edit::typing::{clean, inserts, without_embeds};
use crate::edit::{Selection, deleting};
use crate::model::{Delta, Located, utf16};

/// Puts `with` in the place of `start..end`, with the attributes of the first character that it replaces. The caret
/// stands behind it.
pub fn replace_match(state: State, start: usize, end: usize, with: &str) -> Option<Plan> {
    if start >= end || end > state.last_caret() {
        return None;
    }
    let with = clean(with);
    let put_in = put_in(&state.blocks.at(start), start, &with);
    let selection = Selection::caret(start + utf16::len(&with));
    Some(Plan { selection, ..deleting::replace(state, start, end, put_in) })
}

/// Puts what `with` makes of them in the place of all that `query` names, as one change.
pub fn replace_all(state: State, query: &FindQuery, with: &str) -> Option<Plan> {
    let finder = Finder::new(query).ok()?;
    let (mut delta, mut passed, mut start) = (Delta::new(), 0, 0);
    for block in state.blocks.iter() {
        let text = text_of(block);
        let (mut byte, mut at) = (0, start);
        for range in finder.ranges(&text) {
            at += utf16::len(&text[byte..range.start]);
            let len = utf16::len(&text[range.clone()]);
            let made = clean(&finder.replacement(&text, &range, with));
            byte = range.end;
            if made != text[range] {
                delta = delta.retain(at - passed);
                delta.extend(put_in(&Located { block, start }, at, &made).into_ops());
                delta = delta.delete(len);
                passed = at + len;
            }
            at += len;
        }
        start += block.len();
    }
    let moved = |offset| delta.transform_position(offset, false);
    let selection = Selection { anchor: moved(state.selection.anchor), head: moved(state.selection.head) };
    (!delta.is_empty()).then(|| Plan { delta, selection, ..Plan::default() })
}

fn put_in(located: &Located, at: usize, text: &str) -> Delta {
    let first = located.block.attributes_at(at - located.start).cloned().unwrap_or_default();
    inserts(text, &without_embeds(first), &located.block.attributes)
}
