//! What others hear of the surface, at most once a frame: the toolbar what holds at the caret, colleagues where the caret
//! is; and what is drawn over the text.

use super::carets::Carets;
use super::finding::Finding;
use super::framing::Framing;
use super::handle::Handle;
use super::overview::Overview;
use super::slash::Slash;
use super::surface::Surface;
use super::{following, selection};
use crate::browser;
use octavo_shared::edit::Selection;
use serde_json::json;
use std::rc::Rc;

impl Surface {
    /// Lets [`Surface::frame`] run before the next frame.
    pub fn ask_for_frame(self: &Rc<Self>) {
        if !self.is_frame_asked.replace(true) {
            let weak = Rc::downgrade(self);
            browser::before_next_frame(move || {
                if let Some(surface) = weak.upgrade() {
                    surface.is_frame_asked.set(false);
                    surface.frame();
                }
            });
        }
    }

    /// What needs to happen only once for all that happened since the last frame.
    fn frame(self: &Rc<Self>) {
        if self.page.borrow().is_none() {
            return;
        }
        let (state, selection) = {
            let engine = self.engine.borrow();
            (engine.format_state(), engine.selection())
        };
        let is_news = self.told.borrow().0.as_ref() != Some(&state);
        if is_news {
            self.told.borrow_mut().0 = Some(state.clone());
            let listener = Rc::clone(&self.listeners.borrow().ui);
            listener(state);
        }
        if self.has_moved.take() {
            let listener = Rc::clone(&self.listeners.borrow().moved);
            listener();
        }
        Slash::tell(self);
        self.tell_presence(selection);
        if self.cut.get().is_some() {
            self.show_selection(false);
        }
        Carets::draw(self);
        Framing::draw(self);
        Handle::draw(self);
        following::keep_up(self);
        Finding::draw(self);
        Overview::tell(self);
    }

    /// Tells that files were to be put in.
    pub fn tell_of_files(&self) {
        let listener = Rc::clone(&self.listeners.borrow().files);
        listener();
    }

    fn tell_presence(&self, selection: Selection) {
        let has_been = self.told.borrow().1.is_some();
        let has_focus = self.host().is_some_and(|host| selection::has_focus(&host));
        if !has_been && !has_focus {
            return;
        }
        // A place that only moved with its text is the same to the others, and to name it is a walk over the document.
        if self.told.borrow().1 == Some(selection) {
            return;
        }
        let cursor = {
            let engine = self.engine.borrow();
            let anchor = engine.document().anchor(selection.anchor);
            let head = match selection.is_caret() {
                true => anchor.clone(),
                false => engine.document().anchor(selection.head),
            };
            json!({ "anchor": anchor, "head": head })
        };
        self.told.borrow_mut().1 = Some(selection);
        let is_news = self.told.borrow().2 != cursor;
        if is_news {
            self.told.borrow_mut().2 = cursor.clone();
            let listener = Rc::clone(&self.listeners.borrow().presence);
            listener(Some(cursor));
        }
    }
}
