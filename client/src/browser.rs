//! The few things that the frame and the provider ask of the browser itself: listeners and timers that end with their
//! owner, the clock, chance, and small values kept in local storage. No rule about documents lives here.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Document, Event, EventTarget, Storage, Window};

/// The window. The app runs nowhere else.
pub fn window() -> Window {
    web_sys::window().expect("the app runs in a page")
}

/// The document of the page, as the browser means the word.
pub fn document() -> Document {
    window().document().expect("a page has a document")
}

/// Milliseconds since 1970.
pub fn now_ms() -> u64 {
    js_sys::Date::now() as u64
}

/// 32 random bits, from the browser's secure source.
pub fn random() -> u32 {
    let bytes = uuid::Uuid::new_v4().into_bytes();
    u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
}

/// The languages that the person reads, as the browser was told, the preferred one first: `"en-GB"`.
pub fn languages() -> Vec<String> {
    window().navigator().languages().iter().filter_map(|tag| tag.as_string()).collect()
}

/// Whether the keyboard has a Command key.
pub fn is_apple() -> bool {
    window().navigator().platform().is_ok_and(|name| name.starts_with("Mac") || name.starts_with("iP"))
}

/// Whether the keyboard is Android's: it writes into the page itself and cannot be stopped.
pub fn is_android() -> bool {
    window().navigator().user_agent().is_ok_and(|name| name.contains("Android"))
}

/// Whether the browser is Safari, or any browser of an iPhone or iPad.
pub fn is_safari() -> bool {
    window().navigator().user_agent().is_ok_and(|name| {
        name.contains("AppleWebKit") && !name.contains("Chrome") && !name.contains("Android")
    })
}

/// Whether the tab is in the background, where timers are slow and frames do not come.
pub fn is_hidden() -> bool {
    document().hidden()
}

fn local_storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// A small value kept under `key`, if the browser keeps any.
pub fn recall(key: &str) -> Option<String> {
    local_storage()?.get_item(key).ok().flatten()
}

/// Keeps a small value under `key`. A browser that refuses to keep things is not an error: the value is forgotten with
/// the tab.
pub fn remember(key: &str, value: &str) {
    if let Some(storage) = local_storage() {
        let _ = storage.set_item(key, value);
    }
}

/// An event listener that is taken down when this is dropped.
pub struct Listener {
    target: EventTarget,
    event: &'static str,
    closure: Closure<dyn Fn(Event)>,
}

impl Listener {
    /// Listens to `event` at `target`.
    pub fn new(target: &EventTarget, event: &'static str, handler: impl Fn(Event) + 'static) -> Listener {
        let closure = Closure::<dyn Fn(Event)>::new(handler);
        let _ = target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
        Listener { target: target.clone(), event, closure }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self
            .target
            .remove_event_listener_with_callback(self.event, self.closure.as_ref().unchecked_ref());
    }
}

/// A timer that fires again and again until this is dropped.
pub struct Interval {
    id: i32,
    _closure: Closure<dyn Fn()>,
}

impl Interval {
    /// Calls `handler` every `period_ms`; a hidden tab may stretch that to a second and more.
    pub fn new(period_ms: i32, handler: impl Fn() + 'static) -> Interval {
        let closure = Closure::<dyn Fn()>::new(handler);
        let id = window()
            .set_interval_with_callback_and_timeout_and_arguments_0(
                closure.as_ref().unchecked_ref(),
                period_ms,
            )
            .unwrap_or_default();
        Interval { id, _closure: closure }
    }
}

impl Drop for Interval {
    fn drop(&mut self) {
        window().clear_interval_with_handle(self.id);
    }
}

/// Calls `handler` once, `delay_ms` from now, whatever happens to the caller.
pub fn after(delay_ms: i32, handler: impl FnOnce() + 'static) {
    let callback = Closure::once_into_js(handler);
    let _ =
        window().set_timeout_with_callback_and_timeout_and_arguments_0(callback.unchecked_ref(), delay_ms);
}

/// Calls `handler` before the next frame is drawn; at once-a-second pace or not at all in a hidden tab.
pub fn before_next_frame(handler: impl FnOnce() + 'static) {
    let callback = Closure::once_into_js(handler);
    let _ = window().request_animation_frame(callback.unchecked_ref());
}

/// Whether people point with a finger here.
pub fn has_coarse_pointer() -> bool {
    window().match_media("(pointer: coarse)").ok().flatten().is_some_and(|query| query.matches())
}
