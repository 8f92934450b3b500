//! Where one has just written, by the names that the engine knows the place by. To find a place by its offset the engine walks
//! over all that is before it; who goes on there is there already, and the update is written by hand: what stands to the left,
//! what to the right, and the text with its formats.

use super::{Attributes, Content, Op, utf16};
use serde_json::Value;
use yrs::encoding::read::{Cursor, Read};
use yrs::encoding::write::Write;
use yrs::{Assoc, ClientID, ID, StickyIndex};

/// An item says what stood to its left when it was written.
const HAS_LEFT: u8 = 0x80;
/// An item says what stood to its right.
const HAS_RIGHT: u8 = 0x40;
/// The kind of an item: text, an embed, or the begin of a format.
const KIND: u8 = 0x1f;
const TEXT: u8 = 4;
const EMBED: u8 = 5;
const FORMAT: u8 = 6;

/// The place right behind what was put in last, while nothing else has happened since.
#[derive(Debug)]
pub struct Pen {
    client: u64,
    /// The offset in the body, in UTF-16 code units.
    at: usize,
    place: Place,
    /// The same place behind the formats that end here, where it is known.
    outer: Option<Place>,
    /// The clock of what is written next.
    next: u32,
}

/// A place between two items.
#[derive(Debug, Clone)]
struct Place {
    /// The clock of what stands to the left of it, which is the pen's own.
    left: u32,
    right: Option<(u64, u32)>,
    /// What holds for what is put in here.
    attributes: Attributes,
}

impl Pen {
    /// The place behind what `update` has put in, up to the offset `at`; `attributes` are those of the last of it. `None` where
    /// what was put in stands in a body that was empty.
    pub fn behind(update: &[u8], at: usize, attributes: &Attributes) -> Option<Pen> {
        let mut cursor = Cursor::new(update);
        let clients: u32 = cursor.read_var().ok()?;
        let count: u32 = cursor.read_var().ok()?;
        let client: u64 = cursor.read_var().ok()?;
        let mut next: u32 = cursor.read_var().ok()?;
        if clients != 1 {
            return None;
        }
        let mut place: Option<Place> = None;
        let mut outer: Option<Place> = None;
        for _ in 0..count {
            let info = cursor.read_u8().ok()?;
            let left = if info & HAS_LEFT != 0 { Some(read_id(&mut cursor)?) } else { None };
            let right = if info & HAS_RIGHT != 0 { Some(read_id(&mut cursor)?) } else { None };
            if info & (HAS_LEFT | HAS_RIGHT) == 0 {
                return None;
            }
            match info & KIND {
                kind @ (TEXT | EMBED) => {
                    let text = cursor.read_string().ok()?;
                    next += if kind == TEXT { utf16::len(text) as u32 } else { 1 };
                    place = Some(Place { left: next.checked_sub(1)?, right, attributes: attributes.clone() });
                    outer = None;
                }
                FORMAT => {
                    let name = cursor.read_string().ok()?.to_owned();
                    let value: Value = serde_json::from_str(cursor.read_string().ok()?).ok()?;
                    // What ends with the text stands right behind it, or behind what else ends there.
                    let before = outer.as_ref().or(place.as_ref());
                    outer = before.filter(|before| left == Some((client, before.left))).map(|before| Place {
                        left: next,
                        right,
                        attributes: before.attributes.compose(&Attributes::new().with(&name, value), false),
                    });
                    if let Some(place) = place.as_mut().filter(|place| place.left + 1 == next) {
                        place.right = Some((client, next));
                    }
                    next += 1;
                }
                _ => return None,
            }
        }
        Some(Pen { client, at, place: place?, outer, next })
    }

    /// Whether what is put in at this offset goes on where the pen is.
    pub fn is_at(&self, at: usize) -> bool {
        self.at == at
    }

