//! Noticing that people write and comment, off the logs. How much somebody wrote are the letters that his updates bring; what he took
//! out is not counted. Of comments it is counted how often somebody sent something.

use std::collections::BTreeMap;

use octavo_shared::sync::guard::Update;

use super::happening::{self, FOLDED_MS, Happening, What};
use crate::api::review_of;
use crate::clock::wall_ms;
use crate::digest::{Consumer, Digest, Told, card};
use crate::marks;
use crate::people::{Failure, read};
use crate::store::{Book, DocumentName, Entry, Person, SERVER, Store, StoreError};

/// Among so many of the last happenings it is looked up to where comments were noticed.
const LOOKED_THROUGH: usize = 100;

/// Notices what documents are told to have changed.
pub struct Noticer {
    /// Where logs and happenings are.
    pub store: Store,
}

impl Consumer for Noticer {
    fn digest<'a>(&'a self, digest: &'a Digest) -> Told<'a> {
        Box::pin(async move {
            let before = card::of(&self.store, &digest.document).await?;
            noticed(edits(&self.store, &digest.document, before.map_or(0, |card| card.entry)).await)
        })
    }

    fn reviewed<'a>(&'a self, document: &'a DocumentName) -> Told<'a> {
        Box::pin(async move { noticed(comments(&self.store, document, wall_ms()).await) })
    }

    fn forget<'a>(&'a self, document: &'a str) -> Told<'a> {
        Box::pin(async move {
            let gone = happening::forget(&self.store, document).await?;
            self.store.write(gone).await.map(drop)
        })
    }
}

/// What the store says of noticing. Whoever came too often between is noticed the next time.
fn noticed(done: Result<(), Failure>) -> Result<(), StoreError> {
    match done {
        Err(Failure::Store(error)) => Err(error),
        _ => Ok(()),
    }
}

/// What one person did in a part of a log.
#[derive(Debug, Default)]
struct Part {
    entries: u64,
    letters: u64,
    /// Up to this entry.
    last: u64,
    from_ms: u64,
    to_ms: u64,
}

/// Writes down who wrote in a document after an entry of its log. Whoever did follows it from then on.
pub async fn edits(store: &Store, document: &DocumentName, after: u64) -> Result<(), Failure> {
    let log = store.log_from(document.clone(), after + 1).await?;
    for (author, Part { letters, last: entry, from_ms: since_ms, to_ms, .. }) in by_author(&log) {
        let what = What::Edited { letters, entry, since_ms };
        happening::note(store, document, &author, &what, to_ms).await?;
        marks::change(store, &author, document, |mark| {
            mark.edited_ms.get_or_insert(to_ms);
        })
        .await?;
    }
    Ok(())
}

/// Writes down who commented on a document since that was noticed last, at a time in milliseconds since 1970.
pub async fn comments(store: &Store, document: &DocumentName, now_ms: u64) -> Result<(), Failure> {
    let range = happening::range(document, now_ms.saturating_sub(FOLDED_MS), u64::MAX);
    let last = store.last_in(Book::Happenings, vec![range], LOOKED_THROUGH).await?;
    let noticed = last.into_iter().flatten().filter_map(|(_, bytes)| match read::<Happening>(&bytes)?.what {
        What::Commented { entry, .. } => Some(entry),
        _ => None,
    });
    let log = store.log_from(review_of(document), noticed.max().unwrap_or_default() + 1).await?;
    // What is older was noticed, or nobody follows the document whom it would tell anything.
    let recent: Vec<Entry> = log.into_iter().filter(|entry| entry.to_ms + FOLDED_MS > now_ms).collect();
    for (author, Part { entries: count, last: entry, from_ms: since_ms, to_ms, .. }) in by_author(&recent) {
        let what = What::Commented { count, entry, since_ms };
        happening::note(store, document, &author, &what, to_ms).await?;
    }
    Ok(())
}

fn by_author(log: &[Entry]) -> BTreeMap<Person, Part> {
    let mut parts = BTreeMap::<Person, Part>::new();
    for Entry { last, from_ms, to_ms, author, update, .. } in log {
        if author.is_empty() || &**author == SERVER {
            continue;
        }
        let part = parts.entry(author.clone()).or_insert(Part { from_ms: *from_ms, ..Part::default() });
        part.entries += 1;
        part.letters += Update::parse(update).map_or(0, |update| update.letters());
        part.last = part.last.max(*last);
        part.to_ms = part.to_ms.max(*to_ms);
    }
    parts
}
