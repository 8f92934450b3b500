//! Crowds: strangers that flood a server with connections, and five thousand clients that had been waiting for one to come back,
//! each with something that it has not sent. Whoever types meanwhile loses nothing.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use octavo_server::config::Config;
use octavo_shared::model::{Attributes, Delta, Document, seed};
use octavo_shared::sync::{Backoff, CloseCode, SUBPROTOCOL, Session, SessionEffect, Status};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use support::disk::FaultyDisk;
use support::peer::Peer;
use support::program::{Program, command};
use support::server::{TestServer, request, within};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;

const CLIENTS: usize = 5_000;
const DOCUMENTS: usize = 250;
/// An attempt that has no answer by then is given up, as browsers give up theirs.
const PATIENCE: Duration = Duration::from_secs(20);
/// By then all are served again, and what they wrote meanwhile is on the server's disk.
const ALL_SERVED_WITHIN: Duration = Duration::from_secs(90);

fn document(number: usize) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

/// All of them are on this machine.
fn of_one_address() -> Config {
    let mut config = Config::default();
    config.limits.connections_per_address = 0;
    config
}

/// A browser with one document, in which somebody writes while there is no way to the server.
struct Client {
    document: Document,
    session: Session,
    changes: u64,
    since: Instant,
}

impl Client {
    fn new(number: usize) -> Client {
        let client = 1_000 + number as u64;
        let mut document = Document::new(client);
        document.merge([&seed()[..]]).unwrap();
        Client { document, session: Session::new(client, 0), changes: 0, since: Instant::now() }
    }

    fn now_ms(&self) -> u64 {
        self.since.elapsed().as_millis() as u64
    }

    /// Writes a line at the end.
    fn write(&mut self, line: &str) {
        let end = self.document.body().text().encode_utf16().count() - 1;
        let update = self.document.edit(&Delta::default().retain(end).insert(line, Attributes::default()));
        self.changes += 1;
        self.session.on_local_update(self.changes, &update, &mut Vec::new());
    }

    /// Connects, gets what the document has, and brings what was written here to the server's disk; as far as the server is there.
    async fn is_served(&mut self, address: SocketAddr, document: &str) -> Option<WebSocketStream<TcpStream>> {
        let served = timeout(PATIENCE, self.serve(address, document)).await.ok().flatten();
        if served.is_none() {
            self.hang_up();
        }
        served
    }

    fn hang_up(&mut self) {
        self.session.on_close(CloseCode(1006), &mut Vec::new());
    }

    async fn serve(&mut self, address: SocketAddr, document: &str) -> Option<WebSocketStream<TcpStream>> {
        let mut request = format!("ws://{address}/ws/{document}").into_client_request().ok()?;
        request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static(SUBPROTOCOL));
        let stream = TcpStream::connect(address).await.ok()?;
        let (mut socket, _) = tokio_tungstenite::client_async(request, stream).await.ok()?;
        let mut effects = Vec::new();
        self.session.on_open(self.now_ms(), self.document.replica(), &mut effects);
        loop {
            for effect in std::mem::take(&mut effects) {
                match effect {
                    SessionEffect::Send(frame) => socket.send(Frame::binary(frame)).await.ok()?,
                    SessionEffect::Apply(update) => drop(self.document.merge([&update[..]]).unwrap()),
                    SessionEffect::Refused { reason } => panic!("{reason}"),
                    _ => {}
                }
            }
            if self.session.status() == Status::Online && self.session.is_saved() {
                return Some(socket);
            }
            if let Frame::Binary(bytes) = socket.next().await?.ok()? {
                self.session.on_frame(self.now_ms(), self.document.replica(), &bytes, &mut effects);
            }
        }
    }
}

