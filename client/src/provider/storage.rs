//! The documents on this device, in IndexedDB: what they are called, and every update of them.
//!
//! Guests have one such storage, each account another (`whose`). It has three stores. `documents` has an entry for each document that was opened here. `updates` has what its replica is
//! made of, in the order of arrival, each with the client that made it if that was a tab of this browser. `marks` says
//! for each such client up to where its updates are on the server's disk, so that what is not can be counted after a
//! restart. What a change is, and when it is saved, is decided elsewhere.

use super::whose::Whose;
use super::{evicted, tabs};
use crate::browser;
use idb::{
    Database, DatabaseEvent, Factory, IndexParams, KeyPath, KeyRange, ObjectStoreParams, Query,
    TransactionMode,
};
use js_sys::{Object, Reflect, Uint8Array};
use octavo_shared::sync::{Kept, Record};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::{Future, IntoFuture};
use std::ops::Deref;
use std::rc::Rc;
use uuid::Uuid;
use wasm_bindgen::{JsCast, JsValue};

const NAME: &str = "octavo";
const VERSION: u32 = 1;
const DOCUMENTS: &str = "documents";
const UPDATES: &str = "updates";
const MARKS: &str = "marks";
const ALL: [&str; 3] = [DOCUMENTS, UPDATES, MARKS];
const BY_DOCUMENT: &str = "document";
/// How long the browser may take to remove a storage, in milliseconds. Nobody waits for it longer.
const DELETING_MS: i32 = 1_000;

/// The browser did not do what was asked of its storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StorageError {
    /// It is switched off, full, or broken.
    Failed,
    /// A newer version of the app has laid it out anew.
    Outdated,
    /// It does not answer.
    Silent,
}

impl From<idb::Error> for StorageError {
    fn from(error: idb::Error) -> Self {
        let cause: JsValue = match error {
            idb::Error::IndexedDbOpenFailed(cause) => cause,
            idb::Error::DomException(cause) => cause.into(),
            _ => return StorageError::Failed,
        };
        let name = get(&cause, "name").and_then(|name| name.as_string());
        if name.as_deref() == Some("VersionError") { StorageError::Outdated } else { StorageError::Failed }
    }
}

/// What is known of a document without opening it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Which document.
    pub id: Uuid,
    /// As it was when last seen here; empty if it has none.
    pub title: String,
    /// The beginning of its text.
    pub excerpt: String,
    /// When it was last opened here, in milliseconds since 1970.
    pub opened_ms: u64,
    /// Whether it was made in this browser, so that this browser may make it at the server.
    pub created_here: bool,
    /// Whether the server has been seen to have it.
    pub is_at_server: bool,
    /// Changes that were not at the server when this was written.
    pub unsent: u64,
    /// Whether somebody wants it to be on this device whatever happens.
    pub is_pinned: bool,
    /// Whether it is known from the server's list alone: nothing of it is here.
    pub is_listed: bool,
    /// Whether the server did not take what is unsent.
    pub is_refused: bool,
    /// Whether it was put into the trash from here.
    pub is_trashed: bool,
}

impl Entry {
    /// Whether this device has something of it that the server is not known to have.
    pub fn is_unsent(&self) -> bool {
        self.unsent > 0 || self.created_here && !self.is_at_server
    }

    /// This entry with what another storage knew of the same document.
    fn joined(self, other: &Entry) -> Entry {
        Entry {
            opened_ms: self.opened_ms.max(other.opened_ms),
            created_here: self.created_here || other.created_here,
            is_at_server: self.is_at_server || other.is_at_server,
            unsent: self.unsent + other.unsent,
            is_pinned: self.is_pinned || other.is_pinned,
            is_listed: self.is_listed && other.is_listed,
            ..self
        }
    }
}

/// What lies there of a document: keys, values and marks.
type Raw = (Vec<JsValue>, Vec<JsValue>, BTreeMap<u64, u64>);

/// The storage of this browser. Clones share one connection.
///
/// Every transaction that has asked for all that it wants is told so (`commit`), one that only reads too. Else it would end with the
/// page's next turn, and a page that is being left has none: WebKit keeps such a page, and what it reads is locked for all others.
#[derive(Clone)]
pub struct Storage {
    database: Rc<Connection>,
    on_outdated: Callback,
}

