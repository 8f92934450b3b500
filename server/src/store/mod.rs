//! What is on disk: documents, the log of each, and snapshots for fast loading.
//!
//! The only folder that names redb. What it promises: an append that was answered is on disk, entries of one document
//! keep the order in which they were appended, and a failing disk fails the appends that it hit and nothing else.
//! It knows no document's content: an update is bytes here.

mod books;
mod copy;
mod database;
mod disk;
mod entry;
mod folder;
mod people;
mod record;
mod sizes;
mod tally;
mod writer;

use std::io::{self, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex, mpsc};
use std::thread::JoinHandle;
use std::time::Instant;

use thiserror::Error;
use tokio::sync::oneshot;

pub use books::{Book, Change, Expect, Record};
pub use copy::{CopyError, import};
pub use disk::{Disk, FileDisk};
pub use entry::{Dossier, Entry, Fold, Kind, Loaded, NewEntry, Person, SERVER};
pub use folder::STORE_FILE;
pub use sizes::Sizes;
pub use tally::Tally;

use crate::histogram::Histogram;
use database::Engine;
use sizes::Counted;
use writer::{Job, Writer};

/// The name under which a document is stored and joined. Cheap to clone.
pub type DocumentName = Arc<str>;

/// What the store knows of a view link: the digest of its token.
pub type ViewKey = [u8; 32];

/// Why the store did not do what it was asked. The text is for people.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum StoreError {
    /// No space is left, or a quota is used up.
    #[error("the server's disk is full")]
    Full,
    /// The disk failed in another way.
    #[error("the server's disk failed ({0})")]
    Disk(String),
    /// The document's records make no sense.
    #[error("the stored document is damaged ({0})")]
    Damaged(String),
    /// The document was deleted.
    #[error("the document was deleted")]
    Gone,
    /// The store was closed, because the server stops.
    #[error("the server is stopping")]
    Closed,
}

/// Why a store could not be opened. The text is for the person who starts the server.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The folder cannot be made or written.
    #[error("The data folder {folder} cannot be used: {source}.")]
    Folder {
        /// The folder that was asked for.
        folder: String,
        /// What the system said.
        source: io::Error,
    },
    /// The folder holds other things and no store of ours.
    #[error(
        "{folder} is not an Octavo data folder: it holds other files and no {STORE_FILE}. Name an empty folder."
    )]
    Foreign {
        /// The folder that was asked for.
        folder: String,
    },
    /// The file bears our name and is something else.
    #[error("{file} is not an Octavo store ({reason}).")]
    NotOurs {
        /// The file that was opened.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The file was written by another version of Octavo.
    #[error(
        "{file} has format {found}, and this Octavo reads format {}. Use the version that wrote it.",
        record::FORMAT
    )]
    Format {
        /// The file that was opened.
        file: String,
        /// The format that it says it has.
        found: u64,
    },
    /// Another process has the store open.
    #[error("{file} is in use by another process. Is Octavo running already?")]
    Locked {
        /// The file that was opened.
        file: String,
    },
    /// The disk failed.
    #[error("{file} cannot be opened: {reason}.")]
    Disk {
        /// The file that was opened.
        file: String,
        /// What went wrong.
        reason: String,
    },
}

/// A handle on the store. Cheap to clone; the store closes with [`Store::close`].
#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
}

