//! Finding and replacing: what is found stays true under every change, and replacing is one step that leaves marks.

mod drawn;

use drawn::sketch::{draw, editor, leads};
use drawn::{edges, pick, random_body, random_change, with_seeds};
use octavo_shared::edit::Command::{self, *};
use octavo_shared::edit::count::{Counter, count};
use octavo_shared::edit::find::{FindQuery, Finder, Matches, find};
use octavo_shared::edit::outline::{Outline, headings};
use octavo_shared::edit::{Editor, Selection};
use octavo_shared::model::{Attributes, Blocks, Delta, Document};

fn query(text: &str) -> FindQuery {
    FindQuery { text: text.to_owned(), ..FindQuery::default() }
}

fn regex(text: &str) -> FindQuery {
    FindQuery { regex: true, ..query(text) }
}

fn all(query: FindQuery, with: &str) -> Command {
    ReplaceAll { query, with: with.to_owned() }
}

fn places(sketch: &str, query: &FindQuery) -> Vec<(usize, usize)> {
    find(editor(sketch).blocks(), query).expect("a valid query")
}

#[test]
fn words_are_found_across_marks_but_not_across_paragraphs() {
    assert_eq!(places("one t_wo_ two\n# two|", &query("two")), [(4, 7), (8, 11), (12, 15)]);
    assert_eq!(places("on\ne|", &query("one")), []);
}

#[test]
fn places_are_counted_in_utf16() {
    assert_eq!(places("😀 ä😀x\n日x|", &query("x")), [(6, 7), (9, 10)]);
}

#[test]
fn a_replacement_looks_like_the_first_character_it_replaces() {
    let with = || "X".to_owned();
    leads("a_bc_d|", &[ReplaceMatch { start: 1, end: 4, with: with() }], "a_X_|");
    leads("ab_cd_|", &[ReplaceMatch { start: 0, end: 4, with: with() }], "X|");
    leads("* one\n* two|", &[ReplaceMatch { start: 4, end: 7, with: with() }], "* one\n* X|");
    leads("one|", &[ReplaceMatch { start: 0, end: 9, with: with() }], "one|");
}

#[test]
fn everything_is_replaced_at_once_and_taken_back_at_once() {
    leads("t_wo_ and two\n# Two|", &[all(query("two"), "three")], "three and three\n# three|");
    leads("_tw_o and two\n# Two|", &[all(query("two"), "three"), Undo], "_tw_o and two\n# Two|");
    leads("a b|", &[all(query("x"), "y")], "a b|");
    leads("_a_a|", &[all(query("a"), "")], "|");
}

#[test]
fn groups_of_an_expression_come_back_in_the_replacement() {
    leads(
        "Lovelace, Ada\nHopper, Grace|",
        &[all(regex(r"(\w+), (\w+)"), "$2 $1")],
        "Ada Lovelace\nGrace Hopper|",
    );
    leads("* a; b|", &[all(regex("; "), r"\n")], "* a\n* b|");
}

#[test]
fn the_selection_stays_with_its_text_when_everything_is_replaced() {
    leads("two ^two x|", &[all(query("two"), "a")], "a ^a x|");
}

fn random_query(rng: &mut impl rand::Rng) -> FindQuery {
    let text = ["a", "e", "one", " ", "é", "😀", "ab"][rng.random_range(0..7)];
    let expression = ["[a-m]+", "e.", r"\w+$", "^.", "[^a]", r"\s"][rng.random_range(0..6)];
    let is_regex = rng.random_bool(0.5);
    FindQuery {
        text: if is_regex { expression } else { text }.to_owned(),
        case: rng.random_bool(0.5),
        word: rng.random_bool(0.2),
        regex: is_regex,
    }
}

#[test]
fn after_any_changes_the_places_outline_and_counts_are_those_of_the_new_body() {
    with_seeds(2_000, |rng| {
        let mut body = random_body(rng);
        let mut blocks = Blocks::from_body(&body);
        let finder = Finder::new(&random_query(rng)).expect("a valid query");
        let mut matches = Matches::new(finder.clone(), &blocks);
        let mut outline = Outline::new(&blocks);
        let mut counter = Counter::new(&blocks);
        for _ in 0..8 {
            let change = random_change(rng, &body);
            body = body.compose(&change);
            let patches = blocks.apply(&change);
            matches.update(&change, &blocks);
            outline.update(&patches, &blocks);
            counter.update(&patches);
            let anew = Blocks::from_body(&body);
            assert_eq!(matches.places(), Matches::new(finder.clone(), &anew).places(), "{change:?}");
            let seen = |blocks: &Blocks| {
                headings(blocks).into_iter().map(|it| (it.text, it.offset)).collect::<Vec<_>>()
            };
            let kept =
                outline.headings(&blocks).into_iter().map(|it| (it.text, it.offset)).collect::<Vec<_>>();
            assert_eq!(kept, seen(&anew));
            assert_eq!(counter.total(), Counter::new(&anew).total());
            let edges = edges(&body);
            let selection = Selection { anchor: *pick(rng, &edges), head: *pick(rng, &edges) };
            assert_eq!(counter.selected(&blocks, selection), count(&blocks, selection));
        }
    });
}

