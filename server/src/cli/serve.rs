//! `octavo serve`: the settings, and starting and stopping the server with them.

use std::io::{self, IsTerminal as _, Write as _};
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;

use anyhow::{Context as _, anyhow, bail};
use clap::parser::ValueSource;
use clap::{ArgMatches, Args, ValueEnum};
use rustix::process::{Resource, getrlimit, setrlimit};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use super::bounds::Bounds;
use super::data_folder;
use crate::app::{self, App};
use crate::config::Config;
use crate::control::{Control, Restore};
use crate::listener::Port;
use crate::people::mail::MailSettings;
use crate::people::sso::{Secret, SsoSettings};
use crate::search;
use crate::status::Status;
use crate::store::Store;
use crate::tls::Tls;
use crate::upkeep;

/// Stack of the threads that rooms run on, in bytes. Documents are trees, and the CRDT walks some of them by recursion.
const STACK: usize = 16 << 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LogFormat {
    Text,
    Json,
}

/// The settings of `octavo serve`.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// A file with these settings, in TOML: each by its name here, such as `max-rooms = 100`. A flag counts before the
    /// environment, and that before the file.
    #[arg(long, value_name = "FILE", env = "OCTAVO_CONFIG")]
    config: Option<PathBuf>,

    /// The folder that holds the documents. It is made when it is not there [default: octavo in the user's data folder].
    #[arg(long, value_name = "DIR", env = "OCTAVO_DATA")]
    data: Option<PathBuf>,

    /// The address and port to listen on. 0.0.0.0:8080 lets other machines in.
    #[arg(long, value_name = "ADDR", env = "OCTAVO_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,

    /// A file with the server's certificate, and those that lead to its root, in PEM form: the server then speaks TLS by
    /// itself. Read again on the signal HUP.
    #[arg(long, value_name = "FILE", env = "OCTAVO_TLS_CERT", requires = "tls_key")]
    tls_cert: Option<PathBuf>,

    /// The file with the private key of the certificate, in PEM form.
    #[arg(long, value_name = "FILE", env = "OCTAVO_TLS_KEY", requires = "tls_cert")]
    tls_key: Option<PathBuf>,

    /// How much is logged: error, warn, info, debug, or a filter such as octavo_server::store=debug.
    #[arg(long, value_name = "FILTER", env = "OCTAVO_LOG", default_value = "warn")]
    log: String,

    /// How it is logged: lines for people, or an object of JSON each.
    #[arg(long, value_name = "FORMAT", env = "OCTAVO_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    log_format: LogFormat,

    /// Let any Yjs client open any room by name without signing in. Everybody who reaches the server can then read and
    /// write everything in it.
    #[arg(long, env = "OCTAVO_OPEN")]
    open: bool,

    /// A site whose pages may connect beside the server's own, such as https://app.example. Can be given several times.
    #[arg(long = "allow-origin", value_name = "ORIGIN", env = "OCTAVO_ALLOW_ORIGIN", value_delimiter = ',')]
    allowed_origins: Vec<String>,

    /// Let hooks lead to addresses of this machine and of private networks, also without TLS on this machine. Whoever has an account can then
    /// have the server send requests to them
    #[arg(long, env = "OCTAVO_PRIVATE_HOOKS")]
    private_hooks: bool,

    /// Answer /metrics with counts for Prometheus. Whoever reaches the server can read them.
    #[arg(long, env = "OCTAVO_METRICS")]
    metrics: bool,

    /// The server's address as people know it, such as https://octavo.example: where links in letters lead. If it begins
    /// with https, cookies travel by TLS alone.
    #[arg(long, value_name = "URL", env = "OCTAVO_PUBLIC_URL", value_parser = public_url)]
    public_url: Option<String>,

    /// A proxy is in front of the server and says in X-Forwarded-For where a request comes from.
    #[arg(long, env = "OCTAVO_BEHIND_PROXY")]
    behind_proxy: bool,

    /// The mail server that takes letters: smtp://host:25, or smtp://user:password@host:587?tls=required, or
    /// smtps://user:password@host. Better in the environment or the file than here, where others see the password.
    #[arg(
        long,
        value_name = "URL",
        env = "OCTAVO_MAIL_SERVER",
        hide_env_values = true,
        requires = "mail_from",
        requires = "public_url"
    )]
    mail_server: Option<String>,

    /// Whom letters are from, such as "Octavo <octavo@example.org>".
    #[arg(long, value_name = "SENDER", env = "OCTAVO_MAIL_FROM", requires = "mail_server")]
    mail_from: Option<String>,

    /// The provider of single sign-on (OpenID Connect), such as https://id.example.org: as it names itself.
    #[arg(long, value_name = "URL", env = "OCTAVO_OIDC_ISSUER", requires = "oidc_client_id")]
    oidc_issuer: Option<String>,

    /// As what the provider knows this server. It has to know the address that it leads back to, too: this server's, and
    /// /sso/callback.
    #[arg(long, value_name = "ID", env = "OCTAVO_OIDC_CLIENT_ID", requires = "oidc_issuer")]
    oidc_client_id: Option<String>,

    /// What proves that to the provider. Only in the environment or the file, as others see what stands here.
    #[arg(
        long,
        value_name = "SECRET",
        env = "OCTAVO_OIDC_CLIENT_SECRET",
        hide_env_values = true,
        requires = "oidc_issuer"
    )]
    oidc_client_secret: Option<String>,

    /// What people call the provider: it stands on the button.
    #[arg(long, value_name = "NAME", env = "OCTAVO_OIDC_NAME", default_value = "Single sign-on")]
    oidc_name: String,

    /// Nobody makes an account but by the provider. Who has one signs in as before.
    #[arg(long, env = "OCTAVO_OIDC_ONLY", requires = "oidc_issuer")]
    oidc_only: bool,

    #[command(flatten)]
    bounds: Bounds,
}

