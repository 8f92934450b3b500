//! What the tests of the server share: a disk that fails on command, a server on a free port, a client.
#![allow(dead_code)] // Each test file uses its part.

pub mod disk;
