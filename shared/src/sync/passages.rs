//! A difference for who reads it as text: the paragraphs in which something changed, with what came, what went, and who did it.

use super::difference::{Difference, Stretch};
use crate::model::Content;

/// What became of a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It stayed as it was.
    Stayed,
    /// It was not there before.
    Came,
    /// It is not there any more.
    Went,
    /// It looks otherwise.
    Formatted,
}

/// A piece of text that fared alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The text, with U+FFFC for a picture and its like. It ends in `"\n"` where the end of a paragraph fared so.
    pub text: String,
    /// What became of it.
    pub fate: Fate,
    /// Who did that, as the log names him; empty for what stayed.
    pub author: String,
}

/// A paragraph in which something changed; of several that became one, all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Its text, in pieces.
    pub pieces: Vec<Piece>,
    /// Whether others lie between the passage before and this one, which stayed as they were.
    pub is_apart: bool,
}

/// The passages of a difference, in the order of the text.
pub fn passages(difference: &Difference) -> Vec<Passage> {
    let mut passages = Vec::new();
    let (mut pieces, mut is_apart) = (Vec::<Piece>::new(), false);
    let mut end = |pieces: &mut Vec<Piece>| {
        let pieces = std::mem::take(pieces);
        if pieces.iter().all(|piece| piece.fate == Fate::Stayed) {
            is_apart |= !pieces.is_empty();
        } else {
            passages.push(Passage { pieces, is_apart: std::mem::take(&mut is_apart) });
        }
    };
    for stretch in difference.stretches() {
        let fate = fate(stretch);
        let author = stretch.deed.as_ref().map_or("", |deed| &deed.author);
        let text = match &stretch.content {
            Content::Text(text) => text,
            Content::Embed(_) => "\u{fffc}",
        };
        for line in text.split_inclusive('\n') {
            match pieces.last_mut() {
                Some(last) if last.fate == fate && last.author == author => last.text.push_str(line),
                _ => pieces.push(Piece { text: line.to_owned(), fate, author: author.to_owned() }),
            }
            // Where an end of a paragraph went, what stood behind it is in the same paragraph now.
            if line.ends_with('\n') && fate != Fate::Went {
                end(&mut pieces);
            }
        }
    }
    end(&mut pieces);
    passages
}

fn fate(stretch: &Stretch) -> Fate {
    match (&stretch.before, &stretch.after) {
        (Some(before), Some(after)) if before == after => Fate::Stayed,
        (Some(_), Some(_)) => Fate::Formatted,
        (None, Some(_)) => Fate::Came,
        (_, None) => Fate::Went,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Attributes, Delta};
    use crate::sync::Deed;

    /// What stayed plain, what came in brackets, what went in braces, what was formatted between stars; `/` for the end of a paragraph.
    fn drawn(difference: &Difference) -> Vec<String> {
        let piece = |piece: &Piece| {
            let text = piece.text.replace('\n', "/");
            match piece.fate {
                Fate::Stayed => text,
                Fate::Came => format!("[{text}]"),
                Fate::Went => format!("{{{text}}}"),
                Fate::Formatted => format!("*{text}*"),
            }
        };
        let passage = |passage: &Passage| {
            let gap = if passage.is_apart { "… " } else { "" };
            gap.to_owned() + &passage.pieces.iter().map(piece).collect::<String>()
        };
        passages(difference).iter().map(passage).collect()
    }

    fn after(text: &str, changes: &[Delta]) -> Vec<String> {
        let mut difference = Difference::of(&Delta::new().insert(text, Attributes::new()));
        let deed = Deed { author: "ada".to_owned(), from_ms: 1, to_ms: 2 };
        changes.iter().for_each(|change| difference.apply(change, &deed));
        drawn(&difference)
    }

    fn typed(at: usize, text: &str) -> Delta {
        Delta::new().retain(at).insert(text, Attributes::new())
    }

    #[test]
    fn only_paragraphs_that_changed_are_passages_and_they_are_whole() {
        let text = "one\ntwo\nthree\nfour\n";
        assert_eq!(after(text, &[]), Vec::<String>::new());
        assert_eq!(after(text, &[typed(6, "XY")]), ["… tw[XY]o/"]);
        let out = Delta::new().retain(4).delete(3);
        assert_eq!(after(text, &[typed(0, "0"), typed(1 + 14, "4 ")]), ["[0]one/", "… [4 ]four/"]);
        assert_eq!(after(text, &[out]), ["… {two}/"]);
        let bold = Delta::new().retain(8).format(5, Attributes::new().with("bold", true));
        assert_eq!(after(text, &[bold]), ["… *three*/"]);
    }

    #[test]
    fn paragraphs_that_were_joined_are_told_together() {
        assert_eq!(after("one\ntwo\n", &[Delta::new().retain(3).delete(1)]), ["one{/}two/"]);
        assert_eq!(after("one two\n", &[typed(3, "\n")]), ["one[/]"]);
        assert_eq!(after("one\n", &[typed(0, "new\nnewer\n")]), ["[new/]", "[newer/]"]);
    }
}
