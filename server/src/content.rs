//! What a document says, for programs and people who take it elsewhere: `GET /api/documents/{id}/content`. How it is written is
//! `octavo_shared::export`'s. Reading one is written down, once an hour for each who does it.

use axum::extract::{Path, Query, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, SET_COOKIE,
};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use octavo_shared::export::{Form, written};
use octavo_shared::model::Document;
use serde::Deserialize;
use serde_json::json;
use tokio::sync::OwnedSemaphorePermit;

use crate::api::{Refusal, failed};
use crate::app::App;
use crate::clock::steady_ms;
use crate::metrics::Count;
use crate::pace::{Pace, Paces};
use crate::people::account::AccountId;
use crate::people::audit::{self, About, Event};
use crate::people::pages::view::encoded;
use crate::people::{Visit, Who};
use crate::rights;
use crate::store::{DocumentName, Loaded, StoreError};

/// One reading of a document in so long is written down, in milliseconds.
const NOTED_MS: u64 = 60 * 60 * 1000;

/// Whose readings of what are written down.
pub type Reading = (String, DocumentName);

/// How often each is.
pub fn readings() -> Paces<Reading> {
    Paces::new(Pace { units: 1, span_ms: NOTED_MS, at_once: 1 })
}

/// What is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    #[serde(rename = "as")]
    form: As,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum As {
    /// As the model has it, in Quill's form.
    #[default]
    #[serde(rename = "delta")]
    Quill,
    Markdown,
    Html,
    Text,
    /// All of it as one Yjs update.
    Update,
}

impl As {
    /// What follows the title in the name of a file, and the type of the answer.
    fn file(self) -> (&'static str, &'static str) {
        match self {
            As::Quill => ("json", "application/json"),
            As::Markdown => ("md", "text/markdown; charset=utf-8"),
            As::Html => ("html", "text/html; charset=utf-8"),
            As::Text => ("txt", "text/plain; charset=utf-8"),
            As::Update => ("bin", "application/octet-stream"),
        }
    }
}

/// `GET /api/documents/{id}/content`.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    match read(&app, &visit, &id, asked.form).await {
        Ok(answer) => answer,
        Err(refusal) => refusal.into_response(),
    }
}

async fn read(app: &App, visit: &Visit, id: &str, form: As) -> Result<Response, Refusal> {
    let who = app.people.who(&visit.headers).await.map_err(|error| failed(&error))?;
    let (name, _) = rights::allowed(app, id, &who.person).await?;
    let place = place(app)?;
    let loaded = app.store.load(name.clone()).await.map_err(|error| failed(&error))?;
    let entry = loaded.last;
    // Whoever has a view link does not learn the document's own id.
    let id = id.to_owned();
    let (title, state, body) = on_document(&name, loaded, place, move |document| {
        let (title, state) = (document.title(), STANDARD.encode(document.replica().state_vector()));
        let body = match form {
            As::Quill => {
                let told = json!({
                    "id": id, "title": title, "entry": entry, "state": state, "delta": document.body(),
                });
                told.to_string().into_bytes()
            }
            As::Markdown => written(document, Form::Markdown).into_bytes(),
            As::Html => written(document, Form::Page).into_bytes(),
            As::Text => written(document, Form::Text).into_bytes(),
            As::Update => document.replica().encode(),
        };
        (title, state, body)
    })
    .await?;
    note(app, visit, &who, &name).await.map_err(|error| failed(&error))?;
    let (ending, kind) = form.file();
    let mut answer = body.into_response();
    let fields = answer.headers_mut();
    fields.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    fields.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let file = format!(
        "inline; filename*=UTF-8''{}.{ending}",
        encoded(if title.is_empty() { "document" } else { &title })
    );
    for (name, value) in [
        (CONTENT_DISPOSITION, file),
        (HeaderName::from_static("octavo-entry"), entry.to_string()),
        (HeaderName::from_static("octavo-state"), state),
    ] {
        // What it is made of is visible ASCII.
        if let Ok(value) = HeaderValue::from_str(&value) {
            fields.insert(name, value);
        }
    }
    if form == As::Html {
        // A page of somebody else's words: it can do nothing but be looked at.
        let policy =
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox";
        fields.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    }
    if let Some(cookie) = who.cookie {
        fields.append(SET_COOKIE, cookie);
    }
    Ok(answer)
}

/// What is said when too many documents are read.
pub const BUSY: &str = "Too many documents are read at this moment. Try again soon.";

/// A place among those who read documents or replay their past.
pub fn place(app: &App) -> Result<OwnedSemaphorePermit, Refusal> {
    app.replays.clone().try_acquire_owned().map_err(|_| {
        app.metrics.count(Count::ReplaysRefused);
        Refusal::new(StatusCode::SERVICE_UNAVAILABLE, BUSY)
    })
}

/// Works on a document as it was loaded, on a thread for work that takes time.
pub async fn on_document<T: Send + 'static>(
    name: &DocumentName,
    loaded: Loaded,
    place: OwnedSemaphorePermit,
    work: impl FnOnce(&Document) -> T + Send + 'static,
) -> Result<T, Refusal> {
    let worked = tokio::task::spawn_blocking(move || {
        let _place = place;
        let mut document = Document::new(0);
        document.merge(loaded.snapshot.iter().chain(&loaded.tail).map(Vec::as_slice))?;
        Ok::<_, octavo_shared::model::UpdateError>(work(&document))
    });
    match worked.await {
        Ok(Ok(done)) => Ok(done),
        failed => {
            let problem = failed.map(|_| "it is damaged".to_owned());
            tracing::error!(document = %name, ?problem, "a document could not be read");
            Err(Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "The document cannot be read."))
        }
    }
}

/// Writes down that somebody read a document, unless that was done a while ago.
async fn note(app: &App, visit: &Visit, who: &Who, name: &DocumentName) -> Result<(), StoreError> {
    let account = AccountId::of(&who.person);
    // A guest may be somebody else with each request; his address is not.
    let reader = account.map_or_else(|| visit.from.to_string(), |_| who.person.to_string());
    if app.readings.spend((reader, name.clone()), steady_ms()).is_err() {
        return Ok(());
    }
    let about = About { document: Some(audit::short(name)), ..About::new(Event::Exported) };
    app.store.write(vec![audit::told(about, account, visit.from.to_string())]).await.map(drop)
}

/// Now, as an id for a change that nobody has used: Yjs draws 32 random bits.
pub fn new_client() -> u64 {
    u64::from(uuid::Uuid::new_v4().as_u128() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_is_written_down_once_an_hour_for_each() {
        let (readings, now_ms) = (readings(), 1_000);
        let ada = || ("account:ada".to_owned(), DocumentName::from("x"));
        assert!(readings.spend(ada(), now_ms).is_ok());
        assert!(readings.spend(ada(), now_ms + NOTED_MS - 1).is_err());
        assert!(readings.spend(ada(), now_ms + NOTED_MS).is_ok());
        assert!(readings.spend(("account:ben".to_owned(), "x".into()), now_ms).is_ok());
    }
}
