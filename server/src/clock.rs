//! The two clocks of the server: what time it is for people, and how time passes for timers. The first may jump when an
//! administrator or the network sets it, the second never does.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// By how much the clock on the wall goes wrong, in milliseconds.
static WRONG_BY_MS: AtomicI64 = AtomicI64::new(0);

/// Milliseconds since 1970, by the clock on the wall.
pub fn wall_ms() -> u64 {
    let time = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_millis() as u64);
    time.saturating_add_signed(WRONG_BY_MS.load(Ordering::Relaxed))
}

/// Sets the clock on the wall so many milliseconds ahead, or back, of what the system says, for this whole process. For tests
/// of what a jump does.
pub fn set_wrong_by(by_ms: i64) {
    WRONG_BY_MS.store(by_ms, Ordering::Relaxed);
}

/// Milliseconds since some moment in the life of this process. Never goes back, never jumps.
pub fn steady_ms() -> u64 {
    START.elapsed().as_millis() as u64
}
