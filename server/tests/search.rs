//! Searching: what is found as people type, by whom, and that the index comes back from whatever happens to it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use octavo_server::app::App;
use octavo_server::clock::wall_ms;
use octavo_server::config::Config;
use octavo_server::rights;
use octavo_server::search::{self, Wanted};
use octavo_server::store::{NewEntry, Store};
use octavo_shared::model::{Attributes, Delta, Document, seed};
use serde_json::{Value, json};
use support::browser::{Answer, Browser};
use support::counts::{counts, number, until_counted};
use support::disk::FaultyDisk;
use support::peer::Peer;
use support::server::{TestServer, server_with, within};

const PASSWORD: &str = "correct horse";
const BEN: &str = "ben@example.org";
const WHALES: &str = "About whales.\n";

fn id(number: u32) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

/// A server with an index in memory, and the browser of a guest.
async fn start() -> (TestServer, Browser, String) {
    let config = Config { has_metrics: true, ..Config::default() };
    let server = TestServer::start(FaultyDisk::new().store(), config).await;
    let mut browser = Browser::new(server.address);
    let person = person(&mut browser).await;
    (server, browser, person)
}

async fn person(browser: &mut Browser) -> String {
    let told: Value = serde_json::from_str(&browser.get("/api/me").await.body).unwrap();
    told["person"].as_str().unwrap().to_owned()
}

/// A browser in which somebody has signed up.
async fn somebody(server: &TestServer, name: &str, email: &str) -> Browser {
    let mut browser = Browser::new(server.address);
    browser.post("/sign-up", &[("name", name), ("email", email), ("password", PASSWORD)]).await.leads_to();
    browser
}

/// Makes a document of `owner`'s in the store.
async fn write(store: &Store, number: u32, owner: &str, title: &str, text: &str) {
    let name = id(number).into();
    let rights = rights::of_new(&name, owner, wall_ms());
    assert!(store.create_with(name.clone(), wall_ms(), seed(), rights).await.unwrap());
    let mut document = Document::new(1 + u64::from(number));
    document.merge([&*seed()]).unwrap();
    let updates =
        [document.edit(&Delta::new().insert(text, Attributes::default())), document.set_title(title)];
    let entry = |update: Vec<u8>| NewEntry { author: owner.into(), client: 1, update: update.into() };
    store.append(name, wall_ms(), updates.map(entry).into()).await.unwrap().unwrap();
}

/// Brings the index up to what the store has.
async fn settle(app: &App) {
    assert!(app.search.settle().await);
    within(search::catch_up(&app.store, &app.search)).await.unwrap();
}

async fn ask(browser: &mut Browser, typed: &str, more: &str) -> Answer {
    let typed: String = typed.bytes().map(|byte| format!("%{byte:02X}")).collect();
    browser.get(&format!("/api/search?q={typed}{more}")).await
}

async fn search(browser: &mut Browser, typed: &str) -> Value {
    let answer = ask(browser, typed, "").await;
    assert_eq!(answer.status, 200, "{answer:?}");
    serde_json::from_str(&answer.body).unwrap()
}

/// The numbers of the documents that are found, the best first.
async fn found(browser: &mut Browser, typed: &str) -> Vec<u32> {
    numbers(&search(browser, typed).await)
}

fn numbers(told: &Value) -> Vec<u32> {
    let number = |hit: &Value| hit["id"].as_str().unwrap()[24..].parse().unwrap();
    told["hits"].as_array().unwrap().iter().map(number).collect()
}

