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
    while editor.go_on().is_some() {
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
fn what_is_done_while_it_is_put_in_is_taken_back_on_its_own() {
    let mut editor = editor("above\n|below");
    let text: String = (0..120_000).map(|line| format!("{line}\n")).collect();
    paste(&mut editor, Slice::from_text(&text), |editor, portion| {
        if portion < 3 {
            editor.select(Selection::caret(if portion == 1 { 0 } else { 3 }));
            editor.apply(&InsertText(format!("{portion}: ")), f64::from(portion as u32) * 9_000.0);
        }
    });
    let put_in = format!("1: 2: above\n{text}below\n");
    assert_eq!(editor.document().body().text(), put_in);
    let below = text.as_str();
    let (all, one, none) =
        (format!("1: above\n{below}below\n"), format!("above\n{below}below\n"), "above\nbelow\n".to_owned());
    for (command, expected) in
        [(Undo, &all), (Undo, &one), (Undo, &none), (Redo, &one), (Redo, &all), (Redo, &put_in)]
    {
        editor.apply(&command, 99_000.0);
        assert!(editor.document().body().text() == *expected, "{command:?}");
    }
}

#[test]
fn giving_up_takes_it_away_and_leaves_what_was_done_meanwhile_also_in_the_middle_of_it() {
    let mut ana = editor("one ^two| three");
    let mut ben = Editor::new(8);
    ben.merge([ana.document().replica().encode().as_slice()]).expect("an honest update");
    let mut mail: Vec<Vec<u8>> = Vec::new();
    let mut send = |update: Option<octavo_shared::edit::EditorUpdate>| {
        mail.extend(update.and_then(|update| update.update));
    };
    send(ana.apply(&Paste(Slice::from_body(large())), 0.0));
    send(ana.go_on());
    ana.select(Selection::caret(0));
    send(ana.apply(&InsertText("Ana: ".to_owned()), 10_000.0));
    send(ana.go_on());
    ana.select(Selection::caret(99));
    send(ana.apply(&InsertText("*".to_owned()), 20_000.0));
    ben.merge(mail.iter().map(Vec::as_slice)).expect("honest updates");
    ben.select(Selection::caret(150));
    let bens = ben.apply(&InsertText("Ben".to_owned()), 0.0).and_then(|update| update.update);
    ana.merge([bens.expect("it was typed").as_slice()]).expect("an honest update");
    let given_up = ana.give_up().and_then(|update| update.update).expect("there is one");
    ben.merge([given_up.as_slice()]).expect("an honest update");
    assert_eq!(draw_all(&ana), "Ana: one two_*_|Ben three");
    assert_eq!(ana.document().body(), ben.document().body());
    assert_eq!(ana.document().body(), ana.blocks().body());
    assert!(ana.progress().is_none() && ana.go_on().is_none() && ana.give_up().is_none());
    for (command, expected) in [
        (Undo, "Ana: one twoBen three\n"),
        (Undo, "one twoBen three\n"),
        (Redo, "Ana: one twoBen three\n"),
        (Redo, "Ana: one two*Ben three\n"),
    ] {
        ana.apply(&command, 30_000.0);
        assert_eq!(ana.document().body().text(), expected);
    }
}

#[test]
fn who_has_waited_for_what_is_given_up_is_where_he_was() {
    for sketch in ["a|b", "one ^two| three", "# He|ad\nbelow", "a^b\n* it|em"] {
        let mut editor = editor(sketch);
        editor.apply(&Paste(Slice::from_body(large())), 0.0);
        editor.go_on();
        assert!(editor.give_up().is_some());
        assert_eq!(draw_all(&editor), draw_all(&drawn::sketch::editor(sketch)));
        assert!(!editor.can_apply(&Undo) && !editor.can_apply(&Redo));
    }
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
    while let Some(update) = ana.go_on() {
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
    editor.go_on();
    editor.apply(&Undo, 0.0);
    assert!(editor.go_on().is_none());
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
            while editor.go_on().is_some() {}
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

#[test]
fn the_beginning_of_what_is_large_is_there_as_soon_as_any_part_of_it() {
    let mut editor = editor("above\n|below");
    let (place, slice) =
        (editor.selection(), Slice::from_body((0..20).flat_map(|_| large().into_ops()).collect()));
    let timed = |step: &mut dyn FnMut()| {
        let start = std::time::Instant::now();
        step();
        start.elapsed()
    };
    let mut slice = Some(slice);
    let beginning = timed(&mut || {
        editor.paste_at(slice.take().expect("once"), place, 0.0);
    });
    let portions: Vec<_> = (0..8).map(|_| timed(&mut || drop(editor.go_on()))).collect();
    let longest = portions.iter().max().expect("there are some");
    assert!(editor.progress().is_some_and(|done| done < 0.5), "most of it is still to come");
    assert!(beginning < 6 * *longest, "{beginning:?} to begin, {longest:?} for a portion");
}
