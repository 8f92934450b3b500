//! The past of a document, read off its log.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use octavo_shared::model::{Attributes, Content, Delta, Document, Style, seed};
use octavo_shared::sync::history::{Step, difference, restore, state};
use octavo_shared::sync::{Deed, Difference};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::json;

#[derive(Default)]
struct Log(Vec<(&'static str, u64, Vec<u8>)>);

impl Log {
    fn seeded() -> Log {
        Log(vec![("octavo", 0, seed())])
    }

    fn push(&mut self, author: &'static str, time_ms: u64, update: Vec<u8>) {
        self.0.push((author, time_ms, update));
    }

    fn steps(&self) -> Vec<Step<'_>> {
        let step =
            |(author, time_ms, update): &'_ (&'static str, u64, Vec<u8>)| -> (u64, usize, &'static str) {
                (*time_ms, update.len(), author)
            };
        self.0
            .iter()
            .map(|entry| {
                let (time_ms, _, author) = step(entry);
                Step { author, from_ms: time_ms, to_ms: time_ms, update: &entry.2 }
            })
            .collect()
    }

    fn document(&self, client: u64) -> Document {
        let mut document = Document::new(client);
        document.merge(self.0.iter().map(|(_, _, update)| &**update)).unwrap();
        document
    }
}

fn typed(at: usize, text: &str) -> Delta {
    Delta::new().retain(at).insert(text, Attributes::new())
}

#[test]
fn the_state_after_any_entry_is_there() {
    let mut log = Log::seeded();
    let mut ada = log.document(100);
    for (at, letter) in "abc".char_indices() {
        log.push("ada", 1, ada.edit(&typed(at, &letter.to_string())));
    }
    log.push("ada", 2, ada.set_title("Letters"));
    let read = |entries: usize| {
        let document = state(&log.steps()[..entries]).unwrap();
        (document.body().text(), document.title())
    };
    assert_eq!(read(1), ("\n".into(), String::new()));
    assert_eq!(read(3), ("ab\n".into(), String::new()));
    assert_eq!(read(5), ("abc\n".into(), "Letters".into()));
}

#[test]
fn work_done_offline_is_still_of_the_one_who_did_it() {
    let mut log = Log::seeded();
    let mut ada = log.document(100);
    log.push("ada", 1, ada.edit(&typed(0, "Dear Ben")));
    // Ben takes the train: he writes into what he has, while Ada changes it.
    let mut ben = log.document(200);
    let offline: Vec<_> = [typed(8, ","), typed(0, "2026: ")].iter().map(|change| ben.edit(change)).collect();
    log.push("ada", 2, ada.edit(&Delta::new().delete(5)));
    log.push("ada", 3, ada.edit(&typed(0, "Hello ")));
    for update in offline {
        log.push("ben", 9, update);
    }
    let now = log.document(1);
    let who = difference(&log.steps(), 0).unwrap();
    let text = now.body().text();
    let mut told = String::new();
    for stretch in who.stretches() {
        if let Content::Text(text) = &stretch.content {
            told.push_str(text);
            let author = &stretch.deed.as_ref().unwrap().author;
            let expected = match text.as_str() {
                "Hello Ben" => "ada",
                "2026: " | "," => "ben",
                "\n" => "octavo",
                other => panic!("{other:?} is in no one's hand: {:?}", who.to_json()),
            };
            assert_eq!(author, expected, "{text:?}");
        }
    }
    assert_eq!(told, text);
}

#[test]
fn the_difference_of_two_states_says_what_came_and_went_and_by_whom() {
    let mut log = Log::seeded();
    let mut ada = log.document(100);
    log.push("ada", 1, ada.edit(&typed(0, "one two")));
    let mut ben = log.document(200);
    log.push("ben", 5, ben.edit(&Delta::new().delete(4)));
    let bold = Attributes::new().with("bold", true);
    log.push("ben", 6, ben.edit(&Delta::new().format(3, bold)));
    let told = json!([
        { "delete": "one ", "author": "ben", "from": 5, "to": 5 },
        { "retain": 3, "attributes": { "bold": true }, "author": "ben", "from": 6, "to": 6 },
    ]);
    assert_eq!(difference(&log.steps(), 2).unwrap().to_json()["ops"], told);
    assert_eq!(difference(&log.steps(), 4).unwrap().to_json()["ops"], json!([]));
}

#[test]
fn an_earlier_state_comes_back_as_a_change_with_its_title_and_its_styles() {
    let mut log = Log::seeded();
    let mut ada = log.document(100);
    log.push("ada", 1, ada.edit(&typed(0, "The plan")));
    log.push("ada", 1, ada.set_title("Plan"));
    let (then, entries) = (ada.body(), log.0.len());
    log.push(
        "ben",
        2,
        ada.edit(&Delta::new().delete(4).insert("A ", Attributes::new().with("italic", true))),
    );
    log.push("ben", 3, ada.set_title("Another"));
    let huge = Attributes::new().with("size", "40pt");
    log.push("ben", 3, ada.edit_style(&Delta::new(), Style::ALL[0], Some(&huge)));
    let meanwhile = ada.edit(&typed(2, "great "));

    let update = restore(&log.steps(), entries, 999).unwrap().unwrap();
    let mut restored = log.document(1);
    restored.merge([&*update]).unwrap();
    assert_eq!((restored.body(), restored.title()), (then, "Plan".to_owned()));
    assert_eq!(restored.styles(), Document::new(5).styles());
    restored.merge([&*meanwhile]).unwrap();
    assert!(restored.body().text().contains("great "), "what somebody typed meanwhile is merged");

    log.push("cleo", 4, update);
    assert_eq!(restore(&log.steps(), log.0.len(), 998).unwrap(), None, "nothing to bring back");
    assert_eq!(restore(&log.steps(), entries, 998).unwrap(), None, "it reads so already");
    assert_eq!(state(&log.steps()[..6]).unwrap().title(), "Another", "the past is as it was");
}

