//! What the log says of each change: who did it, when, and with which client; and that the log of a store of the format
//! before is read on.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::path::Path;
use std::sync::Arc;

use octavo_server::config::Config;
use octavo_server::store::{Book, Change, Entry, NewEntry, STORE_FILE, Store};
use octavo_shared::sync::Message;
use octavo_shared::sync::presence::{self, PresenceEntry};
use redb::{Database, ReadableDatabase, TableDefinition, WriteTransaction};
use support::disk::FaultyDisk;
use support::peer::Peer;
use support::server::TestServer;

/// The books that came with each format.
const BOOKS_OF_FORMAT_3: [&str; 10] = [
    "accounts",
    "addresses",
    "administrators",
    "sessions",
    "tokens",
    "mail",
    "audit",
    "claims",
    "rights",
    "owned",
];
const BOOKS_OF_FORMAT_4: [&str; 5] = ["shared", "told", "groups", "members", "settings"];
const BOOKS_OF_FORMAT_5: [&str; 10] = [
    "cards",
    "marks",
    "folders",
    "inside",
    "passkeys",
    "identities",
    "keys",
    "hooks",
    "deliveries",
    "happenings",
];

async fn append(store: &Store, time_ms: u64, author: &str, update: &[u8]) {
    let entry = NewEntry { author: author.into(), client: 7, update: update.into() };
    store.append("one".into(), time_ms, vec![entry]).await.unwrap().unwrap();
}

async fn log(store: &Store, document: &str) -> Vec<Entry> {
    store.log(document.into()).await.unwrap()
}

