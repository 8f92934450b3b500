//! Lists: items, their levels, their ticks and their numbers.

use super::super::code;
use super::super::command::{Plan, State};
use super::super::typing::without_list;
use super::{restyle, restyle_each, selected};
use crate::model::schema::{self, CONTINUE, INDENT, LIST, LIST_START, MAX_INDENT};
use crate::model::{Attributes, BlockId, ListKind, Style};

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
        Some(_) => Style::Normal.set_in(&block.attributes).without(LIST_START).with(LIST, kind.name()),
        None => item(&block.attributes, kind),
    })
}

/// The attributes of a paragraph that becomes a list item. Its text stays where it was, as that of an item of the first
/// level stands where that of a paragraph does which is indented once.
pub fn item(attributes: &Attributes, kind: ListKind) -> Attributes {
    let item = Style::Normal.set_in(attributes).without(LIST_START).with(LIST, kind.name());
    match schema::indent(attributes) {
        0 | 1 => item.without(INDENT),
        indent => item.with(INDENT, indent - 1),
    }
}

/// Makes running text of list items.
pub fn leave_list(state: State) -> Option<Plan> {
    restyle(state, |block| without_list(&block.attributes))
}

/// Makes running text of list items, which stays where the items' text was.
pub fn take_marker_off(state: State) -> Option<Plan> {
    restyle(state, |block| without_list(&block.attributes).with(INDENT, (block.indent() + 1).min(MAX_INDENT)))
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

/// Lines of code go by a tab.
pub fn indent(state: State) -> Option<Plan> {
    code::shift(state, true).or_else(|| shift(state, |level| (level + 1).min(MAX_INDENT)))
}

/// Lines of code go by a tab.
pub fn outdent(state: State) -> Option<Plan> {
    code::shift(state, false).or_else(|| shift(state, |level| level.saturating_sub(1)))
}

fn shift(state: State, to: impl Fn(u8) -> u8) -> Option<Plan> {
    restyle(state, |block| match to(block.indent()) {
        0 => block.attributes.clone().without(INDENT),
        level if level == block.indent() => block.attributes.clone(),
        level => block.attributes.clone().with(INDENT, level),
    })
}

/// Gives the numbered item at the selection that number, or the one after the list above. `None` elsewhere.
pub fn restart_list(state: State, at: Option<u32>) -> Option<Plan> {
    let item = selected(state).find(|located| located.block.list() == Some(ListKind::Ordered))?;
    restyle_each(state.selection, std::iter::once(item), |block| {
        let attributes = block.attributes.clone();
        match at {
            Some(number) => attributes.with(LIST_START, number.clamp(1, 999_999)),
            None => attributes.with(LIST_START, CONTINUE),
        }
    })
}
