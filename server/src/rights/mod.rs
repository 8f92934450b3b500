//! Whose a document is, and who may do what in it. A document belongs to whoever made it. What its link allows is his to say, and
//! that of those who manage it with him; until they do, whoever has the link may write. A document of which nothing is
//! recorded is nobody's, and its link lets write.
//!
//! What somebody may do is the most that any of these gives him: owning the document, a share with him, with his address, or with
//! a group that he is in, what everyone with an account may, what a folder passes on in which the document lies, and what the link
//! lets. That is found out in `asker`; changing it is in `change`.

pub mod asker;
pub mod change;
mod http;

use std::collections::BTreeMap;

use axum::http::StatusCode;
use octavo_shared::sync::Role;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::api::{Refusal, failed};
use crate::app::App;
use crate::folders::{self, FolderId};
use crate::people::account::AccountId;
use crate::people::groups::GroupId;
use crate::people::{read, record};
use crate::store::{Book, Change, DocumentName, Record, Store, StoreError};
use crate::views;

use asker::{Allowed, Asker};
pub use change::{change, enforce};
pub use http::{set_link, show};

/// Whose a document is, and who may do what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rights {
    /// As the log knows him; empty is nobody.
    pub owner: String,
    /// What whoever has the link may do; without it nothing.
    #[serde(with = "off")]
    pub link: Option<Role>,
    /// Until when the link works, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_ms: Option<u64>,
    /// The hash of the password that the link asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// What everyone who has an account on this server may do, if he has the address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub everyone: Option<Role>,
    /// With whom it is shared, by [`Subject`].
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub shares: BTreeMap<String, Share>,
    /// Who asks for a right, by person.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub requests: BTreeMap<String, Request>,
    /// What people changed without the right to, by the digest of the change: it waits for an answer, or has one.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub held: BTreeMap<String, Held>,
    /// To whom the owner wants to give it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offered_to: Option<String>,
    /// In which folder it lies, which passes on what it lets people do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<FolderId>,
    /// On which sites it may be shown in a frame; none of them is any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embed: Option<Vec<String>>,
    /// Since when it is in its owner's trash, in milliseconds since 1970. Nobody gets in meanwhile, and all else stays as it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trashed_ms: Option<u64>,
    /// When it was deleted, in milliseconds since 1970. This is all that is left of it, so that nothing brings it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gone_ms: Option<u64>,
}

impl Default for Rights {
    fn default() -> Self {
        Rights {
            owner: String::new(),
            link: Some(Role::Edit),
            until_ms: None,
            password: None,
            everyone: None,
            shares: BTreeMap::new(),
            requests: BTreeMap::new(),
            held: BTreeMap::new(),
            offered_to: None,
            folder: None,
            embed: None,
            trashed_ms: None,
            gone_ms: None,
        }
    }
}

/// A share of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// What it lets do.
    pub role: Role,
    /// The address as whoever shared it typed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<String>,
    /// Since when, in milliseconds since 1970.
    pub since_ms: u64,
}

/// Somebody's wish for a right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Which.
    pub role: Role,
    /// Since when, in milliseconds since 1970.
    pub since_ms: u64,
}

/// A change that somebody made without the right to. While it waits for an answer, what it is stands in [`Book::Held`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Whose it is, as the log knows him.
    pub person: String,
    /// Since when it waits, in milliseconds since 1970.
    pub since_ms: u64,
    /// Whether it was taken in; `None` while it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_taken: Option<bool>,
}

/// With whom a document can be shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// With somebody who has an account.
    Account(AccountId),
    /// With the members of a group.
    Group(GroupId),
    /// With whoever shows that he has this address, in small letters, also if nobody has an account with it yet.
    Mail(String),
}

impl Subject {
    /// Under which name a share with it stands.
    pub fn key(&self) -> String {
        match self {
            Subject::Account(id) => (*id.person()).to_owned(),
            Subject::Group(id) => format!("group:{}", id.0),
            Subject::Mail(address) => format!("mail:{address}"),
        }
    }

    /// With whom a share is that stands under this name.
    pub fn read(key: &str) -> Option<Subject> {
        match key.split_once(':')? {
            ("account", _) => AccountId::of(key).map(Subject::Account),
            ("group", id) => GroupId::read(id).map(Subject::Group),
            ("mail", address) => Some(Subject::Mail(address.to_owned())),
            _ => None,
        }
    }
}

impl Rights {
    /// Whether the document is somebody's.
    pub fn is_owner(&self, person: &str) -> bool {
        !person.is_empty() && self.owner == person
    }

