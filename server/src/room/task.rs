//! The task of one room: it loads the document, feeds what comes in to the room's rules in turns, and carries out what they
//! ask for. It holds no rule of its own.

use std::collections::{HashMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use bytes::Bytes;
use octavo_shared::model::UpdateError;
use octavo_shared::sync::guard::Roots;
use octavo_shared::sync::{
    Addition, CloseCode, ConnectionId, Content, Effect, Event, Need, Policy, Room, State, merge_updates,
};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};

use super::folding::fold_log;
use super::ring::Ring;
use super::seat::{Mail, Seat, Stream};
use super::{Input, RoomHandle, Rooms, Shared};
use crate::api::reviewed;
use crate::clock::{steady_ms, wall_ms};
use crate::config::Config;
use crate::digest::Feed;
use crate::metrics::{Count, Metrics};
use crate::socket::frame;
use crate::store::{DocumentName, Kind, Loaded, NewEntry, Person, Store, StoreError};

/// Inputs of one turn at most.
const TURN: usize = 256;
/// While an append is under way, the room takes in so many bytes at most; more would only wait in memory.
const MOST_WAITING: usize = 4 << 20;
/// How often a room looks at the clock.
const TICK: Duration = Duration::from_secs(5);
/// A turn ends no sooner than so long, for each who is in the room, after the last one did, and than that at most: where many
/// read, one transaction and one write to each carry what several people did, and where few do hardly anybody waits for
/// anybody. It is a few times what a write to a reader costs: longer turns would cost less still, and be felt. The first
/// change after a pause waits for nothing.
const PACE_PER_SEAT: Duration = Duration::from_micros(20);
const LONGEST_PACE: Duration = Duration::from_millis(10);
/// Presence goes out together with the updates of its turn, unless the disk takes longer than this for them.
const PATIENCE: Duration = Duration::from_millis(50);
/// A snapshot is written when so many entries, or so many bytes and half of the last snapshot's, have come after the last.
const SNAPSHOT_ENTRIES: usize = 1000;
const SNAPSHOT_BYTES: usize = 1 << 20;
/// A document that leaves memory is written as a snapshot when so many entries came after the last.
const PARTING_ENTRIES: usize = 32;

/// From so many places at a time readers that fell behind are brought up with what is in memory once. Those who fall behind
/// together are at few.
const PLACES: usize = 4;

/// A room's memory is about so many bytes, and so many for each byte of its document's state: what was measured of long
/// documents with much formatting.
const ROOM_BYTES: usize = 16 << 10;
const BYTES_PER_BYTE: usize = 12;

/// The memory that a room takes whose document has so many bytes, by an estimate.
fn memory_of(bytes: usize) -> usize {
    ROOM_BYTES + BYTES_PER_BYTE * bytes
}

/// Why a room ended before its time, for those who are in it.
struct Ending {
    code: CloseCode,
    reason: &'static str,
}

/// Runs the room of that name until it is empty for a while, or the server stops, or it breaks. `alive` goes when everything is written.
pub(super) async fn run(
    rooms: Rooms,
    name: DocumentName,
    handle: Weak<RoomHandle>,
    mut inputs: mpsc::UnboundedReceiver<Input>,
    alive: mpsc::Sender<()>,
) {
    let store = rooms.shared.store.clone();
    let config = rooms.shared.config.clone();
    let metrics = rooms.shared.metrics.clone();
    let feed = rooms.shared.feed.clone();
    let mut seats = HashMap::new();
    let ending = match load(&rooms, &handle, &name, Need::State).await {
        Ok(document) => {
            let mut task = RoomTask::new(name.clone(), store, config, metrics, feed, document);
            let ending = task.serve(&rooms, &handle, &mut inputs).await;
            seats = std::mem::take(&mut task.seats);
            task.part(ending.is_some());
            ending
        }
        Err(ending) => Some(ending),
    };
    let Some(ending) = ending else { return };
    rooms.forget(&name, &handle);
    for seat in seats.values() {
        send_away(seat, &ending);
    }
    drop(seats);
    drop(alive);
    // Those who found this room before it was forgotten learn how it ended; when the last of them is gone, so is the task.
    while let Some(input) = inputs.recv().await {
        if let Input::Join(seat) = input {
            send_away(&seat, &ending);
        }
    }
}

