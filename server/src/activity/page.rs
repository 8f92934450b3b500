//! The page `/activity`: what happened to the documents that one follows, by day and document, without a script.

use std::fmt::Write as _;

use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use octavo_words::Language;
use serde::Deserialize;

use super::contents::{self, sentence};
use super::feed::{self, Item, News, Question, Told};
use super::happening::{DAY_MS, What};
use super::wishes;
use crate::api::{self, document_name};
use crate::app::App;
use crate::calendar::{date, time_of_day};
use crate::clock::wall_ms;
use crate::language::day;
use crate::marks;
use crate::page::{Page, escape};
use crate::people::pages::view::{Told as Notice, WORDMARK, link};
use crate::people::pages::{lead_to, tell, with_retry};
use crate::people::{Failure, Visit};
use crate::store::DocumentName;
use crate::words::activity::{Words, words};

/// Happenings of one page.
const PAGE: usize = 100;

/// What stands behind the question mark.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Only what happened before this time, in milliseconds since 1970.
    before: Option<u64>,
    done: String,
}

/// `GET /activity`.
pub async fn show(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> Response {
    let words = words(visit.language);
    let notice = match &*asked.done {
        "mute" => Notice::Done(words.done_mute.to_owned()),
        "unmute" => Notice::Done(words.done_unmute.to_owned()),
        _ => Notice::Nothing,
    };
    page(&app, &visit, &asked, StatusCode::OK, notice).await
}

async fn page(app: &App, visit: &Visit, asked: &Asked, status: StatusCode, notice: Notice) -> Response {
    match read(app, visit, asked).await {
        Ok((news, cookie)) => {
            let body = body(&news, asked, &notice, visit.language);
            let title = format!("{} · Octavo", words(visit.language).title);
            let page =
                Page { title: &title, kind: "column", head: "", body: &body, language: visit.language };
            let mut answer = page.answer(status);
            answer.headers_mut().extend(cookie.map(|cookie| (SET_COOKIE, cookie)));
            answer
        }
        Err(Failure::Store(error)) => api::failed(&error).into_response(),
        Err(_) => api::refuse(StatusCode::SERVICE_UNAVAILABLE, "The server is busy."),
    }
}

/// Reads a page of news; whoever looks at the first has seen all that there is.
async fn read(
    app: &App,
    visit: &Visit,
    asked: &Asked,
) -> Result<(News, Option<axum::http::HeaderValue>), Failure> {
    let (who, now_ms) = (app.people.who(&visit.headers).await?, wall_ms());
    let wishes = wishes::of(&app.store, &who.person).await?;
    let before_ms = asked.before.unwrap_or(u64::MAX);
    let question = Question { from_ms: 0, before_ms, kinds: wishes.shown(), most: PAGE };
    let news = feed::read(&app.people, &app.store, &who.person, &question).await?;
    // Whoever has no cookie yet follows nothing.
    if who.cookie.is_none() && asked.before.is_none() {
        wishes::change(&app.store, &who.person, |wishes| {
            wishes.looked_ms = wishes.looked_ms.max(now_ms);
            visit.language.tag().clone_into(&mut wishes.language);
        })
        .await?;
    }
    Ok((news, app.people.renewed(&who)))
}

/// What the form of a document sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    document: String,
    /// `mute`, or else one wants to hear of it again.
    part: String,
}

/// `POST /activity/mute`: whether one wants to hear of a document.
pub async fn mute(State(app): State<App>, visit: Visit, Form(fields): Form<Fields>) -> Response {
    let is_muted = fields.part == "mute";
    let done = async {
        let who = app.people.who(&visit.headers).await?;
        if let (Some(document), None) = (document_name(&fields.document), who.cookie) {
            marks::change(&app.store, &who.person, &document, |mark| mark.muted_ms = is_muted.then(wall_ms))
                .await?;
        }
        Ok(())
    };
    match done.await {
        Ok(()) if is_muted => lead_to("/activity?done=mute", Vec::new()),
        Ok(()) => lead_to("/activity/settings?done=unmute", Vec::new()),
        Err(failure) => {
            let (status, notice, retry) = tell(failure, visit.language);
            with_retry(page(&app, &visit, &Asked::default(), status, notice).await, retry)
        }
    }
}

