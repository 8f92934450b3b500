//! Octavo's automation: the list of commands. Each does all that it needs by itself, from a fresh machine on, and keeps
//! what was costly in a cache outside the checkout (`paths.rs`). What a command does lives in a file of its name.

mod bench;
mod build;
mod check;
mod dev;
mod faults;
mod paths;
mod program;
mod run;
mod schedules;
mod setup;
mod shell;
mod soak;
mod tally;
mod test;

use std::process::ExitCode;

use anyhow::{Result, bail};
use build::Build;
use paths::Paths;

const HELP: &str = "\
cargo xtask COMMAND

  run [-- ARGS]     build everything and start `octavo serve ARGS`
  build             build everything and put the program that ships into dist/
  dev               the same with live reload, for working on Octavo
  test              check, then test everything: natively and in a real browser
                    --native or --browser: one half only, [-- ARGS] goes to its test runner
                    --quick: the browser tests with a web app and a server that are not optimised
  check             formatting, lints, and whether the web app's crates compile for the browser
  ci                test, as the build machine does it
  bench             measure: the relay, the editor in a browser, the size of the first load
                    --relay or --browser: one half only
  schedules [-- N]  try N random schedules (100000 if not said) of devices, tabs, crashes and a server that dies in the
                    engine; --browser: N (200) in real browsers. A failing one says how it is repeated
  faults [-- N]     kill the real server N times (2000 if not said), as many lives of a bad disk, and a flood of clients
  soak              three people do anything at all, for hours: [-- STEPS], 20000 by default
  setup             only install what the other commands need
  env               print the environment in which a plain cargo compiles the web app, for a shell's eval
  program           what Trunk calls: makes the web app's program and puts it into the page

Everything costly is kept in $OCTAVO_CACHE (by default $XDG_CACHE_HOME/octavo or ~/.cache/octavo).
OCTAVO_CHROMIUM names the browser to test in.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<ExitCode> {
    let Some((command, rest)) = arguments.split_first() else {
        print!("{HELP}");
        return Ok(ExitCode::SUCCESS);
    };
    let (flags, passed_on) = split_at_dashes(rest);
    if command == "help" || flags.iter().any(|flag| flag == "--help" || flag == "-h") {
        print!("{HELP}");
        return Ok(ExitCode::SUCCESS);
    }
    let paths = Paths::find()?;
    let known_flags: &[&str] = match command.as_str() {
        "test" => &["--native", "--browser", "--quick"],
        "ci" => &["--native", "--browser"],
        "bench" => &["--relay", "--browser"],
        "schedules" => &["--browser"],
        _ => &[],
    };
    if let Some(flag) = flags.iter().find(|flag| !known_flags.contains(&flag.as_str())) {
        bail!("`{command}` does not know `{flag}`; `cargo xtask help` lists what there is");
    }
    let only = |flag: &str| flags.iter().any(|given| given == flag);
    match command.as_str() {
        "run" => run::run(&paths, passed_on),
        "build" => run::build(&paths).map(|()| ExitCode::SUCCESS),
        "dev" => dev::dev(&paths),
        "test" | "ci" => {
            let half = test::Half::chosen(only("--native"), only("--browser"));
            let how = if only("--quick") { Build::Quick } else { Build::Release };
            Ok(test::test(&paths, half, how, passed_on, command == "ci"))
        }
        "check" => check::check(&paths).map(|()| ExitCode::SUCCESS),
        "bench" => bench::bench(&paths, only("--relay"), only("--browser"), passed_on),
        "schedules" => schedules::schedules(&paths, only("--browser"), passed_on),
        "faults" => faults::faults(&paths, passed_on),
        "soak" => soak::soak(&paths, passed_on),
        "setup" => setup::everything(&paths).map(|()| ExitCode::SUCCESS),
        "env" => setup::print_environment(&paths).map(|()| ExitCode::SUCCESS),
        "program" => program::into_page(&paths).map(|()| ExitCode::SUCCESS),
        unknown => bail!("there is no command `{unknown}`; `cargo xtask help` lists what there is"),
    }
}

/// What stands before `--` is ours, what follows belongs to the program that the command starts.
fn split_at_dashes(arguments: &[String]) -> (&[String], &[String]) {
    match arguments.iter().position(|argument| argument == "--") {
        Some(at) => (&arguments[..at], &arguments[at + 1..]),
        None => (arguments, &[]),
    }
}

#[cfg(test)]
mod tests {
    use super::split_at_dashes;

    #[test]
    fn what_follows_the_dashes_is_passed_on() {
        let arguments = ["--native", "--", "--open", "--"].map(String::from);
        let (ours, passed_on) = split_at_dashes(&arguments);
        assert_eq!(ours, ["--native"]);
        assert_eq!(passed_on, ["--open", "--"]);
    }
}
