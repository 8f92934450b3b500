//! The library on the home page: all documents that there are for somebody, on the server and on this device, in lists and
//! folders, and what can be done with them.
//!
//! A list is a list and not a grid of cells: each line has a link that opens it and controls beside it, which an option of a list
//! box may not have. Arrows go from line to line.

mod bar;
mod deeds;
mod desk;
mod dialogs;
mod dragging;
mod found;
mod glyphs;
mod item;
mod list;
mod lists;
mod menu;
mod moving;
mod row;
mod selection;
mod spot;
mod state;
mod tools;
mod tree;
mod view;

pub use glyphs::GlyphView;
pub use spot::{Section, Spot};
pub use state::{Library, Shelf};
pub use view::LibraryView;
