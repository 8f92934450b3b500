//! The surface: the engine, the page and the browser's selection, and the one order in which they change.
//!
//! Whatever is to happen goes through a queue that one guarded loop empties. Many calls to the DOM fire events at once,
//! and their handlers come back here; so no borrow is held across a call that can fire any, and a handler that comes
//! while the loop runs leaves its intent in the queue. Own edits go engine, listener (which stores them), page,
//! selection; the toolbar and other people's screens hear of them with the next frame.

use super::carets::Carets;
use super::composition::Composition;
use super::dragging::Dragging;
use super::finding::Finding;
use super::following::{self, Following};
use super::framing::Framing;
use super::handle::Handle;
use super::overview::Overview;
use super::page::Page;
use super::pasting::{Pasting, Reader};
use super::scrolling::{self, Held};
use super::slash::Slash;
use super::{Command, Peer, UiState, input, pasting, position, probe, selection};
use crate::browser::{self, Listener};
use crate::recovery;
use octavo_shared::edit::{Editor, EditorUpdate, Selection, Slice};
use serde_json::Value;
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use web_sys::{HtmlElement, MutationObserver, Range};

/// Whom the surface tells.
pub struct Listeners {
    pub update: Rc<dyn Fn(Vec<u8>)>,
    pub ui: Rc<dyn Fn(UiState)>,
    pub moved: Rc<dyn Fn()>,
    pub presence: Rc<dyn Fn(Option<Value>)>,
    pub title: Rc<dyn Fn(String)>,
    /// How much of a large paste is there, from 0 to 1; `None` at its end.
    pub pasting: Rc<dyn Fn(Option<f64>)>,
    /// Files were to be put in.
    pub files: Rc<dyn Fn()>,
}

/// Something that is to happen.
#[derive(Debug)]
enum Intent {
    Do(Command),
    Merge(Vec<Vec<u8>>),
    Select(Selection),
    /// A slice is here for a place that was chosen before.
    PasteAt(Slice, Selection),
    /// The next portion of a large paste.
    GoOn,
    /// What is there of a large paste is to go.
    GiveUp,
}

/// See the module.
pub struct Surface {
    pub engine: RefCell<Editor>,
    pub page: RefCell<Option<Page>>,
    pub carets: RefCell<Carets>,
    pub listeners: RefCell<Listeners>,
    pub composition: RefCell<Option<Composition>>,
    pub dragging: RefCell<Dragging>,
    pub finding: RefCell<Finding>,
    pub following: RefCell<Following>,
    pub overview: RefCell<Overview>,
    pub pasting: RefCell<Option<Pasting>>,
    pub reader: RefCell<Reader>,
    pub framing: RefCell<Framing>,
    pub handle: RefCell<Handle>,
    pub slash: RefCell<Slash>,
    pub observer: RefCell<Option<MutationObserver>>,
    /// Whether a mouse button or a finger is down on the text.
    pub is_pressed: Cell<bool>,
    /// How many times the browser has asked for something, or done it.
    pub inputs: Cell<u32>,
    /// The first half of a character of which the other is still to come.
    pub half: Cell<Option<u16>>,
    /// When the last composition ended, by `Event.timeStamp`; nothing once that is of no importance any more.
    pub composed_at: Cell<Option<f64>>,
    /// Whether Escape was pressed last, so that Tab leaves the text.
    pub is_leaving: Cell<bool>,
    /// How often a place was to be brought into view; only the last one still is.
    pub aims: Cell<u32>,
    /// Whether a change of the page that is not ours is looked at with the next frame.
    pub waits: Cell<bool>,
    /// The selection, while the browser has only a part of it.
    pub cut: Cell<Option<selection::Cut>>,
    queue: RefCell<VecDeque<Intent>>,
    pub is_draining: Cell<bool>,
    has_applied: Cell<bool>,
    pub is_frame_asked: Cell<bool>,
    pub has_moved: Cell<bool>,
    wants_focus: Cell<bool>,
    pub told: RefCell<(Option<UiState>, Option<Selection>, Value)>,
    guards: RefCell<Vec<Box<dyn Any>>>,
}

