//! Stretches of the text that the page shows in a colour without an element of their own: the browser's highlights,
//! where it has them. How each looks says the style sheet, as `::highlight(NAME)`.

use crate::browser;
use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

fn registry() -> Option<JsValue> {
    let css = Reflect::get(&browser::window(), &"CSS".into()).ok()?;
    Reflect::get(&css, &"highlights".into()).ok().filter(JsValue::is_object)
}

fn method(object: &JsValue, name: &str) -> Option<Function> {
    Reflect::get(object, &name.into()).ok()?.dyn_into().ok()
}

/// Shows `ranges` as the highlight of that name; none take it away. Of two at one place the one of the higher
/// `priority` is seen.
pub fn show(name: &str, ranges: &Array, priority: u8) {
    if ranges.length() == 0 {
        clear(name);
        return;
    }
    let class = method(&browser::window(), "Highlight");
    let (Some(registry), Some(class)) = (registry(), class) else { return };
    let Ok(highlight) = Reflect::construct(&class, ranges) else { return };
    let _ = Reflect::set(&highlight, &"priority".into(), &priority.into());
    if let Some(set) = method(&registry, "set") {
        let _ = set.call2(&registry, &name.into(), &highlight);
    }
}

/// Takes the highlight of that name away.
pub fn clear(name: &str) {
    if let Some(registry) = registry()
        && let Some(delete) = method(&registry, "delete")
    {
        let _ = delete.call1(&registry, &name.into());
    }
}
