//! What a server sends, against a client's session. `cargo +nightly fuzz run session`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| octavo_shared::testing::exercise::session(bytes));
