//! Where things are: the checkout, and the cache outside it that a fresh clone builds warm from.

use std::{
    env,
    fs::{self, File, TryLockError},
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

/// The folders that the commands work in. All of them are absolute.
pub struct Paths {
    /// The root of the repository.
    pub checkout: PathBuf,
    /// Everything costly: tools, target folders, npm's cache.
    pub cache: PathBuf,
}

impl Paths {
    /// Finds both and makes the cache.
    pub fn find() -> Result<Self> {
        let crate_folder = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
        let checkout = crate_folder.parent().context("xtask does not lie in a checkout")?.to_path_buf();
        let cache = Self::cache_folder()?;
        fs::create_dir_all(cache.join("logs")).with_context(|| {
            format!("{} cannot be made: set OCTAVO_CACHE to a folder that can be written to", cache.display())
        })?;
        let paths = Self { checkout, cache };
        paths.forget_other_checkout()?;
        Ok(paths)
    }

    /// Cargo names our crates alike in every checkout, and judges by the time of a file whether it is built: in a target
    /// folder that checkouts share it would take one's crates for another's. So those of the last are forgotten; what they
    /// depend on stays.
    fn forget_other_checkout(&self) -> Result<()> {
        let note = self.cache.join("target").join("checkout");
        let here = self.checkout.display().to_string();
        if fs::read_to_string(&note).is_ok_and(|last| last == here) {
            return Ok(());
        }
        let _turn = self.turn()?;
        for fingerprint in self.fingerprints_of_ours() {
            fs::remove_dir_all(&fingerprint)
                .with_context(|| format!("{} cannot be removed", fingerprint.display()))?;
        }
        fs::create_dir_all(self.cache.join("target"))?;
        fs::write(&note, here).with_context(|| format!("{} cannot be written", note.display()))
    }

    /// Where Cargo notes that a crate of ours is built: `target/COMPILER[/TRIPLE]/PROFILE/.fingerprint/CRATE-HASH`.
    fn fingerprints_of_ours(&self) -> Vec<PathBuf> {
        let children =
            |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let mut folders = vec![self.cache.join("target")];
        for _ in 0..3 {
            folders.extend(
                folders.clone().iter().flat_map(|folder| children(folder)).filter(|path| path.is_dir()),
            );
            folders.sort();
            folders.dedup();
        }
        let is_ours = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            ["octavo-", "xtask-"].iter().any(|prefix| name.starts_with(prefix))
        };
        folders.iter().flat_map(|folder| children(&folder.join(".fingerprint"))).filter(is_ours).collect()
    }

    fn cache_folder() -> Result<PathBuf> {
        let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let folder = if let Some(cache) = set("OCTAVO_CACHE") {
            cache
        } else if let Some(caches) = set("XDG_CACHE_HOME") {
            caches.join("octavo")
        } else if let Some(home) = env::home_dir() {
            home.join(".cache").join("octavo")
        } else {
            bail!("there is no home folder to keep a cache in: set OCTAVO_CACHE to a folder");
        };
        std::path::absolute(&folder).with_context(|| format!("{} is no path", folder.display()))
    }

    /// A tool's own folder, which bears its version.
    pub fn tool(&self, name: &str, version: &str) -> PathBuf {
        self.cache.join("tools").join(format!("{name}-{version}"))
    }

    /// Cargo's target folder for one compiler: two compilers in one folder undo each other's work.
    pub fn target(&self, compiler: &str) -> PathBuf {
        self.cache.join("target").join(compiler)
    }

    /// Where a quiet step leaves what it had to say.
    pub fn log(&self, step: &str) -> PathBuf {
        self.cache.join("logs").join(format!("{step}.log"))
    }

    /// What was built from this checkout: two clones share the cache but not their products.
    pub fn products(&self) -> PathBuf {
        let mut hasher = DefaultHasher::new();
        self.checkout.hash(&mut hasher);
        let name = self.checkout.file_name().unwrap_or_default().to_string_lossy();
        self.cache.join("products").join(format!("{name}-{:016x}", hasher.finish()))
    }

    /// Waits until nobody else builds with this cache, and keeps others from it until the answer is dropped. Two builds
    /// at once would take each other's half-written files for their own.
    pub fn turn(&self) -> Result<File> {
        let path = self.cache.join("build.lock");
        let cannot = || format!("{} cannot be locked", path.display());
        let file = File::create(&path).with_context(cannot)?;
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => eprintln!("    waiting for another build with this cache"),
            Err(TryLockError::Error(error)) => return Err(error).with_context(cannot),
        }
        file.lock().with_context(cannot)?;
        Ok(file)
    }

    /// The folder of the tests in real browsers.
    pub fn e2e(&self) -> PathBuf {
        self.checkout.join("e2e")
    }
}

/// Changes when a file below one of `roots` does: its path or its content. A root that is not there counts as empty.
pub fn fingerprint(roots: &[PathBuf], also: &str) -> Result<String> {
    let mut files = Vec::new();
    for root in roots {
        collect_files(root, &mut files)?;
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    also.hash(&mut hasher);
    for file in files {
        file.hash(&mut hasher);
        fs::read(&file).with_context(|| format!("{} cannot be read", file.display()))?.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn collect_files(root: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if root.is_file() {
        files.push(root.to_path_buf());
    } else if root.is_dir() {
        for entry in fs::read_dir(root).with_context(|| format!("{} cannot be read", root.display()))? {
            collect_files(&entry?.path(), files)?;
        }
    }
    Ok(())
}
