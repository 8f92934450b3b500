//! The handle beside the paragraph that the mouse is over. Dragged, it carries the paragraph elsewhere, with what is nested in it,
//! and a line shows where it would land; a click selects the paragraph. It is for the mouse alone: the keys are in the keymap.

use super::surface::Surface;
use super::{Command, carets, position};
use crate::browser;
use octavo_shared::edit::Selection;
use octavo_shared::model::BlockId;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{DomRect, Element, Event, HtmlElement, PointerEvent};

/// How far from the text the handle stands, in pixels: its own width, and the room of a list's marker.
const BESIDE: f64 = 56.0;
/// How wide it is, in pixels; the style sheet says the same.
const WIDTH: f64 = 24.0;
/// So near to the edge of the window a drag scrolls, in pixels.
const EDGE: f64 = 96.0;
/// How far it scrolls with each move, in pixels.
const SCROLL: f64 = 24.0;

/// The handle, while there is one.
#[derive(Default)]
pub struct Handle {
    shown: Option<(HtmlElement, BlockId)>,
    drag: Option<Drag>,
}

/// A paragraph on its way.
#[derive(Default)]
struct Drag {
    line: Option<HtmlElement>,
    /// The paragraph that it would stand beside, and whether below it.
    place: Option<(BlockId, bool)>,
}

impl Handle {
    /// Whether it is on the page.
    pub fn is_shown(&self) -> bool {
        self.shown.is_some()
    }

    /// Puts the handle where its paragraph is now, or takes it away with it.
    pub fn draw(surface: &Rc<Surface>) {
        let shown = surface.handle.borrow().shown.clone();
        let Some((handle, block)) = shown else { return };
        let page = surface.page.borrow();
        let element = page.as_ref().and_then(|page| page.element(block));
        let (Some(element), Some(origin)) = (element, origin(surface)) else {
            surface.handle.take();
            return;
        };
        let rect = element.get_bounding_client_rect();
        let left = match browser::is_rtl(element) {
            true => rect.right() + BESIDE - WIDTH,
            false => rect.left() - BESIDE,
        };
        put(&handle, left - origin.left(), rect.top() - origin.top());
    }

    /// Ends a drag with nothing moved. Answers whether there was one.
    pub fn cancel(surface: &Surface) -> bool {
        let drag = surface.handle.borrow_mut().drag.take();
        drag.is_some()
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        if let Some((handle, _)) = self.shown.take() {
            handle.remove();
        }
    }
}

impl Drop for Drag {
    fn drop(&mut self) {
        if let Some(line) = self.line.take() {
            line.remove();
        }
    }
}

fn put(mark: &HtmlElement, x: f64, y: f64) {
    let _ = mark.style().set_property("transform", &format!("translate({x:.1}px, {y:.1}px)"));
}

fn origin(surface: &Surface) -> Option<DomRect> {
    Some(surface.carets.borrow().overlay()?.get_bounding_client_rect())
}

/// The paragraph that is at this height of the window.
fn block_at(surface: &Surface, y: f64) -> Option<Element> {
    let host = surface.host()?;
    let sheet = host.get_bounding_client_rect();
    let middle = sheet.left() + sheet.width() / 2.0;
    let element = browser::document().element_from_point(middle as f32, y as f32)?;
    position::block_of(&element).filter(|block| host.contains(Some(block)))
}

/// The mouse has moved over the sheet.
pub fn over(surface: &Rc<Surface>, event: &Event) {
    let Some(event) = event.dyn_ref::<PointerEvent>() else { return };
    let y = f64::from(event.client_y());
    if surface.handle.borrow().drag.is_some() {
        drag_to(surface, y);
        return;
    }
    if event.pointer_type() != "mouse" || event.buttons() != 0 || surface.engine.borrow().is_read_only() {
        return;
    }
    let Some(block) = block_at(surface, y).and_then(|block| position::name_of(&block)) else { return };
    let is_there = surface.handle.borrow_mut().shown.as_mut().map(|shown| shown.1 = block).is_some();
    if !is_there {
        let overlay = surface.carets.borrow().overlay();
        let handle = overlay.and_then(|overlay| carets::mark(&overlay, "handle"));
        surface.handle.borrow_mut().shown = handle.map(|handle| (handle, block));
    }
    Handle::draw(surface);
}

/// The mouse is elsewhere, or somebody writes.
pub fn leave(surface: &Rc<Surface>) {
    if surface.handle.borrow().drag.is_none() {
        surface.handle.take();
    }
}

/// A button went down; on the handle a drag begins.
pub fn press(surface: &Rc<Surface>, event: &Event) {
    let Some(event) = event.dyn_ref::<PointerEvent>() else { return };
    let handle = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let shown = surface.handle.borrow().shown.clone();
    let Some((handle, block)) =
        shown.filter(|(shown, _)| handle.is_some_and(|handle| shown.is_same_node(Some(&handle))))
    else {
        return;
    };
    event.prevent_default();
    let Some(start) = surface.engine.borrow().blocks().get(block).map(|located| located.start) else {
        return;
    };
    let _ = handle.set_pointer_capture(event.pointer_id());
    surface.finish_composition();
    surface.select(Selection::caret(start));
    surface.focus();
    surface.run(Command::SelectBlocks);
    surface.handle.borrow_mut().drag = Some(Drag::default());
}

/// Shows where it would land at this height of the window.
fn drag_to(surface: &Rc<Surface>, y: f64) {
    let window = browser::window();
    let height = window.inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
    let is_low = y > height - EDGE;
    if is_low || y < EDGE {
        window.scroll_by_with_x_and_y(0.0, if is_low { SCROLL } else { -SCROLL });
    }
    let Some(block) = block_at(surface, y.clamp(EDGE, height - EDGE)) else { return };
    let rect = block.get_bounding_client_rect();
    let below = y > rect.top() + rect.height() / 2.0;
    let place = position::name_of(&block).map(|name| (name, below));
    let lands = place.and_then(|place| landing(surface, place)).is_some_and(|to| {
        let engine = surface.engine.borrow();
        engine.can_apply(&Command::MoveBlocksTo { to })
    });
    let (overlay, origin) = (surface.carets.borrow().overlay(), origin(surface));
    let mut handle = surface.handle.borrow_mut();
    let Some(drag) = &mut handle.drag else { return };
    drag.place = place.filter(|_| lands);
    let (true, Some(overlay), Some(origin)) = (lands, overlay, origin) else {
        drag.line.take().inspect(|line| line.remove());
        return;
    };
    if drag.line.is_none() {
        drag.line = carets::mark(&overlay, "drop-line");
    }
    let Some(line) = &drag.line else { return };
    let edge = if below { rect.bottom() } else { rect.top() };
    put(line, rect.left() - origin.left(), edge - origin.top());
    let _ = line.style().set_property("width", &format!("{:.1}px", rect.width()));
}

/// The place as an offset: where the paragraph starts that would stand behind. `None` where others have taken it out.
fn landing(surface: &Surface, (block, below): (BlockId, bool)) -> Option<usize> {
    let engine = surface.engine.borrow();
    let located = engine.blocks().get(block)?;
    Some(if below { located.end() } else { located.start })
}

/// The button is up: what was dragged moves.
pub fn release(surface: &Rc<Surface>) {
    let drag = surface.handle.borrow_mut().drag.take();
    let to = drag.and_then(|drag| drag.place).and_then(|place| landing(surface, place));
    if let Some(to) = to {
        surface.run(Command::MoveBlocksTo { to });
        Handle::draw(surface);
    }
}
