//! One connection to a server that is measured, in that server's dialect.

use std::io;
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use octavo_shared::sync::{Message, SUBPROTOCOL};

pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// How long something may take that a server owes.
const PATIENCE: Duration = Duration::from_secs(60);

/// How a server is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speech {
    /// It passes frames on.
    Nothing,
    /// y-websocket's.
    Yjs,
    /// The same with acknowledgements.
    Octavo,
    /// Before each message stands the document's name, and the first is one's right to it.
    Hocuspocus,
}

/// Speech in one room.
#[derive(Debug, Clone)]
pub struct Dialect {
    speech: Speech,
    /// What stands before each message.
    name: Vec<u8>,
}

impl Dialect {
    pub fn of(speech: Speech, room: &str) -> Dialect {
        let name = match speech {
            Speech::Hocuspocus => [&[room.len() as u8], room.as_bytes()].concat(),
            _ => Vec::new(),
        };
        Dialect { speech, name }
    }

    pub fn frame(&self, message: &Message<'_>) -> Frame {
        Frame::binary([&*self.name, &message.encode()].concat())
    }

    /// What is sent first.
    pub fn greeting(&self) -> Vec<Frame> {
        let question = self.frame(&Message::SyncStep1 { state_vector: &[0] });
        match self.speech {
            Speech::Nothing => Vec::new(),
            Speech::Yjs | Speech::Octavo => vec![question],
            // A token of one letter.
            Speech::Hocuspocus => {
                vec![Frame::binary([&*self.name, &[2, 0, 1, b'x']].concat()), question]
            }
        }
    }

    /// The message in a frame.
    pub fn message<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        bytes.strip_prefix(&*self.name).unwrap_or_default()
    }
}

/// A connection that has joined a room.
pub struct Client {
    socket: Socket,
    dialect: Dialect,
    /// Update messages that it sent, and how many of them were acknowledged.
    sent: u64,
    acknowledged: u64,
}

/// How a join went.
pub struct Joined {
    pub client: Client,
    /// Until all that was waited for had come.
    pub took: Duration,
}

impl Client {
    /// Joins a room with nothing.
    pub async fn join(speech: Speech, address: &str, room: &str) -> io::Result<Client> {
        Ok(Client::join_whole(speech, address, room, 0).await?.client)
    }

    /// Joins a room with nothing, and waits until so many bytes of its document have come: one of the servers answers first
    /// and loads then.
    pub async fn join_whole(speech: Speech, address: &str, room: &str, bytes: usize) -> io::Result<Joined> {
        tokio::time::timeout(PATIENCE, join(speech, address, room, bytes)).await?
    }

    /// Sends an update.
    pub async fn update(&mut self, update: &[u8]) -> io::Result<()> {
        self.sent += 1;
        self.send(self.dialect.frame(&Message::Update { update })).await
    }

    /// Waits until the server has all that was sent: by its acknowledgement, or else by its answer to a question that comes
    /// after it.
    pub async fn until_taken(&mut self) -> io::Result<()> {
        if self.dialect.speech == Speech::Octavo {
            while self.acknowledged < self.sent {
                self.until(|message| matches!(message, Message::Ack { .. })).await?;
            }
            return Ok(());
        }
        self.ask().await?;
        self.until(|message| matches!(message, Message::SyncStep2 { .. })).await
    }

    /// Asks for all that the server has.
    pub async fn ask(&mut self) -> io::Result<()> {
        self.send(self.dialect.frame(&Message::SyncStep1 { state_vector: &[0] })).await
    }

    /// Waits for a message.
    pub async fn until(&mut self, mut is_it: impl FnMut(&Message<'_>) -> bool) -> io::Result<()> {
        let waits = async {
            while !self.next(&mut is_it).await? {}
            Ok(())
        };
        tokio::time::timeout(PATIENCE, waits).await?
    }

    /// Looks at the next frame, which may be no message that is known here.
    pub async fn next(&mut self, look: impl FnOnce(&Message<'_>) -> bool) -> io::Result<bool> {
        let frame =
            self.socket.next().await.ok_or(io::ErrorKind::UnexpectedEof)?.map_err(io::Error::other)?;
        let Frame::Binary(bytes) = frame else { return Ok(false) };
        let Ok(message) = Message::decode(self.dialect.message(&bytes)) else { return Ok(false) };
        if let Message::Ack { count } = message {
            self.acknowledged = count;
        }
        Ok(look(&message))
    }

    async fn send(&mut self, frame: Frame) -> io::Result<()> {
        self.socket.send(frame).await.map_err(io::Error::other)
    }
}

async fn join(speech: Speech, address: &str, room: &str, bytes: usize) -> io::Result<Joined> {
    let mut request = format!("ws://{address}/{room}").into_client_request().map_err(io::Error::other)?;
    if speech == Speech::Octavo {
        request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static(SUBPROTOCOL));
    }
    let since = Instant::now();
    let (socket, _) = connect_async(request).await.map_err(io::Error::other)?;
    set_no_delay(&socket);
    let dialect = Dialect::of(speech, room);
    let mut client = Client { socket, dialect, sent: 0, acknowledged: 0 };
    for frame in client.dialect.greeting() {
        client.send(frame).await?;
    }
    let (mut came, mut took, mut is_asked) = (0, None, false);
    // A bare broadcaster says nothing.
    while speech != Speech::Nothing && (took.is_none() || speech == Speech::Octavo && !is_asked) {
        let mut is_question = false;
        client
            .next(|message| {
                match message {
                    Message::SyncStep2 { update } => {
                        came += update.len();
                        took = (came >= bytes).then(|| since.elapsed());
                    }
                    Message::Update { update } => {
                        came += update.len();
                        took = took.or((came >= bytes).then(|| since.elapsed()));
                    }
                    Message::SyncStep1 { .. } => is_question = true,
                    _ => {}
                }
                true
            })
            .await?;
        if is_question {
            is_asked = true;
            client.sent += 1;
            // Nothing is here that the server lacks.
            let answer = client.dialect.frame(&Message::SyncStep2 { update: &[0, 0] });
            client.send(answer).await?;
        }
    }
    if speech == Speech::Octavo {
        client.until(|message| matches!(message, Message::Ack { count: 1 })).await?;
    }
    Ok(Joined { client, took: took.unwrap_or_default() })
}

pub fn set_no_delay(socket: &Socket) {
    if let MaybeTlsStream::Plain(socket) = socket.get_ref() {
        socket.set_nodelay(true).expect("TCP_NODELAY is there");
    }
}
