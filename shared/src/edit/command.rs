//! Everything that one person can do to a document, in one closed list.

use super::find::{self, FindQuery};
use super::formatting::CopiedFormat;
use super::{
    AutoFormat, Selection, Slice, autoformat, code, deleting, embedding, formatting, letters, moving,
    paragraphs, pasting, typing,
};
use crate::model::{
    Align, Attributes, BlockId, Blocks, Delta, Direction, EmbedKind, ListKind, Mark, Script, Style,
    StyleSheet,
};

/// Something to do at the selection. One that does not apply there does nothing.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Puts text in the place of the selection. A `"\n"` in it ends the paragraph.
    InsertText(String),
    /// Puts text in the place of a range, as a correction does: the range's own marks stay.
    ReplaceRange {
        /// The range's start.
        start: usize,
        /// The range's end.
        end: usize,
        /// What stands there afterwards.
        text: String,
    },
    /// Ends the paragraph at the caret (Enter).
    SplitBlock,
    /// Breaks the line and goes on in the paragraph (Shift+Enter).
    InsertLineBreak,
    /// Deletes what is selected.
    DeleteSelection,
    /// Backspace.
    DeleteBackward,
    /// Delete.
    DeleteForward,
    /// Deletes a range, as a word or a line.
    DeleteRange {
        /// The range's start.
        start: usize,
        /// The range's end.
        end: usize,
    },
    /// Turns a mark on, or off where the whole selection has it.
    ToggleMark(Mark),
    /// Raises or lowers the text, or puts it back on the line where all of it is so.
    ToggleScript(Script),
    /// Raises or lowers the text, or puts it back on the line.
    SetScript(Option<Script>),
    /// Sets text in a font, or in the style's.
    SetFont(Option<String>),
    /// Sets text in a size in points, or in the style's.
    SetSize(Option<f32>),
    /// Makes text larger or smaller, each run from its own size on.
    ChangeSize {
        /// How many of the usual sizes up, or down.
        steps: i8,
    },
    /// Colours the text; any colour that CSS, Word or Quill writes.
    SetColor(Option<String>),
    /// Colours the ground of the text.
    SetHighlight(Option<String>),
    /// Takes off how the text looks; links and the paragraph's style stay.
    ClearFormatting,
    /// Links the selection, at a caret the whole link that it touches or its word; with neither, writes the text there.
    SetLink {
        /// The address, as a person types it.
        href: String,
        /// What stands there afterwards; `None` for what does already, or the address.
        text: Option<String>,
    },
    /// Takes links off the selection, at a caret off the whole link that it touches.
    RemoveLink,
    /// Gives the paragraphs a style; they are no list items any more.
    SetStyle(Style),
    /// Says to which edge the paragraphs' lines keep.
    SetAlign(Align),
    /// Says which way the paragraphs are read; `None` lets their text say.
    SetDirection(Option<Direction>),
    /// Sets the distance of lines as a multiple of the size, or the style's.
    SetLineHeight(Option<f32>),
    /// Sets the space above in points, or the style's.
    SetSpaceBefore(Option<f32>),
    /// Sets the space below in points, or the style's.
    SetSpaceAfter(Option<f32>),
    /// Says whether the paragraphs each begin a page.
    SetPageBreakBefore(bool),
    /// Gives a numbered item this number, or the one after the list above.
    RestartList(Option<u32>),
    /// Puts in a line across the page.
    InsertDivider,
    /// Ends the page; in code it goes on below the code instead.
    InsertPageBreak,
    /// Puts in a table of contents.
    InsertTableOfContents,
    /// Gives the selection a copied format (the format painter).
    ApplyFormat(CopiedFormat),
    /// Gives a style the look of the selection, for the whole document; the selected paragraphs take the style.
    RedefineStyle(Style),
    /// Gives a style its own look back, for the whole document.
    ResetStyle(Style),
    /// Makes list items of the paragraphs, or running text where they all are. `Checked` counts as `Unchecked`.
    ToggleList(ListKind),
    /// Ticks an item of a checklist, or unticks it.
    ToggleChecked(BlockId),
    /// Moves the paragraphs one level in.
    Indent,
    /// Moves the paragraphs one level out.
    Outdent,
    /// The Tab key: one level in for list items, else a tab.
    InsertTab,
    /// Makes what was just typed into what it stands for, a list item or a link; see [`AutoFormat`].
    AutoFormat,
    /// Moves the paragraphs past the one before or behind; an item of a list with all that is nested in it.
    MoveBlocks {
        /// Towards the end of the body.
        down: bool,
    },
    /// Moves the paragraphs elsewhere; an item of a list with all that is nested in it.
    MoveBlocksTo {
        /// Where the paragraph starts that stands behind them afterwards; the body's length for none.
        to: usize,
    },
    /// Selects all of the paragraphs, and what is nested in an item.
    SelectBlocks,
    /// Takes the paragraphs out.
    DeleteBlock,
    /// Changes between small letters, large first letters and large letters, at a caret those of its word.
    ChangeCase,
    /// Changes the places of the characters beside the caret.
    Transpose,
    /// Puts a slice in the place of the selection.
    Paste(Slice),
    /// Carries what is selected to another place, where it is selected again.
    MoveSelection {
        /// The place, an offset in the body.
        to: usize,
        /// Whether it stays where it was, too.
        copies: bool,
    },
    /// Puts text in the place of something that was found; it looks like the first character that it replaces.
    ReplaceMatch {
        /// The place's start.
        start: usize,
        /// The place's end.
        end: usize,
        /// What stands there afterwards.
        with: String,
    },
    /// Replaces everything that a query names, as one step. In a regular expression's replacement `$1` is a group.
    ReplaceAll {
        /// What is replaced.
        query: FindQuery,
        /// What stands there afterwards.
        with: String,
    },
    /// Selects the whole body.
    SelectAll,
    /// Takes back the last thing that was done here.
    Undo,
    /// Does again what was taken back.
    Redo,
}

