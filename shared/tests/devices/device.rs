//! One browser: its disk, its tabs, and what they say to each other. The tabs do what the client's provider does.

use octavo_shared::model::{Attributes, Delta, Document, seed};
use octavo_shared::sync::guard::Update;
use octavo_shared::sync::{ConnectionId, Message, Relay, RelayEffect, Session, SessionEffect, Status, mend};
use rand::Rng;
use rand::rngs::StdRng;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

#[derive(Debug, Clone)]
pub struct Record {
    pub key: u64,
    pub client: Option<u64>,
    pub update: Vec<u8>,
}

/// What is in a browser's storage.
#[derive(Debug, Default)]
pub struct Disk {
    last: u64,
    pub records: Vec<Record>,
    pub marks: BTreeMap<u64, u64>,
}

impl Disk {
    fn append(&mut self, client: Option<u64>, update: Vec<u8>) -> u64 {
        self.last += 1;
        self.records.push(Record { key: self.last, client, update });
        self.last
    }

    pub fn is_unsaved(&self, record: &Record) -> bool {
        record
            .client
            .is_some_and(|client| self.marks.get(&client).is_none_or(|through| record.key > *through))
    }

    /// Puts one record in the place of all that are saved, as a tab does that holds them all.
    fn fold(&mut self, snapshot: Vec<u8>) {
        let records = std::mem::take(&mut self.records);
        let unsaved = records.into_iter().filter(|record| self.is_unsaved(record)).collect();
        self.records = unsaved;
        self.append(None, snapshot);
    }
}

#[derive(Debug, Clone)]
pub enum Word {
    Hello,
    Lead,
    Join,
    Frame(Vec<u8>),
    /// I do not lead.
    Quit,
    /// The browser says that the lead was taken away.
    Lost,
    /// The browser says that a tab is gone.
    Gone,
}

#[derive(Debug, PartialEq)]
pub enum Role {
    Unknown,
    Leading,
    Following(u64),
}

pub struct Link {
    pub connection: ConnectionId,
    pub follows: bool,
    pub up: VecDeque<Vec<u8>>,
    pub down: VecDeque<Vec<u8>>,
}

pub struct Tab {
    pub client: u64,
    pub document: Document,
    pub session: Session,
    relay: Relay,
    pub role: Role,
    /// Changes that are on their way to the disk, each with what it types.
    pub unstored: VecDeque<(Vec<u8>, String)>,
    pub inbox: VecDeque<(u64, Word)>,
    pub link: Option<Link>,
    /// Changes that are on the disk and not saved: number, client, key.
    unsaved: VecDeque<(u64, u64, u64)>,
    /// Numbers of what was found on the disk late, and may be new to the server.
    found_late: BTreeSet<u64>,
    held_back: Vec<(Vec<u8>, Option<u64>)>,
    /// The highest key of each client that is saved.
    saved: BTreeMap<u64, u64>,
    last: u64,
}

#[derive(Default)]
pub struct Device {
    pub disk: Disk,
    pub tabs: BTreeMap<u64, Tab>,
    pub leader: Option<u64>,
    /// What was told to be saved, for checking it.
    pub told_saved: Vec<Vec<u8>>,
}

impl Device {
    pub fn open(&mut self, client: u64) {
        let living: Vec<u64> = self.tabs.keys().copied().collect();
        let mut tab = Tab {
            client,
            document: Document::new(client),
            session: Session::new(client, 0),
            relay: Relay::default(),
            role: Role::Unknown,
            unstored: VecDeque::new(),
            inbox: VecDeque::new(),
            link: None,
            unsaved: VecDeque::new(),
            found_late: BTreeSet::new(),
            held_back: Vec::new(),
            saved: BTreeMap::new(),
            last: 0,
        };
        if self.disk.records.is_empty() {
            self.disk.append(None, seed());
        }
        for record in &self.disk.records {
            let left_over =
                record.client.filter(|client| self.disk.is_unsaved(record) && !living.contains(client));
            let number = left_over.map(|client| tab.find(client, record.key));
            tab.held_back.push((record.update.clone(), number));
        }
        self.tabs.insert(client, tab);
        self.retry(client);
        self.say(client, None, Word::Hello);
    }

