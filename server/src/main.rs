//! The `octavo` program. Everything is in the library; here is only how it ends.

use std::process::ExitCode;

use mimalloc::MiMalloc;
use octavo_server::cli::Cli;

/// It gives back to the system what a document took that left memory; that of the C library keeps most of it between what stays,
/// such as connections.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    match Cli::read().and_then(Cli::run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
