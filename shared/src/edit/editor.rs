//! One person's hold on a document: its blocks, their selection, their history. Everything goes in by
//! [`Editor::apply`] (what they do) and [`Editor::merge`] (what others did).

use super::command::{self, Plan, State};
use super::history::History;
use super::{Command, Selection, Slice, formatting};
use crate::model::{
    Attributes, BlockKind, Blocks, Delta, Document, ListKind, Mark, Patch, UpdateError, utf16,
};

/// A document that somebody edits.
#[derive(Debug)]
pub struct Editor {
    document: Document,
    blocks: Blocks,
    selection: Selection,
    typing: Option<Attributes>,
    history: History,
}

/// What came of a command or of others' updates.
#[derive(Debug, Default)]
pub struct EditorUpdate {
    /// The bytes that carry an own change to others; `None` when the document did not change by it.
    pub update: Option<Vec<u8>>,
    /// What happened to the body.
    pub delta: Delta,
    /// What happened to the blocks.
    pub patches: Vec<Patch>,
    /// The selection afterwards.
    pub selection: Selection,
}

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
    /// What the first paragraph is.
    pub block: BlockKind,
    /// The list that the first paragraph is an item of.
    pub list: Option<ListKind>,
    /// Something can be taken back.
    pub can_undo: bool,
    /// Something can be done again.
    pub can_redo: bool,
}

impl Editor {
    /// An editor of an empty document whose changes are signed as `client` (see [`crate::model::Replica::new`]).
    pub fn new(client: u64) -> Self {
        Editor {
            document: Document::new(client),
            blocks: Blocks::default(),
            selection: Selection::default(),
            typing: None,
            history: History::default(),
        }
    }

    /// The document.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The body as blocks.
    pub fn blocks(&self) -> &Blocks {
        &self.blocks
    }

    /// What is selected.
    pub fn selection(&self) -> Selection {
        self.selection
    }

    /// Selects. Ends are moved into the body and off the middle of a character.
    pub fn select(&mut self, selection: Selection) {
        let selection = self.fitted(selection);
        if selection != self.selection {
            self.selection = selection;
            self.typing = None;
            self.history.end_group();
        }
    }

    fn fitted(&self, selection: Selection) -> Selection {
        let last = self.state().last_caret();
        let snap = |offset: usize| {
            let located = self.blocks.at(offset.min(last));
            let within = (offset.min(last) - located.start).min(located.block.text_len());
            let text = located.block.text();
            if text.is_ascii() {
                return located.start + within;
            }
            located.start + utf16::len(&text[..utf16::byte_of(&text, within)])
        };
        Selection { anchor: snap(selection.anchor), head: snap(selection.head) }
    }

    fn state(&self) -> State<'_> {
        State { blocks: &self.blocks, selection: self.selection, typing: self.typing.as_ref() }
    }

    /// Whether the command would do anything.
    pub fn can_apply(&self, command: &Command) -> bool {
        match command {
            Command::Undo => self.history.can_undo(),
            Command::Redo => self.history.can_redo(),
            command => command::plan(self.state(), command).is_some(),
        }
    }

    /// Does what the command says, at `now_ms` (any clock that does not jump); `None` when it does not apply.
    pub fn apply(&mut self, command: &Command, now_ms: f64) -> Option<EditorUpdate> {
        match command {
            Command::Undo => {
                let (step, before) = (self.history.pop_undo()?, self.selection);
                let (update, inverse) = self.change(&step.change, step.selection);
                self.history.undone(inverse, before);
                Some(update)
            }
            Command::Redo => {
                let (step, before) = (self.history.pop_redo()?, self.selection);
                let (update, inverse) = self.change(&step.change, step.selection);
                self.history.redone(inverse, before);
                Some(update)
            }
            command => {
                let Plan { delta, selection, typing, joins } = command::plan(self.state(), command)?;
                let before = self.selection;
                if delta.is_empty() {
                    self.select(selection);
                    self.typing = typing;
                    return Some(EditorUpdate { selection: self.selection, ..EditorUpdate::default() });
                }
                let (update, inverse) = self.change(&delta, selection);
                self.typing = typing;
                self.history.record(inverse, before, joins, now_ms);
                Some(update)
            }
        }
    }

    /// Makes a change of one's own; gives it back with its inverse.
    fn change(&mut self, delta: &Delta, selection: Selection) -> (EditorUpdate, Delta) {
        let inverse = delta.invert(|start, end| self.blocks.slice(start, end));
        let update = Some(self.document.edit(delta));
        let patches = self.blocks.apply(delta);
        self.typing = None;
        self.selection = self.fitted(selection);
        (EditorUpdate { update, delta: delta.clone(), patches, selection: self.selection }, inverse)
    }

    /// Takes in what others did; the selection stays with its text.
    pub fn merge<'a>(
        &mut self,
        updates: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<EditorUpdate, UpdateError> {
        let delta = self.document.merge(updates)?;
        let patches = self.blocks.apply(&delta);
        self.history.on_remote(&delta);
        self.selection = self.fitted(self.selection.map(&delta));
        Ok(EditorUpdate { update: None, delta, patches, selection: self.selection })
    }

    /// Sets the document's title; gives the update that carries it to others. Not a step of the history.
    pub fn set_title(&mut self, title: &str) -> Vec<u8> {
        self.document.set_title(title)
    }

    /// What is typed next is taken back on its own.
    pub fn end_group(&mut self) {
        self.history.end_group();
    }

    /// What is selected, for the clipboard; `None` at a caret.
    pub fn copy(&self) -> Option<Slice> {
        let selection = self.selection;
        (!selection.is_caret()).then(|| Slice::of(&self.blocks, selection.start(), selection.end()))
    }

    /// What holds at the selection.
    pub fn format_state(&self) -> FormatState {
        let has = |mark| formatting::has_mark(self.state(), mark);
        let block = self.blocks.at(self.selection.start()).block;
        FormatState {
            bold: has(Mark::Bold),
            italic: has(Mark::Italic),
            underline: has(Mark::Underline),
            strike: has(Mark::Strike),
            code: has(Mark::Code),
            block: block.kind(),
            list: block.list(),
            can_undo: self.history.can_undo(),
            can_redo: self.history.can_redo(),
        }
    }
}
