//! Letters: what the server writes to people, and the queue in the store that gives them to a mail server, also when that is
//! away for a while. A one-time link is made when its letter is given away, so that the queue holds no secret.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use lettre::message::Mailbox;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::transport::smtp::AsyncSmtpTransport;
use lettre::{AsyncTransport, Message, Tokio1Executor};
use octavo_words::Language;
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;
use uuid::Uuid;

use super::account::{Account, AccountId, address_key};
use super::pages::letters;
use super::token::Token;
use super::{Failure, People, read, record};
use crate::activity::daily::{self, Contents};
use crate::clock::wall_ms;
use crate::store::{Book, Change, StoreError};

/// Letters that may wait at a time.
const MOST: usize = 10_000;
/// After so long a letter that nobody takes is given up. In milliseconds.
const GIVEN_UP_MS: u64 = 3 * 24 * 60 * 60 * 1000;
/// The first wait after a failure, which doubles, and the longest. In milliseconds.
const FIRST_WAIT_MS: u64 = 1_000;
const LONGEST_WAIT_MS: u64 = 15 * 60 * 1000;
/// The keys of daily letters begin with this, so that of each account one waits at most.
const DAILY: &[u8] = b"daily ";
/// How long the mail server may take for one letter.
const PATIENCE: Duration = Duration::from_secs(30);

/// How letters are sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailSettings {
    /// The mail server: `smtp://host:25`, `smtp://user:password@host:587?tls=required` or `smtps://user:password@host`.
    pub server: String,
    /// Whom they are from: `Octavo <octavo@example.org>`.
    pub from: String,
}

/// What a letter says, and to whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "letter")]
pub enum Letter {
    /// Somebody wants an account with this address.
    Welcome {
        /// Under this name,
        name: String,
        /// is this guest now,
        guest: Option<String>,
        /// and wants to go on here.
        #[serde(default)]
        next: String,
    },
    /// Somebody wants an account with an address that has one.
    Known,
    /// Somebody has forgotten the password of an account.
    Reset {
        /// Whose.
        account: AccountId,
    },
    /// Somebody says that this is his new address.
    NewEmail {
        /// Of whom.
        account: AccountId,
    },
    /// An account has another address now; this goes to the one before.
    EmailChanged,
    /// An account has another password.
    PasswordChanged,
    /// What others did with documents. It is written when it is sent, of what its reader may know then.
    Daily {
        /// Whose letter it is.
        account: AccountId,
        /// From when on it tells, in milliseconds since 1970,
        from_ms: u64,
        /// and until when.
        until_ms: u64,
    },
    /// Something about who may do what in a document.
    Document {
        /// What.
        tidings: Tidings,
        /// The document's id, or the folder's.
        document: String,
        /// What it is called; empty where it has no title.
        title: String,
        /// Who did it, by name and address.
        by: String,
    },
}

/// What a letter says about a document, or a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tidings {
    /// It was shared with whoever gets the letter.
    Shared,
    /// A folder was.
    FolderShared,
    /// Somebody asks its owner for a right.
    Asked,
    /// Its owner wants to give it to whoever gets the letter.
    Offered,
    /// Whoever gets the letter has given it away.
    Taken,
}

/// What a one-time link is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "purpose")]
pub enum Purpose {
    /// An account is made.
    Welcome {
        /// As whoever asked for it is called,
        name: String,
        /// with this address,
        email: String,
        /// and was this guest.
        guest: Option<String>,
        /// Where he goes on.
        #[serde(default)]
        next: String,
    },
    /// A new password is set.
    Reset {
        /// For this account,
        account: AccountId,
        /// while it has this password, or none.
        #[serde(default)]
        password: Option<String>,
    },
    /// An account gets another address.
    NewEmail {
        /// Which account,
        account: AccountId,
        /// and which address.
        email: String,
    },
}

