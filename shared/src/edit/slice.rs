//! A piece of a document on its way through the clipboard.

use super::outline;
use crate::export::{blocks_html, escape, inline_html, line};
use crate::model::schema::LINE_BREAK;
use crate::model::{Attributes, Blocks, Content, Delta, EmbedKind, Op, StyleSheet};
use serde::{Deserialize, Serialize};

/// Content that was copied: plain text from elsewhere, or a piece of a document with all that is said about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Slice {
    content: Delta,
    /// The attributes of the last paragraph, whose terminator is not in the content.
    last_block: Attributes,
    #[serde(skip)]
    plain_text: Option<String>,
    /// The headings that a table of contents in it lists, a line each: elsewhere it is text.
    #[serde(skip)]
    contents: String,
    /// The styles of its document, for other programs.
    #[serde(skip)]
    styles: StyleSheet,
}

/// The attribute of the first element of copied HTML that holds the slice itself.
const MARKER: &str = "data-octavo-slice=\"";

impl Slice {
    /// Text from elsewhere. Lines are paragraphs.
    pub fn from_text(text: &str) -> Self {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        Slice {
            content: Delta::new().insert(&text, Attributes::new()),
            last_block: Attributes::new(),
            plain_text: Some(text),
            contents: String::new(),
            styles: StyleSheet::default(),
        }
    }

    /// The piece `start..end` of a document.
    pub(super) fn of(blocks: &Blocks, start: usize, end: usize) -> Self {
        let last = blocks.at(end);
        let whole = start <= last.start && end == last.text_end();
        let last_block = if whole { last.block.attributes.clone() } else { Attributes::new() };
        let content = blocks.slice(start, end);
        let contents =
            if content.ops().iter().any(is_table) { outline::in_lines(blocks) } else { String::new() };
        Slice { content, last_block, plain_text: None, contents, styles: StyleSheet::default() }
    }

    /// A body from elsewhere. Where its last paragraph is whole, the slice has its style too.
    pub fn from_body(body: Delta) -> Self {
        let mut ops = body.into_ops();
        let mut last_block = Attributes::new();
        if let Some(Op::Insert(Content::Text(text), attributes)) = ops.last_mut()
            && text.ends_with('\n')
        {
            text.pop();
            last_block = attributes.clone();
        }
        let content = ops.into_iter().collect();
        Slice {
            content,
            last_block,
            plain_text: None,
            contents: String::new(),
            styles: StyleSheet::default(),
        }
    }

    /// The slice that copied HTML carries, where it was copied from Octavo. Any page can write such HTML: what is no
    /// content of a document is not taken.
    pub fn from_html_marker(html: &str) -> Option<Self> {
        let (_, behind) = html.split_once(MARKER)?;
        let (value, _) = behind.split_once('"')?;
        let json =
            value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        let slice: Slice = serde_json::from_str(&json).ok()?;
        let known = |attributes: &Attributes| Attributes::new().compose(attributes, false);
        let content = slice.content.ops().iter().map(|op| match op {
            Op::Insert(content, attributes) => Some(Op::Insert(content.clone(), known(attributes))),
            Op::Retain(..) | Op::Delete(_) => None,
        });
        Some(Slice {
            content: content.collect::<Option<_>>()?,
            last_block: known(&slice.last_block),
            plain_text: None,
            contents: String::new(),
            styles: StyleSheet::default(),
        })
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.content.is_empty() && self.last_block.is_empty()
    }

    /// Whether its last paragraph has its end in it.
    pub(super) fn ends_a_paragraph(&self) -> bool {
        matches!(self.content.ops().last(), Some(Op::Insert(Content::Text(text), _)) if text.ends_with('\n'))
    }

    /// Whether it goes over the end of a paragraph.
    pub(super) fn spans_paragraphs(&self) -> bool {
        let is_end = |op: &Op| matches!(op, Op::Insert(Content::Text(text), _) if text.contains('\n'));
        self.content.ops().iter().any(is_end)
    }

    /// Its content, and the slice without it.
    pub(super) fn without_content(mut self) -> (Delta, Slice) {
        (std::mem::take(&mut self.content), self)
    }

    /// With another content.
    pub(super) fn with_content(self, content: Delta) -> Slice {
        Slice { content, ..self }
    }

    /// Its plain text, empty where it is a piece of a document.
    pub(super) fn into_text(self) -> String {
        self.plain_text.unwrap_or_default()
    }

    pub(super) fn content(&self) -> &Delta {
        &self.content
    }

    pub(super) fn last_block(&self) -> &Attributes {
        &self.last_block
    }

    pub(super) fn plain_text(&self) -> Option<&str> {
        self.plain_text.as_deref()
    }

    /// The same with the styles of its document, by which it looks elsewhere as it does there.
    pub(super) fn styled(self, styles: &StyleSheet) -> Self {
        Slice { styles: styles.clone(), ..self }
    }

