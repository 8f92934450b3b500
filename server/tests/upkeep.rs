//! Copies of the store, checks of it, and its settings: the real program, while people type.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use octavo_server::store::{CopyError, NewEntry, STORE_FILE, Store, import};
use octavo_shared::model::{Document, seed};
use redb::{Database, TableDefinition};
use support::peer::Peer;
use support::program::{Program, command};
use support::server::{request, within};
use tokio::sync::watch;

const DOCUMENT: &str = "00000000-0000-4000-8000-000000000001";

fn octavo(arguments: &[&str], paths: &[&Path]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_octavo")).args(arguments).args(paths).output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_while_people_type_is_whole_and_holds_all_that_was_saved_before_it() {
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let program = Program::start(folder.path());
    request(program.address, &format!("PUT /api/documents/{DOCUMENT}")).await;
    let mut ada = Peer::join(program.address, DOCUMENT, 10).await;
    for number in 0..200 {
        ada.type_text(&format!("before{number} ")).await;
    }
    ada.until_saved().await;
    let typing = tokio::spawn(async move {
        let mut count = 0;
        while ada.closed.is_none() && ada.try_type("meanwhile ").await {
            count += 1;
            ada.until_saved().await;
        }
        count
    });
    let copy = elsewhere.path().join("copy.redb");
    let data = folder.path().to_owned();
    let (backup, verified) = tokio::task::spawn_blocking({
        let copy = copy.clone();
        move || {
            let backup = octavo(&["backup", "--data"], &[&data, &copy]);
            (backup, octavo(&["verify", "--data"], &[&data]))
        }
    })
    .await
    .unwrap();
    assert!(backup.status.success(), "{}", said(&backup));
    assert!(verified.status.success() && said(&verified).contains("1 documents"), "{}", said(&verified));
    program.kill();
    assert!(typing.await.unwrap() > 0, "she typed on");

    let checked = octavo(&["verify"], &[&copy]);
    assert!(checked.status.success() && said(&checked).contains(" 0 faults"), "{}", said(&checked));
    let restored = elsewhere.path().join("data");
    let output = octavo(&["restore", "--data"], &[&restored, &copy]);
    assert!(output.status.success(), "{}", said(&output));
    let program = Program::start(&restored);
    let text = Peer::join(program.address, DOCUMENT, 11).await.text();
    for number in 0..200 {
        assert!(text.contains(&format!("before{number} ")), "{number}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn copies_under_load_are_each_whole_while_logs_are_folded_and_nobody_waits_for_them() {
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut command = command(folder.path());
    // Each document is folded whenever nobody is in it.
    command.args(["--room-idle", "0"]);
    let program = Program::start_as(command);
    let address = program.address;
    let documents: Vec<String> =
        (1..5).map(|number| format!("00000000-0000-4000-8000-{number:012}")).collect();
    let mut writers = Vec::new();
    // More than one visit of each: what was written in the first has been folded.
    let (counts, mut counted) = watch::channel([0usize; 4]);
    for (at, id) in documents.iter().cloned().enumerate() {
        request(address, &format!("PUT /api/documents/{id}")).await;
        let counts = counts.clone();
        writers.push(tokio::spawn(async move {
            let (mut words, mut longest) = (0, Duration::ZERO);
            for client in (at as u64 + 1) * 100_000.. {
                let Some(mut peer) = Peer::try_join(address, &id, client).await else { break };
                for _ in 0..40 {
                    let since = Instant::now();
                    if !peer.try_type("word ").await {
                        return (words, longest);
                    }
                    peer.until_saved().await;
                    if peer.closed.is_some() || peer.acked < peer.sent() {
                        return (words, longest);
                    }
                    words += 1;
                    counts.send_modify(|counts| counts[at] = words);
                    longest = longest.max(since.elapsed());
                }
                peer.leave().await;
            }
            (words, longest)
        }));
    }
    let data = folder.path().to_owned();
    let copies: Vec<PathBuf> = (0..5).map(|number| elsewhere.path().join(format!("{number}.redb"))).collect();
    let copied = tokio::task::spawn_blocking(move || {
        for copy in &copies {
            let output = octavo(&["backup", "--data"], &[&data, copy]);
            assert!(output.status.success(), "{}", said(&output));
        }
        copies
    });
    let copies = copied.await.unwrap();
    within(counted.wait_for(|counts| counts.iter().all(|words| *words > 80))).await.unwrap();
    program.kill();
    let mut most = 0;
    for writer in writers {
        let (words, longest) = writer.await.unwrap();
        // Many times an fsync, also of a machine that has much else to do.
        assert!(longest < Duration::from_secs(10), "somebody waited for {longest:?}");
        most += words;
    }
    let mut before = 0;
    for copy in &copies {
        let checked = octavo(&["verify"], &[copy]);
        assert!(checked.status.success() && said(&checked).contains(" 0 faults"), "{}", said(&checked));
        let store = Store::open_file(copy).unwrap();
        let mut words = 0;
        for id in &documents {
            let loaded = store.load(id.as_str().into()).await.unwrap();
            let mut document = Document::new(1);
            document.merge(loaded.snapshot.iter().chain(&loaded.tail).map(Vec::as_slice)).unwrap();
            words += document.body().text().matches("word").count();
        }
        assert!(words >= before && words <= most + 4 * documents.len(), "{words} after {before}, of {most}");
        before = words;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whether_a_server_is_ready_is_told_without_a_port() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::start(folder.path());
    let output = octavo(&["ready", "--data"], &[folder.path()]);
    assert!(output.status.success() && said(&output).contains("ready"), "{}", said(&output));
    program.kill();
    let output = octavo(&["ready", "--data"], &[folder.path()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("does not run"), "{}", said(&output));
}

#[tokio::test]
async fn a_backup_of_a_store_that_nobody_has_open_is_the_same_store() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let store = Store::open(&data).unwrap();
    store.create(DOCUMENT.into(), 5, seed()).await.unwrap();
    let key = store.guest_key().unwrap();
    store.close().await;
    drop(store);
    let copy = folder.path().join("copy.redb");
    let output = octavo(&["backup", "--data"], &[&data, &copy]);
    assert!(output.status.success(), "{}", said(&output));
    let again = octavo(&["backup", "--data"], &[&data, &copy]);
    assert!(said(&again).contains("there is a file of that name"), "{}", said(&again));

    let store = Store::open_file(&copy).unwrap();
    assert_eq!(store.log(DOCUMENT.into()).await.unwrap()[0].update, seed());
    assert_eq!(store.guest_key(), Ok(key), "guests are known by the same cookies");
}

#[tokio::test]
async fn a_copy_that_was_cut_short_or_changed_on_its_way_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("data")).unwrap();
    store.create(DOCUMENT.into(), 5, seed()).await.unwrap();
    let mut stream = Vec::new();
    store.export(&mut stream).unwrap();
    let file = folder.path().join("copy.redb");
    for length in (0..stream.len()).step_by(7) {
        assert!(matches!(import(&file, &mut &stream[..length]), Err(CopyError::Broken)), "{length} bytes");
    }
    let middle = stream.len() / 2;
    stream[middle] ^= 1;
    assert!(import(&file, &mut &stream[..]).is_err());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "only the data folder");
}

