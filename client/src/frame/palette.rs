//! The palette: a field in which one types what is to be done, and all that fits. It opens empty every time.

use super::commands::{self, Actions, Entry};
use super::dialog::{Dialog, open_when_asked};
use super::{Icon, IconView};
use crate::browser;
use crate::{key, tr};
use leptos::html;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

/// The palette's list in the page.
const LIST: &str = "palette-list";

/// What is chosen from by name, and which of it is the next to be done.
#[derive(Clone, Copy)]
pub struct Options {
    pub actions: Actions,
    /// The list's id in the page.
    pub id: &'static str,
    /// Whether the Tab key comes to the list.
    pub tabindex: &'static str,
    pub found: Signal<Vec<&'static Entry>>,
    pub at: RwSignal<usize>,
}

impl Options {
    /// The id of the option at hand, for `aria-activedescendant`.
    pub fn active(self) -> Option<String> {
        let at = self.at.get();
        self.found.with(|found| at < found.len()).then(|| format!("{}-{at}", self.id))
    }

    /// Takes a key that moves among the options. Answers whether it was one.
    pub fn take_key(self, key: &str) -> bool {
        let count = self.found.with_untracked(Vec::len).max(1);
        match key {
            "ArrowDown" => self.at.update(|at| *at = (*at + 1) % count),
            "ArrowUp" => self.at.update(|at| *at = (*at + count - 1) % count),
            _ => return false,
        }
        if let Some(option) =
            untrack(move || self.active()).and_then(|id| browser::document().get_element_by_id(&id))
            && let Some(list) = option.parent_element()
        {
            browser::reveal_in(&list, &option);
        }
        true
    }

    /// The option at hand, if it can be done.
    pub fn chosen(self) -> Option<&'static Entry> {
        let entry = self.found.with_untracked(|found| found.get(self.at.get_untracked()).copied())?;
        untrack(|| self.actions.can(entry)).then_some(entry)
    }

    /// The list; `choose` is told what is pressed.
    pub fn show(self, choose: Callback<&'static Entry>) -> AnyView {
        let Options { actions, id, tabindex, found, at } = self;
        let option = move |(index, entry): (usize, &'static Entry)| {
            let can = untrack(|| actions.can(entry));
            let press = move |_| {
                if can {
                    choose.run(entry);
                }
            };
            view! {
                <div
                    class="menu-item"
                    role="option"
                    id=format!("{id}-{index}")
                    aria-selected=move || if at.get() == index { "true" } else { "false" }
                    aria-disabled=(!can).then_some("true")
                    on:mousedown=|event| event.prevent_default()
                    on:click=press
                >
                    {entry.icon.map_or_else(|| view! { <span class="icon"></span> }.into_any(), |icon| view! { <IconView icon/> }.into_any())}
                    <span class="menu-label">{entry.full_name()}</span>
                    <span class="keys">{entry.keys()}</span>
                </div>
            }
        };
        view! {
            <div class="palette-list" id=id role="listbox" tabindex=tabindex aria-label=tr!("commands")>
                {move || found.get().into_iter().enumerate().map(option).collect_view()}
            </div>
        }
        .into_any()
    }
}

/// The palette; `asked` counts how often it was asked for.
#[component]
pub fn Palette(actions: Actions, #[prop(into)] asked: Signal<u32>) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let typed = RwSignal::new(String::new());
    let at = RwSignal::new(0);
    // While it is closed it has nothing to look for.
    let is_open = RwSignal::new(false);
    let found = Memo::new(move |_| match is_open.get() {
        true => commands::search(&commands::ALL, &typed.get(), true),
        false => Vec::new(),
    });
    let options = Options { actions, id: LIST, tabindex: "-1", found: found.into(), at };
    open_when_asked(node, asked, move || {
        typed.set(String::new());
        at.set(0);
        is_open.set(true);
    });
    let choose = Callback::new(move |entry| {
        if let Some(dialog) = node.get_untracked() {
            dialog.close();
        }
        actions.back();
        actions.run(entry);
    });
    let on_keydown = move |event: KeyboardEvent| {
        if event.is_composing() {
            return;
        }
        let key = event.key();
        if key == "Enter" {
            if let Some(entry) = options.chosen() {
                choose.run(entry);
            }
        } else if !options.take_key(&key) {
            return;
        }
        event.prevent_default();
    };
    view! {
        <Dialog node class="dialog palette" name=key!("commands")>
            <div class="palette-field" on:keydown=on_keydown>
                <IconView icon=Icon::Search/>
                <input
                    type="text"
                    role="combobox"
                    autofocus
                    autocomplete="off"
                    spellcheck="false"
                    aria-label=tr!("commands")
                    placeholder=tr!("commands-hint")
                    aria-expanded="true"
                    aria-controls=LIST
                    aria-activedescendant=move || options.active()
                    prop:value=move || typed.get()
                    on:input=move |event| {
                        at.set(0);
                        typed.set(event_target_value(&event));
                    }
                />
            </div>
            {options.show(choose)}
            <p class="palette-none" aria-live="polite">
                {move || found.with(Vec::is_empty).then(|| crate::language::say(key!("commands-none")))}
            </p>
        </Dialog>
    }
}
