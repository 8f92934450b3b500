//! How programs of this machine reach a running server: a socket in the data folder, which only its owner can open. `octavo
//! backup`, `octavo verify`, `octavo restore` and `octavo ready` use it, because the store's file is the server's alone while it runs.
//!
//! A request is one line, `backup`, `verify`, `restore` or `ready`. The answer to the first is the store as a stream (`store::copy`), to
//! the second lines of text, of which the last says `whole` or `damaged`, to the third `restored` and where the store is now
//! that was served before, or why not, and to the last `ready` or why not.

use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::store::Store;
use crate::upkeep;

/// The socket's name in the data folder.
pub const SOCKET: &str = "octavo.sock";
/// What the answer to a restore begins with that was done.
pub const RESTORED: &str = "restored";
/// How long the other side may take nothing of an answer, or say nothing.
const PATIENCE: Duration = Duration::from_secs(60);
/// Bytes of a request at most.
const LONGEST_REQUEST: u64 = 64;

/// The socket of a running server. It is gone when this is dropped.
#[derive(Debug)]
pub struct Control {
    path: PathBuf,
    listening: JoinHandle<()>,
    asked: mpsc::Receiver<Restore>,
}

/// Somebody has put a restored store beside the one that is served, and waits for it to take its place.
#[derive(Debug)]
pub struct Restore {
    answer: oneshot::Sender<String>,
}

impl Restore {
    /// Says where the store is that was served before, or why it is served on.
    pub fn answer(self, outcome: Result<&Path, &str>) {
        let text = match outcome {
            Ok(before) => format!("{RESTORED} {}", before.file_name().unwrap_or_default().to_string_lossy()),
            Err(why) => why.to_owned(),
        };
        // Whoever asked may have gone.
        let _ = self.answer.send(text);
    }
}

/// What answers those who come.
#[derive(Clone)]
struct Desk {
    store: Store,
    /// Held by whoever reads the whole store, and by whoever has it replaced.
    whole: Arc<RwLock<()>>,
    restores: mpsc::Sender<Restore>,
}

impl Control {
    /// Listens in a data folder whose store is open here; so a socket that is there already is nobody's any more.
    pub fn listen(folder: &Path, store: Store) -> io::Result<Control> {
        let path = folder.join(SOCKET);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let listener = UnixListener::bind(&path)?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
        let (restores, asked) = mpsc::channel(1);
        let desk = Desk { store, whole: Arc::default(), restores };
        let listening = tokio::spawn(async move {
            loop {
                match listener.accept().await {
                    Ok((socket, _)) => drop(tokio::spawn(serve(socket, desk.clone()))),
                    Err(error) => {
                        tracing::warn!(%error, "a program of this machine could not be listened to");
                        tokio::time::sleep(Duration::from_secs(1)).await;
                    }
                }
            }
        });
        Ok(Control { path, listening, asked })
    }

    /// Ready when somebody wants a restored store in the place of this one.
    pub async fn restore(&mut self) -> Restore {
        match self.asked.recv().await {
            Some(restore) => restore,
            None => std::future::pending().await,
        }
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        self.listening.abort();
        // Whether it is there matters to nobody: the next server removes it.
        let _ = std::fs::remove_file(&self.path);
    }
}

async fn serve(mut socket: UnixStream, desk: Desk) {
    let mut request = String::new();
    let mut reader = BufReader::new((&mut socket).take(LONGEST_REQUEST));
    let read = tokio::time::timeout(PATIENCE, reader.read_line(&mut request)).await;
    if !matches!(read, Ok(Ok(_))) {
        return;
    }
    let answered = tokio::task::spawn_blocking(move || desk.answer(socket, request.trim())).await;
    if let Ok(Err(error)) = answered {
        tracing::warn!(%error, "a program of this machine did not get its answer");
    }
}

impl Desk {
    fn answer(&self, socket: UnixStream, request: &str) -> io::Result<()> {
        let mut socket = socket.into_std()?;
        socket.set_nonblocking(false)?;
        socket.set_write_timeout(Some(PATIENCE))?;
        match request {
            "backup" => {
                let _reading = self.whole.read();
                let mut out = io::BufWriter::with_capacity(64 << 10, socket);
                let count = self.store.export(&mut out).map_err(io::Error::other)?;
                tracing::info!(records = count, "a copy of the store was made");
                Ok(())
            }
            "verify" => {
                let _reading = self.whole.read();
                let is_whole = upkeep::verify(&self.store, &mut socket)?;
                writeln!(socket, "{}", if is_whole { "whole" } else { "damaged" })
            }
            "restore" => writeln!(socket, "{}", self.restore()),
            "ready" => match tokio::runtime::Handle::current().block_on(self.store.find("".into())) {
                Ok(_) => writeln!(socket, "ready"),
                Err(error) => writeln!(socket, "Not ready: {error}."),
            },
            _ => writeln!(socket, "There is no such request."),
        }
    }

    /// Has the store replaced, which nobody must be reading, and gives what came of it.
    fn restore(&self) -> String {
        let Ok(_replacing) = self.whole.try_write() else {
            return "A copy is being made, or the store is being checked. Try again when that has ended."
                .to_owned();
        };
        let (answer, answered) = oneshot::channel();
        let restore = Restore { answer };
        let said = self.restores.blocking_send(restore).ok().and_then(|()| answered.blocking_recv().ok());
        said.unwrap_or_else(|| "The server stopped.".to_owned())
    }
}
