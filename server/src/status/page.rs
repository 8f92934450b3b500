//! The status page and the feed as text. Every text of others is escaped; no script is needed.

use super::book::{Book, Part};
use super::incidents::Incident;

const DAY_S: u64 = 24 * 60 * 60;
/// The time of a feed without entries.
const LONG_AGO: &str = "1970-01-01T00:00:00Z";

struct Words {
    language: &'static str,
    title: &'static str,
    well: &'static str,
    ill: &'static str,
    editing: (&'static str, &'static str),
    saving: (&'static str, &'static str),
    now_well: &'static str,
    now_ill: &'static str,
    days: &'static str,
    no_data: &'static str,
    not_well: &'static str,
    incidents: &'static str,
    none: &'static str,
    lasts: &'static str,
    until: &'static str,
    feed: &'static str,
    app: &'static str,
}

const ENGLISH: Words = Words {
    language: "en",
    title: "Octavo status",
    well: "Everything works",
    ill: "Something does not work",
    editing: ("Editing", "Opening documents and writing in them together"),
    saving: ("Saving", "Keeping what is written on the server"),
    now_well: "Works",
    now_ill: "Does not work",
    days: "90 days",
    no_data: "no data",
    not_well: "disturbed for",
    incidents: "Incidents",
    none: "None.",
    lasts: "Still going on, since",
    until: "until",
    feed: "Feed",
    app: "To your documents",
};

const GERMAN: Words = Words {
    language: "de",
    title: "Octavo: Status",
    well: "Alles funktioniert",
    ill: "Etwas funktioniert nicht",
    editing: ("Bearbeiten", "Dokumente öffnen und gemeinsam darin schreiben"),
    saving: ("Speichern", "Geschriebenes auf dem Server aufbewahren"),
    now_well: "Funktioniert",
    now_ill: "Funktioniert nicht",
    days: "90 Tage",
    no_data: "keine Daten",
    not_well: "gestört für",
    incidents: "Vorfälle",
    none: "Keine.",
    lasts: "Dauert an, seit",
    until: "bis",
    feed: "Feed",
    app: "Zu deinen Dokumenten",
};

const STYLE: &str = "\
:root{color-scheme:light dark;--desk:light-dark(#f4f2ed,#131312);--sheet:light-dark(#fff,#1d1d1b);--ink:light-dark(#1d1c19,#ebe8e1);\
--soft:light-dark(#5b5850,#aeaaa0);--line:light-dark(#e3dfd6,#34332f);--well:light-dark(#1b6651,#7ac7ad);--ill:light-dark(#9a3412,#f3a27c)}\
*{box-sizing:border-box}body{margin:0;padding:2rem 1rem 4rem;background:var(--desk);color:var(--ink);font:400 .9375rem/1.5 system-ui,sans-serif}\
main{max-width:46rem;margin:auto;display:grid;gap:1.5rem}h1,h2,h3,p{margin:0}h1{font-size:1.5rem;line-height:1.3}h2{font-size:1rem}\
h3{font-size:.9375rem}section,article{background:var(--sheet);border:1px solid var(--line);border-radius:14px;padding:1.25rem;display:grid;gap:.75rem}\
.head{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.25rem 1rem;align-items:baseline}.soft{color:var(--soft);font-size:.8125rem}\
.now{font-weight:600;color:var(--well)}.now::before{content:'\\25CF';margin-inline-end:.4em}.now.ill{color:var(--ill)}.now.ill::before{content:'\\25B2'}\
svg{width:100%;height:2rem;display:block}svg rect{fill:var(--line)}svg .well{fill:var(--well)}svg .ill{fill:var(--ill)}\
a{color:var(--well)}.list{display:grid;gap:1rem}nav{display:flex;gap:1.5rem}@media(forced-colors:active){svg rect{fill:GrayText}svg .well{fill:CanvasText}svg .ill{fill:Highlight}}";

/// Whether a browser's list of languages has German before English.
pub(super) fn prefers_german(languages: &str) -> bool {
    let mut known = languages.split(',').map(|language| language.trim().to_ascii_lowercase());
    known
        .find(|language| language.starts_with("de") || language.starts_with("en"))
        .is_some_and(|first| first.starts_with("de"))
}

pub(super) fn html(book: &Book, incidents: &[Incident], is_german: bool) -> String {
    let words = if is_german { &GERMAN } else { &ENGLISH };
    let is_well = Part::ALL.iter().all(|part| book.is_well(*part));
    let parts: String = Part::ALL.iter().map(|part| part_html(book, *part, words)).collect();
    let told: String = match incidents {
        [] => format!("<p class=\"soft\">{}</p>", words.none),
        _ => incidents.iter().map(|incident| incident_html(incident, words)).collect(),
    };
    let Words { language, title, incidents, feed, app, .. } = words;
    let now = if is_well { words.well } else { words.ill };
    let class = if is_well { "now" } else { "now ill" };
    format!(
        "<!doctype html><html lang=\"{language}\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>{title}</title>\
         <link rel=\"alternate\" type=\"application/atom+xml\" href=\"/status/feed.xml\" title=\"{title}\"><style>{STYLE}</style>\
         <main><header><p class=\"soft\">{title}</p><h1 class=\"{class}\">{now}</h1></header>{parts}\
         <section><h2>{incidents}</h2><div class=\"list\">{told}</div></section>\
         <nav><a href=\"/\">{app}</a><a href=\"/status/feed.xml\">{feed}</a></nav></main></html>"
    )
}

