//! Books: small records beside the documents, of people and of rights. A book is a table of bytes; what they mean is not
//! the store's. Several records change together or not at all, and only if each is what the change expects, so that two
//! who change one thing at once do not both succeed.

use std::ops::{Bound, Range};

use redb::{ReadTransaction, ReadableTable, WriteTransaction};

use super::StoreError;
use super::record::{BOOKS, BookTable};

/// A table of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Book {
    /// An account's id to what is known of it.
    Accounts,
    /// An e-mail address to the account that has it.
    Addresses,
    /// Who may run the server, by account.
    Administrators,
    /// An account and the digest of a session's token to the session.
    Sessions,
    /// What a one-time link is for, by the digest of its token.
    Tokens,
    /// Messages that wait for the mail server.
    Mail,
    /// What happened to accounts, by time. Nothing is ever changed or taken out: such a change is not made.
    Audit,
    /// Guests who became accounts.
    Claims,
    /// A document's name to whose it is and who may do what.
    Rights,
    /// Whose documents there are, by person.
    Owned,
    /// With whom documents and folders are shared: a person, an address or a group, and the document or folder.
    Shared,
    /// Who has told the password of a document's link: the document and the person to a digest of what he told.
    Told,
    /// A group's id to its name and its members.
    Groups,
    /// Who makes a group or is in it: a person or an address, and the group.
    Members,
    /// What is set, by name: by administrators for the server, and by people for what they want to hear of.
    Settings,
    /// A document's name to what lists show of it, as it was when it was last read: its title, how it begins, its size, who changed
    /// it last and when.
    Cards,
    /// What somebody has done with a document, by person and document: when he opened it and wrote in it, whether it has his star or is a
    /// template of his, what he has seen of it, whether he does not want to hear of it.
    Marks,
    /// A folder's id to its name, whose it is, where it lies and who may do what with what is in it.
    Folders,
    /// What is in a folder, or at the top of somebody's library: the folder's id or the person, and what lies there.
    Inside,
    /// Passkeys: the account and the credential's id to the public key.
    Passkeys,
    /// Who somebody is at a provider of single sign-on, by the provider's address and his name for the person, to the account.
    Identities,
    /// Keys for programs: the account and the digest of a key to what it may do and until when.
    Keys,
    /// Where programs want to be told of changes, by account and number.
    Hooks,
    /// What they have not been told yet.
    Deliveries,
    /// What happened to a document, by document and time, for those who follow it.
    Happenings,
    /// Changes of documents that people made without the right to, by document and digest, until somebody answers.
    Held,
}

impl Book {
    pub(super) fn table(self) -> BookTable {
        BOOKS[self as usize].1
    }
}

/// What a change expects to find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expect {
    /// Whatever there is.
    Anything,
    /// No record of that key.
    Nothing,
    /// A record that says just this.
    Just(Vec<u8>),
}

/// A record that is written or taken out.
#[derive(Debug, Clone)]
pub struct Change {
    /// In which book.
    pub book: Book,
    /// Under which key.
    pub key: Vec<u8>,
    /// What must be there.
    pub expect: Expect,
    /// What is there then; `None` takes it out.
    pub becomes: Option<Vec<u8>>,
}

impl Change {
    /// Writes a record, whatever was there.
    pub fn put(book: Book, key: impl Into<Vec<u8>>, value: Vec<u8>) -> Self {
        Change { book, key: key.into(), expect: Expect::Anything, becomes: Some(value) }
    }

    /// Writes a record of which there is none yet.
    pub fn add(book: Book, key: impl Into<Vec<u8>>, value: Vec<u8>) -> Self {
        Change { book, key: key.into(), expect: Expect::Nothing, becomes: Some(value) }
    }

    /// Writes a record in the place of one that says just `before`.
    pub fn turn(book: Book, key: impl Into<Vec<u8>>, before: Vec<u8>, value: Vec<u8>) -> Self {
        Change { book, key: key.into(), expect: Expect::Just(before), becomes: Some(value) }
    }

    /// Takes a record out, if it is there.
    pub fn remove(book: Book, key: impl Into<Vec<u8>>) -> Self {
        Change { book, key: key.into(), expect: Expect::Anything, becomes: None }
    }

    /// Leaves a record as it is, and lets the changes beside it be made only if it still says this, or still is not there.
    pub fn holds(book: Book, key: impl Into<Vec<u8>>, now: Option<Vec<u8>>) -> Self {
        let expect = now.clone().map_or(Expect::Nothing, Expect::Just);
        Change { book, key: key.into(), expect, becomes: now }
    }

