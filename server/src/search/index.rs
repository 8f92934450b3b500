//! What the index has of a document, and opening it: an index that is missing, damaged, of another version or of another store is made anew, empty.

use std::collections::HashMap;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use tantivy::directory::RamDirectory;
use tantivy::schema::{FAST, Field, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer};
use tantivy::{Index, IndexSettings, Searcher, TantivyDocument};

use super::folder::Folder;
use super::words::Words;
use super::{Page, Trouble};
use crate::store::DocumentName;

/// Counted up when what the index has of a document changes, or how texts fall into words.
const VERSION: u32 = 1;
const TOKENIZER: &str = "octavo";
/// The longest text of which all words are found, in bytes; of a longer one its beginning is.
const LONGEST_TEXT: usize = 8 << 20;

/// By which name what is kept.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    pub document: Field,
    /// [`key_of`] its name: quick to compare.
    pub key: Field,
    /// The last entry of its log that is in this.
    pub entry: Field,
    pub edited: Field,
    pub title: Field,
    pub text: Field,
}

/// Splits texts for tantivy.
#[derive(Debug, Clone, Copy)]
struct Splitter;

struct Split<'a> {
    words: Words<'a>,
    token: Token,
}

/// What the index is marked with of a store that has this key.
pub(super) fn seal(key: &[u8]) -> String {
    let store = Sha256::new().chain_update(b"search index ").chain_update(key).finalize();
    format!("octavo-search-{VERSION} {}", URL_SAFE_NO_PAD.encode(store))
}

/// A document's name as a number that hardly another has. What it leads to is looked up by the name itself.
pub(super) fn key_of(document: &str) -> u64 {
    // FNV-1a: it must stay the same from one version to the next.
    document
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

fn schema() -> (Schema, Fields) {
    let words = |stored: bool| {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(TOKENIZER)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let options = TextOptions::default().set_indexing_options(indexing);
        if stored { options.set_stored() } else { options }
    };
    let mut schema = Schema::builder();
    let fields = Fields {
        document: schema.add_text_field("document", STRING | FAST),
        key: schema.add_u64_field("key", FAST),
        entry: schema.add_u64_field("entry", FAST),
        edited: schema.add_u64_field("edited", FAST),
        title: schema.add_text_field("title", words(true)),
        text: schema.add_text_field("text", words(true)),
    };
    (schema.build(), fields)
}

/// Opens the index at a place, or makes one in memory where there is none.
pub(super) fn open(place: Option<&Path>, seal: &str) -> Result<(Index, Fields), Trouble> {
    let (schema, fields) = schema();
    let settings = IndexSettings { docstore_compress_dedicated_thread: false, ..IndexSettings::default() };
    let index = match place {
        None => Index::create(RamDirectory::create(), schema, settings)?,
        Some(place) => match existing(place, &schema, seal) {
            Ok(index) => index,
            Err(reason) => {
                tracing::info!(reason, "the search index is built anew");
                Folder::clear(place)?;
                Index::create(Folder::open(place)?, schema, settings)?
            }
        },
    };
    index.tokenizers().register(TOKENIZER, TextAnalyzer::from(Splitter));
    Ok((index, fields))
}

/// The index that is at a place, if it can be used, or why not.
fn existing(place: &Path, schema: &Schema, seal: &str) -> Result<Index, String> {
    let folder = Folder::open(place).map_err(|error| error.to_string())?;
    if !Index::exists(&folder).map_err(|error| error.to_string())? {
        return Err("there is none".to_owned());
    }
    let index = Index::open(folder).map_err(|error| error.to_string())?;
    let sealed = index.load_metas().map_err(|error| error.to_string())?.payload;
    if sealed.as_deref() != Some(seal) || index.schema() != *schema {
        return Err("it is of another version or another store".to_owned());
    }
    match index.validate_checksum() {
        Ok(damaged) if damaged.is_empty() => Ok(index),
        Ok(damaged) => Err(format!("{} of its files are damaged", damaged.len())),
        Err(error) => Err(error.to_string()),
    }
}

/// The documents that are in the index, each with the last entry of its log that is in it.
pub(super) fn known(searcher: &Searcher) -> tantivy::Result<HashMap<DocumentName, u64>> {
    let mut known = HashMap::new();
    let mut name = String::new();
    for segment in searcher.segment_readers() {
        let names = segment.fast_fields().str("document")?;
        let entries = segment.fast_fields().u64("entry")?;
        let Some(names) = names else { continue };
        for document in segment.doc_ids_alive() {
            let Some(number) = names.term_ords(document).next() else { continue };
            name.clear();
            names.ord_to_str(number, &mut name)?;
            known.insert(name.as_str().into(), entries.first(document).unwrap_or_default());
        }
    }
    Ok(known)
}

impl Fields {
    /// What is kept of a document.
    pub fn record(&self, page: &Page) -> TantivyDocument {
        let text = &page.text[..page.text.floor_char_boundary(LONGEST_TEXT)];
        let mut record = TantivyDocument::default();
        record.add_text(self.document, &page.document);
        record.add_u64(self.key, key_of(&page.document));
        record.add_u64(self.entry, page.entry);
        record.add_u64(self.edited, page.edited_ms);
        record.add_text(self.title, &page.title);
        record.add_text(self.text, text);
        record
    }
}

impl Tokenizer for Splitter {
    type TokenStream<'a> = Split<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Split<'a> {
        Split { words: Words::of(text), token: Token::default() }
    }
}

impl TokenStream for Split<'_> {
    fn advance(&mut self) -> bool {
        let is_there = self.words.advance();
        let word = self.words.word();
        self.token.text.clone_from(&word.text);
        (self.token.offset_from, self.token.offset_to, self.token.position) =
            (word.from, word.to, word.place);
        is_there
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
