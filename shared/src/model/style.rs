//! Paragraph styles: what a paragraph is, how each style looks, and how a document's people have redefined it.
//!
//! A redefinition is a JSON object of inline and block attributes in the document's `meta`. Only what is known of it,
//! with values in bounds, becomes a [`Look`]; the rest is kept as it is.

use super::schema::{
    self, ALIGN, Align, BACKGROUND, BLOCKQUOTE, CODE_BLOCK, COLOR, FONT, HEADER, LINE_HEIGHT, SIZE,
    SPACE_AFTER, SPACE_BEFORE, STYLE,
};
use super::{Attributes, Mark, value};
use serde_json::Value;

/// What a paragraph is, apart from its list and indent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub enum Style {
    /// Running text.
    #[default]
    Normal,
    /// The document's title.
    Title,
    /// What stands below the title.
    Subtitle,
    /// A heading of level 1 to 6.
    Heading(u8),
    /// A quotation.
    Quote,
    /// A line of code.
    Code,
}

impl Style {
    /// All of them, in the order in which a menu shows them.
    pub const ALL: [Style; 11] = [
        Style::Normal,
        Style::Title,
        Style::Subtitle,
        Style::Heading(1),
        Style::Heading(2),
        Style::Heading(3),
        Style::Heading(4),
        Style::Heading(5),
        Style::Heading(6),
        Style::Quote,
        Style::Code,
    ];

    /// Its name in a document and as a class of the page.
    pub const fn name(self) -> &'static str {
        match self {
            Style::Normal => "normal",
            Style::Title => "title",
            Style::Subtitle => "subtitle",
            Style::Heading(1) => "heading-1",
            Style::Heading(2) => "heading-2",
            Style::Heading(3) => "heading-3",
            Style::Heading(4) => "heading-4",
            Style::Heading(5) => "heading-5",
            Style::Heading(_) => "heading-6",
            Style::Quote => "quote",
            Style::Code => "code",
        }
    }

    /// The style of that name.
    pub fn of(name: &str) -> Option<Self> {
        Style::ALL.into_iter().find(|style| style.name() == name)
    }

    /// What a block's attributes make of it. Values out of bounds count as absent.
    pub fn in_attributes(attributes: &Attributes) -> Self {
        match attributes.get(HEADER).and_then(Value::as_f64) {
            Some(level) if (1.0..=6.0).contains(&level) => return Style::Heading(level as u8),
            _ if attributes.has(BLOCKQUOTE) => return Style::Quote,
            _ if attributes.has(CODE_BLOCK) => return Style::Code,
            _ => {}
        }
        match attributes.text(STYLE) {
            Some("title") => Style::Title,
            Some("subtitle") => Style::Subtitle,
            _ => Style::Normal,
        }
    }

    /// A block's attributes with this style in the place of the one that they had.
    pub fn set_in(self, attributes: &Attributes) -> Attributes {
        let plain =
            [HEADER, BLOCKQUOTE, CODE_BLOCK, STYLE].into_iter().fold(attributes.clone(), Attributes::without);
        match self {
            Style::Normal => plain,
            Style::Title | Style::Subtitle => plain.with(STYLE, self.name()),
            Style::Heading(level) => plain.with(HEADER, level.clamp(1, 6)),
            Style::Quote => plain.with(BLOCKQUOTE, true),
            Style::Code => plain.with(CODE_BLOCK, true),
        }
    }

    /// How it looks where nobody has redefined it; assets/styles/paragraphs.css says the same.
    pub fn default_look(self) -> Look {
        let look = |size: f32, bold: bool, line_height: f32, space_before: f32, space_after: f32| Look {
            size,
            bold,
            line_height,
            space_before,
            space_after,
            ..Look::default()
        };
        match self {
            Style::Normal => look(12.0, false, 1.6, 0.0, 8.0),
            Style::Title => look(28.0, true, 1.2, 0.0, 6.0),
            Style::Subtitle => look(15.0, false, 1.4, 0.0, 14.0),
            Style::Heading(1) => look(22.0, true, 1.25, 16.0, 6.0),
            Style::Heading(2) => look(17.0, true, 1.25, 14.0, 5.0),
            Style::Heading(3) => look(14.0, true, 1.3, 12.0, 4.0),
            Style::Heading(4) => look(12.5, true, 1.35, 11.0, 4.0),
            Style::Heading(5) => look(11.0, true, 1.4, 10.0, 4.0),
            Style::Heading(_) => look(10.0, true, 1.4, 10.0, 4.0),
            Style::Quote => Look { italic: true, ..look(12.0, false, 1.6, 4.0, 12.0) },
            Style::Code => look(10.5, false, 1.6, 0.0, 0.0),
        }
    }
}

