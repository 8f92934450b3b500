//! Putting in what is no text: a divider, a page break, a table of contents. Each stands in a paragraph of its own.

use super::command::{Plan, State};
use super::typing::continued;
use super::{Selection, deleting};
use crate::model::schema::{LIST, LIST_START, PAGE_BREAK_BEFORE};
use crate::model::{Attributes, Delta, EmbedKind, Style};

/// Puts an embed in the place of the selection, between the text before it and the text behind it. The caret goes on
/// behind it.
pub fn insert(state: State, kind: EmbedKind) -> Option<Plan> {
    let (start, end) = (state.selection.start(), state.selection.end());
    let (first, last) = (state.blocks.at(start), state.blocks.at(end));
    let attributes = &first.block.attributes;
    let mut put_in = Delta::new();
    if start > first.start {
        put_in = put_in.insert("\n", attributes.clone());
    }
    put_in.push(kind.insert());
    put_in = put_in.insert("\n", Attributes::new());
    let behind = match (start > first.start, end == last.text_end()) {
        (true, true) => Attributes::new(),
        (true, false) => continued(attributes),
        (false, _) => attributes.clone(),
    };
    // What stands behind a divider begins anew.
    let behind = if end == last.text_end() && Style::in_attributes(&behind) != Style::Normal {
        Attributes::new()
    } else {
        behind.without(PAGE_BREAK_BEFORE)
    };
    let behind = if behind.has(LIST) { behind } else { behind.without(LIST_START) };
    let selection = Selection::caret(start + put_in.inserted_len());
    let delta = deleting::replace_with_style(state, start, end, put_in, Some(behind));
    Some(Plan { delta, selection, ..Plan::default() })
}
