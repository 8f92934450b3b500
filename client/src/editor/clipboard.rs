//! Copy, cut and paste. What was copied here comes back without loss; from elsewhere comes plain text.

use super::Command;
use super::surface::Surface;
use octavo_shared::edit::Slice;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, DataTransfer, Event};

fn transfer(event: &Event) -> Option<DataTransfer> {
    event.dyn_ref::<ClipboardEvent>()?.clipboard_data()
}

/// Puts what is selected on the clipboard. Answers whether there was anything.
fn put(surface: &Rc<Surface>, event: &Event) -> bool {
    surface.finish_composition();
    surface.read_selection();
    let slice = surface.engine.borrow().copy();
    let (Some(slice), Some(transfer)) = (slice, transfer(event)) else { return false };
    event.prevent_default();
    transfer.set_data("text/plain", &slice.to_text()).is_ok()
        && transfer.set_data("text/html", &slice.to_html()).is_ok()
}

pub fn copy(surface: &Rc<Surface>, event: &Event) {
    put(surface, event);
}

pub fn cut(surface: &Rc<Surface>, event: &Event) {
    // Nothing is deleted that is not on the clipboard.
    if put(surface, event) {
        surface.dispatch(Command::DeleteSelection);
    }
}

/// A browser that is asked to paste without formatting gives no HTML.
pub fn paste(surface: &Rc<Surface>, event: &Event) {
    event.prevent_default();
    let Some(transfer) = transfer(event) else { return };
    let own = transfer.get_data("text/html").ok().and_then(|html| Slice::from_html_marker(&html));
    let slice = own.or_else(|| {
        let text = transfer.get_data("text/plain").ok().filter(|text| !text.is_empty())?;
        Some(Slice::from_text(&text))
    });
    if let Some(slice) = slice {
        surface.dispatch(Command::Paste(slice));
    }
}