struct Shared {
    engine: Arc<Engine>,
    commits: Arc<Histogram>,
    counted: Counted,
    queue: Mutex<Option<mpsc::Sender<Job>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Store {
    /// Opens the store in `folder`, and makes both when they are not there. Blocks.
    pub fn open(folder: &Path) -> Result<Store, OpenError> {
        Store::start(folder::open(folder)?)
    }

    /// Opens the store that is in a file, such as a copy. Blocks.
    pub fn open_file(file: &Path) -> Result<Store, OpenError> {
        if !file.is_file() {
            let reason = "there is no such file".to_owned();
            return Err(OpenError::Disk { file: file.display().to_string(), reason });
        }
        Store::start(folder::engine(file)?)
    }

    /// Opens a store on a disk of the caller's, made anew by `disks` whenever the store must start afresh after a
    /// failure. For tests of what a bad disk does.
    pub fn on_disk(
        disks: impl Fn() -> io::Result<Box<dyn Disk>> + Send + Sync + 'static,
    ) -> Result<Store, OpenError> {
        Store::start(Engine::open("the disk".to_owned(), Box::new(disks), Box::new(|_| Ok(())))?)
    }

    fn start(engine: Engine) -> Result<Store, OpenError> {
        let engine = Arc::new(engine);
        let (sender, receiver) = mpsc::channel();
        let commits = Arc::new(Histogram::default());
        let writer = Writer::new(engine.clone(), receiver, commits.clone());
        let thread = std::thread::Builder::new()
            .name("octavo-writer".to_owned())
            .spawn(move || writer.run())
            .map_err(|error| OpenError::Disk { file: STORE_FILE.to_owned(), reason: error.to_string() })?;
        let (queue, thread) = (Mutex::new(Some(sender)), Mutex::new(Some(thread)));
        let shared = Shared { engine, commits, counted: Counted::default(), queue, thread };
        Ok(Store { shared: Arc::new(shared) })
    }

    /// Makes a document whose log starts with `seed`, which has the server as its author. True when it is new, false when it was there before (and then
    /// nothing changes). Durable when it returns.
    pub async fn create(&self, name: DocumentName, time_ms: u64, seed: Vec<u8>) -> Result<bool, StoreError> {
        self.create_with(name, time_ms, seed, Vec::new()).await
    }

    /// As [`Store::create`]; if the document is new, `changes` are made with it.
    pub async fn create_with(
        &self,
        name: DocumentName,
        time_ms: u64,
        seed: Vec<u8>,
        changes: Vec<Change>,
    ) -> Result<bool, StoreError> {
        let (answer, answered) = oneshot::channel();
        self.send(Job::Create { name, time_ms, seed, changes, answer })?;
        answered.await.map_err(|_| StoreError::Closed)?
    }

    /// Changes records, all of them or none: false when one is not what its change expects. Durable when it returns.
    pub async fn write(&self, changes: Vec<Change>) -> Result<bool, StoreError> {
        let (answer, answered) = oneshot::channel();
        self.send(Job::Write { changes, answer })?;
        answered.await.map_err(|_| StoreError::Closed)?
    }

    /// What a record says.
    pub async fn look_up(&self, book: Book, key: Vec<u8>) -> Result<Option<Vec<u8>>, StoreError> {
        self.blocking(move |engine| engine.look_up(book, &key)).await
    }

    /// What several records of a book say, in the order of the keys and all of one moment.
    pub async fn look_up_all(
        &self,
        book: Book,
        keys: Vec<Vec<u8>>,
    ) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        self.blocking(move |engine| engine.look_up_all(book, &keys)).await
    }

    /// The records whose keys begin with `prefix`, in their order, at most so many.
    pub async fn begin_with(
        &self,
        book: Book,
        prefix: Vec<u8>,
        most: usize,
    ) -> Result<Vec<Record>, StoreError> {
        self.blocking(move |engine| engine.begin_with(book, &prefix, most)).await
    }

    /// The last records before a key, or of all where there is none, the last first, at most so many.
    pub async fn last_before(
        &self,
        book: Book,
        before: Option<Vec<u8>>,
        most: usize,
    ) -> Result<Vec<Record>, StoreError> {
        self.blocking(move |engine| engine.last_before(book, before.as_deref(), most)).await
    }

    /// The records whose keys begin with `prefix` and come after the key `after`, which may be empty, in their order, at most so many.
    pub async fn after_key(
        &self,
        book: Book,
        prefix: Vec<u8>,
        after: Vec<u8>,
        most: usize,
    ) -> Result<Vec<Record>, StoreError> {
        self.blocking(move |engine| engine.after_key(book, &prefix, &after, most)).await
    }

    /// Of each range of keys the last records, the last first, at most so many of each.
    pub async fn last_in(
        &self,
        book: Book,
        ranges: Vec<Range<Vec<u8>>>,
        most: usize,
    ) -> Result<Vec<Vec<Record>>, StoreError> {
        self.blocking(move |engine| engine.last_in(book, &ranges, most)).await
    }

