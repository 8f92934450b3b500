//! What is left behind for the page when the app panics, and found by it when it has come back. What happens in between
//! is in `assets/recovery.js`, which runs when this module cannot.
//!
//! A panic is the end of this instance: what it had borrowed stays borrowed. So nothing is caught and nothing goes on.

use js_sys::{Function, Reflect};
use octavo_shared::edit::Selection;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::fmt::{self, Write};
use wasm_bindgen::{JsCast, JsValue};

/// How many of the last things that happened to the document a report holds.
const TRACE: usize = 200;
/// How much of each, in bytes: a paste is not to be copied for it.
const TRACE_LEN: usize = 120;
/// Where the page leaves what it knew, in the session's storage.
const KEY: &str = "octavo.recovery";

thread_local! {
    static TRACED: RefCell<VecDeque<String>> = const { RefCell::new(VecDeque::new()) };
    static SELECTED: Cell<Option<Selection>> = const { Cell::new(None) };
}

/// From now on a panic prints where it was and what came before it, and lets the page come back.
pub fn watch() {
    std::panic::set_hook(Box::new(|panic| {
        console_error_panic_hook::hook(panic);
        let traced = TRACED.try_with(|traced| {
            traced.try_borrow().map(|traced| traced.iter().cloned().collect::<Vec<_>>().join("\n"))
        });
        if let Ok(Ok(traced)) = traced {
            web_sys::console::error_1(&JsValue::from_str(&format!("before it, oldest first:\n{traced}")));
        }
        let selected = SELECTED.try_with(Cell::get).ok().flatten();
        let number = |offset: fn(Selection) -> usize| {
            selected.map_or(JsValue::UNDEFINED, |selected| JsValue::from_f64(offset(selected) as f64))
        };
        if let Some(panicked) = global("octavoPanicked") {
            let _ = panicked.call2(&JsValue::NULL, &number(|it| it.anchor), &number(|it| it.head));
        }
    }));
}

/// Notes something that is about to happen to the document, for the report of a panic.
pub fn trace(what: fmt::Arguments) {
    let mut line = Line(String::new());
    // It ends early where it is long.
    let _ = line.write_fmt(what);
    TRACED.with_borrow_mut(|traced| {
        if traced.len() == TRACE {
            traced.pop_front();
        }
        traced.push_back(line.0);
    });
}

/// Notes what is selected, so that the page that comes back has its caret where it was.
pub fn note_selection(selection: Selection) {
    SELECTED.set(Some(selection));
}

/// What was selected in the page at `path` when it panicked. Answers once.
pub fn selection_before_panic(path: &str) -> Option<Selection> {
    let storage = web_sys::window()?.session_storage().ok().flatten()?;
    let mut noted: serde_json::Value = serde_json::from_str(&storage.get_item(KEY).ok().flatten()?).ok()?;
    if noted.get("path")?.as_str()? != path {
        return None;
    }
    let offset = |name| noted.get(name)?.as_u64().map(|offset| offset as usize);
    let selection = Selection { anchor: offset("anchor")?, head: offset("head")? };
    noted.as_object_mut()?.remove("anchor");
    let _ = storage.set_item(KEY, &noted.to_string());
    Some(selection)
}

/// Gives the script that speaks after a panic its words in the language of the page, each under its name.
pub fn speak(words: &[(&str, String)]) {
    let texts = js_sys::Object::new();
    for (name, text) in words {
        let _ = Reflect::set(&texts, &JsValue::from_str(name), &JsValue::from_str(text));
    }
    if let Some(speaks) = global("octavoRecoveryTexts") {
        let _ = speaks.call1(&JsValue::NULL, &texts);
    }
}

fn global(name: &str) -> Option<Function> {
    Reflect::get(&js_sys::global(), &JsValue::from_str(name)).ok()?.dyn_into().ok()
}

/// Takes text until it is long enough.
struct Line(String);

impl Write for Line {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = TRACE_LEN.saturating_sub(self.0.len());
        let end = text.floor_char_boundary(room.min(text.len()));
        self.0.push_str(&text[..end]);
        if end < text.len() { Err(fmt::Error) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_command_is_noted_by_its_beginning_and_the_last_ones_are_kept() {
        trace(format_args!("Paste({:?})", "ü".repeat(1_000_000)));
        (0..TRACE).for_each(|index| trace(format_args!("{index}")));
        TRACED.with_borrow(|traced| assert_eq!(traced.front().map(String::as_str), Some("0")));
        trace(format_args!("Paste({:?})", "ü".repeat(1_000_000)));
        TRACED.with_borrow(|traced| {
            assert_eq!(traced.len(), TRACE);
            assert!(
                traced.back().is_some_and(|line| line.starts_with("Paste(\"üü") && line.len() <= TRACE_LEN)
            );
        });
    }
}
