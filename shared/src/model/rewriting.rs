//! From one text to another by a change that leaves alone what is the same: paragraphs first, and within those that are not, words.
//! So what others do meanwhile to what stays is merged with it.

use super::{Attributes, Content, Delta, Op};

/// So many places may differ for the shortest way to be looked for; beyond it what lies between is taken out and put in.
const MOST_DIFFERENT: usize = 1_000;

/// A piece of a text that stays or goes as a whole: a word, a sign, an embed, or the end of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Token {
    content: Content,
    attributes: Attributes,
}

impl Delta {
    /// The change that makes this text `other`. Both end with the end of a paragraph, and that one stays.
    pub fn rewriting(&self, other: &Delta) -> Delta {
        let (before, after) = (paragraphs(self), paragraphs(other));
        // The last are rewritten in any case: their ends are one.
        let inner = (&before[..before.len().saturating_sub(1)], &after[..after.len().saturating_sub(1)]);
        let mut change = Delta::new();
        let (mut from, mut to) = (0, 0);
        for (at, with) in matched(inner.0, inner.1, |one, other| one == other) {
            rewrite(&before[from..at].concat(), &after[to..with].concat(), &mut change);
            let length = before[at].iter().map(|token| token.content.len()).sum();
            change.push(Op::Retain(length, Attributes::new()));
            (from, to) = (at + 1, with + 1);
        }
        rewrite(&before[from..].concat(), &after[to..].concat(), &mut change);
        change.chop()
    }
}

/// Writes the change from some tokens to others. Those that say the same stay, whatever is said about them.
fn rewrite(before: &[Token], after: &[Token], change: &mut Delta) {
    let (mut from, mut to) = (0, 0);
    // The last ends of paragraphs are one.
    let ends =
        matches!((before.last(), after.last()), (Some(one), Some(other)) if one.content == other.content);
    let (inner, outer) =
        (&before[..before.len() - usize::from(ends)], &after[..after.len() - usize::from(ends)]);
    let mut pairs = matched(inner, outer, |one, other| one.content == other.content);
    pairs.extend(ends.then_some((inner.len(), outer.len())));
    for (at, with) in pairs.into_iter().chain([(before.len(), after.len())]) {
        change.extend(before[from..at.max(from)].iter().map(|token| Op::Delete(token.content.len())));
        let put = |token: &Token| Op::Insert(token.content.clone(), token.attributes.clone());
        change.extend(after[to..with.max(to)].iter().map(put));
        if let (Some(old), Some(new)) = (before.get(at), after.get(with)) {
            change.push(Op::Retain(old.content.len(), old.attributes.change_to(&new.attributes)));
        }
        (from, to) = (at + 1, with + 1);
    }
}

/// A text in paragraphs, each in tokens, its end the last of them.
fn paragraphs(text: &Delta) -> Vec<Vec<Token>> {
    let mut paragraphs = vec![Vec::new()];
    for op in text.ops() {
        let Op::Insert(content, attributes) = op else { continue };
        let parts = match content {
            Content::Text(text) => {
                words(text).into_iter().map(|word| Content::Text(word.to_owned())).collect()
            }
            embed => vec![embed.clone()],
        };
        for content in parts {
            let is_end = matches!(&content, Content::Text(text) if text == "\n");
            let last = paragraphs.last_mut().expect("there is always one");
            last.push(Token { content, attributes: attributes.clone() });
            if is_end {
                paragraphs.push(Vec::new());
            }
        }
    }
    if paragraphs.last().is_some_and(Vec::is_empty) {
        paragraphs.pop();
    }
    paragraphs
}

/// A text in words and single signs.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    for (at, sign) in text.char_indices() {
        let end = at + sign.len_utf8();
        let goes_on = sign.is_alphanumeric() && text[end..].chars().next().is_some_and(char::is_alphanumeric);
        if !goes_on {
            words.push(&text[start..end]);
            start = end;
        }
    }
    words
}

/// Pairs of places at which two lists are the same, in order, and as many as can be (Myers, 1986).
fn matched<T>(before: &[T], after: &[T], same: impl Fn(&T, &T) -> bool) -> Vec<(usize, usize)> {
    let start = before.iter().zip(after).take_while(|(one, other)| same(one, other)).count();
    let (inner, outer) = (&before[start..], &after[start..]);
    let end = inner.iter().rev().zip(outer.iter().rev()).take_while(|(one, other)| same(one, other)).count();
    let (inner, outer) = (&inner[..inner.len() - end], &outer[..outer.len() - end]);
    let mut pairs: Vec<_> = (0..start).map(|at| (at, at)).collect();
    pairs.extend(shortest(inner, outer, same).into_iter().map(|(at, with)| (start + at, start + with)));
    let (last, other) = (before.len() - end, after.len() - end);
    pairs.extend((0..end).map(|at| (last + at, other + at)));
    pairs
}

