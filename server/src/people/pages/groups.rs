//! The pages about groups: those that somebody has made or is in, and who is in one.

use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::view::{Card, Field, Told, WORDMARK, email_field, link, text_field};
use super::words::words as account_words;
use super::{Asked, lead_to, signed_in, tell, with_retry};
use crate::api;
use crate::app::App;
use crate::page::{Page, escape};
use crate::people::account::{Account, AccountId, Wrong};
use crate::people::groups::{self, GroupId};
use crate::people::{Failure, SignedIn, Visit};
use crate::store::StoreError;
use crate::words::groups::Words;

fn words(visit: &Visit) -> &'static Words {
    crate::words::groups::words(visit.language)
}

/// `GET /groups`.
pub async fn list(State(app): State<App>, visit: Visit) -> Response {
    match signed_in(&app, &visit, "/groups").await {
        Ok(signed_in) => list_page(&app, &visit, &signed_in, StatusCode::OK, Told::Nothing).await,
        Err(answer) => answer,
    }
}

/// `POST /groups`: makes one.
pub async fn make(State(app): State<App>, visit: Visit, Form(fields): Form<super::Fields>) -> Response {
    let signed_in = match signed_in(&app, &visit, "/groups").await {
        Ok(signed_in) => signed_in,
        Err(answer) => return answer,
    };
    match groups::make(&app, signed_in.id(), &fields.name, &visit).await {
        Ok(id) => lead_to(&format!("/groups/{}", id.0), Vec::new()),
        Err(failure) => {
            let (status, told, retry) = tell(failure, visit.language);
            with_retry(list_page(&app, &visit, &signed_in, status, told).await, retry)
        }
    }
}

async fn list_page(
    app: &App,
    visit: &Visit,
    signed_in: &SignedIn,
    status: StatusCode,
    told: Told,
) -> Response {
    let words = words(visit);
    let person = signed_in.id().person();
    let listed = async {
        let mut rows = String::new();
        for (id, group) in groups::of(&app.store, &person).await? {
            let name = escape(&group.name);
            let (name, by) = match *group.maker == *person {
                true => (link(&format!("/groups/{}", id.0), &name), words.you.to_owned()),
                false => (name, app.people.name_of(&group.maker).await?.unwrap_or_default()),
            };
            let by = escape(&by);
            rows.push_str(&format!(
                "<li><h3>{name}</h3><span class=\"soft\">{} {by}</span></li>",
                words.made_by
            ));
        }
        Ok::<_, StoreError>(rows)
    };
    let rows = match listed.await {
        Ok(rows) => rows,
        Err(error) => return api::failed(&error).into_response(),
    };
    let list = match &*rows {
        "" => format!("<p class=\"soft\">{}</p>", words.none),
        rows => format!("<ul class=\"list\">{rows}</ul>"),
    };
    let name = Field {
        label: words.name,
        hint: "",
        autocomplete: "off",
        ..text_field(account_words(visit.language))
    };
    let inside = format!(
        "<header><h1>{}</h1><p class=\"soft\">{}</p></header>{}<section>{list}</section>\
         <section><header><h2>{}</h2></header><form method=\"post\" action=\"/groups\">{}<button class=\"button primary\">{}</button></form></section>",
        words.title,
        words.text,
        told.html(),
        words.new,
        name.html("name", false),
        words.make
    );
    column(words.title, &link("/account", account_words(visit.language).account), &inside, status, visit)
}

/// `GET /groups/{id}`: a group that one has made.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let signed_in = match signed_in(&app, &visit, &format!("/groups/{id}")).await {
        Ok(signed_in) => signed_in,
        Err(answer) => return answer,
    };
    let told = match &*asked.done {
        "" => Told::Nothing,
        _ => Told::Done(words(&visit).done.to_owned()),
    };
    group_page(&app, &visit, &signed_in, &id, StatusCode::OK, told).await
}

