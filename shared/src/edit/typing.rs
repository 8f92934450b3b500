//! Putting text in: letters, line breaks, the end of a paragraph.

use super::command::{Plan, State};
use super::{Selection, code, deleting, formatting};
use crate::model::schema::{EMBED, INDENT, LINE_BREAK, LINK, LIST, LIST_START, PAGE_BREAK_BEFORE, REF};
use crate::model::{Attributes, Delta, ListKind, Style, utf16};

/// Attributes that belong to one embed and are never inherited by text beside it.
const OF_AN_EMBED: [&str; 2] = [EMBED, REF];

/// The attributes that text typed at the selection takes: as chosen, as what it replaces, or as the text before it. A
/// link goes on only inside of it.
pub fn typing_attributes(state: State) -> Attributes {
    if let Some(chosen) = state.typing {
        return chosen.clone();
    }
    let start = state.selection.start();
    let located = state.blocks.at(start);
    let offset = start - located.start;
    let (before, at) = (located.block.attributes_before(offset), located.block.attributes_at(offset));
    let near = if state.selection.is_caret() { before.or(at) } else { at.or(before) };
    let mut attributes = near.cloned().unwrap_or_default();
    let link = |side: Option<&Attributes>| side.and_then(|side| side.get(LINK).cloned());
    let goes_on = if state.selection.is_caret() {
        link(before).is_some() && link(before) == link(at)
    } else {
        // What replaces a part of a link is of it; what replaces more is not.
        located
            .block
            .attributes_at(state.selection.end() - 1 - located.start)
            .map(Some)
            .is_some_and(|last| link(last) == link(at))
    };
    if !goes_on {
        attributes = attributes.without(LINK);
    }
    without_embeds(attributes)
}

/// The attributes without those of an embed.
pub fn without_embeds(attributes: Attributes) -> Attributes {
    OF_AN_EMBED.into_iter().fold(attributes, Attributes::without)
}

/// Text as a document takes it: one kind of line end, no control characters.
pub fn clean(text: &str) -> String {
    let unix = text.replace("\r\n", "\n").replace(['\r', '\u{2029}'], "\n");
    unix.chars().filter(|character| !character.is_control() || matches!(character, '\n' | '\t')).collect()
}

/// The inserts of `text`: its characters with `inline`, its line ends as those of a paragraph with `block`.
pub fn inserts(text: &str, inline: &Attributes, block: &Attributes) -> Delta {
    let mut lines = text.split('\n');
    let mut delta = Delta::new().insert(lines.next().unwrap_or_default(), inline.clone());
    let mut ending = block.clone();
    for line in lines {
        delta = delta.insert("\n", ending).insert(line, inline.clone());
        ending = continued(block);
    }
    delta
}

pub fn insert_text(state: State, text: &str) -> Option<Plan> {
    let text = clean(text);
    if text.is_empty() {
        return None;
    }
    if let Some(plan) = insert_beside_a_line(state, &text) {
        return Some(plan);
    }
    let (start, end) = (state.selection.start(), state.selection.end());
    let block = state.blocks.at(start).block.attributes.clone();
    let put_in = inserts(&text, &typing_attributes(state), &block);
    let selection = Selection::caret(start + utf16::len(&text));
    let style = text.contains('\n').then(|| continued(&block));
    let delta = deleting::replace_with_style(state, start, end, put_in, style);
    Some(Plan { delta, selection, joins: true, ..Plan::default() })
}

/// A divider or its like stays alone in its paragraph: text beside it has one of its own, above or below.
fn insert_beside_a_line(state: State, text: &str) -> Option<Plan> {
    let caret = state.selection.is_caret().then_some(state.selection.head)?;
    let located = state.blocks.at(caret);
    if !deleting::is_line_of_its_own(located.block) {
        return None;
    }
    let (line, plain) = (&located.block.attributes, Attributes::new());
    let text_in = inserts(text, &plain, &plain);
    let is_above = caret == located.start;
    let (put_in, style, caret_behind) = if is_above {
        (text_in.insert("\n", plain), line, caret + utf16::len(text))
    } else {
        let mut put_in = Delta::new().insert("\n", line.clone());
        put_in.extend(text_in.into_ops());
        (put_in, &Attributes::new(), caret + 1 + utf16::len(text))
    };
    let delta = deleting::replace_with_style(state, caret, caret, put_in, Some(style.clone()));
    Some(Plan { delta, selection: Selection::caret(caret_behind), joins: true, ..Plan::default() })
}

