//! A new document that says what another says: its text with all formats, its styles, its title. Nothing of its history comes
//! along, so that a document whose changes a server does not take any more can go on as another.

use super::style::Style;
use super::{Attributes, Content, Delta, Document, Op, seed};

/// How much goes into one update, in UTF-16 code units: a server takes no message that is as large as a book.
const PIECE: usize = 50_000;

impl Document {
    /// Makes this document, which is empty, a copy of `other` under `title`. Gives the updates that carry it to others, on top of
    /// the [`seed`] of every new document.
    pub fn become_copy(&mut self, other: &Document, title: &str) -> Vec<Vec<u8>> {
        // What this build has made can be taken in.
        let _ = self.merge([&seed()[..]]);
        let mut ops = other.body().into_ops();
        // The last terminator is there already and only takes the format of the other's.
        let mut last = Attributes::new();
        if let Some(Op::Insert(Content::Text(text), attributes)) = ops.last_mut()
            && text.ends_with('\n')
        {
            text.pop();
            last = attributes.clone();
        }
        let mut updates = Vec::new();
        let mut at = 0;
        let mut ops = ops.into_iter().flat_map(in_pieces).peekable();
        while ops.peek().is_some() {
            let mut piece = Delta::new().retain(at);
            let start = at;
            while let Some(op) = ops.next_if(|op| at == start || at - start + op.len() <= PIECE) {
                at += op.len();
                piece.push(op);
            }
            updates.push(self.edit(&piece));
        }
        if !last.is_empty() {
            updates.push(self.edit(&Delta::new().retain(at).format(1, last)));
        }
        let styles = other.styles();
        for style in Style::ALL {
            if let Some(said) = styles.redefinition(style) {
                updates.push(self.edit_style(&Delta::new(), style, Some(said)));
            }
        }
        if !title.is_empty() {
            updates.push(self.set_title(title));
        }
        updates
    }
}

/// A long text in parts of at most [`PIECE`].
fn in_pieces(op: Op) -> Vec<Op> {
    let Op::Insert(Content::Text(text), attributes) = &op else { return vec![op] };
    let mut pieces = Vec::new();
    let mut piece = String::new();
    let mut len = 0;
    for character in text.chars() {
        if len + character.len_utf16() > PIECE {
            pieces.push(Op::Insert(Content::Text(std::mem::take(&mut piece)), attributes.clone()));
            len = 0;
        }
        len += character.len_utf16();
        piece.push(character);
    }
    pieces.push(Op::Insert(Content::Text(piece), attributes.clone()));
    pieces
}
