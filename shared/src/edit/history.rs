//! What can be taken back: one's own changes alone, whatever others did since.
//!
//! Each step holds the inverse of a change as it was right after that change, and what others have done since, which
//! is worked in only when it is needed (as ProseMirror's and Quill's histories do, by transforming the inverse).

use super::Selection;
use super::command::Restyle;
use crate::model::{Attributes, Content, Delta, Op, Style, StyleSheet, utf16};

/// Typing within this many milliseconds is taken back together.
const JOIN_WITHIN_MS: f64 = 500.0;
/// Who types without a pause for so many milliseconds begins a new step with the next word.
const LONG_MS: f64 = 5_000.0;
/// So does who types so much, in code units.
const LONG: usize = 100;
/// What has no words, and what is deleted, is a new step after so much.
const LONGEST: usize = 300;
/// More steps than this are not kept, of those to take back and of those to do again.
const MAX_STEPS: usize = 1_000;
/// Nor more than this much of what they hold, in bytes, about: who deletes a book a hundred times does not keep it a hundred
/// times. The newest step is kept however large it is.
const MAX_BYTES: usize = 8 << 20;

/// The steps back and forth.
#[derive(Debug, Default)]
pub struct History {
    undo: Vec<Step>,
    redo: Vec<Step>,
    /// What the last step is, while the next letter may still join it.
    open: Option<Group>,
    /// While everything joins in one step: whether that step was begun.
    whole: Option<bool>,
}

/// A change to make, and the selection to have afterwards.
#[derive(Debug, Clone, Default)]
pub struct Step {
    pub change: Delta,
    pub selection: Selection,
    restyled: Option<Restyled>,
    /// How much memory the change takes, about.
    bytes: usize,
    /// What others did since the change fitted.
    since: Delta,
    /// Whether what it takes back is not all there yet.
    pub grows: bool,
}

/// What is typed or deleted with the keyboard: one undo takes back together what belongs together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keyed {
    /// Text was put in.
    Typed {
        /// In code units.
        len: usize,
        /// Whether it begins with a space or the end of a line.
        begins_blank: bool,
        /// Whether it ends so.
        ends_blank: bool,
    },
    /// Text was taken out.
    Deleted {
        /// In code units.
        len: usize,
    },
}

impl Keyed {
    /// What a change does that was made with the keyboard.
    pub fn of(change: &Delta) -> Keyed {
        let text = change.text();
        if text.is_empty() {
            let deleted = |op: &Op| if matches!(op, Op::Delete(_)) { op.len() } else { 0 };
            return Keyed::Deleted { len: change.ops().iter().map(deleted).sum() };
        }
        Keyed::Typed {
            len: utf16::len(&text),
            begins_blank: text.starts_with(char::is_whitespace),
            ends_blank: text.ends_with(char::is_whitespace),
        }
    }

    fn len(self) -> usize {
        match self {
            Keyed::Typed { len, .. } | Keyed::Deleted { len } => len,
        }
    }
}

/// What was typed or deleted without a pause.
#[derive(Debug, Clone, Copy)]
struct Group {
    began_ms: f64,
    /// When the last of it was.
    last_ms: f64,
    len: usize,
    last: Keyed,
}

impl Group {
    fn new(keyed: Keyed, now_ms: f64) -> Group {
        Group { began_ms: now_ms, last_ms: now_ms, len: keyed.len(), last: keyed }
    }

    /// The group with what comes next, where that belongs to it.
    fn with(self, next: Keyed, now_ms: f64) -> Option<Group> {
        let is_soon = now_ms - self.last_ms < JOIN_WITHIN_MS && self.len < LONGEST;
        let is_long = now_ms - self.began_ms >= LONG_MS || self.len >= LONG;
        let goes_on = match (self.last, next) {
            (Keyed::Typed { ends_blank, .. }, Keyed::Typed { begins_blank, .. }) => {
                !is_long || !ends_blank || begins_blank
            }
            (Keyed::Deleted { .. }, Keyed::Deleted { .. }) => true,
            _ => false,
        };
        (is_soon && goes_on).then(|| Group {
            last_ms: now_ms,
            len: self.len + next.len(),
            last: next,
            ..self
        })
    }
}

/// What became of a style.
#[derive(Debug, Clone)]
pub struct Restyled {
    pub style: Style,
    pub before: Option<Attributes>,
    pub after: Option<Attributes>,
}

impl Step {
    fn new(change: Delta, restyled: Option<Restyled>, selection: Selection) -> Self {
        Step { bytes: size_of(&change), change, selection, restyled, since: Delta::new(), grows: false }
    }

    /// Whether what others did has left nothing of it.
    fn is_void(&self, styles: &StyleSheet) -> bool {
        self.change.is_empty() && self.restyle_of(styles).is_none()
    }

