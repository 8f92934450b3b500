//! The page `/d/{id}/access`: who may do what in a document, without a script. Whoever manages the document changes it there;
//! everybody else sees what he may do, and can ask for more. What each form does is in `deeds`, which `http` does for programs too; its HTML
//! is in `view`, its words in `words`; the same of a folder is in `folder`.

mod deeds;
pub mod folder;
pub mod held;
pub mod http;
pub(crate) mod view;
pub(crate) mod words;

use std::collections::{BTreeMap, HashMap};

use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use octavo_shared::sync::{Power, Role};
use serde::Deserialize;

use crate::api;
use crate::app::App;
use crate::people::account::{AccountId, Wrong};
use crate::people::pages::view::Told;
use crate::people::pages::{lead_to, tell, with_retry};
use crate::people::{Failure, Visit, Who, groups};
use crate::request::site;
use crate::rights::{self, Access, Denied, Pass, Rights, Share, Subject};
use crate::shelf;
use crate::store::{DocumentName, StoreError};
use crate::trash;
pub(crate) use view::unknown;
use view::{Listed, ManagePage, OwnPage, Standing, Thing, Waiting};
use words::{Words, words};

/// What the forms send. What a form does not have is empty.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct Fields {
    email: String,
    role: String,
    /// Whose share, request or group it is.
    key: String,
    until: String,
    password: String,
    /// Whether the link asks for no password any more.
    open: String,
    /// Where it may be shown: `off`, `any`, or on `sites`.
    embed: String,
    sites: String,
}

/// What stands behind the question mark.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    done: String,
}

/// Somebody who asks about a document, and what he may do in it.
struct Seeker {
    who: Who,
    /// The address that he opened.
    address: String,
    document: DocumentName,
    /// What he may do, or why nothing.
    pass: Result<Pass, Denied>,
    rights: Rights,
}

impl Seeker {
    /// What he may do; `None` is nothing.
    fn role(&self) -> Option<Role> {
        self.pass.as_ref().ok().map(|pass| pass.role)
    }

    fn account(&self) -> Option<AccountId> {
        self.who.signed_in.as_ref().map(|signed_in| signed_in.id())
    }

    /// How he is called in letters: by name and address.
    fn by(&self) -> String {
        let account = self.who.signed_in.as_ref().map(|signed_in| &signed_in.account);
        account.map(|account| format!("{} ({})", account.name, account.email)).unwrap_or_default()
    }
}

/// `GET /d/{id}/access`.
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

/// `POST /d/{id}/access/{part}`: whoever manages the document changes who may do what.
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
    let power = if matches!(&*part, "offer" | "trash" | "embed") { Power::GiveAway } else { Power::Share };
    if !seeker.role().is_some_and(|role| role.may(power)) {
        let told = Told::Wrong(words(visit.language).not_yours.to_owned());
        return page(&app, &visit, &seeker, StatusCode::FORBIDDEN, told, &fields).await;
    }
    let done = match &*part {
        "person" => deeds::share_with_person(&app, &visit, &seeker, &fields).await,
        "group" => deeds::share_with_group(&app, &visit, &seeker, &fields).await,
        "role" => deeds::change_role(&app, &visit, &seeker, &fields).await,
        "link" => deeds::change_link(&app, &visit, &seeker, &fields).await,
        "everyone" => deeds::change_everyone(&app, &visit, &seeker, &fields).await,
        "answer" => deeds::answer(&app, &visit, &seeker, &fields).await,
        "held" => held::deed(&app, &visit, &seeker, &fields).await,
        "offer" => deeds::offer(&app, &visit, &seeker, &fields).await,
        "embed" => deeds::change_embedding(&app, &visit, &seeker, &fields).await,
        "trash" => trash::throw_away(&app, &seeker.document, &seeker.who.person, &visit).await,
        _ => return api::refuse(StatusCode::NOT_FOUND, "There is no such address."),
    };
    answer(&app, &visit, &seeker, &part, done, &fields).await
}

