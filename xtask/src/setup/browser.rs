//! The browser that the tests run in: the one that OCTAVO_CHROMIUM names, else Playwright's own, else the system's
//! Chromium, else the first of Debian's package and Playwright's download that can be had.

use std::{
    env, fmt,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Result, bail};

use super::apt;
use crate::{paths::Paths, shell};

const SYSTEM_CHROMIUM: &str = "/usr/bin/chromium";
/// With the fonts that make a page look as its readers see it.
const DEBIAN_PACKAGES: [&str; 4] =
    ["chromium", "fonts-liberation", "fonts-noto-core", "fonts-noto-color-emoji"];

/// A Chromium.
pub enum Browser {
    /// The one that Playwright keeps for itself.
    Playwrights,
    /// One that is named.
    Program(PathBuf),
}

impl Browser {
    /// Makes `command`, which runs Playwright, use this browser.
    pub fn apply(&self, command: &mut Command) {
        match self {
            Self::Playwrights => command.env_remove("OCTAVO_CHROMIUM"),
            Self::Program(program) => command.env("OCTAVO_CHROMIUM", program),
        };
    }
}

impl fmt::Display for Browser {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Playwrights => write!(out, "Playwright's Chromium"),
            Self::Program(program) => write!(out, "{}", program.display()),
        }
    }
}

/// Finds a browser, or installs one. Needs the packages of the e2e folder.
pub fn find_or_install(paths: &Paths) -> Result<Browser> {
    if let Some(named) = env::var_os("OCTAVO_CHROMIUM") {
        let program = PathBuf::from(named);
        if !program.exists() {
            bail!("OCTAVO_CHROMIUM names {}, which is not there", program.display());
        }
        return Ok(Browser::Program(program));
    }
    let system = Path::new(SYSTEM_CHROMIUM);
    if has_playwrights(paths) {
        return Ok(Browser::Playwrights);
    }
    if system.exists() {
        return Ok(Browser::Program(system.into()));
    }
    if apt::is_usable() && apt::install(paths, &DEBIAN_PACKAGES).is_ok() && system.exists() {
        return Ok(Browser::Program(system.into()));
    }
    let downloaded = shell::step("Downloading Chromium with Playwright", || {
        let mut command = Command::new("npx");
        command.args(["--no-install", "playwright", "install", "chromium"]).current_dir(paths.e2e());
        shell::try_quietly(&mut command, &paths.log("browser"))
    })?;
    if downloaded && has_playwrights(paths) {
        return Ok(Browser::Playwrights);
    }
    bail!("Chromium was not found: install it, or set OCTAVO_CHROMIUM to the path of one");
}

fn has_playwrights(paths: &Paths) -> bool {
    let mut node = Command::new("node");
    node.args(["-p", "require('@playwright/test').chromium.executablePath()"]).current_dir(paths.e2e());
    shell::capture(&mut node).is_ok_and(|program| Path::new(&program).exists())
}
