//! Trunk, and the programs that make the web app's own program, each of a version that is named.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use super::node;
use crate::{paths::Paths, shell};

const TRUNK: &str = "0.21.14";
/// The npm package `binaryen` ships wasm-opt.
const BINARYEN: &str = "132.0.0";

/// The programs of a build of the web app.
pub struct WebTools {
    /// What makes the page and its files.
    pub trunk: PathBuf,
    /// What binds a compiled program to JavaScript.
    pub wasm_bindgen: PathBuf,
    /// What makes a compiled program smaller.
    pub wasm_opt: PathBuf,
}

/// Finds the programs in PATH or in the cache, and installs what is missing into the cache.
pub fn find_or_install(paths: &Paths) -> Result<WebTools> {
    let bindgen_version = locked_version(&paths.checkout.join("Cargo.lock"), "wasm-bindgen")?;
    // Nothing that Trunk would need transport security for is done through it, hence no default features.
    let trunk = Tool {
        package: "trunk",
        program: "trunk",
        version: TRUNK,
        flags: &["--locked", "--no-default-features"],
    };
    // Without --locked: the lock file of a published version may name a crate that was withdrawn since.
    let bindgen =
        Tool { package: "wasm-bindgen-cli", program: "wasm-bindgen", version: &bindgen_version, flags: &[] };
    Ok(WebTools {
        trunk: trunk.find_or_install(paths)?,
        wasm_bindgen: bindgen.find_or_install(paths)?,
        wasm_opt: wasm_opt(paths)?,
    })
}

/// A program that cargo installs from its source.
struct Tool<'a> {
    package: &'a str,
    program: &'a str,
    version: &'a str,
    flags: &'a [&'a str],
}

impl Tool<'_> {
    /// Where it is, or its name alone when the right version is in PATH.
    fn find_or_install(&self, paths: &Paths) -> Result<PathBuf> {
        let root = paths.tool(self.package, self.version);
        let program = root.join("bin").join(self.program);
        if self.is_right(&program) {
            return Ok(program);
        }
        if self.is_right(Path::new(self.program)) {
            return Ok(self.program.into());
        }
        let building = paths.target("tools");
        shell::step(format!("Building {} {} (some minutes, once)", self.package, self.version), || {
            let mut cargo = Command::new(env::var("CARGO").unwrap_or_else(|_| "cargo".into()));
            cargo
                .args(["install", self.package, "--version", self.version, "--force", "--root"])
                .arg(&root)
                .args(self.flags)
                // Built to be used a few times a day, not to be shipped: its compile time is what counts.
                .env("CARGO_PROFILE_RELEASE_LTO", "off")
                .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
                .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
                .env("CARGO_PROFILE_RELEASE_DEBUG", "false")
                .env("CARGO_TARGET_DIR", &building)
                .current_dir(&paths.cache);
            shell::run_quietly(&mut cargo, &paths.log(self.package))
                .with_context(|| format!("{} {} could not be built", self.package, self.version))
        })?;
        fs::remove_dir_all(&building).with_context(|| format!("{} cannot be removed", building.display()))?;
        Ok(program)
    }

    fn is_right(&self, program: &Path) -> bool {
        // The answer is the program's name and its version.
        shell::capture(Command::new(program).arg("--version"))
            .is_ok_and(|answer| answer.split_whitespace().nth(1) == Some(self.version))
    }
}

fn wasm_opt(paths: &Paths) -> Result<PathBuf> {
    let root = paths.tool("binaryen", BINARYEN);
    let program = root.join("node_modules").join(".bin").join("wasm-opt");
    if !program.exists() {
        shell::step(format!("Installing wasm-opt from binaryen {BINARYEN}"), || {
            fs::create_dir_all(&root)?;
            let mut npm = node::npm(paths)?;
            npm.args(["install", "--no-save", "--no-package-lock", "--prefix"])
                .arg(&root)
                .arg(format!("binaryen@{BINARYEN}"));
            shell::run_quietly(&mut npm, &paths.log("binaryen"))
        })?;
    }
    Ok(program)
}

/// The version of a package that Cargo.lock names.
fn locked_version(lock: &Path, package: &str) -> Result<String> {
    let text = fs::read_to_string(lock).with_context(|| format!("{} cannot be read", lock.display()))?;
    version_in_lock(&text, package).with_context(|| format!("{} does not name {package}", lock.display()))
}

fn version_in_lock(lock: &str, package: &str) -> Option<String> {
    let (_, rest) = lock.split_once(&format!("name = \"{package}\"\nversion = \""))?;
    Some(rest.split_once('"')?.0.to_owned())
}

#[cfg(test)]
mod tests {
    use super::version_in_lock;

    #[test]
    fn the_lock_file_names_the_version() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"0.2.1\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"registry\"\n";
        assert_eq!(version_in_lock(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(version_in_lock(lock, "yrs"), None);
    }
}
