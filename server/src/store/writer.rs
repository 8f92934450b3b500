//! The one thread that writes. It takes all that is queued into one transaction, so that the cost of making it durable is
//! shared by everybody who waits at that moment, and then answers each.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::mpsc::Receiver;

use redb::{Database, Durability, ReadableTable, WriteTransaction};
use tokio::sync::oneshot;

use super::database::{Engine, find};
use super::record::{
    self, DOCUMENTS, DocumentRecord, EntryRecord, LOG, META, PEOPLE, PEOPLE_NUMBERS, SNAPSHOTS,
};
use super::{DocumentName, Kind, NewEntry, SERVER, StoreError};

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
        answer: oneshot::Sender<Result<bool, StoreError>>,
    },
    Append {
        name: DocumentName,
        time_ms: u64,
        entries: Vec<NewEntry>,
        answer: oneshot::Sender<Result<u64, StoreError>>,
    },
    Snapshot {
        name: DocumentName,
        through: u64,
        update: Vec<u8>,
    },
}

impl Job {
    fn size(&self) -> usize {
        match self {
            Job::Create { seed, .. } => seed.len(),
            Job::Append { entries, .. } => entries.iter().map(|entry| entry.update.len()).sum(),
            Job::Snapshot { update, .. } => update.len(),
        }
    }

    fn fail(self, error: StoreError) {
        // Whoever asked may have gone; nobody is owed the answer then.
        match self {
            Job::Create { answer, .. } => drop(answer.send(Err(error))),
            Job::Append { answer, .. } => drop(answer.send(Err(error))),
            Job::Snapshot { name, .. } => {
                tracing::warn!(document = %name, %error, "a snapshot was not written")
            }
        }
    }
}

/// What a job did inside a transaction that is not committed yet.
enum Outcome {
    Created(bool),
    Appended(u64),
    Saved,
}

/// The writing end of the store.
pub(super) struct Writer {
    engine: Arc<Engine>,
    queue: Receiver<Job>,
    /// Snapshots wait here until no append does, the newest of each document.
    snapshots: VecDeque<Job>,
    /// Transactions since the last snapshot that waited.
    passed_over: usize,
}

impl Writer {
    pub fn new(engine: Arc<Engine>, queue: Receiver<Job>) -> Self {
        Writer { engine, queue, snapshots: VecDeque::new(), passed_over: 0 }
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
        match self.engine.once(|database| commit(database, &batch)) {
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
        (Job::Append { answer, .. }, Outcome::Appended(last)) => drop(answer.send(Ok(last))),
        _ => {}
    }
}

fn commit(database: &Database, batch: &[Job]) -> Result<Vec<Outcome>, StoreError> {
    let mut txn = database.begin_write()?;
    txn.set_durability(Durability::Immediate).map_err(|error| StoreError::Disk(error.to_string()))?;
    let mut outcomes = Vec::with_capacity(batch.len());
    for job in batch {
        outcomes.push(perform(&txn, job)?);
    }
    txn.commit()?;
    Ok(outcomes)
}

fn perform(txn: &WriteTransaction, job: &Job) -> Result<Outcome, StoreError> {
    match job {
        Job::Create { name, time_ms, seed, .. } => {
            if find(&txn.open_table(DOCUMENTS)?, name)?.is_some() {
                return Ok(Outcome::Created(false));
            }
            let record = make_document(txn, name, Kind::Document, *time_ms)?;
            let author = number_of(txn, SERVER)?;
            let entry =
                EntryRecord { first: 1, last: 1, from_ms: *time_ms, to_ms: *time_ms, author, client: 0 };
            txn.open_table(LOG)?.insert((record.number, 1), &entry.encode(1, seed)[..])?;
            Ok(Outcome::Created(true))
        }
        Job::Append { name, time_ms, entries, .. } => {
            let found = find(&txn.open_table(DOCUMENTS)?, name)?;
            let number = match found {
                Some(record) => record.number,
                None => make_document(txn, name, Kind::Open, *time_ms)?.number,
            };
            let mut log = txn.open_table(LOG)?;
            let (mut last, last_ms) = last_entry(&log, number)?;
            // A clock that was set back does not reorder the log.
            let time_ms = last_ms.max(*time_ms);
            let mut known: Option<(&str, u64)> = None;
            for NewEntry { author, client, update } in entries {
                last += 1;
                let number_of_author = match known {
                    Some((name, number)) if *name == **author => number,
                    _ => number_of(txn, author)?,
                };
                known = Some((author, number_of_author));
                let (author, client) = (number_of_author, *client);
                let entry =
                    EntryRecord { first: last, last, from_ms: time_ms, to_ms: time_ms, author, client };
                log.insert((number, last), &entry.encode(last, update)[..])?;
            }
            Ok(Outcome::Appended(last))
        }
        Job::Snapshot { name, through, update } => {
            if let Some(record) = find(&txn.open_table(DOCUMENTS)?, name)? {
                txn.open_table(SNAPSHOTS)?
                    .insert(record.number, &record::encode_snapshot(*through, update)[..])?;
            }
            Ok(Outcome::Saved)
        }
    }
}

/// The sequence number and the time of a document's last entry.
fn last_entry(
    log: &impl ReadableTable<(u64, u64), &'static [u8]>,
    number: u64,
) -> Result<(u64, u64), StoreError> {
    match log.range((number, 0)..=(number, u64::MAX))?.next_back() {
        Some(entry) => {
            let (key, bytes) = entry?;
            let seq = key.value().1;
            Ok((seq, EntryRecord::decode(seq, bytes.value())?.0.to_ms))
        }
        None => Ok((0, 0)),
    }
}

/// The number of a person, who gets one if he has none.
fn number_of(txn: &WriteTransaction, person: &str) -> Result<u64, StoreError> {
    if person.is_empty() {
        return Ok(0);
    }
    let mut numbers = txn.open_table(PEOPLE_NUMBERS)?;
    if let Some(number) = numbers.get(person)? {
        return Ok(number.value());
    }
    let mut people = txn.open_table(PEOPLE)?;
    let number = people.last()?.map_or(0, |(number, _)| number.value()) + 1;
    people.insert(number, person)?;
    numbers.insert(person, number)?;
    Ok(number)
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
