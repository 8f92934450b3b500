//! Somebody who does anything at all: random commands at random places.

use super::{edges, pick, random_body};
use octavo_shared::edit::Command::{self, *};
use octavo_shared::edit::find::FindQuery;
use octavo_shared::edit::{Editor, Selection, Slice};
use octavo_shared::model::{Align, BlockId, Direction, ListKind, Mark, Script, Style};
use rand::Rng;
use rand::rngs::StdRng;

const WORDS: [&str; 8] = ["a", "word ", "é", "😀", "two\nlines", "👨‍👩‍👧", "日本", "\u{202e}rtl"];

/// A place between two characters, or a stretch.
pub fn random_selection(rng: &mut StdRng, editor: &Editor) -> Selection {
    let edges = edges(&editor.blocks().body());
    let (anchor, head) = (*pick(rng, &edges), *pick(rng, &edges));
    match rng.random_range(0..4) {
        0 => Selection { anchor, head },
        // Most stretches that somebody selects are short.
        1 => {
            let at = edges.iter().position(|edge| *edge == anchor).unwrap_or_default();
            Selection { anchor, head: edges[(at + rng.random_range(0..8)).min(edges.len() - 1)] }
        }
        _ => Selection::caret(head),
    }
}

/// Any command, whether it applies or not.
pub fn random_command(rng: &mut StdRng, editor: &Editor) -> Command {
    let blocks: Vec<BlockId> = editor.blocks().iter().map(|block| block.id).collect();
    let mut range = || {
        let selection = random_selection(rng, editor);
        (selection.start(), selection.end())
    };
    let ((start, end), (to, _)) = (range(), range());
    let word = pick(rng, &WORDS).to_string();
    let points = *pick(rng, &[None, Some(9.0), Some(24.0)]);
    let color = pick(rng, &[None, Some("#c00000".to_owned()), Some("#ffee00".to_owned())]).clone();
    let style = *pick(rng, &Style::ALL);
    match rng.random_range(0..64) {
        0..=6 => InsertText(word),
        7..=8 => SplitBlock,
        9..=10 => DeleteBackward,
        11 => DeleteForward,
        12 => DeleteSelection,
        13 => DeleteRange { start, end },
        14 => ReplaceRange { start, end, text: word },
        15 => ToggleMark(*pick(rng, &Mark::ALL)),
        16 => SetScript(*pick(rng, &[None, Some(Script::Super), Some(Script::Sub)])),
        17 => SetFont(pick(rng, &[None, Some("Georgia".to_owned())]).clone()),
        18 => SetSize(points),
        19 => ChangeSize { steps: rng.random_range(-2..3) },
        20 => SetColor(color),
        21 => SetHighlight(color),
        22 => ClearFormatting,
        23 => SetLink { href: "https://example.org/".to_owned(), text: rng.random_bool(0.5).then_some(word) },
        24 => RemoveLink,
        25..=26 => SetStyle(style),
        27 => SetAlign(*pick(rng, &[Align::Left, Align::Center, Align::Right, Align::Justify])),
        28 => SetDirection(*pick(rng, &[None, Some(Direction::Ltr), Some(Direction::Rtl)])),
        29 => SetLineHeight(*pick(rng, &[None, Some(1.0), Some(2.0)])),
        30 => SetSpaceBefore(points),
        31 => SetSpaceAfter(points),
        32 => SetPageBreakBefore(rng.random()),
        33 => RestartList(*pick(rng, &[None, Some(1), Some(7)])),
        34 => InsertDivider,
        35 => InsertPageBreak,
        36 => InsertTableOfContents,
        37 => ApplyFormat(editor.copy_format()),
        38 => RedefineStyle(style),
        39 => ResetStyle(style),
        40 => ToggleList(*pick(rng, &[ListKind::Bullet, ListKind::Ordered, ListKind::Unchecked])),
        41 => ToggleChecked(*pick(rng, &blocks)),
        42 => Indent,
        43 => Outdent,
        44 => InsertTab,
        45 => InsertLineBreak,
        46 => AutoFormat,
        47 => MoveBlocks { down: rng.random() },
        48 => DeleteBlock,
        49 => ChangeCase,
        50 => Transpose,
        51 => Paste(editor.copy().unwrap_or_else(|| Slice::from_text("pasted\ntext"))),
        52 => Paste(Slice::from_body(random_body(rng))),
        53 => MoveSelection { to, copies: rng.random() },
        54 => ReplaceMatch { start, end, with: word },
        55 => {
            let query = FindQuery { text: "wo?".to_owned(), regex: true, ..FindQuery::default() };
            ReplaceAll { query, with: word }
        }
        56 => SelectAll,
        57 => MoveBlocksTo { to },
        58 => SelectBlocks,
        59 => Redo,
        _ => Undo,
    }
}
