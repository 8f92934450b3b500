//! The slash menu: what can be put in where a slash was typed. The focus stays in the text, where one types on to choose.

use super::commands::{self, Actions, Entry};
use super::palette::Options;
use crate::browser;
use crate::parts::Parts;
use leptos::html;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

/// The menu, while it is open.
#[derive(Clone, Copy)]
pub struct SlashControl {
    options: Options,
    /// What is typed behind the slash; `None` while the menu is closed.
    typed: RwSignal<Option<String>>,
    place: NodeRef<html::Div>,
}

impl SlashControl {
    /// The menu's list in the page.
    pub const LIST: &str = "slash-list";

    /// A menu that is closed until a slash is typed.
    pub fn new(actions: Actions) -> SlashControl {
        let typed = RwSignal::new(None::<String>);
        let found = Memo::new(move |_| {
            let typed = typed.get();
            let mut found = typed.map_or_else(Vec::new, |it| commands::search(&commands::SLASH, &it, false));
            found.retain(|entry| untrack(|| actions.can(entry)));
            found
        });
        let at = RwSignal::new(0);
        let options = Options { actions, id: SlashControl::LIST, tabindex: "0", found: found.into(), at };
        let place = NodeRef::<html::Div>::new();
        let panels = expect_context::<Parts>().panels;
        actions.editor.with_value(|editor| {
            editor.on_slash_change(move |new| {
                if new.is_some() {
                    panels.need();
                }
                if typed.with_untracked(|old| *old != new) {
                    at.set(0);
                    typed.set(new);
                }
                // Also where only the text around it has moved.
                browser::before_next_frame(move || {
                    if let (Some(menu), Some(rect)) =
                        (place.try_get_untracked().flatten(), browser::selection_rect())
                    {
                        browser::place_below(&menu, &rect);
                    }
                });
            });
        });
        SlashControl { options, typed, place }
    }

    fn choose(self, entry: &'static Entry) {
        self.typed.set(None);
        self.options.actions.run_at_slash(entry);
    }

    /// The id of the choice at hand, while the menu is open.
    pub fn active(self) -> Option<String> {
        self.options.active()
    }

    /// Takes the keys that are the menu's while it is open, before the text has them.
    pub fn take_key(self, event: &KeyboardEvent) {
        // What chooses nothing is text like any other.
        if self.options.found.with_untracked(Vec::is_empty) || event.is_composing() {
            return;
        }
        let key = event.key();
        match key.as_str() {
            "Enter" | "Tab" => {
                // What was typed since the menu was drawn may choose something else, or nothing.
                self.options.actions.editor.with_value(|editor| editor.tell_slash());
                match self.options.chosen() {
                    Some(entry) => self.choose(entry),
                    None => return,
                }
            }
            "Escape" => self.options.actions.editor.with_value(|editor| editor.end_slash()),
            key if self.options.take_key(key) => {}
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }
}

/// The menu.
#[component]
pub fn SlashMenu(control: SlashControl) -> impl IntoView {
    let SlashControl { options, place, .. } = control;
    let choose = Callback::new(move |entry| control.choose(entry));
    view! {
        <Show when=move || options.found.with(|found| !found.is_empty())>
            <div class="menu slash-menu" node_ref=place>
                {options.show(choose)}
            </div>
        </Show>
    }
}
