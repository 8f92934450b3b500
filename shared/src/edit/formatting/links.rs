//! Links: put on the selection, on the link at the caret, on its word, or written in.

use super::super::characters::word_at;
use super::super::command::{Plan, State};
use super::super::typing::typing_attributes;
use super::super::{Selection, deleting};
use super::{over_runs, reformat};
use crate::model::schema::{LINK, is_safe_link};
use crate::model::{Attributes, Delta, utf16};
use serde_json::Value;

/// The link that a caret is in or at an end of: its range and its address. Between two links it is the one before.
pub fn link_at(state: State, offset: usize) -> Option<(usize, usize, String)> {
    let located = state.blocks.at(offset);
    let within = offset - located.start;
    let address =
        |attributes: Option<&Attributes>| attributes.and_then(|it| it.text(LINK)).map(str::to_owned);
    let block = located.block;
    let wanted = address(block.attributes_before(within)).or_else(|| address(block.attributes_at(within)))?;
    let (mut at, mut range) = (located.start, None);
    for run in block.runs.iter() {
        let end = at + run.content.len();
        if run.attributes.text(LINK) == Some(&wanted) {
            let start = range.map_or(at, |(start, _)| start);
            range = Some((start, end));
        } else if range.is_some_and(|(_, end)| end >= offset) {
            break;
        } else {
            range = None;
        }
        at = end;
    }
    range.filter(|(start, end)| (*start..=*end).contains(&offset)).map(|(start, end)| (start, end, wanted))
}

/// An address as it is followed: `example.org` is one of the web, `ada@example.org` one of mail.
fn address(text: &str) -> Option<String> {
    let text = text.trim();
    let has_scheme = text.split_once(':').is_some_and(|(scheme, rest)| {
        let is_name = scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-'));
        is_name && !scheme.is_empty() && !rest.starts_with(|c: char| c.is_ascii_digit())
    });
    let full = match text {
        "" => return None,
        _ if has_scheme || text.starts_with(['/', '#']) => text.to_owned(),
        _ if text.contains('@') && !text.contains('/') => format!("mailto:{text}"),
        _ => format!("https://{text}"),
    };
    let is_one_word = !full.contains(|c: char| c.is_whitespace() || c.is_control());
    (is_one_word && is_safe_link(&full)).then_some(full)
}

/// Links the selection, the link at the caret, or its word, and gives it `text` where that is another; with none of
/// these at the caret, writes the text or the address there. `None` for an address that may not be followed.
pub fn set_link(state: State, href: &str, text: Option<&str>) -> Option<Plan> {
    let href = address(href)?;
    let selection = state.selection;
    let target = if selection.is_caret() {
        let located = state.blocks.at(selection.head);
        link_at(state, selection.head).map(|(start, end, _)| (start, end)).or_else(|| {
            let word = word_at(&located.block.text(), selection.head - located.start)?;
            Some((located.start + word.0, located.start + word.1))
        })
    } else {
        Some((selection.start(), selection.end()))
    };
    let text =
        text.map(|text| text.replace(['\n', '\r', '\u{2028}'], " ")).filter(|text| !text.trim().is_empty());
    let change = Attributes::new().with(LINK, href.as_str());
    let Some((start, end)) = target else {
        let text = text.unwrap_or_else(|| href.clone());
        return Some(written(state, selection.start(), selection.end(), &text, &change));
    };
    match text {
        Some(text) if state.blocks.slice(start, end).text() != text => {
            Some(written(state, start, end, &text, &change))
        }
        _ => {
            let delta = over_runs(state, start, end, |_, _| change.clone());
            (!delta.is_empty()).then(|| Plan { delta, selection, ..Plan::default() })
        }
    }
}

fn written(state: State, start: usize, end: usize, text: &str, link: &Attributes) -> Plan {
    let there = State { selection: Selection { anchor: start, head: end }, ..state };
    let attributes = typing_attributes(there).compose(link, false);
    let plan = deleting::replace(state, start, end, Delta::new().insert(text, attributes));
    Plan { selection: Selection::caret(start + utf16::len(text)), ..plan }
}

/// Takes the links off the selection, or off the whole link at the caret.
pub fn remove_link(state: State) -> Option<Plan> {
    let change = Attributes::new().with(LINK, Value::Null);
    if !state.selection.is_caret() {
        return reformat(state, |_, _| change.clone());
    }
    let (start, end, _) = link_at(state, state.selection.head)?;
    let delta = over_runs(state, start, end, |_, _| change.clone());
    Some(Plan { delta, selection: state.selection, ..Plan::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_completed_and_those_that_run_code_are_none() {
        for (given, taken) in [
            (" https://example.org/a b".trim_end_matches(" b"), "https://example.org/a"),
            ("example.org", "https://example.org"),
            ("example.org:8080/x", "https://example.org:8080/x"),
            ("ada@example.org", "mailto:ada@example.org"),
            ("tel:+49123", "tel:+49123"),
            ("#chapter", "#chapter"),
        ] {
            assert_eq!(address(given).as_deref(), Some(taken), "{given}");
        }
        for given in ["", "  ", "javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", "two words"]
        {
            assert_eq!(address(given), None, "{given}");
        }
    }
}
