//! What happened to accounts, when, and from where: written once and never changed. It has no names and no addresses of
//! mail, so that deleting an account leaves nothing of them behind, and of a document no more than the beginning of its id,
//! which opens nothing.

use octavo_shared::sync::Role;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::account::AccountId;
use crate::clock::wall_ms;
use crate::store::{Book, Change, Record};

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    /// An account was made.
    SignedUp,
    /// Somebody signed in.
    SignedIn,
    /// Somebody signed in by a passkey.
    SignedInByPasskey,
    /// Somebody signed in by single sign-on.
    SignedInByProvider,
    /// A password was wrong, or there is no such account; or a passkey or the word of a provider was not to be believed.
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
    /// A passkey was added.
    PasskeyAdded,
    /// It was removed.
    PasskeyRemoved,
    /// An account at a provider of single sign-on leads into the account from now on.
    IdentityConnected,
    /// It does no more.
    IdentityDisconnected,
    /// The account was made the first administrator's.
    AdministratorMade,
    /// The account was deleted.
    AccountDeleted,
    /// It was said what a document's link allows.
    LinkChanged,
    /// It was said what everyone with an account may do in a document.
    EveryoneChanged,
    /// A document was shared, with somebody, an address or a group.
    Shared,
    /// Somebody's role in a document was changed.
    RoleChanged,
    /// A document is not shared with somebody any more.
    Unshared,
    /// Somebody asked for a right to a document.
    AccessAsked,
    /// He was not given it.
    AccessDeclined,
    /// Somebody changed a document without the right to, and that is kept.
    ChangeHeld,
    /// It was taken in.
    ChangeTaken,
    /// It was not.
    ChangeDeclined,
    /// A document was offered to be somebody else's.
    OwnershipOffered,
    /// The offer was taken back, or not taken.
    OwnershipDeclined,
    /// A document has another owner.
    OwnershipTaken,
    /// A document was put into the trash.
    DocumentTrashed,
    /// It was taken out of it.
    DocumentRestored,
    /// A document was deleted for good.
    DocumentDeleted,
    /// A document was put into a folder, or taken out of one.
    DocumentMoved,
    /// A folder was moved into another, or to the top.
    FolderMoved,
    /// A folder was deleted.
    FolderDeleted,
    /// The password of a document's link was wrong.
    LinkPasswordFailed,
    /// A group was made.
    GroupMade,
    /// The members of a group, or its name, were changed.
    GroupChanged,
    /// A group was deleted.
    GroupDeleted,
    /// An administrator got a link for somebody's new password.
    ResetGiven,
    /// An administrator ended somebody's sessions.
    SessionsEnded,
    /// An administrator let nobody sign up any more.
    SignUpClosed,
    /// An administrator let people sign up again.
    SignUpOpened,
    /// A key for a program was made.
    KeyMade,
    /// A key was revoked.
    KeyRevoked,
    /// A hook was made.
    HookMade,
    /// A hook was taken out.
    HookRemoved,
    /// A document was read as a file.
    Exported,
    /// It was said on which sites a document may be shown.
    EmbeddingChanged,
}

/// A line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// When, in milliseconds since 1970.
    pub time_ms: u64,
    /// Whose account; `None` when there is no such.
    pub account: Option<AccountId>,
    /// The network address that it came from.
    pub from: String,
    /// What happened.
    #[serde(flatten)]
    pub about: About,
}

/// What happened, and what it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// What happened.
    pub event: Event,
    /// The beginning of a document's id, or of a folder's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// Whose right it is about, if he has an account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whom: Option<AccountId>,
    /// Which right it is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
}

impl About {
    /// Something that is about nothing yet.
    pub fn new(event: Event) -> About {
        About { event, document: None, whom: None, role: None }
    }
}

/// Writes a line, together with what it tells of.
pub fn line(time_ms: u64, event: Event, account: Option<AccountId>, from: String) -> Change {
    add(Line { time_ms, account, from, about: About::new(event) })
}

/// Writes a line about a document or a group, now.
pub fn told(about: About, account: Option<AccountId>, from: String) -> Change {
    add(Line { time_ms: wall_ms(), account, from, about })
}

fn add(line: Line) -> Change {
    let mut key = line.time_ms.to_be_bytes().to_vec();
    key.extend_from_slice(Uuid::new_v4().as_bytes());
    Change::add(Book::Audit, key, super::record(&line))
}

/// The beginning of a document's id, or of a folder's: enough to know it again, and nothing that opens it.
pub fn short(document: &str) -> String {
    document.chars().take(8).collect()
}

/// Reads lines, and under which key each stands.
pub fn lines(records: Vec<Record>) -> Vec<(Vec<u8>, Line)> {
    records.into_iter().filter_map(|(key, value)| Some((key, super::read(&value)?))).collect()
}
