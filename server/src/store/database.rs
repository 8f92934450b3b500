//! The redb database and how it comes back after the disk failed: redb refuses everything after the first I/O error, so
//! the database is closed and opened again, which repairs it. Reading is here, writing in `writer`.

use std::io;
use std::ops::{Range, RangeInclusive};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, RwLock};

use redb::{
    CommitError, Database, DatabaseError, ReadTransaction, ReadableDatabase, ReadableTable, StorageError,
    TableError, TransactionError,
};
use uuid::Uuid;

use super::books::{self, Book, Record};
use super::disk::{Backend, Disk, Watch};
use super::people::Names;
use super::record::{
    self, BOOKS, DOCUMENTS, DocumentRecord, EntryRecord, LOG, META, PEOPLE, PEOPLE_NUMBERS, SECRETS,
    SNAPSHOTS, VIEWS,
};
use super::sizes::{self, Sizes};
use super::tally::{self, Tally};
use super::{DocumentName, Dossier, Entry, Kind, Loaded, OpenError, StoreError, ViewKey};
use crate::histogram::Histogram;

/// Memory for pages that redb keeps, in bytes.
const CACHE: usize = 32 << 20;

type Disks = Box<dyn Fn() -> io::Result<Box<dyn Disk>> + Send + Sync>;
/// Keeps a copy of the file, which has a format before this one. It is not open meanwhile.
type Keep = Box<dyn Fn(u64) -> io::Result<()> + Send + Sync>;

/// The open database, or the place for it.
pub(super) struct Engine {
    place: Place,
    state: RwLock<State>,
}

/// Where the database is.
struct Place {
    /// Its name in errors.
    file: String,
    disks: Disks,
    keep: Keep,
    watch: Arc<Watch>,
}

struct State {
    /// `None` while the database could not be opened again after a failure.
    database: Option<Database>,
    is_closed: bool,
    /// Counts the openings, so that two who saw the same failure open it again once.
    generation: u64,
}

impl Engine {
    /// Opens the database on a new disk from `disks`; an empty disk gets the tables. `file` names it in errors.
    /// One of the format before is upgraded, after `keep` has made a copy.
    pub fn open(file: String, disks: Disks, keep: Keep) -> Result<Engine, OpenError> {
        let place = Place { file, disks, keep, watch: Arc::default() };
        let database = place.open()?;
        let state = RwLock::new(State { database: Some(database), is_closed: false, generation: 0 });
        Ok(Engine { place, state })
    }

    /// Does `work` with the database. When the disk fails, the database is opened again and `work` is tried once more.
    pub fn with<T>(&self, work: impl Fn(&Database) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let (generation, failure) = {
            let state = self.state.read().expect("nothing panics while it holds the database");
            if state.is_closed {
                return Err(StoreError::Closed);
            }
            match state.database.as_ref().map(&work) {
                Some(Err(error @ (StoreError::Full | StoreError::Disk(_)))) => (state.generation, error),
                Some(result) => return result,
                None => (state.generation, StoreError::Disk("the store does not open".into())),
            }
        };
        if !self.reopen(generation) {
            return Err(failure);
        }
        let state = self.state.read().expect("nothing panics while it holds the database");
        state.database.as_ref().map_or(Err(failure), work)
    }

    /// Closes the file. What is asked for later fails with [`StoreError::Closed`].
    pub fn close(&self) {
        let mut state = self.state.write().expect("nothing panics while it holds the database");
        state.is_closed = true;
        state.database = None;
    }

    /// As [`Engine::with`], but what failed is not tried again: after the database was opened again `outcome` says whether it is
    /// done all the same, and with what result.
    pub fn once<T>(
        &self,
        work: impl Fn(&Database) -> Result<T, StoreError>,
        outcome: impl Fn(&Database) -> Result<Option<T>, StoreError>,
    ) -> Result<T, StoreError> {
        let spent = std::cell::Cell::new(None);
        self.with(|database| match spent.take() {
            Some(error) => outcome(database)?.ok_or(error),
            None => work(database).inspect_err(|error| spent.set(Some(error.clone()))),
        })
    }

    /// Opens the database again unless somebody did so since `generation`. False when that fails.
    fn reopen(&self, generation: u64) -> bool {
        let mut state = self.state.write().expect("nothing panics while it holds the database");
        if state.generation != generation || state.is_closed {
            return true;
        }
        // Closed first: the file is locked against a second opening, by this process too.
        drop(state.database.take());
        match self.place.open() {
            Ok(database) => {
                tracing::warn!("the store was opened again after a failure of the disk");
                state.database = Some(database);
                state.generation += 1;
                true
            }
            Err(error) => {
                tracing::error!(%error, "the store cannot be opened again");
                false
            }
        }
    }

