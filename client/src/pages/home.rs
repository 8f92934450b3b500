//! Home: where one begins. A new document, templates and the way to all lists are here at once; the lists themselves come when there
//! is something in them (`library`). It needs no network.

use super::library::{GlyphView, Library, Section, Shelf, Spot};
use super::shelf::{Blank, Removal, named};
use super::templates;
use crate::address::Address;
use crate::api;
use crate::app::Account;
use crate::browser;
use crate::errands::Errands;
use crate::frame::{Icon, IconView, YouButton};
use crate::language::said;
use crate::parts::Parts;
use crate::provider::{Entry, Evicted, Storage, StorageError, Whose, evicted, leaving};
use crate::{key, tr};
use leptos::html;
use leptos::prelude::*;
use uuid::Uuid;

/// How long the server is waited for before it is said that there is nothing, in milliseconds.
const LATE_MS: i32 = 2_000;

/// What stands below the templates.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Below {
    /// Nothing, until it is known what there is.
    Nothing,
    /// That there is nothing yet.
    Blank,
    /// The library.
    Library,
}

/// The page at `/`.
#[component]
pub fn Home() -> impl IntoView {
    let shelf = RwSignal::new(Shelf::Unread);
    let gone = RwSignal::new(Vec::<Evicted>::new());
    let others = RwSignal::new(Vec::<(String, u64)>::new());
    let here = expect_context::<Address>();
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
    let spot = Memo::new(move |_| Spot::of(here.query("view").as_deref(), here.query("folder")));
    let library = Library::new(spot, shelf, read);
    let again = Callback::new(move |()| library.again());
    let Library { removal, refused, asks_for_room, .. } = library;

    let Parts { dialogs, library: lists, .. } = expect_context::<Parts>();
    Effect::new(move || {
        if removal.with(Option::is_some) || refused.with(Option::is_some) || asks_for_room.get() {
            dialogs.need();
        }
    });
    // By these addresses other pages lead to the dialogs.
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
    let errands = expect_context::<Errands>();
    errands.run_all();
    Effect::new(move |before: Option<()>| {
        errands.news.track();
        if before.is_some() {
            library.again();
        }
    });
    // What was done in other tabs and elsewhere meanwhile is seen when this one is looked at again.
    let _looked_at = StoredValue::new_local(browser::on_visible(move || library.again()));

    // Where nothing is on this device the server may have something all the same, of another browser. It is not waited for long.
    let is_elsewhere = RwSignal::new(None::<bool>);
    let is_unknown = move || is_elsewhere.try_get_untracked() == Some(None);
    leptos::task::spawn_local(async move {
        let has_any = api::has_documents().await;
        is_elsewhere.try_set(Some(has_any));
    });
    browser::after(LATE_MS, move || {
        if is_unknown() {
            is_elsewhere.set(Some(false));
        }
    });
    let below = Memo::new(move |before: Option<&Below>| {
        let is_first = spot.with(|spot| *spot == Spot::default());
        let is_here = shelf.with(|shelf| match shelf {
            Shelf::Read(entries) => !entries.is_empty(),
            _ => false,
        });
        if before == Some(&Below::Library) || !is_first || is_here || is_elsewhere.get() == Some(true) {
            Below::Library
        } else if is_elsewhere.get().is_some() && shelf.with(|shelf| *shelf != Shelf::Unread) {
            Below::Blank
        } else {
            Below::Nothing
        }
    });
    Effect::new(move || {
        if below.get() == Below::Library {
            lists.need();
        }
    });
    let offers_templates = Memo::new(move |_| {
        spot.with(|spot| matches!(spot, Spot { section: Section::Recent | Section::Mine, folder: None }))
    });

    view! {
        <div class="home">
            <header class="home-bar">
                <a class="wordmark" href="/">"Octavo"</a>
                <YouButton/>
            </header>
            <div class="home-columns">
                <Places library/>
                <main class="home-main">
                    <div class="home-head">
                        <h1>{tr!("your-documents")}</h1>
                        <NewDocument library/>
                    </div>
                    <Show when=move || offers_templates.get()>
                        <nav class="templates" aria-labelledby="templates">
                            <span id="templates">{tr!("templates")}</span>
                            {templates::NAMES.map(|(name, label)| view! {
                                <a class="button" href=format!("/new?template={name}")>{said(label)}</a>
                            })}
                        </nav>
                    </Show>
                    <Show when=move || {
                        errands.news.track();
                        leaving::is_account_under_way()
                    }>
                        <p class="shelf-unsent" role="status"><IconView icon=Icon::CloudOff/><span>{tr!("leaving-waits")}</span></p>
                    </Show>
                    <EvictedView gone/>
                    {move || match below.get() {
                        Below::Nothing => None,
                        Below::Blank => Some(blank(&shelf.get()).into_any()),
                        Below::Library => lists.get().map(|lists| lists(library)),
                    }}
                    {move || others.get().into_iter().map(|(email, count)| view! {
                        <p class="shelf-note shelf-others">{tr!("unsent-of-other", email = email.clone(), count = count)}</p>
                    }).collect_view()}
                    {dialogs.shown(move |dialogs| (dialogs.leave)(removal, again))}
                    {dialogs.shown(move |dialogs| (dialogs.room)(asks_for_room, again))}
                    {dialogs.shown(move |dialogs| (dialogs.refused)(refused))}
                </main>
            </div>
        </div>
    }
}

