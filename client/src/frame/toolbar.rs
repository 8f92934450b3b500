//! The toolbar: what can be done to the text at the caret, and what holds there.
//!
//! One stop for the Tab key; arrows move inside, as the ARIA toolbar pattern has it. Pressing a button leaves focus and
//! selection in the text. Which commands apply is the engine's to say: a button that does nothing right now is shown so.

use super::{Icon, IconView};
use crate::browser;
use crate::editor::{Command, EditorHandle, ListKind, Mark, Style, UiState};
use crate::keys;
use crate::language::{Key, say};
use crate::{key, tr};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

/// The editor as components hold it: it stays on its thread.
pub type Editor = StoredValue<EditorHandle, LocalStorage>;

/// A button of the toolbar, as data.
#[derive(Clone, Copy)]
struct Tool {
    name: Key,
    icon: Icon,
    /// Modifiers and key, as [`keys::shown`] reads them.
    keys: &'static str,
    command: fn() -> Command,
    kind: ToolKind,
}

#[derive(Clone, Copy)]
enum ToolKind {
    /// On or off at the caret.
    Toggle(fn(&UiState) -> bool),
    /// Can be done now, or not.
    Action(fn(&UiState) -> bool),
}

const HISTORY: [Tool; 2] = [
    Tool {
        name: key!("undo"),
        icon: Icon::Undo,
        keys: "mod+Z",
        command: || Command::Undo,
        kind: ToolKind::Action(|ui| ui.can_undo),
    },
    Tool {
        name: key!("redo"),
        icon: Icon::Redo,
        keys: "mod+shift+Z",
        command: || Command::Redo,
        kind: ToolKind::Action(|ui| ui.can_redo),
    },
];

const MARKS: [Tool; 4] = [
    Tool {
        name: key!("bold"),
        icon: Icon::Bold,
        keys: "mod+B",
        command: || Command::ToggleMark(Mark::Bold),
        kind: ToolKind::Toggle(|ui| ui.bold),
    },
    Tool {
        name: key!("italic"),
        icon: Icon::Italic,
        keys: "mod+I",
        command: || Command::ToggleMark(Mark::Italic),
        kind: ToolKind::Toggle(|ui| ui.italic),
    },
    Tool {
        name: key!("underline"),
        icon: Icon::Underline,
        keys: "mod+U",
        command: || Command::ToggleMark(Mark::Underline),
        kind: ToolKind::Toggle(|ui| ui.underline),
    },
    Tool {
        name: key!("strikethrough"),
        icon: Icon::Strike,
        keys: "mod+shift+X",
        command: || Command::ToggleMark(Mark::Strike),
        kind: ToolKind::Toggle(|ui| ui.strike),
    },
];

const LISTS: [Tool; 5] = [
    Tool {
        name: key!("bulleted-list"),
        icon: Icon::BulletList,
        keys: "mod+shift+8",
        command: || Command::ToggleList(ListKind::Bullet),
        kind: ToolKind::Toggle(|ui| ui.list == Some(ListKind::Bullet)),
    },
    Tool {
        name: key!("numbered-list"),
        icon: Icon::OrderedList,
        keys: "mod+shift+7",
        command: || Command::ToggleList(ListKind::Ordered),
        kind: ToolKind::Toggle(|ui| ui.list == Some(ListKind::Ordered)),
    },
    Tool {
        name: key!("checklist"),
        icon: Icon::CheckList,
        keys: "mod+shift+9",
        command: || Command::ToggleList(ListKind::Unchecked),
        kind: ToolKind::Toggle(|ui| matches!(ui.list, Some(ListKind::Unchecked | ListKind::Checked))),
    },
    Tool {
        name: key!("outdent"),
        icon: Icon::Outdent,
        keys: "mod+[",
        command: || Command::Outdent,
        kind: ToolKind::Action(|_| true),
    },
    Tool {
        name: key!("indent"),
        icon: Icon::Indent,
        keys: "mod+]",
        command: || Command::Indent,
        kind: ToolKind::Action(|_| true),
    },
];

/// The paragraph styles: what the select box shows, and the value behind it.
const STYLES: [(Key, &str); 11] = [
    (key!("normal-text"), "normal"),
    (key!("title-style"), "title"),
    (key!("subtitle"), "subtitle"),
    (key!("heading-1"), "heading-1"),
    (key!("heading-2"), "heading-2"),
    (key!("heading-3"), "heading-3"),
    (key!("heading-4"), "heading-4"),
    (key!("heading-5"), "heading-5"),
    (key!("heading-6"), "heading-6"),
    (key!("quote"), "quote"),
    (key!("code-block"), "code"),
];

