//! Who may do what with what is in a folder: changed as one record, with a line in the audit log, and held against all who are in
//! documents below it before the change returns.

use std::collections::HashSet;

use octavo_shared::sync::Power;

use super::change::{enforce_below, reach};
use super::{Folder, FolderId, chain, find};
use crate::api::Refusal;
use crate::app::App;
use crate::people::account::{AccountId, Wrong};
use crate::people::audit::{self, About};
use crate::people::{Failure, Visit, record};
use crate::rights::asker::Asker;
use crate::rights::change::MOST_SHARES;
use crate::rights::{Share, Subject, key_of};
use crate::store::{Book, Change, Store, StoreError};

/// How often a change is tried anew that somebody else's came before.
const TRIES: usize = 8;

/// Changes who may do what with what is in a folder, in the name of `person`, who manages it. `edit` says what the audit log will; it may
/// be called several times.
pub async fn change(
    app: &App,
    visit: &Visit,
    person: &str,
    id: FolderId,
    edit: impl Fn(&mut Folder) -> Result<About, Wrong>,
) -> Result<(), Refusal> {
    const NOT_YOURS: &str = "Only who owns or manages a folder says who may do what with what is in it.";
    reach(&app.store, &mut Asker::new(&app.store, person), id, Power::Share, NOT_YOURS).await?;
    Ok(turn(app, visit, person, id, edit).await?)
}

async fn turn(
    app: &App,
    visit: &Visit,
    person: &str,
    id: FolderId,
    edit: impl Fn(&mut Folder) -> Result<About, Wrong>,
) -> Result<(), Failure> {
    for _ in 0..TRIES {
        let (_, before, bytes) = find(&app.store, id).await?.ok_or(Wrong::Gone)?;
        let mut folder = before.clone();
        let about = edit(&mut folder)?;
        if folder.shares.len() > MOST_SHARES.max(before.shares.len()) {
            return Err(Wrong::TooManyShares.into());
        }
        let mut changes = vec![Change::turn(Book::Folders, id.key(), bytes, record(&folder))];
        changes.extend(index(id, &before, Some(&folder)));
        let about = About { document: Some(audit::short(&id.text())), ..about };
        changes.push(audit::told(about, AccountId::of(person), visit.from.to_string()));
        if app.store.write(changes).await? {
            enforce_below(app, &HashSet::from([id])).await?;
            return Ok(());
        }
    }
    Err(Failure::Busy)
}

/// What the book of what is shared with whom says when a folder's shares change, or it is deleted.
pub(super) fn index(id: FolderId, before: &Folder, after: Option<&Folder>) -> Vec<Change> {
    let none = Default::default();
    let after = after.map_or(&none, |folder| &folder.shares);
    let gone = before.shares.keys().filter(|key| !after.contains_key(*key));
    let new = after.iter().filter(|(key, _)| !before.shares.contains_key(*key));
    let gone = gone.map(|key| Change::remove(Book::Shared, key_of(key, &id.name())));
    let new =
        new.map(|(key, share)| Change::put(Book::Shared, key_of(key, &id.name()), record(&share.since_ms)));
    gone.chain(new).collect()
}

/// Takes a subject out of all folders that are shared with it.
pub async fn unshare(
    app: &App,
    subject: &Subject,
    person: &str,
    visit: &Visit,
    about: &About,
) -> Result<(), Failure> {
    let key = subject.key();
    for id in shared_with(&app.store, &key).await? {
        let taken = turn(app, visit, person, id, |folder| {
            folder.shares.remove(&key);
            Ok(about.clone())
        });
        match taken.await {
            Ok(()) | Err(Failure::Wrong(Wrong::Gone)) => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(())
}

/// The folders that are shared with a [`Subject`].
pub async fn shared_with(store: &Store, subject: &str) -> Result<Vec<FolderId>, StoreError> {
    let names = crate::rights::all_shared_with(store, subject).await?;
    Ok(names.into_iter().filter_map(|(name, _)| FolderId::of(&name)).collect())
}

/// What gives the account of `person` what is shared with its address, the share key `mail`, in a folder and those around it.
pub async fn settled(
    store: &Store,
    id: FolderId,
    mail: &str,
    person: &str,
) -> Result<Vec<Change>, StoreError> {
    let mut changes = Vec::new();
    for (id, before, bytes) in chain(store, id).await? {
        let mut folder = before.clone();
        let Some(share) = folder.shares.remove(mail) else { continue };
        let role = folder.shares.get(person).map_or(share.role, |own| own.role.max(share.role));
        folder.shares.insert(person.to_owned(), Share { role, ..share });
        changes.push(Change::turn(Book::Folders, id.key(), bytes, record(&folder)));
        changes.extend(index(id, &before, Some(&folder)));
    }
    Ok(changes)
}
