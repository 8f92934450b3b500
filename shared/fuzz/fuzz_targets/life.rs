//! The life of a room. `cargo +nightly fuzz run life`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| octavo_shared::testing::exercise::life(bytes));
