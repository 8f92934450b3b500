//! Compositions: an input method writes letters into the page that are not chosen yet.
//!
//! While somebody composes, the composed letters are the browser's and stand in one Text node. What others do is woven
//! in around them ([`super::weave`]); only what reaches into the composed letters themselves waits until the end. The
//! block's text is compared with what it would be without the composition, and the difference becomes a command: at
//! the end, when the input method rests for a while, and on Android, whose keyboards compose all the time, at every
//! key. All of one composition is taken back at once.

use super::surface::Surface;
use super::weave::{self, Composed};
use super::{Command, diff, pasting, position, selection};
use crate::browser;
use octavo_shared::edit::Selection;
use octavo_shared::model::{Attributes, BlockId, Blocks, Content, Delta, Op, utf16};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::Text;

/// After this many milliseconds without a key, what is composed goes to the others.
const REST_MS: i32 = 2_000;

/// A composition under way.
#[derive(Clone)]
pub struct Composition {
    block: BlockId,
    /// Where the block began in the body, before `since`.
    start: usize,
    /// The text that the block shows apart from what is being composed.
    text: String,
    /// What has happened to the body that the block does not show.
    since: Delta,
    /// The range of `text` that the input method has in hand.
    guarded: (usize, usize),
    /// What the browser has made of `text` so far.
    change: Option<Change>,
    /// Where the letters stand, and how far into that node.
    place: Option<(Text, usize)>,
    /// The node that was made for the letters.
    room: Option<Text>,
    is_committing: bool,
    /// Whether something of it was taken in already.
    has_typed: bool,
    keys: u32,
}

/// `removed` code units of a text from `start` on become `inserted`.
#[derive(Clone)]
struct Change {
    start: usize,
    removed: usize,
    inserted: String,
}

impl Composition {
    fn of(surface: &Surface) -> Composition {
        let engine = surface.engine.borrow();
        let selection = engine.selection();
        let located = engine.blocks().at(selection.start());
        let within = |offset: usize| (offset - located.start).min(located.block.text_len());
        Composition {
            block: located.block.id,
            start: located.start,
            text: located.block.text(),
            since: Delta::new(),
            guarded: (within(selection.start()), within(selection.end())),
            change: None,
            place: None,
            room: None,
            is_committing: false,
            has_typed: false,
            keys: 0,
        }
    }

    /// What stands in the place of what is guarded.
    fn letters(&self) -> String {
        let (from, to) = self.guarded;
        let Some(change) = &self.change else { return utf16::slice(&self.text, from, to).to_owned() };
        let head = utf16::slice(&self.text, from, change.start);
        let tail = utf16::slice(&self.text, change.start + change.removed, to);
        format!("{head}{}{tail}", change.inserted)
    }

    /// What the change does to the body as it is now: ranges and the text to put in their places, the last one first.
    /// What others have written into the range stays.
    fn replacements(&self, change: &Change) -> Vec<((usize, usize), String)> {
        let own = Delta::new()
            .retain(self.start + change.start)
            .insert(&change.inserted, Attributes::new())
            .delete(change.removed);
        let mut replacements = Vec::new();
        let mut at = 0;
        let mut text = String::new();
        for op in self.since.transform(&own, false).into_ops() {
            match op {
                Op::Retain(len, _) => {
                    if !text.is_empty() {
                        replacements.push(((at, at), std::mem::take(&mut text)));
                    }
                    at += len;
                }
                Op::Insert(Content::Text(inserted), _) => text.push_str(&inserted),
                Op::Insert(Content::Embed(_), _) => {}
                Op::Delete(len) => {
                    replacements.push(((at, at + len), std::mem::take(&mut text)));
                    at += len;
                }
            }
        }
        if !text.is_empty() {
            replacements.push(((at, at), text));
        }
        replacements.reverse();
        replacements
    }

    /// Goes along with a change of the body, if that can be shown around the letters.
    fn followed(&self, change: &Delta, blocks: &Blocks) -> Option<(Composition, Composed)> {
        let (node, from) = self.place.clone().filter(|_| self.since.is_empty())?;
        let guarded = (self.start + self.guarded.0, self.start + self.guarded.1);
        if reaches_into(change, guarded) {
            return None;
        }
        let range = Selection { anchor: guarded.0, head: guarded.1 }.map(change);
        let located = blocks.at(range.start());
        let guarded = (range.start() - located.start, range.end() - located.start);
        if guarded.1 > located.block.text_len() {
            return None;
        }
        let moved = |pending: &Change| Change {
            start: pending.start - self.guarded.0 + guarded.0,
            ..pending.clone()
        };
        let composed = Composed {
            block: located.block.id,
            start: guarded.0,
            end: guarded.1,
            text: self.letters(),
            lead: usize::from(self.room.as_ref().is_some_and(|room| room.is_same_node(Some(&node)))),
            node,
            from,
        };
        let next = Composition {
            block: located.block.id,
            start: located.start,
            text: located.block.text(),
            guarded,
            change: self.change.as_ref().map(moved),
            ..self.clone()
        };
        Some((next, composed))
    }

