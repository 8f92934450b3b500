//! The few things that the frame and the provider ask of the browser itself: listeners and timers that end with their
//! owner, the clock, chance, and small values kept in local storage. No rule about documents lives here.

use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{
    Blob, BlobPropertyBag, Document, DomRect, Element, Event, EventTarget, HtmlElement, ResizeObserver,
    Storage, Url, Window,
};

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

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
}

/// Milliseconds since the page was opened, whatever anybody does to the clock.
pub fn uptime_ms() -> u64 {
    performance_now() as u64
}

/// 32 random bits, from the browser's secure source.
pub fn random() -> u32 {
    let bytes = uuid::Uuid::new_v4().into_bytes();
    u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
}

/// Writes a line into the log of the browser, for whoever looks for what went wrong.
pub fn log(line: &str) {
    web_sys::console::warn_1(&line.into());
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

/// Whether the browser knows a property of styles, by its name in scripts.
pub fn knows_style(property: &str) -> bool {
    let style = document().document_element().and_then(|root| root.dyn_into::<HtmlElement>().ok());
    style.is_some_and(|root| js_sys::Reflect::has(&root.style(), &property.into()).unwrap_or_default())
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

/// Tells the server a small value of the app's with every request for a page; none takes it back.
pub fn set_cookie(name: &str, value: Option<&str>) {
    const YEAR_S: u32 = 365 * 24 * 60 * 60;
    let life = if value.is_some() { YEAR_S } else { 0 };
    let secure =
        if window().location().protocol().is_ok_and(|scheme| scheme == "https:") { "; Secure" } else { "" };
    let cookie =
        format!("{name}={}; Path=/; SameSite=Lax; Max-Age={life}{secure}", value.unwrap_or_default());
    let _ = js_sys::Reflect::set(&document(), &"cookie".into(), &cookie.into());
}

/// Forgets the small value kept under `key`.
pub fn forget(key: &str) {
    if let Some(storage) = local_storage() {
        let _ = storage.remove_item(key);
    }
}

/// Forgets every small value of the app's but those that are to `stay`, and what was sent to it.
pub fn forget_all(stay: impl Fn(&str) -> bool) {
    let of_tab = window().session_storage().ok().flatten();
    for storage in local_storage().into_iter().chain(of_tab) {
        let keys =
            (0..storage.length().unwrap_or_default()).filter_map(|index| storage.key(index).ok().flatten());
        for key in keys.filter(|key| key.starts_with("octavo.") && !stay(key)).collect::<Vec<_>>() {
            let _ = storage.remove_item(&key);
        }
    }
    empty_inbox(None);
}

/// The cookie called `name`, if scripts may read it.
pub fn cookie(name: &str) -> Option<String> {
    let all = js_sys::Reflect::get(&document(), &"cookie".into()).ok()?.as_string()?;
    let mut pairs = all.split(';').filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(found, _)| *found == name).map(|(_, value)| value.to_owned())
}

/// Takes the cookie called `name` away, if scripts may.
pub fn drop_cookie(name: &str) {
    let none = format!("{name}=; Max-Age=0; Path=/; SameSite=Lax");
    let _ = js_sys::Reflect::set(&document(), &"cookie".into(), &none.into());
}

/// Whether the browser knows of a network.
pub fn is_online() -> bool {
    window().navigator().on_line()
}

/// Puts a number onto the app's icon, where it is installed; none for 0.
pub fn set_badge(count: usize) {
    let navigator = window().navigator();
    let name = if count == 0 { "clearAppBadge" } else { "setAppBadge" };
    if let Some(method) = method(&navigator, name) {
        let answer = method.call1(&navigator, &(count as f64).into()).ok();
        settle(answer);
    }
}

/// Whether the browser keeps what is stored even when it runs out of room. If it `asks`, the browser is asked to, and may ask the
/// person. `None` where it does not say.
pub async fn is_storage_kept(asks: bool) -> Option<bool> {
    outcome(&storage_manager(), if asks { "persist" } else { "persisted" }).await?.as_bool()
}

/// How much is stored and how much may be, in bytes; `None` where the browser does not say.
pub async fn storage_estimate() -> Option<(f64, f64)> {
    let estimate = outcome(&storage_manager(), "estimate").await?;
    let number = |name: &str| js_sys::Reflect::get(&estimate, &name.into()).ok()?.as_f64();
    Some((number("usage")?, number("quota")?))
}

fn storage_manager() -> wasm_bindgen::JsValue {
    js_sys::Reflect::get(&window().navigator(), &"storage".into()).unwrap_or_default()
}

/// What becomes of calling `name` of `object`; `None` where there is no such method, or it fails.
async fn outcome(object: &wasm_bindgen::JsValue, name: &str) -> Option<wasm_bindgen::JsValue> {
    let promise = method(object, name)?.call0(object).ok()?.dyn_into::<js_sys::Promise>().ok()?;
    wasm_bindgen_futures::JsFuture::from(promise).await.ok()
}

/// Gives the person a file.
pub fn save_file(name: &str, kind: &str, text: &str) {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let parts = js_sys::Array::of1(&text.into());
    let Ok(blob) = Blob::new_with_str_sequence_and_options(&parts, &options) else { return };
    let Ok(address) = Url::create_object_url_with_blob(&blob) else { return };
    if let Ok(link) = document().create_element("a") {
        let _ = link.set_attribute("href", &address);
        let _ = link.set_attribute("download", name);
        link.unchecked_into::<HtmlElement>().click();
    }
    // The browser has taken it by then.
    after(60_000, move || drop(Url::revoke_object_url(&address)));
}

/// `name` of `object`, if it is a function.
fn method(object: &wasm_bindgen::JsValue, name: &str) -> Option<js_sys::Function> {
    js_sys::Reflect::get(object, &name.into()).ok()?.dyn_into().ok()
}

/// What `assets/boot.js` has under `name`.
fn boot(name: &str) -> wasm_bindgen::JsValue {
    js_sys::Reflect::get(&window(), &name.into()).unwrap_or_default()
}

/// What was sent to the app under `key`, or opened with it, as JSON: `[{"name", "text"}]`.
pub async fn inbox(key: Option<&str>) -> String {
    let inbox = boot("octavoInbox");
    let key = key.map_or(wasm_bindgen::JsValue::NULL, Into::into);
    let reading = method(&inbox, "read").and_then(|read| read.call1(&inbox, &key).ok());
    let reading = reading.and_then(|reading| reading.dyn_into::<js_sys::Promise>().ok());
    match reading {
        Some(reading) => {
            let read = wasm_bindgen_futures::JsFuture::from(reading).await;
            read.ok().and_then(|read| read.as_string()).unwrap_or_default()
        }
        None => String::new(),
    }
}

/// What was sent under `key`, or all that was sent, is kept elsewhere now or not wanted any more.
pub fn empty_inbox(key: Option<&str>) {
    let inbox = boot("octavoInbox");
    if let Some(empty) = method(&inbox, "empty") {
        settle(empty.call1(&inbox, &key.map_or(wasm_bindgen::JsValue::NULL, Into::into)).ok());
    }
}

/// The app has something to show in the place of what `index.html` shows while it loads.
pub fn end_loading() {
    if let Some(loading) = document().get_element_by_id("loading") {
        loading.remove();
    }
}

/// Loads the page anew.
pub fn reload() {
    let _ = window().location().reload();
}

/// Loads the page at `address`, in the place of this one.
pub fn load(address: &str) {
    let _ = window().location().replace(address);
}

/// Ends when the page has all that it needs and there is nothing to do.
pub async fn settled() {
    if let Ok(settled) = boot("octavoSettled").dyn_into::<js_sys::Promise>() {
        let _ = wasm_bindgen_futures::JsFuture::from(settled).await;
    }
}

/// Whether a new version of the app is here and waits for its turn.
pub fn is_update_ready() -> bool {
    let update = boot("octavoUpdate");
    let ready = method(&update, "isReady").and_then(|ready| ready.call0(&update).ok());
    ready.is_some_and(|ready| ready.is_truthy())
}

/// Calls `handler` when a new version of the app is here.
pub fn on_update(handler: impl Fn() + 'static) -> Listener {
    Listener::new(&window(), "octavo-update", move |_| handler())
}

/// Loads the page anew, with the new version of the app.
pub fn take_update() {
    let update = boot("octavoUpdate");
    if let Some(take) = method(&update, "take") {
        let _ = take.call0(&update);
    }
}

/// Whatever a promise comes to is fine.
fn settle(promise: Option<wasm_bindgen::JsValue>) {
    if let Some(promise) = promise.and_then(|promise| promise.dyn_into::<js_sys::Promise>().ok()) {
        wasm_bindgen_futures::spawn_local(async move {
            let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
        });
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

/// Calls `handler` whenever the tab comes to the front.
pub fn on_visible(handler: impl Fn() + 'static) -> Listener {
    Listener::new(&document(), "visibilitychange", move |_| {
        if !is_hidden() {
            handler();
        }
    })
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

/// What `act` comes to, if that takes no longer than `ms` milliseconds. It goes on all the same, but nobody hears of it.
pub async fn within<T: 'static>(ms: i32, act: impl Future<Output = T> + 'static) -> Option<T> {
    let outcome = Rc::new(RefCell::new(None));
    let mut end = None;
    let ended = js_sys::Promise::new(&mut |resolve, _| end = Some(resolve));
    // The browser has called that by now.
    let end = end?;
    let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&end, ms);
    let kept = outcome.clone();
    wasm_bindgen_futures::spawn_local(async move {
        let came = act.await;
        kept.replace(Some(came));
        let _ = end.call0(&wasm_bindgen::JsValue::UNDEFINED);
    });
    let _ = wasm_bindgen_futures::JsFuture::from(ended).await;
    outcome.take()
}

/// Ends so many milliseconds from now.
pub async fn pause(ms: i32) {
    let _ = within(ms, std::future::pending::<()>()).await;
}

/// Calls `handler` before the next frame is drawn; at once-a-second pace or not at all in a hidden tab.
pub fn before_next_frame(handler: impl FnOnce() + 'static) {
    let callback = Closure::once_into_js(handler);
    let _ = window().request_animation_frame(callback.unchecked_ref());
}

/// Whether an element's text is read from right to left.
pub fn is_rtl(element: &Element) -> bool {
    let style = window().get_computed_style(element).ok().flatten();
    style.and_then(|style| style.get_property_value("direction").ok()).is_some_and(|it| it == "rtl")
}

/// Whether people point with a finger here.
pub fn has_coarse_pointer() -> bool {
    window().match_media("(pointer: coarse)").ok().flatten().is_some_and(|query| query.matches())
}

/// Whether the window is as narrow as a phone's, where panels lie over the text. The style sheets say the same.
pub fn is_narrow() -> bool {
    window().match_media("(max-width: 48rem)").ok().flatten().is_some_and(|query| query.matches())
}

/// Tells when an element has another size, until this is dropped.
pub struct SizeWatch {
    observer: Option<ResizeObserver>,
    _closure: Closure<dyn Fn()>,
}

impl SizeWatch {
    /// Watches `element`; `handler` is called once at the beginning too.
    pub fn new(element: &Element, handler: impl Fn() + 'static) -> SizeWatch {
        let closure = Closure::<dyn Fn()>::new(handler);
        let observer = ResizeObserver::new(closure.as_ref().unchecked_ref()).ok();
        if let Some(observer) = &observer {
            observer.observe(element);
        }
        SizeWatch { observer, _closure: closure }
    }
}

impl Drop for SizeWatch {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}

/// Puts a popover that is open below (or, where there is no room, above) what it belongs to.
pub fn place_below(popover: &HtmlElement, to: &DomRect) {
    const GAP: f64 = 6.0;
    let length = |read: fn(&Window) -> Result<wasm_bindgen::JsValue, wasm_bindgen::JsValue>| {
        read(&window()).ok().and_then(|value| value.as_f64()).unwrap_or_default()
    };
    let (width, height) = (length(Window::inner_width), length(Window::inner_height));
    let size = popover.get_bounding_client_rect();
    let left = to.left().min(width - size.width() - GAP).max(GAP);
    let below = height - to.bottom() - 2.0 * GAP;
    let is_above = size.height() > below && to.top() > below;
    let top = if is_above { (to.top() - GAP - size.height()).max(GAP) } else { to.bottom() + GAP };
    let room = if is_above { to.top() - 2.0 * GAP } else { below };
    let style = popover.style();
    for (name, value) in [("left", left), ("top", top), ("max-height", room.max(120.0))] {
        let _ = style.set_property(name, &format!("{value:.1}px"));
    }
}

/// Scrolls `list` as little as brings `item` of it into view.
pub fn reveal_in(list: &Element, item: &Element) {
    let (place, frame) = (item.get_bounding_client_rect(), list.get_bounding_client_rect());
    let by = if place.top() < frame.top() {
        place.top() - frame.top()
    } else {
        (place.bottom() - frame.bottom()).max(0.0)
    };
    list.set_scroll_top(list.scroll_top() + by.round() as i32);
}

/// Where the selection ends on the screen.
pub fn selection_rect() -> Option<DomRect> {
    let selection = window().get_selection().ok()??;
    let range = selection.get_range_at(0).ok()?;
    let last = range.get_client_rects().and_then(|rects| rects.item(rects.length().checked_sub(1)?));
    // A caret in an empty paragraph has no rectangle.
    last.or_else(|| Some(selection.focus_node()?.dyn_into::<Element>().ok()?.get_bounding_client_rect()))
}
