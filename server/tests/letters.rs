//! Letters, against a mail server that takes them, is away, or comes back.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::net::SocketAddr;

use octavo_server::config::Config;
use octavo_server::people::mail::MailSettings;
use octavo_server::store::Book;
use support::browser::Browser;
use support::disk::FaultyDisk;
use support::post_office::PostOffice;
use support::server::{ANY_PORT, TestServer, within};

const ADA: &str = "ada@example.org";
const PASSWORD: &str = "correct horse";
const NEW: &str = "battery staple";

async fn server(post: SocketAddr) -> TestServer {
    let mail =
        MailSettings { server: format!("smtp://{post}"), from: "Octavo <octavo@octavo.example>".to_owned() };
    let mut config = Config { mail: Some(mail), ..Config::default() };
    config.public_url = Some("https://octavo.example".to_owned());
    TestServer::start(FaultyDisk::new().store(), config).await
}

async fn ask_for_account(browser: &mut Browser, email: &str) -> String {
    let answer = browser.post("/sign-up", &[("name", "Ada"), ("email", email)]).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body
}

/// A browser in which Ada has signed up, by the letter.
async fn ada(server: &TestServer, post: &PostOffice) -> Browser {
    let mut browser = Browser::new(server.address);
    ask_for_account(&mut browser, ADA).await;
    let letter = post.letters(1).await.pop().unwrap();
    assert_eq!(browser.post(letter.path(), &[("password", PASSWORD)]).await.leads_to(), "/");
    browser
}

