//! View links: who has one may look at a document and not write in it.
//!
//! A document's id is the right to write in it, so a view link cannot hold it. It holds a token: 122 bits that follow from
//! the document's id and the server's key, as a UUID of version 8 (documents' ids have version 4). So the link of a document
//! is always the same, and nobody gets from it to the id. The store keeps the token's digest and never the token.

use hmac::{Hmac, Mac};
use octavo_shared::sync::Role;
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

use crate::api::document_name;
use crate::store::{DocumentName, Store, StoreError, ViewKey};

/// Makes the tokens of view links.
pub struct Views {
    key: Hmac<Sha256>,
}

impl Views {
    /// Tokens that are made with `key`.
    pub fn new(key: &[u8]) -> Self {
        Views { key: Hmac::new_from_slice(key).expect("HMAC takes keys of every length") }
    }

    /// The token of a document's view link. `None` when there is no such document. The link works when this returns.
    pub async fn share(&self, store: &Store, name: DocumentName) -> Result<Option<Uuid>, StoreError> {
        let token = self.token(&name);
        let is_there = store.share_view(view_key(token), name).await?;
        Ok(is_there.then_some(token))
    }

    /// What the store knows of a document's view link, whether there is one or not.
    pub fn key(&self, name: &str) -> ViewKey {
        view_key(self.token(name))
    }

    fn token(&self, name: &str) -> Uuid {
        let code = self.key.clone().chain_update(b"view link ").chain_update(name.as_bytes()).finalize();
        let bytes: [u8; 32] = code.into_bytes().into();
        let mut half = [0; 16];
        half.copy_from_slice(&bytes[..16]);
        Builder::from_custom_bytes(half).into_uuid()
    }
}

/// The token in an address, if it has the form of one.
pub fn view_token(text: &str) -> Option<Uuid> {
    Uuid::try_parse(text).ok().filter(|token| Role::of_address(token.as_bytes()) == Some(Role::View))
}

/// Which document an address leads to, and the most that anybody may do there by it. `None` when it leads nowhere.
pub async fn resolve(store: &Store, text: &str) -> Result<Option<(DocumentName, Role)>, StoreError> {
    if let Some(name) = document_name(text) {
        return Ok(Some((name, Role::Owner)));
    }
    let Some(token) = view_token(text) else { return Ok(None) };
    Ok(store.viewed(view_key(token)).await?.map(|name| (name, Role::View)))
}

fn view_key(token: Uuid) -> ViewKey {
    Sha256::digest(token.as_bytes()).into()
}
