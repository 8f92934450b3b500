//! What the server does not take for want of a right is handed to whoever manages the document, who takes it in or does not. It stays
//! on this device all the same.

use super::Inner;
use super::keeping::Held;
use super::storage::Storage;
use super::whose::Whose;
use crate::api::{self, ApiError};
use crate::browser;
use octavo_shared::model::Replica;
use octavo_shared::sync::mend;
use std::rc::Rc;
use uuid::Uuid;
use wasm_bindgen_futures::spawn_local;

impl Inner {
    /// Hands over what is unsent, once for all that there is, where the server does not take it from here. A guest has nobody to
    /// answer to: what he wrote stays here.
    pub(super) fn hand_over(self: &Rc<Self>) {
        let (unsaved, lacks_right) = {
            let told = self.told.borrow();
            (told.unsaved, told.lacks_right() && told.unstored == 0)
        };
        let (held, handed) = self.held.get();
        if !lacks_right || handed == unsaved || !self.link.keeps_for_all() || Whose::here() == Whose::Guest {
            return;
        }
        let Some(storage) = self.storage.borrow().clone() else { return };
        self.held.set((held, unsaved));
        let inner = self.clone();
        spawn_local(async move {
            let Some(update) = storage.all_unsent(inner.document).await else { return };
            match api::hand_over(inner.document, &update).await {
                Ok(held) => inner.was_handed_over(held),
                Err(ApiError::Unreachable) => inner.held.set((held, handed)),
                // It is not kept there. It is here.
                Err(ApiError::Refused(_)) => {}
            }
        });
    }

    fn was_handed_over(self: &Rc<Self>, held: Held) {
        self.held.set((Some(held), self.held.get().1));
        self.tell();
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
