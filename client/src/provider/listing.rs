//! The library as it was last seen in this browser, so that it can be looked at without a network: the beginning of each list that
//! was open lately.

use super::whose::Whose;
use crate::api::library::{Kind, Listing};
use crate::browser;
use uuid::Uuid;

/// How many lists are kept.
const LISTS: usize = 16;
/// How much is kept of each.
const ITEMS: usize = 60;

/// Each list by what it is called, that of last the first.
type Kept = Vec<(String, Listing)>;

/// Under which small value it is kept for somebody.
fn key_of(whose: Whose) -> String {
    format!("octavo.library{}", whose.mark())
}

fn kept() -> Kept {
    let kept = browser::recall(&key_of(Whose::here())).and_then(|kept| serde_json::from_str(&kept).ok());
    kept.unwrap_or_default()
}

fn write(kept: &Kept) {
    if let Ok(text) = serde_json::to_string(kept) {
        browser::remember(&key_of(Whose::here()), &text);
    }
}

/// The list called `name` as it was last seen.
pub fn last_seen(name: &str) -> Option<Listing> {
    kept().into_iter().find(|(kept, _)| kept == name).map(|(_, listing)| listing)
}

/// The list called `name` is this now.
pub fn note(name: &str, listing: &Listing) {
    let mut kept = kept();
    put(&mut kept, name, listing);
    write(&kept);
}

fn put(kept: &mut Kept, name: &str, listing: &Listing) {
    kept.retain(|(known, _)| known != name);
    let mut listing = Listing { next: None, ..listing.clone() };
    listing.items.truncate(ITEMS);
    kept.insert(0, (name.to_owned(), listing));
    kept.truncate(LISTS);
}

/// A person wants nothing of a document to be on this device.
pub(super) fn forget(document: Uuid) {
    let mut kept = kept();
    if drop_from(&mut kept, &document.to_string()) {
        write(&kept);
    }
}

/// Answers whether it was in any of them.
fn drop_from(kept: &mut Kept, document: &str) -> bool {
    let mut is_news = false;
    for (_, listing) in kept {
        let before = listing.items.len();
        listing.items.retain(|item| item.kind == Kind::Folder || item.id != document);
        is_news |= listing.items.len() != before;
    }
    is_news
}

/// Nothing of somebody's is to be on this device.
pub(super) fn forget_all(whose: Whose) {
    browser::forget(&key_of(whose));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::library::Listed;

    fn listing(ids: std::ops::Range<usize>) -> Listing {
        let items = ids.map(|id| Listed { id: id.to_string(), ..Listed::default() }).collect();
        Listing { items, next: Some("on".to_owned()), path: Vec::new() }
    }

    #[test]
    fn the_lists_of_last_are_kept_and_of_each_the_beginning() {
        let mut kept = Kept::new();
        for number in 0..LISTS + 3 {
            put(&mut kept, &number.to_string(), &listing(0..ITEMS + 5));
        }
        put(&mut kept, "5", &listing(0..1));
        assert_eq!(kept.len(), LISTS);
        assert_eq!((&*kept[0].0, kept[0].1.items.len()), ("5", 1));
        assert_eq!((&*kept[1].0, kept[1].1.items.len()), ("18", ITEMS));
        assert!(kept.iter().all(|(_, listing)| listing.next.is_none()), "there is nobody to ask for more");
    }

    #[test]
    fn a_document_that_is_to_go_from_this_device_is_in_no_list_any_more() {
        let mut kept = Kept::new();
        put(&mut kept, "recent", &listing(0..3));
        put(&mut kept, "mine", &listing(1..2));
        assert!(drop_from(&mut kept, "1"));
        assert_eq!(kept.iter().map(|(_, listing)| listing.items.len()).collect::<Vec<_>>(), [0, 2]);
        assert!(!drop_from(&mut kept, "1"));
    }
}
