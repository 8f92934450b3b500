//! The two clocks of the server: what time it is for people, and how time passes for timers. The first may jump when an
//! administrator or the network sets it, the second never does.

use std::sync::LazyLock;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Milliseconds since 1970, by the clock on the wall.
pub fn wall_ms() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_millis() as u64)
}

/// Milliseconds since some moment in the life of this process. Never goes back, never jumps.
pub fn steady_ms() -> u64 {
    START.elapsed().as_millis() as u64
}