pub fn replace_range(state: State, start: usize, end: usize, text: &str) -> Option<Plan> {
    let last = state.last_caret();
    let (start, end) = (start.min(last), end.min(last));
    if start > end {
        return None;
    }
    let text = clean(text);
    let there = State { selection: Selection { anchor: start, head: end }, ..state };
    let block = state.blocks.at(start).block.attributes.clone();
    let plan = deleting::replace(there, start, end, inserts(&text, &typing_attributes(there), &block));
    let selection = Selection::caret(start + utf16::len(&text));
    Some(Plan { selection, joins: start == end, ..plan })
}

pub fn insert_line_break(state: State) -> Option<Plan> {
    insert_text(state, &LINE_BREAK.to_string())
}

pub fn insert_tab(state: State) -> Option<Plan> {
    let located = state.blocks.at(state.selection.start());
    let spans_blocks = state.selection.end() > located.text_end();
    // At an item's start, or with all of it selected.
    let at_item_start = located.block.list().is_some()
        && state.selection.start() == located.start
        && (state.selection.is_caret() || state.selection.end() == located.text_end());
    if spans_blocks || at_item_start { formatting::indent(state) } else { insert_text(state, "\t") }
}

/// The same with the caret behind what is selected, where that is a picture or its like alone: Enter goes on below it.
fn behind_embed(state: State) -> State {
    let selection = state.selection;
    let is_embed = selection.end() == selection.start() + 1 && state.blocks.is_embed_at(selection.start());
    if is_embed { State { selection: Selection::caret(selection.end()), ..state } } else { state }
}

/// Enter. On an empty list item or quotation it leads out instead.
pub fn split_block(state: State) -> Option<Plan> {
    let state = behind_embed(state);
    let (start, end) = (state.selection.start(), state.selection.end());
    let located = state.blocks.at(start);
    let block = located.block;
    if block.is_empty() && state.selection.is_caret() {
        if block.list().is_some() {
            let out =
                if block.indent() > 0 { formatting::outdent(state) } else { formatting::leave_list(state) };
            return out;
        }
        if block.style() == Style::Quote {
            return formatting::set_style(state, Style::Normal);
        }
    }
    if block.style() == Style::Code && end <= located.text_end() {
        return Some(code::split(state));
    }
    let marks = typing_attributes(state).without(LINK);
    let last = state.blocks.at(end);
    let heading = matches!(block.style(), Style::Heading(_) | Style::Title | Style::Subtitle);
    let (at_start, at_end) = (start == located.start, end == last.text_end());
    let plain = |attributes: &Attributes| Style::Normal.set_in(attributes);
    let mut above =
        if heading && at_start && !at_end { plain(&block.attributes) } else { block.attributes.clone() };
    let below = continued(&block.attributes);
    let mut below = if heading && at_end { plain(&below) } else { below };
    if block.list() == Some(ListKind::Checked) {
        // What is done is what was written; the new item is not.
        let new = if at_start && !at_end { &mut above } else { &mut below };
        new.set(LIST, ListKind::Unchecked.name());
    }
    let put_in = Delta::new().insert("\n", above);
    let delta = deleting::replace_with_style(state, start, end, put_in, Some(below));
    let selection = Selection::caret(start + 1);
    let typing = (at_end && !heading && !marks.is_empty()).then_some(marks);
    Some(Plan { delta, selection, typing, ..Plan::default() })
}

/// The attributes of a paragraph that goes on from one with these: what is said of that one alone stays there.
pub fn continued(attributes: &Attributes) -> Attributes {
    attributes.clone().without(PAGE_BREAK_BEFORE).without(LIST_START)
}

/// The attributes of a paragraph that is no list item any more.
pub fn without_list(attributes: &Attributes) -> Attributes {
    [LIST, INDENT, LIST_START].into_iter().fold(attributes.clone(), Attributes::without)
}
