//! The pages about accounts: forms of HTML that work in any browser, without the app and without a script. Each is a handler
//! here, its HTML is in `view`, its words are in `words`.

pub mod groups;
pub mod letters;
pub(crate) mod view;
pub(crate) mod words;

use axum::Json;
use axum::extract::{Form, FromRequestParts, Path, Query, State};
use axum::http::header::{LOCATION, RETRY_AFTER, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::json;

use super::account::Wrong;
use super::audit::{About, Event};
use super::mail::Purpose;
use super::{Failure, People, SignedIn, Visit};
use crate::api;
use crate::app::App;
use crate::page::speaks_german;
use crate::request::caller;
use crate::rights::Subject;
use crate::rights::change::unshare;
use crate::shelf;
use view::{
    AccountPage, Card, Field, Told, current_field, email_field, link, new_password_field, text_field,
};
use words::words;

/// Lines of one page of the audit log.
const PAGE: usize = 100;
/// The longest address that one is led on to, in bytes.
const LONGEST_NEXT: usize = 500;

impl FromRequestParts<App> for Visit {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let (headers, from) = (parts.headers.clone(), caller(parts, &app.config));
        let is_german = speaks_german(&headers);
        Ok(Visit { headers, from, is_german })
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
    /// Which member of a group.
    key: String,
}

/// What stands behind the question mark of an address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    next: String,
    done: String,
    before: String,
}

/// `GET /sign-in`.
pub async fn sign_in_form(visit: Visit, Query(asked): Query<Asked>) -> Response {
    sign_in_page(StatusCode::OK, Told::Nothing, "", &asked.next, &visit)
}

/// `POST /sign-in`.
pub async fn sign_in(State(app): State<App>, visit: Visit, Form(fields): Form<Fields>) -> Response {
    match app.people.sign_in(&fields.email, fields.password, &visit).await {
        // His documents are listed there, which another browser does not know.
        Ok(cookies) if fields.next.is_empty() => lead_to("/account", cookies),
        Ok(cookies) => lead_to(next(&fields.next), cookies),
        Err(failure) => failed(failure, &visit, |status, told| {
            sign_in_page(status, told, &fields.email, &fields.next, &visit)
        }),
    }
}

fn sign_in_page(status: StatusCode, told: Told, email: &str, next: &str, visit: &Visit) -> Response {
    let words = words(visit.is_german);
    let password = Field {
        name: "password",
        label: words.password,
        beside: Some(("/forgot", words.forgot_link)),
        ..current_field(words)
    };
    let fields = [Field { value: email, autocomplete: "username", ..email_field(words) }, password];
    let (title, text, button) = (words.sign_in, words.sign_in_text, words.sign_in);
    let other = format!("{} {}", words.no_account, link("/sign-up", words.make_account));
    Card { title, text, told, fields: &fields, next, button, other }.answer(status, visit.is_german)
}

