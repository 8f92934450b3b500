//! The provider: ties one editor to this device's disk and to the server.
//!
//! Disk, screen, network, in this order: an update that is made here is on its way to the storage before the editor
//! patches the page, and goes to the server once it is stored. A document opens from the storage first and then joins
//! the network, the same way online and offline. Of several tabs one has the socket, and the others go by it. What the
//! messages mean is the session's ([`octavo_shared::sync`]), what is saved is counted by the ledger, how it is said is in
//! `keeping`.

mod connecting;
mod errands;
pub mod evicted;
mod handing;
mod housekeeping;
mod keeping;
pub mod leaving;
mod link;
pub mod listing;
mod locks;
mod opening;
mod people;
mod renaming;
mod rescue;
mod roles;
mod room;
mod seen;
mod shelf;
mod socket;
mod storage;
mod tabs;
pub mod whose;

pub use errands::{Errands, excerpt};
pub use evicted::Evicted;
use keeping::Disk;
pub use keeping::{Held, Keeping, Link as Connection, Notice, Tone, WayOn};
pub use renaming::{RenameError, rename};
pub use room::Room;
pub use shelf::{RemoveError, Size};
pub use storage::{Entry, Storage, StorageError};
pub use whose::Whose;

use crate::browser::{self, Interval, Listener};
use crate::editor::{EditorHandle, Peer};
use crate::identity::Identity;
use crate::language;
use link::Link;
use locks::Lock;
use octavo_shared::sync::{CloseCode, HeldBack, Ledger};
use opening::{Damage, Neighbour};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use uuid::Uuid;
use wasm_bindgen_futures::spawn_local;

/// How often what can wait is written down, in milliseconds.
const HOUSEKEEPING_MS: i32 = 1_000;
/// The longest that others' changes wait for a frame to be drawn, in milliseconds: hidden tabs draw none.
const LONGEST_FRAME_MS: i32 = 200;
/// The update that holds nothing: no changes, no deletions.
const NOTHING: [u8; 2] = [0, 0];

/// How far the opening of a document has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Looking on this device, then at the server.
    Opening,
    /// It is not on this device, and there is no way to the server yet.
    Waiting,
    /// It can be read and written. `fresh`: it was made here just now.
    Ready {
        /// Whether nothing has been written in it yet.
        fresh: bool,
    },
    /// There is no such document.
    Missing,
}

/// Someone else who has the document open.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Person {
    /// Their replica.
    pub client: u64,
    /// The name of their account, or as they call themselves.
    pub name: String,
    /// Whether the server says that they have no account: the name is their own word.
    pub is_guest: bool,
    /// As CSS writes it.
    pub color: String,
    /// Whether they have a caret anywhere.
    pub is_somewhere: bool,
}

impl From<Peer> for Person {
    fn from(peer: Peer) -> Person {
        let Peer { client, name, is_guest, person: _, color, cursor } = peer;
        Person { client, name, is_guest, color, is_somewhere: cursor.is_some() }
    }
}

impl Person {
    /// The name, and of a guest that it is one's.
    pub fn called(&self) -> String {
        people::called(&self.name, self.is_guest, language::current())
    }
}

/// Whom the provider tells. Called outside any borrow of the provider's.
pub struct Listeners {
    /// How far the opening has come.
    pub phase: Box<dyn Fn(Phase)>,
    /// Where the document is kept.
    pub keeping: Box<dyn Fn(Keeping)>,
    /// Who else is here.
    pub people: Box<dyn Fn(Vec<Person>)>,
    /// Asks for the beginning of the text, for the list of documents.
    pub excerpt: Box<dyn Fn() -> String>,
}

/// One open document. Clones are the same provider.
#[derive(Clone)]
pub struct Provider {
    inner: Rc<Inner>,
}

