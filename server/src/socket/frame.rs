//! WebSocket frames as RFC 6455 has them, from the server's side: what clients send is masked, what we send is not. Pure:
//! bytes in, messages out. Nothing is negotiated here, so no extension is known.
//!
//! A frame of ours is the same bytes for every reader, so that a room encodes it once. The decoder holds no buffer of its
//! own while nothing is under way, and takes memory only for bytes that have arrived.

use bytes::Bytes;
use octavo_shared::sync::CloseCode;

const CONTINUATION: u8 = 0x0;
const TEXT: u8 = 0x1;
const BINARY: u8 = 0x2;
const CLOSE: u8 = 0x8;
const PING: u8 = 0x9;
const PONG: u8 = 0xA;
const FIN: u8 = 0x80;
const RESERVED: u8 = 0x70;
const MASKED: u8 = 0x80;
/// The longest payload of a control frame.
const CONTROL_LIMIT: usize = 125;
/// The bytes before the payload at most.
const HEADER: usize = 10;
/// A payload of so many bytes at most is copied behind its header: that costs less than a second piece.
const COPIED: usize = 4 << 10;
/// How much memory is taken on a header's word, before its bytes are there.
const TRUSTED: usize = 4 << 10;

/// A binary message in one frame.
pub fn binary(payload: &[u8]) -> Bytes {
    encode(BINARY, payload)
}

/// A binary message in one frame: what is to be sent, one after the other. A long payload is not copied for it, so that many who are
/// sent the same have it in memory once.
pub fn binary_of(payload: Bytes) -> [Bytes; 2] {
    if payload.len() <= COPIED {
        return [binary(&payload), Bytes::new()];
    }
    let mut header = Vec::with_capacity(HEADER);
    put_header(&mut header, BINARY, payload.len());
    [header.into(), payload]
}

/// A ping without payload.
pub fn ping() -> Bytes {
    encode(PING, &[])
}

/// The answer to a ping.
pub fn pong(payload: &[u8]) -> Bytes {
    encode(PONG, payload)
}

/// A close frame. A reason that is too long for it is cut.
pub fn close(code: CloseCode, reason: &str) -> Bytes {
    let mut end = reason.len().min(CONTROL_LIMIT - 2);
    while !reason.is_char_boundary(end) {
        end -= 1;
    }
    let mut payload = code.0.to_be_bytes().to_vec();
    payload.extend_from_slice(&reason.as_bytes()[..end]);
    encode(CLOSE, &payload)
}

/// The answer to a close frame that had `code`.
pub fn close_echo(code: Option<u16>) -> Bytes {
    code.map_or_else(|| encode(CLOSE, &[]), |code| close(CloseCode(code), ""))
}

fn encode(opcode: u8, payload: &[u8]) -> Bytes {
    let mut frame = Vec::with_capacity(payload.len() + HEADER);
    put_header(&mut frame, opcode, payload.len());
    frame.extend_from_slice(payload);
    frame.into()
}

fn put_header(frame: &mut Vec<u8>, opcode: u8, length: usize) {
    frame.push(FIN | opcode);
    match length {
        0..=125 => frame.push(length as u8),
        126..=0xFFFF => {
            frame.push(126);
            frame.extend_from_slice(&(length as u16).to_be_bytes());
        }
        _ => {
            frame.push(127);
            frame.extend_from_slice(&(length as u64).to_be_bytes());
        }
    }
}

/// What a client sent.
#[derive(Debug, PartialEq, Eq)]
pub enum Incoming {
    /// A whole binary message, put together from its frames.
    Binary(Vec<u8>),
    /// A ping, to be answered with its payload.
    Ping(Vec<u8>),
    /// The answer to a ping.
    Pong,
    /// The client closes, with this code if it named one.
    Close(Option<u16>),
}

/// Why a connection cannot go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecodeError {
    /// The message is longer than the limit. Found from its header, before its bytes.
    TooLarge,
    /// The bytes are not the protocol.
    Protocol(&'static str),
}

/// Takes frames apart, from pieces of any size.
#[derive(Debug)]
pub struct Decoder {
    limit: usize,
    header: [u8; 14],
    header_length: usize,
    /// The frame whose payload is being read.
    payload: Option<Payload>,
    /// The message so far, from the frames before the one that is being read.
    message: Vec<u8>,
    is_fragmented: bool,
    control: Vec<u8>,
}

#[derive(Debug)]
struct Payload {
    opcode: u8,
    is_final: bool,
    remaining: usize,
    mask: [u8; 4],
    mask_at: usize,
}

impl Decoder {
    /// A decoder that refuses messages of more than `limit` bytes.
    pub fn new(limit: usize) -> Self {
        Decoder {
            limit,
            header: [0; 14],
            header_length: 0,
            payload: None,
            message: Vec::new(),
            is_fragmented: false,
            control: Vec::new(),
        }
    }

