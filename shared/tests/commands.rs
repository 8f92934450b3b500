//! What each command does, drawn. The notation is in `drawn/sketch.rs`.

mod drawn;

use drawn::sketch::{draw, editor, leads};
use drawn::{pick, random_block, random_inline, with_seeds};
use octavo_shared::edit::Command::{self, *};
use octavo_shared::edit::{Selection, Slice};
use octavo_shared::model::{Attributes, Delta, ListKind, Mark, Style};
use rand::Rng;
use rand::rngs::StdRng;
use serde_json::json;

fn typed(text: &str) -> Command {
    InsertText(text.to_owned())
}

#[test]
fn enter_splits_a_paragraph_and_marks_go_on() {
    leads("one| two", &[SplitBlock], "one\n| two");
    leads("a _bo|ld_", &[SplitBlock], "a _bo_\n_|ld_");
    leads("_bold|_", &[SplitBlock, typed("x")], "_bold_\n_x_|");
}

#[test]
fn enter_in_a_heading_ends_splits_or_precedes_it() {
    leads("# Title|", &[SplitBlock], "# Title\n|");
    leads("# Ti|tle", &[SplitBlock], "# Ti\n# |tle");
    leads("# |Title", &[SplitBlock], "\n# |Title");
}

#[test]
fn enter_in_lists_goes_on_and_on_an_empty_item_leads_out() {
    leads("* one|", &[SplitBlock], "* one\n* |");
    leads("x done|", &[SplitBlock], "x done\no |");
    leads("* one\n  * |", &[SplitBlock], "* one\n* |");
    leads("* one\n* |", &[SplitBlock], "* one\n|");
    leads("> said\n> |", &[SplitBlock], "> said\n|");
}

#[test]
fn backspace_at_a_paragraphs_start_joins_and_keeps_the_upper_style() {
    leads("# Up\n|down", &[DeleteBackward], "# Up|down");
    leads("\n# |Down", &[DeleteBackward], "# |Down");
    leads("one\n# |two", &[DeleteBackward], "one|two");
}

#[test]
fn backspace_takes_a_list_a_level_a_quotation_off_before_it_joins() {
    leads("a\n* |b", &[DeleteBackward], "a\n  |b");
    leads("a\n* |b", &[DeleteBackward, DeleteBackward], "a\n|b");
    leads("a\n* |b", &[DeleteBackward, DeleteBackward, DeleteBackward], "a|b");
    leads("* a\n  * |b", &[DeleteBackward], "* a\n* |b");
    leads("> |b", &[DeleteBackward], "|b");
    leads("# |Title", &[DeleteBackward], "|Title");
    leads("|", &[DeleteBackward], "|");
}

#[test]
fn delete_at_a_paragraphs_end_mirrors_backspace() {
    leads("# Up|\ndown", &[DeleteForward], "# Up|down");
    leads("|\n# Down", &[DeleteForward], "# |Down");
    leads("last|", &[DeleteForward], "last|");
}

#[test]
fn typing_over_a_selection_across_paragraphs_keeps_the_first_style() {
    leads("# on^e\ntwo\n* thr|ee", &[typed("X")], "# onX|ee");
    leads("o|ne\ntw^o", &[SplitBlock], "o\n|o");
}

#[test]
fn selecting_all_and_deleting_leaves_one_plain_paragraph() {
    leads("# one|\n* two", &[SelectAll, DeleteBackward], "|");
    leads("# one|\n* two", &[SelectAll, typed("a")], "a|");
}

#[test]
fn a_mark_toggles_on_mixed_text_and_off_on_marked_text() {
    leads("a^b _c_ d|e", &[ToggleMark(Mark::Bold)], "a_^b c d_|e");
    leads("a_^b c d_|e", &[ToggleMark(Mark::Bold)], "a^b c d|e");
    leads("^one\n* two|", &[ToggleMark(Mark::Bold)], "_^one_\n* _two_|");
}

#[test]
fn a_mark_at_a_caret_is_for_what_is_typed_next() {
    leads("a|", &[ToggleMark(Mark::Bold), typed("b"), ToggleMark(Mark::Bold), typed("c")], "a_b_c|");
    leads("_b|_", &[typed("c")], "_bc_|");
    leads("a|_b_", &[typed("c")], "ac_|b_");
}

