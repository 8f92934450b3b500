//! Who else is here, and what they are told of this tab: its person and its caret.

use super::link::Link;
use super::seen::{Heard, Seen};
use super::{Inner, Person};
use crate::browser;
use crate::editor::Peer;
use crate::identity::{Identity, PALETTE};
use crate::key;
use crate::language::{self, Language, Message};
use octavo_shared::sync::presence::STAMP;
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};

/// How often others learn where the caret is, in milliseconds.
const POINTING_MS: i32 = 60;
/// How often others learn what was seen here, in milliseconds.
const SEEING_MS: i32 = 400;

/// What others are told of this tab.
pub struct Pointer {
    /// Without one nobody sees this tab.
    me: RefCell<Option<Identity>>,
    cursor: RefCell<Option<Value>>,
    is_due: Cell<bool>,
    /// Whether others are about to learn what was seen here.
    is_telling: Cell<bool>,
    seen: RefCell<Seen>,
}

impl Pointer {
    /// A tab of `me`, with its caret nowhere.
    pub fn new(me: Option<Identity>) -> Pointer {
        Pointer {
            me: RefCell::new(me),
            cursor: RefCell::new(None),
            is_due: Cell::new(false),
            is_telling: Cell::new(false),
            seen: RefCell::default(),
        }
    }
}

impl Link {
    /// Others see `me` from now on.
    pub fn introduce(&self, me: Identity) {
        self.pointer.me.replace(Some(me));
        self.present();
    }

    /// Whether the document is open for an errand alone.
    pub fn is_errand(&self) -> bool {
        self.pointer.me.borrow().is_none()
    }

    /// The caret has moved to `cursor`; others learn of it soon.
    pub fn point(&self, cursor: Option<Value>) {
        self.pointer.cursor.replace(cursor);
        self.present_soon(POINTING_MS, |pointer| &pointer.is_due);
    }

    fn present_soon(&self, wait_ms: i32, is_due: fn(&Pointer) -> &Cell<bool>) {
        if !is_due(&self.pointer).replace(true) {
            let owner = self.owner.clone();
            browser::after(wait_ms, move || {
                if let Some(owner) = owner.upgrade() {
                    is_due(&owner.link.pointer).set(false);
                    owner.link.present();
                }
            });
        }
    }

    /// So many changes of this tab are on the server's disk.
    pub fn tell_saved(&self, saved: u64) {
        if self.pointer.seen.borrow_mut().say(saved) {
            self.present_soon(POINTING_MS, |pointer| &pointer.is_due);
        }
    }

    /// All that has come is on the page.
    pub fn tell_shown(&self) {
        let is_seen = !browser::is_hidden() && self.has_caught_up() && self.session.borrow().is_whole();
        if is_seen && self.pointer.seen.borrow_mut().show() {
            self.present_soon(SEEING_MS, |pointer| &pointer.is_telling);
        }
    }

    /// The names of those who have seen all of the `written` changes of this tab, each person's once; `but` for some.
    pub fn seen_by(&self, written: u64, but: impl Fn(u64) -> bool) -> Vec<String> {
        let seen = self.pointer.seen.borrow();
        let mut people: Vec<_> = seen
            .by(written)
            .filter(|heard| !but(heard.client))
            .map(|heard| (heard.name.clone(), heard.person.clone()))
            .collect();
        people.sort();
        people.dedup();
        people.into_iter().map(|(name, _)| name).collect()
    }

    fn present(&self) {
        let mut state = {
            let me = self.pointer.me.borrow();
            let Some(me) = &*me else { return };
            json!({ "user": { "name": me.name, "color": me.color }, "cursor": *self.pointer.cursor.borrow() })
        };
        self.pointer.seen.borrow().write(&mut state);
        let (state, now) = (state.to_string(), browser::uptime_ms());
        self.drive(|session, _, effects| session.set_presence(now, Some(state), effects));
    }

    pub(super) fn show_people(&self, owner: &Inner) {
        let states: Vec<(u64, Value)> = {
            let session = self.session.borrow();
            let others = session.peers().filter(|(client, _)| *client != self.client);
            others.filter_map(|(client, state)| Some((client, serde_json::from_str(state).ok()?))).collect()
        };
        let language = language::current_untracked();
        let mut heard = Vec::new();
        let hear = |(client, state): (u64, Value)| {
            let peer = peer(client, &state, language);
            let name = called(&peer.name, peer.is_guest, language);
            heard.push(Heard::in_state(self.client, client, name, peer.person.clone(), &state));
            peer
        };
        let peers: Vec<Peer> = states.into_iter().map(hear).collect();
        self.pointer.seen.borrow_mut().hear(heard);
        let people = peers.iter().cloned().map(Person::from).collect();
        self.editor.set_peers(peers);
        (owner.listeners.people)(people);
        owner.tell_shown();
        owner.tell();
    }
}

/// How somebody is called where it matters who it is.
pub fn called(name: &str, is_guest: bool, language: Language) -> String {
    match is_guest {
        true => Message::from(key!("guest-name")).with("name", name.to_owned()).said_in(language),
        false => name.to_owned(),
    }
}

/// What a presence state says of someone, and the server's stamp of who it is. The rest comes from outside: what is missing or
/// not ours is replaced, colours by one of the palette, whose contrast is known.
fn peer(client: u64, state: &Value, language: Language) -> Peer {
    let text =
        |part: &str, name: &str| state.get(part).and_then(|part| part.get(name)).and_then(Value::as_str);
    let guest = Identity::guest(client as u32, language);
    let account = text(STAMP, "name");
    let name = account.or_else(|| text("user", "name"));
    let identity = name.and_then(|name| guest.renamed(name)).unwrap_or_else(|| guest.clone());
    let color =
        text("user", "color").filter(|color| PALETTE.contains(color)).map_or(guest.color, str::to_owned);
    Peer {
        client,
        name: identity.name,
        is_guest: account.is_none() && state.get(STAMP).is_some(),
        person: text(STAMP, "id").map(str::to_owned),
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
        let peer = peer(5, &state, Language::English);
        assert_eq!((peer.client, peer.name.as_str(), peer.color.as_str()), (5, "Ana", "#c13a46"));
        assert_eq!(peer.cursor, Some(json!({ "anchor": 1, "head": 2 })));
        assert_eq!((peer.is_guest, peer.person), (false, None), "the server says nothing of it");
    }

    #[test]
    fn who_somebody_is_says_the_server_and_a_guests_name_is_marked_as_his_own_word() {
        let state = |who: Value| json!({ "user": { "name": "Ana" }, "who": who });
        let shown = |who: Value| {
            let peer = peer(5, &state(who), Language::English);
            (called(&peer.name, peer.is_guest, Language::English), peer.person)
        };
        let (mallory, guest) = (json!({ "id": "m", "name": "Mallory" }), json!({ "id": "g" }));
        assert_eq!(shown(mallory), ("Mallory".into(), Some("m".into())));
        assert_eq!(shown(guest), ("Ana (guest)".into(), Some("g".into())));
        assert_eq!(called("Ana", true, Language::German), "Ana (Gast)");
    }

    #[test]
    fn a_peer_that_says_nothing_or_nonsense_is_a_guest() {
        for state in
            [json!({}), json!(null), json!({ "user": { "name": 5, "color": "#123456" }, "cursor": null })]
        {
            let peer = peer(4_096, &state, Language::English);
            let guest = Identity::guest(4_096, Language::English);
            assert_eq!((peer.name, peer.color, peer.cursor), (guest.name, guest.color, None));
        }
    }
}
