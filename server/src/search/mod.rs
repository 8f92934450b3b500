//! Searching the titles and the texts of documents, as people type. The index is made of what is in the store and can be thrown away at any
//! time; it is in no copy. What it knows of a document says nothing of who may read it: whoever asks it says which documents it may name.
//!
//! `words` is how texts fall into words, `wanted` what somebody looks for, `snippet` the place in a text: these are pure. `index`,
//! `ranking` and `folder` know tantivy, `keeper` is the thread that writes, `upkeep` follows the store, `http` answers people, and `readable` says what
//! somebody may read.

mod folder;
mod http;
mod index;
mod keeper;
mod ranking;
mod readable;
mod snippet;
mod upkeep;
mod wanted;
mod words;

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, RwLock};
use std::thread::JoinHandle;
use std::time::Instant;

use tantivy::{DocAddress, IndexReader, Searcher, TantivyError};
use thiserror::Error;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, oneshot};

use crate::clock::wall_ms;
use crate::config::{Config, Limits};
use crate::digest::{Consumer, Digest, Told};
use crate::histogram::Histogram;
use crate::store::DocumentName;

pub use http::{Seeker, find, paces};
pub use snippet::Piece;
pub use upkeep::{catch_up, keep_up};
pub use wanted::Wanted;

use folder::Folder;
use index::{Fields, key_of};
use keeper::{Keeper, Order};
use ranking::Question;

/// The name of the index's folder in the data folder.
pub const FOLDER: &str = "search";
/// Searches at a time; others wait for them.
const AT_ONCE: usize = 2;
/// The writer makes do with no less.
const LEAST_MEMORY: usize = 16 << 20;
/// Bytes that wait to be written are counted in units of so many.
const UNIT: usize = 1024;

/// Where the index is, and what it may take.
#[derive(Debug, Clone)]
pub struct Setting {
    /// Its folder; `None` for one in memory.
    pub place: Option<PathBuf>,
    /// Bytes of memory for what is written, and as many again for what waits for that.
    pub memory: usize,
    /// Bytes of the disk that are left to the documents.
    pub free_disk: u64,
}

/// What a document says at a moment.
#[derive(Debug, Clone)]
pub struct Page {
    /// Which.
    pub document: DocumentName,
    /// The last entry of its log that is in it.
    pub entry: u64,
    /// Its title.
    pub title: String,
    /// Its text.
    pub text: String,
    /// When it was edited last, in milliseconds since 1970.
    pub edited_ms: u64,
}

/// A document that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Its title.
    pub title: String,
    /// The place in its text.
    pub snippet: Vec<Piece>,
    /// When it was edited last, in milliseconds since 1970.
    pub edited_ms: u64,
}

/// A document in the order in which they are shown.
#[derive(Debug, Clone)]
pub struct Ranked {
    /// Which.
    pub document: DocumentName,
    address: DocAddress,
}

/// The best documents at a moment, the best first.
pub struct Ranking {
    /// The documents.
    pub documents: Vec<Ranked>,
    wanted: Arc<Wanted>,
    is_loose: bool,
    searcher: Searcher,
    fields: Fields,
}

/// Why nothing can be found at this moment. The text is for logs.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The index makes no sense and is made anew.
    #[error("the search index is damaged ({0})")]
    Damaged(String),
    /// The disk is full, or fails.
    #[error("the search index cannot be written or read ({0})")]
    Disk(String),
    /// It is opened at this moment.
    #[error("the search index is being opened")]
    NotOpen,
}

/// The index of a store. Cheap to clone; it closes with [`Search::close`].
#[derive(Clone)]
pub struct Search {
    shared: Arc<Shared>,
    /// To the thread, which ends when nobody is left to ask it for anything.
    orders: Sender<Order>,
    thread: Arc<Mutex<Option<JoinHandle<()>>>>,
}

struct Shared {
    place: Option<PathBuf>,
    open: RwLock<Option<Open>>,
    /// Room for what waits to be written, in [`UNIT`]s.
    room: Arc<Semaphore>,
    units: usize,
    /// Who may search at this moment.
    places: Semaphore,
    /// The store has something that is not here. Whoever sees to that is woken.
    is_behind: AtomicBool,
    behind: Notify,
    is_whole: AtomicBool,
    is_paused: AtomicBool,
    documents: AtomicU64,
    times: Histogram,
}