/// A one-time link, as the store has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// What it is for.
    pub purpose: Purpose,
    /// Until when, in milliseconds since 1970.
    pub until_ms: u64,
}

/// A letter in the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Queued {
    #[serde(flatten)]
    letter: Letter,
    to: String,
    /// Its tag.
    #[serde(default)]
    language: String,
    queued_ms: u64,
    /// When it is tried next.
    next_ms: u64,
    tries: u32,
}

/// The way to the mail server.
pub struct Postbox {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    /// Where links lead: the server's address as people know it, without a slash at its end.
    site: String,
    arrived: Notify,
    /// Whether the mail server took what it was given last.
    is_well: AtomicBool,
}

impl Postbox {
    /// A way to the mail server. Nothing connects yet. An error is for whoever starts the server.
    pub fn new(settings: &MailSettings, site: &str) -> Result<Postbox, String> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&settings.server)
            .map_err(|_| "the mail server is not an address such as smtp://host:25".to_owned())?
            .timeout(Some(PATIENCE))
            .build();
        let from = settings.from.parse().map_err(|_| {
            format!("{:?} is not a sender such as Octavo <octavo@example.org>", settings.from)
        })?;
        let (site, arrived) = (site.trim_end_matches('/').to_owned(), Notify::new());
        Ok(Postbox { transport, from, site, arrived, is_well: AtomicBool::new(true) })
    }

    /// Whether the mail server took what it was given last.
    pub fn is_well(&self) -> bool {
        self.is_well.load(Ordering::Relaxed)
    }
}

impl People {
    /// Puts a letter into the queue. It is on disk when this returns.
    pub async fn post(&self, letter: Letter, to: &str, language: Language) -> Result<(), Failure> {
        self.post_with(letter, to, language, Vec::new()).await.map(drop)
    }

    /// As [`People::post`], together with other changes. False when one of these cannot be made, or a daily letter to the same account
    /// waits still; then nothing is.
    pub async fn post_with(
        &self,
        letter: Letter,
        to: &str,
        language: Language,
        mut with: Vec<Change>,
    ) -> Result<bool, Failure> {
        let Some(postbox) = &self.postbox else { return Ok(false) };
        if self.store.begin_with(Book::Mail, Vec::new(), MOST).await?.len() == MOST {
            return Err(Failure::Busy);
        }
        let now_ms = wall_ms();
        let (to, language) = (to.to_owned(), language.tag().to_owned());
        let queued = Queued { letter, to, language, queued_ms: now_ms, next_ms: now_ms, tries: 0 };
        let key = match &queued.letter {
            Letter::Daily { account, .. } => [DAILY, account.0.as_bytes()].concat(),
            _ => Uuid::new_v4().as_bytes().to_vec(),
        };
        with.push(Change::add(Book::Mail, key, record(&queued)));
        let is_posted = self.store.write(with).await?;
        postbox.arrived.notify_one();
        Ok(is_posted)
    }

    /// Whether a letter that waits is to an account, about it, or names whoever has it. Of bytes that are no letter it is said too.
    pub(super) fn is_letter_of(&self, bytes: &[u8], id: AccountId, account: &Account) -> bool {
        let Some(queued) = read::<Queued>(bytes) else { return true };
        let is_about = match &queued.letter {
            Letter::Reset { account } | Letter::NewEmail { account } | Letter::Daily { account, .. } => {
                *account == id
            }
            Letter::Document { by, .. } => by.contains(&account.email),
            _ => false,
        };
        is_about || address_key(&queued.to) == address_key(&account.email)
    }

    /// Gives letters to the mail server as they come, for as long as the server runs.
    pub async fn deliver(&self) {
        let Some(postbox) = &self.postbox else { return };
        loop {
            let wait_ms = match self.deliver_due(postbox).await {
                Ok(wait_ms) => wait_ms.min(LONGEST_WAIT_MS),
                Err(error) => {
                    tracing::warn!(%error, "the letters that wait cannot be read");
                    LONGEST_WAIT_MS
                }
            };
            let _ = tokio::time::timeout(Duration::from_millis(wait_ms), postbox.arrived.notified()).await;
        }
    }

