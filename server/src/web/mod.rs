//! The web app, served from inside the binary: each file with its type, an ETag, brotli where the browser takes it, and the
//! headers that keep a page from doing what it should not. What the files are is settled at build time, in `build.rs`.

use axum::body::Body;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HOST,
    IF_NONE_MATCH, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

/// One file of the web app.
pub struct Asset {
    path: &'static str,
    content_type: &'static str,
    etag: &'static str,
    /// Its name holds a hash of its content, so that it may be kept for ever.
    is_immutable: bool,
    identity: &'static [u8],
    brotli: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/web.rs"));

const PAGE: &str = "/index.html";
const NO_APP: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Octavo</title>\
    <p>This Octavo server was built without the web app. Build it with <code>cargo xtask run</code>.</p></html>";

/// Answers a request for a file, or for a page of the app: any path without a dot is one.
pub fn serve(path: &str, headers: &HeaderMap) -> Response {
    let is_page = !path.rsplit('/').next().unwrap_or(path).contains('.');
    match find(if is_page { PAGE } else { path }) {
        Some(asset) => asset.respond(headers),
        None if is_page => ([(CONTENT_TYPE, "text/html; charset=utf-8")], NO_APP).into_response(),
        None => (StatusCode::NOT_FOUND, "There is no such file.\n").into_response(),
    }
}

fn find(path: &str) -> Option<&'static Asset> {
    ASSETS.binary_search_by(|asset| asset.path.cmp(path)).ok().map(|index| &ASSETS[index])
}

impl Asset {
    fn respond(&self, headers: &HeaderMap) -> Response {
        let accepts =
            headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).is_some_and(accepts_brotli);
        let (body, encoding) = match self.brotli {
            Some(brotli) if accepts => (brotli, Some("br")),
            _ => (self.identity, None),
        };
        let is_known =
            headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok()).is_some_and(|known| {
                known
                    .split(',')
                    .any(|tag| tag.trim().trim_start_matches("W/") == self.etag || tag.trim() == "*")
            });
        let cache = if self.is_immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
        let mut response =
            if is_known { StatusCode::NOT_MODIFIED.into_response() } else { Response::new(Body::from(body)) };
        let fields = response.headers_mut();
        fields.insert(CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        // Nobody asks again whether a file is new whose name says what it holds.
        if !self.is_immutable {
            fields.insert(ETAG, HeaderValue::from_static(self.etag));
        }
        fields.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
        fields.insert(VARY, HeaderValue::from_static("accept-encoding"));
        if let Some(encoding) = encoding.filter(|_| !is_known) {
            fields.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        if self.is_immutable {
            response.extensions_mut().insert(Part);
        }
        response
    }
}

/// Whether an Accept-Encoding header names brotli, and not with a weight of zero.
fn accepts_brotli(header: &str) -> bool {
    header.split(',').any(|item| {
        let mut parts = item.split(';').map(str::trim);
        parts.next() == Some("br")
            && !parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

/// Says of an answer that its own policy names the sites which may show it in a frame.
#[derive(Debug, Clone, Copy)]
pub struct Framed;

/// Says of an answer that it is what a page loads, and neither a page nor a worker itself. What such a file may do is the
/// page's policy, not its own, which would be longer than many of these files are.
#[derive(Debug, Clone, Copy)]
struct Part;

/// Adds the headers that every answer carries. `request` is the request's headers. An answer that has a policy of its own keeps it.
pub fn secure(request: &HeaderMap, response: &mut Response) {
    let is_framed = response.extensions().get::<Framed>().is_some();
    let is_part = response.extensions().get::<Part>().is_some();
    let fields = response.headers_mut();
    fields.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if is_part {
        return;
    }
    if !fields.contains_key(CONTENT_SECURITY_POLICY) {
        fields.insert(CONTENT_SECURITY_POLICY, policy(request.get(HOST)));
    }
    fields.entry(REFERRER_POLICY).or_insert(HeaderValue::from_static("no-referrer"));
    if !is_framed {
        fields.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
    let opener = HeaderName::from_static("cross-origin-opener-policy");
    fields.insert(opener, HeaderValue::from_static("same-origin"));
}

fn policy(host: Option<&HeaderValue>) -> HeaderValue {
    // Older browsers do not count a WebSocket of the same host as 'self'.
    let sockets = host
        .and_then(|host| host.to_str().ok())
        .filter(|host| host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte)))
        .map_or_else(String::new, |host| format!(" ws://{host} wss://{host}"));
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' {SCRIPTS}; style-src 'self' 'unsafe-inline'; \
         img-src 'self' data: blob: https:; font-src 'self' data:; connect-src 'self'{sockets}; manifest-src 'self'; \
         worker-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"
    );
    HeaderValue::from_str(&policy).expect("its parts are visible ASCII")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brotli_is_sent_to_those_who_take_it() {
        assert!(accepts_brotli("gzip, deflate, br, zstd"));
        assert!(accepts_brotli("br;q=0.5"));
        assert!(!accepts_brotli("br;q=0, gzip"));
        assert!(!accepts_brotli("gzip"));
        assert!(!accepts_brotli(""));
    }

    #[test]
    fn an_asset_is_sent_once_and_then_named() {
        let asset = Asset {
            path: "/app.js",
            content_type: "text/javascript",
            etag: "\"abc\"",
            is_immutable: false,
            identity: b"identity",
            brotli: Some(b"br"),
        };
        let mut headers = HeaderMap::new();
        assert_eq!(asset.respond(&headers).headers().get(CONTENT_ENCODING), None);
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("br"));
        let first = asset.respond(&headers);
        assert_eq!(first.headers()[CONTENT_ENCODING], "br");
        assert_eq!(
            (&first.headers()[ETAG], &first.headers()[CACHE_CONTROL]),
            (&"\"abc\"".parse().unwrap(), &"no-cache".parse().unwrap())
        );
        headers.insert(IF_NONE_MATCH, HeaderValue::from_static("\"x\", W/\"abc\""));
        assert_eq!(asset.respond(&headers).status(), StatusCode::NOT_MODIFIED);
    }

    #[test]
    fn a_page_and_a_worker_bear_a_policy_and_what_they_load_does_not() {
        for (path, is_immutable) in
            [("/index.html", false), ("/sw.js", false), ("/app-0123456789abcdef.js", true)]
        {
            let asset = Asset {
                path,
                content_type: "text/javascript",
                etag: "\"abc\"",
                is_immutable,
                identity: b"",
                brotli: None,
            };
            let mut answer = asset.respond(&HeaderMap::new());
            secure(&HeaderMap::new(), &mut answer);
            assert_eq!(answer.headers().contains_key(CONTENT_SECURITY_POLICY), !is_immutable, "{path}");
            assert_eq!(answer.headers()[X_CONTENT_TYPE_OPTIONS], "nosniff");
            let cache = answer.headers()[CACHE_CONTROL].to_str().unwrap();
            assert_eq!(
                (cache.contains("immutable"), answer.headers().contains_key(ETAG)),
                (is_immutable, !is_immutable)
            );
        }
    }

    #[test]
    fn the_policy_lets_nothing_in_through_the_host_header() {
        let policy_of =
            |host: &str| policy(Some(&HeaderValue::from_str(host).unwrap())).to_str().unwrap().to_owned();
        assert!(policy_of("octavo.example:8080").contains("wss://octavo.example:8080;"));
        assert!(!policy_of("evil; script-src *").contains("evil"));
    }
}
