//! Who may do what with what is in a folder: changed as one record, with a line in the audit log, and held against all who are in
//! documents below it before the change returns.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};

use octavo_shared::sync::Role;

use super::change::enforce_below;
use super::{Folder, FolderId, chain, find};
use crate::app::App;
use crate::clock::wall_ms;
use crate::people::account::{self, AccountId, Wrong, address_key};
use crate::people::audit::{self, About, Event};
use crate::people::groups::{self, GroupId};
use crate::people::mail::{Letter, Tidings};
use crate::people::{Failure, SignedIn, Visit, Who, record};
use crate::rights::change::MOST_SHARES;
use crate::rights::{Share, Subject, key_of};
use crate::store::{Book, Change, Store, StoreError};

/// How often a change is tried anew that somebody else's came before.
const TRIES: usize = 8;

/// With whom a folder is to be shared.
#[derive(Debug, Clone, Copy)]
pub enum With<'a> {
    /// With whoever has this address.
    Mail(&'a str),
    /// With a group of whoever shares it, by its id.
    Group(&'a str),
    /// With one of those with whom it is shared already, under this name.
    Known(&'a str),
}

/// Shares a folder with somebody, or ends that, in the name of `who`, who manages it.
pub async fn share(
    app: &App,
    visit: &Visit,
    who: &Who,
    id: FolderId,
    with: With<'_>,
    role: Option<Role>,
) -> Result<(), Failure> {
    let (key, mail) = subject(app, visit, who, with).await?;
    let is_known = matches!(with, With::Known(_));
    let is_new = AtomicBool::new(false);
    change(app, visit, &who.person, id, |folder| {
        let is_shared = folder.shares.contains_key(&key);
        is_new.store(!is_shared, Ordering::Relaxed);
        let event = match (is_shared, role) {
            (false, None) => return Err(Wrong::Gone),
            (false, Some(_)) if is_known => return Err(Wrong::Gone),
            (true, None) => Event::Unshared,
            (true, Some(_)) => Event::RoleChanged,
            (false, Some(_)) => Event::Shared,
        };
        match role {
            Some(role) => {
                let share = Share { role, mail: mail.clone(), since_ms: wall_ms() };
                folder.shares.entry(key.clone()).or_insert(share).role = role;
            }
            None => drop(folder.shares.remove(&key)),
        }
        Ok(About { whom: AccountId::of(&key), role, ..About::new(event) })
    })
    .await?;
    if let Some(mail) = mail.filter(|_| is_new.into_inner()) {
        write(app, visit, who, id, &mail).await;
    }
    Ok(())
}

/// Writes a letter about a folder that is shared. What was done stays done when there is no place for the letter.
async fn write(app: &App, visit: &Visit, who: &Who, id: FolderId, to: &str) {
    let Some(SignedIn { account, .. }) = who.signed_in.as_ref().filter(|_| app.people.has_mail()) else {
        return;
    };
    let Ok(Some((_, folder, _))) = find(&app.store, id).await else { return };
    let (document, title) = (id.text(), folder.name);
    let by = format!("{} ({})", account.name, account.email);
    let letter = Letter::Document { tidings: Tidings::FolderShared, document, title, by };
    if let Err(error) = app.people.post(letter, to, visit.language).await {
        tracing::warn!(%error, "a letter about a folder could not be queued");
    }
}

/// Under which name a share stands, and the address as it was typed.
async fn subject(
    app: &App,
    visit: &Visit,
    who: &Who,
    with: With<'_>,
) -> Result<(String, Option<String>), Failure> {
    match with {
        With::Known(key) => Ok((Subject::read(key).ok_or(Wrong::Gone)?.key(), None)),
        With::Group(group) => {
            let group = GroupId::read(group).ok_or(Wrong::Gone)?;
            let own = groups::of(&app.store, &who.person).await?;
            match own.iter().any(|(id, _)| *id == group) {
                true => Ok((Subject::Group(group).key(), None)),
                false => Err(Wrong::Gone.into()),
            }
        }
        With::Mail(mail) => {
            let Some(signed_in) = &who.signed_in else { return Err(Wrong::Gone.into()) };
            let mail = account::email(mail)?;
            let address = address_key(&mail);
            if address == address_key(&signed_in.account.email) {
                return Err(Wrong::Own.into());
            }
            app.people.ask(&address, visit)?;
            Ok((app.people.addressee(&mail).await?.key(), Some(mail)))
        }
    }
}

/// Says what everyone with an account may do with what is in a folder, in the name of `person`, who manages it.
pub async fn set_everyone(
    app: &App,
    visit: &Visit,
    person: &str,
    id: FolderId,
    everyone: Option<Role>,
) -> Result<(), Failure> {
    change(app, visit, person, id, |folder| {
        folder.everyone = everyone;
        Ok(About { role: everyone, ..About::new(Event::EveryoneChanged) })
    })
    .await
}

/// Changes who may do what with what is in a folder. `edit` says what the audit log will; it may be called several times.
async fn change(
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
        let taken = change(app, visit, person, id, |folder| {
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

/// Gives what is shared with the address of `person` in a folder and those around it to his account, so that it stays his when he
/// changes his address.
pub async fn settle(store: &Store, id: FolderId, person: &str) -> Result<(), StoreError> {
    let Some(account) = AccountId::of(person) else { return Ok(()) };
    let Some(address) = account::proven_address(store, account).await? else { return Ok(()) };
    let changes = settled(store, id, &Subject::Mail(address).key(), person).await?;
    // Whoever comes at the same moment as another change is settled when he comes next.
    store.write(changes).await.map(drop)
}
