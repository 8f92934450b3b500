//! What the list of documents asks of the storage, beyond what stands in the list: what a document says, what of it was never sent,
//! and that it be removed from this device.

use super::storage::{Entry, Storage, StorageError};
use super::tabs;
use super::{evicted, listing};
use octavo_shared::model::Document;
use octavo_shared::sync::mend;
use uuid::Uuid;

/// A replica that only reads.
const READER: u64 = 0;

/// How much room a document takes on this device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Size {
    /// Which document.
    pub entry: Entry,
    /// What its updates come to.
    pub bytes: u64,
}

/// Why a document was not removed from this device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemoveError {
    /// It is open in a tab of this browser.
    IsOpen,
    /// The browser did not do it.
    Failed,
}

impl From<StorageError> for RemoveError {
    fn from(_: StorageError) -> Self {
        RemoveError::Failed
    }
}

impl Storage {
    /// The text of a document as it is kept on this device; `None` if it is not.
    pub async fn text(&self, document: Uuid) -> Option<String> {
        let kept = self.load(document).await.ok()?;
        let updates: Vec<&[u8]> = kept.records.iter().map(|record| &record.update[..]).collect();
        let mut reader = Document::new(READER);
        let mended = mend(&reader.replica().state_vector(), &updates).ok()?;
        reader.merge(mended.whole.iter().map(|place| updates[*place])).ok()?;
        Some(reader.body().text())
    }

    /// How many changes to a document are kept here and not known to be at the server.
    pub async fn unsent(&self, document: Uuid) -> Result<u64, StorageError> {
        let kept = self.load(document).await?;
        Ok(kept.records.iter().filter(|record| kept.is_unsaved(record)).count() as u64)
    }

    /// Removes a document from this device, with all that was never sent. It must not be open.
    pub async fn remove(&self, document: Uuid) -> Result<(), RemoveError> {
        tabs::until_closed(|lock| tabs::has_open(document, lock)).await?;
        evicted::forget(&[document]);
        listing::forget(document);
        Ok(self.erase(document).await?)
    }

    /// How large what is kept of each document is, the largest first; only of those of which the server has all, which nobody wants
    /// to keep, and which are not open.
    pub async fn removable(&self) -> Vec<Size> {
        let mut sizes = Vec::new();
        for entry in self.entries().await.unwrap_or_default() {
            if !entry.is_at_server
                || entry.is_pinned
                || entry.is_listed
                || !tabs::living(entry.id).await.is_empty()
            {
                continue;
            }
            let Ok(kept) = self.load(entry.id).await else { continue };
            if kept.records.iter().all(|record| !kept.is_unsaved(record)) {
                let bytes = kept.records.iter().map(|record| record.update.len() as u64).sum();
                sizes.push(Size { entry, bytes });
            }
        }
        sizes.sort_by_key(|size| std::cmp::Reverse(size.bytes));
        sizes
    }
}
