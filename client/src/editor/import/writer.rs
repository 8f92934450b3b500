//! Writes down what a walk over HTML meets, as a body. Knows no DOM.

use super::numbering::Numbering;
use octavo_shared::model::schema::{
    ALIGN, BACKGROUND, BLOCKQUOTE, CODE_BLOCK, COLOR, FONT, HEADER, INDENT, LINE_BREAK, LINK, LIST,
    MAX_INDENT, PAGE_BREAK_BEFORE, SCRIPT, SIZE,
};
use octavo_shared::model::{Align, Attributes, Content, Delta, EmbedKind, ListKind, Mark, Op, Script};
use serde_json::json;
use std::collections::HashMap;

/// What holds for the text at a place: what the elements around it say.
#[derive(Clone, Default)]
pub struct Context {
    /// The marks of text here.
    pub marks: Attributes,
    /// The attributes of a paragraph that ends here.
    pub block: Attributes,
    /// Whether spaces and line ends count as they are.
    pub keeps_spaces: bool,
    /// Whether this is in a cell of a table.
    pub is_in_cell: bool,
    lists: Vec<ListKind>,
}

impl Context {
    /// Turns a mark on or off for what is inside.
    pub fn mark(&mut self, mark: Mark, is_on: bool) {
        if !is_on {
            self.marks = std::mem::take(&mut self.marks).without(mark.name());
        } else if mark != Mark::Bold || !self.block.has(HEADER) {
            // Headings are bold anyway.
            self.marks.set(mark.name(), true);
        }
    }

    /// Whether text here is a link.
    pub fn is_link(&self) -> bool {
        self.marks.has(LINK)
    }

    /// Goes into a link, which has a look of its own.
    pub fn enter_link(&mut self, href: String) {
        let marks = std::mem::take(&mut self.marks);
        self.marks = marks.without(COLOR).without(Mark::Underline.name()).with(LINK, href);
    }

    /// Whether a paragraph here is an item of a list.
    pub fn is_item(&self) -> bool {
        self.block.has(LIST)
    }

    /// What an element says by its tag alone.
    pub fn apply_tag(&mut self, tag: &str) {
        match tag {
            "b" | "strong" => self.mark(Mark::Bold, true),
            "i" | "em" | "cite" | "var" | "dfn" => self.mark(Mark::Italic, true),
            "u" | "ins" => self.mark(Mark::Underline, true),
            "s" | "strike" | "del" => self.mark(Mark::Strike, true),
            "code" | "kbd" | "samp" | "tt" if !self.block.has(CODE_BLOCK) => self.mark(Mark::Code, true),
            "sup" => self.marks.set(SCRIPT, Script::Super.name()),
            "sub" => self.marks.set(SCRIPT, Script::Sub.name()),
            "mark" => self.marks.set(BACKGROUND, "#ffff00"),
            "center" => self.block.set(ALIGN, Align::Center.name()),
            "blockquote" => self.block = Attributes::new().with(BLOCKQUOTE, true),
            "pre" => {
                self.block = Attributes::new().with(CODE_BLOCK, true);
                self.keeps_spaces = true;
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = tag.as_bytes()[1] - b'0';
                self.block = Attributes::new().with(HEADER, level);
            }
            _ => {}
        }
    }

    /// Goes into a list.
    pub fn enter_list(&mut self, kind: ListKind) {
        self.lists.push(kind);
        self.block = self.item(kind, self.lists.len() - 1);
    }

    /// Goes into an item of the list; `check` is its box, where it has one, and `level` its level, counted from 1, where it
    /// says so itself.
    pub fn enter_item(&mut self, check: Option<ListKind>, level: Option<usize>) {
        let kind = check.or(self.lists.last().copied()).unwrap_or(ListKind::Bullet);
        let depth = self.lists.len().max(level.unwrap_or_default()).saturating_sub(1);
        self.block = self.item(kind, depth);
    }

    /// Goes into a paragraph that Word means as an item.
    pub fn enter_word_item(&mut self, level: u8, kind: ListKind) {
        self.block = self.item(kind, usize::from(level));
    }

    fn item(&self, kind: ListKind, depth: usize) -> Attributes {
        let indent = depth.min(usize::from(MAX_INDENT));
        let item = Attributes::new().with(LIST, kind.name());
        if indent > 0 { item.with(INDENT, indent) } else { item }
    }
}

/// Whether an element stands in lines of its own.
pub fn is_block(tag: &str) -> bool {
    is_paragraph(tag)
        || matches!(
            tag,
            "div"
                | "section"
                | "article"
                | "header"
                | "footer"
                | "main"
                | "aside"
                | "nav"
                | "figure"
                | "figcaption"
                | "address"
                | "blockquote"
                | "dl"
                | "dt"
                | "dd"
                | "form"
                | "fieldset"
                | "details"
                | "summary"
                | "center"
                | "table"
                | "tbody"
                | "thead"
                | "tfoot"
                | "tr"
                | "caption"
        )
}

