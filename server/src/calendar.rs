//! Days and times as programs write them (ISO 8601), in UTC. As people write them: `language`.

/// Seconds of a day.
pub const DAY_S: u64 = 24 * 60 * 60;

/// The year, the month and the day of a time in seconds since 1970.
pub fn day_of(seconds: u64) -> (u64, u64, u64) {
    // Days of the proleptic Gregorian calendar, counted from 1 March of year 0.
    let days = seconds / DAY_S + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, carry) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (year + era * 400 + carry, month, day)
}

/// The date of a time in seconds since 1970, as `2026-11-24`.
pub fn date(seconds: u64) -> String {
    let (year, month, day) = day_of(seconds);
    format!("{year:04}-{month:02}-{day:02}")
}

/// The time of day of a time in seconds since 1970, to the minute, as `10:00`.
pub fn time_of_day(seconds: u64) -> String {
    format!("{:02}:{:02}", seconds % DAY_S / 3600, seconds % 3600 / 60)
}

/// A time in milliseconds since 1970, as `2026-11-24T10:00:00.000Z`.
pub fn moment(time_ms: u64) -> String {
    let seconds = time_ms / 1000;
    format!("{}T{}:{:02}.{:03}Z", date(seconds), time_of_day(seconds), seconds % 60, time_ms % 1000)
}

/// The beginning of a day that is written as `2026-11-24`, in seconds since 1970.
pub fn start_of_day(text: &str) -> Option<u64> {
    let mut parts = text.splitn(3, '-').map(|part| part.parse::<u64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // As in `day_of`, the other way round.
    let (year_of, month_of) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let (era, year_of_era) = (year_of / 400, year_of % 400);
    let day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + (153 * month_of + 2) / 5 + day - 1;
    let seconds = (era * 146_097 + day_of_era - 719_468) * DAY_S;
    (date(seconds) == text).then_some(seconds)
}

/// The end of a day that is written as `2026-11-24`, in milliseconds since 1970.
pub fn end_of_day(text: &str) -> Option<u64> {
    start_of_day(text).map(|start| (start + DAY_S) * 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_told_to_the_millisecond() {
        assert_eq!(moment(1_709_210_096_007), "2024-02-29T12:34:56.007Z");
    }

    #[test]
    fn dates_are_those_of_the_calendar() {
        for (seconds, told) in [
            (0, "1970-01-01"),
            (951_782_400, "2000-02-29"),
            (1_709_164_800, "2024-02-29"),
            (1_735_603_200, "2024-12-31"),
            (1_795_478_400, "2026-11-24"),
        ] {
            assert_eq!(date(seconds), told);
            assert_eq!(start_of_day(told), Some(seconds));
            assert_eq!(end_of_day(told), Some((seconds + DAY_S) * 1000));
        }
        for none in
            ["", "2026-02-29", "2026-13-01", "2026-1-1", "1969-12-31", "99999-01-01", "2026-11-24x", "today"]
        {
            assert_eq!(end_of_day(none), None, "{none}");
        }
        assert_eq!(time_of_day(1_795_478_400 + 3_660), "01:01");
    }
}
