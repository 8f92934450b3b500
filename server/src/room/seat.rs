//! A connection's place in a room: what the room has for this one connection alone, how it is woken, and how much of what it
//! sent the room has not dealt with yet. Both tasks hold it; neither waits for the other while holding its lock.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::Waker;

use bytes::Bytes;
use futures_util::task::AtomicWaker;
use octavo_shared::sync::presence::Stamp;
use octavo_shared::sync::{CloseCode, ConnectionId, Role};

use super::ring::{Checkpoint, Ring};
use crate::store::Person;

/// What readers share of a room.
#[derive(Debug)]
pub struct Stream {
    /// The recent frames.
    pub ring: Mutex<Ring>,
    /// The number that the next frame will have, to be looked at without the lock.
    pub head: AtomicU64,
}

/// What the room has for one connection.
#[derive(Debug)]
pub enum Mail {
    /// Read the stream of the room from this frame on.
    Follow {
        /// The stream of the room.
        stream: Arc<Stream>,
        /// The first frame to read.
        cursor: u64,
        /// A point at or before that frame, from which the reader could be brought up.
        known: Checkpoint,
    },
    /// A message for this connection alone, which comes before the stream's frame `at`.
    Reply {
        /// The message; others may be sent the same bytes.
        message: Bytes,
        /// Its place in the stream.
        at: u64,
    },
    /// What a reader that fell behind lacks; the stream goes on at `at`.
    CaughtUp {
        /// The frames, as they stand on the wire.
        frames: Vec<Bytes>,
        /// Where to read on.
        at: u64,
        /// The room's state vector at that place.
        state_vector: Arc<[u8]>,
    },
    /// The connection is to be closed, after the replies before this.
    Close {
        /// With this code,
        code: CloseCode,
        /// and this reason.
        reason: String,
    },
}

/// A connection's place in a room.
#[derive(Debug)]
pub struct Seat {
    /// Who sits here.
    pub id: ConnectionId,
    /// Whether the client knows acknowledgements.
    pub acks: bool,
    /// What the connection may do.
    pub role: Role,
    /// The person, as the server knows him,
    pub person: Person,
    /// and as the others in the room are told of him.
    pub stamp: Stamp,
    mail: Mutex<VecDeque<Mail>>,
    has_mail: AtomicBool,
    waker: AtomicWaker,
    unhandled: AtomicUsize,
    waits: AtomicBool,
    /// The next frame of the stream that the connection reads; what is before it may be forgotten.
    pub cursor: AtomicU64,
}

impl Seat {
    /// A seat for a connection that has not joined yet.
    pub fn new(id: ConnectionId, acks: bool, role: Role, person: Person, stamp: Stamp) -> Self {
        Seat {
            id,
            acks,
            role,
            person,
            stamp,
            mail: Mutex::default(),
            has_mail: AtomicBool::new(false),
            waker: AtomicWaker::new(),
            unhandled: AtomicUsize::new(0),
            waits: AtomicBool::new(false),
            cursor: AtomicU64::new(u64::MAX),
        }
    }

    /// Puts mail there. The connection is not woken.
    pub fn put(&self, mail: Mail) {
        self.mail.lock().expect("nothing panics while it holds the mail").push_back(mail);
        self.has_mail.store(true, Ordering::Release);
    }

    /// Wakes the connection.
    pub fn wake(&self) {
        self.waker.wake();
    }

    /// The connection is to be woken by `waker` from now on.
    pub fn register(&self, waker: &Waker) {
        self.waker.register(waker);
    }

    /// The next mail whose turn it is for a reader at `cursor`; replies have their place in the stream.
    pub fn take(&self, cursor: u64) -> Option<Mail> {
        if !self.has_mail.load(Ordering::Acquire) {
            return None;
        }
        let mut mail = self.mail.lock().expect("nothing panics while it holds the mail");
        if let Some(Mail::Reply { at, .. }) = mail.front()
            && *at > cursor
        {
            return None;
        }
        let next = mail.pop_front();
        if mail.is_empty() {
            self.has_mail.store(false, Ordering::Release);
            *mail = VecDeque::new();
        }
        next
    }

    /// The frame before which the next reply has its place: the stream is to be read up to there and no further.
    pub fn next_reply_at(&self) -> u64 {
        if !self.has_mail.load(Ordering::Acquire) {
            return u64::MAX;
        }
        match self.mail.lock().expect("nothing panics while it holds the mail").front() {
            Some(Mail::Reply { at, .. }) => *at,
            Some(_) => 0,
            None => u64::MAX,
        }
    }

    /// Whether something is there that [`Seat::take`] would give now or later.
    pub fn has_mail(&self) -> bool {
        self.has_mail.load(Ordering::Acquire)
    }

    /// Whether at most `most` of the bytes that were sent to the room wait for it. If not, the connection is woken when it
    /// has dealt with some.
    pub fn is_handled(&self, most: usize) -> bool {
        if self.unhandled.load(Ordering::SeqCst) <= most {
            return true;
        }
        self.waits.store(true, Ordering::SeqCst);
        self.unhandled.load(Ordering::SeqCst) <= most
    }

    /// So many bytes go to the room.
    pub fn sent(&self, bytes: usize) {
        self.unhandled.fetch_add(bytes, Ordering::SeqCst);
    }

    /// The room has dealt with so many bytes. True when the connection waits for that and is to be woken.
    pub fn handled(&self, bytes: usize) -> bool {
        self.unhandled.fetch_sub(bytes, Ordering::SeqCst);
        self.waits.swap(false, Ordering::SeqCst)
    }
}
