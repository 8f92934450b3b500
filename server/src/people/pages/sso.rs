//! What people see of single sign-on: the way to the provider, the way back, and a page with a sentence and a way on for all that can
//! go wrong between them.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use serde::Deserialize;

use super::view::{Card, link};
use super::words::{words, wrong};
use super::{Asked, lead_to, next, provider_name, tell, with_cookies, with_retry};
use crate::app::App;
use crate::page::{Page, escape};
use crate::people::account::{AccountId, Wrong};
use crate::people::identities::Denied;
use crate::people::sso::Refusal;
use crate::people::{Failure, Visit};
use crate::request::site;
use crate::words::ways::words as ways;

/// What the provider gives back (RFC 6749, 4.1.2; RFC 9207).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Back {
    state: String,
    code: String,
    error: String,
    iss: Option<String>,
}

/// `GET /sso`: sends somebody to the provider.
pub async fn begin(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> Response {
    if app.people.provider().is_none() {
        return lead_to("/sign-in", Vec::new());
    }
    // Without a place to go on to, the page where his documents are.
    let place = if asked.next.is_empty() { "/account" } else { next(&asked.next) };
    match started(&app, place, None, &visit).await {
        Ok((cookie, address)) => lead_to(&address, vec![cookie]),
        Err(denied) => denial(denied, &app, &visit),
    }
}

/// Sends somebody there so that who he is there leads into this account.
pub(super) async fn connect(app: &App, id: AccountId, visit: &Visit) -> Response {
    let Some(provider) = app.people.provider() else { return lead_to("/account", Vec::new()) };
    let (cookie, address) = match started(app, "/account?done=connected", Some(id), visit).await {
        Ok(started) => started,
        Err(denied) => return denial(denied, app, visit),
    };
    // What a form leads to has to be of this site (`form-action`), and a page may lead anywhere.
    let ways = ways(visit.language);
    let name = escape(&provider.settings.name);
    let name = &*name;
    let (title, address) = (ways.leading(name), escape(&address));
    let head = format!("<meta http-equiv=\"refresh\" content=\"0;url={address}\">");
    let body = format!(
        "<main><header><h1>{title}</h1><p>{}</p></header><a class=\"button primary\" href=\"{address}\">{}</a></main>",
        ways.leading_text,
        ways.sso_with(name)
    );
    let page = Page {
        title: &provider.settings.name,
        kind: "card",
        head: &head,
        body: &body,
        language: visit.language,
    };
    with_cookies(page.answer(StatusCode::OK), [cookie])
}

async fn started(
    app: &App,
    place: &str,
    connect: Option<AccountId>,
    visit: &Visit,
) -> Result<(axum::http::HeaderValue, String), Denied> {
    let site = site(&visit.headers, &app.config);
    app.people.begin_sso(place, &site, connect, visit).await
}

/// `GET /sso/callback`: where the provider leads back to.
pub async fn end(State(app): State<App>, visit: Visit, Query(back): Query<Back>) -> Response {
    if app.people.provider().is_none() {
        return lead_to("/sign-in", Vec::new());
    }
    let code = match &*back.error {
        "" => Ok(back.code),
        "access_denied" | "interaction_required" | "login_required" => Err(Refusal::Cancelled),
        error => {
            tracing::warn!(error = %error.escape_debug(), "the provider of single sign-on declines");
            Err(Refusal::Declined)
        }
    };
    let cookie = app.people.ended();
    let mut answer = match app.people.end_sso(&back.state, code, back.iss.as_deref(), &visit).await {
        Ok((cookies, place)) => lead_to(next(&place), cookies),
        Err(denied) => denial(denied, &app, &visit),
    };
    answer.headers_mut().append(SET_COOKIE, cookie);
    answer
}

/// A page that says why nobody came in, and where to go on.
fn denial(denied: Denied, app: &App, visit: &Visit) -> Response {
    let (language, ways, common) = (visit.language, ways(visit.language), words(visit.language));
    let name = provider_name(app).unwrap_or_default();
    let again = || link("/sso", ways.again);
    let elsewhere = || link("/sign-in", ways.other_way);
    let both = || format!("{} {}", again(), elsewhere());
    let (unwell, wrongly) = (StatusCode::SERVICE_UNAVAILABLE, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, title, text, other) = match denied {
        Denied::Refused(Refusal::Away) => (unwell, ways.away(name), ways.away_text.to_owned(), both()),
        Denied::Refused(Refusal::Busy) | Denied::Failed(Failure::Busy) => {
            (unwell, common.sign_in.to_owned(), common.busy.to_owned(), both())
        }
        Denied::Refused(Refusal::Lost) => (wrongly, ways.lost.to_owned(), ways.lost_text.to_owned(), both()),
        Denied::Refused(Refusal::Cancelled) => {
            (StatusCode::OK, ways.cancelled.to_owned(), ways.cancelled_text.to_owned(), both())
        }
        Denied::Refused(Refusal::Declined) => {
            (wrongly, ways.declined(name), ways.declined_text.to_owned(), both())
        }
        Denied::Refused(Refusal::Clock) => (wrongly, ways.clock.to_owned(), ways.clock_text(name), both()),
        Denied::Refused(Refusal::Untrue) => (wrongly, ways.untrue(name), ways.untrue_text.to_owned(), both()),
        Denied::NoAddress => (wrongly, ways.no_address(name), ways.no_address_text.to_owned(), both()),
        Denied::Unproven => (wrongly, ways.unproven(name), ways.unproven_text.to_owned(), both()),
        Denied::Taken => {
            let other = link("/sign-in?next=/account", common.sign_in);
            (wrongly, ways.taken.to_owned(), ways.taken_text(name), other)
        }
        Denied::Another => {
            (wrongly, ways.another.to_owned(), ways.another_text(name), link("/account", common.account))
        }
        Denied::Failed(Failure::Wrong(Wrong::Closed)) => {
            (StatusCode::FORBIDDEN, common.sign_up.to_owned(), wrong(Wrong::Closed, language), elsewhere())
        }
        Denied::Failed(failure) => {
            let (status, told, retry) = tell(failure, language);
            let card = Card { title: common.sign_in, told, other: both(), ..Card::default() };
            return with_retry(card.answer(status, language), retry);
        }
    };
    Card { title: &title, text: &text, other, ..Card::default() }.answer(status, language)
}
