//! What the app asks about rights, and the one thing that it changes: what the link allows. All else is on the page
//! `/d/{id}/access`.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use octavo_shared::sync::{Power, Role};
use serde_json::json;

use super::{Rights, allowed, change, of, read_link};
use crate::api::{Refusal, failed, refuse};
use crate::app::App;
use crate::clock::wall_ms;
use crate::people::audit::{About, Event};
use crate::people::{Failure, Visit};
use crate::store::{DocumentName, Person};

/// `GET /api/documents/{id}/rights`: what one may do in a document, and what its link allows.
pub async fn show(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Response {
    match asked(&app, &visit, &id).await {
        Ok((_, role, rights, _)) => Json(json!({
            "role": role.name(), "write": role.may(Power::Write), "manage": role.may(Power::Share),
            "link": rights.by_link(wall_ms()).map_or(super::OFF, Role::name),
        }))
        .into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

/// `PUT /api/documents/{id}/link/{role}`: says what the document's link allows. Whoever has less right than before is sent away,
/// or comes back with what is left of it, before this answers.
pub async fn set_link(
    State(app): State<App>,
    visit: Visit,
    Path((id, role)): Path<(String, String)>,
) -> Response {
    let Some(link) = read_link(&role) else {
        return refuse(
            StatusCode::BAD_REQUEST,
            "A link is off, or lets people view, comment, suggest or edit.",
        );
    };
    let (document, role, _, person) = match asked(&app, &visit, &id).await {
        Ok(found) => found,
        Err(refusal) => return refusal.into_response(),
    };
    if !role.may(Power::Share) {
        return refuse(
            StatusCode::FORBIDDEN,
            "Only who owns or manages a document says what its link allows.",
        );
    }
    let changed = change(&app, &document, &person, &visit, |rights| {
        rights.link = link;
        Ok(About { role: link, ..About::new(Event::LinkChanged) })
    });
    match changed.await {
        Ok(_) => StatusCode::NO_CONTENT.into_response(),
        Err(Failure::Store(error)) => failed(&error).into_response(),
        Err(_) => refuse(StatusCode::CONFLICT, "Somebody changed it at the same moment. Try again."),
    }
}

/// The document that a request names, what its sender may do there, its rights, and who he is.
async fn asked(app: &App, visit: &Visit, id: &str) -> Result<(DocumentName, Role, Rights, Person), Refusal> {
    let who = app.people.who(&visit.headers).await.map_err(|error| failed(&error))?;
    let (name, role) = allowed(app, id, &who.person).await?;
    let rights = of(&app.store, &name).await.map_err(|error| failed(&error))?;
    Ok((name, role, rights, who.person))
}
