//! The declarations of CSS that matter to a text, and what they make of it. What every text has anyway (black, on white) and
//! what a place gives by itself (a link's colour, a heading's size) is left out.

use super::writer::Context;
use octavo_shared::model::schema::{
    ALIGN, BACKGROUND, CODE_BLOCK, COLOR, DIRECTION, FONT, HEADER, INDENT, MAX_INDENT, SCRIPT, SIZE, STYLE,
};
use octavo_shared::model::{Align, Direction, Mark, Script, value};

/// Half an inch, by which word processors indent, in points.
const INDENT_POINTS: f32 = 36.0;
/// Families that leave the choice to the reader.
const GENERIC: [&str; 8] = [
    "serif",
    "sans-serif",
    "monospace",
    "cursive",
    "fantasy",
    "system-ui",
    "-apple-system",
    "BlinkMacSystemFont",
];

/// The properties that are asked for; of others nothing is kept.
const PROPERTIES: [&str; 23] = [
    "display",
    "mso-list",
    "mso-tab-count",
    "mso-hide",
    "page-break-before",
    "break-before",
    "mso-outline-level",
    "mso-level-number-format",
    "text-align",
    "direction",
    "margin-left",
    "font-weight",
    "font-style",
    "text-decoration-line",
    "text-decoration",
    "vertical-align",
    "white-space",
    "font-family",
    "font-size",
    "color",
    "background-color",
    "mso-highlight",
    "background",
];

/// An element's style: what it declares of [`PROPERTIES`].
pub struct Style {
    declared: Vec<(&'static str, String)>,
}

impl Style {
    /// The style of declarations, of which later ones count more.
    pub fn of(text: &str) -> Self {
        let read = |declaration: &str| {
            let (name, value) = declaration.split_once(':')?;
            let name = name.trim();
            let known = PROPERTIES.into_iter().find(|known| known.eq_ignore_ascii_case(name))?;
            Some((known, value.trim().to_owned()))
        };
        Style { declared: text.split(';').filter_map(read).collect() }
    }

    fn is_empty(&self) -> bool {
        self.declared.is_empty()
    }

    /// The last value of a property, as it is written.
    fn written(&self, property: &str) -> Option<&str> {
        let mut declared = self.declared.iter().rev();
        declared.find_map(|(name, value)| (*name == property).then_some(value.as_str()))
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

    /// How many tabs Word means by the spaces inside.
    pub fn tabs(&self) -> usize {
        self.value("mso-tab-count").and_then(|count| count.parse().ok()).unwrap_or_default()
    }

    /// Word's outline level, 1 to 6, of a paragraph that is a heading without saying so by its tag.
    pub fn outline_level(&self) -> Option<u8> {
        self.value("mso-outline-level")?.parse().ok().filter(|level| (1..=6).contains(level))
    }

    /// Whether a level of a list of Word's counts.
    pub fn is_numbered(&self) -> bool {
        self.number_format().is_none_or(|format| format != "bullet")
    }

    /// How a level of a list of Word's writes its numbers, where it does not write digits.
    pub fn number_format(&self) -> Option<String> {
        self.value("mso-level-number-format")
    }

    /// What the style says about the paragraph.
    pub fn apply_to_block(&self, context: &mut Context) {
        if self.is_empty() {
            return;
        }
        match self.value("text-align").as_deref() {
            Some("center") => context.block.set(ALIGN, Align::Center.name()),
            Some("right" | "end") => context.block.set(ALIGN, Align::Right.name()),
            Some("justify") => context.block.set(ALIGN, Align::Justify.name()),
            _ => {}
        }
        if self.value("direction").is_some_and(|direction| direction == "rtl") {
            context.block.set(DIRECTION, Direction::Rtl.name());
        }
        let margin = self.value("margin-left").as_deref().and_then(value::points);
        let levels = margin.map_or(0.0, |margin| (margin / INDENT_POINTS).round());
        if levels >= 1.0 && !context.is_item() && !context.block.has(INDENT) {
            context.block.set(INDENT, levels.min(f32::from(MAX_INDENT)) as u8);
        }
    }

    /// What the style says about the text inside.
    pub fn apply_to(&self, context: &mut Context) {
        if self.is_empty() {
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
            Some("super") => context.marks.set(SCRIPT, Script::Super.name()),
            Some("sub") => context.marks.set(SCRIPT, Script::Sub.name()),
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
        let is_heading = context.block.has(HEADER) || context.block.has(STYLE);
        let font = self.written("font-family").map(|families| families.replace("&quot;", "\""));
        let font = font.as_deref().and_then(value::font).filter(|name| !GENERIC.contains(&name.as_str()));
        if let Some(font) = font.filter(|_| !is_heading) {
            context.marks.set(FONT, font);
        }
        let size = self.value("font-size").as_deref().and_then(value::points).and_then(value::size);
        if let Some(size) = size.filter(|_| !is_heading) {
            context.marks.set(SIZE, size);
        }
        if !context.is_link()
            && let Some(color) = self.value("color")
        {
            set_color(context, COLOR, &color);
        }
        let ground = self.value("background-color").or_else(|| self.value("mso-highlight"));
        if let Some(ground) = ground.or_else(|| self.value("background")) {
            set_color(context, BACKGROUND, &ground);
        }
    }
}

/// Sets a colour, or takes it away where the text is as it is anyway.
fn set_color(context: &mut Context, name: &str, css: &str) {
    match value::color(css) {
        Some(color) if !is_plain(&color) => context.marks.set(name, color),
        _ if matches!(css, "inherit" | "currentcolor") => {}
        _ => context.marks = std::mem::take(&mut context.marks).without(name),
    }
}

/// Whether a colour, as `#rrggbb`, is what text or the page below it has anyway: nearly black or nearly white.
fn is_plain(color: &str) -> bool {
    let channel =
        |at| color.get(at..at + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok()).unwrap_or(0);
    let channels: [u8; 3] = [channel(1), channel(3), channel(5)];
    let (most, least) = channels.iter().fold((0, 255), |(most, least), it| (most.max(*it), least.min(*it)));
    most - least < 24 && (most < 80 || least > 235)
}

#[cfg(test)]
mod tests {
    use super::*;
    use octavo_shared::model::Attributes;

    fn marks_of(css: &str) -> Attributes {
        let mut context = Context::default();
        Style::of(css).apply_to(&mut context);
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
        assert!(marks_of("font-family:url(x);font-size:smaller;color:expression(alert(1))").is_empty());
    }

    #[test]
    fn black_and_white_are_plain_and_colours_are_not() {
        assert!(["#000000", "#1f1f1f", "#ffffff", "#f8f9fa"].into_iter().all(is_plain));
        assert!(!["#c00000", "#7f7f7f", "#fff2cc", "#000080"].into_iter().any(is_plain));
    }

    #[test]
    fn a_heading_and_code_look_as_they_do_here() {
        let mut heading = Context::default();
        heading.apply_tag("h2");
        Style::of("font-size:20pt;font-family:Arial;color:red").apply_to(&mut heading);
        assert_eq!(heading.marks, Attributes::new().with("color", "#ff0000"));
        let mut code = Context::default();
        code.apply_tag("pre");
        Style::of("color:red").apply_to(&mut code);
        assert!(code.marks.is_empty());
    }

    #[test]
    fn a_paragraph_takes_its_alignment_and_indent() {
        let mut context = Context::default();
        Style::of("text-align:CENTER;margin-left:1.0in").apply_to_block(&mut context);
        assert_eq!(context.block, Attributes::new().with("align", "center").with(INDENT, 2));
    }
}
