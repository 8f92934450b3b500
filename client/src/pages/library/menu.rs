//! The menu of a line: all that can be done with it, or with all that is chosen if it is among that.

use super::deeds::Deed;
use super::desk::{Asked, Desk};
use super::item::Item;
use super::row::pin;
use super::spot::Section;
use crate::browser;
use crate::frame::move_in_menu;
use crate::language::{Key, said};
use crate::pages::Removal;
use crate::pages::shelf::named;
use crate::{key, tr};
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// The menu's id in the page.
const MENU: &str = "item-menu";

/// Opens the menu of `item` below the button that was pressed; opened by key it takes the focus.
pub fn open(desk: Desk, item: Item, event: &ev::MouseEvent) {
    let button = event.current_target().and_then(|it| it.dyn_into::<HtmlElement>().ok());
    let menu = browser::document().get_element_by_id(MENU).and_then(|it| it.dyn_into::<HtmlElement>().ok());
    let (Some(button), Some(menu)) = (button, menu) else { return };
    if menu.matches(":popover-open").unwrap_or(false) {
        let _ = menu.hide_popover();
    }
    desk.menu_of.set(Some(item));
    let is_by_key = event.detail() == 0;
    // What it offers is drawn by then.
    browser::before_next_frame(move || {
        let _ = menu.show_popover();
        browser::place_below(&menu, &button.get_bounding_client_rect());
        let first = menu.query_selector("[role^='menuitem']").ok().flatten();
        if let Some(first) = first.and_then(|it| it.dyn_into::<HtmlElement>().ok()).filter(|_| is_by_key) {
            let _ = first.focus();
        }
    });
}

fn close() {
    let menu = browser::document().get_element_by_id(MENU).and_then(|it| it.dyn_into::<HtmlElement>().ok());
    if let Some(menu) = menu {
        let _ = menu.hide_popover();
    }
}

/// The menu, wherever it opens.
#[component]
pub fn ItemMenu(desk: Desk) -> impl IntoView {
    let name = tr!(
        "more-of",
        title =
            desk.menu_of.with(|item| item.as_ref().map(|item| named(&item.listed.title)).unwrap_or_default())
    );
    view! {
        <div class="menu" id=MENU popover="auto" role="menu" aria-label=name on:keydown=|event| move_in_menu(&event, 1)>
            {move || desk.menu_of.get().map(|item| offers(desk, item))}
        </div>
    }
}

/// A thing that can be done.
struct Offer {
    name: Key,
    /// Whether it holds, where it is a mark.
    holds: Option<bool>,
    act: Callback<()>,
}

impl Offer {
    fn new(name: Key, act: impl Fn() + Send + Sync + 'static) -> Offer {
        Offer { name, holds: None, act: Callback::new(move |()| act()) }
    }

    fn show(self) -> impl IntoView {
        let Offer { name, holds, act } = self;
        let press = move |_| {
            close();
            act.run(());
        };
        view! {
            <button
                class="menu-item"
                type="button"
                role=if holds.is_some() { "menuitemcheckbox" } else { "menuitem" }
                aria-checked=holds.map(|holds| holds.to_string())
                tabindex="-1"
                on:click=press
            >
                <span class="menu-label">{said(name)}</span>
                {holds.map(|_| view! { <span class="menu-check"><crate::frame::IconView icon=crate::frame::Icon::Check/></span> })}
            </button>
        }
    }
}

fn offers(desk: Desk, item: Item) -> impl IntoView {
    let concerned = desk.concerned(item.id());
    let is_one = concerned.len() < 2;
    let can = |deed: Deed| concerned.iter().any(|item| deed.is_for(item));
    let deed = |name, deed: Deed| {
        let concerned = concerned.clone();
        can(deed.clone()).then(|| Offer::new(name, move || desk.perform(deed.clone(), concerned.clone())))
    };
    let asks = |name, asked: Asked| Offer::new(name, move || desk.asked.set(Some(asked.clone())));
    let mut offers = Vec::new();
    if desk.library.spot.with_untracked(|spot| spot.section == Section::Trash) {
        offers.extend(deed(key!("restore"), Deed::Restore));
        offers.push(asks(key!("delete-for-good"), Asked::Delete(concerned.clone())));
        return offers.into_iter().map(Offer::show).collect_view().into_any();
    }
    if can(Deed::Star(true)) {
        let is_starred = item.listed.starred;
        let concerned = concerned.clone();
        let act = move || desk.perform(Deed::Star(!is_starred), concerned.clone());
        offers.push(Offer { holds: Some(is_starred), ..Offer::new(key!("star"), act) });
    }
    if is_one && item.may_rename() {
        offers.push(asks(key!("rename"), Asked::Name(Box::new(item.clone()))));
    }
    if can(Deed::Move(None)) {
        offers.push(asks(key!("move-to"), Asked::Move(concerned.clone())));
    }
    offers.extend(deed(key!("duplicate"), Deed::Copy));
    if is_one && !item.is_folder() {
        let (pinned, removed) = (item.clone(), item.entry.clone());
        let holds = item.entry.as_ref().is_some_and(|entry| entry.is_pinned);
        offers.push(Offer { holds: Some(holds), ..Offer::new(key!("pin-hint"), move || pin(desk, &pinned)) });
        if item.is_here() {
            let remove = move || desk.library.removal.set(removed.clone().map(Removal::One));
            offers.push(Offer::new(key!("remove-hint"), remove));
        }
    }
    if can(Deed::Throw) {
        let name = if item.is_folder() && is_one { key!("delete-folder") } else { key!("to-trash") };
        let concerned = concerned.clone();
        offers.push(Offer::new(name, move || desk.throw(concerned.clone())));
    }
    let rights = matches!(&*item.listed.role, "own" | "manage") && is_one && !item.is_folder();
    let rights = rights.then(|| {
        view! {
            <a class="menu-item" role="menuitem" tabindex="-1" href=format!("/d/{}/access", item.id())>
                <span class="menu-label">{tr!("people-rights")}</span>
            </a>
        }
    });
    view! { {rights} {offers.into_iter().map(Offer::show).collect_view()} }.into_any()
}