fn send_away(seat: &Seat, ending: &Ending) {
    seat.put(Mail::Close { code: ending.code, reason: ending.reason.to_owned() });
    seat.wake();
}

/// A document as it was read, and what of its log was read for it.
struct Document {
    kind: Kind,
    text: Text,
    log: LogState,
}

/// What was read of a document.
enum Text {
    /// What its log says.
    State(State),
    /// All that it says.
    Content(Box<Content>),
}

/// How the log is beside its snapshot.
struct LogState {
    /// The sequence number of the last entry that the content holds.
    last: u64,
    /// Entries and bytes since the last snapshot.
    entries: usize,
    bytes: usize,
    snapshot_bytes: usize,
}

fn roots(kind: Kind) -> Roots {
    match kind {
        Kind::Document => Roots::Document,
        Kind::Review => Roots::Review,
        Kind::Open => Roots::Open,
    }
}

/// Reads a document and finds space for it in memory; opens it too, if all that it says is needed, or what its log says cannot be
/// told without.
async fn load(
    rooms: &Rooms,
    handle: &Weak<RoomHandle>,
    name: &DocumentName,
    need: Need,
) -> Result<Document, Ending> {
    let Shared { store, config, metrics, .. } = &*rooms.shared;
    let failed = |error: &dyn std::fmt::Display| {
        metrics.count(Count::NotOpened);
        tracing::error!(document = %name, %error, "a document could not be opened");
        Ending { code: CloseCode::NOT_STORED, reason: "The document could not be opened." }
    };
    let Loaded { kind, snapshot, tail, last } =
        store.load(name.clone()).await.map_err(|error| failed(&error))?;
    let kind = match kind {
        Some(kind @ (Kind::Document | Kind::Review)) => kind,
        // Whoever opens a document's review has seen that the document is there.
        None if reviewed(name).is_some() => Kind::Review,
        Some(Kind::Open) | None if config.is_open => Kind::Open,
        _ => return Err(Ending { code: CloseCode::UNKNOWN_DOCUMENT, reason: "There is no such document." }),
    };
    let log = LogState {
        last,
        entries: tail.len(),
        bytes: tail.iter().map(Vec::len).sum(),
        snapshot_bytes: snapshot.as_ref().map_or(0, Vec::len),
    };
    if let Some(handle) = handle.upgrade() {
        handle.weigh(memory_of(log.snapshot_bytes + log.bytes));
    }
    if !rooms.find_space().await {
        metrics.count(Count::FullMemory);
        let reason = "There is not enough memory on this server for this document now.";
        return Err(Ending { code: CloseCode::OVERLOADED, reason });
    }
    let opened = tokio::task::spawn_blocking(move || {
        let log = || snapshot.iter().chain(&tail).map(Vec::as_slice);
        let state = if need == Need::Content { None } else { State::read(log()) };
        match state {
            Some(state) => Ok(Text::State(state)),
            None => Content::open(roots(kind), log()).map(Box::new).map(Text::Content),
        }
    });
    let text = opened.await.map_err(|panic| failed(&panic))?.map_err(|error| failed(&error))?;
    Ok(Document { kind, text, log })
}

