//! Events of the keyboard, the mouse and the selection, made into commands. Everything that is needed of an event is
//! read while it is dispatched.

use super::handle::Handle;
use super::slash::Slash;
use super::surface::Surface;
use super::{Command, clipboard, dragging, handle, html, overview, pictures, position};
use crate::browser::{self, Listener};
use crate::keys;
use js_sys::{JsString, Reflect};
use octavo_shared::edit::Selection;
use octavo_shared::edit::intent::{Input, command_for_input};
use octavo_shared::edit::keymap::Action;
use octavo_shared::edit::stepping;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, InputEvent, KeyboardEvent, MouseEvent, Node, StaticRange};

/// A key this soon after a composition is the one that ended it, in Safari; in milliseconds.
const CONFIRMS_WITHIN_MS: f64 = 500.0;
/// If Android has done nothing about a key for so many milliseconds, it will not.
const NO_INPUT_MS: i32 = 50;

type Handler = fn(&Rc<Surface>, &Event);

/// Listens to everything that happens to the text.
pub fn listen(surface: &Rc<Surface>, host: &HtmlElement, overlay: &HtmlElement) -> Vec<Listener> {
    let document = browser::document();
    let on_host: [(&'static str, Handler); 20] = [
        ("beforeinput", before_input),
        ("keydown", key_down),
        ("compositionstart", |surface, _| surface.begin_composition()),
        ("compositionend", |surface, event| {
            surface.composed_at.set(Some(event.time_stamp()));
            surface.end_composition();
        }),
        ("input", |surface, _| surface.input_came()),
        ("copy", clipboard::copy),
        ("cut", clipboard::cut),
        ("paste", clipboard::paste),
        ("dragstart", dragging::start),
        ("dragover", dragging::over),
        ("dragleave", dragging::leave),
        ("dragend", dragging::end),
        ("drop", dragging::drop),
        ("mousedown", mouse_down),
        ("click", click),
        ("pointerdown", |surface, _| surface.is_pressed.set(true)),
        ("pointermove", handle::over),
        ("focus", focused),
        ("blur", |surface, _| {
            surface.finish_composition();
            surface.engine.borrow_mut().end_group();
            Slash::end(surface);
        }),
        ("contextmenu", |surface, _| surface.is_pressed.set(false)),
    ];
    let on_overlay: [(&'static str, Handler); 4] = [
        ("pointerdown", handle::press),
        ("pointermove", handle::over),
        ("pointerup", |surface, _| handle::release(surface)),
        ("pointercancel", |surface, _| {
            Handle::cancel(surface);
        }),
    ];
    let on_document: [(&'static str, Handler); 3] = [
        ("selectionchange", |surface, _| surface.read_selection()),
        ("pointerup", |surface, _| surface.is_pressed.set(false)),
        ("pointercancel", |surface, _| surface.is_pressed.set(false)),
    ];
    let listener = |target: &web_sys::EventTarget, (event, handler): (&'static str, Handler)| {
        let weak = Rc::downgrade(surface);
        Listener::new(target, event, move |event| {
            if let Some(surface) = weak.upgrade() {
                handler(&surface, &event);
            }
        })
    };
    let on_host = on_host.into_iter().map(|entry| listener(host, entry));
    let on_document = on_document.into_iter().map(|entry| listener(&document, entry));
    let on_overlay = on_overlay.into_iter().map(|entry| listener(overlay, entry));
    on_host.chain(on_overlay).chain(on_document).collect()
}

fn before_input(surface: &Rc<Surface>, event: &Event) {
    let Some(event) = event.dyn_ref::<InputEvent>() else { return };
    let kind = event.input_type();
    surface.inputs.set(surface.inputs.get().wrapping_add(1));
    // What cannot be stopped is read from the DOM afterwards, see `composition` and `foreign`.
    if event.is_composing() || !event.cancelable() || is_the_browsers(&kind) {
        return;
    }
    event.prevent_default();
    surface.finish_composition();
    surface.read_selection();
    let data = whole_data(surface, event).or_else(|| event.data_transfer()?.get_data("text/plain").ok());
    let target = target_of(surface, event);
    let (selection, character_before) = {
        let engine = surface.engine.borrow();
        let selection = engine.selection();
        (selection, stepping::character_before(engine.blocks(), selection.head))
    };
    let input = Input { input_type: &kind, data: data.as_deref(), target, selection, character_before };
    if let Some(command) = command_for_input(&input) {
        surface.type_in(command);
    }
}

/// What the event brings as text. Of a character that comes in halves the first is kept until the other is here: as text of
/// its own it would be lost on the way. Empty where there is nothing else; `None` where the event says nothing.
fn whole_data(surface: &Surface, event: &InputEvent) -> Option<String> {
    let before = surface.half.take();
    let data: JsString = Reflect::get(event, &"data".into()).ok()?.dyn_into().ok()?;
    if before.is_none() && data.is_valid_utf16() {
        return Some(data.into());
    }
    let mut units: Vec<u16> = before.into_iter().chain(data.iter()).collect();
    let is_first_half = |unit: &u16| (0xd800..0xdc00).contains(unit);
    surface.half.set(units.pop_if(|last| is_first_half(last)));
    Some(char::decode_utf16(units).filter_map(Result::ok).collect())
}

/// Whether the browser is left to do it. Android says of much that it could be stopped, and then it cannot.
fn is_the_browsers(kind: &str) -> bool {
    matches!(
        kind,
        "insertCompositionText" | "deleteCompositionText" | "insertFromComposition" | "deleteByComposition"
    ) || browser::is_android()
        && (kind == "insertText" || kind.starts_with("deleteContent") || kind.starts_with("deleteWord"))
}

/// The first target range of the event, as offsets in the body.
fn target_of(surface: &Rc<Surface>, event: &InputEvent) -> Option<(usize, usize)> {
    let range: StaticRange = event.get_target_ranges().get(0).dyn_into().ok()?;
    let host = surface.host()?;
    let engine = surface.engine.borrow();
    let offset = |node: &Node, at| position::offset_of(&host, engine.blocks(), node, at);
    let start = offset(&range.start_container(), range.start_offset())?;
    let end = offset(&range.end_container(), range.end_offset())?;
    let target = Selection { anchor: start, head: end };
    let target =
        surface.cut.get().filter(|cut| same_range(cut.shown, target)).map_or(target, |cut| cut.whole);
    Some((target.start(), target.end()))
}

fn same_range(one: Selection, other: Selection) -> bool {
    (one.start(), one.end()) == (other.start(), other.end())
}

fn key_down(surface: &Rc<Surface>, event: &Event) {
    let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
    let key = keys::name_of(event);
    if browser::is_android() {
        expect_input(surface, &key);
    }
    if event.is_composing() || event.key_code() == 229 || confirms_composition(surface, event) {
        return;
    }
    if key == "Escape" && Handle::cancel(surface) {
        return;
    }
    handle::leave(surface);
    let was_leaving = surface.is_leaving.get();
    // Shift goes down before Tab does.
    if !is_modifier(&key) {
        surface.is_leaving.set(key == "Escape");
    }
    if key == "Tab" && (was_leaving || surface.engine.borrow().is_read_only()) {
        return;
    }
    let is_alt_gr = event.get_modifier_state("AltGraph");
    let ctrl = !is_alt_gr && if browser::is_apple() { event.meta_key() } else { event.ctrl_key() };
    if ctrl && !event.alt_key() && matches!(key.as_str(), "Home" | "End") {
        event.prevent_default();
        go_to_end_of_document(surface, key == "End", event.shift_key());
        return;
    }
    if moves_caret(&key) && surface.cut.get().is_some() {
        let to_end = matches!(key.as_str(), "ArrowRight" | "ArrowDown" | "End" | "PageDown");
        surface.complete_selection(event.shift_key(), to_end);
        if !event.shift_key() && matches!(key.as_str(), "ArrowLeft" | "ArrowRight") {
            event.prevent_default();
            return;
        }
    }
    let is_plain = !event.ctrl_key() && !event.alt_key() && !event.meta_key();
    if is_plain
        && matches!(key.as_str(), "ArrowLeft" | "ArrowRight")
        && step(surface, key == "ArrowRight", event.shift_key())
    {
        event.prevent_default();
        return;
    }
    // What the frame does about a key it takes from there; the event goes on to it.
    if let Some(Action::Edit(command)) = keys::shortcut_of(event).map(|shortcut| shortcut.action) {
        event.prevent_default();
        surface.dispatch(command());
    }
}

/// Moves the caret past a picture or its like. Answers whether there was one.
fn step(surface: &Rc<Surface>, to_right: bool, extends: bool) -> bool {
    surface.read_selection();
    let next = {
        let engine = surface.engine.borrow();
        let next = |forward| stepping::step(engine.blocks(), engine.selection(), forward, extends);
        let (left, right) = (next(false), next(true));
        if left.is_none() && right.is_none() {
            return false;
        }
        let point = surface.point(engine.selection().head);
        let block = point.and_then(|point| position::block_of(&point.0));
        if block.is_some_and(|block| browser::is_rtl(&block)) == to_right { left } else { right }
    };
    let Some(next) = next else { return false };
    surface.select(next);
    surface.show_selection(true);
    surface.reveal_caret();
    true
}

/// Safari tells of the key that has ended a composition once more, after its end.
fn confirms_composition(surface: &Rc<Surface>, event: &KeyboardEvent) -> bool {
    let ended = surface.composed_at.take();
    browser::is_safari() && ended.is_some_and(|ended| event.time_stamp() - ended < CONFIRMS_WITHIN_MS)
}

/// Android at times says nothing more of a key than that it went down, as before what cannot be edited.
fn expect_input(surface: &Rc<Surface>, key: &str) {
    let command = match key {
        "Enter" => Command::SplitBlock,
        "Backspace" => Command::DeleteBackward,
        _ => return,
    };
    let (weak, inputs) = (Rc::downgrade(surface), surface.inputs.get());
    browser::after(NO_INPUT_MS, move || {
        if let Some(surface) = weak.upgrade().filter(|surface| surface.inputs.get() == inputs) {
            surface.dispatch(command);
        }
    });
}

fn is_modifier(key: &str) -> bool {
    matches!(key, "Shift" | "Control" | "Alt" | "Meta" | "AltGraph")
}

fn moves_caret(key: &str) -> bool {
    key.starts_with("Arrow") || matches!(key, "Home" | "End" | "PageUp" | "PageDown")
}

/// Chromium does not find the ends of a document that is partly skipped.
fn go_to_end_of_document(surface: &Rc<Surface>, is_end: bool, extends: bool) {
    surface.finish_composition();
    surface.read_selection();
    let head = if is_end { surface.engine.borrow().blocks().len() } else { 0 };
    let anchor = if extends { surface.engine.borrow().selection().anchor } else { head };
    surface.select(Selection { anchor, head });
    surface.show_selection(true);
    surface.reveal_caret();
}

fn focused(surface: &Rc<Surface>, _: &Event) {
    // Who clicks says where; who comes by keyboard goes on where they were.
    if !surface.is_pressed.get() {
        surface.show_selection(false);
    }
}

/// The box of a checklist item that the event is on.
fn checkbox_of(event: &Event) -> Option<Element> {
    let target: Element = event.target()?.dyn_into().ok()?;
    target.class_list().contains("checkbox").then_some(target)
}

fn mouse_down(_: &Rc<Surface>, event: &Event) {
    // A click on a box leaves the caret where it is.
    if checkbox_of(event).is_some() {
        event.prevent_default();
    }
}

/// A click on a picture or its like selects it. Answers whether it was on one.
fn select_embed(surface: &Rc<Surface>, event: &MouseEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let embed = target.and_then(|target| target.closest(".embed").ok().flatten());
    let start = embed.and_then(|embed| {
        let host = surface.host()?;
        position::offset_of(&host, surface.engine.borrow().blocks(), &embed, 0)
    });
    let Some(start) = start else { return false };
    surface.select(Selection { anchor: start, head: start + 1 });
    surface.show_selection(true);
    true
}

fn click(surface: &Rc<Surface>, event: &Event) {
    if let Some(checkbox) = checkbox_of(event) {
        event.prevent_default();
        let block = position::block_of(&checkbox).and_then(|block| position::name_of(&block));
        if let Some(block) = block {
            surface.dispatch(Command::ToggleChecked(block));
        }
        return;
    }
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let remote = target.as_ref().and_then(|target| target.closest(html::REMOTE).ok().flatten());
    if let Some(site) = remote.and_then(|remote| remote.get_attribute(html::SITE)) {
        event.prevent_default();
        pictures::show(surface, Some(&site));
        return;
    }
    if let Some(block) = target.and_then(|target| overview::target_of(&target)) {
        event.prevent_default();
        overview::go_to(surface, block, !browser::has_coarse_pointer());
        return;
    }
    let Some(event) = event.dyn_ref::<MouseEvent>() else { return };
    if !event.shift_key() && select_embed(surface, event) || !(event.ctrl_key() || event.meta_key()) {
        return;
    }
    let link = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let href = link.and_then(|link| link.closest("a.run").ok()?).and_then(|link| link.get_attribute("href"));
    if let Some(href) = href {
        event.prevent_default();
        let _ =
            browser::window().open_with_url_and_target_and_features(&href, "_blank", "noopener,noreferrer");
    }
}
