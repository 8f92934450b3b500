//! How replicas agree: the messages, the validator in front of the CRDT, presence, and both ends of a connection.
//!
//! [`Room`] is the server's end and [`Session`] the client's, both as state machines: what happened goes in, what is
//! to be done comes out as data. Between the tabs of one browser, of which one has the session with the server, is
//! [`Relay`]; which one that is, [`Rank`] says. [`Ledger`], [`Kept`] and [`HeldBack`] tell what is on a device's disk apart from what is on
//! the server's. No socket, no clock, no randomness, no file; docs/protocol.md has the bytes.

pub mod audit;
mod content;
mod difference;
pub mod fold;
pub mod guard;
mod held_back;
pub mod history;
mod hold;
mod kept;
mod ledger;
mod limits;
mod mend;
mod merging;
pub mod message;
pub mod passages;
pub mod presence;
pub mod proposal;
mod rank;
mod relay;
mod role;
mod room;
mod session;

pub use content::{Content, OpenError};
pub use difference::{Deed, Difference, Stretch};
pub use held_back::{Held, HeldBack, Released, news};
pub use hold::State;
pub use kept::{Kept, Record};
pub use ledger::Ledger;
pub use limits::{CloseCode, Limits};
pub use mend::{Mended, mend};
pub use merging::merge_updates;
pub use message::{FrameError, Message, SUBPROTOCOL};
pub use rank::{Rank, RankEffect, Standing, Word};
pub use relay::{Relay, RelayEffect};
pub use role::{Power, Role};
pub use room::{Addition, ConnectionId, Effect, Event, Need, Policy, Refusals, Room};
pub use session::{Backoff, Session, SessionEffect, Status};
