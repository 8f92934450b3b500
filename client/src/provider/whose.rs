//! Whose documents this page works with. Each account that signs in in this browser has a storage of its own, so that nobody sees
//! another's list, nor sends as his own what another wrote; guests share one, and what a guest has is the account's that he makes or
//! signs in to (`connecting`).
//!
//! Who has signed in the server says in a cookie that can be read here, also without a network. A page stays with whom it was loaded
//! for; where that has become somebody else it is loaded anew.

use super::leaving;
use crate::api::{self, ApiError};
use crate::browser;
use std::cell::Cell;
use uuid::Uuid;

/// The server's cookie that says whose session the browser has.
const COOKIE: &str = "octavo-account";
/// Which accounts have something here, by id and address.
pub(super) const ACCOUNTS: &str = "octavo.accounts";

thread_local! {
    static HERE: Cell<Option<Whose>> = const { Cell::new(None) };
}

/// Whose storage it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Anybody's who has not signed in.
    Guest,
    /// An account's.
    Account(Uuid),
}

impl Whose {
    /// For whom this page was loaded.
    pub fn here() -> Whose {
        let here = HERE.get().unwrap_or_else(Whose::signed_in);
        HERE.set(Some(here));
        here
    }

    /// Who has signed in now, as far as the server has said so.
    pub fn signed_in() -> Whose {
        let account = browser::cookie(COOKIE).and_then(|id| Uuid::parse_str(&id).ok());
        account.map_or(Whose::Guest, Whose::Account)
    }

    /// What tells names of his things apart from those of others; guests' have none.
    pub(super) fn mark(self) -> String {
        match self {
            Whose::Guest => String::new(),
            Whose::Account(id) => format!(".{id}"),
        }
    }
}

/// From now on nobody has signed in here, whatever the server still thinks.
pub(super) fn sign_out_here() {
    browser::drop_cookie(COOKIE);
}

/// Whether the server may take this page's changes for somebody else's: then it has to be asked first.
pub(super) fn is_in_doubt(has_unsent: bool) -> bool {
    let is_account = Whose::here() != Whose::Guest;
    leaving::is_under_way() || Whose::signed_in() != Whose::here() || is_account && has_unsent
}

/// Makes sure that the server takes this page for whom it was loaded for. If not, the page is loaded anew for whoever it is.
pub(super) async fn confirm() -> Result<(), ApiError> {
    if !leaving::settle().await || api::me().await.is_none() {
        return Err(ApiError::Unreachable);
    }
    if Whose::signed_in() != Whose::here() {
        browser::reload();
        return Err(ApiError::Unreachable);
    }
    Ok(())
}

/// The accounts that have something in this browser, with their addresses.
pub fn accounts() -> Vec<(Uuid, String)> {
    let noted = browser::recall(ACCOUNTS).and_then(|noted| serde_json::from_str(&noted).ok());
    let noted: Vec<(String, String)> = noted.unwrap_or_default();
    noted.into_iter().filter_map(|(id, email)| Some((Uuid::parse_str(&id).ok()?, email))).collect()
}

/// The address of somebody's account, as it was when he was here last.
pub fn email_of(whose: Whose) -> Option<String> {
    accounts().into_iter().find(|(id, _)| Whose::Account(*id) == whose).map(|(_, email)| email)
}

/// The account of this page is called that.
pub fn note_account(email: &str) {
    let Whose::Account(here) = Whose::here() else { return };
    let mut known = accounts();
    known.retain(|(id, _)| *id != here);
    known.push((here, email.to_owned()));
    keep(&known);
}

/// An account has nothing here any more.
pub(super) fn forget_account(account: Uuid) {
    let mut known = accounts();
    known.retain(|(id, _)| *id != account);
    keep(&known);
}

fn keep(known: &[(Uuid, String)]) {
    let known: Vec<(String, &str)> = known.iter().map(|(id, email)| (id.to_string(), &**email)).collect();
    if let Ok(text) = serde_json::to_string(&known) {
        browser::remember(ACCOUNTS, &text);
    }
}