    /// Takes documents out with all that was ever written in them, and the view link whose token has the digest `view`, together with
    /// `changes`: all of it or, when a record is not what its change expects, nothing and false. Durable when it returns.
    pub async fn delete(
        &self,
        names: Vec<DocumentName>,
        view: ViewKey,
        changes: Vec<Change>,
    ) -> Result<bool, StoreError> {
        let (answer, answered) = oneshot::channel();
        self.send(Job::Delete { names, view, changes, answer })?;
        answered.await.map_err(|_| StoreError::Closed)?
    }

    /// Lets the view link whose token has the digest `key` show a document. False when there is no such document. Durable
    /// when it returns.
    pub async fn share_view(&self, key: ViewKey, name: DocumentName) -> Result<bool, StoreError> {
        let (answer, answered) = oneshot::channel();
        self.send(Job::Share { key, name, answer })?;
        answered.await.map_err(|_| StoreError::Closed)?
    }

    /// The document that a view link shows, by the digest of its token.
    pub async fn viewed(&self, key: ViewKey) -> Result<Option<DocumentName>, StoreError> {
        self.blocking(move |engine| engine.viewed(&key)).await
    }

    /// Writes that the store is alive, and so shows that the disk takes writes. Durable when it returns.
    pub async fn beat(&self, time_ms: u64) -> Result<(), StoreError> {
        let (answer, answered) = oneshot::channel();
        self.send(Job::Beat { time_ms, answer })?;
        answered.await.map_err(|_| StoreError::Closed)?
    }

    /// How a document came to be, or `None` when there is none of that name.
    pub async fn find(&self, name: DocumentName) -> Result<Option<Kind>, StoreError> {
        self.blocking(move |engine| engine.find(&name)).await
    }

    /// Reads a document. An unknown one is empty.
    pub async fn load(&self, name: DocumentName) -> Result<Loaded, StoreError> {
        self.blocking(move |engine| engine.load(&name)).await
    }

    /// The sequence number of the last entry of each document; 0 where there is none.
    pub async fn last_of(&self, names: Vec<DocumentName>) -> Result<Vec<u64>, StoreError> {
        self.blocking(move |engine| engine.last_of(&names)).await
    }

    /// The whole log of a document, oldest first. An unknown document's is empty.
    pub async fn log(&self, name: DocumentName) -> Result<Vec<Entry>, StoreError> {
        self.blocking(move |engine| engine.log(&name, 0)).await
    }

    /// What stands in a document's log from this entry on, oldest first.
    pub async fn log_from(&self, name: DocumentName, entry: u64) -> Result<Vec<Entry>, StoreError> {
        self.blocking(move |engine| engine.log(&name, entry)).await
    }

    /// The names of all documents. Blocks.
    pub fn names(&self) -> Result<Vec<DocumentName>, StoreError> {
        self.shared.engine.names()
    }

    /// All that there is of a document of that name. Blocks.
    pub fn dossier(&self, name: &str) -> Result<Dossier, StoreError> {
        self.shared.engine.dossier(name)
    }

    /// Writes a copy of the whole store, as it is at this moment, as a stream for [`import`]. Blocks; appends go on meanwhile.
    /// Gives the count of records.
    pub fn export(&self, out: &mut dyn Write) -> Result<u64, CopyError> {
        copy::export(&self.shared.engine.begin_read()?, out)
    }

    /// How long commits took, each with its fsync.
    pub fn commits(&self) -> &Histogram {
        &self.shared.commits
    }

    /// How long the disk took to make what was written durable.
    pub fn syncs(&self) -> &Histogram {
        self.shared.engine.syncs()
    }

    /// How many bytes the logs and snapshots of documents have. A name that there is none of has none.
    pub async fn bytes_of(&self, names: Vec<DocumentName>) -> Result<u64, StoreError> {
        self.blocking(move |engine| engine.bytes_of(&names)).await
    }

    /// What a document amounts to, and who changed it after one entry and up to another. `None` when there is no such document.
    pub async fn tally(
        &self,
        name: DocumentName,
        after: u64,
        through: u64,
    ) -> Result<Option<Tally>, StoreError> {
        self.blocking(move |engine| engine.tally(&name, after, through)).await
    }

