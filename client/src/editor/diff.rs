//! The one stretch in which two texts differ, in UTF-16 code units. Strings only, no DOM.

use octavo_shared::model::utf16;

/// `removed` code units from `start` on become `inserted`.
#[derive(Debug, PartialEq, Eq)]
pub struct Change<'a> {
    /// Where it begins.
    pub start: usize,
    /// How much of the old text goes.
    pub removed: usize,
    /// What comes in its place.
    pub inserted: &'a str,
}

/// What makes `new` of `old`; `None` if they are equal. Never cuts a character.
///
/// Where several changes would do (a letter typed among its like), it is the one that ends at `caret`, an offset in
/// `new`.
pub fn change<'a>(old: &str, new: &'a str, caret: Option<usize>) -> Option<Change<'a>> {
    if old == new {
        return None;
    }
    let behind = match caret {
        Some(caret) => new.len() - utf16::byte_of(new, caret),
        None => usize::MAX,
    };
    let (prefix, suffix) = if caret.is_some() {
        let suffix = common_suffix(old, new, behind);
        (common_prefix(&old[..old.len() - suffix], &new[..new.len() - suffix]), suffix)
    } else {
        let prefix = common_prefix(old, new);
        (prefix, common_suffix(&old[prefix..], &new[prefix..], behind))
    };
    Some(Change {
        start: utf16::len(&new[..prefix]),
        removed: utf16::len(&old[prefix..old.len() - suffix]),
        inserted: &new[prefix..new.len() - suffix],
    })
}

/// In bytes, at the end of a character.
fn common_prefix(a: &str, b: &str) -> usize {
    let same = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    (0..=same).rev().find(|at| a.is_char_boundary(*at) && b.is_char_boundary(*at)).unwrap_or_default()
}

/// In bytes, at the start of a character; at most `limit`.
fn common_suffix(a: &str, b: &str, limit: usize) -> usize {
    let same = a.bytes().rev().zip(b.bytes().rev()).take(limit).take_while(|(a, b)| a == b).count();
    let is_whole = |len: &usize| a.is_char_boundary(a.len() - len) && b.is_char_boundary(b.len() - len);
    (0..=same).rev().find(is_whole).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(start: usize, removed: usize, inserted: &str) -> Option<Change<'_>> {
        Some(Change { start, removed, inserted })
    }

    #[test]
    fn a_letter_among_its_like_came_in_before_the_caret() {
        assert_eq!(change("aaa", "aaaa", Some(2)), at(1, 0, "a"));
        assert_eq!(change("aaa", "aaaa", Some(4)), at(3, 0, "a"));
        assert_eq!(change("aaaa", "aaa", Some(1)), at(1, 1, ""));
    }

    #[test]
    fn without_a_caret_the_first_difference_counts() {
        assert_eq!(change("a word", "a new word", None), at(2, 0, "new "));
        assert_eq!(change("same", "same", None), None);
    }

    #[test]
    fn characters_stay_whole() {
        // The two faces differ in their last byte only.
        assert_eq!(change("x😀y", "x😁y", None), at(1, 2, "😁"));
        assert_eq!(change("é", "è", Some(1)), at(0, 1, "è"));
    }
}
