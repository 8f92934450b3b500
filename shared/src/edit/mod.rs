//! How one person changes a document: commands, the selection they act on, and the history that takes them back.
//!
//! A command is planned over the blocks as they are, without changing them; so the key, the button and the greyed-out
//! button share one definition. Nothing here knows a screen, a clock or another replica.

mod autoformat;
mod characters;
mod code;
mod command;
pub mod count;
mod deleting;
mod editor;
mod embedding;
pub mod find;
mod formatting;
mod history;
mod import;
pub mod intent;
pub mod keymap;
mod letters;
mod moving;
pub mod outline;
mod paragraphs;
mod pasting;
mod portions;
mod selection;
pub mod slash;
mod slice;
pub mod stepping;
mod typing;

pub use autoformat::AutoFormat;
pub use command::Command;
pub use editor::{Editor, EditorUpdate};
pub use formatting::{CopiedFormat, FormatState};
pub use import::{TextFormat, import_delta, import_text};
pub use selection::Selection;
pub use slice::Slice;
