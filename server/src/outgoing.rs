//! Asking other servers over HTTP: one request a connection, a bounded answer in a bounded time, and nowhere that an answer leads to
//! is gone. What is not on this machine is asked by TLS alone.

use std::io;
use std::net::IpAddr;
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
use tokio::net::{TcpStream, lookup_host};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{InvalidDnsNameError, ServerName};
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore};

/// How long a request may take, from looking the name up to the last byte.
const PATIENCE: Duration = Duration::from_secs(10);
/// Bytes of an answer at most.
const LONGEST_ANSWER: usize = 512 << 10;

/// Where requests may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Anywhere: whoever runs the server has said where.
    Anywhere,
    /// To addresses of the internet alone, by TLS: where, anybody may have said.
    Public,
}

/// Why a request has no answer.
#[derive(Debug, Error)]
pub enum Unanswered {
    /// The address is not one by HTTPS, nor one of this machine.
    #[error("the address is not one by https")]
    Insecure,
    /// The host is one of this machine or of a private network.
    #[error("the address is not one of the internet")]
    Private,
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
    reach: Reach,
}

impl Client {
    /// One that trusts the certificates that browsers trust.
    pub fn new(reach: Reach) -> Result<Client, rustls::Error> {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Client { tls: TlsConnector::from(Arc::new(config)), reach })
    }

    /// Whether a request may go to an address, as far as that can be seen from it.
    pub fn may_ask(&self, address: &Uri) -> Result<(), Unanswered> {
        match (is_by_tls(address)?, self.reach) {
            (false, Reach::Public) => Err(Unanswered::Insecure),
            _ => Ok(()),
        }
    }

    /// Sends a request to where its address says, and gives the answer, whatever it is.
    pub async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Unanswered> {
        tokio::time::timeout(PATIENCE, self.ask(request)).await.map_err(|_| Unanswered::Late)?
    }

    /// Connects to a host. Where requests go to the internet alone, what its name leads to is looked at, and that is where it is asked:
    /// a name that leads elsewhere a moment later helps nobody.
    async fn connect(&self, host: &str, port: u16) -> Result<TcpStream, Unanswered> {
        if self.reach == Reach::Anywhere {
            return Ok(TcpStream::connect((host, port)).await?);
        }
        let found = lookup_host((host, port)).await?.filter(|address| is_public(address.ip()));
        match &found.collect::<Vec<_>>()[..] {
            [] => Err(Unanswered::Private),
            found => Ok(TcpStream::connect(found).await?),
        }
    }

    async fn ask(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Unanswered> {
        let host = request.uri().host().ok_or(Unanswered::Host)?.trim_matches(['[', ']']).to_owned();
        let is_tls = is_by_tls(request.uri())?;
        let port = request.uri().port_u16().unwrap_or(if is_tls { 443 } else { 80 });
        self.may_ask(request.uri())?;
        let socket = self.connect(&host, port).await?;
        if is_tls {
            let socket = self.tls.connect(ServerName::try_from(host)?, socket).await?;
            exchange(socket, request).await
        } else {
            exchange(socket, request).await
        }
    }
}

/// Whether an address is of the internet: none of this machine, of a private network, or for something else than one other side.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            let [first, second, third, _] = address.octets();
            let is_special = matches!(
                (first, second, third),
                (0 | 240.., ..) | (100, 64..128, _) | (192, 0, 0) | (192, 88, 99) | (198, 18..20, _)
            );
            !(is_special
                || address.is_private()
                || address.is_loopback()
                || address.is_link_local()
                || address.is_documentation()
                || address.is_multicast())
        }
        IpAddr::V6(address) => {
            // Unicast of the internet, but for what leads to an address of version 4 (6to4, Teredo) or nowhere (documentation).
            let [first, second, ..] = address.segments();
            (0x2000..0x4000).contains(&first) && !matches!((first, second), (0x2002, _) | (0x2001, 0 | 0xdb8))
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
    fn only_addresses_of_the_internet_are_public() {
        for public in ["1.1.1.1", "193.99.144.80", "100.128.0.1", "2606:4700::1111", "2a02:2e0::80"] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
        for other in [
            "127.0.0.1",
            "127.8.8.8",
            "0.0.0.0",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "192.0.0.8",
            "192.0.2.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:1.1.1.1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "2001::1",
            "2001:db8::1",
        ] {
            assert!(!is_public(other.parse().unwrap()), "{other}");
        }
    }

    #[tokio::test]
    async fn where_anybody_may_say_where_nothing_of_this_machine_is_asked() {
        let client = Client::new(Reach::Public).unwrap();
        let ask = |uri: &str| client.send(Request::get(uri).body(Vec::new()).unwrap());
        for (uri, is_private) in
            [("https://127.0.0.1:1/", true), ("https://[::1]:1/", true), ("https://localhost:1/", true)]
        {
            let answer = ask(uri).await;
            assert_eq!(matches!(answer, Err(Unanswered::Private)), is_private, "{uri}: {answer:?}");
        }
        assert!(matches!(ask("http://127.0.0.1:1/").await, Err(Unanswered::Insecure)));
    }

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