    pub fn find(&self, name: &str) -> Result<Option<Kind>, StoreError> {
        self.with(|database| {
            let txn = database.begin_read()?;
            Ok(find(&txn.open_table(DOCUMENTS)?, name)?.map(|record| record.kind))
        })
    }

    pub fn viewed(&self, key: &ViewKey) -> Result<Option<DocumentName>, StoreError> {
        self.with(|database| {
            let views = database.begin_read()?.open_table(VIEWS)?;
            Ok(views.get(&key[..])?.map(|name| name.value().into()))
        })
    }

    pub fn look_up(&self, book: Book, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.with(|database| books::look_up(&database.begin_read()?, book, key))
    }

    pub fn begin_with(&self, book: Book, prefix: &[u8], most: usize) -> Result<Vec<Record>, StoreError> {
        self.with(|database| books::begin_with(&database.begin_read()?, book, prefix, most))
    }

    pub fn look_up_all(&self, book: Book, keys: &[Vec<u8>]) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        self.with(|database| books::look_up_all(&database.begin_read()?, book, keys))
    }

    pub fn last_before(
        &self,
        book: Book,
        before: Option<&[u8]>,
        most: usize,
    ) -> Result<Vec<Record>, StoreError> {
        self.with(|database| books::last_before(&database.begin_read()?, book, before, most))
    }

    pub fn after_key(
        &self,
        book: Book,
        prefix: &[u8],
        after: &[u8],
        most: usize,
    ) -> Result<Vec<Record>, StoreError> {
        self.with(|database| books::after_key(&database.begin_read()?, book, prefix, after, most))
    }

    pub fn last_in(
        &self,
        book: Book,
        ranges: &[Range<Vec<u8>>],
        most: usize,
    ) -> Result<Vec<Vec<Record>>, StoreError> {
        self.with(|database| books::last_in(&database.begin_read()?, book, ranges, most))
    }

    pub fn last_of(&self, names: &[DocumentName]) -> Result<Vec<u64>, StoreError> {
        self.with(|database| {
            let txn = database.begin_read()?;
            let (documents, log) = (txn.open_table(DOCUMENTS)?, txn.open_table(LOG)?);
            let last = |name: &DocumentName| {
                let Some(record) = find(&documents, name)? else { return Ok(0) };
                let mut entries = log.range((record.number, 0)..=(record.number, u64::MAX))?;
                Ok(entries.next_back().transpose()?.map_or(0, |(key, _)| key.value().1))
            };
            names.iter().map(last).collect()
        })
    }

    pub fn load(&self, name: &str) -> Result<Loaded, StoreError> {
        self.with(|database| {
            let txn = database.begin_read()?;
            let Some(record) = find(&txn.open_table(DOCUMENTS)?, name)? else {
                return Ok(Loaded { kind: None, snapshot: None, tail: Vec::new(), last: 0 });
            };
            let mut loaded = Loaded { kind: Some(record.kind), snapshot: None, tail: Vec::new(), last: 0 };
            if let Some(snapshot) = txn.open_table(SNAPSHOTS)?.get(record.number)? {
                let (through, update) = record::decode_snapshot(snapshot.value())?;
                loaded.last = through;
                loaded.snapshot = Some(update.to_vec());
            }
            let log = txn.open_table(LOG)?;
            for entry in log.range((record.number, loaded.last + 1)..=(record.number, u64::MAX))? {
                let (key, entry) = entry?;
                loaded.last = key.value().1;
                loaded.tail.push(EntryRecord::decode(loaded.last, entry.value())?.1.to_vec());
            }
            Ok(loaded)
        })
    }

    pub fn log(&self, name: &str, from: u64) -> Result<Vec<Entry>, StoreError> {
        self.with(|database| {
            let txn = database.begin_read()?;
            let Some(record) = find(&txn.open_table(DOCUMENTS)?, name)? else { return Ok(Vec::new()) };
            read_log(&txn.open_table(LOG)?, &txn.open_table(PEOPLE)?, record.number, from..=u64::MAX)
        })
    }

    /// A view of the store as it is at this moment, which stays while others write.
    pub fn begin_read(&self) -> Result<ReadTransaction, StoreError> {
        self.with(|database| Ok(database.begin_read()?))
    }

    pub fn names(&self) -> Result<Vec<DocumentName>, StoreError> {
        self.with(|database| {
            let documents = database.begin_read()?.open_table(DOCUMENTS)?;
            let mut names = Vec::new();
            for record in documents.iter()? {
                names.push(record?.0.value().into());
            }
            Ok(names)
        })
    }

    pub fn dossier(&self, name: &str) -> Result<Dossier, StoreError> {
        self.with(|database| {
            let txn = database.begin_read()?;
            let record = find(&txn.open_table(DOCUMENTS)?, name)?;
            let record = record.ok_or_else(|| StoreError::Damaged("there is no such document".to_owned()))?;
            let snapshot = match txn.open_table(SNAPSHOTS)?.get(record.number)? {
                Some(snapshot) => {
                    let (through, update) = record::decode_snapshot(snapshot.value())?;
                    Some((through, update.to_vec()))
                }
                None => None,
            };
            let (log, people) = (txn.open_table(LOG)?, txn.open_table(PEOPLE)?);
            let entries = read_log(&log, &people, record.number, 0..=u64::MAX)?;
            Ok(Dossier { kind: record.kind, snapshot, entries })
        })
    }

    pub fn bytes_of(&self, names: &[DocumentName]) -> Result<u64, StoreError> {
        self.with(|database| {
            let txn = database.begin_read()?;
            let (documents, log) = (txn.open_table(DOCUMENTS)?, txn.open_table(LOG)?);
            let snapshots = txn.open_table(SNAPSHOTS)?;
            let mut bytes = 0;
            for name in names {
                let Some(record) = find(&documents, name)? else { continue };
                for entry in log.range((record.number, 0)..=(record.number, u64::MAX))? {
                    bytes += entry?.1.value().len() as u64;
                }
                bytes += snapshots.get(record.number)?.map_or(0, |snapshot| snapshot.value().len() as u64);
            }
            Ok(bytes)
        })
    }

    pub fn tally(&self, name: &str, after: u64, through: u64) -> Result<Option<Tally>, StoreError> {
        self.with(|database| tally::tally(&database.begin_read()?, name, after, through))
    }

    pub fn ends(&self) -> Result<Vec<(DocumentName, u64)>, StoreError> {
        self.with(|database| tally::ends(&database.begin_read()?))
    }

    pub fn sizes(&self) -> Result<Sizes, StoreError> {
        self.with(|database| sizes::count(&database.begin_read()?))
    }

    /// How long syncs of the disk took.
    pub fn syncs(&self) -> &Histogram {
        &self.place.watch.syncs
    }

    pub fn size(&self) -> u64 {
        std::fs::metadata(&self.place.file).map_or(0, |file| file.len())
    }

    pub fn free(&self) -> Option<u64> {
        let volume = rustix::fs::statvfs(self.place.file.as_str()).ok()?;
        Some(volume.f_bavail.saturating_mul(volume.f_frsize))
    }

    pub fn guest_key(&self) -> Result<Vec<u8>, StoreError> {
        self.with(|database| {
            let txn = database.begin_read()?;
            let key = txn.open_table(SECRETS)?.get(record::GUEST_KEY)?.map(|key| key.value().to_vec());
            key.ok_or_else(|| StoreError::Damaged("there is no key for guests".to_owned()))
        })
    }
}

