//! A document that can be looked at only. Drawn as in `drawn/sketch.rs`.

mod drawn;

use drawn::hands::random_command;
use drawn::sketch::{draw, editor};
use drawn::with_seeds;
use octavo_shared::edit::Command::*;
use octavo_shared::edit::{Editor, Selection};

#[test]
fn nothing_that_can_be_done_changes_it_and_it_can_be_selected_and_copied() {
    with_seeds(40, |rng| {
        let mut editor = editor("# Ti^tle\n* it|em\n◆\n═\ntext");
        editor.set_read_only(true);
        let body = editor.document().body();
        for _ in 0..50 {
            let command = random_command(rng, &editor);
            let update = editor.apply(&command, 0.0);
            assert!(update.is_none_or(|update| update.update.is_none()), "{command:?}");
            assert!(matches!(command, SelectAll) || !editor.can_apply(&command), "{command:?}");
        }
        assert_eq!(editor.document().body(), body);
        assert_eq!(editor.set_title("Other"), None);
    });
    let mut editor = editor("o^n|e");
    editor.set_read_only(true);
    assert!(editor.apply(&SelectAll, 0.0).is_some());
    assert_eq!(draw(&editor), "^one|");
    assert_eq!(editor.copy().map(|slice| slice.to_text()), Some("one".to_owned()));
}

#[test]
fn who_loses_the_right_to_write_sees_what_others_go_on_to_write_and_may_write_again_later() {
    let mut ana = editor("one|");
    ana.apply(&InsertText(" two".to_owned()), 0.0);
    ana.set_read_only(true);
    assert!(ana.format_state().read_only && !ana.format_state().can_undo);
    assert!(ana.apply(&InsertText("!".to_owned()), 0.0).is_none());

    let mut ben = Editor::new(8);
    ben.merge([ana.document().replica().encode().as_slice()]).expect("an honest update");
    ben.select(Selection::caret(7));
    let update = ben.apply(&InsertText(" three".to_owned()), 0.0).and_then(|update| update.update);
    ana.merge([update.expect("it was typed").as_slice()]).expect("an honest update");
    assert_eq!(draw(&ana), "one two| three");

    ana.set_read_only(false);
    ana.apply(&Undo, 0.0);
    assert_eq!(draw(&ana), "one| three");
}
