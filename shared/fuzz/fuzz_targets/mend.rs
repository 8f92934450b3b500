//! What is left of a damaged store, against what sorts it out. `cargo +nightly fuzz run mend`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| octavo_shared::testing::exercise::mending(bytes));
