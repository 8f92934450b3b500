//! The toolbar: what can be done to the text at the caret, and what holds there.
//!
//! One stop for the Tab key; arrows move inside, as the ARIA toolbar pattern has it. Pressing a button leaves focus and
//! selection in the text. Which commands apply is the engine's to say: a button that does nothing right now is shown so.
//! What does not fit into one row waits behind "More".

mod colors;
mod menus;

use super::commands::{self, Actions, Entry, keys_of};
use super::{Icon, IconView};
use crate::browser;
use crate::editor::EditorHandle;
use crate::keys;
use crate::language::{Key, said, say};
use crate::{key, tr};
use leptos::html;
use leptos::prelude::*;
pub use menus::move_in_menu;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, MouseEvent, NodeList};

/// The editor as components hold it: it stays on its thread.
pub type Editor = StoredValue<EditorHandle, LocalStorage>;

/// What the parts of a toolbar share.
#[derive(Clone, Copy)]
struct Bar {
    actions: Actions,
    /// The control that the Tab key comes to, by its name.
    stop: RwSignal<Key>,
    /// Counts how often a menu was opened: what it offers is looked at then.
    opened: RwSignal<u32>,
}

/// A button of the toolbar.
struct Tool {
    name: Key,
    /// Its classes.
    class: &'static str,
    face: AnyView,
    /// Whether it is down; `None` for a button that does not stay so.
    pressed: Signal<Option<bool>>,
    can: Signal<bool>,
    /// Whether being down means that what it shows is open.
    expands: bool,
    /// The menu that it opens, by its id.
    menu: Option<&'static str>,
    on_press: Callback<MouseEvent>,
}

impl Tool {
    fn new(name: Key, face: AnyView, on_press: Callback<MouseEvent>) -> Tool {
        let (pressed, can) = (Signal::stored(None), Signal::stored(true));
        Tool { name, class: "tool", face, pressed, can, expands: false, menu: None, on_press }
    }

    /// The button of something in the table.
    fn of(bar: Bar, entry: &'static Entry) -> Tool {
        let commands::Name::Said(name) = entry.name else { unreachable!("only choices are written") };
        let actions = bar.actions;
        let can = Memo::new(move |_| actions.can(entry));
        let pressed = Memo::new(move |_| actions.holds(entry));
        let on_press = Callback::new(move |_| {
            if can.get_untracked() {
                actions.run(entry);
            }
        });
        let face = entry.icon.map(|icon| view! { <IconView icon/> }).into_any();
        Tool { can: can.into(), pressed: pressed.into(), ..Tool::new(name, face, on_press) }
    }

    fn show(self, bar: Bar) -> AnyView {
        let Tool { name, class, face, pressed, can, expands, menu, on_press } = self;
        let is_down = move || pressed.get().map(|is_down| if is_down { "true" } else { "false" });
        view! {
            <button
                class=class
                type="button"
                data-stop
                data-tip=move || tip(name)
                aria-label=said(name)
                aria-keyshortcuts=spoken_keys(name)
                aria-pressed=move || is_down().filter(|_| !expands)
                aria-expanded=move || is_down().filter(|_| expands)
                aria-disabled=move || (!can.get()).then_some("true")
                aria-haspopup=menu.map(|_| "menu")
                aria-controls=menu
                tabindex=move || if bar.stop.get() == name { "0" } else { "-1" }
                on:mousedown=|event| event.prevent_default()
                on:focus=move |_| bar.stop.set(name)
                on:click=move |event| on_press.run(event)
            >
                {face}
                {menu.map(|_| view! { <IconView icon=Icon::Chevron/> })}
            </button>
        }
        .into_any()
    }
}

