//! What somebody has done with a document: when he opened it and up to where he has seen it, whether it has his star, whether it is a
//! template of his, whether he wrote in it, whether he does not want to hear of it. A mark says nothing of rights: whoever reads it asks
//! what its person may do.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use crate::people::{read, record};
use crate::rights::key_of;
use crate::store::{Book, Change, DocumentName, Person, Record, Store, StoreError};

/// An opening within so long after the last one is not written, in milliseconds.
const NOTED_MS: u64 = 60_000;
/// How often a change is tried anew that another came before.
const TRIES: usize = 8;
/// Who leaves within so long is written down together, and so many at a time.
const TOGETHER: Duration = Duration::from_secs(1);
const AT_A_TIME: usize = 500;

/// What somebody has done with a document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mark {
    /// When he opened it last, in milliseconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opened_ms: Option<u64>,
    /// Since when it has his star, in milliseconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starred_ms: Option<u64>,
    /// Since when it is a template of his, in milliseconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template_ms: Option<u64>,
    /// When he first wrote in it, in milliseconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edited_ms: Option<u64>,
    /// The last entry of its log when he left it last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen_entry: Option<u64>,
    /// Since when he does not want to hear of it, in milliseconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub muted_ms: Option<u64>,
}

impl Mark {
    /// The mark that a record says; an empty one where there is none.
    pub fn read(bytes: Option<&[u8]>) -> Mark {
        bytes.and_then(read).unwrap_or_default()
    }
}

/// Under which key somebody's mark of a document stands.
pub fn key(person: &str, document: &str) -> Vec<u8> {
    key_of(person, document)
}

/// All marks of somebody, each with its document.
pub async fn of(store: &Store, person: &str) -> Result<Vec<(String, Mark)>, StoreError> {
    let prefix = key_of(person, "");
    let length = prefix.len();
    let records = store.begin_with(Book::Marks, prefix, usize::MAX).await?;
    let mark = |(key, value): Record| {
        Some((String::from_utf8(key[length..].to_vec()).ok()?, Mark::read(Some(&value))))
    };
    Ok(records.into_iter().filter_map(mark).collect())
}

/// Changes somebody's mark of a document, if `edit` changes anything. A mark that says nothing is none.
pub async fn change(
    store: &Store,
    person: &str,
    document: &str,
    edit: impl Fn(&mut Mark),
) -> Result<(), StoreError> {
    let key = key(person, document);
    for _ in 0..TRIES {
        let bytes = store.look_up(Book::Marks, key.clone()).await?;
        let before = Mark::read(bytes.as_deref());
        let mut mark = before.clone();
        edit(&mut mark);
        if mark == before || store.write(vec![turned(&key, bytes, &mark)]).await? {
            return Ok(());
        }
    }
    // It is marked without a pause, and this says no more than the others.
    Ok(())
}

/// What is written when a mark becomes this one, of which the record was `bytes`.
fn turned(key: &[u8], bytes: Option<Vec<u8>>, mark: &Mark) -> Change {
    match (bytes, *mark == Mark::default()) {
        (Some(bytes), true) => Change::take(Book::Marks, key, bytes),
        (Some(bytes), false) => Change::turn(Book::Marks, key, bytes, record(mark)),
        (None, _) => Change::add(Book::Marks, key, record(mark)),
    }
}

/// Somebody opens a document at a time in milliseconds since 1970.
pub async fn opened(store: &Store, person: &str, document: &str, now_ms: u64) -> Result<(), StoreError> {
    change(store, person, document, |mark| {
        if mark.opened_ms.is_none_or(|before| before + NOTED_MS <= now_ms) {
            mark.opened_ms = Some(now_ms);
        }
    })
    .await
}

/// Whether somebody has ever opened a document.
pub async fn has_opened(store: &Store, person: &str, document: &str) -> Result<bool, StoreError> {
    let bytes = store.look_up(Book::Marks, key(person, document)).await?;
    Ok(Mark::read(bytes.as_deref()).opened_ms.is_some())
}

/// What gives somebody's marks to another, who keeps what he has said himself.
pub async fn hand_over(store: &Store, from: &str, to: &str) -> Result<Vec<Change>, StoreError> {
    let mut changes = Vec::new();
    for (document, given) in of(store, from).await? {
        let bytes = store.look_up(Book::Marks, key(to, &document)).await?;
        let own = Mark::read(bytes.as_deref());
        let mark = Mark {
            opened_ms: own.opened_ms.max(given.opened_ms),
            starred_ms: own.starred_ms.or(given.starred_ms),
            template_ms: own.template_ms.or(given.template_ms),
            edited_ms: own.edited_ms.or(given.edited_ms),
            seen_entry: own.seen_entry.max(given.seen_entry),
            muted_ms: own.muted_ms.or(given.muted_ms),
        };
        changes.push(Change::remove(Book::Marks, key(from, &document)));
        changes.push(Change::put(Book::Marks, key(to, &document), record(&mark)));
    }
    Ok(changes)
}

/// What takes out all marks of somebody.
pub async fn removed(store: &Store, person: &str) -> Result<Vec<Change>, StoreError> {
    let records = store.begin_with(Book::Marks, key_of(person, ""), usize::MAX).await?;
    Ok(records.into_iter().map(|(key, _)| Change::remove(Book::Marks, key)).collect())
}

/// Who has left a document and is not written down yet.
#[derive(Debug, Default)]
pub struct Leavings {
    waiting: Mutex<HashSet<(Person, DocumentName)>>,
    came: Notify,
}

impl Leavings {
    /// Somebody leaves a document: what is in it then he has seen.
    pub fn left(&self, person: Person, document: DocumentName) {
        self.lock().insert((person, document));
        self.came.notify_one();
    }

    /// Writes them down as they come, for as long as the server runs.
    pub async fn write_on(&self, store: &Store) {
        loop {
            self.came.notified().await;
            tokio::time::sleep(TOGETHER).await;
            self.write(store).await;
        }
    }

    /// Writes down who has left until now.
    pub async fn write(&self, store: &Store) {
        let waiting: Vec<_> = std::mem::take(&mut *self.lock()).into_iter().collect();
        for part in waiting.chunks(AT_A_TIME) {
            if let Err(error) = write_down(store, part).await {
                tracing::warn!(%error, "it was not written down what people have seen");
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashSet<(Person, DocumentName)>> {
        self.waiting.lock().expect("nothing panics while it holds those who left")
    }
}

async fn write_down(store: &Store, left: &[(Person, DocumentName)]) -> Result<(), StoreError> {
    let last = store.last_of(left.iter().map(|(_, document)| document.clone()).collect()).await?;
    // What was deleted meanwhile is seen by nobody.
    let notes = left.iter().zip(last).filter(|(_, last)| *last > 0).collect::<Vec<_>>();
    let mut changes = Vec::new();
    for ((person, document), last) in &notes {
        let key = key(person, document);
        let bytes = store.look_up(Book::Marks, key.clone()).await?;
        let mut mark = Mark::read(bytes.as_deref());
        mark.seen_entry = mark.seen_entry.max(Some(*last));
        changes.push(turned(&key, bytes, &mark));
    }
    if store.write(changes).await? {
        return Ok(());
    }
    // One of them was marked otherwise at the same moment.
    for ((person, document), last) in notes {
        change(store, person, document, |mark| mark.seen_entry = mark.seen_entry.max(Some(last))).await?;
    }
    Ok(())
}
