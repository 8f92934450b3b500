//! Changing who may do what: read, changed and written as one, with a line in the audit log, and held against everybody who
//! is in the document before the change returns.

use std::collections::{BTreeSet, HashSet};

use octavo_shared::sync::{CloseCode, Role};

use super::{
    Access, Denied, Pass, Rights, Share, Standing, Subject, access, all_shared_with, as_stored, key_of, of,
    shared_with,
};
use crate::activity::happening;
use crate::api;
use crate::app::App;
use crate::clock::wall_ms;
use crate::folders::{self, FolderId};
use crate::people::account::{self, AccountId, Wrong};
use crate::people::audit::{self, About};
use crate::people::groups::GroupId;
use crate::people::live::send_away;
use crate::people::{Failure, Visit, groups, record};
use crate::store::{Book, Change, DocumentName, Store, StoreError};

/// People, addresses and groups with whom a document can be shared.
pub const MOST_SHARES: usize = 200;
/// Requests for a right that may wait for an answer.
pub const MOST_REQUESTS: usize = 100;
/// How often a change is tried anew that somebody else's came before.
const TRIES: usize = 8;

/// Changes who may do what in a document, in the name of `person`, and holds it against all who are in it. `edit` says what the audit log
/// will; it may be called several times, as others change the same document. Gives what holds then.
pub async fn change(
    app: &App,
    document: &DocumentName,
    person: &str,
    visit: &Visit,
    edit: impl FnMut(&mut Rights) -> Result<About, Wrong>,
) -> Result<Rights, Failure> {
    change_beside(app, document, person, visit, &[], edit).await
}

/// As [`change`], together with other changes.
pub async fn change_beside(
    app: &App,
    document: &DocumentName,
    person: &str,
    visit: &Visit,
    beside: &[Change],
    mut edit: impl FnMut(&mut Rights) -> Result<About, Wrong>,
) -> Result<Rights, Failure> {
    for _ in 0..TRIES {
        let (before, bytes) = as_stored(&app.store, document).await?;
        let mut rights = before.clone();
        let about = edit(&mut rights)?;
        if rights.shares.len() > MOST_SHARES.max(before.shares.len()) {
            return Err(Wrong::TooManyShares.into());
        }
        let mut changes = vec![match bytes {
            Some(bytes) => Change::turn(Book::Rights, document.as_bytes(), bytes, record(&rights)),
            None => Change::add(Book::Rights, document.as_bytes(), record(&rights)),
        }];
        changes.extend(index(&app.store, document, &before, &rights).await?);
        changes.extend_from_slice(beside);
        let (news, now_ms) = (happening::of_change(&before, &rights), wall_ms());
        changes.extend(news.iter().map(|what| happening::told(document, person, what.clone(), now_ms)));
        let about = About { document: Some(audit::short(document)), ..about };
        changes.push(audit::told(about, AccountId::of(person), visit.from.to_string()));
        if app.store.write(changes).await? {
            enforce(app, document).await;
            news.iter().for_each(|what| app.hooks.happened(document, person, what, now_ms));
            return Ok(rights);
        }
    }
    Err(Failure::Busy)
}

/// Deletes a document for good, if `may` says so of its rights: its text, its past, its review and its view link. What is left is that
/// it is gone. False when it may not be deleted, or is not there.
pub async fn erase(
    app: &App,
    document: &DocumentName,
    account: Option<AccountId>,
    from: String,
    may: impl Fn(&Rights) -> bool,
) -> Result<bool, Failure> {
    for _ in 0..TRIES {
        let (before, Some(bytes)) = as_stored(&app.store, document).await? else { return Ok(false) };
        if before.gone_ms.is_some() || !may(&before) {
            return Ok(false);
        }
        let after = Rights { link: None, gone_ms: Some(wall_ms()), ..Rights::default() };
        let mut changes = vec![Change::turn(Book::Rights, document.as_bytes(), bytes, record(&after))];
        changes.extend(index(&app.store, document, &before, &after).await?);
        changes.push(Change::remove(Book::Cards, document.as_bytes()));
        let told = app.store.begin_with(Book::Told, key_of(document, ""), usize::MAX).await?;
        changes.extend(told.into_iter().map(|(key, _)| Change::remove(Book::Told, key)));
        let held = app.store.begin_with(Book::Held, key_of(document, ""), usize::MAX).await?;
        changes.extend(held.into_iter().map(|(key, _)| Change::remove(Book::Held, key)));
        changes.extend(happening::forget(&app.store, document).await?);
        let about =
            About { document: Some(audit::short(document)), ..About::new(audit::Event::DocumentDeleted) };
        changes.push(audit::told(about, account, from.clone()));
        let names = vec![document.clone(), api::review_of(document)];
        if app.store.delete(names, app.views.key(document), changes).await? {
            app.digests.forget(document).await;
            enforce(app, document).await;
            return Ok(true);
        }
    }
    Err(Failure::Busy)
}

/// What the other books say when a document's rights change.
async fn index(
    store: &Store,
    document: &DocumentName,
    before: &Rights,
    after: &Rights,
) -> Result<Vec<Change>, StoreError> {
    let mut changes = Vec::new();
    for key in before.shares.keys().filter(|key| !after.shares.contains_key(*key)) {
        changes.push(Change::remove(Book::Shared, key_of(key, document)));
    }
    for (key, share) in after.shares.iter().filter(|(key, _)| !before.shares.contains_key(*key)) {
        changes.push(Change::put(Book::Shared, key_of(key, document), record(&share.since_ms)));
    }
    let (from, to) = (before.shelf(), after.shelf());
    if from == to
        && before.folder != after.folder
        && let Some(shelf) = to
    {
        let standing = store.look_up(Book::Owned, key_of(&shelf, document)).await?;
        let since_ms = standing.map_or_else(wall_ms, |standing| Standing::read(&standing).0);
        let standing = Standing::record(since_ms, after.folder);
        changes.push(Change::put(Book::Owned, key_of(&shelf, document), standing));
    } else if from != to {
        changes.extend(from.map(|from| Change::remove(Book::Owned, key_of(&from, document))));
        let standing = Standing::record(wall_ms(), after.folder);
        changes.extend(to.map(|to| Change::put(Book::Owned, key_of(&to, document), standing)));
    }
    let (from, to) = (before.listed_in(), after.listed_in());
    if from != to {
        changes.extend(from.map(|from| folders::take_out_of(&from.text(), document)));
        changes.extend(to.map(|to| folders::put_inside(&to.text(), document)));
    }
    Ok(changes)
}

