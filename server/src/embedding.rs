//! A document on the pages of other sites, where its owner lets it be shown: `/embed/{link}` is its text as a page without a script, in a
//! frame of the sites that he named. The link is the token of its view link; whether it may be shown is asked each time.

use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use octavo_shared::export::{Form, written};

use crate::access;
use crate::api::{Refusal, failed};
use crate::app::App;
use crate::content::{BUSY, on_document};
use crate::metrics::Count;
use crate::page::Page;
use crate::people::Visit;
use crate::people::account::Wrong;
use crate::rights::{self, Rights};
use crate::store::{DocumentName, StoreError};
use crate::views::{self, view_token};
use crate::web::Framed;

/// Sites on which one document may be shown.
const MOST_SITES: usize = 20;
/// How long whoever opens one waits for a place among those that are read.
const PATIENCE: Duration = Duration::from_secs(5);
const STYLE: &str = concat!("<base target=\"_blank\"><style>", include_str!("embed.css"), "</style>");

/// `GET /embed/{link}`.
pub async fn show(State(app): State<App>, visit: Visit, Path(link): Path<String>) -> Response {
    match find(&app, &link).await {
        Ok(Some((document, sites))) => match page(&app, &visit, &document, &sites).await {
            Ok(page) => page,
            Err(refusal) => refusal.into_response(),
        },
        Ok(None) => access::unknown(visit.language),
        Err(error) => failed(&error).into_response(),
    }
}

/// The document that a link leads to, and the sites on which it may be shown; none is any.
async fn find(app: &App, link: &str) -> Result<Option<(DocumentName, Vec<String>)>, StoreError> {
    if view_token(link).is_none() {
        return Ok(None);
    }
    let Some((document, _)) = views::resolve(&app.store, link).await? else { return Ok(None) };
    let Rights { embed, trashed_ms, gone_ms, .. } = rights::of(&app.store, &document).await?;
    let is_there = trashed_ms.is_none() && gone_ms.is_none();
    Ok(embed.filter(|_| is_there).map(|sites| (document, sites)))
}

async fn page(
    app: &App,
    visit: &Visit,
    document: &DocumentName,
    sites: &[String],
) -> Result<Response, Refusal> {
    let place = tokio::time::timeout(PATIENCE, app.replays.clone().acquire_owned()).await;
    let Ok(Ok(place)) = place else {
        app.metrics.count(Count::ReplaysRefused);
        return Err(Refusal::new(StatusCode::SERVICE_UNAVAILABLE, BUSY));
    };
    let loaded = app.store.load(document.clone()).await.map_err(|error| failed(&error))?;
    let read =
        on_document(document, loaded, place, |document| (document.title(), written(document, Form::Html)));
    let (title, body) = read.await?;
    let body = format!("<main>{body}</main>");
    let page = Page { title: &title, kind: "embed", head: STYLE, body: &body, language: visit.language };
    let mut answer = page.answer(StatusCode::OK);
    answer.headers_mut().insert(CONTENT_SECURITY_POLICY, policy(sites));
    answer.extensions_mut().insert(Framed);
    Ok(answer)
}

/// What the page may do: be looked at, in a frame of these sites, and lead elsewhere in a window of its own.
fn policy(sites: &[String]) -> HeaderValue {
    let ancestors = if sites.is_empty() { "*".to_owned() } else { sites.join(" ") };
    let policy = format!(
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; \
         sandbox allow-popups allow-popups-to-escape-sandbox; frame-ancestors {ancestors}"
    );
    HeaderValue::from_str(&policy).expect("sites are taken in visible ASCII alone")
}

/// The sites that somebody names, each as a browser calls it.
pub fn read_sites(text: &str) -> Result<Vec<String>, Wrong> {
    let mut sites: Vec<String> = Vec::new();
    for site in text.split([',', ' ', '\n', '\r', '\t']).filter(|site| !site.is_empty()) {
        let site = site.trim_end_matches('/').to_ascii_lowercase();
        let (scheme, host) = site.split_once("://").ok_or(Wrong::Site)?;
        let is_host = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
        if !matches!(scheme, "http" | "https") || host.is_empty() || !host.bytes().all(is_host) {
            return Err(Wrong::Site);
        }
        if !sites.contains(&site) {
            sites.push(site);
        }
    }
    if (1..=MOST_SITES).contains(&sites.len()) { Ok(sites) } else { Err(Wrong::Site) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_an_origin_and_brings_nothing_else_into_the_policy() {
        let sites = read_sites("https://A.example/ http://localhost:8080, https://a.example").unwrap();
        assert_eq!(sites, ["https://a.example", "http://localhost:8080"]);
        let policy = policy(&sites);
        assert!(
            policy.to_str().unwrap().ends_with("frame-ancestors https://a.example http://localhost:8080")
        );
        for bad in [
            "",
            "a.example",
            "https://",
            "ftp://a",
            "https://a/b",
            "https://a;script-src",
            "https://*",
            "'self'",
            "https://ä.example",
        ] {
            assert_eq!(read_sites(bad), Err(Wrong::Site), "{bad}");
        }
        let many: String = (0..21).map(|number| format!("https://{number}.example ")).collect();
        assert_eq!(read_sites(&many), Err(Wrong::Site));
    }
}
