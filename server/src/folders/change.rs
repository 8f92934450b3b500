//! Making, renaming, moving and deleting folders, and putting documents into them. Each is one write that expects all that it was
//! decided by to be as it was: of two people who move folders into each other at the same moment, one succeeds.

use std::collections::HashSet;

use axum::http::StatusCode;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use octavo_shared::sync::Power;
use uuid::Uuid;

use super::{
    DEEPEST, Folder, FolderId, Stored, chain, documents_in, find, folders_in, place, put_inside, take_out_of,
};
use crate::api::Refusal;
use crate::app::App;
use crate::clock::wall_ms;
use crate::people::account::{AccountId, Wrong};
use crate::people::audit::{self, About, Event};
use crate::people::{Failure, Visit, record};
use crate::rights::asker::Asker;
use crate::rights::change::{change_beside, enforce};
use crate::store::{Book, Change, DocumentName, Store, StoreError};

/// Characters of a folder's name.
const LONGEST_NAME: usize = 100;
/// Folders that lie in one place.
const MOST_FOLDERS: usize = 1000;
/// How often a change is tried anew that somebody else's came before.
const TRIES: usize = 8;
/// Documents of a deleted folder that are put elsewhere at a time.
const AT_ONCE: usize = 64;

const UNKNOWN: &str = "There is no such folder.";
const NOT_YOURS: &str = "Only who owns or manages a folder can do that.";
const NO_PLACE: &str = "You may not put anything into that folder.";
const INTO_ITSELF: &str = "A folder cannot be moved into itself, or into a folder that lies in it.";
const MOVED: &str = "Somebody moved this folder at the same moment.";
const TOO_DEEP: &str = "Folders can lie in each other 64 deep, and no deeper.";
const TOO_MANY: &str = "1,000 folders can lie in one place, and no more.";
const BUSY: &str = "Somebody changed it at the same moment. Try again.";

/// What is to become of a folder.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// Another name.
    pub name: Option<String>,
    /// Another place: a folder, or the top of its owner's library.
    pub parent: Option<Option<FolderId>>,
}

/// A folder's name, if it can be one.
pub fn check_name(text: &str) -> Result<String, Refusal> {
    let name: String = text.trim().chars().filter(|letter| !letter.is_control()).collect();
    match name.chars().count() {
        1..=LONGEST_NAME => Ok(name),
        _ => Err(Refusal::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "A folder has a name, of 100 characters at most.",
        )),
    }
}

fn conflict(sentence: &'static str) -> Refusal {
    Refusal::new(StatusCode::CONFLICT, sentence)
}

fn unknown() -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, UNKNOWN)
}

/// A folder and those that it lies in, if `asker` may do that with what is in it. Who may do nothing there learns no more than who
/// has made the address up.
pub async fn reach(
    store: &Store,
    asker: &mut Asker<'_>,
    id: FolderId,
    power: Power,
    refusal: &'static str,
) -> Result<Vec<Stored>, Refusal> {
    let Some(role) = asker.in_folder(id).await?.role else { return Err(unknown()) };
    if !role.may(power) {
        return Err(Refusal::new(StatusCode::FORBIDDEN, refusal));
    }
    let chain = chain(store, id).await?;
    if chain.is_empty() { Err(unknown()) } else { Ok(chain) }
}

/// Makes a folder of `person`'s.
pub async fn make(
    app: &App,
    person: &str,
    name: &str,
    parent: Option<FolderId>,
) -> Result<FolderId, Refusal> {
    let name = check_name(name)?;
    let id = FolderId(Uuid::new_v4());
    for _ in 0..TRIES {
        let mut changes = enter(&app.store, person, id, parent, 1).await?;
        let at = place(parent, person);
        let folder = Folder {
            name: name.clone(),
            owner: person.to_owned(),
            parent,
            made_ms: wall_ms(),
            comings: 0,
            everyone: None,
            shares: Default::default(),
        };
        changes.push(Change::add(Book::Folders, id.key(), record(&folder)));
        changes.push(put_inside(&at, &id.name()));
        if app.store.write(changes).await? {
            return Ok(id);
        }
    }
    Err(conflict(BUSY))
}

