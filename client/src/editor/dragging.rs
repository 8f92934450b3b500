//! Text that is dragged: within the document it moves, with Ctrl (on a Mac, Option) it is copied; from elsewhere it comes in.
//! While something is over the text, a caret shows where it would land.

use super::clipboard::{self, Brought};
use super::surface::Surface;
use super::{Command, carets, pasting, position};
use crate::browser;
use octavo_shared::edit::Selection;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, Event, HtmlElement};

/// A drag that is over the text, or began there.
#[derive(Default)]
pub struct Dragging {
    /// Whether what is dragged is what is selected here.
    is_own: bool,
    mark: Option<HtmlElement>,
}

impl Dragging {
    fn hide_mark(&mut self) {
        if let Some(mark) = self.mark.take() {
            mark.remove();
        }
    }
}

/// A drag begins in the text: only what is selected can be dragged.
pub fn start(surface: &Rc<Surface>, event: &Event) {
    surface.finish_composition();
    surface.read_selection();
    let slice = surface.engine.borrow().copy();
    let transfer = event.dyn_ref::<DragEvent>().and_then(DragEvent::data_transfer);
    let (Some(slice), Some(transfer)) = (slice, transfer) else {
        event.prevent_default();
        return;
    };
    // Within the document it moves also where no other program can have it.
    clipboard::write(&slice, &transfer);
    transfer.set_effect_allowed("copyMove");
    surface.dragging.borrow_mut().is_own = true;
}

/// Something is over the text.
pub fn over(surface: &Rc<Surface>, event: &Event) {
    let Some(event) = event.dyn_ref::<DragEvent>() else { return };
    event.prevent_default();
    if surface.engine.borrow().is_read_only() {
        if let Some(transfer) = event.data_transfer() {
            transfer.set_drop_effect("none");
        }
        return;
    }
    if let Some(transfer) = event.data_transfer() {
        let moves = surface.dragging.borrow().is_own && !copies(event);
        transfer.set_drop_effect(if moves { "move" } else { "copy" });
    }
    match place_of(surface, event) {
        Some(place) => show_mark(surface, place),
        None => surface.dragging.borrow_mut().hide_mark(),
    }
}

/// It is somewhere else now.
pub fn leave(surface: &Rc<Surface>, event: &Event) {
    let to = event.dyn_ref::<DragEvent>().and_then(|event| event.related_target());
    let to = to.and_then(|to| to.dyn_into::<web_sys::Node>().ok());
    if !surface.host().is_some_and(|host| host.contains(to.as_ref())) {
        surface.dragging.borrow_mut().hide_mark();
    }
}

/// The drag that began here has ended, wherever.
pub fn end(surface: &Rc<Surface>, _: &Event) {
    surface.dragging.take().hide_mark();
    // The mouse was let go without a word to us.
    surface.is_pressed.set(false);
}

/// It is dropped on the text.
pub fn drop(surface: &Rc<Surface>, event: &Event) {
    event.prevent_default();
    let Some(event) = event.dyn_ref::<DragEvent>() else { return };
    let mut dragging = surface.dragging.take();
    dragging.hide_mark();
    surface.is_pressed.set(false);
    if surface.engine.borrow().is_read_only() {
        return;
    }
    let Some(to) = place_of(surface, event) else { return };
    if dragging.is_own {
        surface.run(Command::MoveSelection { to, copies: copies(event) });
        surface.focus();
        return;
    }
    let Some(brought) = event.data_transfer().map(|transfer| Brought::of(&transfer)) else { return };
    if brought.is_files_alone() {
        surface.tell_of_files();
        return;
    }
    surface.finish_composition();
    surface.select(Selection::caret(to));
    surface.focus();
    pasting::begin(surface, brought);
}

fn copies(event: &DragEvent) -> bool {
    if browser::is_apple() { event.alt_key() } else { event.ctrl_key() }
}

/// The offset in the body that the mouse is over.
fn place_of(surface: &Rc<Surface>, event: &DragEvent) -> Option<usize> {
    let (x, y) = (event.client_x() as f32, event.client_y() as f32);
    let place = browser::document().caret_position_from_point(x, y)?;
    let host = surface.host()?;
    position::offset_of(&host, surface.engine.borrow().blocks(), &place.offset_node()?, place.offset())
}

fn show_mark(surface: &Rc<Surface>, place: usize) {
    let rect =
        surface.host().and_then(|host| surface.point(place).and_then(|point| carets::rect_of(&host, &point)));
    let overlay = surface.carets.borrow().overlay();
    let (Some(rect), Some(overlay)) = (rect, overlay) else { return };
    let mut dragging = surface.dragging.borrow_mut();
    if dragging.mark.is_none() {
        dragging.mark = carets::mark(&overlay, "drop-mark");
    }
    let Some(mark) = &dragging.mark else { return };
    let origin = overlay.get_bounding_client_rect();
    let (x, y) = (rect.left() - origin.left(), rect.top() - origin.top());
    let _ = mark.style().set_property("transform", &format!("translate({x:.1}px, {y:.1}px)"));
    let _ = mark.style().set_property("height", &format!("{:.1}px", rect.height()));
}
