//! The seam between the store and the disk: what redb asks of a disk, in our own words, so that tests can put a disk
//! there that fills up, fails or loses power. Nothing here knows what is written.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::fs::{File, OpenOptions};
use std::io;
use std::ops::Bound;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use redb::backends::FileBackend;
use redb::{BackendError, StorageBackend};
use rustix::fs::{Advice, fadvise};

use crate::histogram::Histogram;

/// A disk that holds one file.
pub trait Disk: Debug + Send + Sync + 'static {
    /// The length of the file, in bytes.
    fn length(&self) -> io::Result<u64>;
    /// Fills `out` with the bytes at `offset`.
    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()>;
    /// Writes `data` at `offset`. Need not be durable before [`Disk::sync`].
    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()>;
    /// Cuts the file, or makes it longer with zeros.
    fn set_len(&self, len: u64) -> io::Result<()>;
    /// Makes all that was written before durable. After an error some of it may be on disk, and what is not may never
    /// be, whatever is synced later, unless it is written again: an operating system takes what it could not write for written.
    fn sync(&self) -> io::Result<()>;
    /// Locks a part of the file against other processes; false when another holds it. A disk that no other process can
    /// reach grants everything.
    fn try_lock(&self, _start: Bound<u64>, _end: Bound<u64>) -> io::Result<bool> {
        Ok(true)
    }
    /// Gives back a lock.
    fn unlock(&self, _start: Bound<u64>, _end: Bound<u64>) -> io::Result<()> {
        Ok(())
    }
    /// Whether another process holds a lock on a part of the file.
    fn is_locked(&self, _start: Bound<u64>, _end: Bound<u64>) -> io::Result<bool> {
        Ok(false)
    }
    /// Gives back everything. Nothing is called after it.
    fn close(&self) -> io::Result<()> {
        Ok(())
    }
}

/// A file of the operating system, locked against other processes.
#[derive(Debug)]
pub struct FileDisk(FileBackend);

impl FileDisk {
    /// Opens the file at `path`, and makes it when it is not there.
    pub fn open(path: &Path) -> io::Result<FileDisk> {
        let file: File = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        // A process that ended after a failed sync may have left pages in the system's memory that are not on disk, and
        // that the system takes for written. What is read is to come from the disk. A system that does not do so only
        // leaves things as they are.
        let _ = fadvise(&file, 0, None, Advice::DontNeed);
        Ok(FileDisk(FileBackend::new(file).map_err(io::Error::other)?))
    }
}

impl Disk for FileDisk {
    fn length(&self) -> io::Result<u64> {
        StorageBackend::len(&self.0)
    }
    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        StorageBackend::read(&self.0, offset, out)
    }
    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        StorageBackend::write(&self.0, offset, data)
    }
    fn set_len(&self, len: u64) -> io::Result<()> {
        StorageBackend::set_len(&self.0, len)
    }
    fn sync(&self) -> io::Result<()> {
        self.0.sync_data()
    }
    fn try_lock(&self, start: Bound<u64>, end: Bound<u64>) -> io::Result<bool> {
        self.0.try_lock_range(start, end).map_err(into_io)
    }
    fn unlock(&self, start: Bound<u64>, end: Bound<u64>) -> io::Result<()> {
        self.0.unlock_range(start, end).map_err(into_io)
    }
    fn is_locked(&self, start: Bound<u64>, end: Bound<u64>) -> io::Result<bool> {
        self.0.query_lock_range(start, end).map_err(into_io)
    }
    fn close(&self) -> io::Result<()> {
        StorageBackend::close(&self.0)
    }
}

/// What is known of the writes to a file, over all times that it is opened.
#[derive(Debug, Default)]
pub(super) struct Watch {
    /// Where something was written that may not be on disk: the beginning and the length.
    unsynced: Mutex<BTreeMap<u64, usize>>,
    /// How long syncs took.
    pub syncs: Histogram,
}

impl Watch {
    fn wrote(&self, offset: u64, length: usize) {
        let mut unsynced = self.unsynced.lock().expect("nothing panics while it holds the parts");
        let longest = unsynced.entry(offset).or_default();
        *longest = length.max(*longest);
    }

    fn sync(&self, disk: &dyn Disk) -> io::Result<()> {
        let parts =
            std::mem::take(&mut *self.unsynced.lock().expect("nothing panics while it holds the parts"));
        let since = Instant::now();
        let synced = disk.sync();
        match &synced {
            Ok(()) => self.syncs.add(since.elapsed()),
            Err(_) => parts.into_iter().for_each(|(offset, length)| self.wrote(offset, length)),
        }
        synced
    }

    /// Makes what can be read of the unsynced parts what is on disk, after a failure: a later sync alone would not, and
    /// what was built on such a part would be gone with the power.
    pub fn settle(&self, disk: &dyn Disk) -> io::Result<()> {
        let parts = self.unsynced.lock().expect("nothing panics while it holds the parts").clone();
        if parts.is_empty() {
            return Ok(());
        }
        let end = disk.length()?;
        let mut bytes = Vec::new();
        for (offset, length) in parts {
            let length = end.saturating_sub(offset).min(length as u64) as usize;
            bytes.resize(length, 0);
            disk.read(offset, &mut bytes)?;
            disk.write(offset, &bytes)?;
        }
        self.sync(disk)
    }
}

/// Shows a [`Disk`] to redb.
#[derive(Debug)]
pub(super) struct Backend {
    pub disk: Box<dyn Disk>,
    pub watch: Arc<Watch>,
}

impl StorageBackend for Backend {
    fn len(&self) -> io::Result<u64> {
        self.disk.length()
    }
    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.disk.read(offset, out)
    }
    fn set_len(&self, len: u64) -> io::Result<()> {
        self.disk.set_len(len)
    }
    fn sync_data(&self) -> io::Result<()> {
        self.watch.sync(&*self.disk)
    }
    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.watch.wrote(offset, data.len());
        self.disk.write(offset, data)
    }
    fn close(&self) -> io::Result<()> {
        self.disk.close()
    }
    fn try_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.disk.try_lock(start, end).map_err(BackendError::Io)
    }
    fn unlock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.disk.unlock(start, end).map_err(BackendError::Io)
    }
    fn query_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.disk.is_locked(start, end).map_err(BackendError::Io)
    }
}

fn into_io(error: BackendError) -> io::Error {
    match error {
        BackendError::Io(error) => error,
        BackendError::Unsupported => io::ErrorKind::Unsupported.into(),
        other => io::Error::other(other.to_string()),
    }
}
