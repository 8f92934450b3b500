//! What a tab does in its browser because of what it is among those that have the same document open. What that is, and what it makes of
//! what the others say, are rules of the engine's ([`Rank`]): here they meet the browser's locks and channels. What passes between
//! the tabs is the relay's.

use super::link::{BROKEN, Link};
use super::locks::Lock;
use super::tabs::{self, Channel, Said, Station};
use super::{Inner, keeping};
use crate::browser;
use octavo_shared::model::Replica;
use octavo_shared::sync::{Message, Rank, RankEffect, Relay, RelayEffect, Standing, Word};
use std::rc::Rc;

impl Link {
    /// Opens the channel to the other tabs of this browser, so that nothing they say from now on is missed.
    pub fn listen_to_tabs(&self) {
        let owner = self.owner.clone();
        let channel = Channel::open(self.document, self.client, move |from, said| {
            if let Some(owner) = owner.upgrade() {
                owner.heard_from_tab(from, said);
            }
        });
        self.channel.replace(channel);
    }

    /// Says something to the other tabs.
    pub fn say(&self, to: Option<u64>, said: &Said) {
        if let Some(channel) = self.channel.borrow().as_ref() {
            channel.say(to, said);
        }
    }

    /// Waits for the lead, or takes it from a leader that does not answer.
    pub(super) fn run_for_lead(&self, steal: bool) {
        let (held, lost) = (self.owner.clone(), self.owner.clone());
        let won = move || {
            // Not inside the browser's call.
            browser::after(0, move || {
                if let Some(owner) = held.upgrade().filter(|owner| !owner.is_closed.get()) {
                    owner.link.lead();
                }
            });
        };
        let lost = move || {
            if let Some(owner) = lost.upgrade().filter(|owner| !owner.is_closed.get()) {
                // It did not answer for a while.
                owner.link.rank(Rank::on_lost);
                owner.link.run_for_lead(false);
            }
        };
        let lock = Lock::request(&tabs::leader_lock(self.document), steal, won, lost);
        let has_locks = lock.is_some();
        drop(self.lead.replace(lock));
        if !has_locks {
            self.lead();
        }
    }

    /// From now on this tab speaks with the server.
    pub(super) fn lead(&self) {
        if !self.rank.borrow().is_leading() {
            self.has_failed.set(false);
            self.told.replace(None);
            self.rank(Rank::on_lead);
        }
    }

    /// The session's connection to another tab is over.
    pub(super) fn leave_leader(&self) {
        self.drive(|session, _, effects| session.on_close(BROKEN, effects));
    }

    /// Another tab says something that is about the way to the server.
    pub fn heard_from_tab(&self, from: u64, word: Word<Station>) {
        if self.is_started.get() {
            let is_shut_out = self.closed().is_some();
            self.rank(|rank, effects| rank.on_word(from, word, is_shut_out, effects));
        }
    }

    /// Another tab is gone: if this one speaks for it, others see it go.
    pub fn tab_is_gone(&self, tab: u64) {
        self.rank(|rank, effects| rank.on_gone(tab, effects));
    }

    /// Whether this tab keeps for all what comes from the server.
    pub fn keeps_for_all(&self) -> bool {
        self.rank.borrow().keeps_for_all()
    }

    /// Whether all has come that there is: what the server has, and what the other `tabs` of this browser have.
    pub fn has_all(&self, tabs: impl IntoIterator<Item = u64>) -> bool {
        let has_others = match self.rank.borrow().standing() {
            Standing::Leading => self.relay.borrow().has_heard(tabs),
            Standing::Following { station, .. } => station.link == keeping::Link::Online,
            Standing::Unknown => false,
        };
        has_others && self.has_caught_up() && self.session.borrow().is_whole()
    }

    fn station(&self) -> Station {
        let is_ready = self.owner.upgrade().is_some_and(|owner| owner.is_ready());
        Station { link: self.state(), is_ready, refusal: self.refusal(), closed: self.closed() }
    }

