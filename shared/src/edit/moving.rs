//! Carrying text elsewhere in the document, as with the mouse.

use super::command::{Plan, State};
use super::{Selection, Slice, deleting, pasting};
use crate::model::Delta;

/// Puts what is selected at `to`, as a paste would, and takes it away from where it was unless it `copies`. It is
/// selected afterwards. Does nothing where it would come back to its own place.
pub fn move_selection(state: State, to: usize, copies: bool) -> Option<Plan> {
    let (start, end) = (state.selection.start(), state.selection.end());
    let to = to.min(state.last_caret());
    if start == end || (!copies && (start..=end).contains(&to)) {
        return None;
    }
    let slice = Slice::of(state.blocks, start, end);
    let there = State { selection: Selection::caret(to), typing: None, ..state };
    let paste = pasting::paste(there, &slice)?;
    let len = paste.selection.head - to;
    let take = if copies { Delta::new() } else { deleting::replace(state, start, end, Delta::new()).delta };
    let delta = take.compose(&take.transform(&paste.delta, true));
    let head = delta.transform_position(to, false) + len;
    Some(Plan { delta, selection: Selection { anchor: head - len, head }, ..Plan::default() })
}
