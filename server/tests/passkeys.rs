//! Passkeys: added, used, removed, and all that is not a passkey for this server, this account and this moment.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use octavo_server::config::Config;
use octavo_server::store::Book;
use serde_json::{Value, json};
use support::authenticator::Authenticator;
use support::browser::{Answer, Browser};
use support::disk::FaultyDisk;
use support::server::TestServer;

const PASSWORD: &str = "correct horse";
const SITE: &str = "https://octavo.example";

async fn server() -> TestServer {
    let config = Config { public_url: Some(SITE.to_owned()), ..Config::default() };
    TestServer::start(FaultyDisk::new().store(), config).await
}

fn browser(server: &TestServer) -> Browser {
    let mut browser = Browser::new(server.address);
    browser.origin = Some(SITE.to_owned());
    browser
}

/// A browser in which somebody has signed up.
async fn signed_up(server: &TestServer, name: &str) -> Browser {
    let mut browser = browser(server);
    let email = format!("{}@example.org", name.to_lowercase());
    browser.post("/sign-up", &[("name", name), ("email", &email), ("password", PASSWORD)]).await.leads_to();
    browser
}

async fn me(browser: &mut Browser) -> Value {
    serde_json::from_str(&browser.get("/api/me").await.body).unwrap()
}

/// What a device is asked for: the ceremony and the options.
async fn asked(browser: &mut Browser, kind: &str) -> (String, Value) {
    let answer = browser.post(&format!("/passkeys/{kind}/options"), &[("current", PASSWORD)]).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let mut told: Value = serde_json::from_str(&answer.body).unwrap();
    (told["ceremony"].as_str().unwrap().to_owned(), told["publicKey"].take())
}

async fn answered(browser: &mut Browser, kind: &str, ceremony: &str, credential: &Value) -> Answer {
    let body = json!({ "ceremony": ceremony, "credential": credential, "name": "Laptop", "next": "/groups" });
    browser.send("POST", &format!("/passkeys/{kind}/result"), Some(body.to_string())).await
}

