//! Offsets into a `str` counted in UTF-16 code units, as the DOM, Quill and Yjs count.

/// The length of `text` in UTF-16 code units.
pub fn len(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().map(char::len_utf16).sum() }
}

/// The byte index of the code unit `offset`; past the end it is `text.len()`.
///
/// An offset inside a surrogate pair is moved to the start of its character.
pub fn byte_of(text: &str, offset: usize) -> usize {
    if text.is_ascii() {
        return offset.min(text.len());
    }
    let mut units = 0;
    for (byte, character) in text.char_indices() {
        units += character.len_utf16();
        if units > offset {
            return byte;
        }
    }
    text.len()
}

/// The part of `text` from code unit `start` up to `end`.
pub fn slice(text: &str, start: usize, end: usize) -> &str {
    let from = byte_of(text, start);
    let rest = &text[from..];
    &rest[..byte_of(rest, end.saturating_sub(start))]
}

/// `text` in two at the code unit `offset`.
pub fn split_at(text: &str, offset: usize) -> (&str, &str) {
    text.split_at(byte_of(text, offset))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_a_character_outside_the_basic_plane_as_two() {
        assert_eq!(len("a😀b"), 4);
        assert_eq!(slice("a😀b", 1, 3), "😀");
        assert_eq!(slice("a😀b", 3, 9), "b");
    }

    #[test]
    fn never_cuts_inside_a_surrogate_pair() {
        assert_eq!(byte_of("a😀b", 2), 1);
        assert_eq!(split_at("a😀b", 2), ("a", "😀b"));
    }
}
