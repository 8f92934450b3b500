//! What became of a text between two states: what stayed, came and went, and who did it.

use crate::model::{Attributes, Content, Delta, Op};
use serde_json::{Map, Value, json};

/// Who did something, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// The person, as the log names him.
    pub author: String,
    /// From when on, in milliseconds since 1970.
    pub from_ms: u64,
    /// Until when.
    pub to_ms: u64,
}

/// What one author types without a longer pause is told as one stretch. In milliseconds.
const PAUSE_MS: u64 = 10 * 60_000;

/// A stretch of text that fared alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Stretch {
    /// The text, or the one embed.
    pub content: Content,
    /// Its attributes before; `None` if it was not there.
    pub before: Option<Attributes>,
    /// Its attributes after; `None` if it is not there any more.
    pub after: Option<Attributes>,
    /// Who put it in, took it out, or gave it other attributes last; `None` if it stayed as it was.
    pub deed: Option<Deed>,
    length: usize,
}

impl Stretch {
    fn is_visible(&self) -> bool {
        self.after.is_some()
    }
}

/// The way from one state of a text to a later one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Difference {
    stretches: Vec<Stretch>,
}

impl Difference {
    /// Nothing has happened to `text` yet.
    pub fn of(text: &Delta) -> Self {
        let stretch = |op: &Op| match op {
            Op::Insert(content, attributes) => Some(Stretch {
                length: content.len(),
                content: content.clone(),
                before: Some(attributes.clone()),
                after: Some(attributes.clone()),
                deed: None,
            }),
            _ => None,
        };
        Difference { stretches: text.ops().iter().filter_map(stretch).collect() }
    }

    /// A text that was not there before: its pieces, each with who wrote it.
    pub fn written(pieces: impl IntoIterator<Item = (Content, Attributes, Deed)>) -> Self {
        let mut difference = Difference::default();
        for (content, attributes, deed) in pieces {
            difference.insert(difference.stretches.len(), &content, &attributes, &deed);
        }
        difference
    }

    /// The stretches, in the order of the text. What went stands where it was.
    pub fn stretches(&self) -> &[Stretch] {
        &self.stretches
    }

    /// Goes on by a change of the later state.
    pub fn apply(&mut self, change: &Delta, deed: &Deed) {
        let mut at = 0;
        for op in change.ops() {
            match op {
                Op::Retain(length, attributes) => {
                    let end = self.advance(at, *length);
                    if !attributes.is_empty() {
                        self.stretches[at..end]
                            .iter_mut()
                            .for_each(|stretch| format(stretch, attributes, deed));
                    }
                    at = end;
                }
                Op::Delete(length) => {
                    let end = self.advance(at, *length);
                    at = self.delete(at, end, deed);
                }
                Op::Insert(content, attributes) => at = self.insert(at, content, attributes, deed),
            }
        }
    }

    /// The place behind `length` code units from `at` on, which becomes a boundary of stretches.
    fn advance(&mut self, mut at: usize, mut length: usize) -> usize {
        while length > 0 {
            let Some(stretch) = self.stretches.get_mut(at) else { return at };
            if stretch.is_visible() {
                if stretch.length > length {
                    let (head, tail) = stretch.content.clone().split_at(length);
                    let rest = Stretch { length: stretch.length - length, content: tail, ..stretch.clone() };
                    stretch.content = head;
                    stretch.length = length;
                    self.stretches.insert(at + 1, rest);
                    return at + 1;
                }
                length -= stretch.length;
            }
            at += 1;
        }
        at
    }

    /// Takes out what is visible, and gives the place behind it.
    fn delete(&mut self, start: usize, end: usize, deed: &Deed) -> usize {
        let mut kept = Vec::with_capacity(end - start);
        for mut stretch in self.stretches.drain(start..end) {
            if stretch.is_visible() {
                if stretch.before.is_none() {
                    // It came and went in between.
                    continue;
                }
                stretch.after = None;
                stretch.deed = Some(deed.clone());
            }
            kept.push(stretch);
        }
        let behind = start + kept.len();
        self.stretches.splice(start..start, kept);
        behind
    }

    fn insert(&mut self, at: usize, content: &Content, attributes: &Attributes, deed: &Deed) -> usize {
        if let Content::Text(text) = content
            && let Some(last) = at.checked_sub(1).map(|last| &mut self.stretches[last])
            && last.before.is_none()
            && last.after.as_ref() == Some(attributes)
            && let Content::Text(have) = &mut last.content
            && let Some(have_deed) = &mut last.deed
            && have_deed.author == deed.author
            && deed.from_ms <= have_deed.to_ms.saturating_add(PAUSE_MS)
            && have_deed.from_ms <= deed.to_ms.saturating_add(PAUSE_MS)
        {
            have.push_str(text);
            last.length += content.len();
            have_deed.from_ms = have_deed.from_ms.min(deed.from_ms);
            have_deed.to_ms = have_deed.to_ms.max(deed.to_ms);
            return at;
        }
        self.stretches.insert(
            at,
            Stretch {
                content: content.clone(),
                before: None,
                after: Some(attributes.clone()),
                deed: Some(deed.clone()),
                length: content.len(),
            },
        );
        at + 1
    }

    /// The change that leads from the later state back to the earlier one, and lets what stayed stay.
    pub fn undoing(&self) -> Delta {
        let mut change = Delta::new();
        for Stretch { content, before, after, length, .. } in &self.stretches {
            match (before, after) {
                (Some(before), Some(after)) => change.push(Op::Retain(*length, after.change_to(before))),
                (Some(before), None) => change.push(Op::Insert(content.clone(), before.clone())),
                (None, Some(_)) => change.push(Op::Delete(*length)),
                (None, None) => {}
            }
        }
        change.chop()
    }

