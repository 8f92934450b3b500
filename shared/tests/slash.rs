//! Where a slash asks for commands, drawn, and what is typed behind it.

mod drawn;

use drawn::sketch::editor;
use octavo_shared::edit::{Selection, slash};

/// What is chosen by what stands behind the slash at `at`.
fn query(sketch: &str, at: usize) -> Option<String> {
    let editor = editor(sketch);
    slash::query(editor.blocks(), at, editor.selection())
}

/// Whether the slash before the caret asks for commands.
fn asks(sketch: &str) -> bool {
    let editor = editor(sketch);
    slash::asking(editor.blocks(), editor.selection()).is_some()
}

#[test]
fn a_slash_asks_on_an_empty_line_and_behind_a_space() {
    assert!(asks("/|") && asks("one /|") && asks("one /| two") && asks("one\n/|\ntwo"));
}

#[test]
fn a_slash_in_a_date_a_path_an_address_or_code_asks_nothing() {
    for sketch in
        ["1/|2", "and/|or", "https:/|", "/usr/|", "/|usr", "{code-block=true} /|", "⟨code=true⟩one /|⟨⟩"]
    {
        assert!(!asks(sketch), "{sketch}");
    }
    assert!(!asks("^one /|"));
}

#[test]
fn what_is_typed_behind_it_chooses_until_the_caret_leaves_it() {
    assert_eq!(query("one /|", 4).as_deref(), Some(""));
    assert_eq!(query("one /heading 1|", 4).as_deref(), Some("heading 1"));
    assert_eq!(query("one /hea|ding", 4).as_deref(), Some("hea"));
    for over in ["one| /heading", "one / |", "one //|", "/heading\n|", "one heading|"] {
        assert_eq!(query(over, if over.starts_with('/') { 0 } else { 4 }), None, "{over}");
    }
    assert_eq!(query("/a line that is far too long to choose by|", 0), None);
    let past = Selection::caret(0);
    assert_eq!(slash::query(editor("|").blocks(), 7, past), None);
}
