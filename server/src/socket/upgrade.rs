//! From an HTTP request to a WebSocket in a room (RFC 6455, 4.2): whose page may connect, what is negotiated, and how many
//! there may be. What is wrong with the request is said in HTTP; what is wrong with the document, in a close code, which a
//! page can read.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use axum::extract::{Path, Request, State};
use axum::http::header::{
    CONNECTION, HOST, ORIGIN, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL,
    SEC_WEBSOCKET_VERSION, SET_COOKIE, UPGRADE,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use hyper_util::rt::TokioIo;
use octavo_shared::sync::{CloseCode, ConnectionId, Role, SUBPROTOCOL};
use sha1::{Digest, Sha1};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_rustls::server::TlsStream;

use super::connection::Connection;
use super::frame;
use crate::api::{failed, refuse, review_of, reviewed};
use crate::app::App;
use crate::clock::wall_ms;
use crate::config::{Config, Limits};
use crate::marks::{self, Leavings};
use crate::metrics::Count;
use crate::network::{Network, Places, Taken};
use crate::people::live::{Bounds, Stay, Visit};
use crate::people::session::SessionKey;
use crate::request::caller;
use crate::rights::{self, Access, Denied, Pass};
use crate::room::Unavailable;
use crate::room::seat::Seat;
use crate::store::{DocumentName, Person, Store};
use crate::views::view_token;

/// RFC 6455, 1.3.
const KEY_SUFFIX: &[u8] = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
/// The longest name of a room on an open server, in bytes.
const LONGEST_NAME: usize = 256;

/// What all connections share.
#[derive(Debug)]
pub struct Sockets {
    next: AtomicU64,
    places: Arc<Semaphore>,
    by_address: Arc<Places>,
    /// Whether the log says already that an address has no more places.
    is_told: AtomicBool,
}

impl Sockets {
    /// Room for as many connections at a time as the limits say, and for as many of one network address.
    pub fn new(limits: &Limits) -> Self {
        Sockets {
            next: AtomicU64::new(1),
            places: Arc::new(Semaphore::new(limits.connections)),
            by_address: Places::new(limits.connections_per_address),
            is_told: AtomicBool::new(false),
        }
    }

    /// A number for the next connection.
    pub fn next_id(&self) -> ConnectionId {
        ConnectionId(self.next.fetch_add(1, Ordering::Relaxed))
    }

    /// How many of the `most` places are taken.
    pub fn count(&self, most: usize) -> usize {
        most.saturating_sub(self.places.available_permits())
    }

    /// Waits until none of the `most` places is taken.
    pub async fn wait_until_empty(&self, most: usize) {
        let most = u32::try_from(most).unwrap_or(u32::MAX);
        // The semaphore is never closed.
        let _ = self.places.acquire_many(most).await;
    }
}

/// `GET /ws/{room}`: joins a room.
pub async fn upgrade(State(app): State<App>, Path(name): Path<String>, mut request: Request) -> Response {
    let headers = request.headers();
    let Some(key) = handshake_key(headers).cloned() else {
        return refuse(StatusCode::UPGRADE_REQUIRED, "This address is for WebSockets.");
    };
    if !may_connect(headers, &app.config) {
        return refuse(StatusCode::FORBIDDEN, "Pages of this origin may not connect here.");
    }
    let acks = listed(headers, &SEC_WEBSOCKET_PROTOCOL, SUBPROTOCOL);
    let endings = app.people.live.endings();
    let who = match app.people.who(headers).await {
        Ok(who) => who,
        Err(error) => return failed(&error).into_response(),
    };
    let (cookie, session) = (who.cookie.clone(), who.signed_in.as_ref().map(|signed_in| signed_in.key));
    let bounds = Bounds::of(who.key.as_ref());
    let called = who.signed_in.map(|signed_in| signed_in.account.name);
    let network = caller(headers, request.extensions(), &app.config).into();
    let is_known = cookie.is_none();
    let guest = Newcomer { person: who.person, is_known, called, network, session, bounds, endings };
    let accept =
        STANDARD.encode(Sha1::new().chain_update(key.as_bytes()).chain_update(KEY_SUFFIX).finalize());
    let upgraded = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        let Ok(upgraded) = upgraded.await else { return };
        let attended = match upgraded.downcast::<TokioIo<TcpStream>>() {
            Ok(parts) => attend(enter(app, name, acks, guest, parts.io.into_inner(), parts.read_buf)),
            Err(upgraded) => match upgraded.downcast::<TokioIo<TlsStream<TcpStream>>>() {
                Ok(parts) => attend(enter(app, name, acks, guest, parts.io.into_inner(), parts.read_buf)),
                Err(_) => {
                    tracing::error!("a WebSocket came in on something that is not a connection of ours");
                    return;
                }
            },
        };
        attended.await;
    });
    let mut response = StatusCode::SWITCHING_PROTOCOLS.into_response();
    let fields = response.headers_mut();
    fields.insert(CONNECTION, HeaderValue::from_static("upgrade"));
    fields.insert(UPGRADE, HeaderValue::from_static("websocket"));
    fields.insert(SEC_WEBSOCKET_ACCEPT, HeaderValue::from_str(&accept).expect("base64 is visible ASCII"));
    if let Some(cookie) = cookie {
        fields.insert(SET_COOKIE, cookie);
    }
    if acks {
        fields.insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(SUBPROTOCOL));
    }
    response
}

