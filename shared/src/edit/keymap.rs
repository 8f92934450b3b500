//! Keyboard shortcuts, as in Word and Google Docs: one table for the keys, the tooltips and the list that people read.
//!
//! Which key is meant does not depend on the keyboard's layout; see [`Chord`]. What a browser needs for itself (tabs,
//! windows, reloading, zoom, its tools) is in no row.

use super::Command;
use crate::model::{Align, ListKind, Mark, Script, Style};

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Shortcut {
    /// Names what it does; the same for a button, a menu entry and a translation.
    pub id: &'static str,
    /// Where it stands in a list that people read.
    pub group: Group,
    /// The keys that do it, the usual ones first: `"mod+shift+7"`, `mod` being Ctrl.
    pub keys: &'static [&'static str],
    /// The same on Apple's keyboards, `mod` being Cmd; empty where it is as in `keys`.
    pub apple: &'static [&'static str],
    /// What it does.
    pub action: Action,
}

impl Shortcut {
    /// The keys that do it at a keyboard.
    pub fn keys(&self, apple: bool) -> &'static [&'static str] {
        if apple && !self.apple.is_empty() { self.apple } else { self.keys }
    }

    const fn on_apple(mut self, keys: &'static [&'static str]) -> Self {
        self.apple = keys;
        self
    }
}

/// The parts of the list that people read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Group {
    /// Taking back, the clipboard, selecting.
    Editing,
    /// The look of characters.
    Text,
    /// Paragraphs, headings and lists.
    Paragraph,
    /// Moving the caret.
    Moving,
    /// What stands around the text.
    View,
}

impl Group {
    /// All of them, in the order of the list.
    pub const ALL: [Group; 5] = [Editing, Text, Paragraph, Moving, View];
}

/// Who does what a shortcut asks for.
#[derive(Debug, Clone, Copy)]
pub enum Action {
    /// The engine.
    Edit(fn() -> Command),
    /// The frame around the text.
    Frame(Request),
    /// The browser, or the surface by the browser's event; the row is there to be read.
    Native,
}

/// What the frame around the text can be asked for by a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Request {
    /// To make a link, or to change the one at the caret.
    Link,
    /// To find something.
    Find,
    /// To find and replace something.
    Replace,
    /// To go to the next place that was found.
    FindNext,
    /// To go to the place before.
    FindPrevious,
    /// To copy the format at the caret.
    CopyFormat,
    /// To give the copied format to the selection.
    PasteFormat,
    /// To count words.
    WordCount,
    /// To show the outline, or to hide it.
    Outline,
    /// To hide everything but the text, or to show it again.
    FocusMode,
    /// To search all commands.
    Commands,
    /// To list the shortcuts.
    Shortcuts,
    /// To go to the toolbar.
    Toolbar,
    /// To say whether everything is saved.
    Save,
}

use Action::{Edit, Frame, Native};
use Group::{Editing, Moving, Paragraph, Text, View};

