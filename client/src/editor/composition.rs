//! Changes that the browser makes itself: compositions of an input method, and whatever else writes into the page.
//!
//! While somebody composes, the block is the browser's: nothing of ours is written into it, and what others do to it is
//! shown when the composition ends. Then its text is compared with what it was, and the difference becomes a command at
//! the place where others' changes have moved it. Any other change that is not ours is read the same way. Structure is
//! never taken from the DOM; it is always drawn from the model again.

use super::surface::Surface;
use super::{Command, diff, position, selection};
use crate::browser;
use octavo_shared::edit::Selection;
use octavo_shared::model::{BlockId, Delta};
use std::any::Any;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlElement, MutationObserver, MutationObserverInit, MutationRecord};

/// A composition under way.
pub struct Composition {
    block: BlockId,
    /// Where the block began in the body, before `since`.
    start: usize,
    /// The text that the block shows apart from what is being composed.
    text: String,
    /// What has happened to the body in the meantime.
    since: Delta,
    /// Whether something of it was taken in already.
    has_typed: bool,
}

impl Composition {
    /// Something has happened to the body.
    pub fn shift(&mut self, change: &Delta) {
        self.since = self.since.compose(change);
    }
}

impl Surface {
    /// An input method starts to compose at the caret.
    pub fn begin_composition(self: &Rc<Self>) {
        self.finish_composition();
        self.read_selection();
        let selected = self.engine.borrow().selection();
        if self.block_at(selected.start()) != self.block_at(selected.end()) {
            self.run(Command::DeleteSelection);
        }
        let mut engine = self.engine.borrow_mut();
        engine.end_group();
        let located = engine.blocks().at(engine.selection().head);
        let (block, start, text) = (located.block.id, located.start, located.block.text());
        drop(engine);
        if let Some(page) = self.page.borrow_mut().as_mut() {
            page.hold(block);
        }
        self.composition.replace(Some(Composition {
            block,
            start,
            text,
            since: Delta::new(),
            has_typed: false,
        }));
    }

    /// The input method is done. Some browsers write the last of it right after this event.
    pub fn end_composition(self: &Rc<Self>) {
        let surface = Rc::clone(self);
        spawn_local(async move { surface.finish_composition() });
    }

    /// Takes in what was composed, and gives the block back to the page.
    pub fn finish_composition(self: &Rc<Self>) {
        let Some(composition) = self.composition.take() else { return };
        let composed = self.composed(&composition);
        let has_typed = composed.is_some() || composition.has_typed;
        if let Some(command) = composed {
            self.type_composed(command);
        }
        self.engine.borrow_mut().end_group();
        if let Some(page) = self.page.borrow_mut().as_mut() {
            page.release(self.engine.borrow().blocks());
        }
        self.forget_records();
        if has_typed {
            self.run(Command::AutoFormat);
        }
        self.show_selection(true);
        self.reveal_caret();
        self.ask_for_frame();
    }

    /// The keyboards of phones compose all the time: there, what stands on the page is taken in as it comes.
    pub fn input_came(self: &Rc<Self>) {
        if !browser::has_coarse_pointer() {
            return;
        }
        let Some(composition) = self.composition.take() else { return };
        let is_undisturbed = composition.since.is_empty();
        let change = if is_undisturbed { self.composed(&composition) } else { None };
        let Some(command) = change else {
            self.composition.replace(Some(composition));
            return;
        };
        let (start, block) = (composition.start, composition.block);
        let text = self
            .page
            .borrow()
            .as_ref()
            .and_then(|page| page.element(block).map(|block| position::text(block)));
        self.composition.replace(Some(composition));
        self.type_composed(command);
        let text = text.unwrap_or_default();
        self.composition.replace(Some(Composition {
            block,
            start,
            text,
            since: Delta::new(),
            has_typed: true,
        }));
    }

    /// What the browser has made of a composition's block: a range of the body and its new text.
    fn composed(&self, composition: &Composition) -> Option<(usize, usize, String)> {
        let host = self.host()?;
        let element = self.page.borrow().as_ref()?.element(composition.block)?.clone();
        let text = position::text(&element);
        let caret = browser::window().get_selection().ok().flatten().and_then(|selection| {
            let node = selection.focus_node().filter(|node| element.contains(Some(node)))?;
            Some(position::offset_in(&element, &node, selection.focus_offset()))
        });
        let change = diff::change(&composition.text, &text, caret.filter(|_| selection::has_focus(&host)))?;
        let place = |offset| composition.since.transform_position(composition.start + offset, false);
        let (start, end) = (place(change.start), place(change.start + change.removed));
        Some((start, end.max(start), change.inserted.to_owned()))
    }

    fn type_composed(self: &Rc<Self>, (start, end, text): (usize, usize, String)) {
        let selection = self.engine.borrow().selection();
        if (start, end) == (selection.start(), selection.end()) && !text.is_empty() {
            // At the selection: with the marks that were chosen for it.
            self.run(Command::InsertText(text));
            return;
        }
        let behind = start + octavo_shared::model::utf16::len(&text);
        self.run(Command::ReplaceRange { start, end, text });
        self.select(Selection::caret(behind));
    }

    /// Somebody else has written into the page: an extension, a correction that cannot be stopped.
    fn take_foreign(self: &Rc<Self>, records: &js_sys::Array) {
        let Some(host) = self.host().filter(|_| self.composition.borrow().is_none()) else { return };
        let mut touched: Vec<BlockId> = Vec::new();
        let mut is_structure = false;
        for record in records.iter() {
            let target = record.dyn_ref::<MutationRecord>().and_then(MutationRecord::target);
            let Some(target) = target.filter(|target| host.contains(Some(target))) else { continue };
            match position::block_of(&target).and_then(|block| position::name_of(&block)) {
                Some(block) if !touched.contains(&block) => touched.push(block),
                Some(_) => {}
                None => is_structure = true,
            }
        }
        for block in touched {
            let located = {
                let engine = self.engine.borrow();
                engine.blocks().get(block).map(|located| (located.start, located.block.text()))
            };
            if let Some((start, text)) = located {
                let composition = Composition { block, start, text, since: Delta::new(), has_typed: false };
                let change = self.composed(&composition);
                // The page must not compare with what it drew: the change is there already.
                if let Some(page) = self.page.borrow_mut().as_mut() {
                    page.hold(block);
                }
                if let Some(change) = change {
                    self.type_composed(change);
                }
            }
            if let Some(page) = self.page.borrow_mut().as_mut() {
                page.release(self.engine.borrow().blocks());
            }
        }
        if is_structure && let Some(page) = self.page.borrow_mut().as_mut() {
            page.draw(self.engine.borrow().blocks());
        }
        self.forget_records();
        self.show_selection(true);
    }
}

/// Watches for changes of the DOM that are not ours.
pub fn observe(surface: &Rc<Surface>, host: &HtmlElement) -> Option<Box<dyn Any>> {
    let weak = Rc::downgrade(surface);
    let callback = Closure::<dyn Fn(js_sys::Array)>::new(move |records: js_sys::Array| {
        if let Some(surface) = weak.upgrade() {
            surface.take_foreign(&records);
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
