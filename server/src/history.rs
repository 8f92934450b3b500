//! The HTTP interface to a document's past: its log, a state of it, who wrote what, the difference of two states, and
//! bringing one back. docs/history.md has the addresses. The rules are `octavo_shared::sync::history`'s.

use axum::Json;
use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_TYPE, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use octavo_shared::sync::Power;
use octavo_shared::sync::history::{self, Step};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::activity::happening::{self, What};
use crate::api::{self, Refusal, refuse};
use crate::app::App;
use crate::clock::wall_ms;
use crate::metrics::Count;
use crate::people::{Visit, Who};
use crate::rights;
use crate::room::visit::{self, NotTaken};
use crate::store::{DocumentName, Entry, StoreError};
use crate::views::view_token;

/// Entries of one page of the log, unless the request says how many, and at most.
const PAGE: usize = 100;
const LONGEST_PAGE: usize = 1000;

/// A page of the log.
#[derive(Debug, Deserialize)]
pub struct Page {
    /// Only entries before this one.
    before: Option<u64>,
    limit: Option<usize>,
}

/// A moment in a document's past: after an entry, or at a time. Without either, now. Of a difference, two.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
pub struct Moment {
    entry: Option<u64>,
    /// Milliseconds since 1970.
    time: Option<u64>,
    /// `update` for the state as one Yjs update.
    format: Format,
    from: Option<u64>,
    to: Option<u64>,
    from_time: Option<u64>,
    to_time: Option<u64>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Format {
    #[default]
    Json,
    Update,
}

/// `GET …/history`: a page of the log, the last entry first.
pub async fn entries(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Query(page): Query<Page>,
) -> Response {
    let planned = plan(&app, &visit, &id, move |log| {
        let end = page.before.map_or(log.len(), |before| log.partition_point(|entry| entry.last < before));
        let start = end.saturating_sub(page.limit.unwrap_or(PAGE).min(LONGEST_PAGE));
        let told: Vec<Value> = log[start..end].iter().rev().map(tell).collect();
        Ok((told, start > 0))
    });
    let (_, (mut told, more)) = match planned.await {
        Ok(planned) => planned,
        Err(refusal) => return refusal.into_response(),
    };
    if let Err(error) = add_names(&app, &mut told).await {
        return api::failed(&error).into_response();
    }
    Json(json!({ "entries": told, "more": more })).into_response()
}

/// Says beside each entry how its author is called, where he has an account now.
async fn add_names(app: &App, entries: &mut [Value]) -> Result<(), StoreError> {
    let mut known: HashMap<String, Option<String>> = HashMap::new();
    for entry in entries {
        let author = entry["author"].as_str().unwrap_or_default().to_owned();
        if !known.contains_key(&author) {
            let name = app.people.name_of(&author).await?;
            known.insert(author.clone(), name);
        }
        if let Some(Some(name)) = known.get(&author) {
            entry["name"] = json!(name);
        }
    }
    Ok(())
}

fn tell(entry: &Entry) -> Value {
    let Entry { first, last, from_ms, to_ms, author, client, update } = entry;
    json!({
        "entry": last, "first": first, "from": from_ms, "to": to_ms, "author": &**author, "client": client,
        "bytes": update.len(),
    })
}

/// What can be asked of a document's log alone.
pub type Question = fn(&[Entry], &Moment) -> Result<Response, Refusal>;

/// Answers a question about a document's past, on a thread for work that takes time. At most so many at a time as
/// configured: the next is told to come back.
pub fn answered(question: Question) -> MethodRouter<App> {
    get(
        move |State(app): State<App>, visit: Visit, Path(id): Path<String>, Query(moment): Query<Moment>| async move {
            match plan(&app, &visit, &id, move |log| question(log, &moment)).await {
                Ok((_, answer)) => answer,
                Err(refusal) => refusal.into_response(),
            }
        },
    )
}

/// `GET …/history/state`: the document at a moment.
pub fn state(log: &[Entry], moment: &Moment) -> Result<Response, Refusal> {
    let log = &log[..reach(log, moment.entry, moment.time)];
    let Some(last) = log.last() else { return Err(not_yet()) };
    let document = history::state(&steps(log)).map_err(damaged)?;
    if moment.format == Format::Update {
        let update = document.replica().encode();
        return Ok(([(CONTENT_TYPE, "application/octet-stream")], update).into_response());
    }
    let told = json!({
        "entry": last.last, "time": time_of(log), "title": document.title(), "body": document.body(),
    });
    Ok(Json(told).into_response())
}

/// `GET …/history/authors`: the text at a moment, by who wrote it.
pub fn authors(log: &[Entry], moment: &Moment) -> Result<Response, Refusal> {
    let log = &log[..reach(log, moment.entry, moment.time)];
    let Some(last) = log.last() else { return Err(not_yet()) };
    let text = history::difference(&steps(log), 0).map_err(damaged)?.to_json();
    Ok(Json(json!({ "entry": last.last, "time": time_of(log), "text": text })).into_response())
}

/// `GET …/history/difference`: what changed between two moments.
pub fn difference(log: &[Entry], span: &Moment) -> Result<Response, Refusal> {
    let from = reach(log, span.from, span.from_time);
    let log = &log[..reach(log, span.to, span.to_time)];
    if from > log.len() {
        return Err(Refusal::new(StatusCode::BAD_REQUEST, "The first moment is after the second."));
    }
    let change = history::difference(&steps(log), from).map_err(damaged)?.to_json();
    let entry = |log: &[Entry]| log.last().map_or(0, |entry| entry.last);
    Ok(Json(json!({ "from": entry(&log[..from]), "to": entry(log), "change": change })).into_response())
}

/// `POST …/history/restore`: brings a moment back.
pub async fn restore(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Query(moment): Query<Moment>,
    headers: HeaderMap,
) -> Response {
    if moment.entry.is_none() && moment.time.is_none() {
        return refuse(StatusCode::BAD_REQUEST, "Say which entry or time is to be brought back.");
    }
    let client = u64::from(Uuid::new_v4().as_u128() as u32);
    let planned = plan(&app, &visit, &id, move |log| {
        let to = reach(log, moment.entry, moment.time);
        let Some(last) = log[..to].last() else { return Err(not_yet()) };
        let update = history::restore(&steps(log), to, client).map_err(damaged)?;
        Ok((last.last, time_of(&log[..to]), update))
    });
    let (name, (entry, of_ms, update)) = match planned.await {
        Ok(planned) => planned,
        Err(refusal) => return refusal.into_response(),
    };
    let Who { person, cookie, .. } = match app.people.who(&headers).await {
        Ok(who) => who,
        Err(error) => return api::failed(&error).into_response(),
    };
    let is_changed = update.is_some();
    if let Some(update) = update {
        let id = app.sockets.next_id();
        if let Err(error) = visit::change(&app.rooms, id, name.clone(), person.clone(), &update).await {
            let status = match error {
                NotTaken::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
                NotTaken::Refused(_) | NotTaken::Incomplete => StatusCode::CONFLICT,
            };
            return refuse(status, &error.to_string());
        }
        let (what, now_ms) = (What::Restored { of_ms }, wall_ms());
        app.hooks.happened(&name, &person, &what, now_ms);
        let told = happening::told(&name, &person, what, now_ms);
        if let Err(error) = app.store.write(vec![told]).await {
            tracing::warn!(%error, "nobody is told that an earlier state came back");
        }
    }
    let mut answer = Json(json!({ "restored": entry, "changed": is_changed })).into_response();
    if let Some(cookie) = cookie {
        answer.headers_mut().insert(SET_COOKIE, cookie);
    }
    answer
}

/// Reads a document's log and works on it, as [`answered`].
pub(crate) async fn plan<T: Send + 'static>(
    app: &App,
    visit: &Visit,
    id: &str,
    work: impl FnOnce(&[Entry]) -> Result<T, Refusal> + Send + 'static,
) -> Result<(DocumentName, T), Refusal> {
    if view_token(id).is_some() {
        return Err(Refusal::new(
            StatusCode::FORBIDDEN,
            "This link lets you view the document, not its past.",
        ));
    }
    let who = app.people.who(&visit.headers).await.map_err(|error| api::failed(&error))?;
    let (name, role) = rights::allowed(app, id, &who.person).await?;
    if !role.may(Power::Write) {
        return Err(Refusal::new(StatusCode::FORBIDDEN, api::VIEW_ONLY));
    }
    let answer = planned(app, &name, work).await?;
    Ok((name, answer))
}

