//! Going to where somebody else is, and staying with them: the window follows their caret until the person at this
//! screen does something of their own.

use super::Peer;
use super::scrolling::{self, Aim};
use super::surface::Surface;
use crate::browser::{self, Listener};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Event, KeyboardEvent, Node};

/// Who is followed may be away for so long, as when they load the page anew, in milliseconds.
const AWAY_MS: i32 = 10_000;

/// Keys that do nothing by themselves, or only lead to the button that ends this.
const IDLE_KEYS: [&str; 6] = ["Shift", "Control", "Alt", "Meta", "AltGraph", "Tab"];

/// Whom the window follows.
pub struct Following {
    listener: Rc<dyn Fn(Option<Peer>)>,
    followed: Option<Followed>,
}

struct Followed {
    peer: Peer,
    /// Where they were when they were last brought into view.
    shown: Option<usize>,
    is_away: bool,
    _guards: Vec<Listener>,
}

impl Default for Following {
    fn default() -> Self {
        Following { listener: Rc::new(|_| {}), followed: None }
    }
}

impl Following {
    /// `listener` is told who is followed from now on, or that nobody is any more.
    pub fn set_listener(&mut self, listener: Rc<dyn Fn(Option<Peer>)>) {
        self.listener = listener;
    }

    /// Nobody is followed any more, and nobody is told.
    pub fn end(&mut self) {
        self.followed = None;
    }
}

/// Brings the caret of `client` into view and makes it flash. Answers whether it is anywhere.
pub fn go_to(surface: &Rc<Surface>, client: u64) -> bool {
    let Some(offset) = surface.carets.borrow_mut().flash(client) else { return false };
    scrolling::bring(surface, offset, Aim::InView);
    surface.ask_for_frame();
    true
}

/// Follows `client` from now on; `None` follows nobody.
pub fn follow(surface: &Rc<Surface>, client: Option<u64>) {
    let peer = client.and_then(|client| surface.carets.borrow().peer(client).cloned());
    let followed = peer.clone().map(|peer| {
        go_to(surface, peer.client);
        Followed { peer, shown: None, is_away: false, _guards: listen(surface) }
    });
    let before = std::mem::replace(&mut surface.following.borrow_mut().followed, followed);
    if before.is_some() || peer.is_some() {
        let listener = Rc::clone(&surface.following.borrow().listener);
        listener(peer);
    }
}

/// Brings who is followed into view, where they have moved. To be called once a frame.
pub fn keep_up(surface: &Rc<Surface>) {
    let offset = {
        let mut following = surface.following.borrow_mut();
        let Some(followed) = following.followed.as_mut() else { return };
        let offset = surface.carets.borrow().place(followed.peer.client);
        offset.filter(|offset| followed.shown.replace(*offset) != Some(*offset))
    };
    if let Some(offset) = offset {
        scrolling::bring(surface, offset, Aim::InView);
    }
}

/// Takes note of who is here. Who is followed may come back under another id.
pub fn note_peers(surface: &Rc<Surface>) {
    let client = {
        let mut following = surface.following.borrow_mut();
        let Some(followed) = following.followed.as_mut() else { return };
        let carets = surface.carets.borrow();
        let here = carets.peer(followed.peer.client).or_else(|| carets.namesake(&followed.peer));
        let was_away = std::mem::replace(&mut followed.is_away, here.is_none());
        if let Some(here) = here {
            followed.peer = here.clone();
            return;
        }
        if was_away {
            return;
        }
        followed.peer.client
    };
    let weak = Rc::downgrade(surface);
    browser::after(AWAY_MS, move || {
        let Some(surface) = weak.upgrade() else { return };
        let is_lost = surface
            .following
            .borrow()
            .followed
            .as_ref()
            .is_some_and(|followed| followed.is_away && followed.peer.client == client);
        if is_lost {
            follow(&surface, None);
        }
    });
}

/// Whatever the person does ends it: a key, a wheel, a finger, a press on the text or on the bar that scrolls.
fn listen(surface: &Rc<Surface>) -> Vec<Listener> {
    ["keydown", "beforeinput", "wheel", "touchmove", "mousedown"]
        .map(|name| {
            let weak = Rc::downgrade(surface);
            Listener::new(&browser::window(), name, move |event| {
                if let Some(surface) = weak.upgrade().filter(|surface| is_own_doing(surface, &event)) {
                    // Not from within the listener, which goes with it.
                    browser::after(0, move || follow(&surface, None));
                }
            })
        })
        .into()
}

fn is_own_doing(surface: &Surface, event: &Event) -> bool {
    if let Some(event) = event.dyn_ref::<KeyboardEvent>() {
        return !IDLE_KEYS.contains(&event.key().as_str());
    }
    if event.type_() != "mousedown" {
        return true;
    }
    let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
    let root = browser::document().document_element();
    let is_bar = root.is_some_and(|root| root.is_same_node(target.as_ref()));
    is_bar || surface.host().is_some_and(|host| host.contains(target.as_ref()))
}
