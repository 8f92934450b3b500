//! Folders: made, renamed, moved and deleted by those who may, also by two at once; and that what is in them is for whom they are
//! shared with, no longer than that.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::time::{Duration, Instant};

use octavo_server::folders::{DEEPEST, FolderId};
use octavo_server::people::audit::Event;
use octavo_server::rights;
use serde_json::{Value, json};
use support::browser::Browser;
use support::peer::Peer;
use support::people::{PASSWORD, server, server_with_mail, somebody, somebody_by_mail};
use support::post_office::PostOffice;
use support::server::{ANY_PORT, TestServer};

const ANA: &str = "ana@example.org";
const BEN: &str = "ben@example.org";
const UNKNOWN: &str = "00000000-0000-4000-8000-00000000000f";

async fn ask(browser: &mut Browser, method: &str, path: &str, body: Value) -> (u16, Value) {
    let answer = browser.send(method, path, Some(body.to_string())).await;
    (answer.status, serde_json::from_str(&answer.body).unwrap_or_default())
}

async fn make(browser: &mut Browser, name: &str, parent: Option<&str>) -> String {
    let (status, made) =
        ask(browser, "POST", "/api/folders", json!({ "name": name, "parent": parent })).await;
    assert_eq!(status, 201, "{made}");
    made["id"].as_str().unwrap().to_owned()
}

async fn alter(browser: &mut Browser, id: &str, wish: Value) -> (u16, Value) {
    ask(browser, "PATCH", &format!("/api/folders/{id}"), wish).await
}

async fn delete(browser: &mut Browser, id: &str) -> u16 {
    ask(browser, "DELETE", &format!("/api/folders/{id}"), Value::Null).await.0
}

async fn document(browser: &mut Browser, number: u32) -> String {
    let id = format!("00000000-0000-4000-8000-{number:012}");
    assert_eq!(browser.put(&format!("/api/documents/{id}")).await.status, 201);
    assert_eq!(browser.put(&format!("/api/documents/{id}/link/off")).await.status, 204);
    id
}

async fn put_into(browser: &mut Browser, document: &str, folder: Option<&str>) -> u16 {
    ask(browser, "PUT", &format!("/api/documents/{document}/folder"), json!({ "folder": folder })).await.0
}

async fn share(browser: &mut Browser, folder: &str, mail: &str, role: &str) -> u16 {
    let body = json!({ "mail": mail, "role": role });
    ask(browser, "PUT", &format!("/api/folders/{folder}/share"), body).await.0
}

async fn unshare(browser: &mut Browser, folder: &str, key: &str) -> u16 {
    let body = json!({ "key": key, "role": "off" });
    ask(browser, "PUT", &format!("/api/folders/{folder}/share"), body).await.0
}

async fn library(browser: &mut Browser, asked: &str) -> Value {
    let answer = browser.get(&format!("/api/library?{asked}")).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    serde_json::from_str(&answer.body).unwrap()
}

/// What a list has, each by its name if it is a folder and else by the end of its id.
async fn listed(browser: &mut Browser, asked: &str) -> Vec<String> {
    let name = |item: &Value| match item["kind"].as_str().unwrap() {
        "folder" => item["name"].as_str().unwrap().to_owned(),
        _ => item["id"].as_str().unwrap()[24..].trim_start_matches('0').to_owned(),
    };
    library(browser, asked).await["items"].as_array().unwrap().iter().map(name).collect()
}

async fn role(browser: &mut Browser, document: &str) -> Option<String> {
    let answer = browser.get(&format!("/api/documents/{document}/rights")).await;
    let told: Value = serde_json::from_str(&answer.body).unwrap();
    told["role"].as_str().map(str::to_owned)
}

async fn person(browser: &mut Browser) -> String {
    let told: Value = serde_json::from_str(&browser.get("/api/me").await.body).unwrap();
    told["person"].as_str().unwrap().to_owned()
}

