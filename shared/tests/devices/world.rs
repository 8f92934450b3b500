//! The server with its log, the network, and chance.

use crate::device::{Device, Link, Role, reach};
use octavo_shared::model::{Document, Replica, seed};
use octavo_shared::sync::guard::{Roots, read_state_vector};
use octavo_shared::sync::presence::Stamp;
use octavo_shared::sync::{CloseCode, ConnectionId, Effect, Event, Limits, Policy, Room, Status};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

#[derive(Debug, Default, Clone, Copy)]
pub struct Tally {
    pub typed: u64,
    pub crashes: u64,
    pub closes: u64,
    pub steals: u64,
    pub drops: u64,
    pub kills: u64,
    pub folds: u64,
}

pub struct World {
    rng: StdRng,
    now_ms: u64,
    devices: Vec<Device>,
    log: Vec<Arc<[u8]>>,
    durable: Replica,
    room: Room,
    in_flight: Option<Vec<Arc<[u8]>>>,
    clients: u64,
    connections: u64,
    tokens: u64,
    /// What was typed and came to a disk.
    kept: BTreeSet<String>,
    /// What somebody has deleted, or tried to.
    deleted: BTreeSet<String>,
    pub tally: Tally,
}

impl World {
    pub fn new(seed_: u64, devices: usize) -> World {
        let log: Vec<Arc<[u8]>> = vec![seed().into()];
        let mut durable = Replica::new(0);
        durable.apply(&log[0]).unwrap();
        World {
            rng: StdRng::seed_from_u64(seed_),
            now_ms: 1_000_000,
            devices: (0..devices).map(|_| Device::default()).collect(),
            room: open(&log),
            log,
            durable,
            in_flight: None,
            clients: 100,
            connections: 0,
            tokens: 0,
            kept: BTreeSet::new(),
            deleted: BTreeSet::new(),
            tally: Tally::default(),
        }
    }

    pub fn step(&mut self) {
        self.now_ms += self.rng.random_range(0..100);
        let at = self.rng.random_range(0..self.devices.len());
        let clients: Vec<u64> = self.devices[at].tabs.keys().copied().collect();
        if clients.is_empty() {
            return self.open_tab(at);
        }
        let client = clients[self.rng.random_range(0..clients.len())];
        match self.rng.random_range(0..1_000) {
            0..150 => self.edit(at, client),
            150..300 => self.store(at, client),
            300..500 => drop(self.devices[at].hear(client, self.now_ms)),
            500..620 => drop(self.deliver_up(at)),
            620..740 => drop(self.deliver_down(at)),
            740..800 => self.flush(),
            800..860 => self.finish_append(),
            860..920 => self.connect(at),
            920..935 => self.drop_link(at),
            935..938 => self.kill(),
            938..946 => self.crash(at, client),
            946..952 => self.close(at, client),
            952..970 if clients.len() < 3 => self.open_tab(at),
            970..974 if clients.len() > 1 && self.devices[at].leader != Some(client) => {
                self.steal(at, client)
            }
            974..980 => self.tally.folds += u64::from(self.devices[at].fold()),
            _ if self.devices[at].leader.is_none() => self.devices[at].lead(client),
            _ => {}
        }
    }

    /// Heals everything, lets everything arrive, and counts.
    pub fn settle(&mut self) {
        // Everybody comes to look again.
        for at in 0..self.devices.len() {
            self.open_tab(at);
        }
        for _round in 0..2_000 {
            let mut is_quiet = self.in_flight.is_none();
            for at in 0..self.devices.len() {
                let clients: Vec<u64> = self.devices[at].tabs.keys().copied().collect();
                if self.devices[at].leader.is_none() {
                    self.devices[at].lead(clients[0]);
                }
                self.connect(at);
                for client in clients {
                    while let Some(token) = self.devices[at].store(client) {
                        self.note(token);
                        is_quiet = false;
                    }
                    while self.devices[at].hear(client, self.now_ms) {
                        is_quiet = false;
                    }
                }
                is_quiet &= !self.deliver_up(at) && !self.deliver_down(at);
            }
            self.flush();
            self.finish_append();
            if is_quiet && self.room.is_durable() {
                return self.check();
            }
        }
        panic!("it does not come to rest");
    }

