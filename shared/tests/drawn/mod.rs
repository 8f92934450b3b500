//! Bodies and changes: random ones, from a seed that a failure prints, drawn ones (`sketch`), and somebody at work on them (`hands`).

#![allow(dead_code, reason = "each test file uses a part of it")]

pub mod hands;
pub mod sketch;

use octavo_shared::model::{Attributes, Content, Delta, Op};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::json;

/// Runs `check` with that many seeds, or with the one in `OCTAVO_SEED`, and names the seed that failed.
pub fn with_seeds(count: u64, check: impl Fn(&mut StdRng)) {
    let seeds = match std::env::var("OCTAVO_SEED") {
        Ok(seed) => {
            let seed = seed.parse().expect("OCTAVO_SEED is a number");
            seed..seed + 1
        }
        Err(_) => 0..count,
    };
    for seed in seeds {
        let named = Named(seed);
        check(&mut StdRng::seed_from_u64(seed));
        std::mem::forget(named);
    }
}

struct Named(u64);

impl Drop for Named {
    fn drop(&mut self) {
        eprintln!("failed with OCTAVO_SEED={}", self.0);
    }
}

pub fn pick<'a, T>(rng: &mut StdRng, items: &'a [T]) -> &'a T {
    &items[rng.random_range(0..items.len())]
}

pub fn random_inline(rng: &mut StdRng) -> Attributes {
    match rng.random_range(0..5) {
        0 => Attributes::new().with("bold", true),
        1 => Attributes::new().with("italic", true).with("comment:c1", "x"),
        2 => Attributes::new().with("link", "https://example.org"),
        _ => Attributes::new(),
    }
}

pub fn random_block(rng: &mut StdRng) -> Attributes {
    match rng.random_range(0..8) {
        0 => Attributes::new().with("header", 2),
        1 => Attributes::new().with("list", "bullet"),
        2 => Attributes::new().with("list", "ordered"),
        3 => Attributes::new().with("list", "ordered").with("indent", rng.random_range(1..3)),
        4 => Attributes::new().with("list", "checked"),
        _ => Attributes::new(),
    }
}

fn random_inserts(rng: &mut StdRng, delta: &mut Delta) {
    match rng.random_range(0..6) {
        0 | 1 => delta.push(Op::Insert(Content::Text("\n".into()), random_block(rng))),
        2 => delta.push(Op::Insert(Content::Embed(json!({"image": "a.png"})), Attributes::new())),
        _ => {
            let text = pick(rng, &["a", "bc", "dé", "😀", "word "]).to_string();
            delta.push(Op::Insert(Content::Text(text), random_inline(rng)));
        }
    }
}

/// A body of some paragraphs; its tail may be open.
pub fn random_body(rng: &mut StdRng) -> Delta {
    let mut body = Delta::new();
    for _ in 0..rng.random_range(0..30) {
        random_inserts(rng, &mut body);
    }
    body
}

/// The offsets between the characters of a body, its ends among them.
pub fn edges(body: &Delta) -> Vec<usize> {
    let behind = |at: &mut usize, character: char| {
        *at += character.len_utf16();
        Some(*at)
    };
    std::iter::once(0).chain(body.text().chars().scan(0, behind)).collect()
}

/// A change that fits a body and cuts no surrogate pair.
pub fn random_change(rng: &mut StdRng, body: &Delta) -> Delta {
    let edges = edges(body);
    let mut change = Delta::new();
    let mut done = 0;
    for _ in 0..rng.random_range(1..5) {
        let ahead: Vec<usize> = edges.iter().copied().filter(|edge| *edge > done).take(12).collect();
        let step = |rng: &mut StdRng| (!ahead.is_empty()).then(|| *pick(rng, &ahead));
        match (rng.random_range(0..6), step(rng)) {
            (0 | 1, Some(edge)) => {
                change.push(Op::Retain(edge - done, Attributes::new()));
                done = edge;
            }
            (2, Some(edge)) => {
                change.push(Op::Delete(edge - done));
                done = edge;
            }
            (3, Some(edge)) => {
                let format = if rng.random() {
                    Attributes::new().with("bold", pick(rng, &[json!(true), json!(null)]).clone())
                } else {
                    Attributes::new().with("list", pick(rng, &[json!("ordered"), json!(null)]).clone())
                };
                change.push(Op::Retain(edge - done, format));
                done = edge;
            }
            _ => random_inserts(rng, &mut change),
        }
    }
    change.chop()
}
