//! How a document opens: from this device's disk, then with the other tabs of this browser and the server.

use super::keeping::Disk;
use super::locks::Lock;
use super::storage::{Storage, StorageError};
use super::tabs::{self, Said};
use super::{Inner, Phase, evicted};
use crate::browser;
use octavo_shared::model::Replica;
use octavo_shared::sync::{Held, Kept, Record, Word, news};
use std::rc::Rc;
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// From how many records on they are folded into one when the document opens.
const FOLD_FROM: usize = 24;

/// Another tab of this browser that has the document open.
pub struct Neighbour {
    /// Changes made there that are not on the server's disk.
    pub unsaved: u64,
    /// Waits for the lock that the tab holds as long as it lives.
    _life: Option<Lock>,
}

/// What the storage had of the document and was not what had been written.
#[derive(Debug, Default)]
pub struct Damage {
    /// Where it lies, until the document is whole again.
    pub keys: Vec<u64>,
    /// How many changes among it the server is not known to have.
    pub lost: u64,
}

impl Inner {
    /// Opens from the storage, then joins the network.
    pub(super) async fn start(self: Rc<Self>, is_new: bool) {
        let living = self.show_life().await;
        let mut is_known = false;
        match Storage::open().await {
            Ok(storage) => is_known = self.take_up(storage, &living).await,
            Err(StorageError::Outdated) => self.disk.set(Disk::Outdated),
            Err(StorageError::Failed) => self.disk.set(Disk::Absent),
            Err(StorageError::Silent) => self.disk.set(Disk::Silent),
        }
        if self.is_closed.get() {
            return;
        }
        if is_new && !is_known {
            self.editor.load(&[octavo_shared::model::seed()]);
            self.enter(Phase::Ready { fresh: true });
        }
        let (may_make, must_make) = {
            let entry = self.entry.borrow();
            (entry.created_here, !entry.is_at_server)
        };
        self.link.start(may_make, must_make);
        self.tell();
    }

    /// Keeps in `storage` from now on, and takes in what it has of the document. Answers whether there was anything.
    async fn take_up(self: &Rc<Self>, storage: Storage, living: &[u64]) -> bool {
        let weak = Rc::downgrade(self);
        storage.on_outdated(move || {
            if let Some(inner) = weak.upgrade() {
                inner.outdated();
            }
        });
        self.storage.replace(Some(storage.clone()));
        let taken = self.take_from(&storage, living).await;
        match taken {
            Ok(true) => {}
            // If it was here, nobody has removed it.
            Ok(false) => self.evicted.set(evicted::unsent_of(self.document)),
            Err(_) => self.disk.set(Disk::Absent),
        }
        self.measure_room();
        taken == Ok(true)
    }

    /// Asks a storage that did not answer once more. What it has is taken in; what was written meanwhile is kept whole.
    pub(super) fn ask_storage_again(self: &Rc<Self>) {
        let inner = self.clone();
        spawn_local(async move {
            let Ok(storage) = Storage::open().await else { return };
            let living = tabs::living(inner.document).await;
            if inner.is_closed.get() || inner.storage.borrow().is_some() {
                return;
            }
            let was_ready = inner.is_ready();
            inner.take_up(storage, &living).await;
            if !was_ready && inner.disk.get() == Disk::Silent {
                inner.disk.set(Disk::Keeps);
                if inner.link.closed().is_some() {
                    // The server was asked without what is known here of the document.
                    let _ = browser::window().location().reload();
                }
            }
            inner.tell();
        });
    }

    /// Lets the other tabs know that this one lives, and gives those that do.
    async fn show_life(self: &Rc<Self>) -> Vec<u64> {
        let mut life = None;
        let held = js_sys::Promise::new(&mut |resolve, _| {
            let held = move || {
                let _ = resolve.call0(&wasm_bindgen::JsValue::UNDEFINED);
            };
            life = Lock::request(&tabs::life_lock(self.document, self.client), false, held, || {});
        });
        if life.is_none() {
            return Vec::new();
        }
        *self.life.borrow_mut() = life;
        // What else could come back is nothing.
        let _ = JsFuture::from(held).await;
        if self.is_closed.get() {
            return Vec::new();
        }
        self.link.listen_to_tabs();
        let mut living = tabs::living(self.document).await;
        living.retain(|tab| *tab != self.client);
        living.iter().for_each(|tab| self.notice_tab(*tab));
        living
    }

    /// Another tab is there: its end will be noticed.
    fn notice_tab(self: &Rc<Self>, tab: u64) {
        if self.neighbours.borrow().contains_key(&tab) {
            return;
        }
        let weak = Rc::downgrade(self);
        let ended = move || {
            browser::after(0, move || {
                if let Some(inner) = weak.upgrade().filter(|inner| !inner.is_closed.get()) {
                    inner.tab_is_gone(tab);
                }
            });
        };
        let life = Lock::request(&tabs::life_lock(self.document, tab), false, ended, || {});
        self.neighbours.borrow_mut().insert(tab, Neighbour { unsaved: 0, _life: life });
    }

