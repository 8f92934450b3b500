//! Installing Debian's packages, where the system has them and lets us.

use std::process::Command;

use anyhow::{Context, Result};

use crate::{paths::Paths, shell};

/// How to call apt-get, when that is possible without asking anyone: as root, or by a sudo that needs no password.
fn apt_get() -> Option<Command> {
    if !shell::succeeds(Command::new("apt-get").arg("--version")) {
        return None;
    }
    let is_root = shell::capture(Command::new("id").arg("-u")).is_ok_and(|user| user == "0");
    let mut command = if is_root {
        Command::new("apt-get")
    } else if shell::succeeds(Command::new("sudo").args(["-n", "true"])) {
        let mut sudo = Command::new("sudo");
        sudo.args(["-n", "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        sudo
    } else {
        return None;
    };
    // Another apt may be at work; it is waited for rather than failed at.
    command.env("DEBIAN_FRONTEND", "noninteractive").args(["-o", "DPkg::Lock::Timeout=600"]);
    Some(command)
}

/// Whether packages can be installed here at all.
pub fn is_usable() -> bool {
    apt_get().is_some()
}

/// Installs packages, bringing the package lists up to date when they are missing or stale.
pub fn install(paths: &Paths, packages: &[&str]) -> Result<()> {
    shell::step(format!("Installing Debian packages: {}", packages.join(" ")), || {
        let log = paths.log("apt");
        let get =
            || apt_get().context("apt-get cannot be used: become root, or allow sudo without a password");
        let install = || -> Result<Command> {
            let mut command = get()?;
            command.args(["install", "-y", "--no-install-recommends"]).args(packages);
            Ok(command)
        };
        let is_known = |package: &&str| shell::succeeds(Command::new("apt-cache").args(["show", package]));
        if packages.iter().all(is_known) && shell::try_quietly(&mut install()?, &log)? {
            return Ok(());
        }
        shell::run_quietly(get()?.arg("update"), &log)?;
        shell::run_quietly(&mut install()?, &log)
    })
}
