//! Blocks as plain text.

use crate::model::schema::LINE_BREAK;
use crate::model::{Block, ListKind};

/// A paragraph as plain text, a list item with its marker. A soft line break is a line break.
pub(crate) fn line(block: &Block) -> String {
    let indent = "    ".repeat(usize::from(block.indent()));
    let text = block.text().replace(LINE_BREAK, "\n").replace('\u{fffc}', "");
    match block.list() {
        None => text,
        Some(ListKind::Ordered) => format!("{indent}{}. {text}", block.ordinal),
        Some(ListKind::Bullet) => format!("{indent}• {text}"),
        Some(ListKind::Unchecked) => format!("{indent}☐ {text}"),
        Some(ListKind::Checked) => format!("{indent}☑ {text}"),
    }
}
