//! The meaning of an update, judged against a small model of the document it is for.
//!
//! A world knows of every unit in which sequence it stands and whether it is a shared type or was collected, and of
//! every client what is deleted. It knows no content and no order, and it integrates nothing. It is kept in step with
//! the updates that were accepted and can be made anew from a document's whole state.
//!
//! What makes it sound: of every item that is live in the engine, the world knows the sequence that the engine put it
//! into. So an item whose neighbours are in one sequence here is between neighbours of one list there.

use super::ranges::Ranges;
use super::sequences::{HolderIndex, Mark, Roots, SequenceIndex, Sequences};
use super::structs::{Content, Item, Items, Parent, Section, Shared, Update, write_deletions};
use super::{Id, Refused, Rejection};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

/// What is known of a document's units.
#[derive(Debug, Clone)]
pub struct World {
    clients: BTreeMap<u64, Client>,
    sequences: Sequences,
}

/// The units of one client: runs without gaps from clock 0 on.
#[derive(Debug, Clone, Default)]
struct Client {
    runs: Vec<Run>,
    deleted: Ranges,
}

/// Neighbouring clocks that are alike.
#[derive(Debug, Clone, Copy)]
struct Run {
    end: u32,
    place: Place,
}

/// Where a unit is and what can be built on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Nowhere: collected by the engine too.
    Collected,
    /// In a sequence; holds nothing.
    Plain(SequenceIndex),
    /// In a sequence; arrived deleted, so that it may once have been a shared type.
    Deleted(SequenceIndex),
    /// In a sequence; a shared type.
    Shared(SequenceIndex, Shared),
}

impl Place {
    fn sequence(self) -> Option<SequenceIndex> {
        match self {
            Place::Collected => None,
            Place::Plain(sequence) | Place::Deleted(sequence) | Place::Shared(sequence, _) => Some(sequence),
        }
    }
}

/// Whether items are put where they say or only where they may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trust {
    Stranger,
    OwnState,
}

/// The outcome of trying to place one item.
enum Step {
    Placed(Place),
    /// The unit that has to be placed first.
    Needs(Id),
}

/// How far the items of one section have been placed.
struct Walk<'a> {
    items: Items<'a>,
    clock: u32,
    /// An item that was read and waits for what it needs.
    held: Option<Item<'a>>,
    on_stack: bool,
    /// Bytes, items and clock before the first item that brings something.
    fresh_from: Option<(usize, u32, u32)>,
}

/// What has to be undone of one client.
struct Before {
    client: u64,
    runs: usize,
    end: u32,
}

impl World {
    /// The world of an empty document.
    pub fn new(roots: Roots) -> Self {
        World { clients: BTreeMap::new(), sequences: Sequences::new(roots) }
    }

    /// The world of a document, from its whole state as one update.
    ///
    /// The state is the engine's own, so what it says is taken as it is, also where this version of the validator
    /// would refuse a stranger.
    pub fn of_state(roots: Roots, state: &[u8]) -> Result<Self, Rejection> {
        let mut world = World::new(roots);
        world.take(&Update::parse(state)?, Trust::OwnState, usize::MAX)?;
        Ok(world)
    }

    /// The next clock of `client`.
    pub fn clock(&self, client: u64) -> u32 {
        self.clients.get(&client).map_or(0, Client::end)
    }

    /// Whether an update brings nothing: all its units are here, and all that it deletes is deleted.
    pub fn holds(&self, update: &Update<'_>) -> bool {
        let is_deleted = |(client, range): (u64, Range<u32>)| {
            self.clients.get(&client).is_some_and(|entry| entry.deleted.covers(&range))
        };
        update.spans().all(|(client, clocks)| clocks.end <= self.clock(client))
            && update.deletions().all(is_deleted)
    }