    /// Types `token` somewhere, or deletes `deleted`.
    pub fn edit(&mut self, client: u64, rng: &mut StdRng, token: &str, deleted: Option<&str>) {
        let Some(tab) = self.tabs.get_mut(&client) else { return };
        let text = tab.document.body().text();
        if text.is_empty() {
            return;
        }
        let change = match deleted.and_then(|token| text.find(token).map(|at| (at, token.len()))) {
            Some((at, len)) => Delta::default().retain(at).delete(len),
            None => {
                // Between tokens, never in the middle of one.
                let places: Vec<usize> =
                    text.match_indices('<').map(|(at, _)| at).chain([text.len() - 1]).collect();
                let at = places[rng.random_range(0..places.len())];
                Delta::default().retain(at).insert(token, Attributes::default())
            }
        };
        let update = tab.document.edit(&change);
        let typed = if deleted.is_some_and(|token| text.contains(token)) { "" } else { token };
        tab.unstored.push_back((update, typed.to_owned()));
    }

    /// A change comes to the disk, and goes on its way. Gives what it typed.
    pub fn store(&mut self, client: u64) -> Option<String> {
        let tab = self.tabs.get_mut(&client)?;
        let (update, token) = tab.unstored.pop_front()?;
        let key = self.disk.append(Some(client), update.clone());
        let number = tab.find(client, key);
        self.send(client, &update, number);
        Some(token)
    }

    fn send(&mut self, client: u64, update: &[u8], number: u64) {
        let mut reported = 0;
        self.relay(client, |tab, effects| reported = tab.relay.on_own_update(number, update, effects));
        self.session(client, |tab, effects| tab.session.on_local_update(reported, update, effects));
    }

    /// A tab ends: what is not on the disk is lost with it.
    pub fn end(&mut self, client: u64) {
        self.tabs.remove(&client);
        if self.leader == Some(client) {
            self.leader = None;
        }
        for tab in self.tabs.values_mut() {
            tab.inbox.push_back((client, Word::Gone));
        }
    }

    /// A tab gets the lead, from nobody or from one that does not answer.
    pub fn lead(&mut self, client: u64) {
        if let Some(before) = self.leader.replace(client).and_then(|before| self.tabs.get_mut(&before)) {
            before.inbox.push_back((client, Word::Lost));
        }
        let tab = self.tabs.get_mut(&client).unwrap();
        let followed = matches!(tab.role, Role::Following(_));
        tab.role = Role::Leading;
        // What has not come to the disk as its own is not to come there as if it were saved.
        if followed && tab.unstored.is_empty() {
            let whole = tab.document.replica().encode();
            self.disk.append(None, whole);
        }
        self.leave(client);
        self.say(client, None, Word::Lead);
    }

    fn leave(&mut self, client: u64) {
        self.session(client, |tab, effects| {
            tab.session.on_close(octavo_shared::sync::CloseCode(1006), effects);
        });
    }

