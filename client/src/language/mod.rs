//! The language of the interface: which of those that there are is spoken, and how numbers and dates are written in it.
//!
//! Views say things through [`tr!`](crate::tr), which follows a change of the language; what only knows *that* something
//! is to be said holds a [`Key`] or a [`Message`].

mod words;

pub use octavo_words::Language;
pub use words::{Key, Message};

use crate::browser;
use js_sys::{Array, Function, Intl, Object, Reflect};
use leptos::prelude::*;
use std::cell::{OnceCell, RefCell};
use wasm_bindgen::JsValue;

const KEY: &str = "octavo.language";
/// The cookie in which the server finds the same.
const COOKIE: &str = "octavo-language";

/// What was chosen: a language, or the browser's.
pub type Choice = Option<Language>;

thread_local! {
    static CHOICE: OnceCell<ArcRwSignal<Choice>> = const { OnceCell::new() };
    static OF_BROWSER: OnceCell<Language> = const { OnceCell::new() };
    /// What writes numbers, and in which language: the browser takes longer to make it than to write a number.
    static NUMBERS: RefCell<Option<(Language, Function)>> = const { RefCell::new(None) };
}

fn choice() -> ArcRwSignal<Choice> {
    CHOICE.with(|cell| {
        let load = || ArcRwSignal::new(browser::recall(KEY).and_then(|tag| Language::of_tag(&tag)));
        cell.get_or_init(load).clone()
    })
}

/// The first of the browser's languages that there is, as it was when the page was loaded.
fn of_browser() -> Language {
    let ask = || browser::languages().iter().find_map(|tag| Language::of_tag(tag));
    OF_BROWSER.with(|cell| *cell.get_or_init(|| ask().unwrap_or_default()))
}

/// What was chosen last in this browser. Tracked.
pub fn chosen() -> Choice {
    choice().get()
}

/// Speaks this language, now and next time.
pub fn choose(new: Choice) {
    browser::remember(KEY, new.map_or("", Language::tag));
    choice().set(new);
}

/// The language that is spoken. Tracked.
pub fn current() -> Language {
    chosen().unwrap_or_else(of_browser)
}

/// The same for who does not wait for another one. Not tracked.
pub fn current_untracked() -> Language {
    untrack(current)
}

/// The language with the country's habits, where the browser knows them: "en-GB". Tracked.
pub fn locale() -> String {
    let language = current();
    let of_browser = browser::languages().into_iter().find(|tag| Language::of_tag(tag) == Some(language));
    of_browser.unwrap_or_else(|| language.tag().to_owned())
}

/// Tells the page which language it is in, the server which one was chosen, for the pages that it writes itself, and the script that
/// speaks when this module cannot. Tracked.
pub fn apply() {
    browser::set_cookie(COOKIE, chosen().map(Language::tag));
    if let Some(root) = browser::document().document_element() {
        let _ = root.set_attribute("lang", current().tag());
    }
    let words = [
        ("recovering", crate::key!("recovering")),
        ("again", crate::key!("recovery-again")),
        ("reload", crate::key!("recovery-reload")),
        ("home", crate::key!("all-documents")),
    ];
    crate::recovery::speak(&words.map(|(name, key)| (name, say(key))));
}

/// The sentence in the language that is spoken. Tracked.
pub fn say(message: impl Into<Message>) -> String {
    message.into().said_in(current())
}

/// The sentence as a closure that follows the language. Whatever it says it is of one type, so that what shows it is compiled once.
pub fn said(key: Key) -> impl Fn() -> String + Copy + Send + Sync + 'static {
    move || say(key)
}

/// A number as the language writes it: "1,234.5"; `None` where there is no browser to ask.
fn number(value: f64) -> Option<String> {
    if !cfg!(target_arch = "wasm32") {
        return None;
    }
    let language = current_untracked();
    NUMBERS.with_borrow_mut(|known| {
        if known.as_ref().is_none_or(|(of, _)| *of != language) {
            let locale = JsValue::from_str(&untrack(locale));
            let format = Intl::NumberFormat::new(&Array::of1(&locale), &Object::new()).format();
            *known = Some((language, format));
        }
        let (_, format) = known.as_ref()?;
        format.call1(&JsValue::UNDEFINED, &value.into()).ok()?.as_string()
    })
}

/// A number that may be no whole one, as the language writes it: "13.5". Tracked.
pub fn decimal(value: f64) -> String {
    choice().track();
    number(value).unwrap_or_else(|| value.to_string())
}

/// A day as the language writes it: "12 March 2026". `ms` counts from 1970. Tracked.
pub fn day(ms: u64) -> String {
    let options = options(&[("day", "numeric"), ("month", "long"), ("year", "numeric")]);
    js_sys::Date::new(&JsValue::from_f64(ms as f64)).to_locale_date_string(&locale(), &options).into()
}

/// So many units back, in words: "5 minutes ago", "yesterday". `unit` is one of `Intl.RelativeTimeFormat`. Tracked.
pub fn ago(count: u64, unit: &str) -> String {
    let options = options(&[("numeric", "auto")]);
    let locales = Array::of1(&JsValue::from_str(&locale()));
    Intl::RelativeTimeFormat::new(&locales, &options).format(-(count as f64), unit).into()
}

fn options(entries: &[(&str, &str)]) -> Object {
    let options = Object::new();
    for (name, value) in entries {
        let _ = Reflect::set(&options, &JsValue::from_str(name), &JsValue::from_str(value));
    }
    options
}

/// The name of a message, as a [`Key`]. One that does not exist does not compile.
#[macro_export]
macro_rules! key {
    ($name:literal) => {
        const { $crate::language::Key::new($name) }
    };
}

/// What a view says, as a closure that follows the language: `tr!("share")`, `tr!("you", name = expression)`.
#[macro_export]
macro_rules! tr {
    ($name:literal) => {
        $crate::language::said($crate::key!($name))
    };
    ($name:literal $(, $place:ident = $value:expr)* $(,)?) => {
        move || {
            $crate::language::say(
                $crate::language::Message::from($crate::key!($name))$(.with(stringify!($place), $value))*
            )
        }
    };
}
