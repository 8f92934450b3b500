//! Passkeys (WebAuthn): keys that a device keeps and uses for whoever unlocks it. Each is made for this server's name and worth
//! nothing to another; the store has the public half. What is asked of a device is known here until it answers, for a short time.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use axum::http::HeaderValue;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;
use webauthn_rs::prelude::{
    Credential, DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Webauthn, WebauthnBuilder, WebauthnError,
};
use webauthn_rs_proto::ResidentKeyRequirement;

use super::account::{AccountId, Wrong, name};
use super::audit::{self, Event};
use super::guess::{Act, Try};
use super::token::{Digest, Token};
use super::{Failure, People, SignedIn, Visit, read, record};
use crate::clock::{steady_ms, wall_ms};
use crate::store::{Book, Change, StoreError};

/// Passkeys that an account has at most.
const MOST: usize = 20;
/// How long a device may take to answer, in milliseconds,
const LIFE_MS: u64 = 5 * 60 * 1000;
/// and how many answers are waited for. Beyond it nobody waits for the oldest any more.
const MOST_WAITING: usize = 10_000;

/// A passkey, as the store has it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Kept {
    /// What whoever has it calls it.
    pub name: String,
    /// When it was made, in milliseconds since 1970,
    pub made_ms: u64,
    /// and last used.
    pub used_ms: u64,
    passkey: Passkey,
}

/// What a device is asked for.
struct Ceremony {
    webauthn: Webauthn,
    kind: Kind,
    /// By the steady clock.
    until_ms: u64,
}

enum Kind {
    /// To make a passkey for an account.
    Registration(AccountId, Box<PasskeyRegistration>),
    /// To show one that it has.
    Authentication(Box<DiscoverableAuthentication>, Try),
}

/// What devices are asked for at this moment.
#[derive(Default)]
pub struct Ceremonies(Mutex<HashMap<Digest, Ceremony>>);

impl Ceremonies {
    /// Gives the token by which it is ended.
    fn begin(&self, webauthn: Webauthn, kind: Kind) -> String {
        let (token, now_ms) = (Token::new(), steady_ms());
        let mut waiting = self.0.lock().expect("nothing panics while it holds the ceremonies");
        waiting.retain(|_, ceremony| now_ms < ceremony.until_ms);
        if waiting.len() >= MOST_WAITING {
            let oldest = waiting.iter().min_by_key(|(_, ceremony)| ceremony.until_ms).map(|(key, _)| *key);
            oldest.map(|key| waiting.remove(&key));
        }
        waiting.insert(token.digest(), Ceremony { webauthn, kind, until_ms: now_ms + LIFE_MS });
        token.text()
    }

    /// Each ends once, however it ends.
    fn end(&self, token: &str) -> Result<Ceremony, Failure> {
        let token = Token::read(token).ok_or(Wrong::Passkey)?;
        let mut waiting = self.0.lock().expect("nothing panics while it holds the ceremonies");
        let ceremony = waiting.remove(&token.digest()).ok_or(Wrong::Passkey)?;
        if ceremony.until_ms <= steady_ms() { Err(Wrong::Passkey.into()) } else { Ok(ceremony) }
    }
}

impl People {
    /// Asks a device to make a passkey for an account: by which token that is ended, and what the browser is told. `site` is ours as the
    /// browser knows it.
    pub async fn begin_registration(
        &self,
        signed_in: &SignedIn,
        current: String,
        site: &str,
        visit: &Visit,
    ) -> Result<(String, Value), Failure> {
        self.prove(signed_in, current, visit).await?;
        let (id, account) = (signed_in.id(), &signed_in.account);
        let others = self.passkeys(id).await?;
        if others.len() >= MOST {
            return Err(Wrong::TooManyWays.into());
        }
        let known = others.iter().map(|(_, kept)| kept.passkey.cred_id().clone()).collect();
        let webauthn = webauthn(site)?;
        let asked = webauthn.start_passkey_registration(id.0, &account.email, &account.name, Some(known));
        let (mut challenge, state) = asked.map_err(|error| wrong(&error))?;
        // Whoever signs in says nothing of who he is: the device has to find the key by itself.
        if let Some(selection) = &mut challenge.public_key.authenticator_selection {
            selection.resident_key = Some(ResidentKeyRequirement::Required);
            selection.require_resident_key = true;
        }
        let token = self.ceremonies.begin(webauthn, Kind::Registration(id, Box::new(state)));
        Ok((token, serde_json::json!(challenge.public_key)))
    }

    /// Keeps the passkey that a device has made.
    pub async fn end_registration(
        &self,
        signed_in: &SignedIn,
        token: &str,
        called: &str,
        made: &RegisterPublicKeyCredential,
        visit: &Visit,
    ) -> Result<(), Failure> {
        let Ceremony { webauthn, kind, .. } = self.ceremonies.end(token)?;
        let id = signed_in.id();
        let state = match kind {
            Kind::Registration(account, state) if account == id => state,
            _ => return Err(Wrong::Passkey.into()),
        };
        let passkey = webauthn.finish_passkey_registration(made, &state).map_err(|error| wrong(&error))?;
        let now_ms = wall_ms();
        let key = key(id, passkey.cred_id());
        let kept = Kept { name: name(called)?, made_ms: now_ms, used_ms: now_ms, passkey };
        let changes = vec![
            Change::add(Book::Passkeys, key, record(&kept)),
            audit::line(now_ms, Event::PasskeyAdded, Some(id), visit.from.to_string()),
        ];
        if self.store.write(changes).await? { Ok(()) } else { Err(Wrong::Passkey.into()) }
    }

