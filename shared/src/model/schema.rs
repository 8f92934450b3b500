//! The names in a document and the values they take: roots, inline attributes, block attributes. The one place where
//! they are spelled.
//!
//! An attribute that is not here is kept and passed on: another client may know it.

use super::Attributes;
use serde_json::Value;

/// The root that holds the text: a `Y.Text` in Quill's delta form.
pub const BODY: &str = "body";
/// The root that holds what is said about the whole document: a `Y.Map`.
pub const META: &str = "meta";
/// The title, a string in [`META`].
pub const TITLE: &str = "title";

/// Block attribute: a heading's level, 1 to 6.
pub const HEADER: &str = "header";
/// Block attribute: the kind of list that a paragraph is an item of, see [`ListKind`].
pub const LIST: &str = "list";
/// Block attribute: how far a paragraph is indented, 1 to [`MAX_INDENT`].
pub const INDENT: &str = "indent";
/// Block attribute: a quotation.
pub const BLOCKQUOTE: &str = "blockquote";
/// Block attribute: a line of code.
pub const CODE_BLOCK: &str = "code-block";
/// Inline attribute: the address that the text leads to.
pub const LINK: &str = "link";

/// The deepest indent; with none there are nine levels, as in Word.
pub const MAX_INDENT: u8 = 8;

/// A soft line break: a new line in the same paragraph.
pub const LINE_BREAK: char = '\u{2028}';

/// An inline attribute that is on or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mark {
    /// Heavier.
    Bold,
    /// Slanted.
    Italic,
    /// A line below.
    Underline,
    /// A line through.
    Strike,
    /// As typed on a machine.
    Code,
}

impl Mark {
    /// All of them, in the order in which a toolbar shows them.
    pub const ALL: [Mark; 5] = [Mark::Bold, Mark::Italic, Mark::Underline, Mark::Strike, Mark::Code];

    /// The attribute's name.
    pub const fn name(self) -> &'static str {
        match self {
            Mark::Bold => "bold",
            Mark::Italic => "italic",
            Mark::Underline => "underline",
            Mark::Strike => "strike",
            Mark::Code => "code",
        }
    }
}

/// What a list item begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ListKind {
    /// A dot.
    Bullet,
    /// A number.
    Ordered,
    /// An empty box.
    Unchecked,
    /// A ticked box.
    Checked,
}

impl ListKind {
    /// The attribute's value.
    pub const fn name(self) -> &'static str {
        match self {
            ListKind::Bullet => "bullet",
            ListKind::Ordered => "ordered",
            ListKind::Unchecked => "unchecked",
            ListKind::Checked => "checked",
        }
    }

    /// The kind of that name.
    pub fn of(name: &str) -> Option<Self> {
        [ListKind::Bullet, ListKind::Ordered, ListKind::Unchecked, ListKind::Checked]
            .into_iter()
            .find(|kind| kind.name() == name)
    }

    /// Whether it is an item of a checklist.
    pub const fn is_check(self) -> bool {
        matches!(self, ListKind::Unchecked | ListKind::Checked)
    }
}

/// What a paragraph is, apart from its list and indent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum BlockKind {
    /// Running text.
    #[default]
    Paragraph,
    /// A heading of level 1 to 6.
    Heading(u8),
    /// A quotation.
    Quote,
    /// A line of code.
    Code,
}

/// What a block's attributes make of it. Values out of bounds count as absent.
pub fn block_kind(attributes: &Attributes) -> BlockKind {
    match attributes.get(HEADER).and_then(Value::as_f64) {
        Some(level) if (1.0..=6.0).contains(&level) => BlockKind::Heading(level as u8),
        _ if attributes.has(BLOCKQUOTE) => BlockKind::Quote,
        _ if attributes.has(CODE_BLOCK) => BlockKind::Code,
        _ => BlockKind::Paragraph,
    }
}

/// The list that a block is an item of.
pub fn list_kind(attributes: &Attributes) -> Option<ListKind> {
    attributes.text(LIST).and_then(ListKind::of)
}

/// How far a block is indented: 0 to [`MAX_INDENT`].
pub fn indent(attributes: &Attributes) -> u8 {
    attributes
        .get(INDENT)
        .and_then(Value::as_f64)
        .map_or(0, |indent| indent.clamp(0.0, f64::from(MAX_INDENT)) as u8)
}

/// Whether an address may be followed by a click: no scheme that runs something.
pub fn is_safe_link(address: &str) -> bool {
    let address = address.trim();
    let scheme = address.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    match scheme {
        Some(scheme) => matches!(scheme.as_str(), "http" | "https" | "mailto" | "tel"),
        None => !address.is_empty(),
    }
}
