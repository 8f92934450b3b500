//! Which language a request is answered in, and how numbers, days, times and sizes are written in it.

use axum::http::HeaderMap;
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE};
use octavo_words::{Language, Value};

use crate::calendar::{date, day_of, time_of_day};
use crate::words::figures::words;

/// The cookie in which the app says which language was chosen in it.
const CHOSEN: &str = "octavo-language";

/// The language that was chosen in the app, or else the first of the browser's languages that is spoken here.
pub fn of(headers: &HeaderMap) -> Language {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|cookies| cookies.to_str().ok());
    let chosen = cookies.flat_map(|cookies| cookies.split(';')).find_map(|cookie| {
        let (name, tag) = cookie.trim().split_once('=')?;
        if name == CHOSEN { Language::of_tag(tag) } else { None }
    });
    let accepted = || headers.get(ACCEPT_LANGUAGE).and_then(|languages| languages.to_str().ok());
    chosen.or_else(|| accepted().and_then(preferred)).unwrap_or_default()
}

/// The first language that is spoken here of those that a browser prefers, which it names in that order.
fn preferred(languages: &str) -> Option<Language> {
    languages.split(',').find_map(|language| Language::of_tag(language.split(';').next()?.trim()))
}

/// A number as the language writes it: "18,000".
pub fn number(language: Language, number: u64) -> String {
    let digits = number.to_string();
    let mut written = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            written.push_str(words(language).thousands);
        }
        written.push(digit);
    }
    written
}

/// A number with one digit, or more, behind the point: so many tenths, hundredths and so on.
fn decimal(language: Language, whole: u64, part: u64, digits: usize) -> String {
    format!("{}{}{part:0digits$}", number(language, whole), words(language).decimal)
}

/// The day of a time in seconds since 1970: "Nov 24, 2026".
pub fn day(language: Language, seconds: u64) -> String {
    let (year, month, day) = day_of(seconds);
    // The year is a name and no number of things.
    words(language).day(Value::Number(day), Value::Number(month), year.to_string())
}

/// A time in seconds since 1970: "Nov 24, 2026, 10:00 UTC".
pub fn time(language: Language, seconds: u64) -> String {
    words(language).moment(day(language, seconds), time_of_day(seconds))
}

/// A time in milliseconds since 1970, as HTML.
pub fn moment(language: Language, time_ms: u64) -> String {
    let seconds = time_ms / 1000;
    format!(
        "<time datetime=\"{}T{}Z\">{}</time>",
        date(seconds),
        time_of_day(seconds),
        time(language, seconds)
    )
}

/// A number of bytes as people say it.
pub fn size(language: Language, bytes: u64) -> String {
    let words = words(language);
    match bytes {
        0..1_000_000 => words.kilobytes(number(language, bytes.div_ceil(1000))),
        _ => words.megabytes(decimal(language, bytes / 1_000_000, bytes / 100_000 % 10, 1)),
    }
}

/// A share of 1 to a hundredth of a percent, rounded down, so that 100 % means all of it.
pub fn percent(language: Language, share: f64) -> String {
    let hundredths = (share * 10_000.0).floor() as u64;
    let number = match hundredths {
        10_000.. => "100".to_owned(),
        _ => decimal(language, hundredths / 100, hundredths % 100, 2),
    };
    words(language).percent(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, German};
    use axum::http::HeaderValue;

    fn asked(accepted: &'static str, cookies: &[&'static str]) -> Language {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static(accepted));
        for cookie in cookies {
            headers.append(COOKIE, HeaderValue::from_static(cookie));
        }
        of(&headers)
    }

    #[test]
    fn the_language_is_the_first_that_is_spoken_here() {
        assert_eq!(asked("de-AT,de;q=0.9,en;q=0.8", &[]), German);
        assert_eq!(asked("fr, de;q=0.5", &[]), German);
        assert_eq!(asked("en-US,en;q=0.9,de;q=0.8", &[]), English);
        assert_eq!(asked("fr", &[]), English);
        assert_eq!(of(&HeaderMap::new()), English);
    }

    #[test]
    fn the_language_that_was_chosen_in_the_app_goes_before_the_browsers() {
        assert_eq!(asked("en", &["octavo-guest=x; octavo-language=de"]), German);
        assert_eq!(asked("de", &["octavo-guest=x", "octavo-language=en"]), English);
        assert_eq!(asked("de", &["octavo-language=tlh"]), German, "one that is not spoken here");
        assert_eq!(asked("de", &["not-octavo-language=en; octavo-language="]), German);
    }

    #[test]
    fn figures_are_written_as_the_language_does() {
        let seconds = 1_795_478_400 + 36_000;
        assert_eq!(time(English, seconds), "Nov 24, 2026, 10:00 UTC");
        assert_eq!(time(German, seconds), "24.11.2026, 10:00 UTC");
        assert_eq!(
            moment(German, seconds * 1000),
            "<time datetime=\"2026-11-24T10:00Z\">24.11.2026, 10:00 UTC</time>"
        );
        assert_eq!(day(English, 0), "Jan 1, 1970");
        assert_eq!(
            [0, 999, 1_000, 1_234_567].map(|it| number(English, it)),
            ["0", "999", "1,000", "1,234,567"]
        );
        assert_eq!(number(German, 18_000), "18.000");
        let sizes = |language| [0, 1, 999_001, 1_000_000, 12_345_678].map(|bytes| size(language, bytes));
        assert_eq!(sizes(English), ["0 kB", "1 kB", "1,000 kB", "1.0 MB", "12.3 MB"]);
        assert_eq!(sizes(German), ["0 kB", "1 kB", "1.000 kB", "1,0 MB", "12,3 MB"]);
    }

    #[test]
    fn all_of_it_means_all_of_it() {
        assert_eq!((percent(English, 1.0), percent(English, 0.99999)), ("100%".into(), "99.99%".into()));
        assert_eq!(percent(German, 0.5), "50,00 %");
        assert_eq!(percent(English, 0.0005), "0.05%");
    }
}
