//! Paragraphs that become list items, headings, quotations, code or a divider by what is typed at their start.

use crate::edit::command::{Plan, State};
use crate::edit::{Selection, deleting, formatting};
use crate::model::schema::{self, LIST_START};
use crate::model::{Attributes, Block, Delta, EmbedKind, ListKind, Located, Style, utf16};

/// The most characters that are looked at, the space among them.
pub const LONGEST_PREFIX: usize = 7;

/// The highest number that starts a list: a year at the start of a sentence does not.
const HIGHEST_START: u32 = 99;

/// A space was typed behind `before`, which begins the paragraph and ends in the space.
pub fn after_space(state: State, located: &Located, before: &str) -> Option<Plan> {
    let block = located.block;
    if block.list().is_some() {
        return None;
    }
    let is_text = block.style() == Style::Normal;
    let prefix = before.strip_suffix(' ')?;
    let attributes = &block.attributes;
    let style = match prefix {
        "*" | "-" | "•" if is_text => formatting::item(attributes, ListKind::Bullet),
        "[]" | "[ ]" if is_text => formatting::item(attributes, ListKind::Unchecked),
        "[x]" | "[X]" if is_text => formatting::item(attributes, ListKind::Checked),
        ">" if is_text => Style::Quote.set_in(attributes),
        "```" if is_text => Style::Code.set_in(attributes),
        hashes if hashes.bytes().all(|byte| byte == b'#') && (1..=6).contains(&hashes.len()) => {
            let is_heading = matches!(block.style(), Style::Heading(_));
            (is_text || is_heading).then(|| Style::Heading(hashes.len() as u8).set_in(attributes))?
        }
        number if is_text => numbered(state, located, number)?,
        _ => return None,
    };
    Some(restyled(state, located, utf16::len(before), &style))
}

/// `1.`, `1)`, `(1)`, `a.`, `a)`: an item that has this number, by itself or as the next of the list above.
fn numbered(state: State, located: &Located, prefix: &str) -> Option<Attributes> {
    let name = prefix.strip_suffix(['.', ')'])?;
    let name = name.strip_prefix('(').filter(|_| prefix.ends_with(')')).unwrap_or(name);
    let number = match name {
        "a" | "A" | "i" | "I" => 1,
        digits if digits.len() <= 2 && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            digits.parse().ok()?
        }
        _ => return None,
    };
    if !(1..=HIGHEST_START).contains(&number) {
        return None;
    }
    let style = formatting::item(&located.block.attributes, ListKind::Ordered);
    let level = schema::indent(&style);
    let is_above = |block: &Block| block.list() == Some(ListKind::Ordered) && block.indent() == level;
    let above = state.blocks.before(located.start).filter(|above| is_above(above.block));
    let follows = above.map_or(1, |above| above.block.ordinal + 1);
    Some(if number == follows { style } else { style.with(LIST_START, number) })
}

/// Enter was pressed in the paragraph `above`, whose text is `text`.
pub fn after_enter(state: State, above: &Located, text: &str) -> Option<Plan> {
    let block = above.block;
    if block.list().is_some() || block.style() != Style::Normal {
        return None;
    }
    if matches!(text, "---" | "***" | "___") {
        let mut delta = Delta::new().retain(above.start);
        delta.push(EmbedKind::Divider.insert());
        let delta = delta.delete(text.len());
        let selection = Selection::caret(state.selection.head + 1 - text.len());
        return Some(Plan { delta, selection, reverts: true, ..Plan::default() });
    }
    let fence = text.strip_prefix("```")?;
    let here = state.blocks.at(state.selection.head);
    if !here.block.is_empty() || !fence.chars().all(|character| character.is_ascii_alphanumeric()) {
        return None;
    }
    // The line that was begun with Enter is the first of the code.
    let style = Style::Code.set_in(&block.attributes);
    let delta = Delta::new().retain(above.start).delete(here.start - above.start);
    let delta = deleting::end_with_style(delta, &here, &style);
    Some(Plan { delta, selection: Selection::caret(above.start), reverts: true, ..Plan::default() })
}

/// The paragraph without what was typed at its start, and with another style.
fn restyled(state: State, located: &Located, prefix: usize, style: &Attributes) -> Plan {
    let delta = Delta::new().retain(located.start).delete(prefix).retain(located.block.text_len() - prefix);
    let delta = deleting::end_with_style(delta, located, style);
    let caret = state.selection.head - prefix;
    Plan { delta, selection: Selection::caret(caret), reverts: true, ..Plan::default() }
}
