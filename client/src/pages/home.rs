//! Home: the documents that were opened in this browser, and a new one. It needs no network.

use super::shelf::{Removal, ShelfView, named};
use super::templates;
use crate::address::Address;
use crate::app::Account;
use crate::browser;
use crate::errands::Errands;
use crate::frame::{Icon, IconView, YouButton};
use crate::language::{Key, said};
use crate::parts::Parts;
use crate::provider::{Entry, Evicted, Storage, StorageError, Whose, evicted, leaving};
use crate::{key, tr};
use leptos::prelude::*;
use uuid::Uuid;

/// What is known of the documents in this browser.
#[derive(Clone, PartialEq)]
enum Shelf {
    /// Not yet read.
    Unread,
    /// The browser keeps nothing.
    Absent,
    /// What it keeps cannot be read just now.
    Silent,
    /// These, the most recent first.
    Read(Vec<Entry>),
}

/// The page at `/`.
#[component]
pub fn Home() -> impl IntoView {
    let shelf = RwSignal::new(Shelf::Unread);
    let sought = RwSignal::new(String::new());
    let removal = RwSignal::new(None::<Removal>);
    let gone = RwSignal::new(Vec::<Evicted>::new());
    let refused = RwSignal::new(None::<Entry>);
    let asks_for_room = RwSignal::new(false);
    let dialogs = expect_context::<Parts>().dialogs;
    Effect::new(move || {
        if removal.with(Option::is_some) || refused.with(Option::is_some) || asks_for_room.get() {
            dialogs.need();
        }
    });
    // By these addresses other pages lead to the dialogs.
    let here = expect_context::<Address>();
    let Account(account) = expect_context::<Account>();
    Effect::new(move || {
        let wants_room = here.query("room").is_some();
        let leave = here.query("leave");
        if (leave.is_none() && !wants_room) || shelf.with(|shelf| *shelf == Shelf::Unread) {
            return;
        }
        match leave.as_deref() {
            Some("account") if Whose::here() != Whose::Guest => removal.set(Some(Removal::SignOut)),
            // It is not known yet whether there is anybody to sign out.
            Some("account") if account.with(Option::is_none) => return,
            Some("account") | None => {}
            Some("deleted") => {
                let account = here.query("account").and_then(|id| Uuid::parse_str(&id).ok());
                removal.set(account.map(Removal::Gone));
            }
            Some(_) => removal.set(Some(Removal::All)),
        }
        asks_for_room.set(wants_room);
        here.replace("/");
    });
    document().set_title("Octavo");
    let others = RwSignal::new(Vec::<(String, u64)>::new());
    let read = Callback::new(move |()| {
        leptos::task::spawn_local(async move {
            let noted = evicted::noted();
            let storage = Storage::open().await;
            let read = match &storage {
                Ok(storage) => storage.entries().await,
                Err(error) => Err(*error),
            };
            if let Ok(entries) = &read {
                browser::set_badge(entries.iter().filter(|entry| entry.unsent > 0).count());
                gone.try_set(evicted::missing(noted, entries));
                evicted::note(entries);
            }
            shelf.try_set(match read {
                Ok(entries) => Shelf::Read(entries),
                Err(StorageError::Silent) => Shelf::Silent,
                Err(_) => Shelf::Absent,
            });
            others.try_set(leaving::unsent_of_others().await);
        });
    });
    read.run(());
    let errands = expect_context::<Errands>();
    errands.run_all();
    Effect::new(move |before: Option<()>| {
        errands.news.track();
        if before.is_some() {
            read.run(());
        }
    });
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
                <nav class="templates" aria-labelledby="templates">
                    <span id="templates">{tr!("templates")}</span>
                    {templates::NAMES.map(|(name, label)| view! {
                        <a class="button" href=format!("/new?template={name}")>{said(label)}</a>
                    })}
                </nav>
                <Show when=move || {
                    errands.news.track();
                    leaving::is_account_under_way()
                }>
                    <p class="shelf-unsent" role="status"><IconView icon=Icon::CloudOff/><span>{tr!("leaving-waits")}</span></p>
                </Show>
                <EvictedView gone/>
                {move || match shelf.get() {
                    Shelf::Unread => ().into_any(),
                    Shelf::Absent => view! { <NoShelf title=key!("no-list-title") text=key!("no-list-text")/> }.into_any(),
                    Shelf::Silent => view! { <NoShelf title=key!("silent-title") text=key!("silent-list-text")/> }.into_any(),
                    Shelf::Read(entries) if entries.is_empty() => view! { <NoShelf title=key!("empty-title") text=key!("empty-text")/> }.into_any(),
                    Shelf::Read(entries) => view! {
                        <ShelfView entries sought removal asks_for_room refused again=read/>
                    }
                    .into_any(),
                }}
                {move || others.get().into_iter().map(|(email, count)| view! {
                    <p class="shelf-note shelf-others">{tr!("unsent-of-other", email = email.clone(), count = count)}</p>
                }).collect_view()}
                {dialogs.shown(move |dialogs| (dialogs.leave)(removal, read))}
                {dialogs.shown(move |dialogs| (dialogs.room)(asks_for_room, read))}
                {dialogs.shown(move |dialogs| (dialogs.refused)(refused))}
            </main>
        </div>
    }
}

/// Says which documents the browser has removed from this device, and what of them was never sent.
#[component]
fn EvictedView(gone: RwSignal<Vec<Evicted>>) -> impl IntoView {
    let know = move |_| {
        evicted::forget(&gone.get_untracked().iter().map(|gone| gone.id).collect::<Vec<_>>());
        gone.set(Vec::new());
    };
    let row = |gone: Evicted| {
        view! {
            <li>
                <a href=format!("/d/{}", gone.id)>{move || named(&gone.title)}</a>
                " "
                {(gone.unsent > 0).then(|| view! { <span class="shelf-badge">{tr!("evicted-unsent", count = gone.unsent)}</span> })}
            </li>
        }
    };
    view! {
        <Show when=move || gone.with(|gone| !gone.is_empty())>
            <section class="shelf-lost" role="alert">
                <p><strong>{tr!("evicted-title")}</strong></p>
                <p>{tr!("evicted-list")}</p>
                <ul>{move || gone.get().into_iter().map(row).collect_view()}</ul>
                <button class="button" type="button" on:click=know>{tr!("notice-dismiss")}</button>
            </section>
        </Show>
    }
}

/// Makes a document in the browser and opens it; with no network too.
#[component]
fn NewDocument() -> impl IntoView {
    let here = expect_context::<Address>();
    let press = move |_| {
        leptos::task::spawn_local(async move {
            let id = Uuid::new_v4();
            let entry = Entry { id, opened_ms: browser::now_ms(), created_here: true, ..Entry::default() };
            let kept = match Storage::open().await {
                Ok(storage) => storage.create(&entry, 0, &[]).await,
                Err(error) => Err(error),
            };
            // Where nothing can be kept, the address says that the document is new.
            let address = if kept.is_ok() { format!("/d/{id}") } else { format!("/d/{id}?new") };
            here.go(&address);
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
fn NoShelf(title: Key, text: Key) -> impl IntoView {
    view! {
        <section class="empty-shelf">
            <span class="empty-sheet" aria-hidden="true"></span>
            <h2>{said(title)}</h2>
            <p>
                {said(text)}
            </p>
        </section>
    }
}
