//! The servers that are compared: how each is started, and how much CPU time it has used.

use std::ffi::OsString;
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::load::Load;

/// A server.
pub enum Contender {
    Octavo(OsString),
    WebsocketServer(PathBuf),
    Hocuspocus(PathBuf),
    Bare,
}

/// What one round gave.
pub struct Outcome {
    /// Microseconds of CPU time at the server for each delivered update.
    pub cost: f64,
    /// From sending to receiving, in milliseconds.
    pub p50: f64,
    pub p99: f64,
    pub delivered: u64,
    pub expected: u64,
}

/// The script of npm's server, where it is installed.
pub fn websocket_server() -> Option<PathBuf> {
    let folder = PathBuf::from(std::env::var_os("OCTAVO_E2E")?);
    let script = folder.join("node_modules/@y/websocket-server/src/server.js");
    script.exists().then_some(script)
}

/// The script that starts npm's Hocuspocus, where that is installed.
pub fn hocuspocus() -> Option<PathBuf> {
    let folder = PathBuf::from(std::env::var_os("OCTAVO_E2E")?);
    let is_there = folder.join("node_modules/@hocuspocus/server").exists();
    is_there.then(|| folder.join("peer/hocuspocus.mjs"))
}

/// A child process that does not outlive the round.
pub struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Contender {
    pub fn name(&self) -> &'static str {
        match self {
            Contender::Octavo(_) => "Octavo, fsynced",
            Contender::WebsocketServer(_) => "@y/websocket-server",
            Contender::Hocuspocus(_) => "@hocuspocus/server",
            Contender::Bare => "bare tokio-tungstenite",
        }
    }

    /// One round: starts the server, puts the load on it, and measures.
    pub fn measure(&self, load: Load) -> io::Result<Outcome> {
        let folder =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("relay-bench-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        let (server, address) = self.start(&folder)?;
        let outcome = self.run_load(&server, &address, load);
        drop(server);
        fs::remove_dir_all(&folder)?;
        outcome
    }

    /// Starts it with its data in `folder`, and gives the address of its rooms.
    pub fn start(&self, folder: &Path) -> io::Result<(Running, String)> {
        match self {
            Contender::Octavo(program) => {
                let mut command = Command::new(program);
                // All the load comes from one address.
                command.args(["serve", "--open", "--max-connections-per-address", "0"]);
                command.args(["--listen", "127.0.0.1:0", "--data"]).arg(folder);
                let (server, line) = first_line(command.stderr(Stdio::null()))?;
                let address = line.rsplit("http://").next().unwrap_or_default().trim().to_owned();
                Ok((server, format!("{address}/ws")))
            }
            Contender::Bare => {
                let (server, line) = first_line(Command::new(std::env::current_exe()?).arg("bare"))?;
                let port = line.trim().rsplit(' ').next().unwrap_or_default().to_owned();
                Ok((server, format!("127.0.0.1:{port}")))
            }
            Contender::WebsocketServer(script) | Contender::Hocuspocus(script) => {
                let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
                let mut command = Command::new("node");
                command.arg(script).env("HOST", "127.0.0.1").env("PORT", port.to_string());
                let server = Running(command.stdout(Stdio::null()).spawn()?);
                let address = format!("127.0.0.1:{port}");
                for _ in 0..200 {
                    if TcpStream::connect(&address).is_ok() {
                        return Ok((server, address));
                    }
                    std::thread::sleep(Duration::from_millis(50));
                }
                Err(io::Error::other("it does not listen"))
            }
        }
    }

    fn run_load(&self, server: &Running, address: &str, load: Load) -> io::Result<Outcome> {
        let mut command = Command::new(std::env::current_exe()?);
        let speaks = match self {
            Contender::Bare => "nothing",
            Contender::Hocuspocus(_) => "hocuspocus",
            _ => "yjs",
        };
        command
            .args(["load", address, speaks])
            .args(load.arguments())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = Running(command.spawn()?);
        let mut output = BufReader::new(child.0.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?);
        let mut line = String::new();
        output.read_line(&mut line)?;
        let before = cpu_time(server.0.id())?;
        child.0.stdin.take().ok_or(io::ErrorKind::BrokenPipe)?.write_all(b"go\n")?;
        line.clear();
        output.read_line(&mut line)?;
        let used = cpu_time(server.0.id())? - before;
        let numbers: Vec<f64> = line.split_whitespace().filter_map(|number| number.parse().ok()).collect();
        let [delivered, expected, p50, p99] = numbers[..] else {
            return Err(io::Error::other(format!("the load failed: {line}")));
        };
        Ok(Outcome {
            cost: used.as_secs_f64() * 1e6 / delivered.max(1.0),
            p50,
            p99,
            delivered: delivered as u64,
            expected: expected as u64,
        })
    }
}

fn first_line(command: &mut Command) -> io::Result<(Running, String)> {
    let mut server = Running(command.stdout(Stdio::piped()).spawn()?);
    let mut output = BufReader::new(server.0.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?);
    let mut line = String::new();
    output.read_line(&mut line)?;
    // Read on, so that the program never writes into a closed pipe.
    std::thread::spawn(move || output.read_to_end(&mut Vec::new()));
    Ok((server, line))
}

/// CPU time of all threads of a process, in user and kernel. From the scheduler's own count, in nanoseconds: the ticks in
/// `/proc/PID/stat` are too coarse for a load that keeps the server idle most of the time.
pub fn cpu_time(process: u32) -> io::Result<Duration> {
    let mut nanoseconds = 0;
    for thread in fs::read_dir(format!("/proc/{process}/task"))? {
        let text = fs::read_to_string(thread?.path().join("schedstat"))?;
        nanoseconds += text.split(' ').next().and_then(|number| number.parse::<u64>().ok()).unwrap_or(0);
    }
    Ok(Duration::from_nanos(nanoseconds))
}
