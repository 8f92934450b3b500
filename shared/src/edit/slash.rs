//! The slash that asks for commands: where it is one, and what is typed behind it to choose.
//!
//! A slash asks at the start of a paragraph in which nothing else stands, or behind a space; so a date (1/2), a path and
//! an address are typed as ever. Whether one was typed just now, and not come upon, is the caller's to know.

use super::Selection;
use crate::model::{Blocks, Mark, Style, utf16};

/// More than this, in characters, chooses nothing.
const LONGEST: usize = 24;

/// The offset of the slash right before the caret, if it asks for commands.
pub fn asking(blocks: &Blocks, selection: Selection) -> Option<usize> {
    let caret = selection.is_caret().then_some(selection.head)?;
    let here = blocks.at(caret);
    let text = here.block.text();
    let before = utf16::slice(&text, 0, caret - here.start).strip_suffix('/')?;
    let is_code = here.block.style() == Style::Code
        || here.block.attributes_before(caret - here.start).is_some_and(|it| it.has(Mark::Code.name()));
    let asks = if before.is_empty() { text.len() == 1 } else { before.ends_with([' ', '\u{a0}']) };
    (asks && !is_code).then(|| caret - 1)
}

/// What stands between the slash at `slash` and the caret; `None` when that asks for nothing any more.
pub fn query(blocks: &Blocks, slash: usize, selection: Selection) -> Option<String> {
    let caret = selection.is_caret().then_some(selection.head)?;
    let here = blocks.at(slash);
    if caret <= slash || caret > here.text_end() {
        return None;
    }
    let text = here.block.text();
    let query = utf16::slice(&text, slash - here.start, caret - here.start).strip_prefix('/')?;
    let is_over = query.starts_with([' ', '\u{a0}', '/']) || query.chars().count() > LONGEST;
    (!is_over).then(|| query.to_owned())
}
