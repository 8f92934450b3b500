//! Every address as every kind of person, out of the table that the router is made of.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use octavo_server::config::Config;
use octavo_server::folders;
use octavo_server::rights::{self, Share};
use octavo_server::routes::{May, ROUTES};
use octavo_server::store::{Book, Change};
use octavo_shared::sync::{Power, Role};
use support::browser::{Answer, Browser};
use support::disk::FaultyDisk;
use support::server::TestServer;

const PASSWORD: &str = "correct horse";
const UNKNOWN: &str = "00000000-0000-4000-8000-00000000000f";

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd)]
enum Kind {
    Stranger,
    Guest,
    Account,
    Administrator,
}

const KINDS: [Kind; 4] = [Kind::Stranger, Kind::Guest, Kind::Account, Kind::Administrator];

/// A browser of that kind of person.
async fn browser(server: &TestServer, setup: &str, kind: Kind) -> Browser {
    let mut browser = Browser::new(server.address);
    let fields = |email| [("name", "Ada"), ("email", email), ("password", PASSWORD)];
    match kind {
        Kind::Stranger => {}
        Kind::Guest => drop(browser.get("/api/me").await),
        Kind::Account => drop(browser.post("/sign-up", &fields("ada@example.org")).await.leads_to()),
        Kind::Administrator => drop(browser.post(setup, &fields("root@example.org")).await.leads_to()),
    }
    assert_eq!(browser.cookies.is_empty(), kind == Kind::Stranger);
    browser
}

/// Another browser, in which whoever has an account of that kind has signed in too.
async fn elsewhere(server: &TestServer, kind: Kind) -> Browser {
    let mut browser = Browser::new(server.address);
    let email = if kind == Kind::Administrator { "root@example.org" } else { "ada@example.org" };
    if kind >= Kind::Account {
        browser.post("/sign-in", &[("email", email), ("password", PASSWORD)]).await.leads_to();
    }
    browser
}

/// A document that somebody has made. A stranger becomes a guest by that, in this browser alone.
async fn owned_by(browser: &Browser) -> (String, Browser) {
    let mut browser = browser.clone();
    let id = uuid::Uuid::new_v4().to_string();
    assert_eq!(browser.put(&format!("/api/documents/{id}")).await.status, 201);
    (id, browser)
}

/// A document of somebody else's whose link is off, and in which whoever has an account in this browser has a role.
async fn given(server: &TestServer, browser: &Browser, role: Role) -> String {
    let mut other = Browser::new(server.address);
    let id = uuid::Uuid::new_v4().to_string();
    assert_eq!(other.put(&format!("/api/documents/{id}")).await.status, 201);
    set_off(&other, &id).await;
    let told: serde_json::Value = serde_json::from_str(&ask(browser, "GET", "/api/me").await.body).unwrap();
    let person = told["person"].as_str().unwrap();
    if person.starts_with("account:") {
        let mut rights = rights::of(&server.app.store, &id).await.unwrap();
        rights.shares.insert(person.to_owned(), Share { role, mail: None, since_ms: 0 });
        let mut record = vec![1];
        record.extend(serde_json::to_vec(&rights).unwrap());
        server.app.store.write(vec![Change::put(Book::Rights, id.as_bytes(), record)]).await.unwrap();
    }
    id
}

/// A folder that somebody has made. A stranger becomes a guest by that, in this browser alone.
async fn folder_of(browser: &Browser) -> (String, Browser) {
    let mut browser = browser.clone();
    let made = browser.send("POST", "/api/folders", Some("{\"name\":\"Plans\"}".to_owned())).await;
    assert_eq!(made.status, 201, "{made:?}");
    let made: serde_json::Value = serde_json::from_str(&made.body).unwrap();
    (made["id"].as_str().unwrap().to_owned(), browser)
}

