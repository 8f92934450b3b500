//! The outline: the headings beside the text, the one that the caret is under marked. On a phone it is a sheet that
//! comes up from below.

use super::{Editor, Icon, IconView};
use crate::browser;
use crate::editor::Heading;
use crate::parts::{Panels, Part, Parts};
use crate::{key, keys, tr};
use leptos::html;
use leptos::prelude::*;

/// Where it is kept whether the outline is open.
const KEY: &str = "octavo.outline";
const SHORTCUT: &str = "mod+alt+o";

/// Whether the outline is shown, and what is in it.
#[derive(Clone, Copy)]
pub struct OutlineControl {
    editor: Editor,
    is_open: RwSignal<bool>,
    headings: RwSignal<Vec<Heading>>,
    /// The heading that the caret is under.
    current: RwSignal<Option<usize>>,
    panels: Part<Panels>,
}

impl OutlineControl {
    /// As it was left; where it would cover the text it begins closed.
    pub fn new(editor: Editor) -> OutlineControl {
        let was_open = browser::recall(KEY).is_some_and(|kept| kept == "open");
        let is_open = RwSignal::new(was_open && !browser::is_narrow());
        let (headings, current) = (RwSignal::new(Vec::new()), RwSignal::new(None));
        editor.with_value(|editor| {
            editor.on_outline_change(move |new| {
                headings.try_set(new);
            });
            editor.on_heading_change(move |new| {
                current.try_set(new);
            });
        });
        let panels = expect_context::<Parts>().panels;
        Effect::new(move || {
            if is_open.get() {
                panels.need();
            }
        });
        OutlineControl { editor, is_open, headings, current, panels }
    }

    /// Shows it, or hides it.
    pub fn toggle(self) {
        self.set(!self.is_open.get_untracked());
    }

    fn set(self, opens: bool) {
        self.is_open.set(opens);
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
            aria-expanded=move || if control.is_open.get() { "true" } else { "false" }
            on:click=move |_| control.toggle()
        >
            <IconView icon=Icon::Outline/>
        </button>
    }
}

/// The panel, and the place beside the text where it stands.
#[component]
pub fn OutlinePlace(control: OutlineControl) -> impl IntoView {
    let OutlineControl { editor, is_open, panels, .. } = control;
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
                {panels.shown(move |panels| (panels.outline)(control))}
            </Show>
        </aside>
    }
}

/// The panel.
#[component]
pub fn OutlinePanel(control: OutlineControl) -> impl IntoView {
    let headings = control.headings;
    view! {
        <div class="outline-scrim" on:click=move |_| control.set(false)></div>
        <nav class="outline-panel" aria-label=tr!("outline")>
            <div class="outline-head">
                <h2>{tr!("outline")}</h2>
                <button class="icon-button" type="button" aria-label=tr!("close") on:click=move |_| control.set(false)>
                    <IconView icon=Icon::Close/>
                </button>
            </div>
            <Show
                when=move || !headings.with(Vec::is_empty)
                fallback=|| view! { <p class="outline-empty">{tr!("outline-empty")}</p> }
            >
                <Headings control/>
            </Show>
        </nav>
    }
}

#[component]
fn Headings(control: OutlineControl) -> impl IntoView {
    let OutlineControl { editor, headings, current, .. } = control;
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
