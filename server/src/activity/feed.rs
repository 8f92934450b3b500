//! Reading what happened to the documents that somebody follows: the latest first, without what he did himself, and of each document
//! only what he may know at this moment.

use std::cmp::Reverse;
use std::collections::HashMap;

use octavo_shared::sync::{Power, Role};

use super::following::Reader;
use super::happening::{self, Happening, Kind, What};
use super::title_of;
use crate::marks::Mark;
use crate::people::{People, groups};
use crate::rights::{self, Access, Denied, Pass, Subject};
use crate::store::{Book, DocumentName, Store, StoreError};

/// Happenings that are read at a time, and so many documents of which they can be.
const AT_A_TIME: usize = 200;
/// How often it is read on where much of what was read is not for the reader.
const ROUNDS: usize = 10;

/// Something that happened, as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// To which document.
    pub document: DocumentName,
    /// When, in milliseconds since 1970.
    pub time_ms: u64,
    /// The name of whoever did it, if he has an account.
    pub name: Option<String>,
    /// What.
    pub what: What,
    /// With whom.
    pub with: Option<With>,
}

/// With whom something was done, as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum With {
    /// With whoever reads it.
    Reader,
    /// With somebody, or a group, of that name.
    Named(String),
    /// With somebody of whom no more is known than an address.
    Somebody,
}

/// A document that something happened to, as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its title; empty where it has none.
    pub title: String,
    /// What the reader may do in it; `None` while it is in the trash.
    pub role: Option<Role>,
    /// What is written of the reader and the document.
    pub mark: Mark,
    /// Whether he is in it at this moment.
    pub is_open: bool,
    /// The last entry of its log in which somebody else is told to have written.
    pub newest: u64,
}

impl Told {
    /// The entry up to which the reader has seen the document, if others have written in it since and he may see what.
    pub fn seen(&self) -> Option<u64> {
        let seen = self.mark.seen_entry.filter(|seen| *seen < self.newest)?;
        let may_see = self.role.is_some_and(|role| role.may(Power::Write)) && !self.is_open;
        may_see.then_some(seen)
    }
}

/// What is asked for: times are in milliseconds since 1970.
#[derive(Debug, Clone)]
pub struct Question {
    /// What happened from here on,
    pub from_ms: u64,
    /// and before that.
    pub before_ms: u64,
    /// Of these kinds.
    pub kinds: Vec<Kind>,
    /// So much of it, the latest.
    pub most: usize,
}

/// What happened.
#[derive(Debug, Clone, Default)]
pub struct News {
    /// The latest first.
    pub items: Vec<Item>,
    /// The documents of the items.
    pub documents: HashMap<DocumentName, Told>,
    /// Before which time there may be more.
    pub next_ms: Option<u64>,
}

/// Reads what happened to the documents that `person` follows.
pub async fn read(
    people: &People,
    store: &Store,
    person: &str,
    asked: &Question,
) -> Result<News, StoreError> {
    let reader = Reader::of(store, person).await?;
    let follows: Vec<_> = reader.follows(store).await?.into_iter().collect();
    let mut reading = Reading { people, store, reader, known: HashMap::new(), names: HashMap::new() };
    let mut news = News::default();
    let mut before_ms = asked.before_ms;
    for _ in 0..ROUNDS {
        let (page, is_all) = latest(store, &follows, asked.from_ms, before_ms).await?;
        for (at, time_ms, happening) in page {
            // What happened in one moment is told together.
            if news.items.len() >= asked.most && news.items.last().is_some_and(|last| last.time_ms > time_ms)
            {
                news.next_ms = Some(time_ms + 1);
                break;
            }
            before_ms = time_ms;
            let (document, mark) = &follows[at];
            if asked.kinds.contains(&happening.what.kind())
                && let Some(item) = reading.item(document, time_ms, happening).await?
            {
                reading.tell(&mut news, document, mark, &item).await?;
                news.items.push(item);
            }
        }
        if is_all || news.next_ms.is_some() {
            return Ok(news);
        }
    }
    news.next_ms = Some(before_ms);
    Ok(news)
}

