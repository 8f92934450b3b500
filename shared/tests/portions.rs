//! A paste that is too large to be made at once. Drawn as in `drawn/sketch.rs`.

mod drawn;

use drawn::sketch::{draw_all, editor};
use octavo_shared::edit::Command::*;
use octavo_shared::edit::{Editor, Selection, Slice};
use octavo_shared::model::{Attributes, Content, Delta, Mark, Op};
use octavo_shared::sync::Limits;

/// Paragraphs, a heading now and then, of some hundred thousand characters.
fn large() -> Delta {
    let mut body = Delta::new();
    for line in 0..12_000 {
        let marks = if line % 3 == 0 { Attributes::new().with("bold", true) } else { Attributes::new() };
        let block = if line % 10 == 0 { Attributes::new().with("header", 2) } else { Attributes::new() };
        body = body.insert(&format!("line {line} 😀 of some length"), marks).insert("\n", block);
    }
    body
}

/// Pastes with somebody who does something after each portion; answers how many portions there were.
fn paste(editor: &mut Editor, slice: Slice, mut meanwhile: impl FnMut(&mut Editor, usize)) -> usize {
    editor.apply(&Paste(slice), 0.0);
    let mut portions = 1;
    meanwhile(editor, portions);
    while editor.go_on(0.0).is_some() {
        portions += 1;
        meanwhile(editor, portions);
    }
    assert_eq!(editor.progress(), None);
    portions
}

#[test]
fn what_is_put_in_by_portions_is_what_would_be_put_in_at_once() {
    for sketch in ["|", "# He|ad\nbelow", "a^b\n* it|em", "end|"] {
        let mut editor = editor(sketch);
        let portions = paste(&mut editor, Slice::from_body(large()), |editor, _| {
            assert!(editor.progress().is_some_and(|done| (0.0..=1.0).contains(&done)));
        });
        assert!(portions > 3, "it is large");
        assert!(editor.selection().is_caret());
        let text = editor.document().body().text();
        let before = drawn::sketch::editor(sketch).document().body().text();
        assert_eq!(text.matches("line ").count(), 12_000);
        assert!(text.ends_with(&before[before.len() - 1..]), "what stood behind it still does");
        editor.apply(&Undo, 0.0);
        assert_eq!(
            draw_all(&editor),
            draw_all(&drawn::sketch::editor(sketch)),
            "one undo takes all of it back"
        );
        editor.apply(&Redo, 0.0);
        assert_eq!(editor.document().body(), editor.blocks().body());
    }
}

#[test]
fn others_and_the_person_go_on_writing_while_it_is_put_in() {
    let mut ana = editor("above\n|below");
    let mut ben = Editor::new(8);
    ben.merge([ana.document().replica().encode().as_slice()]).expect("an honest update");
    let text: String = (0..120_000).map(|line| format!("{line}\n")).collect();
    paste(&mut ana, Slice::from_text(&text), |ana, portion| {
        if portion == 2 {
            ben.select(Selection::caret(0));
            let update = ben.apply(&InsertText("Ben: ".to_owned()), 0.0).and_then(|update| update.update);
            ana.merge([update.expect("it was typed").as_slice()]).expect("an honest update");
        }
        if portion == 3 {
            ana.select(Selection::caret(0));
            ana.apply(&InsertText("Ana, ".to_owned()), 0.0);
        }
    });
    assert_eq!(ana.document().body().text(), format!("Ana, Ben: above\n{text}below\n"));
    assert_eq!(ana.selection(), Selection::caret(5), "the caret stays where it was taken");
}

#[test]
fn ten_megabytes_go_in_updates_that_a_server_takes_and_are_one_step() {
    let mut ana = editor("above\n|below");
    let mut ben = Editor::new(8);
    ben.merge([ana.document().replica().encode().as_slice()]).expect("an honest update");
    let text = format!("{}\n", "All happy families are alike. ".repeat(8)).repeat(43_600);
    assert!(text.len() > 10 << 20);
    let first = ana.apply(&Paste(Slice::from_text(&text)), 0.0);
    let mut updates = vec![first.and_then(|update| update.update).expect("it begins")];
    while let Some(update) = ana.go_on(0.0) {
        updates.push(update.update.expect("each portion is sent"));
    }
    assert!(updates.len() > 40);
    assert!(updates.iter().all(|update| update.len() < 1 << 20), "whoever waits for one waits for little");
    ben.merge(updates.iter().map(Vec::as_slice)).expect("honest updates");
    assert_eq!(ben.blocks().body().text(), format!("above\n{text}below\n"));
    for (command, expected) in [(Undo, String::new()), (Redo, text)] {
        let update = ana.apply(&command, 0.0).and_then(|update| update.update).expect("it is one step");
        assert!(update.len() < Limits::default().frame_bytes);
        assert_eq!(ana.blocks().body().text(), format!("above\n{expected}below\n"));
    }
}

#[test]
fn an_undo_in_the_middle_ends_it() {
    let mut editor = editor("a|b");
    editor.apply(&Paste(Slice::from_body(large())), 0.0);
    editor.go_on(0.0);
    editor.apply(&Undo, 0.0);
    assert!(editor.go_on(0.0).is_none());
    assert_eq!(editor.document().body().text(), "ab\n");
}

#[test]
fn a_paste_that_comes_late_goes_to_its_place_and_leaves_the_person_where_they_are_meanwhile() {
    let bold = Attributes::new().with("bold", true);
    let slices = [Slice::from_text("late"), Slice::from_body(large())];
    for slice in slices {
        for (sketch, text) in [("one |two", "one X"), ("^one| two", "X")] {
            let mut editor = editor(sketch);
            let place = editor.selection();
            editor.select(Selection::caret(7));
            editor.apply(&ToggleMark(Mark::Bold), 0.0);
            assert!(editor.paste_at(slice.clone(), place, 0.0).is_some());
            while editor.go_on(0.0).is_some() {}
            editor.apply(&InsertText("!".to_owned()), 0.0);
            let body = editor.document().body();
            assert!(body.text().starts_with(&text.replace('X', &slice.to_text()[..4])), "{sketch}");
            assert!(body.text().ends_with("two!\n"), "what is typed goes on where the person is: {sketch}");
            assert!(
                body.ops().contains(&Op::Insert(Content::Text("!".to_owned()), bold.clone())),
                "{sketch}"
            );
            editor.apply(&Undo, 9_000.0);
            editor.apply(&Undo, 9_000.0);
            assert_eq!(draw_all(&editor), draw_all(&drawn::sketch::editor(sketch)), "one undo takes it back");
        }
    }
}

#[test]
fn a_paste_that_comes_late_to_who_has_waited_takes_the_caret_behind_it() {
    let mut waiting = editor("one |two");
    let place = waiting.selection();
    waiting.paste_at(Slice::from_text("late "), place, 0.0);
    assert_eq!(draw_all(&waiting), draw_all(&editor("one late |two")));
}
