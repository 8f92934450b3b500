//! What the server's pages and letters say, in every language. The messages are in `server/locales`, in Fluent's syntax, a
//! file for each page and language; the build script makes a module of each with a struct `Words`, in which a message is a field,
//! or a method where it has places for values. Who says one that is not there does not compile, and nor do languages that
//! differ in their messages.

use octavo_words::{Language, Value};

/// The sentence in this language.
fn say(
    language: Language,
    patterns: [&'static str; Language::ALL.len()],
    values: &[(&'static str, Value)],
) -> String {
    octavo_words::say(patterns[language as usize], values, language, crate::language::number)
}

include!(concat!(env!("OUT_DIR"), "/words.rs"));
