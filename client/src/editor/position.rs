//! Points in the DOM and offsets in the body, each from the other. Reads the DOM, never writes it.
//!
//! A block's element says its name; inside it runs count as long as their text, embeds one, boxes and breaks nothing.
//! The DOM itself is counted, so that the answer holds also where the browser has just changed it.

use super::html::NAME;
use octavo_shared::model::{BlockId, Blocks};
use wasm_bindgen::JsCast;
use web_sys::{Element, Node, Text};

/// A point in the DOM: a node and an offset in it.
pub type Point = (Node, u32);

/// What a node in a block's element is to the text.
enum Piece {
    Text(Text),
    Embed,
    Nothing,
    /// Something that the editor did not draw.
    Foreign(Element),
}

fn piece(node: &Node) -> Piece {
    if let Some(text) = node.dyn_ref::<Text>() {
        return Piece::Text(text.clone());
    }
    let Some(element) = node.dyn_ref::<Element>() else { return Piece::Nothing };
    if element.has_attribute("contenteditable") {
        return if element.class_list().contains("embed") { Piece::Embed } else { Piece::Nothing };
    }
    match (element.first_child(), element.child_nodes().length()) {
        (None, _) => Piece::Nothing,
        (Some(child), 1) if child.is_instance_of::<Text>() => Piece::Text(child.unchecked_into()),
        _ => Piece::Foreign(element.clone()),
    }
}

fn children(node: &Node) -> impl Iterator<Item = Node> + use<> {
    std::iter::successors(node.first_child(), Node::next_sibling)
}

/// How much text a node in a block's element is.
fn len(node: &Node) -> usize {
    match piece(node) {
        Piece::Text(text) => text.length() as usize,
        Piece::Embed => 1,
        Piece::Nothing => 0,
        Piece::Foreign(element) => children(&element).map(|child| len(&child)).sum(),
    }
}

/// How long the text of a block's element is.
pub fn text_len(block: &Node) -> usize {
    children(block).map(|child| len(&child)).sum()
}

/// The text of a block's element as the model would spell it.
pub fn text(block: &Node) -> String {
    let mut text = String::new();
    for child in children(block) {
        match piece(&child) {
            Piece::Text(node) => text.push_str(&node.data().replace('\n', "\u{2028}")),
            Piece::Embed => text.push('\u{fffc}'),
            Piece::Nothing => {}
            Piece::Foreign(element) => text.push_str(&self::text(&element)),
        }
    }
    text
}

/// Whether the text is whole: no half of a character of two code units stands alone in it, as while somebody is still writing.
pub fn is_whole(block: &Node) -> bool {
    let text = js_sys::Reflect::get(block, &"textContent".into()).ok();
    text.and_then(|text| text.dyn_into::<js_sys::JsString>().ok()).is_none_or(|text| text.is_valid_utf16())
}

/// The text of a line that somebody else may have put on the page.
pub fn line_text(line: &Node) -> String {
    match line.dyn_ref::<Text>() {
        Some(text) => text.data(),
        None => text(line),
    }
}

/// The block element that `node` is or stands in.
pub fn block_of(node: &Node) -> Option<Element> {
    let mut cursor = Some(node.clone());
    while let Some(node) = cursor {
        if let Some(element) = node.dyn_ref::<Element>().filter(|element| element.has_attribute(NAME)) {
            return Some(element.clone());
        }
        cursor = node.parent_node();
    }
    None
}

/// The name on a block element.
pub fn name_of(block: &Element) -> Option<BlockId> {
    block.get_attribute(NAME)?.parse().ok().map(BlockId)
}

/// How far into the text of `block` a point in it is.
pub fn offset_in(block: &Element, node: &Node, at: u32) -> usize {
    let (mut node, mut offset) = match piece(node) {
        _ if node.is_same_node(Some(block)) => {
            return children(block).take(at as usize).map(|child| len(&child)).sum();
        }
        Piece::Text(text) if text.is_same_node(Some(node)) => (node.clone(), at as usize),
        Piece::Embed => (node.clone(), usize::from(at > 0)),
        _ => (node.clone(), children(node).take(at as usize).map(|child| len(&child)).sum()),
    };
    loop {
        let Some(parent) = node.parent_node() else { return offset };
        if let Piece::Embed = piece(&parent) {
            offset = offset.min(1);
        } else {
            let before = children(&parent).take_while(|child| !child.is_same_node(Some(&node)));
            offset += before.map(|child| len(&child)).sum::<usize>();
        }
        if parent.is_same_node(Some(block)) {
            return offset;
        }
        node = parent;
    }
}

/// The offset in the body of a point in `host`; `None` for a point elsewhere.
pub fn offset_of(host: &Node, blocks: &Blocks, node: &Node, at: u32) -> Option<usize> {
    if !host.contains(Some(node)) {
        return None;
    }
    if let Some(block) = block_of(node).filter(|block| host.contains(Some(block))) {
        let located = blocks.get(name_of(&block)?)?;
        return Some(located.start + offset_in(&block, node, at).min(located.block.text_len()));
    }
    // Between blocks: the start of the next, or else the end of all.
    let next = std::iter::successors(node.child_nodes().item(at), Node::first_child)
        .find_map(|node| node.dyn_into::<Element>().ok().filter(|element| element.has_attribute(NAME)));
    match next {
        Some(block) => Some(blocks.get(name_of(&block)?)?.start),
        None => {
            let last = std::iter::successors(node.last_child(), Node::last_child).find_map(|node| {
                node.dyn_into::<Element>().ok().filter(|element| element.has_attribute(NAME))
            })?;
            Some(blocks.get(name_of(&last)?)?.text_end())
        }
    }
}

/// The embed at an offset in the text of a block's element.
pub fn embed_at(block: &Element, offset: usize) -> Option<Element> {
    let mut at = 0;
    let found = children(block).find(|child| {
        let start = at;
        at += len(child);
        start == offset && matches!(piece(child), Piece::Embed)
    });
    found?.dyn_into().ok()
}

/// The point of an offset in the text of a block's element: at the end of a run rather than at the start of the next.
pub fn point_in(block: &Element, offset: usize) -> Point {
    let mut left = offset;
    let mut index = 0;
    for child in children(block) {
        match piece(&child) {
            Piece::Text(text) => {
                let len = text.length() as usize;
                // Behind a line break that ends the block the caret stands on the line that the `<br>` makes.
                let ends_in_break = || {
                    child.next_sibling().is_some_and(|next| next.node_name() == "BR")
                        && text.data().ends_with('\n')
                };
                if left == len && len > 0 && ends_in_break() {
                    return (block.clone().into(), index + 1);
                }
                if left <= len && len > 0 {
                    return (text.into(), left as u32);
                }
                left -= len.min(left);
            }
            Piece::Embed if left == 0 => break,
            Piece::Embed => left -= 1,
            Piece::Nothing if child.node_name() == "BR" => break,
            Piece::Nothing => {}
            Piece::Foreign(element) => left -= len(&element).min(left),
        }
        index += 1;
    }
    (block.clone().into(), index)
}
