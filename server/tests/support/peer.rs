//! A person who types: a WebSocket client with a document of its own, made of yrs as any client's is.

use std::net::{Ipv4Addr, SocketAddr};

use futures_util::{SinkExt, StreamExt};
use octavo_shared::sync::{Message, SUBPROTOCOL};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::{Error, Message as Frame};
use yrs::updates::decoder::Decode;
use yrs::updates::encoder::Encode;
use yrs::{
    ClientID, Doc, GetString, Map, OffsetKind, Options, ReadTxn, StateVector, Text, TextRef, Transact, Update,
};

use super::server::{connect_from, within};

/// A connected person. Drop it to cut the connection.
pub struct Peer {
    socket: WebSocketStream<TcpStream>,
    doc: Doc,
    body: TextRef,
    sent: u64,
    /// How many of the update messages are acknowledged.
    pub acked: u64,
    /// The cookie that the server gave, as it is sent back.
    pub cookie: Option<String>,
    /// How the connection was closed.
    pub closed: Option<(u16, String)>,
}

impl Peer {
    /// Connects and joins `room`, knowing acknowledgements, with an empty document.
    pub async fn join(address: SocketAddr, room: &str, client: u64) -> Peer {
        Peer::connect(address, room, client).await.enter().await
    }

    /// As [`Peer::join`]; `None` when the server is gone before it has answered.
    pub async fn try_join(address: SocketAddr, room: &str, client: u64) -> Option<Peer> {
        let socket = within(TcpStream::connect(address)).await.ok()?;
        let mut peer = Peer::try_over(socket, Peer::request(address, room, ""), client).await?;
        let state_vector = peer.doc.transact().state_vector().encode_v1();
        let question = Message::SyncStep1 { state_vector: &state_vector }.encode();
        within(peer.socket.send(Frame::binary(question))).await.ok()?;
        loop {
            let frame = peer.next_frame().await?;
            match Message::decode(&frame).unwrap() {
                Message::SyncStep2 { update } => {
                    peer.doc.transact_mut().apply_update(Update::decode_v1(update).unwrap()).unwrap();
                    return Some(peer);
                }
                // What it knows it has from the server.
                Message::SyncStep1 { .. } => {}
                message => peer.take_in(&message).await,
            }
        }
    }

    /// Joins with a socket that takes in little ahead of its reader.
    pub async fn join_with_small_buffer(address: SocketAddr, room: &str, client: u64) -> Peer {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(8 << 10).unwrap();
        let socket = socket.connect(address).await.unwrap();
        Peer::on(socket, address, room, client, "").await.enter().await
    }

    /// Connects and joins from another address of this machine.
    pub async fn join_from(from: Ipv4Addr, address: SocketAddr, room: &str, client: u64) -> Peer {
        let socket = connect_from(from, address).await;
        Peer::on(socket, address, room, client, "").await.enter().await
    }

    /// Connects and joins as somebody who has a cookie.
    pub async fn join_as(address: SocketAddr, room: &str, client: u64, cookie: &str) -> Peer {
        let socket = within(TcpStream::connect(address)).await.unwrap();
        Peer::on(socket, address, room, client, cookie).await.enter().await
    }

    /// Connects and joins as a program that has a key.
    pub async fn join_by_key(address: SocketAddr, room: &str, client: u64, key: &str) -> Peer {
        let socket = within(TcpStream::connect(address)).await.unwrap();
        let mut request = Peer::request(address, room, "");
        let key = HeaderValue::from_str(&format!("Bearer {key}")).unwrap();
        request.headers_mut().insert("authorization", key);
        Peer::over(socket, request, client).await.enter().await
    }

    async fn enter(self) -> Peer {
        let mut peer = self;
        peer.greet().await;
        within(
            peer.until(|peer, message| matches!(message, Message::SyncStep2 { .. }) || peer.closed.is_some()),
        )
        .await;
        peer
    }

    /// Connects, and says nothing yet.
    pub async fn connect(address: SocketAddr, room: &str, client: u64) -> Peer {
        let socket = within(TcpStream::connect(address)).await.unwrap();
        Peer::on(socket, address, room, client, "").await
    }

    async fn on(socket: TcpStream, address: SocketAddr, room: &str, client: u64, cookie: &str) -> Peer {
        Peer::over(socket, Peer::request(address, room, cookie), client).await
    }

