//! A server that comes back, and five thousand clients that had been waiting for it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use octavo_server::config::Config;
use octavo_shared::sync::{Backoff, Message, SUBPROTOCOL};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use support::disk::FaultyDisk;
use support::server::TestServer;
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

fn document(number: usize) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

/// All of them are on this machine.
fn of_one_address() -> Config {
    let mut config = Config::default();
    config.limits.connections_per_address = 0;
    config
}

/// Connects and gets the document, as far as the server is there.
async fn is_served(address: SocketAddr, document: &str) -> Option<WebSocketStream<TcpStream>> {
    let attempt = async {
        let mut request = format!("ws://{address}/ws/{document}").into_client_request().ok()?;
        request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static(SUBPROTOCOL));
        let stream = TcpStream::connect(address).await.ok()?;
        let (mut socket, _) = tokio_tungstenite::client_async(request, stream).await.ok()?;
        let question = Message::SyncStep1 { state_vector: &[0] }.encode();
        socket.send(Frame::binary(question)).await.ok()?;
        while let Some(Ok(frame)) = socket.next().await {
            if let Frame::Binary(bytes) = frame
                && matches!(Message::decode(&bytes), Ok(Message::SyncStep2 { .. }))
            {
                return Some(socket);
            }
        }
        None
    };
    timeout(PATIENCE, attempt).await.ok().flatten()
}

/// A client that stays connected, and comes back as ours do, until it has been served by the second server.
async fn stay(
    address: SocketAddr,
    number: usize,
    joined: Arc<AtomicUsize>,
    returned: watch::Receiver<bool>,
) -> Vec<Instant> {
    let mut random = StdRng::seed_from_u64(number as u64);
    let mut backoff = Backoff::default();
    let mut attempts = Vec::new();
    let document = document(number % DOCUMENTS);
    // The first time they come one after the other.
    sleep(Duration::from_millis(number as u64)).await;
    loop {
        attempts.push(Instant::now());
        if let Some(mut socket) = is_served(address, &document).await {
            backoff.reset();
            // An attempt may begin before the second server and be served by it.
            if *returned.borrow() {
                return attempts;
            }
            joined.fetch_add(1, Ordering::Relaxed);
            while let Some(Ok(_)) = socket.next().await {}
            attempts.clear();
        }
        sleep(Duration::from_millis(backoff.next_ms(random.random()))).await;
    }
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

    assert!(server.stop().await, "everything is written in time");
    sleep(Duration::from_secs(2)).await;
    is_back.send(true).unwrap();
    let started = Instant::now();
    let server = TestServer::start_at(address, disk.store(), of_one_address()).await;
    let mut arrivals = Vec::new();
    for client in clients {
        let attempts = timeout(Duration::from_secs(120), client).await.expect("everybody is served").unwrap();
        arrivals.extend(attempts.into_iter().filter(|at| *at >= started));
    }
    // Without chance in the waits they would all be there in one such moment.
    let mut moments = std::collections::BTreeMap::<u128, usize>::new();
    for at in &arrivals {
        *moments.entry(at.duration_since(started).as_millis() / 100).or_default() += 1;
    }
    let busiest = moments.values().copied().max().unwrap_or_default();
    println!("{} attempts over {} moments, {busiest} in the busiest", arrivals.len(), moments.len());
    assert!(busiest < CLIENTS / 3, "{busiest} of {CLIENTS} in a tenth of a second");
    assert!(arrivals.len() < 2 * CLIENTS, "{} attempts of {CLIENTS} clients", arrivals.len());
    drop(server);
}
