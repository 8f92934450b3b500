//! What somebody who has signed in does with his account: its name, address and password, its sessions. What could
//! take the account from him asks for the password once more.

use axum::http::HeaderValue;
use octavo_shared::sync::CloseCode;

use super::account::{self, Account, AccountId, Wrong, address_key};
use super::audit::{self, Event};
use super::guess::Act;
use super::mail::{Letter, Purpose};
use super::session::{Session, SessionKey};
use super::{Failure, People, SignedIn, Visit, read, record};
use crate::clock::wall_ms;
use crate::store::{Book, Change, StoreError};

/// How often a change is tried anew that somebody else's came before.
const TRIES: usize = 5;

impl People {
    /// Changes the name that others see.
    pub async fn rename(&self, signed_in: &SignedIn, name: &str) -> Result<(), Failure> {
        let name = account::name(name)?;
        self.change(signed_in.id(), Vec::new(), |account| account.name.clone_from(&name)).await?;
        let person = signed_in.id().person();
        // He comes back by himself, under the new one.
        self.live.end(CloseCode::RESTART, "Your name has changed.", |stay| stay.person == person);
        Ok(())
    }

    /// Changes the password, or sets the first, and ends all other sessions.
    pub async fn change_password(
        &self,
        signed_in: &SignedIn,
        current: String,
        password: String,
        visit: &Visit,
    ) -> Result<(), Failure> {
        self.prove(signed_in, current, visit).await?;
        let account = &signed_in.account;
        account::check_password(&password, &account.email, &account.name)?;
        let hash = self.hasher.hash(password).await?;
        let line =
            audit::line(wall_ms(), Event::PasswordChanged, Some(signed_in.id()), visit.from.to_string());
        self.change(signed_in.id(), vec![line], |account| account.password = Some(hash.clone())).await?;
        self.end_sessions(signed_in.id(), visit, |key| *key != signed_in.key).await?;
        self.post(Letter::PasswordChanged, &account.email, visit.language).await
    }

    /// Changes the address: at once where no letters are sent, else when the letter to the new one is answered. What the
    /// caller sees does not say whether somebody has that address.
    pub async fn change_email(
        &self,
        signed_in: &SignedIn,
        email: &str,
        current: String,
        visit: &Visit,
    ) -> Result<(), Failure> {
        let email = account::email(email)?;
        self.prove(signed_in, current, visit).await?;
        self.begin(Act::Ask, &address_key(&email), visit)?;
        if !self.has_mail() {
            return self.move_address(signed_in.id(), &email, false, Vec::new(), visit).await;
        }
        let letter = match self.by_email(&email).await? {
            Some((id, _)) if id != signed_in.id() => Letter::Known,
            _ => Letter::NewEmail { account: signed_in.id() },
        };
        self.post(letter, &email, visit.language).await
    }

    /// Gives an account the address to which a letter went.
    pub async fn confirm_email(&self, link: &str, visit: &Visit) -> Result<(), Failure> {
        let Some((Purpose::NewEmail { account: id, email }, once)) = self.redeem(link).await? else {
            return Err(Wrong::Link.into());
        };
        let before = self.account(id).await?.ok_or(Wrong::Link)?.email;
        self.move_address(id, &email, true, vec![once], visit).await?;
        if address_key(&before) != address_key(&email) {
            self.post(Letter::EmailChanged, &before, visit.language).await?;
        }
        Ok(())
    }

    /// Signs out. Answers with the cookies to be set.
    pub async fn sign_out(&self, signed_in: &SignedIn, visit: &Visit) -> Result<Vec<HeaderValue>, Failure> {
        let line = audit::line(wall_ms(), Event::SignedOut, Some(signed_in.id()), visit.from.to_string());
        let gone = Change::remove(Book::Sessions, signed_in.key.bytes());
        self.store.write(vec![gone, line]).await?;
        self.cut(&[signed_in.key]);
        Ok(self.cookies.take_away())
    }

    /// The sessions of an account, the one that was used last first.
    pub async fn sessions(&self, id: AccountId) -> Result<Vec<(SessionKey, Session)>, StoreError> {
        let records = self.store.begin_with(Book::Sessions, id.0.as_bytes().to_vec(), usize::MAX).await?;
        let mut sessions: Vec<_> = records
            .into_iter()
            .filter_map(|(key, value)| Some((SessionKey::read(&key)?, read::<Session>(&value)?)))
            .collect();
        sessions.sort_by_key(|(_, session)| std::cmp::Reverse(session.used_ms));
        Ok(sessions)
    }