struct Inner {
    document: Uuid,
    client: u64,
    editor: EditorHandle,
    listeners: Listeners,
    link: Link,
    storage: RefCell<Option<Storage>>,
    ledger: RefCell<Ledger>,
    disk: Cell<Disk>,
    entry: RefCell<Entry>,
    entry_is_stale: Cell<bool>,
    phase: Cell<Phase>,
    told: RefCell<Keeping>,
    arrived: RefCell<Vec<Vec<u8>>>,
    /// What the storage has and cannot be taken in yet.
    held_back: RefCell<HeldBack>,
    /// What the storage had and was not what had been written.
    damage: RefCell<Option<Damage>>,
    /// Whether the browser has removed what was kept here, and how many changes it is known to have had that were never sent.
    evicted: Cell<Option<u64>>,
    /// What the browser says of the room it gives.
    room: Cell<Room>,
    /// What became of what was handed to whoever manages the document.
    held: Cell<Option<Held>>,
    /// Whether what a tab that led before had from the server may be on no disk.
    must_store_all: Cell<bool>,
    /// The changes of this tab that are on their way to the storage, by number. They go to the server once they are there.
    storing: RefCell<BTreeMap<u64, Vec<u8>>>,
    /// The oldest of them when the house was last kept, and how many rounds it had been that.
    stuck: Cell<(u64, u32)>,
    /// Records that were added to the storage since they were folded.
    kept_since_fold: Cell<u64>,
    /// The other tabs of this browser that have the document open.
    neighbours: RefCell<BTreeMap<u64, Neighbour>>,
    /// What those were told last of how much of this tab is unsaved.
    told_unsaved: Cell<u64>,
    /// Held as long as this tab has the document open.
    life: RefCell<Option<Lock>>,
    is_closed: Cell<bool>,
    guards: RefCell<Vec<Box<dyn std::any::Any>>>,
}

impl Provider {
    /// Opens `document` in `editor` as `me`; without that for an errand, which others do not see and which is no visit. `is_new`: the
    /// document is made here and is not in the storage.
    pub fn open(
        document: Uuid,
        is_new: bool,
        client: u64,
        editor: EditorHandle,
        me: Option<Identity>,
        listeners: Listeners,
    ) -> Provider {
        let inner = Rc::new_cyclic(|weak| Inner {
            document,
            client,
            link: Link::new(document, editor.clone(), client, me, weak.clone()),
            editor,
            listeners,
            storage: RefCell::new(None),
            ledger: RefCell::default(),
            disk: Cell::default(),
            entry: RefCell::new(Entry { id: document, created_here: is_new, ..Entry::default() }),
            entry_is_stale: Cell::new(false),
            phase: Cell::new(Phase::Opening),
            told: RefCell::default(),
            arrived: RefCell::default(),
            held_back: RefCell::default(),
            damage: RefCell::default(),
            evicted: Cell::new(None),
            room: Cell::default(),
            held: Cell::default(),
            must_store_all: Cell::new(false),
            storing: RefCell::default(),
            stuck: Cell::default(),
            kept_since_fold: Cell::new(0),
            neighbours: RefCell::default(),
            told_unsaved: Cell::new(0),
            life: RefCell::new(None),
            is_closed: Cell::new(false),
            guards: RefCell::default(),
        });
        inner.listen();
        spawn_local(inner.clone().start(is_new));
        Provider { inner }
    }

    /// From now on others see `me` at the caret.
    pub fn introduce(&self, me: Identity) {
        self.inner.link.introduce(me);
    }

    /// Leaves the document. What is on its way to the storage still gets there.
    pub fn close(&self) {
        self.inner.write_entry();
        self.inner.write_marks();
        self.inner.is_closed.set(true);
        self.inner.link.close();
        self.inner.neighbours.borrow_mut().clear();
        drop(self.inner.life.take());
        self.inner.guards.borrow_mut().clear();
    }
}

impl Inner {
    fn listen(self: &Rc<Self>) {
        let window = browser::window();
        let document = browser::document();
        let weak = Rc::downgrade(self);
        let with = move |act: fn(&Rc<Inner>)| {
            let weak = weak.clone();
            move || {
                if let Some(inner) = weak.upgrade()
                    && !inner.is_closed.get()
                {
                    act(&inner);
                }
            }
        };
        let on_event = |act: fn(&Rc<Inner>)| {
            let act = with(act);
            move |_| act()
        };
        let weak = Rc::downgrade(self);
        let warn_of_loss = move |event: web_sys::Event| {
            let would_lose = weak.upgrade().is_some_and(|inner| inner.told.borrow().would_lose());
            if would_lose {
                event.prevent_default();
            }
        };
        let guards: Vec<Box<dyn std::any::Any>> = vec![
            Box::new(Listener::new(&window, "online", on_event(|inner| inner.link.try_now()))),
            Box::new(Listener::new(&window, "offline", on_event(|inner| inner.link.hang_up()))),
            Box::new(Listener::new(&window, "pagehide", on_event(Inner::keep_house_now))),
            Box::new(Listener::new(&window, "beforeunload", warn_of_loss)),
            Box::new(Listener::new(
                &document,
                "visibilitychange",
                on_event(|inner| {
                    if browser::is_hidden() {
                        inner.keep_house_now();
                    } else {
                        inner.link.try_now();
                        inner.tell_shown();
                    }
                }),
            )),
            Box::new(Interval::new(HOUSEKEEPING_MS, with(Inner::keep_house))),
        ];
        *self.guards.borrow_mut() = guards;

        let weak = Rc::downgrade(self);
        self.editor.on_local_update(move |update| {
            if let Some(inner) = weak.upgrade() {
                inner.written(update);
            }
        });
        let weak = Rc::downgrade(self);
        self.editor.on_presence_change(move |cursor| {
            if let Some(inner) = weak.upgrade() {
                inner.link.point(cursor);
            }
        });
    }

