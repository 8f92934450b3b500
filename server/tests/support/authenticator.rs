//! A device with one passkey (Web Authentication, Level 3), which also answers as no device does.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

/// Somebody was there, was asked for his finger, and a key comes along.
const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const ATTESTED: u8 = 0x40;

/// The device.
pub struct Authenticator {
    key: EcdsaKeyPair,
    id: Vec<u8>,
    /// Whose passkey it says that it has.
    pub user: String,
    /// How often it was used.
    pub counter: u32,
    /// Of which page it says that it was asked by it.
    pub origin: String,
    /// Whether it asks for a finger or a PIN.
    pub verifies: bool,
}

impl Authenticator {
    /// One without a passkey.
    pub fn new(origin: &str) -> Authenticator {
        let (random, kind) = (SystemRandom::new(), &ECDSA_P256_SHA256_ASN1_SIGNING);
        let key = EcdsaKeyPair::generate_pkcs8(kind, &random).unwrap();
        let key = EcdsaKeyPair::from_pkcs8(kind, key.as_ref(), &random).unwrap();
        let id = digest(&SHA256, key.public_key().as_ref()).as_ref()[..16].to_vec();
        Authenticator { key, id, user: String::new(), counter: 0, origin: origin.to_owned(), verifies: true }
    }

    /// Makes a passkey, as it is asked to.
    pub fn make(&mut self, asked: &Value) -> Value {
        self.user = asked["user"]["id"].as_str().unwrap().to_owned();
        assert_eq!(asked["authenticatorSelection"]["residentKey"], "required");
        let mut data = self.data(asked["rp"]["id"].as_str().unwrap(), ATTESTED);
        data.extend([0; 16]);
        data.extend((self.id.len() as u16).to_be_bytes());
        data.extend(&self.id);
        let point = self.key.public_key().as_ref();
        // A key of COSE (RFC 9053, 7.1): two coordinates, for ES256, on P-256.
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(&point[1..33]);
        data.extend([0x22, 0x58, 0x20]);
        data.extend(&point[33..]);
        let mut object = vec![0xa3];
        object.extend(b"\x63fmt\x64none\x67attStmt\xa0\x68authData\x58");
        object.push(u8::try_from(data.len()).unwrap());
        object.extend(data);
        let client = self.client("webauthn.create", asked);
        self.answer(
            json!({ "attestationObject": encoded(&object), "clientDataJSON": encoded(client.as_bytes()) }),
        )
    }

    /// Shows the passkey that it has.
    pub fn show(&mut self, asked: &Value) -> Value {
        assert_eq!(asked["userVerification"], "required");
        self.counter += 1;
        let data = self.data(asked["rpId"].as_str().unwrap(), 0);
        let client = self.client("webauthn.get", asked);
        let signed = [&data, digest(&SHA256, client.as_bytes()).as_ref()].concat();
        let signature = self.key.sign(&SystemRandom::new(), &signed).unwrap();
        self.answer(json!({
            "authenticatorData": encoded(&data),
            "clientDataJSON": encoded(client.as_bytes()),
            "signature": encoded(signature.as_ref()),
            "userHandle": self.user,
        }))
    }

    fn data(&self, site: &str, flags: u8) -> Vec<u8> {
        let verified = if self.verifies { VERIFIED } else { 0 };
        let mut data = digest(&SHA256, site.as_bytes()).as_ref().to_vec();
        data.push(PRESENT | verified | flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    fn client(&self, kind: &str, asked: &Value) -> String {
        json!({ "type": kind, "challenge": asked["challenge"], "origin": self.origin, "crossOrigin": false })
            .to_string()
    }

    fn answer(&self, response: Value) -> Value {
        let id = encoded(&self.id);
        json!({ "id": id, "rawId": id, "type": "public-key", "response": response, "extensions": {} })
    }
}

fn encoded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
