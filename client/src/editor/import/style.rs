//! The few declarations of an inline style that matter to a text.

use super::writer::Context;
use octavo_shared::model::Mark;

/// An element's inline style.
pub struct Style<'a> {
    text: &'a str,
}

impl<'a> Style<'a> {
    /// The style of a `style` attribute.
    pub fn of(text: &'a str) -> Self {
        Style { text }
    }

    /// The last value of a property.
    fn value(&self, property: &str) -> Option<String> {
        self.text.split(';').rev().find_map(|declaration| {
            let (name, value) = declaration.split_once(':')?;
            name.trim().eq_ignore_ascii_case(property).then(|| value.trim().to_ascii_lowercase())
        })
    }

    /// Whether the element is not to be seen, or is a marker that Word writes into the text.
    pub fn is_hidden(&self) -> bool {
        self.value("display").is_some_and(|value| value == "none")
            || self.value("mso-list").is_some_and(|value| value == "ignore")
            || self.value("mso-hide").is_some_and(|value| value == "all")
    }

    /// The level of an item of Word's, from 0.
    pub fn word_list_level(&self) -> Option<u8> {
        let list = self.value("mso-list")?;
        let (_, level) = list.split_once("level")?;
        let level: u8 = level.split(' ').next()?.parse().ok()?;
        Some(level.saturating_sub(1))
    }

    /// What the style says about the marks of the text inside.
    pub fn apply_to(&self, context: &mut Context) {
        if self.text.is_empty() {
            return;
        }
        if let Some(weight) = self.value("font-weight") {
            let is_bold = match weight.as_str() {
                "bold" | "bolder" => true,
                weight => weight.parse::<u16>().is_ok_and(|weight| weight >= 600),
            };
            context.mark(Mark::Bold, is_bold);
        }
        if let Some(slant) = self.value("font-style") {
            context.mark(Mark::Italic, slant.starts_with("italic") || slant.starts_with("oblique"));
        }
        let line = self.value("text-decoration-line").or_else(|| self.value("text-decoration"));
        if let Some(line) = line {
            if line.contains("underline") && !context.is_link() {
                context.mark(Mark::Underline, true);
            }
            if line.contains("line-through") {
                context.mark(Mark::Strike, true);
            }
        }
        if let Some(space) = self.value("white-space") {
            context.keeps_spaces = space.starts_with("pre") || space == "break-spaces";
        }
    }
}
