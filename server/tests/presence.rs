//! Who others are told that somebody is: what the server knows, whatever his client says.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use octavo_server::config::Config;
use octavo_shared::sync::Message;
use octavo_shared::sync::presence::{self, PresenceEntry};
use serde_json::{Value, json};
use support::browser::Browser;
use support::disk::FaultyDisk;
use support::peer::Peer;
use support::server::TestServer;

const PASSWORD: &str = "correct horse";

async fn server() -> TestServer {
    TestServer::start(FaultyDisk::new().store(), Config::default()).await
}

/// A browser in which somebody has signed up.
async fn signed_up(server: &TestServer, name: &str) -> Browser {
    let mut browser = Browser::new(server.address);
    sign_up(&mut browser, name).await;
    browser
}

async fn sign_up(browser: &mut Browser, name: &str) {
    let email = format!("{name}@example.org");
    let fields = [("name", name), ("email", &email), ("password", PASSWORD)];
    assert_eq!(browser.post("/sign-up", &fields).await.leads_to(), "/");
}

async fn show(peer: &mut Peer, client: u64, clock: u32, state: &str) {
    let update = presence::encode([PresenceEntry { client, clock, state: Some(state) }]);
    peer.send(&Message::Presence { update: &update }).await;
}

/// The state of a client, as soon as somebody hears of one.
async fn told_of(peer: &mut Peer, client: u64) -> Value {
    peer.send(&Message::QueryPresence).await;
    let mut told = None;
    peer.until(|_, message| {
        if let Message::Presence { update } = message {
            let entries = presence::decode(update, 1 << 20).unwrap();
            let state = entries.iter().find(|entry| entry.client == client).and_then(|entry| entry.state);
            told = state.map(|state| serde_json::from_str::<Value>(state).unwrap());
        }
        told.is_some()
    })
    .await;
    told.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn mallory_calls_himself_ada_and_is_shown_as_who_he_is() {
    let server = server().await;
    let id = server.create(1).await;
    let (ada, mallory) = (signed_up(&server, "Ada").await, signed_up(&server, "Mallory").await);
    let mut reader = Peer::join(server.address, &id, 1).await;
    let mut ada = Peer::join_as(server.address, &id, 10, &ada.cookie()).await;
    show(&mut ada, 10, 1, r#"{"user":{"name":"Ada"}}"#).await;
    let hers = told_of(&mut reader, 10).await;
    assert_eq!(hers["who"]["name"], "Ada");

    let copied = hers.to_string();
    let mut account = Peer::join_as(server.address, &id, 11, &mallory.cookie()).await;
    let mut guest = Peer::join_plainly(server.address, &id, 12).await;
    for (peer, client, name) in [(&mut account, 11, json!("Mallory")), (&mut guest, 12, Value::Null)] {
        show(peer, client, 1, &copied).await;
        let shown = told_of(&mut reader, client).await;
        assert_eq!(shown["user"]["name"], "Ada", "what he says of himself stays his word");
        assert_eq!(shown["who"]["name"], name);
        assert_ne!(shown["who"]["id"], hers["who"]["id"]);
        // Nor does he change what is said of her.
        show(peer, 10, 99, r#"{"user":{"name":"Fool"}}"#).await;
        assert_eq!(told_of(peer, 10).await, hers);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_is_one_person_in_all_windows_of_a_document_and_another_in_the_next_document() {
    let server = server().await;
    let (one, two) = (server.create(1).await, server.create(2).await);
    let ada = signed_up(&server, "Ada").await;
    let mut ids = Vec::new();
    for (client, document) in [(10, &one), (11, &one), (12, &two)] {
        let mut window = Peer::join_as(server.address, document, client, &ada.cookie()).await;
        show(&mut window, client, 1, "{}").await;
        let mut reader = Peer::join(server.address, document, client + 100).await;
        let who = told_of(&mut reader, client).await["who"].clone();
        ids.push(who["id"].as_str().unwrap().to_owned());
    }
    assert_eq!(ids[0], ids[1]);
    assert_ne!(ids[0], ids[2], "nobody is followed from one document to the next");
    let person = ada.clone().get("/api/me").await.body;
    assert!(ids.iter().all(|id| id.len() == 12 && !person.contains(id)), "{ids:?} in {person}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_changes_his_name_comes_back_under_the_new_one() {
    let server = server().await;
    let id = server.create(1).await;
    let mut browser = signed_up(&server, "Ada").await;
    let mut reader = Peer::join(server.address, &id, 1).await;
    let mut window = Peer::join_as(server.address, &id, 10, &browser.cookie()).await;
    show(&mut window, 10, 1, "{}").await;
    let before = told_of(&mut reader, 10).await;
    browser.post("/account/name", &[("name", "Ada Byron")]).await;
    assert_eq!(window.until_closed().await, (1012, "Your name has changed.".to_owned()));
    let mut window = Peer::join_as(server.address, &id, 11, &browser.cookie()).await;
    show(&mut window, 11, 1, "{}").await;
    let after = told_of(&mut reader, 11).await;
    assert_eq!((&before["who"]["name"], &after["who"]["name"]), (&json!("Ada"), &json!("Ada Byron")));
    assert_eq!(before["who"]["id"], after["who"]["id"]);
    assert_eq!(reader.closed, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_who_signs_in_and_out_is_shown_in_his_other_windows_as_who_he_is_then() {
    let server = server().await;
    let id = server.create(1).await;
    let mut browser = Browser::new(server.address);
    browser.get("/api/me").await;
    let mut stranger = Peer::join(server.address, &id, 1).await;
    let mut window = Peer::join_as(server.address, &id, 10, &browser.cookie()).await;
    sign_up(&mut browser, "Ada").await;
    // Only now is it sure that the browser has the cookie.
    browser.get("/api/me").await;
    assert_eq!(window.until_closed().await, (1012, "You have signed in.".to_owned()));
    let mut window = Peer::join_as(server.address, &id, 11, &browser.cookie()).await;
    show(&mut window, 11, 1, "{}").await;
    assert_eq!(told_of(&mut stranger, 11).await["who"]["name"], "Ada");
    browser.post("/account/sign-out", &[]).await;
    assert_eq!(window.until_closed().await.0, 1012);
    let mut window = Peer::join_as(server.address, &id, 12, &browser.cookie()).await;
    show(&mut window, 12, 1, "{}").await;
    assert_eq!(told_of(&mut stranger, 12).await["who"]["name"], Value::Null);
    assert_eq!(stranger.closed, None, "others notice nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_opens_a_link_for_viewing_is_named_too() {
    let server = server().await;
    let id = server.create(1).await;
    let answer = server.request(&format!("PUT /api/documents/{id}/view-link")).await;
    let token = answer.split('"').rev().nth(1).unwrap().to_owned();
    let ada = signed_up(&server, "Ada").await;
    let mut reader = Peer::join(server.address, &id, 1).await;
    let mut ids = Vec::new();
    for (client, address) in [(10, &token), (11, &id)] {
        let mut window = Peer::join_as(server.address, address, client, &ada.cookie()).await;
        show(&mut window, client, 1, "{}").await;
        let who = told_of(&mut reader, client).await["who"].clone();
        assert_eq!(who["name"], "Ada");
        ids.push(who["id"].clone());
    }
    assert_eq!(ids[0], ids[1]);
}
