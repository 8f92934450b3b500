//! What can be set from outside, with the defaults that a small team needs to change nothing of.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use octavo_shared::sync;

use crate::people::mail::MailSettings;
use crate::people::sso::SsoSettings;
use crate::tls::Tls;

/// The settings of a running server.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// Any Yjs client may open any room by name.
    pub is_open: bool,
    /// Origins, beside the server's own, whose pages may connect: `https://host` or `https://host:port`.
    pub allowed_origins: Vec<String>,
    /// Whether `/metrics` tells how much is going on.
    pub has_metrics: bool,
    /// What connections are accepted with, on a server that speaks TLS by itself.
    pub tls: Option<Arc<Tls>>,
    /// The server's address as people know it, such as `https://octavo.example`: where the links in letters lead.
    pub public_url: Option<String>,
    /// Whether a proxy is in front of the server, which says in `X-Forwarded-For` where a request comes from.
    pub is_behind_proxy: bool,
    /// How letters are sent; without it none are.
    pub mail: Option<MailSettings>,
    /// Where the index of what is searched is kept; in memory without it.
    pub search_folder: Option<PathBuf>,
    /// The provider of single sign-on, if there is one.
    pub sso: Option<SsoSettings>,
    /// Whether hooks may lead to this machine and its own network.
    pub has_private_hooks: bool,
    /// The bounds on what strangers may cost.
    pub limits: Limits,
}

impl Config {
    /// Whether browsers reach the server by TLS: its own, or that of a proxy.
    pub fn is_secure(&self) -> bool {
        self.tls.is_some() || self.public_url.as_ref().is_some_and(|site| site.starts_with("https://"))
    }
}

/// The bounds on what strangers may cost. What a room allows of a message stands in [`sync::Limits`].
#[derive(Debug, Clone)]
pub struct Limits {
    /// WebSockets at a time.
    pub connections: usize,
    /// WebSockets at a time from one network address; 0 for as many as it likes.
    pub connections_per_address: usize,
    /// Connections at a time beside the WebSockets, for pages, their files and the requests of programs.
    pub requests: usize,
    /// Such connections at a time from one network address, beside its WebSockets; 0 for as many as it likes. Behind a proxy all
    /// come from the proxy's, and this says nothing.
    pub requests_per_address: usize,
    /// WebSockets at a time in one room.
    pub connections_per_room: usize,
    /// Rooms in memory at a time.
    pub rooms: usize,
    /// Bytes of memory that rooms may take, by an estimate.
    pub memory: usize,
    /// Messages a second that one connection may send for long. It may send as many as four seconds' at once; what is more is
    /// read later.
    pub message_rate: u32,
    /// Bytes a second that one connection may send for long, and as many as four seconds' at once; 0 for as many as it likes.
    pub byte_rate: u32,
    /// The time in which a request must be there, with all its headers.
    pub request_timeout: Duration,
    /// Every so often a silent connection is pinged; one that is silent for another such time is closed, as is one that
    /// takes nothing off its socket for two.
    pub ping_interval: Duration,
    /// Documents an hour that one account, or all guests from one network address, may make, and as many at once; 0 for as many
    /// as they like.
    pub new_documents: u32,
    /// Requests a minute of one program's key, and as many at once; 0 for as many as it likes.
    pub key_requests: u32,
    /// Bytes of one change that is sent by HTTP.
    pub change_bytes: usize,
    /// Bytes that have to be free on the disk for a new document.
    pub free_disk: u64,
    /// Searches a minute that one account, or all guests from one network address, may make, and as many at once; 0 for as many
    /// as they like.
    pub searches: u32,
    /// Bytes of memory for what goes into the index of what is searched, and as many again for what waits for that.
    pub search_memory: usize,
    /// Requests at a time that replay a document's past.
    pub replays: usize,
    /// How long a room without connections stays in memory, and the text of one in which nobody writes.
    pub room_idle: Duration,
    /// How long stopping may take.
    pub shutdown: Duration,
    /// What a room allows of a message.
    pub room: sync::Limits,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            connections: 20_000,
            connections_per_address: 2_000,
            requests: 1_024,
            requests_per_address: 512,
            connections_per_room: 2_000,
            rooms: 20_000,
            memory: 4 << 30,
            message_rate: 500,
            byte_rate: 4 << 20,
            request_timeout: Duration::from_secs(10),
            ping_interval: Duration::from_secs(25),
            new_documents: 1_000,
            key_requests: 600,
            change_bytes: 4 << 20,
            free_disk: 256 << 20,
            searches: 1_200,
            search_memory: 32 << 20,
            replays: 4,
            room_idle: Duration::from_secs(60),
            shutdown: Duration::from_secs(10),
            room: sync::Limits::default(),
        }
    }
}
