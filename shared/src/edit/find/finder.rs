//! What a query means: which places of a paragraph's text it names, and what a replacement makes of each.

use crate::model::utf16;
use regex::{Regex, RegexBuilder};
use regex_syntax::ast::{ErrorKind, parse::Parser};
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
    /// Whether the text is a regular expression.
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
                regex.find_iter(text).map(|found| found.range()).filter(|range| !range.is_empty()).collect()
            }
        };
        if !ranges.is_empty() && !text.is_ascii() {
            let is_whole = |at| GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0) == Ok(true);
            ranges.retain(|range| is_whole(range.start) && is_whole(range.end));
        }
        if self.query.word && !self.query.regex && !ranges.is_empty() {
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
        let Some(groups) = regex.captures_at(text, range.start) else { return with.to_owned() };
        let mut made = String::with_capacity(with.len());
        let mut rest = with;
        while let Some(at) = rest.find(['$', '\\']) {
            made.push_str(&rest[..at]);
            let sign = &rest[at..];
            let (taken, value) = reference(sign, &groups);
            made.push_str(value);
            rest = &sign[taken..];
        }
        made.push_str(rest);
        made
    }
}

/// What a replacement's `$` or `\` stands for, and how many bytes that takes. What it does not know stands for itself.
fn reference<'a>(sign: &'a str, groups: &regex::Captures<'a>) -> (usize, &'a str) {
    let whole = groups.get(0).map_or("", |group| group.as_str());
    for (spelled, value) in [("\\n", "\n"), ("\\t", "\t"), ("\\\\", "\\"), ("$$", "$"), ("$&", whole)] {
        if sign.starts_with(spelled) {
            return (spelled.len(), value);
        }
    }
    if let Some((name, _)) = sign.strip_prefix("${").and_then(|behind| behind.split_once('}')) {
        let group = match name.parse::<usize>() {
            Ok(index) => groups.get(index),
            Err(_) => groups.name(name),
        };
        return (name.len() + 3, group.map_or("", |group| group.as_str()));
    }
    // Of `$12` the longest number that is a group: where there are three groups, the first one and a 2.
    let digits = sign[1..].chars().take_while(char::is_ascii_digit).take(2).count();
    for len in (1..=digits).rev().filter(|_| sign.starts_with('$')) {
        let index = sign[1..=len].parse().unwrap_or(usize::MAX);
        if index < groups.len() {
            return (1 + len, groups.get(index).map_or("", |group| group.as_str()));
        }
    }
    (1, &sign[..1])
}

fn expression(query: &FindQuery) -> Result<Regex, FindError> {
    // By itself first: what closes the group around it is not to close one of its own.
    Parser::new().parse(&query.text).map_err(|error| reason(error.kind()))?;
    let text = if query.word { format!(r"\b(?:{})\b", query.text) } else { query.text.clone() };
    RegexBuilder::new(&text)
        .case_insensitive(!query.case)
        .size_limit(LARGEST_EXPRESSION)
        .nest_limit(100)
        .build()
        .map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => FindError::TooLarge,
            _ => FindError::Invalid,
        })
}

fn reason(kind: &ErrorKind) -> FindError {
    match kind {
        ErrorKind::GroupUnclosed | ErrorKind::GroupNameUnexpectedEof => FindError::UnclosedGroup,
        ErrorKind::GroupUnopened => FindError::UnopenedGroup,
        ErrorKind::ClassUnclosed => FindError::UnclosedClass,
        ErrorKind::RepetitionMissing => FindError::NothingToRepeat,
        ErrorKind::RepetitionCountUnclosed
        | ErrorKind::RepetitionCountInvalid
        | ErrorKind::RepetitionCountDecimalEmpty
        | ErrorKind::DecimalEmpty
        | ErrorKind::DecimalInvalid => FindError::BadCount,
        ErrorKind::ClassRangeInvalid | ErrorKind::ClassRangeLiteral => FindError::BadRange,
        ErrorKind::EscapeUnrecognized
        | ErrorKind::EscapeUnexpectedEof
        | ErrorKind::EscapeHexEmpty
        | ErrorKind::EscapeHexInvalid
        | ErrorKind::EscapeHexInvalidDigit
        | ErrorKind::ClassEscapeInvalid
        | ErrorKind::UnicodeClassInvalid => FindError::BadEscape,
        ErrorKind::UnsupportedLookAround | ErrorKind::UnsupportedBackreference => FindError::Unsupported,
        ErrorKind::NestLimitExceeded(_) | ErrorKind::CaptureLimitExceeded => FindError::TooLarge,
        _ => FindError::Invalid,
    }
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
        // By way of the large letter, so that both small sigmas are one.
        _ => single(single(character, char::to_uppercase), char::to_lowercase),
    }
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
        assert_eq!(found("ab abc", &FindQuery { regex: true, ..word("a|ab") }), ["ab"]);
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
