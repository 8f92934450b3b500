//! The room's rules, one sentence each.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use octavo_shared::model::{Attributes, Delta, Document, Replica, seed};
use octavo_shared::sync::guard::{Refused, Roots, Update, read_state_vector, write_state_vector};
use octavo_shared::sync::presence::{self, PresenceEntry, Stamp};
use octavo_shared::sync::{
    Addition, CloseCode, ConnectionId, Content, Effect, Event, Limits, Message, Need, Policy, Power,
    Refusals, Role, Room, State,
};
use octavo_shared::testing::network::Person;
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::collections::BTreeMap;
use support::Writer;
use yrs::types::ToJson;
use yrs::updates::decoder::Decode;
use yrs::{Array, Doc, Map, ReadTxn, StateVector, Transact};

const A: ConnectionId = ConnectionId(1);
const B: ConnectionId = ConnectionId(2);
const VIEWER: ConnectionId = ConnectionId(3);
const PLAIN_VIEWER: ConnectionId = ConnectionId(4);

/// Presence is shown at the end of each turn; what holds it back is tried by itself.
fn limits() -> Limits {
    Limits { presence_gap_ms: 0, ..Limits::default() }
}

struct Harness {
    room: Room,
    now_ms: u64,
}

impl Harness {
    fn new() -> Self {
        Self::with(limits())
    }

    /// A room with a first line in it, where A acknowledges and B is a plain Yjs client.
    fn with(limits: Limits) -> Self {
        Self::open(Policy { roots: Roots::Document, limits }, Some(seed()))
    }

    /// The same two in a room of other roots with nothing in it.
    fn of(roots: Roots) -> Self {
        Self::open(Policy { roots, limits: limits() }, None)
    }

    fn open(policy: Policy, first: Option<Vec<u8>>) -> Self {
        let room = Room::open(policy, first.as_deref()).unwrap();
        let mut harness = Harness { room, now_ms: 1_000_000 };
        harness.join(A, true, Role::Edit);
        harness.join(B, false, Role::Edit);
        harness.flush();
        harness
    }

    fn event(&mut self, event: Event<'_>) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.room.handle(self.now_ms, event, &mut effects);
        effects
    }

    fn join(&mut self, connection: ConnectionId, acks: bool, role: Role) {
        self.event(Event::Join { connection, acks, role, stamp: stamp_of(connection) });
    }

    fn flush(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.room.flush(self.now_ms, &mut effects);
        effects
    }

    fn send(&mut self, connection: ConnectionId, message: Message<'_>) -> Vec<Effect> {
        self.event(Event::Frame { connection, bytes: &message.encode() })
    }

    fn turn(&mut self, connection: ConnectionId, message: Message<'_>) -> Vec<Effect> {
        let mut effects = self.send(connection, message);
        effects.extend(self.flush());
        effects
    }

    fn show(
        &mut self,
        connection: ConnectionId,
        client: u64,
        clock: u32,
        state: Option<&str>,
    ) -> Vec<Effect> {
        let update = presence::encode([PresenceEntry { client, clock, state }]);
        self.turn(connection, Message::Presence { update: &update })
    }
}

/// A and B have accounts, the others are guests.
fn stamp_of(connection: ConnectionId) -> Stamp {
    let (id, name) = match connection {
        A => ("a", Some("Ada")),
        B => ("b", Some("Ben")),
        VIEWER => ("v", None),
        _ => ("p", None),
    };
    Stamp::new(id, name)
}

/// A state that says nothing, as it is passed on.
const OF_A: &str = r#"{"who":{"id":"a","name":"Ada"}}"#;
const OF_B: &str = r#"{"who":{"id":"b","name":"Ben"}}"#;

fn writer(client: u64) -> (Writer, StdRng) {
    let mut writer = Writer::new(client);
    writer.writes_tables = false;
    writer.apply(&seed());
    (writer, StdRng::seed_from_u64(client))
}

fn clocks(state_vector: &[u8]) -> BTreeMap<u64, u32> {
    read_state_vector(state_vector).unwrap().into_iter().collect()
}

/// A change that inserts something.
fn edit(writer: &mut (Writer, StdRng)) -> Vec<u8> {
    loop {
        let update = writer.0.edit(&mut writer.1);
        if Update::parse(&update).is_ok_and(|update| update.spans().next().is_some()) {
            return update;
        }
    }
}

fn append(connection: ConnectionId, client: u64, update: &[u8]) -> Effect {
    Effect::Append { additions: vec![addition(connection, client, update)] }
}

fn addition(connection: ConnectionId, client: u64, update: &[u8]) -> Addition {
    Addition { connection, client, update: update.into() }
}

fn publish(message: Message<'_>, except: Option<ConnectionId>) -> Effect {
    Effect::Publish { frame: message.encode().into(), except }
}

fn reply(connection: ConnectionId, message: Message<'_>) -> Effect {
    Effect::Reply { connection, frame: message.encode().into() }
}

