//! What the server counts about itself, and how Prometheus reads it (text format 0.0.4). Numbers only: no document's name
//! and no person's stands in it.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use octavo_shared::sync::{CloseCode, Refusals};

use crate::app::App;
use crate::histogram::Histogram;
use crate::search::Search;
use crate::store::{Sizes, Store};

/// What is counted up. [`SERIES`] has the name of each, in the same order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// Binary messages that reached a room.
    Messages,
    /// Frames that rooms gave to all their readers.
    Published,
    /// Updates that went to readers in one frame with others.
    Merged,
    /// Readers that fell so far behind that they were brought up by state vector.
    CaughtUp,
    /// Updates that are on disk.
    Stored,
    /// Bytes of those.
    StoredBytes,
    /// Appends that the disk did not take.
    NotStored,
    /// Documents that could not be opened, because what is stored of them cannot be read.
    NotOpened,
    /// Times that a connection was not read because it sent more messages than it may.
    ThrottledMessages,
    /// Times that a connection was not read because it sent more bytes than it may.
    ThrottledBytes,
    /// Requests for the past of a document that were told to come back.
    ReplaysRefused,
    /// Requests of programs, by key.
    KeyRequests,
    /// Those of them that came too often.
    KeysThrottled,
    /// Updates of somebody who may only look.
    RefusedView,
    /// Updates that the document does not take.
    RefusedContent,
    /// Updates that would make a document larger than it may be.
    RefusedSize,
    /// Updates that build on something that is not there, which the server then asks for.
    RefusedHole,
    /// Presence states of more clients than a connection may show.
    PassedOver,
    /// Presence that came sooner than it is shown again.
    PresenceHeld,
    /// WebSockets beyond `--max-connections`.
    FullServer,
    /// WebSockets beyond `--max-connections-per-address`.
    FullAddress,
    /// WebSockets beyond `--max-connections-per-room`.
    FullRoom,
    /// Documents beyond `--max-rooms`.
    FullRooms,
    /// Documents beyond `--max-memory`.
    FullMemory,
    /// Connections that were not accepted because the system has no file left for them.
    DroppedFiles,
    /// TCP connections beyond those that there are places for.
    DroppedPlaces,
    /// TCP connections beyond those that one network address may have.
    DroppedAddress,
    /// Connections that did not begin TLS as they should.
    DroppedTls,
    /// Connections whose request was malformed, too long, or not there in time.
    DroppedRequest,
    /// WebSockets on which nothing was heard, not even the answer to a ping.
    DroppedSilent,
    /// WebSockets that took nothing off their socket.
    DroppedStuck,
}

