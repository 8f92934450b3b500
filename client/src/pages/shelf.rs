//! The list of the documents on this device: searched by title and text, each can be marked to be kept, or removed.

use crate::browser;
use crate::errands::Errands;
use crate::frame::{Icon, IconView, moment};
use crate::language::{Message, say};
use crate::provider::{Entry, Storage};
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
    /// Perhaps what is the account's from which one signs out.
    SignOut,
    /// Perhaps what is of an account that is no more.
    Gone(Uuid),
}

/// The documents of this browser, the most recent first, of which those are shown that hold what is `sought`. `again` reads them
/// anew.
#[component]
pub fn ShelfView(
    entries: Vec<Entry>,
    sought: RwSignal<String>,
    removal: RwSignal<Option<Removal>>,
    asks_for_room: RwSignal<bool>,
    refused: RwSignal<Option<Entry>>,
    again: Callback<()>,
) -> impl IntoView {
    let errands = expect_context::<Errands>();
    let texts = RwSignal::new(HashMap::<Uuid, String>::new());
    let entries = StoredValue::new(entries);

    // The texts are read once somebody looks for something.
    let is_reading = StoredValue::new(false);
    Effect::new(move || {
        if sought.with(|sought| !sought.trim().is_empty()) && !is_reading.get_value() {
            is_reading.set_value(true);
            let here = |entry: &&Entry| !entry.is_listed;
            let documents =
                entries.with_value(|entries| entries.iter().filter(here).map(|entry| entry.id).collect());
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
    let unsent = entries
        .with_value(|entries| entries.iter().filter(|entry| entry.unsent > 0 && !entry.is_refused).count());
    let row = move |entry: Entry| view! { <Row entry removal refused again/> };
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
                <span>{tr!("shelf-unsent", count = unsent as u64)}</span>
                <button class="button" type="button" disabled=move || errands.is_running.get() on:click=move |_| errands.run_all()>
                    {move || say(if errands.is_running.get() { key!("sending") } else { key!("send-now") })}
                </button>
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
fn Row(
    entry: Entry,
    removal: RwSignal<Option<Removal>>,
    refused: RwSignal<Option<Entry>>,
    again: Callback<()>,
) -> impl IntoView {
    let errands = expect_context::<Errands>();
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
                if entry.is_pinned {
                    errands.run_all();
                }
            });
        }
    };
    let is_pinned = entry.is_pinned;
    let named = move || named(&title.get_value());
    let link = format!("/d/{}", entry.id);
    let (opened_ms, excerpt, unsent) = (entry.opened_ms, entry.excerpt.clone(), entry.unsent);
    let (is_listed, is_refused) = (entry.is_listed, entry.is_refused);
    let taken = entry.clone();
    view! {
        <li class="shelf-item">
            <a class="shelf-row" href=link>
                <IconView icon=Icon::Document/>
                <span class="shelf-title" class:untitled=untitled>{named}</span>
                <span class="shelf-when">
                    {(unsent > 0 && !is_refused).then(|| view! { <span class="shelf-badge">{tr!("not-sent", count = unsent)}</span> })}
                    {is_refused.then(|| view! { <span class="shelf-badge">{tr!("not-accepted")}</span> })}
                    {move || if is_listed { say(key!("not-here")) } else { say(Message::from(key!("opened")).with("when", moment(opened_ms))) }}
                </span>
                <span class="shelf-excerpt">{excerpt}</span>
            </a>
            {is_refused.then(|| view! {
                <button
                    class="icon-button shelf-action"
                    type="button"
                    aria-label=tr!("take-along", title = named())
                    title=tr!("take-along-hint")
                    on:click=move |_| refused.set(Some(taken.clone()))
                >
                    <IconView icon=Icon::Copy/>
                </button>
            })}
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
            {(!is_listed).then(|| view! {
                <button
                    class="icon-button shelf-action"
                    type="button"
                    aria-label=tr!("remove-one", title = named())
                    title=tr!("remove-hint")
                    on:click=move |_| removal.set(Some(Removal::One(entry.clone())))
                >
                    <IconView icon=Icon::Remove/>
                </button>
            })}
        </li>
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
