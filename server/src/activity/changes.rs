//! The page `/d/{id}/changes`: what became of a document's text since an entry of its log, as text, without a script.

use std::collections::HashMap;
use std::fmt::Write as _;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use octavo_shared::sync::history;
use octavo_shared::sync::passages::{Fate, Passage, Piece, passages};
use octavo_words::Language;
use serde::Deserialize;
use uuid::Uuid;

use super::contents;
use super::title_of;
use crate::access::view as access;
use crate::api::{self, Refusal};
use crate::app::App;
use crate::history::{damaged, plan, reach, steps};
use crate::language::time;
use crate::page::{Page, escape};
use crate::people::Visit;
use crate::people::pages::lead_to;
use crate::people::pages::view::{WORDMARK, link};
use crate::store::StoreError;
use crate::words::activity::{Words, words};

/// Paragraphs that are shown.
const MOST: usize = 200;
/// Characters of a text that stayed as it was, beyond which its middle is left out; and what is shown of it on both sides.
const LONGEST: usize = 400;
const SHOWN: usize = 150;

/// What stands behind the question mark.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// After which entry of the log.
    from: u64,
}

/// `GET /d/{id}/changes?from=`.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let Ok(place) = Uuid::try_parse(&id) else { return access::unknown(visit.language) };
    let planned = plan(&app, &visit, &id, move |log| {
        let from = reach(log, Some(asked.from), None);
        let since_ms = log[..from].last().map(|entry| entry.to_ms);
        let difference = history::difference(&steps(log), from).map_err(damaged)?;
        Ok((since_ms, passages(&difference)))
    });
    let (document, (since_ms, passages)) = match planned.await {
        Ok(planned) => planned,
        Err(refusal) => return refused(&refusal, &place, visit.language),
    };
    let read = tokio::try_join!(title_of(&app.store, &document), names(&app, &passages));
    match read {
        Ok((title, names)) => {
            let page = Changes { id: &document, title, since_ms, passages: &passages, names };
            page.answer(visit.language)
        }
        Err(error) => api::failed(&error).into_response(),
    }
}

/// The page that a person sees instead: where he has no right to the past, the one that says what he may do, and where he can ask.
fn refused(Refusal(status, sentence): &Refusal, id: &Uuid, language: Language) -> Response {
    match *status {
        StatusCode::FORBIDDEN => lead_to(&format!("/d/{id}/access"), Vec::new()),
        StatusCode::NOT_FOUND | StatusCode::GONE => access::unknown(language),
        status => api::refuse(status, sentence),
    }
}

/// How those are called who did something, as far as they have accounts.
pub(crate) async fn names(app: &App, passages: &[Passage]) -> Result<HashMap<String, String>, StoreError> {
    let mut names = HashMap::new();
    for Piece { author, .. } in passages.iter().take(MOST).flat_map(|passage| &passage.pieces) {
        if !names.contains_key(author)
            && let Some(name) = app.people.name_of(author).await?
        {
            names.insert(author.clone(), name);
        }
    }
    Ok(names)
}

struct Changes<'a> {
    id: &'a str,
    title: String,
    /// Since when, in milliseconds since 1970.
    since_ms: Option<u64>,
    passages: &'a [Passage],
    names: HashMap<String, String>,
}

impl Changes<'_> {
    fn answer(&self, language: Language) -> Response {
        let words = words(language);
        let title = contents::title(&self.title, words);
        let subtitle = match self.since_ms {
            Some(since_ms) => words.changes_since(time(language, since_ms / 1000), title),
            None => title.to_owned(),
        };
        let text = section(self.passages, &self.names, language);
        let body = format!(
            "<header class=\"bar\">{WORDMARK}<a class=\"button\" href=\"/d/{}\">{}</a></header>\
             <main><header><h1>{}</h1><p class=\"soft\">{}</p><p>{}</p></header>\
             {text}</main>",
            self.id,
            words.to_document,
            words.changes,
            escape(&subtitle),
            link("/activity", words.to_activity),
        );
        let title = format!("{} · Octavo", words.changes);
        Page { title: &title, kind: "column", head: "", body: &body, language }.answer(StatusCode::OK)
    }
}

/// What changed in a text, as HTML. Who is in no `names` is called a guest.
pub(crate) fn section(passages: &[Passage], names: &HashMap<String, String>, language: Language) -> String {
    let words = words(language);
    let mut text = String::new();
    for Passage { pieces, is_apart } in passages.iter().take(MOST) {
        if *is_apart {
            text.push_str("<hr>");
        }
        let pieces: String = pieces.iter().map(|piece| shown_piece(piece, names, words)).collect();
        let _ = write!(text, "<p>{pieces}</p>");
    }
    if passages.is_empty() {
        text = format!("<p class=\"soft\">{}</p>", words.changes_none);
    } else if passages.len() > MOST {
        let _ = write!(text, "<hr><p class=\"soft\">{}</p>", words.changes_more);
    }
    format!("<section class=\"changes\">{text}</section>")
}

fn shown_piece(piece: &Piece, names: &HashMap<String, String>, words: &Words) -> String {
    let (tag, fate) = match piece.fate {
        Fate::Stayed => return written(&shortened(&piece.text), words),
        Fate::Came => ("ins", words.came),
        Fate::Went => ("del", words.went),
        Fate::Formatted => ("mark", words.formatted),
    };
    let who = names.get(&piece.author).map_or(words.guest, String::as_str);
    let by = escape(&words.by(who));
    let text = written(&piece.text, words);
    format!("<{tag} title=\"{by}\"><span class=\"told\">{fate} {by}: </span>{text}</{tag}>")
}

/// A text as it is shown: with a sign for each end of a paragraph that came or went, and for a picture.
fn written(text: &str, words: &Words) -> String {
    let text = escape(text.strip_suffix('\n').unwrap_or(text));
    text.replace(['\n', '\u{2028}'], "<br>").replace('\u{fffc}', &format!("[{}]", words.picture))
}

/// A text that stayed as it was without its middle, where it is long.
fn shortened(text: &str) -> String {
    let count = text.chars().count();
    if count <= LONGEST {
        return text.to_owned();
    }
    let head: String = text.chars().take(SHOWN).collect();
    let tail: String = text.chars().skip(count - SHOWN).collect();
    format!("{head} … {tail}")
}
