//! The editing surface: an island that owns its DOM. The frame and the provider talk to it through [`EditorHandle`]
//! alone; what a key or a change means is the engine's ([`octavo_shared::edit`]). No framework renders inside it.

mod carets;
mod chunks;
mod clipboard;
mod composition;
mod diff;
mod dragging;
mod finding;
mod following;
mod foreign;
mod framing;
mod handle;
mod highlights;
mod html;
mod import;
mod input;
mod look;
mod overview;
mod page;
mod pasting;
mod pictures;
mod position;
mod probe;
mod reconciling;
mod scrolling;
mod selection;
mod slash;
mod surface;
mod telling;
mod weave;

pub use octavo_shared::edit::{AutoFormat, Command, CopiedFormat, FormatState as UiState, Selection};
pub use octavo_shared::model::{Align, Direction, ListKind, Mark, Script, Style};

pub use finding::{Finds, Step};
pub use import::{READ_HTML, ReadHtml};
pub use octavo_shared::edit::count::Counts;
pub use octavo_shared::edit::find::{FindError, FindQuery};
pub use octavo_shared::edit::outline::Heading;
pub use octavo_shared::model::BlockId;

use octavo_shared::model::{Blocks, Document, Replica};
use serde_json::Value;
use slash::Slash;
use std::rc::Rc;
use surface::Surface;
use web_sys::HtmlElement;

/// Someone else who is in the document.
#[derive(Clone, Debug, PartialEq)]
pub struct Peer {
    /// Their replica.
    pub client: u64,
    /// The name of their account, or as they call themselves.
    pub name: String,
    /// Whether the server says that they have no account: the name is their own word.
    pub is_guest: bool,
    /// By what the server tells them apart from others here, in all their windows; `None` of whom it says nothing.
    pub person: Option<String>,
    /// As CSS writes it.
    pub color: String,
    /// Where they are: `{"anchor", "head"}`, each a Yjs relative position.
    pub cursor: Option<Value>,
}

/// A document with, once mounted, the page on which it is written. Clones are the same editor.
#[derive(Clone)]
pub struct EditorHandle {
    surface: Rc<Surface>,
}

impl EditorHandle {
    /// An editor of an empty document whose changes are signed as `client_id`.
    pub fn new(client_id: u64) -> Self {
        EditorHandle { surface: Surface::new(client_id) }
    }

    /// Draws the document into `host`, which is the editor's alone from now on, and the carets of others into
    /// `overlay`, which lies over it.
    pub fn mount(&self, host: &HtmlElement, overlay: &HtmlElement) {
        self.surface.mount(host, overlay);
    }

    /// Takes the listeners down. The document stays, and is told of no more.
    pub fn unmount(&self) {
        pasting::finish(&self.surface);
        self.surface.unmount();
    }

    /// Takes in what is stored.
    pub fn load(&self, updates: &[Vec<u8>]) {
        self.surface.merge(updates.to_vec());
    }

    /// Takes in what others did. The caret stays with its text; nothing scrolls.
    pub fn apply_remote(&self, updates: &[Vec<u8>]) {
        self.surface.merge(updates.to_vec());
    }

    /// Does what a command says, at the selection. Answers whether it applied.
    pub fn dispatch(&self, command: Command) -> bool {
        self.surface.dispatch(command)
    }

    /// Whether a command would do anything.
    pub fn can(&self, command: &Command) -> bool {
        self.surface.engine.borrow().may_apply(command)
    }

    /// How a style looks in this document, as CSS, in the sizes of a menu.
    pub fn look_in_menu(&self, style: Style) -> String {
        let look = self.surface.engine.borrow().styles().look(style);
        let size = (look.size * 1.05).clamp(12.0, 24.0);
        [look::of_letters(style, &look), format!("font-size:{size}px")].concat()
    }

    /// The format at the selection, for [`Command::ApplyFormat`].
    pub fn copy_format(&self) -> CopiedFormat {
        self.surface.engine.borrow().copy_format()
    }