    /// The next thing that was said to a tab comes in. Gives whether there was one.
    pub fn hear(&mut self, client: u64, now_ms: u64) -> bool {
        let Some((from, word)) = self.tabs.get_mut(&client).and_then(|tab| tab.inbox.pop_front()) else {
            return false;
        };
        let tab = &self.tabs[&client];
        let leads = tab.role == Role::Leading;
        let follows = tab.role == Role::Following(from);
        match word {
            Word::Hello if leads => self.say(client, Some(from), Word::Lead),
            Word::Lead if !leads && !follows => {
                let tab = self.tabs.get_mut(&client).unwrap();
                tab.relay.clear();
                tab.role = Role::Following(from);
                self.leave(client);
                self.say(client, Some(from), Word::Join);
                self.session(client, |tab, effects| {
                    tab.session.on_connecting(effects);
                    tab.session.on_open(now_ms, tab.document.replica(), effects);
                });
            }
            Word::Join if leads => self.tabs.get_mut(&client).unwrap().relay.on_join(from),
            Word::Frame(frame) if leads => {
                self.relay(client, |tab, effects| {
                    let presence = tab.session.presence().everybody();
                    tab.relay.on_frame(tab.document.replica(), &presence, from, &frame, effects).unwrap();
                });
            }
            Word::Frame(frame) if follows => {
                if let Ok(Message::SyncStep2 { update }) = Message::decode(&frame) {
                    self.disk.append(None, update.to_vec());
                }
                self.session(client, |tab, effects| {
                    tab.session.on_frame(now_ms, tab.document.replica(), &frame, effects);
                });
            }
            Word::Join => self.say(client, Some(from), Word::Quit),
            Word::Quit if follows => self.look_for_leader(client),
            Word::Lost if leads && self.leader != Some(client) => {
                self.tabs.get_mut(&client).unwrap().relay.clear();
                self.say(client, None, Word::Quit);
                self.look_for_leader(client);
            }
            Word::Gone => {
                let tab = self.tabs.get_mut(&client).unwrap();
                tab.relay.on_leave(from);
                let left: Vec<Record> = self
                    .disk
                    .records
                    .iter()
                    .filter(|record| record.client == Some(from) && self.disk.is_unsaved(record))
                    .cloned()
                    .collect();
                for record in left {
                    let number = tab.find(from, record.key);
                    tab.held_back.push((record.update, Some(number)));
                }
                self.retry(client);
                if follows {
                    self.look_for_leader(client);
                }
            }
            _ => {}
        }
        true
    }

    fn look_for_leader(&mut self, client: u64) {
        self.tabs.get_mut(&client).unwrap().role = Role::Unknown;
        self.leave(client);
        self.say(client, None, Word::Hello);
    }

    fn retry(&mut self, client: u64) {
        let tab = self.tabs.get_mut(&client).unwrap();
        let mut held = std::mem::take(&mut tab.held_back);
        let (before, known) = (tab.document.replica().encode(), tab.document.replica().state_vector());
        let updates: Vec<&[u8]> = held.iter().map(|(update, _)| &update[..]).collect();
        let mended = mend(&tab.document.replica().state_vector(), &updates).unwrap();
        assert!(mended.broken.is_empty(), "a disk holds what was not written to it");
        tab.document.merge(mended.whole.iter().map(|place| updates[*place])).unwrap();
        let whole: Vec<(Vec<u8>, Option<u64>)> =
            mended.whole.iter().map(|place| held[*place].clone()).collect();
        let mut place = 0;
        held.retain(|_| {
            place += 1;
            mended.waiting.contains(&(place - 1))
        });
        tab.held_back = held;
        let is_news =
            whole.iter().any(|(_, number)| number.is_none()) && tab.document.replica().encode() != before;
        let news = is_news.then(|| tab.document.replica().diff(&known).unwrap());
        if let Some(news) = news.filter(|_| tab.session.status() != Status::Connecting) {
            tab.last += 1;
            let number = tab.last;
            tab.found_late.insert(number);
            self.send(client, &news, number);
        }
        for (update, number) in whole {
            if let Some(number) = number {
                self.send(client, &update, number);
            }
        }
    }

    /// The tab that leads puts one record in the place of many.
    pub fn fold(&mut self) -> bool {
        let Some(client) = self.leader else { return false };
        let tab = self.tabs.get_mut(&client).unwrap();
        if tab.role != Role::Leading || !tab.held_back.is_empty() || !tab.unstored.is_empty() {
            return false;
        }
        let saved = self.disk.records.iter().filter(|record| !self.disk.is_unsaved(record));
        tab.held_back.extend(saved.map(|record| (record.update.clone(), None)));
        self.retry(client);
        let tab = &self.tabs[&client];
        if !tab.held_back.is_empty() {
            return false;
        }
        self.disk.fold(tab.document.replica().encode());
        true
    }

    pub fn say(&mut self, from: u64, to: Option<u64>, word: Word) {
        for (client, tab) in &mut self.tabs {
            if *client != from && to.is_none_or(|to| to == *client) {
                tab.inbox.push_back((from, word.clone()));
            }
        }
    }

    /// Lets a tab's session do one step, and does what it says.
    pub fn session(&mut self, client: u64, step: impl FnOnce(&mut Tab, &mut Vec<SessionEffect>)) {
        let Some(tab) = self.tabs.get_mut(&client) else { return };
        let mut effects = Vec::new();
        step(tab, &mut effects);
        self.carry_out(client, effects);
    }

