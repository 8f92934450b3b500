//! What a fuzzer calls with bytes of its own making, and a test with those that were worth keeping.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Attributes, Delta, Document, Replica, seed};
use crate::sync::guard::{Roots, Update, World, read_state_vector};
use crate::sync::presence::{self, PresenceEntry, Stamp};
use crate::sync::{
    CloseCode, ConnectionId, Effect, Event, Limits, Message, Policy, Relay, RelayEffect, Role, Room, Session,
    SessionEffect, mend,
};

/// Cuts `bytes` into pieces: each is a length in two bytes, big-endian, and as many bytes, or what is left.
pub fn pieces(mut bytes: &[u8]) -> Vec<&[u8]> {
    let mut pieces = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk::<2>() {
        let (piece, rest) = rest.split_at(usize::from(u16::from_be_bytes(*length)).min(rest.len()));
        pieces.push(piece);
        bytes = rest;
    }
    pieces
}

/// Puts pieces together so that [`pieces`] takes them apart.
pub fn joined<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for piece in pieces {
        let piece = &piece[..piece.len().min(usize::from(u16::MAX))];
        bytes.extend_from_slice(&(piece.len() as u16).to_be_bytes());
        bytes.extend_from_slice(piece);
    }
    bytes
}

/// Updates one after another to one document. What the validator passes must apply, and both must agree on how far
/// the document is; so must a validator that is made anew. The first byte chooses the roots.
pub fn updates(bytes: &[u8]) {
    let Some((first, bytes)) = bytes.split_first() else { return };
    let roots = if first % 2 == 0 { Roots::Document } else { Roots::Open };
    let mut world = World::new(roots);
    let mut replica = Replica::new(0);
    for piece in pieces(bytes) {
        let Ok(update) = Update::parse(piece) else { continue };
        if let Ok(Some(fresh)) = world.check(&update) {
            replica.apply(&fresh).expect("what the validator passes applies");
        }
    }
    let clocks = read_state_vector(&replica.state_vector()).expect("a replica's state vector is well-formed");
    let anew = World::of_state(roots, &replica.encode()).expect("a replica's state is well-formed");
    for (client, clock) in clocks {
        assert_eq!((world.clock(client), anew.clock(client)), (clock, clock), "client {client}");
    }
}

/// Frames to a room, in turn by three connections, of which one acknowledges and one may only view; every append succeeds.
pub fn frames(bytes: &[u8]) {
    let policy = Policy { roots: Roots::Open, limits: Limits::default() };
    let mut room = Room::open(policy, []).expect("an empty log opens");
    let mut effects = Vec::new();
    for (number, piece) in pieces(bytes).into_iter().enumerate() {
        let connection = ConnectionId(number as u64 % 3);
        if number < 3 {
            let role = if number == 2 { Role::View } else { Role::Edit };
            let stamp = Stamp::new(&number.to_string(), None);
            room.handle(0, Event::Join { connection, acks: number == 0, role, stamp }, &mut effects);
        }
        room.handle(0, Event::Frame { connection, bytes: piece }, &mut effects);
        room.flush(0, &mut effects);
        if std::mem::take(&mut effects).iter().any(|effect| {
            let Effect::Append { additions } = effect else { return false };
            assert!(
                additions.iter().all(|addition| addition.connection != ConnectionId(2)),
                "a viewer wrote"
            );
            true
        }) {
            room.handle(0, Event::Stored, &mut effects);
        }
    }
    assert!(room.is_durable() || !effects.is_empty());
    room.encode();
}

/// The life of a room: people of all roles come, write, fall behind and leave, time passes, the disk fails, and the room is
/// opened again from its log. The first byte chooses the roots and how narrow the limits are. Of each piece the first byte says
/// what happens and to whom, and the rest is the frame.
pub fn life(bytes: &[u8]) {
    let Some((first, bytes)) = bytes.split_first() else { return };
    let roots = [Roots::Document, Roots::Open, Roots::Review][usize::from(first % 3)];
    let mut limits = Limits::default();
    if first & 0x80 != 0 {
        limits.waiting_updates = 2;
        limits.waiting_bytes = 300;
        limits.append_bytes = 100;
        limits.presence_ids = 1;
        limits.refusals = 1;
    }
    let policy = Policy { roots, limits };
    let mut life = Life {
        log: if roots == Roots::Document { vec![seed().into()] } else { Vec::new() },
        room: Room::open(Policy { roots, limits: Limits::default() }, []).expect("an empty log opens"),
        policy,
        roles: BTreeMap::new(),
        places: [ConnectionId(0); 5],
        joined: 0,
        append: None,
        now_ms: 0,
    };
    life.open();
    for piece in pieces(bytes) {
        if let Some((what, rest)) = piece.split_first() {
            life.happen(*what, rest);
        }
    }
    life.settle();
    life.open();
}

