//! The structure of an update in Yjs's v1 encoding: sections of items by client, then the ranges that are deleted.
//!
//! Parsing walks all bytes once, keeps only where each client's section begins and ends, and proves that everything in
//! between decodes. The items themselves are read again, one at a time, by [`super::World`]. What an item means in a
//! document is not known here.

use super::cursor::{CLOCKS, Cursor, write_var};
use super::{Id, Malformed, Refused, Rejection};
use std::ops::Range;

/// An update that decodes, borrowed from its bytes.
#[derive(Debug)]
pub struct Update<'a> {
    bytes: &'a [u8],
    /// In the order of the bytes.
    pub(super) sections: Vec<Section<'a>>,
    /// Indices into `sections`, by client.
    by_client: Vec<u32>,
    deletions: &'a [u8],
}

/// The items of one client: contiguous, the first at `clock`.
#[derive(Debug, Clone)]
pub(super) struct Section<'a> {
    pub(super) client: u64,
    pub(super) clock: u32,
    pub(super) end: u32,
    pub(super) count: u32,
    pub(super) items: &'a [u8],
}

/// A kind of shared type, by its number in the encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shared {
    Array,
    Map,
    Text,
    XmlElement,
    XmlFragment,
    XmlText,
}

/// What an item holds, as far as it matters where it may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// Nothing any more: it and its place were collected.
    Collected,
    /// A hole that an engine keeps for what it lacks.
    Skip,
    Deleted,
    Binary,
    Text,
    Embed,
    Format,
    Type(Shared),
    Values,
}

impl Content {
    /// The number in the encoding, for messages.
    pub(super) fn kind(self) -> u8 {
        match self {
            Content::Collected => 0,
            Content::Skip => 10,
            Content::Deleted => 1,
            Content::Binary => 3,
            Content::Text => 4,
            Content::Embed => 5,
            Content::Format => 6,
            Content::Type(_) => 7,
            Content::Values => 8,
        }
    }
}

/// Where an item says it belongs, when it has no neighbour to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Parent<'a> {
    Root(&'a str),
    Item(Id),
}

/// One item, as it stands in the bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item<'a> {
    pub(super) length: u32,
    pub(super) origin: Option<Id>,
    pub(super) right_origin: Option<Id>,
    pub(super) parent: Option<Parent<'a>>,
    pub(super) key: Option<&'a str>,
    pub(super) content: Content,
}

pub(super) const HAS_ORIGIN: u8 = 0x80;
pub(super) const HAS_RIGHT_ORIGIN: u8 = 0x40;
pub(super) const HAS_KEY: u8 = 0x20;
const UNUSED: u8 = 0x10;

/// How much of an item's content is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    /// All of it: the bytes are new.
    Closely,
    /// Only what is needed to find its end: it was looked at closely before.
    Past,
}

impl<'a> Update<'a> {
    /// Proves that `bytes` are an update that yrs decodes without surprises.
    ///
    /// Takes time in the size of `bytes` and memory in the number of clients. Never answers [`Rejection::Hole`].
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Rejection> {
        let mut cursor = Cursor::new(bytes);
        let count = cursor.count(5)?;
        let mut sections = Vec::with_capacity(count as usize);
        for _ in 0..count {
            sections.push(Section::parse(bytes, &mut cursor)?);
        }
        let mut by_client: Vec<u32> = (0..count).collect();
        by_client.sort_unstable_by_key(|&index| sections[index as usize].client);
        for pair in by_client.windows(2) {
            let client = sections[pair[0] as usize].client;
            if client == sections[pair[1] as usize].client {
                return Err(Malformed::ClientTwice(client).into());
            }
        }
        let deletions = &bytes[cursor.position()..];
        check_deletions(deletions)?;
        Ok(Update { bytes, sections, by_client, deletions })
    }

