//! Finding text in a body, and putting other text in its place.
//!
//! `finder` is what a query means in one paragraph, `matches` the places of a whole body kept true under changes,
//! `replacing` the commands. A place never reaches over the end of a paragraph.

mod finder;
mod matches;
mod replacing;

pub use finder::{FindError, FindQuery, Finder};
pub use matches::Matches;

pub(super) use matches::text_of;
pub(super) use replacing::{replace_all, replace_match};

use crate::model::Blocks;

/// All places of a body that a query names, in order: where they start and end, in UTF-16 code units.
pub fn find(blocks: &Blocks, query: &FindQuery) -> Result<Vec<(usize, usize)>, FindError> {
    Ok(Matches::new(Finder::new(query)?, blocks).into_places())
}
