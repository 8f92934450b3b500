//! Compiles messages in Fluent's syntax to patterns. For build scripts: what cannot be said in a pattern, and a message that
//! one language has and another has not, or with other places, is an error there.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, Variant, VariantKey};
use fluent_syntax::parser;

use crate::Language;

/// A message in every language.
#[derive(Debug, Default)]
pub struct Message {
    /// Its patterns, in the order of [`Language::ALL`].
    pub patterns: Vec<String>,
    /// The places that have values in it, in any of the languages.
    pub places: BTreeSet<String>,
}

/// The messages of a file that each language has under `folder/en/name.ftl`, or `folder/en.ftl` without a name; by name.
///
/// # Errors
///
/// What is wrong with the files, in a sentence.
pub fn messages(folder: &Path, name: Option<&str>) -> Result<BTreeMap<String, Message>, String> {
    let mut all: BTreeMap<String, Message> = BTreeMap::new();
    for (index, language) in Language::ALL.into_iter().enumerate() {
        let file = match name {
            Some(name) => folder.join(language.tag()).join(format!("{name}.ftl")),
            None => folder.join(format!("{}.ftl", language.tag())),
        };
        let said = |problem: String| format!("{}: {problem}", file.display());
        let source = fs::read_to_string(&file).map_err(|error| said(error.to_string()))?;
        for (name, pattern, places) in parse(&source).map_err(said)? {
            let message = all.entry(name.clone()).or_default();
            if message.patterns.len() != index {
                return Err(said(format!("{name} is there twice, or in no other language")));
            }
            message.patterns.push(pattern);
            message.places.extend(places);
        }
    }
    match all.iter().find(|(_, message)| message.patterns.len() != Language::ALL.len()) {
        Some((name, _)) => Err(format!("{}: {name} is not in every language", folder.display())),
        None => Ok(all),
    }
}

/// Rust's code for messages: a struct `Words` in which a message without places is a field, and one with places a method that
/// takes their values, in the order of their names; and `words`, which gives those of a language. It is for a module
/// in one that has [`Language`], [`Value`](crate::Value), and a function `say` that makes the sentence of a language's pattern with values.
pub fn code(messages: &BTreeMap<String, Message>) -> String {
    let (mut fields, mut methods) = (String::new(), String::new());
    let mut values = vec![String::new(); Language::ALL.len()];
    for (name, message) in messages {
        let name = name.replace('-', "_");
        if message.places.is_empty() {
            line(&mut fields, format_args!("pub {name}: &'static str,"));
            for (values, pattern) in values.iter_mut().zip(&message.patterns) {
                line(values, format_args!("{name}: {pattern:?},"));
            }
            continue;
        }
        let names: Vec<String> = message.places.iter().map(|place| place.replace('-', "_")).collect();
        let taken: String = names.iter().map(|name| format!(", {name}: impl Into<super::Value>")).collect();
        let given: String = message
            .places
            .iter()
            .zip(&names)
            .map(|(place, name)| format!("({place:?}, {name}.into()),"))
            .collect();
        let patterns = &message.patterns;
        line(
            &mut methods,
            format_args!(
                "pub fn {name}(&self{taken}) -> String {{ super::say(self.language, {patterns:?}, &[{given}]) }}"
            ),
        );
    }
    let mut code = format!(
        "pub struct Words {{ #[allow(dead_code)] pub language: super::Language,\n{fields}}}\n#[allow(clippy::too_many_arguments)]\nimpl Words {{\n{methods}}}\n"
    );
    let mut arms = String::new();
    for (language, values) in Language::ALL.into_iter().zip(values) {
        let constant = language.tag().to_uppercase();
        line(
            &mut code,
            format_args!(
                "static {constant}: Words = Words {{ language: super::Language::{language:?},\n{values}}};"
            ),
        );
        line(&mut arms, format_args!("super::Language::{language:?} => &{constant},"));
    }
    line(
        &mut code,
        format_args!(
            "pub fn words(language: super::Language) -> &'static Words {{ match language {{\n{arms}}} }}"
        ),
    );
    code
}

fn line(code: &mut String, text: std::fmt::Arguments<'_>) {
    writeln!(code, "{text}").expect("a string takes everything");
}

