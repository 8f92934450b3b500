//! What was kept in this browser, noted beside the storage: a browser that runs out of room may remove the storage and leaves the
//! note, so that it can be said what was at risk.

use super::storage::Entry;
use super::whose::Whose;
use crate::browser;
use uuid::Uuid;

/// Under which small value it is noted what somebody has here.
fn key_of(whose: Whose) -> String {
    format!("octavo.kept{}", whose.mark())
}

/// A document that the browser has removed from this device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evicted {
    /// Which document.
    pub id: Uuid,
    /// As it was when last seen here; perhaps empty.
    pub title: String,
    /// Changes that the server was not known to have.
    pub unsent: u64,
}

/// Notes what is kept. What is missing stays noted until somebody has been told.
pub fn note(entries: &[Entry]) {
    let mut kept = missing(noted(), entries);
    kept.extend(entries.iter().filter(|entry| !entry.is_listed).map(|entry| {
        let unsent = if entry.is_at_server { entry.unsent } else { entry.unsent.max(1) };
        Evicted { id: entry.id, title: entry.title.clone(), unsent }
    }));
    keep(&kept);
}

/// All that was noted.
pub fn noted() -> Vec<Evicted> {
    let noted = browser::recall(&key_of(Whose::here())).and_then(|noted| serde_json::from_str(&noted).ok());
    let noted: Vec<(String, String, u64)> = noted.unwrap_or_default();
    let read = |(id, title, unsent): (String, String, u64)| {
        Some(Evicted { id: Uuid::parse_str(&id).ok()?, title, unsent })
    };
    noted.into_iter().filter_map(read).collect()
}

/// A person wants these documents to go, or knows that they are gone: they are not missed from now on.
pub fn forget(documents: &[Uuid]) {
    let mut noted = noted();
    noted.retain(|kept| !documents.contains(&kept.id));
    keep(&noted);
}

/// Nothing is missed of what somebody had here.
pub fn forget_all(whose: Whose) {
    browser::forget(&key_of(whose));
}

/// How many changes of a document are lost with it if it is not here any more; `None` if it never was.
pub fn unsent_of(document: Uuid) -> Option<u64> {
    noted().into_iter().find(|kept| kept.id == document).map(|kept| kept.unsent)
}

/// What of all that was `noted` is not among `entries`. What is known from the server's list alone is not here.
pub fn missing(mut noted: Vec<Evicted>, entries: &[Entry]) -> Vec<Evicted> {
    noted.retain(|kept| entries.iter().all(|entry| entry.is_listed || entry.id != kept.id));
    noted
}

fn keep(noted: &[Evicted]) {
    let noted: Vec<(String, &str, u64)> =
        noted.iter().map(|kept| (kept.id.to_string(), &*kept.title, kept.unsent)).collect();
    if let Ok(text) = serde_json::to_string(&noted) {
        browser::remember(&key_of(Whose::here()), &text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_noted_and_is_not_there_was_evicted() {
        let [there, gone] = [1, 2].map(Uuid::from_u128);
        let noted = [there, gone].map(|id| Evicted { id, title: String::new(), unsent: 2 });
        let listed = Entry { id: gone, is_listed: true, ..Entry::default() };
        let entries = [Entry { id: there, ..Entry::default() }, listed];
        assert_eq!(missing(noted.to_vec(), &entries), [noted[1].clone()]);
    }
}