/// How a paragraph and its text look: values that are known and in bounds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Look {
    /// The font family; `None` is the page's.
    pub font: Option<String>,
    /// The size of the text in points.
    pub size: f32,
    /// Heavier.
    pub bold: bool,
    /// Slanted.
    pub italic: bool,
    /// A line below.
    pub underline: bool,
    /// A line through.
    pub strike: bool,
    /// The colour of the text as `#rrggbb`; `None` is the page's.
    pub color: Option<String>,
    /// The colour behind the text as `#rrggbb`.
    pub background: Option<String>,
    /// The edge that lines keep to.
    pub align: Align,
    /// The distance of lines, as a multiple of the size.
    pub line_height: f32,
    /// The space above in points.
    pub space_before: f32,
    /// The space below in points.
    pub space_after: f32,
}

/// The names of the attributes that a [`Look`] is said with.
pub const LOOK_NAMES: [&str; 12] = [
    FONT,
    SIZE,
    "bold",
    "italic",
    "underline",
    "strike",
    COLOR,
    BACKGROUND,
    ALIGN,
    LINE_HEIGHT,
    SPACE_BEFORE,
    SPACE_AFTER,
];

impl Look {
    /// Whether text has the mark by the style alone, and can be without it. A line below a paragraph's text cannot be taken off
    /// a part of it.
    pub fn gives(&self, mark: Mark) -> bool {
        match mark {
            Mark::Bold => self.bold,
            Mark::Italic => self.italic,
            Mark::Underline | Mark::Strike | Mark::Code => false,
        }
    }

    /// This look with what `attributes` say over it.
    pub fn with(&self, attributes: &Attributes) -> Look {
        let mark = |mark: Mark, default: bool| match attributes.get(mark.name()) {
            Some(_) => attributes.has(mark.name()),
            None => default,
        };
        let text = |name: &str, read: fn(&str) -> Option<String>, default: &Option<String>| {
            attributes.text(name).and_then(read).or_else(|| default.clone())
        };
        let number = |name: &str, bounds, default| {
            attributes.get(name).and_then(|value| value::number(value, bounds)).unwrap_or(default)
        };
        Look {
            font: text(FONT, value::font, &self.font),
            size: attributes.text(SIZE).and_then(value::points).unwrap_or(self.size),
            bold: mark(Mark::Bold, self.bold),
            italic: mark(Mark::Italic, self.italic),
            underline: mark(Mark::Underline, self.underline),
            strike: mark(Mark::Strike, self.strike),
            color: text(COLOR, value::color, &self.color),
            background: text(BACKGROUND, value::color, &self.background),
            align: attributes.text(ALIGN).and_then(Align::of).unwrap_or(self.align),
            line_height: number(LINE_HEIGHT, value::LINE_HEIGHTS, self.line_height),
            space_before: number(SPACE_BEFORE, value::SPACES, self.space_before),
            space_after: number(SPACE_AFTER, value::SPACES, self.space_after),
        }
    }