impl Surface {
    pub fn new(client: u64) -> Rc<Surface> {
        Rc::new(Surface {
            engine: RefCell::new(Editor::new(client)),
            page: RefCell::default(),
            carets: RefCell::default(),
            listeners: RefCell::new(Listeners {
                update: Rc::new(|_| {}),
                ui: Rc::new(|_| {}),
                moved: Rc::new(|| {}),
                presence: Rc::new(|_| {}),
                title: Rc::new(|_| {}),
                pasting: Rc::new(|_| {}),
                files: Rc::new(|| {}),
            }),
            composition: RefCell::default(),
            dragging: RefCell::default(),
            finding: RefCell::default(),
            following: RefCell::default(),
            overview: RefCell::default(),
            pasting: RefCell::default(),
            reader: RefCell::new(Reader { read: None, ask: Rc::new(|| {}) }),
            framing: RefCell::default(),
            handle: RefCell::default(),
            slash: RefCell::default(),
            observer: RefCell::default(),
            is_pressed: Cell::default(),
            inputs: Cell::default(),
            half: Cell::default(),
            composed_at: Cell::default(),
            is_leaving: Cell::default(),
            aims: Cell::default(),
            waits: Cell::default(),
            cut: Cell::default(),
            queue: RefCell::default(),
            is_draining: Cell::default(),
            has_applied: Cell::default(),
            is_frame_asked: Cell::default(),
            has_moved: Cell::default(),
            wants_focus: Cell::default(),
            told: RefCell::default(),
            guards: RefCell::default(),
        })
    }

    pub fn mount(self: &Rc<Self>, host: &HtmlElement, overlay: &HtmlElement) {
        self.unmount();
        for (name, value) in [
            ("tabindex", "0"),
            ("spellcheck", "true"),
            // Which language the text is in is not known, and is not that of the interface around it.
            ("lang", ""),
            ("role", "textbox"),
            ("aria-multiline", "true"),
            ("translate", "no"),
        ] {
            let _ = host.set_attribute(name, value);
        }
        self.show_mode(host);
        let mut page = Page::new(host.clone(), self.engine.borrow().blocks());
        page.set_styles(self.engine.borrow().styles());
        self.page.replace(Some(page));
        self.carets.borrow_mut().mount(overlay.clone());
        let mut guards: Vec<Box<dyn Any>> = Vec::new();
        guards.extend(
            input::listen(self, host, overlay).into_iter().map(|listener| Box::new(listener) as Box<dyn Any>),
        );
        guards.extend(super::foreign::observe(self, host));
        guards.extend(probe::expose(self));
        let window = browser::window();
        for event in ["scroll", "resize"] {
            let weak = Rc::downgrade(self);
            guards.push(Box::new(Listener::new(&window, event, move |_| {
                let follows = |surface: &Rc<Surface>| {
                    !surface.carets.borrow().is_empty()
                        || surface.framing.borrow().is_shown()
                        || surface.handle.borrow().is_shown()
                        || surface.cut.get().is_some()
                        || surface.slash.borrow().is_asking()
                        || surface.finding.borrow().is_under_way()
                };
                if let Some(surface) = weak.upgrade().filter(follows) {
                    surface.ask_for_frame();
                }
            })));
        }
        // Where a keyboard has come up over the lower part of the window; see assets/boot.js.
        let weak = Rc::downgrade(self);
        guards.push(Box::new(Listener::new(&window, "octavo-keyboard", move |_| {
            if let Some(surface) = weak.upgrade() {
                surface.reveal_caret();
            }
        })));
        self.guards.replace(guards);
        if self.wants_focus.take() {
            self.focus();
        }
        self.ask_for_frame();
    }

    pub fn unmount(&self) {
        self.guards.take();
        if let Some(observer) = self.observer.take() {
            observer.disconnect();
        }
        self.composition.take();
        self.carets.borrow_mut().unmount();
        self.finding.borrow_mut().end();
        self.following.borrow_mut().end();
        self.framing.take();
        self.handle.take();
        self.page.take();
    }

    /// Says whether the document can be looked at only: selected, copied and searched, and changed by nothing.
    pub fn set_read_only(self: &Rc<Self>, is_read_only: bool) {
        self.finish_composition();
        pasting::finish(self);
        self.engine.borrow_mut().set_read_only(is_read_only);
        if let Some(host) = self.host() {
            self.show_mode(&host);
        }
        self.ask_for_frame();
    }

