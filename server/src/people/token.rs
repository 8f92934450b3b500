//! Secrets that are given out: 256 bits of chance. The store has their digests and never themselves.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// What the store knows of a token.
pub type Digest = [u8; 32];

/// A secret that is given out once.
#[derive(Clone)]
pub struct Token([u8; 32]);

impl Token {
    /// A new one.
    pub fn new() -> Token {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).expect("the system gives random bytes");
        Token(bytes)
    }

    /// As it stands in a link or a cookie.
    pub fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// The token that a text is.
    pub fn read(text: &str) -> Option<Token> {
        Some(Token(URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?))
    }

    /// What is kept of it.
    pub fn digest(&self) -> Digest {
        Sha256::digest(self.0).into()
    }
}

impl Default for Token {
    fn default() -> Self {
        Token::new()
    }
}
