//! What else the store has of somebody whose account is deleted: ways in, letters that wait, links, and what he was as a guest. Shares
//! and groups are in `pages`, as who is in their documents has to hear of it.

use octavo_shared::sync::CloseCode;

use super::account::{Account, AccountId, address_key};
use super::audit::{self, Event};
use super::mail::{Purpose, Ticket};
use super::session::SessionKey;
use super::{Failure, People, SignedIn, Visit, read};
use crate::activity::wishes;
use crate::clock::wall_ms;
use crate::hooks;
use crate::rights;
use crate::store::{Book, Change, StoreError};

impl People {
    /// Deletes an account: name, address, password, sessions, keys, hooks, and all that stands in its name. The documents stay with those who
    /// have their links.
    pub async fn delete(&self, signed_in: &SignedIn, current: String, visit: &Visit) -> Result<(), Failure> {
        self.prove(signed_in, current, visit).await?;
        let id = signed_in.id();
        let sessions = self.sessions(id).await?;
        let keys = self.keys(id).await?.into_iter().map(|(digest, _)| SessionKey { account: id, digest });
        let keys: Vec<SessionKey> = keys.collect();
        let mut changes = vec![
            Change::remove(Book::Accounts, *id.0.as_bytes()),
            Change::take(Book::Addresses, address_key(&signed_in.account.email), id.0.as_bytes().to_vec()),
            Change::remove(Book::Administrators, *id.0.as_bytes()),
            audit::line(wall_ms(), Event::AccountDeleted, Some(id), visit.from.to_string()),
        ];
        changes.extend(sessions.iter().map(|(key, _)| Change::remove(Book::Sessions, key.bytes())));
        changes.extend(keys.iter().map(|key| Change::remove(Book::Keys, key.bytes())));
        changes.extend(hooks::forget(&self.store, id).await?);
        changes.extend(self.forget_identities(id).await?);
        changes.extend(self.forget_passkeys(id).await?);
        changes.extend(self.forget_letters(id, &signed_in.account).await?);
        changes.extend(self.forget_links(id, &signed_in.account).await?);
        changes.extend(self.forget_guests(id).await?);
        changes.push(wishes::forget(&id.person()));
        if !self.store.write(changes).await? {
            return Err(Failure::Busy);
        }
        let person = id.person();
        let ended: Vec<_> = sessions.into_iter().map(|(key, _)| key).chain(keys).collect();
        self.cut(&ended);
        self.live.end(CloseCode::RESTART, "This account is deleted.", |stay| stay.person == person);
        Ok(())
    }

    /// Letters to him, and those that say his name to others.
    async fn forget_letters(&self, id: AccountId, account: &Account) -> Result<Vec<Change>, StoreError> {
        let waiting = self.store.begin_with(Book::Mail, Vec::new(), usize::MAX).await?.into_iter();
        let gone = waiting.filter(|(_, bytes)| self.is_letter_of(bytes, id, account));
        Ok(gone.map(|(key, _)| Change::remove(Book::Mail, key)).collect())
    }

    /// One-time links about him.
    async fn forget_links(&self, id: AccountId, account: &Account) -> Result<Vec<Change>, StoreError> {
        let email = address_key(&account.email);
        let is_his = |ticket: Ticket| match ticket.purpose {
            Purpose::Welcome { email: of, .. } => address_key(&of) == email,
            Purpose::Reset { account, .. } | Purpose::NewEmail { account, .. } => account == id,
        };
        let links = self.store.begin_with(Book::Tokens, Vec::new(), usize::MAX).await?.into_iter();
        let gone = links.filter(|(_, bytes)| read(bytes).is_some_and(is_his));
        Ok(gone.map(|(key, _)| Change::remove(Book::Tokens, key)).collect())
    }

    /// Which guests he was, and what of links' passwords he has told.
    async fn forget_guests(&self, id: AccountId) -> Result<Vec<Change>, StoreError> {
        let claims = self.store.begin_with(Book::Claims, Vec::new(), usize::MAX).await?.into_iter();
        let was = claims
            .filter(|(_, of)| of == id.0.as_bytes())
            .map(|(guest, _)| Change::remove(Book::Claims, guest));
        let told = rights::told_by(&self.store, &id.person()).await?.into_iter();
        let person = id.person();
        Ok(was.chain(told.map(|(document, _)| rights::untold(&document, &person))).collect())
    }
}
