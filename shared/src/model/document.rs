//! A replica whose roots have a meaning: the body's text as a delta, and what is said about the document.

use super::pen::Pen;
use super::replica::REMOTE;
use super::schema::{BODY, META, TITLE};
use super::stroke::Stroke;
use super::style::{self, Style, StyleSheet};
use super::{Attributes, Content, Delta, Op, Replica, UpdateError};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use yrs::types::Attrs;
use yrs::types::text::{Diff, YChange};
use yrs::updates::decoder::Decode;
use yrs::{
    Any, Assoc, In, IndexedSequence, Map, MapRef, Observable, Out, ReadTxn, Snapshot, StickyIndex, Text,
    TextRef, Transact, TransactionMut, Update,
};

/// The origin of transactions that write what this replica's own user did.
const LOCAL: &str = "local";

/// A document that its user edits: local changes in as deltas and out as updates, remote updates in and out as deltas.
#[derive(Debug)]
pub struct Document {
    replica: Replica,
    body: TextRef,
    meta: MapRef,
    /// Where one goes on writing without a walk.
    pen: Option<Pen>,
    /// What is taken back without one.
    stroke: Option<Stroke>,
    /// What remote transactions did to the body since it was last asked for.
    observed: Arc<Mutex<Delta>>,
}

/// A piece of a body that was written at one go.
#[derive(Debug, Clone, PartialEq)]
pub struct Signed {
    /// The text, or the one embed.
    pub content: Content,
    /// Its attributes now, which somebody else may have set.
    pub attributes: Attributes,
    /// The client and clock of the first code unit; those after it have the clocks that follow.
    pub id: Option<(u64, u32)>,
}

impl Document {
    /// An empty document whose changes are signed as `client` (see [`Replica::new`]).
    pub fn new(client: u64) -> Self {
        let replica = Replica::new(client);
        let body = replica.doc().get_or_insert_text(BODY);
        let meta = replica.doc().get_or_insert_map(META);
        let observed = Arc::new(Mutex::new(Delta::new()));
        let sink = Arc::clone(&observed);
        body.observe("document", move |txn, event| {
            if txn.origin() == Some(&REMOTE.into()) {
                let change: Delta = event.delta(txn).iter().filter_map(change_of).collect();
                let mut observed = sink.lock().unwrap_or_else(PoisonError::into_inner);
                *observed = observed.compose(&change);
            }
        });
        Document { replica, body, meta, pen: None, stroke: None, observed }
    }

    /// The replica, for those who sync it.
    pub fn replica(&self) -> &Replica {
        &self.replica
    }

    /// The length of the body in UTF-16 code units.
    pub fn len(&self) -> usize {
        self.body.len(&self.replica.doc().transact()) as usize
    }

    /// Whether the body holds nothing, not even a line terminator.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The body. Costs a walk over the whole of it.
    pub fn body(&self) -> Delta {
        let txn = self.replica.doc().transact();
        self.body.diff(&txn, YChange::identity).into_iter().filter_map(insert_of).collect()
    }

    /// The body in pieces that were written at one go, each with the id of its first code unit. Costs a walk over the whole of
    /// it, and a shorter one for each embed.
    pub fn signed_body(&self) -> Vec<Signed> {
        let mut txn = self.replica.doc().transact_mut_with(LOCAL);
        // All that is there, beside nothing: so yrs names what each run of text was inserted as.
        let (now, nothing) = (txn.snapshot(), Snapshot::default());
        let pieces = self.body.diff_range(&mut txn, Some(&now), Some(&nothing), |change| change.id);
        let mut at = 0;
        let signed = pieces.into_iter().filter_map(|Diff { insert, attributes, ychange }| {
            let content = content_of(&insert)?;
            let id = ychange.or_else(|| {
                let place = self.body.sticky_index(&txn, at as u32, Assoc::After)?;
                place.id().copied()
            });
            at += content.len();
            let id = id.map(|id| (id.client.get(), id.clock));
            Some(Signed { content, attributes: attributes_of(attributes.as_deref()), id })
        });
        signed.collect()
    }

    /// Applies a change of this replica's own and gives the update that carries it to others.
    ///
    /// The change must fit the body: it neither passes over nor deletes more than there is.
    pub fn edit(&mut self, change: &Delta) -> Vec<u8> {
        let turned = self.stroke.take().and_then(|stroke| stroke.turn(change));
        if let Some((update, stroke)) = turned {
            self.pen = None;
            if self.take_own(&update) {
                self.stroke = Some(stroke);
                return update;
            }
        }
        let put_in = put_in(change);
        if let (Some(pen), Some((at, inserts))) = (self.pen.take(), put_in)
            && pen.is_at(at)
        {
            let (update, pen) = pen.write(inserts);
            if self.take_own(&update) {
                self.pen = Some(pen);
                return update;
            }
        }
        let mut txn = self.replica.doc().transact_mut_with(LOCAL);
        write(&self.body, &mut txn, change);
        let update = txn.encode_update_v1();
        drop(txn);
        self.pen = put_in.and_then(|(at, inserts)| {
            let Op::Insert(_, attributes) = inserts.last()? else { return None };
            Pen::behind(&update, at + inserts.iter().map(Op::len).sum::<usize>(), attributes)
        });
        self.stroke = Stroke::of(&update, change);
        update
    }

