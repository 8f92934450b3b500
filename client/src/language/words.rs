//! What is said, as data: a message has a name and values for its places, and becomes a sentence in a language.
//!
//! The messages are in `client/locales`, one file a language, in Fluent's syntax. A name that no file has does not
//! compile; that all files have the same names is a test.

use super::Language;
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// The name of a message that exists. Made by [`crate::key!`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(&'static str);

impl Key {
    /// The message called `name`. Evaluated while compiling, where a name that is none is an error.
    pub const fn new(name: &'static str) -> Key {
        assert!(is_message(Language::English.source().as_bytes(), name.as_bytes()), "no such message");
        Key(name)
    }

    /// The message that names a shortcut; a test finds one that has none.
    pub const fn of_shortcut(shortcut: &octavo_shared::edit::keymap::Shortcut) -> Key {
        Key(shortcut.id)
    }

    /// The name.
    pub const fn name(self) -> &'static str {
        self.0
    }
}

/// Whether a line of `source` begins with `name` and " =".
const fn is_message(source: &[u8], name: &[u8]) -> bool {
    let mut at = 0;
    while at < source.len() {
        let mut same = 0;
        while same < name.len() && at + same < source.len() && source[at + same] == name[same] {
            same += 1;
        }
        let end = at + same;
        if same == name.len() && end + 1 < source.len() && source[end] == b' ' && source[end + 1] == b'=' {
            return true;
        }
        while at < source.len() && source[at] != b'\n' {
            at += 1;
        }
        at += 1;
    }
    false
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

/// Something to be said.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    key: Key,
    values: Vec<(&'static str, Value)>,
}

impl From<Key> for Message {
    fn from(key: Key) -> Message {
        Message { key, values: Vec::new() }
    }
}

impl Message {
    /// The same with a value for one of its places.
    pub fn with(mut self, place: &'static str, value: impl Into<Value>) -> Message {
        self.values.push((place, value.into()));
        self
    }

    /// The sentence, in a language.
    pub fn said_in(&self, language: Language) -> String {
        BUNDLES.with_borrow_mut(|bundles| {
            let bundle = bundles.entry(language).or_insert_with(|| bundle(language));
            let mut values = FluentArgs::new();
            for (place, value) in &self.values {
                match value {
                    Value::Number(number) => values.set(*place, *number),
                    Value::Text(text) => values.set(*place, text.as_str()),
                }
            }
            let pattern = bundle.get_message(self.key.0).and_then(|message| message.value());
            pattern.map_or_else(
                || self.key.0.to_owned(),
                // What has gone wrong shows as the place's name in the sentence, and the rest is said.
                |pattern| bundle.format_pattern(pattern, Some(&values), &mut Vec::new()).into_owned(),
            )
        })
    }
}

type Bundle = FluentBundle<FluentResource>;

thread_local! {
    static BUNDLES: RefCell<BTreeMap<Language, Bundle>> = const { RefCell::new(BTreeMap::new()) };
}

fn bundle(language: Language) -> Bundle {
    let mut bundle = FluentBundle::new(language.tag().parse().into_iter().collect());
    // Marks of direction around values would stand in attributes and titles too.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(|value, _| match value {
        FluentValue::Number(number) => super::number(number.value),
        _ => None,
    }));
    // A file with a mistake still says what it can; a test finds the mistake.
    let source = FluentResource::try_new(language.source().to_owned()).unwrap_or_else(|(source, _)| source);
    let _ = bundle.add_resource(source);
    bundle
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    /// The names of the messages and, of each, its places.
    fn messages(language: Language) -> BTreeMap<String, BTreeSet<String>> {
        let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut last = String::new();
        for line in language.source().lines().filter(|line| !line.starts_with('#')) {
            if let Some((name, _)) = line.split_once(" =").filter(|_| line.starts_with(char::is_alphabetic)) {
                assert!(all.insert(name.to_owned(), BTreeSet::new()).is_none(), "{name} is there twice");
                last = name.to_owned();
            }
            let places = line.split('$').skip(1).map(|rest| {
                rest.split(|c: char| !c.is_alphanumeric() && c != '-').next().unwrap_or_default().to_owned()
            });
            if let Some(message) = all.get_mut(&last) {
                message.extend(places);
            }
        }
        all
    }

    /// The files below `client/src`, with what they hold before their tests.
    fn sources() -> Vec<(String, String)> {
        let mut waiting = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
        let mut found = Vec::new();
        while let Some(path) = waiting.pop() {
            if path.is_dir() {
                waiting.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            } else {
                let text = std::fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
                let path = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap();
                found.push((path.display().to_string(), code));
            }
        }
        found
    }

    #[test]
    fn every_language_has_the_same_messages_with_the_same_places() {
        let english = messages(Language::English);
        for language in Language::ALL {
            assert_eq!(messages(language), english, "{language:?}");
            assert!(FluentResource::try_new(language.source().to_owned()).is_ok(), "{language:?}");
        }
    }

    #[test]
    fn every_shortcut_has_a_message() {
        let all = messages(Language::English);
        for shortcut in octavo_shared::edit::keymap::SHORTCUTS {
            assert!(all.contains_key(shortcut.id), "nothing names {}", shortcut.id);
        }
    }

    #[test]
    fn every_message_is_used() {
        let sources = sources();
        let shortcuts = octavo_shared::edit::keymap::SHORTCUTS;
        for name in messages(Language::English).into_keys() {
            let quoted = format!("\"{name}\"");
            let is_used = sources.iter().any(|(_, code)| code.contains(&quoted))
                || shortcuts.iter().any(|shortcut| shortcut.id == name);
            assert!(is_used, "nothing says {name}");
        }
    }

    #[test]
    fn no_view_has_words_of_its_own() {
        let is_words = |text: &str| {
            let letters = text.chars().filter(|c| c.is_alphabetic()).count();
            letters > 1 && !matches!(text, "Octavo" | " · Octavo" | "Esc")
        };
        let spoken = ["aria-label", "title", "placeholder", "alt", "data-tip", "aria-description"];
        let mut found = Vec::new();
        let views = |file: &str| {
            ["src/frame/", "src/pages/", "src/app.rs"].iter().any(|place| file.starts_with(place))
        };
        for (file, code) in sources().into_iter().filter(|(file, _)| views(file)) {
            for (number, line) in code.lines().enumerate() {
                let line = line.trim();
                let text = line.strip_prefix('"').or_else(|| line.split_once(">\"").map(|(_, text)| text));
                let text = text.and_then(|text| text.split_once('"'));
                let is_text = text.is_some_and(|(text, rest)| {
                    is_words(text) && (rest.is_empty() || rest.starts_with("</") || rest.starts_with('{'))
                });
                let is_attribute = spoken.iter().any(|name| {
                    let written = line.split_once(&format!("{name}=\"")).and_then(|(before, rest)| {
                        let is_whole = !before.ends_with(|c: char| c.is_alphanumeric() || c == '-');
                        rest.split_once('"').filter(|_| is_whole)
                    });
                    written.is_some_and(|(text, _)| is_words(text))
                });
                if is_text || is_attribute {
                    found.push(format!("{file}:{}: {line}", number + 1));
                }
            }
        }
        assert!(found.is_empty(), "to be said through key! and tr!:\n{}", found.join("\n"));
    }

    #[test]
    fn numbers_choose_the_form_of_their_words() {
        let changes = |count: u64, language| {
            Message::from(crate::key!("status-offline-changes"))
                .with("count", count)
                .with("where", "here")
                .said_in(language)
        };
        assert_eq!(changes(1, Language::English), "Offline: 1 change kept here");
        assert_eq!(changes(2, Language::English), "Offline: 2 changes kept here");
        assert_eq!(changes(1, Language::German), "Offline: 1 Änderung hier gesichert");
        assert_eq!(changes(2, Language::German), "Offline: 2 Änderungen hier gesichert");
    }
}
