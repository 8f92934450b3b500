//! One browser: its disk, its tabs, and what they say to each other. The tabs go by the rules that the client's provider goes by, and do
//! what that does with what comes of them.

use crate::disk::Disk;
use octavo_shared::model::{Attributes, Delta, Document, seed};
use octavo_shared::sync::guard::Update;
use octavo_shared::sync::{
    Backoff, CloseCode, ConnectionId, Held, HeldBack, Ledger, Message, Rank, RankEffect, Record, Relay,
    RelayEffect, Session, SessionEffect, Standing, Status, Word, news,
};
use rand::Rng;
use rand::rngs::StdRng;
use std::collections::{BTreeMap, VecDeque};

/// After how many records they are folded into one while the document is open.
const FOLD_EVERY: u64 = 60;
/// How long a connection may take to catch up before another is tried, in milliseconds.
const PATIENCE_MS: u64 = 20_000;
/// No close code came: the connection broke.
pub const BROKEN: CloseCode = CloseCode(1006);

/// Whether the tab that leads has all that the server has.
type Station = bool;

/// What a tab is told.
pub enum Told {
    /// Another tab says something.
    Word(u64, Word<Station>),
    /// The browser says that the lead was taken away.
    Lost,
    /// The browser says that a tab is gone.
    Gone(u64),
}

/// What a tab wants of the world around the browser.
pub enum Want {
    Connect,
    /// To close the connection, of which nothing more is to be heard.
    HangUp,
    /// To report the connection as broken.
    GiveUp,
    /// To have the lead, whoever has it.
    Steal,
}

pub struct Link {
    pub connection: ConnectionId,
    pub follows: bool,
    pub up: VecDeque<Vec<u8>>,
    pub down: VecDeque<Vec<u8>>,
    /// For how many ticks nothing has come through any more, if that is so, in neither direction.
    pub deaf_ticks: Option<u32>,
}

/// A change that is on its way to the disk.
struct Unstored {
    number: u64,
    update: Vec<u8>,
    typed: String,
}

pub struct Tab {
    client: u64,
    pub document: Document,
    pub session: Session,
    relay: Relay,
    pub rank: Rank<Station>,
    /// What was said last of how it stands to those who follow.
    told: Option<Station>,
    ledger: Ledger,
    held_back: HeldBack,
    /// What is there of the storage and is not what was written, and is not made whole yet.
    damaged: Vec<u64>,
    unstored: VecDeque<Unstored>,
    /// What was typed here, by the number of the change.
    typed: BTreeMap<u64, String>,
    /// What was sent or is to be, by the number of the change.
    changes: BTreeMap<u64, Vec<u8>>,
    /// The number of the last change that was reported to the session.
    reported: u64,
    pub inbox: VecDeque<Told>,
    pub link: Option<Link>,
    connecting_since_ms: u64,
    backoff: Backoff,
    retry_at_ms: Option<u64>,
    is_started: bool,
    is_ready: bool,
    is_full: bool,
    must_store_all: bool,
    kept_since_fold: u64,
}

#[derive(Default)]
pub struct Device {
    /// On a clock that nobody sets.
    pub now_ms: u64,
    pub disk: Disk,
    pub tabs: BTreeMap<u64, Tab>,
    pub leader: Option<u64>,
    /// How many changes of their own the tabs that have ended had not saved, as they had said.
    ended_with: BTreeMap<u64, u64>,
    pub wants: VecDeque<(u64, Want)>,
    /// What was told to be saved, for checking it.
    pub told_saved: Vec<Vec<u8>>,
    /// What has come to this disk or to the server's since this was asked last.
    pub kept: Vec<String>,
    /// Whether the server was heard to refuse something since this was asked last.
    pub is_refused: bool,
    pub folds: u64,
    /// Whether anything has moved since this was asked last, but for talk about who is there.
    pub has_moved: bool,
}

