//! Where one has just typed, by the names that the engine knows the place by. To find a place by its offset the engine walks
//! over all that is before it; who types on is there already, and the update is written by hand: what stands to the left, what
//! to the right, and the text.

use super::{Attributes, utf16};
use yrs::encoding::read::{Cursor, Read};
use yrs::encoding::write::Write;
use yrs::{Assoc, ClientID, ID, StickyIndex};

/// An item says what stood to its left when it was written.
const HAS_LEFT: u8 = 0x80;
/// An item says what stood to its right.
const HAS_RIGHT: u8 = 0x40;
/// The kind of an item: text, or the begin of a format.
const KIND: u8 = 0x1f;
const TEXT: u8 = 4;
const FORMAT: u8 = 6;

/// The place right behind what was typed last, while nothing else has happened since.
#[derive(Debug)]
pub struct Pen {
    client: u64,
    /// The offset in the body, in UTF-16 code units.
    at: usize,
    /// The attributes of the text there.
    attributes: Attributes,
    /// The clock of the character before.
    last: u32,
    right: Option<(u64, u32)>,
    /// The clock of what is written next.
    next: u32,
}

impl Pen {
    /// The place behind text that `update` has put in, up to the offset `at`. `None` where the update does more, or where the
    /// text stands in a body that was empty.
    pub fn behind(update: &[u8], at: usize, attributes: &Attributes) -> Option<Pen> {
        let mut cursor = Cursor::new(update);
        let clients: u32 = cursor.read_var().ok()?;
        let count: u32 = cursor.read_var().ok()?;
        let client: u64 = cursor.read_var().ok()?;
        let mut next: u32 = cursor.read_var().ok()?;
        if clients != 1 {
            return None;
        }
        let mut typed = None;
        for _ in 0..count {
            let info = cursor.read_u8().ok()?;
            let _left = if info & HAS_LEFT != 0 { Some(read_id(&mut cursor)?) } else { None };
            let right = if info & HAS_RIGHT != 0 { Some(read_id(&mut cursor)?) } else { None };
            if info & (HAS_LEFT | HAS_RIGHT) == 0 {
                return None;
            }
            match info & KIND {
                TEXT if typed.is_none() => {
                    next += utf16::len(cursor.read_string().ok()?) as u32;
                    typed = Some((next.checked_sub(1)?, right));
                }
                FORMAT => {
                    cursor.read_string().ok()?;
                    cursor.read_string().ok()?;
                    if let Some((last, right)) = &mut typed
                        && *last + 1 == next
                    {
                        *right = Some((client, next));
                    }
                    next += 1;
                }
                _ => return None,
            }
        }
        let (last, right) = typed?;
        Some(Pen { client, at, attributes: attributes.clone(), last, right, next })
    }

    /// Whether text with these attributes at this offset goes on where the pen is.
    pub fn is_at(&self, at: usize, attributes: &Attributes) -> bool {
        self.at == at && self.attributes == *attributes
    }

    /// The update that types on, and the pen behind it.
    pub fn write(self, text: &str) -> (Vec<u8>, Pen) {
        let mut update = Vec::with_capacity(text.len() + 40);
        update.write_var(1u32);
        update.write_var(1u32);
        update.write_var(self.client);
        update.write_var(self.next);
        update.write_u8(TEXT | HAS_LEFT | if self.right.is_some() { HAS_RIGHT } else { 0 });
        for (client, clock) in [Some((self.client, self.last)), self.right].into_iter().flatten() {
            update.write_var(client);
            update.write_var(clock);
        }
        update.write_string(text);
        // Nothing is deleted.
        update.write_var(0u32);
        let len = utf16::len(text);
        let next = self.next + len as u32;
        (update, Pen { at: self.at + len, last: next - 1, next, ..self })
    }

    /// The anchor of an offset, where the pen is there; the same as the engine itself would find.
    pub fn anchor(&self, offset: usize) -> Option<StickyIndex> {
        let before = ID::new(ClientID::new(self.client), self.last);
        (offset == self.at).then(|| StickyIndex::from_id(before, Assoc::Before))
    }
}

fn read_id(cursor: &mut Cursor) -> Option<(u64, u32)> {
    Some((cursor.read_var().ok()?, cursor.read_var().ok()?))
}
