//! What all pages have in common that the server writes itself: the frame, the look, which is the app's, and
//! that no text of others becomes markup. No such page needs a script.

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, REFERRER_POLICY};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use octavo_words::Language;

/// The app's colours, type and space.
const TOKENS: &str = include_str!("../../assets/styles/tokens.css");
const STYLE: &str = include_str!("page.css");

/// A page.
#[derive(Debug)]
pub struct Page<'a> {
    /// What the window is called.
    pub title: &'a str,
    /// Which look the page has: a class of its body.
    pub kind: &'a str,
    /// What stands in its head beside the common, as HTML.
    pub head: &'a str,
    /// What stands on it, as HTML.
    pub body: &'a str,
    /// Which language it is in.
    pub language: Language,
}

impl Page<'_> {
    /// The page's HTML.
    pub fn html(&self) -> String {
        let Page { title, kind, head, body, language } = self;
        let language = language.tag();
        let title = escape(title);
        format!(
            "<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>{title}</title>\
             <link rel=\"icon\" href=\"/icon.svg\" type=\"image/svg+xml\">{head}<style>{TOKENS}{STYLE}</style></head>\
             <body class=\"{kind}\">{body}</body></html>"
        )
    }

    /// The page as an answer that is for one person alone: nothing in between keeps it.
    pub fn answer(&self, status: StatusCode) -> Response {
        let mut response = (status, self.html()).into_response();
        let fields = response.headers_mut();
        fields.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        fields.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        // A form of a page that sends no referrer at all is sent from the origin "null", which says nothing of whose it is.
        fields.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
        response
    }
}

/// A text of others, so that it stays text.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_stays_text() {
        assert_eq!(escape("<a href='x'>\"&"), "&lt;a href=&#39;x&#39;&gt;&quot;&amp;");
        let page =
            Page { title: "</title><script>", kind: "card", head: "", body: "", language: Language::German };
        assert!(!page.html().contains("<script>") && page.html().contains("lang=\"de\""));
    }
}