struct RoomTask {
    name: DocumentName,
    kind: Kind,
    store: Store,
    config: Arc<Config>,
    metrics: Arc<Metrics>,
    feed: Arc<Feed>,
    room: Room,
    seats: HashMap<ConnectionId, Arc<Seat>>,
    /// Who sat where, of those who left while something of theirs may wait for the disk.
    left: HashMap<ConnectionId, Person>,
    stream: Arc<Stream>,
    /// The answer to the append that is under way, and how many entries and bytes it has.
    append: Option<Append>,
    /// Bytes taken in since the append began.
    taken_in: usize,
    /// What the last readers got that had fallen behind, for others at the same places.
    caught_up: VecDeque<CaughtUp>,
    /// Updates that are to be published, until something else is to be done.
    to_publish: Vec<(ConnectionId, Arc<[u8]>)>,
    /// Those who have mail in this turn.
    touched: Vec<Arc<Seat>>,
    /// Whether something came in since the last turn ended.
    has_news: bool,
    /// When the next turn may end.
    next_end: Instant,
    /// When presence that changed may be shown.
    presence_at: Option<Instant>,
    /// Since when there is something that readers have not been woken for.
    published: Option<Instant>,
    log: LogState,
    /// Whether the log has an entry that the replica does not.
    is_behind: bool,
    /// When somebody asked for what the document says, or changed it, for the last time.
    used: Instant,
    is_stopping: bool,
    /// Whether it takes another amount of memory than it said.
    has_resized: bool,
    /// Whether it should leave memory as soon as nobody is there.
    should_go: bool,
}

struct Append {
    answer: oneshot::Receiver<Result<u64, StoreError>>,
    since: Instant,
    entries: usize,
    bytes: usize,
}

/// What a reader lacks that fell behind.
#[derive(Clone)]
struct CaughtUp {
    /// What it had, as a state vector.
    known: Arc<[u8]>,
    frames: Vec<Bytes>,
    /// Where in the stream it reads on, and what the room held there.
    at: u64,
    state_vector: Arc<[u8]>,
}

impl RoomTask {
    fn new(
        name: DocumentName,
        store: Store,
        config: Arc<Config>,
        metrics: Arc<Metrics>,
        feed: Arc<Feed>,
        document: Document,
    ) -> Self {
        let Document { kind, text, log } = document;
        let policy = Policy { roots: roots(kind), limits: config.limits.room.clone() };
        let room = match text {
            Text::State(state) => Room::resting(policy, state),
            Text::Content(content) => Room::new(policy, *content),
        };
        let ring = Ring::new(room.state_vector().into());
        RoomTask {
            name,
            kind,
            store,
            config,
            metrics,
            feed,
            room,
            seats: HashMap::new(),
            left: HashMap::new(),
            stream: Arc::new(Stream { ring: Mutex::new(ring), head: AtomicU64::new(0) }),
            append: None,
            taken_in: 0,
            caught_up: VecDeque::new(),
            to_publish: Vec::new(),
            touched: Vec::new(),
            has_news: false,
            next_end: Instant::now(),
            presence_at: None,
            published: None,
            log,
            is_behind: false,
            used: Instant::now(),
            is_stopping: false,
            has_resized: false,
            should_go: false,
        }
    }

    /// Works until the room may leave memory. `None` when nobody is left who must be told.
    async fn serve(
        &mut self,
        rooms: &Rooms,
        handle: &Weak<RoomHandle>,
        inputs: &mut mpsc::UnboundedReceiver<Input>,
    ) -> Option<Ending> {
        let idle = self.config.limits.room_idle;
        let mut ticks = interval(idle.clamp(Duration::from_millis(1), TICK));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut empty_since = Instant::now();
        let mut was_used = true;
        let mut turn = Vec::new();
        loop {
            let is_full = self.append.is_some() && self.taken_in > MOST_WAITING;
            let due_at = self.due_at();
            let is_whole = tokio::select! {
                biased;
                answer = answered(&mut self.append) => self.guarded(|task| task.on_answer(answer)),
                _ = inputs.recv_many(&mut turn, TURN), if !is_full => {
                    if let Err(ending) = self.be_ready_for(&turn, rooms, handle).await {
                        turn.drain(..).for_each(|input| self.take_name(input));
                        return Some(ending);
                    }
                    self.guarded(|task| {
                        turn.drain(..).for_each(|input| task.on_input(input));
                        task.has_news = true;
                    })
                }
                // One timer for all: a room has little memory.
                _ = due(due_at) => self.guarded(|task| {
                    task.has_news |= task.presence_at.is_some_and(|at| at <= Instant::now());
                }),
                _ = ticks.tick() => self.guarded(|task| {
                    task.handle(Event::Tick);
                    let before = task.ring(|ring| ring.bytes());
                    task.forget_frames();
                    task.has_resized |= task.ring(|ring| ring.bytes()) != before;
                    task.has_resized |= task.room.give_back();
                    task.caught_up.clear();
                    task.has_news = true;
                    if task.used.elapsed() >= idle {
                        task.rest();
                    }
                }),
            };
            if !is_whole || self.is_behind {
                return Some(Ending { code: CloseCode::RESTART, reason: "The room is opened again." });
            }
            if std::mem::take(&mut self.has_resized) {
                self.weigh(handle);
                rooms.make_space();
            }
            if self.is_stopping && self.room.is_durable() && self.append.is_none() {
                return Some(Ending { code: CloseCode::GOING_AWAY, reason: "The server is restarting." });
            }
            let is_used = !self.seats.is_empty() || !self.room.is_idle();
            if is_used != was_used {
                was_used = is_used;
                rooms.note(&self.name, handle, is_used);
            }
            if is_used {
                empty_since = Instant::now();
                self.should_go = false;
            } else if (empty_since.elapsed() >= idle || self.should_go)
                && rooms.forget_unused(&self.name, handle, inputs)
            {
                return None;
            }
        }
    }

