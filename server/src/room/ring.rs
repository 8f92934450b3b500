//! The recent frames of a room, kept once for all its readers. A reader holds a cursor; one that falls behind the oldest
//! frame is told so, and is brought up by state vector. Memory is bounded by count and bytes, however slow a reader is.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use octavo_shared::sync::ConnectionId;

/// The most frames that are kept.
const MOST_FRAMES: usize = 1024;
/// The most bytes that are kept, apart from the newest frame, which is kept whatever its size.
const MOST_BYTES: usize = 2 << 20;

/// A frame that goes to every reader, as it stands on the wire.
#[derive(Debug)]
struct Entry {
    frame: Bytes,
    /// The connection that it does not go to, because it came from there.
    except: Option<ConnectionId>,
    /// What it was put together from, by author: each of those gets the parts of the others one by one.
    parts: Vec<(ConnectionId, Bytes)>,
    /// When it was given to the readers.
    at: Instant,
}

impl Entry {
    fn bytes(&self) -> usize {
        self.frame.len() + self.parts.iter().map(|(_, frame)| frame.len()).sum::<usize>()
    }
}

/// What a room held at some frame: from there, a reader that fell behind can be told what it lacks.
#[derive(Debug, Clone)]
pub struct Checkpoint {
    /// The frames before this number are in the state vector.
    pub at: u64,
    /// The room's encoded state vector.
    pub state_vector: Arc<[u8]>,
}

/// The recent frames of one room, numbered from 0.
#[derive(Debug)]
pub struct Ring {
    entries: VecDeque<Entry>,
    bytes: usize,
    /// The number of the oldest frame that is kept.
    first: u64,
    checkpoint: Checkpoint,
}

/// The reader's next frame is not kept any more.
#[derive(Debug, PartialEq, Eq)]
pub struct FellBehind;

impl Ring {
    /// An empty ring of a room that holds `state_vector`.
    pub fn new(state_vector: Arc<[u8]>) -> Self {
        Ring { entries: VecDeque::new(), bytes: 0, first: 0, checkpoint: Checkpoint { at: 0, state_vector } }
    }

    /// The number that the next frame will have.
    pub fn head(&self) -> u64 {
        self.first + self.entries.len() as u64
    }

    /// The number of the oldest frame that is kept.
    pub fn first(&self) -> u64 {
        self.first
    }

    /// How many bytes the frames have that are kept.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Adds a frame, and drops old ones that are over the bounds.
    pub fn push(&mut self, frame: Bytes, except: Option<ConnectionId>) {
        self.add(Entry { frame, except, parts: Vec::new(), at: Instant::now() });
    }

    /// Adds a frame that says what these frames say one after another, each of an author who does not get his own.
    pub fn push_merged(&mut self, frame: Bytes, parts: Vec<(ConnectionId, Bytes)>) {
        self.add(Entry { frame, except: None, parts, at: Instant::now() });
    }

    fn add(&mut self, entry: Entry) {
        self.bytes += entry.bytes();
        self.entries.push_back(entry);
        while self.entries.len() > MOST_FRAMES || (self.bytes > MOST_BYTES && self.entries.len() > 1) {
            self.drop_oldest();
        }
    }

    fn drop_oldest(&mut self) {
        if let Some(entry) = self.entries.pop_front() {
            self.bytes -= entry.bytes();
            self.first += 1;
        }
    }

    /// Drops the frames before `cursor`: every reader has them.
    pub fn forget_before(&mut self, cursor: u64) {
        while self.first < cursor && !self.entries.is_empty() {
            self.drop_oldest();
        }
        self.entries.shrink_to(4);
    }

    /// Hands the frames from `cursor` on to `take`, until it has `most` bytes or `until` is reached, and moves the cursor.
    /// Gives when the oldest of them was put here.
    pub fn read(
        &self,
        reader: ConnectionId,
        cursor: &mut u64,
        until: u64,
        most: usize,
        mut take: impl FnMut(&Bytes),
    ) -> Result<Option<Instant>, FellBehind> {
        if *cursor < self.first {
            return Err(FellBehind);
        }
        let (mut taken, mut since) = (0, None);
        for entry in self.entries.range((*cursor - self.first) as usize..) {
            if taken >= most || *cursor >= until {
                break;
            }
            *cursor += 1;
            if entry.parts.iter().any(|(author, _)| *author == reader) {
                for (_, frame) in entry.parts.iter().filter(|(author, _)| *author != reader) {
                    taken += frame.len();
                    take(frame);
                }
            } else if entry.except != Some(reader) {
                taken += entry.frame.len();
                take(&entry.frame);
            } else {
                continue;
            }
            since.get_or_insert(entry.at);
        }
        Ok(since)
    }

