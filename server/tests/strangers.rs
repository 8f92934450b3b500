//! What strangers' bytes do to the readers of the server itself: WebSocket frames and the stream of a copy, made by chance of good
//! ones. They give an answer or an error, take no more memory than came, and never end the program.
//!
//! `OCTAVO_FUZZ_ROUNDS` asks for more rounds.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use octavo_server::socket::frame::{Decoder, Incoming};
use octavo_server::store::{CopyError, NewEntry, Store, import};
use octavo_shared::model::seed;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use support::disk::FaultyDisk;

const LIMIT: usize = 10_000;

fn rounds(usual: u64) -> u64 {
    let asked = std::env::var("OCTAVO_FUZZ_ROUNDS").ok().and_then(|rounds| rounds.parse::<u64>().ok());
    asked.map_or(usual, |rounds| rounds * 100)
}

/// A frame as a client sends it.
fn frame(random: &mut StdRng, opcode: u8, is_final: bool, payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![if is_final { 0x80 } else { 0 } | opcode];
    match payload.len() {
        length @ 0..126 => bytes.push(0x80 | length as u8),
        length @ 126..65_536 => {
            bytes.push(0x80 | 126);
            bytes.extend((length as u16).to_be_bytes());
        }
        length => {
            bytes.push(0x80 | 127);
            bytes.extend((length as u64).to_be_bytes());
        }
    }
    let mask: [u8; 4] = random.random();
    bytes.extend(mask);
    bytes.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    bytes
}

/// What a client may say: messages in one frame or several, pings, pongs, and at the end perhaps a close. Gives the messages too.
fn conversation(random: &mut StdRng) -> (Vec<u8>, Vec<Vec<u8>>) {
    let (mut bytes, mut messages) = (Vec::new(), Vec::new());
    for _ in 0..random.random_range(0..6) {
        let length = [0usize, 1, 125, 126, 300, 5_000][random.random_range(0..6)];
        let message: Vec<u8> = (0..length).map(|_| random.random()).collect();
        let parts = random.random_range(1..4).min(length.max(1));
        let size = length.div_ceil(parts).max(1);
        let chunks: Vec<&[u8]> = if length == 0 { vec![&[]] } else { message.chunks(size).collect() };
        for (at, chunk) in chunks.iter().enumerate() {
            bytes.extend(frame(random, if at == 0 { 2 } else { 0 }, at + 1 == chunks.len(), chunk));
            if random.random_bool(0.3) {
                let opcode = if random.random() { 0x9 } else { 0xA };
                bytes.extend(frame(random, opcode, true, b"are you there?"));
            }
        }
        messages.push(message);
    }
    if random.random_bool(0.3) {
        bytes.extend(frame(random, 8, true, &1000u16.to_be_bytes()));
    }
    (bytes, messages)
}

/// Reads bytes in pieces of any size, until they are used up or make no sense. Gives the messages.
fn read(random: &mut StdRng, bytes: &[u8]) -> (Vec<Vec<u8>>, bool) {
    let (mut decoder, mut messages, mut rest) = (Decoder::new(LIMIT), Vec::new(), bytes);
    while !rest.is_empty() {
        let (mut piece, after) = rest.split_at(random.random_range(1..=rest.len().min(700)));
        rest = after;
        loop {
            match decoder.next(&mut piece) {
                Ok(Some(Incoming::Binary(message))) => {
                    assert!(message.len() <= LIMIT);
                    messages.push(message);
                }
                Ok(Some(Incoming::Ping(payload))) => assert!(payload.len() <= 125),
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(_) => return (messages, false),
            }
        }
        assert!(piece.is_empty(), "it wants no more and has not read all");
    }
    (messages, true)
}

/// Changes bytes, or cuts them off.
fn harm(random: &mut StdRng, bytes: &mut Vec<u8>) {
    for _ in 0..random.random_range(1..4) {
        if bytes.is_empty() {
            return;
        }
        // Most of a frame is its payload, which may be anything: what is at its beginning is changed more often.
        let reach = if random.random() { bytes.len() } else { bytes.len().min(20) };
        let at = random.random_range(0..reach);
        match random.random_range(0..4) {
            0 => bytes[at] = random.random(),
            1 => bytes[at] ^= 1 << random.random_range(0..8),
            2 => drop(bytes.remove(at)),
            _ => bytes.truncate(at),
        }
    }
}

#[test]
fn frames_read_the_same_in_pieces_of_any_size_and_nonsense_is_an_error_and_no_panic() {
    let mut random = StdRng::seed_from_u64(6455);
    let mut refused = 0;
    for round in 0..rounds(3_000) {
        let (mut bytes, messages) = conversation(&mut random);
        assert_eq!(read(&mut random, &bytes), (messages, true), "round {round}");
        harm(&mut random, &mut bytes);
        refused += u64::from(!read(&mut random, &bytes).1);
    }
    assert!(refused > 0);
}

#[tokio::test]
async fn the_stream_of_a_copy_that_was_changed_makes_no_store_and_no_panic() {
    let store = FaultyDisk::new().store();
    let name = "00000000-0000-4000-8000-000000000001";
    store.create(name.into(), 5, seed()).await.unwrap();
    for number in 0..5u8 {
        let entry = NewEntry { author: "guest:ada".into(), client: 1, update: vec![number; 40].into() };
        store.append(name.into(), 6, vec![entry]).await.unwrap().unwrap();
    }
    let mut stream = Vec::new();
    store.export(&mut stream).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut random = StdRng::seed_from_u64(41);
    for round in 0..rounds(60) {
        let mut harmed = stream.clone();
        harm(&mut random, &mut harmed);
        if harmed == stream {
            continue;
        }
        let file = folder.path().join("copy.redb");
        let made = import(&file, &mut &harmed[..]);
        assert!(matches!(made, Err(CopyError::Broken | CopyError::Target { .. })), "round {round}: {made:?}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "round {round}");
    }
    let file = folder.path().join("copy.redb");
    import(&file, &mut &stream[..]).unwrap();
    assert_eq!(Store::open_file(&file).unwrap().log(name.into()).await.unwrap().len(), 6);
}
