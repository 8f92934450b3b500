//! The command line: what can be asked of the program, and how it says that it cannot.

mod bounds;
mod file;
mod serve;

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use crate::upkeep;
use serve::Serve;

/// Octavo: a word processor for the browser that several people write in at once.
#[derive(Debug, Parser)]
#[command(name = "octavo", version, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the web app and keep the documents. Needs no settings; every one can also come from the environment or a file.
    Serve(Box<Serve>),
    /// Copy all documents to a file, also while a server runs and people type.
    Backup(Backup),
    /// Put a copy in the place of a data folder's documents, also while a server runs: it sends everybody away for a moment.
    Restore(Restore),
    /// Check the log of every document, of a data folder (also while its server runs) or of a copy.
    Verify(Verify),
    /// Say whether the server of a data folder runs and people can work there.
    Ready(Ready),
}

#[derive(Debug, Args)]
struct Backup {
    /// The folder that holds the documents [default: octavo in the user's data folder].
    #[arg(long, value_name = "DIR", env = "OCTAVO_DATA")]
    data: Option<PathBuf>,
    /// The file to write. It must not be there yet.
    file: PathBuf,
}

#[derive(Debug, Args)]
struct Restore {
    /// The folder that the documents are put into [default: octavo in the user's data folder].
    #[arg(long, value_name = "DIR", env = "OCTAVO_DATA")]
    data: Option<PathBuf>,
    /// Put it in the place of documents that are there. They are kept beside it, under another name.
    #[arg(long)]
    replace: bool,
    /// A file that `octavo backup` wrote.
    file: PathBuf,
}

#[derive(Debug, Args)]
struct Verify {
    /// The folder that holds the documents [default: octavo in the user's data folder].
    #[arg(long, value_name = "DIR", env = "OCTAVO_DATA")]
    data: Option<PathBuf>,
    /// A file that `octavo backup` wrote, instead of a folder.
    file: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Ready {
    /// The folder that holds the documents [default: octavo in the user's data folder].
    #[arg(long, value_name = "DIR", env = "OCTAVO_DATA")]
    data: Option<PathBuf>,
}

impl Cli {
    /// Reads the arguments, the environment and the configuration file. Ends the program itself where the arguments are wrong
    /// or ask for help.
    pub fn read() -> anyhow::Result<Cli> {
        let arguments: Vec<OsString> = std::env::args_os().collect();
        let command = file::with_file(Cli::command(), &arguments)?;
        let matches = command.get_matches_from(arguments);
        if let Some(secret) = serve::secret_in_arguments(&matches) {
            bail!(
                "--{secret} is seen by everybody on this machine. Put it into the environment or the file."
            );
        }
        Ok(Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit()))
    }

    /// Does what was asked. An error is for the person at the terminal.
    pub fn run(self) -> anyhow::Result<()> {
        match self.command {
            Command::Serve(serve) => serve.run(),
            Command::Backup(Backup { data, file }) => {
                let count = upkeep::backup(&data_folder(data)?, &file)?;
                println!("{} holds all documents: {count} records.", file.display());
                Ok(())
            }
            Command::Restore(Restore { data, replace, file }) => {
                let folder = data_folder(data)?;
                let before = upkeep::restore(&file, &folder, replace)?;
                println!("{} holds the documents of {}.", folder.display(), file.display());
                if let Some(before) = before {
                    println!("What it held is kept as {}.", before.display());
                }
                Ok(())
            }
            Command::Verify(Verify { data, file }) => {
                let place = match file {
                    Some(file) => file,
                    None => data_folder(data)?,
                };
                if !upkeep::verify_at(&place, &mut io::stdout())? {
                    bail!("{} is damaged.", place.display());
                }
                Ok(())
            }
            Command::Ready(Ready { data }) => {
                let folder = data_folder(data)?;
                if !upkeep::is_ready(&folder)? {
                    bail!("The server of {} does not run, or its store does not answer.", folder.display());
                }
                println!("ready");
                Ok(())
            }
        }
    }
}

/// The folder for documents: the one that was named, or where the platform keeps a user's data.
fn data_folder(named: Option<PathBuf>) -> anyhow::Result<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let home = || Some(folder("HOME")?.join(".local/share"));
    let usual = || Some(folder("XDG_DATA_HOME").or_else(home)?.join("octavo"));
    named.or_else(usual).context("There is no home folder. Name a data folder with --data.")
}