    /// How far into the block's text on the page an offset of its text in the document is.
    pub fn shown_offset(&self, block: BlockId, offset: usize) -> usize {
        let Some(change) = self.change.as_ref().filter(|_| block == self.block) else { return offset };
        let room = usize::from(self.room.is_some());
        if offset <= change.start {
            offset
        } else {
            room + offset.max(change.start + change.removed) - change.removed + utf16::len(&change.inserted)
        }
    }
}

/// Whether a change deletes of a range, or puts something into it.
fn reaches_into(change: &Delta, (start, end): (usize, usize)) -> bool {
    let mut at = 0;
    change.ops().iter().any(|op| match op {
        Op::Retain(len, _) => {
            at += len;
            false
        }
        Op::Delete(len) => {
            at += len;
            start < end && at > start && at - len < end
        }
        Op::Insert(..) => start < at && at < end,
    })
}

impl Surface {
    /// An input method starts to compose at the caret.
    pub fn begin_composition(self: &Rc<Self>) {
        self.finish_composition();
        self.read_selection();
        self.engine.borrow_mut().begin_whole();
        // Android says this also where nothing will be composed.
        let is_sure = !browser::is_android();
        if is_sure && !self.is_within_run() {
            self.run(Command::DeleteSelection);
        }
        let mut composition = Composition::of(self);
        if let Some(page) = self.page.borrow_mut().as_mut() {
            page.hold(composition.block);
        }
        if is_sure {
            composition.room = self.make_room(&composition);
        }
        let room = composition.room.clone();
        self.composition.replace(Some(composition));
        self.forget_records();
        if let Some(room) = room {
            let behind = (room.into(), 1);
            selection::write(&behind, &behind);
        }
    }

    /// Whether what is selected is text of one run.
    fn is_within_run(&self) -> bool {
        let engine = self.engine.borrow();
        let selection = engine.selection();
        let located = engine.blocks().at(selection.start());
        let mut end = located.start;
        selection.is_caret()
            || located.block.runs.iter().any(|run| {
                let start = end;
                end += run.content.len();
                matches!(run.content, Content::Text(_))
                    && start <= selection.start()
                    && selection.end() <= end
            })
    }

    /// Where what is composed at the caret will look different from the text that it is next to, a place for it.
    fn make_room(&self, composition: &Composition) -> Option<Text> {
        let engine = self.engine.borrow();
        let block = engine.blocks().get(composition.block)?.block;
        let (at, end) = composition.guarded;
        let beside = block.attributes_before(at).or(block.attributes_at(at)).cloned().unwrap_or_default();
        let wanted = engine.typing_attributes();
        if at < end || wanted == beside {
            return None;
        }
        let element = self.page.borrow().as_ref()?.element(composition.block)?.clone();
        weave::make_room(&element, block, at, wanted)
    }

    /// The input method is done. Some browsers write the last of it right after this event.
    pub fn end_composition(self: &Rc<Self>) {
        let surface = Rc::clone(self);
        spawn_local(async move { surface.finish_composition() });
    }

    /// Takes in what was composed, and gives the block back to the page.
    pub fn finish_composition(self: &Rc<Self>) {
        self.note_composed();
        let Some(composition) = self.composition.take() else { return };
        let has_typed = composition.has_typed || composition.change.is_some();
        if let Some(change) = &composition.change {
            for (range, text) in composition.replacements(change) {
                self.type_there(range, text);
            }
        }
        self.engine.borrow_mut().end_whole();
        if let Some(page) = self.page.borrow_mut().as_mut() {
            page.release(self.engine.borrow().blocks());
        }
        self.forget_records();
        if has_typed {
            self.finish_typing();
        }
        self.show_selection(true);
        self.reveal_caret();
        self.ask_for_frame();
        pasting::composed(self);
    }

    /// A composition has gone on.
    pub fn composition_went_on(self: &Rc<Self>) {
        self.note_composed();
        if browser::is_android() {
            self.commit_composed();
            return;
        }
        let keys = {
            let mut composition = self.composition.borrow_mut();
            let Some(composition) = composition.as_mut() else { return };
            composition.keys += 1;
            composition.keys
        };
        let weak = Rc::downgrade(self);
        browser::after(REST_MS, move || {
            let Some(surface) = weak.upgrade() else { return };
            let rests = surface.composition.borrow().as_ref().is_some_and(|it| it.keys == keys);
            if rests {
                surface.note_composed();
                surface.commit_composed();
            }
        });
    }