/// A folder of somebody else's, in which whoever has an account in this browser has a role.
async fn given_folder(server: &TestServer, browser: &Browser, role: Role) -> String {
    let (id, _) = folder_of(&Browser::new(server.address)).await;
    let told: serde_json::Value = serde_json::from_str(&ask(browser, "GET", "/api/me").await.body).unwrap();
    let person = told["person"].as_str().unwrap();
    if person.starts_with("account:") {
        let record = server.app.store.look_up(Book::Folders, id.clone().into_bytes()).await.unwrap().unwrap();
        let mut folder: folders::Folder = serde_json::from_slice(&record[1..]).unwrap();
        folder.shares.insert(person.to_owned(), Share { role, mail: None, since_ms: 0 });
        let mut record = vec![1];
        record.extend(serde_json::to_vec(&folder).unwrap());
        server.app.store.write(vec![Change::put(Book::Folders, id.as_bytes(), record)]).await.unwrap();
    }
    id
}

async fn set_off(owner: &Browser, id: &str) {
    assert_eq!(ask(owner, "PUT", &format!("/api/documents/{id}/link/off")).await.status, 204);
}

async fn ask(browser: &Browser, method: &str, path: &str) -> Answer {
    // What one request changes is not there for the next.
    let mut browser = browser.clone();
    let body = (method != "GET").then(String::new);
    browser.send(method, path, body).await
}

/// Whether somebody was turned away for who he is.
fn is_turned_away(answer: &Answer) -> bool {
    let leads_to_sign_in = answer.header("location").is_some_and(|place| place.starts_with("/sign-in?next="));
    matches!(answer.status, 401 | 403) || leads_to_sign_in
}

