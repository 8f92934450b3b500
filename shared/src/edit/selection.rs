//! What is selected.

use crate::model::Delta;

/// A selection in the body, in UTF-16 code units. Where anchor and head meet it is a caret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Selection {
    /// Where the selection was begun.
    pub anchor: usize,
    /// The end that moves.
    pub head: usize,
}

impl Selection {
    /// A caret.
    pub const fn caret(offset: usize) -> Self {
        Selection { anchor: offset, head: offset }
    }

    /// The end nearer to the body's start.
    pub fn start(self) -> usize {
        self.anchor.min(self.head)
    }

    /// The end nearer to the body's end.
    pub fn end(self) -> usize {
        self.anchor.max(self.head)
    }

    /// Whether nothing is between its ends.
    pub fn is_caret(self) -> bool {
        self.anchor == self.head
    }

    /// The selection after somebody else's change. What is put in at a caret or at an end stays outside.
    pub fn map(self, change: &Delta) -> Self {
        if self.is_caret() {
            return Selection::caret(change.transform_position(self.head, false));
        }
        let start = change.transform_position(self.start(), true);
        let end = change.transform_position(self.end(), false).max(start);
        if self.anchor <= self.head {
            Selection { anchor: start, head: end }
        } else {
            Selection { anchor: end, head: start }
        }
    }
}