    /// The steps from the earlier state to the later as JSON: Quill's delta, in which a delete has the content that went,
    /// and each step but a plain retain says `author`, `from` and `to` (milliseconds since 1970).
    pub fn to_json(&self) -> Value {
        let mut steps: Vec<Value> = Vec::new();
        let mut plain = 0;
        for stretch in &self.stretches {
            let mut step = Map::new();
            match (&stretch.before, &stretch.after) {
                (Some(before), Some(after)) if before == after => {
                    plain += stretch.length;
                    continue;
                }
                (Some(before), Some(after)) => {
                    step.insert("retain".into(), stretch.length.into());
                    step.insert("attributes".into(), json!(before.change_to(after)));
                }
                (before, after) => {
                    let name = if after.is_some() { "insert" } else { "delete" };
                    let content = match &stretch.content {
                        Content::Text(text) => text.as_str().into(),
                        Content::Embed(value) => value.clone(),
                    };
                    step.insert(name.into(), content);
                    let attributes = after.as_ref().or(before.as_ref());
                    if let Some(attributes) = attributes.filter(|attributes| !attributes.is_empty()) {
                        step.insert("attributes".into(), json!(attributes));
                    }
                }
            }
            if plain > 0 {
                steps.push(json!({ "retain": std::mem::take(&mut plain) }));
            }
            if let Some(Deed { author, from_ms, to_ms }) = &stretch.deed {
                step.insert("author".into(), author.as_str().into());
                step.insert("from".into(), (*from_ms).into());
                step.insert("to".into(), (*to_ms).into());
            }
            steps.push(step.into());
        }
        json!({ "ops": steps })
    }
}

fn format(stretch: &mut Stretch, change: &Attributes, deed: &Deed) {
    let Some(after) = &mut stretch.after else { return };
    *after = after.compose(change, false);
    match &stretch.before {
        // Whoever wrote it stays its author.
        None => {}
        Some(before) if before == after => stretch.deed = None,
        Some(_) => stretch.deed = Some(deed.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by(author: &str, time_ms: u64) -> Deed {
        Deed { author: author.to_owned(), from_ms: time_ms, to_ms: time_ms }
    }

    fn bold() -> Attributes {
        Attributes::new().with("bold", true)
    }

    fn text(text: &str) -> Delta {
        Delta::new().insert(text, Attributes::new())
    }

    fn typed(at: usize, text: &str) -> Delta {
        Delta::new().retain(at).insert(text, Attributes::new())
    }

    #[test]
    fn each_letter_has_the_one_who_wrote_it() {
        let mut difference = Difference::of(&text("\n"));
        difference.apply(&typed(0, "Helo"), &by("ada", 1));
        difference.apply(&typed(3, "l"), &by("ben", 2));
        difference.apply(&typed(5, "!"), &by("ada", 3));
        let told = json!([
            { "insert": "Hel", "author": "ada", "from": 1, "to": 1 },
            { "insert": "l", "author": "ben", "from": 2, "to": 2 },
            { "insert": "o!", "author": "ada", "from": 1, "to": 3 },
        ]);
        assert_eq!(difference.to_json()["ops"], told);
    }

    #[test]
    fn what_went_stands_where_it_was_with_the_one_who_took_it() {
        let mut difference = Difference::of(&text("one two three\n"));
        difference.apply(&Delta::new().retain(4).delete(4), &by("ben", 2));
        difference.apply(&typed(4, "2 "), &by("ada", 3));
        let told = json!([
            { "retain": 4 },
            { "insert": "2 ", "author": "ada", "from": 3, "to": 3 },
            { "delete": "two ", "author": "ben", "from": 2, "to": 2 },
        ]);
        assert_eq!(difference.to_json()["ops"], told);
    }

    #[test]
    fn what_came_and_went_in_between_is_not_told_and_neither_is_a_format_that_was_taken_back() {
        let mut difference = Difference::of(&text("stays\n"));
        difference.apply(&typed(2, "gone"), &by("ada", 1));
        difference.apply(&Delta::new().retain(2).delete(4), &by("ben", 2));
        difference.apply(&Delta::new().format(5, bold()), &by("ada", 3));
        let plain = Attributes::new().with("bold", Value::Null);
        difference.apply(&Delta::new().format(5, plain), &by("ben", 4));
        assert_eq!(difference.to_json()["ops"], json!([]));
        assert_eq!(difference.undoing(), Delta::new());
    }

    #[test]
    fn a_format_has_its_author_and_the_text_keeps_its_own() {
        let mut difference = Difference::of(&text("old\n"));
        difference.apply(&typed(3, "new"), &by("ada", 1));
        difference.apply(&Delta::new().format(6, bold()), &by("ben", 2));
        let told = json!([
            { "retain": 3, "attributes": { "bold": true }, "author": "ben", "from": 2, "to": 2 },
            { "insert": "new", "attributes": { "bold": true }, "author": "ada", "from": 1, "to": 1 },
        ]);
        assert_eq!(difference.to_json()["ops"], told);
    }

    #[test]
    fn undoing_leads_back() {
        let before = Delta::new().insert("one ", bold()).insert("two\nthree\n", Attributes::new());
        let mut after = before.clone();
        let mut difference = Difference::of(&before);
        let image = json!({ "image": "/x.png" });
        for change in [
            Delta::new().retain(2).delete(3),
            Delta::new().retain(1).insert("🦀x", bold()),
            Delta::new().retain(3).embed(image, Attributes::new()),
            Delta::new().format(4, Attributes::new().with("bold", Value::Null)),
            Delta::new().retain(5).delete(4).insert("end", Attributes::new()),
        ] {
            difference.apply(&change, &by("ada", 1));
            after = after.compose(&change);
        }
        assert_eq!(after.compose(&difference.undoing()), before);
    }
}
