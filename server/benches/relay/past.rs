//! How long the answers about a document's past take, of a document that two people wrote for many hours.

use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use octavo_server::room::folding::fold_log;
use octavo_server::store::{NewEntry, Store};
use octavo_shared::model::{Document, Replica, seed};
use octavo_shared::testing::author::Author;
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::contender::{Contender, Keeping};
use super::figures::get;
use super::sheet::Sheet;

/// Keys that were pressed, and how long each took, in milliseconds.
const KEYS: usize = 250_000;
const KEY_MS: u64 = 250;
/// Entries between two snapshots, as a room has them. The last ones are not folded.
const SNAPSHOT_ENTRIES: usize = 1_000;
const DOCUMENT: &str = "00000000-0000-4000-8000-000000000001";
/// The longest that an answer may take, in milliseconds.
const LIMIT: f64 = 1_000.0;

/// Writes the document, and asks.
pub async fn measure(octavo: &Contender, folder: &Path, sheet: &mut Sheet) -> io::Result<()> {
    write(folder).await.map_err(io::Error::other)?;
    let (_server, address) = octavo.start(folder, Keeping::Documents)?;
    let half = KEYS / 2;
    for (what, path) in [
        ("the log, a page of it", "?limit=100".to_owned()),
        ("a state in the middle", format!("/state?entry={half}")),
        ("the authors now", "/authors".to_owned()),
        ("the difference of the last tenth", format!("/difference?from={}", KEYS - KEYS / 10)),
        ("the difference of the last half", format!("/difference?from={half}")),
        ("the authors now, asked again", "/authors".to_owned()),
    ] {
        let since = Instant::now();
        let answer = get(&address, &format!("/api/documents/{DOCUMENT}/history{path}"))?;
        let took = since.elapsed();
        println!("  ({} kB)", answer.len() >> 10);
        sheet.add(&format!("250,000 keys: {what}"), took.as_secs_f64() * 1e3, LIMIT, "ms");
    }
    Ok(())
}

async fn write(folder: &Path) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let store = Store::open(folder)?;
    let name: std::sync::Arc<str> = DOCUMENT.into();
    store.create(name.clone(), 0, seed()).await?;
    let mut random = StdRng::seed_from_u64(4);
    let mut authors = Vec::new();
    for (name, client) in [("guest:ada", 1_000_001), ("guest:ben", 2_000_001)] {
        let mut document = Document::new(client);
        document.merge([&*seed()])?;
        authors.push(Author { name, document, at: 0 });
    }
    let mut room = Replica::new(0);
    room.apply(&seed())?;
    let (mut batch, mut missed, mut writes) = (Vec::new(), Vec::new(), 0);
    // The last snapshot is some hundreds of entries old, as it is in a room at work.
    for key in 0..KEYS + SNAPSHOT_ENTRIES / 2 {
        // They take turns of some minutes.
        if key % 500 == 0 {
            writes = 1 - writes;
            let all: Vec<Vec<u8>> = std::mem::take(&mut missed);
            authors[writes].document.merge(all.iter().map(Vec::as_slice))?;
        }
        let author = &mut authors[writes];
        let update = author.press(&mut random);
        room.apply(&update)?;
        missed.push(update.clone());
        batch.push(NewEntry { author: author.name.into(), client: 1, update: update.into() });
        if batch.len() == 100 {
            let entries = std::mem::take(&mut batch);
            store.append(name.clone(), key as u64 * KEY_MS, entries).await??;
        }
        if (key + 1) % SNAPSHOT_ENTRIES == 0 {
            store.save_snapshot(name.clone(), key as u64 + 2, room.encode(), fold_log);
            // So that it is written before the next entries.
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
    store.close().await;
    Ok(())
}
