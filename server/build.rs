//! Compiles the messages of `locales` to the modules of `words`, and puts the web app into the binary: every file of the folder that `OCTAVO_WEB_DIST` names, compressed once here, with
//! what the server needs to know to serve it. Without the variable the binary has no web app.

use std::collections::hash_map::DefaultHasher;
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::hash::{Hash, Hasher};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use octavo_words::compile::{code, messages};
use sha2::{Digest, Sha256};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-env-changed=OCTAVO_WEB_DIST");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    fs::write(out.join("words.rs"), words())?;
    let mut files = Vec::new();
    if let Some(dist) = env::var_os("OCTAVO_WEB_DIST").filter(|dist| !dist.is_empty()) {
        let dist = PathBuf::from(dist);
        println!("cargo:rerun-if-changed={}", dist.display());
        collect(&dist, &dist, &mut files)?;
        files.sort();
    }
    let version = version(&files);
    let scripts = files
        .iter()
        .find(|(path, _)| path == "/index.html")
        .map_or_else(String::new, |(_, html)| hashes(html));
    let precache = precache(&files);
    let mut code = format!(
        "/// Hashes of the scripts inside index.html, as a Content-Security-Policy lists them.\npub static SCRIPTS: &str = {scripts:?};\n\n/// The files of the web app, sorted by path.\npub static ASSETS: &[Asset] = &[\n"
    );
    for (index, (path, bytes)) in files.iter().enumerate() {
        let bytes = if path == "/sw.js" { &service_worker(bytes, &precache, &version) } else { bytes };
        let identity = out.join(format!("asset-{index}"));
        fs::write(&identity, bytes)?;
        let brotli = match compress(path, bytes)? {
            Some(compressed) => {
                let file = out.join(format!("asset-{index}.br"));
                fs::write(&file, compressed)?;
                format!("Some(include_bytes!({:?}))", file.display().to_string())
            }
            None => "None".to_owned(),
        };
        let etag = hex(&Sha256::digest(bytes)[..12]);
        writeln!(
            code,
            "    Asset {{ path: {path:?}, content_type: {:?}, etag: \"\\\"{etag}\\\"\", is_immutable: {}, identity: include_bytes!({:?}), brotli: {brotli} }},",
            content_type(path),
            is_hashed(path),
            identity.display().to_string(),
        )
        .expect("a string takes everything");
    }
    code.push_str("];\n");
    fs::write(out.join("web.rs"), code)
}

/// A module for the messages of each page.
fn words() -> String {
    println!("cargo:rerun-if-changed=locales");
    let pages = [
        "access", "account", "activity", "admin", "docs", "figures", "groups", "keys", "letters", "status",
        "ways",
    ];
    let module = |page: &str| {
        let messages =
            messages(Path::new("locales"), Some(page)).unwrap_or_else(|problem| panic!("{problem}"));
        format!("pub mod {page} {{\n{}}}\n", code(&messages))
    };
    pages.into_iter().map(module).collect()
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, Vec<u8>)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else {
            println!("cargo:rerun-if-changed={}", path.display());
            let relative = path.strip_prefix(root).expect("it was found in there");
            let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
            let name = format!("/{}", parts.join("/"));
            let bytes = fs::read(&path)?;
            files.push(match String::from_utf8(bytes) {
                Ok(text) if is_source(&name) => (name, without_comments(&text).into_bytes()),
                Ok(text) => (name, text.into_bytes()),
                Err(error) => (name, error.into_bytes()),
            });
        }
    }
    Ok(())
}

/// Whether a file is as people wrote it: a style, or a script that no tool has made.
fn is_source(path: &str) -> bool {
    path.ends_with(".css") || path.ends_with(".js") && !is_hashed(path)
}

/// A style or a script without what is there for who reads its source: comments that begin a line, indents and empty lines.
fn without_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut is_comment = false;
    for line in text.lines().map(str::trim) {
        is_comment |= line.starts_with("/*");
        if !is_comment && !line.is_empty() && !line.starts_with("//") {
            kept.push_str(line);
            kept.push('\n');
        }
        is_comment &= !line.ends_with("*/");
    }
    kept
}

/// A name for exactly these files.
fn version(files: &[(String, Vec<u8>)]) -> String {
    let mut digest = Sha256::new();
    for (path, bytes) in files {
        digest.update(path.as_bytes());
        digest.update((bytes.len() as u64).to_le_bytes());
        digest.update(bytes);
    }
    hex(&digest.finalize()[..8])
}

/// The addresses that the service worker keeps, as JSON.
fn precache(files: &[(String, Vec<u8>)]) -> String {
    let addresses: Vec<String> = files
        .iter()
        .map(|(path, _)| path.as_str())
        .filter(|path| *path != "/sw.js")
        .map(|path| format!("{:?}", if path == "/index.html" { "/" } else { path }))
        .collect();
    format!("[{}]", addresses.join(","))
}

fn service_worker(bytes: &[u8], precache: &str, version: &str) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    text.replace("/*OCTAVO_PRECACHE*/[]", precache).replace("OCTAVO_VERSION", version).into_bytes()
}

/// Trunk puts a hash before the extension of what may be kept for ever: `app-0123456789abcdef.js`, `app-..._bg.wasm`.
fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.split('.').next().unwrap_or(name);
    stem.split(['-', '_']).skip(1).any(|part| {
        (8..=16).contains(&part.len()) && part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or("") {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn compress(path: &str, bytes: &[u8]) -> io::Result<Option<Vec<u8>>> {
    let is_compressed = ["png", "jpg", "jpeg", "webp", "woff2"].iter().any(|ending| path.ends_with(ending));
    if is_compressed || bytes.len() < 256 {
        return Ok(None);
    }
    // The same bytes again, in a later build, are not compressed again.
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    let kept = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"))
        .join(format!("{:016x}.br", hasher.finish()));
    if let Ok(compressed) = fs::read(&kept) {
        return Ok(Some(compressed));
    }
    // In a build for trying a change, the time of compressing well would be most of it.
    let quality = if env::var("PROFILE").is_ok_and(|profile| profile == "release") { 11 } else { 3 };
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 1 << 16, quality, 24);
    writer.write_all(bytes)?;
    let compressed = writer.into_inner();
    fs::write(kept, &compressed)?;
    Ok((compressed.len() < bytes.len()).then_some(compressed))
}

/// The hash of every script that stands inside the page.
fn hashes(html: &[u8]) -> String {
    let html = String::from_utf8_lossy(html);
    let mut hashes = Vec::new();
    let mut rest = html.as_ref();
    while let Some((_, after)) = rest.split_once("<script") {
        let Some((attributes, after)) = after.split_once('>') else { break };
        let Some((script, after)) = after.split_once("</script>") else { break };
        if !attributes.contains("src=") && !script.is_empty() {
            hashes.push(format!("'sha256-{}'", STANDARD.encode(Sha256::digest(script))));
        }
        rest = after;
    }
    hashes.join(" ")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
