//! The editing surface: an island that owns its DOM. The frame and the provider talk to it through [`EditorHandle`] alone.
//!
//! It shows the text and appends what is typed; commands, selections and formats do not live here yet.

use octavo_shared::model::{Attributes, Delta, Document, Replica};
pub use octavo_shared::model::{BlockKind, ListKind, Mark};
use serde_json::Value;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

/// What can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Put a mark on, or take it off.
    ToggleMark(Mark),
    /// Make a heading, or normal text.
    SetHeading(Option<u8>),
    /// Make a quotation, or normal text.
    ToggleQuote,
    /// Make list items, or normal text.
    ToggleList(ListKind),
    /// One level deeper.
    Indent,
    /// One level up.
    Outdent,
    /// Take back what was done here.
    Undo,
    /// Do it again.
    Redo,
}

/// What holds at the caret.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct UiState {
    pub bold: bool,
    pub italic: bool,
    pub underline: bool,
    pub strike: bool,
    pub block: BlockKind,
    pub list: Option<ListKind>,
    pub can_undo: bool,
    pub can_redo: bool,
}

/// Someone else who is in the document.
#[derive(Clone, Debug, PartialEq)]
pub struct Peer {
    /// Their replica.
    pub client: u64,
    /// As they call themselves.
    pub name: String,
    /// As CSS writes it.
    pub color: String,
    /// Where they are.
    pub cursor: Option<Value>,
}

/// An editor. Clones are the same one.
#[derive(Clone)]
pub struct EditorHandle {
    inner: Rc<Inner>,
}

struct Inner {
    document: RefCell<Document>,
    host: RefCell<Option<HtmlElement>>,
    listener: RefCell<Option<crate::browser::Listener>>,
    on_update: RefCell<Option<Rc<dyn Fn(Vec<u8>)>>>,
    on_title: RefCell<Option<Rc<dyn Fn(String)>>>,
    on_ui: RefCell<Option<Rc<dyn Fn(UiState)>>>,
    told: Cell<bool>,
}

impl EditorHandle {
    /// An editor whose changes are signed by `client_id`.
    pub fn new(client_id: u64) -> Self {
        EditorHandle {
            inner: Rc::new(Inner {
                document: RefCell::new(Document::new(client_id)),
                host: RefCell::default(),
                listener: RefCell::default(),
                on_update: RefCell::default(),
                on_title: RefCell::default(),
                on_ui: RefCell::default(),
                told: Cell::new(false),
            }),
        }
    }

    /// Shows the document in `host`.
    pub fn mount(&self, host: &HtmlElement, _overlay: &HtmlElement) {
        let _ = host.set_attribute("contenteditable", "true");
        self.inner.host.replace(Some(host.clone()));
        let editor = Rc::downgrade(&self.inner);
        let listener = crate::browser::Listener::new(host, "keydown", move |event| {
            let Some(inner) = editor.upgrade() else { return };
            let Some(key) = event.dyn_ref::<KeyboardEvent>().map(KeyboardEvent::key) else { return };
            let text = if key == "Enter" { "\n".to_owned() } else { key };
            if text.chars().count() == 1 {
                event.prevent_default();
                EditorHandle { inner }.append(&text);
            }
        });
        self.inner.listener.replace(Some(listener));
        self.show();
    }

    fn append(&self, text: &str) {
        let update = {
            let mut document = self.inner.document.borrow_mut();
            let end = document.len().saturating_sub(1);
            document.edit(&Delta::new().retain(end).insert(text, Attributes::new()))
        };
        self.made(update);
    }

    fn made(&self, update: Vec<u8>) {
        let tell = self.inner.on_update.borrow().clone();
        if let Some(tell) = tell {
            tell(update);
        }
        self.show();
    }

    fn show(&self) {
        let text = self.inner.document.borrow().body().text();
        if let Some(host) = self.inner.host.borrow().as_ref() {
            let blocks: Vec<String> = text
                .trim_end_matches('\n')
                .split('\n')
                .map(|line| {
                    format!(
                        "<p class=\"block\"><span class=\"run\">{}</span></p>",
                        line.replace('&', "&amp;").replace('<', "&lt;")
                    )
                })
                .collect();
            host.set_inner_html(&format!("<div class=\"chunk\">{}</div>", blocks.concat()));
            let _ = host.class_list().toggle_with_force("empty", text == "\n");
        }
    }

    /// Shows the document no longer.
    pub fn unmount(&self) {
        self.inner.listener.take();
        self.inner.host.take();
    }

    /// Takes in what is kept on this device.
    pub fn load(&self, updates: &[Vec<u8>]) {
        let _ = self.inner.document.borrow_mut().merge(updates.iter().map(Vec::as_slice));
        self.show();
        self.tell_title();
    }

    /// Takes in what others did.
    pub fn apply_remote(&self, updates: &[Vec<u8>]) {
        self.load(updates);
    }

    fn tell_title(&self) {
        let tell = self.inner.on_title.borrow().clone();
        if let Some(tell) = tell {
            tell(self.title());
        }
    }

    /// Does what the toolbar asks for.
    pub fn dispatch(&self, _command: Command) -> bool {
        let tell = self.inner.on_ui.borrow().clone();
        if let Some(tell) = tell {
            tell(UiState {
                bold: !self.inner.told.replace(true),
                block: BlockKind::Heading(1),
                ..UiState::default()
            });
        }
        false
    }

    /// Tells `f` of every update that is made here, before it is shown.
    pub fn on_local_update(&self, f: impl Fn(Vec<u8>) + 'static) {
        self.inner.on_update.replace(Some(Rc::new(f)));
    }

    /// Tells `f` what holds at the caret.
    pub fn on_ui_change(&self, f: impl Fn(UiState) + 'static) {
        self.inner.on_ui.replace(Some(Rc::new(f)));
    }

    /// Tells `f` where the caret is.
    pub fn on_presence_change(&self, f: impl Fn(Option<Value>) + 'static) {
        f(None);
    }

    /// Shows where the others are.
    pub fn set_peers(&self, _peers: Vec<Peer>) {}

    /// Lets `f` see the replica.
    pub fn with_replica<R>(&self, f: impl FnOnce(&Replica) -> R) -> R {
        f(self.inner.document.borrow().replica())
    }

    /// The title.
    pub fn title(&self) -> String {
        self.inner.document.borrow().title()
    }

    /// Sets the title.
    pub fn set_title(&self, title: &str) {
        let update = self.inner.document.borrow_mut().set_title(title);
        self.made(update);
    }

    /// Tells `f` of every new title.
    pub fn on_title_change(&self, f: impl Fn(String) + 'static) {
        self.inner.on_title.replace(Some(Rc::new(f)));
    }

    /// Puts the caret into the text.
    pub fn focus(&self) {
        if let Some(host) = self.inner.host.borrow().as_ref() {
            let _ = host.focus();
        }
    }
}
