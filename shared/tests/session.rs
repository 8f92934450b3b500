//! The client's end, one sentence each, against a server that is written by hand.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use octavo_shared::model::{Replica, seed};
use octavo_shared::sync::guard::{Refused, Update};
use octavo_shared::sync::presence::{self, PresenceEntry};
use octavo_shared::sync::{Backoff, CloseCode, Message, Session, SessionEffect, Status};
use octavo_shared::testing::network::Person;
use rand::SeedableRng;
use rand::rngs::StdRng;
use support::Writer;

const NOW_MS: u64 = 1_000_000;

struct Client {
    session: Session,
    writer: Writer,
    rng: StdRng,
    changes: u64,
}

impl Client {
    fn new() -> Self {
        let mut writer = Writer::new(100);
        writer.apply(&seed());
        Client { session: Session::new(100, 0), writer, rng: StdRng::seed_from_u64(3), changes: 0 }
    }

    fn online() -> Self {
        let mut client = Client::new();
        client.open();
        client.hear(Message::SyncStep2 { update: &seed() });
        client.hear(Message::SyncStep1 { state_vector: &[1, 1, 1] });
        client.hear(Message::Ack { count: 1 });
        assert_eq!(client.session.status(), Status::Online);
        client
    }

    fn open(&mut self) -> Vec<SessionEffect> {
        let mut effects = Vec::new();
        self.session.on_open(NOW_MS, self.writer.replica(), &mut effects);
        effects
    }

    fn hear_at(&mut self, now_ms: u64, message: Message<'_>) -> Vec<SessionEffect> {
        let mut effects = Vec::new();
        self.session.on_frame(now_ms, self.writer.replica(), &message.encode(), &mut effects);
        effects
    }

    fn hear(&mut self, message: Message<'_>) -> Vec<SessionEffect> {
        self.hear_at(NOW_MS, message)
    }

    fn write(&mut self) -> (Vec<u8>, Vec<SessionEffect>) {
        let update = inserting(&mut self.writer, &mut self.rng);
        self.changes += 1;
        let mut effects = Vec::new();
        self.session.on_local_update(self.changes, &update, &mut effects);
        (update, effects)
    }

    fn close(&mut self, code: CloseCode) -> Vec<SessionEffect> {
        let mut effects = Vec::new();
        self.session.on_close(code, &mut effects);
        effects
    }

    /// What a tick brings, but for the question whether the server is still there.
    fn tick(&mut self, now_ms: u64) -> Vec<SessionEffect> {
        let mut effects = Vec::new();
        self.session.on_tick(now_ms, &mut effects);
        effects.retain(|effect| *effect != send(Message::QueryPresence));
        effects
    }
}

fn inserting(writer: &mut Writer, rng: &mut StdRng) -> Vec<u8> {
    loop {
        let update = writer.edit(rng);
        if Update::parse(&update).is_ok_and(|update| update.spans().next().is_some()) {
            return update;
        }
    }
}

fn send(message: Message<'_>) -> SessionEffect {
    SessionEffect::Send(message.encode())
}

fn saved(through: u64) -> SessionEffect {
    SessionEffect::Saved { through }
}

#[test]
fn opening_sends_what_it_has_and_goes_online_when_both_sides_have_told() {
    let mut client = Client::new();
    let vector = client.writer.replica().state_vector();
    let step_1 = send(Message::SyncStep1 { state_vector: &vector });
    assert_eq!(client.open(), [SessionEffect::Status(Status::Syncing), step_1]);
    assert_eq!(client.hear(Message::SyncStep2 { update: &[0, 0] }), [SessionEffect::Apply(vec![0, 0])]);
    assert_eq!(client.session.status(), Status::Syncing, "the server may lack something");
    let all = client.writer.replica().encode();
    let effects = client.hear(Message::SyncStep1 { state_vector: &[0] });
    assert_eq!(effects, [send(Message::SyncStep2 { update: &all }), SessionEffect::Status(Status::Online)]);
}

#[test]
fn a_change_is_saved_when_the_message_that_holds_it_is_acknowledged() {
    let mut client = Client::online();
    let (update, effects) = client.write();
    assert_eq!(effects, [send(Message::Update { update: &update })]);
    client.write();
    assert!(!client.session.is_saved());
    assert_eq!(client.hear(Message::Ack { count: 2 }), [saved(1)]);
    assert_eq!(client.hear(Message::Ack { count: 2 }), []);
    assert_eq!(client.hear(Message::Ack { count: 3 }), [saved(2)]);
    assert!(client.session.is_saved());
}

