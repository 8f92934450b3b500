//! The pages: the list of documents, a document, and the page for addresses that lead nowhere.

mod arrival;
mod document;
mod home;
mod lost;
mod room;
mod shelf;

pub use arrival::Arrival;
pub use document::DocumentPage;
pub use home::Home;
pub use lost::{Lost, Message, PartLost};
