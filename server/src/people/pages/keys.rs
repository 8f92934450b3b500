//! The page `/account/keys`: the keys that somebody has made for programs, a form for a new one, and the new one, which is shown once.

use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

use super::view::{Card, Field, Told, WORDMARK, current_field, link, text_field};
use super::words::words as account_words;
use super::{Asked, lead_to, signed_in, tell, with_retry};
use crate::api;
use crate::app::App;
use crate::language::{day, moment};
use crate::page::{Page, escape};
use crate::people::keys::{Key, Scope, Wish};
use crate::people::token::Digest;
use crate::people::{SignedIn, Visit};
use crate::words::keys::Words;

const HERE: &str = "/account/keys";
/// For how many days a key can work; without a number until it is revoked.
const DAYS: [Option<u64>; 4] = [Some(30), Some(90), Some(365), None];

fn words(visit: &Visit) -> &'static Words {
    crate::words::keys::words(visit.language)
}

/// What the forms send. What a form does not have is empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    name: String,
    read: String,
    write: String,
    share: String,
    manage: String,
    days: String,
    current: String,
    key: String,
}

impl Fields {
    fn has(&self, scope: Scope) -> bool {
        let ticked = match scope {
            Scope::Read => &self.read,
            Scope::Write => &self.write,
            Scope::Share => &self.share,
            Scope::Manage => &self.manage,
        };
        !ticked.is_empty()
    }

    fn days(&self) -> Option<u64> {
        self.days.parse().ok().filter(|days| DAYS.contains(&Some(*days)))
    }
}