    /// The bytes that this was parsed from.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The units that this brings, as the client and the clocks of each section.
    pub fn spans(&self) -> impl Iterator<Item = (u64, Range<u32>)> {
        self.sections.iter().map(|section| (section.client, section.clock..section.end))
    }

    /// How many letters of text this brings, in UTF-16 code units.
    pub fn letters(&self) -> u64 {
        let items = self.sections.iter().flat_map(Section::read);
        items.filter(|item| item.content == Content::Text).map(|item| u64::from(item.length)).sum()
    }

    /// The first thing that a replica lacks to take this in, if it holds each client's units below `known(client)`.
    ///
    /// A quick answer from clocks alone, for a receiver that trusts the sender.
    pub fn hole(&self, known: impl Fn(u64) -> u32) -> Option<Id> {
        let reach = |client: u64| {
            let here = self.section_of(client).map_or(0, |index| self.sections[index].end);
            here.max(known(client))
        };
        let lacking = |id: &Id| id.clock >= reach(id.client);
        for section in &self.sections {
            let before = known(section.client);
            if section.clock > before {
                return Some(Id { client: section.client, clock: before });
            }
            let mut clock = section.clock;
            for item in section.read() {
                clock += item.length;
                if item.content == Content::Skip && clock > before {
                    return Some(Id { client: section.client, clock: before });
                }
                let parent = match item.parent {
                    Some(Parent::Item(id)) => Some(id),
                    _ => None,
                };
                if let Some(id) = [item.origin, item.right_origin, parent].into_iter().flatten().find(lacking)
                {
                    return Some(id);
                }
            }
        }
        let mut deletions = self.deletions();
        deletions
            .find(|(client, range)| range.end > reach(*client))
            .map(|(client, _)| Id { client, clock: reach(client) })
    }

    /// Whether a list of items has a hole in it.
    #[cfg(feature = "test-support")]
    pub fn has_skips(&self) -> bool {
        self.sections.iter().flat_map(Section::read).any(|item| item.content == Content::Skip)
    }

    /// The units that this builds on, its own among them: a client and clocks each time, not in order.
    pub fn needs(&self) -> impl Iterator<Item = (u64, Range<u32>)> {
        let unit = |id: Id| (id.client, id.clock..id.clock + 1);
        let before = self.sections.iter().filter_map(move |section| {
            let clock = section.clock.checked_sub(1)?;
            Some(unit(Id { client: section.client, clock }))
        });
        let neighbours = self.sections.iter().flat_map(Section::read).flat_map(move |item| {
            let parent = match item.parent {
                Some(Parent::Item(id)) => Some(id),
                _ => None,
            };
            [item.origin, item.right_origin, parent].into_iter().flatten().map(unit)
        });
        before.chain(neighbours).chain(self.deletions())
    }

    pub(super) fn section_of(&self, client: u64) -> Option<usize> {
        let at = |index: &u32| self.sections[*index as usize].client.cmp(&client);
        self.by_client.binary_search_by(at).ok().map(|found| self.by_client[found] as usize)
    }

    /// The ranges that this deletes, in the order of the bytes, each of at least one unit.
    pub(in crate::sync) fn deletions(&self) -> Deletions<'a> {
        Deletions::new(self.deletions)
    }
}

impl<'a> Section<'a> {
    fn parse(bytes: &'a [u8], cursor: &mut Cursor<'a>) -> Result<Self, Rejection> {
        let count = cursor.count(2)?;
        let client = cursor.client()?;
        let clock = cursor.clock()?;
        let from = cursor.position();
        let mut end = clock;
        for _ in 0..count {
            let item = Item::read(cursor, Look::Closely)?;
            end = end
                .checked_add(item.length)
                .filter(|&end| u64::from(end) < CLOCKS)
                .ok_or(Malformed::Clock)?;
        }
        if count == 0 {
            return Err(Malformed::Empty.into());
        }
        Ok(Section { client, clock, end, count, items: &bytes[from..cursor.position()] })
    }

