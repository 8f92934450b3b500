//! What a query means: which places of a paragraph's text it names, and what a replacement makes of each.

use crate::model::utf16;
use regex_lite::{Regex, RegexBuilder};
use std::borrow::Cow;
use std::ops::Range;
use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

/// The memory that a compiled expression may take, in bytes.
const LARGEST_EXPRESSION: usize = 2 << 20;

/// What is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct FindQuery {
    /// The words, or the regular expression. Straight and curved quotation marks are the same in words, and so are spaces.
    pub text: String,
    /// Whether large and small letters differ.
    pub case: bool,
    /// Whether only whole words count.
    pub word: bool,
    /// Whether the text is a regular expression, in the syntax of `regex-lite`. Letters of every script have two cases in
    /// it; `\\w`, `\\d`, `\\s` and `\\b` are of ASCII, as in RE2.
    pub regex: bool,
}

/// Why an expression finds nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FindError {
    /// `(` without `)`.
    #[error("A parenthesis is not closed.")]
    UnclosedGroup,
    /// `)` without `(`.
    #[error("A parenthesis is closed that was not opened.")]
    UnopenedGroup,
    /// `[` without `]`.
    #[error("A bracket is not closed.")]
    UnclosedClass,
    /// `*`, `+`, `?` or `{` behind nothing.
    #[error("There is nothing to repeat.")]
    NothingToRepeat,
    /// `{` with no numbers that fit.
    #[error("The count in braces is not complete.")]
    BadCount,
    /// A range such as `z-a`.
    #[error("A range runs backwards.")]
    BadRange,
    /// A backslash before what it says nothing about.
    #[error("The backslash is not followed by anything that it knows.")]
    BadEscape,
    /// A look-around or a reference to a group.
    #[error("Look-around and back-references are not supported.")]
    Unsupported,
    /// More than a search may take.
    #[error("The expression is too large.")]
    TooLarge,
    /// Something else.
    #[error("The expression is not valid.")]
    Invalid,
}

/// A query that is ready to be looked for.
#[derive(Debug, Clone)]
pub struct Finder {
    query: FindQuery,
    pattern: Pattern,
}

#[derive(Debug, Clone)]
enum Pattern {
    /// Characters as [`folded`] makes them; none find nothing.
    Words(Vec<char>),
    Expression(Regex),
}

impl Finder {
    /// Reads a query. One without text finds nothing.
    pub fn new(query: &FindQuery) -> Result<Self, FindError> {
        let pattern = if query.regex && !query.text.is_empty() {
            Pattern::Expression(expression(query)?)
        } else {
            Pattern::Words(query.text.chars().map(|character| folded(character, query.case)).collect())
        };
        Ok(Finder { query: query.clone(), pattern })
    }

    /// What is looked for.
    pub fn query(&self) -> &FindQuery {
        &self.query
    }

    /// Adds the places in a paragraph's text that starts at `start` in the body.
    pub(super) fn places(&self, text: &str, start: usize, places: &mut Vec<(usize, usize)>) {
        let (mut byte, mut at) = (0, start);
        for range in self.ranges(text) {
            at += utf16::len(&text[byte..range.start]);
            let from = at;
            at += utf16::len(&text[range.clone()]);
            byte = range.end;
            places.push((from, at));
        }
    }

