//! Putting updates together that follow each other, on the bytes: no document is built for it. Letters that were typed one
//! after another become one item, as the engine itself would make of them.

use super::Id;
use super::cursor::{Cursor, write_var};
use super::ranges::Ranges;
use super::structs::{
    Content, HAS_KEY, HAS_ORIGIN, HAS_RIGHT_ORIGIN, Item, Section, Update, read_id, write_deletions,
};
use std::collections::BTreeMap;
use std::ops::Range;

/// Updates that were put together. What they say is what they said one after another.
#[derive(Debug, Default)]
pub struct Spliced {
    clients: BTreeMap<u64, Spun>,
    deleted: BTreeMap<u64, Ranges>,
}

/// The items of one client.
#[derive(Debug)]
struct Spun {
    clock: u32,
    end: u32,
    count: u32,
    items: Vec<u8>,
    /// The last item, if it is text, which may go on. It is not in `items` yet.
    open: Option<Open>,
}

#[derive(Debug)]
struct Open {
    /// The item up to its text.
    head: Vec<u8>,
    right_origin: Option<Id>,
    text: String,
}

impl Spliced {
    /// Puts an update at the end, but for what is here already: whoever sends something again may send it together with what came after.
    /// False, and nothing is done, when the units of a client would not follow on, or only with a part of something that has no parts.
    ///
    /// The update must build on nothing that neither is here nor was before the first that was put here.
    pub fn append(&mut self, update: &Update<'_>) -> bool {
        let follows = |section: &Section<'_>| {
            self.clients.get(&section.client).is_none_or(|spun| spun.goes_on(section))
        };
        if !update.sections.iter().all(follows) {
            return false;
        }
        for section in &update.sections {
            let start = section.clock;
            let spun = self.clients.entry(section.client).or_insert_with(|| Spun {
                clock: start,
                end: start,
                count: 0,
                items: Vec::new(),
                open: None,
            });
            spun.append(section);
        }
        for (client, range) in update.deletions() {
            self.deleted.entry(client).or_default().insert(range, |_| {});
        }
        true
    }

    /// All of it as one update.
    pub fn encode(self) -> Vec<u8> {
        let mut bytes = Vec::new();
        write_var(&mut bytes, self.clients.len() as u64);
        // As Yjs does: the highest client first.
        for (client, mut spun) in self.clients.into_iter().rev() {
            spun.close();
            write_var(&mut bytes, u64::from(spun.count));
            write_var(&mut bytes, client);
            write_var(&mut bytes, u64::from(spun.clock));
            bytes.append(&mut spun.items);
        }
        let deleted: Vec<(u64, Range<u32>)> = self
            .deleted
            .iter()
            .flat_map(|(client, ranges)| ranges.iter().map(|range| (*client, range)))
            .collect();
        write_deletions(&mut bytes, &deleted);
        bytes
    }
}

impl Spun {
    /// Whether what of a section is not here yet begins where this ends, and can be told apart.
    fn goes_on(&self, section: &Section<'_>) -> bool {
        if section.clock == self.end {
            return true;
        }
        let mut is_parted = true;
        each_item(section, |clock, item, bytes| {
            if clock < self.end && self.end < clock + item.length {
                is_parted = rest_of(item, bytes, self.end - clock).is_some();
            }
        });
        section.clock < self.end && is_parted
    }

    fn append(&mut self, section: &Section<'_>) {
        each_item(section, |clock, item, bytes| {
            let end = clock + item.length;
            if end <= self.end {
                return;
            }
            if clock == self.end {
                self.append_item(section.client, item, bytes);
            } else if let Some(rest) = rest_of(item, bytes, self.end - clock) {
                self.append_rest(section.client, item, rest);
            }
            self.end = end;
        });
    }

    fn append_item(&mut self, client: u64, item: &Item<'_>, bytes: &[u8]) {
        let text = (item.content == Content::Text).then(|| text_of(bytes)).flatten();
        let Some((head, text)) = text else {
            self.close();
            self.items.extend_from_slice(bytes);
            self.count += 1;
            return;
        };
        let last = self.end.checked_sub(1).map(|clock| Id { client, clock });
        self.append_text(text, head, item.right_origin, item.origin == last);
    }

