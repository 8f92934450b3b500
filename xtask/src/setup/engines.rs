//! The browsers of the shorter lane, Firefox and WebKitGTK: the ones that the environment names, else the system's, else
//! Debian's packages. One that cannot be had is left out, and it is said so.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use super::apt;
use crate::paths::Paths;

const FIREFOX: [&str; 2] = ["/usr/bin/firefox-esr", "/usr/bin/firefox"];
const FIREFOX_PACKAGES: [&str; 1] = ["firefox-esr"];
const WEBKIT_DRIVER: &str = "/usr/bin/WebKitWebDriver";
const SCREEN: &str = "/usr/bin/Xvfb";
/// Below a folder that is named for the processor: the browser that the driver comes with.
const MINI_BROWSERS: [&str; 3] =
    ["webkit2gtk-4.1/MiniBrowser", "webkit2gtk-4.0/MiniBrowser", "webkitgtk-6.0/MiniBrowser"];
const WEBKIT_PACKAGES: [&str; 2] = ["webkit2gtk-driver", "xvfb"];

/// The browsers besides Chromium that the tests run in.
pub struct Engines {
    firefox: Option<PathBuf>,
    webkit: Option<WebKit>,
}

struct WebKit {
    driver: PathBuf,
    browser: PathBuf,
}

impl Engines {
    /// Makes `command`, which runs Playwright, use these browsers.
    pub fn apply(&self, command: &mut Command) {
        let programs = [
            ("OCTAVO_FIREFOX", self.firefox.as_ref()),
            ("OCTAVO_WEBKIT", self.webkit.as_ref().map(|webkit| &webkit.driver)),
            ("OCTAVO_WEBKIT_BROWSER", self.webkit.as_ref().map(|webkit| &webkit.browser)),
        ];
        for (name, program) in programs {
            match program {
                Some(program) => command.env(name, program),
                None => command.env_remove(name),
            };
        }
    }
}

/// Finds the browsers, installs those that are missing where that is possible, and says which there are not.
pub fn find_or_install(paths: &Paths) -> Engines {
    let mut missing = Vec::new();
    if firefox().is_none() {
        missing.extend(FIREFOX_PACKAGES);
    }
    if webkit().is_none() {
        missing.extend(WEBKIT_PACKAGES);
    }
    if !missing.is_empty() && apt::is_usable() {
        // What could not be installed is looked for once more below.
        let _ = apt::install(paths, &missing);
    }
    let engines = Engines { firefox: firefox(), webkit: webkit() };
    if engines.firefox.is_none() {
        eprintln!(
            "    Firefox was not found, and nothing is tested in it: install it, or set OCTAVO_FIREFOX"
        );
    }
    if engines.webkit.is_none() {
        eprintln!(
            "    WebKitGTK was not found, and nothing is tested in it: install Debian's packages {}",
            WEBKIT_PACKAGES.join(" and ")
        );
    }
    engines
}

fn firefox() -> Option<PathBuf> {
    let named = env::var_os("OCTAVO_FIREFOX").map(PathBuf::from);
    named.into_iter().chain(FIREFOX.map(PathBuf::from)).find(|program| program.exists())
}

fn webkit() -> Option<WebKit> {
    let driver = PathBuf::from(WEBKIT_DRIVER);
    let libraries = Path::new("/usr/lib").read_dir().ok()?.filter_map(|folder| Some(folder.ok()?.path()));
    let browser = libraries
        .flat_map(|folder| MINI_BROWSERS.map(|browser| folder.join(browser)))
        .find(|browser| browser.exists())?;
    (driver.exists() && Path::new(SCREEN).exists()).then_some(WebKit { driver, browser })
}
