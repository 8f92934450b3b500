//! The page `/f/{id}/access`: who may do what with what is in a folder. It is the page about a document without what only documents
//! have.

use std::collections::HashMap;

use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use octavo_shared::sync::{Power, Role};
use uuid::Uuid;

use super::view::{self, Inherited, Listed, ManagePage, Thing};
use super::words::{self, Words, words};
use super::{Asked, Fields, Names, given, listed};
use crate::api;
use crate::app::App;
use crate::folders::sharing::{self, With};
use crate::folders::{Folder, FolderId, chain, find};
use crate::people::account::Wrong;
use crate::people::pages::view::Told;
use crate::people::pages::{lead_to, tell, with_retry};
use crate::people::{Failure, Visit, Who, groups};
use crate::rights::asker::Asker;
use crate::rights::{OFF, Rights, read_link};
use crate::store::StoreError;

/// Somebody who asks about a folder in which he may do something.
struct Seeker {
    who: Who,
    id: FolderId,
    folder: Folder,
    role: Role,
}

/// `GET /f/{id}/access`.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let seeker = match seek(&app, &visit, &id).await {
        Ok(seeker) => seeker,
        Err(answer) => return answer,
    };
    let done = words::done(&asked.done, words(visit.language));
    let told = done.map_or(Told::Nothing, |done| Told::Done(done.to_owned()));
    page(&app, &visit, &seeker, StatusCode::OK, told, &Fields::default()).await
}

/// `POST /f/{id}/access/{part}`: whoever manages the folder changes who may do what with what is in it.
pub async fn change(
    State(app): State<App>,
    visit: Visit,
    Path((id, part)): Path<(String, String)>,
    Form(fields): Form<Fields>,
) -> Response {
    let seeker = match seek(&app, &visit, &id).await {
        Ok(seeker) => seeker,
        Err(answer) => return answer,
    };
    if !seeker.role.may(Power::Share) {
        let told = Told::Wrong(words(visit.language).not_yours_folder.to_owned());
        return page(&app, &visit, &seeker, StatusCode::FORBIDDEN, told, &fields).await;
    }
    let share = async |with, role| sharing::share(&app, &visit, &seeker.who, seeker.id, with, role).await;
    let role = || given(&fields).map(Some).map_err(Failure::from);
    let done = match &*part {
        "person" => match role() {
            Ok(role) => share(With::Mail(&fields.email), role).await,
            Err(failure) => Err(failure),
        },
        "group" => match role() {
            Ok(role) => share(With::Group(&fields.key), role).await,
            Err(failure) => Err(failure),
        },
        "role" if fields.role == OFF => share(With::Known(&fields.key), None).await,
        "role" => match role() {
            Ok(role) => share(With::Known(&fields.key), role).await,
            Err(failure) => Err(failure),
        },
        "everyone" => match read_link(&fields.role) {
            Some(role) => sharing::set_everyone(&app, &visit, &seeker.who.person, seeker.id, role).await,
            None => Err(Wrong::Role.into()),
        },
        _ => return api::refuse(StatusCode::NOT_FOUND, "There is no such address."),
    };
    match done {
        Ok(()) => lead_to(&format!("/f/{}/access?done={part}", seeker.id.text()), Vec::new()),
        Err(failure) => {
            let (status, told, retry) = tell(failure, visit.language);
            with_retry(page(&app, &visit, &seeker, status, told, &fields).await, retry)
        }
    }
}

/// Who asks, and about which folder; or that there is none for him.
async fn seek(app: &App, visit: &Visit, id: &str) -> Result<Seeker, Response> {
    // What is no id is that of no folder.
    let id = FolderId::read(id).unwrap_or(FolderId(Uuid::nil()));
    let found = async {
        let who = app.people.who(&visit.headers).await?;
        let given = Asker::new(&app.store, &who.person).in_folder(id).await?;
        let (Some(role), Some((_, folder, _))) = (given.role, find(&app.store, id).await?) else {
            return Ok(Err(who.signed_in.is_some()));
        };
        if given.is_by_mail {
            sharing::settle(&app.store, id, &who.person).await?;
        }
        Ok::<_, StoreError>(Ok(Seeker { who, id, folder, role }))
    };
    match found.await {
        Ok(Ok(seeker)) => Ok(seeker),
        Ok(Err(is_signed_in)) => Err(view::unknown_folder(id, is_signed_in, visit.language)),
        Err(error) => Err(api::failed(&error).into_response()),
    }
}

async fn page(
    app: &App,
    visit: &Visit,
    seeker: &Seeker,
    status: StatusCode,
    told: Told,
    typed: &Fields,
) -> Response {
    if !seeker.role.may(Power::Share) {
        let folder = (seeker.id, &*seeker.folder.name);
        return view::own_folder(folder, seeker.role, told, status, visit.language);
    }
    let shown = manage_page(app, visit, seeker, status, told, typed).await;
    shown.unwrap_or_else(|error| api::failed(&error).into_response())
}

async fn manage_page(
    app: &App,
    visit: &Visit,
    seeker: &Seeker,
    status: StatusCode,
    told: Told,
    typed: &Fields,
) -> Result<Response, StoreError> {
    let words = words(visit.language);
    let mut names = Names { app, known: HashMap::new() };
    let Folder { name, owner, parent, shares, everyone, .. } = &seeker.folder;
    let owner_name = match names.of(owner).await? {
        Some((name, _)) => name,
        None => words.guest.to_owned(),
    };
    // What the page reads of a document's rights.
    let rights = Rights { owner: owner.clone(), link: None, everyone: *everyone, ..Rights::default() };
    let shares = listed(app, &mut names, shares, words).await?;
    let (inherited, inherited_everyone) = match parent {
        Some(parent) => inherited(app, &mut names, *parent, owner, words).await?,
        None => (Vec::new(), None),
    };
    let is_signed_in = seeker.who.signed_in.is_some();
    let groups = match is_signed_in {
        true => groups::of(&app.store, &seeker.who.person).await?,
        false => Vec::new(),
    };
    let page = ManagePage {
        thing: Thing::Folder,
        address: &seeker.id.text(),
        title: name,
        rights: &rights,
        owner: &owner_name,
        is_owner: *owner == *seeker.who.person,
        person: &seeker.who.person,
        embed_at: None,
        is_signed_in,
        has_mail: app.people.has_mail(),
        shares,
        inherited,
        inherited_everyone,
        requests: Vec::new(),
        held: Vec::new(),
        groups,
        offered_to: None,
        is_offered_to_me: false,
        told,
        typed,
    };
    Ok(page.answer(status, visit.language))
}

/// What a folder and those that it lies in give to whom, beside the owner of what lies there, and to everyone.
pub(super) async fn inherited(
    app: &App,
    names: &mut Names<'_>,
    id: FolderId,
    except: &str,
    words: &Words,
) -> Result<(Vec<Inherited>, Option<Role>), StoreError> {
    let (mut inherited, mut everyone) = (Vec::new(), None);
    for (_, folder, _) in chain(&app.store, id).await? {
        everyone = everyone.max(folder.everyone);
        let owner = match names.of(&folder.owner).await? {
            Some((name, _)) => name,
            None => words.guest.to_owned(),
        };
        let (key, role) = (folder.owner.clone(), Role::Manage);
        let owner = Listed { key, name: owner, beside: String::new(), role, is_account: false };
        let shares = listed(app, names, &folder.shares, words).await?;
        let all = std::iter::once(owner).chain(shares).filter(|listed| listed.key != except);
        inherited.extend(all.map(|listed| Inherited { folder: folder.name.clone(), listed }));
    }
    Ok((inherited, everyone))
}
