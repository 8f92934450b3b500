//! A text file becomes a document.

use octavo_shared::edit::{TextFormat, import_delta, import_text};
use octavo_shared::model::{Attributes, Delta, Document, seed};

fn imported(text: &str, name: &str) -> Delta {
    let mut document = Document::new(7);
    assert!(document.merge([&seed()[..]]).is_ok());
    document.edit(&import_text(text, TextFormat::of(name)));
    document.body()
}

fn plain() -> Attributes {
    Attributes::new()
}

#[test]
fn each_line_of_a_plain_text_is_a_paragraph() {
    let expected = Delta::default().insert("One\n\n# Two\n", plain());
    assert_eq!(imported("\u{feff}One\r\n\r\n# Two\r\n", "notes.txt"), expected);
    assert_eq!(imported("", "empty.txt"), Delta::default().insert("\n", plain()));
}

#[test]
fn headings_lists_and_quotations_of_markdown_are_what_they_say() {
    let text = "# Plan #\n\nFirst line\ngoes on.\n\n- milk\n- [x] bread\n2. later\n> said\n\n#hashtag";
    let expected = Delta::default()
        .insert("Plan", plain())
        .insert("\n", plain().with("header", 1))
        .insert("First line goes on.\nmilk", plain())
        .insert("\n", plain().with("list", "bullet"))
        .insert("bread", plain())
        .insert("\n", plain().with("list", "checked"))
        .insert("later", plain())
        .insert("\n", plain().with("list", "ordered"))
        .insert("said", plain())
        .insert("\n", plain().with("blockquote", true))
        .insert("#hashtag\n", plain());
    assert_eq!(imported(text, "plan.MD"), expected);
    assert_eq!(imported("text\n\n## End", "a.md").ops().len(), 2, "the last line has its look too");
}

#[test]
fn a_text_in_quills_form_is_the_document_to_the_end_of_its_last_paragraph() {
    let into_new = |text: &Delta| {
        let mut document = Document::new(7);
        assert!(document.merge([&seed()[..]]).is_ok());
        document.edit(&import_delta(text.clone()));
        document.body()
    };
    let list = plain().with("list", "bullet");
    for text in [
        Delta::default().insert("\n", plain()),
        Delta::default().insert("One", plain().with("bold", true)).insert("\nTwo\n", plain()),
        Delta::default().insert("One\nTwo", plain()).insert("\n", list.clone()),
        Delta::default().insert("One", plain()).insert("\n\n", list),
    ] {
        assert_eq!(into_new(&text), text);
    }
}
