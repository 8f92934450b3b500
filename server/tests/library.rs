//! The library: what is listed for whom, in which order, page by page, also of ten thousand documents; stars, templates and copies.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};
use octavo_server::config::Config;
use octavo_server::digest::Card;
use octavo_server::rights;
use octavo_server::store::{Book, Change};
use octavo_shared::model;
use serde_json::{Value, json};
use support::browser::Browser;
use support::disk::FaultyDisk;
use support::peer::Peer;
use support::server::{TestServer, within};

const PASSWORD: &str = "correct horse";
const ANA: &str = "ana@example.org";
const BEN: &str = "ben@example.org";

async fn server() -> TestServer {
    TestServer::start(FaultyDisk::new().store(), Config::default()).await
}

async fn somebody(server: &TestServer, name: &str, email: &str) -> Browser {
    let mut browser = Browser::new(server.address);
    browser.post("/sign-up", &[("name", name), ("email", email), ("password", PASSWORD)]).await.leads_to();
    browser
}

fn id(number: u32) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

async fn make(browser: &mut Browser, number: u32) -> String {
    assert_eq!(browser.put(&format!("/api/documents/{}", id(number))).await.status, 201);
    id(number)
}

async fn library(browser: &mut Browser, asked: &str) -> Value {
    let answer = browser.get(&format!("/api/library?{asked}")).await;
    assert_eq!((answer.status, answer.header("cache-control")), (200, Some("no-store")), "{answer:?}");
    serde_json::from_str(&answer.body).unwrap()
}

