//! How programs of this machine reach a running server: a socket in the data folder, which only its owner can open. `octavo
//! backup`, `octavo verify` and `octavo ready` use it, because the store's file is the server's alone while it runs.
//!
//! A request is one line, `backup`, `verify` or `ready`. The answer to the first is the store as a stream (`store::copy`), to the second
//! lines of text, of which the last says `whole` or `damaged`, to the third `ready` or why not.

use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::net::{UnixListener, UnixStream};

use crate::store::Store;
use crate::upkeep;

/// The socket's name in the data folder.
pub const SOCKET: &str = "octavo.sock";
/// How long the other side may take nothing of an answer, or say nothing.
const PATIENCE: Duration = Duration::from_secs(60);
/// Bytes of a request at most.
const LONGEST_REQUEST: u64 = 64;

/// The socket of a running server. It is gone when this is dropped.
#[derive(Debug)]
pub struct Control {
    path: PathBuf,
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
        tokio::spawn(async move {
            loop {
                match listener.accept().await {
                    Ok((socket, _)) => drop(tokio::spawn(serve(socket, store.clone()))),
                    Err(error) => {
                        tracing::warn!(%error, "a program of this machine could not be listened to");
                        tokio::time::sleep(Duration::from_secs(1)).await;
                    }
                }
            }
        });
        Ok(Control { path })
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        // Whether it is there matters to nobody: the next server removes it.
        let _ = std::fs::remove_file(&self.path);
    }
}

async fn serve(mut socket: UnixStream, store: Store) {
    let mut request = String::new();
    let mut reader = BufReader::new((&mut socket).take(LONGEST_REQUEST));
    let read = tokio::time::timeout(PATIENCE, reader.read_line(&mut request)).await;
    if !matches!(read, Ok(Ok(_))) {
        return;
    }
    let answered = tokio::task::spawn_blocking(move || answer(socket, request.trim(), &store)).await;
    if let Ok(Err(error)) = answered {
        tracing::warn!(%error, "a program of this machine did not get its answer");
    }
}

fn answer(socket: UnixStream, request: &str, store: &Store) -> io::Result<()> {
    let mut socket = socket.into_std()?;
    socket.set_nonblocking(false)?;
    socket.set_write_timeout(Some(PATIENCE))?;
    match request {
        "backup" => {
            let mut out = io::BufWriter::with_capacity(64 << 10, socket);
            let count = store.export(&mut out).map_err(io::Error::other)?;
            tracing::info!(records = count, "a copy of the store was made");
            Ok(())
        }
        "verify" => {
            let is_whole = upkeep::verify(store, &mut socket)?;
            writeln!(socket, "{}", if is_whole { "whole" } else { "damaged" })
        }
        "ready" => match tokio::runtime::Handle::current().block_on(store.find("".into())) {
            Ok(_) => writeln!(socket, "ready"),
            Err(error) => writeln!(socket, "Not ready: {error}."),
        },
        _ => writeln!(socket, "There is no such request."),
    }
}
