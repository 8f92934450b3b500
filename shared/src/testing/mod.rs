//! Generators, an adversarial network and the invariant checker, for tests.
//!
//! Everything random here comes from a seed that a failing test prints. `OCTAVO_TEST_SEEDS` says how many seeds a test
//! tries, which `cargo xtask schedules` does; `OCTAVO_TEST_SEED` has it try one alone.

pub mod exercise;
pub mod hostile;
pub mod network;

use std::env;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

fn number(name: &str) -> Option<u64> {
    env::var(name).ok()?.parse().ok()
}

/// The seeds to try: `runs` of them, unless the environment says otherwise.
pub fn seeds(runs: u64) -> std::ops::Range<u64> {
    match number("OCTAVO_TEST_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("OCTAVO_TEST_SEEDS").unwrap_or(runs),
    }
}

/// Calls `check` for every seed of [`seeds`] and says which one failed and how to repeat it.
pub fn for_seeds(runs: u64, check: impl Fn(u64)) {
    for seed in seeds(runs) {
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| check(seed))) {
            eprintln!("failed with seed {seed}; repeat with OCTAVO_TEST_SEED={seed}");
            resume_unwind(panic);
        }
    }
}
