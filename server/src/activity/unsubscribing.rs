//! Unsubscribing by the link in a letter: whoever has it needs not sign in, and a mail program does it with one press (RFC 8058). The link
//! is the account, what it is about and a code that only this server makes; nothing of it is kept.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

use super::happening::Kind;
use super::wishes::{self, Wishes};
use crate::api;
use crate::app::App;
use crate::people::account::AccountId;
use crate::people::pages::view::{Card, link};
use crate::people::{Failure, People, Visit};
use crate::words::account;
use crate::words::activity::words;

/// Where the links lead.
const PATH: &str = "/activity/unsubscribe/";
/// What the link of the daily letter calls it.
const DAILY: &str = "daily";

/// Of which letters somebody gets no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Letters {
    /// Of the daily one.
    Daily,
    /// Of those about one kind.
    Of(Kind),
}

impl Letters {
    fn name(self) -> &'static str {
        match self {
            Letters::Daily => DAILY,
            Letters::Of(kind) => kind.name(),
        }
    }

    fn called(name: &str) -> Option<Letters> {
        let kind = || Kind::ALL.into_iter().find(|kind| kind.name() == name).map(Letters::Of);
        if name == DAILY { Some(Letters::Daily) } else { kind() }
    }

    fn end(self, wishes: &mut Wishes) {
        match self {
            Letters::Daily => wishes.unsubscribe(&wishes.daily()),
            Letters::Of(kind) => wishes.unsubscribe(&[kind]),
        }
    }
}

/// The path of the link by which whoever has an account gets no more of these letters.
pub fn path(people: &People, id: AccountId, letters: Letters) -> String {
    let said = format!("{}.{}", id.0.simple(), letters.name());
    format!("{PATH}{said}.{}", people.seal(&said))
}

/// Whose letters a link is about, and which.
fn read(people: &People, text: &str) -> Option<(AccountId, Letters)> {
    let (said, seal) = text.rsplit_once('.')?;
    let (id, name) = said.split_once('.')?;
    let (id, letters) = (Uuid::try_parse(id).ok().map(AccountId)?, Letters::called(name)?);
    people.is_sealed(said, seal).then_some((id, letters))
}

/// `GET /activity/unsubscribe/{link}`: asks once more, as programs that look into letters follow their links.
pub async fn shown(State(app): State<App>, visit: Visit, Path(text): Path<String>) -> Response {
    match known(&app, &text).await {
        Ok(Some(_)) => {
            let words = words(visit.language);
            let (title, text, button) = (words.unsubscribe, words.unsubscribe_text, words.unsubscribe_button);
            let other = link("/activity/settings", words.settings_link);
            Card { title, text, button, other, ..Card::default() }.answer(StatusCode::OK, visit.language)
        }
        Ok(None) => dead(&visit),
        Err(failure) => failed(failure),
    }
}

/// `POST /activity/unsubscribe/{link}`.
pub async fn sent(State(app): State<App>, visit: Visit, Path(text): Path<String>) -> Response {
    let done = async {
        let Some((id, letters)) = known(&app, &text).await? else { return Ok(false) };
        wishes::change(&app.store, &id.person(), |wishes| letters.end(wishes)).await?;
        Ok(true)
    };
    match done.await {
        Ok(true) => {
            let words = words(visit.language);
            let (title, text) = (words.unsubscribed, words.unsubscribed_text);
            let other = link("/activity/settings", words.settings_link);
            Card { title, text, other, ..Card::default() }.answer(StatusCode::OK, visit.language)
        }
        Ok(false) => dead(&visit),
        Err(failure) => failed(failure),
    }
}

async fn known(app: &App, text: &str) -> Result<Option<(AccountId, Letters)>, Failure> {
    let Some((id, letters)) = read(&app.people, text) else { return Ok(None) };
    Ok(app.people.account(id).await?.map(|_| (id, letters)))
}

fn dead(visit: &Visit) -> Response {
    let words = account::words(visit.language);
    Card { title: words.dead_link, ..Card::default() }.answer(StatusCode::NOT_FOUND, visit.language)
}

fn failed(failure: Failure) -> Response {
    match failure {
        Failure::Store(error) => api::failed(&error).into_response(),
        _ => api::refuse(StatusCode::SERVICE_UNAVAILABLE, "The server is busy."),
    }
}