/// Whether an element is a paragraph even if it is empty.
pub fn is_paragraph(tag: &str) -> bool {
    matches!(tag, "p" | "pre" | "li" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// A body in the making.
#[derive(Default)]
pub struct Writer {
    body: Delta,
    blocks: usize,
    /// Whether the paragraph under way holds anything.
    has_content: bool,
    /// Whether a space came that counts only if something follows in the paragraph.
    space: Option<Attributes>,
    /// Line breaks that count only if something follows in the paragraph.
    breaks: usize,
    check: Option<ListKind>,
    numbering: Numbering,
    /// The number that stood beside the paragraph under way.
    number: Option<u32>,
    /// What the last text of the paragraph under way stood in.
    block: Attributes,
    /// Whether the next paragraph begins a page.
    breaks_page: bool,
    /// Whether the cell under way holds anything.
    has_cell_content: bool,
}

impl Writer {
    /// How many paragraphs were ended.
    pub fn count(&self) -> usize {
        self.blocks
    }

    /// Text at a place.
    pub fn text(&mut self, text: &str, context: &Context) {
        if context.keeps_spaces {
            let mut lines = text.split('\n');
            self.put(lines.next().unwrap_or_default().trim_end_matches('\r'), context);
            for line in lines {
                if context.block.has(CODE_BLOCK) {
                    self.end_block(context);
                } else {
                    self.breaks += 1;
                }
                self.put(line.trim_end_matches('\r'), context);
            }
            return;
        }
        let is_space = |character: char| matches!(character, ' ' | '\t' | '\n' | '\r' | '\u{c}');
        let mut words = text.split(is_space).peekable();
        while let Some(word) = words.next() {
            self.put(word, context);
            if words.peek().is_some() && self.has_content && self.breaks == 0 {
                self.space.get_or_insert_with(|| context.marks.clone());
            }
        }
    }

    fn put(&mut self, text: &str, context: &Context) {
        if text.is_empty() {
            return;
        }
        self.prepare(context);
        self.body = std::mem::take(&mut self.body).insert(text, context.marks.clone());
    }

    /// Writes what counts only now that something follows.
    fn prepare(&mut self, context: &Context) {
        let mut due = String::new();
        (0..std::mem::take(&mut self.breaks)).for_each(|_| due.push(LINE_BREAK));
        let space = self.space.take();
        let marks = space.clone().unwrap_or_default();
        if space.is_some() && due.is_empty() {
            due.push(' ');
        }
        self.body = std::mem::take(&mut self.body).insert(&due, marks);
        self.has_content = true;
        self.has_cell_content = true;
        self.block = context.block.clone();
    }

    /// A picture.
    pub fn image(&mut self, source: &str, context: &Context) {
        self.prepare(context);
        self.body = std::mem::take(&mut self.body).embed(json!({ "image": source }), context.marks.clone());
    }

    /// A line across the page, in a paragraph of its own.
    pub fn divider(&mut self) {
        self.boundary();
        self.body.push(EmbedKind::Divider.insert());
        self.end(Attributes::new());
    }

    /// A line break in the paragraph; between paragraphs it is an empty one.
    pub fn line_break(&mut self, context: &Context) {
        if self.has_content {
            self.space = None;
            self.breaks += 1;
        } else {
            self.end_block(context);
        }
    }

    /// A cell of a row: cells of a row are told apart by tabs.
    pub fn cell(&mut self, context: &Context, is_first: bool) {
        self.space = None;
        self.breaks = 0;
        if !is_first {
            self.prepare(context);
            self.body = std::mem::take(&mut self.body).insert("\t", Attributes::new());
        }
        self.has_cell_content = false;
    }

    /// A paragraph begins or ends in a cell: a line of it.
    pub fn break_cell(&mut self) {
        self.space = None;
        self.breaks = usize::from(self.has_cell_content);
    }

    /// The next paragraph begins a page.
    pub fn break_page(&mut self) {
        self.boundary();
        self.breaks_page = true;
    }

    /// The paragraph under way is an item of a checklist.
    pub fn make_check(&mut self, kind: ListKind) {
        self.check = Some(kind);
    }

    /// This number stood beside the paragraph under way.
    pub fn show_number(&mut self, number: u32) {
        self.number = Some(number);
    }

    /// A paragraph ends here if one is under way.
    pub fn boundary(&mut self) {
        if self.has_content {
            let block = std::mem::take(&mut self.block);
            self.end(block);
        }
        self.space = None;
        self.breaks = 0;
    }

    /// A paragraph ends here, even an empty one.
    pub fn end_block(&mut self, context: &Context) {
        self.end(context.block.clone());
    }

    fn end(&mut self, mut block: Attributes) {
        if let Some(kind) = self.check.take() {
            block.set(LIST, kind.name());
        }
        if std::mem::take(&mut self.breaks_page) {
            block.set(PAGE_BREAK_BEFORE, true);
        }
        let block = self.numbering.number(block, self.number.take());
        self.body = std::mem::take(&mut self.body).insert("\n", block);
        self.blocks += 1;
        self.has_content = false;
        self.space = None;
        self.breaks = 0;
    }

    /// The body. Its last paragraph has no terminator where the HTML ended within a line.
    pub fn finish(self) -> Delta {
        [FONT, SIZE].into_iter().fold(self.body, without_commonest)
    }
}

/// The body without the value of `name` that most of its text has: that is the look of the place that it comes from, and
/// gives way to the look of the place that it goes to. What stands out there stands out here.
fn without_commonest(body: Delta, name: &str) -> Delta {
    let mut counts: HashMap<Option<&str>, usize> = HashMap::new();
    for op in body.ops() {
        if let Op::Insert(Content::Text(text), attributes) = op
            && text != "\n"
        {
            *counts.entry(attributes.text(name)).or_default() += text.len();
        }
    }
    let commonest = counts.into_iter().max_by_key(|(_, count)| *count);
    let Some(commonest) = commonest.and_then(|(value, _)| value.map(str::to_owned)) else { return body };
    let plain = |op| match op {
        Op::Insert(content, attributes) if attributes.text(name) == Some(&commonest) => {
            Op::Insert(content, attributes.without(name))
        }
        op => op,
    };
    body.into_ops().into_iter().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heading() -> Context {
        let mut context = Context::default();
        context.apply_tag("h2");
        context
    }

    #[test]
    fn spaces_between_words_are_one_and_at_the_edges_none() {
        let mut writer = Writer::default();
        writer.text("  some\n  words ", &Context::default());
        writer.text(" more ", &Context::default());
        writer.boundary();
        assert_eq!(writer.finish(), Delta::new().insert("some words more\n", Attributes::new()));
    }

    #[test]
    fn a_paragraph_takes_what_its_text_stood_in() {
        let mut writer = Writer::default();
        writer.text("Title", &heading());
        writer.boundary();
        writer.text("text", &Context::default());
        let expected = Delta::new()
            .insert("Title", Attributes::new())
            .insert("\n", Attributes::new().with(HEADER, 2))
            .insert("text", Attributes::new());
        assert_eq!(writer.finish(), expected);
    }

    #[test]
    fn headings_are_not_bold_on_top() {
        let mut context = heading();
        context.apply_tag("b");
        assert!(context.marks.is_empty());
    }

    #[test]
    fn a_break_at_the_end_of_a_paragraph_does_not_count() {
        let mut writer = Writer::default();
        writer.text("one", &Context::default());
        writer.line_break(&Context::default());
        writer.text("two", &Context::default());
        writer.line_break(&Context::default());
        writer.boundary();
        assert_eq!(writer.finish(), Delta::new().insert("one\u{2028}two\n", Attributes::new()));
    }

    #[test]
    fn lists_in_lists_are_indented() {
        let mut context = Context::default();
        context.enter_list(ListKind::Bullet);
        context.enter_list(ListKind::Ordered);
        context.enter_item(None, None);
        assert_eq!(context.block, Attributes::new().with(LIST, "ordered").with(INDENT, 1));
    }

    #[test]
    fn the_commonest_size_gives_way_and_what_stands_out_stays() {
        let at = |size: &str| {
            let mut context = Context::default();
            context.marks.set("size", size);
            context
        };
        let mut writer = Writer::default();
        writer.text("most of the text", &at("11pt"));
        writer.text(" BIG", &at("20pt"));
        let expected = Delta::new()
            .insert("most of the text", Attributes::new())
            .insert(" ", Attributes::new().with("size", "20pt"))
            .insert("BIG", Attributes::new().with("size", "20pt"));
        assert_eq!(writer.finish().text(), expected.text());
    }

    #[test]
    fn empty_cells_keep_their_columns_and_paragraphs_in_a_cell_are_lines() {
        let context = Context { is_in_cell: true, ..Context::default() };
        let mut writer = Writer::default();
        writer.cell(&context, true);
        writer.cell(&context, false);
        writer.text("two", &context);
        writer.break_cell();
        writer.text("lines", &context);
        writer.break_cell();
        writer.cell(&context, false);
        writer.boundary();
        assert_eq!(writer.finish().text(), "\ttwo\u{2028}lines\t\n");
    }
}