/// A client that stays connected, and comes back as ours do with what was written meanwhile, until it has been served by the
/// second server. Answers with its attempts, and with when it was served.
async fn stay(
    address: SocketAddr,
    number: usize,
    joined: Arc<AtomicUsize>,
    returned: watch::Receiver<bool>,
) -> (Vec<Instant>, Instant) {
    let mut random = StdRng::seed_from_u64(number as u64);
    let mut backoff = Backoff::default();
    let mut attempts = Vec::new();
    let document = document(number % DOCUMENTS);
    let mut client = Client::new(number);
    client.write(&format!("{} [{number}]", "What was there before. ".repeat(10)));
    // The first time they come one after the other.
    sleep(Duration::from_millis(number as u64)).await;
    loop {
        attempts.push(Instant::now());
        if let Some(mut socket) = client.is_served(address, &document).await {
            backoff.reset();
            // An attempt may begin before the second server and be served by it.
            if *returned.borrow() {
                return (attempts, Instant::now());
            }
            joined.fetch_add(1, Ordering::Relaxed);
            while let Some(Ok(_)) = socket.next().await {}
            client.hang_up();
            client.write(&format!("<{number}/{}>", client.changes));
            attempts.clear();
        }
        sleep(Duration::from_millis(backoff.next_ms(random.random()))).await;
    }
}

/// Types words, each its own and each saved before the next, and gives them back when `is_over` says so.
async fn type_on(mut peer: Peer, name: &str, is_over: watch::Receiver<bool>) -> (Peer, Vec<String>) {
    let mut words = Vec::new();
    while !*is_over.borrow() || words.len() < 20 {
        let word = format!("{name}{} ", words.len());
        peer.type_text(&word).await;
        peer.until_saved().await;
        assert_eq!(peer.closed, None, "{name} is cut off after {} words", words.len());
        words.push(word);
    }
    (peer, words)
}

