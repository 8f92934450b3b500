//! The way to the server: one session, and the sockets that come and go under it.
//!
//! The session says what to send and what has come; here is when to connect, and who is told. A document that was made
//! in this browser is made at the server first.

use super::keeping;
use super::socket::{Heard, Socket};
use super::{Inner, Person};
use crate::api::{self, ApiError};
use crate::browser;
use crate::editor::{EditorHandle, Peer};
use crate::identity::{Identity, PALETTE};
use octavo_shared::model::Replica;
use octavo_shared::sync::{Backoff, CloseCode, Session, SessionEffect, Status};
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::rc::Weak;
use uuid::Uuid;
use wasm_bindgen_futures::spawn_local;

/// How often others learn where the caret is, in milliseconds.
const POINTING_MS: i32 = 60;
/// How long a connection may take to catch up before another is tried, in milliseconds.
const PATIENCE_MS: u64 = 20_000;
/// How often a document that was made here is made anew when the server does not know it, before that is believed.
const MAKINGS: u32 = 3;
/// No close code came: the connection broke.
const BROKEN: CloseCode = CloseCode(1006);

/// The way to the server.
pub struct Link {
    document: Uuid,
    client: u64,
    editor: EditorHandle,
    owner: Weak<Inner>,
    session: RefCell<Session>,
    socket: RefCell<Option<Socket>>,
    /// Counts sockets: what an old one still says is not heard.
    generation: Cell<u32>,
    is_started: Cell<bool>,
    is_connecting: Cell<bool>,
    connecting_since_ms: Cell<u64>,
    has_failed: Cell<bool>,
    makings_left: Cell<u32>,
    must_make: Cell<bool>,
    backoff: RefCell<Backoff>,
    refusal: RefCell<Option<String>>,
    me: RefCell<Identity>,
    cursor: RefCell<Option<Value>>,
    pointing: Cell<bool>,
}

impl Link {
    /// A way that nobody has taken yet: `start` does.
    pub fn new(document: Uuid, editor: EditorHandle, client: u64, me: Identity, owner: Weak<Inner>) -> Link {
        Link {
            document,
            client,
            editor,
            owner,
            session: RefCell::new(Session::new(client, 0)),
            socket: RefCell::new(None),
            generation: Cell::new(0),
            is_started: Cell::new(false),
            is_connecting: Cell::new(false),
            connecting_since_ms: Cell::new(0),
            has_failed: Cell::new(false),
            makings_left: Cell::new(0),
            must_make: Cell::new(false),
            backoff: RefCell::default(),
            refusal: RefCell::new(None),
            me: RefCell::new(me),
            cursor: RefCell::new(None),
            pointing: Cell::new(false),
        }
    }

    /// Sets out for the server. `may_make`: the document was made in this browser, and may be made at the server;
    /// `must_make`: as far as is known here the server does not have it.
    pub fn start(&self, may_make: bool, must_make: bool) {
        self.is_started.set(true);
        self.must_make.set(may_make && must_make);
        self.makings_left.set(if may_make { MAKINGS } else { 0 });
        self.try_now();
    }

    /// How this tab stands to the server.
    pub fn state(&self) -> keeping::Link {
        match self.session.borrow().status() {
            Status::Online => keeping::Link::Online,
            Status::Closed(_) => keeping::Link::Closed,
            _ if self.has_failed.get() => keeping::Link::Offline,
            _ => keeping::Link::Connecting,
        }
    }

    /// Why the server did not take what was written, until it has.
    pub fn refusal(&self) -> Option<String> {
        self.refusal.borrow().clone()
    }

    /// The code with which the server closed the door for good.
    pub fn closed(&self) -> Option<CloseCode> {
        match self.session.borrow().status() {
            Status::Closed(code) => Some(code),
            _ => None,
        }
    }

    /// A change that was made here and is stored goes to the server, now or when there is a way.
    pub fn send(&self, update: &[u8], number: u64) {
        self.drive(|session, _, effects| session.on_local_update(number, update, effects));
    }

