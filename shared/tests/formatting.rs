//! What formats do to text and paragraphs, drawn. The notation is in `drawn/sketch.rs`.

mod drawn;

use drawn::sketch::{draw_all, editor, formats};
use octavo_shared::edit::Command::{self, *};
use octavo_shared::edit::{Editor, Selection};
use octavo_shared::model::{Align, Attributes, Delta, Direction, ListKind, Mark, Script, Style};

fn typed(text: &str) -> Command {
    InsertText(text.to_owned())
}

fn link(href: &str) -> Command {
    SetLink { href: href.into(), text: None }
}

fn color(color: &str) -> Command {
    SetColor(Some(color.into()))
}

#[test]
fn values_are_spelled_in_one_way() {
    formats("a^bc|d", &[color("RGB(255, 0, 0)")], "a⟨color=#ff0000⟩^bc⟨⟩|d");
    formats(
        "^ab|",
        &[SetHighlight(Some("yellow".into())), SetSize(Some(12.0))],
        "⟨background=#ffff00 size=12pt⟩^ab⟨⟩|",
    );
    formats("^ab|", &[SetFont(Some("\"Times New Roman\", serif".into()))], "⟨font=Times New Roman⟩^ab⟨⟩|");
}

#[test]
fn what_is_no_value_changes_nothing() {
    let hostile = "red;} body {display:none".to_owned();
    let all = [
        SetColor(Some(hostile.clone())),
        SetFont(Some(hostile)),
        SetSize(Some(0.0)),
        SetLineHeight(Some(90.0)),
    ];
    formats("^ab|", &all, "^ab|");
}

#[test]
fn equal_neighbours_become_one_run() {
    let mut editor = editor("^a⟨color=#ff0000⟩b⟨⟩|");
    editor.apply(&color("#F00"), 0.0);
    assert_eq!(editor.blocks().iter().next().map(|block| block.runs.len()), Some(1));
}

#[test]
fn raised_text_is_never_lowered_too() {
    formats("^ab|", &[SetScript(Some(Script::Super)), SetScript(Some(Script::Sub))], "⟨script=sub⟩^ab⟨⟩|");
    formats("⟨script=sub⟩^ab⟨⟩|", &[SetScript(None)], "^ab|");
}

#[test]
fn a_format_at_a_caret_is_for_what_is_typed_next() {
    formats("a|", &[color("red"), typed("b"), SetColor(None), typed("c")], "a⟨color=#ff0000⟩b⟨⟩c|");
}

#[test]
fn clearing_takes_the_look_and_leaves_links_the_paragraph_and_what_is_not_known() {
    formats(
        "{align=center} # ^_a_⟨color=#ff0000 link=https://x.org note=1⟩b⟨⟩|",
        &[ClearFormatting],
        "{align=center} # ^a⟨link=https://x.org note=1⟩b⟨⟩|",
    );
    assert!(!editor("^plain|").can_apply(&ClearFormatting));
}

#[test]
fn each_run_grows_from_its_own_size_on() {
    formats("^a⟨size=20pt⟩b⟨⟩|", &[ChangeSize { steps: 1 }], "⟨size=14pt⟩^a⟨size=22pt⟩b⟨⟩|");
    formats("# ^a|", &[ChangeSize { steps: -1 }], "# ⟨size=20pt⟩^a⟨⟩|");
}

#[test]
fn a_link_is_edited_from_both_its_edges_and_from_inside() {
    for before in
        ["a ⟨link=https://x.org⟩|bc⟨⟩ d", "a ⟨link=https://x.org⟩b|c⟨⟩ d", "a ⟨link=https://x.org⟩bc⟨⟩| d"]
    {
        let mut editor = editor(before);
        assert_eq!(editor.format_state().link.as_deref(), Some("https://x.org"), "{before}");
        editor.apply(&link("y.org"), 0.0);
        assert_eq!(
            editor.blocks().body().ops()[1],
            Delta::new().insert("bc", Attributes::new().with("link", "https://y.org")).ops()[0],
            "{before}"
        );
        editor.apply(&RemoveLink, 0.0);
        assert_eq!(editor.blocks().body().ops().len(), 1, "{before}");
    }
}

#[test]
fn a_link_is_put_on_the_word_at_the_caret_or_written_where_there_is_none() {
    formats("one t|wo", &[link("x.org")], "one ⟨link=https://x.org⟩t|wo⟨⟩");
    formats("one |", &[link("x.org")], "one ⟨link=https://x.org⟩https://x.org⟨⟩|");
    let named = SetLink { href: "x.org".into(), text: Some("here".into()) };
    formats("one ^two|", &[named], "one ⟨link=https://x.org⟩here⟨⟩|");
    formats("one ^two|", &[link("javascript:alert(1)")], "one ^two|");
}