    /// The last point at which the room's state vector was noted.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// Whether half of what the ring can keep has come since the last checkpoint.
    pub fn wants_checkpoint(&self) -> bool {
        let since = self.head() - self.checkpoint.at;
        since as usize > MOST_FRAMES / 2 || (self.bytes > MOST_BYTES / 2 && since > 0)
    }

    /// Notes what the room holds now.
    pub fn set_checkpoint(&mut self, state_vector: Arc<[u8]>) {
        self.checkpoint = Checkpoint { at: self.head(), state_vector };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const READER: ConnectionId = ConnectionId(1);

    fn ring() -> Ring {
        Ring::new(Arc::from(&b"\0"[..]))
    }

    fn read(ring: &Ring, cursor: &mut u64, until: u64, most: usize) -> Result<Vec<Bytes>, FellBehind> {
        let mut frames = Vec::new();
        ring.read(READER, cursor, until, most, |frame| frames.push(frame.clone()))?;
        Ok(frames)
    }

    #[test]
    fn a_reader_gets_every_frame_once_in_order_but_not_its_own() {
        let mut ring = ring();
        ring.push("a".into(), None);
        ring.push("mine".into(), Some(READER));
        ring.push("b".into(), Some(ConnectionId(2)));
        let mut cursor = 0;
        assert_eq!(read(&ring, &mut cursor, u64::MAX, 100), Ok(vec!["a".into(), "b".into()]));
        assert_eq!(read(&ring, &mut cursor, u64::MAX, 100), Ok(vec![]));
        assert_eq!(cursor, ring.head());
    }

    #[test]
    fn what_was_merged_is_one_frame_for_readers_and_its_parts_for_its_authors() {
        let mut ring = ring();
        let (ada, ben) = (ConnectionId(10), ConnectionId(11));
        ring.push_merged("both".into(), vec![(ada, "a1".into()), (ben, "b".into()), (ada, "a2".into())]);
        let read = |reader: ConnectionId| {
            let mut frames: Vec<Bytes> = Vec::new();
            assert!(ring.read(reader, &mut 0, u64::MAX, 100, |frame| frames.push(frame.clone())).is_ok());
            frames
        };
        assert_eq!(read(READER), ["both"]);
        assert_eq!(read(ada), ["b"]);
        assert_eq!(read(ben), ["a1", "a2"]);
        assert_eq!(ring.bytes, 9);
    }

    #[test]
    fn a_reader_takes_as_much_as_it_has_room_for_and_goes_on_there() {
        let mut ring = ring();
        for frame in ["one", "two", "three"] {
            ring.push(frame.into(), None);
        }
        let mut cursor = 0;
        assert_eq!(read(&ring, &mut cursor, u64::MAX, 4), Ok(vec!["one".into(), "two".into()]));
        assert_eq!(read(&ring, &mut cursor, 2, 100), Ok(vec![]));
        assert_eq!(read(&ring, &mut cursor, u64::MAX, 4), Ok(vec!["three".into()]));
    }

    #[test]
    fn frames_are_bounded_by_count_and_by_bytes_and_a_late_reader_is_told() {
        let mut ring = ring();
        for _ in 0..MOST_FRAMES + 1 {
            ring.push("x".into(), None);
        }
        assert_eq!(read(&ring, &mut 0, u64::MAX, 100), Err(FellBehind));
        assert_eq!(ring.head(), MOST_FRAMES as u64 + 1);
        ring.push(vec![0; MOST_BYTES + 1].into(), None);
        assert_eq!(ring.entries.len(), 1);
        let mut cursor = ring.head() - 1;
        assert_eq!(read(&ring, &mut cursor, u64::MAX, 100).map(|frames| frames.len()), Ok(1));
    }

    #[test]
    fn what_all_have_read_is_forgotten() {
        let mut ring = ring();
        ring.push("a".into(), None);
        ring.push("b".into(), None);
        ring.forget_before(1);
        assert_eq!((ring.first, ring.bytes), (1, 1));
        ring.forget_before(100);
        assert_eq!((ring.head(), ring.bytes), (2, 0));
    }
}
