//! What happened to accounts, when, and from where: written once and never changed. It has no names and no addresses of
//! mail, so that deleting an account leaves nothing of them behind.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::account::AccountId;
use crate::store::{Book, Change, Record};

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    /// An account was made.
    SignedUp,
    /// Somebody signed in.
    SignedIn,
    /// A password was wrong, or there is no such account.
    SignInFailed,
    /// Somebody signed out.
    SignedOut,
    /// A session was ended from another.
    SessionRevoked,
    /// A link for a new password was asked for.
    ResetAsked,
    /// A new password was set by such a link.
    PasswordReset,
    /// The password was changed by whoever knew it.
    PasswordChanged,
    /// The e-mail address was changed.
    EmailChanged,
    /// The account was made the first administrator's.
    AdministratorMade,
    /// The account was deleted.
    AccountDeleted,
    /// The owner of a document said what its link allows.
    LinkChanged,
}

/// A line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// When, in milliseconds since 1970.
    pub time_ms: u64,
    /// What.
    pub event: Event,
    /// Whose account; `None` when there is no such.
    pub account: Option<AccountId>,
    /// The network address that it came from.
    pub from: String,
}

/// Writes a line, together with what it tells of.
pub fn line(time_ms: u64, event: Event, account: Option<AccountId>, from: String) -> Change {
    let mut key = time_ms.to_be_bytes().to_vec();
    key.extend_from_slice(Uuid::new_v4().as_bytes());
    Change::add(Book::Audit, key, super::record(&Line { time_ms, event, account, from }))
}

/// Reads lines, and under which key each stands.
pub fn lines(records: Vec<Record>) -> Vec<(Vec<u8>, Line)> {
    records.into_iter().filter_map(|(key, value)| Some((key, super::read(&value)?))).collect()
}
