//! Everything that one person can do to a document, in one closed list.

use super::{Selection, Slice, deleting, formatting, letters, moving, paragraphs, pasting, typing};
use crate::model::{Attributes, BlockId, Blocks, Delta, ListKind, Mark};

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
    /// Makes headings of the paragraphs, or running text.
    SetHeading(Option<u8>),
    /// Makes quotations of the paragraphs, or running text where they all are.
    ToggleQuote,
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
    /// Moves the paragraphs past the one before or behind; an item of a list with all that is nested in it.
    MoveBlocks {
        /// Towards the end of the body.
        down: bool,
    },
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
    /// Selects the whole body.
    SelectAll,
    /// Takes back the last thing that was done here.
    Undo,
    /// Does again what was taken back.
    Redo,
}

/// What a command is planned over.
#[derive(Clone, Copy)]
pub struct State<'a> {
    pub blocks: &'a Blocks,
    pub selection: Selection,
    /// The attributes that the next typed text takes, where they were chosen.
    pub typing: Option<&'a Attributes>,
}

impl State<'_> {
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
}

/// Plans a command; `None` where it does not apply. Undo and Redo are the history's and are not planned.
pub fn plan(state: State, command: &Command) -> Option<Plan> {
    match command {
        Command::InsertText(text) => typing::insert_text(state, text),
        Command::ReplaceRange { start, end, text } => typing::replace_range(state, *start, *end, text),
        Command::SplitBlock => typing::split_block(state),
        Command::InsertLineBreak => typing::insert_line_break(state),
        Command::InsertTab => typing::insert_tab(state),
        Command::DeleteSelection => deleting::delete_selection(state),
        Command::DeleteBackward => deleting::delete_backward(state),
        Command::DeleteForward => deleting::delete_forward(state),
        Command::DeleteRange { start, end } => deleting::delete_range(state, *start, *end),
        Command::ToggleMark(mark) => formatting::toggle_mark(state, *mark),
        Command::SetHeading(level) => formatting::set_heading(state, *level),
        Command::ToggleQuote => formatting::toggle_quote(state),
        Command::ToggleList(kind) => formatting::toggle_list(state, *kind),
        Command::ToggleChecked(block) => formatting::toggle_checked(state, *block),
        Command::Indent => formatting::indent(state),
        Command::Outdent => formatting::outdent(state),
        Command::MoveBlocks { down } => paragraphs::move_blocks(state, *down),
        Command::DeleteBlock => paragraphs::delete_blocks(state),
        Command::ChangeCase => letters::change_case(state),
        Command::Transpose => letters::transpose(state),
        Command::Paste(slice) => pasting::paste(state, slice),
        Command::MoveSelection { to, copies } => moving::move_selection(state, *to, *copies),
        Command::SelectAll => {
            let selection = Selection { anchor: 0, head: state.last_caret() };
            (selection != state.selection).then(|| Plan { selection, ..Plan::default() })
        }
        Command::Undo | Command::Redo => None,
    }
}
