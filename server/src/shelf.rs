//! The documents that somebody has made or that are shared with him, the newest of them with their titles, so that he finds them wherever
//! he signs in. All of them, in whatever order, are the `library`'s.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::api::{failed, signed_in};
use crate::app::App;
use crate::digest::card;
use crate::people::Visit;
use crate::people::account::AccountId;
use crate::rights::{self, asker::subjects_of};
use crate::store::{DocumentName, StoreError};

/// Documents that are told of, at most.
const MOST: usize = 200;

/// A document on somebody's shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelved {
    /// Its name, which is its address too.
    pub name: DocumentName,
    /// Its title; empty where it has none, or is so new that nobody has read it yet.
    pub title: String,
    /// When it was made, or since when it is shared or in the trash, in milliseconds since 1970.
    pub made_ms: u64,
}

/// `GET /api/shelf`: what whoever has signed in has made and what is shared with him, for the list that his browser keeps.
pub async fn show(State(app): State<App>, visit: Visit) -> Response {
    let id = match signed_in(&app, &visit).await {
        Ok(signed_in) => signed_in.id(),
        Err(refusal) => return refusal.into_response(),
    };
    let person = id.person();
    let told = match tokio::try_join!(of(&app, &person), shared_with(&app, id)) {
        Ok((made, shared)) => json!({ "made": told(&made), "shared": told(&shared) }),
        Err(error) => return failed(&error).into_response(),
    };
    ([(CACHE_CONTROL, HeaderValue::from_static("no-store"))], Json(told)).into_response()
}

fn told(documents: &[Shelved]) -> Vec<Value> {
    let told = |it: &Shelved| json!({ "id": &*it.name, "title": it.title, "since": it.made_ms });
    documents.iter().map(told).collect()
}

/// What somebody has made, the newest first.
pub async fn of(app: &App, owner: &str) -> Result<Vec<Shelved>, StoreError> {
    shelved(app, rights::of_owner(&app.store, owner).await?).await
}

/// What is in somebody's trash, the latest first.
pub async fn in_trash(app: &App, owner: &str) -> Result<Vec<Shelved>, StoreError> {
    shelved(app, rights::in_trash(&app.store, owner).await?).await
}

/// Those of the latest times, with their titles.
async fn shelved(app: &App, mut documents: Vec<(String, u64)>) -> Result<Vec<Shelved>, StoreError> {
    documents.sort_by_key(|(_, made_ms)| std::cmp::Reverse(*made_ms));
    documents.truncate(MOST);
    app.digests.feed.hurry(documents.iter().map(|(name, _)| &**name)).await;
    let cards = card::of_all(&app.store, documents.iter().map(|(name, _)| &**name)).await?;
    let shelf = documents.into_iter().zip(cards).map(|((name, made_ms), card)| {
        let title = card.unwrap_or_default().title;
        Shelved { name: name.into(), title, made_ms }
    });
    Ok(shelf.collect())
}

/// What others share with somebody who has an account: with himself, with his address if he has shown that it is his, and with
/// his groups. The latest first.
pub async fn shared_with(app: &App, id: AccountId) -> Result<Vec<Shelved>, StoreError> {
    let person = id.person();
    let mut documents = BTreeMap::new();
    for subject in subjects_of(&app.store, id).await? {
        for (document, since_ms) in rights::shared_with(&app.store, &subject.key()).await? {
            documents.entry(document).or_insert(since_ms);
        }
    }
    for (document, _) in rights::of_owner(&app.store, &person).await? {
        documents.remove(&document);
    }
    let mut his = Vec::new();
    for (document, since_ms) in documents {
        // What is shared with a group that he has made and is not in is not for him.
        if rights::given(&app.store, &document, &person).await?.is_some() {
            his.push((document, since_ms));
        }
    }
    shelved(app, his).await
}

/// A document's title; empty where it has none.
pub async fn title_of(app: &App, document: &DocumentName) -> Result<String, StoreError> {
    app.digests.feed.hurry([&**document].into_iter()).await;
    Ok(card::of(&app.store, document).await?.unwrap_or_default().title)
}