/// Closed with its last owner: one that lies about would keep a newer version of the app from the storage.
struct Connection(Database);

impl Deref for Connection {
    type Target = Database;

    fn deref(&self) -> &Database {
        &self.0
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.0.close();
    }
}

type Callback = Rc<RefCell<Option<Box<dyn Fn()>>>>;

impl Storage {
    /// One connection, however long the browser takes for it. Lays the storage out the first time.
    pub(super) async fn connect(whose: Whose) -> Result<Storage, StorageError> {
        let mut request = Factory::new()?.open(&name_of(whose), Some(VERSION))?;
        request.on_upgrade_needed(|event| {
            // A failed layout fails the opening; there is nobody else to tell.
            let _ = event.database().map(|database| lay_out(&database));
        });
        let mut database = request.await?;
        let on_outdated = Callback::default();
        let outdated = on_outdated.clone();
        database.on_version_change(move |event| {
            // A newer version of the app waits in another tab.
            if let Some(target) = event.target()
                && let Ok(database) = Database::try_from(target)
            {
                database.close();
            }
            if let Some(outdated) = &*outdated.borrow() {
                outdated();
            }
        });
        Ok(Storage { database: Rc::new(Connection(database)), on_outdated })
    }

    /// `f` is called when a newer version of the app takes the storage over. Nothing is kept by this one from then on.
    pub fn on_outdated(&self, f: impl Fn() + 'static) {
        self.on_outdated.replace(Some(Box::new(f)));
    }

