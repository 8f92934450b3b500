//! Taking a port, with a queue for everybody who comes back at once.

use std::io;
use std::net::SocketAddr;

use tokio::net::{TcpListener, TcpSocket};

/// Connections that may wait to be accepted. When a server comes back everybody does, within a second or two; beyond this the system
/// drops them and they wait for seconds. It may allow less (net.core.somaxconn).
const BACKLOG: u32 = 4096;

/// A port that stays taken while one server after the other listens on it: who connects between two of them waits in its queue.
#[derive(Debug)]
pub struct Port {
    listener: std::net::TcpListener,
}

impl Port {
    /// Takes a port.
    pub fn take(address: SocketAddr) -> io::Result<Port> {
        Ok(Port { listener: listen(address)?.into_std()? })
    }

    /// Which it is.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Whom to ask for those who connect.
    pub fn listener(&self) -> io::Result<TcpListener> {
        TcpListener::from_std(self.listener.try_clone()?)
    }
}

/// Takes a port, as [`TcpListener::bind`] does, with a longer queue.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // Or the port could not be taken for a minute after a stop.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}
