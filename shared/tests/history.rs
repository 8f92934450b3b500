//! Undo takes back what I did, never what a colleague did.

mod drawn;

use drawn::hands::random_command;
use drawn::sketch::{draw, editor, leads};
use drawn::{edges, pick, with_seeds};
use octavo_shared::edit::Command::{self, *};
use octavo_shared::edit::{Editor, Selection};
use octavo_shared::model::{ListKind, Mark, Style};
use rand::Rng;

fn typed(text: &str) -> Command {
    InsertText(text.to_owned())
}

#[test]
fn undo_and_redo_restore_text_and_selection() {
    leads("on^e two|", &[typed("X"), Undo], "on^e two|");
    leads("on^e two|", &[typed("X"), Undo, Redo], "onX|");
    leads("# one|", &[SplitBlock, ToggleList(ListKind::Bullet), Undo, Undo], "# one|");
    leads("^one|", &[ToggleMark(Mark::Bold), Undo], "^one|");
}

#[test]
fn words_typed_in_one_go_are_one_step_and_later_ones_another() {
    let mut editor = editor("|");
    for (text, at) in [("a", 0.0), ("b", 200.0), ("c", 1_000.0)] {
        editor.apply(&typed(text), at);
    }
    editor.apply(&Undo, 2_000.0);
    assert_eq!(draw(&editor), "ab|");
    editor.apply(&Undo, 2_000.0);
    assert_eq!(draw(&editor), "|");
    assert!(!editor.can_apply(&Undo) && editor.can_apply(&Redo));
}

/// Does keys a tenth of a second after each other, and answers what each undo leaves.
fn undone_step_by_step(sketch: &str, keys: impl Iterator<Item = Command>) -> Vec<String> {
    let mut editor = editor(sketch);
    for (index, key) in keys.enumerate() {
        editor.apply(&key, index as f64 * 100.0);
    }
    let mut left = vec![editor.document().body().text()];
    while editor.apply(&Undo, 1e9).is_some() {
        left.push(editor.document().body().text());
    }
    left
}

#[test]
fn a_page_typed_without_a_pause_goes_by_some_words_at_a_time() {
    let page = "all happy families are alike each unhappy family is unhappy in its own way ".repeat(10);
    let left = undone_step_by_step("|", page.chars().map(|letter| typed(&letter.to_string())));
    assert!((8..40).contains(&left.len()), "{} steps of a minute's typing", left.len());
    assert_eq!(left.last().map(String::as_str), Some("\n"));
    for (longer, shorter) in left.iter().zip(&left[1..]) {
        let words = shorter.trim_end_matches('\n');
        assert!(words.is_empty() || words.ends_with(' '), "no word is cut: {words:?}");
        let (taken, is_newest) = (longer.len() - shorter.len(), longer == &left[0]);
        assert!(taken < 120 && (is_newest || taken > 10), "{taken} letters at once");
    }
}

#[test]
fn what_is_typed_quickly_is_bounded_by_its_length_and_what_has_no_words_too() {
    let all_at_once = |letters: &str| {
        let mut editor = editor("|");
        letters.chars().for_each(|letter| drop(editor.apply(&typed(&letter.to_string()), 0.0)));
        editor.apply(&Undo, 0.0);
        editor.document().body().text().chars().count() - 1
    };
    assert_eq!(all_at_once(&"nine long ".repeat(12)), 100);
    assert_eq!(all_at_once(&"字".repeat(400)), 300);
}

#[test]
fn what_is_deleted_is_a_step_beside_what_was_typed() {
    let keys = [typed("w"), typed("o"), typed("r"), DeleteBackward, typed("w")];
    assert_eq!(undone_step_by_step("|", keys.into_iter()), ["wow\n", "wo\n", "wor\n", "\n"]);
    let held = (0..400).map(|_| DeleteBackward);
    let left = undone_step_by_step(&format!("{}|", "x".repeat(400)), held);
    assert_eq!(left.iter().map(String::len).collect::<Vec<_>>(), [1, 101, 401]);
}

#[test]
fn typing_after_an_undo_forgets_what_could_be_redone() {
    leads("|", &[typed("a"), Undo, typed("b"), Redo], "b|");
}

