//! Lines of code: what Enter and Tab do there, and how one gets out.

use super::command::{Plan, State};
use super::typing::continued;
use super::{Selection, deleting};
use crate::model::{Attributes, Delta, Style, utf16};

/// How many spaces at the start of a line count as one tab.
const TAB: usize = 4;

/// Enter in code: the next line is indented as this one. The third Enter on empty lines leads out.
pub fn split(state: State) -> Plan {
    let (start, end) = (state.selection.start(), state.selection.end());
    let located = state.blocks.at(start);
    let text = located.block.text();
    let is_blank = |text: &str| text.chars().all(char::is_whitespace);
    let is_caret_at_end = state.selection.is_caret() && end == located.text_end();
    if is_caret_at_end
        && is_blank(&text)
        && let Some(above) = state.blocks.before(start)
        && above.block.style() == Style::Code
        && is_blank(&above.block.text())
    {
        let style = Style::Normal.set_in(&located.block.attributes);
        let delta = deleting::replace_with_style(state, above.start, end, Delta::new(), Some(style));
        return Plan { delta, selection: Selection::caret(above.start), ..Plan::default() };
    }
    let before = utf16::slice(&text, 0, start - located.start);
    let indentation = before.find(|c: char| c != ' ' && c != '\t').map_or(before, |at| &before[..at]);
    let put_in =
        Delta::new().insert("\n", located.block.attributes.clone()).insert(indentation, Attributes::new());
    let selection = Selection::caret(start + put_in.inserted_len());
    let below = continued(&located.block.attributes);
    let delta = deleting::replace_with_style(state, start, end, put_in, Some(below));
    Plan { delta, selection, ..Plan::default() }
}

/// Goes on below the code that the selection is in. `None` outside of code.
pub fn leave(state: State) -> Option<Plan> {
    let located = state.blocks.at(state.selection.end());
    if located.block.style() != Style::Code {
        return None;
    }
    let mut last = located;
    while let Some(next) = state.blocks.after(last.start).filter(|next| next.block.style() == Style::Code) {
        last = next;
    }
    let caret = last.text_end();
    let put_in = Delta::new().insert("\n", last.block.attributes.clone());
    let delta = deleting::replace_with_style(state, caret, caret, put_in, Some(Attributes::new()));
    Some(Plan { delta, selection: Selection::caret(caret + 1), ..Plan::default() })
}

/// Moves the selected lines a tab to the right or to the left, where all that is selected is code. `None` where it is not, or
/// nothing moves.
pub fn shift(state: State, right: bool) -> Option<Plan> {
    let selection = state.selection;
    let lines = || state.blocks.touched(selection.start(), selection.end());
    if lines().any(|line| line.block.style() != Style::Code) {
        return None;
    }
    let (mut delta, mut at) = (Delta::new(), 0);
    for line in lines() {
        let text = line.block.text();
        let spaces = text.chars().take(TAB).take_while(|character| *character == ' ').count();
        let gone = if text.starts_with('\t') { 1 } else { spaces };
        if right {
            let beside = line.block.attributes_at(0).cloned().unwrap_or_default();
            delta = delta.retain(line.start - at).insert("\t", beside);
            at = line.start;
        } else if gone > 0 {
            delta = delta.retain(line.start - at).delete(gone);
            at = line.start + gone;
        }
    }
    let moved = |offset, goes_along| delta.transform_position(offset, goes_along);
    // The first line is selected from its start on, if it was.
    let start = moved(selection.start(), selection.is_caret());
    let end = moved(selection.end(), true);
    let selection = match selection.anchor <= selection.head {
        true => Selection { anchor: start, head: end },
        false => Selection { anchor: end, head: start },
    };
    (!delta.is_empty()).then(|| Plan { delta, selection, ..Plan::default() })
}
