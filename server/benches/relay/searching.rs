//! How long it takes to search 10,000 documents as people type, all of which may be read, beside looking through their texts as they are
//! in memory, with small letters already: what one would do without an index, at its best.

use std::collections::HashSet;
use std::hint::black_box;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use octavo_server::search::{Page, Search, Setting, Wanted};
use octavo_server::store::DocumentName;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

use super::sheet::{Sheet, at};

const DOCUMENTS: usize = 10_000;
const WORDS: usize = 600;
/// Different words that are written, a few of them often and most of them hardly ever, as in any language.
const VOCABULARY: usize = 50_000;
const ROUNDS: usize = 30;
/// The longest that a search may take, in milliseconds, and the most of what looking through all takes.
const LIMIT: f64 = 50.0;
const OF_SCAN: f64 = 1.0;

/// Makes the documents, and searches.
pub async fn measure(folder: &Path, sheet: &mut Sheet) -> io::Result<()> {
    let mut random = StdRng::seed_from_u64(7);
    let vocabulary: Vec<String> = (0..VOCABULARY).map(|_| word(&mut random)).collect();
    let texts: Vec<String> = (0..DOCUMENTS).map(|_| text(&mut random, &vocabulary)).collect();
    let names: Vec<DocumentName> =
        (0..DOCUMENTS).map(|number| format!("00000000-0000-4000-8000-{number:012}").into()).collect();
    let setting = Setting { place: Some(folder.join("search")), memory: 32 << 20, free_disk: 0 };
    let search = Search::open(setting, b"bench")?;
    let since = Instant::now();
    for (document, text) in names.iter().zip(&texts) {
        let (title, text) = (text[..text.len().min(30)].to_owned(), text.clone());
        search.put(Page { document: document.clone(), entry: 1, title, text, edited_ms: 1 }).await;
    }
    if !search.settle().await {
        return Err(io::Error::other("the index was not written"));
    }
    let text_bytes: usize = texts.iter().map(String::len).sum();
    println!(
        "  (10,000 documents, {} MB of text, indexed in {:.1} s, {} MB of index)",
        text_bytes >> 20,
        since.elapsed().as_secs_f64(),
        search.bytes() >> 20
    );
    let among: HashSet<DocumentName> = names.into_iter().collect();
    let rare = vocabulary[VOCABULARY / 2].clone();
    let phrase = texts[77].split(' ').skip(200).take(3).collect::<Vec<_>>().join(" ");
    for (what, typed) in [
        ("a letter", rare[..1].to_owned()),
        ("three letters", rare[..3].to_owned()),
        ("a word that all have", vocabulary[0].clone()),
        ("a rare word", rare.clone()),
        ("two words", format!("{} {}", vocabulary[40], rare)),
        ("a phrase", format!("\"{phrase}\"")),
        ("a word with a slip", format!("{}x{}", &rare[..3], &rare[3..])),
    ] {
        let wanted = Arc::new(Wanted::read(&typed));
        let (mut searched, mut scanned) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let since = Instant::now();
            let ranking = search.rank(wanted.clone(), &among, 21).await.map_err(io::Error::other)?;
            let shown = ranking.documents.iter().take(20).cloned().collect();
            black_box(search.show(Arc::new(ranking), shown).await.map_err(io::Error::other)?);
            searched.push(since.elapsed());
            scanned.push(scan(&texts, typed.trim_matches('"'), typed.starts_with('"')));
        }
        let (search_ms, scan_ms) = (at(&mut searched, 0.5), at(&mut scanned, 0.5));
        sheet.add(
            &format!("searching 10,000 documents: {what}, slowest of {ROUNDS}"),
            at(&mut searched, 1.0),
            LIMIT,
            "ms",
        );
        sheet.add(
            &format!("the same, as a part of looking through all ({scan_ms:.1} ms)"),
            search_ms / scan_ms,
            OF_SCAN,
            "  ",
        );
    }
    search.close().await;
    Ok(())
}

/// Looks through all texts for all words, or for the phrase.
fn scan(texts: &[String], typed: &str, is_phrase: bool) -> Duration {
    let since = Instant::now();
    let words: Vec<&str> = if is_phrase { vec![typed] } else { typed.split(' ').collect() };
    let found: Vec<usize> = texts
        .iter()
        .enumerate()
        .filter(|(_, text)| words.iter().all(|word| text.contains(word)))
        .map(|(number, _)| number)
        .collect();
    black_box(found);
    since.elapsed()
}

fn word(random: &mut StdRng) -> String {
    let syllables = [
        "ba", "do", "fen", "gri", "hu", "ka", "lor", "mi", "nes", "pa", "qui", "ro", "sta", "tu", "ver", "zo",
    ];
    (0..random.random_range(2..5)).map(|_| syllables[random.random_range(0..syllables.len())]).collect()
}

fn text(random: &mut StdRng, vocabulary: &[String]) -> String {
    let words: Vec<&str> = (0..WORDS)
        .map(|_| {
            // The logarithm of the rank is even: Zipf's law.
            let rank = (VOCABULARY as f64).powf(random.random::<f64>()) as usize;
            &*vocabulary[rank.min(VOCABULARY) - 1]
        })
        .collect();
    words.join(" ")
}
