//! What one client may have of what all share, connections, bytes, documents, memory, everybody's attention, and that others
//! go on: they get in, they type, and they lose nothing.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::time::Instant;

use octavo_server::app::App;
use octavo_server::config::Config;
use octavo_server::store::Store;
use octavo_shared::model::seed;
use octavo_shared::sync::presence::{self, PresenceEntry};
use octavo_shared::sync::{Message, guard};
use support::browser::Browser;
use support::counts::{counts, number, until_counted};
use support::peer::Peer;
use support::server::{
    TestServer, bare_socket, connect_from, elsewhere, request_from, rest, server_with, within,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[tokio::test(flavor = "multi_thread")]
async fn one_address_has_so_many_websockets_and_others_still_get_in_and_type() {
    let (server, _disk) = server_with(|config| {
        config.limits.connections = 3;
        config.limits.connections_per_address = 2;
    })
    .await;
    let id = server.create(1).await;
    let ada = Peer::join(server.address, &id, 10).await;
    let mut ben = Peer::join(server.address, &id, 11).await;
    let told = (4429, "Too many connections come from this network address.".to_owned());
    for client in 20..30 {
        assert_eq!(Peer::connect(server.address, &id, client).await.until_closed().await, told);
    }
    until_counted(&server, "octavo_turned_away_total{limit=\"address\"}", 10).await;
    until_counted(&server, "octavo_closed_total{code=\"4429\"}", 10).await;
    let mut cem = Peer::join_from(elsewhere(2), server.address, &id, 12).await;
    cem.type_text("calm").await;
    cem.until_saved().await;
    ben.until_text(|text| text == "calm\n").await;
    ada.leave().await;
    within(async { while Peer::join(server.address, &id, 13).await.closed.is_some() {} }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_proxy_it_is_the_address_that_the_proxy_tells() {
    let (server, _disk) = server_with(|config| {
        config.is_behind_proxy = true;
        config.limits.connections_per_address = 1;
        config.limits.requests_per_address = 1;
    })
    .await;
    let id = server.create(1).await;
    let from = |address: &str| format!("x-forwarded-for: 6.6.6.6, {address}\r\n");
    let mut sockets = Vec::new();
    // Of IPv6 one network is one address.
    for (number, address) in ["192.0.2.1", "192.0.2.2", "2001:db8:0:1::1"].iter().enumerate() {
        sockets.push(bare_socket(server.address, &id, &from(address)).await);
        until_counted(&server, "octavo_connections", number as u64 + 1).await;
    }
    for address in ["192.0.2.2", "2001:db8:0:1:ffff::9"] {
        let mut socket = bare_socket(server.address, &id, &from(address)).await;
        let answer = rest(&mut socket).await;
        assert!(answer.windows(2).any(|bytes| bytes == 4429u16.to_be_bytes()), "{address}");
    }
    sockets.push(bare_socket(server.address, &id, &from("2001:db8:0:2::1")).await);
    until_counted(&server, "octavo_connections", 4).await;
    assert_eq!(number(&counts(server.app.clone()).await, "octavo_dropped_total{why=\"address\"}"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_has_so_many_connections_and_others_are_served() {
    let (server, _disk) = server_with(|config| {
        config.limits.connections = 1;
        config.limits.requests = 3;
        config.limits.connections_per_address = 1;
        config.limits.requests_per_address = 2;
    })
    .await;
    let mut idle = Vec::new();
    for _ in 0..3 {
        idle.push(TcpStream::connect(server.address).await.unwrap());
    }
    let mut fourth = TcpStream::connect(server.address).await.unwrap();
    assert_eq!(rest(&mut fourth).await, b"");
    until_counted(&server, "octavo_dropped_total{why=\"address\"}", 1).await;
    let answer = request_from(elsewhere(2), server.address, "GET /healthz").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    drop(idle);
    within(async {
        let mut answer = String::new();
        while !answer.starts_with("HTTP/1.1 200") {
            let mut socket = connect_from(elsewhere(1), server.address).await;
            let _ = socket.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
            answer.clear();
            // A connection that is dropped is reset.
            let _ = socket.read_to_string(&mut answer).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_who_sends_more_bytes_than_he_may_is_read_later_and_loses_nothing() {
    let (server, _disk) = server_with(|config| config.limits.byte_rate = 500_000).await;
    let id = server.create(1).await;
    let mut ada = Peer::join(server.address, &id, 10).await;
    let mut ben = Peer::join(server.address, &id, 11).await;
    for _ in 0..4 {
        ada.type_text(&"x".repeat(700_000)).await;
    }
    // Others are read meanwhile.
    ben.type_text("calm ").await;
    ben.until_saved().await;
    ada.until_saved().await;
    ben.until_text(|text| text.len() > 2_800_000).await;
    until_counted(&server, "octavo_throttled_total{by=\"bytes\"}", 1).await;
    assert_eq!(ada.closed, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_make_a_document_too_large_is_refused_with_a_reason_and_all_stay_and_type_on() {
    let (server, _disk) = server_with(|config| config.limits.room.document_bytes = 20_000).await;
    let id = server.create(1).await;
    let mut ada = Peer::join(server.address, &id, 10).await;
    let mut ben = Peer::join(server.address, &id, 11).await;
    ada.type_text(&"x".repeat(5_000)).await;
    ada.until_saved().await;
    let number = ada.type_text(&"y".repeat(16_000)).await;
    let reason = guard::Refused::TooLarge.to_string();
    assert_eq!(ada.until_refused(number).await, reason);
    ben.type_text("calm ").await;
    ben.until_saved().await;
    ada.until_text(|text| text.contains("calm ")).await;
    assert!(ada.text().contains("yyy"), "what was refused is still there, where it was written");
    assert_eq!((&ada.closed, &ben.closed), (&None, &None));
    until_counted(&server, "octavo_updates_refused_total{reason=\"size\"}", 1).await;
    // One who is not told is closed.
    let mut plain = Peer::join_plainly(server.address, &id, 12).await;
    plain.type_text(&"z".repeat(16_000)).await;
    assert_eq!(plain.until_closed().await, (4413, reason));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_brings_back_more_than_a_document_may_be_is_a_conflict() {
    let (server, _disk) = server_with(|config| config.limits.room.document_bytes = 20_000).await;
    let id = server.create(1).await;
    let mut ada = Peer::join(server.address, &id, 10).await;
    ada.type_text(&"x".repeat(15_000)).await;
    ada.until_saved().await;
    ada.erase(15_000).await;
    ada.type_text(&"y".repeat(15_000)).await;
    ada.until_saved().await;
    assert_eq!(ada.closed, None, "what was deleted does not count");
    let answer = server.request(&format!("GET /api/documents/{id}/history")).await;
    let (_, json) = answer.split_once("\r\n\r\n").unwrap();
    let log: serde_json::Value = serde_json::from_str(json).unwrap();
    let large =
        log["entries"].as_array().unwrap().iter().rev().find(|entry| entry["bytes"].as_u64() > Some(9_000));
    let entry = &large.unwrap()["entry"];
    let answer = server.request(&format!("POST /api/documents/{id}/history/restore?entry={entry}")).await;
    assert!(
        answer.starts_with("HTTP/1.1 409") && answer.contains("larger than this server takes"),
        "{answer}"
    );
    until_counted(&server, "octavo_requests_refused_total{status=\"409\"}", 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guests_of_one_address_make_so_many_documents_an_hour_and_everybody_else_his_own() {
    let (server, _disk) = server_with(|config| config.limits.new_documents = 2).await;
    let first = server.create(1).await;
    server.create(2).await;
    let third = "PUT /api/documents/00000000-0000-4000-8000-000000000003";
    let answer = server.request(third).await;
    assert!(
        answer.starts_with("HTTP/1.1 429") && answer.contains("Too many documents were made."),
        "{answer}"
    );
    let seconds: u64 = answer.split("retry-after: ").nth(1).unwrap().lines().next().unwrap().parse().unwrap();
    assert!((1..=1800).contains(&seconds), "{seconds}");
    until_counted(&server, "octavo_requests_refused_total{status=\"429\"}", 1).await;
    let there = server.request(&format!("PUT /api/documents/{first}")).await;
    assert!(there.starts_with("HTTP/1.1 200"), "what is there is no new document: {there}");
    let elsewhere = request_from(elsewhere(2), server.address, third).await;
    assert!(elsewhere.starts_with("HTTP/1.1 201"), "{elsewhere}");
    let mut ana = Browser::new(server.address);
    let fields = [("name", "Ana"), ("email", "ana@example.org"), ("password", "correct horse battery")];
    ana.post("/sign-up", &fields).await.leads_to();
    for (number, status) in [(4, 201), (5, 201), (6, 429)] {
        let path = format!("/api/documents/00000000-0000-4000-8000-{number:012}");
        assert_eq!(ana.put(&path).await.status, status, "{number}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_is_nearly_full_takes_no_new_documents_and_keeps_what_is_left_for_those_there_are() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let id = "00000000-0000-4000-8000-000000000001";
    store.create(id.into(), 0, seed()).await.unwrap();
    let mut config = Config { has_metrics: true, ..Config::default() };
    config.limits.free_disk = u64::MAX;
    let server = TestServer::start(store, config).await;
    let answer = server.request("PUT /api/documents/00000000-0000-4000-8000-000000000002").await;
    assert!(answer.starts_with("HTTP/1.1 507") && answer.contains("disk is nearly full"), "{answer}");
    until_counted(&server, "octavo_requests_refused_total{status=\"507\"}", 1).await;
    assert!(number(&counts(server.app.clone()).await, "octavo_disk_free_bytes") > 0);
    let there = server.request(&format!("PUT /api/documents/{id}")).await;
    assert!(there.starts_with("HTTP/1.1 200"), "{there}");
    let mut ada = Peer::join(server.address, id, 10).await;
    ada.type_text("calm").await;
    ada.until_saved().await;
    assert_eq!((ada.acked, &ada.closed), (ada.sent(), &None));
}

/// Waits until so many rooms are in memory.
async fn until_rooms(app: &App, count: usize) {
    within(async {
        while app.rooms.count() != count {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

async fn write(server: &TestServer, id: &str, client: u64, length: usize) -> Peer {
    let mut peer = Peer::join(server.address, id, client).await;
    peer.type_text(&"x".repeat(length)).await;
    peer.until_saved().await;
    assert_eq!(peer.closed, None);
    peer
}

#[tokio::test(flavor = "multi_thread")]
async fn rooms_that_nobody_is_in_leave_memory_for_others_that_grow_or_come_before_anybody_is_turned_away() {
    // Of these documents two fit, by the estimate.
    let (server, _disk) = server_with(|config| config.limits.memory = 1_300_000).await;
    let ids = [server.create(1).await, server.create(2).await, server.create(3).await];
    write(&server, &ids[0], 10, 40_000).await.leave().await;
    let ben = write(&server, &ids[1], 11, 40_000).await;
    let mut cem = write(&server, &ids[2], 12, 40_000).await;
    // It has grown beyond what fits, so the first, in which nobody is, went.
    until_rooms(&server.app, 2).await;
    ben.leave().await;
    // Now the second goes. That it is in the way is known only when the first has been read.
    let mut ada = Peer::join(server.address, &ids[0], 13).await;
    assert_eq!(ada.closed, None);
    until_rooms(&server.app, 2).await;
    let turned_away = "octavo_turned_away_total{limit=\"memory\"}";
    assert_eq!(number(&counts(server.app.clone()).await, turned_away), 0);
    // Somebody writes in both, and a third is too large.
    ada.type_text("on ").await;
    ada.until_saved().await;
    let mut ben = Peer::connect(server.address, &ids[1], 14).await;
    let reason = "There is not enough memory on this server for this document now.".to_owned();
    assert_eq!(ben.until_closed().await, (1013, reason));
    until_counted(&server, turned_away, 1).await;
    for peer in [&mut ada, &mut cem] {
        peer.type_text("calm").await;
        peer.until_saved().await;
        assert_eq!((peer.acked, &peer.closed), (peer.sent(), &None));
    }
    cem.leave().await;
    within(async { while Peer::join(server.address, &ids[1], 15).await.closed.is_some() {} }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_there_is_a_place_for_one_document_whoever_comes_next_waits_for_it_and_is_let_in() {
    let (server, _disk) = server_with(|config| config.limits.rooms = 1).await;
    let ids = [server.create(1).await, server.create(2).await];
    for client in 0..20 {
        let id = &ids[client as usize % 2];
        let mut peer = Peer::join(server.address, id, 10 + client).await;
        assert_eq!(peer.closed, None, "{client}");
        peer.type_text("x").await;
        peer.until_saved().await;
        peer.leave().await;
        within(async {
            while number(&counts(server.app.clone()).await, "octavo_connections") > 0 {
                tokio::task::yield_now().await;
            }
        })
        .await;
    }
    let mut last = Peer::join(server.address, &ids[1], 99).await;
    last.until_text(|text| text.len() == 11).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_presence_is_shown_as_it_is_every_so_often_and_what_is_typed_goes_on() {
    let (server, _disk) = server_with(|config| config.limits.room.presence_gap_ms = 50).await;
    let id = server.create(1).await;
    let mut flood = Peer::join(server.address, &id, 10).await;
    let mut ben = Peer::join(server.address, &id, 11).await;
    let mut cem = Peer::join(server.address, &id, 12).await;
    let started = Instant::now();
    let last = 300;
    for clock in 1..=last {
        let update = presence::encode([PresenceEntry { client: 7, clock, state: Some("{}") }]);
        flood.send(&Message::Presence { update: &update }).await;
        // Answered when the room has had it, so that each is a turn of its own.
        flood.send(&Message::QueryPresence).await;
        flood.until(|_, message| matches!(message, Message::Presence { .. })).await;
    }
    cem.type_text("calm").await;
    cem.until_saved().await;
    let mut shown = 0;
    ben.until(|_, message| {
        let Message::Presence { update } = message else { return false };
        let entries = presence::decode(update, 4096).unwrap();
        let seven = entries.iter().find(|entry| entry.client == 7);
        shown += usize::from(seven.is_some());
        seven.is_some_and(|entry| entry.clock == last)
    })
    .await;
    let most = started.elapsed().as_millis() / 50 + 2;
    assert!(shown as u128 <= most, "{shown} frames, and there was time for {most}");
    ben.until_text(|text| text == "calm\n").await;
    until_counted(&server, "octavo_presence_held_total", 1).await;
}