    /// Others see `me` from now on.
    pub fn introduce(&self, me: Identity) {
        self.me.replace(me);
        self.present();
    }

    /// The caret has moved to `cursor`; others learn of it soon.
    pub fn point(&self, cursor: Option<Value>) {
        self.cursor.replace(cursor);
        if !self.pointing.replace(true) {
            let owner = self.owner.clone();
            browser::after(POINTING_MS, move || {
                if let Some(owner) = owner.upgrade() {
                    owner.link.pointing.set(false);
                    owner.link.present();
                }
            });
        }
    }

    fn present(&self) {
        let state = {
            let me = self.me.borrow();
            json!({ "user": { "name": me.name, "color": me.color }, "cursor": *self.cursor.borrow() })
        };
        let (state, now) = (state.to_string(), browser::now_ms());
        self.drive(|session, _, effects| session.set_presence(now, Some(state), effects));
    }

    /// Time has passed.
    pub fn tick(&self) {
        let now = browser::now_ms();
        self.drive(|session, _, effects| session.on_tick(now, effects));
        let is_on_its_way = self.socket.borrow().is_some() && self.state() != keeping::Link::Online;
        if is_on_its_way && now > self.connecting_since_ms.get() + PATIENCE_MS {
            self.ended(BROKEN, String::new());
        }
    }

    /// Connects at once, if there is no connection and reason to hope for one.
    pub fn try_now(&self) {
        let is_busy = self.is_connecting.get() || self.socket.borrow().is_some();
        if !self.is_started.get() || is_busy || self.closed().is_some() {
            return;
        }
        if !self.must_make.get() {
            self.connect();
            return;
        }
        self.is_connecting.set(true);
        let (owner, document) = (self.owner.clone(), self.document);
        spawn_local(async move {
            let made = api::create_document(document).await;
            if let Some(owner) = owner.upgrade() {
                owner.link.made(made);
            }
        });
    }

    fn made(&self, made: Result<(), ApiError>) {
        self.is_connecting.set(false);
        if !self.is_started.get() {
            return;
        }
        match made {
            Ok(()) => {
                self.must_make.set(false);
                self.connect();
            }
            Err(ApiError::Unreachable) => self.ended(BROKEN, String::new()),
            Err(ApiError::Refused(status)) => {
                self.ended(
                    CloseCode::NOT_STORED,
                    format!("it did not take the new document (status {status})"),
                );
            }
        }
    }

