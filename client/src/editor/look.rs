//! What a document says of its look, as CSS: of a run, of a block, of its styles. Strings only, no DOM.
//!
//! Nothing that a document holds is copied into CSS. Each value is read as what it must be, and written anew.

use octavo_shared::model::schema::{
    ALIGN, BACKGROUND, COLOR, FONT, LINE_HEIGHT, SCRIPT, SIZE, SPACE_AFTER, SPACE_BEFORE,
};
use octavo_shared::model::{Align, Attributes, Look, Mark, Script, Style, StyleSheet, value};
use std::fmt::Write;

/// How much smaller raised and lowered text is.
const SCRIPT_SIZE: f32 = 0.7;

/// The classes and the inline style of a run.
pub fn of_run(attributes: &Attributes) -> (String, Option<String>) {
    let mut class = String::from("run");
    if attributes.is_empty() {
        return (class, None);
    }
    for mark in Mark::ALL {
        if attributes.has(mark.name()) {
            class.push(' ');
            class.push_str(mark.name());
        } else if attributes.get(mark.name()).is_some() {
            // Not even where the paragraph's style is.
            class.push_str(" not-");
            class.push_str(mark.name());
        }
    }
    let script = attributes.text(SCRIPT).and_then(Script::of);
    if let Some(script) = script {
        class.push(' ');
        class.push_str(script.name());
    }
    let mut css = String::new();
    if let Some(font) = attributes.text(FONT).and_then(value::font) {
        let _ = write!(css, "font-family:{};", family(&font));
    }
    if let Some(size) = attributes.text(SIZE).and_then(value::points) {
        let factor = if script.is_some() { SCRIPT_SIZE } else { 1.0 };
        let _ = write!(css, "font-size:{}pt;", size * factor);
    }
    // What is seen of a colour depends on light and dark; page.css says how.
    if let Some(color) = attributes.text(COLOR).and_then(value::color) {
        class.push_str(" colored");
        let _ = write!(css, "--color:{color};");
    }
    if let Some(ground) = attributes.text(BACKGROUND).and_then(value::color) {
        class.push_str(" highlighted");
        let _ = write!(css, "--ground:{ground};");
    }
    (class, Some(css).filter(|css| !css.is_empty()))
}

/// The inline style of a block: what it says over its style.
pub fn of_block(attributes: &Attributes) -> Option<String> {
    if attributes.is_empty() {
        return None;
    }
    let mut css = String::new();
    if let Some(align) = attributes.text(ALIGN).and_then(Align::of) {
        let _ = write!(css, "text-align:{};", edge(align));
    }
    let number = |name: &str, bounds| attributes.get(name).and_then(|number| value::number(number, bounds));
    if let Some(multiple) = number(LINE_HEIGHT, value::LINE_HEIGHTS) {
        let _ = write!(css, "line-height:{multiple};");
    }
    if let Some(points) = number(SPACE_BEFORE, value::SPACES) {
        let _ = write!(css, "padding-block-start:{points}pt;");
    }
    if let Some(points) = number(SPACE_AFTER, value::SPACES) {
        let _ = write!(css, "padding-block-end:{points}pt;");
    }
    Some(css).filter(|css| !css.is_empty())
}

/// The rules of the styles that a document has redefined.
pub fn of_styles(styles: &StyleSheet) -> String {
    styles.redefined().fold(String::new(), |mut css, (style, look)| {
        rule(&mut css, style, &look);
        css
    })
}

/// How the letters of a style look, but for their size.
pub fn of_letters(style: Style, look: &Look) -> String {
    let on = |is_on: bool, on: &'static str, off: &'static str| if is_on { on } else { off };
    let font = match &look.font {
        Some(font) => family(font),
        None if style == Style::Code => "var(--code-font)".to_owned(),
        None => "var(--text-font)".to_owned(),
    };
    let color = look.color.as_ref().map_or_else(
        || "var(--ink)".to_owned(),
        |color| format!("light-dark({color},oklch(from {color} max(l,calc(.93 - .35*l)) c h))"),
    );
    let lines = match (look.underline, look.strike) {
        (true, true) => "underline line-through",
        (true, false) => "underline",
        (false, true) => "line-through",
        (false, false) => "none",
    };
    format!(
        "font-family:{font};font-weight:{};font-style:{};text-decoration-line:{lines};color:{color};",
        on(look.bold, "700", "400"),
        on(look.italic, "italic", "normal"),
    )
}

