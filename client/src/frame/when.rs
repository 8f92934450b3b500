//! When something happened, in words: as people say it for the last week, as a date before that.

use crate::browser;
use crate::key;
use crate::language::{ago, day, say};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// How something that is some time ago is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Saying {
    Now,
    /// So many of a unit, as the browser names it.
    Ago(u64, &'static str),
    Date,
}

fn saying(seconds: u64) -> Saying {
    match seconds {
        0..MINUTE => Saying::Now,
        MINUTE..HOUR => Saying::Ago(seconds / MINUTE, "minute"),
        HOUR..DAY => Saying::Ago(seconds / HOUR, "hour"),
        DAY..604_800 => Saying::Ago(seconds / DAY, "day"),
        _ => Saying::Date,
    }
}

/// The moment `then_ms` (milliseconds since 1970) as seen now: "5 minutes ago", "12 March 2026".
pub fn moment(then_ms: u64) -> String {
    match saying(browser::now_ms().saturating_sub(then_ms) / 1_000) {
        Saying::Now => say(key!("just-now")),
        Saying::Ago(count, unit) => ago(count, unit),
        Saying::Date => day(then_ms),
    }
}

#[cfg(test)]
mod tests {
    use super::{Saying, saying};

    #[test]
    fn the_last_week_is_said_in_words_and_a_date_before_that() {
        let cases = [
            (0, Saying::Now),
            (59, Saying::Now),
            (60, Saying::Ago(1, "minute")),
            (3_599, Saying::Ago(59, "minute")),
            (3_600, Saying::Ago(1, "hour")),
            (86_399, Saying::Ago(23, "hour")),
            (86_400, Saying::Ago(1, "day")),
            (604_799, Saying::Ago(6, "day")),
            (604_800, Saying::Date),
        ];
        for (seconds, expected) in cases {
            assert_eq!(saying(seconds), expected, "{seconds} s");
        }
    }
}
