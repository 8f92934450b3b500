//! What somebody writes with no network while his right to is taken away: it is not in the document, and not lost. Whoever manages the
//! document answers.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use octavo_server::access::held::MOST;
use octavo_server::people::audit::Event;
use octavo_server::store::Book;
use serde_json::{Value, json};
use support::browser::{Answer, Browser};
use support::peer::Peer;
use support::people::{server, somebody};
use support::server::TestServer;

const ID: &str = "00000000-0000-4000-8000-000000000001";

fn path(rest: &str) -> String {
    format!("/api/documents/{ID}{rest}")
}

/// Ana's document, in which Ben could write until just now. He has it open, as it was.
async fn revoked(server: &TestServer) -> (Browser, Browser, Peer) {
    let mut ana = somebody(server, "Ana", "ana@example.org").await;
    let mut ben = somebody(server, "Ben", "ben@example.org").await;
    assert_eq!(ana.put(&path("")).await.status, 201);
    assert_eq!(ana.put(&path("/link/off")).await.status, 204);
    let share = json!({ "email": "ben@example.org", "role": "edit" });
    assert_eq!(ana.send_json("POST", &path("/shares"), &share).await.status, 204);
    let mut tab = Peer::join_as(server.address, ID, 100, &ben.cookie()).await;
    tab.type_text("Together. ").await;
    tab.until_saved().await;
    let key = ben.get("/api/me").await.json()["person"].as_str().unwrap().to_owned();
    assert_eq!(ana.send_as("text/plain", "DELETE", &path(&format!("/shares/{key}")), None).await.status, 204);
    tab.until_closed().await;
    (ana, ben, tab)
}

async fn hold(browser: &mut Browser, update: &[u8]) -> Answer {
    browser.send_as("application/octet-stream", "PUT", &path("/held"), Some(update.to_vec())).await
}

/// Somebody else who has opened the document and may not write in it.
async fn opener(server: &TestServer, ana: &mut Browser, email: &str) -> Browser {
    let one = somebody(server, "Somebody", email).await;
    let share = json!({ "email": email, "role": "view" });
    assert_eq!(ana.send_json("POST", &path("/shares"), &share).await.status, 204);
    Peer::join_as(server.address, ID, 200, &one.cookie()).await.leave().await;
    one
}

async fn waiting(manager: &mut Browser) -> Vec<Value> {
    let told = manager.get(&path("/held")).await;
    assert_eq!(told.status, 200, "{told:?}");
    told.json()["held"].as_array().unwrap().clone()
}

async fn text(browser: &mut Browser) -> String {
    let told = browser.get(&path("/content?format=markdown")).await;
    assert_eq!(told.status, 200, "{told:?}");
    told.body
}

