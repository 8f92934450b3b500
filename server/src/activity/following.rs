//! Whom a document's news are for: whoever made it, wrote in it, gave it a star or was given it, as long as he does not say
//! that he does not want to hear of it.

use std::collections::{BTreeMap, BTreeSet};

use super::happening::with;
use crate::folders::{self, FolderId, documents_in, folders_in};
use crate::marks::{self, Mark};
use crate::people::account::AccountId;
use crate::rights::asker::subjects_of;
use crate::rights::{self, Subject};
use crate::store::{DocumentName, Store, StoreError};

/// Somebody who asks what happened.
#[derive(Debug, Clone)]
pub struct Reader {
    /// As the log knows him.
    pub person: String,
    /// Under which names documents are shared with him.
    subjects: Vec<String>,
}

impl Reader {
    /// Reads who somebody is.
    pub async fn of(store: &Store, person: &str) -> Result<Reader, StoreError> {
        let mut subjects = vec![person.to_owned()];
        if let Some(id) = AccountId::of(person) {
            subjects = subjects_of(store, id).await?.iter().map(Subject::key).collect();
        }
        Ok(Reader { person: person.to_owned(), subjects })
    }

    /// Whether it is he whom a happening calls so.
    pub fn is(&self, called: &str) -> bool {
        self.subjects.iter().any(|subject| with(subject) == called)
    }

    /// The documents that he could follow, with what is written of him and each.
    async fn near(&self, store: &Store) -> Result<BTreeMap<DocumentName, Mark>, StoreError> {
        let mut near = BTreeSet::new();
        let own =
            [rights::of_owner(store, &self.person).await?, rights::in_trash(store, &self.person).await?];
        near.extend(own.into_iter().flatten().map(|(document, _)| DocumentName::from(document)));
        for subject in &self.subjects {
            let shared = rights::shared_with(store, subject).await?;
            near.extend(shared.into_iter().map(|(document, _)| DocumentName::from(document)));
            near.extend(in_folders(store, folders::sharing::shared_with(store, subject).await?).await?);
        }
        let marks = marks::of(store, &self.person).await?.into_iter();
        let mut marks: BTreeMap<DocumentName, Mark> = marks.map(|(name, mark)| (name.into(), mark)).collect();
        let is_taken_up = |mark: &Mark| mark.starred_ms.is_some() || mark.edited_ms.is_some();
        near.extend(marks.iter().filter(|(_, mark)| is_taken_up(mark)).map(|(name, _)| name.clone()));
        let with_mark = |name: DocumentName| {
            let mark = marks.remove(&name).unwrap_or_default();
            (name, mark)
        };
        Ok(near.into_iter().map(with_mark).collect())
    }

    /// The documents that he follows, with what is written of him and each.
    pub async fn follows(&self, store: &Store) -> Result<BTreeMap<DocumentName, Mark>, StoreError> {
        let mut near = self.near(store).await?;
        near.retain(|_, mark| mark.muted_ms.is_none());
        Ok(near)
    }

    /// The documents that he does not want to hear of.
    pub async fn muted(&self, store: &Store) -> Result<Vec<DocumentName>, StoreError> {
        let near = self.near(store).await?;
        Ok(near.into_iter().filter(|(_, mark)| mark.muted_ms.is_some()).map(|(name, _)| name).collect())
    }
}

/// The documents that lie in folders, and in those that lie in them.
async fn in_folders(store: &Store, mut waiting: Vec<FolderId>) -> Result<Vec<DocumentName>, StoreError> {
    let (mut documents, mut seen) = (Vec::new(), BTreeSet::new());
    while let Some(folder) = waiting.pop() {
        if seen.insert(folder) {
            waiting.extend(folders_in(store, &folder.text()).await?);
            documents.extend(documents_in(store, folder).await?.into_iter().map(DocumentName::from));
        }
    }
    Ok(documents)
}
