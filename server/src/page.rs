//! What all pages have in common that the server writes itself: the frame, the look, which is the app's, the language, and
//! that no text of others becomes markup. No such page needs a script.

use axum::http::header::{ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_TYPE, REFERRER_POLICY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

const DAY_S: u64 = 24 * 60 * 60;
/// The app's colours, type and space.
const TOKENS: &str = include_str!("../../assets/styles/tokens.css");
const STYLE: &str = include_str!("page.css");

/// A page.
#[derive(Debug)]
pub struct Page<'a> {
    /// What the window is called.
    pub title: &'a str,
    /// Which look the page has: a class of its body.
    pub kind: &'a str,
    /// What stands in its head beside the common, as HTML.
    pub head: &'a str,
    /// What stands on it, as HTML.
    pub body: &'a str,
    /// Whether it is German and not English.
    pub is_german: bool,
}

impl Page<'_> {
    /// The page's HTML.
    pub fn html(&self) -> String {
        let Page { title, kind, head, body, is_german } = self;
        let language = if *is_german { "de" } else { "en" };
        let title = escape(title);
        format!(
            "<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>{title}</title>\
             <link rel=\"icon\" href=\"/icon.svg\" type=\"image/svg+xml\">{head}<style>{TOKENS}{STYLE}</style></head>\
             <body class=\"{kind}\">{body}</body></html>"
        )
    }

    /// The page as an answer that is for one person alone: nothing in between keeps it.
    pub fn answer(&self, status: StatusCode) -> Response {
        let mut response = (status, self.html()).into_response();
        let fields = response.headers_mut();
        fields.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        fields.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        // A form of a page that sends no referrer at all is sent from the origin "null", which says nothing of whose it is.
        fields.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
        response
    }
}

/// Whether a request's languages have German before English.
pub fn speaks_german(headers: &HeaderMap) -> bool {
    let languages = headers.get(ACCEPT_LANGUAGE).and_then(|languages| languages.to_str().ok());
    languages.is_some_and(prefers_german)
}

fn prefers_german(languages: &str) -> bool {
    let mut known = languages.split(',').map(|language| language.trim().to_ascii_lowercase());
    known
        .find(|language| language.starts_with("de") || language.starts_with("en"))
        .is_some_and(|first| first.starts_with("de"))
}

/// A text of others, so that it stays text.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

/// The date of a time in seconds since 1970, as `2026-11-24`.
pub fn date(seconds: u64) -> String {
    // Days of the proleptic Gregorian calendar, counted from 1 March of year 0.
    let days = seconds / DAY_S + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, carry) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    format!("{:04}-{month:02}-{day:02}", year + era * 400 + carry)
}

/// The end of a day that is written as `2026-11-24`, in milliseconds since 1970.
pub fn end_of_day(text: &str) -> Option<u64> {
    let mut parts = text.splitn(3, '-').map(|part| part.parse::<u64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // As in `date`, the other way round.
    let (year_of, month_of) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let (era, year_of_era) = (year_of / 400, year_of % 400);
    let day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + (153 * month_of + 2) / 5 + day - 1;
    let seconds = (era * 146_097 + day_of_era - 719_468) * DAY_S;
    (date(seconds) == text).then_some((seconds + DAY_S) * 1000)
}

/// A time in milliseconds since 1970, as `2026-11-24 10:00 UTC`, for people.
pub fn moment(time_ms: u64) -> String {
    let seconds = time_ms / 1000;
    let (hour, minute) = (seconds % DAY_S / 3600, seconds % 3600 / 60);
    let date = date(seconds);
    format!("<time datetime=\"{date}T{hour:02}:{minute:02}Z\">{date} {hour:02}:{minute:02} UTC</time>")
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(end_of_day(told), Some((seconds / DAY_S + 1) * DAY_S * 1000));
        }
        for none in
            ["", "2026-02-29", "2026-13-01", "2026-1-1", "1969-12-31", "99999-01-01", "2026-11-24x", "today"]
        {
            assert_eq!(end_of_day(none), None, "{none}");
        }
        assert!(moment(1_795_478_400_000 + 3_660_000).contains(">2026-11-24 01:01 UTC<"));
    }

    #[test]
    fn the_language_is_the_first_that_is_spoken_here() {
        assert!(prefers_german("de-AT,de;q=0.9,en;q=0.8"));
        assert!(prefers_german("fr, de;q=0.5"));
        assert!(!prefers_german("en-US,en;q=0.9,de;q=0.8"));
        assert!(!prefers_german("fr"));
    }

    #[test]
    fn a_text_stays_text() {
        assert_eq!(escape("<a href='x'>\"&"), "&lt;a href=&#39;x&#39;&gt;&quot;&amp;");
        let page = Page { title: "</title><script>", kind: "card", head: "", body: "", is_german: true };
        assert!(!page.html().contains("<script>") && page.html().contains("lang=\"de\""));
    }
}
