//! A session: a browser that has signed in. It has a token in a cookie, of which the store has the digest; it ends when it was
//! not used for 30 days, after a year in any case, and at once when it is revoked.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::account::AccountId;
use super::token::{Digest, Token};

/// How long a session lives without being used, in milliseconds,
pub const IDLE_MS: u64 = 30 * 24 * 60 * 60 * 1000;
/// and how long in any case.
pub const LIFE_MS: u64 = 365 * 24 * 60 * 60 * 1000;
/// Using it is written down once in so long.
pub const NOTED_MS: u64 = 5 * 60 * 1000;
/// The cookie that says to the app whose session it has.
const SHOWN: &str = "octavo-account";
/// Bytes of a browser's own description that are kept.
const LONGEST_AGENT: usize = 200;

/// Which session, as the store knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SessionKey {
    /// Whose.
    pub account: AccountId,
    /// The digest of its token.
    pub digest: Digest,
}

impl SessionKey {
    /// The key of its record: those of one account stand together.
    pub fn bytes(&self) -> Vec<u8> {
        [&self.account.0.as_bytes()[..], &self.digest].concat()
    }

    /// The session whose record has this key.
    pub fn read(bytes: &[u8]) -> Option<SessionKey> {
        let (account, digest) = bytes.split_at_checked(16)?;
        Some(SessionKey {
            account: AccountId(Uuid::from_slice(account).ok()?),
            digest: digest.try_into().ok()?,
        })
    }
}

/// What is known of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// When it began, in milliseconds since 1970,
    pub created_ms: u64,
    /// and was last used, to within [`NOTED_MS`].
    pub used_ms: u64,
    /// What the browser says that it is.
    pub agent: String,
    /// The network address that it was last used from.
    pub from: String,
}

impl Session {
    /// One that begins.
    pub fn begin(headers: &HeaderMap, from: String, now_ms: u64) -> Session {
        let agent = headers.get(axum::http::header::USER_AGENT).and_then(|agent| agent.to_str().ok());
        let agent = agent.unwrap_or_default().chars().take(LONGEST_AGENT).collect();
        Session { created_ms: now_ms, used_ms: now_ms, agent, from }
    }

    /// Whether it lives.
    pub fn is_alive(&self, now_ms: u64) -> bool {
        now_ms < self.used_ms + IDLE_MS && now_ms < self.created_ms + LIFE_MS
    }
}

/// The cookies of one server.
#[derive(Debug, Clone, Copy)]
pub struct Cookies {
    /// Whether browsers reach the server by TLS: the cookie travels by nothing else then, and no other host can set it.
    pub is_secure: bool,
}

impl Cookies {
    fn name(self) -> &'static str {
        if self.is_secure { "__Host-octavo-session" } else { "octavo-session" }
    }

    /// The cookie of a new session.
    pub fn give(self, account: AccountId, token: &Token) -> HeaderValue {
        let (name, value) = (self.name(), token.text());
        let account = account.0.simple();
        self.header(format!("{name}={account}.{value}; Max-Age={}", LIFE_MS / 1000))
    }

    /// Takes the cookies away.
    pub fn take_away(self) -> Vec<HeaderValue> {
        vec![self.header(format!("{}=; Max-Age=0", self.name())), self.show(None)]
    }

    /// Tells the app in the browser whose session it has: which of the shelves on that device it opens, also without a network. It
    /// opens nothing at the server, and scripts can read it.
    pub fn show(self, account: Option<AccountId>) -> HeaderValue {
        let (account, age) = match account {
            Some(account) => (account.0.to_string(), LIFE_MS / 1000),
            None => (String::new(), 0),
        };
        self.readable(format!("{SHOWN}={account}; Max-Age={age}"), "")
    }

    fn header(self, start: String) -> HeaderValue {
        self.readable(start, "; HttpOnly")
    }

    fn readable(self, start: String, by: &str) -> HeaderValue {
        let secure = if self.is_secure { "; Secure" } else { "" };
        let text = format!("{start}; Path=/{by}; SameSite=Lax{secure}");
        HeaderValue::from_str(&text).expect("its parts are visible ASCII")
    }

    /// The sessions that a request says it belongs to: mostly one or none.
    pub fn read(self, headers: &HeaderMap) -> Option<SessionKey> {
        pairs(headers).filter(|(name, _)| *name == self.name()).find_map(|(_, value)| {
            let (account, token) = value.split_once('.')?;
            let account = AccountId(Uuid::try_parse(account).ok()?);
            Some(SessionKey { account, digest: Token::read(token)?.digest() })
        })
    }
}

