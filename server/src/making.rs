//! Making documents: `PUT /api/documents/{id}`, how many anybody may make, and on how full a disk.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use octavo_shared::model;
use serde_json::json;

use crate::api::{document_name, failed, refuse};
use crate::app::App;
use crate::clock::{steady_ms, wall_ms};
use crate::config::Limits;
use crate::network::Network;
use crate::pace::{Pace, Paces};
use crate::people::account::AccountId;
use crate::people::pages::with_retry;
use crate::people::{Visit, Who};
use crate::rights;
use crate::store::{DocumentName, StoreError};

/// The span in which so many documents may be made, in milliseconds.
const HOUR_MS: u64 = 60 * 60 * 1000;

/// Whose documents are counted together: an account's, and those of all guests from one network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Maker {
    /// Whoever has signed in, from wherever.
    Account(AccountId),
    /// Guests, who may be somebody else with each request.
    Guests(Network),
}

/// How many documents each may make.
pub fn paces(limits: &Limits) -> Paces<Maker> {
    let units = limits.new_documents;
    Paces::new(Pace { units, span_ms: HOUR_MS, at_once: units })
}

/// `PUT /api/documents/{id}`: makes a document. 201 when it is new, 200 when it was there, 410 when it was there and was deleted.
pub async fn create(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Response {
    let Some(name) = document_name(&id) else {
        return refuse(StatusCode::BAD_REQUEST, "A document's id is a random UUID.");
    };
    let who = match app.people.who(&visit.headers).await {
        Ok(who) => who,
        Err(error) => return failed(&error).into_response(),
    };
    made(&app, &visit, &who, name).await
}

/// Makes a document in the name of whoever asks. Answers as [`create`].
pub(crate) async fn made(app: &App, visit: &Visit, who: &Who, name: DocumentName) -> Response {
    let made = match make(app, visit, who, name.clone()).await {
        Ok(made) => made,
        Err(error) => return failed(&error).into_response(),
    };
    let status = match made {
        Made::New => StatusCode::CREATED,
        Made::Old => StatusCode::OK,
        Made::Not(refusal) => return refused(&refusal),
    };
    let mut answer = (status, Json(json!({ "id": &*name }))).into_response();
    if let Some(cookie) = &who.cookie {
        answer.headers_mut().insert(SET_COOKIE, cookie.clone());
    }
    answer
}

/// What came of making a document.
enum Made {
    New,
    Old,
    Not(Refused),
}

/// Why no document is made.
pub enum Refused {
    /// The disk is nearly full.
    Scarce,
    /// Too many were made: after so many seconds it may be tried again.
    TooMany(u64),
}

/// What is answered then.
pub fn refused(refusal: &Refused) -> Response {
    match refusal {
        Refused::Scarce => {
            let sentence = "The server's disk is nearly full. It takes no new documents.";
            refuse(StatusCode::INSUFFICIENT_STORAGE, sentence)
        }
        Refused::TooMany(seconds) => {
            let sentence = format!("Too many documents were made. Try again in {seconds} s.");
            with_retry(refuse(StatusCode::TOO_MANY_REQUESTS, &sentence), Some(*seconds))
        }
    }
}

fn maker(visit: &Visit, who: &Who) -> Maker {
    match &who.signed_in {
        Some(signed_in) => Maker::Account(signed_in.id()),
        None => Maker::Guests(visit.from.into()),
    }
}

/// Counts a document that somebody is about to make, or says why he may not.
pub async fn admit(app: &App, visit: &Visit, who: &Who) -> Option<Refused> {
    let maker = maker(visit, who);
    match app.makers.spend(maker, steady_ms()) {
        Err(wait_ms) => Some(Refused::TooMany(wait_ms.div_ceil(1000))),
        Ok(()) if app.store.free().await.is_some_and(|free| free < app.config.limits.free_disk) => {
            app.makers.give_back(&maker);
            Some(Refused::Scarce)
        }
        Ok(()) => None,
    }
}

/// A document that was counted was not made.
pub fn give_back(app: &App, visit: &Visit, who: &Who) {
    app.makers.give_back(&maker(visit, who));
}

async fn make(app: &App, visit: &Visit, who: &Who, name: DocumentName) -> Result<Made, StoreError> {
    if rights::of(&app.store, &name).await?.gone_ms.is_some() {
        return Err(StoreError::Gone);
    }
    if let Some(refusal) = admit(app, visit, who).await {
        return Ok(if app.store.find(name).await?.is_some() { Made::Old } else { Made::Not(refusal) });
    }
    let rights = rights::of_new(&name, &who.person, wall_ms());
    let made = app.store.create_with(name.clone(), wall_ms(), model::seed(), rights).await;
    match made {
        Ok(true) => app.digests.feed.tell(&name),
        _ => give_back(app, visit, who),
    }
    Ok(if made? { Made::New } else { Made::Old })
}