#[test]
fn typing_goes_on_with_a_link_inside_of_it_alone() {
    formats("⟨link=https://x.org⟩ab⟨⟩|", &[typed("c")], "⟨link=https://x.org⟩ab⟨⟩c|");
    formats("⟨link=https://x.org⟩a|b⟨⟩", &[typed("c")], "⟨link=https://x.org⟩ac|b⟨⟩");
}

#[test]
fn the_painter_carries_the_look_of_text_and_of_whole_paragraphs() {
    let copied = editor("{align=right} ## ⟨color=#ff0000⟩a|b⟨⟩").copy_format();
    formats(
        "one ⟨link=https://x.org size=9pt⟩t|wo⟨⟩ x",
        &[ApplyFormat(copied.clone())],
        "one ⟨color=#ff0000 link=https://x.org⟩t|wo⟨⟩ x",
    );
    formats("^one|", &[ApplyFormat(copied)], "{align=right} ## ⟨color=#ff0000⟩^one⟨⟩|");
}

#[test]
fn a_style_takes_the_place_of_another_and_leaves_the_rest() {
    formats("{align=center} # a|", &[SetStyle(Style::Title)], "{align=center style=title} a|");
    formats("{style=title} a|", &[SetStyle(Style::Code)], "{code-block=true} a|");
    formats("{code-block=true} a|", &[SetStyle(Style::Quote)], "> a|");
    formats("> a|", &[SetStyle(Style::Normal)], "a|");
}

#[test]
fn the_paragraph_below_a_title_is_plain() {
    formats("{style=title} T|", &[SplitBlock], "{style=title} T\n|");
    formats("{style=subtitle} T|", &[SplitBlock], "{style=subtitle} T\n|");
}

#[test]
fn paragraphs_take_edge_direction_and_spacing() {
    formats(
        "a|",
        &[SetAlign(Align::Justify), SetDirection(Some(Direction::Rtl))],
        "{align=justify direction=rtl} a|",
    );
    formats("{align=right} a|", &[SetAlign(Align::Left)], "a|");
    formats(
        "^a\nb|",
        &[SetLineHeight(Some(1.5)), SetSpaceBefore(Some(6.0)), SetSpaceAfter(Some(0.0))],
        "{line-height=1.5 space-after=0 space-before=6} ^a\n{line-height=1.5 space-after=0 space-before=6} b|",
    );
}

#[test]
fn a_split_copies_neither_a_page_break_nor_a_number() {
    formats("{page-break-before=true} a|b", &[SplitBlock], "{page-break-before=true} a\n|b");
    formats("{list-start=5} 1. a|b", &[SplitBlock], "{list-start=5} 1. a\n1. |b");
    formats("{align=right} a|b", &[SplitBlock], "{align=right} a\n{align=right} |b");
    formats("{list-start=5} 1. a|b", &[typed("x\ny")], "{list-start=5} 1. ax\n1. y|b");
}

#[test]
fn a_join_keeps_the_break_of_the_page_that_the_upper_one_began() {
    formats(
        "{page-break-before=true} \n{align=right} |b",
        &[DeleteBackward],
        "{align=right page-break-before=true} |b",
    );
}

#[test]
fn code_goes_on_with_its_indentation() {
    formats("{code-block=true} \t ab|", &[SplitBlock], "{code-block=true} \t ab\n{code-block=true} \t |");
}

#[test]
fn the_third_enter_and_ctrl_enter_lead_out_of_code() {
    let code = "{code-block=true} ab";
    formats(&format!("{code}|"), &[SplitBlock, SplitBlock, SplitBlock], &format!("{code}\n|"));
    formats(
        &format!("a|\n{code}").replace("a|", "{code-block=true} a|"),
        &[InsertPageBreak],
        &format!("{{code-block=true}} a\n{code}\n|"),
    );
}

#[test]
fn backspace_joins_lines_of_code_and_ends_code_at_its_first_line() {
    formats("{code-block=true} a\n{code-block=true} |b", &[DeleteBackward], "{code-block=true} a|b");
    formats("x\n{code-block=true} |b", &[DeleteBackward], "x\n|b");
}

#[test]
fn dividers_and_page_breaks_stand_in_paragraphs_of_their_own() {
    formats("ab|", &[InsertDivider], "ab\n⟨divider!⟩\n|");
    formats("a|b", &[InsertPageBreak], "a\n⟨page-break!⟩\n|b");
    formats("|", &[InsertTableOfContents], "⟨toc!⟩\n|");
    formats("# ab|", &[InsertDivider], "# ab\n⟨divider!⟩\n|");
    formats("ab|", &[InsertDivider, typed("x")], "ab\n⟨divider!⟩\nx|");
}

fn numbers(editor: &Editor) -> Vec<u32> {
    editor.blocks().iter().map(|block| block.ordinal).collect()
}

