//! The store keeps what it acknowledged, whatever the disk does.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::sync::Arc;

use octavo_server::store::{Book, Change, Kind, NewEntry, OpenError, STORE_FILE, Store, StoreError};
use support::disk::FaultyDisk;

fn name(text: &str) -> Arc<str> {
    text.into()
}

fn entry(update: impl Into<Arc<[u8]>>) -> NewEntry {
    NewEntry { author: "guest:ada".into(), client: 7, update: update.into() }
}

async fn append(store: &Store, document: &str, update: &[u8]) -> Result<u64, StoreError> {
    store.append(name(document), 1, vec![entry(update)]).await.expect("the writer answers")
}

#[tokio::test]
async fn the_file_of_a_store_that_was_dropped_can_be_copied_and_opened_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let (file, copy) = (folder.path().join(STORE_FILE), folder.path().join("copy"));
    for round in 0..20_u8 {
        let store = Store::open(folder.path()).unwrap();
        store.create(name(&format!("{round}")), 5, vec![round; 100_000]).await.unwrap();
        drop(store);
        std::fs::copy(&file, &copy).unwrap();
        for file in [&copy, &file] {
            drop(Store::open_file(file).unwrap());
        }
    }
}

#[tokio::test]
async fn what_was_appended_is_there_after_opening_again_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    assert_eq!(store.create(name("one"), 5, b"seed".to_vec()).await, Ok(true));
    assert_eq!(append(&store, "one", b"a").await, Ok(2));
    assert_eq!(append(&store, "other", b"x").await, Ok(1));
    assert_eq!(append(&store, "one", b"b").await, Ok(3));
    store.close().await;
    drop(store);

    let store = Store::open(folder.path()).unwrap();
    let loaded = store.load(name("one")).await.unwrap();
    assert_eq!(loaded.kind, Some(Kind::Document));
    assert_eq!(loaded.tail, [b"seed".to_vec(), b"a".to_vec(), b"b".to_vec()]);
    assert_eq!(loaded.last, 3);
    assert_eq!(store.find(name("other")).await, Ok(Some(Kind::Open)));
    assert_eq!(store.find(name("third")).await, Ok(None));
}

#[tokio::test]
async fn creating_a_document_twice_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    assert_eq!(store.create(name("one"), 5, b"seed".to_vec()).await, Ok(true));
    assert_eq!(append(&store, "one", b"a").await, Ok(2));
    assert_eq!(store.create(name("one"), 6, b"other seed".to_vec()).await, Ok(false));
    assert_eq!(store.load(name("one")).await.unwrap().tail, [b"seed".to_vec(), b"a".to_vec()]);
}

#[tokio::test]
async fn a_snapshot_shortens_the_load_and_keeps_the_order() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    for update in [b"a", b"b", b"c"] {
        append(&store, "one", update).await.unwrap();
    }
    store.save_snapshot(name("one"), 2, b"ab".to_vec(), |entries| entries.to_vec());
    store.close().await;
    drop(store);

    let store = Store::open(folder.path()).unwrap();
    let loaded = store.load(name("one")).await.unwrap();
    assert_eq!((loaded.snapshot, loaded.tail, loaded.last), (Some(b"ab".to_vec()), vec![b"c".to_vec()], 3));
    assert_eq!(append(&store, "one", b"d").await, Ok(4));
}

#[tokio::test]
async fn many_appends_at_once_share_transactions_and_each_is_answered() {
    let disk = FaultyDisk::new();
    let store = disk.store();
    let before = disk.syncs();
    let answers: Vec<_> =
        (0..500).map(|i| store.append(name(&format!("d{}", i % 50)), 1, vec![entry(*b"u")])).collect();
    for answer in answers {
        assert!(answer.await.unwrap().is_ok());
    }
    assert!(disk.syncs() - before < 250, "{} syncs for 500 appends", disk.syncs() - before);
    for document in 0..50 {
        assert_eq!(store.load(name(&format!("d{document}"))).await.unwrap().tail.len(), 10);
    }
}

#[tokio::test]
async fn a_full_disk_fails_the_append_and_works_again_when_there_is_space() {
    let disk = FaultyDisk::new();
    let store = disk.store();
    append(&store, "one", b"kept").await.unwrap();

    disk.fill();
    assert_eq!(append(&store, "one", &vec![b'x'; 4 << 20]).await, Err(StoreError::Full));
    assert_eq!(store.load(name("one")).await.unwrap().tail, [b"kept".to_vec()]);

    disk.heal();
    append(&store, "one", b"after").await.unwrap();
    assert_eq!(store.load(name("one")).await.unwrap().tail, [b"kept".to_vec(), b"after".to_vec()]);
}