    fn check(&self) {
        let text = |document: &Document| document.body().text();
        let mut server = Document::new(1_000_000);
        server.merge(self.log.iter().map(|update| &**update)).unwrap();
        let there = text(&server);
        for (at, device) in self.devices.iter().enumerate() {
            for (client, tab) in &device.tabs {
                assert_eq!(
                    text(&tab.document),
                    there,
                    "device {at}, tab {client} shows another text: {}",
                    tab.open_questions()
                );
                assert!(
                    tab.is_saved(),
                    "device {at}, tab {client} is not told that all is saved: {}",
                    tab.open_questions()
                );
            }
            let mut cold = Document::new(1_000_001);
            cold.merge(device.disk.records.iter().map(|record| &record.update[..])).unwrap();
            assert_eq!(text(&cold), there, "device {at} would open another text offline");
            let unsaved = device.disk.records.iter().filter(|record| device.disk.is_unsaved(record)).count();
            assert_eq!(unsaved, 0, "device {at} takes for unsaved what is saved");
        }
        for token in &self.kept {
            let times = there.matches(token.as_str()).count();
            let deleted = self.deleted.contains(token);
            assert!(times == 1 || deleted && times == 0, "{token} is there {times} times");
        }
    }

    fn open_tab(&mut self, at: usize) {
        self.clients += 1;
        self.devices[at].open(self.clients);
    }

    fn edit(&mut self, at: usize, client: u64) {
        self.tokens += 1;
        self.tally.typed += 1;
        let token = format!("<{}>", self.tokens);
        let deleted =
            self.rng.random_bool(0.15).then(|| format!("<{}>", self.rng.random_range(1..=self.tokens)));
        if let Some(deleted) = &deleted {
            self.deleted.insert(deleted.clone());
        }
        self.devices[at].edit(client, &mut self.rng, &token, deleted.as_deref());
    }

    fn store(&mut self, at: usize, client: u64) {
        if let Some(token) = self.devices[at].store(client) {
            self.note(token);
        }
    }

    fn note(&mut self, token: String) {
        if !token.is_empty() {
            self.kept.insert(token);
        }
    }

    fn crash(&mut self, at: usize, client: u64) {
        self.tally.crashes += 1;
        self.hang_up(at, client);
        self.devices[at].end(client);
    }

    /// A tab that is closed lets its last words come to the disk.
    fn close(&mut self, at: usize, client: u64) {
        self.tally.closes += 1;
        while let Some(token) = self.devices[at].store(client) {
            self.note(token);
        }
        self.hang_up(at, client);
        self.devices[at].end(client);
    }

    fn steal(&mut self, at: usize, client: u64) {
        let leads = self.devices[at].tabs[&client].role == Role::Leading;
        if self.devices[at].leader.is_some() && !leads {
            self.tally.steals += 1;
            self.devices[at].lead(client);
        }
    }

    fn hang_up(&mut self, at: usize, client: u64) {
        let link = self.devices[at].tabs.get_mut(&client).and_then(|tab| tab.link.take());
        if let Some(link) = link {
            self.room_event(Event::Leave { connection: link.connection });
        }
    }

    /// Those who lead connect; those who led do not any more.
    fn connect(&mut self, at: usize) {
        let now = self.now_ms;
        let clients: Vec<u64> = self.devices[at].tabs.keys().copied().collect();
        for client in clients {
            let tab = &self.devices[at].tabs[&client];
            match (&tab.role, &tab.link) {
                (Role::Leading, None) => {
                    self.connections += 1;
                    let connection = ConnectionId(self.connections);
                    self.devices[at].session(client, |tab, effects| {
                        let (up, down) = (VecDeque::new(), VecDeque::new());
                        tab.link = Some(Link { connection, follows: false, up, down });
                        tab.session.on_connecting(effects);
                        tab.session.on_open(now, tab.document.replica(), effects);
                    });
                    self.room_event(Event::Join {
                        connection,
                        acks: true,
                        role: octavo_shared::sync::Role::Edit,
                        stamp: Stamp::new(&at.to_string(), None),
                    });
                }
                (Role::Unknown | Role::Following(_), Some(_)) => self.hang_up(at, client),
                // It has led, followed, and leads again.
                (Role::Leading, Some(_)) if tab.session.status() == Status::Offline => {
                    self.hang_up(at, client)
                }
                _ => {}
            }
        }
    }

    fn drop_link(&mut self, at: usize) {
        let clients: Vec<u64> = self.devices[at].tabs.keys().copied().collect();
        for client in clients {
            if self.devices[at].tabs[&client].link.is_some() {
                self.tally.drops += 1;
                self.hang_up(at, client);
                self.closed(at, client, CloseCode(1006));
            }
        }
    }

    fn closed(&mut self, at: usize, client: u64, code: CloseCode) {
        assert!(!code.is_permanent(), "an honest person was shut out with {code:?}");
        if self.devices[at].tabs[&client].role == Role::Leading {
            self.devices[at].session(client, |tab, effects| tab.session.on_close(code, effects));
        }
    }

