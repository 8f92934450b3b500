//! `cargo xtask test` and `ci`: everything that can fail, and an honest last line.

use std::{
    env, fs,
    path::Path,
    process::{Command, ExitCode},
};

use anyhow::{Context, Result};

use crate::{
    build::{self, Build},
    check,
    paths::Paths,
    setup, shell,
    tally::Tally,
};

/// Which tests to run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Half {
    /// All of them.
    Both,
    /// Those that need no browser, after the checks.
    Native,
    /// Those in a real browser against the real server.
    Browser,
}

impl Half {
    /// What the flags ask for.
    pub fn chosen(native: bool, browser: bool) -> Self {
        match (native, browser) {
            (true, false) => Self::Native,
            (false, true) => Self::Browser,
            _ => Self::Both,
        }
    }
}

/// Runs the tests and prints how many passed and failed, also when it cannot go on: what keeps tests from running counts
/// as one that failed.
pub fn test(paths: &Paths, half: Half, how: Build, passed_on: &[String], ci: bool) -> ExitCode {
    let ci = ci || env::var_os("CI").is_some();
    let mut total = Tally::default();
    if let Err(error) = run(paths, half, how, passed_on, ci, &mut total) {
        eprintln!("error: {error:#}");
        total.failed += 1;
    }
    println!("{total}");
    if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn run(
    paths: &Paths,
    half: Half,
    how: Build,
    passed_on: &[String],
    ci: bool,
    total: &mut Tally,
) -> Result<()> {
    if half != Half::Browser {
        check::check(paths)?;
        native(paths, if half == Half::Native { passed_on } else { &[] })?.add_to(total);
    }
    if half != Half::Native {
        browser(paths, how, if half == Half::Browser { passed_on } else { &[] }, ci)?.add_to(total);
    }
    Ok(())
}

/// How one half went.
struct Outcome {
    name: &'static str,
    tally: Tally,
    ended_well: bool,
    /// Browsers in which nothing was tested, because there are none here.
    left_out: Vec<&'static str>,
}

impl Outcome {
    /// Adds the numbers, says which browsers they say nothing about, and adds one that failed where they hide something: no tests at all, or a runner that complains of
    /// something else than a test, such as one that does not compile.
    fn add_to(self, total: &mut Tally) {
        *total += self.tally;
        for browser in self.left_out {
            println!("SKIPPED: the tests in {browser}, which was not found and could not be installed.");
        }
        if self.tally == Tally::default() {
            println!("No {} tests were run.", self.name);
            total.failed += 1;
        } else if !self.ended_well && self.tally.failed == 0 {
            println!("The {} tests did not all run.", self.name);
            total.failed += 1;
        }
    }
}

/// cargo-nextest where it is installed, as it is quicker; it leaves the examples in the documentation to cargo.
fn native(paths: &Paths, passed_on: &[String]) -> Result<Outcome> {
    let mut tally = Tally::default();
    let mut ended_well = true;
    let mut run = |what: &str, arguments: &[&str]| {
        shell::step(what, || {
            let mut cargo = build::native_cargo(paths);
            cargo.args(arguments).args(passed_on);
            ended_well &= shell::run_reading(&mut cargo, |line| tally.read_line(line))?.success();
            Ok(())
        })
    };
    if shell::succeeds(Command::new("cargo").args(["nextest", "--version"])) {
        run(
            "Running the native tests",
            &["nextest", "run", "--workspace", "--no-fail-fast", "--no-tests", "warn"],
        )?;
        if passed_on.is_empty() {
            run("Running the examples in the documentation", &["test", "--doc"])?;
        }
    } else {
        run("Running the native tests", &["test", "--workspace", "--no-fail-fast"])?;
    }
    Ok(Outcome { name: "native", tally, ended_well, left_out: Vec::new() })
}

fn browser(paths: &Paths, how: Build, passed_on: &[String], ci: bool) -> Result<Outcome> {
    let browser = setup::for_browser_tests(paths)?;
    let engines = setup::for_other_engines(paths);
    shell::step("Checking the types of the browser tests", || {
        let compiler = paths.e2e().join("node_modules").join("typescript").join("bin").join("tsc");
        shell::run(Command::new("node").arg(compiler).args(["--project", "."]).current_dir(paths.e2e()))
    })?;
    let server = build::server_with_web_app(paths, how)?;
    let report = paths.products().join("playwright.json");
    let _ = fs::remove_file(&report);
    let ended_well = shell::step(format!("Running the browser tests in {browser} and others"), || {
        let mut playwright = playwright(paths, &browser, &server);
        engines.apply(&mut playwright);
        playwright.arg("test").args(passed_on).env("PLAYWRIGHT_JSON_OUTPUT_NAME", &report);
        if ci {
            playwright.env("CI", "true");
        }
        if how == Build::Release {
            playwright.env("OCTAVO_SHIPS", "true");
        }
        Ok(shell::run_reading(&mut playwright, |_| {})?.success())
    })?;
    let text = fs::read_to_string(&report).context("Playwright left no report")?;
    let tally = Tally::of_playwright(&text)?;
    Ok(Outcome { name: "browser", tally, ended_well, left_out: engines.left_out() })
}

/// Playwright in the e2e folder, which learns from its environment what to test and in which browser.
pub fn playwright(paths: &Paths, browser: &setup::Browser, server: &Path) -> Command {
    let mut command = Command::new("node");
    command
        .arg(paths.e2e().join("node_modules").join("@playwright").join("test").join("cli.js"))
        .env("OCTAVO_SERVER_BIN", server)
        .env("FORCE_COLOR", "0")
        .current_dir(paths.e2e());
    browser.apply(&mut command);
    command
}