    /// Accepts an update and gives what of it is new: nothing, the bytes as they are, or a smaller update with the
    /// same effect. When it is not accepted the world is as it was.
    ///
    /// Takes time in the size of the update and the logarithm of the document's.
    pub fn check<'a>(&mut self, update: &Update<'a>) -> Result<Option<Cow<'a, [u8]>>, Rejection> {
        self.check_within(update, usize::MAX)
    }

    /// As [`World::check`], where the document may grow by so many bytes.
    pub fn check_within<'a>(
        &mut self,
        update: &Update<'a>,
        most: usize,
    ) -> Result<Option<Cow<'a, [u8]>>, Rejection> {
        self.take(update, Trust::Stranger, most)
    }

    fn take<'a>(
        &mut self,
        update: &Update<'a>,
        trust: Trust,
        most: usize,
    ) -> Result<Option<Cow<'a, [u8]>>, Rejection> {
        let mark = self.sequences.mark();
        let before: Vec<Before> = update.sections.iter().map(|section| self.before(section.client)).collect();
        let placed = self.place_all(update, trust).and_then(|walks| {
            self.check_deletions(update)?;
            if fresh_bytes(update, &walks) > most {
                return Err(Refused::TooLarge.into());
            }
            Ok(walks)
        });
        let walks = match placed {
            Ok(walks) => walks,
            Err(rejection) => {
                self.rewind(mark, before);
                return Err(rejection);
            }
        };
        let mut deleted = Vec::new();
        let mut known_deletions = false;
        for (client, range) in update.deletions() {
            let known = deleted.len();
            let length = range.end - range.start;
            if let Some(entry) = self.clients.get_mut(&client) {
                entry.deleted.insert(range, |part| deleted.push((client, part)));
            }
            known_deletions |=
                deleted[known..].iter().map(|(_, part)| part.end - part.start).sum::<u32>() < length;
        }
        Ok(fresh_part(update, &walks, deleted, known_deletions))
    }

    fn before(&self, client: u64) -> Before {
        let entry = self.clients.get(&client);
        Before { client, runs: entry.map_or(0, |entry| entry.runs.len()), end: entry.map_or(0, Client::end) }
    }

    fn rewind(&mut self, mark: Mark, before: Vec<Before>) {
        for Before { client, runs, end } in before {
            if runs == 0 {
                self.clients.remove(&client);
            } else if let Some(entry) = self.clients.get_mut(&client) {
                entry.runs.truncate(runs);
                entry.runs[runs - 1].end = end;
            }
        }
        self.sequences.rewind(mark);
    }

    /// Every deleted unit must be here by now.
    fn check_deletions(&self, update: &Update<'_>) -> Result<(), Rejection> {
        for (client, range) in update.deletions() {
            let clock = self.clock(client);
            if range.end > clock {
                return Err(Rejection::Hole(Id { client, clock }));
            }
        }
        Ok(())
    }

    /// Places every item, each after what it builds on.
    fn place_all<'a>(&mut self, update: &Update<'a>, trust: Trust) -> Result<Vec<Walk<'a>>, Rejection> {
        let mut walks: Vec<Walk<'a>> = Vec::with_capacity(update.sections.len());
        for section in &update.sections {
            let known = self.clock(section.client);
            if section.clock > known {
                return Err(Rejection::Hole(Id { client: section.client, clock: known }));
            }
            walks.push(Walk {
                items: section.read(),
                clock: section.clock,
                held: None,
                on_stack: false,
                fresh_from: None,
            });
        }
        let mut stack: Vec<(usize, u32)> = Vec::new();
        for first in 0..walks.len() {
            stack.push((first, update.sections[first].end));
            walks[first].on_stack = true;
            while let Some(&(index, goal)) = stack.last() {
                match self.advance(update, &mut walks[index], index, goal, trust)? {
                    None => {
                        walks[index].on_stack = false;
                        stack.pop();
                    }
                    Some(needed) => match update.section_of(needed.client) {
                        Some(next) if walks[next].on_stack => return Err(Refused::Circular.into()),
                        Some(next) if needed.clock < update.sections[next].end => {
                            walks[next].on_stack = true;
                            stack.push((next, needed.clock + 1));
                        }
                        _ => return Err(Rejection::Hole(needed)),
                    },
                }
            }
        }
        Ok(walks)
    }

    /// Places items of one section until its client's clock is `goal`, or until one needs another unit first.
    fn advance<'a>(
        &mut self,
        update: &Update<'a>,
        walk: &mut Walk<'a>,
        index: usize,
        goal: u32,
        trust: Trust,
    ) -> Result<Option<Id>, Rejection> {
        let section = &update.sections[index];
        let client = section.client;
        loop {
            let known = self.clock(client);
            if known >= goal {
                return Ok(None);
            }
            let item = match walk.held.take() {
                Some(item) => item,
                None => {
                    let (bytes, items) = walk.items.position(section);
                    let Some(item) = walk.items.next() else { return Ok(None) };
                    if walk.clock + item.length <= known {
                        walk.clock += item.length;
                        continue;
                    }
                    walk.fresh_from.get_or_insert((bytes, items, walk.clock));
                    item
                }
            };
            match self.place(client, walk.clock, known, &item, trust)? {
                Step::Placed(place) => {
                    walk.clock += item.length;
                    self.clients.entry(client).or_default().push(walk.clock, place);
                }
                Step::Needs(id) => {
                    walk.held = Some(item);
                    return Ok(Some(id));
                }
            }
        }
    }

    /// Finds where an item belongs. `known` is the client's clock, which is inside the item or at its start.
    fn place(
        &mut self,
        client: u64,
        clock: u32,
        known: u32,
        item: &Item<'_>,
        trust: Trust,
    ) -> Result<Step, Rejection> {
        match item.content {
            Content::Collected => return Ok(Step::Placed(Place::Collected)),
            Content::Skip => return Err(Rejection::Hole(Id { client, clock: known })),
            _ => {}
        }
        // The engine cuts off what it has; what remains stands behind the last unit of that.
        let origin = if known > clock { Some(Id { client, clock: known - 1 }) } else { item.origin };
        let mut sequence = match item.parent {
            None => None,
            Some(Parent::Root(name)) => {
                let holder = self.sequences.root(name, trust == Trust::OwnState).ok_or(Refused::Root)?;
                Some(self.sequences.sequence(holder, item.key))
            }
            Some(Parent::Item(id)) => match self.find(id) {
                None => return Ok(Step::Needs(id)),
                // Both engines collect an item whose parent is gone.
                Some(Place::Collected | Place::Deleted(_)) => return Ok(Step::Placed(Place::Collected)),
                Some(Place::Plain(_)) => return Err(Refused::Parent.into()),
                Some(Place::Shared(within, shared)) => {
                    let holder: HolderIndex = self.sequences.item(id, shared, within);
                    Some(self.sequences.sequence(holder, item.key))
                }
            },
        };
        for neighbour in [origin, item.right_origin].into_iter().flatten() {
            let Some(place) = self.find(neighbour) else { return Ok(Step::Needs(neighbour)) };
            // A collected neighbour tells nothing, and the engine passes it over too.
            if let Some(here) = place.sequence() {
                if trust == Trust::Stranger && sequence.is_some_and(|there| there != here) {
                    return Err(Refused::Neighbours.into());
                }
                sequence.get_or_insert(here);
            }
        }
        let Some(sequence) = sequence else { return Ok(Step::Placed(Place::Collected)) };
        if trust == Trust::Stranger {
            self.sequences.admit(sequence, item.content, item.length)?;
        }
        Ok(Step::Placed(match item.content {
            Content::Deleted => Place::Deleted(sequence),
            Content::Type(shared) => Place::Shared(sequence, shared),
            _ => Place::Plain(sequence),
        }))
    }

    fn find(&self, id: Id) -> Option<Place> {
        let runs = &self.clients.get(&id.client)?.runs;
        let at = runs.partition_point(|run| run.end <= id.clock);
        runs.get(at).map(|run| run.place)
    }
}

