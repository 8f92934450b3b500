//! The task of one connection, between a socket and a seat in a room.
//!
//! Reading and writing are one task, so that either half's end ends both. It keeps no buffer while nothing is under way,
//! reads nothing while an answer of its own has not left, and takes from the room's stream only as much as the socket
//! takes: a slow reader costs a bounded amount, and nobody waits for it.

use std::collections::VecDeque;
use std::io::{self, IoSlice};
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf, Bytes};
use octavo_shared::sync::CloseCode;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

use super::frame::{self, DecodeError, Decoder, Incoming};
use crate::clock::steady_ms;
use crate::config::Limits;
use crate::metrics::{Count, Metrics};
use crate::pace::{Allowance, Pace};
use crate::room::ring::Checkpoint;
use crate::room::seat::{Mail, Seat, Stream};
use crate::room::{Input, RoomHandle};

/// Bytes that wait for the socket before no more are taken from the room.
const MOST_OUTPUT: usize = 64 << 10;
/// Bytes that wait for the room before no more are read from the socket.
const MOST_UNHANDLED: usize = 256 << 10;
/// As many seconds' messages may come at once.
const BURST: u32 = 4;
/// How long a connection that sent too much is not read, at least.
const PAUSE_MS: u64 = 50;
/// One connection in so many measures how long frames wait for it.
const MEASURED: u64 = 16;
/// Bytes of one read. On the stack, and only while reading.
const READ: usize = 16 << 10;
/// Frames of one write.
const SLICES: usize = 32;
/// How long the other side may take to answer a close frame.
const LINGER: Duration = Duration::from_secs(5);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Messages go to and fro.
    Open,
    /// A close frame is the last thing in the output.
    Closing,
    /// The close frame has left; what the other side still sends is read and dropped, so that the frame is not lost to a
    /// reset.
    Lingering,
}

/// So much a second, and what is left of it.
struct Ration {
    rate: u32,
    left: Allowance,
}

impl Ration {
    fn new(rate: u32) -> Self {
        Ration { rate, left: Allowance::full(Self::pace(rate), steady_ms()) }
    }

    fn pace(rate: u32) -> Pace {
        Pace { units: rate, span_ms: 1000, at_once: rate.saturating_mul(BURST) }
    }

    /// After how many milliseconds more may be sent.
    fn wait_ms(&mut self) -> u64 {
        if self.left.is_left() { 0 } else { self.left.wait_ms(Self::pace(self.rate), steady_ms()) }
    }
}

/// A connection that has a seat in a room. Dropped, it leaves the room.
pub struct Connection<S> {
    socket: S,
    decoder: Decoder,
    /// Bytes from the socket that were not looked at, because an answer is awaited.
    unread: Vec<u8>,
    seat: Arc<Seat>,
    room: Arc<RoomHandle>,
    metrics: Arc<Metrics>,
    /// How many messages, and of how many bytes, it may send.
    messages: Ration,
    bytes: Ration,
    /// Until when nothing is read, because it sent more.
    pause: Option<Pin<Box<Sleep>>>,
    /// The room's stream and the next frame to read in it, once the client has asked for what came before.
    stream: Option<Arc<Stream>>,
    cursor: u64,
    /// What the client holds at least, as long as it takes what it is sent.
    known: Checkpoint,
    output: VecDeque<Bytes>,
    output_bytes: usize,
    phase: Phase,
    awaits_answer: bool,
    is_catching_up: bool,
    ping_interval: Duration,
    timer: Pin<Box<Sleep>>,
    has_heard: bool,
    has_moved: bool,
    was_stuck: bool,
    was_pinged: bool,
}

