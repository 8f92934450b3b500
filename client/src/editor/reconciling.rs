//! Brings the element of one block from what it shows to what it is to show: runs that stay keep their elements, and text is
//! spliced into its node. Elements that are new are built from markup.

use super::diff;
use super::html::{self, shape, shown};
use crate::browser;
use octavo_shared::model::{Block, Content, Run};
use wasm_bindgen::JsCast;
use web_sys::{Element, Node, Text};

/// Elements of blocks or runs, not on the page yet.
pub fn build<T: std::ops::Deref<Target = U>, U>(items: &[T], write: fn(&mut String, &U)) -> Vec<Element> {
    let Ok(holder) = browser::document().create_element("div") else { return Vec::new() };
    let mut markup = String::new();
    items.iter().for_each(|item| write(&mut markup, item));
    holder.set_inner_html(&markup);
    std::iter::successors(holder.first_element_child(), Element::next_element_sibling).collect()
}

/// Brings the content of a block's element from `old` to `new`. `None`: it is not what `old` looks like.
pub fn reconcile(element: &Element, old: &Block, new: &Block, is_foreign: bool) -> Option<()> {
    if html::has_checkbox(old) != html::has_checkbox(new) {
        return None;
    }
    let lead = u32::from(html::has_checkbox(old));
    if is_foreign && !is_as_drawn(element, old) {
        return None;
    }
    if lead > 0 && html::checked(old) != html::checked(new) {
        element.first_element_child()?.set_attribute("aria-checked", html::checked(new)).ok()?;
    }
    let children = element.children();
    let (was, is) = (&old.runs, &new.runs);
    let most = was.len().min(is.len());
    let (mut head, mut tail) = (0, 0);
    if !is_foreign {
        head = was.iter().zip(is.iter()).take_while(|(was, is)| was == is).count();
        let rest = most - head;
        tail = was.iter().rev().zip(is.iter().rev()).take(rest).take_while(|(was, is)| was == is).count();
    }
    let kept = most - tail;
    for index in head..kept {
        let child = children.item(lead + index as u32)?;
        if reshape(&child, &was[index], &is[index]).is_none() {
            let fresh = build(&[&is[index]], html::write_run).pop()?;
            child.replace_with_with_node_1(&fresh).ok()?;
        }
    }
    for index in (kept..was.len() - tail).rev() {
        children.item(lead + index as u32)?.remove();
    }
    if is.len() - tail > kept {
        let reference = children.item(lead + kept as u32).map(Node::from);
        let runs: Vec<&Run> = is[kept..is.len() - tail].iter().collect();
        for fresh in build(&runs, html::write_run) {
            element.insert_before(&fresh, reference.as_ref()).ok()?;
        }
    }
    match (html::needs_break(old), html::needs_break(new)) {
        (true, false) => element.last_element_child()?.remove(),
        (false, true) => {
            let line_break = browser::document().create_element("br").ok()?;
            element.append_child(&line_break).ok()?;
        }
        _ => {}
    }
    Some(())
}

/// Whether the element's class is this; it may be any element, and an SVG's `className` is no string.
fn has_class(element: &Element, class: &str) -> bool {
    element.get_attribute("class").unwrap_or_default() == class
}

/// Whether a block's element still has the children that were drawn for `block`.
fn is_as_drawn(element: &Element, block: &Block) -> bool {
    let lead = u32::from(html::has_checkbox(block));
    let count = lead + block.runs.len() as u32 + u32::from(html::needs_break(block));
    let children = element.children();
    let is_run = |(index, run): (usize, &Run)| {
        let Some(child) = children.item(lead + index as u32) else { return false };
        match run.content {
            Content::Text(_) => {
                let shape = shape(&run.attributes);
                child.tag_name().eq_ignore_ascii_case(shape.tag)
                    && has_class(&child, &shape.class)
                    && child.get_attribute("style") == shape.style
                    && child.child_nodes().length() == 1
                    && text_of(&child).is_some()
            }
            Content::Embed(_) => has_class(&child, "embed"),
        }
    };
    element.child_nodes().length() == count
        && children.length() == count
        && (lead == 0 || children.item(0).is_some_and(|child| has_class(&child, "checkbox")))
        && (!html::needs_break(block)
            || children.item(count - 1).is_some_and(|child| child.tag_name() == "BR"))
        && block.runs.iter().enumerate().all(is_run)
}

fn text_of(element: &Element) -> Option<Text> {
    element.first_child()?.dyn_into().ok()
}

/// Makes the element of one run that of another. `None`: it takes a new element.
fn reshape(element: &Element, was: &Run, is: &Run) -> Option<()> {
    let (Content::Text(_), Content::Text(text)) = (&was.content, &is.content) else {
        return (was == is).then_some(());
    };
    let (before, after) = (shape(&was.attributes), shape(&is.attributes));
    if before.tag != after.tag {
        return None;
    }
    if before.class != after.class {
        element.set_class_name(&after.class);
    }
    if before.style != after.style {
        match &after.style {
            Some(style) => element.set_attribute("style", style).ok()?,
            None => element.remove_attribute("style").ok()?,
        }
    }
    if let Some(href) = after.href.as_ref().filter(|_| before.href != after.href) {
        element.set_attribute("href", href).ok()?;
    }
    let node = text_of(element)?;
    let current = node.data();
    if let Some(change) = diff::change(&current, &shown(text), None) {
        node.replace_data(change.start as u32, change.removed as u32, change.inserted).ok()?;
    }
    Some(())
}
