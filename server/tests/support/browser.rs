//! A browser as far as accounts need one: it keeps cookies, and says from which site its pages are. With a key, and neither, it is
//! a program.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::server::within;

/// Somebody's browser.
#[derive(Debug, Clone)]
pub struct Browser {
    address: SocketAddr,
    /// Cookies, by name.
    pub cookies: BTreeMap<String, String>,
    /// The site that its pages are from; `None` for a program that says nothing of that.
    pub origin: Option<String>,
    /// What it says of its languages.
    pub language: &'static str,
    /// The key that it shows.
    pub key: Option<String>,
}

/// What a server answers.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    /// A header of the answer, by its name in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// What it says in JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Where it leads on to.
    pub fn leads_to(&self) -> &str {
        assert_eq!(self.status, 303, "{self:?}");
        self.header("location").unwrap()
    }
}

impl Browser {
    /// A new one, without cookies.
    pub fn new(address: SocketAddr) -> Browser {
        let origin = Some(format!("http://{address}"));
        Browser { address, cookies: BTreeMap::new(), origin, language: "en", key: None }
    }

    /// A program with a key.
    pub fn program(address: SocketAddr, key: &str) -> Browser {
        Browser { origin: None, key: Some(key.to_owned()), ..Browser::new(address) }
    }

    /// What it sends as its cookies.
    pub fn cookie(&self) -> String {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, None).await
    }

    pub async fn put(&mut self, path: &str) -> Answer {
        self.send("PUT", path, Some(String::new())).await
    }

    /// Sends a form.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        self.send("POST", path, Some(body.join("&"))).await
    }

    /// Sends JSON.
    pub async fn send_json(&mut self, method: &str, path: &str, body: &Value) -> Answer {
        self.send_as("application/json", method, path, Some(body.to_string().into_bytes())).await
    }

    pub async fn send(&mut self, method: &str, path: &str, body: Option<String>) -> Answer {
        let kind = "application/x-www-form-urlencoded";
        self.send_as(kind, method, path, body.map(String::into_bytes)).await
    }

    /// Sends a body of some kind.
    pub async fn send_as(&mut self, kind: &str, method: &str, path: &str, body: Option<Vec<u8>>) -> Answer {
        let address = self.address;
        let mut text = format!(
            "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\naccept-language: {}\r\n\
             user-agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n",
            self.language
        );
        if !self.cookies.is_empty() {
            text.push_str(&format!("cookie: {}\r\n", self.cookie()));
        }
        if let Some(key) = &self.key {
            text.push_str(&format!("authorization: Bearer {key}\r\n"));
        }
        if let Some(body) = &body {
            if let Some(origin) = &self.origin {
                text.push_str(&format!("origin: {origin}\r\n"));
            }
            let length = body.len();
            text.push_str(&format!("content-type: {kind}\r\ncontent-length: {length}\r\n"));
        }
        text.push_str("\r\n");
        let mut socket = TcpStream::connect(address).await.unwrap();
        socket.write_all(text.as_bytes()).await.unwrap();
        // A body that is too long is refused before it is read.
        let _ = socket.write_all(&body.unwrap_or_default()).await;
        let mut answer = Vec::new();
        within(socket.read_to_end(&mut answer)).await.unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        for line in head.lines() {
            if let Some(cookie) = line.to_ascii_lowercase().starts_with("set-cookie:").then(|| &line[11..]) {
                let (name, value) = cookie.trim().split(';').next().unwrap().split_once('=').unwrap();
                if cookie.contains("Max-Age=0") {
                    self.cookies.remove(name);
                } else {
                    self.cookies.insert(name.to_owned(), value.to_owned());
                }
            }
        }
        Answer { status, head: head.to_owned(), body: body.to_owned() }
    }
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
