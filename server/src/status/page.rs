//! The status page and the feed as text. Every text of others is escaped; no script is needed.

use super::book::{Book, Part};
use super::incidents::Incident;
use crate::page::{Page, date, escape};

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
    sign_in: (&'static str, &'static str),
    mail: (&'static str, &'static str),
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
    sign_in: ("Signing in", "Opening an account with its password"),
    mail: ("Mail", "Sending letters, such as the one with a link for a new password"),
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
    sign_in: ("Anmelden", "Ein Konto mit seinem Passwort öffnen"),
    mail: ("E-Mail", "Nachrichten verschicken, etwa die mit dem Link für ein neues Passwort"),
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
    app: "Zu Ihren Dokumenten",
};

const STYLE: &str = "\
.head{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.25rem 1rem;align-items:baseline}\
.now{font-weight:600;color:var(--accent)}.now::before{content:'\\25CF';margin-inline-end:.4em}.now.ill{color:var(--alarm)}.now.ill::before{content:'\\25B2'}\
svg{width:100%;height:2rem;display:block}svg rect{fill:var(--line)}svg .well{fill:var(--accent)}svg .ill{fill:var(--alarm)}\
.told{display:grid;gap:1rem}nav{display:flex;gap:1.5rem}@media(forced-colors:active){svg rect{fill:GrayText}svg .well{fill:CanvasText}svg .ill{fill:Highlight}}";

pub(super) fn html(book: &Book, parts: &[Part], incidents: &[Incident], is_german: bool) -> String {
    let words = if is_german { &GERMAN } else { &ENGLISH };
    let is_well = parts.iter().all(|part| book.is_well(*part));
    let parts: String = parts.iter().map(|part| part_html(book, *part, words)).collect();
    let told: String = match incidents {
        [] => format!("<p class=\"soft\">{}</p>", words.none),
        _ => incidents.iter().map(|incident| incident_html(incident, words)).collect(),
    };
    let Words { title, incidents, feed, app, .. } = words;
    let now = if is_well { words.well } else { words.ill };
    let class = if is_well { "now" } else { "now ill" };
    let body = format!(
        "<header class=\"bar\"><a class=\"wordmark\" href=\"/\"><img src=\"/icon.svg\" alt=\"\">Octavo</a></header>\
         <main><header><p class=\"soft\">{title}</p><h1 class=\"{class}\">{now}</h1></header>{parts}\
         <section><h2>{incidents}</h2><div class=\"told\">{told}</div></section>\
         <nav><a href=\"/\">{app}</a><a href=\"/status/feed.xml\">{feed}</a></nav></main>"
    );
    let head = format!(
        "<link rel=\"alternate\" type=\"application/atom+xml\" href=\"/status/feed.xml\" title=\"{title}\"><style>{STYLE}</style>"
    );
    Page { title, kind: "column", head: &head, body: &body, is_german }.html()
}

fn part_html(book: &Book, part: Part, words: &Words) -> String {
    let (name, about) = match part {
        Part::Editing => words.editing,
        Part::Saving => words.saving,
        Part::SignIn => words.sign_in,
        Part::Mail => words.mail,
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

#[cfg(test)]
mod tests {
    use super::*;

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
        let parts = [Part::Editing, Part::Saving];
        let page = html(&book, &parts, std::slice::from_ref(&incident), false);
        assert!(
            page.contains("Something does not work")
                && page.contains("Still going on, since 2026-11-24 00:00 UTC")
        );
        assert!(page.contains("&lt;script&gt;") && page.contains("a &amp; b") && !page.contains("<script"));
        assert_eq!(page.matches("<rect").count(), 180);
        assert!(html(&book, &parts, &[], true).contains("Etwas funktioniert nicht"));
        assert!(feed(&[incident]).contains("<title>&lt;script&gt;</title>"));
    }

    #[test]
    fn all_of_it_means_all_of_it() {
        assert_eq!((percent(1.0, &ENGLISH), percent(0.99999, &ENGLISH)), ("100%".into(), "99.99%".into()));
        assert_eq!(percent(0.5, &GERMAN), "50,00 %");
    }
}
