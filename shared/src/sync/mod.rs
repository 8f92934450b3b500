//! How replicas agree: the messages, the validator in front of the CRDT, presence, and both ends of a connection.
//!
//! [`Room`] is the server's end and [`Session`] the client's, both as state machines: what happened goes in, what is
//! to be done comes out as data. No socket, no clock, no randomness, no file; docs/protocol.md has the bytes.

pub mod guard;
mod limits;
pub mod message;
pub mod presence;
mod room;
mod session;

pub use limits::{CloseCode, Limits};
pub use message::{FrameError, Message, SUBPROTOCOL};
pub use room::{ConnectionId, Effect, Event, OpenError, Policy, Room};
pub use session::{Backoff, Session, SessionEffect, Status};