    /// All documents that Octavo made, each with the number of its last entry.
    pub async fn ends(&self) -> Result<Vec<(DocumentName, u64)>, StoreError> {
        self.blocking(Engine::ends).await
    }

    /// How much the logs and snapshots of all documents are, counted a while ago where counting takes long.
    pub async fn sizes(&self) -> Sizes {
        let counted = &self.shared.counted;
        if let Some(sizes) = counted.look() {
            return sizes;
        }
        let since = Instant::now();
        let sizes = self.blocking(Engine::sizes).await;
        counted
            .done(since, sizes.inspect_err(|error| tracing::debug!(%error, "the logs were not counted")).ok())
    }

    /// The length of the file, in bytes; 0 where there is none.
    pub fn size(&self) -> u64 {
        self.shared.engine.size()
    }

    /// How many bytes are free on the volume that the file is on. `None` where that is not known.
    pub async fn free(&self) -> Option<u64> {
        self.blocking(|engine| Ok(engine.free())).await.ok().flatten()
    }

    /// The key that signs guests' cookies: the same for as long as the store exists.
    pub fn guest_key(&self) -> Result<Vec<u8>, StoreError> {
        self.shared.engine.guest_key()
    }

    /// Queues `entries` to be appended to a document's log, all or none, and returns at once. The answer is the sequence
    /// number of the last one, and means that they are on disk. A document that is not there yet is made, as
    /// [`Kind::Open`].
    pub fn append(
        &self,
        name: DocumentName,
        time_ms: u64,
        entries: Vec<NewEntry>,
    ) -> oneshot::Receiver<Result<u64, StoreError>> {
        self.append_to(name, Kind::Open, None, time_ms, entries)
    }

    /// As [`Store::append`]; a document that is not there yet is made as one of that kind. It fails with [`StoreError::Gone`] when
    /// there is no document `of` any more: itself, or the one that it belongs to.
    pub fn append_to(
        &self,
        name: DocumentName,
        kind: Kind,
        of: Option<DocumentName>,
        time_ms: u64,
        entries: Vec<NewEntry>,
    ) -> oneshot::Receiver<Result<u64, StoreError>> {
        let (answer, answered) = oneshot::channel();
        // A failure to send drops the job with its `answer`, which the receiver sees as a closed channel.
        let _ = self.send(Job::Append { name, kind, of, time_ms, entries, answer });
        answered
    }

    /// Queues a snapshot of a document, which holds all entries up to and with `through`, and has them folded with `fold`
    /// in the same transaction. Written when the queue of appends is empty. A failure costs nothing but space and the
    /// time to load, and is only logged.
    pub fn save_snapshot(&self, name: DocumentName, through: u64, update: Vec<u8>, fold: Fold) {
        let _ = self.send(Job::Snapshot { name, through, update, fold });
    }

    /// Writes what is queued and closes the file. What is asked for later fails with [`StoreError::Closed`].
    pub async fn close(&self) {
        let shared = self.shared.clone();
        if !matches!(tokio::task::spawn_blocking(move || shared.close()).await, Ok(true)) {
            tracing::error!("the writer of the store ended with a panic");
        }
    }

    fn send(&self, job: Job) -> Result<(), StoreError> {
        let queue = self.shared.queue.lock().expect("nothing panics while it holds the queue");
        queue.as_ref().and_then(|queue| queue.send(job).ok()).ok_or(StoreError::Closed)
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Engine) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let engine = self.shared.engine.clone();
        tokio::task::spawn_blocking(move || work(&engine))
            .await
            .unwrap_or_else(|panic| Err(StoreError::Damaged(panic.to_string())))
    }
}

impl Shared {
    /// Writes what is queued and closes the file, once. False if the writer had ended with a panic.
    fn close(&self) -> bool {
        drop(self.queue.lock().expect("nothing panics while it holds the queue").take());
        let thread = self.thread.lock().expect("nothing panics while it holds the thread").take();
        let is_written = thread.is_none_or(|thread| thread.join().is_ok());
        self.engine.close();
        is_written
    }
}

impl Drop for Shared {
    /// Whoever copies or moves the file once its store is dropped has it whole.
    fn drop(&mut self) {
        self.close();
    }
}