/// Sends those away who are in a document or its review with more right, or less, than they have: for good, or to come back with
/// what they have now.
pub async fn enforce(app: &App, document: &str) {
    for (id, stay) in app.people.live.in_document(document) {
        match access(&app.store, &stay.address, &stay.person).await {
            Ok(Access::To(pass)) if pass.role.min(stay.bounds.most) == stay.role => {
                app.people.live.lasts(id, pass.until_ms)
            }
            Ok(Access::To(_)) => send_away(&stay, CloseCode::RESTART, "What you may do here has changed."),
            Ok(Access::Denied(_, Denied::Trashed)) => {
                send_away(&stay, CloseCode::FORBIDDEN, super::TRASHED);
            }
            Ok(Access::Gone) => send_away(&stay, CloseCode::UNKNOWN_DOCUMENT, super::GONE),
            _ => send_away(&stay, CloseCode::FORBIDDEN, super::DENIED),
        }
    }
}

/// Gives what was shared with somebody's address to the account that has it, so that it stays his when he changes his
/// address.
pub async fn settle(store: &Store, pass: &Pass, person: &str) -> Result<(), StoreError> {
    let Some(id) = AccountId::of(person).filter(|_| pass.is_by_mail) else { return Ok(()) };
    let Some(address) = account::proven_address(store, id).await? else { return Ok(()) };
    let mail = Subject::Mail(address).key();
    let (before, Some(bytes)) = as_stored(store, &pass.document).await? else { return Ok(()) };
    let mut rights = before.clone();
    let mut changes = Vec::new();
    if let Some(share) = rights.shares.remove(&mail) {
        let role = rights.shares.get(person).map_or(share.role, |own| own.role.max(share.role));
        rights.shares.insert(person.to_owned(), Share { role, ..share });
        changes.push(Change::turn(Book::Rights, pass.document.as_bytes(), bytes, record(&rights)));
        changes.extend(index(store, &pass.document, &before, &rights).await?);
    }
    if let Some(folder) = before.folder {
        changes.extend(folders::sharing::settled(store, folder, &mail, person).await?);
    }
    for group in groups_of(store, &before).await? {
        changes.extend(groups::settled(store, group, &mail, person).await?);
    }
    // Whoever comes at the same moment as another change is settled when he comes next.
    store.write(changes).await.map(drop)
}

/// The groups with which a document is shared, or a folder that it lies in.
async fn groups_of(store: &Store, rights: &Rights) -> Result<BTreeSet<GroupId>, StoreError> {
    let group = |key: &String| match Subject::read(key) {
        Some(Subject::Group(group)) => Some(group),
        _ => None,
    };
    let mut groups: BTreeSet<GroupId> = rights.shares.keys().filter_map(group).collect();
    if let Some(folder) = rights.folder {
        for (_, folder, _) in folders::chain(store, folder).await? {
            groups.extend(folder.shares.keys().filter_map(group));
        }
    }
    Ok(groups)
}

/// Takes a subject out of all documents and folders that are shared with it.
pub async fn unshare(
    app: &App,
    subject: &Subject,
    person: &str,
    visit: &Visit,
    about: About,
) -> Result<(), Failure> {
    let key = subject.key();
    folders::sharing::unshare(app, subject, person, visit, &about).await?;
    for (document, _) in shared_with(&app.store, &key).await? {
        change(app, &document.into(), person, visit, |rights| {
            rights.shares.remove(&key);
            if rights.offered_to.as_ref() == Some(&key) {
                rights.offered_to = None;
            }
            Ok(about.clone())
        })
        .await?;
    }
    Ok(())
}

/// Holds what is shared with a subject against all who are in those documents.
pub async fn enforce_all(app: &App, subject: &Subject) -> Result<(), StoreError> {
    let mut folders = HashSet::new();
    for (name, _) in all_shared_with(&app.store, &subject.key()).await? {
        match FolderId::of(&name) {
            Some(folder) => drop(folders.insert(folder)),
            None => enforce(app, &name).await,
        }
    }
    if !folders.is_empty() {
        folders::change::enforce_below(app, &folders).await?;
    }
    Ok(())
}

/// With whom a document can be offered to be theirs: who has opened it with an account.
pub async fn candidates(store: &Store, document: &str) -> Result<Vec<AccountId>, StoreError> {
    let shares = of(store, document).await?.shares;
    Ok(shares.keys().filter_map(|key| AccountId::of(key)).collect())
}

/// Makes a document somebody else's; whoever had it manages it from then on.
pub fn hand_to(rights: &mut Rights, person: &str) {
    let before = std::mem::replace(&mut rights.owner, person.to_owned());
    rights.offered_to = None;
    // Not in another's folder, who would manage it by that.
    rights.folder = None;
    rights.shares.remove(person);
    rights.requests.remove(person);
    if !before.is_empty() {
        let share = Share { role: Role::Manage, mail: None, since_ms: wall_ms() };
        rights.shares.insert(before, share);
    }
}