/// Adds a passkey to whoever's account it is in this browser.
async fn added(browser: &mut Browser) -> Authenticator {
    let mut device = Authenticator::new(SITE);
    let (ceremony, options) = asked(browser, "registration").await;
    let made = device.make(&options);
    let answer = answered(browser, "registration", &ceremony, &made).await;
    assert_eq!((answer.status, &*answer.body), (200, r#"{"to":"/account?done=passkey"}"#), "{answer:?}");
    device
}

/// Signs in with a device.
async fn enter(browser: &mut Browser, device: &mut Authenticator) -> Answer {
    let (ceremony, options) = asked(browser, "authentication").await;
    let shown = device.show(&options);
    answered(browser, "authentication", &ceremony, &shown).await
}

/// The browser was not let in, and is told so.
async fn is_refused(browser: &mut Browser, answer: &Answer) -> bool {
    let told = answer.body.contains("does not open an account here");
    answer.status == 422 && told && me(browser).await["name"] == Value::Null
}

async fn events(server: &TestServer) -> Vec<String> {
    let lines = server.app.store.begin_with(Book::Audit, Vec::new(), 999).await.unwrap();
    let event =
        |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).unwrap()["event"].as_str().unwrap().to_owned();
    lines.iter().map(|(_, line)| event(&line[1..])).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_signs_in_without_a_word_who_it_is_until_it_is_removed() {
    let server = server().await;
    let mut ada = signed_up(&server, "Ada").await;
    let mut device = added(&mut ada).await;
    let mut other = browser(&server);
    let answer = enter(&mut other, &mut device).await;
    assert_eq!((answer.status, &*answer.body), (200, r#"{"to":"/groups"}"#));
    assert_eq!(me(&mut other).await, me(&mut ada).await);
    let page = ada.get("/account?done=passkey").await.body;
    assert!(page.contains("<h3>Laptop</h3>") && page.contains("The passkey is added."));
    let key = page.split("action=\"/account/passkey-remove\"").nth(1).unwrap();
    let key = key.split("value=\"").nth(1).unwrap().split('"').next().unwrap();
    let mut ben = signed_up(&server, "Ben").await;
    assert_eq!(ben.post("/account/passkey-remove", &[("key", key)]).await.status, 422, "it is not his");
    ada.post("/account/passkey-remove", &[("key", key)]).await.leads_to();
    let mut third = browser(&server);
    let answer = enter(&mut third, &mut device).await;
    assert!(is_refused(&mut third, &answer).await, "{answer:?}");
    assert!(!ada.get("/account").await.body.contains("Laptop"));
    let told = events(&server).await;
    let about: Vec<_> = told.iter().filter(|event| event.contains("passkey")).collect();
    assert_eq!(about, ["passkey-added", "signed-in-by-passkey", "passkey-removed"]);
    assert_eq!(told.last().unwrap(), "sign-in-failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_who_signs_in_by_a_passkey_brings_what_he_has() {
    let server = server().await;
    let mut ada = signed_up(&server, "Ada").await;
    let mut device = added(&mut ada).await;
    let mut other = browser(&server);
    let id = "00000000-0000-4000-8000-000000000001";
    other.origin = None;
    assert_eq!(other.put(&format!("/api/documents/{id}")).await.status, 201);
    other.origin = Some(SITE.to_owned());
    assert_eq!(enter(&mut other, &mut device).await.status, 200);
    assert!(ada.get("/account").await.body.contains(&format!("href=\"/d/{id}\"")));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_device_has_answered_is_good_once() {
    let server = server().await;
    let mut ada = signed_up(&server, "Ada").await;
    let mut device = added(&mut ada).await;
    let mut other = browser(&server);
    let (ceremony, options) = asked(&mut other, "authentication").await;
    let shown = device.show(&options);
    assert_eq!(answered(&mut other, "authentication", &ceremony, &shown).await.status, 200);
    let mut thief = browser(&server);
    let answer = answered(&mut thief, "authentication", &ceremony, &shown).await;
    assert!(is_refused(&mut thief, &answer).await, "the same ceremony: {answer:?}");
    let (ceremony, _) = asked(&mut thief, "authentication").await;
    let answer = answered(&mut thief, "authentication", &ceremony, &shown).await;
    assert!(is_refused(&mut thief, &answer).await, "another: {answer:?}");
    for ceremony in ["", "x", &"A".repeat(43)] {
        let answer = answered(&mut thief, "authentication", ceremony, &shown).await;
        assert!(is_refused(&mut thief, &answer).await, "none: {answer:?}");
    }
    // A ceremony of one kind is none of the other.
    let (ceremony, options) = asked(&mut ada, "registration").await;
    let made = Authenticator::new(SITE).make(&options);
    let (other_kind, options) = asked(&mut thief, "authentication").await;
    let shown = device.show(&options);
    assert_eq!(answered(&mut ada, "registration", &other_kind, &made).await.status, 422);
    let answer = answered(&mut thief, "authentication", &ceremony, &shown).await;
    assert!(is_refused(&mut thief, &answer).await, "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_made_or_shown_for_another_site_is_worth_nothing_here() {
    let server = server().await;
    let mut ada = signed_up(&server, "Ada").await;
    let mut device = added(&mut ada).await;
    for origin in ["https://evil.example", "https://octavo.example.evil", "http://octavo.example", "null", ""]
    {
        device.origin = origin.to_owned();
        let mut other = browser(&server);
        let answer = enter(&mut other, &mut device).await;
        assert!(is_refused(&mut other, &answer).await, "{origin:?}: {answer:?}");
        let (ceremony, options) = asked(&mut ada, "registration").await;
        let made = Authenticator::new(origin).make(&options);
        assert_eq!(answered(&mut ada, "registration", &ceremony, &made).await.status, 422, "{origin:?}");
    }
    // A page of another site asks for nothing here.
    let mut other = browser(&server);
    other.origin = Some("https://evil.example".to_owned());
    assert_eq!(other.post("/passkeys/authentication/options", &[]).await.status, 403);
    // Nor does it made for a name that is not this site's.
    device.origin = SITE.to_owned();
    let mut other = browser(&server);
    let (ceremony, mut options) = asked(&mut other, "authentication").await;
    options["rpId"] = json!("evil.example");
    let shown = device.show(&options);
    let answer = answered(&mut other, "authentication", &ceremony, &shown).await;
    assert!(is_refused(&mut other, &answer).await, "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_opens_the_account_that_it_was_made_for_and_no_other() {
    let server = server().await;
    let (mut ada, mut ben) = (signed_up(&server, "Ada").await, signed_up(&server, "Ben").await);
    let (mut hers, his) = (added(&mut ada).await, added(&mut ben).await);
    let own = std::mem::replace(&mut hers.user, his.user.clone());
    let mut other = browser(&server);
    let answer = enter(&mut other, &mut hers).await;
    assert!(is_refused(&mut other, &answer).await, "with the name of another: {answer:?}");
    hers.user = own;
    // What is begun in one account ends in no other.
    let (ceremony, options) = asked(&mut ada, "registration").await;
    let made = Authenticator::new(SITE).make(&options);
    assert_eq!(answered(&mut ben, "registration", &ceremony, &made).await.status, 422);
    // A credential of a device that was never added.
    let mut unknown = Authenticator::new(SITE);
    unknown.user = hers.user.clone();
    let answer = enter(&mut other, &mut unknown).await;
    assert!(is_refused(&mut other, &answer).await, "{answer:?}");
    assert_eq!(enter(&mut other, &mut hers).await.status, 200);
    assert_eq!(me(&mut other).await["name"], "Ada");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_a_device_is_found_out_by_its_counter_and_one_that_asks_nobody_is_not_enough() {
    let server = server().await;
    let mut ada = signed_up(&server, "Ada").await;
    let mut device = added(&mut ada).await;
    device.counter = 9;
    assert_eq!(enter(&mut browser(&server), &mut device).await.status, 200);
    for counter in [9, 4] {
        // As often as it was used before, or less often.
        device.counter = counter;
        let mut other = browser(&server);
        let answer = enter(&mut other, &mut device).await;
        assert!(is_refused(&mut other, &answer).await, "{counter}: {answer:?}");
    }
    device.counter = 100;
    device.verifies = false;
    let mut other = browser(&server);
    let answer = enter(&mut other, &mut device).await;
    assert!(is_refused(&mut other, &answer).await, "without a finger or a PIN: {answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_is_added_by_who_knows_the_password_and_where_the_server_has_a_name() {
    let server = server().await;
    let mut ada = signed_up(&server, "Ada").await;
    let wrong = ada.post("/passkeys/registration/options", &[("current", "not it at all")]).await;
    assert!(wrong.status == 422 && wrong.body.contains("password is wrong"), "{wrong:?}");
    let mut guest = browser(&server);
    assert_eq!(guest.post("/passkeys/registration/options", &[]).await.status, 403);
    assert_eq!(answered(&mut guest, "registration", "", &json!({})).await.status, 403);
    assert_eq!(answered(&mut guest, "authentication", "", &json!({ "id": 7 })).await.status, 422);
    let here = TestServer::start(FaultyDisk::new().store(), Config::default()).await;
    let answer = Browser::new(here.address).post("/passkeys/authentication/options", &[]).await;
    assert!(answer.status == 422 && answer.body.contains("reached by a number"), "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_for_devices_and_shows_none_waits() {
    let server = server().await;
    let mut other = browser(&server);
    for _ in 0..100 {
        assert_eq!(other.post("/passkeys/authentication/options", &[]).await.status, 200);
    }
    assert_eq!(other.post("/passkeys/authentication/options", &[]).await.status, 429);
}
