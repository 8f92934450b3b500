//! Looking after a store: a copy of it, checking it, and putting a copy in its place. Works on a store that nobody has open,
//! and on one that a server has open, through its [`control`](crate::control) socket.

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Write};
use std::net::Shutdown;
use std::os::unix::fs::{MetadataExt as _, chown};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow, bail};
use octavo_shared::sync::audit::audit;
use octavo_shared::sync::guard::Roots;

use crate::control::{RESTORED, SOCKET};
use crate::search;
use crate::store::{self, Dossier, Kind, OpenError, STORE_FILE, Store};

/// What is added to the name of the store that a restored one took the place of.
const BEFORE: &str = "before-restore";
/// What is added to the name of the store for a restored one that is to take its place.
const NEW: &str = "new";

/// Copies the store in `folder` to `file`, which must not be there yet. Gives the count of records.
pub fn backup(folder: &Path, file: &Path) -> anyhow::Result<u64> {
    if let Some(mut server) = running(folder, "backup")? {
        return Ok(store::import(file, &mut server)?);
    }
    let store = open_existing(folder)?;
    let (mut input, output) = io::pipe().context("The system has no pipe to give")?;
    let exporting = std::thread::spawn(move || {
        let mut output = io::BufWriter::new(output);
        store.export(&mut output)
    });
    let imported = store::import(file, &mut BufReader::new(&mut input));
    // Whoever writes into a pipe that nobody reads ends with an error.
    drop(input);
    let exported = exporting.join().map_err(|_| anyhow!("Reading the store ended with a panic."))?;
    match (exported, imported) {
        (_, Ok(count)) => Ok(count),
        (Err(error @ store::CopyError::Source(_)), Err(_)) => Err(error.into()),
        (_, Err(error)) => Err(error.into()),
    }
}

/// Checks every document of the store at `place`, a data folder or a copy, and writes what is found to `out`. True when it is
/// whole.
pub fn verify_at(place: &Path, out: &mut dyn Write) -> anyhow::Result<bool> {
    if place.is_dir() {
        if let Some(server) = running(place, "verify")? {
            return relay_lines(server, out);
        }
        return Ok(verify(&open_existing(place)?, out)?);
    }
    Ok(verify(&Store::open_file(place)?, out)?)
}

/// As [`verify_at`], of a store that is open here.
pub fn verify(store: &Store, out: &mut dyn Write) -> io::Result<bool> {
    let (mut documents, mut entries, mut bytes, mut faults) = (0u64, 0u64, 0u64, 0u64);
    for name in store.names().map_err(io::Error::other)? {
        documents += 1;
        let checked = store.dossier(&name).map_err(|error| error.to_string()).and_then(|dossier| {
            entries += dossier.entries.len() as u64;
            bytes += dossier.entries.iter().map(|entry| entry.update.len() as u64).sum::<u64>();
            check(&dossier)
        });
        if let Err(fault) = checked {
            faults += 1;
            writeln!(out, "{name}: {fault}")?;
        }
    }
    writeln!(out, "{documents} documents, {entries} entries, {bytes} bytes of updates, {faults} faults")?;
    Ok(faults == 0)
}

/// What is wrong with a document's log.
fn check(dossier: &Dossier) -> Result<(), String> {
    let (entries, mut next, mut time_ms) = (&dossier.entries, 1, 0);
    for unit in entries.chunk_by(|one, other| one.last == other.last) {
        if unit.iter().any(|entry| entry.first != next) {
            return Err(format!("entry {next} is missing"));
        }
        if unit.iter().any(|entry| entry.from_ms < time_ms) {
            return Err(format!("entry {next} is older than the one before it"));
        }
        next = unit[0].last + 1;
        // Units fill whole minutes, so that each begins after the last one's end.
        time_ms = unit.iter().map(|entry| entry.from_ms).min().unwrap_or_default();
    }
    let log: Vec<&[u8]> = entries.iter().map(|entry| &*entry.update).collect();
    let snapshot = dossier
        .snapshot
        .as_ref()
        .map(|(through, update)| (entries.partition_point(|entry| entry.last <= *through), &**update));
    if dossier.snapshot.as_ref().is_some_and(|(through, _)| *through >= next) {
        return Err("the snapshot is of entries that are missing".to_owned());
    }
    let roots = match dossier.kind {
        Kind::Document => Roots::Document,
        Kind::Open => Roots::Open,
        Kind::Review => Roots::Review,
    };
    audit(roots, &log, snapshot).map_err(|fault| fault.to_string())
}

/// Whether the server of `folder` runs and its store answers.
pub fn is_ready(folder: &Path) -> anyhow::Result<bool> {
    Ok(answer(folder, "ready")?.is_some_and(|answer| answer == "ready"))
}

