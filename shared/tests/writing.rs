//! Enter, Backspace, Delete, Tab and typing over a selection, where a word processor has habits. Drawn as in
//! `drawn/sketch.rs`.

mod drawn;

use drawn::sketch::{draw, editor, leads};
use octavo_shared::edit::Command::{self, *};
use octavo_shared::edit::{Editor, Selection, Slice};
use octavo_shared::model::{Align, Attributes, Block, ListKind, Style};

fn typed(text: &str) -> Command {
    InsertText(text.to_owned())
}

fn last_block(editor: &Editor) -> Block {
    editor.blocks().iter().next_back().expect("there is always one").as_ref().clone()
}

/// Two people in one document.
fn pair(sketch: &str) -> (Editor, Editor) {
    let ana = editor(sketch);
    let mut ben = Editor::new(8);
    ben.merge([ana.document().replica().encode().as_slice()]).expect("an honest update");
    (ana, ben)
}

/// Lets `reader` see what `writer` has done.
fn see(reader: &mut Editor, writer: &Editor) {
    reader.merge([writer.document().replica().encode().as_slice()]).expect("an honest update");
}

#[test]
fn enter_keeps_the_alignment_and_the_indent_of_both_halves() {
    let mut editor = editor("  on|e");
    editor.apply(&SetAlign(Align::Center), 0.0);
    editor.apply(&SplitBlock, 0.0);
    assert_eq!(draw(&editor), "  on\n  |e");
    let attributes: Vec<Attributes> = editor.blocks().iter().map(|block| block.attributes.clone()).collect();
    assert_eq!(attributes[0], attributes[1]);
    assert!(attributes[0].has("align"));
}

#[test]
fn enter_at_the_start_of_a_ticked_item_opens_an_empty_one_above_it() {
    leads("x |done", &[SplitBlock], "o \nx |done");
    leads("x do|ne", &[SplitBlock], "x do\no |ne");
}

#[test]
fn enter_goes_on_in_a_quotation_and_on_its_empty_line_leads_out() {
    leads("> said|", &[SplitBlock], "> said\n> |");
    leads("> said|", &[SplitBlock, SplitBlock], "> said\n|");
}

#[test]
fn enter_leads_out_of_a_list_level_by_level() {
    leads("* a\n    * |", &[SplitBlock], "* a\n  * |");
    leads("* a\n    * |", &[SplitBlock, SplitBlock, SplitBlock], "* a\n|");
}

#[test]
fn enter_over_a_selection_leaves_one_split() {
    leads("on^e\ntwo\nth|ree", &[SplitBlock], "on\n|ree");
}

#[test]
fn enter_in_code_keeps_the_indentation_and_the_third_on_empty_lines_leads_out() {
    let mut editor = editor("|");
    for command in [SetStyle(Style::Code), typed("\tif x"), SplitBlock, typed("y"), SplitBlock] {
        editor.apply(&command, 0.0);
    }
    assert_eq!(editor.document().body().text(), "\tif x\n\ty\n\t\n");
    assert_eq!(last_block(&editor).style(), Style::Code);
    editor.apply(&SplitBlock, 0.0);
    assert_eq!(last_block(&editor).style(), Style::Code, "a second empty line");
    editor.apply(&SplitBlock, 0.0);
    assert_eq!(last_block(&editor).style(), Style::Normal);
    assert_eq!(editor.document().body().text(), "\tif x\n\ty\n\n");
}

#[test]
fn ctrl_enter_leads_out_of_code() {
    let mut editor = editor("co|de");
    editor.apply(&SetStyle(Style::Code), 0.0);
    editor.apply(&InsertPageBreak, 0.0);
    assert_eq!(draw(&editor), "code\n|");
    assert_eq!(last_block(&editor).style(), Style::Normal);
}

#[test]
fn backspace_takes_a_list_item_apart_in_three_presses() {
    leads("a\n* |b", &[DeleteBackward], "a\n  |b");
    leads("a\n* |b", &[DeleteBackward, DeleteBackward], "a\n|b");
    leads("a\n* |b", &[DeleteBackward, DeleteBackward, DeleteBackward], "a|b");
    leads("* a\n  1. |b", &[DeleteBackward], "* a\n1. |b");
    leads("* |b", &[DeleteBackward, ToggleList(ListKind::Bullet)], "* |b");
}

#[test]
fn backspace_below_a_picture_selects_it_before_it_takes_it() {
    leads("a\n◆\n|b", &[DeleteBackward], "a\n^◆|\nb");
    leads("a\n◆\n|b", &[DeleteBackward, DeleteBackward], "a\n|\nb");
    leads("a\n═\n|", &[DeleteBackward], "a\n^═|\n");
    leads("a\n═\n|", &[DeleteBackward, DeleteBackward], "a\n|");
    leads("a◆\n|b", &[DeleteBackward], "a◆|b");
}

