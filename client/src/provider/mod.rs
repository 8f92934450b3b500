//! The provider: ties one editor to this device's disk and to the server.
//!
//! Disk, screen, network, in this order: an update that is made here is on its way to the storage before the editor
//! patches the page, and goes to the server once it is stored. A document opens from the storage first and then joins
//! the network, the same way online and offline. What the messages mean is the session's ([`octavo_shared::sync`]), what
//! is saved is counted by the ledger, how it is said is in `keeping`.

mod keeping;
mod ledger;
mod link;
mod socket;
mod storage;

pub use keeping::{Keeping, Notice, Tone, WayOn};
pub use storage::{Entry, Storage};

use crate::browser::{self, Interval, Listener};
use crate::editor::EditorHandle;
use crate::identity::Identity;
use keeping::Disk;
use ledger::Ledger;
use link::Link;
use octavo_shared::sync::CloseCode;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use uuid::Uuid;
use wasm_bindgen_futures::spawn_local;

/// How often what can wait is written down, in milliseconds.
const HOUSEKEEPING_MS: i32 = 1_000;
/// The longest that others' changes wait for a frame to be drawn, in milliseconds: hidden tabs draw none.
const LONGEST_FRAME_MS: i32 = 200;
/// From how many records on they are folded into one when the document opens.
const FOLD_FROM: usize = 24;
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
    /// As they call themselves.
    pub name: String,
    /// As CSS writes it.
    pub color: String,
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
    is_closed: Cell<bool>,
    guards: RefCell<Vec<Box<dyn std::any::Any>>>,
}

