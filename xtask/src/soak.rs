//! `cargo xtask soak`: people who do anything at all, for a long time, in the engine alone and in real browsers. The
//! tests of the same names do a short stretch of it.

use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::{
    build::{self, Build},
    paths::Paths,
    setup, shell, test,
};

/// How many things are done in the browsers, unless a number is given.
const STEPS: u64 = 20_000;
/// The engine alone does so many times more.
const ENGINE: u64 = 25;

/// Runs both. The first of the arguments may be a number of steps; the others go to Playwright.
pub fn soak(paths: &Paths, arguments: &[String]) -> Result<ExitCode> {
    let (steps, passed_on) = match arguments.split_first() {
        Some((steps, rest)) => (steps.parse().context("the number of steps is no number")?, rest),
        None => (STEPS, arguments),
    };
    let ended_well = shell::step(format!("Soaking the engine, {} steps", steps * ENGINE), || {
        let mut cargo = build::native_cargo(paths);
        cargo
            .args(["test", "--release", "--package", "octavo-shared", "--test", "soak"])
            .env("OCTAVO_SOAK", (steps * ENGINE).to_string());
        Ok(shell::run_reading(&mut cargo, |_| {})?.success())
    })?;
    let browser = setup::for_browser_tests(paths)?;
    let server = build::server_with_web_app(paths, Build::Release)?;
    let ended_well = ended_well
        & shell::step(format!("Soaking the web app in {browser}, {steps} steps"), || {
            let mut playwright = test::playwright(paths, &browser, &server);
            playwright
                .args(["test", "--project", "chromium", "tests/soak.spec.ts"])
                .args(passed_on)
                .env("OCTAVO_SOAK", steps.to_string());
            Ok(shell::run_reading(&mut playwright, |_| {})?.success())
        })?;
    Ok(if ended_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
