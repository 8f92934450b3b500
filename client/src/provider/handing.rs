//! What the server does not take for want of a right is handed to whoever manages the document, who takes it in or does not. It stays
//! on this device all the same.

use super::Provider;
use super::storage::Storage;
use super::whose::Whose;
use crate::api::{self, ApiError};
use crate::browser;
use octavo_shared::model::Replica;
use octavo_shared::sync::mend;
use uuid::Uuid;
use wasm_bindgen_futures::spawn_local;

/// After how long it is tried again where there is no answer, in milliseconds.
const AGAIN_MS: i32 = 10_000;

impl Provider {
    /// Hands over all that is unsent. A guest has nobody to answer to: what he wrote stays here.
    pub fn hand_over(&self) {
        let Some(storage) = self.inner.storage.borrow().clone().filter(|_| Whose::here() != Whose::Guest)
        else {
            return;
        };
        let provider = self.clone();
        spawn_local(async move {
            let inner = &provider.inner;
            let Some(update) = storage.all_unsent(inner.document).await else { return };
            match api::hand_over(inner.document, &update).await {
                Ok(held) => {
                    inner.held.set(Some(held));
                    inner.tell();
                }
                Err(ApiError::Unreachable) => browser::after(AGAIN_MS, move || {
                    let inner = &provider.inner;
                    if inner.told.borrow().lacks_right() && !inner.is_closed.get() {
                        provider.hand_over();
                    }
                }),
                // It is not kept there. It is here.
                Err(ApiError::Refused(_)) => {}
            }
        });
    }
}

impl Storage {
    /// All that is kept of a document and that the server is not known to have, as one update. `None` where nothing of that can be
    /// read.
    async fn all_unsent(&self, document: Uuid) -> Option<Vec<u8>> {
        let kept = self.load(document).await.ok()?;
        let mut replica = Replica::new(u64::from(browser::random()));
        let take = |replica: &mut Replica, updates: &[&[u8]]| {
            let mended = mend(&replica.state_vector(), updates).ok()?;
            replica.apply_all(mended.whole.iter().map(|place| updates[*place])).ok()
        };
        take(&mut replica, &kept.foldable().map(|record| &record.update[..]).collect::<Vec<_>>())?;
        let known = replica.state_vector();
        take(&mut replica, &kept.records.iter().map(|record| &record.update[..]).collect::<Vec<_>>())?;
        replica.diff(&known).ok()
    }
}
