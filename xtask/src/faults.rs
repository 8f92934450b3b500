//! `cargo xtask faults`: the real server killed by the thousand, in what is usual and in what is seldom, a store on a disk that loses
//! power, fills up, fails and forgets, crowds of clients, chance in what strangers send, and the growth of a file over a long time of
//! writing. The ordinary tests do some rounds of it. Each says at its end how many rounds it ran; docs/faults.md keeps what was said last.

use std::process::ExitCode;

use anyhow::{Context, Result, ensure};

use crate::{build, paths::Paths, shell};

/// Rounds of each, if nobody says how many.
const ROUNDS: u64 = 2_000;
/// Keys of a long time of writing: those of a whole paper.
const EDITS: u64 = 260_000;
const SERVER: &str = "octavo-server";
const SHARED: &str = "octavo-shared";

/// Runs as many rounds of each as `passed_on` says.
pub fn faults(paths: &Paths, passed_on: &[String]) -> Result<ExitCode> {
    ensure!(passed_on.len() <= 1, "`faults` takes one number");
    let rounds = match passed_on.first() {
        Some(given) => given.parse().with_context(|| format!("`{given}` is no number of rounds"))?,
        None => ROUNDS,
    };
    let mut ended_well = true;
    for (what, package, test, more) in [
        (
            format!("Killing the server {rounds} times while people type"),
            SERVER,
            "power",
            &["a_kill_at_any_moment"][..],
        ),
        (
            format!("Killing it {rounds} times more while it folds, recovers, is copied and upgraded"),
            SERVER,
            "interrupted",
            &[],
        ),
        (format!("Trying {rounds} lives of a bad disk"), SERVER, "faults", &[]),
        (
            format!("Sending {rounds} times what chance makes of good bytes to the server"),
            SERVER,
            "strangers",
            &[],
        ),
        (
            "Sending it to the rules, as often as its hundredth, for each seed".to_owned(),
            SHARED,
            "corpus",
            &[],
        ),
        ("Letting 5,000 clients come back at once".to_owned(), SERVER, "herd", &["--ignored"]),
        ("Filling a file system".to_owned(), SERVER, "full_disk", &["--ignored"]),
        ("Asking systemd about the unit".to_owned(), SERVER, "upkeep", &["--ignored"]),
        (format!("Writing for {EDITS} keys"), SERVER, "growth", &[]),
    ] {
        ended_well &= shell::step(what, || {
            let mut cargo = build::native_cargo(paths);
            cargo
                .args(["test", "--release", "--package", package, "--test", test, "--", "--nocapture"])
                .args(more);
            cargo.env("OCTAVO_KILL_ROUNDS", rounds.to_string());
            cargo.env("OCTAVO_FAULT_ROUNDS", rounds.to_string());
            cargo.env("OCTAVO_FUZZ_ROUNDS", rounds.div_ceil(100).to_string());
            cargo.env("OCTAVO_GROWTH_EDITS", EDITS.to_string());
            Ok(shell::run_reading(&mut cargo, |_| {})?.success())
        })?;
    }
    Ok(if ended_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