fn exchange(ana: &mut Editor, ben: &mut Editor) {
    let (from_ana, from_ben) = (ana.document().replica().encode(), ben.document().replica().encode());
    ana.merge([from_ben.as_slice()]).expect("an honest update");
    ben.merge([from_ana.as_slice()]).expect("an honest update");
}

fn pair(sketch: &str) -> (Editor, Editor) {
    let ana = editor(sketch);
    let mut ben = Editor::new(8);
    ben.merge([ana.document().replica().encode().as_slice()]).expect("an honest update");
    (ana, ben)
}

#[test]
fn undo_leaves_a_colleagues_words_in_the_same_paragraph() {
    let (mut ana, mut ben) = pair("one two|");
    ana.apply(&typed(" mine"), 0.0);
    exchange(&mut ana, &mut ben);
    ben.select(Selection::caret(3));
    ben.apply(&typed(" theirs"), 0.0);
    ben.select(Selection::caret(17));
    ben.apply(&typed("+"), 0.0);
    exchange(&mut ana, &mut ben);
    ana.apply(&Undo, 9_000.0);
    assert_eq!(ana.document().body().text(), "one theirs two+\n");
    ana.apply(&Redo, 9_000.0);
    exchange(&mut ana, &mut ben);
    assert_eq!(ben.document().body(), ana.document().body());
}

#[test]
fn typing_is_one_step_though_a_colleague_types_in_between() {
    let (mut ana, mut ben) = pair("|x");
    for letter in ["a", "b", "c"] {
        ana.apply(&typed(letter), 0.0);
        exchange(&mut ana, &mut ben);
        ben.select(Selection::caret(ben.blocks().len() - 1));
        ben.apply(&typed("-"), 0.0);
        exchange(&mut ana, &mut ben);
    }
    assert_eq!(ana.document().body().text(), "abcx---\n");
    ana.apply(&Undo, 0.0);
    assert_eq!(ana.document().body().text(), "x---\n");
    assert!(!ana.can_apply(&Undo));
}

#[test]
fn undo_of_what_a_colleague_deleted_passes_on_to_the_step_before() {
    let (mut ana, mut ben) = pair("|x");
    ana.apply(&typed("first"), 0.0);
    ana.apply(&typed("second"), 5_000.0);
    exchange(&mut ana, &mut ben);
    ben.apply(&DeleteRange { start: 5, end: 11 }, 0.0);
    exchange(&mut ana, &mut ben);
    ana.apply(&Undo, 9_000.0);
    assert_eq!(draw(&ana), "|x");
}

#[test]
fn nothing_is_offered_to_be_taken_back_when_colleagues_have_left_nothing_of_it() {
    let (mut ana, mut ben) = pair("one|");
    ana.apply(&typed(" mine"), 0.0);
    exchange(&mut ana, &mut ben);
    ben.apply(&DeleteRange { start: 3, end: 8 }, 0.0);
    exchange(&mut ana, &mut ben);
    assert!(!ana.can_apply(&Undo) && !ana.format_state().can_undo);
    assert!(ana.apply(&Undo, 0.0).is_none());

    ana.apply(&RedefineStyle(Style::Title), 0.0);
    exchange(&mut ana, &mut ben);
    ben.apply(&ResetStyle(Style::Title), 0.0);
    ben.apply(&SetStyle(Style::Normal), 0.0);
    exchange(&mut ana, &mut ben);
    assert!(!ana.can_apply(&Undo));
}

#[test]
fn backspace_deletes_a_letter_when_a_colleague_has_taken_away_what_it_would_have_taken_back() {
    let (mut ana, mut ben) = pair("|");
    ana.apply(&typed("see www.example.org "), 0.0);
    ana.apply(&AutoFormat, 0.0);
    exchange(&mut ana, &mut ben);
    ben.apply(&DeleteRange { start: 4, end: 19 }, 0.0);
    exchange(&mut ana, &mut ben);
    ana.apply(&DeleteBackward, 0.0);
    assert_eq!(draw(&ana), "see |");
}

#[test]
fn both_intentions_survive_a_merge() {
    let (mut ana, mut ben) = pair("Hello world|");
    ana.select(Selection::caret(5));
    ana.apply(&SplitBlock, 0.0);
    ben.select(Selection::caret(8));
    ben.apply(&typed("XY"), 0.0);
    exchange(&mut ana, &mut ben);
    assert_eq!(draw(&ana), "Hello\n| woXYrld");
    assert_eq!(ana.document().body(), ben.document().body());
}

