//! The status line: where what was written is kept right now. Pressed, it says so of each place, and offers to take the text along.

use super::{Icon, IconView};
use crate::browser;
use crate::language::say;
use crate::provider::{Keeping, Tone};
use crate::{key, tr};
use leptos::prelude::*;
use web_sys::Element;

/// How to take along what is written in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rescue {
    /// Into a new document.
    Copy,
    /// As a file.
    File,
}

/// A picture for each tone, in the order of the rules in `document.css` that show one of them: they stay on the page, where a
/// key changes the tone and back.
const TONES: [Icon; 4] = [Icon::CloudCheck, Icon::CloudUpload, Icon::CloudOff, Icon::Warning];

/// Says where the document is kept, in words and with an icon.
#[component]
pub fn StatusView(#[prop(into)] keeping: Signal<Keeping>, rescue: Callback<Rescue>) -> impl IntoView {
    let status = Memo::new(move |_| keeping.with(Keeping::status));
    let tone = Memo::new(move |_| status.get().1);
    // What nobody looks at is not drawn anew with every key.
    let is_open = RwSignal::new(false);
    let places = Memo::new(move |_| if is_open.get() { keeping.with(Keeping::places) } else { Vec::new() });
    let class = move || match tone.get() {
        Tone::Safe => "status safe",
        Tone::Busy => "status busy",
        Tone::Local => "status local",
        Tone::Alarm => "status alarm",
    };
    // What changes with every key is not read out.
    let live = move || if matches!(tone.get(), Tone::Safe | Tone::Busy) { "off" } else { "polite" };
    let words = move || say(status.get().0);
    let place = |(message, is_well): (crate::language::Message, bool)| {
        let icon = if is_well { Icon::Check } else { Icon::Warning };
        view! {
            <li class:alarm=!is_well>
                <IconView icon/>
                {move || say(message.clone())}
            </li>
        }
    };
    view! {
        <div class=class title=words>
            <button
                class="status-more"
                type="button"
                popovertarget="kept"
                aria-label=tr!("where-kept")
                on:click=move |_| is_open.set(true)
            >
                {TONES.map(|icon| view! { <IconView icon/> }).collect_view()}
            </button>
            <span role="status" aria-live=live class="status-text">
                {words}
            </span>
        </div>
        <div
            class="popover kept"
            id="kept"
            popover="auto"
            role="group"
            aria-label=tr!("where-kept")
            on:toggle=move |event| {
                let is_shown = event_target::<Element>(&event).matches(":popover-open");
                is_open.set(is_shown.unwrap_or(true));
            }
        >
            <ul>{move || places.get().into_iter().map(place).collect_view()}</ul>
            <RescueView rescue/>
        </div>
    }
}

/// The two ways to take a document along.
#[component]
pub fn RescueView(rescue: Callback<Rescue>) -> impl IntoView {
    view! {
        <button class="button" type="button" on:click=move |_| rescue.run(Rescue::Copy)>{tr!("rescue-copy")}</button>
        <button class="button" type="button" on:click=move |_| rescue.run(Rescue::File)>{tr!("rescue-file")}</button>
    }
}

/// How long an answer stands, in milliseconds.
const NOTE_MS: i32 = 4_000;

/// What is answered with a sentence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Answered {
    /// "Save": there is nothing to do, and where everything is.
    #[default]
    Save,
    /// Files that were to be put in.
    Files,
}

/// The answer to what needs no more than a sentence. `asked` counts how often, and says for what.
#[component]
pub fn AnswerNote(
    #[prop(into)] keeping: Signal<Keeping>,
    #[prop(into)] asked: Signal<(u32, Answered)>,
) -> impl IntoView {
    let shown = RwSignal::new(0u32);
    Effect::new(move |before: Option<u32>| {
        let now = asked.get().0;
        if before.is_some_and(|before| before != now) {
            shown.set(now);
            browser::after(NOTE_MS, move || {
                // Who has asked again meanwhile reads on.
                shown.try_update(|shown| *shown = if *shown == now { 0 } else { *shown });
            });
        }
        now
    });
    let words = Memo::new(move |_| match asked.get().1 {
        Answered::Save => keeping.with(Keeping::answer_to_save),
        Answered::Files => key!("files-not-yet").into(),
    });
    view! {
        <p class="answer-note" aria-live="polite">
            {move || (shown.get() != 0).then(|| view! { <span>{move || say(words.get())}</span> })}
        </p>
    }
}
