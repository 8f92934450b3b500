//! The frame around a picture or its like that is selected alone. It is drawn in the overlay: a browser marks of such things
//! nothing, or the ground behind them.

use super::surface::Surface;
use super::{carets, position};
use std::rc::Rc;
use web_sys::{Element, HtmlElement};

/// The frame, while it is shown.
#[derive(Default)]
pub struct Framing {
    frame: Option<HtmlElement>,
}

impl Framing {
    /// Whether something has a frame.
    pub fn is_shown(&self) -> bool {
        self.frame.is_some()
    }

    /// Draws the frame where it belongs now, or takes it away.
    pub fn draw(surface: &Rc<Surface>) {
        let (selected, overlay) = (selected(surface), surface.carets.borrow().overlay());
        let mut framing = surface.framing.borrow_mut();
        let (Some(selected), Some(overlay)) = (selected, overlay) else {
            *framing = Framing::default();
            return;
        };
        if framing.frame.is_none() {
            framing.frame = carets::mark(&overlay, "embed-frame");
        }
        let Some(frame) = &framing.frame else { return };
        let (origin, rect) = (overlay.get_bounding_client_rect(), selected.get_bounding_client_rect());
        let places = [
            ("left", rect.left() - origin.left()),
            ("top", rect.top() - origin.top()),
            ("width", rect.width()),
            ("height", rect.height()),
        ];
        for (name, pixels) in places {
            let _ = frame.style().set_property(name, &format!("{pixels:.1}px"));
        }
    }
}

impl Drop for Framing {
    fn drop(&mut self) {
        if let Some(frame) = self.frame.take() {
            frame.remove();
        }
    }
}

/// The element of what is selected, if that is one embed.
fn selected(surface: &Surface) -> Option<Element> {
    let engine = surface.engine.borrow();
    let selection = engine.selection();
    let start = selection.start();
    if selection.end() != start + 1 || !engine.blocks().is_embed_at(start) {
        return None;
    }
    let located = engine.blocks().at(start);
    let page = surface.page.borrow();
    let embed = position::embed_at(page.as_ref()?.element(located.block.id)?, start - located.start)?;
    // Of a picture the box that counts is its own, not that of its line.
    Some(embed.first_element_child().filter(|child| child.tag_name() == "IMG").unwrap_or(embed))
}
