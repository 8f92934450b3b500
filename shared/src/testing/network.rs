//! A room, its log and several people over a network and a disk that do everything they may do wrong: connections drop
//! with what is on the way, appends fail, the server is killed, updates come twice and by other ways.
//!
//! Two promises are checked at every step: what a person has seen of others, and what a person was told is saved, is
//! on disk. [`Network::settle`] checks the third: in the end everybody has everything.

use crate::model::Replica;
use crate::sync::guard::{Roots, Update, read_state_vector};
use crate::sync::presence::Stamp;
use crate::sync::{
    CloseCode, ConnectionId, Content, Effect, Event, Limits, Message, Need, Policy, Role, Room, Session,
    SessionEffect, State, Status,
};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// Somebody with a document.
pub trait Person {
    /// The document as it is.
    fn replica(&self) -> &Replica;
    /// Somebody who only reads, with an empty document.
    fn blank() -> Self;
    /// Changes the document at random and gives the update, empty if nothing came of it.
    fn edit(&mut self, rng: &mut StdRng) -> Vec<u8>;
    /// Takes in what another did.
    fn apply(&mut self, update: &[u8]);
    /// What the document says, for comparing.
    fn content(&self) -> String;
}

struct Link {
    connection: ConnectionId,
    /// Whether it gets what is published.
    follows: bool,
    up: VecDeque<Vec<u8>>,
    down: VecDeque<Vec<u8>>,
}

struct Node<P> {
    person: P,
    session: Session,
    link: Option<Link>,
    /// Negotiates the protocol with acknowledgements.
    acks: bool,
    changes: u64,
    /// The clocks that each own change reaches, by its number.
    reach: BTreeMap<u64, Vec<(u64, u32)>>,
}

impl<P: Person> Node<P> {
    /// A plain Yjs 13 client loses text behind a hole without a word: what it gets follows what it has.
    fn assert_follows(&self, frame: &[u8]) {
        let Ok(Message::SyncStep2 { update } | Message::Update { update }) = Message::decode(frame) else {
            return;
        };
        let known: BTreeMap<u64, u32> = clocks(self.person.replica()).into_iter().collect();
        let parsed = Update::parse(update).expect("the server passes on what is well-formed");
        let hole = parsed.hole(|client| known.get(&client).copied().unwrap_or(0));
        assert!(hole.is_none(), "a plain client gets a list of items that begins behind {hole:?}");
        assert!(!parsed.has_skips(), "a plain client gets a hole in a list of items");
    }
}

/// What a run did, to see that it did something.
#[derive(Debug, Default, Clone, Copy)]
pub struct Tally {
    /// Changes that people made.
    pub edits: u64,
    /// Updates that people got from the server.
    pub applied: u64,
    /// Times that somebody was told that more is saved.
    pub saved: u64,
    /// Connections that broke.
    pub drops: u64,
    /// Appends that failed.
    pub failures: u64,
    /// Kills of the server.
    pub kills: u64,
    /// Times that the room laid the document aside.
    pub rests: u64,
    /// Times that it answered from its log alone.
    pub told: u64,
}

/// A room and everybody who writes in it.
pub struct Network<P> {
    rng: StdRng,
    now_ms: u64,
    log: Vec<Arc<[u8]>>,
    /// What the log amounts to, kept apart from the room.
    durable: Replica,
    room: Room,
    in_flight: Option<Vec<Arc<[u8]>>>,
    nodes: Vec<Node<P>>,
    connections: u64,
    is_kind: bool,
    /// What this run has done.
    pub tally: Tally,
}

