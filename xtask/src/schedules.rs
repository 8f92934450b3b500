//! `cargo xtask schedules`: the random schedules of people, devices, networks and a server that dies, by the thousand. The
//! ordinary tests try some of them; a night can try them all.

use std::process::ExitCode;

use anyhow::{Context, Result, ensure};

use crate::{
    build::{self, Build},
    paths::Paths,
    setup, shell, test,
};

/// How many schedules are tried in the engine, and how many in browsers, if nobody says how many.
const IN_ENGINE: u64 = 100_000;
const IN_BROWSERS: u64 = 200;

/// Tries as many schedules as `passed_on` says.
pub fn schedules(paths: &Paths, in_browsers: bool, passed_on: &[String]) -> Result<ExitCode> {
    ensure!(passed_on.len() <= 1, "`schedules` takes one number");
    let count = match passed_on.first() {
        Some(given) => given.parse().with_context(|| format!("`{given}` is no number of schedules"))?,
        None if in_browsers => IN_BROWSERS,
        None => IN_ENGINE,
    };
    let ended_well = if in_browsers {
        let browser = setup::for_browser_tests(paths)?;
        let server = build::server_with_web_app(paths, Build::Release)?;
        shell::step(format!("Trying {count} schedules in {browser}"), || {
            let mut playwright = test::playwright(paths, &browser, &server);
            playwright.args(["test", "schedules", "--project=chromium"]);
            playwright.env("OCTAVO_TEST_SEEDS", count.to_string());
            Ok(shell::run_reading(&mut playwright, |_| {})?.success())
        })?
    } else {
        shell::step(format!("Trying {count} schedules in the engine"), || {
            let mut cargo = build::native_cargo(paths);
            cargo.args(["test", "--profile", "schedules", "--package", "octavo-shared"]);
            // Each says at its end how much it has accounted for.
            cargo.args(["--test", "devices", "--test", "network", "--", "--nocapture"]);
            cargo.env("OCTAVO_TEST_SEEDS", count.to_string());
            Ok(shell::run_reading(&mut cargo, |_| {})?.success())
        })?
    };
    Ok(if ended_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