fn closed(effects: &[Effect]) -> Vec<(ConnectionId, CloseCode)> {
    let close = |effect: &Effect| match effect {
        Effect::Close { connection, code, .. } => Some((*connection, *code)),
        _ => None,
    };
    effects.iter().filter_map(close).collect()
}

#[test]
fn an_update_is_seen_and_acknowledged_only_when_it_is_on_disk() {
    let mut harness = Harness::new();
    let update = edit(&mut writer(100));
    let before = harness.room.state_vector();
    assert_eq!(harness.turn(A, Message::Update { update: &update }), [append(A, 100, &update)]);
    assert_eq!(harness.room.state_vector(), before, "a joining reader must not see it yet");
    let effects = harness.event(Event::Stored);
    let seen = publish(Message::Update { update: &update }, Some(A));
    assert_eq!(effects, [seen, reply(A, Message::Ack { count: 1 })]);
    assert_ne!(harness.room.state_vector(), before);
}

#[test]
fn each_addition_to_the_log_says_over_which_connection_it_came_and_whose_items_it_has() {
    let mut harness = Harness::new();
    let mut person = writer(100);
    let typed = edit(&mut person);
    harness.turn(A, Message::Update { update: &typed });
    harness.event(Event::Stored);
    let deletion = {
        let mut document = Document::new(300);
        document.merge([&*seed(), &*typed]).unwrap();
        document.edit(&Delta::new().delete(1))
    };
    harness.send(A, Message::Update { update: &deletion });
    harness.event(Event::Leave { connection: A });
    assert_eq!(
        harness.flush()[0],
        append(A, 100, &deletion),
        "a deletion has no items and bears the last client id"
    );
}

#[test]
fn a_plain_client_gets_no_message_that_it_does_not_know() {
    let mut harness = Harness::new();
    let update = edit(&mut writer(100));
    harness.turn(B, Message::Update { update: &update });
    assert_eq!(harness.event(Event::Stored), [publish(Message::Update { update: &update }, Some(B))]);
}

#[test]
fn what_comes_while_the_disk_is_busy_goes_with_the_next_append() {
    let mut harness = Harness::new();
    let mut person = writer(100);
    let updates: Vec<_> = (0..3).map(|_| edit(&mut person)).collect();
    assert_eq!(harness.turn(A, Message::Update { update: &updates[0] }).len(), 1);
    assert_eq!(harness.turn(A, Message::Update { update: &updates[1] }), []);
    assert_eq!(harness.turn(A, Message::Update { update: &updates[2] }), []);
    harness.event(Event::Stored);
    let rest = updates[1..].iter().map(|update| addition(A, 100, update)).collect();
    assert_eq!(harness.flush(), [Effect::Append { additions: rest }]);
    let effects = harness.event(Event::Stored);
    assert_eq!(effects.last(), Some(&reply(A, Message::Ack { count: 3 })), "one acknowledgement for both");
    assert_eq!(effects.len(), 3);
}

#[test]
fn an_update_that_brings_nothing_is_acknowledged_and_goes_nowhere() {
    let mut harness = Harness::new();
    let update = edit(&mut writer(100));
    harness.turn(B, Message::Update { update: &update });
    let waits = harness.turn(A, Message::Update { update: &update });
    assert_eq!(waits, [], "it is not on disk yet");
    let effects = harness.event(Event::Stored);
    assert_eq!(effects.len(), 1, "only what B sent is published: {effects:?}");
    assert_eq!(harness.flush(), [reply(A, Message::Ack { count: 1 })]);
    assert_eq!(
        harness.turn(A, Message::SyncStep2 { update: &[0, 0] }),
        [reply(A, Message::Ack { count: 2 })]
    );
}

#[test]
fn a_joining_client_gets_what_it_lacks_a_question_and_everybodys_presence_in_three_frames() {
    let mut harness = Harness::new();
    harness.show(B, 7, 1, Some("{}"));
    let vector = harness.room.state_vector();
    let state = harness.room.encode();
    let presence = presence::encode([PresenceEntry { client: 7, clock: 1, state: Some(OF_B) }]);
    let expected = [
        Effect::Follow { connection: A },
        reply(A, Message::SyncStep2 { update: &state }),
        reply(A, Message::SyncStep1 { state_vector: &vector }),
        reply(A, Message::Presence { update: &presence }),
    ];
    assert_eq!(harness.turn(A, Message::SyncStep1 { state_vector: &[0] }), expected);
    let again = harness.turn(A, Message::SyncStep1 { state_vector: &[0] });
    assert_eq!(again, expected[1..2], "the question is asked once");
}

