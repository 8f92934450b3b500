//! `cargo xtask run` and `build`: from a checkout to a running server, and to the program that is put on a host.

use std::{
    fs,
    process::{Command, ExitCode},
};

use anyhow::{Context, Result};

use crate::{build, paths::Paths};

/// Builds everything and becomes `octavo serve`, which prints its address and gets the signals itself.
pub fn run(paths: &Paths, arguments: &[String]) -> Result<ExitCode> {
    let server = build::server_with_web_app(paths, build::Build::Release)?;
    let mut command = Command::new(&server);
    command.arg("serve").args(arguments);
    become_program(&mut command).with_context(|| format!("{} cannot be started", server.display()))
}

/// Builds everything and puts the program where deploy/Containerfile looks for it.
pub fn build(paths: &Paths) -> Result<()> {
    let server = build::server_with_web_app(paths, build::Build::Release)?;
    let folder = paths.checkout.join("dist");
    let program = folder.join(build::program_name());
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    // One that is running cannot be written to, but its name can be given away.
    let _ = fs::remove_file(&program);
    fs::copy(&server, &program).with_context(|| format!("{} cannot be written", program.display()))?;
    println!("{}", program.display());
    Ok(())
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