    /// Something else happens than what the pen and the stroke know of.
    fn begin_anew(&mut self) {
        self.pen = None;
        self.stroke = None;
    }

    /// Takes in an update that was written by hand. False: it was not taken, and nothing has changed.
    fn take_own(&mut self, update: &[u8]) -> bool {
        let Ok(update) = Update::decode_v1(update) else { return false };
        self.replica.doc().transact_mut_with(LOCAL).apply_update(update).is_ok()
    }

    /// Takes in updates of others and gives what they did to the body.
    ///
    /// On an error the updates before the one at fault stay; their change is given by the next call.
    pub fn merge<'a>(&mut self, updates: impl IntoIterator<Item = &'a [u8]>) -> Result<Delta, UpdateError> {
        self.begin_anew();
        self.replica.apply_all(updates)?;
        Ok(std::mem::take(&mut *self.observed.lock().unwrap_or_else(PoisonError::into_inner)))
    }

    /// The document's title; empty when it has none.
    pub fn title(&self) -> String {
        match self.meta.get(&self.replica.doc().transact(), TITLE) {
            Some(Out::Any(Any::String(title))) => title.to_string(),
            _ => String::new(),
        }
    }

    /// Sets the title and gives the update that carries it to others.
    pub fn set_title(&mut self, title: &str) -> Vec<u8> {
        self.begin_anew();
        let mut txn = self.replica.doc().transact_mut_with(LOCAL);
        self.meta.insert(&mut txn, TITLE, title);
        txn.encode_update_v1()
    }

    /// What the document says of its styles. What is no object of attributes counts as nothing.
    pub fn styles(&self) -> StyleSheet {
        let txn = self.replica.doc().transact();
        let said = |style: Style| match self.meta.get(&txn, &style::key(style)) {
            Some(Out::Any(value @ Any::Map(_))) => serde_json::from_value(json_of(&value)).ok(),
            _ => None,
        };
        StyleSheet::new(Style::ALL.into_iter().filter_map(|style| Some((style, said(style)?))).collect())
    }

    /// Makes a change of this replica's own to the body and says something of a style, or nothing any more; gives the
    /// one update that carries both to others. The change must fit, as for [`Self::edit`].
    pub fn edit_style(&mut self, change: &Delta, style: Style, said: Option<&Attributes>) -> Vec<u8> {
        self.begin_anew();
        let mut txn = self.replica.doc().transact_mut_with(LOCAL);
        write(&self.body, &mut txn, change);
        match said {
            Some(said) => {
                let object: HashMap<String, Any> =
                    said.iter().map(|(name, value)| (name.to_owned(), any_of(value))).collect();
                self.meta.insert(&mut txn, style::key(style), Any::Map(Arc::new(object)));
            }
            None => {
                self.meta.remove(&mut txn, &style::key(style));
            }
        }
        txn.encode_update_v1()
    }

    /// A place in the body that stays where it is meant under everybody's changes, in the JSON form of a Yjs relative
    /// position. It leans on the character before it, so that what others type at the place comes after.
    pub fn anchor(&self, offset: usize) -> Value {
        let walk = || {
            let txn = self.replica.doc().transact();
            let place = self.body.sticky_index(&txn, offset as u32, Assoc::Before);
            place.unwrap_or_else(|| StickyIndex::from_type(&txn, &self.body, Assoc::Before))
        };
        let place = self.pen.as_ref().and_then(|pen| pen.anchor(offset)).unwrap_or_else(walk);
        serde_json::to_value(place).unwrap_or(Value::Null)
    }

    /// The offset of an anchor; `None` for one that this document does not know (yet).
    pub fn resolve(&self, anchor: &Value) -> Option<usize> {
        let place: StickyIndex = serde_json::from_value(anchor.clone()).ok()?;
        let txn = self.replica.doc().transact();
        if let Some(id) = place.id()
            && txn.state_vector().get(&id.client) <= id.clock
        {
            return None;
        }
        place.get_offset(&txn).map(|offset| (offset.index as usize).min(self.body.len(&txn) as usize))
    }
}

