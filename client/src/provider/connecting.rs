//! A connection to the storage that answers.
//!
//! A browser may open its storage and then never answer what is asked of it: a page that is not shown any more may hold what is
//! asked for, and a disk may be too busy. Nobody waits for that for ever: another connection is tried, and then it is said.

use super::storage::{Storage, StorageError};
use super::whose::Whose;
use crate::browser;
use std::sync::atomic::{AtomicBool, Ordering};
use uuid::Uuid;

/// How long a connection may take to open and to answer, in milliseconds. A slow disk may take longer: who asks again later gets it.
const PATIENCE_MS: i32 = 4_000;
/// How long it may take after it has not answered, in milliseconds.
const LITTLE_PATIENCE_MS: i32 = 1_000;
/// How many connections are tried, one after the other.
const CONNECTIONS: usize = 2;

/// Whether the storage did not answer when it was last asked.
static IS_SILENT: AtomicBool = AtomicBool::new(false);
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

    /// Opens somebody's storage.
    pub(super) async fn open_of(whose: Whose) -> Result<Storage, StorageError> {
        let (connections, patience_ms) = match IS_SILENT.load(Ordering::Relaxed) {
            true => (1, LITTLE_PATIENCE_MS),
            false => (CONNECTIONS, PATIENCE_MS),
        };
        let mut answer = None;
        for _ in 0..connections {
            answer = browser::within(patience_ms, Storage::connect_and_ask(whose)).await;
            if answer.is_some() {
                break;
            }
        }
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
