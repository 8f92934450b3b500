//! What a document says, read when it has changed, for all that lists documents, looks into them or tells of them. Rooms tell the
//! [`Feed`] what has changed; one task reads, a document at a time and for a part of its time only, tells the consumers, and
//! then writes the document's [`Card`].
//!
//! A consumer is told at least once of every change: the card says up to which entry it was, and what lies behind its log when
//! the server starts is read again.

pub mod card;
mod feed;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use octavo_shared::model::Document;
use tokio::time::Instant;

use crate::api::reviewed;
use crate::app::App;
use crate::people::record;
use crate::rights;
use crate::store::{Book, Change, DocumentName, Kind, Loaded, Person, StoreError, Tally};

pub use card::Card;
pub use feed::Feed;

/// After reading for some time the task rests for so many times as long, so that long documents leave the machine to others.
const REST: u32 = 4;
/// After a failure a document is read again so much later.
const LATER: Duration = Duration::from_secs(10);
/// Cards that are looked at in one go when the server starts.
const AT_ONCE: usize = 1000;
/// What stands in a text for a picture and its like.
const EMBED: char = '\u{fffc}';

/// What a document says at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// Which document.
    pub document: DocumentName,
    /// The last entry of its log that is in this.
    pub entry: u64,
    /// The title; empty where it has none.
    pub title: String,
    /// The text. Offsets count as in the document, with U+FFFC for a picture and its like.
    pub text: String,
    /// Characters of the text, without the ends of paragraphs.
    pub characters: u64,
    /// Bytes of its log and its snapshot.
    pub bytes: u64,
    /// When it was made, in milliseconds since 1970.
    pub made_ms: u64,
    /// When somebody changed it last, in milliseconds since 1970; when it was made, if nobody has.
    pub edited_ms: u64,
    /// Who changed it since the digest before, each with the number of his entries in the log. Nobody when it is read again.
    pub edited_by: Vec<(Person, u64)>,
}

/// What telling a consumer gives: an error has it told again later, together with all others.
pub type Told<'a> = Pin<Box<dyn Future<Output = Result<(), StoreError>> + Send + 'a>>;

/// What wants to know what documents say.
pub trait Consumer: Send + Sync {
    /// A document has changed. One document is told of at a time, and may be told of twice.
    fn digest<'a>(&'a self, digest: &'a Digest) -> Told<'a>;

    /// Something is said about a document in its review.
    fn reviewed<'a>(&'a self, _document: &'a DocumentName) -> Told<'a> {
        Box::pin(async { Ok(()) })
    }

    /// A document was deleted.
    fn forget<'a>(&'a self, document: &'a str) -> Told<'a>;

    /// Whether it has lost what it was told before, or never was told: then it is told of every document when the server starts.
    fn has_nothing(&self) -> bool {
        false
    }
}

/// What has changed, and who wants to know.
#[derive(Default)]
pub struct Digests {
    /// Where changes are told.
    pub feed: Arc<Feed>,
    /// Who is told what documents say.
    pub consumers: Vec<Arc<dyn Consumer>>,
}

impl Digests {
    /// Nothing has changed yet.
    pub fn new(consumers: Vec<Arc<dyn Consumer>>) -> Self {
        Digests { feed: Arc::default(), consumers }
    }

    /// A document was deleted for good.
    pub async fn forget(&self, document: &str) {
        self.feed.forget(document);
        for consumer in &self.consumers {
            if let Err(error) = consumer.forget(document).await {
                tracing::error!(document, %error, "something of a deleted document stays");
            }
        }
    }

    async fn tell(&self, digest: &Digest) -> Result<(), StoreError> {
        for consumer in &self.consumers {
            consumer.digest(digest).await?;
        }
        Ok(())
    }
}

/// Tells the consumers that something is said about a document.
async fn review(app: &App, document: &str) -> Result<(), StoreError> {
    let document = document.into();
    for consumer in &app.digests.consumers {
        consumer.reviewed(&document).await?;
    }
    Ok(())
}

