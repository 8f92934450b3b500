//! The HTTP interface to hooks: whoever has an account makes them, sees how they do, tries them and takes them out.

use std::collections::BTreeSet;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Hook, HookId, MOST, Secret, added, news, of, remove};
use crate::activity::happening::Kind;
use crate::api::{Refusal, signed_in};
use crate::app::App;
use crate::clock::wall_ms;
use crate::folders::http::said;
use crate::people::Visit;
use crate::people::account::AccountId;
use crate::people::audit::{self, Event};
use crate::store::{Book, StoreError};

/// Bytes of an address at most.
const LONGEST_URL: usize = 2_000;

fn wrong(sentence: &'static str) -> Refusal {
    Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, sentence)
}

/// `GET /api/hooks`: one's own hooks, the oldest first.
pub async fn list(State(app): State<App>, visit: Visit) -> Result<Json<Value>, Refusal> {
    let account = signed_in(&app, &visit).await?.id();
    let mut hooks = Vec::new();
    for (id, hook) in of(&app.store, account).await? {
        hooks.push(told(&app, id, &hook).await?);
    }
    Ok(Json(json!({ "hooks": hooks })))
}

/// `POST /api/hooks`: makes a hook. Its secret is told this once.
pub async fn make(
    State(app): State<App>,
    visit: Visit,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    let account = signed_in(&app, &visit).await?.id();
    let said = said(&body)?;
    let url = said["url"].as_str().unwrap_or_default().trim().to_owned();
    check(&app, &url)?;
    let kinds = match &said["kinds"] {
        Value::Null => BTreeSet::new(),
        kinds => serde_json::from_value::<BTreeSet<Kind>>(kinds.clone())
            .map_err(|_| wrong("There is a kind among these that there is not."))?,
    };
    if of(&app.store, account).await?.len() >= MOST {
        return Err(wrong("An account has 20 hooks, and no more."));
    }
    let id = HookId { account, number: Uuid::new_v4() };
    let (secret, made_ms) = (Secret::random(), wall_ms());
    let hook = Hook { url, kinds, secret, made_ms, taken_ms: None, failing: None };
    let line = audit::line(made_ms, Event::HookMade, Some(account), visit.from.to_string());
    app.store.write(vec![added(id, &hook), line]).await?;
    let made = json!({ "id": id.number, "secret": hook.secret.text() });
    Ok((StatusCode::CREATED, Json(made)))
}

/// `DELETE /api/hooks/{id}`: takes a hook out, with what it has not been told.
pub async fn delete(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<StatusCode, Refusal> {
    let id = asked(&app, &visit, &number).await?;
    let line = audit::line(wall_ms(), Event::HookRemoved, Some(id.account), visit.from.to_string());
    if remove(&app.store, id, vec![line]).await? { Ok(StatusCode::NO_CONTENT) } else { Err(unknown()) }
}

/// `POST /api/hooks/{id}/ping`: has a hook told that it works.
pub async fn ping(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<StatusCode, Refusal> {
    let id = asked(&app, &visit, &number).await?;
    if app.store.look_up(Book::Hooks, id.bytes()).await?.is_none() {
        return Err(unknown());
    }
    news::ping(&app, id).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Whether something can be told at an address. Where it leads is looked at anew each time.
fn check(app: &App, url: &str) -> Result<(), Refusal> {
    let uri: Uri = url.parse().map_err(|_| wrong("This is no address."))?;
    let has_user = uri.authority().is_some_and(|authority| authority.as_str().contains('@'));
    if url.len() > LONGEST_URL || uri.host().is_none_or(str::is_empty) || has_user {
        return Err(wrong("This is no address."));
    }
    app.outside.may_ask(&uri).map_err(|_| wrong("A hook is told at an address that begins with https://."))
}

async fn told(app: &App, id: HookId, hook: &Hook) -> Result<Value, StoreError> {
    let kinds: Vec<&str> =
        Kind::ALL.into_iter().filter(|kind| hook.wants(Some(*kind))).map(Kind::name).collect();
    let failing =
        hook.failing.as_ref().map(|failing| json!({ "since": failing.since_ms, "why": failing.why }));
    Ok(json!({
        "id": id.number, "url": hook.url, "kinds": kinds, "made": hook.made_ms, "taken": hook.taken_ms,
        "failing": failing, "waiting": news::waiting(app, id).await?,
    }))
}

async fn asked(app: &App, visit: &Visit, number: &str) -> Result<HookId, Refusal> {
    let account: AccountId = signed_in(app, visit).await?.id();
    let number = Uuid::try_parse(number).map_err(|_| unknown())?;
    Ok(HookId { account, number })
}

fn unknown() -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, "There is no such hook.")
}
