//! The tables of the store and the bytes of each record. Every record starts with a version byte, so that a later
//! format can stand beside an earlier one in the same table. docs/storage.md tells it in words.

use redb::TableDefinition;

use super::{Kind, StoreError};

/// The version of the whole file, in `META` under [`FORMAT_KEY`].
pub(super) const FORMAT: u64 = 5;
/// The versions before, which are upgraded when they are opened. Of the first the log entries have a time and no author; the
/// second has no books, and would let in whom they keep out; the third knows no shares, and would open links that have ended or ask for a
/// password; the fourth has no books of what people keep and of programs, and would leave them out of its copies.
pub(super) const FORMATS_BEFORE: [u64; 4] = [1, 2, 3, 4];
pub(super) const FORMAT_KEY: &str = "format";
/// The number for the next new document, in `META`.
pub(super) const NEXT_NUMBER_KEY: &str = "next-document";
/// A number of the last transaction that nobody else's bears, in `META`: after a failure it says whether that is there.
pub(super) const COMMIT_KEY: &str = "commit";
/// When the store last showed that it takes writes, in milliseconds since 1970, in `META`.
pub(super) const BEAT_KEY: &str = "heartbeat";
/// The key that signs guests' cookies, in `SECRETS`.
pub(super) const GUEST_KEY: &str = "guests";

/// Facts about the file itself.
pub(super) const META: TableDefinition<&str, u64> = TableDefinition::new("meta");
/// Document name to [`DocumentRecord`].
pub(super) const DOCUMENTS: TableDefinition<&str, &[u8]> = TableDefinition::new("documents");
/// Document number and sequence number to an [`EntryRecord`].
pub(super) const LOG: TableDefinition<(u64, u64), &[u8]> = TableDefinition::new("log");
/// Document number to a snapshot: the last entry in it, and the document as one update.
pub(super) const SNAPSHOTS: TableDefinition<u64, &[u8]> = TableDefinition::new("snapshots");
/// Number of a person to the name that the server knows him by. 0 is nobody in particular.
pub(super) const PEOPLE: TableDefinition<u64, &str> = TableDefinition::new("people");
/// The other way round.
pub(super) const PEOPLE_NUMBERS: TableDefinition<&str, u64> = TableDefinition::new("people-numbers");
/// What nobody else may know.
pub(super) const SECRETS: TableDefinition<&str, &[u8]> = TableDefinition::new("secrets");

/// The digest of a view link's token to the name of the document that it shows.
pub(super) const VIEWS: TableDefinition<&[u8], &str> = TableDefinition::new("views");

/// A table of bytes.
pub(super) type BookTable = TableDefinition<'static, &'static [u8], &'static [u8]>;

/// The books, in the order of [`super::Book`], each with its number in a copy.
pub(super) const BOOKS: [(u8, BookTable); 26] = [
    (9, TableDefinition::new("accounts")),
    (10, TableDefinition::new("addresses")),
    (11, TableDefinition::new("administrators")),
    (12, TableDefinition::new("sessions")),
    (13, TableDefinition::new("tokens")),
    (14, TableDefinition::new("mail")),
    (15, TableDefinition::new("audit")),
    (16, TableDefinition::new("claims")),
    (17, TableDefinition::new("rights")),
    (18, TableDefinition::new("owned")),
    (19, TableDefinition::new("shared")),
    (20, TableDefinition::new("told")),
    (21, TableDefinition::new("groups")),
    (22, TableDefinition::new("members")),
    (23, TableDefinition::new("settings")),
    (24, TableDefinition::new("cards")),
    (25, TableDefinition::new("marks")),
    (26, TableDefinition::new("folders")),
    (27, TableDefinition::new("inside")),
    (28, TableDefinition::new("passkeys")),
    (29, TableDefinition::new("identities")),
    (30, TableDefinition::new("keys")),
    (31, TableDefinition::new("hooks")),
    (32, TableDefinition::new("deliveries")),
    (33, TableDefinition::new("happenings")),
    (34, TableDefinition::new("held")),
];

