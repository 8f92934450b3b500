//! The names in a document: its roots. The one place where they are spelled.

/// The root that holds the text: a `Y.Text` in Quill's delta form.
pub const BODY: &str = "body";
/// The root that holds what is said about the whole document: a `Y.Map`.
pub const META: &str = "meta";