    /// Says what is to be done to text that is typed here.
    pub fn set_auto_format(&self, auto_format: AutoFormat) {
        self.surface.engine.borrow_mut().set_auto_format(auto_format);
    }

    /// Says whether the document can be looked at only: selected, copied and searched, and changed by nothing. What others write
    /// is shown.
    pub fn set_read_only(&self, is_read_only: bool) {
        self.surface.set_read_only(is_read_only);
    }

    /// `f` is told how much of a large paste is there, from 0 to 1, and `None` at its end.
    pub fn on_paste_progress(&self, f: impl Fn(Option<f64>) + 'static) {
        self.surface.listeners.borrow_mut().pasting = Rc::new(f);
    }

    /// Gives up a large paste that is under way, and goes back to the text.
    pub fn give_up_paste(&self) {
        pasting::give_up(&self.surface);
        self.surface.focus();
    }

    /// Whether the document names pictures of other sites that are not shown here.
    pub fn has_hidden_pictures(&self) -> bool {
        pictures::are_hidden(&self.surface)
    }

    /// Fetches the pictures of other sites and shows them here, until the page is left.
    pub fn show_pictures(&self) {
        pictures::show(&self.surface, None);
    }

    /// `f` is told that files, pictures perhaps, were pasted or dropped and nothing else, which is not put in.
    pub fn on_files(&self, f: impl Fn() + 'static) {
        self.surface.listeners.borrow_mut().files = Rc::new(f);
    }

    /// `f` is asked for what reads HTML when some is pasted and that is not here; it is given by
    /// [`set_html_reader`](Self::set_html_reader).
    pub fn on_html_to_read(&self, f: impl Fn() + 'static) {
        self.surface.reader.borrow_mut().ask = Rc::new(f);
    }

    /// What reads HTML is here, and what was pasted meanwhile is read; `None` if it does not come for now: then that is pasted as
    /// plain text.
    pub fn set_html_reader(&self, read: Option<ReadHtml>) {
        pasting::set_reader(&self.surface, read);
    }

    /// `f` is given every update that is made here, before the page is patched.
    pub fn on_local_update(&self, f: impl Fn(Vec<u8>) + 'static) {
        self.surface.listeners.borrow_mut().update = Rc::new(f);
    }

    /// `f` is told what holds at the caret, at most once a frame.
    pub fn on_ui_change(&self, f: impl Fn(UiState) + 'static) {
        self.surface.listeners.borrow_mut().ui = Rc::new(f);
    }

    /// `f` is told, at most once a frame, that the selection or the text is another: other commands may apply now.
    pub fn on_move(&self, f: impl Fn() + 'static) {
        self.surface.listeners.borrow_mut().moved = Rc::new(f);
    }

    /// `f` is told what is typed behind a slash that asks for commands, and `None` when it asks no more; also when only
    /// its place has moved.
    pub fn on_slash_change(&self, f: impl Fn(Option<String>) + 'static) {
        self.surface.slash.borrow_mut().listener = Rc::new(f);
    }

    /// Tells at once what is typed behind the slash, which is else told with the next frame.
    pub fn tell_slash(&self) {
        self.surface.read_selection();
        Slash::tell(&self.surface);
    }

    /// The slash asks for nothing any more; the text stays.
    pub fn end_slash(&self) {
        Slash::end(&self.surface);
    }

    /// Takes the slash and what is typed behind it out of the text and does what was chosen, as one step.
    pub fn take_slash(&self, command: Option<Command>) {
        Slash::take(&self.surface, command);
    }

    /// `f` is told where the own caret is, as [`Peer::cursor`] has it, at most once a frame.
    pub fn on_presence_change(&self, f: impl Fn(Option<Value>) + 'static) {
        self.surface.listeners.borrow_mut().presence = Rc::new(f);
    }

    /// Shows who else is here, and where.
    pub fn set_peers(&self, peers: Vec<Peer>) {
        self.surface.set_peers(peers);
    }

