//! Writing by programs. `POST /api/documents` makes a document of what is sent; `POST /api/documents/{id}/changes` makes a change to a
//! state that the program has read, as an operation of the CRDT on that state: it is merged with what others did since, is seen by
//! whoever is in the document, and is on disk when it is answered. The rules are `octavo_shared::sync::proposal`'s.

use axum::Json;
use axum::body::to_bytes;
use axum::extract::{Path, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use octavo_shared::sync::Power;
use octavo_shared::sync::history::Step;
use octavo_shared::sync::proposal::{Proposal, Unfit, with_state};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::api::{self, Refusal, failed};
use crate::app::App;
use crate::content::{new_client, place};
use crate::making;
use crate::people::{Visit, Who};
use crate::rights;
use crate::room::visit::{self, NotTaken};
use crate::store::{DocumentName, Entry, Loaded};
use crate::views::view_token;

/// A change.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Sent {
    /// The state that it is made to.
    base: Option<Base>,
    /// Quill's delta.
    change: Option<Value>,
    /// A whole text in the same form.
    delta: Option<Value>,
    /// A new title.
    title: Option<String>,
    /// Instead of all that: a Yjs update, in base64.
    update: Option<String>,
}

/// A state of a document.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Base {
    /// After this entry of its log.
    entry: Option<u64>,
    /// As a Yjs state vector says it, in base64.
    state: Option<String>,
}

/// What a new document says.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct New {
    title: Option<String>,
    /// Its text, as Quill's delta.
    delta: Option<Value>,
}

/// Why a change is not made.
#[derive(Debug)]
enum Undone {
    Refusal(Refusal),
    Unfit(Unfit),
}

impl From<Refusal> for Undone {
    fn from(refusal: Refusal) -> Self {
        Undone::Refusal(refusal)
    }
}

impl From<Unfit> for Undone {
    fn from(unfit: Unfit) -> Self {
        Undone::Unfit(unfit)
    }
}

impl IntoResponse for Undone {
    fn into_response(self) -> Response {
        match self {
            Undone::Refusal(refusal) => refusal.into_response(),
            Undone::Unfit(Unfit::Unreadable(error)) => {
                tracing::error!(%error, "a document could not be changed");
                api::refuse(StatusCode::INTERNAL_SERVER_ERROR, "The document cannot be read.")
            }
            Undone::Unfit(unfit) => {
                api::refuse(StatusCode::UNPROCESSABLE_ENTITY, &format!("The change cannot be made: {unfit}."))
            }
        }
    }
}

/// `POST /api/documents`: makes a document with an id of the server's, and what it says. 201 with the id.
pub async fn make(State(app): State<App>, visit: Visit, request: Request) -> Response {
    let new = async {
        let new: New = sent_json(&body(&app, request).await?)?;
        Ok::<_, Undone>(Proposal::of_new(new.delta.as_ref(), new.title)?)
    };
    let proposal = match new.await {
        Ok(proposal) => proposal,
        Err(undone) => return undone.into_response(),
    };
    let who = match app.people.who(&visit.headers).await {
        Ok(who) => who,
        Err(error) => return failed(&error).into_response(),
    };
    let name: DocumentName = Uuid::new_v4().to_string().into();
    let made = making::made(&app, &visit, &who, name.clone()).await;
    if made.status() != StatusCode::CREATED {
        return made;
    }
    let filled = async {
        let loaded = app.store.load(name.clone()).await.map_err(|error| failed(&error))?;
        let update = plan(&app, &name, loaded, On::Now, proposal).await?;
        take(&app, &name, &who, update).await
    };
    match filled.await {
        Ok(_) => made,
        Err(undone) => undone.into_response(),
    }
}

/// `POST /api/documents/{id}/changes`.
pub async fn change(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    answer(changed(&app, &visit, &id, request, Says::Change).await)
}

/// `PUT /api/documents/{id}/content`: a whole text in the place of the one that the program has read. What is the same in both stays what it
/// is, and so does what others did meanwhile.
pub async fn rewrite(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    answer(changed(&app, &visit, &id, request, Says::Whole).await)
}

