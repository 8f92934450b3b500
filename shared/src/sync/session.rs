//! The client's end of a connection: what to send, what to take in, and how much of one's own work is on the server's
//! disk.
//!
//! A session outlives its connections. It keeps no updates: what was changed while there was no connection is in the
//! replica, and goes with the answer to the server's first sync step 1. It has no socket and no clock; docs/protocol.md
//! has the rules of the wire. The times that it is given come from a clock that nobody sets, wherever that begins: by the one
//! on the wall, set back, a connection that is dead would live until the clock has caught up.

use super::guard::{Refused, Update, read_state_vector};
use super::presence::{self, Peers};
use super::{CloseCode, Message};
use crate::model::Replica;
use std::collections::{BTreeMap, VecDeque};

/// What a person may be told of the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// No connection yet; one is being opened.
    Connecting,
    /// Connected; the two sides are telling each other what they have.
    Syncing,
    /// Connected, and everything that the server had is here.
    Online,
    /// No connection; the shell tries again.
    Offline,
    /// The server has closed for good, see [`CloseCode::is_permanent`].
    Closed(CloseCode),
}

/// What is to be done, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionEffect {
    /// Send a binary WebSocket message.
    Send(Vec<u8>),
    /// Take this update into the document. It leaves no hole, if those before it were taken in.
    Apply(Vec<u8>),
    /// What is known of these clients has changed: see [`Session::peers`].
    Presence {
        /// Those who came, moved or went.
        changed: Vec<u64>,
    },
    /// All local updates up to this number are on the server's disk. Grows strictly.
    Saved {
        /// As given to [`Session::on_local_update`].
        through: u64,
    },
    /// The server does not take what was changed here, and nothing more is sent on this connection, unless the server asks
    /// again for what was too large. What was changed stays here.
    Refused {
        /// For people.
        reason: String,
    },
    /// What [`Session::status`] says now.
    Status(Status),
    /// The connection speaks another protocol: close it, and report that.
    Close,
    /// Nothing comes over the connection, though the server was asked: it is open on this side alone. Close it, and
    /// report that as broken.
    Silent,
}

/// After so long without a word the server is asked for one, in milliseconds.
const QUIET_MS: u64 = 4_000;
/// How long it may take to answer, in milliseconds. A slow network is not a dead one.
const ANSWER_MS: u64 = 6_000;
/// Between two reports of the time that are this far apart the device slept, in milliseconds: what came meanwhile is
/// heard before anything is made of the silence.
const ASLEEP_MS: u64 = 5_000;

/// What one connection is at.
#[derive(Debug, Default)]
struct Connection {
    /// The server's first sync step 1 has been answered: local updates are sent as they happen.
    has_answered: bool,
    /// What the server had has come in.
    has_caught_up: bool,
    /// A sync step 1 of ours is not answered yet.
    has_asked: bool,
    is_refused: bool,
    /// Because the document would be too large: it may fit when the server asks again.
    is_too_large: bool,
    /// Update messages that were sent.
    sent: u64,
    /// Messages that carry local work and are not acknowledged: number, and the highest local update in it.
    unsaved: VecDeque<(u64, u64)>,
    /// The next clock of each client, once everything that was handed out has been taken in.
    known: BTreeMap<u64, u32>,
    /// When something was heard last.
    heard_ms: u64,
    /// When the server was asked for a word, and has not said any since.
    probed_ms: Option<u64>,
    /// Whether the device has slept since.
    has_slept: bool,
}

/// One document's conversation with its server.
#[derive(Debug)]
pub struct Session {
    status: Status,
    connection: Option<Connection>,
    peers: Peers,
    local: u64,
    saved: u64,
    ticked_ms: u64,
}

impl Session {
    /// A session of the replica that signs as `client`. Local updates up to `saved` are on the server's disk already.
    pub fn new(client: u64, saved: u64) -> Self {
        Session {
            status: Status::Connecting,
            connection: None,
            peers: Peers::new(client),
            local: saved,
            saved,
            ticked_ms: 0,
        }
    }

    /// What a person may be told of the connection.
    pub fn status(&self) -> Status {
        self.status
    }

    /// The highest local update that is on the server's disk, with all before it.
    pub fn saved(&self) -> u64 {
        self.saved
    }

    /// Whether every local update that was reported is on the server's disk.
    pub fn is_saved(&self) -> bool {
        self.saved >= self.local
    }

    /// Whether nothing is lacking of what the server has sent until now.
    pub fn is_whole(&self) -> bool {
        self.connection.as_ref().is_some_and(|connection| connection.has_caught_up && !connection.has_asked)
    }

    /// The others who are there, each with its state as JSON.
    pub fn peers(&self) -> impl Iterator<Item = (u64, &str)> {
        self.peers.iter()
    }

    /// What it is told of the others, for those whom this client speaks for.
    pub fn presence(&self) -> &Peers {
        &self.peers
    }

    /// A connection is being opened.
    pub fn on_connecting(&mut self, effects: &mut Vec<SessionEffect>) {
        self.set_status(Status::Connecting, effects);
    }

