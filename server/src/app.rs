//! The server as a whole: its routes, its state, and running it on a listener until it is told to stop.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, put};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, mpsc, watch};

use crate::config::Config;
use crate::identity::Guests;
use crate::metrics::{self, Count, Metrics};
use crate::room::Rooms;
use crate::socket::{self, Sockets};
use crate::status::Status;
use crate::store::{Store, StoreError};
use crate::views::Views;
use crate::{api, history, status, web};

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
    /// Who is a guest.
    pub guests: Arc<Guests>,
    /// Who may only look.
    pub views: Arc<Views>,
    /// How things are and were.
    pub status: Status,
    /// Who may replay a document's past at this moment.
    pub replays: Arc<Semaphore>,
    /// What is counted.
    pub metrics: Arc<Metrics>,
}

impl App {
    /// A server on a store. Fails when the store does not answer.
    pub fn new(store: Store, config: Config) -> Result<Self, StoreError> {
        let config = Arc::new(config);
        let metrics = Arc::new(Metrics::default());
        let rooms = Rooms::new(store.clone(), config.clone(), metrics.clone());
        let sockets = Arc::new(Sockets::new(config.limits.connections));
        let key = store.guest_key()?;
        let guests = Arc::new(Guests::new(&key, config.tls.is_some()));
        let views = Arc::new(Views::new(&key));
        let replays = Arc::new(Semaphore::new(config.limits.replays));
        let status = Status::default();
        Ok(App { config, store, rooms, sockets, guests, views, status, replays, metrics })
    }
}

/// The routes.
pub fn app(app: App) -> Router {
    Router::new()
        .route("/api/documents/{id}", get(api::find_document).put(api::create_document))
        .route("/api/documents/{id}/view-link", put(api::share_view))
        .merge(history::routes())
        .merge(status::routes())
        .route("/api/{*rest}", any(no_such_route))
        .route("/ws/{*room}", get(socket::upgrade))
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(metrics::ready))
        .route("/metrics", get(metrics::metrics))
        .fallback(page)
        .layer(middleware::from_fn_with_state(app.clone(), secure))
        .with_state(app)
}

async fn no_such_route() -> Response {
    api::refuse(StatusCode::NOT_FOUND, "There is no such address.")
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
    }
    response
}

/// Serves on `listener` until `shutdown` is ready. Then takes nobody in any more, sends everybody away, writes what is to be
/// written, and closes the store. False when that took too long.
pub async fn run(listener: TcpListener, state: App, shutdown: impl Future<Output = ()>) -> bool {
    let limits = state.config.limits.clone();
    let places = Arc::new(Semaphore::new(limits.connections + limits.requests));
    let routes = app(state.clone());
    let (stop, stopped) = watch::channel(());
    let (alive, mut ended) = mpsc::channel::<()>(1);
    tokio::pin!(shutdown);
    loop {
        let socket = tokio::select! {
            _ = &mut shutdown => break,
            accepted = listener.accept() => match accepted {
                Ok((socket, _)) => socket,
                Err(error) => {
                    // Mostly too many open files: others can go on, and some will go.
                    tracing::warn!(%error, "a connection could not be accepted");
                    state.metrics.count(Count::DroppedFiles);
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
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
                None => serve_connection(socket, routes, timeout, &mut stopped).await,
                Some(acceptor) => match tokio::time::timeout(timeout, acceptor.accept(socket)).await {
                    Ok(Ok(socket)) => serve_connection(socket, routes, timeout, &mut stopped).await,
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
            drop((place, alive));
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
    state.store.close().await;
    is_stored
}

/// Serves what comes over a connection until it ends. Gives what is to be counted when the client was at fault.
async fn serve_connection<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    socket: S,
    routes: Router,
    timeout: Duration,
    stopped: &mut watch::Receiver<()>,
) -> Option<Count> {
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(timeout)
        .max_buf_size(LONGEST_HEAD)
        .serve_connection(TokioIo::new(socket), TowerToHyperService::new(routes))
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
