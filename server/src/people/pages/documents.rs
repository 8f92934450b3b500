//! The administrator's list of all documents by their size: whose they are and when they were changed last. What they are called and
//! what they say is not the administrator's to know.

use std::cmp::Reverse;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::administrator;
use super::view::{WORDMARK, link};
use crate::api;
use crate::app::App;
use crate::digest::card::Card;
use crate::language;
use crate::page::{Page, escape};
use crate::people::{Visit, audit, read};
use crate::rights;
use crate::store::{Book, StoreError};
use crate::words::admin::{Words, words};

/// Documents on one page.
const PAGE: usize = 50;
/// Cards that are read at a time.
const AT_A_TIME: usize = 1000;

/// What stands behind the question mark.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// How many are passed over.
    from: usize,
}

/// A document, as its card says.
struct Sized {
    name: String,
    bytes: u64,
    edited_ms: u64,
}

/// `GET /admin/documents`.
pub async fn show(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> Response {
    if let Err(answer) = administrator(&app, &visit, "/admin/documents").await {
        return answer;
    }
    let words = words(visit.language);
    match body(&app, words, asked.from).await {
        Ok(body) => {
            let title = format!("{} · Octavo", words.by_size);
            Page { title: &title, kind: "column", head: "", body: &body, language: visit.language }
                .answer(StatusCode::OK)
        }
        Err(error) => api::failed(&error).into_response(),
    }
}

async fn body(app: &App, words: &Words, from: usize) -> Result<String, StoreError> {
    let mut all = all(app).await?;
    all.sort_by_key(|document| Reverse(document.bytes));
    let (count, bytes) = (all.len(), all.iter().map(|document| document.bytes).sum());
    let mut rows = String::new();
    for document in all.iter().skip(from).take(PAGE) {
        rows.push_str(&row(app, document, words).await?);
    }
    let list = match &*rows {
        "" => format!("<p class=\"soft\">{}</p>", words.no_documents),
        rows => format!("<ul class=\"list\">{rows}</ul>"),
    };
    let next = from.saturating_add(PAGE);
    let more = match next < count {
        true => format!("<p>{}</p>", link(&format!("/admin/documents?from={next}"), words.more)),
        false => String::new(),
    };
    let altogether = words.altogether(count as u64, language::size(words.language, bytes));
    Ok(format!(
        "<header class=\"bar\">{WORDMARK}{}</header><main><header><h1>{}</h1><p class=\"lead\">{altogether}</p>\
         <p class=\"soft\">{}</p></header><section aria-label=\"{}\">{list}{more}</section></main>",
        link("/admin", words.title),
        words.by_size,
        words.by_size_text,
        words.by_size,
    ))
}

/// All documents that have been read.
async fn all(app: &App) -> Result<Vec<Sized>, StoreError> {
    let (mut all, mut after) = (Vec::new(), Vec::new());
    loop {
        let page = app.store.after_key(Book::Cards, Vec::new(), after, AT_A_TIME).await?;
        after = page.last().map(|(key, _)| key.clone()).unwrap_or_default();
        let is_last = page.len() < AT_A_TIME;
        all.extend(page.into_iter().filter_map(|(key, bytes)| {
            let Card { bytes, edited_ms, .. } = read(&bytes)?;
            Some(Sized { name: String::from_utf8(key).ok()?, bytes, edited_ms })
        }));
        if is_last {
            return Ok(all);
        }
    }
}

async fn row(app: &App, document: &Sized, words: &Words) -> Result<String, StoreError> {
    let rights = rights::of(&app.store, &document.name).await?;
    let owner = app.people.name_of(&rights.owner).await?.unwrap_or_else(|| words.guest.to_owned());
    let badge = match rights.trashed_ms {
        Some(_) => format!("<span class=\"badge\">{}</span>", words.in_trash),
        None => String::new(),
    };
    Ok(format!(
        "<li><div><h3>{}{badge}</h3><p class=\"soft number\">{} · {} {}</p></div><span class=\"number\">{}</span></li>",
        escape(&owner),
        escape(&audit::short(&document.name)),
        words.changed,
        language::day(words.language, document.edited_ms / 1000),
        language::size(words.language, document.bytes),
    ))
}
