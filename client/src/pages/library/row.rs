//! A line of a list, or a page of a grid: what it is called, how it begins, and what can be done with it at a press.

use super::deeds::Deed;
use super::desk::Desk;
use super::glyphs::{Glyph, GlyphView};
use super::item::Item;
use super::menu;
use super::spot::{Section, Sort, Spot};
use crate::browser;
use crate::frame::{Icon, IconView, moment};
use crate::language::{Message, say};
use crate::pages::Removal;
use crate::pages::shelf::named;
use crate::provider::{Entry, Storage};
use crate::{key, tr};
use leptos::ev;
use leptos::prelude::*;

/// The id in the page of the link of a line.
pub fn link_id(id: &str) -> String {
    format!("item-{id}")
}

/// What is known of a line by now: it keeps the focus when that changes.
fn known(desk: Desk, id: &str) -> Memo<Item> {
    let id = id.to_owned();
    Memo::new(move |before: Option<&Item>| {
        desk.all.with(|all| all.get(&id).cloned()).or_else(|| before.cloned()).unwrap_or_default()
    })
}

/// The line of `id`.
#[component]
pub fn Row(desk: Desk, id: String) -> impl IntoView {
    let item = known(desk, &id);
    let library = desk.library;
    let section = move || library.spot.with(|spot| spot.section);
    let is_folder = item.with_untracked(Item::is_folder);
    let id = StoredValue::new(id);
    let address = move || {
        let id = id.get_value();
        match is_folder {
            true => Spot { section: section(), folder: Some(id) }.address(),
            false => format!("/d/{id}"),
        }
    };
    let title = move || item.with(|item| named(&item.listed.title));
    let has_title = move || item.with(|item| !item.listed.title.is_empty());
    let is_chosen = move || desk.selection.with(|selection| id.with_value(|id| selection.has(id)));
    let is_away = move || item.with(|item| !item.is_here());
    let drop_key = is_folder.then(|| format!("folder:{}", id.get_value()));
    let over = drop_key.clone();
    let is_over = move || over.is_some() && library.over.with(|over_now| *over_now == over);
    // The Tab key comes to the controls of one line alone, that where one is.
    let tabindex = Signal::derive(move || {
        let is_current = desk.current.with(|current| id.with_value(|id| current.as_ref() == Some(id)));
        if is_current { "0" } else { "-1" }
    });
    let press = move |event: ev::MouseEvent| {
        if event.shift_key() {
            event.prevent_default();
            let order = desk.order.get_untracked();
            let from = desk.current.get_untracked().unwrap_or_else(|| id.get_value());
            desk.selection.update(|selection| id.with_value(|id| selection.extend(id, &from, &order)));
        }
    };
    let toggle = move |event: ev::MouseEvent| {
        if !event.shift_key() {
            desk.selection.update(|selection| id.with_value(|id| selection.toggle(id)));
        }
    };
    view! {
        <li
            class="shelf-item"
            class:chosen=is_chosen
            class:away=is_away
            class:dropping=is_over
            draggable="true"
            data-id=id.get_value()
            data-drop=drop_key
            on:click=press
            on:focusin=move |_| desk.current.set(Some(id.get_value()))
        >
            <a class="shelf-row" id=link_id(&id.get_value()) href=address>
                <Show
                    when=move || library.is_grid() && !is_folder
                    fallback=move || match is_folder {
                        true => view! { <GlyphView glyph=Glyph::Folder/> }.into_any(),
                        false => view! { <IconView icon=Icon::Document/> }.into_any(),
                    }
                >
                    <Preview item/>
                </Show>
                <span class="shelf-title" class:untitled=move || !has_title() dir="auto">{title}</span>
                <span class="shelf-when">{move || when(desk, &item.get())}</span>
                <span class="shelf-excerpt" dir="auto">{move || item.with(|item| item.listed.excerpt.clone())}</span>
            </a>
            <input
                class="shelf-check"
                type="checkbox"
                tabindex=tabindex
                aria-label=tr!("select-one", title = title())
                prop:checked=is_chosen
                on:click=toggle
            />
            {move || match section() {
                Section::Trash => trash_actions(desk, item, tabindex).into_any(),
                _ if is_folder => ().into_any(),
                _ => actions(desk, item, tabindex).into_any(),
            }}
            <button
                class="icon-button shelf-more"
                type="button"
                tabindex=tabindex
                aria-haspopup="menu"
                aria-label=tr!("more-of", title = title())
                on:click=move |event| menu::open(desk, item.get_untracked(), &event)
            >
                <IconView icon=Icon::More/>
            </button>
        </li>
    }
}

/// How the document begins, as a small page.
#[component]
fn Preview(item: Memo<Item>) -> impl IntoView {
    view! {
        <span class="preview" aria-hidden="true">
            <span class="preview-title" dir="auto">{move || item.with(|item| item.listed.title.clone())}</span>
            <span class="preview-text" dir="auto">{move || item.with(|item| item.listed.excerpt.clone())}</span>
        </span>
    }
}

