//! Addresses in typed text, which become links.

use super::Typed;
use crate::edit::command::{Plan, State};
use crate::model::schema::{LINE_BREAK, LINK};
use crate::model::{Attributes, Delta, Mark, utf16};

/// Makes a link of the address that `text`, the paragraph up to what was typed behind it, ends with.
pub fn link(state: State, typed: Typed, text: &str) -> Option<Plan> {
    let is_space =
        |character: char| character.is_whitespace() || character == LINE_BREAK || character == '\u{fffc}';
    let word_start = text.char_indices().rev().find(|(_, character)| is_space(*character));
    let word_start = word_start.map_or(0, |(byte, character)| byte + character.len_utf8());
    let (lead, address) = address_in(&text[word_start..])?;
    let href = href_of(address)?;
    let start = utf16::len(&text[..word_start + lead]);
    let len = utf16::len(address);
    let block = state.blocks.at(typed.start).block;
    let is_taken = |offset| {
        block.attributes_at(offset).is_some_and(|there| there.has(LINK) || there.has(Mark::Code.name()))
    };
    if (start..start + len).any(is_taken) {
        return None;
    }
    let delta = Delta::new().retain(typed.start + start).format(len, Attributes::new().with(LINK, href));
    Some(Plan { delta, selection: state.selection, reverts: true, ..Plan::default() })
}

/// The word without the brackets and quotation marks around it and the punctuation behind it; and where it starts, in
/// bytes.
fn address_in(word: &str) -> Option<(usize, &str)> {
    let inner = word.trim_start_matches(['(', '[', '{', '<', '"', '\'', '“', '„', '«', '‘', '‚']);
    let lead = word.len() - inner.len();
    let mut address = inner;
    while let Some(last) = address.chars().next_back() {
        let is_mark = matches!(
            last,
            '.' | ',' | ';' | ':' | '!' | '?' | '…' | '"' | '\'' | '”' | '“' | '’' | '»' | '>'
        );
        // A bracket that was opened in the address belongs to it, as in Wikipedia's.
        let closes = |open: char, close: char| {
            last == close && address.matches(open).count() < address.matches(close).count()
        };
        if !is_mark && !closes('(', ')') && !closes('[', ']') && !closes('{', '}') {
            break;
        }
        address = &address[..address.len() - last.len_utf8()];
    }
    (!address.is_empty()).then_some((lead, address))
}

/// Where an address leads; `None` for a word that is none.
fn href_of(address: &str) -> Option<String> {
    let lower = address.to_ascii_lowercase();
    let web = ["https://", "http://"].into_iter().find_map(|scheme| lower.strip_prefix(scheme));
    if let Some(rest) = web {
        return rest
            .starts_with(|first: char| first.is_alphanumeric() || first == '[')
            .then(|| address.to_owned());
    }
    if let Some(rest) = lower.strip_prefix("www.") {
        return is_domain(rest.split(['/', '?', '#', ':']).next()?).then(|| format!("https://{address}"));
    }
    let mail = lower.strip_prefix("mailto:").unwrap_or(&lower);
    let (name, domain) = mail.split_once('@')?;
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "._%+-".contains(c));
    if !is_name || !is_domain(domain) {
        return None;
    }
    Some(if lower.starts_with("mailto:") { address.to_owned() } else { format!("mailto:{address}") })
}

fn is_domain(name: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.chars().all(|character| character.is_alphanumeric() || character == '-')
    };
    let top = name.rsplit('.').next().unwrap_or_default();
    name.contains('.') && name.split('.').all(is_label) && top.chars().count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(word: &str) -> Option<(&str, String)> {
        let (_, address) = address_in(word)?;
        Some((address, href_of(address)?))
    }

    #[test]
    fn an_address_ends_before_the_punctuation_behind_it() {
        for word in ["https://a.org/b.", "(https://a.org/b)", "https://a.org/b),", "“https://a.org/b”!"] {
            assert_eq!(found(word), Some(("https://a.org/b", "https://a.org/b".into())), "{word}");
        }
        let bracketed = "https://en.wikipedia.org/wiki/Rust_(language)";
        assert_eq!(found(&format!("({bracketed}).")), Some((bracketed, bracketed.into())));
    }

    #[test]
    fn an_address_without_a_scheme_is_led_to_over_https_or_by_mail() {
        assert_eq!(
            found("www.example.org/x?y").map(|found| found.1),
            Some("https://www.example.org/x?y".into())
        );
        assert_eq!(found("ana@example.org,").map(|found| found.1), Some("mailto:ana@example.org".into()));
        for word in ["www", "www.", "a@b", "@ana", "e.g.", "javascript:alert(1)", "http://", "https://."] {
            assert_eq!(found(word), None, "{word}");
        }
    }
}
