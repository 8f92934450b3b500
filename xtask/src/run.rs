//! `cargo xtask run`: from a checkout to a running server.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::{build, paths::Paths};

/// Builds everything and becomes `octavo serve`, which prints its address and gets the signals itself.
pub fn run(paths: &Paths, arguments: &[String]) -> Result<ExitCode> {
    let server = build::server_with_web_app(paths, build::Build::Release)?;
    let mut command = Command::new(&server);
    command.arg("serve").args(arguments);
    become_program(&mut command).with_context(|| format!("{} cannot be started", server.display()))
}

#[cfg(unix)]
fn become_program(command: &mut Command) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    Err(command.exec().into())
}

#[cfg(not(unix))]
fn become_program(command: &mut Command) -> Result<ExitCode> {
    let status = command.status()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
