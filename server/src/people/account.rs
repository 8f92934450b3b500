//! What an account is, which names, addresses and passwords there may be, and how a password is kept: as an argon2id hash.

use std::sync::Arc;

use argon2::password_hash::{Ident, Output, ParamsString, PasswordHash, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::Failure;
use crate::clock::wall_ms;
use crate::store::{Book, Person, Store, StoreError};

/// The longest name, in characters.
pub const LONGEST_NAME: usize = 40;
/// The longest e-mail address, in bytes (RFC 5321, 4.5.3.1.3).
pub const LONGEST_ADDRESS: usize = 254;
/// The shortest password, in characters,
pub const SHORTEST_PASSWORD: usize = 10;
/// and the longest.
pub const LONGEST_PASSWORD: usize = 256;

/// What OWASP asks of argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
/// An allocation of so many bytes is given back to the system at once when it is dropped; what is smaller may be kept by the
/// allocator, 19 MiB for each thread that ever hashed. Only what is used of it takes memory.
const GIVEN_BACK: usize = 33 << 20;
/// Hashes at a time, and how many may wait for that.
const HASHING: usize = 2;
const WAITING: usize = 64;

/// Passwords of at least [`SHORTEST_PASSWORD`] characters that are tried first.
const COMMON: &[&str] = &[
    "1234567890",
    "12345678910",
    "0123456789",
    "0987654321",
    "9876543210",
    "1q2w3e4r5t",
    "qwertyuiop",
    "qwertzuiop",
    "asdfghjkl123",
    "1qaz2wsx3edc",
    "password12",
    "password123",
    "password1234",
    "passwort123",
    "passw0rd123",
    "iloveyou123",
    "ichliebedich",
    "letmein123",
    "welcome123",
    "willkommen",
    "hallo12345",
    "sommer2026",
    "abcdefghij",
    "abcd123456",
    "changeme123",
    "administrator",
    "football123",
    "baseball123",
    "princess123",
    "sunshine123",
    "superman123",
    "starwars123",
    "dragon12345",
    "monkey12345",
    "geheim1234",
    "schatz1234",
    "fussball123",
    "octavo1234",
    "octavooctavo",
];

/// An account, by a number that nobody chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AccountId(pub Uuid);

impl AccountId {
    /// One that nobody has.
    pub fn fresh() -> AccountId {
        AccountId(Uuid::new_v4())
    }

    /// The name by which the log knows whoever has the account.
    pub fn person(self) -> Person {
        format!("account:{}", self.0).into()
    }

    /// The account that a person of the log has.
    pub fn of(person: &str) -> Option<AccountId> {
        Uuid::try_parse(person.strip_prefix("account:")?).ok().map(AccountId)
    }
}

/// What is known of whoever has an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// As others see it.
    pub name: String,
    /// As it was typed. Two that differ in case alone are one.
    pub email: String,
    /// Whether a letter to the address was answered.
    pub is_confirmed: bool,
    /// The hash of the password; `None` for who comes in by a passkey or another's word alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// When it was made, in milliseconds since 1970.
    pub created_ms: u64,
    /// Whether he may run the server.
    #[serde(default)]
    pub is_administrator: bool,
}

impl Account {
    /// An account whose address nobody has proven yet.
    pub fn new(name: String, email: String, password: Option<String>) -> Account {
        let (is_confirmed, is_administrator) = (false, false);
        Account { name, email, is_confirmed, password, created_ms: wall_ms(), is_administrator }
    }
}

/// What is wrong with something that was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// No name.
    Name,
    /// No e-mail address.
    Email,
    /// A password of too few characters, or far too many.
    PasswordLength,
    /// A password that is tried first.
    PasswordCommon,
    /// Not the password of the account; of signing in also: no such account.
    Password,
    /// Somebody whose account has no password, and who has not signed in just now.
    NotRecent,
    /// The last way into an account, which is to be taken away.
    LastWay,
    /// More passkeys, or more accounts elsewhere, than one account has.
    TooManyWays,
    /// A passkey that is not of an account here, or not what was asked for, or that comes too late.
    Passkey,
    /// A passkey for a server that is reached by a number and has no name.
    NoName,
    /// Somebody has the address already.
    Taken,
    /// A link that was used, is too old or never was.
    Link,
    /// An address with which nobody has an account, on a server that cannot write to it.
    Nobody,
    /// One's own address, or another that needs no share.
    Own,
    /// More people, addresses and groups than a document is shared with.
    TooManyShares,
    /// More requests than wait for an answer.
    TooManyRequests,
    /// A change that a document does not take.
    Change,
    /// More members than a group has, or more groups than an account.
    TooManyMembers,
    /// No role, or not one that can be given there.
    Role,
    /// No day, or one that is over.
    Day,
    /// Something that is not there any more: somebody was quicker.
    Gone,
    /// Not the password of a document's link.
    LinkPassword,
    /// Nobody may make an account.
    Closed,
    /// A key that may do nothing.
    Scopes,
    /// More keys than an account has.
    TooManyKeys,
    /// No site, or too many.
    Site,
}