const fn row(id: &'static str, group: Group, keys: &'static [&'static str], action: Action) -> Shortcut {
    Shortcut { id, group, keys, apple: &[], action }
}

/// All shortcuts, in the order in which people read them.
pub static SHORTCUTS: &[Shortcut] = &[
    row("undo", Editing, &["mod+z"], Edit(|| Command::Undo)),
    row("redo", Editing, &["mod+y", "mod+shift+z"], Edit(|| Command::Redo))
        .on_apple(&["mod+shift+z", "mod+y"]),
    row("cut", Editing, &["mod+x"], Native),
    row("copy", Editing, &["mod+c"], Native),
    row("paste", Editing, &["mod+v"], Native),
    row("paste-plain", Editing, &["mod+shift+v"], Native),
    row("select-all", Editing, &["mod+a"], Edit(|| Command::SelectAll)),
    row("find", Editing, &["mod+f"], Frame(Request::Find)),
    row("replace", Editing, &["mod+h"], Frame(Request::Replace)).on_apple(&["mod+shift+h"]),
    row("find-next", Editing, &["F3", "mod+g"], Frame(Request::FindNext)).on_apple(&["mod+g"]),
    row("find-previous", Editing, &["mod+shift+g"], Frame(Request::FindPrevious)),
    row("delete-word-backward", Editing, &["mod+Backspace"], Native).on_apple(&["alt+Backspace"]),
    row("delete-word-forward", Editing, &["mod+Delete"], Native).on_apple(&["alt+Delete"]),
    row("bold", Text, &["mod+b"], Edit(|| Command::ToggleMark(Mark::Bold))),
    row("italic", Text, &["mod+i"], Edit(|| Command::ToggleMark(Mark::Italic))),
    row("underline", Text, &["mod+u"], Edit(|| Command::ToggleMark(Mark::Underline))),
    row("strikethrough", Text, &["mod+shift+x", "alt+shift+5"], Edit(|| Command::ToggleMark(Mark::Strike)))
        .on_apple(&["mod+shift+x"]),
    row("code", Text, &["mod+e"], Edit(|| Command::ToggleMark(Mark::Code))),
    row("superscript", Text, &["mod+."], Edit(|| Command::ToggleScript(Script::Super))),
    row("subscript", Text, &["mod+,"], Edit(|| Command::ToggleScript(Script::Sub))),
    row("larger-text", Text, &["mod+shift+."], Edit(|| Command::ChangeSize { steps: 1 })),
    row("smaller-text", Text, &["mod+shift+,"], Edit(|| Command::ChangeSize { steps: -1 })),
    row("clear-formatting", Text, &["mod+\\"], Edit(|| Command::ClearFormatting)),
    row("link", Text, &["mod+k"], Frame(Request::Link)),
    row("change-case", Text, &["shift+F3"], Edit(|| Command::ChangeCase)),
    row("copy-format", Text, &["mod+alt+c"], Frame(Request::CopyFormat)),
    row("paste-format", Text, &["mod+alt+v"], Frame(Request::PasteFormat)),
    row("non-breaking-space", Text, &["mod+shift+space"], Edit(|| Command::InsertText("\u{a0}".to_owned())))
        .on_apple(&["alt+space"]),
    row("normal-text", Paragraph, &["mod+alt+0"], Edit(|| Command::SetStyle(Style::Normal))),
    row("heading-1", Paragraph, &["mod+alt+1"], Edit(|| Command::SetStyle(Style::Heading(1)))),
    row("heading-2", Paragraph, &["mod+alt+2"], Edit(|| Command::SetStyle(Style::Heading(2)))),
    row("heading-3", Paragraph, &["mod+alt+3"], Edit(|| Command::SetStyle(Style::Heading(3)))),
    row("heading-4", Paragraph, &["mod+alt+4"], Edit(|| Command::SetStyle(Style::Heading(4)))),
    row("heading-5", Paragraph, &["mod+alt+5"], Edit(|| Command::SetStyle(Style::Heading(5)))),
    row("heading-6", Paragraph, &["mod+alt+6"], Edit(|| Command::SetStyle(Style::Heading(6)))),
    row("numbered-list", Paragraph, &["mod+shift+7"], Edit(|| Command::ToggleList(ListKind::Ordered))),
    row("bulleted-list", Paragraph, &["mod+shift+8"], Edit(|| Command::ToggleList(ListKind::Bullet))),
    row("checklist", Paragraph, &["mod+shift+9"], Edit(|| Command::ToggleList(ListKind::Unchecked))),
    row("align-left", Paragraph, &["mod+shift+l"], Edit(|| Command::SetAlign(Align::Left))),
    row("align-center", Paragraph, &["mod+shift+e"], Edit(|| Command::SetAlign(Align::Center))),
    row("align-right", Paragraph, &["mod+shift+r"], Edit(|| Command::SetAlign(Align::Right))),
    row("align-justify", Paragraph, &["mod+shift+j"], Edit(|| Command::SetAlign(Align::Justify))),
    row("indent", Paragraph, &["mod+]"], Edit(|| Command::Indent)),
    row("outdent", Paragraph, &["mod+[", "shift+Tab"], Edit(|| Command::Outdent)),
    row("tab", Paragraph, &["Tab"], Edit(|| Command::InsertTab)),
    row("move-up", Paragraph, &["alt+shift+ArrowUp"], Edit(|| Command::MoveBlocks { down: false }))
        .on_apple(&["control+shift+ArrowUp"]),
    row("move-down", Paragraph, &["alt+shift+ArrowDown"], Edit(|| Command::MoveBlocks { down: true }))
        .on_apple(&["control+shift+ArrowDown"]),
    row("page-break", Paragraph, &["mod+Enter"], Edit(|| Command::InsertPageBreak)),
    row("line-break", Paragraph, &["shift+Enter"], Native),
    row("word-left", Moving, &["mod+ArrowLeft"], Native).on_apple(&["alt+ArrowLeft"]),
    row("word-right", Moving, &["mod+ArrowRight"], Native).on_apple(&["alt+ArrowRight"]),
    row("line-start", Moving, &["Home"], Native).on_apple(&["mod+ArrowLeft"]),
    row("line-end", Moving, &["End"], Native).on_apple(&["mod+ArrowRight"]),
    row("document-start", Moving, &["mod+Home"], Native).on_apple(&["mod+ArrowUp"]),
    row("document-end", Moving, &["mod+End"], Native).on_apple(&["mod+ArrowDown"]),
    row("commands", View, &["alt+/", "mod+shift+p"], Frame(Request::Commands))
        .on_apple(&["mod+shift+p", "mod+shift+/"]),
    row("shortcuts", View, &["mod+/"], Frame(Request::Shortcuts)),
    row("outline", View, &["mod+alt+o"], Frame(Request::Outline)),
    row("focus-mode", View, &["mod+shift+f"], Frame(Request::FocusMode)),
    row("word-count", View, &["mod+shift+c"], Frame(Request::WordCount)),
    row("toolbar", View, &["alt+F10"], Frame(Request::Toolbar)),
    row("save", View, &["mod+s"], Frame(Request::Save)),
];

/// The row of that id.
pub fn shortcut(id: &str) -> Option<&'static Shortcut> {
    SHORTCUTS.iter().find(|shortcut| shortcut.id == id)
}