/// The toolbar over `actions`.
#[component]
pub fn Toolbar(actions: Actions) -> impl IntoView {
    let place = NodeRef::<html::Div>::new();
    let bar = Bar { actions, stop: RwSignal::new(key!("undo")), opened: RwSignal::new(0) };
    let is_open = RwSignal::new(false);
    let overflows = overflow(place);
    let on_keydown = move |event: KeyboardEvent| {
        if move_within(&event) {
            event.prevent_default();
        } else if event.key() == "Escape" {
            is_open.set(false);
            actions.back();
        }
    };
    let tools = |entries: &'static [Entry]| -> Vec<AnyView> {
        entries.iter().map(|entry| Tool::of(bar, entry).show(bar)).collect()
    };
    let group = |parts: Vec<AnyView>| view! { <div class="tools">{parts}</div> }.into_any();
    let groups = vec![
        group(tools(&commands::HISTORY)),
        group(vec![menus::styles(bar)]),
        group(vec![menus::fonts(bar)]),
        group(menus::sizes(bar)),
        group(tools(&commands::MARKS)),
        group(vec![
            colors::menu(bar, key!("text-color"), Icon::TextColor, &commands::INKS),
            colors::menu(bar, key!("highlight"), Icon::Highlight, &commands::GROUNDS),
            menus::more_text(bar),
        ]),
        group(tools(&commands::LISTS).into_iter().chain(tools(&commands::INDENTS)).collect()),
        group(vec![menus::aligns(bar), menus::spacing(bar), menus::more_paragraph(bar)]),
        group(tools(&commands::LINK).into_iter().chain([menus::insert(bar)]).collect()),
        group(
            [&commands::FORMATS[0], &commands::FORMATS[2]].map(|entry| Tool::of(bar, entry).show(bar)).into(),
        ),
    ];
    let more = Callback::new(move |_| {
        is_open.update(|open| *open = !*open);
        browser::before_next_frame(move || {
            if let Some(row) = place.try_get_untracked().flatten() {
                hide_what_is_below(&row);
            }
        });
    });
    let more = Tool {
        class: "tool more",
        expands: true,
        pressed: Signal::derive(move || Some(is_open.get())),
        ..Tool::new(key!("more"), view! { <IconView icon=Icon::More/> }.into_any(), more)
    };
    view! {
        <div
            class="toolbar"
            class:open=move || is_open.get()
            class:whole=move || !overflows.get()
            role="toolbar"
            aria-label=tr!("formatting")
            on:keydown=on_keydown
        >
            <div class="toolbar-row" node_ref=place>
                {groups}
            </div>
            {more.show(bar)}
        </div>
    }
}

/// What stands at the lower edge: the zoom (`factor`), focus mode, and the way to all commands.
#[component]
pub fn ViewTools(actions: Actions, factor: Signal<f64>) -> impl IntoView {
    // Each is a stop of the Tab key.
    let bar = |name: Key| Bar { actions, stop: RwSignal::new(name), opened: RwSignal::new(0) };
    let tool = |entry: &'static Entry, name: Key| Tool::of(bar(name), entry).show(bar(name));
    view! {
        {menus::zoom(bar(key!("zoom")), factor)}
        {tool(&commands::FOCUS[0], key!("focus-mode"))}
        {tool(&commands::COMMANDS[0], key!("commands"))}
    }
}

/// Whether some groups do not fit into the first row; they are taken out of the order of keys while they are hidden.
fn overflow(place: NodeRef<html::Div>) -> RwSignal<bool> {
    let overflows = RwSignal::new(false);
    let guard = StoredValue::new_local(None::<browser::SizeWatch>);
    Effect::new(move || {
        if let Some(row) = place.get() {
            let watched = row.clone();
            guard.set_value(Some(browser::SizeWatch::new(&watched, move || {
                let _ = overflows.try_set(hide_what_is_below(&row));
            })));
        }
    });
    overflows
}

/// Answers whether anything is below the first row.
fn hide_what_is_below(row: &Element) -> bool {
    let groups = row.children();
    let top = |index| groups.item(index).map(|group| group.get_bounding_client_rect().top());
    let first = top(0).unwrap_or_default();
    let is_open = row.closest(".toolbar.open").is_ok_and(|found| found.is_some());
    let mut any = false;
    for index in 0..groups.length() {
        let is_below = top(index).is_some_and(|top| top > first + 8.0);
        any |= is_below;
        if let Some(group) = groups.item(index) {
            let _ = group.toggle_attribute_with_force("inert", is_below && !is_open);
        }
    }
    any
}

fn stops_of(event: &KeyboardEvent) -> Option<NodeList> {
    let within: Element = event.current_target()?.dyn_into().ok()?;
    within
        .query_selector_all(
            ":scope > .toolbar-row > .tools:not([inert]) [data-stop], :scope:not(.whole) > [data-stop]",
        )
        .ok()
}

/// Moves among the stops by the arrow keys. Answers whether the key was one of them.
fn move_within(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    if target.as_ref().is_some_and(|target| !target.has_attribute("data-stop")) {
        return false;
    }
    let Some(stops) = stops_of(event) else { return false };
    let count = stops.length();
    let here = (0..count).find(|index| stops.item(*index).as_ref() == target.as_deref()).unwrap_or(0);
    let next = match event.key().as_str() {
        "ArrowRight" => (here + 1) % count.max(1),
        "ArrowLeft" => (here + count.saturating_sub(1)) % count.max(1),
        "Home" => 0,
        "End" => count.saturating_sub(1),
        _ => return false,
    };
    if let Some(target) = stops.item(next).and_then(|node| node.dyn_into::<HtmlElement>().ok()) {
        let _ = target.focus();
    }
    true
}

/// A name with its keys, for the eye.
fn tip(name: Key) -> String {
    match keys_of(name) {
        Some(keys) => [say(name), keys].join(" "),
        None => say(name),
    }
}

fn spoken_keys(name: Key) -> Option<String> {
    let apple = browser::is_apple();
    let keys = name.shortcut()?.keys(apple).first()?;
    Some(keys::spoken(keys, apple))
}
