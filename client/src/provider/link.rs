//! The way to the server: one session, and what comes and goes under it. Of the tabs of a browser that have the document open
//! one has the socket and leads; the others' sessions talk to it.
//!
//! The session says what to send and what has come, the relay what passes between the tabs; here is who leads, when to connect,
//! and who is told. A document that was made in this browser is made at the server first, and where that may take what is unsent for
//! another person's it is asked before.

use super::Inner;
use super::keeping::{self, Refusal};
use super::locks::Lock;
use super::people::Pointer;
use super::socket::{Heard, Socket};
use super::tabs::{Channel, Said, Station};
use super::whose;
use crate::api::{self, ApiError};
use crate::browser;
use crate::editor::EditorHandle;
use crate::identity::Identity;
use octavo_shared::model::Replica;
use octavo_shared::sync::{
    Backoff, CloseCode, Message, Rank, Relay, Session, SessionEffect, Standing, Status, Word,
};
use std::cell::{Cell, RefCell};
use std::rc::Weak;
use uuid::Uuid;
use wasm_bindgen_futures::spawn_local;

/// How long a connection may take to catch up before another is tried, in milliseconds.
const PATIENCE_MS: u64 = 20_000;
/// How often a document that was made here is made anew when the server does not know it, before that is believed.
const MAKINGS: u32 = 3;
/// No close code came: the connection broke.
pub(super) const BROKEN: CloseCode = CloseCode(1006);

/// The way to the server.
pub struct Link {
    pub(super) document: Uuid,
    pub(super) client: u64,
    pub(super) editor: EditorHandle,
    pub(super) owner: Weak<Inner>,
    pub(super) session: RefCell<Session>,
    pub(super) relay: RefCell<Relay>,
    pub(super) rank: RefCell<Rank<Station>>,
    pub(super) channel: RefCell<Option<Channel>>,
    pub(super) lead: RefCell<Option<Lock>>,
    pub(super) told: RefCell<Option<Station>>,
    pub(super) socket: RefCell<Option<Socket>>,
    /// Counts sockets: what an old one still says is not heard.
    pub(super) generation: Cell<u32>,
    pub(super) is_started: Cell<bool>,
    pub(super) is_connecting: Cell<bool>,
    connecting_since_ms: Cell<u64>,
    pub(super) has_failed: Cell<bool>,
    makings_left: Cell<u32>,
    must_make: Cell<bool>,
    backoff: RefCell<Backoff>,
    refusal: Cell<Option<Refusal>>,
    pub(super) pointer: Pointer,
}

impl Link {
    /// A way that nobody has taken yet: `start` does.
    pub fn new(
        document: Uuid,
        editor: EditorHandle,
        client: u64,
        me: Option<Identity>,
        owner: Weak<Inner>,
    ) -> Link {
        Link {
            document,
            client,
            editor,
            owner,
            session: RefCell::new(Session::new(client, 0)),
            relay: RefCell::default(),
            rank: RefCell::default(),
            channel: RefCell::new(None),
            lead: RefCell::new(None),
            told: RefCell::new(None),
            socket: RefCell::new(None),
            generation: Cell::new(0),
            is_started: Cell::new(false),
            is_connecting: Cell::new(false),
            connecting_since_ms: Cell::new(0),
            has_failed: Cell::new(false),
            makings_left: Cell::new(0),
            must_make: Cell::new(false),
            backoff: RefCell::default(),
            refusal: Cell::new(None),
            pointer: Pointer::new(me),
        }
    }

    /// Sets out for the server, or for the tab that leads. `may_make`: the document was made in this browser, and may be made at
    /// the server; `must_make`: as far as is known here the server does not have it.
    pub fn start(&self, may_make: bool, must_make: bool) {
        self.is_started.set(true);
        self.must_make.set(may_make && must_make);
        self.makings_left.set(if may_make { MAKINGS } else { 0 });
        if self.channel.borrow().is_none() {
            return self.lead();
        }
        self.rank(Rank::on_start);
        self.run_for_lead(false);
    }

    /// How this tab stands to the server.
    pub fn state(&self) -> keeping::Link {
        let status = self.session.borrow().status();
        match self.rank.borrow().standing() {
            Standing::Unknown => keeping::Link::Connecting,
            Standing::Following { station, .. } if status == Status::Online => station.link,
            Standing::Following { .. } => keeping::Link::Connecting,
            Standing::Leading => match status {
                Status::Online => keeping::Link::Online,
                Status::Closed(_) => keeping::Link::Closed,
                _ if self.has_failed.get() => keeping::Link::Offline,
                _ => keeping::Link::Connecting,
            },
        }
    }

