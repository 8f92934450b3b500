//! The review of a document: a second Yjs document with a right of its own, on real sockets. Suggestions' forks are not there
//! yet; that whoever suggests writes in the review and not in the document is.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::time::{Duration, Instant};

use octavo_server::config::Config;
use octavo_server::store::{Kind, Store};
use octavo_server::upkeep;
use octavo_shared::sync::{Message, Power, Role};
use support::browser::Browser;
use support::counts::until_counted;
use support::disk::FaultyDisk;
use support::peer::Peer;
use support::server::TestServer;

const ID: &str = "00000000-0000-4000-8000-000000000001";

fn review(id: &str) -> String {
    format!("{id}/review")
}

/// A server, and the browser of a guest who has made a document.
async fn start() -> (TestServer, Browser) {
    let config = Config { has_metrics: true, ..Config::default() };
    let server = TestServer::start(FaultyDisk::new().store(), config).await;
    let mut owner = Browser::new(server.address);
    assert_eq!(owner.put(&format!("/api/documents/{ID}")).await.status, 201);
    (server, owner)
}

async fn set_link(browser: &mut Browser, role: &str) {
    assert_eq!(browser.put(&format!("/api/documents/{ID}/link/{role}")).await.status, 204);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_role_writes_where_the_table_lets_it_whatever_its_client_sends() {
    let (server, mut owner) = start().await;
    let mut refused = 0;
    for role in [Role::View, Role::Comment, Role::Suggest, Role::Edit] {
        set_link(&mut owner, role.name()).await;
        let mut body = Peer::join(server.address, ID, 100 + role as u64).await;
        let number = body.type_text(role.name()).await;
        if role.may(Power::Write) {
            body.until_saved().await;
        } else {
            assert_eq!(body.until_refused(number).await, "you may view this document, not change it");
            refused += 1;
        }
        let mut beside = Peer::join(server.address, &review(ID), 200 + role as u64).await;
        let number = beside.comment(role.name(), "Well said.").await;
        if role.may(Power::Comment) {
            beside.until_saved().await;
        } else {
            assert_eq!(beside.until_refused(number).await, "you may view this document, not change it");
            refused += 1;
        }
    }
    until_counted(&server, "octavo_updates_refused_total{reason=\"view\"}", refused).await;
    let mut mine = Peer::join_as(server.address, &review(ID), 300, &owner.cookie()).await;
    let keys: Vec<String> = mine.comments().into_iter().map(|(key, _)| key).collect();
    assert_eq!(keys, ["comment", "edit", "suggest"]);
    assert!(Peer::join(server.address, ID, 301).await.text().starts_with("edit"));
    mine.comment("owner", "Thank you.").await;
    mine.until_saved().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plain_yjs_client_that_only_comments_is_told_once_and_its_text_reaches_nobody() {
    let (server, mut owner) = start().await;
    set_link(&mut owner, "comment").await;
    let mut plain = Peer::join_plainly(server.address, ID, 100).await;
    let mut reader = Peer::join_as(server.address, ID, 101, &owner.cookie()).await;
    let before = reader.text();
    for text in ["One", "Two", "Three"] {
        plain.type_text(text).await;
    }
    let whole = plain.encode();
    plain.send(&Message::SyncStep2 { update: &whole }).await;
    plain.until(|_, message| matches!(message, Message::Denied { .. })).await;
    until_counted(&server, "octavo_updates_refused_total{reason=\"view\"}", 4).await;
    reader.type_text("Mine. ").await;
    reader.until_saved().await;
    assert_eq!(reader.text(), format!("Mine. {before}"));
    let state = owner.get(&format!("/api/documents/{ID}/history")).await.body;
    assert!(!state.contains("Three"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_takes_comments_and_no_text_and_a_document_no_comments() {
    let (server, owner) = start().await;
    let mut beside = Peer::join_as(server.address, &review(ID), 100, &owner.cookie()).await;
    let number = beside.type_text("Not here").await;
    assert_eq!(beside.until_refused(number).await, "the document has no such root");
    let mut body = Peer::join_as(server.address, ID, 101, &owner.cookie()).await;
    let number = body.comment("a", "Not here").await;
    assert_eq!(body.until_refused(number).await, "the document has no such root");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_right_is_changed_to_holds_within_a_second_in_the_review_too() {
    let (server, mut owner) = start().await;
    let token = owner.put(&format!("/api/documents/{ID}/view-link")).await;
    let token: serde_json::Value = serde_json::from_str(&token.body).unwrap();
    let token = token["view"].as_str().unwrap();
    let mut ben = Peer::join(server.address, &review(ID), 100).await;
    let mut eve = Peer::join(server.address, &review(token), 200).await;
    let number = eve.comment("eve", "By a view link.").await;
    eve.until_refused(number).await;
    let since = Instant::now();
    set_link(&mut owner, "view").await;
    assert_eq!(ben.until_closed().await.0, 1012, "so that he comes back by himself");
    let mut ben = Peer::join(server.address, &review(ID), 101).await;
    let number = ben.comment("ben", "Too late.").await;
    ben.until_refused(number).await;
    set_link(&mut owner, "off").await;
    assert_eq!((ben.until_closed().await.0, eve.until_closed().await.0), (4403, 4403));
    assert!(since.elapsed() < Duration::from_secs(2));
    for address in [review(ID), review(token)] {
        let mut again = Peer::connect(server.address, &address, 400).await;
        assert_eq!(again.until_closed().await.0, 4403, "{address}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_no_review_of_what_is_not_there_also_on_an_open_server() {
    for is_open in [false, true] {
        let config = Config { is_open, ..Config::default() };
        let server = TestServer::start(FaultyDisk::new().store(), config).await;
        let mut peer = Peer::connect(server.address, &review(ID), 100).await;
        assert_eq!(peer.until_closed().await.0, 4404);
    }
    let server =
        TestServer::start(FaultyDisk::new().store(), Config { is_open: true, ..Config::default() }).await;
    let mut any = Peer::join(server.address, "notes/review", 100).await;
    any.type_text("An open room like any other.").await;
    any.until_saved().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_is_kept_folded_copied_and_verified_as_its_document_is() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::default();
    config.limits.room_idle = Duration::from_millis(50);
    let server = TestServer::start(Store::open(folder.path()).unwrap(), config).await;
    let id = server.create(1).await;
    let mut ben = Peer::join(server.address, &review(&id), 100).await;
    for count in 0..1200 {
        ben.comment(&format!("{:02}", count % 40), &format!("Comment {count}")).await;
    }
    ben.until_saved().await;
    let comments = ben.comments();
    assert_eq!(comments.len(), 40);
    drop(ben);
    assert!(server.stop().await);

    let copy = folder.path().join("copy.redb");
    upkeep::backup(folder.path(), &copy).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    // Checks the copy first.
    upkeep::restore(&copy, elsewhere.path(), false).unwrap();

    let server = TestServer::start(Store::open(elsewhere.path()).unwrap(), Config::default()).await;
    let dossier = server.app.store.dossier(&review(&id)).unwrap();
    assert_eq!(dossier.kind, Kind::Review);
    assert!(dossier.snapshot.is_some() && dossier.entries.len() < 400, "{}", dossier.entries.len());
    let mut report = Vec::new();
    assert!(upkeep::verify(&server.app.store, &mut report).unwrap());
    assert!(String::from_utf8_lossy(&report).starts_with("2 documents"));
    let peer = Peer::join(server.address, &review(&id), 101).await;
    assert_eq!(peer.comments(), comments);
    let body = Peer::join(server.address, &id, 102).await;
    assert!(body.text().trim().is_empty());
}
