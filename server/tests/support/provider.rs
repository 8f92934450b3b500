//! A provider of single sign-on on a port of this machine, as far as ours speaks with one (OpenID Connect Core 1.0), that says what it
//! is told to say, also what nobody may believe.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::extract::{Form, State};
use axum::http::HeaderMap;
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::digest::{SHA256, digest};
use ring::hmac;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub const CLIENT: &str = "octavo";
const ACCESS: &[u8] = b"an access token";
pub const SECRET: &str = "a secret of the provider's";

/// What is wrong with what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lie {
    Nothing,
    /// Its word is for something else that was begun.
    Nonce,
    /// Its word is for another server,
    Audience,
    /// or for that as well.
    Audiences,
    Expired,
    Future,
    /// No signature.
    Unsigned,
    /// A signature with the secret that both know.
    Shared,
    /// A signature with a key that is not its own.
    Key,
    /// Another issuer in its word,
    Issuer,
    /// or in the address that it leads back to.
    Iss,
    /// The token that comes with its word is another than the word is for.
    Token,
    /// The address is somebody else's than who has signed in.
    Subject,
}

/// Who sits there.
#[derive(Debug, Clone)]
pub struct Person {
    pub subject: &'static str,
    pub email: Option<&'static str>,
    pub is_verified: bool,
    pub name: &'static str,
}

pub const ADA: Person =
    Person { subject: "1815", email: Some("ada@example.org"), is_verified: true, name: "Ada Lovelace" };

struct Begun {
    nonce: String,
    challenge: String,
    redirect: String,
}

struct Inside {
    issuer: String,
    person: Person,
    lie: Lie,
    key: (EcdsaKeyPair, String),
    other: EcdsaKeyPair,
    codes: HashMap<String, Begun>,
}

/// The provider. It runs until it is dropped.
pub struct Provider {
    pub address: SocketAddr,
    inside: Arc<Mutex<Inside>>,
    task: JoinHandle<()>,
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Provider {
    pub async fn open(address: SocketAddr) -> Provider {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let inside = Arc::new(Mutex::new(Inside {
            issuer: format!("http://{address}"),
            person: ADA,
            lie: Lie::Nothing,
            key: (key(), "1".to_owned()),
            other: key(),
            codes: HashMap::new(),
        }));
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(metadata))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .route("/me", get(me))
            .with_state(inside.clone());
        let task = tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Provider { address, inside, task }
    }

    pub fn issuer(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn seats(&self, person: Person) {
        self.inside.lock().unwrap().person = person;
    }

    pub fn lies(&self, lie: Lie) {
        self.inside.lock().unwrap().lie = lie;
    }

    /// It has another key from now on.
    pub fn renews_its_key(&self) {
        self.inside.lock().unwrap().key = (key(), "2".to_owned());
    }

    /// Whoever is led here signs in, and is led back: to this path.
    pub fn signs_in(&self, address: &str) -> String {
        let (mut inside, address) = (self.inside.lock().unwrap(), url::Url::parse(address).unwrap());
        assert!(address.as_str().starts_with(&format!("{}/authorize?", inside.issuer)), "{address}");
        let asked: HashMap<String, String> = address.query_pairs().into_owned().collect();
        let told = |name: &str| asked[name].clone();
        assert_eq!((told("client_id"), told("response_type")), (CLIENT.to_owned(), "code".to_owned()));
        assert_eq!(
            (told("code_challenge_method"), told("scope")),
            ("S256".to_owned(), "openid email profile".to_owned())
        );
        let code = format!("code-{}", inside.codes.len());
        let (nonce, challenge, redirect) = (told("nonce"), told("code_challenge"), told("redirect_uri"));
        assert!(redirect.ends_with("/sso/callback"), "{redirect}");
        inside.codes.insert(code.clone(), Begun { nonce, challenge, redirect });
        let issuer = if inside.lie == Lie::Iss { "https://evil.example" } else { &inside.issuer };
        format!("/sso/callback?code={code}&state={}&iss={issuer}", told("state"))
    }
}

fn key() -> EcdsaKeyPair {
    let (random, kind) = (SystemRandom::new(), &ECDSA_P256_SHA256_FIXED_SIGNING);
    let key = EcdsaKeyPair::generate_pkcs8(kind, &random).unwrap();
    EcdsaKeyPair::from_pkcs8(kind, key.as_ref(), &random).unwrap()
}

type Here = State<Arc<Mutex<Inside>>>;

async fn metadata(State(inside): Here) -> Json<Value> {
    let issuer = inside.lock().unwrap().issuer.clone();
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/me"),
        "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        // What it says here is not what is taken.
        "id_token_signing_alg_values_supported": ["ES256", "HS256", "none"],
    }))
}

