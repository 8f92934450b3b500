//! Identities: which account somebody has who comes by a provider of single sign-on. An account that is there already is his only if
//! he has signed in to it, or if both the provider and this server have seen that the address is his.

use axum::http::HeaderValue;
use serde::{Deserialize, Serialize};

use super::account::{self, Account, AccountId, Wrong};
use super::audit::{self, Event};
use super::guess::Act;
use super::sso::{Claim, Provider, Refusal};
use super::{Failure, People, SignedIn, Visit, read, record};
use crate::clock::wall_ms;
use crate::rights::key_of;
use crate::store::{Book, Change, StoreError};

/// Identities that lead into one account at most.
const MOST: usize = 20;

/// Somebody at a provider, and the account that he leads into.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Which account.
    pub account: AccountId,
    /// As what he is known there: his address, or his name.
    pub called: String,
    /// Since when, in milliseconds since 1970,
    pub since_ms: u64,
    /// and when he came by it last.
    pub used_ms: u64,
}

/// Why somebody does not come in by the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Denied {
    /// It has not been said who he is.
    Refused(Refusal),
    /// The provider gives no address, and an account has one.
    NoAddress,
    /// The provider has not seen that the address is his, and this server wants that seen.
    Unproven,
    /// Somebody has an account with the address, and it is not shown that it is he.
    Taken,
    /// Whoever he is at the provider leads into another account.
    Another,
    /// Something of ours.
    Failed(Failure),
}

impl<T: Into<Failure>> From<T> for Denied {
    fn from(failure: T) -> Self {
        Denied::Failed(failure.into())
    }
}

impl People {
    /// The provider of single sign-on, if there is one.
    pub fn provider(&self) -> Option<&Provider> {
        self.provider.as_ref()
    }

    /// The cookie that takes away what was begun in a browser at the provider.
    pub fn ended(&self) -> HeaderValue {
        self.flows.take_away()
    }

    /// Whether the form makes accounts, and not the provider alone.
    pub fn has_form_of_sign_up(&self) -> bool {
        !self.provider().is_some_and(|provider| provider.settings.is_only_sign_up)
    }

    /// Sends somebody to the provider: with this cookie, to this address. `site` is ours as his browser knows it. With `connect` the
    /// identity is to lead into that account.
    pub async fn begin_sso(
        &self,
        next: &str,
        site: &str,
        connect: Option<AccountId>,
        visit: &Visit,
    ) -> Result<(HeaderValue, String), Denied> {
        let provider = self.provider().ok_or(Denied::Refused(Refusal::Away))?;
        let is_again = connect.is_none() && self.signed_in(&visit.headers).await?.is_some();
        let (mut flow, address) = provider.begin(next, site, is_again).await.map_err(Denied::Refused)?;
        flow.connect = connect;
        Ok((self.flows.give(&flow), address))
    }

    /// Lets somebody in who comes back from the provider with what it gave him. Gives the cookies to be set, and where to go on.
    pub async fn end_sso(
        &self,
        state: &str,
        code: Result<String, Refusal>,
        issuer: Option<&str>,
        visit: &Visit,
    ) -> Result<(Vec<HeaderValue>, String), Denied> {
        let provider = self.provider().ok_or(Denied::Refused(Refusal::Away))?;
        let attempt = self.begin(Act::Guess, &format!("single sign-on {state}"), visit)?;
        let flow = self.flows.end(&visit.headers, state).ok_or(Denied::Refused(Refusal::Lost))?;
        let told = match code {
            Ok(code) => provider.end(&flow, code, issuer).await,
            Err(refusal) => Err(refusal),
        };
        let claim = match told {
            Ok(claim) => claim,
            Err(refusal) => {
                let line = audit::line(wall_ms(), Event::SignInFailed, None, visit.from.to_string());
                self.store.write(vec![line]).await?;
                return Err(Denied::Refused(refusal));
            }
        };
        let cookies = match flow.connect {
            Some(id) => self.connect(id, &claim, visit).await?,
            None => self.enter(&claim, visit).await?,
        };
        self.succeeded(attempt);
        Ok((cookies, flow.next))
    }

    /// Who somebody with an account is at providers, each with its key.
    pub async fn identities(&self, id: AccountId) -> Result<Vec<(Vec<u8>, Identity)>, StoreError> {
        let prefix = key_of(&id.person(), "");
        let mut identities = Vec::new();
        for (key, _) in self.store.begin_with(Book::Identities, prefix.clone(), MOST).await? {
            let key = key[prefix.len()..].to_vec();
            let found = self.store.look_up(Book::Identities, key.clone()).await?;
            identities.extend(found.and_then(|bytes| read(&bytes)).map(|identity| (key, identity)));
        }
        Ok(identities)
    }

    /// Lets an identity lead into an account no more.
    pub async fn disconnect(&self, signed_in: &SignedIn, key: &[u8], visit: &Visit) -> Result<(), Failure> {
        let id = signed_in.id();
        if !self.identities(id).await?.iter().any(|(known, _)| known == key) {
            return Err(Wrong::Gone.into());
        }
        self.keep_a_way(signed_in).await?;
        let line = audit::line(wall_ms(), Event::IdentityDisconnected, Some(id), visit.from.to_string());
        let mut changes = forgotten(id, key);
        changes.push(line);
        self.store.write(changes).await?;
        Ok(())
    }

