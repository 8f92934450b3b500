//! Presence: who is there and where, as y-protocols' awareness encodes it.
//!
//! A state is a JSON text of which this module reads nothing. [`PresenceTable`] is the server's side, which knows the
//! connection that an id came in by, and puts a [`Stamp`] on each state; [`Peers`] is the client's, and [`Arrivals`] is what
//! of it is said aloud.

mod arrivals;
mod peers;
mod stamp;
mod table;

pub use arrivals::{Arrivals, News};
pub use peers::Peers;
pub use stamp::{STAMP, STAMP_BYTES, Stamp};
pub use table::{PresenceTable, Shower};

use super::guard::Malformed;
use super::guard::cursor::{Cursor, check_json, write_var};
use thiserror::Error;

/// How long a state lives without being renewed, in milliseconds.
pub const EXPIRY_MS: u64 = 30_000;
/// How often a client renews its own state, in milliseconds.
pub const RENEWAL_MS: u64 = 15_000;
/// One more than the highest clock of a state.
const CLOCKS: u64 = 1 << 31;

/// Why bytes are not a presence update.
#[derive(Debug, Clone, Copy, Error, PartialEq, Eq)]
pub enum PresenceError {
    /// They do not decode.
    #[error("malformed presence: {0}")]
    Malformed(#[from] Malformed),
    /// A state over the limit.
    #[error("a presence state is over the limit")]
    TooLarge,
}

/// What is said of one client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PresenceEntry<'a> {
    /// The client.
    pub client: u64,
    /// Grows with each statement.
    pub clock: u32,
    /// Its state as JSON; `None` says that it is gone.
    pub state: Option<&'a str>,
}

/// Reads a presence update; every state in it is JSON of at most `state_bytes`.
///
/// The memory it takes is bounded by a few times the size of `bytes`.
pub fn decode(bytes: &[u8], state_bytes: usize) -> Result<Vec<PresenceEntry<'_>>, PresenceError> {
    let mut cursor = Cursor::new(bytes);
    let count = cursor.count(3)?;
    let mut entries = Vec::with_capacity(count as usize);
    for _ in 0..count {
        let client = cursor.client()?;
        let clock = cursor.var()?;
        if clock >= CLOCKS {
            return Err(Malformed::Clock.into());
        }
        let text = cursor.text()?;
        if text.len() > state_bytes {
            return Err(PresenceError::TooLarge);
        }
        check_json(text)?;
        entries.push(PresenceEntry { client, clock: clock as u32, state: (text != "null").then_some(text) });
    }
    if !cursor.is_empty() {
        return Err(Malformed::Trailing.into());
    }
    Ok(entries)
}

/// Writes a presence update.
pub fn encode<'a>(entries: impl IntoIterator<Item = PresenceEntry<'a>>) -> Vec<u8> {
    let mut body = Vec::new();
    let mut count = 0;
    for entry in entries {
        let state = entry.state.unwrap_or("null");
        write_var(&mut body, entry.client);
        write_var(&mut body, u64::from(entry.clock));
        write_var(&mut body, state.len() as u64);
        body.extend_from_slice(state.as_bytes());
        count += 1;
    }
    let mut bytes = Vec::with_capacity(body.len() + 4);
    write_var(&mut bytes, count);
    bytes.append(&mut body);
    bytes
}