/// Where the style box stands among the stops of the arrow keys.
const STYLE_STOP: usize = HISTORY.len();

/// The toolbar of `editor`; `ui` is what holds at its caret.
#[component]
pub fn Toolbar(editor: Editor, #[prop(into)] ui: Signal<UiState>) -> impl IntoView {
    let bar = NodeRef::<html::Div>::new();
    let stop = RwSignal::new(0usize);
    let apple = browser::is_apple();
    let group = move |tools: &'static [Tool], first: usize| {
        tools
            .iter()
            .enumerate()
            .map(|(index, tool)| view! { <ToolButton tool=*tool editor ui stop index=first + index apple/> })
            .collect_view()
    };
    let on_keydown = move |event: KeyboardEvent| {
        let Some(bar) = bar.get_untracked() else { return };
        let Ok(stops) = bar.query_selector_all("[data-stop]") else { return };
        let count = stops.length() as usize;
        let here = stop.get_untracked();
        let next = match event.key().as_str() {
            "ArrowRight" => (here + 1) % count.max(1),
            "ArrowLeft" => (here + count.saturating_sub(1)) % count.max(1),
            "Home" => 0,
            "End" => count.saturating_sub(1),
            "Escape" => {
                editor.with_value(EditorHandle::focus);
                return;
            }
            _ => return,
        };
        event.prevent_default();
        if let Some(target) = stops.item(next as u32).and_then(|node| node.dyn_into::<HtmlElement>().ok()) {
            let _ = target.focus();
        }
    };
    view! {
        <div class="toolbar" role="toolbar" aria-label=tr!("formatting") node_ref=bar on:keydown=on_keydown>
            <div class="tools">{group(&HISTORY, 0)}</div>
            <StyleBox editor ui stop/>
            <div class="tools">{group(&MARKS, STYLE_STOP + 1)}</div>
            <div class="tools">{group(&LISTS, STYLE_STOP + 1 + MARKS.len())}</div>
        </div>
    }
}

#[component]
fn ToolButton(
    tool: Tool,
    editor: Editor,
    ui: Signal<UiState>,
    stop: RwSignal<usize>,
    index: usize,
    apple: bool,
) -> impl IntoView {
    let state = Memo::new(move |_| match tool.kind {
        ToolKind::Toggle(holds) => (Some(ui.with(holds)), true),
        ToolKind::Action(possible) => (None, ui.with(possible)),
    });
    let press = move |_| {
        if state.get_untracked().1 {
            editor.with_value(|editor| editor.dispatch((tool.command)()));
        }
    };
    view! {
        <button
            class="tool"
            type="button"
            data-stop
            data-tip=move || format!("{} {}", say(tool.name), keys::shown(tool.keys, apple))
            aria-label=move || say(tool.name)
            aria-keyshortcuts=keys::spoken(tool.keys, apple)
            aria-pressed=move || state.get().0.map(|on| if on { "true" } else { "false" })
            aria-disabled=move || (!state.get().1).then_some("true")
            tabindex=move || if stop.get() == index { "0" } else { "-1" }
            on:pointerdown=|event| event.prevent_default()
            on:mousedown=|event| event.prevent_default()
            on:focus=move |_| stop.set(index)
            on:click=press
        >
            <IconView icon=tool.icon/>
        </button>
    }
}

#[component]
fn StyleBox(editor: Editor, ui: Signal<UiState>, stop: RwSignal<usize>) -> impl IntoView {
    let current = Memo::new(move |_| ui.with(|ui| ui.style).name());
    let choose = move |event| {
        let Some(style) = Style::of(&event_target_value(&event)) else { return };
        let command = Command::SetStyle(style);
        editor.with_value(|editor| {
            editor.focus();
            editor.dispatch(command);
        });
    };
    view! {
        <div class="tools">
            <select
                class="style-box"
                data-stop
                aria-label=tr!("paragraph-style")
                tabindex=move || if stop.get() == STYLE_STOP { "0" } else { "-1" }
                prop:value=move || current.get()
                on:focus=move |_| stop.set(STYLE_STOP)
                on:change=choose
            >
                {STYLES
                    .map(|(name, value)| {
                        view! { <option value=value selected=move || current.get() == value>{move || say(name)}</option> }
                    })
                    .collect_view()}
            </select>
        </div>
    }
}
