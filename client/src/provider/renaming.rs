//! How a document that is on no screen gets another title: as if it had been opened, renamed and left. It is on this device then.

use super::errands::{Outcome, bring_even, excerpt};
use super::storage::{Entry, Storage};
use super::tabs;
use crate::browser;
use octavo_shared::model::Document;
use octavo_shared::sync::mend;
use uuid::Uuid;

/// Why a document was not renamed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RenameError {
    /// It is open in a tab of this browser, where its title is.
    IsOpen,
    /// It is not on this device, and the server cannot be asked for it.
    Away,
    /// The browser does not keep it, or the server does not give it.
    Failed,
}

/// Gives `document` another title. Without a network that is kept here, and sent when there is one.
pub async fn rename(document: Uuid, title: &str) -> Result<(), RenameError> {
    if !tabs::living(document).await.is_empty() {
        return Err(RenameError::IsOpen);
    }
    let brought = bring_even(document).await;
    let storage = Storage::open().await.map_err(|_| RenameError::Failed)?;
    if !storage.set_title(document, title).await? {
        return Err(if brought == Outcome::Away { RenameError::Away } else { RenameError::Failed });
    }
    drop(storage);
    if brought != Outcome::Away {
        bring_even(document).await;
    }
    Ok(())
}

impl Storage {
    /// Answers whether the document is here, so that it could be done.
    async fn set_title(&self, document: Uuid, title: &str) -> Result<bool, RenameError> {
        let failed = |_| RenameError::Failed;
        let Some(entry) = self.entry(document).await.map_err(failed)?.filter(|entry| !entry.is_listed) else {
            return Ok(false);
        };
        let kept = self.load(document).await.map_err(failed)?;
        let updates: Vec<&[u8]> = kept.records.iter().map(|record| &record.update[..]).collect();
        let client = u64::from(browser::random());
        let mut writer = Document::new(client);
        let mended = mend(&writer.replica().state_vector(), &updates).map_err(|_| RenameError::Failed)?;
        writer.merge(mended.whole.iter().map(|place| updates[*place])).map_err(|_| RenameError::Failed)?;
        let update = writer.set_title(title);
        let excerpt = excerpt(&writer.body().text());
        let title = title.to_owned();
        let renamed = Entry { title, excerpt, unsent: entry.unsent + 1, ..entry };
        self.append(document, Some(client), &[&update], Some(&renamed)).await.map_err(failed)?;
        Ok(true)
    }
}
