//! The list of the documents on this device: searched by title and text, each can be marked to be kept, or removed.

use crate::browser;
use crate::frame::{Icon, IconView, moment};
use crate::language::{Key, Message, say};
use crate::provider::{Entry, RemoveError, Storage};
use crate::{key, tr};
use leptos::html;
use leptos::prelude::*;
use std::collections::HashMap;
use uuid::Uuid;

/// What is to be removed from this device.
#[derive(Clone, PartialEq)]
pub enum Removal {
    /// This document.
    One(Entry),
    /// Everything, as one leaves a computer that others use too.
    All,
}

/// The documents of this browser, the most recent first, of which those are shown that hold what is `sought`. `again` reads them
/// anew.
#[component]
pub fn ShelfView(
    entries: Vec<Entry>,
    sought: RwSignal<String>,
    removal: RwSignal<Option<Removal>>,
    asks_for_room: RwSignal<bool>,
    again: Callback<()>,
) -> impl IntoView {
    let texts = RwSignal::new(HashMap::<Uuid, String>::new());
    let entries = StoredValue::new(entries);

    // The texts are read once somebody looks for something.
    let is_reading = StoredValue::new(false);
    Effect::new(move || {
        if sought.with(|sought| !sought.trim().is_empty()) && !is_reading.get_value() {
            is_reading.set_value(true);
            let documents = entries.with_value(|entries| entries.iter().map(|entry| entry.id).collect());
            leptos::task::spawn_local(async move {
                // Where the storage does not answer, the next letter asks again.
                is_reading.try_set_value(read_texts(documents, texts).await);
            });
        }
    });
    let found = Memo::new(move |_| {
        let sought = sought.get().to_lowercase();
        let words: Vec<&str> = sought.split_whitespace().collect();
        let holds = |entry: &Entry| {
            texts.with(|texts| {
                let text = texts.get(&entry.id).map(String::as_str).unwrap_or_default();
                let title = entry.title.to_lowercase();
                let excerpt = entry.excerpt.to_lowercase();
                words.iter().all(|word| title.contains(word) || excerpt.contains(word) || text.contains(word))
            })
        };
        entries.with_value(|entries| entries.iter().filter(|entry| holds(entry)).cloned().collect::<Vec<_>>())
    });
    let unsent = entries.with_value(|entries| entries.iter().filter(|entry| entry.unsent > 0).count());
    let row = move |entry: Entry| view! { <Row entry removal again/> };
    view! {
        <div class="shelf-search">
            <IconView icon=Icon::Search/>
            <input
                class="input"
                type="search"
                aria-label=tr!("shelf-search")
                placeholder=tr!("shelf-search-hint")
                autocomplete="off"
                prop:value=move || sought.get()
                on:input=move |event| sought.set(event_target_value(&event))
            />
        </div>
        <Show when=move || 0 < unsent>
            <p class="shelf-unsent" role="status">
                <IconView icon=Icon::CloudOff/>
                {tr!("shelf-unsent", count = unsent as u64)}
            </p>
        </Show>
        <ul class="shelf" aria-label=tr!("recent-documents")>
            {move || found.get().into_iter().map(row).collect_view()}
        </ul>
        <Show when=move || found.with(Vec::is_empty)>
            <p class="shelf-note" role="status">{tr!("shelf-none")}</p>
        </Show>
        <div class="shelf-foot">
            <p class="shelf-note">{tr!("opened-here")}</p>
            <div class="shelf-ways">
                <button class="button quiet" type="button" on:click=move |_| asks_for_room.set(true)>
                    {tr!("make-room")}
                </button>
                <button class="button quiet" type="button" on:click=move |_| removal.set(Some(Removal::All))>
                    {tr!("remove-all")}
                </button>
            </div>
        </div>
    }
}

/// Reads what the documents say, one after the other, so that the page stays quick. Answers whether the storage let it.
async fn read_texts(documents: Vec<Uuid>, texts: RwSignal<HashMap<Uuid, String>>) -> bool {
    let Ok(storage) = Storage::open().await else { return false };
    for document in documents {
        if let Some(text) = storage.text(document).await {
            let is_here = texts.try_update(|texts| texts.insert(document, text.to_lowercase()));
            if is_here.is_none() {
                break;
            }
        }
    }
    true
}