async fn keys(State(inside): Here) -> Json<Value> {
    let inside = inside.lock().unwrap();
    let point = inside.key.0.public_key().as_ref();
    let (x, y) = (encoded(&point[1..33]), encoded(&point[33..]));
    Json(
        json!({ "keys": [{ "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": inside.key.1, "x": x, "y": y }] }),
    )
}

async fn token(
    State(inside): Here,
    headers: HeaderMap,
    Form(asked): Form<HashMap<String, String>>,
) -> Result<Json<Value>, (axum::http::StatusCode, Json<Value>)> {
    let mut inside = inside.lock().unwrap();
    let refused = |why: &str| Err((axum::http::StatusCode::BAD_REQUEST, Json(json!({ "error": why }))));
    let secret: String = url::form_urlencoded::byte_serialize(SECRET.as_bytes()).collect();
    let basic = format!("Basic {}", STANDARD.encode(format!("{CLIENT}:{secret}")));
    if headers.get("authorization").map(|it| it.to_str().unwrap()) != Some(&basic) {
        return refused("invalid_client");
    }
    // Each code is taken once.
    let Some(begun) = inside.codes.remove(&asked["code"]) else { return refused("invalid_grant") };
    let proof = encoded(digest(&SHA256, asked["code_verifier"].as_bytes()).as_ref());
    if proof != begun.challenge || asked["redirect_uri"] != begun.redirect {
        return refused("invalid_grant");
    }
    let word = word(&inside, &begun.nonce);
    Ok(Json(
        json!({ "access_token": String::from_utf8_lossy(ACCESS), "token_type": "Bearer", "expires_in": 60, "id_token": word }),
    ))
}

async fn me(State(inside): Here) -> Json<Value> {
    let inside = inside.lock().unwrap();
    let person = &inside.person;
    let subject = if inside.lie == Lie::Subject { "somebody else" } else { person.subject };
    let mut told = json!({ "sub": subject, "name": person.name, "email_verified": person.is_verified });
    if let Some(email) = person.email {
        told["email"] = json!(email);
    }
    Json(told)
}

/// Its word for whoever sits there.
fn word(inside: &Inside, nonce: &str) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let lie = inside.lie;
    let (issued, expires) = match lie {
        Lie::Expired => (now - 7200, now - 3600),
        Lie::Future => (now + 3600, now + 7200),
        _ => (now, now + 60),
    };
    let audience = match lie {
        Lie::Audience => json!("another"),
        Lie::Audiences => json!([CLIENT, "another"]),
        _ => json!(CLIENT),
    };
    let claims = json!({
        "iss": if lie == Lie::Issuer { "https://evil.example" } else { &inside.issuer },
        "sub": inside.person.subject,
        "aud": audience,
        "iat": issued,
        "exp": expires,
        "nonce": if lie == Lie::Nonce { "another" } else { nonce },
        "at_hash": encoded(&digest(&SHA256, if lie == Lie::Token { b"another" } else { ACCESS }).as_ref()[..16]),
    });
    let algorithm = match lie {
        Lie::Unsigned => "none",
        Lie::Shared => "HS256",
        _ => "ES256",
    };
    let head = json!({ "alg": algorithm, "kid": inside.key.1 });
    let text = format!("{}.{}", encoded(head.to_string().as_bytes()), encoded(claims.to_string().as_bytes()));
    let signed =
        |key: &EcdsaKeyPair| encoded(key.sign(&SystemRandom::new(), text.as_bytes()).unwrap().as_ref());
    let signature = match lie {
        Lie::Unsigned => String::new(),
        Lie::Shared => encoded(
            hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes()), text.as_bytes()).as_ref(),
        ),
        Lie::Key => signed(&inside.other),
        _ => signed(&inside.key.0),
    };
    format!("{text}.{signature}")
}

fn encoded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
