//! Guests: whoever has not signed in is known by a cookie that the server signed itself. What a client says of itself (its
//! presence, the client id in its updates) is never asked.
//!
//! A guest is named by the first request that needs to know him, and comes back as the same one for as long as the browser
//! keeps the cookie.
//! Programs that keep no cookies are somebody new with every connection.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use uuid::Uuid;

use crate::store::Person;

const COOKIE_NAME: &str = "octavo-guest";
/// How a guest's name for the log begins.
const PREFIX: &str = "guest:";
/// How long a browser keeps the cookie, in seconds: 400 days, the most that browsers allow.
const KEPT_FOR: u32 = 400 * 24 * 60 * 60;

/// Names guests and knows them again.
pub struct Guests {
    key: Hmac<Sha256>,
    /// Whether the cookie may travel over TLS alone.
    is_secure: bool,
}

impl Guests {
    /// Guests whose cookies are signed with `key`. `is_secure` on a server that speaks TLS.
    pub fn new(key: &[u8], is_secure: bool) -> Self {
        Guests { key: Hmac::new_from_slice(key).expect("HMAC takes keys of every length"), is_secure }
    }

    /// A new guest, and the cookie to be set.
    pub fn welcome(&self) -> (Person, HeaderValue) {
        let guest = Uuid::new_v4();
        (person(&guest), self.cookie(&guest))
    }

    /// The cookie of a guest who has one, which the browser keeps for as long as a new one. `None` for who is no guest.
    pub fn renewed(&self, person: &str) -> Option<HeaderValue> {
        let guest = Uuid::try_parse(person.strip_prefix(PREFIX)?).ok()?;
        Some(self.cookie(&guest))
    }

    fn cookie(&self, guest: &Uuid) -> HeaderValue {
        let secure = if self.is_secure { "; Secure" } else { "" };
        let signature = URL_SAFE_NO_PAD.encode(self.sign(guest).finalize().into_bytes());
        let cookie = format!(
            "{COOKIE_NAME}={guest}.{signature}; Path=/; Max-Age={KEPT_FOR}; HttpOnly; SameSite=Lax{secure}"
        );
        HeaderValue::from_str(&cookie).expect("its parts are visible ASCII")
    }

    /// Takes the cookie away.
    pub fn farewell(&self) -> HeaderValue {
        HeaderValue::from_static("octavo-guest=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax")
    }

    /// The guest who sent a request, if his cookie says so.
    pub fn read(&self, headers: &HeaderMap) -> Option<Person> {
        let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        let pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.filter(|(name, _)| *name == COOKIE_NAME).find_map(|(_, value)| {
            let (guest, signature) = value.split_once('.')?;
            let guest = Uuid::try_parse(guest).ok()?;
            let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
            self.sign(&guest).verify_slice(&signature).is_ok().then(|| person(&guest))
        })
    }

    fn sign(&self, guest: &Uuid) -> Hmac<Sha256> {
        self.key.clone().chain_update(guest.as_bytes())
    }
}

fn person(guest: &Uuid) -> Person {
    format!("{PREFIX}{guest}").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_cookie(cookie: &str) -> HeaderMap {
        HeaderMap::from_iter([(COOKIE, HeaderValue::from_str(cookie).unwrap())])
    }

    #[test]
    fn a_guest_comes_back_as_the_same_one() {
        let guests = Guests::new(b"key", false);
        let (ada, cookie) = guests.welcome();
        let pair = cookie.to_str().unwrap().split(';').next().unwrap();
        assert_eq!(guests.read(&with_cookie(&format!("theme=dark; {pair}"))), Some(ada.clone()));
        assert_ne!(guests.welcome().0, ada, "another is somebody else");
        assert_eq!(guests.renewed(&ada), Some(cookie.clone()));
        assert_eq!(guests.renewed("account:3f2504e0-4f89-41d3-9a0c-0305e82c3301"), None);
        let farewell = guests.farewell();
        assert!(farewell.to_str().unwrap().starts_with(&format!("{COOKIE_NAME}=;")));
    }

    #[test]
    fn nobody_becomes_another_by_writing_the_cookie_himself() {
        let guests = Guests::new(b"key", false);
        let (_, cookie) = guests.welcome();
        let (name, signature) = cookie.to_str().unwrap().split(';').next().unwrap().split_once('.').unwrap();
        let name = name.strip_prefix("octavo-guest=").unwrap();
        let other = Guests::new(b"another key", false).welcome().1;
        let of_other = other.to_str().unwrap().split(';').next().unwrap().split_once('.').unwrap().1;
        for forged in [
            name.to_owned(),
            format!("{name}."),
            format!("{name}.{of_other}"),
            format!("{name}.{signature}x"),
        ] {
            assert_eq!(guests.read(&with_cookie(&format!("{COOKIE_NAME}={forged}"))), None, "{forged}");
        }
    }

    #[test]
    fn over_tls_the_cookie_travels_over_tls_alone() {
        let cookie = Guests::new(b"key", true).welcome().1;
        assert!(cookie.to_str().unwrap().ends_with("; Secure"));
    }
}