/// The account that the app in the browser takes its session to be of.
pub fn shown(headers: &HeaderMap) -> Option<AccountId> {
    let (_, value) = pairs(headers).find(|(name, _)| *name == SHOWN)?;
    Uuid::try_parse(value).ok().map(AccountId)
}

fn pairs(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='))
}

/// What a browser is, in the words of people: "Firefox on Linux". Empty where it does not say.
pub fn device(agent: &str) -> (&'static str, &'static str) {
    let pick = |known: &[(&'static str, &'static str)]| {
        known.iter().find(|(mark, _)| agent.contains(mark)).map_or("", |(_, name)| name)
    };
    let browser = pick(&[
        ("Edg/", "Edge"),
        ("EdgA/", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ]);
    let system = pick(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("CrOS", "ChromeOS"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ]);
    (browser, system)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_read_as_it_was_given_and_over_tls_no_other_host_can_set_it() {
        let (account, token) = (AccountId(Uuid::new_v4()), Token::new());
        for (is_secure, head) in [(false, "octavo-session="), (true, "__Host-octavo-session=")] {
            let cookies = Cookies { is_secure };
            let cookie = cookies.give(account, &token).to_str().unwrap().to_owned();
            assert!(cookie.starts_with(head) && cookie.contains("; Path=/; HttpOnly; SameSite=Lax"));
            assert_eq!(cookie.ends_with("; Secure"), is_secure);
            let pair = cookie.split(';').next().unwrap();
            let headers =
                HeaderMap::from_iter([(COOKIE, HeaderValue::from_str(&format!("a=b; {pair}")).unwrap())]);
            assert_eq!(cookies.read(&headers), Some(SessionKey { account, digest: token.digest() }));
            assert_eq!(Cookies { is_secure: !is_secure }.read(&headers), None);
            assert!(!cookie.contains(&hex(&token.digest())));
        }
    }

    #[test]
    fn whose_session_it_is_can_be_read_in_the_browser_and_the_session_itself_cannot() {
        let (account, cookies) = (AccountId(Uuid::new_v4()), Cookies { is_secure: true });
        let told = cookies.show(Some(account)).to_str().unwrap().to_owned();
        assert!(!told.contains("HttpOnly") && told.ends_with("; Secure"), "{told}");
        let pair = told.split(';').next().unwrap();
        let headers = HeaderMap::from_iter([(COOKIE, HeaderValue::from_str(pair).unwrap())]);
        assert_eq!(shown(&headers), Some(account));
        assert_eq!(cookies.read(&headers), None);
        let gone: Vec<_> = cookies.take_away().iter().map(|it| it.to_str().unwrap().to_owned()).collect();
        assert!(gone.len() == 2 && gone.iter().all(|it| it.contains("=; Max-Age=0")), "{gone:?}");
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn a_session_ends_when_it_is_not_used_and_after_a_year_in_any_case() {
        let mut session = Session::begin(&HeaderMap::new(), String::new(), 1000);
        assert!(session.is_alive(1000 + IDLE_MS - 1) && !session.is_alive(1000 + IDLE_MS));
        session.used_ms = LIFE_MS;
        assert!(session.is_alive(LIFE_MS) && !session.is_alive(1000 + LIFE_MS));
    }

    #[test]
    fn a_key_reads_as_it_was_written() {
        let key = SessionKey { account: AccountId(Uuid::new_v4()), digest: Token::new().digest() };
        assert_eq!(SessionKey::read(&key.bytes()), Some(key));
        assert_eq!(SessionKey::read(b"short"), None);
    }

    #[test]
    fn a_device_is_named_as_people_name_it() {
        let chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
        assert_eq!(device(chrome), ("Chrome", "Linux"));
        let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";
        assert_eq!(device(iphone), ("Safari", "iPhone"));
        assert_eq!(device(""), ("", ""));
    }
}