fn body(news: &News, asked: &Asked, notice: &Notice, language: Language) -> String {
    let words = words(language);
    let mut days = String::new();
    let mut is_told = Vec::new();
    for of_day in news.items.chunk_by(|one, next| one.time_ms / DAY_MS == next.time_ms / DAY_MS) {
        let seconds = of_day[0].time_ms / 1000;
        let rows: String = by_document(of_day)
            .into_iter()
            .filter_map(|(document, items)| Some((document, items, news.documents.get(document)?)))
            .map(|(document, items, told)| {
                // Said once, where the document stands first.
                let is_first = !is_told.contains(&document);
                is_told.push(document);
                row(document, told, &items, is_first, words)
            })
            .collect();
        let _ = write!(
            days,
            "<section><header><h2><time datetime=\"{}\">{}</time></h2></header><ul class=\"list news\">{rows}</ul></section>",
            date(seconds),
            day(language, seconds)
        );
    }
    if days.is_empty() {
        days = format!("<section><h2>{}</h2><p class=\"soft\">{}</p></section>", words.none, words.none_text);
    }
    let newest = asked.before.map(|_| link("/activity", words.newest));
    let older = news.next_ms.map(|next| link(&format!("/activity?before={next}"), words.older));
    let pages: String = newest.into_iter().chain(older).map(|link| format!("<span>{link}</span>")).collect();
    let pages = if pages.is_empty() { pages } else { format!("<p class=\"row\">{pages}</p>") };
    format!(
        "<header class=\"bar\">{WORDMARK}<a class=\"button\" href=\"/activity/settings\">{}</a></header>\
         <main><header><h1>{}</h1><p class=\"soft\">{}</p><p><a href=\"/\">{}</a></p></header>{}{days}{pages}</main>",
        words.settings_link,
        words.title,
        words.text,
        words.to_documents,
        notice.html(),
    )
}

/// What happened on a day, by document, those first of which the latest is.
fn by_document(items: &[Item]) -> Vec<(&DocumentName, Vec<&Item>)> {
    let mut documents: Vec<(&DocumentName, Vec<&Item>)> = Vec::new();
    for item in items {
        match documents.iter_mut().find(|(document, _)| **document == item.document) {
            Some((_, of_it)) => of_it.push(item),
            None => documents.push((&item.document, vec![item])),
        }
    }
    documents
}

fn row(id: &str, told: &Told, items: &[&Item], is_first: bool, words: &'static Words) -> String {
    let title = escape(contents::title(&told.title, words));
    let heading = match told.role {
        Some(_) => link(&format!("/d/{id}"), &title),
        None => format!(
            "{} <span class=\"badge\">{}</span>",
            link(&format!("/d/{id}/access"), &title),
            words.in_trash
        ),
    };
    let lines: String = items.iter().map(|item| line(item, words)).collect();
    let since = told.seen().filter(|_| is_first).map_or_else(String::new, |seen| {
        format!("<p>{}</p>", link(&format!("/d/{id}/changes?from={seen}"), words.since))
    });
    let mute = if is_first {
        format!(
            "<form method=\"post\" action=\"/activity/mute\"><input type=\"hidden\" name=\"document\" value=\"{id}\">\
             <button class=\"button\" name=\"part\" value=\"mute\" aria-label=\"{}\">{}</button></form>",
            words.mute_of(&*title),
            words.mute
        )
    } else {
        String::new()
    };
    format!("<li><div><h3>{heading}</h3><ul>{lines}</ul>{since}</div>{mute}</li>")
}

fn line(item: &Item, words: &Words) -> String {
    let clock = |time_ms: u64| time_of_day(time_ms / 1000);
    let until = clock(item.time_ms);
    let time = match item.what {
        What::Edited { since_ms, .. } | What::Commented { since_ms, .. } if clock(since_ms) != until => {
            words.utc_span(clock(since_ms), until)
        }
        _ => words.utc(until),
    };
    let text = escape(&sentence(item, words.language));
    format!("<li>{text} <span class=\"soft number\">{time}</span></li>")
}
