//! The rooms that are in memory: opened once however many come at the same time, forgotten when nobody is there. The rules
//! of a room are `octavo_shared::sync::Room`'s; here is what runs them.

pub mod folding;
pub mod ring;
pub mod seat;
mod task;
pub mod visit;

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, Weak};
use std::time::Duration;

use octavo_shared::sync::ConnectionId;
use tokio::sync::mpsc;

use crate::config::Config;
use crate::metrics::{Count, Metrics};
use crate::store::{DocumentName, Store};
use seat::Seat;

/// What a connection tells its room.
#[derive(Debug)]
pub enum Input {
    /// Somebody comes in.
    Join(Arc<Seat>),
    /// A binary message came.
    Frame {
        /// From whom.
        connection: ConnectionId,
        /// All of it.
        bytes: Vec<u8>,
    },
    /// A connection ended.
    Leave(ConnectionId),
    /// A reader fell behind and holds what `known` says.
    CatchUp {
        /// Who.
        connection: ConnectionId,
        /// An encoded state vector.
        known: Arc<[u8]>,
    },
    /// Memory is short: a room in which nobody is should go.
    MakeRoom,
    /// The server stops: everybody is sent away, and everything is written.
    Stop,
    /// A mistake in the rules.
    #[cfg(test)]
    Panic,
}

/// A room that is in memory, or on its way there. Whoever holds it keeps it there.
#[derive(Debug)]
pub struct RoomHandle {
    inlet: mpsc::UnboundedSender<Input>,
    /// An estimate of its memory, in bytes.
    bytes: AtomicUsize,
    /// That of all rooms.
    total: Arc<AtomicUsize>,
}

impl Drop for RoomHandle {
    fn drop(&mut self) {
        self.total.fetch_sub(*self.bytes.get_mut(), Ordering::Relaxed);
    }
}

impl RoomHandle {
    /// That of a room of which a test plays the part: it gets what the room is told.
    #[cfg(test)]
    pub fn played() -> (Arc<RoomHandle>, mpsc::UnboundedReceiver<Input>) {
        let (inlet, inputs) = mpsc::unbounded_channel();
        (Arc::new(RoomHandle { inlet, bytes: AtomicUsize::new(0), total: Arc::default() }), inputs)
    }

    /// Its memory is about so many bytes now.
    fn weigh(&self, bytes: usize) {
        let before = self.bytes.swap(bytes, Ordering::Relaxed);
        self.total.fetch_add(bytes, Ordering::Relaxed);
        self.total.fetch_sub(before, Ordering::Relaxed);
    }

    /// Tells the room. What comes in is bounded by each connection, which sends no more while too much is unhandled.
    pub fn send(&self, input: Input) {
        // A room takes what is sent until the last handle is gone, so this fails only when its task was torn down with
        // the runtime.
        let _ = self.inlet.send(input);
    }
}

/// Why a room is not opened.
#[derive(Debug, PartialEq, Eq)]
pub enum Unavailable {
    /// As many rooms as allowed are in memory, or rooms of as many bytes: which of the two, as it is counted.
    TooMany(Count),
    /// The server stops.
    Stopping,
}

/// All rooms of a server. Cheap to clone.
#[derive(Clone)]
pub struct Rooms {
    shared: Arc<Shared>,
}

struct Shared {
    store: Store,
    config: Arc<Config>,
    metrics: Arc<Metrics>,
    /// An estimate of the memory of all rooms, in bytes.
    bytes: Arc<AtomicUsize>,
    state: Mutex<State>,
}

struct State {
    rooms: HashMap<DocumentName, Arc<RoomHandle>>,
    /// Every room's task holds a clone; `None` when the server stops.
    alive: Option<mpsc::Sender<()>>,
    /// Ends when every room has ended and `alive` is gone.
    ended: Option<mpsc::Receiver<()>>,
}

impl Rooms {
    /// No rooms yet.
    pub fn new(store: Store, config: Arc<Config>, metrics: Arc<Metrics>) -> Self {
        let (alive, ended) = mpsc::channel(1);
        let state = State { rooms: HashMap::new(), alive: Some(alive), ended: Some(ended) };
        let bytes = Arc::default();
        Rooms { shared: Arc::new(Shared { store, config, metrics, bytes, state: Mutex::new(state) }) }
    }

    /// The room of that name, which is loaded if it is not in memory. Returns at once; the room answers when it is there.
    pub fn open(&self, name: DocumentName) -> Result<Arc<RoomHandle>, Unavailable> {
        let mut state = self.lock();
        if let Some(room) = state.rooms.get(&name) {
            return Ok(room.clone());
        }
        let alive = state.alive.clone().ok_or(Unavailable::Stopping)?;
        let limits = &self.shared.config.limits;
        let is_full = if state.rooms.len() >= limits.rooms {
            Some(Count::FullRooms)
        } else {
            (self.bytes() >= limits.memory).then_some(Count::FullMemory)
        };
        if let Some(limit) = is_full {
            // Those in which nobody is go at once, so that there is a place soon.
            for room in state.rooms.values().filter(|room| Arc::strong_count(room) == 1) {
                room.send(Input::MakeRoom);
            }
            return Err(Unavailable::TooMany(limit));
        }
        let (inlet, inputs) = mpsc::unbounded_channel();
        let (bytes, total) = (AtomicUsize::new(0), self.shared.bytes.clone());
        let room = Arc::new(RoomHandle { inlet, bytes, total });
        state.rooms.insert(name.clone(), room.clone());
        tokio::spawn(task::run(self.clone(), name, Arc::downgrade(&room), inputs, alive));
        Ok(room)
    }