impl Device {
    /// Opens the document in a new tab. `is_new`: it is made here.
    pub fn open(&mut self, client: u64, is_new: bool) {
        let living: Vec<u64> = self.tabs.keys().copied().collect();
        let tab = Tab {
            client,
            document: Document::new(client),
            session: Session::new(client, 0),
            relay: Relay::default(),
            rank: Rank::default(),
            told: None,
            ledger: Ledger::default(),
            held_back: HeldBack::default(),
            damaged: Vec::new(),
            unstored: VecDeque::new(),
            typed: BTreeMap::new(),
            changes: BTreeMap::new(),
            reported: 0,
            inbox: VecDeque::new(),
            link: None,
            connecting_since_ms: 0,
            backoff: Backoff::default(),
            retry_at_ms: None,
            is_started: false,
            is_ready: false,
            is_full: false,
            must_store_all: false,
            kept_since_fold: 0,
        };
        self.tabs.insert(client, tab);
        if is_new {
            self.disk.append(None, seed(), Vec::new());
        }
        let kept = &self.disk.kept;
        if kept.records.is_empty() && kept.damaged.is_empty() {
            self.disk.noted = None;
        }
        let damaged: Vec<u64> = kept.damaged.iter().map(|record| record.key).collect();
        let lost = kept.damaged.iter().filter(|record| kept.is_unsaved(record)).map(|record| record.key);
        self.disk.told_lost.extend(lost);
        let is_ready = !self.disk.kept.records.is_empty() && damaged.is_empty();
        let (left_over, rest) = self.disk.kept.left_over(&living);
        let tab = self.tab(client);
        tab.damaged = damaged;
        tab.is_ready = is_ready;
        self.take_records(client, rest, false);
        self.take_records(client, left_over, true);
        self.retry(client);
        self.tab(client).is_started = true;
        self.rank(client, Rank::on_start);
    }

    pub fn tab(&mut self, client: u64) -> &mut Tab {
        self.tabs.get_mut(&client).unwrap()
    }

