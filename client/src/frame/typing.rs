//! What the editor makes of typed text: a switch for each thing, in the panel about you.

use crate::app::Writing;
use crate::editor::AutoFormat;
use crate::language::{Key, said};
use crate::{key, tr};
use leptos::prelude::*;

/// A switch: what it says, and the part of the choice that it is about.
struct Switch {
    label: Key,
    part: fn(&mut AutoFormat) -> &mut bool,
}

/// In the order in which they are offered.
const SWITCHES: [Switch; 6] = [
    Switch { label: key!("typing-quotes"), part: |choice| &mut choice.quotes },
    Switch { label: key!("typing-dashes"), part: |choice| &mut choice.dashes },
    Switch { label: key!("typing-blocks"), part: |choice| &mut choice.blocks },
    Switch { label: key!("typing-links"), part: |choice| &mut choice.links },
    Switch { label: key!("typing-symbols"), part: |choice| &mut choice.symbols },
    Switch { label: key!("typing-fractions"), part: |choice| &mut choice.fractions },
];

/// The switches.
#[component]
pub fn TypingChoice() -> impl IntoView {
    let Writing(writing) = expect_context::<Writing>();
    let offer = move |Switch { label, part }: Switch| {
        view! {
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=move || *part(&mut writing.get())
                    on:change=move |event| {
                        writing.update(|choice| *part(choice) = event_target_checked(&event));
                    }
                />
                <span>{said(label)}</span>
            </label>
        }
    };
    view! {
        <fieldset class="field">
            <legend class="field-label">{tr!("typing")}</legend>
            <div class="checks">{SWITCHES.map(offer).collect_view()}</div>
        </fieldset>
    }
}