impl Command {
    /// Whether it types, so that [`Command::AutoFormat`] may follow.
    pub fn is_typing(&self) -> bool {
        matches!(self, Command::InsertText(_) | Command::SplitBlock | Command::InsertLineBreak)
    }
}

/// What a command is planned over.
#[derive(Clone, Copy)]
pub struct State<'a> {
    pub blocks: &'a Blocks,
    pub selection: Selection,
    /// How the document's styles look.
    pub styles: &'a StyleSheet,
    /// The attributes that the next typed text takes, where they were chosen.
    pub typing: Option<&'a Attributes>,
    /// What is done to typed text.
    pub auto_format: &'a AutoFormat,
}

impl State<'_> {
    /// The same, but for whole paragraphs without the last one's end: three clicks select it too, and what is put in the
    /// place of the paragraphs does not go on in the one behind.
    pub fn without_hanging_end(self) -> Self {
        let Selection { anchor, head } = self.selection;
        let (start, end) = (self.selection.start(), self.selection.end());
        let is_all = start == 0 && end == self.last_caret();
        let is_hanging = !is_all
            && start < end
            && self.blocks.at(start).start == start
            && self.blocks.at(end).start == end;
        if !is_hanging {
            return self;
        }
        let selection = if anchor < head {
            Selection { anchor, head: end - 1 }
        } else {
            Selection { anchor: end - 1, head }
        };
        State { selection, ..self }
    }

    /// The last offset that a caret can have: the body's terminator stays behind it.
    pub fn last_caret(&self) -> usize {
        self.blocks.at(self.blocks.len()).text_end()
    }
}

/// What a command comes to.
#[derive(Debug, Default)]
pub struct Plan {
    pub delta: Delta,
    /// The selection afterwards.
    pub selection: Selection,
    /// The attributes that the next typed text takes.
    pub typing: Option<Attributes>,
    /// Whether this is typing that one undo takes back together with what was typed just before.
    pub joins: bool,
    /// Whether Backspace, right after it, takes it back.
    pub reverts: bool,
    /// What becomes of a style.
    pub restyle: Option<Restyle>,
}

/// A style that is said to look otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct Restyle {
    pub style: Style,
    /// What the document says of it from now on; `None` for nothing.
    pub said: Option<Attributes>,
}

