//! Where one has just written, by the names that the engine knows the place by. To find a place by its offset the engine walks
//! over all that is before it; who goes on there is there already, and the update is written by hand: what stands to the left,
//! what to the right, and the text with its formats.

use super::items::{Name, Writing, Written};
use super::{Attributes, Op};
use yrs::{Assoc, ClientID, ID, StickyIndex};

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
    right: Option<Name>,
    /// What holds for what is put in here.
    attributes: Attributes,
}

impl Pen {
    /// The place behind what `update` has put in, up to the offset `at`; `attributes` are those of the last of it. `None` where
    /// what was put in stands in a body that was empty.
    pub fn behind(update: &[u8], at: usize, attributes: &Attributes) -> Option<Pen> {
        let Written { client, items, next, .. } = Written::of(update)?;
        let index = items.iter().rposition(|item| item.format.is_none())?;
        let (last, ends) = (&items[index], &items[index + 1..]);
        let inner = Place {
            left: (last.clock + last.len).checked_sub(1)?,
            right: ends.first().map_or(last.right, |end| Some((client, end.clock))),
            attributes: attributes.clone(),
        };
        // What ends with the text stands right behind it, each behind the one before.
        let outer = ends.iter().try_fold(inner.clone(), |place, end| {
            let (name, value) = end.format.as_ref()?;
            let ending = Attributes::new().with(name, value.clone());
            let attributes = place.attributes.compose(&ending, false);
            (end.left == Some((client, place.left))).then_some(Place {
                left: end.clock,
                right: end.right,
                attributes,
            })
        });
        let outer = outer.filter(|_| !ends.is_empty());
        Some(Pen { client, at, place: inner, outer, next })
    }

    /// Whether what is put in at this offset goes on where the pen is.
    pub fn is_at(&self, at: usize) -> bool {
        self.at == at
    }

    /// The update that goes on with `inserts`, and the pen behind them. What is there stays as it is.
    pub fn write(self, inserts: &[Op]) -> (Vec<u8>, Pen) {
        let goes_on = |place: &Place| {
            let first = inserts.first();
            matches!(first, Some(Op::Insert(_, attributes)) if *attributes == place.attributes)
        };
        let Place { mut left, right, attributes } = match self.outer {
            Some(outer) if !goes_on(&self.place) => outer,
            _ => self.place,
        };
        let mut writing = Writing::new(self.client, self.next);
        let mut at = self.at;
        let mut current = &attributes;
        for insert in inserts {
            let Op::Insert(content, wanted) = insert else { continue };
            left = writing.formats(left, right, current, wanted);
            left = writing.content(left, right, content);
            current = wanted;
            at += content.len();
        }
        let end = writing.next();
        let inner = Place { left, right, attributes: current.clone() };
        let left = writing.formats(left, right, current, &attributes);
        let next = writing.next();
        let (place, outer) = if next > end {
            (Place { right: Some((self.client, end)), ..inner }, Some(Place { left, right, attributes }))
        } else {
            (inner, None)
        };
        (writing.update(), Pen { client: self.client, at, place, outer, next })
    }

    /// The anchor of an offset, where the pen is there; the same as the engine itself would find.
    pub fn anchor(&self, offset: usize) -> Option<StickyIndex> {
        let before = ID::new(ClientID::new(self.client), self.place.left);
        (offset == self.at).then(|| StickyIndex::from_id(before, Assoc::Before))
    }
}