    /// Types `token` somewhere, or deletes `deleted`. Whether there was anything to write in.
    pub fn edit(&mut self, client: u64, rng: &mut StdRng, token: &str, deleted: Option<&str>) -> bool {
        let Some(tab) = self.tabs.get_mut(&client).filter(|tab| tab.is_ready) else { return false };
        let text = tab.document.body().text();
        if text.is_empty() {
            return false;
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
        let number = tab.ledger.write();
        tab.kept_since_fold += 1;
        tab.typed.insert(number, typed.to_owned());
        tab.unstored.push_back(Unstored { number, update, typed: typed.to_owned() });
        !typed.is_empty()
    }

    /// A change comes to the disk, or is found to have no room there, and goes on its way. Whether there was one.
    pub fn store(&mut self, client: u64) -> bool {
        let Some(tab) = self.tabs.get_mut(&client) else { return false };
        let Some(Unstored { number, update, typed }) = tab.unstored.pop_front() else { return false };
        self.has_moved = true;
        let key = match tab.is_full {
            false => self.disk.append(Some(client), update.clone(), vec![typed.clone()]),
            true => None,
        };
        tab.is_full = key.is_none();
        tab.ledger.stored(number, key);
        self.kept.extend(key.map(|_| typed));
        self.send(client, &update, number);
        true
    }

    fn send(&mut self, client: u64, update: &[u8], number: u64) {
        let mut reported = 0;
        self.tab(client).changes.insert(number, update.to_vec());
        self.relay(client, |tab, effects| reported = tab.relay.on_own_update(number, update, effects));
        self.report(client, reported, update);
    }

    fn report(&mut self, client: u64, number: u64, update: &[u8]) {
        let before = std::mem::replace(&mut self.tab(client).reported, number);
        assert!(before < number, "changes are reported in the order of their numbers");
        self.session(client, |tab, effects| tab.session.on_local_update(number, update, effects));
    }

    /// Keeps what others made.
    fn keep(&mut self, client: u64, update: Vec<u8>) {
        if update == [0, 0] {
            return;
        }
        let tab = self.tabs.get_mut(&client).unwrap();
        if !tab.is_full {
            tab.kept_since_fold += 1;
            tab.is_full = self.disk.append(None, update, Vec::new()).is_none();
        }
    }

    /// A tab ends: what is not on the disk is lost with it.
    pub fn end(&mut self, client: u64) {
        let ended = self.tabs.remove(&client);
        self.ended_with.extend(ended.map(|tab| (client, tab.ledger.own_unsaved())));
        if self.leader == Some(client) {
            self.leader = None;
        }
        for tab in self.tabs.values_mut() {
            tab.inbox.push_back(Told::Gone(client));
        }
    }

    /// A tab that is closed lets its last words come to the disk.
    pub fn close(&mut self, client: u64) {
        while self.store(client) {}
        self.write_entry(client);
        self.write_marks(client);
        self.end(client);
    }

    /// A tab gets the lead, from nobody or from one that does not answer.
    pub fn lead(&mut self, client: u64) {
        if let Some(before) = self.leader.replace(client).and_then(|before| self.tabs.get_mut(&before)) {
            before.inbox.push_back(Told::Lost);
        }
        self.tab(client).told = None;
        self.rank(client, Rank::on_lead);
    }

    /// The next thing that a tab was told comes in. Gives whether there was one.
    pub fn hear(&mut self, client: u64) -> bool {
        let Some(told) = self.tabs.get_mut(&client).and_then(|tab| tab.inbox.pop_front()) else {
            return false;
        };
        let tab = &self.tabs[&client];
        self.has_moved |= !matches!(&told, Told::Word(_, Word::Frame(frame)) if is_talk(frame));
        match told {
            Told::Word(from, word) => {
                let is_shut_out = matches!(tab.session.status(), Status::Closed(_));
                self.rank(client, |rank, effects| rank.on_word(from, word, is_shut_out, effects));
            }
            Told::Lost => {
                if tab.rank.is_leading() && self.leader != Some(client) {
                    self.rank(client, Rank::on_lost);
                }
            }
            Told::Gone(from) => {
                self.rank(client, |rank, effects| rank.on_gone(from, effects));
                let left = self.disk.kept.left_by(from);
                self.take_records(client, left, true);
                self.retry(client);
            }
        }
        true
    }

    /// Every second or so, while the browser is awake.
    pub fn tick(&mut self, client: u64) {
        let now_ms = self.now_ms;
        self.session(client, |tab, effects| tab.session.on_tick(now_ms, effects));
        let tab = self.tab(client);
        let is_on_its_way = tab.link.is_some() && tab.session.status() != Status::Online;
        let want = if is_on_its_way && now_ms > tab.connecting_since_ms + PATIENCE_MS {
            Some(Want::GiveUp)
        } else if tab.retry_at_ms.is_some_and(|at| at <= now_ms) {
            tab.retry_at_ms = None;
            Some(Want::Connect)
        } else {
            None
        };
        self.wants.extend(want.map(|want| (client, want)));
        self.write_entry(client);
        self.write_marks(client);
        if self.tab(client).session.status() == Status::Online {
            self.give_up(client);
            self.repair(client);
        }
        self.store_whole(client);
        let tab = self.tabs.get_mut(&client).unwrap();
        if tab.must_store_all && !tab.is_full && tab.ledger.unstored() == 0 {
            let whole = tab.document.replica().encode();
            tab.must_store_all = false;
            tab.kept_since_fold = FOLD_EVERY;
            tab.is_full = self.disk.append(None, whole, Vec::new()).is_none();
        }
        if self.tab(client).kept_since_fold >= FOLD_EVERY && self.tab(client).rank.keeps_for_all() {
            self.put_snapshot(client, &[]);
        }
    }

    fn store_whole(&mut self, client: u64) {
        let tab = self.tabs.get_mut(&client).unwrap();
        if !tab.is_full || !tab.is_ready {
            return;
        }
        let typed: Vec<String> = tab.typed.values().cloned().collect();
        let whole = tab.document.replica().encode();
        if let Some(key) = self.disk.append(Some(client), whole, typed.clone()) {
            tab.is_full = false;
            tab.ledger.stored_together(tab.ledger.last(), key);
            self.kept.extend(typed);
        }
    }

    fn write_entry(&mut self, client: u64) {
        let tab = &self.tabs[&client];
        let neighbours = self.tabs.values().filter(|it| it.client != client);
        let living = neighbours.map(|it| it.ledger.own_unsaved()).sum::<u64>();
        // Of whom it has not heard that they have ended.
        let ended: u64 = tab
            .inbox
            .iter()
            .map(|told| match told {
                Told::Gone(from) => self.ended_with[from],
                _ => 0,
            })
            .sum();
        let unsaved = tab.ledger.unsaved() + living + ended;
        if tab.is_ready {
            (self.disk.noted, self.disk.is_note_stale) = (Some(unsaved), false);
        }
    }

    fn write_marks(&mut self, client: u64) {
        let news = self.tab(client).ledger.take_news(client);
        let is_taken = news.iter().all(|(client, through)| self.disk.mark(*client, *through));
        if !is_taken {
            self.tab(client).ledger.news_is_lost(&news);
        }
    }

    fn take_records(&mut self, client: u64, records: Vec<Record>, is_unsaved: bool) {
        let tab = self.tab(client);
        for Record { key, client, update } in records {
            let number = client.filter(|_| is_unsaved).map(|client| tab.ledger.find(client, key));
            tab.held_back.extend([Held { update, key: Some(key), number }]);
        }
    }

    fn retry(&mut self, client: u64) {
        let tab = self.tab(client);
        if tab.held_back.is_empty() {
            return;
        }
        let state_vector = tab.document.replica().state_vector();
        let released = tab.held_back.release(&state_vector);
        assert!(released.broken.is_empty(), "a disk holds what was not written to it");
        let before = (tab.is_started && released.may_be_news()).then(|| tab.document.replica().encode());
        tab.document.merge(released.whole.iter().map(|held| &held.update[..])).unwrap();
        tab.must_store_all |= released.has_waited;
        let replica = tab.document.replica();
        if let Some(news) = before.and_then(|before| news(&before, &state_vector, replica)) {
            let number = tab.ledger.write();
            tab.ledger.stored(number, None);
            self.send(client, &news, number);
        }
        for held in released.whole {
            if let Some(number) = held.number {
                self.send(client, &held.update, number);
            }
        }
    }

    /// What still waits when all has come that the server has, and the other tabs, waits for something that is lost.
    fn give_up(&mut self, client: u64) {
        let others: Vec<u64> = self.tabs.keys().copied().filter(|tab| *tab != client).collect();
        let tab = self.tabs.get_mut(&client).unwrap();
        let has_all = match tab.rank.standing() {
            Standing::Leading => tab.relay.has_heard(others),
            Standing::Following { station, .. } => *station,
            Standing::Unknown => false,
        };
        if !has_all || !tab.session.is_whole() {
            return;
        }
        for held in tab.held_back.give_up() {
            tab.damaged.extend(held.key);
            if let Some(number) = held.number {
                tab.ledger.lost(number);
                self.disk.told_lost.extend(held.key);
            }
        }
    }

    fn link_changed(&mut self, client: u64) {
        match self.tab(client).session.status() {
            Status::Online => {
                self.tab(client).is_ready = true;
                self.retry(client);
                self.repair(client);
            }
            Status::Offline | Status::Closed(_) => {
                self.write_marks(client);
                let tab = self.tab(client);
                tab.is_ready |= !tab.damaged.is_empty() && !tab.document.body().text().is_empty();
            }
            Status::Connecting | Status::Syncing => {}
        }
        let tab = self.tab(client);
        let station = tab.station();
        if tab.rank.is_leading() && tab.told.replace(station) != Some(station) {
            self.say(client, None, &Word::Lead(station));
        }
    }

    /// The document is whole again: what was damaged goes.
    fn repair(&mut self, client: u64) {
        let tab = self.tab(client);
        if tab.held_back.is_empty() && tab.rank.keeps_for_all() && !tab.damaged.is_empty() {
            let damaged = std::mem::take(&mut tab.damaged);
            if !self.put_snapshot(client, &damaged) {
                self.tab(client).damaged = damaged;
            }
        }
    }

    /// A tab puts one record in the place of all that are saved and of those under `damaged`.
    pub fn put_snapshot(&mut self, client: u64, damaged: &[u64]) -> bool {
        let tab = self.tabs.get_mut(&client).unwrap();
        tab.kept_since_fold = 0;
        let is_readable = |record: &&Record| !damaged.contains(&record.key);
        let folded: Vec<Record> = self.disk.kept.foldable().filter(is_readable).cloned().collect();
        let is_worth_it = folded.len() > 1 || !damaged.is_empty();
        if !is_worth_it || tab.is_full || self.disk.is_full || !tab.held_back.is_empty() {
            return false;
        }
        let keys: Vec<u64> = folded.iter().map(|record| record.key).chain(damaged.iter().copied()).collect();
        self.take_records(client, folded, false);
        self.retry(client);
        let tab = self.tab(client);
        if !tab.held_back.is_empty() || tab.ledger.unstored() > 0 {
            return false;
        }
        let snapshot = tab.document.replica().encode();
        self.disk.fold(snapshot, &keys);
        self.folds += 1;
        true
    }

    fn say(&mut self, from: u64, to: Option<u64>, word: &Word<Station>) {
        for (client, tab) in &mut self.tabs {
            if *client != from && to.is_none_or(|to| to == *client) {
                tab.inbox.push_back(Told::Word(from, word.clone()));
            }
        }
    }

    /// Lets a tab's rank do one step, and does what it says.
    pub fn rank(
        &mut self,
        client: u64,
        step: impl FnOnce(&mut Rank<Station>, &mut Vec<RankEffect<Station>>),
    ) {
        let mut effects = Vec::new();
        step(&mut self.tab(client).rank, &mut effects);
        let now_ms = self.now_ms;
        for effect in effects {
            match effect {
                RankEffect::Say { to, word } => self.say(client, to, &word),
                RankEffect::Answer { to } => {
                    let station = self.tab(client).station();
                    self.say(client, Some(to), &Word::Lead(station));
                }
                RankEffect::Leave => {
                    self.session(client, |tab, effects| tab.session.on_close(BROKEN, effects));
                }
                RankEffect::HangUp => self.wants.push_back((client, Want::HangUp)),
                RankEffect::Open => self.session(client, |tab, effects| {
                    tab.session.on_connecting(effects);
                    tab.session.on_open(now_ms, tab.document.replica(), effects);
                }),
                RankEffect::Connect => self.wants.push_back((client, Want::Connect)),
                RankEffect::KeepAll => self.tab(client).must_store_all = true,
                RankEffect::Keep(update) => self.keep(client, update),
                RankEffect::Hear(frame) => self.heard_frame(client, &frame),
                RankEffect::Admit { tab } => self.tab(client).relay.on_join(tab),
                RankEffect::Pass { tab: from, frame } => self.relay(client, |tab, effects| {
                    let presence = tab.session.presence().everybody();
                    tab.relay.on_frame(tab.document.replica(), &presence, from, &frame, effects).unwrap();
                }),
                RankEffect::Dismiss { tab } => self.tab(client).relay.on_leave(tab),
                RankEffect::Disband => self.tab(client).relay.clear(),
                RankEffect::Changed => self.link_changed(client),
            }
        }
    }

    pub fn heard_frame(&mut self, client: u64, frame: &[u8]) {
        let now_ms = self.now_ms;
        self.session(client, |tab, effects| {
            tab.session.on_frame(now_ms, tab.document.replica(), frame, effects);
        });
    }

    /// A connection to the server is open.
    pub fn connected(&mut self, client: u64, connection: ConnectionId) {
        let now_ms = self.now_ms;
        self.session(client, |tab, effects| {
            tab.link = Some(Link {
                connection,
                follows: false,
                up: VecDeque::new(),
                down: VecDeque::new(),
                deaf_ticks: None,
            });
            tab.connecting_since_ms = now_ms;
            tab.session.on_connecting(effects);
            tab.session.on_open(now_ms, tab.document.replica(), effects);
        });
        self.relay(client, |tab, effects| tab.relay.on_connected(effects));
    }

    /// A connection to the server is over, or never came about. `chance` is from 0 to 1.
    pub fn ended(&mut self, client: u64, code: CloseCode, chance: f64) {
        self.tab(client).link = None;
        self.session(client, |tab, effects| tab.session.on_close(code, effects));
        self.link_changed(client);
        let now_ms = self.now_ms;
        let tab = self.tab(client);
        let is_shut_out = matches!(tab.session.status(), Status::Closed(_));
        tab.retry_at_ms = (!is_shut_out).then(|| now_ms + tab.backoff.next_ms(chance));
    }

    /// Lets a tab's session do one step, and does what it says.
    pub fn session(&mut self, client: u64, step: impl FnOnce(&mut Tab, &mut Vec<SessionEffect>)) {
        let Some(tab) = self.tabs.get_mut(&client) else { return };
        let mut effects = Vec::new();
        step(tab, &mut effects);
        for effect in effects {
            self.act(client, effect);
        }
    }

    fn act(&mut self, client: u64, effect: SessionEffect) {
        let tab = self.tab(client);
        match effect {
            SessionEffect::Send(frame) => match (tab.rank.leader(), &mut tab.link) {
                (Some(leader), _) => self.say(client, Some(leader), &Word::Frame(frame)),
                (None, Some(link)) => link.up.push_back(frame),
                (None, None) => {}
            },
            SessionEffect::Apply(update) => {
                if tab.rank.keeps_for_all() {
                    self.keep(client, update.clone());
                }
                let tab = self.tab(client);
                tab.document.merge([&update[..]]).unwrap();
                if tab.rank.is_leading() {
                    self.relay(client, |tab, effects| tab.relay.on_remote_update(&update, effects));
                }
                self.retry(client);
            }
            SessionEffect::Saved { through } => {
                self.relay(client, |tab, effects| tab.relay.on_saved(through, effects));
                self.link_changed(client);
            }
            SessionEffect::Status(status) => {
                if status == Status::Online {
                    tab.backoff.reset();
                }
                self.link_changed(client);
            }
            SessionEffect::Refused { .. } => self.is_refused = true,
            SessionEffect::Silent if tab.rank.keeps_for_all() => {
                self.wants.push_back((client, Want::GiveUp));
            }
            SessionEffect::Silent => {
                self.session(client, |tab, effects| tab.session.on_close(BROKEN, effects));
                self.wants.push_back((client, Want::Steal));
            }
            SessionEffect::Close => panic!("somebody said what is not in the protocol"),
            SessionEffect::Presence { .. } => {}
        }
    }

    fn relay(&mut self, client: u64, step: impl FnOnce(&mut Tab, &mut Vec<RelayEffect>)) {
        let Some(tab) = self.tabs.get_mut(&client) else { return };
        let mut effects = Vec::new();
        step(tab, &mut effects);
        for effect in effects {
            match effect {
                RelayEffect::Take { number, update, is_rest } => {
                    if is_rest {
                        self.keep(client, update.clone());
                    }
                    self.tab(client).document.merge([&update[..]]).unwrap();
                    self.report(client, number, &update);
                    self.retry(client);
                }
                RelayEffect::Post { tab, frame } => self.say(client, Some(tab), &Word::Frame(frame)),
                RelayEffect::Forward(_) => {}
                RelayEffect::Saved { own } => self.saved(client, own),
            }
        }
    }

    fn saved(&mut self, client: u64, number: u64) {
        let tab = self.tabs.get_mut(&client).unwrap();
        self.kept.extend(tab.typed.get(&number).cloned());
        self.told_saved.extend(tab.changes.remove(&number));
        tab.ledger.saved(number);
    }
}

impl Tab {
    fn station(&self) -> Station {
        self.session.status() == Status::Online
    }

