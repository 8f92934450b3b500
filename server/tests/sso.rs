//! Single sign-on: in by a provider, with all that a guest has, and whom no provider lets in, whatever it says.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use octavo_server::config::Config;
use octavo_server::people::sso::{Secret, SsoSettings};
use octavo_server::store::{Book, Change};
use support::browser::{Answer, Browser};
use support::disk::FaultyDisk;
use support::provider::{ADA, CLIENT, Lie, Person, Provider, SECRET};
use support::server::{ANY_PORT, TestServer};

const PASSWORD: &str = "correct horse";
const BEN: Person =
    Person { subject: "1791", email: Some("ben@example.org"), is_verified: true, name: "Ben" };

fn settings(provider: &Provider) -> SsoSettings {
    SsoSettings {
        issuer: provider.issuer(),
        client_id: CLIENT.to_owned(),
        client_secret: Some(Secret(SECRET.to_owned())),
        name: "The <School>".to_owned(),
        is_only_sign_up: false,
    }
}

async fn server_of(sso: SsoSettings) -> TestServer {
    let config = Config { sso: Some(sso), ..Config::default() };
    TestServer::start(FaultyDisk::new().store(), config).await
}

async fn both() -> (Provider, TestServer) {
    let provider = Provider::open(ANY_PORT).await;
    let server = server_of(settings(&provider)).await;
    (provider, server)
}

/// Goes to the provider, signs in there, and comes back.
async fn enter(browser: &mut Browser, provider: &Provider) -> Answer {
    let there = browser.get("/sso").await.leads_to().to_owned();
    browser.get(&provider.signs_in(&there)).await
}

async fn me(browser: &mut Browser) -> serde_json::Value {
    serde_json::from_str(&browser.get("/api/me").await.body).unwrap()
}

async fn sign_up(browser: &mut Browser, name: &str, email: &str) {
    browser.post("/sign-up", &[("name", name), ("email", email), ("password", PASSWORD)]).await.leads_to();
}

/// Asks on the page of the account for the provider to lead into it, and gives where that leads.
async fn connect(browser: &mut Browser, current: &str) -> Answer {
    browser.post("/account/connect", &[("current", current)]).await
}

/// Where a page leads by itself.
fn led(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body.split("0;url=").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&")
}

