//! Single sign-on by OpenID Connect: who somebody is says a provider that whoever runs the server trusts. Here is what is asked of
//! it and what of its answers is believed (OpenID Connect Core 1.0, 3.1; RFC 7636; RFC 9207); which account that is, is
//! `identities`' business, and what people see is in `pages::sso`.

pub mod flow;

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, Utc};
use openidconnect::core::{
    CoreAuthPrompt, CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreGenderClaim,
    CoreJwsSigningAlgorithm, CoreProviderMetadata,
};
use openidconnect::{
    AccessTokenHash, AsyncHttpClient, AuthType, AuthorizationCode, ClaimsVerificationError, ClientId,
    ClientSecret, CsrfToken, EmptyAdditionalClaims, EndUserName, EndUserUsername, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IssuerUrl, LocalizedClaim, Nonce,
    OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope,
    SignatureVerificationError, TokenResponse, UserInfoClaims, UserInfoError,
};
use tokio::sync::Semaphore;

use crate::clock::steady_ms;
use crate::outgoing::{self, Client as Http, Reach, Unanswered};
use flow::Flow;

/// How long what a provider says of itself is believed without asking again, in milliseconds,
const KNOWN_MS: u64 = 60 * 60 * 1000;
/// and how often it is asked again before that because of a key that nobody knows.
const AGAIN_MS: u64 = 60 * 1000;
/// Requests to the provider at a time.
const ASKING: usize = 8;
/// How far the provider's clock may be from ours.
const SLACK: Duration = Duration::from_secs(60);
/// With what a provider may sign: nothing, or a secret that both know, is no signature here.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// How a provider is reached.
#[derive(Debug, Clone)]
pub struct SsoSettings {
    /// Its address, as it says it itself.
    pub issuer: String,
    /// As what it knows this server,
    pub client_id: String,
    /// and what proves that to it; without one this server proves nothing but that it has begun what it ends.
    pub client_secret: Option<Secret>,
    /// What people call it.
    pub name: String,
    /// Whether nobody makes an account but by it.
    pub is_only_sign_up: bool,
}

/// Something that is in no log.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(secret)")
    }
}

/// Why nobody comes in by the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It does not answer, or not as it should.
    Away,
    /// Too many ask it at this moment.
    Busy,
    /// This browser did not begin what it wants to end, or too long ago, or has ended it already.
    Lost,
    /// Whoever was asked there did not want to.
    Cancelled,
    /// It says by itself that it does not do this.
    Declined,
    /// What it says is from another time than ours.
    Clock,
    /// What it says is not to be believed.
    Untrue,
}

/// Whom a provider says that it has seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The provider's own name for him, which is never anybody else's there.
    pub subject: String,
    /// His e-mail address,
    pub email: Option<String>,
    /// and whether the provider has seen that it is his.
    pub is_proven: bool,
    /// What he is called.
    pub name: Option<String>,
}

/// What a provider has said of itself, and when by the steady clock.
struct Known {
    metadata: Arc<CoreProviderMetadata>,
    read_ms: u64,
    /// When it was asked again because of a key that nobody knew.
    again_ms: Option<u64>,
}

/// The provider.
pub struct Provider {
    /// How it is reached.
    pub settings: SsoSettings,
    issuer: IssuerUrl,
    http: Http,
    known: Mutex<Option<Known>>,
    asking: Semaphore,
}

impl Provider {
    /// A provider, which nobody has asked anything yet. An error is for whoever starts the server.
    pub fn new(settings: SsoSettings) -> Result<Provider, String> {
        let issuer = IssuerUrl::new(settings.issuer.clone())
            .ok()
            .filter(|issuer| issuer.as_str().parse().is_ok_and(|uri| outgoing::is_by_tls(&uri).is_ok()))
            .ok_or("the issuer of single sign-on is not an address such as https://id.example")?;
        let http = Http::new(Reach::Anywhere).map_err(|error| error.to_string())?;
        Ok(Provider { settings, issuer, http, known: Mutex::default(), asking: Semaphore::new(ASKING) })
    }

