//! `/status`: how each part is and was over 90 days, for users; with what the operator tells them, and a feed of that.
//!
//! The server looks every so often whether documents can be read and the disk takes writes. What it saw is kept in
//! `status.json` in the data folder, beside the store, so that a store that fails does not hide that it did.

pub mod book;
pub mod incidents;
mod page;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::clock::{steady_ms, wall_ms};
use crate::language;
use crate::people::People;
use crate::search::Search;
use crate::store::Store;
use book::{Book, Part};
use incidents::Incident;

const FILE: &str = "status.json";
/// How often it is looked.
const INTERVAL: Duration = Duration::from_secs(30);
/// How long an answer of the store may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// How things are and were. Cheap to clone.
#[derive(Clone, Default)]
pub struct Status {
    book: Arc<Mutex<Book>>,
    /// When this process looked last, by the clock that does not jump; 0 before the first time.
    looked_ms: Arc<AtomicU64>,
    /// Where it is kept; `None` in memory alone.
    folder: Option<PathBuf>,
    /// What is found in documents.
    search: Option<Search>,
}

impl Status {
    /// What is kept in a data folder.
    pub fn open(folder: &Path) -> Self {
        let text = std::fs::read(folder.join(FILE)).unwrap_or_default();
        let book = serde_json::from_slice(&text).unwrap_or_default();
        Status { book: Arc::new(Mutex::new(book)), folder: Some(folder.to_owned()), ..Status::default() }
    }

    /// The same, which also looks how the search index is.
    pub fn minding(self, search: Search) -> Self {
        Status { search: Some(search), ..self }
    }

    /// Looks every so often, for as long as the server runs.
    pub async fn watch(self, store: Store, people: Arc<People>) {
        let mut ticks = tokio::time::interval(INTERVAL);
        loop {
            ticks.tick().await;
            self.look(&store, &people).await;
        }
    }

    /// Looks once, and writes it down.
    pub async fn look(&self, store: &Store, people: &People) {
        let mut ill = Vec::new();
        if !matches!(tokio::time::timeout(PATIENCE, store.find("".into())).await, Ok(Ok(_))) {
            ill.push(Part::Editing);
        }
        if !matches!(tokio::time::timeout(PATIENCE, store.beat(wall_ms())).await, Ok(Ok(()))) {
            ill.push(Part::Saving);
        }
        if !matches!(tokio::time::timeout(PATIENCE, people.wait_for_sign_in()).await, Ok(Ok(()))) {
            ill.push(Part::SignIn);
        }
        if self.search.as_ref().is_some_and(Search::is_paused) {
            ill.push(Part::Search);
        }
        if people.is_mail_well() == Some(false) {
            ill.push(Part::Mail);
        }
        let text = {
            let mut book = self.book.lock().expect("nothing panics while it holds the book");
            let (now_ms, steady_ms) = (wall_ms(), steady_ms());
            match self.looked_ms.swap(steady_ms.max(1), Ordering::Relaxed) {
                0 => {}
                before => book.was_looked_at(steady_ms.saturating_sub(before), now_ms),
            }
            book.look(now_ms, ill);
            serde_json::to_vec(&*book).unwrap_or_default()
        };
        let Some(folder) = self.folder.clone() else { return };
        let written = tokio::task::spawn_blocking(move || {
            let new = folder.join("status.json.new");
            std::fs::write(&new, text)?;
            std::fs::rename(&new, folder.join(FILE))
        });
        // A disk that is full does not take this either; the next time it does.
        if let Ok(Err(error)) = written.await {
            tracing::debug!(%error, "how things are could not be written down");
        }
    }

    fn now(&self) -> Book {
        self.book.lock().expect("nothing panics while it holds the book").clone()
    }

    fn incidents(&self) -> Vec<Incident> {
        let Some(folder) = &self.folder else { return Vec::new() };
        let Ok(text) = std::fs::read_to_string(folder.join(incidents::FILE)) else { return Vec::new() };
        incidents::read(&text).unwrap_or_else(|error| {
            tracing::warn!(%error, "{} cannot be read", incidents::FILE);
            Vec::new()
        })
    }
}

/// `GET /status`: how things are, for people.
pub async fn page(State(app): State<App>, headers: HeaderMap) -> Response {
    let has_mail = app.people.has_mail();
    let parts: Vec<Part> = Part::ALL.into_iter().filter(|part| *part != Part::Mail || has_mail).collect();
    let text = page::html(&app.status.now(), &parts, &app.status.incidents(), language::of(&headers));
    answer("text/html; charset=utf-8", text)
}

/// `GET /status/feed.xml`: what the operator tells.
pub async fn feed(State(app): State<App>) -> Response {
    answer("application/atom+xml; charset=utf-8", page::feed(&app.status.incidents()))
}

fn answer(kind: &'static str, text: String) -> Response {
    let kept = HeaderValue::from_static("no-cache");
    ([(CONTENT_TYPE, HeaderValue::from_static(kind)), (CACHE_CONTROL, kept)], text).into_response()
}
