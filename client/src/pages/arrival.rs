//! The page at `/new`: a new document, blank or of what another app or the system has sent.

use crate::address::Address;
use crate::browser;
use crate::provider::{Entry, Storage, excerpt};
use leptos::prelude::*;
use octavo_shared::edit::{TextFormat, import_text};
use octavo_shared::model::{Document, seed};
use serde::Deserialize;
use uuid::Uuid;

/// The longest title that is made of a file's name, in characters.
const LONGEST_TITLE: usize = 300;

/// One text that was sent.
#[derive(Deserialize)]
struct Sent {
    /// A file's name, or a title; perhaps empty.
    name: String,
    text: String,
}

/// Makes what was sent into documents, or a blank one, and opens it.
#[component]
pub fn Arrival() -> impl IntoView {
    let here = expect_context::<Address>();
    let key = untrack(|| here.query("inbox"));
    leptos::task::spawn_local(async move {
        let sent: Vec<Sent> = serde_json::from_str(&browser::inbox(key.as_deref()).await).unwrap_or_default();
        let address = match make_all(&sent).await {
            Some(document) => {
                // Only now is it kept as a document.
                if key.is_some() {
                    browser::empty_inbox(key.as_deref());
                }
                format!("/d/{document}")
            }
            // Where nothing can be kept, the address says that the document is new.
            None => format!("/d/{}?new", Uuid::new_v4()),
        };
        here.replace(&address);
    });
}

/// Keeps a document of each text, or a blank one if there is none. Answers with the first.
async fn make_all(sent: &[Sent]) -> Option<Uuid> {
    let storage = Storage::open().await.ok()?;
    let blank = [Sent { name: String::new(), text: String::new() }];
    let mut first = None;
    for sent in if sent.is_empty() { &blank } else { sent } {
        let id = make(&storage, sent).await?;
        first.get_or_insert(id);
    }
    first
}

async fn make(storage: &Storage, sent: &Sent) -> Option<Uuid> {
    let id = Uuid::new_v4();
    let client = u64::from(browser::random());
    let mut document = Document::new(client);
    document.merge([&seed()[..]]).ok()?;
    let mut updates = Vec::new();
    if !sent.text.is_empty() {
        updates.push(document.edit(&import_text(&sent.text, TextFormat::of(&sent.name))));
    }
    let stem = sent.name.rsplit_once('.').map_or(&*sent.name, |(stem, _)| stem);
    let title: String = stem.trim().chars().take(LONGEST_TITLE).collect();
    if !title.is_empty() {
        updates.push(document.set_title(&title));
    }
    let entry = Entry {
        id,
        title,
        excerpt: excerpt(&sent.text),
        opened_ms: browser::now_ms(),
        created_here: true,
        unsent: updates.len() as u64,
        ..Entry::default()
    };
    storage.create(&entry, client, &updates).await.ok()?;
    Some(id)
}
