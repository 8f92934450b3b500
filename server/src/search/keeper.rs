//! The thread that writes the index. It takes what is to be written from a queue, makes it found every so often, and stays out of the way of all
//! that people do: it has the least claim on the processor, bounds what it writes by what that takes, and leaves a disk that is nearly full to
//! the documents. What fails is tried again later, from what is in the store.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use tantivy::indexer::IndexWriterOptions;
use tantivy::merge_policy::LogMergePolicy;
use tantivy::{Index, IndexReader, IndexWriter, ReloadPolicy, Term};
use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::folder::Folder;
use super::index::{self, Fields};
use super::{Open, Page, Shared, Trouble};
use crate::store::DocumentName;

/// After how long what was put is found, if nothing else was put before it.
const SOON: Duration = Duration::from_millis(150);
/// The shortest time from one commit to the next,
const GAP: Duration = Duration::from_secs(1);
/// and so often what the last one took.
const GAP_TIMES: u32 = 20;
/// How long it rests after something failed; twice as long each further time, up to the longest.
const REST: Duration = Duration::from_millis(500);
const LONGEST_REST: Duration = Duration::from_secs(60);
/// Pieces of the index that are made one when there are so many of about the same size.
const PIECES: usize = 8;
/// The part of a piece that may be of documents that have changed since.
const STALE: f32 = 0.3;
/// How often it is looked whether the files of what was deleted are gone, and how long between.
const LOOKS: usize = 20;
const BETWEEN_LOOKS: Duration = Duration::from_millis(10);
/// Decompressed texts that are kept for showing, of each piece.
const SHOWN: usize = 4;

/// What the thread is asked to do.
pub(super) enum Order {
    /// Writes what a document says now. With it goes its share of what may wait.
    Put(Page, OwnedSemaphorePermit),
    /// Takes a document out for good.
    Forget(DocumentName),
    /// Answers when all that was asked before is found; false when it cannot be.
    Settle(oneshot::Sender<bool>),
    /// Throws all away and begins anew.
    Rebuild,
    /// Makes found what was put, and ends.
    Stop,
}

/// The thread.
pub(super) struct Keeper {
    pub place: Option<PathBuf>,
    /// Marks the index as that of this store and this version.
    pub seal: String,
    /// Bytes that the writer may take before it writes.
    pub memory: usize,
    /// Bytes of the disk that are left to the documents.
    pub free_disk: u64,
    pub orders: Receiver<Order>,
    pub shared: Arc<Shared>,
}

/// An index that is open.
struct Session<'a> {
    keeper: &'a Keeper,
    index: Index,
    fields: Fields,
    reader: IndexReader,
    /// Made when there is something to write.
    writer: Option<IndexWriter>,
    /// The last entry of each document that was put, so that nothing older takes its place.
    newest: HashMap<DocumentName, u64>,
    /// When what was put is to be found.
    due: Option<Instant>,
    /// Not before.
    not_before: Instant,
    /// Whether documents were taken out whose text is still in the files.
    is_erasing: bool,
}

impl Keeper {
    /// Works until it is told to stop.
    pub fn run(self) {
        be_modest();
        let mut rest = REST;
        loop {
            let since = Instant::now();
            let ended = catch_unwind(AssertUnwindSafe(|| self.session()));
            let trouble = match ended {
                Ok(Ok(())) => return,
                Ok(Err(trouble)) => trouble,
                Err(_) => Trouble::Damaged("it made no sense".to_owned()),
            };
            self.shared.is_paused.store(true, Ordering::Relaxed);
            tracing::warn!(%trouble, "the search index is not written");
            if let Trouble::Damaged(_) = trouble {
                *self.shared.open.write().expect("nothing panics while it holds the index") = None;
                if let Some(place) = &self.place
                    && let Err(error) = Folder::clear(place)
                {
                    tracing::warn!(%error, "the search index cannot be taken away");
                }
            }
            rest = if since.elapsed() > LONGEST_REST { REST } else { (rest * 2).min(LONGEST_REST) };
            if !self.wait(rest) {
                return;
            }
        }
    }

    /// Lets time pass. What is put meanwhile is found in the store later. False when it is to stop.
    fn wait(&self, rest: Duration) -> bool {
        let until = Instant::now() + rest;
        loop {
            match self.orders.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(Order::Stop) | Err(RecvTimeoutError::Disconnected) => return false,
                Err(RecvTimeoutError::Timeout) => return true,
                Ok(Order::Settle(answer)) => drop(answer.send(false)),
                Ok(Order::Put(..) | Order::Forget(_) | Order::Rebuild) => {}
            }
        }
    }

    fn session(&self) -> Result<(), Trouble> {
        let (index, fields) = index::open(self.place.as_deref(), &self.seal)?;
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .doc_store_cache_num_blocks(SHOWN)
            .try_into()?;
        let newest = index::known(&reader.searcher())?;
        let open = Open { reader: reader.clone(), fields };
        *self.shared.open.write().expect("nothing panics while it holds the index") = Some(open);
        self.shared.fall_behind();
        let not_before = Instant::now();
        let mut session = Session {
            keeper: self,
            index,
            fields,
            reader,
            writer: None,
            newest,
            due: None,
            not_before,
            is_erasing: false,
        };
        loop {
            let order = match session.due {
                Some(due) => self.orders.recv_timeout(due.saturating_duration_since(Instant::now())),
                None => self.orders.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match order {
                Ok(Order::Put(page, _room)) => session.put(&page)?,
                Ok(Order::Forget(document)) => session.forget(document)?,
                Ok(Order::Settle(answer)) => {
                    session.commit()?;
                    // Whoever asked may have gone.
                    let _ = answer.send(true);
                }
                Ok(Order::Rebuild) => return Err(Trouble::Damaged("it does not fit the store".to_owned())),
                Err(RecvTimeoutError::Timeout) => session.commit()?,
                Ok(Order::Stop) | Err(RecvTimeoutError::Disconnected) => return session.commit(),
            }
        }
    }

    /// Fails while the disk has no more than what is left to the documents.
    fn look_at_disk(&self) -> Result<(), Trouble> {
        let Some(place) = &self.place else { return Ok(()) };
        let Ok(volume) = rustix::fs::statvfs(place) else { return Ok(()) };
        match volume.f_bavail.saturating_mul(volume.f_frsize) < self.free_disk {
            true => Err(Trouble::Disk("the disk is nearly full".to_owned())),
            false => Ok(()),
        }
    }
}

