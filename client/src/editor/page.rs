//! The page: brings the DOM from one state of the blocks to the next with as little change as there can be.
//!
//! Text nodes are spliced, never rewritten, so that carets, selections, spelling marks and compositions stay. Blocks
//! stand in chunks that the browser may skip when they are off the screen. A chunk is all list items, and so a list to
//! those who hear the page, or has none. Nothing here knows of events or the caret.

use super::chunks::{CHUNK, end_of, expect_lines, is_item, join, name_role, new_chunk};
use super::html;
use super::reconciling::{build, reconcile};
use super::weave::Composed;
use super::{look, position};
use crate::browser;
use octavo_shared::model::{Block, BlockId, Blocks, Patch, StyleSheet};
use std::collections::HashMap;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};

/// The DOM of a document.
pub struct Page {
    host: HtmlElement,
    pub(super) shown: HashMap<BlockId, Shown>,
    pub(super) held: Option<BlockId>,
    /// Whether something could not be shown while a block was held.
    pub(super) is_behind: bool,
    /// Chunks that may be too long, or too short, or partly a list.
    untidy: Vec<Element>,
    /// The rules of the styles that the document has redefined.
    styles: Option<Element>,
}

/// A block on the page.
pub struct Shown {
    pub element: Element,
    block: Arc<Block>,
}

impl Page {
    /// Draws all of `blocks` into `host`.
    pub fn new(host: HtmlElement, blocks: &Blocks) -> Page {
        let mut page = Page {
            host,
            shown: HashMap::new(),
            held: None,
            is_behind: false,
            untidy: Vec::new(),
            styles: None,
        };
        page.draw(blocks);
        page
    }

    /// The element that holds everything.
    pub fn host(&self) -> &HtmlElement {
        &self.host
    }

    /// The element of a block.
    pub fn element(&self, id: BlockId) -> Option<&Element> {
        self.shown.get(&id).map(|shown| &shown.element)
    }

    /// Takes note that `element` shows `block`.
    pub fn show_as(&mut self, id: BlockId, element: Element, block: &Arc<Block>) {
        self.shown.insert(id, Shown { element, block: Arc::clone(block) });
    }

    /// From now on the browser alone writes into this block; [`Page::release`] ends that.
    pub fn hold(&mut self, id: BlockId) {
        self.held = Some(id);
    }

    /// Shows the held block as it is in `blocks`, whatever the browser has made of it.
    pub fn release(&mut self, blocks: &Blocks) {
        let Some(id) = self.held.take() else { return };
        if std::mem::take(&mut self.is_behind) {
            self.draw(blocks);
        } else {
            self.restore(id, blocks);
        }
        self.tidy();
    }

    /// Shows a block as it is in `blocks`, whatever somebody else has made of it.
    pub fn restore(&mut self, id: BlockId, blocks: &Blocks) {
        match blocks.get(id) {
            Some(located) => {
                let block = Arc::clone(located.block);
                self.update(&block, true);
            }
            None => self.remove(id),
        }
        self.tidy();
    }

    /// Writes what is in a block anew, where it is drawn otherwise now.
    pub fn rewrite(&mut self, id: BlockId) {
        if let Some(Shown { element, block }) = self.shown.get(&id) {
            let mut markup = String::new();
            html::write_content(&mut markup, block);
            element.set_inner_html(&markup);
        }
    }

    /// Draws everything anew.
    pub fn draw(&mut self, blocks: &Blocks) {
        self.shown.clear();
        self.untidy.clear();
        self.host.set_text_content(None);
        let all: Vec<Arc<Block>> = blocks.iter().cloned().collect();
        self.append_chunks(&all, None);
        self.mark_empty(blocks);
    }

    /// Shows the styles as the document has redefined them.
    pub fn set_styles(&mut self, styles: &StyleSheet) {
        let css = look::of_styles(styles);
        if self.styles.is_none() && !css.is_empty() {
            let document = browser::document();
            self.styles = document.create_element("style").ok();
            if let (Some(head), Some(element)) = (document.head(), &self.styles) {
                let _ = head.append_child(element);
            }
        }
        if let Some(element) = &self.styles {
            element.set_text_content(Some(&css));
        }
    }