    /// Whether all that there is to have has come: from the server, or from a tab that has the document.
    pub fn has_caught_up(&self) -> bool {
        match self.rank.borrow().standing() {
            Standing::Following { station, .. } => {
                station.is_ready && self.session.borrow().status() == Status::Online
            }
            Standing::Leading | Standing::Unknown => self.state() == keeping::Link::Online,
        }
    }

    /// Why the server did not take what was written, until it has.
    pub fn refusal(&self) -> Option<Refusal> {
        match self.rank.borrow().standing() {
            Standing::Following { station, .. } => station.refusal,
            Standing::Leading | Standing::Unknown => self.refusal.get(),
        }
    }

    /// The code with which the server closed the door for good.
    pub fn closed(&self) -> Option<CloseCode> {
        match (self.rank.borrow().standing(), self.session.borrow().status()) {
            (Standing::Following { station, .. }, _) => station.closed,
            (_, Status::Closed(code)) => Some(code),
            _ => None,
        }
    }

    /// A change that was made here and is stored goes to the server, now or when there is a way.
    pub fn send(&self, update: &[u8], number: u64) {
        let mut reported = 0;
        self.pass_on(|relay, _, effects| reported = relay.on_own_update(number, update, effects));
        self.drive(|session, _, effects| session.on_local_update(reported, update, effects));
    }

    /// Time has passed.
    pub fn tick(&self) {
        let now = browser::uptime_ms();
        self.drive(|session, _, effects| session.on_tick(now, effects));
        let is_on_its_way = self.socket.borrow().is_some() && self.state() != keeping::Link::Online;
        if is_on_its_way && now > self.connecting_since_ms.get() + PATIENCE_MS {
            self.ended(BROKEN);
        }
    }

    /// Connects at once, if there is no connection and reason to hope for one; one that is there has to show that it lives.
    pub fn try_now(&self) {
        match self.rank.borrow().standing() {
            Standing::Unknown => return,
            Standing::Following { leader, .. } => {
                return self.say(Some(*leader), &Said::Word(Word::Wake));
            }
            Standing::Leading => {}
        }
        if self.socket.borrow().is_some() {
            let now = browser::uptime_ms();
            return self.drive(|session, _, effects| session.probe(now, effects));
        }
        if !self.is_started.get() || self.is_connecting.get() || self.closed().is_some() {
            return;
        }
        let has_unsent = self.owner.upgrade().is_some_and(|owner| owner.ledger.borrow().unsaved() > 0);
        let (must_make, is_in_doubt) =
            (self.must_make.get(), whose::is_in_doubt(has_unsent || self.must_make.get()));
        if !must_make && !is_in_doubt {
            self.connect();
            return;
        }
        self.is_connecting.set(true);
        let (owner, document) = (self.owner.clone(), self.document);
        spawn_local(async move {
            let mut made = if is_in_doubt { whose::confirm().await } else { Ok(()) };
            if made.is_ok() && must_make {
                made = api::create_document(document).await;
            }
            if let Some(owner) = owner.upgrade() {
                owner.link.made(made);
            }
        });
    }

    fn made(&self, made: Result<(), ApiError>) {
        self.is_connecting.set(false);
        if !self.is_started.get() || !self.rank.borrow().is_leading() {
            return;
        }
        match made {
            Ok(()) => {
                self.must_make.set(false);
                self.connect();
            }
            Err(ApiError::Unreachable) => self.ended(BROKEN),
            Err(ApiError::Refused(status)) => {
                browser::log(&format!("The server did not take the new document: status {status}"));
                self.refusal.set(Some(Refusal::NotMade));
                self.ended(CloseCode::NOT_STORED);
            }
        }
    }

    fn connect(&self) {
        let generation = self.generation.get() + 1;
        self.generation.set(generation);
        self.connecting_since_ms.set(browser::uptime_ms());
        let owner = self.owner.clone();
        let socket = Socket::open(&api::socket_address(self.document), move |heard| {
            if let Some(owner) = owner.upgrade()
                && owner.link.generation.get() == generation
            {
                owner.link.heard(heard);
            }
        });
        match socket {
            Some(socket) => {
                self.socket.replace(Some(socket));
                self.drive(|session, _, effects| session.on_connecting(effects));
            }
            None => self.ended(BROKEN),
        }
    }

