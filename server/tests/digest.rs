//! What is read of documents that change: their cards, and what consumers are told.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::sync::{Arc, Mutex};

use octavo_server::app::App;
use octavo_server::clock::wall_ms;
use octavo_server::config::Config;
use octavo_server::digest::card::{self, Card};
use octavo_server::digest::{Consumer, Digest, Digests, Told};
use octavo_server::store::{Book, NewEntry, Person, StoreError};
use support::browser::Browser;
use support::disk::FaultyDisk;
use support::peer::Peer;
use support::server::{ANY_PORT, TestServer, within};
use tokio::sync::Notify;

const ID: &str = "00000000-0000-4000-8000-000000000001";

/// A consumer that keeps what it is told.
#[derive(Default)]
struct Kept {
    digests: Mutex<Vec<Digest>>,
    forgotten: Mutex<Vec<String>>,
    news: Notify,
    /// How often it fails before it takes something in.
    failures: Mutex<u32>,
    has_nothing: bool,
}

impl Consumer for Kept {
    fn digest<'a>(&'a self, digest: &'a Digest) -> Told<'a> {
        Box::pin(async {
            let mut failures = self.failures.lock().unwrap();
            if *failures > 0 {
                *failures -= 1;
                return Err(StoreError::Full);
            }
            self.digests.lock().unwrap().push(digest.clone());
            self.news.notify_one();
            Ok(())
        })
    }

    fn forget<'a>(&'a self, document: &'a str) -> Told<'a> {
        Box::pin(async {
            self.forgotten.lock().unwrap().push(document.to_owned());
            Ok(())
        })
    }

    fn has_nothing(&self) -> bool {
        self.has_nothing
    }
}

impl Kept {
    /// The first digest that is as wanted.
    async fn find(&self, is_wanted: impl Fn(&Digest) -> bool) -> Digest {
        within(async {
            loop {
                let found = self.digests.lock().unwrap().iter().find(|digest| is_wanted(digest)).cloned();
                match found {
                    Some(digest) => return digest,
                    None => self.news.notified().await,
                }
            }
        })
        .await
    }
}

async fn start(disk: &FaultyDisk, consumer: &Arc<Kept>) -> TestServer {
    let mut app = App::new(disk.store(), Config::default()).unwrap();
    let consumers: Vec<Arc<dyn Consumer>> = vec![consumer.clone()];
    app.digests = Arc::new(Digests { feed: app.digests.feed.clone(), consumers });
    TestServer::run(ANY_PORT, app).await
}

async fn card_of(server: &TestServer) -> Option<Card> {
    card::of(&server.app.store, ID).await.unwrap()
}

