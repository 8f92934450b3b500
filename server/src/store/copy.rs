//! A copy of the whole store as a stream of bytes, and a store made of one. The stream is of one moment, whatever is written
//! while it runs; its end says how much there was, with a digest, so that a copy that was cut short is known as one.
//!
//! The stream: [`HEAD`], then records (table, key, value, each with its length), then a mark, the count and a SHA-256 of all
//! before it.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use redb::{Database, Durability, Key, ReadTransaction, TableDefinition, Value, WriteTransaction};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::StoreError;
use super::database::start_redb;
use super::disk::FileDisk;
use super::record::{BOOKS, DOCUMENTS, LOG, META, PEOPLE, PEOPLE_NUMBERS, SECRETS, SNAPSHOTS, VIEWS};

const HEAD: &[u8] = b"octavo store 1\n";
/// Stands where a table's number would.
const END: u8 = 0xFF;
/// The longest key or value that is read.
const LONGEST: u64 = 1 << 30;
/// Bytes of one transaction of a store that is being made.
const BATCH: usize = 16 << 20;

/// Why a copy was not made. The text is for people.
#[derive(Debug, Error)]
pub enum CopyError {
    /// The store that is copied did not answer.
    #[error("the store cannot be read: {0}")]
    Source(#[from] StoreError),
    /// The stream broke off, or is something else.
    #[error("the copy was cut short or damaged on its way")]
    Broken,
    /// A stream ended in an error.
    #[error("the copy was interrupted: {0}")]
    Stream(io::Error),
    /// The new file cannot be written.
    #[error("{file} cannot be written: {reason}")]
    Target {
        /// The file.
        file: String,
        /// What went wrong.
        reason: String,
    },
}

/// A key or a value of one of our tables, as bytes.
trait Plain: Value + 'static {
    fn put(value: Self::SelfType<'_>) -> Vec<u8>;
    fn take(bytes: &[u8]) -> Option<Self::SelfType<'_>>;
}

impl Plain for u64 {
    fn put(value: u64) -> Vec<u8> {
        value.to_le_bytes().to_vec()
    }
    fn take(bytes: &[u8]) -> Option<u64> {
        bytes.try_into().ok().map(u64::from_le_bytes)
    }
}

impl Plain for (u64, u64) {
    fn put((first, second): (u64, u64)) -> Vec<u8> {
        [first.to_le_bytes(), second.to_le_bytes()].concat()
    }
    fn take(bytes: &[u8]) -> Option<(u64, u64)> {
        let (first, second) = bytes.split_at_checked(8)?;
        Some((u64::take(first)?, u64::take(second)?))
    }
}

impl Plain for &'static str {
    fn put(value: &str) -> Vec<u8> {
        value.as_bytes().to_vec()
    }
    fn take(bytes: &[u8]) -> Option<&str> {
        std::str::from_utf8(bytes).ok()
    }
}

impl Plain for &'static [u8] {
    fn put(value: &[u8]) -> Vec<u8> {
        value.to_vec()
    }
    fn take(bytes: &[u8]) -> Option<&[u8]> {
        Some(bytes)
    }
}

/// Writes all that the store holds at this moment. Gives the count of records.
pub(super) fn export(txn: &ReadTransaction, out: &mut dyn Write) -> Result<u64, CopyError> {
    let mut stream = Outlet { out, digest: Sha256::new(), count: 0 };
    stream.write(HEAD)?;
    table(txn, META, 1, &mut stream)?;
    table(txn, DOCUMENTS, 2, &mut stream)?;
    table(txn, LOG, 3, &mut stream)?;
    table(txn, SNAPSHOTS, 4, &mut stream)?;
    table(txn, PEOPLE, 5, &mut stream)?;
    table(txn, PEOPLE_NUMBERS, 6, &mut stream)?;
    table(txn, SECRETS, 7, &mut stream)?;
    table(txn, VIEWS, 8, &mut stream)?;
    for (number, book) in BOOKS {
        table(txn, book, number, &mut stream)?;
    }
    let count = stream.count;
    stream.write(&[END])?;
    stream.write(&count.to_le_bytes())?;
    let digest = stream.digest.finalize();
    out.write_all(&digest).and_then(|()| out.flush()).map_err(CopyError::Stream)?;
    Ok(count)
}

struct Outlet<'a> {
    out: &'a mut dyn Write,
    digest: Sha256,
    count: u64,
}

impl Outlet<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<(), CopyError> {
        self.digest.update(bytes);
        self.out.write_all(bytes).map_err(CopyError::Stream)
    }

    fn sized(&mut self, bytes: &[u8]) -> Result<(), CopyError> {
        self.write(&(bytes.len() as u64).to_le_bytes())?;
        self.write(bytes)
    }
}

fn table<K: Key + Plain, V: Plain>(
    txn: &ReadTransaction,
    definition: TableDefinition<'_, K, V>,
    number: u8,
    stream: &mut Outlet<'_>,
) -> Result<(), CopyError> {
    let table = txn.open_table(definition).map_err(StoreError::from)?;
    for record in table.range::<K::SelfType<'_>>(..).map_err(StoreError::from)? {
        let (key, value) = record.map_err(StoreError::from)?;
        stream.write(&[number])?;
        stream.sized(&K::put(key.value()))?;
        stream.sized(&V::put(value.value()))?;
        stream.count += 1;
    }
    Ok(())
}

