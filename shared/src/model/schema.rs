//! The names in a document and the values they take: roots, inline attributes, block attributes. The one place where
//! they are spelled.
//!
//! An attribute that is not here is kept and passed on: another client may know it.

use super::{Attributes, Content, Op};
use serde_json::Value;

/// The root that holds the text: a `Y.Text` in Quill's delta form.
pub const BODY: &str = "body";
/// The root that holds what is said about the whole document: a `Y.Map`.
pub const META: &str = "meta";
/// The title, a string in [`META`].
pub const TITLE: &str = "title";
/// Before a style's name in [`META`]: what the document says of that style, an object of attributes. A key each, so
/// that two people who redefine two styles at once both do.
pub const STYLE_KEY: &str = "style:";

/// Block attribute: a heading's level, 1 to 6.
pub const HEADER: &str = "header";
/// Block attribute: a style that Quill has no name for, `"title"` or `"subtitle"`.
pub const STYLE: &str = "style";
/// Block attribute: the kind of list that a paragraph is an item of, see [`ListKind`].
pub const LIST: &str = "list";
/// Block attribute: how a numbered item gets its number: the number itself, or [`CONTINUE`].
pub const LIST_START: &str = "list-start";
/// The value of [`LIST_START`] that goes on counting where the list above ended.
pub const CONTINUE: &str = "continue";
/// Block attribute: how far a paragraph is indented, 1 to [`MAX_INDENT`].
pub const INDENT: &str = "indent";
/// Block attribute: a quotation.
pub const BLOCKQUOTE: &str = "blockquote";
/// Block attribute: a line of code.
pub const CODE_BLOCK: &str = "code-block";
/// Block attribute: the edge that lines keep to, see [`Align`].
pub const ALIGN: &str = "align";
/// Block attribute: which way a paragraph is read, see [`Direction`]; absent, its text says.
pub const DIRECTION: &str = "direction";
/// Block attribute: the distance of lines, a multiple of the size of the text.
pub const LINE_HEIGHT: &str = "line-height";
/// Block attribute: the space above a paragraph in points.
pub const SPACE_BEFORE: &str = "space-before";
/// Block attribute: the space below a paragraph in points.
pub const SPACE_AFTER: &str = "space-after";
/// Block attribute: whether a paragraph begins a page.
pub const PAGE_BREAK_BEFORE: &str = "page-break-before";

/// Inline attribute: the address that the text leads to.
pub const LINK: &str = "link";
/// Inline attribute: the name of a font family.
pub const FONT: &str = "font";
/// Inline attribute: the size of the text, `"12pt"`.
pub const SIZE: &str = "size";
/// Inline attribute: the colour of the text, `"#rrggbb"`.
pub const COLOR: &str = "color";
/// Inline attribute: the colour behind the text, `"#rrggbb"`.
pub const BACKGROUND: &str = "background";
/// Inline attribute: raised or lowered text, see [`Script`].
pub const SCRIPT: &str = "script";
/// Attribute of an embed: what it is, see [`EmbedKind`].
pub const EMBED: &str = "embed";
/// Attribute of an embed: the id of what it stands for.
pub const REF: &str = "ref";

/// The inline attributes that "clear formatting" takes off: how text looks, not where it leads.
pub const LOOK: [&str; 10] =
    ["bold", "italic", "underline", "strike", "code", FONT, SIZE, COLOR, BACKGROUND, SCRIPT];

/// What a client that does not know our embeds shows in their place: a grey dot of one pixel.
const PICTURE: &str = "data:image/gif;base64,R0lGODlhAQABAIAAAMLCwgAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==";

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

/// Text above or below the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Script {
    /// Raised.
    Super,
    /// Lowered.
    Sub,
}

impl Script {
    /// The attribute's value.
    pub const fn name(self) -> &'static str {
        match self {
            Script::Super => "super",
            Script::Sub => "sub",
        }
    }

    /// The script of that name.
    pub fn of(name: &str) -> Option<Self> {
        [Script::Super, Script::Sub].into_iter().find(|script| script.name() == name)
    }
}

/// The edge that the lines of a paragraph keep to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Align {
    /// Where lines begin; said by no attribute.
    #[default]
    Left,
    /// Neither.
    Center,
    /// Where lines end.
    Right,
    /// Both.
    Justify,
}

impl Align {
    /// The attribute's value.
    pub const fn name(self) -> &'static str {
        match self {
            Align::Left => "left",
            Align::Center => "center",
            Align::Right => "right",
            Align::Justify => "justify",
        }
    }

    /// The alignment of that name.
    pub fn of(name: &str) -> Option<Self> {
        [Align::Left, Align::Center, Align::Right, Align::Justify]
            .into_iter()
            .find(|align| align.name() == name)
    }
}

/// Which way a paragraph is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From left to right.
    Ltr,
    /// From right to left.
    Rtl,
}

impl Direction {
    /// The attribute's value.
    pub const fn name(self) -> &'static str {
        match self {
            Direction::Ltr => "ltr",
            Direction::Rtl => "rtl",
        }
    }

    /// The direction of that name.
    pub fn of(name: &str) -> Option<Self> {
        [Direction::Ltr, Direction::Rtl].into_iter().find(|direction| direction.name() == name)
    }
}

/// An embed of ours. Its value is a picture, which every client can show; what it is stands in its attributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EmbedKind {
    /// A line across the page.
    Divider,
    /// The end of a page.
    PageBreak,
    /// A table of contents.
    TableOfContents,
}

impl EmbedKind {
    /// The insert that puts one into a text.
    pub fn insert(self) -> Op {
        let content = Content::Embed(serde_json::json!({ "image": PICTURE }));
        Op::Insert(content, Attributes::new().with(EMBED, self.name()))
    }

    /// The value of [`EMBED`].
    pub const fn name(self) -> &'static str {
        match self {
            EmbedKind::Divider => "divider",
            EmbedKind::PageBreak => "page-break",
            EmbedKind::TableOfContents => "toc",
        }
    }

    /// The embed of that name.
    pub fn of(name: &str) -> Option<Self> {
        [EmbedKind::Divider, EmbedKind::PageBreak, EmbedKind::TableOfContents]
            .into_iter()
            .find(|kind| kind.name() == name)
    }

    /// What an embed with these attributes is; `None` for a picture, and for what this version does not know.
    pub fn in_attributes(attributes: &Attributes) -> Option<Self> {
        attributes.text(EMBED).and_then(EmbedKind::of)
    }
}

/// How a list item gets its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListStart {
    /// It has this one.
    At(u32),
    /// It follows the last item of its level above, whatever stands between.
    Continue,
}

/// How a list item gets its number, where it says so.
pub fn list_start(attributes: &Attributes) -> Option<ListStart> {
    match attributes.get(LIST_START)? {
        Value::String(text) if text == CONTINUE => Some(ListStart::Continue),
        value => value
            .as_f64()
            .filter(|start| (1.0..=999_999.0).contains(start))
            .map(|start| ListStart::At(start as u32)),
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

/// Which edge a block's lines keep to.
pub fn align(attributes: &Attributes) -> Align {
    attributes.text(ALIGN).and_then(Align::of).unwrap_or_default()
}

/// Which way a block is read, where that is said.
pub fn direction(attributes: &Attributes) -> Option<Direction> {
    attributes.text(DIRECTION).and_then(Direction::of)
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
