//! What a document amounts to beside its text, read off its log: when it was made, how large it is, who changed it lately.

use redb::{ReadTransaction, ReadableTable};

use super::database::find;
use super::people::Names;
use super::record::{DOCUMENTS, DocumentRecord, EntryRecord, LOG, PEOPLE, SNAPSHOTS};
use super::{DocumentName, Kind, Person, SERVER, StoreError};

/// What a document amounts to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// When it was made, in milliseconds since 1970.
    pub made_ms: u64,
    /// Bytes of its log and its snapshot.
    pub bytes: u64,
    /// When somebody changed it last, in milliseconds since 1970; when it was made, if nobody has.
    pub edited_ms: u64,
    /// Who that was.
    pub editor: Option<Person>,
    /// Who changed it in the part that was asked for, each with the number of his entries there. The server is nobody.
    pub by: Vec<(Person, u64)>,
}

/// What a document amounts to, and who changed it after one entry and up to another.
pub(super) fn tally(
    txn: &ReadTransaction,
    name: &str,
    after: u64,
    through: u64,
) -> Result<Option<Tally>, StoreError> {
    let Some(DocumentRecord { number, created_ms, .. }) = find(&txn.open_table(DOCUMENTS)?, name)? else {
        return Ok(None);
    };
    let (log, people) = (txn.open_table(LOG)?, txn.open_table(PEOPLE)?);
    let mut names = Names::new(&people);
    let mut tally =
        Tally { made_ms: created_ms, bytes: 0, edited_ms: created_ms, editor: None, by: Vec::new() };
    for entry in log.range((number, 0)..=(number, through))? {
        let (key, bytes) = entry?;
        let seq = key.value().1;
        let (record, _) = EntryRecord::decode(seq, bytes.value())?;
        tally.bytes += bytes.value().len() as u64;
        let author = names.of(record.author)?;
        if *author == *SERVER {
            continue;
        }
        tally.edited_ms = record.to_ms;
        tally.editor = Some(author.clone()).filter(|author| !author.is_empty());
        if seq > after {
            match tally.by.iter_mut().find(|(person, _)| *person == author) {
                Some((_, entries)) => *entries += 1,
                None => tally.by.push((author, 1)),
            }
        }
    }
    let snapshot = txn.open_table(SNAPSHOTS)?.get(number)?.map_or(0, |snapshot| snapshot.value().len());
    tally.bytes += snapshot as u64;
    Ok(Some(tally))
}

/// All documents that Octavo made, each with the number of its last entry.
pub(super) fn ends(txn: &ReadTransaction) -> Result<Vec<(DocumentName, u64)>, StoreError> {
    let log = txn.open_table(LOG)?;
    let mut ends = Vec::new();
    for document in txn.open_table(DOCUMENTS)?.iter()? {
        let (name, record) = document?;
        let record = DocumentRecord::decode(record.value())?;
        if record.kind == Kind::Document {
            let last = log.range((record.number, 0)..=(record.number, u64::MAX))?.next_back().transpose()?;
            ends.push((name.value().into(), last.map_or(0, |(key, _)| key.value().1)));
        }
    }
    Ok(ends)
}