    /// What the browser itself lets nobody write in, it needs not to be stopped in.
    fn show_mode(&self, host: &HtmlElement) {
        let is_read_only = self.engine.borrow().is_read_only();
        let _ = host.set_attribute("contenteditable", if is_read_only { "false" } else { "true" });
    }

    pub fn host(&self) -> Option<HtmlElement> {
        self.page.borrow().as_ref().map(|page| page.host().clone())
    }

    pub fn focus(self: &Rc<Self>) {
        let Some(host) = self.host() else {
            self.wants_focus.set(true);
            return;
        };
        let wanted = self.engine.borrow().selection();
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = host.focus_with_options(&options);
        self.queue.borrow_mut().push_back(Intent::Select(wanted));
        self.drain();
        self.show_selection(true);
    }

    /// Does a command. Answers whether it applied; a command that must wait for one that is under way counts as not.
    pub fn dispatch(self: &Rc<Self>, command: Command) -> bool {
        self.finish_composition();
        self.read_selection();
        self.run(command)
    }

    /// The same without looking at the browser's selection and composition first.
    pub fn run(self: &Rc<Self>, command: Command) -> bool {
        self.has_applied.set(false);
        self.queue.borrow_mut().push_back(Intent::Do(command));
        self.drain();
        let has_applied = self.has_applied.get();
        pasting::watch(self);
        has_applied
    }

    /// Does what somebody has typed, and makes of it what it stands for.
    pub fn type_in(self: &Rc<Self>, command: Command) {
        let is_typing = command.is_typing();
        self.run(command);
        if is_typing {
            self.finish_typing();
        }
    }

    /// Pastes where it was begun. Whoever is elsewhere by now stays there.
    pub fn paste_at(self: &Rc<Self>, slice: Slice, place: Selection) {
        self.read_selection();
        self.queue.borrow_mut().push_back(Intent::PasteAt(slice, place));
        self.drain();
    }

    /// Puts in the next portion of a large paste. Answers whether there was one.
    pub fn put_portion(self: &Rc<Self>) -> bool {
        self.note_composed();
        self.read_selection();
        self.has_applied.set(false);
        self.queue.borrow_mut().push_back(Intent::GoOn);
        self.drain();
        self.has_applied.get()
    }

    /// Takes away what is there of a large paste, and puts in no more of it.
    pub fn give_up_paste(self: &Rc<Self>) {
        self.finish_composition();
        self.read_selection();
        self.queue.borrow_mut().push_back(Intent::GiveUp);
        self.drain();
    }

    /// Makes of what was just typed what it stands for.
    pub fn finish_typing(self: &Rc<Self>) {
        self.run(Command::AutoFormat);
        Slash::note_typed(self);
    }

    pub fn merge(self: &Rc<Self>, updates: Vec<Vec<u8>>) {
        self.read_selection();
        self.queue.borrow_mut().push_back(Intent::Merge(updates));
        self.drain();
    }

    pub fn select(self: &Rc<Self>, selection: Selection) {
        self.queue.borrow_mut().push_back(Intent::Select(selection));
        self.drain();
    }

    pub fn set_title(&self, title: &str) {
        let update = self.engine.borrow_mut().set_title(title);
        let Some(update) = update else { return };
        let listener = Rc::clone(&self.listeners.borrow().update);
        listener(update);
    }

    fn next(&self) -> Option<Intent> {
        self.queue.borrow_mut().pop_front()
    }

    fn drain(self: &Rc<Self>) {
        if self.is_draining.replace(true) {
            return;
        }
        while let Some(intent) = self.next() {
            recovery::trace(format_args!("{intent:?}"));
            match intent {
                Intent::Do(command) => {
                    let update = self.engine.borrow_mut().apply(&command, js_sys::Date::now());
                    self.take_own(update, true);
                }
                Intent::PasteAt(slice, place) => {
                    let is_there = self.engine.borrow().selection() == place;
                    let update = self.engine.borrow_mut().paste_at(slice, place, js_sys::Date::now());
                    self.take_own(update, is_there);
                }
                Intent::GoOn => {
                    let has_waited = self.engine.borrow().awaits_paste();
                    let update = self.engine.borrow_mut().go_on();
                    let is_behind = has_waited && !self.engine.borrow().awaits_paste();
                    self.take_own(update, is_behind);
                }
                Intent::GiveUp => {
                    let has_waited = self.engine.borrow().awaits_paste();
                    let update = self.engine.borrow_mut().give_up();
                    self.take_own(update, has_waited);
                }
                Intent::Merge(updates) => self.take_updates(&updates),
                Intent::Select(selection) => {
                    self.engine.borrow_mut().select(selection);
                }
            }
            self.has_moved.set(true);
            recovery::note_selection(self.engine.borrow().selection());
            self.ask_for_frame();
        }
        self.is_draining.set(false);
    }