/// The last happenings of all these documents in a time, each with the place of its document among them, the latest first; and
/// whether there are no more.
async fn latest(
    store: &Store,
    follows: &[(DocumentName, Mark)],
    from_ms: u64,
    before_ms: u64,
) -> Result<(Vec<(usize, u64, Happening)>, bool), StoreError> {
    let range = |at: &usize| happening::range(&follows[*at].0, from_ms, before_ms);
    let all: Vec<usize> = (0..follows.len()).collect();
    let newest = store.last_in(Book::Happenings, all.iter().map(range).collect(), 1).await?;
    let mut recent: Vec<(u64, usize)> = newest
        .iter()
        .zip(all)
        .filter_map(|(records, at)| Some((happening::of_record(records.first()?)?.0, at)))
        .collect();
    recent.sort_by_key(|(time_ms, _)| Reverse(*time_ms));
    let is_few = recent.len() <= AT_A_TIME;
    recent.truncate(AT_A_TIME);
    let places: Vec<usize> = recent.into_iter().map(|(_, at)| at).collect();
    let records = store.last_in(Book::Happenings, places.iter().map(range).collect(), AT_A_TIME).await?;
    let mut page = Vec::new();
    for (at, records) in places.into_iter().zip(records) {
        let told = records.iter().filter_map(happening::of_record);
        page.extend(told.map(|(time_ms, happening)| (at, time_ms, happening)));
    }
    page.sort_by_key(|(_, time_ms, _)| Reverse(*time_ms));
    let is_all = is_few && page.len() < AT_A_TIME;
    if let Some((_, cut_ms, _)) = page.get(AT_A_TIME) {
        let cut_ms = *cut_ms;
        let is_whole = page[0].1 == cut_ms;
        page.retain(|(_, time_ms, _)| *time_ms > cut_ms || is_whole);
    }
    Ok((page, is_all))
}

/// What is known while news are read.
struct Reading<'a> {
    people: &'a People,
    store: &'a Store,
    reader: Reader,
    /// What the reader may know of a document; `None` is nothing.
    known: HashMap<DocumentName, Option<Standing>>,
    names: HashMap<String, Option<String>>,
}

/// What a reader may know of a document.
#[derive(Debug, Clone, Copy)]
enum Standing {
    /// What whoever has the role may, which was given to him or comes by the link alone.
    Reads(Role, bool),
    /// That it is in the trash.
    Trashed,
}

