//! The server's end of a document: what each connection may say, what is passed on, and in which order.
//!
//! Durable before visible: an update is checked, waits, goes to the log, and only when the log has it does anybody see
//! it, its author's acknowledgement included. The room has no socket, no clock and no log of its own; the shell around
//! it carries out the effects and reports back. The rules of the wire are in docs/protocol.md.

use super::guard::{Malformed, Refused, Rejection, Roots, Update, read_state_vector};
use super::hold::{Hold, State, has_nothing};
use super::presence::{self, PresenceError, PresenceTable, STAMP_BYTES, Shower, Stamp};
use super::{CloseCode, Content, Limits, Message, OpenError, Power, Role};
use crate::model::UpdateError;
use bytes::Bytes;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// After so long without a message to everybody the room sends one, since a Yjs client gives up a connection on which
/// it hears nothing for 30 s. In milliseconds.
const KEEP_ALIVE_MS: u64 = 15_000;
/// After so long a client whose change made the document too large is asked for it again, in milliseconds: something may have
/// been deleted since, here or there.
const ASK_AGAIN_MS: u64 = 30_000;
/// How often the size of a document that has reached its limit is measured at most, in milliseconds.
const MEASURE_MS: u64 = 5_000;

/// One connection, by a number that the shell never uses twice in a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionId(pub u64);

/// What a room asks of those who come in.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Which roots the document may have.
    pub roots: Roots,
    /// How much one connection may ask for.
    pub limits: Limits,
}

impl Policy {
    /// What changing the room's document is.
    pub fn writing(&self) -> Power {
        match self.roots {
            Roots::Document | Roots::Open => Power::Write,
            Roots::Review => Power::Comment,
        }
    }
}

/// What happened.
#[derive(Debug)]
pub enum Event<'a> {
    /// A connection was opened. `acks` if it negotiated [`super::SUBPROTOCOL`].
    Join {
        /// The new connection.
        connection: ConnectionId,
        /// Whether it understands acknowledgements.
        acks: bool,
        /// What it may do.
        role: Role,
        /// Who it is, for the others.
        stamp: Stamp,
    },
    /// A binary WebSocket message came in.
    Frame {
        /// By which connection.
        connection: ConnectionId,
        /// All of it.
        bytes: &'a [u8],
    },
    /// A connection ended, from whichever side. To report it twice does no harm.
    Leave {
        /// The connection that is no more.
        connection: ConnectionId,
    },
    /// The last [`Effect::Append`] is on disk.
    Stored,
    /// The last [`Effect::Append`] is not on disk, as far as anybody knows. A room in whose log it turns up later is to be opened
    /// again: it does not have it.
    NotStored {
        /// For people.
        reason: String,
    },
    /// Time has passed; to be reported every few seconds.
    Tick,
}

/// What is to be done, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Put these into the log, all or none, and report [`Event::Stored`] or [`Event::NotStored`]. There is never a
    /// second one before that report.
    Append {
        /// At least one.
        additions: Vec<Addition>,
    },
    /// From now on what is published goes to this connection too, after what it is replied next: all until now.
    Follow {
        /// One that has asked for the first time.
        connection: ConnectionId,
    },
    /// Send a frame to every connection that follows, but one.
    Publish {
        /// One message.
        frame: Arc<[u8]>,
        /// The author, who has it.
        except: Option<ConnectionId>,
    },
    /// Send a frame to one connection.
    Reply {
        /// To whom.
        connection: ConnectionId,
        /// One message. Others may be sent the same bytes.
        frame: Bytes,
    },
    /// Close a connection. For the room it has left already.
    Close {
        /// Which one.
        connection: ConnectionId,
        /// Why, for machines.
        code: CloseCode,
        /// Why, for people.
        reason: String,
    },
}

impl Effect {
    pub(super) fn reply(connection: ConnectionId, frame: impl Into<Bytes>) -> Effect {
        Effect::Reply { connection, frame: frame.into() }
    }
}