    /// Under which name it stands among what somebody owns.
    fn shelf(&self) -> Option<String> {
        let owner = Some(&self.owner).filter(|owner| !owner.is_empty())?;
        Some(if self.trashed_ms.is_some() { trash_of(owner) } else { owner.clone() })
    }

    /// In which folder it is listed: in none while it is in the trash.
    fn listed_in(&self) -> Option<FolderId> {
        self.folder.filter(|_| self.trashed_ms.is_none())
    }

    /// What the link lets do at a time in milliseconds since 1970, where it asks for no password or has been told it.
    pub fn by_link(&self, now_ms: u64) -> Option<Role> {
        self.link.filter(|_| self.until_ms.is_none_or(|until_ms| now_ms < until_ms))
    }
}

/// Why a document is not for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// Nothing gives him a right.
    NoRight,
    /// The link would, but asks for a password.
    Password,
    /// It is in the trash.
    Trashed,
}

/// What somebody may do in a document, and for how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pass {
    /// Which document.
    pub document: DocumentName,
    /// What he may do.
    pub role: Role,
    /// When the link ends that lets him, in milliseconds since 1970.
    pub until_ms: Option<u64>,
    /// Whether he has it by his address, and not yet by his account.
    pub is_by_mail: bool,
}

/// Where an address leads whoever asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    /// Nowhere.
    Nowhere,
    /// To a document that was deleted.
    Gone,
    /// To a document that is not for him.
    Denied(DocumentName, Denied),
    /// To a document in which he may do something.
    To(Pass),
}

/// Where the address `text`, a document's id or the token of a view link, leads `person`.
pub async fn access(store: &Store, text: &str, person: &str) -> Result<Access, StoreError> {
    let Some((document, most)) = views::resolve(store, text).await? else { return Ok(Access::Nowhere) };
    let rights = of(store, &document).await?;
    if rights.gone_ms.is_some() {
        return Ok(Access::Gone);
    }
    if rights.trashed_ms.is_some() {
        return Ok(Access::Denied(document, Denied::Trashed));
    }
    Ok(match Asker::new(store, person).allowed(&document, &rights).await? {
        Ok(Allowed { role, until_ms, is_by_mail }) => {
            Access::To(Pass { document, role: role.min(most), until_ms, is_by_mail })
        }
        Err(denied) => Access::Denied(document, denied),
    })
}

/// What somebody may do in a document whatever its link lets: he has it without being sent that.
pub async fn given(store: &Store, document: &str, person: &str) -> Result<Option<Role>, StoreError> {
    Ok(Asker::new(store, person).given(&of(store, document).await?).await?.role)
}

/// Whether somebody has told the password of a document's link, the one of which this is the hash.
async fn has_told(store: &Store, document: &str, person: &str, password: &str) -> Result<bool, StoreError> {
    let told = store.look_up(Book::Told, key_of(document, person)).await?;
    Ok(told.is_some_and(|told| told == Sha256::digest(password).to_vec()))
}

/// What is written when somebody else is known from now on to have told what `from` has told of links' passwords.
pub async fn hand_over_told(store: &Store, from: &str, to: &str) -> Result<Vec<Change>, StoreError> {
    let told = told_by(store, from).await?.into_iter();
    let handed = |(document, digest): (String, Vec<u8>)| {
        [untold(&document, from), Change::put(Book::Told, key_of(&document, to), digest)]
    };
    Ok(told.flat_map(handed).collect())
}

/// Of which documents' links somebody has told the password, and what is kept of that.
pub async fn told_by(store: &Store, person: &str) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
    let all = store.begin_with(Book::Told, Vec::new(), usize::MAX).await?.into_iter();
    let his = |(key, digest): Record| {
        let document = key.strip_suffix(person.as_bytes())?.strip_suffix(b"\0")?;
        Some((String::from_utf8(document.to_vec()).ok()?, digest))
    };
    Ok(all.filter_map(his).collect())
}

/// What is written when it is to be forgotten that somebody has told the password of a document's link.
pub fn untold(document: &str, person: &str) -> Change {
    Change::remove(Book::Told, key_of(document, person))
}

/// What is written when somebody has told the password of a document's link.
pub fn told(document: &str, person: &str, password: &str) -> Change {
    Change::put(Book::Told, key_of(document, person), Sha256::digest(password).to_vec())
}

/// What is written when `owner` makes a document, at a time in milliseconds since 1970.
pub fn of_new(document: &DocumentName, owner: &str, now_ms: u64) -> Vec<Change> {
    of_new_in(document, owner, now_ms, None)
}

