//! Looking for something: the places that the engine finds, one of them selected, and those near the screen drawn.
//!
//! The place that one is at is what is selected in the engine; so it moves with its text like any selection. Only near
//! the screen are there ranges in the DOM.

use super::scrolling::{self, Aim};
use super::surface::Surface;
use super::{Command, Selection, highlights, position};
use crate::browser;
use js_sys::Array;
use octavo_shared::edit::find::{FindError, FindQuery, Finder, Matches};
use octavo_shared::model::{Blocks, Delta};
use std::rc::Rc;
use web_sys::{Element, HtmlElement};

/// All places, and the one that is selected.
const HIGHLIGHT: &str = "found";
const HIGHLIGHT_CURRENT: &str = "found-current";
/// More than this is not taken from the selection to be looked for, in UTF-16 code units.
const LONGEST_WORDS: usize = 200;

/// Which of the places to go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The one that is selected, or else the next.
    Nearest,
    /// The one behind the selection.
    Next,
    /// The one before the selection.
    Previous,
}

/// What came of looking.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Finds {
    /// How many places there are.
    pub count: usize,
    /// Which of them is selected, counted from 0.
    pub current: Option<usize>,
}

/// What is looked for.
pub struct Finding {
    pub listener: Rc<dyn Fn(Finds)>,
    matches: Option<Matches>,
    version: u64,
    told: Option<Finds>,
    drawn: Option<Drawn>,
}

/// What the highlights were made of.
#[derive(Clone, Copy, PartialEq)]
struct Drawn {
    version: u64,
    window: (usize, usize),
    selection: Selection,
}

impl Default for Finding {
    fn default() -> Self {
        Finding { listener: Rc::new(|_| {}), matches: None, version: 0, told: None, drawn: None }
    }
}

impl Finding {
    /// Whether something is looked for.
    pub fn is_under_way(&self) -> bool {
        self.matches.is_some()
    }

    /// Brings the places behind a change.
    pub fn update(&mut self, change: &Delta, blocks: &Blocks) {
        if let Some(matches) = self.matches.as_mut() {
            matches.update(change, blocks);
            self.version += 1;
        }
    }

    /// Ends looking.
    pub fn end(&mut self) {
        self.matches = None;
        self.told = None;
        if self.drawn.take().is_some() {
            highlights::clear(HIGHLIGHT);
            highlights::clear(HIGHLIGHT_CURRENT);
        }
    }

    /// Says what was found, and draws what of it is near the screen.
    pub fn draw(surface: &Rc<Surface>) {
        if !surface.finding.borrow().is_under_way() {
            return;
        }
        let selection = surface.engine.borrow().selection();
        let finds = surface.finding.borrow().finds(selection);
        if finds.is_some() && surface.finding.borrow().told != finds {
            surface.finding.borrow_mut().told = finds;
            let listener = Rc::clone(&surface.finding.borrow().listener);
            listener(finds.unwrap_or_default());
        }
        let window = surface.host().and_then(|host| near(&host, surface.engine.borrow().blocks()));
        let Some(window) = window else { return };
        let wanted = Drawn { version: surface.finding.borrow().version, window, selection };
        if surface.finding.borrow_mut().drawn.replace(wanted) == Some(wanted) {
            return;
        }
        let (all, current) = (Array::new(), Array::new());
        let places = surface.finding.borrow().places_in(window);
        for (start, end) in places {
            let is_current = (start, end) == (selection.start(), selection.end());
            if let Some(range) = surface.range(start, end) {
                if is_current { &current } else { &all }.push(&range);
            }
        }
        highlights::show(HIGHLIGHT, &all, 1);
        highlights::show(HIGHLIGHT_CURRENT, &current, 2);
    }

    fn finds(&self, selection: Selection) -> Option<Finds> {
        let matches = self.matches.as_ref()?;
        let current = matches.index_of(selection.start(), selection.end());
        Some(Finds { count: matches.places().len(), current })
    }