    /// Another tab of this browser says something.
    pub(super) fn heard_from_tab(self: &Rc<Self>, from: u64, said: Said) {
        if self.is_closed.get() {
            return;
        }
        self.notice_tab(from);
        match said {
            Said::Unsaved(unsaved) => {
                if let Some(neighbour) = self.neighbours.borrow_mut().get_mut(&from) {
                    neighbour.unsaved = unsaved;
                }
            }
            Said::Word(word) => {
                if word == Word::Hello {
                    let own = self.ledger.borrow().own_unsaved();
                    self.link.say(Some(from), &Said::Unsaved(own));
                }
                self.link.heard_from_tab(from, word);
            }
        }
        self.tell();
    }

    /// A tab has ended, perhaps in the middle of something: what it had kept and the server does not have is seen to here.
    fn tab_is_gone(self: &Rc<Self>, tab: u64) {
        self.neighbours.borrow_mut().remove(&tab);
        self.link.tab_is_gone(tab);
        let Some(storage) = self.storage.borrow().clone() else { return self.tell() };
        let inner = self.clone();
        spawn_local(async move {
            if let Ok(kept) = storage.load(inner.document).await
                && !inner.is_closed.get()
            {
                inner.take_records(kept.left_by(tab), true);
            }
            inner.tell();
        });
    }

    /// Loads what the storage has of the document. `living`: the tabs that see to their changes themselves. Answers whether there
    /// was anything.
    async fn take_from(self: &Rc<Self>, storage: &Storage, living: &[u64]) -> Result<bool, StorageError> {
        let kept = storage.load(self.document).await?;
        if let Some(mut entry) = storage.entry(self.document).await? {
            let mut known = self.entry.borrow_mut();
            entry.is_at_server |= known.is_at_server;
            entry.opened_ms = entry.opened_ms.max(known.opened_ms);
            *known = entry;
        }
        if kept.records.is_empty() && kept.damaged.is_empty() || self.is_closed.get() {
            return Ok(false);
        }
        self.take_note_of_damage(&kept);
        let fresh = self.entry.borrow().created_here && kept.records.len() == 1;
        let saved = kept.foldable().count();
        let (left_over, rest) = kept.left_over(living);
        self.take_records(rest, false);
        self.take_records(left_over, true);
        self.retry_held_back();
        // What is damaged opens from the server, if there is a way to it.
        if self.damage.borrow().is_none() && !self.is_ready() {
            self.enter(Phase::Ready { fresh });
        }
        if saved >= FOLD_FROM {
            self.fold();
        }
        Ok(true)
    }

    fn take_note_of_damage(&self, kept: &Kept) {
        if !kept.damaged.is_empty() {
            let keys = kept.damaged.iter().map(|record| record.key).collect();
            self.damage.replace(Some(Damage { keys, lost: kept.lost() }));
        }
    }

    /// Takes in records of the storage, as far as they leave no hole; the rest waits until what is missing has come. If they are
    /// `unsaved` they go to the server.
    pub(super) fn take_records(&self, records: Vec<Record>, unsaved: bool) {
        let held = records.into_iter().map(|record| {
            let number = record.client.filter(|_| unsaved);
            let number = number.map(|client| self.ledger.borrow_mut().find(client, record.key));
            Held { update: record.update, key: Some(record.key), number }
        });
        self.held_back.borrow_mut().extend(held);
        self.retry_held_back();
    }

    /// What still waits when all has come that the server has, and the other tabs, waits for something that is lost, and is lost with it.
    pub(super) fn give_up_held_back(&self) {
        let is_empty = self.held_back.borrow().is_empty();
        if is_empty || !self.link.has_all(self.neighbours.borrow().keys().copied()) {
            return;
        }
        let held = self.held_back.borrow_mut().give_up();
        self.lose(&held);
        self.tell();
    }

    /// Takes note that these cannot be taken in, and never will.
    fn lose(&self, lost: &[Held]) {
        for held in lost {
            let mut damage = self.damage.borrow_mut();
            let damage = damage.get_or_insert_default();
            damage.keys.extend(held.key);
            if let Some(number) = held.number {
                damage.lost += 1;
                self.ledger.borrow_mut().lost(number);
            }
        }
    }

    /// Takes in what was held back, as far as nothing is missing any more.
    pub(super) fn retry_held_back(&self) {
        if self.held_back.borrow().is_empty() {
            return;
        }
        let state_vector = self.editor.with_replica(|replica| replica.state_vector());
        let released = self.held_back.borrow_mut().release(&state_vector);
        self.lose(&released.broken);
        if released.whole.is_empty() {
            return;
        }
        if released.has_waited {
            self.must_store_all.set(true);
        }
        let may_be_news = self.link.is_started.get() && released.may_be_news();
        let before = may_be_news.then(|| self.editor.with_replica(Replica::encode));
        let (updates, numbers): (Vec<_>, Vec<_>) =
            released.whole.into_iter().map(|held| (held.update, held.number)).unzip();
        self.editor.load(&updates);
        let is_new = |before: Vec<u8>| self.editor.with_replica(|it| news(&before, &state_vector, it));
        if let Some(news) = before.and_then(is_new) {
            let number = self.ledger.borrow_mut().write();
            self.ledger.borrow_mut().stored(number, None);
            self.link.send(&news, number);
        }
        for (update, number) in updates.iter().zip(numbers) {
            if let Some(number) = number {
                self.link.send(update, number);
            }
        }
    }
}
