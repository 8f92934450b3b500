//! Devices, their networks and the server, and all that happens to them in one order that follows from a seed; at the end everything
//! heals, and what was typed is counted.

use crate::device::{BROKEN, Device, Link, Want, is_talk, reach};
use crate::server::Server;
use octavo_shared::model::Document;
use octavo_shared::sync::presence::Stamp;
use octavo_shared::sync::{CloseCode, ConnectionId, Effect, Event, Power, Role, Status};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::collections::BTreeSet;
use std::ops::AddAssign;

/// For how many ticks at most, of a second each, a connection through which nothing comes is taken for one.
const FOUND_WITHIN: u32 = 20;
const MINUTE_MS: u64 = 60_000;
const HOUR_MS: u64 = 60 * MINUTE_MS;

/// How often what happened.
#[derive(Debug, Default, Clone, Copy)]
pub struct Tally {
    pub hours: u64,
    pub typed: u64,
    pub kept: u64,
    pub lost_and_told: u64,
    pub crashes: u64,
    pub closes: u64,
    pub steals: u64,
    pub drops: u64,
    pub silences: u64,
    pub kills: u64,
    pub failed_appends: u64,
    pub folds: u64,
    pub folded_logs: u64,
    pub rights: u64,
    pub full_disks: u64,
    pub spoiled: u64,
    pub evictions: u64,
    pub sleeps: u64,
    pub set_clocks: u64,
}

impl Tally {
    fn counts(&mut self) -> [&mut u64; 19] {
        [
            &mut self.hours,
            &mut self.typed,
            &mut self.kept,
            &mut self.lost_and_told,
            &mut self.crashes,
            &mut self.closes,
            &mut self.steals,
            &mut self.drops,
            &mut self.silences,
            &mut self.kills,
            &mut self.failed_appends,
            &mut self.folds,
            &mut self.folded_logs,
            &mut self.rights,
            &mut self.full_disks,
            &mut self.spoiled,
            &mut self.evictions,
            &mut self.sleeps,
            &mut self.set_clocks,
        ]
    }

    pub fn least(mut self) -> u64 {
        self.counts().into_iter().map(|count| *count).min().unwrap_or_default()
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, mut other: Tally) {
        for (sum, count) in self.counts().into_iter().zip(other.counts()) {
            *sum += *count;
        }
    }
}

/// A device's place in the world.
struct Place {
    device: Device,
    right: Option<Role>,
    is_cut: bool,
    sleeps: bool,
    /// What was in the storage that the browser has removed, and was not known to be at the server.
    evicted: BTreeSet<String>,
    /// What was typed here and came to a disk.
    kept: BTreeSet<String>,
}

pub struct World {
    rng: StdRng,
    /// On a clock that nobody sets.
    now_ms: u64,
    places: Vec<Place>,
    server: Server,
    is_down: bool,
    /// Connections that are no more, and the server has not noticed.
    forgotten: Vec<ConnectionId>,
    clients: u64,
    connections: u64,
    tokens: u64,
    /// What somebody has deleted, or tried to.
    deleted: BTreeSet<String>,
    pub tally: Tally,
}

impl World {
    pub fn new(seed: u64, devices: usize) -> World {
        let place = |_| Place {
            device: Device::default(),
            right: Some(Role::Edit),
            is_cut: false,
            sleeps: false,
            evicted: BTreeSet::new(),
            kept: BTreeSet::new(),
        };
        let mut world = World {
            rng: StdRng::seed_from_u64(seed),
            now_ms: 0,
            places: (0..devices).map(place).collect(),
            server: Server::new(),
            is_down: false,
            forgotten: Vec::new(),
            clients: 100,
            connections: 0,
            tokens: 0,
            deleted: BTreeSet::new(),
            tally: Tally::default(),
        };
        world.open_tab(0, true);
        world
    }

    fn clients(&self, at: usize) -> Vec<u64> {
        self.places[at].device.tabs.keys().copied().collect()
    }

