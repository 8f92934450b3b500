//! The bytes on the wire, and what is refused before anything is done about it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use octavo_shared::sync::guard::{Malformed, Refused, Rejection, Roots, Update, World, read_state_vector};
use octavo_shared::sync::presence::{self, PresenceEntry, PresenceError};
use octavo_shared::sync::{FrameError, Message};

fn check(bytes: &[u8]) -> Result<bool, Rejection> {
    World::new(Roots::Document).check(&Update::parse(bytes)?).map(|fresh| fresh.is_some())
}

fn check_open(bytes: &[u8]) -> Result<bool, Rejection> {
    World::new(Roots::Open).check(&Update::parse(bytes)?).map(|fresh| fresh.is_some())
}

#[test]
fn messages_are_the_bytes_of_y_websocket() {
    let cases: [(Message, &[u8]); 8] = [
        (Message::SyncStep1 { state_vector: &[1, 1, 2] }, &[0, 0, 3, 1, 1, 2]),
        (Message::SyncStep2 { update: &[0, 0] }, &[0, 1, 2, 0, 0]),
        (Message::Update { update: &[0, 0] }, &[0, 2, 2, 0, 0]),
        (Message::Presence { update: &[0] }, &[1, 1, 0]),
        (Message::Denied { reason: "no" }, &[2, 0, 2, b'n', b'o']),
        (Message::QueryPresence, &[3]),
        (Message::Ack { count: 300 }, &[100, 0xac, 2]),
        (Message::Refused { count: 1, reason: "no" }, &[101, 1, 2, b'n', b'o']),
    ];
    for (message, bytes) in cases {
        assert_eq!(message.encode(), bytes);
        assert_eq!(Message::decode(bytes), Ok(message));
        for end in 0..bytes.len() {
            assert!(Message::decode(&bytes[..end]).is_err(), "{message:?} cut at {end}");
        }
        let longer = [bytes, &[0]].concat();
        assert_eq!(Message::decode(&longer), Err(FrameError::Trailing));
    }
}

#[test]
fn what_is_not_a_message_is_told_apart() {
    assert_eq!(Message::decode(&[7]), Err(FrameError::UnknownType(7)));
    assert_eq!(Message::decode(&[0, 9, 0]), Err(FrameError::UnknownType(0)));
    assert_eq!(Message::decode(&[2, 0, 1, 0xff]), Err(FrameError::Malformed));
    assert_eq!(Message::decode(&[0xff; 20]), Err(FrameError::Malformed));
}

#[test]
fn presence_is_the_bytes_of_y_protocols() {
    let entries = [
        PresenceEntry { client: 5, clock: 1, state: Some("{}") },
        PresenceEntry { client: 300, clock: 2, state: None },
    ];
    let bytes = presence::encode(entries);
    assert_eq!(bytes, b"\x02\x05\x01\x02{}\xac\x02\x02\x04null");
    assert_eq!(presence::decode(&bytes, 4096), Ok(entries.to_vec()));
    assert_eq!(presence::decode(&bytes, 3), Err(PresenceError::TooLarge));
    assert_eq!(presence::decode(b"\x01\x05\x01\x01{", 9), Err(PresenceError::Malformed(Malformed::Json)));
}

/// A client's only section, with one item at clock 0 and no deletions.
fn one_item(item: &[u8]) -> Vec<u8> {
    [&[1, 1, 9, 0], item, &[0]].concat()
}

fn in_root(kind: u8, root: &str, content: &[u8]) -> Vec<u8> {
    one_item(&[&[kind, 1, root.len() as u8], root.as_bytes(), content].concat())
}

#[test]
fn counts_beyond_the_bytes_are_refused_before_anything_is_made_for_them() {
    let huge = [0x80, 0x80, 0x80, 0x80, 0x01];
    let truncated = Rejection::Malformed(Malformed::Truncated);
    // Clients of an update, items of a section, ranges of a client, elements of a value, clients of a state vector.
    assert_eq!(check(&[&huge[..], &[0, 0]].concat()), Err(truncated));
    assert_eq!(check(&[&[1], &huge[..], &[9, 0, 0]].concat()), Err(truncated));
    assert_eq!(check(&[&[0, 1, 9], &huge[..], &[0]].concat()), Err(truncated));
    assert_eq!(check_open(&in_root(8, "a", &huge)), Err(truncated));
    assert_eq!(check_open(&in_root(8, "a", &[&[1, 118], &huge[..]].concat())), Err(truncated));
    assert_eq!(read_state_vector(&[&huge[..], &[1, 1, 1]].concat()), Err(Malformed::Truncated));
    assert_eq!(presence::decode(&[&huge[..], &[1, 1]].concat(), 9), Err(Malformed::Truncated.into()));
}

