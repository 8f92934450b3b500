//! The browsers of the shorter lane, Firefox and WebKitGTK: the ones that the environment names, else the system's, else
//! Debian's packages. One that cannot be had is left out, and it is said so.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use super::apt;
use crate::{paths::Paths, shell};

const FIREFOX: [&str; 2] = ["/usr/bin/firefox-esr", "/usr/bin/firefox"];
const FIREFOX_PACKAGES: [&str; 1] = ["firefox-esr"];
const WEBKIT_DRIVER: &str = "/usr/bin/WebKitWebDriver";
const SCREEN: &str = "/usr/bin/Xvfb";
/// In the folder of the browser tests: WebKit in a window, and its Python. The browser that the driver comes with keeps nothing on a disk.
const WEBKIT_BROWSER: &str = "engines/fixtures/webkit-browser.py";
const PYTHON: &str = "/usr/bin/python3";
const WEBKIT_PACKAGES: [&str; 4] = ["webkit2gtk-driver", "xvfb", "python3-gi", "gir1.2-webkit2-4.1"];

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
    /// Those that there are not, by name: nothing is tested in them.
    pub fn left_out(&self) -> Vec<&'static str> {
        let firefox = self.firefox.is_none().then_some("Firefox");
        let webkit = self.webkit.is_none().then_some("WebKitGTK");
        firefox.into_iter().chain(webkit).collect()
    }

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
    if webkit(paths).is_none() {
        missing.extend(WEBKIT_PACKAGES);
    }
    if !missing.is_empty() && apt::is_usable() {
        // What could not be installed is looked for once more below.
        let _ = apt::install(paths, &missing);
    }
    let engines = Engines { firefox: firefox(), webkit: webkit(paths) };
    if engines.firefox.is_none() {
        eprintln!(
            "    Firefox was not found, and nothing is tested in it: install it, or set OCTAVO_FIREFOX"
        );
    }
    if engines.webkit.is_none() {
        eprintln!(
            "    WebKitGTK was not found, and nothing is tested in it: install Debian's packages {}",
            WEBKIT_PACKAGES.join(", ")
        );
    }
    engines
}

fn firefox() -> Option<PathBuf> {
    let named = env::var_os("OCTAVO_FIREFOX").map(PathBuf::from);
    named.into_iter().chain(FIREFOX.map(PathBuf::from)).find(|program| program.exists())
}

fn webkit(paths: &Paths) -> Option<WebKit> {
    let driver = PathBuf::from(WEBKIT_DRIVER);
    let browser = paths.e2e().join(WEBKIT_BROWSER);
    let has_webkit = "import gi; gi.require_version('WebKit2', '4.1')";
    let can_start = driver.exists()
        && Path::new(SCREEN).exists()
        && shell::succeeds(Command::new(PYTHON).args(["-c", has_webkit]));
    can_start.then_some(WebKit { driver, browser })
}
