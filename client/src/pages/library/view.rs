//! The list of where one is in the library, with all that belongs to it: what stands above and below it, what is said in its place
//! where it is empty or not there, and what is asked.

use super::bar::ChoiceBar;
use super::deeds::NoteView;
use super::desk::Desk;
use super::dialogs::{EndDialog, NameDialog};
use super::dragging;
use super::found::FoundView;
use super::list::List;
use super::lists::{Answer, Lists};
use super::menu::ItemMenu;
use super::moving::MoveDialog;
use super::spot::Section;
use super::state::{Library, Shelf};
use super::tools::{Head, SearchField};
use crate::frame::{Icon, IconView};
use crate::language::{Key, said, say};
use crate::pages::Removal;
use crate::pages::shelf::Blank;
use crate::{key, tr};
use leptos::prelude::*;

/// The library at the spot where one is.
#[component]
pub fn LibraryView(library: Library) -> impl IntoView {
    let library = Lists::new(library);
    let desk = Desk::new(library);
    dragging::watch(desk);
    let answer = Memo::new(move |_| library.told.with(|told| told.answer));
    let is_listed = Memo::new(move |_| library.told.with(|told| told.listing.is_some()));
    let is_empty = Memo::new(move |_| desk.all.with(|all| all.is_empty()));
    let is_recent = move || library.spot.with(|spot| spot.section == Section::Recent);
    let is_awaited = Memo::new(move |_| answer.get() == Answer::Awaited && !is_listed.get() && !is_recent());
    let blank = move || {
        if is_awaited.get() {
            return view! { <div class="shelf-ghost" aria-hidden="true"></div> }.into_any();
        }
        let (title, text) =
            library.spot.with(|spot| blank_words(spot.section, spot.folder.is_some(), answer.get()));
        view! { <Blank title text/> }.into_any()
    };
    view! {
        <section class="library" aria-label=tr!("documents") aria-busy=move || is_awaited.get().to_string()>
            <SearchField desk/>
            <Head desk/>
            <NoStorage library/>
            <Unsent desk/>
            <Show when=move || answer.get() == Answer::Away && !is_empty.get()>
                <p class="shelf-away" role="status">
                    <IconView icon=Icon::CloudOff/>
                    <span>{tr!("as-last-seen")}</span>
                    <button class="button" type="button" on:click=move |_| library.again()>{tr!("try-again")}</button>
                </p>
            </Show>
            <ChoiceBar desk/>
            <Show when=move || !is_empty.get() fallback=blank>
                <List desk/>
            </Show>
            <FoundView desk/>
            <Show when=move || is_recent()>
                <Foot library/>
            </Show>
            <ItemMenu desk/>
            <NameDialog desk/>
            <EndDialog desk/>
            <MoveDialog desk/>
            <NoteView desk/>
        </section>
    }
}

/// What is said where there is nothing, or where it is not known what there is.
fn blank_words(section: Section, is_folder: bool, answer: Answer) -> (Key, Key) {
    match (answer, section) {
        (Answer::Refused, _) if is_folder => (key!("no-folder-title"), key!("no-folder-text")),
        (Answer::Away | Answer::Refused, Section::Shared | Section::Starred | Section::Trash) => {
            (key!("away-title"), key!("away-text"))
        }
        (Answer::Away, Section::Mine) if is_folder => (key!("away-title"), key!("away-text")),
        (_, Section::Mine) if is_folder => (key!("empty-folder-title"), key!("empty-folder-text")),
        (_, Section::Recent | Section::Mine) => (key!("empty-title"), key!("empty-text")),
        (_, Section::Shared) => (key!("empty-shared-title"), key!("empty-shared-text")),
        (_, Section::Starred) => (key!("empty-starred-title"), key!("empty-starred-text")),
        (_, Section::Trash) => (key!("empty-trash-title"), key!("empty-trash-text")),
    }
}

/// Says that this browser keeps nothing, or does not say what.
#[component]
fn NoStorage(library: Lists) -> impl IntoView {
    let words = move || match library.shelf.get() {
        Shelf::Absent => Some((key!("no-list-title"), key!("no-list-text"))),
        Shelf::Silent => Some((key!("silent-title"), key!("silent-list-text"))),
        Shelf::Unread | Shelf::Read(_) => None,
    };
    move || {
        words().map(|(title, text)| {
            view! {
                <section class="shelf-lost">
                    <h3>{said(title)}</h3>
                    <p>{said(text)}</p>
                </section>
            }
        })
    }
}

/// Says of how many documents something was never sent.
#[component]
fn Unsent(desk: Desk) -> impl IntoView {
    let errands = desk.errands;
    let count = Memo::new(move |_| {
        desk.library.shelf.with(|shelf| match shelf {
            Shelf::Read(entries) => {
                entries.iter().filter(|entry| entry.unsent > 0 && !entry.is_refused).count() as u64
            }
            _ => 0,
        })
    });
    view! {
        <Show when=move || 0 < count.get()>
            <p class="shelf-unsent" role="status">
                <IconView icon=Icon::CloudOff/>
                <span>{tr!("shelf-unsent", count = count.get())}</span>
                <button class="button" type="button" disabled=move || errands.is_running.get() on:click=move |_| errands.run_all()>
                    {move || say(if errands.is_running.get() { key!("sending") } else { key!("send-now") })}
                </button>
            </p>
        </Show>
    }
}

/// What can be done about this device.
#[component]
fn Foot(library: Lists) -> impl IntoView {
    view! {
        <div class="shelf-foot">
            <p class="shelf-note">{tr!("opened-here")}</p>
            <div class="shelf-ways">
                <button class="button quiet" type="button" on:click=move |_| library.asks_for_room.set(true)>
                    {tr!("make-room")}
                </button>
                <button class="button quiet" type="button" on:click=move |_| library.removal.set(Some(Removal::All))>
                    {tr!("remove-all")}
                </button>
            </div>
        </div>
    }
}