    pub fn step(&mut self) {
        match self.rng.random_range(0..1_000) {
            0..940 => self.now_ms += self.rng.random_range(0..100),
            940..990 => {
                let seconds = self.rng.random_range(1..20);
                self.pass(seconds, 0);
            }
            990..998 => {
                let minutes = self.rng.random_range(1..40);
                self.pass(3, minutes * MINUTE_MS);
            }
            _ => {
                let hours = self.rng.random_range(1..10);
                self.pass(3, hours * HOUR_MS);
            }
        }
        let at = self.rng.random_range(0..self.places.len());
        if self.places[at].sleeps {
            if self.rng.random_bool(0.1) {
                self.places[at].sleeps = false;
                self.tick(at);
            }
            return;
        }
        let clients = self.clients(at);
        if clients.is_empty() {
            match self.rng.random_range(0..100) {
                0..3 => self.evict(at),
                3..5 => self.spoil(at),
                5..30 => self.open_tab(at, false),
                _ => {}
            }
            return;
        }
        let client = clients[self.rng.random_range(0..clients.len())];
        match self.rng.random_range(0..1_000) {
            0..160 => self.edit(at, client),
            160..310 => drop(self.with(at, |device| device.store(client))),
            310..500 => drop(self.with(at, |device| device.hear(client))),
            500..620 => drop(self.deliver_up(at)),
            620..740 => drop(self.deliver_down(at)),
            740..800 => self.flush(),
            800..855 => self.finish_append(true),
            855..858 => self.finish_append(false),
            858..890 => self.tick(at),
            890..900 => self.switch_network(at),
            900..910 => self.drop_link(at),
            910..916 => self.go_silent(at),
            916..920 => self.kill(),
            920..926 => self.is_down = false,
            926..930 => self.change_right(at),
            930..934 => self.fill_up(at),
            934 => self.spoil(at),
            935..938 => self.places[at].sleeps = true,
            938..940 => self.set_clock(),
            940..942 => self.fold_log(),
            942..945 => self.forget_late(),
            945..951 => self.crash(at, client),
            951..956 => self.close(at, client),
            956..970 if clients.len() < 3 => self.open_tab(at, false),
            970..974 if clients.len() > 1 => self.steal(at, client),
            974..978 => drop(self.with(at, |device| device.put_snapshot(client, &[]))),
            978..980 if clients.len() > 1 => clients.iter().for_each(|client| self.close(at, *client)),
            _ if self.places[at].device.leader.is_none() => self.with(at, |device| device.lead(client)),
            _ => {}
        }
    }

    /// Everybody has some seconds in which all works that can, then the devices sleep for a while.
    fn pass(&mut self, seconds: u64, asleep_ms: u64) {
        for _ in 0..seconds {
            let is_stored = !self.rng.random_bool(0.05);
            self.second(is_stored);
        }
        if asleep_ms > 0 {
            self.tally.sleeps += 1;
            self.now_ms += asleep_ms;
            self.server.wall_ms += asleep_ms;
            (0..self.places.len()).for_each(|at| self.tick(at));
        }
    }

    /// Gives whether anything happened in it. At its end the disk takes what it is to take, or not.
    fn second(&mut self, is_stored: bool) -> bool {
        self.now_ms += 1_000;
        self.server.wall_ms += 1_000;
        let mut is_busy = self.server.is_appending();
        for at in 0..self.places.len() {
            if self.places[at].sleeps {
                continue;
            }
            self.tick(at);
            for client in self.clients(at) {
                if self.places[at].device.leader.is_none() {
                    self.with(at, |device| device.lead(client));
                }
                while self.with(at, |device| device.store(client) || device.hear(client)) {}
            }
            while self.deliver_up(at) | self.deliver_down(at) {}
            is_busy |= std::mem::take(&mut self.places[at].device.has_moved);
        }
        self.flush();
        self.finish_append(is_stored);
        is_busy
    }

    /// Lets a device do something, and sees to what it wants of the world then.
    fn with<T>(&mut self, at: usize, act: impl FnOnce(&mut Device) -> T) -> T {
        self.places[at].device.now_ms = self.now_ms;
        let answer = act(&mut self.places[at].device);
        while let Some((client, want)) = self.places[at].device.wants.pop_front() {
            if !self.places[at].device.tabs.contains_key(&client) {
                continue;
            }
            match want {
                Want::Connect => self.connect(at, client),
                Want::HangUp => self.hang_up(at, client),
                Want::GiveUp => {
                    self.hang_up(at, client);
                    self.ended(at, client, BROKEN);
                }
                Want::Steal => self.steal(at, client),
            }
        }
        let place = &mut self.places[at];
        place.kept.extend(place.device.kept.drain(..).filter(|typed| !typed.is_empty()));
        if std::mem::take(&mut place.device.is_refused) {
            assert!(!place.may_write(), "an honest change was refused");
        }
        answer
    }

