//! A document's past, read off its log: its state after any entry, who wrote each character of it, what became of one state
//! on the way to another, and the change that brings an earlier one back.
//!
//! The log is replayed into a document of its own; nothing here touches a living one. Who did what is exact whatever the
//! way of the changes was: each entry has one author, and what it did to the text is the text's own answer to it, so also
//! for work that was done offline and merged long after.

use super::difference::{Deed, Difference};
use super::fold::{Logged, fold};
use super::guard::{Spliced, Update};
use crate::model::{Delta, Document, Replica, Signed, Style, UpdateError};
use std::collections::{BTreeMap, BTreeSet};

/// An entry of a log.
#[derive(Debug, Clone, Copy)]
pub struct Step<'a> {
    /// Who did it.
    pub author: &'a str,
    /// When the first of what it holds was done, in milliseconds since 1970.
    pub from_ms: u64,
    /// When the last.
    pub to_ms: u64,
    /// What.
    pub update: &'a [u8],
}

/// So many things that people did are replayed one by one; where there are more, those of one person and of some time become one,
/// and that time is not longer than so many milliseconds.
const MOST_PARTS: usize = 256;
const LONGEST_MS: u64 = 1 << 36;
/// The client id of a document that only replays.
const NOBODY: u64 = 0;

/// The document after all these entries.
pub fn state(log: &[Step<'_>]) -> Result<Document, UpdateError> {
    state_for(log, NOBODY)
}

/// The same, which signs what it changes as `client`.
pub(super) fn state_for(log: &[Step<'_>], client: u64) -> Result<Document, UpdateError> {
    // One after another without looking, and then all at once: to look costs a walk over the text.
    let mut replica = Replica::new(NOBODY);
    for step in log {
        replica.apply(step.update)?;
    }
    let mut document = Document::new(client);
    document.merge([&*replica.encode()])?;
    Ok(document)
}

/// What became of the body from the state after the first `from` entries of the log to its end. From 0 on, it says of
/// each character who wrote it.
///
/// From 0 on it costs a walk over the log and one over the text. Otherwise it costs a walk over the text for each entry; where
/// there are hundreds, what one person did within some time is taken as one, and the times that it tells span so much.
pub fn difference(log: &[Step<'_>], from: usize) -> Result<Difference, UpdateError> {
    let (before, after) = log.split_at(from.min(log.len()));
    if before.is_empty() {
        return written(log);
    }
    let mut document = state(before)?;
    let mut difference = Difference::of(&document.body());
    let logged: Vec<_> = after
        .iter()
        .map(|step| Logged { author: step.author, time_ms: step.to_ms, update: step.update })
        .collect();
    for part in fold(&logged, window_ms(after)) {
        let change = document.merge([&*part.update])?;
        if !change.is_empty() {
            let Step { author, from_ms, .. } = after[part.of];
            difference.apply(&change, &Deed { author: author.to_owned(), from_ms, to_ms: part.to_ms });
        }
    }
    Ok(difference)
}

/// The shortest time, a power of two of milliseconds, such that people did few enough things each within one.
fn window_ms(log: &[Step<'_>]) -> u64 {
    let parts = |window: u64| {
        let windows = log.chunk_by(|one, next| one.to_ms / window == next.to_ms / window);
        let authors =
            |steps: &[Step<'_>]| steps.iter().map(|step| step.author).collect::<BTreeSet<_>>().len();
        windows.map(authors).sum::<usize>()
    };
    let mut window = 1;
    while window < LONGEST_MS && parts(window) > MOST_PARTS {
        window *= 2;
    }
    window
}

/// The body at the end of a log, with who wrote each character of it: the one whose entry brought it first.
fn written(log: &[Step<'_>]) -> Result<Difference, UpdateError> {
    // Of each client the clocks that an entry brought, in order: where they end, and the entry.
    let mut brought: BTreeMap<u64, Vec<(u32, usize)>> = BTreeMap::new();
    for (at, step) in log.iter().enumerate() {
        let update = Update::parse(step.update).map_err(|error| UpdateError::Malformed(error.to_string()))?;
        for (client, clocks) in update.spans() {
            let ends = brought.entry(client).or_default();
            if ends.last().is_none_or(|(end, _)| *end < clocks.end) {
                ends.push((clocks.end, at));
            }
        }
    }
    let deed = |at: usize| {
        let Step { author, from_ms, to_ms, .. } = log[at];
        Deed { author: author.to_owned(), from_ms, to_ms }
    };
    let mut pieces = Vec::new();
    for Signed { mut content, attributes, id } in state(log)?.signed_body() {
        let (client, mut clock) = id.unwrap_or_default();
        let ends = brought.get(&client).map_or(&[][..], Vec::as_slice);
        for (end, at) in &ends[ends.partition_point(|(end, _)| *end <= clock)..] {
            let length = (*end - clock) as usize;
            if content.len() <= length {
                pieces.push((content, attributes, deed(*at)));
                break;
            }
            let (head, tail) = content.split_at(length);
            pieces.push((head, attributes.clone(), deed(*at)));
            (content, clock) = (tail, *end);
        }
    }
    Ok(Difference::written(pieces))
}

/// The update that makes the document at the end of the log read as it did after the first `to` entries: its body, its
/// title and its styles. A change like any other, which erases nothing of the log; what is the same stays what it is, so
/// that what others do meanwhile is merged. `None` when it reads so already.
///
/// `client` is the id that it is signed with: one that nobody uses.
pub fn restore(log: &[Step<'_>], to: usize, client: u64) -> Result<Option<Vec<u8>>, UpdateError> {
    let then = state(&log[..to.min(log.len())])?;
    let mut now = state_for(log, client)?;
    let mut updates = Vec::new();
    if then.body() != now.body() {
        updates.push(now.edit(&difference(log, to)?.undoing()));
    }
    if then.title() != now.title() {
        updates.push(now.set_title(&then.title()));
    }
    let (styles_then, styles_now) = (then.styles(), now.styles());
    for style in Style::ALL {
        let said = styles_then.redefinition(style);
        if said != styles_now.redefinition(style) {
            updates.push(now.edit_style(&Delta::new(), style, said));
        }
    }
    if updates.is_empty() {
        return Ok(None);
    }
    let mut spliced = Spliced::default();
    for update in &updates {
        let update = Update::parse(update).map_err(|error| UpdateError::Malformed(error.to_string()))?;
        spliced.append(&update);
    }
    Ok(Some(spliced.encode()))
}
