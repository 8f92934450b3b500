//! What the editor makes of text while it is typed. `types` presses one key after the other, `\n` being Enter.

mod drawn;

use drawn::sketch::{draw, editor};
use octavo_shared::edit::Command::*;
use octavo_shared::edit::{AutoFormat, Editor, Selection, Slice};
use octavo_shared::model::Mark;

fn press(editor: &mut Editor, key: char) {
    let command = if key == '\n' { SplitBlock } else { InsertText(key.to_string()) };
    assert!(command.is_typing());
    editor.apply(&command, 0.0);
    editor.apply(&AutoFormat, 0.0);
}

fn typed(before: &str, keys: &str) -> Editor {
    let mut editor = editor(before);
    keys.chars().for_each(|key| press(&mut editor, key));
    editor
}

#[track_caller]
fn types(before: &str, keys: &str, after: &str) {
    let editor = typed(before, keys);
    assert_eq!(draw(&editor), after, "{keys:?} typed into\n{before}");
    assert_eq!(editor.document().body(), editor.blocks().body(), "the CRDT holds what the blocks show");
}

/// Proves it of the text that is typed by somebody who writes that language.
#[track_caller]
fn writes(language: &str, keys: &str, text: &str) {
    let mut editor = editor("|");
    editor.set_auto_format(AutoFormat::default().in_language(language));
    keys.chars().for_each(|key| press(&mut editor, key));
    assert_eq!(editor.document().body().text(), format!("{text}\n"), "{keys:?} in {language}");
}

fn links(editor: &Editor) -> Vec<(String, String)> {
    let runs = editor.blocks().iter().flat_map(|block| block.runs.iter().cloned().collect::<Vec<_>>());
    runs.filter_map(|run| {
        let text = octavo_shared::model::Delta::from_iter([octavo_shared::model::Op::Insert(
            run.content.clone(),
            Default::default(),
        )]);
        Some((text.text(), run.attributes.text("link")?.to_owned()))
    })
    .collect()
}

fn link(text: &str, href: &str) -> (String, String) {
    (text.to_owned(), href.to_owned())
}

#[test]
fn a_marker_and_a_space_begin_a_list() {
    types("|", "* one", "* one|");
    types("|", "- one", "* one|");
    types("|", "1. one", "1. one|");
    types("|", "1) one", "1. one|");
    types("|", "a) one", "1. one|");
    types("|", "[] one", "o one|");
    types("|", "[ ] one", "o one|");
    types("|", "[x] one", "x one|");
    types("|text", "* ", "* |text");
}

#[test]
fn a_list_goes_on_from_the_number_that_is_typed_and_a_year_begins_none() {
    let attribute = |editor: &Editor| {
        let last = editor.blocks().iter().last().expect("there is one").attributes.clone();
        last.get("list-start").cloned()
    };
    assert_eq!(attribute(&typed("|", "3. third")), Some(3.into()));
    assert_eq!(attribute(&typed("1. one\n|", "2. two")), None, "as the next of the list above");
    assert_eq!(attribute(&typed("1. one\n|", "1. one")), Some(1.into()), "a list of its own");
    types("|", "99. x", "1. x|");
    types("|", "1986. x", "1986. x|");
    types("|", "100. x", "100. x|");
    types("|", "0. x", "0. x|");
}

#[test]
fn headings_quotations_and_code_begin_with_their_marks() {
    types("|", "# x", "# x|");
    types("|", "###### x", "###### x|");
    types("|", "####### x", "####### x|");
    types("# |x", "### ", "### |x");
    types("|", "> x", "> x|");
    for keys in ["``` x", "```\nx", "```rust\nx"] {
        let editor = typed("|", keys);
        let body = editor.document().body();
        assert_eq!(body.text(), "x\n");
        let block = editor.blocks().at(0).block;
        assert!(block.attributes.has("code-block"), "{keys:?}");
    }
}

#[test]
fn a_line_of_dashes_and_enter_draw_a_line_across_the_page() {
    let mut editor = typed("above\n|", "---\nx");
    let divider = editor.blocks().iter().nth(1).expect("there are three").clone();
    assert_eq!(divider.runs[0].attributes.text("embed"), Some("divider"));
    assert_eq!(editor.document().body().text(), "above\n\u{fffc}\nx\n");
    editor.apply(&Undo, 0.0);
    editor.apply(&Undo, 0.0);
    assert_eq!(draw(&editor), "above\n---\n|");
    types("|", "a---\n", "a---\n|");
}

#[test]
fn nothing_begins_inside_of_a_list_in_the_middle_of_a_line_or_in_code() {
    types("* |", "1. x", "* 1. x|");
    types("a|", " * x", "a * x|");
    types("> |", "* x", "> * x|");
    types("# |", "1. x", "# 1. x|");
    let mut code = typed("|", "``` ");
    "# \"x\" -- ... https://a.org ".chars().for_each(|key| press(&mut code, key));
    assert_eq!(code.document().body().text(), "# \"x\" -- ... https://a.org \n");
    assert!(links(&code).is_empty());
    let mut inline = editor("|");
    inline.apply(&ToggleMark(Mark::Code), 0.0);
    "\"x\"".chars().for_each(|key| press(&mut inline, key));
    assert_eq!(inline.document().body().text(), "\"x\"\n");
}

#[test]
fn pasted_text_stays_as_it_is() {
    let mut editor = editor("|");
    editor.apply(&Paste(Slice::from_text("* \"a\" -- b...")), 0.0);
    assert_eq!(draw(&editor), "* \"a\" -- b...|");
    assert!(editor.blocks().at(0).block.list().is_none());
}

