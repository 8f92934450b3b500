//! A whole server inside the test, on a free port.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use octavo_server::app::{self, App};
use octavo_server::config::Config;
use octavo_server::listener::listen;
use octavo_server::store::Store;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::disk::FaultyDisk;

/// A free port of this machine.
pub const ANY_PORT: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// A running server.
pub struct TestServer {
    pub address: SocketAddr,
    pub app: App,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<bool>,
}

impl TestServer {
    pub async fn start(store: Store, config: Config) -> TestServer {
        TestServer::start_at(ANY_PORT, store, config).await
    }

    /// Starts where another has stopped.
    pub async fn start_at(address: SocketAddr, store: Store, config: Config) -> TestServer {
        TestServer::run(address, App::new(store, config).unwrap()).await
    }

    pub async fn run(address: SocketAddr, app: App) -> TestServer {
        let listener = listen(address).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(app::run(listener, app.clone(), async move { stopped.await.unwrap_or(()) }));
        TestServer { address, app, stop: Some(stop), task }
    }

    /// Stops as a signal would. True when everything was written in time.
    pub async fn stop(mut self) -> bool {
        self.stop.take().unwrap().send(()).unwrap();
        self.task.await.unwrap()
    }

    /// Sends one request and gives back the whole answer.
    pub async fn request(&self, head: &str) -> String {
        request(self.address, head).await
    }

    /// Makes a document and gives back its id.
    pub async fn create(&self, number: u32) -> String {
        let id = format!("00000000-0000-4000-8000-{number:012}");
        let answer = self.request(&format!("PUT /api/documents/{id}")).await;
        assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
        id
    }
}

/// A server with changed settings that counts, on a disk of its own.
pub async fn server_with(change: impl FnOnce(&mut Config)) -> (TestServer, FaultyDisk) {
    let disk = FaultyDisk::new();
    let mut config = Config { has_metrics: true, ..Config::default() };
    change(&mut config);
    (TestServer::start(disk.store(), config).await, disk)
}

/// Another address of this machine, from which a connection comes as from somebody else.
pub fn elsewhere(number: u8) -> Ipv4Addr {
    Ipv4Addr::new(127, 0, 0, number)
}

/// A connection that comes from an address of this machine.
pub async fn connect_from(from: Ipv4Addr, address: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((from, 0).into()).unwrap();
    within(socket.connect(address)).await.unwrap()
}

/// A socket that has asked for a WebSocket, and reads and says nothing by itself. `more` are further lines of the request.
pub async fn bare_socket(address: SocketAddr, room: &str, more: &str) -> TcpStream {
    let mut socket = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "GET /ws/{room} HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\
         sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n{more}\r\n"
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    socket
}

/// All that comes until the server ends the connection.
pub async fn rest(socket: &mut TcpStream) -> Vec<u8> {
    let mut answer = Vec::new();
    // A reset ends it too.
    let _ = within(socket.read_to_end(&mut answer)).await;
    answer
}

impl TestServer {
    /// Sends one request and gives back the body of the answer.
    pub async fn request_bytes(&self, head: &str) -> Vec<u8> {
        let answer = ask(self.address, head).await;
        let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").unwrap();
        answer[end + 4..].to_vec()
    }
}

/// Sends `head` (method and path, and more header lines if wanted) and gives back the answer.
pub async fn request(address: SocketAddr, head: &str) -> String {
    String::from_utf8_lossy(&ask(address, head).await).into_owned()
}

async fn ask(address: SocketAddr, head: &str) -> Vec<u8> {
    ask_over(&mut TcpStream::connect(address).await.unwrap(), address, head).await
}

/// Sends a request as [`request`] does, from another address of this machine.
pub async fn request_from(from: Ipv4Addr, address: SocketAddr, head: &str) -> String {
    let mut socket = connect_from(from, address).await;
    String::from_utf8_lossy(&ask_over(&mut socket, address, head).await).into_owned()
}

async fn ask_over(socket: &mut TcpStream, address: SocketAddr, head: &str) -> Vec<u8> {
    let mut lines = head.lines();
    let mut text = format!("{} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n", lines.next().unwrap());
    lines.for_each(|line| text.push_str(&format!("{line}\r\n")));
    text.push_str("\r\n");
    socket.write_all(text.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    within(socket.read_to_end(&mut answer)).await.unwrap();
    answer
}

/// The limit on every wait of a test: far beyond what it takes, so that a failure says what it waited for.
pub async fn within<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(120), work).await.expect("it takes far less than two minutes")
}
