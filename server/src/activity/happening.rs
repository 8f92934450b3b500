//! What happened to a document, as the store has it: who did what and when. What one person does again within some time is one
//! happening. It is kept for some months, and so many of each document. It holds no name, no address of mail and nothing of the text.

use octavo_shared::sync::Role;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::people::{Failure, read, record};
use crate::rights::{Rights, Subject, key_of};
use crate::store::{Book, Change, Record, SERVER, Store, StoreError};

/// What one person does again within so long, on one day, is told as one. In milliseconds.
pub const FOLDED_MS: u64 = 60 * 60 * 1000;
/// How long a happening is kept, in milliseconds,
pub const KEPT_MS: u64 = 90 * 24 * 60 * 60 * 1000;
/// and how many of a document, the latest.
pub const KEPT: usize = 500;
/// Among so many of the last ones it is looked for one to go on with.
const LOOKED_THROUGH: usize = 30;
/// How often a change is tried anew that somebody else's came before.
const TRIES: usize = 8;
/// Records that are read at a time where all are looked at.
const PAGE: usize = 1000;
/// The milliseconds of a day.
pub const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// What somebody did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Happening {
    /// Who, as the log knows him.
    pub who: String,
    /// What.
    #[serde(flatten)]
    pub what: What,
}

/// What can happen to a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum What {
    /// It was written in.
    Edited {
        /// So many letters came or went.
        letters: u64,
        /// Up to this entry of its log,
        entry: u64,
        /// since this time, in milliseconds since 1970.
        since_ms: u64,
    },
    /// Somebody commented.
    Commented {
        /// So many times,
        count: u64,
        /// up to this entry of the review's log,
        entry: u64,
        /// since this time, in milliseconds since 1970.
        since_ms: u64,
    },
    /// It was shared,
    Shared {
        /// with [`with`] whom,
        with: String,
        /// who may do this now.
        role: Role,
    },
    /// Somebody may do something else in it now.
    RoleChanged {
        /// [`with`] whom it is shared,
        with: String,
        /// and what he may do.
        role: Role,
    },
    /// It is not shared with somebody any more.
    Unshared {
        /// [`with`] whom it was.
        with: String,
    },
    /// Somebody asked for a right.
    Asked {
        /// For which.
        role: Role,
    },
    /// Somebody changed it without the right to, and that waits for an answer.
    Held,
    /// It was offered to be somebody else's.
    Offered {
        /// To [`with`] whom.
        with: String,
    },
    /// Somebody took it, and owns it.
    Taken,
    /// An earlier state was brought back.
    Restored {
        /// Of this time, in milliseconds since 1970.
        of_ms: u64,
    },
    /// It was put into the trash.
    Trashed,
    /// It was taken out of the trash.
    TakenOut,
}

/// What can be switched off by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// That people write.
    Edits,
    /// That people comment.
    Comments,
    /// With whom it is shared.
    Shares,
    /// Who asks for a right, and who gets the document.
    Requests,
    /// That an earlier state came back.
    Restores,
    /// What went into the trash and came out.
    Trash,
}

impl Kind {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Kind; 6] =
        [Kind::Edits, Kind::Comments, Kind::Shares, Kind::Requests, Kind::Restores, Kind::Trash];

    /// As it is called in addresses and forms.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Edits => "edits",
            Kind::Comments => "comments",
            Kind::Shares => "shares",
            Kind::Requests => "requests",
            Kind::Restores => "restores",
            Kind::Trash => "trash",
        }
    }
}

impl What {
    /// Of which kind it is.
    pub fn kind(&self) -> Kind {
        match self {
            What::Edited { .. } => Kind::Edits,
            What::Commented { .. } => Kind::Comments,
            What::Shared { .. } | What::RoleChanged { .. } | What::Unshared { .. } => Kind::Shares,
            What::Asked { .. } | What::Held | What::Offered { .. } | What::Taken => Kind::Requests,
            What::Restored { .. } => Kind::Restores,
            What::Trashed | What::TakenOut => Kind::Trash,
        }
    }

    /// With whom something was done, if it was.
    pub fn with(&self) -> Option<&str> {
        match self {
            What::Shared { with, .. }
            | What::RoleChanged { with, .. }
            | What::Unshared { with }
            | What::Offered { with } => Some(with),
            _ => None,
        }
    }

    /// The two as one, this being the later. `None` for what is told for itself.
    fn and(&self, earlier: &What) -> Option<What> {
        match (self, earlier) {
            (What::Edited { letters, entry, .. }, What::Edited { letters: before, since_ms, .. }) => {
                let letters = letters.saturating_add(*before);
                Some(What::Edited { letters, entry: *entry, since_ms: *since_ms })
            }
            (What::Commented { count, entry, .. }, What::Commented { count: before, since_ms, .. }) => {
                let count = count.saturating_add(*before);
                Some(What::Commented { count, entry: *entry, since_ms: *since_ms })
            }
            _ => None,
        }
    }
}

