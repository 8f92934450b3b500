//! What can wait is written down here: what the list of documents shows, what the server has, and one snapshot in place of many
//! updates.

use super::keeping::Disk;
use super::storage::Entry;
use super::{Inner, Phase, evicted};
use crate::browser;
use octavo_shared::model::Replica;
use octavo_shared::sync::Record;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// After how many records that were added since they are folded into one, while the document is open.
const FOLD_EVERY: u64 = 400;
/// How often the browser is asked for the room there is, in seconds.
const MEASURE_EVERY_S: u64 = 20;

/// For how many rounds of housekeeping, of a second each while the tab is looked at, the storage may take no change.
const PATIENT_ROUNDS: u32 = 8;

impl Inner {
    pub(super) fn keep_house(self: &Rc<Self>) {
        self.watch_storing();
        self.link.tick();
        self.write_entry();
        self.write_marks();
        if self.link.has_caught_up() {
            self.give_up_held_back();
            self.repair();
        }
        self.store_whole();
        if self.must_store_all.get() {
            self.store_all();
        }
        if (browser::now_ms() / 1_000).is_multiple_of(MEASURE_EVERY_S) {
            self.measure_room();
        }
        if self.disk.get() == Disk::Silent && self.storage.borrow().is_none() {
            self.ask_storage_again();
        }
        if self.kept_since_fold.get() >= FOLD_EVERY && self.link.keeps_for_all() {
            self.fold();
        }
    }

    /// Goes on without a storage that has opened and does not take what is written: that goes to the server as it is.
    fn watch_storing(&self) {
        let oldest = self.storing.borrow().keys().next().copied();
        let (stuck, rounds) = self.stuck.get();
        let rounds = if oldest == Some(stuck) { rounds + 1 } else { 0 };
        self.stuck.set((oldest.unwrap_or_default(), rounds));
        if rounds < PATIENT_ROUNDS {
            return;
        }
        if self.disk.get() == Disk::Keeps {
            self.disk.set(Disk::Silent);
            self.storage.take();
        }
        let waiting: Vec<u64> = self.storing.borrow().keys().copied().collect();
        for number in waiting {
            self.stored(number, None);
        }
    }

    pub(super) fn keep_house_now(self: &Rc<Self>) {
        self.show_arrived();
        self.keep_house();
    }

    /// Puts one snapshot in the place of all records that the server has. What it does not have stays as it is, so that it is known
    /// apart.
    pub(super) fn fold(self: &Rc<Self>) {
        let inner = self.clone();
        spawn_local(async move {
            // What cannot be folded stays as it is, and is folded another time.
            let _ = inner.put_snapshot(&[]).await;
        });
    }

    /// The document is whole again from the server: what was damaged goes.
    pub(super) fn repair(self: &Rc<Self>) {
        let is_whole = self.held_back.borrow().is_empty() && self.link.keeps_for_all();
        let damaged =
            self.damage.borrow_mut().as_mut().filter(|_| is_whole).map(|it| std::mem::take(&mut it.keys));
        let Some(damaged) = damaged.filter(|damaged| !damaged.is_empty()) else { return };
        let inner = self.clone();
        spawn_local(async move {
            if inner.put_snapshot(&damaged).await.is_none()
                && let Some(damage) = &mut *inner.damage.borrow_mut()
            {
                damage.keys = damaged;
            }
        });
    }

    /// Keeps the document as one record, which stands for all that are saved and for those under `damaged`.
    async fn put_snapshot(&self, damaged: &[u64]) -> Option<()> {
        self.kept_since_fold.set(0);
        let storage = self.storage.borrow().clone().filter(|_| self.disk.get() == Disk::Keeps)?;
        let kept = storage.load(self.document).await.ok()?;
        let is_readable = |record: &&Record| !damaged.contains(&record.key);
        let folded: Vec<_> = kept.foldable().filter(is_readable).cloned().collect();
        let is_worth_it = folded.len() > 1 || !damaged.is_empty();
        if !is_worth_it || self.is_closed.get() || !self.held_back.borrow().is_empty() {
            return None;
        }
        let keys: Vec<u64> = folded.iter().map(|record| record.key).chain(damaged.iter().copied()).collect();
        // Whatever is to be folded is in the document, whoever kept it.
        self.take_records(folded, false);
        // What is on its way to the disk as unsaved is not to come there as if it were saved.
        if !self.held_back.borrow().is_empty() || self.ledger.borrow().unstored() > 0 {
            return None;
        }
        let snapshot = self.editor.with_replica(|replica| replica.encode());
        storage.fold(self.document, &snapshot, &keys).await.ok()
    }

