//! `GET /api/library`: somebody's documents and folders, and what is shared with him, a page at a time. What a list shows of a document
//! is on its card and in its rights; no document is read. docs/library.md has the addresses.

pub mod copying;
mod finding;
mod order;
pub mod own;
mod remembered;

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header::{CACHE_CONTROL, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use octavo_shared::sync::Role;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::api::Refusal;
use crate::app::App;
use crate::digest::Card;
use crate::folders::http::{Names, role_in};
use crate::folders::{self, Folder, FolderId};
use crate::marks::{self, Mark};
use crate::people::{Visit, read};
use crate::rights::Rights;
use crate::rights::asker::Asker;
use crate::store::{Book, Store, StoreError};
use crate::trash::KEPT_MS;
use finding::{Found, Item};
use order::{Order, Place, Sort};
use remembered::Asking;
pub use remembered::Remembered;

/// Items of a page, unless the request says how many, and at most.
const PAGE: usize = 50;
const LONGEST_PAGE: usize = 200;

/// What is listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum View {
    /// One's own documents and folders.
    #[default]
    Mine,
    /// What others share with one.
    Shared,
    /// What one has opened.
    Recent,
    /// What has one's star.
    Starred,
    /// What is in one's trash.
    Trash,
}

/// What stands behind the question mark.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    view: View,
    folder: Option<String>,
    sort: Option<Sort>,
    order: Option<Order>,
    after: Option<String>,
    most: Option<usize>,
}

impl Asked {
    fn sort(&self) -> Sort {
        self.sort.unwrap_or(if self.view == View::Recent { Sort::Opened } else { Sort::Edited })
    }

    fn order(&self) -> Order {
        self.order.unwrap_or(if self.sort() == Sort::Title { Order::Asc } else { Order::Desc })
    }
}

/// `GET /api/library`.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Refusal> {
    let bad = |sentence| Refusal::new(StatusCode::BAD_REQUEST, sentence);
    let Query(mut asked) = asked.map_err(|_| bad("There is no such view, sort or order."))?;
    let after = match &asked.after {
        Some(cursor) => Some(Place::read(cursor).ok_or_else(|| bad("The list cannot go on after that."))?),
        None => None,
    };
    let unknown = || Refusal::new(StatusCode::NOT_FOUND, "There is no such folder.");
    let folder = match &asked.folder {
        Some(id) => Some(FolderId::read(id).ok_or_else(unknown)?),
        None => None,
    };
    if folder.is_some() {
        // In a folder there is one view, whoever looks into it.
        asked.view = View::Mine;
    }
    let who = app.people.who(&visit.headers).await?;
    let mut reader = Reader::new(&app, &who.person);
    let path = match folder {
        Some(id) => reader.path(id).await?.ok_or_else(unknown)?,
        None => Vec::new(),
    };
    let order = asked.order();
    let asking = Asking { person: who.person.to_string(), view: asked.view, folder, sort: asked.sort, order };
    let most = asked.most.unwrap_or(PAGE).clamp(1, LONGEST_PAGE);
    let found = match after.as_ref().and_then(|_| app.lists.find(&asking)) {
        Some(found) => found,
        None => {
            let mut found = finding::find(&app, &mut reader.asker, &who.person, &asked, folder).await?;
            found.items.sort_unstable_by(|one, other| one.place.compare(&other.place, order));
            let found = Arc::new(found);
            if found.items.len() > most {
                app.lists.put(asking, found.clone());
            }
            found
        }
    };
    let Found { items, marks } = &*found;
    let from =
        after.map_or(0, |after| items.partition_point(|item| item.place.compare(&after, order).is_le()));
    let (told, next) = reader.page(&items[from..], asked.view, marks, most).await?;
    let told = json!({ "items": told, "next": next, "path": path });
    let mut answer = ([(CACHE_CONTROL, HeaderValue::from_static("no-store"))], Json(told)).into_response();
    if let Some(cookie) = who.cookie {
        answer.headers_mut().insert(SET_COOKIE, cookie);
    }
    Ok(answer)
}

/// Somebody who reads a list, and what is looked up for that.
struct Reader<'a> {
    store: &'a Store,
    person: &'a str,
    asker: Asker<'a>,
    names: Names<'a>,
}

/// What is told of a document beside what its item says.
struct Beside {
    rights: Rights,
    card: Option<Card>,
    mark: Mark,
}

impl<'a> Reader<'a> {
    fn new(app: &'a App, person: &'a str) -> Self {
        let names = Names { app, known: HashMap::new() };
        Reader { store: &app.store, person, asker: Asker::new(&app.store, person), names }
    }

    /// The folders from the outermost that he may see to this one; `None` if he may not see this one.
    async fn path(&mut self, id: FolderId) -> Result<Option<Vec<Value>>, StoreError> {
        let mut path = Vec::new();
        for (id, folder, _) in folders::chain(self.store, id).await? {
            if self.asker.in_folder(id).await?.role.is_none() {
                break;
            }
            path.push(json!({ "id": id.text(), "name": folder.name }));
        }
        path.reverse();
        Ok(Some(path).filter(|path| !path.is_empty()))
    }

