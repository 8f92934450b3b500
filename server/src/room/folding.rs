//! How the log of a room is folded: the rule is `octavo_shared::sync::fold`'s, the entries are the store's.

use octavo_shared::sync::fold::{Logged, fold};

use crate::store::Entry;

/// What one person does within such a time becomes one entry, in milliseconds.
const WINDOW_MS: u64 = 60_000;

/// Folds a part of a log. Entries that are folded already stay as they are, and so does everything when that cannot be.
pub fn fold_log(entries: &[Entry]) -> Vec<Entry> {
    let parts = entries.chunk_by(|one, next| is_single(one) == is_single(next));
    parts.flat_map(|part| if is_single(&part[0]) { fold_singles(part) } else { part.to_vec() }).collect()
}

fn is_single(entry: &Entry) -> bool {
    entry.first == entry.last
}

fn fold_singles(entries: &[Entry]) -> Vec<Entry> {
    let logged: Vec<_> = entries
        .iter()
        .map(|entry| Logged { author: &entry.author, time_ms: entry.to_ms, update: &entry.update })
        .collect();
    let folded = fold(&logged, WINDOW_MS).into_iter().map(|folded| Entry {
        first: entries[folded.unit.start].first,
        last: entries[folded.unit.end - 1].last,
        from_ms: folded.from_ms,
        to_ms: folded.to_ms,
        author: entries[folded.of].author.clone(),
        client: entries[folded.of].client,
        update: folded.update,
    });
    folded.collect()
}
