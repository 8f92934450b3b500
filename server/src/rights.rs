//! Whose a document is, and who may do what in it. A document belongs to whoever made it. What its link allows is his to say;
//! until he does, whoever has the link may write. A document of which nothing is recorded is nobody's, and its link lets write.

use serde::{Deserialize, Serialize};

use crate::people::{read, record};
use crate::store::{Book, Change, DocumentName, Store, StoreError};

/// What whoever has a document's link may do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Link {
    /// Nothing: the document is open to its owner alone.
    Off,
    /// Look.
    View,
    /// Write.
    #[default]
    Edit,
}

/// Whose a document is, and what its link allows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rights {
    /// As the log knows him; empty is nobody.
    pub owner: String,
    /// What whoever has the link may do.
    pub link: Link,
}

/// What is written when `owner` makes a document.
pub fn of_new(document: &DocumentName, owner: &str) -> Vec<Change> {
    let rights = Rights { owner: owner.to_owned(), link: Link::default() };
    vec![
        Change::put(Book::Rights, document.as_bytes(), record(&rights)),
        Change::put(Book::Owned, owned(owner, document), Vec::new()),
    ]
}

/// Whose a document is and what its link allows.
pub async fn of(store: &Store, document: &str) -> Result<Rights, StoreError> {
    let bytes = store.look_up(Book::Rights, document.as_bytes().to_vec()).await?;
    match bytes {
        None => Ok(Rights::default()),
        // What cannot be read lets nobody in.
        Some(bytes) => read(&bytes).ok_or_else(|| StoreError::Damaged("a document's rights".to_owned())),
    }
}

/// What gives all that one has to another.
pub async fn hand_over(store: &Store, from: &str, to: &str) -> Result<Vec<Change>, StoreError> {
    let mut changes = Vec::new();
    for document in of_owner(store, from).await? {
        let key = document.as_bytes().to_vec();
        let Some(bytes) = store.look_up(Book::Rights, key.clone()).await? else { continue };
        let Some(rights) = read::<Rights>(&bytes).filter(|rights| rights.owner == from) else { continue };
        changes.push(Change::turn(
            Book::Rights,
            key,
            bytes,
            record(&Rights { owner: to.to_owned(), ..rights }),
        ));
        changes.push(Change::remove(Book::Owned, owned(from, &document)));
        changes.push(Change::put(Book::Owned, owned(to, &document), Vec::new()));
    }
    Ok(changes)
}

/// The documents that belong to somebody.
pub async fn of_owner(store: &Store, owner: &str) -> Result<Vec<String>, StoreError> {
    let prefix = owned(owner, "");
    let length = prefix.len();
    let records = store.begin_with(Book::Owned, prefix, usize::MAX).await?;
    Ok(records.into_iter().filter_map(|(key, _)| String::from_utf8(key[length..].to_vec()).ok()).collect())
}

fn owned(owner: &str, document: &str) -> Vec<u8> {
    [owner.as_bytes(), b"\0", document.as_bytes()].concat()
}
