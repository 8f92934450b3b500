//! The pages about accounts: forms of HTML that work in any browser, without the app and without a script. Those that
//! are one form are in `forms`, groups in `groups`, what administrators see in `admin` and `auditing`, keys in `keys`; the account and what all share are here. Their HTML is in `view`, their words are in `words`.

pub mod admin;
pub mod auditing;
pub mod documents;
pub mod forms;
pub mod groups;
pub mod keys;
pub mod letters;
pub mod passkeys;
pub mod sso;
pub(crate) mod view;
mod ways;
pub(crate) mod words;

use axum::Json;
use axum::extract::{Form, FromRequestParts, Path, Query, State};
use axum::http::header::{CACHE_CONTROL, LOCATION, RETRY_AFTER, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use octavo_words::Language;
use serde::Deserialize;
use serde_json::json;

use super::account::address_key;
use super::audit::{About, Event};
use super::{Failure, People, SignedIn, Visit};
use crate::api;
use crate::app::App;
use crate::language;
use crate::marks;
use crate::request::caller;
use crate::rights::Subject;
use crate::rights::change::unshare;
use crate::shelf;
use crate::words::ways::words as ways_words;
use view::{AccountPage, Card, Told, link};
use words::words;

/// The longest address that one is led on to, in bytes.
const LONGEST_NEXT: usize = 500;

impl FromRequestParts<App> for Visit {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let (headers, from) = (parts.headers.clone(), caller(&parts.headers, &parts.extensions, &app.config));
        let language = language::of(&headers);
        Ok(Visit { headers, from, language })
    }
}

/// What the forms send. What a form does not have is empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    name: String,
    email: String,
    password: String,
    current: String,
    next: String,
    session: String,
    /// Which member of a group, passkey or account elsewhere.
    key: String,
}

/// What stands behind the question mark of an address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    next: String,
    done: String,
}

