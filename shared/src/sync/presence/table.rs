//! The server's side of presence: the latest state of each client, and the connection that answers for it.
//!
//! y-websocket sends every state that it hears of back to the server, so entries for an id that belongs to another
//! living connection are passed over in silence. An id belongs to the connection that introduced it until that leaves,
//! takes it back, or lets it expire. Each state is kept with the stamp of the connection that showed it, so that nobody
//! speaks as somebody else, and is written but once, whoever reads it.

use super::super::ConnectionId;
use super::{EXPIRY_MS, PresenceEntry, PresenceError, Stamp, encode};
use std::collections::{BTreeMap, BTreeSet};

/// How long the clock of a client that is gone is remembered, so that an echo of its state does not bring it back.
const MEMORY_MS: u64 = 2 * EXPIRY_MS;

#[derive(Debug)]
struct Presence {
    clock: u32,
    /// When it was last heard of, or when it went.
    seen_ms: u64,
    /// `None` when it is gone.
    here: Option<Here>,
}

#[derive(Debug)]
struct Here {
    owner: ConnectionId,
    state: Box<str>,
}

/// Who shows states, and how much.
#[derive(Debug, Clone, Copy)]
pub struct Shower<'a> {
    /// By which connection.
    pub connection: ConnectionId,
    /// Who that is.
    pub stamp: &'a Stamp,
    /// So many clients belong to one connection; others are passed over.
    pub ids: usize,
    /// So many bytes has a state, apart from the stamp.
    pub state_bytes: usize,
}

/// What came of a presence update besides what it showed.
#[derive(Debug, PartialEq, Eq)]
pub struct Taken {
    /// A presence update for the sender alone, when it showed a client with a clock that has been used up: that client, if
    /// it is the sender's own, goes beyond it and shows itself again, as y-protocols asks.
    pub used_up: Option<Vec<u8>>,
    /// States of more clients than one connection may show.
    pub passed_over: u64,
}

/// Who is present in a room.
#[derive(Debug, Default)]
pub struct PresenceTable {
    clients: BTreeMap<u64, Presence>,
    changed: BTreeSet<u64>,
}

impl PresenceTable {
    /// Takes in what somebody says, up to the first state of his own that is over the limit.
    pub fn take(
        &mut self,
        now_ms: u64,
        by: Shower<'_>,
        entries: &[PresenceEntry<'_>],
    ) -> Result<Taken, PresenceError> {
        let Shower { connection, stamp, ids, state_bytes } = by;
        let stamped = |state| stamp.put_on(state, state_bytes).ok_or(PresenceError::TooLarge);
        let mut owned = self.owned(connection).count();
        let (mut used_up, mut passed_over) = (Vec::new(), 0);
        for entry in entries {
            let known = self.clients.get_mut(&entry.client);
            match (known, entry.state) {
                (Some(Presence { here: Some(here), .. }), _) if here.owner != connection => {}
                (Some(presence @ Presence { here: Some(_), .. }), state) => {
                    let gone_now = entry.clock == presence.clock && state.is_none();
                    if entry.clock > presence.clock || gone_now {
                        let state = state.map(stamped).transpose()?;
                        presence.clock = entry.clock;
                        presence.seen_ms = now_ms;
                        presence.here = state.map(|state| Here { owner: connection, state });
                        owned -= usize::from(presence.here.is_none());
                        self.changed.insert(entry.client);
                    }
                }
                (_, None) => {}
                (Some(presence), Some(_)) if entry.clock <= presence.clock => {
                    used_up.push(PresenceEntry { client: entry.client, clock: presence.clock, state: None });
                }
                (_, Some(state)) => {
                    if owned < ids {
                        owned += 1;
                        let here = Some(Here { owner: connection, state: stamped(state)? });
                        self.clients
                            .insert(entry.client, Presence { clock: entry.clock, seen_ms: now_ms, here });
                        self.changed.insert(entry.client);
                    } else {
                        passed_over += 1;
                    }
                }
            }
        }
        Ok(Taken { used_up: (!used_up.is_empty()).then(|| encode(used_up)), passed_over })
    }

    fn owned(&self, connection: ConnectionId) -> impl Iterator<Item = u64> {
        let belongs =
            move |presence: &Presence| presence.here.as_ref().is_some_and(|here| here.owner == connection);
        self.clients.iter().filter(move |(_, presence)| belongs(presence)).map(|(client, _)| *client)
    }

    /// The clients of a connection that has ended are gone.
    pub fn leave(&mut self, now_ms: u64, connection: ConnectionId) {
        let gone: Vec<u64> = self.owned(connection).collect();
        for client in gone {
            self.remove(now_ms, client);
        }
    }

    /// Clients that have not been heard of for [`EXPIRY_MS`] are gone.
    pub fn expire(&mut self, now_ms: u64) {
        let old = |presence: &Presence, age| now_ms.saturating_sub(presence.seen_ms) >= age;
        self.clients.retain(|_, presence| presence.here.is_some() || !old(presence, MEMORY_MS));
        let silent = |presence: &Presence| presence.here.is_some() && old(presence, EXPIRY_MS);
        let gone: Vec<u64> =
            self.clients.iter().filter(|(_, presence)| silent(presence)).map(|(client, _)| *client).collect();
        for client in gone {
            self.remove(now_ms, client);
        }
    }

    fn remove(&mut self, now_ms: u64, client: u64) {
        if let Some(presence) = self.clients.get_mut(&client) {
            presence.clock = presence.clock.saturating_add(1);
            presence.seen_ms = now_ms;
            presence.here = None;
            self.changed.insert(client);
        }
    }

    /// Whether [`PresenceTable::take_changes`] would give something.
    pub fn has_changes(&self) -> bool {
        !self.changed.is_empty()
    }

    /// What changed since this was asked last, as one update with the latest state of each. `None` if nothing did.
    pub fn take_changes(&mut self) -> Option<Vec<u8>> {
        let changed = std::mem::take(&mut self.changed);
        let entries: Vec<_> = changed
            .into_iter()
            .filter_map(|client| self.clients.get(&client).map(|presence| (client, presence)))
            .map(|(client, presence)| entry(client, presence))
            .collect();
        (!entries.is_empty()).then(|| encode(entries))
    }

    /// Everybody who is here, as one update.
    pub fn everybody(&self) -> Vec<u8> {
        let here = self.clients.iter().filter(|(_, presence)| presence.here.is_some());
        encode(here.map(|(client, presence)| entry(*client, presence)))
    }
}

fn entry(client: u64, presence: &Presence) -> PresenceEntry<'_> {
    PresenceEntry { client, clock: presence.clock, state: presence.here.as_ref().map(|here| &*here.state) }
}