    /// A connection is open; the one before, if any, is no more. `replica` is the document as it is now.
    pub fn on_open(&mut self, now_ms: u64, replica: &Replica, effects: &mut Vec<SessionEffect>) {
        let state_vector = replica.state_vector();
        let known = read_state_vector(&state_vector).unwrap_or_default().into_iter().collect();
        self.connection =
            Some(Connection { known, has_asked: true, heard_ms: now_ms, ..Connection::default() });
        self.forget_peers(effects);
        self.set_status(Status::Syncing, effects);
        effects.push(SessionEffect::Send(Message::SyncStep1 { state_vector: &state_vector }.encode()));
        if let Some(update) = self.peers.renew(now_ms) {
            effects.push(send_presence(&update));
        }
    }

    /// A binary message came in. `replica` holds every local update that was reported.
    pub fn on_frame(
        &mut self,
        now_ms: u64,
        replica: &Replica,
        frame: &[u8],
        effects: &mut Vec<SessionEffect>,
    ) {
        let Some(connection) = &mut self.connection else { return };
        connection.heard_ms = now_ms;
        connection.probed_ms = None;
        match Message::decode(frame) {
            Ok(Message::SyncStep1 { state_vector }) => {
                let Ok(update) = replica.diff(state_vector) else {
                    return effects.push(SessionEffect::Close);
                };
                connection.answer(&update, self.local, effects);
            }
            Ok(Message::SyncStep2 { update }) => {
                connection.has_asked = false;
                if connection.take(replica, update, effects) {
                    connection.has_caught_up = true;
                }
            }
            Ok(Message::Update { update }) => {
                connection.take(replica, update, effects);
            }
            Ok(Message::Presence { update }) => match presence::decode(update, usize::MAX) {
                Ok(entries) => self.on_presence(now_ms, &entries, effects),
                Err(_) => effects.push(SessionEffect::Close),
            },
            Ok(Message::QueryPresence) => effects.push(send_presence(&self.peers.own(now_ms))),
            Ok(Message::Ack { count }) => {
                let through = connection.acknowledged(count);
                if let Some(through) = through.filter(|through| *through > self.saved) {
                    self.saved = through;
                    effects.push(SessionEffect::Saved { through });
                }
            }
            Ok(Message::Refused { reason, .. }) => {
                connection.is_refused = true;
                connection.is_too_large = reason == Refused::TooLarge.to_string();
                connection.unsaved.clear();
                effects.push(SessionEffect::Refused { reason: reason.to_owned() });
            }
            Ok(Message::Denied { reason }) => {
                effects.push(SessionEffect::Refused { reason: reason.to_owned() })
            }
            Err(_) => effects.push(SessionEffect::Close),
        }
        if self
            .connection
            .as_ref()
            .is_some_and(|connection| connection.has_caught_up && connection.has_answered)
        {
            self.set_status(Status::Online, effects);
        }
    }

    fn on_presence(
        &mut self,
        now_ms: u64,
        entries: &[presence::PresenceEntry<'_>],
        effects: &mut Vec<SessionEffect>,
    ) {
        let taken = self.peers.take(now_ms, entries);
        if taken.show_again
            && let Some(update) = self.peers.renew(now_ms)
        {
            effects.push(send_presence(&update));
        }
        if !taken.changed.is_empty() {
            effects.push(SessionEffect::Presence { changed: taken.changed });
        }
    }

    /// The person changed the document: `update`, which the replica holds already, is its change number `number`.
    /// Numbers grow.
    pub fn on_local_update(&mut self, number: u64, update: &[u8], effects: &mut Vec<SessionEffect>) {
        self.local = self.local.max(number);
        let Some(connection) = &mut self.connection else { return };
        if let Ok(update) = Update::parse(update) {
            connection.note(&update);
        }
        // Until the server's sync step 1 has come there is nothing to send: the answer to it holds this change too.
        if connection.has_answered && !connection.is_refused {
            connection.sent += 1;
            connection.unsaved.push_back((connection.sent, number));
            effects.push(SessionEffect::Send(Message::Update { update }.encode()));
        }
    }

    /// What this client says of itself, as JSON; `None` to be gone.
    pub fn set_presence(&mut self, now_ms: u64, state: Option<String>, effects: &mut Vec<SessionEffect>) {
        if self.peers.set_own(state) && self.connection.is_some() {
            effects.push(send_presence(&self.peers.own(now_ms)));
        }
    }

    /// The connection has ended, or could not be opened. `code` is that of the close frame, 1006 without one.
    pub fn on_close(&mut self, code: CloseCode, effects: &mut Vec<SessionEffect>) {
        self.connection = None;
        self.forget_peers(effects);
        let status = if code.is_permanent() { Status::Closed(code) } else { Status::Offline };
        self.set_status(status, effects);
    }

    /// Time has passed; to be reported every second or so.
    pub fn on_tick(&mut self, now_ms: u64, effects: &mut Vec<SessionEffect>) {
        if self.connection.is_some()
            && self.peers.is_renewal_due(now_ms)
            && let Some(update) = self.peers.renew(now_ms)
        {
            effects.push(send_presence(&update));
        }
        let changed = self.peers.expire(now_ms);
        if !changed.is_empty() {
            effects.push(SessionEffect::Presence { changed });
        }
        let slept = now_ms.saturating_sub(std::mem::replace(&mut self.ticked_ms, now_ms)) > ASLEEP_MS;
        if let Some(connection) = &mut self.connection {
            connection.listen(now_ms, slept, effects);
        }
    }

    /// Asks the server for a word at once: the network has changed, or the page is looked at again.
    pub fn probe(&mut self, now_ms: u64, effects: &mut Vec<SessionEffect>) {
        if let Some(connection) = &mut self.connection
            && connection.probed_ms.is_none()
        {
            connection.ask(now_ms, effects);
        }
    }

    fn forget_peers(&mut self, effects: &mut Vec<SessionEffect>) {
        let changed = self.peers.clear();
        if !changed.is_empty() {
            effects.push(SessionEffect::Presence { changed });
        }
    }

    fn set_status(&mut self, status: Status, effects: &mut Vec<SessionEffect>) {
        if self.status != status {
            self.status = status;
            effects.push(SessionEffect::Status(status));
        }
    }
}

impl Connection {
    /// Finds out whether the server is still there.
    fn listen(&mut self, now_ms: u64, slept: bool, effects: &mut Vec<SessionEffect>) {
        match self.probed_ms {
            Some(_) if slept && !std::mem::replace(&mut self.has_slept, true) => {
                self.probed_ms = Some(now_ms);
            }
            Some(probed) if now_ms.saturating_sub(probed) >= ANSWER_MS => effects.push(SessionEffect::Silent),
            None if now_ms.saturating_sub(self.heard_ms) >= QUIET_MS => self.ask(now_ms, effects),
            Some(_) | None => {}
        }
    }

