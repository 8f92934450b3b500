//! Groups: a name and members, made by somebody who has an account, so that a document is shared with all of them at once. A member
//! is an account, or an address of which nobody has shown yet that it is his.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::account::{self, AccountId, Wrong, address_key};
use super::audit::{self, About, Event};
use super::{Failure, Visit, read, record};
use crate::app::App;
use crate::clock::wall_ms;
use crate::rights::change::{enforce_all, unshare};
use crate::rights::{Subject, key_of};
use crate::store::{Book, Change, Store, StoreError};

/// Members of a group, and groups of one maker.
const MOST_MEMBERS: usize = 500;
const MOST_GROUPS: usize = 100;
/// How often a change is tried anew that somebody else's came before.
const TRIES: usize = 5;

/// A group, by a number that nobody chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupId(pub Uuid);

impl GroupId {
    /// The group that a text names.
    pub fn read(text: &str) -> Option<GroupId> {
        Uuid::try_parse(text).ok().map(GroupId)
    }
}

/// What is known of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// As it is called.
    pub name: String,
    /// Who made it, and says who is in it.
    pub maker: String,
    /// Who is in it, by [`Subject`], each with the address as it was typed.
    pub members: BTreeMap<String, String>,
}

impl Group {
    /// Whether somebody is in it who is called `person` and has shown that he has the address of the share key `mail`; and if so,
    /// whether it is the address that makes him one.
    pub fn has(&self, person: &str, mail: Option<&str>) -> Option<bool> {
        match self.members.contains_key(person) {
            true => Some(false),
            false => mail.is_some_and(|mail| self.members.contains_key(mail)).then_some(true),
        }
    }
}

/// A group.
pub async fn find(store: &Store, id: GroupId) -> Result<Option<Group>, StoreError> {
    Ok(as_stored(store, id).await?.map(|(group, _)| group))
}

async fn as_stored(store: &Store, id: GroupId) -> Result<Option<(Group, Vec<u8>)>, StoreError> {
    let bytes = store.look_up(Book::Groups, id.0.as_bytes().to_vec()).await?;
    Ok(bytes.and_then(|bytes| Some((read(&bytes)?, bytes))))
}

/// The groups that somebody has made or is in, by name.
pub async fn of(store: &Store, person: &str) -> Result<Vec<(GroupId, Group)>, StoreError> {
    let prefix = key_of(person, "");
    let length = prefix.len();
    let mut groups = Vec::new();
    for (key, _) in store.begin_with(Book::Members, prefix, usize::MAX).await? {
        let id = std::str::from_utf8(&key[length..]).ok().and_then(GroupId::read);
        if let Some(id) = id
            && let Some(group) = find(store, id).await?
        {
            groups.push((id, group));
        }
    }
    groups.sort_by_key(|(_, group)| group.name.to_lowercase());
    Ok(groups)
}

/// What makes an account a member whose address is one, if it is.
pub async fn settled(
    store: &Store,
    id: GroupId,
    mail: &str,
    person: &str,
) -> Result<Vec<Change>, StoreError> {
    let Some((mut group, bytes)) = as_stored(store, id).await? else { return Ok(Vec::new()) };
    let Some(typed) = group.members.remove(mail) else { return Ok(Vec::new()) };
    group.members.insert(person.to_owned(), typed);
    Ok(vec![
        Change::turn(Book::Groups, *id.0.as_bytes(), bytes, record(&group)),
        Change::remove(Book::Members, key_of(mail, &id.0.to_string())),
        Change::put(Book::Members, key_of(person, &id.0.to_string()), Vec::new()),
    ])
}

/// Makes a group.
pub async fn make(app: &App, maker: AccountId, name: &str, visit: &Visit) -> Result<GroupId, Failure> {
    let name = account::name(name)?;
    let person = maker.person();
    let made = of(&app.store, &person).await?;
    if made.iter().filter(|(_, group)| *group.maker == *person).count() >= MOST_GROUPS {
        return Err(Wrong::TooManyMembers.into());
    }
    let id = GroupId(Uuid::new_v4());
    let group = Group { name, maker: (*person).to_owned(), members: BTreeMap::new() };
    let changes = vec![
        Change::add(Book::Groups, *id.0.as_bytes(), record(&group)),
        Change::put(Book::Members, key_of(&person, &id.0.to_string()), Vec::new()),
        audit::told(About::new(Event::GroupMade), Some(maker), visit.from.to_string()),
    ];
    app.store.write(changes).await?;
    Ok(id)
}

/// Renames a group.
pub async fn rename(
    app: &App,
    maker: AccountId,
    id: GroupId,
    name: &str,
    visit: &Visit,
) -> Result<(), Failure> {
    let name = account::name(name)?;
    change(app, maker, id, visit, |group| {
        group.name.clone_from(&name);
        Ok(None)
    })
    .await
}