    /// The attributes that say all of it.
    fn attributes(&self) -> Attributes {
        let mut said = Attributes::new();
        for (mark, is_on) in [
            (Mark::Bold, self.bold),
            (Mark::Italic, self.italic),
            (Mark::Underline, self.underline),
            (Mark::Strike, self.strike),
        ] {
            said.set(mark.name(), is_on);
        }
        let texts = [(FONT, &self.font), (COLOR, &self.color), (BACKGROUND, &self.background)];
        for (name, text) in texts {
            if let Some(text) = text {
                said.set(name, text.as_str());
            }
        }
        if let Some(size) = value::size(self.size) {
            said.set(SIZE, size);
        }
        said.set(ALIGN, self.align.name());
        said.set(LINE_HEIGHT, value::json(self.line_height));
        said.set(SPACE_BEFORE, value::json(self.space_before));
        said.set(SPACE_AFTER, value::json(self.space_after));
        said
    }
}

/// The redefined styles of a document.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StyleSheet(Vec<(Style, Attributes)>);

impl StyleSheet {
    pub(super) fn new(redefined: Vec<(Style, Attributes)>) -> Self {
        StyleSheet(redefined)
    }

    /// What the document says of a style; `None` where it says nothing.
    pub fn redefinition(&self, style: Style) -> Option<&Attributes> {
        self.0.iter().find(|(redefined, _)| *redefined == style).map(|(_, attributes)| attributes)
    }

    /// How a style looks in the document.
    pub fn look(&self, style: Style) -> Look {
        match self.redefinition(style) {
            Some(attributes) => style.default_look().with(attributes),
            None => style.default_look(),
        }
    }

    /// The styles that look other than they do by default, and how.
    pub fn redefined(&self) -> impl Iterator<Item = (Style, Look)> {
        let looks = self.0.iter().map(|(style, attributes)| (*style, style.default_look().with(attributes)));
        looks.filter(|(style, look)| *look != style.default_look())
    }

    /// The redefinition that gives a style this look, with what is said of it that is not ours to know.
    pub fn redefining(&self, style: Style, look: &Look) -> Attributes {
        self.foreign(style).compose(&look.attributes(), false)
    }

    /// The redefinition that gives a style its default look; `None` where nothing is left to say.
    pub fn resetting(&self, style: Style) -> Option<Attributes> {
        Some(self.foreign(style)).filter(|foreign| !foreign.is_empty())
    }

    fn foreign(&self, style: Style) -> Attributes {
        let said = self.redefinition(style).cloned().unwrap_or_default();
        LOOK_NAMES.into_iter().fold(said, Attributes::without)
    }
}

/// The key in [`schema::META`] that holds what the document says of a style.
pub(super) fn key(style: Style) -> String {
    format!("{}{}", schema::STYLE_KEY, style.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_style_is_found_in_the_attributes_that_it_sets() {
        for style in Style::ALL {
            let other = Style::Heading(3).set_in(&Attributes::new().with("align", "right"));
            let attributes = style.set_in(&other);
            assert_eq!(Style::in_attributes(&attributes), style);
            assert_eq!(attributes.text("align"), Some("right"));
            assert_eq!(Style::of(style.name()), Some(style));
        }
    }

    #[test]
    fn a_look_takes_no_value_that_is_out_of_bounds() {
        let hostile: Attributes = [
            ("color", Value::from("red;} body{display:none")),
            ("font", Value::from("x'}</style>")),
            ("size", Value::from("1e9pt")),
            ("line-height", Value::from(-4)),
            ("space-after", Value::from("calc(1px)")),
            ("align", Value::from("url(x)")),
        ]
        .into_iter()
        .collect();
        assert_eq!(Style::Normal.default_look().with(&hostile), Style::Normal.default_look());
    }

    #[test]
    fn a_redefinition_gives_the_look_and_keeps_what_is_not_known() {
        let foreign = Attributes::new().with("theirs", "kept").with("color", "#00ff00");
        let sheet = StyleSheet::new(vec![(Style::Title, foreign)]);
        let look = Look { size: 40.0, color: None, ..Style::Quote.default_look() };
        let said = sheet.redefining(Style::Title, &look);
        assert_eq!(said.text("theirs"), Some("kept"));
        assert_eq!(StyleSheet::new(vec![(Style::Title, said)]).look(Style::Title), look);
        assert_eq!(sheet.resetting(Style::Title), Some(Attributes::new().with("theirs", "kept")));
    }
}
