//! Updates against the validator, and what it passes against the engine. `cargo +nightly fuzz run update`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| octavo_shared::testing::exercise::updates(bytes));
