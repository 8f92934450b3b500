//! Ways in: signing in and up, by a letter's link, by the link of the first administrator. Each ends with a session, and
//! whoever was a guest takes all that he has along.

use std::sync::Arc;

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};

use super::account::{self, Account, AccountId, Wrong, address_key};
use super::audit::{self, Event};
use super::guess::Act;
use super::mail::{Letter, Purpose};
use super::session::{Cookies, Session, SessionKey};
use super::token::Token;
use super::{Failure, People, Visit, record};
use crate::clock::wall_ms;
use crate::folders;
use crate::marks;
use crate::rights;
use crate::store::{Book, Change, StoreError};

/// Sessions that an account may have; the one that was not used for longest ends when there are more.
const MOST_SESSIONS: usize = 100;

impl People {
    /// Signs in. Gives the cookies to be set.
    pub async fn sign_in(
        &self,
        email: &str,
        password: String,
        visit: &Visit,
    ) -> Result<Vec<HeaderValue>, Failure> {
        let attempt = self.begin(Act::Guess, &address_key(email), visit)?;
        let found = self.by_email(email).await?;
        let hash = found.as_ref().and_then(|(_, account)| account.password.clone());
        let is_right = self.hasher.is_right(password, hash).await?;
        let id = found.map(|(id, _)| id);
        let Some(id) = id.filter(|_| is_right) else {
            let line = audit::line(wall_ms(), Event::SignInFailed, id, visit.from.to_string());
            self.store.write(vec![line]).await?;
            return Err(Wrong::Password.into());
        };
        self.succeeded(attempt);
        self.begin_session(id, Event::SignedIn, Vec::new(), None, visit).await
    }

    /// Makes an account on a server that sends no letters, and signs in.
    pub async fn sign_up(
        &self,
        name: &str,
        email: &str,
        password: String,
        visit: &Visit,
    ) -> Result<Vec<HeaderValue>, Failure> {
        let (name, email) = (account::name(name)?, account::email(email)?);
        account::check_password(&password, &email, &name)?;
        self.begin(Act::Ask, &address_key(&email), visit)?;
        if self.by_email(&email).await?.is_some() {
            return Err(Wrong::Taken.into());
        }
        let password = self.hasher.hash(password).await?;
        let account = Account::new(name, email, Some(password));
        self.make_account(AccountId::fresh(), account, Event::SignedUp, Vec::new(), None, visit).await
    }

    /// Sends a letter to whoever wants an account, and another to whoever has one. What the caller sees is the same.
    /// `next` is where he wants to go on.
    pub async fn ask_for_account(
        &self,
        name: &str,
        email: &str,
        next: &str,
        visit: &Visit,
    ) -> Result<(), Failure> {
        let (name, email) = (account::name(name)?, account::email(email)?);
        self.begin(Act::Ask, &address_key(&email), visit)?;
        let guest = self.guests.read(&visit.headers).map(|guest| guest.to_string());
        let letter = match self.by_email(&email).await? {
            Some(_) => Letter::Known,
            None => Letter::Welcome { name, guest, next: next.to_owned() },
        };
        self.post(letter, &email, visit.language).await
    }

    /// Sends a letter with a link for a new password, if there is such an account. What the caller sees is the same.
    pub async fn ask_for_reset(self: &Arc<Self>, email: &str, visit: &Visit) -> Result<(), Failure> {
        let email = account::email(email)?;
        self.begin(Act::Ask, &address_key(&email), visit)?;
        let (people, visit) = (self.clone(), visit.clone());
        // Behind the answer, so that it does not take longer where there is an account.
        tokio::spawn(async move {
            let asked = async {
                let Some((id, account)) = people.by_email(&email).await? else { return Ok(()) };
                let from = visit.from.to_string();
                people.store.write(vec![audit::line(wall_ms(), Event::ResetAsked, Some(id), from)]).await?;
                people.post(Letter::Reset { account: id }, &account.email, visit.language).await
            };
            if let Err::<(), Failure>(error) = asked.await {
                tracing::warn!(%error, "a letter could not be queued");
            }
        });
        Ok(())
    }

    /// Makes the account that a letter's link is for, and signs in. Gives where to go on, too.
    pub async fn welcome(
        &self,
        link: &str,
        password: String,
        visit: &Visit,
    ) -> Result<(Vec<HeaderValue>, String), Failure> {
        let Some((Purpose::Welcome { name, email, guest, next }, once)) = self.redeem(link).await? else {
            return Err(Wrong::Link.into());
        };
        account::check_password(&password, &email, &name)?;
        let password = self.hasher.hash(password).await?;
        let account = Account { is_confirmed: true, ..Account::new(name, email, Some(password)) };
        Ok((
            self.make_account(AccountId::fresh(), account, Event::SignedUp, vec![once], guest, visit).await?,
            next,
        ))
    }

    /// Sets the password that a letter's link is for, ends all sessions, and signs in.
    pub async fn reset(
        &self,
        link: &str,
        password: String,
        visit: &Visit,
    ) -> Result<Vec<HeaderValue>, Failure> {
        let Some((Purpose::Reset { account: id, password: before }, once)) = self.redeem(link).await? else {
            return Err(Wrong::Link.into());
        };
        let found = self.account_record(id).await?.filter(|(account, _)| account.password == before);
        let (account, bytes) = found.ok_or(Wrong::Link)?;
        account::check_password(&password, &account.email, &account.name)?;
        let hash = self.hasher.hash(password).await?;
        // Who reads letters to the address has the address.
        let changed = Account { password: Some(hash), is_confirmed: true, ..account.clone() };
        let changes = vec![once, Change::turn(Book::Accounts, *id.0.as_bytes(), bytes, record(&changed))];
        let cookies = self.begin_session(id, Event::PasswordReset, changes, None, visit).await?;
        let kept = cookies_key(&self.cookies, &cookies);
        self.end_sessions(id, visit, |key| Some(*key) != kept).await?;
        self.post(Letter::PasswordChanged, &account.email, visit.language).await?;
        Ok(cookies)
    }

