//! The library: what the server has for somebody, in folders and lists, and what is done with it there.

use super::{ApiError, ask, encoded, tell, text_of};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The most that is asked for at a time; the server gives no more.
pub const MOST: usize = 200;

/// What a line of the library is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A document.
    #[default]
    Document,
    /// A folder of documents and folders.
    Folder,
}

/// A folder or a document as the server tells of it. Times are milliseconds since 1970.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Listed {
    /// Which of the two it is.
    pub kind: Kind,
    /// Its id.
    pub id: String,
    /// What it is called; empty where it has no title.
    #[serde(alias = "name")]
    pub title: String,
    /// How its text begins.
    pub excerpt: String,
    /// When it was changed last.
    pub edited: Option<u64>,
    /// Who did, where that is known.
    pub editor: Option<String>,
    /// When it was made.
    pub made: u64,
    /// When one opened it last.
    pub opened: Option<u64>,
    /// Whether one has marked it by a star.
    pub starred: bool,
    /// What one may do with it: "own", "manage", "edit", "suggest", "comment" or "view".
    pub role: String,
    /// Whose it is, if it is somebody else's.
    pub owner: Option<String>,
    /// Since when it is where it is: shared with one, or in the trash.
    pub since: Option<u64>,
    /// When it is deleted for good, if it is in the trash.
    pub until: Option<u64>,
}

/// A folder on the way to where one is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crumb {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
}

/// A part of the library, from its beginning.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Listing {
    /// Folders, then documents, in the order that was asked for.
    pub items: Vec<Listed>,
    /// From where it goes on, if it does.
    pub next: Option<String>,
    /// The folders that lead to the one that it is of; that one is the last.
    pub path: Vec<Crumb>,
}

/// What is asked of the library.
#[derive(Clone, Debug, Default)]
pub struct Question<'a> {
    /// "mine", "shared", "recent", "starred" or "trash".
    pub view: &'a str,
    /// Within this folder.
    pub folder: Option<&'a str>,
    /// "edited", "opened", "title" or "made".
    pub sort: &'a str,
    /// "asc" or "desc".
    pub order: &'a str,
    /// From where another answer ended.
    pub after: Option<&'a str>,
    /// How much at most.
    pub most: usize,
}

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Piece {
    /// What it says.
    pub text: String,
    /// Whether it is what was looked for.
    pub hit: bool,
}

/// A document in which something was found.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Hit {
    /// Which document.
    pub id: String,
    /// Its title; perhaps empty.
    pub title: String,
    /// The place in its text.
    pub snippet: Vec<Piece>,
}

/// What the library has there.
pub async fn list(question: &Question<'_>) -> Result<Listing, ApiError> {
    let Question { view, folder, sort, order, after, most } = question;
    let mut address = format!("/api/library?view={view}&sort={sort}&order={order}&most={most}");
    for (name, value) in [("folder", folder), ("after", after)] {
        if let Some(value) = value {
            address.push_str(&format!("&{name}={}", encoded(value)));
        }
    }
    let text = text_of(ask("GET", &address).await?).await?;
    serde_json::from_str(&text).map_err(|_| ApiError::Unreachable)
}

/// The folders in a folder, or at the top of what is one's own.
pub async fn folders(parent: Option<&str>) -> Result<Vec<Listed>, ApiError> {
    let question =
        Question { view: "mine", folder: parent, sort: "title", order: "asc", after: None, most: MOST };
    let listing = list(&question).await?;
    Ok(listing.items.into_iter().filter(|item| item.kind == Kind::Folder).collect())
}

/// The documents in which the server finds what is looked for, the best first.
pub async fn search(sought: &str) -> Result<Vec<Hit>, ApiError> {
    #[derive(Deserialize)]
    struct Found {
        hits: Vec<Hit>,
    }
    let answer = ask("GET", &format!("/api/search?q={}", encoded(sought))).await?;
    let found: Found = serde_json::from_str(&text_of(answer).await?).map_err(|_| ApiError::Unreachable)?;
    Ok(found.hits)
}

/// Marks a document by a star, or takes that away.
pub async fn star(document: &str, is_starred: bool) -> Result<(), ApiError> {
    let method = if is_starred { "PUT" } else { "DELETE" };
    ask(method, &format!("/api/documents/{document}/star")).await.map(drop)
}

/// Puts a document into the trash, or takes it out of it.
pub async fn trash(document: &str, is_trashed: bool) -> Result<(), ApiError> {
    let method = if is_trashed { "PUT" } else { "DELETE" };
    ask(method, &format!("/api/documents/{document}/trash")).await.map(drop)
}

/// Deletes a document of the trash for good.
pub async fn delete(document: &str) -> Result<(), ApiError> {
    ask("DELETE", &format!("/api/documents/{document}")).await.map(drop)
}

/// Makes another document that says the same. Answers with its id.
pub async fn copy(document: &str) -> Result<String, ApiError> {
    made(&text_of(ask("POST", &format!("/api/documents/{document}/copy")).await?).await?)
}

/// Moves a document into a folder, or to the top.
pub async fn move_document(document: &str, folder: Option<&str>) -> Result<(), ApiError> {
    let body = json!({ "folder": folder }).to_string();
    tell("PUT", &format!("/api/documents/{document}/folder"), body).await.map(drop)
}

/// Makes a folder. Answers with its id.
pub async fn make_folder(name: &str, parent: Option<&str>) -> Result<String, ApiError> {
    let body = json!({ "name": name, "parent": parent }).to_string();
    made(&text_of(tell("POST", "/api/folders", body).await?).await?)
}

/// Gives a folder another name.
pub async fn rename_folder(folder: &str, name: &str) -> Result<(), ApiError> {
    change_folder(folder, &json!({ "name": name })).await
}

/// Moves a folder into another, or to the top.
pub async fn move_folder(folder: &str, parent: Option<&str>) -> Result<(), ApiError> {
    change_folder(folder, &json!({ "parent": parent })).await
}

/// Deletes a folder, with those in it; what documents they have goes into the trash.
pub async fn delete_folder(folder: &str) -> Result<(), ApiError> {
    ask("DELETE", &format!("/api/folders/{folder}")).await.map(drop)
}

async fn change_folder(folder: &str, change: &serde_json::Value) -> Result<(), ApiError> {
    tell("PATCH", &format!("/api/folders/{folder}"), change.to_string()).await.map(drop)
}

/// The id of what was made, from the answer.
fn made(answer: &str) -> Result<String, ApiError> {
    #[derive(Deserialize)]
    struct Made {
        id: String,
    }
    serde_json::from_str(answer).map(|Made { id }| id).map_err(|_| ApiError::Unreachable)
}
