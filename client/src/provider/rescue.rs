//! What the server does not take any more can go on as a document of its own, or leave as a file.

use super::Provider;
use super::storage::{Entry, Storage};
use crate::browser;
use octavo_shared::edit::page_html;
use octavo_shared::model::Document;
use uuid::Uuid;

impl Provider {
    /// Makes a new document called `title` of what this one says, in this browser. Answers with it; `None` where the browser keeps
    /// nothing.
    pub async fn copy_to_new(&self, title: &str, excerpt: String) -> Option<Uuid> {
        let (id, client) = (Uuid::new_v4(), u64::from(browser::random()));
        let mut copy = Document::new(client);
        let updates = self.inner.editor.with_document(|document, _| copy.become_copy(document, title));
        let entry = Entry {
            id,
            title: title.to_owned(),
            excerpt,
            opened_ms: browser::now_ms(),
            created_here: true,
            unsent: updates.len() as u64,
            ..Entry::default()
        };
        Storage::open().await.ok()?.create(&entry, client, &updates).await.ok()?;
        Some(id)
    }

    /// Gives what the document says to the person, as a file that browsers and word processors open.
    pub fn save_as_file(&self, title: &str) {
        let page =
            self.inner.editor.with_document(|document, blocks| page_html(title, blocks, &document.styles()));
        browser::save_file(&format!("{title}.html"), "text/html", &page);
    }
}
