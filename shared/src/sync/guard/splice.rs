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
    /// Puts an update at the end. False, and nothing is done, when the units of a client would not follow on.
    ///
    /// The update must build on nothing that neither is here nor was before the first that was put here.
    pub fn append(&mut self, update: &Update<'_>) -> bool {
        let follows = |section: &Section<'_>| {
            self.clients.get(&section.client).is_none_or(|spun| spun.end == section.clock)
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
    fn append(&mut self, section: &Section<'_>) {
        let mut items = section.read();
        let mut from = 0;
        while let Some(item) = items.next() {
            let (to, _) = items.position(section);
            self.append_item(section.client, &item, &section.items[from..to]);
            self.end += item.length;
            from = to;
        }
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
        match &mut self.open {
            Some(open) if item.origin == last && item.right_origin == open.right_origin => {
                open.text.push_str(text)
            }
            _ => {
                self.close();
                self.open = Some(Open {
                    head: head.to_vec(),
                    right_origin: item.right_origin,
                    text: text.to_owned(),
                });
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

/// Takes the bytes of a text item apart: what is before the text, and the text.
fn text_of(bytes: &[u8]) -> Option<(&[u8], &str)> {
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
        // A text under a key does not go on.
        if info & HAS_KEY != 0 {
            return None;
        }
    }
    let head = &bytes[..cursor.position()];
    Some((head, cursor.text().ok()?))
}