    /// A one-time link by which the first administrator is made: its path. `None` when there is one already. Another one
    /// that was offered before ends.
    pub async fn offer_setup(&self) -> Result<Option<String>, StoreError> {
        if !self.store.begin_with(Book::Administrators, Vec::new(), 1).await?.is_empty() {
            return Ok(None);
        }
        let token = Token::new();
        *self.setup.lock().expect("nothing panics while it holds the link") = Some(token.digest());
        Ok(Some(format!("/setup/{}", token.text())))
    }

    /// Whether a text is the link that was offered.
    pub fn is_setup(&self, link: &str) -> bool {
        let offered = *self.setup.lock().expect("nothing panics while it holds the link");
        Token::read(link).is_some_and(|token| Some(token.digest()) == offered)
    }

    /// Makes the first administrator, and signs in.
    pub async fn set_up(
        &self,
        link: &str,
        name: &str,
        email: &str,
        password: String,
        visit: &Visit,
    ) -> Result<Vec<HeaderValue>, Failure> {
        if !self.is_setup(link) {
            return Err(Wrong::Link.into());
        }
        let (name, email) = (account::name(name)?, account::email(email)?);
        account::check_password(&password, &email, &name)?;
        let password = self.hasher.hash(password).await?;
        // Only one who uses the link at the same moment as another gets past here.
        let offered = self.setup.lock().expect("nothing panics while it holds the link").take();
        let Some(offered) = offered else { return Err(Wrong::Link.into()) };
        let account = Account { is_administrator: true, ..Account::new(name, email, Some(password)) };
        let made = self
            .make_account(AccountId::fresh(), account, Event::AdministratorMade, Vec::new(), None, visit)
            .await;
        if made.is_err() {
            *self.setup.lock().expect("nothing panics while it holds the link") = Some(offered);
        }
        made
    }

    /// Makes an account together with `with`, and signs in.
    pub(super) async fn make_account(
        &self,
        id: AccountId,
        account: Account,
        event: Event,
        with: Vec<Change>,
        guest: Option<String>,
        visit: &Visit,
    ) -> Result<Vec<HeaderValue>, Failure> {
        let mut changes = with;
        changes.push(Change::add(Book::Accounts, *id.0.as_bytes(), record(&account)));
        changes.push(Change::add(Book::Addresses, address_key(&account.email), id.0.as_bytes().to_vec()));
        if account.is_administrator {
            changes.push(Change::add(Book::Administrators, *id.0.as_bytes(), Vec::new()));
        }
        self.begin_session(id, event, changes, guest, visit).await.map_err(|failure| match failure {
            // Somebody was quicker with the address.
            Failure::Busy => Wrong::Taken.into(),
            other => other,
        })
    }

    /// Begins a session together with `with`, and takes over what the guest has who does so, and what `other` has.
    pub(super) async fn begin_session(
        &self,
        id: AccountId,
        event: Event,
        with: Vec<Change>,
        other: Option<String>,
        visit: &Visit,
    ) -> Result<Vec<HeaderValue>, Failure> {
        let (now_ms, token, from) = (wall_ms(), Token::new(), visit.from.to_string());
        let key = SessionKey { account: id, digest: token.digest() };
        let session = Session::begin(&visit.headers, from.clone(), now_ms);
        let mut changes = with;
        changes.push(Change::add(Book::Sessions, key.bytes(), record(&session)));
        changes.push(audit::line(now_ms, event, Some(id), from));
        let sessions = self.sessions(id).await?.into_iter();
        // Who signs in once more where he has signed in has one session there, and not two.
        let before = self.cookies.read(&visit.headers).filter(|before| before.account == id);
        let (here, others): (Vec<_>, Vec<_>) =
            sessions.map(|(key, _)| key).partition(|key| Some(*key) == before);
        let old: Vec<_> = here.into_iter().chain(others.into_iter().skip(MOST_SESSIONS - 1)).collect();
        changes.extend(old.iter().map(|key| Change::remove(Book::Sessions, key.bytes())));
        let guest = self.guests.read(&visit.headers).map(|guest| guest.to_string());
        let is_guest = guest.is_some();
        let mut guests: Vec<String> = guest.into_iter().chain(other).collect();
        guests.dedup();
        for guest in &guests {
            if self.claimed(guest).await?.is_none() {
                changes.push(Change::add(Book::Claims, guest.as_bytes(), id.0.as_bytes().to_vec()));
                changes.extend(rights::hand_over(&self.store, guest, &id.person()).await?);
                changes.extend(folders::hand_over(&self.store, guest, &id.person()).await?);
                changes.extend(marks::hand_over(&self.store, guest, &id.person()).await?);
                changes.extend(rights::hand_over_told(&self.store, guest, &id.person()).await?);
            }
        }
        if !self.store.write(changes).await? {
            return Err(Failure::Busy);
        }
        self.cut(&old);
        self.leave_behind(guests, key);
        let mut cookies = vec![self.cookies.give(id, &token), self.cookies.show(Some(id))];
        if is_guest {
            cookies.push(self.guests.farewell());
        }
        Ok(cookies)
    }
}

/// The session that is begun by cookies that are to be set.
fn cookies_key(cookies: &Cookies, given: &[HeaderValue]) -> Option<SessionKey> {
    let pair = given.first()?.to_str().ok()?.split(';').next()?;
    let headers = HeaderMap::from_iter([(COOKIE, HeaderValue::from_str(pair).ok()?)]);
    cookies.read(&headers)
}
