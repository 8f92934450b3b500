//! What a tab is among those of its browser that have the same document open: one leads and has the socket, the others follow it.
//!
//! The lead is a lock of the browser's: it passes on by itself when its tab ends, however it ends. A leader that does not answer,
//! because a dialog holds it up for instance, has it taken away. What passes between the tabs is the relay's.

use super::link::{BROKEN, Link};
use super::locks::Lock;
use super::tabs::{self, Channel, Station, Word};
use crate::browser;
use octavo_shared::model::Replica;
use octavo_shared::sync::{Message, Relay, RelayEffect};

/// What this tab is among those of its browser.
pub enum Role {
    /// Nobody has said yet who leads.
    Unknown,
    /// It speaks with the server for all.
    Leading,
    /// Another does, and this is how that one stands.
    Following {
        /// The client as which it signs.
        leader: u64,
        /// As it said last.
        station: Station,
    },
}

impl Link {
    /// Opens the channel to the other tabs of this browser, so that nothing they say from now on is missed.
    pub fn listen_to_tabs(&self) {
        let owner = self.owner.clone();
        let channel = Channel::open(self.document, self.client, move |from, word| {
            if let Some(owner) = owner.upgrade() {
                owner.heard_from_tab(from, word);
            }
        });
        self.channel.replace(channel);
    }

    /// Says something to the other tabs.
    pub fn say(&self, to: Option<u64>, word: &Word) {
        if let Some(channel) = self.channel.borrow().as_ref() {
            channel.say(to, word);
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
                owner.link.stand_down();
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
        let before = self.role.replace(Role::Leading);
        if matches!(before, Role::Leading) {
            return;
        }
        self.has_failed.set(false);
        self.leave_leader();
        self.told.replace(None);
        if let Some(owner) = self.owner.upgrade() {
            if self.has_followed.get() {
                owner.must_store_all.set(true);
            }
            owner.link_changed();
        }
        self.try_now();
    }

    /// The lead was taken away: this tab did not answer for a while.
    fn stand_down(&self) {
        self.relay.borrow_mut().clear();
        self.generation.set(self.generation.get() + 1);
        drop(self.socket.take());
        self.is_connecting.set(false);
        self.say(None, &Word::Quit);
        self.look_for_leader();
        self.run_for_lead(false);
    }

    fn look_for_leader(&self) {
        self.role.replace(Role::Unknown);
        self.leave_leader();
        self.say(None, &Word::Hello);
        if let Some(owner) = self.owner.upgrade() {
            owner.link_changed();
        }
    }

    /// The session's connection to another tab is over.
    pub(super) fn leave_leader(&self) {
        self.drive(|session, _, effects| session.on_close(BROKEN, effects));
    }

    fn follow(&self, leader: u64, station: Station) {
        self.relay.borrow_mut().clear();
        self.has_followed.set(true);
        self.role.replace(Role::Following { leader, station });
        self.leave_leader();
        self.say(Some(leader), &Word::Join);
        let now = browser::now_ms();
        if let Some(owner) = self.owner.upgrade() {
            owner.show_arrived();
        }
        self.drive(|session, replica, effects| {
            session.on_connecting(effects);
            session.on_open(now, replica, effects);
        });
    }

    /// Another tab says something that is about the way to the server.
    pub fn heard_from_tab(&self, from: u64, word: Word) {
        if !self.is_started.get() {
            return;
        }
        let leader = match &*self.role.borrow() {
            Role::Following { leader, .. } => Some(*leader),
            Role::Leading | Role::Unknown => None,
        };
        let leads = matches!(*self.role.borrow(), Role::Leading);
        match word {
            Word::Lead(station) if leads => {
                // Two lead while a lock is being taken away; the one that lost it hears so from the browser.
                let _ = station;
            }
            Word::Lead(told) => {
                if leader == Some(from) {
                    if let Role::Following { station, .. } = &mut *self.role.borrow_mut() {
                        *station = told;
                    }
                } else {
                    self.follow(from, told);
                }
                if let Some(owner) = self.owner.upgrade() {
                    owner.link_changed();
                }
            }
            Word::Hello if leads => {
                if self.closed().is_some() {
                    // Whoever opens the document in another tab wants to know again.
                    self.drive(|session, _, effects| session.on_close(BROKEN, effects));
                    self.try_now();
                }
                self.say(Some(from), &Word::Lead(self.station()));
            }
            Word::Wake if leads => self.try_now(),
            Word::Join if !leads => self.say(Some(from), &Word::Quit),
            Word::Quit if leader == Some(from) => self.look_for_leader(),
            Word::Join => self.relay.borrow_mut().on_join(from),
            Word::Frame(frame) if leads => self.heard_from_follower(from, &frame),
            Word::Frame(frame) if leader == Some(from) => {
                // What is lacking here may be on its way to the leader's disk, and no further.
                if let (Ok(Message::SyncStep2 { update }), Some(owner)) =
                    (Message::decode(&frame), self.owner.upgrade())
                {
                    owner.keep(&[update]);
                }
                self.heard_frame(&frame);
            }
            Word::Hello | Word::Wake | Word::Quit | Word::Frame(_) | Word::Unsaved(_) => {}
        }
    }

    fn heard_from_follower(&self, from: u64, frame: &[u8]) {
        if let Some(owner) = self.owner.upgrade() {
            owner.show_arrived();
        }
        let presence = self.session.borrow().presence().everybody();
        self.pass_on(|relay, replica, effects| {
            // A state vector that cannot be read comes from another version, which does not follow this one.
            let _ = relay.on_frame(replica, &presence, from, frame, effects);
        });
    }

    /// Another tab is gone: if this one speaks for it, others see it go.
    pub fn tab_is_gone(&self, tab: u64) {
        let follows = matches!(&*self.role.borrow(), Role::Following { leader, .. } if *leader == tab);
        if follows {
            self.look_for_leader();
        }
        if !matches!(*self.role.borrow(), Role::Leading) {
            return;
        }
        self.relay.borrow_mut().on_leave(tab);
        let gone = self.session.borrow().presence().gone(tab);
        if let Some(update) = gone {
            self.send_to_server(&Message::Presence { update: &update }.encode());
        }
    }

    /// Whether this tab keeps for all what comes from the server.
    pub fn keeps_for_all(&self) -> bool {
        !matches!(*self.role.borrow(), Role::Following { .. })
    }

    fn station(&self) -> Station {
        let is_ready = self.owner.upgrade().is_some_and(|owner| owner.is_ready());
        Station { link: self.state(), is_ready, refusal: self.refusal(), closed: self.closed() }
    }

    /// Tells those who follow how this tab stands, if that is news.
    pub fn tell_followers(&self) {
        if !matches!(*self.role.borrow(), Role::Leading) {
            return;
        }
        let station = self.station();
        if self.told.borrow().as_ref() != Some(&station) {
            self.told.replace(Some(station.clone()));
            self.say(None, &Word::Lead(station));
        }
    }

    /// What came from the server is in the document: the tabs that follow get it too.
    pub fn pass_to_followers(&self, updates: &[Vec<u8>]) {
        if matches!(*self.role.borrow(), Role::Leading) {
            self.pass_on(|relay, _, effects| {
                updates.iter().for_each(|update| relay.on_remote_update(update, effects));
            });
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
                }
                RelayEffect::Post { tab, frame } => self.say(Some(tab), &Word::Frame(frame)),
                RelayEffect::Forward(frame) => self.send_to_server(&frame),
                RelayEffect::Saved { own } => owner.saved(own),
            }
        }
    }
}