#[test]
fn a_hole_is_answered_by_one_sync_step_1_until_all_has_come() {
    let mut harness = Harness::new();
    let mut person = writer(100);
    let first = edit(&mut person);
    let later: Vec<_> = (0..2).map(|_| edit(&mut person)).collect();
    let vector = harness.room.state_vector();
    let question = reply(A, Message::SyncStep1 { state_vector: &vector });
    let effects = harness.turn(A, Message::Update { update: &later[0] });
    assert_eq!(effects, [question, reply(A, Message::Ack { count: 1 })]);
    let effects = harness.turn(A, Message::Update { update: &later[1] });
    assert_eq!(effects, [reply(A, Message::Ack { count: 2 })]);
    let all = person.0.replica().diff(&vector).unwrap();
    let effects = harness.turn(A, Message::SyncStep2 { update: &all });
    assert!(matches!(&effects[..], [Effect::Append { .. }]), "{effects:?}");
    harness.event(Event::Stored);
    assert_eq!(harness.turn(B, Message::Update { update: &first }), [], "it has come already");
}

#[test]
fn when_the_disk_fails_its_authors_go_and_all_is_asked_again_of_those_who_wait() {
    let mut harness = Harness::new();
    let (lost, waiting) = (edit(&mut writer(100)), edit(&mut writer(200)));
    let before = harness.room.state_vector();
    harness.turn(A, Message::Update { update: &lost });
    harness.turn(B, Message::Update { update: &waiting });
    let effects = harness.event(Event::NotStored { reason: "no space left".into() });
    assert_eq!(closed(&effects), [(A, CloseCode::NOT_STORED)]);
    assert!(effects.contains(&reply(B, Message::SyncStep1 { state_vector: &before })));
    assert_eq!(harness.flush(), []);
    assert_eq!(harness.room.state_vector(), before);
    let effects = harness.turn(B, Message::SyncStep2 { update: &waiting });
    assert_eq!(effects, [append(B, 200, &waiting)], "what waited is new again");
    harness.event(Event::Stored);
    assert_eq!(harness.turn(B, Message::Update { update: &lost }), [append(B, 100, &lost)]);
}

#[test]
fn a_refused_update_is_told_to_those_who_understand_and_ends_the_others() {
    let mut harness = Harness::new();
    let bad = [&[1, 1, 9, 0, 4, 1, 5][..], b"other", &[1, b'a', 0]].concat();
    let effects = harness.turn(A, Message::Update { update: &bad });
    let reason = "the document has no such root";
    assert_eq!(
        effects,
        [reply(A, Message::Refused { count: 1, reason }), reply(A, Message::Ack { count: 1 })]
    );
    let effects = harness.turn(B, Message::Update { update: &bad });
    assert_eq!(closed(&effects), [(B, CloseCode::REFUSED)]);
    for _ in 1..limits().refusals {
        assert_eq!(closed(&harness.turn(A, Message::Update { update: &bad })), []);
    }
    assert_eq!(closed(&harness.turn(A, Message::Update { update: &bad })), [(A, CloseCode::REFUSED)]);
    assert_eq!(harness.room.connections(), 0);
}

#[test]
fn an_answer_that_lacks_something_itself_is_refused() {
    let mut harness = Harness::new();
    let mut person = writer(100);
    edit(&mut person);
    let later = edit(&mut person);
    let effects = harness.turn(B, Message::SyncStep2 { update: &later });
    assert_eq!(closed(&effects), [(B, CloseCode::REFUSED)], "asking again would never end");
}

#[test]
fn bytes_that_are_no_message_close_their_own_connection_alone() {
    let mut harness = Harness::new();
    let frames: [&[u8]; 6] = [&[], &[9], &[0, 2, 1, 1], &[0, 0, 5, 1], &[1, 2, 1, 0], &[100, 1]];
    for bytes in frames {
        harness.join(A, true, Role::Edit);
        let effects = harness.event(Event::Frame { connection: A, bytes });
        assert_eq!(closed(&effects), [(A, CloseCode::MALFORMED)], "{bytes:?}");
        assert_eq!(harness.event(Event::Frame { connection: A, bytes: &[3] }), [], "it is gone");
    }
    assert_eq!(harness.room.connections(), 1);
}

#[test]
fn a_message_over_the_limit_closes_its_connection() {
    let mut harness = Harness::with(Limits { frame_bytes: 10, presence_bytes: 4, ..limits() });
    let effects = harness.event(Event::Frame { connection: A, bytes: &[0; 11] });
    assert_eq!(closed(&effects), [(A, CloseCode::TOO_LARGE)]);
    assert_eq!(closed(&harness.show(B, 7, 1, Some("[1,2]"))), [(B, CloseCode::TOO_LARGE)]);
}

#[test]
fn who_sends_faster_than_the_disk_takes_is_sent_away_and_what_waited_is_kept() {
    let mut harness = Harness::with(Limits { waiting_updates: 2, ..limits() });
    let mut person = writer(100);
    let updates: Vec<_> = (0..3).map(|_| edit(&mut person)).collect();
    harness.turn(A, Message::Update { update: &updates[0] });
    harness.turn(A, Message::Update { update: &updates[1] });
    let effects = harness.turn(A, Message::Update { update: &updates[2] });
    assert_eq!(closed(&effects), [(A, CloseCode::OVERLOADED)]);
    harness.event(Event::Stored);
    assert!(matches!(&harness.flush()[0], Effect::Append { additions } if additions.len() == 2));
}