fn rule(css: &mut String, style: Style, look: &Look) {
    let (name, letters) = (style.name(), of_letters(style, look));
    let _ = write!(
        css,
        ".page-text .style-{name}{{{letters}font-size:{}pt;letter-spacing:0;text-align:{};line-height:{}}}",
        look.size,
        edge(look.align),
        look.line_height,
    );
    if let Some(ground) = &look.background {
        let _ = write!(
            css,
            ".page-text .style-{name}>.run{{background-color:light-dark({ground},oklch(from {ground} min(l,.42) c h))}}"
        );
    }
    if !look.italic {
        let _ = write!(css, ".page-text .style-{name}>.run.italic{{font-style:italic}}");
    }
    let _ = write!(
        css,
        ".page-text .style-{name}:not(.list-item){{padding-block:{}pt {}pt}}",
        look.space_before, look.space_after
    );
}

/// The left edge is where lines begin, whichever way they are read.
fn edge(align: Align) -> &'static str {
    match align {
        Align::Left => "start",
        Align::Center => "center",
        Align::Right => "right",
        Align::Justify => "justify",
    }
}

/// A font family; a name that CSS gives to a kind of font is that kind.
fn family(font: &str) -> String {
    match font.to_ascii_lowercase().as_str() {
        "serif" => "var(--text-font)".to_owned(),
        "sans-serif" | "sans serif" | "system-ui" => "var(--ui-font)".to_owned(),
        "monospace" => "var(--code-font)".to_owned(),
        _ => format!("'{font}',var(--text-font)"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_says_its_look() {
        let attributes: Attributes =
            [("font", "Times New Roman"), ("size", "20pt"), ("color", "#FF0000"), ("background", "yellow")]
                .into_iter()
                .collect();
        let (class, css) = of_run(&attributes.with("script", "sub").with("bold", true));
        assert_eq!(class, "run bold sub colored highlighted");
        assert_eq!(
            css.as_deref(),
            Some(
                "font-family:'Times New Roman',var(--text-font);font-size:14pt;--color:#ff0000;--ground:#ffff00;"
            )
        );
    }

    #[test]
    fn nothing_is_let_into_css_that_is_not_a_value_of_its_kind() {
        let hostile: Attributes = ["font", "size", "color", "background", "script", "align", "line-height"]
            .into_iter()
            .map(|name| (name, "x;} * {display:none} '\"</style>"))
            .collect();
        assert_eq!(of_run(&hostile), ("run".to_owned(), None));
        assert_eq!(of_block(&hostile), None);
    }

    #[test]
    fn a_block_says_what_is_not_its_styles() {
        let attributes =
            Attributes::new().with("align", "right").with("line-height", 2).with("space-after", 6.5);
        assert_eq!(
            of_block(&attributes).as_deref(),
            Some("text-align:right;line-height:2;padding-block-end:6.5pt;")
        );
    }

    #[test]
    fn the_stylesheet_of_the_page_has_the_looks_that_styles_have_by_default() {
        let css = concat!("\n", include_str!("../../../assets/styles/paragraphs.css"));
        for style in Style::ALL {
            let look = style.default_look();
            let start = format!("\n.style-{} {{", style.name());
            let rule = css.split(&start).nth(1).and_then(|rest| rest.split('}').next()).unwrap_or_default();
            for says in [
                format!("font-size: {}pt;", look.size),
                format!("line-height: {};", look.line_height),
                format!("padding-block: {}pt {}pt;", look.space_before, look.space_after)
                    .replace(" 0pt ", " 0 ")
                    .replace(" 0pt;", " 0;"),
            ] {
                assert!(rule.contains(&says), "{style:?} says no {says:?} but {rule}");
            }
        }
    }
}
