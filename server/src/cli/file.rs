//! The configuration file: the same settings as the flags, by the same names, in TOML. A flag counts before the environment,
//! the environment before the file, the file before the default.

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{Context as _, anyhow, bail};
use clap::Command;
use toml::{Table, Value};

/// Gives `command`'s subcommand `serve` the defaults that the configuration file says, if the arguments or the environment
/// name one.
pub(super) fn with_file(command: Command, arguments: &[OsString]) -> anyhow::Result<Command> {
    let Some(file) = named(arguments) else { return Ok(command) };
    let name = file.display().to_string();
    let text = std::fs::read_to_string(&file).with_context(|| format!("{name} cannot be read"))?;
    let settings: Table = text.parse().map_err(|error| anyhow!("{name} is not TOML: {error}"))?;
    let mut serve = command.find_subcommand("serve").cloned().context("There is no command to configure")?;
    for (setting, value) in settings {
        let known = serve.get_arguments().find(|argument| {
            argument.get_long() == Some(&setting) && setting != "config" && setting != "help"
        });
        let Some(id) = known.map(|argument| argument.get_id().clone()) else {
            bail!("{name} has {setting:?}, and there is no such setting. `octavo serve --help` lists them.");
        };
        let values =
            words(&value).with_context(|| format!("{name}: {setting} has a value that it cannot have"))?;
        serve = serve.mut_arg(id, |argument| argument.default_values(values));
    }
    Ok(command.mut_subcommand("serve", |_| serve))
}

/// The file that `--config` or the environment names.
fn named(arguments: &[OsString]) -> Option<PathBuf> {
    let mut arguments = arguments.iter().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some("--") => break,
            Some("--config") => return arguments.next().map(PathBuf::from),
            Some(argument) => {
                if let Some(file) = argument.strip_prefix("--config=") {
                    return Some(file.into());
                }
            }
            None => {}
        }
    }
    std::env::var_os("OCTAVO_CONFIG").filter(|file| !file.is_empty()).map(PathBuf::from)
}

fn words(value: &Value) -> anyhow::Result<Vec<String>> {
    Ok(match value {
        Value::String(text) => vec![text.clone()],
        Value::Integer(number) => vec![number.to_string()],
        Value::Boolean(is_on) => vec![is_on.to_string()],
        Value::Array(values) => {
            let words: Result<Vec<_>, _> = values.iter().map(words).collect();
            words?.concat()
        }
        _ => bail!("a text, a number, true or false, or a list of texts is meant"),
    })
}