    /// As blocks, for other programs.
    fn blocks(&self) -> Blocks {
        let end = Delta::new().insert("\n", self.last_block.clone());
        let lines = self.contents.replace('\n', &LINE_BREAK.to_string());
        let spelled = |op: &Op| match op {
            op if is_table(op) => Op::Insert(Content::Text(lines.clone()), Attributes::new()),
            op => op.clone(),
        };
        Blocks::from_body(&self.content.ops().iter().chain(end.ops()).map(spelled).collect())
    }

    /// As plain text: paragraphs on lines of their own, list items with their markers.
    pub fn to_text(&self) -> String {
        self.blocks().iter().map(|block| line(block)).collect::<Vec<_>>().join("\n")
    }

    /// As HTML that other programs read, with the slice itself in an attribute of the first element.
    pub fn to_html(&self) -> String {
        let json = serde_json::to_string(self).unwrap_or_default();
        let blocks = self.blocks();
        let is_inline = self.last_block.is_empty() && blocks.iter().count() == 1;
        let body: String = if is_inline {
            blocks.iter().map(|block| inline_html(block)).collect()
        } else {
            blocks_html(&blocks, &self.styles)
        };
        let element = if is_inline { "span" } else { "div" };
        format!("<{element} {MARKER}{}\">{body}</{element}>", escape(&json))
    }
}

/// Whether this puts in a table of contents.
fn is_table(op: &Op) -> bool {
    let Op::Insert(Content::Embed(_), attributes) = op else { return false };
    EmbedKind::in_attributes(attributes) == Some(EmbedKind::TableOfContents)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html_with(content: &str) -> String {
        format!(
            "<div {MARKER}{}\">",
            escape(&format!(r#"{{"content":{{"ops":{content}}},"last_block":{{}}}}"#))
        )
    }

    #[test]
    fn a_slice_comes_back_from_the_html_that_it_went_out_as() {
        let body = Delta::new()
            .insert("a \"quoted\" <b> & more", Attributes::new().with("bold", true))
            .insert("\n", Attributes::new().with("header", 2));
        let slice = Slice::from_body(body);
        assert_eq!(Slice::from_html_marker(&slice.to_html()), Some(slice));
    }

    #[test]
    fn other_programs_read_formats_off_elements_and_inline_styles() {
        let looks: Attributes =
            [("color", "#ff0000"), ("size", "20pt"), ("font", "Arial")].into_iter().collect();
        let hostile: Attributes = [("color", "red\"onclick="), ("font", "x'\"<")].into_iter().collect();
        let body = Delta::new()
            .insert("a", looks.with("script", "super"))
            .insert("b", hostile)
            .insert("\n", Attributes::new().with("header", 2).with("align", "center"))
            .insert("x\n y\n", Attributes::new().with("code-block", true))
            .insert("i", Attributes::new())
            .insert("\n", Attributes::new().with("list", "ordered").with("list-start", 4));
        let html = Slice::from_body(body).to_html();
        let shown = html.split_once('>').map(|(_, shown)| shown).unwrap_or_default();
        assert_eq!(
            shown,
            "<h2 style=\"text-align:center\"><span style=\"font-family:'Arial';font-size:20pt;color:#ff0000\">\
             <sup>a</sup></span>b</h2><pre>x\n y</pre><ol><li value=\"4\">i</li></ol></div>"
        );
    }

    #[test]
    fn other_programs_read_the_state_of_a_checklist() {
        let item = |kind: &str| Attributes::new().with("list", kind);
        let body = Delta::new()
            .insert("a", Attributes::new())
            .insert("\n", item("checked"))
            .insert("b", Attributes::new())
            .insert("\n", item("unchecked"));
        let html = Slice::from_body(body).to_html();
        assert!(
            html.contains(
                "<ul><li role=\"checkbox\" aria-checked=\"true\">☑ a</li>\
                 <li role=\"checkbox\" aria-checked=\"false\">☐ b</li></ul>"
            ),
            "{html}"
        );
    }

    #[test]
    fn html_cannot_bring_in_steps_that_pass_over_or_delete() {
        assert!(Slice::from_html_marker(&html_with(r#"[{"insert":"fine"}]"#)).is_some());
        assert_eq!(Slice::from_html_marker(&html_with(r#"[{"insert":"a"},{"delete":9}]"#)), None);
        assert_eq!(Slice::from_html_marker(&html_with(r#"[{"retain":9},{"insert":"a"}]"#)), None);
    }

    #[test]
    fn a_body_whose_last_paragraph_is_whole_brings_its_style() {
        let heading = Attributes::new().with("header", 1);
        let whole =
            Slice::from_body(Delta::new().insert("x", Attributes::new()).insert("\n", heading.clone()));
        assert_eq!((whole.content().text(), whole.last_block()), ("x".to_owned(), &heading));
    }
}
