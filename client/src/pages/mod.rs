//! The pages: the list of documents, a document, and the page for addresses that lead nowhere.

mod arrival;
mod document;
mod home;
mod leaving;
mod library;
mod lost;
mod refused;
mod room;
mod shelf;
mod templates;

pub use arrival::Arrival;
pub use document::DocumentPage;
pub use home::Home;
pub use leaving::LeaveDialog;
pub use library::{Library, LibraryView};
pub use lost::{Lost, Message, PartLost};
pub use refused::RefusedDialog;
pub use room::RoomDialog;
pub use shelf::Removal;
