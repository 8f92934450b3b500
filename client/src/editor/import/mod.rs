//! HTML from elsewhere as a slice: from web pages, Word, Google Docs and whatever else fills a clipboard.
//!
//! The HTML is parsed by the browser as the content of a template, where no script runs and nothing is loaded, and walked
//! here; what the walk meets is written down by [`writer`], which knows no DOM. What its styles say is read by [`style`] and
//! [`sheet`], as far as a document can say it too.

mod numbering;
mod sheet;
mod style;
mod writer;

use crate::browser;
use octavo_shared::edit::Slice;
use octavo_shared::model::schema::{BLOCKQUOTE, DIRECTION, FONT, HEADER, SIZE, STYLE, is_safe_link};
use octavo_shared::model::{Attributes, Direction, ListKind};
use sheet::Sheet;
use std::rc::Rc;
use style::Style;
use wasm_bindgen::JsCast;
use web_sys::{DocumentFragment, Element, HtmlTemplateElement, Node};
use writer::{Context, Writer};

/// The most HTML that is looked into, in bytes; of more, the plain text is taken.
const LONGEST: usize = 20 << 20;
/// The most columns that one cell takes,
const WIDEST_CELL: usize = 64;
/// and that all cells take which say that they are wider than one.
const MOST_WIDER: usize = 10_000;
/// The most tabs that stand at one place.
const MOST_TABS: usize = 32;
/// So many steps of the walk are made before somebody is asked whether to stop.
const ASKED_EVERY: u32 = 64;

/// Copied HTML that is being read.
pub trait Reading {
    /// Reads on until `is_due` says to stop, which is asked now and then. Answers whether all is read.
    fn go_on(&mut self, is_due: &dyn Fn() -> bool) -> bool;

    /// How much is read, from 0 to 1.
    fn done(&self) -> f64;

    /// What was read; `None` if nothing of it can be shown.
    fn finish(self: Box<Self>) -> Option<Slice>;
}

/// Begins to read; `None` for HTML that is too long.
pub type ReadHtml = fn(&str) -> Option<Box<dyn Reading>>;

/// What reads HTML. It is a part of the app that comes later, and must not be named in the editor.
pub const READ_HTML: ReadHtml = |html| Some(Box::new(Walk::of(html)?));

/// The way through it.
struct Walk {
    page: Page,
    /// The elements that the walk is in, the outermost first.
    open: Vec<Open>,
    /// How many elements there are, and how many were entered.
    all: u32,
    entered: u32,
}

/// An element that the walk is in.
struct Open {
    /// What comes next of what is in it.
    next: Option<Node>,
    context: Rc<Context>,
    leave: Leave,
}

/// What there is to do behind an element.
enum Leave {
    Nothing,
    Boundary,
    /// A paragraph ended before which there were `count`; whether it counts if nothing was in it.
    Paragraph {
        count: usize,
        counts_empty: bool,
    },
    /// A paragraph in a cell ended.
    Line,
    /// A cell ended that is so many columns wider than one.
    Cell(usize),
}

impl Walk {
    fn of(html: &str) -> Option<Walk> {
        if html.len() > LONGEST {
            return None;
        }
        let template: HtmlTemplateElement =
            browser::document().create_element("template").ok()?.dyn_into().ok()?;
        template.set_inner_html(html);
        let content = template.content();
        unname_controls(&content);
        let mut page = Page::default();
        let sheets = content.query_selector_all("style").ok()?;
        (0..sheets.length())
            .filter_map(|index| sheets.item(index)?.text_content())
            .for_each(|css| page.sheet.read(&css));
        let all = content.query_selector_all("*").ok()?.length();
        let root = Open { next: content.first_child(), context: Rc::default(), leave: Leave::Nothing };
        Some(Walk { page, open: vec![root], all, entered: 0 })
    }
}

impl Reading for Walk {
    fn go_on(&mut self, is_due: &dyn Fn() -> bool) -> bool {
        for step in 1_u32.. {
            let Some(open) = self.open.last_mut() else { return true };
            match open.next.take() {
                Some(node) => {
                    open.next = node.next_sibling();
                    let context = Rc::clone(&open.context);
                    if node.node_type() == Node::TEXT_NODE {
                        self.page.writer.text(&node.node_value().unwrap_or_default(), &context);
                    } else if let Some(element) = node.dyn_ref::<Element>() {
                        self.entered += 1;
                        let inner = enter(element, &context, &mut self.page);
                        self.open.extend(inner.map(|(context, leave)| Open {
                            next: element.first_child(),
                            context: Rc::new(context),
                            leave,
                        }));
                    }
                }
                None => {
                    if let Some(open) = self.open.pop() {
                        self.page.writer.leave(open);
                    }
                }
            }
            if step % ASKED_EVERY == 0 && is_due() {
                return false;
            }
        }
        true
    }

    fn done(&self) -> f64 {
        f64::from(self.entered) / f64::from(self.all.max(1))
    }

