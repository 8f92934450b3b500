//! The `octavo` program. Everything is in the library; here is only how it ends.

use std::process::ExitCode;

use clap::Parser as _;
use octavo_server::cli::Cli;

fn main() -> ExitCode {
    match Cli::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