#[test]
fn a_list_starts_where_it_is_told_to_and_goes_on_over_paragraphs() {
    let mut editor = editor("1. a\n  1. b\n1. c\nx\n1. |d\n1. e");
    assert_eq!(numbers(&editor), [1, 1, 2, 0, 1, 2]);
    editor.apply(&RestartList(None), 0.0);
    assert_eq!(numbers(&editor), [1, 1, 2, 0, 3, 4]);
    editor.select(Selection::caret(0));
    editor.apply(&RestartList(Some(7)), 0.0);
    assert_eq!(numbers(&editor), [7, 1, 8, 0, 9, 10]);
    editor.apply(&DeleteForward, 0.0);
    editor.apply(&ToggleList(ListKind::Ordered), 0.0);
    assert_eq!(numbers(&editor), [0, 1, 1, 0, 2, 3]);
}

#[test]
fn numbers_that_go_on_are_right_far_behind_the_list() {
    let between = "x\n".repeat(200);
    let mut editor = editor(&format!("1. |a\n1. b\n{between}{{list-start=continue}} 1. c\n1. d"));
    let last = |editor: &Editor| numbers(editor).into_iter().rev().take(2).collect::<Vec<_>>();
    assert_eq!(last(&editor), [4, 3]);
    editor.apply(&SplitBlock, 0.0);
    assert_eq!(last(&editor), [5, 4]);
    editor.apply(&Undo, 0.0);
    assert_eq!(last(&editor), [4, 3]);
}

/// Two people with the same document.
fn pair(sketch: &str) -> (Editor, Editor) {
    let (ada, mut ben) = (editor(sketch), Editor::new(8));
    let all = ada.document().replica().encode();
    ben.merge([all.as_slice()]).expect("an honest update");
    (ada, ben)
}

#[test]
fn a_redefined_style_looks_so_for_everybody_and_undo_takes_it_back() {
    let (mut ada, mut ben) = pair("# one\n⟨color=#ff0000 size=30pt⟩_^two_⟨⟩|");
    let done = ada.apply(&RedefineStyle(Style::Heading(1)), 0.0).expect("it applies");
    assert_eq!(draw_all(&ada), "# one\n# ^two|");
    let seen = ben.merge([done.update.expect("it is told").as_slice()]).expect("an honest update");
    assert!(done.restyled && seen.restyled);
    for editor in [&ada, &ben] {
        let look = editor.styles().look(Style::Heading(1));
        assert_eq!((look.size, look.bold, look.color.as_deref()), (30.0, true, Some("#ff0000")));
        assert_eq!(look.line_height, Style::Normal.default_look().line_height);
    }
    assert_eq!(ben.format_state().size, Some(30.0));
    let undone = ada.apply(&Undo, 0.0).expect("there is something to take back");
    assert!(undone.restyled);
    assert_eq!(ada.styles().look(Style::Heading(1)), Style::Heading(1).default_look());
    assert_eq!(draw_all(&ada), "# one\n⟨color=#ff0000 size=30pt⟩_^two_⟨⟩|");
    ada.apply(&Redo, 0.0);
    assert_eq!(ada.styles().look(Style::Heading(1)).size, 30.0);
}

#[test]
fn what_is_copied_looks_elsewhere_as_its_styles_were_redefined() {
    let mut editor = editor("# one\n⟨color=#ff0000 size=30pt⟩_^two_⟨⟩|");
    editor.apply(&RedefineStyle(Style::Heading(1)), 0.0);
    editor.apply(&SelectAll, 0.0);
    let html = editor.copy().expect("all is selected").to_html();
    let css = "font-size:30pt;color:#ff0000;line-height:1.6;margin-top:0pt;margin-bottom:8pt";
    assert!(html.contains(&format!("<h1 style=\"{css}\">one</h1>")), "{html}");
}

#[test]
fn redefinitions_at_once_converge_and_undo_leaves_what_a_colleague_said() {
    let (mut ada, mut ben) = pair("⟨size=30pt⟩one|⟨⟩");
    ada.apply(&RedefineStyle(Style::Title), 0.0);
    ben.apply(&SelectAll, 0.0);
    ben.apply(&SetSize(Some(40.0)), 0.0);
    ben.apply(&RedefineStyle(Style::Title), 1.0);
    let (from_ada, from_ben) = (ada.document().replica().encode(), ben.document().replica().encode());
    ada.merge([from_ben.as_slice()]).expect("an honest update");
    ben.merge([from_ada.as_slice()]).expect("an honest update");
    assert_eq!(ada.styles(), ben.styles());
    assert_eq!(ada.document().body(), ben.document().body());
    let agreed = ada.styles().look(Style::Title).size;
    let loser = if agreed == 40.0 { &mut ada } else { &mut ben };
    loser.apply(&Undo, 2.0);
    assert_eq!(loser.styles().look(Style::Title).size, agreed, "undo is of one's own");
}

