//! `GET /api/search`: what somebody finds among the documents that he may read at this moment.

use std::sync::Arc;
use std::time::Instant;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use octavo_shared::sync::Role;
use serde::Deserialize;
use serde_json::{Value, json};
use thiserror::Error;

use super::readable::readable;
use super::{Hit, Ranked, Trouble, Wanted};
use crate::api::{failed, refuse};
use crate::app::App;
use crate::clock::steady_ms;
use crate::config::Limits;
use crate::network::Network;
use crate::pace::{Pace, Paces};
use crate::people::account::AccountId;
use crate::people::pages::with_retry;
use crate::people::{Visit, Who};
use crate::rights::{self, Access};
use crate::store::{DocumentName, StoreError};

/// The span in which so many searches may be made, in milliseconds.
const MINUTE_MS: u64 = 60 * 1000;
/// Documents that are told of at a time, where nothing else is asked for, and at most.
const SOME: usize = 20;
const MOST: usize = 50;
/// How far into the list one can go.
const DEEPEST: usize = 1_000;
/// How often the list is made anew without what turned out not to be for him any more.
const TRIES: usize = 8;

/// Whose searches are counted together: an account's, and those of all guests from one network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Seeker {
    /// Whoever has signed in, from wherever.
    Account(AccountId),
    /// Guests, who may be somebody else with each request.
    Guests(Network),
}

/// How often each may search.
pub fn paces(limits: &Limits) -> Paces<Seeker> {
    let units = limits.searches;
    Paces::new(Pace { units, span_ms: MINUTE_MS, at_once: units })
}

/// What is asked for.
#[derive(Debug, Deserialize)]
pub struct Asked {
    /// What somebody has typed.
    #[serde(default)]
    q: String,
    /// How many of the list he has already.
    #[serde(default)]
    after: usize,
    /// How many more he wants.
    #[serde(default = "some")]
    most: usize,
}

fn some() -> usize {
    SOME
}

/// Why nothing was found.
#[derive(Debug, Error)]
enum Unfound {
    #[error("{0}")]
    Store(#[from] StoreError),
    #[error("{0}")]
    Index(#[from] Trouble),
}

/// A part of the list.
struct Found {
    hits: Vec<(DocumentName, Role, Hit)>,
    has_more: bool,
}

/// `GET /api/search?q=&after=&most=`.
pub async fn find(
    State(app): State<App>,
    visit: Visit,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let Ok(Query(asked)) = asked else {
        return refuse(StatusCode::BAD_REQUEST, "A search is a text and two numbers.");
    };
    let who = match app.people.who(&visit.headers).await {
        Ok(who) => who,
        Err(error) => return failed(&error).into_response(),
    };
    let seeker = match &who.signed_in {
        Some(signed_in) => Seeker::Account(signed_in.id()),
        None => Seeker::Guests(visit.from.into()),
    };
    if let Err(wait_ms) = app.searches.spend(seeker, steady_ms()) {
        let seconds = wait_ms.div_ceil(1000);
        let sentence = format!("Too many searches. Try again in {seconds} s.");
        return with_retry(refuse(StatusCode::TOO_MANY_REQUESTS, &sentence), Some(seconds));
    }
    let since = Instant::now();
    let found = found(&app, &who, &asked).await;
    app.search.took(since);
    let found = match found {
        Ok(found) => found,
        Err(Unfound::Store(error)) => return failed(&error).into_response(),
        Err(Unfound::Index(error)) => {
            tracing::debug!(%error, "nothing can be found at this moment");
            let sentence = "Nothing can be found at this moment. Try again soon.";
            return with_retry(refuse(StatusCode::SERVICE_UNAVAILABLE, sentence), Some(1));
        }
    };
    let hits: Vec<Value> = found.hits.iter().map(told).collect();
    let told = json!({ "hits": hits, "more": found.has_more, "complete": app.search.is_whole() });
    ([(CACHE_CONTROL, HeaderValue::from_static("no-store"))], Json(told)).into_response()
}

fn told((document, role, hit): &(DocumentName, Role, Hit)) -> Value {
    let role = if *role == Role::Owner { "own" } else { role.name() };
    let Hit { title, snippet, edited_ms } = hit;
    json!({ "id": &**document, "title": title, "snippet": snippet, "edited": edited_ms, "role": role })
}

async fn found(app: &App, who: &Who, asked: &Asked) -> Result<Found, Unfound> {
    let wanted = Arc::new(Wanted::read(&asked.q));
    let (after, most) = (asked.after, asked.most.min(MOST));
    if wanted.is_empty() || most == 0 || after >= DEEPEST {
        return Ok(Found { hits: Vec::new(), has_more: false });
    }
    let mut among = readable(&app.store, &who.person).await?;
    let mut tries = 0..TRIES;
    loop {
        let ranking = Arc::new(app.search.rank(wanted.clone(), &among, after + most + 1).await?);
        let mut kept = Vec::new();
        for ranked in &ranking.documents {
            match rights::access(&app.store, &ranked.document, &who.person).await? {
                Access::To(pass) => kept.push((ranked.clone(), pass.role)),
                _ => drop(among.remove(&ranked.document)),
            }
        }
        // What is not for him any more left a gap that others fill.
        let is_short = kept.len() < ranking.documents.len() && ranking.documents.len() > after + most;
        if is_short && tries.next().is_some() {
            continue;
        }
        let has_more = kept.len() > after + most;
        let (shown, roles): (Vec<Ranked>, Vec<Role>) = kept.into_iter().skip(after).take(most).unzip();
        let documents: Vec<DocumentName> = shown.iter().map(|it| it.document.clone()).collect();
        let hits = app.search.show(ranking, shown).await?;
        let hits = documents.into_iter().zip(roles).zip(hits);
        let hits = hits.map(|((document, role), hit)| (document, role, hit)).collect();
        return Ok(Found { hits, has_more });
    }
}
