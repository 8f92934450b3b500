//! WebSockets: the frames, the way from an HTTP request to one, and the task of a connection.

mod connection;
pub mod frame;
mod upgrade;

pub use upgrade::{Sockets, may_connect, upgrade};
