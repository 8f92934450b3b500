//! `cargo xtask check`: what can be said about the code without running it.

use std::env;

use anyhow::Result;

use crate::{build, paths::Paths, setup, shell};

/// Formatting, lints of every crate (a warning is an error), and that the engine and the client compile for the browser.
pub fn check(paths: &Paths) -> Result<()> {
    shell::step("Checking the formatting", || {
        let mut cargo = build::native_cargo(paths);
        shell::run(cargo.args(["fmt", "--all", "--check"]))
    })?;
    shell::step("Checking the lints", || {
        let mut cargo = build::native_cargo(paths);
        cargo.args(["clippy", "--all-targets", "--all-features"]);
        if env::var_os("CI").is_some() {
            cargo.arg("--quiet");
        }
        shell::run(cargo.args(["--", "--deny", "warnings"]))
    })?;
    let wasm = setup::for_wasm_check(paths)?;
    shell::step("Checking the engine and the client for wasm32", || {
        let mut cargo = wasm.cargo(paths)?;
        cargo.args(["clippy", "--profile", "wasm-dev", "--target", "wasm32-unknown-unknown"]).args([
            "--package",
            "octavo-shared",
            "--package",
            "octavo-client",
        ]);
        if env::var_os("CI").is_some() {
            cargo.arg("--quiet");
        }
        shell::run(cargo.args(["--", "--deny", "warnings"]))
    })
}
