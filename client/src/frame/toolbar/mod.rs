//! The toolbar: what can be done to the text at the caret, and what holds there.
//!
//! One stop for the Tab key; arrows move inside, as the ARIA toolbar pattern has it. Pressing a button leaves focus and
//! selection in the text. Which commands apply is the engine's to say: a button that does nothing right now is shown so.
//! What does not fit into one row waits behind "More".

mod colors;
mod menus;

use super::{Icon, IconView};
use crate::browser;
use crate::editor::{Align, Command, CopiedFormat, EditorHandle, ListKind, Mark, UiState};
use crate::keys;
use crate::language::{Key, say};
use crate::{key, tr};
use colors::ColorMenu;
use leptos::html;
use leptos::prelude::*;
pub use menus::move_in_menu;
use octavo_shared::edit::keymap::shortcut;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, NodeList};

/// The editor as components hold it: it stays on its thread.
pub type Editor = StoredValue<EditorHandle, LocalStorage>;

/// What the parts of a toolbar share.
#[derive(Clone, Copy)]
struct Bar {
    editor: Editor,
    ui: Signal<UiState>,
    /// The control that the Tab key comes to, by its name.
    stop: RwSignal<Key>,
}

impl Bar {
    fn press(self, command: Command) {
        self.editor.with_value(|editor| {
            editor.dispatch(command);
        });
    }

    fn tabindex(self, name: Key) -> impl Fn() -> &'static str + Copy {
        move || if self.stop.get() == name { "0" } else { "-1" }
    }
}

/// A button of the toolbar, as data.
#[derive(Clone, Copy)]
struct Tool {
    /// Its name, which is that of its shortcut, where it has one.
    name: Key,
    icon: Icon,
    command: fn() -> Command,
    kind: ToolKind,
}

#[derive(Clone, Copy)]
enum ToolKind {
    /// On or off at the caret.
    Toggle(fn(&UiState) -> bool),
    /// Can be done now, or not, as the engine says.
    Action,
}

const fn toggle(name: Key, icon: Icon, command: fn() -> Command, holds: fn(&UiState) -> bool) -> Tool {
    Tool { name, icon, command, kind: ToolKind::Toggle(holds) }
}

const fn action(name: Key, icon: Icon, command: fn() -> Command) -> Tool {
    Tool { name, icon, command, kind: ToolKind::Action }
}

const HISTORY: [Tool; 2] =
    [action(key!("undo"), Icon::Undo, || Command::Undo), action(key!("redo"), Icon::Redo, || Command::Redo)];

const MARKS: [Tool; 4] = [
    toggle(key!("bold"), Icon::Bold, || Command::ToggleMark(Mark::Bold), |ui| ui.bold),
    toggle(key!("italic"), Icon::Italic, || Command::ToggleMark(Mark::Italic), |ui| ui.italic),
    toggle(key!("underline"), Icon::Underline, || Command::ToggleMark(Mark::Underline), |ui| ui.underline),
    toggle(key!("strikethrough"), Icon::Strike, || Command::ToggleMark(Mark::Strike), |ui| ui.strike),
];

const LISTS: [Tool; 5] = [
    toggle(
        key!("bulleted-list"),
        Icon::BulletList,
        || Command::ToggleList(ListKind::Bullet),
        |ui| ui.list == Some(ListKind::Bullet),
    ),
    toggle(
        key!("numbered-list"),
        Icon::OrderedList,
        || Command::ToggleList(ListKind::Ordered),
        |ui| ui.list == Some(ListKind::Ordered),
    ),
    toggle(
        key!("checklist"),
        Icon::CheckList,
        || Command::ToggleList(ListKind::Unchecked),
        |ui| ui.list.is_some_and(ListKind::is_check),
    ),
    action(key!("outdent"), Icon::Outdent, || Command::Outdent),
    action(key!("indent"), Icon::Indent, || Command::Indent),
];

const SIZES: [f32; 12] = [8.0, 9.0, 10.0, 11.0, 12.0, 14.0, 16.0, 18.0, 24.0, 30.0, 36.0, 48.0];

/// Families that browsers have or stand in for, offered besides the style's own.
const FONTS: [&str; 10] = [
    "Arial",
    "Calibri",
    "Cambria",
    "Courier New",
    "Georgia",
    "Helvetica",
    "Roboto",
    "Times New Roman",
    "Trebuchet MS",
    "Verdana",
];