#[tokio::test(flavor = "multi_thread")]
async fn each_address_lets_in_whom_the_table_says() {
    let server =
        TestServer::start(FaultyDisk::new().store(), Config { has_metrics: true, ..Config::default() }).await;
    let setup = server.app.people.offer_setup().await.unwrap().unwrap();
    let document = server.create(1).await;
    for kind in KINDS {
        let browser = browser(&server, &setup, kind).await;
        for route in ROUTES {
            let (method, path) = (route.method, route.path);
            let with = |id: &str| path.replace("{id}", id).replace("{*room}", id);
            let says = format!("{method} {path} as {kind:?}");
            match route.may {
                May::Everybody => {
                    // Whoever leaves does so in another session, so that this one stays for what follows.
                    let asks =
                        if path == "/api/leave" { elsewhere(&server, kind).await } else { browser.clone() };
                    let answer = ask(&asks, method, &with(UNKNOWN)).await;
                    assert!(!is_turned_away(&answer) && answer.status != 404, "{says}: {answer:?}");
                }
                May::Link => {
                    let answer = ask(&browser, method, &with(&document)).await;
                    // A socket is asked for with more than this; restoring with a time.
                    let is_let_in = matches!(answer.status, 200 | 201 | 204 | 400 | 426);
                    assert!(is_let_in, "{says}: {answer:?}");
                    if path.contains("{id}") {
                        let answer =
                            ask(&browser, method, &with("00000000-0000-4000-8000-00000000000e")).await;
                        assert!(
                            matches!(answer.status, 404 | 400),
                            "{says}, of a document that is not: {answer:?}"
                        );
                    }
                }
                May::Id => {
                    let (own, owner) = owned_by(&browser).await;
                    set_off(&owner, &own).await;
                    // A stranger is nobody who has made it, and there is no right without one; he is told that.
                    let answer = ask(&Browser::new(server.address), method, &with(&own)).await;
                    let says_so = matches!(answer.status, 200 | 303 | 404 | 422);
                    assert!(says_so && answer.header("location") != Some("/"), "{says}: {answer:?}");
                    let answer = ask(&browser, method, &with("00000000-0000-4000-8000-00000000000e")).await;
                    assert_eq!(answer.status, 404, "{says}, of a document that is not: {answer:?}");
                }
                May::Manager => {
                    let (own, owner) = owned_by(&browser).await;
                    let with = |id: &str| {
                        path.replace("{id}", id).replace("{role}", "edit").replace("{part}", "everyone")
                    };
                    let answer = ask(&owner, method, &with(&own)).await;
                    assert!(matches!(answer.status, 200 | 204 | 422), "{says}, of his own: {answer:?}");
                    for role in Role::GIVEN {
                        let id = given(&server, &browser, role).await;
                        let answer = ask(&browser, method, &with(&id)).await;
                        let may = role.may(Power::Share) && kind >= Kind::Account;
                        assert_eq!(
                            matches!(answer.status, 200 | 204 | 422),
                            may,
                            "{says}, with {role:?}: {answer:?}"
                        );
                        assert_eq!(answer.status == 403, !may, "{says}, with {role:?}: {answer:?}");
                    }
                }
                May::Owner => {
                    let (own, owner) = owned_by(&browser).await;
                    let answer = ask(&owner, method, &with(&own)).await;
                    assert!(matches!(answer.status, 204 | 409), "{says}, of his own: {answer:?}");
                    for role in Role::GIVEN {
                        let id = given(&server, &browser, role).await;
                        let answer = ask(&browser, method, &with(&id)).await;
                        assert_eq!(answer.status, 403, "{says}, with {role:?}: {answer:?}");
                    }
                }
                May::Folder => {
                    let with = |id: &str| {
                        path.replace("{id}", id).replace("{role}", "view").replace("{part}", "everyone")
                    };
                    let (own, owner) = folder_of(&browser).await;
                    let answer = ask(&owner, method, &with(&own)).await;
                    assert!(matches!(answer.status, 200 | 204 | 422), "{says}, of his own: {answer:?}");
                    for role in Role::GIVEN {
                        let id = given_folder(&server, &browser, role).await;
                        let answer = ask(&browser, method, &with(&id)).await;
                        let may = (role.may(Power::Share) || method == "GET") && kind >= Kind::Account;
                        let is_in = matches!(answer.status, 200 | 204 | 422);
                        assert_eq!(is_in, may, "{says}, with {role:?}: {answer:?}");
                        // Who may do nothing there does not learn that it is there.
                        let refusal = if kind >= Kind::Account { 403 } else { 404 };
                        assert_eq!(answer.status == refusal, !may, "{says}, with {role:?}: {answer:?}");
                    }
                    let answer = ask(&browser, method, &with(UNKNOWN)).await;
                    assert_eq!(answer.status, 404, "{says}, of a folder that is not: {answer:?}");
                }
                May::OneTimeLink | May::Embed => {
                    for guess in ["x", &"A".repeat(43)] {
                        let path = path.replace("{link}", guess);
                        let answer = ask(&browser, method, &path).await;
                        let body =
                            if method == "POST" { "password=correct%20horse&name=A&email=a@b.c" } else { "" };
                        let mut filled = browser.clone();
                        let filled =
                            filled.send(method, &path, (method != "GET").then(|| body.to_owned())).await;
                        assert_eq!((answer.status, filled.status), (404, 404), "{says}: {filled:?}");
                    }
                }
                May::Account => {
                    let path = path.replace("{part}", "name").replace("{id}", UNKNOWN);
                    let is_in = !is_turned_away(&ask(&browser, method, &path).await);
                    assert_eq!(is_in, kind >= Kind::Account, "{says}");
                }
                May::Administrator => {
                    let path = &path.replace("{part}", "sessions");
                    let is_in = !is_turned_away(&ask(&browser, method, path).await);
                    assert_eq!(is_in, kind == Kind::Administrator, "{says}");
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_in_no_table_is_the_apps_or_nothing() {
    let server = TestServer::start(FaultyDisk::new().store(), Config::default()).await;
    let mut stranger = Browser::new(server.address);
    assert_eq!(stranger.get("/api/people").await.status, 404);
    assert_eq!(stranger.get("/ordinary").await.status, 200);
    for path in ["/", "/d/x", "/account.html"] {
        assert!(matches!(stranger.post(path, &[]).await.status, 405), "{path}");
    }
    let long = "x".repeat(70 << 10);
    assert_eq!(stranger.post("/sign-in", &[("email", &long)]).await.status, 413);
}