#[tokio::test]
async fn an_entry_says_who_when_and_with_which_client() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    append(&store, 1000, "guest:ada", b"a").await;
    append(&store, 2000, "guest:ben", b"b").await;
    store.close().await;
    let store = Store::open(folder.path()).unwrap();
    append(&store, 3000, "guest:ada", b"c").await;
    let told: Vec<_> = log(&store, "one").await;
    let told: Vec<_> = told
        .iter()
        .map(|entry| (entry.last, &*entry.author, entry.to_ms, entry.client, &*entry.update))
        .collect();
    let ada = "guest:ada";
    let expected: [(u64, &str, u64, u64, &[u8]); 3] =
        [(1, ada, 1000, 7, b"a"), (2, "guest:ben", 2000, 7, b"b"), (3, ada, 3000, 7, b"c")];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn times_do_not_go_back_when_the_clock_does() {
    let store = FaultyDisk::new().store();
    for time in [5000, 1000, 6000, 2000] {
        append(&store, time, "guest:ada", b"x").await;
    }
    let times: Vec<_> = log(&store, "one").await.iter().map(|entry| entry.to_ms).collect();
    assert_eq!(times, [5000, 5000, 6000, 6000]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_author_is_whom_the_server_knows_and_not_whom_the_client_claims_to_be() {
    let server = TestServer::start(FaultyDisk::new().store(), Config::default()).await;
    let id = server.create(1).await;
    let mut ada = Peer::join(server.address, &id, 10).await;
    let cookie = ada.cookie.clone().expect("a new guest gets a cookie");
    let mut mallory = Peer::join(server.address, &id, 11).await;
    // He shows himself under Ada's name and writes under her client id.
    let state = Some("{\"user\":{\"name\":\"Ada\"}}");
    let shown = presence::encode([PresenceEntry { client: 10, clock: 9, state }]);
    mallory.send(&Message::Presence { update: &shown }).await;
    mallory.type_text("forged ").await;
    mallory.until_saved().await;
    ada.type_text("mine ").await;
    ada.until_saved().await;
    ada.leave().await;
    let mut again = Peer::join_as(server.address, &id, 12, &cookie).await;
    again.type_text("later ").await;
    again.until_saved().await;

    let entries = log(&server.app.store, &id).await;
    let authors: Vec<_> = entries.iter().map(|entry| &*entry.author).collect();
    assert_eq!(authors[0], "octavo", "the seed is the server's");
    assert!(authors[1..].iter().all(|author| author.starts_with("guest:")), "{authors:?}");
    assert_ne!(authors[1], authors[2], "Mallory is not Ada");
    assert_eq!(authors[2], authors[3], "Ada is Ada again, with another client");
    let clients: Vec<_> = entries.iter().map(|entry| entry.client).collect();
    assert_eq!(clients, [0, 11, 10, 12]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_did_who_left_before_it_was_on_disk_is_still_his() {
    let server = TestServer::start(FaultyDisk::new().store(), Config::default()).await;
    let id = server.create(1).await;
    let mut ben = Peer::join(server.address, &id, 11).await;
    for round in 0..20 {
        let mut ada = Peer::join(server.address, &id, 100 + round).await;
        ada.type_text("x").await;
        ada.leave().await;
        ben.until_text(|text| text.len() == round as usize + 2).await;
    }
    let entries = log(&server.app.store, &id).await;
    assert!(entries.iter().all(|entry| !entry.author.is_empty()), "{entries:?}");
}

/// A store as version 1 wrote it.
fn write_format_1(folder: &Path, updates: &[&[u8]]) {
    const META: TableDefinition<&str, u64> = TableDefinition::new("meta");
    const DOCUMENTS: TableDefinition<&str, &[u8]> = TableDefinition::new("documents");
    const LOG: TableDefinition<(u64, u64), &[u8]> = TableDefinition::new("log");
    const SNAPSHOTS: TableDefinition<u64, &[u8]> = TableDefinition::new("snapshots");
    let stamped = |stamp: u64, bytes: &[u8]| [&[1][..], &stamp.to_le_bytes(), bytes].concat();
    let database = Database::create(folder.join(STORE_FILE)).unwrap();
    let txn = database.begin_write().unwrap();
    txn.open_table(META).unwrap().insert("format", 1).unwrap();
    txn.open_table(META).unwrap().insert("next-document", 2).unwrap();
    let record = [&[1, 0][..], &1u64.to_le_bytes(), &900u64.to_le_bytes()].concat();
    txn.open_table(DOCUMENTS).unwrap().insert("one", &record[..]).unwrap();
    for (index, update) in updates.iter().enumerate() {
        let seq = index as u64 + 1;
        txn.open_table(LOG).unwrap().insert((1, seq), &stamped(1000 + seq, update)[..]).unwrap();
    }
    txn.open_table(SNAPSHOTS).unwrap().insert(1, &stamped(1, updates[0])[..]).unwrap();
    txn.commit().unwrap();
}

#[tokio::test]
async fn a_store_of_the_format_before_is_upgraded_and_a_copy_of_it_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    write_format_1(folder.path(), &[b"a", b"b"]);
    let before = std::fs::read(folder.path().join(STORE_FILE)).unwrap();

    let store = Store::open(folder.path()).unwrap();
    append(&store, 500, "guest:ada", b"c").await;
    let loaded = store.load("one".into()).await.unwrap();
    assert_eq!((loaded.snapshot.as_deref(), loaded.tail.len(), loaded.last), (Some(&b"a"[..]), 2, 3));
    let told = log(&store, "one").await;
    let told: Vec<_> = told.iter().map(|entry| (&*entry.author, entry.to_ms, &*entry.update)).collect();
    let expected: [(&str, u64, &[u8]); 3] = [("", 1001, b"a"), ("", 1002, b"b"), ("guest:ada", 1002, b"c")];
    assert_eq!(told, expected);
    store.close().await;
    drop(store);

    let copy = folder.path().join(format!("{STORE_FILE}.format-1"));
    let kept = std::fs::read(&copy).unwrap();
    assert_eq!(kept.len(), before.len());
    let database = Database::open(&copy).unwrap();
    let txn = database.begin_read().unwrap();
    let meta = txn.open_table(TableDefinition::<&str, u64>::new("meta")).unwrap();
    assert_eq!(meta.get("format").unwrap().unwrap().value(), 1, "the copy is as it was");
    assert_eq!(log(&Store::open(folder.path()).unwrap(), "one").await.len(), 3, "it is upgraded once");
}

/// Takes books out of a store, as if they had never been there.
fn take_out(txn: &WriteTransaction, books: &[&str]) {
    for book in books {
        assert!(txn.delete_table(TableDefinition::<&[u8], &[u8]>::new(book)).unwrap(), "{book}");
    }
}

#[tokio::test]
async fn a_store_without_books_gets_them_and_its_guests_stay_who_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let key = store.guest_key().unwrap();
    append(&store, 500, "guest:ada", b"a").await;
    store.close().await;
    drop(store);
    let database = Database::open(folder.path().join(STORE_FILE)).unwrap();
    let txn = database.begin_write().unwrap();
    txn.open_table(TableDefinition::<&str, u64>::new("meta")).unwrap().insert("format", 2).unwrap();
    take_out(&txn, &[&BOOKS_OF_FORMAT_3[..], &BOOKS_OF_FORMAT_4, &BOOKS_OF_FORMAT_5].concat());
    txn.commit().unwrap();
    drop(database);

    let store = Store::open(folder.path()).unwrap();
    assert_eq!(store.guest_key(), Ok(key));
    assert_eq!(log(&store, "one").await.len(), 1);
    assert_eq!(store.write(vec![Change::add(Book::Accounts, *b"ada", Vec::new())]).await, Ok(true));
    assert!(folder.path().join(format!("{STORE_FILE}.format-2")).is_file(), "a copy of it as it was is kept");
}

#[tokio::test]
async fn a_store_without_shares_gets_them_and_what_its_links_allow_stays() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let id = "00000000-0000-4000-8000-000000000001";
    let before = b"\x01{\"owner\":\"guest:ada\",\"link\":\"view\"}".to_vec();
    store.write(vec![Change::put(Book::Rights, id.as_bytes(), before)]).await.unwrap();
    store.close().await;
    drop(store);
    let database = Database::open(folder.path().join(STORE_FILE)).unwrap();
    let txn = database.begin_write().unwrap();
    txn.open_table(TableDefinition::<&str, u64>::new("meta")).unwrap().insert("format", 3).unwrap();
    take_out(&txn, &[&BOOKS_OF_FORMAT_4[..], &BOOKS_OF_FORMAT_5].concat());
    txn.commit().unwrap();
    drop(database);

    let store = Store::open(folder.path()).unwrap();
    let rights = octavo_server::rights::of(&store, id).await.unwrap();
    assert_eq!((&*rights.owner, rights.link), ("guest:ada", Some(octavo_shared::sync::Role::View)));
    assert_eq!(store.begin_with(Book::Shared, Vec::new(), 1).await, Ok(Vec::new()));
    assert!(folder.path().join(format!("{STORE_FILE}.format-3")).is_file(), "a copy of it as it was is kept");
}

#[tokio::test]
async fn a_store_without_what_people_keep_gets_room_for_it_and_its_people_stay() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    store.write(vec![Change::put(Book::Groups, *b"choir", b"\x01{}".to_vec())]).await.unwrap();
    store.close().await;
    drop(store);
    let database = Database::open(folder.path().join(STORE_FILE)).unwrap();
    let txn = database.begin_write().unwrap();
    txn.open_table(TableDefinition::<&str, u64>::new("meta")).unwrap().insert("format", 4).unwrap();
    take_out(&txn, &BOOKS_OF_FORMAT_5);
    txn.commit().unwrap();
    drop(database);

    let store = Store::open(folder.path()).unwrap();
    assert_eq!(store.look_up(Book::Groups, b"choir".to_vec()).await, Ok(Some(b"\x01{}".to_vec())));
    assert_eq!(store.begin_with(Book::Happenings, Vec::new(), 1).await, Ok(Vec::new()));
    assert!(folder.path().join(format!("{STORE_FILE}.format-4")).is_file(), "a copy of it as it was is kept");
}

#[tokio::test]
async fn the_key_of_the_guests_is_of_one_store_and_stays() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let key = store.guest_key().unwrap();
    store.close().await;
    drop(store);
    assert_eq!(Store::open(folder.path()).unwrap().guest_key(), Ok(key.clone()));
    assert_ne!(FaultyDisk::new().store().guest_key(), Ok(key));
}

#[tokio::test]
async fn entries_of_many_people_in_one_append_are_each_their_own() {
    let store = FaultyDisk::new().store();
    let people = ["guest:a", "guest:b", "guest:b", "", "guest:a"];
    let entries: Vec<_> = people
        .iter()
        .map(|person| NewEntry { author: (*person).into(), client: 1, update: Arc::from(&b"u"[..]) })
        .collect();
    store.append("one".into(), 1, entries).await.unwrap().unwrap();
    let authors: Vec<_> = log(&store, "one").await.iter().map(|entry| entry.author.to_string()).collect();
    assert_eq!(authors, people);
}