#[test]
fn delete_above_a_picture_selects_it_before_it_takes_it() {
    leads("a|\n◆\nb", &[DeleteForward], "a\n^◆|\nb");
    leads("a|\n═\nb", &[DeleteForward, DeleteForward], "a\n|b");
    leads("a\n|\n═\nb", &[DeleteForward], "a\n|═\nb");
    leads("a|\n# b", &[DeleteForward], "a|b");
}

#[test]
fn text_beside_a_divider_has_a_paragraph_of_its_own() {
    leads("a\n═|\nb", &[typed("x")], "a\n═\nx|\nb");
    leads("a\n|═\nb", &[typed("x")], "a\nx|\n═\nb");
    leads("a\n^═|\nb", &[typed("x")], "a\nx|\nb");
    leads("a\n═|", &[typed("x"), typed("y"), Undo], "a\n═|");
}

#[test]
fn backspace_in_an_empty_document_does_nothing() {
    leads("|", &[DeleteBackward, DeleteForward, DeleteSelection], "|");
    assert!(!editor("|").can_apply(&DeleteBackward));
    assert!(!Editor::new(1).can_apply(&DeleteBackward), "not even a terminator is there");
}

#[test]
fn all_of_any_document_can_be_typed_over_and_deleted() {
    for sketch in
        ["|◆\ntext\n◆", "|═\na\n═", "|* a\n* b", "|# a", "|◆", "|═", "|\n\n", "|> a\n  1. b", "|a◆\n# ◆b"]
    {
        leads(sketch, &[SelectAll, DeleteBackward], "|");
        leads(sketch, &[SelectAll, DeleteForward, typed("x")], "x|");
        let mut editor = editor(sketch);
        editor.apply(&SelectAll, 0.0);
        editor.apply(&typed("x"), 0.0);
        assert_eq!(editor.document().body().text(), "x\n", "{sketch}");
        assert_eq!(editor.selection(), Selection::caret(1));
        editor.apply(&Undo, 0.0);
        assert_eq!(editor.document().body(), drawn::sketch::editor(sketch).document().body());
    }
}

#[test]
fn the_last_letter_of_a_heading_is_not_the_heading() {
    leads("# x|", &[DeleteBackward], "# |");
    leads("# |x", &[DeleteForward], "# |");
}

#[test]
fn what_a_colleague_types_into_a_selection_is_deleted_with_it_and_at_its_edges_is_not() {
    let (mut ana, mut ben) = pair("a^bcd|e");
    for (offset, text) in [(4, "R"), (2, "I"), (1, "L")] {
        ben.select(Selection::caret(offset));
        ben.apply(&typed(text), 0.0);
    }
    see(&mut ana, &ben);
    assert_eq!(draw(&ana), "aL^bIcd|Re");
    ana.apply(&DeleteSelection, 0.0);
    assert_eq!(draw(&ana), "aL|Re");
}

#[test]
fn three_clicks_select_a_paragraph_and_what_is_done_leaves_the_next_alone() {
    leads("^one\n# |two", &[typed("X")], "X|\n# two");
    leads("# ^one\n* |two", &[typed("X")], "# X|\n* two");
    leads("# |one\n* ^two", &[typed("X")], "# X|\n* two");
    leads("^one\n# |two", &[DeleteSelection], "# |two");
    leads("^one\n# |two", &[SplitBlock], "\n|\n# two");
    leads("^one\n# |two", &[Paste(Slice::from_text("X"))], "X|\n# two");
    leads("^one\n# |two", &[SetStyle(Style::Heading(1))], "# ^one\n# |two");
    leads("^one\n|two", &[SetStyle(Style::Quote)], "> ^one\n|two");
    leads("^one\n|two", &[ToggleList(ListKind::Bullet)], "* ^one\n|two");
    leads("* ^one\n* |two", &[InsertTab], "  * ^one\n* |two");
    leads("^one\n|two", &[MoveBlocks { down: true }], "two\n^one|");
}

#[test]
fn a_paragraph_that_was_copied_with_its_end_goes_back_where_it_was() {
    let mut source = editor("^one\n# |two");
    let slice = source.copy().expect("something is selected");
    source.apply(&Paste(slice), 0.0);
    assert_eq!(source.document().body(), editor("one\n# two").document().body());
}

#[test]
fn a_selection_from_the_middle_to_the_next_start_joins_as_it_says() {
    leads("o^ne\n|two", &[typed("X")], "oX|two");
    leads("o^ne\n# |two", &[DeleteSelection], "o|two");
}

