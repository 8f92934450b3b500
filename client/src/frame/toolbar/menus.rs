//! The menus of the toolbar: a button that shows what holds, and a popover of choices below it.
//!
//! Opened by mouse or finger a menu leaves the focus in the text; opened by key it takes it, arrows move in it, and
//! Escape gives it back. What a menu offers, and how its styles look, is looked at when it opens.

use super::{Bar, Tool};
use crate::browser;
use crate::editor::Command;
use crate::frame::commands::{self, Actions, Does, Entry};
use crate::frame::{Icon, IconView};
use crate::key;
use crate::language::{self, Key, Message, say};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, MouseEvent};

/// The popover called `id`.
fn popover(id: &str) -> Option<HtmlElement> {
    browser::document().get_element_by_id(id)?.dyn_into().ok()
}

/// Whether the popover is open.
fn is_open(popover: &HtmlElement) -> bool {
    popover.matches(":popover-open").unwrap_or(false)
}

/// Opens the popover called `id` below the button that was pressed, or closes it.
fn toggle_below(event: &MouseEvent, id: &str) {
    let button = event.current_target().and_then(|it| it.dyn_into::<HtmlElement>().ok());
    let (Some(button), Some(popover)) = (button, popover(id)) else { return };
    if is_open(&popover) {
        let _ = popover.hide_popover();
        return;
    }
    let _ = popover.show_popover();
    browser::place_below(&popover, &button.get_bounding_client_rect());
    // A click without a place is a key's.
    if event.detail() == 0 {
        let chosen = popover.query_selector("[aria-checked='true']").ok().flatten();
        let first = chosen.or_else(|| popover.query_selector("[role^='menuitem'], input").ok().flatten());
        if let Some(first) = first.and_then(|first| first.dyn_into::<HtmlElement>().ok()) {
            let _ = first.focus();
        }
    }
}

/// Closes the popover called `id`.
pub fn close(id: &str) {
    if let Some(popover) = popover(id) {
        let _ = popover.hide_popover();
    }
}

/// Arrows, Home and End inside a menu; Tab leaves it. `columns` is how many choices stand in a row.
pub fn move_in_menu(event: &KeyboardEvent, columns: usize) {
    let Some(menu) = event.current_target().and_then(|it| it.dyn_into::<HtmlElement>().ok()) else { return };
    let Ok(items) = menu.query_selector_all("[role^='menuitem'], input") else { return };
    let active = browser::document().active_element();
    let count = items.length() as usize;
    let here = (0..count).find(|index| {
        let item = items.item(*index as u32).and_then(|item| item.dyn_into::<Element>().ok());
        item.is_some() && item == active
    });
    let Some(here) = here else { return };
    let next = match event.key().as_str() {
        "ArrowDown" => (here + columns) % count,
        "ArrowUp" => (here + count - columns.min(count)) % count,
        "ArrowRight" if columns > 1 => (here + 1) % count,
        "ArrowLeft" if columns > 1 => (here + count - 1) % count,
        "Home" => 0,
        "End" => count - 1,
        "Tab" => {
            let _ = menu.hide_popover();
            return;
        }
        // The focus goes back to the button; once more leads on to the text.
        "Escape" => {
            event.prevent_default();
            event.stop_propagation();
            let _ = menu.hide_popover();
            return;
        }
        _ => return,
    };
    event.prevent_default();
    event.stop_propagation();
    if let Some(item) = items.item(next as u32).and_then(|item| item.dyn_into::<HtmlElement>().ok()) {
        let _ = item.focus();
    }
}

/// A menu, as data.
pub struct Menu {
    pub id: &'static str,
    pub name: Key,
    /// The classes of its button, and what that shows.
    pub class: &'static str,
    pub face: AnyView,
    /// What it offers.
    pub items: Vec<AnyView>,
    /// How many choices stand in a row.
    pub columns: usize,
}

