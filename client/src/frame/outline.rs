//! The outline: the headings beside the text, the one that the caret is under marked. On a phone it is a sheet that
//! comes up from below.

use super::{Editor, Icon, IconView};
use crate::browser;
use crate::editor::Heading;
use crate::{key, keys, tr};
use leptos::html;
use leptos::prelude::*;

/// Where it is kept whether the outline is open.
const KEY: &str = "octavo.outline";
const SHORTCUT: &str = "mod+alt+o";

/// Whether the outline is shown.
#[derive(Clone, Copy)]
pub struct OutlineControl(RwSignal<bool>);

impl OutlineControl {
    /// As it was left; where it would cover the text it begins closed.
    pub fn new() -> OutlineControl {
        let was_open = browser::recall(KEY).is_some_and(|kept| kept == "open");
        OutlineControl(RwSignal::new(was_open && !browser::is_narrow()))
    }

    /// Shows it, or hides it.
    pub fn toggle(self) {
        self.set(!self.0.get_untracked());
    }

    fn set(self, opens: bool) {
        self.0.set(opens);
        browser::remember(KEY, if opens { "open" } else { "closed" });
    }
}

/// The button that shows and hides the outline.
#[component]
pub fn OutlineButton(control: OutlineControl) -> impl IntoView {
    let apple = browser::is_apple();
    view! {
        <button
            class="tool outline-button"
            type="button"
            aria-label=tr!("outline")
            data-tip=move || format!("{} {}", crate::language::say(key!("outline")), keys::shown(SHORTCUT, apple))
            aria-keyshortcuts=keys::spoken(SHORTCUT, apple)
            aria-expanded=move || if control.0.get() { "true" } else { "false" }
            on:click=move |_| control.toggle()
        >
            <IconView icon=Icon::Outline/>
        </button>
    }
}

/// The panel.
#[component]
pub fn OutlinePanel(editor: Editor, control: OutlineControl) -> impl IntoView {
    let headings = RwSignal::new(Vec::<Heading>::new());
    let current = RwSignal::new(None::<usize>);
    editor.with_value(|editor| {
        editor.on_outline_change(move |new| {
            headings.try_set(new);
        });
        editor.on_heading_change(move |new| {
            current.try_set(new);
        });
    });
    let OutlineControl(is_open) = control;
    let on_keydown = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            control.set(false);
            editor.with_value(|editor| editor.focus());
        }
    };
    view! {
        <aside class="outline" class:open=move || is_open.get() on:keydown=on_keydown>
            <OutlineButton control/>
            <Show when=move || is_open.get()>
                <div class="outline-scrim" on:click=move |_| control.set(false)></div>
                <nav class="outline-panel" aria-label=tr!("outline")>
                    <div class="outline-head">
                        <h2>{tr!("outline")}</h2>
                        <button
                            class="icon-button"
                            type="button"
                            aria-label=tr!("close")
                            on:click=move |_| control.set(false)
                        >
                            <IconView icon=Icon::Close/>
                        </button>
                    </div>
                    <Show
                        when=move || !headings.with(Vec::is_empty)
                        fallback=|| view! { <p class="outline-empty">{tr!("outline-empty")}</p> }
                    >
                        <Headings editor control headings current/>
                    </Show>
                </nav>
            </Show>
        </aside>
    }
}

#[component]
fn Headings(
    editor: Editor,
    control: OutlineControl,
    headings: RwSignal<Vec<Heading>>,
    current: RwSignal<Option<usize>>,
) -> impl IntoView {
    let list = NodeRef::<html::Ul>::new();
    let lowest = Memo::new(move |_| headings.with(|all| all.iter().map(|it| it.level).min().unwrap_or(1)));
    let here = Memo::new(move |_| headings.with(|all| Some(all.get(current.get()?)?.block)));
    // What is marked stays in view while the caret moves on.
    Effect::new(move || {
        here.get();
        let Some(list) = list.get() else { return };
        let Ok(Some(marked)) = list.query_selector("[aria-current]") else { return };
        browser::reveal_in(&list, &marked);
    });
    view! {
        <ul class="outline-list" node_ref=list>
            <For
                each=move || headings.get()
                key=|heading| (heading.block, heading.level, heading.text.clone())
                let:heading
            >
                <li style:--depth=move || (heading.level.saturating_sub(lowest.get())).to_string()>
                    <button
                        class="outline-entry"
                        type="button"
                        aria-current=move || (here.get() == Some(heading.block)).then_some("true")
                        on:click=move |_| {
                            let is_sheet = browser::is_narrow();
                            if is_sheet {
                                control.set(false);
                            }
                            editor.with_value(|editor| editor.go_to(heading.block, !is_sheet));
                        }
                    >
                        <span>{heading.text.clone()}</span>
                    </button>
                </li>
            </For>
        </ul>
    }
}