#[test]
fn values_nested_too_deeply_are_refused() {
    let nested = |depth: usize| [vec![1], [117, 1].repeat(depth), vec![126]].concat();
    assert_eq!(check_open(&in_root(8, "a", &nested(32))), Ok(true));
    assert_eq!(check_open(&in_root(8, "a", &nested(33))), Err(Refused::ValueDepth.into()));
    assert_eq!(check_open(&in_root(8, "a", &nested(10_000))), Err(Refused::ValueDepth.into()));
    let json = |depth: usize| {
        let text = format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        [&[text.len() as u8][..], text.as_bytes()].concat()
    };
    assert_eq!(check(&in_root(5, "body", &json(32))), Ok(true));
    assert_eq!(check(&in_root(5, "body", &json(33))), Err(Malformed::Json.into()));
}

#[test]
fn types_nested_too_deeply_are_refused() {
    // Item n is a map in the map that is item n - 1.
    let nested = |depth: u8| {
        let mut items = vec![39, 1, 1, b'a', 1, b'k', 1];
        for parent in 0..depth - 1 {
            items.extend([39, 0, 9, parent, 1, b'k', 1]);
        }
        [&[1, depth, 9, 0], &items[..], &[0]].concat()
    };
    assert_eq!(check_open(&nested(15)), Ok(true));
    assert_eq!(check_open(&nested(16)), Err(Refused::TypeDepth.into()));
    assert_eq!(check_open(&nested(100)), Err(Refused::TypeDepth.into()));
}

#[test]
fn clocks_that_the_engine_cannot_count_are_refused() {
    let clock = Rejection::Malformed(Malformed::Clock);
    let limit = [0x80, 0x80, 0x80, 0x80, 0x08];
    assert_eq!(check(&[&[1, 1, 9], &limit[..], &[0, 1, 0]].concat()), Err(clock));
    assert_eq!(check(&[&[1, 1, 9, 0, 0], &limit[..], &[0]].concat()), Err(clock));
    assert_eq!(check(&[&[1, 1, 9, 1, 0, 0xff, 0xff, 0xff, 0xff, 0x07][..], &[0]].concat()), Err(clock));
    assert_eq!(check(&[&[0, 1, 9, 1, 1], &[0xff, 0xff, 0xff, 0xff, 0x07][..]].concat()), Err(clock));
}

#[test]
fn what_the_engine_cannot_hold_is_refused() {
    assert_eq!(check_open(&in_root(2, "a", &[1, 1, b'1'])), Err(Refused::ContentKind(2).into()), "old JSON");
    assert_eq!(
        check_open(&in_root(9, "a", &[1, b'g', 126])),
        Err(Refused::ContentKind(9).into()),
        "a subdocument"
    );
    assert_eq!(check_open(&in_root(7, "a", &[5, 1, b'h'])), Err(Refused::TypeKind(5).into()), "an XML hook");
    assert_eq!(check_open(&in_root(7, "a", &[7])), Err(Refused::TypeKind(7).into()), "a weak link");
    assert_eq!(check_open(&in_root(5, "a", &[1, b'{'])), Err(Malformed::Json.into()));
    assert_eq!(
        check_open(&in_root(5, "a", b"\x08\"\\ud800\"")),
        Err(Malformed::Json.into()),
        "half a character"
    );
    assert_eq!(check_open(&in_root(4, "a", &[1, 0xff])), Err(Malformed::Utf8.into()));
    let long = [&[1, 125][..], &[0xff; 9], &[1]].concat();
    assert_eq!(
        check_open(&in_root(8, "a", &long)),
        Err(Malformed::Number.into()),
        "the engine shifts too far"
    );
}

#[test]
fn holes_are_told_apart_from_harm() {
    let hole = |client, clock| Err(Rejection::Hole(octavo_shared::sync::guard::Id { client, clock }));
    assert_eq!(check(&[1, 1, 9, 1, 0, 1, 0]), hole(9, 0), "begins after clock 0");
    assert_eq!(check(&one_item(&[10, 1])), hole(9, 0), "says itself that something is missing");
    assert_eq!(check(&one_item(&[0x84, 8, 3, 1, b'a'])), hole(8, 3), "stands behind what is not here");
    assert_eq!(check(&[0, 1, 9, 1, 0, 1]), hole(9, 0), "deletes what is not here");
    assert_eq!(
        check(&one_item(&[0x84, 9, 0, 1, b'a'])),
        Err(Refused::Circular.into()),
        "stands behind itself"
    );
}

