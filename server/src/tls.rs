//! TLS by the server itself: a certificate and its key from files, read again when the operator says that they are new.

use std::path::PathBuf;
use std::sync::{Arc, RwLock};

use thiserror::Error;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// Why a certificate is not used. The text is for the operator.
#[derive(Debug, Error)]
pub enum TlsError {
    /// The file with the certificates cannot be read as such.
    #[error("{file} is no file of certificates in PEM form: {reason}")]
    Certificate {
        /// The file.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The file with the key cannot be read as such.
    #[error("{file} is no file with a private key in PEM form: {reason}")]
    Key {
        /// The file.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// They do not belong together, or are of a kind that is not known.
    #[error("the certificate and its key cannot be used together: {0}")]
    Pair(String),
}

/// A certificate that connections are accepted with.
#[derive(Debug)]
pub struct Tls {
    certificates: PathBuf,
    key: PathBuf,
    current: RwLock<Arc<ServerConfig>>,
}

impl Tls {
    /// Reads the files: the certificate and those that lead to its root, and the key.
    pub fn load(certificates: PathBuf, key: PathBuf) -> Result<Tls, TlsError> {
        let current = RwLock::new(read(&certificates, &key)?);
        Ok(Tls { certificates, key, current })
    }

    /// Reads the files again. On an error what was there stays.
    pub fn reload(&self) -> Result<(), TlsError> {
        let new = read(&self.certificates, &self.key)?;
        *self.current.write().expect("nothing panics while it holds the certificate") = new;
        Ok(())
    }

    /// What takes in the next connection.
    pub fn acceptor(&self) -> TlsAcceptor {
        self.current.read().expect("nothing panics while it holds the certificate").clone().into()
    }
}

fn read(certificates: &PathBuf, key: &PathBuf) -> Result<Arc<ServerConfig>, TlsError> {
    let unreadable =
        |reason: String| TlsError::Certificate { file: certificates.display().to_string(), reason };
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(certificates)
        .and_then(Iterator::collect)
        .map_err(|error| unreadable(error.to_string()))?;
    if chain.is_empty() {
        return Err(unreadable("there is none in it".to_owned()));
    }
    let key = PrivateKeyDer::from_pem_file(key)
        .map_err(|error| TlsError::Key { file: key.display().to_string(), reason: error.to_string() })?;
    let mut config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|error| TlsError::Pair(error.to_string()))?;
    // WebSockets are HTTP/1.1's.
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}