/// What lets a folder, with so many levels, come to lie in another, where `person` may put it, if it does not lie in the folder that
/// comes; that one and those around it stay where they are meanwhile.
async fn enter(
    store: &Store,
    person: &str,
    id: FolderId,
    parent: Option<FolderId>,
    levels: usize,
) -> Result<Vec<Change>, Refusal> {
    let Some(parent) = parent else {
        return if folders_in(store, person).await?.len() < MOST_FOLDERS {
            Ok(Vec::new())
        } else {
            Err(conflict(TOO_MANY))
        };
    };
    // Asked anew each time: what was found out before is from before.
    let around = reach(store, &mut Asker::new(store, person), parent, Power::Write, NO_PLACE).await?;
    if around.iter().any(|(around, ..)| *around == id) {
        return Err(conflict(INTO_ITSELF));
    }
    if around.len() + levels > DEEPEST {
        return Err(conflict(TOO_DEEP));
    }
    if folders_in(store, &parent.text()).await?.len() >= MOST_FOLDERS {
        return Err(conflict(TOO_MANY));
    }
    let entered = |(index, (id, folder, bytes)): (usize, Stored)| match index {
        0 => {
            let entered = Folder { comings: folder.comings + 1, ..folder };
            Change::turn(Book::Folders, id.key(), bytes, record(&entered))
        }
        _ => Change::holds(Book::Folders, id.key(), Some(bytes)),
    };
    Ok(around.into_iter().enumerate().map(entered).collect())
}

/// Renames a folder or moves it, and holds what it passes on then against all who are in documents below it.
pub async fn change(app: &App, visit: &Visit, person: &str, id: FolderId, wish: Wish) -> Result<(), Refusal> {
    let name = wish.name.as_deref().map(check_name).transpose()?;
    let mut was_in = None;
    for _ in 0..TRIES {
        let asker = &mut Asker::new(&app.store, person);
        let mut found = reach(&app.store, asker, id, Power::Share, NOT_YOURS).await?;
        let (_, folder, bytes) = found.swap_remove(0);
        if *was_in.get_or_insert(folder.parent) != folder.parent {
            return Err(conflict(MOVED));
        }
        let mut after = folder.clone();
        after.name = name.clone().unwrap_or(after.name);
        after.parent = wish.parent.unwrap_or(after.parent);
        let mut changes = Vec::new();
        if after.parent != folder.parent {
            let levels = levels(&app.store, id).await?;
            // At the top it lies in its owner's library, whoever moves it there.
            let by = if after.parent.is_some() { person } else { &folder.owner };
            changes = enter(&app.store, by, id, after.parent, levels).await?;
            changes.push(take_out_of(&folder.place(), &id.name()));
            changes.push(put_inside(&after.place(), &id.name()));
            changes.push(line(visit, person, id, Event::FolderMoved));
        }
        changes.push(Change::turn(Book::Folders, id.key(), bytes, record(&after)));
        if app.store.write(changes).await? {
            if after.parent != folder.parent {
                enforce_below(app, &HashSet::from([id])).await?;
            }
            return Ok(());
        }
    }
    Err(conflict(BUSY))
}

/// How many levels a folder has, itself the first.
async fn levels(store: &Store, id: FolderId) -> Result<usize, StoreError> {
    let (mut levels, mut level) = (0, vec![id]);
    while !level.is_empty() && levels < DEEPEST {
        levels += 1;
        let mut below = Vec::new();
        for id in level {
            below.extend(folders_in(store, &id.text()).await?);
        }
        level = below;
    }
    Ok(levels)
}

