//! The chunks in which blocks stand on the page: how long they are, that one is all list items or has none, and how high it will
//! probably be.

use crate::browser;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// How many blocks a new chunk holds.
pub const CHUNK: usize = 64;
/// How many characters a line holds, about.
const LINE: usize = 78;
/// A chunk is split when it holds more.
const CHUNK_MAX: u32 = 128;

/// A chunk that holds nothing yet.
pub fn new_chunk() -> Option<Element> {
    let chunk = browser::document().create_element("div").ok()?;
    chunk.set_class_name("chunk");
    Some(chunk)
}

/// Whether a block is an item of a list.
pub fn is_item(block: &Element) -> bool {
    block.has_attribute("data-list")
}

/// The first block of a chunk that should be in another one, if there is any.
pub fn end_of(chunk: &Element) -> Option<Element> {
    let is_list = is_item(&chunk.first_element_child()?);
    let blocks = std::iter::successors(chunk.first_element_child(), Element::next_element_sibling);
    let is_long = chunk.child_element_count() > CHUNK_MAX;
    blocks
        .enumerate()
        .find(|(index, it)| is_item(it) != is_list || (is_long && *index == CHUNK))
        .map(|it| it.1)
}

/// Moves what is in the `next` chunk to the end of this one, where both are alike and not too long together.
pub fn join(chunk: &Element, next: Option<Element>) {
    let Some(next) = next else { return };
    let is_alike = chunk.has_attribute("role") == next.has_attribute("role");
    if is_alike && chunk.child_element_count() + next.child_element_count() <= CHUNK as u32 {
        while let Some(block) = next.first_child() {
            let _ = chunk.append_child(&block);
        }
        next.remove();
    }
}

/// Says of a chunk whether it is a list.
pub fn name_role(chunk: &Element) {
    let _ = match chunk.first_element_child().is_some_and(|first| is_item(&first)) {
        true => chunk.set_attribute("role", "list"),
        false => chunk.remove_attribute("role"),
    };
}

/// Tells how high a chunk will be, from the lengths of its blocks: until it is drawn the scrollbar goes by that.
pub fn expect_lines(chunk: &Element, lengths: impl Iterator<Item = usize>) {
    let (mut lines, mut blocks) = (0, 0);
    for length in lengths {
        lines += length.div_ceil(LINE).max(1);
        blocks += 1;
    }
    if let Some(chunk) = chunk.dyn_ref::<HtmlElement>() {
        let _ = chunk.style().set_property("--lines", &lines.to_string());
        let _ = chunk.style().set_property("--blocks", &blocks.to_string());
    }
}