#[test]
fn what_was_written_without_a_connection_goes_with_the_answer_and_is_saved_with_it() {
    let mut client = Client::online();
    client.write();
    client.close(CloseCode(1006));
    assert_eq!(client.write().1, [], "nothing is queued");
    client.open();
    assert_eq!(client.write().1, [], "nor before the server has asked");
    let lacking = client.writer.replica().diff(&[1, 1, 1]).unwrap();
    let effects = client.hear(Message::SyncStep1 { state_vector: &[1, 1, 1] });
    assert_eq!(effects, [send(Message::SyncStep2 { update: &lacking })]);
    assert_eq!(client.hear(Message::Ack { count: 1 }), [saved(3)]);
}

#[test]
fn after_a_question_only_the_answer_to_it_counts() {
    let mut client = Client::online();
    client.write();
    client.write();
    client.hear(Message::SyncStep1 { state_vector: &[1, 1, 1] });
    assert_eq!(client.hear(Message::Ack { count: 3 }), [], "both left a hole");
    assert_eq!(client.hear(Message::Ack { count: 4 }), [saved(2)]);
}

#[test]
fn an_update_that_would_leave_a_hole_is_not_taken_in_and_all_is_asked_for_once() {
    let mut client = Client::online();
    let mut other = Writer::new(200);
    other.apply(&seed());
    let first = inserting(&mut other, &mut client.rng);
    let second = inserting(&mut other, &mut client.rng);
    let third = inserting(&mut other, &mut client.rng);
    let vector = client.writer.replica().state_vector();
    let question = send(Message::SyncStep1 { state_vector: &vector });
    assert_eq!(client.hear(Message::Update { update: &second }), [question]);
    assert_eq!(client.hear(Message::Update { update: &third }), []);
    let all = other.replica().encode();
    assert_eq!(client.hear(Message::SyncStep2 { update: &all }), [SessionEffect::Apply(all.clone())]);
    assert_eq!(client.hear(Message::Update { update: &first }), [SessionEffect::Apply(first.clone())]);
}

#[test]
fn after_a_refusal_nothing_is_sent_and_nothing_is_called_saved() {
    let mut client = Client::online();
    client.write();
    let effects = client.hear(Message::Refused { count: 2, reason: "no" });
    assert_eq!(effects, [SessionEffect::Refused { reason: "no".into() }]);
    assert_eq!(client.hear(Message::Ack { count: 2 }), []);
    assert_eq!(client.write().1, []);
    assert!(!client.session.is_saved());
}

#[test]
fn what_made_the_document_too_large_is_sent_again_with_all_since_when_the_server_asks_and_not_before() {
    let mut client = Client::online();
    client.write();
    let reason = Refused::TooLarge.to_string();
    client.hear(Message::Refused { count: 2, reason: &reason });
    assert_eq!(client.write().1, []);
    assert!(!client.session.is_saved());
    let sent = client.hear(Message::SyncStep1 { state_vector: &[0] });
    let all = client.writer.replica().diff(&[0]).unwrap();
    assert_eq!(sent, [SessionEffect::Send(Message::SyncStep2 { update: &all }.encode())]);
    assert!(!client.session.is_saved());
    assert!(matches!(client.hear(Message::Ack { count: 3 })[..], [SessionEffect::Saved { .. }]));
    assert!(client.session.is_saved());
    assert!(matches!(client.write().1[..], [SessionEffect::Send(_)]), "it goes on as before");
}

#[test]
fn a_permanent_close_is_told_apart_from_one_to_come_back_after() {
    let mut client = Client::online();
    assert_eq!(client.close(CloseCode::NOT_STORED), [SessionEffect::Status(Status::Offline)]);
    let gone = SessionEffect::Status(Status::Closed(CloseCode::UNKNOWN_DOCUMENT));
    assert_eq!(client.close(CloseCode::UNKNOWN_DOCUMENT), [gone]);
}

#[test]
fn peers_come_move_expire_and_vanish_with_the_connection() {
    let mut client = Client::online();
    let changed = |client| SessionEffect::Presence { changed: vec![client] };
    let show = |clock, state| presence::encode([PresenceEntry { client: 7, clock, state }]);
    assert_eq!(client.hear(Message::Presence { update: &show(1, Some("{}")) }), [changed(7)]);
    assert_eq!(client.hear(Message::Presence { update: &show(2, Some("{}")) }), [], "renewed, the same");
    assert_eq!(client.session.peers().collect::<Vec<_>>(), [(7, "{}")]);
    assert_eq!(client.tick(NOW_MS + presence::EXPIRY_MS - 1), []);
    assert_eq!(client.tick(NOW_MS + presence::EXPIRY_MS), [changed(7)]);
    client.hear_at(NOW_MS, Message::Presence { update: &show(3, Some("1")) });
    assert_eq!(client.close(CloseCode(1006))[0], changed(7));
    assert_eq!(client.session.peers().count(), 0);
}