impl Reading<'_> {
    /// As it is told; `None` for what is not for the reader.
    async fn item(
        &mut self,
        document: &DocumentName,
        time_ms: u64,
        Happening { who, what }: Happening,
    ) -> Result<Option<Item>, StoreError> {
        if self.reader.person == who
            || self.people.claimed(&who).await?.is_some_and(|id| *id.person() == *self.reader.person)
        {
            return Ok(None);
        }
        let Some(standing) = self.standing(document).await? else { return Ok(None) };
        let is_about_reader = what.with().is_some_and(|with| self.reader.is(with));
        if !may_know(standing, &what, is_about_reader) {
            return Ok(None);
        }
        let with = match what.with() {
            None => None,
            Some(_) if is_about_reader => Some(With::Reader),
            Some(with) => Some(self.called(with).await?),
        };
        let name = self.name(&who).await?;
        Ok(Some(Item { document: document.clone(), time_ms, name, what, with }))
    }

    async fn standing(&mut self, document: &DocumentName) -> Result<Option<Standing>, StoreError> {
        if let Some(known) = self.known.get(document) {
            return Ok(*known);
        }
        let (store, person) = (self.store, &*self.reader.person);
        let standing = match rights::access(store, document, person).await? {
            Access::To(Pass { role, .. }) => {
                Some(Standing::Reads(role, rights::given(store, document, person).await?.is_some()))
            }
            Access::Denied(_, Denied::Trashed) => {
                rights::given(store, document, person).await?.map(|_| Standing::Trashed)
            }
            Access::Denied(..) | Access::Gone | Access::Nowhere => None,
        };
        self.known.insert(document.clone(), standing);
        Ok(standing)
    }

    async fn tell(
        &self,
        news: &mut News,
        document: &DocumentName,
        mark: &Mark,
        item: &Item,
    ) -> Result<(), StoreError> {
        if !news.documents.contains_key(document) {
            let title = title_of(self.store, document).await?;
            let role = match self.known.get(document) {
                Some(Some(Standing::Reads(role, _))) => Some(*role),
                _ => None,
            };
            let is_open = self.people.live.is_in(document, &self.reader.person);
            let told = Told { title, role, mark: mark.clone(), is_open, newest: 0 };
            news.documents.insert(document.clone(), told);
        }
        if let What::Edited { entry, .. } = item.what
            && let Some(told) = news.documents.get_mut(document)
        {
            told.newest = told.newest.max(entry);
        }
        Ok(())
    }

    async fn called(&mut self, with: &str) -> Result<With, StoreError> {
        let name = match Subject::read(with) {
            Some(Subject::Account(id)) => self.name(&id.person()).await?,
            Some(Subject::Group(id)) => groups::find(self.store, id).await?.map(|group| group.name),
            _ => None,
        };
        Ok(name.map_or(With::Somebody, With::Named))
    }

    async fn name(&mut self, person: &str) -> Result<Option<String>, StoreError> {
        if let Some(known) = self.names.get(person) {
            return Ok(known.clone());
        }
        let name = self.people.name_of(person).await?;
        self.names.insert(person.to_owned(), name.clone());
        Ok(name)
    }
}

/// Whether something is for whoever stands so to a document.
fn may_know(standing: Standing, what: &What, is_about_reader: bool) -> bool {
    let (role, is_given) = match standing {
        Standing::Trashed => return what.kind() == Kind::Trash,
        Standing::Reads(role, is_given) => (role, is_given),
    };
    match what {
        What::Trashed | What::TakenOut => true,
        // By a link that lets look one sees the document as it is, and nothing of its past.
        What::Edited { .. } | What::Commented { .. } | What::Restored { .. } | What::Taken => {
            is_given || role.may(Power::Write)
        }
        What::Shared { .. } | What::RoleChanged { .. } | What::Unshared { .. } | What::Offered { .. } => {
            is_about_reader || role.may(Power::Share)
        }
        What::Asked { .. } | What::Held => role.may(Power::Share),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_only_looks_by_a_link_learns_nothing_of_the_past_and_requests_are_for_those_who_answer_them() {
        let edited = What::Edited { letters: 1, entry: 1, since_ms: 0 };
        let shared = What::Shared { with: "account:x".to_owned(), role: Role::View };
        let asked = What::Asked { role: Role::Edit };
        let reads = |role, is_given| Standing::Reads(role, is_given);
        for (standing, what, is_about_reader, may) in [
            (reads(Role::View, false), &edited, false, false),
            (reads(Role::View, true), &edited, false, true),
            (reads(Role::Edit, false), &edited, false, true),
            (Standing::Trashed, &edited, false, false),
            (Standing::Trashed, &What::Trashed, false, true),
            (reads(Role::Edit, true), &shared, false, false),
            (reads(Role::View, true), &shared, true, true),
            (reads(Role::Manage, true), &shared, false, true),
            (reads(Role::Edit, true), &asked, false, false),
            (reads(Role::Owner, true), &asked, false, true),
        ] {
            assert_eq!(may_know(standing, what, is_about_reader), may, "{standing:?} {what:?}");
        }
    }
}