#[test]
fn a_style_is_reset_for_the_whole_document() {
    let mut editor = editor("⟨size=30pt⟩^one⟨⟩|");
    assert!(!editor.can_apply(&ResetStyle(Style::Normal)));
    editor.apply(&RedefineStyle(Style::Normal), 0.0);
    assert_eq!(editor.format_state().size, Some(30.0));
    editor.apply(&ResetStyle(Style::Normal), 0.0);
    assert_eq!(editor.format_state().size, Some(12.0));
    assert_eq!(editor.styles(), Editor::new(1).styles());
}

#[test]
fn the_state_says_what_all_of_the_selection_has() {
    let state = editor("{align=center line-height=2} ^_a_⟨color=#ff0000 size=9pt⟩b⟨⟩|").format_state();
    assert_eq!((state.color, state.size, state.bold), (None, None, false));
    assert_eq!((state.align, state.line_height), (Align::Center, Some(2.0)));
    let state = editor("{style=title} ⟨color=#ff0000 font=Arial⟩^ab⟨⟩|").format_state();
    assert_eq!((state.color.as_deref(), state.font.as_deref()), (Some("#ff0000"), Some("Arial")));
    assert_eq!((state.style, state.size), (Style::Title, Some(28.0)));
}

#[test]
fn a_format_over_paragraphs_leaves_what_is_said_of_them_alone() {
    formats(
        "{align=right} ^a\n1. b|",
        &[ToggleMark(Mark::Bold), color("red")],
        "{align=right} ⟨color=#ff0000⟩_^a_⟨⟩\n1. ⟨color=#ff0000⟩_b_⟨⟩|",
    );
}

#[test]
fn what_is_bold_or_slanted_by_its_style_can_be_plain_and_is_so_again() {
    let bold = ToggleMark(Mark::Bold);
    formats("# a^bc|d", std::slice::from_ref(&bold), "# a⟨bold=false⟩^bc⟨⟩|d");
    formats("# a^bc|d", &[bold.clone(), bold.clone()], "# a^bc|d");
    formats("{style=title} ^T|", std::slice::from_ref(&bold), "{style=title} ⟨bold=false⟩^T⟨⟩|");
    formats("> ^q|", &[ToggleMark(Mark::Italic)], "> ⟨italic=false⟩^q⟨⟩|");
    formats("# a|", &[bold.clone(), typed("b")], "# a⟨bold=false⟩b⟨⟩|");
    // Over a heading and a text all becomes bold, and then nothing is.
    formats("# ^a\nb|", std::slice::from_ref(&bold), "# ^a\n_b_|");
    formats("# ^a\nb|", &[bold.clone(), bold.clone()], "# ⟨bold=false⟩^a⟨⟩\nb|");
    assert!(editor("# a|").format_state().bold);
    assert!(!editor("a|").format_state().bold);
}

#[test]
fn typing_at_the_end_of_bold_is_bold_and_at_its_start_is_not() {
    formats("a_b|_c", &[typed("x")], "a_bx_|c");
    formats("a|_b_c", &[typed("x")], "ax_|b_c");
    formats("|_b_", &[typed("x")], "_x|b_");
}

#[test]
fn what_a_command_has_brought_about_holds_then() {
    let lasting = [
        ToggleMark(Mark::Code),
        ToggleScript(Script::Sub),
        SetFont(Some("Georgia".into())),
        SetSize(Some(24.0)),
        color("#c5221f"),
        SetHighlight(Some("#fff475".into())),
        SetStyle(Style::Quote),
        ToggleList(ListKind::Unchecked),
        SetAlign(Align::Right),
        SetDirection(Some(Direction::Rtl)),
        SetLineHeight(Some(2.0)),
        SetSpaceBefore(Some(12.0)),
        SetSpaceAfter(Some(0.0)),
        SetPageBreakBefore(true),
    ];
    for command in lasting {
        let mut editor = editor("^word|");
        assert_eq!(editor.format_state().holds(&command), Some(false), "{command:?}");
        editor.apply(&command, 0.0);
        assert_eq!(editor.format_state().holds(&command), Some(true), "{command:?}");
    }
    assert_eq!(editor("word|").format_state().holds(&Indent), None);
}

#[test]
fn a_button_over_very_much_text_is_not_greyed_and_one_over_little_tells_the_truth() {
    let little = editor("^plain|");
    assert!(!little.may_apply(&ClearFormatting) && little.may_apply(&Indent));
    let mut much = editor("|");
    much.apply(&typed(&"plain\n".repeat(300)), 0.0);
    much.apply(&SelectAll, 0.0);
    assert!(much.may_apply(&ClearFormatting) && !much.may_apply(&Redo));
}