/// Takes somebody in by his address: at once if he has an account on a server that sends no letters, else as whoever shows
/// that the address is his. What the caller sees does not say whether there is an account, where letters are sent.
pub async fn add(
    app: &App,
    maker: AccountId,
    id: GroupId,
    email: &str,
    visit: &Visit,
) -> Result<(), Failure> {
    let email = account::email(email)?;
    let subject = app.people.addressee(&email).await?;
    let key = subject.key();
    change(app, maker, id, visit, |group| {
        // Whoever is in it by his account stays so.
        if !group.members.values().any(|typed| address_key(typed) == address_key(&email)) {
            group.members.insert(key.clone(), email.clone());
        }
        Ok(match &subject {
            Subject::Account(id) => Some(*id),
            _ => None,
        })
    })
    .await
}

/// Takes a member out, by the key under which he is one.
pub async fn remove(
    app: &App,
    maker: AccountId,
    id: GroupId,
    key: &str,
    visit: &Visit,
) -> Result<(), Failure> {
    change(app, maker, id, visit, |group| match group.members.remove(key) {
        Some(_) => Ok(AccountId::of(key)),
        None => Err(Wrong::Gone),
    })
    .await
}

/// Deletes a group; what was shared with it is not shared with its members any more.
pub async fn delete(app: &App, maker: AccountId, id: GroupId, visit: &Visit) -> Result<(), Failure> {
    let person = maker.person();
    let (group, bytes) = as_stored(&app.store, id).await?.ok_or(Wrong::Gone)?;
    if *group.maker != *person {
        return Err(Wrong::Gone.into());
    }
    unshare(app, &Subject::Group(id), &person, visit, About::new(Event::Unshared)).await?;
    let mut changes = vec![
        Change::take(Book::Groups, *id.0.as_bytes(), bytes),
        audit::told(About::new(Event::GroupDeleted), Some(maker), visit.from.to_string()),
    ];
    let members = group.members.keys().map(String::as_str).chain([&*person]);
    changes.extend(members.map(|key| Change::remove(Book::Members, key_of(key, &id.0.to_string()))));
    if app.store.write(changes).await? { Ok(()) } else { Err(Failure::Busy) }
}

/// Takes somebody whose account is gone out of all groups, also those that he was in by his address, and deletes those that he has
/// made.
pub async fn forget(app: &App, id: AccountId, mail: Option<&Subject>, visit: &Visit) -> Result<(), Failure> {
    let person = id.person();
    for (group, found) in of(&app.store, &person).await? {
        if *found.maker == *person {
            delete(app, id, group, visit).await?;
        } else if let Some(maker) = AccountId::of(&found.maker) {
            remove(app, maker, group, &person, visit).await?;
        }
    }
    let Some(key) = mail.map(Subject::key) else { return Ok(()) };
    for (group, found) in of(&app.store, &key).await? {
        if let Some(maker) = AccountId::of(&found.maker) {
            remove(app, maker, group, &key, visit).await?;
        }
    }
    Ok(())
}

/// Changes a group that `maker` has made, and holds it against all who are in documents that are shared with it. `edit` says whom
/// the change is about.
async fn change(
    app: &App,
    maker: AccountId,
    id: GroupId,
    visit: &Visit,
    edit: impl Fn(&mut Group) -> Result<Option<AccountId>, Wrong>,
) -> Result<(), Failure> {
    let person = maker.person();
    for _ in 0..TRIES {
        let (before, bytes) = as_stored(&app.store, id).await?.ok_or(Wrong::Gone)?;
        if *before.maker != *person {
            return Err(Wrong::Gone.into());
        }
        let mut group = before.clone();
        let whom = edit(&mut group)?;
        if group.members.len() > MOST_MEMBERS {
            return Err(Wrong::TooManyMembers.into());
        }
        let about = About { whom, ..About::new(Event::GroupChanged) };
        let mut changes = vec![
            Change::turn(Book::Groups, *id.0.as_bytes(), bytes, record(&group)),
            audit::told(about, Some(maker), visit.from.to_string()),
        ];
        let name = id.0.to_string();
        let gone = before.members.keys().filter(|key| !group.members.contains_key(*key) && **key != *person);
        changes.extend(gone.map(|key| Change::remove(Book::Members, key_of(key, &name))));
        let new = group.members.keys().filter(|key| !before.members.contains_key(*key));
        changes.extend(new.map(|key| Change::put(Book::Members, key_of(key, &name), record(&wall_ms()))));
        if app.store.write(changes).await? {
            enforce_all(app, &Subject::Group(id)).await?;
            return Ok(());
        }
    }
    Err(Failure::Busy)
}