#[test]
fn the_own_state_is_sent_when_it_changes_renewed_while_connected_and_defended() {
    let mut client = Client::online();
    let own = |clock, state| {
        let update = presence::encode([PresenceEntry { client: 100, clock, state }]);
        send(Message::Presence { update: &update })
    };
    let mut effects = Vec::new();
    client.session.set_presence(NOW_MS, Some("{}".into()), &mut effects);
    client.session.set_presence(NOW_MS, Some("{}".into()), &mut effects);
    assert_eq!(effects, [own(1, Some("{}"))]);
    assert_eq!(client.tick(NOW_MS + presence::RENEWAL_MS - 1), []);
    assert_eq!(client.tick(NOW_MS + presence::RENEWAL_MS), [own(2, Some("{}"))]);
    let gone = presence::encode([PresenceEntry { client: 100, clock: 3, state: None }]);
    assert_eq!(client.hear(Message::Presence { update: &gone }), [own(4, Some("{}"))]);
    client.close(CloseCode(1006));
    assert_eq!(client.tick(NOW_MS + 10 * presence::RENEWAL_MS), []);
    assert_eq!(client.open().last(), Some(&own(5, Some("{}"))));
}

#[test]
fn a_connection_over_which_nothing_comes_is_asked_for_a_word_and_given_up_within_seconds() {
    let asks = send(Message::QueryPresence);
    let mut client = Client::online();
    let mut seconds = |from: u64, to: u64| -> Vec<(u64, SessionEffect)> {
        let ticks = (from..=to).flat_map(|second| {
            let mut effects = Vec::new();
            client.session.on_tick(NOW_MS + second * 1_000, &mut effects);
            effects.into_iter().map(move |effect| (second, effect))
        });
        ticks.collect()
    };
    assert_eq!(seconds(1, 9), [(4, asks.clone())]);
    assert_eq!(seconds(10, 10), [(10, SessionEffect::Silent)]);

    let mut client = Client::online();
    for second in 1..60 {
        let mut effects = Vec::new();
        client.session.on_tick(NOW_MS + second * 1_000, &mut effects);
        if effects.contains(&asks) {
            client.hear_at(NOW_MS + second * 1_000, Message::Presence { update: &[0] });
        }
        assert!(!effects.contains(&SessionEffect::Silent), "a server that answers is not given up");
    }
}

#[test]
fn the_clock_may_begin_when_the_page_is_opened() {
    let mut client = Client::new();
    client.session.on_open(0, client.writer.replica(), &mut Vec::new());
    client.hear_at(0, Message::SyncStep2 { update: &seed() });
    client.hear_at(0, Message::SyncStep1 { state_vector: &[1, 1, 1] });
    assert_eq!(client.session.status(), Status::Online);
    let found = (1..60).find(|second| {
        let mut effects = Vec::new();
        client.session.on_tick(second * 1_000, &mut effects);
        effects.contains(&SessionEffect::Silent)
    });
    assert_eq!(found, Some(10));
}

#[test]
fn a_device_that_slept_hears_what_came_meanwhile_before_it_gives_up() {
    let mut client = Client::online();
    let mut effects = Vec::new();
    for second in [1, 2, 3, 4, 3_600] {
        client.session.on_tick(NOW_MS + second * 1_000, &mut effects);
    }
    assert_eq!(effects, [send(Message::QueryPresence)]);
    client.session.on_tick(NOW_MS + 3_604_000, &mut effects);
    assert!(effects.len() == 1, "it had no time to answer yet");
    client.session.on_tick(NOW_MS + 3_664_000, &mut effects);
    assert_eq!(effects.last(), Some(&SessionEffect::Silent));
}

#[test]
fn five_thousand_who_lose_the_server_at_once_do_not_come_back_at_once() {
    // The server is away for a while, short or long; then it takes whoever comes.
    for away_ms in [500, 3_000, 30_000] {
        let mut arrivals = std::collections::BTreeMap::new();
        let mut chance = 0.5_f64;
        for _client in 0..5_000 {
            let mut backoff = Backoff::default();
            let mut now = 0;
            while now < away_ms {
                chance = (chance * 997.0 + 0.123).fract();
                now += backoff.next_ms(chance);
            }
            *arrivals.entry(now / 100).or_insert(0) += 1;
        }
        let most = arrivals.values().max().copied().unwrap_or(0);
        assert!(most < 1_800, "{most} of 5000 within a tenth of a second after {away_ms} ms");
    }
}

#[test]
fn waits_grow_to_a_bound_and_differ() {
    let mut backoff = Backoff::default();
    let waits: Vec<u64> = (0..9).map(|_| backoff.next_ms(1.0)).collect();
    assert_eq!(waits, [200, 400, 800, 1600, 3200, 6400, 10_000, 10_000, 10_000]);
    backoff.reset();
    assert_eq!(backoff.next_ms(0.0), 50);
}

#[test]
fn a_server_that_speaks_something_else_is_left() {
    let mut client = Client::online();
    let mut effects = Vec::new();
    client.session.on_frame(NOW_MS, &Replica::new(1), &[0xff], &mut effects);
    assert_eq!(effects, [SessionEffect::Close]);
}
