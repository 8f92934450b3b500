//! The declarations of CSS that matter to a text, and what they make of it. What every text has anyway (black, on white) and
//! what a place gives by itself (a link's colour, a heading's size) is left out.

use super::color::Color;
use super::writer::Context;
use octavo_shared::model::Mark;
use octavo_shared::model::schema::{CODE_BLOCK, HEADER, INDENT, MAX_INDENT};

/// Half an inch, by which word processors indent, in points.
const INDENT_POINTS: f32 = 36.0;
/// The longest name of a font that is taken, in bytes.
const LONGEST_FONT: usize = 64;
/// Families that leave the choice to the reader.
const GENERIC: [&str; 12] = [
    "serif",
    "sans-serif",
    "monospace",
    "cursive",
    "fantasy",
    "system-ui",
    "inherit",
    "initial",
    "unset",
    "revert",
    "-apple-system",
    "blinkmacsystemfont",
];

/// An element's style.
pub struct Style {
    text: String,
}

impl Style {
    /// The style of declarations, of which later ones count more.
    pub fn of(text: String) -> Self {
        Style { text }
    }

    /// The last value of a property, as it is written.
    fn written(&self, property: &str) -> Option<&str> {
        self.text.split(';').rev().find_map(|declaration| {
            let (name, value) = declaration.split_once(':')?;
            name.trim().eq_ignore_ascii_case(property).then(|| value.trim())
        })
    }

    /// The same in lower case.
    fn value(&self, property: &str) -> Option<String> {
        self.written(property).map(str::to_ascii_lowercase)
    }

    /// Whether the element is not to be seen, or is a marker that Word writes into the text.
    pub fn is_hidden(&self) -> bool {
        self.value("display").is_some_and(|value| value == "none")
            || self.value("mso-list").is_some_and(|value| value == "ignore")
            || self.value("mso-hide").is_some_and(|value| value == "all")
    }

    /// Whether a new page begins with the element.
    pub fn breaks_page(&self) -> bool {
        ["page-break-before", "break-before"]
            .iter()
            .any(|property| self.value(property).is_some_and(|value| value == "always" || value == "page"))
    }

    /// The list of Word's that a paragraph is an item of: `l0 level1 lfo1`.
    pub fn word_list(&self) -> Option<String> {
        self.value("mso-list").filter(|list| list.contains("level"))
    }

    /// Word's outline level, 1 to 6, of a paragraph that is a heading without saying so by its tag.
    pub fn outline_level(&self) -> Option<u8> {
        self.value("mso-outline-level")?.parse().ok().filter(|level| (1..=6).contains(level))
    }

    /// Whether a level of a list of Word's counts.
    pub fn is_numbered(&self) -> bool {
        self.value("mso-level-number-format").is_none_or(|format| format != "bullet")
    }

    /// What the style says about the paragraph.
    pub fn apply_to_block(&self, context: &mut Context) {
        if self.text.is_empty() {
            return;
        }
        match self.value("text-align").as_deref() {
            Some("center") => context.block.set("align", "center"),
            Some("right" | "end") => context.block.set("align", "right"),
            Some("justify") => context.block.set("align", "justify"),
            _ => {}
        }
        if self.value("direction").is_some_and(|direction| direction == "rtl") {
            context.block.set("direction", "rtl");
        }
        let margin = self.value("margin-left").as_deref().and_then(points);
        let levels = margin.map_or(0.0, |margin| (margin / INDENT_POINTS).round());
        if levels >= 1.0 && !context.is_item() && !context.block.has(INDENT) {
            context.block.set(INDENT, levels.min(f32::from(MAX_INDENT)) as u8);
        }
    }