async fn events(server: &TestServer) -> Vec<String> {
    let lines = server.app.store.begin_with(Book::Audit, Vec::new(), 999).await.unwrap();
    let event = |bytes: &[u8]| {
        serde_json::from_slice::<serde_json::Value>(bytes).unwrap()["event"].as_str().unwrap().to_owned()
    };
    lines.iter().map(|(_, line)| event(&line[1..])).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_comes_back_from_the_provider_with_an_account_and_all_that_he_has() {
    let (provider, server) = both().await;
    let mut browser = Browser::new(server.address);
    let id = "00000000-0000-4000-8000-000000000001";
    assert_eq!(browser.put(&format!("/api/documents/{id}")).await.status, 201);
    for page in ["/sign-in?next=/d/x", "/sign-up"] {
        assert!(browser.get(page).await.body.contains("Continue with The &lt;School&gt;"), "{page}");
    }
    let asked = browser.get("/sso?next=/groups").await;
    let there = asked.leads_to().to_owned();
    let cookie = browser.cookies["octavo-sso"].clone();
    assert!(
        asked.head.contains("HttpOnly; SameSite=Lax") && !there.contains(&cookie) && !there.contains(SECRET)
    );
    assert_eq!(browser.get(&provider.signs_in(&there)).await.leads_to(), "/groups");
    assert!(!browser.cookies.contains_key("octavo-sso"), "what was begun has ended");
    let told = me(&mut browser).await;
    assert_eq!((&told["name"], &told["email"]), (&"Ada Lovelace".into(), &"ada@example.org".into()));
    let page = browser.get("/account").await.body;
    assert!(page.contains(&format!("href=\"/d/{id}\"")) && page.contains("Your account has no password"));

    // In another browser, under another address and name by now, he is the same one.
    provider.seats(Person { email: Some("countess@example.org"), name: "Ada King", ..ADA });
    let mut other = Browser::new(server.address);
    assert_eq!(enter(&mut other, &provider).await.leads_to(), "/account");
    assert_eq!(me(&mut other).await["person"], told["person"]);
    assert_eq!(events(&server).await, ["signed-up", "signed-in-by-provider"]);
    // Nobody without a password signs in by guessing one.
    let guess = Browser::new(server.address)
        .post("/sign-in", &[("email", "ada@example.org"), ("password", "")])
        .await;
    assert_eq!(guess.status, 422);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_believed_that_is_not_signed_by_the_provider_for_this_server_now_and_for_this_browser() {
    let (provider, server) = both().await;
    let untrue = "could not be verified";
    for (lie, says) in [
        (Lie::Nonce, untrue),
        (Lie::Audience, untrue),
        (Lie::Audiences, untrue),
        (Lie::Expired, "A clock is wrong"),
        (Lie::Future, "A clock is wrong"),
        (Lie::Unsigned, untrue),
        (Lie::Shared, untrue),
        (Lie::Key, untrue),
        (Lie::Issuer, untrue),
        (Lie::Iss, untrue),
        (Lie::Token, untrue),
        (Lie::Subject, untrue),
    ] {
        provider.lies(lie);
        let mut browser = Browser::new(server.address);
        let answer = enter(&mut browser, &provider).await;
        assert!(answer.status == 422 && answer.body.contains(says), "{lie:?}: {answer:?}");
        assert!(
            answer.body.contains("href=\"/sso\"") && answer.body.contains("href=\"/sign-in\""),
            "a way on"
        );
        assert_eq!(me(&mut browser).await["name"], serde_json::Value::Null, "{lie:?}");
        assert_eq!(events(&server).await.pop().unwrap(), "sign-in-failed", "{lie:?}");
    }
    assert!(server.app.store.begin_with(Book::Accounts, Vec::new(), 9).await.unwrap().is_empty());
    provider.lies(Lie::Nothing);
    enter(&mut Browser::new(server.address), &provider).await.leads_to();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_begun_ends_once_and_in_the_browser_that_began_it() {
    let (provider, server) = both().await;
    let mut browser = Browser::new(server.address);
    let there = browser.get("/sso").await.leads_to().to_owned();
    let back = provider.signs_in(&there);
    let lost =
        |answer: &Answer| answer.status == 422 && answer.body.contains("did not begin in this browser");
    // Somebody is sent where another has been led back to.
    assert!(lost(&Browser::new(server.address).get(&back).await));
    let mut victim = Browser::new(server.address);
    victim.get("/sso").await.leads_to();
    assert!(lost(&victim.get(&back).await), "with the state of another");
    assert!(lost(&browser.get("/sso/callback?code=code-0&state=").await));
    assert!(lost(&browser.get("/sso/callback").await));
    let mut browser = Browser::new(server.address);
    let back = provider.signs_in(browser.get("/sso").await.leads_to());
    let kept = browser.cookies.clone();
    browser.get(&back).await.leads_to();
    let mut again = Browser::new(server.address);
    again.cookies = kept;
    assert!(lost(&again.get(&back).await), "replayed, with the cookie");
    assert_eq!(me(&mut again).await["name"], serde_json::Value::Null);
    // A code of another flow is no good in this one: the proof is another.
    let mut thief = Browser::new(server.address);
    let stolen = provider.signs_in(Browser::new(server.address).get("/sso").await.leads_to());
    let own = provider.signs_in(thief.get("/sso").await.leads_to());
    let (code, state) = (stolen.split('&').next().unwrap(), own.split('&').nth(1).unwrap());
    let answer = thief.get(&format!("{code}&{state}")).await;
    assert!(answer.body.contains("could not be verified"), "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_only_says_to_have_an_address_does_not_come_into_its_account() {
    let (provider, server) = both().await;
    sign_up(&mut Browser::new(server.address), "Ada", "ada@example.org").await;
    // This server has not seen that the address is hers, so the provider's word alone does not do.
    let answer = enter(&mut Browser::new(server.address), &provider).await;
    assert!(answer.status == 422 && answer.body.contains("There is an account with your address already"));
    // Both have seen it where the account came from there.
    provider.seats(BEN);
    let mut ben = Browser::new(server.address);
    enter(&mut ben, &provider).await.leads_to();
    let person = me(&mut ben).await["person"].clone();
    for (is_verified, subject) in [(false, "1792"), (true, "1793")] {
        provider.seats(Person { subject, is_verified, ..BEN });
        let mut other = Browser::new(server.address);
        let answer = enter(&mut other, &provider).await;
        assert_eq!(answer.status == 303, is_verified, "{answer:?}");
        assert_eq!(me(&mut other).await["person"] == person, is_verified);
    }
    provider.seats(Person { subject: "1794", email: None, ..BEN });
    let answer = enter(&mut Browser::new(server.address), &provider).await;
    assert!(answer.status == 422 && answer.body.contains("gave no e-mail address"));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_signed_in_connects_the_provider_and_may_end_that_while_another_way_is_left() {
    let (provider, server) = both().await;
    let mut browser = Browser::new(server.address);
    sign_up(&mut browser, "Ada", "ada@example.org").await;
    let person = me(&mut browser).await["person"].clone();
    assert_eq!(connect(&mut browser, "not it at all").await.status, 422, "with the password alone");
    let there = led(&connect(&mut browser, PASSWORD).await);
    // Whoever else is led back by it connects nothing.
    let mut other = Browser::new(server.address);
    other.cookies.insert("octavo-sso".to_owned(), browser.cookies["octavo-sso"].clone());
    sign_up(&mut other, "Ben", "ben@example.org").await;
    assert_eq!(other.get(&provider.signs_in(&there)).await.status, 422);
    let there = led(&connect(&mut browser, PASSWORD).await);
    assert_eq!(browser.get(&provider.signs_in(&there)).await.leads_to(), "/account?done=connected");
    let mut elsewhere = Browser::new(server.address);
    enter(&mut elsewhere, &provider).await.leads_to();
    assert_eq!(me(&mut elsewhere).await["person"], person);
    // What leads into one account leads into no other.
    let there = led(&connect(&mut other, PASSWORD).await);
    assert!(other.get(&provider.signs_in(&there)).await.body.contains("belongs to another account"));
    let page = browser.get("/account?done=connected").await.body;
    let key = page.split("action=\"/account/disconnect\"").nth(1).unwrap();
    let key = key.split("value=\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(other.post("/account/disconnect", &[("key", key)]).await.status, 422, "it is not his");
    assert_eq!(
        browser.post("/account/disconnect", &[("key", key)]).await.leads_to(),
        "/account?done=disconnect"
    );
    let answer = enter(&mut Browser::new(server.address), &provider).await;
    assert!(answer.body.contains("There is an account with your address already"));
    let events = events(&server).await;
    assert!(
        events.ends_with(&["identity-disconnected".to_owned()])
            && events.contains(&"identity-connected".to_owned())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_without_a_password_asks_for_having_signed_in_just_now_and_keeps_a_way_in() {
    let (provider, server) = both().await;
    let mut browser = Browser::new(server.address);
    enter(&mut browser, &provider).await.leads_to();
    let page = browser.get("/account").await.body;
    assert!(!page.contains("name=\"current\"") && page.contains("action=\"/account/delete\""));
    let key = page.split("action=\"/account/disconnect\"").nth(1).unwrap();
    let key = key.split("value=\"").nth(1).unwrap().split('"').next().unwrap();
    let answer = browser.post("/account/disconnect", &[("key", key)]).await;
    assert!(answer.status == 422 && answer.body.contains("the only way into your account"), "{answer:?}");

    // Ten minutes later.
    let (at, record) = server.app.store.begin_with(Book::Sessions, Vec::new(), 1).await.unwrap().remove(0);
    let mut told: serde_json::Value = serde_json::from_slice(&record[1..]).unwrap();
    told["created_ms"] = serde_json::json!(told["created_ms"].as_u64().unwrap() - 10 * 60 * 1000);
    let old = [&[1][..], told.to_string().as_bytes()].concat();
    assert!(server.app.store.write(vec![Change::put(Book::Sessions, at, old)]).await.unwrap());
    for (part, fields) in [
        ("password", &[("password", PASSWORD)][..]),
        ("email", &[("email", "eve@example.org")]),
        ("connect", &[]),
        ("delete", &[]),
    ] {
        let answer = browser.post(&format!("/account/{part}"), fields).await;
        assert!(answer.status == 422 && answer.body.contains("Sign in once more"), "{part}: {answer:?}");
    }
    let page = browser.get("/account").await.body;
    assert!(page.contains("href=\"/sign-in?next=/account\"") && !page.contains("action=\"/account/delete\""));

    // Signing in once more is asked for at the provider, too, and is the same session's place.
    let there = browser.get("/sso").await.leads_to().to_owned();
    assert!(there.contains("prompt=login"), "{there}");
    browser.get(&provider.signs_in(&there)).await.leads_to();
    assert_eq!(server.app.store.begin_with(Book::Sessions, Vec::new(), 9).await.unwrap().len(), 1);
    browser.post("/account/password", &[("password", PASSWORD)]).await.leads_to();
    let mut other = Browser::new(server.address);
    other.post("/sign-in", &[("email", "ada@example.org"), ("password", PASSWORD)]).await.leads_to();
    browser.post("/account/disconnect", &[("key", key)]).await.leads_to();
    assert_eq!(browser.post("/account/delete", &[]).await.status, 422, "now it has a password");
    let gone = browser.post("/account/delete", &[("current", PASSWORD)]).await;
    assert!(gone.body.contains("is deleted"));
    assert!(server.app.store.begin_with(Book::Identities, Vec::new(), 9).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_provider_is_away_or_lets_nobody_in_a_page_says_so_and_how_to_go_on() {
    let (provider, server) = both().await;
    let address = provider.address;
    drop(provider);
    let mut browser = Browser::new(server.address);
    browser.language = "de";
    let answer = browser.get("/sso").await;
    assert!(answer.status == 503 && answer.body.contains("The &lt;School&gt; antwortet nicht"), "{answer:?}");
    assert!(answer.body.contains("<title>The &lt;School&gt; antwortet nicht"));
    assert!(answer.body.contains("href=\"/sso\"") && answer.body.contains("href=\"/sign-in\""));
    let provider = Provider::open(address).await;
    let there = browser.get("/sso").await.leads_to().to_owned();
    // It goes away while somebody signs in there.
    let back = provider.signs_in(&there);
    drop(provider);
    assert_eq!(browser.get(&back).await.status, 503);
    let provider = Provider::open(address).await;
    for (error, status, says) in [
        ("access_denied", 200, "Sie haben sich nicht angemeldet"),
        ("server_error", 422, "hat Sie nicht hereingelassen"),
        ("%3Cscript%3E", 422, "hat Sie nicht hereingelassen"),
    ] {
        let there = browser.get("/sso").await.leads_to().to_owned();
        let state = there.split("&state=").nth(1).unwrap().split('&').next().unwrap().to_owned();
        let answer = browser.get(&format!("/sso/callback?error={error}&state={state}")).await;
        assert!(answer.status == status && answer.body.contains(says), "{error}: {answer:?}");
        assert!(!answer.body.contains("<script>"));
    }
    // It has been set up anew meanwhile, and has another key under the name of the old one.
    enter(&mut browser, &provider).await.leads_to();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_has_another_key_is_asked_for_it() {
    let (provider, server) = both().await;
    enter(&mut Browser::new(server.address), &provider).await.leads_to();
    provider.renews_its_key();
    enter(&mut Browser::new(server.address), &provider).await.leads_to();
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_may_come_from_the_provider_alone_and_from_nowhere_when_signing_up_is_closed() {
    let provider = Provider::open(ANY_PORT).await;
    let server = server_of(SsoSettings { is_only_sign_up: true, ..settings(&provider) }).await;
    let mut browser = Browser::new(server.address);
    let page = browser.get("/sign-up").await.body;
    assert!(
        page.contains("Accounts here come from The &lt;School&gt;.") && !page.contains("<form"),
        "{page}"
    );
    let fields = [("name", "Eve"), ("email", "eve@example.org"), ("password", PASSWORD)];
    assert_eq!(browser.post("/sign-up", &fields).await.status, 403);
    let setup = server.app.people.offer_setup().await.unwrap().unwrap();
    let mut root = Browser::new(server.address);
    root.post(&setup, &[("name", "Root"), ("email", "root@example.org"), ("password", PASSWORD)])
        .await
        .leads_to();
    enter(&mut browser, &provider).await.leads_to();
    root.post("/admin/sign-up", &[]).await.leads_to();
    provider.seats(BEN);
    let answer = enter(&mut Browser::new(server.address), &provider).await;
    assert!(answer.status == 403 && answer.body.contains("Nobody can make an account here"), "{answer:?}");
    provider.seats(ADA);
    enter(&mut Browser::new(server.address), &provider).await.leads_to();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_back_with_what_he_did_not_begin_waits_after_a_hundred_times() {
    let (_provider, server) = both().await;
    let mut browser = Browser::new(server.address);
    for number in 0..100 {
        assert_eq!(browser.get(&format!("/sso/callback?code=x&state={number}")).await.status, 422);
    }
    let answer = browser.get("/sso/callback?code=x&state=last").await;
    assert_eq!((answer.status, answer.header("retry-after")), (429, Some("1")), "{answer:?}");
}

#[test]
fn an_issuer_is_asked_by_tls_or_on_this_machine_and_its_secret_stands_in_no_log() {
    let sso = |issuer: &str| SsoSettings {
        issuer: issuer.to_owned(),
        client_id: CLIENT.to_owned(),
        client_secret: Some(Secret(SECRET.to_owned())),
        name: String::new(),
        is_only_sign_up: false,
    };
    for (issuer, is_good) in [
        ("https://id.example", true),
        ("http://127.0.0.1:3000", true),
        ("http://id.example", false),
        ("id.example", false),
        ("", false),
    ] {
        let config = Config { sso: Some(sso(issuer)), ..Config::default() };
        assert!(!format!("{config:?}").contains(SECRET));
        let made = octavo_server::app::App::new(FaultyDisk::new().store(), config);
        assert_eq!(made.is_ok(), is_good, "{issuer}");
    }
}
