//! The real program when its disk is full. By a limit on how long a file of the process may get, which anybody may set; and on a
//! small file system of its own, for which one needs the right to mount (`cargo xtask faults` runs that).

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use octavo_server::store::{STORE_FILE, Store};
use octavo_server::upkeep;
use redb::{Database, TableDefinition};
use rustix::process::{Pid, Resource, Rlimit, prlimit};
use support::peer::Peer;
use support::program::{Program, command};
use support::server::request;

const DOCUMENT: &str = "00000000-0000-4000-8000-000000000001";

/// A small file system in memory, unmounted when dropped.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(at: &Path, kilobytes: u32) -> SmallDisk {
        let size = format!("size={kilobytes}k");
        let mut mount = Command::new("mount");
        let status = mount.args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(at).status().unwrap();
        assert!(status.success(), "this test needs the right to mount a file system");
        SmallDisk(at.to_owned())
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

/// The program, whose files may get so long and no longer. Beyond that it gets an error, and not the signal that ends it.
fn limited(bytes: u64, command: Command) -> Command {
    let mut limited = Command::new("sh");
    limited.args(["-c", "trap '' XFSZ; exec prlimit --fsize=\"$0\":unlimited \"$@\""]).arg(bytes.to_string());
    limited.arg(command.get_program()).args(command.get_args());
    limited
}

fn octavo(arguments: &[&str], paths: &[&Path]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_octavo"));
    command.args(arguments).args(paths);
    command
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Somebody writes until nothing fits, and others go on when there is space.
async fn write_until_it_is_full(
    program: Program,
    restart: impl Fn() -> Program,
    make_space: impl Fn(&Program),
) {
    request(program.address, &format!("PUT /api/documents/{DOCUMENT}")).await;
    let mut reader = Peer::join(program.address, DOCUMENT, 10).await;
    let mut saved = 0;
    let mut author = Peer::join(program.address, DOCUMENT, 11).await;
    loop {
        author.type_text(&"x".repeat(50_000)).await;
        author.until_saved().await;
        if author.closed.is_some() {
            break;
        }
        saved += 50_000;
        assert!(saved < 5_000_000, "the disk is never full");
    }
    assert_eq!(author.closed, Some((1011, "Not saved: the server's disk is full.".to_owned())));
    assert!(saved > 0);

    make_space(&program);
    reader.type_text("there is space ").await;
    reader.until_saved().await;
    assert_eq!(reader.closed, None);
    let text = reader.text();
    assert_eq!(text.matches('x').count(), saved);

    program.kill();
    let program = restart();
    assert_eq!(Peer::join(program.address, DOCUMENT, 12).await.text(), text);
    drop(program);
}

#[tokio::test(flavor = "multi_thread")]
async fn when_nothing_more_fits_the_author_is_told_and_others_go_on_once_there_is_space() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::start_as(limited(3 << 20, command(folder.path())));
    let restart = || Program::start(folder.path());
    write_until_it_is_full(program, restart, |program| {
        let id = Pid::from_raw(program.id().cast_signed());
        prlimit(id, Resource::Fsize, Rlimit { current: None, maximum: None }).unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the right to mount a file system; run by name, with --ignored"]
async fn when_the_file_system_is_full_the_author_is_told_and_others_go_on_once_there_is_space() {
    let folder = tempfile::tempdir().unwrap();
    let disk = SmallDisk::mount(folder.path(), 3000);
    let ballast = disk.0.join("ballast");
    std::fs::write(&ballast, vec![1; 1 << 20]).unwrap();
    let data = disk.0.join("data");
    let restart = || {
        let mut command = command(&data);
        // A document is made on it, small as it is.
        command.args(["--min-free-disk", "0"]);
        Program::start_as(command)
    };
    write_until_it_is_full(restart(), restart, |_| std::fs::remove_file(&ballast).unwrap()).await;
}

/// A store with a document of so many bytes.
async fn fill(folder: &Path, bytes: usize) {
    let program = Program::start(folder);
    request(program.address, &format!("PUT /api/documents/{DOCUMENT}")).await;
    let mut ada = Peer::join(program.address, DOCUMENT, 10).await;
    ada.type_text(&"x".repeat(bytes)).await;
    ada.until_saved().await;
    assert!(program.terminate().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_does_not_fit_says_so_leaves_nothing_and_costs_nobody_anything() {
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fill(folder.path(), 2 << 20).await;
    let program = Program::start(folder.path());
    let mut ada = Peer::join(program.address, DOCUMENT, 11).await;
    let copy = elsewhere.path().join("copy.redb");
    let output = limited(1 << 20, octavo(&["backup", "--data"], &[folder.path(), &copy])).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("copy.redb cannot be written"), "{}", said(&output));
    assert_eq!(std::fs::read_dir(elsewhere.path()).unwrap().count(), 0, "its space is free again");
    ada.type_text("typed on ").await;
    ada.until_saved().await;
    assert_eq!(ada.closed, None);
    let output = octavo(&["backup", "--data"], &[folder.path(), &copy]).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_that_does_not_fit_changes_nothing() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fill(folder.path(), 10).await;
    fill(other.path(), 4 << 20).await;
    let file = other.path().join(STORE_FILE);
    let restore = || octavo(&["restore", "--replace", "--data"], &[folder.path(), &file]);
    let output = limited(2 << 20, restore()).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("nothing was changed"), "{}", said(&output));
    let store = Store::open(folder.path()).unwrap();
    assert_eq!(store.log(DOCUMENT.into()).await.unwrap().len(), 2);
    store.close().await;
    assert!(!folder.path().join(format!("{STORE_FILE}.new")).exists(), "its space is free again");
    assert!(restore().status().unwrap().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upgrade_whose_copy_does_not_fit_says_so_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path(), 4 << 20).await;
    let file = folder.path().join(STORE_FILE);
    let database = Database::open(&file).unwrap();
    let txn = database.begin_write().unwrap();
    let meta = TableDefinition::<&str, u64>::new("meta");
    txn.open_table(meta).unwrap().insert("format", 3).unwrap();
    txn.commit().unwrap();
    drop(database);
    let output = limited(2 << 20, command(folder.path())).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("no copy can be kept before its upgrade"), "{}", said(&output));
    let names = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    let left: Vec<_> = names.filter(|name| name.to_string_lossy().contains("format-3")).collect();
    assert!(left.is_empty(), "{left:?}");
    let database = Database::open(&file).unwrap();
    let txn = redb::ReadableDatabase::begin_read(&database).unwrap();
    assert_eq!(txn.open_table(meta).unwrap().get("format").unwrap().unwrap().value(), 3);
    drop((txn, database));

    assert!(Program::start(folder.path()).terminate().success(), "with space it is upgraded");
    assert!(upkeep::verify_at(folder.path(), &mut Vec::new()).unwrap());
}