    /// Brings the caret of another client into view and makes it flash. Answers whether it is anywhere.
    pub fn go_to_peer(&self, client: u64) -> bool {
        following::go_to(&self.surface, client)
    }

    /// Lets the window follow the caret of another client, until the person does something of their own; `None` ends
    /// that.
    pub fn follow(&self, client: Option<u64>) {
        following::follow(&self.surface, client);
    }

    /// `f` is told whom the window follows, or that it follows nobody any more.
    pub fn on_follow_change(&self, f: impl Fn(Option<Peer>) + 'static) {
        self.surface.following.borrow_mut().set_listener(Rc::new(f));
    }

    /// Lends the replica. `f` must not call the editor.
    pub fn with_replica<R>(&self, f: impl FnOnce(&Replica) -> R) -> R {
        f(self.surface.engine.borrow().document().replica())
    }

    /// Lends the document and its paragraphs. `f` must not call the editor.
    pub fn with_document<R>(&self, f: impl FnOnce(&Document, &Blocks) -> R) -> R {
        let engine = self.surface.engine.borrow();
        f(engine.document(), engine.blocks())
    }

    /// The document's title.
    pub fn title(&self) -> String {
        self.surface.engine.borrow().document().title()
    }

    /// Sets the document's title.
    pub fn set_title(&self, title: &str) {
        self.surface.set_title(title);
    }

    /// `f` is told a title that somebody else has set.
    pub fn on_title_change(&self, f: impl Fn(String) + 'static) {
        self.surface.listeners.borrow_mut().title = Rc::new(f);
    }

    /// Selects, as far as the document reaches.
    pub fn select(&self, selection: Selection) {
        self.surface.select(selection);
    }

    /// Goes to the text, to where the caret was.
    pub fn focus(&self) {
        self.surface.focus();
    }

    /// Looks for something and shows where it is; `None` is the end of looking.
    pub fn look_for(&self, query: Option<&FindQuery>) -> Result<(), FindError> {
        finding::look_for(&self.surface, query)
    }

    /// Selects one of the places that were found, and brings it into view. The focus stays where it is.
    pub fn go_to_found(&self, step: Step) {
        finding::go(&self.surface, step);
    }

    /// Replaces the place that is selected and goes on to the next; where none is selected it goes to the next.
    pub fn replace_found(&self, with: &str) {
        finding::replace(&self.surface, with);
    }

    /// Replaces all places as one step. Answers how many there were.
    pub fn replace_all_found(&self, with: &str) -> usize {
        finding::replace_all(&self.surface, with)
    }

    /// `f` is told how many places there are and which is selected, at most once a frame.
    pub fn on_finds_change(&self, f: impl Fn(Finds) + 'static) {
        self.surface.finding.borrow_mut().listener = Rc::new(f);
    }

    /// The text that is selected, where it is a part of one paragraph and not long.
    pub fn selected_words(&self) -> Option<String> {
        finding::selected_words(&self.surface)
    }

    /// `f` is told the headings when one of them changes.
    pub fn on_outline_change(&self, f: impl Fn(Vec<Heading>) + 'static) {
        self.surface.overview.borrow_mut().listeners.outline = Rc::new(f);
    }

    /// `f` is told under which heading the caret stands, counted from 0.
    pub fn on_heading_change(&self, f: impl Fn(Option<usize>) + 'static) {
        self.surface.overview.borrow_mut().listeners.heading = Rc::new(f);
    }

    /// `f` is told how much there is, and how much of it is selected, at most once a frame.
    pub fn on_counts_change(&self, f: impl Fn(Counts, Option<Counts>) + 'static) {
        self.surface.overview.borrow_mut().listeners.counts = Rc::new(f);
    }

    /// The text is about to be laid out anew: keeps the place at the caret, or else the first on the screen, where it is.
    pub fn keep_place(&self) {
        scrolling::keep_place(&self.surface);
    }

    /// Puts the caret at the start of a paragraph and that to the top of the window.
    pub fn go_to(&self, block: BlockId, focuses: bool) {
        overview::go_to(&self.surface, block, focuses);
    }
}