impl Menu {
    pub fn show(self, bar: Bar) -> AnyView {
        let Menu { id, name, class, face, items, columns } = self;
        let open = Callback::new(move |event: MouseEvent| {
            bar.opened.update(|times| *times += 1);
            toggle_below(&event, id);
        });
        let opens = RwSignal::new(false);
        let pressed = Signal::derive(move || Some(opens.get()));
        let button = Tool { class, menu: Some(id), expands: true, pressed, ..Tool::new(name, face, open) };
        let role = (columns == 1).then_some("menu");
        view! {
            {button.show(bar)}
            <div
                class="menu"
                id=id
                popover="auto"
                role=role
                aria-label=move || role.map(|_| say(name))
                on:toggle=move |_| opens.set(popover(id).as_ref().is_some_and(is_open))
                on:keydown=move |event| move_in_menu(&event, columns)
            >
                {items}
            </div>
        }
        .into_any()
    }
}

/// An entry as a choice of the menu `id`.
pub struct Choice {
    pub id: &'static str,
    pub class: &'static str,
    pub entry: &'static Entry,
    /// What it is called here.
    pub label: Signal<String>,
    /// How its label looks, as CSS; of a swatch, how it looks itself.
    pub look: Signal<String>,
    pub face: AnyView,
}

impl Choice {
    pub fn new(id: &'static str, entry: &'static Entry) -> Choice {
        let label = Signal::derive(move || entry.name());
        let look = Signal::stored(String::new());
        let face = entry.icon.map(|icon| view! { <IconView icon/> }).into_any();
        Choice { id, class: "menu-item", entry, label, look, face }
    }

    pub fn show(self, bar: Bar) -> AnyView {
        let Choice { id, class, entry, label, look, face } = self;
        let actions = bar.actions;
        let can = Memo::new(move |_| {
            bar.opened.track();
            untrack(|| actions.can(entry) || actions.holds(entry) == Some(true))
        });
        let checked = Memo::new(move |_| actions.holds(entry));
        let role = if checked.get_untracked().is_some() { "menuitemradio" } else { "menuitem" };
        let choose = move |_| {
            if can.get_untracked() {
                close(id);
                actions.run(entry);
                actions.back();
            }
        };
        let is_swatch = class == "swatch";
        view! {
            <button
                class=class
                type="button"
                role=role
                aria-checked=move || checked.get().map(|holds| if holds { "true" } else { "false" })
                aria-disabled=move || (!can.get()).then_some("true")
                aria-label=move || is_swatch.then(|| label.get())
                title=move || is_swatch.then(|| label.get())
                style=move || is_swatch.then(|| look.get())
                tabindex="-1"
                on:mousedown=|event| event.prevent_default()
                on:click=choose
            >
                {(!is_swatch)
                    .then(|| {
                        view! {
                            {face}
                            <span class="menu-label" style=move || look.get()>{label}</span>
                            <span class="menu-check"><IconView icon=Icon::Check/></span>
                        }
                    })}
            </button>
        }
        .into_any()
    }
}

fn choices(bar: Bar, id: &'static str, entries: &'static [Entry]) -> Vec<AnyView> {
    entries.iter().map(|entry| Choice::new(id, entry).show(bar)).collect()
}

/// A menu that shows a picture.
fn pictured(bar: Bar, id: &'static str, name: Key, icon: Signal<Icon>, entries: &'static [Entry]) -> AnyView {
    let face = view! { {move || view! { <IconView icon=icon.get()/> }} }.into_any();
    Menu { id, name, class: "tool menu-button", face, items: choices(bar, id, entries), columns: 1 }.show(bar)
}

/// A menu that shows what holds, in words.
fn worded(bar: Bar, id: &'static str, name: Key, words: Signal<String>, items: Vec<AnyView>) -> AnyView {
    let class = match id {
        "size-menu" => "menu-button size-face",
        "zoom-menu" => "menu-button count-button",
        _ => "menu-button wide-face",
    };
    let face = view! { <span class="face">{words}</span> }.into_any();
    Menu { id, name, class, face, items, columns: 1 }.show(bar)
}

