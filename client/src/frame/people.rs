//! Who else is in the document: a row of initials in their colours.

use crate::identity::initials;
use crate::provider::Person;
use crate::tr;
use leptos::prelude::*;

/// How many are shown by themselves; the others are counted.
const SHOWN: usize = 4;

/// The others who are here.
#[component]
pub fn PeopleView(#[prop(into)] people: Signal<Vec<Person>>) -> impl IntoView {
    let first = move || people.with(|all| all.iter().take(SHOWN).cloned().collect::<Vec<_>>());
    let rest = Memo::new(move |_| people.with(|all| all.len().saturating_sub(SHOWN)));
    let rest_names = move || {
        people.with(|all| {
            all.iter().skip(SHOWN).map(|person| person.name.clone()).collect::<Vec<_>>().join(", ")
        })
    };
    view! {
        <ul class="people" aria-label=tr!("people-here")>
            <For each=first key=|person| person.clone() let:person>
                <li class="avatar" style:--peer=person.color.clone() data-tip=person.name.clone()>
                    <span aria-hidden="true">{initials(&person.name)}</span>
                    <span class="hidden-text">{person.name.clone()}</span>
                </li>
            </For>
            <Show when=move || { rest.get() != 0 }>
                <li class="avatar more" data-tip=rest_names>
                    <span aria-hidden="true">{move || format!("+{}", rest.get())}</span>
                    <span class="hidden-text">{rest_names}</span>
                </li>
            </Show>
        </ul>
    }
}
