//! What a program may ask that shows a key: one place looks at the key, how often it is used, and whether it may do what the table
//! of routes says that the address takes, before anything else is done.

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::WWW_AUTHENTICATE;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::api::{failed, refuse};
use crate::app::App;
use crate::clock::steady_ms;
use crate::config::Limits;
use crate::metrics::Count;
use crate::pace::{Pace, Paces};
use crate::people::keys::shown;
use crate::people::pages::with_retry;
use crate::people::session::SessionKey;
use crate::routes::{self, Need, Route};

const MINUTE_MS: u64 = 60_000;

/// How often each key may be used.
pub fn paces(limits: &Limits) -> Paces<SessionKey> {
    let units = limits.key_requests;
    Paces::new(Pace { units, span_ms: MINUTE_MS, at_once: units })
}

/// Lets programs ask what their keys let them. What shows no key is not its business.
pub async fn admit(State(app): State<App>, request: Request, next: Next) -> Response {
    if shown(request.headers()).is_none() {
        return next.run(request).await;
    }
    let (signed_in, key) = match app.people.key(request.headers()).await {
        Ok(Some(found)) => found,
        Ok(None) => {
            let mut answer = refuse(StatusCode::UNAUTHORIZED, "This key does not work, or not any more.");
            answer
                .headers_mut()
                .insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"Octavo\""));
            return answer;
        }
        Err(error) => return failed(&error).into_response(),
    };
    app.metrics.count(Count::KeyRequests);
    if let Err(wait_ms) = app.keys.spend(signed_in.key, steady_ms()) {
        app.metrics.count(Count::KeysThrottled);
        let seconds = wait_ms.div_ceil(1000);
        let sentence = format!("This key is used too often. Try again in {seconds} s.");
        return with_retry(refuse(StatusCode::TOO_MANY_REQUESTS, &sentence), Some(seconds));
    }
    match asked(&request).map(Route::need) {
        Some(Need::Scope(scope)) if !key.scopes.has(scope) => {
            let sentence = format!("This key may not do this: it has not the scope \"{}\".", scope.name());
            refuse(StatusCode::FORBIDDEN, &sentence)
        }
        Some(Need::NoKey) => refuse(StatusCode::FORBIDDEN, "Keys are for the API and for documents alone."),
        Some(Need::Scope(_)) => next.run(request).await,
        // Nothing below /api: there is none.
        None if request.uri().path().starts_with("/api/") => next.run(request).await,
        None => refuse(StatusCode::FORBIDDEN, "Keys are for the API and for documents alone."),
    }
}

/// The line of the table that a request is for.
pub fn asked(request: &Request) -> Option<&'static Route> {
    let path = request.extensions().get::<MatchedPath>()?;
    let method = if *request.method() == Method::HEAD { &Method::GET } else { request.method() };
    routes::ROUTES.iter().find(|route| route.path == path.as_str() && route.method == method.as_str())
}
