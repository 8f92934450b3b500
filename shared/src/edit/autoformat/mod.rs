//! What the editor makes of text while it is typed: lists, headings, links, quotation marks.
//!
//! It is a command of its own ([`super::Command::AutoFormat`]), asked for after each thing that a person types and never
//! after a paste, an undo or a colleague's change. So it is a step of its own in the history, and taking it back leaves
//! what was typed.

mod addresses;
mod blocks;
mod signs;

use super::Selection;
use super::command::{Plan, State};
use crate::model::schema::LINE_BREAK;
use crate::model::{Delta, Mark, Style, utf16};
use serde::{Deserialize, Serialize};

/// What is done to typed text, as the person at this browser wants it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AutoFormat {
    /// `* `, `1. `, `[] `, `# `, `> ` at a paragraph's start, and `---` on a line of its own.
    pub blocks: bool,
    /// Addresses become links.
    pub links: bool,
    /// Quotation marks and apostrophes as [`Self::language`] has them.
    pub quotes: bool,
    /// `--` becomes a dash, `...` an ellipsis.
    pub dashes: bool,
    /// `(c)`, `(r)`, `(tm)` and `->` become signs.
    pub symbols: bool,
    /// `1/2` and its like become signs.
    pub fractions: bool,
    /// The language that is written, a BCP 47 tag as `"de-CH"`; empty, it counts as English.
    pub language: String,
}

impl Default for AutoFormat {
    fn default() -> Self {
        AutoFormat {
            blocks: true,
            links: true,
            quotes: true,
            dashes: true,
            symbols: true,
            fractions: false,
            language: String::new(),
        }
    }
}

impl AutoFormat {
    /// The same in another language.
    pub fn in_language(self, language: &str) -> Self {
        AutoFormat { language: language.to_owned(), ..self }
    }
}

/// What stands before the caret when something has been typed.
#[derive(Clone, Copy)]
struct Typed<'a> {
    /// The text of the paragraph up to the caret, or of the one above where the caret is at a start.
    before: &'a str,
    /// Where that text starts in the body.
    start: usize,
}

impl Typed<'_> {
    /// Replaces the last `count` characters.
    fn replace_last(&self, state: State, count: usize, with: &str) -> Plan {
        let kept = self.before.char_indices().rev().nth(count - 1).map_or(0, |(byte, _)| byte);
        let old = utf16::len(&self.before[kept..]);
        let place = utf16::len(&self.before[..kept]);
        self.replace(state, place, old, with)
    }

    /// Replaces `old` code units at `place`, counted from the paragraph's start.
    fn replace(&self, state: State, place: usize, old: usize, with: &str) -> Plan {
        let place = self.start + place;
        let attributes = state.blocks.at(place).block.attributes_at(place - self.start).cloned();
        let delta = Delta::new().retain(place).insert(with, attributes.unwrap_or_default()).delete(old);
        let caret = (state.selection.head + utf16::len(with)).saturating_sub(old);
        Plan { delta, selection: Selection::caret(caret), reverts: true, ..Plan::default() }
    }
}

/// What is to be made of what was typed just before the caret; `None` where that means nothing.
pub fn auto_format(state: State) -> Option<Plan> {
    let caret = state.selection.is_caret().then_some(state.selection.head)?;
    let settings = state.auto_format;
    let here = state.blocks.at(caret);
    if caret == here.start {
        // A paragraph was ended.
        let above = state.blocks.before(caret).filter(|above| above.block.style() != Style::Code)?;
        let text = above.block.text();
        let typed = Typed { before: &text, start: above.start };
        let structure = || settings.blocks.then(|| blocks::after_enter(state, &above, &text)).flatten();
        return structure()
            .or_else(|| settings.links.then(|| addresses::link(state, typed, &text)).flatten());
    }
    let is_code = here
        .block
        .attributes_before(caret - here.start)
        .is_some_and(|attributes| attributes.has(Mark::Code.name()));
    if here.block.style() == Style::Code || is_code {
        return None;
    }
    let text = here.block.text();
    let before = utf16::slice(&text, 0, caret - here.start);
    let typed = Typed { before, start: here.start };
    let last = before.chars().next_back()?;
    match last {
        ' ' if settings.blocks && before.chars().count() <= blocks::LONGEST_PREFIX => {
            blocks::after_space(state, &here, before)
        }
        _ => None,
    }
    .or_else(|| {
        let word = before.strip_suffix([' ', '\t', '\u{a0}', LINE_BREAK])?;
        settings.links.then(|| addresses::link(state, typed, word)).flatten()
    })
    .or_else(|| signs::replace(state, typed, last))
}
