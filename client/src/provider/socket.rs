//! One connection to the server: bytes out, bytes in, and how it ended. What they mean is the session's.

use crate::browser;
use js_sys::{ArrayBuffer, Uint8Array};
use octavo_shared::sync::SUBPROTOCOL;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{BinaryType, CloseEvent, Event, MessageEvent, WebSocket};

/// What a connection tells its owner.
#[derive(Debug)]
pub enum Heard {
    /// It is open; frames may be sent.
    Open,
    /// One binary frame.
    Frame(Vec<u8>),
    /// It is over, or never came about: the close code (1006 if there was none) and the server's reason.
    Closed(u16, String),
}

/// A connection to the server. Dropping it closes it, and nothing more is heard of it.
pub struct Socket {
    socket: WebSocket,
    _listeners: [browser::Listener; 3],
}

impl Socket {
    /// Begins to connect to `address`. `None` if the browser refuses even to try.
    pub fn open(address: &str, heard: impl Fn(Heard) + 'static) -> Option<Socket> {
        let socket = WebSocket::new_with_str(address, SUBPROTOCOL).ok()?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let heard = Rc::new(heard);
        let on_open = {
            let heard = heard.clone();
            move |_: Event| heard(Heard::Open)
        };
        let on_message = {
            let heard = heard.clone();
            move |event: Event| {
                let data = event.dyn_ref::<MessageEvent>().map(MessageEvent::data);
                if let Some(buffer) = data.as_ref().and_then(|data| data.dyn_ref::<ArrayBuffer>()) {
                    heard(Heard::Frame(Uint8Array::new(buffer).to_vec()));
                }
            }
        };
        let on_close = move |event: Event| {
            let (code, reason) = event
                .dyn_ref::<CloseEvent>()
                .map(|close| (close.code(), close.reason()))
                .unwrap_or((1006, String::new()));
            heard(Heard::Closed(code, reason));
        };
        let _listeners = [
            browser::Listener::new(&socket, "open", on_open),
            browser::Listener::new(&socket, "message", on_message),
            browser::Listener::new(&socket, "close", on_close),
        ];
        Some(Socket { socket, _listeners })
    }

    /// Sends one frame; a connection that is gone drops it, and says so by closing.
    pub fn send(&self, frame: &[u8]) {
        let _ = self.socket.send_with_u8_array(frame);
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        let _ = self.socket.close();
    }
}
