//! Who has seen what was written here. Each tab tells the others how many of its changes are on the server's disk, and up to which
//! of theirs it has shown; both travel with presence, after the changes themselves.
//!
//! Pure. A change that is on the server's disk was passed on before it is spoken of, so whoever hears of it has it already.
//! "Seen" is said of a page that somebody has before them, and of nobody who says nothing.

use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// With more people than this nobody says what they have seen: each would have to tell all.
const MOST: usize = 12;

/// What one other says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// Who says it.
    pub client: u64,
    /// As they are called.
    pub name: String,
    /// Who they are, where the server says so.
    pub person: Option<String>,
    /// How many of its changes are on the server's disk.
    said: u64,
    /// Up to which of this tab's changes it has shown.
    seen: u64,
}

impl Heard {
    /// What `client`, who is called `name` and is `person`, says in its presence state to `me`.
    pub fn in_state(me: u64, client: u64, name: String, person: Option<String>, state: &Value) -> Heard {
        let number = |value: Option<&Value>| value.and_then(Value::as_u64).unwrap_or_default();
        let seen = number(state.get("seen").and_then(|seen| seen.get(me.to_string())));
        Heard { client, name, person, said: number(state.get("said")), seen }
    }
}

/// What this tab has said, heard and shown.
#[derive(Debug, Default)]
pub struct Seen {
    said: u64,
    heard: Vec<Heard>,
    shown: BTreeMap<u64, u64>,
}

impl Seen {
    /// So many changes of this tab are on the server's disk. Answers whether the others are to hear it.
    pub fn say(&mut self, saved: u64) -> bool {
        std::mem::replace(&mut self.said, saved) != saved && !self.heard.is_empty()
    }

    /// This is what all others say now.
    pub fn hear(&mut self, heard: Vec<Heard>) {
        self.heard = heard;
    }

    /// All that has come until now is on a page that somebody has before them. Answers whether the others are to hear it.
    pub fn show(&mut self) -> bool {
        let is_told = self.heard.len() < MOST;
        let said = self.heard.iter().filter(|heard| is_told && heard.said > 0);
        let shown = said.map(|heard| (heard.client, heard.said)).collect();
        std::mem::replace(&mut self.shown, shown) != self.shown
    }

    /// Puts into a presence state what the others are to hear.
    pub fn write(&self, state: &mut Value) {
        if self.said > 0 {
            state["said"] = self.said.into();
        }
        if !self.shown.is_empty() {
            let shown = self.shown.iter().map(|(client, said)| (client.to_string(), (*said).into()));
            state["seen"] = shown.collect::<Map<_, _>>().into();
        }
    }

    /// Those who have seen all of the `written` changes of this tab, if all are on the server's disk.
    pub fn by(&self, written: u64) -> impl Iterator<Item = &Heard> {
        self.heard.iter().filter(move |heard| written > 0 && heard.seen >= written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn tell(from: &Seen, client: u64, to: &mut Seen, me: u64) {
        let mut state = json!({});
        from.write(&mut state);
        to.hear(vec![Heard::in_state(me, client, "Ana".into(), None, &state)]);
    }

    #[test]
    fn what_is_shown_of_what_was_said_is_seen() {
        let (mut me, mut ana) = (Seen::default(), Seen::default());
        tell(&ana, 2, &mut me, 1);
        assert!(me.say(3));
        tell(&me, 1, &mut ana, 2);
        assert_eq!(me.by(3).count(), 0);
        assert!(ana.show());
        assert!(!ana.show());
        tell(&ana, 2, &mut me, 1);
        assert_eq!(me.by(3).map(|heard| &*heard.name).collect::<Vec<_>>(), ["Ana"]);
        // One more change, and she has not.
        assert_eq!(me.by(4).count(), 0);
    }

    #[test]
    fn who_says_nothing_has_seen_nothing() {
        let mut me = Seen::default();
        let state = json!({ "seen": "all", "said": -1 });
        me.hear(vec![Heard::in_state(1, 2, "Quill".into(), None, &state)]);
        me.say(1);
        assert_eq!((me.by(1).count(), me.by(0).count()), (0, 0));
        assert!(!me.show());
    }

    #[test]
    fn in_a_crowd_nobody_tells_what_they_have_seen() {
        let mut me = Seen::default();
        let state = json!({ "said": 5 });
        let others = (2..40).map(|client| Heard::in_state(1, client, String::new(), None, &state));
        me.hear(others.collect());
        assert!(!me.show());
        let mut state = json!({});
        me.write(&mut state);
        assert_eq!(state, json!({}));
    }
}