/// Deletes a folder and those in it. What is in them goes into the trash where it is `person`'s, and else to the top of its owner's
/// library.
pub async fn delete(app: &App, visit: &Visit, person: &str, id: FolderId) -> Result<(), Refusal> {
    for _ in 0..TRIES {
        let asker = &mut Asker::new(&app.store, person);
        let mut found = reach(&app.store, asker, id, Power::Share, NOT_YOURS).await?;
        found.truncate(1);
        let mut below = found;
        let mut at = 0;
        while let Some((id, ..)) = below.get(at) {
            for id in folders_in(&app.store, &id.text()).await? {
                below.extend(find(&app.store, id).await?);
            }
            at += 1;
        }
        let mut changes = vec![line(visit, person, id, Event::FolderDeleted)];
        for (id, folder, bytes) in &below {
            changes.push(Change::take(Book::Folders, id.key(), bytes.clone()));
            changes.push(take_out_of(&folder.place(), &id.name()));
            changes.extend(super::sharing::index(*id, folder, None));
        }
        if app.store.write(changes).await? {
            let gone: HashSet<FolderId> = below.iter().map(|(id, ..)| *id).collect();
            enforce_below(app, &gone).await?;
            return clear(app, visit, person, &gone).await.map_err(Refusal::from);
        }
    }
    Err(conflict(BUSY))
}

/// Puts what was in deleted folders elsewhere. What this does not come to lies at the top of its owner's library too.
async fn clear(app: &App, visit: &Visit, person: &str, gone: &HashSet<FolderId>) -> Result<(), Failure> {
    for id in gone {
        let documents = documents_in(&app.store, *id).await?;
        stream::iter(documents)
            .map(|document| async move {
                let edit = |rights: &mut crate::rights::Rights| {
                    if rights.folder != Some(*id) {
                        return Err(Wrong::Gone);
                    }
                    rights.folder = None;
                    Ok(match rights.is_owner(person) {
                        true => {
                            rights.trashed_ms.get_or_insert_with(wall_ms);
                            About::new(Event::DocumentTrashed)
                        }
                        false => About::new(Event::DocumentMoved),
                    })
                };
                match crate::rights::change(app, &document.into(), person, visit, edit).await {
                    // Somebody moved it meanwhile.
                    Ok(_) | Err(Failure::Wrong(Wrong::Gone)) => Ok(()),
                    Err(failure) => Err(failure),
                }
            })
            .buffer_unordered(AT_ONCE)
            .try_collect::<()>()
            .await?;
    }
    Ok(())
}

/// Puts a document into a folder where `person` may put something, or takes it out of the one that it is in.
pub async fn put_document(
    app: &App,
    visit: &Visit,
    person: &str,
    document: &DocumentName,
    folder: Option<FolderId>,
) -> Result<(), Refusal> {
    let mut beside = Vec::new();
    if let Some(id) = folder {
        let asker = &mut Asker::new(&app.store, person);
        let mut found = reach(&app.store, asker, id, Power::Write, NO_PLACE).await?;
        let (id, _, bytes) = found.swap_remove(0);
        beside.push(Change::holds(Book::Folders, id.key(), Some(bytes)));
    }
    let edit = |rights: &mut crate::rights::Rights| {
        rights.folder = folder;
        Ok(About::new(Event::DocumentMoved))
    };
    Ok(change_beside(app, document, person, visit, &beside, edit).await.map(drop)?)
}

pub(super) fn line(visit: &Visit, person: &str, id: FolderId, event: Event) -> Change {
    let about = About { document: Some(audit::short(&id.text())), ..About::new(event) };
    audit::told(about, AccountId::of(person), visit.from.to_string())
}

/// Holds what folders pass on against all who are in documents below them.
pub async fn enforce_below(app: &App, folders: &HashSet<FolderId>) -> Result<(), StoreError> {
    for document in app.people.live.documents() {
        let Some(folder) = crate::rights::of(&app.store, &document).await?.folder else { continue };
        let around = chain(&app.store, folder).await?;
        if folders.contains(&folder) || around.iter().any(|(id, ..)| folders.contains(id)) {
            enforce(app, &document).await;
        }
    }
    Ok(())
}
