//! Whose a document is, and who may do what in it. A document belongs to whoever made it. What its link allows is his to say;
//! until he does, whoever has the link may write. A document of which nothing is recorded is nobody's, and its link lets write.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use octavo_shared::sync::{CloseCode, Role};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::api::{Refusal, failed, refuse};
use crate::app::App;
use crate::clock::wall_ms;
use crate::people::account::AccountId;
use crate::people::audit::{self, Event};
use crate::people::live::send_away;
use crate::people::{Visit, read, record};
use crate::store::{Book, Change, DocumentName, Person, Record, Store, StoreError};
use crate::views;

/// What whoever has a document's link may do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Link {
    /// Nothing: the document is open to its owner alone.
    Off,
    /// Look.
    View,
    /// Write.
    #[default]
    Edit,
}

/// Whose a document is, and what its link allows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rights {
    /// As the log knows him; empty is nobody.
    pub owner: String,
    /// What whoever has the link may do.
    pub link: Link,
}

/// What is written when `owner` makes a document, at a time in milliseconds since 1970.
pub fn of_new(document: &DocumentName, owner: &str, now_ms: u64) -> Vec<Change> {
    let rights = Rights { owner: owner.to_owned(), link: Link::default() };
    vec![
        Change::put(Book::Rights, document.as_bytes(), record(&rights)),
        Change::put(Book::Owned, owned(owner, document), record(&now_ms)),
    ]
}

/// Whose a document is and what its link allows.
pub async fn of(store: &Store, document: &str) -> Result<Rights, StoreError> {
    let bytes = store.look_up(Book::Rights, document.as_bytes().to_vec()).await?;
    match bytes {
        None => Ok(Rights::default()),
        // What cannot be read lets nobody in.
        Some(bytes) => read(&bytes).ok_or_else(|| StoreError::Damaged("a document's rights".to_owned())),
    }
}

/// What gives all that one has to another.
pub async fn hand_over(store: &Store, from: &str, to: &str) -> Result<Vec<Change>, StoreError> {
    let mut changes = Vec::new();
    for (document, made_ms) in of_owner(store, from).await? {
        let key = document.as_bytes().to_vec();
        let Some(bytes) = store.look_up(Book::Rights, key.clone()).await? else { continue };
        let Some(rights) = read::<Rights>(&bytes).filter(|rights| rights.owner == from) else { continue };
        changes.push(Change::turn(
            Book::Rights,
            key,
            bytes,
            record(&Rights { owner: to.to_owned(), ..rights }),
        ));
        changes.push(Change::remove(Book::Owned, owned(from, &document)));
        changes.push(Change::put(Book::Owned, owned(to, &document), record(&made_ms)));
    }
    Ok(changes)
}

/// The documents that belong to somebody, each with the time when it was made, in milliseconds since 1970.
pub async fn of_owner(store: &Store, owner: &str) -> Result<Vec<(String, u64)>, StoreError> {
    let prefix = owned(owner, "");
    let length = prefix.len();
    let records = store.begin_with(Book::Owned, prefix, usize::MAX).await?;
    let document = |(key, made_ms): Record| {
        Some((String::from_utf8(key[length..].to_vec()).ok()?, read(&made_ms).unwrap_or_default()))
    };
    Ok(records.into_iter().filter_map(document).collect())
}

fn owned(owner: &str, document: &str) -> Vec<u8> {
    [owner.as_bytes(), b"\0", document.as_bytes()].concat()
}

/// Where an address leads whoever asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    /// Nowhere.
    Nowhere,
    /// To a document that is not for him.
    Denied,
    /// To a document in which he may do so much.
    To(DocumentName, Role),
}

