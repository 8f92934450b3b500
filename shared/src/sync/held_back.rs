//! What is kept on a device and cannot be taken in yet, because it builds on something that is not here; and what may be news to the
//! server when it is taken in after all.

use super::mend::mend;
use crate::model::Replica;

/// An update that is kept on a device, or was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The update itself.
    pub update: Vec<u8>,
    /// Its place in the storage, if it has one.
    pub key: Option<u64>,
    /// Its number in the [`super::Ledger`], if the server is not known to have it.
    pub number: Option<u64>,
}

/// What can be taken in, and what never can.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Released {
    /// These leave no hole, in this order. Those with a number go to the server then.
    pub whole: Vec<Held>,
    /// These are not updates.
    pub broken: Vec<Held>,
    /// Whether some that can be taken in have waited. What was not taken in is in no snapshot of this replica's, and what the storage
    /// has of it may have been spoiled and cleared away meanwhile: who takes it in has to keep it anew.
    pub has_waited: bool,
}

/// What waits.
#[derive(Debug, Default)]
pub struct HeldBack {
    held: Vec<Held>,
    /// How many of them, from the first one on, could not be taken in when that was asked last.
    waited: usize,
}

impl HeldBack {
    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    /// How many updates wait.
    pub fn len(&self) -> usize {
        self.held.len()
    }

    /// Holds these back until they are asked for.
    pub fn extend(&mut self, held: impl IntoIterator<Item = Held>) {
        self.held.extend(held);
    }

    /// Gives what can be taken in by a replica that holds what `state_vector` says, which has to be one of a replica.
    pub fn release(&mut self, state_vector: &[u8]) -> Released {
        if self.held.is_empty() {
            return Released::default();
        }
        let updates: Vec<&[u8]> = self.held.iter().map(|held| &held.update[..]).collect();
        let mended = mend(state_vector, &updates).unwrap_or_default();
        let mut held: Vec<Option<Held>> = std::mem::take(&mut self.held).into_iter().map(Some).collect();
        let mut take = |places: Vec<usize>| -> Vec<Held> {
            places.into_iter().filter_map(|place| held.get_mut(place)?.take()).collect()
        };
        let has_waited = mended.whole.iter().any(|place| *place < self.waited);
        let released = Released { whole: take(mended.whole), broken: take(mended.broken), has_waited };
        self.held = take(mended.waiting);
        self.waited = self.held.len();
        released
    }

    /// Gives all that waits, and waits for it no more: there is nobody left who could have what is missing.
    pub fn give_up(&mut self) -> Vec<Held> {
        self.waited = 0;
        std::mem::take(&mut self.held)
    }
}

impl Released {
    /// Whether any of it may be new to the server though nobody has marked it so: what another tab had from a third that has crashed
    /// since may be on this disk and nowhere else. Until the server is greeted that makes no difference: all that is here is
    /// compared then.
    pub fn may_be_news(&self) -> bool {
        self.whole.iter().any(|held| held.number.is_none())
    }
}

/// What a replica has got that was encoded as `before`, with `state_vector`, when what was released had not been taken in yet.
/// `None` if nothing.
pub fn news(before: &[u8], state_vector: &[u8], replica: &Replica) -> Option<Vec<u8>> {
    (replica.encode() != before).then(|| replica.diff(state_vector).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Attributes, Delta, Document, seed};

    fn typed(document: &mut Document, text: &str) -> Vec<u8> {
        document.edit(&Delta::default().insert(text, Attributes::default()))
    }

    fn held(key: u64, update: Vec<u8>, number: Option<u64>) -> Held {
        Held { update, key: Some(key), number }
    }

    #[test]
    fn what_builds_on_something_that_is_missing_waits_until_that_comes_or_nobody_has_it() {
        let mut document = Document::new(7);
        document.merge([&seed()[..]]).unwrap();
        let (first, second) = (typed(&mut document, "a"), typed(&mut document, "b"));
        let mut reader = Document::new(8);
        reader.merge([&seed()[..]]).unwrap();
        let known = reader.replica().state_vector();

        let mut held_back = HeldBack::default();
        held_back.extend([held(2, second.clone(), Some(1))]);
        assert_eq!(held_back.release(&known), Released::default());
        held_back.extend([held(1, first, None)]);
        let released = held_back.release(&known);
        let whole: Vec<Option<u64>> = released.whole.iter().map(|held| held.key).collect();
        assert_eq!(whole, [Some(1), Some(2)]);
        assert!(released.has_waited);

        held_back.extend([held(2, second, Some(1))]);
        held_back.release(&known);
        assert_eq!((held_back.len(), held_back.give_up()[0].number), (1, Some(1)));
        assert!(held_back.is_empty());
    }

    #[test]
    fn what_is_taken_in_at_once_has_not_waited_though_something_else_does() {
        let mut document = Document::new(7);
        document.merge([&seed()[..]]).unwrap();
        let (first, _, third) =
            (typed(&mut document, "a"), typed(&mut document, "b"), typed(&mut document, "c"));
        let mut reader = Document::new(8);
        reader.merge([&seed()[..]]).unwrap();
        let known = reader.replica().state_vector();
        let mut held_back = HeldBack::default();
        held_back.extend([held(3, third, None)]);
        held_back.release(&known);
        held_back.extend([held(1, first, None)]);
        let released = held_back.release(&known);
        assert_eq!((released.whole.len(), released.has_waited, held_back.len()), (1, false, 1));
    }

    #[test]
    fn bytes_that_are_no_update_are_given_back_as_broken() {
        let mut held_back = HeldBack::default();
        held_back.extend([held(1, vec![255], None)]);
        let released = held_back.release(&[0]);
        assert_eq!((released.whole.len(), released.broken.len()), (0, 1));
    }

    #[test]
    fn only_what_changes_the_document_is_news() {
        let mut document = Document::new(7);
        let (before, known) = (document.replica().encode(), document.replica().state_vector());
        assert_eq!(news(&before, &known, document.replica()), None);
        document.merge([&seed()[..]]).unwrap();
        let found = news(&before, &known, document.replica()).unwrap();
        let mut other = Document::new(8);
        other.merge([&found[..]]).unwrap();
        assert_eq!(other.body(), document.body());
    }
}
