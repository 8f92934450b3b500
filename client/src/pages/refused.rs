//! What becomes of a document of the list whose changes the server has not accepted: it goes on as another, or leaves as a file.

use super::shelf::{close, named};
use crate::address::Address;
use crate::language::{Message, say};
use crate::provider::{Entry, Storage};
use crate::{key, tr};
use leptos::html;
use leptos::prelude::*;

/// The dialog about `asked`, while that is something.
#[component]
pub fn RefusedDialog(asked: RwSignal<Option<Entry>>) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let has_failed = RwSignal::new(false);
    let here = expect_context::<Address>();
    Effect::new(move || {
        if let (Some(_), Some(dialog)) = (asked.get(), dialog.get()) {
            has_failed.set(false);
            let _ = dialog.show_modal();
        }
    });
    let title = move || asked.with(|entry| named(entry.as_ref().map_or("", |entry| &entry.title)));
    let copy = move |_| {
        let Some(entry) = asked.get_untracked() else { return };
        let name = untrack(|| say(Message::from(key!("copy-of")).with("title", named(&entry.title))));
        leptos::task::spawn_local(async move {
            let copied = match Storage::open().await {
                Ok(storage) => storage.copy_kept_to_new(entry.id, &name).await,
                Err(_) => None,
            };
            match copied {
                Some(id) => here.go(&format!("/d/{id}")),
                None => has_failed.set(true),
            }
        });
    };
    let save = move |_| {
        let Some(entry) = asked.get_untracked() else { return };
        leptos::task::spawn_local(async move {
            let saved = match Storage::open().await {
                Ok(storage) => storage.save_kept_as_file(entry.id, &untrack(|| named(&entry.title))).await,
                Err(_) => None,
            };
            has_failed.set(saved.is_none());
        });
    };
    view! {
        <dialog class="dialog" node_ref=dialog aria-labelledby="refused-heading" on:close=move |_| asked.set(None)>
            <div class="dialog-body">
                <div class="dialog-head">
                    <h2 id="refused-heading">{move || say(Message::from(key!("refused-one-heading")).with("title", title()))}</h2>
                </div>
                <p class="dialog-text">{tr!("refused-one-text")}</p>
                <Show when=move || has_failed.get()>
                    <p class="shelf-lost" role="alert">{tr!("lost-unreadable", title = title())}</p>
                </Show>
                <div class="dialog-foot ways">
                    <button class="button" type="button" on:click=move |_| close(dialog)>{tr!("close")}</button>
                    <button class="button" type="button" on:click=save>{tr!("rescue-file")}</button>
                    <button class="button primary" type="button" on:click=copy>{tr!("rescue-copy")}</button>
                </div>
            </div>
        </dialog>
    }
}
