//! Every message that a client can send, tried by every role in the document and in its review: what is taken, and what is refused, is what
//! the table of messages and the table of roles say.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use octavo_shared::model::seed;
use octavo_shared::sync::guard::Roots;
use octavo_shared::sync::presence::{self, PresenceEntry, Stamp};
use octavo_shared::sync::{
    CloseCode, ConnectionId, Effect, Event, Limits, Message, Policy, Power, Role, Room,
};
use octavo_shared::testing::network::Person;
use rand::SeedableRng;
use rand::rngs::StdRng;
use support::Writer;
use yrs::{Doc, Map, Transact};

const SOMEBODY: ConnectionId = ConnectionId(1);
const NOTHING: &[u8] = &[0, 0];

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// It was answered, or shown to others.
    Answered,
    /// It waits for the disk.
    Written,
    /// It brings nothing, and nothing became of it.
    Silent,
    /// Its sender is told that he may not, and stays.
    Refused,
    /// Its sender is sent away.
    Closed,
}

fn outcome(effects: &[Effect]) -> Outcome {
    for effect in effects {
        match effect {
            Effect::Append { .. } => return Outcome::Written,
            Effect::Close { code, .. } => {
                assert_eq!(*code, CloseCode::MALFORMED);
                return Outcome::Closed;
            }
            Effect::Reply { frame, .. } => match Message::decode(frame) {
                Ok(Message::Refused { .. }) => return Outcome::Refused,
                Ok(Message::Ack { .. }) => return Outcome::Silent,
                _ => return Outcome::Answered,
            },
            Effect::Publish { .. } => return Outcome::Answered,
            Effect::Follow { .. } => {}
        }
    }
    Outcome::Silent
}

fn room(roots: Roots) -> Room {
    let policy = Policy { roots, limits: Limits::default() };
    match roots {
        Roots::Review => Room::open(policy, []).unwrap(),
        Roots::Document | Roots::Open => Room::open(policy, [&*seed()]).unwrap(),
    }
}

/// A change of the room's document.
fn change(roots: Roots) -> Vec<u8> {
    if roots == Roots::Review {
        let doc = Doc::with_client_id(10);
        let comments = doc.get_or_insert_map("comments");
        let mut txn = doc.transact_mut();
        comments.insert(&mut txn, "first", "a comment");
        return txn.encode_update_v1();
    }
    let mut writer = Writer::new(10);
    writer.writes_tables = false;
    writer.apply(&seed());
    let mut random = StdRng::seed_from_u64(10);
    writer.edit(&mut random)
}

#[test]
fn every_role_is_let_do_with_every_message_what_the_tables_say_and_no_more() {
    let shown = presence::encode([PresenceEntry { client: 10, clock: 1, state: Some("{}") }]);
    for roots in [Roots::Document, Roots::Review, Roots::Open] {
        let change = change(roots);
        let messages = [
            Message::SyncStep1 { state_vector: &[0] },
            Message::SyncStep2 { update: &change },
            Message::SyncStep2 { update: NOTHING },
            Message::Update { update: &change },
            Message::Update { update: NOTHING },
            Message::Presence { update: &shown },
            Message::QueryPresence,
            Message::Denied { reason: "no" },
            Message::Ack { count: 1 },
            Message::Refused { count: 1, reason: "no" },
        ];
        for message in messages {
            for role in Role::ALL {
                let mut room = room(roots);
                let mut effects = Vec::new();
                let join =
                    Event::Join { connection: SOMEBODY, acks: true, role, stamp: Stamp::new("p", None) };
                room.handle(0, join, &mut effects);
                let frame = message.encode();
                room.handle(0, Event::Frame { connection: SOMEBODY, bytes: &frame }, &mut effects);
                room.flush(0, &mut effects);
                let writing = if roots == Roots::Review { Power::Comment } else { Power::Write };
                let expected = match (message.power(writing), &message) {
                    (None, _) => Outcome::Closed,
                    (_, Message::SyncStep2 { update: NOTHING } | Message::Update { update: NOTHING }) => {
                        Outcome::Silent
                    }
                    (Some(Power::Read), _) => Outcome::Answered,
                    (Some(power), _) if role.may(power) => Outcome::Written,
                    (Some(_), _) => Outcome::Refused,
                };
                assert_eq!(outcome(&effects), expected, "{message:?} of {role:?} in {roots:?}");
            }
        }
    }
}
