//! What a browser keeps while whoever sits there is at the provider: a short cookie that this server has signed. It says that it was
//! this browser that began, and is worth nothing to another one; the server keeps nothing of it but that it was used.

use std::collections::HashMap;
use std::sync::Mutex;

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::super::account::AccountId;
use crate::clock::wall_ms;

/// How long somebody may take at the provider, in milliseconds.
const LIFE_MS: u64 = 15 * 60 * 1000;
/// Flows that are remembered as ended at most.
const MOST_ENDED: usize = 10_000;
/// What is signed for this begins with this, and nothing else does that is signed with the key.
const SIGNED: &[u8] = b"single sign-on\0";

/// Something that was begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// What the provider gives back, so that nobody is led into what he has not begun (RFC 6749, 10.12).
    pub state: String,
    /// What the provider's word repeats.
    pub nonce: String,
    /// What proves to the provider that who ends is who began (RFC 7636).
    pub verifier: String,
    /// Where the provider leads back to.
    pub redirect: String,
    /// Where to go on then.
    pub next: String,
    /// The account that the identity is to lead into; without one it is whichever it leads into.
    pub connect: Option<AccountId>,
    until_ms: u64,
}

impl Flow {
    /// One that begins.
    pub fn begin(state: &str, nonce: &str, verifier: &str, redirect: &str, next: &str) -> Flow {
        let until_ms = wall_ms() + LIFE_MS;
        let [state, nonce, verifier, redirect, next] =
            [state, nonce, verifier, redirect, next].map(str::to_owned);
        Flow { state, nonce, verifier, redirect, next, connect: None, until_ms }
    }
}

/// The cookies of one server, and which of them have been used.
pub struct Flows {
    key: Hmac<Sha256>,
    is_secure: bool,
    /// The digests of the states of flows that have ended, each with the time until which the cookie would be good.
    ended: Mutex<HashMap<[u8; 32], u64>>,
}

impl Flows {
    /// Signs with a key.
    pub fn new(key: &[u8], is_secure: bool) -> Flows {
        let key = Hmac::new_from_slice(key).expect("HMAC takes keys of every length").chain_update(SIGNED);
        Flows { key, is_secure, ended: Mutex::default() }
    }

    fn name(&self) -> &'static str {
        if self.is_secure { "__Host-octavo-sso" } else { "octavo-sso" }
    }

    /// The cookie of a flow that begins.
    pub fn give(&self, flow: &Flow) -> HeaderValue {
        let text = URL_SAFE_NO_PAD.encode(serde_json::to_vec(flow).expect("it is plain and memory takes it"));
        let mac = URL_SAFE_NO_PAD.encode(self.key.clone().chain_update(&text).finalize().into_bytes());
        self.header(&format!("{text}.{mac}"), LIFE_MS / 1000)
    }

    /// Takes the cookie away.
    pub fn take_away(&self) -> HeaderValue {
        self.header("", 0)
    }

    /// The flow that this browser began with this state, if it is not too long ago. It has ended with that, and does not end twice.
    pub fn end(&self, headers: &HeaderMap, state: &str) -> Option<Flow> {
        let flow = self.read(headers)?;
        let now_ms = wall_ms();
        // Compared as digests, so that the time it takes says nothing of what it is.
        let digest: [u8; 32] = Sha256::digest(state).into();
        let is_it = digest == <[u8; 32]>::from(Sha256::digest(&flow.state));
        if !is_it || flow.until_ms <= now_ms || now_ms + LIFE_MS < flow.until_ms {
            return None;
        }
        let mut ended = self.ended.lock().expect("nothing panics while it holds what has ended");
        ended.retain(|_, until_ms| now_ms < *until_ms);
        // Where so many end at once nobody does any more, and rather that than twice.
        let is_first = ended.len() < MOST_ENDED && ended.insert(digest, flow.until_ms).is_none();
        is_first.then_some(flow)
    }

    fn read(&self, headers: &HeaderMap) -> Option<Flow> {
        let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs =
            cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let (_, value) = pairs.find(|(name, _)| *name == self.name())?;
        let (text, mac) = value.split_once('.')?;
        let mac = URL_SAFE_NO_PAD.decode(mac).ok()?;
        self.key.clone().chain_update(text).verify_slice(&mac).ok()?;
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
    }

    fn header(&self, value: &str, age_s: u64) -> HeaderValue {
        let secure = if self.is_secure { "; Secure" } else { "" };
        let text =
            format!("{}={value}; Max-Age={age_s}; Path=/; HttpOnly; SameSite=Lax{secure}", self.name());
        HeaderValue::from_str(&text).expect("its parts are visible ASCII")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(cookie: &HeaderValue) -> HeaderMap {
        let pair = cookie.to_str().unwrap().split(';').next().unwrap();
        HeaderMap::from_iter([(COOKIE, HeaderValue::from_str(pair).unwrap())])
    }

    fn flow() -> Flow {
        Flow::begin("state", "nonce", "verifier", "https://octavo.example/sso/callback", "/")
    }

    #[test]
    fn a_flow_ends_once_in_the_browser_that_began_it() {
        for is_secure in [false, true] {
            let flows = Flows::new(b"key", is_secure);
            let cookie = flows.give(&flow());
            let text = cookie.to_str().unwrap();
            assert!(text.contains("HttpOnly; SameSite=Lax") && text.ends_with("; Secure") == is_secure);
            assert_eq!(text.starts_with("__Host-"), is_secure);
            let headers = kept(&cookie);
            assert_eq!(flows.end(&headers, "other"), None);
            assert_eq!(flows.end(&HeaderMap::new(), "state"), None);
            assert!(flows.end(&headers, "state").is_some_and(|ended| ended.nonce == "nonce"));
            assert_eq!(flows.end(&headers, "state"), None, "not twice");
            assert!(flows.take_away().to_str().unwrap().contains("Max-Age=0"));
        }
    }

    #[test]
    fn what_was_changed_or_is_too_old_is_no_flow() {
        let flows = Flows::new(b"key", false);
        let old = Flow { until_ms: wall_ms(), ..flow() };
        assert_eq!(flows.end(&kept(&flows.give(&old)), "state"), None);
        let headers = kept(&Flows::new(b"other", false).give(&flow()));
        assert_eq!(flows.end(&headers, "state"), None);
        let cookie = flows.give(&flow()).to_str().unwrap().replacen('=', "=A", 1);
        assert_eq!(flows.end(&kept(&HeaderValue::from_str(&cookie).unwrap()), "state"), None);
    }
}