impl Client {
    fn end(&self) -> u32 {
        self.runs.last().map_or(0, |run| run.end)
    }

    fn push(&mut self, end: u32, place: Place) {
        match self.runs.last_mut() {
            Some(last) if last.place == place => last.end = end,
            _ => self.runs.push(Run { end, place }),
        }
    }
}

/// How many bytes the items take that were not known, not counting what is deleted.
fn fresh_bytes(update: &Update<'_>, walks: &[Walk<'_>]) -> usize {
    let fresh = |(section, walk): (&Section<'_>, &Walk<'_>)| {
        walk.fresh_from.map_or(0, |(skipped, ..)| section.items.len() - skipped)
    };
    update.sections.iter().zip(walks).map(fresh).sum()
}

/// The part of an accepted update that was not known.
fn fresh_part<'a>(
    update: &Update<'a>,
    walks: &[Walk<'a>],
    mut deleted: Vec<(u64, Range<u32>)>,
    known_deletions: bool,
) -> Option<Cow<'a, [u8]>> {
    let fresh_sections = walks.iter().filter(|walk| walk.fresh_from.is_some()).count();
    if fresh_sections == 0 && deleted.is_empty() {
        return None;
    }
    let all_items = walks.iter().all(|walk| matches!(walk.fresh_from, Some((0, ..))));
    let in_order = update.deletions().is_sorted_by(|a, b| a.0 != b.0 || a.1.end <= b.1.start);
    if all_items && !known_deletions && in_order {
        return Some(Cow::Borrowed(update.bytes()));
    }
    let mut bytes = Vec::new();
    super::cursor::write_var(&mut bytes, fresh_sections as u64);
    for (section, walk) in update.sections.iter().zip(walks) {
        if let Some((skipped, items, clock)) = walk.fresh_from {
            for number in [u64::from(section.count - items), section.client, u64::from(clock)] {
                super::cursor::write_var(&mut bytes, number);
            }
            bytes.extend_from_slice(&section.items[skipped..]);
        }
    }
    deleted.sort_unstable_by_key(|(client, range)| (*client, range.start));
    write_deletions(&mut bytes, &deleted);
    Some(Cow::Owned(bytes))
}