    /// Tries all letters that are due. Gives how long the next waits, in milliseconds.
    async fn deliver_due(&self, postbox: &Postbox) -> Result<u64, StoreError> {
        let mut wait_ms = LONGEST_WAIT_MS;
        for (key, bytes) in self.store.begin_with(Book::Mail, Vec::new(), MOST).await? {
            let now_ms = wall_ms();
            let Some(mut queued) = read::<Queued>(&bytes) else {
                self.store.write(vec![Change::remove(Book::Mail, key)]).await?;
                continue;
            };
            // A clock that was set back does not hold letters up for longer than any failure does.
            let next_ms = queued.next_ms.min(now_ms + LONGEST_WAIT_MS);
            if next_ms > now_ms {
                wait_ms = wait_ms.min(next_ms - now_ms);
                continue;
            }
            match self.give(postbox, &queued).await? {
                Given::Taken => {
                    postbox.is_well.store(true, Ordering::Relaxed);
                    self.store.write(vec![Change::remove(Book::Mail, key)]).await?;
                }
                Given::Refused => {
                    tracing::warn!("the mail server refused a letter for good");
                    self.store.write(vec![Change::remove(Book::Mail, key)]).await?;
                }
                Given::NotNow if now_ms > queued.queued_ms + GIVEN_UP_MS => {
                    tracing::error!("a letter was given up after three days");
                    self.store.write(vec![Change::remove(Book::Mail, key)]).await?;
                }
                Given::NotNow => {
                    postbox.is_well.store(false, Ordering::Relaxed);
                    let pause_ms =
                        FIRST_WAIT_MS.saturating_mul(1 << queued.tries.min(20)).min(LONGEST_WAIT_MS);
                    queued.tries += 1;
                    queued.next_ms = now_ms + pause_ms;
                    wait_ms = wait_ms.min(pause_ms);
                    self.store.write(vec![Change::turn(Book::Mail, key, bytes, record(&queued))]).await?;
                }
            }
        }
        Ok(wait_ms)
    }

