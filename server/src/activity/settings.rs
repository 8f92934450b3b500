//! The page `/activity/settings`: what one wants to hear of, in the page and by mail, and of which documents not.

use std::collections::{BTreeSet, HashMap};

use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::contents;
use super::following::Reader;
use super::happening::Kind;
use super::title_of;
use super::wishes::{self, ByMail, Wishes};
use crate::api;
use crate::app::App;
use crate::page::{Page, escape};
use crate::people::pages::view::{Told as Notice, WORDMARK, link};
use crate::people::pages::{lead_to, tell, with_retry};
use crate::people::{Visit, Who};
use crate::rights::{self, Access, Denied};
use crate::store::StoreError;
use crate::words::activity::{Words, words};

/// Muted documents that are listed.
const MOST_MUTED: usize = 100;

/// What stands behind the question mark.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    done: String,
}

/// `GET /activity/settings`.
pub async fn show(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> Response {
    let words = words(visit.language);
    let notice = match &*asked.done {
        "settings" => Notice::Done(words.done.to_owned()),
        "unmute" => Notice::Done(words.done_unmute.to_owned()),
        _ => Notice::Nothing,
    };
    page(&app, &visit, StatusCode::OK, notice).await
}

/// `POST /activity/settings`: says what one wants to hear of.
pub async fn change(
    State(app): State<App>,
    visit: Visit,
    Form(fields): Form<HashMap<String, String>>,
) -> Response {
    let changed = async {
        let who = app.people.who(&visit.headers).await?;
        // Whoever has no cookie yet follows nothing.
        if who.cookie.is_none() {
            wishes::change(&app.store, &who.person, |wishes| {
                take(wishes, &fields);
                visit.language.tag().clone_into(&mut wishes.language);
            })
            .await?;
        }
        Ok(())
    };
    match changed.await {
        Ok(()) => lead_to("/activity/settings?done=settings", Vec::new()),
        Err(failure) => {
            let (status, notice, retry) = tell(failure, visit.language);
            with_retry(page(&app, &visit, status, notice).await, retry)
        }
    }
}

/// Takes over what the form says. A box that has no tick is not sent.
fn take(wishes: &mut Wishes, fields: &HashMap<String, String>) {
    let has_tick = |kind: &Kind| fields.contains_key(&format!("page-{}", kind.name()));
    wishes.hidden = Kind::ALL.into_iter().filter(|kind| !has_tick(kind)).collect::<BTreeSet<_>>();
    for kind in Kind::ALL {
        let chosen = fields.get(&format!("mail-{}", kind.name()));
        let known = ByMail::choices(kind).iter().find(|choice| chosen.is_some_and(|it| it == choice.name()));
        wishes.by_mail.extend(known.map(|choice| (kind, *choice)));
    }
    let hour = fields.get("hour").and_then(|hour| hour.parse().ok()).filter(|hour| *hour < 24);
    wishes.hour = hour.unwrap_or(wishes.hour);
}

async fn page(app: &App, visit: &Visit, status: StatusCode, notice: Notice) -> Response {
    match body(app, visit, &notice).await {
        Ok(body) => {
            let title = format!("{} · Octavo", words(visit.language).settings);
            Page { title: &title, kind: "column", head: "", body: &body, language: visit.language }
                .answer(status)
        }
        Err(error) => api::failed(&error).into_response(),
    }
}

async fn body(app: &App, visit: &Visit, notice: &Notice) -> Result<String, StoreError> {
    let words = words(visit.language);
    let who = app.people.who(&visit.headers).await?;
    let wishes = wishes::of(&app.store, &who.person).await?;
    let (note, gets_mail) = mail(app, &who, words);
    let kinds: String = Kind::ALL.into_iter().map(|kind| row(kind, &wishes, gets_mail, words)).collect();
    let hour = if gets_mail { hour(wishes.hour, words) } else { String::new() };
    let muted = muted(app, &who, words).await?;
    Ok(format!(
        "<header class=\"bar\">{WORDMARK}</header>\
         <main><header><h1>{}</h1><p>{}</p></header>{}\
         <section><header><p>{}</p>{note}</header><form method=\"post\"><ul class=\"list\">{kinds}</ul>{hour}\
         <button class=\"button primary\">{}</button></form></section>\
         <section><header><h2>{}</h2></header>{muted}</section></main>",
        words.settings,
        link("/activity", words.to_activity),
        notice.html(),
        words.settings_text,
        words.save,
        words.muted,
    ))
}

/// Whether letters come to somebody, and what he is told where they do not.
fn mail(app: &App, who: &Who, words: &Words) -> (String, bool) {
    let note = match &who.signed_in {
        _ if !app.people.has_mail() => words.mail_none.to_owned(),
        None => {
            let sign_in = link("/sign-in?next=/activity/settings", words.sign_in);
            format!("{} {sign_in}", words.mail_needs_account)
        }
        Some(signed_in) if !signed_in.account.is_confirmed => words.mail_needs_address.to_owned(),
        Some(_) => return (String::new(), true),
    };
    (format!("<p class=\"soft\">{note}</p>"), false)
}

fn row(kind: Kind, wishes: &Wishes, gets_mail: bool, words: &Words) -> String {
    let (id, name) = (kind.name(), kind_name(kind, words));
    let checked = if wishes.hidden.contains(&kind) { "" } else { " checked" };
    let in_page = format!(
        "<label class=\"check\"><input type=\"checkbox\" name=\"page-{id}\"{checked} aria-label=\"{}\">{}</label>",
        words.in_page_of(name),
        words.in_page
    );
    let choice = |choice: &ByMail| {
        let selected = if wishes.by_mail(kind) == *choice { " selected" } else { "" };
        format!("<option value=\"{}\"{selected}>{}</option>", choice.name(), choice_name(*choice, words))
    };
    let by_mail = if gets_mail {
        let choices: String = ByMail::choices(kind).iter().map(choice).collect();
        format!(
            "<select class=\"input\" name=\"mail-{id}\" aria-label=\"{}\">{choices}</select>",
            words.by_mail_of(name)
        )
    } else {
        String::new()
    };
    format!("<li><h2>{name}</h2><div class=\"row wishes\">{in_page}{by_mail}</div></li>")
}

fn hour(chosen: u8, words: &Words) -> String {
    let choice = |hour: u8| {
        let selected = if hour == chosen { " selected" } else { "" };
        format!("<option value=\"{hour}\"{selected}>{}</option>", words.hour_of(format!("{hour:02}:00")))
    };
    let choices: String = (0..24).map(choice).collect();
    format!(
        "<div class=\"field\"><span class=\"label\"><label for=\"hour\">{}</label></span>\
         <select class=\"input\" id=\"hour\" name=\"hour\" aria-describedby=\"hour-hint\">{choices}</select>\
         <span class=\"hint\" id=\"hour-hint\">{}</span></div>",
        words.hour, words.hour_hint
    )
}

/// The documents that somebody does not want to hear of, as far as he may know of them still.
async fn muted(app: &App, who: &Who, words: &'static Words) -> Result<String, StoreError> {
    let reader = Reader::of(&app.store, &who.person).await?;
    let mut rows = String::new();
    for document in reader.muted(&app.store).await?.into_iter().take(MOST_MUTED) {
        match rights::access(&app.store, &document, &who.person).await? {
            Access::To(_) => {}
            Access::Denied(_, Denied::Trashed)
                if rights::given(&app.store, &document, &who.person).await?.is_some() => {}
            _ => continue,
        }
        let title = title_of(&app.store, &document).await?;
        let title = escape(contents::title(&title, words));
        rows.push_str(&format!(
            "<li><a href=\"/d/{document}\">{title}</a><form method=\"post\" action=\"/activity/mute\">\
             <input type=\"hidden\" name=\"document\" value=\"{document}\">\
             <button class=\"button\" name=\"part\" value=\"unmute\" aria-label=\"{}\">{}</button></form></li>",
            words.unmute_of(&*title),
            words.unmute
        ));
    }
    Ok(match &*rows {
        "" => format!("<p class=\"soft\">{}</p>", words.no_muted),
        rows => format!("<ul class=\"list\">{rows}</ul>"),
    })
}

fn kind_name(kind: Kind, words: &Words) -> &'static str {
    match kind {
        Kind::Edits => words.kind_edits,
        Kind::Comments => words.kind_comments,
        Kind::Shares => words.kind_shares,
        Kind::Requests => words.kind_requests,
        Kind::Restores => words.kind_restores,
        Kind::Trash => words.kind_trash,
    }
}

fn choice_name(choice: ByMail, words: &Words) -> &'static str {
    match choice {
        ByMail::Never => words.mail_never,
        ByMail::Daily => words.mail_daily,
        ByMail::AtOnce => words.mail_at_once,
    }
}