#[test]
fn moving_the_caret_forgets_a_chosen_mark() {
    let mut editor = editor("ab|");
    editor.apply(&ToggleMark(Mark::Bold), 0.0);
    editor.select(Selection::caret(1));
    editor.apply(&typed("x"), 0.0);
    assert_eq!(draw(&editor), "ax|b");
}

#[test]
fn paragraphs_become_headings_and_lists_and_running_text_again() {
    leads("on|e", &[SetStyle(Style::Heading(2))], "## on|e");
    leads("* on|e", &[SetStyle(Style::Heading(2))], "## on|e");
    leads("## on|e", &[SetStyle(Style::Normal)], "on|e");
    leads("a^\n# b\n* c|", &[ToggleList(ListKind::Bullet)], "* a^\n* b\n* c|");
    leads("* a^\n* b|", &[ToggleList(ListKind::Bullet)], "a^\nb|");
    leads("x a|", &[ToggleList(ListKind::Unchecked)], "a|");
    leads("x a|", &[ToggleList(ListKind::Ordered)], "1. a|");
}

#[test]
fn a_selection_that_ends_at_the_next_paragraphs_start_leaves_that_one_alone() {
    leads("^one\n|two", &[SetStyle(Style::Heading(1))], "# ^one\n|two");
}

#[test]
fn tab_indents_items_and_puts_a_tab_in_text() {
    leads("* a\n* |b", &[InsertTab], "* a\n  * |b");
    leads("* a\n  * |b", &[Outdent], "* a\n* |b");
    leads("a|b", &[InsertTab], "a\t|b");
}

#[test]
fn a_checklist_item_is_ticked_where_it_is_clicked() {
    let mut editor = editor("o one|\no two");
    let second = editor.blocks().iter().nth(1).expect("there are two").id;
    editor.apply(&ToggleChecked(second), 0.0);
    assert_eq!(draw(&editor), "o one|\nx two");
}

#[test]
fn a_shift_enter_stays_in_the_paragraph() {
    leads("# a|b", &[InsertLineBreak], "# a\u{2028}|b");
}

#[test]
fn pasted_lines_are_paragraphs_of_the_place() {
    leads("* a|b", &[Paste(Slice::from_text("x\r\ny"))], "* ax\n* y|b");
}

#[test]
fn what_is_copied_is_pasted_as_it_was() {
    let mut source = editor("# He^ad\n* _one_\n1. tw|o");
    let slice = source.copy().expect("something is selected");
    let through_html = Slice::from_html_marker(&slice.to_html()).expect("its HTML carries it");
    assert_eq!(through_html, slice);
    assert_eq!(slice.to_text(), "ad\n• one\ntw");
    source.apply(&SelectAll, 0.0);
    let whole = source.copy().expect("something is selected");
    leads("|", &[Paste(whole.clone())], "# Head\n* _one_\n1. two|");
    leads("x|", &[SplitBlock, Paste(whole)], "x\n# Head\n* _one_\n1. two|");
}

/// A body of paragraphs of every kind, with looks and embeds, some of which no schema knows.
fn anything_at_all(rng: &mut StdRng) -> Delta {
    let words = ["word", "\"q\" <&>", "\u{2028}", "😀 é", "\t"];
    let mut body = Delta::new();
    for level in 0..rng.random_range(1..12) {
        let mut looks = random_inline(rng);
        if rng.random_bool(0.3) {
            looks.set("later", json!({ "of": [1, "two", null] }));
        }
        let word: &&str = pick(rng, &words);
        body = body.insert(word, looks);
        if rng.random_bool(0.3) {
            let embeds = [json!({ "image": "https://example.org/a.png" }), json!({ "later": [{}] })];
            let embed = pick(rng, &embeds).clone();
            body = body.embed(embed, Attributes::new().with("embed", "later").with("width", 3));
        }
        let mut block = random_block(rng);
        if block.get("list").is_some() {
            block.set("indent", level.min(8));
        }
        if rng.random_bool(0.3) {
            block.set("later", "&quot;");
        }
        body = body.insert("\n", block);
    }
    body
}

