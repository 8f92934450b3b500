//! What the server counts about itself, and how Prometheus reads it (text format 0.0.4). Numbers only: no document's name
//! and no person's stands in it.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::histogram::Histogram;
use crate::store::Store;

/// The counts since the server started. What is true at a moment (rooms, connections) is asked for when it is read.
#[derive(Debug, Default)]
pub struct Metrics {
    /// Binary messages that reached a room.
    messages: AtomicU64,
    /// Frames that rooms gave to all their readers.
    published: AtomicU64,
    /// Updates that went to readers in one frame with others.
    merged: AtomicU64,
    /// Times that a connection was not read because it sent more than it may.
    throttled: AtomicU64,
    /// Connections that found no place.
    turned_away: AtomicU64,
    /// Updates that are on disk.
    stored: AtomicU64,
    /// Appends that the disk did not take.
    failed: AtomicU64,
    /// Connections that a room closed because of what they sent or because the disk failed.
    closed: AtomicU64,
    /// Requests for the past of a document that were told to come back.
    replays_refused: AtomicU64,
    /// Readers that fell so far behind that they were brought up by state vector.
    caught_up: AtomicU64,
    /// Bytes of updates that are on disk.
    stored_bytes: AtomicU64,
    /// From asking for an append until it is on disk.
    appends: Histogram,
    /// From giving a frame to all readers until one of them writes it to its socket.
    fan_out: Histogram,
}

impl Metrics {
    /// A binary message reached a room.
    pub fn message(&self) {
        add(&self.messages, 1);
    }

    /// A frame was given to all readers of a room.
    pub fn published(&self) {
        add(&self.published, 1);
    }

    /// So many updates became one frame.
    pub fn merged(&self, updates: usize) {
        add(&self.merged, updates as u64);
    }

    /// A connection was not read for a while, because it sent more than it may.
    pub fn throttled(&self) {
        add(&self.throttled, 1);
    }

    /// A connection was sent away because of a bound on rooms, connections or memory.
    pub fn turned_away(&self) {
        add(&self.turned_away, 1);
    }

    /// A room closed a connection.
    pub fn closed(&self) {
        add(&self.closed, 1);
    }

    /// Somebody who asked for the past of a document was told to come back.
    pub fn replay_refused(&self) {
        add(&self.replays_refused, 1);
    }

    /// A reader that fell behind was brought up.
    pub fn caught_up(&self) {
        add(&self.caught_up, 1);
    }

    /// So many updates, of so many bytes, are on disk after waiting so long for it.
    pub fn stored(&self, updates: usize, bytes: usize, waited: Duration) {
        add(&self.stored, updates as u64);
        add(&self.stored_bytes, bytes as u64);
        self.appends.add(waited);
    }

    /// A reader takes up a frame so long after it was given to all.
    pub fn taken_up(&self, after: Duration) {
        self.fan_out.add(after);
    }

    /// The disk did not take an append.
    pub fn not_stored(&self) {
        add(&self.failed, 1);
    }

    /// All counts in Prometheus's text format, with what is true now.
    fn text(&self, (rooms, room_bytes): (usize, usize), connections: usize, store: &Store) -> String {
        let mut text = String::new();
        let get = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let mut put = |name: &str, kind: &str, help: &str, value: u64| {
            // Writing to a string does not fail.
            let _ = write!(text, "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}\n");
        };
        put("octavo_rooms", "gauge", "Documents in memory.", rooms as u64);
        put("octavo_connections", "gauge", "Open WebSockets.", connections as u64);
        put("octavo_messages_total", "counter", "Messages that reached a room.", get(&self.messages));
        put(
            "octavo_published_total",
            "counter",
            "Frames given to all readers of a room.",
            get(&self.published),
        );
        put(
            "octavo_merged_total",
            "counter",
            "Updates that went out in one frame with others.",
            get(&self.merged),
        );
        put(
            "octavo_throttled_total",
            "counter",
            "Waits of connections that sent too much.",
            get(&self.throttled),
        );
        put(
            "octavo_turned_away_total",
            "counter",
            "Connections that found no place.",
            get(&self.turned_away),
        );
        put("octavo_room_bytes", "gauge", "Estimated memory of all rooms.", room_bytes as u64);
        put("octavo_updates_stored_total", "counter", "Updates on disk.", get(&self.stored));
        put("octavo_appends_failed_total", "counter", "Appends the disk did not take.", get(&self.failed));
        put("octavo_closed_total", "counter", "Connections closed by their room.", get(&self.closed));
        put("octavo_caught_up_total", "counter", "Readers that fell behind.", get(&self.caught_up));
        put(
            "octavo_replays_refused_total",
            "counter",
            "Requests for the past refused.",
            get(&self.replays_refused),
        );
        put("octavo_stored_bytes_total", "counter", "Bytes of updates on disk.", get(&self.stored_bytes));
        put("octavo_store_bytes", "gauge", "The length of the store's file.", store.size());
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
        let help = "From giving a frame to all readers until one takes it to its socket; one connection in 16 is measured.";
        self.fan_out.write(&mut text, "octavo_fanout_seconds", help);
        text
    }
}

fn add(count: &AtomicU64, more: u64) {
    count.fetch_add(more, Ordering::Relaxed);
}

/// `GET /metrics`, on a server that runs with `--metrics`.
pub async fn metrics(State(app): State<App>) -> Response {
    if !app.config.has_metrics {
        return (StatusCode::NOT_FOUND, "Metrics are off. Turn them on with --metrics.\n").into_response();
    }
    let text = app.metrics.text(
        (app.rooms.count(), app.rooms.bytes()),
        app.sockets.count(app.config.limits.connections),
        &app.store,
    );
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
