//! Building what ships: the web app, by Trunk, and the server that carries it.

use std::{env, fs, path::PathBuf, process::Command};

use anyhow::{Context, Result};

use crate::{
    paths::{self, Paths},
    setup, shell,
};

/// How much a build is optimised.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Build {
    /// As it ships.
    Release,
    /// Soon done, for trying a change.
    Quick,
}

/// The server with the web app inside; returns the program's path.
pub fn server_with_web_app(paths: &Paths, how: Build) -> Result<PathBuf> {
    let _turn = paths.turn()?;
    let web_app = web_app(paths, how)?;
    shell::step("Building the server", || {
        let mut cargo = native_cargo(paths);
        cargo.args(["build", "--package", "octavo-server"]).env("OCTAVO_WEB_DIST", &web_app);
        if how == Build::Release {
            cargo.arg("--release");
        }
        shell::run(&mut cargo)
    })?;
    // Another clone's build replaces the program in the target folder that they share.
    let profile = if how == Build::Release { "release" } else { "debug" };
    let built = paths.target("native").join(profile).join(program_name());
    let kept = paths.products().join(program_name());
    let copy = paths.products().join("octavo.new");
    fs::copy(&built, &copy).with_context(|| format!("{} cannot be copied", built.display()))?;
    // A program that is running cannot be written to, but its name can be given away.
    fs::rename(&copy, &kept).with_context(|| format!("{} cannot be replaced", kept.display()))?;
    Ok(kept)
}

/// The web app; returns the folder that holds it. Done again only when something changed that it is made of.
fn web_app(paths: &Paths, how: Build) -> Result<PathBuf> {
    let setup = setup::for_web_build(paths)?;
    let name = if how == Build::Release { "web" } else { "web-quick" };
    let folder = paths.products().join(name);
    let note = paths.products().join(format!("{name}.fingerprint"));
    let made_of = [
        "Cargo.toml",
        "Cargo.lock",
        "Trunk.toml",
        ".cargo",
        "client",
        "shared",
        "assets",
        "xtask/src/program",
    ]
    .map(|name| paths.checkout.join(name));
    let fingerprint = paths::fingerprint(&made_of, setup.wasm.version())?;
    if folder.join("index.html").exists() && fs::read_to_string(&note).is_ok_and(|noted| noted == fingerprint)
    {
        eprintln!("==> The web app is up to date");
        return Ok(folder);
    }
    shell::step("Building the web app", || {
        fs::create_dir_all(paths.products())?;
        let mut trunk = trunk(paths, &setup);
        trunk.args(["--quiet", "build"]);
        if how == Build::Release {
            trunk.arg("--release");
        }
        trunk.arg("--dist").arg(&folder);
        shell::run(&mut trunk)?;
        fs::write(&note, &fingerprint).with_context(|| format!("{} cannot be written", note.display()))
    })?;
    Ok(folder)
}

/// Trunk in the checkout.
pub fn trunk(paths: &Paths, setup: &setup::WebBuild) -> Command {
    let mut trunk = Command::new(&setup.tools.trunk);
    trunk
        .env("OCTAVO_CACHE", &paths.cache)
        // It has nothing to download.
        .env("TRUNK_OFFLINE", "true")
        // Trunk asks for an upgrade of itself otherwise, and takes "NO_COLOR=1" for a mistake.
        .env("TRUNK_SKIP_VERSION_CHECK", "true")
        .env_remove("NO_COLOR")
        // Its errors explain themselves; its stack does not.
        .env("RUST_BACKTRACE", "0")
        .current_dir(&paths.checkout);
    trunk
}

/// Cargo as it runs us, for everything that is not the web app.
pub fn native_cargo(paths: &Paths) -> Command {
    let mut cargo = Command::new(env::var("CARGO").unwrap_or_else(|_| "cargo".into()));
    cargo.env("CARGO_TARGET_DIR", paths.target("native")).current_dir(&paths.checkout);
    cargo
}

/// The server's file name.
pub fn program_name() -> String {
    format!("octavo{}", env::consts::EXE_SUFFIX)
}
