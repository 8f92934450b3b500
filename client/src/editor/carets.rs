//! Others' carets, drawn in an overlay so that nothing of theirs stands in the text, and their selections as
//! highlights. Places are offsets that move with every change until their owner says a new one.

use super::position::{self, Point};
use super::surface::Surface;
use super::{Peer, highlights};
use crate::browser;
use crate::identity::PALETTE;
use js_sys::Array;
use octavo_shared::edit::{Editor, Selection};
use octavo_shared::model::{Delta, Op};
use serde_json::Value;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{DomRect, Element, HtmlElement};

/// How long the name stands at a caret that has moved, in milliseconds.
const FLAG_MS: i32 = 3_000;
/// How long a caret flashes that somebody has gone to, in milliseconds.
const FLASH_MS: f64 = 1_200.0;

/// Everybody's carets.
#[derive(Default)]
pub struct Carets {
    overlay: Option<HtmlElement>,
    carets: Vec<Caret>,
    has_highlights: bool,
}

struct Caret {
    peer: Peer,
    /// Where they are; `None` while that cannot be told.
    place: Option<Selection>,
    element: Option<HtmlElement>,
    /// Until when the name is shown.
    flagged_until: f64,
    /// Until when it can be seen from afar.
    flashes_until: f64,
}

impl Carets {
    pub fn mount(&mut self, overlay: HtmlElement) {
        self.overlay = Some(overlay);
    }

    pub fn unmount(&mut self) {
        for caret in &mut self.carets {
            if let Some(element) = caret.element.take() {
                element.remove();
            }
        }
        (0..PALETTE.len()).for_each(|index| highlights::clear(&name(index)));
        self.overlay = None;
    }

    /// Where carets are drawn, while the page is there.
    pub fn overlay(&self) -> Option<HtmlElement> {
        self.overlay.clone()
    }

    pub fn is_empty(&self) -> bool {
        self.carets.is_empty()
    }

    /// Replaces who is here and where.
    pub fn set(&mut self, peers: Vec<Peer>, engine: &Editor) {
        let mut old = std::mem::take(&mut self.carets);
        for peer in peers {
            let known = old
                .iter()
                .position(|caret| caret.peer.client == peer.client)
                .map(|index| old.swap_remove(index));
            let mut caret = match known {
                Some(caret) if caret.peer == peer => {
                    self.carets.push(caret);
                    continue;
                }
                Some(caret) => caret,
                None => {
                    let (flagged_until, flashes_until) = (0.0, 0.0);
                    Caret { peer: peer.clone(), place: None, element: None, flagged_until, flashes_until }
                }
            };
            let has_moved = caret.peer.cursor != peer.cursor || caret.place.is_none();
            caret.peer = peer;
            if has_moved {
                caret.place = caret.peer.cursor.as_ref().and_then(|cursor| resolve(cursor, engine));
                caret.flag();
            }
            self.carets.push(caret);
        }
        for gone in old.into_iter().filter_map(|caret| caret.element) {
            gone.remove();
        }
    }

    /// Who is here as `client`.
    pub fn peer(&self, client: u64) -> Option<&Peer> {
        self.carets.iter().map(|caret| &caret.peer).find(|peer| peer.client == client)
    }

    /// Who is here and is the same person as `peer`: as the server says, or by name and colour where it says nothing.
    pub fn namesake(&self, peer: &Peer) -> Option<&Peer> {
        let is_same = |other: &&Peer| match (&other.person, &peer.person) {
            (Some(other), Some(peer)) => other == peer,
            _ => other.name == peer.name && other.color == peer.color,
        };
        self.carets.iter().map(|caret| &caret.peer).find(is_same)
    }

    /// Where the caret of `client` is in the body.
    pub fn place(&self, client: u64) -> Option<usize> {
        let caret = self.carets.iter().find(|caret| caret.peer.client == client)?;
        caret.place.map(|place| place.head)
    }

