//! How well each part was over the last 90 days: seconds that it was well and that it was not, by day. Pure: what time it is
//! and how things are comes in.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Days that are kept, today among them.
pub const DAYS: u64 = 90;
const DAY_MS: u64 = 24 * 60 * 60 * 1000;
/// Between two looks further apart than this the server was not running. In milliseconds.
const LONGEST_GAP_MS: u64 = 90_000;

/// What can be well or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// Opening documents and writing in them together.
    Editing,
    /// Keeping what is written on the server's disk.
    Saving,
    /// Opening an account with its password.
    SignIn,
    /// Keeping up with what is written, so that it is found.
    Search,
    /// Giving letters to a mail server. Shown where there is one.
    Mail,
}

impl Part {
    /// All parts, in the order in which they are shown.
    pub const ALL: [Part; 5] = [Part::Editing, Part::Saving, Part::SignIn, Part::Search, Part::Mail];
}

/// A part's day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// Seconds that it was well,
    pub well: u64,
    /// and that it was not.
    pub ill: u64,
}

/// The last 90 days.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Book {
    days: BTreeMap<Part, BTreeMap<u64, Day>>,
    /// When it was last looked, in milliseconds since 1970.
    looked_ms: u64,
    /// What was ill then.
    ill: Vec<Part>,
}

impl Book {
    /// Writes down how things are. What passed since the last look is as things were then; but if that was long ago, the
    /// server did not run, and nothing was well.
    pub fn look(&mut self, now_ms: u64, ill: Vec<Part>) {
        let (from, was_running) = match now_ms.checked_sub(self.looked_ms) {
            Some(passed) if self.looked_ms > 0 => (self.looked_ms, passed <= LONGEST_GAP_MS),
            // The first look, or a clock that was set back.
            _ => (now_ms, true),
        };
        for part in Part::ALL {
            let is_well = was_running && !self.ill.contains(&part);
            let days = self.days.entry(part).or_default();
            let mut at = from;
            while at < now_ms {
                let end = now_ms.min((at / DAY_MS + 1) * DAY_MS);
                let day = days.entry(at / DAY_MS).or_default();
                let seconds = (end / 1000) - (at / 1000);
                *if is_well { &mut day.well } else { &mut day.ill } += seconds;
                at = end;
            }
            days.retain(|day, _| day + DAYS > now_ms / DAY_MS);
        }
        self.looked_ms = now_ms;
        self.ill = ill;
    }

    /// Says how long ago the last look was, by a clock that does not jump: where the clock on the wall has, what it jumped over
    /// is not counted.
    pub fn was_looked_at(&mut self, passed_ms: u64, now_ms: u64) {
        self.looked_ms = now_ms.saturating_sub(passed_ms);
    }

    /// Whether a part was well at the last look.
    pub fn is_well(&self, part: Part) -> bool {
        !self.ill.contains(&part)
    }

    /// The last 90 days of a part, oldest first, each with its number since 1970; `None` where nothing is known.
    pub fn days(&self, part: Part) -> impl Iterator<Item = (u64, Option<Day>)> {
        let today = self.looked_ms / DAY_MS;
        let days = self.days.get(&part);
        (0..DAYS).rev().filter_map(move |back| {
            let day = today.checked_sub(back)?;
            Some((day, days.and_then(|days| days.get(&day)).copied()))
        })
    }

    /// How much of the known time a part was well, from 0 to 1.
    pub fn share(&self, part: Part) -> f64 {
        let known = self.days(part).filter_map(|(_, day)| day);
        let (well, all) = known.fold((0, 0), |(well, all), day| (well + day.well, all + day.well + day.ill));
        if all == 0 { 1.0 } else { well as f64 / all as f64 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: u64 = 60_000;
    /// Ten minutes before the end of a day.
    const START: u64 = 20_000 * DAY_MS - 10 * MINUTE;

    fn day(book: &Book, part: Part, number: u64) -> Option<Day> {
        book.days(part).find(|(day, _)| *day == number).and_then(|(_, day)| day)
    }

    #[test]
    fn time_is_as_things_were_when_it_was_looked_before() {
        let mut book = Book::default();
        book.look(START, vec![]);
        book.look(START + MINUTE, vec![Part::Saving]);
        book.look(START + 2 * MINUTE, vec![]);
        book.look(START + 3 * MINUTE, vec![]);
        assert_eq!(day(&book, Part::Editing, 19_999), Some(Day { well: 180, ill: 0 }));
        assert_eq!(day(&book, Part::Saving, 19_999), Some(Day { well: 120, ill: 60 }));
        assert_eq!(book.share(Part::Editing), 1.0);
        assert!(book.is_well(Part::Saving));
    }

    #[test]
    fn while_the_server_did_not_run_nothing_was_well_each_day_for_itself() {
        let mut book = Book::default();
        book.look(START, vec![]);
        book.look(START + 20 * MINUTE, vec![]);
        for part in Part::ALL {
            assert_eq!(day(&book, part, 19_999), Some(Day { well: 0, ill: 600 }));
            assert_eq!(day(&book, part, 20_000), Some(Day { well: 0, ill: 600 }));
        }
    }

    #[test]
    fn hours_that_a_clock_jumps_over_are_no_time_at_all() {
        let mut book = Book::default();
        let hour = 60 * MINUTE;
        book.look(START, vec![]);
        for now_ms in [START - 3 * hour, START + MINUTE, START + 3 * hour] {
            book.was_looked_at(MINUTE, now_ms);
            book.look(now_ms, vec![]);
        }
        let days = book.days(Part::Editing).filter_map(|(_, day)| day);
        let all = days.fold((0, 0), |(well, ill), day| (well + day.well, ill + day.ill));
        assert_eq!(all, (180, 0));
    }

    #[test]
    fn a_clock_that_is_set_back_counts_nothing_and_old_days_go() {
        let mut book = Book::default();
        book.look(START, vec![]);
        book.look(START + MINUTE, vec![]);
        book.look(START - 60 * MINUTE, vec![]);
        assert_eq!(day(&book, Part::Editing, 19_999), Some(Day { well: 60, ill: 0 }));
        book.look(START + 100 * DAY_MS, vec![]);
        assert_eq!(book.days(Part::Editing).count(), 90);
        assert_eq!(book.days.values().map(BTreeMap::len).max(), Some(90));
    }
}
