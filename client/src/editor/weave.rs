//! The block that somebody composes in: what others do to it is woven in around what is being composed.
//!
//! A composition lives in one Text node. It goes on as long as that node and its parents stay where they are and the
//! composed letters are not written over; everything beside them may change. So text before and behind is spliced,
//! siblings come and go, and when the block is split or joined it is the other part that gets a new element.

use super::diff;
use super::html::{self, NAME, shown};
use super::page::Page;
use super::position;
use super::reconciling::build;
use octavo_shared::model::{Attributes, Block, BlockId, Blocks, Content, Run, utf16};
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::{Element, Node, Text};

/// What is being composed, in a block as it is now.
#[derive(Debug, Clone)]
pub struct Composed {
    /// The block.
    pub block: BlockId,
    /// Its text from here on,
    pub start: usize,
    /// to here is not on the page;
    pub end: usize,
    /// this is there instead,
    pub text: String,
    /// in this node,
    pub node: Text,
    /// that many code units in it.
    pub from: usize,
    /// So many code units at the node's start are nobody's text.
    pub lead: usize,
}

/// A block's runs with a gap in them.
struct Around {
    before: Vec<Run>,
    behind: Vec<Run>,
    /// Whether the gap was cut into one run of text.
    is_within_run: bool,
    /// What the text in the gap has.
    within: Option<Attributes>,
}

impl Around {
    fn of(block: &Block, start: usize, end: usize) -> Around {
        let mut around =
            Around { before: Vec::new(), behind: Vec::new(), is_within_run: false, within: None };
        let mut at = 0;
        for run in block.runs.iter() {
            let len = run.content.len();
            let part = |from: usize, to: usize| match &run.content {
                Content::Text(text) => Run {
                    content: Content::Text(utf16::slice(text, from, to).to_owned()),
                    attributes: run.attributes.clone(),
                },
                Content::Embed(_) => run.clone(),
            };
            let (head, tail) = (start.clamp(at, at + len) - at, end.clamp(at, at + len) - at);
            if head > 0 {
                around.before.push(part(0, head));
            }
            if tail < len {
                around.behind.push(part(tail, len));
            }
            around.is_within_run |= head > 0 && tail < len;
            if head < tail {
                around.within = Some(run.attributes.clone());
            }
            at += len;
        }
        around
    }
}

fn is_text(run: Option<&Run>) -> bool {
    run.is_some_and(|run| matches!(run.content, Content::Text(_)))
}

fn text_of(run: Option<Run>) -> String {
    match run.map(|run| run.content) {
        Some(Content::Text(text)) => text,
        _ => String::new(),
    }
}

impl Page {
    /// The block that is composed in has another name since a change, as after a split or a join: its element stays
    /// and takes the name, and whatever else had the one or the other gets an element of its own.
    pub fn rename_held(&mut self, new: BlockId, blocks: &Blocks) {
        let Some(old) = self.held.filter(|old| *old != new) else { return };
        let (Some(held), Some(located)) = (self.shown.remove(&old), blocks.get(new)) else { return };
        self.remove(new);
        let element = held.element;
        let _ = element.set_attribute(NAME, &new.0.to_string());
        if let Some(other) = blocks.get(old) {
            let fresh = build(std::slice::from_ref(other.block), html::write_block).pop();
            if let (Some(fresh), Some(chunk)) = (fresh, element.parent_node()) {
                let before: Node = element.clone().into();
                let reference =
                    if other.start < located.start { Some(before) } else { element.next_sibling() };
                let _ = chunk.insert_before(&fresh, reference.as_ref());
                self.show_as(old, fresh, other.block);
            }
        }
        self.show_as(new, element, located.block);
        self.held = Some(new);
    }

    /// Brings the block that is composed in up to `blocks`, around what is composed. `None`: its text is as it was. What
    /// else does not show yet will when the block is released.
    pub fn weave(&mut self, composed: &Composed, blocks: &Blocks) -> Option<()> {
        let located = blocks.get(composed.block)?;
        let element = self.element(composed.block)?.clone();
        self.show_as(composed.block, element.clone(), located.block);
        let block = located.block;
        self.is_behind |= !element.tag_name().eq_ignore_ascii_case(html::tag(block))
            || !self.is_in_place(&element, blocks, composed.block);
        for (name, value) in html::attributes(block) {
            if element.get_attribute(name).as_deref() != value.as_deref() {
                let _ = match value {
                    Some(value) => element.set_attribute(name, &value),
                    None => element.remove_attribute(name),
                };
            }
        }
        weave_runs(&element, block, composed)
    }

