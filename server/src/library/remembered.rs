//! Lists that were put in order a moment ago, so that whoever reads on in a long one does not have it put in order for every page. What
//! somebody may see of it is asked anew for each page.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use super::View;
use super::finding::Found;
use super::order::{Order, Sort};
use crate::folders::FolderId;

/// How long a list is remembered.
const KEPT: Duration = Duration::from_secs(60);
/// Items of all lists that are remembered.
const MOST: usize = 200_000;

/// Which list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    /// Whose.
    pub person: String,
    /// Of what,
    pub view: View,
    /// or in which folder.
    pub folder: Option<FolderId>,
    /// How it is ordered, `None` as the view is,
    pub sort: Option<Sort>,
    /// and in which direction.
    pub order: Order,
}

/// The lists that are remembered.
#[derive(Debug, Default)]
pub struct Remembered {
    lists: Mutex<VecDeque<(Asking, Instant, Arc<Found>)>>,
}

impl Remembered {
    /// The list as it was put in order last, if that is not long ago.
    pub fn find(&self, asking: &Asking) -> Option<Arc<Found>> {
        let lists = self.lock();
        let (_, since, found) = lists.iter().find(|(known, ..)| known == asking)?;
        (since.elapsed() < KEPT).then(|| found.clone())
    }

    /// Remembers a list, and forgets those from before that are too many.
    pub fn put(&self, asking: Asking, found: Arc<Found>) {
        let mut lists = self.lock();
        lists.retain(|(known, since, _)| *known != asking && since.elapsed() < KEPT);
        lists.push_front((asking, Instant::now(), found));
        let mut items = 0;
        lists.retain(|(.., found)| {
            items += found.items.len();
            items <= MOST
        });
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<(Asking, Instant, Arc<Found>)>> {
        self.lists.lock().expect("nothing panics while it holds the lists")
    }
}

#[cfg(test)]
mod tests {
    use super::super::finding::Item;
    use super::super::order::Place;
    use super::*;

    fn asking(person: &str) -> Asking {
        let (person, order) = (person.to_owned(), Order::Asc);
        Asking { person, view: View::Mine, folder: None, sort: None, order }
    }

    fn list(length: usize) -> Arc<Found> {
        let item = |number: usize| Item { place: Place::by_time(0, number.to_string()), since_ms: 0 };
        Arc::new(Found { items: (0..length).map(item).collect(), ..Found::default() })
    }

    #[test]
    fn the_lists_that_are_asked_for_last_are_remembered_as_far_as_there_is_room() {
        let remembered = Remembered::default();
        let third = MOST / 3 + 1;
        for (person, length) in [("a", third), ("b", third), ("a", 1), ("c", third), ("d", third)] {
            remembered.put(asking(person), list(length));
        }
        let length = |person| remembered.find(&asking(person)).map(|found| found.items.len());
        assert_eq!((length("a"), length("b")), (Some(1), None));
        assert_eq!((length("c"), length("d")), (Some(third), Some(third)));
        remembered.put(asking("e"), list(MOST + 1));
        assert_eq!((length("e"), length("d")), (None, None));
    }
}
