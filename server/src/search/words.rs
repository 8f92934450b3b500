//! How a text falls into the words that it is found by. Pure, and the same for what is kept and for what somebody types.
//!
//! A word is a run of letters and digits, in small letters and without accents: `Müller` is `muller`, `STRASSE` and `Straße` are one. Scripts that
//! put no spaces between words (Chinese, Japanese, Thai) and Korean, whose words grow at their ends, fall into pairs of neighbours
//! that overlap: `東京都` is `東京`, `京都`, and at its end `都`.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::canonical_combining_class;

/// Letters of a word by which it is found: what is longer is no word that somebody types.
const LONGEST: usize = 64;
/// Letters without a form in Unicode that has the accent apart, and what people type for them.
const PLAIN: [(char, &str); 12] = [
    ('ß', "ss"),
    ('æ', "ae"),
    ('œ', "oe"),
    ('ø', "o"),
    ('đ', "d"),
    ('ð', "d"),
    ('þ', "th"),
    ('ł', "l"),
    ('ħ', "h"),
    ('ŧ', "t"),
    ('ı', "i"),
    ('ς', "σ"),
];

/// A word of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Word {
    /// As it is compared.
    pub text: String,
    /// Where it begins, in bytes.
    pub from: usize,
    /// Where it ends, in bytes.
    pub to: usize,
    /// The how manieth of the text it is, from 0.
    pub place: usize,
}

/// The words of a text, one after the other.
#[derive(Debug, Clone)]
pub struct Words<'a> {
    text: &'a str,
    /// Up to where they were read, in bytes.
    at: usize,
    count: usize,
    word: Word,
}

impl<'a> Words<'a> {
    /// The words of this text.
    pub fn of(text: &'a str) -> Self {
        Words { text, at: 0, count: 0, word: Word::default() }
    }

    /// Goes on to the next; false at the end.
    pub fn advance(&mut self) -> bool {
        loop {
            let mut letters = self.text[self.at..].char_indices();
            let Some((_, first)) = letters.next() else { return false };
            let from = self.at;
            let behind = from + first.len_utf8();
            if is_unspaced(first) {
                self.at = behind;
                let second = letters.next().map(|(_, second)| second).filter(|second| is_unspaced(*second));
                let to = behind + second.map_or(0, char::len_utf8);
                self.begin(from, to);
                [Some(first), second]
                    .into_iter()
                    .flatten()
                    .for_each(|letter| fold(letter, &mut self.word.text));
                return true;
            }
            if !first.is_alphanumeric() {
                self.at = behind;
                continue;
            }
            let to = letters
                .find(|(_, letter)| !belongs(*letter) || is_unspaced(*letter))
                .map_or(self.text.len(), |(length, _)| from + length);
            self.at = to;
            self.begin(from, to);
            let text = self.text;
            text[from..to].chars().take(LONGEST).for_each(|letter| fold(letter, &mut self.word.text));
            return true;
        }
    }

    /// The word that was come to last.
    pub fn word(&self) -> &Word {
        &self.word
    }

    fn begin(&mut self, from: usize, to: usize) {
        let Word { text, .. } = &mut self.word;
        text.clear();
        (self.word.from, self.word.to, self.word.place) = (from, to, self.count);
        self.count += 1;
    }
}

impl Iterator for Words<'_> {
    type Item = Word;

    fn next(&mut self) -> Option<Word> {
        self.advance().then(|| self.word.clone())
    }
}

/// Whether a letter goes on with the word before it: also an accent that stands by itself, a soft hyphen, a joiner.
fn belongs(letter: char) -> bool {
    letter.is_alphanumeric() || is_passed_over(letter)
}

fn is_passed_over(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}')
        || canonical_combining_class(letter) != 0
}

/// Whether a letter is of a script whose words are not found by the spaces between them.
pub fn is_unspaced(letter: char) -> bool {
    match letter {
        // Thai, Lao, Burmese, Khmer, with their vowels above and below.
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' => true,
        // Hangul, kana, bopomofo and Chinese characters; between them stand punctuation marks.
        '\u{1100}'..='\u{11ff}'
        | '\u{3005}'..='\u{3007}'
        | '\u{3041}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{a960}'..='\u{a97f}'
        | '\u{ac00}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ffdc}'
        | '\u{20000}'..='\u{3ffff}' => letter.is_alphanumeric(),
        _ => false,
    }
}

/// Appends a letter as it is compared.
fn fold(letter: char, out: &mut String) {
    if letter.is_ascii() {
        out.push(letter.to_ascii_lowercase());
    } else if is_unspaced(letter) {
        // Taken apart, a syllable of Hangul would be several letters, and a kana would lose its voice.
        out.extend(std::iter::once(letter).nfkc());
    } else {
        for small in std::iter::once(letter).nfkd().flat_map(char::to_lowercase) {
            match PLAIN.iter().find(|(found, _)| *found == small) {
                Some((_, plain)) => out.push_str(plain),
                None if is_passed_over(small) => {}
                None => out.push(small),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        Words::of(text).map(|word| word.text).collect()
    }

    #[test]
    fn letters_are_small_and_have_no_accents() {
        assert_eq!(words("Die MÜLLERIN, Straße: ΟΔΟΣ"), ["die", "mullerin", "strasse", "οδοσ"]);
        assert_eq!(
            words("u\u{308}ber e\u{301}t\u{e9} Ｆｕｌｌ ﬁn Łódź Ærø"),
            ["uber", "ete", "full", "fin", "lodz", "aero"]
        );
        assert_eq!(words("İstanbul ıssız ẞ"), ["istanbul", "issiz", "ss"]);
        assert_eq!(words("Donau\u{ad}dampf, שָׁלוֹם, مَرْحَبًا"), ["donaudampf", "שלום", "مرحبا"]);
    }

    #[test]
    fn words_end_where_something_else_than_letters_and_digits_stands() {
        assert_eq!(
            words("e-mail: ada@example.org, 3.14 l'eau"),
            ["e", "mail", "ada", "example", "org", "3", "14", "l", "eau"]
        );
        assert_eq!(words(" \n\u{fffc}—!"), [""; 0]);
    }

    #[test]
    fn scripts_without_spaces_fall_into_pairs() {
        assert_eq!(words("東京都"), ["東京", "京都", "都"]);
        assert_eq!(words("第3章、はじめに。"), ["第", "3", "章", "はじ", "じめ", "めに", "に"]);
        assert_eq!(words("회의록 ガス ｶﾒﾗ"), ["회의", "의록", "록", "ガス", "ス", "カメ", "メラ", "ラ"]);
        assert_eq!(words("ภาษา"), ["ภา", "าษ", "ษา", "า"]);
    }

    #[test]
    fn each_word_knows_where_it_is() {
        let text = "Über 東京 x";
        let found: Vec<_> = Words::of(text).map(|word| (&text[word.from..word.to], word.place)).collect();
        assert_eq!(found, [("Über", 0), ("東京", 1), ("京", 2), ("x", 3)]);
    }

    #[test]
    fn a_word_without_an_end_is_cut() {
        let long = "a".repeat(100_000);
        assert_eq!(words(&long), ["a".repeat(LONGEST)]);
        assert_eq!(Words::of(&long).next().unwrap().to, long.len());
    }
}