/// Plans a command; `None` where it does not apply. Undo and Redo are the history's and are not planned.
pub fn plan(state: State, command: &Command) -> Option<Plan> {
    match command {
        Command::InsertText(text) => typing::insert_text(state.without_hanging_end(), text),
        Command::ReplaceRange { start, end, text } => typing::replace_range(state, *start, *end, text),
        Command::SplitBlock => typing::split_block(state.without_hanging_end()),
        Command::InsertLineBreak => typing::insert_line_break(state.without_hanging_end()),
        Command::InsertTab => typing::insert_tab(state),
        Command::DeleteSelection => deleting::delete_selection(state),
        Command::DeleteBackward => deleting::delete_backward(state),
        Command::DeleteForward => deleting::delete_forward(state),
        Command::DeleteRange { start, end } => deleting::delete_range(state, *start, *end),
        Command::ToggleMark(mark) => formatting::toggle_mark(state, *mark),
        Command::ToggleScript(script) => formatting::toggle_script(state, *script),
        Command::SetScript(script) => formatting::set_script(state, *script),
        Command::SetFont(font) => formatting::set_font(state, font.as_deref()),
        Command::SetSize(points) => formatting::set_size(state, *points),
        Command::ChangeSize { steps } => formatting::change_size(state, *steps),
        Command::SetColor(color) => formatting::set_color(state, color.as_deref()),
        Command::SetHighlight(color) => formatting::set_background(state, color.as_deref()),
        Command::ClearFormatting => formatting::clear(state),
        Command::SetLink { href, text } => formatting::set_link(state, href, text.as_deref()),
        Command::RemoveLink => formatting::remove_link(state),
        Command::SetStyle(style) => formatting::set_style(state, *style),
        Command::SetAlign(align) => formatting::set_align(state, *align),
        Command::SetDirection(direction) => formatting::set_direction(state, *direction),
        Command::SetLineHeight(multiple) => formatting::set_line_height(state, *multiple),
        Command::SetSpaceBefore(points) => formatting::set_space_before(state, *points),
        Command::SetSpaceAfter(points) => formatting::set_space_after(state, *points),
        Command::SetPageBreakBefore(is_on) => formatting::set_page_break_before(state, *is_on),
        Command::RestartList(at) => formatting::restart_list(state, *at),
        Command::InsertDivider => embedding::insert(state, EmbedKind::Divider),
        Command::InsertPageBreak => {
            code::leave(state).or_else(|| embedding::insert(state, EmbedKind::PageBreak))
        }
        Command::InsertTableOfContents => embedding::insert(state, EmbedKind::TableOfContents),
        Command::ApplyFormat(format) => formatting::apply_format(state, format),
        Command::RedefineStyle(style) => formatting::redefine_style(state, *style),
        Command::ResetStyle(style) => formatting::reset_style(state, *style),
        Command::ToggleList(kind) => formatting::toggle_list(state, *kind),
        Command::ToggleChecked(block) => formatting::toggle_checked(state, *block),
        Command::Indent => formatting::indent(state),
        Command::Outdent => formatting::outdent(state),
        Command::AutoFormat => autoformat::auto_format(state),
        Command::MoveBlocks { down } => paragraphs::move_blocks(state, *down),
        Command::MoveBlocksTo { to } => paragraphs::move_blocks_to(state, *to),
        Command::SelectBlocks => selecting(state, paragraphs::select_blocks(state)),
        Command::DeleteBlock => paragraphs::delete_blocks(state),
        Command::ChangeCase => letters::change_case(state),
        Command::Transpose => letters::transpose(state),
        Command::Paste(slice) => pasting::paste(state, slice),
        Command::MoveSelection { to, copies } => moving::move_selection(state, *to, *copies),
        Command::ReplaceMatch { start, end, with } => find::replace_match(state, *start, *end, with),
        Command::ReplaceAll { query, with } => find::replace_all(state, query, with),
        Command::SelectAll => selecting(state, Selection { anchor: 0, head: state.last_caret() }),
        Command::Undo | Command::Redo => None,
    }
}

fn selecting(state: State, selection: Selection) -> Option<Plan> {
    (selection != state.selection).then(|| Plan { selection, ..Plan::default() })
}
