//! When something happened, in words: as people say it for the last week, as a date before that.

use crate::browser;
use wasm_bindgen::JsValue;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// How long ago `seconds` is, in words; `None` when a date says it better.
pub fn ago(seconds: u64) -> Option<String> {
    let count = |number: u64, unit: &str| {
        if number == 1 { format!("1 {unit} ago") } else { format!("{number} {unit}s ago") }
    };
    match seconds {
        0..MINUTE => Some("just now".into()),
        MINUTE..HOUR => Some(count(seconds / MINUTE, "minute")),
        HOUR..DAY => Some(count(seconds / HOUR, "hour")),
        DAY..172_800 => Some("yesterday".into()),
        172_800..604_800 => Some(count(seconds / DAY, "day")),
        _ => None,
    }
}

/// The moment `then_ms` (milliseconds since 1970) as seen now: "5 minutes ago", "12 March 2026".
pub fn moment(then_ms: u64) -> String {
    let seconds = browser::now_ms().saturating_sub(then_ms) / 1_000;
    ago(seconds).unwrap_or_else(|| {
        let options = js_sys::Object::new();
        for (name, value) in [("day", "numeric"), ("month", "long"), ("year", "numeric")] {
            let _ = js_sys::Reflect::set(&options, &name.into(), &value.into());
        }
        let date = js_sys::Date::new(&JsValue::from_f64(then_ms as f64));
        date.to_locale_date_string("en-GB", &options).into()
    })
}

#[cfg(test)]
mod tests {
    use super::ago;

    #[test]
    fn the_last_week_is_said_in_words() {
        let cases = [
            (0, "just now"),
            (59, "just now"),
            (60, "1 minute ago"),
            (3_599, "59 minutes ago"),
            (3_600, "1 hour ago"),
            (86_399, "23 hours ago"),
            (86_400, "yesterday"),
            (172_800, "2 days ago"),
            (604_799, "6 days ago"),
        ];
        for (seconds, words) in cases {
            assert_eq!(ago(seconds).as_deref(), Some(words), "{seconds} s");
        }
    }

    #[test]
    fn older_than_a_week_is_a_date() {
        assert_eq!(ago(604_800), None);
    }
}
