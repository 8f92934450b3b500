//! The one thread that writes. It takes all that is queued into one transaction, so that the cost of making it durable is
//! shared by everybody who waits at that moment, and then answers each.

use std::cell::Cell;
use std::collections::VecDeque;
use std::ops::RangeInclusive;
use std::panic::catch_unwind;
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::Instant;

use redb::{Durability, ReadableDatabase, ReadableTable, WriteTransaction};
use tokio::sync::oneshot;
use uuid::Uuid;

use super::books::{self, Change};
use super::database::{Engine, find, read_log};
use super::people::Numbers;
use super::record::{self, DOCUMENTS, DocumentRecord, EntryRecord, LOG, META, PEOPLE, SNAPSHOTS, VIEWS};
use super::{DocumentName, Entry, Fold, Kind, NewEntry, SERVER, StoreError, ViewKey};
use crate::histogram::Histogram;

/// How much goes into one transaction at most: a longer one would keep all its authors waiting.
const MOST_BYTES: usize = 8 << 20;
const MOST_JOBS: usize = 4096;
/// After so many transactions with no pause between them a snapshot is written all the same.
const MOST_PASSED_OVER: usize = 64;

/// One thing to write.
pub(super) enum Job {
    Create {
        name: DocumentName,
        time_ms: u64,
        seed: Vec<u8>,
        /// Made with it, if it is new.
        changes: Vec<Change>,
        answer: oneshot::Sender<Result<bool, StoreError>>,
    },
    Write {
        changes: Vec<Change>,
        answer: oneshot::Sender<Result<bool, StoreError>>,
    },
    Append {
        name: DocumentName,
        /// Of what kind the document is, if it is new.
        kind: Kind,
        /// Which document must be there.
        of: Option<DocumentName>,
        time_ms: u64,
        entries: Vec<NewEntry>,
        answer: oneshot::Sender<Result<u64, StoreError>>,
    },
    Delete {
        names: Vec<DocumentName>,
        view: ViewKey,
        changes: Vec<Change>,
        answer: oneshot::Sender<Result<bool, StoreError>>,
    },
    Share {
        key: ViewKey,
        name: DocumentName,
        answer: oneshot::Sender<Result<bool, StoreError>>,
    },
    Beat {
        time_ms: u64,
        answer: oneshot::Sender<Result<(), StoreError>>,
    },
    Snapshot {
        name: DocumentName,
        through: u64,
        update: Vec<u8>,
        fold: Fold,
    },
}

impl Job {
    fn size(&self) -> usize {
        match self {
            Job::Create { seed, .. } => seed.len(),
            Job::Beat { .. } | Job::Share { .. } => 0,
            Job::Write { changes, .. } | Job::Delete { changes, .. } => {
                changes.iter().flat_map(|change| &change.becomes).map(Vec::len).sum()
            }
            Job::Append { entries, .. } => entries.iter().map(|entry| entry.update.len()).sum(),
            Job::Snapshot { update, .. } => update.len(),
        }
    }

    fn fail(self, error: StoreError) {
        // Whoever asked may have gone; nobody is owed the answer then.
        match self {
            Job::Create { answer, .. } => drop(answer.send(Err(error))),
            Job::Share { answer, .. } | Job::Write { answer, .. } | Job::Delete { answer, .. } => {
                drop(answer.send(Err(error)));
            }
            Job::Append { answer, .. } => drop(answer.send(Err(error))),
            Job::Beat { answer, .. } => drop(answer.send(Err(error))),
            Job::Snapshot { name, .. } => {
                tracing::warn!(document = %name, %error, "a snapshot was not written")
            }
        }
    }
}

/// What a job did inside a transaction that is not committed yet.
enum Outcome {
    Created(bool),
    Shared(bool),
    Written(bool),
    Appended(u64),
    Gone,
    Saved,
}

