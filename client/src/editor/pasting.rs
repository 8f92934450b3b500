//! Pastes of any size. What is large is read in slices of time and put in in portions, with the page drawn in between: one
//! can scroll, write elsewhere, see how far it is, and give it up. All of it is taken back at once. What reads HTML is a part of the app that
//! comes later: a paste that is here before it keeps its place and waits.

use super::clipboard::Brought;
use super::import::{ReadHtml, Reading};
use super::surface::Surface;
use crate::browser;
use octavo_shared::edit::{Selection, Slice};
use std::rc::Rc;

/// For so many milliseconds it works before the page is drawn.
const SLICE_MS: f64 = 12.0;
/// What takes longer than this shows how far it is, in milliseconds.
const SHOWN_AFTER_MS: f64 = 200.0;

/// What reads HTML, and who is asked for it as long as it is not here.
pub struct Reader {
    pub read: Option<ReadHtml>,
    pub ask: Rc<dyn Fn()>,
}

/// HTML that is not read to its end.
enum Html {
    /// What reads it is not here yet.
    Waits,
    Opened(Box<dyn Reading>),
}

/// A paste that takes time.
pub struct Pasting {
    /// HTML that is not read to its end, and what came with it.
    reading: Option<(Html, Brought)>,
    /// What was read, while somebody composes.
    read: Option<Slice>,
    /// Where it goes, while it is read.
    pub at: Selection,
    began_ms: f64,
    /// Whether somebody was told how far it is.
    is_shown: bool,
}

impl Pasting {
    fn new(at: Selection, reading: Option<(Html, Brought)>) -> Pasting {
        Pasting { reading, read: None, at, began_ms: js_sys::Date::now(), is_shown: false }
    }

    /// Whether what reads its HTML is not here yet.
    fn waits_for_reader(&self) -> bool {
        matches!(self.reading, Some((Html::Waits, _)))
    }

    /// Whether it goes on by itself.
    fn goes_on(&self) -> bool {
        !self.waits_for_reader() && self.read.is_none()
    }
}

/// Pastes at the selection.
pub fn begin(surface: &Rc<Surface>, brought: Brought) {
    finish(surface);
    let at = surface.engine.borrow().selection();
    begin_at(surface, brought, at);
}

fn begin_at(surface: &Rc<Surface>, brought: Brought, at: Selection) {
    let own = brought.own();
    let html = if own.is_none() && brought.has_html() { open(surface, &brought) } else { None };
    let is_read = html.is_none();
    let read = surface.reader.borrow().read;
    let slice = if is_read {
        own.or_else(|| read.map_or_else(|| brought.plain(), |read| brought.slice(read)))
    } else {
        None
    };
    surface.pasting.replace(Some(Pasting::new(at, html.map(|html| (html, brought)))));
    if is_read {
        put(surface, slice);
    }
    go_on(surface);
}

/// Opens HTML that cannot be read at once: it is large, or what reads it is to come.
fn open(surface: &Surface, brought: &Brought) -> Option<Html> {
    let read = surface.reader.borrow().read;
    match read {
        Some(read) if brought.is_large_html() => brought.reading(read).map(Html::Opened),
        Some(_) => None,
        None => {
            let ask = Rc::clone(&surface.reader.borrow().ask);
            ask();
            Some(Html::Waits)
        }
    }
}

/// What reads HTML is here, or `None`: it does not come, and what waits for it is pasted as plain text.
pub fn set_reader(surface: &Rc<Surface>, read: Option<ReadHtml>) {
    surface.reader.borrow_mut().read = read;
    let waiting = surface.pasting.borrow_mut().take_if(|pasting| pasting.waits_for_reader());
    let Some((at, (_, brought))) = waiting.and_then(|it| Some((it.at, it.reading?))) else { return };
    if read.is_some() {
        begin_at(surface, brought, at);
    } else {
        surface.pasting.replace(Some(Pasting::new(at, None)));
        put(surface, brought.plain());
        go_on(surface);
    }
}

/// Does the rest of a paste now.
pub fn finish(surface: &Rc<Surface>) {
    if surface.pasting.borrow().is_none() {
        return;
    }
    surface.finish_composition();
    if surface.pasting.borrow().as_ref().is_some_and(Pasting::waits_for_reader) {
        set_reader(surface, None);
    }
    composed(surface);
    while surface.pasting.borrow().is_some() {
        work(surface, f64::INFINITY);
    }
}