    fn connect(&self) {
        let generation = self.generation.get() + 1;
        self.generation.set(generation);
        self.connecting_since_ms.set(browser::now_ms());
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
            None => self.ended(BROKEN, String::new()),
        }
    }

    fn heard(&self, heard: Heard) {
        let now = browser::now_ms();
        match heard {
            Heard::Open => {
                if let Some(owner) = self.owner.upgrade() {
                    owner.show_arrived();
                }
                self.drive(|session, replica, effects| session.on_open(now, replica, effects));
            }
            Heard::Frame(bytes) => {
                self.drive(|session, replica, effects| session.on_frame(now, replica, &bytes, effects));
            }
            Heard::Closed(code, reason) => self.ended(CloseCode(code), reason),
        }
    }

    /// The network is gone: the socket would not notice for minutes.
    pub fn hang_up(&self) {
        if self.socket.borrow().is_some() {
            self.ended(BROKEN, String::new());
        }
    }

    /// A connection is over, or never came about. Unless that is for good, it is tried again after a while.
    fn ended(&self, code: CloseCode, reason: String) {
        self.generation.set(self.generation.get() + 1);
        drop(self.socket.take());
        self.has_failed.set(true);
        let mut code = code;
        if code == CloseCode::NOT_STORED {
            let reason = if reason.is_empty() { "it could not write the change down".into() } else { reason };
            self.refusal.replace(Some(reason));
        }
        if code == CloseCode::UNKNOWN_DOCUMENT && self.makings_left.get() > 0 {
            self.makings_left.set(self.makings_left.get() - 1);
            self.must_make.set(true);
            code = BROKEN;
        }
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

    /// Leaves: others see this tab go.
    pub fn close(&self) {
        self.is_started.set(false);
        self.generation.set(self.generation.get() + 1);
        drop(self.socket.take());
    }

    /// Lets the session do one step, then does what it says, with nothing borrowed.
    fn drive(&self, step: impl FnOnce(&mut Session, &Replica, &mut Vec<SessionEffect>)) {
        let mut effects = Vec::new();
        self.editor.with_replica(|replica| step(&mut self.session.borrow_mut(), replica, &mut effects));
        for effect in effects {
            self.act(effect);
        }
    }

    fn act(&self, effect: SessionEffect) {
        let Some(owner) = self.owner.upgrade() else { return };
        match effect {
            SessionEffect::Send(frame) => {
                if let Some(socket) = self.socket.borrow().as_ref() {
                    socket.send(&frame);
                }
            }
            SessionEffect::Apply(update) => owner.arrived(update),
            SessionEffect::Presence { .. } => self.show_people(&owner),
            SessionEffect::Saved { through } => {
                self.refusal.replace(None);
                owner.saved(through);
                owner.link_changed();
            }
            SessionEffect::Refused { reason } => {
                self.refusal.replace(Some(reason));
                owner.link_changed();
            }
            SessionEffect::Status(status) => {
                if status == Status::Online {
                    self.has_failed.set(false);
                    self.backoff.borrow_mut().reset();
                }
                owner.link_changed();
            }
            SessionEffect::Close => self.ended(CloseCode::MALFORMED, String::new()),
        }
    }

    fn show_people(&self, owner: &Inner) {
        let states: Vec<(u64, Value)> = {
            let session = self.session.borrow();
            let others = session.peers().filter(|(client, _)| *client != self.client);
            others.filter_map(|(client, state)| Some((client, serde_json::from_str(state).ok()?))).collect()
        };
        let peers: Vec<Peer> = states.into_iter().map(|(client, state)| peer(client, &state)).collect();
        let people = peers
            .iter()
            .map(|peer| Person { client: peer.client, name: peer.name.clone(), color: peer.color.clone() })
            .collect();
        self.editor.set_peers(peers);
        (owner.listeners.people)(people);
    }
}

/// What a presence state says of someone. It comes from outside: what is missing or not ours is replaced, colours by one of
/// the palette, whose contrast is known.
fn peer(client: u64, state: &Value) -> Peer {
    let user = state.get("user");
    let text = |name: &str| user.and_then(|user| user.get(name)).and_then(Value::as_str);
    let guest = Identity::guest(client as u32);
    let identity = text("name").and_then(|name| guest.renamed(name)).unwrap_or_else(|| guest.clone());
    let color = text("color").filter(|color| PALETTE.contains(color)).map_or(guest.color, str::to_owned);
    Peer {
        client,
        name: identity.name,
        color,
        cursor: state.get("cursor").filter(|cursor| !cursor.is_null()).cloned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peer_is_shown_as_it_introduces_itself() {
        let state =
            json!({ "user": { "name": "Ana", "color": "#c13a46" }, "cursor": { "anchor": 1, "head": 2 } });
        let peer = peer(5, &state);
        assert_eq!((peer.client, peer.name.as_str(), peer.color.as_str()), (5, "Ana", "#c13a46"));
        assert_eq!(peer.cursor, Some(json!({ "anchor": 1, "head": 2 })));
    }

    #[test]
    fn a_peer_that_says_nothing_or_nonsense_is_a_guest() {
        for state in
            [json!({}), json!(null), json!({ "user": { "name": 5, "color": "#123456" }, "cursor": null })]
        {
            let peer = peer(4_096, &state);
            let guest = Identity::guest(4_096);
            assert_eq!((peer.name, peer.color, peer.cursor), (guest.name, guest.color, None));
        }
    }
}
