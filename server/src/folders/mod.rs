//! Folders: a name, whose it is, in which other one it lies, and who may do what with what is in it. A folder passes on to all that is
//! below it what it lets people do. Changing folders is in `change`, the addresses in `http`.
//!
//! A document lies in one folder, which its rights name; a folder lies in another, or at the top of its owner's library. What a
//! folder does not find any more, because it was deleted, lies at the top again.

pub mod change;
pub mod http;
pub mod sharing;

use std::collections::BTreeMap;

use octavo_shared::sync::Role;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::people::{read, record};
use crate::rights::{Share, key_of};
use crate::store::{Book, Change, Store, StoreError};

/// Folders that lie in each other, at most.
pub const DEEPEST: usize = 64;
/// How the name begins under which a folder stands beside documents.
const PREFIX: &str = "folder:";

/// A folder, by a number that nobody chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FolderId(pub Uuid);

impl FolderId {
    /// The folder that a text names.
    pub fn read(text: &str) -> Option<FolderId> {
        Uuid::try_parse(text).ok().map(FolderId)
    }

    /// As it stands in addresses.
    pub fn text(self) -> String {
        self.0.hyphenated().to_string()
    }

    /// Under which name it stands beside documents.
    pub fn name(self) -> String {
        format!("{PREFIX}{}", self.0)
    }

    /// The folder that has that name; `None` for a document.
    pub fn of(name: &str) -> Option<FolderId> {
        FolderId::read(name.strip_prefix(PREFIX)?)
    }

    /// The key of its record.
    pub fn key(self) -> Vec<u8> {
        self.text().into_bytes()
    }
}

/// What is known of a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Folder {
    /// As it is called.
    pub name: String,
    /// Whose it is, as the log knows him.
    pub owner: String,
    /// In which folder it lies; without one at the top of its owner's library.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<FolderId>,
    /// When it was made, in milliseconds since 1970.
    pub made_ms: u64,
    /// How often a folder came to lie in it, so that whoever deletes it knows of all.
    #[serde(default)]
    pub comings: u64,
    /// What everyone who has an account on this server may do with what is in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub everyone: Option<Role>,
    /// With whom it is shared, by [`Subject`](crate::rights::Subject).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub shares: BTreeMap<String, Share>,
}

impl Folder {
    /// Under which name what lies beside it is listed.
    fn place(&self) -> String {
        place(self.parent, &self.owner)
    }
}

/// Under which name that is listed which lies in a folder, or else at the top of somebody's library.
pub fn place(folder: Option<FolderId>, owner: &str) -> String {
    folder.map_or_else(|| owner.to_owned(), FolderId::text)
}

/// A folder's id, the folder, and its record.
pub type Stored = (FolderId, Folder, Vec<u8>);

/// A folder, and its record.
pub async fn find(store: &Store, id: FolderId) -> Result<Option<Stored>, StoreError> {
    let Some(bytes) = store.look_up(Book::Folders, id.key()).await? else { return Ok(None) };
    // What cannot be read lets nobody in.
    let folder = read(&bytes).ok_or_else(|| StoreError::Damaged("a folder".to_owned()))?;
    Ok(Some((id, folder, bytes)))
}

/// A folder and those that it lies in, outwards. Empty when there is none of that id.
pub async fn chain(store: &Store, id: FolderId) -> Result<Vec<Stored>, StoreError> {
    let (mut chain, mut next) = (Vec::new(), Some(id));
    while let Some(id) = next.filter(|_| chain.len() < DEEPEST) {
        let Some(found) = find(store, id).await? else { break };
        next = found.1.parent;
        chain.push(found);
    }
    Ok(chain)
}

/// The folders that lie in a [`place`].
pub async fn folders_in(store: &Store, place: &str) -> Result<Vec<FolderId>, StoreError> {
    Ok(inside(store, place, PREFIX).await?.iter().filter_map(|name| FolderId::of(name)).collect())
}

/// The documents that lie in a folder.
pub async fn documents_in(store: &Store, id: FolderId) -> Result<Vec<String>, StoreError> {
    let names = inside(store, &id.text(), "").await?;
    Ok(names.into_iter().filter(|name| FolderId::of(name).is_none()).collect())
}

async fn inside(store: &Store, place: &str, begins: &str) -> Result<Vec<String>, StoreError> {
    let length = key_of(place, "").len();
    let records = store.begin_with(Book::Inside, key_of(place, begins), usize::MAX).await?;
    Ok(records.into_iter().filter_map(|(key, _)| String::from_utf8(key[length..].to_vec()).ok()).collect())
}

/// What lets something lie in a [`place`],
pub(crate) fn put_inside(place: &str, name: &str) -> Change {
    Change::put(Book::Inside, key_of(place, name), Vec::new())
}

/// or not any more.
pub(crate) fn take_out_of(place: &str, name: &str) -> Change {
    Change::remove(Book::Inside, key_of(place, name))
}

/// What gives all folders of somebody to another.
pub async fn hand_over(store: &Store, from: &str, to: &str) -> Result<Vec<Change>, StoreError> {
    let mut changes = Vec::new();
    let mut waiting = folders_in(store, from).await?;
    while let Some(id) = waiting.pop() {
        waiting.extend(folders_in(store, &id.text()).await?);
        let Some((_, folder, bytes)) = find(store, id).await? else { continue };
        if folder.owner != from {
            continue;
        }
        let given = Folder { owner: to.to_owned(), ..folder };
        changes.push(Change::turn(Book::Folders, id.key(), bytes, record(&given)));
        if given.parent.is_none() {
            changes.push(take_out_of(from, &id.name()));
            changes.push(put_inside(to, &id.name()));
        }
    }
    Ok(changes)
}
