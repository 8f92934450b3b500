//! Keys: how a program shows for whom it acts. Whoever has an account makes one and says what it may do, at most what he may himself.
//! It is told once; the store has its digest. A key is for the API and for documents' sockets, never for a page: what asks for
//! the password a program cannot do.

use std::collections::BTreeSet;

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::account::{self, AccountId, Wrong};
use super::audit::{self, Event};
use super::session::{NOTED_MS, SessionKey};
use super::token::{Digest, Token};
use super::{Failure, People, SignedIn, Visit, read, record};
use crate::clock::wall_ms;
use crate::store::{Book, Change, StoreError};

/// How a key begins, so that people and programs that look for secrets know one when they see it.
pub const PREFIX: &str = "octavo_";
/// Keys of one account.
pub const MOST: usize = 50;

/// A part of what a program may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Reading documents, their past, and lists of them.
    Read,
    /// Making documents and writing in them.
    Write,
    /// Saying who else may do what.
    Share,
    /// Putting documents into the trash, taking them out, and deleting them for good.
    Manage,
}

impl Scope {
    /// All of them, from little to much.
    pub const ALL: [Scope; 4] = [Scope::Read, Scope::Write, Scope::Share, Scope::Manage];

    /// As it is called on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Scope::Read => "read",
            Scope::Write => "write",
            Scope::Share => "share",
            Scope::Manage => "manage",
        }
    }
}

/// What a program may do. None holds another: a program may write that may not read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Scopes(BTreeSet<Scope>);

impl Scopes {
    /// Whether this is one of them.
    pub fn has(&self, scope: Scope) -> bool {
        self.0.contains(&scope)
    }

    /// All of them, from little to much.
    pub fn iter(&self) -> impl Iterator<Item = Scope> {
        self.0.iter().copied()
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Scopes(scopes.into_iter().collect())
    }
}

/// What is known of a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// What whoever made it calls it.
    pub name: String,
    /// What it may do.
    pub scopes: Scopes,
    /// When it was made, in milliseconds since 1970,
    pub made_ms: u64,
    /// and was last used, to within [`NOTED_MS`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_ms: Option<u64>,
    /// When it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_ms: Option<u64>,
}

impl Key {
    /// Whether it works at a time in milliseconds since 1970.
    pub fn is_alive(&self, now_ms: u64) -> bool {
        self.until_ms.is_none_or(|until_ms| now_ms < until_ms)
    }
}

/// The key that a request shows, without its beginning. What shows another token (a proxy's) shows none of ours.
pub fn shown(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    token.trim().strip_prefix(PREFIX).filter(|_| scheme.eq_ignore_ascii_case("bearer"))
}

/// The key as it is given out: whose it is, and the secret.
fn text(account: AccountId, token: &Token) -> String {
    let secret = URL_SAFE_NO_PAD.decode(token.text()).expect("a token is written in this form");
    format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode([&account.0.as_bytes()[..], &secret].concat()))
}

/// Which key a text behind [`PREFIX`] is, as the store knows it.
fn read_key(text: &str) -> Option<SessionKey> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (account, secret) = bytes.split_at_checked(16)?;
    let token = Token::read(&URL_SAFE_NO_PAD.encode(secret))?;
    Some(SessionKey { account: AccountId(Uuid::from_slice(account).ok()?), digest: token.digest() })
}

/// What somebody wants of a new key.
#[derive(Debug, Clone)]
pub struct Wish {
    /// What it is called.
    pub name: String,
    /// What it may do.
    pub scopes: Scopes,
    /// For how many days; `None` until it is revoked.
    pub days: Option<u64>,
}

impl People {
    /// Whoever the key of a request acts for, and the key, if it works.
    pub async fn key(&self, headers: &HeaderMap) -> Result<Option<(SignedIn, Key)>, StoreError> {
        let Some(key) = shown(headers).and_then(read_key) else { return Ok(None) };
        let Some(bytes) = self.store.look_up(Book::Keys, key.bytes()).await? else { return Ok(None) };
        let now_ms = wall_ms();
        let Some(mut found) = read::<Key>(&bytes).filter(|found| found.is_alive(now_ms)) else {
            return Ok(None);
        };
        let Some(account) = self.account(key.account).await? else { return Ok(None) };
        if found.used_ms.is_none_or(|used_ms| used_ms + NOTED_MS < now_ms) {
            found.used_ms = Some(now_ms);
            // Only if it is there as it was: what is revoked meanwhile does not come back.
            self.store.write(vec![Change::turn(Book::Keys, key.bytes(), bytes, record(&found))]).await?;
        }
        // A program has not signed in just now, whenever it got its key.
        Ok(Some((SignedIn { key, account, since_ms: 0 }, found)))
    }

