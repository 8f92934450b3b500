//! Putting a copy in the place of a store that is served, while people type: the real program.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Command, Output};

use octavo_server::control::SOCKET;
use octavo_shared::sync::CloseCode;
use support::peer::Peer;
use support::program::Program;
use support::server::request;

const DOCUMENT: &str = "00000000-0000-4000-8000-000000000001";

async fn octavo(arguments: &'static [&str], paths: [&Path; 2]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_octavo"));
    command.args(arguments).args(paths);
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// What the server of a folder answers to a restore whose copy is beside its store already.
async fn ask_to_restore(folder: &Path) -> String {
    let mut socket = UnixStream::connect(folder.join(SOCKET)).unwrap();
    socket.write_all(b"restore\n").unwrap();
    tokio::task::spawn_blocking(move || {
        let mut answer = String::new();
        BufReader::new(socket).read_line(&mut answer).unwrap();
        answer
    })
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_takes_the_place_of_what_is_served_and_who_comes_back_brings_what_is_newer() {
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let copy = elsewhere.path().join("copy.redb");
    let program = Program::start(folder.path());
    request(program.address, &format!("PUT /api/documents/{DOCUMENT}")).await;
    let mut ada = Peer::join(program.address, DOCUMENT, 10).await;
    ada.type_text("monday ").await;
    ada.until_saved().await;
    assert!(octavo(&["backup", "--data"], [folder.path(), &copy]).await.status.success());
    let mut ben = Peer::join(program.address, DOCUMENT, 11).await;
    ben.until_text(|text| text.contains("monday")).await;
    ben.type_text("of ben ").await;
    ben.until_saved().await;
    ben.leave().await;
    ada.until_text(|text| text.contains("of ben")).await;
    let typing = tokio::spawn(async move {
        while ada.closed.is_none() && ada.try_type("tuesday ").await {
            ada.until_saved().await;
        }
        let (code, _) = ada.until_closed().await;
        (code, ada.text(), ada.encode())
    });

    let output = octavo(&["restore", "--replace", "--data"], [folder.path(), &copy]).await;
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("octavo.redb.before-restore"), "{}", said(&output));
    let (code, text, everything) = typing.await.unwrap();
    assert_eq!(code, CloseCode::GOING_AWAY.0, "who types is sent away to come back");

    let mut carl = Peer::join(program.address, DOCUMENT, 12).await;
    assert!(carl.text().contains("monday"), "{}", carl.text());
    assert!(!carl.text().contains("tuesday") && !carl.text().contains("of ben"), "{}", carl.text());
    assert!(carl.try_send(&everything).await);
    carl.until_saved().await;
    assert_eq!(
        Peer::join(program.address, DOCUMENT, 13).await.text(),
        text,
        "nothing that she had is missing"
    );

    let kept = folder.path().join("octavo.redb.before-restore");
    assert!(octavo(&["verify", "--data"], [folder.path(), &kept]).await.status.success());
    assert!(program.terminate().success(), "it stops as ever");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_served_is_said_and_the_store_before_is_served_on() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::start(folder.path());
    request(program.address, &format!("PUT /api/documents/{DOCUMENT}")).await;
    let mut ada = Peer::join(program.address, DOCUMENT, 10).await;
    ada.type_text("monday ").await;
    ada.until_saved().await;

    let missing = ask_to_restore(folder.path()).await;
    assert!(missing.contains("cannot be put in place"), "{missing}");
    std::fs::write(folder.path().join("octavo.redb.new"), "no store").unwrap();
    let foreign = ask_to_restore(folder.path()).await;
    assert!(foreign.contains("cannot be served"), "{foreign}");

    assert!(Peer::join(program.address, DOCUMENT, 11).await.text().contains("monday"));
    assert!(program.terminate().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_restored_while_a_copy_is_being_made() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::start(folder.path());
    request(program.address, &format!("PUT /api/documents/{DOCUMENT}")).await;
    let mut ada = Peer::join(program.address, DOCUMENT, 10).await;
    for _ in 0..20 {
        ada.type_text(&"word ".repeat(20_000)).await;
    }
    ada.until_saved().await;

    // Whoever makes a copy, and takes nothing of it yet but its beginning.
    let mut copying = UnixStream::connect(folder.path().join(SOCKET)).unwrap();
    copying.write_all(b"backup\n").unwrap();
    copying.shutdown(Shutdown::Write).unwrap();
    copying.read_exact(&mut [0]).unwrap();
    let refused = ask_to_restore(folder.path()).await;
    assert!(refused.contains("Try again"), "{refused}");
    assert!(ada.try_type("on").await, "nobody is sent away");
    ada.until_saved().await;
}
