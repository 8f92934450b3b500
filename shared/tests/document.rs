//! A document edits as its deltas say, and merges with others to one body.

mod drawn;

use drawn::{edges, pick, random_body, random_change, with_seeds};
use octavo_shared::model::{Attributes, Blocks, Delta, Document, Style, seed};
use rand::Rng;
use rand::rngs::StdRng;
use serde_json::{Value, json};

#[test]
fn the_crdt_ends_where_the_delta_says() {
    with_seeds(1_500, |rng| {
        let mut document = Document::new(7);
        let mut body = random_body(rng);
        document.edit(&body);
        for _ in 0..8 {
            let change = random_change(rng, &body);
            document.edit(&change);
            body = body.compose(&change);
            assert_eq!(document.body(), body, "after {change:?}");
        }
    });
}

#[test]
fn what_a_merge_reports_leads_to_the_merged_body() {
    with_seeds(600, |rng| {
        let (mut ana, mut ben) = (Document::new(1001), Document::new(1002));
        let body = random_body(rng);
        ben.merge([ana.edit(&body).as_slice()]).expect("an honest update");
        let mut view = Blocks::from_body(&ben.body());
        for _ in 0..4 {
            let mine = random_change(rng, &ben.body());
            let theirs = [random_change(rng, &ana.body())].map(|change| ana.edit(&change));
            let sent = ben.edit(&mine);
            view.apply(&mine);
            let change = ben.merge(theirs.iter().map(Vec::as_slice)).expect("honest updates");
            view.apply(&change);
            ana.merge([sent.as_slice()]).expect("an honest update");
            assert_eq!(view.body(), ben.body());
            assert_eq!(ana.body(), ben.body(), "both have all");
        }
    });
}

#[test]
fn going_on_says_what_putting_in_anew_would_say() {
    with_seeds(600, |rng| {
        let (mut ana, mut ben) = (Document::new(1001), Document::new(1002));
        let body = random_body(rng);
        ben.merge([ana.edit(&body).as_slice()]).expect("an honest update");
        let bold = Attributes::new().with("bold", true);
        let formats = [
            Attributes::new(),
            bold.clone().with("size", "9pt"),
            bold,
            Attributes::new().with("header", 1),
            Attributes::new().with("later", false),
        ];
        for _ in 0..rng.random_range(1..6) {
            let mut body = ana.body();
            let mut at = *pick(rng, &edges(&body));
            for _ in 0..rng.random_range(1..12) {
                let mut change = Delta::new().retain(at);
                for _ in 0..rng.random_range(1..4) {
                    let attributes = pick(rng, &formats).clone();
                    change = match *pick(rng, &["a", "bc", "\n", "\u{1f600}", "\u{e9}", ""]) {
                        "" => change.embed(json!({ "image": "x" }), attributes),
                        text => change.insert(text, attributes),
                    };
                }
                let update = ana.edit(&change);
                body = body.compose(&change);
                at += change.inserted_len();
                assert_eq!(ana.body(), body, "after {change:?}");
                ben.merge([update.as_slice()]).expect("an honest update");
                assert_eq!(ben.body(), body, "and elsewhere");
                assert_eq!(ana.anchor(at), ben.anchor(at), "who walks there finds the same");
            }
            let theirs = ben.edit(&random_change(rng, &body));
            if rng.random() {
                ana.merge([theirs.as_slice()]).expect("an honest update");
            } else {
                let mine = ana.edit(&Delta::new().retain(at).insert("late", Attributes::new()));
                ana.merge([theirs.as_slice()]).expect("an honest update");
                ben.merge([mine.as_slice()]).expect("an honest update");
            }
            assert_eq!(ana.body(), ben.body());
        }
    });
}

/// A change that formats one stretch of a body.
fn random_format(rng: &mut StdRng, body: &Delta) -> Delta {
    let edges = edges(body);
    let (one, other) = (*pick(rng, &edges), *pick(rng, &edges));
    let bold = Attributes::new().with("bold", true);
    let formats = [
        bold.clone(),
        Attributes::new().with("bold", Value::Null),
        bold.with("size", "9pt"),
        Attributes::new().with("header", 1),
        Attributes::new().with("color", "#c00000").with("later", false).with("bold", Value::Null),
    ];
    Delta::new().retain(one.min(other)).format(one.abs_diff(other), pick(rng, &formats).clone())
}

#[test]
fn a_format_is_taken_back_and_done_again_as_who_looks_for_its_place_would_do_it() {
    with_seeds(2_000, |rng| {
        let mut author = Document::new(1000);
        let mut state = vec![author.edit(&random_body(rng))];
        for _ in 0..rng.random_range(0..3) {
            state.push(author.edit(&random_format(rng, &author.body())));
        }
        let body = author.body();
        // Two who do the same: one goes by names, the other looks for the place, as who has just taken something in. Each has a
        // colleague who writes something meanwhile.
        let mut pairs = [false, true].map(|walks| {
            let (mut one, mut colleague) = (Document::new(1001), Document::new(1002));
            for document in [&mut one, &mut colleague] {
                document.merge(state.iter().map(Vec::as_slice)).expect("honest updates");
            }
            (walks, one, colleague)
        });
        let change = random_format(rng, &body);
        let inverse = change.invert(|start, end| Blocks::from_body(&body).slice(start, end));
        let (times, theirs) = (rng.random_range(1..6), random_change(rng, &body));
        let merged = pairs.each_mut().map(|(walks, one, colleague)| {
            let theirs = colleague.edit(&theirs);
            for time in 0..times {
                if *walks {
                    one.merge([]).expect("nothing");
                }
                let (step, expected) =
                    if time % 2 == 0 { (&change, body.compose(&change)) } else { (&inverse, body.clone()) };
                let update = one.edit(step);
                assert_eq!(one.body(), expected, "after {step:?}");
                colleague.merge([update.as_slice()]).expect("an honest update");
            }
            one.merge([theirs.as_slice()]).expect("an honest update");
            assert_eq!(one.body(), colleague.body(), "both have all");
            one.body()
        });
        assert_eq!(merged[0], merged[1], "by names as by places");
    });
}