#[component]
fn Row(entry: Entry, removal: RwSignal<Option<Removal>>, again: Callback<()>) -> impl IntoView {
    let untitled = entry.title.is_empty();
    let title = StoredValue::new(entry.title.clone());
    let pin = {
        let entry = entry.clone();
        move |_| {
            let entry = Entry { is_pinned: !entry.is_pinned, ..entry.clone() };
            leptos::task::spawn_local(async move {
                if entry.is_pinned {
                    browser::is_storage_kept(true).await;
                }
                let Ok(storage) = Storage::open().await else { return };
                // A mark that could not be set is not shown as set.
                let _ = storage.put_entry(&entry).await;
                again.run(());
                if storage.fetch_marked(&[entry]).await {
                    again.run(());
                }
            });
        }
    };
    let is_pinned = entry.is_pinned;
    let named = move || named(&title.get_value());
    let link = format!("/d/{}", entry.id);
    let (opened_ms, excerpt, unsent) = (entry.opened_ms, entry.excerpt.clone(), entry.unsent);
    view! {
        <li class="shelf-item">
            <a class="shelf-row" href=link>
                <IconView icon=Icon::Document/>
                <span class="shelf-title" class:untitled=untitled>{named}</span>
                <span class="shelf-when">
                    {(unsent > 0).then(|| view! { <span class="shelf-badge">{tr!("not-sent", count = unsent)}</span> })}
                    {tr!("opened", when = moment(opened_ms))}
                </span>
                <span class="shelf-excerpt">{excerpt}</span>
            </a>
            <button
                class="icon-button shelf-action"
                type="button"
                aria-label=tr!("pin", title = named())
                title=tr!("pin-hint")
                aria-pressed=is_pinned.to_string()
                on:click=pin
            >
                <IconView icon=Icon::Pin/>
            </button>
            <button
                class="icon-button shelf-action"
                type="button"
                aria-label=tr!("remove-one", title = named())
                title=tr!("remove-hint")
                on:click=move |_| removal.set(Some(Removal::One(entry.clone())))
            >
                <IconView icon=Icon::Remove/>
            </button>
        </li>
    }
}

/// Asks before anything is removed, and names what was never sent. `entries` are all that there are.
#[component]
pub fn RemoveDialog(
    removal: RwSignal<Option<Removal>>,
    entries: Signal<Vec<Entry>>,
    again: Callback<()>,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    // What would be lost, by title; counted in the storage itself, not taken from the list.
    let lost = RwSignal::new(None::<Vec<Message>>);
    let refused = RwSignal::new(None::<Message>);
    Effect::new(move || {
        let (Some(removal), Some(dialog)) = (removal.get(), dialog.get()) else { return };
        lost.set(None);
        refused.set(None);
        let concerned = match removal {
            Removal::One(entry) => vec![entry],
            Removal::All => entries.get_untracked(),
        };
        leptos::task::spawn_local(async move {
            let Ok(storage) = Storage::open().await else {
                refused.try_set(Some(key!("remove-failed").into()));
                return;
            };
            let mut named = Vec::new();
            for entry in concerned {
                match storage.unsent(entry.id).await {
                    Ok(0) if entry.is_at_server => {}
                    Ok(0) => named.push(message(key!("lost-never"), &entry)),
                    Ok(count) => named.push(message(key!("lost-changes"), &entry).with("count", count)),
                    Err(_) => named.push(message(key!("lost-unreadable"), &entry)),
                }
            }
            lost.try_set(Some(named));
        });
        let _ = dialog.show_modal();
    });
    let remove = move |_| {
        let Some(what) = removal.get_untracked() else { return };
        leptos::task::spawn_local(async move {
            let removed = match (Storage::open().await, &what) {
                (Ok(storage), Removal::One(entry)) => storage.remove(entry.id).await,
                (Ok(storage), Removal::All) => storage.remove_all().await,
                (Err(_), _) => Err(RemoveError::Failed),
            };
            match removed {
                Ok(()) => {
                    if what == Removal::All {
                        browser::forget_all();
                    }
                    close(dialog);
                    again.run(());
                }
                Err(RemoveError::IsOpen) => {
                    refused.set(Some(key!("remove-is-open").into()));
                }
                Err(RemoveError::Failed) => refused.set(Some(key!("remove-failed").into())),
            }
        });
    };
    let heading = move || match removal.get() {
        Some(Removal::One(entry)) => say(message(key!("remove-one-heading"), &entry)),
        _ => say(key!("remove-all-heading")),
    };
    let explanation = move || match removal.get() {
        Some(Removal::One(_)) => say(key!("remove-one-text")),
        _ => say(key!("remove-all-text")),
    };
    view! {
        <dialog class="dialog" node_ref=dialog aria-labelledby="remove-heading" on:close=move |_| removal.set(None)>
            <div class="dialog-body">
                <div class="dialog-head">
                    <h2 id="remove-heading">{heading}</h2>
                </div>
                <p class="dialog-text">{explanation}</p>
                {move || {
                    lost.get().filter(|lost| !lost.is_empty()).map(|lost| view! {
                        <div class="shelf-lost" role="alert">
                            <p><strong>{tr!("remove-lost")}</strong></p>
                            <ul>{lost.into_iter().map(|line| view! { <li>{move || say(line.clone())}</li> }).collect_view()}</ul>
                        </div>
                    })
                }}
                {move || refused.get().map(|why| view! { <p class="shelf-lost" role="alert">{move || say(why.clone())}</p> })}
                <div class="dialog-foot">
                    <button class="button" type="button" on:click=move |_| close(dialog)>{tr!("remove-keep")}</button>
                    <button class="button primary" type="button" disabled=move || lost.get().is_none() on:click=remove>
                        {tr!("remove")}
                    </button>
                </div>
            </div>
        </dialog>
    }
}

/// Closes a dialog that may be open.
pub fn close(dialog: NodeRef<html::Dialog>) {
    if let Some(dialog) = dialog.get_untracked() {
        dialog.close();
    }
}

/// The title, or what stands for none.
pub fn named(title: &str) -> String {
    if title.is_empty() { say(key!("untitled")) } else { title.to_owned() }
}

fn message(key: Key, entry: &Entry) -> Message {
    Message::from(key).with("title", named(&entry.title))
}
