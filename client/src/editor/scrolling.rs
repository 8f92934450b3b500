//! Bringing a place of the text into view, from however far.
//!
//! What is off the screen has only a guessed height, and the guesses on the way become true when they are passed. So the
//! place is aimed at once more with each frame, until it stays.
//!
//! What others do must not move what one reads. Most browsers see to that ("scroll anchoring"); for Safari it is done here.

use super::surface::Surface;
use super::{carets, position, selection};
use crate::browser;
use std::rc::Rc;
use web_sys::{DomRect, Element};

/// How far from the edges of the window the caret is kept, in pixels; the bars stand at the top.
const MARGIN_TOP: f64 = 160.0;
const MARGIN_BOTTOM: f64 = 64.0;
/// How often it is aimed, at most.
const AIMS: u8 = 12;
/// A place that is where it should be is looked at so many times less.
const SETTLED: u8 = 3;
/// A place nearer than this to where it should be is there, in pixels.
const CLOSE: f64 = 2.0;
/// The air between the bars at the top and the place, in pixels.
const AIR: f64 = 32.0;
/// What is nearer to the lower edge of the window than this is not well in view, in pixels.
const BOTTOM: f64 = 96.0;

/// So many places on the screen are looked at for a paragraph that stays, this far apart, in pixels.
const HOLDS: u8 = 8;
const HOLD_STEP: f64 = 48.0;

/// Where a place is to be seen.
#[derive(Clone, Copy, PartialEq)]
pub enum Aim {
    /// Anywhere; well inside the window if it has to be moved.
    InView,
    /// At the top, with the text below it.
    Top,
    /// So far from the top of the window, in pixels.
    At(f64),
}

impl Surface {
    /// Scrolls the caret into view, after own edits only.
    pub fn reveal_caret(&self) {
        let head = self.engine.borrow().selection().head;
        let Some(host) = self.host().filter(selection::has_focus) else { return };
        let Some(rect) = self.point(head).and_then(|point| carets::rect_of(&host, &point)) else {
            return;
        };
        let window = browser::window();
        let height = window.inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
        let (top, bottom) = (MARGIN_TOP.min(height / 3.0), lower_edge(height) - MARGIN_BOTTOM);
        let by = if rect.top() < top {
            rect.top() - top
        } else if rect.bottom() > bottom {
            rect.bottom() - bottom
        } else {
            return;
        };
        window.scroll_by_with_x_and_y(0.0, by);
    }
}

/// Scrolls until the place at `offset` of the body is seen as `aim` says, or another place is asked for.
pub fn bring(surface: &Rc<Surface>, offset: usize, aim: Aim) {
    surface.aims.set(surface.aims.get().wrapping_add(1));
    attempt(surface, offset, aim, AIMS, surface.aims.get());
}

/// Paragraphs on the screen, each with its distance from the top of the window, in a browser that moves them when the text above
/// grows.
pub struct Held(Vec<(Element, f64)>);

/// Takes note of where the text is, before what others do is shown. `None` where nothing can move, or the browser holds it.
pub fn hold(surface: &Surface) -> Option<Held> {
    let window = browser::window();
    if window.scroll_y().ok()? <= 0.0 || browser::knows_style("overflowAnchor") {
        return None;
    }
    let caret = surface.point(surface.engine.borrow().selection().head);
    let caret = caret.and_then(|point| position::block_of(&point.0)).filter(is_on_screen);
    let host = surface.host()?.get_bounding_client_rect();
    let x = host.left() + host.width() / 2.0;
    let ys = (0..HOLDS).map(|step| bars() + AIR + f64::from(step) * HOLD_STEP);
    let at = |y| browser::document().element_from_point(x as f32, y as f32);
    let shown = ys.filter_map(|y| position::block_of(&at(y)?.into()));
    let held = caret.into_iter().chain(shown).map(|block| {
        let top = block.get_bounding_client_rect().top();
        (block, top)
    });
    Some(Held(held.collect()))
}

