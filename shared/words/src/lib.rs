//! What the app and the server say: the languages that there are, and the reader that makes a sentence of a message.
//!
//! Messages are written in Fluent's syntax (https://projectfluent.org), one file a language, and compiled by build scripts
//! (`compile`) into patterns, so that what runs has no parser for Fluent. In a pattern U+0001 name U+0002 is a place for a
//! value; U+0003 name begins a choice by a value, U+0004 key U+0002 pattern is one of its variants, the default one last and
//! with no key, and U+0005 ends it.

#[cfg(feature = "compile")]
pub mod compile;

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// German.
    German,
}

impl Language {
    /// Every language, in the order in which they are offered.
    pub const ALL: [Language; 2] = [Language::English, Language::German];

    /// As HTML and the browser call it.
    pub const fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::German => "de",
        }
    }

    /// As its speakers call it, which is the same in every language.
    pub const fn own_name(self) -> &'static str {
        match self {
            Language::English => "English",
            Language::German => "Deutsch",
        }
    }

    /// The language of a tag such as "de-AT", whatever the country.
    pub fn of_tag(tag: &str) -> Option<Language> {
        let primary = tag.split('-').next().unwrap_or_default();
        Language::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// The form of words that goes with a number of things, as Unicode's plural rules (CLDR) name it.
    fn plural(self, count: u64) -> &'static str {
        match self {
            Language::English | Language::German if count == 1 => "one",
            Language::English | Language::German => "other",
        }
    }
}

/// What stands in a place of a message.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A number, written as the language writes it.
    Number(u64),
    /// A text, as it is.
    Text(String),
}

impl From<u64> for Value {
    fn from(number: u64) -> Value {
        Value::Number(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text)
    }
}

/// The sentence that a pattern makes with these values. A place without a value shows its name. `number` writes a number as
/// the language does.
pub fn say(
    pattern: &'static str,
    values: &[(&'static str, Value)],
    language: Language,
    number: fn(Language, u64) -> String,
) -> String {
    let mut sentence = String::new();
    Reader { rest: pattern, last: None, values, language, number }.read(Some(&mut sentence));
    sentence
}

/// Goes once through a pattern.
struct Reader<'a> {
    rest: &'static str,
    /// The sign before `rest`.
    last: Option<char>,
    values: &'a [(&'static str, Value)],
    language: Language,
    number: fn(Language, u64) -> String,
}

impl Reader<'_> {
    /// Writes a pattern, or passes it, to its end.
    fn read(&mut self, mut out: Option<&mut String>) {
        loop {
            let (text, sign) = self.piece();
            if let Some(out) = out.as_deref_mut() {
                out.push_str(text);
            }
            match sign {
                Some('\u{1}') => {
                    let (name, _) = self.piece();
                    if let Some(out) = out.as_deref_mut() {
                        out.push_str(&self.written(name));
                    }
                }
                Some('\u{3}') => self.choose(out.as_deref_mut()),
                _ => return,
            }
        }
    }

    /// Writes the first variant of a choice that fits, or passes them all.
    fn choose(&mut self, mut out: Option<&mut String>) {
        let (name, mut sign) = self.piece();
        while sign == Some('\u{4}') {
            let (key, _) = self.piece();
            let is_it = out.is_some() && (key.is_empty() || self.fits(name, key));
            self.read(if is_it { out.take() } else { None });
            sign = self.last;
        }
    }

    /// The text up to the next sign, and the sign.
    fn piece(&mut self) -> (&'static str, Option<char>) {
        let end = self.rest.find(|c| c <= '\u{5}').unwrap_or(self.rest.len());
        let (text, rest) = self.rest.split_at(end);
        let mut signs = rest.chars();
        self.last = signs.next();
        self.rest = signs.as_str();
        (text, self.last)
    }

    fn value(&self, name: &str) -> Option<&Value> {
        self.values.iter().find(|(place, _)| *place == name).map(|(_, value)| value)
    }

    fn fits(&self, name: &str, key: &str) -> bool {
        match self.value(name) {
            Some(Value::Number(number)) => key == self.language.plural(*number) || key.parse() == Ok(*number),
            Some(Value::Text(text)) => key == text,
            None => false,
        }
    }

    fn written(&self, name: &'static str) -> String {
        match self.value(name) {
            Some(Value::Number(number)) => (self.number)(self.language, *number),
            Some(Value::Text(text)) => text.clone(),
            None => name.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEPT: &str = "Offline: \u{3}count\u{4}0\u{2}nothing\u{4}one\u{2}\u{1}count\u{2} change\u{4}\u{2}\u{1}count\u{2} changes\u{5} kept \
         \u{3}where\u{4}here\u{2}here\u{4}\u{2}in this tab\u{5}.";

    #[test]
    fn values_choose_and_stand_in_their_places() {
        let kept = |count: u64, place: &str| {
            let values = [("count", count.into()), ("where", place.into())];
            say(KEPT, &values, Language::English, |_, number| format!("<{number}>"))
        };
        assert_eq!(kept(0, "here"), "Offline: nothing kept here.");
        assert_eq!(kept(1, "there"), "Offline: <1> change kept in this tab.");
        assert_eq!(kept(1200, "here"), "Offline: <1200> changes kept here.");
    }

    #[test]
    fn a_place_without_a_value_shows_its_name() {
        let written = |_, number: u64| number.to_string();
        assert_eq!(say("\u{1}name\u{2} joined", &[], Language::German, written), "name joined");
        assert_eq!(say(KEPT, &[], Language::German, written), "Offline: count changes kept in this tab.");
    }

    #[test]
    fn a_language_is_that_of_its_tag_in_any_country() {
        assert_eq!(Language::of_tag("de-AT"), Some(Language::German));
        assert_eq!(Language::of_tag("EN"), Some(Language::English));
        assert_eq!(Language::of_tag("den"), None);
        assert_eq!(Language::of_tag(""), None);
    }
}
