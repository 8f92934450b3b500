//! The settings of `octavo serve` that bound what strangers may cost. docs/operations.md says what is beyond each.

use std::time::Duration;

use clap::Args;

use crate::config::Limits;

const MIB: usize = 1 << 20;

/// The bounds.
#[derive(Debug, Args)]
pub(super) struct Bounds {
    /// The most people connected at a time.
    #[arg(long, value_name = "COUNT", env = "OCTAVO_MAX_CONNECTIONS", default_value_t = Limits::default().connections)]
    max_connections: usize,

    /// The most people connected from one network address at a time, such as those of a school; of IPv6 a network (/64) is one
    /// address. 0 for as many as it likes.
    #[arg(
        long,
        value_name = "COUNT",
        env = "OCTAVO_MAX_CONNECTIONS_PER_ADDRESS",
        default_value_t = Limits::default().connections_per_address
    )]
    max_connections_per_address: usize,

    /// The most people connected to one document at a time.
    #[arg(
        long,
        value_name = "COUNT",
        env = "OCTAVO_MAX_CONNECTIONS_PER_ROOM",
        default_value_t = Limits::default().connections_per_room
    )]
    max_connections_per_room: usize,

    /// The most connections at a time beside those of people in documents: for pages, their files and requests.
    #[arg(long, value_name = "COUNT", env = "OCTAVO_MAX_REQUESTS", default_value_t = Limits::default().requests)]
    max_requests: usize,

    /// The most such connections from one network address. 0 for as many as it likes; behind a proxy it says nothing.
    #[arg(
        long,
        value_name = "COUNT",
        env = "OCTAVO_MAX_REQUESTS_PER_ADDRESS",
        default_value_t = Limits::default().requests_per_address
    )]
    max_requests_per_address: usize,

    /// The most documents open at a time.
    #[arg(long, value_name = "COUNT", env = "OCTAVO_MAX_ROOMS", default_value_t = Limits::default().rooms)]
    max_rooms: usize,

    /// The memory that open documents may take, in MiB. When it is used up, those that nobody has open leave it, and no
    /// further one is opened.
    #[arg(long, value_name = "MIB", env = "OCTAVO_MAX_MEMORY", default_value_t = Limits::default().memory >> 20)]
    max_memory: usize,

    /// The most messages a second that one client may send for long. What is more is read later.
    #[arg(long, value_name = "COUNT", env = "OCTAVO_MAX_RATE", default_value_t = Limits::default().message_rate)]
    max_rate: u32,

    /// The most bytes a second that one client may send for long. What is more is read later. 0 for as many as it likes.
    #[arg(long, value_name = "BYTES", env = "OCTAVO_MAX_BYTE_RATE", default_value_t = Limits::default().byte_rate)]
    max_byte_rate: u32,

    /// The longest message taken from a client, in bytes.
    #[arg(
        long,
        value_name = "BYTES",
        env = "OCTAVO_MAX_MESSAGE",
        default_value_t = Limits::default().room.frame_bytes
    )]
    max_message: usize,

    /// The most bytes of one client's changes that may wait for the disk.
    #[arg(
        long,
        value_name = "BYTES",
        env = "OCTAVO_MAX_WAITING_BYTES",
        default_value_t = Limits::default().room.waiting_bytes
    )]
    max_waiting_bytes: usize,

    /// The longest thing that a client may say of where it is, in bytes.
    #[arg(
        long,
        value_name = "BYTES",
        env = "OCTAVO_MAX_PRESENCE",
        default_value_t = Limits::default().room.presence_bytes
    )]
    max_presence: usize,

    /// The most that one connection may show as present: the tabs of a browser share one.
    #[arg(
        long,
        value_name = "COUNT",
        env = "OCTAVO_MAX_PRESENT",
        default_value_t = Limits::default().room.presence_ids
    )]
    max_present: usize,

    /// The shortest time between two messages to everybody that show who is where, in milliseconds.
    #[arg(
        long,
        value_name = "MILLISECONDS",
        env = "OCTAVO_PRESENCE_GAP",
        default_value_t = Limits::default().room.presence_gap_ms
    )]
    presence_gap: u64,

    /// After so many seconds a silent connection is asked whether it is there; after as many more it is dropped. Less than
    /// what a proxy lets a silent connection live.
    #[arg(
        long,
        value_name = "SECONDS",
        env = "OCTAVO_PING_INTERVAL",
        value_parser = clap::value_parser!(u64).range(1..),
        default_value_t = Limits::default().ping_interval.as_secs()
    )]
    ping_interval: u64,

    /// The time in which a request, or the beginning of TLS, must be there, in seconds.
    #[arg(
        long,
        value_name = "SECONDS",
        env = "OCTAVO_REQUEST_TIMEOUT",
        value_parser = clap::value_parser!(u64).range(1..),
        default_value_t = Limits::default().request_timeout.as_secs()
    )]
    request_timeout: u64,

    /// The most changes of one client that may wait for the disk.
    #[arg(
        long,
        value_name = "COUNT",
        env = "OCTAVO_MAX_WAITING",
        default_value_t = Limits::default().room.waiting_updates
    )]
    max_waiting: usize,

    /// The most documents an hour that one account may make, and that all guests from one network address may make. 0 for as
    /// many as they like.
    #[arg(
        long,
        value_name = "COUNT",
        env = "OCTAVO_MAX_NEW_DOCUMENTS",
        default_value_t = Limits::default().new_documents
    )]
    max_new_documents: u32,

    /// The most requests a minute that a program may make with one key. 0 for as many as it likes.
    #[arg(
        long,
        value_name = "COUNT",
        env = "OCTAVO_MAX_KEY_REQUESTS",
        default_value_t = Limits::default().key_requests
    )]
    max_key_requests: u32,

    /// The longest change of a document that a program may send by HTTP, in bytes.
    #[arg(
        long,
        value_name = "BYTES",
        env = "OCTAVO_MAX_CHANGE",
        default_value_t = Limits::default().change_bytes
    )]
    max_change: usize,

    /// The largest document, in bytes of its state. What would make one larger is refused.
    #[arg(
        long,
        value_name = "BYTES",
        env = "OCTAVO_MAX_DOCUMENT",
        default_value_t = Limits::default().room.document_bytes
    )]
    max_document: usize,

    /// The disk space that has to be free for a new document, in MiB: what is left is for those that are there.
    #[arg(long, value_name = "MIB", env = "OCTAVO_MIN_FREE_DISK", default_value_t = Limits::default().free_disk >> 20)]
    min_free_disk: u64,

    /// The most searches a minute of one account, or of all guests from one network address. 0 for as many as they like.
    #[arg(long, value_name = "COUNT", env = "OCTAVO_MAX_SEARCHES", default_value_t = Limits::default().searches)]
    max_searches: u32,

    /// The memory for what goes into the index of what is searched, in MiB, 15 at least; as much again may wait for that.
    #[arg(
        long,
        value_name = "MIB",
        env = "OCTAVO_SEARCH_MEMORY",
        default_value_t = Limits::default().search_memory / MIB
    )]
    search_memory: usize,

    /// The most requests at a time that read a document's past.
    #[arg(long, value_name = "COUNT", env = "OCTAVO_MAX_REPLAYS", default_value_t = Limits::default().replays)]
    max_replays: usize,

    /// How long a document that nobody has open stays in memory, and the text of one in which nobody writes, in seconds.
    #[arg(
        long,
        value_name = "SECONDS",
        env = "OCTAVO_ROOM_IDLE",
        default_value_t = Limits::default().room_idle.as_secs()
    )]
    room_idle: u64,
}