const VERSION: u8 = 1;
/// Of an entry with an author.
const ENTRY_VERSION: u8 = 2;
/// Of a snapshot up to which the log is folded.
const FOLDED_VERSION: u8 = 2;

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
            Kind::Review => 2,
        };
        let mut bytes = vec![VERSION, kind];
        bytes.extend_from_slice(&self.number.to_le_bytes());
        bytes.extend_from_slice(&self.created_ms.to_le_bytes());
        bytes
    }

    pub fn decode(bytes: &[u8]) -> Result<DocumentRecord, StoreError> {
        let (VERSION, rest) = versioned(bytes, "document")? else { return Err(unknown(bytes, "document")) };
        let (&kind, rest) = rest.split_first().ok_or_else(|| short("document"))?;
        let kind = match kind {
            0 => Kind::Document,
            1 => Kind::Open,
            2 => Kind::Review,
            _ => return Err(StoreError::Damaged(format!("a document of kind {kind}"))),
        };
        let (number, rest) = fixed(rest, "document")?;
        let (created_ms, _) = fixed(rest, "document")?;
        Ok(DocumentRecord { kind, number, created_ms })
    }
}

/// An entry of the log, or several of one person that were folded into one. Its update follows it in the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct EntryRecord {
    /// The sequence numbers that its unit stands for; entries of one unit only make sense together.
    pub first: u64,
    pub last: u64,
    /// When the server took in the first and the last of what was folded, in milliseconds since 1970.
    pub from_ms: u64,
    pub to_ms: u64,
    /// Number of the person.
    pub author: u64,
    pub client: u64,
}

impl EntryRecord {
    /// The bytes of the entry at `seq` with this update.
    pub fn encode(self, seq: u64, update: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(24 + update.len());
        bytes.push(ENTRY_VERSION);
        for number in [
            seq - self.first,
            self.last - seq,
            self.to_ms,
            self.to_ms - self.from_ms,
            self.author,
            self.client,
        ] {
            write_var(&mut bytes, number);
        }
        bytes.extend_from_slice(update);
        bytes
    }

    /// The entry at `seq` and its update.
    pub fn decode(seq: u64, bytes: &[u8]) -> Result<(EntryRecord, &[u8]), StoreError> {
        const WHAT: &str = "log entry";
        match versioned(bytes, WHAT)? {
            (VERSION, rest) => {
                let (time_ms, update) = fixed(rest, WHAT)?;
                let record = EntryRecord {
                    first: seq,
                    last: seq,
                    from_ms: time_ms,
                    to_ms: time_ms,
                    author: 0,
                    client: 0,
                };
                Ok((record, update))
            }
            (ENTRY_VERSION, mut rest) => {
                let mut next = || read_var(&mut rest).ok_or_else(|| short(WHAT));
                let (before, after, to_ms, span_ms) = (next()?, next()?, next()?, next()?);
                let (author, client) = (next()?, next()?);
                let (first, from_ms) = (seq.checked_sub(before), to_ms.checked_sub(span_ms));
                let (Some(first), Some(last), Some(from_ms)) = (first, seq.checked_add(after), from_ms)
                else {
                    return Err(StoreError::Damaged("a log entry with impossible numbers".to_owned()));
                };
                Ok((EntryRecord { first, last, from_ms, to_ms, author, client }, rest))
            }
            _ => Err(unknown(bytes, WHAT)),
        }
    }
}

/// A snapshot up to whose last entry the log is folded: that entry's number, and the document as one update.
pub(super) fn encode_snapshot(through: u64, update: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(9 + update.len());
    bytes.push(FOLDED_VERSION);
    bytes.extend_from_slice(&through.to_le_bytes());
    bytes.extend_from_slice(update);
    bytes
}

/// The last entry in a snapshot, and the document as one update.
pub(super) fn decode_snapshot(bytes: &[u8]) -> Result<(u64, &[u8]), StoreError> {
    match versioned(bytes, "snapshot")? {
        (VERSION | FOLDED_VERSION, rest) => fixed(rest, "snapshot"),
        _ => Err(unknown(bytes, "snapshot")),
    }
}