    fn finish(self: Box<Self>) -> Option<Slice> {
        let body = self.page.writer.finish();
        (!body.is_empty()).then(|| Slice::from_body(body))
    }
}

/// A form's controls can stand, by their names, in the place of the form's own properties (`<input name=tagName>`). Without
/// names they cannot.
fn unname_controls(content: &DocumentFragment) {
    let controls = "input, button, select, textarea, output, fieldset, object, img";
    let Ok(controls) = content.query_selector_all(controls) else { return };
    for control in (0..controls.length()).filter_map(|index| controls.item(index)?.dyn_into::<Element>().ok())
    {
        let _ = control.remove_attribute("name");
        let _ = control.remove_attribute("id");
    }
}

/// The class of any element; an SVG's `className` is no string.
fn class_of(element: &Element) -> String {
    element.get_attribute("class").unwrap_or_default()
}

/// What is pasted, in the making.
#[derive(Default)]
struct Page {
    sheet: Sheet,
    writer: Writer,
    /// How many columns were taken by cells that are wider than one.
    wider: usize,
}

impl Page {
    /// What holds for an element: what the sheet says of it, and after that what it says itself.
    fn style_of(&self, element: &Element, tag: &str) -> Style {
        let mut declarations = self.sheet.declarations(tag, &class_of(element));
        declarations.push_str(&element.get_attribute("style").unwrap_or_default());
        Style::of(&declarations)
    }
}

impl Writer {
    fn leave(&mut self, Open { context, leave, .. }: Open) {
        match leave {
            Leave::Nothing => {}
            Leave::Boundary => self.boundary(),
            Leave::Paragraph { count, counts_empty: true } if self.count() == count => {
                self.end_block(&context)
            }
            Leave::Paragraph { .. } => self.boundary(),
            Leave::Line => self.break_cell(),
            Leave::Cell(wider) => (0..wider).for_each(|_| self.cell(&context, false)),
        }
    }
}

/// Goes into an element. Answers what holds in it and what there is to do behind it; `None` where nothing in it counts.
fn enter(element: &Element, context: &Rc<Context>, page: &mut Page) -> Option<(Context, Leave)> {
    let tag = element.tag_name().to_ascii_lowercase();
    let style = page.style_of(element, &tag);
    if style.is_hidden() || element.has_attribute("hidden") {
        return None;
    }
    let mut inner = Context::clone(context);
    inner.apply_tag(&tag);
    apply_presentation(element, &tag, &mut inner);
    let writer = &mut page.writer;
    match tag.as_str() {
        "script" | "style" | "template" | "noscript" | "head" | "title" | "svg" | "math" | "iframe"
        | "object" | "select" | "textarea" | "button" | "audio" | "video" | "canvas" => return None,
        // What Word puts where a paragraph ends.
        "o:p" => return None,
        "span" if class_of(element).split_whitespace().any(|class| class == "EOP") => return None,
        "span" if style.tabs() > 0 => {
            inner.keeps_spaces = true;
            writer.text(&"\t".repeat(style.tabs().min(MOST_TABS)), &inner);
            return None;
        }
        "br" if class_of(element) == "Apple-interchange-newline" => {}
        "br" if style.breaks_page() => writer.break_page(),
        "br" => writer.line_break(context),
        "hr" if !context.is_in_cell => writer.divider(),
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
                inner.enter_link(href);
            }
            style.apply_to(&mut inner);
        }
        "ul" | "ol" if !context.is_in_cell => {
            inner.enter_list(if tag == "ol" { ListKind::Ordered } else { ListKind::Bullet });
            style.apply_to(&mut inner);
            writer.boundary();
            return Some((inner, Leave::Boundary));
        }
        "td" | "th" => {
            style.apply_to(&mut inner);
            inner.is_in_cell = true;
            let is_first = element.previous_element_sibling().is_none();
            writer.cell(&inner, is_first);
            let span: usize =
                element.get_attribute("colspan").and_then(|span| span.parse().ok()).unwrap_or(1);
            // As many columns as it is wide; what is written there is bounded.
            let wider = (span.clamp(1, WIDEST_CELL) - 1).min(MOST_WIDER - page.wider);
            page.wider += wider;
            return Some((inner, Leave::Cell(wider)));
        }
        _ if writer::is_block(&tag)
            && context.is_in_cell
            && !matches!(tag.as_str(), "table" | "tr" | "tbody") =>
        {
            // A row is one line: paragraphs in a cell are lines of it.
            style.apply_to(&mut inner);
            inner.block = context.block.clone();
            writer.break_cell();
            return Some((inner, Leave::Line));
        }
        _ if writer::is_block(&tag) => {
            enter_block(element, &tag, &style, &mut inner, page);
            let count = page.writer.count();
            return Some((inner, Leave::Paragraph { count, counts_empty: writer::is_paragraph(&tag) }));
        }
        _ => style.apply_to(&mut inner),
    }
    Some((inner, Leave::Nothing))
}

