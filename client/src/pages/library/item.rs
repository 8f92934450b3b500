//! What a list of the library shows: what the server says, together with what this device has, which may be newer and is there
//! without a network. No screen is named here.

use super::spot::{Section, Sort, Spot};
use crate::api::library::{Kind, Listed};
use crate::provider::Entry;
use std::cmp::Reverse;
use std::collections::HashMap;
use uuid::Uuid;

/// A line of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Item {
    /// What the server says of it; of what it was never told, what this device would say.
    pub listed: Listed,
    /// What this device knows of it.
    pub entry: Option<Entry>,
}

impl Item {
    pub fn id(&self) -> &str {
        &self.listed.id
    }

    pub fn is_folder(&self) -> bool {
        self.listed.kind == Kind::Folder
    }

    /// Which document it is, if it is one.
    pub fn document(&self) -> Option<Uuid> {
        if self.is_folder() { None } else { Uuid::parse_str(&self.listed.id).ok() }
    }

    /// Whether it opens without a network.
    pub fn is_here(&self) -> bool {
        self.is_folder() || self.entry.as_ref().is_some_and(|entry| !entry.is_listed)
    }

    /// Whether the server has been told of it.
    pub fn is_at_server(&self) -> bool {
        self.is_folder() || self.entry.as_ref().is_none_or(|entry| entry.is_at_server || !entry.created_here)
    }

    /// Whether it is one's own, to be moved, thrown away and restored.
    pub fn is_own(&self) -> bool {
        self.listed.role == "own"
    }

    /// Whether one may give it another name.
    pub fn may_rename(&self) -> bool {
        match &*self.listed.role {
            "own" | "manage" => true,
            // Of what is known from this device alone nobody has said anything.
            "edit" | "" => !self.is_folder(),
            _ => false,
        }
    }

    /// What this device has of a document: as it shows what it has, also of what others have changed since, so that what is read
    /// in the list is what opens.
    fn of(mut listed: Listed, entry: Option<Entry>) -> Item {
        if let Some(entry) = &entry {
            listed.opened = Some(listed.opened.unwrap_or_default().max(entry.opened_ms));
            if !entry.is_listed {
                listed.title.clone_from(&entry.title);
                listed.excerpt.clone_from(&entry.excerpt);
            }
        }
        Item { listed, entry }
    }

    fn of_device(entry: Entry) -> Item {
        let listed = Listed {
            id: entry.id.to_string(),
            title: entry.title.clone(),
            excerpt: entry.excerpt.clone(),
            edited: Some(entry.opened_ms),
            opened: Some(entry.opened_ms),
            made: entry.opened_ms,
            role: if entry.created_here { "own" } else { "" }.to_owned(),
            ..Listed::default()
        };
        Item { listed, entry: Some(entry) }
    }

    fn key(&self, section: Section, sort: Sort) -> (bool, Reverse<u64>, String) {
        let Listed { edited, opened, made, since, title, .. } = &self.listed;
        let time = match (section, sort) {
            (Section::Trash, _) => since.unwrap_or_default(),
            (_, Sort::Edited) => edited.unwrap_or(*made),
            (_, Sort::Opened) => opened.unwrap_or_default(),
            (_, Sort::Title) => 0,
            (_, Sort::Made) => *made,
        };
        let by_title = self.is_folder() || sort == Sort::Title && section != Section::Trash;
        let title = if by_title { title.to_lowercase() } else { String::new() };
        (!self.is_folder(), Reverse(if by_title { 0 } else { time }), title)
    }
}

/// The list of a spot: what the server has `told`, if it has, and what this device has beside it, in one order.
pub fn items(spot: &Spot, sort: Sort, told: &[Listed], entries: &[Entry]) -> Vec<Item> {
    let mut here: HashMap<String, &Entry> =
        entries.iter().map(|entry| (entry.id.to_string(), entry)).collect();
    let mut items: Vec<Item> =
        told.iter().map(|listed| Item::of(listed.clone(), here.remove(&listed.id).cloned())).collect();
    let is_shown = |entry: &&Entry| match (spot.section, &spot.folder) {
        (Section::Recent, _) => !entry.is_trashed || entry.is_unsent(),
        // What was made here and is not known to the server yet.
        (Section::Mine, None) => entry.created_here && !entry.is_at_server && !entry.is_trashed,
        _ => false,
    };
    let beside = entries.iter().filter(|entry| here.contains_key(&entry.id.to_string()));
    items.extend(beside.filter(is_shown).cloned().map(Item::of_device));
    items.sort_by_cached_key(|item| item.key(spot.section, sort));
    items
}

