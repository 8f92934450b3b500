//! The numbers of list items: what stood beside them where they come from, and what they get here by themselves. An item says its
//! number only where the two differ.

use octavo_shared::model::schema::{self, CONTINUE, LIST_START, MAX_INDENT};
use octavo_shared::model::{Attributes, ListKind};

/// The highest number that an item is given.
pub const MOST_NUMBER: u32 = 100_000;
/// Roman numbers of more letters are none.
const LONGEST_ROMAN: usize = 24;
const LETTERS: usize = 26;

type Levels = [u32; MAX_INDENT as usize + 1];

/// The numbers that items have got, each level for itself.
#[derive(Default)]
pub struct Numbering {
    /// Of the list under way; 0 where the next item begins anew.
    under_way: Levels,
    /// Of whatever list was the last that counted there.
    last: Levels,
}

impl Numbering {
    /// What the next paragraph has to say, beside which `shown` stood, for the same number to stand there.
    pub fn number(&mut self, block: Attributes, shown: Option<u32>) -> Attributes {
        let Some(list) = schema::list_kind(&block) else {
            self.under_way = Levels::default();
            return block;
        };
        let level = usize::from(schema::indent(&block));
        self.under_way[level + 1..].fill(0);
        if list != ListKind::Ordered {
            self.under_way[level] = 0;
            return block;
        }
        let follows = self.under_way[level] + 1;
        let number = shown.filter(|shown| (1..=MOST_NUMBER).contains(shown)).unwrap_or(follows);
        let goes_on = number > 1 && number == self.last[level] + 1;
        self.under_way[level] = number;
        self.last[level] = number;
        match number {
            number if number == follows => block,
            _ if goes_on => block.with(LIST_START, CONTINUE),
            number => block.with(LIST_START, number),
        }
    }
}

/// The number that a marker of Word's shows, `2.3.` or `(iv)`: the last of its parts, written as `format` names it.
pub fn shown_by(marker: &str, format: Option<&str>) -> Option<u32> {
    let is_between = |character: char| !character.is_ascii_alphanumeric();
    let part = marker.trim_end_matches(is_between).rsplit(is_between).next()?.to_ascii_lowercase();
    match format {
        Some("alpha-lower" | "alpha-upper") => letters(&part),
        Some("roman-lower" | "roman-upper") => roman(&part),
        _ => part.parse().ok(),
    }
}

/// Word counts on behind z with aa, bb, cc.
fn letters(part: &str) -> Option<u32> {
    let first = part.bytes().next().filter(u8::is_ascii_lowercase)?;
    let is_one_letter = part.bytes().all(|letter| letter == first);
    let number = (part.len() - 1) * LETTERS + usize::from(first - b'a') + 1;
    is_one_letter.then(|| u32::try_from(number).ok()).flatten()
}

fn roman(part: &str) -> Option<u32> {
    let value = |letter| match letter {
        'i' => Some(1),
        'v' => Some(5),
        'x' => Some(10),
        'l' => Some(50),
        'c' => Some(100),
        'd' => Some(500),
        'm' => Some(1_000),
        _ => None,
    };
    if part.len() > LONGEST_ROMAN {
        return None;
    }
    // A letter before a larger one is taken off it.
    let (mut number, mut largest): (u32, u32) = (0, 0);
    for value in part.chars().rev().map(value) {
        let value = value?;
        number = if value < largest { number.checked_sub(value)? } else { number + value };
        largest = largest.max(value);
    }
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use octavo_shared::model::schema::{INDENT, LIST};

    fn ordered(level: u8) -> Attributes {
        let item = Attributes::new().with(LIST, ListKind::Ordered.name());
        if level > 0 { item.with(INDENT, level) } else { item }
    }

    /// What paragraphs say of their number, of which each is the level of an item and what stood beside it, or none.
    fn said(paragraphs: &[Option<(u8, u32)>]) -> Vec<String> {
        let mut numbering = Numbering::default();
        let mut said = |paragraph: &Option<(u8, u32)>| {
            let block = paragraph.map_or_else(Attributes::new, |(level, _)| ordered(level));
            let block = numbering.number(block, paragraph.map(|(_, shown)| shown));
            block.get(LIST_START).map_or("-".into(), ToString::to_string)
        };
        paragraphs.iter().map(&mut said).collect()
    }

    #[test]
    fn an_item_says_its_number_only_where_it_would_get_another() {
        assert_eq!(said(&[Some((0, 1)), Some((0, 2)), Some((1, 1)), Some((0, 3))]), ["-", "-", "-", "-"]);
        assert_eq!(said(&[Some((0, 5)), Some((0, 6)), Some((0, 1)), Some((0, 2))]), ["5", "-", "1", "-"]);
    }

    #[test]
    fn a_list_goes_on_behind_what_stands_between() {
        assert_eq!(said(&[Some((0, 1)), None, Some((0, 2)), Some((0, 3))]), ["-", "-", "\"continue\"", "-"]);
        assert_eq!(said(&[Some((0, 1)), None, Some((0, 1))]), ["-", "-", "-"]);
        assert_eq!(said(&[Some((0, 1)), Some((1, 1)), Some((0, 2)), Some((1, 2))])[3], "\"continue\"");
    }

    #[test]
    fn items_without_a_number_count_and_bullets_do_not() {
        let mut numbering = Numbering::default();
        let bullet = Attributes::new().with(LIST, ListKind::Bullet.name());
        assert_eq!(numbering.number(ordered(0), None), ordered(0));
        assert_eq!(numbering.number(ordered(0), Some(2)), ordered(0));
        assert_eq!(numbering.number(bullet.clone(), Some(3)), bullet);
        assert_eq!(numbering.number(ordered(0), Some(3)), ordered(0).with(LIST_START, CONTINUE));
        assert_eq!(numbering.number(ordered(0), Some(MOST_NUMBER + 1)), ordered(0));
    }

    #[test]
    fn markers_are_read_as_word_writes_them() {
        assert_eq!(shown_by("5.\u{a0}\u{a0} ", None), Some(5));
        assert_eq!(shown_by("1.2.13)", Some("decimal")), Some(13));
        assert_eq!(shown_by("(c)", Some("alpha-lower")), Some(3));
        assert_eq!(shown_by("BB.", Some("alpha-upper")), Some(28));
        assert_eq!(shown_by("i)", Some("alpha-lower")), Some(9));
        assert_eq!(shown_by("xiv.", Some("roman-lower")), Some(14));
        assert_eq!(shown_by("MCMXC", Some("roman-upper")), Some(1990));
        for (marker, format) in
            [("ab.", Some("alpha-lower")), ("mx9", Some("roman-lower")), ("·", None), ("", None)]
        {
            assert_eq!(shown_by(marker, format), None, "{marker}");
        }
    }
}