/// An index that can be read.
#[derive(Clone)]
struct Open {
    reader: IndexReader,
    fields: Fields,
}

impl Setting {
    /// What a server with these settings lets it have.
    pub fn of(config: &Config) -> Self {
        let Limits { search_memory, free_disk, .. } = config.limits;
        Setting { place: config.search_folder.clone(), memory: search_memory, free_disk }
    }
}

impl Search {
    /// Opens the index of the store that has this key, in a thread of its own: this returns at once. An error says that the system has no thread
    /// for it.
    pub fn open(setting: Setting, key: &[u8]) -> io::Result<Search> {
        let (orders, taken) = channel();
        let units = (setting.memory / UNIT).clamp(1, Semaphore::MAX_PERMITS);
        let shared = Arc::new(Shared {
            place: setting.place.clone(),
            open: RwLock::default(),
            room: Arc::new(Semaphore::new(units)),
            units,
            places: Semaphore::new(AT_ONCE),
            is_behind: AtomicBool::new(false),
            behind: Notify::new(),
            is_whole: AtomicBool::new(false),
            is_paused: AtomicBool::new(false),
            documents: AtomicU64::new(0),
            times: Histogram::default(),
        });
        let keeper = Keeper {
            place: setting.place,
            seal: index::seal(key),
            memory: setting.memory.max(LEAST_MEMORY),
            free_disk: setting.free_disk,
            orders: taken,
            shared: shared.clone(),
        };
        let thread =
            std::thread::Builder::new().name("octavo-search".to_owned()).spawn(move || keeper.run())?;
        Ok(Search { shared, orders, thread: Arc::new(Mutex::new(Some(thread))) })
    }

    /// Has written what a document says now. Ready when there is room for it among what waits.
    pub async fn put(&self, page: Page) {
        let room: Result<OwnedSemaphorePermit, _> =
            self.shared.room.clone().acquire_many_owned(self.shared.units_of(&page)).await;
        if let Ok(room) = room {
            self.order(Order::Put(page, room));
        }
    }

    /// Takes a document out for good.
    pub fn forget(&self, document: DocumentName) {
        self.order(Order::Forget(document));
    }

    /// Ready when all that was put and forgotten before is found, and not found. False when that cannot be now.
    pub async fn settle(&self) -> bool {
        let (answer, answered) = oneshot::channel();
        self.order(Order::Settle(answer));
        answered.await.unwrap_or(false)
    }

    /// The best of the documents that are `among` these.
    pub async fn rank(
        &self,
        wanted: Arc<Wanted>,
        among: &HashSet<DocumentName>,
        most: usize,
    ) -> Result<Ranking, Trouble> {
        let Open { reader, fields } = self.shared.open().ok_or(Trouble::NotOpen)?;
        let among = Arc::new(among.iter().map(|document| key_of(document)).collect());
        let searcher = reader.searcher();
        self.work(move || {
            let mut question = Question { wanted, among, most, now_ms: wall_ms(), is_loose: false };
            let mut documents = ranking::rank(&searcher, &fields, &question)?;
            if documents.is_empty() {
                question.is_loose = true;
                documents = ranking::rank(&searcher, &fields, &question)?;
            }
            let Question { wanted, is_loose, .. } = question;
            Ok(Ranking { documents, wanted, is_loose, searcher, fields })
        })
        .await
    }

    /// Shows the documents of a ranking from one number to another, as many as there are.
    pub async fn show(&self, ranking: Arc<Ranking>, documents: Vec<Ranked>) -> Result<Vec<Hit>, Trouble> {
        self.work(move || {
            let Ranking { searcher, fields, wanted, is_loose, .. } = &*ranking;
            let show = |it: &Ranked| ranking::show(searcher, fields, it.address, wanted, *is_loose);
            Ok(documents.iter().map(show).collect::<tantivy::Result<_>>()?)
        })
        .await
    }

    /// Whether all that is in the store is found.
    pub fn is_whole(&self) -> bool {
        self.shared.is_whole.load(Ordering::Relaxed)
    }