#[tokio::test]
async fn a_large_change_that_does_not_fit_does_not_take_the_small_ones_with_it() {
    let disk = FaultyDisk::new();
    let store = disk.store();
    append(&store, "small", b"first").await.unwrap();
    disk.leave_space(256 << 10);
    let large = store.append(name("large"), 1, vec![entry(vec![0; 6 << 20])]);
    let small: Vec<_> = (0..20).map(|_| store.append(name("small"), 1, vec![entry(*b"s")])).collect();
    assert_eq!(large.await.unwrap(), Err(StoreError::Full));
    for answer in small {
        assert!(answer.await.unwrap().is_ok());
    }
    assert_eq!(store.load(name("small")).await.unwrap().tail.len(), 21);
}

#[tokio::test]
async fn a_disk_that_fails_to_sync_acknowledges_nothing_and_comes_back() {
    let disk = FaultyDisk::new();
    let store = disk.store();
    append(&store, "one", b"kept").await.unwrap();
    disk.break_sync();
    assert!(matches!(append(&store, "one", b"lost").await, Err(StoreError::Disk(_))));
    assert!(matches!(append(&store, "one", b"lost too").await, Err(StoreError::Disk(_))));
    disk.heal();
    append(&store, "one", b"after").await.unwrap();
    let tail = store.load(name("one")).await.unwrap().tail;
    assert_eq!(tail.first(), Some(&b"kept".to_vec()));
    assert_eq!(tail.last(), Some(&b"after".to_vec()));
}

#[tokio::test]
async fn what_is_acknowledged_after_a_failed_sync_outlives_the_power() {
    // What the failed sync was about is on disk, in the system's memory alone, or nowhere, as chance has it.
    for seed in 0..60 {
        let disk = FaultyDisk::with_seed(seed);
        let store = disk.store();
        let mut acknowledged = Vec::new();
        for i in 0..20u8 {
            if i % 7 == 3 {
                disk.fail_a_sync_after(1 + usize::from(i % 2));
            }
            if append(&store, "one", &[i]).await.is_ok() {
                acknowledged.push(vec![i]);
            }
        }
        store.close().await;
        drop(store);
        disk.restore_power(seed);
        let tail = disk.store().load(name("one")).await.unwrap().tail;
        let is_there = |update: &Vec<u8>| tail.contains(update);
        assert!(acknowledged.iter().all(is_there), "seed {seed}: {acknowledged:?} then {tail:?}");
    }
}

#[tokio::test]
async fn after_one_failed_sync_everybody_is_told_what_came_of_it() {
    let mut outcomes = [0, 0];
    for seed in 0..40 {
        let disk = FaultyDisk::with_seed(seed);
        let store = disk.store();
        disk.fail_a_sync_after(1);
        let add = Change::add(Book::Accounts, *b"ada", b"1".to_vec());
        let written = store.write(vec![add]).await;
        let is_there = store.look_up(Book::Accounts, b"ada".to_vec()).await.unwrap().is_some();
        match written {
            Ok(is_done) => assert!(is_done && is_there, "seed {seed}"),
            Err(_) => assert!(!is_there, "seed {seed}"),
        }
        outcomes[usize::from(is_there)] += 1;
    }
    assert!(outcomes.iter().all(|count| *count > 0), "{outcomes:?}");
}

#[tokio::test]
async fn what_was_told_to_have_failed_may_turn_up_when_the_store_opens_again() {
    let mut found = 0;
    for seed in 0..40 {
        let disk = FaultyDisk::with_seed(seed);
        let store = disk.store();
        append(&store, "one", b"kept").await.unwrap();
        disk.break_sync();
        assert!(append(&store, "one", b"unsure").await.is_err());
        disk.heal();
        let last = append(&store, "one", b"after").await.unwrap();
        let tail = store.load(name("one")).await.unwrap().tail;
        assert_eq!(tail.len() as u64, last);
        found += usize::from(tail.contains(&b"unsure".to_vec()));
    }
    assert!(found > 0 && found < 40, "{found} of 40");
}