impl Serve {
    /// Serves until the process is asked to stop.
    pub(super) fn run(self) -> anyhow::Result<()> {
        let filter = EnvFilter::try_new(&self.log)
            .map_err(|error| anyhow!("{:?} does not say how much is logged: {error}.", self.log))?;
        let log = tracing_subscriber::fmt().with_writer(io::stderr).with_env_filter(filter);
        match self.log_format {
            LogFormat::Text => log.with_ansi(io::stderr().is_terminal()).init(),
            LogFormat::Json => log.json().flatten_event(true).init(),
        }
        allow_many_files();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .thread_stack_size(STACK)
            .build()
            .context("The server's threads cannot be started")?;
        runtime.block_on(self.serve())
    }

    async fn serve(self) -> anyhow::Result<()> {
        let folder = data_folder(self.data.clone())?;
        let tls = match (&self.tls_cert, &self.tls_key) {
            (Some(certificates), Some(key)) => Some(Arc::new(
                Tls::load(certificates.clone(), key.clone()).map_err(|error| anyhow!("{error}."))?,
            )),
            _ => None,
        };
        if self.oidc_issuer.is_some() != self.oidc_client_id.is_some() {
            bail!("Single sign-on needs both --oidc-issuer and --oidc-client-id.");
        }
        // The port first: it says soonest that Octavo is running already.
        let port = Port::take(self.listen).map_err(|error| self.cannot_listen(&error))?;
        let address = port.address().context("The system does not say on which port it listens")?;
        let store = Store::open(&folder)?;
        if self.open {
            eprintln!(
                "WARNING: --open is on. Anybody who reaches {address} can read and write every room, without signing in."
            );
        }
        if let Some(tls) = &tls {
            reload_on_signal(tls.clone())
                .context("The server cannot listen for the signal to read its files")?;
        }
        let scheme = if tls.is_some() { "https" } else { "http" };
        let site = format!("{scheme}://{}", reachable(address));
        self.serve_until_stopped(&folder, store, &site, port, tls).await
    }

    /// Serves the store, and after it each that is restored in its place, until the process is asked to stop.
    async fn serve_until_stopped(
        &self,
        folder: &Path,
        mut store: Store,
        site: &str,
        port: Port,
        tls: Option<Arc<Tls>>,
    ) -> anyhow::Result<()> {
        let mut stop = pin!(stop_signal().context("The server cannot listen for the signal to stop")?);
        let mut is_ready = false;
        let mut restored: Option<(Restore, Result<PathBuf, String>)> = None;
        loop {
            let listener = port.listener().context("The port cannot be listened on")?;
            let mut control = Control::listen(folder, store.clone()).inspect_err(|error| {
                tracing::warn!(%error, "no socket in the data folder: octavo backup needs the server to stop first");
            });
            let mut app = App::new(store.clone(), self.config(folder, tls.clone()))
                .map_err(|error| anyhow!("Octavo cannot start: {error}."))?;
            app.status = Status::open(folder).minding(app.search.clone());
            let watching = tokio::spawn(app.status.clone().watch(store, app.people.clone()));
            let setup = app.people.offer_setup().await?;
            if !std::mem::replace(&mut is_ready, true) {
                writeln!(io::stdout(), "Octavo is ready: {site}")?;
            }
            if let Some((restore, outcome)) = restored.take() {
                restore.answer(outcome.as_deref().map_err(String::as_str));
            }
            if let Some(path) = setup {
                let site = self.public_url.as_deref().map_or(site, |site| site.trim_end_matches('/'));
                // Not to the log, which others may read. That nobody reads it here either does no harm.
                let _ = writeln!(
                    io::stdout(),
                    "Nobody administers this server yet. Whoever opens this link first does: {site}{path}"
                );
            }
            let mut asked = None;
            let end = async {
                tokio::select! {
                    () = &mut stop => {}
                    restore = asked_for(&mut control) => asked = Some(restore),
                }
            };
            let is_stored = app::run(listener, app, end).await;
            watching.abort();
            let Some(restore) = asked else {
                return is_stored.then_some(()).ok_or_else(|| {
                    anyhow!("Stopping took too long; some documents may not have been written to the end.")
                });
            };
            drop(control);
            let outcome;
            (store, outcome) = replace(folder)?;
            restored = Some((restore, outcome));
        }
    }