/// Reads a part of a document's log.
pub(super) fn read_log(
    log: &impl ReadableTable<(u64, u64), &'static [u8]>,
    people: &impl ReadableTable<u64, &'static str>,
    number: u64,
    part: RangeInclusive<u64>,
) -> Result<Vec<Entry>, StoreError> {
    let mut names = Names::new(people);
    let mut entries = Vec::new();
    for entry in log.range((number, *part.start())..=(number, *part.end()))? {
        let (key, bytes) = entry?;
        let (entry, update) = EntryRecord::decode(key.value().1, bytes.value())?;
        let EntryRecord { first, last, from_ms, to_ms, author, client } = entry;
        let (author, update) = (names.of(author)?, update.to_vec());
        entries.push(Entry { first, last, from_ms, to_ms, author, client, update });
    }
    Ok(entries)
}

/// Looks a document up by name.
pub(super) fn find(
    documents: &impl ReadableTable<&'static str, &'static [u8]>,
    name: &str,
) -> Result<Option<DocumentRecord>, StoreError> {
    documents.get(name)?.map(|bytes| DocumentRecord::decode(bytes.value())).transpose()
}

impl Place {
    fn open(&self) -> Result<Database, OpenError> {
        let file = self.file.clone();
        let disk_error = |reason: String| OpenError::Disk { file: file.clone(), reason };
        let not_ours = |reason: String| OpenError::NotOurs { file: file.clone(), reason };
        let disk = self.disk()?;
        let is_new = disk.length().map_err(|error| disk_error(error.to_string()))? == 0;
        let database = self.start(disk)?;
        if is_new {
            make_tables(&database).map_err(|error| disk_error(error.to_string()))?;
            return Ok(database);
        }
        let format = read_format(&database).map_err(|error| not_ours(error.to_string()))?;
        match format {
            Some(record::FORMAT) => Ok(database),
            Some(before) if record::FORMATS_BEFORE.contains(&before) => {
                drop(database);
                (self.keep)(before).map_err(|error| {
                    disk_error(format!("no copy can be kept before its upgrade ({error})"))
                })?;
                let database = self.start(self.disk()?)?;
                make_tables(&database).map_err(|error| disk_error(error.to_string()))?;
                tracing::warn!(file, "the store was upgraded; a copy of it as it was is beside it");
                Ok(database)
            }
            Some(found) => Err(OpenError::Format { file, found }),
            None => Err(not_ours("it is a database of another program".to_owned())),
        }
    }