    fn ended(&mut self, at: usize, client: u64, code: CloseCode) {
        let chance = self.rng.random();
        self.with(at, |device| device.ended(client, code, chance));
    }

    fn tick(&mut self, at: usize) {
        if self.places[at].sleeps {
            return;
        }
        for client in self.clients(at) {
            if let Some(ticks) = self.silence(at, client) {
                *ticks += 1;
                assert!(*ticks < FOUND_WITHIN, "a connection through which nothing comes is not found out");
            }
            self.with(at, |device| device.tick(client));
        }
    }

    fn silence(&mut self, at: usize, client: u64) -> Option<&mut u32> {
        self.places[at].device.tabs.get_mut(&client)?.link.as_mut()?.deaf_ticks.as_mut()
    }

    fn open_tab(&mut self, at: usize, is_new: bool) {
        self.clients += 1;
        let client = self.clients;
        self.with(at, |device| device.open(client, is_new));
    }

    fn edit(&mut self, at: usize, client: u64) {
        let token = format!("<{}>", self.tokens + 1);
        let deleted =
            self.rng.random_bool(0.15).then(|| format!("<{}>", self.rng.random_range(1..=self.tokens + 1)));
        if let Some(deleted) = &deleted {
            self.deleted.insert(deleted.clone());
        }
        if self.places[at].device.edit(client, &mut self.rng, &token, deleted.as_deref()) {
            self.tokens += 1;
            self.tally.typed += 1;
        }
    }

    fn crash(&mut self, at: usize, client: u64) {
        self.tally.crashes += 1;
        self.hang_up(at, client);
        self.with(at, |device| device.end(client));
    }

    fn close(&mut self, at: usize, client: u64) {
        self.tally.closes += 1;
        self.with(at, |device| device.close(client));
    }

    fn steal(&mut self, at: usize, client: u64) {
        let device = &self.places[at].device;
        if device.leader.is_some_and(|leader| leader != client) && !device.tabs[&client].rank.is_leading() {
            self.tally.steals += 1;
            self.with(at, |device| device.lead(client));
        }
    }

    fn hang_up(&mut self, at: usize, client: u64) {
        let link = self.places[at].device.tabs.get_mut(&client).and_then(|tab| tab.link.take());
        if let Some(link) = link {
            match link.deaf_ticks {
                Some(_) => self.forgotten.push(link.connection),
                None => self.room_event(Event::Leave { connection: link.connection }),
            }
        }
    }

    /// The server notices the end of connections that nobody has told it about.
    fn forget_late(&mut self) {
        for connection in std::mem::take(&mut self.forgotten) {
            self.room_event(Event::Leave { connection });
        }
    }

    fn connect(&mut self, at: usize, client: u64) {
        let Place { device, right, is_cut, .. } = &self.places[at];
        let tab = &device.tabs[&client];
        if !tab.rank.is_leading() || matches!(tab.session.status(), Status::Closed(_)) {
            return;
        }
        if tab.link.is_some() {
            let now_ms = self.now_ms;
            return self.with(at, |device| {
                device.session(client, |tab, effects| tab.session.probe(now_ms, effects));
            });
        }
        if *is_cut || self.is_down {
            return self.ended(at, client, BROKEN);
        }
        let Some(role) = *right else { return self.ended(at, client, CloseCode::FORBIDDEN) };
        self.connections += 1;
        let connection = ConnectionId(self.connections);
        self.with(at, |device| device.connected(client, connection));
        let stamp = Stamp::new(&at.to_string(), None);
        self.room_event(Event::Join { connection, acks: true, role, stamp });
    }

    fn end_links(&mut self, at: usize, code: CloseCode) {
        for client in self.clients(at) {
            if self.places[at].device.tabs[&client].link.is_some() {
                self.hang_up(at, client);
                self.ended(at, client, code);
            }
        }
    }

    fn drop_link(&mut self, at: usize) {
        self.tally.drops += 1;
        self.end_links(at, BROKEN);
    }

    fn switch_network(&mut self, at: usize) {
        self.places[at].is_cut ^= true;
        match self.places[at].is_cut {
            true => self.drop_link(at),
            // The browser says that the network is back.
            false => self.clients(at).into_iter().for_each(|client| self.connect(at, client)),
        }
    }

