//! Dragging: what is let go on a folder, a step of the way, or a name at the side goes there. One set of listeners for the whole
//! page: what can be dragged and where it can be let go says so itself (`data-id`, `data-drop`).

use super::deeds::Deed;
use super::desk::Desk;
use super::item::Item;
use crate::browser::{self, Listener};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, Element, Event};

/// What it is by what documents are told apart from what else may be dragged here.
const KIND: &str = "application/x-octavo-items";

/// From now on, as long as the owner lives.
pub fn watch(desk: Desk) {
    let dragged = StoredValue::new(Vec::<Item>::new());
    let over = desk.library.over;
    let begin = move |event: Event| {
        let Some(event) = event.dyn_ref::<DragEvent>() else { return };
        let Some(id) = attribute(event, "[data-id]", "data-id") else { return };
        dragged.set_value(desk.concerned(&id));
        if let Some(data) = event.data_transfer() {
            let _ = data.set_data(KIND, &id);
            data.set_effect_allowed("move");
        }
    };
    let go_over = move |event: Event| {
        let Some(event) = event.dyn_ref::<DragEvent>() else { return };
        let place =
            dragged.with_value(|dragged| place_of(event, dragged)).filter(|place| !is_here(desk, place));
        if over.try_with_untracked(|over| *over != place) == Some(true) {
            over.set(place.clone());
        }
        if place.is_some() {
            event.prevent_default();
            if let Some(data) = event.data_transfer() {
                data.set_drop_effect("move");
            }
        }
    };
    let let_go = move |event: Event| {
        let Some(event) = event.dyn_ref::<DragEvent>() else { return };
        let items = dragged.try_update_value(std::mem::take).unwrap_or_default();
        over.set(None);
        let Some(place) = place_of(event, &items) else { return };
        event.prevent_default();
        match &*place {
            "trash" => desk.throw(items),
            "starred" => desk.perform(Deed::Star(true), items),
            "top" => desk.perform(Deed::Move(None), items),
            place => {
                if let Some(folder) = place.strip_prefix("folder:") {
                    desk.perform(Deed::Move(Some(folder.to_owned())), items);
                }
            }
        }
    };
    let end = move |_: Event| {
        dragged.try_set_value(Vec::new());
        over.try_set(None);
    };
    // Before the page itself says that nothing can be let go there.
    let page = browser::document();
    let _listeners = StoredValue::new_local([
        Listener::new(&page, "dragstart", begin),
        Listener::new(&page, "dragover", go_over),
        Listener::new(&page, "drop", let_go),
        Listener::new(&page, "dragend", end),
    ]);
}

/// Where at least one of the `dragged` would go.
fn place_of(event: &DragEvent, dragged: &[Item]) -> Option<String> {
    let place = attribute(event, "[data-drop]", "data-drop")?;
    let deed = match &*place {
        "trash" => Deed::Throw,
        "starred" => Deed::Star(true),
        _ => Deed::Move(None),
    };
    let itself = |item: &Item| item.is_folder() && place.strip_prefix("folder:") == Some(item.id());
    (dragged.iter().any(|item| deed.is_for(item)) && !dragged.iter().any(itself)).then_some(place)
}

/// Whether what is dragged is there already.
fn is_here(desk: Desk, place: &str) -> bool {
    desk.library.spot.with_untracked(|spot| match &spot.folder {
        Some(folder) => place.strip_prefix("folder:") == Some(folder),
        None => place == "top" && spot.has_folders(),
    })
}

/// The `name` of what is under the pointer and is a `part`.
fn attribute(event: &DragEvent, part: &str, name: &str) -> Option<String> {
    let under = event.target()?.dyn_into::<Element>().ok()?;
    under.closest(part).ok()??.get_attribute(name)
}
