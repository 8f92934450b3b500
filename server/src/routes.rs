//! Every address that the server answers, and for whom, in one table. The router is made of it, and so is the test that tries
//! each as each kind of person (`server/tests/matrix.rs`).

use axum::Router;
use axum::routing::{MethodRouter, any, delete, get, patch, post, put};

use crate::app::App;
use crate::folders::http as folders;
use crate::hooks::http as hooks;
use crate::library::{self, copying, own};
use crate::people::keys::Scope;
use crate::people::pages;
use crate::people::pages::forms::{Form, sent, shown};
use crate::{
    access, activity, api, changing, content, embedding, history, making, metrics, openapi, rights, search,
    shelf, socket, status, trash,
};

/// For whom an address is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum May {
    /// Everybody who reaches the server.
    Everybody,
    /// Whoever has the document's link: its id, as far as the owner lets it. A view link shows the document and leads to nothing
    /// else.
    Link,
    /// Whoever has the document's id, also without any right: he is told that he has none, and can ask.
    Id,
    /// Who owns the document or manages it.
    Manager,
    /// Who owns the folder or manages it; a folder in which somebody may do nothing is none for him.
    Folder,
    /// Who owns the document.
    Owner,
    /// Whoever has the link of a letter.
    OneTimeLink,
    /// Whoever has the address at which a document is shown on other sites, as long as its owner lets it.
    Embed,
    /// Whoever has signed in, for what is his own.
    Account,
    /// Administrators.
    Administrator,
}

/// An address and how it is asked for.
pub struct Route {
    /// The method.
    pub method: &'static str,
    /// The path, with names in braces for what differs.
    pub path: &'static str,
    /// For whom it is.
    pub may: May,
    /// What a program's key needs for it, where that does not follow from method and path.
    need: Option<Need>,
    /// Whether its body may be as long as a change of a document.
    pub is_long: bool,
    handler: fn() -> MethodRouter<App>,
}

/// What a program's key needs for an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// This scope.
    Scope(Scope),
    /// It is not for programs.
    NoKey,
}

impl Route {
    /// What a program's key needs for it. Where its line does not say: below `/api` reading for `GET` and writing for all else, and
    /// elsewhere it is not for programs.
    pub fn need(&self) -> Need {
        let is_api = self.path.starts_with("/api/");
        self.need.unwrap_or(match self.method {
            _ if !is_api => Need::NoKey,
            "GET" => Need::Scope(Scope::Read),
            _ => Need::Scope(Scope::Write),
        })
    }

    const fn scope(self, scope: Scope) -> Route {
        Route { need: Some(Need::Scope(scope)), ..self }
    }

    const fn without_keys(self) -> Route {
        Route { need: Some(Need::NoKey), ..self }
    }

    const fn long(self) -> Route {
        Route { is_long: true, ..self }
    }
}

const fn route(
    method: &'static str,
    path: &'static str,
    may: May,
    handler: fn() -> MethodRouter<App>,
) -> Route {
    Route { method, path, may, need: None, is_long: false, handler }
}