/// Puts the copy at `file` into `folder` as its store, after checking it. A store that is there stays as another file, and only
/// with `replaces`. A server that has it open sends everybody away, opens the restored one and goes on. Gives where the old one is
/// now.
pub fn restore(file: &Path, folder: &Path, replaces: bool) -> anyhow::Result<Option<PathBuf>> {
    let mut report = Vec::new();
    if !verify_at(file, &mut report)? {
        bail!(
            "{} is damaged, and nothing was changed:\n{}",
            file.display(),
            String::from_utf8_lossy(&report)
        );
    }
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let target = folder.join(STORE_FILE);
    if target.try_exists()? {
        if !replaces {
            bail!("{} has a store. --replace keeps it beside the restored one.", folder.display());
        }
        if answer(folder, "ready")?.is_none() {
            // Fails while a server has it open that does not listen in the folder.
            drop(Store::open_file(&target)?);
        }
    }
    let new = folder.join(format!("{STORE_FILE}.{NEW}"));
    if let Err(error) = bring(file, &new, &target) {
        // A disk that is full is to have its space back.
        let _ = fs::remove_file(&new);
        return Err(error)
            .with_context(|| format!("{} cannot be written, and nothing was changed", new.display()));
    }
    let Some(answer) = answer(folder, "restore")? else { return Ok(put_in_place(folder)?) };
    if answer.is_empty() {
        bail!("The server ended before it said whether it serves the copy.");
    }
    let Some(before) = answer.strip_prefix(RESTORED) else {
        let _ = fs::remove_file(&new);
        bail!("Nothing was changed. {answer}");
    };
    Ok(Some(folder.join(before.trim())))
}

/// Copies a store into the folder that it is for, under a name that nobody reads, and to the disk. It belongs to whom that
/// of the store that is there belongs to, who may not be the one who restores.
fn bring(file: &Path, new: &Path, target: &Path) -> io::Result<()> {
    fs::copy(file, new)?;
    if let Ok(owned) = target.metadata() {
        // Without the right to give it away one is its owner already, or the server says what it misses.
        let _ = chown(new, Some(owned.uid()), Some(owned.gid()));
    }
    File::open(new)?.sync_all()
}

/// Makes what [`restore`] has put beside the store of `folder` the store, which nobody may have open. Gives where the old one is
/// now.
pub fn put_in_place(folder: &Path) -> io::Result<Option<PathBuf>> {
    let (target, new) = (folder.join(STORE_FILE), folder.join(format!("{STORE_FILE}.{NEW}")));
    // It is of another state of the documents, and made anew of this one.
    match fs::remove_dir_all(folder.join(search::FOLDER)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let before = if target.try_exists()? { Some(free_name(folder)?) } else { None };
    if let Some(kept) = &before
        && fs::hard_link(&target, kept).is_err()
    {
        // A file system without second names: for a moment there is no store.
        fs::rename(&target, kept)?;
    }
    fs::rename(&new, &target)?;
    File::open(folder)?.sync_all()?;
    Ok(before)
}

/// Makes the store that [`put_in_place`] has kept the store again.
pub fn put_back(folder: &Path, before: &Path) -> io::Result<()> {
    fs::rename(before, folder.join(STORE_FILE))?;
    File::open(folder)?.sync_all()
}

fn free_name(folder: &Path) -> io::Result<PathBuf> {
    let mut name = folder.join(format!("{STORE_FILE}.{BEFORE}"));
    let mut number = 2;
    while name.try_exists()? {
        name = folder.join(format!("{STORE_FILE}.{BEFORE}-{number}"));
        number += 1;
    }
    Ok(name)
}

/// Asks the server that has the store of `folder` open, if there is one.
fn running(folder: &Path, request: &str) -> anyhow::Result<Option<UnixStream>> {
    let mut socket = match UnixStream::connect(folder.join(SOCKET)) {
        Ok(socket) => socket,
        Err(error) => match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused => return Ok(None),
            io::ErrorKind::PermissionDenied => {
                bail!("The server of {} belongs to another user.", folder.display())
            }
            _ => return Err(error).context("The server does not answer"),
        },
    };
    writeln!(socket, "{request}")?;
    socket.shutdown(Shutdown::Write)?;
    Ok(Some(socket))
}

/// The line that the server answers which has the store of `folder` open, if there is one.
fn answer(folder: &Path, request: &str) -> anyhow::Result<Option<String>> {
    let Some(server) = running(folder, request)? else { return Ok(None) };
    let mut line = String::new();
    BufReader::new(server).read_line(&mut line)?;
    Ok(Some(line.trim().to_owned()))
}

fn relay_lines(server: UnixStream, out: &mut dyn Write) -> anyhow::Result<bool> {
    let mut last = None;
    for line in BufReader::new(server).lines() {
        if let Some(line) = last.replace(line?) {
            writeln!(out, "{line}")?;
        }
    }
    match last.as_deref() {
        Some("whole") => Ok(true),
        Some("damaged") => Ok(false),
        _ => bail!("The server ended before it had checked everything."),
    }
}

fn open_existing(folder: &Path) -> Result<Store, OpenError> {
    Store::open_file(&folder.join(STORE_FILE))
}