/// The toolbar of `editor`; `ui` is what holds at its caret, `on_link` is asked for a link.
#[component]
pub fn Toolbar(
    editor: Editor,
    #[prop(into)] ui: Signal<UiState>,
    on_link: Callback<()>,
    painter: RwSignal<Option<CopiedFormat>>,
) -> impl IntoView {
    let place = NodeRef::<html::Div>::new();
    let bar = Bar { editor, ui, stop: RwSignal::new(key!("undo")) };
    let is_open = RwSignal::new(false);
    let overflows = overflow(place);
    let on_keydown = move |event: KeyboardEvent| {
        if move_within(&event) {
            event.prevent_default();
        } else if event.key() == "Escape" {
            is_open.set(false);
            editor.with_value(EditorHandle::focus);
        }
    };
    let group = move |tools: &'static [Tool]| {
        view! {
            <div class="tools">
                {tools.iter().map(|tool| view! { <ToolButton tool=*tool bar/> }).collect_view()}
            </div>
        }
    };
    let paint = move || {
        let copied = editor.with_value(EditorHandle::copy_format);
        painter.update(|armed| *armed = if armed.is_some() { None } else { Some(copied) });
    };
    view! {
        <div
            class="toolbar"
            class:open=move || is_open.get()
            role="toolbar"
            aria-label=tr!("formatting")
            on:keydown=on_keydown
        >
            <div class="toolbar-row" node_ref=place>
                {group(&HISTORY)}
                <div class="tools">{menus::styles(bar)}</div>
                <div class="tools">{menus::fonts(bar)}</div>
                <div class="tools sizes">{menus::sizes(bar)}</div>
                {group(&MARKS)}
                <div class="tools">
                    <ColorMenu bar name=key!("text-color") icon=Icon::TextColor grounds=false/>
                    <ColorMenu bar name=key!("highlight") icon=Icon::Highlight grounds=true/>
                </div>
                {group(&LISTS)}
                <div class="tools">{menus::aligns(bar)} {menus::spacing(bar)}</div>
                <div class="tools">
                    <PlainTool
                        bar
                        name=key!("link")
                        icon=Icon::Link
                        pressed=Signal::derive(move || ui.with(|ui| ui.link.is_some()))
                        on_press=move || on_link.run(())
                    />
                    {menus::insert(bar)}
                </div>
                <div class="tools">
                    <PlainTool
                        bar
                        name=key!("copy-format")
                        icon=Icon::Painter
                        pressed=Signal::derive(move || painter.with(Option::is_some))
                        on_press=paint
                    />
                    <ToolButton
                        tool=action(key!("clear-formatting"), Icon::ClearFormat, || Command::ClearFormatting)
                        bar
                    />
                </div>
            </div>
            <button
                class="tool more"
                type="button"
                data-stop
                hidden=move || !overflows.get()
                data-tip=tr!("more")
                aria-label=tr!("more")
                aria-expanded=move || if is_open.get() { "true" } else { "false" }
                tabindex=bar.tabindex(key!("more"))
                on:mousedown=|event| event.prevent_default()
                on:focus=move |_| bar.stop.set(key!("more"))
                on:click=move |_| {
                    is_open.update(|open| *open = !*open);
                    browser::before_next_frame(move || {
                        if let Some(row) = place.try_get_untracked().flatten() { hide_what_is_below(&row); }
                    });
                }
            >
                <IconView icon=Icon::More/>
            </button>
        </div>
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
            ":scope > .toolbar-row > .tools:not([inert]) [data-stop], :scope > [data-stop]:not([hidden])",
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
    let keys = shortcut(name.name()).and_then(|row| row.keys(browser::is_apple()).first());
    match keys {
        Some(keys) => format!("{} {}", say(name), keys::shown(keys, browser::is_apple())),
        None => say(name),
    }
}

fn spoken_keys(name: Key) -> Option<String> {
    let apple = browser::is_apple();
    let keys = shortcut(name.name())?.keys(apple).first()?;
    Some(keys::spoken(keys, apple))
}

#[component]
fn ToolButton(tool: Tool, bar: Bar) -> impl IntoView {
    let can = Signal::derive(move || {
        bar.ui.track();
        match tool.kind {
            ToolKind::Toggle(_) => true,
            ToolKind::Action => bar.editor.with_value(|editor| editor.can(&(tool.command)())),
        }
    });
    let state = Memo::new(move |_| match tool.kind {
        ToolKind::Toggle(holds) => bar.ui.with(holds),
        ToolKind::Action => false,
    });
    let press = move |_| {
        if can.get_untracked() {
            bar.press((tool.command)());
        }
    };
    let is_toggle = matches!(tool.kind, ToolKind::Toggle(_));
    view! {
        <button
            class="tool"
            type="button"
            data-stop
            data-tip=move || tip(tool.name)
            aria-label=move || say(tool.name)
            aria-keyshortcuts=spoken_keys(tool.name)
            aria-pressed=move || is_toggle.then(|| if state.get() { "true" } else { "false" })
            aria-disabled=move || (!can.get()).then_some("true")
            tabindex=bar.tabindex(tool.name)
            on:mousedown=|event| event.prevent_default()
            on:focus=move |_| bar.stop.set(tool.name)
            on:click=press
        >
            <IconView icon=tool.icon/>
        </button>
    }
}

/// A button for what the frame does itself.
#[component]
fn PlainTool(
    bar: Bar,
    name: Key,
    icon: Icon,
    pressed: Signal<bool>,
    on_press: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <button
            class="tool"
            type="button"
            data-stop
            data-tip=move || tip(name)
            aria-label=move || say(name)
            aria-keyshortcuts=spoken_keys(name)
            aria-pressed=move || if pressed.get() { "true" } else { "false" }
            tabindex=bar.tabindex(name)
            on:mousedown=|event| event.prevent_default()
            on:focus=move |_| bar.stop.set(name)
            on:click=move |_| on_press()
        >
            <IconView icon/>
        </button>
    }
}

/// The alignment that a menu shows as its face.
fn align_icon(align: Align) -> Icon {
    match align {
        Align::Left => Icon::AlignLeft,
        Align::Center => Icon::AlignCenter,
        Align::Right => Icon::AlignRight,
        Align::Justify => Icon::AlignJustify,
    }
}