async fn ids(browser: &mut Browser, asked: &str) -> Vec<String> {
    let items = library(browser, asked).await["items"].as_array().unwrap().clone();
    items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

/// The list, when its first document is as wanted.
async fn until_first(browser: &mut Browser, asked: &str, is_wanted: impl Fn(&Value) -> bool) -> Value {
    within(async {
        loop {
            let first = library(browser, asked).await["items"][0].clone();
            if is_wanted(&first) {
                return first;
            }
        }
    })
    .await
}

async fn send(browser: &mut Browser, method: &str, path: &str) -> u16 {
    browser.send(method, path, Some(String::new())).await.status
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_finds_what_he_made_with_its_title_its_beginning_and_who_wrote_last() {
    let server = server().await;
    let mut guest = Browser::new(server.address);
    assert_eq!(library(&mut guest, "").await, json!({ "items": [], "next": null, "path": [] }));
    make(&mut guest, 1).await;
    let new = until_first(&mut guest, "", |item| !item.is_null()).await;
    assert_eq!((&new["title"], &new["role"], &new["owner"]), (&json!(""), &json!("own"), &Value::Null));
    let mut ben = somebody(&server, "Ben", BEN).await;
    ben.get("/api/me").await;
    let mut tab = Peer::join_as(server.address, &id(1), 100, &ben.cookie()).await;
    tab.set_title("Minutes").await;
    tab.type_text("Present: all.").await;
    tab.until_saved().await;
    let item = until_first(&mut guest, "", |item| item["title"] == "Minutes").await;
    assert_eq!((&item["excerpt"], &item["characters"]), (&json!("Present: all."), &json!(13)));
    assert_eq!((&item["kind"], &item["editor"]), (&json!("document"), &json!("Ben")));
    assert_eq!(
        (&item["starred"], &item["opened"], &item["folder"]),
        (&json!(false), &Value::Null, &Value::Null)
    );
    assert!(item["edited"].as_u64() >= item["made"].as_u64() && item["made"].as_u64() > Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_in_the_order_that_is_asked_for_and_goes_on_page_by_page() {
    let server = server().await;
    let mut ana = somebody(&server, "Ana", ANA).await;
    for (number, title) in [(1, "beta"), (2, "Alpha"), (3, "Gamma")] {
        make(&mut ana, number).await;
        let card = Card {
            entry: 9,
            title: title.to_owned(),
            made_ms: 100 - u64::from(number),
            edited_ms: [0, 5, 9, 7][number as usize],
            ..Card::default()
        };
        put_card(&server, &id(number), &card).await;
    }
    for (asked, numbers) in [
        ("", [2, 3, 1]),
        ("sort=edited&order=asc", [1, 3, 2]),
        ("sort=title", [2, 1, 3]),
        ("sort=title&order=desc", [3, 1, 2]),
        ("sort=made", [1, 2, 3]),
        ("sort=made&order=asc", [3, 2, 1]),
    ] {
        let wanted = numbers.map(id);
        assert_eq!(ids(&mut ana, asked).await, wanted, "{asked}");
        // A page at a time.
        let (mut after, mut found) = (String::new(), Vec::new());
        for _ in 0..3 {
            let page = library(&mut ana, &format!("{asked}&most=1{after}")).await;
            found.push(page["items"][0]["id"].as_str().unwrap().to_owned());
            after = page["next"].as_str().map_or(String::new(), |next| format!("&after={next}"));
        }
        assert_eq!((&found[..], &*after), (&wanted[..], ""), "{asked}");
    }
    for asked in ["view=all", "sort=size", "order=up", "most=x", "after=x", "after=W10"] {
        let answer = ana.get(&format!("/api/library?{asked}")).await;
        assert!(answer.status == 400 && answer.body.contains("error"), "{asked}: {answer:?}");
    }
    assert_eq!(ids(&mut ana, "most=0").await.len(), 1);
    assert_eq!(ids(&mut ana, "most=99999999").await.len(), 3);
}

/// Puts a card in the place of the one that is read of the document, which is older.
async fn put_card(server: &TestServer, document: &str, card: &Card) {
    within(async {
        while octavo_server::digest::card::of(&server.app.store, document).await.unwrap().is_none() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    let record = [&[1], &serde_json::to_vec(card).unwrap()[..]].concat();
    server.app.store.write(vec![Change::put(Book::Cards, document.as_bytes(), record)]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_opens_is_listed_for_as_long_as_one_may_open_it() {
    let server = server().await;
    let mut ana = somebody(&server, "Ana", ANA).await;
    let mut ben = somebody(&server, "Ben", BEN).await;
    for number in 1..=2 {
        make(&mut ana, number).await;
    }
    assert!(ids(&mut ben, "view=recent").await.is_empty());
    Peer::join_as(server.address, &id(1), 100, &ben.cookie()).await.leave().await;
    let first = until_first(&mut ben, "view=recent", |item| !item.is_null()).await;
    let opened = first["opened"].as_u64().unwrap();
    assert_eq!(
        (&first["id"], &first["role"], &first["owner"]),
        (&json!(id(1)), &json!("edit"), &json!("Ana"))
    );
    // Soon after it is not written again.
    Peer::join_as(server.address, &id(1), 101, &ben.cookie()).await.leave().await;
    Peer::join_as(server.address, &id(2), 102, &ben.cookie()).await.leave().await;
    until_first(&mut ben, "view=recent", |item| item["id"] == json!(id(2))).await;
    let items = library(&mut ben, "view=recent").await["items"].clone();
    assert_eq!((&items[1]["id"], items[1]["opened"].as_u64()), (&json!(id(1)), Some(opened)));
    assert_eq!(send(&mut ana, "PUT", &format!("/api/documents/{}/link/off", id(2))).await, 204);
    assert_eq!(ids(&mut ben, "view=recent").await, [id(1)]);
    assert_eq!(send(&mut ana, "PUT", &format!("/api/documents/{}/trash", id(1))).await, 204);
    assert!(ids(&mut ben, "view=recent").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_link_does_not_tell_in_a_list_which_document_it_shows() {
    let server = server().await;
    let mut ana = somebody(&server, "Ana", ANA).await;
    let mut ben = somebody(&server, "Ben", BEN).await;
    make(&mut ana, 1).await;
    let link = ana.put(&format!("/api/documents/{}/view-link", id(1))).await.body;
    let link: Value = serde_json::from_str(&link).unwrap();
    let token = link["view"].as_str().unwrap();
    Peer::join_as(server.address, token, 100, &ben.cookie()).await.leave().await;
    assert_eq!(send(&mut ben, "PUT", &format!("/api/documents/{token}/star")).await, 404);
    // What comes after it is noted after it.
    make(&mut ben, 2).await;
    Peer::join_as(server.address, &id(2), 101, &ben.cookie()).await.leave().await;
    until_first(&mut ben, "view=recent", |item| !item.is_null()).await;
    assert_eq!(ids(&mut ben, "view=recent").await, [id(2)]);
    assert!(ids(&mut ben, "view=starred").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_star_is_ones_own_and_comes_along_when_a_guest_signs_up() {
    let server = server().await;
    let mut ana = somebody(&server, "Ana", ANA).await;
    let mut guest = Browser::new(server.address);
    make(&mut ana, 1).await;
    guest.get("/api/me").await;
    for _ in 0..2 {
        assert_eq!(send(&mut guest, "PUT", &format!("/api/documents/{}/star", id(1))).await, 204);
    }
    assert_eq!(library(&mut guest, "view=starred").await["items"][0]["starred"], json!(true));
    assert_eq!(library(&mut ana, "").await["items"][0]["starred"], json!(false));
    guest.post("/sign-up", &[("name", "Ben"), ("email", BEN), ("password", PASSWORD)]).await.leads_to();
    assert_eq!(ids(&mut guest, "view=starred").await, [id(1)]);
    assert_eq!(send(&mut guest, "DELETE", &format!("/api/documents/{}/star", id(1))).await, 204);
    assert!(ids(&mut guest, "view=starred").await.is_empty());
    assert_eq!(server.app.store.begin_with(Book::Marks, Vec::new(), 9).await, Ok(Vec::new()));
    assert_eq!(send(&mut guest, "PUT", &format!("/api/documents/{}/star", id(9))).await, 404);
    // With an account go its stars.
    assert_eq!(send(&mut guest, "PUT", &format!("/api/documents/{}/star", id(1))).await, 204);
    assert_eq!(guest.post("/account/delete", &[("current", PASSWORD)]).await.status, 200);
    assert_eq!(server.app.store.begin_with(Book::Marks, Vec::new(), 9).await, Ok(Vec::new()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_shared_with_one_is_listed_and_what_is_thrown_away_is_in_the_trash_alone() {
    let server = server().await;
    let mut ana = somebody(&server, "Ana", ANA).await;
    let mut ben = somebody(&server, "Ben", BEN).await;
    for number in 1..=2 {
        make(&mut ana, number).await;
        let fields = [("email", BEN), ("role", "comment")];
        ana.post(&format!("/d/{}/access/person", id(number)), &fields).await.leads_to();
    }
    make(&mut ben, 3).await;
    let mut shared = ids(&mut ben, "view=shared").await;
    shared.sort_unstable();
    assert_eq!((shared, ids(&mut ben, "").await), (vec![id(1), id(2)], vec![id(3)]));
    assert!(ids(&mut ana, "view=shared").await.is_empty());
    assert_eq!(send(&mut ana, "PUT", &format!("/api/documents/{}/trash", id(1))).await, 204);
    assert_eq!(ids(&mut ben, "view=shared").await, [id(2)]);
    let item = library(&mut ana, "view=trash").await["items"][0].clone();
    let days = (item["until"].as_u64().unwrap() - item["since"].as_u64().unwrap()) / (24 * 60 * 60 * 1000);
    assert_eq!((&item["id"], &item["role"], days), (&json!(id(1)), &json!("own"), 30));
    assert_eq!(ids(&mut ana, "").await, [id(2)]);
    assert!(ids(&mut ben, "view=trash").await.is_empty());
    let mut guest = Browser::new(server.address);
    for view in ["mine", "shared", "recent", "starred", "trash"] {
        assert!(ids(&mut guest, &format!("view={view}")).await.is_empty(), "{view}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_says_what_the_other_says_and_is_whoever_makes_its() {
    let server = server().await;
    let mut ana = somebody(&server, "Ana", ANA).await;
    let mut ben = somebody(&server, "Ben", BEN).await;
    make(&mut ana, 1).await;
    let mut tab = Peer::join_as(server.address, &id(1), 100, &ana.cookie()).await;
    tab.set_title("Letter").await;
    tab.type_text("Dear Sir,").await;
    tab.until_saved().await;
    let copy = async |browser: &mut Browser, body: &str| {
        let path = format!("/api/documents/{}/copy", id(1));
        let answer = browser.send("POST", &path, Some(body.to_owned())).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        serde_json::from_str::<Value>(&answer.body).unwrap()["id"].as_str().unwrap().to_owned()
    };
    let made = copy(&mut ben, "").await;
    assert_eq!(
        send(&mut ana, "PUT", &format!("/api/documents/{made}/link/off")).await,
        403,
        "it is not hers"
    );
    let item = until_first(&mut ben, "", |item| item["title"] == "Copy of Letter").await;
    assert_eq!(
        (&item["id"], &item["excerpt"], &item["editor"]),
        (&json!(made), &json!("Dear Sir,"), &json!("Ben"))
    );
    let mut tab = Peer::join_as(server.address, &made, 200, &ben.cookie()).await;
    tab.until_text(|text| text == "Dear Sir,\n").await;
    tab.type_text("Copied: ").await;
    tab.until_saved().await;
    ben.language = "de";
    let german = copy(&mut ben, "").await;
    let named = copy(&mut ben, "{\"title\":\"To the council\"}").await;
    let path = format!("sort=title&order=desc&most={}", 3);
    until_first(&mut ben, &path, |item| item["id"] == json!(named) && item["title"] == "To the council")
        .await;
    assert_eq!(library(&mut ben, &path).await["items"][1]["title"], json!("Kopie von Letter"), "{german}");
    // What one may not read one does not copy.
    assert_eq!(send(&mut ana, "PUT", &format!("/api/documents/{}/link/off", id(1))).await, 204);
    assert_eq!(send(&mut ben, "POST", &format!("/api/documents/{}/copy", id(1))).await, 403);
    assert_eq!(send(&mut ben, "POST", &format!("/api/documents/{}/copy", id(9))).await, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_lies_beside_the_other_where_one_may_put_something() {
    let server = server().await;
    let mut ana = somebody(&server, "Ana", ANA).await;
    let mut ben = somebody(&server, "Ben", BEN).await;
    make(&mut ana, 1).await;
    let made = ana.send("POST", "/api/folders", Some(json!({ "name": "Folder" }).to_string())).await.body;
    let folder = serde_json::from_str::<Value>(&made).unwrap()["id"].as_str().unwrap().to_owned();
    let body = json!({ "folder": folder }).to_string();
    assert_eq!(ana.send("PUT", &format!("/api/documents/{}/folder", id(1)), Some(body)).await.status, 204);
    for browser in [&mut ana, &mut ben] {
        assert_eq!(send(browser, "POST", &format!("/api/documents/{}/copy", id(1))).await, 201);
    }
    assert_eq!(ids(&mut ana, &format!("folder={folder}")).await.len(), 2);
    assert_eq!((ids(&mut ana, "").await.len(), ids(&mut ben, "").await.len()), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_beyond_the_limit_are_not_copied() {
    let mut config = Config::default();
    config.limits.new_documents = 2;
    let server = TestServer::start(FaultyDisk::new().store(), config).await;
    let mut ana = somebody(&server, "Ana", ANA).await;
    make(&mut ana, 1).await;
    let path = format!("/api/documents/{}/copy", id(1));
    assert_eq!((send(&mut ana, "POST", &path).await, send(&mut ana, "POST", &path).await), (201, 429));
    assert_eq!(ids(&mut ana, "").await.len(), 2);
    // Folders count too, and what was not made does not.
    let mut ben = somebody(&server, "Ben", BEN).await;
    for (body, status) in
        [("{}", 422), ("{\"name\":\"a\"}", 201), ("{\"name\":\"b\"}", 201), ("{\"name\":\"c\"}", 429)]
    {
        assert_eq!(ben.send("POST", "/api/folders", Some(body.to_owned())).await.status, status, "{body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ones_own_documents_are_templates_when_one_says_so() {
    let server = server().await;
    let mut ana = somebody(&server, "Ana", ANA).await;
    let mut ben = somebody(&server, "Ben", BEN).await;
    let templates = async |browser: &mut Browser| -> Vec<String> {
        let told: Value = serde_json::from_str(&browser.get("/api/templates").await.body).unwrap();
        let ids = told["templates"].as_array().unwrap().iter();
        ids.map(|template| template["id"].as_str().unwrap().to_owned()).collect()
    };
    for number in 1..=2 {
        make(&mut ana, number).await;
    }
    let path = |number| format!("/api/documents/{}/template", id(number));
    assert_eq!(send(&mut ben, "POST", &path(1)).await, 403);
    for number in 1..=2 {
        assert_eq!(send(&mut ana, "POST", &path(number)).await, 204);
    }
    let mut found = templates(&mut ana).await;
    found.sort_unstable();
    assert_eq!((found, templates(&mut ben).await.len()), (vec![id(1), id(2)], 0));
    assert_eq!(send(&mut ana, "DELETE", &path(1)).await, 204);
    assert_eq!(templates(&mut ana).await, [id(2)]);
    assert_eq!(send(&mut ana, "PUT", &format!("/api/documents/{}/trash", id(2))).await, 204);
    assert!(templates(&mut ana).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_documents_are_listed_page_by_page() {
    const MANY: u32 = 10_000;
    let server = server().await;
    let mut ana = somebody(&server, "Ana", ANA).await;
    let told: Value = serde_json::from_str(&ana.get("/api/me").await.body).unwrap();
    let person = told["person"].as_str().unwrap();
    let (store, person) = (&server.app.store, person);
    let made = stream::iter(0..MANY).map(async |number| {
        let name = id(number).into();
        let card = Card {
            entry: 1,
            title: format!("Report {}", (u64::from(number) * 7919) % u64::from(MANY)),
            excerpt: "How the year went, and what is to be done in the next one.".to_owned(),
            made_ms: 1_000_000 + u64::from(number),
            edited_ms: 2_000_000 + (u64::from(number) * 3571) % u64::from(MANY),
            ..Card::default()
        };
        let card = [&[1], &serde_json::to_vec(&card).unwrap()[..]].concat();
        let mut changes = rights::of_new(&name, person, 1_000_000 + u64::from(number));
        changes.push(Change::put(Book::Cards, name.as_bytes(), card));
        store.create_with(name, 1_000_000, model::seed(), changes).await.unwrap()
    });
    made.buffer_unordered(1000).for_each(async |is_new| assert!(is_new)).await;
    let (mut firsts, mut others) = (Vec::new(), Vec::new());
    for sort in ["edited", "title", "made", "opened"] {
        let (mut after, mut found) = (String::new(), Vec::new());
        loop {
            let since = Instant::now();
            let page = library(&mut ana, &format!("sort={sort}&most=200{after}")).await;
            let times = if after.is_empty() { &mut firsts } else { &mut others };
            times.push(since.elapsed());
            let by = if sort == "opened" { "id" } else { sort };
            found.extend(page["items"].as_array().unwrap().iter().map(|item| match &item[by] {
                Value::String(text) => text.to_lowercase(),
                time => format!("{:020}", time.as_u64().unwrap()),
            }));
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => break,
            }
        }
        assert_eq!(found.len(), MANY as usize, "{sort}");
        let mut wanted = found.clone();
        wanted.sort_unstable();
        wanted.dedup();
        assert_eq!(wanted.len(), MANY as usize, "each once, by {sort}");
        if matches!(sort, "edited" | "made") {
            wanted.reverse();
        }
        assert!(found == wanted, "by {sort}");
    }
    for (what, times) in [("first", &mut firsts), ("next", &mut others)] {
        times.sort_unstable();
        println!(
            "a {what} page of {MANY} documents: {:?}, {:?} at most",
            times[times.len() / 2],
            times.last()
        );
        assert!(times.last() < Some(&Duration::from_secs(3)), "{times:?}");
    }
}