    /// Takes out a record that says just `before`.
    pub fn take(book: Book, key: impl Into<Vec<u8>>, before: Vec<u8>) -> Self {
        Change { book, key: key.into(), expect: Expect::Just(before), becomes: None }
    }
}

/// A record's key and what it says.
pub type Record = (Vec<u8>, Vec<u8>);

/// Makes all of the changes, if all find what they expect. False when one does not, and then nothing is changed; and when one would
/// do anything to the audit log but add to it.
pub(super) fn perform(txn: &WriteTransaction, changes: &[Change]) -> Result<bool, StoreError> {
    for Change { book, key, expect, becomes } in changes {
        if *book == Book::Audit && (*expect != Expect::Nothing || becomes.is_none()) {
            return Ok(false);
        }
        let table = txn.open_table(book.table())?;
        let found = table.get(&key[..])?;
        let is_met = match expect {
            Expect::Anything => true,
            Expect::Nothing => found.is_none(),
            Expect::Just(before) => found.is_some_and(|found| found.value() == before),
        };
        if !is_met {
            return Ok(false);
        }
    }
    for Change { book, key, becomes, .. } in changes {
        let mut table = txn.open_table(book.table())?;
        match becomes {
            Some(value) => drop(table.insert(&key[..], &value[..])?),
            None => drop(table.remove(&key[..])?),
        }
    }
    Ok(true)
}

/// What a record says.
pub(super) fn look_up(txn: &ReadTransaction, book: Book, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(txn.open_table(book.table())?.get(key)?.map(|value| value.value().to_vec()))
}

/// What several records say, in the order of the keys.
pub(super) fn look_up_all(
    txn: &ReadTransaction,
    book: Book,
    keys: &[Vec<u8>],
) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
    let table = txn.open_table(book.table())?;
    keys.iter().map(|key| Ok(table.get(&key[..])?.map(|value| value.value().to_vec()))).collect()
}

/// The records whose keys begin with `prefix`, in their order, at most so many.
pub(super) fn begin_with(
    txn: &ReadTransaction,
    book: Book,
    prefix: &[u8],
    most: usize,
) -> Result<Vec<Record>, StoreError> {
    let table = txn.open_table(book.table())?;
    let mut records = Vec::new();
    for record in table.range(prefix..)? {
        let (key, value) = record?;
        if !key.value().starts_with(prefix) || records.len() == most {
            break;
        }
        records.push((key.value().to_vec(), value.value().to_vec()));
    }
    Ok(records)
}

/// The last records before a key, or of all where there is none, the last first, at most so many.
pub(super) fn last_before(
    txn: &ReadTransaction,
    book: Book,
    before: Option<&[u8]>,
    most: usize,
) -> Result<Vec<Record>, StoreError> {
    let table = txn.open_table(book.table())?;
    let range = match before {
        Some(before) => table.range(..before)?,
        None => table.range::<&[u8]>(..)?,
    };
    let mut records = Vec::new();
    for record in range.rev().take(most) {
        let (key, value) = record?;
        records.push((key.value().to_vec(), value.value().to_vec()));
    }
    Ok(records)
}

/// The records whose keys begin with `prefix` and come after the key `after`, in their order, at most so many.
pub(super) fn after_key(
    txn: &ReadTransaction,
    book: Book,
    prefix: &[u8],
    after: &[u8],
    most: usize,
) -> Result<Vec<Record>, StoreError> {
    let table = txn.open_table(book.table())?;
    let from = if after.is_empty() { Bound::Included(prefix) } else { Bound::Excluded(after) };
    let mut records = Vec::new();
    for record in table.range::<&[u8]>((from, Bound::Unbounded))? {
        let (key, value) = record?;
        if !key.value().starts_with(prefix) || records.len() == most {
            break;
        }
        records.push((key.value().to_vec(), value.value().to_vec()));
    }
    Ok(records)
}

/// Of each range of keys the last records, the last first, at most so many of each.
pub(super) fn last_in(
    txn: &ReadTransaction,
    book: Book,
    ranges: &[Range<Vec<u8>>],
    most: usize,
) -> Result<Vec<Vec<Record>>, StoreError> {
    let table = txn.open_table(book.table())?;
    let last = |range: &Range<Vec<u8>>| -> Result<Vec<Record>, redb::StorageError> {
        let records = table.range(&range.start[..]..&range.end[..])?.rev().take(most);
        records
            .map(|record| record.map(|(key, value)| (key.value().to_vec(), value.value().to_vec())))
            .collect()
    };
    ranges.iter().map(|range| Ok(last(range)?)).collect()
}
