//! What is new in the documents that one follows: a bell with a number, which leads to the page about that. The number is asked for when
//! the page is looked at.

use super::{Icon, IconView};
use crate::api;
use crate::browser;
use crate::tr;
use leptos::prelude::*;

/// The bell.
#[component]
pub fn Bell() -> impl IntoView {
    let unread = RwSignal::new(0u64);
    let read = move || {
        leptos::task::spawn_local(async move {
            if let Some(count) = api::unread().await {
                unread.try_set(count);
            }
        });
    };
    read();
    let _looked_at = StoredValue::new_local(browser::on_visible(read));
    view! {
        <a class="icon-button bell" class:has-news=move || unread.get() != 0 href="/activity" aria-label=tr!("activity", count = unread.get())>
            <IconView icon=Icon::Bell/>
            <Show when=move || unread.get() != 0>
                <span class="bell-count" aria-hidden="true">{move || unread.get()}</span>
            </Show>
        </a>
    }
}