    /// Every document opened here, the most recent first.
    pub async fn entries(&self) -> Result<Vec<Entry>, StorageError> {
        let transaction = self.database.transaction(&[DOCUMENTS], TransactionMode::ReadOnly)?;
        let asked = transaction.object_store(DOCUMENTS)?.get_all(None, None)?;
        transaction.commit()?;
        let values = asked.await?;
        let mut entries: Vec<Entry> = values.iter().filter_map(entry_from).collect();
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.opened_ms));
        Ok(entries)
    }

    /// What is known of `document`, if it was opened here.
    pub async fn entry(&self, document: Uuid) -> Result<Option<Entry>, StorageError> {
        let transaction = self.database.transaction(&[DOCUMENTS], TransactionMode::ReadOnly)?;
        let asked = transaction.object_store(DOCUMENTS)?.get(id_key(document))?;
        transaction.commit()?;
        let value = asked.await?;
        Ok(value.as_ref().and_then(entry_from))
    }

    /// Keeps `entry` in place of what was known of the document.
    pub async fn put_entry(&self, entry: &Entry) -> Result<(), StorageError> {
        let transaction = self.database.transaction(&[DOCUMENTS], TransactionMode::ReadWrite)?;
        transaction.object_store(DOCUMENTS)?.put(&entry_value(entry), None)?;
        committed(transaction).await
    }

    /// Removes all that is kept of `document`.
    pub(super) async fn erase(&self, document: Uuid) -> Result<(), StorageError> {
        let transaction = self.database.transaction(&ALL, TransactionMode::ReadWrite)?;
        let updates = transaction.object_store(UPDATES)?;
        let keys = updates.index(BY_DOCUMENT)?.get_all_keys(Some(Query::Key(id_key(document))), None)?;
        for key in keys.await? {
            updates.delete(key)?;
        }
        transaction.object_store(MARKS)?.delete(marks_of(document)?)?;
        transaction.object_store(DOCUMENTS)?.delete(id_key(document))?;
        committed(transaction).await
    }

    /// Removes all that is kept.
    pub(super) async fn erase_all(&self) -> Result<(), StorageError> {
        let transaction = self.database.transaction(&ALL, TransactionMode::ReadWrite)?;
        for store in ALL {
            transaction.object_store(store)?.clear()?;
        }
        committed(transaction).await
    }

    /// Removes the storage of an account itself, if nothing holds it.
    pub(super) async fn delete(account: Uuid) {
        let name = name_of(Whose::Account(account));
        let Ok(Ok(request)) = Factory::new().map(|factory| factory.delete(&name)) else { return };
        browser::within(DELETING_MS, async move { request.await.ok() }).await;
    }

    /// Takes over all that `other`, which is `whose`, has of documents that no tab of his has open. What was unsent there is unsent
    /// here.
    pub(super) async fn take_all_over(&self, other: &Storage, whose: Whose) -> Result<(), StorageError> {
        for entry in other.entries().await? {
            if tabs::living_of(whose, entry.id).await.is_empty() {
                self.take_over(other, entry).await?;
            }
        }
        evicted::forget_all(whose);
        Ok(())
    }

    async fn take_over(&self, other: &Storage, entry: Entry) -> Result<(), StorageError> {
        let document = entry.id;
        let (keys, values, marks) = other.raw(document).await?;
        let joined = match self.entry(document).await? {
            Some(here) => here.joined(&entry),
            None => entry,
        };
        let transaction = self.database.transaction(&[DOCUMENTS, UPDATES], TransactionMode::ReadWrite)?;
        transaction.object_store(DOCUMENTS)?.put(&entry_value(&joined), None)?;
        let updates = transaction.object_store(UPDATES)?;
        for (key, value) in keys.iter().zip(&values) {
            let client = get(value, "client").as_ref().and_then(number);
            let through = client.and_then(|client| marks.get(&client));
            if number(key) <= through.copied() {
                // The server has it: it is nobody's to send.
                let _ =
                    Reflect::delete_property(value.unchecked_ref::<Object>(), &JsValue::from_str("client"));
            }
            updates.add(value, None)?;
        }
        committed(transaction).await?;
        other.erase(document).await
    }

    /// Keeps a document that is made here: the update that every document begins with, then `updates`, which `client` made.
    pub async fn create(&self, entry: &Entry, client: u64, updates: &[Vec<u8>]) -> Result<(), StorageError> {
        let transaction = self.database.transaction(&[DOCUMENTS, UPDATES], TransactionMode::ReadWrite)?;
        transaction.object_store(DOCUMENTS)?.put(&entry_value(entry), None)?;
        let store = transaction.object_store(UPDATES)?;
        store.add(&update_value(entry.id, None, &octavo_shared::model::seed()), None)?;
        for update in updates {
            store.add(&update_value(entry.id, Some(client), update), None)?;
        }
        committed(transaction).await
    }

    /// All that is kept of `document`; empty if it was never opened here.
    pub async fn load(&self, document: Uuid) -> Result<Kept, StorageError> {
        let (keys, values, marks) = self.raw(document).await?;
        let mut kept = Kept { marks, ..Kept::default() };
        for (key, value) in keys.iter().zip(&values) {
            match record_from(key, value) {
                Ok(record) => kept.records.push(record),
                Err(record) => kept.damaged.push(record),
            }
        }
        Ok(kept)
    }

    /// What is kept of `document` as it lies there: the keys, the values and the marks.
    async fn raw(&self, document: Uuid) -> Result<Raw, StorageError> {
        let transaction = self.database.transaction(&[UPDATES, MARKS], TransactionMode::ReadOnly)?;
        let index = transaction.object_store(UPDATES)?.index(BY_DOCUMENT)?;
        // Both lists are in the order of the keys.
        let of_document = || Some(Query::Key(id_key(document)));
        let keys = index.get_all_keys(of_document(), None)?;
        let values = index.get_all(of_document(), None)?;
        let range = marks_of(document)?;
        let marks = transaction.object_store(MARKS)?;
        let mark_keys = marks.get_all_keys(Some(range.clone().into()), None)?;
        let mark_values = marks.get_all(Some(range.into()), None)?;
        transaction.commit()?;

        let keys = keys.await?;
        let values = match values.await {
            Ok(values) => values,
            // One that cannot be read fails them all: the others are read one by one.
            Err(_) => self.load_singly(&keys).await?,
        };
        let (mark_keys, mark_values) = (mark_keys.await?, mark_values.await?);
        let marks = mark_keys.iter().zip(&mark_values).filter_map(|(key, value)| mark_from(key, value));
        Ok((keys, values, marks.collect()))
    }

    async fn load_singly(&self, keys: &[JsValue]) -> Result<Vec<JsValue>, StorageError> {
        let mut values = Vec::new();
        for key in keys {
            let transaction = self.database.transaction(&[UPDATES], TransactionMode::ReadOnly)?;
            let asked = transaction.object_store(UPDATES)?.get(key.clone())?;
            transaction.commit()?;
            values.push(asked.await.ok().flatten().unwrap_or_default());
        }
        Ok(values)
    }

    /// Keeps updates, and with them `entry`, if there is one: both or neither. The requests are on their way to the disk when this
    /// returns; the future answers with the last record's key once they are there.
    pub fn append(
        &self,
        document: Uuid,
        client: Option<u64>,
        updates: &[&[u8]],
        entry: Option<&Entry>,
    ) -> impl Future<Output = Result<u64, StorageError>> + use<> {
        let stores: &[&str] = if entry.is_some() { &[DOCUMENTS, UPDATES] } else { &[UPDATES] };
        let issued = self.database.transaction(stores, TransactionMode::ReadWrite).and_then(|transaction| {
            if let Some(entry) = entry {
                transaction.object_store(DOCUMENTS)?.put(&entry_value(entry), None)?;
            }
            let store = transaction.object_store(UPDATES)?;
            let mut last = None;
            for update in updates {
                last = Some(store.add(&update_value(document, client, update), None)?);
            }
            Ok((last.map(IntoFuture::into_future), committed(transaction)))
        });
        async move {
            let (last, commit) = issued?;
            let key = match last {
                Some(request) => number(&request.await?),
                None => None,
            };
            commit.await?;
            Ok(key.unwrap_or_default())
        }
    }

    /// Puts `snapshot`, which holds all of `folded` and more, in their place.
    pub async fn fold(&self, document: Uuid, snapshot: &[u8], folded: &[u64]) -> Result<(), StorageError> {
        let transaction = self.database.transaction(&[UPDATES], TransactionMode::ReadWrite)?;
        let updates = transaction.object_store(UPDATES)?;
        updates.add(&update_value(document, None, snapshot), None)?;
        for key in folded {
            updates.delete(JsValue::from_f64(*key as f64))?;
        }
        committed(transaction).await
    }

    /// Remembers that the server has, of each client, the updates up to the key beside it.
    pub async fn mark_saved(&self, document: Uuid, marks: &[(u64, u64)]) -> Result<(), StorageError> {
        let transaction = self.database.transaction(&[MARKS], TransactionMode::ReadWrite)?;
        let store = transaction.object_store(MARKS)?;
        for (client, through) in marks {
            let key = JsValue::from_str(&format!("{document}/{client}"));
            store.put(&JsValue::from_f64(*through as f64), Some(&key))?;
        }
        committed(transaction).await
    }
}

