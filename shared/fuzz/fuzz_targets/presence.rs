//! Presence updates against their reader. `cargo +nightly fuzz run presence`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| octavo_shared::testing::exercise::presence(bytes));