/// Reads what changes, for as long as the server runs.
pub async fn digest_on(app: &App) {
    let feed = &app.digests.feed;
    if let Err(error) = catch_up(app).await {
        tracing::warn!(%error, "what changed before the start is read when it changes again");
    }
    loop {
        let document = feed.next().await;
        let since = Instant::now();
        if let Err(error) = digest(app, &document).await {
            tracing::debug!(%error, "a document could not be read, and is read again later");
            feed.tell_for(&document, LATER);
        }
        feed.has_read();
        tokio::time::sleep(since.elapsed() * REST).await;
    }
}

/// Finds what has changed since its card was written.
async fn catch_up(app: &App) -> Result<(), StoreError> {
    let is_all = app.digests.consumers.iter().any(|consumer| consumer.has_nothing());
    for documents in app.store.ends().await?.chunks(AT_ONCE) {
        let cards = card::of_all(&app.store, documents.iter().map(|(name, _)| &**name)).await?;
        for ((name, last), card) in documents.iter().zip(cards) {
            if is_all || card.is_none_or(|card| card.entry < *last) {
                app.digests.feed.tell_for(name, Duration::ZERO);
            }
        }
    }
    Ok(())
}

/// Reads a document, tells the consumers and writes its card.
async fn digest(app: &App, document: &DocumentName) -> Result<(), StoreError> {
    if let Some(document) = reviewed(document) {
        return review(app, document).await;
    }
    let before = card::of(&app.store, document).await?.unwrap_or_default();
    let loaded = app.store.load(document.clone()).await?;
    let (kind, last) = (loaded.kind, loaded.last);
    let tally = app.store.tally(document.clone(), before.entry, last).await?;
    let Some(Tally { made_ms, bytes, edited_ms, editor, by }) =
        tally.filter(|_| kind == Some(Kind::Document))
    else {
        return Ok(());
    };
    let Said { title, text, characters } = tokio::task::spawn_blocking(move || read(&loaded))
        .await
        .ok()
        .flatten()
        // What cannot be read keeps its title, and is not tried anew until it changes.
        .unwrap_or_else(|| Said { title: before.title, ..Said::default() });
    let (document, edited_by) = (document.clone(), by);
    let digest =
        Digest { document, entry: last, title, text, characters, bytes, made_ms, edited_ms, edited_by };
    app.digests.tell(&digest).await?;
    let card = Card::of(&digest, editor.as_deref());
    if !write(app, &digest.document, &card).await? {
        // It was deleted meanwhile, and the consumers were told before they heard of it here.
        app.digests.forget(&digest.document).await;
    }
    Ok(())
}

/// Writes a document's card. False when the document was deleted, of which nothing is to stay.
async fn write(app: &App, document: &DocumentName, card: &Card) -> Result<bool, StoreError> {
    loop {
        let (rights, bytes) = rights::as_stored(&app.store, document).await?;
        if rights.gone_ms.is_some() {
            return Ok(false);
        }
        let changes = vec![
            Change::holds(Book::Rights, document.as_bytes(), bytes),
            Change::put(Book::Cards, document.as_bytes(), record(card)),
        ];
        // Rights that changed at this moment are read anew.
        if app.store.write(changes).await? {
            return Ok(true);
        }
    }
}

/// What stands in a document.
#[derive(Default)]
struct Said {
    title: String,
    text: String,
    characters: u64,
}

fn read(loaded: &Loaded) -> Option<Said> {
    let updates = loaded.snapshot.iter().chain(&loaded.tail).map(Vec::as_slice);
    let mut document = Document::new(0);
    document.merge(updates).ok()?;
    let text = document.body().text();
    let characters = text.chars().filter(|letter| !matches!(*letter, '\n' | EMBED)).count() as u64;
    Some(Said { title: document.title(), text, characters })
}