    fn request(address: SocketAddr, room: &str, cookie: &str) -> Request {
        let mut request = format!("ws://{address}/ws/{room}").into_client_request().unwrap();
        request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static(SUBPROTOCOL));
        request.headers_mut().insert("cookie", HeaderValue::from_str(cookie).unwrap());
        request
    }

    /// Joins as a plain Yjs client does, which knows no acknowledgements.
    pub async fn join_plainly(address: SocketAddr, room: &str, client: u64) -> Peer {
        let socket = within(TcpStream::connect(address)).await.unwrap();
        let request = format!("ws://{address}/ws/{room}").into_client_request().unwrap();
        Peer::over(socket, request, client).await.enter().await
    }

    async fn over(socket: TcpStream, request: Request, client: u64) -> Peer {
        Peer::try_over(socket, request, client).await.expect("the server takes the connection")
    }

    async fn try_over(socket: TcpStream, request: Request, client: u64) -> Option<Peer> {
        let (socket, answer) = within(tokio_tungstenite::client_async(request, socket)).await.ok()?;
        let cookie = answer.headers().get("set-cookie").and_then(|cookie| cookie.to_str().ok());
        let cookie = cookie.map(|cookie| cookie.split(';').next().unwrap_or_default().to_owned());
        let mut options = Options::with_guid_and_client_id("peer".into(), ClientID::new(client));
        options.offset_kind = OffsetKind::Utf16;
        let doc = Doc::with_options(options);
        let body = doc.get_or_insert_text("body");
        Some(Peer { socket, doc, body, sent: 0, acked: 0, cookie, closed: None })
    }

    /// Asks for what the room has.
    pub async fn greet(&mut self) {
        let state_vector = self.doc.transact().state_vector().encode_v1();
        self.send(&Message::SyncStep1 { state_vector: &state_vector }).await;
    }

    pub async fn send(&mut self, message: &Message<'_>) {
        self.send_raw(message.encode()).await;
    }

    pub async fn send_raw(&mut self, bytes: Vec<u8>) {
        within(self.socket.send(Frame::binary(bytes))).await.unwrap();
    }

    /// Types at the start of the document, and sends it. Gives back the number of the update message.
    pub async fn type_text(&mut self, text: &str) -> u64 {
        let update = self.edit(text);
        self.send(&Message::Update { update: &update }).await;
        self.sent += 1;
        self.sent
    }

    /// Gives the document a title.
    pub async fn set_title(&mut self, title: &str) {
        let meta = self.doc.get_or_insert_map("meta");
        let update = {
            let mut txn = self.doc.transact_mut();
            meta.insert(&mut txn, "title", title);
            txn.encode_update_v1()
        };
        self.try_send(&update).await;
    }

    /// Deletes so many characters at the start of the document, and sends that.
    pub async fn erase(&mut self, count: u32) {
        let update = {
            let mut txn = self.doc.transact_mut();
            self.body.remove_range(&mut txn, 0, count);
            txn.encode_update_v1()
        };
        self.try_send(&update).await;
    }

    /// Types at the start of the document; false when the connection has ended.
    pub async fn try_type(&mut self, text: &str) -> bool {
        let update = self.edit(text);
        self.try_send(&update).await
    }

    /// Sends an update; false when the connection has ended.
    pub async fn try_send(&mut self, update: &[u8]) -> bool {
        let frame = Frame::binary(Message::Update { update }.encode());
        self.sent += 1;
        within(self.socket.send(frame)).await.is_ok()
    }

    /// How many update messages were sent.
    pub fn sent(&self) -> u64 {
        self.sent
    }

    /// Takes in the next message; false when the connection has ended.
    pub async fn read_on(&mut self) -> bool {
        let Some(frame) = self.next_frame().await else {
            self.closed.get_or_insert((1006, String::new()));
            return false;
        };
        match Message::decode(&frame).unwrap() {
            // Answering may fail now, and nobody waits for it.
            Message::SyncStep1 { .. } => {}
            message => self.take_in(&message).await,
        }
        true
    }

    /// Types, and gives back the update instead of sending it.
    pub fn edit(&mut self, text: &str) -> Vec<u8> {
        let mut txn = self.doc.transact_mut();
        self.body.insert(&mut txn, 0, text);
        txn.encode_update_v1()
    }

    /// Types at the end of the document, as people mostly do, and gives back the update instead of sending it.
    pub fn edit_at_end(&mut self, text: &str) -> Vec<u8> {
        let mut txn = self.doc.transact_mut();
        let end = self.body.len(&txn).saturating_sub(1);
        self.body.insert(&mut txn, end, text);
        txn.encode_update_v1()
    }

    /// Writes a comment, as far as a review knows one, and sends it. Gives back the number of the update message.
    pub async fn comment(&mut self, key: &str, text: &str) -> u64 {
        let update = {
            let comments = self.doc.get_or_insert_map("comments");
            let mut txn = self.doc.transact_mut();
            comments.insert(&mut txn, key, text);
            txn.encode_update_v1()
        };
        self.try_send(&update).await;
        self.sent
    }

    /// The comments, by key.
    pub fn comments(&self) -> Vec<(String, String)> {
        let comments = self.doc.get_or_insert_map("comments");
        let txn = self.doc.transact();
        let mut all: Vec<_> =
            comments.iter(&txn).map(|(key, value)| (key.to_owned(), value.to_string(&txn))).collect();
        all.sort();
        all
    }

    /// Waits until a comment of that key is there.
    pub async fn until_comment(&mut self, key: &str) {
        while !self.comments().iter().any(|(found, _)| found == key) {
            let frame = self.next_frame().await.expect("the connection lasts until the comment is there");
            self.take_in(&Message::decode(&frame).unwrap()).await;
        }
    }

    /// Reads until an update message is refused, and gives back the reason.
    pub async fn until_refused(&mut self, number: u64) -> String {
        let mut told = String::new();
        self.until(|_, message| {
            let Message::Refused { count, reason } = message else { return false };
            told = (*reason).to_owned();
            *count == number
        })
        .await;
        told
    }

    pub fn text(&self) -> String {
        self.body.get_string(&self.doc.transact())
    }

    /// The whole document as one update.
    pub fn encode(&self) -> Vec<u8> {
        self.doc.transact().encode_diff_v1(&StateVector::default())
    }

    /// Reads until `done` says so of what came last. A close ends it too.
    pub async fn until(&mut self, mut done: impl FnMut(&Peer, &Message<'_>) -> bool) {
        while let Some(frame) = self.next_frame().await {
            let message = Message::decode(&frame).unwrap();
            self.take_in(&message).await;
            if done(self, &message) {
                return;
            }
        }
    }

    async fn take_in(&mut self, message: &Message<'_>) {
        match message {
            Message::SyncStep2 { update } | Message::Update { update } => {
                self.doc.transact_mut().apply_update(Update::decode_v1(update).unwrap()).unwrap();
            }
            Message::SyncStep1 { state_vector } => {
                let state_vector = StateVector::decode_v1(state_vector).unwrap();
                let update = self.doc.transact().encode_diff_v1(&state_vector);
                self.send(&Message::SyncStep2 { update: &update }).await;
                self.sent += 1;
            }
            Message::Ack { count } => self.acked = *count,
            _ => {}
        }
    }

    /// The next binary message; `None` when the connection has ended, and then `closed` says how.
    pub async fn next_frame(&mut self) -> Option<Vec<u8>> {
        loop {
            match within(self.socket.next()).await {
                Some(Ok(Frame::Binary(bytes))) => return Some(bytes.to_vec()),
                Some(Ok(Frame::Close(frame))) => {
                    self.closed = frame.map(|frame| (frame.code.into(), frame.reason.to_string()));
                }
                Some(Ok(_)) => {}
                Some(Err(Error::ConnectionClosed | Error::AlreadyClosed)) | None => return None,
                Some(Err(error)) => {
                    self.closed.get_or_insert((1006, error.to_string()));
                    return None;
                }
            }
        }
    }

    /// Waits until every update message that was sent is acknowledged.
    pub async fn until_saved(&mut self) {
        while self.acked < self.sent && self.closed.is_none() {
            let Some(frame) = self.next_frame().await else { return };
            self.take_in(&Message::decode(&frame).unwrap()).await;
        }
    }

    /// Waits until the document reads as wanted.
    pub async fn until_text(&mut self, wanted: impl Fn(&str) -> bool) {
        while !wanted(&self.text()) {
            let frame = self.next_frame().await.expect("the connection lasts until the text is there");
            self.take_in(&Message::decode(&frame).unwrap()).await;
        }
    }

    /// Waits until the document has so many characters. Gives back how many frames that took.
    pub async fn until_length(&mut self, wanted: u32) -> usize {
        let mut frames = 0;
        while self.body.len(&self.doc.transact()) != wanted {
            let frame = self.next_frame().await.expect("the connection lasts until the text is there");
            self.take_in(&Message::decode(&frame).unwrap()).await;
            frames += 1;
        }
        frames
    }

    /// Waits until the connection is closed, and says how.
    pub async fn until_closed(&mut self) -> (u16, String) {
        while let Some(frame) = self.next_frame().await {
            if let Ok(Message::Ack { count }) = Message::decode(&frame) {
                self.acked = count;
            }
        }
        self.closed.clone().unwrap_or((1006, String::new()))
    }

    /// Says goodbye.
    pub async fn leave(mut self) {
        let _ = self.socket.close(None).await;
    }
}
