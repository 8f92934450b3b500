//! Who is connected at this moment, by what right: so that a right that ends, ends at once, and not when the connection
//! does.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, Weak};

use octavo_shared::sync::{CloseCode, ConnectionId, Role};

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
    /// and what he may do.
    pub role: Role,
    /// The session, for those who have signed in.
    pub session: Option<SessionKey>,
    /// Where mail for the connection is put.
    pub seat: Weak<Seat>,
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

    /// Who is in a document, whose rights have changed.
    pub fn in_document(&self, document: &str) -> Vec<Stay> {
        self.endings.fetch_add(1, Ordering::SeqCst);
        self.lock().values().filter(|stay| &*stay.document == document).cloned().collect()
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
