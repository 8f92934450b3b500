//! What a request says of itself beside its path: where it comes from, and whether a page of ours sent it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, HOST, ORIGIN};
use axum::http::{Extensions, HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

use crate::api::refuse;
use crate::app::App;
use crate::config::Config;
use crate::language;
use crate::people::pages;
use crate::programs::asked;
use crate::socket::may_connect;

/// Bytes of a request's body at most: forms are short, and people's documents travel by WebSocket. What a program sends may be longer
/// where the table of routes says so.
pub const LONGEST_BODY: usize = 64 << 10;

/// The other end of the connection.
#[derive(Debug, Clone, Copy)]
pub struct Caller(pub SocketAddr);

/// The network address of whoever sent a request. Behind a proxy it is what the proxy says, if it is said to be one.
pub fn caller(headers: &HeaderMap, extensions: &Extensions, config: &Config) -> IpAddr {
    let told = || {
        let list = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
        // The proxy adds the address that it sees at the end; what is before it is whatever the client wrote.
        list.rsplit(',').next()?.trim().parse().ok()
    };
    let connected = extensions.get::<Caller>().map(|Caller(address)| address.ip());
    let address = if config.is_behind_proxy { told().or(connected) } else { connected };
    address.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)).to_canonical()
}

/// The server's own address as whoever asks knows it, without a slash at its end.
pub fn site(headers: &HeaderMap, config: &Config) -> String {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let scheme = if config.is_secure() { "https" } else { "http" };
    let here = format!("{scheme}://{host}");
    config.public_url.as_deref().unwrap_or(&here).trim_end_matches('/').to_owned()
}

/// The origin of the page that sent a request, which is one of ours if the request has come past [`guard`]. What says nothing of it
/// is taken to be of this site.
pub fn origin(headers: &HeaderMap, config: &Config) -> Option<String> {
    match headers.get(ORIGIN) {
        Some(origin) => origin.to_str().ok().map(str::to_owned),
        None => Some(site(headers, config)),
    }
}

/// Lets nothing be changed by pages of other sites, whatever cookies their visitors' browsers send along, and no long body be
/// read.
pub async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return next.run(request).await;
    }
    let length = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    let most = if asked(&request).is_some_and(|route| route.is_long) {
        app.config.limits.change_bytes
    } else {
        LONGEST_BODY
    };
    if length.is_some_and(|length: u64| length > most as u64) {
        return refuse(StatusCode::PAYLOAD_TOO_LARGE, "The request is too long.");
    }
    if request.uri().path().starts_with("/api/") {
        if !may_connect(headers, &app.config) {
            return refuse(StatusCode::FORBIDDEN, "Pages of this origin may not change anything here.");
        }
    } else if !is_own_form(headers, &app.config) {
        return pages::foreign(language::of(headers));
    }
    next.run(request).await
}

/// Whether a form was sent by a page of ours. Browsers say so; what says nothing is no browser, and has no cookies of one.
fn is_own_form(headers: &HeaderMap, config: &Config) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    if text("sec-fetch-site").is_some_and(|site| site != "same-origin") {
        return false;
    }
    let Some(origin) = text(ORIGIN.as_str()) else { return true };
    let host = text(HOST.as_str()).unwrap_or_default();
    let is_host = origin.split_once("://").is_some_and(|(_, authority)| authority.eq_ignore_ascii_case(host));
    let is_site = config
        .public_url
        .as_ref()
        .is_some_and(|site| site.trim_end_matches('/').eq_ignore_ascii_case(origin));
    is_host || is_site
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &str)| {
            (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())
        };
        pairs.iter().map(pair).collect()
    }

    #[test]
    fn a_form_comes_from_a_page_of_ours_or_is_refused_also_on_an_open_server() {
        let mut config = Config { is_open: true, ..Config::default() };
        config.allowed_origins.push("https://app.example".to_owned());
        let from = |origin| headers(&[("host", "octavo.example"), ("origin", origin)]);
        assert!(is_own_form(&from("https://octavo.example"), &config));
        for origin in
            ["https://evil.example", "null", "", "https://app.example", "https://octavo.example.evil"]
        {
            assert!(!is_own_form(&from(origin), &config), "{origin}");
        }
        assert!(!is_own_form(&headers(&[("sec-fetch-site", "cross-site")]), &config));
        assert!(!is_own_form(&headers(&[("sec-fetch-site", "same-site")]), &config));
        assert!(is_own_form(&headers(&[]), &config));
        config.public_url = Some("https://write.example/".to_owned());
        assert!(is_own_form(&from("https://write.example"), &config), "a proxy may change the host");
    }

    #[test]
    fn a_proxys_word_counts_where_there_is_one_and_only_its_own() {
        let mut request = Request::new(());
        request.extensions_mut().insert(Caller("[::ffff:10.0.0.1]:99".parse().unwrap()));
        request.headers_mut().insert("x-forwarded-for", HeaderValue::from_static("6.6.6.6, 192.0.2.7"));
        let from = |config: &Config| caller(request.headers(), request.extensions(), config);
        assert_eq!(from(&Config::default()), IpAddr::from([10, 0, 0, 1]));
        let behind = Config { is_behind_proxy: true, ..Config::default() };
        assert_eq!(from(&behind), IpAddr::from([192, 0, 2, 7]));
    }
}
