//! What the server does not take any more can go on as a document of its own, or leave as a file: from the page where it is open,
//! and from the list of documents without opening it.

use super::storage::{Entry, Storage};
use super::{Provider, excerpt};
use crate::browser;
use crate::editor::EditorHandle;
use octavo_shared::export::page_html;
use octavo_shared::model::Document;
use octavo_shared::sync::mend;
use uuid::Uuid;

impl Provider {
    /// Makes a new document called `title` of what this one says, in this browser. Answers with it; `None` where the browser keeps
    /// nothing.
    pub async fn copy_to_new(&self, title: &str) -> Option<Uuid> {
        copy_to_new(&self.inner.editor, title).await
    }

    /// Gives what the document says to the person, as a file that browsers and word processors open.
    pub fn save_as_file(&self, title: &str) {
        save_as_file(&self.inner.editor, title);
    }
}

impl Storage {
    /// The same of a document that is kept here and not open. `None` if it cannot be read, or no other can be kept.
    pub async fn copy_kept_to_new(&self, document: Uuid, title: &str) -> Option<Uuid> {
        copy_to_new(&self.read(document).await?, title).await
    }

    /// Gives what a document says that is kept here and not open to the person. `None` if it cannot be read.
    pub async fn save_kept_as_file(&self, document: Uuid, title: &str) -> Option<()> {
        save_as_file(&self.read(document).await?, title);
        Some(())
    }

    async fn read(&self, document: Uuid) -> Option<EditorHandle> {
        let editor = EditorHandle::new(u64::from(browser::random()));
        let kept = self.load(document).await.ok()?;
        let updates: Vec<&[u8]> = kept.records.iter().map(|record| &record.update[..]).collect();
        let mended = mend(&editor.with_replica(|replica| replica.state_vector()), &updates).ok()?;
        editor.load(&mended.whole.iter().map(|place| updates[*place].to_vec()).collect::<Vec<_>>());
        editor.with_document(|document, _| !document.is_empty()).then_some(editor)
    }
}

async fn copy_to_new(editor: &EditorHandle, title: &str) -> Option<Uuid> {
    let (id, client) = (Uuid::new_v4(), u64::from(browser::random()));
    let mut copy = Document::new(client);
    let updates = editor.with_document(|document, _| copy.become_copy(document, title));
    let entry = Entry {
        id,
        title: title.to_owned(),
        excerpt: excerpt(&copy.body().text()),
        opened_ms: browser::now_ms(),
        created_here: true,
        unsent: updates.len() as u64,
        ..Entry::default()
    };
    Storage::open().await.ok()?.create(&entry, client, &updates).await.ok()?;
    Some(id)
}

fn save_as_file(editor: &EditorHandle, title: &str) {
    let page = editor.with_document(|document, blocks| page_html(title, blocks, &document.styles()));
    browser::save_file(&format!("{title}.html"), "text/html", &page);
}