/// `POST /groups/{id}/{part}`: changes a group that one has made.
pub async fn change(
    State(app): State<App>,
    visit: Visit,
    Path((id, part)): Path<(String, String)>,
    Form(fields): Form<super::Fields>,
) -> Response {
    let signed_in = match signed_in(&app, &visit, "/groups").await {
        Ok(signed_in) => signed_in,
        Err(answer) => return answer,
    };
    let Some(group) = GroupId::read(&id) else { return unknown(&visit) };
    let me = signed_in.id();
    let done = match &*part {
        "name" => groups::rename(&app, me, group, &fields.name, &visit).await,
        "add" => match app.people.ask(&format!("group {id}"), &visit) {
            Ok(()) => groups::add(&app, me, group, &fields.email, &visit).await,
            Err(failure) => Err(failure),
        },
        "remove" => groups::remove(&app, me, group, &fields.key, &visit).await,
        "delete" => match groups::delete(&app, me, group, &visit).await {
            Ok(()) => return lead_to("/groups", Vec::new()),
            Err(failure) => Err(failure),
        },
        _ => return api::refuse(StatusCode::NOT_FOUND, "There is no such address."),
    };
    match done {
        Ok(()) => lead_to(&format!("/groups/{id}?done={part}"), Vec::new()),
        Err(Failure::Wrong(Wrong::Gone)) if part != "remove" => unknown(&visit),
        Err(failure) => {
            let (status, told, retry) = tell(failure, visit.language);
            with_retry(group_page(&app, &visit, &signed_in, &id, status, told).await, retry)
        }
    }
}

async fn group_page(
    app: &App,
    visit: &Visit,
    signed_in: &SignedIn,
    id: &str,
    status: StatusCode,
    told: Told,
) -> Response {
    let words = words(visit);
    let found = async {
        let Some(id) = GroupId::read(id) else { return Ok(None) };
        let group = groups::find(&app.store, id).await?;
        let Some(group) = group.filter(|group| *group.maker == *signed_in.id().person()) else {
            return Ok(None);
        };
        let mut members = Vec::new();
        for (key, typed) in &group.members {
            let account = match AccountId::of(key) {
                Some(id) => app.people.account(id).await?,
                None => None,
            };
            members.push((key.clone(), typed.clone(), account));
        }
        Ok::<_, StoreError>(Some((group, members)))
    };
    let (group, members) = match found.await {
        Ok(Some(found)) => found,
        Ok(None) => return unknown(visit),
        Err(error) => return api::failed(&error).into_response(),
    };
    let rows: String = members.iter().map(|member| row(id, member, words)).collect();
    let list = match &*rows {
        "" => format!("<p class=\"soft\">{}</p>", words.no_members),
        rows => format!("<ul class=\"list\">{rows}</ul>"),
    };
    let common = account_words(visit.language);
    let email = Field { autocomplete: "off", ..email_field(common) }.html("email", false);
    let name =
        Field { label: words.name, hint: "", autocomplete: "off", value: &group.name, ..text_field(common) };
    let inside = format!(
        "<header><h1>{}</h1></header>{}\
         <section><header><h2>{}</h2><p class=\"soft\">{}</p></header>\
         <form method=\"post\" action=\"/groups/{id}/add\" class=\"inline add\">{email}<button class=\"button primary\">{}</button></form>{list}</section>\
         <section><form method=\"post\" action=\"/groups/{id}/name\" class=\"inline add\">{}<button class=\"button\">{}</button></form></section>\
         <section><details><summary>{delete}</summary><p class=\"soft\">{}</p>\
         <form method=\"post\" action=\"/groups/{id}/delete\"><button class=\"button danger\">{delete}</button></form></details></section>",
        escape(&group.name),
        told.html(),
        words.members,
        words.members_text,
        words.add,
        name.html("name", false),
        words.rename,
        words.delete_text,
        delete = words.delete,
    );
    column(&group.name, &link("/groups", words.all), &inside, status, visit)
}

/// A member: under which key, the address as it was typed, and the account.
fn row(id: &str, (key, typed, account): &(String, String, Option<Account>), words: &Words) -> String {
    let (name, beside) = match account {
        Some(account) => (escape(&account.name), escape(typed)),
        None => (escape(typed), words.waits.to_owned()),
    };
    format!(
        "<li><div><h3>{name}</h3><p class=\"soft\">{beside}</p></div>\
         <form method=\"post\" action=\"/groups/{id}/remove\"><input type=\"hidden\" name=\"key\" value=\"{}\">\
         <button class=\"button\" aria-label=\"{take_out}: {name}\">{take_out}</button></form></li>",
        escape(key),
        take_out = words.take_out,
    )
}

fn unknown(visit: &Visit) -> Response {
    let words = words(visit);
    let other = link("/groups", words.all);
    Card { title: words.unknown, text: words.unknown_text, other, ..Card::default() }
        .answer(StatusCode::NOT_FOUND, visit.language)
}

fn column(title: &str, beside: &str, inside: &str, status: StatusCode, visit: &Visit) -> Response {
    let body = format!("<header class=\"bar\">{WORDMARK}{beside}</header><main>{inside}</main>");
    let title = format!("{title} · Octavo");
    Page { title: &title, kind: "column", head: "", body: &body, language: visit.language }.answer(status)
}
