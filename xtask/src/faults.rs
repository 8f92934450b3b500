//! `cargo xtask faults`: the real server killed by the thousand, a store on a disk that loses power, fills up and fails, and a
//! flood of clients that come back at once. The ordinary tests do some rounds of it. Each says at its end how many rounds it ran.

use std::process::ExitCode;

use anyhow::{Context, Result, ensure};

use crate::{build, paths::Paths, shell};

/// Rounds of each, if nobody says how many.
const ROUNDS: u64 = 2_000;

/// Runs as many rounds of each as `passed_on` says.
pub fn faults(paths: &Paths, passed_on: &[String]) -> Result<ExitCode> {
    ensure!(passed_on.len() <= 1, "`faults` takes one number");
    let rounds = match passed_on.first() {
        Some(given) => given.parse().with_context(|| format!("`{given}` is no number of rounds"))?,
        None => ROUNDS,
    };
    let mut ended_well = true;
    for (what, test, more) in [
        (format!("Killing the server {rounds} times"), "power", &["a_kill_at_any_moment", "--nocapture"][..]),
        (format!("Trying {rounds} lives of a bad disk"), "faults", &["--nocapture"]),
        ("Letting 5,000 clients come back at once".to_owned(), "herd", &["--ignored", "--nocapture"]),
    ] {
        ended_well &= shell::step(what, || {
            let mut cargo = build::native_cargo(paths);
            cargo.args(["test", "--release", "--package", "octavo-server", "--test", test, "--"]).args(more);
            cargo.env("OCTAVO_KILL_ROUNDS", rounds.to_string());
            cargo.env("OCTAVO_FAULT_ROUNDS", rounds.to_string());
            Ok(shell::run_reading(&mut cargo, |_| {})?.success())
        })?;
    }
    Ok(if ended_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