    /// The places in a paragraph's text, in bytes. None is empty, none cuts what is seen as one character.
    pub(super) fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        let mut ranges = match &self.pattern {
            Pattern::Words(words) => words_in(text, words, self.query.case),
            Pattern::Expression(regex) => {
                let folded = Folded::new(text, self.query.case);
                let found = regex.find_iter(&folded.text).filter(|found| !found.is_empty());
                found.map(|found| folded.original(found.start())..folded.original(found.end())).collect()
            }
        };
        if !ranges.is_empty() && !text.is_ascii() {
            let is_whole = |at| GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0) == Ok(true);
            ranges.retain(|range| is_whole(range.start) && is_whole(range.end));
        }
        if self.query.word && !ranges.is_empty() {
            let mut bounds: Vec<usize> = text.split_word_bound_indices().map(|(at, _)| at).collect();
            bounds.push(text.len());
            let is_bound = |at: usize| bounds.binary_search(&at).is_ok();
            ranges.retain(|range| is_bound(range.start) && is_bound(range.end));
        }
        ranges
    }

    /// What `with` makes of the place `range` of a paragraph's text. For words it is `with` as it is; for an expression
    /// `$1` is its first group, `$&` or `$0` all that was found, `${name}` a named group, `$$` a dollar, `\t` a tab and
    /// `\n` the end of a paragraph.
    pub(super) fn replacement(&self, text: &str, range: &Range<usize>, with: &str) -> String {
        let Pattern::Expression(regex) = &self.pattern else { return with.to_owned() };
        let folded = Folded::new(text, self.query.case);
        let Some(captures) = regex.captures_at(&folded.text, folded.position(range.start)) else {
            return with.to_owned();
        };
        let group =
            |group: regex_lite::Match| &text[folded.original(group.start())..folded.original(group.end())];
        let groups = Groups {
            names: regex.capture_names().collect(),
            texts: captures.iter().map(|found| found.map_or("", group)).collect(),
        };
        let mut made = String::with_capacity(with.len());
        let mut rest = with;
        while let Some(at) = rest.find(['$', '\\']) {
            made.push_str(&rest[..at]);
            let sign = &rest[at..];
            let (taken, value) = groups.reference(sign);
            made.push_str(value);
            rest = &sign[taken..];
        }
        made.push_str(rest);
        made
    }
}

/// What the groups of an expression found; the first is all of it.
struct Groups<'a> {
    names: Vec<Option<&'a str>>,
    texts: Vec<&'a str>,
}

impl<'a> Groups<'a> {
    /// What a replacement's `$` or `\` stands for, and how many bytes that takes. What it does not know stands for itself.
    fn reference(&self, sign: &'a str) -> (usize, &'a str) {
        let whole = self.texts.first().copied().unwrap_or("");
        for (spelled, value) in [("\\n", "\n"), ("\\t", "\t"), ("\\\\", "\\"), ("$$", "$"), ("$&", whole)] {
            if sign.starts_with(spelled) {
                return (spelled.len(), value);
            }
        }
        if let Some((name, _)) = sign.strip_prefix("${").and_then(|behind| behind.split_once('}')) {
            let index = name.parse().ok().or_else(|| self.names.iter().position(|it| *it == Some(name)));
            return (
                name.len() + 3,
                index.and_then(|index: usize| self.texts.get(index)).copied().unwrap_or(""),
            );
        }
        // Of `$12` the longest number that is a group: where there are three groups, the first one and a 2.
        let digits = sign[1..].chars().take_while(char::is_ascii_digit).take(2).count();
        for len in (1..=digits).rev().filter(|_| sign.starts_with('$')) {
            if let Some(text) = sign[1..=len].parse().ok().and_then(|index: usize| self.texts.get(index)) {
                return (1 + len, text);
            }
        }
        (1, &sign[..1])
    }
}

/// A text as expressions are compared with it: where case does not count, the letters beyond ASCII, which the expressions
/// themselves know in one case only, are small.
struct Folded<'a> {
    text: Cow<'a, str>,
    /// Behind which byte of the original, and which of `text`, they are no longer as far apart as before.
    steps: Vec<(usize, usize)>,
}

impl<'a> Folded<'a> {
    fn new(original: &'a str, case: bool) -> Self {
        if case || original.is_ascii() {
            return Folded { text: Cow::Borrowed(original), steps: Vec::new() };
        }
        let (mut text, mut steps) = (String::with_capacity(original.len()), Vec::new());
        for (at, character) in original.char_indices() {
            let letter = if character.is_ascii() { character } else { small(character) };
            text.push(letter);
            if letter.len_utf8() != character.len_utf8() {
                steps.push((at + character.len_utf8(), text.len()));
            }
        }
        Folded { text: Cow::Owned(text), steps }
    }

