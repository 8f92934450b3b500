//! What a fuzzer calls with bytes of its own making, and a test with those that were worth keeping.

use crate::model::Replica;
use crate::sync::guard::{Roots, Update, World, read_state_vector};
use crate::sync::presence::Stamp;
use crate::sync::{ConnectionId, Effect, Event, Limits, Policy, Role, Room};

/// Cuts `bytes` into pieces: each is a length in two bytes, big-endian, and as many bytes, or what is left.
pub fn pieces(mut bytes: &[u8]) -> Vec<&[u8]> {
    let mut pieces = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk::<2>() {
        let (piece, rest) = rest.split_at(usize::from(u16::from_be_bytes(*length)).min(rest.len()));
        pieces.push(piece);
        bytes = rest;
    }
    pieces
}

/// Puts pieces together so that [`pieces`] takes them apart.
pub fn joined<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for piece in pieces {
        let piece = &piece[..piece.len().min(usize::from(u16::MAX))];
        bytes.extend_from_slice(&(piece.len() as u16).to_be_bytes());
        bytes.extend_from_slice(piece);
    }
    bytes
}

/// Updates one after another to one document. What the validator passes must apply, and both must agree on how far
/// the document is; so must a validator that is made anew. The first byte chooses the roots.
pub fn updates(bytes: &[u8]) {
    let Some((first, bytes)) = bytes.split_first() else { return };
    let roots = if first % 2 == 0 { Roots::Document } else { Roots::Open };
    let mut world = World::new(roots);
    let mut replica = Replica::new(0);
    for piece in pieces(bytes) {
        let Ok(update) = Update::parse(piece) else { continue };
        if let Ok(Some(fresh)) = world.check(&update) {
            replica.apply(&fresh).expect("what the validator passes applies");
        }
    }
    let clocks = read_state_vector(&replica.state_vector()).expect("a replica's state vector is well-formed");
    let anew = World::of_state(roots, &replica.encode()).expect("a replica's state is well-formed");
    for (client, clock) in clocks {
        assert_eq!((world.clock(client), anew.clock(client)), (clock, clock), "client {client}");
    }
}

/// Frames to a room, in turn by three connections, of which one acknowledges and one may only view; every append succeeds.
pub fn frames(bytes: &[u8]) {
    let policy = Policy { roots: Roots::Open, limits: Limits::default() };
    let mut room = Room::open(policy, []).expect("an empty log opens");
    let mut effects = Vec::new();
    for (number, piece) in pieces(bytes).into_iter().enumerate() {
        let connection = ConnectionId(number as u64 % 3);
        if number < 3 {
            let role = if number == 2 { Role::View } else { Role::Edit };
            let stamp = Stamp::new(&number.to_string(), None);
            room.handle(0, Event::Join { connection, acks: number == 0, role, stamp }, &mut effects);
        }
        room.handle(0, Event::Frame { connection, bytes: piece }, &mut effects);
        room.flush(0, &mut effects);
        if std::mem::take(&mut effects).iter().any(|effect| {
            let Effect::Append { additions } = effect else { return false };
            assert!(
                additions.iter().all(|addition| addition.connection != ConnectionId(2)),
                "a viewer wrote"
            );
            true
        }) {
            room.handle(0, Event::Stored, &mut effects);
        }
    }
    assert!(room.is_durable() || !effects.is_empty());
    room.encode();
}