    /// Makes a key and gives it, this once.
    pub async fn make_key(
        &self,
        signed_in: &SignedIn,
        wish: Wish,
        current: String,
        visit: &Visit,
    ) -> Result<String, Failure> {
        let name = account::name(&wish.name)?;
        if wish.scopes.iter().next().is_none() {
            return Err(Wrong::Scopes.into());
        }
        self.prove(signed_in, current, visit).await?;
        let id = signed_in.id();
        if self.keys(id).await?.len() >= MOST {
            return Err(Wrong::TooManyKeys.into());
        }
        let (token, made_ms) = (Token::new(), wall_ms());
        let until_ms = wish.days.map(|days| made_ms.saturating_add(days.saturating_mul(24 * 60 * 60 * 1000)));
        let key = Key { name, scopes: wish.scopes, made_ms, used_ms: None, until_ms };
        let place = SessionKey { account: id, digest: token.digest() };
        let line = audit::line(made_ms, Event::KeyMade, Some(id), visit.from.to_string());
        self.store.write(vec![Change::add(Book::Keys, place.bytes(), record(&key)), line]).await?;
        Ok(text(id, &token))
    }

    /// The keys of an account, the newest first.
    pub async fn keys(&self, id: AccountId) -> Result<Vec<(Digest, Key)>, StoreError> {
        let records = self.store.begin_with(Book::Keys, id.0.as_bytes().to_vec(), usize::MAX).await?;
        let key =
            |(key, value): (Vec<u8>, Vec<u8>)| Some((SessionKey::read(&key)?.digest, read::<Key>(&value)?));
        let mut keys: Vec<_> = records.into_iter().filter_map(key).collect();
        keys.sort_by_key(|(_, key)| std::cmp::Reverse(key.made_ms));
        Ok(keys)
    }

    /// Revokes the keys of an account of which `is_over` says so. What is connected by one is away at once.
    pub async fn revoke_keys(
        &self,
        id: AccountId,
        visit: &Visit,
        is_over: impl Fn(&Digest) -> bool,
    ) -> Result<(), Failure> {
        let keys = self.keys(id).await?.into_iter().map(|(digest, _)| SessionKey { account: id, digest });
        let over: Vec<SessionKey> = keys.filter(|key| is_over(&key.digest)).collect();
        let mut changes: Vec<Change> =
            over.iter().map(|key| Change::remove(Book::Keys, key.bytes())).collect();
        let line = || audit::line(wall_ms(), Event::KeyRevoked, Some(id), visit.from.to_string());
        changes.extend(over.iter().map(|_| line()));
        self.store.write(changes).await?;
        self.cut(&over);
        Ok(())
    }

    /// What takes the keys out that have ended by themselves.
    pub(super) async fn ended_keys(&self, now_ms: u64) -> Result<Vec<Change>, StoreError> {
        let records = self.store.begin_with(Book::Keys, Vec::new(), usize::MAX).await?;
        let is_over = |bytes: &[u8]| !read::<Key>(bytes).is_some_and(|key| key.is_alive(now_ms));
        let over = records.into_iter().filter(|(_, bytes)| is_over(bytes));
        Ok(over.map(|(key, bytes)| Change::take(Book::Keys, key, bytes)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn headers(value: &str) -> HeaderMap {
        HeaderMap::from_iter([(AUTHORIZATION, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn a_key_is_read_as_it_was_given_and_tells_the_store_its_digest_alone() {
        let (account, token) = (AccountId(Uuid::new_v4()), Token::new());
        let given = text(account, &token);
        assert_eq!(given.len(), PREFIX.len() + 64);
        for scheme in ["Bearer", "bearer"] {
            let headers = headers(&format!("{scheme} {given}"));
            let found = shown(&headers).and_then(read_key);
            assert_eq!(found, Some(SessionKey { account, digest: token.digest() }));
        }
    }

    #[test]
    fn what_is_no_key_of_ours_is_none() {
        for other in ["Bearer eyJhbGciOi", "Basic octavo_AAAA", "octavo_AAAA", "Bearer", ""] {
            assert_eq!(shown(&headers(other)), None, "{other}");
        }
        for bad in ["", "AAAA", "%%%", &"A".repeat(63), &"A".repeat(66)] {
            assert_eq!(read_key(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_key_works_until_it_ends() {
        let key = Key {
            name: String::new(),
            scopes: Scopes::default(),
            made_ms: 0,
            used_ms: None,
            until_ms: Some(9),
        };
        assert!(key.is_alive(8) && !key.is_alive(9));
        assert!(Key { until_ms: None, ..key }.is_alive(u64::MAX));
    }

    #[test]
    fn scopes_are_called_on_the_wire_as_in_the_store() {
        let all: Scopes = Scope::ALL.into_iter().collect();
        let names: Vec<_> = all.iter().map(Scope::name).collect();
        assert_eq!(serde_json::to_string(&all).unwrap(), serde_json::to_string(&names).unwrap());
    }
}