#[test]
fn replacing_everything_leaves_nothing_to_find_and_undo_gives_the_document_back() {
    with_seeds(500, |rng| {
        let mut source = Document::new(900);
        let body = random_body(rng).insert("\n", Attributes::new());
        let mut person = Editor::new(7);
        person.merge([source.edit(&body).as_slice()]).expect("an honest update");
        let before = person.blocks().body();
        let query = random_query(rng);
        let found = find(person.blocks(), &query).expect("a valid query");
        let replaced = person.apply(&all(query.clone(), "ZZ"), 0.0);
        assert_eq!(replaced.is_some(), !found.is_empty());
        assert_eq!(person.document().body(), person.blocks().body(), "the CRDT holds what the blocks show");
        assert_eq!(person.blocks().body().text().matches("ZZ").count(), found.len());
        if replaced.is_some() {
            person.apply(&Undo, 0.0);
            assert_eq!(person.blocks().body(), before, "undo of {query:?}");
        }
    });
}

#[test]
fn next_and_previous_go_round() {
    let ada = editor("two one two\ntwo|");
    let matches = Matches::new(Finder::new(&query("two")).expect("words"), ada.blocks());
    assert_eq!(matches.next(0), Some((0, 3)));
    assert_eq!(matches.next(1), Some((8, 11)));
    assert_eq!(matches.next(13), Some((0, 3)));
    assert_eq!(matches.previous(11), Some((8, 11)));
    assert_eq!(matches.previous(2), Some((12, 15)));
    assert_eq!(matches.index_of(8, 11), Some(1));
}

#[test]
fn the_outline_says_which_heading_the_caret_is_under() {
    let ada = editor("before\n# One\ntext\n## Two\n# \n* item|");
    let outline = Outline::new(ada.blocks());
    let seen: Vec<_> = headings(ada.blocks()).into_iter().map(|it| (it.level, it.text)).collect();
    assert_eq!(seen, [(1, "One".to_owned()), (2, "Two".to_owned())]);
    let under = |offset| outline.index_at(offset, ada.blocks());
    assert_eq!(
        (under(0), under(7), under(12), under(ada.selection().head)),
        (None, Some(0), Some(0), Some(1))
    );
}

#[test]
fn a_table_of_contents_is_copied_as_the_headings_that_it_lists() {
    let mut ada = editor("|\n# One\n## Two\ntext");
    ada.apply(&InsertTableOfContents, 0.0);
    ada.select(Selection { anchor: 0, head: 2 });
    let slice = ada.copy().expect("something is selected");
    assert_eq!(slice.to_text(), "One\n    Two\n");
    assert!(slice.to_html().contains("One<br>"), "{}", slice.to_html());
}

#[test]
fn what_is_counted_is_the_selection() {
    let ada = editor("# Two words\n\nand ^three mo|re");
    let counts = count(ada.blocks(), ada.selection());
    assert_eq!((counts.words, counts.characters, counts.characters_without_spaces), (2, 8, 7));
    let total = Counter::new(ada.blocks()).total();
    assert_eq!((total.words, total.characters, total.paragraphs), (5, 23, 2));
    assert_eq!(draw(&ada), "# Two words\n\nand ^three mo|re");
}

#[test]
fn a_million_characters_are_searched_and_replaced() {
    let mut body = Delta::new();
    for number in 0..5_000 {
        let text =
            format!("Paragraph {number}: {}", "the quick brown fox jumps over the lazy dog ".repeat(4));
        body = body.insert(&text, Attributes::new()).insert("\n", Attributes::new());
    }
    let mut source = Document::new(900);
    let mut person = Editor::new(7);
    person.merge([source.edit(&body).as_slice()]).expect("an honest update");
    assert_eq!(find(person.blocks(), &query("FOX")).expect("words").len(), 20_000);
    assert_eq!(find(person.blocks(), &regex(r"\bf\w+x")).expect("an expression").len(), 20_000);
    person.apply(&all(query("fox"), "cat"), 0.0);
    person.apply(&Undo, 0.0);
    person.apply(&Redo, 0.0);
    assert_eq!(find(person.blocks(), &query("cat")).expect("words").len(), 20_000);
}