#[test]
fn undo_right_after_gives_back_what_was_typed_and_so_does_backspace() {
    for keys in ["* ", "1. ", "[x] ", "### ", "> ", "``` ", "```\n", "a...", "(c)"] {
        for command in [Undo, DeleteBackward] {
            let mut editor = typed("|", keys);
            let formatted = editor.document().body();
            editor.apply(&command, 0.0);
            assert_eq!(editor.document().body().text(), format!("{keys}\n"));
            assert!(editor.blocks().iter().all(|block| block.attributes.is_empty()), "{keys:?}");
            assert_eq!(editor.selection(), Selection::caret(keys.len()), "{keys:?}");
            editor.apply(&Redo, 0.0);
            assert_eq!(editor.document().body(), formatted, "{keys:?}");
        }
    }
}

#[test]
fn backspace_takes_a_quotation_mark_and_undo_its_form() {
    let mut editor = typed("|", "a \"");
    assert_eq!(draw(&editor), "a “|");
    editor.apply(&Undo, 0.0);
    assert_eq!(draw(&editor), "a \"|");
    editor.apply(&Redo, 0.0);
    editor.apply(&DeleteBackward, 0.0);
    assert_eq!(draw(&editor), "a |");
}

#[test]
fn backspace_reverts_only_right_after() {
    let mut editor = typed("|", "* ");
    editor.apply(&InsertText("x".into()), 0.0);
    editor.apply(&DeleteBackward, 0.0);
    assert_eq!(draw(&editor), "* |");
    let mut moved = typed("|ab", "* ");
    moved.select(Selection::caret(1));
    moved.apply(&DeleteBackward, 0.0);
    assert_eq!(draw(&moved), "* |b");
}

#[test]
fn an_undo_is_not_made_again_by_the_next_letter() {
    let mut editor = typed("|", "* ");
    editor.apply(&Undo, 0.0);
    "x y".chars().for_each(|key| press(&mut editor, key));
    assert_eq!(editor.document().body().text(), "* x y\n");
    assert!(editor.blocks().at(0).block.list().is_none());
}

#[test]
fn an_address_becomes_a_link_by_a_space_or_enter_without_the_punctuation_behind_it() {
    assert_eq!(links(&typed("|", "see (https://a.org/b). ")), [link("https://a.org/b", "https://a.org/b")]);
    assert_eq!(links(&typed("|", "www.a.org, ")), [link("www.a.org", "https://www.a.org")]);
    assert_eq!(links(&typed("|", "ana@a.org\n")), [link("ana@a.org", "mailto:ana@a.org")]);
    assert_eq!(links(&typed("|", "https://a.org")), [], "it may go on");
    assert_eq!(links(&typed("|", "e.g. this and/or that ")), []);
    let mut editor = typed("|", "https://a.org x");
    assert_eq!(links(&editor), [link("https://a.org", "https://a.org")], "what follows is no link");
    editor.apply(&Undo, 0.0);
    editor.apply(&Undo, 0.0);
    assert_eq!(
        (links(&editor), draw(&editor)),
        (vec![], "https://a.org |".to_owned()),
        "only the link is undone"
    );
}

#[test]
fn quotation_marks_are_those_of_the_language_and_of_the_place() {
    writes("en", r#""a" ("b") -"c""#, "“a” (“b”) -“c”");
    writes("en-GB", r#"'a "b" c'"#, "‘a “b” c’");
    writes("en", r#""'a' b""#, "“‘a’ b”");
    writes("de", r#""a" ("b")"#, "„a“ („b“)");
    writes("de", r#"'a "b" c'"#, "‚a „b“ c‘");
    writes("de-CH", r#""a" 'b'"#, "«a» ‹b›");
    writes("fr", r#""a""#, "«\u{a0}a\u{a0}»");
    writes("sv", r#""a""#, "”a”");
    writes("tlh", r#""a""#, "“a”");
}

#[test]
fn an_apostrophe_is_none_of_them() {
    writes("en", "don't the dogs' '90s 'tis so", "don’t the dogs’ ’90s ’tis so");
    writes("en", "'90 people'", "‘90 people’");
    writes("de", "geht's 'wie geht's'", "geht’s ‚wie geht’s‘");
    writes("fr", "l'an", "l’an");
}

#[test]
fn dashes_and_dots_become_signs_where_they_are_meant() {
    writes("en", "a -- b c--d e --- f", "a – b c–d e — f");
    writes("en", "wait... what", "wait… what");
    writes("en", "git --all -- -x ---- y", "git --all – -x ---- y");
    writes("en", "-- x", "-- x");
    writes("en", "(c) (R) (tm) a -> b", "© ® ™ a → b");
    writes("en", "1/2 a", "1/2 a");
}

#[test]
fn what_is_switched_off_does_nothing() {
    let off = AutoFormat {
        blocks: false,
        links: false,
        quotes: false,
        dashes: false,
        symbols: false,
        ..AutoFormat::default()
    };
    let keys = "* \"a\" -- b... (c) https://a.org ";
    let mut plain = editor("|");
    plain.set_auto_format(off);
    keys.chars().for_each(|key| press(&mut plain, key));
    assert_eq!(plain.document().body().text(), format!("{keys}\n"));
    assert!(links(&plain).is_empty());
    let mut fractions = editor("|");
    fractions.set_auto_format(AutoFormat { fractions: true, ..AutoFormat::default() });
    "1/2 of 11/2 ".chars().for_each(|key| press(&mut fractions, key));
    assert_eq!(fractions.document().body().text(), "½ of 11/2 \n");
}

#[test]
fn a_sign_has_the_marks_of_what_was_typed() {
    let mut editor = editor("|");
    editor.apply(&ToggleMark(Mark::Bold), 0.0);
    "\"a...".chars().for_each(|key| press(&mut editor, key));
    assert_eq!(draw(&editor), "_“a…_|");
}