    /// Whether nothing is written because the disk is full, or fails.
    pub fn is_paused(&self) -> bool {
        self.shared.is_paused.load(Ordering::Relaxed)
    }

    /// How many documents are found.
    pub fn documents(&self) -> u64 {
        self.shared.documents.load(Ordering::Relaxed)
    }

    /// How many bytes it has on disk.
    pub fn bytes(&self) -> u64 {
        self.shared.place.as_deref().map_or(0, Folder::bytes)
    }

    /// How long searches took.
    pub fn times(&self) -> &Histogram {
        &self.shared.times
    }

    /// Writes what waits, and ends the thread.
    pub async fn close(&self) {
        self.order(Order::Stop);
        let thread = self.thread.lock().expect("nothing panics while it holds the thread").take();
        let ended = tokio::task::spawn_blocking(|| thread.is_none_or(|thread| thread.join().is_ok()));
        if !matches!(ended.await, Ok(true)) {
            tracing::error!("the thread of the search index ended with a panic");
        }
    }

    /// Throws the index away and makes it anew from what is in the store.
    fn rebuild(&self) {
        self.order(Order::Rebuild);
    }

    /// Ready when the store has something that is not here.
    async fn behind(&self) {
        while !self.shared.is_behind.swap(false, Ordering::Acquire) {
            self.shared.behind.notified().await;
        }
    }

    /// All is found that was in the store when it was last looked whether it is here.
    fn caught_up(&self) {
        let is_behind = self.shared.is_behind.load(Ordering::Acquire);
        self.shared.is_whole.store(!is_behind, Ordering::Relaxed);
    }

    /// What is in the index, each with the last entry of its log that is in it.
    async fn known(&self) -> Result<HashMap<DocumentName, u64>, Trouble> {
        let Open { reader, .. } = self.shared.open().ok_or(Trouble::NotOpen)?;
        self.work(move || Ok(index::known(&reader.searcher())?)).await
    }

    /// Does what takes the processor or the disk, a little of it at a time.
    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Trouble> + Send + 'static,
    ) -> Result<T, Trouble> {
        let _place = self.shared.places.acquire().await.map_err(|_| Trouble::NotOpen)?;
        let done = tokio::task::spawn_blocking(work).await;
        done.unwrap_or_else(|panic| {
            // Nothing else than an index that makes no sense brings it there.
            self.rebuild();
            Err(Trouble::Damaged(panic.to_string()))
        })
    }

    fn took(&self, since: Instant) {
        self.shared.times.add(since.elapsed());
    }

    fn order(&self, order: Order) {
        // A thread that has ended takes no more, and nothing is lost by that.
        let _ = self.orders.send(order);
    }
}

impl Consumer for Search {
    fn digest<'a>(&'a self, digest: &'a Digest) -> Told<'a> {
        let Digest { document, entry, title, text, edited_ms, .. } = digest;
        let page = Page {
            document: document.clone(),
            entry: *entry,
            title: title.clone(),
            text: text.clone(),
            edited_ms: *edited_ms,
        };
        Box::pin(async move {
            self.put(page).await;
            Ok(())
        })
    }

    fn forget<'a>(&'a self, document: &'a str) -> Told<'a> {
        Box::pin(async move {
            self.forget(document.into());
            Ok(())
        })
    }
}

impl Shared {
    fn open(&self) -> Option<Open> {
        self.open.read().expect("nothing panics while it holds the index").clone()
    }

    fn fall_behind(&self) {
        self.is_whole.store(false, Ordering::Relaxed);
        self.is_behind.store(true, Ordering::Release);
        self.behind.notify_one();
    }

    /// How much room something takes while it waits.
    fn units_of(&self, page: &Page) -> u32 {
        let units = (page.title.len() + page.text.len()) / UNIT + 1;
        units.min(self.units) as u32
    }
}

impl From<TantivyError> for Trouble {
    fn from(error: TantivyError) -> Self {
        match error {
            TantivyError::IoError(error) => Trouble::Disk(error.to_string()),
            TantivyError::DataCorruption(_) | TantivyError::IncompatibleIndex(_) => {
                Trouble::Damaged(error.to_string())
            }
            other => Trouble::Disk(other.to_string()),
        }
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Trouble::Disk(error.to_string())
    }
}