#[test]
fn who_takes_back_a_format_at_the_end_of_a_book_does_not_walk_through_it() {
    let mut document = Document::new(7);
    document.merge([&seed()[..]]).expect("the seed");
    let mut book = Delta::new();
    for _ in 0..5_000 {
        book = book.insert("plain ", Attributes::new());
        book = book.insert("bold", Attributes::new().with("bold", true)).insert("\n", Attributes::new());
    }
    document.edit(&book);
    let format = |value: Value| Delta::new().retain(54_990).format(4, Attributes::new().with("size", value));
    let (change, inverse) = (format("9pt".into()), format(Value::Null));
    let mut time = |walks: bool| {
        let start = std::time::Instant::now();
        for _ in 0..100 {
            for step in [&change, &inverse] {
                if walks {
                    document.merge([]).expect("nothing");
                }
                document.edit(step);
            }
        }
        start.elapsed()
    };
    let (walking, turning) = (time(true), time(false));
    assert!(turning < walking / 3, "{turning:?} by names, {walking:?} by places");
}

#[test]
fn who_types_on_at_the_end_of_a_book_does_not_walk_through_it() {
    let mut document = Document::new(7);
    document.merge([&seed()[..]]).expect("the seed");
    let mut book = Delta::new();
    for _ in 0..5_000 {
        book = book.insert("plain ", Attributes::new());
        book = book.insert("bold", Attributes::new().with("bold", true)).insert("\n", Attributes::new());
    }
    document.edit(&book);
    let mut time = |places: [usize; 2]| {
        let start = std::time::Instant::now();
        for key in 0..100 {
            let at = places[key % 2] + if places[0] == places[1] { key } else { 0 };
            document.edit(&Delta::new().retain(at).insert("x", Attributes::new()));
            document.anchor(at + 1);
        }
        start.elapsed()
    };
    let (hopping, typing) = (time([50_000, 52_000]), time([54_000, 54_000]));
    assert!(typing < hopping / 3, "{typing:?} to type on, {hopping:?} from place to place");
}

#[test]
fn seeding_twice_gives_one_line() {
    let mut document = Document::new(5);
    document.merge([seed().as_slice(), seed().as_slice()]).expect("the seed is an update");
    assert_eq!(document.body(), Delta::new().insert("\n", Attributes::new()));
    assert_eq!(seed(), seed());
}

#[test]
fn an_anchor_stays_with_its_text_under_a_colleagues_edits() {
    let (mut ana, mut ben) = (Document::new(1), Document::new(2));
    let hello = ana.edit(&Delta::new().insert("hello world\n", Attributes::new()));
    ben.merge([hello.as_slice()]).expect("an honest update");
    let place = ben.anchor(6);
    let update = ana.edit(&Delta::new().insert("oh, ", Attributes::new()));
    ben.merge([update.as_slice()]).expect("an honest update");
    assert_eq!(ben.resolve(&place), Some(10));
    assert_eq!(ana.resolve(&place), Some(10));
    assert_eq!(Document::new(3).resolve(&place), None, "who does not have the text cannot place it");
}

#[test]
fn the_title_travels() {
    let (mut ana, mut ben) = (Document::new(1), Document::new(2));
    ben.merge([ana.set_title("Minutes").as_slice()]).expect("an honest update");
    assert_eq!(ben.title(), "Minutes");
}

#[test]
fn a_copy_says_the_same_and_shares_no_history() {
    with_seeds(300, |rng| {
        let (mut original, mut copy) = (Document::new(1001), Document::new(1002));
        original.merge([&seed()[..]]).expect("the seed");
        let body = random_body(rng);
        original.edit(&body);
        original.edit_style(&Delta::new(), Style::Quote, Some(&Attributes::new().with("bold", true)));
        let updates = copy.become_copy(&original, "Copy");
        let mut elsewhere = Document::new(1003);
        elsewhere.merge([&seed()[..]]).expect("the seed");
        elsewhere.merge(updates.iter().map(Vec::as_slice)).expect("honest updates");
        assert_eq!(elsewhere.body(), original.body());
        assert_eq!(elsewhere.styles(), original.styles());
        assert_eq!(elsewhere.title(), "Copy");
    });
}

#[test]
fn a_copy_of_a_book_goes_in_many_updates_of_which_none_is_large() {
    let (mut original, mut copy) = (Document::new(1001), Document::new(1002));
    original.merge([&seed()[..]]).expect("the seed");
    let book = "All happy families are alike. \u{1f600}\n".repeat(30_000);
    original.edit(&Delta::new().insert(&book, Attributes::new()));
    let updates = copy.become_copy(&original, "");
    assert!(updates.len() > 10 && updates.iter().all(|update| update.len() < 200_000));
    assert_eq!(copy.body(), original.body());
}
