//! HTML from elsewhere as a slice: from web pages, Word, Google Docs and whatever else fills a clipboard.
//!
//! The HTML is parsed by the browser into a document of its own, where no script runs and nothing is loaded, and walked
//! here; what the walk meets is written down by [`writer`], which knows no DOM. Styles count where they say bold, italic,
//! underlined, struck through or hidden; colours, fonts and sizes stay behind.

mod style;
mod writer;

use octavo_shared::edit::Slice;
use octavo_shared::model::ListKind;
use octavo_shared::model::schema::{LINK, is_safe_link};
use style::Style;
use wasm_bindgen::JsCast;
use web_sys::{DomParser, Element, Node, SupportedType};
use writer::{Context, Writer};

/// The most HTML that is looked into, in bytes; of more, the plain text is taken.
const LONGEST: usize = 20 << 20;

/// What is in copied HTML; `None` if nothing of it can be shown.
pub fn slice(html: &str) -> Option<Slice> {
    if html.len() > LONGEST {
        return None;
    }
    let document = DomParser::new().ok()?.parse_from_string(html, SupportedType::TextHtml).ok()?;
    let mut writer = Writer::default();
    walk(&document.body()?.into(), &Context::default(), &mut writer);
    let body = writer.finish();
    (!body.is_empty()).then(|| Slice::from_body(body))
}

fn walk(parent: &Node, context: &Context, writer: &mut Writer) {
    let children = std::iter::successors(parent.first_child(), Node::next_sibling);
    for child in children {
        if child.node_type() == Node::TEXT_NODE {
            writer.text(&child.node_value().unwrap_or_default(), context);
        } else if let Some(element) = child.dyn_ref::<Element>() {
            enter(element, context, writer);
        }
    }
}

fn enter(element: &Element, context: &Context, writer: &mut Writer) {
    let tag = element.tag_name().to_ascii_lowercase();
    let declarations = element.get_attribute("style").unwrap_or_default();
    let style = Style::of(&declarations);
    if style.is_hidden() || element.has_attribute("hidden") {
        return;
    }
    let mut inner = context.clone();
    inner.apply_tag(&tag);
    style.apply_to(&mut inner);
    match tag.as_str() {
        "script" | "style" | "template" | "noscript" | "head" | "title" | "svg" | "math" | "iframe"
        | "object" | "select" | "textarea" | "button" | "audio" | "video" | "canvas" => {}
        "br" if element.class_name() == "Apple-interchange-newline" => {}
        "br" => writer.line_break(context),
        "img" => {
            let source = element.get_attribute("src").filter(|source| source.starts_with("https://"));
            if let Some(source) = source {
                writer.image(&source, context);
            }
        }
        "input" if element.get_attribute("type").as_deref() == Some("checkbox") => {
            let kind = if element.has_attribute("checked") { ListKind::Checked } else { ListKind::Unchecked };
            writer.make_check(kind);
        }
        "a" => {
            let href = element.get_attribute("href").filter(|href| href.contains(':') && is_safe_link(href));
            if let Some(href) = href {
                inner.marks.set(LINK, href);
            }
            walk(element, &inner, writer);
        }
        "ul" | "ol" => {
            inner.enter_list(if tag == "ol" { ListKind::Ordered } else { ListKind::Bullet });
            writer.boundary();
            walk(element, &inner, writer);
            writer.boundary();
        }
        "td" | "th" => {
            writer.cell(&inner);
            walk(element, &inner, writer);
        }
        _ if writer::is_block(&tag) => {
            if tag == "li" {
                inner.enter_item(check_of(element));
            }
            if let Some((level, kind)) = word_list(element, &style) {
                inner.enter_word_item(level, kind);
            }
            let is_paragraph = writer::is_paragraph(&tag);
            writer.boundary();
            let before = writer.count();
            walk(element, &inner, writer);
            if is_paragraph && writer.count() == before {
                writer.end_block(&inner);
            } else {
                writer.boundary();
            }
        }
        _ => walk(element, &inner, writer),
    }
}

/// Google Docs and others say on the item whether it is ticked.
fn check_of(item: &Element) -> Option<ListKind> {
    match (item.get_attribute("role").as_deref(), item.get_attribute("aria-checked").as_deref()) {
        (_, Some("true")) => Some(ListKind::Checked),
        (_, Some("false")) | (Some("checkbox"), _) => Some(ListKind::Unchecked),
        _ => None,
    }
}

/// Word's list items are paragraphs: the level stands in the style, the kind shows in the marker that goes with the text.
fn word_list(paragraph: &Element, style: &Style) -> Option<(u8, ListKind)> {
    let level = style.word_list_level()?;
    let marker = paragraph.query_selector("[style*='mso-list:Ignore']").ok().flatten();
    let marker = marker.and_then(|marker| marker.text_content()).unwrap_or_default();
    let is_ordered =
        marker.trim().trim_start_matches('(').starts_with(|first: char| first.is_ascii_alphanumeric())
            && marker.trim().ends_with(['.', ')']);
    Some((level, if is_ordered { ListKind::Ordered } else { ListKind::Bullet }))
}
