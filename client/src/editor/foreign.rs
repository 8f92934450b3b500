//! Changes of the page that nobody asked us for: an Android keyboard that cannot be stopped, a correction, dictation,
//! an extension.
//!
//! They are read back. Text that has changed inside a block becomes a command. Where blocks themselves have come or
//! gone, the stretch of the document is compared with its lines on the page, and what the browser did by itself (an
//! `input` event tells) is recognised by its text: a paragraph split, two joined. The DOM's structure is never
//! believed; it is always drawn from the model again.

use super::surface::Surface;
use super::{Command, diff, position};
use crate::browser;
use octavo_shared::edit::Selection;
use octavo_shared::model::{Block, BlockId, utf16};
use std::any::Any;
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, HtmlElement, MutationObserver, MutationObserverInit, MutationRecord, Node};

/// What records say that was touched.
#[derive(Default)]
struct Touched {
    blocks: Vec<BlockId>,
    /// Whether blocks have come or gone.
    is_structure: bool,
}

impl Touched {
    fn add(&mut self, block: Option<Element>) {
        if let Some(id) =
            block.and_then(|block| position::name_of(&block)).filter(|id| !self.blocks.contains(id))
        {
            self.blocks.push(id);
        }
    }

    fn add_within(&mut self, node: &Node) {
        let Some(element) = node.dyn_ref::<Element>() else { return };
        self.add(position::block_of(node));
        if let Ok(blocks) = element.query_selector_all(&format!("[{}]", super::html::NAME)) {
            (0..blocks.length()).for_each(|at| self.add(blocks.item(at).and_then(|it| it.dyn_into().ok())));
        }
    }
}

impl Surface {
    fn touched(&self, records: &js_sys::Array) -> Touched {
        let mut touched = Touched::default();
        let page = self.page.borrow();
        let Some(page) = page.as_ref() else { return touched };
        for record in records.iter() {
            let Some(record) = record.dyn_ref::<MutationRecord>() else { continue };
            let Some(target) = record.target() else { continue };
            let block = position::block_of(&target).filter(|block| page.host().contains(Some(block)));
            touched.add(block.clone());
            let is_ours = block.and_then(|block| {
                let id = position::name_of(&block)?;
                Some(page.element(id) == Some(&block))
            });
            if is_ours == Some(true) {
                continue;
            }
            if page.host().contains(Some(&target)) {
                touched.is_structure = true;
            }
            for nodes in [record.added_nodes(), record.removed_nodes()] {
                (0..nodes.length())
                    .filter_map(|at| nodes.item(at))
                    .for_each(|node| touched.add_within(&node));
            }
            for beside in [record.previous_sibling(), record.next_sibling()].into_iter().flatten() {
                touched.add(position::block_of(&beside));
            }
        }
        touched
    }

    /// The browser has written something by itself.
    pub fn input_came(self: &Rc<Self>) {
        self.inputs.set(self.inputs.get().wrapping_add(1));
        let Some(observer) = self.observer.borrow().clone() else { return };
        let records = observer.take_records();
        if self.composition.borrow().is_some() {
            if !browser::is_android() || !self.touched(&records).is_structure {
                self.composition_went_on();
                return;
            }
            // Enter, or Backspace at a start: not a matter of one block any more.
            self.composition.take();
            self.engine.borrow_mut().end_whole();
            if let Some(page) = self.page.borrow_mut().as_mut() {
                page.held = None;
            }
        }
        self.take_foreign(&records, true);
    }

    /// Takes in what others than us have written into the page. `by_input`: the browser, for the person.
    fn take_foreign(self: &Rc<Self>, records: &js_sys::Array, by_input: bool) {
        if self.composition.borrow().is_some() || records.length() == 0 {
            return;
        }
        let touched = self.touched(records);
        // Phones of Apple's take letters out, tell so, and put them in again: what has become less is looked at once more.
        if browser::is_safari() && !by_input && self.has_shrunk(&touched) && !self.waits.replace(true) {
            let (weak, records) = (Rc::downgrade(self), records.clone());
            browser::before_next_frame(move || {
                if let Some(surface) = weak.upgrade() {
                    surface.take_foreign(&records, by_input);
                    surface.waits.set(false);
                }
            });
            return;
        }
        if touched.is_structure && by_input {
            self.read_stretch(&touched.blocks);
        } else {
            for block in &touched.blocks {
                self.read_block(*block, by_input);
            }
            if touched.is_structure {
                self.redraw(&touched.blocks);
            }
        }
        self.forget_records();
        self.show_selection(true);
    }

    /// Whether one of the blocks has less text on the page than in the document.
    fn has_shrunk(&self, touched: &Touched) -> bool {
        let (engine, page) = (self.engine.borrow(), self.page.borrow());
        touched.blocks.iter().any(|id| {
            let element = page.as_ref().and_then(|page| page.element(*id));
            let located = engine.blocks().get(*id);
            element
                .zip(located)
                .is_some_and(|(element, it)| position::text_len(element) < it.block.text_len())
        })
    }