    fn go_silent(&mut self, at: usize) {
        for client in self.clients(at) {
            let tab = self.places[at].device.tab(client);
            if let Some(link) = tab.link.as_mut().filter(|link| link.deaf_ticks.is_none()) {
                link.deaf_ticks = Some(0);
                self.tally.silences += 1;
            }
        }
    }

    fn kill(&mut self) {
        self.tally.kills += 1;
        let is_stored = self.rng.random_bool(0.5);
        self.server.restart(is_stored);
        self.forgotten.clear();
        self.is_down = self.rng.random_bool(0.5);
        for at in 0..self.places.len() {
            for client in self.clients(at) {
                let link = &self.places[at].device.tabs[&client].link;
                if link.as_ref().is_some_and(|link| link.deaf_ticks.is_none()) {
                    self.places[at].device.tab(client).link = None;
                    self.ended(at, client, BROKEN);
                }
            }
        }
    }

    fn change_right(&mut self, at: usize) {
        self.tally.rights += 1;
        let right = [Some(Role::Edit), Some(Role::Edit), Some(Role::View), None][self.rng.random_range(0..4)];
        self.give_right(at, right);
    }

    fn give_right(&mut self, at: usize, right: Option<Role>) {
        if std::mem::replace(&mut self.places[at].right, right) != right {
            self.end_links(at, if right.is_some() { CloseCode::RESTART } else { CloseCode::FORBIDDEN });
        }
    }

    fn fill_up(&mut self, at: usize) {
        let disk = &mut self.places[at].device.disk;
        disk.is_full ^= true;
        self.tally.full_disks += u64::from(disk.is_full);
    }

    fn spoil(&mut self, at: usize) {
        let records = self.places[at].device.disk.kept.records.len();
        if records > 0 {
            self.tally.spoiled += 1;
            let place = self.rng.random_range(0..records);
            self.places[at].device.disk.spoil(place);
        }
    }

    fn evict(&mut self, at: usize) {
        self.tally.evictions += 1;
        let disk = &mut self.places[at].device.disk;
        let (is_stale, noted, evicted) = (disk.is_note_stale, disk.noted, disk.evict());
        let (there, place) = (self.text(), &self.places[at]);
        let is_gone_anyway = |token: &String| self.deleted.contains(token) || place.is_told_lost(token);
        let at_risk: Vec<&String> = evicted
            .iter()
            .filter(|token| !there.contains(token.as_str()) && !is_gone_anyway(token))
            .collect();
        // What a tab kept in the second before it crashed is in no note.
        assert!(is_stale || at_risk.is_empty() || noted > Some(0), "at risk, and noted nowhere: {at_risk:?}");
        self.places[at].evicted.extend(evicted);
    }

    fn set_clock(&mut self) {
        self.tally.set_clocks += 1;
        let by_ms = self.rng.random_range(0..5 * HOUR_MS);
        match self.rng.random_bool(0.5) {
            true => self.server.wall_ms -= by_ms,
            false => self.server.wall_ms += by_ms,
        }
    }

    fn fold_log(&mut self) {
        if !self.server.is_appending() {
            self.tally.folded_logs += 1;
            self.server.fold_log();
        }
    }

    fn flush(&mut self) {
        let mut effects = Vec::new();
        self.server.room.handle(self.now_ms, Event::Tick, &mut effects);
        self.server.room.flush(self.now_ms, &mut effects);
        self.carry_out(effects);
    }

    fn finish_append(&mut self, is_stored: bool) {
        if self.server.is_appending() {
            self.tally.failed_appends += u64::from(!is_stored);
            let effects = self.server.finish_append(self.now_ms, is_stored);
            self.carry_out(effects);
        }
    }

    /// Gives whether there was anything.
    fn deliver_up(&mut self, at: usize) -> bool {
        let mut has_any = false;
        for client in self.clients(at) {
            let Some(link) = self.places[at].device.tab(client).link.as_mut() else { continue };
            let (connection, is_deaf) = (link.connection, link.deaf_ticks.is_some());
            let Some(bytes) = link.up.pop_front() else { continue };
            has_any = true;
            self.places[at].device.has_moved |= !is_talk(&bytes);
            if !is_deaf {
                self.room_event(Event::Frame { connection, bytes: &bytes });
            }
        }
        has_any
    }