#[test]
fn content_must_belong_where_it_is_put() {
    assert_eq!(check(&in_root(4, "body", b"\x01a")), Ok(true));
    assert_eq!(check(&in_root(4, "other", b"\x01a")), Err(Refused::Root.into()));
    assert_eq!(check(&in_root(4, "meta", b"\x01a")), Err(Refused::Misplaced(4).into()), "text in a map");
    assert_eq!(check(&in_root(8, "body", &[1, 126])), Err(Refused::Misplaced(8).into()), "a value in a text");
    assert_eq!(
        check(&in_root(7, "body", &[1])),
        Err(Refused::Misplaced(7).into()),
        "a type in the body breaks Quill"
    );
    let two = [&[1, 1, 9, 0, 40, 1, 4], &b"meta"[..], &[1, b'k', 2, 126, 126, 0]].concat();
    assert_eq!(check(&two), Err(Refused::Misplaced(8).into()), "two values under one key");
    // "a" in body, "b" in header, then "c" between them.
    let across = [&[1, 3, 9, 0, 4, 1, 4], &b"body"[..], &[1, b'a', 4, 1, 6], &b"header"[..]].concat();
    let across = [&across[..], &[1, b'b', 0xc4, 9, 0, 9, 1, 1, b'c', 0]].concat();
    assert_eq!(check(&across), Err(Refused::Neighbours.into()));
    let in_text = [&[1, 2, 9, 0, 4, 1, 4], &b"body"[..], &[1, b'a', 4, 0, 9, 0, 1, b'b', 0]].concat();
    assert_eq!(check(&in_text), Err(Refused::Parent.into()), "inside a letter");
}

#[test]
fn a_refused_update_leaves_no_trace() {
    let mut world = World::new(Roots::Document);
    let good = in_root(4, "body", b"\x02ab");
    let more = [&[1, 2, 9, 2, 0x84, 9, 1, 1, b'c'][..], &[4, 1, 5], b"other", &[1, b'd', 0]].concat();
    assert!(world.check(&Update::parse(&good).unwrap()).is_ok());
    let before = format!("{world:?}");
    assert_eq!(world.check(&Update::parse(&more).unwrap()), Err(Refused::Root.into()));
    assert_eq!(format!("{world:?}"), before);
    assert_eq!(world.clock(9), 2);
}

#[test]
fn only_what_is_new_of_an_update_is_passed_on() {
    let mut world = World::new(Roots::Document);
    let first = [&[1, 1, 9, 0, 4, 1, 4], &b"body"[..], &[2, b'a', b'b', 1, 9, 1, 0, 1]].concat();
    let fresh = |world: &mut World, bytes: &[u8]| {
        world.check(&Update::parse(bytes).unwrap()).unwrap().map(|fresh| fresh.into_owned())
    };
    assert_eq!(fresh(&mut world, &first), Some(first.clone()));
    assert_eq!(fresh(&mut world, &first), None);
    // The same again, one letter behind it, and the deletion of both.
    let second =
        [&[1, 2, 9, 0, 4, 1, 4], &b"body"[..], &[2, b'a', b'b', 0x84, 9, 1, 1, b'c', 1, 9, 1, 0, 2]].concat();
    let new_part = vec![1, 1, 9, 2, 0x84, 9, 1, 1, b'c', 1, 9, 1, 1, 1];
    assert_eq!(fresh(&mut world, &second), Some(new_part));
}

#[test]
fn typing_letter_by_letter_costs_no_memory_in_the_world() {
    let mut world = World::new(Roots::Document);
    assert!(world.check(&Update::parse(&in_root(4, "body", b"\x01a")).unwrap()).is_ok());
    let before = format!("{world:?}").len();
    for clock in 1u64..10_000 {
        let mut update = vec![1, 1, 9];
        leb(&mut update, clock);
        update.extend([0x84, 9]);
        leb(&mut update, clock - 1);
        update.extend([1, b'a', 0]);
        assert!(world.check(&Update::parse(&update).unwrap()).is_ok());
    }
    assert_eq!(world.clock(9), 10_000);
    assert!(format!("{world:?}").len() <= before + 4);
}

fn leb(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}
