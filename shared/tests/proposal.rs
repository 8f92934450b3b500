//! Changes of programs to a state that they have read: merged with what others did, and refused where they are none of that state.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use octavo_shared::model::{Attributes, Delta, Document, seed};
use octavo_shared::sync::history::Step;
use octavo_shared::sync::proposal::{Proposal, Unfit, with_state};
use serde_json::{Value, json};

/// A log of updates, the seed first.
#[derive(Default)]
struct Log(Vec<Vec<u8>>);

impl Log {
    fn new(text: &str) -> Log {
        let mut log = Log(vec![seed()]);
        let proposal = Proposal::read(Some(&json!({ "ops": [{ "insert": text }] })), None).unwrap();
        log.take(proposal.on(&log.steps(), 7).unwrap().unwrap());
        log
    }

    fn take(&mut self, update: Vec<u8>) {
        self.0.push(update);
    }

    fn steps(&self) -> Vec<Step<'_>> {
        self.0.iter().map(|update| Step { author: "", from_ms: 0, to_ms: 0, update }).collect()
    }

    fn document(&self) -> Document {
        let mut document = Document::new(0);
        document.merge(self.0.iter().map(Vec::as_slice)).unwrap();
        document
    }
}

fn proposal(ops: Value) -> Proposal {
    Proposal::read(Some(&json!({ "ops": ops })), None).unwrap()
}

#[test]
fn two_who_change_one_state_both_stay() {
    let mut log = Log::new("The cat sat.");
    let base = log.0.len();
    let one = proposal(json!([{ "retain": 4 }, { "insert": "black " }])).on(&log.steps()[..base], 8).unwrap();
    let two = proposal(json!([{ "retain": 8 }, { "delete": 3 }, { "insert": "slept" }]));
    let two = two.on(&log.steps()[..base], 9).unwrap();
    log.take(one.unwrap());
    log.take(two.unwrap());
    assert_eq!(log.document().body().text(), "The black cat slept.\n");
}

#[test]
fn a_change_to_a_state_of_the_past_means_what_it_meant_there() {
    let mut log = Log::new("one two three");
    let base = log.0.len();
    let gone = proposal(json!([{ "delete": 4 }])).on(&log.steps(), 8).unwrap();
    log.take(gone.unwrap());
    // Of the first state: "three" is at 8 there, and at 4 now.
    let bold = proposal(json!([{ "retain": 8 }, { "retain": 5, "attributes": { "bold": true } }]));
    log.take(bold.on(&log.steps()[..base], 9).unwrap().unwrap());
    let expected = Delta::new()
        .insert("two ", Attributes::new())
        .insert("three", Attributes::new().with("bold", true))
        .insert("\n", Attributes::new());
    assert_eq!(log.document().body(), expected);
}

#[test]
fn what_is_no_change_of_the_state_is_refused() {
    let log = Log::new("a😀b");
    let refused = |ops: Value| {
        let read = Proposal::read(Some(&json!({ "ops": ops })), None);
        read.and_then(|proposal| proposal.on(&log.steps(), 8)).unwrap_err()
    };
    for (ops, why) in [
        (json!([{ "retain": 6 }]), None),
        (json!([{ "retain": 5 }, { "delete": 1 }]), Some(Unfit::TooLong)),
        (json!([{ "retain": 99 }, { "insert": "x" }]), Some(Unfit::TooLong)),
        (json!([{ "retain": 2 }, { "insert": "x" }]), Some(Unfit::Parted(2))),
        (json!([{ "delete": 2 }]), Some(Unfit::Parted(2))),
        (json!([{ "retain": 4 }, { "delete": 1 }]), Some(Unfit::NoEnd)),
        (json!([{ "retain": 5 }, { "insert": "behind" }]), Some(Unfit::NoEnd)),
        (json!([{ "insert": "x", "delete": 1 }]), Some(Unfit::Malformed(0))),
        (json!([{ "insert": "x" }, { "retain": -1 }]), Some(Unfit::Malformed(1))),
        (json!([{ "insert": 5 }]), Some(Unfit::Malformed(0))),
        (json!([{ "keep": 5 }]), Some(Unfit::Malformed(0))),
        (json!([7]), Some(Unfit::Malformed(0))),
        (json!([{ "insert": "x", "attributes": "bold" }]), Some(Unfit::Malformed(0))),
        (json!("x"), Some(Unfit::NoSteps)),
    ] {
        match why {
            // A last step that only passes over text does nothing, however long it is.
            None => assert_eq!(proposal(ops).on(&log.steps(), 8), Ok(None)),
            Some(why) => assert_eq!(refused(ops.clone()), why, "{ops}"),
        }
    }
    let paragraph = proposal(json!([{ "retain": 5 }, { "insert": "behind\n" }])).on(&log.steps(), 8);
    assert!(paragraph.unwrap().is_some(), "a whole paragraph may stand at the end");
}

