//! What is done with folders and documents: the server is asked, the list read anew, and what came of it is said in a sentence, with
//! the way back where there is one.

use super::desk::{Asked, Desk};
use super::item::Item;
use crate::api::ApiError;
use crate::api::library::{self as server, copy, delete, delete_folder, move_document, move_folder, trash};
use crate::browser;
use crate::frame::{Icon, IconView};
use crate::language::{Key, Message, say};
use crate::provider::{Entry, Storage};
use crate::{key, tr};
use leptos::prelude::*;

/// How long it is said what was done, in milliseconds.
const SAID_MS: i32 = 10_000;

/// What can be done with folders and documents at once.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    /// Mark by a star, or take that away.
    Star(bool),
    /// Into a folder, or to the top.
    Move(Option<String>),
    /// Another that says the same.
    Copy,
    /// Into the trash; a folder is no more then.
    Throw,
    /// Out of the trash.
    Restore,
    /// For good.
    Delete,
}

impl Deed {
    /// Whether it can be done with this, so that its button is no dead one.
    pub fn is_for(&self, item: &Item) -> bool {
        let is_document = !item.is_folder() && item.is_at_server();
        match self {
            Deed::Star(_) => is_document,
            Deed::Move(_) => item.is_own() && item.is_at_server(),
            Deed::Copy => is_document,
            Deed::Throw => item.is_own() && item.is_at_server(),
            Deed::Restore | Deed::Delete => is_document,
        }
    }

    /// What is said when it was done with so many.
    fn done(&self) -> Option<Key> {
        match self {
            Deed::Star(_) => None,
            Deed::Move(_) => Some(key!("moved")),
            Deed::Copy => Some(key!("duplicated")),
            Deed::Throw => Some(key!("trashed")),
            Deed::Restore => Some(key!("restored")),
            Deed::Delete => Some(key!("deleted")),
        }
    }

    /// What takes it back. A folder that was thrown away cannot be had back.
    fn back(&self, from: &Option<String>, items: &[Item]) -> Option<Deed> {
        match self {
            Deed::Move(_) => Some(Deed::Move(from.clone())),
            Deed::Throw if items.iter().all(|item| !item.is_folder()) => Some(Deed::Restore),
            _ => None,
        }
    }

    async fn perform(&self, item: &Item) -> Result<(), ApiError> {
        let id = item.id();
        match self {
            Deed::Star(is_starred) => server::star(id, *is_starred).await,
            Deed::Move(folder) if item.is_folder() => move_folder(id, folder.as_deref()).await,
            Deed::Move(folder) => move_document(id, folder.as_deref()).await,
            Deed::Copy => copy(id).await.map(drop),
            Deed::Throw if item.is_folder() => delete_folder(id).await,
            Deed::Throw => trash(id, true).await,
            Deed::Restore => trash(id, false).await,
            Deed::Delete => delete(id).await,
        }?;
        self.note_here(item).await;
        Ok(())
    }

    /// This device knows then what was thrown away, and has nothing any more of what was deleted. Where it does not take that down
    /// its list says something else until the document is opened.
    async fn note_here(&self, item: &Item) {
        let (Some(document), Ok(storage)) = (item.document(), Storage::open().await) else { return };
        match self {
            Deed::Throw | Deed::Restore => {
                if let Ok(Some(entry)) = storage.entry(document).await {
                    let is_trashed = *self == Deed::Throw;
                    let _ = storage.put_entry(&Entry { is_trashed, ..entry }).await;
                }
            }
            Deed::Delete => drop(storage.remove(document).await),
            Deed::Star(_) | Deed::Move(_) | Deed::Copy => {}
        }
    }
}

/// Why the server did not do something, as a sentence.
pub fn refusal(error: &ApiError, is_move: bool) -> Key {
    match error {
        ApiError::Unreachable => key!("server-away"),
        ApiError::Refused(404 | 410) => key!("is-gone"),
        ApiError::Refused(401 | 403) => key!("may-not"),
        ApiError::Refused(409) if is_move => key!("move-refused"),
        ApiError::Refused(_) => key!("not-done"),
    }
}

/// What is said of something that was done.
#[derive(Clone, PartialEq)]
pub struct Note {
    text: Message,
    is_alarm: bool,
    /// What takes it back, and with what.
    back: Option<(Deed, Vec<Item>)>,
}

