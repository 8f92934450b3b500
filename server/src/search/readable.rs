//! Which documents somebody may read at this moment, for whatever reason: his own, what is shared with him, what lies in folders that are
//! his or shared with him, and what he was sent the link of and has opened.

use std::collections::HashSet;

use crate::folders::{self, FolderId, sharing};
use crate::marks;
use crate::people::account::AccountId;
use crate::people::read;
use crate::rights::asker::{Asker, subjects_of};
use crate::rights::{self, Rights};
use crate::store::{Book, DocumentName, Store, StoreError};

/// Folders that are looked into for somebody, at most.
const MOST_FOLDERS: usize = 10_000;

/// The documents that somebody may read. Of each but his own the rights are looked up.
pub(super) async fn readable(store: &Store, person: &str) -> Result<HashSet<DocumentName>, StoreError> {
    let own = rights::owned(store, person).await?;
    let mut documents: HashSet<DocumentName> = own.into_iter().map(|own| own.document.into()).collect();
    let mut others: Vec<String> = Vec::new();
    let mut folders = folders::folders_in(store, person).await?;
    if let Some(id) = AccountId::of(person) {
        for subject in subjects_of(store, id).await? {
            let key = subject.key();
            others.extend(rights::shared_with(store, &key).await?.into_iter().map(|(document, _)| document));
            folders.extend(sharing::shared_with(store, &key).await?);
        }
    }
    others.extend(in_folders(store, folders).await?);
    others.extend(marks::of(store, person).await?.into_iter().map(|(document, _)| document));
    others.retain(|document| !documents.contains(&**document));
    let keys = others.iter().map(|document| document.as_bytes().to_vec()).collect();
    let mut asker = Asker::new(store, person);
    for (document, bytes) in others.iter().zip(store.look_up_all(Book::Rights, keys).await?) {
        // Of which nothing is recorded is nobody's, and its link lets write. What cannot be read lets nobody in.
        let Some(rights) = bytes.map_or_else(|| Some(Rights::default()), |bytes| read(&bytes)) else {
            continue;
        };
        let is_there = rights.gone_ms.is_none() && rights.trashed_ms.is_none();
        if is_there && asker.allowed(document, &rights).await?.is_ok() {
            documents.insert(document.as_str().into());
        }
    }
    Ok(documents)
}

/// The documents that lie in these folders, and in those within them.
async fn in_folders(store: &Store, mut folders: Vec<FolderId>) -> Result<Vec<String>, StoreError> {
    let (mut documents, mut seen) = (Vec::new(), HashSet::new());
    while let Some(id) = folders.pop() {
        if seen.len() < MOST_FOLDERS && seen.insert(id) {
            documents.extend(folders::documents_in(store, id).await?);
            folders.extend(folders::folders_in(store, &id.text()).await?);
        }
    }
    Ok(documents)
}
