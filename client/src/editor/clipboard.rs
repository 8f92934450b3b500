//! Copy, cut and paste. What was copied here comes back without loss; of what comes from elsewhere, the text, its
//! marks and its paragraphs.

use super::Command;
use super::import;
use super::surface::Surface;
use octavo_shared::edit::Slice;
use octavo_shared::model::Style;
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
    write(&slice, &transfer)
}

/// Gives other programs, and ourselves, what was copied or is dragged. Answers whether it took.
pub fn write(slice: &Slice, transfer: &DataTransfer) -> bool {
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

/// What is in a clipboard: what was copied here, or else text as HTML, or else text.
pub fn slice_of(transfer: &DataTransfer) -> Option<Slice> {
    // A browser that is asked to paste without formatting gives no HTML.
    let html = transfer.get_data("text/html").ok().filter(|html| !html.is_empty());
    html.and_then(|html| Slice::from_html_marker(&html).or_else(|| import::slice(&html))).or_else(|| {
        let text = transfer.get_data("text/plain").ok().filter(|text| !text.is_empty())?;
        Some(Slice::from_text(&text))
    })
}

pub fn paste(surface: &Rc<Surface>, event: &Event) {
    event.prevent_default();
    surface.finish_composition();
    surface.read_selection();
    if let Some(command) = transfer(event).and_then(|transfer| meant(surface, &transfer)) {
        surface.dispatch(command);
    }
}

/// What pasting means where the selection is: code takes text alone, and an address over text makes a link of it.
fn meant(surface: &Rc<Surface>, transfer: &DataTransfer) -> Option<Command> {
    let text = transfer.get_data("text/plain").ok().filter(|text| !text.is_empty());
    let (is_code, is_phrase) = {
        let engine = surface.engine.borrow();
        let selection = engine.selection();
        let located = engine.blocks().at(selection.start());
        let is_code = located.block.style() == Style::Code || engine.format_state().code;
        (is_code, !selection.is_caret() && selection.end() <= located.text_end())
    };
    match text {
        Some(text) if is_code => Some(Command::Paste(Slice::from_text(&text))),
        Some(text) if is_phrase && is_address(&text) => {
            Some(Command::SetLink { href: text.trim().to_owned(), text: None })
        }
        _ => slice_of(transfer).map(Command::Paste),
    }
}

/// Whether a text is one whole address of the web or of mail, and nothing else.
fn is_address(text: &str) -> bool {
    let text = text.trim();
    let behind = ["https://", "http://", "mailto:"].iter().find_map(|scheme| text.strip_prefix(scheme));
    behind.is_some_and(|behind| !behind.is_empty() && !behind.contains(char::is_whitespace))
}