/// All words are in everybody's text.
async fn check(typed: Vec<(Peer, Vec<String>)>) {
    let all: Vec<String> = typed.iter().flat_map(|(_, words)| words.clone()).collect();
    for (mut peer, _) in typed {
        within(peer.until_text(|text| all.iter().all(|word| text.contains(word.as_str())))).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_type_lose_nothing_in_a_flood_of_connections() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = command(folder.path());
    command.args(["--max-connections", "60", "--max-requests", "60", "--metrics"]);
    let program = Program::start_as(command);
    let address = program.address;
    request(address, &format!("PUT /api/documents/{}", document(0))).await;
    let (end, is_over) = watch::channel(false);
    let mut typing = Vec::new();
    for (client, name) in [(10, "ada"), (11, "ben"), (12, "cleo")] {
        let peer = Peer::join(address, &document(0), client).await;
        typing.push(tokio::spawn(type_on(peer, name, is_over.clone())));
    }
    let mut kept = Vec::new();
    let question = format!(
        "GET /ws/{} HTTP/1.1\r\nhost: {address}\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\
                            sec-websocket-version: 13\r\nsec-websocket-key: AQIDBAUGBwgJCgsMDQ4PEA==\r\n\r\n",
        document(0)
    );
    for number in 0..600 {
        let Ok(mut socket) = TcpStream::connect(address).await else { continue };
        // Some say nothing, some half a request, some nonsense, and some open WebSockets and send nonsense there.
        let said: &[u8] = match number % 4 {
            0 => b"",
            1 => b"GET / HTTP/1.1\r\nhost: ",
            2 => b"\x16\x03\x01 nonsense\r\n\r\n",
            _ => question.as_bytes(),
        };
        let _ = socket.write_all(said).await;
        if number % 8 == 3 {
            let _ = socket.write_all(&[0x82, 0x84, 1, 2, 3, 4, 9, 9, 9, 9]).await;
        }
        kept.push(socket);
    }
    end.send(true).unwrap();
    let mut typed = Vec::new();
    for writer in typing {
        typed.push(timeout(Duration::from_secs(60), writer).await.expect("they type on").unwrap());
    }
    drop(kept);
    check(typed).await;
    let counts = async {
        loop {
            // While the flood ebbs there may be no place for the question.
            let Ok(answer) = tokio::spawn(async move { request(address, "GET /metrics").await }).await else {
                continue;
            };
            if answer.starts_with("HTTP/1.1 200") {
                return answer;
            }
        }
    };
    let counts = within(counts).await;
    assert!(!counts.contains("octavo_dropped_total{why=\"places\"} 0\n"), "the flood was beyond the places");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "ten thousand sockets and a minute of two cores; run by name, with --ignored"]
async fn five_thousand_clients_come_back_to_a_restarted_server_one_after_the_other_and_all_are_served() {
    let disk = FaultyDisk::new();
    let server = TestServer::start(disk.store(), of_one_address()).await;
    let address = server.address;
    for number in 0..DOCUMENTS {
        server.create(number as u32).await;
    }
    let joined = Arc::new(AtomicUsize::new(0));
    let (is_back, returned) = watch::channel(false);
    let clients: Vec<_> = (0..CLIENTS)
        .map(|number| tokio::spawn(stay(address, number, Arc::clone(&joined), returned.clone())))
        .collect();
    let all_joined = async {
        while joined.load(Ordering::Relaxed) < CLIENTS {
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(Duration::from_secs(120), all_joined).await.expect("all have joined");
    let before = Peer::join(address, &document(0), 1_000_010).await;
    let (_, over) = watch::channel(true);
    let (before, words) = type_on(before, "before", over).await;
    drop(before);

    assert!(server.stop().await, "everything is written in time");
    sleep(Duration::from_secs(2)).await;
    is_back.send(true).unwrap();
    let started = Instant::now();
    let server = TestServer::start_at(address, disk.store(), of_one_address()).await;
    let (end, is_over) = watch::channel(false);
    let mut typing = Vec::new();
    for (client, name) in [(1_000_011, "ada"), (1_000_012, "ben")] {
        let peer = Peer::join(address, &document(0), client).await;
        assert!(
            words.iter().all(|word| peer.text().contains(word.as_str())),
            "what was saved is there again"
        );
        typing.push(tokio::spawn(type_on(peer, name, is_over.clone())));
    }
    let (mut arrivals, mut last) = (Vec::new(), started);
    for client in clients {
        let (attempts, served) =
            timeout(ALL_SERVED_WITHIN * 2, client).await.expect("everybody is served").unwrap();
        arrivals.extend(attempts.into_iter().filter(|at| *at >= started));
        last = last.max(served);
    }
    let took = last.duration_since(started);
    for number in 0..DOCUMENTS {
        let mut reader = Client::new(CLIENTS + number);
        reader.is_served(address, &document(number)).await.expect("the server is there");
        let text = reader.document.body().text();
        for client in (number..CLIENTS).step_by(DOCUMENTS) {
            let times = [format!("[{client}]"), format!("<{client}/1>")].map(|it| text.matches(&it).count());
            assert_eq!(times, [1, 1], "what client {client} wrote before and meanwhile is there once");
        }
    }
    // Without chance in the waits they would all be there in one such moment.
    let mut moments = std::collections::BTreeMap::<u128, usize>::new();
    for at in &arrivals {
        *moments.entry(at.duration_since(started).as_millis() / 100).or_default() += 1;
    }
    let busiest = moments.values().copied().max().unwrap_or_default();
    println!(
        "{} attempts over {} moments, {busiest} in the busiest; all served after {} ms",
        arrivals.len(),
        moments.len(),
        took.as_millis()
    );
    assert!(took < ALL_SERVED_WITHIN, "all are served after {took:?} alone");
    assert!(busiest < CLIENTS / 3, "{busiest} of {CLIENTS} in a tenth of a second");
    assert!(arrivals.len() < 2 * CLIENTS, "{} attempts of {CLIENTS} clients", arrivals.len());
    end.send(true).unwrap();
    let mut typed = Vec::new();
    for writer in typing {
        typed.push(timeout(Duration::from_secs(60), writer).await.expect("they type on").unwrap());
    }
    check(typed).await;
    drop(server);
}
