//! A document's past over HTTP, while people write in it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use octavo_server::config::Config;
use octavo_shared::model::{Document, Replica};
use serde_json::{Value, json};
use support::disk::FaultyDisk;
use support::peer::Peer;
use support::server::TestServer;

async fn server() -> TestServer {
    TestServer::start(FaultyDisk::new().store(), Config::default()).await
}

async fn ask(server: &TestServer, request: &str) -> (u16, Value) {
    let answer = server.request(request).await;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head[9..12].parse().unwrap();
    (status, serde_json::from_str(body).unwrap_or(Value::Null))
}

async fn get(server: &TestServer, path: &str) -> Value {
    let (status, value) = ask(server, &format!("GET {path}")).await;
    assert_eq!(status, 200, "{path}: {value}");
    value
}

fn text_of(steps: &Value) -> String {
    steps["ops"].as_array().unwrap().iter().filter_map(|step| step["insert"].as_str()).collect()
}

/// Who wrote the first stretch that holds `text`.
fn author_of<'a>(steps: &'a Value, text: &str) -> &'a str {
    let found = steps["ops"].as_array().unwrap().iter().find(|step| {
        step["insert"].as_str().is_some_and(|inserted| inserted.contains(text))
            || step["delete"].as_str().is_some_and(|deleted| deleted.contains(text))
    });
    found.unwrap_or_else(|| panic!("{text:?} is not in {steps}"))["author"].as_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_a_state_the_authors_and_the_difference_can_be_asked_for() {
    let server = server().await;
    let id = server.create(1).await;
    let mut ada = Peer::join(server.address, &id, 10).await;
    ada.type_text("Ada's ").await;
    ada.until_saved().await;
    let mut ben = Peer::join(server.address, &id, 11).await;
    ben.type_text("Ben's ").await;
    ben.until_saved().await;
    let path = format!("/api/documents/{id}/history");

    let log = get(&server, &path).await;
    let entries = log["entries"].as_array().unwrap();
    assert_eq!((entries.len(), &log["more"]), (3, &json!(false)));
    assert_eq!((entries[0]["entry"].as_u64(), entries[0]["client"].as_u64()), (Some(3), Some(11)));
    let page = get(&server, &format!("{path}?before=3&limit=1")).await;
    assert_eq!((page["entries"][0]["entry"].as_u64(), &page["more"]), (Some(2), &json!(true)));

    let then = get(&server, &format!("{path}/state?entry=2")).await;
    assert_eq!((text_of(&then["body"]), then["entry"].as_u64()), ("Ada's \n".into(), Some(2)));
    let time = then["time"].as_u64().unwrap();
    let at_time = get(&server, &format!("{path}/state?time={}", time + 3_600_000)).await;
    assert_eq!(text_of(&at_time["body"]), "Ben's Ada's \n");
    assert_eq!(ask(&server, &format!("GET {path}/state?time=5")).await.0, 404, "it was not there yet");

    let told = get(&server, &format!("{path}/authors")).await;
    let (of_ada, of_ben) = (author_of(&told["text"], "Ada"), author_of(&told["text"], "Ben"));
    assert!(of_ada.starts_with("guest:") && of_ben.starts_with("guest:") && of_ada != of_ben, "{told}");

    let told = get(&server, &format!("{path}/difference?from=2")).await;
    assert_eq!((told["from"].as_u64(), told["to"].as_u64()), (Some(2), Some(3)));
    assert_eq!(text_of(&told["change"]), "Ben's ");
    assert_eq!(author_of(&told["change"], "Ben"), of_ben);
    assert_eq!(ask(&server, &format!("GET {path}/difference?from=3&to=2")).await.0, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_state_can_be_had_as_an_update_of_yjs() {
    let server = server().await;
    let id = server.create(1).await;
    let mut ada = Peer::join(server.address, &id, 10).await;
    ada.type_text("plain ASCII").await;
    ada.until_saved().await;
    let bytes = server.request_bytes(&format!("GET /api/documents/{id}/history/state?format=update")).await;
    let mut replica = Replica::new(1);
    replica.apply(&bytes).unwrap();
    let mut document = Document::new(2);
    document.merge([&*bytes]).unwrap();
    assert_eq!(document.body().text(), "plain ASCII\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_earlier_state_is_brought_back_while_others_write_and_the_log_keeps_all() {
    let server = server().await;
    let id = server.create(1).await;
    let mut ada = Peer::join(server.address, &id, 10).await;
    ada.type_text("The plan").await;
    ada.until_saved().await;
    ada.type_text("Away with it. ").await;
    ada.until_saved().await;
    let mut ben = Peer::join(server.address, &id, 11).await;
    let path = format!("/api/documents/{id}/history");
    let cookie = ben.cookie.clone().unwrap();

    let request = format!("POST {path}/restore?entry=2\ncookie: {cookie}");
    let (status, told) = ask(&server, &request).await;
    assert_eq!((status, told), (200, json!({ "restored": 2, "changed": true })));
    ben.until_text(|text| text == "The plan\n").await;
    ada.until_text(|text| text == "The plan\n").await;
    ben.type_text("Again: ").await;
    ada.until_text(|text| text == "Again: The plan\n").await;

    let told = get(&server, &format!("{path}/difference?from=3&to=4")).await;
    ben.until_saved().await;
    let after = get(&server, &format!("{path}/authors")).await;
    assert_eq!(
        author_of(&told["change"], "Away with it. "),
        author_of(&after["text"], "Again: "),
        "Ben brought it back"
    );
    let kept = get(&server, &format!("{path}/state?entry=3")).await;
    assert_eq!(text_of(&kept["body"]), "Away with it. The plan\n", "nothing of the past is gone");
    let again = ask(&server, &format!("POST {path}/restore?entry=5")).await;
    assert_eq!(again, (200, json!({ "restored": 5, "changed": false })));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_past_is_kept_when_the_log_is_folded() {
    let server = server().await;
    let id = server.create(1).await;
    let mut ada = Peer::join(server.address, &id, 10).await;
    let mut ben = Peer::join(server.address, &id, 11).await;
    for round in 0..700 {
        ada.type_text("a").await;
        ben.type_text("b").await;
        if round % 50 == 0 {
            ada.until_saved().await;
            ben.until_saved().await;
        }
    }
    ada.until_saved().await;
    ben.until_saved().await;
    let path = format!("/api/documents/{id}/history");
    // The snapshot is written when no append waits.
    let mut log = get(&server, &format!("{path}?limit=1000")).await;
    for _ in 0..200 {
        if log["more"] == json!(false) {
            break;
        }
        ada.type_text("c").await;
        ada.until_saved().await;
        log = get(&server, &format!("{path}?limit=1000")).await;
    }
    let entries = log["entries"].as_array().unwrap();
    assert_eq!(log["more"], json!(false), "it is folded: {} entries", entries.len());
    assert!(entries.iter().any(|entry| entry["first"] != entry["entry"]), "{log}");
    let told = get(&server, &format!("{path}/authors")).await;
    assert_ne!(author_of(&told["text"], "a"), author_of(&told["text"], "b"));
    for step in told["text"]["ops"].as_array().unwrap() {
        let text = step["insert"].as_str().unwrap();
        let of_ada = step["author"] == author_of(&told["text"], "a");
        assert!(text == "\n" || !text.contains(if of_ada { 'b' } else { 'a' }), "{step}");
    }
    let now = get(&server, &format!("{path}/state")).await;
    ada.until_text(|text| text.matches('b').count() == 700).await;
    assert_eq!(text_of(&now["body"]), ada.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_wrongly_is_said_in_a_sentence() {
    let server = server().await;
    let id = server.create(1).await;
    let unknown = "/api/documents/00000000-0000-4000-8000-000000000099/history";
    assert_eq!(ask(&server, &format!("GET {unknown}")).await.0, 404);
    assert_eq!(ask(&server, "GET /api/documents/letter/history/authors").await.0, 404);
    let path = format!("/api/documents/{id}/history");
    assert_eq!(ask(&server, &format!("GET {path}/state?entry=x")).await.0, 400);
    assert_eq!(ask(&server, &format!("POST {path}/restore")).await.0, 400);
    let foreign = format!("POST {path}/restore?entry=1\norigin: https://evil.example");
    assert_eq!(ask(&server, &foreign).await.0, 403, "no page of another site changes documents");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_so_many_ask_for_the_past_at_a_time() {
    let config = Config { has_metrics: true, ..Config::default() };
    let mut config = config;
    config.limits.replays = 0;
    let server = TestServer::start(FaultyDisk::new().store(), config).await;
    let id = server.create(1).await;
    assert_eq!(ask(&server, &format!("GET /api/documents/{id}/history")).await.0, 503);
    assert!(server.request("GET /metrics").await.contains("octavo_replays_refused_total 1\n"));
}
