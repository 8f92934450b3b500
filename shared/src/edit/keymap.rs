//! Keyboard shortcuts, as in Word and Google Docs.

use super::Command;
use crate::model::{ListKind, Mark};

/// A key with its modifiers.
#[derive(Debug, Clone, Copy)]
pub struct Chord<'a> {
    /// `KeyboardEvent.key`.
    pub key: &'a str,
    /// `KeyboardEvent.code`: the place of the key, for layouts whose letters are not Latin.
    pub code: &'a str,
    /// Ctrl, or Cmd on a Mac.
    pub ctrl: bool,
    /// Shift.
    pub shift: bool,
    /// Alt.
    pub alt: bool,
}

impl Chord<'_> {
    /// The Latin letter or the digit of the key, lower case.
    fn symbol(&self) -> Option<char> {
        let place = self.code.strip_prefix("Digit").or_else(|| self.code.strip_prefix("Key"));
        let typed = single(self.key).filter(char::is_ascii_alphanumeric);
        let symbol = match place {
            Some(place) if self.code.starts_with("Digit") => single(place),
            place => typed.or_else(|| place.and_then(single)),
        };
        symbol.or_else(|| single(self.key)).map(|symbol| symbol.to_ascii_lowercase())
    }
}

fn single(text: &str) -> Option<char> {
    let mut characters = text.chars();
    characters.next().filter(|_| characters.next().is_none())
}

/// The command of a shortcut; `None` for every other key, which is the browser's.
pub fn command_for_chord(chord: &Chord) -> Option<Command> {
    if chord.key == "Tab" && !chord.ctrl && !chord.alt {
        return Some(if chord.shift { Command::Outdent } else { Command::InsertTab });
    }
    let symbol = chord.symbol()?;
    Some(match (chord.ctrl, chord.alt, chord.shift, symbol) {
        (true, false, false, 'b') => Command::ToggleMark(Mark::Bold),
        (true, false, false, 'i') => Command::ToggleMark(Mark::Italic),
        (true, false, false, 'u') => Command::ToggleMark(Mark::Underline),
        (true, false, false, 'e') => Command::ToggleMark(Mark::Code),
        (true, false, true, 'x') | (false, true, true, '5') => Command::ToggleMark(Mark::Strike),
        (true, false, false, 'z') => Command::Undo,
        (true, false, true, 'z') | (true, false, false, 'y') => Command::Redo,
        (true, false, true, '7') => Command::ToggleList(ListKind::Ordered),
        (true, false, true, '8') => Command::ToggleList(ListKind::Bullet),
        (true, false, true, '9') => Command::ToggleList(ListKind::Unchecked),
        (true, true, false, '0') => Command::SetHeading(None),
        (true, true, false, level @ '1'..='6') => {
            Command::SetHeading(level.to_digit(10).map(|level| level as u8))
        }
        (true, false, false, ']') => Command::Indent,
        (true, false, false, '[') => Command::Outdent,
        (true, false, false, 'a') => Command::SelectAll,
        _ => return None,
    })
}