    /// Whether the neighbours of a block are those that it has in `blocks`.
    fn is_in_place(&self, element: &Element, blocks: &Blocks, id: BlockId) -> bool {
        let Some(located) = blocks.get(id) else { return false };
        let stands = |neighbour: Option<&Arc<Block>>, found: Option<Element>| match (neighbour, found) {
            (Some(block), Some(found)) => self.element(block.id) == Some(&found),
            (None, None) => true,
            _ => false,
        };
        let chunk = element.parent_element();
        let behind = element
            .next_element_sibling()
            .or_else(|| chunk.as_ref().and_then(Element::next_element_sibling)?.first_element_child());
        let before = element
            .previous_element_sibling()
            .or_else(|| chunk.as_ref().and_then(Element::previous_element_sibling)?.last_element_child());
        stands(blocks.before(located.start).map(|it| it.block), before)
            && stands(blocks.after(located.start).map(|it| it.block), behind)
    }
}

fn children(node: &Node) -> Vec<Node> {
    std::iter::successors(node.first_child(), Node::next_sibling).collect()
}

fn weave_runs(element: &Element, block: &Block, composed: &Composed) -> Option<()> {
    let is_lead = |node: &Node| node.dyn_ref::<Element>().is_some_and(|it| it.class_name() == "checkbox");
    let all = children(element);
    let host = all.iter().position(|child| child.contains(Some(&composed.node)))?;
    // A box that is missing or too much is put right at the end.
    let has_box = all.first().is_some_and(is_lead);
    if has_box && let Some(checkbox) = element.first_element_child() {
        checkbox.set_attribute("aria-checked", html::checked(block)).ok()?;
    }
    let is_break = |node: &Node| node.node_name() == "BR";
    let before: Vec<Node> = all[usize::from(has_box)..host].to_vec();
    let (breaks, behind): (Vec<Node>, Vec<Node>) = all[host + 1..].iter().cloned().partition(is_break);

    let data = composed.node.data();
    let to = composed.from + utf16::len(&composed.text);
    if utf16::slice(&data, composed.from, to) != shown(&composed.text) {
        return None;
    }
    let (had_before, had_behind) = (composed.from > composed.lead, to < utf16::len(&data));
    let mut around = Around::of(block, composed.start, composed.end);
    let (left, right) = (around.before.last(), around.behind.first());
    let takes_left = is_text(left) && had_before;
    let takes_right = is_text(right) && if takes_left { around.is_within_run } else { had_behind };
    let attributes = match (takes_left, takes_right) {
        (true, _) => left.map(|run| run.attributes.clone()),
        (_, true) => right.map(|run| run.attributes.clone()),
        _ => around.within.clone(),
    };
    let wears = attributes.is_none_or(|attributes| wear(&all[host], attributes));
    let head = if wears && takes_left { text_of(around.before.pop()) } else { String::new() };
    let tail = if wears && takes_right { text_of(around.behind.remove(0).into()) } else { String::new() };

    // From the back, so that the offsets before stay.
    splice(&composed.node, to, utf16::len(&data), &tail)?;
    splice_before(&composed.node, composed.lead, composed.from, &head)?;
    replace_siblings(element, &before, &around.before, Some(&all[host]))?;
    replace_siblings(element, &behind, &around.behind, breaks.first())?;
    let needs_break = if around.behind.is_empty() {
        tail.ends_with('\u{2028}')
    } else {
        around
            .behind
            .last()
            .is_some_and(|run| is_text(Some(run)) && text_of(Some(run.clone())).ends_with('\u{2028}'))
    };
    if !needs_break {
        for line_break in breaks {
            element.remove_child(&line_break).ok()?;
        }
    }
    Some(())
}

