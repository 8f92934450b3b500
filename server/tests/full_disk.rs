//! The real program on a real file system that is full. Needs the right to mount one; without it the disk in memory of
//! `relay.rs` stands for it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use support::peer::Peer;
use support::program::{Program, command};
use support::server::request;

const DOCUMENT: &str = "00000000-0000-4000-8000-000000000001";

/// A small file system in memory, unmounted when dropped.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(at: &Path, kilobytes: u32) -> Option<SmallDisk> {
        let size = format!("size={kilobytes}k");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(at).stderr(Stdio::null());
        mount.status().is_ok_and(|status| status.success()).then(|| SmallDisk(at.to_owned()))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_disk_is_full_the_author_is_told_and_others_go_on_once_there_is_space() {
    let folder = tempfile::tempdir().unwrap();
    let Some(disk) = SmallDisk::mount(folder.path(), 3000) else {
        eprintln!("Not run: this user may not mount a file system.");
        return;
    };
    let ballast = disk.0.join("ballast");
    std::fs::write(&ballast, vec![1; 1 << 20]).unwrap();
    let data = disk.0.join("data");
    let mut command = command(&data);
    // A document is made on it, small as it is.
    command.args(["--min-free-disk", "0"]);
    let program = Program::start_as(command);
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
        assert!(saved < 3_000_000, "the disk is never full");
    }
    assert_eq!(author.closed, Some((1011, "Not saved: the server's disk is full.".to_owned())));
    assert!(saved > 0);

    std::fs::remove_file(&ballast).unwrap();
    reader.type_text("there is space ").await;
    reader.until_saved().await;
    assert_eq!(reader.closed, None);
    let text = reader.text();
    assert_eq!(text.matches('x').count(), saved);

    program.kill();
    let program = Program::start(&data);
    assert_eq!(Peer::join(program.address, DOCUMENT, 12).await.text(), text);
    drop(program);
}