/// Somebody who is about to come in.
struct Newcomer {
    person: Person,
    /// Whether he was here before, and is no guest of this moment.
    is_known: bool,
    /// The name of his account, if he has one.
    called: Option<String>,
    network: Network,
    session: Option<SessionKey>,
    bounds: Bounds,
    /// How often rights had ended when it was looked who he is.
    endings: u64,
}

/// Somebody who has come in. What it holds is given back with it.
struct Seated<S> {
    connection: Connection<S>,
    _stay: Visit,
    _leaving: Option<Leaving>,
    _permit: OwnedSemaphorePermit,
    _share: Taken,
}

/// Says that somebody has left a document when it is dropped.
struct Leaving {
    person: Person,
    document: DocumentName,
    leavings: Arc<Leavings>,
}

impl Drop for Leaving {
    fn drop(&mut self) {
        self.leavings.left(self.person.clone(), self.document.clone());
    }
}

/// Serves whoever comes in by `entering` until he leaves.
///
/// Each is boxed for itself: a connection takes what it needs and not what one over TLS would, and what it took to come in, which is
/// several times as much, is gone by then.
fn attend<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    entering: impl Future<Output = Option<Seated<S>>> + Send + 'static,
) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    let entering = Box::pin(entering);
    Box::pin(async move {
        let entered = entering.await;
        let Some(mut seated) = entered else { return };
        seated.connection.serve().await;
    })
}

/// Lets somebody in. `None`: he was sent away.
async fn enter<S: AsyncRead + AsyncWrite + Unpin>(
    app: App,
    name: String,
    acks: bool,
    newcomer: Newcomer,
    socket: S,
    early: Bytes,
) -> Option<Seated<S>> {
    let Newcomer { person, is_known, called, network, session, bounds, endings } = newcomer;
    let place = match find_place(&app, &name, &person, network).await {
        Ok(place) => place,
        Err((code, reason)) => {
            app.metrics.closed(code);
            send_away(socket, code, reason).await;
            return None;
        }
    };
    let Place { room, pass, address, is_any, _permit, _share } = place;
    let role = pass.role.min(bounds.most);
    let id = app.sockets.next_id();
    let stamp = app.people.stamp(&pass.document, &person, called.as_deref());
    let seat = Arc::new(Seat::new(id, acks, role, person.clone(), stamp));
    let stay = Stay {
        document: pass.document.clone(),
        address: address.clone(),
        person: person.clone(),
        role,
        until_ms: pass.until_ms,
        bounds,
        session,
        seat: Arc::downgrade(&seat),
    };
    let _stay = app.people.live.enter(id, stay);
    // What ended between then and now did not find this connection.
    if app.people.live.endings() != endings {
        let found = rights::access(&app.store, &address, &person).await;
        let is_same = matches!(&found, Ok(Access::To(now)) if *now == pass);
        let is_he = app.people.is_current(session).await && app.people.name_of(&person).await == Ok(called);
        if !(is_he && (is_same || is_any)) {
            send_away(socket, CloseCode::RESTART, "What you may do here has changed.").await;
            return None;
        }
    }
    // Of a view link it is not told which document it shows.
    let is_noted = is_known && *name == *pass.document;
    if is_noted {
        tokio::spawn(note_opening(app.store.clone(), person.clone(), pass.document.clone()));
    }
    let leavings = app.leavings.clone();
    let _leaving = (is_noted && !is_any).then(|| Leaving { person, document: pass.document, leavings });
    let connection = Connection::join(socket, early, seat, room, app.metrics.clone(), &app.config.limits);
    Some(Seated { connection, _stay, _leaving, _permit, _share })
}