    fn kill(&mut self) {
        self.tally.kills += 1;
        if self.rng.random_bool(0.5) {
            self.store_log();
        }
        self.in_flight = None;
        self.room = open(&self.log);
        for at in 0..self.devices.len() {
            let clients: Vec<u64> = self.devices[at].tabs.keys().copied().collect();
            for client in clients {
                if self.devices[at].tabs.get_mut(&client).unwrap().link.take().is_some() {
                    self.closed(at, client, CloseCode(1006));
                }
            }
        }
    }

    fn store_log(&mut self) {
        for update in self.in_flight.iter().flatten() {
            self.durable.apply(update).unwrap();
            self.log.push(Arc::clone(update));
        }
    }

    fn flush(&mut self) {
        let mut effects = Vec::new();
        self.room.flush(self.now_ms, &mut effects);
        self.carry_out(effects);
    }

    fn finish_append(&mut self) {
        if self.in_flight.is_some() {
            self.store_log();
            self.in_flight = None;
            self.room_event(Event::Stored);
        }
    }

    fn deliver_up(&mut self, at: usize) -> bool {
        let mut has_any = false;
        let clients: Vec<u64> = self.devices[at].tabs.keys().copied().collect();
        for client in clients {
            let tab = self.devices[at].tabs.get_mut(&client).unwrap();
            let Some(link) = tab.link.as_mut() else { continue };
            let connection = link.connection;
            if let Some(bytes) = link.up.pop_front() {
                has_any = true;
                self.room_event(Event::Frame { connection, bytes: &bytes });
            }
        }
        has_any
    }

    fn deliver_down(&mut self, at: usize) -> bool {
        let now = self.now_ms;
        let mut has_any = false;
        let clients: Vec<u64> = self.devices[at].tabs.keys().copied().collect();
        for client in clients {
            let tab = self.devices[at].tabs.get_mut(&client).unwrap();
            let Some(frame) = tab.link.as_mut().and_then(|link| link.down.pop_front()) else { continue };
            has_any = true;
            // Whoever does not lead any more has closed its socket, and hears nothing from it.
            if tab.role == Role::Leading {
                self.devices[at].session(client, |tab, effects| {
                    tab.session.on_frame(now, tab.document.replica(), &frame, effects);
                });
            }
        }
        let durable: BTreeMap<u64, u32> =
            read_state_vector(&self.durable.state_vector()).unwrap().into_iter().collect();
        for device in &mut self.devices {
            for (client, end) in device.told_saved.drain(..).flat_map(|update| reach(&update)) {
                assert!(
                    durable.get(&client).is_some_and(|clock| *clock >= end),
                    "saved, and not on the server's disk"
                );
            }
        }
        has_any
    }

    fn room_event(&mut self, event: Event<'_>) {
        let mut effects = Vec::new();
        self.room.handle(self.now_ms, event, &mut effects);
        self.carry_out(effects);
    }

    fn links(&mut self) -> impl Iterator<Item = &mut Link> {
        let tabs = self.devices.iter_mut().flat_map(|device| device.tabs.values_mut());
        tabs.filter_map(|tab| tab.link.as_mut())
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Append { additions } => {
                    self.in_flight = Some(additions.into_iter().map(|addition| addition.update).collect());
                }
                Effect::Publish { frame, except } => {
                    for link in self.links().filter(|link| link.follows && Some(link.connection) != except) {
                        link.down.push_back(frame.to_vec());
                    }
                }
                Effect::Follow { connection } => {
                    self.links()
                        .filter(|link| link.connection == connection)
                        .for_each(|link| link.follows = true);
                }
                Effect::Reply { connection, frame } => {
                    if let Some(link) = self.links().find(|link| link.connection == connection) {
                        link.down.push_back(frame);
                    }
                }
                Effect::Close { connection, code, .. } => {
                    let found = self.devices.iter().enumerate().find_map(|(at, device)| {
                        let tab = device.tabs.values().find(|tab| {
                            tab.link.as_ref().is_some_and(|link| link.connection == connection)
                        })?;
                        Some((at, tab.client))
                    });
                    if let Some((at, client)) = found {
                        self.devices[at].tabs.get_mut(&client).unwrap().link = None;
                        self.closed(at, client, code);
                    }
                }
            }
        }
    }
}

fn open(log: &[Arc<[u8]>]) -> Room {
    let policy = Policy { roots: Roots::Document, limits: Limits::default() };
    Room::open(policy, log.iter().map(|update| &**update)).unwrap()
}