    /// An estimate of the memory of all rooms, in bytes.
    pub fn bytes(&self) -> usize {
        self.shared.bytes.load(Ordering::Relaxed)
    }

    /// How many rooms are in memory.
    pub fn count(&self) -> usize {
        self.lock().rooms.len()
    }

    /// Whether no room is opened any more, because the server stops.
    pub fn is_stopping(&self) -> bool {
        self.lock().alive.is_none()
    }

    /// Sends everybody away and waits until every room is on disk, at most for `time`. False when that was too short.
    pub async fn stop(&self, time: Duration) -> bool {
        let ended = {
            let mut state = self.lock();
            state.alive = None;
            for room in state.rooms.values() {
                room.send(Input::Stop);
            }
            state.ended.take()
        };
        let Some(mut ended) = ended else { return true };
        tokio::time::timeout(time, ended.recv()).await.is_ok()
    }

    /// Forgets the room unless somebody holds it or may find it. Nobody can join it any more when this says true.
    fn forget_unused(
        &self,
        name: &str,
        room: &Weak<RoomHandle>,
        inputs: &mpsc::UnboundedReceiver<Input>,
    ) -> bool {
        let mut state = self.lock();
        let is_unused = state.rooms.get(name).is_none_or(|found| {
            std::ptr::eq(Arc::as_ptr(found), room.as_ptr())
                && Arc::strong_count(found) == 1
                && inputs.is_empty()
        });
        if is_unused {
            state.rooms.remove(name);
        }
        is_unused
    }

    /// Makes sure that the next to come opens a new room.
    fn forget(&self, name: &str, room: &Weak<RoomHandle>) {
        let mut state = self.lock();
        if state.rooms.get(name).is_some_and(|found| std::ptr::eq(Arc::as_ptr(found), room.as_ptr())) {
            state.rooms.remove(name);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().expect("nothing panics while it holds the rooms")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::socket::frame;
    use octavo_shared::sync::presence::Stamp;
    use octavo_shared::sync::{CloseCode, Message, Role};
    use seat::Mail;
    use std::future::poll_fn;
    use std::task::Poll;

    const NAME: &str = "any name";

    fn sit_down(room: &RoomHandle, id: u64) -> Arc<Seat> {
        let stamp = Stamp::new("a", None);
        let seat = Arc::new(Seat::new(ConnectionId(id), true, Role::Edit, "guest:a".into(), stamp));
        room.send(Input::Join(seat.clone()));
        seat
    }

    fn say(room: &RoomHandle, seat: &Seat, message: Message<'_>) {
        let bytes = message.encode();
        seat.sent(bytes.len());
        room.send(Input::Frame { connection: seat.id, bytes });
    }

    async fn next_mail(seat: &Seat) -> Mail {
        let mail = poll_fn(|context| {
            seat.register(context.waker());
            seat.take(u64::MAX).map_or(Poll::Pending, Poll::Ready)
        });
        tokio::time::timeout(Duration::from_secs(30), mail).await.expect("it takes far less than 30 s")
    }

    async fn next_reply(seat: &Seat) -> Vec<u8> {
        loop {
            if let Mail::Reply { frame, .. } = next_mail(seat).await {
                return frame::payload(&frame).to_vec();
            }
        }
    }

    #[tokio::test]
    async fn a_room_whose_rules_panic_sends_all_away_and_is_opened_again_from_its_log() {
        let folder = tempfile::tempdir().expect("there is a place for temporary files");
        let store = Store::open(folder.path()).expect("the folder is empty");
        let config = Config { is_open: true, ..Config::default() };
        let rooms = Rooms::new(store, Arc::new(config), Arc::default());
        let room = rooms.open(NAME.into()).expect("there is a place");
        let (ada, ben) = (sit_down(&room, 1), sit_down(&room, 2));
        // Client 9 writes "hi" into a text called "t".
        let update: &[u8] = &[1, 1, 9, 0, 4, 1, 1, b't', 2, b'h', b'i', 0];
        say(&room, &ada, Message::Update { update });
        assert_eq!(next_reply(&ada).await, Message::Ack { count: 1 }.encode());
        room.send(Input::Panic);
        for seat in [&ada, &ben] {
            let code = loop {
                if let Mail::Close { code, .. } = next_mail(seat).await {
                    break code;
                }
            };
            assert_eq!(code, CloseCode::RESTART);
        }
        // Who found the broken one before it was forgotten is sent on, too.
        let late = sit_down(&room, 3);
        assert!(matches!(next_mail(&late).await, Mail::Close { code: CloseCode::RESTART, .. }));
        let again = rooms.open(NAME.into()).expect("there is a place");
        assert!(!Arc::ptr_eq(&again, &room));
        let ada = sit_down(&again, 4);
        say(&again, &ada, Message::SyncStep1 { state_vector: &[0] });
        assert_eq!(next_reply(&ada).await, Message::SyncStep2 { update }.encode());
    }
}
