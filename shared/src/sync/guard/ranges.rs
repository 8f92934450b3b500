//! A set of clocks as disjoint ranges: what is deleted of one client's units.

use std::collections::BTreeMap;
use std::ops::Range;

/// Disjoint ranges that do not touch, by start.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Ranges {
    end_by_start: BTreeMap<u32, u32>,
}

impl Ranges {
    /// The ranges, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = Range<u32>> {
        self.end_by_start.iter().map(|(start, end)| *start..*end)
    }

    /// Whether all of a range is in the set.
    pub(super) fn covers(&self, range: &Range<u32>) -> bool {
        let before = self.end_by_start.range(..=range.start).next_back();
        range.is_empty() || before.is_some_and(|(_, &end)| end >= range.end)
    }

    /// Adds a range and gives `fresh` the parts of it that were not in the set, in order.
    pub(super) fn insert(&mut self, range: Range<u32>, mut fresh: impl FnMut(Range<u32>)) {
        let Range { mut start, mut end } = range;
        let mut at = start;
        if let Some((&before, &before_end)) = self.end_by_start.range(..=start).next_back() {
            if before_end >= end {
                return;
            }
            if before_end >= start {
                start = before;
                at = before_end;
            }
        }
        while let Some((&next, &next_end)) = self.end_by_start.range(at..=end).next() {
            if at < next {
                fresh(at..next);
            }
            at = next_end;
            end = end.max(next_end);
            self.end_by_start.remove(&next);
        }
        if at < end {
            fresh(at..end);
        }
        self.end_by_start.insert(start, end);
    }
}