/// `GET /sign-up`.
pub async fn sign_up_form(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> Response {
    let fields = Fields { next: asked.next, ..Fields::default() };
    sign_up_page(StatusCode::OK, Told::Nothing, &fields, &app.people, &visit)
}

/// `POST /sign-up`.
pub async fn sign_up(State(app): State<App>, visit: Visit, Form(mut fields): Form<Fields>) -> Response {
    let words = words(visit.is_german);
    let password = std::mem::take(&mut fields.password);
    let done = if app.people.has_mail() {
        app.people.ask_for_account(&fields.name, &fields.email, next(&fields.next), &visit).await.map(|()| {
            Card { title: words.look_into_mail, text: words.welcome_sent, ..Card::default() }
                .answer(StatusCode::OK, visit.is_german)
        })
    } else {
        let made = app.people.sign_up(&fields.name, &fields.email, password, &visit).await;
        made.map(|cookies| lead_to(next(&fields.next), cookies))
    };
    done.unwrap_or_else(|failure| {
        failed(failure, &visit, |status, told| sign_up_page(status, told, &fields, &app.people, &visit))
    })
}

fn sign_up_page(status: StatusCode, told: Told, typed: &Fields, people: &People, visit: &Visit) -> Response {
    let words = words(visit.is_german);
    let mut fields = vec![
        Field { value: &typed.name, ..text_field(words) },
        Field { value: &typed.email, ..email_field(words) },
    ];
    if !people.has_mail() {
        fields.push(new_password_field(words));
    }
    let (title, next, button) = (words.sign_up, &*typed.next, words.make_account);
    let text = if people.has_mail() { words.sign_up_mail_text } else { words.sign_up_text };
    let other = format!("{} {}", words.has_account, link("/sign-in", words.sign_in));
    Card { title, text, told, fields: &fields, next, button, other }.answer(status, visit.is_german)
}

/// `GET /forgot`.
pub async fn forgot_form(State(app): State<App>, visit: Visit) -> Response {
    forgot_page(StatusCode::OK, Told::Nothing, "", &app.people, &visit)
}

/// `POST /forgot`.
pub async fn forgot(State(app): State<App>, visit: Visit, Form(fields): Form<Fields>) -> Response {
    if !app.people.has_mail() {
        return forgot_page(StatusCode::OK, Told::Nothing, "", &app.people, &visit);
    }
    let words = words(visit.is_german);
    match app.people.ask_for_reset(&fields.email, &visit).await {
        Ok(()) => Card { title: words.look_into_mail, text: words.reset_sent, ..Card::default() }
            .answer(StatusCode::OK, visit.is_german),
        Err(failure) => failed(failure, &visit, |status, told| {
            forgot_page(status, told, &fields.email, &app.people, &visit)
        }),
    }
}

fn forgot_page(status: StatusCode, told: Told, email: &str, people: &People, visit: &Visit) -> Response {
    let words = words(visit.is_german);
    let fields = [Field { value: email, autocomplete: "username", ..email_field(words) }];
    let other = link("/sign-in", words.back_to_sign_in);
    let card = Card { title: words.forgot, text: words.forgot_no_mail, told, other, ..Card::default() };
    let card = match people.has_mail() {
        true => Card { text: words.forgot_text, fields: &fields, button: words.send_link, ..card },
        false => card,
    };
    card.answer(status, visit.is_german)
}

/// `GET /welcome/{link}`.
pub async fn welcome_form(State(app): State<App>, visit: Visit, Path(link): Path<String>) -> Response {
    let is_it = |purpose: &Purpose| matches!(purpose, Purpose::Welcome { .. });
    if let Err(answer) = look_at(&app, &link, &visit, is_it).await {
        return answer;
    }
    welcome_page(StatusCode::OK, Told::Nothing, &visit)
}

/// `POST /welcome/{link}`.
pub async fn welcome(
    State(app): State<App>,
    visit: Visit,
    Path(link): Path<String>,
    Form(fields): Form<Fields>,
) -> Response {
    match app.people.welcome(&link, fields.password, &visit).await {
        Ok((cookies, place)) => lead_to(next(&place), cookies),
        Err(Failure::Wrong(Wrong::Link)) => dead_link(&visit),
        Err(failure) => failed(failure, &visit, |status, told| welcome_page(status, told, &visit)),
    }
}

fn welcome_page(status: StatusCode, told: Told, visit: &Visit) -> Response {
    let words = words(visit.is_german);
    let (title, text, button) = (words.welcome, words.welcome_text, words.make_account);
    let fields = [new_password_field(words)];
    Card { title, text, told, fields: &fields, button, ..Card::default() }.answer(status, visit.is_german)
}

/// `GET /reset/{link}`.
pub async fn reset_form(State(app): State<App>, visit: Visit, Path(link): Path<String>) -> Response {
    let is_it = |purpose: &Purpose| matches!(purpose, Purpose::Reset { .. });
    if let Err(answer) = look_at(&app, &link, &visit, is_it).await {
        return answer;
    }
    reset_page(StatusCode::OK, Told::Nothing, &visit)
}

/// `POST /reset/{link}`.
pub async fn reset(
    State(app): State<App>,
    visit: Visit,
    Path(link): Path<String>,
    Form(fields): Form<Fields>,
) -> Response {
    match app.people.reset(&link, fields.password, &visit).await {
        Ok(cookies) => lead_to("/account?done=password", cookies),
        Err(Failure::Wrong(Wrong::Link)) => dead_link(&visit),
        Err(failure) => failed(failure, &visit, |status, told| reset_page(status, told, &visit)),
    }
}

fn reset_page(status: StatusCode, told: Told, visit: &Visit) -> Response {
    let words = words(visit.is_german);
    let (title, text, button) = (words.reset, words.reset_text, words.set_password);
    let fields = [Field { label: words.new_password, ..new_password_field(words) }];
    Card { title, text, told, fields: &fields, button, ..Card::default() }.answer(status, visit.is_german)
}

/// `GET /confirm/{link}`. It has a button, because programs that look at letters open the links in them.
pub async fn confirm_form(State(app): State<App>, visit: Visit, Path(link): Path<String>) -> Response {
    let is_it = |purpose: &Purpose| matches!(purpose, Purpose::NewEmail { .. });
    let email = match look_at(&app, &link, &visit, is_it).await {
        Ok(Purpose::NewEmail { email, .. }) => email,
        Ok(_) => return dead_link(&visit),
        Err(answer) => return answer,
    };
    let words = words(visit.is_german);
    let text = format!("{} {email}", words.confirm_text);
    Card { title: words.confirm, text: &text, button: words.confirm_button, ..Card::default() }
        .answer(StatusCode::OK, visit.is_german)
}

/// `POST /confirm/{link}`.
pub async fn confirm(State(app): State<App>, visit: Visit, Path(token): Path<String>) -> Response {
    let words = words(visit.is_german);
    match app.people.confirm_email(&token, &visit).await {
        Ok(()) => Card { title: words.confirmed, other: link("/account", words.account), ..Card::default() }
            .answer(StatusCode::OK, visit.is_german),
        Err(Failure::Wrong(_)) => dead_link(&visit),
        Err(failure) => failed(failure, &visit, |status, told| {
            Card { title: words.confirm, told, ..Card::default() }.answer(status, visit.is_german)
        }),
    }
}

/// `GET /setup/{link}`.
pub async fn setup_form(State(app): State<App>, visit: Visit, Path(link): Path<String>) -> Response {
    if !app.people.is_setup(&link) {
        return dead_link(&visit);
    }
    setup_page(StatusCode::OK, Told::Nothing, &Fields::default(), &visit)
}

/// `POST /setup/{link}`.
pub async fn setup(
    State(app): State<App>,
    visit: Visit,
    Path(link): Path<String>,
    Form(mut fields): Form<Fields>,
) -> Response {
    let password = std::mem::take(&mut fields.password);
    match app.people.set_up(&link, &fields.name, &fields.email, password, &visit).await {
        Ok(cookies) => lead_to("/account", cookies),
        Err(Failure::Wrong(Wrong::Link)) => dead_link(&visit),
        Err(failure) => failed(failure, &visit, |status, told| setup_page(status, told, &fields, &visit)),
    }
}

fn setup_page(status: StatusCode, told: Told, typed: &Fields, visit: &Visit) -> Response {
    let words = words(visit.is_german);
    let fields = [
        Field { value: &typed.name, ..text_field(words) },
        Field { value: &typed.email, ..email_field(words) },
        new_password_field(words),
    ];
    let (title, text, button) = (words.setup, words.setup_text, words.make_account);
    Card { title, text, told, fields: &fields, button, ..Card::default() }.answer(status, visit.is_german)
}

/// `GET /account`.
pub async fn account(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> Response {
    let signed_in = match signed_in(&app, &visit, "/account").await {
        Ok(signed_in) => signed_in,
        Err(answer) => return answer,
    };
    let words = words(visit.is_german);
    let done = match &*asked.done {
        "name" => words.done_name,
        "email" if app.people.has_mail() => words.done_email_mail,
        "email" => words.done_email,
        "password" => words.done_password,
        "sessions" => words.done_sessions,
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
    let (account, here) = (&signed_in.account, signed_in.key);
    let person = signed_in.id().person();
    let read = tokio::try_join!(
        app.people.sessions(signed_in.id()),
        shelf::of(app, &person),
        shelf::shared_with(app, signed_in.id())
    );
    let (sessions, documents, shared) = match read {
        Ok(read) => read,
        Err(error) => return api::failed(&error).into_response(),
    };
    let (sessions, documents, shared) = (&*sessions, &*documents, &*shared);
    let has_mail = app.people.has_mail();
    AccountPage { account, here, sessions, documents, shared, has_mail, told, about }
        .answer(status, visit.is_german)
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
    let words = words(visit.is_german);
    let done = match &*part {
        "name" => people.rename(&signed_in, &fields.name).await,
        "email" => people.change_email(&signed_in, &fields.email, fields.current, &visit).await,
        "password" => people.change_password(&signed_in, fields.current, fields.password, &visit).await,
        "sessions" => end_sessions(people, &signed_in, &fields.session, &visit).await,
        "sign-out" => match people.sign_out(&signed_in, &visit).await {
            Ok(cookie) => return lead_to("/sign-in", vec![cookie]),
            Err(failure) => Err(failure),
        },
        "delete" => match people.delete(&signed_in, fields.current, &visit).await {
            Ok(()) => {
                if let Err(error) = forget(&app, &signed_in, &visit).await {
                    tracing::warn!(%error, "shares of a deleted account stay, and are nobody's");
                }
                let card = Card { title: words.deleted, text: words.deleted_text, ..Card::default() };
                let mut answer = card.answer(StatusCode::OK, visit.is_german);
                answer.headers_mut().insert(SET_COOKIE, people.farewell());
                return answer;
            }
            Err(failure) => Err(failure),
        },
        _ => return api::refuse(StatusCode::NOT_FOUND, "There is no such address."),
    };
    match done {
        Ok(()) => lead_to(&format!("/account?done={part}"), Vec::new()),
        Err(failure) => {
            let (status, told, retry) = tell(failure, visit.is_german);
            let answer = account_page(status, told, &part, &signed_in, &app, &visit).await;
            with_retry(answer, retry)
        }
    }
}

/// Takes somebody whose account is gone out of what was shared with him, and out of groups.
async fn forget(app: &App, signed_in: &SignedIn, visit: &Visit) -> Result<(), Failure> {
    let id = signed_in.id();
    let about = About { whom: Some(id), ..About::new(Event::Unshared) };
    unshare(app, &Subject::Account(id), &id.person(), visit, about).await?;
    crate::people::groups::forget(app, id, visit).await
}

async fn end_sessions(
    people: &People,
    signed_in: &SignedIn,
    session: &str,
    visit: &Visit,
) -> Result<(), Failure> {
    let digest = URL_SAFE_NO_PAD.decode(session).unwrap_or_default();
    let is_meant = |key: &super::session::SessionKey| match session {
        "others" => *key != signed_in.key,
        _ => key.digest == *digest,
    };
    people.end_sessions(signed_in.id(), visit, is_meant).await
}

/// `GET /audit`.
pub async fn audit(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> Response {
    let signed_in = match signed_in(&app, &visit, "/audit").await {
        Ok(signed_in) => signed_in,
        Err(answer) => return answer,
    };
    let words = words(visit.is_german);
    if !signed_in.account.is_administrator {
        return Card { title: words.not_yours, text: words.not_yours_text, ..Card::default() }
            .answer(StatusCode::FORBIDDEN, visit.is_german);
    }
    let before = URL_SAFE_NO_PAD.decode(&asked.before).ok().filter(|before| !before.is_empty());
    let shown = async {
        let lines = app.people.audit(before, PAGE).await?;
        let next = lines.last().filter(|_| lines.len() == PAGE).map(|(key, _)| URL_SAFE_NO_PAD.encode(key));
        let mut told = Vec::new();
        for (_, line) in lines {
            let name = match line.account {
                Some(id) => app.people.account(id).await?.map_or_else(|| short(&id.0), |found| found.name),
                None => String::new(),
            };
            told.push((line, name));
        }
        Ok(view::audit(&told, next.as_deref(), visit.is_german))
    };
    shown.await.unwrap_or_else(|error| api::failed(&error).into_response())
}

/// An account that was deleted, in few letters.
fn short(id: &uuid::Uuid) -> String {
    id.simple().to_string().chars().take(8).collect()
}

/// `GET /api/me`: who one is. A guest has no name here; his browser has it.
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
    let mut answer = Json(told).into_response();
    let fields = answer.headers_mut();
    fields.insert(axum::http::header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(cookie) = who.cookie {
        fields.insert(SET_COOKIE, cookie);
    }
    answer
}

/// What one sees whose form came from another site.
pub fn foreign(is_german: bool) -> Response {
    let words = words(is_german);
    Card { title: words.foreign, text: words.foreign_text, ..Card::default() }
        .answer(StatusCode::FORBIDDEN, is_german)
}

/// Whoever has signed in; others are led to do so, and then back.
pub(crate) async fn signed_in(app: &App, visit: &Visit, here: &str) -> Result<SignedIn, Response> {
    match app.people.signed_in(&visit.headers).await {
        Ok(Some(signed_in)) => Ok(signed_in),
        Ok(None) => Err(lead_to(&format!("/sign-in?next={here}"), Vec::new())),
        Err(error) => Err(api::failed(&error).into_response()),
    }
}

/// What a one-time link is for, without using it.
async fn look_at(
    app: &App,
    link: &str,
    visit: &Visit,
    is_it: impl Fn(&Purpose) -> bool,
) -> Result<Purpose, Response> {
    match app.people.redeem(link).await {
        Ok(Some((purpose, _))) if is_it(&purpose) => Ok(purpose),
        Ok(_) => Err(dead_link(visit)),
        Err(error) => Err(api::failed(&error).into_response()),
    }
}

fn dead_link(visit: &Visit) -> Response {
    let words = words(visit.is_german);
    let other = link("/sign-in", words.back_to_sign_in);
    Card { title: words.dead_link, text: words.dead_link_text, other, ..Card::default() }
        .answer(StatusCode::NOT_FOUND, visit.is_german)
}

/// A page that says what went wrong.
fn failed(failure: Failure, visit: &Visit, page: impl FnOnce(StatusCode, Told) -> Response) -> Response {
    let (status, told, retry) = tell(failure, visit.is_german);
    with_retry(page(status, told), retry)
}

/// What went wrong, and after how many seconds it may be tried again.
pub(crate) fn tell(failure: Failure, is_german: bool) -> (StatusCode, Told, Option<u64>) {
    let words = words(is_german);
    let (status, text, retry) = match failure {
        Failure::Wrong(wrong) => (StatusCode::UNPROCESSABLE_ENTITY, words::wrong(wrong, is_german), None),
        Failure::Wait(seconds) => {
            (StatusCode::TOO_MANY_REQUESTS, words::wait(seconds, is_german), Some(seconds))
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

pub(crate) fn lead_to(place: &str, cookies: Vec<HeaderValue>) -> Response {
    let place = HeaderValue::from_str(place).unwrap_or(HeaderValue::from_static("/"));
    let mut answer = (StatusCode::SEE_OTHER, [(LOCATION, place)]).into_response();
    for cookie in cookies {
        answer.headers_mut().append(SET_COOKIE, cookie);
    }
    answer.headers_mut().insert(axum::http::header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
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
        assert_eq!(words::wait(1, false), "Too many attempts. Try again in a second.");
        assert_eq!(words::wait(40, true), "Zu viele Versuche. Versuchen Sie es in 40 Sekunden noch einmal.");
        assert_eq!(words::wait(900, false), "Too many attempts. Try again in 15 minutes.");
    }
}