/// A key with its modifiers.
///
/// A letter is the one that the keyboard types, or, where that is not Latin, the one at its place on a US keyboard; a
/// digit is always the one of its place, as Shift makes something else of it; so is a sign with Shift.
#[derive(Debug, Clone, Copy, Default)]
pub struct Chord<'a> {
    /// `KeyboardEvent.key`.
    pub key: &'a str,
    /// `KeyboardEvent.code`: the key's place.
    pub code: &'a str,
    /// Ctrl, or Cmd on Apple's keyboards. AltGr is none of these modifiers: it types.
    pub modifier: bool,
    /// Control on Apple's keyboards, and never elsewhere.
    pub control: bool,
    /// Shift.
    pub shift: bool,
    /// Alt.
    pub alt: bool,
    /// Whether the keyboard is one of Apple's.
    pub apple: bool,
}

impl Chord<'_> {
    /// The row of the shortcut; `None` for every other key, which is the browser's.
    pub fn shortcut(&self) -> Option<&'static Shortcut> {
        if single(self.key).is_some() && !self.modifier && !self.control && !self.alt {
            return None;
        }
        SHORTCUTS.iter().find(|shortcut| shortcut.keys(self.apple).iter().any(|keys| self.is(keys)))
    }

    fn is(&self, keys: &str) -> bool {
        let (modifiers, name) = match keys.rfind('+') {
            Some(plus) if plus > 0 => keys.split_at(plus + 1),
            _ => ("", keys),
        };
        let has = |wanted| modifiers.split('+').any(|modifier| modifier == wanted);
        let held = [self.modifier, self.control, self.shift, self.alt];
        held == [has("mod"), has("control"), has("shift"), has("alt")] && self.has_name(name)
    }

    fn has_name(&self, name: &str) -> bool {
        match single(name) {
            Some(symbol) => self.symbol() == Some(symbol),
            None if name == "space" => self.code == "Space",
            None => self.key == name,
        }
    }

    /// What the key stands for: a letter, lower case, a digit or a sign.
    fn symbol(&self) -> Option<char> {
        let typed = single(self.key).filter(char::is_ascii_graphic).map(|typed| typed.to_ascii_lowercase());
        let placed = symbol_at(self.code);
        match placed {
            Some('0'..='9') => placed,
            _ if typed.is_some_and(|typed| typed.is_ascii_alphabetic()) => typed,
            _ if self.shift || typed.is_none() => placed,
            _ => typed,
        }
    }
}