#[test]
fn whatever_is_copied_whole_comes_back_from_the_clipboard_as_it_was() {
    with_seeds(300, |rng| {
        let body = anything_at_all(rng);
        let mut source = editor("|");
        source.apply(&Paste(Slice::from_body(body.clone())), 0.0);
        assert_eq!(source.blocks().body(), body, "what is put in is what is there");
        source.apply(&SelectAll, 0.0);
        let html = source.copy().expect("there is something").to_html();
        let mut other = editor("|");
        other.apply(&Paste(Slice::from_html_marker(&html).expect("its HTML carries it")), 0.0);
        assert_eq!(other.blocks().body(), body);
    });
}

#[test]
fn items_that_are_pasted_into_the_middle_of_a_list_keep_their_levels() {
    let mut items = editor("* ^outer\n  1. in|");
    items.apply(&SelectAll, 0.0);
    let items = items.copy().expect("something is selected");
    leads("* one\n  * |\n* two", &[Paste(items.clone())], "* one\n* outer\n  1. in|\n* two");
    leads("* one|\n* two", &[SplitBlock, Paste(items.clone())], "* one\n* outer\n  1. in|\n* two");
    leads("* on|e\n* two", &[Paste(items)], "* onouter\n* in|e\n* two");
}

#[test]
fn copied_html_is_escaped_and_follows_no_unsafe_address() {
    let mut editor = editor("<b>&\"|");
    editor.apply(&SelectAll, 0.0);
    let html = editor.copy().expect("something is selected").to_html();
    assert!(html.contains("&lt;b&gt;&amp;&quot;"), "{html}");
}

#[test]
fn a_word_is_deleted_by_its_range_and_a_correction_keeps_its_marks() {
    leads("one two|", &[DeleteRange { start: 4, end: 7 }], "one |");
    leads("a _teh_ b|", &[ReplaceRange { start: 2, end: 5, text: "the".into() }], "a _the_| b");
}

#[test]
fn typing_ends_an_open_tail_only_where_it_must() {
    let mut open = octavo_shared::model::Document::new(900);
    let update = open.edit(&Delta::new().insert("ab", Default::default()));
    let mut editor = octavo_shared::edit::Editor::new(7);
    editor.merge([update.as_slice()]).expect("an honest update");
    editor.select(Selection::caret(2));
    editor.apply(&typed("c"), 0.0);
    assert_eq!(editor.document().body().text(), "abc");
    editor.apply(&SplitBlock, 0.0);
    assert_eq!(draw(&editor), "abc\n|");
}

#[test]
fn what_is_dragged_moves_or_is_copied_and_is_selected_where_it_lands() {
    let to = |to, copies| MoveSelection { to, copies };
    leads("^one| two", &[to(7, false)], " two^one|");
    leads("one ^two|", &[to(0, false)], "^two|one ");
    leads("^one| two", &[to(7, true)], "one two^one|");
    leads("a ^_bold_| b\nc", &[to(10, false)], "a  b\nc_^bold_|");
    leads("one\nt^wo\nth|ree\nfour", &[to(0, false)], "^wo\nth|one\ntree\nfour");
}

#[test]
fn what_is_dropped_on_itself_stays_and_one_undo_takes_a_move_back() {
    let to = |to, copies| MoveSelection { to, copies };
    leads("o^ne| two", &[to(1, false)], "o^ne| two");
    leads("o^ne| two", &[to(2, false)], "o^ne| two");
    leads("o^ne| two", &[to(3, false)], "o^ne| two");
    leads("one\n^two\nthree|", &[to(0, false), Undo], "one\n^two\nthree|");
    leads("# ^Title|\n* item", &[to(10, false), Undo], "# ^Title|\n* item");
}

#[test]
fn a_paragraph_is_moved_past_its_neighbour_and_the_caret_with_it() {
    leads("one\n# tw|o\n> three", &[MoveBlocks { down: false }], "# tw|o\none\n> three");
    leads("one\n# tw|o\n> three", &[MoveBlocks { down: true }], "one\n> three\n# tw|o");
    leads("# o|ne\n> two\nthree", &[MoveBlocks { down: true }], "> two\n# o|ne\nthree");
    leads("a\n# ^b\n* c|\nd", &[MoveBlocks { down: true }], "a\nd\n# ^b\n* c|");
    leads("^b\n|c\nd", &[MoveBlocks { down: true }], "c\n^b\n|d");
    leads("o|ne\ntwo", &[MoveBlocks { down: false }], "o|ne\ntwo");
    leads("one\n# tw|o", &[MoveBlocks { down: false }, Undo], "one\n# tw|o");
}