impl Provider {
    /// Opens `document` in `editor` as `me`. `is_new`: the document is made here and is not in the storage.
    pub fn open(
        document: Uuid,
        is_new: bool,
        client: u64,
        editor: EditorHandle,
        me: Identity,
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
        let guards: Vec<Box<dyn std::any::Any>> =
            vec![
                Box::new(Listener::new(&window, "online", on_event(|inner| inner.link.try_now()))),
                Box::new(Listener::new(&window, "offline", on_event(|inner| inner.link.hang_up()))),
                Box::new(Listener::new(&window, "pagehide", on_event(Inner::keep_house_now))),
                Box::new(Listener::new(&window, "beforeunload", warn_of_loss)),
                Box::new(Listener::new(
                    &document,
                    "visibilitychange",
                    on_event(|inner| {
                        if browser::is_hidden() { inner.keep_house_now() } else { inner.link.try_now() }
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

    /// Opens from the storage, then joins the network.
    async fn start(self: Rc<Self>, is_new: bool) {
        let mut is_known = false;
        match Storage::open().await {
            Ok(storage) => {
                *self.storage.borrow_mut() = Some(storage.clone());
                is_known = self.take_from(&storage).await.unwrap_or_else(|_| {
                    self.disk.set(Disk::Absent);
                    false
                });
            }
            Err(_) => self.disk.set(Disk::Absent),
        }
        if is_new && !is_known {
            self.editor.load(&[octavo_shared::model::seed()]);
            self.enter(Phase::Ready { fresh: true });
        }
        if !self.is_closed.get() {
            let (may_make, must_make) = {
                let entry = self.entry.borrow();
                (entry.created_here, !entry.is_at_server)
            };
            self.link.start(may_make, must_make);
        }
        self.tell();
    }

    /// Loads what the storage has of the document. Answers whether there was anything.
    async fn take_from(self: &Rc<Self>, storage: &Storage) -> Result<bool, storage::StorageError> {
        let kept = storage.load(self.document).await?;
        if let Some(entry) = storage.entry(self.document).await? {
            *self.entry.borrow_mut() = entry;
        }
        if kept.records.is_empty() || self.is_closed.get() {
            return Ok(false);
        }
        let mut through = BTreeMap::new();
        let mut unsaved = 0;
        for record in kept.records.iter().filter(|record| kept.is_unsaved(record)) {
            unsaved += 1;
            through.extend(record.client.map(|client| (client, record.key)));
        }
        let folded: Vec<u64> =
            kept.records.iter().filter(|record| !kept.is_unsaved(record)).map(|record| record.key).collect();
        let fresh = self.entry.borrow().created_here && kept.records.len() == 1;
        let updates: Vec<Vec<u8>> = kept.records.into_iter().map(|record| record.update).collect();
        self.editor.load(&updates);
        if unsaved > 0 {
            let number = self.ledger.borrow_mut().find(unsaved, through.into_iter().collect());
            // The replica holds them, and the first exchange with the server brings them there.
            self.link.send(&[], number);
        }
        self.enter(Phase::Ready { fresh });
        if folded.len() >= FOLD_FROM {
            let snapshot = self.editor.with_replica(|replica| replica.encode());
            let (storage, document) = (storage.clone(), self.document);
            spawn_local(async move {
                // What cannot be folded stays as it is, and is folded another time.
                let _ = storage.fold(document, &snapshot, &folded).await;
            });
        }
        Ok(true)
    }

    fn enter(&self, phase: Phase) {
        if self.phase.replace(phase) == phase {
            return;
        }
        if matches!(phase, Phase::Ready { .. }) {
            self.entry.borrow_mut().opened_ms = browser::now_ms();
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
        self.entry_is_stale.set(true);
        let storing = match (self.storage.borrow().as_ref(), self.disk.get()) {
            (Some(storage), Disk::Keeps) => {
                Some(storage.append(self.document, Some(self.client), &[&update]))
            }
            _ => None,
        };
        let inner = self.clone();
        spawn_local(async move {
            let key = match storing {
                Some(storing) => storing.await.inspect_err(|_| inner.disk.set(Disk::Full)).ok(),
                None => None,
            };
            inner.ledger.borrow_mut().stored(number, key);
            inner.link.send(&update, number);
            inner.tell();
        });
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
        if is_first {
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

    fn show_arrived(&self) {
        let updates = self.arrived.take();
        if updates.is_empty() {
            return;
        }
        if let (Some(storage), Disk::Keeps) = (self.storage.borrow().as_ref(), self.disk.get()) {
            let updates: Vec<&[u8]> = updates.iter().map(Vec::as_slice).collect();
            let storing = storage.append(self.document, None, &updates);
            spawn_local(async move {
                // The server has it: what is not kept here comes again with the next visit.
                let _ = storing.await;
            });
        }
        self.entry_is_stale.set(true);
        self.editor.apply_remote(&updates);
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
        match (self.phase.get(), state) {
            (Phase::Opening | Phase::Waiting, keeping::Link::Online) => {
                self.show_arrived();
                self.enter(Phase::Ready { fresh: false });
            }
            (Phase::Opening, keeping::Link::Offline) => self.enter(Phase::Waiting),
            (Phase::Opening | Phase::Waiting, keeping::Link::Closed)
                if self.link.closed() == Some(CloseCode::UNKNOWN_DOCUMENT) =>
            {
                self.enter(Phase::Missing);
            }
            _ => {}
        }
        self.tell();
    }

    fn saved(&self, through: u64) {
        self.ledger.borrow_mut().saved(through);
    }

    /// Tells the page where the document is kept, if that is news.
    fn tell(&self) {
        let keeping = {
            let ledger = self.ledger.borrow();
            Keeping {
                link: self.link.state(),
                disk: self.disk.get(),
                unsaved: ledger.unsaved(),
                unstored: ledger.unstored(),
                refusal: self.link.refusal(),
                closed: self.link.closed(),
            }
        };
        if *self.told.borrow() != keeping {
            self.told.replace(keeping.clone());
            (self.listeners.keeping)(keeping);
        }
    }

    fn keep_house(self: &Rc<Self>) {
        self.link.tick();
        self.write_entry();
        self.write_marks();
        self.store_whole();
    }

    fn keep_house_now(self: &Rc<Self>) {
        self.show_arrived();
        self.keep_house();
    }

    /// Where single updates could not be stored there may be a gap: the whole document closes it, once there is room.
    fn store_whole(self: &Rc<Self>) {
        let Some(storage) = self.storage.borrow().clone().filter(|_| self.disk.get() == Disk::Full) else {
            return;
        };
        let whole = self.editor.with_replica(|replica| replica.encode());
        let storing = storage.append(self.document, Some(self.client), &[&whole]);
        let inner = self.clone();
        spawn_local(async move {
            if storing.await.is_ok() {
                inner.disk.set(Disk::Keeps);
                inner.tell();
            }
        });
    }

    fn write_marks(&self) {
        let news = self.ledger.borrow_mut().take_news(self.client);
        if let Some(storage) = self.storage.borrow().clone().filter(|_| !news.is_empty()) {
            let document = self.document;
            spawn_local(async move {
                // Marks that are lost make the next visit count too much until it has spoken with the server.
                let _ = storage.mark_saved(document, &news).await;
            });
        }
    }

    fn write_entry(&self) {
        let is_ready = matches!(self.phase.get(), Phase::Ready { .. });
        let Some(storage) = self.storage.borrow().clone().filter(|_| is_ready && self.entry_is_stale.take())
        else {
            return;
        };
        let entry = {
            let mut entry = self.entry.borrow_mut();
            entry.title = self.editor.title().trim().to_owned();
            let excerpt = (self.listeners.excerpt)();
            if !excerpt.is_empty() {
                entry.excerpt = excerpt;
            }
            entry.clone()
        };
        spawn_local(async move {
            // The list of documents shows the older title then.
            let _ = storage.put_entry(&entry).await;
        });
    }
}
