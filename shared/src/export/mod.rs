//! What a document says, written for other programs: HTML, Markdown and plain text. Nothing here reads any of them, or knows who
//! changes a document and how the change travels.

mod html;
mod markdown;
mod text;

use crate::model::{Blocks, Document};

pub(crate) use html::{blocks_html, inline_html};
pub use html::{escape, page_html};
pub use markdown::markdown;
pub(crate) use text::line;

/// A form in which a document can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A page of HTML with the look in inline styles.
    Page,
    /// What is in the body of such a page.
    Html,
    /// Markdown as GitHub reads it. What it has no words for (colours, sizes, fonts, alignment) is not said.
    Markdown,
    /// Text, a paragraph on a line.
    Text,
}

/// A document in that form. Costs a walk over the whole of it.
pub fn written(document: &Document, form: Form) -> String {
    let blocks = Blocks::from_body(&document.body());
    match form {
        Form::Page => page_html(&document.title(), &blocks, &document.styles()),
        Form::Html => blocks_html(&blocks, &document.styles()),
        Form::Markdown => markdown(&blocks),
        Form::Text => blocks.iter().map(|block| line(block) + "\n").collect(),
    }
}
