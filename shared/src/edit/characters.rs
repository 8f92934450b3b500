//! What one press of Backspace or Delete takes.

use crate::model::utf16;
use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

/// How many code units Backspace takes before `offset` in `text`: an emoji whole, however it is composed; of anything
/// else one code point, so that an accent or a vowel sign can be corrected without its letter.
pub fn len_backward(text: &str, offset: usize) -> usize {
    let before = utf16::slice(text, 0, offset);
    let Some(cluster) = before.graphemes(true).next_back() else { return 0 };
    if is_emoji(cluster) {
        utf16::len(cluster)
    } else {
        cluster.chars().next_back().map_or(0, char::len_utf16)
    }
}

/// How long what the reader sees as one character before `offset` in `text` is, in code units.
pub fn cluster_backward(text: &str, offset: usize) -> usize {
    utf16::slice(text, 0, offset).graphemes(true).next_back().map_or(0, utf16::len)
}

/// How many code units Delete takes behind `offset` in `text`: what the reader sees as one character.
pub fn len_forward(text: &str, offset: usize) -> usize {
    let behind = &text[utf16::byte_of(text, offset)..];
    behind.graphemes(true).next().map_or(0, utf16::len)
}

/// Where a caret stands that was to be at `offset` in `text`: behind a character of whose code points `offset` is in the
/// middle, as what others have put behind a letter belongs to it; but before a pair of surrogates that it would split.
pub fn boundary(text: &str, offset: usize) -> usize {
    if text.is_ascii() {
        return offset.min(text.len());
    }
    let byte = utf16::byte_of(text, offset);
    let offset = utf16::len(&text[..byte]);
    let mut cursor = GraphemeCursor::new(byte, text.len(), true);
    if cursor.is_boundary(text, 0) != Ok(false) {
        return offset;
    }
    let end = cursor.next_boundary(text, 0).ok().flatten().unwrap_or(text.len());
    offset + utf16::len(&text[byte..end])
}

/// Where the word is that `offset` in `text` is in or at an end of.
pub fn word_at(text: &str, offset: usize) -> Option<(usize, usize)> {
    let mut start = 0;
    text.split_word_bounds().find_map(|part| {
        let end = start + utf16::len(part);
        let is_word = part.chars().any(char::is_alphanumeric);
        let found = (is_word && (start..=end).contains(&offset)).then_some((start, end));
        start = end;
        found
    })
}

fn is_emoji(cluster: &str) -> bool {
    let composes = |character| matches!(character, '\u{fe0f}' | '\u{20e3}' | '\u{1f1e6}'..='\u{1f1ff}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}');
    let pictures = |character| matches!(character, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}');
    cluster.chars().any(composes) || (cluster.contains('\u{200d}') && cluster.chars().any(pictures))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn backspaced(text: &str) -> &str {
        let len = utf16::len(text);
        utf16::slice(text, 0, len - len_backward(text, len))
    }

    #[test]
    fn backspace_takes_an_emoji_whole() {
        for emoji in ["👨‍👩‍👧", "🇩🇪", "👍🏽", "1️⃣", "❤️", "😀"] {
            assert_eq!(backspaced(&format!("a{emoji}")), "a", "{emoji}");
        }
    }

    #[test]
    fn backspace_takes_an_accent_and_leaves_its_letter() {
        assert_eq!(backspaced("e\u{301}"), "e");
        assert_eq!(backspaced("कि"), "क");
    }

    #[test]
    fn a_caret_is_never_inside_of_what_is_seen_as_one_character() {
        assert_eq!(boundary("ae\u{301}b", 2), 3);
        assert_eq!(boundary("a👨‍👩‍👧b", 3), 9);
        assert_eq!(boundary("a😀b", 2), 1);
        assert_eq!((boundary("aé", 1), boundary("aé", 2), boundary("aé", 9)), (1, 2, 2));
    }

    #[test]
    fn a_word_is_found_from_inside_and_from_its_ends() {
        for offset in [2, 4, 7] {
            assert_eq!(word_at("a don't, b", offset), Some((2, 7)));
        }
        assert_eq!(word_at("a -- b", 3), None);
    }

    #[test]
    fn delete_takes_what_is_seen_as_one_character() {
        assert_eq!(len_forward("e\u{301}x", 0), 2);
        assert_eq!(len_forward("a👍🏽b", 1), 4);
        assert_eq!(len_forward("ab", 2), 0);
    }
}