struct Life {
    policy: Policy,
    room: Room,
    /// What is on disk.
    log: Vec<std::sync::Arc<[u8]>>,
    /// Who is there, in what role.
    roles: BTreeMap<ConnectionId, Role>,
    /// Who came last to each of five places, and how many have come.
    places: [ConnectionId; 5],
    joined: u64,
    /// What is on its way to the disk.
    append: Option<Vec<std::sync::Arc<[u8]>>>,
    now_ms: u64,
}

impl Life {
    fn open(&mut self) {
        let log = self.log.iter().map(|update| &**update);
        self.room = Room::open(self.policy.clone(), log).expect("what was stored opens");
        self.roles.clear();
        self.append = None;
    }

    fn happen(&mut self, what: u8, rest: &[u8]) {
        let place = usize::from(what >> 4) % self.places.len();
        let number = rest.first().copied().unwrap_or_default();
        match what % 16 {
            0 => {
                // Nobody gets the number of somebody else.
                let before = self.places[place];
                self.handle(Event::Leave { connection: before });
                self.joined += 1;
                let connection = ConnectionId(self.joined);
                self.places[place] = connection;
                let role = [Role::View, Role::Comment, Role::Suggest, Role::Edit, Role::Owner];
                let role = role[usize::from(number % 5)];
                self.roles.insert(connection, role);
                let stamp = Stamp::new(&connection.0.to_string(), None);
                self.handle(Event::Join { connection, acks: number & 0x80 != 0, role, stamp });
            }
            1 => {
                let connection = self.places[place];
                self.roles.remove(&connection);
                self.handle(Event::Leave { connection });
            }
            2 => {
                self.now_ms += u64::from(number) * 1_000;
                self.handle(Event::Tick);
            }
            3 => self.flush(),
            4 => self.answer(true),
            5 => self.answer(false),
            6 => {
                if let Ok(frames) = self.room.catch_up(rest) {
                    assert!(frames.iter().all(|frame| Message::decode(frame).is_ok()));
                }
            }
            7 => {
                self.settle();
                self.open();
            }
            _ => self.handle(Event::Frame { connection: self.places[place], bytes: rest }),
        }
    }

    fn handle(&mut self, event: Event<'_>) {
        let mut effects = Vec::new();
        self.room.handle(self.now_ms, event, &mut effects);
        self.perform(effects);
    }

    fn flush(&mut self) {
        let mut effects = Vec::new();
        self.room.flush(self.now_ms, &mut effects);
        self.perform(effects);
    }

    fn answer(&mut self, is_stored: bool) {
        let Some(append) = self.append.take() else { return };
        if is_stored {
            self.log.extend(append);
            self.handle(Event::Stored);
        } else {
            self.handle(Event::NotStored { reason: "The disk is full.".to_owned() });
        }
    }

    /// All that waits goes to the disk.
    fn settle(&mut self) {
        while !self.room.is_durable() || self.append.is_some() {
            self.flush();
            self.answer(true);
        }
        let mut replica = Replica::new(0);
        self.log.iter().for_each(|update| replica.apply(update).expect("what was stored applies"));
        let clocks = |state: &[u8]| -> BTreeMap<u64, u32> {
            read_state_vector(state).expect("it is well-formed").into_iter().collect()
        };
        assert_eq!(clocks(&self.room.state_vector()), clocks(&replica.state_vector()));
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Append { additions } => {
                    assert!(self.append.is_none(), "a second append before the answer to the first");
                    assert!(!additions.is_empty());
                    let updates = additions.into_iter().map(|addition| {
                        // Who has left wrote while he was there.
                        let role = self.roles.get(&addition.connection);
                        let may_write = |role: &Role| match self.policy.roots {
                            Roots::Review => *role >= Role::Comment,
                            _ => *role >= Role::Edit,
                        };
                        assert!(role.is_none_or(may_write), "{role:?} wrote");
                        addition.update
                    });
                    self.append = Some(updates.collect());
                }
                Effect::Close { connection, .. } => {
                    self.roles.remove(&connection);
                }
                Effect::Follow { connection } => {
                    assert!(self.roles.contains_key(&connection), "he is not there")
                }
                Effect::Publish { frame, .. } => drop(Message::decode(&frame).expect("it is a message")),
                Effect::Reply { frame, .. } => drop(Message::decode(&frame).expect("it is a message")),
            }
        }
    }
}

/// A document whose updates come from somewhere that has checked them, as a server does.
struct Desk {
    document: Document,
    world: World,
}

impl Desk {
    fn new() -> Desk {
        let mut desk = Desk { document: Document::new(7), world: World::new(Roots::Document) };
        assert!(desk.merge(&seed()));
        desk
    }

    /// False for what no server passes on.
    fn merge(&mut self, bytes: &[u8]) -> bool {
        let Ok(update) = Update::parse(bytes) else { return false };
        match self.world.check(&update) {
            Ok(Some(_)) => self.document.merge([bytes]).is_ok(),
            Ok(None) => true,
            Err(_) => false,
        }
    }