    /// The first items that he may see, and the cursor of the page after them.
    async fn page(
        &mut self,
        items: &[Item],
        view: View,
        marks: &HashMap<String, Mark>,
        most: usize,
    ) -> Result<(Vec<Value>, Option<String>), Refusal> {
        let (mut page, mut last) = (Vec::new(), None);
        for items in items.chunks(most) {
            for (item, beside) in items.iter().zip(self.beside(items, view, marks).await?) {
                let told = match beside {
                    None => self.folder(&item.place.id).await?,
                    Some(beside) => self.document(item, view, beside).await?,
                };
                let Some(told) = told else { continue };
                if page.len() == most {
                    return Ok((page, last.map(Place::cursor)));
                }
                page.push(told);
                last = Some(&item.place);
            }
        }
        Ok((page, None))
    }

    /// What is told of each document among some items.
    async fn beside(
        &self,
        items: &[Item],
        view: View,
        marks: &HashMap<String, Mark>,
    ) -> Result<Vec<Option<Beside>>, StoreError> {
        let ids = || items.iter().map(|item| item.place.id.as_bytes().to_vec()).collect();
        let rights = self.store.look_up_all(Book::Rights, ids()).await?;
        let cards = self.store.look_up_all(Book::Cards, ids()).await?;
        let marked = match view {
            View::Recent | View::Starred => vec![None; items.len()],
            _ => {
                let keys = items.iter().map(|item| marks::key(self.person, &item.place.id)).collect();
                self.store.look_up_all(Book::Marks, keys).await?
            }
        };
        let mut told = Vec::with_capacity(items.len());
        for (((item, rights), card), mark) in items.iter().zip(rights).zip(cards).zip(marked) {
            if !item.place.is_document {
                told.push(None);
                continue;
            }
            let rights = match rights {
                // What cannot be read lets nobody in.
                Some(bytes) => read(&bytes).unwrap_or(Rights { link: None, ..Rights::default() }),
                None => Rights::default(),
            };
            let mark = match marks.get(&item.place.id) {
                Some(mark) => mark.clone(),
                None => Mark::read(mark.as_deref()),
            };
            told.push(Some(Beside { rights, card: card.as_deref().and_then(read), mark }));
        }
        Ok(told)
    }

    async fn folder(&mut self, id: &str) -> Result<Option<Value>, Refusal> {
        let Some(id) = FolderId::read(id) else { return Ok(None) };
        let role = self.asker.in_folder(id).await?.role;
        let Some((_, folder, _)) = folders::find(self.store, id).await?.filter(|_| role.is_some()) else {
            return Ok(None);
        };
        let Folder { name, made_ms, .. } = &folder;
        let role = role_in(&folder, self.person, role);
        Ok(Some(json!({
            "kind": "folder", "id": id.text(), "name": name, "role": role, "made": made_ms,
            "owner": self.names.of(&folder.owner).await?,
        })))
    }

    /// What is told of a document; `None` if it is not for him, or not in this view.
    async fn document(&mut self, item: &Item, view: View, beside: Beside) -> Result<Option<Value>, Refusal> {
        let Beside { rights, card, mark } = beside;
        let is_own = rights.is_owner(self.person);
        let is_here = match view {
            View::Trash => is_own && rights.trashed_ms.is_some(),
            View::Shared => !is_own && rights.trashed_ms.is_none(),
            _ => rights.trashed_ms.is_none(),
        };
        if !is_here || rights.gone_ms.is_some() {
            return Ok(None);
        }
        let role = match view {
            View::Trash => Some(Role::Owner),
            // What somebody has opened by its link is his for as long as that lets him in.
            View::Recent | View::Starred => {
                self.asker.allowed(&item.place.id, &rights).await?.ok().map(|allowed| allowed.role)
            }
            View::Mine | View::Shared => self.asker.given(&rights).await?.role,
        };
        let Some(role) = role else { return Ok(None) };
        let folder = match rights.folder {
            Some(folder) => self.asker.in_folder(folder).await?.role.map(|_| folder.text()),
            None => None,
        };
        let is_read = card.is_some();
        let card = card.unwrap_or_default();
        let editor = match &card.editor {
            Some(editor) => self.names.of(editor).await?,
            None => None,
        };
        let since_ms = rights.trashed_ms;
        Ok(Some(json!({
            "kind": "document", "id": item.place.id, "title": card.title, "excerpt": card.excerpt,
            "characters": card.characters, "editor": editor, "opened": mark.opened_ms,
            "edited": if is_read { card.edited_ms } else { item.since_ms },
            "made": if is_read { card.made_ms } else { item.since_ms },
            "starred": mark.starred_ms.is_some(), "template": mark.template_ms.is_some(),
            "role": if is_own { "own" } else { role.name() },
            "owner": self.names.of(&rights.owner).await?, "folder": folder, "since": since_ms,
            "until": since_ms.map(|since_ms| since_ms.saturating_add(KEPT_MS)),
        })))
    }
}
