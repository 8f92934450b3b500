//! `cargo xtask bench`: the measurements that the project holds itself to. Each prints its numbers beside its limit, and
//! fails when it is over.

use std::process::ExitCode;

use anyhow::Result;

use crate::{build, paths::Paths, setup, shell, test};

/// Runs the relay's bench, the browser's, or both.
pub fn bench(paths: &Paths, relay_only: bool, browser_only: bool, passed_on: &[String]) -> Result<ExitCode> {
    setup::for_node_peers(paths)?;
    let server = build::server_with_web_app(paths, build::Build::Release)?;
    let mut ended_well = true;
    if relay_only || !browser_only {
        ended_well &= shell::step("Measuring the relay", || {
            let mut cargo = build::native_cargo(paths);
            cargo
                .args(["bench", "--package", "octavo-server", "--bench", "relay"])
                .env("OCTAVO_SERVER_BIN", &server)
                // Where the packages of the server lie that it is compared with.
                .env("OCTAVO_E2E", paths.e2e());
            if relay_only && !passed_on.is_empty() {
                cargo.arg("--").args(passed_on);
            }
            Ok(shell::run_reading(&mut cargo, |_| {})?.success())
        })?;
    }
    if browser_only || !relay_only {
        let browser = setup::for_browser_tests(paths)?;
        ended_well &= shell::step(format!("Measuring the web app in {browser}"), || {
            let mut playwright = test::playwright(paths, &browser, &server);
            playwright.args(["test", "--config", "bench/playwright.config.ts"]);
            if browser_only {
                playwright.args(passed_on);
            }
            Ok(shell::run_reading(&mut playwright, |_| {})?.success())
        })?;
    }
    Ok(if ended_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
