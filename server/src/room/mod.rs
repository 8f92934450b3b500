//! The rooms that are in memory: opened once however many come at the same time, forgotten when nobody is there. The rules
//! of a room are `octavo_shared::sync::Room`'s; here is what runs them.

pub mod folding;
mod residents;
pub mod ring;
pub mod seat;
mod task;
pub mod visit;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, Weak};
use std::time::Duration;

use octavo_shared::sync::ConnectionId;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

use crate::config::Config;
use crate::digest::Feed;
use crate::metrics::{Count, Metrics};
use crate::store::{DocumentName, Store};
use residents::{Memory, Residents};
use seat::Seat;

/// How long a newcomer waits at most for rooms that were told to go.
const PATIENCE: Duration = Duration::from_secs(5);

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
    memory: Arc<Memory>,
}

impl Drop for RoomHandle {
    fn drop(&mut self) {
        self.memory.bytes.fetch_sub(*self.bytes.get_mut(), Ordering::Relaxed);
        self.memory.gone.notify_waiters();
    }
}

impl RoomHandle {
    /// That of a room of which a test plays the part: it gets what the room is told.
    #[cfg(test)]
    pub fn played() -> (Arc<RoomHandle>, mpsc::UnboundedReceiver<Input>) {
        let (inlet, inputs) = mpsc::unbounded_channel();
        (Arc::new(RoomHandle::new(inlet, Arc::default())), inputs)
    }

    fn new(inlet: mpsc::UnboundedSender<Input>, memory: Arc<Memory>) -> Self {
        RoomHandle { inlet, bytes: AtomicUsize::new(0), memory }
    }

    /// Its memory is about so many bytes now.
    fn weigh(&self, bytes: usize) {
        let before = self.bytes.swap(bytes, Ordering::Relaxed);
        self.memory.bytes.fetch_add(bytes, Ordering::Relaxed);
        self.memory.bytes.fetch_sub(before, Ordering::Relaxed);
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

/// What came of looking for something that takes space.
enum Attempt<T> {
    /// It was found.
    Is(T),
    /// So many bytes, and so many rooms, have to go first.
    Needs { bytes: usize, rooms: usize },
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
    memory: Arc<Memory>,
    feed: Arc<Feed>,
    state: Mutex<State>,
}

struct State {
    rooms: Residents,
    /// Every room's task holds a clone; `None` when the server stops.
    alive: Option<mpsc::Sender<()>>,
    /// Ends when every room has ended and `alive` is gone.
    ended: Option<mpsc::Receiver<()>>,
}

impl Rooms {
    /// No rooms yet. What changes in a document is told to `feed`.
    pub fn new(store: Store, config: Arc<Config>, metrics: Arc<Metrics>, feed: Arc<Feed>) -> Self {
        let (alive, ended) = mpsc::channel(1);
        let state = State { rooms: Residents::default(), alive: Some(alive), ended: Some(ended) };
        let (memory, state) = (Arc::default(), Mutex::new(state));
        Rooms { shared: Arc::new(Shared { store, config, metrics, memory, feed, state }) }
    }

    /// The room of that name, which is loaded if it is not in memory; it answers when it is there. Where there is no space for
    /// it, rooms in which nobody is go first.
    pub async fn open(&self, name: DocumentName) -> Result<Arc<RoomHandle>, Unavailable> {
        let mut full = Count::FullRooms;
        let found = self.waiting_for_space(|state| {
            if let Some(room) = state.rooms.get(&name) {
                return Attempt::Is(Ok(room.clone()));
            }
            let Some(alive) = state.alive.clone() else { return Attempt::Is(Err(Unavailable::Stopping)) };
            let surplus = self.surplus();
            if surplus > 0 || state.rooms.len() >= self.shared.config.limits.rooms {
                full = if surplus > 0 { Count::FullMemory } else { Count::FullRooms };
                return Attempt::Needs { bytes: surplus, rooms: usize::from(surplus == 0) };
            }
            let (inlet, inputs) = mpsc::unbounded_channel();
            let room = Arc::new(RoomHandle::new(inlet, self.shared.memory.clone()));
            state.rooms.insert(name.clone(), room.clone());
            tokio::spawn(task::run(self.clone(), name.clone(), Arc::downgrade(&room), inputs, alive));
            Attempt::Is(Ok(room))
        });
        found.await.unwrap_or(Err(Unavailable::TooMany(full)))
    }

    /// Waits until all rooms fit into memory, after rooms in which nobody is went. False when they do not.
    async fn find_space(&self) -> bool {
        let fits = self.waiting_for_space(|_| match self.surplus() {
            0 => Attempt::Is(()),
            bytes => Attempt::Needs { bytes, rooms: 0 },
        });
        fits.await.is_some()
    }

    /// Tries again whenever a room has gone, as long as some are going.
    async fn waiting_for_space<T>(&self, mut attempt: impl FnMut(&mut State) -> Attempt<T>) -> Option<T> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let mut gone = std::pin::pin!(self.shared.memory.gone.notified());
            // Before the attempt: what goes in between is heard too.
            gone.as_mut().enable();
            {
                let mut state = self.lock();
                match attempt(&mut state) {
                    Attempt::Is(found) => return Some(found),
                    Attempt::Needs { bytes, rooms } if !state.rooms.make_space(bytes, rooms) => return None,
                    Attempt::Needs { .. } => {}
                }
            }
            timeout_at(deadline, gone).await.ok()?;
        }
    }

    /// Tells rooms in which nobody is to go, if all together take more memory than they may.
    fn make_space(&self) {
        let surplus = self.surplus();
        if surplus > 0 {
            self.lock().rooms.make_space(surplus, 0);
        }
    }

    /// How many bytes more than allowed the rooms take.
    fn surplus(&self) -> usize {
        self.bytes().saturating_sub(self.shared.config.limits.memory)
    }

    /// Whether anybody is in a room has changed.
    fn note(&self, name: &DocumentName, room: &Weak<RoomHandle>, is_used: bool) {
        let mut state = self.lock();
        if state.rooms.get(name).is_some_and(|found| std::ptr::eq(Arc::as_ptr(found), room.as_ptr())) {
            state.rooms.note(name, is_used);
        }
    }

    /// An estimate of the memory of all rooms, in bytes.
    pub fn bytes(&self) -> usize {
        self.shared.memory.bytes.load(Ordering::Relaxed)
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
            for room in state.rooms.all() {
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
            if let Some(room) = room.upgrade() {
                // Those who are being sent away still hold it, but the document is not in memory any more.
                room.weigh(0);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().expect("nothing panics while it holds the rooms")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
            if let Mail::Reply { message, .. } = next_mail(seat).await {
                return message.to_vec();
            }
        }
    }

    #[tokio::test]
    async fn a_room_whose_rules_panic_sends_all_away_and_is_opened_again_from_its_log() {
        let folder = tempfile::tempdir().expect("there is a place for temporary files");
        let store = Store::open(folder.path()).expect("the folder is empty");
        let config = Config { is_open: true, ..Config::default() };
        let rooms = Rooms::new(store, Arc::new(config), Arc::default(), Arc::default());
        let room = rooms.open(NAME.into()).await.expect("there is a place");
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
        let again = rooms.open(NAME.into()).await.expect("there is a place");
        assert!(!Arc::ptr_eq(&again, &room));
        let ada = sit_down(&again, 4);
        say(&again, &ada, Message::SyncStep1 { state_vector: &[0] });
        assert_eq!(next_reply(&ada).await, Message::SyncStep2 { update }.encode());
    }
}