    fn config(&self, folder: &Path, tls: Option<Arc<Tls>>) -> Config {
        Config {
            is_open: self.open,
            allowed_origins: self.allowed_origins.clone(),
            has_private_hooks: self.private_hooks,
            has_metrics: self.metrics,
            tls,
            public_url: self.public_url.clone(),
            is_behind_proxy: self.behind_proxy,
            mail: self
                .mail_server
                .clone()
                .zip(self.mail_from.clone())
                .map(|(server, from)| MailSettings { server, from }),
            search_folder: Some(folder.join(search::FOLDER)),
            sso: self.oidc_issuer.clone().zip(self.oidc_client_id.clone()).map(|(issuer, client_id)| {
                let client_secret = self.oidc_client_secret.clone().map(Secret);
                SsoSettings {
                    issuer,
                    client_id,
                    client_secret,
                    name: self.oidc_name.clone(),
                    is_only_sign_up: self.oidc_only,
                }
            }),
            limits: self.bounds.limits(),
        }
    }

    fn cannot_listen(&self, error: &io::Error) -> anyhow::Error {
        let address = self.listen;
        match error.kind() {
            io::ErrorKind::AddrInUse => {
                anyhow!(
                    "Port {} is in use. Is Octavo running already? Name another with --listen.",
                    address.port()
                )
            }
            io::ErrorKind::PermissionDenied => {
                anyhow!(
                    "Port {} needs more rights than you have. Name one above 1023 with --listen.",
                    address.port()
                )
            }
            _ => anyhow!("Octavo cannot listen on {address}: {error}."),
        }
    }
}

/// Ready when somebody asks for a restored store in the place of the one that is served.
async fn asked_for(control: &mut io::Result<Control>) -> Restore {
    match control {
        Ok(control) => control.restore().await,
        Err(_) => std::future::pending().await,
    }
}

/// Puts the restored store in the place of the one that was served, and opens it. Gives where that one is now; or, opened again,
/// that one, and why.
fn replace(folder: &Path) -> anyhow::Result<(Store, Result<PathBuf, String>)> {
    let before = match upkeep::put_in_place(folder) {
        Ok(before) => before.unwrap_or_default(),
        Err(error) => {
            let why = format!("The copy cannot be put in place: {error}.");
            return Ok((Store::open(folder)?, Err(why)));
        }
    };
    match Store::open(folder) {
        Ok(store) => {
            tracing::warn!(before = %before.display(), "a restored store is served");
            Ok((store, Ok(before)))
        }
        Err(error) => {
            upkeep::put_back(folder, &before)?;
            Ok((Store::open(folder)?, Err(format!("The copy cannot be served: {error}"))))
        }
    }
}

/// The setting that must not stand among the arguments, where it does.
pub(super) fn secret_in_arguments(matches: &ArgMatches) -> Option<&'static str> {
    let serve = matches.subcommand_matches("serve")?;
    let source = serve.value_source("oidc_client_secret");
    (source == Some(ValueSource::CommandLine)).then_some("oidc-client-secret")
}

/// Every connection is an open file, and the usual limit on those is low; the system lets a process raise it to a second,
/// higher one.
fn allow_many_files() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    if let Err(error) = setrlimit(Resource::Nofile, limit) {
        tracing::warn!(%error, "the limit on open files stays as it is");
    }
}

/// Reads an address of a site: a scheme and a host, and nothing behind them.
fn public_url(text: &str) -> Result<String, String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let host = rest.map(|rest| rest.trim_end_matches('/')).filter(|host| {
        !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte))
    });
    host.map(|_| text.trim_end_matches('/').to_owned())
        .ok_or_else(|| "an address such as https://octavo.example is meant".to_owned())
}

/// An address that a browser on this machine can open.
fn reachable(address: SocketAddr) -> String {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => format!("localhost:{}", address.port()),
        IpAddr::V6(ip) if ip.is_unspecified() => format!("localhost:{}", address.port()),
        _ => address.to_string(),
    }
}

/// Ready when the process is asked to stop.
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Reads the certificate again whenever the process gets the signal HUP.
fn reload_on_signal(tls: Arc<Tls>) -> io::Result<()> {
    let mut hangup = signal(SignalKind::hangup())?;
    tokio::spawn(async move {
        while hangup.recv().await.is_some() {
            match tls.reload() {
                Ok(()) => tracing::warn!("the certificate was read again"),
                Err(error) => {
                    tracing::error!(%error, "the certificate was not read again; the old one stays")
                }
            }
        }
    });
    Ok(())
}
