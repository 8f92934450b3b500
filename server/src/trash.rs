//! The trash. Whose document it is puts it there, which sends everybody away within a second, and takes it out again with all that
//! was said about it; or deletes it for good, as the server does after thirty days.

use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::api::{Refusal, document_name, failed, refuse};
use crate::app::App;
use crate::clock::wall_ms;
use crate::folders;
use crate::people::account::{AccountId, Wrong};
use crate::people::audit::{About, Event};
use crate::people::{Failure, Visit, read};
use crate::rights::{self, Rights};
use crate::shelf::{self, Shelved};
use crate::store::{Book, DocumentName, Person, StoreError};

/// How long a document stays in the trash, in milliseconds.
pub const KEPT_MS: u64 = 30 * 24 * 60 * 60 * 1000;
/// How often the server looks for what has been there so long.
const SWEEP: Duration = Duration::from_secs(60 * 60);

/// `GET /api/trash`: what is in one's trash, the latest first, and when each will be deleted.
pub async fn list(State(app): State<App>, visit: Visit) -> Response {
    let found = async {
        let who = app.people.who(&visit.headers).await?;
        shelf::in_trash(&app, &who.person).await
    };
    let found = match found.await {
        Ok(found) => found,
        Err(error) => return failed(&error).into_response(),
    };
    let told = |it: &Shelved| {
        let until_ms = it.made_ms.saturating_add(KEPT_MS);
        json!({ "id": &*it.name, "title": it.title, "since": it.made_ms, "until": until_ms })
    };
    let no_store = [(CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    (no_store, Json(json!({ "trash": found.iter().map(told).collect::<Vec<_>>() }))).into_response()
}

/// `PUT /api/documents/{id}/trash`: puts a document into the trash. Everybody who is in it is away when this answers.
pub async fn put_in(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Response {
    match own(&app, &visit, &id).await {
        Ok((document, person)) => answer(throw_away(&app, &document, &person, &visit).await),
        Err(refusal) => refusal.into_response(),
    }
}

/// `DELETE /api/documents/{id}/trash`: takes a document out of the trash; everybody may do again what he might.
pub async fn take_out(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Response {
    match own(&app, &visit, &id).await {
        Ok((document, person)) => answer(restore(&app, &document, &person, &visit).await),
        Err(refusal) => refusal.into_response(),
    }
}

/// `DELETE /api/documents/{id}`: deletes a document for good. 409 when it is not in the trash.
pub async fn delete_document(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Response {
    match own(&app, &visit, &id).await {
        Ok((document, person)) => answer(erase(&app, &document, &person, &visit).await),
        Err(refusal) => refusal.into_response(),
    }
}

/// Puts a document of `person`'s into the trash.
pub async fn throw_away(
    app: &App,
    document: &DocumentName,
    person: &str,
    visit: &Visit,
) -> Result<(), Failure> {
    turn(app, document, person, visit, Event::DocumentTrashed, |rights| {
        rights.trashed_ms.get_or_insert_with(wall_ms);
    })
    .await
}

/// Takes a document of `person`'s out of the trash, into the folder that it was in.
pub async fn restore(app: &App, document: &DocumentName, person: &str, visit: &Visit) -> Result<(), Failure> {
    // The folder that it was in may have been deleted meanwhile.
    let folder = rights::of(&app.store, document).await?.folder;
    let is_there = match folder {
        Some(folder) => folders::find(&app.store, folder).await?.is_some(),
        None => true,
    };
    turn(app, document, person, visit, Event::DocumentRestored, |rights| {
        rights.trashed_ms = None;
        if !is_there && rights.folder == folder {
            rights.folder = None;
        }
    })
    .await
}

/// Deletes a document of `person`'s for good. [`Wrong::Gone`] when it is not in his trash.
pub async fn erase(app: &App, document: &DocumentName, person: &str, visit: &Visit) -> Result<(), Failure> {
    let may = |rights: &Rights| rights.is_owner(person) && rights.trashed_ms.is_some();
    let account = AccountId::of(person);
    match rights::change::erase(app, document, account, visit.from.to_string(), may).await? {
        true => Ok(()),
        false => Err(Wrong::Gone.into()),
    }
}

async fn turn(
    app: &App,
    document: &DocumentName,
    person: &str,
    visit: &Visit,
    event: Event,
    edit: impl Fn(&mut Rights),
) -> Result<(), Failure> {
    let changed = rights::change(app, document, person, visit, |rights| {
        // It may have been given away meanwhile.
        if !rights.is_owner(person) {
            return Err(Wrong::Gone);
        }
        edit(rights);
        Ok(About::new(event))
    });
    changed.await.map(drop)
}

fn answer(done: Result<(), Failure>) -> Response {
    match done {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(Failure::Wrong(_)) => {
            refuse(StatusCode::CONFLICT, "Only what is in the trash can be deleted for good.")
        }
        Err(Failure::Store(error)) => failed(&error).into_response(),
        Err(_) => refuse(StatusCode::CONFLICT, "Somebody changed it at the same moment. Try again."),
    }
}

/// The document that a request names, and who sent it, if it is his.
async fn own(app: &App, visit: &Visit, id: &str) -> Result<(DocumentName, Person), Refusal> {
    let who = app.people.who(&visit.headers).await.map_err(|error| failed(&error))?;
    if let Some(document) = document_name(id) {
        let rights = rights::of(&app.store, &document).await.map_err(|error| failed(&error))?;
        if rights.is_owner(&who.person) {
            return Ok((document, who.person));
        }
    }
    // Whoever may not even see it learns no more than anybody else.
    rights::allowed(app, id, &who.person).await?;
    Err(Refusal::new(StatusCode::FORBIDDEN, "Only who owns a document can delete it."))
}

/// Deletes every so often what has been in the trash for long enough, for as long as the server runs.
pub async fn sweep_on(app: &App) {
    let mut ticks = tokio::time::interval(SWEEP);
    loop {
        ticks.tick().await;
        if let Err(error) = sweep(app, wall_ms()).await {
            tracing::warn!(%error, "the trash could not be emptied");
        }
    }
}

/// Deletes what has been in the trash for [`KEPT_MS`] at a time in milliseconds since 1970. Gives how many documents that were.
pub async fn sweep(app: &App, now_ms: u64) -> Result<usize, StoreError> {
    let is_over = |rights: &Rights| {
        rights.trashed_ms.is_some_and(|since_ms| since_ms.saturating_add(KEPT_MS) <= now_ms)
    };
    let mut deleted = 0;
    for (name, bytes) in app.store.begin_with(Book::Rights, Vec::new(), usize::MAX).await? {
        let Ok(name) = String::from_utf8(name) else { continue };
        if !read::<Rights>(&bytes).is_some_and(|rights| is_over(&rights)) {
            continue;
        }
        match rights::change::erase(app, &name.into(), None, "server".to_owned(), is_over).await {
            Ok(is_deleted) => deleted += usize::from(is_deleted),
            Err(Failure::Store(error)) => return Err(error),
            // Somebody changes it at this moment; the next look finds it.
            Err(_) => {}
        }
    }
    Ok(deleted)
}
