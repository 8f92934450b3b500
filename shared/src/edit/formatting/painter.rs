//! A format carried from one place to another (the format painter), and into a style.

use super::super::characters::word_at;
use super::super::command::{Plan, Restyle, State};
use super::super::typing::typing_attributes;
use super::{over_runs, reformat, restyle, selected};
use crate::model::schema::{
    ALIGN, BLOCKQUOTE, CODE_BLOCK, DIRECTION, HEADER, INDENT, LINE_HEIGHT, LIST, LOOK, SPACE_AFTER,
    SPACE_BEFORE, STYLE,
};
use crate::model::{Attributes, Delta, LOOK_NAMES, Op, Style};
use serde_json::Value;

/// What the format painter carries of a paragraph.
const OF_A_PARAGRAPH: [&str; 11] = [
    HEADER,
    STYLE,
    BLOCKQUOTE,
    CODE_BLOCK,
    LIST,
    INDENT,
    ALIGN,
    DIRECTION,
    LINE_HEIGHT,
    SPACE_BEFORE,
    SPACE_AFTER,
];

/// A format that was picked up: how the text looks, and what its paragraph is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CopiedFormat {
    text: Attributes,
    paragraph: Attributes,
}

/// The format at the selection's start.
pub fn copy_format(state: State) -> CopiedFormat {
    let only = |attributes: &Attributes, names: &[&str]| {
        attributes
            .iter()
            .filter(|(name, _)| names.contains(name))
            .map(|(name, value)| (name, value.clone()))
            .collect()
    };
    let located = state.blocks.at(state.selection.start());
    CopiedFormat {
        text: only(&typing_attributes(state), &LOOK),
        paragraph: only(&located.block.attributes, &OF_A_PARAGRAPH),
    }
}

/// Gives the selection a format, at a caret its word. A paragraph takes its part where it is selected whole.
pub fn apply_format(state: State, format: &CopiedFormat) -> Option<Plan> {
    let all = |attributes: &Attributes, names: &[&str]| -> Attributes {
        let value = |name: &str| attributes.get(name).cloned().unwrap_or(Value::Null);
        names.iter().map(|name| (*name, value(name))).collect()
    };
    let (text, paragraph) = (all(&format.text, &LOOK), all(&format.paragraph, &OF_A_PARAGRAPH));
    let selection = state.selection;
    let first = state.blocks.at(selection.start());
    let (start, end) = match selection.is_caret() {
        false => (selection.start(), selection.end()),
        true => {
            let word = word_at(&first.block.text(), selection.head - first.start);
            word.map_or((selection.head, selection.head), |(start, end)| {
                (first.start + start, first.start + end)
            })
        }
    };
    let is_whole = start == first.start && end >= first.text_end();
    let paragraphs = match is_whole || end > first.text_end() {
        true => restyle(state, |block| block.attributes.compose(&paragraph, false)),
        false => None,
    };
    if start == end && paragraphs.is_none() {
        return reformat(state, |_, _| text.clone());
    }
    let runs = over_runs(state, start, end, |_, _| text.clone());
    let delta = both(&runs, paragraphs.map(|plan| plan.delta));
    (!delta.is_empty()).then(|| Plan { delta, selection, ..Plan::default() })
}

/// A change of runs and then one of paragraphs, as one. Neither moves what the other touches.
fn both(runs: &Delta, paragraphs: Option<Delta>) -> Delta {
    paragraphs.map_or_else(|| runs.clone(), |paragraphs| runs.compose(&paragraphs))
}

/// Gives a style the look of the selection's first text, in the whole document. The selected paragraphs take the style,
/// and say nothing over it any more.
pub fn redefine_style(state: State, style: Style) -> Option<Plan> {
    let located = state.blocks.at(state.selection.start());
    let shown = typing_attributes(state);
    let look = state.styles.look(located.block.style()).with(&located.block.attributes).with(&shown);
    let said = state.styles.redefining(style, &look);
    let none: Attributes = LOOK_NAMES.into_iter().map(|name| (name, Value::Null)).collect();
    let mut delta = Delta::new();
    for located in selected(state) {
        let runs = over_runs(state, located.start, located.text_end(), |_, attributes| {
            let same = |name: &&str| attributes.get(name) == shown.get(name);
            LOOK_NAMES.into_iter().filter(same).map(|name| (name, Value::Null)).collect()
        });
        delta = delta.compose(&runs);
    }
    let paragraphs = restyle(state, |block| style.set_in(&block.attributes).compose(&none, false));
    let delta = both(&delta, paragraphs.map(|plan| plan.delta));
    let is_said = state.styles.redefinition(style) == Some(&said);
    let restyle = (!is_said).then_some(Restyle { style, said: Some(said) });
    let does_something = restyle.is_some()
        || delta.ops().iter().any(|op| !matches!(op, Op::Retain(_, attributes) if attributes.is_empty()));
    does_something.then(|| Plan { delta, selection: state.selection, restyle, ..Plan::default() })
}

/// Gives a style back the look that it has by default.
pub fn reset_style(state: State, style: Style) -> Option<Plan> {
    let said = state.styles.resetting(style);
    let is_said = state.styles.redefinition(style) == said.as_ref();
    let restyle = Some(Restyle { style, said });
    (!is_said).then(|| Plan { selection: state.selection, restyle, ..Plan::default() })
}