/// The writing end of the store.
pub(super) struct Writer {
    engine: Arc<Engine>,
    queue: Receiver<Job>,
    /// How long commits took.
    commits: Arc<Histogram>,
    /// Snapshots wait here until no append does, the newest of each document.
    snapshots: VecDeque<Job>,
    /// Transactions since the last snapshot that waited.
    passed_over: usize,
}

impl Writer {
    pub fn new(engine: Arc<Engine>, queue: Receiver<Job>, commits: Arc<Histogram>) -> Self {
        Writer { engine, queue, commits, snapshots: VecDeque::new(), passed_over: 0 }
    }

    /// Writes until every sender is gone and the queue is empty.
    pub fn run(mut self) {
        loop {
            let mut batch = Vec::new();
            if self.snapshots.is_empty() {
                match self.queue.recv() {
                    Ok(job) => self.sort_in(job, &mut batch),
                    Err(_) => return,
                }
            }
            let mut bytes: usize = batch.iter().map(Job::size).sum();
            while bytes < MOST_BYTES && batch.len() < MOST_JOBS {
                let Ok(job) = self.queue.try_recv() else { break };
                bytes += job.size();
                self.sort_in(job, &mut batch);
            }
            if !batch.is_empty() {
                self.write(batch);
                self.passed_over += 1;
                if self.passed_over < MOST_PASSED_OVER {
                    continue;
                }
            }
            self.passed_over = 0;
            if let Some(snapshot) = self.snapshots.pop_front() {
                self.write(vec![snapshot]);
            }
        }
    }

    fn sort_in(&mut self, job: Job, batch: &mut Vec<Job>) {
        match job {
            Job::Snapshot { ref name, .. } => {
                self.snapshots
                    .retain(|waiting| !matches!(waiting, Job::Snapshot { name: other, .. } if other == name));
                self.snapshots.push_back(job);
            }
            _ => batch.push(job),
        }
    }

    fn write(&self, batch: Vec<Job>) {
        // It fails where the disk does not say that it is there; it may be all the same, and is then on disk now.
        let (mark, done) = (Uuid::new_v4().as_u64_pair().0, Cell::new(None));
        let committed = self.engine.once(
            |database| {
                let mut txn = database.begin_write()?;
                done.set(Some(perform_all(&mut txn, &batch, mark)?));
                let since = Instant::now();
                txn.commit()?;
                self.commits.add(since.elapsed());
                Ok(())
            },
            |database| {
                let meta = database.begin_read()?.open_table(META)?;
                Ok(meta.get(record::COMMIT_KEY)?.is_some_and(|last| last.value() == mark).then_some(()))
            },
        );
        match committed.map(|()| done.take().unwrap_or_default()) {
            Ok(outcomes) => {
                for (job, outcome) in batch.into_iter().zip(outcomes) {
                    answer(job, outcome);
                }
            }
            Err(error) if batch.len() > 1 => {
                // One large change may be what does not fit: each is tried by itself, so that it alone fails.
                tracing::warn!(%error, jobs = batch.len(), "a transaction failed; its parts are written one by one");
                for job in batch {
                    self.write(vec![job]);
                }
            }
            Err(error) => {
                tracing::error!(%error, "a change could not be stored");
                batch.into_iter().for_each(|job| job.fail(error.clone()));
            }
        }
    }
}

fn answer(job: Job, outcome: Outcome) {
    match (job, outcome) {
        (Job::Create { answer, .. }, Outcome::Created(is_new)) => drop(answer.send(Ok(is_new))),
        (Job::Share { answer, .. }, Outcome::Shared(is_there)) => drop(answer.send(Ok(is_there))),
        (Job::Write { answer, .. } | Job::Delete { answer, .. }, Outcome::Written(is_done)) => {
            drop(answer.send(Ok(is_done)));
        }
        (Job::Append { answer, .. }, Outcome::Appended(last)) => drop(answer.send(Ok(last))),
        (Job::Append { answer, .. }, Outcome::Gone) => drop(answer.send(Err(StoreError::Gone))),
        (Job::Beat { answer, .. }, Outcome::Saved) => drop(answer.send(Ok(()))),
        _ => {}
    }
}