/// A hit's snippet, with what was looked for in brackets.
fn snippet(hit: &Value) -> String {
    let piece = |piece: &Value| match (piece["text"].as_str().unwrap(), piece["hit"].as_bool().unwrap()) {
        (text, true) => format!("[{text}]"),
        (text, false) => text.to_owned(),
    };
    hit["snippet"].as_array().unwrap().iter().map(piece).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_found_with_every_letter_that_is_typed_of_its_title_or_its_text() {
    let (server, mut ada, person) = start().await;
    let store = &server.app.store;
    write(store, 1, &person, "Minutes of the choir", "We sang Bach, and talked about the summer concert.\n")
        .await;
    write(store, 2, &person, "Shopping", "Bread and butter.\n").await;
    settle(&server.app).await;
    let typed = "summer concert";
    for end in 2..=typed.len() {
        assert_eq!(found(&mut ada, &typed[..end]).await, [1], "{:?}", &typed[..end]);
    }
    for typed in ["CHOIR bach", "minu sang", "Minutes of the choir", "\"talked about\"", "bach,", "sumer"] {
        assert_eq!(found(&mut ada, typed).await, [1], "{typed:?}");
    }
    for typed in ["choir bread", "\"about talked\"", "", " ", "\"", "…"] {
        assert_eq!(found(&mut ada, typed).await, [0; 0], "{typed:?}");
    }
    let told = search(&mut ada, "summ").await;
    let hit = &told["hits"][0];
    assert_eq!((hit["title"].as_str(), hit["role"].as_str()), (Some("Minutes of the choir"), Some("own")));
    assert_eq!(snippet(hit), "We sang Bach, and talked about the [summer] concert. ");
    assert!(wall_ms() - hit["edited"].as_u64().unwrap() < 60_000);
    assert_eq!((told["more"].as_bool(), told["complete"].as_bool()), (Some(false), Some(true)));
}

#[tokio::test(flavor = "multi_thread")]
async fn words_are_found_in_the_languages_that_people_write() {
    let (server, mut ada, person) = start().await;
    for (number, text) in [
        (1, "Die Straße zur Müllerei führt über Łódź.\n"),
        (2, "東京都の会議は三月に開かれます。\n"),
        (3, "会议定于三月在北京举行。\n"),
        (4, "회의는 삼월에 서울에서 열립니다.\n"),
        (5, "Η οδός προς τη Θεσσαλονίκη, και ο Ёж.\n"),
        (6, "การประชุมจะจัดขึ้นที่กรุงเทพ\n"),
    ] {
        write(&server.app.store, number, &person, "", text).await;
    }
    settle(&server.app).await;
    for (typed, number) in [
        ("strasse", 1),
        ("STRASSE MULL", 1),
        ("Muellerei", 1),
        ("lodz", 1),
        ("東京", 2),
        ("京都の会", 2),
        ("都", 2),
        ("開か", 2),
        ("北京", 3),
        ("定于三月", 3),
        ("서울", 4),
        ("회의", 4),
        ("ΟΔΟΣ θεσσ", 5),
        ("еж", 5),
        ("กรุงเทพ", 6),
    ] {
        assert_eq!(found(&mut ada, typed).await, [number], "{typed:?}");
    }
    assert_eq!(found(&mut ada, "三月").await.len(), 2);
    assert_eq!(found(&mut ada, "京東").await, [0; 0]);
    assert_eq!(snippet(&search(&mut ada, "会議は").await["hits"][0]), "東京都の[会議は]三月に開かれます。 ");
}

#[tokio::test(flavor = "multi_thread")]
async fn titles_come_before_texts_and_whole_words_before_longer_ones() {
    let (server, mut ada, person) = start().await;
    let store = &server.app.store;
    write(store, 1, &person, "Other", "A reporter came by.\n").await;
    write(store, 2, &person, "Other", "The report is late.\n").await;
    write(store, 3, &person, "Reports", "Nothing.\n").await;
    write(store, 4, &person, "Report", "Nothing.\n").await;
    settle(&server.app).await;
    assert_eq!(found(&mut ada, "report").await, [4, 3, 2, 1]);
    let answer = ask(&mut ada, "report", "&most=3").await;
    let told: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!((numbers(&told), told["more"].as_bool()), (vec![4, 3, 2], Some(true)));
    let answer = ask(&mut ada, "report", "&most=3&after=3").await;
    let told: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!((numbers(&told), told["more"].as_bool()), (vec![1], Some(false)));
    for wrong in ["&most=x", "&after=-1"] {
        assert_eq!(ask(&mut ada, "report", wrong).await.status, 400, "{wrong}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_finds_what_he_may_not_read_and_its_words_change_nothing_of_what_he_finds() {
    let (server, mut ada, person) = start().await;
    let store = &server.app.store;
    write(store, 1, &person, "Plans", "The plans for the merger.\n").await;
    write(store, 2, &person, "Plan", "The plan.\n").await;
    settle(&server.app).await;
    let before = search(&mut ada, "plan").await;
    for number in 10..40 {
        write(
            store,
            number,
            "guest:other",
            "Secret plan",
            "The plan of the merger with Hooli, plan and plan.\n",
        )
        .await;
    }
    settle(&server.app).await;
    assert_eq!(server.app.search.documents(), 32);
    let mut edited = search(&mut ada, "plan").await;
    assert_eq!(edited["hits"].take(), before["hits"].clone());
    assert_eq!(edited["more"].as_bool(), Some(false));
    for typed in ["hooli", "secret", "hoo"] {
        assert_eq!(search(&mut ada, typed).await["hits"], Value::Array(Vec::new()), "{typed}");
        assert_eq!(found(&mut Browser::new(server.address), typed).await, [0; 0]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_shared_is_found_as_long_as_it_is_and_not_the_next_moment() {
    let (server, _, _) = start().await;
    let mut ana = somebody(&server, "Ana", "ana@example.org").await;
    let mut ben = somebody(&server, "Ben", BEN).await;
    let owner = person(&mut ana).await;
    for number in 1..=2 {
        write(&server.app.store, number, &owner, "Budget", "Twelve chairs.\n").await;
        assert_eq!(ana.put(&format!("/api/documents/{}/link/off", id(number))).await.status, 204);
    }
    settle(&server.app).await;
    assert_eq!((found(&mut ana, "chairs").await.len(), found(&mut ben, "chairs").await.len()), (2, 0));
    let form = |number, part: &str| format!("/d/{}/access/{part}", id(number));
    ana.post(&form(1, "person"), &[("email", BEN), ("role", "comment")]).await.leads_to();
    let told = search(&mut ben, "chairs").await;
    assert_eq!((numbers(&told), told["hits"][0]["role"].as_str()), (vec![1], Some("comment")));
    let key = person(&mut ben).await;
    ana.post(&form(1, "role"), &[("key", &key), ("role", "off")]).await.leads_to();
    assert_eq!(found(&mut ben, "chairs").await, [0; 0]);
    let group = ana.post("/groups", &[("name", "Class 7b")]).await.leads_to().to_owned();
    ana.post(&format!("{group}/add"), &[("email", BEN)]).await.leads_to();
    let group_id = group.strip_prefix("/groups/").unwrap();
    ana.post(&form(2, "group"), &[("key", group_id), ("role", "view")]).await.leads_to();
    assert_eq!(found(&mut ben, "chairs").await, [2]);
    ana.post(&format!("{group}/remove"), &[("key", &key)]).await.leads_to();
    assert_eq!(found(&mut ben, "chairs").await, [0; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lies_in_a_folder_is_found_by_those_with_whom_that_is_shared() {
    let (server, _, _) = start().await;
    let mut ana = somebody(&server, "Ana", "ana@example.org").await;
    let mut ben = somebody(&server, "Ben", BEN).await;
    let owner = person(&mut ana).await;
    let tell = async |browser: &mut Browser, method: &str, path: &str, body: Value| {
        let answer = browser.send(method, path, Some(body.to_string())).await;
        assert!(answer.status < 300, "{answer:?}");
        serde_json::from_str::<Value>(&answer.body).unwrap_or_default()
    };
    let mut folders: Vec<String> = Vec::new();
    for name in ["Year", "Month"] {
        let made =
            tell(&mut ana, "POST", "/api/folders", json!({ "name": name, "parent": folders.last() })).await;
        folders.push(made["id"].as_str().unwrap().to_owned());
    }
    write(&server.app.store, 1, &owner, "Report", "Twelve chairs.\n").await;
    assert_eq!(ana.put(&format!("/api/documents/{}/link/off", id(1))).await.status, 204);
    let place = format!("/api/documents/{}/folder", id(1));
    tell(&mut ana, "PUT", &place, json!({ "folder": folders[1] })).await;
    settle(&server.app).await;
    assert_eq!(found(&mut ben, "chairs").await, [0; 0]);
    let share = format!("/api/folders/{}/share", folders[0]);
    tell(&mut ana, "PUT", &share, json!({ "mail": BEN, "role": "comment" })).await;
    let told = search(&mut ben, "chairs").await;
    assert_eq!((numbers(&told), told["hits"][0]["role"].as_str()), (vec![1], Some("comment")));
    tell(&mut ana, "PUT", &place, json!({ "folder": null })).await;
    assert_eq!((found(&mut ben, "chairs").await.len(), found(&mut ana, "chairs").await.len()), (0, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_has_opened_by_its_link_is_found_while_the_link_lets_him() {
    let (server, mut ada, owner) = start().await;
    let mut ben = Browser::new(server.address);
    drop(person(&mut ben).await);
    write(&server.app.store, 1, &owner, "Party", "Bring a salad.\n").await;
    settle(&server.app).await;
    assert_eq!(found(&mut ben, "salad").await, [0; 0], "nobody has sent it to him");
    let _tab = Peer::join_as(server.address, &id(1), 100, &ben.cookie()).await;
    until_found(&mut ben, "salad", &[1]).await;
    assert_eq!(search(&mut ben, "salad").await["hits"][0]["role"].as_str(), Some("edit"));
    assert_eq!(ada.put(&format!("/api/documents/{}/link/off", id(1))).await.status, 204);
    assert_eq!(found(&mut ben, "salad").await, [0; 0]);
    assert_eq!(found(&mut ada, "salad").await, [1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_in_the_trash_is_not_found_and_what_is_deleted_is_out_of_the_index() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join(search::FOLDER);
    let config = Config { search_folder: Some(place.clone()), ..Config::default() };
    let server = TestServer::start(FaultyDisk::new().store(), config).await;
    let mut ada = Browser::new(server.address);
    let owner = person(&mut ada).await;
    write(&server.app.store, 1, &owner, "Diary", "Quixotic and odd.\n").await;
    write(&server.app.store, 2, &owner, "Letter", "Zephyr and calm.\n").await;
    settle(&server.app).await;
    let trash = format!("/api/documents/{}/trash", id(1));
    assert_eq!(ada.put(&trash).await.status, 204);
    assert_eq!(found(&mut ada, "and").await, [2]);
    assert_eq!(ada.send("DELETE", &trash, Some(String::new())).await.status, 204);
    assert_eq!(found(&mut ada, "and").await.len(), 2);
    assert!(!holding(&place, "quixotic").is_empty());
    assert_eq!(ada.put(&trash).await.status, 204);
    assert_eq!(
        ada.send("DELETE", &format!("/api/documents/{}", id(1)), Some(String::new())).await.status,
        204
    );
    settle(&server.app).await;
    assert_eq!(server.app.search.documents(), 1);
    assert!(!holding(&place, "zephyr").is_empty());
    assert_eq!(holding(&place, "quixotic"), [""; 0]);
}

/// The files in which a word stands.
fn holding(place: &Path, word: &str) -> Vec<String> {
    let mut holding = Vec::new();
    for file in fs::read_dir(place).unwrap() {
        let file = file.unwrap();
        if String::from_utf8_lossy(&fs::read(file.path()).unwrap()).to_lowercase().contains(word) {
            holding.push(file.file_name().to_string_lossy().into_owned());
        }
    }
    holding
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_is_found_while_it_is_written() {
    let (server, mut ada, _) = start().await;
    assert_eq!(ada.put(&format!("/api/documents/{}", id(1))).await.status, 201);
    let mut tab = Peer::join_as(server.address, &id(1), 100, &ada.cookie()).await;
    for typed in ["First a heron. ", "Then an otter. "] {
        tab.type_text(typed).await;
        let word = typed.split(' ').nth(2).unwrap();
        until_found(&mut ada, word, &[1]).await;
    }
    tab.erase(10).await;
    until_found(&mut ada, "otter", &[]).await;
    assert_eq!(found(&mut ada, "heron").await, [1]);
}

/// Starts a server with an index in a folder, sees that a document is found, and stops it again.
async fn with_index(folder: &Path, number: u32, text: &str) {
    let server = TestServer::start(Store::open(folder).unwrap(), in_folder(folder)).await;
    write(&server.app.store, number, "guest:ada", "Paper", text).await;
    settle(&server.app).await;
    assert!(server.app.search.is_whole());
    assert!(server.stop().await);
}

fn in_folder(folder: &Path) -> Config {
    let has_metrics = true;
    Config { search_folder: Some(folder.join(search::FOLDER)), has_metrics, ..Config::default() }
}

async fn until_found(browser: &mut Browser, typed: &str, wanted: &[u32]) {
    within(async {
        while found(browser, typed).await != wanted {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
}

async fn until_whole(server: &TestServer, documents: u64) {
    let is_whole = || server.app.search.is_whole() && server.app.search.documents() == documents;
    within(async {
        while !is_whole() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_that_is_deleted_damaged_or_behind_is_made_anew_while_the_server_serves() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join(search::FOLDER);
    let largest = || {
        let files = fs::read_dir(&place).unwrap().map(|file| file.unwrap().path());
        let files = files.filter(|file| file.extension().is_none_or(|extension| extension != "json"));
        files.max_by_key(|file| fs::metadata(file).unwrap().len()).unwrap()
    };
    with_index(folder.path(), 1, WHALES).await;
    let harm: [(&str, &dyn Fn()); 7] = [
        ("nothing", &|| {}),
        ("deleted", &|| fs::remove_dir_all(&place).unwrap()),
        ("a file is missing", &|| fs::remove_file(largest()).unwrap()),
        ("a file is cut", &|| fs::write(largest(), b"short").unwrap()),
        ("a bit has turned", &|| {
            let (file, mut bytes) = (largest(), fs::read(largest()).unwrap());
            bytes[7] ^= 1;
            fs::write(file, bytes).unwrap();
        }),
        ("its list makes no sense", &|| fs::write(place.join("meta.json"), b"{").unwrap()),
        ("it is empty", &|| {
            fs::read_dir(&place).unwrap().for_each(|file| fs::write(file.unwrap().path(), b"").unwrap())
        }),
    ];
    for (number, (what, harm)) in (2..).zip(harm) {
        harm();
        // What is written while no index is there is found as well.
        let store = Store::open(folder.path()).unwrap();
        write(&store, number, "guest:ada", "Paper", WHALES).await;
        let server = TestServer::start(store, in_folder(folder.path())).await;
        until_whole(&server, u64::from(number)).await;
        until_counted(&server, "octavo_search_index_bytes", 1).await;
        assert!(server.stop().await, "{what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_that_belongs_to_another_store_is_made_anew() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    with_index(folder.path(), 1, WHALES).await;
    with_index(other.path(), 1, "About otters.\n").await;
    fs::remove_dir_all(folder.path().join(search::FOLDER)).unwrap();
    fs::rename(other.path().join(search::FOLDER), folder.path().join(search::FOLDER)).unwrap();
    let server = TestServer::start(Store::open(folder.path()).unwrap(), in_folder(folder.path())).await;
    until_whole(&server, 1).await;
    for (typed, count) in [("whales", 1), ("otters", 0)] {
        let ranking = server.app.search.rank(Arc::new(Wanted::read(typed)), &[id(1).into()].into(), 9).await;
        assert_eq!(ranking.unwrap().documents.len(), count, "{typed}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_that_cannot_be_written_pauses_the_index_and_nothing_else_and_it_goes_on_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join(search::FOLDER);
    fs::write(&place, b"a file where the folder should be").unwrap();
    let server = TestServer::start(FaultyDisk::new().store(), in_folder(folder.path())).await;
    until_counted(&server, "octavo_search_paused", 1).await;
    let mut ada = Browser::new(server.address);
    let owner = person(&mut ada).await;
    assert_eq!(ask(&mut ada, "x", "").await.status, 503);
    server.app.status.look(&server.app.store, &server.app.people).await;
    assert!(ada.get("/status").await.body.contains("Something does not work"));
    assert_eq!(ada.put(&format!("/api/documents/{}", id(1))).await.status, 201);
    let mut tab = Peer::join_as(server.address, &id(1), 100, &ada.cookie()).await;
    tab.type_text("Typed all the same. ").await;
    tab.until_saved().await;
    write(&server.app.store, 2, &owner, "Same", "Nothing.\n").await;
    fs::remove_file(&place).unwrap();
    until_whole(&server, 2).await;
    assert_eq!(found(&mut ada, "same").await, [2, 1]);
    assert_eq!(number(&counts(server.app.clone()).await, "octavo_search_paused"), 0);
    server.app.status.look(&server.app.store, &server.app.people).await;
    assert!(ada.get("/status").await.body.contains("Everything works"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_is_nearly_full_is_left_to_the_documents() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = in_folder(folder.path());
    config.limits.free_disk = u64::MAX;
    let server = TestServer::start(Store::open(folder.path()).unwrap(), config).await;
    write(&server.app.store, 1, "guest:ada", "Paper", WHALES).await;
    server.app.search.forget(id(7).into());
    until_counted(&server, "octavo_search_paused", 1).await;
    assert_eq!(server.app.search.documents(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_store_has_no_index_of_what_was_before() {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.redb");
    let data = folder.path().join("data");
    fs::create_dir(&data).unwrap();
    with_index(&data, 1, WHALES).await;
    octavo_server::upkeep::backup(&data, &copy).unwrap();
    with_index(&data, 2, WHALES).await;
    assert!(data.join(search::FOLDER).exists());
    octavo_server::upkeep::restore(&copy, &data, true).unwrap();
    assert!(!data.join(search::FOLDER).exists());
    let server = TestServer::start(Store::open(&data).unwrap(), in_folder(&data)).await;
    until_whole(&server, 1).await;
    assert!(server.stop().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn searching_is_bounded_for_each_and_counted() {
    let (server, _disk) = server_with(|config| config.limits.searches = 3).await;
    let mut ada = somebody(&server, "Ada", "ada@example.org").await;
    let owner = person(&mut ada).await;
    write(&server.app.store, 1, &owner, "Paper", WHALES).await;
    settle(&server.app).await;
    for _ in 0..3 {
        assert_eq!(found(&mut ada, "whales").await, [1]);
    }
    let answer = ask(&mut ada, "whales", "").await;
    assert_eq!(answer.status, 429, "{answer:?}");
    assert!(answer.header("retry-after").is_some());
    assert_eq!(ask(&mut Browser::new(server.address), "whales", "").await.status, 200, "guests are others");
    for (name, count) in [
        ("octavo_search_documents", 1),
        ("octavo_search_seconds_count", 4),
        ("octavo_requests_refused_total{status=\"429\"}", 1),
    ] {
        until_counted(&server, name, count).await;
    }
    let longest = "w".repeat(20_000);
    assert_eq!(ask(&mut Browser::new(server.address), &longest[..9_000], "").await.status, 200);
}
