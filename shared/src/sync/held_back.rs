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
}

/// What waits.
#[derive(Debug, Default)]
pub struct HeldBack {
    held: Vec<Held>,
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
        let released = Released { whole: take(mended.whole), broken: take(mended.broken) };
        self.held = take(mended.waiting);
        released
    }

    /// Gives all that waits, and waits for it no more: there is nobody left who could have what is missing.
    pub fn give_up(&mut self) -> Vec<Held> {
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