    /// What the style says about the text inside.
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
        match self.value("vertical-align").as_deref() {
            Some("super") => context.marks.set("script", "super"),
            Some("sub") => context.marks.set("script", "sub"),
            _ => {}
        }
        if let Some(space) = self.value("white-space") {
            context.keeps_spaces = space.starts_with("pre") || space == "break-spaces";
        }
        self.apply_look(context);
    }

    fn apply_look(&self, context: &mut Context) {
        if context.block.has(CODE_BLOCK) || context.marks.has(Mark::Code.name()) {
            return;
        }
        // A style of ours has a size and a font of its own.
        let is_heading = context.block.has(HEADER) || context.block.has("style");
        if let Some(font) = self.written("font-family").and_then(font_of).filter(|_| !is_heading) {
            context.marks.set("font", font);
        }
        if let Some(size) = self.value("font-size").as_deref().and_then(points).filter(|_| !is_heading) {
            context.marks.set("size", format!("{}pt", (size * 2.0).round() / 2.0));
        }
        if !context.is_link()
            && let Some(color) = self.value("color")
        {
            set_color(context, "color", &color);
        }
        let ground = self.value("background-color").or_else(|| self.value("mso-highlight"));
        if let Some(ground) = ground.or_else(|| self.value("background")) {
            set_color(context, "background", &ground);
        }
    }
}

/// Sets a colour, or takes it away where the text is as it is anyway.
pub fn set_color(context: &mut Context, name: &str, css: &str) {
    match Color::of(css) {
        Some(color) if !color.is_plain() => context.marks.set(name, color.to_hex()),
        _ if matches!(css, "inherit" | "currentcolor") => {}
        _ => context.marks = std::mem::take(&mut context.marks).without(name),
    }
}

/// The first family of a list, where it names a font.
fn font_of(families: &str) -> Option<String> {
    let first = families.split(',').next()?.trim().replace("&quot;", "");
    let name = first.trim_matches(['"', '\'']).trim();
    let is_name = name.chars().all(|character| character.is_alphanumeric() || " -_.&".contains(character));
    let is_taken = !name.is_empty()
        && name.len() <= LONGEST_FONT
        && is_name
        && !GENERIC.contains(&name.to_ascii_lowercase().as_str());
    is_taken.then(|| name.to_owned())
}

/// A length in points, where it is an absolute one that text can have.
fn points(length: &str) -> Option<f32> {
    let units = [("pt", 1.0), ("px", 0.75), ("in", 72.0), ("cm", 28.346), ("mm", 2.8346), ("pc", 12.0)];
    let points = units.iter().find_map(|(unit, points)| {
        let number: f32 = length.strip_suffix(unit)?.trim().parse().ok()?;
        Some(number * points)
    })?;
    (1.0..=1_000.0).contains(&points).then_some(points)
}

#[cfg(test)]
mod tests {
    use super::*;
    use octavo_shared::model::Attributes;

    fn marks_of(css: &str) -> Attributes {
        let mut context = Context::default();
        Style::of(css.to_owned()).apply_to(&mut context);
        context.marks
    }

    #[test]
    fn fonts_sizes_and_colours_are_taken_in_the_documents_own_form() {
        let marks =
            marks_of("font-family:\"Times New Roman\",serif;font-size:16px;color:#C00000;background:yellow");
        let expected: Attributes =
            [("font", "Times New Roman"), ("size", "12pt"), ("color", "#c00000"), ("background", "#ffff00")]
                .into_iter()
                .collect();
        assert_eq!(marks, expected);
    }

    #[test]
    fn what_every_text_has_anyway_is_left_out() {
        assert!(
            marks_of("color:windowtext;background-color:transparent;font-family:inherit;font-size:1em")
                .is_empty()
        );
        assert!(marks_of("color:#000000;background:white;font-family:sans-serif").is_empty());
        assert!(marks_of("font-family:url(x);font-size:-3pt;color:expression(alert(1))").is_empty());
    }

    #[test]
    fn a_heading_and_code_look_as_they_do_here() {
        let mut heading = Context::default();
        heading.apply_tag("h2");
        Style::of("font-size:20pt;font-family:Arial;color:red".to_owned()).apply_to(&mut heading);
        assert_eq!(heading.marks, Attributes::new().with("color", "#ff0000"));
        let mut code = Context::default();
        code.apply_tag("pre");
        Style::of("color:red".to_owned()).apply_to(&mut code);
        assert!(code.marks.is_empty());
    }

    #[test]
    fn a_paragraph_takes_its_alignment_and_indent() {
        let mut context = Context::default();
        Style::of("text-align:CENTER;margin-left:1.0in".to_owned()).apply_to_block(&mut context);
        assert_eq!(context.block, Attributes::new().with("align", "center").with(INDENT, 2));
    }
}
