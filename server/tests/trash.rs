//! Documents in the trash, and documents that are deleted for good: who is sent away, what is left, and that nothing brings them
//! back.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::time::{Duration, Instant};

use octavo_server::clock::wall_ms;
use octavo_server::config::Config;
use octavo_server::people::audit::Event;
use octavo_server::store::{Book, Kind, NewEntry, StoreError};
use octavo_server::trash::{self, KEPT_MS};
use octavo_shared::model;
use support::browser::Browser;
use support::counts::until_counted;
use support::disk::FaultyDisk;
use support::peer::Peer;
use support::server::TestServer;

const ID: &str = "00000000-0000-4000-8000-000000000001";
const TYPED: &str = "Nobody is to read this ever again. ";

/// A server, and the browser of a guest who has made a document and written in it.
async fn start() -> (TestServer, Browser) {
    let config = Config { has_metrics: true, ..Config::default() };
    let server = TestServer::start(FaultyDisk::new().store(), config).await;
    let mut owner = Browser::new(server.address);
    assert_eq!(owner.put(&format!("/api/documents/{ID}")).await.status, 201);
    let mut tab = Peer::join_as(server.address, ID, 100, &owner.cookie()).await;
    tab.type_text(TYPED).await;
    tab.until_saved().await;
    (server, owner)
}

async fn put_into_trash(owner: &mut Browser) {
    assert_eq!(owner.put(&format!("/api/documents/{ID}/trash")).await.status, 204);
}

async fn delete(owner: &mut Browser, path: &str) -> u16 {
    owner.send("DELETE", &format!("/api/documents/{ID}{path}"), Some(String::new())).await.status
}

async fn in_trash(browser: &mut Browser) -> Vec<String> {
    let told: serde_json::Value = serde_json::from_str(&browser.get("/api/trash").await.body).unwrap();
    let documents = told["trash"].as_array().unwrap().iter();
    documents.map(|document| document["id"].as_str().unwrap().to_owned()).collect()
}

fn copy(server: &TestServer) -> Vec<u8> {
    let mut copy = Vec::new();
    server.app.store.export(&mut copy).unwrap();
    copy
}