/// Gives the element of a run the look of `attributes`. Answers whether it can have it.
fn wear(node: &Node, attributes: Attributes) -> bool {
    let run = Run { content: Content::Text("x".to_owned()), attributes };
    let Some(fresh) = build(&[&run], html::write_run).pop() else { return false };
    let Some(element) = node.dyn_ref::<Element>() else { return fresh.class_name() == "run" };
    if element.tag_name() != fresh.tag_name() {
        return false;
    }
    for name in element.get_attribute_names().iter().filter_map(|name| name.as_string()) {
        if !fresh.has_attribute(&name) {
            let _ = element.remove_attribute(&name);
        }
    }
    for name in fresh.get_attribute_names().iter().filter_map(|name| name.as_string()) {
        let value = fresh.get_attribute(&name);
        if element.get_attribute(&name) != value {
            let _ = element.set_attribute(&name, &value.unwrap_or_default());
        }
    }
    true
}

/// Makes `text` of the code units from `start` to `end` of a node, with as little change as there can be.
fn splice(node: &Text, start: usize, end: usize, text: &str) -> Option<()> {
    let data = node.data();
    if let Some(change) = diff::change(utf16::slice(&data, start, end), &shown(text), Some(0)) {
        node.replace_data((start + change.start) as u32, change.removed as u32, change.inserted).ok()?;
    }
    Some(())
}

/// The same where the composed letters begin at `end`. A range of the browser's that begins where text is put in begins
/// before that text: so the new text comes in first, farther off, and the old one goes then.
fn splice_before(node: &Text, start: usize, end: usize, text: &str) -> Option<()> {
    let data = node.data();
    let (old, new) = (utf16::slice(&data, start, end), shown(text));
    match diff::change(old, &new, Some(0)) {
        Some(change) if start + change.start + change.removed < end => splice(node, start, end, text),
        Some(_) => {
            node.insert_data(start as u32, &new).ok()?;
            node.delete_data((start + utf16::len(&new)) as u32, (end - start) as u32).ok()
        }
        None => Some(()),
    }
}

/// Makes the siblings `nodes` look like `runs`; new ones come before `reference` where none of the old is left.
fn replace_siblings(element: &Element, nodes: &[Node], runs: &[Run], reference: Option<&Node>) -> Option<()> {
    let runs: Vec<&Run> = runs.iter().collect();
    let fresh = build(&runs, html::write_run);
    let same = |(node, fresh): &(&Node, &Element)| node.is_equal_node(Some(fresh));
    let head = nodes.iter().zip(&fresh).take_while(same).count();
    let rest = nodes.len().min(fresh.len()) - head;
    let tail = nodes.iter().rev().zip(fresh.iter().rev()).take(rest).take_while(same).count();
    let behind = nodes.get(nodes.len() - tail).filter(|_| tail > 0).or(reference);
    for node in &nodes[head..nodes.len() - tail] {
        element.remove_child(node).ok()?;
    }
    for fresh in &fresh[head..fresh.len() - tail] {
        element.insert_before(fresh, behind).ok()?;
    }
    Some(())
}

/// Puts an element for a run with `attributes` at an offset of a block, holding one character that is nobody's text,
/// so that what is composed there looks as it will. Gives its Text node.
pub fn make_room(element: &Element, block: &Block, offset: usize, attributes: Attributes) -> Option<Text> {
    let around = Around::of(block, offset, offset);
    let room = Run { content: Content::Text(ROOM.to_owned()), attributes };
    let index = around.before.len();
    let runs: Vec<Run> = around.before.into_iter().chain([room]).chain(around.behind).collect();
    let is_run = |node: &Node| {
        node.dyn_ref::<Element>().is_some_and(|it| it.class_name() != "checkbox" && it.tag_name() != "BR")
    };
    let all = children(element);
    let nodes: Vec<Node> = all.iter().filter(|node| is_run(node)).cloned().collect();
    let line_break = all.iter().find(|node| node.node_name() == "BR");
    replace_siblings(element, &nodes, &runs, line_break)?;
    let lead = u32::from(html::has_checkbox(block));
    element.children().item(lead + index as u32)?.first_child()?.dyn_into().ok()
}

/// What stands in an element that waits for a composition.
pub const ROOM: &str = "\u{200b}";

/// The text of a block's element without the character of [`make_room`], and that character's offset.
pub fn text_without_room(element: &Element, room: Option<&Text>) -> (String, Option<usize>) {
    let text = position::text(element);
    let Some(room) = room.filter(|room| element.contains(Some(room)) && room.data().starts_with(ROOM)) else {
        return (text, None);
    };
    let at = position::offset_in(element, room, 0);
    let (head, tail) = utf16::split_at(&text, at);
    (format!("{head}{}", tail.strip_prefix(ROOM).unwrap_or(tail)), Some(at))
}