#[test]
fn a_new_document_is_filled_and_named_and_keeps_its_one_end() {
    let body = json!({ "ops": [
        { "insert": "Heading" }, { "insert": "\n", "attributes": { "header": 1 } },
        { "insert": "text\r\n" }, { "insert": "last" }, { "insert": "\n", "attributes": { "list": "bullet" } },
    ] });
    let mut log = Log(vec![seed()]);
    let proposal = Proposal::of_new(Some(&body), Some("Named".to_owned())).unwrap();
    log.take(proposal.on(&log.steps(), 8).unwrap().unwrap());
    let document = log.document();
    assert_eq!(
        (document.title(), document.body().text()),
        ("Named".to_owned(), "Heading\ntext\nlast\n".to_owned())
    );
    assert_eq!(Proposal::of_new(Some(&json!({ "ops": [{ "delete": 1 }] })), None), Err(Unfit::Malformed(0)));
    assert_eq!(Proposal::default().on(&log.steps(), 9), Ok(None));
}

#[test]
fn a_state_vector_finds_its_state_unless_something_was_only_deleted_there() {
    let mut log = Log::new("one two");
    let vector = |log: &Log| log.document().replica().state_vector();
    let first = vector(&log);
    log.take(proposal(json!([{ "insert": "x" }])).on(&log.steps(), 8).unwrap().unwrap());
    let second = vector(&log);
    let ends: Vec<usize> = (1..=log.0.len()).collect();
    assert_eq!(with_state(&log.steps(), &ends, &first), Ok(vec![2]));
    assert_eq!(with_state(&log.steps(), &ends, &second), Ok(vec![3]));
    log.take(proposal(json!([{ "delete": 2 }])).on(&log.steps(), 9).unwrap().unwrap());
    let ends: Vec<usize> = (1..=log.0.len()).collect();
    assert_eq!(with_state(&log.steps(), &ends, &vector(&log)), Ok(vec![3, 4]));
    assert_eq!(with_state(&log.steps(), &ends, &[0]), Ok(vec![]));
    assert!(with_state(&log.steps(), &ends, b"\xff\xff").is_err());
}

#[test]
fn a_whole_text_takes_the_place_of_what_was_read_and_leaves_what_others_did() {
    let mut log = Log::new("The cat sat.\nAnd then?");
    let base = log.0.len();
    log.take(
        proposal(json!([{ "retain": 7 }, { "insert": " of mine" }])).on(&log.steps(), 8).unwrap().unwrap(),
    );
    let whole = json!({ "ops": [{ "insert": "The black cat sat.\nNothing.\n" }] });
    let rewriting = Proposal::rewriting(&whole, None).unwrap();
    log.take(rewriting.on(&log.steps()[..base], 9).unwrap().unwrap());
    assert_eq!(log.document().body().text(), "The black cat of mine sat.\nNothing.\n");
    assert_eq!(Proposal::rewriting(&json!({ "ops": [{ "insert": "no end" }] }), None), Err(Unfit::NoEnd));
    let change = json!({ "ops": [{ "retain": 1 }, { "insert": "x\n" }] });
    assert_eq!(Proposal::rewriting(&change, None), Err(Unfit::Malformed(0)));
}
