//! Changes that people made without the right to, most often with no network, while the right was taken from them. Such a change is not in
//! the document, and it is not lost: it is kept until whoever manages the document takes it in, in the name of who made it, or
//! does not. Here it comes in, is listed, shown and answered.

mod page;

use std::ops::Range;

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use octavo_shared::sync::Power;
use octavo_shared::sync::guard::Update;
use octavo_shared::sync::history::{self, Step};
use octavo_shared::sync::passages::passages;
use octavo_words::Language;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::http::manager;
use super::words::words;
use super::{Fields, Names, Seeker, answer, find, seek};
use crate::activity::changes::names;
use crate::api::{self, Refusal, failed};
use crate::app::App;
use crate::changing;
use crate::clock::wall_ms;
use crate::history::{damaged, planned, steps};
use crate::marks;
use crate::people::account::{AccountId, Wrong};
use crate::people::audit::{About, Event};
use crate::people::pages::view::Told;
use crate::people::{Failure, Visit};
use crate::rights::change::change_beside;
use crate::rights::{Denied, Held, OFF, Rights, TRASHED, key_of};
use crate::room::visit::{self, NotTaken};
use crate::shelf;
use crate::store::{Book, Change, Person, StoreError};
use crate::views::view_token;
use page::HeldPage;

/// Changes that are kept of one document, answered or not.
pub const MOST: usize = 20;
/// And of what one person has made of it, while it waits.
const MOST_OF_ONE: usize = 5;
/// Bytes of the digest by which a change is known.
const DIGEST: usize = 16;
/// An update that changes nothing.
const NOTHING: [u8; 2] = [0, 0];

/// `PUT /api/documents/{id}/held`: keeps a change, a Yjs update, which whoever has signed in made without the right to. Sent again it is
/// the same one. Answers with what became of it: it waits, or was taken in, or declined.
pub async fn hold(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let held = match holdable(&app, &visit, &id, request).await {
        Ok((seeker, person, update)) => keep(&app, &visit, &seeker, &person, update).await,
        Err(refusal) => return refusal.into_response(),
    };
    match held {
        Ok(Held { is_taken, .. }) => Json(json!({ "held": state(is_taken) })).into_response(),
        Err(failure) => api::undone(failure),
    }
}

fn state(is_taken: Option<bool>) -> &'static str {
    match is_taken {
        None => "waiting",
        Some(true) => "taken",
        Some(false) => "declined",
    }
}

/// The document, who sends a change of it, and the change, if it is one that is kept.
async fn holdable(
    app: &App,
    visit: &Visit,
    id: &str,
    request: Request,
) -> Result<(Seeker, Person, Vec<u8>), Refusal> {
    let update = changing::body(app, request).await?;
    let found = find(app, visit, id).await.map_err(|error| failed(&error))?;
    let seeker = found.ok_or(Refusal::new(StatusCode::NOT_FOUND, "There is no such document."))?;
    if spans(&update).is_none() {
        let sentence = "Send a change of the document, as a Yjs update.";
        return Err(Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, sentence));
    }
    let nobody = Refusal::new(StatusCode::UNAUTHORIZED, "Nobody has signed in.");
    let person = seeker.account().ok_or(nobody)?.person();
    if view_token(id).is_some() {
        return Err(Refusal::new(StatusCode::FORBIDDEN, api::VIEW_ONLY));
    }
    if seeker.pass == Err(Denied::Trashed) {
        return Err(Refusal::new(StatusCode::FORBIDDEN, TRASHED));
    }
    if seeker.role().is_some_and(|role| role.may(Power::Write)) || seeker.rights.owner.is_empty() {
        return Err(Refusal::new(
            StatusCode::CONFLICT,
            "Nobody has to take this in: make the change itself.",
        ));
    }
    let has_opened = marks::has_opened(&app.store, &person, &seeker.document).await;
    if !has_opened.map_err(|error| failed(&error))? {
        let sentence = "Who has never opened the document has changed nothing in it.";
        return Err(Refusal::new(StatusCode::FORBIDDEN, sentence));
    }
    Ok((seeker, person, update))
}

async fn keep(
    app: &App,
    visit: &Visit,
    seeker: &Seeker,
    person: &Person,
    update: Vec<u8>,
) -> Result<Held, Failure> {
    let digest = digest(&update);
    if let Some(known) = seeker.rights.held.get(&digest) {
        return Ok(known.clone());
    }
    app.people.ask(&format!("held {person}"), visit)?;
    let replaced = replaced(app, seeker, person, &update).await?;
    let held = Held { person: (**person).to_owned(), since_ms: wall_ms(), is_taken: None };
    let mut beside = vec![Change::put(Book::Held, key_of(&seeker.document, &digest), update)];
    beside.extend(replaced.iter().map(|old| Change::remove(Book::Held, key_of(&seeker.document, old))));
    let done = change_beside(app, &seeker.document, person, visit, &beside, |rights| {
        rights.held.retain(|digest, _| !replaced.contains(digest));
        make_place(rights, person)?;
        rights.held.insert(digest.clone(), held.clone());
        Ok(About::new(Event::ChangeHeld))
    });
    done.await?;
    Ok(held)
}

