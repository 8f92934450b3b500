//! Compiles the messages of the interface: `locales/*.ftl`, in Fluent's syntax (https://projectfluent.org), become one text a
//! language (`OUT_DIR/en`), which `language/words.rs` reads without a parser for Fluent in the app. What it cannot say fails here.
//!
//! In such a text the messages stand in the order of their names, each ended by NUL. U+0001 name U+0002 is a place for a value;
//! U+0003 name begins a choice by a value, U+0004 key U+0002 pattern is one of its variants, the default one last and with
//! no key, and U+0005 ends it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::{env, fs};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, Variant, VariantKey};
use fluent_syntax::parser;

fn main() {
    println!("cargo:rerun-if-changed=locales");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let names = ["en", "de"].map(|language| {
        let messages = messages(language);
        let text: String = messages.values().map(|message| format!("{message}\0")).collect();
        fs::write(out.join(language), text).expect("OUT_DIR can be written");
        messages.into_keys().collect::<Vec<_>>()
    });
    assert_eq!(names[0], names[1], "locales: the languages have messages of different names");
    fs::write(out.join("names"), format!("&{:?}", names[0])).expect("OUT_DIR can be written");
}

/// The messages of a language by name.
fn messages(language: &str) -> BTreeMap<String, String> {
    let file = format!("locales/{language}.ftl");
    let source = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
    let resource = parser::parse(source.as_str()).unwrap_or_else(|(_, errors)| panic!("{file}: {errors:?}"));
    let mut all = BTreeMap::new();
    for entry in &resource.body {
        let message = match entry {
            Entry::Message(message) => message,
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => continue,
            other => panic!("{file}: neither a message nor a comment: {other:?}"),
        };
        let name = message.id.name;
        let pattern = message.value.as_ref().unwrap_or_else(|| panic!("{file}: {name} says nothing"));
        let mut text = String::new();
        write(pattern, &mut text).unwrap_or_else(|problem| panic!("{file}: {name}: {problem}"));
        assert!(all.insert(name.to_owned(), text).is_none(), "{file}: {name} is there twice");
    }
    all
}

fn write(pattern: &Pattern<&str>, out: &mut String) -> Result<(), String> {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => {
                assert!(!value.contains(|c| c <= '\u{5}'), "a sign that is used for the encoding");
                out.push_str(value);
            }
            PatternElement::Placeable { expression: Expression::Inline(value) } => {
                out.extend(["\u{1}", place(value)?, "\u{2}"]);
            }
            PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
                out.extend(["\u{3}", place(selector)?]);
                let (default, others): (Vec<_>, Vec<_>) =
                    variants.iter().partition(|variant| variant.default);
                for Variant { key, value, default } in others.into_iter().chain(default) {
                    let (VariantKey::Identifier { name: key } | VariantKey::NumberLiteral { value: key }) =
                        key;
                    out.extend(["\u{4}", if *default { "" } else { key }, "\u{2}"]);
                    write(value, out)?;
                }
                out.push('\u{5}');
            }
        }
    }
    Ok(())
}

/// The name of a value; functions, terms and literals are not known.
fn place<'a>(expression: &InlineExpression<&'a str>) -> Result<&'a str, String> {
    match expression {
        InlineExpression::VariableReference { id } => Ok(id.name),
        other => Err(format!("only values can stand in a message, not {other:?}")),
    }
}
