//! Node.js, and the packages of the tests in real browsers.

use std::{fs, process::Command};

use anyhow::{Context, Result, bail};

use super::apt;
use crate::{
    paths::{self, Paths},
    shell,
};

/// The oldest Node.js that the packages of the e2e folder run on.
const OLDEST: u32 = 20;

/// npm with its cache in ours. Installs Node.js where Debian's packages can be installed.
pub fn npm(paths: &Paths) -> Result<Command> {
    if major_version().is_none() && apt::is_usable() {
        apt::install(paths, &["nodejs", "npm"])?;
    }
    match major_version() {
        Some(version) if version >= OLDEST => {}
        Some(version) => {
            bail!(
                "Node.js is too old ({version}): install version {OLDEST} or newer, from nodejs.org for instance"
            )
        }
        None => {
            bail!("Node.js was not found: install version {OLDEST} or newer, from nodejs.org for instance")
        }
    }
    let mut npm = Command::new("npm");
    npm.args(["--no-audit", "--no-fund", "--no-update-notifier", "--prefer-offline", "--cache"])
        .arg(paths.cache.join("npm"));
    Ok(npm)
}

fn major_version() -> Option<u32> {
    let answer = shell::capture(Command::new("node").arg("--version")).ok()?;
    answer.strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// Installs exactly what the lock file names into the e2e folder.
pub fn install_packages(paths: &Paths) -> Result<()> {
    let folder = paths.e2e();
    let lock = paths::fingerprint(&[folder.join("package.json"), folder.join("package-lock.json")], "")?;
    let installed = folder.join("node_modules").join(".octavo-lock");
    if fs::read_to_string(&installed).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    shell::step("Installing the packages of the browser tests", || {
        shell::run_quietly(npm(paths)?.arg("ci").current_dir(&folder), &paths.log("npm"))?;
        fs::write(&installed, &lock).with_context(|| format!("{} cannot be written", installed.display()))
    })
}