/// `POST /d/{id}/ask/{part}`: what anybody may do who has the address: tell the password, ask for a right, take what is offered,
/// leave; and what its owner may do with what is in the trash.
pub async fn ask(
    State(app): State<App>,
    visit: Visit,
    Path((id, part)): Path<(String, String)>,
    Form(fields): Form<Fields>,
) -> Response {
    let seeker = match seek(&app, &visit, &id).await {
        Ok(seeker) => seeker,
        Err(answer) => return answer,
    };
    if part == "password" {
        let done = deeds::tell_password(&app, &visit, &seeker, &fields).await;
        let place = format!("/d/{}", seeker.address);
        return match done {
            Ok(()) => lead_to(&place, seeker.who.cookie.into_iter().collect()),
            failed => answer(&app, &visit, &seeker, &part, failed, &fields).await,
        };
    }
    if matches!(&*part, "restore" | "erase") {
        let person = &*seeker.who.person;
        let done = match &*part {
            "erase" => trash::erase(&app, &seeker.document, person, &visit).await,
            _ => trash::restore(&app, &seeker.document, person, &visit).await,
        };
        return match (&*part, done) {
            ("erase", Ok(())) => lead_to("/", Vec::new()),
            (_, done) => answer(&app, &visit, &seeker, &part, done, &fields).await,
        };
    }
    if seeker.account().is_none() {
        return lead_to(&format!("/sign-in?next=/d/{}/access", seeker.address), Vec::new());
    }
    let done = match &*part {
        "request" => deeds::request(&app, &visit, &seeker, &fields).await,
        "take" => deeds::take(&app, &visit, &seeker).await,
        "refuse" => deeds::refuse(&app, &visit, &seeker).await,
        "leave" => deeds::leave(&app, &visit, &seeker).await,
        _ => return api::refuse(StatusCode::NOT_FOUND, "There is no such address."),
    };
    answer(&app, &visit, &seeker, &part, done, &fields).await
}

/// What one sees when a form was sent: the page anew, or what went wrong.
async fn answer(
    app: &App,
    visit: &Visit,
    seeker: &Seeker,
    part: &str,
    done: Result<(), Failure>,
    fields: &Fields,
) -> Response {
    match done {
        Ok(()) => lead_to(&format!("/d/{}/access?done={part}", seeker.address), Vec::new()),
        Err(failure) => {
            let (status, told, retry) = tell(failure, visit.language);
            with_retry(page(app, visit, seeker, status, told, fields).await, retry)
        }
    }
}

/// Who asks, and what about. `None`: there is no such document.
async fn find(app: &App, visit: &Visit, id: &str) -> Result<Option<Seeker>, StoreError> {
    let who = app.people.who(&visit.headers).await?;
    let (document, pass) = match rights::access(&app.store, id, &who.person).await? {
        Access::Nowhere | Access::Gone => return Ok(None),
        Access::Denied(document, denied) => (document, Err(denied)),
        Access::To(pass) => (pass.document.clone(), Ok(pass)),
    };
    if app.store.find(document.clone()).await?.is_none() {
        return Ok(None);
    }
    if let Ok(pass) = &pass {
        rights::change::settle(&app.store, pass, &who.person).await?;
    }
    let rights = rights::of(&app.store, &document).await?;
    Ok(Some(Seeker { who, address: id.to_owned(), document, pass, rights }))
}

/// The same; the error is the page that says that there is no such document.
async fn seek(app: &App, visit: &Visit, id: &str) -> Result<Seeker, Response> {
    match find(app, visit, id).await {
        Ok(Some(seeker)) => Ok(seeker),
        Ok(None) => Err(unknown(visit.language)),
        Err(error) => Err(api::failed(&error).into_response()),
    }
}

/// The page as it is for whoever asks. A guest who is new gets his cookie.
async fn page(
    app: &App,
    visit: &Visit,
    seeker: &Seeker,
    status: StatusCode,
    told: Told,
    typed: &Fields,
) -> Response {
    let is_manager = seeker.role().is_some_and(|role| role.may(Power::Share));
    let shown = async {
        if is_manager {
            manage_page(app, visit, seeker, status, told, typed).await
        } else {
            own_page(app, visit, seeker, status, told).await
        }
    };
    let mut answer = shown.await.unwrap_or_else(|error| api::failed(&error).into_response());
    if let Some(cookie) = &seeker.who.cookie {
        answer.headers_mut().append(SET_COOKIE, cookie.clone());
    }
    answer
}

