//! Copy, cut and paste. What was copied here comes back without loss; of what comes from elsewhere, the text, its
//! marks and its paragraphs.

use super::import::{ReadHtml, Reading};
use super::surface::Surface;
use super::{Command, pasting};
use octavo_shared::edit::Slice;
use octavo_shared::model::Style;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, DataTransfer, Event};

/// HTML longer than this is read in slices of time, in bytes.
const LARGE: usize = 128 << 10;

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
    if surface.engine.borrow().is_read_only() {
        return;
    }
    // Nothing is deleted that is not on the clipboard.
    if put(surface, event) {
        surface.dispatch(Command::DeleteSelection);
    }
}

/// What a clipboard or a drag brings, each form of it read once. Pictures that come beside text are not looked at: they show
/// the same again.
pub struct Brought {
    text: Option<String>,
    html: Option<String>,
    has_files: bool,
}

impl Brought {
    /// Reads what is there. A browser that is asked to paste without formatting gives no HTML.
    pub fn of(transfer: &DataTransfer) -> Brought {
        let read = |kind| transfer.get_data(kind).ok().filter(|text| !text.is_empty());
        let has_files = transfer.types().includes(&"Files".into(), 0);
        Brought { text: read("text/plain"), html: read("text/html"), has_files }
    }

    /// Whether it is files and nothing that can be put in.
    pub fn is_files_alone(&self) -> bool {
        self.has_files && self.text.is_none() && self.html.is_none()
    }

    /// Whether it is HTML that takes time to read.
    pub fn is_large_html(&self) -> bool {
        self.html.as_ref().is_some_and(|html| html.len() > LARGE)
    }

    /// Whether there is HTML.
    pub fn has_html(&self) -> bool {
        self.html.is_some()
    }

    /// The HTML, to be read in slices of time; `None` where it cannot be read.
    pub fn reading(&self, read: ReadHtml) -> Option<Box<dyn Reading>> {
        read(self.html.as_deref()?)
    }

    /// What was copied here, if it was.
    pub fn own(&self) -> Option<Slice> {
        self.html.as_deref().and_then(Slice::from_html_marker)
    }

    /// The text alone.
    pub fn plain(&self) -> Option<Slice> {
        self.text.as_deref().map(Slice::from_text)
    }

    /// The text as HTML, or else as text.
    pub fn slice(&self, read: ReadHtml) -> Option<Slice> {
        let html = self.reading(read).and_then(|mut reading| {
            reading.go_on(&|| false);
            reading.finish()
        });
        html.or_else(|| self.plain())
    }
}

pub fn paste(surface: &Rc<Surface>, event: &Event) {
    event.prevent_default();
    surface.finish_composition();
    surface.read_selection();
    let Some(brought) = transfer(event).map(|transfer| Brought::of(&transfer)) else { return };
    if brought.is_files_alone() {
        surface.tell_of_files();
        return;
    }
    match meant(surface, &brought) {
        Some(command) => {
            surface.dispatch(command);
        }
        None => pasting::begin(surface, brought),
    }
}

/// What pasting means where the selection is, if that is not simply to put it in: code takes text alone, and an address
/// over text makes a link of it.
fn meant(surface: &Rc<Surface>, brought: &Brought) -> Option<Command> {
    let text = brought.text.as_deref()?;
    let engine = surface.engine.borrow();
    let selection = engine.selection();
    let located = engine.blocks().at(selection.start());
    let is_phrase = !selection.is_caret() && selection.end() <= located.text_end();
    if located.block.style() == Style::Code || engine.format_state().code {
        Some(Command::Paste(Slice::from_text(text)))
    } else if is_phrase && is_address(text) {
        Some(Command::SetLink { href: text.trim().to_owned(), text: None })
    } else {
        None
    }
}

/// Whether a text is one whole address of the web or of mail, and nothing else.
fn is_address(text: &str) -> bool {
    let text = text.trim();
    let behind = ["https://", "http://", "mailto:"].iter().find_map(|scheme| text.strip_prefix(scheme));
    behind.is_some_and(|behind| !behind.is_empty() && !behind.contains(char::is_whitespace))
}