#[test]
fn three_people_doing_anything_end_with_one_document_and_true_blocks() {
    with_seeds(150, |rng| {
        let first = editor("# Title\none _two_|\n* three");
        let state = first.document().replica().encode();
        let mut people = [first, Editor::new(8), Editor::new(9)];
        for other in &mut people[1..] {
            other.merge([state.as_slice()]).expect("an honest update");
        }
        let mut mail: Vec<Vec<Vec<u8>>> = vec![Vec::new(); 3];
        for _ in 0..80 {
            let who = rng.random_range(0..3);
            if rng.random_bool(0.3) {
                let letters = std::mem::take(&mut mail[who]);
                people[who].merge(letters.iter().map(Vec::as_slice)).expect("honest updates");
            } else {
                let body = people[who].blocks().body();
                let edges = edges(&body);
                let (anchor, head) = (*pick(rng, &edges), *pick(rng, &edges));
                let selection =
                    if rng.random_bool(0.3) { Selection { anchor, head } } else { Selection::caret(head) };
                people[who].select(selection);
                let command = random_command(rng, &people[who]);
                let applies = people[who].can_apply(&command);
                let update = people[who].apply(&command, 0.0);
                assert!(applies || update.is_none(), "{command:?} was done though it does not apply");
                if let Some(update) = update.and_then(|update| update.update) {
                    (0..3).filter(|other| *other != who).for_each(|other| mail[other].push(update.clone()));
                }
            }
            let person = &people[who];
            assert_eq!(person.blocks().body(), person.document().body(), "the blocks are the document's");
            assert!(person.document().body().text().ends_with('\n'), "the last terminator stays");
            assert!(person.selection().end() < person.blocks().len(), "the selection is in the body");
        }
        for (person, letters) in people.iter_mut().zip(mail) {
            person.merge(letters.iter().map(Vec::as_slice)).expect("honest updates");
        }
        assert_eq!(people[0].document().body(), people[1].document().body());
        assert_eq!(people[1].document().body(), people[2].document().body());
    });
}

#[test]
fn undoing_everything_gives_the_document_back_when_nobody_else_wrote() {
    with_seeds(300, |rng| {
        let mut alone = editor("# Title\none _two_|\n* three\no four");
        let before = alone.blocks().body();
        for step in 0..15 {
            let edges = edges(&alone.blocks().body());
            alone.select(Selection { anchor: *pick(rng, &edges), head: *pick(rng, &edges) });
            let command = random_command(rng, &alone);
            alone.apply(&command, f64::from(step) * 1_000.0);
        }
        while alone.apply(&Undo, 0.0).is_some() {}
        assert_eq!(alone.blocks().body(), before);
    });
}

#[test]
fn whatever_is_done_at_once_is_taken_back_at_once() {
    let query = octavo_shared::edit::find::FindQuery { text: "o".to_owned(), ..Default::default() };
    let slice = octavo_shared::edit::Slice::from_text("two\nlines");
    for command in [
        SplitBlock,
        ToggleList(ListKind::Bullet),
        Indent,
        SetStyle(Style::Heading(1)),
        Paste(slice),
        MoveSelection { to: 0, copies: false },
        ReplaceAll { query, with: "0".to_owned() },
        DeleteSelection,
        DeleteBlock,
        InsertDivider,
        ChangeCase,
        MoveBlocks { down: true },
        ToggleMark(Mark::Bold),
        InsertTab,
    ] {
        let before = "one\nt^wo\nfo|ur\nfive";
        let mut editor = editor(before);
        assert!(editor.apply(&command, 0.0).is_some(), "{command:?} applies");
        editor.apply(&Undo, 0.0);
        assert_eq!(draw(&editor), before, "after {command:?} and Undo");
        editor.apply(&Redo, 0.0);
        editor.apply(&Undo, 0.0);
        assert_eq!(draw(&editor), before, "after {command:?}, Undo, Redo and Undo");
        assert!(!editor.can_apply(&Undo), "{command:?} is one step");
    }
}
