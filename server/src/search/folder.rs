//! The folder of the index, for tantivy. Files are read by ordinary reads and not mapped into memory: a disk that fails under a mapped
//! file would end the whole server, and an index is not worth that. Nothing is synced: what a crash leaves damaged is
//! found by its checksum and built anew, and the disk belongs to those who write.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::ops::Range;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::HasLen;
use tantivy::directory::error::{DeleteError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, Directory, FileHandle, INDEX_WRITER_LOCK, META_LOCK, OwnedBytes, TerminatingWrite,
    WatchCallback, WatchHandle, WritePtr,
};

/// A folder that belongs to the index alone.
#[derive(Debug, Clone)]
pub(super) struct Folder(PathBuf);

/// An open file that is not written any more.
#[derive(Debug)]
struct Opened {
    file: File,
    length: usize,
}

/// A file that is written.
struct Written(File);

impl Folder {
    /// The folder at this place, which is made where it is not there.
    pub fn open(place: &Path) -> io::Result<Folder> {
        fs::create_dir_all(place)?;
        // Whoever held these has ended: the store beside the index is locked for one process.
        for lock in [&*INDEX_WRITER_LOCK, &*META_LOCK] {
            match fs::remove_file(place.join(&lock.filepath)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(Folder(place.to_owned()))
    }

    /// Takes all out that is in the folder at this place.
    pub fn clear(place: &Path) -> io::Result<()> {
        match fs::remove_dir_all(place) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// How many bytes the files of the folder at this place have.
    pub fn bytes(place: &Path) -> u64 {
        let Ok(files) = fs::read_dir(place) else { return 0 };
        files.filter_map(|file| file.ok()?.metadata().ok()).map(|file| file.len()).sum()
    }
}

impl FileHandle for Opened {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        let mut bytes = vec![0; range.len()];
        self.file.read_exact_at(&mut bytes, range.start as u64)?;
        Ok(OwnedBytes::new(bytes))
    }
}

impl HasLen for Opened {
    fn len(&self) -> usize {
        self.length
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl TerminatingWrite for Written {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        self.0.flush()
    }
}

impl Directory for Folder {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let opened = File::open(self.0.join(path)).and_then(|file| {
            let length = file.metadata()?.len() as usize;
            Ok(Opened { file, length })
        });
        Ok(Arc::new(opened.map_err(|error| unread(error, path))?))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        fs::remove_file(self.0.join(path)).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => DeleteError::FileDoesNotExist(path.to_owned()),
            _ => DeleteError::IoError { io_error: Arc::new(error), filepath: path.to_owned() },
        })
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.0.join(path).try_exists().map_err(|error| unread(error, path))
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let file = OpenOptions::new().write(true).create_new(true).open(self.0.join(path));
        let file = file.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => OpenWriteError::FileAlreadyExists(path.to_owned()),
            _ => OpenWriteError::wrap_io_error(error, path.to_owned()),
        })?;
        Ok(BufWriter::new(Box::new(Written(file))))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        fs::read(self.0.join(path)).map_err(|error| unread(error, path))
    }

    fn atomic_write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let place = self.0.join(path);
        let new = place.with_extension("new");
        fs::write(&new, bytes)?;
        fs::rename(new, place)
    }

    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    /// Whoever writes says himself when there is something new.
    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}

fn unread(error: io::Error, path: &Path) -> OpenReadError {
    match error.kind() {
        io::ErrorKind::NotFound => OpenReadError::FileDoesNotExist(path.to_owned()),
        _ => OpenReadError::wrap_io_error(error, path.to_owned()),
    }
}