    /// The update that goes on with `inserts`, and the pen behind them. What is there stays as it is.
    pub fn write(self, inserts: &[Op]) -> (Vec<u8>, Pen) {
        let is_same = |place: &Place| {
            let first = inserts.first();
            matches!(first, Some(Op::Insert(_, attributes)) if *attributes == place.attributes)
        };
        let place = match self.outer {
            Some(outer) if !is_same(&self.place) => outer,
            _ => self.place,
        };
        let mut items = Items::new(self.client, self.next, place.right);
        let (mut left, mut at) = (place.left, self.at);
        let mut current = &place.attributes;
        for insert in inserts {
            let Op::Insert(content, attributes) = insert else { continue };
            left = items.formats(left, current, attributes);
            left = items.content(left, content);
            current = attributes;
            at += content.len();
        }
        let end = items.next;
        let last = items.formats(left, current, &place.attributes);
        let inner = Place { left, right: place.right, attributes: current.clone() };
        let (inner, outer) = if items.next > end {
            let outer = Place { left: last, ..place };
            (Place { right: Some((self.client, end)), ..inner }, Some(outer))
        } else {
            (inner, None)
        };
        let (client, next) = (self.client, items.next);
        (items.update(self.next), Pen { client, at, place: inner, outer, next })
    }

    /// The anchor of an offset, where the pen is there; the same as the engine itself would find.
    pub fn anchor(&self, offset: usize) -> Option<StickyIndex> {
        let before = ID::new(ClientID::new(self.client), self.place.left);
        (offset == self.at).then(|| StickyIndex::from_id(before, Assoc::Before))
    }
}

/// Items that stand one behind the other, as they are written.
struct Items {
    client: u64,
    /// What is to the right of all of them.
    right: Option<(u64, u32)>,
    /// The clock of the next one.
    next: u32,
    count: u32,
    bytes: Vec<u8>,
}

impl Items {
    fn new(client: u64, next: u32, right: Option<(u64, u32)>) -> Items {
        Items { client, right, next, count: 0, bytes: Vec::new() }
    }

    /// Begins an item of so many clocks behind the one at `left`. Answers with its last clock.
    fn begin(&mut self, left: u32, kind: u8, len: usize) -> u32 {
        self.bytes.write_u8(kind | HAS_LEFT | if self.right.is_some() { HAS_RIGHT } else { 0 });
        for (client, clock) in [Some((self.client, left)), self.right].into_iter().flatten() {
            self.bytes.write_var(client);
            self.bytes.write_var(clock);
        }
        self.count += 1;
        self.next += len as u32;
        self.next - 1
    }

    fn content(&mut self, left: u32, content: &Content) -> u32 {
        let kind = if matches!(content, Content::Text(_)) { TEXT } else { EMBED };
        let last = self.begin(left, kind, content.len());
        match content {
            Content::Text(text) => self.bytes.write_string(text),
            Content::Embed(value) => self.bytes.write_string(&value.to_string()),
        }
        last
    }

    /// What makes of attributes that hold to the left of a place those that hold to the right of it.
    fn formats(&mut self, left: u32, from: &Attributes, to: &Attributes) -> u32 {
        from.change_to(to).iter().fold(left, |left, (name, value)| {
            let last = self.begin(left, FORMAT, 1);
            self.bytes.write_string(name);
            self.bytes.write_string(&value.to_string());
            last
        })
    }

    /// The update that they are, from the clock of the first one on.
    fn update(self, first: u32) -> Vec<u8> {
        let mut update = Vec::with_capacity(self.bytes.len() + 32);
        update.write_var(1u32);
        update.write_var(self.count);
        update.write_var(self.client);
        update.write_var(first);
        update.extend_from_slice(&self.bytes);
        // Nothing is deleted.
        update.write_var(0u32);
        update
    }
}

fn read_id(cursor: &mut Cursor) -> Option<(u64, u32)> {
    Some((cursor.read_var().ok()?, cursor.read_var().ok()?))
}