    /// For a failure's message.
    pub fn open_questions(&self) -> String {
        let (held, unstored) = (self.held_back.len(), self.unstored.len());
        let status = self.session.status();
        let (rank, unsaved) = (self.rank.standing(), self.ledger.unsaved());
        let is_whole = self.session.is_whole();
        let followers: Vec<(u64, bool)> =
            self.relay.followers().map(|tab| (tab, self.relay.has_heard([tab]))).collect();
        format!(
            "{}: {rank:?}, followers {followers:?}, {status:?}, whole {is_whole}, unsaved {unsaved}, unstored {unstored}, held back {held}",
            self.client
        )
    }

    /// Whether something that is kept builds on something that is not here.
    pub fn waits(&self) -> bool {
        !self.held_back.is_empty()
    }

    pub fn unsaved(&self) -> u64 {
        self.ledger.unsaved()
    }

    pub fn is_saved(&self) -> bool {
        self.ledger.unsaved() == 0 && self.unstored.is_empty() && self.held_back.is_empty()
    }
}

/// Whether a frame is about who is there, and not about the document.
pub fn is_talk(frame: &[u8]) -> bool {
    matches!(Message::decode(frame), Ok(Message::Presence { .. } | Message::QueryPresence))
}

/// Where each client of an update ends.
pub fn reach(update: &[u8]) -> Vec<(u64, u32)> {
    Update::parse(update).unwrap().spans().map(|(client, clocks)| (client, clocks.end)).collect()
}