    /// The items, in order.
    pub(super) fn read(&self) -> Items<'a> {
        Items { cursor: Cursor::new(self.items), left: self.count }
    }
}

/// Reads the items of a section, which are known to decode.
#[derive(Debug)]
pub(super) struct Items<'a> {
    cursor: Cursor<'a>,
    left: u32,
}

impl Items<'_> {
    /// How many bytes and items are before the next item.
    pub(super) fn position(&self, section: &Section<'_>) -> (usize, u32) {
        (self.cursor.position(), section.count - self.left)
    }
}

impl<'a> Iterator for Items<'a> {
    type Item = Item<'a>;

    fn next(&mut self) -> Option<Item<'a>> {
        self.left = self.left.checked_sub(1)?;
        Item::read(&mut self.cursor, Look::Past).ok()
    }
}

impl<'a> Item<'a> {
    fn read(cursor: &mut Cursor<'a>, look: Look) -> Result<Self, Rejection> {
        let info = cursor.byte()?;
        let nowhere = |length, content| Item {
            length,
            origin: None,
            right_origin: None,
            parent: None,
            key: None,
            content,
        };
        let item = match info {
            0 => nowhere(cursor.clock()?, Content::Collected),
            10 => nowhere(cursor.clock()?, Content::Skip),
            _ => Self::read_placed(cursor, info, look)?,
        };
        if item.length == 0 {
            return Err(Malformed::Empty.into());
        }
        Ok(item)
    }

    fn read_placed(cursor: &mut Cursor<'a>, info: u8, look: Look) -> Result<Self, Rejection> {
        if info & UNUSED != 0 {
            return Err(Malformed::Tag(info).into());
        }
        let origin = if info & HAS_ORIGIN != 0 { Some(read_id(cursor)?) } else { None };
        let right_origin = if info & HAS_RIGHT_ORIGIN != 0 { Some(read_id(cursor)?) } else { None };
        let (mut parent, mut key) = (None, None);
        if origin.is_none() && right_origin.is_none() {
            parent = Some(match cursor.var()? {
                1 => Parent::Root(cursor.text()?),
                0 => Parent::Item(read_id(cursor)?),
                _ => return Err(Malformed::Tag(info).into()),
            });
            if info & HAS_KEY != 0 {
                key = Some(cursor.text()?);
            }
        }
        let (length, content) = read_content(cursor, info & 0x0f, look)?;
        Ok(Item { length, origin, right_origin, parent, key, content })
    }
}

pub(super) fn read_id(cursor: &mut Cursor<'_>) -> Result<Id, Malformed> {
    Ok(Id { client: cursor.client()?, clock: cursor.clock()? })
}

fn read_content(cursor: &mut Cursor<'_>, kind: u8, look: Look) -> Result<(u32, Content), Rejection> {
    let json = |cursor: &mut Cursor<'_>| -> Result<(), Rejection> {
        match look {
            Look::Closely => cursor.json()?,
            Look::Past => {
                cursor.bytes()?;
            }
        }
        Ok(())
    };
    Ok(match kind {
        1 => (cursor.clock()?, Content::Deleted),
        3 => (cursor.bytes().map(|_| 1)?, Content::Binary),
        4 => (utf16_length(cursor.text()?)?, Content::Text),
        5 => {
            json(cursor)?;
            (1, Content::Embed)
        }
        6 => {
            cursor.text()?;
            json(cursor)?;
            (1, Content::Format)
        }
        7 => (1, Content::Type(read_shared(cursor)?)),
        8 => {
            let count = cursor.count(1)?;
            for _ in 0..count {
                cursor.value()?;
            }
            (count, Content::Values)
        }
        _ => return Err(Refused::ContentKind(kind).into()),
    })
}

