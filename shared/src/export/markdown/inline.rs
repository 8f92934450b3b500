//! What is in a block as one stretch of Markdown. Marks whose signs would not be read where they stand are elements of HTML, which
//! Markdown has too.

use super::emphasis::settle;
use super::signs::{address, code, escaped, escaped_at_end, escaped_at_start};
use crate::model::schema::{self, LINE_BREAK, LINK, SCRIPT};
use crate::model::{Attributes, Block, Content, EmbedKind, Mark, Run, Script};
use serde_json::Value;

/// Where the text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Its lines may be several.
    Paragraph,
    /// It has one line.
    Heading,
}

/// A mark around a stretch of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Around {
    Strong,
    Emphasis,
    Strike,
    Underline,
    Super,
    Sub,
}

impl Around {
    const ALL: [Around; 6] =
        [Around::Strong, Around::Emphasis, Around::Strike, Around::Underline, Around::Super, Around::Sub];

    /// What stands before and behind it; `None` where there is only the element.
    pub const fn sign(self) -> Option<&'static str> {
        match self {
            Around::Strong => Some("**"),
            Around::Emphasis => Some("*"),
            Around::Strike => Some("~~"),
            Around::Underline | Around::Super | Around::Sub => None,
        }
    }

    const fn element(self) -> &'static str {
        match self {
            Around::Strong => "strong",
            Around::Emphasis => "em",
            Around::Strike => "del",
            Around::Underline => "u",
            Around::Super => "sup",
            Around::Sub => "sub",
        }
    }

    /// Those that are said of text with these attributes.
    fn of(attributes: &Attributes) -> Vec<Around> {
        let script = attributes.text(SCRIPT).and_then(Script::of);
        let is_said = |around: &Around| match around {
            Around::Strong => attributes.has(Mark::Bold.name()),
            Around::Emphasis => attributes.has(Mark::Italic.name()),
            Around::Strike => attributes.has(Mark::Strike.name()),
            Around::Underline => attributes.has(Mark::Underline.name()),
            Around::Super => script == Some(Script::Super),
            Around::Sub => script == Some(Script::Sub),
        };
        Around::ALL.into_iter().filter(is_said).collect()
    }
}

/// A piece of a stretch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    Text(String),
    Code(String),
    /// A picture, as it is written.
    Picture(String),
    Break,
    Open(Around),
    Close(Around),
    OpenLink,
    /// The end of a link, and where it leads.
    CloseLink(String),
}

/// A stretch of the same kind.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    token: Token,
    around: Vec<Around>,
    link: Option<String>,
}

impl Piece {
    fn is_blank(&self) -> bool {
        match &self.token {
            Token::Text(text) => text.chars().all(char::is_whitespace),
            token => *token == Token::Break,
        }
    }
}

/// What is in a block; empty where that is nothing but blanks.
pub fn inline(block: &Block, place: Place) -> String {
    let mut pieces = Vec::new();
    for run in block.runs.iter() {
        cut(run, &mut pieces);
    }
    let pieces = with_bare_blanks(joined(pieces));
    if pieces.iter().all(Piece::is_blank) {
        return String::new();
    }
    let tokens = nested(&pieces);
    let by_element = settle(&tokens);
    write(&tokens, &by_element, place)
}

/// A run in pieces, at its line breaks.
fn cut(run: &Run, pieces: &mut Vec<Piece>) {
    let attributes = &run.attributes;
    let link = attributes.text(LINK).filter(|address| schema::is_safe_link(address)).map(address);
    let around = Around::of(attributes);
    let mut put = |token: Token| pieces.push(Piece { token, around: around.clone(), link: link.clone() });
    match &run.content {
        Content::Embed(value) => picture(value, attributes).into_iter().for_each(put),
        Content::Text(text) if attributes.has(Mark::Code.name()) => {
            put(Token::Code(text.replace([LINE_BREAK, '\n', '\r'], " ")));
        }
        Content::Text(text) => {
            for (at, line) in text.split(LINE_BREAK).enumerate() {
                if at > 0 {
                    put(Token::Break);
                }
                if !line.is_empty() {
                    put(Token::Text(line.to_owned()));
                }
            }
        }
    }
}

fn picture(value: &Value, attributes: &Attributes) -> Option<Token> {
    let picture = value.get("image").and_then(Value::as_str);
    let picture = picture.filter(|_| EmbedKind::in_attributes(attributes).is_none())?;
    let alt = escaped(attributes.text("alt").unwrap_or_default(), false);
    Some(Token::Picture(format!("![{alt}]({})", address(picture))))
}

/// Neighbours that say the same of themselves as one.
fn joined(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::new();
    for piece in pieces {
        if let Some(last) = joined.last_mut()
            && (&last.around, &last.link) == (&piece.around, &piece.link)
            && let (Token::Text(text), Token::Text(more)) | (Token::Code(text), Token::Code(more)) =
                (&mut last.token, &piece.token)
        {
            text.push_str(more);
            continue;
        }
        joined.push(piece);
    }
    joined
}

