//! Where the caret goes by an arrow key beside what is no text: a picture, a divider. Of text the browser knows better: it sees the
//! lines.

use super::{Selection, characters};
use crate::model::{Blocks, Located, utf16};

/// The selection after one step towards the body's end, or its start. `None` where no embed is near, or there is nothing
/// in that direction: there the browser moves the caret.
pub fn step(blocks: &Blocks, selection: Selection, forward: bool, extends: bool) -> Option<Selection> {
    let (start, end) = (selection.start(), selection.end());
    if !extends && !selection.is_caret() {
        let touches = blocks.is_embed_at(start) || blocks.is_embed_at(end - 1);
        return touches.then(|| Selection::caret(if forward { end } else { start }));
    }
    let head = selection.head;
    let next = if forward { next(blocks, head) } else { previous(blocks, head) }?;
    // On either side of where the caret is, or of where it comes to.
    let near = [head, next].into_iter().any(|offset| {
        let located = blocks.at(offset);
        (offset > located.start && blocks.is_embed_at(offset - 1)) || blocks.is_embed_at(offset)
    });
    near.then_some(Selection { anchor: if extends { selection.anchor } else { next }, head: next })
}

fn next(blocks: &Blocks, offset: usize) -> Option<usize> {
    let located = blocks.at(offset);
    match offset < located.text_end() {
        true => Some(offset + characters::len_forward(&located.block.text(), offset - located.start)),
        false => blocks.after(offset).map(|below| below.start),
    }
}

fn previous(blocks: &Blocks, offset: usize) -> Option<usize> {
    let located = blocks.at(offset);
    match offset > located.start {
        true => Some(offset - characters::cluster_backward(&located.block.text(), offset - located.start)),
        false => blocks.before(located.start).map(|above: Located| above.text_end()),
    }
}

/// How long the character before the caret is, as the reader sees it; 0 at the start of a paragraph.
pub fn character_before(blocks: &Blocks, caret: usize) -> usize {
    let located = blocks.at(caret);
    let within = (caret - located.start).min(located.block.text_len());
    characters::cluster_backward(utf16::slice(&located.block.text(), 0, within), within)
}
