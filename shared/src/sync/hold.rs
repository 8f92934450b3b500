//! What of a document a room has in memory: all of it; or, while nobody writes, what it holds by number and perhaps its bytes.

use super::guard::{Spliced, Update, write_state_vector};
use super::{Content, Message};
use crate::model::UpdateError;
use bytes::Bytes;

/// What a log says, as the answer for those who come and have nothing yet: all get the same bytes, which are read a tenth as fast again
/// as the document is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    answer: Bytes,
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
        let answer = Message::SyncStep2 { update: &update }.encode().into();
        Some(State { state_vector: write_state_vector(&clocks), answer })
    }

    /// A sync step 2 with all of it.
    pub fn answer(&self) -> &Bytes {
        &self.answer
    }
}

/// What a room has in memory.
#[derive(Debug)]
pub(super) enum Hold {
    /// All that the document says.
    Open(Box<Content>),
    /// What it held when it was laid aside or read, as an encoded state vector. Nothing has changed since.
    Resting { state_vector: Vec<u8>, answer: Option<Bytes> },
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

    /// The sync step 2 for somebody who has what `state_vector` says.
    pub fn answer(&self, state_vector: &[u8]) -> Result<Bytes, UpdateError> {
        match self {
            Hold::Resting { answer: Some(answer), .. } if has_nothing(state_vector) => Ok(answer.clone()),
            _ => {
                let update = self.content().replica.diff(state_vector)?;
                Ok(Message::SyncStep2 { update: &update }.encode().into())
            }
        }
    }
}

impl From<State> for Hold {
    fn from(State { answer, state_vector }: State) -> Hold {
        Hold::Resting { state_vector, answer: Some(answer) }
    }
}

/// Whether that is the state vector of an empty document.
pub(super) fn has_nothing(state_vector: &[u8]) -> bool {
    state_vector == [0]
}
