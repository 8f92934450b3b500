//! The servers that are compared: how each is started, and how much CPU time it has used.

use std::ffi::OsString;
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::client::{Client, Joined, Speech};
use super::load::Load;

/// A server.
#[derive(Debug, Clone)]
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

/// Octavo first, then those that it is compared with. An error names what is not there.
pub fn all() -> Result<Vec<Contender>, String> {
    let place = |variable: &str| {
        std::env::var_os(variable).ok_or_else(|| format!("${variable} is not set. Run `cargo xtask bench`."))
    };
    let octavo = Contender::Octavo(place("OCTAVO_SERVER_BIN")?);
    let folder = PathBuf::from(place("OCTAVO_E2E")?);
    let package = |name: &str, file: &str| {
        let path = folder.join("node_modules").join(name).join(file);
        let missing =
            || format!("{name} is not in the node_modules of $OCTAVO_E2E. Run `cargo xtask bench`.");
        path.exists().then_some(path).ok_or_else(missing)
    };
    let websocket_server = package("@y/websocket-server", "src/server.js")?;
    package("@hocuspocus/server", "package.json")?;
    let hocuspocus = folder.join("peer/hocuspocus.mjs");
    Ok(vec![
        octavo,
        Contender::WebsocketServer(websocket_server),
        Contender::Hocuspocus(hocuspocus),
        Contender::Bare,
    ])
}

/// What a server does with documents, where that can be chosen. Octavo always keeps them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// They are in memory alone, as anybody starts it who says nothing else.
    Nothing,
    /// In the folder: of `@y/websocket-server` by its `y-leveldb`, of Hocuspocus by the hooks that its database extension
    /// is made of.
    Documents,
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

    /// How it is spoken to, where acknowledgements are wanted if there are any.
    pub fn speech(&self) -> Speech {
        match self {
            Contender::Octavo(_) => Speech::Octavo,
            Contender::WebsocketServer(_) => Speech::Yjs,
            Contender::Hocuspocus(_) => Speech::Hocuspocus,
            Contender::Bare => Speech::Nothing,
        }
    }

    pub async fn join(&self, address: &str, room: &str) -> io::Result<Client> {
        Client::join(self.speech(), address, room).await
    }

    /// As [`Contender::join`], once so many bytes of the document have come.
    pub async fn join_whole(&self, address: &str, room: &str, bytes: usize) -> io::Result<Joined> {
        Client::join_whole(self.speech(), address, room, bytes).await
    }

    /// Waits until what it has taken is on disk. Octavo says so; nobody knows of the others, and they get some seconds.
    pub async fn until_kept(&self) {
        if self.speech() != Speech::Octavo {
            tokio::time::sleep(Duration::from_secs(4)).await;
        }
    }

    /// One round: starts the server, puts the load on it, and measures.
    pub fn measure(&self, load: Load) -> io::Result<Outcome> {
        let folder =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("relay-bench-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        let (server, address) = self.start(&folder, Keeping::Nothing)?;
        let outcome = self.run_load(&server, &address, load);
        drop(server);
        fs::remove_dir_all(&folder)?;
        outcome
    }

    /// Starts it with its data in `folder`, and gives the address of its rooms.
    pub fn start(&self, folder: &Path, keeping: Keeping) -> io::Result<(Running, String)> {
        self.start_with(folder, keeping, &[])
    }

    /// As [`Contender::start`]; Octavo has these settings too.
    pub fn start_with(
        &self,
        folder: &Path,
        keeping: Keeping,
        settings: &[&str],
    ) -> io::Result<(Running, String)> {
        match self {
            Contender::Octavo(program) => {
                let mut command = Command::new(program);
                // All the load comes from one address.
                command.args(["serve", "--open", "--max-connections-per-address", "0"]);
                command.args(["--listen", "127.0.0.1:0", "--data"]).arg(folder);
                command.args(settings);
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
                if keeping == Keeping::Documents {
                    command.env("YPERSISTENCE", folder);
                }
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

/// The memory of a process that is in use, in bytes.
pub fn resident(server: &Running) -> io::Result<f64> {
    let status = fs::read_to_string(format!("/proc/{}/status", server.0.id()))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse().map_err(io::Error::other)?;
    Ok(kilobytes * 1024.0)
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