    /// Whether one of the ways into an account may be taken away, so that there is one left.
    pub(super) async fn keep_a_way(&self, signed_in: &SignedIn) -> Result<(), Failure> {
        let id = signed_in.id();
        let others = self.identities(id).await?.len() + self.passkeys(id).await?.len();
        if signed_in.account.password.is_none() && others < 2 {
            return Err(Wrong::LastWay.into());
        }
        Ok(())
    }

    /// What is written so that nothing leads into an account any more that is deleted.
    pub(super) async fn forget_identities(&self, id: AccountId) -> Result<Vec<Change>, StoreError> {
        Ok(self.identities(id).await?.iter().flat_map(|(key, _)| forgotten(id, key)).collect())
    }

    async fn connect(&self, id: AccountId, claim: &Claim, visit: &Visit) -> Result<Vec<HeaderValue>, Denied> {
        let signed_in = self.signed_in(&visit.headers).await?.filter(|signed_in| signed_in.id() == id);
        if signed_in.is_none() {
            return Err(Denied::Refused(Refusal::Lost));
        }
        match self.identity(claim).await? {
            Some((_, known, _)) if known.account == id => return Ok(Vec::new()),
            Some(_) => return Err(Denied::Another),
            None => {}
        }
        if self.identities(id).await?.len() >= MOST {
            return Err(Failure::from(Wrong::TooManyWays).into());
        }
        let mut changes = self.led(id, claim);
        changes.push(audit::line(wall_ms(), Event::IdentityConnected, Some(id), visit.from.to_string()));
        match self.store.write(changes).await? {
            true => Ok(Vec::new()),
            false => Err(Failure::Busy.into()),
        }
    }

    async fn enter(&self, claim: &Claim, visit: &Visit) -> Result<Vec<HeaderValue>, Denied> {
        if let Some((key, identity, bytes)) = self.identity(claim).await? {
            let id = identity.account;
            let used = Identity { used_ms: wall_ms(), ..identity };
            let change = Change::turn(Book::Identities, key, bytes, record(&used));
            return Ok(self.begin_session(id, Event::SignedInByProvider, vec![change], None, visit).await?);
        }
        let email = claim.email.as_deref().and_then(|email| account::email(email).ok());
        let email = email.ok_or(Denied::NoAddress)?;
        if let Some((id, account)) = self.by_email(&email).await? {
            if !(claim.is_proven && account.is_confirmed) {
                return Err(Denied::Taken);
            }
            let mut changes = self.led(id, claim);
            changes.push(audit::line(wall_ms(), Event::IdentityConnected, Some(id), visit.from.to_string()));
            return Ok(self.begin_session(id, Event::SignedInByProvider, changes, None, visit).await?);
        }
        if !self.may_sign_up().await? {
            return Err(Failure::from(Wrong::Closed).into());
        }
        if self.has_mail() && !claim.is_proven {
            return Err(Denied::Unproven);
        }
        let local = email.split('@').next().unwrap_or_default();
        let name = claim.name.as_deref().and_then(|name| account::name(name).ok());
        let name = name.map_or_else(|| account::name(local), Ok).map_err(Failure::from)?;
        let id = AccountId::fresh();
        let account = Account { is_confirmed: claim.is_proven, ..Account::new(name, email, None) };
        let changes = self.led(id, claim);
        Ok(self.make_account(id, account, Event::SignedUp, changes, None, visit).await?)
    }

    /// Whom a claim is about, if he has come before: under which key, what is known of him, and that as it stands.
    async fn identity(&self, claim: &Claim) -> Result<Option<(Vec<u8>, Identity, Vec<u8>)>, StoreError> {
        let key = self.identity_key(claim);
        let Some(bytes) = self.store.look_up(Book::Identities, key.clone()).await? else { return Ok(None) };
        Ok(read(&bytes).map(|identity| (key, identity, bytes)))
    }

    /// What is written so that somebody at the provider leads into an account, both ways.
    fn led(&self, account: AccountId, claim: &Claim) -> Vec<Change> {
        let key = self.identity_key(claim);
        let called = claim.email.clone().or_else(|| claim.name.clone()).unwrap_or_default();
        let identity = Identity { account, called, since_ms: wall_ms(), used_ms: wall_ms() };
        vec![
            Change::add(Book::Identities, of_account(account, &key), Vec::new()),
            Change::add(Book::Identities, key, record(&identity)),
        ]
    }

    fn identity_key(&self, claim: &Claim) -> Vec<u8> {
        let issuer = self.provider().map_or("", |provider| &provider.settings.issuer);
        key_of(issuer, &claim.subject)
    }
}

fn forgotten(id: AccountId, key: &[u8]) -> Vec<Change> {
    vec![Change::remove(Book::Identities, of_account(id, key)), Change::remove(Book::Identities, key)]
}

/// The key under which an account has an identity.
fn of_account(id: AccountId, key: &[u8]) -> Vec<u8> {
    [key_of(&id.person(), ""), key.to_vec()].concat()
}
