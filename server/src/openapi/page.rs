//! The page `/api/docs`: each address of the API with what it takes and answers, and a form that tries it. The page is HTML of the
//! server's; the script only sends the forms.

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::{Body, Operation, described};
use crate::page::{Page, escape};
use crate::people::Visit;
use crate::people::pages::view::{WORDMARK, link};
use crate::routes::{Need, Route};
use crate::words::docs::{Words, words};

const SCRIPT: &str = include_str!("docs.js");
const STYLE: &str = "<style>.docs summary{display:flex;flex-wrap:wrap;gap:.25rem .75rem;align-items:baseline}\
    .docs code{font-family:var(--code-font);overflow-wrap:anywhere}.docs pre,.docs output{display:block;margin:0;overflow-x:auto;white-space:pre-wrap;\
    overflow-wrap:anywhere;font:400 var(--small)/1.5 var(--code-font)}.docs textarea{min-height:6rem;padding:.5rem .75rem;font-family:var(--code-font)}\
    .docs .list>li{display:block}.docs form[hidden]{display:none}</style>";

/// `GET /api/docs.js`.
pub async fn script() -> Response {
    let kind = [(CONTENT_TYPE, "text/javascript; charset=utf-8"), (CACHE_CONTROL, "no-cache")];
    (kind, SCRIPT).into_response()
}

/// `GET /api/docs`.
pub async fn show(visit: Visit) -> Response {
    let words = words(visit.language);
    let described: Vec<_> = described().collect();
    let sections: String = described
        .chunk_by(|(_, one), (_, next)| one.tag == next.tag)
        .map(|group| {
            let rows: String = group.iter().map(|(route, operation)| row(route, operation, words)).collect();
            let title = group[0].1.tag;
            format!("<section lang=\"en\"><header><h2>{title}</h2></header><ul class=\"list\">{rows}</ul></section>")
        })
        .collect();
    let body = format!(
        "<header class=\"bar\">{WORDMARK}{}</header><main class=\"docs\"><header><h1>{}</h1><p>{}</p><p>{} {}</p></header>\
         <section><div class=\"field\"><label class=\"label\" for=\"key\"><span>{}</span></label>\
         <input class=\"input\" id=\"key\" type=\"password\" autocomplete=\"off\" spellcheck=\"false\" aria-describedby=\"key-hint\">\
         <span class=\"hint\" id=\"key-hint\">{}</span></div></section>{sections}</main>",
        link("/account/keys", words.keys),
        words.title,
        words.text,
        words.specification,
        link("/api/openapi.json", "/api/openapi.json"),
        words.key,
        words.key_hint,
    );
    let head = format!("{STYLE}<script src=\"/api/docs.js\" defer></script>");
    let title = format!("{} · Octavo", words.title);
    Page { title: &title, kind: "column", head: &head, body: &body, language: visit.language }
        .answer(StatusCode::OK)
}

fn row(route: &Route, operation: &Operation, words: &Words) -> String {
    let needs = match route.need() {
        Need::Scope(scope) => format!("{} <code>{}</code>", words.needs, scope.name()),
        Need::NoKey => words.no_key.to_owned(),
    };
    let (status, text, body) = operation.answer;
    let example = match body {
        Body::None => String::new(),
        Body::Json(example) => format!("<pre>{}</pre>", escape(example)),
        Body::Other(kind) => format!("<pre>{kind}</pre>"),
    };
    format!(
        "<li><details><summary><code>{} {}</code><span class=\"soft\">{}</span></summary>\
         <p class=\"soft\">{needs}</p><p>{}: <code>{status}</code> {}</p>{example}{}</details></li>",
        operation.method,
        escape(operation.path),
        escape(operation.summary),
        words.answers,
        escape(text),
        form(operation, words),
    )
}

/// What tries the address. It is hidden where no script is.
fn form(operation: &Operation, words: &Words) -> String {
    let id =
        |name: &str| format!("{}-{}-{name}", operation.method, operation.path.replace(['/', '{', '}'], "-"));
    let field = |place: &str, name: &str, text: &str, required: &str| {
        let id = id(name);
        format!(
            "<div class=\"field\"><label class=\"label\" for=\"{id}\"><span>{name}</span></label>\
             <input class=\"input\" id=\"{id}\" name=\"{name}\" data-in=\"{place}\" autocomplete=\"off\" aria-describedby=\"{id}-hint\"{required}>\
             <span class=\"hint\" id=\"{id}-hint\">{}</span></div>",
            escape(text)
        )
    };
    let path = operation.path_parameters().map(|(name, text)| field("path", name, text, " required"));
    let query = operation.query.iter().map(|(name, text)| field("query", name, text, ""));
    let body = match operation.body {
        Body::Json(example) => {
            let id = id("body");
            format!(
                "<div class=\"field\"><label class=\"label\" for=\"{id}\"><span>{}</span></label>\
                 <textarea class=\"input\" id=\"{id}\" spellcheck=\"false\">{}</textarea></div>",
                words.body,
                escape(example)
            )
        }
        Body::None | Body::Other(_) => String::new(),
    };
    format!(
        "<form data-method=\"{}\" data-path=\"{}\" hidden>{}{body}<button class=\"button\">{}</button><output></output></form>",
        operation.method,
        escape(operation.path),
        path.chain(query).collect::<String>(),
        words.send,
    )
}
