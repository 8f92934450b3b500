//! What is said, as data: a message has a name and values for its places, and becomes a sentence in a language.
//!
//! The messages are in `client/locales`, one file a language, in Fluent's syntax; `client/build.rs` compiles them. A name that no file has does not compile, nor do two languages with different names.

use super::Language;
use octavo_shared::edit::keymap::{SHORTCUTS, Shortcut};
use octavo_words::Value;

/// The names of the messages, in their order.
const NAMES: &[&str] = include!(concat!(env!("OUT_DIR"), "/names"));

/// A message that exists: its place in the order of their names. Made by [`crate::key!`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(usize);

impl Key {
    /// The message called `name`. Evaluated while compiling, where a name that is none is an error.
    pub const fn new(name: &'static str) -> Key {
        let mut at = 0;
        while at < NAMES.len() {
            if is_same(NAMES[at].as_bytes(), name.as_bytes()) {
                return Key(at);
            }
            at += 1;
        }
        panic!("no such message");
    }

    /// The message that names the shortcut at this place of [`SHORTCUTS`].
    pub fn of_shortcut(index: usize) -> Key {
        SHORTCUT_KEYS[index]
    }

    /// The shortcut that does what this message names.
    pub fn shortcut(self) -> Option<&'static Shortcut> {
        SHORTCUT_KEYS.iter().position(|key| *key == self).map(|index| &SHORTCUTS[index])
    }
}

/// What names each of [`SHORTCUTS`]; one that nothing names does not compile.
static SHORTCUT_KEYS: [Key; SHORTCUTS.len()] = {
    let mut keys = [Key(0); SHORTCUTS.len()];
    let mut at = 0;
    while at < keys.len() {
        keys[at] = Key::new(SHORTCUTS[at].id);
        at += 1;
    }
    keys
};

const fn is_same(one: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
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

    /// The sentence, in a language. A place without a value shows its name.
    pub fn said_in(&self, language: Language) -> String {
        let messages = match language {
            Language::English => include_str!(concat!(env!("OUT_DIR"), "/en")),
            Language::German => include_str!(concat!(env!("OUT_DIR"), "/de")),
        };
        let pattern = messages.split('\0').nth(self.key.0).unwrap_or_default();
        octavo_words::say(pattern, &self.values, language, |_, number| {
            super::number(number as f64).unwrap_or_else(|| number.to_string())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::Path;

    /// The names of the messages and, of each, its places.
    fn messages(language: Language) -> BTreeMap<String, BTreeSet<String>> {
        let source = match language {
            Language::English => include_str!("../../locales/en.ftl"),
            Language::German => include_str!("../../locales/de.ftl"),
        };
        let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut last = String::new();
        for line in source.lines().filter(|line| !line.starts_with('#')) {
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
        }
    }

    #[test]
    fn every_message_is_used() {
        let sources = sources();
        for name in messages(Language::English).into_keys() {
            let quoted = format!("\"{name}\"");
            let is_used = sources.iter().any(|(_, code)| code.contains(&quoted))
                || SHORTCUTS.iter().any(|shortcut| shortcut.id == name);
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
    fn nothing_that_reaches_a_view_has_words_of_its_own() {
        // What is written for whoever reads the browser's log is no part of the interface.
        let is_aside = |line: &str| {
            ["//", ".expect(", "panic!(", "browser::log(", "console::"]
                .iter()
                .any(|aside| line.contains(aside))
        };
        let is_sentence = |text: &str| {
            // What is for the browser (cookies, style) has other signs in its words.
            let is_word = |word: &str| {
                word.chars().filter(|c| c.is_alphabetic()).count() > 1
                    && word.chars().all(|c| c.is_alphabetic() || ".,:!?…'’-".contains(c))
            };
            let mut words = text.split(' ').map(is_word);
            let after = words.clone().skip(1);
            words.by_ref().zip(after).any(|(one, next)| one && next)
        };
        let shells = |file: &str| {
            !["src/frame/", "src/pages/", "src/editor/"].iter().any(|place| file.starts_with(place))
        };
        let mut found = Vec::new();
        for (file, code) in sources().into_iter().filter(|(file, _)| shells(file)) {
            for (number, line) in code.lines().enumerate().filter(|(_, line)| !is_aside(line)) {
                if line.split('"').skip(1).step_by(2).any(is_sentence) {
                    found.push(format!("{file}:{}: {}", number + 1, line.trim()));
                }
            }
        }
        assert!(found.is_empty(), "to be said through key!:\n{}", found.join("\n"));
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
        let replaced = |count: u64| Message::from(crate::key!("replaced")).with("count", count);
        assert_eq!(replaced(0).said_in(Language::English), "Nothing to replace");
        assert_eq!(replaced(1).said_in(Language::English), "1 match replaced");
        assert_eq!(replaced(12).said_in(Language::English), "12 matches replaced");
    }

    #[test]
    fn a_value_stands_in_its_place() {
        let joined = Message::from(crate::key!("person-joined")).with("name", "Ada");
        assert_eq!(joined.said_in(Language::English), "Ada joined");
    }
}