/// Random people, some of them away for long: the stretches are the text, every character has an author, and the way back
/// leads to every earlier state.
#[test]
fn random_pasts_are_exact() {
    for number in 0..40 {
        let mut random = StdRng::seed_from_u64(number);
        let names = ["ada", "ben", "cleo"];
        let mut log = Log::seeded();
        let mut people: Vec<Document> = (0..3).map(|at| log.document(100 + at)).collect();
        let mut seen = [1; 3];
        for time in 0..60 {
            let who = random.random_range(0..3);
            if random.random_bool(0.4) {
                let missed = log.0[seen[who]..].iter().map(|(_, _, update)| &**update);
                people[who].merge(missed).unwrap();
                seen[who] = log.0.len();
            }
            let length = people[who].len();
            let (at, some) = (random.random_range(0..length), random.random_range(1..4));
            let change = match random.random_range(0..6) {
                0 if at + some < length => Delta::new().retain(at).delete(some),
                1 if at + some < length => {
                    Delta::new().retain(at).format(some, Attributes::new().with("bold", true))
                }
                2 => Delta::new().retain(at).embed(json!({ "image": "/x" }), Attributes::new()),
                _ => typed(at, names[who]),
            };
            log.push(names[who], time, people[who].edit(&change));
        }
        let steps = log.steps();
        let now = log.document(1).body();
        for from in [0, 1, 20, 45, steps.len()] {
            let difference = difference(&steps, from).unwrap();
            let then = state(&steps[..from]).unwrap().body();
            assert_eq!(now.compose(&difference.undoing()), then, "seed {number} from {from}");
            for stretch in difference.stretches() {
                let Some(deed) = &stretch.deed else { continue };
                if let (None, Content::Text(text)) = (&stretch.before, &stretch.content)
                    && text != "\n"
                {
                    assert!(
                        deed.author.contains(&text[..1]) || text.len() > 1,
                        "seed {number}: {text} of {deed:?}"
                    );
                    let letters = names.iter().find(|name| **name == deed.author).unwrap();
                    assert!(text.chars().all(|letter| letters.contains(letter)), "{text} of {deed:?}");
                }
            }
        }
    }
}

/// Who wrote each code unit of a text that nobody had before, with its attributes.
fn letters(difference: &Difference) -> Vec<(String, String, Attributes)> {
    let mut letters = Vec::new();
    for stretch in difference.stretches() {
        let author = &stretch.deed.as_ref().unwrap().author;
        let attributes = stretch.after.clone().unwrap();
        match &stretch.content {
            Content::Text(text) => letters
                .extend(text.chars().map(|letter| (letter.to_string(), author.clone(), attributes.clone()))),
            Content::Embed(value) => letters.push((value.to_string(), author.clone(), attributes)),
        }
    }
    letters
}

#[test]
fn who_wrote_what_is_the_same_read_off_the_text_and_replayed_one_by_one() {
    for seed_number in 0..60 {
        let mut random = StdRng::seed_from_u64(seed_number);
        let mut log = Log::seeded();
        let mut people: Vec<_> = (0..3).map(|client| log.document(100 + client)).collect();
        for minute in 0..random.random_range(1..8u64) {
            for turn in 0..random.random_range(1..90) {
                let who = random.random_range(0..3);
                let person = &mut people[who];
                if random.random_bool(0.1) {
                    // He was away, and merges what the others did.
                    let all: Vec<_> = log.0.iter().map(|(_, _, update)| &**update).collect();
                    person.merge(all).unwrap();
                }
                let length = person.len();
                let at = random.random_range(0..length);
                let update = match random.random_range(0..6) {
                    0 if length > 4 => person.edit(&Delta::new().retain(at.min(length - 2)).delete(1)),
                    1 if length > 4 => {
                        let bold = Attributes::new().with("bold", random.random_bool(0.5));
                        person.edit(&Delta::new().retain(at.min(length - 2)).format(1, bold))
                    }
                    2 => {
                        let picture = json!({ "image": turn });
                        person.edit(&Delta::new().retain(at).embed(picture, Attributes::new()))
                    }
                    _ => person.edit(&typed(at, ["a", "bc", "ü€", "def", "\n"][random.random_range(0..5)])),
                };
                log.push(["ada", "ben", "cy"][who], minute * 60_000 + turn, update);
            }
        }
        let steps = log.steps();
        let read_off = letters(&difference(&steps, 0).unwrap());
        let mut document = Document::new(0);
        let mut one_by_one = Difference::of(&document.body());
        for step in &steps {
            let change = document.merge([step.update]).unwrap();
            let deed = Deed { author: step.author.to_owned(), from_ms: step.from_ms, to_ms: step.to_ms };
            one_by_one.apply(&change, &deed);
        }
        assert_eq!(read_off, letters(&one_by_one), "seed {seed_number}");
        // And a later part, though hundreds of entries are taken together.
        let from = steps.len() / 3 + 1;
        let (then, now) = (state(&steps[..from]).unwrap().body(), state(&steps).unwrap().body());
        let change = difference(&steps, from).unwrap();
        assert_eq!(now.compose(&change.undoing()), then, "seed {seed_number}");
    }
}