#[tokio::test(flavor = "multi_thread")]
async fn it_waits_outside_the_document_and_is_taken_in_as_written_by_whoever_wrote_it() {
    let server = server().await;
    let (mut ana, mut ben, mut tab) = revoked(&server).await;
    let update = tab.edit("Ben was offline. ");
    assert_eq!(hold(&mut ben, &update).await.json(), json!({ "held": "waiting" }));
    assert_eq!(hold(&mut ben, &update).await.json(), json!({ "held": "waiting" }), "sent again");
    assert!(!text(&mut ana).await.contains("offline"));
    let held = waiting(&mut ana).await;
    assert_eq!((held.len(), &held[0]["name"]), (1, &json!("Ben")));
    let key = held[0]["key"].as_str().unwrap();

    let listed = ana.get(&format!("/d/{ID}/access")).await.body;
    assert!(listed.contains(&format!("/d/{ID}/held/{key}")), "{listed}");
    let shown = ana.get(&format!("/d/{ID}/held/{key}")).await.body;
    assert!(shown.contains("<span class=\"told\">added by Ben: </span>Ben was offline. </ins>"), "{shown}");
    let news = ana.get("/activity").await.body;
    assert!(news.contains("Ben changed it without the right to"), "{news}");

    let form = format!("/d/{ID}/access/held");
    assert_eq!(ana.post(&form, &[("key", key)]).await.leads_to(), format!("/d/{ID}/access?done=held"));
    assert!(text(&mut ana).await.contains("Ben was offline. Together."));
    let authors = ana.get(&path("/history/authors")).await.json();
    let person = ben.get("/api/me").await.json()["person"].clone();
    let by = |part: &&Value| part["insert"].as_str().is_some_and(|text| text.contains("offline"));
    let part = authors["text"]["ops"].as_array().unwrap().iter().find(by).unwrap().clone();
    assert_eq!(part["author"], person);
    assert_eq!(hold(&mut ben, &update).await.json(), json!({ "held": "taken" }));
    assert_eq!((waiting(&mut ana).await.len(), ana.post(&form, &[("key", key)]).await.status), (0, 422));

    let lines = server.app.people.audit(None, 100).await.unwrap();
    let events = lines.into_iter().map(|(_, line)| line.about.event);
    let events: Vec<Event> = events.filter(|event| *event != Event::Exported).collect();
    assert_eq!(events[..2], [Event::ChangeTaken, Event::ChangeHeld]);
    assert!(server.app.store.begin_with(Book::Held, Vec::new(), 1).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_declined_is_never_in_the_document_and_is_not_asked_for_again() {
    let server = server().await;
    let (mut ana, mut ben, mut tab) = revoked(&server).await;
    let update = tab.edit("No. ");
    assert_eq!(hold(&mut ben, &update).await.status, 200);
    let key = waiting(&mut ana).await[0]["key"].as_str().unwrap().to_owned();
    let answer = path(&format!("/held/{key}"));
    for who in [&mut ben, &mut Browser::new(server.address)] {
        for method in ["POST", "DELETE"] {
            assert_eq!(who.send_as("text/plain", method, &answer, None).await.status, 403, "{method}");
        }
        assert_eq!(who.get(&path("/held")).await.status, 403);
        assert!(!who.get(&format!("/d/{ID}/held/{key}")).await.body.contains("No. "));
    }
    assert_eq!(ana.send_as("text/plain", "DELETE", &answer, None).await.status, 204);
    assert!(!text(&mut ana).await.contains("No."));
    assert_eq!(hold(&mut ben, &update).await.json(), json!({ "held": "declined" }));
    assert!(waiting(&mut ana).await.is_empty());
    assert_eq!(ana.send_as("text/plain", "POST", &answer, None).await.status, 422, "it is answered");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_on_replaces_what_waits_and_that_of_another_device_waits_beside_it() {
    let server = server().await;
    let (mut ana, mut ben, mut tab) = revoked(&server).await;
    let before = tab.encode();
    let first = tab.edit("One. ");
    assert_eq!(hold(&mut ben, &first).await.status, 200);
    tab.edit("Two. ");
    // All that the device has, as a browser sends what it has not sent: more than before.
    assert_eq!(hold(&mut ben, &tab.encode()).await.status, 200);
    let held = waiting(&mut ana).await;
    assert_eq!(held.len(), 1, "{held:?}");
    let mut phone = octavo_shared::model::Document::new(101);
    phone.merge([&*before]).unwrap();
    let more = octavo_shared::model::Delta::new().insert("Phone. ", octavo_shared::model::Attributes::new());
    assert_eq!(hold(&mut ben, &phone.edit(&more)).await.status, 200);
    let held = waiting(&mut ana).await;
    assert_eq!(held.len(), 2, "{held:?}");
    for held in held {
        let answer = path(&format!("/held/{}", held["key"].as_str().unwrap()));
        assert_eq!(ana.send_as("text/plain", "POST", &answer, None).await.status, 204);
    }
    let text = text(&mut ana).await;
    assert!(["One.", "Two.", "Phone.", "Together."].iter().all(|part| text.contains(part)), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_else_is_kept() {
    let server = server().await;
    let (mut ana, mut ben, mut tab) = revoked(&server).await;
    let update = tab.edit("Text. ");
    assert_eq!(hold(&mut ana, &update).await.status, 409, "who may write does");
    assert_eq!(hold(&mut Browser::new(server.address), &update).await.status, 401);
    for garbage in [&b""[..], &[0, 0], &[255; 40], b"{}"] {
        assert_eq!(hold(&mut ben, garbage).await.status, 422, "{garbage:?}");
    }
    let mut stranger = somebody(&server, "Stranger", "stranger@example.org").await;
    assert_eq!(hold(&mut stranger, &update).await.status, 403, "who was never in it");
    let nowhere = "/api/documents/00000000-0000-4000-8000-00000000000f/held";
    let answer = ben.send_as("application/octet-stream", "PUT", nowhere, Some(update.clone())).await;
    assert_eq!(answer.status, 404);
    let long = vec![0; server.app.config.limits.change_bytes + 1];
    assert_eq!(hold(&mut ben, &long).await.status, 413);
    assert!(server.app.store.begin_with(Book::Held, Vec::new(), 1).await.unwrap().is_empty());
    assert_eq!(ana.put(&path("/trash")).await.status, 204);
    assert_eq!(hold(&mut ben, &update).await.status, 403, "it is in the trash");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_builds_on_what_is_not_there_is_said_to_and_goes_with_the_document() {
    let server = server().await;
    let (mut ana, mut ben, mut tab) = revoked(&server).await;
    tab.edit("Lost. ");
    assert_eq!(hold(&mut ben, &tab.edit("On that. ")).await.status, 200);
    let key = waiting(&mut ana).await[0]["key"].as_str().unwrap().to_owned();
    let form = format!("/d/{ID}/access/held");
    let answer = ana.post(&form, &[("key", &key)]).await;
    assert!(answer.status == 422 && answer.body.contains("what it builds on is not there"), "{answer:?}");
    assert_eq!(waiting(&mut ana).await.len(), 1, "it waits on");
    assert_eq!(ana.put(&path("/trash")).await.status, 204);
    assert_eq!(ana.send_as("text/plain", "DELETE", &path(""), None).await.status, 204);
    assert!(server.app.store.begin_with(Book::Held, Vec::new(), 1).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_wait_than_somebody_can_look_through_and_the_answered_make_place() {
    let server = server().await;
    let (mut ana, _, mut tab) = revoked(&server).await;
    let mut full = 0;
    for number in 0..=MOST {
        let mut one = opener(&server, &mut ana, &format!("carl{number}@example.org")).await;
        let answer = hold(&mut one, &tab.edit("Me, too. ")).await;
        full += usize::from(answer.status == 422 && answer.body.contains("wait for an answer"));
    }
    assert_eq!((waiting(&mut ana).await.len(), full), (MOST, 1));
    let answer = path(&format!("/held/{}", waiting(&mut ana).await[0]["key"].as_str().unwrap()));
    assert_eq!(ana.send_as("text/plain", "DELETE", &answer, None).await.status, 204);
    let mut one = opener(&server, &mut ana, "dora@example.org").await;
    assert_eq!(hold(&mut one, &tab.edit("And me. ")).await.status, 200);
    assert_eq!(waiting(&mut ana).await.len(), MOST);
}
