//! The look of text: marks, font, size, colours, raised and lowered text.

use super::super::command::{Plan, State};
use super::{format_state, has_mark, reformat};
use crate::model::schema::{BACKGROUND, COLOR, FONT, LOOK, SCRIPT, SIZE};
use crate::model::{Attributes, Mark, Script, value};
use serde_json::Value;

/// The sizes that text goes through when it is made larger or smaller, in points; beyond them it goes by tens.
const STEPS: [f32; 16] =
    [8.0, 9.0, 10.0, 11.0, 12.0, 14.0, 16.0, 18.0, 20.0, 22.0, 24.0, 26.0, 28.0, 36.0, 48.0, 72.0];

/// Where the paragraph's style gives the mark by itself, text without it says so.
pub fn toggle_mark(state: State, mark: Mark) -> Option<Plan> {
    let wanted = !has_mark(state, mark);
    reformat(state, |style, _| {
        let is_given = state.styles.look(style).gives(mark);
        let said = if wanted == is_given { Value::Null } else { wanted.into() };
        Attributes::new().with(mark.name(), said)
    })
}

fn set(state: State, name: &str, value: Value) -> Option<Plan> {
    let change = Attributes::new().with(name, value);
    reformat(state, |_, _| change.clone())
}

/// Raises or lowers the text, or puts it back on the line.
pub fn set_script(state: State, script: Option<Script>) -> Option<Plan> {
    set(state, SCRIPT, script.map_or(Value::Null, |script| script.name().into()))
}

/// The same, and back on the line where all of it is raised or lowered so.
pub fn toggle_script(state: State, script: Script) -> Option<Plan> {
    let is_so = format_state(state).script == Some(script);
    set_script(state, (!is_so).then_some(script))
}

/// `None` for a name that cannot be one.
pub fn set_font(state: State, font: Option<&str>) -> Option<Plan> {
    set_checked(state, FONT, font, value::font)
}

/// `None` for what is no colour.
pub fn set_color(state: State, color: Option<&str>) -> Option<Plan> {
    set_checked(state, COLOR, color, value::color)
}

/// `None` for what is no colour.
pub fn set_background(state: State, color: Option<&str>) -> Option<Plan> {
    set_checked(state, BACKGROUND, color, value::color)
}

fn set_checked(
    state: State,
    name: &str,
    text: Option<&str>,
    check: fn(&str) -> Option<String>,
) -> Option<Plan> {
    match text {
        Some(text) => set(state, name, check(text)?.into()),
        None => set(state, name, Value::Null),
    }
}

/// In points; `None` for a size out of bounds.
pub fn set_size(state: State, points: Option<f32>) -> Option<Plan> {
    match points {
        Some(points) => set(state, SIZE, value::size(points)?.into()),
        None => set(state, SIZE, Value::Null),
    }
}

/// Makes each run larger or smaller from its own size on.
pub fn change_size(state: State, steps: i8) -> Option<Plan> {
    reformat(state, |style, attributes| {
        let own = attributes.text(SIZE).and_then(value::points);
        let now = own.unwrap_or_else(|| state.styles.look(style).size);
        let then = (0..steps.unsigned_abs()).fold(now, |size, _| step(size, steps > 0));
        value::size(then).map_or_else(Attributes::new, |size| Attributes::new().with(SIZE, size))
    })
}

fn step(size: f32, up: bool) -> f32 {
    let (first, last) = (STEPS[0], STEPS[STEPS.len() - 1]);
    let next = match up {
        true if size < first => size + 1.0,
        true => STEPS.into_iter().find(|step| *step > size).unwrap_or((size / 10.0).floor() * 10.0 + 10.0),
        false if size <= first => size - 1.0,
        false if size > last => ((size / 10.0).ceil() * 10.0 - 10.0).max(last),
        false => STEPS.into_iter().rev().find(|step| *step < size).unwrap_or(first),
    };
    next.clamp(*value::SIZES.start(), *value::SIZES.end())
}

/// Takes off how text looks. Links stay, and so does what the schema does not know.
pub fn clear(state: State) -> Option<Plan> {
    let nothing: Attributes = LOOK.into_iter().map(|name| (name, Value::Null)).collect();
    reformat(state, |_, _| nothing.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_go_up_and_down_the_usual_steps() {
        for (size, larger, smaller) in
            [(12.0, 14.0, 11.0), (13.0, 14.0, 12.0), (72.0, 80.0, 48.0), (85.0, 90.0, 80.0), (8.0, 9.0, 7.0)]
        {
            assert_eq!((step(size, true), step(size, false)), (larger, smaller), "from {size}");
        }
        assert_eq!((step(400.0, true), step(1.0, false)), (400.0, 1.0));
    }
}
