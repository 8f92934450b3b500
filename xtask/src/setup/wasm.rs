//! A Rust compiler for wasm32, in this order: the installed one has the target; rustup adds it; Debian's packages bring a
//! compiler and the standard library's source, from which the library is built once and kept in the cache.

use std::{
    env, fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use super::apt;
use crate::{paths::Paths, shell};

const TARGET: &str = "wasm32-unknown-unknown";
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_PACKAGES: [&str; 5] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-clippy", "lld-22"];
const DEBIAN_LINKER: &str = "wasm-ld-22";

/// A compiler that can build for the browser.
pub enum WasmToolchain {
    /// The one that is installed, as it is.
    Installed {
        /// Its version, in full.
        version: String,
    },
    /// Debian's, with a standard library of our own making.
    Debian {
        /// Its version, in full.
        version: String,
        /// A wrapper that names the sysroot.
        rustc: PathBuf,
    },
}

impl WasmToolchain {
    /// What a product depends on besides its source.
    pub fn version(&self) -> &str {
        match self {
            Self::Installed { version } | Self::Debian { version, .. } => version,
        }
    }

    /// Cargo with this toolchain and its target folder.
    pub fn cargo(&self, paths: &Paths) -> Result<Command> {
        let mut cargo = Command::new(match self {
            Self::Installed { .. } => env::var("CARGO").unwrap_or_else(|_| "cargo".into()),
            Self::Debian { .. } => "/usr/bin/cargo".into(),
        });
        if let Self::Debian { rustc, .. } = self {
            use_debian(&mut cargo);
            cargo.env("RUSTC", rustc).env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", DEBIAN_LINKER);
            // Clippy does not go through the wrapper.
            if let Some(sysroot) = rustc.parent() {
                cargo.env("SYSROOT", sysroot);
            }
            let path = env::var_os("PATH").unwrap_or_default();
            let path = [PathBuf::from("/usr/bin")].into_iter().chain(env::split_paths(&path));
            cargo.env("PATH", env::join_paths(path)?);
        }
        cargo.env("CARGO_TARGET_DIR", paths.target("wasm")).current_dir(&paths.checkout);
        Ok(cargo)
    }

    /// The same as lines that a shell evaluates.
    pub fn as_shell(&self, target_folder: &Path) -> String {
        let mut lines = vec![format!("export CARGO_TARGET_DIR='{}'", target_folder.display())];
        if let Self::Debian { rustc, .. } = self {
            lines.push("export PATH=\"/usr/bin:$PATH\"".into());
            lines.push(format!("export RUSTC='{}'", rustc.display()));
            lines.push(format!("export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER={DEBIAN_LINKER}"));
            if let Some(sysroot) = rustc.parent() {
                lines.push(format!("export SYSROOT='{}'", sysroot.display()));
            }
            lines.push("unset CARGO RUSTUP_TOOLCHAIN".into());
        }
        lines.join("\n")
    }
}

/// Finds or makes a compiler for wasm32.
pub fn find_or_install(paths: &Paths) -> Result<WasmToolchain> {
    if let Some(installed) = find_installed() {
        return Ok(installed);
    }
    if let Some(debian) = find_sysroot(paths) {
        return Ok(debian);
    }
    let has_rustup = shell::succeeds(Command::new("rustup").arg("--version"));
    if has_rustup {
        let added = shell::step(format!("Adding the target {TARGET} with rustup"), || {
            shell::try_quietly(Command::new("rustup").args(["target", "add", TARGET]), &paths.log("rustup"))
        })?;
        if let (true, Some(installed)) = (added, find_installed()) {
            return Ok(installed);
        }
    }
    if !Path::new(DEBIAN_RUSTC).exists() && !apt::is_usable() {
        bail!("the Rust target {TARGET} is missing: install it with `rustup target add {TARGET}`");
    }
    eprintln!("    rustup cannot bring it here; trying Debian's compiler");
    apt::install(paths, &DEBIAN_PACKAGES).with_context(|| {
        format!("the Rust target {TARGET} is missing: `rustup target add {TARGET}` brings it")
    })?;
    build_sysroot(paths)?;
    find_sysroot(paths).context("the standard library was built for wasm32, and still is not there")
}

fn find_installed() -> Option<WasmToolchain> {
    let folder =
        shell::capture(Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET])).ok()?;
    let mut files = fs::read_dir(folder).ok()?.flatten();
    let is_there = files.any(|file| file.file_name().to_string_lossy().starts_with("libstd-"));
    let version = shell::capture(Command::new("rustc").arg("-vV")).ok()?;
    is_there.then_some(WasmToolchain::Installed { version })
}

