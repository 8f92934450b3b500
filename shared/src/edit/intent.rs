//! What a browser's `beforeinput` event means, as a command.
//!
//! The input types are those of the W3C's Input Events Level 2. Compositions, pastes, cuts and drops are not here:
//! the surface reads those where they happen.

use super::{Command, Selection};
use crate::model::{Align, ListKind, Mark, Script};

/// A `beforeinput` event, its places as offsets in the body.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// `inputType`.
    pub input_type: &'a str,
    /// `data`, or the plain text of `dataTransfer`.
    pub data: Option<&'a str>,
    /// The first target range.
    pub target: Option<(usize, usize)>,
    /// What is selected.
    pub selection: Selection,
    /// How long the character before the caret is, in code units; see [`super::stepping::character_before`].
    pub character_before: usize,
}

/// The command that the event asks for; `None` where there is nothing to do. Either way the browser is to do nothing.
pub fn command_for_input(input: &Input) -> Option<Command> {
    let text = || input.data.map(str::to_owned);
    let selected = (input.selection.start(), input.selection.end());
    // What is deleted lies at the caret, and as with text a place elsewhere is one that Chromium takes for it.
    let near = input.target.filter(|(start, end)| (*start..=*end).contains(&input.selection.head));
    Some(match input.input_type {
        // A target that holds nothing is the caret, and of the caret the selection knows better: Chromium names another
        // place while nothing is drawn at this one yet, as between a key and the next frame.
        "insertText" | "insertReplacementText" | "insertFromYank" => match (input.target, text()?) {
            (Some((start, end)), text) if start < end && (start, end) != selected => {
                Command::ReplaceRange { start, end, text }
            }
            (_, text) => Command::InsertText(text),
        },
        "insertParagraph" => Command::SplitBlock,
        "insertLineBreak" => Command::InsertLineBreak,
        "insertOrderedList" => Command::ToggleList(ListKind::Ordered),
        "insertUnorderedList" => Command::ToggleList(ListKind::Bullet),
        "insertHorizontalRule" => Command::InsertDivider,
        "insertLink" => Command::SetLink { href: text()?, text: None },
        kind if kind.starts_with("delete") && !input.selection.is_caret() => Command::DeleteSelection,
        "insertTranspose" => Command::Transpose,
        // Keyboards that put letters together take back what they wrote before they write it anew.
        "deleteContentBackward" => match near {
            Some((start, end)) if end - start > input.character_before && input.character_before > 0 => {
                Command::DeleteRange { start, end }
            }
            _ => Command::DeleteBackward,
        },
        "deleteContentForward" => Command::DeleteForward,
        "deleteWordBackward" | "deleteSoftLineBackward" | "deleteHardLineBackward" => {
            range(near).unwrap_or(Command::DeleteBackward)
        }
        "deleteWordForward" | "deleteSoftLineForward" | "deleteHardLineForward" => {
            range(near).unwrap_or(Command::DeleteForward)
        }
        "deleteContent" | "deleteEntireSoftLine" => range(near)?,
        "historyUndo" => Command::Undo,
        "historyRedo" => Command::Redo,
        "formatBold" => Command::ToggleMark(Mark::Bold),
        "formatItalic" => Command::ToggleMark(Mark::Italic),
        "formatUnderline" => Command::ToggleMark(Mark::Underline),
        "formatStrikeThrough" => Command::ToggleMark(Mark::Strike),
        "formatSuperscript" => Command::ToggleScript(Script::Super),
        "formatSubscript" => Command::ToggleScript(Script::Sub),
        "formatJustifyLeft" => Command::SetAlign(Align::Left),
        "formatJustifyCenter" => Command::SetAlign(Align::Center),
        "formatJustifyRight" => Command::SetAlign(Align::Right),
        "formatJustifyFull" => Command::SetAlign(Align::Justify),
        "formatRemove" => Command::ClearFormatting,
        "formatIndent" => Command::Indent,
        "formatOutdent" => Command::Outdent,
        _ => return None,
    })
}

fn range(target: Option<(usize, usize)>) -> Option<Command> {
    target.filter(|(start, end)| start < end).map(|(start, end)| Command::DeleteRange { start, end })
}
