//! The real program, killed, stopped and started wrongly.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::path::Path;
use std::process::Output;

use octavo_server::store::{STORE_FILE, Store};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use support::peer::Peer;
use support::program::{Program, command};
use support::server::{request, within};

const DOCUMENT: &str = "00000000-0000-4000-8000-000000000001";

/// Each round of the killing has a document of its own, so that the last round is as quick as the first.
fn document(round: u64) -> String {
    format!("00000000-0000-4000-8000-{round:012}")
}

/// Rounds of the killing; `OCTAVO_KILL_ROUNDS` asks for more.
fn rounds() -> u64 {
    std::env::var("OCTAVO_KILL_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(25)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_at_any_moment_loses_nothing_that_was_acknowledged_or_seen() {
    let folder = tempfile::tempdir().unwrap();
    let mut random = StdRng::seed_from_u64(4);
    let mut promised: Vec<String> = Vec::new();
    let mut kept = 0;
    for round in 0..=rounds() {
        let program = Program::start(folder.path());
        let address = program.address;
        if round > 0 {
            let text = Peer::join(address, &document(round - 1), 1_000_000).await.text();
            for word in promised.drain(..) {
                assert!(text.contains(word.as_str()), "round {round}: {word:?} was promised and is gone");
                kept += 1;
            }
        }
        let document = document(round);
        request(address, &format!("PUT /api/documents/{document}")).await;
        let reader = Peer::join(address, &document, 1_000_001).await;
        let mut writers = Vec::new();
        for writer in 0..3 {
            let peer = Peer::join(address, &document, 2_000_000 + writer).await;
            writers.push(tokio::spawn(write_until_the_end(peer, format!("r{round}c{writer}"))));
        }
        let watching = tokio::spawn(watch_until_the_end(reader));
        // The moment is anywhere in the first commits under load.
        tokio::time::sleep(std::time::Duration::from_millis(random.random_range(1..120))).await;
        program.kill();
        for writer in writers {
            promised.extend(within(writer).await.unwrap());
        }
        promised.extend(
            within(watching).await.unwrap().split('.').filter(|word| word.len() > 3).map(str::to_owned),
        );
    }
    eprintln!("{} kills: {kept} words were acknowledged or seen, and all are there", rounds());
}

/// Types words, each its own, as fast as they are acknowledged; gives back those that were.
async fn write_until_the_end(mut peer: Peer, name: String) -> Vec<String> {
    let mut words = Vec::new();
    let mut number = 0;
    loop {
        let word = format!(".{name}n{number}.");
        let update = peer.edit_at_end(&word);
        number += 1;
        if !peer.try_send(&update).await {
            break;
        }
        words.push((peer.sent(), word));
        // Up to 8 of them are on their way at a time.
        while peer.sent() - peer.acked > 8 && peer.read_on().await {}
        if peer.closed.is_some() {
            break;
        }
    }
    while peer.read_on().await {}
    let acked = peer.acked;
    words.into_iter().filter(|(number, _)| *number <= acked).map(|(_, word)| word).collect()
}

async fn watch_until_the_end(mut peer: Peer) -> String {
    while peer.read_on().await {}
    peer.text()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_signal_to_stop_ends_the_program_well_and_keeps_everything() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::start(folder.path());
    request(program.address, &format!("PUT /api/documents/{DOCUMENT}")).await;
    let mut ada = Peer::join(program.address, DOCUMENT, 10).await;
    ada.type_text("kept").await;
    ada.until_saved().await;
    assert!(program.terminate().success());
    assert_eq!(ada.until_closed().await.0, 1001);

    let program = Program::start(folder.path());
    assert_eq!(Peer::join(program.address, DOCUMENT, 11).await.text(), "kept\n");
}

fn fails(folder: &Path, more: &[&str]) -> String {
    let Output { status, stderr, stdout } = command(folder).args(more).output().unwrap();
    assert_eq!(status.code(), Some(1));
    assert!(stdout.is_empty());
    let sentence = String::from_utf8(stderr).unwrap();
    assert_eq!(sentence.trim().lines().count(), 1, "one sentence: {sentence}");
    sentence
}

#[test]
fn a_port_in_use_is_said_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_octavo"));
    let output = command.args(["serve", "--listen", &address, "--data"]).arg(folder.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("is in use"));
}

#[test]
fn a_foreign_folder_a_foreign_file_and_a_locked_store_are_said_in_a_sentence() {
    let foreign = tempfile::tempdir().unwrap();
    std::fs::write(foreign.path().join("letter.txt"), "Dear Ada").unwrap();
    assert!(fails(foreign.path(), &[]).contains("is not an Octavo data folder"));

    let fake = tempfile::tempdir().unwrap();
    std::fs::write(fake.path().join(STORE_FILE), "Dear Ada").unwrap();
    assert!(fails(fake.path(), &[]).contains("is not an Octavo store"));

    let locked = tempfile::tempdir().unwrap();
    let store = Store::open(locked.path()).unwrap();
    assert!(fails(locked.path(), &[]).contains("is in use by another process"));
    drop(store);

    let file = foreign.path().join("letter.txt");
    assert!(fails(&file.join("data"), &[]).contains("cannot be used"));
}

#[test]
fn an_open_server_warns_loudly() {
    use std::io::{BufRead, BufReader};
    let folder = tempfile::tempdir().unwrap();
    let mut child =
        command(folder.path()).arg("--open").stderr(std::process::Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(line.starts_with("WARNING: --open is on."), "{line}");
}