/// Where the address `text`, a document's id or the token of a view link, leads `person`.
pub async fn access(store: &Store, text: &str, person: &str) -> Result<Access, StoreError> {
    let Some((name, most)) = views::resolve(store, text).await? else { return Ok(Access::Nowhere) };
    let rights = of(store, &name).await?;
    Ok(match (rights.is_owner(person), rights.link) {
        (true, _) | (false, Link::Edit) => Access::To(name, most),
        (false, Link::View) => Access::To(name, Role::View),
        (false, Link::Off) => Access::Denied,
    })
}

impl Rights {
    /// Whether somebody may say who else may do what.
    pub fn is_owner(&self, person: &str) -> bool {
        !person.is_empty() && self.owner == person
    }
}

/// `GET /api/documents/{id}/rights`: what one may do in a document, and what its link allows.
pub async fn show(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Response {
    match asked(&app, &visit, &id).await {
        Ok((_, role, rights, person)) => {
            let role = if role == Role::Edit { "edit" } else { "view" };
            Json(json!({ "role": role, "link": rights.link, "owner": rights.is_owner(&person) }))
                .into_response()
        }
        Err(answer) => answer,
    }
}

/// `PUT /api/documents/{id}/link/{role}`: says what the document's link allows. Whoever has less right than before is sent away,
/// or comes back with what is left of it, before this answers.
pub async fn set_link(
    State(app): State<App>,
    visit: Visit,
    Path((id, role)): Path<(String, String)>,
) -> Response {
    let Ok(link) = serde_json::from_value::<Link>(json!(role)) else {
        return refuse(StatusCode::BAD_REQUEST, "A link is off, or lets people view or edit.");
    };
    let (name, _, before, person) = match asked(&app, &visit, &id).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    if !before.is_owner(&person) {
        return refuse(StatusCode::FORBIDDEN, "Only the owner of a document says what its link allows.");
    }
    let after = Rights { link, ..before.clone() };
    let line = audit::line(wall_ms(), Event::LinkChanged, AccountId::of(&person), visit.from.to_string());
    let changes = vec![Change::turn(Book::Rights, name.as_bytes(), record(&before), record(&after)), line];
    match app.store.write(changes).await {
        Ok(true) => {}
        Ok(false) => {
            return refuse(StatusCode::CONFLICT, "Somebody changed it at the same moment. Try again.");
        }
        Err(error) => return failed(&error).into_response(),
    }
    for stay in app.people.live.in_document(&name) {
        match access(&app.store, &stay.address, &stay.person).await {
            Ok(Access::To(_, role)) if role == stay.role => {}
            Ok(Access::To(..)) => send_away(&stay, CloseCode::RESTART, "What you may do here has changed."),
            _ => send_away(&stay, CloseCode::FORBIDDEN, DENIED),
        }
    }
    StatusCode::NO_CONTENT.into_response()
}

/// What somebody is told for whom a document is not.
pub const DENIED: &str = "The owner of this document has switched its link off.";

/// The document that a request names, what its sender may do there, its rights, and who he is.
async fn asked(app: &App, visit: &Visit, id: &str) -> Result<(DocumentName, Role, Rights, Person), Response> {
    let who = app.people.who(&visit.headers).await.map_err(|error| failed(&error).into_response())?;
    let (name, role) = allowed(app, id, &who.person).await.map_err(IntoResponse::into_response)?;
    let rights = of(&app.store, &name).await.map_err(|error| failed(&error).into_response())?;
    Ok((name, role, rights, who.person))
}

/// The document that an address leads `person` to, and what he may do there.
pub async fn allowed(app: &App, text: &str, person: &str) -> Result<(DocumentName, Role), Refusal> {
    let unknown = || Refusal::new(StatusCode::NOT_FOUND, "There is no such document.");
    match access(&app.store, text, person).await.map_err(|error| failed(&error))? {
        Access::To(name, role) => {
            let found = app.store.find(name.clone()).await.map_err(|error| failed(&error))?;
            found.map(|_| (name, role)).ok_or_else(unknown)
        }
        Access::Denied => Err(Refusal::new(StatusCode::FORBIDDEN, DENIED)),
        Access::Nowhere => Err(unknown()),
    }
}
