//! The slash that was typed to ask for commands: where it is now, and what is typed behind it. What it offers is the frame's.

use super::Command;
use super::selection;
use super::surface::Surface;
use octavo_shared::edit::slash;
use octavo_shared::model::Delta;
use std::rc::Rc;

/// See the module.
pub struct Slash {
    /// Its offset in the body, while it asks for something.
    at: Option<usize>,
    pub listener: Rc<dyn Fn(Option<String>)>,
}

impl Default for Slash {
    fn default() -> Self {
        Slash { at: None, listener: Rc::new(|_| {}) }
    }
}

impl Slash {
    /// Whether one asks for something.
    pub fn is_asking(&self) -> bool {
        self.at.is_some()
    }

    /// Moves it with a change of the body.
    pub fn shift(&mut self, change: &Delta) {
        self.at = self.at.map(|at| change.transform_position(at, true));
    }

    /// Something has been typed: perhaps a slash that asks.
    pub fn note_typed(surface: &Surface) {
        let engine = surface.engine.borrow();
        let mut slash = surface.slash.borrow_mut();
        let asking = slash::asking(engine.blocks(), engine.selection());
        slash.at = asking.or(slash.at);
    }

    /// Tells what is typed behind it now.
    pub fn tell(surface: &Surface) {
        let Some(at) = surface.slash.borrow().at else { return };
        let has_focus = surface.host().is_some_and(|host| selection::has_focus(&host));
        let engine = surface.engine.borrow();
        let query = slash::query(engine.blocks(), at, engine.selection()).filter(|_| has_focus);
        drop(engine);
        if query.is_none() {
            surface.slash.borrow_mut().at = None;
        }
        let listener = Rc::clone(&surface.slash.borrow().listener);
        listener(query);
    }

    /// It asks for nothing any more; the text stays.
    pub fn end(surface: &Surface) {
        if surface.slash.borrow_mut().at.take().is_some() {
            let listener = Rc::clone(&surface.slash.borrow().listener);
            listener(None);
        }
    }

    /// Takes it and what is typed behind it out of the text, and does what was chosen, as one step.
    pub fn take(surface: &Rc<Surface>, command: Option<Command>) {
        surface.finish_composition();
        surface.read_selection();
        let caret = surface.engine.borrow().selection().head;
        let Some(at) = surface.slash.borrow().at.filter(|at| *at < caret) else { return };
        Slash::end(surface);
        surface.engine.borrow_mut().begin_whole();
        surface.run(Command::DeleteRange { start: at, end: caret });
        if let Some(command) = command {
            surface.run(command);
        }
        surface.engine.borrow_mut().end_whole();
    }
}