    fn ask(&mut self, now_ms: u64, effects: &mut Vec<SessionEffect>) {
        self.probed_ms = Some(now_ms);
        self.has_slept = false;
        effects.push(SessionEffect::Send(Message::QueryPresence.encode()));
    }

    /// Sends everything that the server lacks. What was sent before counts no more: the server has asked for it again.
    fn answer(&mut self, update: &[u8], local: u64, effects: &mut Vec<SessionEffect>) {
        self.has_answered = true;
        self.unsaved.clear();
        if self.is_refused && !self.is_too_large {
            return;
        }
        (self.is_refused, self.is_too_large) = (false, false);
        self.sent += 1;
        self.unsaved.push_back((self.sent, local));
        effects.push(SessionEffect::Send(Message::SyncStep2 { update }.encode()));
    }

    /// Hands out an update, or asks for all that is lacking if it would leave a hole. Whether it was handed out.
    fn take(&mut self, replica: &Replica, bytes: &[u8], effects: &mut Vec<SessionEffect>) -> bool {
        let Ok(update) = Update::parse(bytes) else {
            effects.push(SessionEffect::Close);
            return false;
        };
        if update.hole(|client| self.known.get(&client).copied().unwrap_or(0)).is_some() {
            // Until the answer comes, what leaves a hole is in the answer.
            if !std::mem::replace(&mut self.has_asked, true) {
                let state_vector = replica.state_vector();
                effects
                    .push(SessionEffect::Send(Message::SyncStep1 { state_vector: &state_vector }.encode()));
            }
            return false;
        }
        self.note(&update);
        effects.push(SessionEffect::Apply(bytes.to_vec()));
        true
    }

    fn note(&mut self, update: &Update<'_>) {
        for (client, clocks) in update.spans() {
            let known = self.known.entry(client).or_default();
            *known = clocks.end.max(*known);
        }
    }

    fn acknowledged(&mut self, count: u64) -> Option<u64> {
        let mut through = None;
        while let Some((_, local)) = self.unsaved.pop_front_if(|(number, _)| *number <= count) {
            through = Some(local);
        }
        through
    }
}

fn send_presence(update: &[u8]) -> SessionEffect {
    SessionEffect::Send(Message::Presence { update }.encode())
}

/// How long to wait before the next attempt to connect.
#[derive(Debug, Clone, Default)]
pub struct Backoff {
    attempts: u32,
}

impl Backoff {
    /// The wait before the first attempt after a connection that worked, at most, in milliseconds.
    pub const FIRST_MS: u64 = 200;
    /// The longest wait, in milliseconds.
    pub const LONGEST_MS: u64 = 10_000;

    /// The next wait in milliseconds: doubling, and between a quarter and all of that, by `random`, a number from 0 to 1,
    /// so that many clients do not come back at once.
    pub fn next_ms(&mut self, random: f64) -> u64 {
        let longest = (Self::FIRST_MS << self.attempts.min(16)).min(Self::LONGEST_MS);
        self.attempts = self.attempts.saturating_add(1);
        longest / 4 + (longest as f64 * 0.75 * random.clamp(0.0, 1.0)) as u64
    }

    /// A connection has worked.
    pub fn reset(&mut self) {
        self.attempts = 0;
    }
}
