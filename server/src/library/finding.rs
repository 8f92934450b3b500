//! What may stand in a list, and by what each is ordered. Whether it is for whoever reads the list is asked later, of those alone that
//! come to be on the page.

use std::collections::HashMap;

use octavo_shared::sync::Role;
use serde::Deserialize;

use super::order::{Place, Sort};
use super::{Asked, View};
use crate::app::App;
use crate::clock::wall_ms;
use crate::folders::{self, Folder, FolderId, sharing};
use crate::marks::{self, Mark};
use crate::people::account::AccountId;
use crate::people::read;
use crate::rights::asker::{Asker, subjects_of};
use crate::rights::{self, Owned};
use crate::store::{Book, Store, StoreError};

/// A folder or a document that may stand in a list.
#[derive(Debug)]
pub struct Item {
    /// Where it stands.
    pub place: Place,
    /// Since when it is there, in milliseconds since 1970, where that is known.
    pub since_ms: u64,
}

/// What may stand in a list.
#[derive(Debug, Default)]
pub struct Found {
    /// In no order yet.
    pub items: Vec<Item>,
    /// What the reader has done with documents of the list, as far as that had to be looked up.
    pub marks: HashMap<String, Mark>,
}

/// Of a card, what a list is ordered by. The rest is not read for documents that are not on the page.
#[derive(Debug, Default, Deserialize)]
struct Key {
    title: String,
    made_ms: u64,
    edited_ms: u64,
}

/// Finds what may stand in the list that is asked for.
pub async fn find(
    app: &App,
    asker: &mut Asker<'_>,
    person: &str,
    asked: &Asked,
    folder: Option<FolderId>,
) -> Result<Found, StoreError> {
    let store = &app.store;
    let mut marks = HashMap::new();
    if asked.sort() == Sort::Opened || matches!(asked.view, View::Recent | View::Starred) {
        marks.extend(marks::of(store, person).await?);
    }
    let since = |(document, since_ms): (String, u64)| (document, since_ms);
    let (documents, folders): (Vec<(String, u64)>, Vec<FolderId>) = match (folder, asked.view) {
        (Some(id), _) => {
            let documents = folders::documents_in(store, id).await?;
            // What nobody has read yet has just been made.
            let now_ms = wall_ms();
            let documents = documents.into_iter().map(|document| (document, now_ms)).collect();
            (documents, folders::folders_in(store, &id.text()).await?)
        }
        (None, View::Mine) => {
            (top_of(store, asker, person).await?, folders::folders_in(store, person).await?)
        }
        (None, View::Shared) => shared_with(store, asker, person).await?,
        (None, View::Recent) => (marked(&marks, |mark| mark.opened_ms), Vec::new()),
        (None, View::Starred) => (marked(&marks, |mark| mark.starred_ms), Vec::new()),
        (None, View::Trash) => {
            (rights::in_trash(store, person).await?.into_iter().map(since).collect(), Vec::new())
        }
    };
    app.digests.feed.hurry(documents.iter().map(|(document, _)| &**document)).await;
    let mut items = Vec::with_capacity(documents.len() + folders.len());
    for (id, bytes) in
        folders.iter().zip(records(store, Book::Folders, folders.iter().map(|id| id.key())).await?)
    {
        if let Some(Folder { name, made_ms, .. }) = bytes.as_deref().and_then(read) {
            let place = Place::of_folder(&name, id.text());
            items.push(Item { place, since_ms: made_ms });
        }
    }
    let keys = match asked.sort() {
        Sort::Opened => vec![None; documents.len()],
        _ => {
            let keys = documents.iter().map(|(document, _)| document.as_bytes().to_vec());
            records(store, Book::Cards, keys).await?
        }
    };
    for ((document, since_ms), card) in documents.into_iter().zip(keys) {
        let key: Option<Key> = card.as_deref().and_then(read);
        let time = |time: fn(&Key) -> u64| key.as_ref().map_or(since_ms, time);
        let place = match asked.sort() {
            Sort::Title => Place::by_title(key.as_ref().map_or("", |key| &key.title), document),
            // The trash is in the order in which things came there.
            _ if asked.view == View::Trash && asked.sort.is_none() => Place::by_time(since_ms, document),
            Sort::Edited => Place::by_time(time(|key| key.edited_ms), document),
            Sort::Made => Place::by_time(time(|key| key.made_ms), document),
            Sort::Opened => {
                let opened_ms = marks.get(&document).and_then(|mark| mark.opened_ms);
                Place::by_time(opened_ms.unwrap_or_default(), document)
            }
        };
        items.push(Item { place, since_ms });
    }
    Ok(Found { items, marks })
}

async fn records(
    store: &Store,
    book: Book,
    keys: impl Iterator<Item = Vec<u8>>,
) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
    store.look_up_all(book, keys.collect()).await
}

fn marked(marks: &HashMap<String, Mark>, time: fn(&Mark) -> Option<u64>) -> Vec<(String, u64)> {
    marks.iter().filter_map(|(document, mark)| Some((document.clone(), time(mark)?))).collect()
}

/// The documents of somebody that are in no folder, or in one that he does not find any more.
async fn top_of(
    store: &Store,
    asker: &mut Asker<'_>,
    person: &str,
) -> Result<Vec<(String, u64)>, StoreError> {
    let mut documents = Vec::new();
    for Owned { document, since_ms, folder } in rights::owned(store, person).await? {
        let is_in_sight = match folder {
            Some(folder) => asker.in_folder(folder).await?.role.is_some(),
            None => false,
        };
        if !is_in_sight {
            documents.push((document, since_ms));
        }
    }
    Ok(documents)
}

/// What others share with somebody who has an account.
async fn shared_with(
    store: &Store,
    asker: &mut Asker<'_>,
    person: &str,
) -> Result<(Vec<(String, u64)>, Vec<FolderId>), StoreError> {
    let Some(id) = AccountId::of(person) else { return Ok(Default::default()) };
    let (mut documents, mut folders) = (HashMap::new(), Vec::new());
    for subject in subjects_of(store, id).await? {
        let key = subject.key();
        for (document, since_ms) in rights::shared_with(store, &key).await? {
            documents.entry(document).or_insert(since_ms);
        }
        for id in sharing::shared_with(store, &key).await? {
            // One's own folder that is shared with a group that one is in is no other's.
            let is_others =
                folders::find(store, id).await?.is_some_and(|(_, folder, _)| folder.owner != person);
            if is_others && asker.in_folder(id).await?.role >= Some(Role::View) && !folders.contains(&id) {
                folders.push(id);
            }
        }
    }
    Ok((documents.into_iter().collect(), folders))
}