    fn deliver_down(&mut self, at: usize) -> bool {
        let mut has_any = false;
        for client in self.clients(at) {
            let Some(link) = self.places[at].device.tab(client).link.as_mut() else { continue };
            let is_deaf = link.deaf_ticks.is_some();
            let Some(frame) = link.down.pop_front() else { continue };
            has_any = true;
            self.places[at].device.has_moved |= !is_talk(&frame);
            if !is_deaf {
                self.with(at, |device| device.heard_frame(client, &frame));
            }
        }
        let durable = self.server.durable();
        for place in &mut self.places {
            for (client, end) in place.device.told_saved.drain(..).flat_map(|update| reach(&update)) {
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
        self.server.room.handle(self.now_ms, event, &mut effects);
        self.carry_out(effects);
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Append { additions } => self.server.append(additions),
                Effect::Publish { frame, except } => {
                    let tabs = self.places.iter_mut().flat_map(|place| place.device.tabs.values_mut());
                    for link in tabs.filter_map(|tab| tab.link.as_mut()) {
                        if link.follows && Some(link.connection) != except {
                            link.down.push_back(frame.to_vec());
                        }
                    }
                }
                Effect::Follow { connection } => {
                    if let Some((at, client)) = self.find(connection) {
                        self.places[at].device.tab(client).link.as_mut().unwrap().follows = true;
                    }
                }
                Effect::Reply { connection, frame } => {
                    if let Some((at, client)) = self.find(connection) {
                        let link = self.places[at].device.tab(client).link.as_mut();
                        link.unwrap().down.push_back(frame.to_vec());
                    }
                }
                Effect::Close { connection, code, .. } => {
                    assert!(!code.is_permanent(), "an honest person was shut out with {code:?}");
                    if let Some((at, client)) = self.find(connection)
                        && self.silence(at, client).is_none()
                    {
                        self.places[at].device.tab(client).link = None;
                        self.ended(at, client, code);
                    }
                }
            }
        }
    }

    fn find(&self, connection: ConnectionId) -> Option<(usize, u64)> {
        let has_it = |link: &Link| link.connection == connection;
        self.places.iter().enumerate().find_map(|(at, place)| {
            let (client, _) =
                place.device.tabs.iter().find(|(_, tab)| tab.link.as_ref().is_some_and(has_it))?;
            Some((at, *client))
        })
    }

    /// Heals everything but the rights, lets everything arrive, and counts; then everybody may write again.
    pub fn settle(&mut self) {
        self.heal();
        self.come_to_rest();
        for at in 0..self.places.len() {
            self.check_what_is_held(at);
        }
        for at in 0..self.places.len() {
            self.give_right(at, Some(Role::Edit));
            // Everybody comes to look again.
            self.open_tab(at, false);
        }
        self.come_to_rest();
        self.check();
        self.tally.hours = self.now_ms / HOUR_MS;
        self.tally.folds = self.places.iter().map(|place| place.device.folds).sum();
    }

    fn heal(&mut self) {
        self.is_down = false;
        self.forget_late();
        for at in 0..self.places.len() {
            let place = &mut self.places[at];
            (place.is_cut, place.sleeps, place.device.disk.is_full) = (false, false, false);
            self.open_tab(at, false);
        }
    }

    fn come_to_rest(&mut self) {
        let mut quiet = 0;
        for _second in 0..2_000 {
            let is_busy = self.second(true) || !self.server.room.is_durable();
            quiet = if is_busy { 0 } else { quiet + 1 };
            if quiet >= 3 && (0..self.places.len()).all(|at| self.places[at].is_settled()) {
                return;
            }
        }
        panic!(
            "it does not come to rest: {}",
            self.places.iter().map(Place::open_questions).collect::<String>()
        );
    }