    fn carry_out(&mut self, client: u64, effects: Vec<SessionEffect>) {
        for effect in effects {
            let tab = self.tabs.get_mut(&client).unwrap();
            match effect {
                SessionEffect::Send(frame) => match (&tab.role, &mut tab.link) {
                    (Role::Following(leader), _) => {
                        let leader = *leader;
                        self.say(client, Some(leader), Word::Frame(frame));
                    }
                    (_, Some(link)) => link.up.push_back(frame),
                    _ => {}
                },
                SessionEffect::Apply(update) => {
                    tab.document.merge([&update[..]]).unwrap();
                    if tab.role == Role::Leading {
                        self.disk.append(None, update.clone());
                        self.relay(client, |tab, effects| tab.relay.on_remote_update(&update, effects));
                    }
                    self.retry(client);
                }
                SessionEffect::Saved { through } => {
                    self.relay(client, |tab, effects| tab.relay.on_saved(through, effects));
                }
                SessionEffect::Status(Status::Online) => self.retry(client),
                SessionEffect::Refused { reason } => panic!("an honest change was refused: {reason}"),
                SessionEffect::Close => panic!("somebody said what is not in the protocol"),
                SessionEffect::Silent | SessionEffect::Presence { .. } | SessionEffect::Status(_) => {}
            }
        }
    }

    pub fn relay(&mut self, client: u64, step: impl FnOnce(&mut Tab, &mut Vec<RelayEffect>)) {
        let Some(tab) = self.tabs.get_mut(&client) else { return };
        let mut effects = Vec::new();
        step(tab, &mut effects);
        self.pass_on(client, effects);
    }

    fn pass_on(&mut self, client: u64, effects: Vec<RelayEffect>) {
        for effect in effects {
            match effect {
                RelayEffect::Take { number, update, is_rest } => {
                    if is_rest {
                        self.disk.append(None, update.clone());
                    }
                    self.session(client, |tab, effects| {
                        tab.document.merge([&update[..]]).unwrap();
                        tab.session.on_local_update(number, &update, effects);
                    });
                    self.retry(client);
                }
                RelayEffect::Post { tab, frame } => self.say(client, Some(tab), Word::Frame(frame)),
                RelayEffect::Forward(_) => {}
                RelayEffect::Saved { own } => self.saved(client, own),
            }
        }
    }

    fn saved(&mut self, client: u64, own: u64) {
        let tab = self.tabs.get_mut(&client).unwrap();
        tab.found_late.remove(&own);
        let Some(at) = tab.unsaved.iter().position(|(number, ..)| *number == own) else { return };
        let Some((_, author, key)) = tab.unsaved.remove(at) else { return };
        let record = self.disk.records.iter().find(|record| record.key == key);
        self.told_saved.extend(record.map(|record| record.update.clone()));
        let saved = tab.saved.entry(author).or_default();
        *saved = key.max(*saved);
        // A mark says that all before it is saved too.
        let first = tab.unsaved.iter().filter(|(_, client, _)| *client == author).map(|(.., key)| *key).min();
        let through = first.map_or(*saved, |first| (first - 1).min(*saved));
        let mark = self.disk.marks.entry(author).or_default();
        *mark = through.max(*mark);
    }
}

impl Tab {
    fn find(&mut self, client: u64, key: u64) -> u64 {
        self.last += 1;
        self.unsaved.push_back((self.last, client, key));
        self.last
    }

    /// For a failure's message.
    pub fn open_questions(&self) -> String {
        let (unsaved, unstored, held) = (&self.unsaved, self.unstored.len(), self.held_back.len());
        format!("{:?}, unsaved {unsaved:?}, unstored {unstored}, held back {held}", self.role)
    }

    pub fn is_saved(&self) -> bool {
        self.unsaved.is_empty()
            && self.found_late.is_empty()
            && self.unstored.is_empty()
            && self.held_back.is_empty()
    }
}

/// Where each client of an update ends.
pub fn reach(update: &[u8]) -> Vec<(u64, u32)> {
    Update::parse(update).unwrap().spans().map(|(client, clocks)| (client, clocks.end)).collect()
}
