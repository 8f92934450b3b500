//! How a block looks as HTML: tags, classes, attributes, markers, escaping. Strings only, no DOM, and no words of any
//! language: those are in elements of the frame (`word-…`), and in properties of the style (`--word-…`).

use super::{look, pictures};
use octavo_shared::model::schema::{self, EMBED, LINE_BREAK, LINK, PAGE_BREAK_BEFORE, is_safe_link};
use octavo_shared::model::{Attributes, Block, Content, EmbedKind, ListKind, Run, Style, value};
use serde_json::Value;
use std::borrow::Cow;

/// The attribute that names a block in the DOM.
pub const NAME: &str = "data-b";

/// The attribute that names the site of a picture that is not shown, and what selects those.
pub const SITE: &str = "data-site";
pub const REMOTE: &str = "[data-embed='remote']";

/// A marker of more bytes than this has not everywhere the room beside the text that others have.
const WIDE: usize = 4;

/// The element that a block is.
pub fn tag(block: &Block) -> &'static str {
    if block.list().is_some() {
        return "div";
    }
    match block.style() {
        Style::Heading(1) => "h1",
        Style::Heading(2) => "h2",
        Style::Heading(3) => "h3",
        Style::Heading(4) => "h4",
        Style::Heading(5) => "h5",
        Style::Heading(_) => "h6",
        Style::Quote => "blockquote",
        Style::Normal | Style::Title | Style::Subtitle | Style::Code => "p",
    }
}

/// The attributes of a block's element apart from its name, always the same ones in the same order.
pub fn attributes(block: &Block) -> [(&'static str, Option<Cow<'static, str>>); 8] {
    let list = block.list();
    let level = block.indent();
    let direction = schema::direction(&block.attributes).map_or("auto", |direction| direction.name());
    [
        ("class", Some(class(block))),
        ("role", list.map(|_| "listitem".into())),
        ("aria-level", list.map(|_| (level + 1).to_string().into())),
        ("dir", Some(direction.into())),
        ("style", look::of_block(&block.attributes).map(Cow::from)),
        ("data-list", list.map(|list| list.name().into())),
        ("data-level", (list.is_some() || level > 0).then(|| level.to_string().into())),
        ("data-marker", list.and_then(|list| marker(list, level, block.ordinal))),
    ]
}

/// The classes of a block's element: what it is, and its style.
fn class(block: &Block) -> Cow<'static, str> {
    let item = if block.list().is_some() { " list-item" } else { "" };
    let page = if block.attributes.has(PAGE_BREAK_BEFORE) { " page-start" } else { "" };
    let is_wide = |list| marker(list, block.indent(), block.ordinal).is_some_and(|it| it.len() > WIDE);
    let wide = if block.list().is_some_and(is_wide) { " wide-marker" } else { "" };
    match (block.style(), item, page) {
        (Style::Normal, "", "") => "block style-normal".into(),
        (style, item, page) => format!("block style-{}{item}{wide}{page}", style.name()).into(),
    }
}

/// Whether the block begins with a box to tick.
pub fn has_checkbox(block: &Block) -> bool {
    block.list().is_some_and(ListKind::is_check)
}

/// Whether the block's box is ticked, as ARIA spells it.
pub fn checked(block: &Block) -> &'static str {
    if block.list() == Some(ListKind::Checked) { "true" } else { "false" }
}

/// Whether the block's last line would not show without a `<br>`.
pub fn needs_break(block: &Block) -> bool {
    match block.runs.last().map(|run| &run.content) {
        None => true,
        Some(Content::Text(text)) => text.ends_with(LINE_BREAK),
        Some(Content::Embed(_)) => false,
    }
}

/// What stands before a list item; boxes are elements and have none.
fn marker(list: ListKind, level: u8, ordinal: u32) -> Option<Cow<'static, str>> {
    match list {
        ListKind::Bullet => Some(["•", "◦", "▪"][usize::from(level % 3)].into()),
        ListKind::Ordered => Some(
            match level % 3 {
                0 => format!("{ordinal}."),
                1 => format!("{}.", letters(ordinal)),
                _ => format!("{}.", roman(ordinal)),
            }
            .into(),
        ),
        ListKind::Unchecked | ListKind::Checked => None,
    }
}

/// 1 is a, 26 is z, 27 is aa.
fn letters(mut number: u32) -> String {
    let mut letters = Vec::new();
    while number > 0 {
        number -= 1;
        letters.push(char::from(b'a' + (number % 26) as u8));
        number /= 26;
    }
    letters.iter().rev().collect()
}

