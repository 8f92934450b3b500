//! `POST /api/documents/{id}/copy`: a new document that says what another says, and is whoever's who makes it. Nothing of the past, of
//! the review and of the rights of the other comes along. So a document is duplicated, and begun from a template.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use octavo_shared::model::{self, Document};
use octavo_shared::sync::Power;
use serde_json::json;
use uuid::Uuid;

use crate::api::Refusal;
use crate::app::App;
use crate::clock::wall_ms;
use crate::folders::FolderId;
use crate::folders::http::said;
use crate::making::{admit, give_back, refused};
use crate::metrics::Count;
use crate::people::{Visit, Who};
use crate::rights;
use crate::rights::asker::Asker;
use crate::store::{DocumentName, Kind, Loaded, NewEntry, SERVER, StoreError};

/// Characters of a title that a request gives.
const LONGEST_TITLE: usize = 300;

/// `POST /api/documents/{id}/copy`: copies a document that one may read. The body may say its `title`; without that it is called as a
/// copy. It lies in the folder of the other where one may put something, and else at the top of one's library.
pub async fn copy(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let who = app.people.who(&visit.headers).await?;
    let (document, _) = rights::allowed(&app, &id, &who.person).await?;
    let title = match &*body {
        [] => None,
        body => said(body)?["title"].as_str().map(|title| title.chars().take(LONGEST_TITLE).collect()),
    };
    if let Some(refusal) = admit(&app, &visit, &who).await {
        return Ok(refused(&refusal));
    }
    let made = make(&app, &visit, &who, &document, title).await;
    if made.is_err() {
        give_back(&app, &visit, &who);
    }
    let name = made?;
    app.digests.feed.tell(&name);
    let mut answer = (StatusCode::CREATED, Json(json!({ "id": &*name }))).into_response();
    if let Some(cookie) = who.cookie {
        answer.headers_mut().insert(SET_COOKIE, cookie);
    }
    Ok(answer)
}

async fn make(
    app: &App,
    visit: &Visit,
    who: &Who,
    document: &DocumentName,
    title: Option<String>,
) -> Result<DocumentName, Refusal> {
    let Ok(place) = app.replays.clone().try_acquire_owned() else {
        app.metrics.count(Count::ReplaysRefused);
        let busy = "Too many documents are copied at this moment. Try again soon.";
        return Err(Refusal::new(StatusCode::SERVICE_UNAVAILABLE, busy));
    };
    let loaded = app.store.load(document.clone()).await?;
    let words = crate::words::account::words(visit.language);
    let name_it = move |before: &str| match title {
        Some(title) => title,
        None if before.trim().is_empty() => String::new(),
        None => words.copy_of(before.trim()),
    };
    let client = u64::from(Uuid::new_v4().as_u128() as u32);
    let copied = tokio::task::spawn_blocking(move || {
        let updates = copied(&loaded, client, name_it);
        drop(place);
        updates
    });
    let damaged = || StoreError::Damaged("its text cannot be read".to_owned());
    let updates = copied.await.ok().flatten().ok_or_else(damaged)?;
    let name: DocumentName = Uuid::new_v4().hyphenated().to_string().into();
    let seed = NewEntry { author: SERVER.into(), client: 0, update: model::seed().into() };
    let entry = |update: Vec<u8>| NewEntry { author: who.person.clone(), client, update: update.into() };
    let entries = std::iter::once(seed).chain(updates.into_iter().map(entry)).collect();
    // All of it or nothing; nobody knows the address before it is somebody's.
    let appended = app.store.append_to(name.clone(), Kind::Document, None, wall_ms(), entries);
    appended.await.unwrap_or(Err(StoreError::Closed))?;
    let folder = folder_for(app, who, document).await?;
    app.store.write(rights::of_new_in(&name, &who.person, wall_ms(), folder)).await?;
    Ok(name)
}

/// The updates of a copy of a document, which is called as `name_it` says of the other's title.
fn copied(loaded: &Loaded, client: u64, name_it: impl FnOnce(&str) -> String) -> Option<Vec<Vec<u8>>> {
    let mut other = Document::new(0);
    other.merge(loaded.snapshot.iter().chain(&loaded.tail).map(Vec::as_slice)).ok()?;
    let title = name_it(&other.title());
    Some(Document::new(client).become_copy(&other, &title))
}

/// The folder of a document, if somebody may put something there.
async fn folder_for(app: &App, who: &Who, document: &str) -> Result<Option<FolderId>, StoreError> {
    let Some(folder) = rights::of(&app.store, document).await?.folder else { return Ok(None) };
    let role = Asker::new(&app.store, &who.person).in_folder(folder).await?.role;
    Ok(role.filter(|role| role.may(Power::Write)).map(|_| folder))
}
