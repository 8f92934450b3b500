//! What somebody keeps of documents for himself: stars, and which of his own are templates.

use std::cmp::Reverse;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::api::Refusal;
use crate::app::App;
use crate::clock::wall_ms;
use crate::digest::card;
use crate::marks::{self, Mark};
use crate::people::Visit;
use crate::rights;
use crate::store::{Book, StoreError};

/// `PUT /api/documents/{id}/star`: gives a document one's star.
pub async fn star(app: State<App>, visit: Visit, id: Path<String>) -> Result<StatusCode, Refusal> {
    let now_ms = wall_ms();
    mark(app, visit, id, move |mark| mark.starred_ms = mark.starred_ms.or(Some(now_ms))).await
}

/// `DELETE /api/documents/{id}/star`: takes it away.
pub async fn unstar(app: State<App>, visit: Visit, id: Path<String>) -> Result<StatusCode, Refusal> {
    mark(app, visit, id, |mark| mark.starred_ms = None).await
}

async fn mark(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    edit: impl Fn(&mut Mark),
) -> Result<StatusCode, Refusal> {
    let who = app.people.who(&visit.headers).await?;
    // A view link does not say which document it shows, and a list would.
    let known = crate::api::document_name(&id);
    let known = known.ok_or(Refusal::new(StatusCode::NOT_FOUND, "There is no such document."))?;
    let (document, _) = rights::allowed(&app, &known, &who.person).await?;
    marks::change(&app.store, &who.person, &document, edit).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/documents/{id}/template`: makes a document of one's own a template.
pub async fn keep(app: State<App>, visit: Visit, id: Path<String>) -> Result<StatusCode, Refusal> {
    let now_ms = wall_ms();
    mark_own(app, visit, id, move |mark| mark.template_ms = mark.template_ms.or(Some(now_ms))).await
}

/// `DELETE /api/documents/{id}/template`: it is none any more.
pub async fn let_go(app: State<App>, visit: Visit, id: Path<String>) -> Result<StatusCode, Refusal> {
    mark_own(app, visit, id, |mark| mark.template_ms = None).await
}

async fn mark_own(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    edit: impl Fn(&mut Mark),
) -> Result<StatusCode, Refusal> {
    let who = app.people.who(&visit.headers).await?;
    let (document, _) = rights::allowed(&app, &id, &who.person).await?;
    if !rights::of(&app.store, &document).await?.is_owner(&who.person) {
        let sentence = "Only who owns a document makes it a template.";
        return Err(Refusal::new(StatusCode::FORBIDDEN, sentence));
    }
    marks::change(&app.store, &who.person, &document, edit).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /api/templates`: one's own templates, the newest first.
pub async fn templates(State(app): State<App>, visit: Visit) -> Result<Response, Refusal> {
    let who = app.people.who(&visit.headers).await?;
    let templates = templates_of(&app, &who.person).await?;
    let no_store = [(CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((no_store, Json(json!({ "templates": templates }))).into_response())
}

async fn templates_of(app: &App, person: &str) -> Result<Vec<Value>, StoreError> {
    let marks = marks::of(&app.store, person).await?;
    let mut marked: Vec<_> =
        marks.into_iter().filter_map(|(document, mark)| Some((mark.template_ms?, document))).collect();
    marked.sort_unstable_by_key(|(since_ms, _)| Reverse(*since_ms));
    let keys = marked.iter().map(|(_, document)| document.as_bytes().to_vec()).collect();
    let rights = app.store.look_up_all(Book::Rights, keys).await?;
    app.digests.feed.hurry(marked.iter().map(|(_, document)| &**document)).await;
    let cards = card::of_all(&app.store, marked.iter().map(|(_, document)| &**document)).await?;
    let mut templates = Vec::new();
    for (((since_ms, document), rights), card) in marked.iter().zip(rights).zip(cards) {
        let rights = rights.as_deref().and_then(crate::people::read::<rights::Rights>);
        // It may have been given away or thrown away meanwhile.
        if rights.is_some_and(|rights| rights.is_owner(person) && rights.trashed_ms.is_none()) {
            let card = card.unwrap_or_default();
            templates.push(json!({
                "id": document, "title": card.title, "excerpt": card.excerpt, "characters": card.characters,
                "edited": card.edited_ms, "since": since_ms,
            }));
        }
    }
    Ok(templates)
}
