//! Asking the index, and which documents come first: those that have it in the title, then those that have the whole words, often and in a
//! short text, then those that were edited lately. A document's rank depends on itself alone, and on nothing that others have written:
//! no rank, and no count, says what is in documents that one may not read.

use std::collections::HashSet;
use std::ops::Bound;
use std::sync::Arc;

use tantivy::collector::{FilterCollector, TopDocs};
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, FuzzyTermQuery, PhraseQuery, Query, RangeQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption, Value as _};
use tantivy::{DocAddress, Searcher, SegmentReader, TantivyDocument, Term};

use super::index::Fields;
use super::snippet::snippet;
use super::wanted::{Part, Wanted, Wish};
use super::{Hit, Ranked};
use crate::store::DocumentName;

/// What a word in the title counts, and the beginning of one.
const TITLE: (f32, f32) = (8.0, 5.0);
/// What the beginning of a word in the text counts. A whole word counts more the more often it is there, about 1 to 3.
const TEXT_BEGINNING: f32 = 0.5;
/// What a word that is nearly the same counts.
const LOOSE: f32 = 0.25;
/// What a document that was edited just now counts more, and after how long half of that, in milliseconds.
const FRESH: (f32, f32) = (0.5, 30.0 * 24.0 * 3_600_000.0);

/// What is asked of the index.
pub(super) struct Question {
    pub wanted: Arc<Wanted>,
    /// Only these, by [`super::index::key_of`].
    pub among: Arc<HashSet<u64>>,
    /// The best so many.
    pub most: usize,
    /// In milliseconds since 1970.
    pub now_ms: u64,
    /// Whether words will do that are nearly the same.
    pub is_loose: bool,
}

/// The best documents, the best first.
pub(super) fn rank(
    searcher: &Searcher,
    fields: &Fields,
    question: &Question,
) -> tantivy::Result<Vec<Ranked>> {
    let parts: Vec<Box<dyn Query>> =
        question.wanted.parts.iter().map(|part| part_query(fields, part, question.is_loose)).collect();
    if parts.is_empty() || question.among.is_empty() || question.most == 0 {
        return Ok(Vec::new());
    }
    let now_ms = question.now_ms;
    let best = TopDocs::with_limit(question.most).tweak_score(move |segment: &SegmentReader| {
        let edited = segment.fast_fields().u64("edited").ok();
        move |document: u32, score: f32| {
            let edited_ms = edited.as_ref().and_then(|edited| edited.first(document)).unwrap_or_default();
            let age = now_ms.saturating_sub(edited_ms) as f32;
            score * (1.0 + FRESH.0 * (-age / FRESH.1).exp2())
        }
    });
    let among = question.among.clone();
    let readable = FilterCollector::new("key".to_owned(), move |key: u64| among.contains(&key), best);
    let found =
        searcher.search_with_statistics_provider(&BooleanQuery::intersection(parts), &readable, &Even)?;
    found.into_iter().map(|(_, address)| Ok(Ranked { document: name(searcher, address)?, address })).collect()
}

/// A document as it is shown, with the place in its text.
pub(super) fn show(
    searcher: &Searcher,
    fields: &Fields,
    address: DocAddress,
    wanted: &Wanted,
    is_loose: bool,
) -> tantivy::Result<Hit> {
    let record: TantivyDocument = searcher.doc(address)?;
    let text = |field| record.get_first(field).and_then(|value| value.as_str()).unwrap_or_default();
    let edited = searcher.segment_reader(address.segment_ord).fast_fields().u64("edited")?;
    Ok(Hit {
        title: text(fields.title).to_owned(),
        snippet: snippet(text(fields.text), wanted, is_loose),
        edited_ms: edited.first(address.doc_id).unwrap_or_default(),
    })
}

fn name(searcher: &Searcher, address: DocAddress) -> tantivy::Result<DocumentName> {
    let names = searcher.segment_reader(address.segment_ord).fast_fields().str("document")?;
    let mut name = String::new();
    if let Some(names) = names
        && let Some(number) = names.term_ords(address.doc_id).next()
    {
        names.ord_to_str(number, &mut name)?;
    }
    Ok(name.into())
}

fn part_query(fields: &Fields, part: &Part, is_loose: bool) -> Box<dyn Query> {
    let (together, beginning) = part.split();
    let mut all: Vec<Box<dyn Query>> = Vec::new();
    match together {
        [] => {}
        [wish] => all.push(word_query(fields, wish, is_loose)),
        _ => all.push(phrase_query(fields, together)),
    }
    all.extend(beginning.map(|wish| word_query(fields, wish, is_loose)));
    Box::new(BooleanQuery::intersection(all))
}

fn word_query(fields: &Fields, wish: &Wish, is_loose: bool) -> Box<dyn Query> {
    let (title, text) =
        (Term::from_field_text(fields.title, &wish.text), Term::from_field_text(fields.text, &wish.text));
    let whole = |term| Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
    let mut any: Vec<Box<dyn Query>> =
        vec![Box::new(ConstScoreQuery::new(whole(title.clone()), TITLE.0)), whole(text.clone())];
    if wish.is_beginning {
        any.push(beginning_query(fields.title, &wish.text, TITLE.1));
        any.push(beginning_query(fields.text, &wish.text, TEXT_BEGINNING));
    }
    if is_loose && wish.may_be_loose {
        any.extend([title, text].map(|term| -> Box<dyn Query> {
            let near = match wish.is_beginning {
                true => FuzzyTermQuery::new_prefix(term, 1, true),
                false => FuzzyTermQuery::new(term, 1, true),
            };
            Box::new(BoostQuery::new(Box::new(near), LOOSE))
        }));
    }
    Box::new(BooleanQuery::union(any))
}

fn beginning_query(field: Field, text: &str, score: f32) -> Box<dyn Query> {
    let term = |text: &str| Term::from_field_text(field, text);
    // Behind all that begin so: no word has this letter, which is none.
    let range =
        RangeQuery::new(Bound::Included(term(text)), Bound::Excluded(term(&format!("{text}\u{10ffff}"))));
    Box::new(ConstScoreQuery::new(Box::new(range), score))
}

fn phrase_query(fields: &Fields, wishes: &[Wish]) -> Box<dyn Query> {
    let terms =
        |field| wishes.iter().map(|wish| (wish.place, Term::from_field_text(field, &wish.text))).collect();
    let title = ConstScoreQuery::new(Box::new(PhraseQuery::new_with_offset(terms(fields.title))), TITLE.0);
    Box::new(BooleanQuery::union(vec![
        Box::new(title),
        Box::new(PhraseQuery::new_with_offset(terms(fields.text))),
    ]))
}

/// What tantivy would count over all documents is the same for every word here.
struct Even;

impl tantivy::query::Bm25StatisticsProvider for Even {
    fn total_num_tokens(&self, _: Field) -> tantivy::Result<u64> {
        Ok(500)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(1)
    }

    fn doc_freq(&self, _: &Term) -> tantivy::Result<u64> {
        Ok(0)
    }
}
