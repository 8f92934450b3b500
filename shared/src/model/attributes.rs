//! What is said about a stretch of text or a paragraph: names with JSON values, as in Quill's delta.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// A set of attributes. In a change, a `null` value removes the attribute; in a document no value is `null`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Attributes(BTreeMap<String, Value>);

impl Attributes {
    /// No attributes.
    pub const fn new() -> Self {
        Attributes(BTreeMap::new())
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of `name`.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// The value of `name` where it is a string.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_str)
    }

    /// Whether `name` is there, with a value other than `false` and `null`.
    pub fn has(&self, name: &str) -> bool {
        !matches!(self.get(name), None | Some(Value::Null | Value::Bool(false)))
    }

    /// The same attributes with `name` set.
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.set(name, value);
        self
    }

    /// The same attributes without `name`.
    pub fn without(mut self, name: &str) -> Self {
        self.0.remove(name);
        self
    }

    /// Sets `name`.
    pub fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.0.insert(name.to_owned(), value.into());
    }

    /// Names and values, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// Takes `change` over these. With `keep_null`, removals stay as `null`, for a change over a change.
    pub fn compose(&self, change: &Attributes, keep_null: bool) -> Attributes {
        if change.is_empty() {
            return self.clone();
        }
        let mut merged = self.0.clone();
        merged.extend(change.0.iter().map(|(name, value)| (name.clone(), value.clone())));
        if !keep_null {
            merged.retain(|_, value| !value.is_null());
        }
        Attributes(merged)
    }

    /// This change as it is meant after `other` was made from the same state. With `other_wins`, what `other` set stays.
    pub fn transform(&self, other: &Attributes, other_wins: bool) -> Attributes {
        if !other_wins || other.is_empty() {
            return self.clone();
        }
        self.0.iter().filter(|(name, _)| !other.0.contains_key(*name)).map(clone_pair).collect()
    }

    /// The change that takes `change` back on text that had `self`.
    pub fn invert(&self, change: &Attributes) -> Attributes {
        let undo = |(name, value): (&String, &Value)| match self.0.get(name) {
            Some(old) if old != value => Some((name.clone(), old.clone())),
            None if !value.is_null() => Some((name.clone(), Value::Null)),
            _ => None,
        };
        change.0.iter().filter_map(undo).collect()
    }

    /// The change that makes `target` of these.
    pub fn change_to(&self, target: &Attributes) -> Attributes {
        let gone = self
            .0
            .keys()
            .filter(|name| !target.0.contains_key(*name))
            .map(|name| (name.clone(), Value::Null));
        let set = target.0.iter().filter(|(name, value)| self.0.get(*name) != Some(value)).map(clone_pair);
        gone.chain(set).collect()
    }
}

fn clone_pair((name, value): (&String, &Value)) -> (String, Value) {
    (name.clone(), value.clone())
}

impl<N: Into<String>, V: Into<Value>> FromIterator<(N, V)> for Attributes {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        let mut attributes = BTreeMap::new();
        // One by one: collected, each length of list would bring a sort of its own into the web app.
        for (name, value) in pairs {
            attributes.insert(name.into(), value.into());
        }
        Attributes(attributes)
    }
}