    /// Makes the caret of `client` flash, and answers where it is.
    pub fn flash(&mut self, client: u64) -> Option<usize> {
        let caret = self.carets.iter_mut().find(|caret| caret.peer.client == client)?;
        caret.flag();
        caret.flashes_until = js_sys::Date::now() + FLASH_MS;
        caret.place.map(|place| place.head)
    }

    /// Moves all places with a change of the body. `is_theirs`: it was not made here.
    pub fn shift(&mut self, change: &Delta, engine: &Editor, is_theirs: bool) {
        for caret in &mut self.carets {
            // To the others a caret that writes stays where it is in the text; its name is shown all the same.
            if is_theirs && caret.place.is_some_and(|place| is_written_at(change, place.head)) {
                caret.flag();
            }
            caret.place = match (caret.place, &caret.peer.cursor) {
                (Some(place), _) => Some(place.map(change)),
                (None, Some(cursor)) => resolve(cursor, engine),
                (None, None) => None,
            };
        }
    }

    /// Draws all carets and highlights where they are now.
    pub fn draw(surface: &Rc<Surface>) {
        let (Some(host), Some(overlay)) = (surface.host(), surface.carets.borrow().overlay.clone()) else {
            return;
        };
        if surface.carets.borrow().carets.is_empty() && !surface.carets.borrow().has_highlights {
            return;
        }
        let origin = overlay.get_bounding_client_rect();
        let height =
            browser::window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
        let now = js_sys::Date::now();
        let ranges: Vec<Array> = PALETTE.iter().map(|_| Array::new()).collect();
        let mut later = false;
        let mut carets = std::mem::take(&mut surface.carets.borrow_mut().carets);
        for caret in &mut carets {
            let Some(place) = caret.place else {
                hide(caret);
                continue;
            };
            if !place.is_caret()
                && let Some(range) = surface.range(place.start(), place.end())
            {
                let color = PALETTE.iter().position(|color| *color == caret.peer.color).unwrap_or_default();
                ranges[color].push(&range);
            }
            let rect = surface
                .point(place.head)
                .filter(|point| is_near(&point.0, height))
                .and_then(|point| rect_of(&host, &point));
            let Some(rect) = rect else {
                hide(caret);
                continue;
            };
            let Some(element) = element_of(caret, &overlay) else { continue };
            let (x, y) = (rect.left() - origin.left(), rect.top() - origin.top());
            let style = element.style();
            let _ = style.set_property("transform", &format!("translate({x:.1}px, {y:.1}px)"));
            let _ = style.set_property("height", &format!("{:.1}px", rect.height()));
            let is_flagged = caret.flagged_until > now;
            later |= is_flagged;
            element.set_class_name(match (is_flagged, caret.flashes_until > now) {
                (_, true) => "caret flagged flashing",
                (true, false) => "caret flagged",
                (false, false) => "caret",
            });
        }
        let has_highlights = ranges.iter().any(|ranges| ranges.length() > 0);
        {
            let mut all = surface.carets.borrow_mut();
            all.carets = carets;
            if has_highlights || all.has_highlights {
                highlight(&ranges);
            }
            all.has_highlights = has_highlights;
        }
        if later {
            let weak = Rc::downgrade(surface);
            browser::after(FLAG_MS / 4, move || {
                if let Some(surface) = weak.upgrade() {
                    surface.ask_for_frame();
                }
            });
        }
    }
}

impl Caret {
    fn flag(&mut self) {
        self.flagged_until = js_sys::Date::now() + f64::from(FLAG_MS);
    }
}

/// Whether a change writes or deletes right at an offset.
fn is_written_at(change: &Delta, offset: usize) -> bool {
    let mut at = 0;
    for op in change.ops() {
        let is_here = match op {
            Op::Insert(..) => at == offset,
            Op::Delete(len) => at == offset || at + len == offset,
            Op::Retain(..) => false,
        };
        if is_here || at > offset {
            return is_here;
        }
        at += if matches!(op, Op::Insert(..)) { 0 } else { op.len() };
    }
    false
}