    /// What somebody typed who may not write any more is kept, counted and shown to him, as far as it did not get through before.
    fn check_what_is_held(&self, at: usize) {
        let place = &self.places[at];
        let there = self.text();
        let disk = &place.device.disk;
        let held: BTreeSet<&String> =
            disk.unsaved().filter_map(|record| disk.typed.get(&record.key)).flatten().collect();
        let lacking = |token: &&String| !there.contains(token.as_str()) && !self.deleted.contains(*token);
        for token in place.kept.iter().filter(lacking) {
            assert!(
                held.contains(token) || place.is_told_lost(token),
                "device {at}, {:?}: {token} is neither at the server nor kept as unsent; {}",
                place.right,
                place.open_questions()
            );
        }
        let is_lacking_any = held.iter().any(lacking);
        let counted: u64 = place.device.tabs.values().map(|tab| tab.unsaved()).sum();
        assert!(!is_lacking_any || counted > 0, "device {at}: what is not sent is not counted");
        if place.may_write() {
            assert_eq!(counted, 0, "device {at} waits for what the server has: {}", place.open_questions());
        }
        // What builds on something that cannot be read waits for it, until it is known that nobody has it.
        let tabs = place.device.tabs.iter().filter(|(_, tab)| !tab.waits());
        for (client, tab) in tabs {
            let shown = tab.document.body().text();
            for token in held.iter().filter(|token| lacking(token) && !place.is_told_lost(token)) {
                assert!(
                    shown.contains(token.as_str()),
                    "device {at}, tab {client} does not show {token}: {}",
                    place.open_questions()
                );
            }
        }
    }

    fn text(&self) -> String {
        let mut server = Document::new(1_000_000);
        server.merge(self.server.log()).unwrap();
        server.body().text()
    }

    fn check(&mut self) {
        let there = self.text();
        for (at, place) in self.places.iter().enumerate() {
            for (client, tab) in &place.device.tabs {
                assert_eq!(
                    tab.document.body().text(),
                    there,
                    "device {at}, tab {client} shows another text: {}",
                    tab.open_questions()
                );
                assert!(
                    tab.is_saved(),
                    "device {at}, tab {client} is not told that all is saved: {}",
                    place.open_questions()
                );
            }
            let disk = &place.device.disk;
            let mut cold = Document::new(1_000_001);
            cold.merge(disk.kept.records.iter().map(|record| &record.update[..])).unwrap();
            assert_eq!(cold.body().text(), there, "device {at} would open another text offline");
            assert_eq!(disk.unsaved().count(), 0, "device {at} takes for unsaved what is saved");
        }
        for place in &self.places {
            for token in &place.kept {
                let times = there.matches(token.as_str()).count();
                let is_lost = place.is_told_lost(token);
                let may_be_gone = is_lost || self.deleted.contains(token);
                assert!(times == 1 || times == 0 && may_be_gone, "{token} is there {times} times");
                self.tally.lost_and_told += u64::from(times == 0 && is_lost);
            }
            self.tally.kept += place.kept.len() as u64;
        }
    }
}

impl Place {
    fn may_write(&self) -> bool {
        self.right.is_some_and(|role| role.may(Power::Write))
    }

    /// Whether it was said that this is lost: it was in a record that could not be read any more, or in a storage that was removed.
    fn is_told_lost(&self, token: &str) -> bool {
        let disk = &self.device.disk;
        let is_in = |typed: &&Vec<String>| typed.iter().any(|it| it == token);
        let was_read = disk.told_lost.iter().filter_map(|key| disk.typed.get(key)).any(|it| is_in(&it));
        was_read || self.evicted.contains(token)
    }

    fn is_settled(&self) -> bool {
        let tabs = self.device.tabs.values();
        // One through which nothing comes has to be found out first.
        let is_silent = |link: &Link| link.deaf_ticks.is_some();
        !tabs.clone().any(|tab| tab.link.as_ref().is_some_and(is_silent))
            && tabs.clone().all(|tab| match tab.session.status() {
                Status::Online => true,
                Status::Closed(_) => self.right.is_none(),
                _ => tab.rank.leader().is_some() && self.right.is_none(),
            })
    }

    fn open_questions(&self) -> String {
        let tabs = self.device.tabs.values().map(|tab| format!("{}\n", tab.open_questions()));
        let kept = &self.device.disk.kept;
        let damaged: Vec<(u64, Option<u64>)> =
            kept.damaged.iter().map(|record| (record.key, record.client)).collect();
        let records: Vec<(u64, Option<u64>)> =
            kept.records.iter().map(|record| (record.key, record.client)).collect();
        let marks = &kept.marks;
        format!(
            "{:?}, records {records:?}, damaged {damaged:?}, marks {marks:?}\n{}",
            self.right,
            tabs.collect::<String>()
        )
    }
}
