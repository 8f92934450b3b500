//! The HTTP interface to documents: asking whether one is there, and its view link; `making` makes one. Errors are JSON with a
//! sentence.

use std::borrow::Cow;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use octavo_shared::sync::{Power, Role};
use octavo_words::Language;
use serde_json::json;
use uuid::Uuid;

use crate::app::App;
use crate::people::account::Wrong;
use crate::people::pages::view::Told;
use crate::people::pages::{self, with_retry};
use crate::people::{Failure, SignedIn, Visit};
use crate::rights;
use crate::store::{DocumentName, StoreError};
use crate::views::view_token;

/// What is wrong with a request: a status and a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal(pub StatusCode, pub Cow<'static, str>);

impl Refusal {
    /// Says what is wrong.
    pub fn new(status: StatusCode, sentence: &'static str) -> Self {
        Refusal(status, sentence.into())
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        failed(&error)
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Store(error) => failed(&error),
            Failure::Wrong(Wrong::TooManyShares) => Refusal::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "It can be shared with 200 people and groups, and no more.",
            ),
            Failure::Wrong(Wrong::Role) => {
                Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "There is no such role.")
            }
            Failure::Wrong(Wrong::Nobody) => {
                Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "Nobody here has that address.")
            }
            Failure::Wrong(Wrong::Own) => {
                Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "That is your own address.")
            }
            Failure::Wrong(_) => Refusal::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "Something that was sent is not there, or cannot be.",
            ),
            Failure::Wait(_) => {
                Refusal::new(StatusCode::TOO_MANY_REQUESTS, "Too many tries. Try again later.")
            }
            Failure::Busy => {
                Refusal::new(StatusCode::CONFLICT, "Somebody changed it at the same moment. Try again.")
            }
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        refuse(self.0, &self.1)
    }
}

/// An answer that says what is wrong.
pub fn refuse(status: StatusCode, sentence: &str) -> Response {
    (status, Json(json!({ "error": sentence }))).into_response()
}

/// Whoever asks for what is for accounts alone, if he has one, or a program that acts for him.
pub async fn signed_in(app: &App, visit: &Visit) -> Result<SignedIn, Refusal> {
    let who = app.people.who(&visit.headers).await?;
    who.signed_in.ok_or_else(|| Refusal::new(StatusCode::UNAUTHORIZED, "Nobody has signed in."))
}

/// What is below `/api` and nothing.
pub async fn no_such_route() -> Response {
    refuse(StatusCode::NOT_FOUND, "There is no such address.")
}

/// A document's name from an address: a UUID that a browser made at random (version 4), in its usual form.
pub fn document_name(text: &str) -> Option<DocumentName> {
    let id = Uuid::try_parse(text).ok().filter(|id| Role::of_address(id.as_bytes()) == Some(Role::Edit))?;
    Some(id.hyphenated().to_string().into())
}

/// What the name of a document's review has behind the document's.
const REVIEW: &str = "/review";

/// The name under which a document's review is stored and joined.
pub fn review_of(document: &str) -> DocumentName {
    format!("{document}{REVIEW}").into()
}

/// The document, or the view link, whose review has that name.
pub fn reviewed(name: &str) -> Option<&str> {
    name.strip_suffix(REVIEW).filter(|text| document_name(text).is_some() || view_token(text).is_some())
}

/// `PUT /api/documents/{id}/view-link`: the token of the link by which others may look at the document. Always the same one.
pub async fn share_view(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Response {
    let unknown = || refuse(StatusCode::NOT_FOUND, "There is no such document.");
    if view_token(&id).is_some() {
        return unknown();
    }
    let name = match allowed(&app, &visit, &id).await {
        Ok((name, role)) if role.may(Power::Write) => name,
        Ok(_) => return refuse(StatusCode::FORBIDDEN, VIEW_ONLY),
        Err(refusal) => return refusal.into_response(),
    };
    match app.views.share(&app.store, name).await {
        Ok(Some(token)) => Json(json!({ "view": token.hyphenated().to_string() })).into_response(),
        Ok(None) => unknown(),
        Err(error) => failed(&error).into_response(),
    }
}

/// What whoever may only look is told.
pub const VIEW_ONLY: &str = "You may view this document, and no more.";

/// `GET /api/documents/{id}`: whether there is such a document.
pub async fn find_document(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Response {
    if view_token(&id).is_some() {
        return refuse(StatusCode::NOT_FOUND, "There is no such document.");
    }
    match allowed(&app, &visit, &id).await {
        Ok((name, _)) => Json(json!({ "id": &*name })).into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

async fn allowed(app: &App, visit: &Visit, id: &str) -> Result<(DocumentName, Role), Refusal> {
    let who = app.people.who(&visit.headers).await.map_err(|error| failed(&error))?;
    rights::allowed(app, id, &who.person).await
}

/// What went wrong, for a program: as [`pages::tell`] says it to people, in English.
pub fn undone(failure: Failure) -> Response {
    let (status, told, retry) = match failure {
        Failure::Store(error) => return failed(&error).into_response(),
        failure => pages::tell(failure, Language::English),
    };
    let sentence = match told {
        Told::Wrong(sentence) | Told::Done(sentence) => sentence,
        Told::Nothing => String::new(),
    };
    with_retry(refuse(status, &sentence), retry)
}

/// What is wrong with the store.
pub fn failed(error: &StoreError) -> Refusal {
    let status = match error {
        StoreError::Full => StatusCode::INSUFFICIENT_STORAGE,
        StoreError::Gone => StatusCode::GONE,
        StoreError::Closed => StatusCode::SERVICE_UNAVAILABLE,
        StoreError::Disk(_) | StoreError::Damaged(_) => StatusCode::INTERNAL_SERVER_ERROR,
    };
    let reason = error.to_string();
    let (first, rest) = reason.split_at(1);
    Refusal(status, format!("{}{rest}.", first.to_uppercase()).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_random_uuid_in_one_form() {
        let name = document_name("3F2504E0-4F89-41D3-9A0C-0305E82C3301").unwrap();
        assert_eq!(&*name, "3f2504e0-4f89-41d3-9a0c-0305e82c3301");
        assert_eq!(document_name("3f2504e04f8941d39a0c0305e82c3301"), Some(name));
        for text in
            ["", "letter", "3f2504e0-4f89-11d3-9a0c-0305e82c3301", "../3f2504e0-4f89-41d3-9a0c-0305e82c3301"]
        {
            assert_eq!(document_name(text), None, "{text}");
        }
    }
}