#[tokio::test]
async fn what_is_damaged_is_found_named_and_not_restored() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    for number in 1..4 {
        let name = format!("00000000-0000-4000-8000-{number:012}");
        store.create(name.into(), 5, seed()).await.unwrap();
    }
    let broken = NewEntry { author: "guest:ada".into(), client: 1, update: b"no update"[..].into() };
    store.append("00000000-0000-4000-8000-000000000002".into(), 6, vec![broken]).await.unwrap().unwrap();
    store.close().await;
    drop(store);
    let file = folder.path().join(STORE_FILE);
    let log = TableDefinition::<(u64, u64), &[u8]>::new("log");
    let database = Database::open(&file).unwrap();
    let txn = database.begin_write().unwrap();
    // Of the third document the first entry is gone, and a second one says that it is there.
    let first = txn.open_table(log).unwrap().remove((3, 1)).unwrap().unwrap().value().to_vec();
    txn.open_table(log).unwrap().insert((3, 2), &first[..]).unwrap();
    txn.commit().unwrap();
    drop(database);

    let output = octavo(&["verify", "--data"], &[folder.path()]);
    assert_eq!(output.status.code(), Some(1));
    let told = said(&output);
    assert!(told.contains("000000000002: entry 1 cannot be read"), "{told}");
    assert!(told.contains("000000000003: entry 1 is missing"), "{told}");
    assert!(
        !told.contains("000000000001:") && told.contains("3 documents") && told.contains("2 faults"),
        "{told}"
    );
    let elsewhere = tempfile::tempdir().unwrap();
    let output = octavo(&["restore", "--data"], &[elsewhere.path(), &file]);
    assert!(!output.status.success() && said(&output).contains("nothing was changed"), "{}", said(&output));
    assert_eq!(std::fs::read_dir(elsewhere.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn restoring_over_documents_wants_to_be_asked_for_and_keeps_them() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for place in [&folder, &other] {
        let store = Store::open(place.path()).unwrap();
        store.create(DOCUMENT.into(), 5, seed()).await.unwrap();
        store.close().await;
    }
    let file = other.path().join(STORE_FILE);
    let refused = octavo(&["restore", "--data"], &[folder.path(), &file]);
    assert!(!refused.status.success() && said(&refused).contains("--replace"), "{}", said(&refused));
    let open = Store::open(folder.path()).unwrap();
    let refused = octavo(&["restore", "--replace", "--data"], &[folder.path(), &file]);
    assert!(said(&refused).contains("in use by another process"), "{}", said(&refused));
    open.close().await;
    drop(open);
    for kept in ["octavo.redb.before-restore", "octavo.redb.before-restore-2"] {
        let output = octavo(&["restore", "--replace", "--data"], &[folder.path(), &file]);
        assert!(output.status.success(), "{}", said(&output));
        assert!(folder.path().join(kept).is_file(), "{}", said(&output));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_setting_comes_from_a_flag_before_the_environment_before_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("octavo.toml");
    let data = folder.path().join("data");
    std::fs::write(
        &file,
        "metrics = true\nmax-rooms = 0\nallow-origin = [\"https://a.example\", \"https://b.example\"]\n",
    )
    .unwrap();
    let start = |more: &[&str], variables: &[(&str, &str)]| {
        let mut command = command(&data);
        command.arg("--config").arg(&file).args(more).envs(variables.iter().copied());
        Program::start_as(command)
    };
    let close = async |program: &Program| {
        request(program.address, &format!("PUT /api/documents/{DOCUMENT}")).await;
        let mut peer = Peer::connect(program.address, DOCUMENT, 10).await;
        peer.greet().await;
        let joined = peer.next_frame().await.is_some();
        if joined { None } else { peer.closed.clone().map(|(code, _)| code) }
    };
    let program = start(&[], &[]);
    assert!(request(program.address, "GET /metrics").await.starts_with("HTTP/1.1 200"), "from the file");
    assert_eq!(close(&program).await, Some(1013), "the file allows no room");
    program.kill();
    let program = start(&[], &[("OCTAVO_MAX_ROOMS", "5")]);
    assert_eq!(close(&program).await, None, "the environment does");
    program.kill();
    let program = start(&["--max-rooms", "0"], &[("OCTAVO_MAX_ROOMS", "5")]);
    assert_eq!(close(&program).await, Some(1013), "the flag does not");
}

#[test]
fn a_configuration_that_is_wrong_is_said_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("octavo.toml");
    for (text, sentence) in [
        ("max-romms = 5", "no such setting"),
        ("max-rooms = [", "is not TOML"),
        ("max-rooms = 1.5", "max-rooms has a value that it cannot have"),
        ("max-rooms = \"many\"", "--max-rooms"),
    ] {
        std::fs::write(&file, text).unwrap();
        let output = octavo(&["serve", "--config"], &[&file]);
        assert!(!output.status.success() && said(&output).contains(sentence), "{text}: {}", said(&output));
    }
    let output = octavo(&["serve", "--config"], &[&folder.path().join("none.toml")]);
    assert!(said(&output).contains("cannot be read"), "{}", said(&output));
    std::fs::write(&file, "oidc-issuer = \"https://id.example\"").unwrap();
    let output = octavo(&["serve", "--data"], &[&folder.path().join("data"), Path::new("--config"), &file]);
    assert!(said(&output).contains("needs both --oidc-issuer and --oidc-client-id"), "{}", said(&output));
    // What stands among the arguments everybody on the machine can read.
    let secret = "--oidc-client-secret=hunter2";
    let client = ["serve", "--oidc-issuer=https://id.example", "--oidc-client-id=octavo", secret, "--data"];
    let output = octavo(&client, &[&folder.path().join("data")]);
    assert!(
        !output.status.success() && said(&output).contains("Put it into the environment"),
        "{}",
        said(&output)
    );
    assert!(!said(&output).contains("hunter2"), "{}", said(&output));
}

#[tokio::test(flavor = "multi_thread")]
async fn with_json_each_line_of_the_log_is_an_object() {
    use std::io::Read as _;
    let folder = tempfile::tempdir().unwrap();
    let mut command = command(folder.path());
    command.args(["--log", "info", "--log-format", "json"]).stderr(std::process::Stdio::piped());
    let mut program = Program::start_as(command);
    let mut log = program.stderr().unwrap();
    request(program.address, &format!("PUT /api/documents/{DOCUMENT}")).await;
    let mut mallory = Peer::connect(program.address, DOCUMENT, 10).await;
    mallory.send_raw(vec![9, 9, 9]).await;
    mallory.until_closed().await;
    program.kill();
    let mut text = String::new();
    log.read_to_string(&mut text).unwrap();
    let lines: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let closed = lines.iter().find(|line| line["code"] == 4400).unwrap_or_else(|| panic!("{text}"));
    assert_eq!((&closed["level"], &closed["document"]), (&"INFO".into(), &DOCUMENT.into()));
}

#[test]
#[ignore = "needs systemd-analyze; run by name, with --ignored"]
fn systemd_takes_the_unit() {
    let folder = tempfile::tempdir().unwrap();
    // It wants the program to be where the unit says.
    let unit = include_str!("../../deploy/octavo.service")
        .replace("/usr/local/bin/octavo", env!("CARGO_BIN_EXE_octavo"));
    let file = folder.path().join("octavo.service");
    std::fs::write(&file, unit).unwrap();
    let output = Command::new("systemd-analyze").arg("verify").arg(&file).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{}", said(&output));
}

#[test]
fn the_unit_and_the_container_name_settings_that_there_are() {
    let help = octavo(&["serve", "--help"], &[]);
    let known = String::from_utf8(help.stdout).unwrap();
    for file in [include_str!("../../deploy/octavo.service"), include_str!("../../deploy/Containerfile")] {
        let names = file.split(|letter: char| !letter.is_ascii_uppercase() && letter != '_');
        let names: Vec<_> = names.filter(|name| name.starts_with("OCTAVO_")).collect();
        assert!(names.len() > 2, "{names:?}");
        for name in names {
            assert!(known.contains(&format!("[env: {name}=")), "{name} is no setting");
        }
    }
    assert!(include_str!("../../deploy/Containerfile").contains("\"/usr/local/bin/octavo\", \"ready\"]"));
}
