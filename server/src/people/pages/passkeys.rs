//! Passkeys over HTTP, for the script that asks a device: what it is asked, and what it has answered. JSON both ways, but for the
//! form whose fields come along with the asking.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Form, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use webauthn_rs::prelude::{PublicKeyCredential, RegisterPublicKeyCredential};

use super::view::Told;
use super::{Fields, next, tell, with_cookies, with_retry};
use crate::app::App;
use crate::people::account::Wrong;
use crate::people::{Failure, SignedIn, Visit};
use crate::request::origin;

/// What asks a device.
const SCRIPT: &str = include_str!("../../../../assets/passkeys.js");

/// What a device has answered.
#[derive(Deserialize)]
struct Answered<C> {
    ceremony: String,
    credential: C,
    #[serde(default)]
    name: String,
    #[serde(default)]
    next: String,
}

/// `GET /passkeys.js`.
pub async fn script() -> Response {
    let fields = [(CONTENT_TYPE, "text/javascript; charset=utf-8"), (CACHE_CONTROL, "no-cache")];
    (fields, SCRIPT).into_response()
}

/// `POST /passkeys/registration/options`: what a device is asked that is to make a passkey.
pub async fn registration(State(app): State<App>, visit: Visit, Form(fields): Form<Fields>) -> Response {
    let signed_in = match signed_in(&app, &visit).await {
        Ok(signed_in) => signed_in,
        Err(answer) => return answer,
    };
    let begun = match origin(&visit.headers, &app.config).ok_or(Failure::from(Wrong::NoName)) {
        Ok(site) => app.people.begin_registration(&signed_in, fields.current, &site, &visit).await,
        Err(failure) => Err(failure),
    };
    asked(begun, &visit)
}

/// `POST /passkeys/registration/result`: keeps what it has made.
pub async fn register(State(app): State<App>, visit: Visit, body: Bytes) -> Response {
    let signed_in = match signed_in(&app, &visit).await {
        Ok(signed_in) => signed_in,
        Err(answer) => return answer,
    };
    let kept = match read::<RegisterPublicKeyCredential>(&body) {
        Ok(Answered { ceremony, credential, name, .. }) => {
            app.people.end_registration(&signed_in, &ceremony, &name, &credential, &visit).await
        }
        Err(wrong) => Err(wrong.into()),
    };
    match kept {
        Ok(()) => answer(StatusCode::OK, json!({ "to": "/account?done=passkey" })),
        Err(failure) => refused(failure, &visit),
    }
}

/// `POST /passkeys/authentication/options`: what a device is asked that has one.
pub async fn authentication(State(app): State<App>, visit: Visit) -> Response {
    let site = origin(&visit.headers, &app.config).ok_or(Failure::from(Wrong::NoName));
    asked(site.and_then(|site| app.people.begin_authentication(&site, &visit)), &visit)
}

/// `POST /passkeys/authentication/result`: signs in by it.
pub async fn authenticate(State(app): State<App>, visit: Visit, body: Bytes) -> Response {
    let entered = match read::<PublicKeyCredential>(&body) {
        Ok(Answered { ceremony, credential, next: place, .. }) => {
            let entered = app.people.end_authentication(&ceremony, &credential, &visit).await;
            entered.map(|cookies| (cookies, place))
        }
        Err(wrong) => Err(wrong.into()),
    };
    match entered {
        Ok((cookies, place)) => {
            let place = if place.is_empty() { "/account" } else { next(&place) };
            with_cookies(answer(StatusCode::OK, json!({ "to": place })), cookies)
        }
        Err(failure) => refused(failure, &visit),
    }
}

async fn signed_in(app: &App, visit: &Visit) -> Result<SignedIn, Response> {
    match app.people.signed_in(&visit.headers).await {
        Ok(Some(signed_in)) => Ok(signed_in),
        // The page that asks has been open since before the session ended.
        Ok(None) => Err(answer(StatusCode::FORBIDDEN, json!({ "to": "/sign-in?next=/account" }))),
        Err(error) => Err(refused(error.into(), visit)),
    }
}

fn read<C: DeserializeOwned>(body: &[u8]) -> Result<Answered<C>, Wrong> {
    serde_json::from_slice(body).map_err(|_| Wrong::Passkey)
}

fn asked(begun: Result<(String, Value), Failure>, visit: &Visit) -> Response {
    match begun {
        Ok((ceremony, options)) => {
            answer(StatusCode::OK, json!({ "ceremony": ceremony, "publicKey": options }))
        }
        Err(failure) => refused(failure, visit),
    }
}

fn refused(failure: Failure, visit: &Visit) -> Response {
    let (status, told, retry) = tell(failure, visit.language);
    let text = match told {
        Told::Wrong(text) | Told::Done(text) => text,
        Told::Nothing => String::new(),
    };
    with_retry(answer(status, json!({ "error": text })), retry)
}

fn answer(status: StatusCode, body: Value) -> Response {
    (status, [(CACHE_CONTROL, HeaderValue::from_static("no-store"))], Json(body)).into_response()
}
