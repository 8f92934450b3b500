//! A mail server on a port of this machine, as far as ours speaks with one (RFC 5321): it takes letters and shows them.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use super::server::within;

/// A letter that was taken.
#[derive(Debug, Clone)]
pub struct Letter {
    pub to: String,
    pub text: String,
}

impl Letter {
    /// The path of the first link in what it says.
    pub fn path(&self) -> &str {
        let (_, said) = self.text.split_once("\n\n").expect("what it says is below its head");
        let start =
            said.find("https://octavo.example/").expect("it has a link") + "https://octavo.example".len();
        let rest = &said[start..];
        &rest[..rest.find(char::is_whitespace).unwrap_or(rest.len())]
    }
}

/// The mail server. It runs until it is dropped.
pub struct PostOffice {
    pub address: SocketAddr,
    letters: Arc<Mutex<Vec<Letter>>>,
    arrived: Arc<Notify>,
    task: JoinHandle<()>,
}

impl Drop for PostOffice {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl PostOffice {
    pub async fn open(address: SocketAddr) -> PostOffice {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (letters, arrived) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Notify::new()));
        let (kept, rings) = (letters.clone(), arrived.clone());
        let task = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let (kept, rings) = (kept.clone(), rings.clone());
                tokio::spawn(async move {
                    let _ = take(socket, &kept, &rings).await;
                });
            }
        });
        PostOffice { address, letters, arrived, task }
    }

    /// The letters that came, when there are so many.
    pub async fn letters(&self, count: usize) -> Vec<Letter> {
        loop {
            let arrived = self.arrived.notified();
            let letters = self.letters.lock().unwrap().clone();
            if letters.len() >= count {
                return letters;
            }
            within(arrived).await;
        }
    }
}

async fn take(socket: TcpStream, letters: &Mutex<Vec<Letter>>, arrived: &Notify) -> std::io::Result<()> {
    let (reader, mut writer) = socket.into_split();
    let mut lines = BufReader::new(reader).lines();
    writer.write_all(b"220 post.example\r\n").await?;
    let mut to = String::new();
    while let Some(line) = lines.next_line().await? {
        let answer: &[u8] = match line.get(..4).unwrap_or_default().to_ascii_uppercase().as_str() {
            "RCPT" => {
                to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                if to.starts_with("refused") { b"550 no such mailbox\r\n" } else { b"250 ok\r\n" }
            }
            "DATA" => {
                writer.write_all(b"354 go on\r\n").await?;
                let mut text = String::new();
                while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                    // Quoted-printable: a line that ends in "=" goes on.
                    match line.strip_suffix('=') {
                        Some(part) => text.push_str(part),
                        None => text.push_str(&format!("{line}\n")),
                    }
                }
                letters.lock().unwrap().push(Letter { to: to.clone(), text: text.replace("=3D", "=") });
                arrived.notify_waiters();
                b"250 taken\r\n"
            }
            "QUIT" => {
                writer.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            _ => b"250 ok\r\n",
        };
        writer.write_all(answer).await?;
    }
    Ok(())
}
