//! Changing what is said about text and paragraphs, not the text.

use super::Selection;
use super::command::{Plan, State};
use super::typing::{typing_attributes, without_list};
use crate::model::schema::{BLOCKQUOTE, CODE_BLOCK, HEADER, INDENT, LIST, MAX_INDENT};
use crate::model::{Attributes, Block, BlockId, BlockKind, Delta, ListKind, Located, Mark};
use serde_json::Value;

/// Whether all that is selected has the mark; at a caret, whether typed text would.
pub fn has_mark(state: State, mark: Mark) -> bool {
    let selection = state.selection;
    if selection.is_caret() {
        return typing_attributes(state).has(mark.name());
    }
    let mut runs = state.blocks.slice(selection.start(), selection.end()).into_ops().into_iter().filter_map(
        |op| match op {
            crate::model::Op::Insert(crate::model::Content::Text(text), _)
                if text.trim_matches('\n').is_empty() =>
            {
                None
            }
            crate::model::Op::Insert(_, attributes) => Some(attributes),
            _ => None,
        },
    );
    let mut any = false;
    runs.all(|attributes| {
        any = true;
        attributes.has(mark.name())
    }) && any
}

pub fn toggle_mark(state: State, mark: Mark) -> Option<Plan> {
    let on = !has_mark(state, mark);
    if state.selection.is_caret() {
        let attributes = typing_attributes(state);
        let typing = if on { attributes.with(mark.name(), true) } else { attributes.without(mark.name()) };
        return Some(Plan { selection: state.selection, typing: Some(typing), ..Plan::default() });
    }
    let change = Attributes::new().with(mark.name(), if on { Value::Bool(true) } else { Value::Null });
    let (start, end) = (state.selection.start(), state.selection.end());
    let (mut delta, mut at) = (Delta::new(), 0);
    for located in state.blocks.touched(start, end) {
        let (from, to) = (start.max(located.start), end.min(located.text_end()));
        if from < to {
            delta = delta.retain(from - at).format(to - from, change.clone());
            at = to;
        }
    }
    (!delta.is_empty()).then(|| Plan { delta, selection: state.selection, ..Plan::default() })
}

/// Gives each selected paragraph the attributes that `style` makes of its own.
fn restyle(state: State, style: impl Fn(&Block) -> Attributes) -> Option<Plan> {
    let selected = state.blocks.touched(state.selection.start(), state.selection.end());
    restyle_each(state.selection, selected, style)
}

fn restyle_each<'a>(
    selection: Selection,
    blocks: impl Iterator<Item = Located<'a>>,
    style: impl Fn(&Block) -> Attributes,
) -> Option<Plan> {
    let (mut delta, mut at) = (Delta::new(), 0);
    for located in blocks {
        let change = located.block.attributes.change_to(&style(located.block));
        if change.is_empty() {
            continue;
        }
        delta = delta.retain(located.text_end() - at);
        at = located.text_end();
        if located.block.terminated {
            delta = delta.format(1, change);
            at += 1;
        } else {
            delta = delta.insert("\n", change);
        }
    }
    (!delta.is_empty()).then(|| Plan { delta, selection, ..Plan::default() })
}

/// The attributes without what makes them anything but running text.
fn plain(attributes: &Attributes) -> Attributes {
    [HEADER, LIST, BLOCKQUOTE, CODE_BLOCK].into_iter().fold(attributes.clone(), Attributes::without)
}

pub fn set_heading(state: State, level: Option<u8>) -> Option<Plan> {
    restyle(state, |block| match level {
        Some(level) => without_list(&plain(&block.attributes)).with(HEADER, level),
        None => plain(&block.attributes),
    })
}

pub fn toggle_quote(state: State) -> Option<Plan> {
    let all = selected(state).all(|located| located.block.kind() == BlockKind::Quote);
    restyle(state, |block| {
        let plain = plain(&block.attributes);
        if all { plain } else { plain.with(BLOCKQUOTE, true) }
    })
}

pub fn toggle_list(state: State, kind: ListKind) -> Option<Plan> {
    let same = |list: Option<ListKind>| {
        list == Some(kind) || (kind.is_check() && list.is_some_and(ListKind::is_check))
    };
    if selected(state).all(|located| same(located.block.list())) {
        return leave_list(state);
    }
    let kind = if kind.is_check() { ListKind::Unchecked } else { kind };
    restyle(state, |block| match block.list() {
        list if same(list) => block.attributes.clone(),
        _ => plain(&block.attributes).with(LIST, kind.name()),
    })
}

/// Makes running text of list items.
pub fn leave_list(state: State) -> Option<Plan> {
    restyle(state, |block| without_list(&block.attributes))
}

pub fn toggle_checked(state: State, block: BlockId) -> Option<Plan> {
    let located = state.blocks.get(block)?;
    let ticked = match located.block.list()? {
        ListKind::Unchecked => ListKind::Checked,
        ListKind::Checked => ListKind::Unchecked,
        _ => return None,
    };
    restyle_each(state.selection, std::iter::once(located), |block| {
        block.attributes.clone().with(LIST, ticked.name())
    })
}

pub fn indent(state: State) -> Option<Plan> {
    shift(state, |level| (level + 1).min(MAX_INDENT))
}

pub fn outdent(state: State) -> Option<Plan> {
    shift(state, |level| level.saturating_sub(1))
}

fn shift(state: State, to: impl Fn(u8) -> u8) -> Option<Plan> {
    restyle(state, |block| match to(block.indent()) {
        0 => block.attributes.clone().without(INDENT),
        level if level == block.indent() => block.attributes.clone(),
        level => block.attributes.clone().with(INDENT, level),
    })
}

fn selected(state: State<'_>) -> impl Iterator<Item = Located<'_>> {
    state.blocks.touched(state.selection.start(), state.selection.end())
}
