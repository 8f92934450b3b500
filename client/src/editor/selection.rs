//! The browser's selection, read as offsets and written from them.

use super::position::{Point, offset_of};
use crate::browser;
use octavo_shared::edit::Selection;
use octavo_shared::model::Blocks;
use web_sys::{HtmlElement, Node};

/// What is selected in `host`; `None` if the selection is elsewhere.
pub fn read(host: &HtmlElement, blocks: &Blocks) -> Option<Selection> {
    let selection = browser::window().get_selection().ok().flatten()?;
    let offset = |node: Option<Node>, at| offset_of(host, blocks, &node?, at);
    Some(Selection {
        anchor: offset(selection.anchor_node(), selection.anchor_offset())?,
        head: offset(selection.focus_node(), selection.focus_offset())?,
    })
}

/// Selects from `anchor` to `head`. Fires events: no borrow may be held.
pub fn write(anchor: &Point, head: &Point) {
    if let Ok(Some(selection)) = browser::window().get_selection() {
        // Fails where a point has left the page, and then there is nothing to select.
        let _ = selection.set_base_and_extent(&anchor.0, anchor.1, &head.0, head.1);
    }
}

/// Whether what is typed goes into `host`.
pub fn has_focus(host: &HtmlElement) -> bool {
    browser::document().active_element().is_some_and(|active| active.is_same_node(Some(host)))
}
