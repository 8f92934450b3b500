//! The tables of the store and the bytes of each record. Every record starts with a version byte, so that a later
//! format can stand beside this one in the same table.

use redb::TableDefinition;

use super::StoreError;

/// The version of the whole file, in `META` under [`FORMAT_KEY`].
pub(super) const FORMAT: u64 = 1;
pub(super) const FORMAT_KEY: &str = "format";
/// The number for the next new document, in `META`.
pub(super) const NEXT_NUMBER_KEY: &str = "next-document";

/// Facts about the file itself.
pub(super) const META: TableDefinition<&str, u64> = TableDefinition::new("meta");
/// Document name to [`DocumentRecord`].
pub(super) const DOCUMENTS: TableDefinition<&str, &[u8]> = TableDefinition::new("documents");
/// Document number and sequence number to an entry: time and update.
pub(super) const LOG: TableDefinition<(u64, u64), &[u8]> = TableDefinition::new("log");
/// Document number to a snapshot: the last entry in it, and the document as one update.
pub(super) const SNAPSHOTS: TableDefinition<u64, &[u8]> = TableDefinition::new("snapshots");

const VERSION: u8 = 1;

/// How a document came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Made by Octavo, with the seed; only Octavo's roots are allowed in it.
    Document,
    /// Opened by name on a server that runs with `--open`; any root is allowed in it.
    Open,
}

/// A document in the store: under which number its records stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DocumentRecord {
    pub kind: Kind,
    pub number: u64,
    pub created_ms: u64,
}

impl DocumentRecord {
    pub fn encode(self) -> Vec<u8> {
        let kind = match self.kind {
            Kind::Document => 0,
            Kind::Open => 1,
        };
        let mut bytes = vec![VERSION, kind];
        bytes.extend_from_slice(&self.number.to_le_bytes());
        bytes.extend_from_slice(&self.created_ms.to_le_bytes());
        bytes
    }

    pub fn decode(bytes: &[u8]) -> Result<DocumentRecord, StoreError> {
        let rest = versioned(bytes, "document")?;
        let (&kind, rest) = rest.split_first().ok_or_else(|| short("document"))?;
        let kind = match kind {
            0 => Kind::Document,
            1 => Kind::Open,
            _ => return Err(StoreError::Damaged(format!("a document of kind {kind}"))),
        };
        let (number, rest) = number(rest, "document")?;
        let (created_ms, _) = self::number(rest, "document")?;
        Ok(DocumentRecord { kind, number, created_ms })
    }
}

/// A log entry: when the server took the update in (milliseconds since 1970), and the update.
pub(super) fn encode_entry(time_ms: u64, update: &[u8]) -> Vec<u8> {
    stamped(time_ms, update)
}

/// The update of a log entry.
pub(super) fn decode_entry(bytes: &[u8]) -> Result<&[u8], StoreError> {
    Ok(number(versioned(bytes, "log entry")?, "log entry")?.1)
}

/// A snapshot: the last entry that it holds, and the document as one update.
pub(super) fn encode_snapshot(through: u64, update: &[u8]) -> Vec<u8> {
    stamped(through, update)
}

/// The last entry in a snapshot, and the document as one update.
pub(super) fn decode_snapshot(bytes: &[u8]) -> Result<(u64, &[u8]), StoreError> {
    number(versioned(bytes, "snapshot")?, "snapshot")
}

fn stamped(stamp: u64, update: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(9 + update.len());
    bytes.push(VERSION);
    bytes.extend_from_slice(&stamp.to_le_bytes());
    bytes.extend_from_slice(update);
    bytes
}

fn versioned<'a>(bytes: &'a [u8], what: &str) -> Result<&'a [u8], StoreError> {
    match bytes.split_first() {
        Some((&VERSION, rest)) => Ok(rest),
        Some((version, _)) => Err(StoreError::Damaged(format!("a {what} of version {version}"))),
        None => Err(short(what)),
    }
}

fn number<'a>(bytes: &'a [u8], what: &str) -> Result<(u64, &'a [u8]), StoreError> {
    let (number, rest) = bytes.split_first_chunk::<8>().ok_or_else(|| short(what))?;
    Ok((u64::from_le_bytes(*number), rest))
}

fn short(what: &str) -> StoreError {
    StoreError::Damaged(format!("a {what} that is cut short"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_record_reads_as_it_was_written() {
        for kind in [Kind::Document, Kind::Open] {
            let record = DocumentRecord { kind, number: 7, created_ms: 1_700_000_000_000 };
            assert_eq!(DocumentRecord::decode(&record.encode()), Ok(record));
        }
    }

    #[test]
    fn a_record_of_a_later_version_or_cut_short_is_refused() {
        assert!(matches!(decode_entry(&[2, 0, 0]), Err(StoreError::Damaged(_))));
        let entry = encode_entry(5, b"update");
        assert_eq!(decode_entry(&entry), Ok(&b"update"[..]));
        for length in 0..9 {
            assert!(matches!(decode_entry(&entry[..length]), Err(StoreError::Damaged(_))), "{length} bytes");
        }
    }
}
