//! The HTTP interface to folders. Errors are JSON with a sentence.

use std::collections::HashMap;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use octavo_shared::sync::{Power, Role};
use serde_json::{Value, json};

use super::change::{self, Wish};
use super::sharing::{self, With};
use super::{Folder, FolderId, find};
use crate::api::Refusal;
use crate::app::App;
use crate::making::{admit, give_back, refused};
use crate::people::account::Wrong;
use crate::people::{Failure, Visit, Who, groups};
use crate::rights::asker::Asker;
use crate::rights::{self, OFF, Subject, read_link};

/// `POST /api/folders`: makes a folder.
pub async fn make(State(app): State<App>, visit: Visit, body: Bytes) -> Response {
    let made = async {
        let who = app.people.who(&visit.headers).await?;
        let said = said(&body)?;
        let parent = match &said["parent"] {
            Value::Null => None,
            parent => Some(folder(parent.as_str().unwrap_or_default())?),
        };
        let name = said["name"].as_str().unwrap_or_default();
        // It counts as a document does, so that nobody fills the disk with them.
        if let Some(refusal) = admit(&app, &visit, &who).await {
            return Ok(Err(refused(&refusal)));
        }
        let made = change::make(&app, &who.person, name, parent).await;
        if made.is_err() {
            give_back(&app, &visit, &who);
        }
        Ok::<_, Refusal>(Ok((who, made?)))
    };
    let (who, id) = match made.await {
        Ok(Ok(made)) => made,
        Ok(Err(refusal)) => return refusal,
        Err(refusal) => return refusal.into_response(),
    };
    let mut answer = (StatusCode::CREATED, Json(json!({ "id": id.text() }))).into_response();
    if let Some(cookie) = who.cookie {
        answer.headers_mut().insert(SET_COOKIE, cookie);
    }
    answer
}

