//! How much is written: the words at the lower edge of the window, and more when they are pressed.

use super::Editor;
use crate::editor::Counts;
use crate::language::{Key, Message, said, say};
use crate::{key, tr};
use leptos::html;
use leptos::prelude::*;

/// The name of the popover in the page.
const POPOVER: &str = "counts";

/// The words, and what opens when they are pressed. `pressed` changes when a key asks for that.
#[component]
pub fn CountView(editor: Editor, #[prop(into)] asked: Signal<u32>) -> impl IntoView {
    let total = RwSignal::new(None::<Counts>);
    let selected = RwSignal::new(None::<Counts>);
    editor.with_value(|editor| {
        editor.on_counts_change(move |all, some| {
            total.try_set(Some(all));
            selected.try_set(some);
        });
    });
    let button = NodeRef::<html::Button>::new();
    Effect::new(move |before: Option<u32>| {
        let now = asked.get();
        if before.is_some_and(|before| before != now)
            && let Some(button) = button.get_untracked()
        {
            button.click();
        }
        now
    });
    let words = move || {
        let all = total.get().unwrap_or_default().words as u64;
        match selected.get() {
            Some(some) => {
                say(Message::from(key!("words-of")).with("selected", some.words as u64).with("count", all))
            }
            None => say(Message::from(key!("words")).with("count", all)),
        }
    };
    view! {
        <Show when=move || total.get().is_some()>
            <button class="count-button" type="button" node_ref=button popovertarget=POPOVER>
                {words}
            </button>
            <div class="popover counts" id=POPOVER popover="auto" role="group" aria-label=tr!("word-count")>
                <table>
                    <thead class:unselected=move || selected.get().is_none()>
                        <tr>
                            <td></td>
                            <th scope="col" class="count-selected">{tr!("count-selection")}</th>
                            <th scope="col">{tr!("count-document")}</th>
                        </tr>
                    </thead>
                    <tbody class:unselected=move || selected.get().is_none()>
                        <Row name=key!("count-words") total selected of=|counts| counts.words/>
                        <Row name=key!("count-characters") total selected of=|counts| counts.characters/>
                        <Row
                            name=key!("count-characters-without-spaces")
                            total
                            selected
                            of=|counts| counts.characters_without_spaces
                        />
                        <Row name=key!("count-paragraphs") total selected of=|counts| counts.paragraphs/>
                    </tbody>
                </table>
            </div>
        </Show>
    }
}

#[component]
fn Row(
    name: Key,
    total: RwSignal<Option<Counts>>,
    selected: RwSignal<Option<Counts>>,
    of: fn(&Counts) -> usize,
) -> impl IntoView {
    let number = move |counts: Option<Counts>| {
        counts.map(|counts| say(Message::from(key!("count")).with("count", of(&counts) as u64)))
    };
    view! {
        <tr>
            <th scope="row">{said(name)}</th>
            <td class="count-selected">{move || number(selected.get())}</td>
            <td>{move || number(total.get())}</td>
        </tr>
    }
}
