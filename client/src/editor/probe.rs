//! A look inside for browser tests, where `octavo.test` is set in local storage: what the document holds, and what the
//! page shows of it.

use super::surface::Surface;
use crate::browser;
use octavo_shared::edit::Selection;
use std::any::Any;
use std::hint::black_box;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// What one of the functions tells of a surface.
type Look = fn(&Rc<Surface>) -> String;

fn set_read_only(surface: &Rc<Surface>, is_read_only: bool) -> String {
    surface.set_read_only(is_read_only);
    String::new()
}

fn in_json(selection: Selection) -> String {
    format!("[{},{}]", selection.anchor, selection.head)
}

/// Goes down until there is no stack left.
fn deep(left: u64) -> u64 {
    match black_box(left) {
        0 => 0,
        left => deep(left - 1).wrapping_add(black_box(left)),
    }
}

/// Exposes `window.__octavo` with `delta()`, the body in JSON; `dom_text()`, the page's text, a `"\n"` behind each
/// block; `selection()`, `[anchor, head]`; `shown_selection()`, the same of the page, where it is to be the engine's; `faults()`, where the page is not the document, in words; `memory()`, how many
/// bytes the app has taken; `view_only()` and `write()`, which take the right to write away and give it; `panic()`,
/// which does; and `trap()` and `overflow()`, which end the app without a panic.
pub fn expose(surface: &Rc<Surface>) -> Vec<Box<dyn Any>> {
    if browser::recall("octavo.test").is_none() {
        return Vec::new();
    }
    let probe = js_sys::Object::new();
    let mut guards: Vec<Box<dyn Any>> = Vec::new();
    let functions: [(&str, Look); 11] = [
        ("delta", |surface| {
            serde_json::to_string(&surface.engine.borrow().document().body()).unwrap_or_default()
        }),
        ("dom_text", |surface| surface.page.borrow().as_ref().map(|page| page.text()).unwrap_or_default()),
        ("selection", |surface| in_json(surface.engine.borrow().selection())),
        ("shown_selection", |surface| surface.shown_selection().map(in_json).unwrap_or_default()),
        ("faults", |surface| {
            let page = surface.page.borrow();
            let faults = page.as_ref().map(|page| page.faults(surface.engine.borrow().blocks()));
            serde_json::to_string(&faults.unwrap_or_default()).unwrap_or_default()
        }),
        ("view_only", |surface| set_read_only(surface, true)),
        ("write", |surface| set_read_only(surface, false)),
        ("memory", |_| {
            let memory = wasm_bindgen::memory().dyn_into::<js_sys::WebAssembly::Memory>();
            let bytes = memory.ok().and_then(|it| it.buffer().dyn_into::<js_sys::ArrayBuffer>().ok());
            bytes.map(|bytes| bytes.byte_length()).unwrap_or_default().to_string()
        }),
        ("panic", |_| panic!("a test asked for it")),
        ("trap", |_| std::process::abort()),
        ("overflow", |_| deep(u64::MAX).to_string()),
    ];
    for (name, function) in functions {
        let weak = Rc::downgrade(surface);
        let closure = Closure::<dyn Fn() -> String>::new(move || {
            weak.upgrade().map(|it| function(&it)).unwrap_or_default()
        });
        let _ = js_sys::Reflect::set(&probe, &JsValue::from_str(name), closure.as_ref());
        guards.push(Box::new(closure));
    }
    let _ = js_sys::Reflect::set(&browser::window(), &JsValue::from_str("__octavo"), &probe);
    guards
}
