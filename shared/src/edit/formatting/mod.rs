//! Changing what is said about text and paragraphs, not the text.
//!
//! Here is what the parts have in common: walking over the runs or the paragraphs that are selected. `inline` is the
//! look of text, `links` where it leads, `paragraphs` what a paragraph is, `lists` its list and indent, `reading` what
//! holds at the selection, `painter` the format that is carried from one place to another, and into a style.

mod inline;
mod links;
mod lists;
mod painter;
mod paragraphs;
mod reading;

pub use inline::{
    change_size, clear, set_background, set_color, set_font, set_script, set_size, toggle_mark, toggle_script,
};
pub use links::{remove_link, set_link};
pub use lists::{
    indent, item, leave_list, outdent, restart_list, take_marker_off, toggle_checked, toggle_list,
};
pub use painter::{CopiedFormat, apply_format, copy_format, redefine_style, reset_style};
pub use paragraphs::{
    set_align, set_direction, set_line_height, set_page_break_before, set_space_after, set_space_before,
    set_style,
};
pub use reading::{FormatState, format_state, has_mark};

use super::Selection;
use super::command::{Plan, State};
use super::typing::typing_attributes;
use crate::model::{Attributes, Block, Content, Delta, Located, Style};

/// Changes the attributes of the selected text, each run by its own; at a caret those of what is typed next. `None`
/// where nothing would be other than it is.
fn reformat(state: State, change: impl Fn(Style, &Attributes) -> Attributes) -> Option<Plan> {
    let selection = state.selection;
    if selection.is_caret() {
        let now = typing_attributes(state);
        let style = state.blocks.at(selection.head).block.style();
        let then = now.compose(&change(style, &now), false);
        return (then != now).then(|| Plan { selection, typing: Some(then), ..Plan::default() });
    }
    let delta = over_runs(state, selection.start(), selection.end(), change);
    (!delta.is_empty()).then(|| Plan { delta, selection, ..Plan::default() })
}

/// The change of the runs of text in `start..end`.
fn over_runs(
    state: State,
    start: usize,
    end: usize,
    change: impl Fn(Style, &Attributes) -> Attributes,
) -> Delta {
    let (mut delta, mut done) = (Delta::new(), 0);
    for TextRun { from, to, style, attributes } in text_runs(state.blocks.touched(start, end), start, end) {
        let target = attributes.compose(&change(style, attributes), false);
        let needed = attributes.change_to(&target);
        if !needed.is_empty() {
            delta = delta.retain(from - done).format(to - from, needed);
            done = to;
        }
    }
    delta
}

/// The part of a run of text that lies in a range of the body.
struct TextRun<'a> {
    from: usize,
    to: usize,
    /// The style of its paragraph.
    style: Style,
    attributes: &'a Attributes,
}

/// The runs of text in `start..end`, of the blocks that touch it.
fn text_runs<'a>(
    blocks: impl Iterator<Item = Located<'a>>,
    start: usize,
    end: usize,
) -> impl Iterator<Item = TextRun<'a>> {
    blocks.flat_map(move |located| {
        let style = located.block.style();
        let mut at = located.start;
        located.block.runs.iter().filter_map(move |run| {
            let (from, to) = (start.max(at), end.min(at + run.content.len()));
            at += run.content.len();
            let is_text = matches!(run.content, Content::Text(_));
            (from < to && is_text).then_some(TextRun { from, to, style, attributes: &run.attributes })
        })
    })
}

/// Gives each selected paragraph the attributes that `style` makes of its own.
fn restyle(state: State, style: impl Fn(&Block) -> Attributes) -> Option<Plan> {
    restyle_each(state.selection, selected(state), style)
}

fn restyle_each<'a>(
    selection: Selection,
    blocks: impl Iterator<Item = Located<'a>>,
    style: impl Fn(&Block) -> Attributes,
) -> Option<Plan> {
    let (mut delta, mut at) = (Delta::new(), 0);
    for located in blocks {
        let change = located.block.attributes.change_to(&style(located.block));
        if change.is_empty() {
            continue;
        }
        delta = delta.retain(located.text_end() - at);
        at = located.text_end();
        if located.block.terminated {
            delta = delta.format(1, change);
            at += 1;
        } else {
            delta = delta.insert("\n", change);
        }
    }
    (!delta.is_empty()).then(|| Plan { delta, selection, ..Plan::default() })
}

fn selected(state: State<'_>) -> impl Iterator<Item = Located<'_>> {
    state.blocks.touched(state.selection.start(), state.selection.end())
}
