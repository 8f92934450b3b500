//! Putting a slice in.

use super::command::{Plan, State};
use super::typing::{inserts, typing_attributes};
use super::{Selection, Slice, deleting};
use crate::model::{Attributes, Content, Delta, Op};

/// Pastes. Plain text takes the look of the place; a slice of a document keeps its own, but for its first paragraph
/// where that goes on with text that is there, and its last where text goes on behind it.
pub fn paste(state: State, slice: &Slice) -> Option<Plan> {
    (!slice.is_empty()).then(|| begin(state, slice, Shape::of(slice)))
}

/// What there is to know of a slice of which only the beginning is put in.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    spans_paragraphs: bool,
    ends_a_paragraph: bool,
}

impl Shape {
    pub fn of(slice: &Slice) -> Shape {
        Shape { spans_paragraphs: slice.spans_paragraphs(), ends_a_paragraph: slice.ends_a_paragraph() }
    }
}

/// Pastes what is the beginning of something of that shape.
pub fn begin(state: State, slice: &Slice, shape: Shape) -> Plan {
    let state = if shape.ends_a_paragraph { state } else { state.without_hanging_end() };
    let (start, end) = (state.selection.start(), state.selection.end());
    let (first, last) = (state.blocks.at(start), state.blocks.at(end));
    let there = &first.block.attributes;
    let put_in = match slice.plain_text() {
        Some(text) => inserts(text, &typing_attributes(state), there),
        None => with_first_style(slice.content(), (start > first.start).then_some(there)),
    };
    let fills_block = start == first.start && end == last.text_end();
    let takes_style =
        slice.plain_text().is_none() && (fills_block || (shape.spans_paragraphs && end == last.text_end()));
    let style = if takes_style {
        slice.last_block()
    } else if shape.ends_a_paragraph && end == last.start {
        &last.block.attributes
    } else {
        there
    };
    let selection = Selection::caret(start + put_in.inserted_len());
    let delta = deleting::replace_with_style(state, start, end, put_in, Some(style.clone()));
    Plan { delta, selection, ..Plan::default() }
}

/// The content, its first line end with `style` where there is one.
pub fn with_first_style(content: &Delta, style: Option<&Attributes>) -> Delta {
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
