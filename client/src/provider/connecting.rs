//! A connection to the storage that answers.
//!
//! A browser may open its storage and then never answer what is asked of it; WebKitGTK does so now and then, in a page that a
//! service worker has served. Nobody waits for that for ever: a page in which nothing has been done yet is loaded again, once, and
//! then it is said.

use super::storage::{Storage, StorageError};
use super::whose::Whose;
use crate::browser;
use std::sync::atomic::{AtomicBool, Ordering};
use uuid::Uuid;

/// How long a connection may take to open and to answer, in milliseconds. A slow disk may take longer: who asks again later gets it.
const PATIENCE_MS: i32 = 4_000;
/// How long it may take after it has not answered, in milliseconds.
const LITTLE_PATIENCE_MS: i32 = 1_000;
/// Where a tab notes that it was loaded again because the storage did not answer.
const LOADED_AGAIN: &str = "octavo.loaded-again";

/// Whether the storage did not answer when it was last asked.
static IS_SILENT: AtomicBool = AtomicBool::new(false);
/// Whether something has begun in this page that would be lost if it was loaded again.
static IS_IN_USE: AtomicBool = AtomicBool::new(false);
/// Whether what guests have left was taken over in this page.
static HAS_TAKEN_OVER: AtomicBool = AtomicBool::new(false);

impl Storage {
    /// Opens the storage of whom this page was loaded for, and lays it out the first time. Fails where the browser keeps nothing, and
    /// where it does not answer. What a guest has left is the account's by then.
    pub async fn open() -> Result<Storage, StorageError> {
        let whose = Whose::here();
        let storage = Storage::open_of(whose).await?;
        if whose != Whose::Guest && !HAS_TAKEN_OVER.swap(true, Ordering::Relaxed) {
            let taker = storage.clone();
            // Where that takes long it goes on behind.
            browser::within(PATIENCE_MS, async move {
                let guest = Storage::connect(Whose::Guest).await?;
                taker.take_all_over(&guest, Whose::Guest).await
            })
            .await;
        }
        Ok(storage)
    }

    /// Opens the storage for what a page shows first, as [`open`](Storage::open) does. Where it does not answer, a page that has just
    /// come is loaded again: the next one mostly gets an answer. That happens once, until there was an answer, and ends in no answer
    /// at all for this page.
    pub async fn open_at_first() -> Result<Storage, StorageError> {
        let was_in_use = IS_IN_USE.load(Ordering::Relaxed);
        let opened = Storage::open().await;
        let is_in_use = was_in_use || IS_IN_USE.swap(true, Ordering::Relaxed);
        match opened {
            Err(StorageError::Silent) => {
                let may_load = !is_in_use && !browser::is_noted_in_tab(LOADED_AGAIN);
                if may_load && browser::note_in_tab(LOADED_AGAIN, true) {
                    browser::reload();
                    std::future::pending::<()>().await;
                }
            }
            _ => {
                browser::note_in_tab(LOADED_AGAIN, false);
            }
        }
        opened
    }

    /// From now on something would be lost if this page was loaded again.
    pub fn stay() {
        IS_IN_USE.store(true, Ordering::Relaxed);
    }

    /// Opens somebody's storage.
    pub(super) async fn open_of(whose: Whose) -> Result<Storage, StorageError> {
        let was_silent = IS_SILENT.load(Ordering::Relaxed);
        let patience_ms = if was_silent { LITTLE_PATIENCE_MS } else { PATIENCE_MS };
        let answer = browser::within(patience_ms, Storage::connect_and_ask(whose)).await;
        IS_SILENT.store(answer.is_none(), Ordering::Relaxed);
        answer.unwrap_or(Err(StorageError::Silent))
    }

    async fn connect_and_ask(whose: Whose) -> Result<Storage, StorageError> {
        let storage = Storage::connect(whose).await?;
        // No document has this name.
        storage.entry(Uuid::nil()).await?;
        Ok(storage)
    }
}
