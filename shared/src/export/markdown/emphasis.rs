//! Where the signs of emphasis are read as such (CommonMark 0.31, 6.2): it depends on what stands on both sides of them. This is
//! stricter than the rule, so that it holds whatever a reader takes for punctuation.

use super::inline::{Around, Token};

/// What stands beside a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beside {
    /// A blank, or nothing.
    Blank,
    Letter,
    /// What every reader takes for punctuation.
    Punctuation,
    /// What some do.
    Unsure,
}

impl Beside {
    fn of(sign: Option<char>) -> Beside {
        match sign {
            None => Beside::Blank,
            Some(sign) if sign.is_whitespace() => Beside::Blank,
            Some(sign) if sign.is_alphanumeric() => Beside::Letter,
            Some(sign) if sign.is_ascii_punctuation() => Beside::Punctuation,
            Some(_) => Beside::Unsure,
        }
    }

    /// Whether a sign with this outside of the text that it is around, and `inside` in there, is read.
    fn lets(self, inside: Beside) -> bool {
        match inside {
            Beside::Blank => false,
            Beside::Letter => true,
            Beside::Punctuation | Beside::Unsure => matches!(self, Beside::Blank | Beside::Punctuation),
        }
    }
}

/// Of each token whether it is to be written as an element, because its sign, or that of its other end, would not be read.
pub fn settle(tokens: &[Token]) -> Vec<bool> {
    let mut by_element = vec![false; tokens.len()];
    let pairs = pairs(tokens);
    // An element beside a sign changes what that one stands beside.
    loop {
        let is_unread = |at: usize| !by_element[at] && !is_read(tokens, &by_element, at);
        let is_lost = |(open, close): &&(usize, usize)| is_unread(*open) || is_unread(*close);
        let Some(&(open, close)) = pairs.iter().find(is_lost) else { return by_element };
        (by_element[open], by_element[close]) = (true, true);
    }
}

/// The two ends of each mark that has a sign.
fn pairs(tokens: &[Token]) -> Vec<(usize, usize)> {
    let mut open = Vec::new();
    let mut pairs = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Open(around) => open.push((at, around)),
            Token::Close(_) => {
                if let Some((start, around)) = open.pop()
                    && around.sign().is_some()
                {
                    pairs.push((start, at));
                }
            }
            _ => {}
        }
    }
    pairs
}

/// Whether the sign at a place is read as what it is.
fn is_read(tokens: &[Token], by_element: &[bool], at: usize) -> bool {
    let sign = |at: usize| match &tokens[at] {
        Token::Open(around) if !by_element[at] => Some((true, around.sign()?)),
        Token::Close(around) if !by_element[at] => Some((false, around.sign()?)),
        _ => None,
    };
    let Some((opens, own)) = sign(at) else { return true };
    // Signs of one letter that stand together are read as one run.
    let is_of_run = |at: usize| sign(at).is_some_and(|(_, other)| other.as_bytes()[0] == own.as_bytes()[0]);
    let mut start = at;
    while start > 0 && is_of_run(start - 1) {
        start -= 1;
    }
    let mut end = at + 1;
    while end < tokens.len() && is_of_run(end) {
        end += 1;
    }
    let turns = (start..end).any(|at| sign(at).is_some_and(|(other, _)| other != opens));
    let before = Beside::of(start.checked_sub(1).and_then(|at| last_sign(&tokens[at])));
    let behind = Beside::of(tokens.get(end).and_then(first_sign));
    let (outside, inside) = if opens { (before, behind) } else { (behind, before) };
    // Between two letters, or two signs, a run could end what is open as well as begin something.
    let is_clear = outside == Beside::Blank || (outside, inside) == (Beside::Punctuation, Beside::Letter);
    !turns && outside.lets(inside) && (is_clear || !is_within(tokens, by_element, at))
}

/// Whether the mark at a place is in another that is written with the same letter, or has such a one in it.
fn is_within(tokens: &[Token], by_element: &[bool], at: usize) -> bool {
    let letter = |around: &Around| around.sign().map(|sign| sign.as_bytes()[0]);
    let of = |at: usize| match &tokens[at] {
        Token::Open(around) | Token::Close(around) if !by_element[at] => letter(around),
        _ => None,
    };
    let mut depth = 0usize;
    let mut deepest = 0;
    let mut start = at;
    // From where nothing of the letter is open, to where that is so again.
    for (place, token) in tokens.iter().enumerate().filter(|(place, _)| of(*place) == of(at)) {
        match token {
            Token::Open(_) => {
                if depth == 0 {
                    (start, deepest) = (place, 0);
                }
                depth += 1;
                deepest = deepest.max(depth);
            }
            _ => {
                depth = depth.saturating_sub(1);
                if depth == 0 && (start..=place).contains(&at) {
                    return deepest > 1;
                }
            }
        }
    }
    false
}

/// The sign that a token begins with; of all but text one of an element, a link or another mark.
fn first_sign(token: &Token) -> Option<char> {
    match token {
        Token::Text(text) => text.chars().next(),
        _ => Some('<'),
    }
}

/// The sign that a token ends with, in the same way.
fn last_sign(token: &Token) -> Option<char> {
    match token {
        Token::Text(text) => text.chars().next_back(),
        _ => Some('>'),
    }
}