    /// Takes bytes off the front of `input` until something is whole or the input is used up.
    pub fn next(&mut self, input: &mut &[u8]) -> Result<Option<Incoming>, DecodeError> {
        loop {
            if self.payload.is_none() && !self.read_header(input)? {
                return Ok(None);
            }
            let Some(payload) = &mut self.payload else { return Ok(None) };
            let is_control = payload.opcode & 0x8 != 0;
            let target = if is_control { &mut self.control } else { &mut self.message };
            let count = payload.remaining.min(input.len());
            unmask_into(target, &input[..count], payload.mask, payload.mask_at);
            payload.mask_at = (payload.mask_at + count) % 4;
            payload.remaining -= count;
            *input = &input[count..];
            if payload.remaining > 0 {
                return Ok(None);
            }
            let (opcode, is_final) = (payload.opcode, payload.is_final);
            self.payload = None;
            if let Some(incoming) = self.finish(opcode, is_final)? {
                return Ok(Some(incoming));
            }
        }
    }

    fn finish(&mut self, opcode: u8, is_final: bool) -> Result<Option<Incoming>, DecodeError> {
        match opcode {
            PING => Ok(Some(Incoming::Ping(std::mem::take(&mut self.control)))),
            PONG => {
                self.control = Vec::new();
                Ok(Some(Incoming::Pong))
            }
            CLOSE => {
                let payload = std::mem::take(&mut self.control);
                let code = payload.first_chunk::<2>().map(|code| u16::from_be_bytes(*code));
                if payload.len() == 1 || code.is_some_and(|code| !is_close_code(code)) {
                    return Err(DecodeError::Protocol("the close frame's code is not allowed"));
                }
                Ok(Some(Incoming::Close(code)))
            }
            _ if is_final => {
                self.is_fragmented = false;
                Ok(Some(Incoming::Binary(std::mem::take(&mut self.message))))
            }
            _ => {
                self.is_fragmented = true;
                Ok(None)
            }
        }
    }

    /// Reads on at the header. True when it is whole.
    fn read_header(&mut self, input: &mut &[u8]) -> Result<bool, DecodeError> {
        loop {
            let needed = self.header_needed()?;
            if self.header_length == needed {
                break;
            }
            let count = (needed - self.header_length).min(input.len());
            if count == 0 {
                return Ok(false);
            }
            self.header[self.header_length..][..count].copy_from_slice(&input[..count]);
            self.header_length += count;
            *input = &input[count..];
        }
        self.payload = Some(self.parse_header()?);
        self.header_length = 0;
        Ok(true)
    }

    fn header_needed(&self) -> Result<usize, DecodeError> {
        if self.header_length < 2 {
            return Ok(2);
        }
        if self.header[1] & MASKED == 0 {
            return Err(DecodeError::Protocol("a client's frame is not masked"));
        }
        Ok(match self.header[1] & 0x7F {
            126 => 8,
            127 => 14,
            _ => 6,
        })
    }

    fn parse_header(&mut self) -> Result<Payload, DecodeError> {
        let (first, second) = (self.header[0], self.header[1]);
        if first & RESERVED != 0 {
            return Err(DecodeError::Protocol("a reserved bit is set"));
        }
        let (length, mask_from) = match second & 0x7F {
            126 => (u64::from(u16::from_be_bytes([self.header[2], self.header[3]])), 4),
            127 => {
                let bytes = self.header[2..].first_chunk::<8>().expect("a header has 14 bytes");
                (u64::from_be_bytes(*bytes), 10)
            }
            length => (u64::from(length), 2),
        };
        let mask = *self.header[mask_from..].first_chunk::<4>().expect("a header has 14 bytes");
        let length = usize::try_from(length).map_err(|_| DecodeError::TooLarge)?;
        let (opcode, is_final) = (first & 0x0F, first & FIN != 0);
        match opcode {
            PING | PONG | CLOSE if is_final && length <= CONTROL_LIMIT => {}
            PING | PONG | CLOSE => {
                return Err(DecodeError::Protocol("a control frame is too long or in parts"));
            }
            TEXT => return Err(DecodeError::Protocol("a text message: this protocol is binary")),
            BINARY if !self.is_fragmented => self.check_length(length)?,
            CONTINUATION if self.is_fragmented => self.check_length(length)?,
            BINARY | CONTINUATION => {
                return Err(DecodeError::Protocol("the frames of a message are out of order"));
            }
            _ => return Err(DecodeError::Protocol("an unknown kind of frame")),
        }
        Ok(Payload { opcode, is_final, remaining: length, mask, mask_at: 0 })
    }

    fn check_length(&mut self, length: usize) -> Result<(), DecodeError> {
        if length > self.limit.saturating_sub(self.message.len()) {
            return Err(DecodeError::TooLarge);
        }
        self.message.reserve_exact(length.min(TRUSTED));
        Ok(())
    }
}

/// The codes that RFC 6455, 7.4, lets an endpoint send.
fn is_close_code(code: u16) -> bool {
    matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999)
}