/// How a happening calls a [`Subject`], by its key: as it is called elsewhere, but for an address of mail, of which there is a digest
/// alone.
pub fn with(key: &str) -> String {
    match Subject::read(key) {
        Some(Subject::Mail(address)) => {
            let digest = Sha256::digest(address);
            format!("mail:{}", digest[..8].iter().map(|byte| format!("{byte:02x}")).collect::<String>())
        }
        _ => key.to_owned(),
    }
}

/// What a change of a document's rights tells those who follow it.
pub fn of_change(before: &Rights, after: &Rights) -> Vec<What> {
    let mut all = Vec::new();
    match (before.trashed_ms, after.trashed_ms) {
        (None, Some(_)) => all.push(What::Trashed),
        (Some(_), None) => all.push(What::TakenOut),
        _ => {}
    }
    if before.owner != after.owner {
        // Whoever had it manages it from then on, which is nothing that he has to be told.
        all.push(What::Taken);
        return all;
    }
    for (key, share) in &after.shares {
        let (with, role) = (with(key), share.role);
        match before.shares.get(key) {
            None => all.push(What::Shared { with, role }),
            Some(had) if had.role != role => all.push(What::RoleChanged { with, role }),
            Some(_) => {}
        }
    }
    let gone = before.shares.keys().filter(|key| !after.shares.contains_key(*key));
    all.extend(gone.map(|key| What::Unshared { with: with(key) }));
    for (person, request) in &after.requests {
        if before.requests.get(person).is_none_or(|before| before.role != request.role) {
            all.push(What::Asked { role: request.role });
        }
    }
    let waits = |rights: &Rights, digest: &String| {
        rights.held.get(digest).is_some_and(|held| held.is_taken.is_none())
    };
    if after.held.keys().any(|digest| waits(after, digest) && !waits(before, digest)) {
        all.push(What::Held);
    }
    if let Some(offered) = after.offered_to.as_ref().filter(|_| before.offered_to != after.offered_to) {
        all.push(What::Offered { with: with(offered) });
    }
    all
}

/// What is written when something happens that is told for itself.
pub fn told(document: &str, who: &str, what: What, now_ms: u64) -> Change {
    let happening = Happening { who: who.to_owned(), what };
    Change::add(Book::Happenings, new_key(document, now_ms), record(&happening))
}

/// Writes down that something happened, together with what the same person did there a while before.
pub async fn note(store: &Store, document: &str, who: &str, what: &What, now_ms: u64) -> Result<(), Failure> {
    if who == SERVER {
        return Ok(());
    }
    for _ in 0..TRIES {
        let range = range(document, earliest(now_ms), u64::MAX);
        let last = store.last_in(Book::Happenings, vec![range], LOOKED_THROUGH).await?;
        let before = last.into_iter().flatten().find_map(|(key, bytes)| {
            let found = read::<Happening>(&bytes).filter(|found| found.who == who)?;
            Some((key, bytes, what.and(&found.what)?))
        });
        let changes = match before {
            Some((key, bytes, both)) => {
                vec![Change::take(Book::Happenings, key, bytes), told(document, who, both, now_ms)]
            }
            None => vec![told(document, who, what.clone(), now_ms)],
        };
        if store.write(changes).await? {
            return Ok(());
        }
    }
    Err(Failure::Busy)
}

/// From when on something is gone on with at a time: not before that day began.
fn earliest(now_ms: u64) -> u64 {
    now_ms.saturating_sub(FOLDED_MS).max(now_ms / DAY_MS * DAY_MS)
}

/// What takes out all that is written of a document.
pub async fn forget(store: &Store, document: &str) -> Result<Vec<Change>, StoreError> {
    let records = store.begin_with(Book::Happenings, key_of(document, ""), usize::MAX).await?;
    Ok(records.into_iter().map(|(key, _)| Change::remove(Book::Happenings, key)).collect())
}

/// Takes out what is too old at a time in milliseconds since 1970, and of each document what is more than [`KEPT`]. Gives how many
/// those were.
pub async fn sweep(store: &Store, now_ms: u64) -> Result<usize, StoreError> {
    let oldest_ms = now_ms.saturating_sub(KEPT_MS);
    let (mut after, mut swept) = (Vec::new(), 0);
    // The keys of the document that is looked at.
    let mut keys: Vec<Vec<u8>> = Vec::new();
    loop {
        let page = store.after_key(Book::Happenings, Vec::new(), after, PAGE).await?;
        let is_last = page.len() < PAGE;
        after = page.last().map(|(key, _)| key.clone()).unwrap_or_default();
        let mut changes = Vec::new();
        for (key, _) in page {
            let is_other = keys.last().is_some_and(|last| document_of(last) != document_of(&key));
            if is_other {
                changes.extend(over(&mut keys, oldest_ms));
            }
            keys.push(key);
        }
        if is_last {
            changes.extend(over(&mut keys, oldest_ms));
        }
        swept += changes.len();
        if !changes.is_empty() {
            store.write(changes).await?;
        }
        if is_last {
            return Ok(swept);
        }
    }
}