/// Whether an item has all of the `words`, which are in small letters, in its title, its beginning or its `text`.
pub fn has_words(item: &Item, text: &str, words: &[&str]) -> bool {
    let title = item.listed.title.to_lowercase();
    let excerpt = item.listed.excerpt.to_lowercase();
    words.iter().all(|word| title.contains(word) || excerpt.contains(word) || text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(id: u128, title: &str, edited: u64) -> Listed {
        Listed {
            id: Uuid::from_u128(id).to_string(),
            title: title.to_owned(),
            edited: Some(edited),
            opened: Some(edited),
            role: "own".to_owned(),
            ..Listed::default()
        }
    }

    fn entry(id: u128, title: &str, opened_ms: u64) -> Entry {
        Entry { id: Uuid::from_u128(id), title: title.to_owned(), opened_ms, ..Entry::default() }
    }

    fn titles(items: &[Item]) -> Vec<&str> {
        items.iter().map(|item| &*item.listed.title).collect()
    }

    fn spot(section: Section) -> Spot {
        Spot { section, folder: None }
    }

    #[test]
    fn what_was_opened_last_comes_first_wherever_that_is_known_from() {
        let told = [document(1, "one", 5), document(2, "two", 9)];
        let entries = [entry(1, "one here", 20), entry(3, "three", 7)];
        let items = items(&spot(Section::Recent), Sort::Opened, &told, &entries);
        assert_eq!(titles(&items), ["one here", "two", "three"]);
        assert_eq!(items.iter().map(Item::is_here).collect::<Vec<_>>(), [true, false, true]);
    }

    #[test]
    fn of_what_is_on_this_device_alone_one_s_own_shows_what_was_made_here() {
        let made = Entry { created_here: true, ..entry(1, "made", 3) };
        let sent = Entry { is_at_server: true, ..made.clone() };
        let mine = |entries: &[Entry]| items(&spot(Section::Mine), Sort::Edited, &[], entries).len();
        assert_eq!((mine(&[made.clone()]), mine(&[sent]), mine(&[entry(2, "opened", 1)])), (1, 0, 0));
        let folder = Spot { section: Section::Mine, folder: Some("f".to_owned()) };
        assert!(items(&folder, Sort::Edited, &[], &[made]).is_empty());
    }

    #[test]
    fn what_was_thrown_away_is_not_recent_unless_something_of_it_was_never_sent() {
        let gone = Entry { is_trashed: true, is_at_server: true, ..entry(1, "gone", 3) };
        let unsent = Entry { unsent: 1, ..gone.clone() };
        let recent = |entry: Entry| items(&spot(Section::Recent), Sort::Opened, &[], &[entry]).len();
        assert_eq!((recent(gone), recent(unsent)), (0, 1));
    }

    #[test]
    fn folders_come_first_and_by_name_in_every_order() {
        let folder = |id: &str, title: &str| Listed {
            kind: Kind::Folder,
            id: id.to_owned(),
            title: title.to_owned(),
            ..Listed::default()
        };
        let told = [document(1, "b", 1), folder("y", "Zoo"), document(2, "A", 2), folder("x", "apes")];
        for (sort, expected) in [(Sort::Edited, ["A", "b"]), (Sort::Title, ["A", "b"])] {
            let items = items(&spot(Section::Mine), sort, &told, &[]);
            assert_eq!(titles(&items), ["apes", "Zoo", expected[0], expected[1]]);
        }
    }

    #[test]
    fn what_is_known_from_a_list_alone_has_the_server_s_title() {
        let listed = Entry { is_listed: true, ..entry(1, "old", 1) };
        let items = items(&spot(Section::Recent), Sort::Opened, &[document(1, "new", 2)], &[listed]);
        assert_eq!(titles(&items), ["new"]);
        assert!(!items[0].is_here());
    }

    #[test]
    fn words_are_looked_for_in_title_beginning_and_text() {
        let listed = Listed { excerpt: "Dear Ben".to_owned(), ..document(1, "Letter", 1) };
        let item = Item { listed, entry: None };
        assert!(has_words(&item, "yours, zebedee", &["letter", "ben", "zebedee"]));
        assert!(!has_words(&item, "", &["letter", "zebedee"]));
    }
}