/// What the first of the entries is called that holds.
fn held(actions: Actions, entries: &'static [Entry]) -> Option<&'static Entry> {
    entries.iter().find(|entry| actions.holds(entry) == Some(true))
}

pub fn styles(bar: Bar) -> AnyView {
    const ID: &str = "style-menu";
    let actions = bar.actions;
    let choice = |entry: &'static Entry| {
        let Does::Edit(command) = entry.does else { unreachable!("styles are the engine's") };
        let look = Memo::new(move |_| {
            bar.opened.track();
            match command() {
                Command::SetStyle(style) => actions.editor.with_value(|editor| editor.look_in_menu(style)),
                _ => String::new(),
            }
        });
        Choice { look: look.into(), face: ().into_any(), ..Choice::new(ID, entry) }.show(bar)
    };
    let style_name = move || {
        let style = actions.ui.with(|ui| ui.style);
        let name = |entry: &&Entry| matches!(entry.does, Does::Edit(command) if command() == Command::SetStyle(style));
        commands::STYLES.iter().find(name).map(Entry::name).unwrap_or_default()
    };
    let care = |entry: &'static Entry| {
        let commands::Name::Said(name) = entry.name else { unreachable!("they are said") };
        let label = Signal::derive(move || say(Message::from(name).with("style", style_name())));
        Choice { label, ..Choice::new(ID, entry) }.show(bar)
    };
    let mut items: Vec<AnyView> = commands::STYLES.iter().map(choice).collect();
    items.push(view! { <div class="menu-line" role="separator"></div> }.into_any());
    items.extend(commands::STYLE_CARE.iter().map(care));
    worded(bar, ID, key!("paragraph-style"), Signal::derive(style_name), items)
}

pub fn fonts(bar: Bar) -> AnyView {
    const ID: &str = "font-menu";
    let choice = |entry: &'static Entry| {
        let look = match entry.does {
            Does::Font(Some(font)) => format!("font-family:'{font}',var(--ui-font)"),
            _ => String::new(),
        };
        Choice { look: Signal::stored(look), ..Choice::new(ID, entry) }.show(bar)
    };
    let ui = bar.actions.ui;
    let words =
        Signal::derive(move || ui.with(|ui| ui.font.clone()).unwrap_or_else(|| say(key!("font-of-style"))));
    worded(bar, ID, key!("font"), words, commands::FONTS.iter().map(choice).collect())
}

pub fn sizes(bar: Bar) -> Vec<AnyView> {
    const ID: &str = "size-menu";
    let ui = bar.actions.ui;
    let words = Signal::derive(move || {
        let size = ui.with(|ui| ui.size);
        size.map(|size| language::decimal(size.into())).unwrap_or_default()
    });
    let step = |entry: &'static Entry| Tool { class: "tool narrow", ..Tool::of(bar, entry) }.show(bar);
    let [smaller, larger] = &commands::STEPS;
    vec![
        step(smaller),
        worded(bar, ID, key!("size"), words, choices(bar, ID, &commands::SIZES)),
        step(larger),
    ]
}

pub fn aligns(bar: Bar) -> AnyView {
    let actions = bar.actions;
    let icon = move || held(actions, &commands::ALIGNS).and_then(|entry| entry.icon);
    let icon = Memo::new(move |_| icon().unwrap_or(Icon::AlignLeft));
    pictured(bar, "align-menu", key!("alignment"), icon.into(), &commands::ALIGNS)
}

pub fn spacing(bar: Bar) -> AnyView {
    pictured(bar, "spacing-menu", key!("spacing"), Signal::stored(Icon::Spacing), &commands::SPACING)
}

pub fn more_text(bar: Bar) -> AnyView {
    pictured(bar, "text-menu", key!("more-text"), Signal::stored(Icon::Superscript), &commands::MORE_TEXT)
}

pub fn more_paragraph(bar: Bar) -> AnyView {
    let icon = Signal::stored(Icon::Paragraph);
    pictured(bar, "paragraph-menu", key!("more-paragraph"), icon, &commands::MORE_PARAGRAPH)
}

pub fn insert(bar: Bar) -> AnyView {
    pictured(bar, "insert-menu", key!("insert"), Signal::stored(Icon::Plus), &commands::INSERTS)
}

pub fn zoom(bar: Bar, factor: Signal<f64>) -> AnyView {
    const ID: &str = "zoom-menu";
    let words = Signal::derive(move || commands::in_percent((factor.get() * 100.0).round() as u64));
    worded(bar, ID, key!("zoom"), words, choices(bar, ID, &commands::ZOOMS))
}