/// `GET /account/keys`.
pub async fn show(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> Response {
    let signed_in = match signed_in(&app, &visit, HERE).await {
        Ok(signed_in) => signed_in,
        Err(answer) => return answer,
    };
    let told = match &*asked.done {
        "revoke" => Told::Done(words(&visit).revoked.to_owned()),
        _ => Told::Nothing,
    };
    let fresh = Fields { read: "yes".to_owned(), days: "90".to_owned(), ..Fields::default() };
    page(&app, &visit, &signed_in, StatusCode::OK, told, &fresh).await
}

/// `POST /account/keys`: makes a key and shows it.
pub async fn make(State(app): State<App>, visit: Visit, Form(mut fields): Form<Fields>) -> Response {
    let signed_in = match signed_in(&app, &visit, HERE).await {
        Ok(signed_in) => signed_in,
        Err(answer) => return answer,
    };
    let scopes = Scope::ALL.into_iter().filter(|scope| fields.has(*scope)).collect();
    let wish = Wish { name: fields.name.clone(), scopes, days: fields.days() };
    let current = std::mem::take(&mut fields.current);
    match app.people.make_key(&signed_in, wish, current, &visit).await {
        Ok(key) => {
            let words = words(&visit);
            let other = format!("<code class=\"secret\">{key}</code> {}", link(HERE, words.back));
            let card = Card { title: words.made_title, text: words.made_text, other, ..Card::default() };
            card.answer(StatusCode::OK, visit.language)
        }
        Err(failure) => {
            let (status, told, retry) = tell(failure, visit.language);
            with_retry(page(&app, &visit, &signed_in, status, told, &fields).await, retry)
        }
    }
}

/// `POST /account/keys/revoke`.
pub async fn revoke(State(app): State<App>, visit: Visit, Form(fields): Form<Fields>) -> Response {
    let signed_in = match signed_in(&app, &visit, HERE).await {
        Ok(signed_in) => signed_in,
        Err(answer) => return answer,
    };
    let meant = URL_SAFE_NO_PAD.decode(&fields.key).unwrap_or_default();
    match app.people.revoke_keys(signed_in.id(), &visit, |digest| *meant == digest[..]).await {
        Ok(()) => lead_to("/account/keys?done=revoke", Vec::new()),
        Err(failure) => {
            let (status, told, retry) = tell(failure, visit.language);
            with_retry(page(&app, &visit, &signed_in, status, told, &fields).await, retry)
        }
    }
}

async fn page(
    app: &App,
    visit: &Visit,
    signed_in: &SignedIn,
    status: StatusCode,
    told: Told,
    typed: &Fields,
) -> Response {
    let keys = match app.people.keys(signed_in.id()).await {
        Ok(keys) => keys,
        Err(error) => return api::failed(&error).into_response(),
    };
    let (words, common) = (words(visit), account_words(visit.language));
    let rows: String = keys.iter().map(|key| row(key, words)).collect();
    let list = match &*rows {
        "" => format!("<p class=\"soft\">{}</p>", words.none),
        rows => format!("<ul class=\"list\">{rows}</ul>"),
    };
    let body = format!(
        "<header class=\"bar\">{WORDMARK}{}</header><main><header><h1>{}</h1><p>{}</p><p>{}</p></header>{}\
         <section><header><h2>{}</h2></header>{list}</section>\
         <section><header><h2>{}</h2></header>{}</section></main>",
        link("/account", common.account),
        words.title,
        words.text,
        link("/api/docs", words.docs),
        told.html(),
        words.list,
        words.new,
        form(visit, typed),
    );
    let title = format!("{} · Octavo", words.title);
    Page { title: &title, kind: "column", head: "", body: &body, language: visit.language }.answer(status)
}

fn row((digest, key): &(Digest, Key), words: &Words) -> String {
    let name = escape(&key.name);
    let scopes: Vec<&str> = key.scopes.iter().map(|scope| label(scope, words)).collect();
    let used = match key.used_ms {
        Some(used_ms) => format!("{} {}", words.used, moment(words.language, used_ms)),
        None => words.never_used.to_owned(),
    };
    let until = match key.until_ms {
        Some(until_ms) => format!("{} {}", words.until, day(words.language, until_ms / 1000)),
        None => words.for_ever.to_owned(),
    };
    format!(
        "<li><div><h3>{name}</h3><p class=\"soft\">{}</p><p class=\"soft number\">{} {} · {used} · {until}</p></div>\
         <form method=\"post\" action=\"/account/keys/revoke\"><button class=\"button\" name=\"key\" value=\"{}\" aria-label=\"{}: {name}\">{}</button></form></li>",
        scopes.join(" · "),
        words.made,
        moment(words.language, key.made_ms),
        URL_SAFE_NO_PAD.encode(digest),
        words.revoke,
        words.revoke,
    )
}

fn form(visit: &Visit, typed: &Fields) -> String {
    let (words, common) = (words(visit), account_words(visit.language));
    let name = Field {
        value: &typed.name,
        label: words.name,
        hint: words.name_hint,
        autocomplete: "off",
        ..text_field(common)
    };
    let check = |scope: Scope| {
        let checked = if typed.has(scope) { " checked" } else { "" };
        format!(
            "<label class=\"check\"><input type=\"checkbox\" name=\"{}\" value=\"yes\"{checked}> {}</label>",
            scope.name(),
            label(scope, words)
        )
    };
    let checks: String = Scope::ALL.into_iter().map(check).collect();
    let option = |days: Option<u64>| {
        let selected = if days == typed.days() { " selected" } else { "" };
        let (value, text) = match days {
            Some(30) => ("30", words.days_30),
            Some(90) => ("90", words.days_90),
            Some(_) => ("365", words.days_365),
            None => ("", words.days_none),
        };
        format!("<option value=\"{value}\"{selected}>{text}</option>")
    };
    let options: String = DAYS.into_iter().map(option).collect();
    format!(
        "<form method=\"post\" action=\"{HERE}\">{}<fieldset><legend>{}</legend>{checks}</fieldset>\
         <div class=\"field\"><label class=\"label\" for=\"days\"><span>{}</span></label><select class=\"input\" id=\"days\" name=\"days\">{options}</select></div>\
         {}<button class=\"button primary\">{}</button></form>",
        name.html("name", false),
        words.scopes,
        words.ends,
        current_field(common).html("current", false),
        words.make,
    )
}

fn label(scope: Scope, words: &Words) -> &'static str {
    match scope {
        Scope::Read => words.scope_read,
        Scope::Write => words.scope_write,
        Scope::Share => words.scope_share,
        Scope::Manage => words.scope_manage,
    }
}