    /// When something is to be done that nobody asks for: a turn ends, presence is shown, or readers are woken.
    fn due_at(&self) -> Option<Instant> {
        let turn = if self.has_news { Some(self.next_end) } else { self.presence_at };
        let waking = self.published.map(|since| since + PATIENCE);
        turn.into_iter().chain(waking).min()
    }

    /// Says how much memory it takes.
    fn weigh(&self, handle: &Weak<RoomHandle>) {
        if let Some(handle) = handle.upgrade() {
            let held = match self.room.is_resting() {
                true => memory_of(0) + self.room.lent_bytes(),
                false => memory_of(self.log.snapshot_bytes + self.log.bytes),
            };
            handle.weigh(held + self.ring(|ring| ring.bytes()));
        }
    }

    /// Has what the document says in memory, if these inputs are about that.
    async fn be_ready_for(
        &mut self,
        turn: &[Input],
        rooms: &Rooms,
        handle: &Weak<RoomHandle>,
    ) -> Result<(), Ending> {
        let need = |input: &Input| match input {
            Input::Frame { bytes, .. } => Need::of(bytes),
            Input::CatchUp { .. } => Need::Content,
            Input::Join(_) | Input::Leave(_) | Input::MakeRoom | Input::Stop => Need::Nothing,
            #[cfg(test)]
            Input::Panic => Need::Nothing,
        };
        let need = turn.iter().map(need).max().unwrap_or(Need::Nothing);
        if need != Need::Nothing {
            self.used = Instant::now();
        }
        if self.room.lacks(need) {
            // Boxed: a room is not to be larger all its life for what it does now and then.
            let Document { text, log, .. } = Box::pin(load(rooms, handle, &self.name, need)).await?;
            if log.last != self.log.last {
                // An append that failed is there all the same, and those who are here do not have it.
                return Err(Ending { code: CloseCode::RESTART, reason: "The room is opened again." });
            }
            match text {
                Text::State(state) => self.room.lend(state),
                Text::Content(content) => self.room.wake(*content),
            }
            self.log = log;
            self.has_resized = true;
        }
        Ok(())
    }

    /// Lays the document aside, if nothing of it is under way: those who are there keep their seats.
    fn rest(&mut self) {
        if self.append.is_some() || !self.room.is_durable() || self.room.is_resting() {
            return;
        }
        if self.log.entries >= PARTING_ENTRIES {
            self.snapshot();
        }
        self.room.rest();
        self.has_resized = true;
    }

    /// Whoever comes into a room that ends is told so with the others.
    fn take_name(&mut self, input: Input) {
        if let Input::Join(seat) = input {
            self.seats.insert(seat.id, seat);
        }
    }