/// What a US keyboard has at a place, without Shift.
fn symbol_at(code: &str) -> Option<char> {
    if let Some(place) = code.strip_prefix("Digit").or_else(|| code.strip_prefix("Key")) {
        return single(place).map(|symbol| symbol.to_ascii_lowercase());
    }
    Some(match code {
        "BracketLeft" => '[',
        "BracketRight" => ']',
        "Backslash" => '\\',
        "Comma" => ',',
        "Period" => '.',
        "Slash" => '/',
        _ => return None,
    })
}

fn single(text: &str) -> Option<char> {
    let mut characters = text.chars();
    characters.next().filter(|_| characters.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CTRL: Chord<'_> =
        Chord { key: "", code: "", modifier: true, control: false, shift: false, alt: false, apple: false };

    fn id(chord: Chord) -> Option<&'static str> {
        chord.shortcut().map(|shortcut| shortcut.id)
    }

    #[test]
    fn no_two_rows_have_the_same_keys_or_the_same_id() {
        for apple in [false, true] {
            let mut keys: Vec<&str> = SHORTCUTS.iter().flat_map(|row| row.keys(apple)).copied().collect();
            let all = keys.len();
            keys.sort_unstable();
            keys.dedup();
            assert_eq!(keys.len(), all);
        }
        for row in SHORTCUTS {
            assert!(std::ptr::eq(shortcut(row.id).expect("it is a row"), row), "{}", row.id);
        }
    }

    #[test]
    fn letters_are_those_that_are_typed_or_those_of_the_place_where_none_is_latin() {
        assert_eq!(id(Chord { key: "b", code: "KeyB", ..CTRL }), Some("bold"));
        assert_eq!(id(Chord { key: "и", code: "KeyB", ..CTRL }), Some("bold"), "Russian");
        assert_eq!(id(Chord { key: "z", code: "KeyY", ..CTRL }), Some("undo"), "German");
        assert_eq!(id(Chord { key: "a", code: "KeyQ", ..CTRL }), Some("select-all"), "French");
        assert_eq!(id(Chord { key: "B", code: "KeyB", ..CTRL }), Some("bold"), "Caps Lock");
    }

    #[test]
    fn digits_and_shifted_signs_are_those_of_the_place() {
        assert_eq!(
            id(Chord { key: "/", code: "Digit7", shift: true, ..CTRL }),
            Some("numbered-list"),
            "German"
        );
        assert_eq!(id(Chord { key: "à", code: "Digit0", alt: true, ..CTRL }), Some("normal-text"), "French");
        assert_eq!(id(Chord { key: "ü", code: "BracketLeft", ..CTRL }), Some("outdent"), "German");
    }

    #[test]
    fn what_a_browser_needs_is_left_to_it() {
        let essentials = ["t", "w", "l", "n", "r", "p", "d", "j", "+", "-", "0", "1", "9", "Tab", "F4"];
        for key in essentials {
            assert_eq!(id(Chord { key, ..CTRL }), None, "Ctrl+{key}");
        }
        for (key, code) in [("T", "KeyT"), ("N", "KeyN"), ("I", "KeyI"), ("W", "KeyW"), ("Tab", "Tab")] {
            assert_eq!(id(Chord { key, code, shift: true, ..CTRL }), None, "Ctrl+Shift+{key}");
        }
        let plain = Chord { modifier: false, ..CTRL };
        for key in ["F1", "F5", "F6", "F11", "F12", "Escape", "a", "/", " "] {
            assert_eq!(id(Chord { key, ..plain }), None, "{key}");
        }
        assert_eq!(id(Chord { key: "-", code: "Slash", ..CTRL }), None, "smaller, on a German keyboard");
        assert_eq!(id(Chord { key: "ArrowLeft", code: "ArrowLeft", alt: true, ..plain }), None, "back");
    }

    #[test]
    fn apples_keyboards_have_their_own() {
        let cmd = Chord { apple: true, ..CTRL };
        assert_eq!(id(Chord { key: "h", code: "KeyH", ..cmd }), None, "hides the program");
        assert_eq!(id(Chord { key: "h", code: "KeyH", shift: true, ..cmd }), Some("replace"));
        assert_eq!(id(Chord { key: "¡", code: "Digit1", alt: true, ..cmd }), Some("heading-1"));
        let option = Chord { apple: true, modifier: false, alt: true, shift: true, ..CTRL };
        assert_eq!(id(Chord { key: "ﬁ", code: "Digit5", ..option }), None, "types a character");
    }
}