/// What is said of a line beside its title: what is to be done about it, or when something happened.
fn when(desk: Desk, item: &Item) -> impl IntoView + use<> {
    let library = desk.library;
    let (unsent, is_refused) =
        item.entry.as_ref().map_or((0, false), |entry| (entry.unsent, entry.is_refused));
    let section = library.spot.with(|spot| spot.section);
    let sort = library.sort();
    let time = if item.is_folder() { String::new() } else { said_of(item, section, sort) };
    view! {
        {(unsent > 0 && !is_refused).then(|| view! { <span class="shelf-badge">{tr!("not-sent", count = unsent)}</span> })}
        {is_refused.then(|| view! { <span class="shelf-badge">{tr!("not-accepted")}</span> })}
        {time}
    }
}

fn said_of(item: &Item, section: Section, sort: Sort) -> String {
    let listed = &item.listed;
    let at = |key, ms| say(Message::from(key).with("when", moment(ms)));
    match (section, sort) {
        (Section::Trash, _) => {
            let days =
                listed.until.unwrap_or_default().saturating_sub(browser::now_ms()).div_ceil(86_400_000);
            say(Message::from(key!("days-left")).with("count", days))
        }
        (Section::Recent, _) if !item.is_here() => say(key!("not-here")),
        (Section::Shared, _) if listed.owner.is_some() => {
            say(Message::from(key!("shared-by")).with("name", listed.owner.clone().unwrap_or_default()))
        }
        (_, Sort::Opened) => at(key!("opened"), listed.opened.unwrap_or(listed.made)),
        (_, Sort::Made) => at(key!("made"), listed.made),
        (_, Sort::Edited | Sort::Title) => {
            let when = moment(listed.edited.unwrap_or(listed.made));
            match &listed.editor {
                Some(name) => {
                    say(Message::from(key!("edited-by")).with("when", when).with("name", name.clone()))
                }
                None => say(Message::from(key!("edited")).with("when", when)),
            }
        }
    }
}

/// Marks a document to be on this device whatever happens, or no longer.
pub fn pin(desk: Desk, item: &Item) {
    let Some(document) = item.document() else { return };
    let entry = item.entry.clone().unwrap_or_else(|| Entry {
        id: document,
        title: item.listed.title.clone(),
        opened_ms: item.listed.opened.unwrap_or_default(),
        is_at_server: true,
        is_listed: true,
        ..Entry::default()
    });
    let entry = Entry { is_pinned: !entry.is_pinned, ..entry };
    leptos::task::spawn_local(async move {
        if entry.is_pinned {
            browser::is_storage_kept(true).await;
        }
        let Ok(storage) = Storage::open().await else { return };
        // A mark that could not be set is not shown as set.
        let _ = storage.put_entry(&entry).await;
        desk.library.again();
        if entry.is_pinned {
            desk.errands.run_all();
        }
    });
}

fn actions(desk: Desk, item: Memo<Item>, tabindex: Signal<&'static str>) -> impl IntoView {
    let title = move || item.with(|item| named(&item.listed.title));
    let is_starred = move || item.with(|item| item.listed.starred);
    let entry = move || item.with(|item| item.entry.clone());
    let is_pinned = move || entry().is_some_and(|entry| entry.is_pinned);
    let star = move |_| desk.perform(Deed::Star(!untrack(is_starred)), vec![item.get_untracked()]);
    let can_star = Memo::new(move |_| item.with(|item| Deed::Star(true).is_for(item)));
    let removes = Memo::new(move |_| item.with(Item::is_here));
    let refused = Memo::new(move |_| entry().is_some_and(|entry| entry.is_refused));
    view! {
        <Show when=move || refused.get()>
            <button
                class="icon-button shelf-action"
                type="button"
                aria-label=tr!("take-along", title = title())
                title=tr!("take-along-hint")
                on:click=move |_| desk.library.refused.set(untrack(entry))
            >
                <IconView icon=Icon::Copy/>
            </button>
        </Show>
        <button
            class="icon-button shelf-action shelf-pin"
            type="button"
            tabindex=tabindex
            aria-label=tr!("pin", title = title())
            title=tr!("pin-hint")
            aria-pressed=move || is_pinned().to_string()
            on:click=move |_| pin(desk, &item.get_untracked())
        >
            <IconView icon=Icon::Pin/>
        </button>
        <Show when=move || can_star.get()>
            <button
                class="icon-button shelf-action shelf-star"
                type="button"
                tabindex=tabindex
                aria-label=tr!("star-one", title = title())
                title=tr!("star")
                aria-pressed=move || is_starred().to_string()
                on:click=star
            >
                <GlyphView glyph=Glyph::Star/>
            </button>
        </Show>
        <Show when=move || removes.get()>
            <button
                class="icon-button shelf-action"
                type="button"
                tabindex=tabindex
                aria-label=tr!("remove-one", title = title())
                title=tr!("remove-hint")
                on:click=move |_| desk.library.removal.set(untrack(entry).map(Removal::One))
            >
                <IconView icon=Icon::Remove/>
            </button>
        </Show>
    }
}

fn trash_actions(desk: Desk, item: Memo<Item>, tabindex: Signal<&'static str>) -> impl IntoView {
    let title = move || item.with(|item| named(&item.listed.title));
    let restore = move |_| desk.perform(Deed::Restore, vec![item.get_untracked()]);
    view! {
        <button
            class="icon-button shelf-action"
            type="button"
            tabindex=tabindex
            aria-label=tr!("restore-one", title = title())
            title=tr!("restore")
            on:click=restore
        >
            <IconView icon=Icon::Undo/>
        </button>
    }
}
