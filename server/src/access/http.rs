//! Who may do what in a document, for programs: the deeds of the page `/d/{id}/access`, in JSON.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use octavo_shared::sync::{Power, Role};
use serde_json::{Value, json};

use super::{Fields, Names, Seeker, deeds, find};
use crate::api::{self, Refusal, failed, refuse};
use crate::app::App;
use crate::clock::wall_ms;
use crate::people::Visit;
use crate::people::groups;
use crate::rights::{OFF, Subject};
use crate::store::StoreError;

/// `GET /api/documents/{id}/shares`: whose the document is, and who may do what.
pub async fn list(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Response {
    let seeker = match manager(&app, &visit, &id).await {
        Ok(seeker) => seeker,
        Err(refusal) => return refusal.into_response(),
    };
    match told(&app, &seeker).await {
        Ok(told) => Json(told).into_response(),
        Err(error) => failed(&error).into_response(),
    }
}

async fn told(app: &App, seeker: &Seeker) -> Result<Value, StoreError> {
    let rights = &seeker.rights;
    let role = |role: Option<Role>| role.map_or(OFF, Role::name);
    let mut shares = Vec::new();
    let mut names = Names::new(app);
    for (key, share) in &rights.shares {
        let name = match Subject::read(key) {
            Some(Subject::Account(_)) => names.of(key).await?.map(|(name, _)| name),
            Some(Subject::Group(id)) => groups::find(&app.store, id).await?.map(|group| group.name),
            _ => None,
        };
        shares.push(json!({
            "key": key, "name": name, "email": share.mail, "role": share.role.name(), "since": share.since_ms,
        }));
    }
    let link = json!({
        "role": role(rights.by_link(wall_ms())), "until": rights.until_ms, "password": rights.password.is_some(),
    });
    let owner = names.of(&rights.owner).await?.map(|(name, _)| name);
    Ok(json!({ "owner": owner, "link": link, "everyone": role(rights.everyone), "shares": shares }))
}

/// What a program can do, as the forms of the page do it.
enum Deed {
    Share,
    /// Of the share that stands under this name.
    ChangeRole(String),
    EndShare(String),
    ChangeLink,
    ChangeEveryone,
}

/// `POST /api/documents/{id}/shares`: shares it with an address (`email`), or with a group (`key`), in a `role`.
pub async fn share(State(app): State<App>, visit: Visit, Path(id): Path<String>, body: Bytes) -> Response {
    deed(&app, &visit, &id, &body, Deed::Share).await
}

/// `PATCH /api/documents/{id}/shares/{key}`: another `role` for somebody with whom it is shared.
pub async fn change_share(
    State(app): State<App>,
    visit: Visit,
    Path((id, key)): Path<(String, String)>,
    body: Bytes,
) -> Response {
    deed(&app, &visit, &id, &body, Deed::ChangeRole(key)).await
}

/// `DELETE /api/documents/{id}/shares/{key}`: it is not shared any more with somebody.
pub async fn end_share(
    State(app): State<App>,
    visit: Visit,
    Path((id, key)): Path<(String, String)>,
) -> Response {
    deed(&app, &visit, &id, b"", Deed::EndShare(key)).await
}

/// `PUT /api/documents/{id}/link`: the link's `role`, the day `until` which it works, and its `password`; `"open": "yes"` takes the
/// password away.
pub async fn set_link(State(app): State<App>, visit: Visit, Path(id): Path<String>, body: Bytes) -> Response {
    deed(&app, &visit, &id, &body, Deed::ChangeLink).await
}

/// `PUT /api/documents/{id}/everyone`: the `role` of everyone with an account.
pub async fn set_everyone(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    body: Bytes,
) -> Response {
    deed(&app, &visit, &id, &body, Deed::ChangeEveryone).await
}

/// Does something about a document in the name of who manages it. 204 when it is done.
async fn deed(app: &App, visit: &Visit, id: &str, body: &[u8], deed: Deed) -> Response {
    let seeker = match manager(app, visit, id).await {
        Ok(seeker) => seeker,
        Err(refusal) => return refusal.into_response(),
    };
    let body = if body.is_empty() { b"{}" } else { body };
    let fields = match serde_json::from_slice::<Fields>(body) {
        Ok(fields) => fields,
        Err(error) => {
            let sentence = format!("The body is not what this address takes: {error}.");
            return refuse(StatusCode::BAD_REQUEST, &sentence);
        }
    };
    let done = match deed {
        Deed::Share if fields.email.is_empty() => deeds::share_with_group(app, visit, &seeker, &fields).await,
        Deed::Share => deeds::share_with_person(app, visit, &seeker, &fields).await,
        Deed::ChangeRole(key) => deeds::change_role(app, visit, &seeker, &Fields { key, ..fields }).await,
        Deed::EndShare(key) => {
            let fields = Fields { key, role: OFF.to_owned(), ..fields };
            deeds::change_role(app, visit, &seeker, &fields).await
        }
        Deed::ChangeLink => deeds::change_link(app, visit, &seeker, &fields).await,
        Deed::ChangeEveryone => deeds::change_everyone(app, visit, &seeker, &fields).await,
    };
    match done {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(failure) => api::undone(failure),
    }
}

/// Whoever asks, if he manages the document.
pub(super) async fn manager(app: &App, visit: &Visit, id: &str) -> Result<Seeker, Refusal> {
    let found = find(app, visit, id).await.map_err(|error| failed(&error))?;
    let seeker = found.ok_or(Refusal::new(StatusCode::NOT_FOUND, "There is no such document."))?;
    match seeker.role().is_some_and(|role| role.may(Power::Share)) {
        true => Ok(seeker),
        false => Err(Refusal::new(
            StatusCode::FORBIDDEN,
            "Only who owns or manages a document says who may do what.",
        )),
    }
}
