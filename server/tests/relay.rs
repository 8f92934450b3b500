//! A real server on a free port and people who type: what one sees is on disk, and a bad client costs nobody else anything.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::time::Duration;

use octavo_server::app::App;
use octavo_server::config::Config;
use octavo_server::status::Status;
use octavo_server::store::{NewEntry, Store};
use octavo_server::upkeep;
use octavo_shared::sync::Message;
use octavo_shared::sync::presence::{self, PresenceEntry};
use support::disk::FaultyDisk;
use support::peer::Peer;
use support::server::{ANY_PORT, TestServer, within};
use tokio::net::TcpStream;

async fn server() -> (TestServer, FaultyDisk) {
    server_with(|_| {}).await
}

async fn server_with(change: impl FnOnce(&mut Config)) -> (TestServer, FaultyDisk) {
    let disk = FaultyDisk::new();
    let mut config = Config::default();
    change(&mut config);
    (TestServer::start(disk.store(), config).await, disk)
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_write_in_one_document_and_both_are_told_that_it_is_saved() {
    let (server, _disk) = server().await;
    let id = server.create(1).await;
    let mut ada = Peer::join(server.address, &id, 10).await;
    let mut ben = Peer::join(server.address, &id, 11).await;
    assert_eq!(ada.text(), "\n");
    ada.type_text("Dear Ben, ").await;
    ben.type_text("Dear Ada, ").await;
    ada.until_saved().await;
    ben.until_saved().await;
    ada.until_text(|text| text.contains("Ada")).await;
    ben.until_text(|text| text.contains("Ben")).await;
    assert_eq!(ada.text(), ben.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sees_or_is_promised_what_the_disk_does_not_have() {
    let (server, disk) = server().await;
    let id = server.create(1).await;
    let mut ada = Peer::join(server.address, &id, 10).await;
    let mut ben = Peer::join(server.address, &id, 11).await;
    disk.break_sync();
    ada.type_text("never stored").await;
    let (code, reason) = ada.until_closed().await;
    assert_eq!(code, 1011);
    assert!(reason.starts_with("Not saved: "), "{reason}");
    assert!(ada.acked < 2, "what she typed was her second update, after the empty answer to the greeting");

    disk.heal();
    ben.type_text("stored").await;
    ben.until_saved().await;
    assert_eq!(ben.text(), "stored\n", "the other one stays, and sees only what is stored");
    let mut ada = Peer::join(server.address, &id, 12).await;
    ada.until_text(|text| text == "stored\n").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_told_to_the_author_and_writing_goes_on_when_there_is_space() {
    let (server, disk) = server().await;
    let id = server.create(1).await;
    let mut ada = Peer::join(server.address, &id, 10).await;
    let mut ben = Peer::join(server.address, &id, 11).await;
    ada.type_text("kept ").await;
    ben.until_text(|text| text == "kept \n").await;
    disk.fill();
    ada.type_text(&"x".repeat(1 << 20)).await;
    assert_eq!(ada.until_closed().await, (1011, "Not saved: the server's disk is full.".to_owned()));
    disk.heal();
    ben.type_text("and on ").await;
    ben.until_saved().await;
    ben.until_text(|text| text == "and on kept \n").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_first_joiners_share_one_room() {
    let (server, _disk) = server().await;
    let id = server.create(1).await;
    let peers: Vec<_> = (0..100)
        .map(|client| {
            tokio::spawn({
                let id = id.clone();
                let address = server.address;
                async move { Peer::join(address, &id, 10 + client).await }
            })
        })
        .collect();
    let mut joined = Vec::new();
    for peer in peers {
        joined.push(peer.await.unwrap());
    }
    assert_eq!(server.app.rooms.count(), 1);
    joined[0].type_text("one room").await;
    for peer in &mut joined {
        peer.until_text(|text| text == "one room\n").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_leaves_memory_when_nobody_is_there_and_comes_back_whole() {
    let (server, _disk) = server_with(|config| config.limits.room_idle = Duration::from_millis(20)).await;
    let id = server.create(1).await;
    for round in 0..5 {
        let mut ada = Peer::join(server.address, &id, 10 + round).await;
        for _ in 0..40 {
            ada.type_text("x").await;
        }
        ada.until_saved().await;
        ada.leave().await;
        within(async {
            while server.app.rooms.count() > 0 {
                tokio::task::yield_now().await;
            }
        })
        .await;
        let mut ben = Peer::join(server.address, &id, 100 + round).await;
        ben.until_text(|text| text.len() == 40 * (round as usize + 1) + 1).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_leaves_memory_while_people_are_silent_in_it_and_comes_back_when_one_writes() {
    let (server, _disk) = server_with(|config| config.limits.room_idle = Duration::from_millis(20)).await;
    let id = server.create(1).await;
    let mut ada = Peer::join(server.address, &id, 10).await;
    let mut ben = Peer::join(server.address, &id, 11).await;
    let mut length = 1;
    // With few entries since the last snapshot, and with many.
    for round in 0..6 {
        for _ in 0..=20 * round {
            ada.type_text(&"x".repeat(1_000)).await;
            length += 1_000;
        }
        ada.until_saved().await;
        ben.until_length(length).await;
        within(async {
            while server.app.rooms.bytes() > 32 << 10 {
                tokio::task::yield_now().await;
            }
        })
        .await;
        assert_eq!(server.app.rooms.count(), 1, "they sit in the room");
    }
    ben.type_text("still here").await;
    ben.until_saved().await;
    ada.until_length(length + 10).await;
    let mut cleo = Peer::join(server.address, &id, 12).await;
    cleo.until_text(|text| text == ada.text()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_come_back_when_their_silent_document_has_something_in_its_log_that_they_have_not_heard_of() {
    let store = FaultyDisk::new().store();
    let mut config = Config::default();
    config.limits.room_idle = Duration::from_millis(20);
    let server = TestServer::start(store.clone(), config).await;
    let id = server.create(1).await;
    let mut ada = Peer::join(server.address, &id, 10).await;
    ada.type_text(&"x".repeat(2_000)).await;
    ada.until_saved().await;
    within(async {
        while server.app.rooms.bytes() > 32 << 10 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    let update = Peer::join(server.address, &server.create(2).await, 11).await.edit("unheard of ");
    let entry = NewEntry { author: "guest:ben".into(), client: 11, update: update.into() };
    store.append(id.as_str().into(), 0, vec![entry]).await.unwrap().unwrap();
    ada.type_text("y").await;
    assert_eq!(ada.until_closed().await, (1012, "The room is opened again.".to_owned()));
    let mut ada = Peer::join(server.address, &id, 12).await;
    ada.until_text(|text| text.contains("unheard of ")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn writing_while_a_document_leaves_memory_loses_nothing() {
    let (server, _disk) = server_with(|config| config.limits.room_idle = Duration::from_millis(1)).await;
    let id = server.create(1).await;
    let mut ada = Peer::join(server.address, &id, 10).await;
    let mut ben = Peer::join(server.address, &id, 11).await;
    for round in 1..=150 {
        ada.type_text("x").await;
        ben.until_length(round + 1).await;
    }
    ada.until_saved().await;
    assert_eq!(ada.text(), ben.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn joining_while_a_room_leaves_memory_loses_nothing() {
    let (server, _disk) = server_with(|config| config.limits.room_idle = Duration::from_millis(1)).await;
    let id = server.create(1).await;
    for round in 0..150 {
        let mut ada = Peer::join(server.address, &id, 10 + round).await;
        ada.type_text("x").await;
        ada.until_saved().await;
        assert_eq!(ada.text().len(), round as usize + 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_document_is_closed_with_its_code() {
    let (server, _disk) = server().await;
    for name in ["00000000-0000-4000-8000-000000000099", "letter", "a/b"] {
        let mut peer = Peer::connect(server.address, name, 10).await;
        assert_eq!(peer.until_closed().await, (4404, "There is no such document.".to_owned()), "{name}");
    }
    within(async {
        while server.app.rooms.count() > 0 {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_server_has_a_room_for_every_name() {
    let (server, _disk) = server_with(|config| config.is_open = true).await;
    let mut ada = Peer::join(server.address, "my%20room", 10).await;
    let mut ben = Peer::join(server.address, "my%20room", 11).await;
    assert_eq!(ada.text(), "", "it is not seeded");
    ada.type_text("hello").await;
    ben.until_text(|text| text == "hello").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_with_a_hole_is_answered_by_a_question_and_then_everything_is_there() {
    let (server, _disk) = server().await;
    let id = server.create(1).await;
    let mut ada = Peer::join(server.address, &id, 10).await;
    ada.until_saved().await;
    ada.edit("never sent by itself ");
    ada.type_text("sent ").await;
    let mut ben = Peer::join(server.address, &id, 11).await;
    ada.until_saved().await;
    ben.until_text(|text| text == "sent never sent by itself \n").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_others_write_comes_before_the_answer_to_what_one_asks_first() {
    let (server, _disk) = server().await;
    let id = server.create(1).await;
    let mut ada = Peer::join(server.address, &id, 10).await;
    ada.type_text("what he has not ").await;
    let mut ben = Peer::connect(server.address, &id, 11).await;
    let shown = presence::encode([PresenceEntry { client: 11, clock: 1, state: Some("{}") }]);
    ben.send(&Message::Presence { update: &shown }).await;
    let is_ben = |message: &Message<'_>| {
        let Message::Presence { update } = message else { return false };
        presence::decode(update, 4096).unwrap().iter().any(|entry| entry.client == 11)
    };
    ada.until(|_, message| is_ben(message)).await;
    // He is in the room, and has not said yet what he has: this would be a hole for him.
    ada.type_text("and what follows it").await;
    ada.until_saved().await;
    ben.greet().await;
    let first = ben.next_frame().await.unwrap();
    assert!(matches!(Message::decode(&first), Ok(Message::SyncStep2 { .. })), "{first:?}");
    ada.type_text("!").await;
    ben.until(|_, message| matches!(message, Message::Update { .. })).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_who_never_reads_delays_nobody_and_is_brought_up_when_he_does() {
    let (server, _disk) = server().await;
    let id = server.create(1).await;
    let mut sleeper = Peer::join_with_small_buffer(server.address, &id, 12).await;
    let mut ada = Peer::join(server.address, &id, 10).await;
    let mut ben = Peer::join(server.address, &id, 11).await;
    let line = "x".repeat(40_000);
    // More than the ring and the sleeper's socket can hold.
    let rounds = 150;
    for round in 1..=rounds {
        ada.type_text(&line).await;
        ben.until_length(round * 40_000 + 1).await;
    }
    ada.until_saved().await;
    let frames = sleeper.until_length(rounds * 40_000 + 1).await;
    assert!(frames < rounds as usize, "{frames} frames: it was brought up, and did not get them one by one");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_questions_from_one_who_never_reads_are_not_answered_into_memory() {
    let (server, _disk) = server().await;
    let id = server.create(1).await;
    let mut ada = Peer::join(server.address, &id, 10).await;
    ada.type_text(&"x".repeat(1 << 20)).await;
    ada.until_saved().await;
    // So much is worth a snapshot, which takes memory of its own.
    within(async {
        while server.app.store.load(id.as_str().into()).await.unwrap().snapshot.is_none() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    let before = resident();
    let mut asker = Peer::connect(server.address, &id, 11).await;
    for _ in 0..100 {
        asker.greet().await;
    }
    ada.type_text("still here").await;
    ada.until_saved().await;
    let grown = resident().saturating_sub(before);
    assert!(grown < 40 << 20, "{} MiB for questions", grown >> 20);
    // And they are all answered once he reads.
    for _ in 0..100 {
        within(asker.until(|_, message| matches!(message, Message::SyncStep2 { .. }))).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_several_people_type_at_once_comes_in_one_frame() {
    let (server, _disk) = server_with(|config| config.has_metrics = true).await;
    let id = server.create(1).await;
    let mut reader = Peer::join(server.address, &id, 9).await;
    let mut writers = Vec::new();
    for client in 0..20 {
        writers.push(Peer::join(server.address, &id, 100 + client).await);
    }
    for _ in 0..10 {
        for writer in &mut writers {
            writer.type_text("letters ").await;
        }
    }
    for writer in &mut writers {
        writer.until_saved().await;
        writer.until_text(|text| text.matches("letters ").count() == 200).await;
    }
    let frames = reader.until_length(200 * 8 + 1).await;
    assert!(frames < 150, "{frames} frames for 200 updates");
    for writer in &writers {
        assert_eq!(writer.text(), reader.text());
    }
    assert!(!server.request("GET /metrics").await.contains("octavo_merged_total 0\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_is_not_ready() {
    let (server, _disk) = server().await;
    assert!(server.request("GET /readyz").await.starts_with("HTTP/1.1 200"));
    assert!(server.app.rooms.stop(Duration::from_secs(5)).await);
    let answer = server.request("GET /readyz").await;
    assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("The server is stopping."), "{answer}");
    assert!(server.request("GET /healthz").await.starts_with("HTTP/1.1 200"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_turns_up_in_a_log_after_a_failure_is_in_the_room_and_in_its_snapshots() {
    let (server, disk) = server().await;
    let id = server.create(1).await;
    let mut ben = Peer::join(server.address, &id, 11).await;
    // As an append that was said to have failed, and came to be there when the store was opened again.
    let mut ada = Peer::join(server.address, &id, 10).await;
    let update = ada.edit("unsure ").into();
    ada.leave().await;
    let entry = NewEntry { author: "guest:ada".into(), client: 10, update };
    server.app.store.append(id.as_str().into(), 1, vec![entry]).await.unwrap().unwrap();
    ben.type_text("sure ").await;
    assert_eq!(ben.until_closed().await.0, 1012, "the room is opened again");
    let mut ben = Peer::join(server.address, &id, 12).await;
    for number in 0..40 {
        ben.type_text(&format!("{number} ")).await;
    }
    ben.until_saved().await;
    assert_eq!(ben.closed, None);
    assert!(["unsure ", "sure ", "39 "].iter().all(|word| ben.text().contains(word)), "{}", ben.text());
    assert!(server.stop().await);
    let mut report = Vec::new();
    let store = disk.store();
    let is_whole = upkeep::verify(&store, &mut report).unwrap();
    assert!(is_whole, "{}", String::from_utf8_lossy(&report));
    assert!(store.dossier(&id).unwrap().snapshot.is_some(), "it was folded when the server stopped");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_status_page_says_what_works_and_what_does_not() {
    let (server, disk) = server().await;
    server.app.status.look(&server.app.store, &server.app.people).await;
    let page = server.request("GET /status").await;
    assert!(page.contains("Everything works") && page.contains("default-src 'none'"), "{page}");
    assert!(server.request("GET /status\naccept-language: de").await.contains("Alles funktioniert"));
    disk.break_sync();
    server.app.status.look(&server.app.store, &server.app.people).await;
    let page = server.request("GET /status").await;
    assert!(page.contains("Something does not work"), "{page}");
    disk.heal();
    server.app.status.look(&server.app.store, &server.app.people).await;
    assert!(server.request("GET /status").await.contains("Everything works"));
    assert!(server.request("GET /status/feed.xml").await.contains("<feed xmlns="));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_status_page_knows_and_the_operator_says_outlives_the_server() {
    let folder = tempfile::tempdir().unwrap();
    let incident = "[[incident]]\ntitle = \"Slow disk\"\nfrom = \"2026-11-24T10:00:00Z\"\n";
    std::fs::write(folder.path().join("incidents.toml"), incident).unwrap();
    let store = FaultyDisk::new().store();
    let mut app = App::new(store, Config::default()).unwrap();
    Status::open(folder.path()).look(&app.store, &app.people).await;
    app.status = Status::open(folder.path());
    let server = TestServer::run(ANY_PORT, app).await;
    let page = server.request("GET /status").await;
    assert!(page.contains("Slow disk") && page.contains("Still going on"), "{page}");
    assert!(server.request("GET /status/feed.xml").await.contains("Slow disk"));
    assert!(std::fs::read_to_string(folder.path().join("status.json")).unwrap().contains("looked_ms"));
}

/// Resident memory of this process, server and clients together, in bytes.
fn resident() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap();
    pages.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4096
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_sends_everybody_away_and_keeps_everything() {
    let folder = tempfile::tempdir().unwrap();
    let server = TestServer::start(Store::open(folder.path()).unwrap(), Config::default()).await;
    let id = server.create(1).await;
    let mut ada = Peer::join(server.address, &id, 10).await;
    for _ in 0..50 {
        ada.type_text("x").await;
    }
    let address = server.address;
    assert!(server.stop().await);
    assert_eq!(ada.until_closed().await.0, 1001);
    assert!(TcpStream::connect(address).await.is_err());

    let server = TestServer::start(Store::open(folder.path()).unwrap(), Config::default()).await;
    let ben = Peer::join(server.address, &id, 11).await;
    let acknowledged = ada.acked.saturating_sub(1) as usize;
    assert!(ben.text().len() > acknowledged, "{acknowledged} acknowledged, there is {:?}", ben.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_are_made_once_and_found() {
    let (server, _disk) = server().await;
    let id = server.create(1).await;
    assert!(server.request(&format!("PUT /api/documents/{id}")).await.starts_with("HTTP/1.1 200"));
    let found = server.request(&format!("GET /api/documents/{id}")).await;
    assert!(found.starts_with("HTTP/1.1 200") && found.ends_with(&format!("{{\"id\":\"{id}\"}}")), "{found}");
    assert!(
        server
            .request("GET /api/documents/00000000-0000-4000-8000-000000000099")
            .await
            .starts_with("HTTP/1.1 404")
    );
    assert!(server.request("PUT /api/documents/letter").await.starts_with("HTTP/1.1 400"));
    assert!(server.request("GET /api/nothing").await.starts_with("HTTP/1.1 404"));
    assert!(server.request("GET /healthz").await.starts_with("HTTP/1.1 200"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_sees_whether_people_can_work_and_how_much_is_stored() {
    let (server, disk) = server_with(|config| config.has_metrics = true).await;
    let id = server.create(1).await;
    let mut ada = Peer::join(server.address, &id, 10).await;
    ada.type_text("counted").await;
    ada.until_saved().await;
    assert!(server.request("GET /readyz").await.starts_with("HTTP/1.1 200"));
    let counts = server.request("GET /metrics").await;
    for line in [
        "octavo_rooms 1",
        "octavo_connections 1",
        "octavo_appends_failed_total 0",
        "octavo_append_seconds_count 1",
    ] {
        assert!(counts.lines().any(|found| found == line), "{line} is not in\n{counts}");
    }
    disk.break_sync();
    ada.type_text("not stored").await;
    ada.until_closed().await;
    let counts = server.request("GET /metrics").await;
    assert!(counts.contains("octavo_appends_failed_total 1\n"), "{counts}");
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_are_told_to_nobody_unless_they_are_turned_on() {
    let (server, _disk) = server().await;
    assert!(server.request("GET /metrics").await.starts_with("HTTP/1.1 404"));
}