/// Answers a question about a document's log, whoever asks, as [`plan`] does.
pub(crate) async fn planned<T: Send + 'static>(
    app: &App,
    name: &DocumentName,
    work: impl FnOnce(&[Entry]) -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    let Ok(place) = app.replays.clone().try_acquire_owned() else {
        app.metrics.count(Count::ReplaysRefused);
        let busy = "Too many ask for the past of documents at this moment. Try again soon.";
        return Err(Refusal::new(StatusCode::SERVICE_UNAVAILABLE, busy));
    };
    let log = app.store.log(name.clone()).await.map_err(|error| api::failed(&error))?;
    if log.is_empty() {
        return Err(Refusal::new(StatusCode::NOT_FOUND, "There is no such document."));
    }
    let worked = tokio::task::spawn_blocking(move || {
        let answer = work(&log);
        drop(place);
        answer
    });
    match worked.await {
        Ok(answer) => answer,
        Err(panic) => {
            tracing::error!(document = %name, %panic, "the past of a document could not be read");
            Err(Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "The document's past cannot be read."))
        }
    }
}

/// How many entries of the log a moment has. What was folded together is there altogether or not at all.
pub(crate) fn reach(log: &[Entry], entry: Option<u64>, time_ms: Option<u64>) -> usize {
    let by_entry = entry.map_or(log.len(), |entry| log.partition_point(|found| found.last <= entry));
    let is_over = |unit: &&[Entry]| time_ms.is_none_or(|time| unit.iter().all(|entry| entry.to_ms <= time));
    let units = log[..by_entry].chunk_by(|one, next| one.last == next.last);
    units.take_while(is_over).map(<[Entry]>::len).sum()
}