    /// A person types.
    fn write(&mut self, letters: u8) -> Vec<u8> {
        let text = "x".repeat(usize::from(letters % 32) + 1);
        let update = self.document.edit(&Delta::new().insert(&text, Attributes::new()));
        let parsed = Update::parse(&update).expect("what is written here is well-formed");
        self.world.check(&parsed).expect("and the document takes it");
        update
    }
}

/// What a server, or what says that it is one, sends to a client, while a person types and the connection comes and goes. Of each piece
/// the first byte says what happens, and the rest is the frame.
pub fn session(bytes: &[u8]) {
    let (mut desk, mut session) = (Desk::new(), Session::new(7, 0));
    let (mut number, mut now_ms) = (0, 0);
    for piece in pieces(bytes) {
        let Some((what, rest)) = piece.split_first() else { continue };
        let first = rest.first().copied().unwrap_or_default();
        let mut effects = Vec::new();
        match what % 16 {
            0 => {
                session.on_connecting(&mut effects);
                session.on_open(now_ms, desk.document.replica(), &mut effects);
            }
            1 => session.on_close(CloseCode(4300 + u16::from(first)), &mut effects),
            2 => {
                now_ms += u64::from(first) * 1_000;
                session.on_tick(now_ms, &mut effects);
            }
            3 => {
                number += 1;
                let update = desk.write(first);
                session.on_local_update(number, &update, &mut effects);
            }
            4 => {
                let state = (first & 1 == 0).then(|| format!("{{\"caret\":{first}}}"));
                session.set_presence(now_ms, state, &mut effects);
            }
            5 => session.probe(now_ms, &mut effects),
            _ => session.on_frame(now_ms, desk.document.replica(), rest, &mut effects),
        }
        assert!(session.saved() <= number, "what was never made is saved");
        for effect in effects {
            match effect {
                SessionEffect::Send(frame) => drop(Message::decode(&frame).expect("it is a message")),
                SessionEffect::Apply(update) if !desk.merge(&update) => return,
                _ => {}
            }
        }
    }
}

/// What other tabs send to the one that speaks for them, while it types itself. Of each piece the first byte says what happens and to
/// which tab, and the rest is the frame.
pub fn relay(bytes: &[u8]) {
    let (mut desk, mut relay) = (Desk::new(), Relay::default());
    let (mut own, mut last) = (0, 0);
    for piece in pieces(bytes) {
        let Some((what, rest)) = piece.split_first() else { continue };
        let (tab, first) = (u64::from(what >> 4), rest.first().copied().unwrap_or_default());
        let mut effects = Vec::new();
        match what % 8 {
            0 => relay.on_join(tab),
            1 => relay.on_leave(tab),
            2 => {
                own += 1;
                let update = desk.write(first);
                let number = relay.on_own_update(own, &update, &mut effects);
                assert!(std::mem::replace(&mut last, number) < number, "numbers grow");
            }
            3 => relay.on_saved(last.saturating_sub(u64::from(first)), &mut effects),
            4 => relay.on_connected(&mut effects),
            _ => {
                let replica = desk.document.replica();
                if relay.on_frame(replica, &presence::encode([]), tab, rest, &mut effects).is_err() {
                    continue;
                }
            }
        }
        for effect in effects {
            match effect {
                RelayEffect::Take { number, update, .. } => {
                    assert!(std::mem::replace(&mut last, number) < number, "numbers grow");
                    if !desk.merge(&update) {
                        return;
                    }
                }
                RelayEffect::Post { frame, .. } => drop(Message::decode(&frame).expect("it is a message")),
                RelayEffect::Saved { own: saved } => assert!(saved <= own),
                RelayEffect::Forward(_) => {}
            }
        }
    }
}

/// What is left in a damaged store: each update is of one kind, and in which order they were found does not matter to that.
pub fn mending(bytes: &[u8]) {
    let updates = pieces(bytes);
    let mended = mend(&[0], &updates).expect("nothing is known before");
    let all: BTreeSet<usize> =
        [&mended.whole, &mended.waiting, &mended.broken].into_iter().flatten().copied().collect();
    assert_eq!(all.len(), mended.whole.len() + mended.waiting.len() + mended.broken.len());
    assert!(all.into_iter().eq(0..updates.len()));
    let backwards: Vec<&[u8]> = updates.iter().rev().copied().collect();
    let other = mend(&[0], &backwards).expect("nothing is known before");
    let whole: BTreeSet<usize> = mended.whole.into_iter().collect();
    let other: BTreeSet<usize> = other.whole.into_iter().map(|place| updates.len() - 1 - place).collect();
    assert_eq!(whole, other);
    let _ = mend(updates.first().copied().unwrap_or_default(), &updates);
}

/// A presence update: what is read of it reads the same when it is written again.
pub fn presence(bytes: &[u8]) {
    let Ok(entries) = presence::decode(bytes, 4 << 10) else { return };
    let again = presence::encode(entries.iter().map(|entry| PresenceEntry { ..*entry }));
    assert_eq!(presence::decode(&again, 4 << 10).expect("it was read before"), entries);
}
