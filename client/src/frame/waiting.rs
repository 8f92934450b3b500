//! Keeps what is typed while the panel that was asked for is still coming, and gives it to the panel's field: nothing that was meant
//! for it gets into the text.

use crate::parts::{Panels, Part, Parts};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, FocusEvent, HtmlInputElement, KeyboardEvent};

/// The wait for a panel.
#[derive(Clone, Copy)]
pub struct Waiting {
    panels: Part<Panels>,
    /// What was typed meanwhile; `None` while nothing is waited for.
    typed: StoredValue<Option<String>>,
}

impl Waiting {
    /// Nothing is waited for yet.
    pub fn new() -> Waiting {
        Waiting { panels: expect_context::<Parts>().panels, typed: StoredValue::new(None) }
    }

    /// A panel was asked for that has a field to type in.
    pub fn begin(self) {
        self.panels.need();
        if untrack(move || self.panels.get()).is_none() {
            self.typed.set_value(Some(String::new()));
        }
    }

    /// Takes a key that is typed while a panel is waited for. Escape ends the wait.
    pub fn take_key(self, event: &KeyboardEvent) {
        if self.typed.with_value(Option::is_none) || event.ctrl_key() || event.meta_key() {
            return;
        }
        let key = event.key();
        if key == "Escape" || untrack(move || self.panels.is_lost()) {
            return self.typed.set_value(None);
        }
        self.typed.update_value(|typed| {
            let Some(typed) = typed else { return };
            if key == "Backspace" {
                typed.pop();
            } else if key.chars().count() == 1 {
                typed.push_str(&key);
            }
        });
        event.prevent_default();
        event.stop_propagation();
    }

    /// Gives what was typed to the field that has the focus now, if it is a panel's.
    pub fn give(self, event: &FocusEvent) {
        let field = event.target().and_then(|it| it.dyn_into::<HtmlInputElement>().ok());
        let (Some(field), Some(typed)) = (field, self.typed.try_update_value(Option::take).flatten()) else {
            return;
        };
        if typed.is_empty() {
            return;
        }
        // What is selected as the focus comes is selected by then, and typed over.
        leptos::task::spawn_local(async move {
            field.set_value(&typed);
            if let Ok(event) = Event::new("input") {
                let _ = field.dispatch_event(&event);
            }
        });
    }
}
