//! The browser's selection, read as offsets and written from them.
//!
//! A selection in the browser makes everything in it be laid out and painted, on the screen or not. One that reaches
//! far is therefore given to the browser cut to what is near the screen, and what the browser says of it is read with
//! that in mind ([`Cut`]).

use super::page::Page;
use super::position::{Point, name_of, offset_of};
use super::surface::Surface;
use crate::browser;
use octavo_shared::edit::Selection;
use octavo_shared::model::Blocks;
use std::rc::Rc;
use web_sys::{Element, HtmlElement, Node};

/// A selection over more chunks than this is cut.
const MANY_CHUNKS: usize = 6;

/// A selection that the browser has only a part of.
#[derive(Debug, Clone, Copy)]
pub struct Cut {
    /// All that is selected.
    pub whole: Selection,
    /// What the browser was given.
    pub shown: Selection,
}

impl Cut {
    /// What is meant where the browser has `read` selected: all of it, or all that a shifted click or key extends.
    pub fn meant(&self, read: Selection) -> Selection {
        if read == self.shown {
            self.whole
        } else if read.anchor == self.shown.anchor && !read.is_caret() {
            Selection { anchor: self.whole.anchor, head: read.head }
        } else {
            read
        }
    }
}

/// The part of `selection` that is near the screen, where it reaches over many chunks; `None` where it is short.
pub fn cut(page: &Page, blocks: &Blocks, selection: Selection) -> Option<Selection> {
    if selection.is_caret() {
        return None;
    }
    let chunk_at = |offset| page.element(blocks.at(offset).block.id)?.parent_element();
    let (first, last) = (chunk_at(selection.start())?, chunk_at(selection.end())?);
    let from_first = || std::iter::successors(Some(first.clone()), Element::next_element_sibling);
    if from_first().take(MANY_CHUNKS + 1).any(|chunk| chunk == last) {
        return None;
    }
    let height = browser::window().inner_height().ok()?.as_f64()?;
    let mut near: Option<(Element, Element)> = None;
    let mut is_behind = true;
    for chunk in from_first() {
        let rect = chunk.get_bounding_client_rect();
        if rect.top() >= 2.0 * height {
            is_behind = false;
            break;
        }
        if rect.bottom() > -height {
            let start = near.map_or_else(|| chunk.clone(), |(start, _)| start);
            near = Some((start, chunk.clone()));
        }
        if chunk == last {
            break;
        }
    }
    // What is selected off the screen must be selected somewhere: at its nearer end.
    let (start, end) = near.unwrap_or_else(|| {
        let nearer = if is_behind { &last } else { &first };
        (nearer.clone(), nearer.clone())
    });
    let start = blocks.get(name_of(&start.first_element_child()?)?)?.start.max(selection.start());
    let end = blocks.get(name_of(&end.last_element_child()?)?)?.text_end().min(selection.end());
    let is_forward = selection.anchor <= selection.head;
    Some(if is_forward {
        Selection { anchor: start, head: end }
    } else {
        Selection { anchor: end, head: start }
    })
}

/// What is selected in `host`; `None` if the selection is elsewhere.
pub fn read(host: &HtmlElement, blocks: &Blocks) -> Option<Selection> {
    let selection = browser::window().get_selection().ok().flatten()?;
    let offset = |node: Option<Node>, at| offset_of(host, blocks, &node?, at);
    Some(Selection {
        anchor: offset(selection.anchor_node(), selection.anchor_offset())?,
        head: offset(selection.focus_node(), selection.focus_offset())?,
    })
}

/// Whether the caret stands before all that is in `host`, where nobody has put it: Chromium does, when the window gets
/// the focus while nothing is drawn at the caret's place yet (`FocusChanged` of its `WebFrameWidgetImpl`).
fn is_lost(host: &HtmlElement) -> bool {
    let Ok(Some(selection)) = browser::window().get_selection() else { return false };
    selection.is_collapsed()
        && selection.anchor_offset() == 0
        && selection.anchor_node().is_some_and(|node| node.is_same_node(Some(host)))
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

impl Surface {
    /// Takes over what is selected in the browser. A composition's caret is the browser's until it ends.
    pub fn read_selection(self: &Rc<Self>) {
        if self.is_draining.get() || self.composition.borrow().is_some() {
            return;
        }
        let Some(host) = self.host() else { return };
        // Who types what to find goes through the text all the same.
        if self.finding.borrow().is_under_way() && !has_focus(&host) {
            return;
        }
        if !self.is_pressed.get() && is_lost(&host) {
            self.show_selection(true);
            return;
        }
        let meant = self.meant_selection(&host);
        if let Some(selection) = meant.filter(|meant| *meant != self.engine.borrow().selection()) {
            self.cut.set(None);
            self.select(selection);
        }
    }

    /// What the browser has selected, or all that it stands for.
    fn meant_selection(&self, host: &HtmlElement) -> Option<Selection> {
        let read = read(host, self.engine.borrow().blocks())?;
        Some(self.cut.get().map_or(read, |cut| cut.meant(read)))
    }

    /// What is selected on the page; `None` where that is not the engine's: what is typed goes elsewhere, or an input method has it.
    pub fn shown_selection(&self) -> Option<Selection> {
        let host = self.host().filter(has_focus)?;
        if self.composition.borrow().is_some() {
            return None;
        }
        self.meant_selection(&host)
    }

    /// Selects in the browser what is selected in the engine. `is_forced`: also where the browser seems to have it.
    pub fn show_selection(&self, is_forced: bool) {
        let Some(host) = self.host() else { return };
        if self.composition.borrow().is_some() || !has_focus(&host) {
            return;
        }
        let whole = self.engine.borrow().selection();
        let part = {
            let page = self.page.borrow();
            page.as_ref().and_then(|page| cut(page, self.engine.borrow().blocks(), whole))
        };
        let wanted = part.unwrap_or(whole);
        let is_there = read(&host, self.engine.borrow().blocks()) == Some(wanted);
        if !is_forced && !is_there && self.is_pressed.get() {
            return;
        }
        self.cut.set(part.map(|shown| Cut { whole, shown }));
        if is_forced || !is_there {
            self.write_selection(wanted);
        }
    }

    fn write_selection(&self, wanted: Selection) {
        if let (Some(anchor), Some(head)) = (self.point(wanted.anchor), self.point(wanted.head)) {
            write(&anchor, &head);
        }
    }

    /// Before the browser moves an end of a selection that it has only a part of: gives it all, or the caret that
    /// remains at the start or the end of it.
    pub fn complete_selection(self: &Rc<Self>, extends: bool, to_end: bool) {
        let Some(cut) = self.cut.take() else { return };
        let caret = if to_end { cut.whole.end() } else { cut.whole.start() };
        let selection = if extends { cut.whole } else { Selection::caret(caret) };
        self.select(selection);
        self.write_selection(selection);
        if !extends {
            self.reveal_caret();
        }
    }
}
