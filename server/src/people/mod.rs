//! People: guests, accounts, and how somebody shows who he is. ARCHITECTURE.md has the ideas, `pages` what people see of it.

pub mod account;
mod administering;
pub mod audit;
mod forgetting;
pub mod groups;
pub mod guess;
pub mod identities;
mod keeping;
pub mod keys;
pub mod live;
pub mod mail;
pub mod pages;
pub mod passkeys;
pub mod session;
mod signing;
pub mod sso;
pub mod token;

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use octavo_shared::sync::CloseCode;
use octavo_shared::sync::presence::Stamp;
use octavo_words::Language;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::Sha256;
use thiserror::Error;
use uuid::Uuid;

use crate::clock::{steady_ms, wall_ms};
use crate::config::Config;
use crate::identity::Guests;
use crate::rights::Subject;
use crate::store::{Book, Change, Person, Store, StoreError};
use account::{Account, AccountId, Hasher, Wrong, address_key};
use guess::{Act, Guesses, Try};
use keys::Key;
use live::Live;
use mail::Postbox;
use passkeys::Ceremonies;
use session::{Cookies, NOTED_MS, Session, SessionKey};
use sso::Provider;
use sso::flow::Flows;
use token::Digest;

/// How often sessions and links that have ended are taken out.
const SWEEP: Duration = Duration::from_secs(60 * 60);
/// How often it is looked which links have ended.
const EXPIRY: Duration = Duration::from_millis(500);
/// For so long signing in is a proof, in milliseconds.
const RECENT_MS: u64 = 10 * 60 * 1000;
const VERSION: u8 = 1;
/// What is signed for a label begins with this, and nothing else does that is signed with the key.
const LABEL: &[u8] = b"label of a person\0";
/// What is signed for a link of the server's own begins with this.
const SEAL: &[u8] = b"seal of a link\0";
/// The length of a seal, in bytes.
const SEAL_BYTES: usize = 16;
/// The length of a label, in bytes: enough that no two in a document have the same one.
const LABEL_BYTES: usize = 9;

/// Why something was not done.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Failure {
    /// The store.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// Too much is to be done at this moment.
    #[error("the server is busy")]
    Busy,
    /// Something that was typed.
    #[error("something that was typed is wrong")]
    Wrong(Wrong),
    /// After too many tries: so many seconds have to pass.
    #[error("too many tries")]
    Wait(u64),
}

impl From<Wrong> for Failure {
    fn from(wrong: Wrong) -> Self {
        Failure::Wrong(wrong)
    }
}

/// Who sent a request.
#[derive(Debug, Clone)]
pub struct Who {
    /// As the log knows him.
    pub person: Person,
    /// The session and the account, if he has signed in.
    pub signed_in: Option<SignedIn>,
    /// The key, if it is a program that acts for him.
    pub key: Option<Key>,
    /// The cookie to be set if he is a guest and new.
    pub cookie: Option<HeaderValue>,
}

/// Somebody who has signed in, or a program with a key of his.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Under this session, or with this key,
    pub key: SessionKey,
    /// into this account,
    pub account: Account,
    /// at this time, in milliseconds since 1970.
    pub since_ms: u64,
}

impl SignedIn {
    /// Which account.
    pub fn id(&self) -> AccountId {
        self.key.account
    }

    /// Whether he has signed in just now, which is as good as the password of an account that has none.
    pub fn is_recent(&self) -> bool {
        wall_ms().abs_diff(self.since_ms) < RECENT_MS
    }
}

/// What a request says beside its form: who sent it, and from where.
#[derive(Debug, Clone)]
pub struct Visit {
    /// Its headers.
    pub headers: HeaderMap,
    /// The network address.
    pub from: IpAddr,
    /// In which language it is answered.
    pub language: Language,
}

/// Everything about people.
pub struct People {
    store: Store,
    guests: Guests,
    /// Makes the ids by which others tell people apart.
    labels: Hmac<Sha256>,
    /// Makes the codes of links that the server keeps nothing of.
    seals: Hmac<Sha256>,
    /// Guests who are connected and have signed in, each with the session, of which nobody has used the cookie yet.
    arriving: Mutex<HashMap<Person, SessionKey>>,
    hasher: Hasher,
    guesses: Mutex<Guesses>,
    /// The one-time link for the first administrator.
    setup: Mutex<Option<Digest>>,
    postbox: Option<Postbox>,
    cookies: Cookies,
    /// Who says who somebody is, beside this server.
    provider: Option<Provider>,
    flows: Flows,
    /// What devices are asked for at this moment.
    ceremonies: Ceremonies,
    /// Who is connected.
    pub live: Arc<Live>,
}

