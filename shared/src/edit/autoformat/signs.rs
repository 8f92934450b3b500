//! Signs that a keyboard does not have: quotation marks, dashes, the ellipsis.

use super::{AutoFormat, Typed};
use crate::edit::command::{Plan, State};
use crate::model::schema::LINE_BREAK;
use crate::model::utf16;

/// Makes signs of the last characters, `last` being the one just typed.
pub fn replace(state: State, typed: Typed, last: char) -> Option<Plan> {
    let settings = state.auto_format;
    let marks = Marks::of(&settings.language);
    let before = typed.before;
    let is_quote = matches!(last, '"' | '\'');
    if is_quote && settings.quotes {
        let sign = marks.mark(last, &before[..before.len() - 1]);
        let plan = typed.replace_last(state, 1, &sign);
        // Backspace takes a mark that was not meant, and not only its form.
        return Some(Plan { reverts: false, ..plan });
    }
    settings
        .quotes
        .then(|| late_apostrophe(state, typed, &marks))
        .flatten()
        .or_else(|| settings.dashes.then(|| dash(state, typed, last)).flatten())
        .or_else(|| {
            ending(typed.before, settings).map(|(count, sign)| typed.replace_last(state, count, sign))
        })
}

/// The last characters that are one sign, and the sign.
fn ending(before: &str, settings: &AutoFormat) -> Option<(usize, &'static str)> {
    const SYMBOLS: [(&str, &str); 4] = [("(c)", "©"), ("(r)", "®"), ("(tm)", "™"), ("->", "→")];
    const FRACTIONS: [(&str, &str); 3] = [("1/2 ", "½ "), ("1/4 ", "¼ "), ("3/4 ", "¾ ")];
    let ends = |(typed, sign): &(&'static str, &'static str)| {
        let start = before.len().checked_sub(typed.len())?;
        let end = before.get(start..)?;
        end.eq_ignore_ascii_case(typed).then_some((start, typed.chars().count(), *sign))
    };
    if settings.dashes && before.ends_with("...") && !before.ends_with("....") {
        return Some((3, "…"));
    }
    if settings.symbols
        && let Some((_, count, sign)) = SYMBOLS.iter().find_map(ends)
    {
        return Some((count, sign));
    }
    let (start, count, sign) = FRACTIONS.iter().filter(|_| settings.fractions).find_map(ends)?;
    let is_whole = !before[..start]
        .ends_with(|character: char| character.is_alphanumeric() || "/.,".contains(character));
    is_whole.then_some((count, sign))
}

/// `--` between words or between spaces becomes an en dash, `---` an em dash, once it is clear what follows: an option
/// of a command (`--all`) is none, and a line of dashes is no dash either.
fn dash(state: State, typed: Typed, last: char) -> Option<Plan> {
    let before = typed.before.strip_suffix(last)?;
    let left = before.trim_end_matches('-');
    let (count, sign) = match before.len() - left.len() {
        2 => (2, "–"),
        3 => (3, "—"),
        _ => return None,
    };
    let side = left.chars().next_back()?;
    let between_words = side.is_alphanumeric() && (last.is_alphanumeric() || last == ' ');
    let between_spaces = side == ' ' && last == ' ' && !left.trim().is_empty();
    if !between_words && !between_spaces {
        return None;
    }
    Some(typed.replace(state, utf16::len(left), count, sign))
}

/// An apostrophe at the start of a word looks like the start of a quotation until the word is there: `'90s`, `'tis`.
fn late_apostrophe(state: State, typed: Typed, marks: &Marks) -> Option<Plan> {
    const SHORTENED: [&str; 6] = ["tis", "twas", "em", "til", "cause", "n"];
    let before = typed.before;
    let (open, close) = marks.single;
    if close != APOSTROPHE && before.ends_with(char::is_alphanumeric) {
        // What closed a quotation behind a letter stands inside of a word now.
        let word = before.trim_end_matches(char::is_alphanumeric);
        let inside = word.strip_suffix(close).filter(|_| before[word.len()..].chars().count() == 1)?;
        return inside
            .ends_with(char::is_alphanumeric)
            .then(|| typed.replace(state, utf16::len(inside), utf16::len(close), APOSTROPHE));
    }
    let start = before.rfind(open)?;
    let word = &before[start + open.len()..];
    let is_decade =
        word.len() == 3 && word.ends_with('s') && word.bytes().take(2).all(|byte| byte.is_ascii_digit());
    let is_shortened = open == "‘"
        && word.strip_suffix(' ').is_some_and(|word| SHORTENED.contains(&word.to_lowercase().as_str()));
    (is_decade || is_shortened)
        .then(|| typed.replace(state, utf16::len(&before[..start]), utf16::len(open), APOSTROPHE))
}

const APOSTROPHE: &str = "’";

/// The quotation marks of a language, opening and closing.
struct Marks {
    double: (&'static str, &'static str),
    single: (&'static str, &'static str),
}

impl Marks {
    /// Those of a BCP 47 tag; as in English where it is not known.
    fn of(language: &str) -> Marks {
        let tag = language.to_ascii_lowercase();
        let mut parts = tag.split(['-', '_']);
        let (language, region) = (parts.next().unwrap_or_default(), parts.next_back().unwrap_or_default());
        let (double, single) = match (language, region) {
            ("de" | "fr" | "it", "ch" | "li") => (("«", "»"), ("‹", "›")),
            ("de" | "cs" | "sk" | "sl" | "is" | "lt" | "et" | "bg" | "ka" | "lv", _) => {
                (("„", "“"), ("‚", "‘"))
            }
            ("pl" | "ro" | "hu" | "hr" | "sr" | "bs", _) => (("„", "”"), ("‚", "’")),
            ("fr", _) => (("«\u{a0}", "\u{a0}»"), ("“", "”")),
            ("pt", "br") => (("“", "”"), ("‘", "’")),
            ("it" | "es" | "ca" | "pt" | "gl" | "el" | "nb" | "no" | "nn" | "sq", _) => {
                (("«", "»"), ("‘", "’"))
            }
            ("ru" | "uk" | "be", _) => (("«", "»"), ("„", "“")),
            ("sv" | "fi", _) => (("”", "”"), ("’", "’")),
            ("da", _) => (("»", "«"), ("›", "‹")),
            _ => (("“", "”"), ("‘", "’")),
        };
        Marks { double, single }
    }

    /// The mark for a typed one behind `before`.
    fn mark(&self, typed: char, before: &str) -> String {
        let (open, close) = if typed == '"' { self.double } else { self.single };
        let opens = match before.chars().next_back() {
            None => true,
            Some(side) => {
                side.is_whitespace()
                    || matches!(
                        side,
                        LINE_BREAK | '\u{fffc}' | '(' | '[' | '{' | '<' | '/' | '=' | '-' | '–' | '—'
                    )
                    || (matches!(side, '“' | '‘' | '„' | '‚' | '«' | '‹' | '»' | '›')
                        && self.opens_with(side))
            }
        };
        match (opens, typed) {
            (true, _) => open.to_owned(),
            (false, '\'') if !self.is_open(before) => APOSTROPHE.to_owned(),
            (false, _) => close.to_owned(),
        }
    }

    fn opens_with(&self, side: char) -> bool {
        [self.double.0, self.single.0].iter().any(|open| open.starts_with(side))
    }

    /// Whether a single quotation is begun and not ended in `before`.
    fn is_open(&self, before: &str) -> bool {
        let (open, close) = self.single;
        match (before.rfind(open), before.rfind(close)) {
            (Some(open), Some(close)) => open > close,
            (open, _) => open.is_some(),
        }
    }
}
