//! The letter of the day: what others did with the documents that somebody follows. It is put into the queue when it is due, and written
//! when the mail server takes it, so that it tells only what its reader may know then.

use std::collections::HashMap;
use std::ops::Range;

use octavo_words::Language;

use super::LOOK;
use super::contents::{self, sentence};
use super::feed::{self, Question};
use super::happening::{DAY_MS, Kind};
use super::unsubscribing::{self, Letters};
use super::wishes::{self, ByMail, Wishes};
use crate::app::App;
use crate::clock::wall_ms;
use crate::people::account::{Account, AccountId};
use crate::people::mail::{Letter, Tidings};
use crate::people::{Failure, People};
use crate::store::{Store, StoreError};
use crate::words::activity::words;

/// Happenings that a letter tells, and documents in it.
const MOST: usize = 100;
const MOST_DOCUMENTS: usize = 20;
const HOUR_MS: u64 = 60 * 60 * 1000;

/// Up to when it was looked whether there is something to write to an account, in milliseconds since 1970.
pub type Looked = HashMap<AccountId, u64>;

/// Writes the letters that are due, for as long as the server runs.
pub async fn write_on(app: &App) {
    if !app.people.has_mail() {
        return;
    }
    let mut looked = Looked::new();
    let mut ticks = tokio::time::interval(LOOK);
    loop {
        ticks.tick().await;
        if let Err(error) = write_due(app, wall_ms(), &mut looked).await {
            tracing::warn!(%error, "the letters of the day could not be written");
        }
    }
}

/// Puts the letters that are due at a time in milliseconds since 1970 into the queue. Gives how many.
pub async fn write_due(app: &App, now_ms: u64, looked: &mut Looked) -> Result<usize, StoreError> {
    let mut written = 0;
    for (id, account) in app.people.accounts().await? {
        if !account.is_confirmed {
            continue;
        }
        let (wishes, bytes) = wishes::as_stored(&app.store, &id.person()).await?;
        let from_ms = wishes.told_ms.max(account.created_ms);
        let looked_ms = looked.get(&id).copied().unwrap_or_default();
        if now_ms < due_ms(from_ms.max(looked_ms), wishes.hour) {
            continue;
        }
        looked.insert(id, now_ms);
        match write(app, id, &account, (wishes, bytes), from_ms, now_ms).await {
            Ok(is_written) => written += usize::from(is_written),
            Err(Failure::Store(error)) => return Err(error),
            // The queue is full, and what happened is told on another day.
            Err(_) => {}
        }
    }
    Ok(written)
}

/// When the letter after one that told up to a time is due.
fn due_ms(told_ms: u64, hour: u8) -> u64 {
    let on_that_day = told_ms / DAY_MS * DAY_MS + u64::from(hour) * HOUR_MS;
    if on_that_day > told_ms { on_that_day } else { on_that_day + DAY_MS }
}

/// Puts the letter to an account into the queue, if there is something to tell.
async fn write(
    app: &App,
    id: AccountId,
    account: &Account,
    (wishes, bytes): (Wishes, Option<Vec<u8>>),
    from_ms: u64,
    until_ms: u64,
) -> Result<bool, Failure> {
    let language = Language::of_tag(&wishes.language).unwrap_or_default();
    if contents(&app.people, &app.store, id, from_ms..until_ms, language).await?.is_none() {
        return Ok(false);
    }
    let letter = Letter::Daily { account: id, from_ms, until_ms };
    let told = wishes::turned(&id.person(), bytes, &Wishes { told_ms: until_ms, ..wishes });
    app.people.post_with(letter, &account.email, language, vec![told]).await
}

/// What a letter of the day tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contents {
    /// Documents, each with its id, its title and what others did.
    pub documents: Vec<(String, String, Vec<String>)>,
    /// Whether there is more than that.
    pub is_cut: bool,
}

/// What others did in a time with the documents that whoever has an account follows, as far as he may know it and wants to hear it by
/// letter. `None` for nothing.
pub async fn contents(
    people: &People,
    store: &Store,
    id: AccountId,
    time_ms: Range<u64>,
    language: Language,
) -> Result<Option<Contents>, StoreError> {
    let person = id.person();
    let kinds = wishes::of(store, &person).await?.daily();
    let question = Question { from_ms: time_ms.start, before_ms: time_ms.end, kinds, most: MOST };
    let news = feed::read(people, store, &person, &question).await?;
    let mut is_cut = news.next_ms.is_some();
    let mut documents: Vec<(String, String, Vec<String>)> = Vec::new();
    for item in &news.items {
        let said = sentence(item, language);
        match documents.iter().position(|(document, ..)| **document == *item.document) {
            Some(at) => documents[at].2.push(said),
            None if documents.len() == MOST_DOCUMENTS => is_cut = true,
            None => {
                let title = news.documents.get(&item.document).map_or("", |told| &told.title);
                let title = contents::title(title, words(language)).to_owned();
                documents.push((item.document.to_string(), title, vec![said]));
            }
        }
    }
    // Within a letter one reads from the beginning.
    documents.iter_mut().for_each(|(.., sentences)| sentences.reverse());
    Ok((!documents.is_empty()).then_some(Contents { documents, is_cut }))
}

/// The path of the link by which no more letters like this one come to an address, if it is one that can be switched off; and
/// whether it is to be sent at all.
pub async fn unsubscribing(
    people: &People,
    store: &Store,
    letter: &Letter,
    to: &str,
) -> Result<(Option<String>, bool), StoreError> {
    let kind = match letter {
        Letter::Daily { account, .. } => {
            return Ok((Some(unsubscribing::path(people, *account, Letters::Daily)), true));
        }
        Letter::Document { tidings: Tidings::Shared | Tidings::FolderShared, .. } => Kind::Shares,
        Letter::Document { .. } => Kind::Requests,
        _ => return Ok((None, true)),
    };
    let Some((id, _)) = people.by_email(to).await? else { return Ok((None, true)) };
    let is_wanted = wishes::of(store, &id.person()).await?.by_mail(kind) == ByMail::AtOnce;
    Ok((Some(unsubscribing::path(people, id, Letters::Of(kind))), is_wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_due_when_its_hour_comes_next() {
        let at = |day: u64, hour: u64| day * DAY_MS + hour * HOUR_MS;
        assert_eq!(due_ms(at(3, 0), 6), at(3, 6));
        assert_eq!(due_ms(at(3, 6), 6), at(4, 6));
        assert_eq!(due_ms(at(3, 6) - 1, 6), at(3, 6));
        assert_eq!(due_ms(at(3, 23), 0), at(4, 0));
    }
}