fn enter_block(element: &Element, tag: &str, style: &Style, inner: &mut Context, page: &mut Page) {
    let mut number = None;
    if tag == "li" {
        let level = ["aria-level", "data-aria-level"].iter().find_map(|name| element.get_attribute(name));
        let level = level.and_then(|level| level.parse().ok());
        inner.enter_item(check_of(element), level);
        number = number_of(element);
    }
    if let Some(list) = style.word_list() {
        let item = WordItem::of(element, &list, &page.sheet);
        inner.enter_word_item(item.level, item.kind);
        number = item.number.or(number);
    } else if let Some(level) = heading_level(element) {
        inner.block = Attributes::new().with(HEADER, level);
    } else if tag == "p" {
        match class_of(element).to_ascii_lowercase().as_str() {
            "msotitle" => inner.block = Attributes::new().with(STYLE, "title"),
            "msosubtitle" => inner.block = Attributes::new().with(STYLE, "subtitle"),
            "msoquote" | "msointensequote" => inner.block = Attributes::new().with(BLOCKQUOTE, true),
            _ => {
                if let Some(level) = style.outline_level() {
                    inner.block = Attributes::new().with(HEADER, level);
                }
            }
        }
    }
    if inner.block.has(HEADER) || inner.block.has(STYLE) {
        // It has a font and a size of its own, whatever holds around it.
        inner.marks = std::mem::take(&mut inner.marks).without(FONT).without(SIZE);
    }
    style.apply_to_block(inner);
    style.apply_to(inner);
    page.writer.boundary();
    if style.breaks_page() {
        page.writer.break_page();
    }
    if let Some(number) = number {
        page.writer.show_number(number);
    }
}

/// What HTML of old says by attributes instead of by styles.
fn apply_presentation(element: &Element, tag: &str, inner: &mut Context) {
    if tag == "font" {
        let declarations = [("face", "font-family"), ("color", "color")]
            .into_iter()
            .filter_map(|(name, property)| Some(format!("{property}:{};", element.get_attribute(name)?)));
        Style::of(&declarations.collect::<String>()).apply_to(inner);
    }
    if writer::is_block(tag) && !inner.is_in_cell {
        if let Some(align) = element.get_attribute("align") {
            Style::of(&format!("text-align:{align}")).apply_to_block(inner);
        }
        if element.get_attribute("dir").is_some_and(|direction| direction.eq_ignore_ascii_case("rtl")) {
            inner.block.set(DIRECTION, Direction::Rtl.name());
        }
    }
}

/// The number that stands beside an item, as far as the item or its list says so.
fn number_of(item: &Element) -> Option<u32> {
    let own = item.get_attribute("value").and_then(|value| value.parse().ok());
    let of_list = || {
        let is_first = item.previous_element_sibling().is_none();
        let list = item.parent_element().filter(|list| is_first && list.tag_name() == "OL")?;
        list.get_attribute("start").map_or(Some(1), |start| start.parse().ok())
    };
    own.or_else(of_list)
}

/// Word Online says by its role that a paragraph is a heading.
fn heading_level(paragraph: &Element) -> Option<u8> {
    paragraph.get_attribute("role").filter(|role| role == "heading")?;
    let level = paragraph.get_attribute("aria-level")?.parse().ok()?;
    (1..=6).contains(&level).then_some(level)
}

/// Google Docs and others say on the item whether it is ticked.
fn check_of(item: &Element) -> Option<ListKind> {
    match (item.get_attribute("role").as_deref(), item.get_attribute("aria-checked").as_deref()) {
        (_, Some("true")) => Some(ListKind::Checked),
        (_, Some("false")) | (Some("checkbox"), _) => Some(ListKind::Unchecked),
        _ => None,
    }
}

/// What Word says of an item. Its items are paragraphs: the level stands in the style, the kind in the style sheet, or else it
/// shows in the marker that goes with the text, as the number does.
struct WordItem {
    level: u8,
    kind: ListKind,
    number: Option<u32>,
}

impl WordItem {
    fn of(paragraph: &Element, list: &str, sheet: &Sheet) -> WordItem {
        let level =
            list.split_once("level").and_then(|(_, level)| level.split(' ').next()?.parse::<u8>().ok());
        let marker = paragraph.query_selector("[style*='mso-list:Ignore']").ok().flatten();
        let marker = marker.and_then(|marker| marker.text_content()).unwrap_or_default();
        let definition = sheet.word_level(list).map(Style::of);
        let is_numbered = definition.as_ref().map_or_else(|| is_number(&marker), Style::is_numbered);
        WordItem {
            level: level.unwrap_or(1).saturating_sub(1),
            kind: if is_numbered { ListKind::Ordered } else { ListKind::Bullet },
            number: numbering::shown_by(&marker, definition.and_then(|it| it.number_format()).as_deref()),
        }
    }
}

/// Whether a marker looks like a number: `1.`, `(a)`.
fn is_number(marker: &str) -> bool {
    let marker = marker.trim().trim_start_matches('(');
    marker.starts_with(|first: char| first.is_ascii_alphanumeric()) && marker.ends_with(['.', ')'])
}
