//! Moving whole paragraphs, and taking them out.

use super::command::{Plan, State};
use super::{Selection, deleting};
use crate::model::{Attributes, Delta, Located};

/// Whole paragraphs that stand together.
#[derive(Clone, Copy)]
struct Stretch<'a> {
    first: Located<'a>,
    last: Located<'a>,
}

impl Stretch<'_> {
    /// The content, a terminator behind each paragraph, also where the last has none in the body.
    fn lines(&self, state: State) -> Delta {
        let lines = state.blocks.slice(self.first.start, self.last.end());
        if self.last.block.terminated { lines } else { lines.insert("\n", Attributes::new()) }
    }

    /// The content without the last terminator.
    fn content(&self, state: State) -> Delta {
        state.blocks.slice(self.first.start, self.last.text_end())
    }

    fn lines_len(&self) -> usize {
        self.last.text_end() + 1 - self.first.start
    }
}

/// A list item's level; `None` for any other paragraph.
fn level(located: &Located) -> Option<u8> {
    located.block.list().map(|_| located.block.indent())
}

/// What is selected, and, where that is a list item, what is nested in it.
fn selected(state: State<'_>) -> Stretch<'_> {
    let (start, end) = (state.selection.start(), state.selection.end());
    let first = state.blocks.at(start);
    let last = state.blocks.touched(start, end).last().unwrap_or(first);
    match level(&first) {
        Some(level) => Stretch { first, last: with_nested(state, last, level) },
        None => Stretch { first, last },
    }
}

/// The last of the items behind `item` that are deeper than `level`.
fn with_nested<'a>(state: State<'a>, item: Located<'a>, above: u8) -> Located<'a> {
    let mut last = item;
    while let Some(next) = state.blocks.after(last.start).filter(|next| level(next) > Some(above)) {
        last = next;
    }
    last
}

/// Moves the paragraphs above the one before, or below the one behind. An item passes another of its level with all
/// that is nested in that.
pub fn move_blocks(state: State, down: bool) -> Option<Plan> {
    let moved = selected(state);
    let own_level = level(&moved.first);
    let passed = if down {
        let first = state.blocks.after(moved.last.start)?;
        let last = match own_level {
            Some(own) if level(&first) == Some(own) => with_nested(state, first, own),
            _ => first,
        };
        Stretch { first, last }
    } else {
        let last = state.blocks.before(moved.first.start)?;
        let mut first = last;
        if let Some(own) = own_level {
            while level(&first) > Some(own)
                && let Some(above) =
                    state.blocks.before(first.start).filter(|above| level(above) >= Some(own))
            {
                first = above;
            }
        }
        Stretch { first, last }
    };
    Some(pass(state, moved, passed, down))
}

/// Moves the paragraphs before the one that starts at `to`, or behind all where `to` is the body's length. Does nothing where
/// they would stay where they are.
pub fn move_blocks_to(state: State, to: usize) -> Option<Plan> {
    let moved = selected(state);
    let down = to > moved.last.text_end();
    let passed = if down {
        let first = state.blocks.after(moved.last.start)?;
        let before = state.blocks.before(state.blocks.at(to).start);
        let last = if to < state.blocks.len() { before? } else { state.blocks.at(to) };
        (first.start <= last.start).then_some(Stretch { first, last })?
    } else {
        let last = state.blocks.before(moved.first.start).filter(|last| to <= last.start)?;
        Stretch { first: state.blocks.at(to), last }
    };
    Some(pass(state, moved, passed, down))
}

/// The selection of the paragraphs that hold what is selected, with what is nested in an item.
pub fn select_blocks(state: State) -> Selection {
    let stretch = selected(state);
    Selection { anchor: stretch.first.start, head: stretch.last.text_end() }
}

fn pass(state: State, moved: Stretch, passed: Stretch, down: bool) -> Plan {
    let by = passed.lines_len();
    let shift = |offset: usize| if down { offset + by } else { offset.saturating_sub(by) };
    let delta = if down { pass_down(state, moved, passed) } else { pass_up(state, moved, passed) };
    let selection = Selection { anchor: shift(state.selection.anchor), head: shift(state.selection.head) };
    Plan { delta, selection, ..Plan::default() }
}

/// The last terminator of a body is never taken out: it stands for the paragraph that is last then.
fn pass_up(state: State, moved: Stretch, passed: Stretch) -> Delta {
    let mut delta = Delta::new().retain(passed.first.start);
    delta.extend(moved.lines(state).into_ops());
    if state.blocks.after(moved.last.start).is_some() {
        return delta.retain(passed.lines_len()).delete(moved.lines_len());
    }
    let delta = delta
        .retain(passed.last.text_end() - passed.first.start)
        .delete(moved.last.text_end() - passed.last.text_end());
    deleting::end_with_style(delta, &moved.last, &passed.last.block.attributes)
}

fn pass_down(state: State, moved: Stretch, passed: Stretch) -> Delta {
    let mut delta = Delta::new().retain(moved.first.start).delete(moved.lines_len());
    if state.blocks.after(passed.last.start).is_some() {
        delta = delta.retain(passed.lines_len());
        delta.extend(moved.lines(state).into_ops());
        return delta;
    }
    delta = delta.retain(passed.last.text_end() - passed.first.start);
    delta = delta.insert("\n", passed.last.block.attributes.clone());
    delta.extend(moved.content(state).into_ops());
    deleting::end_with_style(delta, &passed.last, &moved.last.block.attributes)
}

/// Takes the selected paragraphs out.
pub fn delete_blocks(state: State) -> Option<Plan> {
    let gone = selected(state);
    let (start, end) = (gone.first.start, gone.last.text_end());
    if state.blocks.after(gone.last.start).is_some() {
        let delta = Delta::new().retain(start).delete(gone.lines_len());
        return Some(Plan { delta, selection: Selection::caret(start), ..Plan::default() });
    }
    let Some(above) = state.blocks.before(start) else {
        let nothing = start == end && gone.first.block.attributes.is_empty();
        let delta = deleting::replace_with_style(state, start, end, Delta::new(), Some(Attributes::new()));
        return (!nothing).then(|| Plan { delta, ..Plan::default() });
    };
    let style = above.block.attributes.clone();
    let delta = deleting::replace_with_style(state, above.text_end(), end, Delta::new(), Some(style));
    Some(Plan { delta, selection: Selection::caret(above.text_end()), ..Plan::default() })
}
