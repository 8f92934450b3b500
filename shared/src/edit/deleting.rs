//! Taking text out, and joining paragraphs.

use super::Selection;
use super::characters::{len_backward, len_forward};
use super::command::{Plan, State};
use super::{formatting, paragraphs};
use crate::model::schema::PAGE_BREAK_BEFORE;
use crate::model::{Attributes, Block, Content, Delta, EmbedKind, Located, Style};

/// Puts inserts in the place of `start..end`. The paragraph that is left keeps the style of the first one.
pub fn replace(state: State, start: usize, end: usize, put_in: Delta) -> Plan {
    let delta = replace_with_style(state, start, end, put_in, None);
    Plan { selection: Selection::caret(start), delta, ..Plan::default() }
}

/// The same, with the style that the last paragraph of what is put in is to have.
pub fn replace_with_style(
    state: State,
    start: usize,
    end: usize,
    put_in: Delta,
    style: Option<Attributes>,
) -> Delta {
    let (first, last) = (state.blocks.at(start), state.blocks.at(end));
    let whole = start == 0 && end == state.last_caret() && first.start != last.start;
    let style = match style {
        Some(style) => style,
        None if whole => Attributes::new(),
        None => first.block.attributes.clone(),
    };
    let ends_open = !last.block.terminated && put_in.text().contains('\n');
    let mut delta = Delta::new().retain(start);
    delta.extend(put_in.into_ops());
    delta = delta.delete(end - start);
    let change = last.block.attributes.change_to(&style);
    if last.block.terminated && !change.is_empty() {
        delta = delta.retain(last.text_end() - end).format(1, change);
    } else if !last.block.terminated && (!style.is_empty() || ends_open) {
        delta = delta.retain(last.text_end() - end).insert("\n", style);
    }
    delta
}

/// Lets the terminator of `last`, at which `delta` has arrived, or a new one where it has none, be of that style.
pub fn end_with_style(delta: Delta, last: &Located, style: &Attributes) -> Delta {
    if last.block.terminated {
        delta.format(1, last.block.attributes.change_to(style))
    } else {
        delta.insert("\n", style.clone())
    }
}

/// Deletes what is selected. The whole body leaves a plain paragraph. Where the selection begins with a paragraph and
/// ends before another, that one stays as it is; a divider or its like goes with its line.
pub fn delete_selection(state: State) -> Option<Plan> {
    let selection = state.selection;
    let (start, end) = (selection.start(), selection.end());
    if start == end {
        return None;
    }
    let (first, last) = (state.blocks.at(start), state.blocks.at(end));
    if is_line_of_its_own(first.block) && (start, end) == (first.start, first.text_end()) {
        return paragraphs::delete_blocks(state);
    }
    let style = if start == 0 && end == state.last_caret() {
        Some(Attributes::new())
    } else if start == first.start && end == last.start {
        Some(last.block.attributes.clone())
    } else {
        None
    };
    let delta = replace_with_style(state, start, end, Delta::new(), style);
    Some(Plan { delta, selection: Selection::caret(start), ..Plan::default() })
}

/// Whether a block is a divider, a page break or a table of contents.
pub fn is_line_of_its_own(block: &Block) -> bool {
    block.text_len() == 1 && block.runs.iter().any(|run| EmbedKind::in_attributes(&run.attributes).is_some())
}

/// Whether there is nothing in a block but a picture or its like.
fn is_embed(block: &Block) -> bool {
    block.text_len() == 1 && block.runs.iter().any(|run| matches!(run.content, Content::Embed(_)))
}

/// Selects a block's content.
fn select(located: &Located) -> Plan {
    let selection = Selection { anchor: located.start, head: located.text_end() };
    Plan { selection, ..Plan::default() }
}

pub fn delete_range(state: State, start: usize, end: usize) -> Option<Plan> {
    let end = end.min(state.last_caret());
    if start >= end {
        return None;
    }
    let caret = state.selection.is_caret().then_some(state.selection.head);
    let located = state.blocks.at(state.selection.head);
    if caret == Some(end) && end == located.start {
        return delete_backward(state);
    }
    if caret == Some(start) && start == located.text_end() {
        return delete_forward(state);
    }
    Some(replace(state, start, end, Delta::new()))
}

/// Backspace. At the start of a list item, a quotation or an indented paragraph it takes that off first, and a picture
/// above it selects before anything is taken.
pub fn delete_backward(state: State) -> Option<Plan> {
    if !state.selection.is_caret() {
        return delete_selection(state);
    }
    let caret = state.selection.head;
    let located = state.blocks.at(caret);
    let block = located.block;
    if caret > located.start {
        let len = len_backward(&block.text(), caret - located.start);
        let plan = replace(state, caret - len, caret, Delta::new());
        return Some(Plan { joins: true, ..plan });
    }
    if block.list().is_some() && block.indent() == 0 {
        return formatting::take_marker_off(state);
    }
    if block.indent() > 0 {
        return formatting::outdent(state);
    }
    let above = state.blocks.before(caret);
    let is_code_below_code = |block: &Block| {
        let above = above.as_ref().is_some_and(|above| above.block.style() == Style::Code);
        above && block.style() == Style::Code
    };
    if matches!(block.style(), Style::Quote | Style::Code) && !is_code_below_code(block) {
        return formatting::set_style(state, Style::Normal);
    }
    match above {
        Some(above) if is_embed(above.block) => Some(select(&above)),
        Some(above) => Some(join(state, above.text_end(), caret)),
        None => formatting::set_style(state, Style::Normal),
    }
}

/// Delete. A picture below it selects before anything is taken.
pub fn delete_forward(state: State) -> Option<Plan> {
    if !state.selection.is_caret() {
        return delete_selection(state);
    }
    let caret = state.selection.head;
    let located = state.blocks.at(caret);
    if caret < located.text_end() {
        let len = len_forward(&located.block.text(), caret - located.start);
        let plan = replace(state, caret, caret + len, Delta::new());
        return Some(Plan { joins: true, ..plan });
    }
    let below = state.blocks.after(caret)?;
    if is_embed(below.block) && !located.block.is_empty() {
        return Some(select(&below));
    }
    Some(join(state, caret, below.start))
}

/// Joins the paragraph that ends at `upper` with the one that starts at `lower`. The upper one's style stays, unless
/// it is empty.
fn join(state: State, upper: usize, lower: usize) -> Plan {
    let (above, below) = (state.blocks.at(upper), state.blocks.at(lower));
    let mut style =
        if above.block.is_empty() { &below.block.attributes } else { &above.block.attributes }.clone();
    if above.block.attributes.has(PAGE_BREAK_BEFORE) {
        style.set(PAGE_BREAK_BEFORE, true);
    }
    let delta = replace_with_style(state, upper, lower, Delta::new(), Some(style));
    Plan { delta, selection: Selection::caret(upper), ..Plan::default() }
}
