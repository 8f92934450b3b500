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
use super::overview::Overview;
use super::page::Page;
use super::{Command, Peer, UiState, input, position, probe, selection};
use crate::browser::{self, Listener};
use crate::recovery;
use octavo_shared::edit::{Editor, EditorUpdate, Selection};
use serde_json::{Value, json};
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use web_sys::{HtmlElement, MutationObserver, Range};

/// How far from the edges of the window the caret is kept, in pixels; the bars stand at the top.
const MARGIN_TOP: f64 = 160.0;
const MARGIN_BOTTOM: f64 = 64.0;

/// Whom the surface tells.
pub struct Listeners {
    pub update: Rc<dyn Fn(Vec<u8>)>,
    pub ui: Rc<dyn Fn(UiState)>,
    pub presence: Rc<dyn Fn(Option<Value>)>,
    pub title: Rc<dyn Fn(String)>,
}

/// Something that is to happen.
#[derive(Debug)]
enum Intent {
    Do(Command),
    Merge(Vec<Vec<u8>>),
    Select(Selection),
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
    pub observer: RefCell<Option<MutationObserver>>,
    /// Whether a mouse button or a finger is down on the text.
    pub is_pressed: Cell<bool>,
    /// How many times the browser has asked for something, or done it.
    pub inputs: Cell<u32>,
    /// When the last composition ended, by `Event.timeStamp`; 0 once that is of no importance any more.
    pub composed_at: Cell<f64>,
    /// Whether Escape was pressed last, so that Tab leaves the text.
    pub is_leaving: Cell<bool>,
    /// How often a place was to be brought into view; only the last one still is.
    pub aims: Cell<u32>,
    /// The selection, while the browser has only a part of it.
    pub cut: Cell<Option<selection::Cut>>,
    queue: RefCell<VecDeque<Intent>>,
    is_draining: Cell<bool>,
    has_applied: Cell<bool>,
    is_frame_asked: Cell<bool>,
    wants_focus: Cell<bool>,
    told: RefCell<(Option<UiState>, Option<Selection>, Value)>,
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
                presence: Rc::new(|_| {}),
                title: Rc::new(|_| {}),
            }),
            composition: RefCell::default(),
            dragging: RefCell::default(),
            finding: RefCell::default(),
            following: RefCell::default(),
            overview: RefCell::default(),
            observer: RefCell::default(),
            is_pressed: Cell::default(),
            inputs: Cell::default(),
            composed_at: Cell::default(),
            is_leaving: Cell::default(),
            aims: Cell::default(),
            cut: Cell::default(),
            queue: RefCell::default(),
            is_draining: Cell::default(),
            has_applied: Cell::default(),
            is_frame_asked: Cell::default(),
            wants_focus: Cell::default(),
            told: RefCell::default(),
            guards: RefCell::default(),
        })
    }

    pub fn mount(self: &Rc<Self>, host: &HtmlElement, overlay: &HtmlElement) {
        self.unmount();
        for (name, value) in [
            ("contenteditable", "true"),
            ("spellcheck", "true"),
            ("role", "textbox"),
            ("aria-multiline", "true"),
            ("translate", "no"),
        ] {
            let _ = host.set_attribute(name, value);
        }
        let mut page = Page::new(host.clone(), self.engine.borrow().blocks());
        page.set_styles(self.engine.borrow().styles());
        self.page.replace(Some(page));
        self.carets.borrow_mut().mount(overlay.clone());
        let mut guards: Vec<Box<dyn Any>> = Vec::new();
        guards
            .extend(input::listen(self, host).into_iter().map(|listener| Box::new(listener) as Box<dyn Any>));
        guards.extend(super::foreign::observe(self, host));
        guards.extend(probe::expose(self));
        let window = browser::window();
        for event in ["scroll", "resize"] {
            let weak = Rc::downgrade(self);
            guards.push(Box::new(Listener::new(&window, event, move |_| {
                let follows = |surface: &Rc<Surface>| {
                    !surface.carets.borrow().is_empty()
                        || surface.cut.get().is_some()
                        || surface.finding.borrow().is_under_way()
                };
                if let Some(surface) = weak.upgrade().filter(follows) {
                    surface.ask_for_frame();
                }
            })));
        }
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
        self.page.take();
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
        self.has_applied.get()
    }

    /// Does what somebody has typed, and makes of it what it stands for.
    pub fn type_in(self: &Rc<Self>, command: Command) {
        let is_typing = command.is_typing();
        self.run(command);
        if is_typing {
            self.run(Command::AutoFormat);
        }
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
                Intent::Do(command) => self.take_command(&command),
                Intent::Merge(updates) => self.take_updates(&updates),
                Intent::Select(selection) => {
                    self.engine.borrow_mut().select(selection);
                }
            }
            recovery::note_selection(self.engine.borrow().selection());
            self.ask_for_frame();
        }
        self.is_draining.set(false);
    }

    fn take_command(self: &Rc<Self>, command: &Command) {
        let now = js_sys::Date::now();
        let Some(update) = self.engine.borrow_mut().apply(command, now) else { return };
        self.has_applied.set(true);
        if let Some(bytes) = &update.update {
            let listener = Rc::clone(&self.listeners.borrow().update);
            listener(bytes.clone());
        }
        self.show(&update, false);
        if self.composition.borrow().is_none() {
            self.show_selection(true);
            // Who has selected that much looks at where they are.
            if self.cut.get().is_none() {
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
            self.show(&update, true);
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

    /// Takes over what is selected in the browser. A composition's caret is the browser's until it ends.
    pub fn read_selection(self: &Rc<Self>) {
        if self.is_draining.get() || self.composition.borrow().is_some() {
            return;
        }
        let Some(host) = self.host() else { return };
        // Who types what to find goes through the text all the same.
        if self.finding.borrow().is_under_way() && !selection::has_focus(&host) {
            return;
        }
        let read = selection::read(&host, self.engine.borrow().blocks());
        let meant = read.map(|read| self.cut.get().map_or(read, |cut| cut.meant(read)));
        if let Some(selection) = meant.filter(|meant| *meant != self.engine.borrow().selection()) {
            self.cut.set(None);
            self.select(selection);
        }
    }

    /// Selects in the browser what is selected in the engine. `is_forced`: also where the browser seems to have it.
    pub fn show_selection(&self, is_forced: bool) {
        let Some(host) = self.host() else { return };
        if self.composition.borrow().is_some() || !selection::has_focus(&host) {
            return;
        }
        let whole = self.engine.borrow().selection();
        let part = {
            let page = self.page.borrow();
            page.as_ref().and_then(|page| selection::cut(page, self.engine.borrow().blocks(), whole))
        };
        let wanted = part.unwrap_or(whole);
        let is_there = selection::read(&host, self.engine.borrow().blocks()) == Some(wanted);
        if !is_forced && !is_there && self.is_pressed.get() {
            return;
        }
        self.cut.set(part.map(|shown| selection::Cut { whole, shown }));
        if is_forced || !is_there {
            self.write_selection(wanted);
        }
    }

    fn write_selection(&self, wanted: Selection) {
        if let (Some(anchor), Some(head)) = (self.point(wanted.anchor), self.point(wanted.head)) {
            selection::write(&anchor, &head);
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

    /// Scrolls the caret into view, after own edits only.
    pub fn reveal_caret(&self) {
        let head = self.engine.borrow().selection().head;
        let Some(host) = self.host().filter(selection::has_focus) else { return };
        let Some(rect) = self.point(head).and_then(|point| super::carets::rect_of(&host, &point)) else {
            return;
        };
        let window = browser::window();
        let height = window.inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
        let (top, bottom) = (MARGIN_TOP.min(height / 3.0), height - MARGIN_BOTTOM);
        let by = if rect.top() < top {
            rect.top() - top
        } else if rect.bottom() > bottom {
            rect.bottom() - bottom
        } else {
            return;
        };
        window.scroll_by_with_x_and_y(0.0, by);
    }

    pub fn set_peers(self: &Rc<Self>, peers: Vec<Peer>) {
        self.carets.borrow_mut().set(peers, &self.engine.borrow());
        following::note_peers(self);
        self.ask_for_frame();
    }

    /// Lets [`Surface::frame`] run before the next frame.
    pub fn ask_for_frame(self: &Rc<Self>) {
        if !self.is_frame_asked.replace(true) {
            let weak = Rc::downgrade(self);
            browser::before_next_frame(move || {
                if let Some(surface) = weak.upgrade() {
                    surface.is_frame_asked.set(false);
                    surface.frame();
                }
            });
        }
    }

    /// What needs to happen only once for all that happened since the last frame.
    fn frame(self: &Rc<Self>) {
        if self.page.borrow().is_none() {
            return;
        }
        let (state, selection) = {
            let engine = self.engine.borrow();
            (engine.format_state(), engine.selection())
        };
        let is_news = self.told.borrow().0.as_ref() != Some(&state);
        if is_news {
            self.told.borrow_mut().0 = Some(state.clone());
            let listener = Rc::clone(&self.listeners.borrow().ui);
            listener(state);
        }
        self.tell_presence(selection);
        if self.cut.get().is_some() {
            self.show_selection(false);
        }
        Carets::draw(self);
        following::keep_up(self);
        Finding::draw(self);
        Overview::tell(self);
    }

    fn tell_presence(&self, selection: Selection) {
        let has_been = self.told.borrow().1.is_some();
        let has_focus = self.host().is_some_and(|host| selection::has_focus(&host));
        if !has_been && !has_focus {
            return;
        }
        // A place that only moved with its text is the same to the others, and to name it is a walk over the document.
        if self.told.borrow().1 == Some(selection) {
            return;
        }
        let cursor = {
            let engine = self.engine.borrow();
            let anchor = engine.document().anchor(selection.anchor);
            let head = match selection.is_caret() {
                true => anchor.clone(),
                false => engine.document().anchor(selection.head),
            };
            json!({ "anchor": anchor, "head": head })
        };
        self.told.borrow_mut().1 = Some(selection);
        let is_news = self.told.borrow().2 != cursor;
        if is_news {
            self.told.borrow_mut().2 = cursor.clone();
            let listener = Rc::clone(&self.listeners.borrow().presence);
            listener(Some(cursor));
        }
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