/// The names, the patterns and the places of the messages of a file.
fn parse(source: &str) -> Result<Vec<(String, String, BTreeSet<String>)>, String> {
    let resource = parser::parse(source).map_err(|(_, errors)| format!("{errors:?}"))?;
    let mut all = Vec::new();
    for entry in &resource.body {
        let message = match entry {
            Entry::Message(message) => message,
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => continue,
            other => return Err(format!("neither a message nor a comment: {other:?}")),
        };
        let name = message.id.name;
        let pattern = message.value.as_ref().ok_or_else(|| format!("{name} says nothing"))?;
        let (mut text, mut places) = (String::new(), BTreeSet::new());
        write(pattern, &mut text, &mut places).map_err(|problem| format!("{name}: {problem}"))?;
        all.push((name.to_owned(), text, places));
    }
    Ok(all)
}

fn write(pattern: &Pattern<&str>, out: &mut String, places: &mut BTreeSet<String>) -> Result<(), String> {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => {
                if value.contains(|c| c <= '\u{5}') {
                    return Err("a sign that is used for the encoding".to_owned());
                }
                out.push_str(value);
            }
            PatternElement::Placeable { expression: Expression::Inline(value) } => {
                out.extend(["\u{1}", place(value, places)?, "\u{2}"]);
            }
            PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
                out.extend(["\u{3}", place(selector, places)?]);
                let (default, others): (Vec<_>, Vec<_>) =
                    variants.iter().partition(|variant| variant.default);
                for Variant { key, value, default } in others.into_iter().chain(default) {
                    let (VariantKey::Identifier { name: key } | VariantKey::NumberLiteral { value: key }) =
                        key;
                    out.extend(["\u{4}", if *default { "" } else { key }, "\u{2}"]);
                    write(value, out, places)?;
                }
                out.push('\u{5}');
            }
        }
    }
    Ok(())
}

/// The name of a value; functions, terms and literals are not known.
fn place<'a>(
    expression: &InlineExpression<&'a str>,
    places: &mut BTreeSet<String>,
) -> Result<&'a str, String> {
    match expression {
        InlineExpression::VariableReference { id } => {
            places.insert(id.name.to_owned());
            Ok(id.name)
        }
        other => Err(format!("only values can stand in a message, not {other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with what each language says.
    fn locales(name: &str, texts: [&str; 2]) -> std::path::PathBuf {
        let folder = std::env::temp_dir().join(format!("octavo-words-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder of our own");
        for (language, text) in Language::ALL.into_iter().zip(texts) {
            fs::write(folder.join(format!("{}.ftl", language.tag())), text).expect("a file of our own");
        }
        folder
    }

    fn compiled(name: &str, texts: [&str; 2]) -> Result<BTreeMap<String, Message>, String> {
        let folder = locales(name, texts);
        let compiled = messages(&folder, None);
        fs::remove_dir_all(folder).expect("the folder is there");
        compiled
    }

    #[test]
    fn every_language_has_the_same_messages() {
        let one = compiled("same", ["a = A\nb = { $n } B", "b = B { $m }\na = Ä"]);
        let one = one.expect("both languages have both");
        assert_eq!(one["a"].patterns, ["A", "Ä"]);
        assert_eq!(one["b"].places, BTreeSet::from(["m".to_owned(), "n".to_owned()]));
        for (name, texts) in [
            ("missing", ["a = A\nb = B", "a = Ä"]),
            ("unknown", ["a = A", "a = Ä\nb = B"]),
            ("twice", ["a = A\na = A", "a = Ä"]),
            ("silent", ["a =", "a = Ä"]),
            ("function", ["a = { NUMBER($n) }", "a = Ä"]),
        ] {
            assert!(compiled(name, texts).is_err(), "{name}");
        }
    }

    #[test]
    fn a_message_is_a_field_and_one_with_places_a_method() {
        let messages = compiled("code", ["a-b = A\nc = { $n } C", "a-b = Ä\nc = C"]).expect("they are whole");
        let code = code(&messages);
        assert!(code.contains("pub a_b: &'static str,"), "{code}");
        assert!(code.contains("a_b: \"A\",") && code.contains("a_b: \"Ä\","), "{code}");
        assert!(code.contains("pub fn c(&self, n: impl Into<super::Value>) -> String"), "{code}");
    }
}
