//! The places of a body that a query names, brought along by every change: only paragraphs that it touches are searched
//! again.

use super::Finder;
use crate::model::{Block, Blocks, Content, Delta, Op};
use std::borrow::Cow;
use std::ops::Range;

/// All places that a query names in a body, in order.
#[derive(Debug, Clone)]
pub struct Matches {
    finder: Finder,
    places: Vec<(usize, usize)>,
}

impl Matches {
    /// Looks through all of a body.
    pub fn new(finder: Finder, blocks: &Blocks) -> Self {
        let (mut places, mut start) = (Vec::new(), 0);
        for block in blocks.iter() {
            finder.places(&text_of(block), start, &mut places);
            start += block.len();
        }
        Matches { finder, places }
    }

    /// What was looked for.
    pub fn finder(&self) -> &Finder {
        &self.finder
    }

    /// Where they start and end, in UTF-16 code units.
    pub fn places(&self) -> &[(usize, usize)] {
        &self.places
    }

    /// The same, for keeps.
    pub fn into_places(self) -> Vec<(usize, usize)> {
        self.places
    }

    /// Which of them is exactly `start..end`.
    pub fn index_of(&self, start: usize, end: usize) -> Option<usize> {
        self.places.binary_search(&(start, end)).ok()
    }

    /// The first at `offset` or behind it; from the start again where there is none.
    pub fn next(&self, offset: usize) -> Option<(usize, usize)> {
        let index = self.places.partition_point(|place| place.0 < offset);
        self.places.get(index).or_else(|| self.places.first()).copied()
    }

    /// The last that ends at `offset` or before it; from the end again where there is none.
    pub fn previous(&self, offset: usize) -> Option<(usize, usize)> {
        let index = self.places.partition_point(|place| place.1 <= offset);
        index.checked_sub(1).and_then(|index| self.places.get(index)).or_else(|| self.places.last()).copied()
    }

    /// What `with` makes of the place `start..end`; `None` where none of them is there.
    pub fn replacement(&self, blocks: &Blocks, start: usize, end: usize, with: &str) -> Option<String> {
        self.index_of(start, end)?;
        let located = blocks.at(start);
        let text = text_of(located.block);
        let byte = |offset| crate::model::utf16::byte_of(&text, offset - located.start);
        Some(self.finder.replacement(&text, &(byte(start)..byte(end)), with))
    }

    /// Brings the places behind a change. `blocks` is the body after it.
    pub fn update(&mut self, change: &Delta, blocks: &Blocks) {
        let regions = regions(change, blocks);
        if regions.is_empty() {
            return;
        }
        let old = std::mem::take(&mut self.places);
        let mut places = Vec::with_capacity(old.len());
        let (mut next, mut moved) = (0, 0isize);
        let shift = |place: &(usize, usize), by: isize| {
            (place.0.saturating_add_signed(by), place.1.saturating_add_signed(by))
        };
        for region in regions {
            let before = next + old[next..].partition_point(|place| place.1 <= region.old.start);
            places.extend(old[next..before].iter().map(|place| shift(place, moved)));
            for located in blocks.touched(region.new.start, region.new.end) {
                self.finder.places(&text_of(located.block), located.start, &mut places);
            }
            next = before + old[before..].partition_point(|place| place.0 < region.old.end);
            moved = region.new.end as isize - region.old.end as isize;
        }
        places.extend(old[next..].iter().map(|place| shift(place, moved)));
        self.places = places;
    }
}

/// A block's text, an embed as U+FFFC.
pub fn text_of(block: &Block) -> Cow<'_, str> {
    match &*block.runs {
        [] => Cow::Borrowed(""),
        [only] => match &only.content {
            Content::Text(text) => Cow::Borrowed(text),
            Content::Embed(_) => Cow::Borrowed("\u{fffc}"),
        },
        _ => Cow::Owned(block.text()),
    }
}

/// Whole paragraphs whose text a change may have made another, and what they were before.
struct Region {
    old: Range<usize>,
    new: Range<usize>,
}

fn regions(change: &Delta, blocks: &Blocks) -> Vec<Region> {
    let mut regions: Vec<Region> = Vec::new();
    let (mut old, mut new) = (0, 0);
    let mut ops = change.ops().iter().peekable();
    while let Some(op) = ops.next() {
        if let Op::Retain(len, _) = op {
            (old, new) = (old + len, new + len);
            continue;
        }
        let (old_start, new_start) = (old, new);
        let mut take = |op: &Op| match op {
            Op::Insert(..) => new += op.len(),
            Op::Delete(len) => old += len,
            Op::Retain(..) => {}
        };
        take(op);
        while let Some(op) = ops.next_if(|op| !matches!(op, Op::Retain(..))) {
            take(op);
        }
        // What is left of the paragraphs on both sides is the same before and after.
        let (first, last) = (blocks.at(new_start), blocks.at(new));
        let (lead, trail) = (new_start - first.start, last.end().saturating_sub(new));
        match regions.last_mut().filter(|region| region.new.end > first.start) {
            Some(region) => (region.old.end, region.new.end) = (old + trail, last.end()),
            None => {
                regions.push(Region { old: old_start - lead..old + trail, new: first.start..last.end() });
            }
        }
    }
    regions
}