/// The address that whoever has an account has shown to be his, in small letters.
pub async fn proven_address(store: &Store, id: AccountId) -> Result<Option<String>, StoreError> {
    let bytes = store.look_up(Book::Accounts, id.0.as_bytes().to_vec()).await?;
    let account = bytes.and_then(|bytes| super::read::<Account>(&bytes));
    Ok(account.filter(|account| account.is_confirmed).map(|account| address_key(&account.email)))
}

/// A name as it is shown.
pub fn name(text: &str) -> Result<String, Wrong> {
    let name: String = text.trim().chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
    if name.is_empty() { Err(Wrong::Name) } else { Ok(name) }
}

/// An e-mail address, as far as it can be told from its look. Only a letter shows whether there is such a one.
pub fn email(text: &str) -> Result<String, Wrong> {
    let text = text.trim();
    let (local, domain) = text.rsplit_once('@').ok_or(Wrong::Email)?;
    let is_plain = !text
        .chars()
        .any(|c| c.is_whitespace() || c.is_control() || "<>()[]\\,;:\"@".contains(c) && c != '@');
    let has_labels = domain.split('.').all(|label| !label.is_empty() && !label.starts_with('-'));
    let fits = text.len() <= LONGEST_ADDRESS && !local.is_empty() && local.len() <= 64;
    if is_plain && has_labels && fits && !local.contains('@') {
        Ok(text.to_owned())
    } else {
        Err(Wrong::Email)
    }
}

/// The form of an address under which it is looked up.
pub fn address_key(email: &str) -> String {
    email.trim().to_lowercase()
}

/// Whether a password may be had by whoever has this address and name.
pub fn check_password(password: &str, email: &str, name: &str) -> Result<(), Wrong> {
    let length = password.chars().count();
    if !(SHORTEST_PASSWORD..=LONGEST_PASSWORD).contains(&length) {
        return Err(Wrong::PasswordLength);
    }
    let lower = password.to_lowercase();
    let is_own = lower == email.to_lowercase() || lower == name.to_lowercase();
    let mut letters = lower.chars();
    let first = letters.next();
    let is_one_letter = letters.all(|letter| Some(letter) == first);
    if is_own || is_one_letter || COMMON.contains(&lower.as_str()) {
        Err(Wrong::PasswordCommon)
    } else {
        Ok(())
    }
}

/// Hashes passwords, on threads for work that takes time, few at once: each takes 19 MiB for a moment.
pub struct Hasher {
    places: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    /// The hash of a password that nobody has, so that an account that is not there takes as long as one that is.
    nobody: String,
}

impl Hasher {
    /// Ready to hash.
    pub fn new() -> Self {
        // Made without hashing, which would take 20 ms and 19 MiB of the start: of the right form, and right for no password.
        let nobody =
            format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p=1$b2N0YXZvIG9mIG5vYm9keQ${}", "A".repeat(43));
        let (places, queue) =
            (Arc::new(Semaphore::new(HASHING)), Arc::new(Semaphore::new(HASHING + WAITING)));
        Hasher { places, queue, nobody }
    }

    /// What is kept of a password.
    pub async fn hash(&self, password: String) -> Result<String, Failure> {
        let mut salt = [0; 16];
        getrandom::fill(&mut salt).map_err(|_| Failure::Busy)?;
        self.work(move || {
            let params = Params::new(MEMORY_KIB, PASSES, 1, None).ok()?;
            let hash = digest(&password, &salt, &params)?;
            let salt = SaltString::encode_b64(&salt).ok()?;
            let kept = PasswordHash {
                algorithm: Ident::new_unwrap("argon2id"),
                version: Some(Version::V0x13.into()),
                params: ParamsString::try_from(&params).ok()?,
                salt: Some(salt.as_salt()),
                hash: Some(hash),
            };
            Some(kept.to_string())
        })
        .await?
        .ok_or(Failure::Busy)
    }

