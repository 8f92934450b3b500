//! What the forms of the page do: each checks what was typed, changes the document's rights, and writes the letters that follow
//! from it.

use octavo_shared::sync::Role;

use super::{Fields, Seeker, given};
use crate::app::App;
use crate::calendar::end_of_day;
use crate::clock::wall_ms;
use crate::embedding::read_sites;
use crate::people::account::{self, AccountId, Wrong, address_key, check_password};
use crate::people::audit::{self, About, Event};
use crate::people::groups::{self, GroupId};
use crate::people::mail::{Letter, Tidings};
use crate::people::{Failure, Visit};
use crate::rights::change::{MOST_REQUESTS, candidates, change, hand_to};
use crate::rights::{OFF, Request, Rights, Share, Subject, read_link, told};
use crate::shelf;

/// Characters of a title in a letter.
const LONGEST_TITLE: usize = 100;

/// Shares the document with an address.
pub async fn share_with_person(
    app: &App,
    visit: &Visit,
    seeker: &Seeker,
    fields: &Fields,
) -> Result<(), Failure> {
    let Some(signed_in) = &seeker.who.signed_in else { return Err(Wrong::Gone.into()) };
    let (email, role) = (account::email(&fields.email)?, given(fields)?);
    let address = address_key(&email);
    if address == address_key(&signed_in.account.email) {
        return Err(Wrong::Own.into());
    }
    app.people.ask(&address, visit)?;
    let subject = app.people.addressee(&email).await?;
    let whom = match subject {
        Subject::Account(id) => Some(id),
        _ => None,
    };
    let mut is_new = false;
    edit(app, visit, seeker, |rights| {
        let known = rights.shares.iter_mut().find(|(key, share)| {
            **key == subject.key() || share.mail.as_ref().is_some_and(|mail| address_key(mail) == address)
        });
        is_new = known.is_none();
        let event = match known {
            Some((_, share)) => {
                share.role = role;
                Event::RoleChanged
            }
            None => {
                let share = Share { role, mail: Some(email.clone()), since_ms: wall_ms() };
                rights.shares.insert(subject.key(), share);
                Event::Shared
            }
        };
        rights.requests.remove(&subject.key());
        Ok(About { whom, role: Some(role), ..About::new(event) })
    })
    .await?;
    if is_new {
        write(app, visit, seeker, Tidings::Shared, &email).await;
    }
    Ok(())
}

/// Shares the document with a group that whoever does it has made or is in.
pub async fn share_with_group(
    app: &App,
    visit: &Visit,
    seeker: &Seeker,
    fields: &Fields,
) -> Result<(), Failure> {
    let role = given(fields)?;
    let group = GroupId::read(&fields.key).ok_or(Wrong::Gone)?;
    let own = groups::of(&app.store, &seeker.who.person).await?;
    if seeker.account().is_none() || !own.iter().any(|(id, _)| *id == group) {
        return Err(Wrong::Gone.into());
    }
    let key = Subject::Group(group).key();
    edit(app, visit, seeker, |rights| {
        let share = Share { role, mail: None, since_ms: wall_ms() };
        rights.shares.entry(key.clone()).or_insert(share).role = role;
        Ok(About { role: Some(role), ..About::new(Event::Shared) })
    })
    .await
}

/// Changes what somebody may do with whom the document is shared, or ends that.
pub async fn change_role(app: &App, visit: &Visit, seeker: &Seeker, fields: &Fields) -> Result<(), Failure> {
    let role = if fields.role == OFF { None } else { Some(given(fields)?) };
    edit(app, visit, seeker, |rights| {
        let whom = AccountId::of(&fields.key);
        let share = rights.shares.get_mut(&fields.key).ok_or(Wrong::Gone)?;
        match role {
            Some(role) => share.role = role,
            None => drop(rights.shares.remove(&fields.key)),
        }
        if role.is_none() && rights.offered_to.as_ref() == Some(&fields.key) {
            rights.offered_to = None;
        }
        let event = if role.is_some() { Event::RoleChanged } else { Event::Unshared };
        Ok(About { whom, role, ..About::new(event) })
    })
    .await
}