    /// Begins: what the browser keeps meanwhile, and where it goes.
    pub async fn begin(&self, next: &str, site: &str, is_again: bool) -> Result<(Flow, String), Refusal> {
        let redirect = format!("{site}/sso/callback");
        let client = self.client(self.metadata(false).await?, &redirect)?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let mut request = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .add_scope(Scope::new("email".to_owned()))
            .add_scope(Scope::new("profile".to_owned()))
            .set_pkce_challenge(challenge);
        if is_again {
            // Who is signed in already wants to show that it is he who sits there, and not only his browser.
            request = request.add_prompt(CoreAuthPrompt::Login);
        }
        let (address, state, nonce) = request.url();
        let flow = Flow::begin(state.secret(), nonce.secret(), verifier.secret(), &redirect, next);
        Ok((flow, address.to_string()))
    }

    /// Ends: asks the provider for its word, and says whom it has seen if that is to be believed.
    pub async fn end(&self, flow: &Flow, code: String, issuer: Option<&str>) -> Result<Claim, Refusal> {
        // A provider that says who it is says it here, too: what another one began is not ended here.
        if issuer.is_some_and(|issuer| issuer != self.issuer.as_str()) {
            return Err(Refusal::Untrue);
        }
        let metadata = self.metadata(false).await?;
        let mut client = self.client(metadata, &flow.redirect)?;
        let request = client.exchange_code(AuthorizationCode::new(code)).map_err(|_| Refusal::Away)?;
        let asking = self.asking.try_acquire().map_err(|_| Refusal::Busy)?;
        let answer = request
            .set_pkce_verifier(PkceCodeVerifier::new(flow.verifier.clone()))
            .request_async(&self.http)
            .await
            .map_err(|error| match error {
                RequestTokenError::ServerResponse(said) => {
                    tracing::warn!(error = %said.error(), "the provider of single sign-on takes no code of ours");
                    Refusal::Untrue
                }
                error => away(&error),
            })?;
        drop(asking);
        let token = answer.id_token().ok_or(Refusal::Untrue)?;
        let nonce = Nonce::new(flow.nonce.clone());
        let told = token.claims(&verifier(&client), &nonce).cloned();
        let claims = match told {
            // It may have another key since it was asked.
            Err(ClaimsVerificationError::SignatureVerification(
                SignatureVerificationError::NoMatchingKey | SignatureVerificationError::CryptoError(_),
            )) => {
                client = self.client(self.metadata(true).await?, &flow.redirect)?;
                token.claims(&verifier(&client), &nonce).cloned().map_err(untrue)?
            }
            told => told.map_err(untrue)?,
        };
        if let Some(expected) = claims.access_token_hash() {
            let verifier = verifier(&client);
            let key = token.signing_key(&verifier).map_err(|_| Refusal::Untrue)?;
            let algorithm = token.signing_alg().map_err(|_| Refusal::Untrue)?;
            let found = AccessTokenHash::from_token(answer.access_token(), algorithm, key);
            if found.ok().as_ref() != Some(expected) {
                return Err(Refusal::Untrue);
            }
        }
        let mut claim = Claim {
            subject: claims.subject().to_string(),
            email: claims.email().map(|email| email.to_string()),
            is_proven: claims.email_verified() == Some(true),
            name: called(claims.name(), claims.preferred_username()),
        };
        if claim.email.is_none() && client.user_info_url().is_some() {
            let _asking = self.asking.try_acquire().map_err(|_| Refusal::Busy)?;
            let request = client.user_info(answer.access_token().clone(), Some(claims.subject().clone()));
            let told: UserInfoClaims<EmptyAdditionalClaims, CoreGenderClaim> =
                request.map_err(|_| Refusal::Away)?.request_async(&self.http).await.map_err(|error| {
                    match error {
                        UserInfoError::ClaimsVerification(error) => untrue(error),
                        error => away(&error),
                    }
                })?;
            claim.email = told.email().map(|email| email.to_string());
            claim.is_proven = told.email_verified() == Some(true);
            claim.name = called(told.name(), told.preferred_username()).or(claim.name);
        }
        Ok(claim)
    }

