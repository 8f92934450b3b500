//! Somebody who writes for a long time, for what is measured over it.

use crate::model::{Attributes, Delta, Document};
use rand::Rng;
use rand::rngs::StdRng;

/// A person who writes as people do: in bursts at one place, with one key in four taken back, and now and then elsewhere.
pub struct Author {
    /// As the log has them.
    pub name: &'static str,
    /// What they write in; it is not empty.
    pub document: Document,
    /// Where they are, in UTF-16 code units.
    pub at: usize,
}

impl Author {
    /// Presses a key; gives the update that it makes.
    pub fn press(&mut self, random: &mut StdRng) -> Vec<u8> {
        let end = self.document.len() - 1;
        if random.random_range(0..80) == 0 {
            self.at = random.random_range(0..=end);
        }
        self.at = self.at.min(end);
        if self.at > 0 && random.random_bool(0.27) {
            self.at -= 1;
            return self.document.edit(&Delta::new().retain(self.at).delete(1));
        }
        let letter = char::from(b"etaoinshrdlu \n"[random.random_range(0..14)]).to_string();
        self.at += 1;
        self.document.edit(&Delta::new().retain(self.at - 1).insert(&letter, Attributes::new()))
    }
}
