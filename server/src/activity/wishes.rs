//! What somebody wants to hear of, and how: of each kind in the page or not, by mail or not; and up to when he has heard.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::happening::Kind;
use crate::people::{Failure, read, record};
use crate::store::{Book, Change, Store, StoreError};

/// How often a change is tried anew that somebody else's came before.
const TRIES: usize = 8;
/// The hour of the day, in UTC, at which letters go to whoever has chosen no other.
const HOUR: u8 = 6;

/// Whether a kind comes by mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ByMail {
    /// Never.
    Never,
    /// With the one letter of the day.
    Daily,
    /// What concerns oneself, in a letter of its own.
    AtOnce,
}

impl ByMail {
    /// As it is called in forms.
    pub const fn name(self) -> &'static str {
        match self {
            ByMail::Never => "never",
            ByMail::Daily => "daily",
            ByMail::AtOnce => "at-once",
        }
    }

    /// What there is to choose from for a kind.
    pub const fn choices(kind: Kind) -> &'static [ByMail] {
        match kind {
            Kind::Shares | Kind::Requests => &[ByMail::AtOnce, ByMail::Daily, ByMail::Never],
            _ => &[ByMail::Daily, ByMail::Never],
        }
    }
}

/// What somebody wants to hear of. Times are in milliseconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Wishes {
    /// What he does not want to see in the page.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub hidden: BTreeSet<Kind>,
    /// What he has chosen for letters.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub by_mail: BTreeMap<Kind, ByMail>,
    /// From which hour of the day on the letter is written, in UTC.
    pub hour: u8,
    /// The tag of the language in which he was last here.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub language: String,
    /// When he last looked at the page.
    pub looked_ms: u64,
    /// Up to when the last letter told; 0 before the first.
    pub told_ms: u64,
}

impl Default for Wishes {
    fn default() -> Self {
        Wishes {
            hidden: BTreeSet::new(),
            by_mail: BTreeMap::new(),
            hour: HOUR,
            language: String::new(),
            looked_ms: 0,
            told_ms: 0,
        }
    }
}

impl Wishes {
    /// Whether a kind comes by mail.
    pub fn by_mail(&self, kind: Kind) -> ByMail {
        self.by_mail.get(&kind).copied().unwrap_or(ByMail::choices(kind)[0])
    }

    /// The kinds that he wants to see in the page.
    pub fn shown(&self) -> Vec<Kind> {
        Kind::ALL.into_iter().filter(|kind| !self.hidden.contains(kind)).collect()
    }

    /// The kinds that the letter of the day tells.
    pub fn daily(&self) -> Vec<Kind> {
        Kind::ALL.into_iter().filter(|kind| self.by_mail(*kind) == ByMail::Daily).collect()
    }

    /// No letter tells of these any more.
    pub fn unsubscribe(&mut self, kinds: &[Kind]) {
        self.by_mail.extend(kinds.iter().map(|kind| (*kind, ByMail::Never)));
    }
}

/// What somebody wants to hear of.
pub async fn of(store: &Store, person: &str) -> Result<Wishes, StoreError> {
    Ok(as_stored(store, person).await?.0)
}

/// Changes what somebody wants to hear of. `edit` may be called several times.
pub async fn change(store: &Store, person: &str, edit: impl Fn(&mut Wishes)) -> Result<(), Failure> {
    for _ in 0..TRIES {
        let (before, bytes) = as_stored(store, person).await?;
        let mut wishes = before.clone();
        edit(&mut wishes);
        if wishes == before || store.write(vec![turned(person, bytes, &wishes)]).await? {
            return Ok(());
        }
    }
    Err(Failure::Busy)
}

/// What somebody wants to hear of, and the record that says so.
pub async fn as_stored(store: &Store, person: &str) -> Result<(Wishes, Option<Vec<u8>>), StoreError> {
    let bytes = store.look_up(Book::Settings, key(person)).await?;
    Ok((bytes.as_deref().and_then(read).unwrap_or_default(), bytes))
}

/// What is written when somebody's wishes become these, of which the record was `bytes`.
pub fn turned(person: &str, bytes: Option<Vec<u8>>, wishes: &Wishes) -> Change {
    match bytes {
        Some(bytes) => Change::turn(Book::Settings, key(person), bytes, record(wishes)),
        None => Change::add(Book::Settings, key(person), record(wishes)),
    }
}

/// What takes out what somebody wants to hear of.
pub fn forget(person: &str) -> Change {
    Change::remove(Book::Settings, key(person))
}

fn key(person: &str) -> Vec<u8> {
    format!("activity:{person}").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_switched_off_by_itself() {
        let mut wishes = Wishes::default();
        assert_eq!(wishes.shown(), Kind::ALL);
        assert_eq!(wishes.daily(), [Kind::Edits, Kind::Comments, Kind::Restores, Kind::Trash]);
        wishes.hidden.insert(Kind::Trash);
        wishes.by_mail.insert(Kind::Shares, ByMail::Daily);
        wishes.unsubscribe(&[Kind::Edits, Kind::Comments]);
        assert_eq!(wishes.shown(), Kind::ALL[..5]);
        assert_eq!(wishes.daily(), [Kind::Shares, Kind::Restores, Kind::Trash]);
        let before: Wishes = read(&record(&wishes)).unwrap();
        assert_eq!(before, wishes);
    }
}
