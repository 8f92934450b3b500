//! One person's hold on a document: its blocks, their selection, their history. Everything goes in by
//! [`Editor::apply`] (what they do) and [`Editor::merge`] (what others did).

use super::command::{self, Plan, Restyle, State};
use super::history::{History, Keyed, Restyled};
use super::pasting::{self, Shape};
use super::portions::Portions;
use super::{
    AutoFormat, Command, CopiedFormat, FormatState, Selection, Slice, characters, formatting, typing,
};
use crate::model::{Attributes, Blocks, Delta, Document, Patch, StyleSheet, UpdateError};

/// A selection of more paragraphs is not gone through to find out what would apply to it.
const MANY_BLOCKS: usize = 200;

/// A document that somebody edits.
#[derive(Debug)]
pub struct Editor {
    document: Document,
    blocks: Blocks,
    styles: StyleSheet,
    selection: Selection,
    typing: Option<Attributes>,
    history: History,
    auto_format: AutoFormat,
    /// Whether Backspace takes back what was done last, and not a character.
    reverts: bool,
    is_read_only: bool,
    /// What of a large paste is not put in yet.
    portions: Option<Portions>,
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
    /// Whether a style looks otherwise now.
    pub restyled: bool,
    /// The selection afterwards.
    pub selection: Selection,
}

impl Editor {
    /// An editor of an empty document whose changes are signed as `client` (see [`crate::model::Replica::new`]).
    pub fn new(client: u64) -> Self {
        Editor {
            document: Document::new(client),
            blocks: Blocks::default(),
            styles: StyleSheet::default(),
            selection: Selection::default(),
            typing: None,
            history: History::default(),
            auto_format: AutoFormat::default(),
            reverts: false,
            is_read_only: false,
            portions: None,
        }
    }

    /// Says what is to be done to text that is typed here.
    pub fn set_auto_format(&mut self, auto_format: AutoFormat) {
        self.auto_format = auto_format;
    }

    /// Says whether the document can be looked at only: then commands may select, and change nothing.
    pub fn set_read_only(&mut self, is_read_only: bool) {
        self.is_read_only = is_read_only;
        self.portions = None;
        self.typing = None;
        self.history.end_whole();
        self.history.end_growing();
    }

    /// Whether the document can be looked at only.
    pub fn is_read_only(&self) -> bool {
        self.is_read_only
    }