    async fn give(&self, postbox: &Postbox, queued: &Queued) -> Result<Given, StoreError> {
        let (unsubscribing, is_wanted) =
            daily::unsubscribing(self, &self.store, &queued.letter, &queued.to).await?;
        if !is_wanted {
            return Ok(Given::Taken);
        }
        let Some((path, ticket)) = self.ticket(queued).await? else { return Ok(Given::Taken) };
        let link = match ticket {
            Some(ticket) => {
                let token = Token::new();
                let digest = token.digest();
                self.store.write(vec![Change::put(Book::Tokens, digest, record(&ticket))]).await?;
                format!("{}{path}{}", postbox.site, token.text())
            }
            None => format!("{}{path}", postbox.site),
        };
        let language = Language::of_tag(&queued.language).unwrap_or_default();
        let news = match &queued.letter {
            Letter::Daily { account, from_ms, until_ms } => {
                let time_ms = *from_ms..*until_ms;
                match daily::contents(self, &self.store, *account, time_ms, language).await? {
                    Some(contents) => contents,
                    None => return Ok(Given::Taken),
                }
            }
            _ => Contents::default(),
        };
        let (subject, mut text) = letters::write(&queued.letter, &news, &postbox.site, &link, language);
        let unsubscribing = unsubscribing.map(|path| format!("{}{path}", postbox.site));
        if let Some(link) = &unsubscribing {
            text.push_str(&letters::unsubscribing(&queued.letter, link, language));
        }
        let Ok(to) = queued.to.parse() else { return Ok(Given::Refused) };
        let header = |name: &'static str, value: &str| {
            HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
        };
        let mut message = Message::builder()
            .from(postbox.from.clone())
            .to(Mailbox::new(None, to))
            .subject(subject)
            .raw_header(header("Auto-Submitted", "auto-generated"));
        if let Some(link) = &unsubscribing {
            // RFC 2369 and RFC 8058: what a mail program does when its button for that is pressed.
            message = message
                .raw_header(header("List-Unsubscribe", &format!("<{link}>")))
                .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
        }
        let message = message.header(ContentType::TEXT_PLAIN).body(text);
        let Ok(message) = message else { return Ok(Given::Refused) };
        Ok(match postbox.transport.send(message).await {
            Ok(_) => Given::Taken,
            // 530 to 538 say that the server may not send, and not that the letter is wrong.
            Err(error)
                if error.is_permanent() && !error.status().is_some_and(|code| is_login(code.into())) =>
            {
                tracing::debug!(%error, "the mail server refuses a letter");
                Given::Refused
            }
            Err(error) => {
                tracing::warn!(%error, "the mail server takes no letters; they wait");
                Given::NotNow
            }
        })
    }

    /// Where a letter's link leads, and what it is for. `None` when it is too late for the letter.
    async fn ticket(&self, queued: &Queued) -> Result<Option<(String, Option<Ticket>)>, StoreError> {
        const HOUR_MS: u64 = 60 * 60 * 1000;
        let until = |purpose, life_ms| Some(Ticket { purpose, until_ms: wall_ms() + life_ms });
        Ok(match &queued.letter {
            Letter::Welcome { name, guest, next } => {
                let (name, email, guest) = (name.clone(), queued.to.clone(), guest.clone());
                let purpose = Purpose::Welcome { name, email, guest, next: next.clone() };
                Some(("/welcome/".to_owned(), until(purpose, 24 * HOUR_MS)))
            }
            Letter::Known | Letter::PasswordChanged | Letter::EmailChanged => {
                Some(("/forgot".to_owned(), None))
            }
            Letter::Document { tidings: Tidings::FolderShared, document, .. } => {
                Some((format!("/f/{document}/access"), None))
            }
            Letter::Document { document, .. } => Some((format!("/d/{document}/access"), None)),
            // Whoever has another address now gets his news there.
            Letter::Daily { account, .. } => self
                .account(*account)
                .await?
                .filter(|found| found.is_confirmed && address_key(&found.email) == address_key(&queued.to))
                .map(|_| ("/activity".to_owned(), None)),
            Letter::Reset { account } => self.account(*account).await?.map(|found| {
                let purpose = Purpose::Reset { account: *account, password: found.password };
                ("/reset/".to_owned(), until(purpose, HOUR_MS))
            }),
            Letter::NewEmail { account } => self.account(*account).await?.map(|_| {
                let purpose = Purpose::NewEmail { account: *account, email: queued.to.clone() };
                ("/confirm/".to_owned(), until(purpose, 24 * HOUR_MS))
            }),
        })
    }

    /// What a one-time link is for, and its record as it stands. `None` when there is no such link any more.
    pub async fn redeem(&self, text: &str) -> Result<Option<(Purpose, Change)>, StoreError> {
        let Some(token) = Token::read(text) else { return Ok(None) };
        let digest = token.digest();
        let Some(bytes) = self.store.look_up(Book::Tokens, digest.to_vec()).await? else { return Ok(None) };
        let ticket = read::<Ticket>(&bytes).filter(|ticket| wall_ms() < ticket.until_ms);
        // Taken out together with what it is for: it works once, however many use it at the same time.
        Ok(ticket.map(|ticket| (ticket.purpose, Change::take(Book::Tokens, digest, bytes))))
    }
}

/// What became of a letter.
enum Given {
    /// The mail server has it.
    Taken,
    /// The mail server will never take it.
    Refused,
    /// It is to be tried again.
    NotNow,
}

fn is_login(code: u16) -> bool {
    (530..540).contains(&code)
}
