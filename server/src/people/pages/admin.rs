//! The administrator's page: who has an account, how much he has and where he is signed in; whether others may sign up; and links
//! for a new password, for when no letters are sent.

use std::cmp::Reverse;

use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::view::{Card, Field, Told, WORDMARK, email_field, encoded, link};
use super::words::words as account_words;
use super::{administrator, lead_to, tell, with_retry};
use crate::api::{self, review_of};
use crate::app::App;
use crate::language;
use crate::page::{Page, escape};
use crate::people::account::{Account, AccountId, Wrong};
use crate::people::{Failure, SignedIn, Visit};
use crate::request::site;
use crate::rights;
use crate::store::StoreError;
use crate::words::admin::Words;

/// People on one page.
const PAGE: usize = 50;

fn words(visit: &Visit) -> &'static Words {
    crate::words::admin::words(visit.language)
}

/// What stands behind the question mark.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    find: String,
    /// How many of those that are found are passed over.
    from: usize,
    done: String,
}

/// `GET /admin`.
pub async fn show(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> Response {
    if let Err(answer) = administrator(&app, &visit, "/admin").await {
        return answer;
    }
    let told = match &*asked.done {
        "" => Told::Nothing,
        _ => Told::Done(words(&visit).done.to_owned()),
    };
    page(&app, &visit, &asked, StatusCode::OK, told).await
}

/// `POST /admin/{part}`.
pub async fn change(
    State(app): State<App>,
    visit: Visit,
    Path(part): Path<String>,
    Form(fields): Form<super::Fields>,
) -> Response {
    let signed_in = match administrator(&app, &visit, "/admin").await {
        Ok(signed_in) => signed_in,
        Err(answer) => return answer,
    };
    let done = match &*part {
        "sign-up" => app.people.let_sign_up(&signed_in, fields.key == "open", &visit).await,
        "sessions" => match AccountId::of(&fields.key) {
            Some(id) => app.people.sign_out_of_all(&signed_in, id, &visit).await,
            None => Err(Wrong::Gone.into()),
        },
        "reset" => match reset(&app, &signed_in, &fields.key, &visit).await {
            Ok(answer) => return answer,
            Err(failure) => Err(failure),
        },
        _ => return api::refuse(StatusCode::NOT_FOUND, "There is no such address."),
    };
    match done {
        Ok(()) => lead_to(&format!("/admin?done={part}"), Vec::new()),
        Err(failure) => {
            let (status, told, retry) = tell(failure, visit.language);
            with_retry(page(&app, &visit, &Asked::default(), status, told).await, retry)
        }
    }
}

/// Shows a link for somebody's new password, once.
async fn reset(app: &App, signed_in: &SignedIn, key: &str, visit: &Visit) -> Result<Response, Failure> {
    let id = AccountId::of(key).ok_or(Wrong::Gone)?;
    let account = app.people.account(id).await?.ok_or(Wrong::Gone)?;
    let path = app.people.offer_reset(signed_in, id, &account, visit).await?;
    let words = words(visit);
    let site = site(&visit.headers, &app.config);
    let other =
        format!("<code class=\"secret\">{}{path}</code> {}", escape(&site), link("/admin", words.back));
    let text = format!("{} ({}). {}", account.name, account.email, words.reset_text);
    Ok(Card { title: words.reset_title, text: &text, other, ..Card::default() }
        .answer(StatusCode::OK, visit.language))
}

async fn page(app: &App, visit: &Visit, asked: &Asked, status: StatusCode, told: Told) -> Response {
    match body(app, visit, asked, &told).await {
        Ok(body) => {
            let title = format!("{} · Octavo", words(visit).title);
            Page { title: &title, kind: "column", head: "", body: &body, language: visit.language }
                .answer(status)
        }
        Err(error) => api::failed(&error).into_response(),
    }
}

async fn body(app: &App, visit: &Visit, asked: &Asked, told: &Told) -> Result<String, StoreError> {
    let (words, common) = (words(visit), account_words(visit.language));
    let find = asked.find.trim().to_lowercase();
    let mut found = app.people.accounts().await?;
    let all = found.len();
    found.retain(|(_, account)| {
        account.name.to_lowercase().contains(&find) || account.email.to_lowercase().contains(&find)
    });
    found.sort_by_key(|(_, account)| (Reverse(account.is_administrator), account.name.to_lowercase()));
    let count = found.len();
    let mut rows = String::new();
    for (id, account) in found.into_iter().skip(asked.from).take(PAGE) {
        rows.push_str(&row(app, id, &account, words, common.administrator).await?);
    }
    let list = match &*rows {
        "" => format!("<p class=\"soft\">{}</p>", words.none),
        rows => format!("<ul class=\"list\">{rows}</ul>"),
    };
    let next = asked.from.saturating_add(PAGE);
    let more = match next < count {
        true => {
            let find = encoded(&asked.find);
            format!("<p>{}</p>", link(&format!("/admin?from={next}&find={find}"), words.more))
        }
        false => String::new(),
    };
    let (is_open, turn, button) = match app.people.may_sign_up().await? {
        true => (words.is_open, "closed", words.close),
        false => (words.is_closed, "open", words.open),
    };
    let field = Field {
        name: "find",
        label: words.find,
        kind: "text",
        autocomplete: "off",
        value: &asked.find,
        is_optional: true,
        ..email_field(common)
    };
    Ok(format!(
        "<header class=\"bar\">{WORDMARK}{}</header><main><header><h1>{}</h1><p class=\"row\">{}{}</p></header>{}\
         <section><header><h2>{}</h2><p class=\"soft\">{is_open}</p></header><form method=\"post\" action=\"/admin/sign-up\">\
         <button class=\"button\" name=\"key\" value=\"{turn}\">{button}</button></form></section>\
         <section><header><h2>{}<span class=\"badge\">{all}</span></h2></header>\
         <form class=\"inline add\" action=\"/admin\">{}<button class=\"button\">{}</button></form>{list}{more}</section></main>",
        link("/account", common.account),
        words.title,
        link("/audit", common.audit_link),
        link("/admin/documents", words.by_size),
        told.html(),
        words.sign_up,
        words.people,
        field.html("find", false),
        words.search,
    ))
}

async fn row(
    app: &App,
    id: AccountId,
    account: &Account,
    words: &Words,
    administrator: &str,
) -> Result<String, StoreError> {
    let person = id.person();
    let sessions = app.people.sessions(id).await?.len();
    let documents = rights::of_owner(&app.store, &person).await?;
    let count = documents.len();
    let names = documents.into_iter().flat_map(|(name, _)| [review_of(&name), name.into()]).collect();
    let size = language::size(words.language, app.store.bytes_of(names).await?);
    let badge = match account.is_administrator {
        true => format!("<span class=\"badge\">{administrator}</span>"),
        false => String::new(),
    };
    let (name, email) = (escape(&account.name), escape(&account.email));
    let action = |part: &str, text: &str| {
        format!(
            "<form method=\"post\" action=\"/admin/{part}\"><button class=\"button\" name=\"key\" value=\"{person}\" aria-label=\"{text}: {name}\">{text}</button></form>"
        )
    };
    let end = if sessions > 0 { action("sessions", words.end_sessions) } else { String::new() };
    Ok(format!(
        "<li><div><h3>{name}{badge}</h3><p class=\"soft number\">{email} · {} {} · {} {sessions} · {} {count}, {size}</p></div>\
         <div class=\"row\">{end}{}</div></li>",
        words.since,
        language::day(words.language, account.created_ms / 1000),
        words.sessions,
        words.documents,
        action("reset", words.reset),
    ))
}
