//! An honest writer: a yrs document that is edited as people and their editors do.

#![allow(dead_code, clippy::unwrap_used, reason = "each test uses a part; one that cannot go on fails")]

use octavo_shared::model::Replica;
use octavo_shared::testing::network::Person;
use rand::Rng;
use rand::rngs::StdRng;
use std::collections::HashMap;
use std::sync::Arc;
use yrs::types::Attrs;
use yrs::undo::{Options as UndoOptions, UndoManager};
use yrs::updates::decoder::Decode;
use yrs::{
    Any, Array, ArrayPrelim, ClientID, Doc, GetString, In, Map, MapPrelim, MapRef, OffsetKind, Options, Out,
    ReadTxn, Text, TextPrelim, TextRef, Transact, Update, types::ToJson,
};

pub struct Writer {
    doc: Doc,
    replica: Replica,
    undo: UndoManager<()>,
    /// Also writes into tables, which are shared types in each other.
    pub writes_tables: bool,
}

const LOCAL: &str = "local";

impl Writer {
    pub fn new(client: u64) -> Self {
        let mut options = Options::with_guid_and_client_id("octavo".into(), ClientID::new(client));
        options.offset_kind = OffsetKind::Utf16;
        options.skip_gc = false;
        options.cleanup_formatting = false;
        let doc = Doc::with_options(options);
        let mut undo = UndoManager::with_options(UndoOptions {
            capture_timeout_millis: 0,
            tracked_origins: [LOCAL.into()].into_iter().collect(),
            capture_transaction: None,
            timestamp: Arc::new(|| 0),
            init_undo_stack: Vec::new(),
            init_redo_stack: Vec::new(),
        });
        let body = doc.get_or_insert_text("body");
        doc.get_or_insert_map("meta");
        let tables = doc.get_or_insert_map("tables");
        undo.expand_scope(&doc, &body);
        undo.expand_scope(&doc, &tables);
        Writer { doc, replica: Replica::new(client), undo, writes_tables: true }
    }

    fn body(&self) -> TextRef {
        self.doc.get_or_insert_text("body")
    }

    fn edit_text(&self, txn: &mut yrs::TransactionMut, text: &TextRef, rng: &mut StdRng) {
        // A surrogate pair is two units and must not be cut: the text is read back to find whole characters.
        let units = boundaries(&text_units(text, txn));
        let at = |rng: &mut StdRng| units[rng.random_range(0..units.len())];
        match rng.random_range(0..10) {
            0..=4 => {
                let words = ["a", "word ", "\n", "Grüße", "🦀", "two 🦀🦀 crabs", "日本"];
                text.insert(txn, at(rng), words[rng.random_range(0..words.len())]);
            }
            5 => {
                let attributes: Attrs = [("bold".into(), Any::Bool(true))].into_iter().collect();
                text.insert_with_attributes(txn, at(rng), "bold", attributes);
            }
            6 => {
                let image =
                    Any::from_json(r#"{"image":"/tables/1.svg","n":[1,2.5,null,{"x":"\n"}]}"#).unwrap();
                text.insert_embed_with_attributes(txn, at(rng), image, Attrs::new());
            }
            7 => {
                let (from, to) = sorted(at(rng), at(rng));
                let value = [Any::Null, Any::Bool(true), Any::from("x")][rng.random_range(0..3)].clone();
                let key = ["bold", "link", "header"][rng.random_range(0..3)];
                text.format(txn, from, to - from, [(key.into(), value)].into_iter().collect());
            }
            _ => {
                let (from, to) = sorted(at(rng), at(rng));
                text.remove_range(txn, from, to - from);
            }
        }
    }

    fn edit_tables(&self, txn: &mut yrs::TransactionMut, tables: &MapRef, rng: &mut StdRng) {
        let key = format!("t{}", rng.random_range(0..3));
        match tables.get(txn, &key) {
            Some(Out::YMap(table)) if rng.random_bool(0.9) => match rng.random_range(0..4) {
                0 => {
                    table.insert(txn, "cell", TextPrelim::new("cell"));
                }
                1 => {
                    if let Some(Out::YText(cell)) = table.get(txn, "cell") {
                        self.edit_text(txn, &cell, rng);
                    }
                }
                2 => match table.get(txn, "rows") {
                    Some(Out::YArray(rows)) => {
                        let length = rows.len(txn);
                        if length > 0 && rng.random_bool(0.3) {
                            rows.remove(txn, rng.random_range(0..length));
                        } else if rng.random_bool(0.3) {
                            let row: In = MapPrelim::from([("id", Any::from("r"))]).into();
                            rows.insert(txn, rng.random_range(0..=length), row);
                        } else {
                            rows.insert(
                                txn,
                                rng.random_range(0..=length),
                                Any::from(rng.random_range(-9..99999)),
                            );
                        }
                    }
                    _ => {
                        table.insert(txn, "rows", ArrayPrelim::from([Any::from("r1"), Any::from("r2")]));
                    }
                },
                _ => {
                    table.remove(txn, "cell");
                }
            },
            Some(_) if rng.random_bool(0.5) => {
                tables.remove(txn, &key);
            }
            _ => {
                tables.insert(txn, key, MapPrelim::from([("width", Any::from(1.5))]));
            }
        }
    }
}

impl Person for Writer {
    fn replica(&self) -> &Replica {
        &self.replica
    }