    /// Keeps the whole document, once nothing is on its way to the disk: what the tab that led until now had from the server may not have come to its disk.
    fn store_all(self: &Rc<Self>) {
        let Some(storage) = self.storage.borrow().clone().filter(|_| self.disk.get() == Disk::Keeps) else {
            return;
        };
        if self.ledger.borrow().unstored() > 0 {
            return;
        }
        self.must_store_all.set(false);
        let whole = self.editor.with_replica(|replica| replica.encode());
        let storing = storage.append(self.document, None, &[&whole], None);
        self.kept_since_fold.set(FOLD_EVERY);
        let inner = self.clone();
        spawn_local(async move {
            if storing.await.is_err() {
                inner.is_full();
                inner.tell();
            }
        });
    }

    /// Where single updates could not be stored there may be a gap: the whole document closes it, once the storage takes it.
    fn store_whole(self: &Rc<Self>) {
        let disk = self.disk.get();
        let is_due = matches!(disk, Disk::Full | Disk::Silent) && self.is_ready();
        let Some(storage) = self.storage.borrow().clone().filter(|_| is_due) else {
            return;
        };
        let whole = self.editor.with_replica(|replica| replica.encode());
        let last = self.ledger.borrow().last();
        let storing = storage.append(self.document, Some(self.client), &[&whole], None);
        let inner = self.clone();
        spawn_local(async move {
            let Ok(key) = storing.await else { return };
            inner.ledger.borrow_mut().stored_together(last, key);
            // What was written meanwhile is in no record: it goes with the next attempt.
            if inner.disk.get() == disk && inner.editor.with_replica(Replica::encode) == whole {
                inner.disk.set(Disk::Keeps);
                inner.tell();
            }
        });
    }

    pub(super) fn write_marks(self: &Rc<Self>) {
        let Some(storage) = self.storage.borrow().clone() else { return };
        let news = self.ledger.borrow_mut().take_news(self.client);
        if news.is_empty() {
            return;
        }
        let inner = self.clone();
        spawn_local(async move {
            // Marks that are lost make the next visit count too much until it has spoken with the server.
            if storage.mark_saved(inner.document, &news).await.is_err() {
                inner.ledger.borrow_mut().news_is_lost(&news);
            }
        });
    }

    /// What the list of documents has to say from the change on that has just been made: a new title, or that something is unsent.
    /// It is kept together with the change. This tab may be gone the next moment, and only what is listed as unsent is sent then.
    pub(super) fn overtaken_entry(&self) -> Option<Entry> {
        let is_known = {
            let entry = self.entry.borrow();
            entry.unsent > 0 && entry.title == self.editor.title().trim()
        };
        (!is_known).then(|| self.renewed_entry())
    }

    fn renewed_entry(&self) -> Entry {
        let mut entry = self.entry.borrow_mut();
        entry.title = self.editor.title().trim().to_owned();
        // What the page was told last may be older than what has just been taken from the storage.
        entry.unsent = self.unsaved();
        (entry.is_listed, entry.is_trashed) = (false, false);
        entry.clone()
    }

    pub(super) fn write_entry(&self) {
        let is_ready = matches!(self.phase.get(), Phase::Ready { .. });
        let Some(storage) = self.storage.borrow().clone().filter(|_| is_ready && self.entry_is_stale.take())
        else {
            return;
        };
        let excerpt = (self.listeners.excerpt)();
        if !excerpt.is_empty() {
            self.entry.borrow_mut().excerpt = excerpt;
        }
        self.entry.borrow_mut().is_refused = self.told.borrow().is_refused();
        let entry = self.renewed_entry();
        spawn_local(async move {
            // The list of documents shows the older title then. In one request: a page that is being left comes to no second.
            let _ = storage.put_entry(&entry).await;
            if let Ok(entries) = storage.entries().await {
                evicted::note(&entries);
                browser::set_badge(entries.iter().filter(|entry| entry.unsent > 0).count());
            }
        });
    }
}
