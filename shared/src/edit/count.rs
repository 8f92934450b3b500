//! Words, characters and paragraphs, counted once and brought along by every change.
//!
//! A word is what stands between spaces and holds a letter or a digit; in scripts that write without spaces each sign
//! is one, as other word processors count. A character is what a reader sees as one.

use super::Selection;
use super::find::text_of;
use crate::model::schema::LINE_BREAK;
use crate::model::{Block, BlockId, Blocks, Patch, utf16};
use std::collections::HashMap;
use std::ops::{AddAssign, SubAssign};
use unicode_segmentation::UnicodeSegmentation;

/// How much there is of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Words.
    pub words: usize,
    /// Characters, spaces among them.
    pub characters: usize,
    /// Characters that are not spaces.
    pub characters_without_spaces: usize,
    /// Paragraphs with anything in them.
    pub paragraphs: usize,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.words += other.words;
        self.characters += other.characters;
        self.characters_without_spaces += other.characters_without_spaces;
        self.paragraphs += other.paragraphs;
    }
}

impl SubAssign for Counts {
    fn sub_assign(&mut self, other: Counts) {
        self.words -= other.words;
        self.characters -= other.characters;
        self.characters_without_spaces -= other.characters_without_spaces;
        self.paragraphs -= other.paragraphs;
    }
}

/// How much is selected. Walks over all of it.
pub fn count(blocks: &Blocks, selection: Selection) -> Counts {
    Counter::default().selected(blocks, selection)
}

/// How much a body holds, paragraph by paragraph.
#[derive(Debug, Clone, Default)]
pub struct Counter {
    counts: HashMap<BlockId, Counts>,
    total: Counts,
}

impl Counter {
    /// Counts a whole body.
    pub fn new(blocks: &Blocks) -> Self {
        let mut counter = Counter::default();
        blocks.iter().for_each(|block| counter.put(block));
        counter
    }

    /// All that there is.
    pub fn total(&self) -> Counts {
        self.total
    }

    /// Brings the counts behind a change.
    pub fn update(&mut self, patches: &[Patch]) {
        for patch in patches {
            match patch {
                Patch::Remove(id) => {
                    if let Some(gone) = self.counts.remove(id) {
                        self.total -= gone;
                    }
                }
                Patch::Update(block) => self.put(block),
                Patch::Insert { blocks, .. } => blocks.iter().for_each(|block| self.put(block)),
            }
        }
    }

    fn put(&mut self, block: &Block) {
        let counts = count_text(&text_of(block));
        self.total += counts;
        if let Some(old) = self.counts.insert(block.id, counts) {
            self.total -= old;
        }
    }

    /// How much is selected; of whole paragraphs it is known.
    pub fn selected(&self, blocks: &Blocks, selection: Selection) -> Counts {
        let (start, end) = (selection.start(), selection.end());
        let mut counts = Counts::default();
        if selection.is_caret() {
            return counts;
        }
        for located in blocks.touched(start, end) {
            let known = self.counts.get(&located.block.id);
            counts += match known.filter(|_| start <= located.start && located.text_end() <= end) {
                Some(known) => *known,
                None => {
                    let text = text_of(located.block);
                    let from = start.saturating_sub(located.start);
                    count_text(utf16::slice(&text, from, end.saturating_sub(located.start)))
                }
            };
        }
        counts
    }
}

fn count_text(text: &str) -> Counts {
    let mut counts = Counts { words: words(text), ..Counts::default() };
    let mut see = |first: char| match first {
        LINE_BREAK | '\u{fffc}' => {}
        space if space.is_whitespace() => counts.characters += 1,
        _ => {
            counts.characters += 1;
            counts.characters_without_spaces += 1;
        }
    };
    if text.is_ascii() {
        text.chars().for_each(&mut see);
    } else {
        text.graphemes(true).filter_map(|seen| seen.chars().next()).for_each(&mut see);
    }
    counts.paragraphs = usize::from(!text.is_empty());
    counts
}

fn words(text: &str) -> usize {
    let (mut words, mut is_inside) = (0, false);
    for character in text.chars() {
        if character.is_whitespace() || matches!(character, '\u{2014}' | '\u{fffc}') {
            is_inside = false;
        } else if is_word_by_itself(character) {
            words += 1;
            is_inside = false;
        } else if !is_inside && character.is_alphanumeric() {
            words += 1;
            is_inside = true;
        }
    }
    words
}

/// Signs of scripts that write without spaces: Chinese and Japanese ones.
fn is_word_by_itself(character: char) -> bool {
    matches!(character,
        '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_as_a_reader_counts_them() {
        for (text, expected) in [
            ("", 0),
            ("  one  two ", 2),
            ("don't re-use it", 3),
            ("3.14 & 2", 2),
            ("all—or nothing – yes", 4),
            ("one\u{2028}two", 2),
            ("日本語です", 5),
            ("안녕 세상", 2),
            ("…", 0),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn characters_are_what_is_seen() {
        let counts = count_text("né e\u{301} 👨‍👩‍👧\u{2028}x");
        assert_eq!((counts.characters, counts.characters_without_spaces), (7, 5));
        assert_eq!(count_text("a b").characters, 3);
    }
}