fn resolve(cursor: &Value, engine: &Editor) -> Option<Selection> {
    let offset = |end: &str| engine.document().resolve(cursor.get(end)?);
    Some(Selection { anchor: offset("anchor")?, head: offset("head")? })
}

fn hide(caret: &mut Caret) {
    if let Some(element) = caret.element.take() {
        element.remove();
    }
}

fn element_of(caret: &mut Caret, overlay: &HtmlElement) -> Option<HtmlElement> {
    if caret.element.is_none() {
        let element: HtmlElement = browser::document().create_element("div").ok()?.dyn_into().ok()?;
        element.set_class_name("caret");
        overlay.append_child(&element).ok()?;
        caret.element = Some(element);
    }
    let element = caret.element.clone()?;
    if element.get_attribute("data-name").as_deref() != Some(&caret.peer.name) {
        let _ = element.set_attribute("data-name", &caret.peer.name);
    }
    if element.has_attribute("data-guest") != caret.peer.is_guest {
        let _ = element.toggle_attribute("data-guest");
    }
    let color = PALETTE.iter().find(|color| **color == caret.peer.color).unwrap_or(&PALETTE[0]);
    let _ = element.style().set_property("--peer", color);
    Some(element)
}

/// An element of this class in the overlay, for what is drawn over the text.
pub fn mark(overlay: &HtmlElement, class: &str) -> Option<HtmlElement> {
    let mark: HtmlElement = browser::document().create_element("div").ok()?.dyn_into().ok()?;
    mark.set_class_name(class);
    overlay.append_child(&mark).ok()?;
    Some(mark)
}

/// Whether the chunk of a node is on the screen or just off it. Only then is anything in it measured.
pub fn is_near(node: &web_sys::Node, height: f64) -> bool {
    let Some(chunk) = position::block_of(node).and_then(|block| block.parent_element()) else { return false };
    let rect = chunk.get_bounding_client_rect();
    rect.bottom() > -height && rect.top() < 2.0 * height
}

/// Where a caret at `point` is drawn, in the window's coordinates.
pub fn rect_of(host: &HtmlElement, point: &Point) -> Option<DomRect> {
    if !host.contains(Some(&point.0)) {
        return None;
    }
    let range = browser::document().create_range().ok()?;
    range.set_start(&point.0, point.1).ok()?;
    range.collapse_with_to_start(true);
    // The last rectangle: behind a soft wrap or a line break, that of the new line.
    let rects = range.get_client_rects();
    if let Some(rect) = rects.and_then(|rects| rects.item(rects.length().checked_sub(1)?)) {
        return Some(rect);
    }
    // Beside an embed or in an empty block a collapsed range has none: take the neighbour's edge.
    let child = point.0.child_nodes().item(point.1);
    if let Some(next) = child.and_then(|child| child.dyn_into::<Element>().ok()) {
        let rect = next.get_bounding_client_rect();
        if rect.height() > 0.0 {
            return Some(rect);
        }
    }
    let before = point.1.checked_sub(1).and_then(|before| point.0.child_nodes().item(before));
    if let Some(before) = before.and_then(|child| child.dyn_into::<Element>().ok()) {
        let rect = before.get_bounding_client_rect();
        return DomRect::new_with_x_and_y_and_width_and_height(rect.right(), rect.top(), 0.0, rect.height())
            .ok();
    }
    position::block_of(&point.0).map(|block| block.get_bounding_client_rect())
}

fn name(index: usize) -> String {
    format!("peer-{index}")
}

/// Shows the ranges of each colour, in the order of the palette.
fn highlight(ranges: &[Array]) {
    for (index, ranges) in ranges.iter().enumerate() {
        highlights::show(&name(index), ranges, 0);
    }
}
