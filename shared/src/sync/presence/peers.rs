//! The client's side of presence: its own state, and what it has heard of the others.
//!
//! The rules are those of y-protocols' awareness, so that this end and a Yjs client see the same people.

use super::{EXPIRY_MS, PresenceEntry, RENEWAL_MS, encode};
use std::collections::BTreeMap;

#[derive(Debug)]
struct Peer {
    clock: u32,
    seen_ms: u64,
    state: Option<String>,
}

/// Who this client knows to be present, and what it says of itself.
#[derive(Debug)]
pub struct Peers {
    client: u64,
    clock: u32,
    state: Option<String>,
    renewed_ms: u64,
    others: BTreeMap<u64, Peer>,
}

/// What [`Peers::take`] found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// The others of whom something is known that was not known before.
    pub changed: Vec<u64>,
    /// Whether somebody said that this client is gone: it has to show itself again.
    pub show_again: bool,
}

impl Peers {
    /// Nobody else is there yet, and `client` has not said anything.
    pub fn new(client: u64) -> Self {
        Peers { client, clock: 0, state: None, renewed_ms: 0, others: BTreeMap::new() }
    }

    /// Says something new of this client. `None` says that it is gone. `false` if that has been said already.
    pub fn set_own(&mut self, state: Option<String>) -> bool {
        if self.state == state {
            return false;
        }
        self.state = state;
        self.clock = self.clock.saturating_add(1);
        true
    }

    /// What this client says of itself, as an update under a new clock. `None` if it says nothing.
    pub fn renew(&mut self, now_ms: u64) -> Option<Vec<u8>> {
        self.state.as_ref()?;
        self.clock = self.clock.saturating_add(1);
        Some(self.own(now_ms))
    }

    /// What this client says of itself, as an update: perhaps that it is gone.
    pub fn own(&mut self, now_ms: u64) -> Vec<u8> {
        self.renewed_ms = now_ms;
        encode([PresenceEntry { client: self.client, clock: self.clock, state: self.state.as_deref() }])
    }

    /// Whether this client has been silent for so long that it must renew its state.
    pub fn is_renewal_due(&self, now_ms: u64) -> bool {
        self.state.is_some() && now_ms.saturating_sub(self.renewed_ms) >= RENEWAL_MS
    }

    /// Takes in what the server passed on.
    pub fn take(&mut self, now_ms: u64, entries: &[PresenceEntry<'_>]) -> Taken {
        let mut taken = Taken::default();
        for entry in entries {
            if entry.client == self.client {
                if entry.clock > self.clock || (entry.clock == self.clock && entry.state.is_none()) {
                    self.clock = entry.clock;
                    taken.show_again |= self.state.is_some() && entry.state.is_none();
                }
                continue;
            }
            let known = self.others.get_mut(&entry.client);
            let is_news = known.as_ref().is_none_or(|peer| {
                let gone_now = entry.clock == peer.clock && entry.state.is_none() && peer.state.is_some();
                entry.clock > peer.clock || gone_now
            });
            if !is_news {
                continue;
            }
            let before = known.and_then(|peer| peer.state.take());
            if before.as_deref() != entry.state {
                taken.changed.push(entry.client);
            }
            let state = entry.state.map(str::to_owned);
            self.others.insert(entry.client, Peer { clock: entry.clock, seen_ms: now_ms, state });
        }
        taken
    }

    /// Forgets who has not been heard of for [`EXPIRY_MS`] and gives those who were shown until now.
    pub fn expire(&mut self, now_ms: u64) -> Vec<u64> {
        let mut gone = Vec::new();
        self.others.retain(|client, peer| {
            let silent_ms = now_ms.saturating_sub(peer.seen_ms);
            if silent_ms >= EXPIRY_MS && peer.state.take().is_some() {
                gone.push(*client);
            }
            silent_ms < 2 * EXPIRY_MS
        });
        gone
    }

    /// Forgets everybody, since nobody can be heard of any more, and gives those who were shown until now.
    pub fn clear(&mut self) -> Vec<u64> {
        let others = std::mem::take(&mut self.others);
        others.into_iter().filter(|(_, peer)| peer.state.is_some()).map(|(client, _)| client).collect()
    }

    /// Everybody who is there, this client too, as an update.
    pub fn everybody(&self) -> Vec<u8> {
        let own = PresenceEntry { client: self.client, clock: self.clock, state: self.state.as_deref() };
        let others = self.others.iter().map(|(client, peer)| PresenceEntry {
            client: *client,
            clock: peer.clock,
            state: peer.state.as_deref(),
        });
        encode(others.chain([own]).filter(|entry| entry.state.is_some()))
    }

    /// That nobody else is there any more, as an update.
    pub fn nobody(&self) -> Vec<u8> {
        let others = self.others.iter().filter(|(_, peer)| peer.state.is_some());
        encode(others.map(|(client, peer)| PresenceEntry { client: *client, clock: peer.clock, state: None }))
    }

    /// That `client` is gone, as an update; `None` if it is not known to be there.
    pub fn gone(&self, client: u64) -> Option<Vec<u8>> {
        let peer = self.others.get(&client).filter(|peer| peer.state.is_some())?;
        Some(encode([PresenceEntry { client, clock: peer.clock, state: None }]))
    }

    /// The others who are there, each with its state as JSON.
    pub fn iter(&self) -> impl Iterator<Item = (u64, &str)> {
        self.others.iter().filter_map(|(client, peer)| Some((*client, peer.state.as_deref()?)))
    }
}