/// The time of the last unit.
fn time_of(log: &[Entry]) -> u64 {
    let unit = log.chunk_by(|one, next| one.last == next.last).next_back().unwrap_or_default();
    unit.iter().map(|entry| entry.to_ms).max().unwrap_or_default()
}

pub(crate) fn steps(log: &[Entry]) -> Vec<Step<'_>> {
    log.iter().map(step).collect()
}

fn step(entry: &Entry) -> Step<'_> {
    let Entry { from_ms, to_ms, author, update, .. } = entry;
    Step { author, from_ms: *from_ms, to_ms: *to_ms, update }
}

fn not_yet() -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, "The document was not there yet.")
}

pub(crate) fn damaged(error: impl std::fmt::Display) -> Refusal {
    tracing::error!(%error, "a log cannot be replayed");
    Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "The document's past cannot be read.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(first: u64, last: u64, to_ms: u64) -> Entry {
        Entry { first, last, from_ms: to_ms, to_ms, author: "".into(), client: 0, update: Vec::new() }
    }

    #[test]
    fn a_moment_holds_whole_units() {
        let log = [entry(1, 1, 10), entry(2, 9, 30), entry(2, 9, 20), entry(10, 10, 30), entry(11, 11, 40)];
        for (entry, time, entries) in [
            (None, None, 5),
            (Some(0), None, 0),
            (Some(8), None, 1),
            (Some(9), None, 3),
            (Some(99), None, 5),
            (None, Some(9), 0),
            (None, Some(29), 1),
            (None, Some(30), 4),
            (Some(9), Some(99), 3),
        ] {
            assert_eq!(reach(&log, entry, time), entries, "{entry:?} {time:?}");
        }
        assert_eq!(time_of(&log[..3]), 30);
    }
}
