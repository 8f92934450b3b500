//! One copy of a document, as a CRDT.
//!
//! The one place that builds a `yrs::Doc`, with every option set: offsets in UTF-16 code units as Yjs counts, garbage
//! collection on, no clean-up of formatting after remote changes (its cost grows with the document). A replica knows
//! no roots; what the roots mean is [`super::Document`]'s.

use thiserror::Error;
use yrs::updates::decoder::Decode;
use yrs::updates::encoder::Encode;
use yrs::{ClientID, Doc, OffsetKind, Options, ReadTxn, StateVector, Text, Transact, Update};

/// Why bytes were not taken into a replica. The replica is as it was.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum UpdateError {
    /// The bytes are not an update in the v1 encoding.
    #[error("the update cannot be decoded: {0}")]
    Malformed(String),
    /// The bytes are not a state vector.
    #[error("the state vector cannot be decoded: {0}")]
    StateVector(String),
    /// The update decoded, and could not be integrated.
    #[error("the update cannot be integrated: {0}")]
    Integrate(String),
}

/// A copy of a document that can take updates in any order and say what another copy lacks.
///
/// Updates from strangers go through [`crate::sync::guard`] first: yrs is not safe to feed with hostile bytes.
#[derive(Debug)]
pub struct Replica {
    doc: Doc,
}

/// The client id of the update that seeds a new document; no living replica uses it.
const SEED_CLIENT: u64 = 1;

/// The update that every new document starts with: a body that holds one line terminator.
///
/// Its bytes are always the same, so that a document which two replicas seed is seeded once.
pub fn seed() -> Vec<u8> {
    let replica = Replica::new(SEED_CLIENT);
    let body = replica.doc.get_or_insert_text(super::schema::BODY);
    let mut txn = replica.doc.transact_mut();
    body.insert(&mut txn, 0, "\n");
    drop(txn);
    replica.encode()
}

impl Replica {
    /// An empty replica that will sign its own changes as `client`.
    ///
    /// `client` must be below 2^53 and unique among the replicas that write to the document; Yjs uses 32 random bits.
    pub fn new(client: u64) -> Self {
        let mut options = Options::with_guid_and_client_id("octavo".into(), ClientID::new(client));
        options.offset_kind = OffsetKind::Utf16;
        options.skip_gc = false;
        options.cleanup_formatting = false;
        Replica { doc: Doc::with_options(options) }
    }

    /// The yrs document, for the modules that know what its roots mean.
    pub(super) fn doc(&self) -> &Doc {
        &self.doc
    }

    /// The id under which this replica signs its changes.
    pub fn client(&self) -> u64 {
        self.doc.client_id().get()
    }

    /// Takes in one update (v1 encoding). What is known already is passed over.
    pub fn apply(&mut self, update: &[u8]) -> Result<(), UpdateError> {
        self.apply_all([update])
    }

    /// Takes in several updates in one transaction. Stops at the first that cannot be taken; those before it stay.
    pub fn apply_all<'a>(&mut self, updates: impl IntoIterator<Item = &'a [u8]>) -> Result<(), UpdateError> {
        let mut txn = self.doc.transact_mut_with(REMOTE);
        for bytes in updates {
            let update =
                Update::decode_v1(bytes).map_err(|error| UpdateError::Malformed(error.to_string()))?;
            txn.apply_update(update).map_err(|error| UpdateError::Integrate(error.to_string()))?;
        }
        Ok(())
    }

    /// What this replica holds, as an encoded state vector.
    pub fn state_vector(&self) -> Vec<u8> {
        self.doc.transact().state_vector().encode_v1()
    }

    /// What the holder of `state_vector` lacks, as one update; with it go all deletions.
    pub fn diff(&self, state_vector: &[u8]) -> Result<Vec<u8>, UpdateError> {
        let vector = StateVector::decode_v1(state_vector)
            .map_err(|error| UpdateError::StateVector(error.to_string()))?;
        Ok(self.doc.transact().encode_diff_v1(&vector))
    }

    /// The whole document as one update.
    pub fn encode(&self) -> Vec<u8> {
        self.doc.transact().encode_diff_v1(&StateVector::default())
    }
}

/// The origin of transactions that bring in what others did.
pub(super) const REMOTE: &str = "remote";