/// A record's bytes.
pub(crate) fn record(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = vec![VERSION];
    serde_json::to_writer(&mut bytes, value).expect("records are plain and memory takes them");
    bytes
}

/// What a record says. `None` for one that another version wrote.
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let (&VERSION, text) = bytes.split_first()? else { return None };
    serde_json::from_slice(text).ok()
}

impl People {
    /// The people of a store. `key` signs guests' cookies. An error is for whoever starts the server.
    pub fn new(store: Store, key: &[u8], config: &Config) -> Result<Self, String> {
        let is_secure = config.is_secure();
        let postbox = match (&config.mail, &config.public_url) {
            (Some(mail), Some(site)) => Some(Postbox::new(mail, site)?),
            (Some(_), None) => {
                return Err("letters need the server's public address for their links".to_owned());
            }
            (None, _) => None,
        };
        let keyed = || Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of every length");
        Ok(People {
            store,
            guests: Guests::new(key, is_secure),
            labels: keyed().chain_update(LABEL),
            seals: keyed().chain_update(SEAL),
            arriving: Mutex::default(),
            hasher: Hasher::new(),
            guesses: Mutex::default(),
            setup: Mutex::default(),
            postbox,
            cookies: Cookies { is_secure },
            provider: config.sso.clone().map(Provider::new).transpose()?,
            flows: Flows::new(key, is_secure),
            ceremonies: Ceremonies::default(),
            live: Arc::default(),
        })
    }

    /// Whether letters can be sent, so that addresses are proven.
    pub fn has_mail(&self) -> bool {
        self.postbox.is_some()
    }

    /// Whether the mail server took what it was given last; `None` where there is none.
    pub fn is_mail_well(&self) -> Option<bool> {
        self.postbox.as_ref().map(Postbox::is_well)
    }

    /// The cookie by which a guest's browser goes on knowing him, from now for as long as a new one's. `None` for who has signed in.
    pub fn renewed(&self, who: &Who) -> Option<HeaderValue> {
        self.guests.renewed(&who.person)
    }

    /// Ready when somebody could sign in at this moment.
    pub async fn wait_for_sign_in(&self) -> Result<(), StoreError> {
        self.store.look_up(Book::Sessions, Vec::new()).await?;
        self.hasher.wait_for_place().await;
        Ok(())
    }

    /// Who sent a request: whoever its key or its session says, or a guest.
    pub async fn who(&self, headers: &HeaderMap) -> Result<Who, StoreError> {
        if keys::shown(headers).is_some() {
            let Some((signed_in, key)) = self.key(headers).await? else {
                // It was revoked at this moment: nobody, whatever cookies came along.
                return Ok(Who { person: self.guests.welcome().0, signed_in: None, key: None, cookie: None });
            };
            let person = signed_in.id().person();
            return Ok(Who { person, signed_in: Some(signed_in), key: Some(key), cookie: None });
        }
        if let Some(signed_in) = self.signed_in(headers).await? {
            let person = signed_in.id().person();
            return Ok(Who { person, signed_in: Some(signed_in), key: None, cookie: None });
        }
        if let Some(person) = self.guests.read(headers)
            // A guest who has become an account is nobody any more: his cookie may have stayed in a browser that others use.
            && self.store.look_up(Book::Claims, person.as_bytes().to_vec()).await?.is_none()
        {
            return Ok(Who { person, signed_in: None, key: None, cookie: None });
        }
        let (person, cookie) = self.guests.welcome();
        Ok(Who { person, signed_in: None, key: None, cookie: Some(cookie) })
    }

    /// The session that a request belongs to, if it lives.
    pub async fn signed_in(&self, headers: &HeaderMap) -> Result<Option<SignedIn>, StoreError> {
        let Some(key) = self.cookies.read(headers) else { return Ok(None) };
        let Some(bytes) = self.store.look_up(Book::Sessions, key.bytes()).await? else { return Ok(None) };
        let now_ms = wall_ms();
        let Some(mut session) = read::<Session>(&bytes).filter(|session| session.is_alive(now_ms)) else {
            return Ok(None);
        };
        let Some(account) = self.account(key.account).await? else { return Ok(None) };
        self.has_arrived(key);
        if session.used_ms + NOTED_MS < now_ms {
            session.used_ms = now_ms;
            // Only if it is there as it was: what is revoked meanwhile does not come back.
            let change = Change::turn(Book::Sessions, key.bytes(), bytes, record(&session));
            self.store.write(vec![change]).await?;
        }
        Ok(Some(SignedIn { key, account, since_ms: session.created_ms }))
    }

