//! Activity: what happened to the documents that somebody follows, for him to see in a page, by a number in the app, and by letter.
//! What happened is in `happening`, whom it is for in `following`, what he wants to hear of in `wishes`, and reading it in `feed`; here
//! is what the app asks for, and what goes on by itself.

pub mod changes;
mod contents;
pub mod daily;
pub mod feed;
pub mod following;
pub mod happening;
pub mod noticing;
pub mod page;
pub mod settings;
pub mod unsubscribing;
pub mod wishes;

use std::time::Duration;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::api::{Refusal, failed};
use crate::app::App;
use crate::clock::wall_ms;
use crate::digest::card;
use crate::marks;
use crate::people::{Failure, Visit};
use crate::rights;
use crate::store::{Store, StoreError};
use feed::{Item, News, Question, Told, With};
use happening::What;

/// Happenings of one page,
const PAGE: usize = 100;
/// and how many are counted.
const MOST_UNREAD: usize = 99;
/// How often old happenings are taken out, and how often it is looked whom a letter is due.
const SWEEP: Duration = Duration::from_secs(60 * 60);
const LOOK: Duration = Duration::from_secs(60);

/// What goes on by itself, for as long as the server runs.
pub async fn run(app: &App) {
    tokio::join!(sweep_on(app), daily::write_on(app));
}

async fn sweep_on(app: &App) {
    let mut ticks = tokio::time::interval(SWEEP);
    loop {
        ticks.tick().await;
        if let Err(error) = happening::sweep(&app.store, wall_ms()).await {
            tracing::warn!(%error, "old happenings could not be taken out");
        }
    }
}

/// What stands behind the question mark of the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// From where to go on: what the answer before said.
    after: Option<u64>,
}

/// `GET /api/activity?after=`: what happened to the documents that one follows, the latest first.
pub async fn list(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> Response {
    let found = async {
        let who = app.people.who(&visit.headers).await?;
        let wishes = wishes::of(&app.store, &who.person).await?;
        let before_ms = asked.after.unwrap_or(u64::MAX);
        let question = Question { from_ms: 0, before_ms, kinds: wishes.shown(), most: PAGE };
        feed::read(&app.people, &app.store, &who.person, &question).await
    };
    match found.await {
        Ok(news) => no_store(told(&news)),
        Err(error) => failed(&error).into_response(),
    }
}

/// `GET /api/activity/unread`: how much of it is new since one looked at the page, up to 99.
pub async fn unread(State(app): State<App>, visit: Visit) -> Response {
    match count(&app, &visit).await {
        Ok(count) => no_store(json!({ "unread": count })),
        Err(error) => failed(&error).into_response(),
    }
}

async fn count(app: &App, visit: &Visit) -> Result<usize, StoreError> {
    let who = app.people.who(&visit.headers).await?;
    // Whoever has no cookie yet follows nothing.
    if who.cookie.is_some() {
        return Ok(0);
    }
    let wishes = wishes::of(&app.store, &who.person).await?;
    if who.signed_in.is_some() && wishes.language != visit.language.tag() {
        let noted = wishes::change(&app.store, &who.person, |wishes| {
            visit.language.tag().clone_into(&mut wishes.language);
        });
        if let Err(Failure::Store(error)) = noted.await {
            return Err(error);
        }
    }
    let (from_ms, kinds) = (wishes.looked_ms, wishes.shown());
    let question = Question { from_ms, before_ms: u64::MAX, kinds, most: MOST_UNREAD };
    let news = feed::read(&app.people, &app.store, &who.person, &question).await?;
    Ok(news.items.len().min(MOST_UNREAD))
}

/// `PUT /api/documents/{id}/mute`: one does not want to hear of a document.
pub async fn mute(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Response {
    set_muted(&app, &visit, &id, true).await.map_or_else(Refusal::into_response, IntoResponse::into_response)
}

/// `DELETE /api/documents/{id}/mute`: one wants to hear of it again.
pub async fn unmute(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Response {
    set_muted(&app, &visit, &id, false).await.map_or_else(Refusal::into_response, IntoResponse::into_response)
}

async fn set_muted(app: &App, visit: &Visit, id: &str, muted: bool) -> Result<StatusCode, Refusal> {
    let who = app.people.who(&visit.headers).await.map_err(|error| failed(&error))?;
    let (document, _) = rights::allowed(app, id, &who.person).await?;
    // Whoever has no cookie yet follows nothing.
    if who.cookie.is_none() {
        let changed =
            marks::change(&app.store, &who.person, &document, |mark| mark.muted_ms = muted.then(wall_ms));
        changed.await.map_err(|error| failed(&error))?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// A document's title; empty where it has none.
async fn title_of(store: &Store, document: &str) -> Result<String, StoreError> {
    Ok(card::of(store, document).await?.unwrap_or_default().title)
}

fn no_store(told: Value) -> Response {
    ([(CACHE_CONTROL, HeaderValue::from_static("no-store"))], Json(told)).into_response()
}

fn told(news: &News) -> Value {
    let documents = news.documents.iter().map(|(id, told)| ((**id).to_owned(), document(told)));
    json!({
        "items": news.items.iter().map(item).collect::<Vec<_>>(),
        "documents": documents.collect::<serde_json::Map<_, _>>(),
        "next": news.next_ms,
    })
}

fn document(told: &Told) -> Value {
    let seen = told.seen().map(|entry| json!({ "entry": entry, "time": told.mark.opened_ms }));
    json!({ "title": told.title, "role": told.role.map(octavo_shared::sync::Role::name), "seen": seen })
}

fn item(item: &Item) -> Value {
    let mut value = serde_json::to_value(&item.what).unwrap_or_default();
    value["document"] = json!(&*item.document);
    value["time"] = json!(item.time_ms);
    value["by"] = json!(item.name);
    if let Some(since) = value.as_object_mut().and_then(|value| value.remove("since_ms")) {
        value["since"] = since;
    }
    if let What::Restored { of_ms } = item.what
        && let Some(value) = value.as_object_mut()
    {
        value.remove("of_ms");
        value.insert("of".to_owned(), json!(of_ms));
    }
    if let Some(with) = &item.with {
        value["with"] = match with {
            With::Reader => json!({ "you": true }),
            With::Named(name) => json!({ "name": name }),
            With::Somebody => json!({}),
        };
    }
    value
}
