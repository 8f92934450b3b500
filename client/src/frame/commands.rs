//! Everything that can be done from around the text, in one closed table: the toolbar, its menus, the palette and the slash
//! menu each show parts of it.
//!
//! An entry's name is also its shortcut's. What it does is the engine's command or something for the frame; whether it
//! applies, and whether it holds already, they say.

use super::zoom::Zoom;
use super::{Editor, Icon};
use crate::browser;
use crate::editor::{Align, Command, CopiedFormat, Direction, EditorHandle, ListKind, Mark, Script};
use crate::editor::{Style, UiState};
use crate::key;
use crate::keys;
use crate::language::{Key, Message, say};
use leptos::prelude::*;
use octavo_shared::edit::keymap::Request;

/// Something that can be done.
pub struct Entry {
    pub name: Name,
    pub icon: Option<Icon>,
    /// The menu without which its name says too little.
    pub menu: Option<Key>,
    pub does: Does,
}

/// What an entry is called.
#[derive(Clone, Copy)]
pub enum Name {
    /// In the language of the interface.
    Said(Key),
    /// In every language.
    Written(&'static str),
    /// A number of hundredths.
    Percent(u16),
}

/// What an entry does.
#[derive(Clone, Copy)]
pub enum Does {
    Edit(fn() -> Command),
    /// Sets the font, `None` for the style's.
    Font(Option<&'static str>),
    /// Sets the size in points.
    Size(f32),
    /// Colours the text.
    Ink(Option<&'static str>),
    /// Colours the ground.
    Ground(Option<&'static str>),
    /// Gives the style at the caret the look of the text there.
    UpdateStyle,
    /// Gives the style at the caret its own look back.
    ResetStyle,
    /// The frame's to do.
    Ask(Request),
    /// Shows the text larger or smaller.
    Zoom(Zoom),
    /// Fetches the pictures that lie on other sites.
    ShowPictures,
}

impl Does {
    /// The engine's command, where the caret is in a paragraph of that style.
    fn command(self, style: Style) -> Option<Command> {
        Some(match self {
            Does::Edit(command) => command(),
            Does::Font(font) => Command::SetFont(font.map(str::to_owned)),
            Does::Size(points) => Command::SetSize(Some(points)),
            Does::Ink(color) => Command::SetColor(color.map(str::to_owned)),
            Does::Ground(color) => Command::SetHighlight(color.map(str::to_owned)),
            Does::UpdateStyle => Command::RedefineStyle(style),
            Does::ResetStyle => Command::ResetStyle(style),
            Does::Ask(_) | Does::Zoom(_) | Does::ShowPictures => return None,
        })
    }
}

impl PartialEq for Entry {
    /// Each stands in the table once.
    fn eq(&self, other: &Entry) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Entry {
    const fn new(name: Name, menu: Option<Key>, does: Does) -> Entry {
        Entry { name, icon: None, menu, does }
    }

    const fn with(mut self, icon: Icon) -> Entry {
        self.icon = Some(icon);
        self
    }

    /// What a menu or a button calls it.
    pub fn name(&self) -> String {
        match self.name {
            Name::Said(key) => say(key),
            Name::Written(text) => text.to_owned(),
            Name::Percent(percent) => in_percent(percent.into()),
        }
    }

    /// What it is called where nothing stands around it.
    pub fn full_name(&self) -> String {
        match self.menu {
            Some(menu) => [say(menu), self.name()].join(": "),
            None => self.name(),
        }
    }

    /// Its keys, for people.
    pub fn keys(&self) -> Option<String> {
        match self.name {
            Name::Said(key) => keys_of(key),
            Name::Written(_) | Name::Percent(_) => None,
        }
    }
}

/// So many hundredths, as the language writes it.
pub fn in_percent(percent: u64) -> String {
    say(Message::from(key!("percent")).with("number", percent))
}

/// The keys of what is called so, for people.
pub fn keys_of(name: Key) -> Option<String> {
    let apple = browser::is_apple();
    name.shortcut()?.keys(apple).first().map(|keys| keys::shown(keys, apple))
}

const fn edit(name: Key, icon: Icon, command: fn() -> Command) -> Entry {
    Entry::new(Name::Said(name), None, Does::Edit(command)).with(icon)
}

/// One of the choices of a menu.
const fn choice(menu: Key, name: Key, command: fn() -> Command) -> Entry {
    Entry::new(Name::Said(name), Some(menu), Does::Edit(command))
}

const fn ask(name: Key, icon: Icon, request: Request) -> Entry {
    Entry::new(Name::Said(name), None, Does::Ask(request)).with(icon)
}

const fn font(name: &'static str) -> Entry {
    Entry::new(Name::Written(name), Some(key!("font")), Does::Font(Some(name)))
}

const fn size(name: &'static str, points: f32) -> Entry {
    Entry::new(Name::Written(name), Some(key!("size")), Does::Size(points))
}

const fn ink(name: Key, color: &'static str) -> Entry {
    Entry::new(Name::Said(name), Some(key!("text-color")), Does::Ink(Some(color)))
}

const fn ground(name: Key, color: &'static str) -> Entry {
    Entry::new(Name::Said(name), Some(key!("highlight")), Does::Ground(Some(color)))
}

const fn zoom(percent: u16) -> Entry {
    Entry::new(Name::Percent(percent), Some(key!("zoom")), Does::Zoom(Zoom::Percent(percent)))
}

pub static HISTORY: [Entry; 2] =
    [edit(key!("undo"), Icon::Undo, || Command::Undo), edit(key!("redo"), Icon::Redo, || Command::Redo)];

pub static STYLES: [Entry; 11] = [
    edit(key!("normal-text"), Icon::Paragraph, || Command::SetStyle(Style::Normal)),
    edit(key!("title-style"), Icon::Type, || Command::SetStyle(Style::Title)),
    edit(key!("subtitle"), Icon::Type, || Command::SetStyle(Style::Subtitle)),
    edit(key!("heading-1"), Icon::Heading, || Command::SetStyle(Style::Heading(1))),
    edit(key!("heading-2"), Icon::Heading, || Command::SetStyle(Style::Heading(2))),
    edit(key!("heading-3"), Icon::Heading, || Command::SetStyle(Style::Heading(3))),
    edit(key!("heading-4"), Icon::Heading, || Command::SetStyle(Style::Heading(4))),
    edit(key!("heading-5"), Icon::Heading, || Command::SetStyle(Style::Heading(5))),
    edit(key!("heading-6"), Icon::Heading, || Command::SetStyle(Style::Heading(6))),
    edit(key!("quote"), Icon::Quote, || Command::SetStyle(Style::Quote)),
    edit(key!("code-block"), Icon::Code, || Command::SetStyle(Style::Code)),
];

pub static STYLE_CARE: [Entry; 2] = [
    Entry::new(Name::Said(key!("update-style")), None, Does::UpdateStyle),
    Entry::new(Name::Said(key!("reset-style")), None, Does::ResetStyle),
];

pub static FONTS: [Entry; 11] = [
    Entry::new(Name::Said(key!("font-of-style")), Some(key!("font")), Does::Font(None)),
    font("Arial"),
    font("Calibri"),
    font("Cambria"),
    font("Courier New"),
    font("Georgia"),
    font("Helvetica"),
    font("Roboto"),
    font("Times New Roman"),
    font("Trebuchet MS"),
    font("Verdana"),
];

pub static SIZES: [Entry; 12] = [
    size("8", 8.0),
    size("9", 9.0),
    size("10", 10.0),
    size("11", 11.0),
    size("12", 12.0),
    size("14", 14.0),
    size("16", 16.0),
    size("18", 18.0),
    size("24", 24.0),
    size("30", 30.0),
    size("36", 36.0),
    size("48", 48.0),
];

pub static STEPS: [Entry; 2] = [
    edit(key!("smaller-text"), Icon::Minus, || Command::ChangeSize { steps: -1 }),
    edit(key!("larger-text"), Icon::Plus, || Command::ChangeSize { steps: 1 }),
];

pub static MARKS: [Entry; 4] = [
    edit(key!("bold"), Icon::Bold, || Command::ToggleMark(Mark::Bold)),
    edit(key!("italic"), Icon::Italic, || Command::ToggleMark(Mark::Italic)),
    edit(key!("underline"), Icon::Underline, || Command::ToggleMark(Mark::Underline)),
    edit(key!("strikethrough"), Icon::Strike, || Command::ToggleMark(Mark::Strike)),
];

/// What text can be besides, rarer.
pub static MORE_TEXT: [Entry; 4] = [
    edit(key!("superscript"), Icon::Superscript, || Command::ToggleScript(Script::Super)),
    edit(key!("subscript"), Icon::Subscript, || Command::ToggleScript(Script::Sub)),
    edit(key!("code"), Icon::Code, || Command::ToggleMark(Mark::Code)),
    edit(key!("change-case"), Icon::Case, || Command::ChangeCase),
];

pub static INKS: [Entry; 13] = [
    ink(key!("color-black"), "#000000"),
    ink(key!("color-gray"), "#5f6368"),
    ink(key!("color-brown"), "#7a4a1e"),
    ink(key!("color-red"), "#c5221f"),
    ink(key!("color-orange"), "#b45309"),
    ink(key!("color-olive"), "#7a6a00"),
    ink(key!("color-green"), "#137333"),
    ink(key!("color-teal"), "#0f766e"),
    ink(key!("color-blue"), "#1967d2"),
    ink(key!("color-indigo"), "#3f3fb5"),
    ink(key!("color-purple"), "#7b1fa2"),
    ink(key!("color-pink"), "#b80672"),
    Entry::new(Name::Said(key!("color-automatic")), Some(key!("text-color")), Does::Ink(None)),
];

pub static GROUNDS: [Entry; 13] = [
    ground(key!("color-yellow"), "#fff475"),
    ground(key!("color-orange"), "#ffd8a8"),
    ground(key!("color-red"), "#ffc9c9"),
    ground(key!("color-pink"), "#fcc2d7"),
    ground(key!("color-purple"), "#e5dbff"),
    ground(key!("color-indigo"), "#d0d7ff"),
    ground(key!("color-blue"), "#c5e3ff"),
    ground(key!("color-teal"), "#b2f2e5"),
    ground(key!("color-green"), "#c3f0c8"),
    ground(key!("color-olive"), "#e4ecb1"),
    ground(key!("color-brown"), "#eadcc9"),
    ground(key!("color-gray"), "#dfe1e5"),
    Entry::new(Name::Said(key!("no-highlight")), None, Does::Ground(None)),
];

pub static LISTS: [Entry; 3] = [
    edit(key!("bulleted-list"), Icon::BulletList, || Command::ToggleList(ListKind::Bullet)),
    edit(key!("numbered-list"), Icon::OrderedList, || Command::ToggleList(ListKind::Ordered)),
    edit(key!("checklist"), Icon::CheckList, || Command::ToggleList(ListKind::Unchecked)),
];

pub static INDENTS: [Entry; 2] = [
    edit(key!("outdent"), Icon::Outdent, || Command::Outdent),
    edit(key!("indent"), Icon::Indent, || Command::Indent),
];

pub static ALIGNS: [Entry; 4] = [
    edit(key!("align-left"), Icon::AlignLeft, || Command::SetAlign(Align::Left)),
    edit(key!("align-center"), Icon::AlignCenter, || Command::SetAlign(Align::Center)),
    edit(key!("align-right"), Icon::AlignRight, || Command::SetAlign(Align::Right)),
    edit(key!("align-justify"), Icon::AlignJustify, || Command::SetAlign(Align::Justify)),
];

pub static SPACING: [Entry; 9] = [
    choice(key!("spacing"), key!("line-single"), || Command::SetLineHeight(Some(1.0))),
    choice(key!("spacing"), key!("line-115"), || Command::SetLineHeight(Some(1.15))),
    choice(key!("spacing"), key!("line-one-and-half"), || Command::SetLineHeight(Some(1.5))),
    choice(key!("spacing"), key!("line-double"), || Command::SetLineHeight(Some(2.0))),
    choice(key!("spacing"), key!("line-of-style"), || Command::SetLineHeight(None)),
    choice(key!("spacing"), key!("space-before"), || Command::SetSpaceBefore(Some(12.0))),
    choice(key!("spacing"), key!("no-space-before"), || Command::SetSpaceBefore(Some(0.0))),
    choice(key!("spacing"), key!("space-after"), || Command::SetSpaceAfter(Some(12.0))),
    choice(key!("spacing"), key!("no-space-after"), || Command::SetSpaceAfter(Some(0.0))),
];

/// What paragraphs can be besides, rarer.
pub static MORE_PARAGRAPH: [Entry; 8] = [
    edit(key!("restart-list"), Icon::OrderedList, || Command::RestartList(Some(1))),
    edit(key!("continue-list"), Icon::OrderedList, || Command::RestartList(None)),
    edit(key!("left-to-right"), Icon::LeftToRight, || Command::SetDirection(Some(Direction::Ltr))),
    edit(key!("right-to-left"), Icon::RightToLeft, || Command::SetDirection(Some(Direction::Rtl))),
    edit(key!("direction-of-text"), Icon::Paragraph, || Command::SetDirection(None)),
    edit(key!("page-before"), Icon::PageBreak, || Command::SetPageBreakBefore(true)),
    edit(key!("move-up"), Icon::Up, || Command::MoveBlocks { down: false }),
    edit(key!("move-down"), Icon::Down, || Command::MoveBlocks { down: true }),
];

pub static INSERTS: [Entry; 3] = [
    edit(key!("divider"), Icon::Minus, || Command::InsertDivider),
    edit(key!("page-break"), Icon::PageBreak, || Command::InsertPageBreak),
    edit(key!("table-of-contents"), Icon::Contents, || Command::InsertTableOfContents),
];

pub static LINK: [Entry; 1] = [ask(key!("link"), Icon::Link, Request::Link)];

pub static FORMATS: [Entry; 3] = [
    ask(key!("copy-format"), Icon::Painter, Request::CopyFormat),
    ask(key!("paste-format"), Icon::Painter, Request::PasteFormat),
    edit(key!("clear-formatting"), Icon::ClearFormat, || Command::ClearFormatting),
];

pub static VIEW: [Entry; 8] = [
    edit(key!("select-all"), Icon::Type, || Command::SelectAll),
    ask(key!("find"), Icon::Search, Request::Find),
    ask(key!("replace"), Icon::Search, Request::Replace),
    ask(key!("outline"), Icon::Outline, Request::Outline),
    ask(key!("word-count"), Icon::Document, Request::WordCount),
    ask(key!("shortcuts"), Icon::Keyboard, Request::Shortcuts),
    ask(key!("save"), Icon::CloudCheck, Request::Save),
    Entry::new(Name::Said(key!("show-pictures")), None, Does::ShowPictures).with(Icon::Document),
];

pub static ZOOMS: [Entry; 8] = [
    zoom(50),
    zoom(75),
    zoom(90),
    zoom(100),
    zoom(125),
    zoom(150),
    zoom(200),
    Entry::new(Name::Said(key!("zoom-to-width")), Some(key!("zoom")), Does::Zoom(Zoom::Width)),
];

pub static FOCUS: [Entry; 1] = [ask(key!("focus-mode"), Icon::Focus, Request::FocusMode)];

/// What shows all of it.
pub static COMMANDS: [Entry; 1] = [ask(key!("commands"), Icon::Commands, Request::Commands)];

/// All of it, in the order in which the palette shows it.
pub static ALL: [&[Entry]; 21] = [
    &HISTORY,
    &STYLES,
    &MARKS,
    &MORE_TEXT,
    &FORMATS,
    &LINK,
    &LISTS,
    &INDENTS,
    &ALIGNS,
    &MORE_PARAGRAPH,
    &INSERTS,
    &VIEW,
    &FOCUS,
    &ZOOMS,
    &STYLE_CARE,
    &STEPS,
    &SPACING,
    &FONTS,
    &SIZES,
    &INKS,
    &GROUNDS,
];

/// What is asked for with a slash: what a paragraph can be, and what can stand in one.
pub static SLASH: [&[Entry]; 5] = [&STYLES, &LISTS, &INSERTS, &ALIGNS, &MORE_PARAGRAPH];

/// The entries whose names fit what is typed, the best first; all of them where nothing is. With `within`, also those
/// that have it in the middle of a word.
pub fn search(table: &'static [&'static [Entry]], typed: &str, within: bool) -> Vec<&'static Entry> {
    let worst = if within { 2 } else { 1 };
    let all = table.iter().flat_map(|part| part.iter());
    let found: Vec<(u8, &Entry)> =
        all.filter_map(|entry| Some((fit(&entry.full_name(), typed)?, entry))).collect();
    (0..=worst)
        .flat_map(|best| found.iter().filter(move |(fit, _)| *fit == best))
        .map(|(_, entry)| *entry)
        .collect()
}

/// How well a name fits what is typed: 0 where it begins so, 1 where each word that is typed begins one of its words, or
/// all of it are its initials (`h1`), 2 where each is in it somewhere; `None` where it does not.
pub fn fit(name: &str, typed: &str) -> Option<u8> {
    let (name, typed) = (name.to_lowercase(), typed.trim().to_lowercase());
    if name.starts_with(&typed) {
        return Some(0);
    }
    let words = || name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let begins = |part: &str| words().any(|word| word.starts_with(part));
    let initials: String = words().filter_map(|word| word.chars().next()).collect();
    if typed.split_whitespace().all(begins) || initials.starts_with(&typed) {
        return Some(1);
    }
    typed.split_whitespace().all(|part| name.contains(part)).then_some(2)
}

/// What is needed to do what the table says.
#[derive(Clone, Copy)]
pub struct Actions {
    pub editor: Editor,
    /// What holds at the caret.
    pub ui: Signal<UiState>,
    /// Changes when other things may have become possible.
    pub moved: Signal<u32>,
    /// The format that waits to be given to the next selection.
    pub painter: RwSignal<Option<CopiedFormat>>,
    pub zoom: RwSignal<Zoom>,
    pub ask: Callback<Request>,
}

impl Actions {
    fn command(self, entry: &Entry) -> Option<Command> {
        entry.does.command(self.ui.with_untracked(|ui| ui.style))
    }

    /// Does it. The focus is in the text afterwards, unless what it opens takes it.
    pub fn run(self, entry: &Entry) {
        match entry.does {
            Does::Ask(Request::CopyFormat) if self.painter.with_untracked(Option::is_some) => {
                self.painter.set(None);
            }
            Does::Ask(request) => self.ask.run(request),
            Does::Zoom(zoom) => self.zoom.set(zoom),
            Does::ShowPictures => self.editor.with_value(EditorHandle::show_pictures),
            _ => {
                if let Some(command) = self.command(entry) {
                    self.editor.with_value(|editor| {
                        editor.focus();
                        editor.dispatch(command);
                    });
                }
            }
        }
    }

    /// Does it to the paragraph in which it was asked for with a slash.
    pub fn run_at_slash(self, entry: &Entry) {
        let command = self.command(entry);
        let edits = command.is_some();
        self.editor.with_value(|editor| editor.take_slash(command));
        if !edits {
            self.run(entry);
        }
    }

    /// Whether it would do anything. Follows the caret.
    pub fn can(self, entry: &Entry) -> bool {
        self.moved.track();
        self.ui.track();
        match (entry.does, self.command(entry)) {
            (Does::Ask(Request::PasteFormat), _) => self.painter.with(Option::is_some),
            (Does::ShowPictures, _) => self.editor.with_value(EditorHandle::has_hidden_pictures),
            (_, Some(command)) => self.editor.with_value(|editor| editor.can(&command)),
            (_, None) => true,
        }
    }

    /// Whether it holds already; `None` for what is done and does not last. Follows the caret.
    pub fn holds(self, entry: &Entry) -> Option<bool> {
        match entry.does {
            Does::Ask(Request::Link) => Some(self.ui.with(|ui| ui.link.is_some())),
            Does::Ask(Request::CopyFormat) => Some(self.painter.with(Option::is_some)),
            Does::Zoom(zoom) => Some(self.zoom.get() == zoom),
            _ => self.command(entry).and_then(|command| self.ui.with(|ui| ui.holds(&command))),
        }
    }

    /// Gives the focus back to the text.
    pub fn back(self) {
        self.editor.with_value(EditorHandle::focus);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_by_their_words_their_initials_and_last_by_what_is_inside() {
        assert_eq!(fit("Heading 1", "head"), Some(0));
        assert_eq!(fit("Line and paragraph spacing: Double", "doub para"), Some(1));
        assert_eq!(fit("Heading 1", "h1"), Some(1));
        assert_eq!(fit("Überschrift 2", "schrift"), Some(2));
        assert_eq!(fit("Überschrift 2", "ÜBER"), Some(0));
        assert_eq!(fit("Bold", ""), Some(0));
        assert_eq!(fit("Bold", "bald"), None);
    }

    #[test]
    fn every_shortcut_of_the_engine_or_the_frame_has_an_entry_of_its_name_that_does_the_same() {
        use octavo_shared::edit::keymap::{Action, SHORTCUTS};
        let named = |id: &str| {
            ALL.iter().flat_map(|part| part.iter()).find(|entry| match entry.name {
                Name::Said(key) => key.shortcut().is_some_and(|shortcut| shortcut.id == id),
                Name::Written(_) | Name::Percent(_) => false,
            })
        };
        // Typing, and moving in what is open.
        let only_keys = ["tab", "non-breaking-space", "find-next", "find-previous", "toolbar", "commands"];
        for row in SHORTCUTS.iter().filter(|row| !only_keys.contains(&row.id)) {
            let does = named(row.id).map(|entry| entry.does);
            match (row.action, does) {
                (Action::Edit(by_key), Some(Does::Edit(by_hand))) => assert_eq!(by_key(), by_hand()),
                (Action::Frame(by_key), Some(Does::Ask(by_hand))) => assert_eq!(by_key, by_hand),
                (Action::Native, None) => {}
                _ => panic!("{} is not in the table, or does something else there", row.id),
            }
        }
    }
}