fn perform_all(txn: &mut WriteTransaction, batch: &[Job], mark: u64) -> Result<Vec<Outcome>, StoreError> {
    txn.set_durability(Durability::Immediate).map_err(|error| StoreError::Disk(error.to_string()))?;
    let outcomes = batch.iter().map(|job| perform(txn, job)).collect::<Result<_, _>>()?;
    txn.open_table(META)?.insert(record::COMMIT_KEY, mark)?;
    Ok(outcomes)
}

fn perform(txn: &WriteTransaction, job: &Job) -> Result<Outcome, StoreError> {
    match job {
        Job::Create { name, time_ms, seed, changes, .. } => {
            if find(&txn.open_table(DOCUMENTS)?, name)?.is_some() {
                return Ok(Outcome::Created(false));
            }
            let record = make_document(txn, name, Kind::Document, *time_ms)?;
            let author = Numbers::new(txn).of(&SERVER.into())?;
            let entry =
                EntryRecord { first: 1, last: 1, from_ms: *time_ms, to_ms: *time_ms, author, client: 0 };
            txn.open_table(LOG)?.insert((record.number, 1), &entry.encode(1, seed)[..])?;
            books::perform(txn, changes)?;
            Ok(Outcome::Created(true))
        }
        Job::Append { name, kind, of, time_ms, entries, .. } => {
            let documents = txn.open_table(DOCUMENTS)?;
            if let Some(of) = of
                && find(&documents, of)?.is_none()
            {
                return Ok(Outcome::Gone);
            }
            let found = find(&documents, name)?;
            drop(documents);
            let number = match found {
                Some(record) => record.number,
                None => make_document(txn, name, *kind, *time_ms)?.number,
            };
            let mut log = txn.open_table(LOG)?;
            let (mut last, last_ms) = last_entry(&log, number)?;
            // A clock that was set back does not reorder the log.
            let time_ms = last_ms.max(*time_ms);
            let mut numbers = Numbers::new(txn);
            for NewEntry { author, client, update } in entries {
                last += 1;
                let (author, client) = (numbers.of(author)?, *client);
                let entry =
                    EntryRecord { first: last, last, from_ms: time_ms, to_ms: time_ms, author, client };
                log.insert((number, last), &entry.encode(last, update)[..])?;
            }
            Ok(Outcome::Appended(last))
        }
        Job::Share { key, name, .. } => {
            let is_there = find(&txn.open_table(DOCUMENTS)?, name)?.is_some();
            if is_there {
                txn.open_table(VIEWS)?.insert(&key[..], &**name)?;
            }
            Ok(Outcome::Shared(is_there))
        }
        Job::Write { changes, .. } => Ok(Outcome::Written(books::perform(txn, changes)?)),
        Job::Delete { names, view, changes, .. } => {
            let is_done = books::perform(txn, changes)?;
            if is_done {
                names.iter().try_for_each(|name| take_out(txn, name))?;
                txn.open_table(VIEWS)?.remove(&view[..])?;
            }
            Ok(Outcome::Written(is_done))
        }
        Job::Beat { time_ms, .. } => {
            txn.open_table(META)?.insert(record::BEAT_KEY, *time_ms)?;
            Ok(Outcome::Saved)
        }
        Job::Snapshot { name, through, update, fold } => {
            let found = find(&txn.open_table(DOCUMENTS)?, name)?;
            if let Some(DocumentRecord { number, .. }) = found {
                let mut snapshots = txn.open_table(SNAPSHOTS)?;
                let folded = match snapshots.get(number)? {
                    Some(before) => record::folded_through(before.value())?,
                    None => 0,
                };
                if folded < *through {
                    fold_log(txn, number, folded + 1..=*through, *fold)?;
                    snapshots.insert(number, &record::encode_snapshot(*through, update)[..])?;
                }
            }
            Ok(Outcome::Saved)
        }
    }
}