fn holds(copy: &[u8], text: &str) -> bool {
    copy.windows(text.len()).any(|bytes| bytes == text.as_bytes())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_in_the_trash_lets_nobody_in_and_comes_out_as_it_was() {
    let (server, mut owner) = start().await;
    let mut ben = Browser::new(server.address);
    let mut tabs = [
        Peer::join_as(server.address, ID, 200, &owner.cookie()).await,
        Peer::join(server.address, ID, 300).await,
        Peer::join(server.address, &format!("{ID}/review"), 400).await,
    ];
    let since = Instant::now();
    put_into_trash(&mut owner).await;
    for tab in &mut tabs {
        let (code, reason) = tab.until_closed().await;
        assert_eq!((code, &*reason), (4403, "This document is in the trash of whoever owns it."));
    }
    assert!(since.elapsed() < Duration::from_secs(1));
    for browser in [&mut owner, &mut ben] {
        for path in ["", "/rights", "/history/state"] {
            assert_eq!(browser.get(&format!("/api/documents/{ID}{path}")).await.status, 403, "{path}");
        }
        let page = browser.get(&format!("/d/{ID}/access")).await;
        assert!(page.body.contains("This document is in the trash"), "{page:?}");
    }
    assert_eq!(in_trash(&mut owner).await, [ID]);
    assert!(in_trash(&mut ben).await.is_empty());
    assert_eq!(ben.put(&format!("/api/documents/{ID}/trash")).await.status, 403);
    assert_eq!(delete(&mut ben, "/trash").await, 403);
    assert_eq!(delete(&mut ben, "").await, 403);
    assert_eq!(delete(&mut owner, "/trash").await, 204);
    assert!(in_trash(&mut owner).await.is_empty());
    let mut tab = Peer::join(server.address, ID, 500).await;
    tab.until_text(|text| text.starts_with(TYPED)).await;
    tab.type_text("Ben ").await;
    tab.until_saved().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_deleted_for_good_is_nowhere_in_the_store_and_nothing_brings_it_back() {
    let (server, mut owner) = start().await;
    let link = owner.put(&format!("/api/documents/{ID}/view-link")).await.body;
    let link: serde_json::Value = serde_json::from_str(&link).unwrap();
    let mut review = Peer::join_as(server.address, &format!("{ID}/review"), 200, &owner.cookie()).await;
    review.comment("thread", "A remark about it.").await;
    review.until_saved().await;
    assert!(holds(&copy(&server), TYPED) && holds(&copy(&server), "A remark about it."));
    assert_eq!(delete(&mut owner, "").await, 409, "only what is in the trash");
    put_into_trash(&mut owner).await;
    assert_eq!(delete(&mut owner, "").await, 204);
    let copy = copy(&server);
    assert!(!holds(&copy, TYPED) && !holds(&copy, "A remark about it."));
    assert!(server.app.store.names().unwrap().is_empty());
    assert_eq!(owner.put(&format!("/api/documents/{ID}")).await.status, 410);
    assert_eq!(delete(&mut owner, "").await, 410);
    until_counted(&server, "octavo_requests_refused_total{status=\"410\"}", 2).await;
    for address in [ID, link["view"].as_str().unwrap(), &format!("{ID}/review")] {
        let mut tab = Peer::connect(server.address, address, 300).await;
        assert_eq!(tab.until_closed().await.0, 4404, "{address}");
    }
    // A change that was on its way when it was deleted.
    let late = || vec![NewEntry { author: "guest:late".into(), client: 1, update: model::seed().into() }];
    for (name, kind) in [(ID.to_owned(), Kind::Document), (format!("{ID}/review"), Kind::Review)] {
        let answer = server.app.store.append_to(name.into(), kind, Some(ID.into()), 0, late());
        assert_eq!(answer.await.unwrap(), Err(StoreError::Gone));
    }
    assert!(server.app.store.names().unwrap().is_empty());
    let owned = server.app.store.begin_with(Book::Owned, Vec::new(), 10).await.unwrap();
    assert!(owned.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_deletes_what_was_in_the_trash_for_thirty_days() {
    let (server, mut owner) = start().await;
    assert_eq!(trash::sweep(&server.app, wall_ms() + 2 * KEPT_MS).await, Ok(0), "not what is in use");
    put_into_trash(&mut owner).await;
    assert_eq!(trash::sweep(&server.app, wall_ms() + KEPT_MS - 60_000).await, Ok(0));
    assert_eq!(trash::sweep(&server.app, wall_ms() + KEPT_MS).await, Ok(1));
    assert_eq!(owner.get(&format!("/api/documents/{ID}")).await.status, 410);
    let lines = server.app.people.audit(None, 10).await.unwrap();
    let told = lines.iter().find(|(_, line)| line.about.event == Event::DocumentDeleted);
    let line = &told.unwrap().1;
    assert_eq!((&*line.from, line.about.document.as_deref()), ("server", Some(&ID[..8])));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_who_gets_an_account_takes_his_trash_along() {
    let (_server, mut owner) = start().await;
    put_into_trash(&mut owner).await;
    let fields = [("name", "Ada"), ("email", "ada@example.org"), ("password", "correct horse")];
    owner.post("/sign-up", &fields).await.leads_to();
    assert_eq!(in_trash(&mut owner).await, [ID]);
    let page = owner.get("/account").await.body;
    assert!(page.contains(&format!("/d/{ID}/access")), "{page}");
    assert_eq!(delete(&mut owner, "/trash").await, 204);
    let page = owner.get("/account").await.body;
    assert!(page.contains(&format!("/d/{ID}")), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn by_the_pages_its_owner_alone_throws_away_takes_out_and_deletes() {
    let (server, mut owner) = start().await;
    let mut ben = Browser::new(server.address);
    ben.get("/api/me").await;
    let place = format!("/d/{ID}/access");
    assert_eq!(ben.post(&format!("{place}/trash"), &[]).await.status, 403);
    let page = owner.get(&place).await.body;
    assert!(page.contains(&format!("action=\"{place}/trash\"")), "{page}");
    assert_eq!(owner.post(&format!("{place}/trash"), &[]).await.leads_to(), format!("{place}?done=trash"));
    for part in ["restore", "erase"] {
        assert_eq!(ben.post(&format!("/d/{ID}/ask/{part}"), &[]).await.status, 422, "{part}");
    }
    let page = ben.get(&place).await.body;
    assert!(!page.contains("/ask/"), "{page}");
    let page = owner.get(&place).await.body;
    assert!(page.contains("/ask/restore") && page.contains("/ask/erase"), "{page}");
    let restored = owner.post(&format!("/d/{ID}/ask/restore"), &[]).await;
    assert_eq!(restored.leads_to(), format!("{place}?done=restore"));
    assert_eq!(owner.post(&format!("/d/{ID}/ask/erase"), &[]).await.status, 422, "it is not in the trash");
    put_into_trash(&mut owner).await;
    assert_eq!(owner.post(&format!("/d/{ID}/ask/erase"), &[]).await.leads_to(), "/");
    assert_eq!(owner.get(&place).await.status, 404);
}
