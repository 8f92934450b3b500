//! Putting a slice in.

use super::command::{Plan, State};
use super::typing::{inserts, typing_attributes};
use super::{Selection, Slice, deleting};
use crate::model::{Attributes, Content, Delta, Op};

/// Pastes. Plain text takes the look of the place; a slice of a document keeps its own, but for its first paragraph
/// where that goes on with text that is there, and its last where text goes on behind it.
pub fn paste(state: State, slice: &Slice) -> Option<Plan> {
    if slice.is_empty() {
        return None;
    }
    let (start, end) = (state.selection.start(), state.selection.end());
    let (first, last) = (state.blocks.at(start), state.blocks.at(end));
    let there = &first.block.attributes;
    let put_in = match slice.plain_text() {
        Some(text) => inserts(text, &typing_attributes(state), there),
        None => with_first_style(slice.content(), (start > first.start).then_some(there)),
    };
    let spans_blocks = put_in.text().contains('\n');
    let fills_block = start == first.start && end == last.text_end();
    let takes_style =
        slice.plain_text().is_none() && (fills_block || (spans_blocks && end == last.text_end()));
    let style = if takes_style {
        slice.last_block()
    } else if slice.ends_a_paragraph() && end == last.start {
        &last.block.attributes
    } else {
        there
    };
    let selection = Selection::caret(start + put_in.inserted_len());
    let delta = deleting::replace_with_style(state, start, end, put_in, Some(style.clone()));
    Some(Plan { delta, selection, ..Plan::default() })
}

/// The content, its first line end with `style` where there is one.
fn with_first_style(content: &Delta, style: Option<&Attributes>) -> Delta {
    let Some(style) = style else { return content.clone() };
    let mut styled = Delta::new();
    let mut seen = false;
    for op in content.ops() {
        match op {
            Op::Insert(Content::Text(text), attributes) if !seen && text.contains('\n') => {
                seen = true;
                let (head, tail) = text.split_once('\n').unwrap_or((text, ""));
                styled = styled
                    .insert(head, attributes.clone())
                    .insert("\n", style.clone())
                    .insert(tail, attributes.clone());
            }
            op => styled.push(op.clone()),
        }
    }
    styled
}
