//! What of a document a room has in memory: all of it; or, while nobody writes, what it holds by number and perhaps its bytes.

use super::Content;
use super::guard::{Spliced, Update, write_state_vector};
use crate::model::UpdateError;
use std::borrow::Cow;

/// What a log says, as one update: enough for those who come and have nothing yet, and read a tenth as fast again as the document
/// is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    update: Vec<u8>,
    state_vector: Vec<u8>,
}

impl State {
    /// Reads it from the log: a snapshot, if there is one, and the updates after it, in order. `None` where they do not follow each
    /// other, or something cannot be read: then the document is to be opened, which says what is wrong.
    ///
    /// Costs time in their bytes.
    pub fn read<'a>(log: impl IntoIterator<Item = &'a [u8]>) -> Option<State> {
        let log: Vec<&[u8]> = log.into_iter().collect();
        let update = match log[..] {
            [only] => only.to_vec(),
            _ => {
                let mut spliced = Spliced::default();
                for update in log {
                    if !spliced.append(&Update::parse(update).ok()?) {
                        return None;
                    }
                }
                spliced.encode()
            }
        };
        let parsed = Update::parse(&update).ok()?;
        if parsed.hole(|_| 0).is_some() {
            return None;
        }
        let clocks: Vec<(u64, u32)> = parsed.spans().map(|(client, span)| (client, span.end)).collect();
        Some(State { state_vector: write_state_vector(&clocks), update })
    }

    /// The update.
    pub fn update(&self) -> &[u8] {
        &self.update
    }
}

/// What a room has in memory.
#[derive(Debug)]
pub(super) enum Hold {
    /// All that the document says.
    Open(Box<Content>),
    /// What it held when it was laid aside or read, as an encoded state vector. Nothing has changed since.
    Resting { state_vector: Vec<u8>, update: Option<Vec<u8>> },
}

impl Hold {
    const RESTING: &str = "a room that rests is woken before it gets what needs the document";

    pub fn content(&self) -> &Content {
        match self {
            Hold::Open(content) => content,
            Hold::Resting { .. } => panic!("{}", Hold::RESTING),
        }
    }

    pub fn content_mut(&mut self) -> &mut Content {
        match self {
            Hold::Open(content) => content,
            Hold::Resting { .. } => panic!("{}", Hold::RESTING),
        }
    }

    /// What the document holds on disk, as an encoded state vector.
    pub fn state_vector(&self) -> Vec<u8> {
        match self {
            Hold::Open(content) => content.replica.state_vector(),
            Hold::Resting { state_vector, .. } => state_vector.clone(),
        }
    }

    /// What somebody lacks who has what `state_vector` says.
    pub fn diff(&self, state_vector: &[u8]) -> Result<Cow<'_, [u8]>, UpdateError> {
        match self {
            Hold::Resting { update: Some(update), .. } if has_nothing(state_vector) => Ok(update.into()),
            _ => self.content().replica.diff(state_vector).map(Cow::Owned),
        }
    }
}

impl From<State> for Hold {
    fn from(State { update, state_vector }: State) -> Hold {
        Hold::Resting { state_vector, update: Some(update) }
    }
}

/// Whether that is the state vector of an empty document.
pub(super) fn has_nothing(state_vector: &[u8]) -> bool {
    state_vector == [0]
}
