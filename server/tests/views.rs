//! View links: who has one sees everything and changes nothing, with whatever client and however hard he tries.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::path::PathBuf;

use octavo_server::config::Config;
use octavo_server::store::{Store, import};
use octavo_shared::sync::Message;
use octavo_shared::sync::presence::{self, PresenceEntry};
use support::disk::FaultyDisk;
use support::peer::Peer;
use support::server::TestServer;

async fn server_with(configure: impl FnOnce(&mut Config)) -> TestServer {
    let disk = FaultyDisk::new();
    let mut config = Config::default();
    configure(&mut config);
    TestServer::start(disk.store(), config).await
}

/// The token of a document's view link.
async fn share(server: &TestServer, id: &str) -> String {
    let answer = server.request(&format!("PUT /api/documents/{id}/view-link")).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let body = answer.split("\r\n\r\n").nth(1).unwrap();
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    body["view"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_link_is_always_the_same_and_does_not_give_away_the_documents_id() {
    let server = server_with(|_| {}).await;
    let (one, other) = (server.create(1).await, server.create(2).await);
    let token = share(&server, &one).await;
    assert_eq!(share(&server, &one).await, token);
    assert_ne!(share(&server, &other).await, token);
    assert_ne!(token, one);
    let nothing = "00000000-0000-4000-8000-000000000009";
    for id in [nothing, "x", &token] {
        let answer = server.request(&format!("PUT /api/documents/{id}/view-link")).await;
        assert!(answer.starts_with("HTTP/1.1 404"), "{id}: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_viewer_is_told_that_he_cannot_write_stays_and_goes_on_receiving() {
    let server = server_with(|_| {}).await;
    let id = server.create(1).await;
    let token = share(&server, &id).await;
    let mut ada = Peer::join(server.address, &id, 100).await;
    ada.type_text("Ada").await;
    ada.until_saved().await;
    let mut ben = Peer::join(server.address, &token, 200).await;
    ben.until_text(|text| text == "Ada\n").await;
    for _ in 0..20 {
        let number = ben.type_text("Ben").await;
        let mut reason = String::new();
        ben.until(|_, message| match message {
            Message::Refused { count, reason: given } if *count == number => {
                reason = (*given).to_owned();
                true
            }
            _ => false,
        })
        .await;
        assert_eq!(reason, "you may view this document, not change it");
    }
    ada.type_text("Still ").await;
    ada.until_saved().await;
    ben.until_text(|text| text.contains("Still ")).await;
    assert_eq!(ada.text(), "Still Ada\n");
    assert_eq!(ben.closed, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plain_yjs_client_with_a_view_link_changes_nothing_and_is_not_cut_off() {
    let server = server_with(|config| config.is_open = true).await;
    let id = server.create(1).await;
    let token = share(&server, &id).await;
    let mut ada = Peer::join(server.address, &id, 100).await;
    ada.type_text("Ada").await;
    ada.until_saved().await;
    let mut hostile = Peer::join_plainly(server.address, &token, 300).await;
    hostile.until_text(|text| text == "Ada\n").await;
    for _ in 0..20 {
        hostile.type_text("x").await;
    }
    // All that it has, as the answer to a question that nobody asked.
    let all = hostile.encode();
    hostile.send(&Message::SyncStep2 { update: &all }).await;
    let mut told = 0;
    hostile.send(&Message::QueryPresence).await;
    let mut frames = 0;
    hostile
        .until(|_, message| {
            told += usize::from(matches!(message, Message::Denied { .. }));
            frames += usize::from(matches!(message, Message::Presence { .. }));
            frames == 2
        })
        .await;
    assert_eq!(told, 1, "once");
    ada.type_text("Still ").await;
    ada.until_saved().await;
    hostile.until_text(|text| text.contains("Still ")).await;
    let mut fresh = Peer::join(server.address, &id, 400).await;
    fresh.until_text(|text| text == "Still Ada\n").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn others_see_that_a_viewer_is_there() {
    let server = server_with(|_| {}).await;
    let id = server.create(1).await;
    let token = share(&server, &id).await;
    let mut ada = Peer::join(server.address, &id, 100).await;
    let mut ben = Peer::join(server.address, &token, 200).await;
    let update = presence::encode([PresenceEntry {
        client: 200,
        clock: 1,
        state: Some(r#"{"user":{"name":"Ben"}}"#),
    }]);
    ben.send(&Message::Presence { update: &update }).await;
    let mut seen = false;
    ada.until(|_, message| {
        seen =
            matches!(message, Message::Presence { update } if update.windows(3).any(|part| part == b"Ben"));
        seen
    })
    .await;
    assert!(seen);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_nobody_made_leads_nowhere() {
    for is_open in [false, true] {
        let server = server_with(|config| config.is_open = is_open).await;
        let id = server.create(1).await;
        let token = share(&server, &id).await;
        let mut guess = token.into_bytes();
        guess[0] = if guess[0] == b'0' { b'1' } else { b'0' };
        let mut peer = Peer::connect(server.address, &String::from_utf8(guess).unwrap(), 5).await;
        assert_eq!(peer.until_closed().await.0, 4404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_link_opens_neither_the_past_nor_the_way_back_to_it() {
    let server = server_with(|_| {}).await;
    let id = server.create(1).await;
    let token = share(&server, &id).await;
    for request in [
        format!("GET /api/documents/{token}/history"),
        format!("GET /api/documents/{token}/history/state"),
        format!("GET /api/documents/{token}/history/authors"),
        format!("GET /api/documents/{token}/history/difference"),
        format!("POST /api/documents/{token}/history/restore?entry=1"),
    ] {
        let answer = server.request(&request).await;
        assert!(answer.starts_with("HTTP/1.1 403"), "{request}: {answer}");
    }
    assert!(server.request(&format!("PUT /api/documents/{token}")).await.starts_with("HTTP/1.1 400"));
}

#[tokio::test(flavor = "multi_thread")]
async fn view_links_work_in_a_copy_of_the_store() {
    let server = server_with(|_| {}).await;
    let id = server.create(1).await;
    let token = share(&server, &id).await;
    let mut copy = Vec::new();
    server.app.store.export(&mut copy).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file: PathBuf = folder.path().join("copy.redb");
    import(&file, &mut &copy[..]).unwrap();
    let restored = TestServer::start(Store::open_file(&file).unwrap(), Config::default()).await;
    assert_eq!(share(&restored, &id).await, token);
    let mut ben = Peer::join(restored.address, &token, 200).await;
    ben.until_text(|text| text == "\n").await;
}
