//! The server as a whole: its routes, its state, and running it on a listener until it is told to stop.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header::STRICT_TRANSPORT_SECURITY;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, mpsc, watch};

use crate::activity::{self, noticing::Noticer};
use crate::config::Config;
use crate::content::{self, Reading};
use crate::digest::{self, Digests};
use crate::hooks::{self, Hooks};
use crate::library::Remembered;
use crate::making::{self, Maker};
use crate::marks::Leavings;
use crate::metrics::{Count, Metrics};
use crate::network::Places;
use crate::outgoing::{Client, Reach};
use crate::pace::Paces;
use crate::people::People;
use crate::people::session::SessionKey;
use crate::programs;
use crate::request::{self, Caller, LONGEST_BODY};
use crate::room::Rooms;
use crate::routes;
use crate::search::{self, Search, Seeker};
use crate::socket::Sockets;
use crate::status::Status;
use crate::store::{Store, StoreError};
use crate::trash;
use crate::views::Views;
use crate::web;

/// Bytes of a request's head at most.
const LONGEST_HEAD: usize = 32 << 10;
/// How long the close frames may take when the server stops.
const GOODBYE: Duration = Duration::from_secs(2);

/// What every request sees. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The settings.
    pub config: Arc<Config>,
    /// What is on disk.
    pub store: Store,
    /// What is in memory.
    pub rooms: Rooms,
    /// What the WebSockets share.
    pub sockets: Arc<Sockets>,
    /// Who is a guest, and who has an account.
    pub people: Arc<People>,
    /// Who may only look.
    pub views: Arc<Views>,
    /// Who has left a document just now.
    pub leavings: Arc<Leavings>,
    /// How things are and were.
    pub status: Status,
    /// What is found in documents.
    pub search: Search,
    /// How often anybody may search.
    pub searches: Arc<Paces<Seeker>>,
    /// Who may replay a document's past at this moment.
    pub replays: Arc<Semaphore>,
    /// What programs are to be told.
    pub hooks: Arc<Hooks>,
    /// How other servers are asked at addresses that people give.
    pub outside: Client,
    /// What has changed, and who wants to know what documents say.
    pub digests: Arc<Digests>,
    /// Lists of documents that were put in order a moment ago.
    pub lists: Arc<Remembered>,
    /// How many documents anybody may make.
    pub makers: Arc<Paces<Maker>>,
    /// Whose readings of documents were written down a while ago.
    pub readings: Arc<Paces<Reading>>,
    /// How often each program may ask.
    pub keys: Arc<Paces<SessionKey>>,
    /// What is counted.
    pub metrics: Arc<Metrics>,
}