/// Waits until the document's card is as wanted.
async fn until_card(server: &TestServer, is_wanted: impl Fn(&Card) -> bool) -> Card {
    within(async {
        loop {
            if let Some(card) = card_of(server).await.filter(|card| is_wanted(card)) {
                return card;
            }
            tokio::task::yield_now().await;
        }
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changes_is_told_with_who_changed_it_and_stands_on_the_card() {
    let kept = Arc::new(Kept::default());
    let server = start(&FaultyDisk::new(), &kept).await;
    let mut ada = Browser::new(server.address);
    assert_eq!(ada.put(&format!("/api/documents/{ID}")).await.status, 201);
    let empty = kept.find(|_| true).await;
    assert_eq!((empty.entry, &*empty.text, empty.edited_by.len()), (1, "\n", 0), "the server is nobody");
    assert_eq!(empty.edited_ms, empty.made_ms);
    let mut tab = Peer::join_as(server.address, ID, 100, &ada.cookie()).await;
    let mut guest = Peer::join(server.address, ID, 200).await;
    tab.set_title("Plan").await;
    tab.type_text("First \n\n things.").await;
    tab.until_saved().await;
    guest.until_text(|text| text.starts_with("First")).await;
    guest.type_text("Ben: ").await;
    guest.until_saved().await;
    let digest = kept.find(|digest| digest.text.starts_with("Ben")).await;
    assert_eq!((&*digest.title, &*digest.text), ("Plan", "Ben: First \n\n things.\n"));
    assert_eq!((digest.entry, digest.characters), (4, 19));
    assert!(digest.bytes > 20 && digest.edited_ms >= digest.made_ms);
    // All in one digest, or what each did in one of its own.
    let all: Vec<_> = kept.digests.lock().unwrap().iter().flat_map(|it| it.edited_by.clone()).collect();
    let (ada, ben): (Vec<_>, Vec<_>) = all.iter().partition(|(who, _)| *who == all[0].0);
    let entries = |of: &[&(Person, u64)]| of.iter().map(|(_, entries)| entries).sum::<u64>();
    assert_eq!((entries(&ada), entries(&ben)), (2, 1));
    let card = until_card(&server, |card| card.entry == 4).await;
    assert_eq!((&*card.title, &*card.excerpt, card.characters), ("Plan", "Ben: First things.", 19));
    assert_eq!(card.editor.as_deref(), all.last().map(|(person, _)| &**person));
    assert_eq!((card.made_ms, card.edited_ms, card.bytes), (digest.made_ms, digest.edited_ms, digest.bytes));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_read_before_the_server_stopped_is_read_when_it_starts() {
    let disk = FaultyDisk::new();
    let first = Arc::new(Kept::default());
    let server = start(&disk, &first).await;
    server.create(1).await;
    first.find(|_| true).await;
    until_card(&server, |card| card.entry == 1).await;
    // As of a server that ends before anybody is told.
    let tab = Peer::join(server.address, ID, 100).await.edit("Late. ");
    let late = NewEntry { author: "guest:late".into(), client: 100, update: tab.into() };
    assert_eq!(server.app.store.append(ID.into(), wall_ms(), vec![late]).await.unwrap(), Ok(2));
    server.stop().await;
    let second = Arc::new(Kept::default());
    let server = start(&disk, &second).await;
    let digest = second.find(|_| true).await;
    assert_eq!((digest.entry, &*digest.text), (2, "Late. \n"));
    assert_eq!(digest.edited_by, [(Person::from("guest:late"), 1)]);
    until_card(&server, |card| card.entry == 2).await;
    server.stop().await;
    // What is read is not read again, but by whom it was lost.
    let third = Arc::new(Kept { has_nothing: true, ..Kept::default() });
    let server = start(&disk, &third).await;
    let digest = third.find(|_| true).await;
    assert_eq!((digest.entry, digest.edited_by.len()), (2, 0));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_fails_is_told_again_and_the_card_waits_for_that() {
    let kept = Arc::new(Kept { failures: Mutex::new(1), ..Kept::default() });
    let server = start(&FaultyDisk::new(), &kept).await;
    server.create(1).await;
    let mut tab = Peer::join(server.address, ID, 100).await;
    tab.type_text("Kept. ").await;
    tab.until_saved().await;
    let digest = kept.find(|_| true).await;
    assert_eq!((*kept.failures.lock().unwrap(), digest.edited_by.len()), (0, 1));
    until_card(&server, |card| card.entry == 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_document_leaves_no_card_and_is_forgotten() {
    let kept = Arc::new(Kept::default());
    let server = start(&FaultyDisk::new(), &kept).await;
    let mut owner = Browser::new(server.address);
    assert_eq!(owner.put(&format!("/api/documents/{ID}")).await.status, 201);
    until_card(&server, |_| true).await;
    let mut tab = Peer::join_as(server.address, ID, 100, &owner.cookie()).await;
    tab.type_text("Away with it. ").await;
    tab.until_saved().await;
    assert_eq!(owner.put(&format!("/api/documents/{ID}/trash")).await.status, 204);
    let deleted = owner.send("DELETE", &format!("/api/documents/{ID}"), Some(String::new())).await;
    assert_eq!(deleted.status, 204);
    assert_eq!(*kept.forgotten.lock().unwrap(), [ID]);
    assert_eq!(server.app.store.begin_with(Book::Cards, Vec::new(), 1).await, Ok(Vec::new()));
}
