//! The place in a text: a piece of it around what was looked for, with that marked. Pure.

use std::collections::VecDeque;

use serde::Serialize;

use super::wanted::{Part, Wanted};
use super::words::{Word, Words};

/// Bytes of a text that are looked through for the place.
const LOOKED_AT: usize = 1 << 20;
/// Places that are weighed against each other, at most.
const MOST_PLACES: usize = 1_000;
/// Bytes between the first and the last of the words that are shown together.
const SPAN: usize = 140;
/// Bytes that are shown, as a rule.
const LENGTH: usize = 220;
/// Of them, before what was looked for.
const BEFORE: usize = 50;

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// It in one line.
    pub text: String,
    /// Whether it is what was looked for.
    #[serde(rename = "hit")]
    pub is_hit: bool,
}

/// Where a part of what is looked for stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    part: usize,
    from: usize,
    to: usize,
}

/// Goes over a text and says where the parts stand.
struct Finder<'a> {
    wanted: &'a Wanted,
    is_loose: bool,
    /// The words that were last gone over: as many as the longest part needs.
    recent: VecDeque<Word>,
    longest: usize,
}

/// The place in `text` where the most of what is looked for stands together, the first of several; the beginning where nothing does.
/// With `is_loose` words count that are nearly the same.
pub fn snippet(text: &str, wanted: &Wanted, is_loose: bool) -> Vec<Piece> {
    let places = places(&text[..text.floor_char_boundary(LOOKED_AT)], wanted, is_loose);
    let (from, to) = match best(&places) {
        [first, .., last] => around(text, first.from, last.to),
        [only] => around(text, only.from, only.to),
        [] => (0, end(text, 0, LENGTH)),
    };
    let mut line = Line::default();
    if !text[..from].ends_with('\n') && from > 0 {
        line.add("…", false);
    }
    let mut at = from;
    for place in places.iter().filter(|place| place.from >= from && place.to <= to) {
        // What overlaps is one: pairs of a script without spaces, parts that stand in one word.
        if place.to > at {
            line.add(&text[at..place.from.max(at)], false);
            line.add(&text[place.from.max(at)..place.to], true);
            at = place.to;
        }
    }
    line.add(&text[at..to], false);
    if !text[to..].trim_end().is_empty() {
        line.add("…", false);
    }
    line.pieces
}

/// Where the parts stand, in the order of the text, up to a place where all of them do, and as far behind it as is shown.
fn places(text: &str, wanted: &Wanted, is_loose: bool) -> Vec<Place> {
    let mut finder = Finder::new(wanted, is_loose);
    let (mut places, mut last_of) = (Vec::new(), vec![None; wanted.parts.len()]);
    let (mut words, mut enough) = (Words::of(text), None);
    while words.advance()
        && enough.is_none_or(|enough| words.word().from < enough)
        && places.len() < MOST_PLACES
    {
        for place in finder.take(words.word()) {
            last_of[place.part] = Some(place.from);
            places.push(place);
        }
        let earliest = last_of.iter().copied().min().flatten();
        if enough.is_none() && earliest.is_some_and(|earliest| words.word().to - earliest <= SPAN) {
            enough = Some(words.word().to + LENGTH);
        }
    }
    places.sort_by_key(|place| place.from);
    places
}

impl<'a> Finder<'a> {
    fn new(wanted: &'a Wanted, is_loose: bool) -> Self {
        let reach = wanted.parts.iter().filter_map(|part| part.split().0.last()).map(|last| last.place).max();
        let longest = reach.unwrap_or_default() + 1;
        Finder { wanted, is_loose, recent: VecDeque::with_capacity(longest), longest }
    }

    /// What ends with the next word of the text.
    fn take(&mut self, word: &Word) -> impl Iterator<Item = Place> {
        if self.recent.len() == self.longest {
            self.recent.pop_front();
        }
        self.recent.push_back(word.clone());
        let ends = |(part, is)| self.ends(is).map(|(from, to)| Place { part, from, to });
        self.wanted.parts.iter().enumerate().filter_map(ends)
    }

    fn ends(&self, part: &Part) -> Option<(usize, usize)> {
        let newest = self.recent.back()?;
        let (together, beginning) = part.split();
        if let Some(last) = together.last() {
            let first = self.recent.len().checked_sub(last.place + 1);
            let is_met = first.is_some_and(|first| {
                together
                    .iter()
                    .all(|wish| wish.is_met_by(&self.recent[first + wish.place].text, self.is_loose))
            });
            if let Some(first) = first.filter(|_| is_met) {
                return Some((self.recent[first].from, newest.to));
            }
        }
        beginning.filter(|wish| wish.is_met_by(&newest.text, self.is_loose)).map(|_| (newest.from, newest.to))
    }
}

