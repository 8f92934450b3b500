//! A document that is marked to be kept offline is brought up to what the server has without being opened.

use super::storage::{Entry, Storage};
use super::tabs;
use crate::api;
use octavo_shared::model::Document;
use octavo_shared::sync::mend;

/// A replica that only reads.
const READER: u64 = 0;
/// How much of a text the list of documents shows, in characters.
const EXCERPT: usize = 160;

/// The beginning of a text as the list of documents shows it: on one line.
pub fn excerpt(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(EXCERPT).collect()
}

impl Storage {
    /// Fetches what the server has of those of the documents that are marked. Answers whether anything was news.
    pub async fn fetch_marked(&self, entries: &[Entry]) -> bool {
        let mut is_news = false;
        for entry in entries.iter().filter(|entry| entry.is_pinned && entry.is_at_server) {
            // One that is open sees to itself.
            if tabs::living(entry.id).await.is_empty() {
                is_news |= self.fetch(entry).await.is_some();
            }
        }
        is_news
    }

    async fn fetch(&self, entry: &Entry) -> Option<()> {
        let state = api::state(entry.id).await?;
        let kept = self.load(entry.id).await.ok()?;
        let updates: Vec<&[u8]> = kept.records.iter().map(|record| &record.update[..]).collect();
        let mut reader = Document::new(READER);
        let mended = mend(&reader.replica().state_vector(), &updates).ok()?;
        if !kept.damaged.is_empty() || mended.whole.len() < updates.len() {
            // Opening it makes it whole.
            return None;
        }
        reader.merge(updates).ok()?;
        let before = reader.replica().encode();
        reader.merge([&state[..]]).ok()?;
        let snapshot = reader.replica().encode();
        if snapshot == before {
            return None;
        }
        let saved: Vec<u64> =
            kept.records.iter().filter(|it| !kept.is_unsaved(it)).map(|it| it.key).collect();
        self.fold(entry.id, &snapshot, &saved).await.ok()?;
        let text = reader.body().text();
        let title = reader.title().trim().to_owned();
        self.put_entry(&Entry { title, excerpt: excerpt(&text), ..entry.clone() }).await.ok()
    }
}
