//! The pages: the list of documents, a document, and the page for addresses that lead nowhere.

mod document;
mod home;
mod lost;

pub use document::OpenDocument;
pub use home::Home;
pub use lost::{Lost, Message};
