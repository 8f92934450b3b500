//! Who is connected at this moment, by what right: so that a right that ends, ends at once, and not when the connection
//! does.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, Weak};

use octavo_shared::sync::{CloseCode, ConnectionId, Role};

use super::keys::{Key, Scope};
use super::session::SessionKey;
use crate::room::seat::{Mail, Seat};
use crate::store::{DocumentName, Person};

/// By what right somebody is in a document.
#[derive(Debug, Clone)]
pub struct Stay {
    /// The document.
    pub document: DocumentName,
    /// What the address says that was opened: the document's id, or the token of a view link.
    pub address: DocumentName,
    /// Who it is,
    pub person: Person,
    /// and what he may do,
    pub role: Role,
    /// until this time in milliseconds since 1970.
    pub until_ms: Option<u64>,
    /// What the key lets at most, and until when, where it is a program.
    pub bounds: Bounds,
    /// The session, for those who have signed in, or the key.
    pub session: Option<SessionKey>,
    /// Where mail for the connection is put.
    pub seat: Weak<Seat>,
}

/// What a key adds to somebody's right: an end and a most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// What may be done at most,
    pub most: Role,
    /// until this time in milliseconds since 1970.
    pub until_ms: Option<u64>,
}

impl Bounds {
    /// Those of somebody who uses no key, or this one.
    pub fn of(key: Option<&Key>) -> Bounds {
        let Some(key) = key else { return Bounds { most: Role::Owner, until_ms: None } };
        let most = if key.scopes.has(Scope::Write) { Role::Owner } else { Role::View };
        Bounds { most, until_ms: key.until_ms }
    }
}

/// All who are connected.
#[derive(Debug, Default)]
pub struct Live {
    stays: Mutex<HashMap<ConnectionId, Stay>>,
    /// Counts the times that rights ended.
    endings: AtomicU64,
}

/// Somebody's stay, until it is dropped.
#[derive(Debug)]
pub struct Visit {
    live: Arc<Live>,
    id: ConnectionId,
}

impl Drop for Visit {
    fn drop(&mut self) {
        self.live.lock().remove(&self.id);
    }
}

impl Live {
    /// How often rights ended. Who read his rights while this was less than it is when he has entered reads them again.
    pub fn endings(&self) -> u64 {
        self.endings.load(Ordering::SeqCst)
    }

    /// Somebody comes in.
    pub fn enter(self: &Arc<Self>, id: ConnectionId, stay: Stay) -> Visit {
        self.lock().insert(id, stay);
        Visit { live: self.clone(), id }
    }

    /// Sends those away of whom `is_over` says so. What is on disk before this is called holds for all who come later.
    pub fn end(&self, code: CloseCode, reason: &str, is_over: impl Fn(&Stay) -> bool) {
        self.endings.fetch_add(1, Ordering::SeqCst);
        for stay in self.lock().values().filter(|stay| is_over(stay)) {
            send_away(stay, code, reason);
        }
    }

    /// Whether somebody is connected.
    pub fn is_here(&self, person: &str) -> bool {
        self.lock().values().any(|stay| &*stay.person == person)
    }

    /// Whether somebody is in a document or in its review.
    pub fn is_in(&self, document: &str, person: &str) -> bool {
        self.lock().values().any(|stay| &*stay.document == document && &*stay.person == person)
    }

    /// Who is in a document or in its review, whose rights have changed.
    pub fn in_document(&self, document: &str) -> Vec<(ConnectionId, Stay)> {
        self.endings.fetch_add(1, Ordering::SeqCst);
        let stays = self.lock();
        let there = stays.iter().filter(|(_, stay)| &*stay.document == document);
        there.map(|(id, stay)| (*id, stay.clone())).collect()
    }

    /// The documents in which somebody is, or in whose review, where rights may have changed.
    pub fn documents(&self) -> HashSet<DocumentName> {
        self.endings.fetch_add(1, Ordering::SeqCst);
        self.lock().values().map(|stay| stay.document.clone()).collect()
    }

    /// Somebody may be where he is until that time.
    pub fn lasts(&self, id: ConnectionId, until_ms: Option<u64>) {
        if let Some(stay) = self.lock().get_mut(&id) {
            stay.until_ms = until_ms;
        }
    }

    /// Sends those away whose link or key has ended; who has another right comes back with that.
    pub fn expire(&self, now_ms: u64) {
        let is_past = |until_ms: Option<u64>| until_ms.is_some_and(|until_ms| until_ms <= now_ms);
        let is_over = |stay: &Stay| is_past(stay.until_ms) || is_past(stay.bounds.until_ms);
        if self.lock().values().any(is_over) {
            self.end(CloseCode::RESTART, "The link has ended.", is_over);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ConnectionId, Stay>> {
        self.stays.lock().expect("nothing panics while it holds the stays")
    }
}

/// Closes a connection.
pub fn send_away(stay: &Stay, code: CloseCode, reason: &str) {
    if let Some(seat) = stay.seat.upgrade() {
        seat.put(Mail::Close { code, reason: reason.to_owned() });
        seat.wake();
    }
}
