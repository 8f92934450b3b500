//! What a server counts, as its tests read it.

use axum::body::to_bytes;
use axum::extract::State;
use octavo_server::app::App;
use octavo_server::metrics::metrics;

use super::server::{TestServer, within};

/// What a server that may be stopped already has counted.
pub async fn counts(app: App) -> String {
    let body = to_bytes(metrics(State(app)).await.into_body(), 1 << 20).await.unwrap();
    String::from_utf8(body.to_vec()).unwrap()
}

/// The number that a text of Prometheus's has for a metric.
pub fn number(counts: &str, name: &str) -> u64 {
    let line = counts.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("{name} is not in\n{counts}")).parse().unwrap()
}

/// Waits until a metric is at least so high.
pub async fn until_counted(server: &TestServer, name: &str, wanted: u64) {
    within(async {
        while number(&counts(server.app.clone()).await, name) < wanted {
            tokio::task::yield_now().await;
        }
    })
    .await;
}