/// The last entry up to which the log is folded.
pub(super) fn folded_through(snapshot: &[u8]) -> Result<u64, StoreError> {
    match versioned(snapshot, "snapshot")?.0 {
        FOLDED_VERSION => Ok(decode_snapshot(snapshot)?.0),
        _ => Ok(0),
    }
}

fn versioned<'a>(bytes: &'a [u8], what: &str) -> Result<(u8, &'a [u8]), StoreError> {
    bytes.split_first().map(|(version, rest)| (*version, rest)).ok_or_else(|| short(what))
}

fn unknown(bytes: &[u8], what: &str) -> StoreError {
    StoreError::Damaged(format!("a {what} of version {}", bytes.first().copied().unwrap_or_default()))
}

fn fixed<'a>(bytes: &'a [u8], what: &str) -> Result<(u64, &'a [u8]), StoreError> {
    let (number, rest) = bytes.split_first_chunk::<8>().ok_or_else(|| short(what))?;
    Ok((u64::from_le_bytes(*number), rest))
}

/// Appends a number in LEB128.
pub(super) fn write_var(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Takes a number in LEB128 off the front.
pub(super) fn read_var(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0u64;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

fn short(what: &str) -> StoreError {
    StoreError::Damaged(format!("a {what} that is cut short"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_record_reads_as_it_was_written() {
        for kind in [Kind::Document, Kind::Open, Kind::Review] {
            let record = DocumentRecord { kind, number: 7, created_ms: 1_700_000_000_000 };
            assert_eq!(DocumentRecord::decode(&record.encode()), Ok(record));
        }
    }

    #[test]
    fn an_entry_reads_as_it_was_written_and_is_small() {
        let record = EntryRecord {
            first: 1_000_000,
            last: 1_000_000,
            from_ms: 1_700_000_000_000,
            to_ms: 1_700_000_000_000,
            author: 3,
            client: u64::from(u32::MAX),
        };
        let bytes = record.encode(1_000_000, b"update");
        assert_eq!(EntryRecord::decode(1_000_000, &bytes), Ok((record, &b"update"[..])));
        assert!(bytes.len() <= 16 + 6, "{} bytes", bytes.len());
        let folded =
            EntryRecord { first: 3, last: 90, from_ms: 5, to_ms: 60_000, author: 0, client: u64::MAX };
        assert_eq!(EntryRecord::decode(80, &folded.encode(80, b"")), Ok((folded, &b""[..])));
    }

    #[test]
    fn a_snapshot_of_the_format_before_says_nothing_of_a_folded_log() {
        let before = [&[1][..], &7u64.to_le_bytes(), b"state"].concat();
        assert_eq!(decode_snapshot(&before), Ok((7, &b"state"[..])));
        assert_eq!(folded_through(&before), Ok(0));
        let snapshot = encode_snapshot(7, b"state");
        assert_eq!(decode_snapshot(&snapshot), Ok((7, &b"state"[..])));
        assert_eq!(folded_through(&snapshot), Ok(7));
    }

    #[test]
    fn an_entry_of_the_format_before_has_a_time_and_no_author() {
        let mut bytes = vec![1];
        bytes.extend_from_slice(&5u64.to_le_bytes());
        bytes.extend_from_slice(b"update");
        let (record, update) = EntryRecord::decode(9, &bytes).unwrap();
        assert_eq!((record.from_ms, record.to_ms, record.author, update), (5, 5, 0, &b"update"[..]));
        assert_eq!((record.first, record.last), (9, 9));
    }

    #[test]
    fn a_record_of_a_later_version_or_cut_short_or_impossible_is_refused() {
        assert!(matches!(EntryRecord::decode(1, &[3, 0, 0]), Err(StoreError::Damaged(_))));
        let record = EntryRecord { first: 1, last: 1, from_ms: 5, to_ms: 5, author: 1, client: 1 };
        let entry = record.encode(1, b"");
        for length in 0..entry.len() {
            assert!(
                matches!(EntryRecord::decode(1, &entry[..length]), Err(StoreError::Damaged(_))),
                "{length} bytes"
            );
        }
        assert!(matches!(EntryRecord::decode(0, &[2, 1, 0, 0, 0, 0, 0]), Err(StoreError::Damaged(_))));
    }
}