    /// What is to become of a style; nothing where somebody else has redefined it since.
    pub fn restyle_of(&self, styles: &StyleSheet) -> Option<Restyle> {
        let Restyled { style, before, after } = self.restyled.clone()?;
        (styles.redefinition(style) == after.as_ref()).then_some(Restyle { style, said: before })
    }

    /// Makes the step fit the document as it is; gives others' changes as they fit before the step's own change.
    fn settle(&mut self) -> Delta {
        if self.since.is_empty() {
            return Delta::new();
        }
        let since = std::mem::take(&mut self.since);
        let below = self.change.transform(&since, false);
        self.change = since.transform(&self.change, true);
        self.selection = self.selection.map(&below);
        below
    }
}

impl History {
    /// Whether there is something to take back.
    pub fn can_undo(&self) -> bool {
        !self.undo.is_empty()
    }

    /// Whether there is something to do again.
    pub fn can_redo(&self) -> bool {
        !self.redo.is_empty()
    }

    /// Remembers a change of one's own: its inverse, the selection before it, and what it was if it was made with the keyboard. What was undone cannot be redone now.
    pub fn record(
        &mut self,
        inverse: Delta,
        restyled: Option<Restyled>,
        before: Selection,
        keyed: Option<Keyed>,
        now_ms: f64,
    ) {
        self.redo.clear();
        let gone_on = self.open.zip(keyed).and_then(|(open, keyed)| open.with(keyed, now_ms));
        let joined = self.whole.unwrap_or(gone_on.is_some());
        self.whole = self.whole.map(|_| true);
        self.open = gone_on.or(keyed.map(|keyed| Group::new(keyed, now_ms)));
        if joined && self.undo.last().is_some_and(|top| !top.grows) {
            settle_top(&mut self.undo);
            let top = self.undo.last_mut().expect("it was checked that there is a step");
            top.change = inverse.compose(&top.change);
            top.bytes = size_of(&top.change);
        } else {
            self.undo.push(Step::new(inverse, restyled, before));
        }
        bound(&mut self.undo);
    }

    /// What is typed next is a step of its own.
    pub fn end_group(&mut self) {
        self.open = None;
    }

    /// From now on everything is taken back together, however long it takes.
    pub fn begin_whole(&mut self) {
        self.end_group();
        self.whole = Some(false);
    }

    /// What is done next is a step of its own again.
    pub fn end_whole(&mut self) {
        self.end_group();
        self.whole = None;
    }

    /// From now on the last step grows: what [`Self::grow`] is told of belongs to it, and what is done beside that does not.
    pub fn begin_growing(&mut self) {
        self.end_group();
        if let Some(top) = self.undo.last_mut() {
            top.grows = true;
        }
    }

    /// No step grows any more.
    pub fn end_growing(&mut self) {
        self.end_group();
        self.undo.iter_mut().for_each(|step| step.grows = false);
    }

    /// More of the step that grows is there; `change` has put it in, and has done nothing else.
    pub fn grow(&mut self, change: &Delta) {
        if let Some(top) = self.redo.last_mut() {
            top.since = top.since.compose(change);
        }
        let Some(index) = self.undo.iter().position(|step| step.grows) else { return };
        settle_from(&mut self.undo, index);
        let grown = pass_down(&mut self.undo[index + 1..], change.clone());
        let step = &mut self.undo[index];
        step.change = grown.invert(|_, _| Delta::new()).compose(&step.change);
        step.bytes = size_of(&step.change);
    }

    /// The change that takes back the step that grows, whatever was done since. It must be made, and the step is gone.
    pub fn take_growing(&mut self) -> Option<Step> {
        self.end_group();
        let index = self.undo.iter().position(|step| step.grows)?;
        settle_from(&mut self.undo, index);
        let done = |change: Delta, step: &Step| outline(&step.change).transform(&change, true);
        let step = self.undo.remove(index);
        let change = self.undo[index..].iter().fold(step.change, done);
        pass_down(&mut self.undo[index..], change.clone());
        if let Some(top) = self.redo.last_mut() {
            top.since = top.since.compose(&change);
        }
        Some(Step { change, ..step })
    }

    /// Takes note of a change that somebody else made. Answers whether the last step was lost by it: nothing is left
    /// of it to take back.
    pub fn on_remote(&mut self, change: &Delta, styles: &StyleSheet) -> bool {
        for top in [self.undo.last_mut(), self.redo.last_mut()].into_iter().flatten() {
            top.since = top.since.compose(change);
        }
        let before = self.undo.len();
        self.forget_void(styles);
        self.undo.len() < before
    }

    /// Lets go of the newest steps of which nothing is left, so that there is something to take back if it is said so.
    pub fn forget_void(&mut self, styles: &StyleSheet) {
        for stack in [&mut self.undo, &mut self.redo] {
            while stack.last().is_some() {
                settle_top(stack);
                if stack.pop_if(|top| !top.grows && top.is_void(styles)).is_none() {
                    break;
                }
            }
        }
    }

