//! What is said of who joins and who leaves: little, and nothing of who only reconnects.

use octavo_shared::sync::presence::{Arrivals, News};

/// A document that Ada looks at for a while already, with these people in it.
fn settled(people: &[(u64, &str)]) -> Arrivals {
    let mut arrivals = Arrivals::default();
    see(&mut arrivals, 0, people);
    see(&mut arrivals, 10_000, people);
    assert_eq!(arrivals.due_ms(), None);
    arrivals
}

fn see(arrivals: &mut Arrivals, now_ms: u64, people: &[(u64, &str)]) {
    arrivals.see(now_ms, people.iter().map(|(client, name)| (*client, (*name).to_owned())));
}

/// Everything that is said from `from_ms` on for a minute, if nothing more happens.
fn said(arrivals: &mut Arrivals, from_ms: u64) -> Vec<News> {
    (from_ms..from_ms + 60_000).step_by(100).flat_map(|now_ms| arrivals.take(now_ms)).collect()
}

fn joined(name: &str) -> News {
    News::Joined(name.to_owned())
}

fn left(name: &str) -> News {
    News::Left(name.to_owned())
}

#[test]
fn who_was_there_first_has_not_joined() {
    let mut arrivals = Arrivals::default();
    see(&mut arrivals, 0, &[]);
    see(&mut arrivals, 300, &[(1, "Ben"), (2, "Cleo")]);
    assert_eq!(said(&mut arrivals, 300), []);
}

#[test]
fn one_who_joins_and_one_who_leaves_are_named() {
    let mut arrivals = settled(&[(1, "Ben")]);
    see(&mut arrivals, 20_000, &[(1, "Ben"), (2, "Cleo")]);
    assert_eq!(said(&mut arrivals, 20_000), [joined("Cleo")]);
    see(&mut arrivals, 90_000, &[(2, "Cleo")]);
    assert_eq!(said(&mut arrivals, 90_000), [left("Ben")]);
}

#[test]
fn many_at_once_are_counted() {
    let mut arrivals = settled(&[]);
    see(&mut arrivals, 20_000, &[(1, "Ben"), (2, "Cleo"), (3, "Dan")]);
    assert_eq!(said(&mut arrivals, 20_000), [News::ManyJoined(3)]);
    see(&mut arrivals, 90_000, &[(3, "Dan")]);
    assert_eq!(said(&mut arrivals, 90_000), [News::ManyLeft(2)]);
}

#[test]
fn who_loads_the_page_anew_has_neither_left_nor_joined() {
    let mut arrivals = settled(&[(1, "Ben")]);
    see(&mut arrivals, 20_000, &[]);
    assert_eq!(arrivals.take(24_000), []);
    see(&mut arrivals, 24_000, &[(9, "Ben")]);
    assert_eq!(said(&mut arrivals, 24_000), []);
    see(&mut arrivals, 90_000, &[]);
    assert_eq!(said(&mut arrivals, 90_000), [left("Ben")]);
}

#[test]
fn who_only_looks_in_is_not_spoken_of() {
    let mut arrivals = settled(&[]);
    see(&mut arrivals, 20_000, &[(1, "Ben")]);
    see(&mut arrivals, 21_000, &[]);
    assert_eq!(said(&mut arrivals, 21_000), []);
}

#[test]
fn another_name_is_no_other_person() {
    let mut arrivals = settled(&[(1, "Ben")]);
    see(&mut arrivals, 20_000, &[(1, "Benedict")]);
    assert_eq!(said(&mut arrivals, 20_000), []);
    see(&mut arrivals, 90_000, &[]);
    assert_eq!(said(&mut arrivals, 90_000), [left("Benedict")]);
}

#[test]
fn a_crowd_that_streams_in_is_a_few_sentences() {
    let mut arrivals = settled(&[]);
    let names: Vec<String> = (0..40).map(|number| format!("Guest {number}")).collect();
    let mut news = Vec::new();
    for now_ms in (20_000..60_000).step_by(100) {
        let count = 1 + (now_ms - 20_000) / 1_000;
        let here = names.iter().take(count).enumerate().map(|(client, name)| (client as u64, name.clone()));
        arrivals.see(now_ms as u64, here);
        news.extend(arrivals.take(now_ms as u64));
    }
    news.extend(said(&mut arrivals, 60_000));
    let count: u64 = news.iter().map(|it| if let News::ManyJoined(count) = it { *count } else { 1 }).sum();
    assert_eq!(count, 40);
    assert!(news.len() <= 9, "{news:?}");
}
