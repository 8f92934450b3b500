//! Every limit and every malformed thing: what whoever runs into it is told, that it is counted, and that nobody else is
//! cost anything. docs/operations.md has them as a table.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use octavo_server::config::Config;
use octavo_server::store::{NewEntry, Store};
use octavo_shared::sync::presence::{self, PresenceEntry};
use octavo_shared::sync::{Message, guard};
use support::counts::{counts, number, until_counted};
use support::disk::FaultyDisk;
use support::peer::Peer;
use support::program::Program;
use support::raw::{self, masked};
use support::server::{TestServer, bare_socket, request, rest, server_with, within};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

async fn server() -> (TestServer, FaultyDisk) {
    server_with(|_| {}).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_malformed_message_closes_its_own_connection_alone_with_a_reason() {
    let (server, _disk) = server().await;
    let id = server.create(1).await;
    let mut ada = Peer::join(server.address, &id, 10).await;
    let mut ben = Peer::join(server.address, &id, 11).await;
    let broken = [
        vec![0, 2, 200],
        vec![77],
        vec![],
        Message::Update { update: &[1, 2, 3] }.encode(),
        // A state vector that claims 2^28 clients.
        vec![0, 0, 4, 0x80, 0x80, 0x80, 0x80],
        // Two messages in one.
        [Message::QueryPresence.encode(), Message::QueryPresence.encode()].concat(),
        // What a server says.
        Message::Ack { count: 1 }.encode(),
        Message::Presence { update: &[1, 1] }.encode(),
    ];
    for bytes in &broken {
        let mut mallory = Peer::connect(server.address, &id, 66).await;
        mallory.send_raw(bytes.clone()).await;
        let (code, reason) = mallory.until_closed().await;
        assert_eq!(code, 4400, "{bytes:?}");
        assert!(reason.len() > 8, "{bytes:?}: {reason}");
    }
    until_counted(&server, "octavo_closed_total{code=\"4400\"}", broken.len() as u64).await;
    ada.type_text("calm").await;
    ben.until_text(|text| text == "calm\n").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_that_is_not_of_the_websocket_protocol_is_closed_with_a_reason() {
    let (server, _disk) = server().await;
    let id = server.create(1).await;
    let broken: [&[u8]; 5] = [
        // An opcode that does not exist, a reserved bit, no mask, text, a piece of nothing.
        &[0x83, 0x80, 1, 2, 3, 4],
        &[0xC2, 0x80, 1, 2, 3, 4],
        &[0x82, 0x00],
        &[0x81, 0x80, 1, 2, 3, 4],
        &[0x80, 0x80, 1, 2, 3, 4],
    ];
    for bytes in broken {
        let mut socket = bare_socket(server.address, &id, "").await;
        socket.write_all(bytes).await.unwrap();
        let answer = rest(&mut socket).await;
        let close = answer.windows(2).rposition(|two| two == 4400u16.to_be_bytes());
        let close = close.unwrap_or_else(|| panic!("{bytes:?}: {}", String::from_utf8_lossy(&answer)));
        assert!(answer.len() > close + 10, "{bytes:?} has a reason");
    }
    until_counted(&server, "octavo_closed_total{code=\"4400\"}", broken.len() as u64).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_over_the_limit_is_closed_with_its_code_before_its_bytes_are_there() {
    let (server, _disk) = server_with(|config| config.limits.room.frame_bytes = 10_000).await;
    let id = server.create(1).await;
    let mut socket = bare_socket(server.address, &id, "").await;
    socket.write_all(&[0x82, 0xFF, 0, 0, 0, 0, 0x40, 0, 0, 0, 1, 2, 3, 4]).await.unwrap();
    let answer = rest(&mut socket).await;
    let text = String::from_utf8_lossy(&answer);
    assert!(text.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), "the answer of RFC 6455, 1.3: {text}");
    let code = answer.windows(2).any(|bytes| bytes == 4413u16.to_be_bytes());
    assert!(code && text.contains("over the limit"), "{text}");
    until_counted(&server, "octavo_closed_total{code=\"4413\"}", 1).await;
}

fn presence_of(clients: std::ops::Range<u64>, state: &str) -> Vec<u8> {
    presence::encode(clients.map(|client| PresenceEntry { client, clock: 1, state: Some(state) }))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_presence_over_the_limit_is_closed_and_more_people_than_one_may_be_are_passed_over() {
    let (server, _disk) = server().await;
    let id = server.create(1).await;
    let mut ada = Peer::join(server.address, &id, 10).await;
    let mut crowd = Peer::join(server.address, &id, 11).await;
    crowd.send(&Message::Presence { update: &presence_of(100..120, "{}") }).await;
    until_counted(&server, "octavo_presence_passed_over_total", 4).await;
    ada.send(&Message::QueryPresence).await;
    let mut shown = 0;
    ada.until(|_, message| {
        if let Message::Presence { update } = message {
            shown = shown.max(presence::decode(update, 4096).unwrap().len());
        }
        shown > 0
    })
    .await;
    assert_eq!(shown, 16);
    let large = format!("\"{}\"", "x".repeat(6000));
    crowd.send(&Message::Presence { update: &presence_of(100..101, &large) }).await;
    let (code, reason) = crowd.until_closed().await;
    assert_eq!(code, 4413);
    assert!(reason.contains("presence"), "{reason}");
    until_counted(&server, "octavo_closed_total{code=\"4413\"}", 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn updates_that_the_document_cannot_take_are_refused_and_after_eight_the_connection_is_closed() {
    let (server, _disk) = server().await;
    let id = server.create(1).await;
    let mut ada = Peer::join(server.address, &id, 10).await;
    // An insert into a root that documents do not have.
    let foreign = |client: u8| vec![1, 1, client, 0, 4, 1, 1, b'x', 1, b'y', 0];
    let mut last = 0;
    for client in 20..28 {
        ada.send(&Message::Update { update: &foreign(client) }).await;
        let mut told = String::new();
        ada.until(|_, message| {
            if let Message::Refused { count, reason } = message {
                assert!(std::mem::replace(&mut last, *count) < *count);
                told = (*reason).to_owned();
            }
            !told.is_empty()
        })
        .await;
        assert_eq!(told, guard::Refused::Root.to_string());
    }
    ada.send(&Message::Update { update: &foreign(40) }).await;
    assert_eq!(ada.until_closed().await, (4422, guard::Refused::Root.to_string()));
    // One who is not told is closed at the first.
    let mut plain = Peer::join_plainly(server.address, &id, 11).await;
    plain.send(&Message::Update { update: &foreign(50) }).await;
    assert_eq!(plain.until_closed().await, (4422, guard::Refused::Root.to_string()));
    until_counted(&server, "octavo_updates_refused_total{reason=\"content\"}", 10).await;
    until_counted(&server, "octavo_closed_total{code=\"4422\"}", 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_viewer_writes_is_counted_each_time() {
    let (server, _disk) = server().await;
    let id = server.create(1).await;
    let answer = server.request(&format!("PUT /api/documents/{id}/view-link")).await;
    let token = answer.split('"').rev().nth(1).unwrap().to_owned();
    let mut ben = Peer::join(server.address, &token, 200).await;
    let mut plain = Peer::join_plainly(server.address, &token, 300).await;
    for _ in 0..3 {
        ben.type_text("x").await;
        plain.type_text("x").await;
    }
    until_counted(&server, "octavo_updates_refused_total{reason=\"view\"}", 6).await;
    assert_eq!((ben.closed, plain.closed), (None, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_that_builds_on_something_missing_is_asked_for_and_counted() {
    let (server, _disk) = server().await;
    let id = server.create(1).await;
    let mut ada = Peer::join(server.address, &id, 10).await;
    ada.until_saved().await;
    ada.edit("never sent by itself ");
    ada.type_text("sent ").await;
    ada.until_saved().await;
    until_counted(&server, "octavo_updates_refused_total{reason=\"hole\"}", 1).await;
    // An answer to "all that I lack" that lacks something itself would be asked for again and again.
    let mut ben = Peer::connect(server.address, &id, 11).await;
    ben.edit("lost");
    let hole = ben.edit("built on it");
    ben.send(&Message::SyncStep2 { update: &hole }).await;
    let mut told = String::new();
    ben.until(|_, message| {
        if let Message::Refused { reason, .. } = message {
            told = (*reason).to_owned();
        }
        !told.is_empty()
    })
    .await;
    assert_eq!(told, guard::Refused::Incomplete.to_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_for_whom_too_many_changes_wait_for_the_disk_is_closed_and_what_waits_is_kept() {
    too_much_waits(server_with(|config| config.limits.room.waiting_updates = 2).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_for_whom_too_many_bytes_wait_for_the_disk_is_closed_and_what_waits_is_kept() {
    too_much_waits(server_with(|config| config.limits.room.waiting_bytes = 20).await).await;
}

async fn too_much_waits((server, _disk): (TestServer, FaultyDisk)) {
    let id = server.create(1).await;
    let mut ada = Peer::join(server.address, &id, 10).await;
    let mut ben = Peer::join(server.address, &id, 11).await;
    let mut sent = 0;
    while sent < 10_000 && ada.try_type("x").await {
        sent += 1;
    }
    assert_eq!(ada.until_closed().await, (1013, "too much waits for the disk".to_owned()));
    let acked = ada.acked.saturating_sub(1) as usize;
    ben.until_text(|text| text.len() > acked).await;
    ben.type_text("calm").await;
    ben.until_saved().await;
    until_counted(&server, "octavo_closed_total{code=\"1013\"}", 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_who_sends_more_than_he_may_is_read_later_and_loses_nothing() {
    let (server, _disk) = server_with(|config| config.limits.message_rate = 200).await;
    let id = server.create(1).await;
    let mut ada = Peer::join(server.address, &id, 10).await;
    let mut ben = Peer::join(server.address, &id, 11).await;
    for _ in 0..1000 {
        ada.type_text("x").await;
    }
    // Others are read meanwhile.
    ben.type_text("calm ").await;
    ben.until_saved().await;
    ada.until_saved().await;
    ben.until_text(|text| text.matches('x').count() == 1000).await;
    until_counted(&server, "octavo_throttled_total{by=\"messages\"}", 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn when_memory_is_short_nobody_is_let_in_until_a_room_is_empty_and_whoever_is_there_goes_on() {
    let (server, _disk) = server_with(|config| config.limits.memory = 1 << 20).await;
    let large = server.create(1).await;
    let other = server.create(2).await;
    let mut ada = Peer::join(server.address, &large, 10).await;
    ada.type_text(&"x".repeat(200_000)).await;
    ada.until_saved().await;
    assert!(server.app.rooms.bytes() > 1 << 20);
    let mut ben = Peer::connect(server.address, &other, 11).await;
    let refused = (1013, "Too many documents are open on this server.".to_owned());
    assert_eq!(ben.until_closed().await, refused, "Ada is there");
    until_counted(&server, "octavo_turned_away_total{limit=\"memory\"}", 1).await;
    ada.type_text("and goes on").await;
    ada.until_saved().await;
    ada.leave().await;
    // Whether Ada has left is seen here by whether Ben is let in; a client comes back by itself.
    within(async { while Peer::join(server.address, &other, 12).await.closed.is_some() {} }).await;
    assert_eq!(server.app.rooms.count(), 1, "Ada's room left memory");
    assert!(server.app.rooms.bytes() < 1 << 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_connection_that_does_not_answer_pings_is_closed() {
    let (server, _disk) = server_with(|config| config.limits.ping_interval = Duration::from_millis(50)).await;
    let id = server.create(1).await;
    let mut alive = Peer::join(server.address, &id, 10).await;
    let mut dead = bare_socket(server.address, &id, "").await;
    // The client library of `alive` answers pings while it reads.
    let ended = tokio::select! {
        ended = async {
            let mut answer = Vec::new();
            dead.read_to_end(&mut answer).await.map(|_| answer)
        } => ended,
        closed = alive.until_closed() => panic!("the living one was closed: {closed:?}"),
    };
    until_counted(&server, "octavo_dropped_total{why=\"silent\"}", 1).await;
    let answer = ended.unwrap_or_default();
    assert!(answer.is_empty() || answer.ends_with(&[0x89, 0]), "the last thing it got is a ping: {answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_who_takes_nothing_off_his_socket_is_dropped() {
    let (server, _disk) = server_with(|config| config.limits.ping_interval = Duration::from_secs(1)).await;
    let id = server.create(1).await;
    let mut ada = Peer::join(server.address, &id, 10).await;
    // More at once than a socket takes on.
    ada.type_text(&"x".repeat(12 << 20)).await;
    ada.until_saved().await;
    let _sleeper = raw::sleeper(server.address, &id).await;
    tokio::select! {
        () = until_counted(&server, "octavo_dropped_total{why=\"stuck\"}", 1) => {}
        () = ada.until(|_, _| false) => panic!("Ada, who takes what comes, was closed: {:?}", ada.closed),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_does_not_come_or_has_no_end_is_not_waited_for() {
    let (server, _disk) =
        server_with(|config| config.limits.request_timeout = Duration::from_millis(50)).await;
    let start = "GET / HTTP/1.1\r\nx: ";
    let heads = [
        ("GET / HTTP/1.1\r\nhost: ".to_owned(), ""),
        // As long as is read, so that nothing is left over which would end the connection before the answer is read.
        (format!("{start}{}", "x".repeat((32 << 10) - start.len())), "HTTP/1.1 431 "),
        ("Hello!\r\n\r\n".to_owned(), "HTTP/1.1 400 "),
    ];
    for (head, wanted) in &heads {
        let mut socket = TcpStream::connect(server.address).await.unwrap();
        socket.write_all(head.as_bytes()).await.unwrap();
        let answer = String::from_utf8(rest(&mut socket).await).unwrap();
        assert!(answer.starts_with(wanted) && answer.is_empty() == wanted.is_empty(), "{wanted:?}: {answer}");
    }
    until_counted(&server, "octavo_dropped_total{why=\"request\"}", heads.len() as u64).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_beyond_the_places_are_dropped_and_others_are_served() {
    let (server, _disk) = server_with(|config| {
        config.limits.connections = 1;
        config.limits.requests = 2;
    })
    .await;
    let mut idle = Vec::new();
    for _ in 0..3 {
        idle.push(TcpStream::connect(server.address).await.unwrap());
    }
    let mut fourth = TcpStream::connect(server.address).await.unwrap();
    assert_eq!(rest(&mut fourth).await, b"");
    until_counted(&server, "octavo_dropped_total{why=\"places\"}", 1).await;
    drop(idle);
    within(async {
        let mut answer = String::new();
        while !answer.starts_with("HTTP/1.1 200") {
            let mut socket = TcpStream::connect(server.address).await.unwrap();
            let _ = socket.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
            answer = String::from_utf8(rest(&mut socket).await).unwrap();
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_may_open_no_more_files_goes_on_when_some_are_closed() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new("sh");
    let serve = "ulimit -n 60; exec \"$0\" serve --metrics --listen 127.0.0.1:0 --data \"$1\"";
    command.args(["-c", serve, env!("CARGO_BIN_EXE_octavo")]).arg(folder.path());
    command.stderr(Stdio::piped());
    let mut program = Program::start_as(command);
    let mut log = BufReader::new(program.stderr().unwrap()).lines();
    let mut idle = Vec::new();
    for _ in 0..80 {
        idle.push(TcpStream::connect(program.address).await.unwrap());
    }
    let is_full = move || log.any(|line| line.unwrap().contains("could not be accepted"));
    assert!(within(tokio::task::spawn_blocking(is_full)).await.unwrap());
    drop(idle);
    let counts = request(program.address, "GET /metrics").await;
    assert!(number(&counts, "octavo_dropped_total{why=\"files\"}") > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_that_is_full_and_a_server_that_is_say_so() {
    let (server, _disk) = server_with(|config| {
        config.limits.connections = 5;
        config.limits.connections_per_room = 2;
        config.limits.rooms = 1;
    })
    .await;
    let id = server.create(1).await;
    let other = server.create(2).await;
    let _ada = Peer::join(server.address, &id, 10).await;
    let ben = Peer::join(server.address, &id, 11).await;
    let mut third = Peer::connect(server.address, &id, 12).await;
    assert_eq!(third.until_closed().await, (1013, "Too many people are in this document.".to_owned()));
    drop(third);
    let mut elsewhere = Peer::connect(server.address, &other, 12).await;
    let reason = "Too many documents are open on this server.".to_owned();
    assert_eq!(elsewhere.until_closed().await, (1013, reason));
    drop(elsewhere);
    // Those who were sent away may not have given back their places yet.
    within(async {
        let mut waiting = Vec::new();
        loop {
            let mut next = Peer::connect(server.address, &id, 13).await;
            if next.until_closed().await.1 == "Too many people are connected to this server." {
                break;
            }
            waiting.push(bare_socket(server.address, &id, "").await);
        }
    })
    .await;
    for name in [
        "octavo_turned_away_total{limit=\"connections\"}",
        "octavo_turned_away_total{limit=\"room\"}",
        "octavo_turned_away_total{limit=\"rooms\"}",
    ] {
        until_counted(&server, name, 1).await;
    }
    ben.leave().await;
    within(async {
        loop {
            let mut next = Peer::join(server.address, &id, 14).await;
            if next.closed.is_none() {
                return next.leave().await;
            }
            assert_eq!(next.until_closed().await.0, 1013);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_takes_nothing_and_a_store_that_is_gone_are_said_and_counted() {
    let (server, disk) = server().await;
    let id = server.create(1).await;
    let answer = server.request(&format!("PUT /api/documents/{id}/view-link")).await;
    let token = answer.split('"').rev().nth(1).unwrap().to_owned();
    let mut ada = Peer::join(server.address, &id, 10).await;
    ada.until_saved().await;
    disk.fill();
    let new = "PUT /api/documents/00000000-0000-4000-8000-000000000009";
    let mut full = String::new();
    // A little fits into what the file has.
    for number in 10..200 {
        full = server.request(&format!("PUT /api/documents/00000000-0000-4000-8000-{number:012}")).await;
        if !full.starts_with("HTTP/1.1 201") {
            break;
        }
    }
    assert!(full.starts_with("HTTP/1.1 507") && full.contains("The server's disk is full."), "{full}");
    disk.heal();
    disk.cut_power_after(1);
    ada.type_text("x").await;
    let (code, reason) = ada.until_closed().await;
    assert!(code == 1011 && reason.starts_with("Not saved: the server's disk failed"), "{code} {reason}");
    let broken = server.request(new).await;
    assert!(broken.starts_with("HTTP/1.1 500") && broken.contains("disk failed"), "{broken}");
    let mut ben = Peer::connect(server.address, &token, 11).await;
    assert_eq!(ben.until_closed().await, (1012, "The link cannot be looked up now.".to_owned()));
    let not_ready = server.request("GET /readyz").await;
    assert!(not_ready.starts_with("HTTP/1.1 503"), "{not_ready}");
    for name in [
        "octavo_appends_failed_total",
        "octavo_closed_total{code=\"1011\"}",
        "octavo_closed_total{code=\"1012\"}",
        "octavo_requests_refused_total{status=\"500\"}",
        "octavo_requests_refused_total{status=\"503\"}",
        "octavo_requests_refused_total{status=\"507\"}",
    ] {
        until_counted(&server, name, 1).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_cannot_be_opened_says_so_and_others_are_opened() {
    let (server, _disk) = server().await;
    let (broken, other) = (server.create(1).await, server.create(2).await);
    let entry = NewEntry { author: "guest:ada".into(), client: 7, update: b"no update".as_slice().into() };
    server.app.store.append(broken.as_str().into(), 1, vec![entry]).await.unwrap().unwrap();
    for _ in 0..2 {
        let mut ada = Peer::connect(server.address, &broken, 10).await;
        assert_eq!(ada.until_closed().await, (1011, "The document could not be opened.".to_owned()));
    }
    until_counted(&server, "octavo_not_opened_total", 2).await;
    until_counted(&server, "octavo_closed_total{code=\"1011\"}", 2).await;
    let mut ben = Peer::join(server.address, &other, 11).await;
    ben.type_text("calm").await;
    ben.until_saved().await;
    assert_eq!(server.app.rooms.count(), 1, "it does not stay in memory");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_shuts_one_half_of_his_socket_is_gone() {
    let (server, _disk) = server().await;
    let id = server.create(1).await;
    let mut ada = Peer::join(server.address, &id, 10).await;
    let mut socket = bare_socket(server.address, &id, "").await;
    let shown = Message::Presence { update: &presence_of(77..78, "{}") };
    socket.write_all(&masked(&shown)).await.unwrap();
    let is_here = |wanted: bool| {
        move |message: &Message<'_>| {
            let Message::Presence { update } = message else { return false };
            let entries = presence::decode(update, 4096).unwrap();
            entries.iter().any(|entry| entry.client == 77 && entry.state.is_some() == wanted)
        }
    };
    let (comes, goes) = (is_here(true), is_here(false));
    ada.until(|_, message| comes(message)).await;
    socket.shutdown().await.unwrap();
    ada.until(|_, message| goes(message)).await;
    // The other half ends, too.
    rest(&mut socket).await;
    assert_eq!(ada.closed, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_are_wrong_are_refused_in_a_sentence_and_counted() {
    let (server, _disk) = server_with(|config| config.limits.replays = 0).await;
    let id = server.create(1).await;
    let handshake = "upgrade: websocket\nsec-websocket-version: 13\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\nconnection: upgrade";
    for (head, status, sentence) in [
        ("PUT /api/documents/letter".to_owned(), 400, "A document's id is a random UUID."),
        (
            format!("GET /ws/x\n{handshake}\norigin: https://evil.example"),
            403,
            "Pages of this origin may not connect here.",
        ),
        ("GET /api/nothing".to_owned(), 404, "There is no such address."),
        (format!("POST /api/documents/{id}"), 405, ""),
        ("POST /sign-in\ncontent-length: 70000".to_owned(), 413, "The request is too long."),
        ("GET /ws/x".to_owned(), 426, "This address is for WebSockets."),
        (
            format!("GET /api/documents/{id}/history"),
            503,
            "Too many ask for the past of documents at this moment. Try again soon.",
        ),
    ] {
        let answer = server.request(&head).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{head}: {answer}");
        let body = if sentence.is_empty() { String::new() } else { format!("{{\"error\":\"{sentence}\"}}") };
        assert!(answer.ends_with(&body), "{head}: {answer}");
    }
    for name in [
        "octavo_requests_refused_total{status=\"400\"}",
        "octavo_requests_refused_total{status=\"403\"}",
        "octavo_requests_refused_total{status=\"404\"}",
        "octavo_requests_refused_total{status=\"405\"}",
        "octavo_requests_refused_total{status=\"413\"}",
        "octavo_requests_refused_total{status=\"426\"}",
        "octavo_requests_refused_total{status=\"503\"}",
    ] {
        until_counted(&server, name, 1).await;
    }
    until_counted(&server, "octavo_replays_refused_total", 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_to_no_document_or_to_a_server_that_stops_is_told_and_counted() {
    let (server, _disk) = server().await;
    let id = server.create(1).await;
    let longest = "x".repeat(300);
    for name in ["00000000-0000-4000-8000-000000000099", "letter", "a/b", &longest] {
        let mut peer = Peer::connect(server.address, name, 10).await;
        assert_eq!(peer.until_closed().await, (4404, "There is no such document.".to_owned()), "{name}");
    }
    let mut ada = Peer::join(server.address, &id, 10).await;
    let app = server.app.clone();
    server.stop().await;
    assert_eq!(ada.until_closed().await, (1001, "The server is restarting.".to_owned()));
    let counts = counts(app).await;
    assert_eq!(number(&counts, "octavo_closed_total{code=\"4404\"}"), 4);
    assert_eq!(number(&counts, "octavo_closed_total{code=\"1001\"}"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_do_and_what_it_takes_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config { has_metrics: true, ..Config::default() };
    let server = TestServer::start(Store::open(folder.path()).unwrap(), config).await;
    let id = server.create(1).await;
    // One connection in 16, the first among them, measures how long frames wait for it.
    let mut reader = Peer::join(server.address, &id, 10).await;
    let mut sleeper = Peer::join_with_small_buffer(server.address, &id, 11).await;
    let mut writers = Vec::new();
    for client in 0..10 {
        writers.push(Peer::join(server.address, &id, 20 + client).await);
    }
    let line = "x".repeat(80_000);
    let mut length = 1;
    // More than the ring and the sleeper's socket can hold.
    while number(&counts(server.app.clone()).await, "octavo_merged_total") == 0 || length < 10_000_000 {
        for writer in &mut writers {
            writer.type_text(&line).await;
            length += 80_000;
        }
        for writer in &mut writers {
            writer.until_length(length).await;
        }
        reader.until_length(length).await;
    }
    sleeper.until_length(length).await;
    for name in [
        "octavo_rooms",
        "octavo_connections",
        "octavo_room_bytes",
        "octavo_store_bytes",
        "octavo_log_entries",
        "octavo_log_bytes",
        "octavo_snapshot_bytes",
        "octavo_messages_total",
        "octavo_published_total",
        "octavo_merged_total",
        "octavo_caught_up_total",
        "octavo_updates_stored_total",
        "octavo_stored_bytes_total",
        "octavo_append_seconds_count",
        "octavo_commit_seconds_count",
        "octavo_fsync_seconds_count",
        "octavo_fanout_seconds_count",
    ] {
        until_counted(&server, name, 1).await;
    }
}

/// What stands for any status that no code of ours answers with.
const UNMOVED: &str = "octavo_requests_refused_total{status=\"other\"}";

#[tokio::test(flavor = "multi_thread")]
async fn every_metric_is_seen_to_move_by_a_test_and_told_to_operators() {
    let (server, _disk) = server().await;
    let counts = counts(server.app.clone()).await;
    let tests = [
        include_str!("limits.rs"),
        include_str!("admission.rs"),
        include_str!("bounds.rs"),
        include_str!("keys.rs"),
        include_str!("rights.rs"),
        include_str!("search.rs"),
        include_str!("tls.rs"),
        include_str!("trash.rs"),
    ];
    let tests = tests.concat().replace('\\', "");
    let told = include_str!("../../docs/operations.md");
    let mut names = Vec::new();
    for line in counts.lines().filter(|line| !line.starts_with('#') && !line.contains("_bucket{")) {
        let (series, _) = line.rsplit_once(' ').unwrap();
        let name = series.split('{').next().unwrap().trim_end_matches("_sum").trim_end_matches("_count");
        names.push(name);
        assert!(told.contains(&format!("`{name}`")), "{name} is not in docs/operations.md");
        if series.ends_with("_sum") || series == UNMOVED {
            continue;
        }
        assert!(tests.contains(&format!("\"{series}\"")), "no test sees {series} move");
    }
    let known = |word: &str| names.contains(&word);
    let words = told.split('`').filter(|word| word.starts_with("octavo_") && !word.contains("::"));
    words.for_each(|word| assert!(known(word), "{word} is not counted"));
}
