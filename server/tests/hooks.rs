//! Hooks: a program is told what happens to documents, in order, signed, again until it takes it, and nothing that is not for its owner.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use octavo_server::clock;
use octavo_server::config::Config;
use octavo_server::store::Book;
use ring::hmac;
use serde_json::{Value, json};
use support::browser::Browser;
use support::disk::FaultyDisk;
use support::peer::Peer;
use support::server::{TestServer, within};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

const PASSWORD: &str = "correct horse";

/// What a program was told.
#[derive(Debug)]
struct Said {
    headers: HeaderMap,
    body: String,
}

impl Said {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    /// Whether it is signed with that secret, by another's implementation.
    fn is_signed_with(&self, secret: &str) -> bool {
        let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
        let signed =
            format!("{}.{}.{}", self.header("webhook-id"), self.header("webhook-timestamp"), self.body);
        let tag = STANDARD.decode(self.header("webhook-signature").strip_prefix("v1,").unwrap()).unwrap();
        hmac::verify(&hmac::Key::new(hmac::HMAC_SHA256, &key), signed.as_bytes(), &tag).is_ok()
    }
}

/// A program on a port of this machine that is told things, and what it answers next; else that it is well.
struct Program {
    address: SocketAddr,
    said: mpsc::UnboundedReceiver<Said>,
    answers: Arc<Mutex<VecDeque<StatusCode>>>,
}

impl Program {
    async fn start() -> Program {
        type Shared = (mpsc::UnboundedSender<Said>, Arc<Mutex<VecDeque<StatusCode>>>);
        async fn take(
            (State((told, answers)), headers, body): (State<Shared>, HeaderMap, String),
        ) -> StatusCode {
            told.send(Said { headers, body }).unwrap();
            answers.lock().unwrap().pop_front().unwrap_or(StatusCode::NO_CONTENT)
        }
        let (told, said) = mpsc::unbounded_channel();
        let answers = Arc::default();
        let handler = async |state, headers, body| take((state, headers, body)).await;
        let routes = Router::new().route("/told", post(handler)).with_state((told, Arc::clone(&answers)));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Program { address, said, answers }
    }

    fn url(&self) -> String {
        format!("http://{}/told", self.address)
    }

    async fn next(&mut self) -> Said {
        within(self.said.recv()).await.unwrap()
    }
}

async fn server() -> TestServer {
    let config = Config { has_private_hooks: true, ..Config::default() };
    TestServer::start(FaultyDisk::new().store(), config).await
}

async fn person(server: &TestServer, name: &str) -> Browser {
    let mut browser = Browser::new(server.address);
    let email = format!("{}@example.org", name.to_lowercase());
    let fields = [("name", name), ("email", &*email), ("password", PASSWORD)];
    assert_eq!(browser.post("/sign-up", &fields).await.leads_to(), "/");
    browser
}

/// A new hook: its id and its secret.
async fn hook(browser: &mut Browser, said: Value) -> (String, String) {
    let made = browser.send_json("POST", "/api/hooks", &said).await;
    assert_eq!(made.status, 201, "{made:?}");
    let text = |name: &str| made.json()[name].as_str().unwrap().to_owned();
    (text("id"), text("secret"))
}

async fn document(browser: &mut Browser) -> String {
    let id = uuid::Uuid::new_v4().to_string();
    assert_eq!(browser.put(&format!("/api/documents/{id}")).await.status, 201);
    id
}