fn roman(mut number: u32) -> String {
    const DIGITS: [(u32, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    if number > 3_999 {
        return number.to_string();
    }
    let mut roman = String::new();
    for (value, digit) in DIGITS {
        while number >= value {
            roman.push_str(digit);
            number -= value;
        }
    }
    roman
}

/// The element of a run of text: its tag, class and address.
#[derive(Debug, PartialEq, Eq)]
pub struct Shape {
    /// `span`, or `a` for a link that is safe to follow.
    pub tag: &'static str,
    /// The class with a word for each mark.
    pub class: String,
    /// The inline style: font, size, colours.
    pub style: Option<String>,
    /// Where a link leads.
    pub href: Option<String>,
}

/// The element of a run with these attributes.
pub fn shape(attributes: &Attributes) -> Shape {
    let (class, style) = look::of_run(attributes);
    let href = attributes.text(LINK).filter(|href| is_safe_link(href)).map(str::to_owned);
    Shape { tag: if href.is_some() { "a" } else { "span" }, class, style, href }
}

fn is_image(address: &str) -> bool {
    let inline = ["data:image/png;", "data:image/jpeg;", "data:image/gif;", "data:image/webp;"];
    address.starts_with("https://") || inline.iter().any(|start| address.starts_with(start))
}

/// Text as its Text node holds it. Every character keeps its length.
pub fn shown(text: &str) -> Cow<'_, str> {
    if text.contains([LINE_BREAK, '\r', '\0']) {
        Cow::Owned(text.replace(LINE_BREAK, "\n").replace('\r', " ").replace('\0', "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Appends the element of a block.
pub fn write_block(html: &mut String, block: &Block) {
    let tag = tag(block);
    html.push('<');
    html.push_str(tag);
    write_attribute(html, NAME, &block.id.0.to_string());
    for (name, value) in attributes(block) {
        if let Some(value) = value {
            write_attribute(html, name, &value);
        }
    }
    html.push('>');
    write_content(html, block);
    html.push_str("</");
    html.push_str(tag);
    html.push('>');
}

/// Appends what is inside a block's element.
pub fn write_content(html: &mut String, block: &Block) {
    if has_checkbox(block) {
        html.push_str(r#"<span class="checkbox" role="checkbox" aria-labelledby="word-done" contenteditable="false" aria-checked=""#);
        html.push_str(checked(block));
        html.push_str(r#""></span>"#);
    }
    block.runs.iter().for_each(|run| write_run(html, run));
    if needs_break(block) {
        html.push_str("<br>");
    }
}

/// Appends the element of a run.
pub fn write_run(html: &mut String, run: &Run) {
    match &run.content {
        Content::Text(text) => {
            let shape = shape(&run.attributes);
            html.push('<');
            html.push_str(shape.tag);
            write_attribute(html, "class", &shape.class);
            if let Some(style) = &shape.style {
                write_attribute(html, "style", style);
            }
            if let Some(href) = &shape.href {
                write_attribute(html, "href", href);
                write_attribute(html, "rel", "noopener noreferrer");
            }
            html.push('>');
            escape(html, &shown(text));
            html.push_str("</");
            html.push_str(shape.tag);
            html.push('>');
        }
        Content::Embed(value) => write_embed(html, value, &run.attributes),
    }
}

/// What an embed is, as the page says it; `None` for a picture.
fn embed_name(value: &Value, attributes: &Attributes) -> Option<String> {
    let kind = attributes.text(EMBED).map(str::to_owned);
    let is_picture = value.get("image").and_then(Value::as_str).is_some_and(is_image);
    let other = || value.as_object().and_then(|fields| fields.keys().next().cloned()).unwrap_or_default();
    kind.or_else(|| (!is_picture).then(other))
}

/// An embed counts as one character, whatever is in its element. One that is not known has a label in its place.
fn write_embed(html: &mut String, value: &Value, attributes: &Attributes) {
    html.push_str(r#"<span class="embed" contenteditable="false""#);
    let Some(name) = embed_name(value, attributes) else {
        let source = value.get("image").and_then(Value::as_str).unwrap_or_default();
        if let Some(site) = pictures::site_of(source).filter(|site| !pictures::is_asked(site)) {
            html.push_str(r#" data-embed="remote""#);
            write_attribute(html, SITE, site);
            html.push_str(r#" role="button"><span class="embed-label"></span> "#);
            escape(html, site);
            html.push_str("</span>");
            return;
        }
        html.push('>');
        write_picture(html, value, attributes);
        html.push_str("</span>");
        return;
    };
    match EmbedKind::of(&name) {
        Some(EmbedKind::Divider) => html.push_str(r#" data-embed="divider" role="separator">"#),
        Some(EmbedKind::PageBreak) => {
            html.push_str(
                r#" data-embed="page-break" role="separator" aria-labelledby="word-page-break"><span class="embed-label" aria-hidden="true"></span>"#,
            );
        }
        Some(EmbedKind::TableOfContents) => {
            html.push_str(r#" data-embed="toc" role="navigation" aria-labelledby="word-table-of-contents">"#);
        }
        None => {
            html.push_str(r#" data-embed="unknown">"#);
            if !name.is_empty() && name.chars().count() <= 40 {
                html.push_str(": ");
                escape(html, &name);
            }
        }
    }
    html.push_str("</span>");
}

fn write_picture(html: &mut String, value: &Value, attributes: &Attributes) {
    html.push_str("<img draggable=\"false\"");
    match attributes.text("alt") {
        Some(alt) => write_attribute(html, "alt", alt),
        // With no alternative at all a picture that does not load takes no room, and nothing can be written behind it.
        None => html.push_str(r#" alt="▢" aria-labelledby="word-image""#),
    }
    for name in ["width", "height"] {
        let pixels = attributes.get(name).and_then(|size| value::number(size, 1.0..=10_000.0));
        if let Some(pixels) = pixels {
            write_attribute(html, name, &format!("{pixels:.0}"));
        }
    }
    write_attribute(html, "src", value.get("image").and_then(Value::as_str).unwrap_or_default());
    html.push('>');
}

fn write_attribute(html: &mut String, name: &str, value: &str) {
    html.push(' ');
    html.push_str(name);
    html.push_str("=\"");
    escape(html, value);
    html.push('"');
}

fn escape(html: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            other => html.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use octavo_shared::model::{Blocks, Delta};

    fn html_of(body: Delta) -> String {
        let mut html = String::new();
        Blocks::from_body(&body).iter().for_each(|block| write_block(&mut html, block));
        html
    }

    #[test]
    fn text_cannot_become_markup() {
        let html = html_of(Delta::new().insert("<img src=x onerror=\"a\">\n", Attributes::new()));
        assert!(html.contains("&lt;img src=x onerror=&quot;a&quot;&gt;"), "{html}");
    }

    #[test]
    fn a_link_that_runs_code_is_plain_text() {
        let link = |href: &str| shape(&Attributes::new().with(LINK, href));
        assert_eq!(link("https://example.org/").tag, "a");
        assert_eq!(
            link(" JavaScript:alert(1)"),
            Shape { tag: "span", class: "run".into(), style: None, href: None }
        );
    }

    #[test]
    fn an_empty_block_holds_one_break() {
        let html = html_of(Delta::new().insert("\n", Attributes::new()));
        assert!(html.ends_with("><br></p>"), "{html}");
    }

    #[test]
    fn a_picture_of_another_site_is_a_place_that_names_it_and_one_of_the_document_is_shown() {
        let picture = |address: &str| {
            let value = serde_json::json!({ "image": address });
            html_of(Delta::new().embed(value, Attributes::new()).insert("\n", Attributes::new()))
        };
        let remote = picture("https://tracker.example/a.png?who=1");
        assert!(!remote.contains("<img") && !remote.contains("who=1"), "{remote}");
        assert!(remote.contains(r#"data-site="tracker.example""#), "{remote}");
        assert!(picture("data:image/png;base64,AA").contains("<img"));
        for odd in [
            "http://example.org/a.png",
            "//example.org/a.png",
            "javascript:alert(1)",
            "data:image/svg+xml,<svg>",
        ] {
            assert!(!picture(odd).contains("<img"), "{odd}");
        }
    }

    #[test]
    fn numbers_change_their_script_with_the_level() {
        let marker_at = |level, ordinal| marker(ListKind::Ordered, level, ordinal).unwrap();
        assert_eq!(marker_at(0, 28), "28.");
        assert_eq!(marker_at(1, 28), "ab.");
        assert_eq!(marker_at(2, 28), "xxviii.");
    }
}