/// Takes out what is too old, or too much, of all that there is of a document, the oldest first.
fn over(keys: &mut Vec<Vec<u8>>, oldest_ms: u64) -> Vec<Change> {
    let too_many = keys.len().saturating_sub(KEPT);
    let too_old = |key: &[u8]| time_of(key).is_none_or(|time_ms| time_ms < oldest_ms);
    let keys = std::mem::take(keys).into_iter().enumerate();
    let over = keys.filter(|(at, key)| *at < too_many || too_old(key));
    over.map(|(_, key)| Change::remove(Book::Happenings, key)).collect()
}

/// Under which key something stands that happens to a document now.
fn new_key(document: &str, now_ms: u64) -> Vec<u8> {
    let mut key = key_of(document, "");
    key.extend_from_slice(&now_ms.to_be_bytes());
    key.extend_from_slice(&Uuid::new_v4().as_bytes()[..8]);
    key
}

/// The keys of what happened to a document from a time on and before another, in milliseconds since 1970.
pub fn range(document: &str, from_ms: u64, before_ms: u64) -> std::ops::Range<Vec<u8>> {
    let key = |time_ms: u64| [&key_of(document, "")[..], &time_ms.to_be_bytes()].concat();
    key(from_ms)..key(before_ms)
}

fn document_of(key: &[u8]) -> &[u8] {
    key.split(|byte| *byte == 0).next().unwrap_or_default()
}

fn time_of(key: &[u8]) -> Option<u64> {
    let time = key.get(document_of(key).len() + 1..)?.first_chunk()?;
    Some(u64::from_be_bytes(*time))
}

/// What a record tells, and when it happened, in milliseconds since 1970. `None` for one that another version wrote.
pub fn of_record((key, bytes): &Record) -> Option<(u64, Happening)> {
    Some((time_of(key)?, read(bytes)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rights::{Request, Share};

    fn share(role: Role) -> Share {
        Share { role, mail: None, since_ms: 0 }
    }

    #[test]
    fn a_change_of_rights_tells_what_is_new() {
        let before = Rights { owner: "guest:ada".to_owned(), ..Rights::default() };
        let mut after = before.clone();
        after.shares.insert("mail:ben@example.org".to_owned(), share(Role::View));
        after.requests.insert("account:carl".to_owned(), Request { role: Role::Edit, since_ms: 1 });
        let with = with("mail:ben@example.org");
        assert_eq!(
            of_change(&before, &after),
            [What::Shared { with: with.clone(), role: Role::View }, What::Asked { role: Role::Edit }]
        );
        assert!(!with.contains("ben"), "an address is not kept");
        let mut later = after.clone();
        later.shares.insert("mail:ben@example.org".to_owned(), share(Role::Edit));
        later.trashed_ms = Some(1);
        assert_eq!(
            of_change(&after, &later),
            [What::Trashed, What::RoleChanged { with: with.clone(), role: Role::Edit }]
        );
        assert_eq!(of_change(&later, &after)[0], What::TakenOut);
        assert_eq!(of_change(&after, &before), [What::Unshared { with }]);
        let taken = Rights { owner: "guest:ben".to_owned(), ..before.clone() };
        assert_eq!(of_change(&before, &taken), [What::Taken]);
        let offered = Rights { offered_to: Some("account:x".to_owned()), ..before.clone() };
        assert_eq!(of_change(&before, &offered), [What::Offered { with: "account:x".to_owned() }]);
        assert_eq!(of_change(&offered, &before), []);
    }

    #[test]
    fn a_record_reads_as_it_was_written() {
        for what in [What::Edited { letters: 3, entry: 9, since_ms: 5 }, What::Trashed] {
            let Change { key, becomes, .. } = told("id", "guest:ada", what.clone(), 77);
            let happening = Happening { who: "guest:ada".to_owned(), what };
            assert_eq!(of_record(&(key, becomes.unwrap())), Some((77, happening)));
        }
    }

    #[test]
    fn what_is_too_old_or_too_much_goes() {
        let mut keys: Vec<_> = (0..KEPT as u64 + 3).map(|time| new_key("id", 1000 + time)).collect();
        assert_eq!(over(&mut keys.clone(), 0).len(), 3);
        assert_eq!(over(&mut keys, 1000 + KEPT as u64).len(), KEPT);
    }
}