#[test]
fn tab_indents_items_at_their_start_or_as_a_whole_and_is_a_tab_elsewhere() {
    leads("* a\n* ^bc|", &[InsertTab], "* a\n  * ^bc|");
    leads("* a\n* b^c|", &[InsertTab], "* a\n* b\t|");
    leads("* a\n* b|c", &[InsertTab], "* a\n* b\t|c");
    leads("|a", &[InsertTab], "\t|a");
    leads("a^\nb|", &[InsertTab], "  a^\n  b|");
    leads("  a^\n* b|", &[Outdent], "a^\n* b|");
}

#[test]
fn a_list_is_nine_levels_deep_and_no_deeper() {
    let mut editor = editor("* |a");
    (0..12).for_each(|_| {
        editor.apply(&Indent, 0.0);
    });
    assert_eq!(last_block(&editor).indent(), 8);
    assert!(!editor.can_apply(&Indent));
}

#[test]
fn a_list_of_mixed_kinds_becomes_one() {
    leads("* a^\n1. b\nc\n# d|", &[ToggleList(ListKind::Ordered)], "1. a^\n1. b\n1. c\n1. d|");
    leads("o a^\nx b\n* c|", &[ToggleList(ListKind::Unchecked)], "o a^\nx b\no c|");
}

#[test]
fn numbers_follow_from_what_is_there_also_when_a_colleague_takes_an_item_away() {
    let (mut ana, mut ben) = pair("1. one\n1. two\n  1. inner\n1. three|");
    ben.select(Selection { anchor: 0, head: 4 });
    ben.apply(&DeleteSelection, 0.0);
    see(&mut ana, &ben);
    ana.apply(&typed("!"), 0.0);
    assert_eq!(draw(&ana), "1. two\n  1. inner\n1. three!|");
    assert_eq!(ana.blocks().iter().map(|block| block.ordinal).collect::<Vec<_>>(), [1, 1, 2]);
}

#[test]
fn numbers_go_on_across_the_chunks_of_the_page() {
    let items = "1. x\n".repeat(300);
    let mut editor = editor(&items);
    let numbers = |editor: &Editor| editor.blocks().iter().map(|block| block.ordinal).collect::<Vec<_>>();
    assert_eq!(numbers(&editor), (1..=300).collect::<Vec<_>>());
    editor.select(Selection::caret(2 * 63 + 1));
    editor.apply(&SplitBlock, 0.0);
    assert_eq!(numbers(&editor), (1..=301).collect::<Vec<_>>());
    editor.apply(&SetStyle(Style::Normal), 0.0);
    let restarted: Vec<u32> = (1..=64).chain([0]).chain(1..=236).collect();
    assert_eq!(numbers(&editor), restarted);
}

#[test]
fn a_caret_stays_outside_of_a_character_that_a_colleague_completes() {
    let (mut ana, mut ben) = pair("e|x");
    ben.select(Selection::caret(1));
    ben.apply(&typed("\u{301}"), 0.0);
    see(&mut ana, &ben);
    ana.apply(&typed("!"), 0.0);
    assert_eq!(draw(&ana), "e\u{301}!|x");
}

#[test]
fn spaces_are_kept_as_they_are_typed() {
    leads("|", &[typed(" "), typed(" "), typed("a"), typed(" "), typed("\u{a0}")], "  a \u{a0}|");
}

#[test]
fn what_replaces_a_part_of_a_link_is_of_it_and_what_replaces_more_is_not() {
    let link = |editor: &mut Editor, start, end| {
        editor.select(Selection { anchor: start, head: end });
        editor.apply(&typed("X"), 0.0);
        let block = editor.blocks().at(0).block;
        block.runs.iter().filter(|run| run.attributes.has("link")).map(|run| run.content.len()).sum::<usize>()
    };
    let with_link = || {
        let mut editor = editor("a ^link| b");
        editor.apply(&SetLink { href: "https://a.org".into(), text: None }, 0.0);
        editor
    };
    assert_eq!(link(&mut with_link(), 3, 5), 3);
    assert_eq!(link(&mut with_link(), 2, 6), 1);
    assert_eq!(link(&mut with_link(), 4, 8), 2);
    assert_eq!(link(&mut with_link(), 4, 7), 2);
}

#[test]
fn a_word_is_deleted_across_marks_and_at_a_paragraphs_edge_the_paragraphs_join() {
    leads("one _tw_o|", &[DeleteRange { start: 4, end: 7 }], "one |");
    leads("one\n|two", &[DeleteRange { start: 3, end: 4 }], "one|two");
    leads("one|\ntwo", &[DeleteRange { start: 3, end: 4 }], "one|two");
    leads("a\n* |b", &[DeleteRange { start: 1, end: 2 }], "a\n  |b");
}