fn name_of(whose: Whose) -> String {
    format!("{NAME}{}", whose.mark())
}

fn lay_out(database: &Database) -> Result<(), idb::Error> {
    let mut documents = ObjectStoreParams::new();
    documents.key_path(Some(KeyPath::new_single("id")));
    database.create_object_store(DOCUMENTS, documents)?;
    let mut updates = ObjectStoreParams::new();
    updates.auto_increment(true);
    database.create_object_store(UPDATES, updates)?.create_index(
        BY_DOCUMENT,
        KeyPath::new_single("document"),
        Some(IndexParams::new()),
    )?;
    database.create_object_store(MARKS, ObjectStoreParams::new())?;
    Ok(())
}

/// Commits the transaction at once, as a page that is being left would not come to it, and waits for it to be on the disk.
/// Its listeners are in place when this returns.
fn committed(transaction: idb::Transaction) -> impl Future<Output = Result<(), StorageError>> {
    let committing = transaction.commit().map(IntoFuture::into_future);
    async move { if committing?.await?.is_committed() { Ok(()) } else { Err(StorageError::Failed) } }
}

fn id_key(document: Uuid) -> JsValue {
    JsValue::from_str(&document.to_string())
}

/// The keys of a document's marks: `document/client`. "0" is the character after "/".
fn marks_of(document: Uuid) -> Result<KeyRange, idb::Error> {
    let bound = |end: &str| JsValue::from_str(&format!("{document}{end}"));
    KeyRange::bound(&bound("/"), &bound("0"), None, Some(true))
}