    /// Takes the steps of a change. `blocks` is the state behind them; `composed` is what stands in the held block that
    /// is not in `blocks`, where that can be said. Answers whether the text of the held block is up to date now.
    pub fn patch(&mut self, patches: &[Patch], blocks: &Blocks, composed: Option<&Composed>) -> bool {
        let mut is_whole = true;
        if let Some(composed) = composed {
            self.rename_held(composed.block, blocks);
        }
        for patch in patches {
            match patch {
                Patch::Remove(id) if self.held == Some(*id) => {}
                Patch::Remove(id) => self.remove(*id),
                Patch::Update(block) if self.held == Some(block.id) => {}
                Patch::Update(block) => is_whole &= self.update(block, false),
                Patch::Insert { after, blocks } => {
                    let held = blocks.iter().position(|block| self.held == Some(block.id));
                    let (before, behind) = blocks.split_at(held.unwrap_or_default());
                    if !before.is_empty() {
                        is_whole &= self.insert(*after, before);
                    }
                    match behind.split_first().filter(|_| held.is_some()) {
                        Some((held, behind)) => {
                            is_whole &= behind.is_empty() || self.insert(Some(held.id), behind)
                        }
                        None => is_whole &= self.insert(*after, behind),
                    }
                }
            }
        }
        let is_woven = composed.is_some_and(|composed| self.weave(composed, blocks).is_some());
        self.tidy();
        if !is_whole && self.held.is_some() {
            self.is_behind = true;
        } else if !is_whole {
            self.draw(blocks);
        }
        self.mark_empty(blocks);
        is_woven
    }

    /// An empty document shows that one can write in it.
    fn mark_empty(&self, blocks: &Blocks) {
        let is_empty = blocks.len() <= 1
            && blocks.iter().next().is_some_and(|only| {
                only.is_empty()
                    && only.list().is_none()
                    && only.style() == Default::default()
                    && only.indent() == 0
            });
        let _ = self.host.class_list().toggle_with_force("empty", is_empty);
    }

    pub(super) fn remove(&mut self, id: BlockId) {
        let Some(Shown { element, .. }) = self.shown.remove(&id) else { return };
        let chunk = element.parent_element();
        element.remove();
        let Some(chunk) = chunk.filter(|chunk| chunk.child_element_count() == 0) else { return };
        // What was on both sides of it may be one list now.
        self.untidy.extend(chunk.previous_element_sibling());
        chunk.remove();
    }

    /// Puts new blocks in. Answers whether their place was found.
    fn insert(&mut self, after: Option<BlockId>, blocks: &[Arc<Block>]) -> bool {
        let anchor = match after {
            Some(id) => match self.element(id) {
                Some(element) => Some(element.clone()),
                None => return false,
            },
            None => None,
        };
        let chunk = match &anchor {
            Some(anchor) => anchor.parent_element(),
            None => self.host.first_element_child(),
        };
        let Some(chunk) = chunk else {
            self.append_chunks(blocks, None);
            return true;
        };
        if blocks.len() > CHUNK && self.held.is_none() {
            let next = match &anchor {
                Some(anchor) => self.cut(&chunk, anchor.next_element_sibling()),
                None => Some(chunk),
            };
            self.append_chunks(blocks, next.as_ref());
            self.untidy.extend(next);
            return true;
        }
        let reference = match &anchor {
            Some(anchor) => anchor.next_sibling(),
            None => chunk.first_child(),
        };
        for (block, element) in blocks.iter().zip(build(blocks, html::write_block)) {
            let _ = chunk.insert_before(&element, reference.as_ref());
            self.shown.insert(block.id, Shown { element, block: Arc::clone(block) });
        }
        self.untidy.push(chunk);
        true
    }