/// `GET /account`.
pub async fn account(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> Response {
    let signed_in = match signed_in(&app, &visit, "/account").await {
        Ok(signed_in) => signed_in,
        Err(answer) => return answer,
    };
    let (words, ways) = (words(visit.language), ways_words(visit.language));
    let done = match &*asked.done {
        "name" => words.done_name,
        "email" if app.people.has_mail() => words.done_email_mail,
        "email" => words.done_email,
        "password" => words.done_password,
        "sessions" => words.done_sessions,
        "passkey" => ways.done_passkey,
        "passkey-remove" => ways.done_passkey_remove,
        "connected" => ways.done_connected,
        "disconnect" => ways.done_disconnect,
        _ => "",
    };
    let told = if done.is_empty() { Told::Nothing } else { Told::Done(done.to_owned()) };
    account_page(StatusCode::OK, told, "", &signed_in, &app, &visit).await
}

async fn account_page(
    status: StatusCode,
    told: Told,
    about: &str,
    signed_in: &SignedIn,
    app: &App,
    visit: &Visit,
) -> Response {
    let (account, here, is_recent) = (&signed_in.account, signed_in.key, signed_in.is_recent());
    let person = signed_in.id().person();
    let read = tokio::try_join!(
        app.people.sessions(signed_in.id()),
        shelf::of(app, &person),
        shelf::shared_with(app, signed_in.id()),
        shelf::in_trash(app, &person),
        app.people.passkeys(signed_in.id()),
        app.people.identities(signed_in.id())
    );
    let (sessions, documents, shared, trash, passkeys, identities) = match read {
        Ok(read) => read,
        Err(error) => return api::failed(&error).into_response(),
    };
    let (sessions, documents, shared, trash) = (&*sessions, &*documents, &*shared, &*trash);
    let (passkeys, identities, provider) = (&*passkeys, &*identities, provider_name(app));
    let has_mail = app.people.has_mail();
    AccountPage {
        account,
        here,
        is_recent,
        sessions,
        documents,
        shared,
        trash,
        passkeys,
        identities,
        provider,
        has_mail,
        told,
        about,
    }
    .answer(status, visit.language)
}

/// `POST /account/{part}`: changes a part of the account.
pub async fn change(
    State(app): State<App>,
    visit: Visit,
    Path(part): Path<String>,
    Form(fields): Form<Fields>,
) -> Response {
    let signed_in = match signed_in(&app, &visit, "/account").await {
        Ok(signed_in) => signed_in,
        Err(answer) => return answer,
    };
    let people = &app.people;
    let words = words(visit.language);
    let done = match &*part {
        "name" => people.rename(&signed_in, &fields.name).await,
        "email" => people.change_email(&signed_in, &fields.email, fields.current, &visit).await,
        "password" => people.change_password(&signed_in, fields.current, fields.password, &visit).await,
        "sessions" => end_sessions(people, &signed_in, &fields.session, &visit).await,
        "passkey-remove" => people.remove_passkey(&signed_in, &decoded(&fields.key), &visit).await,
        "disconnect" => people.disconnect(&signed_in, &decoded(&fields.key), &visit).await,
        "connect" => match people.prove(&signed_in, fields.current, &visit).await {
            Ok(()) => return sso::connect(&app, signed_in.id(), &visit).await,
            Err(failure) => Err(failure),
        },
        "sign-out" => match people.sign_out(&signed_in, &visit).await {
            Ok(cookies) => return lead_to("/sign-in", cookies),
            Err(failure) => Err(failure),
        },
        "delete" => match people.delete(&signed_in, fields.current, &visit).await {
            Ok(()) => {
                if let Err(error) = forget(&app, &signed_in, &visit).await {
                    tracing::warn!(%error, "shares of a deleted account stay, and are nobody's");
                }
                // What he has kept in this browser is nobody's now: the app says what of it was never sent, and what can become of it.
                let here = format!("/?leave=deleted&account={}", signed_in.id().0);
                let other = link(&here, words.deleted_here);
                let card = Card { title: words.deleted, text: words.deleted_text, other, ..Card::default() };
                return with_cookies(card.answer(StatusCode::OK, visit.language), people.farewell());
            }
            Err(failure) => Err(failure),
        },
        _ => return api::refuse(StatusCode::NOT_FOUND, "There is no such address."),
    };
    match done {
        Ok(()) => lead_to(&format!("/account?done={part}"), Vec::new()),
        Err(failure) => {
            let (status, told, retry) = tell(failure, visit.language);
            let answer = account_page(status, told, &part, &signed_in, &app, &visit).await;
            with_retry(answer, retry)
        }
    }
}

/// What people call the provider of single sign-on, if there is one.
fn provider_name(app: &App) -> Option<&str> {
    app.people.provider().map(|provider| &*provider.settings.name)
}

/// What a button of a list says which of it is meant.
fn decoded(key: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(key).unwrap_or_default()
}

/// Takes somebody whose account is gone out of what was shared with him, and out of groups; and what he marked.
async fn forget(app: &App, signed_in: &SignedIn, visit: &Visit) -> Result<(), Failure> {
    let id = signed_in.id();
    let about = About { whom: Some(id), ..About::new(Event::Unshared) };
    unshare(app, &Subject::Account(id), &id.person(), visit, about).await?;
    app.store.write(marks::removed(&app.store, &id.person()).await?).await?;
    // What is shared with his address is his only if it was: he has shown it.
    let mail = Some(&signed_in.account).filter(|account| account.is_confirmed);
    let mail = mail.map(|account| Subject::Mail(address_key(&account.email)));
    if let Some(mail) = &mail {
        unshare(app, mail, &id.person(), visit, About::new(Event::Unshared)).await?;
    }
    crate::people::groups::forget(app, id, mail.as_ref(), visit).await
}

async fn end_sessions(
    people: &People,
    signed_in: &SignedIn,
    session: &str,
    visit: &Visit,
) -> Result<(), Failure> {
    let digest = decoded(session);
    let is_meant = |key: &super::session::SessionKey| match session {
        "others" => *key != signed_in.key,
        _ => key.digest == *digest,
    };
    people.end_sessions(signed_in.id(), visit, is_meant).await
}

/// `GET /api/me`: who one is. A guest has no name here; his browser has it, and stays his for as long as he comes now and then.
pub async fn me(State(app): State<App>, visit: Visit) -> Response {
    let who = match app.people.who(&visit.headers).await {
        Ok(who) => who,
        Err(error) => return api::failed(&error).into_response(),
    };
    let told = match &who.signed_in {
        Some(SignedIn { account, .. }) => json!({
            "person": &*who.person, "name": account.name, "email": account.email,
            "administrator": account.is_administrator,
        }),
        None => json!({ "person": &*who.person }),
    };
    let answer = ([(CACHE_CONTROL, HeaderValue::from_static("no-store"))], Json(told)).into_response();
    // A program has no browser whose cookies could be wrong.
    if who.key.is_some() {
        return answer;
    }
    let corrected = app.people.corrected(&visit.headers, who.signed_in.as_ref());
    with_cookies(answer, app.people.renewed(&who).into_iter().chain(corrected))
}

/// `POST /api/leave`: whoever leaves this browser is nobody there any more, neither an account nor a guest.
pub async fn leave(State(app): State<App>, visit: Visit) -> Response {
    match app.people.leave(&visit).await {
        Ok(cookies) => with_cookies(StatusCode::NO_CONTENT.into_response(), cookies),
        Err(Failure::Store(error)) => api::failed(&error).into_response(),
        Err(_) => api::refuse(StatusCode::SERVICE_UNAVAILABLE, "The server is busy."),
    }
}

/// What one sees whose form came from another site.
pub fn foreign(language: Language) -> Response {
    let words = words(language);
    Card { title: words.foreign, text: words.foreign_text, ..Card::default() }
        .answer(StatusCode::FORBIDDEN, language)
}

/// An administrator who has signed in; others are turned away.
async fn administrator(app: &App, visit: &Visit, here: &str) -> Result<SignedIn, Response> {
    let signed_in = signed_in(app, visit, here).await?;
    if signed_in.account.is_administrator {
        return Ok(signed_in);
    }
    let words = words(visit.language);
    Err(Card { title: words.not_yours, text: words.not_yours_text, ..Card::default() }
        .answer(StatusCode::FORBIDDEN, visit.language))
}

/// Whoever has signed in; others are led to do so, and then back.
pub(crate) async fn signed_in(app: &App, visit: &Visit, here: &str) -> Result<SignedIn, Response> {
    match app.people.signed_in(&visit.headers).await {
        Ok(Some(signed_in)) => Ok(signed_in),
        Ok(None) => Err(lead_to(&format!("/sign-in?next={here}"), Vec::new())),
        Err(error) => Err(api::failed(&error).into_response()),
    }
}

/// What went wrong, and after how many seconds it may be tried again.
pub(crate) fn tell(failure: Failure, language: Language) -> (StatusCode, Told, Option<u64>) {
    let words = words(language);
    let (status, text, retry) = match failure {
        Failure::Wrong(wrong) => (StatusCode::UNPROCESSABLE_ENTITY, words::wrong(wrong, language), None),
        Failure::Wait(seconds) => {
            (StatusCode::TOO_MANY_REQUESTS, words::wait(seconds, language), Some(seconds))
        }
        Failure::Busy => (StatusCode::SERVICE_UNAVAILABLE, words.busy.to_owned(), Some(5)),
        Failure::Store(error) => {
            tracing::error!(%error, "an account could not be read or changed");
            (StatusCode::SERVICE_UNAVAILABLE, words.store.to_owned(), Some(30))
        }
    };
    (status, Told::Wrong(text), retry)
}

pub(crate) fn with_retry(mut answer: Response, retry: Option<u64>) -> Response {
    if let Some(seconds) = retry {
        answer.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    answer
}

fn with_cookies(mut answer: Response, cookies: impl IntoIterator<Item = HeaderValue>) -> Response {
    for cookie in cookies {
        answer.headers_mut().append(SET_COOKIE, cookie);
    }
    answer
}

pub(crate) fn lead_to(place: &str, cookies: Vec<HeaderValue>) -> Response {
    let place = HeaderValue::from_str(place).unwrap_or(HeaderValue::from_static("/"));
    let mut answer = with_cookies((StatusCode::SEE_OTHER, [(LOCATION, place)]).into_response(), cookies);
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

/// An address to be led on to: a path of this server and nothing that a browser takes for another's.
fn next(text: &str) -> &str {
    let is_ours = text.starts_with('/')
        && !text.starts_with("//")
        && text.len() <= LONGEST_NEXT
        && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_ours { text } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_away_from_this_server() {
        for ours in ["/", "/d/3f2504e0-4f89-41d3-9a0c-0305e82c3301", "/account?done=name"] {
            assert_eq!(next(ours), ours);
        }
        let long = format!("/{}", "x".repeat(LONGEST_NEXT));
        for foreign in [
            "",
            "https://evil.example/",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "\\\\evil.example",
            "javascript:alert(1)",
            " /d",
            "/d\r\nSet-Cookie: a=b",
            "/ü",
            &long,
        ] {
            assert_eq!(next(foreign), "/", "{foreign:?}");
        }
    }

    #[test]
    fn every_wait_is_said_in_whole_sentences() {
        assert_eq!(words::wait(1, Language::English), "Too many attempts. Try again in a second.");
        assert_eq!(
            words::wait(40, Language::German),
            "Zu viele Versuche. Versuchen Sie es in 40 Sekunden noch einmal."
        );
        assert_eq!(words::wait(900, Language::English), "Too many attempts. Try again in 15 minutes.");
    }
}
