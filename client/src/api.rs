//! The server's HTTP routes that the app calls. The documents themselves travel by the socket (`provider`).

pub mod library;

use crate::browser;
use crate::provider::Held;
use js_sys::{Object, Reflect, Uint8Array};
use octavo_shared::sync::Role;
use serde::Deserialize;
use uuid::Uuid;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Request, RequestInit, Response};

/// Why the server did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiError {
    /// No answer: the network or the server is away. Worth trying again.
    Unreachable,
    /// The server answered, with this status.
    Refused(u16),
}

/// Whether an address leads to a document by a view link.
pub fn is_view(document: Uuid) -> bool {
    Role::of_address(document.as_bytes()) == Some(Role::View)
}

/// Makes the document exist at the server. A document that exists already stays as it is.
pub async fn create_document(document: Uuid) -> Result<(), ApiError> {
    ask("PUT", &format!("/api/documents/{document}")).await.map(drop)
}

/// Whoever was here is nobody in this browser any more, neither an account nor a guest.
pub async fn leave() -> Result<(), ApiError> {
    ask("POST", "/api/leave").await.map(drop)
}

/// A document that the server knows to be for whoever has signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shelved {
    /// Which.
    pub id: Uuid,
    /// Its title; empty where it has none, or where it could not be read.
    pub title: String,
    /// Since when, in milliseconds since 1970.
    pub since: u64,
}

/// What whoever has signed in has made and what is shared with him. `None` without an answer.
pub async fn shelf() -> Option<Vec<Shelved>> {
    #[derive(Deserialize)]
    struct One {
        id: String,
        title: String,
        since: u64,
    }
    #[derive(Deserialize)]
    struct Told {
        made: Vec<One>,
        shared: Vec<One>,
    }
    let answer = text_of(ask("GET", "/api/shelf").await.ok()?).await.ok()?;
    let Told { made, shared } = serde_json::from_str(&answer).ok()?;
    let read = |One { id, title, since }| Some(Shelved { id: Uuid::parse_str(&id).ok()?, title, since });
    Some(made.into_iter().chain(shared).filter_map(read).collect())
}

/// Whether there is any document at the server that one has opened. Without an answer there is none.
pub async fn has_documents() -> bool {
    match ask("GET", "/api/library?view=recent&most=1").await {
        Ok(answer) => text_of(answer).await.is_ok_and(|text| text.contains("\"id\"")),
        Err(_) => false,
    }
}

/// Who the server says that one is: the name and the e-mail address of the account, both empty for a guest. `None` without an
/// answer.
pub async fn me() -> Option<(String, String)> {
    let answer = JsFuture::from(ask("GET", "/api/me").await.ok()?.json().ok()?).await.ok()?;
    let text = |name: &str| {
        Reflect::get(&answer, &name.into()).ok().and_then(|it| it.as_string()).unwrap_or_default()
    };
    Some((text("name"), text("email")))
}

/// How much is new in the documents that one follows. `None` without an answer.
pub async fn unread() -> Option<u64> {
    let answer = JsFuture::from(ask("GET", "/api/activity/unread").await.ok()?.json().ok()?).await.ok()?;
    Some(Reflect::get(&answer, &"unread".into()).ok()?.as_f64()? as u64)
}

/// What one may do in a document, and whether one says what its link allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rights {
    /// Whether one may write.
    pub may_write: bool,
    /// What whoever has the link may do: "edit", "view" or "off".
    pub link: String,
    /// Whether one says who may do what.
    pub is_manager: bool,
}

/// What one may do in a document, from the server.
pub async fn rights(document: Uuid) -> Option<Rights> {
    let answer = ask("GET", &format!("/api/documents/{document}/rights")).await.ok()?;
    let answer = JsFuture::from(answer.json().ok()?).await.ok()?;
    let part = |name: &str| Reflect::get(&answer, &name.into()).unwrap_or_default();
    let text = |name: &str| part(name).as_string().unwrap_or_default();
    let link = text("link");
    Some(Rights {
        may_write: part("write").is_truthy(),
        // Whoever comments or suggests cannot write yet; that choice is on the page about rights.
        link: if matches!(&*link, "comment" | "suggest") { "view".to_owned() } else { link },
        is_manager: part("manage").is_truthy(),
    })
}

/// Says what whoever has the link of a document may do: "edit", "view" or "off".
pub async fn set_link(document: Uuid, role: &str) {
    // What came of it is asked for afterwards.
    let _ = ask("PUT", &format!("/api/documents/{document}/link/{role}")).await;
}

/// The link by which others may look at the document and not write in it, from the server.
pub async fn view_link(document: Uuid) -> Option<String> {
    let answer = ask("PUT", &format!("/api/documents/{document}/view-link")).await.ok()?;
    let answer = JsFuture::from(answer.json().ok()?).await.ok()?;
    let token = Reflect::get(&answer, &"view".into()).ok()?.as_string()?;
    Uuid::parse_str(&token).ok().map(document_link)
}

/// Gives what the server does not take for want of a right, an update, to whoever manages the document. Answers with what became of it.
pub async fn hand_over(document: Uuid, update: &[u8]) -> Result<Held, ApiError> {
    let address = format!("/api/documents/{document}/held");
    let body = ("application/octet-stream", Uint8Array::from(update).into());
    let answer = text_of(send("PUT", &address, Some(body)).await?).await?;
    let is = |state: Held| answer.contains(&format!("\"{}\"", state.name()));
    Held::ALL.into_iter().find(|state| is(*state)).ok_or(ApiError::Refused(200))
}

async fn ask(method: &str, address: &str) -> Result<Response, ApiError> {
    send(method, address, None).await
}

/// Asks with a `body`, which is JSON.
async fn tell(method: &str, address: &str, body: String) -> Result<Response, ApiError> {
    send(method, address, Some(("application/json", body.into()))).await
}

/// Asks with a body of some type.
async fn send(method: &str, address: &str, body: Option<(&str, JsValue)>) -> Result<Response, ApiError> {
    let init = RequestInit::new();
    init.set_method(method);
    if let Some((kind, body)) = body {
        let headers = Object::new();
        let _ = Reflect::set(&headers, &"Content-Type".into(), &kind.into());
        init.set_headers(&headers);
        init.set_body(&body);
    }
    let request = Request::new_with_str_and_init(address, &init).map_err(|_| ApiError::Unreachable)?;
    let answer = JsFuture::from(browser::window().fetch_with_request(&request))
        .await
        .map_err(|_| ApiError::Unreachable)?;
    let answer: Response = answer.dyn_into().map_err(|_| ApiError::Unreachable)?;
    if answer.ok() { Ok(answer) } else { Err(ApiError::Refused(answer.status())) }
}

/// What an answer says, as a text.
async fn text_of(answer: Response) -> Result<String, ApiError> {
    let text = answer.text().map_err(|_| ApiError::Unreachable)?;
    JsFuture::from(text).await.ok().and_then(|text| text.as_string()).ok_or(ApiError::Unreachable)
}

/// A text as it stands for itself in a query.
fn encoded(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}

/// The address of the document's socket.
pub fn socket_address(document: Uuid) -> String {
    let location = browser::window().location();
    let scheme = if location.protocol().is_ok_and(|protocol| protocol == "https:") { "wss" } else { "ws" };
    format!("{scheme}://{}/ws/{document}", location.host().unwrap_or_default())
}

/// The link that opens the document, to be sent to others.
pub fn document_link(document: Uuid) -> String {
    format!("{}/d/{document}", browser::window().location().origin().unwrap_or_default())
}