    /// Whether a password is the one of which `hash` was kept; without a hash never, and that takes as long.
    pub async fn is_right(&self, password: String, hash: Option<String>) -> Result<bool, Failure> {
        let (is_known, hash) = (hash.is_some(), hash.unwrap_or_else(|| self.nobody.clone()));
        let is_right = self.work(move || {
            let known = PasswordHash::new(&hash).ok();
            let found = known.as_ref().and_then(|known| {
                let mut salt = [0; 64];
                let salt = known.salt?.decode_b64(&mut salt).ok()?;
                digest(&password, salt, &Params::try_from(known).ok()?)
            });
            // Compared in a time that does not depend on what they are.
            known.is_some_and(|known| known.hash.is_some() && known.hash == found)
        });
        Ok(is_right.await? && is_known)
    }

    /// Waits until a hash could be made.
    pub async fn wait_for_place(&self) {
        // The semaphore is never closed.
        let _ = self.places.acquire().await;
    }

    async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
        let _turn = self.queue.clone().try_acquire_owned().map_err(|_| Failure::Busy)?;
        let place = self.places.clone().acquire_owned().await.map_err(|_| Failure::Busy)?;
        let worked = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(place);
            done
        });
        worked.await.map_err(|_| Failure::Busy)
    }
}

impl Default for Hasher {
    fn default() -> Self {
        Hasher::new()
    }
}

/// The argon2id hash of a password.
fn digest(password: &str, salt: &[u8], params: &Params) -> Option<Output> {
    // Argon2 counts its memory in KiB.
    let mut memory = Vec::with_capacity(params.block_count().max(GIVEN_BACK >> 10));
    memory.resize_with(params.block_count(), Default::default);
    let mut hash = [0; Params::DEFAULT_OUTPUT_LEN];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
    argon2.hash_password_into_with_memory(password.as_bytes(), salt, &mut hash, &mut memory[..]).ok()?;
    Output::new(&hash).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_name_and_a_host_and_nothing_that_ends_a_header() {
        for good in [
            "ada@example.org",
            " Ada.Lovelace+notes@mail.example.co.uk ",
            "a@localhost",
            "jürgen@münchen.example",
        ] {
            assert_eq!(email(good), Ok(good.trim().to_owned()));
        }
        let long = format!("{}@example.org", "a".repeat(65));
        for bad in [
            "",
            "ada",
            "@example.org",
            "ada@",
            "a b@example.org",
            "a@b@c",
            "ada@example..org",
            "ada@.org",
            "a\r\nBcc: x@example.org",
            "Ada <a@example.org>",
            &long,
        ] {
            assert_eq!(email(bad), Err(Wrong::Email), "{bad:?}");
        }
        assert_eq!(address_key(" Ada@Example.ORG"), "ada@example.org");
    }

    #[test]
    fn a_password_is_long_and_not_one_that_is_tried_first() {
        let check = |password: &str| check_password(password, "ada@example.org", "Ada Lovelace");
        assert_eq!(check("correct horse"), Ok(()));
        assert_eq!(check("über-lange"), Ok(()));
        assert_eq!(check("short"), Err(Wrong::PasswordLength));
        assert_eq!(check(&"long".repeat(65)), Err(Wrong::PasswordLength));
        for common in
            ["password123", "Password123", "1234567890", "aaaaaaaaaaaa", "ada@example.org", "ADA LOVELACE"]
        {
            assert_eq!(check(common), Err(Wrong::PasswordCommon), "{common}");
        }
        assert!(COMMON.iter().all(|common| common.chars().count() >= SHORTEST_PASSWORD));
    }

    #[tokio::test]
    async fn a_password_is_known_again_and_its_hash_says_nothing_twice() {
        let hasher = Hasher::new();
        let hash = hasher.hash("correct horse".into()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_ne!(hasher.hash("correct horse".into()).await.unwrap(), hash);
        assert_eq!(hasher.is_right("correct horse".into(), Some(hash.clone())).await, Ok(true));
        assert_eq!(hasher.is_right("correct Horse".into(), Some(hash)).await, Ok(false));
        assert_eq!(hasher.is_right("correct horse".into(), None).await, Ok(false));
    }

    #[tokio::test]
    async fn an_account_that_is_not_there_is_hashed_for_as_one_that_is() {
        let nobody = Hasher::new().nobody;
        let hash = PasswordHash::new(&nobody).unwrap();
        assert_eq!(Params::try_from(&hash).unwrap().m_cost(), MEMORY_KIB);
        assert_eq!(hash.hash.unwrap().len(), 32);
    }
}
