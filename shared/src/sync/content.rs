//! A document as a room holds it while people work on it: the replica of what is on disk, and the validator's world of that and
//! of what waits for the disk. It is many times as large as the text, and can be made from the log at any time.

use super::guard::{Refused, Rejection, Roots, Update, World};
use crate::model::{Replica, UpdateError};
use std::borrow::Cow;
use thiserror::Error;

/// The client id of a room's replica, which never changes anything itself.
const ROOM_CLIENT: u64 = 0;

/// Why a document cannot be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// What the log holds is not a document.
    #[error("entry {entry} of the log cannot be read: {source}")]
    Entry {
        /// Its place, from 0.
        entry: usize,
        /// What is wrong with it.
        source: UpdateError,
    },
    /// The state that the log amounts to is beyond what this version can hold.
    #[error("the document cannot be checked: {0}")]
    State(#[from] Rejection),
}

/// What a document says, read from its log.
#[derive(Debug)]
pub struct Content {
    roots: Roots,
    /// What is on disk.
    pub(super) replica: Replica,
    /// What is on disk and what waits for it.
    world: World,
    /// The bytes of the state when it was read.
    state_bytes: usize,
}

impl Content {
    /// Reads a document from its log: a snapshot, if there is one, and the updates after it, in order.
    pub fn open<'a>(roots: Roots, log: impl IntoIterator<Item = &'a [u8]>) -> Result<Content, OpenError> {
        let mut replica = Replica::new(ROOM_CLIENT);
        for (entry, update) in log.into_iter().enumerate() {
            replica.apply(update).map_err(|source| OpenError::Entry { entry, source })?;
        }
        let state = replica.encode();
        let world = World::of_state(roots, &state)?;
        Ok(Content { roots, replica, world, state_bytes: state.len() })
    }

    /// The bytes of the document's state when it was read.
    pub(super) fn state_bytes(&self) -> usize {
        self.state_bytes
    }

    /// What of an update is new, if its author may write and the document grows by at most so many bytes; it counts as
    /// waiting for the disk from then on.
    pub(super) fn check<'a>(
        &mut self,
        update: &Update<'a>,
        may_write: bool,
        most: usize,
    ) -> Result<Option<Cow<'a, [u8]>>, Rejection> {
        match may_write {
            true => self.world.check_within(update, most),
            // What he answers to a sync step 1 names every deletion, also those that he was told of.
            false if self.world.holds(update) => Ok(None),
            false => Err(Refused::NoRight.into()),
        }
    }

    /// Nothing waits for the disk any more: what did is lost. Gives the bytes of the state that is left.
    pub(super) fn go_back(&mut self) -> usize {
        let state = self.replica.encode();
        self.world = World::of_state(self.roots, &state)
            .expect("the replica's own state was a world when the document was opened");
        state.len()
    }
}
