//! Changing letters where they stand: capitals, and two that were typed the wrong way round.

use super::Selection;
use super::characters;
use super::command::{Plan, State};
use crate::model::{Attributes, Delta, Located, utf16};
use unicode_segmentation::UnicodeSegmentation;

/// How letters are to be written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Case {
    Lower,
    /// The first letter of each word large.
    Words,
    Upper,
}

/// Small letters become the first large, those all large, and large ones small again; what is mixed becomes large. At a
/// caret it is its word that changes.
pub fn change_case(state: State) -> Option<Plan> {
    let selection = if state.selection.is_caret() { word_at_caret(state)? } else { state.selection };
    let (start, end) = (selection.start(), selection.end());
    let text: String = state
        .blocks
        .touched(start, end)
        .map(|located| {
            let (from, to) = part(&located, start, end);
            utf16::slice(&located.block.text(), from, to).to_owned() + "\n"
        })
        .collect();
    let case = next_case(&text)?;
    let (mut delta, mut grown) = write(state, start, end, case);
    if delta.is_empty() {
        // No word begins in what is selected.
        (delta, grown) = write(state, start, end, Case::Upper);
    }
    let moved = |offset: usize| if offset == end { offset.saturating_add_signed(grown) } else { offset };
    let selection = if state.selection.is_caret() {
        state.selection
    } else {
        Selection { anchor: moved(selection.anchor), head: moved(selection.head) }
    };
    (!delta.is_empty()).then(|| Plan { delta, selection, ..Plan::default() })
}

/// The change of `start..end`, and by how many code units it grows.
fn write(state: State, start: usize, end: usize, case: Case) -> (Delta, isize) {
    let (mut delta, mut at, mut grown) = (Delta::new(), 0, 0);
    for located in state.blocks.touched(start, end) {
        let (from, to) = part(&located, start, end);
        for (offset, old, new) in changes(&located.block.text(), from, to, case) {
            let place = located.start + offset;
            let attributes = located.block.attributes_at(offset).cloned().unwrap_or_default();
            delta = delta.retain(place - at).insert(&new, attributes).delete(old);
            at = place + old;
            grown += utf16::len(&new) as isize - old as isize;
        }
    }
    (delta, grown)
}

/// What of `start..end` is in a paragraph, counted from its start.
fn part(located: &Located, start: usize, end: usize) -> (usize, usize) {
    let from = start.max(located.start) - located.start;
    (from, end.min(located.text_end()).saturating_sub(located.start))
}

fn word_at_caret(state: State) -> Option<Selection> {
    let caret = state.selection.head;
    let located = state.blocks.at(caret);
    let (start, end) = characters::word_at(&located.block.text(), caret - located.start)?;
    Some(Selection { anchor: located.start + start, head: located.start + end })
}

fn next_case(text: &str) -> Option<Case> {
    let is_large = |character: char| character.is_uppercase();
    let is_small = |character: char| character.is_lowercase();
    match (text.chars().any(is_large), text.chars().any(is_small)) {
        (false, false) => None,
        (false, true) => Some(Case::Words),
        (true, false) => Some(Case::Lower),
        (true, true) => Some(Case::Upper),
    }
}

/// What changes in `from..to` of a paragraph: offsets, the old length and the new letters.
fn changes(text: &str, from: usize, to: usize, case: Case) -> Vec<(usize, usize, String)> {
    let mut changes = Vec::new();
    let mut at = 0;
    for word in text.split_word_bounds() {
        let mut is_first = true;
        for character in word.chars() {
            let len = character.len_utf16();
            if (from..to).contains(&at) {
                let new: String = match case {
                    Case::Upper => character.to_uppercase().collect(),
                    Case::Words if is_first => character.to_uppercase().collect(),
                    Case::Words | Case::Lower => character.to_lowercase().collect(),
                };
                if !new.chars().eq([character]) {
                    changes.push((at, len, new));
                }
            }
            is_first &= !character.is_alphabetic();
            at += len;
        }
    }
    changes
}

/// Changes the places of the characters on both sides of the caret; at the end of a line those of the last two.
pub fn transpose(state: State) -> Option<Plan> {
    let caret = state.selection.is_caret().then_some(state.selection.head)?;
    let located = state.blocks.at(caret);
    let text = located.block.text();
    let clusters: Vec<&str> = text.graphemes(true).collect();
    let mut ends = clusters.iter().scan(0, |end, cluster| {
        *end += utf16::len(cluster);
        Some(*end)
    });
    let before = ends.position(|end| end == caret - located.start)?;
    let second = if before + 1 < clusters.len() { before + 1 } else { before };
    let first = second.checked_sub(1)?;
    let start: usize = clusters[..first].iter().map(|cluster| utf16::len(cluster)).sum();
    let (left, right) = (utf16::len(clusters[first]), utf16::len(clusters[second]));
    let attributes: Attributes = located.block.attributes_at(start + left).cloned().unwrap_or_default();
    let is_text = |cluster: &str| cluster != "\u{fffc}";
    if !is_text(clusters[first]) || !is_text(clusters[second]) {
        return None;
    }
    let delta = Delta::new()
        .retain(located.start + start)
        .insert(clusters[second], attributes)
        .retain(left)
        .delete(right);
    let selection = Selection::caret(located.start + start + left + right);
    Some(Plan { delta, selection, ..Plan::default() })
}