/// Notes that somebody has opened a document, for his list of those.
async fn note_opening(store: Store, person: Person, document: DocumentName) {
    if let Err(error) = marks::opened(&store, &person, &document, wall_ms()).await {
        tracing::debug!(%error, "that a document was opened could not be noted");
    }
}

/// A place in a room.
struct Place {
    room: Arc<crate::room::RoomHandle>,
    pass: Pass,
    /// What the address says that was opened, of a document or of its review.
    address: DocumentName,
    /// Whether the room is one of an open server, which belongs to nobody.
    is_any: bool,
    _permit: OwnedSemaphorePermit,
    _share: Taken,
}

async fn find_place(
    app: &App,
    name: &str,
    person: &str,
    network: Network,
) -> Result<Place, (CloseCode, &'static str)> {
    const UNKNOWN: (CloseCode, &str) = (CloseCode::UNKNOWN_DOCUMENT, "There is no such document.");
    const NOT_NOW: (CloseCode, &str) = (CloseCode::RESTART, "The link cannot be looked up now.");
    let share = app.sockets.by_address.take(network).ok_or_else(|| {
        app.metrics.count(Count::FullAddress);
        if !app.sockets.is_told.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                "a network address has as many connections as it may (this is said once); if a proxy is in front, --behind-proxy tells people apart"
            );
        }
        (CloseCode::TOO_MANY, "Too many connections come from this network address.")
    })?;
    let permit = app.sockets.places.clone().try_acquire_owned();
    let permit = permit.map_err(|_| {
        app.metrics.count(Count::FullServer);
        (CloseCode::OVERLOADED, "Too many people are connected to this server.")
    })?;
    let review = reviewed(name);
    let address = review.unwrap_or(name);
    let is_any_taken = app.config.is_open && view_token(address).is_none();
    let mut is_any = false;
    let pass = match rights::access(&app.store, address, person).await.map_err(|_| NOT_NOW)? {
        Access::To(pass) => pass,
        Access::Denied(_, Denied::NoRight) => return Err((CloseCode::FORBIDDEN, rights::DENIED)),
        Access::Denied(_, Denied::Password) => {
            return Err((CloseCode::FORBIDDEN, "The link of this document asks for a password."));
        }
        Access::Denied(_, Denied::Trashed) => return Err((CloseCode::FORBIDDEN, rights::TRASHED)),
        Access::Gone => return Err((CloseCode::UNKNOWN_DOCUMENT, rights::GONE)),
        Access::Nowhere if is_any_taken && (1..=LONGEST_NAME).contains(&name.len()) => {
            is_any = true;
            Pass { document: name.into(), role: Role::Edit, until_ms: None, is_by_mail: false }
        }
        Access::Nowhere => return Err(UNKNOWN),
    };
    if pass.is_by_mail && rights::change::settle(&app.store, &pass, person).await.is_err() {
        return Err(NOT_NOW);
    }
    let name = match review {
        None => pass.document.clone(),
        // A room makes a review that is not there yet, so the document has to be.
        Some(_) => match app.store.find(pass.document.clone()).await.map_err(|_| NOT_NOW)? {
            Some(_) => review_of(&pass.document),
            None => return Err(UNKNOWN),
        },
    };
    let room = app.rooms.open(name).await.map_err(|error| match error {
        Unavailable::TooMany(limit) => {
            app.metrics.count(limit);
            (CloseCode::OVERLOADED, "Too many documents are open on this server.")
        }
        Unavailable::Stopping => (CloseCode::GOING_AWAY, "The server is restarting."),
    })?;
    let pass = Pass { is_by_mail: false, ..pass };
    Ok(Place { room, pass, address: address.into(), is_any, _permit: permit, _share: share })
}