/// What is said where there is no document.
fn blank(shelf: &Shelf) -> impl IntoView + use<> {
    let (title, text) = match shelf {
        Shelf::Absent => (key!("no-list-title"), key!("no-list-text")),
        Shelf::Silent => (key!("silent-title"), key!("silent-list-text")),
        Shelf::Unread | Shelf::Read(_) => (key!("empty-title"), key!("empty-text")),
    };
    view! { <Blank title text/> }
}

/// The ways to the lists. On a narrow screen they are behind a button with the name of the one that is shown.
#[component]
fn Places(library: Library) -> impl IntoView {
    let nav = NodeRef::<html::Nav>::new();
    let at = move |section: Section| library.spot.with(|spot| spot.section == section);
    let close = move |_| {
        if let Some(nav) = nav.get_untracked() {
            let _ = nav.hide_popover();
        }
    };
    let way = move |section: Section| {
        let over = move || {
            section.drop_key().is_some_and(|key| library.over.with(|over| over.as_deref() == Some(key)))
        };
        view! {
            <a
                class="place"
                class:dropping=over
                href=Spot { section, folder: None }.address()
                aria-current=move || at(section).then_some("page")
                data-drop=section.drop_key()
                on:click=close
            >
                <GlyphView glyph=section.glyph()/>
                {said(section.name())}
            </a>
        }
    };
    view! {
        <div class="places-side">
            <button class="button places-button" type="button" popovertarget="places">
                <IconView icon=Icon::Outline/>
                {move || crate::language::say(library.spot.with(|spot| spot.section.name()))}
            </button>
            <nav class="places" id="places" popover="auto" node_ref=nav aria-label=tr!("library")>
                {Section::ALL.map(way)}
            </nav>
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

/// Makes a document in the browser and opens it; with no network too. In a folder it is made there, if the server can be asked.
#[component]
fn NewDocument(library: Library) -> impl IntoView {
    let here = expect_context::<Address>();
    let press = move |_| {
        let folder = library.spot.with_untracked(|spot| spot.folder.clone());
        leptos::task::spawn_local(async move {
            let id = Uuid::new_v4();
            let entry = Entry { id, opened_ms: browser::now_ms(), created_here: true, ..Entry::default() };
            let kept = match Storage::open().await {
                Ok(storage) => storage.create(&entry, 0, &[]).await,
                Err(error) => Err(error),
            };
            if let Some(folder) = folder
                && api::create_document(id).await.is_ok()
            {
                // Where that fails it is at the top, and can be moved.
                let _ = api::library::move_document(&id.to_string(), Some(&folder)).await;
            }
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