/// Gives a paste up: nothing of it stays.
pub fn give_up(surface: &Rc<Surface>) {
    let Some(pasting) = surface.pasting.take() else { return };
    surface.give_up_paste();
    if pasting.is_shown {
        let listener = Rc::clone(&surface.listeners.borrow().pasting);
        listener(None);
    }
}

/// Puts a slice in where the paste goes. Android composes all the time, and is not waited for.
fn put(surface: &Rc<Surface>, slice: Option<Slice>) {
    let (Some(slice), Some(at)) = (slice, surface.pasting.borrow().as_ref().map(|pasting| pasting.at)) else {
        return;
    };
    if browser::is_android() {
        surface.finish_composition();
    }
    if surface.composition.borrow().is_none() {
        surface.paste_at(slice, at);
    } else if let Some(pasting) = surface.pasting.borrow_mut().as_mut() {
        pasting.read = Some(slice);
    }
}

/// A composition is over: what waited for that is put in.
pub fn composed(surface: &Rc<Surface>) {
    let read = surface.pasting.borrow_mut().as_mut().and_then(|pasting| pasting.read.take());
    if read.is_some() {
        put(surface, read);
        go_on(surface);
    }
}

/// A command has begun to put in something large: the rest follows.
pub fn watch(surface: &Rc<Surface>) {
    if surface.pasting.borrow().is_some() || surface.engine.borrow().progress().is_none() {
        return;
    }
    let at = surface.engine.borrow().selection();
    surface.pasting.replace(Some(Pasting::new(at, None)));
    let weak = Rc::downgrade(surface);
    browser::after(0, move || {
        if let Some(surface) = weak.upgrade() {
            go_on(&surface);
        }
    });
}

fn go_on(surface: &Rc<Surface>) {
    // What nobody sees need not wait for a picture of it.
    let until = if browser::is_hidden() { f64::INFINITY } else { js_sys::Date::now() + SLICE_MS };
    work(surface, until);
    if surface.pasting.borrow().as_ref().is_some_and(Pasting::goes_on) {
        let weak = Rc::downgrade(surface);
        browser::after(0, move || {
            if let Some(surface) = weak.upgrade() {
                go_on(&surface);
            }
        });
    }
}

/// Works until a time, a step at least.
fn work(surface: &Rc<Surface>, until: f64) {
    let is_due = || js_sys::Date::now() >= until;
    let (is_reading, read) = {
        let mut pasting = surface.pasting.borrow_mut();
        let Some(pasting) = pasting.as_mut().filter(|pasting| pasting.read.is_none()) else { return };
        let is_reading = pasting.reading.as_mut().is_some_and(|(html, _)| match html {
            Html::Waits => true,
            Html::Opened(reading) => !reading.go_on(&is_due),
        });
        (is_reading, if is_reading { None } else { pasting.reading.take() })
    };
    if let Some((Html::Opened(reading), brought)) = read {
        put(surface, reading.finish().or_else(|| brought.plain()));
    } else if !is_reading {
        while surface.put_portion() && !is_due() {}
    }
    tell(surface);
}

/// Tells how far it is, or that it is done.
fn tell(surface: &Rc<Surface>) {
    let put_in = surface.engine.borrow().progress();
    let told = {
        let mut pasting = surface.pasting.borrow_mut();
        let Some(it) = pasting.as_mut() else { return };
        let done = match &it.reading {
            _ if it.read.is_some() => Some(0.5),
            Some((Html::Waits, _)) => Some(0.0),
            Some((Html::Opened(reading), _)) => Some(reading.done() / 2.0),
            None => put_in.map(|done| (1.0 + done) / 2.0),
        };
        let is_late = js_sys::Date::now() - it.began_ms > SHOWN_AFTER_MS;
        it.is_shown |= is_late && done.is_some();
        let told = it.is_shown.then_some(done);
        if done.is_none() {
            *pasting = None;
        }
        told
    };
    if let Some(done) = told {
        let listener = Rc::clone(&surface.listeners.borrow().pasting);
        listener(done);
    }
}