/// As [`of_new`], in a folder.
pub fn of_new_in(document: &DocumentName, owner: &str, now_ms: u64, folder: Option<FolderId>) -> Vec<Change> {
    let rights = Rights { owner: owner.to_owned(), folder, ..Rights::default() };
    let mut changes = vec![
        Change::put(Book::Rights, document.as_bytes(), record(&rights)),
        Change::put(Book::Owned, key_of(owner, document), Standing::record(now_ms, folder)),
    ];
    changes.extend(folder.map(|folder| folders::put_inside(&folder.text(), document)));
    changes
}

/// A document among those of its owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owned {
    /// Its name.
    pub document: String,
    /// When he made it or got it, or since when it is in his trash, in milliseconds since 1970.
    pub since_ms: u64,
    /// In which folder it lies.
    pub folder: Option<FolderId>,
}

/// What the book of what people own says of a document.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Standing {
    Since(u64),
    In(u64, FolderId),
}

impl Standing {
    fn record(since_ms: u64, folder: Option<FolderId>) -> Vec<u8> {
        record(&folder.map_or(Standing::Since(since_ms), |folder| Standing::In(since_ms, folder)))
    }

    fn read(bytes: &[u8]) -> (u64, Option<FolderId>) {
        match read(bytes) {
            Some(Standing::Since(since_ms)) => (since_ms, None),
            Some(Standing::In(since_ms, folder)) => (since_ms, Some(folder)),
            None => (0, None),
        }
    }
}

/// Whose a document is and who may do what.
pub async fn of(store: &Store, document: &str) -> Result<Rights, StoreError> {
    Ok(as_stored(store, document).await?.0)
}

/// Whose a document is and who may do what, and the record that says so.
pub(crate) async fn as_stored(
    store: &Store,
    document: &str,
) -> Result<(Rights, Option<Vec<u8>>), StoreError> {
    let Some(bytes) = store.look_up(Book::Rights, document.as_bytes().to_vec()).await? else {
        return Ok((Rights::default(), None));
    };
    // What cannot be read lets nobody in.
    let rights = read(&bytes).ok_or_else(|| StoreError::Damaged("a document's rights".to_owned()))?;
    Ok((rights, Some(bytes)))
}

/// What gives all that one has to another.
pub async fn hand_over(store: &Store, from: &str, to: &str) -> Result<Vec<Change>, StoreError> {
    let mut changes = Vec::new();
    for (shelf, other) in [(from.to_owned(), to.to_owned()), (trash_of(from), trash_of(to))] {
        for Owned { document, since_ms, folder } in owned(store, &shelf).await? {
            let (rights, Some(bytes)) = as_stored(store, &document).await? else { continue };
            if rights.owner != from {
                continue;
            }
            let given = Rights { owner: to.to_owned(), ..rights };
            changes.push(Change::turn(Book::Rights, document.as_bytes(), bytes, record(&given)));
            changes.push(Change::remove(Book::Owned, key_of(&shelf, &document)));
            let standing = Standing::record(since_ms, folder);
            changes.push(Change::put(Book::Owned, key_of(&other, &document), standing));
        }
    }
    Ok(changes)
}

/// Under which name that stands among what somebody owns which is in the trash.
fn trash_of(owner: &str) -> String {
    format!("trash:{owner}")
}

/// What is in somebody's trash, each with the time since when, in milliseconds since 1970.
pub async fn in_trash(store: &Store, owner: &str) -> Result<Vec<(String, u64)>, StoreError> {
    of_owner(store, &trash_of(owner)).await
}

/// All documents of somebody that are not in the trash.
pub async fn owned(store: &Store, owner: &str) -> Result<Vec<Owned>, StoreError> {
    let owned = |(document, standing): (String, Vec<u8>)| {
        let (since_ms, folder) = Standing::read(&standing);
        Owned { document, since_ms, folder }
    };
    Ok(listed(store, Book::Owned, owner).await?.into_iter().map(owned).collect())
}

/// The documents that belong to somebody, each with the time when it was made, in milliseconds since 1970.
pub async fn of_owner(store: &Store, owner: &str) -> Result<Vec<(String, u64)>, StoreError> {
    Ok(owned(store, owner).await?.into_iter().map(|owned| (owned.document, owned.since_ms)).collect())
}

/// The documents that are shared with a [`Subject`], each with the time since when, in milliseconds since 1970.
pub async fn shared_with(store: &Store, subject: &str) -> Result<Vec<(String, u64)>, StoreError> {
    let all = all_shared_with(store, subject).await?;
    Ok(all.into_iter().filter(|(name, _)| FolderId::of(name).is_none()).collect())
}

/// The documents and the folders that are shared with a [`Subject`], by name, each with the time since when, in milliseconds since 1970.
pub(crate) async fn all_shared_with(store: &Store, subject: &str) -> Result<Vec<(String, u64)>, StoreError> {
    let since = |(name, time_ms): (String, Vec<u8>)| (name, read(&time_ms).unwrap_or_default());
    Ok(listed(store, Book::Shared, subject).await?.into_iter().map(since).collect())
}

