//! A change that a program made to a state of a document that it has read, as an update on that state: so it is merged with all
//! that others have done since, and means what it meant there.

use super::guard::{Spliced, Update, read_state_vector};
use super::history::{Step, state_for};
use crate::model::{Attributes, Content, Delta, Document, Op, Replica, UpdateError};
use serde_json::{Map, Value};
use thiserror::Error;

/// Why a change is not one of that state. The text is for people.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum Unfit {
    /// It is not written as a change is.
    #[error("step {0} is no insert, retain or delete as Quill's delta has them")]
    Malformed(usize),
    /// There are no steps.
    #[error("a change is an object with \"ops\", a list of steps")]
    NoSteps,
    /// It passes over, or takes out, more than there is.
    #[error("it is longer than the text that it changes")]
    TooLong,
    /// It parts what is one character.
    #[error("it parts a character that is two code units long, at {0}")]
    Parted(usize),
    /// It takes out the end of the last paragraph, or puts something behind that does not end one.
    #[error("the text has to end with the end of a paragraph, and the last one stays")]
    NoEnd,
    /// What the log holds is not a document.
    #[error("the document cannot be read: {0}")]
    Unreadable(#[from] UpdateError),
}

/// A change of a document: of its text, of its title, or of both.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Proposal {
    text: Text,
    title: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
enum Text {
    /// What changes of it.
    Change(Delta),
    /// What it says then.
    Whole(Delta),
}

impl Default for Text {
    fn default() -> Self {
        Text::Change(Delta::new())
    }
}

impl Proposal {
    /// The change that JSON in the form of Quill's delta says, and a title.
    pub fn read(change: Option<&Value>, title: Option<String>) -> Result<Proposal, Unfit> {
        let text = change.map(read_steps).transpose()?.unwrap_or_default();
        Ok(Proposal { text: Text::Change(text), title })
    }

    /// A whole text, in the same form, for a document that is new.
    pub fn of_new(body: Option<&Value>, title: Option<String>) -> Result<Proposal, Unfit> {
        let body = body.map(read_body).transpose()?.unwrap_or_default();
        Ok(Proposal { text: Text::Change(body.onto_new()), title })
    }

    /// A whole text, in the same form, in the place of what was read: what is the same in both stays what it is.
    pub fn rewriting(body: &Value, title: Option<String>) -> Result<Proposal, Unfit> {
        let body = read_body(body)?;
        match body.text().ends_with('\n') {
            true => Ok(Proposal { text: Text::Whole(body), title }),
            false => Err(Unfit::NoEnd),
        }
    }