#[tokio::test]
async fn a_write_that_fails_or_ends_in_the_middle_fails_its_append_and_nothing_else() {
    for count in 1..40 {
        let disk = FaultyDisk::with_seed(count as u64);
        let store = disk.store();
        append(&store, "one", b"kept").await.unwrap();
        disk.fail_a_write_after(count);
        let mut wanted = vec![b"kept".to_vec()];
        for i in 0..10u8 {
            match append(&store, "one", &[i]).await {
                Ok(_) => wanted.push(vec![i]),
                Err(error) => assert!(matches!(error, StoreError::Disk(_)), "{error}"),
            }
        }
        assert!(wanted.len() >= 10, "one append fails at most");
        assert_eq!(store.load(name("one")).await.unwrap().tail, wanted, "write {count}");
    }
}

#[tokio::test]
async fn a_read_that_fails_once_is_tried_again() {
    let disk = FaultyDisk::new();
    let store = disk.store();
    append(&store, "one", b"kept").await.unwrap();
    store.close().await;
    drop(store);
    for count in 1..20 {
        // Opened anew, so that the disk is read and not what is in memory.
        let store = disk.store();
        disk.fail_a_read_after(count);
        assert_eq!(store.load(name("one")).await.unwrap().tail, [b"kept".to_vec()], "read {count}");
        assert_eq!(store.names(), Ok(vec![name("one")]));
        assert_eq!(store.dossier("one").unwrap().entries.len(), 1);
        store.close().await;
        disk.heal();
    }
}

/// Appends until the power is gone, and gives it back: what was acknowledged is there. `cut` says when it goes.
async fn outlives_the_power(seed: u64, cut: impl FnOnce(&FaultyDisk)) {
    let disk = FaultyDisk::with_seed(seed);
    let store = disk.store();
    cut(&disk);
    let mut acknowledged = Vec::new();
    for i in 0..30u8 {
        if append(&store, "one", &[i]).await.is_err() {
            break;
        }
        acknowledged.push(vec![i]);
    }
    store.close().await;
    drop(store);
    disk.restore_power(seed);
    let tail = disk.store().load(name("one")).await.unwrap().tail;
    assert!(tail.starts_with(&acknowledged), "seed {seed}: {acknowledged:?} then {tail:?}");
}

#[tokio::test]
async fn a_power_cut_at_any_moment_loses_nothing_acknowledged() {
    for step in (1..900).step_by(7) {
        outlives_the_power(step as u64, |disk| disk.cut_power_at_step(step)).await;
    }
}

#[tokio::test]
async fn a_power_cut_at_any_sync_loses_nothing_acknowledged() {
    // What was not synced is gone, and of the writes since then any part may have reached the disk.
    for syncs in 1..60 {
        outlives_the_power(syncs as u64, |disk| disk.cut_power_after(syncs)).await;
    }
}

#[test]
fn a_folder_with_other_files_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("letter.txt"), "Dear Ada").unwrap();
    assert!(matches!(Store::open(folder.path()), Err(OpenError::Foreign { .. })));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_file_of_our_name_that_is_no_store_is_refused_and_left_alone() {
    for content in [&b"Dear Ada"[..], &[0u8; 100_000][..]] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(STORE_FILE);
        std::fs::write(&file, content).unwrap();
        assert!(matches!(Store::open(folder.path()), Err(OpenError::NotOurs { .. })));
        assert_eq!(std::fs::read(&file).unwrap(), content);
    }
}

#[test]
fn a_database_of_another_program_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let database = redb::Database::create(folder.path().join(STORE_FILE)).unwrap();
    let txn = database.begin_write().unwrap();
    txn.open_table(redb::TableDefinition::<&str, u64>::new("recipes")).unwrap().insert("soup", 3).unwrap();
    txn.commit().unwrap();
    drop(database);
    assert!(matches!(Store::open(folder.path()), Err(OpenError::NotOurs { .. })));
}

#[tokio::test]
async fn a_store_of_a_version_to_come_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    Store::open(folder.path()).unwrap().close().await;
    let file = folder.path().join(STORE_FILE);
    let database = redb::Database::open(&file).unwrap();
    let txn = database.begin_write().unwrap();
    txn.open_table(redb::TableDefinition::<&str, u64>::new("meta")).unwrap().insert("format", 99).unwrap();
    txn.commit().unwrap();
    drop(database);
    for _ in 0..2 {
        let error = Store::open(folder.path()).err().unwrap();
        assert!(matches!(error, OpenError::Format { found: 99, .. }));
        assert!(error.to_string().contains("has format 99"), "{error}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "and no copy of it is made");
}

#[test]
fn a_store_that_is_open_elsewhere_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let first = Store::open(folder.path()).unwrap();
    assert!(matches!(Store::open(folder.path()), Err(OpenError::Locked { .. })));
    drop(first);
}