    /// What others in a document are told of somebody, `name` being that of his account: who it is, as far as they can tell him
    /// from others there, and not who he is elsewhere.
    pub fn stamp(&self, document: &str, person: &str, name: Option<&str>) -> Stamp {
        let label = self.labels.clone().chain_update(document).chain_update([0]).chain_update(person);
        Stamp::new(&URL_SAFE_NO_PAD.encode(&label.finalize().into_bytes()[..LABEL_BYTES]), name)
    }

    /// A code for what a link says, that nobody else makes.
    pub fn seal(&self, said: &str) -> String {
        let seal = self.seals.clone().chain_update(said).finalize().into_bytes();
        URL_SAFE_NO_PAD.encode(&seal[..SEAL_BYTES])
    }

    /// Whether a code is the one of what a link says.
    pub fn is_sealed(&self, said: &str, seal: &str) -> bool {
        let Ok(seal) = URL_SAFE_NO_PAD.decode(seal) else { return false };
        seal.len() == SEAL_BYTES && self.seals.clone().chain_update(said).verify_truncated_left(&seal).is_ok()
    }

    /// What the app in a browser has to be told if it takes its session for another's, or takes one that has ended for alive.
    pub fn corrected(&self, headers: &HeaderMap, signed_in: Option<&SignedIn>) -> Option<HeaderValue> {
        let account = signed_in.map(SignedIn::id);
        (session::shown(headers) != account).then(|| self.cookies.show(account))
    }

    /// Whether a session, or a key, is there still. Without one there is none that could have ended.
    pub async fn is_current(&self, session: Option<SessionKey>) -> bool {
        let Some(key) = session else { return true };
        for book in [Book::Sessions, Book::Keys] {
            if matches!(self.store.look_up(book, key.bytes()).await, Ok(Some(_))) {
                return true;
            }
        }
        false
    }

    /// What is known of an account.
    pub async fn account(&self, id: AccountId) -> Result<Option<Account>, StoreError> {
        Ok(self.account_record(id).await?.map(|(account, _)| account))
    }

    /// What is known of an account, and its record as it stands.
    async fn account_record(&self, id: AccountId) -> Result<Option<(Account, Vec<u8>)>, StoreError> {
        let bytes = self.store.look_up(Book::Accounts, id.0.as_bytes().to_vec()).await?;
        Ok(bytes.and_then(|bytes| Some((read(&bytes)?, bytes))))
    }

    /// The account that has an address.
    pub async fn by_email(&self, email: &str) -> Result<Option<(AccountId, Account)>, StoreError> {
        let id = self.store.look_up(Book::Addresses, address_key(email).into_bytes()).await?;
        let Some(id) = id.and_then(|id| Uuid::from_slice(&id).ok()).map(AccountId) else { return Ok(None) };
        Ok(self.account(id).await?.map(|account| (id, account)))
    }

    /// With whom something is shared that is shared with an address. Where letters are sent, with whoever shows that it is his, and
    /// nobody learns whether there is an account; where not, with whoever has an account with it.
    pub async fn addressee(&self, email: &str) -> Result<Subject, Failure> {
        if self.has_mail() {
            return Ok(Subject::Mail(address_key(email)));
        }
        let (id, _) = self.by_email(email).await?.ok_or(Wrong::Nobody)?;
        Ok(Subject::Account(id))
    }

    /// Counts something that somebody asks for and that costs a stranger's mailbox or tells of an address; an error says how
    /// long he has to wait.
    pub fn ask(&self, about: &str, visit: &Visit) -> Result<(), Failure> {
        self.begin(Act::Ask, about, visit).map(drop)
    }

    /// Whether a password is the one of a document's link, of which this is the hash. Who guesses waits.
    pub async fn is_link_password(
        &self,
        document: &str,
        password: String,
        hash: String,
        visit: &Visit,
    ) -> Result<bool, Failure> {
        let attempt = self.begin(Act::Guess, &format!("link {document}"), visit)?;
        let is_right = self.hasher.is_right(password, Some(hash)).await?;
        if is_right {
            self.succeeded(attempt);
        }
        Ok(is_right)
    }

    /// What is kept of a password.
    pub async fn hash(&self, password: String) -> Result<String, Failure> {
        self.hasher.hash(password).await
    }

