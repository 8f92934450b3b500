//! The server speaks TLS by itself: pages and WebSockets, and a new certificate without a restart.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;

use octavo_server::config::Config;
use octavo_server::tls::{Tls, TlsError};
use octavo_shared::sync::Message;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use support::counts::until_counted;
use support::disk::FaultyDisk;
use support::program::{Program, command};
use support::server::{TestServer, within};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tokio_tungstenite::tungstenite::Message as Frame;

/// Writes a new certificate and its key, and gives the certificate.
fn issue(folder: &Path) -> CertificateDer<'static> {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    std::fs::write(folder.join("cert.pem"), cert.pem()).unwrap();
    std::fs::write(folder.join("key.pem"), signing_key.serialize_pem()).unwrap();
    cert.der().clone()
}

fn load(folder: &Path) -> Result<Arc<Tls>, TlsError> {
    Tls::load(folder.join("cert.pem"), folder.join("key.pem")).map(Arc::new)
}

async fn connect(
    server: &TestServer,
    trusted: &CertificateDer<'static>,
) -> std::io::Result<TlsStream<TcpStream>> {
    connect_to(server.address, trusted).await
}

async fn connect_to(
    address: SocketAddr,
    trusted: &CertificateDer<'static>,
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let socket = TcpStream::connect(address).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    within(TlsConnector::from(Arc::new(config)).connect(name, socket)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_and_sockets_come_over_tls_and_a_new_certificate_is_taken_without_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let first = issue(folder.path());
    let tls = load(folder.path()).unwrap();
    let config = Config { tls: Some(tls.clone()), is_open: true, ..Config::default() };
    let server = TestServer::start(FaultyDisk::new().store(), config).await;

    let mut page = connect(&server, &first).await.unwrap();
    page.write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    // Servers may end without a word of goodbye.
    let _ = within(page.read_to_string(&mut answer)).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");

    let stream = connect(&server, &first).await.unwrap();
    let (mut socket, answer) =
        within(tokio_tungstenite::client_async("wss://localhost/ws/room", stream)).await.unwrap();
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.ends_with("; Secure"), "{cookie}");
    use futures_util::{SinkExt, StreamExt};
    let question = Message::SyncStep1 { state_vector: &[0] }.encode();
    socket.send(Frame::binary(question)).await.unwrap();
    let Some(Ok(Frame::Binary(answer))) = within(socket.next()).await else { panic!("no answer") };
    assert!(matches!(Message::decode(&answer), Ok(Message::SyncStep2 { .. })));

    let second = issue(folder.path());
    assert!(connect(&server, &second).await.is_err(), "it is not read before it is asked for");
    tls.reload().unwrap();
    assert!(connect(&server, &second).await.is_ok());
    socket.send(Frame::binary(vec![3])).await.unwrap();
    assert!(within(socket.next()).await.unwrap().is_ok(), "who is connected stays");
    std::fs::write(folder.path().join("cert.pem"), "no certificate").unwrap();
    assert!(tls.reload().is_err());
    assert!(connect(&server, &second).await.is_ok(), "the old one stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_speaks_tls_with_the_files_it_is_given_and_reads_them_again_when_it_is_told() {
    let (folder, data) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let first = issue(folder.path());
    let mut command = command(data.path());
    command.arg("--tls-cert").arg(folder.path().join("cert.pem"));
    command.arg("--tls-key").arg(folder.path().join("key.pem")).stderr(Stdio::piped());
    let mut program = Program::start_as(command);
    let mut told = BufReader::new(program.stderr().unwrap()).lines();
    let mut page = connect_to(program.address, &first).await.unwrap();
    page.write_all(b"GET /readyz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    let _ = within(page.read_to_string(&mut answer)).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");

    let second = issue(folder.path());
    program.signal("HUP");
    assert!(told.any(|line| line.unwrap().contains("the certificate was read again")));
    assert!(connect_to(program.address, &second).await.is_ok());
    assert!(connect_to(program.address, &first).await.is_err());
    std::fs::write(folder.path().join("key.pem"), "no key").unwrap();
    program.signal("HUP");
    assert!(told.any(|line| line.unwrap().contains("the old one stays")));
    assert!(connect_to(program.address, &second).await.is_ok());
    assert!(program.terminate().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_speak_tls_is_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    issue(folder.path());
    let mut config =
        Config { tls: Some(load(folder.path()).unwrap()), has_metrics: true, ..Config::default() };
    config.limits.request_timeout = std::time::Duration::from_millis(50);
    let server = TestServer::start(FaultyDisk::new().store(), config).await;
    for bytes in [&b""[..], b"GET / HTTP/1.1\r\n\r\n"] {
        let mut socket = TcpStream::connect(server.address).await.unwrap();
        socket.write_all(bytes).await.unwrap();
        let mut answer = Vec::new();
        let _ = within(socket.read_to_end(&mut answer)).await;
        assert!(!answer.starts_with(b"HTTP"));
    }
    until_counted(&server, "octavo_dropped_total{why=\"tls\"}", 2).await;
}

#[test]
fn what_is_wrong_with_the_files_is_said() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(load(folder.path()), Err(TlsError::Certificate { .. })));
    issue(folder.path());
    std::fs::write(folder.path().join("key.pem"), "").unwrap();
    assert!(matches!(load(folder.path()), Err(TlsError::Key { .. })));
    let elsewhere = tempfile::tempdir().unwrap();
    issue(elsewhere.path());
    std::fs::copy(elsewhere.path().join("key.pem"), folder.path().join("key.pem")).unwrap();
    assert!(matches!(load(folder.path()), Err(TlsError::Pair(_))));
}
