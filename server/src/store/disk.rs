//! The seam between the store and the disk: what redb asks of a disk, in our own words, so that tests can put a disk
//! there that fills up, fails or loses power. Nothing here knows what is written.

use std::fmt::Debug;
use std::fs::{File, OpenOptions};
use std::io;
use std::ops::Bound;
use std::path::Path;

use redb::backends::FileBackend;
use redb::{BackendError, StorageBackend};

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
    /// Makes all that was written before durable.
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

/// Shows a [`Disk`] to redb.
#[derive(Debug)]
pub(super) struct Backend(pub(super) Box<dyn Disk>);

impl StorageBackend for Backend {
    fn len(&self) -> io::Result<u64> {
        self.0.length()
    }
    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.0.read(offset, out)
    }
    fn set_len(&self, len: u64) -> io::Result<()> {
        self.0.set_len(len)
    }
    fn sync_data(&self) -> io::Result<()> {
        self.0.sync()
    }
    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.0.write(offset, data)
    }
    fn close(&self) -> io::Result<()> {
        self.0.close()
    }
    fn try_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.0.try_lock(start, end).map_err(BackendError::Io)
    }
    fn unlock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.0.unlock(start, end).map_err(BackendError::Io)
    }
    fn query_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.0.is_locked(start, end).map_err(BackendError::Io)
    }
}

fn into_io(error: BackendError) -> io::Error {
    match error {
        BackendError::Io(error) => error,
        BackendError::Unsupported => io::ErrorKind::Unsupported.into(),
        other => io::Error::other(other.to_string()),
    }
}
