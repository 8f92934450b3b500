//! Keys for programs: made, shown once, good for what they let and nothing else, and gone at once.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use octavo_server::config::Config;
use octavo_server::people::keys::{Key, Scope};
use octavo_server::people::session::SessionKey;
use octavo_server::routes::{Need, ROUTES};
use octavo_server::store::{Book, Change};
use serde_json::Value;
use support::browser::{Answer, Browser};
use support::counts::until_counted;
use support::disk::FaultyDisk;
use support::peer::Peer;
use support::server::{TestServer, server_with};

const PASSWORD: &str = "correct horse";

/// A browser in which Ada has signed up.
async fn ada(server: &TestServer) -> Browser {
    let mut browser = Browser::new(server.address);
    let fields = [("name", "Ada"), ("email", "ada@example.org"), ("password", PASSWORD)];
    assert_eq!(browser.post("/sign-up", &fields).await.leads_to(), "/");
    browser
}

async fn ask_for_key(browser: &mut Browser, scopes: &[Scope], more: &[(&str, &str)]) -> Answer {
    let mut fields = vec![("name", "A script"), ("current", PASSWORD), ("days", "30")];
    fields.extend(scopes.iter().map(|scope| (scope.name(), "yes")));
    fields.extend(more);
    browser.post("/account/keys", &fields).await
}

/// A new key with these scopes.
async fn key(browser: &mut Browser, scopes: &[Scope]) -> String {
    let shown = ask_for_key(browser, scopes, &[]).await;
    assert_eq!(shown.status, 200, "{shown:?}");
    let (_, behind) = shown.body.split_once("<code class=\"secret\">").unwrap();
    behind.split_once('<').unwrap().0.to_owned()
}

async fn document(browser: &mut Browser) -> String {
    let id = uuid::Uuid::new_v4().to_string();
    assert_eq!(browser.put(&format!("/api/documents/{id}")).await.status, 201);
    id
}