    /// The byte of the original that `at` of the text is.
    fn original(&self, at: usize) -> usize {
        let step = self
            .steps
            .partition_point(|step| step.1 <= at)
            .checked_sub(1)
            .map_or((0, 0), |step| self.steps[step]);
        step.0 + (at - step.1)
    }

    /// The byte of the text that `at` of the original is.
    fn position(&self, at: usize) -> usize {
        let step = self
            .steps
            .partition_point(|step| step.0 <= at)
            .checked_sub(1)
            .map_or((0, 0), |step| self.steps[step]);
        step.1 + (at - step.0)
    }
}

fn expression(query: &FindQuery) -> Result<Regex, FindError> {
    RegexBuilder::new(&Folded::new(&query.text, query.case).text)
        .case_insensitive(!query.case)
        .size_limit(LARGEST_EXPRESSION)
        .nest_limit(100)
        .build()
        .map_err(|error| reason(&error.to_string()))
}

/// Why an expression is none. The library tells it in words alone; a test holds it to them.
fn reason(words: &str) -> FindError {
    const REASONS: [(&[&str], FindError); 9] = [
        (&["look-around", "backreferences", "not supported"], FindError::Unsupported),
        (&["open group", "closing ')',", "group name, but"], FindError::UnclosedGroup),
        (&["without matching"], FindError::UnopenedGroup),
        (&["no closing bracket", "unclosed character class"], FindError::UnclosedClass),
        (&["operator must be applied"], FindError::NothingToRepeat),
        (&["counted repetition", "decimal number"], FindError::BadCount),
        (&["invalid range", "class ranges"], FindError::BadRange),
        (&["escape", "hexadecimal"], FindError::BadEscape),
        (&["nesting", "too many", "size"], FindError::TooLarge),
    ];
    let said = |parts: &[&str]| parts.iter().any(|part| words.contains(part));
    REASONS.iter().find(|(parts, _)| said(parts)).map_or(FindError::Invalid, |(_, reason)| *reason)
}

fn words_in(text: &str, words: &[char], case: bool) -> Vec<Range<usize>> {
    let Some((first, rest)) = words.split_first() else { return Vec::new() };
    let (mut found, mut from) = (Vec::new(), 0);
    for (at, character) in text.char_indices() {
        if at < from || folded(character, case) != *first {
            continue;
        }
        let mut behind = text[at + character.len_utf8()..].chars();
        if rest.iter().all(|wanted| behind.next().is_some_and(|it| folded(it, case) == *wanted)) {
            from = text.len() - behind.as_str().len();
            found.push(at..from);
        }
    }
    found
}

/// A character as words are compared: quotation marks straight, spaces plain, and letters small where case does not
/// count. One character stays one.
fn folded(character: char, case: bool) -> char {
    match character {
        'a'..='z' => character,
        'A'..='Z' if !case => character.to_ascii_lowercase(),
        '\0'..='\u{7f}' => character,
        '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}' => '\'',
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}' => '"',
        '\u{a0}' | '\u{202f}' => ' ',
        // Ideographs have one case.
        '\u{2e80}'..='\u{a63f}' => character,
        _ if case => character,
        _ => small(character),
    }
}

/// A letter in its small form, by way of the large one, so that both small sigmas are one. One character stays one.
fn small(character: char) -> char {
    single(single(character, char::to_uppercase), char::to_lowercase)
}

