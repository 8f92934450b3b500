//! The page `/d/{id}/held/{key}`: what a change would do that waits for an answer, and the answers.

use std::collections::HashMap;

use axum::http::StatusCode;
use axum::response::Response;
use octavo_shared::sync::passages::Passage;
use octavo_words::Language;

use crate::access::words::words;
use crate::activity::changes;
use crate::language::time;
use crate::page::{Page, escape};
use crate::people::pages::view::WORDMARK;
use crate::rights::OFF;

/// A change that waits.
pub struct HeldPage<'a> {
    /// Of which document.
    pub address: &'a str,
    pub title: &'a str,
    /// Under which digest.
    pub key: &'a str,
    /// Who made it.
    pub name: &'a str,
    /// Since when it waits, in milliseconds since 1970.
    pub since_ms: u64,
    /// What it does, and how those are called who did it.
    pub passages: &'a [Passage],
    pub names: &'a HashMap<String, String>,
}

impl HeldPage<'_> {
    /// The page.
    pub fn answer(&self, language: Language) -> Response {
        let words = words(language);
        let title = match self.title.trim() {
            "" => words.untitled,
            title => title,
        };
        let action = format!("/d/{}/access", self.address);
        let key = escape(self.key);
        let field = format!("<input type=\"hidden\" name=\"key\" value=\"{key}\">");
        let body = format!(
            "<header class=\"bar\">{WORDMARK}<a class=\"button\" href=\"{action}\">{}</a></header>\
             <main><header><p class=\"soft\">{}</p><h1>{}</h1><p class=\"lead\">{}</p></header>{}\
             <div class=\"row\"><form method=\"post\" action=\"{action}/held\">{field}\
             <button class=\"button primary\">{}</button></form>\
             <form method=\"post\" action=\"{action}/held\">{field}\
             <button class=\"button\" name=\"role\" value=\"{OFF}\">{}</button></form></div></main>",
            words.held_back,
            escape(title),
            escape(&words.held_of(self.name)),
            escape(&words.held_since(time(language, self.since_ms / 1000))),
            changes::section(self.passages, self.names, language),
            words.held_take,
            words.decline,
        );
        let title = format!("{} · {} · Octavo", words.held_of(self.name), escape(title));
        Page { title: &title, kind: "column", head: "", body: &body, language }.answer(StatusCode::OK)
    }
}
