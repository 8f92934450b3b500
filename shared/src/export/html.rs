//! Blocks as HTML for other programs: elements for what things are, inline styles for how they look. Word, Google Docs
//! and mail read those; they read no stylesheet.
//!
//! As on the page, a value is read as what it must be and written anew.

use crate::model::schema::{
    self, ALIGN, BACKGROUND, COLOR, FONT, LINE_BREAK, LINE_HEIGHT, LINK, ListStart, SCRIPT, SIZE,
    SPACE_AFTER, SPACE_BEFORE,
};
use crate::model::{
    Align, Attributes, Block, Blocks, Content, EmbedKind, ListKind, Mark, Run, Script, Style, StyleSheet,
    value,
};
use serde_json::Value;

/// A whole page of HTML that says what `blocks` say, in the look of `styles`, for a file.
pub fn page_html(title: &str, blocks: &Blocks, styles: &StyleSheet) -> String {
    format!(
        "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>{}</title></head>\n<body>{}</body></html>\n",
        escape(title),
        blocks_html(blocks, styles)
    )
}

/// All of `blocks`, lists nested as their levels are. Of `styles`, what their document has redefined is said of each block.
pub fn blocks_html(blocks: &Blocks, styles: &StyleSheet) -> String {
    let mut html = String::new();
    let mut open: Vec<&str> = Vec::new();
    let mut is_in_code = false;
    for block in blocks.iter() {
        let wanted = block.list().map(|list| if list == ListKind::Ordered { "ol" } else { "ul" });
        let is_code = wanted.is_none() && block.style() == Style::Code;
        if is_in_code {
            html.push_str(if is_code { "\n" } else { "</pre>" });
        }
        let depth = wanted.map_or(0, |_| usize::from(block.indent()) + 1);
        while open.len() > depth || (open.len() == depth && depth > 0 && open.last().copied() != wanted) {
            html.push_str(&format!("</{}>", open.pop().unwrap_or_default()));
        }
        while let (Some(list), true) = (wanted, open.len() < depth) {
            html.push_str(&format!("<{list}>"));
            open.push(list);
        }
        if is_code && !is_in_code {
            html.push_str(&format!("<pre{}>", style(style_css(Style::Code, styles))));
        }
        is_in_code = is_code;
        html.push_str(&block_html(block, styles));
    }
    if is_in_code {
        html.push_str("</pre>");
    }
    open.iter().rev().for_each(|list| html.push_str(&format!("</{list}>")));
    html
}

fn block_html(block: &Block, styles: &StyleSheet) -> String {
    let inner = inline_html(block);
    if let [run] = &*block.runs
        && matches!(run.content, Content::Embed(_))
        && EmbedKind::in_attributes(&run.attributes).is_some()
    {
        return inner;
    }
    let tag = match (block.list(), block.style()) {
        (Some(_), _) => "li".to_owned(),
        (None, Style::Heading(level)) => format!("h{level}"),
        (None, Style::Quote) => "blockquote".to_owned(),
        (None, Style::Code) => return inner,
        (None, Style::Normal | Style::Title | Style::Subtitle) => "p".to_owned(),
    };
    let number = match (block.list(), schema::list_start(&block.attributes)) {
        (Some(ListKind::Ordered), Some(ListStart::At(_) | ListStart::Continue)) => {
            format!(" value=\"{}\"", block.ordinal)
        }
        _ => String::new(),
    };
    // A box of a form would be one in a letter too; a sign can be read everywhere, and what it is said to some.
    let (check, sign) = match block.list() {
        Some(ListKind::Checked) => (" role=\"checkbox\" aria-checked=\"true\"", "\u{2611} "),
        Some(ListKind::Unchecked) => (" role=\"checkbox\" aria-checked=\"false\"", "\u{2610} "),
        _ => ("", ""),
    };
    let direction = schema::direction(&block.attributes)
        .map_or_else(String::new, |direction| format!(" dir=\"{}\"", direction.name()));
    let css = style(block_css(block, styles));
    format!("<{tag}{number}{check}{direction}{css}>{sign}{inner}</{tag}>")
}

/// What is in a block.
pub fn inline_html(block: &Block) -> String {
    block.runs.iter().map(run_html).collect()
}

fn run_html(run: &Run) -> String {
    let attributes = &run.attributes;
    let inner = match &run.content {
        Content::Text(text) => escape(text).replace(LINE_BREAK, "<br>"),
        Content::Embed(value) => return embed_html(value, attributes),
    };
    let mut tags: Vec<&str> = Mark::ALL
        .into_iter()
        .filter(|mark| attributes.has(mark.name()))
        .map(|mark| match mark {
            Mark::Bold => "b",
            Mark::Italic => "i",
            Mark::Underline => "u",
            Mark::Strike => "s",
            Mark::Code => "code",
        })
        .collect();
    tags.extend(attributes.text(SCRIPT).and_then(Script::of).map(|script| match script {
        Script::Super => "sup",
        Script::Sub => "sub",
    }));
    let marked = tags.into_iter().fold(inner, |inner, tag| format!("<{tag}>{inner}</{tag}>"));
    let look = style(run_css(attributes));
    let styled = if look.is_empty() { marked } else { format!("<span{look}>{marked}</span>") };
    match attributes.text(LINK).filter(|address| schema::is_safe_link(address)) {
        Some(address) => format!("<a href=\"{}\">{styled}</a>", escape(address)),
        None => styled,
    }
}