/// Says what the link allows, until when, and with which password.
pub async fn change_link(app: &App, visit: &Visit, seeker: &Seeker, fields: &Fields) -> Result<(), Failure> {
    let link = read_link(&fields.role).ok_or(Wrong::Role)?;
    let until_ms = match fields.until.trim() {
        "" => None,
        day => Some(end_of_day(day).filter(|until_ms| *until_ms > wall_ms()).ok_or(Wrong::Day)?),
    };
    let password = match &*fields.password {
        "" => None,
        password => {
            check_password(password, "", "")?;
            Some(app.people.hash(password.to_owned()).await?)
        }
    };
    edit(app, visit, seeker, |rights| {
        rights.link = link;
        rights.until_ms = until_ms;
        if password.is_some() || !fields.open.is_empty() {
            rights.password.clone_from(&password);
        }
        Ok(About { role: link, ..About::new(Event::LinkChanged) })
    })
    .await
}

/// Says what everyone with an account may do.
pub async fn change_everyone(
    app: &App,
    visit: &Visit,
    seeker: &Seeker,
    fields: &Fields,
) -> Result<(), Failure> {
    let everyone = read_link(&fields.role).ok_or(Wrong::Role)?;
    edit(app, visit, seeker, |rights| {
        rights.everyone = everyone;
        Ok(About { role: everyone, ..About::new(Event::EveryoneChanged) })
    })
    .await
}

/// Gives somebody the right that he asked for, or another, or none.
pub async fn answer(app: &App, visit: &Visit, seeker: &Seeker, fields: &Fields) -> Result<(), Failure> {
    let role = if fields.role == OFF { None } else { Some(given(fields)?) };
    let whom = AccountId::of(&fields.key).ok_or(Wrong::Gone)?;
    let account = app.people.account(whom).await?.ok_or(Wrong::Gone)?;
    edit(app, visit, seeker, |rights| {
        rights.requests.remove(&fields.key).ok_or(Wrong::Gone)?;
        let about = About { whom: Some(whom), role, ..About::new(Event::AccessDeclined) };
        let Some(role) = role else { return Ok(about) };
        let share = Share { role, mail: Some(account.email.clone()), since_ms: wall_ms() };
        rights.shares.entry(fields.key.clone()).or_insert(share).role = role;
        Ok(About { event: Event::Shared, ..about })
    })
    .await?;
    if role.is_some() {
        write(app, visit, seeker, Tidings::Shared, &account.email).await;
    }
    Ok(())
}

/// Offers the document to somebody who has opened it with an account, or takes the offer back.
pub async fn offer(app: &App, visit: &Visit, seeker: &Seeker, fields: &Fields) -> Result<(), Failure> {
    if fields.key.is_empty() {
        return edit(app, visit, seeker, |rights| {
            rights.offered_to.take().ok_or(Wrong::Gone)?;
            Ok(About::new(Event::OwnershipDeclined))
        })
        .await;
    }
    let whom = AccountId::of(&fields.key).ok_or(Wrong::Gone)?;
    if !candidates(&app.store, &seeker.document).await?.contains(&whom) {
        return Err(Wrong::Gone.into());
    }
    let account = app.people.account(whom).await?.ok_or(Wrong::Gone)?;
    edit(app, visit, seeker, |rights| {
        if !rights.is_owner(&seeker.who.person) {
            return Err(Wrong::Gone);
        }
        rights.offered_to = Some(fields.key.clone());
        Ok(About { whom: Some(whom), ..About::new(Event::OwnershipOffered) })
    })
    .await?;
    write(app, visit, seeker, Tidings::Offered, &account.email).await;
    Ok(())
}

/// Says on which sites the document may be shown in a frame.
pub async fn change_embedding(
    app: &App,
    visit: &Visit,
    seeker: &Seeker,
    fields: &Fields,
) -> Result<(), Failure> {
    let embed = match &*fields.embed {
        OFF => None,
        "any" => Some(Vec::new()),
        _ => Some(read_sites(&fields.sites)?),
    };
    edit(app, visit, seeker, |rights| {
        if !rights.is_owner(&seeker.who.person) {
            return Err(Wrong::Gone);
        }
        rights.embed.clone_from(&embed);
        Ok(About::new(Event::EmbeddingChanged))
    })
    .await
}

