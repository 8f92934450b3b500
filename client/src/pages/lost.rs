//! Pages that say why there is nothing to show, and lead on.

use leptos::prelude::*;

/// A whole page of one message: what is the matter, what it means, and a way on given as children.
#[component]
pub fn Message(title: &'static str, text: &'static str, children: Children) -> impl IntoView {
    Effect::new(move || document().set_title(&format!("{title} · Octavo")));
    view! {
        <main class="message">
            <a class="wordmark" href="/">"Octavo"</a>
            <h1>{title}</h1>
            <p>{text}</p>
            <p class="message-ways">{children()}</p>
        </main>
    }
}

/// The page for an address that is none of ours.
#[component]
pub fn Lost() -> impl IntoView {
    view! {
        <Message title="Nothing is at this address" text="The link may be incomplete. Ask for it once more.">
            <a class="button primary" href="/">"All documents"</a>
        </Message>
    }
}
