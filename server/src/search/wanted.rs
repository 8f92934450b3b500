//! What somebody looks for, read off what he types. Pure; it says of a word of a text whether it is one of those, and `ranking` asks
//! the index for the same.

use super::words::{Word, Words, is_unspaced};

/// Characters of what is typed that are looked at.
const LONGEST: usize = 256;
/// Words that are looked for, at most.
const MOST_WORDS: usize = 24;
/// Letters from which on a word need not be the last to stand for longer ones that begin with it.
const LEAST_BEGINNING: usize = 3;
/// Letters from which on a word may have a letter too many, too few, or another one.
const LEAST_LOOSE: usize = 5;

/// All of this is to be in a document, each part in its title or in its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// What is to be there.
    pub parts: Vec<Part>,
}

/// Words that belong together: one by itself, or several that stand side by side.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// The words, in their order.
    pub words: Vec<Wish>,
}

/// A word that is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// As it is compared.
    pub text: String,
    /// How far it is from the first of its part, in words.
    pub place: usize,
    /// Whether longer words that begin with it are meant too.
    pub is_beginning: bool,
    /// Whether a word that is nearly the same will do when nothing better is found.
    pub may_be_loose: bool,
}

impl Wanted {
    /// Reads what somebody has typed up to now: words, each of which is to be there, and phrases in quotation marks. The last word may not be
    /// at its end yet.
    pub fn read(typed: &str) -> Wanted {
        let end = typed.char_indices().nth(LONGEST).map_or(typed.len(), |(end, _)| end);
        let typed = &typed[..end];
        let mut wanted = Wanted::default();
        let (mut left, quotes) = (MOST_WORDS, typed.matches(is_quote).count());
        for (index, piece) in typed.split(is_quote).enumerate() {
            let is_last = index == quotes;
            if index % 2 == 1 {
                wanted.add(piece, is_last, !is_last, &mut left);
                continue;
            }
            let chunks: Vec<&str> = piece.split_whitespace().collect();
            for (at, chunk) in chunks.iter().enumerate() {
                let is_open = is_last && at + 1 == chunks.len() && piece.ends_with(chunk);
                wanted.add(chunk, is_open, false, &mut left);
            }
        }
        wanted
    }

    /// Whether nothing is looked for.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    fn add(&mut self, piece: &str, is_open: bool, is_quoted: bool, left: &mut usize) {
        let mut words: Vec<Word> = Vec::new();
        for word in Words::of(piece).take(*left) {
            // The end of a run in a script without spaces: what is looked for may stand in the midst of one.
            if words.last().is_none_or(|before| word.to > before.to) {
                words.push(word);
            }
        }
        *left -= words.len();
        let count = words.len();
        let first = words.first().map_or(0, |word| word.place);
        let wish = |(index, word): (usize, Word)| {
            let letters = word.text.chars().count();
            let is_unspaced = word.text.starts_with(is_unspaced);
            let is_last = index + 1 == count;
            let stands_alone = count == 1 && !is_quoted;
            let is_beginning = match is_unspaced {
                true => is_last && letters == 1,
                false => is_last && is_open || stands_alone && letters >= LEAST_BEGINNING,
            };
            let may_be_loose = stands_alone && !is_unspaced && letters >= LEAST_LOOSE;
            Wish { place: word.place - first, text: word.text, is_beginning, may_be_loose }
        };
        let words: Vec<Wish> = words.into_iter().enumerate().map(wish).collect();
        if !words.is_empty() {
            self.parts.push(Part { words });
        }
    }
}

impl Part {
    /// Those of its words that stand side by side, and the one at the end that others may begin with and that can be anywhere. A part has
    /// one of the two at least.
    pub fn split(&self) -> (&[Wish], Option<&Wish>) {
        match self.words.split_last() {
            Some((last, before)) if last.is_beginning => (before, Some(last)),
            _ => (&self.words, None),
        }
    }
}

impl Wish {
    /// Whether a word of a text is meant. With `is_loose` also one that is nearly the same.
    pub fn is_met_by(&self, word: &str, is_loose: bool) -> bool {
        word == self.text
            || self.is_beginning && word.starts_with(&self.text)
            || is_loose && self.may_be_loose && is_near(&self.text, word, self.is_beginning)
    }
}