fn embed_html(value: &Value, attributes: &Attributes) -> String {
    match EmbedKind::in_attributes(attributes) {
        Some(EmbedKind::Divider) => return "<hr>".to_owned(),
        Some(EmbedKind::PageBreak) => return "<br style=\"page-break-before:always\">".to_owned(),
        Some(EmbedKind::TableOfContents) => return String::new(),
        None => {}
    }
    let picture = value.get("image").and_then(Value::as_str);
    let alt = attributes.text("alt").map_or_else(String::new, |alt| format!(" alt=\"{}\"", escape(alt)));
    picture.map_or_else(String::new, |address| format!("<img src=\"{}\"{alt}>", escape(address)))
}

fn run_css(attributes: &Attributes) -> Vec<String> {
    let say = |name: &str, read: fn(&str) -> Option<String>| attributes.text(name).and_then(read);
    // What a style gives and this text has not.
    let plain = |mark: Mark| attributes.get(mark.name()).is_some() && !attributes.has(mark.name());
    let size = |text: &str| value::points(text).and_then(value::size);
    [
        plain(Mark::Bold).then(|| "font-weight:normal".to_owned()),
        plain(Mark::Italic).then(|| "font-style:normal".to_owned()),
        say(FONT, value::font).map(|font| format!("font-family:'{font}'")),
        say(SIZE, size).map(|size| format!("font-size:{size}")),
        say(COLOR, value::color).map(|color| format!("color:{color}")),
        say(BACKGROUND, value::color).map(|color| format!("background-color:{color}")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What a block says over its style, behind what its style says: the last word counts.
fn block_css(block: &Block, styles: &StyleSheet) -> Vec<String> {
    let attributes = &block.attributes;
    let number = |name: &str, bounds| attributes.get(name).and_then(|number| value::number(number, bounds));
    let indented = block.list().is_none() && block.indent() > 0;
    let align = attributes.text(ALIGN).and_then(Align::of);
    let own = [
        align.map(|align| format!("text-align:{}", align.name())),
        number(LINE_HEIGHT, value::LINE_HEIGHTS).map(|multiple| format!("line-height:{multiple}")),
        number(SPACE_BEFORE, value::SPACES).map(|points| format!("margin-top:{points}pt")),
        number(SPACE_AFTER, value::SPACES).map(|points| format!("margin-bottom:{points}pt")),
        indented.then(|| format!("margin-left:{}pt", 36 * u32::from(block.indent()))),
        attributes.has(schema::PAGE_BREAK_BEFORE).then(|| "page-break-before:always".to_owned()),
    ];
    style_css(block.style(), styles).into_iter().chain(own.into_iter().flatten()).collect()
}

/// What other programs do not know of a style: of one that has an element of its own, what was redefined.
fn style_css(style: Style, styles: &StyleSheet) -> Vec<String> {
    let (look, default) = (styles.look(style), style.default_look());
    let titled = matches!(style, Style::Title | Style::Subtitle);
    let weight = if look.bold { "bold" } else { "normal" };
    let slant = if look.italic { "italic" } else { "normal" };
    let lines = match (look.underline, look.strike) {
        (true, true) => "underline line-through",
        (true, false) => "underline",
        (false, true) => "line-through",
        (false, false) => "none",
    };
    let number =
        |differs: bool, name: &str, value: f32, unit: &str| differs.then(|| format!("{name}:{value}{unit}"));
    let word = |differs: bool, name: &str, value: &str| differs.then(|| format!("{name}:{value}"));
    let has_lines = (look.underline, look.strike) != (default.underline, default.strike);
    [
        look.font.as_ref().map(|font| format!("font-family:'{font}'")),
        number(titled || look.size != default.size, "font-size", look.size, "pt"),
        word(look.bold != default.bold || (titled && look.bold), "font-weight", weight),
        word(look.italic != default.italic, "font-style", slant),
        word(has_lines, "text-decoration", lines),
        look.color.as_ref().map(|color| format!("color:{color}")),
        look.background.as_ref().map(|ground| format!("background-color:{ground}")),
        word(look.align != default.align, "text-align", look.align.name()),
        number(look.line_height != default.line_height, "line-height", look.line_height, ""),
        number(look.space_before != default.space_before, "margin-top", look.space_before, "pt"),
        number(look.space_after != default.space_after, "margin-bottom", look.space_after, "pt"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn style(css: Vec<String>) -> String {
    if css.is_empty() { String::new() } else { format!(" style=\"{}\"", css.join(";")) }
}

/// Text that is nothing but text, also inside of an attribute.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
