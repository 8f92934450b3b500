//! How replicas agree: the messages, the validator in front of the CRDT, presence, and both ends of a connection.
//!
//! [`Room`] is the server's end and [`Session`] the client's, both as state machines: what happened goes in, what is
//! to be done comes out as data. [`Relay`] is between the tabs of one browser, of which one has the session with the
//! server. No socket, no clock, no randomness, no file; docs/protocol.md has the bytes.

pub mod audit;
mod difference;
pub mod fold;
pub mod guard;
pub mod history;
mod limits;
mod mend;
mod merging;
pub mod message;
pub mod presence;
mod relay;
mod role;
mod room;
mod session;

pub use difference::{Deed, Difference, Stretch};
pub use limits::{CloseCode, Limits};
pub use mend::{Mended, mend};
pub use merging::merge_updates;
pub use message::{FrameError, Message, SUBPROTOCOL};
pub use relay::{Relay, RelayEffect};
pub use role::{Power, Role};
pub use room::{Addition, ConnectionId, Effect, Event, OpenError, Policy, Refusals, Room};
pub use session::{Backoff, Session, SessionEffect, Status};