/// By which a change is known: a digest of its bytes.
fn digest(update: &[u8]) -> String {
    Sha256::digest(update)[..DIGEST].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The clocks of which clients an update brings. `None` for what is no update, or changes nothing.
fn spans(update: &[u8]) -> Option<Vec<(u64, Range<u32>)>> {
    (update != NOTHING).then(|| Some(Update::parse(update).ok()?.spans().collect()))?
}

/// What the same person has sent before and what he sends now goes on with.
async fn replaced(
    app: &App,
    seeker: &Seeker,
    person: &Person,
    update: &[u8],
) -> Result<Vec<String>, StoreError> {
    let now = spans(update).unwrap_or_default();
    let is_there = |(client, before): &(u64, Range<u32>)| {
        let covers = |span: &Range<u32>| span.start <= before.start && before.end <= span.end;
        now.iter().any(|(it, span)| it == client && covers(span))
    };
    let mut replaced = Vec::new();
    for (digest, _) in waiting(&seeker.rights).into_iter().filter(|(_, held)| held.person == **person) {
        let before = app.store.look_up(Book::Held, key_of(&seeker.document, digest)).await?;
        let before = before.and_then(|before| spans(&before)).unwrap_or_default();
        // What only takes out something says nothing by its clocks.
        if !before.is_empty() && before.iter().all(is_there) {
            replaced.push(digest.clone());
        }
    }
    Ok(replaced)
}

/// Makes place for one more change of somebody's: what was answered longest ago is forgotten. An error where all that is kept waits, or
/// too much of his does.
fn make_place(rights: &mut Rights, person: &str) -> Result<(), Wrong> {
    let his = waiting(rights).into_iter().filter(|(_, held)| held.person == person).count();
    if his >= MOST_OF_ONE {
        return Err(Wrong::TooManyRequests);
    }
    if rights.held.len() < MOST {
        return Ok(());
    }
    let answered = rights.held.iter().filter(|(_, held)| held.is_taken.is_some());
    let oldest = answered.min_by_key(|(_, held)| held.since_ms).map(|(digest, _)| digest.clone());
    let oldest = oldest.ok_or(Wrong::TooManyRequests)?;
    rights.held.remove(&oldest);
    Ok(())
}

/// `GET /api/documents/{id}/held`: what waits for an answer.
pub async fn list(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Response {
    let seeker = match manager(&app, &visit, &id).await {
        Ok(seeker) => seeker,
        Err(refusal) => return refusal.into_response(),
    };
    let told = async {
        let mut names = Names::new(&app);
        let mut all = Vec::new();
        for (key, held) in waiting(&seeker.rights) {
            let name = names.of(&held.person).await?.map(|(name, _)| name);
            all.push(json!({ "key": key, "person": held.person, "name": name, "since": held.since_ms }));
        }
        Ok::<Value, StoreError>(json!({ "held": all }))
    };
    match told.await {
        Ok(told) => Json(told).into_response(),
        Err(error) => failed(&error).into_response(),
    }
}

/// What waits for an answer, the oldest first.
pub(super) fn waiting(rights: &Rights) -> Vec<(&String, &Held)> {
    let mut waiting: Vec<_> = rights.held.iter().filter(|(_, held)| held.is_taken.is_none()).collect();
    waiting.sort_by_key(|(_, held)| held.since_ms);
    waiting
}

/// `POST /api/documents/{id}/held/{key}`: takes a change in.
pub async fn take(State(app): State<App>, visit: Visit, Path((id, key)): Path<(String, String)>) -> Response {
    answered(&app, &visit, &id, &key, true).await
}

/// `DELETE /api/documents/{id}/held/{key}`: does not.
pub async fn decline(
    State(app): State<App>,
    visit: Visit,
    Path((id, key)): Path<(String, String)>,
) -> Response {
    answered(&app, &visit, &id, &key, false).await
}

async fn answered(app: &App, visit: &Visit, id: &str, key: &str, is_taken: bool) -> Response {
    let seeker = match manager(app, visit, id).await {
        Ok(seeker) => seeker,
        Err(refusal) => return refusal.into_response(),
    };
    match settle(app, visit, &seeker, key, is_taken).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(failure) => api::undone(failure),
    }
}

/// What the form of the page does: answers a change.
pub(super) async fn deed(app: &App, visit: &Visit, seeker: &Seeker, fields: &Fields) -> Result<(), Failure> {
    settle(app, visit, seeker, &fields.key, fields.role != OFF).await
}

async fn settle(
    app: &App,
    visit: &Visit,
    seeker: &Seeker,
    digest: &str,
    is_taken: bool,
) -> Result<(), Failure> {
    let (held, update) = kept(app, seeker, digest).await?;
    if is_taken {
        let id = app.sockets.next_id();
        let author = held.person.as_str().into();
        let taken = visit::change(&app.rooms, id, seeker.document.clone(), author, &update).await;
        taken.map_err(|error| match error {
            NotTaken::Unavailable => Failure::Busy,
            NotTaken::Incomplete | NotTaken::Refused(_) => Wrong::Change.into(),
        })?;
    }
    let gone = [Change::remove(Book::Held, key_of(&seeker.document, digest))];
    let event = if is_taken { Event::ChangeTaken } else { Event::ChangeDeclined };
    let done = change_beside(app, &seeker.document, &seeker.who.person, visit, &gone, |rights| {
        let held = rights.held.get_mut(digest).filter(|held| held.is_taken.is_none()).ok_or(Wrong::Gone)?;
        held.is_taken = Some(is_taken);
        Ok(About { whom: AccountId::of(&held.person), ..About::new(event) })
    });
    done.await.map(drop)
}

/// A change that waits, and what it is.
async fn kept(app: &App, seeker: &Seeker, digest: &str) -> Result<(Held, Vec<u8>), Failure> {
    let held = seeker.rights.held.get(digest).filter(|held| held.is_taken.is_none()).ok_or(Wrong::Gone)?;
    let update = app.store.look_up(Book::Held, key_of(&seeker.document, digest)).await?;
    Ok((held.clone(), update.ok_or(Wrong::Gone)?))
}

/// `GET /d/{id}/held/{key}`: what a change would do to the text as it is now.
pub async fn show(State(app): State<App>, visit: Visit, Path((id, key)): Path<(String, String)>) -> Response {
    let seeker = match seek(&app, &visit, &id).await {
        Ok(seeker) => seeker,
        Err(answer) => return answer,
    };
    if !seeker.role().is_some_and(|role| role.may(Power::Share)) {
        let told = Told::Wrong(words(visit.language).not_yours.to_owned());
        return super::page(&app, &visit, &seeker, StatusCode::FORBIDDEN, told, &Fields::default()).await;
    }
    match shown(&app, &seeker, &key, visit.language).await {
        Ok(answer) => answer,
        Err(Shown::Failure(failure)) => {
            answer(&app, &visit, &seeker, "held", Err(failure), &Fields::default()).await
        }
        Err(Shown::Refusal(refusal)) => refusal.into_response(),
    }
}

/// Why a change is not shown.
enum Shown {
    Failure(Failure),
    Refusal(Refusal),
}

impl From<Failure> for Shown {
    fn from(failure: Failure) -> Self {
        Shown::Failure(failure)
    }
}

impl From<StoreError> for Shown {
    fn from(error: StoreError) -> Self {
        Shown::Failure(error.into())
    }
}

async fn shown(app: &App, seeker: &Seeker, digest: &str, language: Language) -> Result<Response, Shown> {
    let (Held { person, since_ms, .. }, update) = kept(app, seeker, digest).await?;
    let name = app.people.name_of(&person).await?.unwrap_or_else(|| words(language).nobody.to_owned());
    let difference = planned(app, &seeker.document, move |log| {
        let mut all = steps(log);
        let now = all.len();
        all.push(Step { author: &person, from_ms: 0, to_ms: 0, update: &update });
        Ok(passages(&history::difference(&all, now).map_err(damaged)?))
    });
    let passages = difference.await.map_err(Shown::Refusal)?;
    let title = shelf::title_of(app, &seeker.document).await?;
    let names = names(app, &passages).await?;
    let address = &seeker.address;
    let page = HeldPage {
        address,
        title: &title,
        key: digest,
        name: &name,
        since_ms,
        passages: &passages,
        names: &names,
    };
    Ok(page.answer(language))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_takes_the_place_of_all_and_the_answered_make_place_the_oldest_first() {
        let held = |person: &str, since_ms, is_taken| Held { person: person.to_owned(), since_ms, is_taken };
        let mut rights = Rights::default();
        for number in 0..MOST_OF_ONE as u64 {
            assert_eq!(make_place(&mut rights, "ben"), Ok(()));
            rights.held.insert(format!("ben {number}"), held("ben", number, None));
        }
        assert_eq!(make_place(&mut rights, "ben"), Err(Wrong::TooManyRequests));
        for number in rights.held.len() as u64..MOST as u64 {
            assert_eq!(make_place(&mut rights, "ada"), Ok(()));
            rights.held.insert(format!("ada {number}"), held("ada", number, Some(number % 2 == 0)));
        }
        assert_eq!(make_place(&mut rights, "cem"), Ok(()));
        assert!(!rights.held.contains_key("ada 5") && rights.held.len() == MOST - 1);
        for answered in rights.held.values_mut() {
            (answered.person, answered.is_taken) = ("many".to_owned() + &answered.since_ms.to_string(), None);
        }
        rights.held.insert("last".to_owned(), held("last", 99, None));
        assert_eq!(make_place(&mut rights, "cem"), Err(Wrong::TooManyRequests));
    }
}