async fn events(server: &TestServer) -> Vec<Event> {
    let lines = server.app.people.audit(None, 100).await.unwrap();
    let mut events: Vec<_> = lines.into_iter().map(|(_, line)| line.about.event).collect();
    events.reverse();
    events.retain(|event| {
        !matches!(event, Event::SignedUp | Event::SignedIn | Event::LinkChanged | Event::AdministratorMade)
    });
    events
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_makes_folders_in_folders_renames_and_moves_them() {
    let server = server().await;
    let mut guest = Browser::new(server.address);
    let work = make(&mut guest, "Work", None).await;
    let plans = make(&mut guest, "  Plans\u{7} ", Some(&work)).await;
    let old = make(&mut guest, "old", None).await;
    assert_eq!(listed(&mut guest, "").await, ["old", "Work"]);
    assert_eq!(listed(&mut guest, &format!("folder={work}")).await, ["Plans"]);
    let path = library(&mut guest, &format!("folder={plans}")).await["path"].clone();
    assert_eq!(path, json!([{ "id": work, "name": "Work" }, { "id": plans, "name": "Plans" }]));
    assert_eq!(alter(&mut guest, &plans, json!({ "name": "Plans of today", "parent": old })).await.0, 204);
    assert_eq!(listed(&mut guest, &format!("folder={old}")).await, ["Plans of today"]);
    assert!(listed(&mut guest, &format!("folder={work}")).await.is_empty());
    assert_eq!(alter(&mut guest, &plans, json!({ "parent": null })).await.0, 204);
    assert_eq!(listed(&mut guest, "").await, ["old", "Plans of today", "Work"]);
    for name in ["", " \n", &"x".repeat(101)] {
        assert_eq!(ask(&mut guest, "POST", "/api/folders", json!({ "name": name })).await.0, 422, "{name}");
        assert_eq!(alter(&mut guest, &work, json!({ "name": name })).await.0, 422, "{name}");
    }
    // Who signs up takes them along.
    guest.post("/sign-up", &[("name", "Ana"), ("email", ANA), ("password", PASSWORD)]).await.leads_to();
    assert_eq!(listed(&mut guest, "").await, ["old", "Plans of today", "Work"]);
    assert_eq!(alter(&mut guest, &plans, json!({ "parent": work })).await.0, 204);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_is_anothers_or_that_is_not_is_none() {
    let server = server().await;
    let mut ana = somebody(&server, "Ana", ANA).await;
    let mut ben = somebody(&server, "Ben", BEN).await;
    let hers = make(&mut ana, "Hers", None).await;
    let his = make(&mut ben, "His", None).await;
    let text = document(&mut ben, 1).await;
    let hostile = ["x", "..%2F..", "folder:x", &"9".repeat(5000), "%00", "null"];
    for id in [&*hers, UNKNOWN].into_iter().chain(hostile) {
        assert_eq!(alter(&mut ben, id, json!({ "name": "Mine" })).await.0, 404, "{id}");
        assert_eq!(delete(&mut ben, id).await, 404, "{id}");
        assert_eq!(ben.get(&format!("/api/library?folder={id}")).await.status, 404, "{id}");
        assert_eq!(ben.get(&format!("/api/folders/{id}/rights")).await.status, 404, "{id}");
        let (status, told) = alter(&mut ben, &his, json!({ "parent": id })).await;
        assert_eq!((status, &told["error"]), (404, &json!("There is no such folder.")), "{id}");
        let made = ask(&mut ben, "POST", "/api/folders", json!({ "name": "x", "parent": id })).await;
        assert_eq!(made.0, 404, "{id}");
        assert_eq!(put_into(&mut ben, &text, Some(id)).await, 404, "{id}");
    }
    for body in ["", "[]", "{", "7", &"[".repeat(10_000)] {
        let answer = ben.send("PATCH", &format!("/api/folders/{his}"), Some(body.to_owned())).await;
        assert_eq!(answer.status, 422, "{body}");
        assert_eq!(ben.send("POST", "/api/folders", Some(body.to_owned())).await.status, 422, "{body}");
    }
    assert_eq!(listed(&mut ana, "").await, ["Hers"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_is_moved_into_itself_by_nobody() {
    let server = server().await;
    let mut ana = somebody(&server, "Ana", ANA).await;
    let one = make(&mut ana, "One", None).await;
    let two = make(&mut ana, "Two", Some(&one)).await;
    let three = make(&mut ana, "Three", Some(&two)).await;
    for into in [&one, &two, &three] {
        let (status, told) = alter(&mut ana, &one, json!({ "parent": into })).await;
        let sentence = "A folder cannot be moved into itself, or into a folder that lies in it.";
        assert_eq!((status, &told["error"]), (409, &json!(sentence)));
    }
    assert_eq!(listed(&mut ana, "").await, ["One"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_move_folders_into_each_other_at_once_make_no_circle() {
    let server = server().await;
    let mut ana = somebody(&server, "Ana", ANA).await;
    for round in 0..20 {
        let one = make(&mut ana, &format!("One {round}"), None).await;
        let two = make(&mut ana, &format!("Two {round}"), None).await;
        let below = make(&mut ana, "Below", Some(&two)).await;
        let (mut here, mut there) = (ana.clone(), ana.clone());
        let (first, second) = tokio::join!(
            alter(&mut here, &one, json!({ "parent": below })),
            alter(&mut there, &two, json!({ "parent": one })),
        );
        let mut statuses = [first.0, second.0];
        statuses.sort_unstable();
        assert_eq!(statuses, [204, 409], "{first:?} {second:?}");
        let top = listed(&mut ana, "most=200").await;
        let left = [format!("One {round}"), format!("Two {round}")];
        assert_eq!(left.iter().filter(|name| top.contains(name)).count(), 1, "{top:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_move_one_folder_at_once_one_is_told_that_the_other_did() {
    let server = server().await;
    let mut ana = somebody(&server, "Ana", ANA).await;
    let places = [make(&mut ana, "Here", None).await, make(&mut ana, "There", None).await];
    let mut told = Vec::new();
    for round in 0..20 {
        let moved = make(&mut ana, &format!("Moved {round}"), None).await;
        let (mut here, mut there) = (ana.clone(), ana.clone());
        let (one, other) = tokio::join!(
            alter(&mut here, &moved, json!({ "parent": places[0] })),
            alter(&mut there, &moved, json!({ "parent": places[1] })),
        );
        told.extend([one, other].into_iter().filter(|(status, _)| *status != 204));
        let in_each = [
            listed(&mut ana, &format!("most=200&folder={}", places[0])).await,
            listed(&mut ana, &format!("most=200&folder={}", places[1])).await,
        ];
        let name = format!("Moved {round}");
        assert_eq!(in_each.iter().flatten().filter(|listed| **listed == name).count(), 1);
    }
    for (status, told) in &told {
        assert_eq!(
            (*status, &told["error"]),
            (409, &json!("Somebody moved this folder at the same moment."))
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn folders_lie_in_each_other_as_deep_as_is_said_and_no_deeper() {
    let server = server().await;
    let mut ana = somebody(&server, "Ana", ANA).await;
    let mut folders = vec![make(&mut ana, "1", None).await];
    for level in 2..=DEEPEST {
        folders.push(make(&mut ana, &level.to_string(), folders.last().map(String::as_str)).await);
    }
    let deepest = folders.last().unwrap();
    let made = ask(&mut ana, "POST", "/api/folders", json!({ "name": "65", "parent": deepest })).await;
    assert_eq!(
        (made.0, &made.1["error"]),
        (409, &json!("Folders can lie in each other 64 deep, and no deeper."))
    );
    let other = make(&mut ana, "Other", None).await;
    make(&mut ana, "Below", Some(&other)).await;
    assert_eq!(alter(&mut ana, &other, json!({ "parent": folders[DEEPEST - 2] })).await.0, 409);
    assert_eq!(alter(&mut ana, &other, json!({ "parent": folders[DEEPEST - 3] })).await.0, 204);
    let text = document(&mut ana, 1).await;
    assert_eq!(put_into(&mut ana, &text, Some(deepest)).await, 204);
    let mut ben = somebody(&server, "Ben", BEN).await;
    assert_eq!(share(&mut ana, &folders[0], BEN, "comment").await, 204);
    assert_eq!(role(&mut ben, &text).await.as_deref(), Some("comment"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shared_folder_passes_its_roles_on_and_ends_within_a_second_for_who_is_there() {
    let server = server().await;
    let mut ana = somebody(&server, "Ana", ANA).await;
    let mut ben = somebody(&server, "Ben", BEN).await;
    let outer = make(&mut ana, "Outer", None).await;
    let inner = make(&mut ana, "Inner", Some(&outer)).await;
    let text = document(&mut ana, 1).await;
    assert_eq!(put_into(&mut ana, &text, Some(&inner)).await, 204);
    assert_eq!(role(&mut ben, &text).await, None);
    assert_eq!(share(&mut ana, &outer, BEN, "edit").await, 204);
    assert_eq!(role(&mut ben, &text).await.as_deref(), Some("edit"));
    assert_eq!(listed(&mut ben, "view=shared").await, ["Outer"]);
    assert_eq!(listed(&mut ben, &format!("folder={inner}")).await, ["1"]);
    assert!(listed(&mut ben, "").await.is_empty());
    let join =
        async |ben: &Browser, client| Peer::join_as(server.address, &text, client, &ben.cookie()).await;
    let key = person(&mut ben).await;
    let within_a_second = |since: Instant| assert!(since.elapsed() < Duration::from_secs(1));
    // The role is less, the folder is elsewhere, the document is elsewhere, the share is over.
    let mut tab = join(&ben, 100).await;
    let since = Instant::now();
    assert_eq!(share(&mut ana, &outer, BEN, "view").await, 204);
    assert_eq!(tab.until_closed().await.0, 1012);
    within_a_second(since);
    let mut tab = join(&ben, 101).await;
    let number = tab.type_text("Not any more. ").await;
    tab.until_refused(number).await;
    assert_eq!(alter(&mut ana, &inner, json!({ "parent": null })).await.0, 204);
    assert_eq!(tab.until_closed().await.0, 4403);
    assert_eq!(alter(&mut ana, &inner, json!({ "parent": outer })).await.0, 204);
    let mut tab = join(&ben, 102).await;
    assert_eq!(put_into(&mut ana, &text, None).await, 204);
    assert_eq!(tab.until_closed().await.0, 4403);
    assert_eq!(put_into(&mut ana, &text, Some(&inner)).await, 204);
    let mut tab = join(&ben, 103).await;
    let since = Instant::now();
    assert_eq!(unshare(&mut ana, &outer, &key).await, 204);
    assert_eq!(tab.until_closed().await.0, 4403);
    within_a_second(since);
    assert_eq!(role(&mut ben, &text).await, None);
    assert!(listed(&mut ben, "view=shared").await.is_empty());
    use Event::{DocumentMoved, FolderMoved, RoleChanged, Shared, Unshared};
    let wanted = [
        DocumentMoved,
        Shared,
        RoleChanged,
        FolderMoved,
        FolderMoved,
        DocumentMoved,
        DocumentMoved,
        Unshared,
    ];
    assert_eq!(events(&server).await, wanted);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_is_shared_with_groups_and_with_everyone() {
    let server = server().await;
    let mut ana = somebody(&server, "Ana", ANA).await;
    let mut ben = somebody(&server, "Ben", BEN).await;
    let mut guest = Browser::new(server.address);
    let folder = make(&mut ana, "Folder", None).await;
    let text = document(&mut ana, 1).await;
    assert_eq!(put_into(&mut ana, &text, Some(&folder)).await, 204);
    let group = ana.post("/groups", &[("name", "Readers")]).await.leads_to().to_owned();
    ana.post(&format!("{group}/add"), &[("email", BEN)]).await.leads_to();
    let body = json!({ "group": group.rsplit('/').next(), "role": "suggest" });
    assert_eq!(ask(&mut ana, "PUT", &format!("/api/folders/{folder}/share"), body).await.0, 204);
    assert_eq!(role(&mut ben, &text).await.as_deref(), Some("suggest"));
    let mut tab = Peer::join_as(server.address, &text, 100, &ben.cookie()).await;
    let key = person(&mut ben).await;
    ana.post(&format!("{group}/remove"), &[("key", &key)]).await.leads_to();
    assert_eq!(tab.until_closed().await.0, 4403);
    assert_eq!(role(&mut ben, &text).await, None);
    assert_eq!(ana.put(&format!("/api/folders/{folder}/everyone/view")).await.status, 204);
    assert_eq!(role(&mut ben, &text).await.as_deref(), Some("view"));
    assert_eq!(role(&mut guest, &text).await, None);
    let told = ana.get(&format!("/api/folders/{folder}/rights")).await.body;
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!((&told["role"], &told["everyone"]), (&json!("own"), &json!("view")));
    assert_eq!(
        (&told["shares"][0]["name"], &told["shares"][0]["role"]),
        (&json!("Readers"), &json!("suggest"))
    );
    // Who only looks is not told with whom else it is shared, and shares it with nobody.
    let told = ben.get(&format!("/api/folders/{folder}/rights")).await.body;
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!((&told["role"], &told["shares"]), (&json!("view"), &Value::Null));
    assert_eq!(share(&mut ben, &folder, "carl@example.org", "view").await, 403);
    // A forged name of somebody with whom it is not shared shares it with nobody.
    let forged = json!({ "key": key, "role": "manage" });
    assert_eq!(ask(&mut ana, "PUT", &format!("/api/folders/{folder}/share"), forged).await.0, 422);
    // A deleted group is none any more.
    ana.post(&format!("{group}/delete"), &[]).await.leads_to();
    let told = ana.get(&format!("/api/folders/{folder}/rights")).await.body;
    assert_eq!(serde_json::from_str::<Value>(&told).unwrap()["shares"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_write_in_a_folder_puts_his_own_there_and_who_may_look_does_not() {
    let server = server().await;
    let mut ana = somebody(&server, "Ana", ANA).await;
    let mut ben = somebody(&server, "Ben", BEN).await;
    let folder = make(&mut ana, "Folder", None).await;
    let (hers, his) = (document(&mut ana, 1).await, document(&mut ben, 2).await);
    assert_eq!(put_into(&mut ana, &hers, Some(&folder)).await, 204);
    assert_eq!(share(&mut ana, &folder, BEN, "view").await, 204);
    assert_eq!(put_into(&mut ben, &his, Some(&folder)).await, 403);
    assert_eq!(
        ask(&mut ben, "POST", "/api/folders", json!({ "name": "His", "parent": folder })).await.0,
        403
    );
    assert_eq!(share(&mut ana, &folder, BEN, "edit").await, 204);
    assert_eq!(put_into(&mut ben, &his, Some(&folder)).await, 204);
    assert_eq!(put_into(&mut ben, &hers, None).await, 403, "a document of hers");
    assert_eq!(alter(&mut ben, &folder, json!({ "name": "His" })).await.0, 403, "a folder of hers");
    assert_eq!(delete(&mut ben, &folder).await, 403);
    assert!(listed(&mut ben, "").await.is_empty(), "it is in the folder, which he sees");
    assert_eq!(role(&mut ana, &his).await.as_deref(), Some("manage"), "the folder is hers");
    assert_eq!(listed(&mut ana, &format!("folder={folder}&sort=made&order=asc")).await, ["1", "2"]);
    let inner = make(&mut ben, "Inner", Some(&folder)).await;
    assert_eq!(listed(&mut ana, &format!("folder={folder}")).await[0], "Inner");
    assert_eq!(alter(&mut ana, &inner, json!({ "name": "Ben’s" })).await.0, 204);
    // When it is not shared with him any more, what is his is at the top of his library.
    let key = person(&mut ben).await;
    assert_eq!(unshare(&mut ana, &folder, &key).await, 204);
    assert_eq!(listed(&mut ben, "").await, ["2"]);
    assert_eq!(library(&mut ben, "").await["items"][0]["folder"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_folder_leaves_ones_own_in_the_trash_and_gives_others_theirs_back() {
    let server = server().await;
    let mut ana = somebody(&server, "Ana", ANA).await;
    let mut ben = somebody(&server, "Ben", BEN).await;
    let outer = make(&mut ana, "Outer", None).await;
    let inner = make(&mut ana, "Inner", Some(&outer)).await;
    assert_eq!(share(&mut ana, &outer, BEN, "edit").await, 204);
    let (hers, his) = (document(&mut ana, 1).await, document(&mut ben, 2).await);
    let deeper = make(&mut ben, "Deeper", Some(&inner)).await;
    let thrown = document(&mut ana, 3).await;
    for text in [&hers, &thrown] {
        assert_eq!(put_into(&mut ana, text, Some(&inner)).await, 204);
    }
    assert_eq!(put_into(&mut ben, &his, Some(&deeper)).await, 204);
    // What is in the trash is in no folder meanwhile, and comes back into it.
    assert_eq!(ana.put(&format!("/api/documents/{thrown}/trash")).await.status, 204);
    assert_eq!(listed(&mut ana, &format!("folder={inner}")).await, ["Deeper", "1"]);
    assert_eq!(ask(&mut ana, "DELETE", &format!("/api/documents/{thrown}/trash"), Value::Null).await.0, 204);
    let mut there = listed(&mut ana, &format!("folder={inner}")).await;
    there.sort_unstable();
    assert_eq!(there, ["1", "3", "Deeper"]);
    assert_eq!(ana.put(&format!("/api/documents/{thrown}/trash")).await.status, 204);
    let mut tab = Peer::join_as(server.address, &hers, 100, &ben.cookie()).await;
    assert_eq!(delete(&mut ana, &outer).await, 204);
    assert_eq!(tab.until_closed().await.0, 4403);
    for id in [&outer, &inner, &deeper] {
        assert_eq!(ana.get(&format!("/api/library?folder={id}")).await.status, 404);
    }
    assert!(listed(&mut ana, "").await.is_empty() && listed(&mut ben, "view=shared").await.is_empty());
    let mut trash = listed(&mut ana, "view=trash").await;
    trash.sort_unstable();
    assert_eq!(
        (trash, listed(&mut ben, "").await),
        (vec!["1".to_owned(), "3".to_owned()], vec!["2".to_owned()])
    );
    assert_eq!(role(&mut ana, &his).await, None);
    // Its folder is gone: it comes to the top.
    assert_eq!(ask(&mut ana, "DELETE", &format!("/api/documents/{thrown}/trash"), Value::Null).await.0, 204);
    assert_eq!(listed(&mut ana, "").await, ["3"]);
    assert_eq!(rights::of(&server.app.store, &thrown).await.unwrap().folder, None);
    assert_eq!(events(&server).await.iter().filter(|event| **event == Event::FolderDeleted).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_into_a_folder_while_it_is_deleted_is_not_lost() {
    let server = server().await;
    let mut ana = somebody(&server, "Ana", ANA).await;
    for round in 0..20 {
        let folder = make(&mut ana, "Folder", None).await;
        let text = document(&mut ana, 100 + round).await;
        let (mut here, mut there, mut beyond) = (ana.clone(), ana.clone(), ana.clone());
        let (deleted, put, made) = tokio::join!(
            delete(&mut here, &folder),
            put_into(&mut there, &text, Some(&folder)),
            ask(&mut beyond, "POST", "/api/folders", json!({ "name": "Inner", "parent": folder })),
        );
        assert!(deleted == 204 && matches!(put, 204 | 404 | 409), "{deleted} {put}");
        assert!(matches!(made.0, 201 | 404 | 409), "{made:?}");
        let found = [listed(&mut ana, "most=200").await, listed(&mut ana, "view=trash&most=200").await];
        let name = (100 + round).to_string();
        assert_eq!(found.iter().flatten().filter(|listed| **listed == name).count(), 1, "{found:?}");
        if let Some(inner) = made.1["id"].as_str() {
            let inner = FolderId::read(inner).unwrap();
            let stored = octavo_server::folders::find(&server.app.store, inner).await.unwrap();
            assert!(stored.is_none(), "a folder in a deleted one is deleted too");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_given_a_document_does_not_have_it_in_anothers_folder() {
    let server = server().await;
    let mut ana = somebody(&server, "Ana", ANA).await;
    let mut ben = somebody(&server, "Ben", BEN).await;
    let folder = make(&mut ana, "Folder", None).await;
    let text = document(&mut ana, 1).await;
    assert_eq!(put_into(&mut ana, &text, Some(&folder)).await, 204);
    let place = format!("/d/{text}/access");
    ana.post(&format!("{place}/person"), &[("email", BEN), ("role", "edit")]).await.leads_to();
    let key = person(&mut ben).await;
    ana.post(&format!("{place}/offer"), &[("key", &key)]).await.leads_to();
    ben.post(&format!("/d/{text}/ask/take"), &[]).await.leads_to();
    assert_eq!(listed(&mut ben, "").await, ["1"]);
    assert!(listed(&mut ana, &format!("folder={folder}")).await.is_empty());
    let key = person(&mut ana).await;
    ben.post(&format!("{place}/role"), &[("key", &key), ("role", "off")]).await.leads_to();
    assert_eq!(role(&mut ana, &text).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_has_a_page_like_documents_have_whose_pages_say_what_folders_give() {
    let server = server().await;
    let mut ana = somebody(&server, "Ana", ANA).await;
    let mut ben = somebody(&server, "Ben", BEN).await;
    let outer = make(&mut ana, "<Outer>", None).await;
    let inner = make(&mut ana, "Inner", Some(&outer)).await;
    let text = document(&mut ana, 1).await;
    assert_eq!(put_into(&mut ana, &text, Some(&inner)).await, 204);
    let place = format!("/f/{outer}/access");
    let page = ana.get(&place).await.body;
    assert!(page.contains("Only the owner can open what is in this folder."), "{page}");
    assert!(
        page.contains("&lt;Outer&gt;") && !page.contains("/access/link") && !page.contains("/access/trash")
    );
    assert_eq!(ben.get(&place).await.status, 404);
    assert_eq!(ben.post(&format!("{place}/everyone"), &[("role", "edit")]).await.status, 404);
    let fields = [("email", BEN), ("role", "edit")];
    let done = ana.post(&format!("{place}/person"), &fields).await;
    assert_eq!(done.leads_to(), format!("{place}?done=person"));
    assert_eq!(ana.post(&format!("{place}/person"), &[("email", ANA), ("role", "edit")]).await.status, 422);
    ana.post(&format!("{place}/everyone"), &[("role", "view")]).await.leads_to();
    assert_eq!(role(&mut ben, &text).await.as_deref(), Some("edit"));
    let page = ana.get(&place).await.body;
    assert!(page.contains("Everyone with an account here can view; Ben can edit."), "{page}");
    // What is in it says so too.
    for place in [format!("/d/{text}/access"), format!("/f/{inner}/access")] {
        let page = ana.get(&place).await.body;
        assert!(page.contains("Everyone with an account here can view; Ben can edit."), "{page}");
        assert!(page.contains("by the folder “&lt;Outer&gt;”"), "{page}");
    }
    let page = ben.get(&place).await;
    assert!(page.status == 200 && page.body.contains("for everything in this folder: Can edit."), "{page:?}");
    assert_eq!(ben.post(&format!("{place}/everyone"), &[("role", "edit")]).await.status, 403);
    let key = person(&mut ben).await;
    ana.post(&format!("{place}/role"), &[("key", &key), ("role", "manage")]).await.leads_to();
    ana.post(&format!("{place}/everyone"), &[("role", "off")]).await.leads_to();
    let page = ben.get(&format!("/d/{text}/access")).await.body;
    assert!(page.contains("Ben can edit and share."), "{page}");
    ana.post(&format!("{place}/role"), &[("key", &key), ("role", "off")]).await.leads_to();
    assert_eq!(role(&mut ben, &text).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_a_folder_is_shared_with_gets_a_letter_and_needs_no_account_yet() {
    let post = PostOffice::open(ANY_PORT).await;
    let server = server_with_mail(post.address).await;
    let mut ana = somebody_by_mail(&server, &post, 1, "Somebody", ANA).await;
    let folder = make(&mut ana, "Plans", None).await;
    let text = document(&mut ana, 1).await;
    assert_eq!(put_into(&mut ana, &text, Some(&folder)).await, 204);
    for role in ["view", "edit"] {
        assert_eq!(share(&mut ana, &folder, BEN, role).await, 204);
    }
    let letter = post.letters(2).await.pop().unwrap();
    assert_eq!((&*letter.to, letter.path()), (BEN, &*format!("/f/{folder}/access")));
    let page = Browser::new(server.address).get(letter.path()).await;
    assert!(
        page.status == 404 && page.body.contains(&format!("/sign-in?next=/f/{folder}/access")),
        "{page:?}"
    );
    // It is one letter, however often the role is changed.
    let mut ben = somebody_by_mail(&server, &post, 3, "Somebody", BEN).await;
    assert_eq!(listed(&mut ben, "view=shared").await, ["Plans"]);
    assert_eq!(role(&mut ben, &text).await.as_deref(), Some("edit"));
    let keys =
        async |ana: &mut Browser| -> String { ana.get(&format!("/api/folders/{folder}/rights")).await.body };
    assert!(keys(&mut ana).await.contains("\"mail:ben@example.org\""));
    let page = ben.get(letter.path()).await;
    assert!(page.status == 200 && page.body.contains(&format!("/?folder={folder}")), "{page:?}");
    assert!(!keys(&mut ana).await.contains("\"mail:ben@example.org\""), "it is his account's now");
    assert_eq!(role(&mut ben, &text).await.as_deref(), Some("edit"));
}
