//! Accounts: from a guest to somebody who has one, in and out, and all that must not be possible.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::time::{Duration, Instant};

use octavo_server::config::Config;
use octavo_server::digest::card::{self, Card};
use octavo_server::store::{Book, Store};
use support::browser::{Answer, Browser};
use support::disk::FaultyDisk;
use support::peer::Peer;
use support::server::{TestServer, within};

const ADA: &str = "ada@example.org";
const PASSWORD: &str = "correct horse";

async fn server() -> TestServer {
    TestServer::start(FaultyDisk::new().store(), Config::default()).await
}

/// Whoever made himself the first administrator.
async fn root(server: &TestServer) -> Browser {
    let setup = server.app.people.offer_setup().await.unwrap().unwrap();
    let mut root = Browser::new(server.address);
    let fields = [("name", "Root"), ("email", "root@example.org"), ("password", PASSWORD)];
    root.post(&setup, &fields).await.leads_to();
    root
}

async fn sign_up(browser: &mut Browser, name: &str, email: &str) -> Answer {
    browser.post("/sign-up", &[("name", name), ("email", email), ("password", PASSWORD)]).await
}

async fn sign_in(browser: &mut Browser, email: &str, password: &str) -> Answer {
    browser.post("/sign-in", &[("email", email), ("password", password)]).await
}

async fn me(browser: &mut Browser) -> serde_json::Value {
    serde_json::from_str(&browser.get("/api/me").await.body).unwrap()
}