#[test]
fn a_store_half_made_by_a_crash_is_made_again() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("octavo.redb.new"), "half").unwrap();
    assert!(Store::open(folder.path()).is_ok());
}

#[test]
fn a_folder_that_cannot_be_made_is_named_in_the_error() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let error = Store::open(&file.join("data")).err().unwrap();
    assert!(matches!(error, OpenError::Folder { .. }));
    assert!(error.to_string().contains("file/data"), "{error}");
}

#[tokio::test]
async fn records_change_together_or_not_at_all_and_only_if_they_are_what_was_expected() {
    let store = FaultyDisk::new().store();
    let read = |key: &'static [u8]| store.look_up(Book::Accounts, key.to_vec());
    let add = |key: &[u8], value: &[u8]| Change::add(Book::Accounts, key, value.to_vec());
    assert_eq!(store.write(vec![add(b"a", b"1"), add(b"b", b"1")]).await, Ok(true));
    assert_eq!(store.write(vec![add(b"c", b"1"), add(b"b", b"2")]).await, Ok(false), "there is one already");
    assert_eq!((read(b"b").await, read(b"c").await), (Ok(Some(b"1".to_vec())), Ok(None)));
    let turn = |before: &[u8]| Change::turn(Book::Accounts, *b"a", before.to_vec(), b"2".to_vec());
    assert_eq!(store.write(vec![turn(b"other")]).await, Ok(false));
    assert_eq!(store.write(vec![turn(b"1"), Change::remove(Book::Accounts, *b"b")]).await, Ok(true));
    assert_eq!(store.write(vec![turn(b"1")]).await, Ok(false), "of two who saw the same one is first");
    assert_eq!(store.begin_with(Book::Accounts, vec![], 9).await, Ok(vec![(b"a".to_vec(), b"2".to_vec())]));
    assert_eq!(store.begin_with(Book::Sessions, vec![], 9).await, Ok(vec![]), "each book is its own");
}

#[tokio::test]
async fn records_are_found_by_how_their_keys_begin_and_from_the_end() {
    let store = FaultyDisk::new().store();
    let changes = [b"a1", b"a2", b"b1", b"b2"].map(|key| Change::add(Book::Audit, *key, Vec::new()));
    assert_eq!(store.write(changes.to_vec()).await, Ok(true));
    let keys = |records: Vec<(Vec<u8>, Vec<u8>)>| {
        records.into_iter().map(|(key, _)| String::from_utf8(key).unwrap()).collect::<Vec<_>>()
    };
    let begin = |prefix: &[u8], most| store.begin_with(Book::Audit, prefix.to_vec(), most);
    assert_eq!(keys(begin(b"a", 9).await.unwrap()), ["a1", "a2"]);
    assert_eq!(keys(begin(b"b", 1).await.unwrap()), ["b1"]);
    assert_eq!(keys(store.last_before(Book::Audit, None, 3).await.unwrap()), ["b2", "b1", "a2"]);
    assert_eq!(keys(store.last_before(Book::Audit, Some(b"b1".to_vec()), 9).await.unwrap()), ["a2", "a1"]);
}

#[tokio::test]
async fn a_disk_that_is_full_changes_no_record() {
    let disk = FaultyDisk::new();
    let store = disk.store();
    disk.fill();
    let change = Change::add(Book::Accounts, *b"a", vec![0; 1 << 20]);
    assert_eq!(store.write(vec![change]).await, Err(StoreError::Full));
    disk.heal();
    assert_eq!(store.look_up(Book::Accounts, b"a".to_vec()).await, Ok(None));
}

#[tokio::test]
async fn the_audit_log_is_only_ever_added_to() {
    let store = FaultyDisk::new().store();
    let line = || b"somebody signed in".to_vec();
    assert!(store.write(vec![Change::add(Book::Audit, *b"1", line())]).await.unwrap());
    for change in [
        Change::put(Book::Audit, *b"1", Vec::new()),
        Change::turn(Book::Audit, *b"1", line(), Vec::new()),
        Change::remove(Book::Audit, *b"1"),
        Change::take(Book::Audit, *b"1", line()),
    ] {
        assert!(!store.write(vec![change]).await.unwrap());
    }
    assert_eq!(store.look_up(Book::Audit, b"1".to_vec()).await, Ok(Some(line())));
}
