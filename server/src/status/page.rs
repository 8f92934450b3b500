//! The status page and the feed as text. Every text of others is escaped; no script is needed.

use super::book::{Book, Part};
use super::incidents::Incident;
use octavo_words::Language;

use crate::calendar::{DAY_S, start_of_day};
use crate::language::{day, percent, time};
use crate::page::{Page, escape};
use crate::words::status::{Words, words};

/// The time of a feed without entries.
const LONG_AGO: &str = "1970-01-01T00:00:00Z";

const STYLE: &str = "\
.head{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.25rem 1rem;align-items:baseline}\
.now{font-weight:600;color:var(--accent)}.now::before{content:'\\25CF';margin-inline-end:.4em}.now.ill{color:var(--alarm)}.now.ill::before{content:'\\25B2'}\
svg{width:100%;height:2rem;display:block}svg rect{fill:var(--line)}svg .well{fill:var(--accent)}svg .ill{fill:var(--alarm)}\
.told{display:grid;gap:1rem}nav{display:flex;gap:1.5rem}@media(forced-colors:active){svg rect{fill:GrayText}svg .well{fill:CanvasText}svg .ill{fill:Highlight}}";

pub(super) fn html(book: &Book, parts: &[Part], incidents: &[Incident], language: Language) -> String {
    let words = words(language);
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
    Page { title, kind: "column", head: &head, body: &body, language }.html()
}

fn part_html(book: &Book, part: Part, words: &Words) -> String {
    let (name, about) = match part {
        Part::Editing => (words.editing, words.editing_text),
        Part::Saving => (words.saving, words.saving_text),
        Part::SignIn => (words.sign_in, words.sign_in_text),
        Part::Search => (words.search, words.search_text),
        Part::Mail => (words.mail, words.mail_text),
    };
    let (class, now) = if book.is_well(part) { ("now", words.now_well) } else { ("now ill", words.now_ill) };
    let share = percent(words.language, book.share(part));
    let mut bars = String::new();
    for (index, (number, known)) in book.days(part).enumerate() {
        let (class, told) = match known {
            None => ("", words.no_data.to_owned()),
            Some(day) if day.ill == 0 => ("well", words.now_well.to_owned()),
            Some(day) => ("ill", words.disturbed(day.ill.div_ceil(60))),
        };
        let (x, date) = (index * 10, day(words.language, number * DAY_S));
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

fn incident_html(incident: &Incident, words: &Words) -> String {
    let (title, text, from) = (escape(&incident.title), escape(&incident.text), when(&incident.from, words));
    let time = match &incident.until {
        Some(until) => format!("{from} {} {}", words.until, when(until, words)),
        None => format!("{} {from}", words.lasts),
    };
    format!("<div><h3>{title}</h3><p class=\"soft\">{time}</p><p>{text}</p></div>")
}

/// A time such as `2026-11-24T10:00:00Z`, as people write it, as HTML.
fn when(text: &str, words: &Words) -> String {
    let seconds = || {
        let (hour, minute) = (text.get(11..13)?.parse::<u64>().ok()?, text.get(14..16)?.parse::<u64>().ok()?);
        Some(start_of_day(text.get(..10)?)? + hour * 3600 + minute * 60)
    };
    let told = seconds().map_or_else(|| text.to_owned(), |seconds| time(words.language, seconds));
    format!("<time datetime=\"{}\">{}</time>", escape(text), escape(&told))
}

pub(super) fn feed(incidents: &[Incident]) -> String {
    let updated =
        incidents.first().map_or(LONG_AGO, |incident| incident.until.as_ref().unwrap_or(&incident.from));
    let mut entries = String::new();
    for (at, incident) in incidents.iter().enumerate() {
        let (title, text, from) = (escape(&incident.title), escape(&incident.text), escape(&incident.from));
        let changed = escape(incident.until.as_ref().unwrap_or(&incident.from));
        // Of those that began at one time each after the first has a number.
        let number = match incidents[..at].iter().filter(|before| before.from == incident.from).count() {
            0 => String::new(),
            before => format!(":{}", before + 1),
        };
        entries.push_str(&format!(
            "<entry><id>urn:octavo:incident:{from}{number}</id><title>{title}</title><published>{from}</published>\
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
        let page = html(&book, &parts, std::slice::from_ref(&incident), Language::English);
        assert!(page.contains("Something does not work") && page.contains(">Nov 24, 2026, 00:00 UTC</time>"));
        assert!(page.contains("&lt;script&gt;") && page.contains("a &amp; b") && !page.contains("<script"));
        assert_eq!(page.matches("<rect").count(), 180);
        assert!(html(&book, &parts, &[], Language::German).contains("Etwas funktioniert nicht"));
        let two = feed(&[incident.clone(), incident]);
        assert!(two.contains("<title>&lt;script&gt;</title>"));
        for id in ["<id>urn:octavo:incident:2026-11-24T00:00:00Z</id>", "00:00Z:2</id>"] {
            assert_eq!(two.matches(id).count(), 1, "{id}");
        }
    }
}