async fn name(browser: &mut Browser) -> serde_json::Value {
    let told: serde_json::Value = serde_json::from_str(&browser.get("/api/me").await.body).unwrap();
    told["name"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_signs_up_proves_the_address_and_then_chooses_a_password() {
    let post = PostOffice::open(ANY_PORT).await;
    let server = server(post.address).await;
    let mut browser = Browser::new(server.address);
    let body = ask_for_account(&mut browser, ADA).await;
    assert!(body.contains("Look into your mailbox"));
    let letter = post.letters(1).await.pop().unwrap();
    assert_eq!(letter.to, ADA);
    assert!(
        letter.text.contains("Auto-Submitted: auto-generated")
            && letter.text.contains("From: Octavo <octavo@")
    );
    let path = letter.path();
    assert!(path.starts_with("/welcome/"));
    assert_eq!(browser.get(path).await.status, 200);
    assert_eq!(browser.get(path).await.status, 200, "looking at a link does not use it up");
    assert_eq!(browser.post(path, &[("password", "short")]).await.status, 422);
    assert_eq!(browser.post(path, &[("password", PASSWORD)]).await.leads_to(), "/");
    assert_eq!(name(&mut browser).await, "Ada");
    assert_eq!(Browser::new(server.address).post(path, &[("password", NEW)]).await.status, 404, "once");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_up_with_an_address_that_has_an_account_looks_the_same_and_its_owner_is_told() {
    let post = PostOffice::open(ANY_PORT).await;
    let server = server(post.address).await;
    ada(&server, &post).await;
    let mut stranger = Browser::new(server.address);
    let known = ask_for_account(&mut stranger, ADA).await;
    let unknown = ask_for_account(&mut stranger, "ben@example.org").await;
    assert_eq!(known, unknown);
    let letters = post.letters(3).await;
    let to_ada = letters[1..].iter().find(|letter| letter.to == ADA).unwrap();
    assert!(to_ada.text.contains("you have one with it already") && to_ada.path() == "/forgot");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_password_is_set_by_the_link_in_a_letter_once() {
    let post = PostOffice::open(ANY_PORT).await;
    let server = server(post.address).await;
    let mut thief = ada(&server, &post).await;
    let mut browser = Browser::new(server.address);
    let known = browser.post("/forgot", &[("email", ADA)]).await;
    let unknown = browser.post("/forgot", &[("email", "nobody@example.org")]).await;
    assert_eq!((known.status, &known.body), (200, &unknown.body));
    let letters = post.letters(2).await;
    let path = letters[1].path().to_owned();
    assert!(path.starts_with("/reset/"));
    assert_eq!(
        browser.get(&path.replace("/reset/", "/welcome/")).await.status,
        404,
        "a link is for one thing"
    );
    assert_eq!(browser.post(&path, &[("password", NEW)]).await.leads_to(), "/account?done=password");
    assert_eq!(name(&mut browser).await, "Ada");
    assert_eq!(name(&mut thief).await, serde_json::Value::Null, "all other sessions have ended");
    assert_eq!(browser.post(&path, &[("password", PASSWORD)]).await.status, 404);
    assert!(post.letters(3).await[2].text.contains("was changed just now"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_for_a_new_password_is_dead_when_the_password_has_changed_or_an_hour_is_over() {
    let post = PostOffice::open(ANY_PORT).await;
    let server = server(post.address).await;
    let mut browser = ada(&server, &post).await;
    browser.post("/forgot", &[("email", ADA)]).await;
    let first = post.letters(2).await[1].path().to_owned();
    browser.post("/account/password", &[("current", PASSWORD), ("password", NEW)]).await.leads_to();
    assert_eq!(browser.post(&first, &[("password", PASSWORD)]).await.status, 404);
    browser.post("/forgot", &[("email", ADA)]).await;
    let second = post.letters(4).await.iter().rev().find_map(|letter| {
        let path = letter.path();
        (path.starts_with("/reset/") && path != first).then(|| path.to_owned())
    });
    let second = second.unwrap();
    assert_eq!(browser.get(&second).await.status, 200);
    let store = &server.app.store;
    for (key, record) in store.begin_with(Book::Tokens, Vec::new(), 9).await.unwrap() {
        let mut told: serde_json::Value = serde_json::from_slice(&record[1..]).unwrap();
        let until = told["until_ms"].as_u64().unwrap();
        told["until_ms"] = serde_json::json!(until - 60 * 60 * 1000);
        let old = [&[1][..], told.to_string().as_bytes()].concat();
        assert!(store.write(vec![octavo_server::store::Change::put(Book::Tokens, key, old)]).await.unwrap());
    }
    assert_eq!(browser.get(&second).await.status, 404);
    server.app.people.sweep().await.unwrap();
    assert!(store.begin_with(Book::Tokens, Vec::new(), 9).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn another_address_counts_when_the_letter_to_it_is_answered_and_the_one_before_is_told() {
    let post = PostOffice::open(ANY_PORT).await;
    let server = server(post.address).await;
    let mut browser = ada(&server, &post).await;
    let fields = [("email", "ada@new.example"), ("current", PASSWORD)];
    assert_eq!(browser.post("/account/email", &fields).await.leads_to(), "/account?done=email");
    let letter = post.letters(2).await.pop().unwrap();
    assert_eq!(letter.to, "ada@new.example");
    assert!(browser.get(letter.path()).await.body.contains("ada@new.example"));
    let sign_in = |email| [("email", email), ("password", PASSWORD)];
    let mut other = Browser::new(server.address);
    assert_eq!(other.post("/sign-in", &sign_in("ada@new.example")).await.status, 422, "not yet");
    assert_eq!(browser.post(letter.path(), &[]).await.status, 200);
    assert_eq!(other.post("/sign-in", &sign_in("ada@new.example")).await.status, 303);
    assert_eq!(other.post("/sign-in", &sign_in(ADA)).await.status, 422);
    assert_eq!(post.letters(3).await[2].to, ADA);
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_mail_server_is_away_letters_wait_without_a_secret_and_the_status_says_so() {
    let post = PostOffice::open(ANY_PORT).await;
    let address = post.address;
    drop(post);
    let server = server(address).await;
    let mut browser = Browser::new(server.address);
    ask_for_account(&mut browser, "refused@example.org").await;
    ask_for_account(&mut browser, ADA).await;
    let store = &server.app.store;
    let tried = async {
        while server.app.people.is_mail_well() != Some(false) {
            tokio::task::yield_now().await;
        }
    };
    within(tried).await;
    server.app.status.look(store, &server.app.people).await;
    let page = server.request("GET /status").await;
    assert!(page.contains("Something does not work") && page.contains("Sending letters"));
    let waiting = store.begin_with(Book::Mail, Vec::new(), 9).await.unwrap();
    assert_eq!(waiting.len(), 2);
    assert!(waiting.iter().all(|(_, letter)| !String::from_utf8_lossy(letter).contains("/welcome/")));
    let post = PostOffice::open(address).await;
    let letter = post.letters(1).await.pop().unwrap();
    assert_eq!(letter.to, ADA);
    let emptied = async {
        while !store.begin_with(Book::Mail, Vec::new(), 9).await.unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    within(emptied).await;
    assert_eq!(browser.post(letter.path(), &[("password", PASSWORD)]).await.leads_to(), "/");
    server.app.status.look(store, &server.app.people).await;
    assert!(server.request("GET /status").await.contains("Everything works"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_mail_server_the_pages_say_so() {
    let server = TestServer::start(FaultyDisk::new().store(), Config::default()).await;
    let mut browser = Browser::new(server.address);
    let page = browser.get("/forgot").await.body;
    assert!(page.contains("sends no mail") && !page.contains("<form"));
    assert!(!browser.get("/status").await.body.contains("Sending letters"));
    let fields = [("name", "Ada"), ("email", ADA), ("password", PASSWORD)];
    browser.post("/sign-up", &fields).await.leads_to();
    let again = Browser::new(server.address).post("/sign-up", &fields).await;
    assert_eq!(again.status, 422);
    assert!(again.body.contains("There is an account with this address already"));
}
