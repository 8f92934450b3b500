//! Documents over HTTP, for programs: made, read in every form, changed so that all that others write stays, shared and thrown away.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use octavo_server::config::Config;
use octavo_server::people::audit::Event;
use serde_json::{Value, json};
use support::browser::Browser;
use support::disk::FaultyDisk;
use support::peer::Peer;
use support::server::{TestServer, server_with};

const PASSWORD: &str = "correct horse";

async fn server() -> TestServer {
    TestServer::start(FaultyDisk::new().store(), Config::default()).await
}

/// A program that acts for somebody who has just signed up, with a key that lets all.
async fn program(server: &TestServer, name: &str) -> Browser {
    let mut browser = Browser::new(server.address);
    let email = format!("{}@example.org", name.to_lowercase());
    browser.post("/sign-up", &[("name", name), ("email", &email), ("password", PASSWORD)]).await.leads_to();
    let fields = [
        ("name", "all"),
        ("current", PASSWORD),
        ("read", "y"),
        ("write", "y"),
        ("share", "y"),
        ("manage", "y"),
    ];
    let shown = browser.post("/account/keys", &fields).await.body;
    let (_, behind) = shown.split_once("<code class=\"secret\">").unwrap();
    Browser::program(server.address, behind.split_once('<').unwrap().0)
}

/// A new document with a text.
async fn document(program: &mut Browser, text: &str) -> String {
    let body = json!({ "title": "The plan", "delta": { "ops": [{ "insert": text }] } });
    let made = program.send_json("POST", "/api/documents", &body).await;
    assert_eq!(made.status, 201, "{made:?}");
    made.json()["id"].as_str().unwrap().to_owned()
}

async fn read(program: &mut Browser, id: &str, form: &str) -> String {
    let answer = program.get(&format!("/api/documents/{id}/content?as={form}")).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body
}