/// The same for lists that differ at both ends.
fn shortest<T>(before: &[T], after: &[T], same: impl Fn(&T, &T) -> bool) -> Vec<(usize, usize)> {
    let (rows, columns) = (before.len(), after.len());
    if rows == 0 || columns == 0 {
        return Vec::new();
    }
    let most = (rows + columns).min(MOST_DIFFERENT);
    // How far each diagonal has come, and what that was before each step.
    let middle = most + 1;
    let mut reached = vec![0usize; 2 * most + 3];
    let mut steps: Vec<Vec<usize>> = Vec::new();
    for step in 0..=most {
        steps.push(reached[middle - step..=middle + step].to_vec());
        for place in (middle - step..=middle + step).step_by(2) {
            let is_down =
                place == middle - step || (place != middle + step && reached[place - 1] < reached[place + 1]);
            let mut row = if is_down { reached[place + 1] } else { reached[place - 1] + 1 };
            let mut column = row + middle - place;
            while row < rows && column < columns && same(&before[row], &after[column]) {
                (row, column) = (row + 1, column + 1);
            }
            reached[place] = row;
            if (row, column) == (rows, columns) {
                return traced(&steps, middle, place, (row, column));
            }
        }
    }
    Vec::new()
}

/// The pairs on the way that led to an end.
fn traced(steps: &[Vec<usize>], middle: usize, place: usize, end: (usize, usize)) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let (mut place, mut row, mut column) = (place, end.0, end.1);
    for (step, reached) in steps.iter().enumerate().rev() {
        let at = |place: usize| reached[place + step - middle];
        let is_down =
            step > 0 && (place == middle - step || (place != middle + step && at(place - 1) < at(place + 1)));
        let before = match (step, is_down) {
            (0, _) => place,
            (_, true) => place + 1,
            (_, false) => place - 1,
        };
        let (start_row, start_column) = match step {
            0 => (0, 0),
            _ if is_down => (at(before), (at(before) + middle + 1) - before),
            _ => (at(before) + 1, (at(before) + middle) - before),
        };
        while row > start_row && column > start_column {
            (row, column) = (row - 1, column - 1);
            pairs.push((row, column));
        }
        if step > 0 {
            row = at(before);
            column = (row + middle) - before;
        }
        place = before;
    }
    pairs.reverse();
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Delta {
        Delta::new().insert(text, Attributes::new())
    }

    #[test]
    fn what_is_the_same_stays() {
        let before = text("One two three.\nThe second.\nThe third.\n");
        let after = text("One two and three.\nThe second.\nNew.\nThe third one.\n");
        let expected = Delta::new().retain(8).insert("and ", Attributes::new()).retain(19);
        let expected =
            expected.insert("New.\n", Attributes::new()).retain(9).insert(" one", Attributes::new());
        assert_eq!(before.rewriting(&after), expected);
        assert_eq!(before.rewriting(&before), Delta::new());
    }

    #[test]
    fn text_that_is_only_marked_is_not_written_anew_and_the_last_end_stays() {
        let bold = Attributes::new().with("bold", true);
        let after = Delta::new()
            .insert("a ", Attributes::new())
            .insert("word", bold.clone())
            .insert("\n", Attributes::new());
        assert_eq!(text("a word\n").rewriting(&after), Delta::new().retain(2).format(4, bold));
        assert_eq!(text("one\ntwo\n").rewriting(&text("one\n")), Delta::new().retain(3).delete(4));
        assert_eq!(text("one\ntwo\n").rewriting(&text("two\n")), Delta::new().delete(4));
        assert_eq!(text("a\n").rewriting(&text("\n")), Delta::new().delete(1));
    }

    #[test]
    fn it_makes_one_text_the_other_whatever_they_are() {
        let mut seed = 7u64;
        let mut random = move |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        for round in 0..3_000 {
            let mut write = || {
                let mut delta = Delta::new();
                for _ in 0..random(14) {
                    let marks = match random(4) {
                        0 => Attributes::new().with("bold", true),
                        1 => Attributes::new().with("header", random(3)),
                        _ => Attributes::new(),
                    };
                    match random(8) {
                        0 => delta = delta.embed(serde_json::json!({ "image": random(2) }), marks),
                        1 | 2 => delta = delta.insert("\n", marks),
                        pick => {
                            delta =
                                delta.insert(["one", " ", "two ", "\u{1f600}", "é"][pick as usize - 3], marks)
                        }
                    }
                }
                delta.insert("\n", Attributes::new().with("list", random(2)))
            };
            let (before, after) = (write(), write());
            let change = before.rewriting(&after);
            assert_eq!(before.compose(&change), after, "round {round}: {before:?}");
            let mut at = 0;
            for op in change.ops().iter().filter(|op| !matches!(op, Op::Insert(..))) {
                at += op.len();
                assert!(
                    !matches!(op, Op::Delete(_)) || at < before.inserted_len(),
                    "round {round}: the last end stays"
                );
            }
        }
    }
}
