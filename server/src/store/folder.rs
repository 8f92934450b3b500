//! The data folder: making it, telling ours from a stranger's, and the first store in it.
//!
//! The store is first made under another name and moved into place, so that a crash in the middle leaves no half-made
//! file under the name that counts.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::OpenError;
use super::database::Engine;
use super::disk::{Disk, FileDisk};

/// The file that holds everything, in the data folder.
pub const STORE_FILE: &str = "octavo.redb";
const NEW_FILE: &str = "octavo.redb.new";

/// Opens the store in `folder`; makes both when the folder is missing or empty.
pub(super) fn open(folder: &Path) -> Result<Engine, OpenError> {
    let unusable = |source: io::Error| OpenError::Folder { folder: folder.display().to_string(), source };
    fs::create_dir_all(folder).map_err(unusable)?;
    let file = folder.join(STORE_FILE);
    if !file.try_exists().map_err(unusable)? {
        if holds_other_files(folder).map_err(unusable)? {
            return Err(OpenError::Foreign { folder: folder.display().to_string() });
        }
        make(folder, &file, unusable)?;
    }
    engine(&file)
}

fn make(folder: &Path, file: &Path, unusable: impl Fn(io::Error) -> OpenError) -> Result<(), OpenError> {
    let new = folder.join(NEW_FILE);
    if new.try_exists().map_err(&unusable)? {
        fs::remove_file(&new).map_err(&unusable)?;
    }
    // Fails with the reason when the folder cannot be written, before the database says it in other words.
    File::create_new(&new).map_err(&unusable)?;
    drop(engine(&new)?);
    fs::rename(&new, file).map_err(&unusable)?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(&unusable)
}

/// Opens the store in a file, and makes it when it is not there.
pub(super) fn engine(file: &Path) -> Result<Engine, OpenError> {
    let path = file.to_owned();
    let disks = move || FileDisk::open(&path).map(|disk| Box::new(disk) as Box<dyn Disk>);
    let original = file.to_owned();
    Engine::open(file.display().to_string(), Box::new(disks), Box::new(move |format| keep(&original, format)))
}

/// Puts a copy of the store beside it, as `octavo.redb.format-N`, before it is written in another format. A copy that is
/// there already is older and stays.
fn keep(file: &Path, format: u64) -> io::Result<()> {
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".format-{format}"));
    let copy = PathBuf::from(&name);
    if copy.try_exists()? {
        return Ok(());
    }
    name.push(".new");
    let copied = fs::copy(file, &name).and_then(|_| File::open(&name)?.sync_all());
    if copied.is_err() {
        // A disk that is full is to have its space back.
        let _ = fs::remove_file(&name);
    }
    copied?;
    fs::rename(&name, &copy)?;
    copy.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

fn holds_other_files(folder: &Path) -> io::Result<bool> {
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        // `lost+found` stands in the root of every fresh volume.
        if name != NEW_FILE && name != "lost+found" {
            return Ok(true);
        }
    }
    Ok(false)
}
