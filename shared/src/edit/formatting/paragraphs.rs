//! What a paragraph is, and how it stands on the page.

use super::super::command::{Plan, State};
use super::super::typing::without_list;
use super::restyle;
use crate::model::schema::{ALIGN, DIRECTION, LINE_HEIGHT, PAGE_BREAK_BEFORE, SPACE_AFTER, SPACE_BEFORE};
use crate::model::{Align, Direction, Style, value};
use serde_json::Value;
use std::ops::RangeInclusive;

/// Gives the paragraphs a style. They are no list items any more.
pub fn set_style(state: State, style: Style) -> Option<Plan> {
    restyle(state, |block| {
        let attributes = match block.list() {
            Some(_) => without_list(&block.attributes),
            None => block.attributes.clone(),
        };
        style.set_in(&attributes)
    })
}

pub fn set_align(state: State, align: Align) -> Option<Plan> {
    // Where the style itself says another edge, left is said too.
    let plain = |style: Style| align == Align::Left && state.styles.look(style).align == Align::Left;
    restyle(state, |block| match plain(block.style()) {
        true => block.attributes.clone().without(ALIGN),
        false => block.attributes.clone().with(ALIGN, align.name()),
    })
}

pub fn set_direction(state: State, direction: Option<Direction>) -> Option<Plan> {
    set(state, DIRECTION, direction.map(|direction| direction.name().into()))
}

/// `None` for a distance out of bounds.
pub fn set_line_height(state: State, multiple: Option<f32>) -> Option<Plan> {
    set_number(state, LINE_HEIGHT, multiple, value::LINE_HEIGHTS)
}

/// In points; `None` for one out of bounds.
pub fn set_space_before(state: State, points: Option<f32>) -> Option<Plan> {
    set_number(state, SPACE_BEFORE, points, value::SPACES)
}

/// In points; `None` for one out of bounds.
pub fn set_space_after(state: State, points: Option<f32>) -> Option<Plan> {
    set_number(state, SPACE_AFTER, points, value::SPACES)
}

pub fn set_page_break_before(state: State, is_on: bool) -> Option<Plan> {
    set(state, PAGE_BREAK_BEFORE, is_on.then_some(Value::Bool(true)))
}

fn set_number(state: State, name: &str, number: Option<f32>, bounds: RangeInclusive<f32>) -> Option<Plan> {
    if number.is_some_and(|number| !bounds.contains(&number)) {
        return None;
    }
    set(state, name, number.map(value::json))
}

fn set(state: State, name: &str, value: Option<Value>) -> Option<Plan> {
    restyle(state, |block| match &value {
        Some(value) => block.attributes.clone().with(name, value.clone()),
        None => block.attributes.clone().without(name),
    })
}