    fn heard(&self, heard: Heard) {
        match heard {
            Heard::Open => {
                if let Some(owner) = self.owner.upgrade() {
                    owner.show_arrived();
                }
                let now = browser::uptime_ms();
                self.drive(|session, replica, effects| session.on_open(now, replica, effects));
                self.pass_on(|relay, _, effects| relay.on_connected(effects));
            }
            Heard::Frame(bytes) => {
                if matches!(Message::decode(&bytes), Ok(Message::Presence { .. })) {
                    // Who speaks of changes is not to be heard before they are.
                    if self.relay.borrow().followers().next().is_some()
                        && let Some(owner) = self.owner.upgrade()
                    {
                        owner.show_arrived();
                    }
                    self.pass_on(|relay, _, effects| relay.on_presence(&bytes, effects));
                }
                self.heard_frame(&bytes);
            }
            Heard::Closed(code, reason) => {
                if !reason.is_empty() {
                    browser::log(&format!("The server closed the connection: {code} {reason}"));
                }
                let code = CloseCode(code);
                if code == CloseCode::NOT_STORED {
                    self.refusal.set(Some(Refusal::NotStored));
                }
                self.ended(code);
            }
        }
    }

    pub(super) fn heard_frame(&self, bytes: &[u8]) {
        let now = browser::uptime_ms();
        self.drive(|session, replica, effects| session.on_frame(now, replica, bytes, effects));
    }

    /// The network is gone: the socket would not notice for minutes.
    pub fn hang_up(&self) {
        if self.socket.borrow().is_some() {
            self.ended(BROKEN);
        }
    }

    /// A connection is over, or never came about. Unless that is for good, it is tried again after a while.
    fn ended(&self, code: CloseCode) {
        self.generation.set(self.generation.get() + 1);
        drop(self.socket.take());
        self.has_failed.set(true);
        let mut code = code;
        if code == CloseCode::UNKNOWN_DOCUMENT && self.makings_left.get() > 0 {
            self.makings_left.set(self.makings_left.get() - 1);
            self.must_make.set(true);
            code = BROKEN;
        }
        let nobody = self.session.borrow().presence().nobody();
        let nobody = Message::Presence { update: &nobody }.encode();
        self.pass_on(|relay, _, effects| relay.on_presence(&nobody, effects));
        self.drive(|session, _, effects| session.on_close(code, effects));
        if let Some(owner) = self.owner.upgrade() {
            owner.link_changed();
        }
        if self.closed().is_none() {
            let chance = f64::from(browser::random()) / f64::from(u32::MAX);
            let wait = self.backoff.borrow_mut().next_ms(chance);
            let owner = self.owner.clone();
            browser::after(wait as i32, move || {
                if let Some(owner) = owner.upgrade() {
                    owner.link.try_now();
                }
            });
        }
    }

    /// Leaves: others see this tab go, and another one leads.
    pub fn close(&self) {
        self.is_started.set(false);
        self.generation.set(self.generation.get() + 1);
        drop(self.socket.take());
        drop(self.channel.take());
        drop(self.lead.take());
    }

    pub(super) fn send_to_server(&self, frame: &[u8]) {
        if let Some(socket) = self.socket.borrow().as_ref() {
            socket.send(frame);
        }
    }

    /// Lets the session do one step, then does what it says, with nothing borrowed.
    pub(super) fn drive(&self, step: impl FnOnce(&mut Session, &Replica, &mut Vec<SessionEffect>)) {
        let mut effects = Vec::new();
        self.editor.with_replica(|replica| step(&mut self.session.borrow_mut(), replica, &mut effects));
        for effect in effects {
            self.act(effect);
        }
    }

    fn act(&self, effect: SessionEffect) {
        let Some(owner) = self.owner.upgrade() else { return };
        match effect {
            SessionEffect::Send(frame) => match self.rank.borrow().standing() {
                Standing::Following { leader, .. } => {
                    self.say(Some(*leader), &Said::Word(Word::Frame(frame)));
                }
                Standing::Leading | Standing::Unknown => self.send_to_server(&frame),
            },
            SessionEffect::Apply(update) => owner.arrived(update),
            SessionEffect::Presence { .. } => self.show_people(&owner),
            SessionEffect::Saved { through } => {
                self.refusal.set(None);
                self.pass_on(|relay, _, effects| relay.on_saved(through, effects));
                owner.link_changed();
            }
            SessionEffect::Refused { reason } => {
                browser::log(&format!("The server refused a change: {reason}"));
                self.refusal.set(Some(Refusal::of(&reason)));
                owner.link_changed();
            }
            SessionEffect::Status(status) => {
                if status == Status::Online {
                    self.has_failed.set(false);
                    self.backoff.borrow_mut().reset();
                }
                owner.link_changed();
            }
            SessionEffect::Close | SessionEffect::Silent if !self.keeps_for_all() => {
                self.leave_leader();
                self.run_for_lead(true);
            }
            SessionEffect::Close => self.ended(CloseCode::MALFORMED),
            SessionEffect::Silent => self.ended(BROKEN),
        }
    }
}