impl Bounds {
    /// The limits of a server with these settings.
    pub(super) fn limits(&self) -> Limits {
        let mut limits = Limits {
            connections: self.max_connections,
            connections_per_address: self.max_connections_per_address,
            connections_per_room: self.max_connections_per_room,
            requests: self.max_requests,
            requests_per_address: self.max_requests_per_address,
            rooms: self.max_rooms,
            memory: self.max_memory.saturating_mul(MIB),
            message_rate: self.max_rate.max(1),
            byte_rate: self.max_byte_rate,
            new_documents: self.max_new_documents,
            key_requests: self.max_key_requests,
            change_bytes: self.max_change,
            free_disk: self.min_free_disk.saturating_mul(MIB as u64),
            searches: self.max_searches,
            search_memory: self.search_memory.saturating_mul(MIB),
            replays: self.max_replays,
            room_idle: Duration::from_secs(self.room_idle),
            ping_interval: Duration::from_secs(self.ping_interval),
            request_timeout: Duration::from_secs(self.request_timeout),
            ..Limits::default()
        };
        limits.room.frame_bytes = self.max_message;
        limits.room.waiting_updates = self.max_waiting;
        limits.room.waiting_bytes = self.max_waiting_bytes;
        limits.room.document_bytes = self.max_document;
        limits.room.presence_bytes = self.max_presence;
        limits.room.presence_ids = self.max_present;
        limits.room.presence_gap_ms = self.presence_gap;
        limits
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::{CommandFactory as _, Parser};

    use super::*;

    #[derive(Debug, Parser)]
    struct Program {
        #[command(flatten)]
        bounds: Bounds,
    }

    fn limits(arguments: &[&str]) -> String {
        let program = Program::try_parse_from([&["octavo"], arguments].concat()).unwrap();
        format!("{:?}", program.bounds.limits())
    }

    #[test]
    fn each_setting_has_its_own_limit_and_is_told_to_operators() {
        let told = include_str!("../../../docs/operations.md");
        let mut seen = BTreeSet::from([limits(&[])]);
        assert_eq!(seen.first(), Some(&format!("{:?}", Limits::default())), "the defaults are said once");
        for argument in Program::command().get_arguments() {
            let Some(name) = argument.get_long().map(|name| format!("--{name}")) else { continue };
            assert!(seen.insert(limits(&[&name, "7"])), "{name} changes nothing of its own");
            assert!(told.contains(&format!("| `{name}` |")), "{name} is not in docs/operations.md");
        }
        assert!(seen.len() > 20);
    }
}
