//! Whose a document is, and that what its link allows holds at once, for whoever is in it and whatever he sends.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::time::{Duration, Instant};

use octavo_server::config::Config;
use octavo_shared::sync::Message;
use support::browser::Browser;
use support::counts::until_counted;
use support::disk::FaultyDisk;
use support::peer::Peer;
use support::server::TestServer;

const ID: &str = "00000000-0000-4000-8000-000000000001";

/// A server, the browser of a guest who has made a document, and the token of its view link.
async fn start() -> (TestServer, Browser, String) {
    let config = Config { has_metrics: true, ..Config::default() };
    let server = TestServer::start(FaultyDisk::new().store(), config).await;
    let mut owner = Browser::new(server.address);
    assert_eq!(owner.put(&format!("/api/documents/{ID}")).await.status, 201);
    let token = owner.put(&format!("/api/documents/{ID}/view-link")).await;
    let token: serde_json::Value = serde_json::from_str(&token.body).unwrap();
    (server, owner, token["view"].as_str().unwrap().to_owned())
}

async fn set_link(browser: &mut Browser, role: &str) -> u16 {
    browser.put(&format!("/api/documents/{ID}/link/{role}")).await.status
}

async fn rights(browser: &mut Browser, id: &str) -> serde_json::Value {
    serde_json::from_str(&browser.get(&format!("/api/documents/{id}/rights")).await.body).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn until_the_owner_says_otherwise_whoever_has_the_link_writes() {
    let (server, mut owner, token) = start().await;
    let mut ben = Browser::new(server.address);
    let told = rights(&mut owner, ID).await;
    assert_eq!(told, serde_json::json!({ "role": "owner", "write": true, "manage": true, "link": "edit" }));
    let told = rights(&mut ben, ID).await;
    assert_eq!(told, serde_json::json!({ "role": "edit", "write": true, "manage": false, "link": "edit" }));
    assert_eq!(rights(&mut ben, &token).await["role"], "view");
    let mut tab = Peer::join_as(server.address, ID, 100, &ben.cookie()).await;
    tab.type_text("Ben").await;
    tab.until_saved().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_owner_says_what_the_link_allows() {
    let (server, mut owner, token) = start().await;
    let mut ben = Browser::new(server.address);
    ben.get("/api/me").await;
    for role in ["off", "view", "edit"] {
        assert_eq!(set_link(&mut ben, role).await, 403, "{role}");
    }
    assert_eq!(owner.put(&format!("/api/documents/{ID}/link/manage")).await.status, 400);
    let unknown = "00000000-0000-4000-8000-000000000009";
    assert_eq!(owner.put(&format!("/api/documents/{unknown}/link/off")).await.status, 404);
    assert_eq!(ben.put(&format!("/api/documents/{token}/link/edit")).await.status, 403);
    owner.origin = Some("https://evil.example".to_owned());
    assert_eq!(set_link(&mut owner, "off").await, 403, "by a page of another site");
    assert_eq!(rights(&mut ben, ID).await["link"], "edit");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_is_switched_off_sends_others_away_within_a_second_and_lets_nobody_in() {
    let (server, mut owner, token) = start().await;
    let mut mine = Peer::join_as(server.address, ID, 100, &owner.cookie()).await;
    let mut ben = Peer::join(server.address, ID, 200).await;
    let mut eve = Peer::join(server.address, &token, 300).await;
    ben.type_text("Ben ").await;
    ben.until_saved().await;
    let since = Instant::now();
    assert_eq!(set_link(&mut owner, "off").await, 204);
    assert_eq!((ben.until_closed().await.0, eve.until_closed().await.0), (4403, 4403));
    assert!(since.elapsed() < Duration::from_secs(1));
    for address in [ID, &token] {
        let mut again = Peer::connect(server.address, address, 400).await;
        assert_eq!(again.until_closed().await.0, 4403);
    }
    until_counted(&server, "octavo_closed_total{code=\"4403\"}", 4).await;
    let mut stranger = Browser::new(server.address);
    for path in ["", "/rights", "/history", "/history/state", "/history/authors", "/history/difference"] {
        for id in [ID, &*token] {
            let answer = stranger.get(&format!("/api/documents/{id}{path}")).await;
            assert!(matches!(answer.status, 403 | 404), "{id}{path}: {answer:?}");
        }
    }
    assert_eq!(stranger.put(&format!("/api/documents/{ID}/view-link")).await.status, 403);
    assert_eq!(
        stranger
            .send("POST", &format!("/api/documents/{ID}/history/restore?entry=1"), Some(String::new()))
            .await
            .status,
        403
    );
    mine.type_text("Still mine. ").await;
    mine.until_saved().await;
    assert_eq!(set_link(&mut owner, "edit").await, 204);
    Peer::join(server.address, ID, 500).await.until_text(|text| text.contains("Still mine. Ben")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_only_look_from_now_on_comes_back_so_and_what_he_sends_is_refused() {
    let (server, mut owner, token) = start().await;
    let mut ben = Peer::join(server.address, ID, 200).await;
    let mut eve = Peer::join(server.address, &token, 300).await;
    ben.type_text("Ben ").await;
    ben.until_saved().await;
    assert_eq!(set_link(&mut owner, "view").await, 204);
    assert_eq!(ben.until_closed().await.0, 1012, "so that he comes back by himself");
    let mut ben = Peer::join(server.address, ID, 201).await;
    ben.until_text(|text| text == "Ben \n").await;
    let number = ben.type_text("Ben again").await;
    ben.until(|_, message| matches!(message, Message::Refused { count, .. } if *count == number)).await;
    let mut mine = Peer::join_as(server.address, ID, 100, &owner.cookie()).await;
    mine.type_text("Mine. ").await;
    mine.until_saved().await;
    assert_eq!(mine.text(), "Mine. Ben \n");
    eve.until_text(|text| text == "Mine. Ben \n").await;
    let mut stranger = Browser::new(server.address);
    assert_eq!(rights(&mut stranger, ID).await["role"], "view");
    for path in ["/history", "/history/state", "/history/authors"] {
        assert_eq!(stranger.get(&format!("/api/documents/{ID}{path}")).await.status, 403);
    }
    assert_eq!(owner.get(&format!("/api/documents/{ID}/history")).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_stays_one_when_he_gets_an_account_and_is_none_without_it() {
    let (server, mut owner, _) = start().await;
    set_link(&mut owner, "off").await;
    let guest = owner.cookies.clone();
    let fields = [("name", "Ada"), ("email", "ada@example.org"), ("password", "correct horse")];
    owner.post("/sign-up", &fields).await.leads_to();
    assert_eq!(rights(&mut owner, ID).await["role"], "owner");
    let mut elsewhere = Browser::new(server.address);
    elsewhere.cookies = guest;
    assert_eq!(
        elsewhere.get(&format!("/api/documents/{ID}/rights")).await.status,
        403,
        "the guest is nobody now"
    );
    elsewhere.post("/sign-in", &fields[1..]).await.leads_to();
    assert_eq!(set_link(&mut elsewhere, "view").await, 204);
    let mut tab = Peer::join_as(server.address, ID, 100, &elsewhere.cookie()).await;
    elsewhere.post("/account/sign-out", &[]).await;
    assert_eq!(tab.until_closed().await.0, 1012);
    assert_eq!(rights(&mut elsewhere, ID).await["role"], "view");
    assert!(owner.get("/account").await.status == 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_from_before_there_were_owners_is_nobodys_and_as_it_was() {
    let (server, mut owner, _) = start().await;
    let old = "00000000-0000-4000-8000-000000000002";
    server.app.store.create(old.into(), 0, octavo_shared::model::seed()).await.unwrap();
    let told = rights(&mut owner, old).await;
    assert_eq!(told, serde_json::json!({ "role": "edit", "write": true, "manage": false, "link": "edit" }));
    assert_eq!(
        owner.put(&format!("/api/documents/{old}")).await.status,
        200,
        "making it again makes nobody its owner"
    );
    assert_eq!(owner.put(&format!("/api/documents/{old}/link/off")).await.status, 403);
}