    fn blank() -> Self {
        Writer::new(1_000)
    }

    fn edit(&mut self, rng: &mut StdRng) -> Vec<u8> {
        let before = self.doc.transact().state_vector();
        let deletions = self.doc.transact().snapshot().delete_set;
        let update = match rng.random_range(0..20) {
            0 | 1 if self.undo.can_undo() => self.record(|writer| {
                writer.undo.undo_blocking();
            }),
            2 if self.undo.can_redo() => self.record(|writer| {
                writer.undo.redo_blocking();
            }),
            3 | 4 => self.record(|writer| {
                let meta = writer.doc.get_or_insert_map("meta");
                let mut txn = writer.doc.transact_mut_with(LOCAL);
                match rng.random_range(0..4) {
                    0 => drop(meta.remove(&mut txn, "title")),
                    1 => drop(meta.insert(
                        &mut txn,
                        "size",
                        Any::from(HashMap::from([("w".to_string(), 210)])),
                    )),
                    _ => drop(meta.insert(&mut txn, "title", format!("Title {}", rng.random_range(0..99)))),
                }
            }),
            5..=8 if self.writes_tables => self.record(|writer| {
                let tables = writer.doc.get_or_insert_map("tables");
                let mut txn = writer.doc.transact_mut_with(LOCAL);
                writer.edit_tables(&mut txn, &tables, rng);
            }),
            _ => self.record(|writer| {
                let body = writer.body();
                let mut txn = writer.doc.transact_mut_with(LOCAL);
                for _ in 0..rng.random_range(1..4) {
                    writer.edit_text(&mut txn, &body, rng);
                }
            }),
        };
        let after = self.doc.transact();
        if after.state_vector() == before && after.snapshot().delete_set == deletions {
            return Vec::new();
        }
        drop(after);
        self.replica.apply(&update).unwrap();
        update
    }

    fn apply(&mut self, update: &[u8]) {
        let decoded = Update::decode_v1(update).unwrap();
        self.doc.transact_mut().apply_update(decoded).unwrap();
        self.replica.apply(update).unwrap();
    }

    fn content(&self) -> String {
        let txn = self.doc.transact();
        let body = txn.get_text("body").unwrap();
        let diff: Vec<String> = body
            .diff(&txn, yrs::types::text::YChange::identity)
            .into_iter()
            .map(|chunk| {
                let mut attributes: Vec<_> = chunk.attributes.into_iter().flat_map(|a| *a).collect();
                attributes.sort_by(|a, b| a.0.cmp(&b.0));
                match chunk.insert {
                    Out::Any(embed) => format!("{}{attributes:?}", canonical(&embed)),
                    other => format!("{other:?}{attributes:?}"),
                }
            })
            .collect();
        let map = |name: &str| canonical(&txn.get_map(name).unwrap().to_json(&txn));
        format!("{diff:?} {} {} {}", body.get_string(&txn), map("meta"), map("tables"))
    }
}

impl Writer {
    /// The update that a change comes to, as an editor gets it from its engine.
    fn record(&mut self, change: impl FnOnce(&mut Self)) -> Vec<u8> {
        let updates = Arc::new(std::sync::Mutex::new(Vec::new()));
        let sink = Arc::clone(&updates);
        self.doc
            .observe_update_v1("record", move |_, event| sink.lock().unwrap().push(event.update.clone()))
            .unwrap();
        change(self);
        self.doc.unobserve_update_v1("record").unwrap();
        let updates = std::mem::take(&mut *updates.lock().unwrap());
        match updates.len() {
            0 => vec![0, 0],
            1 => updates.into_iter().next().unwrap(),
            _ => yrs::merge_updates_v1(&updates).unwrap(),
        }
    }
}

fn canonical(any: &Any) -> String {
    match any {
        Any::Map(map) => {
            let mut entries: Vec<String> =
                map.iter().map(|(key, value)| format!("{key}:{}", canonical(value))).collect();
            entries.sort();
            format!("{{{}}}", entries.join(","))
        }
        Any::Array(items) => format!("{:?}", items.iter().map(canonical).collect::<Vec<_>>()),
        other => format!("{other}"),
    }
}

/// Each visible unit of a text: the UTF-16 length of a character, or 1 for an embed.
fn text_units(text: &TextRef, txn: &yrs::TransactionMut) -> Vec<u32> {
    let mut units = Vec::new();
    for chunk in text.diff(txn, yrs::types::text::YChange::identity) {
        match chunk.insert {
            Out::Any(Any::String(text)) => units.extend(text.chars().map(|c| c.len_utf16() as u32)),
            _ => units.push(1),
        }
    }
    units
}

fn boundaries(units: &[u32]) -> Vec<u32> {
    let mut at = 0;
    let mut boundaries = vec![0];
    for unit in units {
        at += unit;
        boundaries.push(at);
    }
    boundaries
}

fn sorted(a: u32, b: u32) -> (u32, u32) {
    (a.min(b), a.max(b))
}
