//! What administrators do: close signing up, and give somebody a link for a new password.

use uuid::Uuid;

use super::account::{Account, AccountId};
use super::audit::{self, About, Event};
use super::mail::{Purpose, Ticket};
use super::token::Token;
use super::{Failure, People, SignedIn, Visit, read, record};
use crate::clock::wall_ms;
use crate::store::{Book, Change, StoreError};

/// The setting that says whether people may sign up.
const SIGN_UP: &[u8] = b"sign-up";
/// How long a link for a new password lives that an administrator gives, in milliseconds.
const RESET_MS: u64 = 24 * 60 * 60 * 1000;

impl People {
    /// Whether people may make accounts by themselves.
    pub async fn may_sign_up(&self) -> Result<bool, StoreError> {
        let set = self.store.look_up(Book::Settings, SIGN_UP.to_vec()).await?;
        Ok(set.and_then(|set| read(&set)).unwrap_or(true))
    }

    /// Says whether people may make accounts by themselves.
    pub async fn let_sign_up(&self, by: &SignedIn, may: bool, visit: &Visit) -> Result<(), Failure> {
        let event = if may { Event::SignUpOpened } else { Event::SignUpClosed };
        let changes = vec![
            Change::put(Book::Settings, SIGN_UP, record(&may)),
            audit::told(About::new(event), Some(by.id()), visit.from.to_string()),
        ];
        self.store.write(changes).await?;
        Ok(())
    }

    /// All accounts.
    pub async fn accounts(&self) -> Result<Vec<(AccountId, Account)>, StoreError> {
        let records = self.store.begin_with(Book::Accounts, Vec::new(), usize::MAX).await?;
        let account = |(key, value): (Vec<u8>, Vec<u8>)| {
            Some((AccountId(Uuid::from_slice(&key).ok()?), read::<Account>(&value)?))
        };
        Ok(records.into_iter().filter_map(account).collect())
    }

    /// A one-time link for somebody's new password: its path. It dies with the password that he has.
    pub async fn offer_reset(
        &self,
        by: &SignedIn,
        id: AccountId,
        account: &Account,
        visit: &Visit,
    ) -> Result<String, Failure> {
        let token = Token::new();
        let purpose = Purpose::Reset { account: id, password: account.password.clone() };
        let ticket = Ticket { purpose, until_ms: wall_ms() + RESET_MS };
        let about = About { whom: Some(id), ..About::new(Event::ResetGiven) };
        let changes = vec![
            Change::put(Book::Tokens, token.digest(), record(&ticket)),
            audit::told(about, Some(by.id()), visit.from.to_string()),
        ];
        self.store.write(changes).await?;
        Ok(format!("/reset/{}", token.text()))
    }

    /// Ends all sessions of somebody and revokes his keys, and ends their connections at once.
    pub async fn sign_out_of_all(&self, by: &SignedIn, id: AccountId, visit: &Visit) -> Result<(), Failure> {
        let about = About { whom: Some(id), ..About::new(Event::SessionsEnded) };
        self.store.write(vec![audit::told(about, Some(by.id()), visit.from.to_string())]).await?;
        self.revoke_keys(id, visit, |_| true).await?;
        self.end_sessions(id, visit, |_| true).await
    }
}
