//! How large the text is shown: a choice that this device remembers. Ctrl+plus and its like stay the browser's.

use super::commands::Actions;
use crate::browser;
use crate::editor::EditorHandle;
use leptos::html;
use leptos::prelude::*;
use web_sys::Element;

/// Where the choice is kept.
const KEY: &str = "octavo.zoom";
/// The width of the page at 100 %, in pixels, and what stands beside it at least; the style sheets say the same.
const PAGE: f64 = 816.0;
const MARGINS: f64 = 92.0;
/// How much more an open outline takes.
const OUTLINE: f64 = 172.0;
/// The least and the most.
const LEAST: f64 = 0.5;
const MOST: f64 = 2.0;

/// How large the text is to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zoom {
    /// In percent.
    Percent(u16),
    /// So that the page is as wide as there is room.
    Width,
}

impl Zoom {
    /// As it was left.
    pub fn recalled() -> Zoom {
        let kept = browser::recall(KEY).unwrap_or_default();
        match kept.parse() {
            Ok(percent @ 50..=200) => Zoom::Percent(percent),
            _ if kept == "width" => Zoom::Width,
            _ => Zoom::Percent(100),
        }
    }

    fn remember(self) {
        match self {
            Zoom::Percent(percent) => browser::remember(KEY, &percent.to_string()),
            Zoom::Width => browser::remember(KEY, "width"),
        }
    }

    /// The factor, where the page has `room` pixels; `None` for a room that is nothing but page, as on a phone.
    fn factor(self, room: Option<f64>) -> f64 {
        match (self, room) {
            (Zoom::Percent(percent), _) => f64::from(percent) / 100.0,
            (Zoom::Width, Some(room)) => ((room - MARGINS) / PAGE).clamp(LEAST, MOST),
            (Zoom::Width, None) => 1.0,
        }
    }
}

/// The factor by which the text in `desk` is shown, kept true while the window changes. The text at the caret stays where
/// it is on the screen.
pub fn follow(actions: Actions, desk: NodeRef<html::Main>) -> Signal<f64> {
    let factor = RwSignal::new(actions.zoom.get_untracked().factor(None));
    let measure = move || {
        let room = desk.get_untracked().filter(|_| !browser::is_narrow()).map(|desk| {
            let has_outline = desk.query_selector(".outline.open").is_ok_and(|outline| outline.is_some());
            f64::from(desk.client_width()) - if has_outline { OUTLINE } else { 0.0 }
        });
        let new = actions.zoom.get_untracked().factor(room);
        if (new - factor.get_untracked()).abs() > 0.001 {
            actions.editor.with_value(EditorHandle::keep_place);
            factor.set(new);
        }
    };
    Effect::new(move |before: Option<Zoom>| {
        let zoom = actions.zoom.get();
        if before.is_some_and(|before| before != zoom) {
            zoom.remember();
        }
        measure();
        zoom
    });
    let guards = StoredValue::new_local(Vec::<browser::SizeWatch>::new());
    Effect::new(move || {
        let Some(desk) = desk.get() else { return };
        let beside = desk.query_selector(".outline").ok().flatten();
        let watched = std::iter::once(desk.into()).chain(beside);
        guards
            .set_value(watched.map(|element: Element| browser::SizeWatch::new(&element, measure)).collect());
    });
    factor.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_fills_its_room_within_bounds() {
        assert_eq!(Zoom::Width.factor(Some(2.0 * PAGE + MARGINS)), 2.0);
        assert_eq!(Zoom::Width.factor(Some(PAGE + MARGINS)), 1.0);
        assert_eq!((Zoom::Width.factor(Some(90.0)), Zoom::Width.factor(Some(9_000.0))), (LEAST, MOST));
        assert_eq!((Zoom::Width.factor(None), Zoom::Percent(75).factor(Some(90.0))), (1.0, 0.75));
    }
}