/// The keys in the store.
async fn stored(server: &TestServer) -> Vec<(SessionKey, Key)> {
    let records = server.app.store.begin_with(Book::Keys, Vec::new(), 9).await.unwrap();
    let key = |(key, value): (Vec<u8>, Vec<u8>)| {
        (SessionKey::read(&key).unwrap(), serde_json::from_slice(&value[1..]).unwrap())
    };
    records.into_iter().map(key).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_with_a_key_is_whoever_made_it_and_the_key_is_listed_and_revoked() {
    let (server, _disk) = server_with(|_| {}).await;
    let mut browser = ada(&server).await;
    let key = key(&mut browser, &[Scope::Read, Scope::Write]).await;
    assert!(key.starts_with("octavo_"));
    let mut program = Browser::program(server.address, &key);
    let me = program.get("/api/me").await;
    assert_eq!((me.status, &me.json()["name"]), (200, &Value::from("Ada")));
    assert!(program.cookies.is_empty(), "a program is given no cookies: {:?}", program.cookies);
    let id = document(&mut program).await;
    let rights = octavo_server::rights::of(&server.app.store, &id).await.unwrap();
    assert_eq!(Value::from(rights.owner), me.json()["person"]);

    let page = browser.get("/account/keys").await.body;
    assert!(page.contains("<h3>A script</h3>") && page.contains("last used"), "{page}");
    assert!(!page.contains(&key[7..]), "it is shown once");
    browser.language = "de";
    assert!(browser.get("/account/keys").await.body.contains("zuletzt benutzt"));
    let (_, behind) = page.split_once("name=\"key\" value=\"").unwrap();
    let named = behind.split_once('"').unwrap().0.to_owned();
    // Another's cannot be revoked.
    let mut ben = Browser::new(server.address);
    ben.post("/sign-up", &[("name", "Ben"), ("email", "ben@example.org"), ("password", PASSWORD)]).await;
    ben.post("/account/keys/revoke", &[("key", &named)]).await.leads_to();
    assert_eq!(program.get("/api/me").await.status, 200);
    assert_eq!(
        browser.post("/account/keys/revoke", &[("key", &named)]).await.leads_to(),
        "/account/keys?done=revoke"
    );
    let refused = program.get("/api/me").await;
    assert_eq!((refused.status, refused.header("www-authenticate")), (401, Some("Bearer realm=\"Octavo\"")));
    until_counted(&server, "octavo_requests_refused_total{status=\"401\"}", 1).await;
    until_counted(&server, "octavo_key_requests_total", 1).await;
    let lines = server.app.people.audit(None, 99).await.unwrap();
    let events: Vec<String> = lines.iter().map(|(_, line)| format!("{:?}", line.about.event)).collect();
    assert!(
        events.contains(&"KeyMade".to_owned()) && events.contains(&"KeyRevoked".to_owned()),
        "{events:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_made_by_who_knows_the_password_and_says_what_it_is_for() {
    let server = TestServer::start(FaultyDisk::new().store(), Config::default()).await;
    let mut browser = ada(&server).await;
    for (scopes, more, says) in [
        (&[Scope::Read][..], ("current", "not it at all"), "The address or the password is wrong."),
        (&[], ("name", "A script"), "Choose at least one thing that the program may do."),
        (&[Scope::Read], ("name", "  "), "Enter a name."),
    ] {
        let mut fields = vec![("name", "A script"), ("current", PASSWORD)];
        fields.retain(|(name, _)| *name != more.0);
        fields.push(more);
        fields.extend(scopes.iter().map(|scope| (scope.name(), "yes")));
        let answer = browser.post("/account/keys", &fields).await;
        assert!(answer.status == 422 && answer.body.contains(says), "{answer:?}");
    }
    assert_eq!(stored(&server).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_route_takes_the_scope_that_the_table_says_and_pages_take_no_key() {
    let server = TestServer::start(FaultyDisk::new().store(), Config::default()).await;
    let mut browser = ada(&server).await;
    for scope in Scope::ALL {
        let mut program = Browser::program(server.address, &key(&mut browser, &[scope]).await);
        for route in ROUTES {
            let id = document(&mut browser).await;
            let path = route.path.replace("{id}", &id).replace("{*room}", &id).replace("{role}", "edit");
            let body = (route.method != "GET").then(String::new);
            let answer = program.send(route.method, &path, body).await;
            let says = format!("{} {path} with {scope:?}: {answer:?}", route.method);
            let lacks = answer.status == 403 && answer.body.contains("it has not the scope");
            match route.need() {
                Need::NoKey => {
                    assert!(answer.status == 403 && answer.body.contains("Keys are for"), "{says}")
                }
                Need::Scope(needed) => assert_eq!(lacks, needed != scope, "{says}"),
            }
            assert_ne!(answer.status, 401, "{says}");
        }
        for path in ["/", "/d/x", "/account", "/icon.svg"] {
            assert_eq!(program.get(path).await.status, 403, "{path}");
        }
        assert_eq!(program.get("/api/nothing").await.status, 404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_does_not_work_is_nobodys_whatever_cookies_come_with_it() {
    let server = TestServer::start(FaultyDisk::new().store(), Config::default()).await;
    let mut browser = ada(&server).await;
    let good = key(&mut browser, &[Scope::Read]).await;
    let other = if good.ends_with('A') { "B" } else { "A" };
    let forged = format!("{}{other}", &good[..good.len() - 1]);
    for bad in ["octavo_", "octavo_x", &forged, &format!("{good}A")] {
        let mut thief = browser.clone();
        thief.key = Some(bad.to_owned());
        assert_eq!(thief.get("/api/me").await.status, 401, "{bad}");
    }
    // What a proxy adds is no key of ours.
    let mut behind = browser.clone();
    behind.key = Some("eyJhbGciOiJIUzI1NiJ9.e30.x".to_owned());
    assert_eq!(behind.get("/api/me").await.json()["name"], "Ada");
    // A key is not more than who made it.
    let mut ben = Browser::new(server.address);
    let id = document(&mut ben).await;
    assert_eq!(ben.put(&format!("/api/documents/{id}/link/off")).await.status, 204);
    let mut program = Browser::program(server.address, &good);
    assert_eq!(program.get(&format!("/api/documents/{id}/content")).await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_ends_when_it_should_and_with_the_account() {
    let server = TestServer::start(FaultyDisk::new().store(), Config::default()).await;
    let mut browser = ada(&server).await;
    let mut program = Browser::program(server.address, &key(&mut browser, &[Scope::Read]).await);
    assert_eq!(program.get("/api/me").await.status, 200);
    let (place, found) = stored(&server).await.remove(0);
    assert_eq!(found.until_ms, Some(found.made_ms + 30 * 24 * 60 * 60 * 1000));
    let ended = Key { until_ms: Some(found.made_ms), ..found };
    let record = [&[1][..], &serde_json::to_vec(&ended).unwrap()].concat();
    server.app.store.write(vec![Change::put(Book::Keys, place.bytes(), record)]).await.unwrap();
    assert_eq!(program.get("/api/me").await.status, 401);
    server.app.people.sweep().await.unwrap();
    assert_eq!(stored(&server).await, [], "what has ended is taken out");

    let mut program = Browser::program(server.address, &key(&mut browser, &[Scope::Read]).await);
    assert_eq!(program.get("/api/me").await.status, 200);
    assert_eq!(browser.post("/account/delete", &[("current", PASSWORD)]).await.status, 200);
    assert_eq!(program.get("/api/me").await.status, 401);
    assert_eq!(stored(&server).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_used_too_often_waits_and_no_other() {
    let (server, _disk) = server_with(|config| config.limits.key_requests = 2).await;
    let mut browser = ada(&server).await;
    let mut busy = Browser::program(server.address, &key(&mut browser, &[Scope::Read]).await);
    let mut calm = Browser::program(server.address, &key(&mut browser, &[Scope::Read]).await);
    for _ in 0..2 {
        assert_eq!(busy.get("/api/me").await.status, 200);
    }
    let refused = busy.get("/api/me").await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, Some("30")));
    assert_eq!(calm.get("/api/me").await.status, 200);
    until_counted(&server, "octavo_keys_throttled_total", 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_joins_with_its_own_yjs_and_writes_if_its_key_lets_it_until_that_is_revoked() {
    let server = TestServer::start(FaultyDisk::new().store(), Config::default()).await;
    let mut browser = ada(&server).await;
    let id = document(&mut browser).await;
    assert_eq!(browser.put(&format!("/api/documents/{id}/link/off")).await.status, 204);
    let reads = key(&mut browser, &[Scope::Read]).await;
    let writes = key(&mut browser, &[Scope::Read, Scope::Write]).await;
    let mut writer = Peer::join_by_key(server.address, &id, 30, &writes).await;
    writer.type_text("By a program. ").await;
    writer.until_saved().await;
    let mut reader = Peer::join_by_key(server.address, &id, 31, &reads).await;
    reader.until_text(|text| text.starts_with("By a program.")).await;
    let number = reader.type_text("Not this.").await;
    reader.until_refused(number).await;
    // What changes for others leaves a program where it is.
    assert_eq!(browser.put(&format!("/api/documents/{id}/link/view")).await.status, 204);
    writer.type_text("And more. ").await;
    writer.until_saved().await;
    for (place, key) in stored(&server).await {
        if key.scopes.has(Scope::Write) {
            let named =
                base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, place.digest);
            browser.post("/account/keys/revoke", &[("key", &named)]).await.leads_to();
        }
    }
    assert_eq!(writer.until_closed().await.0, 1012);
    let entries = browser.get(&format!("/api/documents/{id}/history")).await.json()["entries"].clone();
    assert_eq!(entries[0]["name"], "Ada");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_key_is_in_the_store_but_its_digest() {
    let server = TestServer::start(FaultyDisk::new().store(), Config::default()).await;
    let mut browser = ada(&server).await;
    let key = key(&mut browser, &[Scope::Read]).await;
    Browser::program(server.address, &key).get("/api/me").await;
    let mut copy = Vec::new();
    server.app.store.export(&mut copy).unwrap();
    let secret =
        base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, &key[7..]).unwrap();
    for part in [key.as_bytes(), &key.as_bytes()[30..], &secret[16..]] {
        assert!(!copy.windows(part.len()).any(|window| window == part));
    }
}