/// `PATCH /api/folders/{id}`: renames a folder, moves it, or both.
pub async fn alter(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<StatusCode, Refusal> {
    let (who, id) = asked(&app, &visit, &id, Power::Share).await?;
    let said = said(&body)?;
    let name = match &said["name"] {
        Value::Null => None,
        name => Some(name.as_str().unwrap_or_default().to_owned()),
    };
    let parent = match said.get("parent") {
        None => None,
        Some(Value::Null) => Some(None),
        Some(parent) => Some(Some(folder(parent.as_str().unwrap_or_default())?)),
    };
    change::change(&app, &visit, &who.person, id, Wish { name, parent }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /api/folders/{id}`: deletes a folder and those in it.
pub async fn delete(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    let (who, id) = asked(&app, &visit, &id, Power::Share).await?;
    change::delete(&app, &visit, &who.person, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `PUT /api/documents/{id}/folder`: puts a document into a folder, or takes it out of the one that it is in.
pub async fn put_document(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<StatusCode, Refusal> {
    const NOT_YOURS: &str = "Only who owns or manages a document puts it elsewhere.";
    let who = app.people.who(&visit.headers).await?;
    let (document, role) = rights::allowed(&app, &id, &who.person).await?;
    if !role.may(Power::Share) {
        return Err(Refusal::new(StatusCode::FORBIDDEN, NOT_YOURS));
    }
    let to = match said(&body)?.get("folder") {
        Some(Value::Null) => None,
        Some(id) => Some(folder(id.as_str().unwrap_or_default())?),
        None => return Err(unreadable()),
    };
    change::put_document(&app, &visit, &who.person, &document, to).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /api/folders/{id}/rights`: what one may do with what is in a folder, and what others may who have it by this folder itself.
pub async fn show(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Result<Response, Refusal> {
    let (who, id) = asked(&app, &visit, &id, Power::Read).await?;
    let role = Asker::new(&app.store, &who.person).in_folder(id).await?.role;
    let Some((_, folder, _)) = find(&app.store, id).await? else { return Err(unknown()) };
    let mut names = Names { app: &app, known: HashMap::new() };
    let mut told = json!({
        "id": id.text(), "name": folder.name, "role": role_in(&folder, &who.person, role),
        "owner": names.of(&folder.owner).await?,
    });
    if role.is_some_and(|role| role.may(Power::Share)) {
        let mut shares = Vec::new();
        for (key, share) in &folder.shares {
            let name = match Subject::read(key) {
                Some(Subject::Group(id)) => groups::find(&app.store, id).await?.map(|group| group.name),
                Some(Subject::Account(_)) => names.of(key).await?,
                _ => None,
            };
            shares.push(json!({ "key": key, "name": name, "mail": share.mail, "role": share.role.name() }));
        }
        told["shares"] = json!(shares);
        told["everyone"] = json!(folder.everyone.map_or(OFF, Role::name));
    }
    Ok(Json(told).into_response())
}

/// `PUT /api/folders/{id}/share`: shares a folder with an address (`mail`) or a group (`group`), or says something else of a share that
/// there is (`key`); the role `off` ends it.
pub async fn share(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<StatusCode, Refusal> {
    let (who, id) = asked(&app, &visit, &id, Power::Share).await?;
    let said = said(&body)?;
    let text = |name: &str| said[name].as_str().unwrap_or_default();
    let role = match text("role") {
        OFF => None,
        role => Some(Role::given(role).ok_or(Failure::from(Wrong::Role))?),
    };
    let with = match (said["mail"].as_str(), said["group"].as_str(), said["key"].as_str()) {
        (Some(mail), ..) => With::Mail(mail),
        (_, Some(group), _) => With::Group(group),
        (.., key) => With::Known(key.unwrap_or_default()),
    };
    sharing::share(&app, &visit, &who, id, with, role).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `PUT /api/folders/{id}/everyone/{role}`: says what everyone with an account may do with what is in a folder.
pub async fn set_everyone(
    State(app): State<App>,
    visit: Visit,
    Path((id, role)): Path<(String, String)>,
) -> Result<StatusCode, Refusal> {
    let (who, id) = asked(&app, &visit, &id, Power::Share).await?;
    let everyone = read_link(&role).ok_or(Failure::from(Wrong::Role))?;
    sharing::set_everyone(&app, &visit, &who.person, id, everyone).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// As what a role in a folder is told: whose folder it is has it.
pub fn role_in(folder: &Folder, person: &str, role: Option<Role>) -> Option<&'static str> {
    if folder.owner == person { Some("own") } else { role.map(Role::name) }
}

/// Names of people, each looked up once.
pub struct Names<'a> {
    /// The server.
    pub app: &'a App,
    /// Those that were looked up.
    pub known: HashMap<String, Option<String>>,
}

impl Names<'_> {
    /// The name of whoever has an account.
    pub async fn of(&mut self, person: &str) -> Result<Option<String>, Refusal> {
        if let Some(known) = self.known.get(person) {
            return Ok(known.clone());
        }
        let name = self.app.people.name_of(person).await?;
        self.known.insert(person.to_owned(), name.clone());
        Ok(name)
    }
}

/// Who asks, and for which folder, if he may do that there.
async fn asked(app: &App, visit: &Visit, id: &str, power: Power) -> Result<(Who, FolderId), Refusal> {
    const NOT_YOURS: &str = "Only who owns or manages a folder can do that.";
    let who = app.people.who(&visit.headers).await?;
    let id = folder(id)?;
    change::reach(&app.store, &mut Asker::new(&app.store, &who.person), id, power, NOT_YOURS).await?;
    Ok((who, id))
}

fn folder(id: &str) -> Result<FolderId, Refusal> {
    FolderId::read(id).ok_or_else(unknown)
}

fn unknown() -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, "There is no such folder.")
}

/// What the body of a request says: an object.
pub fn said(body: &[u8]) -> Result<Value, Refusal> {
    serde_json::from_slice(body).ok().filter(Value::is_object).ok_or_else(unreadable)
}

fn unreadable() -> Refusal {
    Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "The request says nothing that can be understood.")
}