/// Tells the password of the link. Whoever knows it may do what the link lets, in this browser or with this account, until there
/// is another.
pub async fn tell_password(
    app: &App,
    visit: &Visit,
    seeker: &Seeker,
    fields: &Fields,
) -> Result<(), Failure> {
    let Some(hash) = &seeker.rights.password else { return Ok(()) };
    let (document, person) = (&seeker.document, &seeker.who.person);
    let password = fields.password.clone();
    if !app.people.is_link_password(document, password, hash.clone(), visit).await? {
        let about = About { document: Some(audit::short(document)), ..About::new(Event::LinkPasswordFailed) };
        let line = audit::told(about, AccountId::of(person), visit.from.to_string());
        app.store.write(vec![line]).await?;
        return Err(Wrong::LinkPassword.into());
    }
    app.store.write(vec![told(document, person, hash)]).await?;
    Ok(())
}

/// Asks for a right.
pub async fn request(app: &App, visit: &Visit, seeker: &Seeker, fields: &Fields) -> Result<(), Failure> {
    let role = given(fields)?;
    let person = &*seeker.who.person;
    let is_more = seeker.role() < Some(role) && role <= Role::Edit;
    if !is_more || seeker.rights.owner.is_empty() {
        return Err(Wrong::Role.into());
    }
    app.people.ask(&format!("request {}", seeker.document), visit)?;
    let mut is_new = false;
    edit(app, visit, seeker, |rights| {
        is_new = !rights.requests.contains_key(person);
        if is_new && rights.requests.len() >= MOST_REQUESTS {
            return Err(Wrong::TooManyRequests);
        }
        rights.requests.insert(person.to_owned(), Request { role, since_ms: wall_ms() });
        Ok(About { role: Some(role), ..About::new(Event::AccessAsked) })
    })
    .await?;
    if is_new
        && let Some(owner) = AccountId::of(&seeker.rights.owner)
        && let Some(account) = app.people.account(owner).await?
    {
        write(app, visit, seeker, Tidings::Asked, &account.email).await;
    }
    Ok(())
}

/// Takes the document that is offered.
pub async fn take(app: &App, visit: &Visit, seeker: &Seeker) -> Result<(), Failure> {
    let person = &*seeker.who.person;
    edit(app, visit, seeker, |rights| {
        check_offer(rights, person)?;
        let whom = AccountId::of(&rights.owner);
        hand_to(rights, person);
        Ok(About { whom, ..About::new(Event::OwnershipTaken) })
    })
    .await?;
    if let Some(before) = AccountId::of(&seeker.rights.owner)
        && let Some(account) = app.people.account(before).await?
    {
        write(app, visit, seeker, Tidings::Taken, &account.email).await;
    }
    Ok(())
}

/// Does not take it.
pub async fn refuse(app: &App, visit: &Visit, seeker: &Seeker) -> Result<(), Failure> {
    edit(app, visit, seeker, |rights| {
        check_offer(rights, &seeker.who.person)?;
        rights.offered_to = None;
        Ok(About::new(Event::OwnershipDeclined))
    })
    .await
}

/// Gives up the share that one has.
pub async fn leave(app: &App, visit: &Visit, seeker: &Seeker) -> Result<(), Failure> {
    let person = &*seeker.who.person;
    edit(app, visit, seeker, |rights| {
        rights.shares.remove(person).ok_or(Wrong::Gone)?;
        if rights.offered_to.as_deref() == Some(person) {
            rights.offered_to = None;
        }
        Ok(About { whom: AccountId::of(person), ..About::new(Event::Unshared) })
    })
    .await
}

fn check_offer(rights: &Rights, person: &str) -> Result<(), Wrong> {
    if rights.offered_to.as_deref() == Some(person) { Ok(()) } else { Err(Wrong::Gone) }
}

async fn edit(
    app: &App,
    visit: &Visit,
    seeker: &Seeker,
    edit: impl FnMut(&mut Rights) -> Result<About, Wrong>,
) -> Result<(), Failure> {
    change(app, &seeker.document, &seeker.who.person, visit, edit).await.map(drop)
}

/// Writes a letter about the document. What was done stays done when there is no place for the letter.
async fn write(app: &App, visit: &Visit, seeker: &Seeker, tidings: Tidings, to: &str) {
    if !app.people.has_mail() {
        return;
    }
    let title = shelf::title_of(app, &seeker.document).await.unwrap_or_default();
    let title = title.chars().filter(|letter| !letter.is_control()).take(LONGEST_TITLE).collect::<String>();
    let (document, title, by) = ((*seeker.document).to_owned(), title.trim().to_owned(), seeker.by());
    let letter = Letter::Document { tidings, document, title, by };
    if let Err(error) = app.people.post(letter, to, visit.language).await {
        tracing::warn!(%error, "a letter about a document could not be queued");
    }
}