    /// Moves `first` and what follows it out of `chunk` into a new chunk behind it, and gives what follows `chunk` then.
    fn cut(&self, chunk: &Element, first: Option<Element>) -> Option<Element> {
        let Some(first) = first else { return chunk.next_element_sibling() };
        let tail = new_chunk()?;
        let mut next: Option<Node> = Some(first.into());
        let mut lengths = Vec::new();
        while let Some(node) = next {
            next = node.next_sibling();
            lengths.push(position::text_len(&node));
            let _ = tail.append_child(&node);
        }
        expect_lines(&tail, lengths.into_iter());
        name_role(chunk);
        name_role(&tail);
        let _ = self.host.insert_before(&tail, chunk.next_sibling().as_ref());
        Some(tail)
    }

    /// Splits and joins the chunks that need it. Not while a block is held: its composition would be lost with the move.
    pub(super) fn tidy(&mut self) {
        if self.held.is_some() {
            return;
        }
        let mut cut = Vec::new();
        for mut chunk in std::mem::take(&mut self.untidy) {
            name_role(&chunk);
            while let Some(tail) = end_of(&chunk).and_then(|first| self.cut(&chunk, Some(first))) {
                cut.push(std::mem::replace(&mut chunk, tail));
            }
            cut.push(chunk);
        }
        // One that is joined to another one is on the page no more.
        for chunk in cut {
            if chunk.parent_element().is_some() {
                join(&chunk, chunk.next_element_sibling());
            }
            if let Some(before) = chunk.previous_element_sibling() {
                join(&before, Some(chunk));
            }
        }
    }

    /// Draws blocks as chunks of their own before `next`, at the end if there is none.
    fn append_chunks(&mut self, blocks: &[Arc<Block>], next: Option<&Element>) {
        let alike = blocks.chunk_by(|one, next| one.list().is_some() == next.list().is_some());
        for part in alike.flat_map(|alike| alike.chunks(CHUNK)) {
            let Some(chunk) = new_chunk() else { return };
            expect_lines(&chunk, part.iter().map(|block| block.text_len()));
            let mut markup = String::new();
            part.iter().for_each(|block| html::write_block(&mut markup, block));
            chunk.set_inner_html(&markup);
            let elements = std::iter::successors(chunk.first_element_child(), Element::next_element_sibling);
            for (block, element) in part.iter().zip(elements) {
                self.shown.insert(block.id, Shown { element, block: Arc::clone(block) });
            }
            name_role(&chunk);
            let _ = self.host.insert_before(&chunk, next.map(AsRef::as_ref));
        }
    }

    /// Shows a block as it is now. `is_foreign`: its DOM may not be what was drawn. Answers whether it is on the page.
    fn update(&mut self, block: &Arc<Block>, is_foreign: bool) -> bool {
        let Some(shown) = self.shown.get_mut(&block.id) else { return false };
        let old = std::mem::replace(&mut shown.block, Arc::clone(block));
        if old.list().is_some() != block.list().is_some() {
            self.untidy.extend(shown.element.parent_element());
        }
        if html::tag(&old) != html::tag(block) || (is_foreign && !shown.element.is_connected()) {
            let Some(element) = build(std::slice::from_ref(block), html::write_block).pop() else {
                return false;
            };
            if !shown.element.is_connected() {
                return false;
            }
            let _ = shown.element.replace_with_with_node_1(&element);
            shown.element = element;
            return true;
        }
        let element = shown.element.clone();
        for ((name, was), (_, is)) in html::attributes(&old).into_iter().zip(html::attributes(block)) {
            if was != is {
                let _ = match is {
                    Some(value) => element.set_attribute(name, &value),
                    None => element.remove_attribute(name),
                };
            }
        }
        if reconcile(&element, &old, block, is_foreign).is_none() {
            let mut markup = String::new();
            html::write_content(&mut markup, block);
            element.set_inner_html(&markup);
        }
        true
    }

