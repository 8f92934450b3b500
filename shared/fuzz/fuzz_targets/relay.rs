//! What other tabs send, against the one that speaks for them. `cargo +nightly fuzz run relay`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| octavo_shared::testing::exercise::relay(bytes));