/// Those places, close together, that have the most parts.
fn best(places: &[Place]) -> &[Place] {
    let (mut best, mut most) = (&places[..0], 0);
    for (index, first) in places.iter().enumerate() {
        let close = places[index..].iter().take_while(|place| place.to <= first.to.max(first.from + SPAN));
        let (mut parts, mut count) = (0u32, 0);
        for place in close {
            parts |= 1 << (place.part % 32);
            count += 1;
        }
        if parts.count_ones() > most {
            (best, most) = (&places[index..index + count], parts.count_ones());
        }
    }
    best
}

/// What is shown of a text around a part of it: from the beginning of its paragraph where that is near.
fn around(text: &str, from: usize, to: usize) -> (usize, usize) {
    let least = text.floor_char_boundary(from.saturating_sub(BEFORE));
    let before = &text[least..from];
    let paragraph = before.rfind('\n').map(|end| end + 1);
    let word = || before.char_indices().find(|(_, letter)| letter.is_whitespace());
    let word = || word().map(|(space, letter)| space + letter.len_utf8());
    let start = least + paragraph.or_else(|| word().filter(|_| least > 0)).unwrap_or_default();
    (start, end(text, to, start + LENGTH))
}

/// Where what is shown ends: behind a word, at `wanted` or before it, and not before `least`.
fn end(text: &str, least: usize, wanted: usize) -> usize {
    if wanted >= text.len() {
        return text.len();
    }
    let end = text.ceil_char_boundary(wanted.max(least));
    let near = text.ceil_char_boundary(least.max(end.saturating_sub(30)));
    text[near..end].rfind(char::is_whitespace).map_or(end, |space| near + space)
}

/// A piece of a text on its way into one line.
#[derive(Default)]
struct Line {
    pieces: Vec<Piece>,
}

impl Line {
    fn add(&mut self, text: &str, is_hit: bool) {
        for letter in text.chars() {
            let letter = if letter.is_whitespace() || letter == '\u{fffc}' { ' ' } else { letter };
            let is_behind_space = self.pieces.last().is_none_or(|piece| piece.text.ends_with(' '));
            if letter == ' ' && is_behind_space {
                continue;
            }
            match self.pieces.last_mut() {
                Some(piece) if piece.is_hit == is_hit => piece.text.push(letter),
                _ => self.pieces.push(Piece { text: letter.to_string(), is_hit }),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The snippet with what was looked for in brackets.
    fn shown(text: &str, typed: &str) -> String {
        drawn(&snippet(text, &Wanted::read(typed), false))
    }

    fn drawn(pieces: &[Piece]) -> String {
        let piece =
            |piece: &Piece| if piece.is_hit { format!("[{}]", piece.text) } else { piece.text.clone() };
        pieces.iter().map(piece).collect()
    }

    #[test]
    fn what_was_looked_for_is_marked_where_it_stands() {
        let text = "Agenda\nThe Müller contract, and the\u{2028}MÜLLEREI.\n";
        assert_eq!(shown(text, "mull"), "The [Müller] contract, and the [MÜLLEREI]. ");
        assert_eq!(shown(text, "\"the mullerei\""), "The Müller contract, and [the MÜLLEREI]. ");
        assert_eq!(shown(text, "contract agenda"), "[Agenda] The Müller [contract], and the MÜLLEREI. ");
        assert_eq!(shown(text, "\"contract and"), "The Müller [contract], [and] the MÜLLEREI. ");
    }

    #[test]
    fn pairs_of_a_script_without_spaces_are_marked_as_what_was_typed() {
        assert_eq!(shown("私は東京都に住む。東京タワー", "東京都"), "私は[東京都]に住む。東京タワー");
        assert_eq!(shown("私は東京都に住む", "都"), "私は東京[都に]住む");
    }

    #[test]
    fn the_place_is_where_most_of_it_stands_together() {
        let text = format!("alpha {} beta {} alpha beta end", "x ".repeat(300), "y ".repeat(300));
        let shown = shown(&text, "alpha beta");
        assert!(shown.starts_with("…y y") && shown.ends_with("y [alpha] [beta] end"), "{shown}");
    }

    #[test]
    fn without_a_place_it_is_the_beginning_and_a_long_text_is_cut_between_words() {
        let text = "word ".repeat(1000);
        let beginning = shown(&text, "other");
        assert!(
            beginning.starts_with("word word")
                && beginning.ends_with("word…")
                && beginning.len() <= LENGTH + 3
        );
        assert_eq!(snippet("", &Wanted::read("x"), false), []);
        let long = format!("{}needle{}", "東".repeat(9_000), "京".repeat(9_000));
        let shown = shown(&long, "needle");
        assert!(
            shown.starts_with("…東") && shown.contains("東[needle]京") && shown.len() < 2 * LENGTH,
            "{shown}"
        );
    }

    #[test]
    fn a_slip_is_marked_when_it_had_to_do() {
        let wanted = Wanted::read("reprot");
        assert_eq!(drawn(&snippet("The report.", &wanted, true)), "The [report].");
        assert_eq!(drawn(&snippet("The report.", &wanted, false)), "The report.");
    }
}
