//! What the tests of the server share: a disk that fails on command, a server on a free port, a person who types.
#![allow(dead_code)] // Each test file uses its part.

pub mod authenticator;
pub mod browser;
pub mod counts;
pub mod disk;
pub mod peer;
pub mod people;
pub mod post_office;
pub mod program;
pub mod provider;
pub mod raw;
pub mod server;
