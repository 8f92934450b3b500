//! Which characters Markdown would read as more than themselves, and how they are written so that it does not.

/// Text that stays text anywhere in a line. `is_next_a_link`: a link or a picture stands behind it.
pub fn escaped(text: &str, is_next_a_link: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = None;
    let mut rest = text.chars();
    while let Some(sign) = rest.next() {
        let next = rest.clone().next();
        let is_word = |sign: Option<char>| sign.is_some_and(char::is_alphanumeric);
        let is_meant = match sign {
            '\\' | '`' | '*' | '[' | ']' | '<' | '~' | '|' => true,
            '_' => !(is_word(before) && is_word(next)),
            '!' => next == Some('[') || (next.is_none() && is_next_a_link),
            '&' => next.is_none_or(|next| next == '#' || next.is_ascii_alphabetic()),
            _ => false,
        };
        if is_meant {
            out.push('\\');
        }
        out.push(match sign {
            '\r' | '\n' => ' ',
            '\0' => '\u{fffd}',
            sign => sign,
        });
        before = Some(sign);
    }
    out
}

/// The beginning of a line, where more is read as a mark than elsewhere. `text` is escaped already.
pub fn escaped_at_start(text: &str) -> String {
    let Some(first) = text.chars().next() else { return String::new() };
    let rest = &text[first.len_utf8()..];
    let ends = |rest: &str| rest.is_empty() || rest.starts_with([' ', '\t']);
    match first {
        ' ' | '\t' => format!("&#{};{rest}", u32::from(first)),
        '#' | '>' | '=' => format!("\\{text}"),
        '-' if ends(rest) || rest.starts_with('-') => format!("\\{text}"),
        '+' if ends(rest) => format!("\\{text}"),
        ':' if rest.starts_with('-') => format!("\\{text}"),
        '0'..='9' => {
            let digits = text.bytes().take_while(u8::is_ascii_digit).count();
            let (number, rest) = text.split_at(digits);
            match rest.chars().next() {
                Some('.' | ')') if digits < 10 && ends(&rest[1..]) => format!("{number}\\{rest}"),
                _ => text.to_owned(),
            }
        }
        _ => text.to_owned(),
    }
}

/// The end of a paragraph or a heading: a blank there would be lost, and `#` at the end of a heading too.
pub fn escaped_at_end(text: String, is_heading: bool) -> String {
    if let Some(blank) = text.chars().next_back().filter(|last| matches!(last, ' ' | '\t')) {
        return format!("{}&#{};", &text[..text.len() - 1], u32::from(blank));
    }
    let bare = text.trim_end_matches('#');
    let is_escaped = bare.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1;
    match is_heading && bare.len() < text.len() && !is_escaped {
        true => format!("{bare}\\{}", &text[bare.len()..]),
        false => text,
    }
}

/// An address as it stands behind a link's text.
pub fn address(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, sign) in text.char_indices() {
        match sign {
            '(' | ')' | '<' | '>' | '\\' | ' ' => out.push_str(&format!("%{:02X}", u32::from(sign))),
            sign if sign.is_ascii_control() => out.push_str(&format!("%{:02X}", u32::from(sign))),
            '&' if text[at + 1..]
                .split(|sign: char| !sign.is_ascii_alphanumeric() && sign != '#')
                .next()
                .is_some_and(|name| text[at + 1 + name.len()..].starts_with(';')) =>
            {
                out.push_str("&amp;")
            }
            sign => out.push(sign),
        }
    }
    out
}

/// A span of code.
pub fn code(text: &str) -> String {
    let fence = "`".repeat(longest_run(text, '`') + 1);
    let is_blank = text.chars().all(|sign| sign == ' ');
    let pad = text.starts_with('`')
        || text.ends_with('`')
        || (text.starts_with(' ') && text.ends_with(' ') && !is_blank);
    let pad = if pad { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// The length of the longest run of a sign.
pub fn longest_run(text: &str, sign: char) -> usize {
    text.split(|found| found != sign).map(|run| run.chars().count()).max().unwrap_or_default()
}