fn answer(changed: Result<u64, Undone>) -> Response {
    match changed {
        Ok(entry) => Json(json!({ "entry": entry })).into_response(),
        Err(undone) => undone.into_response(),
    }
}

/// What a request says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    /// What changes.
    Change,
    /// What the document says then.
    Whole,
}

/// Makes a change. Gives an entry of the log after which it is in the document.
async fn changed(app: &App, visit: &Visit, id: &str, request: Request, says: Says) -> Result<u64, Undone> {
    let is_update = says == Says::Change && is_update(request.headers());
    let body = body(app, request).await?;
    let sent: Sent = if is_update { Sent::default() } else { sent_json(&body)? };
    if view_token(id).is_some() {
        return Err(Refusal::new(StatusCode::FORBIDDEN, api::VIEW_ONLY).into());
    }
    let who = app.people.who(&visit.headers).await.map_err(|error| failed(&error))?;
    let (name, role) = rights::allowed(app, id, &who.person).await?;
    if !role.may(Power::Write) {
        return Err(Refusal::new(StatusCode::FORBIDDEN, api::VIEW_ONLY).into());
    }
    let update = match &sent.update {
        _ if is_update => Some(body),
        Some(update) if says == Says::Change => Some(from_base64(update)?),
        _ => {
            let proposal = match (says, &sent.delta) {
                (Says::Change, _) => Proposal::read(sent.change.as_ref(), sent.title)?,
                (Says::Whole, Some(delta)) => Proposal::rewriting(delta, sent.title)?,
                (Says::Whole, None) => return Err(wrong("Say the whole text, as a delta.")),
            };
            let loaded = app.store.load(name.clone()).await.map_err(|error| failed(&error))?;
            let on = On::read(sent.base.unwrap_or_default(), loaded.last)?;
            plan(app, &name, loaded, on, proposal).await?
        }
    };
    take(app, &name, &who, update).await
}

/// Makes an update in the document in the name of whoever sent it. Gives the last entry of the log then.
async fn take(app: &App, name: &DocumentName, who: &Who, update: Option<Vec<u8>>) -> Result<u64, Undone> {
    if let Some(update) = update {
        let id = app.sockets.next_id();
        let taken = visit::change(&app.rooms, id, name.clone(), who.person.clone(), &update).await;
        taken.map_err(|error| match error {
            NotTaken::Unavailable => Refusal(StatusCode::SERVICE_UNAVAILABLE, error.to_string().into()),
            NotTaken::Refused(_) => Refusal(StatusCode::UNPROCESSABLE_ENTITY, error.to_string().into()),
            NotTaken::Incomplete => Refusal(StatusCode::CONFLICT, error.to_string().into()),
        })?;
    }
    let loaded = app.store.load(name.clone()).await.map_err(|error| failed(&error))?;
    Ok(loaded.last)
}

/// To which state a change is made.
#[derive(Debug)]
enum On {
    /// As it was just loaded.
    Now,
    Entry(u64),
    State(Vec<u8>),
}

impl On {
    /// The state that a program names, `last` being the last entry.
    fn read(base: Base, last: u64) -> Result<On, Undone> {
        match (base.entry, base.state) {
            // What the document says now need not be looked for in its past.
            (Some(entry), None) if entry == last => Ok(On::Now),
            (Some(entry), None) => Ok(On::Entry(entry)),
            (None, Some(state)) => Ok(On::State(from_base64(&state)?)),
            _ => Err(wrong("Say to which state the change is made: an entry, or a state vector.")),
        }
    }
}