#[test]
fn a_paragraph_is_carried_to_any_other_place_as_one_step_and_what_is_nested_goes_along() {
    let to = |to| MoveBlocksTo { to };
    let text = "o|ne\n# two\n> three\nfour";
    leads(text, &[to(8)], "# two\no|ne\n> three\nfour");
    leads(text, &[to(14)], "# two\n> three\no|ne\nfour");
    leads(text, &[to(19)], "# two\n> three\nfour\no|ne");
    leads(text, &[to(19), Undo], text);
    leads("one\n# two\n> thr|ee\nfour", &[to(0)], "> thr|ee\none\n# two\nfour");
    leads("one\n# two\n> three\nf^ou|r", &[to(4)], "one\nf^ou|r\n# two\n> three");
    for stays in [4, 8] {
        leads("one\n# t|wo\n> three", &[to(stays)], "one\n# t|wo\n> three");
    }
    leads("* a\n  * b\n* |c\n  * d\nend", &[to(0)], "* |c\n  * d\n* a\n  * b\nend");
    leads("* |a\n  * b\n* c\nend", &[to(10)], "* c\nend\n* |a\n  * b");
    leads("* |a\n  * b\n* c", &[to(2)], "* |a\n  * b\n* c");
}

#[test]
fn paragraphs_are_selected_whole_with_what_is_nested_in_them() {
    leads("one\nt|wo\nthree", &[SelectBlocks], "one\n^two|\nthree");
    leads("o^ne\nt|wo\nthree", &[SelectBlocks], "^one\ntwo|\nthree");
    leads("* |a\n  * b\n* c", &[SelectBlocks], "* ^a\n  * b|\n* c");
}

#[test]
fn an_item_is_moved_with_what_is_nested_in_it_past_another_with_its_own() {
    let list = "* a\n  * b\n* |c\n  * d\n* e\n  * f\nend";
    leads(list, &[MoveBlocks { down: false }], "* |c\n  * d\n* a\n  * b\n* e\n  * f\nend");
    leads(list, &[MoveBlocks { down: true }], "* a\n  * b\n* e\n  * f\n* |c\n  * d\nend");
    leads("* a\n  * |b\n  * c", &[MoveBlocks { down: false }], "  * |b\n* a\n  * c");
    leads("* |a\n  * b\nend", &[MoveBlocks { down: true }], "end\n* |a\n  * b");
}

#[test]
fn whole_paragraphs_are_taken_out() {
    leads("one\n# tw|o\n> three", &[DeleteBlock], "one\n> |three");
    leads("# one\ntw|o", &[DeleteBlock], "# one|");
    leads("* a\n  * b|\n  * c\n* d", &[DeleteBlock], "* a\n  * |c\n* d");
    leads("# on|e", &[DeleteBlock], "|");
    leads("|", &[DeleteBlock], "|");
}

#[test]
fn letters_become_large_at_the_start_of_words_then_all_and_small_again() {
    leads("^don't _stop_ me|", &[ChangeCase], "^Don't _Stop_ Me|");
    leads("^Don't _Stop_ Me|", &[ChangeCase], "^DON'T _STOP_ ME|");
    leads("^DON'T _STOP_ ME|", &[ChangeCase], "^don't _stop_ me|");
    leads("a wo|rd here", &[ChangeCase], "a Wo|rd here");
    leads("ab|cd^ef", &[ChangeCase], "ab|CD^ef");
    leads("# ^stra\u{df}e\n* zwei|", &[ChangeCase, ChangeCase], "# ^STRASSE\n* ZWEI|");
    leads("^1 2|", &[ChangeCase], "^1 2|");
}

#[test]
fn two_characters_change_places() {
    leads("te|h", &[Transpose], "the|");
    leads("teh|", &[Transpose], "the|");
    leads("a|_b_c", &[Transpose], "_b_a|c");
    leads("|ab", &[Transpose], "|ab");
    leads("a|\u{1f44d}\u{1f3fd}", &[Transpose], "\u{1f44d}\u{1f3fd}a|");
}
