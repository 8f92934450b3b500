//! Hooks: programs are told over HTTP of what happens to documents, so that they need not ask. A hook is of an account, and tells of the
//! documents that its owner has or was given, as far as he may know it at that moment. What is told is signed, and told again until
//! it is taken, as [Standard Webhooks](https://www.standardwebhooks.com) has it.
//!
//! What happens comes in as [`news`]; what of it waits for whom is in the store (`deliveries`), and [`delivery`] sends it.

pub mod delivery;
pub mod http;
pub mod news;
mod signing;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::activity::happening::Kind;
use crate::app::App;
use crate::people::account::AccountId;
use crate::people::{Failure, read, record};
use crate::store::{Book, Change, Store, StoreError};

pub use news::{Hooks, News};
pub use signing::Secret;

/// Hooks of one account.
pub const MOST: usize = 20;

/// Which hook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HookId {
    /// Whose it is.
    pub account: AccountId,
    /// Which of his.
    pub number: Uuid,
}

impl HookId {
    /// As the store knows it.
    pub fn bytes(&self) -> Vec<u8> {
        [*self.account.0.as_bytes(), *self.number.as_bytes()].concat()
    }

    /// Reads it from the beginning of a key of the store.
    pub fn read(key: &[u8]) -> Option<HookId> {
        let (account, rest) = key.split_at_checked(16)?;
        let number = Uuid::from_slice(rest.get(..16)?).ok()?;
        Some(HookId { account: AccountId(Uuid::from_slice(account).ok()?), number })
    }
}

/// A hook, as the store has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hook {
    /// Where it is told.
    pub url: String,
    /// Of what; of everything where it is empty.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub kinds: BTreeSet<Kind>,
    /// What is told is signed with this. The server needs it as it is.
    pub secret: Secret,
    /// When it was made, in milliseconds since 1970,
    pub made_ms: u64,
    /// and when it took something last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_ms: Option<u64>,
    /// Since when it takes nothing, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failing: Option<Failing>,
}

/// That a hook takes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failing {
    /// Since when, in milliseconds since 1970.
    pub since_ms: u64,
    /// Why, for its owner.
    pub why: String,
}

impl Hook {
    /// Whether it wants to be told of this. Whether it works at all is told to every one.
    pub fn wants(&self, kind: Option<Kind>) -> bool {
        kind.is_none_or(|kind| self.kinds.is_empty() || self.kinds.contains(&kind))
    }
}

/// The hooks of an account, by when they were made.
pub async fn of(store: &Store, account: AccountId) -> Result<Vec<(HookId, Hook)>, StoreError> {
    let mut hooks = listed(store, account.0.as_bytes().to_vec()).await?;
    hooks.sort_by_key(|(_, hook)| hook.made_ms);
    Ok(hooks)
}

async fn listed(store: &Store, prefix: Vec<u8>) -> Result<Vec<(HookId, Hook)>, StoreError> {
    let records = store.begin_with(Book::Hooks, prefix, usize::MAX).await?.into_iter();
    Ok(records.filter_map(|(key, bytes)| Some((HookId::read(&key)?, read(&bytes)?))).collect())
}

/// Takes a hook out, and what it has not been told, with other changes. False when it is not there.
pub async fn remove(store: &Store, id: HookId, beside: Vec<Change>) -> Result<bool, Failure> {
    let Some(bytes) = store.look_up(Book::Hooks, id.bytes()).await? else { return Ok(false) };
    let mut changes = vec![Change::take(Book::Hooks, id.bytes(), bytes)];
    changes.extend(untold(store, id.bytes()).await?);
    changes.extend(beside);
    if store.write(changes).await? { Ok(true) } else { Err(Failure::Busy) }
}

/// What takes out all hooks of an account, and what they have not been told.
pub async fn forget(store: &Store, account: AccountId) -> Result<Vec<Change>, StoreError> {
    let prefix = account.0.as_bytes().to_vec();
    let hooks = store.begin_with(Book::Hooks, prefix.clone(), usize::MAX).await?.into_iter();
    let mut changes: Vec<Change> = hooks.map(|(key, _)| Change::remove(Book::Hooks, key)).collect();
    changes.extend(untold(store, prefix).await?);
    Ok(changes)
}

async fn untold(store: &Store, prefix: Vec<u8>) -> Result<impl Iterator<Item = Change>, StoreError> {
    let waiting = store.begin_with(Book::Deliveries, prefix, usize::MAX).await?.into_iter();
    Ok(waiting.map(|(key, _)| Change::remove(Book::Deliveries, key)))
}

/// Writes a hook down.
fn added(id: HookId, hook: &Hook) -> Change {
    Change::add(Book::Hooks, id.bytes(), record(hook))
}

/// Tells hooks what happens, for as long as the server runs.
pub async fn run(app: &App) {
    tokio::join!(news::hand_out_on(app), delivery::deliver_on(app));
}