fn write(body: &TextRef, txn: &mut TransactionMut, change: &Delta) {
    // Typing, by yrs's quicker walk.
    if let Some((at, text, attributes)) = typed(change) {
        body.insert_with_attributes(txn, at as u32, text, attrs_of(attributes));
        return;
    }
    // So is one format.
    let one_format = match change.ops() {
        [Op::Retain(len, format)] => Some((0, *len, format)),
        [Op::Retain(at, passed), Op::Retain(len, format)] if passed.is_empty() => Some((*at, *len, format)),
        _ => None,
    };
    if let Some((at, len, format)) = one_format {
        body.format(txn, at as u32, len as u32, attrs_of(format));
        return;
    }
    let mut at = 0;
    // A walk of its own behind a delete that is not followed by text that stays: until there is some, yrs goes on with the
    // attributes of what lies ahead, and a format that removes one of them does nothing.
    let must_part = |one: &Op, next: &Op| {
        let stays = |op: &Op| matches!(op, Op::Retain(_, format) if format.is_empty());
        matches!(one, Op::Delete(_)) && !stays(next)
    };
    for steps in change.ops().chunk_by(|one, next| !must_part(one, next)) {
        let passed = Op::Retain(at, Attributes::new());
        body.apply_delta(txn, std::iter::once(&passed).chain(steps).map(to_yrs));
        at += steps.iter().filter(|op| !matches!(op, Op::Delete(_))).map(Op::len).sum::<usize>();
    }
}

/// The place and what is put in there, where a change does nothing else.
fn put_in(change: &Delta) -> Option<(usize, &[Op])> {
    let (at, inserts) = match change.ops() {
        [Op::Retain(at, format), inserts @ ..] if format.is_empty() => (*at, inserts),
        inserts => (0, inserts),
    };
    let is_all = !inserts.is_empty() && inserts.iter().all(|op| matches!(op, Op::Insert(..)));
    is_all.then_some((at, inserts))
}

/// The place, the text and its attributes, where a change is nothing but one insert of text.
fn typed(change: &Delta) -> Option<(usize, &str, &Attributes)> {
    match put_in(change)? {
        (at, [Op::Insert(Content::Text(text), attributes)]) => Some((at, text, attributes)),
        _ => None,
    }
}

fn insert_of(diff: Diff<YChange>) -> Option<Op> {
    Some(Op::Insert(content_of(&diff.insert)?, attributes_of(diff.attributes.as_deref())))
}

fn change_of(change: &yrs::types::Delta) -> Option<Op> {
    Some(match change {
        yrs::types::Delta::Inserted(content, attributes) => {
            Op::Insert(content_of(content)?, attributes_of(attributes.as_deref()))
        }
        yrs::types::Delta::Deleted(len) => Op::Delete(*len as usize),
        yrs::types::Delta::Retain(len, attributes) => {
            Op::Retain(*len as usize, attributes_of(attributes.as_deref()))
        }
    })
}

/// Text or an embed. A shared type in the text, which only a foreign client puts there, is an embed without a value.
fn content_of(content: &Out) -> Option<Content> {
    match content {
        Out::Any(Any::String(text)) => Some(Content::Text(text.to_string())),
        Out::Any(value) => Some(Content::Embed(json_of(value))),
        _ => Some(Content::Embed(Value::Null)),
    }
}

fn attributes_of(attributes: Option<&Attrs>) -> Attributes {
    attributes.into_iter().flatten().map(|(name, value)| (name.to_string(), json_of(value))).collect()
}

fn json_of(value: &Any) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}

fn to_yrs(op: &Op) -> yrs::types::Delta<In> {
    match op {
        Op::Insert(content, attributes) => {
            let content = match content {
                Content::Text(text) => Any::from(text.as_str()),
                Content::Embed(value) => any_of(value),
            };
            yrs::types::Delta::Inserted(In::Any(content), Some(Box::new(attrs_of(attributes))))
        }
        Op::Retain(len, attributes) => {
            yrs::types::Delta::Retain(*len as u32, Some(Box::new(attrs_of(attributes))))
        }
        Op::Delete(len) => yrs::types::Delta::Deleted(*len as u32),
    }
}

fn attrs_of(attributes: &Attributes) -> Attrs {
    attributes.iter().map(|(name, value)| (name.into(), any_of(value))).collect()
}

/// JSON as yrs holds it. Whole numbers go as integers, as Yjs writes them.
fn any_of(value: &Value) -> Any {
    match value {
        Value::Null => Any::Null,
        Value::Bool(value) => Any::from(*value),
        Value::Number(number) => match number.as_i64() {
            Some(integer) => Any::from(integer),
            None => Any::from(number.as_f64().unwrap_or_default()),
        },
        Value::String(text) => Any::from(text.as_str()),
        Value::Array(items) => Any::Array(items.iter().map(any_of).collect()),
        Value::Object(fields) => Any::Map(Arc::new(
            fields.iter().map(|(name, value)| (name.clone(), any_of(value))).collect::<HashMap<_, _>>(),
        )),
    }
}