    /// Shows and sends what was done here. `reveals`: the caret has moved, and is brought into view.
    fn take_own(self: &Rc<Self>, update: Option<EditorUpdate>, reveals: bool) {
        let Some(update) = update else { return };
        self.has_applied.set(true);
        if let Some(bytes) = &update.update {
            let listener = Rc::clone(&self.listeners.borrow().update);
            listener(bytes.clone());
        }
        let held = if reveals { None } else { scrolling::hold(self) };
        self.show(&update, false);
        held.into_iter().for_each(Held::keep);
        if self.composition.borrow().is_none() {
            self.show_selection(reveals);
            // Who has selected that much looks at where they are.
            if reveals && self.cut.get().is_none() {
                self.reveal_caret();
            }
        }
    }

    fn take_updates(self: &Rc<Self>, updates: &[Vec<u8>]) {
        self.note_composed();
        let (merged, renamed) = {
            let mut engine = self.engine.borrow_mut();
            let title = engine.document().title();
            let merged = engine.merge(updates.iter().map(Vec::as_slice));
            let renamed = Some(engine.document().title()).filter(|new| *new != title);
            (merged, renamed)
        };
        // What cannot be taken in was refused by the session already; the document is as it was.
        if let Ok(update) = merged {
            let held = scrolling::hold(self);
            self.show(&update, true);
            held.into_iter().for_each(Held::keep);
            self.show_selection(false);
        }
        if let Some(title) = renamed {
            let listener = Rc::clone(&self.listeners.borrow().title);
            listener(title);
        }
    }

    /// Brings the page, the peers' carets and a composition behind a change of the engine. `is_theirs`: others made it.
    fn show(&self, update: &EditorUpdate, is_theirs: bool) {
        let engine = self.engine.borrow();
        if !update.delta.is_empty() {
            self.carets.borrow_mut().shift(&update.delta, &engine, is_theirs);
            if let Some(pasting) = self.pasting.borrow_mut().as_mut() {
                pasting.at = pasting.at.map(&update.delta);
            }
            self.slash.borrow_mut().shift(&update.delta);
            let mut told = self.told.borrow_mut();
            told.1 = told.1.map(|selection| selection.map(&update.delta));
            drop(told);
            self.finding.borrow_mut().update(&update.delta, engine.blocks());
            self.overview.borrow_mut().update(&update.patches, engine.blocks());
        }
        self.show_around(&update.delta, &update.patches, engine.blocks());
        if let Some(page) = self.page.borrow_mut().as_mut().filter(|_| update.restyled) {
            page.set_styles(engine.styles());
        }
        drop(engine);
        self.forget_records();
    }

    /// Own writes to the DOM are nobody else's.
    pub fn forget_records(&self) {
        if let Some(observer) = self.observer.borrow().as_ref() {
            observer.take_records();
        }
    }

    /// The point in the DOM of an offset in the body.
    pub fn point(&self, offset: usize) -> Option<position::Point> {
        let engine = self.engine.borrow();
        let page = self.page.borrow();
        let located = engine.blocks().at(offset);
        let element = page.as_ref()?.element(located.block.id)?;
        let within = offset.saturating_sub(located.start);
        let composition = self.composition.borrow();
        let shown = composition.as_ref().map_or(within, |it| it.shown_offset(located.block.id, within));
        Some(position::point_in(element, shown))
    }

    pub fn set_peers(self: &Rc<Self>, peers: Vec<Peer>) {
        self.carets.borrow_mut().set(peers, &self.engine.borrow());
        following::note_peers(self);
        self.ask_for_frame();
    }

    /// A collapsed or wider range of the DOM.
    pub fn range(&self, start: usize, end: usize) -> Option<Range> {
        let (start, end) = (self.point(start)?, self.point(end)?);
        let range = browser::document().create_range().ok()?;
        range.set_start(&start.0, start.1).ok()?;
        range.set_end(&end.0, end.1).ok()?;
        Some(range)
    }
}