#[test]
fn presence_changes_of_a_turn_go_out_as_one_frame_to_all_their_authors_too() {
    let mut harness = Harness::new();
    for (connection, client) in [(A, 7), (B, 8)] {
        for clock in 1..20 {
            let update = presence::encode([PresenceEntry { client, clock, state: Some("{}") }]);
            assert_eq!(harness.send(connection, Message::Presence { update: &update }), []);
        }
    }
    let entry = |client, state| PresenceEntry { client, clock: 19, state: Some(state) };
    let update = presence::encode([entry(7, OF_A), entry(8, OF_B)]);
    assert_eq!(harness.flush(), [publish(Message::Presence { update: &update }, None)]);
}

#[test]
fn nobody_speaks_for_a_client_of_another_connection() {
    let mut harness = Harness::new();
    harness.show(A, 7, 1, Some("{}"));
    assert_eq!(harness.show(B, 7, 2, Some("1")), []);
    assert_eq!(harness.show(B, 7, 9, None), []);
}

#[test]
fn who_shows_a_state_is_said_by_the_room_and_not_by_the_state() {
    let mut harness = Harness::new();
    let claim = r#"{"user":{"name":"Ada"},"who":{"id":"a","name":"Ada"},"seen":{"7":1}}"#;
    let shown = |connection: ConnectionId, who: &str| {
        let state = format!(r#"{{"user":{{"name":"Ada"}},"seen":{{"7":1}},"who":{who}}}"#);
        let client = connection.0;
        let entry = PresenceEntry { client, clock: 1, state: Some(&state) };
        [publish(Message::Presence { update: &presence::encode([entry]) }, None)]
    };
    harness.join(VIEWER, true, Role::View);
    for (connection, who) in [(B, r#"{"id":"b","name":"Ben"}"#), (VIEWER, r#"{"id":"v"}"#)] {
        assert_eq!(harness.show(connection, connection.0, 1, Some(claim)), shown(connection, who));
    }
    // Whoever comes later is told the same.
    let everybody = harness.turn(A, Message::QueryPresence);
    let Effect::Reply { frame, .. } = &everybody[0] else { panic!("{everybody:?}") };
    let told = String::from_utf8_lossy(frame).into_owned();
    assert!(told.contains(r#""id":"b""#) && told.contains(r#""id":"v""#) && !told.contains(r#""id":"a""#));
}

#[test]
fn a_state_of_somebody_else_that_is_sent_back_is_no_longer_than_its_stamp_allows() {
    let limits = Limits { presence_bytes: 40, ..limits() };
    let mut harness = Harness::with(limits);
    let state = format!("{{\"n\":\"{}\"}}", "x".repeat(32));
    assert_eq!(state.len(), 40);
    assert_eq!(harness.show(A, 7, 1, Some(&state)).len(), 1);
    let echo = stamp_of(A).put_on(&state, 40).unwrap();
    assert_eq!(harness.show(B, 7, 2, Some(&echo)), [], "it is passed over");
    assert_eq!(
        closed(&harness.show(B, 8, 1, Some(&state.replace("x\"", "xx\"")))),
        [(B, CloseCode::TOO_LARGE)]
    );
}

#[test]
fn who_leaves_is_gone_for_all_and_an_echo_does_not_bring_it_back() {
    let mut harness = Harness::new();
    harness.show(A, 7, 3, Some("{}"));
    harness.event(Event::Leave { connection: A });
    let gone = presence::encode([PresenceEntry { client: 7, clock: 4, state: None }]);
    assert_eq!(harness.flush(), [publish(Message::Presence { update: &gone }, None)]);
    let answer = reply(B, Message::Presence { update: &gone });
    assert_eq!(harness.show(B, 7, 3, Some("{}")), [answer], "whose own id it is goes beyond that clock");
    assert_eq!(harness.show(B, 7, 5, Some("{}")).len(), 1, "as this one does");
}

#[test]
fn a_state_that_is_not_renewed_expires_and_a_quiet_room_keeps_its_clients_connected() {
    let mut harness = Harness::new();
    harness.show(A, 7, 3, Some("{}"));
    harness.now_ms += presence::EXPIRY_MS;
    harness.event(Event::Tick);
    let gone = presence::encode([PresenceEntry { client: 7, clock: 4, state: None }]);
    assert_eq!(harness.flush(), [publish(Message::Presence { update: &gone }, None)]);
    harness.event(Event::Tick);
    assert_eq!(harness.flush(), []);
    harness.now_ms += 15_000;
    harness.event(Event::Tick);
    assert_eq!(harness.flush(), [publish(Message::Presence { update: &[0] }, None)]);
}

#[test]
fn a_connection_shows_a_bounded_number_of_clients() {
    let mut harness = Harness::with(Limits { presence_ids: 2, ..limits() });
    harness.show(A, 7, 1, Some("{}"));
    harness.show(A, 8, 1, Some("{}"));
    assert_eq!(harness.show(A, 9, 1, Some("{}")), []);
    harness.show(A, 7, 2, None);
    assert_eq!(harness.show(A, 9, 1, Some("{}")).len(), 1);
}

#[test]
fn a_reader_that_fell_behind_catches_up_by_one_update_and_the_presence_of_all() {
    let mut harness = Harness::new();
    let mut behind = Replica::new(5);
    behind.apply(&harness.room.encode()).unwrap();
    let update = edit(&mut writer(100));
    harness.turn(A, Message::Update { update: &update });
    harness.event(Event::Stored);
    let frames = harness.room.catch_up(&behind.state_vector()).unwrap();
    let Ok(Message::Update { update }) = Message::decode(&frames[0]) else { panic!("{frames:?}") };
    behind.apply(update).unwrap();
    assert_eq!(behind.state_vector(), harness.room.state_vector());
    assert_eq!(frames[1..], [Message::Presence { update: &[0] }.encode()]);
}

#[test]
fn a_room_is_idle_when_nobody_is_there_and_nothing_waits() {
    let mut harness = Harness::new();
    harness.turn(A, Message::Update { update: &edit(&mut writer(100)) });
    harness.event(Event::Leave { connection: A });
    harness.event(Event::Leave { connection: B });
    assert!(!harness.room.is_idle());
    harness.event(Event::Stored);
    assert!(harness.room.is_idle());
}

/// A room with two who may only look: one of our clients and a plain Yjs client.
fn with_viewers() -> Harness {
    let mut harness = Harness::new();
    harness.join(VIEWER, true, Role::View);
    harness.join(PLAIN_VIEWER, false, Role::View);
    harness
}

#[test]
fn a_viewers_change_is_refused_with_a_reason_however_often_and_he_stays() {
    let mut harness = with_viewers();
    let reason = Refused::NoRight.to_string();
    let mut person = writer(100);
    let before = harness.room.state_vector();
    for count in 1..=20 {
        let update = edit(&mut person);
        let (change, whole) = (Message::Update { update: &update }, person.0.replica().encode());
        let message = if count % 2 == 0 { change } else { Message::SyncStep2 { update: &whole } };
        let refused = reply(VIEWER, Message::Refused { count, reason: &reason });
        let ack = reply(VIEWER, Message::Ack { count });
        assert_eq!(harness.turn(VIEWER, message), [refused, ack]);
        let told =
            if count == 1 { vec![reply(PLAIN_VIEWER, Message::Denied { reason: &reason })] } else { vec![] };
        assert_eq!(harness.turn(PLAIN_VIEWER, message), told);
    }
    assert_eq!(harness.room.state_vector(), before);
    assert!(harness.room.is_durable());
    assert_eq!(harness.room.connections(), 4);
}

#[test]
fn a_viewers_deletion_is_refused_though_it_inserts_nothing() {
    let mut harness = with_viewers();
    let mut document = Document::new(7);
    document.merge([&seed()[..]]).unwrap();
    let update = document.edit(&Delta::new().delete(1));
    let effects = harness.turn(VIEWER, Message::Update { update: &update });
    assert!(matches!(effects[..], [Effect::Reply { connection: VIEWER, .. }, _]), "{effects:?}");
    assert_eq!(harness.turn(A, Message::Update { update: &update }).len(), 1, "an editor's is taken");
}

#[test]
fn a_viewer_may_say_what_he_has_been_told_deletions_included() {
    let mut harness = with_viewers();
    let mut person = writer(100);
    for _ in 0..40 {
        let update = person.0.edit(&mut person.1);
        harness.turn(A, Message::Update { update: &update });
        harness.event(Event::Stored);
    }
    let all = harness.room.encode();
    let effects = harness.turn(VIEWER, Message::SyncStep2 { update: &all });
    assert_eq!(effects, [reply(VIEWER, Message::Ack { count: 1 })]);
    assert_eq!(harness.turn(PLAIN_VIEWER, Message::SyncStep2 { update: &[0, 0] }), []);
}

#[test]
fn a_viewer_is_seen_and_gets_what_others_write() {
    let mut harness = with_viewers();
    let effects = harness.show(VIEWER, 9, 1, Some("{}"));
    let state = Some(r#"{"who":{"id":"v"}}"#);
    let shown = presence::encode([PresenceEntry { client: 9, clock: 1, state }]);
    assert_eq!(effects, [publish(Message::Presence { update: &shown }, None)]);
    let update = edit(&mut writer(100));
    harness.turn(A, Message::Update { update: &update });
    assert!(harness.event(Event::Stored).contains(&publish(Message::Update { update: &update }, Some(A))));
}

/// A comment, as any Yjs client may write one.
fn comment() -> Vec<u8> {
    let doc = Doc::with_client_id(200);
    let comments = doc.get_or_insert_map("comments");
    let mut txn = doc.transact_mut();
    comments.insert(&mut txn, "a", "Well said.");
    txn.encode_update_v1()
}

#[test]
fn who_comments_or_suggests_writes_in_the_review_and_not_in_the_document() {
    for role in [Role::View, Role::Comment, Role::Suggest, Role::Edit, Role::Manage, Role::Owner] {
        let mut document = Harness::new();
        document.join(VIEWER, true, role);
        let update = edit(&mut writer(100));
        let effects = document.turn(VIEWER, Message::Update { update: &update });
        let is_taken = matches!(effects[..], [Effect::Append { .. }]);
        assert_eq!(is_taken, role.may(Power::Write), "{role:?} in the document: {effects:?}");

        let mut review = Harness::of(Roots::Review);
        review.join(VIEWER, true, role);
        let update = comment();
        let effects = review.turn(VIEWER, Message::Update { update: &update });
        let is_taken = matches!(effects[..], [Effect::Append { .. }]);
        assert_eq!(is_taken, role.may(Power::Comment), "{role:?} in the review: {effects:?}");
    }
}

#[test]
fn a_review_has_roots_of_its_own_and_the_document_not_those() {
    let mut review = Harness::of(Roots::Review);
    let update = edit(&mut writer(100));
    let effects = review.turn(A, Message::Update { update: &update });
    assert!(matches!(effects[..], [Effect::Reply { connection: A, .. }, ..]), "{effects:?}");
    let update = comment();
    let mut document = Harness::new();
    let effects = document.turn(A, Message::Update { update: &update });
    assert!(matches!(effects[..], [Effect::Reply { connection: A, .. }, ..]), "{effects:?}");
}

#[test]
fn an_address_says_by_its_version_who_may_write() {
    let address = |version: u8| {
        let mut uuid = [0xA5; 16];
        uuid[6] = version << 4 | 5;
        Role::of_address(&uuid)
    };
    assert_eq!(address(4), Some(Role::Edit));
    assert_eq!(address(8), Some(Role::View));
    assert!([0, 1, 2, 3, 5, 6, 7, 9, 15].into_iter().all(|version| address(version).is_none()));
}

#[test]
fn what_a_room_does_not_take_is_told_once() {
    let mut harness = with_viewers();
    let (mut person, mut other) = (writer(100), writer(101));
    harness.turn(VIEWER, Message::Update { update: &edit(&mut person) });
    let hole = edit(&mut person);
    harness.turn(A, Message::Update { update: &hole });
    // A root that the document does not have.
    harness.turn(A, Message::Update { update: &[1, 1, 5, 0, 4, 1, 1, b'x', 1, b'y', 0] });
    harness.turn(B, Message::Update { update: &edit(&mut other) });
    let told = Refusals { view: 1, content: 1, holes: 1, ..Refusals::default() };
    assert_eq!(harness.room.take_refusals(), Some(told));
    assert_eq!(harness.room.take_refusals(), None);
}

#[test]
fn what_would_make_the_document_too_large_is_refused_and_its_sender_stays_while_others_write_and_delete() {
    let mut harness = Harness::with(Limits { document_bytes: 1_000, ..limits() });
    let (mut ada, mut ben) = (Document::new(100), Document::new(200));
    for person in [&mut ada, &mut ben] {
        person.merge([&*seed()]).unwrap();
    }
    let long = ada.edit(&Delta::new().insert(&"x".repeat(600), Attributes::new()));
    harness.turn(A, Message::Update { update: &long });
    harness.event(Event::Stored);
    ben.merge([&*long]).unwrap();
    let longer = ada.edit(&Delta::new().insert(&"y".repeat(600), Attributes::new()));
    let before = harness.room.encode();
    let reason = &*Refused::TooLarge.to_string();
    assert_eq!(
        harness.turn(A, Message::Update { update: &longer }),
        [reply(A, Message::Refused { count: 2, reason }), reply(A, Message::Ack { count: 2 })]
    );
    assert_eq!(harness.room.encode(), before);
    assert_eq!(harness.room.take_refusals(), Some(Refusals { size: 1, ..Refusals::default() }));
    // Others write what fits still, and delete.
    let word = ben.edit(&Delta::new().insert("calm", Attributes::new()));
    assert_eq!(harness.turn(B, Message::Update { update: &word }), [append(B, 200, &word)]);
    harness.event(Event::Stored);
    let deletion = ben.edit(&Delta::new().delete(604));
    assert_eq!(harness.turn(B, Message::Update { update: &deletion }), [append(B, 200, &deletion)]);
    harness.event(Event::Stored);
    // Then there is space for what was refused, and it is asked for.
    harness.now_ms += 29_999;
    assert_eq!(harness.event(Event::Tick), []);
    harness.now_ms += 1;
    let vector = harness.room.state_vector();
    assert_eq!(harness.event(Event::Tick), [reply(A, Message::SyncStep1 { state_vector: &vector })]);
    assert_eq!(harness.event(Event::Tick), [], "once");
    let all = ada.replica().diff(&vector).unwrap();
    let effects = harness.turn(A, Message::SyncStep2 { update: &all });
    assert!(matches!(&effects[..], [Effect::Append { .. }, ..]), "{effects:?}");
    harness.event(Event::Stored);
    // However often it is tried, nobody who is told is closed for it.
    let again = ada.edit(&Delta::new().insert(&"z".repeat(2_000), Attributes::new()));
    for _ in 0..20 {
        let effects = harness.turn(A, Message::Update { update: &again });
        assert!(matches!(&effects[..], [Effect::Reply { .. }, Effect::Reply { .. }]), "{effects:?}");
    }
    // A plain client is not told and has to go.
    let mut plain = Document::new(300);
    plain.merge([&*seed()]).unwrap();
    let update = plain.edit(&Delta::new().insert(&"z".repeat(2_000), Attributes::new()));
    assert_eq!(closed(&harness.turn(B, Message::Update { update: &update })), [(B, CloseCode::TOO_LARGE)]);
}

#[test]
fn a_document_is_as_large_as_its_state_however_many_keystrokes_it_took() {
    let mut harness = Harness::with(Limits { document_bytes: 1_000, ..limits() });
    let mut ada = Document::new(100);
    ada.merge([&*seed()]).unwrap();
    // Each is an update of some twenty bytes, and a letter in the state.
    for letter in 0..500 {
        let update = ada.edit(&Delta::new().retain(letter).insert("x", Attributes::new()));
        harness.now_ms += 1_000;
        let effects = harness.turn(A, Message::Update { update: &update });
        assert_eq!(effects.first(), Some(&append(A, 100, &update)), "{letter}");
        harness.event(Event::Stored);
    }
    assert!(harness.room.encode().len() < 1_000);
}

#[test]
fn presence_is_shown_at_once_and_then_no_more_often_than_the_gap_as_it_is_by_then() {
    let gap = Limits::default().presence_gap_ms;
    let mut harness = Harness::with(Limits::default());
    harness.now_ms += gap;
    assert_eq!(harness.show(A, 7, 1, Some("1")).len(), 1);
    let shown_ms = harness.now_ms;
    for clock in 2..20 {
        harness.now_ms += 1;
        assert_eq!(harness.show(A, 7, clock, Some("{}")), [], "{clock}");
    }
    let update = edit(&mut writer(100));
    assert_eq!(
        harness.turn(A, Message::Update { update: &update }),
        [append(A, 100, &update)],
        "what is typed goes on"
    );
    assert_eq!(harness.room.presence_due_ms(), Some(shown_ms + gap));
    assert_eq!(harness.room.take_refusals(), Some(Refusals { held: 18, ..Refusals::default() }));
    harness.now_ms = shown_ms + gap;
    let latest = presence::encode([PresenceEntry { client: 7, clock: 19, state: Some(OF_A) }]);
    assert_eq!(harness.flush(), [publish(Message::Presence { update: &latest }, None)]);
    assert_eq!(harness.room.presence_due_ms(), None);
}

#[test]
fn a_room_rests_while_nobody_needs_the_text_and_goes_on_with_what_the_log_has() {
    let mut room = Harness::new();
    let mut ada = writer(10);
    let first = edit(&mut ada);
    room.turn(A, Message::Update { update: &first });
    assert!(!room.room.rest(), "the first change waits for the disk");
    room.event(Event::Stored);
    let held = room.room.state_vector();
    assert!(room.room.rest());
    assert_eq!(room.room.state_vector(), held);

    let shown = room.show(B, 20, 1, Some(r#"{"user":"Ben"}"#));
    assert!(shown.iter().any(|effect| matches!(effect, Effect::Publish { .. })), "he is seen: {shown:?}");
    room.event(Event::Leave { connection: B });
    assert!(room.room.is_resting(), "nobody needed the text");

    let second = edit(&mut ada);
    let frame = Message::Update { update: &second }.encode();
    assert!(room.room.lacks(Need::of(&frame)));
    let log = [seed(), first];
    room.room.wake(Content::open(Roots::Document, log.iter().map(Vec::as_slice)).unwrap());
    room.event(Event::Frame { connection: A, bytes: &frame });
    let effects = room.flush();
    assert_eq!(effects[0], append(A, 10, &second));
    let acknowledged = room.event(Event::Stored);
    let ack = Message::Ack { count: 2 }.encode();
    assert!(acknowledged.contains(&Effect::Reply { connection: A, frame: ack.into() }), "{acknowledged:?}");
    let mut reader = Replica::new(30);
    reader.apply(&room.room.encode()).unwrap();
    assert_eq!(reader.state_vector(), ada.0.replica().state_vector());
}

#[test]
fn who_has_nothing_yet_is_answered_from_the_log_alone_and_others_are_not() {
    let mut ada = writer(10);
    let log = [seed(), edit(&mut ada), edit(&mut ada)];
    let state = || State::read(log.iter().map(Vec::as_slice)).unwrap();
    let policy = Policy { roots: Roots::Document, limits: limits() };
    let mut room = Harness { room: Room::resting(policy, state()), now_ms: 1_000_000 };
    room.join(A, true, Role::Edit);
    let held = clocks(&ada.0.replica().state_vector());
    assert_eq!(clocks(&room.room.state_vector()), held);

    let nothing = Message::SyncStep1 { state_vector: &[0] }.encode();
    assert!(!room.room.lacks(Need::of(&nothing)));
    let effects = room.event(Event::Frame { connection: A, bytes: &nothing });
    let step_2 = effects.iter().find_map(|effect| match effect {
        Effect::Reply { frame, .. } => match Message::decode(frame) {
            Ok(Message::SyncStep2 { update }) => Some(update.to_vec()),
            _ => None,
        },
        _ => None,
    });
    let mut reader = Replica::new(30);
    reader.apply(&step_2.unwrap()).unwrap();
    assert_eq!(clocks(&reader.state_vector()), held);
    assert!(room.room.is_resting(), "the document was not opened for it");

    let something = Message::SyncStep1 { state_vector: &ada.0.replica().state_vector() }.encode();
    assert!(room.room.lacks(Need::of(&something)), "what he lacks, the document says");
    assert!(room.room.give_back() && room.room.lacks(Need::of(&nothing)));
    room.room.lend(state());
    assert!(!room.room.lacks(Need::of(&nothing)));
}

#[test]
fn a_log_in_which_something_was_sent_again_with_what_came_after_it_is_read_without_it() {
    let mut ada = writer(10);
    let first = edit(&mut ada);
    let mut log = vec![seed(), first.clone()];
    let had = read_state_vector(&ada.0.replica().state_vector()).unwrap();
    edit(&mut ada);
    // From each unit of the first line on, and the second line with it.
    let end = Update::parse(&first).unwrap().spans().map(|(_, span)| span.end).max().unwrap();
    for from in 1..=end {
        let known: Vec<_> =
            had.iter().map(|(client, clock)| (*client, if *client == 10 { from } else { *clock })).collect();
        log.push(ada.0.replica().diff(&write_state_vector(&known)).unwrap());
        let state = State::read(log.iter().map(Vec::as_slice)).expect("nothing is lacking");
        let Ok(Message::SyncStep2 { update }) = Message::decode(state.answer()) else { panic!("{state:?}") };
        let (mut reader, mut whole) = (Document::new(30), Document::new(31));
        reader.merge([update]).unwrap();
        whole.merge([&*ada.0.replica().encode()]).unwrap();
        assert_eq!(reader.body(), whole.body(), "from {from}");
        assert_eq!(clocks(&reader.replica().state_vector()), clocks(&whole.replica().state_vector()));
        log.truncate(2);
    }
}

#[test]
fn of_values_that_were_sent_again_with_what_came_after_them_the_rest_is_read() {
    let ada = Doc::with_client_id(10);
    let values = ada.get_or_insert_array("values");
    let push = |added: &[i64]| {
        let mut change = ada.transact_mut();
        for value in added {
            values.push_back(&mut change, *value);
        }
        change.encode_update_v1()
    };
    let first = push(&[1, 2]);
    push(&[3, 4]);
    let whole = ada.transact().encode_state_as_update_v1(&StateVector::default());
    assert_eq!(Update::parse(&whole).unwrap().spans().collect::<Vec<_>>(), [(10, 0..4)]);
    let state = State::read([&*first, &*whole]).expect("nothing is lacking");
    let Ok(Message::SyncStep2 { update }) = Message::decode(state.answer()) else { panic!("{state:?}") };
    let ben = Doc::new();
    let read = ben.get_or_insert_array("values");
    ben.transact_mut().apply_update(yrs::Update::decode_v1(update).unwrap()).unwrap();
    assert_eq!(read.to_json(&ben.transact()), values.to_json(&ada.transact()));
}

#[test]
fn a_log_with_a_hole_or_garbage_says_nothing() {
    let mut ada = writer(10);
    let (first, second) = (edit(&mut ada), edit(&mut ada));
    assert_eq!(State::read([&*seed(), &second]), None);
    assert_eq!(State::read([&*first]), None, "it builds on the first line");
    assert_eq!(State::read([&b"garbage"[..]]), None);
    let nothing = Message::SyncStep2 { update: &[0, 0] }.encode();
    assert_eq!(**State::read([]).unwrap().answer(), nothing, "an empty log says that there is nothing");
}

#[test]
fn who_is_there_is_no_reason_to_read_the_text() {
    let presence = presence::encode([PresenceEntry { client: 10, clock: 1, state: Some("{}") }]);
    for message in [Message::Presence { update: &presence }, Message::QueryPresence] {
        assert_eq!(Need::of(&message.encode()), Need::Nothing, "{message:?}");
    }
    for message in [
        Message::SyncStep1 { state_vector: &[1, 10, 2] },
        Message::SyncStep2 { update: &[0, 0] },
        Message::Update { update: &[0, 0] },
    ] {
        assert_eq!(Need::of(&message.encode()), Need::Content, "{message:?}");
    }
}