impl Session<'_> {
    fn put(&mut self, page: &Page) -> Result<(), Trouble> {
        if self.newest.get(&page.document).is_some_and(|newest| *newest >= page.entry) {
            return Ok(());
        }
        self.take_out(&page.document)?;
        let record = self.fields.record(page);
        self.writer()?.add_document(record)?;
        self.newest.insert(page.document.clone(), page.entry);
        Ok(())
    }

    fn forget(&mut self, document: DocumentName) -> Result<(), Trouble> {
        self.take_out(&document)?;
        self.is_erasing = true;
        // Nothing that was read of it before brings it back.
        self.newest.insert(document, u64::MAX);
        Ok(())
    }

    fn take_out(&mut self, document: &str) -> Result<(), Trouble> {
        let term = Term::from_field_text(self.fields.document, document);
        self.writer()?.delete_term(term);
        self.due.get_or_insert(self.not_before.max(Instant::now() + SOON));
        Ok(())
    }

    fn writer(&mut self) -> Result<&mut IndexWriter, Trouble> {
        if self.writer.is_none() {
            self.keeper.look_at_disk()?;
            let options = IndexWriterOptions::builder()
                .num_worker_threads(1)
                .num_merge_threads(1)
                .memory_budget_per_thread(self.keeper.memory)
                .build();
            let writer: IndexWriter = self.index.writer_with_options(options)?;
            let mut merging = LogMergePolicy::default();
            merging.set_min_num_segments(PIECES);
            // By their size from the smallest on, or every few commits would write all anew.
            merging.set_min_layer_size(16);
            merging.set_del_docs_ratio_before_merge(STALE);
            writer.set_merge_policy(Box::new(merging));
            self.writer = Some(writer);
        }
        self.writer.as_mut().ok_or_else(|| Trouble::Disk("there is no writer".to_owned()))
    }

    /// Makes found what was put.
    fn commit(&mut self) -> Result<(), Trouble> {
        let since = Instant::now();
        if self.due.take().is_some()
            && let Some(writer) = &mut self.writer
        {
            self.keeper.look_at_disk()?;
            let mut commit = writer.prepare_commit()?;
            commit.set_payload(&self.keeper.seal);
            commit.commit()?;
            self.reader.reload()?;
            self.erase()?;
            self.not_before = Instant::now() + GAP.max(since.elapsed() * GAP_TIMES);
        }
        let shared = &self.keeper.shared;
        shared.is_paused.store(false, Ordering::Relaxed);
        shared.documents.store(self.reader.searcher().num_docs(), Ordering::Relaxed);
        Ok(())
    }

    /// Writes those files anew that still have the text of documents that are taken out.
    fn erase(&mut self) -> Result<(), Trouble> {
        let Some(writer) = self.writer.as_mut().filter(|_| self.is_erasing) else { return Ok(()) };
        // Only their names: files of which a piece is held are kept.
        let stale = self.index.searchable_segment_metas()?.into_iter().filter(|piece| piece.has_deletes());
        let stale: Vec<_> = stale.map(|piece| piece.id()).collect();
        if !stale.is_empty() && writer.merge(&stale).wait().is_err() {
            // Some are made one with others at this moment.
            self.due = Some(Instant::now() + GAP);
            return Ok(());
        }
        self.reader.reload()?;
        for _ in 0..LOOKS {
            writer.garbage_collect_files().wait()?;
            if !has_remains(&self.index)? {
                self.is_erasing = false;
                return Ok(());
            }
            // Whoever made the new file, or shows something of the old one, lets go of that in a moment.
            std::thread::sleep(BETWEEN_LOOKS);
        }
        self.due = Some(Instant::now() + GAP);
        Ok(())
    }
}

/// Whether there are files of which nothing is found any more.
fn has_remains(index: &Index) -> Result<bool, Trouble> {
    let living = index.load_metas()?.list_segment_files();
    let files = index.directory().list_managed_files();
    Ok(files.iter().any(|file| file.extension().is_none_or(|kind| kind != "json") && !living.contains(file)))
}

/// Gives everything else the processor first: this thread, and those that it starts.
fn be_modest() {
    // On other systems that would be the whole process.
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, 10) {
        tracing::debug!(%error, "the thread of the search index is as eager as others");
    }
}