async fn write(server: &TestServer, browser: &Browser, id: &str, client: u64) {
    let mut peer = Peer::join_as(server.address, id, client, &browser.cookie()).await;
    peer.type_text("something ").await;
    peer.until_saved().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_is_told_what_happens_to_its_owners_documents_and_who_tells_it() {
    let server = server().await;
    let (mut ada, mut program) = (person(&server, "Ada").await, Program::start().await);
    let (_, secret) = hook(&mut ada, json!({ "url": program.url() })).await;
    let id = document(&mut ada).await;
    write(&server, &ada, &id, 10).await;

    let said = program.next().await;
    assert!(said.is_signed_with(&secret) && said.header("webhook-id").starts_with("msg_"));
    assert_eq!(said.header("content-type"), "application/json");
    let told = said.json();
    let me = ada.get("/api/me").await.json();
    assert_eq!(told["type"], "document.edited");
    assert_eq!(told["data"]["document"], Value::from(id.clone()));
    assert_eq!(told["data"]["by"], json!([{ "id": me["person"], "name": "Ada" }]));
    assert!(!said.body.contains("something"), "the text is not told");

    person(&server, "Ben").await;
    let share = json!({ "email": "ben@example.org", "role": "view" });
    let path = format!("/api/documents/{id}/shares");
    assert_eq!(ada.send_json("POST", &path, &share).await.status, 204);
    assert_eq!(program.next().await.json()["type"], "document.shared");
    assert_eq!(ada.put(&format!("/api/documents/{id}/trash")).await.status, 204);
    assert_eq!(program.next().await.json()["type"], "document.trashed");
    let listed = ada.get("/api/hooks").await;
    let hooks = &listed.json()["hooks"];
    assert!(hooks[0]["taken"].is_u64() && hooks[0]["failing"].is_null(), "{hooks}");
    assert!(!listed.body.contains(&secret), "the secret is told once");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_told_of_what_is_not_for_him_nor_of_what_he_does_not_want() {
    let server = server().await;
    let (mut ada, mut ben) = (person(&server, "Ada").await, person(&server, "Ben").await);
    let (mut all, mut few) = (Program::start().await, Program::start().await);
    hook(&mut ben, json!({ "url": all.url() })).await;
    hook(&mut ben, json!({ "url": few.url(), "kinds": ["trash"] })).await;
    let (hers, his) = (document(&mut ada).await, document(&mut ben).await);
    write(&server, &ada, &hers, 10).await;
    write(&server, &ben, &his, 11).await;
    assert_eq!(all.next().await.json()["data"]["document"], Value::from(his.clone()), "hers is not his");
    // Given it to look at, he hears what is written there, and not who else may do what.
    person(&server, "Cleo").await;
    let shares = format!("/api/documents/{hers}/shares");
    for email in ["ben@example.org", "cleo@example.org"] {
        let share = json!({ "email": email, "role": "view" });
        assert_eq!(ada.send_json("POST", &shares, &share).await.status, 204);
    }
    write(&server, &ada, &hers, 12).await;
    let told = all.next().await.json();
    assert_eq!((&told["type"], &told["data"]["document"]), (&json!("document.edited"), &Value::from(hers)));
    assert_eq!(ben.put(&format!("/api/documents/{his}/trash")).await.status, 204);
    assert_eq!(few.next().await.json()["type"], "document.trashed", "it did not want to hear that he wrote");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_taken_is_told_again_with_the_same_number_and_before_what_came_after_it() {
    let server = server().await;
    let (mut ada, mut program) = (person(&server, "Ada").await, Program::start().await);
    let (id, _) = hook(&mut ada, json!({ "url": program.url() })).await;
    program.answers.lock().unwrap().push_back(StatusCode::INTERNAL_SERVER_ERROR);
    let ping = format!("/api/hooks/{id}/ping");
    assert_eq!(ada.post(&ping, &[]).await.status, 202);
    let first = program.next().await;
    assert_eq!(first.json()["type"], "ping");
    let failing =
        async |ada: &mut Browser| ada.get("/api/hooks").await.json()["hooks"][0]["failing"]["why"].clone();
    while failing(&mut ada).await.is_null() {
        tokio::task::yield_now().await;
    }
    assert_eq!(failing(&mut ada).await, "it answered 500");

    // A minute later, when something else happens.
    clock::set_wrong_by(60_000);
    assert_eq!(ada.post(&ping, &[]).await.status, 202);
    let (again, second) = (program.next().await, program.next().await);
    assert_eq!(again.header("webhook-id"), first.header("webhook-id"));
    assert_ne!(second.header("webhook-id"), first.header("webhook-id"));
    assert_eq!(again.body, first.body);
    while !failing(&mut ada).await.is_null() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hook_that_says_it_is_gone_is_taken_out_and_so_are_those_of_an_account_that_is_deleted() {
    let server = server().await;
    let (mut ada, mut program) = (person(&server, "Ada").await, Program::start().await);
    let (id, _) = hook(&mut ada, json!({ "url": program.url() })).await;
    program.answers.lock().unwrap().push_back(StatusCode::GONE);
    assert_eq!(ada.post(&format!("/api/hooks/{id}/ping"), &[]).await.status, 202);
    program.next().await;
    while ada.get("/api/hooks").await.json()["hooks"] != json!([]) {
        tokio::task::yield_now().await;
    }
    program.answers.lock().unwrap().push_back(StatusCode::BAD_GATEWAY);
    let (id, _) = hook(&mut ada, json!({ "url": program.url() })).await;
    assert_eq!(ada.post(&format!("/api/hooks/{id}/ping"), &[]).await.status, 202);
    program.next().await;
    assert_eq!(ada.post("/account/delete", &[("current", PASSWORD)]).await.status, 200);
    for book in [Book::Hooks, Book::Deliveries] {
        let left = server.app.store.begin_with(book, Vec::new(), 9).await.unwrap();
        assert!(left.is_empty(), "{book:?}: {left:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hook_leads_to_the_internet_alone_unless_the_server_says_otherwise() {
    let server = TestServer::start(FaultyDisk::new().store(), Config::default()).await;
    let mut ada = person(&server, "Ada").await;
    for url in [
        "",
        "x",
        "/told",
        "ftp://a.example/",
        "http://a.example/",
        "http://127.0.0.1/",
        "https://u:p@a.example/",
    ] {
        let refused = ada.send_json("POST", "/api/hooks", &json!({ "url": url })).await;
        assert_eq!(refused.status, 422, "{url}: {refused:?}");
    }
    let (id, _) = hook(&mut ada, json!({ "url": "https://localhost:1/" })).await;
    assert_eq!(ada.post(&format!("/api/hooks/{id}/ping"), &[]).await.status, 202);
    let why = loop {
        let hooks = ada.get("/api/hooks").await.json();
        if let Value::String(why) = &hooks["hooks"][0]["failing"]["why"] {
            break why.clone();
        }
    };
    assert_eq!(why, "the address is not one of the internet");
}

#[tokio::test(flavor = "multi_thread")]
async fn hooks_are_of_accounts_so_many_of_each_and_nobody_touches_anothers() {
    let server = server().await;
    let mut guest = Browser::new(server.address);
    let said = json!({ "url": "https://a.example/" });
    assert_eq!(guest.send_json("POST", "/api/hooks", &said).await.status, 401);
    let (mut ada, mut ben) = (person(&server, "Ada").await, person(&server, "Ben").await);
    let (id, _) = hook(&mut ada, said.clone()).await;
    assert_eq!(ben.get("/api/hooks").await.json()["hooks"], json!([]));
    assert_eq!(ben.send("DELETE", &format!("/api/hooks/{id}"), None).await.status, 404);
    assert_eq!(ben.post(&format!("/api/hooks/{id}/ping"), &[]).await.status, 404);
    let odd = json!({ "url": "https://a.example/", "kinds": ["weather"] });
    assert_eq!(ada.send_json("POST", "/api/hooks", &odd).await.status, 422);
    for _ in 1..20 {
        hook(&mut ada, said.clone()).await;
    }
    assert_eq!(ada.send_json("POST", "/api/hooks", &said).await.status, 422);
    assert_eq!(ada.send("DELETE", &format!("/api/hooks/{id}"), None).await.status, 204);
    hook(&mut ada, said).await;
}