impl Held {
    /// Scrolls so that the first of the paragraphs that is still there is where it was.
    pub fn keep(self) {
        if let Some((block, top)) = self.0.into_iter().find(|(block, _)| block.is_connected()) {
            let by = block.get_bounding_client_rect().top() - top;
            if by != 0.0 {
                browser::window().scroll_by_with_x_and_y(0.0, by);
            }
        }
    }
}

fn is_on_screen(block: &Element) -> bool {
    let rect = block.get_bounding_client_rect();
    let height = browser::window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
    rect.bottom() > bars() && rect.top() < height
}

/// Before the text is laid out anew: sees to it that the caret, or else the first paragraph on the screen, stays where it
/// is, and that what is drawn over the text follows.
pub fn keep_place(surface: &Rc<Surface>) {
    let weak = Rc::downgrade(surface);
    browser::before_next_frame(move || {
        if let Some(surface) = weak.upgrade() {
            surface.ask_for_frame();
        }
    });
    let top_of = |offset| {
        let (host, point) = (surface.host()?, surface.point(offset)?);
        carets::rect_of(&host, &point).map(|rect| rect.top())
    };
    let height = browser::window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
    let caret = surface.engine.borrow().selection().head;
    let on_screen = |top: &f64| *top > bars() && *top < height;
    if let Some(top) = top_of(caret).filter(on_screen) {
        bring(surface, caret, Aim::At(top));
        return;
    }
    let first = surface.host().and_then(|host| {
        let rect = host.get_bounding_client_rect();
        let (x, y) = (rect.left() + rect.width() / 2.0, bars() + AIR);
        let element = browser::document().element_from_point(x as f32, y as f32)?;
        let block = position::name_of(&position::block_of(&element)?)?;
        surface.engine.borrow().blocks().get(block).map(|located| located.start)
    });
    if let Some((first, top)) = first.and_then(|first| Some((first, top_of(first)?))) {
        bring(surface, first, Aim::At(top));
    }
}

fn attempt(surface: &Rc<Surface>, offset: usize, aim: Aim, left: u8, asked: u32) {
    if surface.aims.get() != asked {
        return;
    }
    let by = distance(surface, offset, aim).unwrap_or_default();
    if by.abs() > CLOSE {
        browser::window().scroll_by_with_x_and_y(0.0, by);
    }
    let left = left.saturating_sub(if by.abs() > CLOSE { 1 } else { SETTLED });
    if left > 0 {
        let weak = Rc::downgrade(surface);
        browser::before_next_frame(move || {
            if let Some(surface) = weak.upgrade() {
                attempt(&surface, offset, aim, left, asked);
            }
        });
    }
}

fn distance(surface: &Surface, offset: usize, aim: Aim) -> Option<f64> {
    let host = surface.host()?;
    let point = surface.point(offset)?;
    let height = browser::window().inner_height().ok()?.as_f64()?;
    if !carets::is_near(&point.0, height) {
        // What is skipped has no measures. The browser itself knows how to come there.
        position::block_of(&point.0)?.scroll_into_view();
    }
    let rect = carets::rect_of(&host, &point)?;
    let top = (bars() + AIR).min(height / 2.0);
    let is_in_view = rect.top() >= top && rect.bottom() <= height - BOTTOM.min(height / 4.0);
    Some(match aim {
        Aim::InView if is_in_view => 0.0,
        Aim::InView => rect.top() - (height / 3.0).max(top),
        Aim::Top => rect.top() - top,
        Aim::At(wanted) => rect.top() - wanted,
    })
}

/// Where the bars at the top of the window end.
fn bars() -> f64 {
    let bar = rect(".find-bar").or_else(|| rect(".document-bar"));
    bar.map_or(0.0, |bar| bar.bottom())
}

/// Where what can be seen ends in a window of that height: on a phone the toolbar stands below the text, above the keyboard.
fn lower_edge(height: f64) -> f64 {
    let is_phone = browser::is_narrow() && browser::has_coarse_pointer();
    let bar = if is_phone { rect(".toolbar") } else { None };
    bar.filter(|bar| bar.height() > 0.0).map_or(height, |bar| bar.top())
}

fn rect(selector: &str) -> Option<DomRect> {
    let element = browser::document().query_selector(selector).ok().flatten()?;
    Some(element.get_bounding_client_rect())
}