impl Desk {
    /// Does it with all of these that it can be done with, and says what came of it.
    pub fn perform(self, deed: Deed, items: Vec<Item>) {
        let items: Vec<Item> = items.into_iter().filter(|item| deed.is_for(item)).collect();
        if items.is_empty() {
            return;
        }
        let from = self.library.spot.with_untracked(|spot| spot.folder.clone());
        leptos::task::spawn_local(async move {
            let mut done = Vec::new();
            let mut refused = None;
            for item in items {
                match deed.perform(&item).await {
                    Ok(()) => done.push(item),
                    Err(error) => refused = Some(error),
                }
            }
            self.library.again();
            let is_move = matches!(deed, Deed::Move(_));
            let note = match (refused, deed.done()) {
                (Some(error), _) => {
                    Some(Note { text: refusal(&error, is_move).into(), is_alarm: true, back: None })
                }
                (None, Some(said)) => {
                    let back = deed.back(&from, &done).map(|deed| (deed, done.clone()));
                    let text = Message::from(said).with("count", done.len() as u64);
                    Some(Note { text, is_alarm: false, back })
                }
                (None, None) => None,
            };
            self.note.try_set(note);
            self.selection.try_update(super::selection::Selection::clear);
        });
    }

    /// Throws these away; it is asked before, if there are folders among them.
    pub fn throw(self, items: Vec<Item>) {
        if items.iter().any(|item| item.is_folder() && Deed::Throw.is_for(item)) {
            self.asked.set(Some(Asked::Throw(items)));
        } else {
            self.perform(Deed::Throw, items);
        }
    }
}

/// Says at the lower edge what was done, with the way back.
#[component]
pub fn NoteView(desk: Desk) -> impl IntoView {
    // Each is said for a while; a newer one for a while of its own.
    Effect::new(move |number: Option<u32>| {
        let number = number.unwrap_or_default().wrapping_add(1);
        if let Some(said) = desk.note.get() {
            browser::after(SAID_MS, move || {
                if desk.note.try_with_untracked(|now| now.as_ref() == Some(&said)) == Some(true) {
                    desk.note.set(None);
                }
            });
        }
        number
    });
    let take_back = move |_| {
        if let Some(Note { back: Some((deed, items)), .. }) = desk.note.get_untracked() {
            desk.note.set(None);
            desk.perform(deed, items);
        }
    };
    view! {
        <div class="note-place" role="status">
            {move || desk.note.get().map(|note| {
                let Note { text, is_alarm, back } = note;
                view! {
                    <div class="note" class:alarm=is_alarm>
                        <p>{move || say(text.clone())}</p>
                        {back.map(|_| view! { <button class="button" type="button" on:click=take_back>{tr!("undo")}</button> })}
                        <button class="icon-button" type="button" aria-label=tr!("close") on:click=move |_| desk.note.set(None)>
                            <IconView icon=Icon::Close/>
                        </button>
                    </div>
                }
            })}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::library::{Kind, Listed};

    fn item(kind: Kind, role: &str) -> Item {
        Item { listed: Listed { kind, role: role.to_owned(), ..Listed::default() }, entry: None }
    }

    #[test]
    fn only_one_s_own_is_moved_and_thrown_away_and_only_what_the_server_knows() {
        let own = item(Kind::Document, "own");
        let others = item(Kind::Document, "edit");
        let unsent = Item { entry: Some(Entry { created_here: true, ..Entry::default() }), ..own.clone() };
        for deed in [Deed::Move(None), Deed::Throw] {
            let is_for = [&own, &others, &unsent].map(|item| deed.is_for(item));
            assert_eq!(is_for, [true, false, false], "{deed:?}");
        }
        assert_eq!([&own, &others, &unsent].map(|item| Deed::Copy.is_for(item)), [true, true, false]);
        assert!(!Deed::Star(true).is_for(&item(Kind::Folder, "own")));
    }

    #[test]
    fn there_is_a_way_back_but_for_a_folder_that_was_thrown_away() {
        let document = item(Kind::Document, "own");
        let folder = item(Kind::Folder, "own");
        let from = Some("f".to_owned());
        assert_eq!(Deed::Move(None).back(&from, &[]), Some(Deed::Move(from.clone())));
        assert_eq!(Deed::Throw.back(&from, &[document.clone()]), Some(Deed::Restore));
        assert_eq!(Deed::Throw.back(&from, &[document, folder]), None);
        assert_eq!(Deed::Delete.back(&from, &[]), None);
    }
}
