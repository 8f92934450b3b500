//! The bounds of the protocol and the codes a connection is closed with. One place, so that the documentation and both
//! ends say the same.

/// How much one peer may ask of a room. The defaults are those that docs/protocol.md states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one WebSocket message. A document of a million characters joins with about 4 MiB.
    pub frame_bytes: usize,
    /// Bytes of one client's presence state, as JSON.
    pub presence_bytes: usize,
    /// Bytes of a document's state, as one update. What would make it larger is refused; what deletes is not.
    pub document_bytes: usize,
    /// Client ids that one connection may show as present. Further ones are passed over.
    pub presence_ids: usize,
    /// The shortest time between two frames that show everybody's presence, in milliseconds: what changes faster is shown as
    /// it is then.
    pub presence_gap_ms: u64,
    /// Updates of one connection that may wait for the disk; one more closes it with [`CloseCode::OVERLOADED`].
    pub waiting_updates: usize,
    /// Bytes of one connection that may wait for the disk; more closes it with [`CloseCode::OVERLOADED`].
    pub waiting_bytes: usize,
    /// Updates of one acknowledging connection that may be refused before it is closed.
    pub refusals: u32,
    /// Bytes of updates that go to the log in one append. The first update goes whatever its size.
    pub append_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            frame_bytes: 16 << 20,
            presence_bytes: 4 << 10,
            document_bytes: 32 << 20,
            presence_ids: 16,
            presence_gap_ms: 50,
            waiting_updates: 4096,
            waiting_bytes: 32 << 20,
            refusals: 8,
            append_bytes: 8 << 20,
        }
    }
}

/// The code in a WebSocket close frame.
///
/// 4400 to 4499 are permanent: a client that gets one does not come back by itself (y-websocket from 3.1.0 on, and
/// [`super::Session`]). After every other code it reconnects and loses nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CloseCode(pub u16);

impl CloseCode {
    /// The server is shutting down.
    pub const GOING_AWAY: CloseCode = CloseCode(1001);
    /// What the client sent could not be put on disk; it is not lost in the client, which sends it again.
    pub const NOT_STORED: CloseCode = CloseCode(1011);
    /// The room is being opened again.
    pub const RESTART: CloseCode = CloseCode(1012);
    /// More waits for this connection than the server keeps.
    pub const OVERLOADED: CloseCode = CloseCode(1013);
    /// The bytes are not a message of the protocol.
    pub const MALFORMED: CloseCode = CloseCode(4400);
    /// No right to this document.
    pub const FORBIDDEN: CloseCode = CloseCode(4403);
    /// No such document.
    pub const UNKNOWN_DOCUMENT: CloseCode = CloseCode(4404);
    /// A message or a presence state over its limit, or a document that has reached its own.
    pub const TOO_LARGE: CloseCode = CloseCode(4413);
    /// A well-formed update that the document cannot take.
    pub const REFUSED: CloseCode = CloseCode(4422);
    /// Too many connections from one network.
    pub const TOO_MANY: CloseCode = CloseCode(4429);

    /// All of them.
    pub const ALL: [CloseCode; 10] = [
        CloseCode::GOING_AWAY,
        CloseCode::NOT_STORED,
        CloseCode::RESTART,
        CloseCode::OVERLOADED,
        CloseCode::MALFORMED,
        CloseCode::FORBIDDEN,
        CloseCode::UNKNOWN_DOCUMENT,
        CloseCode::TOO_LARGE,
        CloseCode::REFUSED,
        CloseCode::TOO_MANY,
    ];

    /// Whether a client must not reconnect by itself.
    pub fn is_permanent(self) -> bool {
        (4400..4500).contains(&self.0)
    }
}
