//! Somebody of whom it is asked what he may do, in one document or in many: what is found out of him is found out once.

use std::collections::{BTreeMap, HashMap};

use octavo_shared::sync::Role;

use super::{Denied, Rights, Share, Subject, has_told};
use crate::clock::wall_ms;
use crate::folders::{self, FolderId};
use crate::people::account::{self, AccountId};
use crate::people::groups::{self, GroupId};
use crate::store::{Store, StoreError};

/// What somebody may do whatever a link lets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Given {
    /// `None` is nothing.
    pub role: Option<Role>,
    /// Whether it is his address that gives him some of it, and not yet his account.
    pub is_by_mail: bool,
}

impl Given {
    fn and(self, other: Given) -> Given {
        Given { role: self.role.max(other.role), is_by_mail: self.is_by_mail || other.is_by_mail }
    }
}

/// What somebody may do in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowed {
    /// What he may do,
    pub role: Role,
    /// until the link ends that lets him, in milliseconds since 1970.
    pub until_ms: Option<u64>,
    /// Whether he has it by his address, and not yet by his account.
    pub is_by_mail: bool,
}

/// Somebody, and what has been found out of him.
pub struct Asker<'a> {
    store: &'a Store,
    person: &'a str,
    /// Under which name a share with his address stands, if he has shown that he has it.
    mail: Option<Option<String>>,
    /// Whether he is in a group, and by his address.
    groups: HashMap<GroupId, Option<bool>>,
    folders: HashMap<FolderId, Given>,
}

impl<'a> Asker<'a> {
    /// `person` as the log knows him.
    pub fn new(store: &'a Store, person: &'a str) -> Self {
        Asker { store, person, mail: None, groups: HashMap::new(), folders: HashMap::new() }
    }

    /// What he may do in a document that is there and not in the trash, or why nothing.
    pub async fn allowed(
        &mut self,
        document: &str,
        rights: &Rights,
    ) -> Result<Result<Allowed, Denied>, StoreError> {
        let Given { role: own, is_by_mail } = self.given(rights).await?;
        let mut denied = Denied::NoRight;
        let mut link = rights.by_link(wall_ms()).filter(|role| Some(*role) > own);
        if let (Some(_), Some(password)) = (link, &rights.password)
            && !has_told(self.store, document, self.person, password).await?
        {
            (link, denied) = (None, Denied::Password);
        }
        Ok(match (link, own) {
            (Some(role), _) => Ok(Allowed { role, until_ms: rights.until_ms, is_by_mail }),
            (None, Some(role)) => Ok(Allowed { role, until_ms: None, is_by_mail }),
            (None, None) => Err(denied),
        })
    }

    /// What he may do in a document whatever its link lets: he has it without being sent that.
    pub async fn given(&mut self, rights: &Rights) -> Result<Given, StoreError> {
        if rights.is_owner(self.person) {
            return Ok(Given { role: Some(Role::Owner), is_by_mail: false });
        }
        let own = self.shared(&rights.shares, rights.everyone).await?;
        Ok(match rights.folder {
            Some(folder) => own.and(self.in_folder(folder).await?),
            None => own,
        })
    }

    /// What he may do with what is in a folder: what this one or one of those around it gives him. Whose folder it is manages it.
    pub async fn in_folder(&mut self, id: FolderId) -> Result<Given, StoreError> {
        if let Some(given) = self.folders.get(&id) {
            return Ok(*given);
        }
        let mut given = Given::default();
        // From the outermost on, so that each is looked at once.
        for (id, folder, _) in folders::chain(self.store, id).await?.into_iter().rev() {
            let own = match folder.owner == self.person && !self.person.is_empty() {
                true => Given { role: Some(Role::Manage), is_by_mail: false },
                false => self.shared(&folder.shares, folder.everyone).await?,
            };
            given = given.and(own);
            self.folders.insert(id, given);
        }
        Ok(given)
    }

    /// What shares give him, and what everyone with an account may do.
    async fn shared(
        &mut self,
        shares: &BTreeMap<String, Share>,
        everyone: Option<Role>,
    ) -> Result<Given, StoreError> {
        let Some(id) = AccountId::of(self.person) else { return Ok(Given::default()) };
        let mut given = Given { role: everyone, is_by_mail: false };
        for (key, share) in shares {
            let found = match Subject::read(key) {
                Some(Subject::Account(whom)) => (whom == id).then_some(false),
                Some(Subject::Mail(_)) => (self.mail(id).await?.as_deref() == Some(&**key)).then_some(true),
                Some(Subject::Group(group)) => self.is_in(id, group).await?,
                None => None,
            };
            if let Some(is_by_mail) = found {
                given = given.and(Given { role: Some(share.role), is_by_mail });
            }
        }
        Ok(given)
    }

    async fn mail(&mut self, id: AccountId) -> Result<&Option<String>, StoreError> {
        if self.mail.is_none() {
            let address = account::proven_address(self.store, id).await?;
            self.mail = Some(address.map(|address| Subject::Mail(address).key()));
        }
        Ok(self.mail.as_ref().unwrap_or(&None))
    }

    async fn is_in(&mut self, id: AccountId, group: GroupId) -> Result<Option<bool>, StoreError> {
        if let Some(found) = self.groups.get(&group) {
            return Ok(*found);
        }
        let mail = self.mail(id).await?.clone();
        let found = groups::find(self.store, group).await?;
        let is_in = found.and_then(|found| found.has(self.person, mail.as_deref()));
        self.groups.insert(group, is_in);
        Ok(is_in)
    }
}

/// With whom something can be shared so that it is somebody's who has an account: with himself, with his address if he has shown that it
/// is his, and with his groups, also with those that he has made and is not in.
pub async fn subjects_of(store: &Store, id: AccountId) -> Result<Vec<Subject>, StoreError> {
    let mut subjects = vec![Subject::Account(id)];
    subjects.extend(account::proven_address(store, id).await?.map(Subject::Mail));
    subjects.extend(groups::of(store, &id.person()).await?.into_iter().map(|(id, _)| Subject::Group(id)));
    Ok(subjects)
}