impl<S> Drop for Connection<S> {
    fn drop(&mut self) {
        self.room.send(Input::Leave(self.seat.id));
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Connection<S> {
    /// Joins the room. `early` is what the client sent together with its request.
    pub fn join(
        socket: S,
        early: Bytes,
        seat: Arc<Seat>,
        room: Arc<RoomHandle>,
        metrics: Arc<Metrics>,
        limits: &Limits,
    ) -> Self {
        let ping_interval = limits.ping_interval;
        room.send(Input::Join(seat.clone()));
        Connection {
            socket,
            decoder: Decoder::new(limits.room.frame_bytes),
            unread: early.to_vec(),
            seat,
            room,
            metrics,
            messages: Ration::new(limits.message_rate),
            bytes: Ration::new(limits.byte_rate),
            pause: None,
            stream: None,
            cursor: 0,
            known: Checkpoint { at: 0, state_vector: Arc::from([]) },
            output: VecDeque::new(),
            output_bytes: 0,
            phase: Phase::Open,
            awaits_answer: false,
            is_catching_up: false,
            ping_interval,
            timer: Box::pin(sleep(ping_interval)),
            has_heard: true,
            has_moved: true,
            was_stuck: false,
            was_pinged: false,
        }
    }

    /// Serves the connection until it ends, from whichever side.
    pub async fn serve(&mut self) {
        let end = std::future::poll_fn(|context| self.poll(context)).await;
        tracing::debug!(connection = self.seat.id.0, error = ?end.err(), "a connection ended");
    }

    /// Does what can be done now. Ready when the connection has ended.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.seat.register(context.waker());
        loop {
            self.collect();
            let is_written = self.poll_write(context)?.is_ready();
            if self.phase == Phase::Closing && is_written {
                ready!(Pin::new(&mut self.socket).poll_shutdown(context))?;
                self.phase = Phase::Lingering;
            }
            let has_read = match self.read(context) {
                Ok(has_read) => has_read,
                Err(end) => return Poll::Ready(end),
            };
            if has_read || (is_written && self.has_more()) {
                continue;
            }
            if let Some(pause) = &mut self.pause
                && pause.as_mut().poll(context).is_ready()
            {
                self.pause = None;
                continue;
            }
            if self.timer.as_mut().poll(context).is_ready() {
                if !self.on_timer() {
                    return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
                }
                continue;
            }
            return Poll::Pending;
        }
    }

    /// Whether there is something to take that [`Connection::collect`] left when the output was full.
    fn has_more(&self) -> bool {
        let is_behind =
            self.stream.as_ref().is_some_and(|stream| stream.head.load(Ordering::Acquire) != self.cursor);
        self.phase == Phase::Open && !self.is_catching_up && (is_behind || self.seat.has_mail())
    }

    /// Takes from the seat and the room's stream what the output has room for.
    fn collect(&mut self) {
        while self.phase == Phase::Open && self.output_bytes < MOST_OUTPUT {
            // Who does not read the stream yet, or is being brought up, is at no place in it; replies need not wait for one.
            let is_nowhere = self.is_catching_up || self.stream.is_none();
            let place = if is_nowhere { u64::MAX } else { self.cursor };
            if let Some(mail) = self.seat.take(place) {
                self.on_mail(mail);
                continue;
            }
            let Some(stream) = self.stream.clone() else { return };
            if self.is_catching_up || stream.head.load(Ordering::Acquire) == self.cursor {
                return;
            }
            let until = self.seat.next_reply_at();
            if until <= self.cursor {
                continue;
            }
            let ring = stream.ring.lock().expect("nothing panics while it holds the ring");
            let space = MOST_OUTPUT - self.output_bytes;
            let (output, output_bytes) = (&mut self.output, &mut self.output_bytes);
            let read = ring.read(self.seat.id, &mut self.cursor, until, space, |frame| {
                *output_bytes += frame.len();
                output.push_back(frame.clone());
            });
            if let Ok(Some(since)) = read
                && self.seat.id.0 % MEASURED == 1
            {
                self.metrics.taken_up(since.elapsed());
            }
            if read.is_err() {
                // Only when all that was taken before has left: so much and no more is kept for it.
                if self.output_bytes == 0 {
                    self.is_catching_up = true;
                    let known = self.known.state_vector.clone();
                    self.room.send(Input::CatchUp { connection: self.seat.id, known });
                }
                return;
            }
            self.seat.cursor.store(self.cursor, Ordering::Release);
            let checkpoint = ring.checkpoint();
            if self.known.at < checkpoint.at && checkpoint.at <= self.cursor {
                self.known = checkpoint.clone();
            }
        }
    }

    fn on_mail(&mut self, mail: Mail) {
        match mail {
            Mail::Follow { stream, cursor, known } => {
                self.stream = Some(stream);
                self.cursor = cursor;
                self.known = known;
            }
            Mail::Reply { message, .. } => {
                let pieces = frame::binary_of(message).into_iter();
                pieces.filter(|piece| !piece.is_empty()).for_each(|piece| self.push(piece));
            }
            Mail::CaughtUp { frames, at, state_vector } => {
                frames.into_iter().for_each(|frame| self.push(frame));
                self.cursor = at;
                self.known = Checkpoint { at, state_vector };
                self.is_catching_up = false;
            }
            Mail::Close { code, reason } => self.close(code, &reason),
        }
    }

    fn push(&mut self, frame: Bytes) {
        self.output_bytes += frame.len();
        self.output.push_back(frame);
    }

    /// Sends a close frame after what is in the output already.
    fn close(&mut self, code: CloseCode, reason: &str) {
        if self.phase == Phase::Open {
            self.metrics.closed(code);
            self.push(frame::close(code, reason));
            self.start_closing();
        }
    }

    fn start_closing(&mut self) {
        self.phase = Phase::Closing;
        self.unread = Vec::new();
        self.room.send(Input::Leave(self.seat.id));
        self.timer.as_mut().reset(Instant::now() + LINGER);
    }

    /// Ready when the output is empty.
    fn poll_write(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.output.is_empty() {
            let socket = Pin::new(&mut self.socket);
            let count = if self.output.len() == 1 {
                ready!(socket.poll_write(context, &self.output[0]))?
            } else {
                let mut slices = [IoSlice::new(&[]); SLICES];
                let used = slices
                    .iter_mut()
                    .zip(&self.output)
                    .map(|(slice, frame)| *slice = IoSlice::new(frame))
                    .count();
                ready!(socket.poll_write_vectored(context, &slices[..used]))?
            };
            if count == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.has_moved = true;
            self.output_bytes -= count;
            let mut left = count;
            while let Some(first) = self.output.front_mut() {
                if left < first.len() {
                    first.advance(left);
                    break;
                }
                left -= first.len();
                self.output.pop_front();
            }
        }
        if self.output.capacity() > SLICES {
            self.output = VecDeque::new();
        }
        Poll::Ready(Ok(()))
    }

    /// Reads until nothing is there or nothing more may be read. True when something came that may change what is to be
    /// written; an error holds how the connection ended.
    fn read(&mut self, context: &mut Context<'_>) -> Result<bool, io::Result<()>> {
        let mut has_read = false;
        loop {
            if self.phase == Phase::Open && !self.may_read() {
                return Ok(has_read);
            }
            if !self.unread.is_empty() {
                let unread = std::mem::take(&mut self.unread);
                self.take_in(&unread);
                has_read = true;
                continue;
            }
            let mut space = [const { MaybeUninit::uninit() }; READ];
            let mut buffer = ReadBuf::uninit(&mut space);
            match Pin::new(&mut self.socket).poll_read(context, &mut buffer) {
                Poll::Pending => return Ok(has_read && !self.output.is_empty()),
                Poll::Ready(Err(error)) => return Err(Err(error)),
                Poll::Ready(Ok(())) if buffer.filled().is_empty() => return Err(Ok(())),
                Poll::Ready(Ok(())) => {}
            }
            has_read = true;
            self.has_heard = true;
            if self.phase == Phase::Open {
                self.take_in(buffer.filled());
            }
        }
    }

    /// Whether more may be read: not while an answer is awaited or has not left, and not while the room has its hands full.
    fn may_read(&mut self) -> bool {
        if self.output_bytes >= MOST_OUTPUT || self.seat.has_mail() || !self.has_allowance() {
            return false;
        }
        let most = if self.awaits_answer { 0 } else { MOST_UNHANDLED };
        let may_read = self.seat.is_handled(most) && !self.seat.has_mail();
        self.awaits_answer &= !may_read;
        may_read
    }

    /// Whether it may send one more message now. If not, it is read again when it may.
    fn has_allowance(&mut self) -> bool {
        if self.pause.is_some() {
            return false;
        }
        let (for_messages, for_bytes) = (self.messages.wait_ms(), self.bytes.wait_ms());
        let wait_ms = for_messages.max(for_bytes);
        if wait_ms == 0 {
            return true;
        }
        let is_for_bytes = for_bytes > for_messages;
        self.metrics.count(if is_for_bytes { Count::ThrottledBytes } else { Count::ThrottledMessages });
        self.pause = Some(Box::pin(sleep(Duration::from_millis(wait_ms.max(PAUSE_MS)))));
        false
    }

    fn take_in(&mut self, mut input: &[u8]) {
        loop {
            match self.decoder.next(&mut input) {
                Ok(None) => return,
                Ok(Some(message)) => self.on_message(message),
                Err(DecodeError::TooLarge) => {
                    self.close(CloseCode::TOO_LARGE, "The message is over the limit.")
                }
                Err(DecodeError::Protocol(reason)) => self.close(CloseCode::MALFORMED, reason),
            }
            if self.phase != Phase::Open {
                return;
            }
            if !self.may_read() {
                self.unread = input.to_vec();
                return;
            }
        }
    }

    fn on_message(&mut self, message: Incoming) {
        self.messages.left.spend(1);
        match message {
            Incoming::Binary(bytes) => {
                self.bytes.left.spend(bytes.len());
                self.awaits_answer = asks(&bytes);
                self.seat.sent(bytes.len());
                self.room.send(Input::Frame { connection: self.seat.id, bytes });
            }
            Incoming::Ping(payload) => self.push(frame::pong(&payload)),
            Incoming::Pong => {}
            Incoming::Close(code) => {
                self.push(frame::close_echo(code));
                self.start_closing();
            }
        }
    }

    /// The time is up. False when the other side is gone.
    fn on_timer(&mut self) -> bool {
        if self.phase != Phase::Open {
            return false;
        }
        let is_stuck = !self.output.is_empty() && !self.has_moved;
        if is_stuck && self.was_stuck {
            self.metrics.count(Count::DroppedStuck);
            return false;
        }
        self.was_stuck = is_stuck;
        self.has_moved = false;
        if !self.has_heard && self.may_read() {
            if self.was_pinged {
                self.metrics.count(Count::DroppedSilent);
                return false;
            }
            self.was_pinged = true;
            self.push(frame::ping());
        } else {
            self.was_pinged = false;
        }
        self.has_heard = false;
        self.timer.as_mut().reset(Instant::now() + self.ping_interval);
        true
    }
}

/// Whether a message wants an answer that may be large: a sync step 1, or a question for everybody's presence.
fn asks(message: &[u8]) -> bool {
    matches!(message, [0, 0, ..] | [3, ..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use octavo_shared::sync::presence::Stamp;
    use octavo_shared::sync::{ConnectionId, Role};

    /// How half of a socket is.
    #[derive(Clone, Copy)]
    enum Half {
        /// Nothing happens on it.
        Quiet,
        /// The other side has shut it.
        Shut,
        Broken,
    }

    struct Halves {
        reading: Half,
        writing: Half,
    }

    impl Half {
        fn poll<T>(self, shut: T) -> Poll<io::Result<T>> {
            match self {
                Half::Quiet => Poll::Pending,
                Half::Shut => Poll::Ready(Ok(shut)),
                Half::Broken => Poll::Ready(Err(io::ErrorKind::BrokenPipe.into())),
            }
        }
    }

    impl AsyncRead for Halves {
        fn poll_read(self: Pin<&mut Self>, _: &mut Context<'_>, _: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
            self.reading.poll(())
        }
    }

    impl AsyncWrite for Halves {
        fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, _: &[u8]) -> Poll<io::Result<usize>> {
            self.writing.poll(0)
        }
        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            self.writing.poll(())
        }
        fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            self.writing.poll(())
        }
    }

    #[tokio::test]
    async fn the_end_of_either_half_of_a_socket_ends_both_and_the_room_hears_of_it() {
        let halves = [
            (Half::Shut, Half::Quiet),
            (Half::Broken, Half::Quiet),
            (Half::Quiet, Half::Shut),
            (Half::Quiet, Half::Broken),
        ];
        for (reading, writing) in halves {
            let (room, mut inputs) = RoomHandle::played();
            let stamp = Stamp::new("a", None);
            let seat = Arc::new(Seat::new(ConnectionId(7), true, Role::Edit, "guest:a".into(), stamp));
            seat.put(Mail::Reply { message: Bytes::from_static(b"something to write"), at: 0 });
            let limits = Limits { ping_interval: Duration::from_secs(3600), ..Limits::default() };
            let socket = Halves { reading, writing };
            Connection::join(socket, Bytes::new(), seat, room, Arc::default(), &limits).serve().await;
            assert!(matches!(inputs.recv().await, Some(Input::Join(_))));
            assert!(matches!(inputs.recv().await, Some(Input::Leave(ConnectionId(7)))));
        }
    }
}