/// A browser in which Ada has signed up.
async fn ada(server: &TestServer) -> Browser {
    let mut browser = Browser::new(server.address);
    assert_eq!(sign_up(&mut browser, "Ada", ADA).await.leads_to(), "/");
    browser
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_signs_up_and_comes_back_in_another_browser_as_the_same_one() {
    let server = server().await;
    let mut browser = ada(&server).await;
    let told = me(&mut browser).await;
    assert_eq!((&told["name"], &told["email"]), (&"Ada".into(), &ADA.into()));
    let mut other = Browser::new(server.address);
    assert_eq!(me(&mut other).await["name"], serde_json::Value::Null);
    assert_eq!(sign_in(&mut other, "ADA@example.org ", PASSWORD).await.leads_to(), "/account");
    assert_eq!(me(&mut other).await["person"], told["person"]);
    assert_eq!(other.post("/account/sign-out", &[]).await.leads_to(), "/sign-in");
    assert_eq!(me(&mut other).await["name"], serde_json::Value::Null);
    assert_eq!(me(&mut browser).await["name"], "Ada", "signing out there is not signing out here");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_guest_made_and_wrote_is_his_when_he_has_an_account() {
    let server = server().await;
    let mut browser = Browser::new(server.address);
    let id = "00000000-0000-4000-8000-000000000001";
    assert_eq!(browser.put(&format!("/api/documents/{id}")).await.status, 201);
    let guest = me(&mut browser).await["person"].as_str().unwrap().to_owned();
    let mut tab = Peer::join_as(server.address, id, 100, &browser.cookie()).await;
    tab.type_text("As a guest. ").await;
    tab.until_saved().await;
    sign_up(&mut browser, "Ada", ADA).await;
    let mut tab = Peer::join_as(server.address, id, 101, &browser.cookie()).await;
    tab.type_text("As Ada. ").await;
    tab.until_saved().await;
    let person = me(&mut browser).await["person"].as_str().unwrap().to_owned();
    assert!(guest.starts_with("guest:") && person.starts_with("account:"));
    let history: serde_json::Value =
        serde_json::from_str(&browser.get(&format!("/api/documents/{id}/history")).await.body).unwrap();
    let entries = history["entries"].as_array().unwrap();
    let authors: Vec<_> =
        entries.iter().map(|entry| (entry["author"].as_str().unwrap(), entry["name"].as_str())).collect();
    assert_eq!(authors, [(&*person, Some("Ada")), (&*guest, Some("Ada")), ("octavo", None)]);
    let rights = octavo_server::rights::of(&server.app.store, id).await.unwrap();
    assert_eq!(rights.owner, person);
    let owned = octavo_server::rights::of_owner(&server.app.store, &person).await.unwrap();
    assert!(owned.len() == 1 && owned[0].0 == id && owned[0].1 > 0, "{owned:?}");
    let page = browser.get("/account").await.body;
    assert!(page.contains(&format!("href=\"/d/{id}\"")) && page.contains("Untitled document"));
    assert!(octavo_server::rights::of_owner(&server.app.store, &guest).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_who_has_become_an_account_is_nobody_after_signing_out() {
    let server = server().await;
    let mut browser = Browser::new(server.address);
    let guest = me(&mut browser).await["person"].clone();
    let kept = browser.cookies.clone();
    sign_up(&mut browser, "Ada", ADA).await;
    browser.post("/account/sign-out", &[]).await;
    assert_ne!(me(&mut browser).await["person"], guest);
    let mut thief = Browser::new(server.address);
    thief.cookies = kept;
    assert_ne!(me(&mut thief).await["person"], guest, "the old cookie is worth nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_a_browser_is_nobody_there_any_more_and_his_session_and_its_connections_end() {
    let server = server().await;
    let mut browser = ada(&server).await;
    let id = "00000000-0000-4000-8000-000000000001";
    assert_eq!(browser.put(&format!("/api/documents/{id}")).await.status, 201);
    let mut tab = Peer::join_as(server.address, id, 100, &browser.cookie()).await;
    let (before, mut kept) = (me(&mut browser).await["person"].clone(), browser.clone());
    assert_eq!(browser.send("POST", "/api/leave", Some(String::new())).await.status, 204);
    assert!(browser.cookies.is_empty(), "{:?}", browser.cookies);
    assert_eq!(tab.until_closed().await.0, 1012);
    assert_ne!(me(&mut kept).await["person"], before, "what was kept of the cookies is worth nothing");

    // A guest is another one from then on.
    let mut guest = Browser::new(server.address);
    let before = me(&mut guest).await["person"].clone();
    assert_eq!(guest.send("POST", "/api/leave", Some(String::new())).await.status, 204);
    assert!(guest.cookies.is_empty(), "{:?}", guest.cookies);
    assert_ne!(me(&mut guest).await["person"], before);

    // Nobody is made to leave by another site.
    let mut browser = Browser::new(server.address);
    sign_in(&mut browser, ADA, PASSWORD).await.leads_to();
    browser.origin = Some("https://evil.example".to_owned());
    assert_eq!(browser.send("POST", "/api/leave", Some(String::new())).await.status, 403);
    assert_eq!(me(&mut browser).await["name"], "Ada");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_app_is_told_whose_session_its_browser_has_and_corrected_when_that_has_ended() {
    let server = server().await;
    let mut browser = ada(&server).await;
    let person = me(&mut browser).await["person"].as_str().unwrap().to_owned();
    let shown = |browser: &Browser| browser.cookies.get("octavo-account").map(|id| format!("account:{id}"));
    assert_eq!(shown(&browser), Some(person.clone()));
    // A session from before it was told.
    browser.cookies.remove("octavo-account");
    me(&mut browser).await;
    assert_eq!(shown(&browser), Some(person.clone()));
    let mut other = Browser::new(server.address);
    sign_in(&mut other, ADA, PASSWORD).await.leads_to();
    browser.post("/account/sessions", &[("session", "others")]).await.leads_to();
    assert_eq!(shown(&other), Some(person));
    me(&mut other).await;
    assert_eq!(shown(&other), None);
    browser.post("/account/sign-out", &[]).await;
    assert_eq!(shown(&browser), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn whether_there_is_an_account_is_told_neither_by_words_nor_by_how_long_it_takes() {
    let server = server().await;
    ada(&server).await;
    let mut stranger = Browser::new(server.address);
    let mut answers = Vec::new();
    for email in [ADA, "nobody@example.org"] {
        let since = Instant::now();
        let answer = sign_in(&mut stranger, email, "wrong password").await;
        assert_eq!(answer.status, 422);
        answers.push((answer.body.replace(email, ""), since.elapsed()));
    }
    assert_eq!(answers[0].0, answers[1].0);
    let (known, unknown) = (answers[0].1.as_secs_f64(), answers[1].1.as_secs_f64());
    assert!(unknown > known / 4.0, "{unknown} s for nobody, {known} s for Ada: a hash is made for both");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_guesses_waits_and_is_told_for_how_long_and_others_do_not() {
    let server = server().await;
    ada(&server).await;
    for email in [ADA, "nobody@example.org"] {
        let mut stranger = Browser::new(server.address);
        for _ in 0..5 {
            assert_eq!(sign_in(&mut stranger, email, "wrong password").await.status, 422);
        }
        let answer = sign_in(&mut stranger, email, PASSWORD).await;
        assert_eq!(
            (answer.status, answer.header("retry-after")),
            (429, Some("5")),
            "also with the right one"
        );
        assert!(answer.body.contains("Try again in 5 seconds."));
        stranger.language = "de";
        assert!(sign_in(&mut stranger, email, PASSWORD).await.body.contains("Sekunden noch einmal."));
    }
    sign_up(&mut Browser::new(server.address), "Ben", "ben@example.org").await;
    let mut ben = Browser::new(server.address);
    assert_eq!(sign_in(&mut ben, "ben@example.org", PASSWORD).await.leads_to(), "/account");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_revoked_ends_its_socket_within_a_second() {
    let server = server().await;
    let id = server.create(1).await;
    let mut here = ada(&server).await;
    let mut there = Browser::new(server.address);
    sign_in(&mut there, ADA, PASSWORD).await;
    let mut tab = Peer::join_as(server.address, &id, 100, &there.cookie()).await;
    let mut mine = Peer::join_as(server.address, &id, 101, &here.cookie()).await;
    tab.type_text("Ada").await;
    tab.until_saved().await;
    let page = here.get("/account").await.body;
    assert_eq!(page.matches("Firefox on Linux").count(), 3, "twice in the list, once as what a button does");
    let session = page.split("name=\"session\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let since = Instant::now();
    here.post("/account/sessions", &[("session", session)]).await.leads_to();
    assert_eq!(tab.until_closed().await.0, 1012, "so that the browser comes back as whoever it is then");
    assert!(since.elapsed() < Duration::from_secs(1));
    assert_eq!(me(&mut there).await["name"], serde_json::Value::Null);
    mine.type_text("still here ").await;
    mine.until_saved().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_password_ends_all_other_sessions_and_needs_the_one_before() {
    let server = server().await;
    let mut here = ada(&server).await;
    let mut there = Browser::new(server.address);
    sign_in(&mut there, ADA, PASSWORD).await;
    let new = "battery staple";
    let wrong = here.post("/account/password", &[("current", "not it at all"), ("password", new)]).await;
    assert_eq!(wrong.status, 422);
    let short = here.post("/account/password", &[("current", PASSWORD), ("password", "short")]).await;
    assert!(short.body.contains("at least 10 characters"));
    here.post("/account/password", &[("current", PASSWORD), ("password", new)]).await.leads_to();
    assert_eq!(me(&mut here).await["name"], "Ada");
    assert_eq!(me(&mut there).await["name"], serde_json::Value::Null);
    assert_eq!(sign_in(&mut there, ADA, PASSWORD).await.status, 422);
    assert_eq!(sign_in(&mut there, ADA, new).await.leads_to(), "/account");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_account_is_gone_from_the_store_and_its_address_is_free() {
    let disk = FaultyDisk::new();
    let server = TestServer::start(disk.store(), Config::default()).await;
    let mut here = ada(&server).await;
    assert_eq!(here.post("/account/delete", &[("current", "not it at all")]).await.status, 422);
    assert_eq!(me(&mut here).await["name"], "Ada");
    assert!(here.post("/account/delete", &[("current", PASSWORD)]).await.body.contains("is deleted"));
    assert_eq!(me(&mut here).await["name"], serde_json::Value::Null);
    assert_eq!(sign_in(&mut here, ADA, PASSWORD).await.status, 422);
    for book in [Book::Accounts, Book::Addresses, Book::Sessions] {
        assert!(server.app.store.begin_with(book, Vec::new(), 9).await.unwrap().is_empty(), "{book:?}");
    }
    for (_, line) in server.app.store.begin_with(Book::Audit, Vec::new(), 99).await.unwrap() {
        let line = String::from_utf8_lossy(&line).into_owned();
        assert!(!line.contains("Ada") && !line.contains("ada@"), "{line}");
        assert!(line.contains("\"127.0.0.1\""), "it says from where: {line}");
    }
    assert_eq!(sign_up(&mut here, "Another", ADA).await.leads_to(), "/");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_another_site_changes_nothing() {
    let server = server().await;
    let mut browser = ada(&server).await;
    for origin in ["https://evil.example", "null"] {
        browser.origin = Some(origin.to_owned());
        for path in ["/sign-in", "/sign-up", "/account/name", "/account/delete", "/account/sign-out"] {
            let answer = browser.post(path, &[("name", "Eve"), ("current", PASSWORD)]).await;
            assert_eq!(answer.status, 403, "{path} from {origin}");
        }
        let id = "00000000-0000-4000-8000-000000000009";
        assert_eq!(browser.put(&format!("/api/documents/{id}")).await.status, 403);
    }
    assert_eq!(me(&mut browser).await["name"], "Ada");
}

#[tokio::test(flavor = "multi_thread")]
async fn forged_and_expired_cookies_are_of_nobody() {
    let server = server().await;
    let mut browser = ada(&server).await;
    let (name, value) = browser
        .cookies
        .iter()
        .find(|(name, _)| name.contains("session"))
        .map(|(n, v)| (n.clone(), v.clone()))
        .unwrap();
    let (account, token) = value.split_once('.').unwrap();
    let other = if token.starts_with('A') { "B" } else { "A" };
    for forged in [
        String::new(),
        format!("{account}."),
        format!("{account}.{other}{}", &token[1..]),
        format!("00000000000000000000000000000000.{token}"),
        format!("{token}.{account}"),
        "x".repeat(5000),
    ] {
        browser.cookies.insert(name.clone(), forged.clone());
        assert_eq!(me(&mut browser).await["name"], serde_json::Value::Null, "{forged}");
    }
    browser.cookies.insert(name, value);
    assert_eq!(me(&mut browser).await["name"], "Ada");
    let (key, record) = server.app.store.begin_with(Book::Sessions, Vec::new(), 1).await.unwrap().remove(0);
    let mut told: serde_json::Value = serde_json::from_slice(&record[1..]).unwrap();
    told["used_ms"] = serde_json::json!(told["used_ms"].as_u64().unwrap() - 31 * 24 * 60 * 60 * 1000);
    let old = [&[1][..], told.to_string().as_bytes()].concat();
    let change = octavo_server::store::Change::put(Book::Sessions, key, old);
    assert!(server.app.store.write(vec![change]).await.unwrap());
    assert_eq!(me(&mut browser).await["name"], serde_json::Value::Null);
    server.app.people.sweep().await.unwrap();
    assert!(server.app.store.begin_with(Book::Sessions, Vec::new(), 9).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_administrator_is_made_once_by_the_link_that_was_printed() {
    let disk = FaultyDisk::new();
    let server = TestServer::start(disk.store(), Config::default()).await;
    let before = server.app.people.offer_setup().await.unwrap().unwrap();
    let path = server.app.people.offer_setup().await.unwrap().unwrap();
    let mut browser = Browser::new(server.address);
    let fields = [("name", "Root"), ("email", "root@example.org"), ("password", PASSWORD)];
    assert_eq!(browser.post(&before, &fields).await.status, 404, "a later start offers another");
    assert_eq!(browser.get(&path).await.status, 200);
    let weak = [("name", "Root"), ("email", "root@example.org"), ("password", "short")];
    assert_eq!(browser.post(&path, &weak).await.status, 422);
    assert_eq!(browser.post(&path, &fields).await.leads_to(), "/account");
    assert_eq!(me(&mut browser).await["administrator"], true);
    assert!(browser.get("/audit").await.body.contains("First administrator created"));
    let mut second = Browser::new(server.address);
    assert_eq!(second.get(&path).await.status, 404);
    assert_eq!(
        second
            .post(&path, &[("name", "Eve"), ("email", "eve@example.org"), ("password", PASSWORD)])
            .await
            .status,
        404
    );
    assert_eq!(server.app.people.offer_setup().await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_and_sessions_outlive_the_server_and_are_in_its_copies() {
    let disk = FaultyDisk::new();
    let server = TestServer::start(disk.store(), Config::default()).await;
    let browser = ada(&server).await;
    let mut copy = Vec::new();
    server.app.store.export(&mut copy).unwrap();
    server.stop().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("copy.redb");
    octavo_server::store::import(&file, &mut &copy[..]).unwrap();
    for store in [disk.store(), Store::open_file(&file).unwrap()] {
        let server = TestServer::start(store, Config::default()).await;
        let mut again = Browser::new(server.address);
        again.cookies = browser.cookies.clone();
        assert_eq!(me(&mut again).await["name"], "Ada");
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_in_the_store_and_none_of_others_text_is_markup() {
    let server = server().await;
    let mut browser = Browser::new(server.address);
    sign_up(&mut browser, "<b>Ada</b>", ADA).await;
    let page = browser.get("/account").await;
    assert!(page.body.contains("&lt;b&gt;Ada&lt;/b&gt;") && !page.body.contains("<b>Ada"));
    let failed = sign_in(&mut browser, "\"><script>", PASSWORD).await;
    assert!(failed.body.contains("&quot;&gt;&lt;script&gt;") && !failed.body.contains("<script>"));
    for name in ["content-security-policy", "x-frame-options", "x-content-type-options"] {
        assert!(page.header(name).is_some(), "{name}");
    }
    assert_eq!(page.header("cache-control"), Some("no-store"));
    let session = browser.cookies.iter().find(|(name, _)| name.contains("session")).unwrap().1.clone();
    let mut copy = Vec::new();
    server.app.store.export(&mut copy).unwrap();
    let token = session.split_once('.').unwrap().1;
    for secret in [PASSWORD, token] {
        assert!(!copy.windows(secret.len()).any(|part| part == secret.as_bytes()), "{secret}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_signs_in_is_led_on_within_this_server_and_nowhere_else() {
    let server = server().await;
    let mut browser = ada(&server).await;
    for (next, place) in [("/account", "/account"), ("//evil.example", "/"), ("https://evil.example", "/")] {
        let fields = [("email", ADA), ("password", PASSWORD), ("next", next)];
        assert_eq!(browser.post("/sign-in", &fields).await.leads_to(), place);
    }
    let mut stranger = Browser::new(server.address);
    assert_eq!(stranger.get("/account").await.leads_to(), "/sign-in?next=/account");
}

#[tokio::test(flavor = "multi_thread")]
async fn over_tls_the_browser_is_told_to_stay_there_and_the_cookie_is_of_this_host_alone() {
    let config = Config { public_url: Some("https://octavo.example".to_owned()), ..Config::default() };
    let server = TestServer::start(FaultyDisk::new().store(), config).await;
    let mut browser = Browser::new(server.address);
    let answer = sign_up(&mut browser, "Ada", ADA).await;
    assert!(answer.head.contains("__Host-octavo-session=") && answer.head.contains("; Secure"));
    assert!(answer.header("strict-transport-security").is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_title_is_in_the_lists_as_soon_as_it_is_saved() {
    let server = server().await;
    let mut ada = ada(&server).await;
    let id = "00000000-0000-4000-8000-000000000001";
    assert_eq!(ada.put(&format!("/api/documents/{id}")).await.status, 201);
    let mut tab = Peer::join_as(server.address, id, 100, &ada.cookie()).await;
    for title in ["Plan", "Plan of the engine"] {
        tab.set_title(title).await;
        tab.until_saved().await;
        for list in ["/account", "/api/library?view=mine", "/api/library?view=recent", "/api/shelf"] {
            let listed = ada.get(list).await.body;
            assert!(
                listed.contains(&format!(">{title}<")) || listed.contains(&format!("\"{title}\"")),
                "{list}: {listed}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_sees_documents_by_size_and_nothing_of_what_they_say() {
    let server = server().await;
    let (mut root, mut ada) = (root(&server).await, ada(&server).await);
    let ids = [1, 2].map(|number| format!("0000000{number}-0000-4000-8000-000000000000"));
    for (id, length) in ids.iter().zip([10, 40_000]) {
        assert_eq!(ada.put(&format!("/api/documents/{id}")).await.status, 201);
        let mut tab = Peer::join_as(server.address, id, 100, &ada.cookie()).await;
        tab.set_title("Quetzal").await;
        tab.type_text(&"quetzal ".repeat(length / 8)).await;
        tab.until_saved().await;
        within(async {
            let has_grown = |card: Option<Card>| card.is_some_and(|card| card.bytes >= length as u64 - 10);
            while !has_grown(card::of(&server.app.store, id).await.unwrap()) {
                tokio::task::yield_now().await;
            }
        })
        .await;
    }
    assert_eq!(ada.put(&format!("/api/documents/{}/trash", ids[0])).await.status, 204);
    let seen = root.get("/admin/documents").await.body;
    let (large, small) = (seen.find("00000002 ").unwrap(), seen.find("00000001 ").unwrap());
    assert!(large < small && seen.contains("2 documents, 4"), "{seen}");
    assert_eq!((seen.matches("<h3>Ada").count(), seen.matches("in the trash").count()), (2, 1), "{seen}");
    assert!(["Quetzal", "quetzal ", &ids[1]].iter().all(|part| !seen.contains(part)), "{seen}");
    assert_eq!(ada.get("/admin/documents").await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_sees_who_there_is_closes_signing_up_and_helps_whoever_forgot_his_password() {
    let server = server().await;
    let (mut root, mut ada) = (root(&server).await, ada(&server).await);
    let id = "00000000-0000-4000-8000-000000000001";
    assert_eq!(ada.put(&format!("/api/documents/{id}")).await.status, 201);
    let seen = root.get("/admin?find=ada").await.body;
    assert!(
        seen.contains("<h3>Ada") && !seen.contains("<h3>Root") && seen.contains("documents: 1, 1 kB"),
        "{seen}"
    );
    assert_eq!(ada.get("/admin").await.status, 403);

    root.post("/admin/sign-up", &[("key", "closed")]).await.leads_to();
    let mut ben = Browser::new(server.address);
    let refused = sign_up(&mut ben, "Ben", "ben@example.org").await;
    assert!(refused.status == 403 && refused.body.contains("Nobody can make an account here"));
    assert_eq!(ben.get("/sign-up").await.status, 403);
    root.post("/admin/sign-up", &[("key", "open")]).await.leads_to();
    assert_eq!(sign_up(&mut ben, "Ben", "ben@example.org").await.leads_to(), "/");

    let person = me(&mut ada).await["person"].as_str().unwrap().to_owned();
    let shown = root.post("/admin/reset", &[("key", &person)]).await;
    let start = shown.body.find("/reset/").unwrap();
    let path = &shown.body[start..start + "/reset/".len() + 43];
    let mut elsewhere = Browser::new(server.address);
    let new = [("password", "battery staple")];
    assert_eq!(elsewhere.post(path, &new).await.leads_to(), "/account?done=password");
    assert_eq!(elsewhere.post(path, &new).await.status, 404, "once");
    assert_eq!(me(&mut ada).await["name"], serde_json::Value::Null, "all other sessions have ended");
    let mut tab = Peer::join_as(server.address, id, 100, &elsewhere.cookie()).await;
    root.post("/admin/sessions", &[("key", &person)]).await.leads_to();
    assert_eq!(tab.until_closed().await.0, 1012);
    assert_eq!(me(&mut elsewhere).await["name"], serde_json::Value::Null);
    let log = root.get("/audit").await.body;
    for event in ["Signing up closed", "Link for a new password given out", "Signed out by an administrator"]
    {
        assert!(log.contains(event), "{event}");
    }
    let found = root.get("/audit?find=closed").await.body;
    assert!(found.contains("Signing up closed") && !found.contains("Signing up opened"));
    assert!(root.get("/audit?find=ada").await.body.contains("<td>Ada</td>"));
    let table = root.get("/audit.csv").await;
    assert!(table.header("content-type").unwrap().starts_with("text/csv"));
    assert!(table.body.contains("\"reset-given\"") && table.body.contains("\"Root\""), "{}", table.body);
    assert_eq!(ada.get("/audit.csv").await.leads_to(), "/sign-in?next=/audit");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_who_comes_now_and_then_stays_the_same_and_an_account_is_no_guest() {
    let server = server().await;
    let mut browser = Browser::new(server.address);
    let guest = me(&mut browser).await["person"].clone();
    let answer = browser.get("/api/me").await;
    let cookie = answer.header("set-cookie").unwrap();
    for part in ["octavo-guest=", "Max-Age=34560000", "HttpOnly", "SameSite=Lax"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert_eq!(me(&mut browser).await["person"], guest);
    let mut ada = ada(&server).await;
    assert_eq!(ada.get("/api/me").await.header("set-cookie"), None);
}
