//! Documents drawn as text, with the selection in them.
//!
//! A line is a paragraph: `# ` to `###### ` headings, `* ` bulleted, `1. ` numbered, `o ` unticked, `x ` ticked items, `> ` a
//! quotation, two spaces a level of indent. `_bold_` is bold, `◆` a picture, `═` a divider. `|` is the caret or the head of the selection, `^` its
//! anchor.
//!
//! What has no sign of its own is spelled: `{align=center} ` before a paragraph's sign, `⟨color=#ff0000 size=9pt⟩text⟨⟩`
//! around text, `⟨divider!⟩` for an embed. [`draw`] leaves such things out, [`draw_all`] does not.

use octavo_shared::edit::{Command, Editor, Selection};
use octavo_shared::model::schema::{BLOCKQUOTE, EMBED, HEADER, INDENT, LIST};
use octavo_shared::model::{Attributes, Block, Content, Delta, ListKind, Op, Style, utf16};
use serde_json::{Value, json};

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
        if let Some((spelled, behind)) = rest.strip_prefix('{').and_then(|rest| rest.split_once("} ")) {
            block = block.compose(&attributes_of(spelled), false);
            rest = behind;
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
        let (mut bold, mut looks) = (false, Attributes::new());
        let mut characters = rest.chars();
        while let Some(character) = characters.next() {
            match character {
                '⟨' => {
                    let spelled: String =
                        characters.by_ref().take_while(|character| *character != '⟩').collect();
                    if let Some(kind) = spelled.strip_suffix('!') {
                        let embed = Content::Embed(json!({ "image": "https://example.org/dot.png" }));
                        body.push(Op::Insert(embed, Attributes::new().with(EMBED, kind)));
                        at += 1;
                    } else {
                        looks = attributes_of(&spelled);
                    }
                }
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
                    let marks = if bold { looks.clone().with("bold", true) } else { looks.clone() };
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

/// `align=center list-start=3` as attributes; what is JSON is that, everything else text.
fn attributes_of(spelled: &str) -> Attributes {
    let pairs = spelled.split_whitespace().filter_map(|pair| pair.split_once('='));
    pairs
        .map(|(name, value)| (name, serde_json::from_str(value).unwrap_or_else(|_| Value::from(value))))
        .collect()
}

/// The attributes but for those of these names, spelled.
fn spelled(attributes: &Attributes, but: &[&str]) -> String {
    let rest = attributes.iter().filter(|(name, _)| !but.contains(name));
    let pair = |(name, value): (&str, &Value)| match value {
        Value::String(text) => format!("{name}={text}"),
        value => format!("{name}={value}"),
    };
    rest.map(pair).collect::<Vec<_>>().join(" ")
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

/// Draws what an editor holds, as far as it has a sign.
pub fn draw(editor: &Editor) -> String {
    draw_with(editor, false)
}

/// Draws what an editor holds, and spells what has no sign.
pub fn draw_all(editor: &Editor) -> String {
    draw_with(editor, true)
}

fn draw_with(editor: &Editor, all: bool) -> String {
    let mut start = 0;
    let mut lines = Vec::new();
    for block in editor.blocks().iter() {
        lines.push(draw_block(block, start, editor.selection(), all));
        start += block.len();
    }
    lines.join("\n")
}

fn draw_block(block: &Block, start: usize, selection: Selection, all: bool) -> String {
    let mut line = "  ".repeat(usize::from(block.indent()));
    let said = spelled(&block.attributes, &[HEADER, LIST, INDENT, BLOCKQUOTE]);
    if all && !said.is_empty() {
        line.push_str(&format!("{{{said}}} "));
    }
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
    let (mut at, mut bold, mut looks) = (start, false, String::new());
    let ends = |line: &mut String, at: usize| {
        if selection.anchor == at && !selection.is_caret() {
            line.push('^');
        }
        if selection.head == at {
            line.push('|');
        }
    };
    for run in block.runs.iter() {
        let drawn: &[&str] = if run.attributes.has("bold") { &["bold"] } else { &[] };
        let said = spelled(&run.attributes, drawn);
        let kind = run.attributes.text(EMBED).filter(|_| all).map(|kind| format!("⟨{kind}!⟩"));
        let embed = kind.unwrap_or_else(|| if run.attributes.has(EMBED) { "═" } else { "◆" }.to_owned());
        let text = match &run.content {
            Content::Text(text) => text,
            Content::Embed(_) if all => {
                ends(&mut line, at);
                line.push_str(&embed);
                at += 1;
                continue;
            }
            Content::Embed(_) => &embed,
        };
        if all && said != looks {
            line.push_str(&format!("⟨{said}⟩"));
            looks = said;
        }
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
    if !looks.is_empty() {
        line.push_str("⟨⟩");
    }
    ends(&mut line, at);
    debug_assert_eq!(at - start, utf16::len(&block.text()));
    line
}

/// The same, with all that has no sign of its own.
#[track_caller]
pub fn formats(before: &str, commands: &[Command], after: &str) {
    let mut editor = editor(before);
    for command in commands {
        editor.apply(command, 0.0);
    }
    assert_eq!(draw_all(&editor), after, "{commands:?} on\n{before}");
    assert_eq!(editor.document().body(), editor.blocks().body(), "the CRDT holds what the blocks show");
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