/// Why a server cannot be made. The text is for whoever starts it.
#[derive(Debug, Error)]
pub enum Unusable {
    /// The store does not answer.
    #[error("the store cannot be read: {0}")]
    Store(#[from] StoreError),
    /// A setting makes no sense.
    #[error("{0}")]
    Setting(String),
    /// The system has no thread left for it.
    #[error("the system gives it no thread: {0}")]
    Thread(#[from] io::Error),
}

impl App {
    /// A server on a store. Fails when the store does not answer, or a setting makes no sense.
    pub fn new(store: Store, config: Config) -> Result<Self, Unusable> {
        let config = Arc::new(config);
        let metrics = Arc::new(Metrics::default());
        let key = store.guest_key()?;
        let search = Search::open(search::Setting::of(&config), &key)?;
        let noticer = Noticer { store: store.clone() };
        let hooks: Arc<Hooks> = Arc::default();
        let reach = if config.has_private_hooks { Reach::Anywhere } else { Reach::Public };
        let outside = Client::new(reach).map_err(|error| Unusable::Setting(error.to_string()))?;
        let digests =
            Arc::new(Digests::new(vec![Arc::new(noticer), Arc::new(search.clone()), hooks.clone()]));
        let rooms = Rooms::new(store.clone(), config.clone(), metrics.clone(), digests.feed.clone());
        let sockets = Arc::new(Sockets::new(&config.limits));
        let people = People::new(store.clone(), &key, &config).map_err(Unusable::Setting)?;
        let people = Arc::new(people);
        let views = Arc::new(Views::new(&key));
        let leavings = Arc::default();
        let replays = Arc::new(Semaphore::new(config.limits.replays));
        let makers = Arc::new(making::paces(&config.limits));
        let searches = Arc::new(search::paces(&config.limits));
        let keys = Arc::new(programs::paces(&config.limits));
        let readings = Arc::new(content::readings());
        let status = Status::default().minding(search.clone());
        let lists = Arc::default();
        Ok(App {
            config,
            store,
            rooms,
            sockets,
            people,
            views,
            leavings,
            status,
            search,
            searches,
            replays,
            hooks,
            outside,
            digests,
            lists,
            makers,
            readings,
            keys,
            metrics,
        })
    }
}

/// The routes.
pub fn app(app: App) -> Router {
    routes::router()
        .fallback(page)
        .layer(DefaultBodyLimit::max(LONGEST_BODY))
        .layer(middleware::from_fn_with_state(app.clone(), programs::admit))
        .layer(middleware::from_fn_with_state(app.clone(), request::guard))
        .layer(middleware::from_fn_with_state(app.clone(), secure))
        .with_state(app)
}

async fn page(request: Request) -> Response {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    web::serve(request.uri().path(), request.headers())
}

async fn secure(State(app): State<App>, request: Request, next: Next) -> Response {
    let headers = request.headers().clone();
    let mut response = next.run(request).await;
    app.metrics.answered(response.status());
    if response.status() != StatusCode::SWITCHING_PROTOCOLS {
        web::secure(&headers, &mut response);
        if app.config.is_secure() {
            let year = HeaderValue::from_static("max-age=31536000");
            response.headers_mut().insert(STRICT_TRANSPORT_SECURITY, year);
        }
    }
    response
}

/// Serves on `listener` until `shutdown` is ready. Then takes nobody in any more, sends everybody away, writes what is to be
/// written, and closes the store. False when that took too long.
pub async fn run(listener: TcpListener, state: App, shutdown: impl Future<Output = ()>) -> bool {
    let limits = state.config.limits.clone();
    let places = Arc::new(Semaphore::new(limits.connections + limits.requests));
    let by_address = Places::new(most_of_an_address(&state.config));
    let routes = app(state.clone());
    let (people, upheld) = (state.people.clone(), state.clone());
    let upkeep = tokio::spawn(async move {
        tokio::join!(
            people.deliver(),
            people.sweep_on(),
            people.expire_on(),
            trash::sweep_on(&upheld),
            digest::digest_on(&upheld),
            upheld.leavings.write_on(&upheld.store),
            activity::run(&upheld),
            hooks::run(&upheld),
            search::keep_up(&upheld)
        )
    });
    let (stop, stopped) = watch::channel(());
    let (alive, mut ended) = mpsc::channel::<()>(1);
    tokio::pin!(shutdown);
    loop {
        let (socket, address) = tokio::select! {
            _ = &mut shutdown => break,
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Mostly too many open files: others can go on, and some will go.
                    tracing::warn!(%error, "a connection could not be accepted");
                    state.metrics.count(Count::DroppedFiles);
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
        };
        let Some(share) = by_address.take(address.ip().into()) else {
            tracing::debug!(%address, "a connection was dropped: there are too many from its address");
            state.metrics.count(Count::DroppedAddress);
            continue;
        };
        let Ok(place) = places.clone().try_acquire_owned() else {
            tracing::warn!("a connection was dropped: there are too many");
            state.metrics.count(Count::DroppedPlaces);
            continue;
        };
        let (routes, mut stopped, alive) = (routes.clone(), stopped.clone(), alive.clone());
        let (timeout, metrics) = (limits.request_timeout, state.metrics.clone());
        let acceptor = state.config.tls.as_ref().map(|tls| tls.acceptor());
        // Without it small frames wait for the acknowledgement of the frame before: 40 ms for nothing.
        if let Err(error) = socket.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY is not available");
        }
        tokio::spawn(async move {
            let failure = match acceptor {
                None => serve_connection(socket, address, routes, timeout, &mut stopped).await,
                Some(acceptor) => match tokio::time::timeout(timeout, acceptor.accept(socket)).await {
                    Ok(Ok(socket)) => serve_connection(socket, address, routes, timeout, &mut stopped).await,
                    Ok(Err(error)) => {
                        tracing::debug!(%error, "a connection does not speak TLS as it should");
                        Some(Count::DroppedTls)
                    }
                    Err(_) => {
                        tracing::debug!("a connection took too long to begin TLS");
                        Some(Count::DroppedTls)
                    }
                },
            };
            if let Some(failure) = failure {
                metrics.count(failure);
            }
            drop((place, share, alive));
        });
    }
    drop(listener);
    drop(alive);
    // Dropped, so that every connection sees it.
    drop(stop);
    let is_stored = state.rooms.stop(limits.shutdown).await;
    // Those who have been sent away hear it before the program ends.
    let goodbyes = state.sockets.wait_until_empty(limits.connections);
    if tokio::time::timeout(GOODBYE, goodbyes).await.is_err() {
        tracing::debug!("some connections did not answer their close frame");
    }
    if tokio::time::timeout(limits.shutdown, ended.recv()).await.is_err() {
        tracing::warn!("some requests were cut off");
    }
    upkeep.abort();
    state.leavings.write(&state.store).await;
    state.search.close().await;
    state.store.close().await;
    is_stored
}

/// How many connections one network address may have, with its WebSockets; 0 for as many as it likes. Behind a proxy all come
/// from the proxy's, which has to limit them itself.
fn most_of_an_address(config: &Config) -> usize {
    let limits = &config.limits;
    match (limits.connections_per_address, limits.requests_per_address) {
        (0, _) | (_, 0) => 0,
        _ if config.is_behind_proxy => 0,
        (connections, requests) => connections.saturating_add(requests),
    }
}

/// Serves what comes over a connection until it ends. Gives what is to be counted when the client was at fault.
async fn serve_connection<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    socket: S,
    address: SocketAddr,
    routes: Router,
    timeout: Duration,
    stopped: &mut watch::Receiver<()>,
) -> Option<Count> {
    let routes = TowerToHyperService::new(routes);
    // Noted in each request: a layer around the routes would be made anew for every connection, and for each of them.
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(Caller(address));
        routes.call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(timeout)
        .max_buf_size(LONGEST_HEAD)
        .serve_connection(TokioIo::new(socket), service)
        .with_upgrades();
    tokio::pin!(connection);
    let ended = tokio::select! {
        ended = &mut connection => ended,
        _ = stopped.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    let error = ended.err()?;
    tracing::debug!(%error, "a connection ended early");
    (error.is_timeout() || error.is_parse()).then_some(Count::DroppedRequest)
}