    /// Whether a command may do what it does.
    fn allows(&self, command: &Command) -> bool {
        !self.is_read_only || matches!(command, Command::SelectAll | Command::SelectBlocks)
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
            self.reverts = false;
            self.history.end_group();
        }
    }

    fn fitted(&self, selection: Selection) -> Selection {
        let last = self.state().last_caret();
        let snap = |offset: usize| {
            let located = self.blocks.at(offset.min(last));
            let within = (offset.min(last) - located.start).min(located.block.text_len());
            located.start + characters::boundary(&located.block.text(), within)
        };
        Selection { anchor: snap(selection.anchor), head: snap(selection.head) }
    }

    fn state(&self) -> State<'_> {
        State {
            blocks: &self.blocks,
            selection: self.selection,
            styles: &self.styles,
            typing: self.typing.as_ref(),
            auto_format: &self.auto_format,
        }
    }

    /// Whether the command would do anything.
    pub fn can_apply(&self, command: &Command) -> bool {
        match command {
            command if !self.allows(command) => false,
            Command::Undo => self.history.can_undo(),
            Command::Redo => self.history.can_redo(),
            command => command::plan(self.state(), command).is_some(),
        }
    }

    /// The same, for a button that is to be greyed: where very much is selected that is not gone through, and the command
    /// counts as one that would.
    pub fn may_apply(&self, command: &Command) -> bool {
        let (start, end) = (self.selection.start(), self.selection.end());
        let is_wide = self.blocks.touched(start, end).nth(MANY_BLOCKS).is_some();
        match command {
            Command::Undo | Command::Redo => self.can_apply(command),
            command => is_wide && self.allows(command) || self.can_apply(command),
        }
    }

    /// Does what the command says, at `now_ms` (any clock that does not jump); `None` when it does not apply.
    pub fn apply(&mut self, command: &Command, now_ms: f64) -> Option<EditorUpdate> {
        let reverts = std::mem::take(&mut self.reverts);
        match command {
            command if !self.allows(command) => None,
            Command::DeleteBackward if reverts => self.apply(&Command::Undo, now_ms),
            Command::Undo => {
                let (step, before) = (self.history.pop_undo()?, self.selection);
                if step.grows {
                    // Of what is taken back nothing more is put in.
                    self.portions = None;
                }
                let restyle = step.restyle_of(&self.styles);
                let (update, inverse, restyled) = self.change(&step.change, restyle, step.selection);
                self.history.undone(inverse, restyled, before);
                self.history.forget_void(&self.styles);
                Some(update)
            }
            Command::Redo => {
                let (step, before) = (self.history.pop_redo()?, self.selection);
                let restyle = step.restyle_of(&self.styles);
                let (update, inverse, restyled) = self.change(&step.change, restyle, step.selection);
                self.history.redone(inverse, restyled, before);
                self.history.forget_void(&self.styles);
                Some(update)
            }
            Command::Paste(slice) if self.pastes_in_portions(slice) => {
                Some(self.begin_paste(slice.clone(), now_ms))
            }
            command => {
                let Plan { delta, selection, typing, joins, reverts, restyle } =
                    command::plan(self.state(), command)?;
                let before = self.selection;
                if delta.is_empty() && restyle.is_none() {
                    self.select(selection);
                    self.typing = typing;
                    return Some(EditorUpdate { selection: self.selection, ..EditorUpdate::default() });
                }
                let (update, inverse, restyled) = self.change(&delta, restyle, selection);
                self.typing = typing;
                self.reverts = reverts;
                let keyed = joins.then(|| Keyed::of(&delta));
                self.history.record(inverse, restyled, before, keyed, now_ms);
                self.history.forget_void(&self.styles);
                Some(update)
            }
        }
    }

    fn pastes_in_portions(&self, slice: &Slice) -> bool {
        self.portions.is_none() && Portions::are_for(slice)
    }

    /// Pastes at the selection.
    fn paste(&mut self, slice: Slice, now_ms: f64) -> Option<EditorUpdate> {
        if self.is_read_only || !self.pastes_in_portions(&slice) {
            return self.apply(&Command::Paste(slice), now_ms);
        }
        self.reverts = false;
        Some(self.begin_paste(slice, now_ms))
    }

    /// Puts in the beginning of what is large.
    fn begin_paste(&mut self, slice: Slice, now_ms: f64) -> EditorUpdate {
        let (before, start) = (self.selection, self.selection.start());
        let shape = Shape::of(&slice);
        let first = self.blocks.at(start);
        let (block, goes_on) = (first.block.attributes.clone(), start > first.start);
        let (beginning, portions) = Portions::part(slice, start, self.typing_attributes(), &block, goes_on);
        let plan = pasting::begin(self.state(), &beginning, shape);
        let (update, inverse, _) = self.change(&plan.delta, None, Selection::caret(start));
        self.portions = Some(portions);
        self.history.record(inverse, None, before, None, now_ms);
        self.history.begin_growing();
        update
    }

    /// Pastes at a place that the person may have left since: what they have selected elsewhere, and the look that they chose for
    /// what they type, then stay theirs.
    pub fn paste_at(&mut self, slice: Slice, place: Selection, now_ms: f64) -> Option<EditorUpdate> {
        let (own, typing) = (self.selection, self.typing.take());
        self.selection = self.fitted(place);
        if self.selection == own {
            self.typing = typing;
            return self.paste(slice, now_ms);
        }
        let pasted = self.paste(slice, now_ms);
        let own = pasted.as_ref().map_or(own, |pasted| own.map(&pasted.delta));
        self.selection = self.fitted(own);
        self.typing = typing;
        if let Some(portions) = &mut self.portions {
            portions.leave();
        }
        pasted.map(|pasted| EditorUpdate { selection: self.selection, ..pasted })
    }

    /// Puts in the next portion of a large paste; `None` when all of it is there. It is all taken back at once. The caret waits where
    /// it begins, and stands behind it at the end unless it was taken elsewhere.
    pub fn go_on(&mut self) -> Option<EditorUpdate> {
        let mut portions = self.portions.take()?;
        let Some((delta, end)) = portions.next() else {
            self.history.end_growing();
            return None;
        };
        let before = self.selection;
        let selection = if portions.has_caret(before) && portions.is_done() {
            Selection::caret(end)
        } else {
            before.map(&delta)
        };
        let typing = self.typing.take();
        let (update, ..) = self.change(&delta, None, selection);
        self.typing = typing;
        self.history.grow(&delta);
        portions.move_to(end);
        self.portions = Some(portions);
        Some(update)
    }

    /// Gives up a large paste that is not all there: what is there of it goes, as though it had never been, and what was done
    /// meanwhile stays. `None` where there is none.
    pub fn give_up(&mut self) -> Option<EditorUpdate> {
        let portions = self.portions.take()?;
        let step = self.history.take_growing()?;
        let selection = if portions.has_caret(self.selection) {
            step.selection
        } else {
            self.selection.map(&step.change)
        };
        let typing = self.typing.take();
        let (update, ..) = self.change(&step.change, None, selection);
        self.typing = typing;
        self.history.forget_void(&self.styles);
        Some(update)
    }

    /// Whether the caret waits where a large paste began, to stand behind it at its end.
    pub fn awaits_paste(&self) -> bool {
        self.portions.as_ref().is_some_and(|portions| portions.has_caret(self.selection))
    }

    /// How much of a large paste is there, from 0 to 1; `None` while there is none.
    pub fn progress(&self) -> Option<f64> {
        self.portions.as_ref().map(Portions::done)
    }

    /// Makes a change of one's own; gives it back with what takes it back.
    fn change(
        &mut self,
        delta: &Delta,
        restyle: Option<Restyle>,
        selection: Selection,
    ) -> (EditorUpdate, Delta, Option<Restyled>) {
        let inverse = delta.invert(|start, end| self.blocks.slice(start, end));
        let restyled = restyle.map(|Restyle { style, said }| Restyled {
            before: self.styles.redefinition(style).cloned(),
            after: said,
            style,
        });
        let update = Some(match &restyled {
            Some(restyled) => self.document.edit_style(delta, restyled.style, restyled.after.as_ref()),
            None => self.document.edit(delta),
        });
        if restyled.is_some() {
            self.styles = self.document.styles();
        }
        let patches = self.blocks.apply(delta);
        if let Some(portions) = &mut self.portions {
            portions.follow(delta);
        }
        self.typing = None;
        self.selection = self.fitted(selection);
        let (selection, restyled_any) = (self.selection, restyled.is_some());
        let update =
            EditorUpdate { update, delta: delta.clone(), patches, restyled: restyled_any, selection };
        (update, inverse, restyled)
    }

    /// Takes in what others did; the selection stays with its text.
    pub fn merge<'a>(
        &mut self,
        updates: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<EditorUpdate, UpdateError> {
        let delta = self.document.merge(updates)?;
        let patches = self.blocks.apply(&delta);
        if let Some(portions) = &mut self.portions {
            portions.follow(&delta);
        }
        self.selection = self.fitted(self.selection.map(&delta));
        let styles = self.document.styles();
        let restyled = styles != self.styles;
        self.styles = styles;
        if self.history.on_remote(&delta, &self.styles) {
            self.reverts = false;
        }
        Ok(EditorUpdate { update: None, delta, patches, restyled, selection: self.selection })
    }

    /// Sets the document's title; gives the update that carries it to others. Not a step of the history. `None` where the document
    /// can be looked at only.
    pub fn set_title(&mut self, title: &str) -> Option<Vec<u8>> {
        (!self.is_read_only).then(|| self.document.set_title(title))
    }

    /// What is typed next is taken back on its own.
    pub fn end_group(&mut self) {
        self.history.end_group();
    }

    /// From now on until [`Editor::end_whole`], or an undo, everything is taken back together: a composition.
    pub fn begin_whole(&mut self) {
        self.history.begin_whole();
    }

    /// What is done next is taken back on its own again.
    pub fn end_whole(&mut self) {
        self.history.end_whole();
    }

    /// The attributes that text typed now takes.
    pub fn typing_attributes(&self) -> Attributes {
        typing::typing_attributes(self.state())
    }

    /// What is selected, for the clipboard; `None` at a caret.
    pub fn copy(&self) -> Option<Slice> {
        let selection = self.selection;
        let slice = |()| Slice::of(&self.blocks, selection.start(), selection.end()).styled(&self.styles);
        (!selection.is_caret()).then_some(()).map(slice)
    }

    /// The format at the selection's start, for the format painter.
    pub fn copy_format(&self) -> CopiedFormat {
        formatting::copy_format(self.state())
    }

    /// How the document's styles look.
    pub fn styles(&self) -> &StyleSheet {
        &self.styles
    }

    /// What holds at the selection.
    pub fn format_state(&self) -> FormatState {
        FormatState {
            read_only: self.is_read_only,
            can_undo: self.can_apply(&Command::Undo),
            can_redo: self.can_apply(&Command::Redo),
            ..formatting::format_state(self.state())
        }
    }
}
