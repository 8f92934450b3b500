//! Generators, an adversarial network and the invariant checker, for tests.
//!
//! Everything random here comes from a seed that a failing test prints. `OCTAVO_TEST_SEEDS` says how many seeds a test
//! tries, which `cargo xtask schedules` does, or which (`1000..2000`), so that several machines can share the work;
//! `OCTAVO_TEST_SEED` has it try one alone.

pub mod author;
pub mod exercise;
pub mod hostile;
pub mod network;

use std::env;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// The seeds to try: `runs` of them, unless the environment says otherwise.
pub fn seeds(runs: u64) -> std::ops::Range<u64> {
    let given = |name: &str| env::var(name).ok();
    let number = |text: &str| text.parse::<u64>().ok();
    if let Some(seed) = given("OCTAVO_TEST_SEED").as_deref().and_then(number) {
        return seed..seed + 1;
    }
    let given = given("OCTAVO_TEST_SEEDS").unwrap_or_default();
    match given.split_once("..") {
        Some((first, end)) => number(first).unwrap_or_default()..number(end).unwrap_or(runs),
        None => 0..number(&given).unwrap_or(runs),
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
