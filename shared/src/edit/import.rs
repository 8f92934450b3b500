//! A document from a text file. Of Markdown what stands at the beginning of a line is understood: headings, lists, quotations; the
//! rest stays as it was written.

use crate::model::{Attributes, Delta};

/// How a text file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextFormat {
    /// Each line is a paragraph.
    Plain,
    /// Lines are marked at their beginning, and an empty one ends a paragraph.
    Markdown,
}

impl TextFormat {
    /// By the name of the file.
    pub fn of(name: &str) -> TextFormat {
        let name = name.to_lowercase();
        let is_markdown = [".md", ".markdown"].iter().any(|ending| name.ends_with(ending));
        if is_markdown { TextFormat::Markdown } else { TextFormat::Plain }
    }
}

/// The change that brings `text` into a new document, which is one empty paragraph.
pub fn import_text(text: &str, format: TextFormat) -> Delta {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim_end_matches('\n');
    let paragraphs: Vec<(String, Attributes)> = match format {
        TextFormat::Plain => text.split('\n').map(|line| (line.to_owned(), Attributes::new())).collect(),
        TextFormat::Markdown => markdown(text),
    };
    import_delta(paragraphs.into_iter().fold(Delta::default(), |document, (line, attributes)| {
        document.insert(&line, Attributes::new()).insert("\n", attributes)
    }))
}

/// The change that brings `text` into a new document ([`Delta::onto_new`]).
pub fn import_delta(text: Delta) -> Delta {
    text.onto_new()
}

fn markdown(text: &str) -> Vec<(String, Attributes)> {
    let mut paragraphs: Vec<(String, Attributes)> = Vec::new();
    // Whether the next plain line goes on with the paragraph before it.
    let mut goes_on = false;
    for line in text.split('\n') {
        let content = line.trim();
        if content.is_empty() {
            goes_on = false;
            continue;
        }
        let (rest, attributes) = line_start(content);
        if goes_on && attributes.is_empty() {
            if let Some((paragraph, _)) = paragraphs.last_mut() {
                paragraph.push(' ');
                paragraph.push_str(rest);
            }
        } else {
            goes_on = !attributes.has("header");
            paragraphs.push((rest.to_owned(), attributes));
        }
    }
    if paragraphs.is_empty() {
        paragraphs.push((String::new(), Attributes::new()));
    }
    paragraphs
}

/// What the beginning of a line says of it, and the line without that.
fn line_start(line: &str) -> (&str, Attributes) {
    let none = Attributes::new();
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    if (1..=6).contains(&level)
        && let Some(rest) = line[level..].strip_prefix(' ')
    {
        return (rest.trim().trim_end_matches('#').trim_end(), none.with("header", level));
    }
    if let Some(rest) = line.strip_prefix("> ") {
        return (rest.trim_start(), none.with("blockquote", true));
    }
    for bullet in ["- ", "* ", "+ "] {
        if let Some(rest) = line.strip_prefix(bullet) {
            let ticked = [("[ ] ", "unchecked"), ("[x] ", "checked"), ("[X] ", "checked")];
            let found = ticked.iter().find_map(|(mark, kind)| Some((rest.strip_prefix(mark)?, *kind)));
            let (rest, kind) = found.unwrap_or((rest, "bullet"));
            return (rest.trim_start(), none.with("list", kind));
        }
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=9).contains(&digits)
        && let Some(rest) = line[digits..].strip_prefix(". ").or_else(|| line[digits..].strip_prefix(") "))
    {
        return (rest.trim_start(), none.with("list", "ordered"));
    }
    (line, none)
}