    fn client(&self, metadata: Arc<CoreProviderMetadata>, redirect: &str) -> Result<Client, Refusal> {
        let redirect = RedirectUrl::new(redirect.to_owned()).map_err(|_| Refusal::Lost)?;
        let takes = metadata.token_endpoint_auth_methods_supported();
        let is_in_body = takes.is_some_and(|methods| {
            methods.contains(&CoreClientAuthMethod::ClientSecretPost)
                && !methods.contains(&CoreClientAuthMethod::ClientSecretBasic)
        });
        let secret =
            self.settings.client_secret.as_ref().map(|Secret(secret)| ClientSecret::new(secret.clone()));
        let id = ClientId::new(self.settings.client_id.clone());
        let client = CoreClient::from_provider_metadata((*metadata).clone(), id, secret);
        let by = if is_in_body { AuthType::RequestBody } else { AuthType::BasicAuth };
        Ok(client.set_redirect_uri(redirect).set_auth_type(by))
    }

    /// What the provider says of itself: its addresses and its keys. Of a key that is not among them it is asked again, now and then.
    async fn metadata(&self, lacks_key: bool) -> Result<Arc<CoreProviderMetadata>, Refusal> {
        let now_ms = steady_ms();
        let again_ms = {
            let known = self.known.lock().expect("nothing panics while it holds what is known");
            let was_asked =
                |known: &Known| known.again_ms.is_some_and(|again_ms| now_ms < again_ms + AGAIN_MS);
            match &*known {
                Some(known) if lacks_key && !was_asked(known) => Some(now_ms),
                Some(known) if now_ms < known.read_ms + KNOWN_MS => return Ok(known.metadata.clone()),
                _ => None,
            }
        };
        let _asking = self.asking.try_acquire().map_err(|_| Refusal::Busy)?;
        let found = CoreProviderMetadata::discover_async(self.issuer.clone(), &self.http).await;
        let metadata = Arc::new(found.map_err(|error| away(&error))?);
        let known = Known { metadata: metadata.clone(), read_ms: now_ms, again_ms };
        *self.known.lock().expect("nothing panics while it holds what is known") = Some(known);
        Ok(metadata)
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = Unanswered;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Unanswered>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

/// What of a provider's word is believed: signed by one of its keys, by it, for this server, at this time.
fn verifier(client: &Client) -> openidconnect::core::CoreIdTokenVerifier<'_> {
    let is_of_now = |issued: DateTime<Utc>| match issued <= Utc::now() + SLACK {
        true => Ok(()),
        false => Err("it was made in the future".to_owned()),
    };
    client
        .id_token_verifier()
        .set_allowed_algs(ALGORITHMS)
        .set_time_fn(|| Utc::now() - SLACK)
        .set_issue_time_verifier_fn(is_of_now)
}

/// What somebody is called: by his name, or else as what he signs in there.
fn called(name: Option<&LocalizedClaim<EndUserName>>, user: Option<&EndUserUsername>) -> Option<String> {
    let name = name.and_then(|name| name.get(None)).map(|name| name.to_string());
    name.or_else(|| user.map(|user| user.to_string()))
}

fn untrue(error: ClaimsVerificationError) -> Refusal {
    tracing::warn!(%error, "the provider of single sign-on says what is not to be believed");
    match error {
        ClaimsVerificationError::Expired(_) => Refusal::Clock,
        _ => Refusal::Untrue,
    }
}

fn away(error: &dyn std::error::Error) -> Refusal {
    let source = error.source().map(ToString::to_string).unwrap_or_default();
    tracing::warn!(%error, source, "the provider of single sign-on does not answer as it should");
    Refusal::Away
}