    fn places_in(&self, (start, end): (usize, usize)) -> Vec<(usize, usize)> {
        let Some(matches) = self.matches.as_ref() else { return Vec::new() };
        let first = matches.places().partition_point(|place| place.1 <= start);
        matches.places()[first..].iter().take_while(|place| place.0 < end).copied().collect()
    }
}

/// The part of the body that is in chunks on the screen or just off it.
fn near(host: &HtmlElement, blocks: &Blocks) -> Option<(usize, usize)> {
    let height = browser::window().inner_height().ok()?.as_f64()?;
    let chunks = host.children();
    let (mut low, mut high) = (0, chunks.length());
    while low < high {
        let middle = (low + high) / 2;
        if chunks.item(middle)?.get_bounding_client_rect().bottom() > -height {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    let first = chunks.item(low.min(chunks.length().checked_sub(1)?))?;
    let last = std::iter::successors(Some(first.clone()), Element::next_element_sibling)
        .take_while(|chunk| chunk.get_bounding_client_rect().top() < 2.0 * height)
        .last()
        .unwrap_or_else(|| first.clone());
    let start = blocks.get(position::name_of(&first.first_element_child()?)?)?.start;
    let end = blocks.get(position::name_of(&last.last_element_child()?)?)?.end();
    Some((start, end))
}

pub fn look_for(surface: &Rc<Surface>, query: Option<&FindQuery>) -> Result<(), FindError> {
    surface.finding.borrow_mut().end();
    if let Some(query) = query {
        // Before the focus leaves the text.
        surface.read_selection();
        let finder = Finder::new(query)?;
        let matches = Matches::new(finder, surface.engine.borrow().blocks());
        let mut finding = surface.finding.borrow_mut();
        finding.matches = Some(matches);
        finding.version += 1;
    }
    surface.ask_for_frame();
    Ok(())
}

pub fn go(surface: &Rc<Surface>, step: Step) {
    surface.read_selection();
    let selection = surface.engine.borrow().selection();
    let place = {
        let finding = surface.finding.borrow();
        let Some(matches) = finding.matches.as_ref() else { return };
        let (start, end) = (selection.start(), selection.end());
        match step {
            Step::Next if matches.index_of(start, end).is_some() => matches.next(end),
            Step::Nearest | Step::Next => matches.next(start),
            Step::Previous => matches.previous(start),
        }
    };
    if let Some((anchor, head)) = place {
        surface.select(Selection { anchor, head });
        surface.show_selection(true);
        scrolling::bring(surface, anchor, Aim::InView);
    }
}

pub fn replace(surface: &Rc<Surface>, with: &str) {
    surface.finish_composition();
    surface.read_selection();
    let selection = surface.engine.borrow().selection();
    let (start, end) = (selection.start(), selection.end());
    let made = {
        let engine = surface.engine.borrow();
        let finding = surface.finding.borrow();
        let Some(matches) = finding.matches.as_ref() else { return };
        matches.replacement(engine.blocks(), start, end, with)
    };
    match made {
        Some(with) => {
            surface.run(Command::ReplaceMatch { start, end, with });
            go(surface, Step::Nearest);
        }
        None => go(surface, Step::Next),
    }
}

pub fn replace_all(surface: &Rc<Surface>, with: &str) -> usize {
    let (query, count) = {
        let finding = surface.finding.borrow();
        let Some(matches) = finding.matches.as_ref() else { return 0 };
        (matches.finder().query().clone(), matches.places().len())
    };
    if surface.dispatch(Command::ReplaceAll { query, with: with.to_owned() }) { count } else { 0 }
}

pub fn selected_words(surface: &Rc<Surface>) -> Option<String> {
    surface.read_selection();
    let engine = surface.engine.borrow();
    let selection = engine.selection();
    let (start, end) = (selection.start(), selection.end());
    let is_short = start < end && end - start <= LONGEST_WORDS;
    let is_in_one = is_short && end <= engine.blocks().at(start).text_end();
    is_in_one.then(|| engine.blocks().slice(start, end).text()).filter(|text| !text.contains('\u{fffc}'))
}