fn read_shared(cursor: &mut Cursor<'_>) -> Result<Shared, Rejection> {
    Ok(match cursor.byte()? {
        0 => Shared::Array,
        1 => Shared::Map,
        2 => Shared::Text,
        3 => {
            cursor.text()?;
            Shared::XmlElement
        }
        4 => Shared::XmlFragment,
        6 => Shared::XmlText,
        // Among them XmlHook, whose name Yjs writes and yrs does not read.
        other => return Err(Refused::TypeKind(other).into()),
    })
}

fn utf16_length(text: &str) -> Result<u32, Malformed> {
    let length: usize = if text.is_ascii() { text.len() } else { text.chars().map(char::len_utf16).sum() };
    u32::try_from(length).map_err(|_| Malformed::Clock)
}

/// Proves that the second part of an update is a list of clients, each with ranges.
fn check_deletions(bytes: &[u8]) -> Result<(), Malformed> {
    let mut cursor = Cursor::new(bytes);
    let clients = cursor.count(2)?;
    let mut seen = Vec::with_capacity(clients as usize);
    for _ in 0..clients {
        seen.push(cursor.client()?);
        for _ in 0..cursor.count(2)? {
            let start = cursor.clock()?;
            let length = cursor.clock()?;
            if length == 0 {
                return Err(Malformed::Empty);
            }
            if u64::from(start) + u64::from(length) >= CLOCKS {
                return Err(Malformed::Clock);
            }
        }
    }
    if !cursor.is_empty() {
        return Err(Malformed::Trailing);
    }
    seen.sort_unstable();
    match seen.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(Malformed::ClientTwice(pair[0])),
        None => Ok(()),
    }
}

/// Reads ranges that are known to decode.
#[derive(Debug)]
pub(in crate::sync) struct Deletions<'a> {
    cursor: Cursor<'a>,
    clients: u64,
    client: u64,
    ranges: u64,
}

impl<'a> Deletions<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        let mut cursor = Cursor::new(bytes);
        let clients = cursor.var().unwrap_or(0);
        Deletions { cursor, clients, client: 0, ranges: 0 }
    }
}

impl Iterator for Deletions<'_> {
    type Item = (u64, Range<u32>);

    fn next(&mut self) -> Option<Self::Item> {
        while self.ranges == 0 {
            self.clients = self.clients.checked_sub(1)?;
            self.client = self.cursor.client().ok()?;
            self.ranges = self.cursor.var().ok()?;
        }
        self.ranges -= 1;
        let start = self.cursor.clock().ok()?;
        let length = self.cursor.clock().ok()?;
        Some((self.client, start..start + length))
    }
}

/// Appends deleted ranges as an update has them: `ranges` are sorted by client and start.
pub(super) fn write_deletions(bytes: &mut Vec<u8>, ranges: &[(u64, Range<u32>)]) {
    let by_client = || ranges.chunk_by(|a, b| a.0 == b.0);
    write_var(bytes, by_client().count() as u64);
    for group in by_client() {
        write_var(bytes, group[0].0);
        write_var(bytes, group.len() as u64);
        for (_, range) in group {
            write_var(bytes, u64::from(range.start));
            write_var(bytes, u64::from(range.end - range.start));
        }
    }
}

/// Encodes a state vector: each client once, and its next clock.
pub fn write_state_vector(clocks: &[(u64, u32)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_var(&mut bytes, clocks.len() as u64);
    for (client, clock) in clocks {
        write_var(&mut bytes, *client);
        write_var(&mut bytes, u64::from(*clock));
    }
    bytes
}

/// Reads an encoded state vector: each client and its next clock. Takes memory in the size of `bytes`.
pub fn read_state_vector(bytes: &[u8]) -> Result<Vec<(u64, u32)>, Malformed> {
    let mut cursor = Cursor::new(bytes);
    let count = cursor.count(2)?;
    let mut clocks = Vec::with_capacity(count as usize);
    for _ in 0..count {
        clocks.push((cursor.client()?, cursor.clock()?));
    }
    if cursor.is_empty() { Ok(clocks) } else { Err(Malformed::Trailing) }
}
