//! Following the store: what it has and the index has not is read and put into the index, and what it has not any more is taken out. That is all
//! that there is to making an index for the first time, or anew.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use octavo_shared::model::Document;
use thiserror::Error;

use super::{Page, Search, Trouble};
use crate::app::App;
use crate::store::{DocumentName, Store, StoreError};

/// After a failure the store is looked at again after so long.
const PATIENCE: Duration = Duration::from_secs(30);
/// The longest pause behind a document. Behind each it is as long as reading it took, so that half of the time is left.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// Why the index could not be brought up to what the store has. The text is for logs.
#[derive(Debug, Error)]
pub enum Behind {
    /// The store.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// The index.
    #[error("{0}")]
    Index(#[from] Trouble),
}

/// Brings the index up to what the store has, whenever it falls behind, for as long as the server runs.
pub async fn keep_up(app: &App) {
    loop {
        app.search.behind().await;
        if let Err(error) = catch_up(&app.store, &app.search).await {
            tracing::warn!(%error, "some documents are not found yet");
            tokio::time::sleep(PATIENCE).await;
            app.search.shared.fall_behind();
        }
    }
}

/// Brings the index up to what the store has.
pub async fn catch_up(store: &Store, search: &Search) -> Result<(), Behind> {
    let known = search.known().await?;
    let ends = store.ends().await?;
    if ends.iter().any(|(document, last)| known.get(document).is_some_and(|known| known > last)) {
        // The store was put back to what it was before.
        search.rebuild();
        return Ok(());
    }
    let there: HashSet<&DocumentName> = ends.iter().map(|(document, _)| document).collect();
    known.keys().filter(|document| !there.contains(document)).for_each(|gone| search.forget(gone.clone()));
    for (document, _) in
        ends.iter().filter(|(document, last)| known.get(document).is_none_or(|known| known < last))
    {
        let since = Instant::now();
        if let Some(page) = read(store, document).await? {
            search.put(page).await;
        }
        tokio::time::sleep(since.elapsed().min(LONGEST_PAUSE)).await;
    }
    if search.settle().await {
        search.caught_up();
    }
    Ok(())
}

/// What a document says. `None` where that cannot be read, or there is none any more.
async fn read(store: &Store, document: &DocumentName) -> Result<Option<Page>, StoreError> {
    let (document, loaded) = (document.clone(), store.load(document.clone()).await?);
    let Some(tally) = store.tally(document.clone(), loaded.last, loaded.last).await? else { return Ok(None) };
    let read = tokio::task::spawn_blocking(move || {
        let mut replica = Document::new(0);
        replica.merge(loaded.snapshot.iter().chain(&loaded.tail).map(Vec::as_slice)).ok()?;
        let (title, text) = (replica.title(), replica.body().text());
        Some(Page { document, entry: loaded.last, title, text, edited_ms: tally.edited_ms })
    });
    Ok(read.await.ok().flatten())
}
