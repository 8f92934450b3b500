//! How many there may be of what people make about people: groups, members, requests. Whoever would make one more is told so.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use axum::http::HeaderMap;
use octavo_server::people::Visit;
use octavo_server::people::audit::{About, Event};
use octavo_server::people::groups::{Group, GroupId};
use octavo_server::rights::{self, Request};
use octavo_server::store::{Book, Change};
use octavo_shared::sync::Role;
use support::browser::Browser;
use support::counts::until_counted;
use support::server::{TestServer, server_with};

const ID: &str = "00000000-0000-4000-8000-000000000001";
const REFUSED: &str = "octavo_requests_refused_total{status=\"422\"}";

/// A browser in which somebody has signed up.
async fn somebody(server: &TestServer, name: &str, email: &str) -> Browser {
    let mut browser = Browser::new(server.address);
    let fields = [("name", name), ("email", email), ("password", "correct horse battery")];
    browser.post("/sign-up", &fields).await.leads_to();
    browser
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_has_so_many_groups_and_a_group_so_many_members() {
    let (server, _disk) = server_with(|_| {}).await;
    let mut ana = somebody(&server, "Ana", "ana@example.org").await;
    somebody(&server, "Ben", "ben@example.org").await;
    let mut group = String::new();
    for number in 0..100 {
        let made = ana.post("/groups", &[("name", &format!("Group {number}"))]).await;
        group = made.leads_to().rsplit('/').next().unwrap().to_owned();
    }
    let most = "A group has at most 500 members, and an account at most 100 groups.";
    let answer = ana.post("/groups", &[("name", "One more")]).await;
    assert!(answer.status == 422 && answer.body.contains(most), "{answer:?}");
    until_counted(&server, REFUSED, 1).await;

    let key = GroupId::read(&group).unwrap().0.as_bytes().to_vec();
    let bytes = server.app.store.look_up(Book::Groups, key.clone()).await.unwrap().unwrap();
    let (version, text) = bytes.split_first().unwrap();
    let mut full: Group = serde_json::from_slice(text).unwrap();
    let members = (0..500).map(|number| format!("{number}@example.org"));
    full.members = members.map(|email| (format!("mail:{email}"), email)).collect();
    let record = [&[*version], &*serde_json::to_vec(&full).unwrap()].concat();
    assert!(server.app.store.write(vec![Change::put(Book::Groups, key, record)]).await.unwrap());
    let answer = ana.post(&format!("/groups/{group}/add"), &[("email", "ben@example.org")]).await;
    assert!(answer.status == 422 && answer.body.contains(most), "{answer:?}");
    until_counted(&server, REFUSED, 2).await;
    let gone = [("key", "mail:0@example.org")];
    ana.post(&format!("/groups/{group}/remove"), &gone).await.leads_to();
    ana.post(&format!("/groups/{group}/add"), &[("email", "ben@example.org")]).await.leads_to();
}

#[tokio::test(flavor = "multi_thread")]
async fn so_many_requests_for_a_document_wait_for_an_answer() {
    let (server, _disk) = server_with(|_| {}).await;
    let mut ana = somebody(&server, "Ana", "ana@example.org").await;
    let mut ben = somebody(&server, "Ben", "ben@example.org").await;
    assert_eq!(ana.put(&format!("/api/documents/{ID}")).await.status, 201);
    assert_eq!(ana.put(&format!("/api/documents/{ID}/link/off")).await.status, 204);
    let visit = Visit {
        headers: HeaderMap::new(),
        from: server.address.ip(),
        language: octavo_words::Language::English,
    };
    rights::change(&server.app, &ID.into(), "", &visit, |rights| {
        for number in 0..rights::change::MOST_REQUESTS {
            rights.requests.insert(format!("guest:{number}"), Request { role: Role::View, since_ms: 0 });
        }
        Ok(About::new(Event::AccessAsked))
    })
    .await
    .unwrap();
    let answer = ben.post(&format!("/d/{ID}/ask/request"), &[("role", "edit")]).await;
    assert!(answer.status == 422 && answer.body.contains("Too many people wait for an answer"), "{answer:?}");
    until_counted(&server, REFUSED, 1).await;
}
