//! Installing what the build and the tests need, each thing in a file of its own. Everything here looks first and
//! installs only what is missing, so that asking again costs next to nothing.

mod apt;
mod browser;
mod engines;
mod node;
mod tools;
mod wasm;

use anyhow::Result;

pub use browser::Browser;
pub use engines::Engines;
pub use tools::WebTools;
pub use wasm::WasmToolchain;

use crate::paths::Paths;

/// What turns the client into a web app.
pub struct WebBuild {
    /// The compiler.
    pub wasm: WasmToolchain,
    /// Trunk and the programs that it calls.
    pub tools: WebTools,
}

/// Makes the web app buildable.
pub fn for_web_build(paths: &Paths) -> Result<WebBuild> {
    Ok(WebBuild { wasm: wasm::find_or_install(paths)?, tools: tools::find_or_install(paths)? })
}

/// Makes the tests in a real browser possible.
pub fn for_browser_tests(paths: &Paths) -> Result<Browser> {
    node::install_packages(paths)?;
    browser::find_or_install(paths)
}

/// Makes the tests in the other browsers possible, in as many of them as there are.
pub fn for_other_engines(paths: &Paths) -> Engines {
    engines::find_or_install(paths)
}

/// Makes Node.js and the packages of the e2e folder available.
pub fn for_node_peers(paths: &Paths) -> Result<()> {
    node::install_packages(paths)
}

/// The compiler for the web app's crates alone.
pub fn for_wasm_check(paths: &Paths) -> Result<WasmToolchain> {
    wasm::find_or_install(paths)
}

/// `cargo xtask setup`.
pub fn everything(paths: &Paths) -> Result<()> {
    for_web_build(paths)?;
    let browser = for_browser_tests(paths)?;
    for_other_engines(paths);
    eprintln!("Everything is there. The cache is {}, the browser {browser}.", paths.cache.display());
    Ok(())
}

/// `cargo xtask env`: makes a plain `cargo check --target wasm32-unknown-unknown -p octavo-client` work.
pub fn print_environment(paths: &Paths) -> Result<()> {
    let wasm = wasm::find_or_install(paths)?;
    println!("{}", wasm.as_shell(&paths.target("wasm")));
    Ok(())
}