/// What stands in a book under two names of which this is the first: the second of each, and what is said there.
async fn listed(store: &Store, book: Book, first: &str) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
    let prefix = key_of(first, "");
    let length = prefix.len();
    let records = store.begin_with(book, prefix, usize::MAX).await?;
    let second = |(key, value): Record| Some((String::from_utf8(key[length..].to_vec()).ok()?, value));
    Ok(records.into_iter().filter_map(second).collect())
}

/// The key of what stands under two names.
pub(crate) fn key_of(first: &str, second: &str) -> Vec<u8> {
    [first.as_bytes(), b"\0", second.as_bytes()].concat()
}

/// What somebody is told for whom a document is not,
pub const DENIED: &str = "You have no right to open this document.";
/// which is in the trash,
pub const TRASHED: &str = "This document is in the trash of whoever owns it.";
/// or was deleted.
pub const GONE: &str = "This document was deleted.";

/// The document that an address leads `person` to, and what he may do there.
pub async fn allowed(app: &App, text: &str, person: &str) -> Result<(DocumentName, Role), Refusal> {
    let unknown = || Refusal::new(StatusCode::NOT_FOUND, "There is no such document.");
    match access(&app.store, text, person).await.map_err(|error| failed(&error))? {
        Access::To(Pass { document, role, .. }) => {
            let found = app.store.find(document.clone()).await.map_err(|error| failed(&error))?;
            found.map(|_| (document, role)).ok_or_else(unknown)
        }
        Access::Denied(_, Denied::Trashed) => Err(Refusal::new(StatusCode::FORBIDDEN, TRASHED)),
        Access::Denied(..) => Err(Refusal::new(StatusCode::FORBIDDEN, DENIED)),
        Access::Gone => Err(Refusal::new(StatusCode::GONE, GONE)),
        Access::Nowhere => Err(unknown()),
    }
}

/// A role or none: `off`.
mod off {
    use octavo_shared::sync::Role;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(role: &Option<Role>, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(role.map_or(super::OFF, Role::name))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Role>, D::Error> {
        let text = String::deserialize(from)?;
        super::read_link(&text).ok_or_else(|| D::Error::custom("no such role"))
    }
}

/// What is said for no right at all.
pub const OFF: &str = "off";

/// What a word says of a link, or of everyone: a role up to writing, or nothing. `None` for another word.
pub fn read_link(text: &str) -> Option<Option<Role>> {
    match Role::given(text) {
        Some(Role::Manage) => None,
        None if text == OFF => Some(None),
        None => None,
        given => Some(given),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_of_the_format_before_says_what_it_said_and_is_written_as_it_was() {
        for (text, link) in [("off", None), ("view", Some(Role::View)), ("edit", Some(Role::Edit))] {
            let before = format!("\u{1}{{\"owner\":\"guest:x\",\"link\":\"{text}\"}}").into_bytes();
            let rights: Rights = read(&before).unwrap();
            assert_eq!(rights, Rights { owner: "guest:x".to_owned(), link, ..Rights::default() });
            assert_eq!(record(&rights), before);
        }
        assert_eq!(read::<Rights>(b"\x01{\"owner\":\"guest:x\",\"link\":\"manage\"}"), None);
    }

    #[test]
    fn a_share_stands_under_the_name_of_whom_it_is_with() {
        let account = AccountId(uuid::Uuid::new_v4());
        for subject in [
            Subject::Account(account),
            Subject::Group(GroupId(account.0)),
            Subject::Mail("ada@example.org".to_owned()),
        ] {
            assert_eq!(Subject::read(&subject.key()), Some(subject));
        }
        for other in ["", "guest:x", "group:x", "account:x"] {
            assert_eq!(Subject::read(other), None, "{other}");
        }
    }

    #[test]
    fn what_somebody_owns_is_read_as_it_was_written_and_as_it_was_before_there_were_folders() {
        let folder = FolderId(uuid::Uuid::new_v4());
        assert_eq!(Standing::read(&Standing::record(7, Some(folder))), (7, Some(folder)));
        assert_eq!(Standing::record(7, None), record(&7u64));
        assert_eq!(Standing::read(&record(&7u64)), (7, None));
    }

    #[test]
    fn a_link_ends_when_it_should() {
        let rights = Rights { until_ms: Some(1000), link: Some(Role::Comment), ..Rights::default() };
        assert_eq!((rights.by_link(999), rights.by_link(1000)), (Some(Role::Comment), None));
    }
}
