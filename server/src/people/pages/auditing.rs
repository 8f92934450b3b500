//! The audit log for administrators: a page of it, what is found in it, and all of it as a table for other programs.

use std::collections::HashMap;
use std::fmt::Write as _;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use octavo_words::Language;
use serde::Deserialize;

use super::view::{self, Audited};
use super::{administrator, words};
use crate::api;
use crate::app::App;
use crate::calendar::date;
use crate::language;
use crate::people::Visit;
use crate::people::account::AccountId;
use crate::people::audit::Line;
use crate::store::StoreError;

/// Lines of one page,
const PAGE: usize = 100;
/// and lines in which one request looks for what is to be found.
const LOOKED_THROUGH: usize = 20_000;
/// Lines of a table, the latest.
const MOST: usize = 100_000;

/// What stands behind the question mark.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    before: String,
    find: String,
}

/// `GET /audit`: the latest lines, or the latest in which something is found.
pub async fn show(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> Response {
    if let Err(answer) = administrator(&app, &visit, "/audit").await {
        return answer;
    }
    let before = URL_SAFE_NO_PAD.decode(&asked.before).ok().filter(|before| !before.is_empty());
    match found(&app, before, &asked.find).await {
        Ok((lines, next)) => view::audit(&lines, next.as_deref(), &asked.find, visit.language),
        Err(error) => api::failed(&error).into_response(),
    }
}

/// `GET /audit.csv`: the latest lines as comma-separated values (RFC 4180).
pub async fn export(State(app): State<App>, visit: Visit) -> Response {
    if let Err(answer) = administrator(&app, &visit, "/audit").await {
        return answer;
    }
    match table(&app).await {
        Ok(table) => {
            let heads = [
                (CONTENT_TYPE, "text/csv; charset=utf-8"),
                (CONTENT_DISPOSITION, "attachment; filename=\"octavo-audit.csv\""),
                (CACHE_CONTROL, "no-store"),
            ];
            (StatusCode::OK, heads, table).into_response()
        }
        Err(error) => api::failed(&error).into_response(),
    }
}

/// A page of the lines before one in which a text is found, and from where the next page is to be looked for.
async fn found(
    app: &App,
    mut before: Option<Vec<u8>>,
    find: &str,
) -> Result<(Vec<Audited>, Option<String>), StoreError> {
    let find = find.trim().to_lowercase();
    let mut names = Names { app, known: HashMap::new() };
    let (mut shown, mut looked) = (Vec::new(), 0);
    while looked < LOOKED_THROUGH {
        let lines = app.people.audit(before.clone(), PAGE).await?;
        let is_last = lines.len() < PAGE;
        for (key, line) in lines {
            looked += 1;
            before = Some(key);
            let (who, whom) = (names.of(line.account).await?, names.of(line.about.whom).await?);
            if find.is_empty() || has(&line, &who, &whom, &find) {
                shown.push(Audited { line, who, whom });
            }
            if shown.len() == PAGE {
                return Ok((shown, before.map(|key| URL_SAFE_NO_PAD.encode(key))));
            }
        }
        if is_last {
            return Ok((shown, None));
        }
    }
    Ok((shown, before.map(|key| URL_SAFE_NO_PAD.encode(key))))
}

/// Whether a text in small letters is found in a line as people see it, in whatever language.
fn has(line: &Line, who: &str, whom: &str, find: &str) -> bool {
    let document = line.about.document.as_deref().unwrap_or_default();
    let seconds = line.time_ms / 1000;
    let is_said = Language::ALL.into_iter().any(|language| {
        words::event(line.about.event, language).to_lowercase().contains(find)
            || language::day(language, seconds).to_lowercase().contains(find)
    });
    let texts = [who, whom, document, &line.from, &date(seconds)];
    is_said || texts.into_iter().any(|text| text.to_lowercase().contains(find))
}

async fn table(app: &App) -> Result<String, StoreError> {
    let mut names = Names { app, known: HashMap::new() };
    let mut table = String::from("time,event,account,name,document,whom,whom name,role,address\r\n");
    for (_, line) in app.people.audit(None, MOST).await? {
        let (who, whom) = (names.of(line.account).await?, names.of(line.about.whom).await?);
        let id = |id: Option<AccountId>| id.map(|id| id.0.to_string()).unwrap_or_default();
        let event = serde_json::to_value(line.about.event).unwrap_or_default();
        let seconds = line.time_ms / 1000 % (24 * 60 * 60);
        let time = format!(
            "{}T{:02}:{:02}:{:02}Z",
            date(line.time_ms / 1000),
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60
        );
        let cells = [
            time,
            event.as_str().unwrap_or_default().to_owned(),
            id(line.account),
            who,
            line.about.document.clone().unwrap_or_default(),
            id(line.about.whom),
            whom,
            line.about.role.map(|role| role.name().to_owned()).unwrap_or_default(),
            line.from.clone(),
        ];
        let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
        // A string takes what is written.
        let _ = write!(table, "{}\r\n", cells.join(","));
    }
    Ok(table)
}

/// A cell as it stands in a table. What a program for tables would take for a formula is text.
fn quoted(cell: &str) -> String {
    let guard = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}

/// How accounts are called, each looked up once.
struct Names<'a> {
    app: &'a App,
    known: HashMap<AccountId, String>,
}

impl Names<'_> {
    /// Empty where there is no account; of one that was deleted, the beginning of its id.
    async fn of(&mut self, id: Option<AccountId>) -> Result<String, StoreError> {
        let Some(id) = id else { return Ok(String::new()) };
        if let Some(known) = self.known.get(&id) {
            return Ok(known.clone());
        }
        let found = self.app.people.account(id).await?.map(|account| account.name);
        let name = found.unwrap_or_else(|| id.0.simple().to_string().chars().take(8).collect());
        self.known.insert(id, name.clone());
        Ok(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_stays_a_cell_and_no_formula() {
        assert_eq!(quoted("Ada \"the\" Countess, of"), "\"Ada \"\"the\"\" Countess, of\"");
        assert_eq!(quoted("=HYPERLINK(1)"), "\"'=HYPERLINK(1)\"");
        assert_eq!(quoted("-1"), "\"'-1\"");
    }
}