fn set(object: &Object, name: &str, value: JsValue) {
    // Setting a property of a plain object that was just made cannot fail.
    let _ = Reflect::set(object, &JsValue::from_str(name), &value);
}

fn get(value: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(value, &JsValue::from_str(name)).ok()
}

fn number(value: &JsValue) -> Option<u64> {
    value.as_f64().map(|number| number as u64)
}

fn entry_value(entry: &Entry) -> JsValue {
    let value = Object::new();
    set(&value, "id", id_key(entry.id));
    set(&value, "title", JsValue::from_str(&entry.title));
    set(&value, "excerpt", JsValue::from_str(&entry.excerpt));
    set(&value, "opened", JsValue::from_f64(entry.opened_ms as f64));
    set(&value, "createdHere", JsValue::from_bool(entry.created_here));
    set(&value, "atServer", JsValue::from_bool(entry.is_at_server));
    set(&value, "unsent", JsValue::from_f64(entry.unsent as f64));
    set(&value, "pinned", JsValue::from_bool(entry.is_pinned));
    set(&value, "listed", JsValue::from_bool(entry.is_listed));
    set(&value, "refused", JsValue::from_bool(entry.is_refused));
    set(&value, "trashed", JsValue::from_bool(entry.is_trashed));
    value.into()
}

fn entry_from(value: &JsValue) -> Option<Entry> {
    // Versions before this one did not have all of these.
    let is_set = |name| get(value, name).and_then(|is_set| is_set.as_bool()).unwrap_or_default();
    Some(Entry {
        id: Uuid::parse_str(&get(value, "id")?.as_string()?).ok()?,
        title: get(value, "title")?.as_string()?,
        excerpt: get(value, "excerpt")?.as_string()?,
        opened_ms: number(&get(value, "opened")?)?,
        created_here: get(value, "createdHere")?.as_bool()?,
        is_at_server: get(value, "atServer")?.as_bool()?,
        unsent: get(value, "unsent").as_ref().and_then(number).unwrap_or_default(),
        is_pinned: is_set("pinned"),
        is_listed: is_set("listed"),
        is_refused: is_set("refused"),
        is_trashed: is_set("trashed"),
    })
}

fn update_value(document: Uuid, client: Option<u64>, update: &[u8]) -> JsValue {
    let value = Object::new();
    set(&value, "document", id_key(document));
    if let Some(client) = client {
        set(&value, "client", JsValue::from_f64(client as f64));
    }
    set(&value, "update", Uint8Array::from(update).into());
    set(&value, "sum", JsValue::from_f64(f64::from(checksum(update))));
    value.into()
}

/// FNV-1a: tells whether bytes are still those that were written.
fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |sum, byte| (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

/// Fails with what can be read of one that is not what was written. Versions before this one wrote no checksum.
fn record_from(key: &JsValue, value: &JsValue) -> Result<Record, Record> {
    let client = get(value, "client").as_ref().and_then(number);
    let mut record = Record { key: number(key).unwrap_or_default(), client, update: Vec::new() };
    let sum = get(value, "sum").as_ref().and_then(number);
    match get(value, "update").and_then(|update| update.dyn_into::<Uint8Array>().ok()) {
        Some(update) => record.update = update.to_vec(),
        None => return Err(record),
    }
    match sum {
        Some(sum) if sum != u64::from(checksum(&record.update)) => {
            Err(Record { update: Vec::new(), ..record })
        }
        _ => Ok(record),
    }
}

fn mark_from(key: &JsValue, value: &JsValue) -> Option<(u64, u64)> {
    let client = key.as_string()?.rsplit_once('/')?.1.parse().ok()?;
    Some((client, number(value)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_that_is_not_what_was_written_is_noticed() {
        assert_eq!(checksum(b""), 0x811c_9dc5);
        assert_eq!(checksum(b"foobar"), 0xbf9c_f968);
        assert_ne!(checksum(b"foobaz"), checksum(b"foobar"));
    }
}
