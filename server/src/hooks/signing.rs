//! How what is told is signed, after the specification of [Standard Webhooks](https://www.standardwebhooks.com), version 1: HMAC with
//! SHA-256 over number, time and body, so that nobody else can tell it, nor tell it again much later.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// How a secret begins that is given out.
const PREFIX: &str = "whsec_";
const LENGTH: usize = 24;

/// What only the server and a hook's owner know.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret")
    }
}

impl Secret {
    /// One that nobody can guess.
    pub fn random() -> Secret {
        let mut bytes = [0; LENGTH];
        getrandom::fill(&mut bytes).expect("the system has random bytes");
        Secret(STANDARD.encode(bytes))
    }

    /// As it is given out.
    pub fn text(&self) -> String {
        format!("{PREFIX}{}", self.0)
    }

    /// The header that shows who tells `body` under the number `id` at a time in seconds since 1970.
    pub fn signature(&self, id: &str, time: u64, body: &str) -> String {
        let key = STANDARD.decode(&self.0).unwrap_or_default();
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("HMAC takes keys of every length");
        mac.update(format!("{id}.{time}.{body}").as_bytes());
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_signed_as_the_specification_does() {
        // The example of its reference libraries.
        let secret = Secret("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned());
        let signed =
            secret.signature("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#);
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_secret_is_long_and_in_no_log() {
        let secret = Secret::random();
        assert_eq!(STANDARD.decode(&secret.text()[PREFIX.len()..]).unwrap().len(), LENGTH);
        assert_eq!(format!("{secret:?}"), "Secret");
    }
}