/// Closes a connection that has no room. Its close frame goes out; nothing that it sends is read.
async fn send_away<S: AsyncRead + AsyncWrite + Unpin>(mut socket: S, code: CloseCode, reason: &str) {
    // Whether the client is still there to hear it does not matter any more.
    let _ = socket.write_all(&frame::close(code, reason)).await;
    let _ = socket.shutdown().await;
    let linger = std::time::Duration::from_secs(5);
    let _ = tokio::time::timeout(linger, tokio::io::copy(&mut socket, &mut tokio::io::sink())).await;
}

fn handshake_key(headers: &HeaderMap) -> Option<&HeaderValue> {
    let is_handshake = listed(headers, &CONNECTION, "upgrade")
        && listed(headers, &UPGRADE, "websocket")
        && headers.get(SEC_WEBSOCKET_VERSION).is_some_and(|version| version == "13");
    headers.get(SEC_WEBSOCKET_KEY).filter(|_| is_handshake)
}

/// Whether a header that holds a list names `item`, in whatever case.
fn listed(headers: &HeaderMap, name: &HeaderName, item: &str) -> bool {
    let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|value| value.trim().eq_ignore_ascii_case(item))
}

/// A browser says from which site a page is; other programs say nothing. Pages of other sites may not use our users'
/// browsers to reach a server behind their firewall.
pub fn may_connect(headers: &HeaderMap, config: &Config) -> bool {
    let Some(origin) = headers.get(ORIGIN) else { return true };
    if config.is_open {
        return true;
    }
    let Ok(origin) = origin.to_str() else { return false };
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let is_own = origin.split_once("://").is_some_and(|(_, authority)| authority.eq_ignore_ascii_case(host));
    is_own || config.allowed_origins.iter().any(|allowed| allowed.trim_end_matches('/') == origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(HeaderName, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_str(value).unwrap())).collect()
    }

    #[test]
    fn a_page_of_the_same_host_may_connect_and_another_may_not() {
        let mut config = Config::default();
        let from = |origin| headers(&[(HOST, "octavo.example:8080"), (ORIGIN, origin)]);
        assert!(may_connect(&headers(&[(HOST, "octavo.example")]), &config));
        assert!(may_connect(&from("http://octavo.example:8080"), &config));
        assert!(!may_connect(&from("http://octavo.example"), &config));
        assert!(!may_connect(&from("https://evil.example"), &config));
        assert!(!may_connect(&from("null"), &config));
        config.allowed_origins.push("https://evil.example".to_owned());
        assert!(may_connect(&from("https://evil.example"), &config));
    }

    #[test]
    fn a_handshake_is_known_by_its_headers() {
        let mut fields = headers(&[
            (CONNECTION, "keep-alive, Upgrade"),
            (UPGRADE, "WebSocket"),
            (SEC_WEBSOCKET_VERSION, "13"),
            (SEC_WEBSOCKET_KEY, "dGhlIHNhbXBsZSBub25jZQ=="),
        ]);
        assert!(handshake_key(&fields).is_some());
        fields.remove(UPGRADE);
        assert!(handshake_key(&fields).is_none());
    }
}