    /// Does some work, ends the turn if it is time, and wakes those whom it concerns. False when the rules panicked.
    fn guarded(&mut self, work: impl FnOnce(&mut Self)) -> bool {
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            work(self);
            if self.has_news && (self.is_stopping || Instant::now() >= self.next_end) {
                self.has_news = false;
                let pace = PACE_PER_SEAT.saturating_mul(self.seats.len() as u32);
                self.next_end = Instant::now() + pace.min(LONGEST_PACE);
                self.flush();
                self.presence_at = self
                    .room
                    .presence_due_ms()
                    .map(|due_ms| Instant::now() + Duration::from_millis(due_ms.saturating_sub(steady_ms())));
            }
        }));
        if outcome.is_err() {
            tracing::error!(document = %self.name, "a room panicked; it is opened again from its log");
            return false;
        }
        let is_late = |since: Instant| since.elapsed() >= PATIENCE;
        if self.published.is_some_and(|since| self.append.is_none() || is_late(since)) {
            self.published = None;
            self.seats.values().for_each(|seat| seat.wake());
        }
        self.touched.drain(..).for_each(|seat| seat.wake());
        true
    }

    fn on_input(&mut self, input: Input) {
        match input {
            Input::Join(seat) => self.join(seat),
            Input::Frame { connection, bytes } => {
                self.taken_in += bytes.len();
                self.metrics.count(Count::Messages);
                self.handle(Event::Frame { connection, bytes: &bytes });
                if let Some(seat) = self.seats.get(&connection)
                    && seat.handled(bytes.len())
                {
                    self.touched.push(seat.clone());
                }
            }
            Input::Leave(connection) => {
                self.vacate(connection);
                self.handle(Event::Leave { connection });
            }
            Input::CatchUp { connection, known } => self.catch_up(connection, known),
            Input::MakeRoom => self.should_go = true,
            #[cfg(test)]
            Input::Panic => panic!("a test asked for it"),
            Input::Stop => {
                self.is_stopping = true;
                for (connection, seat) in std::mem::take(&mut self.seats) {
                    self.left.insert(connection, seat.person.clone());
                    self.handle(Event::Leave { connection });
                    let reason = "The server is restarting.".to_owned();
                    seat.put(Mail::Close { code: CloseCode::GOING_AWAY, reason });
                    self.touched.push(seat);
                }
            }
        }
    }

    fn join(&mut self, seat: Arc<Seat>) {
        let refusal = if self.is_stopping {
            Some((CloseCode::GOING_AWAY, "The server is restarting."))
        } else if self.seats.len() >= self.config.limits.connections_per_room {
            self.metrics.count(Count::FullRoom);
            Some((CloseCode::OVERLOADED, "Too many people are in this document."))
        } else {
            None
        };
        if let Some((code, reason)) = refusal {
            seat.put(Mail::Close { code, reason: reason.to_owned() });
        } else {
            let stamp = seat.stamp.clone();
            self.handle(Event::Join { connection: seat.id, acks: seat.acks, role: seat.role, stamp });
            self.seats.insert(seat.id, seat.clone());
        }
        self.touched.push(seat);
    }

    fn catch_up(&mut self, connection: ConnectionId, known: Arc<[u8]>) {
        let Some(seat) = self.seats.get(&connection).cloned() else { return };
        match self.brought_up(known) {
            Ok(CaughtUp { frames, at, state_vector, .. }) => {
                self.metrics.count(Count::CaughtUp);
                seat.cursor.store(at, Ordering::Release);
                seat.put(Mail::CaughtUp { frames, at, state_vector });
            }
            Err(error) => {
                // Cannot be: the state vector is our own. The client comes back and asks for all it lacks.
                tracing::error!(document = %self.name, %error, "a reader could not be brought up to date");
                self.vacate(connection);
                self.handle(Event::Leave { connection });
                let reason = "Too far behind; please reconnect.".to_owned();
                seat.put(Mail::Close { code: CloseCode::RESTART, reason });
            }
        }
        self.touched.push(seat);
    }

    /// What a reader lacks that has what `known` says. Where many fall behind they lack the same, which is in memory once.
    fn brought_up(&mut self, known: Arc<[u8]>) -> Result<CaughtUp, UpdateError> {
        let first = self.ring(|ring| ring.first());
        // From where they end the stream has to go on.
        self.caught_up.retain(|kept| kept.at >= first);
        if let Some(kept) = self.caught_up.iter().find(|kept| kept.known == known) {
            return Ok(kept.clone());
        }
        let frames = self.room.catch_up(&known)?.iter().map(|frame| frame::binary(frame)).collect();
        let at = self.stream.head.load(Ordering::Acquire);
        let caught_up = CaughtUp { known, frames, at, state_vector: self.room.state_vector().into() };
        self.caught_up.truncate(PLACES - 1);
        self.caught_up.push_front(caught_up.clone());
        Ok(caught_up)
    }

    fn on_answer(&mut self, answer: Result<u64, StoreError>) {
        let Some(append) = self.append.take() else { return };
        self.taken_in = 0;
        match answer {
            Ok(last) => {
                self.metrics.stored(append.entries, append.bytes, append.since.elapsed());
                if self.kind != Kind::Open {
                    self.feed.tell(&self.name);
                }
                // An append that failed may have come to be there with the next opening of the store.
                self.is_behind = last != self.log.last + append.entries as u64;
                self.log.last = last;
                self.log.entries += append.entries;
                self.log.bytes += append.bytes;
                self.used = Instant::now();
                self.has_resized = true;
                self.handle(Event::Stored);
                if !self.is_behind {
                    self.snapshot_if_due();
                }
            }
            Err(error) => {
                self.metrics.count(Count::NotStored);
                self.handle(Event::NotStored { reason: format!("Not saved: {error}.") });
            }
        }
        // What came in during the append has waited for it.
        self.has_news = true;
    }

    fn handle(&mut self, event: Event<'_>) {
        let mut effects = Vec::new();
        self.room.handle(steady_ms(), event, &mut effects);
        if let Some(refusals) = self.room.take_refusals() {
            self.metrics.refused(refusals);
        }
        effects.into_iter().for_each(|effect| self.perform(effect));
        self.publish_updates();
    }

    fn flush(&mut self) {
        let mut effects = Vec::new();
        self.room.flush(steady_ms(), &mut effects);
        effects.into_iter().for_each(|effect| self.perform(effect));
        self.publish_updates();
        if self.ring(|ring| ring.wants_checkpoint()) {
            let state_vector = self.room.state_vector().into();
            self.ring(|ring| ring.set_checkpoint(state_vector));
        }
    }

    /// Gives the updates of a turn to the readers: as one frame, where they can be put together.
    fn publish_updates(&mut self) {
        let updates = std::mem::take(&mut self.to_publish);
        let merged = match &updates[..] {
            [] => return,
            [_] => None,
            _ => merge_updates(updates.iter().map(|(_, frame)| &**frame)),
        };
        match merged {
            Some(merged) => {
                self.metrics.add(Count::Merged, updates.len() as u64);
                let part = |(author, frame): &(ConnectionId, Arc<[u8]>)| (*author, frame::binary(frame));
                let parts = updates.iter().map(part).collect();
                self.publish(|ring| ring.push_merged(frame::binary(&merged), parts));
            }
            None => {
                for (author, update) in &updates {
                    self.publish(|ring| ring.push(frame::binary(update), Some(*author)));
                }
            }
        }
    }

    fn publish(&mut self, push: impl FnOnce(&mut Ring)) {
        let head = self.ring(|ring| {
            push(ring);
            ring.head()
        });
        self.stream.head.store(head, Ordering::Release);
        self.published.get_or_insert_with(Instant::now);
        self.metrics.count(Count::Published);
    }

    fn perform(&mut self, effect: Effect) {
        if let Effect::Publish { frame, except: Some(author) } = effect {
            return self.to_publish.push((author, frame));
        }
        self.publish_updates();
        match effect {
            Effect::Append { additions } => {
                let entries = additions.len();
                let bytes = additions.iter().map(|addition| addition.update.len()).sum();
                let additions = additions.into_iter().map(|addition| self.sign(addition)).collect();
                let of = match self.kind {
                    Kind::Open => None,
                    Kind::Document => Some(self.name.clone()),
                    Kind::Review => reviewed(&self.name).map(DocumentName::from),
                };
                let answer = self.store.append_to(self.name.clone(), self.kind, of, wall_ms(), additions);
                self.append = Some(Append { answer, since: Instant::now(), entries, bytes });
                self.taken_in = 0;
            }
            Effect::Publish { frame, except } => {
                self.publish(|ring| ring.push(frame::binary(&frame), except));
            }
            Effect::Follow { connection } => {
                if let Some(seat) = self.seats.get(&connection) {
                    let cursor = self.stream.head.load(Ordering::Acquire);
                    let known = self.ring(|ring| ring.checkpoint().clone());
                    seat.cursor.store(cursor, Ordering::Release);
                    seat.put(Mail::Follow { stream: self.stream.clone(), cursor, known });
                }
            }
            Effect::Reply { connection, frame } => {
                if let Some(seat) = self.seats.get(&connection) {
                    let at = self.stream.head.load(Ordering::Acquire);
                    seat.put(Mail::Reply { message: frame, at });
                    self.touched.push(seat.clone());
                }
            }
            Effect::Close { connection, code, reason } => {
                if let Some(seat) = self.vacate(connection) {
                    tracing::info!(document = %self.name, connection = connection.0, code = code.0, reason, "closed");
                    seat.put(Mail::Close { code, reason });
                    self.touched.push(seat);
                }
            }
        }
    }

    /// Somebody leaves; what he did may still wait for the disk.
    fn vacate(&mut self, connection: ConnectionId) -> Option<Arc<Seat>> {
        let seat = self.seats.remove(&connection)?;
        if self.room.is_durable() {
            self.left.clear();
        } else {
            self.left.insert(connection, seat.person.clone());
        }
        Some(seat)
    }

    /// Says who did something, for the log.
    fn sign(&self, addition: Addition) -> NewEntry {
        let Addition { connection, client, update } = addition;
        let sitting = self.seats.get(&connection).map(|seat| &seat.person);
        let author = sitting.or_else(|| self.left.get(&connection)).cloned().unwrap_or_default();
        NewEntry { author, client, update }
    }

    fn ring<T>(&self, work: impl FnOnce(&mut Ring) -> T) -> T {
        work(&mut self.stream.ring.lock().expect("nothing panics while it holds the ring"))
    }

    /// Lets go of the frames that every reader has.
    fn forget_frames(&self) {
        let cursors = self.seats.values().map(|seat| seat.cursor.load(Ordering::Acquire));
        let slowest = cursors.min().unwrap_or(u64::MAX);
        self.ring(|ring| ring.forget_before(slowest));
    }

    fn snapshot_if_due(&mut self) {
        let LogState { entries, bytes, snapshot_bytes, .. } = self.log;
        if entries >= SNAPSHOT_ENTRIES || bytes >= SNAPSHOT_BYTES.max(snapshot_bytes / 2) {
            self.snapshot();
        }
    }

    fn snapshot(&mut self) {
        let update = self.room.encode();
        self.log = LogState { snapshot_bytes: update.len(), entries: 0, bytes: 0, ..self.log };
        self.store.save_snapshot(self.name.clone(), self.log.last, update, fold_log);
    }

    /// Leaves memory. A room that is broken is not read any more, and not even dropped: dropping a document after a panic
    /// inside it can end the process.
    fn part(mut self, is_early: bool) {
        if self.room.is_resting() {
            return;
        }
        if is_early && !self.is_stopping {
            std::mem::forget(self);
        } else if self.log.entries >= PARTING_ENTRIES && !self.is_behind {
            self.snapshot();
        }
    }
}

/// The answer to the append, when there is one under way.
async fn answered(append: &mut Option<Append>) -> Result<u64, StoreError> {
    match append {
        Some(append) => (&mut append.answer).await.unwrap_or(Err(StoreError::Closed)),
        None => std::future::pending().await,
    }
}

/// Ready at that time; never without one.
async fn due(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}