/// A line of what Prometheus reads: the metric's name, its label, and what it says.
type Series = (&'static str, &'static str, &'static str);

/// The name of each [`Count`].
const SERIES: [Series; 31] = [
    ("octavo_messages_total", "", "Messages that reached a room."),
    ("octavo_published_total", "", "Frames given to all readers of a room."),
    ("octavo_merged_total", "", "Updates that went out in one frame with others."),
    ("octavo_caught_up_total", "", "Readers that fell behind."),
    ("octavo_updates_stored_total", "", "Updates on disk."),
    ("octavo_stored_bytes_total", "", "Bytes of updates on disk."),
    ("octavo_appends_failed_total", "", "Appends the disk did not take."),
    ("octavo_not_opened_total", "", "Documents that could not be opened."),
    ("octavo_throttled_total", "{by=\"messages\"}", THROTTLED),
    ("octavo_throttled_total", "{by=\"bytes\"}", THROTTLED),
    ("octavo_replays_refused_total", "", "Requests for the past refused."),
    ("octavo_key_requests_total", "", "Requests of programs with a key."),
    ("octavo_keys_throttled_total", "", "Requests with a key that is used too often."),
    ("octavo_updates_refused_total", "{reason=\"view\"}", REFUSED),
    ("octavo_updates_refused_total", "{reason=\"content\"}", REFUSED),
    ("octavo_updates_refused_total", "{reason=\"size\"}", REFUSED),
    ("octavo_updates_refused_total", "{reason=\"hole\"}", REFUSED),
    ("octavo_presence_passed_over_total", "", "Presence states of too many clients of one connection."),
    ("octavo_presence_held_total", "", "Presence messages that came sooner than presence is shown again."),
    ("octavo_turned_away_total", "{limit=\"connections\"}", TURNED_AWAY),
    ("octavo_turned_away_total", "{limit=\"address\"}", TURNED_AWAY),
    ("octavo_turned_away_total", "{limit=\"room\"}", TURNED_AWAY),
    ("octavo_turned_away_total", "{limit=\"rooms\"}", TURNED_AWAY),
    ("octavo_turned_away_total", "{limit=\"memory\"}", TURNED_AWAY),
    ("octavo_dropped_total", "{why=\"files\"}", DROPPED),
    ("octavo_dropped_total", "{why=\"places\"}", DROPPED),
    ("octavo_dropped_total", "{why=\"address\"}", DROPPED),
    ("octavo_dropped_total", "{why=\"tls\"}", DROPPED),
    ("octavo_dropped_total", "{why=\"request\"}", DROPPED),
    ("octavo_dropped_total", "{why=\"silent\"}", DROPPED),
    ("octavo_dropped_total", "{why=\"stuck\"}", DROPPED),
];
const THROTTLED: &str = "Waits of connections that sent too much.";
const REFUSED: &str = "Updates not taken.";
const TURNED_AWAY: &str = "Connections that found no place.";
const DROPPED: &str = "Connections dropped without a word.";

/// The statuses of refusals over HTTP, each counted by itself; the last stands for all others.
const STATUSES: [u16; 15] = [400, 401, 403, 404, 405, 409, 410, 413, 422, 426, 429, 500, 503, 507, 0];

/// The counts since the server started. What is true at a moment (rooms, connections) is asked for when it is read.
#[derive(Debug, Default)]
pub struct Metrics {
    /// By [`Count`].
    counts: [AtomicU64; SERIES.len()],
    /// Connections that the server closed, by [`CloseCode::ALL`].
    closed: [AtomicU64; CloseCode::ALL.len()],
    /// Requests that were refused, by [`STATUSES`].
    refused: [AtomicU64; STATUSES.len()],
    /// From asking for an append until it is on disk.
    appends: Histogram,
    /// From giving a frame to all readers until one of them writes it to its socket.
    fan_out: Histogram,
}

impl Metrics {
    /// It happened once more.
    pub fn count(&self, count: Count) {
        self.add(count, 1);
    }

    /// It happened so many times more.
    pub fn add(&self, count: Count, more: u64) {
        self.counts[count as usize].fetch_add(more, Ordering::Relaxed);
    }

    /// The server closed a connection.
    pub fn closed(&self, code: CloseCode) {
        if let Some(at) = CloseCode::ALL.iter().position(|known| *known == code) {
            self.closed[at].fetch_add(1, Ordering::Relaxed);
        }
    }

    /// A request was answered.
    pub fn answered(&self, status: StatusCode) {
        if status.is_client_error() || status.is_server_error() {
            let at = STATUSES.iter().position(|known| *known == status.as_u16());
            self.refused[at.unwrap_or(STATUSES.len() - 1)].fetch_add(1, Ordering::Relaxed);
        }
    }

    /// A room did not take these.
    pub fn refused(&self, refusals: Refusals) {
        self.add(Count::RefusedView, refusals.view);
        self.add(Count::RefusedContent, refusals.content);
        self.add(Count::RefusedSize, refusals.size);
        self.add(Count::PresenceHeld, refusals.held);
        self.add(Count::RefusedHole, refusals.holes);
        self.add(Count::PassedOver, refusals.passed_over);
    }

    /// So many updates, of so many bytes, are on disk after waiting so long for it.
    pub fn stored(&self, updates: usize, bytes: usize, waited: Duration) {
        self.add(Count::Stored, updates as u64);
        self.add(Count::StoredBytes, bytes as u64);
        self.appends.add(waited);
    }

    /// A reader takes up a frame so long after it was given to all.
    pub fn taken_up(&self, after: Duration) {
        self.fan_out.add(after);
    }

    /// All counts in Prometheus's text format, with what is true now.
    fn text(
        &self,
        (rooms, room_bytes): (usize, usize),
        connections: usize,
        store: &Store,
        free: u64,
        sizes: Sizes,
    ) -> String {
        let mut sheet = Sheet::default();
        sheet.put("gauge", ("octavo_rooms", "", "Documents in memory."), rooms as u64);
        sheet.put("gauge", ("octavo_connections", "", "Open WebSockets."), connections as u64);
        sheet.put("gauge", ("octavo_room_bytes", "", "Estimated memory of all rooms."), room_bytes as u64);
        sheet.put("gauge", ("octavo_store_bytes", "", "The length of the store's file."), store.size());
        sheet.put("gauge", ("octavo_disk_free_bytes", "", "Free bytes of the store's volume."), free);
        let Sizes { entries, log_bytes, snapshot_bytes } = sizes;
        sheet.put("gauge", ("octavo_log_entries", "", "Entries of the logs of all documents."), entries);
        sheet.put("gauge", ("octavo_log_bytes", "", "Bytes of those entries."), log_bytes);
        sheet.put(
            "gauge",
            ("octavo_snapshot_bytes", "", "Bytes of the snapshots of all documents."),
            snapshot_bytes,
        );
        let get = |count: &AtomicU64| count.load(Ordering::Relaxed);
        for (series, count) in SERIES.iter().zip(&self.counts) {
            sheet.put("counter", *series, get(count));
        }
        for (code, count) in CloseCode::ALL.iter().zip(&self.closed) {
            let label = format!("{{code=\"{}\"}}", code.0);
            let help = "WebSockets closed by the server.";
            sheet.put("counter", ("octavo_closed_total", &label, help), get(count));
        }
        for (status, count) in STATUSES.iter().zip(&self.refused) {
            let label = match status {
                0 => "{status=\"other\"}".to_owned(),
                status => format!("{{status=\"{status}\"}}"),
            };
            let help = "Requests answered by a refusal.";
            sheet.put("counter", ("octavo_requests_refused_total", &label, help), get(count));
        }
        let mut text = sheet.text;
        self.appends.write(
            &mut text,
            "octavo_append_seconds",
            "From asking for an append until it is on disk.",
        );
        store.commits().write(
            &mut text,
            "octavo_commit_seconds",
            "Commits of the store, each with its fsync.",
        );
        store.syncs().write(&mut text, "octavo_fsync_seconds", "What fsync of the store's file takes alone.");
        let help = "From giving a frame to all readers until one takes it to its socket; one connection in 16 is measured.";
        self.fan_out.write(&mut text, "octavo_fanout_seconds", help);
        text
    }
}

/// What is counted of searching.
async fn of_search(search: Search) -> String {
    let mut sheet = Sheet::default();
    sheet.put("gauge", ("octavo_search_documents", "", "Documents that are found."), search.documents());
    let paused = ("octavo_search_paused", "", "Whether the index is not written.");
    sheet.put("gauge", paused, u64::from(search.is_paused()));
    let looked = search.clone();
    let bytes = tokio::task::spawn_blocking(move || looked.bytes()).await.unwrap_or_default();
    sheet.put("gauge", ("octavo_search_index_bytes", "", "The length of the index's files."), bytes);
    search.times().write(&mut sheet.text, "octavo_search_seconds", "Searches, with looking up rights.");
    sheet.text
}

/// Metrics on their way into Prometheus's text format.
#[derive(Default)]
struct Sheet {
    text: String,
    /// The name of the last, whose other labels need no heading.
    last: &'static str,
}

impl Sheet {
    fn put(&mut self, kind: &str, (name, label, help): (&'static str, &str, &str), value: u64) {
        // Writing to a string does not fail.
        if std::mem::replace(&mut self.last, name) != name {
            let _ = write!(self.text, "# HELP {name} {help}\n# TYPE {name} {kind}\n");
        }
        let _ = writeln!(self.text, "{name}{label} {value}");
    }
}

/// `GET /metrics`, on a server that runs with `--metrics`.
pub async fn metrics(State(app): State<App>) -> Response {
    if !app.config.has_metrics {
        return (StatusCode::NOT_FOUND, "Metrics are off. Turn them on with --metrics.\n").into_response();
    }
    let sizes = app.store.sizes().await;
    let mut text = app.metrics.text(
        (app.rooms.count(), app.rooms.bytes()),
        app.sockets.count(app.config.limits.connections),
        &app.store,
        app.store.free().await.unwrap_or_default(),
        sizes,
    );
    text.push_str(&of_search(app.search.clone()).await);
    ([(CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
}

/// `GET /readyz`: whether people can work here: the server is not stopping, and its store answers.
pub async fn ready(State(app): State<App>) -> Response {
    if app.rooms.is_stopping() {
        return (StatusCode::SERVICE_UNAVAILABLE, "The server is stopping.\n").into_response();
    }
    match app.store.find("".into()).await {
        Ok(_) => "ready\n".into_response(),
        Err(error) => {
            tracing::error!(%error, "not ready: the store does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, format!("Not ready: {error}.\n")).into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_count_has_its_own_line() {
        assert_eq!(Count::DroppedStuck as usize + 1, SERIES.len());
        for (count, line) in [
            (Count::Messages, "octavo_messages_total"),
            (Count::ReplaysRefused, "octavo_replays_refused_total"),
            (Count::PassedOver, "octavo_presence_passed_over_total"),
            (Count::FullMemory, "octavo_turned_away_total{limit=\"memory\"}"),
            (Count::DroppedStuck, "octavo_dropped_total{why=\"stuck\"}"),
        ] {
            let (name, label, _) = SERIES[count as usize];
            assert_eq!(format!("{name}{label}"), line);
        }
    }
}
