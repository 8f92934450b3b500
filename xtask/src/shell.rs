//! Running other programs, and saying what is going on: one line a step, and its time when it took some.

use std::{
    fmt::Display,
    fs::{self, File},
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Command, ExitStatus, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

/// A step shorter than this does not say how long it took.
const WORTH_MENTIONING: Duration = Duration::from_secs(3);

/// Says what is about to happen, does it, and says how long it took.
pub fn step<T>(what: impl Display, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("==> {what}");
    let started = Instant::now();
    let outcome = work()?;
    if started.elapsed() >= WORTH_MENTIONING {
        eprintln!("    done in {} s", started.elapsed().as_secs());
    }
    Ok(outcome)
}

/// Runs a program whose output the user sees.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.stdin(Stdio::null()).status().with_context(|| cannot_start(command))?;
    expect_success(command, status)
}

/// Runs a program whose output goes to a file; the end of it is shown when the program fails.
pub fn run_quietly(command: &mut Command, log: &Path) -> Result<()> {
    let status = run_into(command, log)?;
    if !status.success() {
        let text = fs::read(log).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let lines: Vec<&str> = text.lines().collect();
        for line in &lines[lines.len().saturating_sub(15)..] {
            eprintln!("    {line}");
        }
    }
    expect_success(command, status)
}

/// Runs a program that may well fail, as there is another way; its output goes to a file. Answers whether it ended well.
pub fn try_quietly(command: &mut Command, log: &Path) -> Result<bool> {
    Ok(run_into(command, log)?.success())
}

fn run_into(command: &mut Command, log: &Path) -> Result<ExitStatus> {
    let unwritable = || format!("{} cannot be written", log.display());
    let file = File::create(log).with_context(unwritable)?;
    let errors = file.try_clone().with_context(unwritable)?;
    command.stdin(Stdio::null()).stdout(file).stderr(errors).status().with_context(|| cannot_start(command))
}

/// What a program writes to its standard output.
pub fn capture(command: &mut Command) -> Result<String> {
    let output =
        command.stdin(Stdio::null()).stderr(Stdio::null()).output().with_context(|| cannot_start(command))?;
    expect_success(command, output.status)?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Whether a program is there and ends well. Shows nothing.
pub fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Runs a program whose output the user sees and `on_line` reads along, line by line.
pub fn run_reading(command: &mut Command, mut on_line: impl FnMut(&str)) -> Result<ExitStatus> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| cannot_start(command))?;
    let (sender, lines) = mpsc::channel();
    let streams: [Option<Box<dyn Read + Send>>; 2] = [
        child.stdout.take().map(|stream| Box::new(stream) as Box<dyn Read + Send>),
        child.stderr.take().map(|stream| Box::new(stream) as Box<dyn Read + Send>),
    ];
    for stream in streams.into_iter().flatten() {
        let sender = sender.clone();
        thread::spawn(move || {
            for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
                if sender.send(String::from_utf8_lossy(&line).into_owned()).is_err() {
                    return;
                }
            }
        });
    }
    drop(sender);
    for line in lines {
        println!("{line}");
        on_line(&line);
    }
    Ok(child.wait()?)
}

fn expect_success(command: &Command, status: ExitStatus) -> Result<()> {
    if !status.success() {
        bail!("`{}` failed ({status})", in_words(command));
    }
    Ok(())
}

fn cannot_start(command: &Command) -> String {
    format!("`{}` could not be started", in_words(command))
}

fn in_words(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
