//! Where the person is in the app: the address of the page as a signal, one with the browser's history.
//!
//! Three kinds of addresses do not need a router, which would weigh as much as the whole editing surface.

use crate::browser::{self, Listener};
use leptos::prelude::*;
use uuid::Uuid;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlAnchorElement, MouseEvent, UrlSearchParams};

/// What an address shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The list of documents.
    Home,
    /// What was sent to the app, or a blank document.
    Arrival,
    /// A document.
    Document(Uuid),
    /// Nothing of ours.
    Lost,
}

impl Place {
    /// What is at the path of an address, such as `"/d/{document}"`.
    fn at(path: &str) -> Place {
        match path.trim_end_matches('/') {
            "" => Place::Home,
            "/new" => Place::Arrival,
            path => {
                let document = path.strip_prefix("/d/").and_then(|id| Uuid::parse_str(id).ok());
                document.map_or(Place::Lost, Place::Document)
            }
        }
    }
}

/// The address of the page.
#[derive(Clone, Copy)]
pub struct Address {
    /// Its path, and its query with the question mark.
    parts: RwSignal<(String, String)>,
    place: Memo<Place>,
}

impl Address {
    /// The address as it is, kept true until the owner ends: links to pages of the app, the browser's ways back and forth.
    pub fn watched() -> Address {
        let parts = RwSignal::new(here());
        let place = Memo::new(move |_| parts.with(|(path, _)| Place::at(path)));
        let address = Address { parts, place };
        let went = move |_| address.arrive();
        let pressed = move |event: Event| {
            if let Some(link) = event.dyn_ref::<MouseEvent>().and_then(followed) {
                event.prevent_default();
                address.go(&link);
            }
        };
        let listeners = [
            Listener::new(&browser::window(), "popstate", went),
            Listener::new(&browser::window(), "click", pressed),
        ];
        StoredValue::new_local(listeners);
        address
    }

    /// What it shows.
    pub fn place(self) -> Place {
        self.place.get()
    }

    /// The value of `name` in its query.
    pub fn query(self, name: &str) -> Option<String> {
        self.parts.with(|(_, query)| UrlSearchParams::new_with_str(query).ok()?.get(name))
    }

    /// Goes to `address`, a path with a query perhaps; the browser's way back leads here.
    pub fn go(self, address: &str) {
        if let Ok(history) = browser::window().history() {
            let _ = history.push_state_with_url(&JsValue::NULL, "", Some(address));
        }
        self.arrive();
        browser::window().scroll_to_with_x_and_y(0.0, 0.0);
    }

    /// Goes to `address` in the place of where the person is.
    pub fn replace(self, address: &str) {
        if let Ok(history) = browser::window().history() {
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(address));
        }
        self.arrive();
    }

    fn arrive(self) {
        self.parts.set(here());
    }
}

fn here() -> (String, String) {
    let location = browser::window().location();
    (location.pathname().unwrap_or_default(), location.search().unwrap_or_default())
}

/// Where a press of the mouse leads, if it is on a link to a page of the app and asks for nothing but to go there.
fn followed(press: &MouseEvent) -> Option<String> {
    let is_plain = press.button() == 0
        && !(press.ctrl_key() || press.meta_key() || press.shift_key() || press.alt_key())
        && !press.default_prevented();
    let pressed = press.target()?.dyn_into::<Element>().ok()?;
    let link: HtmlAnchorElement = pressed.closest("a[href]").ok()??.dyn_into().ok()?;
    let is_ours = Some(link.origin()) == browser::window().location().origin().ok()
        && link.target().is_empty()
        && !link.has_attribute("download")
        && link.hash().is_empty()
        && Place::at(&link.pathname()) != Place::Lost;
    (is_plain && is_ours).then(|| link.pathname() + &link.search())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_of_one_of_our_pages_or_of_none() {
        let id = Uuid::from_u128(7);
        assert_eq!(Place::at("/"), Place::Home);
        assert_eq!(Place::at("/new"), Place::Arrival);
        assert_eq!(Place::at(&format!("/d/{id}")), Place::Document(id));
        assert_eq!(Place::at(&format!("/d/{id}/")), Place::Document(id));
        for lost in ["/d", "/d/", "/d/x", "/new/x", "/x", "/d/{id}/x"] {
            assert_eq!(Place::at(lost), Place::Lost, "{lost}");
        }
    }
}
