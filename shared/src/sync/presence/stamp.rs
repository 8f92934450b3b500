//! Who shows a state, as the server knows it: a member of the state that the server writes and no client.
//!
//! A state is stamped once, when it is taken in, and passed on as it is then. What a client says under that name itself is
//! left out, however it writes it.

use serde::Serialize;
use std::sync::Arc;

/// The member of a state that holds the stamp.
pub const STAMP: &str = "who";
/// A stamp makes a state longer by no more than so many bytes.
pub const STAMP_BYTES: usize = 1 << 10;
/// The longest name in a stamp, in characters.
const LONGEST_NAME: usize = 128;

/// Who somebody is, in the form in which it is put on his states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp(Arc<str>);

/// What a stamp says.
#[derive(Serialize)]
struct Who<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

impl Stamp {
    /// Somebody whom `id`, which others get to see, tells apart from everybody else, and the name of his account. Who has no
    /// account is a guest, and calls himself as he likes.
    pub fn new(id: &str, name: Option<&str>) -> Stamp {
        let name = name.map(|name| name.chars().take(LONGEST_NAME).collect());
        Stamp(serde_json::to_string(&Who { id, name }).unwrap_or_else(|_| "null".to_owned()).into())
    }

    /// A state, which is JSON, with this stamp instead of what it says of itself there. One that is no object says nothing
    /// of anybody, and is left as it is. `None` if more than `most` bytes of it are not the stamp.
    pub fn put_on(&self, state: &str, most: usize) -> Option<Box<str>> {
        let Some(members) = members(state) else { return (state.len() <= most).then(|| state.into()) };
        let mut stamped = String::with_capacity(state.len() + self.0.len() + STAMP.len() + 4);
        stamped.push('{');
        for member in members.filter(|member| !is_stamp(member)) {
            stamped.push_str(member);
            stamped.push(',');
        }
        if stamped.len() > most {
            return None;
        }
        stamped.extend(["\"", STAMP, "\":", &*self.0, "}"]);
        Some(stamped.into())
    }
}

/// The members of an object as they are written, each a key and its value. `None` if the JSON text is no object.
fn members(text: &str) -> Option<impl Iterator<Item = &str>> {
    let inside = text.trim_ascii().strip_prefix('{')?.strip_suffix('}')?;
    let (mut depth, mut is_text, mut is_escaped) = (0u32, false, false);
    let ends = move |byte: char| {
        if is_text {
            (is_text, is_escaped) = (is_escaped || byte != '"', !is_escaped && byte == '\\');
            return false;
        }
        match byte {
            '"' => is_text = true,
            '{' | '[' => depth += 1,
            '}' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        byte == ',' && depth == 0
    };
    Some(inside.split(ends).map(str::trim_ascii).filter(|member| !member.is_empty()))
}

/// Whether a member of an object has the key of the stamp, with or without escapes.
fn is_stamp(member: &str) -> bool {
    let mut values = serde_json::Deserializer::from_str(member).into_iter::<String>();
    values.next().is_some_and(|key| key.is_ok_and(|key| key == STAMP))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn stamped(state: &str) -> String {
        let stamp = Stamp::new("a1", Some("Ada \"A\""));
        stamp.put_on(state, 4096).map(String::from).unwrap_or_default()
    }

    #[test]
    fn a_state_says_what_it_said_and_who_says_it() {
        for state in [
            "{}",
            " {\t} ",
            r#"{"user":{"name":"Eve","color":"red"},"cursor":null}"#,
            r#"{ "text" : "a, \"who\": {,}\\" , "list":[1,{"who":2},[]],"":0}"#,
            r#"{"who said":1,"whom":{"who":"x"}}"#,
        ] {
            let before: Value = serde_json::from_str(state).unwrap_or_default();
            let after: Value = serde_json::from_str(&stamped(state)).unwrap_or_default();
            let mut expected = before.clone();
            expected[STAMP] = json!({ "id": "a1", "name": "Ada \"A\"" });
            assert_eq!(after, expected, "{state}");
        }
    }

    #[test]
    fn what_a_client_says_of_itself_in_its_place_is_left_out_however_it_is_written() {
        for claim in [
            r#"{"who":{"id":"b","name":"Ben"},"n":1}"#,
            r#"{"n":1,"who":"Ben"}"#,
            r#"{"who":1,"n":1,"who":[{"who":"Ben"}]}"#,
            r#"{"\u0077ho":"Ben", "n" : 1 ,"wh\u006f" :"Ben"}"#,
        ] {
            let after = stamped(claim);
            assert!(!after.contains("Ben"), "{after}");
            assert_eq!(after.matches("who").count(), 1, "{after}");
            let after: Value = serde_json::from_str(&after).unwrap_or_default();
            assert_eq!(after["n"], 1, "{claim}");
        }
    }

    #[test]
    fn what_is_no_object_says_nothing_of_anybody() {
        for state in ["1", "\"{}\"", "[{\"who\":1}]", "true"] {
            assert_eq!(stamped(state), state);
        }
    }

    #[test]
    fn a_guest_has_no_name_and_a_stamp_is_small() {
        let guest = Stamp::new("a1", None).put_on("{}", 9);
        assert_eq!(guest.as_deref(), Some(r#"{"who":{"id":"a1"}}"#));
        let long = Stamp::new(&"i".repeat(32), Some(&"\u{1}".repeat(500))).put_on("{}", 9);
        assert!(long.is_some_and(|long| long.len() <= STAMP_BYTES));
    }

    #[test]
    fn the_limit_is_on_what_the_client_says() {
        let stamp = Stamp::new("a1", None);
        let state = r#"{"n":"xxxxxxxxxxxxxxxxxxxx"}"#;
        let echo = stamp.put_on(state, state.len()).unwrap_or_default();
        assert_eq!(stamp.put_on(&echo, state.len()), Some(echo));
        assert_eq!(stamp.put_on(state, state.len() - 1), None);
        assert_eq!(stamp.put_on("12345", 4), None);
    }
}