    /// Tells those who follow how this tab stands, if that is news.
    pub fn tell_followers(&self) {
        if !self.rank.borrow().is_leading() {
            return;
        }
        let station = self.station();
        if self.told.borrow().as_ref() != Some(&station) {
            self.told.replace(Some(station.clone()));
            self.say(None, &Said::Word(Word::Lead(station)));
        }
    }

    /// What came from the server is in the document: the tabs that follow get it too.
    pub fn pass_to_followers(&self, updates: &[Vec<u8>]) {
        if self.rank.borrow().is_leading() {
            self.pass_on(|relay, _, effects| {
                updates.iter().for_each(|update| relay.on_remote_update(update, effects));
            });
        }
    }

    /// Lets this tab's rank do one step, then does what it says, with nothing borrowed.
    pub(super) fn rank(&self, step: impl FnOnce(&mut Rank<Station>, &mut Vec<RankEffect<Station>>)) {
        let mut effects = Vec::new();
        step(&mut self.rank.borrow_mut(), &mut effects);
        let Some(owner) = self.owner.upgrade() else { return };
        for effect in effects {
            self.take_rank(&owner, effect);
        }
    }

    fn take_rank(&self, owner: &Rc<Inner>, effect: RankEffect<Station>) {
        match effect {
            RankEffect::Say { to, word } => self.say(to, &Said::Word(word)),
            RankEffect::Answer { to } => self.say(Some(to), &Said::Word(Word::Lead(self.station()))),
            RankEffect::Leave => self.leave_leader(),
            RankEffect::HangUp => {
                self.generation.set(self.generation.get() + 1);
                drop(self.socket.take());
                self.is_connecting.set(false);
            }
            RankEffect::Open => {
                let now = browser::uptime_ms();
                owner.show_arrived();
                self.drive(|session, replica, effects| {
                    session.on_connecting(effects);
                    session.on_open(now, replica, effects);
                });
            }
            RankEffect::Connect => self.try_now(),
            RankEffect::KeepAll => owner.must_store_all.set(true),
            RankEffect::Keep(update) => owner.keep(&[&update]),
            RankEffect::Hear(frame) => self.heard_frame(&frame),
            RankEffect::Admit { tab } => self.relay.borrow_mut().on_join(tab),
            RankEffect::Pass { tab, frame } => {
                owner.show_arrived();
                let presence = self.session.borrow().presence().everybody();
                self.pass_on(|relay, replica, effects| {
                    // A state vector that cannot be read comes from another version, which does not follow this one.
                    let _ = relay.on_frame(replica, &presence, tab, &frame, effects);
                });
            }
            RankEffect::Dismiss { tab } => {
                self.relay.borrow_mut().on_leave(tab);
                let gone = self.session.borrow().presence().gone(tab);
                if let Some(update) = gone {
                    self.send_to_server(&Message::Presence { update: &update }.encode());
                }
            }
            RankEffect::Disband => self.relay.borrow_mut().clear(),
            RankEffect::Changed => owner.link_changed(),
        }
    }

    /// Lets the relay do one step, then does what it says, with nothing borrowed.
    pub(super) fn pass_on(&self, step: impl FnOnce(&mut Relay, &Replica, &mut Vec<RelayEffect>)) {
        let mut effects = Vec::new();
        self.editor.with_replica(|replica| step(&mut self.relay.borrow_mut(), replica, &mut effects));
        let Some(owner) = self.owner.upgrade() else { return };
        for effect in effects {
            match effect {
                RelayEffect::Take { number, update, is_rest } => {
                    owner.take_from_tab(&update, is_rest);
                    self.drive(|session, _, effects| session.on_local_update(number, &update, effects));
                    // What comes of that has numbers of its own, which are to be reported after this one.
                    owner.retry_held_back();
                }
                RelayEffect::Post { tab, frame } => self.say(Some(tab), &Said::Word(Word::Frame(frame))),
                RelayEffect::Forward(frame) => self.send_to_server(&frame),
                RelayEffect::Saved { own } => owner.saved(own),
            }
        }
    }
}
