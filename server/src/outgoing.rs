//! Asking other servers over HTTP: one request a connection, a bounded answer in a bounded time, and nowhere that an answer leads to
//! is gone. What is not on this machine is asked by TLS alone.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::header::{CONNECTION, HOST};
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderValue, Request, Response, Uri};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{InvalidDnsNameError, ServerName};
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore};

/// How long a request may take, from looking the name up to the last byte.
const PATIENCE: Duration = Duration::from_secs(10);
/// Bytes of an answer at most.
const LONGEST_ANSWER: usize = 512 << 10;

/// Why a request has no answer.
#[derive(Debug, Error)]
pub enum Unanswered {
    /// The address is not one by HTTPS, nor one of this machine.
    #[error("the address is not one by https")]
    Insecure,
    /// The address has no host, or not one that can be.
    #[error("the address has no host")]
    Host,
    /// Nobody answers, or not by TLS as it should be.
    #[error("{0}")]
    Connection(#[from] io::Error),
    /// What is said is not HTTP, or breaks off.
    #[error("{0}")]
    Http(#[from] hyper::Error),
    /// The answer is too long, or breaks off.
    #[error("the answer is too long, or breaks off")]
    Answer,
    /// It took too long.
    #[error("there was no answer in time")]
    Late,
}

impl From<InvalidDnsNameError> for Unanswered {
    fn from(_: InvalidDnsNameError) -> Self {
        Unanswered::Host
    }
}

/// Asks other servers. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    tls: TlsConnector,
}

impl Client {
    /// One that trusts the certificates that browsers trust.
    pub fn new() -> Result<Client, rustls::Error> {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Client { tls: TlsConnector::from(Arc::new(config)) })
    }

    /// Sends a request to where its address says, and gives the answer, whatever it is.
    pub async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Unanswered> {
        tokio::time::timeout(PATIENCE, self.ask(request)).await.map_err(|_| Unanswered::Late)?
    }

    async fn ask(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Unanswered> {
        let host = request.uri().host().ok_or(Unanswered::Host)?.trim_matches(['[', ']']).to_owned();
        let is_tls = is_by_tls(request.uri())?;
        let port = request.uri().port_u16().unwrap_or(if is_tls { 443 } else { 80 });
        let socket = TcpStream::connect((&*host, port)).await?;
        if is_tls {
            let socket = self.tls.connect(ServerName::try_from(host)?, socket).await?;
            exchange(socket, request).await
        } else {
            exchange(socket, request).await
        }
    }
}

/// Whether an address is asked by TLS. An error is one that must be and is not.
pub fn is_by_tls(address: &Uri) -> Result<bool, Unanswered> {
    match (address.scheme_str(), address.host()) {
        (Some("https"), Some(_)) => Ok(true),
        (Some("http"), Some("localhost" | "127.0.0.1" | "[::1]")) => Ok(false),
        _ => Err(Unanswered::Insecure),
    }
}

async fn exchange<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    socket: S,
    request: Request<Vec<u8>>,
) -> Result<Response<Vec<u8>>, Unanswered> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(socket)).await?;
    let (mut head, body) = request.into_parts();
    let host = head.uri.authority().map(|authority| authority.as_str()).unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    head.headers.insert(HOST, HeaderValue::from_str(host).map_err(|_| Unanswered::Host)?);
    head.headers.insert(CONNECTION, HeaderValue::from_static("close"));
    // To a server a path is sent and no whole address.
    let path = head.uri.path_and_query().cloned().unwrap_or(PathAndQuery::from_static("/"));
    head.uri = Uri::from(path);
    let driven = tokio::spawn(connection);
    let answer = async {
        let (head, body) =
            sender.send_request(Request::from_parts(head, Body::from(body))).await?.into_parts();
        let body = to_bytes(Body::new(body), LONGEST_ANSWER).await.map_err(|_| Unanswered::Answer)?;
        Ok(Response::from_parts(head, body.to_vec()))
    }
    .await;
    driven.abort();
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_on_this_machine_is_asked_by_tls_alone() {
        for (address, is_tls) in [
            ("https://id.example/", Some(true)),
            ("http://localhost:3000/x", Some(false)),
            ("http://127.0.0.1:1/", Some(false)),
            ("http://[::1]/", Some(false)),
            ("http://id.example/", None),
            ("http://127.0.0.1.evil.example/", None),
            ("http://localhost.evil.example/", None),
            ("ftp://id.example/", None),
            ("/path", None),
        ] {
            assert_eq!(is_by_tls(&address.parse().unwrap()).ok(), is_tls, "{address}");
        }
    }
}
