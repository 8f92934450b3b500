//! How much room the browser gives to what is kept here, and whether it has promised to keep it.

use super::Inner;
use crate::browser;
use crate::key;
use crate::language::Message;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// Room is scarce when less than this is left, in megabytes, or less than a tenth.
const LEAST_MB: u64 = 5;
/// A tenth of much room is much: scarce it is from here on, in megabytes.
const ENOUGH_MB: u64 = 100;

/// What the browser says of its room. All zero where it says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Room {
    /// What is used, in megabytes.
    pub used_mb: u64,
    /// What may be used, in megabytes.
    pub quota_mb: u64,
    /// Whether the browser keeps it even when it runs out of room; `None` where it does not say.
    pub is_promised: Option<bool>,
}

impl Room {
    /// What the browser says now.
    pub async fn measure() -> Room {
        let megabytes = |bytes: f64| (bytes / 1e6).round() as u64;
        let (used, quota) = browser::storage_estimate().await.unwrap_or_default();
        let is_promised = browser::is_storage_kept(false).await;
        Room { used_mb: megabytes(used), quota_mb: megabytes(quota), is_promised }
    }

    /// How much of it is used, in words.
    pub fn said(&self) -> Message {
        Message::from(key!("room-used")).with("used", self.used_mb).with("quota", self.quota_mb)
    }

    /// Whether it is time to make room.
    pub fn is_scarce(&self) -> bool {
        let left = self.quota_mb.saturating_sub(self.used_mb);
        self.quota_mb > 0 && left < (self.quota_mb / 10).clamp(LEAST_MB, ENOUGH_MB)
    }
}

impl Inner {
    /// Asks how much room there is.
    pub(super) fn measure_room(self: &Rc<Self>) {
        let inner = self.clone();
        spawn_local(async move {
            inner.room.set(Room::measure().await);
            inner.tell();
        });
    }

    /// Something is kept here that is nowhere else yet: the browser is asked to promise that it stays.
    pub(super) fn ask_to_persist(self: &Rc<Self>) {
        let inner = self.clone();
        spawn_local(async move {
            let is_promised = browser::is_storage_kept(true).await;
            inner.room.set(Room { is_promised, ..inner.room.get() });
            inner.tell();
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_scarce_before_it_is_gone_and_never_where_nothing_is_known() {
        let scarce = |used_mb, quota_mb| Room { used_mb, quota_mb, is_promised: None }.is_scarce();
        assert!(!scarce(0, 0));
        assert!(!scarce(10, 20));
        assert!(scarce(16, 20));
        assert!(scarce(25, 20));
        assert!(!scarce(850, 1_000));
        assert!(scarce(901, 1_000));
        assert!(!scarce(60_000, 64_000));
        assert!(scarce(63_901, 64_000));
    }
}