    /// Ends the sessions of an account of which `is_over` says so, and their connections at once.
    pub async fn end_sessions(
        &self,
        id: AccountId,
        visit: &Visit,
        is_over: impl Fn(&SessionKey) -> bool,
    ) -> Result<(), Failure> {
        let keys = self.sessions(id).await?.into_iter().map(|(key, _)| key);
        let over: Vec<SessionKey> = keys.filter(|key| is_over(key)).collect();
        let mut changes: Vec<Change> =
            over.iter().map(|key| Change::remove(Book::Sessions, key.bytes())).collect();
        let lines = over
            .iter()
            .map(|_| audit::line(wall_ms(), Event::SessionRevoked, Some(id), visit.from.to_string()));
        changes.extend(lines);
        self.store.write(changes).await?;
        self.cut(&over);
        Ok(())
    }

    /// Whoever sends this leaves his browser: his session ends, and nothing there says any more who he was, also as a guest.
    /// Answers with the cookies to be set.
    pub async fn leave(&self, visit: &Visit) -> Result<Vec<HeaderValue>, Failure> {
        let mut cookies = match self.signed_in(&visit.headers).await? {
            Some(signed_in) => self.sign_out(&signed_in, visit).await?,
            None => self.farewell(),
        };
        cookies.push(self.guests.farewell());
        Ok(cookies)
    }

    /// The cookies that end a session in the browser.
    pub fn farewell(&self) -> Vec<HeaderValue> {
        self.cookies.take_away()
    }

    /// Makes sure that whoever acts has the account, and not only the browser: he knows the password or, where there is none, has
    /// signed in just now.
    pub(super) async fn prove(
        &self,
        signed_in: &SignedIn,
        current: String,
        visit: &Visit,
    ) -> Result<(), Failure> {
        let Some(hash) = signed_in.account.password.clone() else {
            return if signed_in.is_recent() { Ok(()) } else { Err(Wrong::NotRecent.into()) };
        };
        let attempt = self.begin(Act::Guess, &address_key(&signed_in.account.email), visit)?;
        if !self.hasher.is_right(current, Some(hash)).await? {
            return Err(Wrong::Password.into());
        }
        self.succeeded(attempt);
        Ok(())
    }

    async fn move_address(
        &self,
        id: AccountId,
        email: &str,
        is_confirmed: bool,
        with: Vec<Change>,
        visit: &Visit,
    ) -> Result<(), Failure> {
        for _ in 0..TRIES {
            let (account, bytes) = self.account_record(id).await?.ok_or(Wrong::Link)?;
            let (before, after) = (address_key(&account.email), address_key(email));
            let changed = Account { email: email.to_owned(), is_confirmed, ..account.clone() };
            let mut changes = with.clone();
            changes.push(Change::turn(Book::Accounts, *id.0.as_bytes(), bytes, record(&changed)));
            if before != after {
                if self.by_email(email).await?.is_some() {
                    return Err(Wrong::Taken.into());
                }
                changes.push(Change::remove(Book::Addresses, before));
                changes.push(Change::add(Book::Addresses, after, id.0.as_bytes().to_vec()));
            }
            let from = visit.from.to_string();
            changes.push(audit::line(wall_ms(), Event::EmailChanged, Some(id), from));
            if self.store.write(changes).await? {
                return Ok(());
            }
        }
        Err(Wrong::Link.into())
    }

    async fn change(
        &self,
        id: AccountId,
        with: Vec<Change>,
        edit: impl Fn(&mut Account),
    ) -> Result<(), Failure> {
        for _ in 0..TRIES {
            let (account, bytes) = self.account_record(id).await?.ok_or(Wrong::Link)?;
            let mut changed = account;
            edit(&mut changed);
            let mut changes = with.clone();
            changes.push(Change::turn(Book::Accounts, *id.0.as_bytes(), bytes, record(&changed)));
            if self.store.write(changes).await? {
                return Ok(());
            }
        }
        Err(Failure::Busy)
    }
}
