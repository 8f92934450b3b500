//! What holds at the selection.

use super::super::command::{Command, State};
use super::super::typing::typing_attributes;
use super::links::link_at;
use super::{selected, text_runs};
use crate::model::schema::{
    self, BACKGROUND, COLOR, FONT, LINE_HEIGHT, LINK, SCRIPT, SIZE, SPACE_AFTER, SPACE_BEFORE,
};
use crate::model::{Align, Attributes, Direction, ListKind, Mark, Script, Style, value};

/// What holds at the selection, for a toolbar.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FormatState {
    /// All of it is bold.
    pub bold: bool,
    /// All of it is italic.
    pub italic: bool,
    /// All of it is underlined.
    pub underline: bool,
    /// All of it is struck through.
    pub strike: bool,
    /// All of it is code.
    pub code: bool,
    /// All of it is raised, or lowered.
    pub script: Option<Script>,
    /// The font that all of it has; `None` where it is mixed, or the style's.
    pub font: Option<String>,
    /// The size of all of it in points, also where it is the style's; `None` where it is mixed.
    pub size: Option<f32>,
    /// The colour that all of it has, `#rrggbb`; `None` where it is mixed, or the style's.
    pub color: Option<String>,
    /// The colour behind all of it, `#rrggbb`.
    pub background: Option<String>,
    /// Where all of it leads; at a caret, the link that it is in or at an end of.
    pub link: Option<String>,
    /// What the first paragraph is.
    pub style: Style,
    /// The list that the first paragraph is an item of.
    pub list: Option<ListKind>,
    /// The edge that the first paragraph's lines keep to.
    pub align: Align,
    /// Which way the first paragraph is read, where that is said.
    pub direction: Option<Direction>,
    /// The distance of the first paragraph's lines, also where it is the style's.
    pub line_height: Option<f32>,
    /// The space above the first paragraph in points, also where it is the style's.
    pub space_before: Option<f32>,
    /// The space below the first paragraph in points, also where it is the style's.
    pub space_after: Option<f32>,
    /// How far the first paragraph is indented.
    pub indent: u8,
    /// The first paragraph begins a page.
    pub page_break_before: bool,
    /// Nothing may be changed here.
    pub read_only: bool,
    /// Something can be taken back.
    pub can_undo: bool,
    /// Something can be done again.
    pub can_redo: bool,
}

impl FormatState {
    /// Whether what a command would bring about holds already; `None` for a command that brings about nothing lasting.
    pub fn holds(&self, command: &Command) -> Option<bool> {
        let near = |now: Option<f32>, wanted: f32| now.is_some_and(|now| (now - wanted).abs() < 0.01);
        Some(match command {
            Command::ToggleMark(Mark::Bold) => self.bold,
            Command::ToggleMark(Mark::Italic) => self.italic,
            Command::ToggleMark(Mark::Underline) => self.underline,
            Command::ToggleMark(Mark::Strike) => self.strike,
            Command::ToggleMark(Mark::Code) => self.code,
            Command::ToggleScript(script) => self.script == Some(*script),
            Command::SetFont(font) => self.font == *font,
            Command::SetSize(Some(size)) => near(self.size, *size),
            Command::SetColor(color @ Some(_)) => self.color == *color,
            Command::SetHighlight(color @ Some(_)) => self.background == *color,
            Command::SetStyle(style) => self.list.is_none() && self.style == *style,
            Command::ToggleList(kind) if kind.is_check() => self.list.is_some_and(ListKind::is_check),
            Command::ToggleList(kind) => self.list == Some(*kind),
            Command::SetAlign(align) => self.align == *align,
            Command::SetDirection(direction) => self.direction == *direction,
            Command::SetLineHeight(Some(multiple)) => near(self.line_height, *multiple),
            Command::SetSpaceBefore(Some(points)) => near(self.space_before, *points),
            Command::SetSpaceAfter(Some(points)) => near(self.space_after, *points),
            Command::SetPageBreakBefore(is_on) => self.page_break_before == *is_on,
            _ => return None,
        })
    }
}

/// Whether all that is selected has the mark; at a caret, whether typed text would.
pub fn has_mark(state: State, mark: Mark) -> bool {
    let has = |style, attributes: &Attributes| match attributes.get(mark.name()) {
        Some(_) => attributes.has(mark.name()),
        None => state.styles.look(style).gives(mark),
    };
    common(state, has).unwrap_or(false)
}

/// What `read` finds in all of the selected text, or in what would be typed at a caret; `None` where it finds different
/// things, or there is no text.
fn common<T: PartialEq>(state: State, read: impl Fn(Style, &Attributes) -> T) -> Option<T> {
    let (start, end) = (state.selection.start(), state.selection.end());
    if start == end {
        return Some(read(state.blocks.at(start).block.style(), &typing_attributes(state)));
    }
    let mut found = None;
    for run in text_runs(selected(state), start, end) {
        let here = read(run.style, run.attributes);
        match &found {
            None => found = Some(here),
            Some(found) if *found != here => return None,
            Some(_) => {}
        }
    }
    found
}

/// What holds at the selection. What the history can do is not known here.
pub fn format_state(state: State) -> FormatState {
    let has = |mark| has_mark(state, mark);
    let text = |name: &str| common(state, |_, attributes| attributes.text(name).map(str::to_owned)).flatten();
    let size = |style, attributes: &Attributes| {
        let own = attributes.text(SIZE).and_then(value::points);
        own.unwrap_or_else(|| state.styles.look(style).size)
    };
    let block = state.blocks.at(state.selection.start()).block;
    let look = state.styles.look(block.style());
    let number = |name: &str, bounds, default: f32| {
        let own = block.attributes.get(name).and_then(|value| value::number(value, bounds));
        Some(own.unwrap_or(default))
    };
    let link = match state.selection.is_caret() {
        true => link_at(state, state.selection.head).map(|(_, _, address)| address),
        false => text(LINK),
    };
    FormatState {
        bold: has(Mark::Bold),
        italic: has(Mark::Italic),
        underline: has(Mark::Underline),
        strike: has(Mark::Strike),
        code: has(Mark::Code),
        script: text(SCRIPT).as_deref().and_then(Script::of),
        font: text(FONT).as_deref().and_then(value::font),
        size: common(state, size).or_else(|| state.selection.is_caret().then_some(look.size)),
        color: text(COLOR).as_deref().and_then(value::color),
        background: text(BACKGROUND).as_deref().and_then(value::color),
        link,
        style: block.style(),
        list: block.list(),
        align: block.attributes.text(schema::ALIGN).and_then(Align::of).unwrap_or(look.align),
        direction: schema::direction(&block.attributes),
        line_height: number(LINE_HEIGHT, value::LINE_HEIGHTS, look.line_height),
        space_before: number(SPACE_BEFORE, value::SPACES, look.space_before),
        space_after: number(SPACE_AFTER, value::SPACES, look.space_after),
        indent: block.indent(),
        page_break_before: block.attributes.has(schema::PAGE_BREAK_BEFORE),
        read_only: false,
        can_undo: false,
        can_redo: false,
    }
}
