//! The list of all shortcuts, as the keyboard at hand has them.

use super::commands::fit;
use super::dialog::{Dialog, open_when_asked};
use crate::browser;
use crate::keys;
use crate::language::{Key, say};
use crate::{key, tr};
use leptos::html;
use leptos::prelude::*;
use octavo_shared::edit::keymap::{Group, SHORTCUTS, Shortcut};

const fn heading(group: Group) -> Key {
    match group {
        Group::Editing => key!("shortcuts-editing"),
        Group::Text => key!("shortcuts-text"),
        Group::Paragraph => key!("shortcuts-paragraph"),
        Group::Moving => key!("shortcuts-moving"),
        Group::View => key!("shortcuts-view"),
    }
}

/// The list; `asked` counts how often it was asked for.
#[component]
pub fn ShortcutList(#[prop(into)] asked: Signal<u32>) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let typed = RwSignal::new(String::new());
    let is_open = RwSignal::new(false);
    open_when_asked(node, asked, move || {
        typed.set(String::new());
        is_open.set(true);
    });
    let apple = browser::is_apple();
    let row = move |(index, shortcut): (usize, &'static Shortcut)| {
        let keys = shortcut.keys(apple).iter().map(|keys| view! { <kbd>{keys::shown(keys, apple)}</kbd> });
        view! {
            <div class="shortcut-row">
                <dt>{say(Key::of_shortcut(index))}</dt>
                <dd>{keys.collect_view()}</dd>
            </div>
        }
    };
    let groups = move || {
        let typed = typed.get();
        let fits = |(index, shortcut): &(usize, &Shortcut)| {
            let shown = shortcut.keys(apple).iter().map(|keys| keys::shown(keys, apple).to_lowercase());
            fit(&say(Key::of_shortcut(*index)), &typed).is_some()
                || shown.into_iter().any(|keys| keys.contains(&typed.to_lowercase()))
        };
        let group = |group: Group| {
            let all = SHORTCUTS.iter().enumerate().filter(|(_, it)| it.group == group);
            let rows: Vec<_> = all.filter(fits).map(row).collect();
            (!rows.is_empty()).then(|| {
                view! {
                    <section>
                        <h3>{say(heading(group))}</h3>
                        <dl>{rows}</dl>
                    </section>
                }
            })
        };
        is_open.get().then(|| Group::ALL.map(group).into_iter().flatten().collect_view())
    };
    view! {
        <Dialog node class="dialog shortcuts" name=key!("shortcuts") heading=true>
            <input
                class="input"
                type="text"
                autofocus
                autocomplete="off"
                spellcheck="false"
                aria-label=tr!("shortcuts-search")
                placeholder=tr!("shortcuts-search")
                prop:value=move || typed.get()
                on:input=move |event| typed.set(event_target_value(&event))
            />
            <div class="shortcut-list" tabindex="0" role="region" aria-label=tr!("shortcuts")>
                {groups}
            </div>
        </Dialog>
    }
}
