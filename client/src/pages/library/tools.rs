//! What stands above a list: where it is, what is looked for in it, its order and its look.

use super::desk::{Asked, Desk};
use super::glyphs::{Glyph, GlyphView};
use super::spot::{Sort, Spot};
use crate::frame::{Icon, IconView};
use crate::language::{said, say};
use crate::tr;
use leptos::prelude::*;

/// The name of where one is, in a folder with the way there, and beside it the order and the look.
#[component]
pub fn Head(desk: Desk) -> impl IntoView {
    let library = desk.library;
    let section = move || library.spot.with(|spot| spot.section);
    let crumbs = move || {
        let mut path = library.path();
        let is_inside = library.spot.with(|spot| spot.folder.is_some());
        let here = if is_inside { path.pop() } else { None };
        let top = is_inside.then(|| {
            let address = Spot { section: section(), folder: None }.address();
            crumb(desk, address, section().drop_key().map(str::to_owned), say(section().name()))
        });
        let way = path.into_iter().map(|step| {
            let address = Spot { section: section(), folder: Some(step.id.clone()) }.address();
            crumb(desk, address, Some(format!("folder:{}", step.id)), step.name)
        });
        let way: Vec<_> = top.into_iter().chain(way).collect();
        let name = match here {
            Some(here) => here.name,
            None if is_inside => String::new(),
            None => say(section().name()),
        };
        let has_way = !way.is_empty();
        view! {
            {has_way.then(|| view! { <nav class="crumbs" aria-label=tr!("way-here")><ol>{way}</ol></nav> })}
            <h2 dir="auto">{name}</h2>
        }
    };
    let choose = move |event| {
        if let Some(sort) = Sort::of(&event_target_value(&event)) {
            library.sort_by(sort);
        }
    };
    let look = move |is_grid: bool, glyph, name| {
        view! {
            <button
                class="icon-button"
                type="button"
                aria-label=said(name)
                title=said(name)
                aria-pressed=move || (library.is_grid() == is_grid).to_string()
                on:click=move |_| library.show_grid(is_grid)
            >
                <GlyphView glyph/>
            </button>
        }
    };
    view! {
        <div class="library-head">
            <div class="library-name">{crumbs}</div>
            <Show when=move || library.spot.with(Spot::has_folders)>
                <button class="button" type="button" on:click=move |_| desk.asked.set(Some(Asked::NewFolder))>
                    <GlyphView glyph=Glyph::NewFolder/>
                    {tr!("new-folder")}
                </button>
            </Show>
            <Show when=move || library.spot.with(Spot::has_order)>
                <select class="input library-sort" aria-label=tr!("sort-by") on:change=choose>
                    {Sort::ALL.map(|sort| view! {
                        <option value=sort.id() selected=move || library.sort() == sort>{said(sort.name())}</option>
                    })}
                </select>
            </Show>
            <div class="library-look" role="group" aria-label=tr!("look")>
                {look(false, Glyph::List, crate::key!("look-list"))}
                {look(true, Glyph::Grid, crate::key!("look-grid"))}
            </div>
        </div>
    }
}

fn crumb(desk: Desk, address: String, drop_key: Option<String>, name: String) -> impl IntoView {
    let over = drop_key.clone();
    let is_over = move || over.is_some() && desk.library.over.with(|over_now| *over_now == over);
    view! { <li><a class="crumb" class:dropping=is_over href=address data-drop=drop_key dir="auto">{name}</a></li> }
}

/// The field in which one types what is looked for.
#[component]
pub fn SearchField(desk: Desk) -> impl IntoView {
    view! {
        <div class="shelf-search">
            <IconView icon=Icon::Search/>
            <input
                class="input"
                type="search"
                aria-label=tr!("shelf-search")
                placeholder=tr!("shelf-search-hint")
                autocomplete="off"
                prop:value=move || desk.sought.get()
                on:input=move |event| desk.sought.set(event_target_value(&event))
            />
        </div>
    }
}
