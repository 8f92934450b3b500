//! What there is to say about the whole text: its headings, which of them the caret is under, how many words it has.
//! Also the tables of contents in the text, which are filled here.
//!
//! It is worked out once, soon after the text is on the page, and brought along by every change.

use super::Selection;
use super::scrolling::{self, Aim};
use super::surface::Surface;
use crate::browser;
use octavo_shared::edit::count::{Counter, Counts};
use octavo_shared::edit::outline::{Heading, Outline};
use octavo_shared::model::{Block, BlockId, Blocks, EmbedKind, Patch};
use std::collections::HashSet;
use std::rc::Rc;
use web_sys::Element;

/// How long after the first frame it is worked out, in milliseconds.
const SOON: i32 = 60;

/// See the module.
#[derive(Default)]
pub struct Overview {
    pub listeners: Listeners,
    known: Option<Known>,
    is_asked: bool,
}

/// Whom it is told to.
pub struct Listeners {
    pub outline: Rc<dyn Fn(Vec<Heading>)>,
    pub heading: Rc<dyn Fn(Option<usize>)>,
    pub counts: Rc<dyn Fn(Counts, Option<Counts>)>,
}

impl Default for Listeners {
    fn default() -> Self {
        Listeners { outline: Rc::new(|_| {}), heading: Rc::new(|_| {}), counts: Rc::new(|_, _| {}) }
    }
}

struct Known {
    outline: Outline,
    counter: Counter,
    /// The paragraphs with a table of contents.
    contents: HashSet<BlockId>,
    /// How many changes there were.
    changes: u64,
    /// Whether a table of contents was drawn anew, and is empty.
    is_table_new: bool,
    told: Told,
}

#[derive(Default)]
struct Told {
    outline: Option<u64>,
    heading: Option<Option<usize>>,
    counts: Option<(u64, Selection)>,
}

impl Known {
    fn of(blocks: &Blocks) -> Self {
        Known {
            outline: Outline::new(blocks),
            counter: Counter::new(blocks),
            contents: blocks.iter().filter(|block| has_table(block)).map(|block| block.id).collect(),
            changes: 0,
            is_table_new: false,
            told: Told::default(),
        }
    }

    fn update(&mut self, patches: &[Patch], blocks: &Blocks) {
        self.outline.update(patches, blocks);
        self.counter.update(patches);
        self.changes += 1;
        for patch in patches {
            match patch {
                Patch::Remove(id) => {
                    self.contents.remove(id);
                }
                Patch::Update(block) => self.note_table(block),
                Patch::Insert { blocks, .. } => blocks.iter().for_each(|block| self.note_table(block)),
            }
        }
    }

    fn note_table(&mut self, block: &Block) {
        if has_table(block) {
            self.contents.insert(block.id);
            self.is_table_new = true;
        } else {
            self.contents.remove(&block.id);
        }
    }
}

fn has_table(block: &Block) -> bool {
    block.runs.iter().any(|run| EmbedKind::in_attributes(&run.attributes) == Some(EmbedKind::TableOfContents))
}

impl Overview {
    /// Brings it behind a change. `blocks` is the body after it.
    pub fn update(&mut self, patches: &[Patch], blocks: &Blocks) {
        if let Some(known) = self.known.as_mut() {
            known.update(patches, blocks);
        }
    }

    /// Tells what has changed since the last frame.
    pub fn tell(surface: &Rc<Surface>) {
        if surface.overview.borrow().known.is_none() {
            Overview::ask(surface);
            return;
        }
        let (outline, heading, counts) = {
            let engine = surface.engine.borrow();
            let (blocks, selection) = (engine.blocks(), engine.selection());
            let mut overview = surface.overview.borrow_mut();
            let Some(known) = overview.known.as_mut() else { return };
            let version = known.outline.version();
            let is_new = known.told.outline.replace(version) != Some(version);
            let outline = is_new.then(|| known.outline.headings(blocks));
            if is_new || std::mem::take(&mut known.is_table_new) {
                fill_tables(surface, &known.contents, &known.outline.headings(blocks));
            }
            let at = known.outline.index_at(selection.head, blocks);
            let heading = (known.told.heading.replace(at) != Some(at)).then_some(at);
            let state = (known.changes, selection);
            let counts = (known.told.counts.replace(state) != Some(state)).then(|| {
                let selected = known.counter.selected(blocks, selection);
                (known.counter.total(), Some(selected).filter(|_| !selection.is_caret()))
            });
            (outline, heading, counts)
        };
        let (to_outline, to_heading, to_counts) = {
            let listeners = &surface.overview.borrow().listeners;
            (Rc::clone(&listeners.outline), Rc::clone(&listeners.heading), Rc::clone(&listeners.counts))
        };
        if let Some(outline) = outline {
            to_outline(outline);
        }
        if let Some(heading) = heading {
            to_heading(heading);
        }
        if let Some((total, selected)) = counts {
            to_counts(total, selected);
        }
    }

    /// Works it out when the page has been shown.
    fn ask(surface: &Rc<Surface>) {
        if std::mem::replace(&mut surface.overview.borrow_mut().is_asked, true) {
            return;
        }
        let weak = Rc::downgrade(surface);
        browser::after(SOON, move || {
            let Some(surface) = weak.upgrade() else { return };
            let known = Known::of(surface.engine.borrow().blocks());
            surface.overview.borrow_mut().known = Some(known);
            surface.ask_for_frame();
        });
    }
}

/// Lists the headings in every table of contents.
fn fill_tables(surface: &Surface, tables: &HashSet<BlockId>, headings: &[Heading]) {
    let page = surface.page.borrow();
    let elements = tables.iter().filter_map(|id| page.as_ref()?.element(*id));
    let found = elements.filter_map(|block| block.query_selector_all("[data-embed='toc']").ok());
    let found = found.flat_map(|found| (0..found.length()).filter_map(move |index| found.item(index)));
    let lowest = headings.iter().map(|heading| heading.level).min().unwrap_or(1);
    for table in found {
        table.set_text_content(None);
        for heading in headings {
            let Ok(entry) = browser::document().create_element("a") else { return };
            entry.set_text_content(Some(&heading.text));
            let depth = (heading.level - lowest).to_string();
            for (name, value) in [
                ("class", "toc-entry"),
                ("href", "#"),
                ("data-depth", depth.as_str()),
                ("data-goes-to", heading.block.0.to_string().as_str()),
            ] {
                let _ = entry.set_attribute(name, value);
            }
            let _ = table.append_child(&entry);
        }
    }
    drop(page);
    surface.forget_records();
}

/// The paragraph that an entry of a table of contents leads to, where the element is in one.
pub fn target_of(element: &Element) -> Option<BlockId> {
    let entry = element.closest("[data-goes-to]").ok()??;
    entry.get_attribute("data-goes-to")?.parse().ok().map(BlockId)
}

pub fn go_to(surface: &Rc<Surface>, block: BlockId, focuses: bool) {
    let Some(offset) = surface.engine.borrow().blocks().get(block).map(|located| located.start) else {
        return;
    };
    surface.select(Selection::caret(offset));
    if focuses {
        surface.focus();
    } else {
        surface.show_selection(true);
    }
    scrolling::bring(surface, offset, Aim::Top);
}
