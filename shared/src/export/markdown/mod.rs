//! Blocks as Markdown, as GitHub reads it (GFM 0.29). Text stays text: what would be read as a mark is escaped. An empty paragraph
//! cannot be said and is left out, and so is what Markdown has no words for.

mod emphasis;
mod inline;
mod signs;

use crate::model::schema::{CODE_BLOCK, LINE_BREAK};
use crate::model::{Block, Blocks, Content, EmbedKind, ListKind, Style};
use inline::{Place, inline};

/// All of `blocks`.
pub fn markdown(blocks: &Blocks) -> String {
    let mut page = Page::default();
    for block in blocks.iter() {
        page.add(block);
    }
    page.end_code();
    page.text
}

/// What was written last, as far as the next depends on it.
#[derive(Debug, Default, PartialEq, Eq)]
enum Last {
    #[default]
    Nothing,
    Item,
    Quote,
    Other,
}

/// A list that goes on.
#[derive(Debug)]
struct Level {
    /// How far its items are indented in the document.
    indent: u8,
    is_ordered: bool,
    /// What stands at its items, or behind their numbers.
    sign: char,
    /// The number of its last item.
    ordinal: u32,
    /// Whether that item has text.
    has_text: bool,
    /// Where the text of that item begins, in columns from where the list does.
    width: usize,
}

#[derive(Debug, Default)]
struct Page {
    text: String,
    last: Last,
    /// The lists that the last item is in, the outermost first.
    levels: Vec<Level>,
    /// Lines of code that belong together, and what language they say they are in.
    code: Option<(String, Vec<String>)>,
}

impl Page {
    fn add(&mut self, block: &Block) {
        if block.list().is_none() && block.style() == Style::Code {
            return self.add_code(block);
        }
        self.end_code();
        if let Some(kind) = block.list() {
            return self.add_item(block, kind);
        }
        if is_divider(block) {
            return self.put("---", "", "", Last::Other);
        }
        let place = if matches!(block.style(), Style::Title | Style::Heading(_)) {
            Place::Heading
        } else {
            Place::Paragraph
        };
        let text = inline(block, place);
        if text.is_empty() {
            return;
        }
        match block.style() {
            Style::Title => self.put(&text, "# ", "", Last::Other),
            Style::Heading(level) => {
                self.put(&text, &format!("{} ", "#".repeat(usize::from(level))), "", Last::Other);
            }
            Style::Quote => self.put(&text, "> ", "> ", Last::Quote),
            Style::Normal | Style::Subtitle | Style::Code => self.put(&text, "", "", Last::Other),
        }
    }

    /// Writes what is no list item, its lines behind `first` and `rest`.
    fn put(&mut self, text: &str, first: &str, rest: &str, is: Last) {
        self.levels.clear();
        match (&self.last, &is) {
            (Last::Nothing, _) => {}
            (Last::Quote, Last::Quote) => self.text.push_str(">\n"),
            _ => self.text.push('\n'),
        }
        self.lines(text, first, rest);
        self.last = is;
    }

    fn lines(&mut self, text: &str, first: &str, rest: &str) {
        for (at, line) in text.split('\n').enumerate() {
            let line = format!("{}{line}", if at == 0 { first } else { rest });
            self.text.push_str(line.trim_end_matches(' '));
            self.text.push('\n');
        }
    }

    fn add_item(&mut self, block: &Block, kind: ListKind) {
        let text = inline(block, Place::Paragraph);
        let (indent, is_ordered) = (block.indent(), kind == ListKind::Ordered);
        while self.levels.last().is_some_and(|level| level.indent > indent) {
            self.levels.pop();
        }
        let sibling = self.levels.pop_if(|level| level.indent == indent);
        let goes_on = sibling.as_ref().is_some_and(|level| {
            level.is_ordered == is_ordered && (!is_ordered || level.ordinal + 1 == block.ordinal)
        });
        let sibling_has_text = sibling.as_ref().map(|level| level.has_text);
        let usual = if is_ordered { '.' } else { '-' };
        let sign = match sibling {
            Some(level) if goes_on => level.sign,
            // Another list of the same kind begins where the sign is another.
            Some(level) if level.is_ordered == is_ordered && level.sign == usual => {
                if is_ordered {
                    ')'
                } else {
                    '*'
                }
            }
            _ => usual,
        };
        let marker = if is_ordered { format!("{}{sign} ", block.ordinal) } else { format!("{sign} ") };
        let column: usize = self.levels.iter().map(|level| level.width).sum();
        // What would be read as more of the paragraph before it stands apart: a list that begins with another number than 1, and
        // an item in which nothing is.
        let follows_text =
            sibling_has_text.or(self.levels.last().map(|level| level.has_text)).unwrap_or(false);
        let stands_apart =
            !goes_on && follows_text && (text.is_empty() || (is_ordered && block.ordinal != 1));
        if self.last != Last::Nothing && (self.last != Last::Item || stands_apart) {
            self.text.push('\n');
        }
        let width = marker.len();
        let (ordinal, has_text) = (block.ordinal, !text.is_empty());
        self.levels.push(Level { indent, is_ordered, sign, ordinal, has_text, width });
        let check = match kind {
            ListKind::Checked => "[x] ",
            ListKind::Unchecked => "[ ] ",
            ListKind::Bullet | ListKind::Ordered => "",
        };
        let first = format!("{}{marker}{check}", " ".repeat(column));
        self.lines(&text, &first, &" ".repeat(column + width));
        self.last = Last::Item;
    }

    fn add_code(&mut self, block: &Block) {
        let language = block.attributes.text(CODE_BLOCK).unwrap_or_default();
        let is_plain = language.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-#._".contains(&byte));
        let language = if is_plain && !matches!(language, "true" | "plain") { language } else { "" };
        if self.code.as_ref().is_some_and(|(of, _)| of != language) {
            self.end_code();
        }
        let text = block.text().replace(LINE_BREAK, "\n").replace('\u{fffc}', "");
        let (_, lines) = self.code.get_or_insert_with(|| (language.to_owned(), Vec::new()));
        lines.push(text);
    }

    fn end_code(&mut self) {
        let Some((language, lines)) = self.code.take() else { return };
        let code = lines.join("\n");
        let fence = "`".repeat(signs::longest_run(&code, '`').max(2) + 1);
        self.levels.clear();
        if self.last != Last::Nothing {
            self.text.push('\n');
        }
        self.text.push_str(&format!("{fence}{language}\n{code}\n{fence}\n"));
        self.last = Last::Other;
    }
}

/// Whether a line across the page is all that is in the block.
fn is_divider(block: &Block) -> bool {
    let [run] = &*block.runs else { return false };
    matches!(run.content, Content::Embed(_))
        && EmbedKind::in_attributes(&run.attributes) == Some(EmbedKind::Divider)
}