    /// The update that makes the change in the document that a log amounts to, signed as `client`, an id that nobody uses. `None` when
    /// it changes nothing.
    pub fn on(&self, log: &[Step<'_>], client: u64) -> Result<Option<Vec<u8>>, Unfit> {
        let mut document = state_for(log, client)?;
        let text = match &self.text {
            Text::Change(change) => change.clone(),
            Text::Whole(body) => document.body().rewriting(body),
        };
        check(&text, &document)?;
        let mut spliced = Spliced::default();
        let mut is_changed = false;
        let mut take = |update: &[u8]| {
            let update = Update::parse(update).map_err(|error| UpdateError::Malformed(error.to_string()))?;
            spliced.append(&update);
            is_changed = true;
            Ok::<_, Unfit>(())
        };
        if !text.is_empty() {
            take(&document.edit(&text))?;
        }
        if let Some(title) = self.title.as_ref().filter(|title| **title != document.title()) {
            take(&document.set_title(title))?;
        }
        Ok(is_changed.then(|| spliced.encode()))
    }
}

/// Whether a change is one of this state.
fn check(change: &Delta, document: &Document) -> Result<(), Unfit> {
    let text: Vec<u16> = document.body().text().encode_utf16().collect();
    let is_parted = |at: usize| {
        let low = |unit: Option<&u16>| unit.is_some_and(|unit| (0xdc00..0xe000).contains(unit));
        at > 0 && low(text.get(at)) && (0xd800..0xdc00).contains(&text[at - 1])
    };
    let end = u16::from(b'\n');
    let (mut at, mut last) = (0, None);
    for op in change.ops() {
        if is_parted(at) {
            return Err(Unfit::Parted(at));
        }
        match op {
            Op::Insert(content, _) => {
                let is_end = matches!(content, Content::Text(text) if text.ends_with('\n'));
                last = Some(is_end).filter(|_| at == text.len());
            }
            Op::Retain(..) | Op::Delete(_) if op.len() > text.len() - at => return Err(Unfit::TooLong),
            Op::Retain(len, _) => at += len,
            Op::Delete(len) => {
                at += len;
                if at == text.len() && text.last() == Some(&end) {
                    return Err(Unfit::NoEnd);
                }
            }
        }
    }
    if is_parted(at) {
        return Err(Unfit::Parted(at));
    }
    if last.unwrap_or(true) { Ok(()) } else { Err(Unfit::NoEnd) }
}

/// A text: inserts alone.
fn read_body(body: &Value) -> Result<Delta, Unfit> {
    let body = read_steps(body)?;
    match body.ops().iter().position(|op| !matches!(op, Op::Insert(..))) {
        Some(at) => Err(Unfit::Malformed(at)),
        None => Ok(body),
    }
}

fn read_steps(change: &Value) -> Result<Delta, Unfit> {
    let steps = change.get("ops").and_then(Value::as_array).ok_or(Unfit::NoSteps)?;
    let mut delta = Delta::new();
    for (at, step) in steps.iter().enumerate() {
        let step = step.as_object().and_then(read_step).ok_or(Unfit::Malformed(at))?;
        delta.push(step);
    }
    Ok(delta.chop())
}

fn read_step(step: &Map<String, Value>) -> Option<Op> {
    let attributes: Attributes = match step.get("attributes") {
        None | Some(Value::Null) => Attributes::new(),
        Some(value @ Value::Object(_)) => serde_json::from_value(value.clone()).ok()?,
        Some(_) => return None,
    };
    let has_one = ["insert", "retain", "delete"].iter().filter(|name| step.contains_key(**name)).count() == 1;
    if !has_one {
        return None;
    }
    // What is inserted has no attribute that is taken off.
    let plain = || Attributes::new().compose(&attributes, false);
    let length =
        |value: &Value| value.as_u64().and_then(|len| usize::try_from(len).ok()).filter(|len| *len > 0);
    if let Some(insert) = step.get("insert") {
        return match insert {
            Value::String(text) => {
                let text = text.replace("\r\n", "\n").replace('\r', "\n");
                Some(text)
                    .filter(|text| !text.is_empty())
                    .map(|text| Op::Insert(Content::Text(text), plain()))
            }
            Value::Object(_) => Some(Op::Insert(Content::Embed(insert.clone()), plain())),
            _ => None,
        };
    }
    if let Some(retain) = step.get("retain") {
        return length(retain).map(|len| Op::Retain(len, attributes));
    }
    step.get("delete").and_then(length).map(Op::Delete)
}

/// Which prefixes of a log, of those that `ends` names by their lengths, hold just what a state vector says. As it says nothing of
/// what was deleted, there may be several.
pub fn with_state(log: &[Step<'_>], ends: &[usize], vector: &[u8]) -> Result<Vec<usize>, Unfit> {
    let clocks = |vector: &[u8]| {
        let mut clocks =
            read_state_vector(vector).map_err(|error| UpdateError::StateVector(error.to_string()))?;
        clocks.retain(|(_, clock)| *clock > 0);
        clocks.sort_unstable();
        Ok::<_, Unfit>(clocks)
    };
    let wanted = clocks(vector)?;
    let mut replica = Replica::new(0);
    let (mut found, mut start) = (Vec::new(), 0);
    for end in ends {
        replica.apply_all(log[start..*end].iter().map(|step| step.update))?;
        start = *end;
        if clocks(&replica.state_vector())? == wanted {
            found.push(*end);
        }
    }
    Ok(found)
}