fn part_html(book: &Book, part: Part, words: &Words) -> String {
    let (name, about) = match part {
        Part::Editing => words.editing,
        Part::Saving => words.saving,
    };
    let (class, now) = if book.is_well(part) { ("now", words.now_well) } else { ("now ill", words.now_ill) };
    let share = percent(book.share(part), words);
    let mut bars = String::new();
    for (index, (day, known)) in book.days(part).enumerate() {
        let (class, told) = match known {
            None => ("", words.no_data.to_owned()),
            Some(day) if day.ill == 0 => ("well", words.now_well.to_owned()),
            Some(day) => ("ill", format!("{} {} min", words.not_well, day.ill.div_ceil(60))),
        };
        let (x, date) = (index * 10, date(day * DAY_S));
        bars.push_str(&format!(
            "<rect class=\"{class}\" x=\"{x}\" width=\"7\" height=\"30\" rx=\"2\"><title>{date}: {told}</title></rect>"
        ));
    }
    format!(
        "<section><div class=\"head\"><h2>{name}</h2><span class=\"{class}\">{now}</span></div><p class=\"soft\">{about}</p>\
         <svg viewBox=\"0 0 897 30\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{days}: {share}\">{bars}</svg>\
         <div class=\"head soft\"><span>{days}</span><span>{share}</span></div></section>",
        days = words.days,
    )
}

/// A share to a hundredth of a percent, rounded down, so that 100 % means all of it.
fn percent(share: f64, words: &Words) -> String {
    let hundredths = (share * 10_000.0).floor() / 100.0;
    let text = if hundredths == 100.0 { "100 %".to_owned() } else { format!("{hundredths:.2} %") };
    if words.language == "de" { text.replace('.', ",") } else { text.replace(" %", "%") }
}

fn incident_html(incident: &Incident, words: &Words) -> String {
    let (title, text, from) =
        (escape(&incident.title), escape(&incident.text), escape(&when(&incident.from)));
    let time = match &incident.until {
        Some(until) => format!("{from} {} {}", words.until, escape(&when(until))),
        None => format!("{} {from}", words.lasts),
    };
    format!("<div><h3>{title}</h3><p class=\"soft\">{time}</p><p>{text}</p></div>")
}

/// A time as `2026-11-24 10:00 UTC`.
fn when(time: &str) -> String {
    match (time.get(..10), time.get(11..16)) {
        (Some(date), Some(minute)) => format!("{date} {minute} UTC"),
        _ => time.to_owned(),
    }
}

/// The date of a time in seconds since 1970, as `2026-11-24`.
fn date(seconds: u64) -> String {
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

pub(super) fn feed(incidents: &[Incident]) -> String {
    let updated =
        incidents.first().map_or(LONG_AGO, |incident| incident.until.as_ref().unwrap_or(&incident.from));
    let mut entries = String::new();
    for incident in incidents {
        let (title, text, from) = (escape(&incident.title), escape(&incident.text), escape(&incident.from));
        let changed = escape(incident.until.as_ref().unwrap_or(&incident.from));
        entries.push_str(&format!(
            "<entry><id>urn:octavo:incident:{from}</id><title>{title}</title><published>{from}</published>\
             <updated>{changed}</updated><link href=\"/status\"/><content>{text}</content></entry>"
        ));
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"><id>urn:octavo:status</id>\
         <title>Octavo status</title><author><name>Octavo</name></author><link href=\"/status\"/><updated>{}</updated>{entries}</feed>",
        escape(updated)
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
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
        }
    }

    #[test]
    fn the_language_is_the_first_that_is_spoken_here() {
        assert!(prefers_german("de-AT,de;q=0.9,en;q=0.8"));
        assert!(prefers_german("fr, de;q=0.5"));
        assert!(!prefers_german("en-US,en;q=0.9,de;q=0.8"));
        assert!(!prefers_german("fr"));
    }

    #[test]
    fn the_page_says_how_things_are_and_lets_no_markup_in() {
        let mut book = Book::default();
        book.look(1_795_478_400_000, vec![]);
        book.look(1_795_478_460_000, vec![Part::Saving]);
        let incident = Incident {
            title: "<script>".to_owned(),
            from: "2026-11-24T00:00:00Z".to_owned(),
            until: None,
            text: "a & b".to_owned(),
        };
        let page = html(&book, std::slice::from_ref(&incident), false);
        assert!(
            page.contains("Something does not work")
                && page.contains("Still going on, since 2026-11-24 00:00 UTC")
        );
        assert!(page.contains("&lt;script&gt;") && page.contains("a &amp; b") && !page.contains("<script"));
        assert_eq!(page.matches("<rect").count(), 180);
        assert!(html(&book, &[], true).contains("Etwas funktioniert nicht"));
        assert!(feed(&[incident]).contains("<title>&lt;script&gt;</title>"));
    }

    #[test]
    fn all_of_it_means_all_of_it() {
        assert_eq!((percent(1.0, &ENGLISH), percent(0.99999, &ENGLISH)), ("100%".into(), "99.99%".into()));
        assert_eq!(percent(0.5, &GERMAN), "50,00 %");
    }
}
