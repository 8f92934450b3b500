//! Pages that say why there is nothing to show, and lead on.

use crate::browser;
use crate::language::{Key, said, say};
use crate::{key, tr};
use leptos::prelude::*;

/// A whole page of one message: what is the matter, what it means, and a way on given as children.
#[component]
pub fn Message(title: Key, text: Key, children: Children) -> impl IntoView {
    Effect::new(move || document().set_title(&format!("{} · Octavo", say(title))));
    view! {
        <main class="message">
            <a class="wordmark" href="/">"Octavo"</a>
            <h1>{said(title)}</h1>
            <p>{said(text)}</p>
            <p class="message-ways">{children()}</p>
        </main>
    }
}

/// The page for an address that is none of ours.
#[component]
pub fn Lost() -> impl IntoView {
    view! {
        <Message title=key!("lost-title") text=key!("lost-text")>
            <a class="button primary" href="/">{tr!("all-documents")}</a>
        </Message>
    }
}

/// The page in the place of one whose part of the app could not be fetched.
#[component]
pub fn PartLost() -> impl IntoView {
    view! {
        <Message title=key!("part-lost-title") text=key!("part-lost-text")>
            <button class="button primary" type="button" on:click=|_| browser::reload()>{tr!("notice-reload")}</button>
        </Message>
    }
}