    /// Asks a device for a passkey that it has, whosever: by which token that is ended, and what the browser is told.
    pub fn begin_authentication(&self, site: &str, visit: &Visit) -> Result<(String, Value), Failure> {
        let webauthn = webauthn(site)?;
        let (challenge, state) =
            webauthn.start_discoverable_authentication().map_err(|error| wrong(&error))?;
        // Counted until it ends well, so that nobody fills the place where answers are waited for.
        let attempt = self.begin(Act::Guess, &format!("passkey {}", Token::new().text()), visit)?;
        let token = self.ceremonies.begin(webauthn, Kind::Authentication(Box::new(state), attempt));
        Ok((token, serde_json::json!(challenge.public_key)))
    }

    /// Signs in by the passkey that a device has shown. Gives the cookies to be set.
    pub async fn end_authentication(
        &self,
        token: &str,
        shown: &PublicKeyCredential,
        visit: &Visit,
    ) -> Result<Vec<HeaderValue>, Failure> {
        let Ceremony { webauthn, kind: Kind::Authentication(state, attempt), .. } =
            self.ceremonies.end(token)?
        else {
            return Err(Wrong::Passkey.into());
        };
        let (id, credential) =
            webauthn.identify_discoverable_authentication(shown).map_err(|error| wrong(&error))?;
        let (id, key) = (AccountId(id), key(AccountId(id), credential));
        let found = self.store.look_up(Book::Passkeys, key.clone()).await?;
        let found = found.and_then(|bytes| Some((read::<Kept>(&bytes)?, bytes)));
        let proven = found.ok_or(WebauthnError::CredentialNotFound).and_then(|(kept, bytes)| {
            let credential = Credential::from(kept.passkey.clone());
            let proof = webauthn.finish_discoverable_authentication_v2(shown, *state, credential)?;
            Ok((kept, bytes, proof))
        });
        let (mut kept, bytes, proof) = match proven {
            Ok(proven) => proven,
            Err(error) => {
                let line = audit::line(wall_ms(), Event::SignInFailed, None, visit.from.to_string());
                self.store.write(vec![line]).await?;
                return Err(wrong(&error).into());
            }
        };
        kept.passkey.update_credential(&proof);
        kept.used_ms = wall_ms();
        // Only if it is as it was when its counter was looked at: what is shown twice at once is shown once.
        let used = Change::turn(Book::Passkeys, key, bytes, record(&kept));
        let cookies = self.begin_session(id, Event::SignedInByPasskey, vec![used], None, visit).await?;
        self.succeeded(attempt);
        Ok(cookies)
    }

    /// The passkeys of an account, each with its credential's id.
    pub async fn passkeys(&self, id: AccountId) -> Result<Vec<(Vec<u8>, Kept)>, StoreError> {
        let records = self.store.begin_with(Book::Passkeys, id.0.as_bytes().to_vec(), MOST).await?;
        let passkey = |(key, value): (Vec<u8>, Vec<u8>)| Some((key[16..].to_vec(), read::<Kept>(&value)?));
        Ok(records.into_iter().filter_map(passkey).collect())
    }

    /// Lets a passkey open nothing any more.
    pub async fn remove_passkey(
        &self,
        signed_in: &SignedIn,
        credential: &[u8],
        visit: &Visit,
    ) -> Result<(), Failure> {
        let id = signed_in.id();
        if !self.passkeys(id).await?.iter().any(|(known, _)| known == credential) {
            return Err(Wrong::Gone.into());
        }
        self.keep_a_way(signed_in).await?;
        let changes = vec![
            Change::remove(Book::Passkeys, key(id, credential)),
            audit::line(wall_ms(), Event::PasskeyRemoved, Some(id), visit.from.to_string()),
        ];
        self.store.write(changes).await?;
        Ok(())
    }

    /// What is written so that nothing of the passkeys is left of an account that is deleted.
    pub(super) async fn forget_passkeys(&self, id: AccountId) -> Result<Vec<Change>, StoreError> {
        let passkeys = self.passkeys(id).await?;
        Ok(passkeys
            .iter()
            .map(|(credential, _)| Change::remove(Book::Passkeys, key(id, credential)))
            .collect())
    }
}

fn key(id: AccountId, credential: &[u8]) -> Vec<u8> {
    [id.0.as_bytes(), credential].concat()
}

/// What passkeys are made for: the host of a site, which has to have a name.
fn webauthn(site: &str) -> Result<Webauthn, Wrong> {
    let origin = Url::parse(site).map_err(|_| Wrong::NoName)?;
    let host = origin.domain().ok_or(Wrong::NoName)?;
    let builder = WebauthnBuilder::new(host, &origin).map_err(|_| Wrong::NoName)?;
    builder.rp_name("Octavo").timeout(Duration::from_millis(LIFE_MS)).build().map_err(|_| Wrong::NoName)
}

fn wrong(error: &WebauthnError) -> Wrong {
    tracing::debug!(%error, "a passkey is not what was asked for");
    Wrong::Passkey
}