/// Puts what `fold` makes of a part of the log in its place.
fn fold_log(
    txn: &WriteTransaction,
    number: u64,
    part: RangeInclusive<u64>,
    fold: Fold,
) -> Result<(), StoreError> {
    let mut log = txn.open_table(LOG)?;
    let entries = read_log(&log, &txn.open_table(PEOPLE)?, number, part.clone())?;
    let folded = catch_unwind(|| fold(&entries)).unwrap_or_default();
    if !is_same_part(&entries, &folded) {
        // The log is worth more than its brevity.
        tracing::error!(number, ?part, "a part of a log could not be folded and stays as it is");
        return Ok(());
    }
    let mut numbers = Numbers::new(txn);
    // An entry that stands for itself alone stays where it is.
    let units =
        folded.chunk_by(|one, next| one.last == next.last).filter(|unit| unit[0].first < unit[0].last);
    for unit in units {
        log.retain_in((number, unit[0].first)..=(number, unit[0].last), |_, _| false)?;
        // They take the last of the unit's sequence numbers, so that the log ends with the number that it ended with.
        let start = unit[0].last + 1 - unit.len() as u64;
        for (seq, entry) in (start..).zip(unit) {
            let Entry { first, last, from_ms, to_ms, client, .. } = *entry;
            let author = numbers.of(&entry.author)?;
            let record = EntryRecord { first, last, from_ms, to_ms, author, client };
            log.insert((number, seq), &record.encode(seq, &entry.update)[..])?;
        }
    }
    Ok(())
}

/// Whether `folded` stands for just the sequence numbers of `entries`.
fn is_same_part(entries: &[Entry], folded: &[Entry]) -> bool {
    let mut units = folded.chunk_by(|one, next| one.last == next.last);
    let mut next = entries.first().map(|entry| entry.first);
    let follow = units.all(|unit| {
        let (first, last) = (unit[0].first, unit[0].last);
        let fits = unit.len() as u64 <= last.saturating_sub(first) + 1;
        let is_one = unit.iter().all(|entry| entry.first == first);
        Some(first) == next.replace(last + 1) && fits && is_one
    });
    follow && next == entries.last().map(|entry| entry.last + 1)
}

/// The last sequence number of a document's log, and the latest time in its last unit.
fn last_entry(
    log: &impl ReadableTable<(u64, u64), &'static [u8]>,
    number: u64,
) -> Result<(u64, u64), StoreError> {
    let (mut last, mut time_ms) = (0, 0);
    for entry in log.range((number, 0)..=(number, u64::MAX))?.rev() {
        let (key, bytes) = entry?;
        let record = EntryRecord::decode(key.value().1, bytes.value())?.0;
        if last != 0 && record.last != last {
            break;
        }
        (last, time_ms) = (record.last, time_ms.max(record.to_ms));
        if record.first == key.value().1 {
            break;
        }
    }
    Ok((last, time_ms))
}

/// Takes a document out with its whole log, if it is there.
fn take_out(txn: &WriteTransaction, name: &str) -> Result<(), StoreError> {
    let mut documents = txn.open_table(DOCUMENTS)?;
    let Some(DocumentRecord { number, .. }) = find(&documents, name)? else { return Ok(()) };
    documents.remove(name)?;
    txn.open_table(SNAPSHOTS)?.remove(number)?;
    txn.open_table(LOG)?.retain_in((number, 0)..=(number, u64::MAX), |_, _| false)?;
    Ok(())
}

fn make_document(
    txn: &WriteTransaction,
    name: &str,
    kind: Kind,
    created_ms: u64,
) -> Result<DocumentRecord, StoreError> {
    let mut meta = txn.open_table(META)?;
    let number = meta.get(record::NEXT_NUMBER_KEY)?.map_or(1, |number| number.value());
    meta.insert(record::NEXT_NUMBER_KEY, number + 1)?;
    let record = DocumentRecord { kind, number, created_ms };
    txn.open_table(DOCUMENTS)?.insert(name, &record.encode()[..])?;
    Ok(record)
}