    /// Puts the rest of an item at the end whose beginning is here. As Yjs splits an item, it follows what is before it.
    fn append_rest(&mut self, client: u64, item: &Item<'_>, rest: Rest<'_>) {
        let origin = Id { client, clock: self.end - 1 };
        let mut head = match rest {
            Rest::Collected(_) => vec![Content::Collected.kind()],
            Rest::Deleted(_) => head_after(origin, item.right_origin, Content::Deleted),
            Rest::Text(_) => head_after(origin, item.right_origin, Content::Text),
            Rest::Values(..) => head_after(origin, item.right_origin, Content::Values),
        };
        match rest {
            Rest::Text(text) => self.append_text(text, &head, item.right_origin, true),
            Rest::Deleted(units) | Rest::Collected(units) => {
                write_var(&mut head, u64::from(units));
                self.close();
                self.items.append(&mut head);
                self.count += 1;
            }
            Rest::Values(count, values) => {
                write_var(&mut head, u64::from(count));
                head.extend_from_slice(values);
                self.close();
                self.items.append(&mut head);
                self.count += 1;
            }
        }
    }

    /// Puts a text at the end, as a part of the last one if it follows that and may be.
    fn append_text(&mut self, text: &str, head: &[u8], right_origin: Option<Id>, follows: bool) {
        match &mut self.open {
            Some(open) if follows && right_origin == open.right_origin => open.text.push_str(text),
            _ => {
                self.close();
                self.open = Some(Open { head: head.to_vec(), right_origin, text: text.to_owned() });
            }
        }
    }

    fn close(&mut self) {
        if let Some(open) = self.open.take() {
            self.items.extend_from_slice(&open.head);
            write_var(&mut self.items, open.text.len() as u64);
            self.items.extend_from_slice(open.text.as_bytes());
            self.count += 1;
        }
    }
}

/// Goes through the items of a section, each with its clock and its bytes.
fn each_item(section: &Section<'_>, mut take: impl FnMut(u32, &Item<'_>, &[u8])) {
    let mut items = section.read();
    let (mut clock, mut from) = (section.clock, 0);
    while let Some(item) = items.next() {
        let (to, _) = items.position(section);
        take(clock, &item, &section.items[from..to]);
        clock += item.length;
        from = to;
    }
}

/// What an item holds behind some of its units.
enum Rest<'a> {
    Text(&'a str),
    /// So many units.
    Deleted(u32),
    Collected(u32),
    /// So many values, and their bytes.
    Values(u32, &'a [u8]),
}

/// What an item holds behind its first `units`. `None` where it has no such parts, and in the middle of a character.
fn rest_of<'a>(item: &Item<'_>, bytes: &'a [u8], units: u32) -> Option<Rest<'a>> {
    match item.content {
        Content::Deleted => Some(Rest::Deleted(item.length - units)),
        Content::Collected => Some(Rest::Collected(item.length - units)),
        Content::Text => {
            let (_, text) = text_of(bytes)?;
            let mut left = Some(units as usize);
            let start = text.char_indices().find(|(_, letter)| {
                let is_there = left == Some(0);
                left = left.and_then(|left| left.checked_sub(letter.len_utf16()));
                is_there
            });
            start.map(|(at, _)| Rest::Text(&text[at..]))
        }
        Content::Values => {
            let content = &bytes[head_of(bytes)?.len()..];
            let mut cursor = Cursor::new(content);
            cursor.var().ok()?;
            for _ in 0..units {
                cursor.value().ok()?;
            }
            let at = cursor.position();
            Some(Rest::Values(item.length - units, &content[at..]))
        }
        _ => None,
    }
}

/// The bytes before the content of an item that follows `origin`.
fn head_after(origin: Id, right_origin: Option<Id>, content: Content) -> Vec<u8> {
    let mut head = vec![content.kind() | HAS_ORIGIN];
    if right_origin.is_some() {
        head[0] |= HAS_RIGHT_ORIGIN;
    }
    for Id { client, clock } in [Some(origin), right_origin].into_iter().flatten() {
        write_var(&mut head, client);
        write_var(&mut head, u64::from(clock));
    }
    head
}

/// Takes the bytes of a text item apart: what is before the text, and the text.
fn text_of(bytes: &[u8]) -> Option<(&[u8], &str)> {
    let head = head_of(bytes)?;
    Some((head, Cursor::new(&bytes[head.len()..]).text().ok()?))
}

/// The bytes of an item before its content. `None` of one under a key, which does not go on.
fn head_of(bytes: &[u8]) -> Option<&[u8]> {
    let mut cursor = Cursor::new(bytes);
    let info = cursor.byte().ok()?;
    let neighbours = [HAS_ORIGIN, HAS_RIGHT_ORIGIN].iter().filter(|flag| info & **flag != 0).count();
    for _ in 0..neighbours {
        read_id(&mut cursor).ok()?;
    }
    if neighbours == 0 {
        match cursor.var().ok()? {
            1 => drop(cursor.text().ok()?),
            _ => drop(read_id(&mut cursor).ok()?),
        }
        if info & HAS_KEY != 0 {
            return None;
        }
    }
    Some(&bytes[..cursor.position()])
}
