//! Telling hooks what waits for them: one after the other for each, in the order in which it happened, and several hooks at a time. What
//! is not taken is told again, later each time, for three days.

use std::time::Duration;

use axum::http::header::{CONTENT_TYPE, USER_AGENT};
use axum::http::{Method, Request, StatusCode};
use futures_util::future::join_all;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use super::{Failing, Hook, HookId};
use crate::app::App;
use crate::clock::wall_ms;
use crate::people::{Failure, read, record};
use crate::store::{Book, Change, StoreError};

/// What waits that is looked at in one go, of all hooks together, and of one.
const AT_ONCE: usize = 10_000;
const OF_ONE: usize = 16;
/// After so long with one hook others have their turn.
const TURN: Duration = Duration::from_secs(10);
/// Hooks that are told at a time.
const PLACES: usize = 16;
/// After a failure it is tried again so much later, after each further one four times as late, and so much at most.
const FIRST_WAIT_MS: u64 = 10_000;
const LONGEST_WAIT_MS: u64 = 6 * 60 * 60 * 1000;
/// After so long it is given up.
const GIVEN_UP_MS: u64 = 3 * 24 * 60 * 60 * 1000;
/// How often it is looked for what is due, if nothing is said to have come.
const LOOK_MS: u64 = 60_000;

/// Something that waits for a hook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Its number, by which whoever is told it twice knows that.
    pub id: String,
    /// What is told, as JSON.
    pub body: String,
    /// Since when it waits, in milliseconds since 1970,
    pub queued_ms: u64,
    /// when it is told next,
    pub next_ms: u64,
    /// and how often that failed.
    pub tries: u32,
}

/// What became of telling.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    /// It was taken.
    Taken,
    /// Nobody wants to be told there any more.
    Gone,
    /// It was not taken, and why.
    Failed(String),
}

/// Delivers what waits, for as long as the server runs.
pub(super) async fn deliver_on(app: &App) {
    loop {
        let wait_ms = match deliver_due(app).await {
            Ok(wait_ms) => wait_ms,
            Err(error) => {
                tracing::warn!(%error, "what waits for hooks cannot be read");
                LOOK_MS
            }
        };
        let _ = tokio::time::timeout(Duration::from_millis(wait_ms), app.hooks.due.notified()).await;
    }
}

/// Delivers what is due. Gives after how many milliseconds something is due again.
async fn deliver_due(app: &App) -> Result<u64, StoreError> {
    let waiting = app.store.begin_with(Book::Deliveries, Vec::new(), AT_ONCE).await?;
    let of_hooks: Vec<_> = waiting.chunk_by(|(a, _), (b, _)| HookId::read(a) == HookId::read(b)).collect();
    let mut least_ms = LOOK_MS;
    for some in of_hooks.chunks(PLACES) {
        for wait_ms in join_all(some.iter().map(|waiting| deliver_to_one(app, waiting))).await {
            least_ms = least_ms.min(wait_ms?);
        }
    }
    Ok(least_ms)
}

/// Delivers what waits for one hook, until one is not taken.
async fn deliver_to_one(app: &App, waiting: &[(Vec<u8>, Vec<u8>)]) -> Result<u64, StoreError> {
    let Some(id) = waiting.first().and_then(|(key, _)| HookId::read(key)) else { return Ok(LOOK_MS) };
    let since = Instant::now();
    for (key, bytes) in waiting.iter().take(OF_ONE) {
        let now_ms = wall_ms();
        let found = app.store.look_up(Book::Hooks, id.bytes()).await?;
        let hook = found.as_deref().and_then(read::<Hook>);
        let (Some(had), Some(hook), Some(delivery)) = (found, hook, read::<Delivery>(bytes)) else {
            app.store.write(vec![Change::remove(Book::Deliveries, key.clone())]).await?;
            continue;
        };
        // A clock that was set back holds nothing up for longer than a failure does.
        let next_ms = delivery.next_ms.min(now_ms + LONGEST_WAIT_MS);
        if next_ms > now_ms {
            return Ok(next_ms - now_ms);
        }
        let outcome = tell(app, &hook, &delivery).await;
        let (hook, rest) = match outcome {
            Outcome::Gone => {
                return match super::remove(&app.store, id, Vec::new()).await {
                    Err(Failure::Store(error)) => Err(error),
                    _ => Ok(LOOK_MS),
                };
            }
            Outcome::Taken => (Hook { taken_ms: Some(now_ms), failing: None, ..hook }, None),
            Outcome::Failed(why) => {
                let since_ms = hook.failing.as_ref().map_or(now_ms, |failing| failing.since_ms);
                let is_over = now_ms > delivery.queued_ms + GIVEN_UP_MS;
                let later = (!is_over).then(|| delivery.later(now_ms));
                (Hook { failing: Some(Failing { since_ms, why }), ..hook }, later)
            }
        };
        let wait_ms = rest.as_ref().map(|later| later.next_ms - now_ms);
        let waits = match &rest {
            Some(later) => Change::turn(Book::Deliveries, key.clone(), bytes.clone(), record(later)),
            None => Change::remove(Book::Deliveries, key.clone()),
        };
        // If its owner has changed or taken out the hook meanwhile, it is told again, or not any more.
        app.store.write(vec![waits, Change::turn(Book::Hooks, id.bytes(), had, record(&hook))]).await?;
        if let Some(wait_ms) = wait_ms {
            return Ok(wait_ms);
        }
        if since.elapsed() > TURN {
            return Ok(0);
        }
    }
    // There may be more.
    Ok(if waiting.len() > OF_ONE { 0 } else { LOOK_MS })
}

impl Delivery {
    /// The same, to be told again after one more failure.
    fn later(self, now_ms: u64) -> Delivery {
        let wait_ms = FIRST_WAIT_MS.saturating_mul(4_u64.saturating_pow(self.tries)).min(LONGEST_WAIT_MS);
        Delivery { next_ms: now_ms + wait_ms, tries: self.tries + 1, ..self }
    }
}

async fn tell(app: &App, hook: &Hook, delivery: &Delivery) -> Outcome {
    let time = wall_ms() / 1000;
    let request = Request::builder()
        .method(Method::POST)
        .uri(&hook.url)
        .header(CONTENT_TYPE, "application/json")
        .header(USER_AGENT, concat!("Octavo/", env!("CARGO_PKG_VERSION")))
        .header("webhook-id", &delivery.id)
        .header("webhook-timestamp", time)
        .header("webhook-signature", hook.secret.signature(&delivery.id, time, &delivery.body))
        .body(delivery.body.clone().into_bytes());
    let request = match request {
        Ok(request) => request,
        Err(error) => return Outcome::Failed(error.to_string()),
    };
    match app.outside.send(request).await {
        Ok(answer) if answer.status().is_success() => Outcome::Taken,
        Ok(answer) if answer.status() == StatusCode::GONE => Outcome::Gone,
        Ok(answer) => Outcome::Failed(format!("it answered {}", answer.status().as_u16())),
        Err(error) => Outcome::Failed(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_taken_waits_longer_each_time_and_never_longer_than_hours() {
        let mut delivery =
            Delivery { id: String::new(), body: String::new(), queued_ms: 0, next_ms: 0, tries: 0 };
        let mut waits = Vec::new();
        for _ in 0..9 {
            delivery = delivery.later(1_000);
            waits.push((delivery.next_ms - 1_000) / 1000);
        }
        assert_eq!(waits, [10, 40, 160, 640, 2_560, 10_240, 21_600, 21_600, 21_600]);
    }
}
