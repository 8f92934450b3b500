//! Items of text as updates carry them, read and written by hand: each stands between two others, which it names.

use super::{Attributes, Content, utf16};
use serde_json::Value;
use yrs::encoding::read::{Cursor, Read};
use yrs::encoding::write::Write;

/// An item says what stood to its left when it was written.
const HAS_LEFT: u8 = 0x80;
/// An item says what stood to its right.
const HAS_RIGHT: u8 = 0x40;
/// The kind of an item: text, an embed, or the begin of a format.
const KIND: u8 = 0x1f;
const TEXT: u8 = 4;
const EMBED: u8 = 5;
const FORMAT: u8 = 6;

/// The name of a character or of a format: a client and a clock.
pub type Name = (u64, u32);

/// Something that an update puts in.
#[derive(Debug)]
pub struct Item {
    /// Its first clock.
    pub clock: u32,
    /// How many clocks it takes.
    pub len: u32,
    pub left: Option<Name>,
    pub right: Option<Name>,
    /// The attribute that it sets for what follows; `None`: it is text or an embed.
    pub format: Option<(String, Value)>,
}

/// What an update does.
#[derive(Debug)]
pub struct Written {
    pub client: u64,
    pub items: Vec<Item>,
    /// Whether it deletes nothing.
    pub is_pure: bool,
    /// The clock of what is written next.
    pub next: u32,
}

impl Written {
    /// Reads an update that puts items of one client into a text that was not empty; `None` for any other.
    pub fn of(update: &[u8]) -> Option<Written> {
        let mut cursor = Cursor::new(update);
        let clients: u32 = cursor.read_var().ok()?;
        let count: u32 = cursor.read_var().ok()?;
        let client: u64 = cursor.read_var().ok()?;
        let mut next: u32 = cursor.read_var().ok()?;
        if clients != 1 {
            return None;
        }
        let mut items = Vec::new();
        for _ in 0..count {
            let info = cursor.read_u8().ok()?;
            if info & (HAS_LEFT | HAS_RIGHT) == 0 {
                return None;
            }
            let left = if info & HAS_LEFT != 0 { Some(read_name(&mut cursor)?) } else { None };
            let right = if info & HAS_RIGHT != 0 { Some(read_name(&mut cursor)?) } else { None };
            let text = cursor.read_string().ok()?;
            let (len, format) = match info & KIND {
                TEXT => (utf16::len(text) as u32, None),
                EMBED => (1, None),
                FORMAT => {
                    let name = text.to_owned();
                    (1, Some((name, serde_json::from_str(cursor.read_string().ok()?).ok()?)))
                }
                _ => return None,
            };
            items.push(Item { clock: next, len, left, right, format });
            next = next.checked_add(len)?;
        }
        let deletes: u32 = cursor.read_var().ok()?;
        Some(Written { client, items, is_pure: deletes == 0, next })
    }
}

fn read_name(cursor: &mut Cursor) -> Option<Name> {
    Some((cursor.read_var().ok()?, cursor.read_var().ok()?))
}

/// An update in the making, of items of one client.
pub struct Writing {
    client: u64,
    first: u32,
    next: u32,
    count: u32,
    bytes: Vec<u8>,
}

impl Writing {
    /// The first item will have the clock `next`.
    pub fn new(client: u64, next: u32) -> Writing {
        Writing { client, first: next, next, count: 0, bytes: Vec::new() }
    }

    /// The clock of the next item.
    pub fn next(&self) -> u32 {
        self.next
    }

    /// Begins an item of so many clocks. Answers with its last clock.
    fn begin(&mut self, kind: u8, left: u32, right: Option<Name>, len: usize) -> u32 {
        self.bytes.write_u8(kind | HAS_LEFT | if right.is_some() { HAS_RIGHT } else { 0 });
        for (client, clock) in [Some((self.client, left)), right].into_iter().flatten() {
            self.bytes.write_var(client);
            self.bytes.write_var(clock);
        }
        self.count += 1;
        self.next += len as u32;
        self.next - 1
    }

    /// Text or an embed behind the client's own item at `left`. Answers with its last clock.
    pub fn content(&mut self, left: u32, right: Option<Name>, content: &Content) -> u32 {
        let kind = if matches!(content, Content::Text(_)) { TEXT } else { EMBED };
        let last = self.begin(kind, left, right, content.len());
        match content {
            Content::Text(text) => self.bytes.write_string(text),
            Content::Embed(value) => self.bytes.write_string(&value.to_string()),
        }
        last
    }

    /// What sets an attribute for what follows, or takes it away where the value is null. Answers with its clock.
    pub fn format(&mut self, left: u32, right: Option<Name>, name: &str, value: &Value) -> u32 {
        let clock = self.begin(FORMAT, left, right, 1);
        self.bytes.write_string(name);
        self.bytes.write_string(&value.to_string());
        clock
    }

    /// Formats that make of attributes that hold to the left of a place those that hold to the right of it. Answers with the clock
    /// of the last.
    pub fn formats(&mut self, left: u32, right: Option<Name>, from: &Attributes, to: &Attributes) -> u32 {
        let change = from.change_to(to);
        change.iter().fold(left, |left, (name, value)| self.format(left, right, name, value))
    }

    /// The update.
    pub fn update(self) -> Vec<u8> {
        let mut update = Vec::with_capacity(self.bytes.len() + 32);
        update.write_var(1u32);
        update.write_var(self.count);
        update.write_var(self.client);
        update.write_var(self.first);
        update.extend_from_slice(&self.bytes);
        // Nothing is deleted.
        update.write_var(0u32);
        update
    }
}

/// The update that deletes `len` clocks of a client from `clock` on.
pub fn deleting(client: u64, clock: u32, len: u32) -> Vec<u8> {
    let mut update = Vec::new();
    // Nothing is put in; of one client one stretch goes.
    for number in [0, 1] {
        update.write_var::<u32>(number);
    }
    update.write_var(client);
    for number in [1, clock, len] {
        update.write_var::<u32>(number);
    }
    update
}
