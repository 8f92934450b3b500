//! In which order a list of folders and documents is, and where a page of it begins. Folders come first, by name; documents follow in
//! the order that is asked for. A cursor says after which item the next page begins, by what it is ordered by, so that it holds
//! when the list changes meanwhile.

use std::cmp::Ordering;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

/// What documents are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    /// When they were changed last.
    Edited,
    /// When one opened them last.
    Opened,
    /// Their titles.
    Title,
    /// When they were made.
    Made,
}

/// In which direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// From the oldest, or from A.
    Asc,
    /// From the newest, or from Z.
    Desc,
}

/// The place of an item in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Whether it is a document, and no folder.
    pub is_document: bool,
    /// The time that it is ordered by; 0 where that is its name.
    pub time_ms: u64,
    /// The name that it is ordered by, in small letters; empty where that is a time.
    pub name: String,
    /// Its id, for those that are equal else.
    pub id: String,
}

impl Place {
    /// That of a folder.
    pub fn of_folder(name: &str, id: String) -> Place {
        Place { is_document: false, time_ms: 0, name: name.to_lowercase(), id }
    }

    /// That of a document, by a time.
    pub fn by_time(time_ms: u64, id: String) -> Place {
        Place { is_document: true, time_ms, name: String::new(), id }
    }

    /// That of a document, by its title.
    pub fn by_title(title: &str, id: String) -> Place {
        Place { is_document: true, time_ms: 0, name: title.trim().to_lowercase(), id }
    }

    /// Which of two comes first.
    pub fn compare(&self, other: &Place, order: Order) -> Ordering {
        let by_key = (self.time_ms, &self.name).cmp(&(other.time_ms, &other.name));
        let by_key = if self.is_document && order == Order::Desc { by_key.reverse() } else { by_key };
        self.is_document.cmp(&other.is_document).then(by_key).then_with(|| self.id.cmp(&other.id))
    }

    /// The cursor of the page that begins after it.
    pub fn cursor(&self) -> String {
        let place = (self.is_document, self.time_ms, &self.name, &self.id);
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(&place).unwrap_or_default())
    }

    /// After which place a page begins. `None` for what is no cursor.
    pub fn read(cursor: &str) -> Option<Place> {
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let (is_document, time_ms, name, id) = serde_json::from_slice(&bytes).ok()?;
        Some(Place { is_document, time_ms, name, id })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(mut places: Vec<Place>, order: Order) -> String {
        places.sort_by(|one, other| one.compare(other, order));
        places.into_iter().map(|place| place.id).collect()
    }

    #[test]
    fn folders_come_first_by_name_whatever_the_order_of_documents() {
        let places = || {
            vec![
                Place::by_time(5, "e".to_owned()),
                Place::of_folder("beta", "b".to_owned()),
                Place::by_time(7, "d".to_owned()),
                Place::of_folder("Alpha", "a".to_owned()),
                Place::by_time(5, "c".to_owned()),
            ]
        };
        assert_eq!(ids(places(), Order::Asc), "abced");
        assert_eq!(ids(places(), Order::Desc), "abdce");
        let titles = ["Zebra", "ähnlich", "apple", "Apple"];
        let titles = || {
            let place = |(index, title): (usize, &&str)| Place::by_title(title, index.to_string());
            titles.iter().enumerate().map(place).collect()
        };
        assert_eq!((ids(titles(), Order::Asc), ids(titles(), Order::Desc)), ("2301".into(), "1023".into()));
    }

    #[test]
    fn a_cursor_is_read_as_it_was_given_and_nothing_else_is_one() {
        for place in [Place::by_time(u64::MAX, "x".to_owned()), Place::of_folder("Ä/\u{1}", "y".to_owned())]
        {
            assert_eq!(Place::read(&place.cursor()), Some(place));
        }
        for other in ["", "x", "W10", "bnVsbA", &"A".repeat(5000)] {
            assert_eq!(Place::read(other), None, "{other}");
        }
    }
}