    /// The change that takes the last step back. It must be made, and [`Self::undone`] told.
    pub fn pop_undo(&mut self) -> Option<Step> {
        self.end_whole();
        pop(&mut self.undo)
    }

    /// The change that does the last undone step again. It must be made, and [`Self::redone`] told.
    pub fn pop_redo(&mut self) -> Option<Step> {
        self.end_whole();
        pop(&mut self.redo)
    }

    /// An undo was made; `inverse` does it again, back to the selection `before`.
    pub fn undone(&mut self, inverse: Delta, restyled: Option<Restyled>, before: Selection) {
        self.redo.push(Step::new(inverse, restyled, before));
        bound(&mut self.redo);
    }

    /// A redo was made; `inverse` takes it back, to the selection `before`.
    pub fn redone(&mut self, inverse: Delta, restyled: Option<Restyled>, before: Selection) {
        self.undo.push(Step::new(inverse, restyled, before));
        bound(&mut self.undo);
    }
}

/// Lets go of the oldest steps where there are too many.
fn bound(stack: &mut Vec<Step>) {
    let mut bytes = 0;
    let fits = |step: &&Step| {
        bytes += step.bytes;
        bytes <= MAX_BYTES
    };
    let kept = stack.iter().rev().take(MAX_STEPS).take_while(fits).count().max(1);
    stack.drain(..stack.len().saturating_sub(kept));
}

/// How much memory a change takes, in bytes, about.
fn size_of(change: &Delta) -> usize {
    let of_attributes = |attributes: &Attributes| 96 * attributes.iter().count();
    let of_op = |op: &Op| match op {
        Op::Insert(Content::Text(text), attributes) => text.len() + of_attributes(attributes),
        Op::Insert(Content::Embed(value), attributes) => value.to_string().len() + of_attributes(attributes),
        Op::Retain(_, attributes) => of_attributes(attributes),
        Op::Delete(_) => 0,
    };
    change.ops().iter().map(|op| 64 + of_op(op)).sum()
}

fn pop(stack: &mut Vec<Step>) -> Option<Step> {
    settle_top(stack);
    stack.pop()
}

/// Makes all steps from `index` on fit each other and the document as it is.
fn settle_from(stack: &mut [Step], index: usize) {
    for end in (index + 1..=stack.len()).rev() {
        settle_top(&mut stack[..end]);
    }
}

/// Lets steps that are settled go along with a change; gives it as it fits before all of theirs.
fn pass_down(steps: &mut [Step], change: Delta) -> Delta {
    steps.iter_mut().rev().fold(change, |change, step| {
        step.since = change;
        step.settle()
    })
}

/// What was done that `inverse` takes back, as far as it shows where everything has gone since.
fn outline(inverse: &Delta) -> Delta {
    let turned = |op: &Op| match op {
        Op::Insert(content, _) => Op::Delete(content.len()),
        Op::Delete(len) => Op::Insert(Content::Text(" ".repeat(*len)), Attributes::new()),
        retain @ Op::Retain(..) => retain.clone(),
    };
    inverse.ops().iter().map(turned).collect()
}

fn settle_top(stack: &mut [Step]) {
    let Some((top, rest)) = stack.split_last_mut() else { return };
    let below = top.settle();
    if let Some(next) = rest.last_mut() {
        next.since = next.since.compose(&below);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(history: &mut History, inverse: Delta) {
        history.record(inverse, None, Selection::default(), None, 0.0);
    }

    #[test]
    fn what_is_kept_does_not_grow_without_end() {
        let mut history = History::default();
        let page = Delta::new().insert(&"All happy families are alike. ".repeat(1_000), Attributes::new());
        for _ in 0..3_000 {
            record(&mut history, page.clone());
            history.on_remote(&Delta::new().insert("x", Attributes::new()), &StyleSheet::default());
        }
        let held = |stack: &[Step]| stack.iter().map(|step| size_of(&step.change)).sum::<usize>();
        // About: what others do moves a step, and then it says by how far.
        let most = MAX_BYTES + MAX_BYTES / 50;
        assert!(held(&history.undo) <= most && history.undo.len() > 100);
        while let Some(step) = history.pop_undo() {
            history.undone(step.change, None, Selection::default());
        }
        assert!(held(&history.redo) <= most);
        (0..3_000).for_each(|_| record(&mut history, Delta::new().insert("x", Attributes::new())));
        assert_eq!(history.undo.len(), MAX_STEPS);
    }

    #[test]
    fn the_last_step_is_taken_back_however_large_it_is() {
        let mut history = History::default();
        record(&mut history, Delta::new().insert("first", Attributes::new()));
        let book = Delta::new().insert(&"x".repeat(2 * MAX_BYTES), Attributes::new());
        record(&mut history, book.clone());
        assert_eq!(history.pop_undo().map(|step| step.change), Some(book));
        assert!(!history.can_undo(), "what was before it had to go");
    }
}
