//! A WebSocket client that is hardly more than its socket: it decodes nothing and keeps nothing.

use std::net::SocketAddr;

use octavo_shared::sync::Message;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use super::server::within;

/// A message of a client, as it stands on the wire; a short one.
pub fn masked(message: &Message<'_>) -> Vec<u8> {
    let payload = message.encode();
    let length = u8::try_from(payload.len()).ok().filter(|length| *length < 126).expect("it is short");
    [&[0x82, 0x80 | length, 0, 0, 0, 0], &payload[..]].concat()
}

/// A plain Yjs client with an empty document that has asked for all, and reads nothing. Its socket takes in little.
pub async fn sleeper(address: SocketAddr, room: &str) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(8 << 10).unwrap();
    let mut socket = within(socket.connect(address)).await.unwrap();
    let head = format!(
        "GET /ws/{room} HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\
         sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    // No more than the answer's head, in which nothing is lost that comes after it.
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        answer.push(within(socket.read_u8()).await.unwrap());
    }
    assert!(answer.starts_with(b"HTTP/1.1 101"));
    socket.write_all(&masked(&Message::SyncStep1 { state_vector: &[0] })).await.unwrap();
    socket
}

/// Reads until these bytes come, and gives back how many came before them.
pub async fn read_until(socket: &mut TcpStream, wanted: &[u8]) -> usize {
    let (mut piece, mut tail, mut count) = (vec![0; 32 << 10], Vec::new(), 0);
    loop {
        let length = within(socket.read(&mut piece)).await.unwrap();
        assert!(length > 0, "it ended before {:?} came", String::from_utf8_lossy(wanted));
        tail.extend_from_slice(&piece[..length]);
        count += length;
        if tail.windows(wanted.len()).any(|bytes| bytes == wanted) {
            return count;
        }
        tail.drain(..tail.len().saturating_sub(wanted.len()));
    }
}