    /// The name of whoever the log calls `person`, if he has an account, also if he was a guest then.
    pub async fn name_of(&self, person: &str) -> Result<Option<String>, StoreError> {
        let id = match AccountId::of(person) {
            Some(id) => Some(id),
            None => self.claimed(person).await?,
        };
        let Some(id) = id else { return Ok(None) };
        Ok(self.account(id).await?.map(|account| account.name))
    }

    /// The account that a guest has become.
    pub async fn claimed(&self, guest: &str) -> Result<Option<AccountId>, StoreError> {
        let id = self.store.look_up(Book::Claims, guest.as_bytes().to_vec()).await?;
        Ok(id.and_then(|id| Uuid::from_slice(&id).ok()).map(AccountId))
    }

    /// Lines of the audit log before one of a key, or the last, the last first.
    pub async fn audit(
        &self,
        before: Option<Vec<u8>>,
        most: usize,
    ) -> Result<Vec<(Vec<u8>, audit::Line)>, StoreError> {
        Ok(audit::lines(self.store.last_before(Book::Audit, before, most).await?))
    }

    /// Sends those away whose link ends, when it does, for as long as the server runs.
    pub async fn expire_on(&self) {
        let mut ticks = tokio::time::interval(EXPIRY);
        loop {
            ticks.tick().await;
            self.live.expire(wall_ms());
        }
    }

    /// Takes out every so often what has ended, for as long as the server runs.
    pub async fn sweep_on(&self) {
        let mut ticks = tokio::time::interval(SWEEP);
        loop {
            ticks.tick().await;
            if let Err(error) = self.sweep().await {
                tracing::warn!(%error, "sessions and links that have ended could not be taken out");
            }
        }
    }

    /// Takes out sessions, links and keys that have ended by themselves.
    pub async fn sweep(&self) -> Result<(), StoreError> {
        let now_ms = wall_ms();
        let mut changes = Vec::new();
        for (key, bytes) in self.store.begin_with(Book::Sessions, Vec::new(), usize::MAX).await? {
            if !read::<Session>(&bytes).is_some_and(|session| session.is_alive(now_ms)) {
                changes.push(Change::take(Book::Sessions, key, bytes));
            }
        }
        for (key, bytes) in self.store.begin_with(Book::Tokens, Vec::new(), usize::MAX).await? {
            if read::<mail::Ticket>(&bytes).is_none_or(|ticket| ticket.until_ms <= now_ms) {
                changes.push(Change::take(Book::Tokens, key, bytes));
            }
        }
        changes.extend(self.ended_keys(now_ms).await?);
        if !changes.is_empty() {
            self.store.write(changes).await?;
        }
        Ok(())
    }

    /// Ends the connections of sessions and keys that are gone. A browser comes back by itself, as whoever it is then.
    fn cut(&self, keys: &[SessionKey]) {
        if !keys.is_empty() {
            let is_over = |stay: &live::Stay| stay.session.is_some_and(|session| keys.contains(&session));
            self.live.end(CloseCode::RESTART, "This session has ended.", is_over);
        }
    }

    /// These guests have begun a session. What is connected as one of them is not to stay so, and has to come back with a
    /// cookie that the browser does not have yet.
    fn leave_behind(&self, guests: Vec<String>, key: SessionKey) {
        let mut arriving = self.arriving.lock().expect("nothing panics while it holds the guests");
        arriving.extend(guests.into_iter().map(|guest| (guest.into(), key)));
        arriving.retain(|guest, _| self.live.is_here(guest));
    }

    /// The browser has the cookie of a session: what is still connected as the guest who began it comes back as whoever he
    /// is now.
    fn has_arrived(&self, key: SessionKey) {
        let mut arriving = self.arriving.lock().expect("nothing panics while it holds the guests");
        let guests: Vec<Person> =
            arriving.extract_if(|_, begun| *begun == key).map(|(guest, _)| guest).collect();
        drop(arriving);
        if !guests.is_empty() {
            self.live.end(CloseCode::RESTART, "You have signed in.", |stay| guests.contains(&stay.person));
        }
    }

    fn begin(&self, act: Act, account: &str, visit: &Visit) -> Result<Try, Failure> {
        let mut guesses = self.guesses.lock().expect("nothing panics while it holds the guesses");
        guesses.begin(act, account, visit.from, steady_ms()).map_err(Failure::Wait)
    }

    fn succeeded(&self, attempt: Try) {
        self.guesses.lock().expect("nothing panics while it holds the guesses").succeeded(attempt);
    }
}
