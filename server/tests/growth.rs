//! How the file grows over a long time of writing: the log is folded and redb's free pages are used again, so that it grows
//! with what was written and not with how often it was written down.
//!
//! `OCTAVO_GROWTH_EDITS` asks for a longer time (260,000 edits are the writing of a whole paper).

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::sync::Arc;

use octavo_server::room::folding::fold_log;
use octavo_server::store::{NewEntry, STORE_FILE, Store};
use octavo_shared::model::{Attributes, Delta, Document, Replica, seed};
use octavo_shared::sync::history::{self, Step};
use octavo_shared::testing::author::Author;
use rand::SeedableRng;
use rand::rngs::StdRng;

/// Entries between two snapshots, as a room has them.
const SNAPSHOT_ENTRIES: usize = 1000;

fn edits() -> usize {
    std::env::var("OCTAVO_GROWTH_EDITS").ok().and_then(|edits| edits.parse().ok()).unwrap_or(20_000)
}

#[tokio::test]
async fn a_long_time_of_writing_leaves_a_file_that_grows_with_what_was_written() {
    let edits = edits();
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let name: Arc<str> = "paper".into();
    store.create(name.clone(), 0, seed()).await.unwrap();
    let mut random = StdRng::seed_from_u64(4);
    let mut authors = ["guest:ada", "guest:ben"].map(|name| {
        let mut document = Document::new(if name.ends_with("ada") { 1_000_001 } else { 2_000_001 });
        document.merge([&*seed()]).unwrap();
        Author { name, document, at: 0 }
    });
    let mut room = Replica::new(0);
    room.apply(&seed()).unwrap();
    let file = folder.path().join(STORE_FILE);
    let size = || std::fs::metadata(&file).unwrap().len();
    let (mut raw, mut batch, mut missed) = (0, Vec::new(), Vec::new());
    let mut writes = 0;
    for edit in 0..edits {
        // They take turns of some minutes.
        if edit % 500 == 0 {
            writes = 1 - writes;
            let all: Vec<Vec<u8>> = std::mem::take(&mut missed);
            authors[writes].document.merge(all.iter().map(Vec::as_slice)).unwrap();
        }
        let author = &mut authors[writes];
        let update = author.press(&mut random);
        room.apply(&update).unwrap();
        raw += update.len();
        missed.push(update.clone());
        batch.push(NewEntry { author: author.name.into(), client: 1, update: update.into() });
        if batch.len() == 10 {
            let entries = std::mem::take(&mut batch);
            store.append(name.clone(), edit as u64 * 250, entries).await.unwrap().unwrap();
        }
        if (edit + 1) % SNAPSHOT_ENTRIES == 0 {
            store.save_snapshot(name.clone(), edit as u64 + 2, room.encode(), fold_log);
        }
        if (edit + 1) % (edits / 4) == 0 {
            eprintln!("{} edits: a file of {} kB, updates of {} kB", edit + 1, size() >> 10, raw >> 10);
        }
    }
    store.close().await;
    drop(store);
    let store = Store::open(folder.path()).unwrap();
    let log = store.log(name.clone()).await.unwrap();
    let folded: usize = log.iter().map(|entry| entry.update.len() + 16).sum();
    let state = room.encode().len();
    eprintln!(
        "{edits} edits: {} entries of {} kB in the log, a state of {} kB, a file of {} kB",
        log.len(),
        folded >> 10,
        state >> 10,
        size() >> 10
    );
    assert!(folded * 4 < raw + 16 * edits, "the log has a quarter of what was appended: {folded} of {raw}");
    // Twice what is in it, for pages that are not full and those that the last commits freed, and what an empty one has.
    let most = 2 * (folded + state) as u64 + (3 << 20);
    assert!(size() < most, "{} bytes for {folded} of log and {state} of state", size());

    let steps: Vec<_> = log
        .iter()
        .map(|entry| Step { author: &entry.author, from_ms: 0, to_ms: entry.to_ms, update: &entry.update })
        .collect();
    assert_eq!(history::state(&steps).unwrap().replica().encode(), room.encode(), "the log is the document");
    for author in &authors {
        assert!(log.iter().any(|entry| *entry.author == *author.name));
    }
}

#[tokio::test]
async fn somebody_who_comes_back_after_a_year_of_folding_merges_all_that_he_did() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let name: Arc<str> = "paper".into();
    store.create(name.clone(), 0, seed()).await.unwrap();
    let mut ada = Document::new(100);
    ada.merge([&*seed()]).unwrap();
    let mut seq = 1;
    let mut append = async |update: Vec<u8>, time_ms: u64| {
        let entry = NewEntry { author: "guest:ada".into(), client: 100, update: update.into() };
        seq = store.append(name.clone(), time_ms, vec![entry]).await.unwrap().unwrap();
        seq
    };
    append(ada.edit(&Delta::new().insert("a paragraph that will be gone", Attributes::new())), 1).await;
    // Ben leaves with this state, and writes into the middle of it.
    let mut ben = Document::new(200);
    ben.merge([&*ada.replica().encode()]).unwrap();
    let offline = ben.edit(&Delta::new().retain(11).insert(" (Ben was here)", Attributes::new()));
    // A year of Ada's: she deletes it, and much else comes and goes; it is folded over and over.
    append(ada.edit(&Delta::new().delete(29)), 2).await;
    for day in 0..365u64 {
        let at = ada.len() - 1;
        append(
            ada.edit(&Delta::new().retain(at).insert("day after day ", Attributes::new())),
            day * 86_400_000,
        )
        .await;
        let last = append(ada.edit(&Delta::new().retain(at).delete(6)), day * 86_400_000 + 1).await;
        if day % 20 == 0 {
            store.save_snapshot(name.clone(), last, ada.replica().encode(), fold_log);
        }
    }
    store.close().await;
    drop(store);

    let store = Store::open(folder.path()).unwrap();
    let loaded = store.load(name.clone()).await.unwrap();
    let mut document = Document::new(1);
    document.merge(loaded.snapshot.iter().chain(&loaded.tail).map(Vec::as_slice)).unwrap();
    assert_eq!(document.body(), ada.body());
    document.merge([&*offline]).unwrap();
    assert!(document.body().text().contains(" (Ben was here)"), "{}", document.body().text());
    let missed = document.replica().diff(&ben.replica().state_vector()).unwrap();
    ben.merge([&*missed]).unwrap();
    assert_eq!(ben.body(), document.body(), "and he has all that happened");
}