    /// Reads what the browser has made of the block.
    pub fn note_composed(&self) {
        let mut composition = self.composition.borrow_mut();
        let Some(composition) = composition.as_mut() else { return };
        let (Some(host), page) = (self.host(), self.page.borrow()) else { return };
        let element = page.as_ref().and_then(|page| page.element(composition.block));
        let Some(element) = element.filter(|element| position::is_whole(element)) else { return };
        let (text, room) = weave::text_without_room(element, composition.room.as_ref());
        let without_room = |offset: usize| offset - usize::from(room.is_some_and(|room| offset > room));
        let focus = browser::window().get_selection().ok().flatten().and_then(|selection| {
            let node = selection.focus_node().filter(|node| element.contains(Some(node)))?;
            Some((node, selection.focus_offset()))
        });
        let caret = focus.as_ref().filter(|_| selection::has_focus(&host));
        let caret = caret.map(|(node, at)| without_room(position::offset_in(element, node, *at)));
        composition.change = diff::change(&composition.text, &text, caret).map(|change| Change {
            start: change.start,
            removed: change.removed,
            inserted: change.inserted.to_owned(),
        });
        if let Some(change) = &composition.change {
            let (from, to) = composition.guarded;
            composition.guarded = (from.min(change.start), to.max(change.start + change.removed));
        }
        let before = composition.place.take().map(|(node, _)| node);
        let node = focus.and_then(|(node, _)| node.dyn_into::<Text>().ok());
        let node = node.or(before).filter(|node| element.contains(Some(node)));
        composition.place = node.and_then(|node| {
            let start = without_room(position::offset_in(element, &node, 0));
            let lead =
                usize::from(composition.room.as_ref().is_some_and(|room| room.is_same_node(Some(&node))));
            Some((node, lead + composition.guarded.0.checked_sub(start)?))
        });
    }

    /// Shows a change of the document, around what is composed.
    pub fn show_around(&self, change: &Delta, patches: &[octavo_shared::model::Patch], blocks: &Blocks) {
        let mut composition = self.composition.borrow_mut();
        let mut page = self.page.borrow_mut();
        let waits = composition.as_ref().is_some_and(|it| !it.is_committing && !change.is_empty());
        let next = composition.as_ref().filter(|_| waits).and_then(|it| it.followed(change, blocks));
        let composed = next.as_ref().map(|(_, composed)| composed);
        let is_woven = page.as_mut().is_some_and(|page| page.patch(patches, blocks, composed));
        match (composition.as_mut(), next) {
            (Some(composition), Some((next, _))) if is_woven => *composition = next,
            (Some(composition), next) if waits => {
                if let Some((next, _)) = next {
                    composition.block = next.block;
                }
                composition.since = composition.since.compose(change);
            }
            _ => {}
        }
    }

    /// Takes in what is composed so far; the composition goes on.
    fn commit_composed(self: &Rc<Self>) {
        let due = self.composition.borrow_mut().as_mut().filter(|it| it.since.is_empty()).and_then(|it| {
            let change = it.change.take()?;
            it.is_committing = true;
            it.has_typed = true;
            Some(((it.start + change.start, it.start + change.start + change.removed), change))
        });
        let Some((range, change)) = due else { return };
        let behind = range.0 + utf16::len(&change.inserted);
        self.run(Command::ReplaceRange { start: range.0, end: range.1, text: change.inserted.clone() });
        self.select(Selection::caret(behind));
        let engine = self.engine.borrow();
        let mut composition = self.composition.borrow_mut();
        let Some(composition) = composition.as_mut() else { return };
        composition.is_committing = false;
        if let Some(located) = engine.blocks().get(composition.block) {
            composition.start = located.start;
            composition.text = located.block.text();
            composition.guarded.1 = composition.guarded.1 - change.removed + utf16::len(&change.inserted);
            if let Some(page) = self.page.borrow_mut().as_mut() {
                page.accept(located.block);
            }
        }
    }

    /// Puts text in the place of a range, as the person has typed it.
    pub fn type_there(self: &Rc<Self>, (start, end): (usize, usize), text: String) {
        let selection = self.engine.borrow().selection();
        if (start, end) == (selection.start(), selection.end()) && !text.is_empty() {
            // At the selection: with the marks that were chosen for it.
            self.run(Command::InsertText(text));
            return;
        }
        let behind = start + utf16::len(&text);
        self.run(Command::ReplaceRange { start, end, text });
        self.select(Selection::caret(behind));
    }
}