/// The update that makes a change to a state. `None` when it changes nothing.
async fn plan(
    app: &App,
    name: &DocumentName,
    loaded: Loaded,
    on: On,
    proposal: Proposal,
) -> Result<Option<Vec<u8>>, Undone> {
    let place = place(app)?;
    let log = match on {
        On::Now => Vec::new(),
        On::Entry(_) | On::State(_) => app.store.log(name.clone()).await.map_err(|error| failed(&error))?,
    };
    let planned = tokio::task::spawn_blocking(move || {
        let _place = place;
        let length = match on {
            On::Now => 0,
            On::Entry(entry) => after(&log, entry)?,
            On::State(state) => at_state(&log, &state)?,
        };
        let steps: Vec<Step<'_>> = match length {
            0 => loaded.snapshot.iter().chain(&loaded.tail).map(|update| step(update)).collect(),
            length => log[..length].iter().map(|entry| step(&entry.update)).collect(),
        };
        Ok(proposal.on(&steps, new_client())?)
    });
    planned.await.unwrap_or_else(|panic| {
        tracing::error!(document = %name, %panic, "a change could not be planned");
        Err(Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "The document cannot be read.").into())
    })
}

/// A step of which only the update is asked.
fn step(update: &[u8]) -> Step<'_> {
    Step { author: "", from_ms: 0, to_ms: 0, update }
}

/// What a program is told whose base is not there as it was: entries of long ago have become one.
const NOT_TOLD: &str = "This state of the document cannot be told any more. Read the document again.";

/// The part of a log after which the state is that of an entry.
fn after(log: &[Entry], entry: u64) -> Result<usize, Undone> {
    let length = log.partition_point(|found| found.last <= entry);
    match log[..length].last() {
        Some(last) if last.last == entry => Ok(length),
        _ => Err(Refusal::new(StatusCode::CONFLICT, NOT_TOLD).into()),
    }
}

/// The part of a log after which the state is that of a state vector.
fn at_state(log: &[Entry], state: &[u8]) -> Result<usize, Undone> {
    let mut length = 0;
    let units = log.chunk_by(|one, next| one.last == next.last);
    let ends: Vec<usize> = units
        .map(|unit| {
            length += unit.len();
            length
        })
        .collect();
    let steps: Vec<Step<'_>> = log.iter().map(|entry| step(&entry.update)).collect();
    match with_state(&steps, &ends, state).map_err(|_| wrong("This is no state vector."))?[..] {
        [length] => Ok(length),
        [] => Err(Refusal::new(StatusCode::CONFLICT, NOT_TOLD).into()),
        // Something was deleted since, or before: the vector does not say.
        _ => {
            let several = "Several states of the document have this state vector. Say which entry the change is made to.";
            Err(Refusal::new(StatusCode::CONFLICT, several).into())
        }
    }
}

fn is_update(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|kind| kind == "application/octet-stream")
}

fn wrong(sentence: &'static str) -> Undone {
    Refusal::new(StatusCode::BAD_REQUEST, sentence).into()
}

fn from_base64(text: &str) -> Result<Vec<u8>, Undone> {
    STANDARD.decode(text).map_err(|_| wrong("What is bytes is written in base64."))
}

/// JSON that was sent. Nothing at all is an empty object.
fn sent_json<T: DeserializeOwned + Default>(bytes: &[u8]) -> Result<T, Undone> {
    if bytes.is_empty() {
        return Ok(T::default());
    }
    serde_json::from_slice(bytes).map_err(|error| {
        let sentence = format!("The body is not what this address takes: {error}.");
        Refusal(StatusCode::BAD_REQUEST, sentence.into()).into()
    })
}

/// The body of a request, if it is no longer than a change may be.
pub(crate) async fn body(app: &App, request: Request) -> Result<Vec<u8>, Refusal> {
    let read = to_bytes(request.into_body(), app.config.limits.change_bytes).await;
    let bytes = read.map_err(|_| Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "The request is too long."))?;
    Ok(bytes.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_is_a_state_that_the_log_has_and_nothing_between() {
        let entry = |first, last| Entry {
            first,
            last,
            from_ms: 0,
            to_ms: 0,
            author: "".into(),
            client: 0,
            update: Vec::new(),
        };
        let log = [entry(1, 1), entry(2, 9), entry(2, 9), entry(10, 10)];
        let found: Vec<_> = [0, 1, 5, 9, 10, 11].map(|entry| after(&log, entry).ok()).into();
        assert_eq!(found, [None, Some(1), None, Some(3), Some(4), None]);
    }
}
