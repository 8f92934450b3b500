//! The lines of a list or the pages of a grid, and the keys that go among them and choose.

use super::desk::{Asked, Desk};
use super::row::{Row, link_id};
use super::spot::Section;
use crate::browser::{self, Listener};
use crate::language::say;
use crate::{key, tr};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent};

/// How far from its end a page is scrolled when more of the list is asked for, in heights of the window.
const AHEAD: f64 = 1.5;

/// The list.
#[component]
pub fn List(desk: Desk) -> impl IntoView {
    let library = desk.library;
    let list = NodeRef::<html::Ul>::new();
    let name = move || {
        let folder = library.path().pop().filter(|_| library.spot.with(|spot| spot.folder.is_some()));
        match (folder, library.spot.with(|spot| spot.section)) {
            (Some(folder), _) => folder.name,
            (None, Section::Recent) => say(key!("recent-documents")),
            (None, section) => say(section.name()),
        }
    };
    let keys = move |event: Event| {
        if let (Ok(event), Some(list)) = (event.dyn_into::<KeyboardEvent>(), list.get_untracked()) {
            on_key(desk, &list, &event);
        }
    };
    let scrolled = move |_: Event| {
        if let Some(list) = list.get_untracked()
            && untrack(|| library.has_more())
            && is_near_end(&list)
        {
            library.ask_for_more();
        }
    };
    let _listeners = StoredValue::new_local([
        Listener::new(&browser::window(), "keydown", keys),
        Listener::new(&browser::window(), "scroll", scrolled),
    ]);
    view! {
        <ul class="shelf" class:grid=move || library.is_grid() node_ref=list aria-label=name>
            <For each=move || desk.order.get().to_vec() key=String::clone let:id>
                <Row desk id/>
            </For>
        </ul>
        <Show when=move || library.has_more()>
            <p class="library-more">
                <button class="button" type="button" on:click=move |_| library.ask_for_more()>{tr!("show-more")}</button>
            </p>
        </Show>
    }
}

fn is_near_end(list: &Element) -> bool {
    let height = browser::window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
    list.get_bounding_client_rect().bottom() < (1.0 + AHEAD) * height
}

/// A key that is pressed in the list, or where nothing has the focus.
fn on_key(desk: Desk, list: &HtmlElement, event: &KeyboardEvent) {
    let active = browser::document().active_element();
    let is_in = |part: &str| active.as_ref().is_some_and(|it| it.closest(part).ok().flatten().is_some());
    let is_nowhere = active.as_ref().is_none_or(|it| it.tag_name() == "BODY");
    if event.default_prevented() || event.is_composing() || !(is_nowhere || is_in(".shelf, .choice-bar")) {
        return;
    }
    let order = desk.order.get_untracked();
    let current = desk.current.get_untracked().filter(|id| order.contains(id));
    let concerned = || current.as_ref().map(|id| desk.concerned(id)).unwrap_or_default();
    let is_trash = desk.library.spot.with_untracked(|spot| spot.section == Section::Trash);
    let chord = event.ctrl_key() || event.meta_key();
    match &*event.key() {
        "a" | "A" if chord && !event.shift_key() && !event.alt_key() => {
            desk.selection.update(|selection| selection.take_all(&order));
        }
        _ if chord || event.alt_key() => return,
        "Escape" if desk.selection.with_untracked(|selection| !selection.is_empty()) => {
            desk.selection.update(|selection| selection.clear());
        }
        "Delete" if is_trash => desk.asked.set(Some(Asked::Delete(concerned()))),
        "Delete" => desk.throw(concerned()),
        "F2" if !is_trash => match &concerned()[..] {
            [item] if item.may_rename() => desk.asked.set(Some(Asked::Name(Box::new(item.clone())))),
            _ => return,
        },
        " " if is_in(".shelf-row") => {
            if let Some(id) = &current {
                desk.selection.update(|selection| selection.toggle(id));
            }
        }
        key if is_in(".shelf") || is_nowhere => {
            let here = current.as_ref().and_then(|id| order.iter().position(|it| it == id));
            let Some(next) = next_place(key, here, order.len(), columns(list)) else { return };
            let Some(id) = order.get(next) else { return };
            if event.shift_key()
                && let Some(from) = &current
            {
                desk.selection.update(|selection| selection.extend(id, from, &order));
            }
            let link = browser::document().get_element_by_id(&link_id(id));
            if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
                let _ = link.focus();
            }
        }
        _ => return,
    }
    event.prevent_default();
}

/// Where a key leads from the line at `here`; none where it is no key that goes anywhere, or leads out of the list.
fn next_place(key: &str, here: Option<usize>, count: usize, columns: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    let is_move = matches!(key, "ArrowDown" | "ArrowUp" | "Home" | "End")
        || columns > 1 && matches!(key, "ArrowLeft" | "ArrowRight");
    let Some(here) = here else { return is_move.then_some(0) };
    let next = match key {
        "ArrowDown" => (here + columns).min(if here + columns <= last { last } else { here }),
        "ArrowUp" => here.checked_sub(columns).unwrap_or(here),
        "ArrowRight" if columns > 1 => here + 1,
        "ArrowLeft" if columns > 1 => here.saturating_sub(1),
        "Home" => 0,
        "End" => last,
        _ => return None,
    };
    Some(next.min(last))
}

/// How many stand beside each other.
fn columns(list: &HtmlElement) -> usize {
    let top = |index: u32| list.children().item(index).map(|it| it.get_bounding_client_rect().top());
    let Some(first) = top(0) else { return 1 };
    (1..list.children().length()).take_while(|index| top(*index) == Some(first)).count() + 1
}

#[cfg(test)]
mod tests {
    use super::next_place;

    #[test]
    fn arrows_go_among_lines() {
        assert_eq!(next_place("ArrowDown", None, 3, 1), Some(0));
        assert_eq!(next_place("ArrowDown", Some(0), 3, 1), Some(1));
        assert_eq!(next_place("ArrowDown", Some(2), 3, 1), Some(2));
        assert_eq!(next_place("ArrowUp", Some(0), 3, 1), Some(0));
        assert_eq!(next_place("ArrowRight", Some(0), 3, 1), None);
        assert_eq!(next_place("End", Some(0), 3, 1), Some(2));
        assert_eq!(next_place("x", None, 3, 1), None);
        assert_eq!(next_place("ArrowDown", None, 0, 1), None);
    }

    #[test]
    fn arrows_go_among_pages_in_both_directions() {
        // 0 1 2
        // 3 4
        let go = |key, here| next_place(key, Some(here), 5, 3);
        assert_eq!([go("ArrowDown", 1), go("ArrowDown", 2), go("ArrowUp", 4)], [Some(4), Some(2), Some(1)]);
        assert_eq!(
            [go("ArrowRight", 2), go("ArrowLeft", 3), go("ArrowRight", 4)],
            [Some(3), Some(2), Some(4)]
        );
    }
}
