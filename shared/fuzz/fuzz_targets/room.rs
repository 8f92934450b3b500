//! Frames against a room. `cargo +nightly fuzz run room`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| octavo_shared::testing::exercise::frames(bytes));