/// Blanks at the ends of marked text apart from it, as no mark may begin or end with one.
fn with_bare_blanks(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut parts: Vec<Piece> = Vec::new();
    for piece in pieces {
        let Token::Text(text) = &piece.token else {
            parts.push(piece);
            continue;
        };
        let core = text.trim();
        let start = text.len() - text.trim_start().len();
        for part in [&text[..start], core, &text[start + core.len()..]] {
            if !part.is_empty() {
                parts.push(Piece { token: Token::Text(part.to_owned()), ..piece.clone() });
            }
        }
    }
    let mut bare = Vec::with_capacity(parts.len());
    for run in parts.chunk_by(|one, next| one.is_blank() == next.is_blank()) {
        let start = bare.len();
        let (before, behind) = (start.checked_sub(1).map(|at| &parts[at]), parts.get(start + run.len()));
        bare.extend(run.iter().map(|piece| match piece.is_blank() {
            true => between(before, run, behind, piece),
            false => piece.clone(),
        }));
    }
    bare
}

/// A blank of a run of blanks: it has what all of them and both sides have, and a mark ends where a link does.
fn between(before: Option<&Piece>, run: &[Piece], behind: Option<&Piece>, piece: &Piece) -> Piece {
    let all = |has: &dyn Fn(&Piece) -> bool| {
        before.is_some_and(has) && behind.is_some_and(has) && run.iter().all(has)
    };
    let link = piece.link.clone().filter(|_| all(&|other| other.link == piece.link));
    let sides = [before, behind];
    let is_of_link = sides.iter().all(|side| side.is_some_and(|side| side.link == link));
    let goes_on = |around: &Around| is_of_link && all(&|other| other.around.contains(around));
    let around = piece.around.iter().copied().filter(goes_on).collect();
    Piece { token: piece.token.clone(), around, link }
}

/// The pieces with their marks opened and closed, one within the other, a link around all. What lasts longer is opened first.
fn nested(pieces: &[Piece]) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut open: Vec<Around> = Vec::new();
    let mut link: Option<&String> = None;
    for (at, piece) in pieces.iter().enumerate() {
        let is_other_link = link != piece.link.as_ref();
        let stays = match is_other_link {
            true => 0,
            false => open.iter().take_while(|around| piece.around.contains(around)).count(),
        };
        while open.len() > stays {
            tokens.extend(open.pop().map(Token::Close));
        }
        if is_other_link {
            tokens.extend(link.map(|address| Token::CloseLink(address.clone())));
            link = piece.link.as_ref();
            tokens.extend(link.map(|_| Token::OpenLink));
        }
        let lasts = |around: &Around| {
            let with_it = |next: &&Piece| next.link == piece.link && next.around.contains(around);
            pieces[at..].iter().take_while(with_it).count()
        };
        let mut opened: Vec<Around> =
            piece.around.iter().copied().filter(|around| !open.contains(around)).collect();
        opened.sort_by_key(|around| std::cmp::Reverse(lasts(around)));
        for around in opened {
            tokens.push(Token::Open(around));
            open.push(around);
        }
        tokens.push(piece.token.clone());
    }
    tokens.extend(open.into_iter().rev().map(Token::Close));
    tokens.extend(link.map(|address| Token::CloseLink(address.clone())));
    tokens
}

/// The tokens as Markdown; of those at which `by_element` says so, the element.
fn write(tokens: &[Token], by_element: &[bool], place: Place) -> String {
    let mut text = String::new();
    let is_content = |token: &Token| matches!(token, Token::Text(_) | Token::Code(_) | Token::Picture(_));
    let (first, last) = (tokens.iter().position(is_content), tokens.iter().rposition(is_content));
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Text(part) => {
                let is_next_a_link = matches!(tokens.get(at + 1), Some(Token::OpenLink | Token::Picture(_)));
                let part = escaped(part, is_next_a_link);
                let is_at_start = text.is_empty() || text.ends_with('\n');
                text.push_str(&if is_at_start { escaped_at_start(&part) } else { part });
            }
            Token::Code(part) => text.push_str(&code(part)),
            Token::Picture(part) => text.push_str(part),
            // At the ends of a paragraph, and in a heading, only the element is one.
            Token::Break if place == Place::Heading || Some(at) < first || Some(at) > last => {
                text.push_str("<br>")
            }
            Token::Break => text.push_str("\\\n"),
            Token::OpenLink => text.push('['),
            Token::CloseLink(address) => text.push_str(&format!("]({address})")),
            Token::Open(around) => match around.sign().filter(|_| !by_element[at]) {
                Some(sign) => text.push_str(sign),
                None => text.push_str(&format!("<{}>", around.element())),
            },
            Token::Close(around) => match around.sign().filter(|_| !by_element[at]) {
                Some(sign) => text.push_str(sign),
                None => text.push_str(&format!("</{}>", around.element())),
            },
        }
    }
    escaped_at_end(text, place == Place::Heading)
}
