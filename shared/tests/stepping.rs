//! The caret beside what is no text, and what keyboards mean by a deletion. Drawn as in `drawn/sketch.rs`.

mod drawn;

use drawn::sketch::{draw, editor, leads};
use octavo_shared::edit::Command::{self, *};
use octavo_shared::edit::Selection;
use octavo_shared::edit::intent::{Input, command_for_input};
use octavo_shared::edit::stepping::{character_before, step};
use octavo_shared::model::Style;

/// What a step makes of a drawing; `None` where it is left to the browser.
fn stepped(sketch: &str, forward: bool, extends: bool) -> Option<String> {
    let mut editor = editor(sketch);
    let selection = step(editor.blocks(), editor.selection(), forward, extends)?;
    editor.select(selection);
    Some(draw(&editor))
}

#[track_caller]
fn steps(sketch: &str, forward: bool, extends: bool, after: &str) {
    assert_eq!(stepped(sketch, forward, extends).as_deref(), Some(after), "from {sketch}");
}

#[test]
fn an_arrow_passes_a_picture_in_one_press_each_way() {
    steps("a|◆b", true, false, "a◆|b");
    steps("a◆|b", false, false, "a|◆b");
    steps("|◆", true, false, "◆|");
    steps("◆|", false, false, "|◆");
    steps("◆|◆", true, false, "◆◆|");
}

#[test]
fn an_arrow_reaches_a_picture_and_leaves_it_character_by_character() {
    steps("a|b◆", true, false, "ab|◆");
    steps("◆a|b", false, false, "◆|ab");
    steps("◆|e\u{301}b", true, false, "◆e\u{301}|b");
    steps("👨‍👩‍👧|◆", false, false, "|👨‍👩‍👧◆");
}

#[test]
fn a_divider_has_a_place_before_and_one_behind_it_and_lines_are_crossed_at_it() {
    steps("a|\n═\nb", true, false, "a\n|═\nb");
    steps("a\n|═\nb", true, false, "a\n═|\nb");
    steps("a\n═|\nb", true, false, "a\n═\n|b");
    steps("a\n═\n|b", false, false, "a\n═|\nb");
    steps("a\n|═\nb", false, false, "a|\n═\nb");
    assert_eq!(stepped("|═", false, false), None);
    assert_eq!(stepped("═|", true, false), None);
}

#[test]
fn with_shift_an_arrow_selects_it_and_without_one_leads_to_the_side_it_points_to() {
    steps("a|◆b", true, true, "a^◆|b");
    steps("a^◆|b", false, true, "a|◆b");
    steps("a◆|b", false, true, "a|◆^b");
    steps("^a◆|b", true, true, "^a◆b|");
    steps("a^◆|b", true, false, "a◆|b");
    steps("a^◆|b", false, false, "a|◆b");
}

#[test]
fn in_text_the_caret_is_the_browsers() {
    for sketch in ["|ab◆", "a|b\nc◆", "^ab|◆"] {
        assert_eq!(stepped(sketch, true, false), None, "{sketch}");
    }
    assert_eq!(stepped("a◆\nb\n|c", false, false), None);
}

#[test]
fn enter_goes_on_below_a_picture_that_is_selected_and_typing_takes_its_place() {
    leads("a\n^═|\nb", &[SplitBlock], "a\n═\n|\nb");
    leads("^◆|", &[SplitBlock], "◆\n|");
    leads("a^◆|b", &[InsertText("x".to_owned())], "ax|b");
}

/// What the browser asks for with an event of this kind, of which it says what range it is about.
fn asked(sketch: &str, input_type: &str, data: Option<&str>, target: (usize, usize)) -> Option<Command> {
    let editor = editor(sketch);
    let selection: Selection = editor.selection();
    let input = Input {
        input_type,
        data,
        target: Some(target),
        selection,
        character_before: character_before(editor.blocks(), selection.head),
    };
    command_for_input(&input)
}