async fn change(program: &mut Browser, id: &str, body: &Value) -> support::browser::Answer {
    program.send_json("POST", &format!("/api/documents/{id}/changes"), body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_made_of_what_a_program_sends_and_read_in_every_form() {
    let server = server().await;
    let mut program = program(&server, "Ada").await;
    let ops = json!([
        { "insert": "Heading" }, { "insert": "\n", "attributes": { "header": 2 } },
        { "insert": "bold", "attributes": { "bold": true } }, { "insert": " & <plain>\nitem" }, { "insert": "\n", "attributes": { "list": "bullet" } },
    ]);
    let made = program
        .send_json("POST", "/api/documents", &json!({ "title": "Ä plan", "delta": { "ops": ops } }))
        .await;
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let rights = octavo_server::rights::of(&server.app.store, &id).await.unwrap();
    assert!(rights.owner.starts_with("account:"));
    assert_eq!(read(&mut program, &id, "markdown").await, "## Heading\n\n**bold** & \\<plain>\n\n- item\n");
    assert_eq!(read(&mut program, &id, "text").await, "Heading\nbold & <plain>\n• item\n");
    let html = program.get(&format!("/api/documents/{id}/content?as=html")).await;
    assert!(
        html.body.contains("<title>Ä plan</title>") && html.body.contains("<b>bold</b> &amp; &lt;plain&gt;"),
        "{html:?}"
    );
    let policy = html.header("content-security-policy").unwrap();
    assert!(policy.contains("sandbox") && !policy.contains("script-src"), "{policy}");
    let told: Value = serde_json::from_str(&read(&mut program, &id, "delta").await).unwrap();
    assert_eq!(
        (&told["title"], &told["id"], &told["delta"]["ops"]),
        (&"Ä plan".into(), &Value::from(&*id), &ops)
    );
    let file = program.get(&format!("/api/documents/{id}/content?as=markdown")).await;
    assert_eq!(file.header("content-disposition"), Some("inline; filename*=UTF-8''%C3%84%20plan.md"));
    assert_eq!(file.header("octavo-state"), told["state"].as_str());
    assert_eq!(file.header("octavo-entry"), Some(&*told["entry"].to_string()));
    assert_eq!(program.get(&format!("/api/documents/{id}/content?as=word")).await.status, 400);
    // It is written down that somebody took it with him, once.
    let lines = server.app.people.audit(None, 99).await.unwrap();
    assert_eq!(lines.iter().filter(|(_, line)| line.about.event == Event::Exported).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_programs_that_change_what_both_have_read_both_stay_and_people_see_it_at_once() {
    let server = server().await;
    let (mut ada, mut ben) = (program(&server, "Ada").await, program(&server, "Ben").await);
    let id = document(&mut ada, "The cat sat.\n").await;
    let mut tab = Peer::join(server.address, &id, 50).await;
    let base: Value = serde_json::from_str(&read(&mut ada, &id, "delta").await).unwrap();
    // Somebody types in between.
    tab.type_text("Look! ").await;
    tab.until_saved().await;
    let ops = json!([{ "retain": 4 }, { "insert": "black " }]);
    let by_entry = json!({ "base": { "entry": base["entry"] }, "change": { "ops": ops } });
    let done = change(&mut ada, &id, &by_entry).await;
    assert_eq!(done.status, 200, "{done:?}");
    let ops = json!([{ "retain": 8 }, { "delete": 3 }, { "insert": "slept" }]);
    let by_state = json!({ "base": { "state": base["state"] }, "change": { "ops": ops }, "title": "Cats" });
    let done = change(&mut ben, &id, &by_state).await;
    assert_eq!(done.status, 200, "{done:?}");
    tab.until_text(|text| text == "Look! The black cat slept.\n").await;
    assert_eq!(read(&mut ada, &id, "text").await, "Look! The black cat slept.\n");
    let told: Value = serde_json::from_str(&read(&mut ada, &id, "delta").await).unwrap();
    assert_eq!((&told["title"], &told["entry"]), (&"Cats".into(), &done.json()["entry"]));
    let history = ada.get(&format!("/api/documents/{id}/history")).await.json();
    let names: Vec<_> =
        history["entries"].as_array().unwrap().iter().map(|entry| entry["name"].as_str()).collect();
    assert_eq!(names, [Some("Ben"), Some("Ada"), None, Some("Ada"), None]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_on_disk_when_it_is_answered() {
    let disk = FaultyDisk::new();
    let server = TestServer::start(disk.store(), Config::default()).await;
    let mut ada = program(&server, "Ada").await;
    let id = document(&mut ada, "a\n").await;
    let entry = serde_json::from_str::<Value>(&read(&mut ada, &id, "delta").await).unwrap()["entry"].clone();
    let body = json!({ "base": { "entry": entry }, "change": { "ops": [{ "insert": "b" }] } });
    assert_eq!(change(&mut ada, &id, &body).await.status, 200);
    let log = server.app.store.log((&*id).into()).await.unwrap();
    let state = octavo_shared::sync::history::state(
        &log.iter()
            .map(|entry| octavo_shared::sync::history::Step {
                author: &entry.author,
                from_ms: 0,
                to_ms: 0,
                update: &entry.update,
            })
            .collect::<Vec<_>>(),
    );
    assert_eq!(state.unwrap().body().text(), "ba\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_with_yjs_of_its_own_sends_updates() {
    let server = server().await;
    let mut ada = program(&server, "Ada").await;
    let id = document(&mut ada, "text\n").await;
    let mut replica = octavo_shared::model::Document::new(77);
    let answer = ada.get(&format!("/api/documents/{id}/content?as=delta")).await.json();
    assert_eq!(answer["delta"]["ops"], json!([{ "insert": "text\n" }]));
    let log = server.app.store.log((&*id).into()).await.unwrap();
    replica.merge(log.iter().map(|entry| &*entry.update)).unwrap();
    let insert =
        |text: &str| octavo_shared::model::Delta::new().insert(text, octavo_shared::model::Attributes::new());
    let (first, second) = (replica.edit(&insert("one ")), replica.edit(&insert("two ")));
    // What builds on something that the server does not have waits for nobody.
    let early = change(&mut ada, &id, &json!({ "update": STANDARD.encode(&second) })).await;
    assert_eq!(early.status, 409, "{early:?}");
    assert_eq!(change(&mut ada, &id, &json!({ "update": STANDARD.encode(&first) })).await.status, 200);
    let path = format!("/api/documents/{id}/changes");
    let raw = ada.send_as("application/octet-stream", "POST", &path, Some(second)).await;
    assert_eq!(raw.status, 200, "{raw:?}");
    assert_eq!(read(&mut ada, &id, "text").await, "two one text\n");
    let hostile = ada.send_as("application/octet-stream", "POST", &path, Some(vec![255; 40])).await;
    assert!(matches!(hostile.status, 422 | 503), "{hostile:?}");
    assert_eq!(read(&mut ada, &id, "text").await, "two one text\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_is_none_is_refused_in_a_sentence() {
    let (server, _disk) = server_with(|config| config.limits.change_bytes = 100_000).await;
    let mut ada = program(&server, "Ada").await;
    let id = document(&mut ada, "text\n").await;
    let insert = json!({ "ops": [{ "insert": "x" }] });
    for (body, status, says) in [
        (json!({ "change": insert }), 400, "Say to which state"),
        (json!({ "base": { "entry": 1, "state": "AA==" }, "change": insert }), 400, "Say to which state"),
        (json!({ "base": { "entry": 99 }, "change": insert }), 409, "cannot be told any more"),
        (json!({ "base": { "entry": 0 }, "change": insert }), 409, "cannot be told any more"),
        (json!({ "base": { "state": "%" }, "change": insert }), 400, "base64"),
        (json!({ "base": { "state": "//8=" }, "change": insert }), 400, "no state vector"),
        (json!({ "base": { "state": "AA==" }, "change": insert }), 409, "cannot be told any more"),
        (
            json!({ "base": { "entry": 2 }, "change": { "ops": [{ "delete": 9 }] } }),
            422,
            "longer than the text",
        ),
        (json!({ "base": { "entry": 2 }, "change": { "ops": [{ "keep": 9 }] } }), 422, "step 0"),
        (json!({ "text": "x" }), 400, "unknown field"),
        (json!(7), 400, "not what this address takes"),
    ] {
        let answer = change(&mut ada, &id, &body).await;
        assert!(answer.status == status && answer.body.contains(says), "{body}: {answer:?}");
    }
    let long = json!({ "base": { "entry": 2 }, "change": { "ops": [{ "insert": "x".repeat(100_000) }] } });
    assert_eq!(change(&mut ada, &id, &long).await.status, 413);
    let long = json!({ "base": { "entry": 2 }, "change": { "ops": [{ "insert": "x".repeat(90_000) }] } });
    assert_eq!(change(&mut ada, &id, &long).await.status, 200, "longer than a form");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_only_look_reads_and_does_not_write_and_a_view_link_tells_no_id() {
    let server = server().await;
    let (mut ada, mut ben) = (program(&server, "Ada").await, program(&server, "Ben").await);
    let id = document(&mut ada, "text\n").await;
    let view =
        ada.put(&format!("/api/documents/{id}/view-link")).await.json()["view"].as_str().unwrap().to_owned();
    assert_eq!(ada.put(&format!("/api/documents/{id}/link/view")).await.status, 204);
    let body = json!({ "base": { "entry": 2 }, "change": { "ops": [{ "insert": "x" }] } });
    for address in [&id, &view] {
        assert_eq!(read(&mut ben, address, "text").await, "text\n");
        assert_eq!(change(&mut ben, address, &body).await.status, 403);
    }
    assert!(!read(&mut ben, &view, "delta").await.contains(&id));
    assert_eq!(ada.put(&format!("/api/documents/{id}/link/off")).await.status, 204);
    for address in [&id, &view] {
        assert_eq!(ben.get(&format!("/api/documents/{address}/content")).await.status, 403);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_shares_a_document_as_the_page_does() {
    let server = server().await;
    let (mut ada, mut ben) = (program(&server, "Ada").await, program(&server, "Ben").await);
    let id = document(&mut ada, "text\n").await;
    let shares = format!("/api/documents/{id}/shares");
    assert_eq!(ada.put(&format!("/api/documents/{id}/link/off")).await.status, 204);
    assert_eq!(ben.get(&shares).await.status, 403);
    let shared = ada.send_json("POST", &shares, &json!({ "email": "ben@example.org", "role": "view" })).await;
    assert_eq!(shared.status, 204, "{shared:?}");
    let told = ada.get(&shares).await.json();
    let key = told["shares"][0]["key"].as_str().unwrap().to_owned();
    assert_eq!(
        (&told["owner"], &told["shares"][0]["name"], &told["link"]["role"]),
        (&"Ada".into(), &"Ben".into(), &"off".into())
    );
    assert_eq!(read(&mut ben, &id, "text").await, "text\n");
    let body = json!({ "base": { "entry": 2 }, "change": { "ops": [{ "insert": "x" }] } });
    assert_eq!(change(&mut ben, &id, &body).await.status, 403);
    let one = format!("{shares}/{}", key.replace(':', "%3A"));
    assert_eq!(ada.send_json("PATCH", &one, &json!({ "role": "edit" })).await.status, 204);
    assert_eq!(change(&mut ben, &id, &body).await.status, 200);
    assert_eq!(ada.send("DELETE", &one, None).await.status, 204);
    assert_eq!(ben.get(&format!("/api/documents/{id}/content")).await.status, 403);
    let gone = ada.send("DELETE", &one, None).await;
    assert_eq!(
        (gone.status, &gone.json()["error"]),
        (422, &"It is not there any more: somebody was quicker.".into())
    );
    assert_eq!(
        ada.send_json("PUT", &format!("/api/documents/{id}/everyone"), &json!({ "role": "comment" }))
            .await
            .status,
        204
    );
    let link = json!({ "role": "view", "until": "2999-12-31" });
    assert_eq!(ada.send_json("PUT", &format!("/api/documents/{id}/link"), &link).await.status, 204);
    let told = ada.get(&shares).await.json();
    assert_eq!((&told["everyone"], &told["link"]["role"]), (&"comment".into(), &"view".into()));
    for (body, status) in [
        (json!({ "email": "ben@example.org", "role": "owner" }), 422),
        (json!({ "email": "nobody", "role": "edit" }), 422),
        (json!({ "role": "edit" }), 422),
        (json!(7), 400),
    ] {
        assert_eq!(ada.send_json("POST", &shares, &body).await.status, status, "{body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_throws_a_document_away_and_takes_it_back() {
    let server = server().await;
    let mut ada = program(&server, "Ada").await;
    let id = document(&mut ada, "text\n").await;
    let trash = format!("/api/documents/{id}/trash");
    assert_eq!(ada.put(&trash).await.status, 204);
    assert_eq!(ada.get(&format!("/api/documents/{id}/content")).await.status, 403);
    assert_eq!(ada.send("DELETE", &trash, None).await.status, 204);
    assert_eq!(read(&mut ada, &id, "text").await, "text\n");
    assert_eq!(ada.put(&trash).await.status, 204);
    assert_eq!(ada.send("DELETE", &format!("/api/documents/{id}"), None).await.status, 204);
    assert_eq!(ada.get(&format!("/api/documents/{id}/content")).await.status, 410);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_text_takes_the_place_of_what_was_read_and_not_of_what_others_wrote_meanwhile() {
    let server = server().await;
    let mut ada = program(&server, "Ada").await;
    let id = document(&mut ada, "The cat sat.\nThe end.\n").await;
    let base = serde_json::from_str::<Value>(&read(&mut ada, &id, "delta").await).unwrap()["entry"].clone();
    let mut tab = Peer::join(server.address, &id, 50).await;
    tab.type_text("Look! ").await;
    tab.until_saved().await;
    let path = format!("/api/documents/{id}/content");
    let whole = json!({ "ops": [{ "insert": "The cat slept.\nNew.\nThe end.\n" }] });
    let done = ada.send_json("PUT", &path, &json!({ "base": { "entry": base }, "delta": whole })).await;
    assert_eq!(done.status, 200, "{done:?}");
    tab.until_text(|text| text == "Look! The cat slept.\nNew.\nThe end.\n").await;
    for (body, status) in [
        (json!({ "base": { "entry": base } }), 400),
        (json!({ "delta": whole }), 400),
        (json!({ "base": { "entry": base }, "delta": { "ops": [{ "insert": "no end" }] } }), 422),
    ] {
        assert_eq!(ada.send_json("PUT", &path, &body).await.status, status, "{body}");
    }
}