    fn enter(&self, phase: Phase) {
        if self.phase.replace(phase) == phase {
            return;
        }
        if matches!(phase, Phase::Ready { .. }) {
            if !self.link.is_errand() {
                self.entry.borrow_mut().opened_ms = browser::now_ms();
            }
            self.entry_is_stale.set(true);
            self.write_entry();
            // There is more to say of it once the text is on the page.
            self.entry_is_stale.set(true);
        }
        (self.listeners.phase)(phase);
    }

    /// An update was made here: to the disk first, then to the server. The page is patched after this returns.
    fn written(self: &Rc<Self>, update: Vec<u8>) {
        let number = self.ledger.borrow_mut().write();
        if number == 1 {
            self.ask_to_persist();
        }
        self.kept_since_fold.set(self.kept_since_fold.get() + 1);
        self.entry_is_stale.set(true);
        let storing = match (self.storage.borrow().as_ref(), self.disk.get()) {
            (Some(storage), Disk::Keeps) => {
                let entry = self.overtaken_entry();
                Some(storage.append(self.document, Some(self.client), &[&update], entry.as_ref()))
            }
            _ => None,
        };
        self.storing.borrow_mut().insert(number, update);
        let inner = self.clone();
        spawn_local(async move {
            let key = match storing {
                Some(storing) => storing.await.inspect_err(|_| inner.is_full()).ok(),
                None => None,
            };
            inner.stored(number, key);
        });
        self.tell();
    }

    /// The change lies in the storage under `key`, or nobody waits for that any more (`None`): it goes to the server.
    fn stored(&self, number: u64, key: Option<u64>) {
        self.ledger.borrow_mut().stored(number, key);
        let update = self.storing.borrow_mut().remove(&number);
        if let Some(update) = update {
            self.link.send(&update, number);
        }
        self.tell();
    }

    /// An update of others has come. It is shown with the next frame, together with all that comes until then.
    fn arrived(self: &Rc<Self>, update: Vec<u8>) {
        if update == NOTHING {
            return;
        }
        let is_first = {
            let mut arrived = self.arrived.borrow_mut();
            arrived.push(update);
            arrived.len() == 1
        };
        if is_first && browser::is_hidden() && !self.neighbours.borrow().is_empty() {
            // Nothing is drawn here, and other tabs wait for it.
            let weak = Rc::downgrade(self);
            spawn_local(async move {
                if let Some(inner) = weak.upgrade() {
                    inner.show_arrived();
                }
            });
        } else if is_first {
            for schedule in
                [browser::before_next_frame, |act| browser::after(LONGEST_FRAME_MS, act)] as [fn(_); 2]
            {
                let weak = Rc::downgrade(self);
                schedule(Box::new(move || {
                    if let Some(inner) = weak.upgrade() {
                        inner.show_arrived();
                    }
                }) as Box<dyn FnOnce()>);
            }
        }
    }

    fn show_arrived(self: &Rc<Self>) {
        let updates = self.arrived.take();
        if updates.is_empty() {
            return;
        }
        if self.link.keeps_for_all() {
            self.keep(&updates.iter().map(Vec::as_slice).collect::<Vec<_>>());
        }
        self.entry_is_stale.set(true);
        self.editor.apply_remote(&updates);
        self.link.pass_to_followers(&updates);
        self.retry_held_back();
        self.tell_shown();
    }

    fn tell_shown(&self) {
        if self.arrived.borrow().is_empty() {
            self.link.tell_shown();
        }
    }

    /// A change that another tab of this browser has made, and has kept; all the `rest` that was lacking may not be kept yet.
    fn take_from_tab(self: &Rc<Self>, update: &[u8], is_rest: bool) {
        if is_rest {
            self.keep(&[update]);
        }
        self.entry_is_stale.set(true);
        self.editor.apply_remote(&[update.to_vec()]);
    }

