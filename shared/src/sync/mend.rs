//! Which updates of a store can be taken in: a store that lost some, or some of whose bytes are not what they were, still gives
//! back everything that does not build on what is lost.

use super::guard::{Malformed, Update, read_state_vector};
use std::collections::BTreeMap;

/// What became of the updates of a store, each by its place.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Mended {
    /// These can be taken in, in this order, and leave no hole.
    pub whole: Vec<usize>,
    /// These build on something that is missing.
    pub waiting: Vec<usize>,
    /// These are not updates.
    pub broken: Vec<usize>,
}

/// Sorts `updates` out for a replica that holds what `state_vector` says.
pub fn mend(state_vector: &[u8], updates: &[&[u8]]) -> Result<Mended, Malformed> {
    let mut known: BTreeMap<u64, u32> = read_state_vector(state_vector)?.into_iter().collect();
    let mut mended = Mended::default();
    let mut waiting = Vec::new();
    for (place, bytes) in updates.iter().enumerate() {
        match Update::parse(bytes) {
            Ok(update) => waiting.push((place, update)),
            Err(_) => mended.broken.push(place),
        }
    }
    loop {
        let before = waiting.len();
        waiting.retain(|(place, update)| {
            let is_whole = update.hole(|client| known.get(&client).copied().unwrap_or(0)).is_none();
            if is_whole {
                for (client, clocks) in update.spans() {
                    let clock = known.entry(client).or_default();
                    *clock = clocks.end.max(*clock);
                }
                mended.whole.push(*place);
            }
            !is_whole
        });
        if waiting.len() == before {
            mended.waiting = waiting.into_iter().map(|(place, _)| place).collect();
            return Ok(mended);
        }
    }
}