fn sysroot(paths: &Paths) -> PathBuf {
    paths.cache.join("sysroot")
}

/// Debian's compiler and the library that was built for exactly it.
fn find_sysroot(paths: &Paths) -> Option<WasmToolchain> {
    let built_for = fs::read_to_string(sysroot(paths).join("version")).ok()?;
    let version = debian_version().ok()?;
    (built_for == version).then(|| WasmToolchain::Debian { version, rustc: sysroot(paths).join("rustc") })
}

fn debian_version() -> Result<String> {
    shell::capture(Command::new(DEBIAN_RUSTC).arg("-vV").env_remove("LD_LIBRARY_PATH"))
}

/// Debian's packages hold the library's source alone: it is compiled through an empty crate, with the bitcode that
/// link-time optimisation reads, and laid out as a sysroot beside the host's own library.
fn build_sysroot(paths: &Paths) -> Result<()> {
    shell::step("Building Rust's standard library for wasm32 (about a minute, once)", || {
        let seed = paths.cache.join("sysroot-seed");
        remove_folder(&seed)?;
        fs::create_dir_all(seed.join("src"))?;
        fs::write(
            seed.join("Cargo.toml"),
            "[package]\nname = \"seed\"\nedition = \"2024\"\n[workspace]\n[profile.release]\npanic = \"abort\"\n",
        )?;
        fs::write(seed.join("src").join("lib.rs"), "")?;
        let mut cargo = Command::new("/usr/bin/cargo");
        use_debian(&mut cargo);
        cargo
            .args(["build", "-Zbuild-std=std,panic_abort", "--release", "--target", TARGET])
            .env("RUSTC", DEBIAN_RUSTC)
            .env("RUSTC_BOOTSTRAP", "1")
            .env("RUSTFLAGS", "-Cembed-bitcode=yes")
            .env("CARGO_TARGET_DIR", seed.join("target"))
            .current_dir(&seed);
        shell::run_quietly(&mut cargo, &paths.log("sysroot"))?;

        let version = debian_version()?;
        let host = version
            .lines()
            .find_map(|line| line.strip_prefix("host: "))
            .context("Debian's rustc does not say which host it is for")?;
        let root = sysroot(paths);
        remove_folder(&root)?;
        let rustlib = root.join("lib").join("rustlib");
        let libraries = rustlib.join(TARGET).join("lib");
        fs::create_dir_all(&libraries)?;
        for entry in fs::read_dir(seed.join("target").join(TARGET).join("release").join("deps"))? {
            let file = entry?;
            let name = file.file_name().to_string_lossy().into_owned();
            if name.ends_with(".rlib") && !name.starts_with("libseed") {
                fs::copy(file.path(), libraries.join(name))?;
            }
        }
        let own = shell::capture(
            Command::new(DEBIAN_RUSTC).args(["--print", "sysroot"]).env_remove("LD_LIBRARY_PATH"),
        )?;
        std::os::unix::fs::symlink(
            Path::new(&own).join("lib").join("rustlib").join(host),
            rustlib.join(host),
        )?;
        let wrapper = root.join("rustc");
        fs::write(
            &wrapper,
            format!("#!/bin/sh\nexec {DEBIAN_RUSTC} --sysroot '{}' \"$@\"\n", root.display()),
        )?;
        fs::set_permissions(&wrapper, fs::Permissions::from_mode(0o755))?;
        // Written last: a build that was interrupted leaves none, and is done again.
        fs::write(root.join("version"), &version)?;
        remove_folder(&seed)
    })
}

/// Drops what cargo and rustup put into the environment of the programs that they start, ours among them.
fn use_debian(command: &mut Command) {
    for name in ["CARGO", "RUSTUP_TOOLCHAIN", "LD_LIBRARY_PATH", "RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS"] {
        command.env_remove(name);
    }
}

fn remove_folder(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("{} cannot be removed", folder.display()))?;
    }
    Ok(())
}