    /// The disk, with nothing on it that only seems to be there.
    fn disk(&self) -> Result<Box<dyn Disk>, OpenError> {
        let disk = (self.disks)().and_then(|disk| self.watch.settle(&*disk).map(|()| disk));
        disk.map_err(|error| OpenError::Disk { file: self.file.clone(), reason: error.to_string() })
    }

    fn start(&self, disk: Box<dyn Disk>) -> Result<Database, OpenError> {
        start_redb(&self.file, disk, self.watch.clone())
    }
}

/// Opens redb on a disk, and says what is wrong in our words.
pub(super) fn start_redb(file: &str, disk: Box<dyn Disk>, watch: Arc<Watch>) -> Result<Database, OpenError> {
    let disk_error = |reason: String| OpenError::Disk { file: file.to_owned(), reason };
    let not_ours = |reason: String| OpenError::NotOurs { file: file.to_owned(), reason };
    let mut builder = Database::builder();
    builder.set_cache_size(CACHE);
    // A file that is something else can make redb panic.
    let opened = catch_unwind(AssertUnwindSafe(|| builder.create_with_backend(Backend { disk, watch })))
        .map_err(|_| not_ours("it is damaged".to_owned()))?;
    opened.map_err(|error| match error {
        DatabaseError::DatabaseAlreadyOpen | DatabaseError::LockProtocolMismatch => {
            OpenError::Locked { file: file.to_owned() }
        }
        DatabaseError::UpgradeRequired(_) => not_ours("its database format is too old".to_owned()),
        DatabaseError::Storage(StorageError::Corrupted(reason)) => not_ours(reason),
        DatabaseError::Storage(StorageError::Io(error)) if error.kind() == io::ErrorKind::InvalidData => {
            not_ours("it is not a database".to_owned())
        }
        other => disk_error(other.to_string()),
    })
}

/// Makes the tables that are not there, and says that the file has this format. Of the formats before all tables stay, and
/// log entries are read as they are.
fn make_tables(database: &Database) -> Result<(), StoreError> {
    let txn = database.begin_write()?;
    txn.open_table(META)?.insert(record::FORMAT_KEY, record::FORMAT)?;
    txn.open_table(DOCUMENTS)?;
    txn.open_table(LOG)?;
    txn.open_table(SNAPSHOTS)?;
    txn.open_table(PEOPLE)?;
    txn.open_table(PEOPLE_NUMBERS)?;
    txn.open_table(VIEWS)?;
    for (_, book) in BOOKS {
        txn.open_table(book)?;
    }
    let mut secrets = txn.open_table(SECRETS)?;
    if secrets.get(record::GUEST_KEY)?.is_none() {
        let mut key = Vec::with_capacity(64);
        (0..4).for_each(|_| key.extend_from_slice(Uuid::new_v4().as_bytes()));
        secrets.insert(record::GUEST_KEY, &key[..])?;
    }
    drop(secrets);
    txn.commit()?;
    Ok(())
}

fn read_format(database: &Database) -> Result<Option<u64>, StoreError> {
    let txn = database.begin_read()?;
    match txn.open_table(META) {
        Ok(meta) => Ok(meta.get(record::FORMAT_KEY)?.map(|format| format.value())),
        Err(TableError::Storage(error)) => Err(error.into()),
        Err(_) => Ok(None),
    }
}

impl From<StorageError> for StoreError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Io(error) => match error.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                    StoreError::Full
                }
                _ => StoreError::Disk(error.to_string()),
            },
            StorageError::Corrupted(reason) => StoreError::Damaged(reason),
            other => StoreError::Disk(other.to_string()),
        }
    }
}

impl From<TransactionError> for StoreError {
    fn from(error: TransactionError) -> Self {
        match error {
            TransactionError::Storage(error) => error.into(),
            other => StoreError::Disk(other.to_string()),
        }
    }
}

impl From<TableError> for StoreError {
    fn from(error: TableError) -> Self {
        match error {
            TableError::Storage(error) => error.into(),
            other => StoreError::Damaged(other.to_string()),
        }
    }
}

impl From<CommitError> for StoreError {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Storage(error) => error.into(),
            other => StoreError::Disk(other.to_string()),
        }
    }
}
