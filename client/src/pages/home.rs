//! Home: the documents that were opened in this browser, and a new one. It needs no network.

use super::shelf::ShelfView;
use crate::browser;
use crate::frame::{Icon, IconView, YouButton};
use crate::provider::{Entry, Storage};
use crate::tr;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use uuid::Uuid;

/// What is known of the documents in this browser.
#[derive(Clone, PartialEq)]
enum Shelf {
    /// Not yet read.
    Unread,
    /// The browser keeps nothing.
    Absent,
    /// These, the most recent first.
    Read(Vec<Entry>),
}

/// The page at `/`.
#[component]
pub fn Home() -> impl IntoView {
    let shelf = RwSignal::new(Shelf::Unread);
    let sought = RwSignal::new(String::new());
    document().set_title("Octavo");
    let read = Callback::new(move |()| {
        leptos::task::spawn_local(async move {
            let read = match Storage::open().await {
                Ok(storage) => storage.entries().await,
                Err(error) => Err(error),
            };
            if let Ok(entries) = &read {
                browser::set_badge(entries.iter().filter(|entry| entry.unsent > 0).count());
            }
            shelf.try_set(read.map_or(Shelf::Absent, Shelf::Read));
        });
    });
    read.run(());
    // What was done in other tabs meanwhile is seen when this one is looked at again.
    let _looked_at = StoredValue::new_local(browser::on_visible(move || read.run(())));

    view! {
        <div class="home">
            <header class="home-bar">
                <a class="wordmark" href="/">"Octavo"</a>
                <YouButton/>
            </header>
            <main class="home-main">
                <div class="home-head">
                    <h1>{tr!("your-documents")}</h1>
                    <NewDocument/>
                </div>
                {move || match shelf.get() {
                    Shelf::Unread => ().into_any(),
                    Shelf::Absent => view! { <NoShelf/> }.into_any(),
                    Shelf::Read(entries) if entries.is_empty() => view! { <EmptyShelf/> }.into_any(),
                    Shelf::Read(entries) => view! { <ShelfView entries sought again=read/> }.into_any(),
                }}
            </main>
        </div>
    }
}

/// Makes a document in the browser and opens it; with no network too.
#[component]
fn NewDocument() -> impl IntoView {
    let navigate = use_navigate();
    let press = move |_| {
        let navigate = navigate.clone();
        leptos::task::spawn_local(async move {
            let id = Uuid::new_v4();
            let entry = Entry { id, opened_ms: browser::now_ms(), created_here: true, ..Entry::default() };
            let kept = match Storage::open().await {
                Ok(storage) => storage.create(&entry, &octavo_shared::model::seed()).await,
                Err(error) => Err(error),
            };
            // Where nothing can be kept, the address says that the document is new.
            let address = if kept.is_ok() { format!("/d/{id}") } else { format!("/d/{id}?new") };
            navigate(&address, NavigateOptions::default());
        });
    };
    view! {
        <button class="button primary large" type="button" on:click=press>
            <IconView icon=Icon::Plus/>
            {tr!("new-document")}
        </button>
    }
}

#[component]
fn EmptyShelf() -> impl IntoView {
    view! {
        <section class="empty-shelf">
            <span class="empty-sheet" aria-hidden="true"></span>
            <h2>{tr!("empty-title")}</h2>
            <p>
                {tr!("empty-text")}
            </p>
        </section>
    }
}

#[component]
fn NoShelf() -> impl IntoView {
    view! {
        <section class="empty-shelf">
            <span class="empty-sheet" aria-hidden="true"></span>
            <h2>{tr!("no-list-title")}</h2>
            <p>
                {tr!("no-list-text")}
            </p>
        </section>
    }
}