/// What Backspace is as a keyboard says it, with the range that it means to delete.
fn backspace(sketch: &str, target: (usize, usize)) -> Option<Command> {
    asked(sketch, "deleteContentBackward", None, target)
}

#[test]
fn text_goes_to_the_caret_whatever_other_caret_the_browser_names() {
    let insert = |text: &str| Some(InsertText(text.to_owned()));
    assert_eq!(asked("one\n|", "insertText", Some("t"), (0, 0)), insert("t"));
    assert_eq!(asked("one\n^two|", "insertText", Some("t"), (0, 0)), insert("t"));
    assert_eq!(asked("one|", "insertText", Some("t"), (3, 3)), insert("t"));
}

#[test]
fn nothing_is_deleted_away_from_the_caret() {
    for kind in ["deleteContentBackward", "deleteWordBackward", "deleteSoftLineBackward"] {
        assert_eq!(asked("one two\nthree|", kind, None, (0, 3)), Some(DeleteBackward), "{kind}");
    }
    for kind in ["deleteContentForward", "deleteWordForward", "deleteSoftLineForward"] {
        assert_eq!(asked("one two\n|three", kind, None, (0, 3)), Some(DeleteForward), "{kind}");
    }
    assert_eq!(asked("one two\nthree|", "deleteContent", None, (0, 3)), None);
    let word = Some(DeleteRange { start: 4, end: 7 });
    assert_eq!(asked("one two|", "deleteWordBackward", None, (4, 7)), word);
    assert_eq!(asked("one |two", "deleteWordForward", None, (4, 7)), word);
}

#[test]
fn text_takes_the_place_of_what_the_browser_names() {
    let replace = |start, end, text: &str| Some(ReplaceRange { start, end, text: text.to_owned() });
    assert_eq!(asked("teh |", "insertReplacementText", Some("the"), (0, 3)), replace(0, 3, "the"));
    assert_eq!(asked("e|", "insertText", Some("é"), (0, 1)), replace(0, 1, "é"));
}

#[test]
fn backspace_over_more_than_a_character_takes_what_the_keyboard_says() {
    assert_eq!(backspace("가나다|", (1, 3)), Some(DeleteRange { start: 1, end: 3 }));
    assert_eq!(backspace("가나다|", (2, 3)), Some(DeleteBackward));
    assert_eq!(backspace("a👨‍👩‍👧|", (1, 9)), Some(DeleteBackward));
    assert_eq!(
        backspace("a\n|b", (1, 2)),
        Some(DeleteBackward),
        "at a start the habits of a word processor hold"
    );
}

#[test]
fn tab_moves_lines_of_code_and_shift_tab_moves_them_back() {
    let mut editor = editor("one\nt^wo\nthr|ee\nfour");
    editor.select(Selection { anchor: 0, head: editor.blocks().len() });
    editor.apply(&SetStyle(Style::Code), 0.0);
    editor.select(Selection { anchor: 5, head: 11 });
    editor.apply(&InsertTab, 0.0);
    assert_eq!(draw(&editor), "one\n\tt^wo\n\tthr|ee\nfour");
    editor.apply(&Outdent, 0.0);
    assert_eq!(draw(&editor), "one\nt^wo\nthr|ee\nfour");
    assert!(editor.apply(&Outdent, 0.0).is_none());
    editor.apply(&Undo, 0.0);
    assert_eq!(draw(&editor), "one\n\tt^wo\n\tthr|ee\nfour");
}

#[test]
fn a_tab_in_a_line_of_code_is_typed_and_shift_tab_takes_spaces_for_one() {
    let mut editor = editor("{code-block=true} a|b");
    editor.apply(&InsertTab, 0.0);
    assert_eq!(draw(&editor), "a\t|b");
    let mut editor = drawn::sketch::editor("{code-block=true}       ab|");
    editor.apply(&Outdent, 0.0);
    assert_eq!(editor.document().body().text(), "  ab\n");
}