/// Makes a store at `file` of such a stream. Until all of it is there and right, and on disk, no file has that name.
pub fn import(file: &Path, input: &mut dyn Read) -> Result<u64, CopyError> {
    let target = |error: &dyn std::fmt::Display| CopyError::Target {
        file: file.display().to_string(),
        reason: error.to_string(),
    };
    if file.try_exists().map_err(|error| target(&error))? {
        return Err(target(&"there is a file of that name"));
    }
    let mut name = file.as_os_str().to_owned();
    name.push(".new");
    let new = PathBuf::from(name);
    let made = File::create(&new).map_err(|error| target(&error)).and_then(|_| {
        let disk = FileDisk::open(&new).map_err(|error| target(&error))?;
        let database = start_redb(&new.display().to_string(), Box::new(disk), Arc::default())
            .map_err(|error| target(&error))?;
        fill(&database, input, &target)
    });
    let moved = made.and_then(|count| {
        fs::rename(&new, file).map_err(|error| target(&error))?;
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| target(&error))?;
        Ok(count)
    });
    if moved.is_err() {
        // What is left of it is of no use to anybody; that it may stay does no harm.
        let _ = fs::remove_file(&new);
    }
    moved
}

fn fill(
    database: &Database,
    input: &mut dyn Read,
    target: &dyn Fn(&dyn std::fmt::Display) -> CopyError,
) -> Result<u64, CopyError> {
    let mut stream = Inlet { input, digest: Sha256::new() };
    if stream.take(HEAD.len() as u64)? != HEAD {
        return Err(CopyError::Broken);
    }
    let txn = database.begin_write().map_err(|error| target(&error))?;
    make_tables(&txn).map_err(|error| target(&error))?;
    txn.commit().map_err(|error| target(&error))?;
    let mut count: u64 = 0;
    loop {
        let mut txn = database.begin_write().map_err(|error| target(&error))?;
        txn.set_durability(Durability::None).map_err(|error| target(&error))?;
        let mut bytes = 0;
        let is_over = loop {
            let number = stream.take(1)?[0];
            if number == END {
                break true;
            }
            let (key, value) = (stream.sized()?, stream.sized()?);
            bytes += key.len() + value.len();
            put(&txn, number, &key, &value, target)?;
            count += 1;
            if bytes > BATCH {
                break false;
            }
        };
        if !is_over {
            txn.commit().map_err(|error| target(&error))?;
            continue;
        }
        if stream.take(8)? != count.to_le_bytes() {
            return Err(CopyError::Broken);
        }
        let digest = stream.digest.clone().finalize();
        if stream.take(digest.len() as u64)? != digest[..] {
            return Err(CopyError::Broken);
        }
        txn.set_durability(Durability::Immediate).map_err(|error| target(&error))?;
        txn.commit().map_err(|error| target(&error))?;
        return Ok(count);
    }
}

/// All tables, also those that will hold nothing.
fn make_tables(txn: &WriteTransaction) -> Result<(), redb::TableError> {
    txn.open_table(META)?;
    txn.open_table(DOCUMENTS)?;
    txn.open_table(LOG)?;
    txn.open_table(SNAPSHOTS)?;
    txn.open_table(PEOPLE)?;
    txn.open_table(PEOPLE_NUMBERS)?;
    txn.open_table(SECRETS)?;
    txn.open_table(VIEWS)?;
    for (_, book) in BOOKS {
        txn.open_table(book)?;
    }
    Ok(())
}

struct Inlet<'a> {
    input: &'a mut dyn Read,
    digest: Sha256,
}

impl Inlet<'_> {
    fn take(&mut self, length: u64) -> Result<Vec<u8>, CopyError> {
        let mut bytes = Vec::new();
        (&mut *self.input).take(length).read_to_end(&mut bytes).map_err(CopyError::Stream)?;
        if bytes.len() as u64 != length {
            return Err(CopyError::Broken);
        }
        self.digest.update(&bytes);
        Ok(bytes)
    }

    fn sized(&mut self) -> Result<Vec<u8>, CopyError> {
        let length = u64::take(&self.take(8)?).filter(|length| *length < LONGEST).ok_or(CopyError::Broken)?;
        self.take(length)
    }
}

fn put(
    txn: &WriteTransaction,
    number: u8,
    key: &[u8],
    value: &[u8],
    target: &dyn Fn(&dyn std::fmt::Display) -> CopyError,
) -> Result<(), CopyError> {
    match number {
        1 => insert(txn, META, key, value, target),
        2 => insert(txn, DOCUMENTS, key, value, target),
        3 => insert(txn, LOG, key, value, target),
        4 => insert(txn, SNAPSHOTS, key, value, target),
        5 => insert(txn, PEOPLE, key, value, target),
        6 => insert(txn, PEOPLE_NUMBERS, key, value, target),
        7 => insert(txn, SECRETS, key, value, target),
        8 => insert(txn, VIEWS, key, value, target),
        _ => match BOOKS.iter().find(|(known, _)| *known == number) {
            Some((_, book)) => insert(txn, *book, key, value, target),
            None => Err(CopyError::Broken),
        },
    }
}

fn insert<K: Key + Plain, V: Plain>(
    txn: &WriteTransaction,
    definition: TableDefinition<'_, K, V>,
    key: &[u8],
    value: &[u8],
    target: &dyn Fn(&dyn std::fmt::Display) -> CopyError,
) -> Result<(), CopyError> {
    let (Some(key), Some(value)) = (K::take(key), V::take(value)) else { return Err(CopyError::Broken) };
    let mut table = txn.open_table(definition).map_err(|error| target(&error))?;
    table.insert(key, value).map_err(|error| target(&error))?;
    Ok(())
}