fn is_quote(letter: char) -> bool {
    matches!(letter, '"' | '\u{201c}'..='\u{201f}' | '«' | '»')
}

/// Whether two words differ by one letter, or by two that changed places; with `is_beginning` the second may go on.
fn is_near(wanted: &str, word: &str, is_beginning: bool) -> bool {
    let (wanted, word): (Vec<char>, Vec<char>) = (wanted.chars().collect(), word.chars().collect());
    let same = wanted.iter().zip(&word).take_while(|(one, other)| one == other).count();
    let (wanted, word) = (&wanted[same..], &word[same..]);
    let goes_on = |wanted: &[char], word: &[char]| match is_beginning {
        true => word.starts_with(wanted),
        false => word == wanted,
    };
    let swapped = matches!((wanted, word), ([a, b, ..], [c, d, ..]) if a == d && b == c)
        && goes_on(&wanted[2..], &word[2..]);
    let behind = |letters: &'_ [char]| letters.len().min(1);
    swapped
        || goes_on(&wanted[behind(wanted)..], &word[behind(word)..])
        || goes_on(&wanted[behind(wanted)..], word)
        || goes_on(wanted, &word[behind(word)..])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Parts apart by `|`, words of one by spaces, with `*` where longer ones are meant.
    fn drawn(typed: &str) -> String {
        let word = |wish: &Wish| format!("{}{}", wish.text, if wish.is_beginning { "*" } else { "" });
        let part = |part: &Part| part.words.iter().map(word).collect::<Vec<_>>().join(" ");
        Wanted::read(typed).parts.iter().map(part).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn the_last_word_may_go_on_and_so_may_those_that_say_enough() {
        for (typed, read) in [
            ("a", "a*"),
            ("a b", "a|b*"),
            ("An Ver", "an|ver*"),
            ("Ver an", "ver*|an*"),
            ("in of ", "in|of"),
            ("e-mail", "e mail*"),
            ("e-mail ", "e mail"),
            (" – ", ""),
        ] {
            assert_eq!(drawn(typed), read, "{typed:?}");
        }
    }

    #[test]
    fn what_is_in_quotation_marks_stands_side_by_side_as_it_is() {
        for (typed, read) in [
            ("\"to be or\" not", "to be or|not*"),
            ("„Sein oder“ x", "sein oder|x*"),
            ("\"to be o", "to be o*"),
            ("\"report\"", "report"),
            ("«a» «b»", "a|b"),
            ("\"\" \"", ""),
        ] {
            assert_eq!(drawn(typed), read, "{typed:?}");
        }
    }

    #[test]
    fn pairs_of_a_script_without_spaces_stand_side_by_side() {
        for (typed, read) in [
            ("東", "東*"),
            ("東京", "東京"),
            ("東京都", "東京 京都"),
            ("3章", "3 章*"),
            ("東京 大", "東京|大*"),
        ] {
            assert_eq!(drawn(typed), read, "{typed:?}");
        }
        let places: Vec<usize> =
            Wanted::read("\"東京都 x\"").parts[0].words.iter().map(|wish| wish.place).collect();
        assert_eq!(places, [0, 1, 3], "as far apart as in a text");
    }

    #[test]
    fn a_word_with_a_slip_is_near_and_another_word_is_not() {
        for word in ["report", "reprt", "repport", "repord", "erport", "rpeort", "reporte"] {
            assert!(is_near("report", word, false), "{word}");
        }
        for word in ["resort2", "rep", "deports", "retrop", ""] {
            assert!(!is_near("report", word, false), "{word}");
        }
        assert!(is_near("repotr", "reportage", true) && is_near("reprt", "reports", true));
        assert!(!is_near("repotr", "reportage", false));
    }

    #[test]
    fn what_is_typed_without_an_end_is_cut() {
        assert_eq!(Wanted::read(&"ab ".repeat(100_000)).parts.len(), MOST_WORDS);
        assert_eq!(Wanted::read(&"a-".repeat(100_000)).parts[0].words.len(), MOST_WORDS);
        assert_eq!(Wanted::read(&"東".repeat(1000)).parts[0].words.len(), MOST_WORDS);
    }
}