impl<P: Person> Network<P> {
    /// A new document with these people around it, none of them connected. The log starts with `start`.
    pub fn new(seed: u64, people: Vec<P>, start: Option<Vec<u8>>) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        let log: Vec<Arc<[u8]>> = start.into_iter().map(Arc::from).collect();
        let mut durable = Replica::new(0);
        for update in &log {
            durable.apply(update).expect("the start is an update");
        }
        let nodes = people.into_iter().map(|person| {
            let session = Session::new(person.replica().client(), 0);
            let acks = rng.random_bool(0.7);
            Node { person, session, link: None, acks, changes: 0, reach: BTreeMap::new() }
        });
        let nodes = nodes.collect();
        let room = open(&log);
        Network {
            rng,
            now_ms: 1_000_000,
            log,
            durable,
            room,
            in_flight: None,
            nodes,
            connections: 0,
            is_kind: false,
            tally: Tally::default(),
        }
    }

    /// Lets one thing happen.
    pub fn step(&mut self) {
        self.now_ms += self.rng.random_range(0..200);
        let who = self.rng.random_range(0..self.nodes.len());
        match self.rng.random_range(0..1000) {
            0..200 => self.edit(who),
            200..420 => self.deliver_up(who),
            420..640 => self.deliver_down(who),
            640..760 => self.flush(),
            760..860 => self.finish_append(),
            860..940 => self.connect(who),
            940..965 => self.drop_link(who),
            965..970 => (0..self.nodes.len()).for_each(|who| self.drop_link(who)),
            970..975 => self.kill(),
            975..985 => self.jump(),
            985..990 => self.rest(),
            _ => self.tick(who),
        }
    }

    /// Heals everything, lets everything arrive, and checks that all have everything and know it to be saved.
    pub fn settle(&mut self) {
        self.is_kind = true;
        for _round in 0..10_000 {
            let mut is_quiet = self.in_flight.is_none();
            for who in 0..self.nodes.len() {
                self.connect(who);
                while self.nodes[who].link.as_ref().is_some_and(|link| !link.up.is_empty()) {
                    is_quiet = false;
                    self.deliver_up(who);
                }
            }
            self.flush();
            self.finish_append();
            for who in 0..self.nodes.len() {
                while self.nodes[who].link.as_ref().is_some_and(|link| !link.down.is_empty()) {
                    is_quiet = false;
                    self.deliver_down(who);
                }
            }
            if is_quiet && self.room.is_durable() {
                return self.check_agreement();
            }
        }
        panic!("the network does not come to rest");
    }

    fn check_agreement(&self) {
        let vector = clocks(&self.durable);
        assert_eq!(clocks_of(&self.room.state_vector()), vector, "the room and its log differ");
        let content = |state: &[u8]| {
            let mut reader = P::blank();
            reader.apply(state);
            reader.content()
        };
        let here = self.nodes[0].person.content();
        let resting = self.room.is_resting();
        assert!(resting || content(&self.room.encode()) == here, "the room holds another document");
        let read = Room::new(Policy { roots: Roots::Document, limits: Limits::default() }, read(&self.log));
        assert!(content(&read.encode()) == here, "the log opens as another document");
        let mut told = P::blank();
        match Message::decode(state(&self.log).answer()) {
            Ok(Message::SyncStep2 { update }) => told.apply(update),
            answer => panic!("{answer:?}"),
        }
        assert!(told.content() == here, "the log says another document");
        for (who, node) in self.nodes.iter().enumerate() {
            assert_eq!(node.session.status(), Status::Online, "person {who} is not online");
            assert_eq!(clocks(node.person.replica()), vector, "person {who} lacks something");
            assert!(node.person.content() == here, "persons 0 and {who} differ");
            assert!(!node.acks || node.session.is_saved(), "person {who} is not told that all is saved");
        }
    }

    fn edit(&mut self, who: usize) {
        let update = self.nodes[who].person.edit(&mut self.rng);
        if update.is_empty() {
            return;
        }
        self.tally.edits += 1;
        self.report(who, &update);
        if self.rng.random_bool(0.1) {
            self.relay(who, &update);
        }
    }

    fn report(&mut self, who: usize, update: &[u8]) {
        let node = &mut self.nodes[who];
        node.changes += 1;
        let parsed = Update::parse(update).expect("an honest update is well-formed");
        node.reach
            .insert(node.changes, parsed.spans().map(|(client, clocks)| (client, clocks.end)).collect());
        let mut effects = Vec::new();
        node.session.on_local_update(node.changes, update, &mut effects);
        self.carry_out(who, effects);
    }

    /// Another tab of the same browser gets the change first, and sends it to the server too.
    fn relay(&mut self, from: usize, update: &[u8]) {
        let to = self.rng.random_range(0..self.nodes.len());
        let known: BTreeMap<u64, u32> = clocks(self.nodes[to].person.replica()).into_iter().collect();
        let parsed = Update::parse(update).expect("an honest update is well-formed");
        if to != from && parsed.hole(|client| known.get(&client).copied().unwrap_or(0)).is_none() {
            self.nodes[to].person.apply(update);
            self.report(to, update);
        }
    }

    fn connect(&mut self, who: usize) {
        let node = &mut self.nodes[who];
        if node.link.is_some() {
            return;
        }
        self.connections += 1;
        let connection = ConnectionId(self.connections);
        node.link = Some(Link { connection, follows: false, up: VecDeque::new(), down: VecDeque::new() });
        let acks = node.acks;
        let mut effects = Vec::new();
        node.session.on_connecting(&mut effects);
        node.session.on_open(self.now_ms, node.person.replica(), &mut effects);
        self.carry_out(who, effects);
        let stamp = Stamp::new(&format!("person {who}"), None);
        self.room_event(Event::Join { connection, acks, role: Role::Edit, stamp });
    }

    fn drop_link(&mut self, who: usize) {
        let Some(link) = self.nodes[who].link.take() else { return };
        self.tally.drops += 1;
        self.closed(who, CloseCode(1006));
        self.room_event(Event::Leave { connection: link.connection });
    }

    fn closed(&mut self, who: usize, code: CloseCode) {
        assert!(!code.is_permanent(), "an honest person was shut out with {code:?}");
        let mut effects = Vec::new();
        self.nodes[who].session.on_close(code, &mut effects);
        self.carry_out(who, effects);
    }

    /// What was sent to the disk is there or is not; everything else of the server is gone.
    fn kill(&mut self) {
        self.tally.kills += 1;
        if self.rng.random_bool(0.5) {
            self.store();
        }
        self.in_flight = None;
        self.room = open(&self.log);
        for who in 0..self.nodes.len() {
            if self.nodes[who].link.take().is_some() {
                self.closed(who, CloseCode(1006));
            }
        }
    }

    fn store(&mut self) {
        for update in self.in_flight.iter().flatten() {
            self.durable.apply(update).expect("what was accepted applies");
            self.log.push(Arc::clone(update));
        }
    }

    fn finish_append(&mut self) {
        if self.in_flight.is_none() {
            return;
        }
        if !self.is_kind && self.rng.random_bool(0.1) {
            self.tally.failures += 1;
            self.in_flight = None;
            return self.room_event(Event::NotStored { reason: "no space left".into() });
        }
        self.store();
        self.in_flight = None;
        self.room_event(Event::Stored);
    }

    fn deliver_up(&mut self, who: usize) {
        let Some(link) = &mut self.nodes[who].link else { return };
        let connection = link.connection;
        if let Some(bytes) = link.up.pop_front() {
            let need = Need::of(&bytes);
            if self.room.lacks(need) {
                match need {
                    Need::Content => self.room.wake(read(&self.log)),
                    Need::State | Need::Nothing => self.room.lend(state(&self.log)),
                }
            }
            self.tally.told += u64::from(need == Need::State && self.room.is_resting());
            self.room_event(Event::Frame { connection, bytes: &bytes });
        }
    }

    fn deliver_down(&mut self, who: usize) {
        let node = &mut self.nodes[who];
        let Some(frame) = node.link.as_mut().and_then(|link| link.down.pop_front()) else { return };
        if !node.acks {
            node.assert_follows(&frame);
        }
        let mut effects = Vec::new();
        node.session.on_frame(self.now_ms, node.person.replica(), &frame, &mut effects);
        self.carry_out(who, effects);
    }

    fn flush(&mut self) {
        let mut effects = Vec::new();
        self.room.flush(self.now_ms, &mut effects);
        self.carry_out_room(effects);
    }

    fn rest(&mut self) {
        self.tally.rests += u64::from(!self.room.is_resting() && self.room.rest());
    }

    /// Nothing is heard of anybody for a while.
    fn jump(&mut self) {
        self.now_ms += 40_000;
        self.room_event(Event::Tick);
    }

    fn tick(&mut self, who: usize) {
        let mut effects = Vec::new();
        let state = format!("{{\"n\":{}}}", self.rng.random_range(0..9));
        self.nodes[who].session.set_presence(self.now_ms, Some(state), &mut effects);
        self.nodes[who].session.on_tick(self.now_ms, &mut effects);
        self.carry_out(who, effects);
        self.room_event(Event::Tick);
    }

    fn room_event(&mut self, event: Event<'_>) {
        let mut effects = Vec::new();
        self.room.handle(self.now_ms, event, &mut effects);
        self.carry_out_room(effects);
    }

    fn carry_out_room(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Append { additions } => {
                    assert!(!additions.is_empty() && self.in_flight.is_none(), "an append at the wrong time");
                    self.in_flight = Some(additions.into_iter().map(|addition| addition.update).collect());
                }
                Effect::Publish { frame, except } => {
                    for link in self.nodes.iter_mut().filter_map(|node| node.link.as_mut()) {
                        if link.follows && Some(link.connection) != except {
                            link.down.push_back(frame.to_vec());
                        }
                    }
                }
                Effect::Follow { connection } => {
                    let links = self.nodes.iter_mut().filter_map(|node| node.link.as_mut());
                    links.filter(|link| link.connection == connection).for_each(|link| link.follows = true);
                }
                Effect::Reply { connection, frame } => {
                    let links = self.nodes.iter_mut().filter_map(|node| node.link.as_mut());
                    links.filter(|link| link.connection == connection).for_each(|link| {
                        link.down.push_back(frame.to_vec());
                    });
                }
                Effect::Close { connection, code, .. } => {
                    let is_it =
                        |node: &Node<P>| node.link.as_ref().is_some_and(|link| link.connection == connection);
                    if let Some(who) = self.nodes.iter().position(is_it) {
                        self.nodes[who].link = None;
                        self.closed(who, code);
                    }
                }
            }
        }
    }

    fn carry_out(&mut self, who: usize, effects: Vec<SessionEffect>) {
        for effect in effects {
            match effect {
                SessionEffect::Send(frame) => {
                    if let Some(link) = &mut self.nodes[who].link {
                        link.up.push_back(frame);
                    }
                }
                SessionEffect::Apply(update) => {
                    self.tally.applied += 1;
                    let parsed = Update::parse(&update).expect("the server passes on what is well-formed");
                    let reach: Vec<_> = parsed.spans().map(|(client, clocks)| (client, clocks.end)).collect();
                    self.assert_durable(&reach, "somebody sees what is not on disk");
                    self.nodes[who].person.apply(&update);
                }
                SessionEffect::Saved { through } => {
                    self.tally.saved += 1;
                    let later = self.nodes[who].reach.split_off(&(through + 1));
                    let saved = std::mem::replace(&mut self.nodes[who].reach, later);
                    saved.values().for_each(|reach| self.assert_durable(reach, "saved, and not on disk"));
                }
                SessionEffect::Refused { reason } => panic!("an honest change was refused: {reason}"),
                SessionEffect::Close => panic!("the server said something that is not in the protocol"),
                SessionEffect::Silent => return self.drop_link(who),
                SessionEffect::Presence { .. } | SessionEffect::Status(_) => {}
            }
        }
    }

    fn assert_durable(&self, reach: &[(u64, u32)], message: &str) {
        let durable: BTreeMap<u64, u32> = clocks(&self.durable).into_iter().collect();
        for (client, end) in reach {
            assert!(
                durable.get(client).is_some_and(|clock| clock >= end),
                "{message}: client {client} to {end}"
            );
        }
    }
}

/// As the server opens it, which reads the log and no more at first.
fn open(log: &[Arc<[u8]>]) -> Room {
    Room::resting(Policy { roots: Roots::Document, limits: Limits::default() }, state(log))
}

fn state(log: &[Arc<[u8]>]) -> State {
    State::read(log.iter().map(|update| &**update)).expect("the entries of a log follow each other")
}

fn read(log: &[Arc<[u8]>]) -> Content {
    Content::open(Roots::Document, log.iter().map(|update| &**update)).expect("the log of a room opens")
}

fn clocks(replica: &Replica) -> Vec<(u64, u32)> {
    clocks_of(&replica.state_vector())
}

fn clocks_of(state_vector: &[u8]) -> Vec<(u64, u32)> {
    let mut clocks = read_state_vector(state_vector).expect("a replica's state vector is well-formed");
    clocks.sort_unstable();
    clocks
}