/// All of them. What is none of these is a file of the app, or a page of it.
pub const ROUTES: &[Route] = &[
    route("GET", "/api/documents/{id}", May::Link, || get(api::find_document)),
    route("POST", "/api/documents", May::Everybody, || post(changing::make)).long(),
    route("GET", "/api/documents/{id}/content", May::Link, || get(content::show)),
    route("PUT", "/api/documents/{id}/content", May::Link, || put(changing::rewrite)).long(),
    route("POST", "/api/documents/{id}/changes", May::Link, || post(changing::change)).long(),
    route("GET", "/api/documents/{id}/shares", May::Manager, || get(access::http::list)).scope(Scope::Share),
    route("POST", "/api/documents/{id}/shares", May::Manager, || post(access::http::share))
        .scope(Scope::Share),
    route("PATCH", "/api/documents/{id}/shares/{key}", May::Manager, || patch(access::http::change_share))
        .scope(Scope::Share),
    route("DELETE", "/api/documents/{id}/shares/{key}", May::Manager, || delete(access::http::end_share))
        .scope(Scope::Share),
    route("PUT", "/api/documents/{id}/link", May::Manager, || put(access::http::set_link))
        .scope(Scope::Share),
    route("PUT", "/api/documents/{id}/everyone", May::Manager, || put(access::http::set_everyone))
        .scope(Scope::Share),
    route("PUT", "/api/documents/{id}", May::Everybody, || put(making::create)),
    route("DELETE", "/api/documents/{id}", May::Owner, || delete(trash::delete_document))
        .scope(Scope::Manage),
    route("PUT", "/api/documents/{id}/trash", May::Owner, || put(trash::put_in)).scope(Scope::Manage),
    route("DELETE", "/api/documents/{id}/trash", May::Owner, || delete(trash::take_out)).scope(Scope::Manage),
    route("PUT", "/api/documents/{id}/view-link", May::Link, || put(api::share_view)).scope(Scope::Share),
    route("GET", "/api/documents/{id}/rights", May::Link, || get(rights::show)),
    route("PUT", "/api/documents/{id}/link/{role}", May::Manager, || put(rights::set_link))
        .scope(Scope::Share),
    route("GET", "/api/documents/{id}/history", May::Link, || get(history::entries)),
    route("GET", "/api/documents/{id}/history/state", May::Link, || history::answered(history::state)),
    route("GET", "/api/documents/{id}/history/authors", May::Link, || history::answered(history::authors)),
    route("GET", "/api/documents/{id}/history/difference", May::Link, || {
        history::answered(history::difference)
    }),
    route("POST", "/api/documents/{id}/history/restore", May::Link, || post(history::restore)),
    route("PUT", "/api/documents/{id}/mute", May::Link, || put(activity::mute)),
    route("DELETE", "/api/documents/{id}/mute", May::Link, || delete(activity::unmute)),
    route("GET", "/d/{id}/changes", May::Link, || get(activity::changes::show)),
    route("PUT", "/api/documents/{id}/held", May::Id, || put(access::held::hold)).long(),
    route("GET", "/api/documents/{id}/held", May::Manager, || get(access::held::list)).scope(Scope::Share),
    route("POST", "/api/documents/{id}/held/{key}", May::Manager, || post(access::held::take))
        .scope(Scope::Share),
    route("DELETE", "/api/documents/{id}/held/{key}", May::Manager, || delete(access::held::decline))
        .scope(Scope::Share),
    route("GET", "/d/{id}/held/{key}", May::Manager, || get(access::held::show)),
    route("GET", "/d/{id}/access", May::Id, || get(access::show)),
    route("POST", "/d/{id}/ask/{part}", May::Id, || post(access::ask)),
    route("POST", "/d/{id}/access/{part}", May::Manager, || post(access::change)),
    route("PUT", "/api/documents/{id}/star", May::Link, || put(own::star)),
    route("DELETE", "/api/documents/{id}/star", May::Link, || delete(own::unstar)),
    route("POST", "/api/documents/{id}/copy", May::Link, || post(copying::copy)),
    route("PUT", "/api/documents/{id}/folder", May::Manager, || put(folders::put_document)),
    route("POST", "/api/documents/{id}/template", May::Owner, || post(own::keep)),
    route("DELETE", "/api/documents/{id}/template", May::Owner, || delete(own::let_go)),
    route("GET", "/api/library", May::Everybody, || get(library::show)),
    route("GET", "/api/templates", May::Everybody, || get(own::templates)),
    route("POST", "/api/folders", May::Everybody, || post(folders::make)),
    route("PATCH", "/api/folders/{id}", May::Folder, || patch(folders::alter)),
    route("DELETE", "/api/folders/{id}", May::Folder, || delete(folders::delete)).scope(Scope::Manage),
    route("GET", "/api/folders/{id}/rights", May::Folder, || get(folders::show)),
    route("PUT", "/api/folders/{id}/share", May::Folder, || put(folders::share)).scope(Scope::Share),
    route("PUT", "/api/folders/{id}/everyone/{role}", May::Folder, || put(folders::set_everyone))
        .scope(Scope::Share),
    route("GET", "/api/activity", May::Everybody, || get(activity::list)),
    route("GET", "/api/activity/unread", May::Everybody, || get(activity::unread)),
    route("GET", "/activity", May::Everybody, || get(activity::page::show)),
    route("POST", "/activity/mute", May::Everybody, || post(activity::page::mute)),
    route("GET", "/activity/settings", May::Everybody, || get(activity::settings::show)),
    route("POST", "/activity/settings", May::Everybody, || post(activity::settings::change)),
    route("GET", "/activity/unsubscribe/{link}", May::OneTimeLink, || get(activity::unsubscribing::shown)),
    route("POST", "/activity/unsubscribe/{link}", May::OneTimeLink, || post(activity::unsubscribing::sent)),
    route("GET", "/f/{id}/access", May::Folder, || get(access::folder::show)),
    route("POST", "/f/{id}/access/{part}", May::Folder, || post(access::folder::change)),
    route("GET", "/api/openapi.json", May::Everybody, || get(openapi::json)),
    route("GET", "/api/docs", May::Everybody, || get(openapi::show)).without_keys(),
    route("GET", "/api/docs.js", May::Everybody, || get(openapi::script)).without_keys(),
    route("GET", "/api/trash", May::Everybody, || get(trash::list)),
    route("GET", "/api/search", May::Everybody, || get(search::find)),
    route("GET", "/api/me", May::Everybody, || get(pages::me)),
    route("POST", "/api/leave", May::Everybody, || post(pages::leave)).without_keys(),
    route("GET", "/api/hooks", May::Account, || get(hooks::list)),
    route("POST", "/api/hooks", May::Account, || post(hooks::make)).scope(Scope::Manage),
    route("DELETE", "/api/hooks/{id}", May::Account, || delete(hooks::delete)).scope(Scope::Manage),
    route("POST", "/api/hooks/{id}/ping", May::Account, || post(hooks::ping)).scope(Scope::Manage),
    route("GET", "/api/shelf", May::Account, || get(shelf::show)),
    route("GET", "/embed/{link}", May::Embed, || get(embedding::show)),
    route("GET", "/ws/{*room}", May::Link, || get(socket::upgrade)).scope(Scope::Read),
    route("GET", "/sign-in", May::Everybody, || shown(Form::SignIn)),
    route("POST", "/sign-in", May::Everybody, || sent(Form::SignIn)),
    route("GET", "/sign-up", May::Everybody, || shown(Form::SignUp)),
    route("POST", "/sign-up", May::Everybody, || sent(Form::SignUp)),
    route("GET", "/sso", May::Everybody, || get(pages::sso::begin)),
    route("GET", "/sso/callback", May::Everybody, || get(pages::sso::end)),
    route("GET", "/passkeys.js", May::Everybody, || get(pages::passkeys::script)),
    route("POST", "/passkeys/registration/options", May::Account, || post(pages::passkeys::registration)),
    route("POST", "/passkeys/registration/result", May::Account, || post(pages::passkeys::register)),
    route("POST", "/passkeys/authentication/options", May::Everybody, || {
        post(pages::passkeys::authentication)
    }),
    route("POST", "/passkeys/authentication/result", May::Everybody, || post(pages::passkeys::authenticate)),
    route("GET", "/forgot", May::Everybody, || shown(Form::Forgot)),
    route("POST", "/forgot", May::Everybody, || sent(Form::Forgot)),
    route("GET", "/welcome/{link}", May::OneTimeLink, || shown(Form::Welcome)),
    route("POST", "/welcome/{link}", May::OneTimeLink, || sent(Form::Welcome)),
    route("GET", "/reset/{link}", May::OneTimeLink, || shown(Form::Reset)),
    route("POST", "/reset/{link}", May::OneTimeLink, || sent(Form::Reset)),
    route("GET", "/confirm/{link}", May::OneTimeLink, || shown(Form::Confirm)),
    route("POST", "/confirm/{link}", May::OneTimeLink, || sent(Form::Confirm)),
    route("GET", "/setup/{link}", May::OneTimeLink, || shown(Form::Setup)),
    route("POST", "/setup/{link}", May::OneTimeLink, || sent(Form::Setup)),
    route("GET", "/account", May::Account, || get(pages::account)),
    route("GET", "/account/keys", May::Account, || get(pages::keys::show)),
    route("POST", "/account/keys", May::Account, || post(pages::keys::make)),
    route("POST", "/account/keys/revoke", May::Account, || post(pages::keys::revoke)),
    route("POST", "/account/{part}", May::Account, || post(pages::change)),
    route("GET", "/groups", May::Account, || get(pages::groups::list)),
    route("POST", "/groups", May::Account, || post(pages::groups::make)),
    route("GET", "/groups/{id}", May::Account, || get(pages::groups::show)),
    route("POST", "/groups/{id}/{part}", May::Account, || post(pages::groups::change)),
    route("GET", "/admin", May::Administrator, || get(pages::admin::show)),
    route("GET", "/admin/documents", May::Administrator, || get(pages::documents::show)),
    route("POST", "/admin/{part}", May::Administrator, || post(pages::admin::change)),
    route("GET", "/audit", May::Administrator, || get(pages::auditing::show)),
    route("GET", "/audit.csv", May::Administrator, || get(pages::auditing::export)),
    route("GET", "/status", May::Everybody, || get(status::page)),
    route("GET", "/status/feed.xml", May::Everybody, || get(status::feed)),
    route("GET", "/healthz", May::Everybody, || get(|| async { "ok\n" })),
    route("GET", "/readyz", May::Everybody, || get(metrics::ready)),
    route("GET", "/metrics", May::Everybody, || get(metrics::metrics)),
];

/// The router of the table.
pub fn router() -> Router<App> {
    let router =
        ROUTES.iter().fold(Router::new(), |router, route| router.route(route.path, (route.handler)()));
    router.route("/api/{*rest}", any(api::no_such_route))
}