    /// The block has other text than we gave it: that is what was written.
    fn read_block(self: &Rc<Self>, id: BlockId, by_input: bool) {
        let known = {
            let (engine, page) = (self.engine.borrow(), self.page.borrow());
            let located = engine.blocks().get(id);
            let element = page.as_ref().and_then(|page| page.element(id)).filter(|it| it.is_connected());
            located.zip(element).map(|(it, element)| (it.start, it.block.text(), element.clone()))
        };
        let known = known.filter(|(_, _, element)| position::is_whole(element));
        let Some((start, was, element)) = known else { return };
        let is = position::text(&element);
        let caret = self.caret_in(std::slice::from_ref(element.as_ref()));
        // The page must not compare with what it drew: the change is there already.
        self.hold(id);
        let change = diff::change(&was, &is, caret);
        if let Some(change) = &change {
            let start = start + change.start;
            self.type_there((start, start + change.removed), change.inserted.to_owned());
        }
        if let Some(page) = self.page.borrow_mut().as_mut() {
            page.release(self.engine.borrow().blocks());
        }
        if by_input && change.is_some_and(|change| !change.inserted.is_empty()) {
            self.finish_typing();
        }
    }

    fn hold(&self, id: BlockId) {
        if let Some(page) = self.page.borrow_mut().as_mut() {
            page.hold(id);
        }
    }

    /// The blocks from the first to the last of `ids`, and the offset in the body at which they begin.
    fn stretch(&self, ids: &[BlockId]) -> Option<(usize, Vec<Arc<Block>>)> {
        let engine = self.engine.borrow();
        let located: Vec<_> = ids.iter().filter_map(|id| engine.blocks().get(*id)).collect();
        let start = located.iter().map(|it| it.start).min()?;
        let end = located.iter().map(|it| it.end()).max()?;
        let blocks = engine.blocks().touched(start, end).map(|it| Arc::clone(it.block)).collect();
        Some((start, blocks))
    }

    /// Blocks have come or gone: compares their text with the lines on the page.
    fn read_stretch(self: &Rc<Self>, ids: &[BlockId]) {
        let Some((start, blocks)) = self.stretch(ids) else {
            self.redraw(ids);
            return;
        };
        let lines = {
            let page = self.page.borrow();
            page.as_ref().map(|page| page.lines(self.engine.borrow().blocks(), &blocks)).unwrap_or_default()
        };
        let was = blocks.iter().map(|block| block.text()).collect::<Vec<_>>().join("\n");
        let is = lines.iter().map(position::line_text).collect::<Vec<_>>().join("\n");
        let change = diff::change(&was, &is, self.caret_in(&lines));
        self.redraw(ids);
        let Some(change) = change else { return };
        let at = start + change.start;
        let removed = utf16::slice(&was, change.start, change.start + change.removed);
        match (removed, change.inserted) {
            ("", "\n") => {
                self.select(Selection::caret(at));
                self.run(Command::SplitBlock);
            }
            ("\n", "") => {
                self.select(Selection::caret(at + 1));
                self.run(Command::DeleteBackward);
            }
            (_, inserted) => self.type_there((at, at + change.removed), inserted.to_owned()),
        }
    }

    /// How far into these lines, joined, the caret is.
    fn caret_in(&self, lines: &[Node]) -> Option<usize> {
        let selection = browser::window().get_selection().ok().flatten()?;
        let focus = selection.focus_node()?;
        let mut before = 0;
        for line in lines {
            if line.contains(Some(&focus)) {
                let within = match line.dyn_ref::<Element>() {
                    Some(element) => position::offset_in(element, &focus, selection.focus_offset()),
                    None => selection.focus_offset() as usize,
                };
                return Some(before + within);
            }
            before += utf16::len(&position::line_text(line)) + 1;
        }
        None
    }

    fn redraw(&self, ids: &[BlockId]) {
        let blocks = self.stretch(ids).map(|(_, blocks)| blocks).unwrap_or_default();
        if let Some(page) = self.page.borrow_mut().as_mut() {
            page.redraw(self.engine.borrow().blocks(), &blocks);
        }
    }
}

/// Watches for changes of the DOM that are not ours.
pub fn observe(surface: &Rc<Surface>, host: &HtmlElement) -> Option<Box<dyn Any>> {
    let weak = Rc::downgrade(surface);
    let callback = Closure::<dyn Fn(js_sys::Array)>::new(move |records: js_sys::Array| {
        if let Some(surface) = weak.upgrade() {
            surface.take_foreign(&records, false);
        }
    });
    let observer = MutationObserver::new(callback.as_ref().unchecked_ref()).ok()?;
    let options = MutationObserverInit::new();
    options.set_child_list(true);
    options.set_character_data(true);
    options.set_subtree(true);
    observer.observe_with_options(host, &options).ok()?;
    surface.observer.replace(Some(observer));
    Some(Box::new(callback))
}