    /// Where the page is not what would be drawn for `blocks`, in words.
    pub fn faults(&self, blocks: &Blocks) -> Vec<String> {
        let all: Vec<Arc<Block>> = blocks.iter().cloned().collect();
        let children = |element: &Element| {
            std::iter::successors(element.first_element_child(), Element::next_element_sibling)
        };
        let mut shown = children(&self.host).flat_map(|chunk| children(&chunk));
        let is_true =
            |chunk: &Element| children(chunk).all(|block| is_item(&block) == chunk.has_attribute("role"));
        let mixed = children(&self.host).filter(|chunk| self.held.is_none() && !is_true(chunk));
        let mut faults: Vec<String> =
            mixed.map(|chunk| format!("{} is partly a list", chunk.outer_html())).collect();
        for fresh in build(&all, html::write_block) {
            let element = shown.next();
            let alone = element.as_ref().and_then(without_contents);
            if alone.is_none_or(|alone| !alone.is_equal_node(Some(&fresh))) {
                let markup = element.map(|element| element.outer_html()).unwrap_or_default();
                faults.push(format!("{markup} stands where {} should", fresh.outer_html()));
            }
        }
        faults.extend(shown.map(|element| format!("{} is too much", element.outer_html())));
        faults
    }

    /// Takes note that the held block's element shows `block` by itself.
    pub fn accept(&mut self, block: &Arc<Block>) {
        if let Some(shown) = self.shown.get_mut(&block.id) {
            shown.block = Arc::clone(block);
        }
    }

    /// What stands on the page where a stretch of `blocks` should: a node for each line.
    pub fn lines(&self, blocks: &Blocks, stretch: &[Arc<Block>]) -> Vec<Node> {
        let located = |block: Option<&Arc<Block>>| block.and_then(|block| blocks.get(block.id));
        let before = located(stretch.first()).and_then(|it| self.element(blocks.before(it.start)?.block.id));
        let behind = located(stretch.last()).and_then(|it| self.element(blocks.after(it.start)?.block.id));
        let chunks = std::iter::successors(self.host.first_child(), Node::next_sibling);
        let is_chunk = |node: &Node| node.dyn_ref::<Element>().is_some_and(|it| it.class_name() == "chunk");
        let from = before.and_then(|before| before.parent_element());
        let is_from = |chunk: &Node| from.as_ref().is_none_or(|from| chunk.is_same_node(Some(from)));
        chunks
            .skip_while(|chunk| !is_from(chunk))
            .flat_map(|chunk| {
                let lines = std::iter::successors(chunk.first_child(), Node::next_sibling);
                if is_chunk(&chunk) { lines.collect() } else { vec![chunk] }
            })
            .skip_while(|line| before.is_some_and(|before| !line.is_same_node(Some(before))))
            .skip(usize::from(before.is_some()))
            .take_while(|line| behind.is_none_or(|behind| !line.is_same_node(Some(behind))))
            .collect()
    }

    /// Draws a stretch of `blocks` anew, whatever stands there.
    pub fn redraw(&mut self, blocks: &Blocks, stretch: &[Arc<Block>]) {
        let start = stretch.first().and_then(|first| blocks.get(first.id)).map(|it| it.start);
        let before = start.and_then(|start| blocks.before(start)).map(|it| it.block.id);
        let is_there = |id| self.element(id).is_some_and(|it| it.is_connected());
        let Some(before) = before.filter(|before| is_there(*before)) else {
            self.draw(blocks);
            return;
        };
        for line in self.lines(blocks, stretch) {
            if let Some(parent) = line.parent_node() {
                let _ = parent.remove_child(&line);
            }
        }
        stretch.iter().for_each(|block| drop(self.shown.remove(&block.id)));
        self.insert(Some(before), stretch);
        self.tidy();
    }

    /// The text of every block on the page, in order, as the model would spell it.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let chunks = std::iter::successors(self.host.first_element_child(), Element::next_element_sibling);
        for chunk in chunks {
            for block in std::iter::successors(chunk.first_element_child(), Element::next_element_sibling) {
                text.push_str(&position::text(&block));
                text.push('\n');
            }
        }
        text
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        if let Some(element) = self.styles.take() {
            element.remove();
        }
    }
}

/// A copy of a block's element without the headings that tables of contents in it list.
fn without_contents(block: &Element) -> Option<Node> {
    let copy = block.clone_node_with_deep(true).ok()?;
    let tables = copy.dyn_ref::<Element>()?.query_selector_all("[data-embed='toc']").ok()?;
    (0..tables.length()).filter_map(|index| tables.item(index)).for_each(|it| it.set_text_content(None));
    Some(copy)
}