/// An update on its way to the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addition {
    /// The connection over which it came, which may have ended since. Who that is, the shell knows; what the update says
    /// of itself is not asked.
    pub connection: ConnectionId,
    /// The client id that its items bear. Of one that only deletes: the one that the connection's items bore last, or 0.
    pub client: u64,
    /// What of it is new to the document.
    pub update: Arc<[u8]>,
}

#[derive(Debug)]
struct Connection {
    acks: bool,
    role: Role,
    stamp: Stamp,
    /// Update messages that came in.
    received: u64,
    /// Whether it has sent a first sync step 1.
    is_greeted: bool,
    /// Whether it was asked for all that the room lacks, and has not answered.
    is_asked: bool,
    waiting_updates: usize,
    waiting_bytes: usize,
    refusals: u32,
    /// When it is to be asked again for what made the document too large.
    ask_again_ms: Option<u64>,
    /// The client id of the last items that came over it.
    client: u64,
}

/// An update message that has not been acknowledged.
#[derive(Debug)]
struct Waiting {
    connection: ConnectionId,
    /// Its number among the connection's update messages.
    number: u64,
    client: u64,
    /// `None` if it brings nothing that does not wait before it.
    update: Option<Arc<[u8]>>,
}

/// How large a document is with what waits for the disk: what was measured last, and the updates since then. That is more
/// than it takes, since a document grows less by a change than the change has bytes, so it is measured again at the limit.
#[derive(Debug, Clone, Copy)]
struct Size {
    bytes: usize,
    measured_ms: Option<u64>,
}

/// What a room did not take, for the shell to count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Refusals {
    /// Updates of those who may look here and not write.
    pub view: u64,
    /// Updates that the document cannot take.
    pub content: u64,
    /// Updates that would make the document too large.
    pub size: u64,
    /// Updates that build on something that is missing, and that was asked for.
    pub holes: u64,
    /// Presence states of more clients than one connection may show.
    pub passed_over: u64,
    /// Presence messages that came sooner than everybody is shown again.
    pub held: u64,
}

/// What a message needs of the document before [`Room::handle`] gets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// Nothing: it is about who is there.
    Nothing,
    /// What the log says, from [`Room::lend`] on: somebody comes who has nothing yet.
    State,
    /// What the document says, from [`Room::wake`] on.
    Content,
}

impl Need {
    /// What a message of a client needs.
    pub fn of(bytes: &[u8]) -> Need {
        match Message::decode(bytes) {
            Ok(Message::SyncStep1 { state_vector }) if has_nothing(state_vector) => Need::State,
            Ok(Message::SyncStep1 { .. } | Message::SyncStep2 { .. } | Message::Update { .. }) => {
                Need::Content
            }
            _ => Need::Nothing,
        }
    }
}

/// An open document.
///
/// While nobody needs what it says, it can rest: those who are there stay, and their presence goes on, but the text is on
/// disk alone.
#[derive(Debug)]
pub struct Room {
    policy: Policy,
    hold: Hold,
    size: Size,
    presence: PresenceTable,
    /// Boxed: in most rooms few are, and a node of the map has places for eleven.
    connections: BTreeMap<ConnectionId, Box<Connection>>,
    waiting: VecDeque<Waiting>,
    /// What the log was asked to append.
    in_flight: Vec<Waiting>,
    last_to_all_ms: u64,
    /// When presence may be shown to everybody again.
    next_presence_ms: u64,
    refusals: Refusals,
}

