//! How somebody leaves this browser: what is kept here goes, if he wants that, and the server is told that he is nobody here any
//! more. Without a network it is told as soon as there is one, before anything else is said to it.

use super::shelf::RemoveError;
use super::storage::{Entry, Storage};
use super::tabs;
use super::whose::{self, Whose};
use super::{evicted, listing};
use crate::api;
use crate::browser;
use uuid::Uuid;

/// Noted while the server has not been told that somebody has left.
const LEAVING: &str = "octavo.leaving";

/// What goes from this device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// Everything, whoever it is of.
    Everybody,
    /// What is this page's person's, and what guests have left.
    Me,
    /// What an account has here that is no more.
    Gone(Uuid),
}

/// Removes it. No document of it must be open.
pub async fn erase(what: Leaving) -> Result<(), RemoveError> {
    let others = whose::accounts().into_iter().map(|(id, _)| id);
    let concerned = match what {
        Leaving::Everybody => {
            [Whose::here(), Whose::Guest].into_iter().chain(others.map(Whose::Account)).collect::<Vec<_>>()
        }
        Leaving::Me => vec![Whose::here(), Whose::Guest],
        Leaving::Gone(account) => vec![Whose::Account(account)],
    };
    tabs::until_closed(|lock| match what {
        Leaving::Everybody => tabs::is_tab(lock),
        Leaving::Me | Leaving::Gone(_) => concerned.iter().any(|whose| tabs::is_tab_of(*whose, lock)),
    })
    .await?;
    for whose in &concerned {
        Storage::open_of(*whose).await?.erase_all().await?;
        evicted::forget_all(*whose);
        listing::forget_all(*whose);
        if let Whose::Account(account) = whose {
            whose::forget_account(*account);
            Storage::delete(*account).await;
        }
    }
    match what {
        Leaving::Everybody => browser::forget_all(|_| false),
        // What others have here is not his to forget.
        Leaving::Me => {
            let known = whose::accounts();
            browser::forget_all(|key| {
                key == whose::ACCOUNTS || known.iter().any(|(id, _)| key.ends_with(&id.to_string()))
            });
        }
        Leaving::Gone(_) => {}
    }
    Ok(())
}

/// The documents of an account that is no more become the guest's.
pub async fn leave_to_guest(account: Uuid) -> Result<(), RemoveError> {
    let gone = Storage::open_of(Whose::Account(account)).await?;
    Storage::open_of(Whose::Guest).await?.take_all_over(&gone, Whose::Account(account)).await?;
    whose::forget_account(account);
    Ok(())
}

/// What is kept here of an account that is not signed in.
pub async fn entries_of(account: Uuid) -> Vec<Entry> {
    match Storage::open_of(Whose::Account(account)).await {
        Ok(storage) => storage.entries().await.unwrap_or_default(),
        Err(_) => Vec::new(),
    }
}

/// How many documents have unsent changes of accounts that are not signed in, by the account's address.
pub async fn unsent_of_others() -> Vec<(String, u64)> {
    let mut unsent = Vec::new();
    for (account, email) in whose::accounts() {
        if Whose::Account(account) != Whose::here() {
            let count = entries_of(account).await.iter().filter(|entry| entry.is_unsent()).count() as u64;
            unsent.extend((count > 0).then_some((email, count)));
        }
    }
    unsent
}

/// From now on nobody has signed in here. Answers whether the server knows it yet.
pub async fn sign_out() -> bool {
    browser::remember(LEAVING, if Whose::here() == Whose::Guest { "guest" } else { "account" });
    whose::sign_out_here();
    settle().await
}

/// Whether somebody has left and the server does not know it yet.
pub fn is_under_way() -> bool {
    browser::recall(LEAVING).is_some()
}

/// Whether it is somebody who had signed in.
pub fn is_account_under_way() -> bool {
    browser::recall(LEAVING).is_some_and(|who| who == "account")
}

/// Tells the server, if it is to be told, that whoever was here is gone. Answers whether there is nothing left to tell.
pub async fn settle() -> bool {
    if !is_under_way() {
        return true;
    }
    if Whose::signed_in() != Whose::Guest {
        // Somebody has signed in since: it is not his session that was to end.
        browser::forget(LEAVING);
        return true;
    }
    let is_told = api::leave().await.is_ok();
    if is_told {
        browser::forget(LEAVING);
    }
    is_told
}
