//! What is written as Markdown is read back as what it was, by a parser that is not ours.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use octavo_shared::export::markdown;
use octavo_shared::model::{Attributes, Block, Blocks, Content, Delta, ListKind, Style};
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::collections::BTreeSet;

/// A paragraph: what it is, and its text in stretches with what is said of each.
type Paragraph = (String, Vec<(String, BTreeSet<String>)>);

fn plain() -> Attributes {
    Attributes::new()
}

fn on(name: &str) -> Attributes {
    plain().with(name, true)
}

fn written(body: Delta) -> String {
    markdown(&Blocks::from_body(&body))
}

#[test]
fn a_document_is_written_as_people_write_markdown() {
    let item = |kind: &str, indent: u8| match indent {
        0 => plain().with("list", kind),
        indent => plain().with("list", kind).with("indent", indent),
    };
    let body = Delta::new()
        .insert("The plan", plain())
        .insert("\n", plain().with("style", "title"))
        .insert("We are ", plain())
        .insert("very", on("bold"))
        .insert(" ", on("bold"))
        .insert("glad", on("bold").with("italic", true))
        .insert(" to see ", plain())
        .insert("you", plain().with("link", "https://example.org/a(b)"))
        .insert(", snake_case & 2*3.\u{2028}A new line\n\n", plain())
        .insert("What to do", plain())
        .insert("\n", plain().with("header", 2))
        .insert("first", plain())
        .insert("\n", item("ordered", 0))
        .insert("inside", plain())
        .insert("\n", item("bullet", 1))
        .insert("done", plain())
        .insert("\n", item("checked", 1))
        .insert("second", plain())
        .insert("\n", item("ordered", 0))
        .insert("not done", plain())
        .insert("\n", item("unchecked", 0))
        .insert("said", plain())
        .insert("\n", on("blockquote"))
        .insert("twice", plain())
        .insert("\n", on("blockquote"))
        .insert("let a = `b`;", plain())
        .insert("\n", plain().with("code-block", "rust"))
        .insert("  f();", plain())
        .insert("\n", plain().with("code-block", "rust"))
        .embed(serde_json::json!({ "image": "data:," }), plain().with("embed", "divider"))
        .insert("\n", plain())
        .embed(serde_json::json!({ "image": "https://example.org/a.png" }), plain().with("alt", "A [cat]"))
        .insert(" H", plain())
        .insert("2", plain().with("script", "sub"))
        .insert("O ", plain())
        .insert("x`y", on("code"))
        .insert(" ", plain())
        .insert("gone", on("strike"))
        .insert("\n", plain());
    let expected = "\
# The plan

We are **very *glad*** to see [you](https://example.org/a%28b%29), snake_case & 2\\*3.\\
A new line

## What to do

1. first
   - inside
   - [x] done
2. second
- [ ] not done

> said
>
> twice

```rust
let a = `b`;
  f();
```

---

![A \\[cat\\]](https://example.org/a.png) H<sub>2</sub>O ``x`y`` ~~gone~~
";
    assert_eq!(written(body), expected);
}

#[test]
fn text_that_looks_like_markdown_stays_text() {
    for text in [
        "# no heading",
        "#",
        "- no item",
        "-",
        "+ no item",
        "* no item",
        "1. no item",
        "12) no item",
        "1.",
        "> no quote",
        "---",
        "***",
        "___",
        "===",
        "```",
        "~~~",
        "    no code",
        "\tno code",
        "[no](link)",
        "![no](picture)",
        "[x] no box",
        "<b>no element</b>",
        "&amp; no entity",
        "a | b",
        "*no* **no** _no_ ~~no~~ `no`",
        "back\\slash\\",
        "ends with a blank ",
        "<https://no.example>",
        "[^1]: no note",
        "a\u{2028}===",
        "a\u{2028}---",
        "a\u{2028}| - |",
        "a\u{2028}\u{2028}b",
        "\u{2028}",
        "wow!",
        "a\u{2028}  b  \u{2028}c",
        "2*3*4",
        "snake_case_",
        "_x",
    ] {
        let body = Delta::new().insert(text, plain()).insert("\n", plain());
        assert_same(body.clone(), &format!("{text:?}"));
        for style in [
            plain().with("header", 3),
            on("blockquote"),
            plain().with("list", "bullet"),
            plain().with("list", "ordered"),
        ] {
            assert_same(Delta::new().insert(text, plain()).insert("\n", style), &format!("{text:?}"));
        }
        assert_same(
            Delta::new().insert(text, plain()).insert("\n", on("code-block")),
            &format!("{text:?} as code"),
        );
        assert_same(
            Delta::new().insert(text, on("code")).insert("\n", plain()),
            &format!("{text:?} as a span of code"),
        );
    }
}

#[test]
fn whatever_is_marked_is_read_back_as_it_was() {
    for seed in 0..5_000 {
        let mut random = StdRng::seed_from_u64(seed);
        let mut body = Delta::new();
        for _ in 0..random.random_range(1..7) {
            body = body.insert(&text(&mut random), marks(&mut random));
        }
        let header = match random.random_range(0..6) {
            0 => plain().with("header", 2),
            1 => on("blockquote"),
            2 => plain().with("list", "checked"),
            _ => plain(),
        };
        assert_same(body.insert("\n", header), &format!("seed {seed}"));
    }
}

#[test]
fn lists_are_read_back_as_deep_and_of_the_kind_that_they_were() {
    for seed in 0..5_000 {
        let mut random = StdRng::seed_from_u64(seed);
        let mut body = Delta::new();
        let mut indent = None;
        for _ in 0..random.random_range(1..12) {
            let words = ["one", "two", "", "- three", "4. four", "five\u{2028}more"];
            body = body.insert(words[random.random_range(0..words.len())], plain());
            if random.random_range(0..6) == 0 {
                let others = [plain(), on("blockquote"), on("code-block"), plain().with("header", 1)];
                body = body.insert("\n", others[random.random_range(0..others.len())].clone());
                indent = None;
                continue;
            }
            let next = random.random_range(0..=indent.map_or(0, |indent| indent + 1).min(8));
            indent = Some(next);
            let kind = ["bullet", "ordered", "ordered", "checked", "unchecked"][random.random_range(0..5)];
            let mut item = plain().with("list", kind);
            if next > 0 {
                item.set("indent", next);
            }
            if kind == "ordered" && random.random_range(0..4) == 0 {
                item.set("list-start", random.random_range(1..30));
            }
            body = body.insert("\n", item);
        }
        assert_same(body, &format!("seed {seed}"));
    }
}

fn text(random: &mut StdRng) -> String {
    const PIECES: [&str; 24] = [
        "a",
        "Word",
        "two words",
        " ",
        "  ",
        "*",
        "**",
        "_",
        "~~",
        "`",
        "[",
        "](",
        ")",
        "!",
        "#",
        "1.",
        "-",
        "&lt;",
        "\\",
        "é",
        "“",
        "😀",
        "\u{2028}",
        "x y",
    ];
    (0..random.random_range(1..4)).map(|_| PIECES[random.random_range(0..PIECES.len())]).collect()
}

fn marks(random: &mut StdRng) -> Attributes {
    let mut marks = plain();
    for mark in ["bold", "italic", "strike", "underline", "code"] {
        if random.random_range(0..if mark == "code" { 12 } else { 3 }) == 0 {
            marks.set(mark, true);
        }
    }
    match random.random_range(0..9) {
        0 => marks.set("link", "https://a.example/?b=c&amp;d_e*"),
        1 => marks.set("script", "super"),
        2 => marks.set("color", "#ff0000"),
        _ => {}
    }
    marks
}

fn assert_same(body: Delta, says: &str) {
    let blocks = Blocks::from_body(&body);
    let markdown = markdown(&blocks);
    assert_eq!(read(&markdown), expected(&blocks), "{says}, written as\n{markdown}");
}

/// What the blocks say, as far as Markdown can say it.
fn expected(blocks: &Blocks) -> Vec<Paragraph> {
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut is_code = false;
    for block in blocks.iter() {
        let code = block.list().is_none() && block.style() == Style::Code;
        if code && is_code {
            paragraphs.last_mut().unwrap().1[0]
                .0
                .push_str(&format!("{}\n", block.text().replace('\u{2028}', "\n")));
            continue;
        }
        is_code = code;
        if code {
            let text = format!("{}\n", block.text().replace('\u{2028}', "\n"));
            paragraphs.push(("code".to_owned(), vec![(text, BTreeSet::new())]));
            continue;
        }
        let mut runs = runs(block);
        if runs.iter().all(|(text, marks)| text.trim().is_empty() && !marks.contains("code")) {
            runs.clear();
        }
        let kind = match (block.list(), block.style()) {
            (Some(ListKind::Ordered), _) => format!("{} {}", block.ordinal, block.indent()),
            (Some(ListKind::Bullet), _) => format!("- {}", block.indent()),
            (Some(kind), _) => format!("{} {}", kind.name(), block.indent()),
            (None, Style::Heading(level)) => format!("h{level}"),
            (None, Style::Quote) => "quote".to_owned(),
            _ => "p".to_owned(),
        };
        if block.list().is_some() || !runs.is_empty() {
            paragraphs.push((kind, runs));
        }
    }
    paragraphs
}

fn runs(block: &Block) -> Vec<(String, BTreeSet<String>)> {
    let mut letters = Vec::new();
    for run in block.runs.iter() {
        let Content::Text(text) = &run.content else { continue };
        let said = |name: &str| run.attributes.has(name).then(|| name.to_owned());
        let mut marks: BTreeSet<String> =
            ["bold", "italic", "strike", "underline", "code"].iter().filter_map(|name| said(name)).collect();
        marks.extend(run.attributes.text("link").map(str::to_owned));
        marks.extend(run.attributes.text("script").map(str::to_owned));
        let text = if marks.contains("code") {
            text.replace('\u{2028}', " ")
        } else {
            text.replace('\u{2028}', "\n")
        };
        letters.extend(text.chars().map(|letter| (letter, marks.clone())));
    }
    stretches(letters)
}

/// Letters in stretches. What is said of a blank is not asked, but for code.
fn stretches(letters: Vec<(char, BTreeSet<String>)>) -> Vec<(String, BTreeSet<String>)> {
    let mut stretches: Vec<(String, BTreeSet<String>)> = Vec::new();
    for (letter, marks) in letters {
        let marks = if letter.is_whitespace() && !marks.contains("code") { BTreeSet::new() } else { marks };
        match stretches.last_mut() {
            Some((text, last)) if *last == marks => text.push(letter),
            _ => stretches.push((letter.to_string(), marks)),
        }
    }
    stretches
}

fn read(markdown: &str) -> Vec<Paragraph> {
    let options = Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES;
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut lists: Vec<Option<u64>> = Vec::new();
    let mut marks: BTreeSet<String> = BTreeSet::new();
    let mut letters: Vec<(char, BTreeSet<String>)> = Vec::new();
    let mut kind = String::new();
    let mut is_quote = false;
    let mut flush = |kind: &mut String, letters: &mut Vec<(char, BTreeSet<String>)>| {
        let letters = std::mem::take(letters);
        let text = match &**kind {
            "" => return,
            "code" => vec![(letters.into_iter().map(|(letter, _)| letter).collect(), BTreeSet::new())],
            _ => stretches(letters),
        };
        paragraphs.push((std::mem::take(kind), text));
    };
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Start(Tag::Paragraph) if lists.is_empty() => {
                kind = if is_quote { "quote" } else { "p" }.to_owned()
            }
            Event::Start(Tag::Paragraph) | Event::End(TagEnd::Item) => {}
            Event::Start(Tag::Heading { level, .. }) => {
                kind = format!(
                    "h{}",
                    match level {
                        HeadingLevel::H1 => 1,
                        HeadingLevel::H2 => 2,
                        _ => 3,
                    }
                );
            }
            Event::Start(Tag::BlockQuote(_)) => is_quote = true,
            Event::End(TagEnd::BlockQuote(_)) => is_quote = false,
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => {
                flush(&mut kind, &mut letters);
                kind = "code".to_owned();
            }
            Event::Start(Tag::List(start)) => {
                flush(&mut kind, &mut letters);
                lists.push(start);
            }
            Event::End(TagEnd::List(_)) => {
                flush(&mut kind, &mut letters);
                lists.pop();
            }
            Event::Start(Tag::Item) => {
                flush(&mut kind, &mut letters);
                let depth = lists.len() - 1;
                kind = match lists.last_mut().unwrap() {
                    Some(number) => {
                        *number += 1;
                        format!("{} {depth}", *number - 1)
                    }
                    None => format!("- {depth}"),
                };
            }
            Event::TaskListMarker(is_checked) => {
                let depth = kind.split_once(' ').unwrap().1.to_owned();
                kind = format!("{} {depth}", if is_checked { "checked" } else { "unchecked" });
            }
            Event::End(TagEnd::Paragraph) if !lists.is_empty() => {}
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock) => {
                flush(&mut kind, &mut letters)
            }
            Event::Start(Tag::Strong) => drop(marks.insert("bold".to_owned())),
            Event::End(TagEnd::Strong) => drop(marks.remove("bold")),
            Event::Start(Tag::Emphasis) => drop(marks.insert("italic".to_owned())),
            Event::End(TagEnd::Emphasis) => drop(marks.remove("italic")),
            Event::Start(Tag::Strikethrough) => drop(marks.insert("strike".to_owned())),
            Event::End(TagEnd::Strikethrough) => drop(marks.remove("strike")),
            Event::Start(Tag::Link { dest_url, .. }) => drop(marks.insert(dest_url.to_string())),
            Event::End(TagEnd::Link) => marks.retain(|mark| !mark.starts_with("https:")),
            Event::Text(text) => letters.extend(text.chars().map(|letter| (letter, marks.clone()))),
            Event::Code(text) => {
                let mut marks = marks.clone();
                marks.insert("code".to_owned());
                letters.extend(text.chars().map(|letter| (letter, marks.clone())));
            }
            Event::HardBreak => letters.push(('\n', marks.clone())),
            Event::InlineHtml(tag) => match &*tag {
                "<br>" => letters.push(('\n', marks.clone())),
                tag => {
                    let name = match tag.trim_matches(['<', '>', '/']) {
                        "strong" => "bold",
                        "em" => "italic",
                        "del" => "strike",
                        "u" => "underline",
                        "sup" => "super",
                        "sub" => "sub",
                        other => panic!("an element {other} in {markdown}"),
                    };
                    match tag.starts_with("</") {
                        true => drop(marks.remove(name)),
                        false => drop(marks.insert(name.to_owned())),
                    }
                }
            },
            other => panic!("{other:?} in\n{markdown}"),
        }
    }
    paragraphs
}
