//! The page at `/new`: a new document, blank, of a template or of what another app or the system has sent.

use super::templates::Template;
use crate::address::Address;
use crate::browser;
use crate::provider::{Entry, Storage, excerpt};
use leptos::prelude::*;
use octavo_shared::edit::{TextFormat, import_delta, import_text};
use octavo_shared::model::{Delta, Document, seed};
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

/// A document that is to be made.
struct Wanted {
    title: String,
    /// The change that brings its text into a blank one.
    change: Delta,
}

impl Wanted {
    fn of_template(name: &str) -> Option<Wanted> {
        let Template { title, text } = Template::find(name)?;
        Some(Wanted { title, change: import_delta(text) })
    }

    fn of_sent(sent: &Sent) -> Wanted {
        let stem = sent.name.rsplit_once('.').map_or(&*sent.name, |(stem, _)| stem);
        let title = stem.trim().chars().take(LONGEST_TITLE).collect();
        Wanted { title, change: import_text(&sent.text, TextFormat::of(&sent.name)) }
    }
}

/// Makes what was chosen or sent into documents, or a blank one, and opens it.
#[component]
pub fn Arrival() -> impl IntoView {
    let here = expect_context::<Address>();
    let (key, template) = untrack(|| (here.query("inbox"), here.query("template")));
    leptos::task::spawn_local(async move {
        let sent: Vec<Sent> = serde_json::from_str(&browser::inbox(key.as_deref()).await).unwrap_or_default();
        let wanted = template.as_deref().and_then(Wanted::of_template).into_iter();
        let wanted: Vec<Wanted> = wanted.chain(sent.iter().map(Wanted::of_sent)).collect();
        let address = match make_all(wanted).await {
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

/// Keeps all of these as documents, or a blank one if there is none. Answers with the first.
async fn make_all(wanted: Vec<Wanted>) -> Option<Uuid> {
    let storage = Storage::open().await.ok()?;
    let blank = Wanted { title: String::new(), change: Delta::default() };
    let mut first = None;
    for wanted in if wanted.is_empty() { vec![blank] } else { wanted } {
        let id = make(&storage, wanted).await?;
        first.get_or_insert(id);
    }
    first
}

async fn make(storage: &Storage, Wanted { title, change }: Wanted) -> Option<Uuid> {
    let id = Uuid::new_v4();
    let client = u64::from(browser::random());
    let mut document = Document::new(client);
    document.merge([&seed()[..]]).ok()?;
    let mut updates = Vec::new();
    if !change.is_empty() {
        updates.push(document.edit(&change));
    }
    if !title.is_empty() {
        updates.push(document.set_title(&title));
    }
    let entry = Entry {
        id,
        title,
        excerpt: excerpt(&change.text()),
        opened_ms: browser::now_ms(),
        created_here: true,
        unsent: updates.len() as u64,
        ..Entry::default()
    };
    storage.create(&entry, client, &updates).await.ok()?;
    Some(id)
}
