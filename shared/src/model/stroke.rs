//! What was formatted last, by the names of the formats that did it. To take it back, and to do it again, these go and come, and
//! nobody walks over all that is before them, as the engine does to find a place by its offset.

use super::items::{self, Name, Writing, Written};
use super::{Attributes, Delta, Op};
use serde_json::Value;

/// A format over a stretch of text, while nothing else has happened since.
#[derive(Debug)]
pub struct Stroke {
    client: u64,
    /// The change that did it, and the one that takes it back.
    done: Delta,
    back: Delta,
    /// Whether it was taken back.
    is_back: bool,
    /// Formats whose clocks follow each other: where each begins, and where each ends.
    first: u32,
    formats: Vec<Format>,
    /// The clock of what is written next.
    next: u32,
}

#[derive(Debug, Clone)]
struct Format {
    right: Option<Name>,
    name: String,
    value: Value,
}

impl Stroke {
    /// What `change` has done by `update`. `None` where it did anything else than to set attributes that had one value all over
    /// the stretch, or where formats that had been there before are gone.
    pub fn of(update: &[u8], change: &Delta) -> Option<Stroke> {
        let (len, attributes) = match change.ops() {
            [Op::Retain(len, attributes)] => (*len, attributes),
            [Op::Retain(_, passed), Op::Retain(len, attributes)] if passed.is_empty() => (*len, attributes),
            _ => return None,
        };
        let Written { client, items, next, .. } = Written::of(update).filter(|it| it.is_pure)?;
        let format = |item: items::Item| {
            let (name, value) = item.format?;
            Some(Format { right: item.right, name, value })
        };
        let first = items.first()?.clock;
        let formats = items.into_iter().map(format).collect::<Option<Vec<_>>>()?;
        // Each begins with what was asked for, and ends with what was there.
        let (begins, ends) = formats.split_at(formats.len() / 2);
        let of = |formats: &[Format]| -> Attributes {
            formats.iter().map(|format| (format.name.clone(), format.value.clone())).collect()
        };
        let (asked, before) = (of(begins), of(ends));
        let is_whole = begins.len() == ends.len() && ends.iter().all(|end| asked.get(&end.name).is_some());
        if asked != *attributes || !is_whole || before.iter().count() != ends.len() {
            return None;
        }
        let at = change.ops().iter().map(Op::len).sum::<usize>() - len;
        let back = Delta::new().retain(at).format(len, before);
        Some(Stroke { client, done: change.clone(), back, is_back: false, first, formats, next })
    }

    /// The update that takes it back, or does it again, where that is what `change` does; and the stroke as it is then.
    pub fn turn(self, change: &Delta) -> Option<(Vec<u8>, Stroke)> {
        let count = self.formats.len() as u32;
        if !self.is_back {
            let update = items::deleting(self.client, self.first, count);
            return (self.back == *change).then_some((update, Stroke { is_back: true, ..self }));
        }
        if self.done != *change {
            return None;
        }
        let mut writing = Writing::new(self.client, self.next);
        // Each comes again behind the one that is gone.
        for (clock, Format { right, name, value }) in (self.first..).zip(&self.formats) {
            writing.format(clock, *right, name, value);
        }
        let (first, next) = (self.next, writing.next());
        Some((writing.update(), Stroke { is_back: false, first, next, ..self }))
    }
}
