//! The documents that are measured with.

use yrs::{ClientID, Doc, Options, ReadTxn, StateVector, Text, Transact};

/// A piece of a text that was worked on: it stays apart from its neighbours.
const PIECE: &str = "and so on";

/// A text of so many characters, as one update. It grew from its end to its beginning, so that no piece is joined to the next:
/// two bytes and more are encoded for each character, as of a text that was worked on.
pub fn grown(characters: usize) -> Vec<u8> {
    let doc = blank(1_000_000);
    let text = doc.get_or_insert_text("quill");
    let mut txn = doc.transact_mut();
    for _ in 0..characters / PIECE.len() {
        text.insert(&mut txn, 0, PIECE);
    }
    txn.encode_diff_v1(&StateVector::default())
}

/// An empty document of somebody who types.
pub fn blank(client: u64) -> Doc {
    Doc::with_options(Options::with_guid_and_client_id("load".into(), ClientID::new(client)))
}

/// The update of one more letter.
pub fn letter(doc: &Doc, at: u32) -> Vec<u8> {
    let text = doc.get_or_insert_text("quill");
    let mut txn = doc.transact_mut();
    text.insert(&mut txn, at, "x");
    txn.encode_update_v1()
}
