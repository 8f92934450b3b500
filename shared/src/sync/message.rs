//! The frames of the wire: y-websocket's messages, exactly one a frame, and two of ours.
//!
//! Decoding borrows from the frame and looks no further than the message's own shape; what an update or a presence
//! state holds is [`super::guard`]'s and [`super::presence`]'s to judge.

use super::Power;
use super::guard::cursor::{Cursor, write_var};
use thiserror::Error;

/// The WebSocket subprotocol that turns on [`Message::Ack`] and [`Message::Refused`]. Without it a client gets nothing
/// that y-websocket does not know.
pub const SUBPROTOCOL: &str = "octavo.v1";

const SYNC: u64 = 0;
const PRESENCE: u64 = 1;
const AUTH: u64 = 2;
const QUERY_PRESENCE: u64 = 3;
const ACK: u64 = 100;
const REFUSED: u64 = 101;
const SYNC_STEP_1: u64 = 0;
const SYNC_STEP_2: u64 = 1;
const SYNC_UPDATE: u64 = 2;
const AUTH_DENIED: u64 = 0;

/// One message. The byte strings are what stands on the wire, not yet checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message<'a> {
    /// "This is what I have; send me the rest."
    SyncStep1 {
        /// An encoded state vector.
        state_vector: &'a [u8],
    },
    /// The answer to [`Message::SyncStep1`].
    SyncStep2 {
        /// An update in the v1 encoding.
        update: &'a [u8],
    },
    /// A change as it happens.
    Update {
        /// An update in the v1 encoding.
        update: &'a [u8],
    },
    /// Who is there, and where.
    Presence {
        /// An encoded [`super::presence::PresenceUpdate`].
        update: &'a [u8],
    },
    /// "Tell me who is there."
    QueryPresence,
    /// "You may not." The connection is closed after it.
    Denied {
        /// For people.
        reason: &'a str,
    },
    /// Of this connection's [`Message::SyncStep2`] and [`Message::Update`] messages, the first `count` are on disk, or
    /// were answered by [`Message::Refused`] or by a [`Message::SyncStep1`] which asks for them again.
    Ack {
        /// Counted from the opening of the connection.
        count: u64,
    },
    /// The update message with number `count` was not taken and will not be.
    Refused {
        /// Counted from the opening of the connection; the first is 1.
        count: u64,
        /// For people.
        reason: &'a str,
    },
}

/// Why a frame is not a message.
#[derive(Debug, Clone, Copy, Error, PartialEq, Eq)]
pub enum FrameError {
    /// It ends too early, a length or number in it is out of bounds, or text in it is not UTF-8.
    #[error("the frame is cut short or a number in it is out of bounds")]
    Malformed,
    /// A message type that this protocol does not have.
    #[error("unknown message type {0}")]
    UnknownType(u64),
    /// Something follows the message: a frame holds exactly one.
    #[error("more than one message in a frame")]
    Trailing,
}

impl<'a> Message<'a> {
    /// Reads the one message that a frame holds. Allocates nothing.
    pub fn decode(frame: &'a [u8]) -> Result<Self, FrameError> {
        let mut cursor = Cursor::new(frame);
        let message = Self::read(&mut cursor)?;
        if !cursor.is_empty() {
            return Err(FrameError::Trailing);
        }
        Ok(message)
    }

    fn read(cursor: &mut Cursor<'a>) -> Result<Self, FrameError> {
        let malformed = |_| FrameError::Malformed;
        match cursor.var().map_err(malformed)? {
            SYNC => match cursor.var().map_err(malformed)? {
                SYNC_STEP_1 => Ok(Message::SyncStep1 { state_vector: cursor.bytes().map_err(malformed)? }),
                SYNC_STEP_2 => Ok(Message::SyncStep2 { update: cursor.bytes().map_err(malformed)? }),
                SYNC_UPDATE => Ok(Message::Update { update: cursor.bytes().map_err(malformed)? }),
                _ => Err(FrameError::UnknownType(SYNC)),
            },
            PRESENCE => Ok(Message::Presence { update: cursor.bytes().map_err(malformed)? }),
            AUTH => match cursor.var().map_err(malformed)? {
                AUTH_DENIED => Ok(Message::Denied { reason: cursor.text().map_err(malformed)? }),
                _ => Err(FrameError::UnknownType(AUTH)),
            },
            QUERY_PRESENCE => Ok(Message::QueryPresence),
            ACK => Ok(Message::Ack { count: cursor.var().map_err(malformed)? }),
            REFUSED => Ok(Message::Refused {
                count: cursor.var().map_err(malformed)?,
                reason: cursor.text().map_err(malformed)?,
            }),
            other => Err(FrameError::UnknownType(other)),
        }
    }

    /// The table of what a client may say: what it takes to send this, where changing the document is `writing`. `None` for what a
    /// server alone says.
    pub const fn power(&self, writing: Power) -> Option<Power> {
        match self {
            Message::SyncStep1 { .. } | Message::QueryPresence | Message::Presence { .. } => {
                Some(Power::Read)
            }
            Message::SyncStep2 { .. } | Message::Update { .. } => Some(writing),
            Message::Denied { .. } | Message::Ack { .. } | Message::Refused { .. } => None,
        }
    }

    /// The frame that holds this message.
    pub fn encode(&self) -> Vec<u8> {
        let (head, body): (&[u64], Option<&[u8]>) = match self {
            Message::SyncStep1 { state_vector } => (&[SYNC, SYNC_STEP_1], Some(state_vector)),
            Message::SyncStep2 { update } => (&[SYNC, SYNC_STEP_2], Some(update)),
            Message::Update { update } => (&[SYNC, SYNC_UPDATE], Some(update)),
            Message::Presence { update } => (&[PRESENCE], Some(update)),
            Message::QueryPresence => (&[QUERY_PRESENCE], None),
            Message::Denied { reason } => (&[AUTH, AUTH_DENIED], Some(reason.as_bytes())),
            Message::Ack { count } => (&[ACK, *count], None),
            Message::Refused { count, reason } => (&[REFUSED, *count], Some(reason.as_bytes())),
        };
        let mut frame = Vec::with_capacity(16 + body.map_or(0, <[u8]>::len));
        for number in head {
            write_var(&mut frame, *number);
        }
        if let Some(body) = body {
            write_var(&mut frame, body.len() as u64);
            frame.extend_from_slice(body);
        }
        frame
    }
}
