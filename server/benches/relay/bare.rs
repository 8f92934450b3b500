//! The least that a relay can do: every frame goes to everybody else, by tokio-tungstenite and a broadcast channel. No
//! document, no disk, no limits.

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::broadcast;
use tokio_tungstenite::tungstenite::Message;

/// Serves on a free port, which is printed, until it is killed.
pub fn serve() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads can be started");
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
        println!("ready {}", listener.local_addr().expect("it is bound").port());
        let (everybody, _) = broadcast::channel(65_536);
        for id in 0u64.. {
            let (socket, _) = listener.accept().await.expect("a connection can be accepted");
            tokio::spawn(relay(socket, id, everybody.clone()));
        }
    });
}

async fn relay(socket: TcpStream, id: u64, everybody: broadcast::Sender<(u64, Bytes)>) {
    socket.set_nodelay(true).expect("TCP_NODELAY is there");
    let Ok(mut socket) = tokio_tungstenite::accept_async(socket).await else { return };
    let mut others = everybody.subscribe();
    loop {
        tokio::select! {
            frame = socket.next() => match frame {
                Some(Ok(Message::Binary(bytes))) => drop(everybody.send((id, bytes))),
                Some(Ok(_)) => {}
                _ => return,
            },
            frame = others.recv() => {
                let Ok((author, bytes)) = frame else { return };
                if author != id && socket.send(Message::Binary(bytes)).await.is_err() {
                    return;
                }
            }
        }
    }
}
