//! Documents drawn as text, with the selection in them.
//!
//! A line is a paragraph: `# ` to `###### ` headings, `* ` bulleted, `1. ` numbered, `o ` unticked, `x ` ticked items, `> ` a
//! quotation, two spaces a level of indent. `_bold_` is bold, `◆` a picture, `═` a divider. `|` is the caret or the head of the selection, `^` its
//! anchor.

use octavo_shared::edit::{Command, Editor, Selection};
use octavo_shared::model::schema::{BLOCKQUOTE, HEADER, INDENT, LIST};
use octavo_shared::model::{Attributes, Block, Content, Delta, ListKind, Style, utf16};

const LISTS: [(&str, &str); 4] =
    [("* ", "bullet"), ("1. ", "ordered"), ("o ", "unchecked"), ("x ", "checked")];

fn parse(sketch: &str) -> (Delta, Selection) {
    let (mut body, mut anchor, mut head, mut at) = (Delta::new(), None, None, 0);
    for line in sketch.lines() {
        let mut rest = line.trim_start_matches("  ");
        let indent = (line.len() - rest.len()) / 2;
        let mut block = Attributes::new();
        if indent > 0 {
            block.set(INDENT, indent);
        }
        let hashes = rest.len() - rest.trim_start_matches('#').len();
        if hashes > 0 {
            block.set(HEADER, hashes);
            rest = &rest[hashes + 1..];
        } else if let Some((mark, name)) = LISTS.iter().find(|(mark, _)| rest.starts_with(mark)) {
            block.set(LIST, *name);
            rest = &rest[mark.len()..];
        } else if let Some(quoted) = rest.strip_prefix("> ") {
            block.set(BLOCKQUOTE, true);
            rest = quoted;
        }
        let mut bold = false;
        for character in rest.chars() {
            match character {
                '|' => head = Some(at),
                '^' => anchor = Some(at),
                '_' => bold = !bold,
                '◆' | '═' => {
                    let kind = if character == '═' { Some("divider") } else { None };
                    let named = kind.map(|kind| Attributes::new().with("embed", kind));
                    body = body.embed(serde_json::json!({ "image": "a.png" }), named.unwrap_or_default());
                    at += 1;
                }
                character => {
                    let marks = if bold { Attributes::new().with("bold", true) } else { Attributes::new() };
                    body = body.insert(&character.to_string(), marks);
                    at += character.len_utf16();
                }
            }
        }
        body = body.insert("\n", block);
        at += 1;
    }
    let head = head.unwrap_or(0);
    (body, Selection { anchor: anchor.unwrap_or(head), head })
}

/// An editor of the document that is drawn.
pub fn editor(sketch: &str) -> Editor {
    let (body, selection) = parse(sketch);
    let mut source = octavo_shared::model::Document::new(900);
    let mut editor = Editor::new(7);
    editor.merge([source.edit(&body).as_slice()]).expect("an honest update");
    editor.select(selection);
    editor
}

/// Draws what an editor holds.
pub fn draw(editor: &Editor) -> String {
    let mut start = 0;
    let mut lines = Vec::new();
    for block in editor.blocks().iter() {
        lines.push(draw_block(block, start, editor.selection()));
        start += block.len();
    }
    lines.join("\n")
}

fn draw_block(block: &Block, start: usize, selection: Selection) -> String {
    let mut line = "  ".repeat(usize::from(block.indent()));
    match (block.list(), block.style()) {
        (Some(ListKind::Ordered), _) => line.push_str("1. "),
        (Some(list), _) => {
            line.push_str(
                LISTS.iter().find(|(_, name)| *name == list.name()).expect("every list is drawn").0,
            );
        }
        (None, Style::Heading(level)) => line.push_str(&format!("{} ", "#".repeat(usize::from(level)))),
        (None, Style::Quote) => line.push_str("> "),
        _ => {}
    }
    let (mut at, mut bold) = (start, false);
    let ends = |line: &mut String, at: usize| {
        if selection.anchor == at && !selection.is_caret() {
            line.push('^');
        }
        if selection.head == at {
            line.push('|');
        }
    };
    for run in block.runs.iter() {
        let embed = if run.attributes.has("embed") { "═" } else { "◆" };
        let text = if let Content::Text(text) = &run.content { text } else { embed };
        if run.attributes.has("bold") != bold {
            bold = !bold;
            line.push('_');
        }
        for character in text.chars() {
            ends(&mut line, at);
            line.push(character);
            at += character.len_utf16();
        }
    }
    if bold {
        line.push('_');
    }
    ends(&mut line, at);
    debug_assert_eq!(at - start, utf16::len(&block.text()));
    line
}

/// Proves that commands, one after the other, lead from one drawing to the other.
#[track_caller]
pub fn leads(before: &str, commands: &[Command], after: &str) {
    let mut editor = editor(before);
    for command in commands {
        editor.apply(command, 0.0);
    }
    assert_eq!(draw(&editor), after, "{commands:?} on\n{before}");
    assert_eq!(editor.document().body(), editor.blocks().body(), "the CRDT holds what the blocks show");
}