/// A character's mapping where that is one character, else itself.
fn single<M: Iterator<Item = char>>(character: char, map: impl Fn(char) -> M) -> char {
    let mut mapped = map(character);
    match (mapped.next(), mapped.next()) {
        (Some(only), None) => only,
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(text: &str) -> FindQuery {
        FindQuery { text: text.to_owned(), ..FindQuery::default() }
    }

    fn regex(text: &str) -> FindQuery {
        FindQuery { regex: true, ..query(text) }
    }

    fn found<'a>(text: &'a str, query: &FindQuery) -> Vec<&'a str> {
        let finder = Finder::new(query).expect("a valid query");
        finder.ranges(text).into_iter().map(|range| &text[range]).collect()
    }

    fn replaced(text: &str, query: &FindQuery, with: &str) -> String {
        let finder = Finder::new(query).expect("a valid query");
        let mut text = text.to_owned();
        for range in finder.ranges(&text.clone()).into_iter().rev() {
            let made = finder.replacement(&text, &range, with);
            text.replace_range(range, &made);
        }
        text
    }

    #[test]
    fn letters_are_found_in_either_case_unless_case_counts() {
        assert_eq!(found("Ab aB AB", &query("ab")), ["Ab", "aB", "AB"]);
        assert_eq!(found("Ab ab", &FindQuery { case: true, ..query("ab") }), ["ab"]);
        assert_eq!(found("ÄRGER Ärger", &query("ärger")), ["ÄRGER", "Ärger"]);
        assert_eq!(found("ΣΊΣΥΦΟΣ", &query("σίσυφος")), ["ΣΊΣΥΦΟΣ"]);
        assert_eq!(found("ПРИВЕТ", &query("привет")), ["ПРИВЕТ"]);
        assert_eq!(found("ÄRGER", &regex("ä.g")), ["ÄRG"]);
    }

    #[test]
    fn straight_quotation_marks_find_curved_ones_and_a_space_one_that_does_not_break() {
        assert_eq!(found("don’t “go” 5\u{a0}km", &query("don't")), ["don’t"]);
        assert_eq!(found("don’t “go” 5\u{a0}km", &query("\"go\" 5 km")), ["“go” 5\u{a0}km"]);
    }

    #[test]
    fn whole_words_are_those_of_every_script() {
        let word = |text| FindQuery { word: true, ..query(text) };
        assert_eq!(found("art, cart, art.", &word("art")), ["art", "art"]);
        assert_eq!(found("don't do", &word("don")), [""; 0]);
        assert_eq!(found("größe größer", &word("größe")), ["größe"]);
        assert_eq!(found("one two three", &word("two three")), ["two three"]);
        assert_eq!(found("ab abc äb a", &FindQuery { regex: true, ..word("ab?") }), ["ab", "a"]);
    }

    #[test]
    fn matches_do_not_overlap_and_cut_no_character() {
        assert_eq!(found("aaaa a", &query("aa")), ["aa", "aa"]);
        assert_eq!(found("cafe\u{301} cafe", &query("cafe")), ["cafe"]);
        assert_eq!(found("👍🏽 👍", &query("👍")), ["👍"]);
        assert_eq!(found("abc", &regex("x*")), [""; 0]);
        assert_eq!(found("abc", &query("")), [""; 0]);
    }

    #[test]
    fn a_replacement_names_groups() {
        let dates = regex(r"(\d+)\.(?<month>\d+)\.(\d{4})");
        assert_eq!(replaced("on 3.11.2026", &dates, "$3-${month}-$1"), "on 2026-11-3");
        assert_eq!(replaced("on 3.11.2026", &dates, "[$&] $12 $9 $$1"), "on [3.11.2026] 32 $9 $1");
        assert_eq!(replaced("a,b", &regex(","), r"\n\t\\\x"), "a\n\t\\\\xb");
        assert_eq!(replaced("a.b", &query("."), "$1\\n"), "a$1\\nb");
    }

    #[test]
    fn what_is_wrong_with_an_expression_is_said() {
        let error = |text: &str| Finder::new(&regex(text)).expect_err("it is not valid");
        assert_eq!(error("(a"), FindError::UnclosedGroup);
        assert_eq!(error("a)(b"), FindError::UnopenedGroup);
        assert_eq!(error("[a"), FindError::UnclosedClass);
        assert_eq!(error("*"), FindError::NothingToRepeat);
        assert_eq!(error("a{2"), FindError::BadCount);
        assert_eq!(error("[z-a]"), FindError::BadRange);
        assert_eq!(error("a\\"), FindError::BadEscape);
        assert_eq!(error("(?=a)"), FindError::Unsupported);
        assert_eq!(error(r"(\w{500}){500}"), FindError::TooLarge);
        assert!(Finder::new(&FindQuery { regex: false, ..regex("(a") }).is_ok());
    }
}