async fn own_page(
    app: &App,
    visit: &Visit,
    seeker: &Seeker,
    status: StatusCode,
    told: Told,
) -> Result<Response, StoreError> {
    let person = &*seeker.who.person;
    let offered_by = match &seeker.rights.offered_to {
        Some(to) if *to == person => {
            Some(app.people.name_of(&seeker.rights.owner).await?.unwrap_or_default())
        }
        _ => None,
    };
    let account = seeker.who.signed_in.as_ref().map(|signed_in| &signed_in.account);
    let page = OwnPage {
        address: &seeker.address,
        standing: match &seeker.pass {
            Ok(pass) => Standing::May(pass.role),
            Err(Denied::NoRight) => Standing::Nothing,
            Err(Denied::Trashed) => Standing::Trashed,
            Err(Denied::Password) => Standing::Locked,
        },
        is_signed_in: account.is_some(),
        is_unproven: app.people.has_mail() && account.is_some_and(|account| !account.is_confirmed),
        has_asked: seeker.rights.requests.contains_key(person),
        has_share: seeker.rights.shares.contains_key(person),
        is_owner: seeker.rights.is_owner(person),
        is_owned: !seeker.rights.owner.is_empty(),
        offered_by,
        told,
    };
    Ok(page.answer(status, visit.language))
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
    let rights = &seeker.rights;
    let mut names = Names::new(app);
    let owner = match names.of(&rights.owner).await? {
        Some((name, _)) => name,
        None => words.guest.to_owned(),
    };
    let shares = listed(app, &mut names, &rights.shares, words).await?;
    let (inherited, inherited_everyone) = match rights.folder {
        Some(folder) => folder::inherited(app, &mut names, folder, &rights.owner, words).await?,
        None => (Vec::new(), None),
    };
    let mut requests = Vec::new();
    for (key, request) in &rights.requests {
        // Whoever has deleted his account asks no more.
        if let Some((name, beside)) = names.of(key).await? {
            requests.push(Listed { key: key.clone(), name, beside, role: request.role, is_account: true });
        }
    }
    requests.sort_by_key(|listed| rights.requests[&listed.key].since_ms);
    let mut held = Vec::new();
    for (key, change) in held::waiting(rights) {
        let name = names.of(&change.person).await?.map_or_else(|| words.nobody.to_owned(), |(name, _)| name);
        held.push(Waiting { key: key.clone(), name, since_ms: change.since_ms });
    }
    let offered_to = match &rights.offered_to {
        Some(person) => Some(names.of(person).await?.map_or_else(|| words.nobody.to_owned(), |name| name.0)),
        None => None,
    };
    let groups = match seeker.account() {
        Some(_) => groups::of(&app.store, &seeker.who.person).await?,
        None => Vec::new(),
    };
    let title = shelf::title_of(app, &seeker.document).await?;
    let embedded = match &rights.embed {
        Some(_) => app.views.share(&app.store, seeker.document.clone()).await?,
        None => None,
    };
    let site = site(&visit.headers, &app.config);
    let page = ManagePage {
        thing: Thing::Document,
        address: &seeker.address,
        title: &title,
        rights,
        owner: &owner,
        is_owner: seeker.role() == Some(Role::Owner),
        person: &seeker.who.person,
        embed_at: embedded.map(|token| format!("{site}/embed/{}", token.hyphenated())),
        is_signed_in: seeker.account().is_some(),
        has_mail: app.people.has_mail(),
        shares,
        inherited,
        inherited_everyone,
        requests,
        held,
        groups,
        offered_to: offered_to.as_deref(),
        // Whoever manages it may be the one to whom it is offered.
        is_offered_to_me: rights.offered_to.as_deref() == Some(&*seeker.who.person),
        told,
        typed,
    };
    Ok(page.answer(status, visit.language))
}

/// With whom something is shared, those first who may do most.
async fn listed(
    app: &App,
    names: &mut Names<'_>,
    shares: &BTreeMap<String, Share>,
    words: &Words,
) -> Result<Vec<Listed>, StoreError> {
    let mut told = Vec::new();
    for (key, share) in shares {
        let mail = share.mail.clone().unwrap_or_default();
        let (name, beside, is_account) = match Subject::read(key) {
            Some(Subject::Account(_)) => match names.of(key).await? {
                Some((name, own)) => (name, if mail.is_empty() { own } else { mail }, true),
                None => (words.nobody.to_owned(), mail, false),
            },
            Some(Subject::Group(id)) => match groups::find(&app.store, id).await? {
                Some(group) => (group.name, words.a_group.to_owned(), false),
                None => (words.gone_group.to_owned(), String::new(), false),
            },
            _ => (mail, words.waits.to_owned(), false),
        };
        told.push(Listed { key: key.clone(), name, beside, role: share.role, is_account });
    }
    told.sort_by_key(|listed| (std::cmp::Reverse(listed.role), listed.name.to_lowercase()));
    Ok(told)
}

/// Names and addresses of accounts, each looked up once.
struct Names<'a> {
    app: &'a App,
    known: HashMap<String, Option<(String, String)>>,
}

impl<'a> Names<'a> {
    fn new(app: &'a App) -> Self {
        Names { app, known: HashMap::new() }
    }

    async fn of(&mut self, person: &str) -> Result<Option<(String, String)>, StoreError> {
        if let Some(known) = self.known.get(person) {
            return Ok(known.clone());
        }
        let found = match AccountId::of(person) {
            Some(id) => self.app.people.account(id).await?.map(|account| (account.name, account.email)),
            None => None,
        };
        self.known.insert(person.to_owned(), found.clone());
        Ok(found)
    }
}

/// The role that a form names; one that can be given.
fn given(fields: &Fields) -> Result<Role, Wrong> {
    Role::given(&fields.role).ok_or(Wrong::Role)
}