impl Room {
    /// Opens a document from its log: a snapshot, if there is one, and the updates after it, in order.
    pub fn open<'a>(policy: Policy, log: impl IntoIterator<Item = &'a [u8]>) -> Result<Room, OpenError> {
        let content = Content::open(policy.roots, log)?;
        Ok(Room::new(policy, content))
    }

    /// A room with a document that was read, in which nobody is yet.
    pub fn new(policy: Policy, content: Content) -> Room {
        Room::holding(policy, content.state_bytes(), Hold::Open(Box::new(content)))
    }

    /// A room that rests, of whose log was read what it says.
    pub fn resting(policy: Policy, state: State) -> Room {
        Room::holding(policy, state.answer().len(), state.into())
    }

    fn holding(policy: Policy, bytes: usize, hold: Hold) -> Room {
        Room {
            policy,
            size: Size { bytes, measured_ms: None },
            hold,
            presence: PresenceTable::default(),
            connections: BTreeMap::new(),
            waiting: VecDeque::new(),
            in_flight: Vec::new(),
            last_to_all_ms: 0,
            next_presence_ms: 0,
            refusals: Refusals::default(),
        }
    }

    /// Lets go of what the document says, if all of it is on disk. True if the room rests now.
    pub fn rest(&mut self) -> bool {
        if self.is_durable() && !self.is_resting() {
            self.hold = Hold::Resting { state_vector: self.state_vector(), answer: None };
        }
        self.is_resting()
    }

    /// Gives a room that rests what its log says, for those who come. A room that does not rest has no need of it.
    pub fn lend(&mut self, state: State) {
        if self.is_resting() {
            self.hold = state.into();
        }
    }

    /// Lets go of what [`Room::lend`] gave. True if there was something.
    pub fn give_back(&mut self) -> bool {
        match &mut self.hold {
            Hold::Resting { answer, .. } => answer.take().is_some(),
            Hold::Open(_) => false,
        }
    }

    /// Whether what the document says is not in memory. All but [`Room::state_vector`] and those messages of which [`Need::of`]
    /// says so need it back first.
    pub fn is_resting(&self) -> bool {
        matches!(self.hold, Hold::Resting { .. })
    }

    /// Takes back what the document says, read from its log anew.
    pub fn wake(&mut self, content: Content) {
        self.size = Size { bytes: content.state_bytes(), measured_ms: None };
        self.hold = Hold::Open(Box::new(content));
    }

    /// Whether that is not in memory: a room that rests has what it was lent and no more.
    pub fn lacks(&self, need: Need) -> bool {
        match &self.hold {
            Hold::Open(_) => false,
            Hold::Resting { answer: Some(_), .. } => need == Need::Content,
            Hold::Resting { answer: None, .. } => need != Need::Nothing,
        }
    }

    /// The bytes that it was lent and has not given back.
    pub fn lent_bytes(&self) -> usize {
        match &self.hold {
            Hold::Resting { answer: Some(answer), .. } => answer.len(),
            Hold::Resting { answer: None, .. } | Hold::Open(_) => 0,
        }
    }

    /// What the document holds on disk, as an encoded state vector.
    pub fn state_vector(&self) -> Vec<u8> {
        self.hold.state_vector()
    }

    /// The document as it is on disk, as one update: a snapshot that stands for the log up to the last stored append.
    pub fn encode(&self) -> Vec<u8> {
        self.hold.content().replica.encode()
    }

    /// The frames that bring a reader up to date which has everything up to `state_vector` and missed what came after:
    /// an update and everybody's presence.
    pub fn catch_up(&self, state_vector: &[u8]) -> Result<Vec<Vec<u8>>, UpdateError> {
        let update = self.hold.content().replica.diff(state_vector)?;
        Ok(vec![Message::Update { update: &update }.encode(), self.presence_frame()])
    }

    /// How many connections have joined.
    pub fn connections(&self) -> usize {
        self.connections.len()
    }

    /// Whether nobody is here and nothing waits for the disk: the room can be forgotten.
    pub fn is_idle(&self) -> bool {
        self.connections.is_empty() && self.is_durable()
    }

    /// Whether everything that was accepted is on disk.
    pub fn is_durable(&self) -> bool {
        self.waiting.is_empty() && self.in_flight.is_empty()
    }

    /// What was not taken since this was asked last. `None` if everything was.
    pub fn take_refusals(&mut self) -> Option<Refusals> {
        let refusals = std::mem::take(&mut self.refusals);
        (refusals != Refusals::default()).then_some(refusals)
    }

    /// Takes in one event and adds what is to be done.
    ///
    /// Several events that are there at once may be handled one after another; [`Room::flush`] comes after the last.
    pub fn handle(&mut self, now_ms: u64, event: Event<'_>, effects: &mut Vec<Effect>) {
        match event {
            Event::Join { connection, acks, role, stamp } => self.join(connection, acks, role, stamp),
            Event::Frame { connection, bytes } => {
                if self.connections.contains_key(&connection)
                    && let Err((code, reason)) = self.on_frame(now_ms, connection, bytes, effects)
                {
                    self.close(now_ms, connection, code, reason, effects);
                }
            }
            Event::Leave { connection } => self.leave(now_ms, connection),
            Event::Stored => self.on_stored(now_ms, effects),
            Event::NotStored { reason } => self.on_not_stored(now_ms, &reason, effects),
            Event::Tick => {
                self.presence.expire(now_ms);
                self.ask_again(now_ms, effects);
            }
        }
    }

    /// When somebody's presence has changed and waits to be shown: when the next [`Room::flush`] shows it.
    pub fn presence_due_ms(&self) -> Option<u64> {
        self.presence.has_changes().then_some(self.next_presence_ms)
    }

    /// Ends a turn: sends what waits to the log, unless that is busy, and one frame with everybody whose presence
    /// changed, unless there was one just before. Without it nothing is ever appended.
    pub fn flush(&mut self, now_ms: u64, effects: &mut Vec<Effect>) {
        self.append(effects);
        let quiet_ms = now_ms.saturating_sub(self.last_to_all_ms);
        if now_ms < self.next_presence_ms {
            return;
        }
        let changes = match self.presence.take_changes() {
            Some(changes) => changes,
            None if quiet_ms >= KEEP_ALIVE_MS => presence::encode([]),
            None => return,
        };
        self.last_to_all_ms = now_ms;
        self.next_presence_ms = now_ms + self.policy.limits.presence_gap_ms;
        if !self.connections.is_empty() {
            let frame = Message::Presence { update: &changes }.encode().into();
            effects.push(Effect::Publish { frame, except: None });
        }
    }

    fn join(&mut self, connection: ConnectionId, acks: bool, role: Role, stamp: Stamp) {
        let entry = Connection {
            acks,
            role,
            stamp,
            received: 0,
            is_greeted: false,
            is_asked: false,
            waiting_updates: 0,
            waiting_bytes: 0,
            refusals: 0,
            ask_again_ms: None,
            client: 0,
        };
        self.connections.insert(connection, Box::new(entry));
    }

    /// Asks those for all that is lacking here whose change made the document too large.
    fn ask_again(&mut self, now_ms: u64, effects: &mut Vec<Effect>) {
        let is_due = |entry: &mut Box<Connection>| {
            entry.ask_again_ms.take_if(|due_ms| *due_ms <= now_ms).is_some()
                && !std::mem::replace(&mut entry.is_asked, true)
        };
        let due = self.connections.iter_mut().filter_map(|(id, entry)| is_due(entry).then_some(*id));
        let due: Vec<ConnectionId> = due.collect();
        for connection in due {
            effects.push(Effect::reply(connection, self.sync_step_1()));
        }
    }

    fn leave(&mut self, now_ms: u64, connection: ConnectionId) {
        if self.connections.remove(&connection).is_some() {
            self.presence.leave(now_ms, connection);
        }
    }

    fn close(
        &mut self,
        now_ms: u64,
        connection: ConnectionId,
        code: CloseCode,
        reason: String,
        effects: &mut Vec<Effect>,
    ) {
        if self.connections.contains_key(&connection) {
            self.leave(now_ms, connection);
            effects.push(Effect::Close { connection, code, reason });
        }
    }

    fn on_frame(
        &mut self,
        now_ms: u64,
        connection: ConnectionId,
        bytes: &[u8],
        effects: &mut Vec<Effect>,
    ) -> Result<(), (CloseCode, String)> {
        if bytes.len() > self.policy.limits.frame_bytes {
            return Err((CloseCode::TOO_LARGE, "the message is over the limit".into()));
        }
        let malformed = |error: &dyn std::fmt::Display| (CloseCode::MALFORMED, error.to_string());
        let message = Message::decode(bytes).map_err(|error| malformed(&error))?;
        let role = self.connections.get(&connection).map(|entry| entry.role);
        let may = message
            .power(self.policy.writing())
            .is_some_and(|power| role.is_some_and(|role| role.may(power)));
        match message {
            Message::SyncStep1 { state_vector } => {
                self.greet(connection, state_vector, effects).map_err(|error| malformed(&error))
            }
            Message::SyncStep2 { update } => {
                if let Some(entry) = self.connections.get_mut(&connection) {
                    entry.is_asked = false;
                }
                self.on_update(now_ms, connection, update, may, true, effects)
            }
            Message::Update { update } => self.on_update(now_ms, connection, update, may, false, effects),
            Message::Presence { update } => {
                let used_up = self.on_presence(now_ms, connection, update).map_err(|error| match error {
                    PresenceError::Malformed(error) => malformed(&error),
                    PresenceError::TooLarge => (CloseCode::TOO_LARGE, error.to_string()),
                })?;
                if let Some(used_up) = used_up {
                    let frame = Message::Presence { update: &used_up }.encode();
                    effects.push(Effect::reply(connection, frame));
                }
                Ok(())
            }
            Message::QueryPresence => {
                effects.push(Effect::reply(connection, self.presence_frame()));
                Ok(())
            }
            Message::Denied { .. } | Message::Ack { .. } | Message::Refused { .. } => {
                Err((CloseCode::MALFORMED, "only a server sends this message".into()))
            }
        }
    }

    /// Answers a sync step 1; the first one is answered by the room's own and by everybody's presence too. What is published
    /// before it would leave a hole in a document that lacks what came before.
    fn greet(
        &mut self,
        connection: ConnectionId,
        state_vector: &[u8],
        effects: &mut Vec<Effect>,
    ) -> Result<(), Malformed> {
        read_state_vector(state_vector)?;
        let answer = self.hold.answer(state_vector).map_err(|_| Malformed::Number)?;
        let mut frames = vec![answer];
        let step_1 = self.sync_step_1();
        if let Some(entry) = self.connections.get_mut(&connection)
            && !std::mem::replace(&mut entry.is_greeted, true)
        {
            effects.push(Effect::Follow { connection });
            if !std::mem::replace(&mut entry.is_asked, true) {
                frames.push(step_1.into());
            }
            frames.push(self.presence_frame().into());
        }
        effects.extend(frames.into_iter().map(|frame| Effect::reply(connection, frame)));
        Ok(())
    }

    /// Gives what is to be said of clocks that are used up, to the sender alone.
    fn on_presence(
        &mut self,
        now_ms: u64,
        connection: ConnectionId,
        update: &[u8],
    ) -> Result<Option<Vec<u8>>, PresenceError> {
        let limits = &self.policy.limits;
        // Others' states that are sent back have a stamp.
        let entries = presence::decode(update, limits.presence_bytes.saturating_add(STAMP_BYTES))?;
        let Some(entry) = self.connections.get(&connection) else { return Ok(None) };
        let (ids, state_bytes) = (limits.presence_ids, limits.presence_bytes);
        let by = Shower { connection, stamp: &entry.stamp, ids, state_bytes };
        let taken = self.presence.take(now_ms, by, &entries)?;
        self.refusals.passed_over += taken.passed_over;
        self.refusals.held += u64::from(now_ms < self.next_presence_ms);
        Ok(taken.used_up)
    }

    fn sync_step_1(&self) -> Vec<u8> {
        Message::SyncStep1 { state_vector: &self.state_vector() }.encode()
    }

    fn presence_frame(&self) -> Vec<u8> {
        Message::Presence { update: &self.presence.everybody() }.encode()
    }

    /// By how many bytes the document may grow, for a change that has so many.
    fn space_for(&mut self, now_ms: u64, bytes: usize) -> usize {
        let most = self.policy.limits.document_bytes;
        let is_due = |measured: u64| now_ms.saturating_sub(measured) >= MEASURE_MS;
        if self.size.bytes.saturating_add(bytes) > most && self.size.measured_ms.is_none_or(is_due) {
            let waiting = self.in_flight.iter().chain(&self.waiting);
            let waiting = waiting.filter_map(|waiting| waiting.update.as_ref()).map(|update| update.len());
            let bytes = self.hold.content().replica.encode().len() + waiting.sum::<usize>();
            self.size = Size { bytes, measured_ms: Some(now_ms) };
        }
        most.saturating_sub(self.size.bytes)
    }

    fn on_update(
        &mut self,
        now_ms: u64,
        connection: ConnectionId,
        bytes: &[u8],
        may_write: bool,
        is_whole: bool,
        effects: &mut Vec<Effect>,
    ) -> Result<(), (CloseCode, String)> {
        let most = self.space_for(now_ms, bytes.len());
        let parsed = Update::parse(bytes);
        let signer = parsed.as_ref().ok().and_then(|update| update.spans().next()).map(|(client, _)| client);
        let content = self.hold.content_mut();
        let Some(entry) = self.connections.get_mut(&connection) else { return Ok(()) };
        let checked = parsed.and_then(|update| content.check(&update, may_write, most));
        entry.received += 1;
        entry.client = signer.unwrap_or(entry.client);
        let (number, client) = (entry.received, entry.client);
        let refused = match checked {
            Ok(fresh) => {
                let update: Option<Arc<[u8]>> = fresh.map(|bytes| bytes.into_owned().into());
                let bytes = update.as_ref().map_or(0, |update| update.len());
                self.size.bytes += bytes;
                entry.waiting_updates += 1;
                entry.waiting_bytes += bytes;
                let limits = &self.policy.limits;
                let is_over = entry.waiting_updates > limits.waiting_updates
                    || entry.waiting_bytes > limits.waiting_bytes && entry.waiting_updates > 1;
                self.waiting.push_back(Waiting { connection, number, client, update });
                return match is_over {
                    true => Err((CloseCode::OVERLOADED, "too much waits for the disk".into())),
                    false => Ok(()),
                };
            }
            Err(Rejection::Malformed(error)) => return Err((CloseCode::MALFORMED, error.to_string())),
            Err(Rejection::Hole(_)) if is_whole => Refused::Incomplete,
            Err(Rejection::Hole(_)) => {
                self.refusals.holes += 1;
                if !std::mem::replace(&mut entry.is_asked, true) {
                    effects.push(Effect::reply(connection, self.sync_step_1()));
                }
                self.answered(connection, number);
                return Ok(());
            }
            Err(Rejection::Refused(refused)) => refused,
        };
        let reason = refused.to_string();
        if may_write && refused == Refused::TooLarge {
            // He stays too: nobody else's change is at fault, and what he has may fit later.
            self.refusals.size += 1;
            if !entry.acks {
                return Err((CloseCode::TOO_LARGE, reason));
            }
            entry.ask_again_ms = Some(now_ms + ASK_AGAIN_MS);
            let frame = Message::Refused { count: number, reason: &reason }.encode();
            effects.push(Effect::reply(connection, frame));
            self.answered(connection, number);
            return Ok(());
        }
        entry.refusals += 1;
        if !may_write {
            self.refusals.view += 1;
            // He stays. A plain Yjs client sends on whatever it hears, and is told once.
            let frame = match (entry.acks, entry.refusals) {
                (true, _) => Message::Refused { count: number, reason: &reason }.encode(),
                (false, 1) => Message::Denied { reason: &reason }.encode(),
                (false, _) => Vec::new(),
            };
            if !frame.is_empty() {
                effects.push(Effect::reply(connection, frame));
            }
            self.answered(connection, number);
            return Ok(());
        }
        self.refusals.content += 1;
        if !entry.acks || entry.refusals > self.policy.limits.refusals {
            return Err((CloseCode::REFUSED, reason));
        }
        let frame = Message::Refused { count: number, reason: &reason }.encode();
        effects.push(Effect::reply(connection, frame));
        self.answered(connection, number);
        Ok(())
    }

    /// Counts an update message as dealt with, once those before it are.
    fn answered(&mut self, connection: ConnectionId, number: u64) {
        if let Some(entry) = self.connections.get_mut(&connection) {
            entry.waiting_updates += 1;
        }
        self.waiting.push_back(Waiting { connection, number, client: 0, update: None });
    }

    /// Gives the log what waits. What brings nothing and waits for nothing is acknowledged at once.
    fn append(&mut self, effects: &mut Vec<Effect>) {
        if !self.in_flight.is_empty() {
            return;
        }
        let mut bytes = 0;
        let mut additions = Vec::new();
        while let Some(next) = self.waiting.front() {
            bytes += next.update.as_ref().map_or(0, |update| update.len());
            if !additions.is_empty() && bytes > self.policy.limits.append_bytes {
                break;
            }
            let (connection, client) = (next.connection, next.client);
            additions.extend(next.update.clone().map(|update| Addition { connection, client, update }));
            self.in_flight.extend(self.waiting.pop_front());
        }
        if additions.is_empty() {
            let settled = std::mem::take(&mut self.in_flight);
            self.acknowledge(&settled, effects);
        } else {
            effects.push(Effect::Append { additions });
        }
    }

    fn on_stored(&mut self, now_ms: u64, effects: &mut Vec<Effect>) {
        let stored = std::mem::take(&mut self.in_flight);
        self.integrate(now_ms, &stored, effects);
        for waiting in &stored {
            if let Some(update) = &waiting.update
                && !self.connections.is_empty()
            {
                let frame = Message::Update { update }.encode().into();
                effects.push(Effect::Publish { frame, except: Some(waiting.connection) });
            }
        }
        self.acknowledge(&stored, effects);
    }

    /// Brings the replica up to the log. What the validator passed integrates; should an update not, its author goes.
    fn integrate(&mut self, now_ms: u64, stored: &[Waiting], effects: &mut Vec<Effect>) {
        let updates = || stored.iter().filter_map(|waiting| waiting.update.as_deref());
        if self.hold.content_mut().replica.apply_all(updates()).is_ok() {
            return;
        }
        for waiting in stored {
            let Some(update) = &waiting.update else { continue };
            if let Err(error) = self.hold.content_mut().replica.apply(update) {
                self.close(now_ms, waiting.connection, CloseCode::REFUSED, error.to_string(), effects);
            }
        }
    }

    fn acknowledge(&mut self, settled: &[Waiting], effects: &mut Vec<Effect>) {
        let mut counts: BTreeMap<ConnectionId, u64> = BTreeMap::new();
        for Waiting { connection, number, update, .. } in settled {
            if let Some(entry) = self.connections.get_mut(connection) {
                entry.waiting_updates -= 1;
                entry.waiting_bytes -= update.as_ref().map_or(0, |update| update.len());
                if entry.acks {
                    counts.insert(*connection, *number);
                }
            }
        }
        let ack = |(connection, count)| Effect::reply(connection, Message::Ack { count }.encode());
        effects.extend(counts.into_iter().map(ack));
    }

    /// Goes back to what is on disk. The authors of what is lost are closed and send it again when they return; of
    /// everybody else who has something waiting all is asked for again, since it was judged by what is lost.
    fn on_not_stored(&mut self, now_ms: u64, reason: &str, effects: &mut Vec<Effect>) {
        for lost in std::mem::take(&mut self.in_flight) {
            self.close(now_ms, lost.connection, CloseCode::NOT_STORED, reason.to_owned(), effects);
        }
        self.waiting.retain(|waiting| self.connections.contains_key(&waiting.connection));
        let state_vector = self.state_vector();
        for waiting in &mut self.waiting {
            let update = waiting.update.take();
            if let Some(entry) = self.connections.get_mut(&waiting.connection) {
                entry.waiting_bytes -= update.map_or(0, |update| update.len());
                if !std::mem::replace(&mut entry.is_asked, true) {
                    let frame = Message::SyncStep1 { state_vector: &state_vector }.encode();
                    effects.push(Effect::reply(waiting.connection, frame));
                }
            }
        }
        self.size.bytes = self.hold.content_mut().go_back();
    }
}