fn unmask_into(target: &mut Vec<u8>, bytes: &[u8], mut mask: [u8; 4], mask_at: usize) {
    mask.rotate_left(mask_at);
    let start = target.len();
    target.extend_from_slice(bytes);
    let mut chunks = target[start..].chunks_exact_mut(4);
    let word = u32::from_ne_bytes(mask);
    for chunk in &mut chunks {
        let masked = u32::from_ne_bytes([chunk[0], chunk[1], chunk[2], chunk[3]]) ^ word;
        chunk.copy_from_slice(&masked.to_ne_bytes());
    }
    for (byte, mask) in chunks.into_remainder().iter_mut().zip(mask) {
        *byte ^= mask;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A client's frame, masked.
    fn masked(first: u8, payload: &[u8]) -> Vec<u8> {
        let mask = [0x12, 0x34, 0x56, 0x78];
        let unmasked = encode(first & 0x0F, payload);
        let header_length = unmasked.len() - payload.len();
        let mut frame = unmasked[..header_length].to_vec();
        frame[0] = first;
        frame[1] |= MASKED;
        frame.extend_from_slice(&mask);
        frame.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
        frame
    }

    fn decode(bytes: &[u8], piece: usize, limit: usize) -> Result<Vec<Incoming>, DecodeError> {
        let mut decoder = Decoder::new(limit);
        let mut messages = Vec::new();
        for mut input in bytes.chunks(piece) {
            while let Some(message) = decoder.next(&mut input)? {
                messages.push(message);
            }
        }
        Ok(messages)
    }

    #[test]
    fn messages_of_every_length_arrive_whole_whatever_the_pieces() {
        for length in [0, 1, 125, 126, 127, 65_535, 65_536, 70_001] {
            let payload: Vec<u8> = (0..length).map(|i| i as u8).collect();
            let bytes = [masked(FIN | BINARY, &payload), masked(FIN | PONG, b"")].concat();
            for piece in [1, 2, 3, 7, 13, 4096, bytes.len()] {
                let messages = decode(&bytes, piece, 100_000).unwrap();
                assert_eq!(
                    messages,
                    [Incoming::Binary(payload.clone()), Incoming::Pong],
                    "{length} in {piece}"
                );
            }
        }
    }

    #[test]
    fn a_ping_between_the_parts_of_a_message_is_told_first() {
        let bytes =
            [masked(BINARY, b"one "), masked(FIN | PING, b"p"), masked(FIN | CONTINUATION, b"two")].concat();
        for piece in 1..bytes.len() {
            let expected = [Incoming::Ping(b"p".to_vec()), Incoming::Binary(b"one two".to_vec())];
            assert_eq!(decode(&bytes, piece, 100).unwrap(), expected);
        }
    }

    #[test]
    fn a_message_over_the_limit_is_refused_by_its_header_alone() {
        let header = [FIN | BINARY, MASKED | 127, 0, 0, 0, 255, 0, 0, 0, 0, 1, 2, 3, 4];
        assert_eq!(decode(&header, 14, 1 << 20), Err(DecodeError::TooLarge));
        let parts = [masked(BINARY, &[0; 60]), masked(FIN | CONTINUATION, &[0; 60])].concat();
        assert_eq!(decode(&parts, 7, 100), Err(DecodeError::TooLarge));
    }

    #[test]
    fn memory_is_taken_for_what_arrived_and_not_for_what_is_claimed() {
        let mut decoder = Decoder::new(1 << 30);
        let header = [FIN | BINARY, MASKED | 127, 0, 0, 0, 0, 0x3F, 0, 0, 0, 1, 2, 3, 4, 99];
        assert_eq!(decoder.next(&mut &header[..]), Ok(None));
        assert!(decoder.message.capacity() <= TRUSTED);
    }

    #[test]
    fn what_is_not_the_protocol_is_refused() {
        let cases: [(&str, Vec<u8>); 9] = [
            ("unmasked", encode(BINARY, b"x").to_vec()),
            ("reserved bit", masked(FIN | 0x40 | BINARY, b"x")),
            ("reserved opcode", masked(FIN | 0x3, b"x")),
            ("text", masked(FIN | TEXT, b"x")),
            ("long ping", masked(FIN | PING, &[0; 126])),
            ("ping in parts", masked(PING, b"x")),
            ("continuation of nothing", masked(FIN | CONTINUATION, b"x")),
            ("two messages at once", [masked(BINARY, b"x"), masked(FIN | BINARY, b"y")].concat()),
            ("close code 1005", masked(FIN | CLOSE, &1005u16.to_be_bytes())),
        ];
        for (name, bytes) in cases {
            assert!(matches!(decode(&bytes, 3, 100), Err(DecodeError::Protocol(_))), "{name}");
        }
    }

    #[test]
    fn a_close_frame_carries_code_and_reason_and_cuts_between_characters() {
        let frame = close(CloseCode::TOO_LARGE, &"ä".repeat(100));
        assert_eq!(&frame[2..4], &4413u16.to_be_bytes());
        assert!(std::str::from_utf8(&frame[4..]).is_ok());
        assert!(frame.len() <= 127);
        assert_eq!(decode(&masked(FIN | CLOSE, &frame[2..]), 5, 9), Ok(vec![Incoming::Close(Some(4413))]));
        assert_eq!(decode(&masked(FIN | CLOSE, b""), 5, 9), Ok(vec![Incoming::Close(None)]));
    }
}
