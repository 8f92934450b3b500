//! What lists show of a document, kept beside it so that a list reads no documents.

use serde::{Deserialize, Serialize};

use super::Digest;
use crate::people::read;
use crate::store::{Book, Store, StoreError};

/// Characters of a title, and of how a document begins, at most.
const LONGEST_TITLE: usize = 300;
const LONGEST_EXCERPT: usize = 200;

/// What lists show of a document, as it was when it was last read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// The last entry of its log that it says something of.
    pub entry: u64,
    /// The title; empty where it has none.
    pub title: String,
    /// How the text begins.
    pub excerpt: String,
    /// Characters of the text, without the ends of paragraphs.
    pub characters: u64,
    /// Bytes of its log and its snapshot.
    pub bytes: u64,
    /// When it was made, in milliseconds since 1970.
    pub made_ms: u64,
    /// When somebody changed it last, in milliseconds since 1970; when it was made, if nobody has.
    pub edited_ms: u64,
    /// Who that was, as the log knows him.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub editor: Option<String>,
}

impl Card {
    pub(super) fn of(digest: &Digest, editor: Option<&str>) -> Card {
        Card {
            entry: digest.entry,
            title: digest.title.chars().take(LONGEST_TITLE).collect(),
            excerpt: excerpt(&digest.text),
            characters: digest.characters,
            bytes: digest.bytes,
            made_ms: digest.made_ms,
            edited_ms: digest.edited_ms,
            editor: editor.map(str::to_owned),
        }
    }
}

/// How a text begins, in one line.
fn excerpt(text: &str) -> String {
    let mut excerpt = String::new();
    for word in text.split(|letter: char| letter.is_whitespace() || letter == super::EMBED) {
        if word.is_empty() {
            continue;
        }
        if !excerpt.is_empty() {
            excerpt.push(' ');
        }
        excerpt.push_str(word);
        if excerpt.len() >= 4 * LONGEST_EXCERPT {
            break;
        }
    }
    excerpt.chars().take(LONGEST_EXCERPT).collect()
}

/// A document's card; `None` where it has not been read yet.
pub async fn of(store: &Store, document: &str) -> Result<Option<Card>, StoreError> {
    let bytes = store.look_up(Book::Cards, document.as_bytes().to_vec()).await?;
    Ok(bytes.as_deref().and_then(read))
}

/// The cards of several documents, in their order.
pub async fn of_all<'a>(
    store: &Store,
    documents: impl IntoIterator<Item = &'a str>,
) -> Result<Vec<Option<Card>>, StoreError> {
    let keys = documents.into_iter().map(|document| document.as_bytes().to_vec()).collect();
    let records = store.look_up_all(Book::Cards, keys).await?;
    Ok(records.into_iter().map(|bytes| bytes.as_deref().and_then(read)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_one_short_line_of_the_text_alone() {
        assert_eq!(excerpt("Dear Ada,\n\n\u{fffc}\u{2028}  thank you.\n"), "Dear Ada, thank you.");
        assert_eq!(excerpt("\n"), "");
        assert_eq!(excerpt(&"ä".repeat(10_000)), "ä".repeat(LONGEST_EXCERPT));
        assert!(excerpt(&"word ".repeat(10_000)).starts_with("word word "));
    }
}