    /// Keeps what others made.
    fn keep(self: &Rc<Self>, updates: &[&[u8]]) {
        if updates.iter().all(|update| **update == NOTHING) {
            return;
        }
        if let (Some(storage), Disk::Keeps) = (self.storage.borrow().as_ref(), self.disk.get()) {
            self.kept_since_fold.set(self.kept_since_fold.get() + 1);
            let storing = storage.append(self.document, None, updates, None);
            let inner = self.clone();
            spawn_local(async move {
                // The server has it, or will, but what is written here from now on may build on it: all is kept once there is room.
                if storing.await.is_err() {
                    inner.is_full();
                    inner.tell();
                }
            });
        }
    }

    /// The storage did not take something. Where a newer version has closed it, that is known already.
    fn is_full(&self) {
        if self.disk.get() == Disk::Keeps {
            self.disk.set(Disk::Full);
        }
    }

    fn is_ready(&self) -> bool {
        matches!(self.phase.get(), Phase::Ready { .. })
    }

    /// A newer version of the app has the storage.
    fn outdated(&self) {
        self.disk.set(Disk::Outdated);
        self.tell();
    }

    /// The session has caught up with the server, or lost it, or been told something: the page learns of it.
    fn link_changed(self: &Rc<Self>) {
        let state = self.link.state();
        if state == keeping::Link::Online
            && !std::mem::replace(&mut self.entry.borrow_mut().is_at_server, true)
        {
            self.entry_is_stale.set(true);
        }
        if matches!(state, keeping::Link::Offline | keeping::Link::Closed) {
            // The next visit may come before the server does, and is to know what is saved.
            self.write_marks();
        }
        if self.link.has_caught_up() {
            self.show_arrived();
            self.retry_held_back();
            self.repair();
        }
        match (self.phase.get(), state) {
            (Phase::Opening | Phase::Waiting, _) if self.link.has_caught_up() => {
                self.enter(Phase::Ready { fresh: false });
            }
            (Phase::Opening | Phase::Waiting, keeping::Link::Offline | keeping::Link::Closed)
                if self.damage.borrow().is_some() && self.editor.with_document(|it, _| !it.is_empty()) =>
            {
                // As far as it could be read.
                self.enter(Phase::Ready { fresh: false });
            }
            (Phase::Opening, keeping::Link::Offline) => self.enter(Phase::Waiting),
            (Phase::Opening | Phase::Waiting, keeping::Link::Closed)
                if self.link.closed() == Some(CloseCode::UNKNOWN_DOCUMENT)
                    && self.disk.get() != Disk::Silent =>
            {
                self.enter(Phase::Missing);
            }
            _ => {}
        }
        self.tell();
    }

    fn saved(&self, number: u64) {
        self.ledger.borrow_mut().saved(number);
    }

    /// How many changes of this browser the server is not known to have, those of other tabs included.
    fn unsaved(&self) -> u64 {
        let of_tabs: u64 = self.neighbours.borrow().values().map(|tab| tab.unsaved).sum();
        self.ledger.borrow().unsaved() + of_tabs
    }

    /// Tells the page where the document is kept, if that is news.
    fn tell(&self) {
        let own = self.ledger.borrow().own_unsaved();
        if self.told_unsaved.replace(own) != own {
            self.entry_is_stale.set(true);
            self.link.say(None, &tabs::Said::Unsaved(own));
        }
        self.link.tell_followers();
        if own == 0 {
            self.link.tell_saved(self.ledger.borrow().written());
        }
        let keeping = {
            let unsaved = self.unsaved();
            let ledger = self.ledger.borrow();
            let neighbours = self.neighbours.borrow();
            let damage = self.damage.borrow();
            let seen_by = match unsaved {
                0 => self.link.seen_by(ledger.written(), |client| neighbours.contains_key(&client)),
                _ => Vec::new(),
            };
            Keeping {
                link: self.link.state(),
                disk: self.disk.get(),
                unsaved,
                unstored: ledger.unstored(),
                refusal: self.link.refusal(),
                closed: self.link.closed(),
                held: self.held.get(),
                seen_by,
                damage: damage.as_ref().map(|it| (it.lost, !it.keys.is_empty())),
                evicted: self.evicted.get(),
                room: self.room.get(),
            }
        };
        if *self.told.borrow() != keeping {
            let before = self.told.replace(keeping.clone());
            if (before.unsaved, before.is_refused()) != (keeping.unsaved, keeping.is_refused()) {
                self.entry_is_stale.set(true);
            }
            (self.listeners.keeping)(keeping);
        }
    }
}
