//! Folding a document's log: what one person did within a time window becomes one entry, so that a log of keystrokes is
//! not many times its text and still says who wrote what and when.
//!
//! Folded entries are updates of one person each, to be taken in one after another like those before them: an entry goes
//! into an earlier one of the same person only if it builds on nothing that somebody else did in between. All entries of
//! a window make a unit; after a unit the document is as it was, between entries of a unit it may be in a state that
//! nobody saw. Nothing is forgotten: what was typed and deleted again is in the log as before.

use super::guard::{Spliced, Update};
use std::collections::BTreeMap;
use std::ops::Range;

/// An entry of a log, as far as folding needs it.
#[derive(Debug, Clone, Copy)]
pub struct Logged<'a> {
    /// Who did it.
    pub author: &'a str,
    /// When, in milliseconds; not less than the entry before.
    pub time_ms: u64,
    /// What.
    pub update: &'a [u8],
}

/// What stands in the log instead. Those that stand for the same `unit` only together amount to what was there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folded {
    /// The entries that the unit stands for.
    pub unit: Range<usize>,
    /// One of the entries that were folded into this: the first. It has the author.
    pub of: usize,
    /// The time of the first and of the last that were folded into this, in milliseconds.
    pub from_ms: u64,
    /// See `from_ms`.
    pub to_ms: u64,
    /// The update.
    pub update: Vec<u8>,
}

/// Folds a log, oldest entry first. `window_ms` is how much time a unit may span.
///
/// Linear in the bytes, but for a logarithm of what a window holds. An entry that is no update stays as it is.
pub fn fold(log: &[Logged<'_>], window_ms: u64) -> Vec<Folded> {
    let mut folded = Vec::new();
    let mut window: Option<Window> = None;
    for (index, entry) in log.iter().enumerate() {
        let Ok(update) = Update::parse(entry.update) else {
            close(&mut folded, window.take(), index);
            folded.push(Folded {
                unit: index..index + 1,
                of: index,
                from_ms: entry.time_ms,
                to_ms: entry.time_ms,
                update: entry.update.to_vec(),
            });
            continue;
        };
        if window.as_ref().is_some_and(|window| entry.time_ms / window_ms != window.number) {
            close(&mut folded, window.take(), index);
        }
        window.get_or_insert_with(|| Window::new(index, entry.time_ms / window_ms)).take(log, index, &update);
    }
    close(&mut folded, window, log.len());
    folded
}

fn close(folded: &mut Vec<Folded>, window: Option<Window>, end: usize) {
    let Some(window) = window else { return };
    let unit = window.start..end;
    folded.extend(window.parts.into_iter().map(|part| Folded {
        unit: unit.clone(),
        of: part.of,
        from_ms: part.from_ms,
        to_ms: part.to_ms,
        update: part.spliced.encode(),
    }));
}

/// The entries of one window so far.
struct Window {
    /// Which window: its time in windows since 1970.
    number: u64,
    /// Its first entry.
    start: usize,
    parts: Vec<Part>,
    /// In which part the units stand that came in this window: by client and first clock, their end and the part.
    made: BTreeMap<(u64, u32), (u32, usize)>,
}

/// What one person did, in one piece.
struct Part {
    of: usize,
    from_ms: u64,
    to_ms: u64,
    spliced: Spliced,
}

impl Window {
    fn new(start: usize, number: u64) -> Self {
        Window { number, start, parts: Vec::new(), made: BTreeMap::new() }
    }

    fn take(&mut self, log: &[Logged<'_>], index: usize, update: &Update<'_>) {
        let Logged { author, time_ms, .. } = log[index];
        // What it builds on has to come before it, or in the same part.
        let needs = update.needs().filter_map(|range| self.part_of(range)).max();
        let own = self.parts.iter().rposition(|part| log[part.of].author == author);
        let part = match own.filter(|own| needs.is_none_or(|needs| needs <= *own)) {
            Some(own) if self.parts[own].spliced.append(update) => own,
            _ => {
                let mut spliced = Spliced::default();
                spliced.append(update);
                self.parts.push(Part { of: index, from_ms: time_ms, to_ms: time_ms, spliced });
                self.parts.len() - 1
            }
        };
        self.parts[part].to_ms = time_ms;
        for (client, clocks) in update.spans() {
            self.made.insert((client, clocks.start), (clocks.end, part));
        }
    }

    /// The last part that made any of these units.
    fn part_of(&self, (client, clocks): (u64, Range<u32>)) -> Option<usize> {
        let before = self.made.range((client, 0)..(client, clocks.end)).rev();
        let reaching = before.take_while(|(_, (end, _))| *end > clocks.start);
        reaching.map(|(_, (_, part))| *part).max()
    }
}
